// Headers of answers, methods, conditional requests, parts of the request as handlers see them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "http/response_head.hpp"
#include "http/test_server.hpp"

namespace yiguan::http {
namespace {

using testing::HasSubstr;
using testing::Not;

class HeadTest : public testing::Test {
protected:
    TestServer server;
    Client client = Client("127.0.0.1", server.port());
};

TEST_F(HeadTest, EveryAnswerCarriesTheSecurityHeaders) {
    for (const char* target : {"/hello", "/page", "/nope", "/throw", "/file", "/tagged"}) {
        const Answer answer = client.get(target);
        EXPECT_EQ(answer.header("X-Content-Type-Options"), "nosniff") << target;
        EXPECT_EQ(answer.header("Referrer-Policy"), "no-referrer") << target;
        EXPECT_EQ(answer.header("X-Frame-Options"), "DENY") << target;
        EXPECT_EQ(answer.header("Cache-Control"), "no-store") << target;
        EXPECT_EQ(answer.header("Date").size(), 29u) << target;
        EXPECT_FALSE(answer.has("Server")) << target;
    }
}

TEST_F(HeadTest, PagesCarryAPolicyUnlessTheyBringTheirOwn) {
    EXPECT_EQ(
        client.get("/page").header("Content-Security-Policy"),
        "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'");
    const Answer own = client.get("/page?policy=1&cache=1");
    EXPECT_EQ(own.header("Content-Security-Policy"), "default-src 'self'");
    EXPECT_EQ(own.header("Cache-Control"), "max-age=60");
    EXPECT_FALSE(client.get("/hello").has("Content-Security-Policy"));
}

TEST_F(HeadTest, HeadHasTheHeadersOfGetAndNoBody) {
    const Answer get = client.get("/page");
    const Answer head = client.request("HEAD", "/page");
    EXPECT_EQ(head.status, 200);
    EXPECT_EQ(head.body, "");
    EXPECT_EQ(head.header("Content-Length"), get.header("Content-Length"));
    EXPECT_EQ(head.header("Content-Type"), get.header("Content-Type"));
    EXPECT_EQ(client.request("HEAD", "/nope").status, 404);
    EXPECT_EQ(client.get("/hello").body, "hello");  // nothing of a body was left on the connection
}

TEST_F(HeadTest, UnknownPathsAndMethods) {
    EXPECT_EQ(client.get("/nope").status, 404);
    EXPECT_EQ(client.get("/hello/").status, 404);
    EXPECT_EQ(client.get("/E=").status, 404);
    const Answer wrong = client.request("DELETE", "/hello");
    EXPECT_EQ(wrong.status, 405);
    EXPECT_EQ(wrong.header("Allow"), "GET, HEAD, PUT, OPTIONS");
    EXPECT_EQ(client.request("BREW", "/hello").status, 405);
    EXPECT_EQ(client.request("BREW", "/nope").status, 404);
    const Answer options = client.request("OPTIONS", "/echo");
    EXPECT_EQ(options.status, 204);
    EXPECT_EQ(options.header("Allow"), "POST, OPTIONS");
    EXPECT_FALSE(options.has("Content-Length"));
    EXPECT_EQ(client.request("OPTIONS", "*").status, 204);
    EXPECT_EQ(client.request("OPTIONS", "/nope").status, 404);
    EXPECT_EQ(client.request("PUT", "/hello").status, 204);
}

TEST(Head, ARouteMayDeclareDeleteAndOptions) {
    TestServer server;
    Client client = server.client();
    const Answer own = client.request("OPTIONS", "/own/a%2Fb");
    EXPECT_EQ(own.status, 200);
    EXPECT_EQ(own.body, "OPTIONS a/b ");
    EXPECT_EQ(own.header("GS1-EPCIS-Version"), "2.0.0");
    EXPECT_EQ(client.request("DELETE", "/own/a").body, "DELETE a ");
    EXPECT_EQ(client.request("DELETE", "/own/a", {}, "why").body, "DELETE a why");
    const Answer wrong = client.get("/own/a");
    EXPECT_EQ(wrong.status, 405);
    EXPECT_EQ(wrong.header("Allow"), "DELETE, OPTIONS");
    EXPECT_EQ(client.request("HEAD", "/own/a").status, 405);
    EXPECT_EQ(client.request("DELETE", "/hello").status, 405);
}

TEST_F(HeadTest, ARequestWithBodyAndNoRouteIsAnsweredWithoutReadingIt) {
    client.send_raw("POST /nope HTTP/1.1\r\nHost: t\r\nContent-Length: 50000000\r\n\r\n");
    const Answer answer = client.read_answer();
    EXPECT_EQ(answer.status, 404);
    EXPECT_EQ(answer.header("Connection"), "close");
}

TEST_F(HeadTest, PathsAreDecodedPartByPart) {
    EXPECT_EQ(client.get("/E=%34%37").body, "code 47");
    EXPECT_EQ(client.get("/E%3D47").body, "code 47");
    EXPECT_EQ(client.get("/parts/%E4%B8%80/a%2Fb").body, "一|a/b");
    EXPECT_EQ(client.get("/parts/a+b/c").body, "a+b|c");
    EXPECT_EQ(client.get("/parts/a/b/c").status, 404);
    for (const char* bad : {"/E=%4", "/E=%", "/E=%GG", "/E=a%00b", "/parts/%zz/b"}) {
        const Answer answer = client.get(bad);
        EXPECT_EQ(answer.status, 400) << bad;
        EXPECT_THAT(answer.body, HasSubstr("/problems/bad_request"));
    }
}

TEST_F(HeadTest, QueriesAreDecoded) {
    EXPECT_EQ(client.get("/query?a=1&q=%E8%B4%AF+x&q=2").body, "贯 x");
    EXPECT_EQ(client.get("/query?q").body, "");
    EXPECT_EQ(client.get("/query?x=q").body, "(none)");
    EXPECT_EQ(client.get("/query").body, "(none)");
}

TEST_F(HeadTest, TheAbsoluteFormIsUnderstood) {
    EXPECT_EQ(client.get("http://example.org/E=5").body, "code 5");
    EXPECT_EQ(client.get("http://example.org").status, 404);
    EXPECT_EQ(client.get("example").status, 400);
    EXPECT_EQ(client.get("/E=1#part").status, 400);
}

TEST_F(HeadTest, HeadersOfTheRequestAreFoundInAnyCase) {
    const Answer answer = client.get("/seen", {{"X-ONE", "value"}, {"Cookie", "a=1; b=\"quoted\"; bb=3"}});
    EXPECT_THAT(answer.body, HasSubstr("127.0.0.1|value|quoted|"));
}

TEST_F(HeadTest, CookiesOfAnswersAreSentAgainByTheTestClient) {
    client.get("/header?name=Set-Cookie&value=b%3Dkept%3B+HttpOnly");
    EXPECT_THAT(client.get("/seen").body, HasSubstr("|kept|"));
    client.get("/header?name=Set-Cookie&value=b%3D%3B+Max-Age%3D0");
    EXPECT_THAT(client.get("/seen").body, HasSubstr("||"));
}

TEST_F(HeadTest, AHeaderThatWouldStartAnotherLineIsRefused) {
    for (const char* target : {"/header?value=a%0D%0ASet-Cookie%3A+evil%3D1", "/header?value=a%0Ab",
                               "/header?value=a%0D", "/header?value=a%7Fb", "/header?name=X-A%3A+b%0D%0AX-B&value=c",
                               "/header?name=&value=c", "/header?name=X+A&value=c"}) {
        const Answer answer = client.get(target);
        EXPECT_EQ(answer.status, 500) << target;
        EXPECT_FALSE(answer.has("Set-Cookie"));
        EXPECT_FALSE(answer.has("X-Out"));
        EXPECT_FALSE(answer.has("X-B"));
    }
    EXPECT_EQ(client.get("/header?value=%E4%B8%80%09b").header("X-Out"), "一\tb");
}

TEST_F(HeadTest, HandlersCannotWriteTheHeadersOfTheMessage) {
    const Answer answer = client.get("/header?name=content-length&value=3");
    EXPECT_EQ(answer.body, "with header");
    EXPECT_EQ(client.get("/header?name=Transfer-Encoding&value=chunked").body, "with header");
    EXPECT_FALSE(client.get("/header?name=Connection&value=close").has("Connection"));
}

TEST_F(HeadTest, AMatchingTagGives304) {
    const Answer first = client.get("/tagged");
    EXPECT_EQ(first.header("ETag"), "\"v1\"");
    for (const char* match : {"\"v1\"", "W/\"v1\"", "\"v0\", \"v1\"", "*"}) {
        const Answer answer = client.get("/tagged", {{"If-None-Match", match}});
        EXPECT_EQ(answer.status, 304) << match;
        EXPECT_EQ(answer.body, "");
        EXPECT_EQ(answer.header("ETag"), "\"v1\"");
        EXPECT_FALSE(answer.has("Content-Type"));
    }
    for (const char* other : {"\"v2\"", "v1", "\"v1", ""})
        EXPECT_EQ(client.get("/tagged", {{"If-None-Match", other}}).status, 200) << other;
    EXPECT_EQ(client.get("/hello", {{"If-None-Match", "*"}}).status, 200);  // has no tag
    EXPECT_EQ(client.get("/file", {{"If-None-Match", "\"file-1\""}}).status, 304);
    EXPECT_EQ(client.get("/hello").body, "hello");
}

TEST(HttpDate, HasTheFixedForm) {
    // The example of RFC 9110 section 5.6.7.
    EXPECT_EQ(http_date(784111777), "Sun, 06 Nov 1994 08:49:37 GMT");
}

TEST(Sendable, NamesAreTokensAndValuesHaveNoControls) {
    EXPECT_TRUE(is_sendable("X-Name_1", "plain; text=\"1\""));
    EXPECT_FALSE(is_sendable("", "v"));
    EXPECT_FALSE(is_sendable("A:B", "v"));
    EXPECT_FALSE(is_sendable("A", std::string_view("a\0b", 3)));
}

}  // namespace
}  // namespace yiguan::http
