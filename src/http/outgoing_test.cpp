// Requests to addresses that others have named: what they reach, and what they never reach.
#include "http/outgoing.hpp"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <thread>

#include "http/test_server.hpp"

namespace yiguan::http {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;
using Outcome = OutgoingAnswer::Outcome;

OutgoingOptions local() {
    OutgoingOptions options;
    options.policy = AddressPolicy(IpNetworks::parse("127.0.0.0/8").value());
    return options;
}

/// Takes one connection and says what it was told to, whatever it is asked.
class RawServer {
public:
    explicit RawServer(std::string says) {
        listening_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        EXPECT_EQ(::bind(listening_, reinterpret_cast<sockaddr*>(&address), size), 0);
        EXPECT_EQ(::listen(listening_, 8), 0);
        ::getsockname(listening_, reinterpret_cast<sockaddr*>(&address), &size);
        port_ = ntohs(address.sin_port);
        thread_ = std::thread([this, says = std::move(says)] {
            const int fd = ::accept(listening_, nullptr, nullptr);
            if (fd < 0) return;
            char bytes[4096];
            const ssize_t got = ::recv(fd, bytes, sizeof bytes, 0);
            if (got > 0) heard_.assign(bytes, static_cast<std::size_t>(got));
            std::string_view rest = says;
            while (!rest.empty()) {
                const ssize_t sent = ::send(fd, rest.data(), rest.size(), MSG_NOSIGNAL);
                if (sent <= 0) break;
                rest.remove_prefix(static_cast<std::size_t>(sent));
            }
            while (::recv(fd, bytes, sizeof bytes, 0) > 0) {
            }
            ::close(fd);
        });
    }
    ~RawServer() { heard(); }
    std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/x"; }
    std::string heard() {
        ::shutdown(listening_, SHUT_RDWR);
        if (thread_.joinable()) thread_.join();
        if (listening_ >= 0) ::close(std::exchange(listening_, -1));
        return heard_;
    }

private:
    int listening_;
    std::uint16_t port_ = 0;
    std::thread thread_;
    std::string heard_;
};

TEST(Outgoing, PostsAndReadsTheAnswer) {
    TestServer server;
    OutgoingClient client(local());
    const std::string base = "http://127.0.0.1:" + std::to_string(server.port());
    for (int i = 0; i < 3; ++i) {
        const auto answer = client.post(base + "/echo", "{\"n\":1}", {{"Content-Type", "application/json"}});
        EXPECT_EQ(answer.outcome, Outcome::answered) << answer.what;
        EXPECT_EQ(answer.status, 200);
        EXPECT_EQ(answer.body, "{\"n\":1}");
        EXPECT_TRUE(answer.delivered());
    }
    const auto seen = client.get(base + "/seen", {{"X-One", "1"}});
    EXPECT_THAT(seen.body, HasSubstr("127.0.0.1|1|"));
    EXPECT_EQ(client.post(base + "/echo", "", {}).body, "");
    const auto missing = client.post(base + "/nowhere", "x", {});
    EXPECT_EQ(missing.status, 404);
    EXPECT_FALSE(missing.delivered());
    const auto zeros = client.post(base + "/echo", std::string_view("a\0b", 3), {});
    EXPECT_EQ(zeros.body, std::string_view("a\0b", 3));
}

TEST(Outgoing, SendsWhatWasSaidAndNothingElse) {
    RawServer server("HTTP/1.1 204 No Content\r\n\r\n");
    OutgoingOptions options = local();
    {
        OutgoingClient client(options);
        EXPECT_EQ(client.post(server.url(), "body", {{"X-Signature", "s"}, {"X-Empty", ""}}).status, 204);
    }
    const std::string heard = server.heard();
    EXPECT_TRUE(heard.starts_with("POST /x HTTP/1.1\r\n")) << heard;
    EXPECT_THAT(heard, HasSubstr("X-Signature: s\r\n"));
    EXPECT_THAT(heard, HasSubstr("X-Empty:\r\n"));
    EXPECT_THAT(heard, HasSubstr("Content-Length: 4\r\n"));
    EXPECT_THAT(heard, Not(HasSubstr("Expect")));
    EXPECT_THAT(heard, Not(HasSubstr("Accept-Encoding")));
}

TEST(Outgoing, ThePublicInternetAlone) {
    const auto allowed = [](std::string_view text) { return AddressPolicy().allows(IpAddress::parse(text).value()); };
    for (const char* text :
         {"1.1.1.1", "8.8.8.8", "172.15.255.255", "172.32.0.0", "100.63.0.1", "100.128.0.1", "192.167.0.1",
          "223.255.255.255", "2606:4700:4700::1111", "2400:3200::1", "::ffff:8.8.8.8"})
        EXPECT_TRUE(allowed(text)) << text;
    for (const char* text : {"0.0.0.0",
                             "10.0.0.1",
                             "100.64.0.1",
                             "100.100.100.200",
                             "127.0.0.1",
                             "127.255.255.255",
                             "169.254.169.254",
                             "172.16.0.1",
                             "172.31.255.255",
                             "192.0.0.192",
                             "192.0.2.1",
                             "192.168.1.1",
                             "198.18.0.1",
                             "198.51.100.1",
                             "203.0.113.1",
                             "224.0.0.1",
                             "239.255.255.255",
                             "240.0.0.1",
                             "255.255.255.255",
                             "168.63.129.16",
                             "::",
                             "::1",
                             "::7f00:1",
                             "::ffff:127.0.0.1",
                             "::ffff:169.254.169.254",
                             "::ffff:10.0.0.1",
                             "64:ff9b::7f00:1",
                             "64:ff9b:1::1",
                             "100::1",
                             "fc00::1",
                             "fd00:ec2::254",
                             "fe80::1",
                             "fec0::1",
                             "ff02::1",
                             "2001::1",
                             "2001:db8::1",
                             "2002:7f00:1::1",
                             "3fff::1",
                             "5f00::1"})
        EXPECT_FALSE(allowed(text)) << text;
    const AddressPolicy intranet(IpNetworks::parse("10.1.0.0/16, fd12::/48").value());
    EXPECT_TRUE(intranet.allows(*IpAddress::parse("10.1.2.3")));
    EXPECT_TRUE(intranet.allows(*IpAddress::parse("::ffff:10.1.2.3")));
    EXPECT_TRUE(intranet.allows(*IpAddress::parse("fd12::9")));
    EXPECT_TRUE(intranet.allows(*IpAddress::parse("8.8.8.8")));
    EXPECT_FALSE(intranet.allows(*IpAddress::parse("10.2.0.1")));
    EXPECT_FALSE(intranet.allows(*IpAddress::parse("127.0.0.1")));
}

// Whatever way this machine is written, and though somebody listens there.
TEST(Outgoing, ThisMachineIsNotReachedByAnyName) {
    TestServer server;
    OutgoingClient client({});
    const std::string port = std::to_string(server.port());
    for (const char* host : {"127.0.0.1", "127.1", "0x7f000001", "2130706433", "017700000001", "0", "localhost",
                             "localhost.", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::]", "0.0.0.0"}) {
        const auto answer = client.get("http://" + std::string(host) + ":" + port + "/hello");
        EXPECT_NE(answer.outcome, Outcome::answered) << host;
        EXPECT_EQ(answer.body, "") << host;
        EXPECT_TRUE(answer.outcome == Outcome::refused || answer.outcome == Outcome::unreachable ||
                    answer.outcome == Outcome::bad_url)
            << host << ": " << name(answer.outcome);
    }
    EXPECT_EQ(client.get("http://127.0.0.1:" + port + "/hello").outcome, Outcome::refused);
    EXPECT_EQ(client.get("http://169.254.169.254/latest/meta-data/").outcome, Outcome::refused);
}

TEST(Outgoing, AProxyOfTheEnvironmentIsNotAsked) {
    TestServer server;
    ASSERT_EQ(::setenv("http_proxy", ("http://127.0.0.1:" + std::to_string(server.port())).c_str(), 1), 0);
    OutgoingClient client({});
    const auto answer = client.get("http://10.255.255.1/hello");
    ::unsetenv("http_proxy");
    EXPECT_EQ(answer.outcome, Outcome::refused);
}

TEST(Outgoing, RedirectsAreNotFollowed) {
    TestServer inner;
    RawServer server("HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: http://127.0.0.1:" +
                     std::to_string(inner.port()) + "/hello\r\n\r\n");
    OutgoingClient client(local());
    const auto answer = client.get(server.url());
    EXPECT_EQ(answer.status, 302);
    EXPECT_EQ(answer.body, "");
    EXPECT_FALSE(answer.delivered());
}

TEST(Outgoing, AnswersAreBounded) {
    OutgoingOptions options = local();
    options.answer_bytes_max = 1000;
    {
        RawServer server("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + std::string(1000, 'b'));
        EXPECT_EQ(OutgoingClient(options).get(server.url()).body.size(), 1000u);
    }
    {
        RawServer server("HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n" + std::string(1001, 'b'));
        const auto answer = OutgoingClient(options).get(server.url());
        EXPECT_EQ(answer.outcome, Outcome::too_large);
        EXPECT_EQ(answer.body, "");
    }
    std::string headers;
    for (int i = 0; i < 100; ++i) headers += "X-Header: 0123456789\r\n";
    {
        RawServer server("HTTP/1.1 200 OK\r\n" + headers + "Content-Length: 0\r\n\r\n");
        EXPECT_EQ(OutgoingClient(options).get(server.url()).outcome, Outcome::too_large);
    }
    {
        RawServer server("no HTTP at all\r\n\r\n");
        EXPECT_NE(OutgoingClient(options).get(server.url()).outcome, Outcome::answered);
    }
}

TEST(Outgoing, APeerThatDoesNotAnswerTimesOut) {
    OutgoingOptions options = local();
    options.total_timeout = milliseconds{200};
    RawServer server("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhal");
    EXPECT_EQ(OutgoingClient(options).get(server.url()).outcome, Outcome::timed_out);
    EXPECT_EQ(OutgoingClient(local()).get("http://127.0.0.1:1/").outcome, Outcome::unreachable);
}

TEST(Outgoing, PlainHttpIsNoTls) {
    TestServer server;
    const auto answer = OutgoingClient(local()).get("https://127.0.0.1:" + std::to_string(server.port()) + "/hello");
    EXPECT_EQ(answer.outcome, Outcome::tls) << answer.what;
}

TEST(Outgoing, CanBeCancelled) {
    RawServer server("HTTP/1.1 200 OK\r\n");
    OutgoingClient client(local());
    std::thread other([&] {
        std::this_thread::sleep_for(milliseconds{50});
        client.cancel();
    });
    EXPECT_EQ(client.get(server.url()).outcome, Outcome::cancelled);
    other.join();
    EXPECT_EQ(client.get(server.url()).outcome, Outcome::cancelled);
}

TEST(Outgoing, UrlsThatCannotBeMeant) {
    const AddressPolicy policy;
    for (const char* good : {"https://example.com/hook?a=b", "http://example.com:8080", "HTTPS://EXAMPLE.COM/",
                             "https://8.8.8.8/x", "https://[2606:4700::1]/"})
        EXPECT_TRUE(check_url(good, policy).has_value()) << good;
    const std::string long_url = "https://example.com/" + std::string(2048, 'a');
    OutgoingClient client({});
    for (const std::string& bad :
         {std::string(), std::string("example.com"), std::string("//example.com"), std::string("ftp://example.com/"),
          std::string("file:///etc/passwd"), std::string("gopher://example.com/"), std::string("javascript:alert(1)"),
          std::string("https://user:secret@example.com/"), std::string("https://user@example.com/"),
          std::string("https://example.com/#part"), std::string("https://exa mple.com/"),
          std::string("https://example.com/\r\nX: y"), std::string("https://例子.com/"), std::string("https:///x"),
          std::string("https:/x"), std::string("https://example.com\\@10.0.0.1/"),
          std::string("https://example.com:99999/"), long_url}) {
        const auto checked = check_url(bad, policy);
        ASSERT_TRUE(checked.has_error()) << bad;
        EXPECT_EQ(checked.error().code, Code::invalid);
        EXPECT_EQ(client.get(bad).outcome, Outcome::bad_url) << bad;
    }
    for (const char* inside : {"http://127.0.0.1/", "http://127.1/", "http://2130706433/", "http://[::1]/",
                               "http://[::ffff:10.0.0.1]/", "http://10.0.0.1:8080/x"})
        EXPECT_TRUE(check_url(inside, policy).has_error()) << inside;
}

TEST(Outgoing, HeadersThatWouldSayAnotherThingAreRefused) {
    OutgoingClient client(local());
    for (const auto& [key, value] : OutgoingHeaders{{"X-A", "1\r\nX-B: 2"},
                                                    {"X A", "1"},
                                                    {"", "1"},
                                                    {"host", "example.com"},
                                                    {"Content-Length", "0"},
                                                    {"Transfer-Encoding", "chunked"}})
        EXPECT_EQ(client.post("http://127.0.0.1:1/", "x", {{key, value}}).outcome, Outcome::bad_url) << key;
}

}  // namespace
}  // namespace yiguan::http
