// Pictures: uploaded as the raw body, stored by content hash, shown when they belong to a published product.
#include "api/operation.hpp"
#include "catalog/catalog.hpp"
#include "core/text.hpp"
#include "registry/registry_json.hpp"

namespace yiguan::api {
namespace {

class FileSource final : public http::BodySource {
public:
    explicit FileSource(std::unique_ptr<registry::DocumentFile> file) : file_(std::move(file)) {}
    std::uint64_t size() const override { return file_->size(); }
    void read(std::uint64_t offset, std::span<char> out) override { file_->read(offset, out); }

private:
    std::unique_ptr<registry::DocumentFile> file_;
};

// POST /api/v1/documents, body = one PNG or JPEG. Who may upload is settled before anything touches the disk; the file
// is durable before its row is written.
Result<Step> upload(Services& services, const http::Request& request) {
    return Step{ReadThen{
        [&services, bytes = std::string(request.body)](db::Tx& tx, const auth::Actor& actor) mutable -> Result<Step> {
            TRY_VOID(registry::may_upload(tx, actor));
            return Step{Offload{[&services, bytes = std::move(bytes)]() -> Result<Step> {
                TRY(const auto file, services.documents.put(as_bytes(bytes)));
                return Step{Write{[file](db::Tx& write, const auth::Actor& who) -> Result<http::Response> {
                    TRY(const auto document, registry::add_document(write, who, file));
                    return created("/documents/" + to_string(document.id), registry::encode(document));
                }}};
            }}};
        }}};
}

// GET /documents/{id}: pictures of published products are public; others are for their organisation only.
Result<Step> show(Services& services, const http::Request& request) {
    TRY(const auto id, path_id<DocumentId>(request, "id"));
    return Step{Read{[&services, id](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        const auto document = registry::find_document(tx, id);
        const bool own = document && !actor.anonymous() && actor.org == document->org;
        const bool reviewer = auth::may_everywhere(actor, auth::Permission::read_product);
        const bool open = document && catalog::is_public_picture(tx, id);
        if (!document || (!own && !reviewer && !open)) return Error{Code::not_found, "", "没有这个文件"};
        auto file = services.documents.open(document->file.sha256, document->file.media_type);
        if (!file) throw db::Fault(db::Fault::Kind::other, "a stored document has lost its file: run yiguan fsck");
        http::Response response{.content_type = registry::media_type_name(document->file.media_type),
                                .source = std::make_shared<FileSource>(std::move(file)),
                                .etag = document->file.sha256};
        // A shared cache must not keep what its owner alone may see.
        response.headers.emplace_back("Cache-Control", open ? "public, max-age=60" : "private, no-cache");
        return response;
    }}};
}

}  // namespace

std::vector<Operation> document_operations() {
    using namespace schema;
    return {
        {.method = http::Method::post,
         .path = "/api/v1/documents",
         .id = "uploadDocument",
         .tag = "文件",
         .zh = "上传图片，正文就是 PNG 或 JPEG",
         .en = "The body is one PNG or JPEG picture.",
         .who = Who::with(auth::Permission::upload_document),
         .body = {{.schema = {}, .bytes_max = registry::picture_bytes_max, .media = {"image/png", "image/jpeg"}}},
         .answer = {201, "文件", ref("Document")},
         .errors = {Code::document_type, Code::document_damaged},
         .repeat = Repeat::kept,
         .run = upload},
        {.method = http::Method::get,
         .path = "/documents/{id}",
         .id = "getDocument",
         .tag = "文件",
         .zh = "图片；已发布产品的图片公开",
         .en = "Pictures of published products are public; others are for their organisation and reviewers.",
         .who = Who::anybody(),
         .answer = {.zh = "图片", .media = "image/*"},
         .errors = {Code::not_found},
         .run = show},
    };
}

}  // namespace yiguan::api
