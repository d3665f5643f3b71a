// 反馈举报 for consumers: the form behind the button of a code's page, and what became of it, by number. They work
// without script; the answers are pages, also those that refuse.
#include <fmt/format.h>

#include "api/captcha.hpp"
#include "api/code_texts.hpp"
#include "api/form_pages.hpp"
#include "api/operation.hpp"
#include "core/text.hpp"
#include "feedback/feedback.hpp"
#include "http/form.hpp"
#include "registry/purposes.hpp"
#include "vision/metadata.hpp"

namespace yiguan::api {
namespace {

using feedback::Kind;
using lookup::FormFieldInput;

constexpr std::size_t form_bytes_max = feedback::photo_bytes_max + 64 * 1024;

/// What was filled in, and what was wrong with it.
struct Filled {
    lookup::View view;
    std::string code;
    json::object texts{};  ///< "kind", "text", "phone"
    std::string photo{};
    std::string token{}, answer{};
    std::map<std::string, std::string, std::less<>> errors{};  ///< By field.
};

std::string text_of(const json::object& of, std::string_view key) {
    const auto* text = of.if_contains(key);
    return text && text->is_string() ? std::string(text->as_string()) : std::string();
}

http::Response form_page(Services& services, const Filled& filled, int status) {
    const auto error = [&](std::string_view name) {
        const auto at = filled.errors.find(name);
        return at == filled.errors.end() ? std::string() : at->second;
    };
    FormFieldInput kind{.name = "kind",
                        .kind = FormFieldInput::Kind::choice,
                        .label_zh = "反馈类型",
                        .label_en = "What it is about",
                        .value = text_of(filled.texts, "kind"),
                        .required = true,
                        .error = error("/kind")};
    for (const auto k : {Kind::mismatch, Kind::counterfeit, Kind::quality, Kind::other})
        kind.options.push_back({std::string(name(k)), {std::string(name_zh(k)), std::string(name_en(k))}});
    lookup::FormInput in{.lang = filled.view.lang,
                         .large = filled.view.large,
                         .title_zh = "反馈举报",
                         .title_en = "Report a problem",
                         .line_zh = "提交后得到一个编号，凭编号查看处理结果",
                         .line_en = "You get a number to follow what becomes of it",
                         .action = "/f",
                         .code = filled.code,
                         .send_zh = "提交反馈",
                         .send_en = "Send",
                         .official_address = services.resolver.host()};
    in.fields = {std::move(kind),
                 {.name = "text",
                  .kind = FormFieldInput::Kind::lines,
                  .label_zh = "反馈内容",
                  .label_en = "What you found",
                  .value = text_of(filled.texts, "text"),
                  .required = true,
                  .chars_max = feedback::body_chars_max,
                  .error = error("/text")},
                 {.name = "photo",
                  .kind = FormFieldInput::Kind::photo,
                  .label_zh = "照片，JPEG、PNG 或 WebP，不超过 20 MB，其中的位置信息会被去除",
                  .label_en = "Photo: JPEG, PNG or WebP up to 20 MB; its place and time are removed",
                  .error = error("/photo")},
                 {.name = "phone",
                  .kind = FormFieldInput::Kind::phone,
                  .label_zh = "手机号，仅监管部门可见，办结半年后删除",
                  .label_en = "Mobile number, seen by regulators only and erased half a year after the answer",
                  .value = text_of(filled.texts, "phone"),
                  .chars_max = 30,
                  .error = error("/phone")}};
    in.captcha = new_captcha_of(services, error("/captcha"));
    return html_page(status, lookup::render_form(in));
}

// GET /f?code=
void show_form(Services& services, const http::Request& request, http::ResponderPtr responder) {
    const Filled filled{.view = view_of(request),
                        .code = shorten(trim(request.query_param("code").value_or("")), feedback::code_chars_max)};
    responder->send(form_page(services, filled, 200));
}

void note_errors(Filled& filled, const Error& error) {
    filled.errors.emplace(error.pointer, error.detail);
    for (const Error& other : error.others) filled.errors.emplace(other.pointer, other.detail);
}

Result<http::Response> keep(Services& services, db::Tx& tx, const auth::Actor& actor, feedback::NewFeedback input,
                            const Filled& filled) {
    if (const auto taken = take_captcha(tx, services.secrets, filled.token, filled.answer); taken.has_error()) {
        Filled again = filled;
        again.errors.emplace("/captcha", taken.error().detail);
        return form_page(services, again, 422);
    }
    const auto meant = codes_meant(tx, services.directory, filled.code);
    if (!meant.empty()) input.code = meant.front();
    // Whoever is signed in here speaks as a consumer all the same.
    const auth::Actor stranger{.request_id = actor.request_id, .address = actor.address};
    const auto made = feedback::submit(tx, stranger, input);
    return see_other("/f/" + made.number + "?new=1" + (filled.view.lang == lookup::Lang::en ? "&lang=en" : "") +
                     (filled.view.large ? "&e=1" : ""));
}

// POST /f. The captcha is looked at before anything touches the disk, and used up with what it lets in.
Result<Step> submit(Services& services, const http::Request& request) {
    Filled filled;
    auto form = http::parse_form(request.header("Content-Type"), request.body);
    if (form.has_error())
        return Step{html_page(form.error().code == Code::unsupported_media_type ? 415 : 422,
                              lookup::render_message(422, "无法识别提交的内容", form.error().detail))};
    for (auto& field : form.value()) {
        if (field.name == "photo" && field.file)
            filled.photo = std::move(field.value);
        else if (field.value.size() > 16 * 1024 || !is_utf8(field.value))
            filled.errors.emplace("/" + field.name, "内容过长或无法识别");
        else if (field.name == "lang")
            filled.view.lang = field.value == "en" ? lookup::Lang::en : lookup::Lang::zh;
        else if (field.name == "e")
            filled.view.large = field.value == "1";
        else if (field.name == "code")
            filled.code = shorten(trim(field.value), feedback::code_chars_max);
        else if (field.name == "captchaToken")
            filled.token = std::move(field.value);
        else if (field.name == "captchaAnswer")
            filled.answer = std::move(field.value);
        else if ((field.name == "kind" || field.name == "text" || field.name == "phone") && !trim(field.value).empty())
            filled.texts[field.name] = without_returns(field.value);
    }
    auto input = feedback::decode(filled.texts);
    if (input.has_error()) note_errors(filled, input.error());
    if (!captcha_fits(services.secrets, filled.token, filled.answer, services.db.now()))
        filled.errors.emplace("/captcha", "验证码不正确或已过期，请重新填写");
    if (!filled.errors.empty()) return Step{form_page(services, filled, 422)};
    input.value().code_text = filled.code;
    auto write = [&services](feedback::NewFeedback what, Filled with) {
        return Step{Write{[&services, what = std::move(what), with = std::move(with)](
                              db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
            return keep(services, tx, actor, what, with);
        }}};
    };
    if (filled.photo.empty()) return write(std::move(input).value(), std::move(filled));
    // A photo on the disk is nobody's until its report is stored: none gets there with a captcha that was used.
    return Step{ReadThen{[&services, write, what = std::move(input).value(), with = std::move(filled)](
                             db::Tx& tx, const auth::Actor&) mutable -> Result<Step> {
        if (captcha_was_used(tx, services.secrets, with.token)) {
            with.errors.emplace("/captcha", "验证码不正确或已过期，请重新填写");
            return Step{form_page(services, with, 422)};
        }
        return Step{Offload{[&services, write, what, with]() mutable -> Result<Step> {
            const auto photo = std::exchange(with.photo, {});
            auto stored = services.documents.put(as_bytes(vision::without_metadata(photo)),
                                                 *registry::find_purpose("feedback_photo"));
            if (stored.has_error()) {
                with.errors.emplace("/photo", stored.error().detail);
                return Step{form_page(services, with, 422)};
            }
            what.photo = std::move(stored).value();
            return write(std::move(what), std::move(with));
        }}};
    }}};
}

// GET /f/{number}: state and answer, for whoever has the number.
void follow(Services& services, const http::Request& request, http::ResponderPtr responder) {
    const auto view = view_of(request);
    const bool fresh = request.query_param("new") == "1", en = view.lang == lookup::Lang::en;
    const auto number = feedback::canonical_number(request.path_param("number"));
    const auto unknown = [&services, view] {
        return html_page(404, lookup::render_outcome({.lang = view.lang,
                                                      .large = view.large,
                                                      .good = false,
                                                      .title_zh = "没有这个反馈编号",
                                                      .title_en = "No such number",
                                                      .line_zh = "请核对编号，形如 FK20261122-7K3MQX",
                                                      .line_en = "Check it: it looks like FK20261122-7K3MQX",
                                                      .official_address = services.resolver.host()}));
    };
    if (!number) return responder->send(unknown());
    if (const auto wait = services.limits->take(Limit::aliases, request.network, request.received_us); wait > 0)
        return responder->send(services.limits->refusal(Limit::aliases, wait, request.id));
    const std::shared_ptr<http::Responder> shared(std::move(responder));
    read_page(services, shared, [&services, shared, view, fresh, en, unknown, number = *number](db::Tx& tx) {
        const auto found = feedback::find_number(tx, number);
        if (!found) return shared->send(unknown());
        const auto row = [](std::string zh, std::string english, std::string value) {
            return lookup::PageRow{
                .label_zh = std::move(zh), .label_en = std::move(english), .value = std::move(value)};
        };
        lookup::OutcomeInput out{
            .lang = view.lang,
            .large = view.large,
            .title_zh = fresh ? "反馈已收到" : fmt::format("反馈{}", name_zh(found->state)),
            .title_en = std::string(name_en(found->state)),
            .line_zh = fresh ? "请记下编号，凭编号查看处理结果" : "",
            .line_en = fresh ? "Keep the number to follow what becomes of it" : "",
            .rows = {row("反馈编号", "Number", found->number),
                     row("反馈类型", "About", std::string(en ? name_en(found->kind) : name_zh(found->kind))),
                     row("提交时间", "Sent", beijing_minute(found->created_at)),
                     row("状态", "State", std::string(en ? name_en(found->state) : name_zh(found->state)))},
            .links = {{"/f/" + found->number + (en ? "?lang=en" : ""), en ? "Look again" : "刷新状态"}},
            .official_address = services.resolver.host()};
        if (!found->answer.empty()) {
            out.rows.push_back(row("回复时间", "Answered", beijing_minute(found->changed_at)));
            out.rows.push_back(row("回复", "Answer", found->answer));
        }
        shared->send(html_page(200, lookup::render_outcome(out)));
    });
}

}  // namespace

std::vector<Operation> feedback_page_operations() {
    using namespace schema;
    const std::vector<QueryParameter> view{{"lang", "en：英文", choice("语言", {"zh", "en"})},
                                           {"e", "1：大字版", choice("大字版", {"1"})}};
    auto form_view = view, state_view = view;
    form_view.push_back({"code", "所查编码", text("所查编码", feedback::code_chars_max)});
    state_view.push_back({"new", "1：刚刚提交", choice("刚刚提交", {"1"})});
    return {
        {.method = http::Method::get,
         .path = "/f",
         .id = "feedbackForm",
         .tag = "查询",
         .zh = "反馈举报的网页表单",
         .en = "The form for reports about a code.",
         .who = Who::anybody(),
         .query = form_view,
         .answer = {.zh = "网页", .media = "text/html"},
         .serve = show_form},
        {.method = http::Method::post,
         .path = "/f",
         .id = "submitFeedback",
         .tag = "查询",
         .zh = "提交反馈；成功后转到 /f/<编号>",
         .en = "Takes the form, with a captcha and at most one photo; leads on to the page of its number.",
         .who = Who::anybody(),
         .body = {{.bytes_max = form_bytes_max, .media = {"multipart/form-data", "application/x-www-form-urlencoded"}}},
         .answer = {.status = 303, .zh = "转到反馈编号的网页", .media = "text/html"},
         .errors = {Code::unsupported_media_type, Code::invalid, Code::captcha_wrong},
         .limit = Limit::feedback,
         .csrf = Csrf::not_needed,
         .before_password_change = true,
         .run = submit},
        {.method = http::Method::get,
         .path = "/f/{number}",
         .id = "followFeedback",
         .tag = "查询",
         .zh = "一条反馈的状态和公开回复",
         .en = "State and public answer of a report, for whoever has its number.",
         .who = Who::anybody(),
         .query = state_view,
         .answer = {.zh = "网页", .media = "text/html"},
         .errors = {Code::not_found},
         .serve = follow}};
}

}  // namespace yiguan::api
