// Documents: uploaded as the raw body, stored by content hash, shown when they belong to a published product.
#include <algorithm>

#include "api/operation.hpp"
#include "catalog/document_access.hpp"
#include "core/text.hpp"
#include "registry/purposes.hpp"
#include "registry/registry_json.hpp"
#include "trade/stock_in.hpp"
#include "vision/metadata.hpp"

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

/// The file that came was refused or taken by `purpose`, with what should be put right.
json::object encode_with_warnings(const registry::Document& document, const registry::Purpose& purpose,
                                  const registry::StoredFile& sent) {
    auto out = registry::encode(document);
    json::array warnings;
    for (auto& warning : registry::warnings(purpose, {sent.media_type, sent.width, sent.height}, sent.name))
        warnings.emplace_back(std::move(warning));
    out["warnings"] = std::move(warnings);
    return out;
}

// POST /api/v1/documents?purpose=&name=, body = the file. Who may upload is settled before anything touches the disk;
// the file is durable before its row is written.
Result<Step> upload(Services& services, const http::Request& request) {
    const auto* purpose = &registry::default_purpose();
    if (const auto asked = request.query_param("purpose")) {
        purpose = registry::find_purpose(*asked);
        if (!purpose)
            return Error{.code = Code::invalid, .pointer = "/purpose", .detail = "没有这种文件用途", .field = "用途"};
    }
    // The form as it was sent: the kind is known when the file has been read.
    auto name = request.query_param("name").value_or("");
    if (name.size() > 1024)
        return Error{.code = Code::too_long, .pointer = "/name", .detail = "文件名过长", .field = "文件名"};
    return Step{ReadThen{[&services, purpose, name = std::move(name), bytes = std::string(request.body)](
                             db::Tx& tx, const auth::Actor& actor) mutable -> Result<Step> {
        TRY_VOID(registry::may_upload(tx, actor, *purpose));
        return Step{Offload{[&services, purpose, name = std::move(name), bytes = std::move(bytes)]() -> Result<Step> {
            TRY(auto file, services.documents.put(as_bytes(bytes), *purpose));
            file.name = registry::sanitised_name(name, file.media_type);
            return Step{Write{[purpose, file = std::move(file)](db::Tx& write,
                                                                const auth::Actor& who) -> Result<http::Response> {
                TRY(const auto document, registry::add_document(write, who, file));
                return created("/documents/" + to_string(document.id), encode_with_warnings(document, *purpose, file));
            }}};
        }}};
    }}};
}

// GET /api/v1/documents/purposes
Result<Step> list_purposes(Services&, const http::Request&) {
    json::array items;
    for (const auto& purpose : registry::purposes()) items.push_back(registry::encode(purpose));
    auto response = ok(json::object{{"items", std::move(items)}});
    response.headers.emplace_back("Cache-Control", "public, max-age=300");
    return Step{std::move(response)};
}

/// RFC 6266, RFC 8187. Pictures are shown, everything else is saved.
std::string disposition(const registry::Document& document) {
    const auto& file = document.file;
    const auto name =
        file.name.empty() ? "yiguan-" + to_string(document.id) + std::string(extension(file.media_type)) : file.name;
    return (registry::is_picture(file.media_type) ? "inline" : "attachment") +
           ("; filename*=UTF-8''" + percent_encode(name));
}

// ---- showing

/// What of a document is shown.
struct Form {
    std::string_view name;  ///< ?size=
    std::string_view what;  ///< Of DocumentStore::open_derived(); "" the file itself.
    unsigned side = 0;
};
constexpr Form forms[]{{"original", "", 0}, {"thumb", "thumb.jpg", 160}, {"view", "view.jpg", 1280}};

std::string bytes_of(const registry::DocumentFile& file) {
    std::string bytes(static_cast<std::size_t>(file.size()), '\0');
    file.read(0, bytes);
    return bytes;
}

Error no_picture_of_it() {
    return {Code::document_damaged, "/size", "此文件无法解码，没有缩略图", "尺寸"};
}

/// A picture as strangers get it: where and by whom it was taken is nobody's (without_metadata).
std::string public_form(registry::MediaType type) {
    return "public" + std::string(registry::extension(type));
}

http::Response answer_with(std::unique_ptr<registry::DocumentFile> file, const registry::Document& document,
                           std::string_view what, bool open) {
    const bool jpeg = what.ends_with(".jpg");
    http::Response response{.content_type = jpeg ? registry::media_type_name(registry::MediaType::jpeg)
                                                 : registry::media_type_name(document.file.media_type),
                            .source = std::make_shared<FileSource>(std::move(file)),
                            .etag = document.file.sha256 + std::string(what.empty() ? "" : "-") + std::string(what)};
    // A shared cache must not keep what its owner alone may see.
    response.headers.emplace_back("Cache-Control", open ? "public, max-age=60" : "private, no-cache");
    // Whatever a browser takes it for, it runs nothing and loads nothing.
    response.headers.emplace_back("Content-Security-Policy", "sandbox; default-src 'none'");
    response.headers.emplace_back("Content-Disposition", disposition(document));
    return response;
}

/// Made once, in the files lane; pixels are decoded in a child process.
Result<Step> make_form(Services& services, const registry::Document& document, const std::string& what, unsigned side,
                       bool open) {
    const auto& sha256 = document.file.sha256;
    const auto original = services.documents.open(sha256, document.file.media_type);
    if (!original) throw db::Fault(db::Fault::Kind::other, "a stored document has lost its file: run yiguan fsck");
    const auto bytes = bytes_of(*original);
    std::string made;
    if (side == 0) {
        made = vision::without_metadata(bytes);
    } else {
        const std::vector<std::string> arguments{"scale-picture", "--side", std::to_string(side)};
        auto outcome = vision::run_child(services.reader, arguments, bytes, {.cpu = std::chrono::seconds{10}});
        // Out of time may be the fault of a busy machine: it is tried again.
        if (outcome.end == vision::ChildOutcome::End::timed_out)
            return Error{Code::overloaded, "", "系统繁忙，请稍后重试"};
        made = std::move(outcome.output);
    }
    services.documents.put_derived(sha256, what, as_bytes(made));
    if (made.empty()) return no_picture_of_it();
    return Step{answer_with(services.documents.open_derived(sha256, what), document, what, open)};
}

// GET /documents/{id}?size=: who may open which is for catalog::access_to() to say; what differs is shown to its
// shipper.
Result<Step> show(Services& services, const http::Request& request) {
    TRY(const auto id, path_id<DocumentId>(request, "id"));
    const auto size = request.query_param("size").value_or("original");
    const auto* form = std::ranges::find(forms, size, &Form::name);
    if (form == std::end(forms))
        return Error{
            .code = Code::invalid, .pointer = "/size", .detail = "尺寸只能是 thumb、view 或 original", .field = "尺寸"};
    return Step{ReadThen{[&services, id, form](db::Tx& tx, const auth::Actor& actor) -> Result<Step> {
        const auto document = registry::find_document(tx, id);
        auto access = document ? catalog::access_to(tx, actor, *document) : catalog::DocumentAccess{};
        if (document && !access.actor) access.actor = trade::was_sent_photo(tx, actor, id);
        if (!access.actor && !access.everybody) return Error{Code::not_found, "", "没有这个文件"};
        const bool open = access.everybody;
        const auto type = document->file.media_type;
        if (form->side > 0 && !registry::is_picture(type))
            return Error{Code::document_type, "/size", "只有图片有缩略图", "尺寸"};
        const bool whole = form->side == 0 && (access.actor || !registry::is_picture(type));
        if (whole) {
            auto file = services.documents.open(document->file.sha256, type);
            if (!file) throw db::Fault(db::Fault::Kind::other, "a stored document has lost its file: run yiguan fsck");
            return Step{answer_with(std::move(file), *document, "", false)};
        }
        const std::string what = form->side == 0 ? public_form(type) : std::string(form->what);
        if (auto file = services.documents.open_derived(document->file.sha256, what)) {
            if (file->size() == 0) return no_picture_of_it();
            return Step{answer_with(std::move(file), *document, what, open)};
        }
        return Step{Offload{[&services, document = *document, what, side = form->side, open] {
            return make_form(services, document, what, side, open);
        }}};
    }}};
}

Operation showing(std::string path, std::string id) {
    using namespace schema;
    return {
        .method = http::Method::get,
        .path = std::move(path),
        .id = std::move(id),
        .tag = "文件",
        .zh = "文件内容；已发布产品的图片和公开的证书任何人可看，图片不带拍摄地点等信息",
        .en =
            "What published products and open certificates show is public, pictures without metadata; other files are "
            "for their organisation, who reviews an application that names them, and regulators in their reach.",
        .who = Who::anybody(),
        .query = {{"size", "图片的尺寸：thumb 为 160 像素，view 为 1280 像素，均为 JPEG",
                   choice("尺寸", {"thumb", "view", "original"})}},
        .answer = {.zh = "文件", .media = "*/*"},
        .errors = {Code::not_found, Code::document_type, Code::document_damaged},
        .run = show};
}

}  // namespace

std::vector<Operation> document_operations() {
    using namespace schema;
    return {
        {.method = http::Method::post,
         .path = "/api/v1/documents",
         .id = "uploadDocument",
         .tag = "文件",
         .zh = "上传文件，正文就是文件内容；用途决定接受的类型与大小",
         .en = "The body is the file. Its purpose decides which kinds and sizes are taken; without one: a picture.",
         .who = Who::signed_in(),
         .query = {{"purpose", "用途，见 /api/v1/documents/purposes，默认为图片", Schema{{"type", "string"}}},
                   {"name", "原文件名，用于下载", text("文件名", 255)}},
         .body = {{.schema = {},
                   .bytes_max = registry::upload_bytes_max(),
                   .media = {"image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf", "video/mp4",
                             "video/x-msvideo"}}},
         .answer = {201, "文件", ref("Document")},
         .errors = {Code::forbidden, Code::document_type, Code::document_damaged},
         .repeat = Repeat::kept,
         .run = upload},
        {.method = http::Method::get,
         .path = "/api/v1/documents/purposes",
         .id = "listDocumentPurposes",
         .tag = "文件",
         .zh = "文件用途及其规则：类型、大小、建议",
         .en = "What files are uploaded for, and the rules of each purpose.",
         .who = Who::anybody(),
         .answer = {200, "用途", page_of("DocumentPurpose")},
         .run = list_purposes},
        showing("/documents/{id}", "getDocument"),
        showing("/api/v1/documents/{id}", "getDocumentContent"),
    };
}

}  // namespace yiguan::api
