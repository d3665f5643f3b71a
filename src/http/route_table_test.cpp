#include "http/route_table.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "core/text.hpp"

namespace yiguan::http {
namespace {

using Outcome = RouteTable::Outcome;

std::vector<Route> routes(std::initializer_list<std::pair<Method, const char*>> list) {
    std::vector<Route> out;
    for (const auto& [method, pattern] : list) out.push_back({method, pattern, [](const Request&, ResponderPtr) {}});
    return out;
}

class RouteTableTest : public testing::Test {
protected:
    RouteTable table{routes({{Method::get, "/"},
                             {Method::get, "/E={code}"},
                             {Method::get, "/{anything}"},
                             {Method::get, "/c/{code}"},
                             {Method::get, "/api/v1/blocks/{block}"},
                             {Method::post, "/api/v1/blocks/{block}/bindings"},
                             {Method::get, "/api/v1/blocks/mine"},
                             {Method::get, "/files/{name}.csv"},
                             {Method::get, "/files/{name}.txt"},
                             {Method::get, "/files/part-{number}.txt"},
                             {Method::get, "/a/b/{x}"},
                             {Method::get, "/a/{x}/c"}})};
    PathParams params;
    std::string found(std::string_view path, Method method = Method::get) {
        const auto result = table.find(method, path, params);
        return result.outcome == Outcome::found ? result.entry->route.pattern : "";
    }
};

TEST_F(RouteTableTest, TheMoreLiteralPatternWins) {
    EXPECT_EQ(found("/"), "/");
    EXPECT_EQ(found("/E=123"), "/E={code}");
    EXPECT_EQ(params, (PathParams{{"code", "123"}}));
    EXPECT_EQ(found("/E="), "/{anything}");
    EXPECT_EQ(params, (PathParams{{"anything", "E="}}));
    EXPECT_EQ(found("/api/v1/blocks/mine"), "/api/v1/blocks/mine");
    EXPECT_TRUE(params.empty());
    EXPECT_EQ(found("/api/v1/blocks/42"), "/api/v1/blocks/{block}");
    EXPECT_EQ(found("/files/part-7.txt"), "/files/part-{number}.txt");
    EXPECT_EQ(params, (PathParams{{"number", "7"}}));
    EXPECT_EQ(found("/files/other.csv"), "/files/{name}.csv");
    EXPECT_EQ(params, (PathParams{{"name", "other"}}));
}

TEST_F(RouteTableTest, ADeadEndFallsBack) {
    EXPECT_EQ(found("/a/b/c"), "/a/b/{x}");
    EXPECT_EQ(found("/a/z/c"), "/a/{x}/c");
    EXPECT_EQ(found("/a/z/d"), "");
    EXPECT_EQ(found("/api/v1/blocks/mine/bindings", Method::post), "/api/v1/blocks/{block}/bindings");
}

TEST_F(RouteTableTest, ParametersAreNeverEmptyAndHoldNoSlash) {
    EXPECT_EQ(found("/c/"), "");
    EXPECT_EQ(found("/c/a/b"), "");
    EXPECT_EQ(found("/files/.csv"), "");
    EXPECT_EQ(found(""), "");
    EXPECT_EQ(found("c/1"), "");
}

TEST_F(RouteTableTest, SaysWhatThePathAllows) {
    const auto result = table.find(Method::delete_, "/api/v1/blocks/mine", params);
    EXPECT_EQ(result.outcome, Outcome::wrong_method);
    EXPECT_EQ(allow_header(result.allowed), "GET, HEAD, OPTIONS");
    EXPECT_EQ(allow_header(table.find(Method::get, "/api/v1/blocks/1/bindings", params).allowed), "POST, OPTIONS");
    EXPECT_EQ(found("/c/1", Method::head), "/c/{code}");
    EXPECT_EQ(found("/api/v1/blocks/1/bindings", Method::head), "");
}

TEST_F(RouteTableTest, RefusesBrokenEscapes) {
    EXPECT_EQ(table.find(Method::get, "/c/%1", params).outcome, Outcome::bad_escape);
    EXPECT_EQ(table.find(Method::get, "/c/%00", params).outcome, Outcome::bad_escape);
    EXPECT_EQ(found("/%63/%31"), "/c/{code}");
    EXPECT_EQ(params, (PathParams{{"code", "1"}}));
}

// EPCIS 2.0 section 12: an EPC is one part of the path, be it a URN or a Digital Link with its slashes encoded.
TEST_F(RouteTableTest, AnEncodedSlashIsNoCut) {
    const RouteTable epcis{routes({{Method::get, "/epcis/epcs/{epc}"},
                                   {Method::get, "/epcis/epcs/{epc}/events"},
                                   {Method::options, "/epcis/epcs/{epc}"}})};
    const auto epc = [&](std::string_view path) {
        const auto result = epcis.find(Method::get, path, params);
        return result.outcome == Outcome::found ? params.at(0).second + " at " + result.entry->route.pattern : "";
    };
    EXPECT_EQ(epc("/epcis/epcs/urn%3Aepc%3Aid%3Asgtin%3A0614141.107346.2018"),
              "urn:epc:id:sgtin:0614141.107346.2018 at /epcis/epcs/{epc}");
    EXPECT_EQ(epc("/epcis/epcs/urn:epc:id:sgtin:0614141.107346.2018/events"),
              "urn:epc:id:sgtin:0614141.107346.2018 at /epcis/epcs/{epc}/events");
    EXPECT_EQ(epc("/epcis/epcs/https%3A%2F%2Fid.gs1.org%2F01%2F09506000134352%2F21%2FA%2523/events"),
              "https://id.gs1.org/01/09506000134352/21/A%23 at /epcis/epcs/{epc}/events");
    EXPECT_EQ(epc("/epcis/epcs/%2f"), "/ at /epcis/epcs/{epc}");
    EXPECT_EQ(epc("/epcis/epcs/a%2Fevents"), "a/events at /epcis/epcs/{epc}");
    EXPECT_EQ(epc("/epcis%2Fepcs/a"), "");
    EXPECT_EQ(epc("/epcis/epcs/https://id.gs1.org"), "") << "slashes as such are cuts";
    EXPECT_EQ(epcis.find(Method::get, "/epcis/epcs/%2", params).outcome, Outcome::bad_escape);
    EXPECT_EQ(epcis.find(Method::get, "/epcis/epcs/a%00b", params).outcome, Outcome::bad_escape);
}

TEST_F(RouteTableTest, DeleteAndOptionsAreMethodsLikeOthers) {
    const RouteTable table_with{
        routes({{Method::get, "/q/{name}"}, {Method::delete_, "/q/{name}"}, {Method::options, "/q/{name}"}})};
    for (const Method method : {Method::get, Method::head, Method::delete_, Method::options}) {
        const auto result = table_with.find(method, "/q/a", params);
        ASSERT_EQ(result.outcome, Outcome::found);
        EXPECT_EQ(result.entry->route.method, method == Method::head ? Method::get : method);
    }
    const auto wrong = table_with.find(Method::post, "/q/a", params);
    EXPECT_EQ(wrong.outcome, Outcome::wrong_method);
    EXPECT_EQ(allow_header(wrong.allowed), "GET, HEAD, DELETE, OPTIONS");
    EXPECT_EQ(table_with.find(Method::other, "/q/a", params).outcome, Outcome::wrong_method);
}

RC_GTEST_FIXTURE_PROP(RouteTableTest, EveryParameterComesBackAsItWasEncoded, (const std::string& text)) {
    RC_PRE(!text.empty() && text.find('\0') == std::string::npos);
    RC_ASSERT(found("/c/" + percent_encode(text)) == "/c/{code}");
    RC_ASSERT(params == (PathParams{{"code", text}}));
}

TEST(RouteTable, RefusesPatternsThatCannotBeMeant) {
    for (const char* bad : {"", "no-slash", "/{", "/}", "/{}", "/{a}{b}", "/}{", "/a{b"})
        EXPECT_THROW(RouteTable{routes({{Method::get, bad}})}, std::logic_error) << bad;
    EXPECT_THROW(RouteTable(routes({{Method::get, "/a/{x}"}, {Method::get, "/a/{y}"}})), std::logic_error);
    EXPECT_NO_THROW(RouteTable(routes({{Method::get, "/a/{x}"}, {Method::post, "/a/{y}"}})));
}

}  // namespace
}  // namespace yiguan::http
