// Subscriptions against the real server: messages to a receiver on a plain socket, and WebSockets.
#include <arpa/inet.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "core/text.hpp"
#include "support/world.hpp"

namespace yiguan::testing {
namespace {

using ::testing::HasSubstr;

// Takes requests one at a time and answers with a status that the test chooses.
class Receiver {
public:
    struct Message {
        std::string head, body;
        std::string header(const std::string& name) const {
            const auto at = head.find("\r\n" + name + ": ");
            if (at == std::string::npos) return {};
            const auto first = at + name.size() + 4;
            return head.substr(first, head.find("\r\n", first) - first);
        }
    };
    Receiver() : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(listener_, 16) != 0 ||
            ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0)
            throw std::runtime_error("no receiver");
        port_ = ntohs(address.sin_port);
        thread_ = std::thread([this] { run(); });
    }
    ~Receiver() {
        stopping_ = true;
        ::shutdown(listener_, SHUT_RDWR);
        thread_.join();
        ::close(listener_);
    }
    std::string url() const { return fmt::format("http://127.0.0.1:{}/hook", port_); }
    void answer(int status) { status_ = status; }
    // The n-th message (from 0), or nothing after ten seconds.
    std::optional<Message> wait_for(std::size_t n) {
        std::unique_lock lock(mutex_);
        came_.wait_for(lock, std::chrono::seconds(10), [&] { return messages_.size() > n; });
        return messages_.size() > n ? std::optional(messages_[n]) : std::nullopt;
    }
    std::size_t count() {
        const std::lock_guard lock(mutex_);
        return messages_.size();
    }

private:
    void run() {
        while (!stopping_) {
            const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
            if (fd < 0) continue;
            std::string got;
            char buffer[65536];
            std::size_t length = std::string::npos;
            while (length == std::string::npos || got.size() < length) {
                const auto n = ::recv(fd, buffer, sizeof buffer, 0);
                if (n <= 0) break;
                got.append(buffer, static_cast<std::size_t>(n));
                const auto end = got.find("\r\n\r\n");
                if (length != std::string::npos || end == std::string::npos) continue;
                const auto at = got.find("Content-Length: ");
                length = end + 4 + (at < end ? std::stoul(got.substr(at + 16)) : 0);
            }
            if (length != std::string::npos && got.size() >= length) {
                const auto end = got.find("\r\n\r\n");
                const std::lock_guard lock(mutex_);
                messages_.push_back({got.substr(0, end + 2), got.substr(end + 4)});
                came_.notify_all();
            }
            const auto reply =
                fmt::format("HTTP/1.1 {} Status\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", status_.load());
            ::send(fd, reply.data(), reply.size(), MSG_NOSIGNAL);
            ::close(fd);
        }
    }

    int listener_;
    std::uint16_t port_ = 0;
    std::atomic<int> status_{200};
    std::atomic<bool> stopping_{false};
    std::mutex mutex_;
    std::condition_variable came_;
    std::vector<Message> messages_;
    std::thread thread_;
};

const Company subscriber{"订阅企业", some_uscc(9201), "某市某路1号", "020-92010001", "subscriber"};

class WebhookTest : public ::testing::TestWithParam<db::Engine> {
protected:
    void SetUp() override {
        server_.start();
        auto admin = first_admin(server_);
        const auto party = join(server_, admin, subscriber, "producer");
        const auto made = server_.command("apikey", {"create", "--role", "integrator", "--org", party.organisation()});
        const std::string printed(trim(made.out));
        key_ = printed.substr(printed.rfind('\n') + 1);
    }
    http::Answer call(std::string_view method, std::string_view path, std::string_view body = {}) {
        http::Headers headers{{"Authorization", "Bearer " + key_}};
        if (!body.empty()) headers.emplace_back("Content-Type", "application/json");
        auto client = server_.client();
        return client.request(method, path, headers, body);
    }
    void capture(const std::string& epc, const std::string& step) {
        const auto answer = call(
            "POST", "/epcis/events",
            R"({"@context":["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"],"type":"ObjectEvent",)"
            R"("action":"OBSERVE","eventTime":"2026-06-10T08:00:00+08:00","eventTimeZoneOffset":"+08:00",)"
            R"("bizStep":")" +
                step + R"(","epcList":[")" + epc + "\"]}");
        ASSERT_EQ(answer.status, 201) << answer.body;
    }
    std::string subscribe(const std::string& name, const std::string& step, const std::string& dest) {
        EXPECT_EQ(call("POST", "/epcis/queries",
                       fmt::format(R"({{"name":"{}","query":{{"EQ_bizStep":["{}"]}}}})", name, step))
                      .status,
                  201);
        const auto made = call("POST", "/epcis/queries/" + name + "/subscriptions",
                               fmt::format(R"({{"dest":"{}","signatureToken":"a secret","stream":true}})", dest));
        EXPECT_EQ(made.status, 201) << made.body;
        EXPECT_THAT(made.body, ::testing::Not(HasSubstr("a secret")));
        return std::string(made.header("Location"));
    }
    static json::array events_of(const std::string& body) {
        return json::parse(body).at("epcisBody").at("queryResults").at("resultsBody").at("eventList").as_array();
    }

    Server server_{GetParam(), {"--subscriber-networks", "127.0.0.0/8"}};
    std::string key_;
};

TEST_P(WebhookTest, NewEventsAreToldSignedAndOnce) {
    Receiver receiver;
    capture("urn:epc:id:sgtin:0614141.107346.1", "shipping");  // before the subscription
    const auto location = subscribe("shipments", "shipping", receiver.url());
    capture("urn:epc:id:sgtin:0614141.107346.2", "receiving");
    capture("urn:epc:id:sgtin:0614141.107346.3", "shipping");
    const auto message = receiver.wait_for(0);
    ASSERT_TRUE(message);
    EXPECT_EQ(message->header("Content-Type"), "application/ld+json");
    EXPECT_THAT(message->header("GS1-Signature"), ::testing::MatchesRegex("t=[0-9]+,v1=[0-9a-f]+"));
    EXPECT_FALSE(message->header("Yiguan-Delivery").empty());
    const auto events = events_of(message->body);
    ASSERT_EQ(events.size(), 1u) << message->body;
    EXPECT_EQ(events[0].at("epcList").at(0), "urn:epc:id:sgtin:0614141.107346.3");
    const auto document = json::parse(message->body);
    EXPECT_EQ(document.at("epcisBody").at("queryResults").at("queryName"), "shipments");
    EXPECT_EQ(location.substr(location.rfind('/') + 1),
              document.at("epcisBody").at("queryResults").at("subscriptionID").as_string());

    // Over a crash nothing is lost; what was acknowledged is not told again.
    for (int i = 0; i < 100 && !object_of(call("GET", location)).contains("lastNotifiedAt"); ++i) ::usleep(50'000);
    server_.kill();
    server_.start();
    capture("urn:epc:id:sgtin:0614141.107346.4", "shipping");
    const auto next = receiver.wait_for(1);
    ASSERT_TRUE(next);
    ASSERT_EQ(events_of(next->body).size(), 1u);
    EXPECT_EQ(events_of(next->body)[0].at("epcList").at(0), "urn:epc:id:sgtin:0614141.107346.4");
    EXPECT_NE(next->header("Yiguan-Delivery"), message->header("Yiguan-Delivery"));

    EXPECT_EQ(call("DELETE", location).status, 204);
    EXPECT_EQ(call("GET", location).status, 404);
    capture("urn:epc:id:sgtin:0614141.107346.5", "shipping");
    ::usleep(1'500'000);
    EXPECT_EQ(receiver.count(), 2u);
}

TEST_P(WebhookTest, AReceiverThatFailsIsSeen) {
    Receiver receiver;
    receiver.answer(500);
    const auto location = subscribe("failing", "packing", receiver.url());
    capture("urn:epc:id:sgtin:0614141.107346.11", "packing");
    ASSERT_TRUE(receiver.wait_for(0));
    json::object state;
    for (int i = 0; i < 50 && (state.empty() || text(state, "state") != "failing"); ++i) {
        state = object_of(call("GET", location));
        ::usleep(100'000);
    }
    EXPECT_EQ(text(state, "state"), "failing");
    EXPECT_EQ(text(state, "lastError"), "HTTP 500");
    EXPECT_EQ(state.at("waiting"), 1);
    const auto id = text(state, "subscriptionID");
    const auto list = object_of(call("GET", "/api/v1/subscriptions/" + id + "/deliveries"));
    ASSERT_EQ(list.at("items").as_array().size(), 1u);
    const auto item = list.at("items").at(0).as_object();
    EXPECT_EQ(text(item, "state"), "waiting");
    EXPECT_EQ(item.at("attempts"), 1);
    EXPECT_EQ(call("POST", "/api/v1/subscriptions/" + id + "/deliveries/" + text(item, "id") + "/retry").status, 409);
}

TEST_P(WebhookTest, BadSubscriptionsAreRefused) {
    ASSERT_EQ(call("POST", "/epcis/queries", R"({"name":"q","query":{}})").status, 201);
    for (const std::string bad :
         {R"({"stream":true})", R"({"dest":"http://127.0.0.1:9/"})", R"({"dest":"ftp://example.com/","stream":true})",
          R"({"dest":"http://10.0.0.1/","stream":true})", R"({"dest":"http://169.254.169.254/latest","stream":true})",
          R"({"dest":"http://user:p@example.com/","stream":true})",
          R"({"dest":"http://127.0.0.1:9/","stream":true,"schedule":{"hour":"1"}})",
          R"({"dest":"http://127.0.0.1:9/","schedule":{"hour":"25"}})",
          R"({"dest":"http://127.0.0.1:9/","stream":true,"initialRecordTime":"now"})",
          R"({"dest":"http://127.0.0.1:9/","stream":true,"colour":"red"})"}) {
        const auto answer = call("POST", "/epcis/queries/q/subscriptions", bad);
        EXPECT_EQ(answer.status, 400) << bad << answer.body;
        EXPECT_THAT(answer.body, HasSubstr("epcisException:SubscriptionControlsException")) << bad;
    }
    EXPECT_EQ(
        call("POST", "/epcis/queries/none/subscriptions", R"({"dest":"http://127.0.0.1:9/","stream":true})").status,
        404);
    EXPECT_EQ(json::parse(call("GET", "/epcis/queries/q/subscriptions").body), json::array());
}

TEST_P(WebhookTest, AScheduleReportsWhatCameMeanwhile) {
    Receiver receiver;
    ASSERT_EQ(call("POST", "/epcis/queries", R"({"name":"each","query":{"EQ_bizStep":["loading"]}})").status, 201);
    ASSERT_EQ(call("POST", "/epcis/queries/each/subscriptions",
                   fmt::format(R"({{"dest":"{}","schedule":{{"second":"*"}},"reportIfEmpty":true}})", receiver.url()))
                  .status,
              201);
    const auto empty = receiver.wait_for(0);
    ASSERT_TRUE(empty);
    EXPECT_TRUE(events_of(empty->body).empty());
    EXPECT_EQ(empty->header("GS1-Signature"), "");
    capture("urn:epc:id:sgtin:0614141.107346.21", "loading");
    std::size_t events = 0;
    for (std::size_t i = 1; events == 0 && i < 8; ++i)
        if (const auto message = receiver.wait_for(i)) events += events_of(message->body).size();
    EXPECT_EQ(events, 1u);
}

// ---- WebSockets

TEST_P(WebhookTest, AWebSocketHearsNewEvents) {
    const auto handshake = [&](const std::string& path, const std::string& key) {
        http::Headers headers;
        if (!key.empty()) headers.emplace_back("Authorization", "Bearer " + key);
        return http::WebSocketClient("127.0.0.1", server_.port()).open(path, headers).status;
    };
    EXPECT_EQ(handshake("/epcis/events?stream=true", ""), 401);
    EXPECT_EQ(handshake("/epcis/events", key_), 400) << "neither stream nor schedule";
    EXPECT_EQ(handshake("/epcis/events?stream=true&minute=5", key_), 400);
    EXPECT_EQ(handshake("/epcis/events?stream=true&noSuchParameter=5", key_), 400);
    EXPECT_EQ(handshake("/epcis/queries/none/events?stream=true", key_), 404);

    http::WebSocketClient socket("127.0.0.1", server_.port());
    ASSERT_EQ(socket.open("/epcis/events?stream=true&EQ_bizStep=storing", {{"Authorization", "Bearer " + key_}}).status,
              101);
    capture("urn:epc:id:sgtin:0614141.107346.31", "loading");
    capture("urn:epc:id:sgtin:0614141.107346.32", "storing");
    const auto message = socket.read();
    ASSERT_EQ(events_of(message).size(), 1u) << message;
    EXPECT_EQ(events_of(message)[0].at("epcList").at(0), "urn:epc:id:sgtin:0614141.107346.32");
}

INSTANTIATE_TEST_SUITE_P(Engines, WebhookTest, ::testing::Values(db::Engine::sqlite, db::Engine::postgresql),
                         db::testing::engine_name);

}  // namespace
}  // namespace yiguan::testing
