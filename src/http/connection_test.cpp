// Connections over real sockets: keep-alive, pipelining, other threads, faults, the end of a server.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <set>

#include "core/text.hpp"
#include "http/test_server.hpp"

namespace yiguan::http {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;
using testing::Not;

std::string get_text(std::string_view target, std::string_view more = "") {
    return "GET " + std::string(target) + " HTTP/1.1\r\nHost: t\r\n" + std::string(more) + "\r\n";
}

TEST(Connection, ServesManyRequestsOnOneConnection) {
    TestServer server;
    Client client = server.client();
    client.connect();
    std::set<std::string> ids;
    for (int i = 0; i < 100; ++i) {
        client.send_raw(get_text("/hello"));
        const Answer answer = client.read_answer();
        ASSERT_EQ(answer.status, 200);
        EXPECT_EQ(answer.body, "hello");
        EXPECT_FALSE(answer.has("Connection"));
        EXPECT_EQ(answer.header("X-Request-Id").size(), 22u);
        ids.emplace(answer.header("X-Request-Id"));
    }
    EXPECT_EQ(ids.size(), 100u);
}

TEST(Connection, AnswersPipelinedRequestsInOrder) {
    TestServer server;
    Client client = server.client();
    client.send_raw(get_text("/later?n=1") + "POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 3\r\n\r\ntwo" +
                    get_text("/E=3"));
    EXPECT_EQ(client.read_answer().body, "later 1");
    EXPECT_EQ(client.read_answer().body, "two");
    EXPECT_EQ(client.read_answer().body, "code 3");
}

TEST(Connection, AnswersAPipelineLongerThanItsBuffer) {
    TestServer server;
    Client client = server.client();
    std::string all;
    for (int i = 0; i < 500; ++i) all += get_text("/E=" + std::to_string(i), "X-Pad: " + std::string(40, 'p') + "\r\n");
    client.send_raw(all);
    for (int i = 0; i < 500; ++i) ASSERT_EQ(client.read_answer().body, "code " + std::to_string(i));
}

TEST(Connection, ReadsARequestThatComesByteByByte) {
    TestServer server;
    Client client = server.client();
    for (const char c : std::string("POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 5\r\n\r\nbytes")) {
        client.send_raw({&c, 1});
        std::this_thread::sleep_for(milliseconds{1});
    }
    EXPECT_EQ(client.read_answer().body, "bytes");
}

TEST(Connection, KeepsViewsRightWhenTheBufferGrows) {
    TestServer server;
    Client client = server.client();
    client.send_raw(get_text("/hello"));
    EXPECT_EQ(client.read_answer().status, 200);
    const std::string request =
        get_text("/seen", "X-One: first\r\nX-Pad: " + std::string(9000, 'p') + "\r\nCookie: a=1; b=two\r\n");
    for (std::size_t at = 0; at < request.size(); at += 1000) {
        client.send_raw(std::string_view(request).substr(at, 1000));
        std::this_thread::sleep_for(milliseconds{2});
    }
    const Answer answer = client.read_answer();
    EXPECT_EQ(answer.body, "127.0.0.1|first|two|" + std::string(answer.header("X-Request-Id")));
}

TEST(Connection, TakesNoRequestIdFromOutside) {
    TestServer server;
    const Answer answer = server.client().get("/hello", {{"X-Request-Id", "aaaaaaaaaaaaaaaaaaaaaa"}});
    EXPECT_NE(answer.header("X-Request-Id"), "aaaaaaaaaaaaaaaaaaaaaa");
}

TEST(Connection, EndsAfterConnectionClose) {
    TestServer server;
    Client client = server.client();
    client.send_raw(get_text("/hello", "Connection: close\r\n"));
    const Answer answer = client.read_answer();
    EXPECT_EQ(answer.header("Connection"), "close");
    EXPECT_TRUE(client.ended());
}

TEST(Connection, Http10EndsUnlessKeepAliveIsAsked) {
    TestServer server;
    Client client = server.client();
    client.send_raw("GET /hello HTTP/1.0\r\n\r\n");
    EXPECT_EQ(client.read_answer().header("Connection"), "close");
    EXPECT_TRUE(client.ended());
    client.connect();
    client.send_raw("GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    EXPECT_EQ(client.read_answer().header("Connection"), "keep-alive");
    client.send_raw("GET /hello HTTP/1.0\r\n\r\n");
    EXPECT_EQ(client.read_answer().body, "hello");
}

TEST(Connection, AnswersAClientThatHasStoppedSending) {
    TestServer server;
    Client client = server.client();
    client.send_raw(get_text("/later?n=half"));
    client.half_close();
    EXPECT_EQ(client.read_answer().body, "later half");
    EXPECT_TRUE(client.ended());
}

TEST(Connection, AnswersFromOtherThreadsReachTheRightConnection) {
    TestServer server({}, 2);
    std::vector<std::unique_ptr<Client>> clients;
    for (int i = 0; i < 40; ++i) {
        clients.push_back(std::make_unique<Client>("127.0.0.1", server.port()));
        clients.back()->send_raw(get_text("/later?n=" + std::to_string(i)));
    }
    for (int i = 0; i < 40; ++i)
        EXPECT_EQ(clients[static_cast<std::size_t>(i)]->read_answer().body, "later " + std::to_string(i));
}

TEST(Connection, AHandlerThatThrowsGivesAProblemAndTheConnectionGoesOn) {
    TestServer server;
    Client client = server.client();
    auto& faults = metrics::counter("yiguan_http_handler_faults_total", "");
    const auto before = faults.value();
    for (const char* target : {"/throw", "/throw-int", "/drop", "/drop-later"}) {
        const Answer answer = client.get(target);
        EXPECT_EQ(answer.status, 500) << target;
        EXPECT_EQ(answer.header("Content-Type"), "application/problem+json");
        EXPECT_THAT(answer.body, HasSubstr("/problems/internal_fault"));
        EXPECT_THAT(answer.body, HasSubstr(std::string(answer.header("X-Request-Id"))));
        EXPECT_THAT(answer.body, Not(HasSubstr("a fault for the test")));
        EXPECT_TRUE(client.is_open());
    }
    EXPECT_EQ(faults.value(), before + 4);
    EXPECT_EQ(client.get("/hello").body, "hello");
}

TEST(Connection, AnAnswerGivenBeforeAFaultStands) {
    TestServer server;
    Client client = server.client();
    EXPECT_EQ(client.get("/throw-after-answer").body, "answered");
    EXPECT_EQ(client.get("/twice").body, "first");
    EXPECT_EQ(client.get("/hello").body, "hello");
}

TEST(Connection, AClientThatVanishesHarmsNobody) {
    TestServer server;
    for (int i = 0; i < 20; ++i) {
        Client client = server.client();
        client.send_raw(get_text(i % 2 == 0 ? "/slow?ms=20" : "/huge"));
        std::this_thread::sleep_for(milliseconds{i % 3});
        client.reset();
    }
    Client half = server.client();
    half.send_raw("POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 100\r\n\r\nhalf");
    half.reset();
    server.join();
    EXPECT_EQ(server.client().get("/hello").body, "hello");
}

TEST(Connection, AHandlerThatNeverAnswersIsCutOff) {
    TestServer server({.handler_timeout = milliseconds{80}});
    Client client = server.client();
    const Answer answer = client.get("/hold");
    EXPECT_EQ(answer.status, 503);
    EXPECT_TRUE(answer.has("Retry-After"));
    EXPECT_EQ(answer.header("Connection"), "close");
    // The answer that comes too late goes nowhere, while the server runs and after it.
    auto held = server.take_held();
    ASSERT_EQ(held.size(), 1u);
    auto& late = metrics::counter("yiguan_http_answers_late_total", "");
    const auto before = late.value();
    held[0]->send({});
    held.clear();
    EXPECT_EQ(server.client().get("/hello").body, "hello");
    EXPECT_EQ(late.value(), before + 1);
}

TEST(Connection, AResponderMayOutliveTheServer) {
    std::vector<ResponderPtr> held;
    {
        TestServer server;
        Client client = server.client();
        client.send_raw(get_text("/hold"));
        Client other = server.client();
        other.send_raw(get_text("/hold"));
        while (held.size() < 2) {
            for (auto& r : server.take_held()) held.push_back(std::move(r));
            std::this_thread::sleep_for(milliseconds{1});
        }
        server.server->stop(milliseconds{0});
        held[0]->send({});
    }
    held[1]->send({});
    EXPECT_EQ(held.size(), 2u);
}

TEST(Stop, LetsARunningRequestFinish) {
    TestServer server({}, 2);
    Client running = server.client();
    running.send_raw(get_text("/slow?ms=150"));
    Client idle = server.client();
    EXPECT_EQ(idle.get("/hello").status, 200);
    std::this_thread::sleep_for(milliseconds{20});
    const auto begin = std::chrono::steady_clock::now();
    std::thread stopper([&] { server.server->stop(milliseconds{5000}); });
    EXPECT_TRUE(idle.ended());
    const Answer answer = running.read_answer();
    EXPECT_EQ(answer.body, "slow");
    EXPECT_EQ(answer.header("Connection"), "close");
    EXPECT_TRUE(running.ended());
    stopper.join();
    EXPECT_LT(std::chrono::steady_clock::now() - begin, milliseconds{3000});
    EXPECT_THROW(server.client().connect(), std::runtime_error);
    server.server->stop(milliseconds{0});  // idempotent
}

TEST(Stop, CutsOffWhatTakesLongerThanTheGrace) {
    TestServer server;
    Client client = server.client();
    client.send_raw(get_text("/hold"));
    Client download = server.client();
    download.send_raw(get_text("/huge"));
    std::this_thread::sleep_for(milliseconds{50});
    const auto begin = std::chrono::steady_clock::now();
    server.server->stop(milliseconds{100});
    const auto took = std::chrono::steady_clock::now() - begin;
    EXPECT_GE(took, milliseconds{100});
    EXPECT_LT(took, milliseconds{2000});
    EXPECT_TRUE(client.ended());
}

TEST(Server, RefusesAPortThatAnotherServerUses) {
    TestServer server;
    ServerOptions options;
    options.port = server.port();
    EXPECT_THROW(Server::start(options, std::make_shared<Router>()), std::system_error);
    options.host = "not an address";
    options.port = 0;
    EXPECT_THROW(Server::start(options, std::make_shared<Router>()), std::system_error);
}

TEST(Server, AllThreadsShareOnePort) {
    TestServer server({}, 3);
    for (int i = 0; i < 50; ++i) ASSERT_EQ(server.client().get("/hello").status, 200);
}

TEST(Server, HoldsThousandsOfConnections) {
    rlimit files{};
    ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &files), 0);
    files.rlim_cur = files.rlim_max;
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &files), 0);
    const std::size_t count = std::min<std::size_t>(3000, (files.rlim_cur - 100) / 2);
    TestServer server({}, 2);
    std::vector<std::unique_ptr<Client>> clients;
    for (std::size_t i = 0; i < count; ++i) {
        clients.push_back(std::make_unique<Client>("127.0.0.1", server.port()));
        clients.back()->send_raw(get_text("/E=" + std::to_string(i)));
    }
    for (std::size_t i = 0; i < count; ++i) ASSERT_EQ(clients[i]->read_answer().body, "code " + std::to_string(i));
    for (std::size_t i = 0; i < count; i += 7) ASSERT_EQ(clients[i]->get("/hello").body, "hello");
    EXPECT_GE(metrics::gauge("yiguan_http_connections_open", "").value(), static_cast<std::int64_t>(count));
}

TEST(Server, CountsRequestsByRouteAndStatusClass) {
    TestServer server;
    Client client = server.client();
    auto& ok = metrics::counter("yiguan_http_requests_total", "",
                                {{"route", "/E={code}"}, {"method", "GET"}, {"status", "2xx"}});
    auto& missing = metrics::counter("yiguan_http_requests_total", "",
                                     {{"route", "unmatched"}, {"method", "GET"}, {"status", "4xx"}});
    const auto ok_before = ok.value();
    const auto missing_before = missing.value();
    client.get("/E=secret-code-4711");
    client.get("/secret-path-4711");
    client.get("/hello");
    EXPECT_EQ(ok.value(), ok_before + 1);
    EXPECT_EQ(missing.value(), missing_before + 1);
    const std::string text = metrics::expose();
    EXPECT_THAT(text, HasSubstr("yiguan_http_request_duration_seconds"));
    EXPECT_THAT(text, Not(HasSubstr("4711")));
}

// The access log names the route, never the path (it may hold a code) and never an address.
TEST(Server, LogsFaultsWithoutPathOrAddress) {
    TestServer server;
    Client client = server.client();
    testing::internal::CaptureStderr();
    const Answer answer = client.get("/throw?code=4711");
    client.get("/hello");  // the line is written before the next request is read
    const std::string log = testing::internal::GetCapturedStderr();
    EXPECT_THAT(log, HasSubstr(R"("event":"http_request")"));
    EXPECT_THAT(log, HasSubstr(R"("route":"/throw")"));
    EXPECT_THAT(log, HasSubstr(std::string(answer.header("X-Request-Id"))));
    EXPECT_THAT(log, Not(HasSubstr("4711")));
    EXPECT_THAT(log, Not(HasSubstr("127.0.0.1")));
    EXPECT_THAT(log, Not(HasSubstr("/hello")));
}

}  // namespace
}  // namespace yiguan::http
