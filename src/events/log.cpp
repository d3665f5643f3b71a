#include "events/log.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <map>

#include "epcis/body.hpp"
#include "epcis/hash.hpp"
#include "events/events_store.hpp"
#include "events/facets.hpp"
#include "registry/registry.hpp"

namespace yiguan::events {
namespace {

constexpr int beijing_minutes = 8 * 60;

// The organisation's name in the lists of sources and destinations: its credit code says who it is anywhere.
std::string party(db::Tx& tx, OrgId org) {
    const auto found = registry::find_org(tx, org);
    return found ? fmt::format("urn:yiguan:uscc:{}", found->data.uscc.text()) : std::string{};
}

class FactViews {
public:
    FactViews(db::Tx& tx, const Names& names) : tx_(tx), names_(names) {}

    epcis::Event view(const Event& fact) {
        epcis::Event e;
        e.type = epcis::EventType::object;
        e.action = static_cast<epcis::Action>(fact.action);
        e.event_time = fact.event_time;
        e.offset_minutes = beijing_minutes;
        e.record_time = fact.record_time;
        e.biz_step = name(fact.step);
        e.disposition = name(fact.disposition);
        for (const codes::CodeRange& range : fact.ranges) add(range, e.epcs);
        if (fact.step == BizStep::shipping) {
            if (const auto& from = party_of(fact.org); !from.empty()) e.sources.push_back({"owning_party", from});
            std::string to = fact.partner ? party_of(fact.partner) : std::string{};
            if (to.empty() && !fact.partner_uscc.empty()) to = "urn:yiguan:uscc:" + fact.partner_uscc;
            if (!to.empty()) e.destinations.push_back({"owning_party", to});
        }
        return e;
    }

private:
    void add(const codes::CodeRange& range, epcis::EpcList& list) {
        auto [at, fresh] = blocks_.try_emplace(range.block);
        if (fresh) at->second = codes::find_block(tx_, range.block);
        if (!at->second) throw db::Fault(db::Fault::Kind::other, "an event names a missing block: run yiguan fsck");
        if (range.size() == 1)
            list.epcs.push_back(names_.uri(*at->second, range.first));
        else
            list.ranges.push_back({names_.uri(*at->second, range.first), names_.uri(*at->second, range.last)});
    }

    const std::string& party_of(OrgId org) {
        auto [at, fresh] = parties_.try_emplace(org);
        if (fresh) at->second = party(tx_, org);
        return at->second;
    }

    db::Tx& tx_;
    const Names& names_;
    std::map<BlockId, std::optional<codes::Block>> blocks_;
    std::map<OrgId, std::string> parties_;
};

// Each event once, in its order, with all its roles.
std::vector<Touch> gathered(std::vector<Touch> found, int roles, int limit, Order order) {
    const auto sooner = [order](const Touch& a, const Touch& b) {
        return order == Order::oldest_first ? a.key < b.key : b.key < a.key;
    };
    std::ranges::sort(found, sooner);
    std::vector<Touch> joined;
    for (const Touch& t : found) {
        if (!joined.empty() && joined.back().key == t.key)
            joined.back().roles |= t.roles;
        else
            joined.push_back(t);
    }
    std::erase_if(joined, [roles](const Touch& t) { return (t.roles & roles) == 0; });
    if (joined.size() > static_cast<std::size_t>(limit)) joined.resize(static_cast<std::size_t>(limit));
    return joined;
}

}  // namespace

std::vector<Touch> touching(db::Tx& tx, const Reach& reach, int roles, EventId after, int limit, Order order) {
    auto found = store::touches(tx, reach, after, reach.size() == 1 ? limit : INT32_MAX, order);
    return gathered(std::move(found), roles, limit, order);
}

std::vector<std::vector<Touch>> touching_each(db::Tx& tx, SpanLevels& known, std::span<const Reach> reaches, int roles,
                                              int limit) {
    std::vector<std::int64_t> unknown;
    for (const Reach& reach : reaches)
        if (known.emplace(reach.space, 0).second) unknown.push_back(reach.space);
    const auto levels = store::levels_of(tx, unknown);
    for (std::size_t i = 0; i < unknown.size(); ++i) known[unknown[i]] = levels[i];
    auto found = store::touches_of_each(tx, known, reaches, limit);
    for (auto& touches : found) touches = gathered(std::move(touches), roles, limit, Order::oldest_first);
    return found;
}

std::vector<EventKey> filed(db::Tx& tx, epcis::Facet facet, std::string_view text, EventId after, int limit,
                            Order order) {
    return store::facet_events(tx, epcis::space_of(facet, epcis::canonical(text)), after, limit, order);
}

std::vector<std::pair<Reach, int>> reaches(const Names& names, const epcis::Event& event) {
    std::vector<std::pair<Reach, int>> found;
    Placer placer(names);
    const auto add_list = [&](const epcis::EpcList& list, int role) {
        for (const std::string& epc : list.epcs) found.emplace_back(placer.place(epc), role);
        for (const epcis::EpcRange& range : list.ranges)
            if (const auto reach = names.reach_of(range); reach.has_value()) found.emplace_back(reach.value(), role);
    };
    const auto add_classes = [&](const std::vector<epcis::QuantityElement>& list, int role) {
        for (const auto& q : list) found.emplace_back(placer.place(q.epc_class), role);
    };
    using namespace epcis::role;
    if (!event.parent_id.empty()) found.emplace_back(placer.place(event.parent_id), parent);
    add_list(event.epcs, epc);
    add_list(event.input_epcs, input);
    add_list(event.output_epcs, output);
    add_classes(event.quantities, epc_class);
    add_classes(event.input_quantities, input_class);
    add_classes(event.output_quantities, output_class);
    return found;
}

bool holds(const Names& names, const epcis::Event& event, const Reach& reach, int roles) {
    for (const auto& [r, role] : reaches(names, event))
        if ((role & roles) != 0 && r.space == reach.space && r.first <= reach.last && reach.first <= r.last)
            return true;
    return false;
}

Reach Placer::place(std::string_view text) {
    // Serial numbers follow each other: a text that differs from the one before in its last digits only lies beside it.
    std::size_t digits = 0;
    while (digits < text.size() && digits < 18 && text[text.size() - 1 - digits] >= '0' &&
           text[text.size() - 1 - digits] <= '9')
        ++digits;
    const std::string_view stem = text.substr(0, text.size() - digits);
    const bool plain = digits > 0 && text[stem.size()] != '0';
    if (plain && follows_ && stem == stem_ && digits == digits_) {
        std::int64_t number = 0;
        for (const char c : text.substr(stem.size())) number = number * 10 + (c - '0');
        return {space_, number, number};
    }
    const Reach reach = names_.reach_of(text);
    follows_ = false;
    if (plain && !reach.ours()) {
        std::int64_t number = 0;
        for (const char c : text.substr(stem.size())) number = number * 10 + (c - '0');
        // Only if the number of the canonical form is the one at the end of this text: an SSCC's has a check digit.
        follows_ = number == reach.first;
        stem_ = stem, digits_ = digits, space_ = reach.space;
    }
    return reach;
}

std::vector<Logged> load(db::Tx& tx, const Names& names, std::span<const EventKey> keys) {
    FactViews views(tx, names);
    auto rows = store::load(tx, keys);
    std::vector<Logged> events;
    events.reserve(rows.size());
    for (store::LogRow& row : rows) {
        Logged out{.key = row.key, .org = row.org, .user = row.user, .origin = row.origin};
        if (row.fact) {
            out.event = views.view(*row.fact);
            out.identity = fact_identity(row.key);
            out.fact = std::move(row.fact);
        } else {
            out.event = epcis::unpack(row.body);
            out.event.record_time = row.record_time;
            out.identity =
                out.event.event_id.empty() ? epcis::event_hash_uri(epcis::event_hash(out.event)) : out.event.event_id;
        }
        events.push_back(std::move(out));
    }
    return events;
}

std::string fact_identity(const EventKey& key) {
    return fmt::format("urn:yiguan:event:{}:{}", key.home, key.id.value);
}

std::optional<EventKey> parse_fact_identity(std::string_view text) {
    constexpr std::string_view front = "urn:yiguan:event:";
    if (!text.starts_with(front)) return std::nullopt;
    text.remove_prefix(front.size());
    const auto colon = text.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const auto home = parse_id(text.substr(0, colon));
    const auto id = parse_id(text.substr(colon + 1));
    if (!home || !id) return std::nullopt;
    return EventKey{EventId{*id}, *home};
}

}  // namespace yiguan::events
