// The shape of problems (RFC 9457).
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "http/http.hpp"

namespace yiguan::http {
namespace {

namespace json = boost::json;

TEST(Problem, NamesFieldValueAndRuleOfEveryViolation) {
    Error error{Code::uscc_check, "/uscc", "校验码应为 5", "统一社会信用代码", "911100001000000001"};
    error.others.push_back({Code::missing_field, "/name", "必须填写", "企业名称"});
    const Response response = problem(error, "request-id-of-22-chars");
    EXPECT_EQ(response.status, 422);
    EXPECT_EQ(response.content_type, "application/problem+json");
    EXPECT_EQ(json::parse(response.body), json::parse(R"({
        "type": "/problems/uscc_check", "title": "统一社会信用代码校验码不对", "status": 422,
        "detail": "校验码应为 5", "requestId": "request-id-of-22-chars",
        "errors": [
            {"pointer": "/uscc", "field": "统一社会信用代码", "value": "911100001000000001", "rule": "校验码应为 5",
             "code": "uscc_check"},
            {"pointer": "/name", "field": "企业名称", "rule": "必须填写", "code": "missing_field"}]})"));
    EXPECT_TRUE(response.headers.empty());
}

std::string header(const Response& response, std::string_view name) {
    for (const auto& [key, value] : response.headers) {
        if (key == name) return value;
    }
    return {};
}

TEST(Problem, SaysWhenToTryAgainAndThatOneMustSignIn) {
    EXPECT_FALSE(header(problem({Code::overloaded, "", ""}, "r"), "Retry-After").empty());
    EXPECT_FALSE(header(problem({Code::too_many_requests, "", ""}, "r"), "Retry-After").empty());
    EXPECT_FALSE(header(problem({Code::unauthenticated, "", ""}, "r"), "WWW-Authenticate").empty());
    EXPECT_TRUE(problem({Code::not_found, "", ""}, "r").headers.empty());
}

TEST(Problem, IsValidJsonWhateverTheValueHolds) {
    const Response response = problem({Code::invalid, "/a\"b", "规则", "字段", "\xff\xfe\x01\"\\"}, "r");
    const json::value parsed = json::parse(response.body);
    EXPECT_EQ(parsed.at("errors").at(0).at("pointer").as_string(), "/a\"b");
    EXPECT_EQ(parsed.at("errors").at(0).at("value").as_string(), "???\"\\");
    EXPECT_EQ(json::parse(problem({Code::not_found, "", ""}, "r").body).at("detail").as_string(), "未找到");
}

}  // namespace
}  // namespace yiguan::http
