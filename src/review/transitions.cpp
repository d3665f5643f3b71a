#include "review/transitions.hpp"

#include <algorithm>
#include <array>

namespace yiguan::review {
namespace {

using A = Action;
using S = State;

constexpr std::array table{
    // with the applicant
    Transition{S::draft, A::save, By::owner, If::always, S::draft},
    Transition{S::draft, A::submit, By::owner, If::no_party, S::submitted},
    Transition{S::draft, A::submit, By::owner, If::party, S::awaiting_party},
    Transition{S::draft, A::cancel, By::owner, If::always, S::cancelled},
    Transition{S::rejected, A::save, By::owner, If::always, S::rejected},
    Transition{S::rejected, A::submit, By::owner, If::no_party, S::submitted},
    Transition{S::rejected, A::submit, By::owner, If::party, S::awaiting_party},
    Transition{S::rejected, A::cancel, By::owner, If::always, S::cancelled},
    Transition{S::to_complete, A::save, By::owner, If::always, S::to_complete},
    Transition{S::to_complete, A::submit, By::owner, If::no_party, S::submitted},
    Transition{S::to_complete, A::submit, By::owner, If::party, S::awaiting_party},
    Transition{S::to_complete, A::cancel, By::owner, If::always, S::cancelled},
    Transition{S::withdrawn, A::save, By::owner, If::always, S::withdrawn},
    Transition{S::withdrawn, A::submit, By::owner, If::no_party, S::submitted},
    Transition{S::withdrawn, A::submit, By::owner, If::party, S::awaiting_party},
    Transition{S::withdrawn, A::cancel, By::owner, If::always, S::cancelled},
    // with the other party
    Transition{S::awaiting_party, A::confirm, By::party, If::always, S::submitted},
    Transition{S::awaiting_party, A::refuse, By::party, If::always, S::rejected},
    Transition{S::awaiting_party, A::withdraw, By::owner, If::always, S::withdrawn},
    // initial review
    Transition{S::submitted, A::withdraw, By::owner, If::always, S::withdrawn},
    Transition{S::submitted, A::claim, By::first, If::always, S::first_review},
    Transition{S::submitted, A::assign, By::first, If::always, S::first_review},
    Transition{S::first_review, A::release, By::first, If::always, S::submitted},
    Transition{S::first_review, A::assign, By::first, If::always, S::first_review},
    Transition{S::first_review, A::approve, By::first, If::no_second, S::approved},
    Transition{S::first_review, A::approve, By::first, If::second, S::awaiting_second},
    Transition{S::first_review, A::reject, By::first, If::always, S::rejected},
    Transition{S::first_review, A::ask_to_complete, By::first, If::always, S::to_complete},
    // re-review
    Transition{S::awaiting_second, A::claim, By::second, If::always, S::second_review},
    Transition{S::awaiting_second, A::assign, By::second, If::always, S::second_review},
    Transition{S::second_review, A::release, By::second, If::always, S::awaiting_second},
    Transition{S::second_review, A::assign, By::second, If::always, S::second_review},
    Transition{S::second_review, A::approve, By::second, If::always, S::approved},
    Transition{S::second_review, A::reject, By::second, If::always, S::rejected},
    Transition{S::second_review, A::ask_to_complete, By::second, If::always, S::to_complete},
    // what was approved
    Transition{S::approved, A::suspend, By::operator_, If::lasting, S::suspended},
    Transition{S::suspended, A::resume, By::operator_, If::lasting, S::approved},
    Transition{S::approved, A::cancel, By::operator_, If::lasting, S::cancelled},
    Transition{S::suspended, A::cancel, By::operator_, If::lasting, S::cancelled},
};

bool holds(If condition, const Situation& s) {
    switch (condition) {
        case If::always:
            return true;
        case If::party:
            return s.party;
        case If::no_party:
            return !s.party;
        case If::second:
            return s.second_review;
        case If::no_second:
            return !s.second_review;
        case If::lasting:
            return s.lasting;
    }
    return false;
}

}  // namespace

std::span<const Transition> transitions() {
    return table;
}

const Transition* find_transition(State from, Action action, const Situation& situation) {
    const auto found = std::ranges::find_if(table, [&](const Transition& t) {
        return t.from == from && t.action == action && holds(t.condition, situation);
    });
    return found == table.end() ? nullptr : &*found;
}

}  // namespace yiguan::review
