#include "faults/chain.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace yiguan::testing::faults {
namespace {

constexpr std::array states{"free", "bound", "active", "in_transit"};

}  // namespace

Chain::Chain(std::string block, std::int64_t first, unsigned side, std::int64_t singles)
    : block_(std::move(block)), first_(first), singles_(singles), name_(fmt::format("chain-{}-{}", block_, first)) {
    const auto all = range(block_, first_, first_ + codes - 1);
    json::array single;
    for (std::int64_t i = 0; i < singles_; ++i) {  // every second one
        const auto code = first_ + codes + 2 * i;
        single.push_back(range(block_, code, code));
    }
    const auto binding = binding_fields();
    steps_[0] = {"/api/v1/bindings", json::serialize(command(all, binding)), "application/json", {}};
    steps_[1] = {"/api/v1/activations", json::serialize(all), "application/json", {}};
    steps_[2] = {"/api/v1/shipments", json::serialize(command(all, shipping_fields())), "application/json", {}};
    steps_[3] = {"/api/v1/bindings", json::serialize(command({{"ranges", single}}, binding)), "application/json", {}};
    steps_[4] = {"/api/v1/documents", png(side), "image/png", {}};
}

http::Answer Chain::send(Party& party, std::size_t step) const {
    const Step& s = steps_[step];
    return party.send("POST", s.path, s.body,
                      {{"Content-Type", s.type},
                       {"X-CSRF-Token", party.csrf()},
                       {"Idempotency-Key", fmt::format("{}-{}", name_, step)}});
}

bool Chain::ask(Party& party) {
    for (std::size_t i = 0; i < steps_.size(); ++i) {
        Step& step = steps_[i];
        if (!step.location.empty()) continue;
        // Each needs the one before; asked out of order it would be refused for a reason of its own.
        if (i > 0 && i < 3 && steps_[i - 1].location.empty()) continue;
        http::Answer answer;
        step.tried = true;
        try {
            answer = send(party, i);
        } catch (const std::exception& e) {
            unanswered_ = e.what();
            return false;
        }
        if (answer.status == 201) {
            step.location = answer.header("Location");
            EXPECT_FALSE(step.location.empty()) << answer.body;
        } else {
            EXPECT_TRUE(answer.status == 500 || answer.status == 503)
                << step.path << ": " << answer.status << ' ' << answer.body;
            EXPECT_EQ(answer.header("Content-Type"), "application/problem+json") << answer.body;
        }
    }
    return std::ranges::none_of(steps_, [](const Step& s) { return s.location.empty(); });
}

// The one state of all these codes; "free" stands for those that no segment names.
std::string Chain::status(Party& party, std::int64_t first, std::int64_t last) const {
    std::set<std::string> found;
    std::int64_t covered = 0;
    const auto page = party.must_get(fmt::format("/api/v1/blocks/{}/segments?limit=100{}", block_,
                                                 first > 0 ? fmt::format("&cursor={}", first) : ""));
    for (const auto& item : page.at("items").as_array()) {
        const auto& segment = item.as_object();
        const std::int64_t a = std::max<std::int64_t>(std::stoll(text(segment, "first")), first);
        const std::int64_t b = std::min<std::int64_t>(std::stoll(text(segment, "last")), last);
        if (a > b) continue;
        covered += b - a + 1;
        found.insert(text(segment, "status"));
    }
    if (covered < last - first + 1) found.insert("free");
    EXPECT_EQ(found.size(), 1u) << "a half-written step at codes " << first << " to " << last;
    return *found.begin();
}

void Chain::expect_kept(Party& party) const {
    std::ptrdiff_t acknowledged = 0, tried = 0;
    for (std::size_t i = 0; i < 3; ++i) {
        if (!steps_[i].location.empty()) acknowledged = static_cast<std::ptrdiff_t>(i) + 1;
        if (steps_[i].tried) tried = static_cast<std::ptrdiff_t>(i) + 1;
    }
    const auto stored = std::ranges::find(states, status(party, first_, first_ + codes - 1)) - states.begin();
    EXPECT_GE(stored, acknowledged) << "an acknowledged step is lost";
    EXPECT_LE(stored, tried) << "nobody asked for this";
    const std::int64_t single = first_ + codes;
    const auto one = status(party, single, single),
               other = status(party, single + 2 * singles_ - 2, single + 2 * singles_ - 2);
    EXPECT_EQ(one, other) << "half of the single codes are bound";
    EXPECT_TRUE(steps_[3].location.empty() || one == "bound") << "an acknowledged step is lost";
    for (const Step& step : steps_) {
        if (step.location.empty()) continue;
        EXPECT_EQ(party.get(step.location).status, 200) << step.path << ": what was acknowledged is lost";
    }
}

void Chain::repeat(Party& party) {
    for (std::size_t i = 0; i < steps_.size(); ++i) {
        const auto answer = send(party, i);
        ASSERT_EQ(answer.status, 201) << steps_[i].path << ": " << answer.body;
        if (!steps_[i].location.empty()) {
            EXPECT_EQ(answer.header("Location"), steps_[i].location) << "it was done again";
            EXPECT_EQ(answer.header("Idempotency-Replayed"), "true");
        }
        steps_[i].location = answer.header("Location");
        steps_[i].tried = true;
    }
    expect_kept(party);
    // Four events, each once, and before them only what was there.
    std::multiset<std::string> events;
    for (std::size_t i = 0; i < 4; ++i) events.insert(steps_[i].location);
    const auto page = party.must_get("/api/v1/events?limit=6");
    std::multiset<std::string> newest;
    int of_this = 0;
    for (const auto& item : page.at("items").as_array()) {
        const auto body = json::serialize(item);
        of_this += static_cast<int>(std::ranges::any_of(events, [&](const std::string& l) {
            return text(item.as_object(), "eventID") == l.substr(l.rfind('/') + 1);
        }));
        for (const auto& r : item.at("ranges").as_array()) {
            const auto a = std::stoll(text(r.as_object(), "first"));
            if (a >= first_ && a < first_ + codes + 2 * singles_) {
                newest.insert(body);
                break;
            }
        }
    }
    EXPECT_EQ(of_this, 4);
    EXPECT_EQ(newest.size(), 4u) << json::serialize(page);
}

}  // namespace yiguan::testing::faults
