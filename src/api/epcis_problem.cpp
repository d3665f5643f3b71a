#include "api/epcis_problem.hpp"

#include "api/epcis_headers.hpp"
#include "core/text.hpp"

namespace yiguan::api {
namespace {

struct Row {
    Code code;
    std::string_view exception;
};
// What does not follow from the status.
constexpr Row exceptions[] = {
    {Code::epcis_query_parameter, "epcisException:QueryParameterException"},
    {Code::epcis_page_token, "epcisException:QueryParameterException"},
    {Code::epcis_subscription, "epcisException:SubscriptionControlsException"},
    {Code::epcis_query_too_large, "epcisException:QueryTooLargeException"},
    {Code::epcis_query_too_complex, "epcisException:QueryTooComplexException"},
    {Code::epcis_exists, "epcisException:ResourceAlreadyExistsException"},
};

std::string_view exception_of_status(int status) {
    switch (status) {
        case 401:
        case 403:
            return "epcisException:SecurityException";
        case 404:
            return "epcisException:NoSuchNameException";
        case 406:
            return "epcisException:NotAcceptableException";
        case 413:
            return "epcisException:CaptureLimitExceededException";
        case 414:
            return "epcisException:URITooLongException";
        case 415:
            return "epcisException:UnsupportedMediaTypeException";
        default:
            // Too much at once and what fails here is the repository's; the rest is about the input.
            return status == 408 || status == 429 || status >= 500 ? "epcisException:ImplementationException"
                                                                   : "epcisException:ValidationException";
    }
}

void give_exception(json::object& problem) {
    constexpr std::string_view ours = "/problems/";
    auto* type = problem.if_contains("type");
    if (!type || !type->is_string()) return;
    const std::string_view text = type->get_string();
    if (!text.starts_with(ours)) return;
    const auto code = find_code(text.substr(ours.size()));
    *type = code ? epcis_exception(*code) : exception_of_status(500);
}

std::string element(std::string_view name, std::string_view text) {
    std::string out = "<" + std::string(name) + ">";
    append_html(out, text);
    return out += "</" + std::string(name) + ">";
}

std::string_view text_of(const json::object& object, std::string_view key) {
    const auto* value = object.if_contains(key);
    return value && value->is_string() ? std::string_view(value->get_string()) : std::string_view();
}

std::string as_xml(const json::object& problem) {
    std::string out =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<epcis:EPCISException xmlns:epcis=\"urn:epcglobal:epcis:xsd:2\">";
    for (const std::string_view name : {"type", "title"}) out += element(name, text_of(problem, name));
    if (const auto* status = problem.if_contains("status")) out += element("status", json::serialize(*status));
    for (const std::string_view name : {"detail", "requestId"}) out += element(name, text_of(problem, name));
    if (const auto* errors = problem.if_contains("errors"); errors && errors->is_array()) {
        out += "<errors>";
        for (const auto& error : errors->get_array()) {
            out += "<error>";
            for (const auto& [key, value] : error.as_object())
                if (value.is_string()) out += element(key, value.get_string());
            out += "</error>";
        }
        out += "</errors>";
    }
    return out + "</epcis:EPCISException>\n";
}

}  // namespace

std::string_view epcis_exception(Code code) {
    for (const Row& row : exceptions)
        if (row.code == code) return row.exception;
    return exception_of_status(info(code).status);
}

void rewrite_problem(const http::Request& request, http::Response& response) {
    boost::system::error_code broken;
    auto value = json::parse(response.body, broken);
    if (broken || !value.is_object()) return;
    json::object& problem = value.get_object();
    give_exception(problem);
    if (only_xml(request.header("Accept"))) {
        response.content_type = "application/problem+xml";
        response.body = as_xml(problem);
    } else {
        response.body = json::serialize(problem);
    }
}

json::array epcis_problems(std::string_view problems) {
    boost::system::error_code broken;
    auto value = json::parse(problems, broken);
    if (broken || !value.is_array()) return {};
    for (auto& problem : value.get_array())
        if (problem.is_object()) give_exception(problem.get_object());
    return std::move(value.get_array());
}

void give_epcis_problems(http::Router& router) {
    router.set_problem_form({.prefix = "/epcis", .rewrite = rewrite_problem});
}

}  // namespace yiguan::api
