// What is too much or too slow is refused, with an answer that arrives.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>

#include "http/test_server.hpp"

namespace yiguan::http {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;

// Far from the time limits of these tests, and as far from what would pass without them (a drip of ten seconds, the
// limits' defaults): a busy machine stands still for a second now and then.
constexpr milliseconds soon{5000};

std::string post_text(std::string_view target, std::string_view headers, std::string_view body = "") {
    return "POST " + std::string(target) + " HTTP/1.1\r\nHost: t\r\n" + std::string(headers) + "\r\n" +
           std::string(body);
}

TEST(Limits, ABodyThatIsAnnouncedTooLargeIsRefusedUnread) {
    TestServer server;
    Client client = server.client();
    EXPECT_EQ(client.request("POST", "/small", {}, "0123456789").body, "0123456789");
    client.send_raw(post_text("/small", "Content-Length: 11\r\n"));
    const Answer answer = client.read_answer();
    EXPECT_EQ(answer.status, 413);
    EXPECT_EQ(answer.header("Connection"), "close");
    EXPECT_THAT(answer.body, HasSubstr("/problems/body_too_large"));
    client.half_close();
    EXPECT_TRUE(client.ended());
}

// Issue 2: a 20 MB body gets its problem. A client that sends all of it before it reads must see the answer too.
TEST(Limits, AClientThatSendsTwentyMegabytesSeesTheAnswer) {
    TestServer server;
    const std::string body(20u << 20, 'x');
    const Answer answer = server.client().request("POST", "/echo", {}, body);
    EXPECT_EQ(answer.status, 413);
}

TEST(Limits, AChunkedBodyThatGrowsTooLargeIsRefused) {
    TestServer server;
    Client client = server.client();
    client.send_raw(post_text("/small", "Transfer-Encoding: chunked\r\n", "6\r\n012345\r\n5\r\n"));
    const Answer answer = client.read_answer();
    EXPECT_EQ(answer.status, 413);
    EXPECT_EQ(answer.header("Connection"), "close");
    client.connect();
    client.send_raw(post_text("/small", "Transfer-Encoding: chunked\r\n", "ffffffffffffffff\r\n"));
    EXPECT_EQ(client.read_answer().status, 413);
    // The limit counts from the first chunk on, however the bytes are cut into packets.
    client.connect();
    client.send_raw(post_text("/small", "Transfer-Encoding: chunked\r\n", "9\r\n"));
    std::this_thread::sleep_for(milliseconds{20});
    client.send_raw("012345678\r\n9\r\n");
    EXPECT_EQ(client.read_answer().status, 413);
}

TEST(Limits, ChunkedBodiesAreReadAndTheConnectionGoesOn) {
    TestServer server;
    Client client = server.client();
    client.send_raw(post_text("/small", "Transfer-Encoding: chunked\r\n",
                              "4\r\n0123\r\n6;name=\"v\"\r\n456789\r\n0\r\nX-Trailer: 1\r\n\r\n") +
                    post_text("/echo", "Transfer-Encoding: CHUNKED\r\n", "0\r\n\r\n") +
                    post_text("/echo", "Content-Length: 4\r\n", "next"));
    EXPECT_EQ(client.read_answer().body, "0123456789");
    EXPECT_EQ(client.read_answer().body, "");
    EXPECT_EQ(client.read_answer().body, "next");
}

TEST(Limits, LargeBodiesOfBothKindsArriveWhole) {
    TestServer server;
    Client client = server.client();
    const std::string body(5'000'000, 'b');
    EXPECT_EQ(client.request("POST", "/large", {}, body).body, "5000000");
    std::string chunked;
    for (std::size_t at = 0; at < body.size(); at += 70'000) {
        const std::size_t n = std::min<std::size_t>(70'000, body.size() - at);
        char size[20];
        std::snprintf(size, sizeof size, "%zx\r\n", n);
        chunked += size + body.substr(at, n) + "\r\n";
    }
    EXPECT_EQ(client.request("POST", "/large", {{"Transfer-Encoding", "chunked"}}, chunked + "0\r\n\r\n").body,
              "5000000");
    EXPECT_EQ(client.get("/hello").body, "hello");
}

TEST(Limits, ExpectContinueIsHonoured) {
    TestServer server;
    Client client = server.client();
    client.send_raw(post_text("/echo", "Content-Length: 4\r\nExpect: 100-continue\r\n"));
    std::this_thread::sleep_for(milliseconds{50});
    client.send_raw("body");
    EXPECT_EQ(client.read_answer().body, "body");  // the client skips 100 Continue
    // Refused before the body is sent, and without 100.
    client.send_raw(post_text("/small", "Content-Length: 400\r\nExpect: 100-continue\r\n"));
    EXPECT_EQ(client.read_answer().status, 413);
}

TEST(Limits, SixtyFourMegabytesArriveAndNotAByteMore) {
    TestServer server;
    Client client = server.client();
    const std::string body(64u << 20, 'b');
    EXPECT_EQ(client.request("POST", "/capture", {}, body).body, std::to_string(body.size()));
    client.send_raw(post_text("/capture", "Content-Length: " + std::to_string(body.size() + 1) + "\r\n"));
    EXPECT_EQ(client.read_answer().status, 413);
}

// Each of many clients may send a large body; all of them at once must not take all memory.
TEST(Limits, BodiesShareOneLimit) {
    TestServer server({.bodies_bytes_max = 8u << 20});
    const std::string half(5u << 20, 'h');
    const std::string length = "Content-Length: " + std::to_string(half.size() + 1) + "\r\n";
    Client first = server.client();
    first.send_raw(post_text("/capture", length, half));
    const auto& held = metrics::gauge("yiguan_http_bodies_held_bytes", "");
    for (int tries = 0; held.value() < static_cast<std::int64_t>(half.size()); ++tries) {
        ASSERT_LT(tries, 500) << "the first body is not counted";
        std::this_thread::sleep_for(milliseconds{10});
    }
    EXPECT_EQ(server.client().request("POST", "/capture", {}, half).status, 503);
    const Answer small = server.client().request("POST", "/capture", {}, std::string(60'000, 's'));
    EXPECT_EQ(small.body, "60000") << "small ones still pass";
    Client chunked = server.client();
    chunked.send_raw(post_text("/capture", "Transfer-Encoding: chunked\r\n", "500000\r\n" + half));
    EXPECT_EQ(chunked.read_answer().status, 503);
    first.reset();
    for (int tries = 0; server.client().request("POST", "/capture", {}, half).status != 200; ++tries) {
        ASSERT_LT(tries, 200) << "what the first held is not given back";
        std::this_thread::sleep_for(milliseconds{10});
    }
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(server.client().request("POST", "/capture", {}, half).status, 200) << "nor is it counted twice";
}

TEST(Limits, ALongHeaderIsRefused) {
    TestServer server;
    Client client = server.client();
    const auto request = [](std::size_t bytes) {
        std::string text = "GET /hello HTTP/1.1\r\nHost: t\r\nX-Pad: ";
        return text + std::string(bytes - text.size() - 4, 'p') + "\r\n\r\n";
    };
    client.send_raw(request(16 * 1024));
    EXPECT_EQ(client.read_answer().status, 200);
    client.send_raw(request(16 * 1024 + 1));
    const Answer answer = client.read_answer();
    EXPECT_EQ(answer.status, 431);
    EXPECT_EQ(answer.header("Connection"), "close");
    client.connect();
    client.send_raw(request(60 * 1024));
    EXPECT_EQ(client.read_answer().status, 431);
    client.connect();
    client.send_raw("GET /" + std::string(20'000, 't') + " HTTP/1.1\r\nHost: t\r\n\r\n");
    const Answer too_long = client.read_answer();
    EXPECT_EQ(too_long.status, 414);
    EXPECT_THAT(too_long.body, HasSubstr("/problems/uri_too_long"));
    client.connect();
    std::string many = "GET /hello HTTP/1.1\r\nHost: t\r\n";
    for (int i = 0; i < 100; ++i) many += "A: b\r\n";
    client.send_raw(many + "\r\n");
    EXPECT_EQ(client.read_answer().status, 431);
}

TEST(Limits, ALongTargetWithinTheLimitIsServed) {
    TestServer server;
    const std::string code(12'000, '7');
    EXPECT_EQ(server.client().get("/E=" + code).body, "code " + code);
    std::string deep;
    for (int i = 0; i < 2000; ++i) deep += "/a";
    EXPECT_EQ(server.client().get(deep).status, 404);
    EXPECT_EQ(server.client().get(deep + "/%41").status, 404);
}

TEST(Limits, ASlowHeaderIsCutOff) {
    TestServer server({.header_timeout = milliseconds{100}});
    Client client = server.client();
    client.send_raw("GET /hello HT");
    const auto begin = std::chrono::steady_clock::now();
    std::atomic<bool> answered = false;
    std::thread drip([&] {
        try {
            while (!answered) {
                std::this_thread::sleep_for(milliseconds{20});
                client.send_raw("x");
            }
        } catch (const std::runtime_error&) {  // the server has ended the connection, as it should
        }
    });
    const Answer answer = client.read_answer();
    answered = true;
    EXPECT_LT(std::chrono::steady_clock::now() - begin, soon);
    EXPECT_EQ(answer.status, 408);
    EXPECT_EQ(answer.header("Connection"), "close");
    drip.join();
}

TEST(Limits, ASlowBodyIsCutOff) {
    TestServer server({.body_timeout = milliseconds{100}});
    Client client = server.client();
    client.send_raw(post_text("/echo", "Content-Length: 10\r\n", "half"));
    EXPECT_EQ(client.read_answer().status, 408);
    client.connect();
    client.send_raw(post_text("/echo", "Transfer-Encoding: chunked\r\n", "5\r\nab"));
    EXPECT_EQ(client.read_answer().status, 408);
}

TEST(Limits, AnIdleConnectionEnds) {
    TestServer server({.idle_timeout = milliseconds{80}});
    Client client = server.client();
    EXPECT_EQ(client.get("/hello").status, 200);
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_TRUE(client.ended());
    EXPECT_LT(std::chrono::steady_clock::now() - begin, soon);
    client.connect();  // never says anything
    EXPECT_TRUE(client.ended());
}

TEST(Limits, AReaderThatStopsReadingIsCutOff) {
    TestServer server({.write_timeout = milliseconds{100}});
    auto& timeouts = metrics::counter("yiguan_http_timeouts_total", "");
    const auto before = timeouts.value();
    Client client = server.client();
    client.send_raw("GET /huge HTTP/1.1\r\nHost: t\r\n\r\n");
    for (int i = 0; i < 200 && timeouts.value() == before; ++i) std::this_thread::sleep_for(milliseconds{20});
    EXPECT_EQ(timeouts.value(), before + 1);
    EXPECT_EQ(server.client().get("/hello").body, "hello");
}

// A client that sends a byte now and then keeps no connection either: the time counts for 64 KiB, not for one byte.
TEST(Limits, ABodyThatDripsIsCutOff) {
    TestServer server({.body_timeout = milliseconds{150}});
    Client client = server.client();
    client.send_raw(post_text("/echo", "Content-Length: 1000\r\n"));
    const auto begin = std::chrono::steady_clock::now();
    std::atomic<bool> answered = false;
    std::thread drip([&] {
        try {
            while (!answered) {
                std::this_thread::sleep_for(milliseconds{20});
                client.send_raw("x");
            }
        } catch (const std::runtime_error&) {  // ended by the server, as it should be
        }
    });
    EXPECT_EQ(client.read_answer().status, 408);
    answered = true;
    EXPECT_LT(std::chrono::steady_clock::now() - begin, soon);
    drip.join();
}

// So does one that reads a little now and then.
TEST(Limits, AReaderThatSipsIsCutOff) {
    TestServer server({.write_timeout = milliseconds{200}});
    auto& timeouts = metrics::counter("yiguan_http_timeouts_total", "");
    const auto before = timeouts.value();
    Client client = server.client();
    client.send_raw("GET /huge HTTP/1.1\r\nHost: t\r\n\r\n");
    for (int i = 0; i < 300 && timeouts.value() == before; ++i) {
        std::this_thread::sleep_for(milliseconds{10});
        client.sip(100);
    }
    EXPECT_EQ(timeouts.value(), before + 1);
}

TEST(Limits, ConnectionsOfOneAddressAreLimitedAndOthersStillGetIn) {
    TestServer server({.connections_per_address_max = 2});
    std::vector<std::unique_ptr<Client>> mine;
    for (int i = 0; i < 2; ++i) {
        mine.push_back(std::make_unique<Client>("127.0.0.1", server.port()));
        EXPECT_EQ(mine.back()->get("/hello").status, 200);
    }
    Client third = server.client();
    const Answer refused = third.get("/hello");
    EXPECT_EQ(refused.status, 429);
    EXPECT_TRUE(refused.has("Retry-After"));
    EXPECT_EQ(refused.header("Connection"), "close");
    EXPECT_THAT(refused.body, HasSubstr("来自同一网络地址的连接数已达上限"));
    Client neighbour = server.client();
    neighbour.come_from("127.0.0.2");
    EXPECT_EQ(neighbour.get("/hello").status, 200);

    third.close();
    mine.pop_back();
    int status = 0;
    for (int i = 0; i < 100 && status != 200; ++i) {
        std::this_thread::sleep_for(milliseconds{10});
        status = server.client().get("/hello").status;
    }
    EXPECT_EQ(status, 200) << "a closed connection makes room";
    EXPECT_EQ(mine.front()->get("/hello").status, 200);
}

// What comes far beyond the limit is not even told so: the refusals of one address must not use up the connections.
TEST(Limits, OneAddressCannotTakeAllConnections) {
    TestServer server({.connections_max = 60, .connections_per_address_max = 5});
    std::vector<std::unique_ptr<Client>> flood;
    for (int i = 0; i < 100; ++i) {
        flood.push_back(std::make_unique<Client>("127.0.0.1", server.port()));
        flood.back()->connect();
    }
    Client neighbour = server.client();
    neighbour.come_from("127.0.0.2");
    EXPECT_EQ(neighbour.get("/hello").status, 200);
}

TEST(Limits, ATrustedProxyHasNoLimitOfItsOwnAndTellsTheClient) {
    TestServer server(
        {.connections_per_address_max = 1, .trusted_proxies = TrustedProxies::parse("127.0.0.1").value()});
    Client first = server.client(), second = server.client(), stranger = server.client();
    stranger.come_from("127.0.0.2");
    const auto network = [](std::string_view address) { return std::to_string(IpAddress::parse(address)->network()); };
    EXPECT_EQ(first.get("/network", {{"X-Forwarded-For", "192.0.2.1"}}).body, network("192.0.2.1"));
    EXPECT_EQ(second.get("/network", {{"X-Forwarded-For", "6.6.6.6, 192.0.2.2"}}).body, network("192.0.2.2"));
    EXPECT_EQ(second.get("/network", {{"X-Forwarded-For", "6.6.6.6"}, {"x-forwarded-for", "2001:db8:1:2:3::4"}}).body,
              network("2001:db8:1:2::"));
    EXPECT_EQ(second.get("/network").body, network("127.0.0.1"));
    EXPECT_EQ(stranger.get("/network", {{"X-Forwarded-For", "192.0.2.1"}}).body, network("127.0.0.2"));
}

TEST(Limits, ABacklogShowsInTheRequestsThatWaitedAndOnlyThere) {
    TestServer server;
    Client sleeper = server.client();
    std::vector<std::unique_ptr<Client>> crowd;
    for (int i = 0; i < 400; ++i) {
        crowd.push_back(std::make_unique<Client>("127.0.0.1", server.port()));
        EXPECT_EQ(crowd.back()->get("/backlog").body, "0");
    }
    sleeper.send_raw("GET /nap HTTP/1.1\r\nHost: t\r\n\r\n");
    std::this_thread::sleep_for(milliseconds{20});
    for (const auto& client : crowd) client->send_raw("GET /backlog HTTP/1.1\r\nHost: t\r\n\r\n");
    std::int64_t longest = 0;
    for (const auto& client : crowd) longest = std::max<std::int64_t>(longest, std::stoll(client->read_answer().body));
    EXPECT_GE(longest, 256 * 100);
    std::this_thread::sleep_for(milliseconds{150});
    EXPECT_EQ(crowd.front()->get("/backlog").body, "0");
    EXPECT_EQ(sleeper.read_answer().body, "slept");
    sleeper.send_raw("GET /nap HTTP/1.1\r\nHost: t\r\n\r\n");
    std::this_thread::sleep_for(milliseconds{20});
    EXPECT_EQ(crowd.front()->get("/backlog").body, "0") << "one that waits for a slow one is no backlog";
}

TEST(Limits, ConnectionsBeyondTheLimitAreRefusedWithAnAnswer) {
    TestServer server({.connections_max = 3});
    std::vector<std::unique_ptr<Client>> clients;
    for (int i = 0; i < 3; ++i) {
        clients.push_back(std::make_unique<Client>("127.0.0.1", server.port()));
        EXPECT_EQ(clients.back()->get("/hello").status, 200);
    }
    Client refused = server.client();
    const Answer answer = refused.get("/hello");
    EXPECT_EQ(answer.status, 503);
    EXPECT_TRUE(answer.has("Retry-After"));
    EXPECT_EQ(answer.header("Connection"), "close");
    refused.close();
    clients.pop_back();
    int status = 0;
    for (int i = 0; i < 100 && status != 200; ++i) {
        std::this_thread::sleep_for(milliseconds{10});
        status = server.client().get("/hello").status;
    }
    EXPECT_EQ(status, 200);
    EXPECT_EQ(clients.front()->get("/hello").status, 200);
}

}  // namespace
}  // namespace yiguan::http
