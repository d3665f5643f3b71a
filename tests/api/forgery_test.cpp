// Forged codes are refused by arithmetic: no database read, shown by the metrics (ui V4).
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <random>

#include "support/story.hpp"

namespace yiguan::testing {
namespace {

class ForgeryTest : public ::testing::TestWithParam<db::Engine> {};

using Series = std::map<std::string, double, std::less<>>;

// Named statements that ran for one in a hundred of `requests` or more. What the server does by its clock, whoever
// asks, runs less often: once a second it looks for blocks of other processes, for messages to send, for licences to
// read. A forgery that is recorded shows in the statement that adds a group of scans, however seldom.
std::vector<std::string> statements_run(const Series& before, const Series& after, double requests) {
    std::vector<std::string> grown;
    for (const auto& [name, value] : after) {
        if (!name.starts_with("yiguan_db_statements_total")) continue;
        const auto old = before.find(name);
        const double runs = value - (old == before.end() ? 0 : old->second);
        const bool records = name.find("statement=\"lookup.add_scan_group\"") != std::string::npos;
        if (runs >= (records ? 1 : requests / 100)) grown.push_back(fmt::format("{}: {}", name, runs));
    }
    return grown;
}

TEST_P(ForgeryTest, TenThousandForgeriesCostNoDatabaseRead) {
    auto& s = story(GetParam());
    auto stranger = s.stranger();
    const auto seed = std::random_device{}();
    fmt::print("seed {}\n", seed);
    RecordProperty("seed", std::to_string(seed));
    std::mt19937_64 random(seed);
    std::uniform_int_distribution<int> digit('0', '9');

    stranger.get("/readyz");
    std::this_thread::sleep_for(std::chrono::milliseconds(1500));  // scans of other tests are stored
    const auto before = metrics_of(stranger.client());
    const auto begun = std::chrono::steady_clock::now();
    constexpr int count = 10'000;
    for (int i = 0; i < count; ++i) {
        std::string code = "20128";
        while (code.size() < 33) code += static_cast<char>(digit(random));
        const char* const path = i % 3 == 0 ? "/E=" : i % 3 == 1 ? "/c/" : "/api/v1/codes/";
        const auto answer = stranger.get(path + code);
        ASSERT_EQ(answer.status, 404) << path << code;
        ASSERT_NE(answer.body.find("本平台未查到此码"), std::string::npos);
        ASSERT_LT(answer.body.size(), 20u * 1024);
    }
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
    const auto after = metrics_of(stranger.client());

    EXPECT_THAT(statements_run(before, after, count), ::testing::IsEmpty());
    const double queries = metric(after, "yiguan_db_queries_total") - metric(before, "yiguan_db_queries_total");
    EXPECT_LT(queries, count / 50) << "the clock's, nothing else";
    EXPECT_EQ(metric(after, "yiguan_lookup_forged_total") - metric(before, "yiguan_lookup_forged_total"), count);
    fmt::print("{} forgeries in {:.2f} s over one connection; {} queries in between (the server's clock)\n", count,
               seconds, queries);
}

// A true code with any one digit changed is a forgery too (but for the epoch digit, of which the keys know only one).
TEST_P(ForgeryTest, EveryOneDigitChangeOfATrueCodeIsRefused) {
    auto& s = story(GetParam());
    auto stranger = s.stranger();
    const auto code = s.code(s.million, 77);
    for (std::size_t at = 0; at < code.size(); ++at) {
        auto changed = code;
        changed[at] = changed[at] == '9' ? '0' : static_cast<char>(changed[at] + 1);
        EXPECT_EQ(stranger.get("/c/" + changed).status, 404) << at;
    }
    EXPECT_EQ(stranger.get("/c/" + code.substr(0, 32)).status, 404);
    EXPECT_EQ(stranger.get("/c/" + code + "0").status, 404);
    EXPECT_EQ(stranger.get("/c/" + code).status, 200);
}

// A code that deciphers but lies outside every block was never issued: minted with the right keys, counter out of
// reach.
TEST_P(ForgeryTest, CodesOutsideEveryBlockAreRefusedWithoutTheDatabase) {
    auto& s = story(GetParam());
    auto stranger = s.stranger();
    const auto out = run({program(), "mint", "--nsi", "0128", "--count", "3", "--first", "999999999999", "--data",
                          s.server.data().string()});
    ASSERT_EQ(out.status, 0) << out.err;
    ASSERT_EQ(out.out.size(), 3u * 34);
    std::this_thread::sleep_for(std::chrono::milliseconds(1500));
    const auto before = metrics_of(stranger.client());
    constexpr std::size_t count = 3'000;
    for (std::size_t i = 0; i < count; ++i) ASSERT_EQ(stranger.get("/E=" + out.out.substr(i % 3 * 34, 33)).status, 404);
    EXPECT_THAT(statements_run(before, metrics_of(stranger.client()), count), ::testing::IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Engines, ForgeryTest, ::testing::Values(db::Engine::sqlite, db::Engine::postgresql),
                         db::testing::engine_name);

}  // namespace
}  // namespace yiguan::testing
