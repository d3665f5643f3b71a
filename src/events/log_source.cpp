// EventSource over the database.
#include <algorithm>

#include "catalog/catalog.hpp"
#include "events/event_source.hpp"
#include "registry/registry.hpp"

namespace yiguan::events {
namespace {
constexpr int segments_at_once = 10'000;
}  // namespace

std::vector<Touch> LogSource::touching(const Reach& reach, int roles, int limit) {
    return std::move(events::touching_each(tx_, levels_, std::span(&reach, 1), roles, limit).front());
}

std::vector<std::vector<Touch>> LogSource::touching_each(std::span<const Reach> reaches, int roles, int limit) {
    return events::touching_each(tx_, levels_, reaches, roles, limit);
}

std::vector<Touch> LogSource::filed(epcis::Facet facet, std::string_view text, int limit) {
    std::vector<Touch> found;
    for (const EventKey& key : events::filed(tx_, facet, text, EventId{}, limit, Order::oldest_first))
        found.push_back({key, 0});
    return found;
}

std::vector<Logged> LogSource::load(std::span<const EventKey> keys) {
    return events::load(tx_, names_, keys);
}

Reach LogSource::reach_of(std::string_view text) {
    return names_.reach_of(text);
}

std::optional<Reach> LogSource::reach_of(const epcis::EpcRange& range) {
    auto reach = names_.reach_of(range);
    return reach.has_value() ? std::optional(reach.value()) : std::nullopt;
}

const codes::Block* LogSource::block(std::int64_t space) {
    if (space <= 0) return nullptr;
    const auto [at, fresh] = blocks_.try_emplace(space);
    if (fresh) at->second = codes::find_block(tx_, BlockId{space});
    return at->second ? &*at->second : nullptr;
}

std::string LogSource::text_of(std::int64_t space, std::int64_t number) {
    const auto* found = block(space);
    return found ? names_.directory().text(*found, number) : std::string();
}

std::string LogSource::product_of(std::int64_t space) {
    const auto* found = block(space);
    if (!found) return {};
    const auto [at, fresh] = products_.try_emplace(found->product);
    if (fresh)
        if (auto product = catalog::get_product(tx_, found->product); product.has_value())
            at->second = std::move(product).value().name;
    return at->second;
}

std::string LogSource::name_of(OrgId org) {
    if (!org) return {};
    const auto [at, fresh] = orgs_.try_emplace(org);
    if (fresh)
        if (const auto found = registry::find_org(tx_, org)) at->second = found->data.name;
    return at->second;
}

OrgId LogSource::org_of(std::string_view party) {
    constexpr std::string_view by_uscc = "urn:yiguan:uscc:";
    if (!party.starts_with(by_uscc)) return {};
    const auto [at, fresh] = parties_.try_emplace(std::string(party));
    if (fresh)
        if (const auto uscc = keys::Uscc::parse(party.substr(by_uscc.size())); uscc.has_value())
            if (const auto org = registry::find_org_by_uscc(tx_, uscc.value())) at->second = org->id;
    return at->second;
}

OrgId LogSource::issuer_of(std::int64_t space) {
    const auto* found = block(space);
    return found ? found->org : OrgId{};
}

std::vector<Reach> LogSource::held_by(const Reach& reach, OrgId org) {
    std::vector<Reach> held;
    if (!block(reach.space)) return held;
    const auto add = [&](const codes::Segment& s) {
        const Reach part{reach.space, s.first, s.last};
        if (s.state.holder == org && overlap(part, reach)) held.push_back(common(part, reach));
    };
    if (const auto first = codes::find_segment(tx_, BlockId{reach.space}, reach.first)) add(*first);
    if (reach.first < reach.last)
        for (const auto& s : codes::list_segments(tx_, BlockId{reach.space}, reach.first + 1, segments_at_once)) {
            if (s.first > reach.last) break;
            add(s);
        }
    return held;
}

}  // namespace yiguan::events
