// The declarations as OpenAPI 3.1, and as a page for people.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "api/operation.hpp"
#include "core/text.hpp"
#include "lookup/page_words.hpp"

namespace yiguan::api {
namespace {

std::string lower_name(http::Method method) {
    std::string name(http::name(method));
    std::ranges::transform(name, name.begin(), to_lower);
    return name;
}

json::object content(std::string_view media, Schema schema) {
    json::object of{{"schema", std::move(schema)}};
    return {{media, std::move(of)}};
}

json::array parameters_of(const Operation& op) {
    json::array out;
    for (const auto name : path_names(op.path))
        out.push_back(json::object{
            {"name", name}, {"in", "path"}, {"required", true}, {"schema", json::object{{"type", "string"}}}});
    for (const auto& query : op.query)
        out.push_back(
            json::object{{"name", query.name}, {"in", "query"}, {"description", query.zh}, {"schema", query.schema}});
    if (op.repeat == Repeat::kept) out.push_back(json::object{{"$ref", "#/components/parameters/IdempotencyKey"}});
    if (changes(op) && op.csrf == Csrf::required)
        out.push_back(json::object{{"$ref", "#/components/parameters/CsrfToken"}});
    return out;
}

json::object responses_of(const Operation& op) {
    json::object good{{"description", op.answer.zh}};
    if (!op.answer.schema.empty())
        good["content"] = content(op.answer.media, op.answer.schema);
    else if (op.answer.status == 200)
        good["content"] = content(op.answer.media, Schema{{"type", "string"}});
    const json::object header_text{{"schema", json::object{{"type", "string"}}}};
    json::object headers;
    if (op.answer.status == 201) headers["Location"] = header_text;
    if (changes(op)) {
        headers[receipt_header] = header_text;
        headers[receipt_header].as_object()["description"] = "写入透明日志时：日志签名的承诺，base64";
    }
    if (!headers.empty()) good["headers"] = std::move(headers);
    json::object out{{std::to_string(op.answer.status), good}};
    if (!op.answer.again.empty()) {
        good["description"] = op.answer.again;
        out["200"] = std::move(good);
    }
    std::map<int, std::string> refusals;
    std::map<int, json::array> codes;
    for (const Code code : all_errors(op)) {
        codes[info(code).status].push_back(json::string(info(code).name));
        std::string& list = refusals[info(code).status];
        list += fmt::format("{}`{}` {}", list.empty() ? "" : "；", info(code).name, info(code).zh);
    }
    for (const auto& [status, list] : refusals) {
        json::object refusal{{"description", list},
                             {"x-codes", codes[status]},
                             {"content", content("application/problem+json", schema::ref("Problem"))}};
        if (status == 429 || status == 503)
            refusal["headers"] = json::object{
                {"Retry-After", json::object{{"description", "秒"}, {"schema", json::object{{"type", "integer"}}}}}};
        out[std::to_string(status)] = std::move(refusal);
    }
    return out;
}

json::object rate_json(const Operation& op, const LimitSettings& settings) {
    const auto limit = limit_of(op);
    const auto rate = Limits::rate(limit, settings);
    json::object out{{"class", name(limit)}, {"per", rate.per_account ? "account" : "address"}};
    if (rate.per_second == 0)
        out["unlimited"] = true;
    else if (rate.per_second >= 1)
        out["perSecond"] = static_cast<std::int64_t>(rate.per_second),
        out["burst"] = static_cast<std::int64_t>(rate.burst);
    else
        out["perHour"] = std::llround(rate.per_second * 3600), out["burst"] = static_cast<std::int64_t>(rate.burst);
    return out;
}

json::object operation_json(const Operation& op, const LimitSettings& limits) {
    json::object out{{"operationId", op.id},
                     {"summary", op.zh},
                     {"description", op.en},
                     {"tags", json::array{json::string(op.tag)}}};
    auto parameters = parameters_of(op);
    if (!parameters.empty()) out["parameters"] = std::move(parameters);
    if (op.body) {
        json::object all;
        for (const auto media : op.body->media) {
            json::object of{{"schema", op.body->schema}};
            if (!op.body->example.is_null()) of["example"] = op.body->example;
            all[media] = std::move(of);
        }
        out["requestBody"] = json::object{{"required", true}, {"content", std::move(all)}};
        out["x-body-bytes-max"] = op.body->bytes_max;
    }
    out["responses"] = responses_of(op);
    if (limit_of(op) != Limit::none) out["x-rate-limit"] = rate_json(op, limits);
    out["security"] = op.who.needs_user()
                          ? json::array{json::object{{"session", json::array()}}, json::object{{"key", json::array()}}}
                          : json::array();
    if (op.who.permission()) out["x-permission"] = auth::name(*op.who.permission());
    return out;
}

json::object components() {
    return {
        {"schemas", shared_schemas()},
        {"parameters",
         json::object{
             {"IdempotencyKey",
              json::object{
                  {"name", "Idempotency-Key"},
                  {"in", "header"},
                  {"description", "同一键的同一请求 8 天内只执行一次，再次提交得到相同的回答"},
                  {"schema",
                   json::object{{"type", "string"}, {"minLength", 1}, {"maxLength", 200}, {"pattern", "^[!-~]+$"}}}}},
             {"CsrfToken", json::object{{"name", "X-CSRF-Token"},
                                        {"in", "header"},
                                        {"description", "用会话 Cookie 时必须，值为会话的 csrfToken"},
                                        {"schema", json::object{{"type", "string"}}}}}}},
        {"securitySchemes",
         json::object{{"session", json::object{{"type", "apiKey"}, {"in", "cookie"}, {"name", session_cookie}}},
                      {"key", json::object{{"type", "http"},
                                           {"scheme", "bearer"},
                                           {"description", "接口密钥 yk_…，由 yiguan apikey create 生成"}}}}}};
}

// ---- the page

std::string cell(std::string_view text) {
    return "<td>" + html(text) + "</td>";
}

std::string who_words(const Who& who) {
    if (who.permission()) return std::string(auth::name_zh(*who.permission()));
    return who.needs_user() ? "登录用户" : "任何人";
}

// The names of what is sent, with * where it is required.
std::string field_names(const Schema& schema) {
    std::string out;
    const auto add = [&](std::string_view name, bool required) {
        out += fmt::format("{}{}{}", out.empty() ? "" : "、", name, required ? "*" : "");
    };
    if (schema.contains("allOf")) add("追溯码（CodeSelection）", true);
    const auto* properties = schema.if_contains("properties");
    if (!properties) return out;
    const auto* required = schema.if_contains("required");
    for (const auto& [name, of] : properties->as_object()) {
        const bool needed =
            required && std::ranges::find(required->as_array(), json::value(name)) != required->as_array().end();
        add(name, needed);
    }
    return out;
}

std::string row_of(const Operation& op) {
    std::string errors, sent;
    for (const Code code : all_errors(op)) errors += fmt::format("{}{}", errors.empty() ? "" : "、", info(code).name);
    if (op.body) {
        sent = field_names(op.body->schema);
        if (sent.empty()) sent = fmt::format("{}", fmt::join(op.body->media, "、"));
        sent += fmt::format("（至多 {} 字节）", op.body->bytes_max);
    }
    for (const auto& query : op.query) sent += fmt::format("{}?{}", sent.empty() ? "" : " ", query.name);
    return "<tr><td><b>" + std::string(http::name(op.method)) + "</b> <code>" + html(op.path) + "</code><br>" +
           html(op.zh) + "</td>" + cell(who_words(op.who)) + cell(sent) + cell(errors) + "</tr>";
}

}  // namespace

json::object openapi(const std::vector<Operation>& operations, std::string_view base_url, const LimitSettings& limits) {
    json::object paths;
    json::array tags;
    std::vector<std::string_view> seen;
    for (const auto& op : operations) {
        if (!paths.contains(op.path)) paths[op.path] = json::object();
        paths[op.path].as_object()[lower_name(op.method)] = operation_json(op, limits);
        if (std::ranges::find(seen, op.tag) == seen.end()) {
            seen.push_back(op.tag);
            tags.push_back(json::object{{"name", op.tag}});
        }
    }
    return {{"openapi", "3.1.0"},
            {"info", json::object{{"title", "一贯 Yiguan"},
                                  {"version", "1"},
                                  {"description", "重点工业产品质量安全追溯平台的接口。编号与序号是十进制文本。"}}},
            {"servers", json::array{json::object{{"url", base_url}}}},
            {"tags", std::move(tags)},
            {"paths", std::move(paths)},
            {"components", components()}};
}

std::string open_page(const std::vector<Operation>& operations) {
    std::string out =
        "<!doctype html><html lang=\"zh-CN\"><head><meta charset=\"utf-8\">"
        "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>开放接口 · 一贯</title><style>";
    out += lookup::style;
    out +=
        // Names of its own: the short ones belong to the consumer's page.
        ".v{min-height:0}.v .i,.doc{max-width:1180px;margin:0 auto}.doc{padding:4px 16px 32px}.doc p{margin:12px 0}"
        ".doc section{padding:14px 16px 18px}.doc code{display:inline;font-size:.85rem;line-height:1.5}"
        ".tbl{overflow-x:auto}.tbl table{border-collapse:collapse;width:100%;min-width:900px;font-size:.85rem}"
        ".tbl th,.tbl td{border:1px solid #e3e6ea;padding:8px 10px;text-align:left;vertical-align:top;line-height:1.5;"
        "overflow-wrap:anywhere;word-wrap:break-word}.tbl th{background:#f4f6f8;white-space:nowrap}"
        ".tbl th:first-child{width:32%}.tbl th:nth-child(2){width:12%}.tbl th:nth-child(3){width:28%}"
        ".tbl td:last-child{color:#4b5563;font-size:.8rem}"
        "</style></head><body><header class=\"v b\"><div class=\"i\"><p class=\"m\">一贯</p><h1>开放接口</h1>"
        "<p class=\"l\">每个地址、谁可以调用、提交什么、可能的错误</p></div></header><main class=\"doc\">"
        "<p>机器可读的描述：<a href=\"/openapi.json\">/openapi.json</a>（OpenAPI 3.1）。"
        "认证用会话 Cookie，或 <code>Authorization: Bearer yk_…</code>。"
        "修改数据的请求可以带 <code>Idempotency-Key</code>，同一请求只执行一次。"
        "列表以 <code>cursor</code> 翻页。错误都是 <code>application/problem+json</code>。* 为必填。</p>";
    std::vector<std::string_view> tags;
    for (const auto& op : operations)
        if (std::ranges::find(tags, op.tag) == tags.end()) tags.push_back(op.tag);
    for (const auto tag : tags) {
        out += "<section><h2>" + html(tag) +
               "</h2><div class=\"tbl\"><table><thead><tr><th>地址</th><th>权限</th><th>提交</th><th>错误</th></tr>"
               "</thead><tbody>";
        for (const auto& op : operations)
            if (op.tag == tag) out += row_of(op);
        out += "</tbody></table></div></section>";
    }
    return out + "</main></body></html>";
}

}  // namespace yiguan::api
