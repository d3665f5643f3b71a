// 投诉反馈 (P57): what consumers reported, for regulators and the makers of the products.
#include "feedback/feedback.hpp"

#include "api/operation.hpp"
#include "catalog/catalog.hpp"
#include "registry/registry.hpp"

namespace yiguan::api {
namespace {

using feedback::Feedback;
using feedback::FeedbackId;

class PhotoSource final : public http::BodySource {
public:
    explicit PhotoSource(std::unique_ptr<registry::DocumentFile> file) : file_(std::move(file)) {}
    std::uint64_t size() const override { return file_->size(); }
    void read(std::uint64_t offset, std::span<char> out) override { file_->read(offset, out); }

private:
    std::unique_ptr<registry::DocumentFile> file_;
};

json::object encode(db::Tx& tx, const Feedback& f) {
    json::object out{{"id", to_string(f.id)},
                     {"number", f.number},
                     {"code", f.code_text},
                     {"known", static_cast<bool>(f.code.block)},
                     {"kind", name(f.kind)},
                     {"kindZh", name_zh(f.kind)},
                     {"state", name(f.state)},
                     {"stateZh", name_zh(f.state)},
                     {"forwarded", f.forwarded},
                     {"text", f.body},
                     {"hasPhoto", !f.photo.empty()},
                     {"hasPhone", f.has_phone},
                     {"answer", f.answer},
                     {"createdAt", iso_utc(f.created_at)},
                     {"changedAt", iso_utc(f.changed_at)}};
    if (f.org) {
        out["organisation"] = to_string(f.org);
        if (const auto org = registry::find_org(tx, f.org)) out["organisationName"] = org->data.name;
    }
    if (f.product) {
        out["product"] = to_string(f.product);
        if (const auto product = catalog::get_product(tx, f.product); product.has_value())
            out["productName"] = product.value().name;
    }
    return out;
}

json::object encode_whole(db::Tx& tx, const Feedback& f) {
    auto out = encode(tx, f);
    json::array history;
    for (const auto& v : feedback::history(tx, f.id))
        history.push_back(json::object{{"act", name(v.act)},
                                       {"actZh", name_zh(v.act)},
                                       {"stateZh", name_zh(v.state)},
                                       {"at", iso_utc(v.changed_at)},
                                       {"note", v.note}});
    out["history"] = std::move(history);
    return out;
}

// GET /api/v1/feedback?state=&kind=
Result<Step> list_feedback(Services&, const http::Request& request) {
    feedback::Filter filter;
    if (const auto text = request.query_param("state")) {
        filter.state = feedback::parse_state(*text);
        if (!filter.state)
            return Error{.code = Code::invalid,
                         .pointer = "/state",
                         .detail = "状态只能是 received、processing、replied 之一",
                         .field = "状态"};
    }
    if (const auto text = request.query_param("kind")) {
        filter.kind = feedback::parse_kind(*text);
        if (!filter.kind)
            return Error{.code = Code::invalid,
                         .pointer = "/kind",
                         .detail = "类型只能是 mismatch、counterfeit、quality、other 之一",
                         .field = "反馈类型"};
    }
    TRY(const auto cursor, cursor_of(request));
    TRY(const int limit, limit_of(request));
    return Step{Read{[=](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto found, feedback::list(tx, actor, filter, FeedbackId{cursor}, limit + 1));
        return page_of(
            found, limit, [&](const Feedback& f) { return encode(tx, f); },
            [](const Feedback& last, const Feedback&) { return to_string(last.id); });
    }}};
}

// GET /api/v1/feedback/{id}. A regulator who reads the telephone number leaves a trace, so it is asked for apart.
Result<Step> get_feedback(Services&, const http::Request& request) {
    TRY(const auto id, path_id<FeedbackId>(request, "id"));
    return Step{Read{[id](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto found, feedback::get(tx, actor, id));
        return ok(encode_whole(tx, found));
    }}};
}

Result<void> require_empty(const http::Request& request) {
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader in(body, violations);
    in.finish();
    return violations.result();
}

// POST /api/v1/feedback/{id}/phone
Result<Step> read_phone(Services&, const http::Request& request) {
    TRY(const auto id, path_id<FeedbackId>(request, "id"));
    TRY_VOID(require_empty(request));
    return Step{Write{[id](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto found, feedback::get(tx, actor, id));
        const auto phone = feedback::phone_for(tx, actor, found);
        if (!phone) return Error{Code::not_found, "", "没有留下手机号，或您无权查看"};
        return ok(json::object{{"phone", *phone}});
    }}};
}

// GET /api/v1/feedback/{id}/photo
Result<Step> get_photo(Services& services, const http::Request& request) {
    TRY(const auto id, path_id<FeedbackId>(request, "id"));
    return Step{Read{[&services, id](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto found, feedback::get(tx, actor, id));
        if (found.photo.empty()) return Error{Code::not_found, "", "这条反馈没有照片"};
        auto file = services.documents.open(found.photo, found.photo_type);
        if (!file) throw db::Fault(db::Fault::Kind::other, "a stored photo has lost its file");
        http::Response response{.content_type = registry::media_type_name(found.photo_type),
                                .source = std::make_shared<PhotoSource>(std::move(file)),
                                .etag = found.photo};
        response.headers.emplace_back("Cache-Control", "private, no-cache");
        response.headers.emplace_back("Content-Security-Policy", "sandbox; default-src 'none'");
        return response;
    }}};
}

using Change = Result<Feedback> (*)(db::Tx&, const auth::Actor&, FeedbackId);
template <Change change>
Result<Step> change_feedback(Services&, const http::Request& request) {
    TRY(const auto id, path_id<FeedbackId>(request, "id"));
    TRY_VOID(require_empty(request));
    return Step{Write{[id](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto changed, change(tx, actor, id));
        return ok(encode_whole(tx, changed));
    }}};
}

// POST /api/v1/feedback/{id}/reply {"answer"}
Result<Step> reply(Services&, const http::Request& request) {
    TRY(const auto id, path_id<FeedbackId>(request, "id"));
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader in(body, violations);
    const auto answer = in.text("answer", "回复", {.chars_max = feedback::reply_chars_max, .multiline = true});
    in.finish();
    TRY_VOID(violations.result());
    return Step{Write{[id, answer](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto changed, feedback::reply(tx, actor, id, answer));
        return ok(encode_whole(tx, changed));
    }}};
}

}  // namespace

std::vector<Operation> feedback_operations() {
    using namespace schema;
    using auth::Permission;
    const auto changing = [](std::string path, std::string id, std::string_view zh, std::string_view en,
                             Result<Step> (*run)(Services&, const http::Request&)) {
        return Operation{.method = http::Method::post,
                         .path = std::move(path),
                         .id = std::move(id),
                         .tag = "投诉反馈",
                         .zh = zh,
                         .en = en,
                         .who = Who::with(Permission::read_codes),
                         .body = {{.schema = object({}), .example = json::object(), .bytes_max = 1024}},
                         .answer = {200, "反馈", ref("FeedbackDetail")},
                         .errors = {Code::not_found, Code::wrong_state, Code::conflict},
                         .repeat = Repeat::kept,
                         .run = run};
    };
    auto reply_operation =
        changing("/api/v1/feedback/{id}/reply", "replyFeedback", "回复反馈；凭编号公开，再次回复以新的为准",
                 "Answers a report, for whoever has its number; the latest answer stands.", reply);
    reply_operation.body = {{.schema = object({{"answer", text("回复", feedback::reply_chars_max)}}),
                             .example = {{"answer", "已联系生产企业为您更换，请留意来电。"}}}};
    return {
        {.method = http::Method::get,
         .path = "/api/v1/feedback",
         .id = "listFeedback",
         .tag = "投诉反馈",
         .zh = "消费者反馈，新的在前：监管部门看辖区内的，生产单位看自己产品的",
         .en =
             "What consumers reported, newest first: regulators see their scope, makers what concerns their products.",
         .who = Who::with(Permission::read_codes),
         .query = paging({{"state", "状态", choice("状态", {"received", "processing", "replied"})},
                          {"kind", "反馈类型", choice("反馈类型", {"mismatch", "counterfeit", "quality", "other"})}}),
         .answer = {200, "反馈", page_of("Feedback")},
         .errors = {Code::invalid},
         .run = list_feedback},
        {.method = http::Method::get,
         .path = "/api/v1/feedback/{id}",
         .id = "getFeedback",
         .tag = "投诉反馈",
         .zh = "一条反馈及其处理经过",
         .en = "A report and what became of it.",
         .who = Who::with(Permission::read_codes),
         .answer = {200, "反馈", ref("FeedbackDetail")},
         .errors = {Code::not_found},
         .run = get_feedback},
        {.method = http::Method::get,
         .path = "/api/v1/feedback/{id}/photo",
         .id = "getFeedbackPhoto",
         .tag = "投诉反馈",
         .zh = "反馈的照片，不带拍摄地点等信息",
         .en = "The photo of a report, without metadata.",
         .who = Who::with(Permission::read_codes),
         .answer = {.zh = "图片", .media = "image/*"},
         .errors = {Code::not_found},
         .run = get_photo},
        {.method = http::Method::post,
         .path = "/api/v1/feedback/{id}/phone",
         .id = "readFeedbackPhone",
         .tag = "投诉反馈",
         .zh = "监管部门查看反馈人留下的手机号，记入审计日志",
         .en = "The telephone number left with a report, for regulators; each look is audited.",
         .who = Who::with(Permission::read_codes),
         .body = {{.schema = object({}), .example = json::object(), .bytes_max = 1024}},
         .answer = {200, "手机号", schema::answer({{"phone", text("手机号", 30)}})},
         .errors = {Code::not_found},
         .repeat = Repeat::secret,
         .run = read_phone},
        changing("/api/v1/feedback/{id}/accept", "acceptFeedback", "受理反馈", "Takes a report up.",
                 change_feedback<feedback::accept>),
        changing("/api/v1/feedback/{id}/forward", "forwardFeedback", "把反馈转给生产单位",
                 "Shows a report to the maker of the product.", change_feedback<feedback::forward>),
        std::move(reply_operation),
    };
}

}  // namespace yiguan::api
