// Documents: checked by content, stored by content hash in a folder, referred to by rows. What is accepted for which
// purpose: registry/purposes.hpp.
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

inline constexpr std::uint32_t picture_pixels_max = 12'000;  ///< Of width and of height.
inline constexpr std::size_t file_name_max = 80;             ///< Code points of a name without its extension.

enum class MediaType : std::uint8_t { png = 1, jpeg = 2, gif = 3, webp = 4, pdf = 5, mp4 = 6, avi = 7 };
std::string_view media_type_name(MediaType type);  ///< "image/png".
std::string_view kind_name(MediaType type);        ///< "png"
std::string_view kind_name_zh(MediaType type);     ///< PNG 图片
std::string_view extension(MediaType type);        ///< ".png"
std::optional<MediaType> parse_kind(std::string_view name);
bool is_picture(MediaType type);

struct FileInfo {
    MediaType media_type;
    std::uint32_t width = 0;  ///< 0 of a PDF.
    std::uint32_t height = 0;
};

/// By the first bytes alone: no name, no header of a request.
std::optional<MediaType> kind_of(std::span<const std::byte> content);
/// The same for people, whatever it is: PNG 图片, Windows 程序, Word 文档（docx）, 无法识别的文件.
std::string describe_kind(std::span<const std::byte> content);

/// What a file says of itself, decided by its bytes. Reads the structure (PNG chunks with their checksums, JPEG
/// markers, GIF blocks, RIFF chunks, MP4 boxes, names and object streams of a PDF) without decoding pixels, and refuses
/// bytes behind the end, so that no second file hides in it. A PDF that is encrypted, or has scripts, programs to
/// launch, files or media in it, is refused. Code::document_type (none of ours), Code::document_damaged,
/// Code::out_of_bounds (width, height). Cost: one pass; object streams of a PDF up to 32 MB inflated.
Result<FileInfo> inspect_file(std::span<const std::byte> content);

struct StoredFile {
    std::string sha256;  ///< 64 small hexadecimal digits.
    MediaType media_type;
    std::int64_t bytes = 0;
    std::uint32_t width = 0;  ///< 0: unknown (uploaded before widths were kept), or a PDF.
    std::uint32_t height = 0;
    std::string name{};     ///< As sanitised_name() gives it; "" unknown.
    std::string purpose{};  ///< What it was first uploaded for; "" before there were purposes.
};

/// The last part of a file's name as somebody sent it, without control and direction characters and what file systems
/// refuse, cut to file_name_max, with the extension of its true kind; "" when nothing is left.
std::string sanitised_name(std::string_view sent, MediaType kind);

struct Purpose;  // purposes.hpp

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

/// The folder `directory`/<first two digits>/<sha256>.png|jpg|... Thread-safe.
class DocumentStore {
public:
    /// Makes the folder. @throws std::system_error when it cannot be made.
    explicit DocumentStore(std::filesystem::path directory);

    /// Checks and stores one file; the same content twice is one file. When this returns, the file is on disk under
    /// its final name (temporary name, fsync, rename, fsync of the folder). Blocks for some milliseconds: not for I/O
    /// threads. Errors as check_file. @throws std::system_error when the disk fails.
    Result<StoredFile> put(std::span<const std::byte> bytes, const Purpose& purpose) const;
    /// By default_purpose(): a picture.
    Result<StoredFile> put(std::span<const std::byte> bytes) const;

    /// Null when there is no such file.
    std::unique_ptr<DocumentFile> open(std::string_view sha256, MediaType media_type) const;

    std::filesystem::path path(std::string_view sha256, MediaType media_type) const;

    // What is made of a file and can be made again, beside it: `<sha256>.<what>` ("thumb.jpg"). An empty one says that
    // it cannot be made.
    std::unique_ptr<DocumentFile> open_derived(std::string_view sha256, std::string_view what) const;
    /// Under its final name as a whole. @throws std::system_error when the disk fails.
    void put_derived(std::string_view sha256, std::string_view what, std::span<const std::byte> bytes) const;

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
inline constexpr std::int64_t uploads_before_approval = 20;  // licence, letters of each type, logos; corrections
/// A person without organisation (is_without_organisation) uploads licences, uploads_without_org_max of them:
/// Code::forbidden at "/purpose", Code::too_many_requests.
Result<void> may_upload(db::Tx& tx, const auth::Actor& actor, const Purpose& purpose);
/// A personal account that acts for nobody yet (auth/personal.hpp).
bool is_without_organisation(const auth::Actor& actor);

/// Compares the rows with the files: one Chinese sentence for each document whose file is missing, has another content
/// or another width or height. Cost: reads every file once.
std::vector<std::string> check_documents(db::Tx& tx, const DocumentStore& store, std::size_t limit = 100);

/// Registers a stored file for the actor's organisation, of a person without one for nobody; the same content again
/// gives the same document. Code::unauthenticated, Code::forbidden (Permission::upload_document).
Result<Document> add_document(db::Tx& tx, const auth::Actor& actor, const StoredFile& file);
std::optional<Document> find_document(db::Tx& tx, DocumentId id);
/// Code::document_unknown if there is none or it belongs to another organisation (the same answer for both).
Result<Document> require_document(db::Tx& tx, DocumentId id, OrgId owner);
/// And it must fit the purpose: Code::document_type, Code::body_too_large.
Result<Document> require_document_for(db::Tx& tx, DocumentId id, OrgId owner, const Purpose& purpose);

}  // namespace yiguan::registry
