#include "registry/documents.hpp"

#include <fcntl.h>
#include <openssl/sha.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

#include "core/text.hpp"
#include "registry/own_documents.hpp"
#include "registry/purposes.hpp"
#include "registry/records.hpp"
#include "registry/registry.hpp"
#include "registry/registry_store.hpp"
#include "registry/shops.hpp"

namespace yiguan::registry {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const fs::path& path, const char* what) {
    throw std::system_error(errno, std::generic_category(), std::string(what) + " " + path.string());
}

/// A file descriptor with one owner.
class Fd {
public:
    Fd(const fs::path& path, int flags, mode_t permissions = 0)
        : path_(path), fd_(::open(path.c_str(), flags | O_CLOEXEC, permissions)) {
        if (fd_ < 0) fail(path_, "open");
    }
    Fd(const Fd&) = delete;
    ~Fd() { ::close(fd_); }

    void write_all(std::span<const std::byte> bytes) {
        while (!bytes.empty()) {
            const auto written = ::write(fd_, bytes.data(), bytes.size());
            if (written < 0 && errno == EINTR) continue;
            if (written <= 0) fail(path_, "write");
            bytes = bytes.subspan(static_cast<std::size_t>(written));
        }
    }
    void sync() {
        if (::fsync(fd_) != 0) fail(path_, "fsync");
    }

private:
    fs::path path_;
    int fd_;
};

void sync_folder(const fs::path& folder) {
    Fd(folder, O_RDONLY | O_DIRECTORY).sync();
}

void make_folder(const fs::path& folder) {
    if (fs::create_directory(folder)) sync_folder(folder.parent_path());
}

std::string sha256_hex(std::span<const std::byte> bytes) {
    std::array<std::byte, SHA256_DIGEST_LENGTH> hash;
    SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
           reinterpret_cast<unsigned char*>(hash.data()));
    return to_hex(hash);
}

bool is_hash(std::string_view text) {
    return text.size() == 2 * SHA256_DIGEST_LENGTH &&
           std::ranges::all_of(text, [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); });
}

std::optional<std::uint64_t> regular_file_size(const fs::path& path) {
    struct stat s {};
    if (::stat(path.c_str(), &s) != 0 || !S_ISREG(s.st_mode)) return std::nullopt;
    return static_cast<std::uint64_t>(s.st_size);
}

/// Writes under a temporary name beside `path`, then renames, so that a name always stands for the whole content.
void write_durably(const fs::path& path, std::span<const std::byte> bytes) {
    const auto temporary = path.parent_path() / (".new-" + random_token(12));
    try {
        Fd file(temporary, O_WRONLY | O_CREAT | O_EXCL, 0640);
        file.write_all(bytes);
        file.sync();
    } catch (...) {
        ::unlink(temporary.c_str());
        throw;
    }
    if (::rename(temporary.c_str(), path.c_str()) != 0) {
        const int reason = errno;
        ::unlink(temporary.c_str());
        errno = reason;
        fail(path, "rename");
    }
}

}  // namespace

DocumentFile::~DocumentFile() {
    ::close(fd_);
}

void DocumentFile::read(std::uint64_t offset, std::span<char> out) const {
    while (!out.empty()) {
        const auto got = ::pread(fd_, out.data(), out.size(), static_cast<off_t>(offset));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) throw std::system_error(errno, std::generic_category(), "read document");
        if (got == 0)
            throw std::system_error(std::make_error_code(std::errc::io_error), "document is shorter than it was");
        offset += static_cast<std::uint64_t>(got);
        out = out.subspan(static_cast<std::size_t>(got));
    }
}

DocumentStore::DocumentStore(fs::path directory) : directory_(std::move(directory)) {
    fs::create_directories(directory_);
    sync_folder(fs::absolute(directory_).parent_path());
}

fs::path DocumentStore::path(std::string_view sha256, MediaType media_type) const {
    auto name = std::string(sha256) + std::string(extension(media_type));
    return directory_ / sha256.substr(0, 2) / name;
}

Result<StoredFile> DocumentStore::put(std::span<const std::byte> bytes) const {
    return put(bytes, default_purpose());
}

Result<StoredFile> DocumentStore::put(std::span<const std::byte> bytes, const Purpose& purpose) const {
    TRY(const auto info, check_file(purpose, bytes));
    StoredFile stored{.sha256 = sha256_hex(bytes),
                      .media_type = info.media_type,
                      .bytes = static_cast<std::int64_t>(bytes.size()),
                      .width = info.width,
                      .height = info.height,
                      .purpose = purpose.id};
    const auto target = path(stored.sha256, stored.media_type);
    const auto folder = target.parent_path();
    make_folder(folder);
    if (regular_file_size(target) != bytes.size()) write_durably(target, bytes);
    // Also when the file was there: another thread may have renamed it a moment ago and not have synced yet.
    sync_folder(folder);
    return stored;
}

std::unique_ptr<DocumentFile> DocumentStore::open(std::string_view sha256, MediaType media_type) const {
    return open_derived(sha256, extension(media_type).substr(1));
}

void DocumentStore::put_derived(std::string_view sha256, std::string_view what,
                                std::span<const std::byte> bytes) const {
    write_durably(directory_ / sha256.substr(0, 2) / (std::string(sha256) + "." + std::string(what)), bytes);
}

std::unique_ptr<DocumentFile> DocumentStore::open_derived(std::string_view sha256, std::string_view what) const {
    if (!is_hash(sha256)) return nullptr;
    const auto file = directory_ / sha256.substr(0, 2) / (std::string(sha256) + "." + std::string(what));
    const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        if (errno == ENOENT) return nullptr;
        fail(file, "open");
    }
    struct stat s {};
    if (::fstat(fd, &s) != 0) {
        const int reason = errno;
        ::close(fd);
        errno = reason;
        fail(file, "stat");
    }
    return std::make_unique<DocumentFile>(fd, static_cast<std::uint64_t>(s.st_size));
}

// ---- rows

bool is_without_organisation(const auth::Actor& actor) {
    return actor.user && !actor.org && !actor.machine && actor.roles == auth::Roles{};
}

Result<void> may_upload(db::Tx& tx, const auth::Actor& actor, const Purpose& purpose) {
    if (is_without_organisation(actor)) {
        if (purpose.id != "licence") return Error{Code::forbidden, "/purpose", "登记门店之前只能上传营业执照", "用途"};
        if (store::uploads_without_org(tx, actor.user, uploads_without_org_max) >= uploads_without_org_max)
            return Error{Code::too_many_requests, "",
                         fmt::format("登记门店之前最多上传 {} 个文件", uploads_without_org_max)};
        return outcome::success();
    }
    TRY_VOID(auth::require(actor, auth::Permission::upload_document, actor.org));
    auto approved = require_approved(tx, actor.org);
    if (approved.has_error() && store::documents_total(tx, actor.org) >= uploads_before_approval)
        return Error{.code = Code::org_not_approved,
                     .pointer = "",
                     .detail = "审核通过前最多上传 " + std::to_string(uploads_before_approval) + " 个文件"};
    return outcome::success();
}

std::vector<std::string> check_documents(db::Tx& tx, const DocumentStore& files, std::size_t limit) {
    std::vector<std::string> complaints;
    constexpr int page = 500;
    DocumentId after;
    for (bool more = true; more && complaints.size() < limit;) {
        const auto documents = store::documents_after(tx, after, page);
        more = documents.size() == page;
        for (const Document& d : documents) {
            after = d.id;
            const auto file = files.open(d.file.sha256, d.file.media_type);
            if (!file) {
                complaints.push_back("文件 " + to_string(d.id) + "（" + d.file.sha256 + "）：内容已丢失");
                continue;
            }
            std::string bytes(static_cast<std::size_t>(file->size()), '\0');
            file->read(0, bytes);
            if (sha256_hex(as_bytes(bytes)) != d.file.sha256) {
                complaints.push_back("文件 " + to_string(d.id) + "（" + d.file.sha256 + "）：内容已改变");
            } else if (d.file.width > 0 || d.file.height > 0) {
                const auto info = inspect_file(as_bytes(bytes));
                if (info.has_error() || info.value().width != d.file.width || info.value().height != d.file.height)
                    complaints.push_back("文件 " + to_string(d.id) + "（" + d.file.sha256 + "）：记录的宽高与内容不符");
            }
        }
    }
    return complaints;
}

Result<Document> add_document(db::Tx& tx, const auth::Actor& actor, const StoredFile& file) {
    if (!is_without_organisation(actor)) {
        TRY_VOID(auth::require(actor, auth::Permission::upload_document, actor.org));
    }
    const Document document{.id = tx.next_id<DocumentId>(), .org = actor.org, .file = file, .created_at = tx.now()};
    if (store::insert_document(tx, document)) {
        ledger::append(tx, ledger::Object::document, document.id.value, 1, content_of(document));
        store::insert_uploader(tx, document.id, actor.user);
        return document;
    }
    auto known = store::find_document_by_content(tx, actor.org, file.sha256).value();
    store::insert_uploader(tx, known.id, actor.user);
    return known;
}

bool is_within_own(db::Tx& tx, const auth::Actor& actor, DocumentId id) {
    return !actor.scope.own_only || store::is_uploader(tx, id, actor.user);
}

std::optional<Document> find_document(db::Tx& tx, DocumentId id) {
    return store::find_document(tx, id);
}

Result<Document> require_document(db::Tx& tx, DocumentId id, OrgId owner) {
    auto document = store::find_document(tx, id);
    if (!document || document->org != owner)
        return Error{Code::document_unknown, "", "引用的文件不存在，或不属于本企业"};
    return std::move(*document);
}

Result<Document> require_document_for(db::Tx& tx, DocumentId id, OrgId owner, const Purpose& purpose) {
    TRY(auto document, require_document(tx, id, owner));
    TRY_VOID(check_fits(purpose, document.file));
    return document;
}

// ---- names

std::string sanitised_name(std::string_view sent, MediaType kind) {
    if (!is_utf8(sent)) return {};
    if (const auto cut = sent.find_last_of("/\\"); cut != sent.npos) sent.remove_prefix(cut + 1);
    if (const auto dot = sent.rfind('.'); dot != sent.npos && sent.size() - dot <= 6) sent = sent.substr(0, dot);
    std::string stem;
    for (std::size_t at = 0; at < sent.size();) {
        std::size_t end = at + 1;
        while (end < sent.size() && (static_cast<unsigned char>(sent[end]) & 0xC0) == 0x80) ++end;
        const auto one = sent.substr(at, end - at);
        at = end;
        // U+200B..200F, 202A..202E, 2060..2069, FEFF: invisible, or they turn the writing direction (exe.fdp).
        const bool hidden = (one >= "\xE2\x80\x8B" && one <= "\xE2\x80\x8F") ||
                            (one >= "\xE2\x80\xAA" && one <= "\xE2\x80\xAE") ||
                            (one >= "\xE2\x81\xA0" && one <= "\xE2\x81\xA9") || one == "\xEF\xBB\xBF";
        const bool refused = one.size() == 1 && std::string_view("<>:\"|?*\\/").find(one) != one.npos;
        if (!hidden && !refused && !has_control(one, false)) stem += one;
    }
    stem = trim(stem);
    while (stem.starts_with('.')) stem.erase(0, 1);
    if (stem.empty()) return {};
    return shorten(stem, file_name_max) + std::string(extension(kind));
}

}  // namespace yiguan::registry
