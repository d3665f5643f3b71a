#include <boost/json.hpp>

#include "core/text.hpp"
#include "http/http.hpp"

namespace yiguan::http {
namespace {

namespace json = boost::json;

// Values come from outside: JSON must be UTF-8 whatever was sent.
json::string text(std::string_view s) {
    if (is_utf8(s)) return json::string(s);
    return json::string(shorten(s, 200));
}

json::object violation(const Error& error) {
    json::object out;
    out["pointer"] = text(error.pointer);
    if (!error.field.empty()) out["field"] = text(error.field);
    if (!error.value.empty()) out["value"] = text(error.value);
    out["rule"] = text(error.detail);
    out["code"] = info(error.code).name;
    return out;
}

}  // namespace

Response problem(const Error& error, std::string_view request_id, std::int64_t retry_after_s) {
    const CodeInfo& what = info(error.code);
    json::object out;
    out["type"] = "/problems/" + std::string(what.name);
    out["title"] = what.zh;
    out["status"] = what.status;
    out["detail"] = text(error.detail.empty() ? what.zh : std::string_view(error.detail));
    out["requestId"] = text(request_id);
    json::array errors;
    errors.reserve(1 + error.others.size());
    errors.push_back(violation(error));
    for (const Error& other : error.others) errors.push_back(violation(other));
    out["errors"] = std::move(errors);

    Response response;
    response.status = what.status;
    response.content_type = "application/problem+json";
    response.body = json::serialize(out);
    if (what.status == 503 || what.status == 429) {
        const std::int64_t usual = what.status == 503 ? 2 : 60;
        response.headers.emplace_back("Retry-After", std::to_string(retry_after_s > 0 ? retry_after_s : usual));
    }
    // RFC 9110 section 15.5.2 wants a challenge; a scheme of our own keeps browsers from asking for a password.
    if (what.status == 401) response.headers.emplace_back("WWW-Authenticate", "Session realm=\"yiguan\"");
    return response;
}

}  // namespace yiguan::http
