// 关注召回 for consumers: a telephone number or e-mail address that is confirmed by its owner, and the way out. They
// work without script. A link that is only opened changes nothing: mail programs open links ahead of their readers.
#include <fmt/format.h>

#include "api/captcha.hpp"
#include "api/code_texts.hpp"
#include "api/form_pages.hpp"
#include "api/operation.hpp"
#include "api/sending.hpp"
#include "auth/contacts.hpp"
#include "auth/phone_codes.hpp"
#include "catalog/catalog.hpp"
#include "codes/recall_watch.hpp"
#include "core/text.hpp"
#include "http/form.hpp"
#include "message/message.hpp"

namespace yiguan::api {
namespace {

using auth::CodePurpose;
using lookup::FormFieldInput;
using message::Channel;

constexpr std::int64_t confirm_hours = 48;
constexpr std::int64_t sealed_about = 0x5741544348;  // "WATCH"
constexpr std::size_t token_chars_max = 1'200;

using Fields = std::map<std::string, std::string, std::less<>>;

struct Asked {
    lookup::View view;
    std::string code;
    Fields fields;
    std::string of(std::string_view name) const {
        const auto at = fields.find(name);
        return at == fields.end() ? std::string() : at->second;
    }
};

/// The form as it came, without what is no text.
Result<Asked> read_form(const http::Request& request) {
    TRY(auto form, http::parse_form(request.header("Content-Type"), request.body));
    Asked asked;
    for (auto& field : form) {
        if (field.file || field.value.size() > 2 * token_chars_max || !is_utf8(field.value)) continue;
        asked.fields.insert_or_assign(std::move(field.name), std::string(trim(field.value)));
    }
    asked.code = shorten(asked.of("code"), 120);
    asked.view = {.lang = asked.of("lang") == "en" ? lookup::Lang::en : lookup::Lang::zh,
                  .large = asked.of("e") == "1"};
    return asked;
}

http::Response unreadable(const Error& error) {
    return html_page(error.code == Code::unsupported_media_type ? 415 : 422,
                     lookup::render_message(422, "无法识别提交的内容", error.detail));
}

std::string with_view(std::string path, const lookup::View& view) {
    char mark = '?';
    for (const auto& [on, text] : {std::pair(view.lang == lookup::Lang::en, "lang=en"), std::pair(view.large, "e=1")})
        if (on) {
            path += mark;
            path += text;
            mark = '&';
        }
    return path;
}

http::Response outcome(Services& services, const lookup::View& view, int status, std::string zh, std::string en,
                       std::string line_zh, std::string line_en, const std::string& code = {}) {
    lookup::OutcomeInput out{.lang = view.lang,
                             .large = view.large,
                             .good = status < 400,
                             .title_zh = std::move(zh),
                             .title_en = std::move(en),
                             .line_zh = std::move(line_zh),
                             .line_en = std::move(line_en),
                             .official_address = services.resolver.host()};
    const bool english = view.lang == lookup::Lang::en;
    if (!code.empty())
        out.links.push_back(
            {with_view("/c/" + percent_encode(code), view), english ? "Back to the code" : "返回查询结果"});
    else
        out.links.push_back({with_view("/", view), english ? "Back to the search box" : "返回首页查询"});
    return html_page(status, lookup::render_outcome(out));
}

http::Response no_code(Services& services, const lookup::View& view) {
    return outcome(services, view, 404, "这个编码不能关注", "This code cannot be watched",
                   "只有本平台已关联产品的追溯码可以关注召回", "Only trace codes of this platform can");
}

lookup::FormInput form_of(Services& services, const Asked& asked, std::string action) {
    return {.lang = asked.view.lang,
            .large = asked.view.large,
            .title_zh = "关注召回",
            .title_en = "Recall alerts",
            .line_zh = "此码的产品被召回时，我们发短信或邮件告诉您",
            .line_en = "We tell you by SMS or e-mail when the product of this code is recalled",
            .action = std::move(action),
            .code = asked.code,
            .official_address = services.resolver.host()};
}

http::Response first_form(Services& services, const Asked& asked, int status, std::string address_error = {},
                          std::string captcha_error = {}) {
    auto in = form_of(services, asked, "/s");
    in.fields = {{.name = "address",
                  .label_zh = "手机号或电子邮箱，加密保存，仅用于召回通知，可随时取消",
                  .label_en = "Mobile number or e-mail address: kept sealed, for recalls only, until you end it",
                  .value = asked.of("address"),
                  .required = true,
                  .chars_max = 254,
                  .error = std::move(address_error)}};
    in.captcha = new_captcha_of(services, std::move(captcha_error));
    in.send_zh = "下一步";
    in.send_en = "Next";
    return html_page(status, lookup::render_form(in));
}

http::Response code_form(Services& services, const Asked& asked, const std::string& phone, int status,
                         std::string error = {}) {
    auto in = form_of(services, asked, "/s/confirm");
    in.fields = {{.name = "phone", .kind = FormFieldInput::Kind::hidden, .value = phone},
                 {.name = "digits",
                  .kind = FormFieldInput::Kind::digits,
                  .label_zh = "短信验证码，六位数字，十分钟内有效",
                  .label_en = "Code from the SMS: six digits, good for ten minutes",
                  .required = true,
                  .chars_max = 10,
                  .error = std::move(error)}};
    in.send_zh = "确认关注";
    in.send_en = "Confirm";
    return html_page(status, lookup::render_form(in));
}

// GET /s?code=
void show_form(Services& services, const http::Request& request, http::ResponderPtr responder) {
    Asked asked{.view = view_of(request), .code = shorten(trim(request.query_param("code").value_or("")), 120)};
    const auto code = code_in(services.directory, asked.code);
    if (!code || !services.directory.place(*code)) return responder->send(no_code(services, asked.view));
    responder->send(first_form(services, asked, 200));
}

std::string product_of(db::Tx& tx, const codes::CodeAt& at) {
    const auto block = codes::find_block(tx, at.block);
    const auto product = block ? catalog::get_product(tx, block->product) : Result<catalog::Product>(Error{});
    return product.has_value() ? product.value().name : std::string();
}

// What a link in a mail holds: the code, until when, the address. Nothing is stored before it comes back.
std::string confirmation(Services& services, UtcMs now, const std::string& code, const std::string& address) {
    const auto sealed = services.secrets.seal(
        sealed_about, fmt::format("{} {} {}", code, now.value + confirm_hours * 3'600'000, address));
    return to_hex(as_bytes(sealed));
}
struct Confirmed {
    std::string code, address;
};
std::optional<Confirmed> open_confirmation(Services& services, UtcMs now, std::string_view token) {
    if (token.size() > token_chars_max) return std::nullopt;
    const auto sealed = from_hex(token);
    if (!sealed || sealed->empty()) return std::nullopt;
    const auto opened = services.secrets.open(sealed_about, *sealed);
    if (opened.has_error()) return std::nullopt;
    const std::string& text = opened.value();
    const auto first = text.find(' '), second = text.find(' ', first + 1);
    if (first == std::string::npos || second == std::string::npos) return std::nullopt;
    const auto until = parse_id(text.substr(first + 1, second - first - 1));
    if (!until || *until < now.value) return std::nullopt;
    return Confirmed{text.substr(0, first), text.substr(second + 1)};
}

// POST /s {code, address, captcha}: a code to the phone, or a link to the mailbox.
Result<Step> ask(Services& services, const http::Request& request) {
    auto read = read_form(request);
    if (read.has_error()) return Step{unreadable(read.error())};
    const auto asked = std::make_shared<const Asked>(std::move(read).value());
    const auto code = code_in(services.directory, asked->code);
    const auto placed = code ? services.directory.place(*code) : std::nullopt;
    if (!placed) return Step{no_code(services, asked->view)};
    const auto address = asked->of("address");
    const bool mail = address.find('@') != std::string::npos;
    const auto phone = mail ? Result<std::string>(std::string()) : auth::parse_phone(address);
    std::string wrong;
    if (address.empty())
        wrong = "请填写手机号或电子邮箱";
    else if (mail && !message::is_address(Channel::email, address))
        wrong = "电子邮箱格式不正确";
    else if (phone.has_error())
        wrong = phone.error().detail;
    if (!wrong.empty()) return Step{first_form(services, *asked, 422, wrong)};
    const auto sms = std::make_shared<std::string>();
    auto work = [&services, asked, sms, mail, address, code = *code, at = codes::CodeAt{placed->block, placed->counter},
                 phone = phone.value()](db::Tx& tx, const auth::Actor&) -> Result<http::Response> {
        if (const auto taken =
                take_captcha(tx, services.secrets, asked->of("captchaToken"), asked->of("captchaAnswer"));
            taken.has_error())
            return first_form(services, *asked, 422, {}, taken.error().detail);
        if (!mail) {
            std::int64_t wait_s = 0;
            auto made = auth::make_phone_code(tx, phone, CodePurpose::watch_recall, wait_s);
            if (made.has_error()) return first_form(services, *asked, 429, made.error().detail);
            *sms = made.value().code;
            return code_form(services, *asked, phone, 200);
        }
        const auto link =
            services.base_url + with_view("/s/confirm/" + confirmation(services, tx.now(), code, address), {});
        const auto posted = message::post(
            tx,
            {.channel = Channel::email,
             .to = address,
             .template_key = "watch_confirm",
             .parameters = {{"product", product_of(tx, at)}, {"hours", std::to_string(confirm_hours)}, {"link", link}},
             .valid_ms = confirm_hours * 3'600'000});
        if (posted.has_error()) return first_form(services, *asked, 422, posted.error().detail);
        return outcome(services, asked->view, 200, "请查收邮件", "Please look into your mailbox",
                       fmt::format("请在 {} 小时内打开邮件里的链接确认", confirm_hours),
                       fmt::format("Open the link in the mail within {} hours", confirm_hours), asked->code);
    };
    auto send = [&services, sms, phone = phone.value()] {
        if (sms->empty()) return;
        services.db.write(
            [sms, phone](db::Tx& tx) {
                sending::phone_code(tx, phone, CodePurpose::watch_recall, *sms);
                return true;
            },
            [](db::WriteOutcome) {});
    };
    return Step{Write{std::move(work), std::move(send)}};
}

Result<http::Response> keep(Services& services, db::Tx& tx, const Asked& asked, const codes::CodeAt& at,
                            Channel channel, const std::string& address, const std::string& code) {
    const auto kept = codes::watch(tx, at, channel, address);
    if (kept.has_error())
        return outcome(services, asked.view, 429, "关注过多", "Too many", kept.error().detail, kept.error().detail,
                       code);
    return outcome(services, asked.view, 200, "已关注", "Done",
                   "此码的产品被召回时我们会告诉您，通知里有取消关注的链接",
                   "We tell you when it is recalled; the message has a link to end this", code);
}

// POST /s/confirm {code, phone, digits} or {token}
Result<Step> confirm(Services& services, const http::Request& request) {
    auto read = read_form(request);
    if (read.has_error()) return Step{unreadable(read.error())};
    const auto asked = std::make_shared<Asked>(std::move(read).value());
    std::optional<Confirmed> mailed;
    if (const auto token = asked->of("token"); !token.empty()) {
        mailed = open_confirmation(services, services.db.now(), token);
        if (!mailed)
            return Step{outcome(services, asked->view, 422, "链接无效或已过期", "The link is not valid any more",
                                "请重新填写", "Please fill in the form again")};
        asked->code = mailed->code;
    }
    const auto code = code_in(services.directory, asked->code);
    const auto placed = code ? services.directory.place(*code) : std::nullopt;
    if (!placed) return Step{no_code(services, asked->view)};
    return Step{Write{[&services, asked, mailed, code = *code, at = codes::CodeAt{placed->block, placed->counter}](
                          db::Tx& tx, const auth::Actor&) -> Result<http::Response> {
        if (mailed) return keep(services, tx, *asked, at, Channel::email, mailed->address, code);
        const auto phone = auth::parse_phone(asked->of("phone"));
        if (phone.has_error()) return first_form(services, *asked, 422, phone.error().detail);
        const auto taken = auth::take_phone_code(tx, phone.value(), CodePurpose::watch_recall, asked->of("digits"));
        if (taken.has_error()) return code_form(services, *asked, phone.value(), 422, taken.error().detail);
        return keep(services, tx, *asked, at, Channel::sms, phone.value(), code);
    }}};
}

http::Response button_form(Services& services, const lookup::View& view, std::string action, std::string token,
                           std::string zh, std::string en, std::string send_zh, std::string send_en) {
    lookup::FormInput in{.lang = view.lang,
                         .large = view.large,
                         .title_zh = std::move(zh),
                         .title_en = std::move(en),
                         .action = std::move(action),
                         .send_zh = std::move(send_zh),
                         .send_en = std::move(send_en),
                         .official_address = services.resolver.host()};
    in.fields = {{.name = "token", .kind = FormFieldInput::Kind::hidden, .value = std::move(token)}};
    return html_page(200, lookup::render_form(in));
}

// GET /s/confirm/{token}
void show_confirm(Services& services, const http::Request& request, http::ResponderPtr responder) {
    const auto view = view_of(request);
    const std::string token(request.path_param("token"));
    if (!open_confirmation(services, services.db.now(), token))
        return responder->send(outcome(services, view, 404, "链接无效或已过期", "The link is not valid any more",
                                       "请在查询结果页重新关注", "Please start again from the page of the code"));
    responder->send(button_form(services, view, "/s/confirm", token, "确认关注召回", "Confirm recall alerts",
                                "确认关注", "Confirm"));
}

http::Response no_such_link(Services& services, const lookup::View& view) {
    return outcome(services, view, 404, "链接无效", "The link is not valid", "请使用通知里的完整链接",
                   "Please use the whole link of the message");
}

// GET /s/end/{token}
void show_end(Services& services, const http::Request& request, http::ResponderPtr responder) {
    const std::string token(request.path_param("token"));
    const auto view = view_of(request);
    if (token.size() > token_chars_max) return responder->send(no_such_link(services, view));
    const std::shared_ptr<http::Responder> shared(std::move(responder));
    read_page(services, shared, [&services, shared, view, token](db::Tx& tx) {
        if (!codes::is_end_token(tx, token)) return shared->send(no_such_link(services, view));
        shared->send(
            button_form(services, view, "/s/end", token, "不再关注召回", "End recall alerts", "不再关注", "End"));
    });
}

// POST /s/end {token}
Result<Step> end(Services& services, const http::Request& request) {
    auto read = read_form(request);
    if (read.has_error()) return Step{unreadable(read.error())};
    return Step{
        Write{[&services, asked = std::move(read).value()](db::Tx& tx, const auth::Actor&) -> Result<http::Response> {
            if (const auto ended = codes::end_watch(tx, asked.of("token")); ended.has_error())
                return no_such_link(services, asked.view);
            return outcome(services, asked.view, 200, "已不再关注", "Done", "您的手机号或邮箱已删除",
                           "Your number or address was erased");
        }}};
}

Operation form(http::Method method, std::string path, std::string id, std::string_view zh, std::string_view en) {
    using namespace schema;
    Operation out{.method = method,
                  .path = std::move(path),
                  .id = std::move(id),
                  .tag = "查询",
                  .zh = zh,
                  .en = en,
                  .who = Who::anybody(),
                  .answer = {.zh = "网页", .media = "text/html"},
                  .errors = {Code::not_found}};
    if (method == http::Method::get) {
        out.query = {{"lang", "en：英文", choice("语言", {"zh", "en"})}, {"e", "1：大字版", choice("大字版", {"1"})}};
    } else {
        out.body = {{.bytes_max = 16 * 1024, .media = {"application/x-www-form-urlencoded", "multipart/form-data"}}};
        out.errors.insert(out.errors.end(), {Code::unsupported_media_type, Code::invalid, Code::captcha_wrong});
        out.limit = Limit::feedback;
        out.csrf = Csrf::not_needed;
        out.before_password_change = true;
    }
    return out;
}

}  // namespace

std::vector<Operation> watch_page_operations() {
    using http::Method;
    auto first = form(Method::get, "/s", "watchForm", "关注召回的网页表单", "The form for recall alerts of a code.");
    first.query.push_back({"code", "追溯码", schema::text("追溯码", 120)});
    first.serve = show_form;
    auto asking = form(Method::post, "/s", "askForWatch", "发送确认关注召回的短信验证码或邮件",
                       "Sends a code to the phone, or a link to the mailbox, that confirms the address.");
    asking.run = ask;
    auto link = form(Method::get, "/s/confirm/{token}", "confirmWatchForm", "邮件里的确认链接",
                     "Where the link of the mail leads: one button.");
    link.serve = show_confirm;
    auto confirming = form(Method::post, "/s/confirm", "confirmWatch", "确认关注召回", "Begins to watch a code.");
    confirming.run = confirm;
    auto end_link = form(Method::get, "/s/end/{token}", "endWatchForm", "通知里的取消关注链接",
                         "Where the link for ending it leads: one button.");
    end_link.serve = show_end;
    auto ending =
        form(Method::post, "/s/end", "endWatch", "不再关注召回，删除手机号或邮箱", "Ends it, and erases the address.");
    ending.run = end;
    return {std::move(first),      std::move(asking),   std::move(link),
            std::move(confirming), std::move(end_link), std::move(ending)};
}

}  // namespace yiguan::api
