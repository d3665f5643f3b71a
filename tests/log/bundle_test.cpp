// The proof of a code's history from the real server: for everybody, and complete once a run covers it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "proof/bundle.hpp"
#include "proof/leaf.hpp"
#include "support/story.hpp"

namespace yiguan::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class BundleTest : public ::testing::TestWithParam<db::Engine> {
protected:
    Server server_{GetParam(), {"--log-index-seconds", "1"}};  // so that a run covers every record soon

    static proof::Bundle read(const http::Answer& answer) {
        EXPECT_EQ(answer.status, 200) << answer.body;
        EXPECT_EQ(answer.header("Content-Type"), "application/vnd.yiguan.bundle+cbor");
        EXPECT_EQ(answer.header("Cache-Control"), "no-store");
        auto bundle = proof::Bundle::parse(answer.body);
        if (bundle.has_error()) throw std::runtime_error(bundle.error().detail);
        return std::move(bundle).value();
    }
    proof::BundleReport check(const proof::Bundle& bundle) {
        const auto origin = proof::Checkpoint::parse(bundle.checkpoint.text).value().origin;
        const auto policy = Party(server_).get(origin.substr(origin.find("/log/")) + "/policy");
        EXPECT_EQ(policy.status, 200) << policy.body;
        return proof::check_bundle(bundle, proof::Policy::parse(policy.body).value());
    }
    /// The last record that says something of a code: the index's own commitment has no keys.
    static std::uint64_t last_of_codes(const proof::Bundle& bundle) {
        std::uint64_t last = 0;
        for (const auto& entry : bundle.entries)
            if (!proof::Leaf::decode(entry.leaf).value().keys.empty()) last = entry.index;
        return last;
    }
    static std::size_t most_openings(const proof::Bundle& bundle) {
        std::size_t most = 0;
        for (const auto& entry : bundle.entries) most = std::max(most, entry.openings.size());
        return most;
    }
    /// Asks until `holds`, thirty seconds at most.
    template <class F>
    proof::Bundle wait_for(Party& party, const std::string& path, F holds) {
        for (int i = 0;; ++i) {
            const auto answer = party.get(path);
            if (answer.status == 200) {
                auto bundle = read(answer);
                if (holds(bundle) || i == 300) return bundle;
            } else if (i == 300) {
                throw std::runtime_error(answer.body);
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
        }
    }
};

// NAT-35
TEST_P(BundleTest, Nat35WhoeverAsksCanCheckTheHistoryOfACode) {
    server_.start();
    auto admin = first_admin(server_);
    auto producer = join(server_, admin, maker, "producer");
    const auto product = published_product(producer, admin);
    const auto block = block_of_codes(producer, product, 100);
    const auto first = std::stoll(text(producer.must_get("/api/v1/blocks/" + block), "first"));
    producer.must_post("/api/v1/bindings", command(range(block, first, first + 9), binding_fields()));
    producer.must_post("/api/v1/activations", range(block, first, first + 9));
    producer.must_post("/api/v1/shipments", command(range(block, first, first + 4), shipping_fields()));
    const auto package = producer.get("/api/v1/blocks/" + block + "/package").body;
    const std::string path = "/api/v1/bundles/" + package.substr(0, 33);

    auto stranger = Party(server_);
    const auto genuine = wait_for(stranger, path, [&](const auto& b) { return check(b).events >= 3; });
    auto report = check(genuine);
    EXPECT_EQ(report.finding.verdict, proof::Verdict::valid) << report.finding.lines.back();
    EXPECT_TRUE(report.genuine);
    EXPECT_EQ(report.events, 3u);

    // A start looks at once whether a run is due.
    EXPECT_EQ(server_.stop(), 0);
    server_.start();
    auto again = Party(server_);
    const auto complete =
        wait_for(again, path, [&](const auto& b) { return check(b).complete_to > last_of_codes(genuine); });
    report = check(complete);
    EXPECT_EQ(report.finding.verdict, proof::Verdict::valid) << report.finding.lines.back();
    EXPECT_EQ(report.events, 3u);
    EXPECT_GT(report.complete_to, last_of_codes(genuine));

    auto hidden = complete;
    hidden.entries.erase(hidden.entries.begin());
    EXPECT_EQ(check(hidden).finding.verdict, proof::Verdict::invalid);

    // The maker gets the fields of its own events, a stranger nothing that it hides.
    Party maker_again(server_, producer);
    const auto own = read(maker_again.get(path));
    EXPECT_EQ(check(own).finding.verdict, proof::Verdict::valid);
    EXPECT_GE(most_openings(own), 4u);
    EXPECT_LE(most_openings(complete), 2u);
    for (const auto& value : hidden_values()) EXPECT_THAT(complete.encode(), Not(HasSubstr(value)));
}

TEST_P(BundleTest, OthersCodesAndForgedOnesHaveNone) {
    server_.start();
    Party stranger(server_);
    for (const auto* code : {"201289985296962119819527847024772", "6901234567892", "x"}) {
        const auto answer = stranger.get(std::string("/api/v1/bundles/") + code);
        EXPECT_EQ(answer.status, 404);
        EXPECT_EQ(answer.body, stranger.get(std::string("/api/v1/codes/") + code).body);
    }
}

YIGUAN_BOTH_ENGINES(BundleTest);

}  // namespace
}  // namespace yiguan::testing
