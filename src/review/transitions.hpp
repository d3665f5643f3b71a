// The moves of applications as data. Private to review.
#pragma once
#include <span>

#include "review/review.hpp"

namespace yiguan::review {

/// What must hold beside the state.
enum class If : std::uint8_t {
    always,
    party,      ///< Another party has to confirm first.
    no_party,   ///< Nobody has.
    second,     ///< A re-review follows.
    no_second,  ///< The initial review decides.
    lasting,    ///< Kinds whose object lives on.
};

struct Transition {
    State from;
    Action action;
    By by;
    If condition;
    State to;
};

std::span<const Transition> transitions();

struct Situation {
    bool party = false;
    bool second_review = false;
    bool lasting = false;
};
/// The one move of `action` from `from` there; null when the table has none.
const Transition* find_transition(State from, Action action, const Situation& situation);

/// States whose holder is named in claimed_by.
constexpr bool is_claimed(State s) {
    return s == State::first_review || s == State::second_review;
}

}  // namespace yiguan::review
