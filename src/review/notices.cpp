// Who is told of a move, for every kind alike.
#include "auth/contacts.hpp"
#include "auth/memberships.hpp"
#include "core/time.hpp"
#include "message/message.hpp"
#include "message/settings.hpp"
#include "review/steps.hpp"

namespace yiguan::review {
namespace {

using auth::Role;
using db::Tx;
using message::Channel;

message::Parameters said_of(const Application& a) {
    return {{"application", std::string(name_zh(a.kind))},
            {"object", a.title.empty() ? a.number : a.title},
            {"organisation", a.org_name.empty() ? "申请企业" : a.org_name}};
}

message::ObjectRef object_of(const Application& a) {
    return {"application", a.id.value};
}

// Everybody of the organisation on the platform; who submitted it also where he asked to be told.
void tell_applicant(Tx& tx, const Application& a, std::string_view words, const message::Parameters& said) {
    if (a.org) message::notify(tx, a.org, words, said, object_of(a));
    if (!a.submitted_by) return;
    const auto channels = message::channels_of(tx, a.submitted_by, message::Kind::review);
    const auto send = [&](Channel channel, std::optional<std::string> (*address)(Tx&, UserId)) {
        if (!channels.contains(channel)) return;
        const auto to = address(tx, a.submitted_by);
        if (!to || !message::is_address(channel, *to)) return;
        (void)message::post(tx, {.channel = channel,
                                 .to = *to,
                                 .template_key = words,
                                 .parameters = said,
                                 .user = a.submitted_by,
                                 .org = a.org});
    };
    send(Channel::sms, auth::phone_of);
    send(Channel::email, auth::email_of);
}

// The operators, and those who may review it by role and scope.
void tell_reviewers(Tx& tx, const Application& a) {
    auto said = said_of(a);
    if (a.due_at) said["due"] = to_string(beijing_date(*a.due_at));
    message::notify(tx, message::Recipient::operators(), "application_waiting", said, object_of(a));
    const By step = a.state == State::awaiting_second ? By::second : By::first;
    const Role role = step == By::second ? Role::second_reviewer : Role::first_reviewer;
    for (const auto& member : auth::memberships_with(tx, role)) {
        const auth::Actor reviewer{
            .user = member.user, .org = member.org, .roles = auth::Roles{}.with(role), .scope = member.scope};
        if (require_reviewer(tx, reviewer, a, step).has_value())
            message::notify(tx, member.user, "application_waiting", said, object_of(a));
    }
}

void tell_of_answer(Tx& tx, const Application& a, Action action) {
    auto said = said_of(a);
    said["organisation"] = "对方企业";
    said["answer"] = action == Action::confirm ? "已确认" : "已拒绝";
    if (action == Action::refuse) said["reason"] = a.reason;
    tell_applicant(tx, a, "party_answered", said);
}

void tell_of_decision(Tx& tx, const Application& a) {
    auto said = said_of(a);
    if (a.state != State::approved) said["reason"] = a.reason.empty() ? "见各字段旁的批注" : a.reason;
    tell_applicant(tx, a,
                   a.state == State::approved   ? "application_approved"
                   : a.state == State::rejected ? "application_rejected"
                                                : "application_to_complete",
                   said);
}

}  // namespace

void tell_of(Tx& tx, const Application& a, Action action, State from) {
    if (action == Action::confirm || action == Action::refuse) tell_of_answer(tx, a, action);
    const bool decided = action == Action::approve || action == Action::reject || action == Action::ask_to_complete;
    const bool final = a.state == State::approved || a.state == State::rejected || a.state == State::to_complete;
    if (decided && final && !rules_for(a.kind).own_words) tell_of_decision(tx, a);
    if (a.state == from || action == Action::release) return;
    if (a.state == State::awaiting_party) message::notify(tx, a.party, "party_confirmation", said_of(a), object_of(a));
    if (a.state == State::submitted || a.state == State::awaiting_second) tell_reviewers(tx, a);
}

}  // namespace yiguan::review
