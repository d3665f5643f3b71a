// An event log in memory, for tests of what walks the log. "own:<block>:<n>" stands for a code of this platform.
#pragma once
#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include "events/event_source.hpp"

namespace yiguan::events::testing {

class MemorySource final : public EventSource {
public:
    /// @return the event as it stands in the log; ids count up.
    const Logged& record(OrgId org, epcis::Event event, Origin origin = Origin::captured, OrgId partner = {}) {
        if (partner) event.destinations.push_back({"owning_party", "urn:org:" + std::to_string(partner.value)});
        Logged l{.key = {EventId{static_cast<std::int64_t>(log_.size()) + 1}, 0}, .org = org, .origin = origin};
        l.identity = event.event_id.empty() ? "hash:" + std::to_string(log_.size()) : event.event_id;
        l.event = std::move(event);
        log_.push_back(std::move(l));
        return log_.back();
    }

    std::vector<Touch> touching(const Reach& reach, int roles, int limit) override {
        ++look_ups;
        std::vector<Touch> found;
        for (const Logged& l : log_) {
            int in = 0;
            for (const Mention& m : mentions(*this, l.event))
                if (overlap(m.reach, reach)) in |= m.role & roles;
            if (in != 0 && found.size() < static_cast<std::size_t>(limit)) found.push_back({l.key, in});
        }
        return found;
    }
    std::vector<Touch> filed(epcis::Facet facet, std::string_view text, int limit) override {
        std::vector<Touch> found;
        for (const Logged& l : log_) {
            const auto& e = l.event;
            const bool is = (facet == epcis::Facet::transformation && e.transformation_id == text) ||
                            (facet == epcis::Facet::read_point && e.read_point == text) ||
                            (facet == epcis::Facet::biz_location && e.biz_location == text) ||
                            (facet == epcis::Facet::biz_transaction &&
                             std::ranges::any_of(e.biz_transactions, [&](const auto& t) { return t.id == text; }));
            if (is && found.size() < static_cast<std::size_t>(limit)) found.push_back({l.key, 0});
        }
        return found;
    }
    std::vector<Logged> load(std::span<const EventKey> keys) override {
        ++loads;
        std::vector<Logged> found;
        for (const EventKey& key : keys) found.push_back(log_.at(static_cast<std::size_t>(key.id.value) - 1));
        return found;
    }

    Reach reach_of(std::string_view text) override {
        std::size_t digits = 0;
        while (digits < text.size() && digits < 15 && text[text.size() - 1 - digits] >= '0' &&
               text[text.size() - 1 - digits] <= '9')
            ++digits;
        std::int64_t number = 0;
        std::from_chars(text.data() + text.size() - digits, text.data() + text.size(), number);
        if (text.starts_with("own:")) {
            std::int64_t space = 0;
            std::from_chars(text.data() + 4, text.data() + text.size(), space);
            return {space, number, number};
        }
        const auto stem = std::string(text.substr(0, text.size() - digits));
        const auto [at, fresh] = stems_.try_emplace(stem, -1 - static_cast<std::int64_t>(stems_.size()));
        return {at->second, number, number};
    }
    std::optional<Reach> reach_of(const epcis::EpcRange& range) override {
        const Reach first = reach_of(range.first), last = reach_of(range.last);
        if (first.space != last.space || first.first > last.first) return std::nullopt;
        return Reach{first.space, first.first, last.last};
    }
    std::string text_of(std::int64_t space, std::int64_t number) override {
        return space > 0 ? "own:" + std::to_string(space) + ":" + std::to_string(number) : std::string();
    }
    std::string product_of(std::int64_t space) override { return space > 0 ? "电动自行车" : ""; }
    std::string name_of(OrgId org) override {
        const auto at = names.find(org);
        return at == names.end() ? "企业" + std::to_string(org.value) : at->second;
    }
    OrgId org_of(std::string_view party) override {
        return party.starts_with("urn:org:") ? OrgId{reach_of(party).first} : OrgId{};
    }
    OrgId issuer_of(std::int64_t space) override {
        const auto at = issuers.find(space);
        return at == issuers.end() ? OrgId{} : at->second;
    }
    std::vector<Reach> held_by(const Reach& reach, OrgId org) override {
        std::vector<Reach> held;
        for (const auto& [part, holder] : holders)
            if (holder == org && overlap(part, reach)) held.push_back(common(part, reach));
        return held;
    }

    std::map<OrgId, std::string> names;
    std::map<std::int64_t, OrgId> issuers;
    std::vector<std::pair<Reach, OrgId>> holders;
    int look_ups = 0, loads = 0;

private:
    std::vector<Logged> log_;
    std::map<std::string, std::int64_t> stems_;
};

// ---- events in few words; times are days

inline UtcMs day(std::int64_t n) {
    return {1'700'000'000'000 + n * 86'400'000};
}
inline epcis::Event object(std::int64_t at, std::string step, std::vector<std::string> epcs,
                           epcis::Action action = epcis::Action::observe) {
    epcis::Event e{.type = epcis::EventType::object, .action = action, .event_time = day(at)};
    e.biz_step = std::move(step);
    e.epcs.epcs = std::move(epcs);
    return e;
}
inline epcis::Event made(std::int64_t at, std::vector<std::string> epcs) {
    return object(at, "commissioning", std::move(epcs), epcis::Action::add);
}
inline epcis::Event joined_in(epcis::EventType type, std::int64_t at, std::string parent,
                              std::vector<std::string> children, epcis::Action action = epcis::Action::add) {
    epcis::Event e{.type = type, .action = action, .event_time = day(at)};
    const bool packs = type == epcis::EventType::aggregation;
    e.biz_step = action == epcis::Action::remove ? (packs ? "unpacking" : "removing")
                 : packs                         ? "packing"
                                                 : "installing";
    e.parent_id = std::move(parent);
    e.epcs.epcs = std::move(children);
    return e;
}
inline epcis::Event packed(std::int64_t at, std::string parent, std::vector<std::string> children,
                           epcis::Action action = epcis::Action::add) {
    return joined_in(epcis::EventType::aggregation, at, std::move(parent), std::move(children), action);
}
inline epcis::Event installed(std::int64_t at, std::string parent, std::vector<std::string> children,
                              epcis::Action action = epcis::Action::add) {
    return joined_in(epcis::EventType::association, at, std::move(parent), std::move(children), action);
}
inline epcis::Event transformed(std::int64_t at, std::vector<std::string> inputs, std::vector<std::string> outputs) {
    epcis::Event e{.type = epcis::EventType::transformation, .event_time = day(at)};
    e.biz_step = "commissioning";
    e.input_epcs.epcs = std::move(inputs);
    e.output_epcs.epcs = std::move(outputs);
    return e;
}
inline epcis::QuantityElement quantity(std::string epc_class, double amount, std::string uom = {}) {
    return {std::move(epc_class), amount, std::move(uom)};
}

}  // namespace yiguan::events::testing
