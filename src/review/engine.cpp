// One function makes every move: it looks into the table, keeps clocks and names, stores, and tells the room above.
#include <fmt/format.h>

#include <algorithm>

#include "auth/auth.hpp"
#include "auth/contacts.hpp"
#include "auth/memberships.hpp"
#include "calendar/calendar.hpp"
#include "core/metrics.hpp"
#include "core/text.hpp"
#include "ledger/ledger.hpp"
#include "review/records.hpp"
#include "review/review_json.hpp"
#include "review/review_store.hpp"
#include "review/steps.hpp"

namespace yiguan::review {
namespace {

using auth::Actor;
using db::Tx;

constexpr std::size_t reason_chars_max = 500;

/// What comes with a move beside its name.
struct Details {
    std::string_view reason{};
    std::span<const Note> notes{};
    const Settings* settings = nullptr;
    const InitialPassword* password = nullptr;
    UserId assignee{};
    const Proposal* proposal = nullptr;
    UserId by{};  ///< Instead of the actor.
};

Error refused_state(const Application& a, Action action) {
    return {Code::wrong_state, "",
            fmt::format("{}的状态为“{}”，不能{}", name_zh(a.kind), name_zh(a.state), name_zh(action))};
}
Error changed_meanwhile() {
    return {Code::conflict, "/version", "申请刚被他人处理，请刷新后重试"};
}

Result<std::string_view> checked_reason(std::string_view reason, bool needed, std::string_view verb) {
    reason = trim(reason);
    if (needed && reason.empty())
        return Error{Code::missing_field, "/reason", fmt::format("{}时必须填写原因", verb), "审批意见"};
    if (!is_utf8(reason) || has_control(reason, true))
        return Error{Code::invalid, "/reason", "审批意见含有不允许的控制字符", "审批意见"};
    if (utf8_length(reason) > reason_chars_max)
        return Error{Code::too_long, "/reason", "审批意见不能超过 500 个字", "审批意见"};
    return reason;
}

Situation situation_of(const Application& a) {
    return {
        .party = static_cast<bool>(a.party), .second_review = a.second_review, .lasting = rules_for(a.kind).lasting};
}

Result<Application> get(Tx& tx, ApplicationId id) {
    auto found = store::find(tx, id);
    if (!found) return Error{Code::not_found, "", "没有这个申请"};
    return std::move(*found);
}

Result<void> require_owner(const Actor& actor, const Application& a) {
    TRY_VOID(auth::require(actor, rules_for(a.kind).apply));
    const bool own = a.org ? a.org == actor.org : a.created_by == actor.user;
    if (!own) return Error{Code::forbidden, "", "只有申请企业可以修改、提交或撤回自己的申请"};
    return outcome::success();
}

Result<void> require_holder(Tx& tx, const Actor& actor, const Application& a) {
    if (a.claimed_by == actor.user) return outcome::success();
    const auto holder = called(tx, a.claimed_by);
    return Error{Code::conflict, "",
                 fmt::format("该申请已由{}领取，正在审核", holder.empty() ? "其他审核人员" : "“" + holder + "”")};
}

/// What a reviewer is told who decides on what he saw before somebody else moved the application: who did what.
Error taken_meanwhile(Tx& tx, const Actor& actor, const Application& a) {
    if (is_claimed(a.state) && a.claimed_by != actor.user) return require_holder(tx, actor, a).error();
    const auto moves = store::history_of(tx, a.id);
    const auto& last = moves.back();
    const auto name = last.role == By::owner || last.role == By::party ? std::string() : called(tx, last.by);
    return {Code::conflict, "/version",
            fmt::format("{}刚刚{}了该申请，现在的状态为“{}”，请看过最新内容后再审核",
                        last.by == actor.user ? "您"
                        : name.empty()        ? std::string(name_zh(last.role))
                                              : "“" + name + "”",
                        name_zh(last.action), name_zh(a.state))};
}

std::string number_for(Tx& tx) {
    const auto day = beijing_date(tx.now());
    return fmt::format("SQ{:04}{:02}{:02}-{:04}", day.year, day.month, day.day,
                       store::next_number(tx, day.year * 10'000 + day.month * 100 + day.day));
}

std::string search_key_of(const Application& a) {
    return search_fold(a.number + " " + a.title + " " + a.org_name);
}

void take(Application& a, const Proposal& p) {
    a.title = p.title;
    a.org_name = p.org_name;
    a.region = p.region;
    a.categories = p.categories;
    a.party = p.party;
    if (!p.reason.empty()) a.reason = p.reason;
}

void start_clocks(Tx& tx, Application& a) {
    const auto rule = rule_of(tx, a.kind);
    const auto days = calendar::current(tx);
    a.submitted_at = tx.now();
    a.second_review = rule.second_review;
    a.first_due_at = days.add_working_days(tx.now(), rule.first_days);
    a.total_due_at = days.add_working_days(tx.now(), rule.total_days);
}

void let_go(Application& a) {
    a.claimed_by = {};
    a.claimed_at.reset();
}

/// Clocks, holder and reviewers after a move.
void keep_books(Tx& tx, const Actor& actor, Application& a, const Transition& t, const Details& details) {
    switch (t.action) {
        case Action::submit:
            a.submitted_by = details.by ? details.by : actor.user;
            a.first_reviewer = a.second_reviewer = {};
            a.decided_at.reset();
            start_clocks(tx, a);
            break;
        case Action::confirm:
            start_clocks(tx, a);
            break;
        case Action::claim:
        case Action::assign:
            a.claimed_by = details.assignee ? details.assignee : actor.user;
            a.claimed_at = tx.now();
            break;
        case Action::approve:
            (t.by == By::second ? a.second_reviewer : a.first_reviewer) = actor.user;
            break;
        default:
            break;
    }
    if (!is_claimed(a.state)) let_go(a);
    a.due_at = a.state == State::submitted || a.state == State::first_review          ? a.first_due_at
               : a.state == State::awaiting_second || a.state == State::second_review ? a.total_due_at
                                                                                      : std::nullopt;
    if (a.state == State::approved || a.state == State::rejected || a.state == State::to_complete)
        if (t.by == By::first || t.by == By::second) a.decided_at = tx.now();
}

std::string detail_text(const Details& d) {
    if (d.notes.empty() && !d.settings) return {};
    json::object out;
    if (!d.notes.empty()) {
        json::array notes;
        for (const auto& n : d.notes) notes.push_back({{"pointer", n.pointer}, {"text", n.text}});
        out["notes"] = std::move(notes);
    }
    if (d.settings) out["settings"] = encode(*d.settings);
    return json::serialize(out);
}

/// The row of history, the record of the log, and the trail.
void keep_version(Tx& tx, const Actor& actor, const Application& a, Action action, State from, By by,
                  const Details& details) {
    const store::Version version{.application = a.id,
                                 .version = a.version,
                                 .kind = a.kind,
                                 .object = a.object,
                                 .org = a.org,
                                 .round = a.round,
                                 .action = action,
                                 .from = from,
                                 .to = a.state,
                                 .by = details.by ? details.by : actor.user,
                                 .role = by,
                                 .assignee = details.assignee,
                                 .at = tx.now(),
                                 .reason = std::string(details.reason),
                                 .detail = detail_text(details),
                                 .content_hash = hash_of(content_of(tx, a.id))};
    store::insert_version(tx, version);
    ledger::append(tx, ledger::Object::application, a.id.value, a.version, content_of(version));
    auto author = actor;
    if (details.by) author.user = details.by;
    auth::audit(tx, author,
                {.action = "application." + std::string(name(action)),
                 .object_kind = "application",
                 .object_id = a.id.value,
                 .detail = details.reason});
    metrics::counter("yiguan_review_moves_total", "Moves of applications.",
                     {{"kind", name(a.kind)}, {"action", name(action)}})
        .add();
}

enum class Tell : std::uint8_t { no, yes };

Result<Application> make(Tx& tx, const Actor& actor, Application a, Action action, const Details& details, Tell tell) {
    const auto* t = find_transition(a.state, action, situation_of(a));
    if (!t) return refused_state(a, action);
    const State from = a.state;
    const int round = round_of_changes(a);
    if (details.proposal) take(a, *details.proposal);
    // Whether another party has to confirm may just have changed.
    if (details.proposal) t = find_transition(from, action, situation_of(a));
    a.state = t->to;
    if (action == Action::submit) a.round = round;
    ++a.version;
    a.updated_at = tx.now();
    if (!details.reason.empty() || (t->by != By::owner && action != Action::claim && action != Action::assign &&
                                    action != Action::release && action != Action::confirm))
        a.reason = std::string(details.reason);
    if (details.settings) a.settings = *details.settings;
    keep_books(tx, actor, a, *t, details);
    if (!store::update(tx, a, search_key_of(a))) return changed_meanwhile();
    if (details.proposal) store::put_content(tx, a.id, round, details.proposal->content);
    keep_version(tx, actor, a, action, from, t->by, details);
    int pos = 0;
    for (const auto& note : details.notes) store::insert_note(tx, a.id, a.version, ++pos, note);
    if (tell == Tell::yes) {
        TRY_VOID(rules_for(a.kind).moved(tx, actor, a,
                                         {.action = action,
                                          .from = from,
                                          .to = a.state,
                                          .by = t->by,
                                          .reason = details.reason,
                                          .password = details.password}));
    }
    tell_of(tx, a, action, from);
    return a;
}

/// The step that the present state waits for.
By step_of(State s) {
    return s == State::awaiting_second || s == State::second_review ? By::second : By::first;
}

/// With everything that a reviewer's move needs, but not that he holds it.
Result<Application> get_for_reviewer(Tx& tx, const Actor& actor, ApplicationId id) {
    if (actor.anonymous()) return Error{Code::unauthenticated, "", "请先登录后再操作"};
    TRY(auto a, get(tx, id));
    TRY_VOID(require_reviewer(tx, actor, a, step_of(a.state)));
    return a;
}

Result<std::vector<Note>> checked_notes(const Application& a, std::span<const Note> notes, UtcMs now) {
    if (notes.size() > notes_max)
        return Error{Code::too_long, "/notes", fmt::format("批注不能超过 {} 条", notes_max), "批注"};
    std::vector<Note> out;
    for (std::size_t i = 0; i < notes.size(); ++i) {
        const auto at = "/notes/" + std::to_string(i);
        Note note = notes[i];
        note.text = std::string(trim(note.text));
        if (note.text.empty()) return Error{Code::missing_field, at + "/text", "批注必须填写内容", "批注"};
        if (!is_utf8(note.text) || has_control(note.text, true))
            return Error{Code::invalid, at + "/text", "批注含有不允许的控制字符", "批注"};
        if (utf8_length(note.text) > reason_chars_max)
            return Error{Code::too_long, at + "/text", "批注不能超过 500 个字", "批注"};
        const bool pointer = note.pointer.starts_with('/') && note.pointer.size() <= 200 && is_utf8(note.pointer) &&
                             !has_control(note.pointer, false);
        if (!pointer) return Error{Code::invalid, at + "/pointer", "批注应指向一个填报字段", "批注"};
        const auto& field = rules_for(a.kind).field;
        note.field = field ? field(a, note.pointer) : std::string();
        note.round = a.round;
        note.at = now;
        note.step = a.state;
        out.push_back(std::move(note));
    }
    return out;
}

Action action_of(Decision decision) {
    switch (decision) {
        case Decision::approve:
            return Action::approve;
        case Decision::reject:
            return Action::reject;
        case Decision::to_complete:
            break;
    }
    return Action::ask_to_complete;
}

}  // namespace

std::string called(Tx& tx, UserId user) {
    if (auto name = auth::contact_of(tx, user).name; !name.empty()) return name;
    const auto account = auth::find_user(tx, user);
    return account ? account->login : std::string();
}

// ---- the applicant's side

Result<Application> start(Tx& tx, const Actor& actor, const NewApplication& n, Submit submit) {
    if (n.object)
        if (const auto open = store::find_newest(tx, n.kind, n.object))
            if (is_open(open->state) || open->state == State::draft)
                return Error{Code::conflict, "",
                             fmt::format("已有{}的申请 {}，状态为“{}”，处理完毕前不能再次申请", name_zh(n.kind),
                                         open->number, name_zh(open->state))};
    const UserId by = n.by ? n.by : actor.user;
    Application a{.id = tx.next_id<ApplicationId>(),
                  .number = number_for(tx),
                  .kind = n.kind,
                  .object = n.object,
                  .org = n.org,
                  .created_by = by,
                  .created_at = tx.now(),
                  .updated_at = tx.now()};
    take(a, n.proposal);
    const State from = a.state;
    const Details details{.reason = n.proposal.reason, .by = by};
    const Action action = submit == Submit::yes ? Action::submit : Action::save;
    const auto* t = find_transition(from, action, situation_of(a));
    a.state = t->to;
    keep_books(tx, actor, a, *t, details);
    store::insert(tx, a, search_key_of(a));
    store::put_content(tx, a.id, a.round, n.proposal.content);
    keep_version(tx, actor, a, action, from, By::owner, details);
    tell_of(tx, a, action, from);
    return a;
}

Application adopt(Tx& tx, const NewApplication& n, State state, UserId submitted_by, UtcMs submitted_at,
                  std::optional<UtcMs> due_at) {
    Application a{.id = tx.next_id<ApplicationId>(),
                  .number = number_for(tx),
                  .kind = n.kind,
                  .object = n.object,
                  .org = n.org,
                  .state = state,
                  .created_by = submitted_by,
                  .submitted_by = submitted_by,
                  .created_at = submitted_at,
                  .updated_at = tx.now(),
                  .submitted_at = submitted_at};
    take(a, n.proposal);
    a.first_due_at = a.total_due_at = due_at;
    if (is_open(state)) a.due_at = due_at;
    if (state == State::approved || state == State::rejected) a.decided_at = submitted_at;
    store::insert(tx, a, search_key_of(a));
    store::put_content(tx, a.id, a.round, n.proposal.content);
    keep_version(tx, {}, a, Action::submit, State::draft, By::owner, {.reason = n.proposal.reason, .by = submitted_by});
    return a;
}

Result<Application> amend(Tx& tx, const Actor& actor, ApplicationId id, const Proposal& proposal, Submit submit,
                          std::optional<std::int64_t> version) {
    if (actor.anonymous()) return Error{Code::unauthenticated, "", "请先登录后再操作"};
    TRY(auto a, get(tx, id));
    TRY_VOID(require_owner(actor, a));
    if (version && *version != a.version) return changed_meanwhile();
    const Action action = submit == Submit::yes ? Action::submit : Action::save;
    if (!is_with_applicant(a.state)) return refused_state(a, action);
    if (a.object) {
        const auto newest = store::find_newest(tx, a.kind, a.object);
        if (newest && newest->id != a.id)
            return Error{Code::wrong_state, "", fmt::format("已有更新的申请 {}，请处理那一份", newest->number)};
    }
    return make(tx, actor, std::move(a), action, {.reason = proposal.reason, .proposal = &proposal}, Tell::no);
}

Result<Application> withdraw(Tx& tx, const Actor& actor, ApplicationId id, std::string_view reason) {
    if (actor.anonymous()) return Error{Code::unauthenticated, "", "请先登录后再操作"};
    TRY(auto a, get(tx, id));
    TRY_VOID(require_owner(actor, a));
    TRY(const auto text, checked_reason(reason, false, {}));
    return make(tx, actor, std::move(a), Action::withdraw, {.reason = text}, Tell::yes);
}

Result<Application> answer_as_party(Tx& tx, const Actor& actor, ApplicationId id, bool confirm,
                                    std::string_view reason) {
    if (actor.anonymous()) return Error{Code::unauthenticated, "", "请先登录后再操作"};
    TRY(auto a, get(tx, id));
    TRY_VOID(auth::require(actor, rules_for(a.kind).apply));
    if (!a.party || a.party != actor.org) return Error{Code::forbidden, "", "只有被指定的对方企业可以确认或拒绝"};
    TRY(const auto text, checked_reason(reason, !confirm, "拒绝"));
    return make(tx, actor, std::move(a), confirm ? Action::confirm : Action::refuse, {.reason = text}, Tell::yes);
}

// ---- the reviewer's side

Result<Application> claim(Tx& tx, const Actor& actor, ApplicationId id) {
    TRY(auto a, get_for_reviewer(tx, actor, id));
    if (is_claimed(a.state)) {
        TRY_VOID(require_holder(tx, actor, a));
        return a;  // his already
    }
    return make(tx, actor, std::move(a), Action::claim, {}, Tell::yes);
}

Result<Application> release(Tx& tx, const Actor& actor, ApplicationId id) {
    TRY(auto a, get_for_reviewer(tx, actor, id));
    if (!is_claimed(a.state)) return refused_state(a, Action::release);
    TRY_VOID(require_holder(tx, actor, a));
    return make(tx, actor, std::move(a), Action::release, {}, Tell::yes);
}

/// By the roles of his account or as what he is a member of, in that membership's scope.
static bool reviews(Tx& tx, const auth::User& user, const Application& a) {
    const By step = step_of(a.state);
    if (require_reviewer(tx, {.user = user.id, .org = user.org, .roles = user.roles}, a, step).has_value()) return true;
    return std::ranges::any_of(auth::memberships_of(tx, user.id), [&](const auth::Membership& m) {
        if (m.status != auth::MembershipStatus::active) return false;
        const Actor seated{.user = user.id,
                           .org = m.org,
                           .roles = auth::effective_roles(m.role, auth::organisation_roles(tx, m.org)),
                           .scope = m.scope};
        return require_reviewer(tx, seated, a, step).has_value();
    });
}

Result<Application> assign(Tx& tx, const Actor& actor, ApplicationId id, UserId to) {
    TRY(auto a, get_for_reviewer(tx, actor, id));
    const auto user = auth::find_user(tx, to);
    const Error nobody{Code::invalid, "/user", "转派的对象应是可以审核此申请的人员", "审核人员"};
    if (!user || user->status != auth::UserStatus::active) return nobody;
    if (!reviews(tx, *user, a)) return nobody;
    return make(tx, actor, std::move(a), Action::assign, {.assignee = to}, Tell::yes);
}

Result<Application> decide(Tx& tx, const Actor& actor, ApplicationId id, const Verdict& verdict) {
    TRY(auto a, get_for_reviewer(tx, actor, id));
    if (verdict.version && *verdict.version != a.version) return taken_meanwhile(tx, actor, a);
    const Action action = action_of(verdict.decision);
    TRY(const auto reason,
        checked_reason(verdict.reason,
                       action == Action::reject || (action == Action::ask_to_complete && verdict.notes.empty()),
                       name_zh(action)));
    if (verdict.settings && (!rules_for(a.kind).settings || action != Action::approve))
        return Error{Code::invalid, "/settings", "只有通过企业注册时才能进行审核设置", "审核设置"};
    if (!is_claimed(a.state) && find_transition(a.state, Action::claim, situation_of(a))) {
        TRY(a, make(tx, actor, std::move(a), Action::claim, {}, Tell::yes));
    }
    if (is_claimed(a.state)) {
        TRY_VOID(require_holder(tx, actor, a));
    }
    TRY(const auto notes, checked_notes(a, verdict.notes, tx.now()));
    return make(tx, actor, std::move(a), action,
                {.reason = reason,
                 .notes = notes,
                 .settings = verdict.settings ? &*verdict.settings : nullptr,
                 .password = verdict.password ? &*verdict.password : nullptr},
                Tell::yes);
}

Result<Application> cancel(Tx& tx, const Actor& actor, ApplicationId id, std::string_view reason) {
    if (actor.anonymous()) return Error{Code::unauthenticated, "", "请先登录后再操作"};
    TRY(auto a, get(tx, id));
    const bool applicants = is_with_applicant(a.state);
    if (applicants) {
        TRY_VOID(require_owner(actor, a));
    } else {
        TRY_VOID(require_reviewer(tx, actor, a, By::operator_));
    }
    TRY(const auto text, checked_reason(reason, !applicants, name_zh(Action::cancel)));
    return make(tx, actor, std::move(a), Action::cancel, {.reason = text}, Tell::yes);
}

Result<Application> cancel_as_decided(Tx& tx, const Actor& actor, ApplicationId id, std::string_view reason) {
    TRY(auto a, get(tx, id));
    return make(tx, actor, std::move(a), Action::cancel, {.reason = reason}, Tell::yes);
}

static Result<Application> operate(Tx& tx, const Actor& actor, ApplicationId id, Action action,
                                   std::string_view reason) {
    if (actor.anonymous()) return Error{Code::unauthenticated, "", "请先登录后再操作"};
    TRY(auto a, get(tx, id));
    TRY_VOID(require_reviewer(tx, actor, a, By::operator_));
    TRY(const auto text, checked_reason(reason, action == Action::suspend, name_zh(action)));
    return make(tx, actor, std::move(a), action, {.reason = text}, Tell::yes);
}

Result<Application> suspend(Tx& tx, const Actor& actor, ApplicationId id, std::string_view reason) {
    return operate(tx, actor, id, Action::suspend, reason);
}
Result<Application> resume(Tx& tx, const Actor& actor, ApplicationId id, std::string_view reason) {
    return operate(tx, actor, id, Action::resume, reason);
}

// ---- look-up

std::optional<Application> find(Tx& tx, ApplicationId id) {
    return store::find(tx, id);
}
std::optional<Application> find_newest(Tx& tx, Kind kind, std::int64_t object) {
    return store::find_newest(tx, kind, object);
}
std::optional<Application> find_open(Tx& tx, Kind kind, std::int64_t object) {
    auto newest = store::find_newest(tx, kind, object);
    if (newest && (is_open(newest->state) || is_with_applicant(newest->state))) return newest;
    return std::nullopt;
}

std::string content_of(Tx& tx, ApplicationId id, int round) {
    if (round > 0) return store::content_of(tx, id, round).value_or("{}");
    const auto a = store::find(tx, id);
    if (!a) return "{}";
    if (auto changed = store::content_of(tx, id, round_of_changes(*a))) return std::move(*changed);
    return store::content_of(tx, id, a->round).value_or("{}");
}

std::vector<Note> notes_of(Tx& tx, ApplicationId id) {
    return store::notes_of(tx, id);
}

std::vector<HistoryRow> history_of(Tx& tx, ApplicationId id) {
    std::vector<HistoryRow> out;
    for (auto& v : store::history_of(tx, id))
        out.push_back({.version = v.version,
                       .round = v.round,
                       .action = v.action,
                       .from = v.from,
                       .to = v.to,
                       .by = v.by,
                       .role = v.role,
                       .assignee = v.assignee,
                       .at = v.at,
                       .reason = std::move(v.reason)});
    return out;
}

}  // namespace yiguan::review
