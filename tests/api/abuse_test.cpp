// Who asks for too much is refused, and nobody else feels it: issue 3, overload and abuse. Clients at other addresses
// are played through a trusted proxy, which this machine is.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "support/world.hpp"

namespace yiguan::testing {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::Not;

using Options = std::vector<std::string>;

class Abuse : public ::testing::TestWithParam<db::Engine> {
protected:
    void start(Options options = {}) {
        options.insert(options.end(), {"--trusted-proxies", "127.0.0.1"});
        server_ = std::make_unique<Server>(GetParam(), std::move(options));
        server_->start();
    }
    static http::Headers from(const std::string& address, http::Headers headers = {}) {
        headers.emplace_back("X-Forwarded-For", address);
        return headers;
    }
    static std::string some_address(int n) { return fmt::format("198.51.{}.{}", n / 250, n % 250 + 1); }
    http::Answer sign_in(http::Client& client, const std::string& address, const std::string& login,
                         const std::string& secret) {
        return client.post_json("/api/v1/sessions",
                                json::serialize(json::object{{"login", login}, {"password", secret}}), from(address));
    }
    static void expect_limited(const http::Answer& answer, const std::string& words) {
        EXPECT_EQ(answer.status, 429) << answer.body;
        EXPECT_THAT(answer.body, HasSubstr(words));
        ASSERT_TRUE(answer.has("Retry-After"));
        EXPECT_GE(std::stoi(std::string(answer.header("Retry-After"))), 1);
    }
    static Company company(int n) {
        return {fmt::format("第{}家有限公司", n), some_uscc(n), "某市某路1号", "020-70000000",
                fmt::format("company-{}", n)};
    }
    http::Answer try_register(http::Client& client, const std::string& address, int n) {
        client.cookies().clear();  // a registration signs its stranger in; the next one is by another stranger
        return client.post_json("/api/v1/organisations", json::serialize(registration(company(n), "producer")),
                                from(address));
    }
    std::unique_ptr<Server> server_;
};

// ---- signing in

// A stranger who guesses is slowed down at his address; neither the answers nor the waits tell which logins exist.
// EBM-06: after three failures a captcha comes first, for a login that exists and for one that does not.
TEST_P(Abuse, EBM06_ACaptchaIsAskedAlikeForKnownAndUnknownLogins) {
    start();
    auto admin = first_admin(*server_);
    auto client = server_->client();
    int n = 0;
    for (const std::string login : {"root-admin", "nobody-here"}) {
        const auto address = fmt::format("192.0.2.{}", 40 + n++);
        for (int i = 0; i < 3; ++i) EXPECT_EQ(sign_in(client, address, login, "wrong password 1").status, 401);
        auto asked = sign_in(client, address, login, password);
        if (asked.status == 429) {  // the first delay, a second, comes before the question
            std::this_thread::sleep_for(std::chrono::milliseconds(1100));
            asked = sign_in(client, address, login, password);
        }
        EXPECT_EQ(asked.status, 422) << asked.body;
        EXPECT_THAT(asked.body, HasSubstr("\"pointer\":\"/captcha\""));
    }
    EXPECT_EQ(sign_in(client, "192.0.2.60", "root-admin", password).status, 201) << "nobody else is asked";
}

// The delays by themselves: without captchas.
TEST_P(Abuse, GuessingIsSlowedDownAlikeForKnownAndUnknownLogins) {
    start({"--captcha-after-failures", "0"});
    auto admin = first_admin(*server_);
    auto client = server_->client();
    for (const std::string login : {"root-admin", "nobody-here"}) {
        http::Answer answer;
        int tried = 0;
        for (; tried < 12; ++tried) {  // on a slow machine the first delays are over before the next attempt comes
            answer = sign_in(client, "192.0.2.1", login, "wrong password 1");
            if (answer.status == 429) break;
            EXPECT_EQ(answer.status, 401) << answer.body;
            EXPECT_THAT(answer.body, HasSubstr("账号或密码不正确"));
        }
        EXPECT_GE(tried, 3);
        expect_limited(answer, "密码错误次数过多，请 ");
        expect_limited(sign_in(client, "192.0.2.1", login, password), "密码错误次数过多，请 ");
    }
    EXPECT_EQ(sign_in(client, "192.0.2.2", "root-admin", password).status, 201) << "nobody else is locked out";
    EXPECT_EQ(metric(metrics_of(client), "yiguan_auth_sign_ins_total{outcome=\"delayed\"}"), 4);
}

// Many addresses use the login's share up: whoever has signed in on his device before still gets in.
TEST_P(Abuse, ABotnetDoesNotLockTheOwnerOut) {
    start();
    auto admin = first_admin(*server_);  // on a connection whose cookies remember the device
    ASSERT_TRUE(admin.client().cookies().contains("yiguan_device"));
    auto bots = server_->client();
    int tried = 0;
    for (int i = 0; i < 30; ++i)
        tried += sign_in(bots, some_address(i), "root-admin", "wrong password 1").status == 401;
    EXPECT_GE(tried, 19);
    EXPECT_LE(tried, 21);
    auto elsewhere = server_->client();
    expect_limited(sign_in(elsewhere, "192.0.2.7", "root-admin", password), "请在曾经登录过的设备上登录");
    EXPECT_EQ(sign_in(admin.client(), "192.0.2.7", "root-admin", password).status, 201);
    EXPECT_EQ(admin.get("/api/v1/sessions/current").status, 200);

    // Over a restart too: the device is known by its cookie alone.
    ASSERT_EQ(server_->stop(), 0);
    server_->start();
    Party again(*server_, admin);
    for (int i = 0; i < 30; ++i) {
        auto bot = server_->client();
        sign_in(bot, some_address(i), "root-admin", "wrong password 1");
    }
    EXPECT_EQ(sign_in(again.client(), "192.0.2.7", "root-admin", password).status, 201);
}

// Hashing has a queue and a thread of its own: what floods it is refused there, and nothing else waits.
TEST_P(Abuse, AFloodOfSignInsStarvesNobody) {
    start();
    auto admin = first_admin(*server_);
    auto maker = join(*server_, admin, company(1), "producer");
    std::vector<std::unique_ptr<http::Client>> flood;
    for (int i = 0; i < 200; ++i) {
        flood.push_back(std::make_unique<http::Client>("127.0.0.1", server_->port(), std::chrono::seconds(60)));
        const auto body = json::serialize(json::object{{"login", fmt::format("user-{}", i)}, {"password", password}});
        flood.back()->send_raw(
            fmt::format("POST /api/v1/sessions HTTP/1.1\r\nHost: t\r\nX-Forwarded-For: {}\r\n"
                        "Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{}",
                        some_address(i), body.size(), body));
    }
    const auto begun = std::chrono::steady_clock::now();
    EXPECT_FALSE(upload(maker, png(31)).empty());
    EXPECT_EQ(maker.get("/").status, 200);
    EXPECT_EQ(maker.get("/api/v1/products").status, 200);
    const auto meanwhile = std::chrono::steady_clock::now() - begun;
    int refused = 0, wrong = 0;
    for (auto& client : flood) {
        const auto answer = client->read_answer();
        if (answer.status == 503) {
            ++refused;
            EXPECT_TRUE(answer.has("Retry-After"));
        } else {
            ++wrong;
            EXPECT_EQ(answer.status, 401) << answer.body;
        }
    }
    const auto all = std::chrono::steady_clock::now() - begun;
    EXPECT_GE(wrong, 1);
    EXPECT_GE(refused, 1) << "the queue is bounded";
    EXPECT_LT(meanwhile, all) << "what else was asked was answered before the flood was through";
    EXPECT_LT(meanwhile, std::chrono::seconds(10));
    EXPECT_EQ(maker.get("/healthz").status, 200);
}

// A password is hashed for the first administrator only after his token has been found right.
TEST_P(Abuse, AWrongSetupTokenIsRefusedWithoutHashing) {
    start();
    auto client = server_->client();
    const auto begun = std::chrono::steady_clock::now();
    for (int i = 0; i < 200; ++i) {
        const auto answer = client.post_json(
            "/api/v1/setup",
            json::serialize(json::object{{"token", "wrong"}, {"login", "admin"}, {"password", password}}));
        ASSERT_EQ(answer.status, 403) << answer.body;
    }
    EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(5)) << "200 hashes take longer";
}

// ---- limits by address and by account

TEST_P(Abuse, PagesOfOneAddressAreLimitedWhenTheNodeSaysSo) {
    start({"--limit-pages-per-second", "2"});
    auto client = server_->client();
    const std::string forged = "/E=201280000000000000000000000000000";
    int served = 0;
    http::Answer limited;
    for (int i = 0; i < 100; ++i) {
        limited = client.get(i % 2 ? forged : "/", from("192.0.2.1"));
        if (limited.status == 429) break;
        ++served;
    }
    EXPECT_GE(served, 20);
    EXPECT_LE(served, 40);
    EXPECT_EQ(limited.status, 429);
    EXPECT_EQ(limited.header("Content-Type"), "text/html; charset=utf-8");
    EXPECT_THAT(limited.body, HasSubstr("访问过于频繁"));
    // What strangers may read through the API is of the same class, and answers as a problem. Half a second brings a
    // busy machine the next token.
    for (int i = 0; i < 40; ++i) {
        limited = client.get("/api/v1/templates", from("192.0.2.1"));
        if (limited.status == 429) break;
    }
    expect_limited(limited, "来自同一网络地址的访问每秒不超过 2 次");
    EXPECT_EQ(client.get("/", from("192.0.2.2")).status, 200);
    EXPECT_EQ(client.get("/", from("2001:db8:1:1::1")).status, 200);
    for (const char* watched : {"/healthz", "/readyz", "/metrics"})
        for (int i = 0; i < 100; ++i) ASSERT_EQ(client.get(watched, from("192.0.2.1")).status, 200);
}

// A shop with a thousand customers behind one address, and the benchmarks: not limited unless the node says so.
TEST_P(Abuse, PagesAreNotLimitedByDefault) {
    start();
    auto client = server_->client();
    for (int i = 0; i < 3000; ++i) ASSERT_EQ(client.get("/E=201280000000000000000000000000000").status, 404);
}

TEST_P(Abuse, ReadsAndWritesAreLimitedByAccount) {
    start({"--limit-reads-per-second", "1", "--limit-writes-per-second", "1"});
    auto admin = first_admin(*server_);
    auto maker = join(*server_, admin, company(1), "producer");
    auto other = join(*server_, admin, company(2), "producer");
    int served = 0;
    http::Answer limited;
    for (int i = 0; i < 60; ++i) {
        limited = maker.get("/api/v1/products", from(some_address(i)));
        if (limited.status == 429) break;
        ++served;
    }
    EXPECT_GE(served, 10);
    EXPECT_LE(served, 30) << "from however many addresses";
    expect_limited(limited, "同一账号的查询每秒不超过 1 次");
    EXPECT_EQ(other.get("/api/v1/products").status, 200);

    // Writes are a class of their own; what is refused for its input is counted too.
    const json::object application{{"product", "1"}, {"quantity", "5"}};
    for (int i = 0; i < 60; ++i) {
        limited = maker.post("/api/v1/blocks", application);
        if (limited.status == 429) break;
    }
    expect_limited(limited, "同一账号的提交每秒不超过 1 次");
    EXPECT_NE(other.post("/api/v1/blocks", application).status, 429);

    // An API key is an account.
    const auto made = server_->command("apikey", {"create", "--role", "producer"});
    ASSERT_EQ(made.status, 0) << made.err;
    const auto key = made.out.substr(made.out.rfind("yk_"));
    auto machine = server_->client();
    for (int i = 0; i < 60; ++i) {
        limited = machine.get("/api/v1/products", {{"Authorization", "Bearer " + key.substr(0, key.find('\n'))}});
        if (limited.status == 429) break;
        ASSERT_EQ(limited.status, 200) << limited.body;
    }
    expect_limited(limited, "同一账号的查询每秒不超过 1 次");
}

TEST_P(Abuse, TheDescriptionTellsTheLimitsInForce) {
    start({"--limit-writes-per-second", "7"});
    auto client = server_->client();
    const auto paths = object_of(client.get("/openapi.json")).at("paths").as_object();
    const auto rate = [&](const char* path, const char* method) {
        return json::serialize(paths.at(path).at(method).at("x-rate-limit"));
    };
    EXPECT_EQ(rate("/api/v1/blocks", "post"), R"({"class":"writes","per":"account","perSecond":7,"burst":70})");
    EXPECT_EQ(rate("/api/v1/sessions", "post"), R"({"class":"sign_ins","per":"address","perHour":60,"burst":60})");
    EXPECT_EQ(rate("/E={code}", "get"), R"({"class":"pages","per":"address","unlimited":true})");
    EXPECT_FALSE(paths.at("/healthz").at("get").as_object().contains("x-rate-limit"));
    for (const auto& [path, methods] : paths)
        for (const auto& [method, operation] : methods.as_object())
            EXPECT_EQ(operation.as_object().contains("x-rate-limit"),
                      operation.at("responses").as_object().contains("429"))
                << method << " " << path;
}

// ---- registration and applications

TEST_P(Abuse, RegistrationsAreLimitedByAddress) {
    start({"--limit-registrations-per-hour", "3"});
    auto admin = first_admin(*server_);
    auto client = server_->client();
    int n = 10;
    for (int i = 0; i < 20; ++i)  // input that is refused anyway is not counted
        EXPECT_EQ(client.post_json("/api/v1/organisations", "{}", from("192.0.2.1")).status, 422);
    for (int i = 0; i < 3; ++i) EXPECT_EQ(try_register(client, "192.0.2.1", n++).status, 201);
    expect_limited(try_register(client, "192.0.2.1", n++), "来自同一网络地址的企业注册每小时不超过 3 次");
    EXPECT_EQ(try_register(client, "192.0.2.2", n++).status, 201);
    // The administrator registers as many as there are.
    for (int i = 0; i < 10; ++i) {
        const auto c = company(n++);
        EXPECT_EQ(admin.post("/api/v1/organisations", registration(c, "regulator")).status, 201);
    }
}

TEST_P(Abuse, PendingRegistrationsAreBounded) {
    start({"--pending-organisations-max", "4"});
    auto admin = first_admin(*server_);
    auto client = server_->client();
    std::vector<std::string> made;
    for (int i = 0; i < 4; ++i) {
        const auto answer = try_register(client, some_address(i), 20 + i);
        ASSERT_EQ(answer.status, 201) << answer.body;
        made.push_back(text(object_of(answer), "id"));
    }
    expect_limited(try_register(client, some_address(5), 30), "等待审核的企业注册已达 4 家的上限");
    admin.must_post("/api/v1/organisations/" + made[0] + "/reviews", json::object{{"decision", "approve"}});
    EXPECT_EQ(try_register(client, some_address(6), 30).status, 201) << "a review makes room";
}

TEST_P(Abuse, AnOrganisationHasAQuotaOfApplicationsAndOfCodes) {
    start({"--applications-per-day-max", "3", "--codes-per-day-max", "1000"});
    auto admin = first_admin(*server_);
    auto maker = join(*server_, admin, company(1), "producer");
    const auto product = published_product(maker, admin);
    const auto apply = [&](int quantity) {
        return maker.post("/api/v1/blocks", json::object{{"product", product}, {"quantity", quantity}});
    };
    expect_limited(apply(1001), "每个企业 24 小时内申请的追溯码不超过 1000 个");
    EXPECT_EQ(apply(600).status, 201);
    expect_limited(apply(401), "每个企业 24 小时内申请的追溯码不超过 1000 个");
    EXPECT_EQ(apply(399).status, 201);
    EXPECT_EQ(apply(1).status, 201);
    expect_limited(apply(1), "每个企业 24 小时内提交的赋码申请不超过 3 次");
    EXPECT_EQ(maker.must_get("/api/v1/blocks").at("items").as_array().size(), 3u) << "refused ones leave nothing";
    auto other = join(*server_, admin, company(2), "producer");
    const auto its = published_product(other, admin);
    EXPECT_EQ(other.post("/api/v1/blocks", json::object{{"product", its}, {"quantity", 1000}}).status, 201);
}

// ---- slow ones

// A code package of a billion lines whose reader never reads holds a connection no longer than the deadline.
TEST_P(Abuse, AReaderThatNeverReadsALargePackageIsCutOff) {
    start({"--write-timeout-ms", "300"});
    auto admin = first_admin(*server_);
    auto maker = join(*server_, admin, company(1), "producer");
    const auto block = block_of_codes(maker, published_product(maker, admin), 1'000'000'000);
    Party reader(*server_, maker);
    std::string cookies;
    for (const auto& [key, value] : reader.client().cookies()) cookies += key + "=" + value + "; ";
    reader.client().send_raw("GET /api/v1/blocks/" + block + "/package HTTP/1.1\r\nHost: t\r\nCookie: " + cookies +
                             "\r\n\r\n");
    auto watcher = server_->client();
    double cut = 0;
    for (int i = 0; i < 200 && cut == 0; ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(25));
        cut = metric(metrics_of(watcher), "yiguan_http_timeouts_total");
    }
    EXPECT_EQ(cut, 1);
    // One that reads slowly but steadily enough gets on.
    const auto part = maker.get("/api/v1/blocks/" + block + "/package", {{"Range", "bytes=0-1000000"}});
    EXPECT_EQ(part.status, 206);
}

// ---- Idempotency-Key under load

// Eight at once with one key: the work is done once, and whoever gets an answer gets the same.
TEST_P(Abuse, SimultaneousRequestsWithOneKeyAreDoneOnce) {
    start();
    auto admin = first_admin(*server_);
    auto maker = join(*server_, admin, company(1), "producer");
    const auto product = published_product(maker, admin);
    const auto count = [&] { return maker.must_get("/api/v1/blocks?limit=100").at("items").as_array().size(); };
    for (int round = 0; round < 10; ++round) {
        const auto before = count();
        const auto key = fmt::format("round-{}", round);
        std::vector<http::Answer> answers(8);
        std::vector<std::thread> threads;
        for (std::size_t i = 0; i < answers.size(); ++i)
            threads.emplace_back([&, i] {
                Party same(*server_, maker);
                // Half of them ask for something else under the same key.
                const auto body = json::serialize(json::object{{"product", product}, {"quantity", i % 2 ? "5" : "6"}});
                answers[i] = same.send(
                    "POST", "/api/v1/blocks", body,
                    {{"Content-Type", "application/json"}, {"X-CSRF-Token", same.csrf()}, {"Idempotency-Key", key}});
            });
        for (auto& thread : threads) thread.join();
        int first = 0;
        std::string body;
        for (const auto& answer : answers) {
            ASSERT_THAT(answer.status, AnyOf(201, 409)) << answer.body;
            if (answer.status == 409) {
                EXPECT_THAT(answer.body, HasSubstr("idempotency_key_reused"));
                continue;
            }
            first += !answer.has("Idempotency-Replayed");
            if (body.empty()) body = answer.body;
            EXPECT_EQ(answer.body, body);
        }
        EXPECT_EQ(first, 1);
        EXPECT_EQ(count(), before + 1);
    }
}

INSTANTIATE_TEST_SUITE_P(Engines, Abuse, ::testing::Values(db::Engine::sqlite, db::Engine::postgresql),
                         db::testing::engine_name);

}  // namespace
}  // namespace yiguan::testing
