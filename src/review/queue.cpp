// Who sees which applications, in what order, and how long they wait.
#include <algorithm>
#include <stdexcept>

#include "auth/memberships.hpp"
#include "core/text.hpp"
#include "review/review_store.hpp"
#include "review/steps.hpp"

namespace yiguan::review {
namespace {

using auth::Actor;
using db::Tx;

constexpr int page_items_max = 100;
constexpr std::int64_t position_max = 1'000;
constexpr int pace_decisions = 20, pace_decisions_min = 5;
constexpr std::int64_t pace_age_ms = 30LL * 86'400'000;

std::string escaped(std::string_view part) {
    std::string out;
    for (const char c : part) {
        if (c == '%' || c == '_' || c == '\\') out += '\\';
        out += c;
    }
    return out;
}

template <class Take>
void each_kind(Take take) {
    for (int k = 1; k <= kind_count; ++k)
        if (const auto* rules = find_rules(static_cast<Kind>(k))) take(*rules);
}

std::int64_t kinds_reviewed(const Actor& actor, By step) {
    std::int64_t kinds = 0;
    each_kind([&](const KindRules& r) {
        if (auth::may_everywhere(actor, step == By::second ? r.second : r.first)) kinds |= bit(r.kind);
    });
    return kinds;
}

bool reads_all(const Actor& actor) {
    return auth::may_everywhere(actor, auth::Permission::read_applications);
}

/// The states that one who gave none wants to see: what waits for him.
std::vector<State> waiting_for(std::int64_t first, std::int64_t second) {
    std::vector<State> out;
    if (first) out.insert(out.end(), {State::submitted, State::first_review});
    if (second) out.insert(out.end(), {State::awaiting_second, State::second_review});
    return out;
}

std::vector<State> all_submitted() {
    return {State::submitted, State::first_review, State::awaiting_second, State::second_review, State::approved,
            State::rejected,  State::to_complete,  State::withdrawn,       State::suspended,     State::cancelled};
}

store::Selection selection_of(const Actor& actor, const Filter& filter, UtcMs now) {
    store::Selection w{.kinds = filter.kind ? bit(*filter.kind) : -1};
    if (!filter.q.empty()) w.like = contains_pattern(search_fold(filter.q));
    if (!filter.region.empty()) w.region = starts_pattern(filter.region);
    if (filter.mine) w.claimed_by = actor.user;
    if (filter.overdue) w.due_before = now;
    return w;
}

Page list_for_reviewer(Tx& tx, const Actor& actor, const Filter& filter, std::int64_t kinds, std::vector<State> states,
                       Cursor after, int limit) {
    auto wanted = selection_of(actor, filter, tx.now());
    wanted.kinds &= kinds;
    const auto reach = reach_of(actor);
    wanted.regions = reach.regions;
    wanted.categories = reach.categories;
    wanted.not_of = actor.org ? actor.org : OrgId{-1};
    Page page;
    const auto most = static_cast<std::size_t>(limit) + 1;
    for (const State state : states) {
        for (auto& a : store::by_state(tx, state, wanted, after, limit + 1)) page.items.push_back(std::move(a));
        page.total += store::count_by_state(tx, state, wanted, total_max + 1 - page.total);
    }
    const auto place = [](const Application& a) { return Cursor{a.submitted_at.value_or(UtcMs{}), a.id}; };
    std::ranges::sort(page.items, {}, place);
    if (page.items.size() >= most) {
        page.items.resize(most - 1);
        page.next = place(page.items.back());
    }
    return page;
}

Page list_own(Tx& tx, const Actor& actor, const Filter& filter, std::optional<Cursor> after, int limit) {
    auto wanted = selection_of(actor, filter, tx.now());
    wanted.not_of = OrgId{-1};
    if (actor.scope.own_only) wanted.created_by = actor.user;
    std::int64_t states = 0;
    for (const State s : filter.states) states |= std::int64_t{1} << static_cast<int>(s);
    if (filter.states.empty()) states = -1;
    Page page{
        .items = store::by_org(tx, actor.org, states, wanted, after ? after->id : ApplicationId{INT64_MAX}, limit + 1),
        .total = store::count_by_org(tx, actor.org, states, wanted, total_max + 1)};
    if (page.items.size() > static_cast<std::size_t>(limit)) {
        page.items.pop_back();
        page.next = Cursor{{}, page.items.back().id};
    }
    return page;
}

}  // namespace

std::int64_t category_bit(std::string_view category) {
    constexpr std::string_view prefix = "CAT-";
    if (!category.starts_with(prefix) || category.size() != prefix.size() + 2) return 0;
    const char tens = category[prefix.size()], ones = category[prefix.size() + 1];
    if (!is_digit(tens) || !is_digit(ones)) return 0;
    const int n = (tens - '0') * 10 + (ones - '0');
    return n >= 1 && n <= 62 ? std::int64_t{1} << (n - 1) : 0;
}

std::string search_fold(std::string_view text) {
    auto out = fold_width(text);
    std::ranges::transform(out, out.begin(), to_lower);
    return out;
}
std::string contains_pattern(std::string_view part) {
    return "%" + escaped(part) + "%";
}
std::string starts_pattern(std::string_view part) {
    return escaped(part) + "%";
}

const KindRules& rules_for(Kind kind) {
    const auto* rules = find_rules(kind);
    if (!rules) throw std::logic_error("no room describes this kind of application");
    return *rules;
}

Reach reach_of(const Actor& actor) {
    Reach reach;
    if (!actor.scope.regions.empty()) reach.regions = ",";
    for (const auto& r : actor.scope.regions) reach.regions += r + ",";
    for (const auto& c : actor.scope.categories) reach.categories |= category_bit(c);
    return reach;
}

bool Reach::holds(std::string_view region, std::int64_t of_categories) const {
    if (categories != 0 && (categories & of_categories) == 0) return false;
    if (regions.empty()) return true;
    for (const std::size_t digits : {2u, 4u, 6u})
        if (region.size() >= digits &&
            regions.find("," + std::string(region.substr(0, digits)) + ",") != std::string::npos)
            return true;
    return false;
}

static bool in_scope(const Actor& actor, const Application& a) {
    return reach_of(actor).holds(a.region, a.categories);
}

Result<void> require_reviewer(Tx& tx, const Actor& actor, const Application& a, By step) {
    const auto& rules = rules_for(a.kind);
    const auto permission = step == By::second ? rules.second : rules.first;
    TRY_VOID(auth::require(actor, permission, OrgId{}));  // of nobody: who reviews everywhere
    if (!in_scope(actor, a)) return Error{Code::forbidden, "", "该申请不在您负责的地区或品类范围内"};
    // Whatever he acts as just now: who is a member of the company does not review it from another seat.
    const auto concerned = [&](OrgId org) { return org && (org == a.org || org == a.party); };
    const bool own = concerned(actor.org) || std::ranges::any_of(actor.predecessors, concerned) ||
                     std::ranges::any_of(auth::memberships_of(tx, actor.user),
                                         [&](const auth::Membership& m) { return concerned(m.org); });
    if (own) return Error{Code::self_review, "", "不能审核本企业的申请"};
    if (a.submitted_by == actor.user || a.created_by == actor.user)
        return Error{Code::self_review, "", "不能审核自己提交的申请"};
    if (step == By::second && a.first_reviewer == actor.user)
        return Error{Code::self_review, "", "初审和复审应由不同的人员进行"};
    return outcome::success();
}

bool may_review(const Actor& actor, const Application& a) {
    if (actor.anonymous() || !in_scope(actor, a)) return false;
    const auto& rules = rules_for(a.kind);
    return auth::may_everywhere(actor, rules.first) || auth::may_everywhere(actor, rules.second);
}

Result<Application> read(Tx& tx, const Actor& actor, ApplicationId id) {
    if (actor.anonymous()) return Error{Code::unauthenticated, "", "请先登录后再操作"};
    auto a = store::find(tx, id);
    const Error none{Code::not_found, "", "没有这个申请"};
    if (!a) return none;
    const bool mine = a->created_by == actor.user;
    const bool own = (a->org && a->org == actor.org) || (a->party && a->party == actor.org) ||
                     std::ranges::find(actor.predecessors, a->org) != actor.predecessors.end();
    if (mine || (own && !actor.scope.own_only)) return std::move(*a);
    if (own) return none;
    const bool inside =
        a->state != State::draft && (may_review(actor, *a) || (reads_all(actor) && in_scope(actor, *a)));
    if (!inside) return none;
    return std::move(*a);
}

Result<Page> list(Tx& tx, const Actor& actor, const Filter& filter, std::optional<Cursor> after, int limit) {
    if (actor.anonymous()) return Error{Code::unauthenticated, "", "请先登录后再操作"};
    if (limit < 1 || limit > page_items_max)
        return Error{Code::out_of_bounds, "/limit", "每页 1 至 100 条", "每页条数"};
    const auto first = kinds_reviewed(actor, By::first), second = kinds_reviewed(actor, By::second);
    const bool reader = reads_all(actor);
    if (first || second || reader) {
        auto states = filter.states;
        if (states.empty()) states = first || second ? waiting_for(first, second) : all_submitted();
        std::erase_if(states, [](State s) { return s == State::draft || s == State::awaiting_party; });
        // Behind everything that was never submitted.
        const Cursor from = after.value_or(Cursor{{}, ApplicationId{INT64_MAX}});
        return list_for_reviewer(tx, actor, filter, reader ? -1 : first | second, states, from, limit);
    }
    if (!actor.org) return Error{Code::forbidden, "", "当前账号没有查看申请的权限"};
    TRY_VOID(auth::require(actor, auth::Permission::read_applications, actor.org));
    return list_own(tx, actor, filter, after, limit);
}

std::optional<QueuePlace> place_of(Tx& tx, const Application& a) {
    if (a.state != State::submitted && a.state != State::awaiting_second) return std::nullopt;
    const UtcMs submitted = a.submitted_at.value_or(tx.now());
    QueuePlace place{.position = 1 + store::count_before(tx, a.kind, a.state, {submitted, a.id}, position_max),
                     .expected = a.due_at.value_or(tx.now())};
    auto decisions = store::last_decisions(tx, a.kind, pace_decisions);
    std::erase_if(decisions, [&](UtcMs at) { return tx.now() - at > pace_age_ms; });
    if (decisions.size() >= pace_decisions_min) {
        const auto between = (tx.now() - decisions.back()) / static_cast<std::int64_t>(decisions.size());
        place.expected = tx.now() + between * place.position;
    }
    return place;
}

bool overdue(const Application& a, UtcMs now) {
    return a.due_at && *a.due_at < now;
}

}  // namespace yiguan::review
