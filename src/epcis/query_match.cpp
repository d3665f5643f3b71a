// Whether an event satisfies a query.
#include <algorithm>

#include "core/text.hpp"
#include "epcis/query_condition.hpp"
#include "keys/keys.hpp"

namespace yiguan::epcis {
namespace query {
namespace {

constexpr int indicator_digits = 10;

// How the identity of a scheme becomes a Digital Link: the AI of the key, what stands in it in front of the company
// prefix, and the path behind it that holds the serial ("" if the serial is part of the key).
struct LinkForm {
    keys::gs1::EpcScheme scheme;
    std::string_view ai, front, serial_path;
};
using keys::gs1::EpcScheme;
constexpr std::string_view any_digit = "?";
constexpr LinkForm link_forms[] = {
    {EpcScheme::sgtin, "01", any_digit, "/21/"},
    {EpcScheme::upui, "01", any_digit, "/235/"},
    {EpcScheme::itip, "8006", any_digit, "/21/"},
    {EpcScheme::sscc, "00", any_digit, ""},
    {EpcScheme::sgln, "414", "", "/254/"},
    {EpcScheme::pgln, "417", "", ""},
    {EpcScheme::grai, "8003", "0", ""},
    {EpcScheme::gdti, "253", "", ""},
    {EpcScheme::sgcn, "255", "", ""},
    {EpcScheme::giai, "8004", "", ""},
    {EpcScheme::ginc, "401", "", ""},
    {EpcScheme::gsin, "402", "", ""},
    {EpcScheme::gsrn, "8018", "", ""},
    {EpcScheme::gsrnp, "8017", "", ""},
    {EpcScheme::cpi, "8010", "", "/8011/"},
};

constexpr std::string_view pattern_front = "urn:epc:idpat:";

std::optional<std::string> link_of(std::string_view urn) {
    auto link = keys::gs1::epcis_digital_link(urn);
    return link.has_value() ? std::optional(std::move(link).value()) : std::nullopt;
}

// Source: EPC Tag Data Standard 2.x, 8 (pure identity patterns): wildcards stand at the end only.
bool add_pattern(EpcCondition& condition, std::string_view urn) {
    const auto parsed = keys::gs1::Epc::parse(urn);
    if (parsed.has_error()) return false;
    const keys::gs1::Epc& epc = parsed.value();
    const std::size_t fixed = epc.parts().size() - epc.wildcards();
    // "sgtin:4012345.011111." of "urn:epc:idpat:sgtin:4012345.011111.*", as it was escaped.
    const std::string front(
        urn.substr(pattern_front.size(), urn.size() - pattern_front.size() - (2 * epc.wildcards() - 1)));

    const auto form = std::ranges::find(link_forms, epc.scheme(), &LinkForm::scheme);
    if (form == std::end(link_forms)) {  // no GS1 key: its URN is canonical
        condition.patterns.push_back("urn:epc:id:" + front);
        return true;
    }
    const std::string base = std::string(keys::gs1::canonical_stem) + "/" + std::string(form->ai) + "/";
    if (fixed == 0) {
        condition.patterns.push_back(base);
        return true;
    }
    if (fixed == 1) {  // the company prefix only
        const bool open = form->front == any_digit;
        for (int digit = 0; digit < (open ? indicator_digits : 1); ++digit)
            condition.patterns.push_back(base + (open ? std::to_string(digit) : std::string(form->front)) +
                                         epc.parts()[0]);
        return true;
    }
    if (epc.scheme() == EpcScheme::itip && epc.wildcards() > 1) {  // (8006) is the GTIN, the piece and the total
        const auto gtin = link_of(std::string(pattern_front) + "sgtin:" + epc.parts()[0] + "." + epc.parts()[1] + ".*");
        if (!gtin) return false;
        condition.patterns.push_back(base + gtin->substr(gtin->rfind('/') + 1) + (fixed > 2 ? epc.parts()[2] : ""));
        return true;
    }
    // The extension 0 of an sgln is the location itself; what other keys are without their serials are classes.
    const bool is_location = epc.scheme() == EpcScheme::sgln;
    const auto whole = link_of(is_location ? "urn:epc:id:" + front + "0" : std::string(urn));
    if (!whole) return false;
    if (is_location || (condition.roles & role::any_class) != 0) condition.exact.push_back(*whole);
    condition.patterns.push_back(*whole + std::string(form->serial_path));
    return true;
}

/// A text with a number at its end, as place_of() takes it apart, but compared without a hash.
class Numbered {
public:
    explicit Numbered(std::string text) : text_(std::move(text)), first_(text_.size()) {
        while (first_ > 0 && text_.size() - first_ < 18 && is_digit(text_[first_ - 1])) --first_;
        for (const char c : digits()) number_ = number_ * 10 + (c - '0');
    }
    std::int64_t number() const { return number_; }
    bool is_neighbour(const Numbered& other) const { return stem() == other.stem() && width() == other.width(); }

private:
    std::string_view stem() const { return std::string_view(text_).substr(0, first_); }
    std::string_view digits() const { return std::string_view(text_).substr(first_); }
    /// Numbers with leading zeros have neighbours of their width only.
    std::size_t width() const { return digits().size() > 1 && digits()[0] == '0' ? digits().size() : 0; }

    std::string text_;
    std::size_t first_;
    std::int64_t number_ = 0;
};

bool is_one_of(const EpcCondition& asked, std::string_view id) {
    if (id.empty()) return false;
    if (std::ranges::binary_search(asked.exact, id)) return true;
    if (id.find(':') == std::string_view::npos) return false;  // no identifier: its own canonical form
    const std::string text = canonical(id);
    if (std::ranges::binary_search(asked.exact, text)) return true;
    return std::ranges::any_of(asked.patterns, [&](const std::string& front) { return text.starts_with(front); });
}

bool holds_range(const EpcCondition& asked, const EpcRange& range, const MasterData& master_data) {
    if (is_one_of(asked, range.first) || is_one_of(asked, range.last)) return true;
    return std::ranges::any_of(asked.exact, [&](const std::string& id) { return master_data.holds(range, id); });
}

bool holds(const EpcCondition& asked, const Event& event, const MasterData& master_data) {
    const auto in_list = [&](int bit, const EpcList& list) {
        return (asked.roles & bit) != 0 &&
               (std::ranges::any_of(list.epcs, [&](const std::string& id) { return is_one_of(asked, id); }) ||
                std::ranges::any_of(list.ranges,
                                    [&](const EpcRange& range) { return holds_range(asked, range, master_data); }));
    };
    const auto in_classes = [&](int bit, const std::vector<QuantityElement>& list) {
        return (asked.roles & bit) != 0 &&
               std::ranges::any_of(
                   list, [&](const std::string& id) { return is_one_of(asked, id); }, &QuantityElement::epc_class);
    };
    return in_list(role::epc, event.epcs) || ((asked.roles & role::parent) != 0 && is_one_of(asked, event.parent_id)) ||
           in_list(role::input, event.input_epcs) || in_list(role::output, event.output_epcs) ||
           in_classes(role::epc_class, event.quantities) || in_classes(role::input_class, event.input_quantities) ||
           in_classes(role::output_class, event.output_quantities);
}

bool is_one_of(const std::vector<std::string>& canonical_ids, std::string_view id) {
    if (id.empty()) return false;
    if (std::ranges::find(canonical_ids, id) != canonical_ids.end()) return true;
    return id.find(':') != std::string_view::npos &&
           std::ranges::find(canonical_ids, canonical(id)) != canonical_ids.end();
}

bool holds(const Query::Filed& filed, const Event& event, std::string_view event_id) {
    const auto in_list = [&](const std::vector<TypedId>& list) {
        return std::ranges::any_of(
            list, [&](const std::string& id) { return is_one_of(filed.values, id); }, &TypedId::id);
    };
    switch (filed.facet) {
        case Facet::read_point:
            return is_one_of(filed.values, event.read_point);
        case Facet::biz_location:
            return is_one_of(filed.values, event.biz_location);
        case Facet::biz_transaction:
            return in_list(event.biz_transactions);
        case Facet::source:
            return in_list(event.sources);
        case Facet::destination:
            return in_list(event.destinations);
        case Facet::transformation:
            return is_one_of(filed.values, event.transformation_id);
        case Facet::event_id:
            return is_one_of(filed.values, event_id);
        case Facet::item:
            break;
    }
    return false;  // items are EpcConditions
}

}  // namespace

bool add_match(EpcCondition& condition, std::string_view value) {
    if (!is_uri(value)) return false;
    if (value.starts_with(pattern_front)) return add_pattern(condition, value);
    condition.exact.push_back(canonical(value));
    return true;
}

}  // namespace query

bool MasterData::holds(const EpcRange& range, std::string_view code) const {
    const query::Numbered first(canonical(range.first)), last(canonical(range.last)), asked{std::string(code)};
    return first.is_neighbour(asked) && last.is_neighbour(asked) && first.number() <= asked.number() &&
           asked.number() <= last.number();
}

bool matches(const Query& query, const Event& event, std::string_view event_id, const MasterData& master_data) {
    if (!query.types.empty() && !query.types.contains(event.type)) return false;
    if (query.event_time_from && event.event_time < *query.event_time_from) return false;
    if (query.event_time_before && event.event_time >= *query.event_time_before) return false;
    if ((query.record_time_from || query.record_time_before) && !event.record_time) return false;
    if (query.record_time_from && *event.record_time < *query.record_time_from) return false;
    if (query.record_time_before && *event.record_time >= *query.record_time_before) return false;

    const Subject subject{event, event_id, master_data};
    auto next = query.conditions.begin();
    for (; next != query.conditions.end() && (*next)->cost == Query::Condition::Cost::word; ++next)
        if (!(*next)->holds(subject)) return false;
    for (const Query::Filed& filed : query.filed)
        if (!query::holds(filed, event, event_id)) return false;
    for (; next != query.conditions.end() && (*next)->cost == Query::Condition::Cost::list; ++next)
        if (!(*next)->holds(subject)) return false;
    for (const EpcCondition& epcs : query.epcs)
        if (!query::holds(epcs, event, master_data)) return false;
    for (; next != query.conditions.end(); ++next)
        if (!(*next)->holds(subject)) return false;
    return true;
}

Query with_descendants_resolved(const Query& query, const MasterData& master_data) {
    Query resolved = query;
    resolved.conditions.clear();
    for (const auto& condition : query.conditions) {
        if (auto filed = condition->resolved(master_data))
            resolved.filed.push_back(std::move(*filed));
        else
            resolved.conditions.push_back(condition);
    }
    return resolved;
}

}  // namespace yiguan::epcis
