#include "events/ask.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "catalog/catalog_json.hpp"
#include "core/text.hpp"
#include "epcis/json.hpp"
#include "events/ask_store.hpp"
#include "events/capture_store.hpp"
#include "events/facets.hpp"
#include "events/master_data.hpp"

namespace yiguan::events {
namespace {

using epcis::Direction;
using epcis::OrderBy;
using epcis::Query;

Error too_complex(std::string detail) {
    return {.code = Code::epcis_query_too_complex, .pointer = "", .detail = std::move(detail)};
}

}  // namespace

void add_fields(Logged& logged, const catalog::Viewer& viewer) {
    if (!logged.fact || !logged.fact->tmpl) return;
    const auto step = step_of(logged.fact->step);
    if (!step) return;
    json::object fields;
    for (const auto& shown :
         catalog::disclose(*logged.fact->tmpl, logged.fact->values, std::array{*step}, logged.org, viewer))
        if (shown.state == catalog::Shown::State::shown && !shown.value.empty())
            fields["yiguan:" + std::string(shown.field->key)] = shown.value;
    if (fields.empty()) return;
    logged.event.context = {{"yiguan", std::string(epcis::yiguan_namespace)}};
    if (logged.fact->step == BizStep::commissioning)
        logged.event.ilmd = std::move(fields);
    else
        logged.event.extensions = std::move(fields);
}

namespace {

// One query, page by page. Events are looked at in the order of a driver: what finds the fewest of them.
class Asking {
public:
    Asking(db::Tx& tx, const Names& names, const Scope& scope, const Query& query, const Position& from, int per_page)
        : tx_(tx),
          names_(names),
          scope_(scope),
          master_data_(tx, names, scope.everybody ? OrgId{} : scope.org),
          query_(epcis::with_descendants_resolved(query, master_data_)),
          at_(from),
          wanted_(per_page) {}

    Result<Page> run() {
        if (query_.event_count_limit) {
            const std::int64_t left = *query_.event_count_limit - at_.given;
            if (left <= 0) return Page{};
            wanted_ = static_cast<int>(std::min<std::int64_t>(wanted_, left));
        }
        if (query_.max_event_count && !at_.begun) {
            TRY_VOID(count_all());
        }
        if (sorted_in_memory()) return sorted();
        TRY_VOID(walk([this](Logged& event) { return give(event); }));
        return page();
    }

private:
    // ---- drivers

    bool by_identity() const {
        return std::ranges::any_of(query_.filed, [](const auto& f) { return f.facet == epcis::Facet::event_id; });
    }

    // The reaches that every match has one of, of facets (roles 0) their spaces; empty: no index names one.
    std::vector<Reach> index_reaches(int& roles) const {
        std::vector<Reach> reaches;
        for (const auto& condition : query_.epcs) {
            if (!condition.patterns.empty() || condition.exact.empty()) continue;
            for (const std::string& text : condition.exact) reaches.push_back(names_.reach_of(text));
            roles = condition.roles;
            return reaches;
        }
        using epcis::Facet;
        static constexpr Facet best_first[] = {Facet::transformation, Facet::biz_transaction, Facet::source,
                                               Facet::destination,    Facet::biz_location,    Facet::read_point};
        for (const Facet facet : best_first)
            for (const auto& filed : query_.filed) {
                if (filed.facet != facet) continue;
                for (const std::string& text : filed.values) reaches.push_back({epcis::space_of(facet, text), 0, 0});
                roles = 0;
                return reaches;
            }
        return reaches;
    }

    bool by_time() const {
        return query_.order_by == OrderBy::event_time ||
               (query_.order_by == OrderBy::none && (query_.event_time_from || query_.event_time_before));
    }
    bool ascending() const { return query_.order_by == OrderBy::none || query_.direction == Direction::ascending; }

    bool sorted_in_memory() const {
        if (query_.order_by == OrderBy::none) return false;
        if (query_.order_by == OrderBy::other) return true;
        int roles = 0;
        // The index gives events in the order of recording.
        return query_.order_by == OrderBy::event_time && (by_identity() || !index_reaches(roles).empty());
    }

    // Hands events that match to `take` until it answers false or none is left.
    template <class F>
    Result<void> walk(F take) {
        int roles = 0;
        if (by_identity()) return walk_identities(take);
        if (const auto reaches = index_reaches(roles); !reaches.empty()) return walk_index(reaches, roles, take);
        return walk_log(take);
    }

    template <class F>
    Result<void> walk_identities(F take) {
        std::vector<EventKey> keys;
        for (const auto& filed : query_.filed) {
            if (filed.facet != epcis::Facet::event_id) continue;
            for (const std::string& identity : filed.values) {
                if (const auto fact = parse_fact_identity(identity)) keys.push_back(*fact);
                for (const EventKey& key : store::find_identity(tx_, identity_key(identity))) keys.push_back(key);
            }
            break;
        }
        std::ranges::sort(keys);
        keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
        std::erase_if(keys, [this](const EventKey& key) { return at_.begun && key.id.value <= at_.a; });
        if (!ascending()) std::ranges::reverse(keys);
        look_at(in_order_of_record(keys), take);
        return outcome::success();
    }

    template <class F>
    Result<void> walk_index(const std::vector<Reach>& reaches, int roles, F take) {
        const Order order = ascending() ? Order::oldest_first : Order::newest_first;
        int step = std::max(wanted_ + 1, 64);
        while (examined_ < examined_max) {
            std::vector<EventKey> keys;
            std::optional<EventKey> horizon;  // up to where every reach was read
            const auto sooner = [order](const EventKey& a, const EventKey& b) {
                return order == Order::oldest_first ? a < b : b < a;
            };
            const EventId after{at_.begun ? at_.a : 0};
            for (const Reach& reach : reaches) {
                std::vector<EventKey> part;
                if (roles == 0)
                    part = store::facet_events(tx_, reach.space, after, step, order);
                else
                    for (const Touch& t : store::touches_sorted(tx_, reach, after, step, order)) part.push_back(t.key);
                if (part.size() == static_cast<std::size_t>(step) && (!horizon || sooner(part.back(), *horizon)))
                    horizon = part.back();
                keys.insert(keys.end(), part.begin(), part.end());
            }
            std::ranges::sort(keys, sooner);
            keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
            if (horizon) std::erase_if(keys, [&](const EventKey& k) { return sooner(*horizon, k); });
            if (!look_at(in_order_of_record(keys), take)) return outcome::success();
            if (!horizon) {
                ended_ = true;
                return outcome::success();
            }
            move_to({horizon->id.value, 0, 0});
            step = std::min(step * 4, 4096);
        }
        return outcome::success();
    }

    template <class F>
    Result<void> walk_log(F take) {
        store::Cursor cursor{.by_time = by_time(), .ascending = ascending()};
        cursor.time_from = query_.event_time_from ? query_.event_time_from->value : INT64_MIN;
        cursor.time_before = query_.event_time_before ? query_.event_time_before->value : INT64_MAX;
        // Ids are made after the record time is taken: none of an earlier time is as great.
        if (query_.record_time_from) cursor.id_from = first_id_at(query_.record_time_from->value);
        const std::vector<OrgId> orgs = scope_.everybody ? store::orgs_with_events(tx_) : std::vector{scope_.org};
        int step = std::max(wanted_ + 1, 256);
        while (examined_ < examined_max) {
            cursor.after = {at_.a, at_.b, at_.c};
            cursor.begun = at_.begun;
            const auto places = store::read_log(tx_, orgs, cursor, step);
            if (!look_at(places, take)) return outcome::success();
            if (places.size() < static_cast<std::size_t>(step)) {
                ended_ = true;
                return outcome::success();
            }
            step = std::min(step * 2, 4096);
        }
        return outcome::success();
    }

    // ---- looking at events

    bool visible(const Logged& event) const { return scope_.everybody || event.org == scope_.org; }

    // False when `take` has enough; the position then stands before what was not taken.
    template <class F>
    bool look_at(const std::vector<store::LogPlace>& places, F& take) {
        constexpr std::size_t batch = 128;
        for (std::size_t from = 0; from < places.size(); from += batch) {
            const auto part = std::span(places).subspan(from, std::min(batch, places.size() - from));
            std::vector<EventKey> keys;
            for (const auto& p : part) keys.push_back(p.key);
            std::size_t place = 0;
            for (Logged& event : load(tx_, names_, keys)) {
                ++examined_;
                while (part[place].key != event.key) ++place;  // an event that is gone is left out
                const Position before = at_;
                move_to(part[place].place);
                if (!visible(event)) continue;
                add_fields(event, scope_.viewer);
                if (!epcis::matches(query_, event.event, event.identity, master_data_)) continue;
                if (!take(event)) {
                    at_ = before;
                    return false;
                }
            }
        }
        return true;
    }

    void move_to(const store::Place& place) { at_.a = place[0], at_.b = place[1], at_.c = place[2], at_.begun = true; }

    static std::vector<store::LogPlace> in_order_of_record(const std::vector<EventKey>& keys) {
        std::vector<store::LogPlace> places;
        for (const EventKey& key : keys) places.push_back({key, {key.id.value, 0, 0}});
        return places;
    }

    bool give(Logged& event) {
        if (page_.events.size() == static_cast<std::size_t>(wanted_)) return false;
        page_.events.push_back(std::move(event));
        return true;
    }

    Page page() {
        // Full or worn out: there may be more. Ended: the driver has none left.
        const bool limit_reached =
            query_.event_count_limit &&
            at_.given + static_cast<std::int64_t>(page_.events.size()) >= *query_.event_count_limit;
        const bool full = page_.events.size() == static_cast<std::size_t>(wanted_);
        at_.given += static_cast<std::int64_t>(page_.events.size());
        if (!limit_reached && !ended_ && !by_identity() && (full || examined_ >= examined_max)) page_.next = at_;
        return std::move(page_);
    }

    // ---- orders that no index has, and counts

    Result<Page> sorted() {
        const Position start = at_;
        at_ = {};
        struct Entry {
            double number;
            std::string text;
            Logged event;
        };
        std::vector<Entry> all;
        TRY_VOID(walk([&](Logged& event) {
            const auto value = epcis::order_value(query_, event.event);
            all.push_back({value ? value->number : 0, value ? value->text : std::string{}, std::move(event)});
            return true;
        }));
        if (examined_ >= examined_max) return too_complex("要排序的事件过多，请缩小查询范围");
        const bool up = query_.direction == Direction::ascending;
        std::ranges::stable_sort(all, [up](const Entry& a, const Entry& b) {
            const auto x = std::tie(a.number, a.text, a.event.key), y = std::tie(b.number, b.text, b.event.key);
            return up ? x < y : y < x;
        });
        const auto from = static_cast<std::size_t>(start.begun ? start.a : 0);
        Page out;
        for (std::size_t i = from; i < all.size() && out.events.size() < static_cast<std::size_t>(wanted_); ++i)
            out.events.push_back(std::move(all[i].event));
        const std::size_t end = from + out.events.size();
        const std::int64_t given = start.given + static_cast<std::int64_t>(out.events.size());
        if (end < all.size() && !(query_.event_count_limit && given >= *query_.event_count_limit))
            out.next = Position{.a = static_cast<std::int64_t>(end), .given = given, .begun = true};
        return out;
    }

    Result<void> count_all() {
        std::int64_t count = 0;
        const Position start = at_;
        TRY_VOID(walk([&](Logged&) { return ++count <= *query_.max_event_count; }));
        if (count > *query_.max_event_count)
            return Error{
                .code = Code::epcis_query_too_large,
                .pointer = "",
                .detail = fmt::format("符合条件的事件超过 maxEventCount 规定的 {} 个", *query_.max_event_count),
                .field = "maxEventCount"};
        if (examined_ >= examined_max) return too_complex("符合条件的事件无法在限定范围内数清，请缩小查询范围");
        at_ = start, examined_ = 0, ended_ = false;
        return outcome::success();
    }

    db::Tx& tx_;
    const Names& names_;
    const Scope& scope_;
    StoredMasterData master_data_;
    Query query_;
    Position at_;
    int wanted_;
    int examined_ = 0;
    bool ended_ = false;
    Page page_;
};

}  // namespace

Scope Scope::of(const auth::Actor& actor) {
    return {.everybody = auth::may_everywhere(actor, auth::Permission::query_events),
            .org = actor.org,
            .viewer = catalog::Viewer::of(actor)};
}

Result<Page> ask(db::Tx& tx, const Names& names, const Scope& scope, const Query& query, const Position& from,
                 int per_page) {
    return Asking(tx, names, scope, query, from, per_page).run();
}

std::vector<Logged> find_by_identity(db::Tx& tx, const Names& names, const Scope& scope, std::string_view identity) {
    std::vector<EventKey> keys;
    if (const auto fact = parse_fact_identity(identity)) keys.push_back(*fact);
    for (const EventKey& key : store::find_identity(tx, identity_key(identity))) keys.push_back(key);
    auto events = load(tx, names, keys);
    std::erase_if(events,
                  [&](const Logged& e) { return e.identity != identity || (!scope.everybody && e.org != scope.org); });
    for (Logged& e : events) add_fields(e, scope.viewer);
    return events;
}

EpcPage list_epcs(db::Tx& tx, const Names& names, const Scope& scope, const Position& from, int limit) {
    const std::vector<OrgId> orgs = scope.everybody ? store::orgs_with_events(tx) : std::vector{scope.org};
    EpcPage out;
    Position at = from;  // a: the last event that was finished; c: EPCs of the next one already given
    int examined = 0;
    const auto came_up_before = [&](const Logged& event, const std::string& epc) {
        const Reach reach = names.reach_of(epc);
        for (const Touch& t : touching(tx, reach, epcis::role::any_epc, {}, 16, Order::oldest_first)) {
            if (!(t.key < event.key)) return false;
            const auto earlier = load(tx, names, std::span(&t.key, 1));
            if (!earlier.empty() && (scope.everybody || earlier[0].org == scope.org) &&
                holds(names, earlier[0].event, reach, epcis::role::any_epc))
                return true;
        }
        return false;
    };
    while (examined < examined_max) {
        store::Cursor cursor{.begun = at.begun, .after = {at.a, 0, 0}};
        const auto rows = store::read_log(tx, orgs, cursor, 64);
        if (rows.empty()) return out;
        for (const auto& row : rows) {
            ++examined;
            const auto loaded = load(tx, names, std::span(&row.key, 1));
            if (loaded.empty()) continue;
            std::int64_t place = 0;
            bool full = false;
            const auto give = [&](const std::string& epc) {
                if (epc.empty() || full || place++ < at.c) return;
                if (out.epcs.size() == static_cast<std::size_t>(limit)) {
                    full = true, --place;
                    return;
                }
                if (!came_up_before(loaded[0], epc)) out.epcs.push_back(epc);
            };
            const epcis::Event& e = loaded[0].event;
            give(e.parent_id);
            for (const auto* list : {&e.epcs, &e.input_epcs, &e.output_epcs}) {
                for (const std::string& epc : list->epcs) give(epc);
                for (const auto& range : list->ranges) give(range.first);  // of a range its first code stands for it
            }
            if (full) {
                at.c = place;
                out.next = at;
                return out;
            }
            at = {.a = row.place[0], .begun = true};
        }
    }
    out.next = at;
    return out;
}

}  // namespace yiguan::events
