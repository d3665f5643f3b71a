// Parts that the files of the room share. Private to review.
#pragma once
#include <string>

#include "review/review.hpp"
#include "review/transitions.hpp"

namespace yiguan::review {

/// The round that the applicant's changes belong to.
inline int round_of_changes(const Application& a) {
    return a.submitted_at && is_with_applicant(a.state) ? a.round + 1 : a.round;
}

/// Right, scope, and that it is neither the actor's own nor (re-review) one that he reviewed before.
/// Code::unauthenticated, Code::forbidden, Code::self_review.
Result<void> require_reviewer(db::Tx& tx, const auth::Actor& actor, const Application& application, By step);
/// What colleagues call an account: its name, its login where it gave none, "" where there is none.
std::string called(db::Tx& tx, UserId user);
/// Tells whom the move concerns: the applicant of a decision, the other party of its turn, reviewers of what waits.
void tell_of(db::Tx& tx, const Application& application, Action action, State from);
/// Rights of what the rooms describe; a kind that no room describes is a bug.
const KindRules& rules_for(Kind kind);

}  // namespace yiguan::review
