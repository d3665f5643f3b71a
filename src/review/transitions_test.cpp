#include "review/transitions.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <sstream>

#include "auth/auth.hpp"
#include "review/test_world.hpp"

namespace yiguan::review {
namespace {

// Rows: from; columns: action; cells: the next state. "a|b": a without the condition of the column, b with it (submit:
// another party; approve: re-review). "*": only of kinds that last. "." : never.
constexpr std::string_view matrix = R"(
                save        submit                   confirm   refuse   claim         release         assign        approve                  reject   to_complete withdraw  cancel     suspend    resume
draft           draft       submitted|awaiting_party .         .        .             .               .             .                        .        .           .         cancelled  .          .
awaiting_party  .           .                        submitted rejected .             .               .             .                        .        .           withdrawn .          .          .
submitted       .           .                        .         .        first_review  .               first_review  .                        .        .           withdrawn .          .          .
first_review    .           .                        .         .        .             submitted       first_review  approved|awaiting_second rejected to_complete .         .          .          .
awaiting_second .           .                        .         .        second_review .               second_review .                        .        .           .         .          .          .
second_review   .           .                        .         .        .             awaiting_second second_review approved                 rejected to_complete .         .          .          .
approved        .           .                        .         .        .             .               .             .                        .        .           .         *cancelled *suspended .
rejected        rejected    submitted|awaiting_party .         .        .             .               .             .                        .        .           .         cancelled  .          .
to_complete     to_complete submitted|awaiting_party .         .        .             .               .             .                        .        .           .         cancelled  .          .
withdrawn       withdrawn   submitted|awaiting_party .         .        .             .               .             .                        .        .           .         cancelled  .          .
suspended       .           .                        .         .        .             .               .             .                        .        .           .         *cancelled .          *approved
cancelled       .           .                        .         .        .             .               .             .                        .        .           .         .          .          .
)";

std::vector<std::string> words_of(const std::string& line) {
    std::istringstream in(line);
    std::vector<std::string> out;
    for (std::string word; in >> word;) out.push_back(word);
    return out;
}

std::map<std::string, std::map<std::string, std::string>> read_matrix() {
    std::map<std::string, std::map<std::string, std::string>> out;
    std::istringstream lines{std::string(matrix)};
    std::vector<std::string> actions;
    for (std::string line; std::getline(lines, line);) {
        const auto words = words_of(line);
        if (words.empty()) continue;
        if (actions.empty()) {
            actions = words;
            continue;
        }
        EXPECT_EQ(words.size(), actions.size() + 1) << line;
        for (std::size_t i = 0; i < actions.size(); ++i) out[words[0]][actions[i]] = words[i + 1];
    }
    return out;
}

std::optional<State> expected(std::string cell, bool conditional, const Situation& s) {
    if (cell == ".") return std::nullopt;
    if (cell.front() == '*') {
        if (!s.lasting) return std::nullopt;
        cell.erase(0, 1);
    }
    if (const auto bar = cell.find('|'); bar != std::string::npos)
        cell = conditional ? cell.substr(bar + 1) : cell.substr(0, bar);
    return parse_state(cell);
}

// X3: every state, every action, every kind, whatever the circumstances.
TEST(Transitions, AreThoseOfTheMatrixAndNoOthersX3) {
    const auto cells = read_matrix();
    int moves = 0;
    for (int k = 1; k <= kind_count; ++k)
        for (int s = 1; s <= state_count; ++s)
            for (int a = 1; a <= action_count; ++a)
                for (const bool party : {false, true})
                    for (const bool second : {false, true}) {
                        const auto kind = static_cast<Kind>(k);
                        const auto from = static_cast<State>(s);
                        const auto action = static_cast<Action>(a);
                        const Situation situation{party, second, find_rules(kind)->lasting};
                        const auto* t = find_transition(from, action, situation);
                        const auto wanted = expected(cells.at(std::string(name(from))).at(std::string(name(action))),
                                                     action == Action::submit ? party : second, situation);
                        ASSERT_EQ(t != nullptr, wanted.has_value())
                            << name(kind) << " " << name(from) << " " << name(action);
                        if (!t) continue;
                        ++moves;
                        ASSERT_EQ(t->to, *wanted) << name(kind) << " " << name(from) << " " << name(action);
                    }
    EXPECT_GT(moves, 1'000);
}

TEST(Transitions, TwoRowsNeverHoldAtOnce) {
    for (const auto& a : transitions())
        for (const auto& b : transitions()) {
            if (&a == &b || a.from != b.from || a.action != b.action) continue;
            for (const bool party : {false, true})
                for (const bool second : {false, true}) {
                    const auto* found = find_transition(a.from, a.action, {party, second, true});
                    ASSERT_NE(found, nullptr);
                }
            EXPECT_TRUE((a.condition == If::party && b.condition == If::no_party) ||
                        (a.condition == If::no_party && b.condition == If::party) ||
                        (a.condition == If::second && b.condition == If::no_second) ||
                        (a.condition == If::no_second && b.condition == If::second));
        }
}

TEST(Transitions, EveryStateIsReachedAndOnlyTheEndHasNoWayOut) {
    std::set<State> reached{State::draft}, left;
    for (const auto& t : transitions()) {
        reached.insert(t.to);
        left.insert(t.from);
    }
    EXPECT_EQ(reached.size(), static_cast<std::size_t>(state_count));
    EXPECT_EQ(left.size(), static_cast<std::size_t>(state_count) - 1);
    EXPECT_FALSE(left.contains(State::cancelled));
}

TEST(Transitions, OwnersNeverDecideAndReviewersNeverSubmit) {
    for (const auto& t : transitions()) {
        const bool owners = t.action == Action::save || t.action == Action::submit || t.action == Action::withdraw;
        const bool decides =
            t.to == State::approved || t.action == Action::reject || t.action == Action::ask_to_complete;
        const bool again = t.from == State::second_review || t.from == State::awaiting_second;
        EXPECT_TRUE(!owners || t.by == By::owner);
        EXPECT_TRUE(!decides || t.by == By::first || t.by == By::second || t.by == By::operator_);
        EXPECT_TRUE(!again || t.by == By::second);
    }
}

TEST(Transitions, WordsComeBack) {
    for (int k = 1; k <= kind_count; ++k) EXPECT_EQ(parse_kind(name(static_cast<Kind>(k))), static_cast<Kind>(k));
    for (int s = 1; s <= state_count; ++s) EXPECT_EQ(parse_state(name(static_cast<State>(s))), static_cast<State>(s));
    EXPECT_EQ(parse_kind("企业注册"), std::nullopt);
    EXPECT_EQ(parse_state(""), std::nullopt);
    EXPECT_EQ(name_zh(State::to_complete), "待完善");
    EXPECT_EQ(name_zh(Kind::product_correction), "产品订正");
}

TEST(Transitions, CategoriesAreBits) {
    EXPECT_EQ(category_bit("CAT-01"), 1);
    EXPECT_EQ(category_bit("CAT-04"), 8);
    for (const auto* wrong : {"", "CAT-", "CAT-00", "CAT-63", "CAT-4", "cat-04", "CAT-0x", "CAT-004"})
        EXPECT_EQ(category_bit(wrong), 0) << wrong;
}

TEST(Actions, AreAuditedInChineseWords) {
    for (int i = 1; i <= action_count; ++i) {
        const auto action = "application." + std::string(name(static_cast<Action>(i)));
        EXPECT_NE(auth::action_zh(action), action);
    }
}

}  // namespace
}  // namespace yiguan::review
