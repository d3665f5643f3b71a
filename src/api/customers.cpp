// 顾客 (P50, M09): forms that the customer fills in on his own phone, who bought what, and what is erased.
#include "trade/customers.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "api/sale_json.hpp"
#include "core/text.hpp"
#include "keys/keys.hpp"
#include "lookup/customer_page.hpp"
#include "lookup/page.hpp"
#include "print/print.hpp"

namespace yiguan::api {
namespace {

using trade::CustomerId;

constexpr std::pair<std::string_view, std::size_t> personal_chars[] = {
    {"name", 50}, {"phone", 20}, {"idNumber", 20}, {"region", 6}, {"address", 200}};
constexpr std::size_t reason_chars_max = 200, form_bytes_max = 8 * 1024, form_field_chars = 200;

http::Response customer_html(int status, std::string body) {
    http::Response response{.status = status, .content_type = "text/html; charset=utf-8", .body = std::move(body)};
    response.headers.emplace_back("Content-Security-Policy", lookup::page_security_policy);
    response.headers.emplace_back("Cache-Control", "no-store");
    return response;
}

http::Response customer_page_over() {
    return customer_html(
        404, lookup::render_message(404, "页面已失效", "二维码 30 分钟内有效，只能填写一次，请让店员重新出示"));
}

// POST /api/v1/customer-forms {"store"?,"needs":[...]}
Result<Step> add_form(Services& services, const http::Request& request) {
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader in(body, violations);
    const auto store = sale_store_in(in);
    std::vector<std::string> needs;
    const auto* list = in.array("needs", "需要填写的信息");
    if (list && (list->empty() || list->size() > trade::customer_fields.size()))
        in.violation(Code::out_of_bounds, "needs", "需要填写的信息",
                     fmt::format("选择 1 至 {} 项", trade::customer_fields.size()));
    for (std::size_t i = 0; list && i < std::min(list->size(), trade::customer_fields.size()); ++i) {
        const auto* text = (*list)[i].if_string();
        const auto known = text
                               ? std::ranges::find(trade::customer_fields, std::string_view(text->data(), text->size()))
                               : trade::customer_fields.end();
        const bool fits = known != trade::customer_fields.end() && std::ranges::find(needs, *known) == needs.end();
        if (fits)
            needs.emplace_back(*known);
        else
            violations.add({.code = Code::invalid,
                            .pointer = fmt::format("/needs/{}", i),
                            .detail = "只能是 name、phone、idNumber、region、address，各一次",
                            .field = "需要填写的信息"});
    }
    in.finish();
    TRY_VOID(violations.result());
    return Step{Write{[&services, store, needs](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto made, trade::add_customer_form(tx, actor, store, needs));
        const std::string url = services.base_url + "/k/" + made.token;
        TRY(const auto symbol, print::qr(url));
        auto out = SaleWords(services, tx).encode(made.customer);
        out["url"] = url;
        out["qr"] = print::to_svg(symbol, {.pixels = 260, .title = "请顾客扫码填写"});
        return created("/api/v1/customer-forms/" + to_string(made.customer.id), std::move(out));
    }}};
}

// GET /api/v1/customer-forms/{id}
Result<Step> get_form(Services& services, const http::Request& request) {
    TRY(const auto id, path_id<CustomerId>(request, "id"));
    return Step{Read{[&services, id](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto found, trade::get_customer(tx, actor, id));
        return ok(SaleWords(services, tx).encode(found));
    }}};
}

// PUT /api/v1/customer-forms/{id}: typed by the clerk
Result<Step> put_form(Services& services, const http::Request& request) {
    TRY(const auto id, path_id<CustomerId>(request, "id"));
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader in(body, violations);
    for (const auto& [field, chars] : personal_chars)
        in.optional_text(field, trade::customer_field_zh(field), {.chars_max = chars});
    in.finish();
    if (auto read = violations.result(); read.has_error()) return trade::without_values(std::move(read).error());
    return Step{Write{[&services, id, body](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto filled, trade::fill_customer_form(tx, actor, id, body));
        return ok(SaleWords(services, tx).encode(filled));
    }}};
}

// GET /api/v1/customers?tail=&store=
Result<Step> list_customers(Services& services, const http::Request& request) {
    TRY(const auto cursor, cursor_of(request));
    TRY(const int limit, limit_of(request));
    trade::CustomerFilter filter;
    TRY(filter.store, sale_store_query(request));
    if (const auto tail = request.query_param("tail")) {
        if (tail->size() != 4 || !std::ranges::all_of(*tail, is_digit))
            return Error{Code::invalid, "/tail", "电话尾号应为 4 位数字", "电话尾号"};
        filter.phone_tail = *tail;
    }
    return Step{
        Read{[&services, cursor, limit, filter](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
            TRY(const auto found, trade::list_customers(tx, actor, filter, CustomerId{cursor}, limit + 1));
            SaleWords words(services, tx);
            return page_of(
                found, limit, [&](const trade::Customer& c) { return words.with_sale(c); },
                [](const trade::Customer& last, const trade::Customer&) { return to_string(last.id); });
        }}};
}

Result<std::string> reason_in(const http::Request& request, std::string_view zh) {
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader in(body, violations);
    const auto reason = in.text("reason", zh, {.chars_max = reason_chars_max});
    in.finish();
    TRY_VOID(violations.result());
    return reason;
}

// POST /api/v1/customers/{id}/reading {"reason"}: a write, because every reading is put on record
Result<Step> read_customer(Services&, const http::Request& request) {
    TRY(const auto id, path_id<CustomerId>(request, "id"));
    TRY(const auto reason, reason_in(request, "查看理由"));
    return Step{Write{[id, reason](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto data, trade::reveal_customer(tx, actor, id, reason));
        json::object out;
        for (const auto field : trade::customer_fields)
            if (!data.at(field).empty()) out[field] = data.at(field);
        auto response = ok(std::move(out));
        response.headers.emplace_back("Cache-Control", "no-store");
        return response;
    }}};
}

// POST /api/v1/customers/{id}/erasure {"reason"}
Result<Step> erase_customer(Services& services, const http::Request& request) {
    TRY(const auto id, path_id<CustomerId>(request, "id"));
    TRY(const auto reason, reason_in(request, "删除理由"));
    return Step{Write{[&services, id, reason](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto erased, trade::erase_customer(tx, actor, id, reason));
        return ok(SaleWords(services, tx).encode(erased));
    }}};
}

// ---- the customer's page

bool is_token(std::string_view text) {
    constexpr std::size_t token_chars = 22;  // 16 bytes in base64url
    return text.size() == token_chars && std::ranges::all_of(text, [](char c) {
               return is_digit(c) || is_upper(c) || is_lower(c) || c == '-' || c == '_';
           });
}

/// application/x-www-form-urlencoded, as browsers send it. Nothing for what is broken.
std::optional<std::vector<std::pair<std::string, std::string>>> read_form(std::string_view body) {
    std::vector<std::pair<std::string, std::string>> out;
    while (!body.empty()) {
        const auto end = std::min(body.find('&'), body.size());
        const std::string_view pair = body.substr(0, end);
        body.remove_prefix(std::min(end + 1, body.size()));
        const auto equals = std::min(pair.find('='), pair.size());
        const auto key = percent_decode(pair.substr(0, equals), true);
        const auto value = percent_decode(pair.substr(std::min(equals + 1, pair.size())), true);
        if (!key || !value || !is_utf8(*key) || !is_utf8(*value)) return std::nullopt;
        out.emplace_back(*key, *value);
    }
    return out;
}

/// Districts of the seller's province by city, then the other provinces: what a customer finds without a script.
std::vector<lookup::CustomerChoice> places_near(std::string_view region) {
    using Level = keys::Division::Level;
    std::vector<lookup::CustomerChoice> out;
    const auto add = [&](const keys::Division& place, std::string_view group) {
        out.push_back({std::string(place.code), std::string(place.name), std::string(group)});
    };
    const std::string home = region.size() == 6 ? std::string(region.substr(0, 2)) + "0000" : std::string();
    if (const auto province = keys::find_division(home))
        for (const auto& below : keys::division_children(home)) {
            if (below.level != Level::city) add(below, province->name);
            if (below.level == Level::city)
                for (const auto& county : keys::division_children(below.code)) add(county, below.name);
        }
    for (const auto& province : keys::division_children(""))
        if (province.code != home) add(province, "其他省份");
    return out;
}

lookup::CustomerPage page_for(const trade::OpenForm& form, std::string_view token) {
    lookup::CustomerPage page{
        .path = "/k/" + std::string(token), .seller = form.seller, .days = form.days, .fields = {}};
    for (const auto& need : form.customer.needs) {
        lookup::CustomerField field{
            .key = need, .label = std::string(trade::customer_field_zh(need)), .chars_max = form_field_chars};
        if (need == "phone") field.input = "tel", field.chars_max = 20;
        if (need == "idNumber") field.chars_max = 20, field.hint = "18 位，只用于以旧换新等活动要求的实名登记";
        if (need == "region") field.choices = places_near(form.region), field.value = form.region;
        page.fields.push_back(std::move(field));
    }
    return page;
}

/// Says what is wrong at the fields that it is about.
void tell(lookup::CustomerPage& page, const Error& error) {
    const auto put = [&](const Error& one) {
        const auto field = std::ranges::find_if(page.fields, [&](const auto& f) { return one.pointer == "/" + f.key; });
        if (field != page.fields.end())
            field->error = one.detail;
        else
            page.error = one.detail;
    };
    put(error);
    for (const Error& other : error.others) put(other);
}

std::optional<http::Response> too_often(Services& services, const http::Request& request) {
    const auto wait = services.limits->take(Limit::aliases, request.network, request.received_us);
    if (wait == 0) return std::nullopt;
    auto response = customer_html(429, lookup::render_message(429, "访问过于频繁", "请稍候再试"));
    response.headers.emplace_back("Retry-After", std::to_string(wait));
    return response;
}

// GET /k/{token}
Result<Step> show_form(Services& services, const http::Request& request) {
    if (auto refusal = too_often(services, request)) return Step{*std::move(refusal)};
    const std::string token(request.path_param("token"));
    if (!is_token(token)) return Step{customer_page_over()};
    return Step{Read{[token](db::Tx& tx, const auth::Actor&) -> Result<http::Response> {
        const auto form = trade::open_customer_form(tx, token);
        if (!form) return customer_page_over();
        return customer_html(200, lookup::render_customer_form(page_for(*form, token)));
    }}};
}

// POST /k/{token}
Result<Step> take_form(Services& services, const http::Request& request) {
    if (auto refusal = too_often(services, request)) return Step{*std::move(refusal)};
    const std::string token(request.path_param("token"));
    if (!is_token(token)) return Step{customer_page_over()};
    const auto given = read_form(request.body);
    if (!given) return Step{customer_html(422, lookup::render_message(422, "内容不完整", "请返回重新填写"))};
    return Step{Write{[token, given = *given](db::Tx& tx, const auth::Actor&) -> Result<http::Response> {
        const auto form = trade::open_customer_form(tx, token);
        if (!form) return customer_page_over();
        auto page = page_for(*form, token);
        json::object fields;
        for (auto& field : page.fields)
            for (const auto& [key, value] : given)
                if (key == field.key) fields[key] = field.value = shorten(trim(value), form_field_chars);
        page.agreed = std::ranges::any_of(given, [](const auto& one) { return one.first == "agree"; });
        if (!page.agreed) {
            page.error = "请先阅读并勾选同意";
            return customer_html(422, lookup::render_customer_form(page));
        }
        const auto filled = trade::fill_customer_form(tx, token, fields);
        if (filled.has_value())
            return customer_html(
                200, lookup::render_customer_thanks(form->seller, to_string(beijing_date(filled.value().purge_at))));
        if (filled.error().code == Code::conflict) return filled.error();  // nothing may be kept
        tell(page, filled.error());
        return customer_html(422, lookup::render_customer_form(page));
    }}};
}

}  // namespace

std::vector<Operation> customer_operations() {
    using namespace schema;
    const auto serving = Who::with(may_sell);
    const std::vector<schema::Field> personal{maybe("name", text("客户姓名", 50)), maybe("phone", text("手机号码", 20)),
                                              maybe("idNumber", text("身份证", 20)),
                                              maybe("region", text("行政区划，六位代码", 6)),
                                              maybe("address", text("详细地址", 200))};
    const RequestBody reason{.schema = object({{"reason", text("理由", reason_chars_max)}}),
                             .example = {{"reason", "顾客要求"}}};
    return {
        {.method = http::Method::post,
         .path = "/api/v1/customer-forms",
         .id = "addCustomerForm",
         .tag = "顾客",
         .zh = "新建顾客信息表：顾客扫码后在自己的手机上填写，30 分钟内一次",
         .en = "A form that the customer fills in on his own phone, once, within 30 minutes.",
         .who = serving,
         .body = {{.schema =
                       object({maybe("store", id("门店")),
                               {"needs", list("需要填写的信息", text("字段", 20), trade::customer_fields.size())}}),
                   .example = {{"needs", json::array{"name", "phone"}}}}},
         .answer = {201, "顾客信息表，网址只出现这一次", ref("CustomerForm")},
         .errors = {Code::not_found, Code::wrong_state, Code::org_not_approved},
         .repeat = Repeat::secret,
         .run = add_form},
        {.method = http::Method::get,
         .path = "/api/v1/customer-forms/{id}",
         .id = "getCustomerForm",
         .tag = "顾客",
         .zh = "顾客信息表是否已填写，脱敏",
         .en = "Whether a form was filled in; masked.",
         .who = serving,
         .answer = {200, "顾客信息表", ref("CustomerForm")},
         .errors = {Code::not_found},
         .run = get_form},
        {.method = http::Method::put,
         .path = "/api/v1/customer-forms/{id}",
         .id = "putCustomerForm",
         .tag = "顾客",
         .zh = "由店员代填顾客信息表",
         .en = "Fills in a form for a customer without a phone.",
         .who = serving,
         .body = {{.schema = object(personal), .example = {{"name", "张三"}, {"phone", "13800138000"}}}},
         .answer = {200, "顾客信息表", ref("CustomerForm")},
         .errors = {Code::not_found, Code::wrong_state, Code::conflict, Code::key_length, Code::key_character,
                    Code::key_check, Code::key_value, Code::bad_date, Code::future_date},
         .repeat = Repeat::secret,
         .run = put_form},
        {.method = http::Method::get,
         .path = "/api/v1/customers",
         .id = "listCustomers",
         .tag = "顾客",
         .zh = "顾客与所购产品，脱敏，新的在前",
         .en = "Customers and what they bought, masked, newest first.",
         .who = serving,
         .query = paging({{"tail", "电话尾号，四位数字", text("电话尾号", 4)}, {"store", "门店", id("门店")}}),
         .answer = {200, "一页顾客", page_of("CustomerForm")},
         .errors = {Code::not_found},
         .run = list_customers},
        {.method = http::Method::post,
         .path = "/api/v1/customers/{id}/reading",
         .id = "readCustomer",
         .tag = "顾客",
         .zh = "查看顾客的完整信息，须说明理由，每次查看都有记录",
         .en = "All that a customer gave, for a reason; every reading is put on record.",
         .who = serving,
         .body = {reason},
         .answer = {200, "完整信息", answer(personal)},
         .errors = {Code::not_found, Code::wrong_state},
         .repeat = Repeat::secret,
         .run = read_customer},
        {.method = http::Method::post,
         .path = "/api/v1/customers/{id}/erasure",
         .id = "eraseCustomer",
         .tag = "顾客",
         .zh = "删除顾客的个人信息，不能恢复",
         .en = "Erases what a customer gave, for good.",
         .who = serving,
         .body = {reason},
         .answer = {200, "顾客信息表", ref("CustomerForm")},
         .errors = {Code::not_found, Code::wrong_state, Code::conflict},
         .repeat = Repeat::kept,
         .run = erase_customer},
        {.method = http::Method::get,
         .path = "/k/{token}",
         .id = "showCustomerForm",
         .tag = "顾客",
         .zh = "顾客自己填写的页面，不用登录，没有脚本",
         .en = "The page on which the customer fills in the form: no account, no script.",
         .who = Who::anybody(),
         .answer = {.status = 200, .zh = "页面", .media = "text/html"},
         .errors = {Code::not_found},
         .run = show_form},
        {.method = http::Method::post,
         .path = "/k/{token}",
         .id = "takeCustomerForm",
         .tag = "顾客",
         .zh = "顾客提交自己填写的信息，一次",
         .en = "What the customer typed, once.",
         .who = Who::anybody(),
         .body = {{.bytes_max = form_bytes_max, .media = {"application/x-www-form-urlencoded"}}},
         .answer = {.status = 200, .zh = "页面", .media = "text/html"},
         .errors = {Code::not_found, Code::invalid, Code::conflict},
         .limit = Limit::pages,
         .csrf = Csrf::not_needed,
         .run = take_form},
    };
}

}  // namespace yiguan::api
