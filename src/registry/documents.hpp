// Pictures: checked by content, stored by content hash in a folder, referred to by rows.
//
// The file is durable before its row is committed, so an acknowledged row always has its file; a file without a row is
// harmless and is found again when the same content comes.
#pragma once
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "auth/actor.hpp"
#include "core/result.hpp"
#include "db/db.hpp"

namespace yiguan::registry {

inline constexpr std::size_t picture_bytes_max = 5 * 1024 * 1024;
inline constexpr std::uint32_t picture_pixels_max = 12'000;  ///< Of width and of height.

enum class MediaType : std::uint8_t { png = 1, jpeg = 2 };
std::string_view media_type_name(MediaType type);  ///< "image/png".

struct PictureInfo {
    MediaType media_type;
    std::uint32_t width = 0;
    std::uint32_t height = 0;
};

/// What a PNG or JPEG says of itself, decided by its bytes alone (no name, no header of a request). Reads the structure
/// (PNG chunks with their checksums, JPEG markers) without decoding pixels, and refuses bytes behind the end, so that
/// no second file hides in a picture. Code::document_type (neither PNG nor JPEG), Code::document_damaged,
/// Code::out_of_bounds (width, height, no bytes), Code::body_too_large (over picture_bytes_max). Cost: one pass over
/// the bytes.
Result<PictureInfo> inspect_picture(std::span<const std::byte> bytes);

struct StoredFile {
    std::string sha256;  ///< 64 small hexadecimal digits.
    MediaType media_type;
    std::int64_t bytes = 0;
};

/// An open stored file, read by offset. Thread-safe.
class DocumentFile {
public:
    explicit DocumentFile(int fd, std::uint64_t bytes) : fd_(fd), bytes_(bytes) {}
    DocumentFile(const DocumentFile&) = delete;
    ~DocumentFile();
    std::uint64_t size() const { return bytes_; }
    /// Fills all of `out` from `offset` on. @throws std::system_error when the file ends before.
    void read(std::uint64_t offset, std::span<char> out) const;

private:
    int fd_;
    std::uint64_t bytes_;
};

/// The folder `directory`/<first two digits>/<sha256>.png|jpg. Thread-safe.
class DocumentStore {
public:
    /// Makes the folder. @throws std::system_error when it cannot be made.
    explicit DocumentStore(std::filesystem::path directory);

    /// Checks and stores one picture; the same content twice is one file. When this returns, the file is on disk under
    /// its final name (temporary name, fsync, rename, fsync of the folder). Blocks for some milliseconds: not for I/O
    /// threads. Errors as inspect_picture. @throws std::system_error when the disk fails.
    Result<StoredFile> put(std::span<const std::byte> bytes) const;

    /// Null when there is no such file.
    std::unique_ptr<DocumentFile> open(std::string_view sha256, MediaType media_type) const;

    std::filesystem::path path(std::string_view sha256, MediaType media_type) const;

private:
    std::filesystem::path directory_;
};

struct Document {
    DocumentId id;
    OrgId org;
    StoredFile file;
    UtcMs created_at;
};

/// Before anything is stored: Code::unauthenticated, Code::forbidden; Code::org_not_approved for an organisation that
/// is not approved and has uploads_before_approval documents already, so that strangers cannot fill the disk.
inline constexpr std::int64_t uploads_before_approval = 4;
Result<void> may_upload(db::Tx& tx, const auth::Actor& actor);

/// Compares the rows with the files: one Chinese sentence for each document whose file is missing or has another
/// content. Cost: reads every file once.
std::vector<std::string> check_documents(db::Tx& tx, const DocumentStore& store, std::size_t limit = 100);

/// Registers a stored file for the actor's organisation; the same content again gives the same document.
/// Code::unauthenticated, Code::forbidden (Permission::upload_document).
Result<Document> add_document(db::Tx& tx, const auth::Actor& actor, const StoredFile& file);
std::optional<Document> find_document(db::Tx& tx, DocumentId id);
/// Code::document_unknown if there is none or it belongs to another organisation (the same answer for both).
Result<Document> require_document(db::Tx& tx, DocumentId id, OrgId owner);

}  // namespace yiguan::registry
