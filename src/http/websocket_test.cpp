// RFC 6455 as the server speaks it, and what it does with clients that do not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>
#include <thread>

#include "core/metrics.hpp"
#include "http/http.hpp"
#include "http/testing.hpp"

namespace yiguan::http {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::IsEmpty;
using Frame = WebSocketClient::Frame;

/// A server whose /echo sends back what it receives, and does what some words say.
class WebSocketTest : public testing::Test {
protected:
    void start(Limits limits = {}, std::size_t queue_bytes_max = 1u << 20) {
        auto router = std::make_shared<Router>();
        const auto handlers = [this, queue_bytes_max] {
            WebSocketHandlers h;
            h.queue_bytes_max = queue_bytes_max;
            h.on_open = [this](const WebSocketPtr& socket) {
                const std::lock_guard lock(mutex_);
                sockets_.push_back(socket);
                changed_.notify_all();
            };
            // The handler holds the socket: no cycle may remain.
            h.on_text = [this, kept = std::make_shared<WebSocketPtr>()](const WebSocketPtr& socket, auto text) {
                *kept = socket;
                if (text == "close") return socket->close(3001, "as you wish");
                if (text == "throw") throw std::runtime_error("a fault for the test");
                if (text == "flood") {
                    for (int i = 0; i < 64; ++i) socket->send(std::string(1u << 20, 'f'));
                    return;
                }
                {
                    const std::lock_guard lock(mutex_);
                    received_.push_back(std::string(text.substr(0, 20)));
                }
                EXPECT_TRUE(socket->send(std::string(text)));
            };
            h.on_close = [this](const WebSocketPtr& socket, std::uint16_t code) {
                EXPECT_FALSE(socket->send("too late"));
                const std::lock_guard lock(mutex_);
                closed_.push_back(code);
                changed_.notify_all();
            };
            return h;
        };
        router->add({Method::get, "/echo", [=](const Request&, ResponderPtr r) {
                         r->send(web_socket(handlers(), {{"X-Own", "1"}, {"Connection", "keep-alive"}}));
                     }});
        router->add({Method::get, "/later", [=, this](const Request&, ResponderPtr r) {
                         later_ = std::thread([=, r = std::make_shared<ResponderPtr>(std::move(r))] {
                             std::this_thread::sleep_for(milliseconds{10});
                             (*r)->send(web_socket(handlers()));
                         });
                     }});
        router->add({Method::get, "/bad-header", [=](const Request&, ResponderPtr r) {
                         r->send(web_socket(handlers(), {{"X-Own", "1\r\nX-Other: 2"}}));
                     }});
        router->add({Method::get, "/wants", [](const Request& request, ResponderPtr r) {
                         Response response;
                         response.body = request.wants_websocket() ? "yes" : "no";
                         r->send(std::move(response));
                     }});
        ServerOptions options;
        options.threads = 1;
        options.limits = limits;
        server_ = Server::start(options, router);
    }
    void TearDown() override {
        if (server_) server_->stop(milliseconds{0});
        if (later_.joinable()) later_.join();
        EXPECT_EQ(open_sockets().value(), 0);
        for (const WebSocketPtr& socket : sockets_) {
            EXPECT_FALSE(socket->is_open());
            EXPECT_FALSE(socket->send("after the end"));
            socket->close(1000);
        }
    }
    static metrics::Gauge& open_sockets() { return metrics::gauge("yiguan_http_websockets_open", ""); }

    WebSocketClient client() { return WebSocketClient("127.0.0.1", server_->port()); }
    WebSocketClient opened() {
        auto c = client();
        EXPECT_EQ(c.open("/echo").status, 101);
        return c;
    }
    std::vector<int> closed(std::size_t count = 1) {
        std::unique_lock lock(mutex_);
        changed_.wait_for(lock, std::chrono::seconds{10}, [&] { return closed_.size() >= count; });
        return closed_;
    }
    WebSocketPtr socket(std::size_t index = 0) {
        std::unique_lock lock(mutex_);
        changed_.wait_for(lock, std::chrono::seconds{10}, [&] { return sockets_.size() > index; });
        return sockets_.at(index);
    }

    std::unique_ptr<Server> server_;
    std::thread later_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<WebSocketPtr> sockets_;
    std::vector<std::string> received_;
    std::vector<int> closed_;
};

TEST_F(WebSocketTest, EchoesMessagesOfEverySize) {
    start();
    auto c = client();
    const Answer answer = c.open("/echo");
    EXPECT_EQ(answer.status, 101);
    EXPECT_EQ(answer.header("X-Own"), "1");
    EXPECT_EQ(answer.header("Connection"), "upgrade") << "what the server writes is not the handler's";
    EXPECT_EQ(answer.header("X-Request-Id").size(), 22u);
    EXPECT_FALSE(answer.has("Sec-WebSocket-Protocol"));
    EXPECT_FALSE(answer.has("Sec-WebSocket-Extensions"));
    for (const std::size_t size : {0u, 1u, 125u, 126u, 1000u, 65'535u, 65'536u}) {
        const std::string text(size, 'e');
        c.send(text);
        EXPECT_EQ(c.read(), text);
    }
    c.send("追溯");
    EXPECT_EQ(c.read(), "追溯");
    EXPECT_EQ(open_sockets().value(), 1);
}

TEST_F(WebSocketTest, AFragmentedMessageIsOneMessage) {
    start();
    auto c = opened();
    c.send_frame({false, WebSocketClient::text, "one "});
    c.send_frame({true, WebSocketClient::ping, "in between"});
    c.send_frame({false, WebSocketClient::continuation, ""});
    c.send_frame({true, WebSocketClient::continuation, "two"});
    const auto pong = c.read_frame();
    ASSERT_TRUE(pong);
    EXPECT_EQ(pong->opcode, WebSocketClient::pong);
    EXPECT_EQ(pong->payload, "in between");
    EXPECT_EQ(c.read(), "one two");
    for (const char byte : WebSocketClient::encode({true, WebSocketClient::text, "byte by byte"}))
        c.send_raw({&byte, 1});
    EXPECT_EQ(c.read(), "byte by byte");
}

TEST_F(WebSocketTest, WhatComesWithTheRequestIsNotLost) {
    start();
    std::string frames;
    for (int i = 0; i < 100; ++i) frames += WebSocketClient::encode({true, WebSocketClient::text, std::to_string(i)});
    for (const char* target : {"/echo", "/later"}) {
        auto c = client();
        EXPECT_EQ(c.open(target, {}, frames).status, 101);
        for (int i = 0; i < 100; ++i) EXPECT_EQ(c.read(), std::to_string(i));
    }
}

TEST_F(WebSocketTest, TheClosingHandshakeOfTheClient) {
    start();
    auto c = opened();
    c.send("last words");
    c.close(3333, "bye");
    EXPECT_EQ(c.read(), "last words");
    EXPECT_EQ(c.read_close(), 3333);
    EXPECT_TRUE(c.connection().ended());
    c.connection().close();
    EXPECT_THAT(closed(), ElementsAre(3333));
    auto without_code = opened();
    without_code.send_frame({true, WebSocketClient::closing, ""});
    without_code.read_close();
    without_code.connection().close();
    EXPECT_THAT(closed(2), ElementsAre(3333, 1005));
}

TEST_F(WebSocketTest, TheClosingHandshakeOfTheServerComesAfterWhatWasQueued) {
    start();
    auto c = opened();
    c.send("one");
    c.send("two");
    c.send("close");
    c.send("three");
    EXPECT_EQ(c.read(), "one");
    EXPECT_EQ(c.read(), "two");
    const auto frame = c.read_frame();
    ASSERT_TRUE(frame);
    EXPECT_EQ(frame->opcode, WebSocketClient::closing);
    EXPECT_EQ(frame->close_code(), 3001);
    EXPECT_EQ(frame->payload.substr(2), "as you wish");
    c.close(3001);
    EXPECT_TRUE(c.connection().ended());
    c.connection().close();
    EXPECT_THAT(closed(), ElementsAre(3001));
    const std::lock_guard lock(mutex_);
    EXPECT_THAT(received_, ElementsAre("one", "two"));
}

TEST_F(WebSocketTest, AConnectionThatBreaks) {
    start();
    opened().connection().reset();
    EXPECT_THAT(closed(), ElementsAre(1006));
    {
        auto c = opened();
        c.send_raw(WebSocketClient::encode({true, WebSocketClient::text, "half a frame"}).substr(0, 9));
    }
    EXPECT_THAT(closed(2), ElementsAre(1006, 1006));
}

struct Offence {
    const char* name;
    std::string bytes;
    int code;
};

std::vector<Offence> offences() {
    using W = WebSocketClient;
    const auto f = [](Frame frame, bool unmasked = false, int reserved = 0) {
        return W::encode(frame, unmasked, reserved);
    };
    using namespace std::string_literals;
    return {
        {"unmasked", f({true, W::text, "x"}, true), 1002},
        {"reserved bit 1", f({true, W::text, "x"}, false, 4), 1002},
        {"reserved bit 3", f({true, W::text, "x"}, false, 1), 1002},
        {"opcode 3", f({true, 3, "x"}), 1002},
        {"opcode 11", f({true, 11, "x"}), 1002},
        {"continuation of nothing", f({true, W::continuation, "x"}), 1002},
        {"a message within a message", f({false, W::text, "x"}) + f({true, W::text, "y"}), 1002},
        {"a ping in fragments", f({false, W::ping, "x"}), 1002},
        {"a ping of 126 bytes", f({true, W::ping, std::string(126, 'x')}), 1002},
        {"half a close code", f({true, W::closing, "\x03"}), 1002},
        {"close code 1005", f({true, W::closing, "\x03\xED"}), 1002},
        {"close code 999", f({true, W::closing, "\x03\xE7"}), 1002},
        {"close reason not UTF-8", f({true, W::closing, "\x03\xE8\xFF"}), 1002},
        {"a length written too long", "\x81\xFE\x00\x01\x00\x00\x00\x00x"s, 1002},
        {"a length beyond 63 bits", "\x81\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\0\0\0\0"s, 1009},
        {"text not UTF-8", f({true, W::text, "\xC3\x28"}), 1007},
        {"text that ends within a character", f({true, W::text, "\xE8\xBF"}), 1007},
        {"a surrogate", f({true, W::text, "\xED\xA0\x80"}), 1007},
        {"binary", f({true, W::binary, "x"}), 1003},
        {"a byte too many", f({true, W::text, std::string(65'537, 'x')}), 1009},
        {"too many in fragments",
         f({false, W::text, std::string(40'000, 'x')}) + f({true, W::continuation, std::string(40'000, 'x')}), 1009},
        {"a terabyte announced", "\x81\xFF\0\0\1\0\0\0\0\0\0\0\0\0"s, 1009}};
}

TEST_F(WebSocketTest, OffencesCloseWithTheirCode) {
    start();
    std::size_t count = 0;
    for (const Offence& offence : offences()) {
        SCOPED_TRACE(offence.name);
        auto c = opened();
        c.send_raw(offence.bytes);
        EXPECT_EQ(c.read_close(), offence.code);
        EXPECT_TRUE(c.connection().ended());
        c.connection().close();
        EXPECT_EQ(closed(++count).back(), offence.code);
    }
    const std::lock_guard lock(mutex_);
    EXPECT_THAT(received_, IsEmpty());
}

TEST_F(WebSocketTest, BadHandshakesAreRefusedAndTheConnectionGoesOn) {
    start();
    const std::vector<Headers> bad{{{"Upgrade", ""}},
                                   {{"Upgrade", "h2c"}},
                                   {{"Connection", "keep-alive"}},
                                   {{"Sec-WebSocket-Version", "8"}},
                                   {{"Sec-WebSocket-Version", ""}},
                                   {{"Sec-WebSocket-Key", ""}},
                                   {{"Sec-WebSocket-Key", "c2hvcnQ="}},
                                   {{"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ!="}}};
    for (const Headers& headers : bad) {
        SCOPED_TRACE(headers[0].first + ": " + headers[0].second);
        auto c = client();
        const Answer answer = c.open("/echo", headers);
        EXPECT_EQ(answer.status, 426);
        EXPECT_EQ(answer.header("Upgrade"), "websocket");
        EXPECT_EQ(answer.header("Sec-WebSocket-Version"), "13");
        EXPECT_EQ(c.connection().get("/wants").body, "no");
    }
    auto c = client();
    c.connection().send_raw(
        "GET /echo HTTP/1.0\r\nUpgrade: websocket\r\nConnection: upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
    EXPECT_EQ(c.connection().read_answer().status, 426);
    EXPECT_EQ(client().open("/bad-header").status, 500);
    EXPECT_EQ(client().open("/nowhere").status, 404);
    const Answer wants = client().open("/wants", {{"Connection", "keep-alive, UPGRADE"}, {"Upgrade", "WebSocket"}});
    EXPECT_EQ(wants.body, "yes");
}

TEST_F(WebSocketTest, MessagesMayComeFromAnyThread) {
    start();
    auto c = opened();
    const WebSocketPtr s = socket();
    constexpr int each = 200;
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([=] {
            for (int i = 0; i < each; ++i) EXPECT_TRUE(s->send(std::to_string(t) + ":" + std::to_string(i)));
        });
    std::array<int, 4> next{};
    for (int i = 0; i < 4 * each; ++i) {
        const std::string text = c.read();
        int& expected = next.at(static_cast<std::size_t>(text[0] - '0'));
        EXPECT_EQ(text.substr(2), std::to_string(expected++)) << "in the order of each thread";
    }
    for (std::thread& thread : threads) thread.join();
    const std::string large(5u << 20, 'l');
    EXPECT_TRUE(s->send(large)) << "one message alone may be larger than the queue";
    EXPECT_EQ(c.read(), large);
}

TEST_F(WebSocketTest, AClientThatDoesNotReadIsCutOff) {
    start();
    auto c = opened();
    c.send("flood");
    EXPECT_THAT(closed(), ElementsAre(1013));
    EXPECT_LE(socket()->queued_bytes(), 2u << 20);
    EXPECT_EQ(c.read_close(), 1006);
}

TEST_F(WebSocketTest, AMessageThatNobodyTakesHasADeadline) {
    start({.write_timeout = milliseconds{100}}, 64u << 20);
    auto c = opened();
    c.send("flood");
    // 1 MiB gets five times as long.
    EXPECT_THAT(closed(), ElementsAre(1013));
}

TEST_F(WebSocketTest, PingsKeepTheConnectionAndSilenceEndsIt) {
    start({.ping_every = milliseconds{100}});
    auto answers = opened();
    for (int i = 0; i < 5; ++i) {
        const auto frame = answers.read_frame();
        ASSERT_TRUE(frame);
        ASSERT_EQ(frame->opcode, WebSocketClient::ping);
        answers.send_frame({true, WebSocketClient::pong, frame->payload});
    }
    EXPECT_THAT(closed_, IsEmpty());
    auto silent = opened();
    EXPECT_EQ(silent.read_close(), 1006);
    for (const int code : closed()) EXPECT_EQ(code, 1006);
}

TEST_F(WebSocketTest, AStopSaysGoodbye) {
    start();
    auto polite = opened();
    auto silent = opened();
    auto crowded = opened();
    crowded.send("flood");
    socket(2);
    std::thread stopping([this] { server_->stop(milliseconds{5'000}); });
    EXPECT_EQ(polite.read_close(), 1001);
    EXPECT_TRUE(polite.connection().ended());
    stopping.join();
    const auto codes = closed(3);
    EXPECT_EQ(codes.size(), 3u);
    EXPECT_EQ(std::ranges::count(codes, 1001) + std::ranges::count(codes, 1013), 3);
}

TEST_F(WebSocketTest, AFaultOfTheHandlerClosesWith1011) {
    start();
    auto c = opened();
    c.send("throw");
    c.send("not heard");
    EXPECT_EQ(c.read_close(), 1011);
    c.connection().close();
    EXPECT_THAT(closed(), ElementsAre(1011));
}

TEST_F(WebSocketTest, CountsAsAConnection) {
    start({.connections_max = 1});
    auto c = opened();
    EXPECT_EQ(Client("127.0.0.1", server_->port()).get("/wants").status, 503);
    c.close();
    c.read_close();
    c.connection().close();
    closed();
    for (int tries = 0; tries < 100; ++tries) {
        if (Client("127.0.0.1", server_->port()).get("/wants").status == 200) return;
        std::this_thread::sleep_for(milliseconds{20});
    }
    FAIL() << "the ended connection still counts";
}

}  // namespace
}  // namespace yiguan::http
