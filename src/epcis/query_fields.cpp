// Extension fields: their names, and how their values compare.
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "core/text.hpp"
#include "epcis/query_condition.hpp"

namespace yiguan::epcis::query {
namespace {

// Prefixes that the EPCIS context declares for everybody.
constexpr std::array<std::pair<std::string_view, std::string_view>, 4> standard_prefixes{
    {{"cbv", "https://ref.gs1.org/cbv/"},
     {"cbvmda", "urn:epcglobal:cbv:mda"},
     {"epcis", "https://ref.gs1.org/epcis/"},
     {"gs1", "https://gs1.org/voc/"}}};

// What separates a namespace from a name. XML has none or '#', JSON-LD none.
std::string_view without_separator(std::string_view space) {
    while (!space.empty() && (space.back() == '/' || space.back() == '#' || space.back() == ':'))
        space.remove_suffix(1);
    return space;
}

bool is_full_name(std::string_view full, std::string_view space, std::string_view local) {
    if (!full.ends_with(local)) return false;
    return without_separator(full.substr(0, full.size() - local.size())) == without_separator(space);
}

std::string_view view(const json::string& s) {
    return {s.data(), s.size()};
}

// Cheap, before parse_time() builds an error for what is no time at all.
bool looks_like_time(std::string_view text) {
    return text.size() >= 16 && text[4] == '-' && text[7] == '-' && text[10] == 'T' && is_digit(text[0]);
}

std::optional<UtcMs> parse_moment(std::string_view text) {
    if (!looks_like_time(text)) return std::nullopt;
    const auto time = parse_time(text);
    return time.has_value() ? std::optional(time.value()) : std::nullopt;
}

// Keys of XML attributes and of JSON-LD itself are no fields.
bool is_field(std::string_view key) {
    return !key.starts_with('@') && !key.starts_with('#');
}

// The text or number that a value comes to, array elements each: {"@value": 5}, {"id": "..."}, {"#text": "..."} too.
// Stops when `visit` says true, and says that then.
template <class Visit>
bool any_leaf(const json::value& value, const Visit& visit, int levels = 40) {
    if (levels == 0) return false;
    if (const auto* array = value.if_array())
        return std::ranges::any_of(*array, [&](const json::value& v) { return any_leaf(v, visit, levels - 1); });
    if (const auto* object = value.if_object()) {
        for (const std::string_view key : {"@value", "#text", "id", "@id"})
            if (const auto* inside = object->if_contains(key); inside && !inside->is_structured())
                return visit(*inside);
        return false;
    }
    return !value.is_null() && visit(value);
}

bool is_empty(const json::value& value) {
    if (const auto* string = value.if_string()) return string->empty();
    if (const auto* array = value.if_array()) return array->empty();
    if (const auto* object = value.if_object()) return object->empty();
    return value.is_null();
}

bool equals(const Scalar& asked, const json::value& leaf) {
    if (const auto* string = leaf.if_string()) {
        const std::string_view text = view(*string);
        if (text == asked.text) return true;
        if (asked.number)
            if (const auto number = parse_number(text)) return *number == *asked.number;
        if (asked.time)
            if (const auto time = parse_moment(text)) return *time == *asked.time;
        return !asked.id.empty() && text.find(':') != std::string_view::npos && canonical(text) == asked.id;
    }
    if (leaf.is_bool()) return asked.text == (leaf.get_bool() ? "true" : "false");
    return leaf.is_number() && asked.number && leaf.to_number<double>() == *asked.number;
}

bool satisfies(Comparison op, const Scalar& asked, const json::value& leaf) {
    if (op == Comparison::eq) return equals(asked, leaf);
    if (asked.number) {
        if (leaf.is_number()) return compare(op, leaf.to_number<double>(), *asked.number);
        if (const auto* string = leaf.if_string())
            if (const auto number = parse_number(view(*string))) return compare(op, *number, *asked.number);
    }
    if (asked.time)
        if (const auto* string = leaf.if_string())
            if (const auto time = parse_moment(view(*string))) {
                // Not as doubles: milliseconds since 1970 are exact there too, but integers need no thought.
                const auto left = time->value, right = asked.time->value;
                switch (op) {
                    case Comparison::gt:
                        return left > right;
                    case Comparison::ge:
                        return left >= right;
                    case Comparison::lt:
                        return left < right;
                    default:
                        return left <= right;
                }
            }
    return false;
}

class FieldCondition final : public Condition {
public:
    FieldCondition(Part part, Depth depth, FieldName name, Comparison op, std::vector<Scalar> values)
        : Condition(Cost::tree),
          part_(part),
          depth_(depth),
          name_(std::move(name)),
          op_(op),
          values_(std::move(values)) {}

    bool holds(const Subject& subject) const override {
        const Event& event = subject.event;
        const auto in = [&](const Extensions& fields) { return in_fields(fields, event.context); };
        switch (part_) {
            case Part::event:
                return in(event.extensions);
            case Part::ilmd:
                return in(event.ilmd);
            case Part::error_declaration:
                return event.error_declaration && in(event.error_declaration->extensions);
            case Part::read_point:
                return in(event.read_point_extensions);
            case Part::biz_location:
                return in(event.biz_location_extensions);
            case Part::sensor_element:
                return std::ranges::any_of(event.sensor_elements, in, &SensorElement::extensions);
            case Part::sensor_metadata:
                return std::ranges::any_of(event.sensor_elements, [&](const SensorElement& element) {
                    return element.metadata && in(element.metadata->extensions);
                });
            case Part::sensor_report:
                return std::ranges::any_of(event.sensor_elements, [&](const SensorElement& element) {
                    return std::ranges::any_of(element.reports, in, &SensorReport::extensions);
                });
        }
        return false;
    }

private:
    bool in_fields(const Extensions& fields, const Context& context) const {
        for (const auto& [key, value] : fields) {
            if (depth_ == Depth::inner ? below(value, context, 40)
                                       : name_.is({key.data(), key.size()}, context) && is_met(value))
                return true;
        }
        return false;
    }

    bool below(const json::value& value, const Context& context, int levels) const {
        if (levels == 0) return false;
        if (const auto* array = value.if_array())
            return std::ranges::any_of(*array, [&](const json::value& v) { return below(v, context, levels - 1); });
        const auto* object = value.if_object();
        if (!object) return false;
        for (const auto& [key, inside] : *object) {
            const std::string_view name(key.data(), key.size());
            if (is_field(name) && name_.is(name, context) && is_met(inside)) return true;
            if (below(inside, context, levels - 1)) return true;
        }
        return false;
    }

    bool is_met(const json::value& value) const {
        if (op_ == Comparison::exists) return !is_empty(value);
        return any_leaf(value, [&](const json::value& leaf) {
            return std::ranges::any_of(values_, [&](const Scalar& asked) { return satisfies(op_, asked, leaf); });
        });
    }

    Part part_;
    Depth depth_;
    FieldName name_;
    Comparison op_;
    std::vector<Scalar> values_;
};

std::optional<OrderValue> order_value_of(const json::value& value) {
    std::optional<OrderValue> found;
    any_leaf(value, [&](const json::value& leaf) {
        if (leaf.is_number()) {
            found = OrderValue{leaf.to_number<double>(), {}};
        } else if (const auto* string = leaf.if_string()) {
            const std::string_view text = view(*string);
            if (const auto number = parse_number(text))
                found = OrderValue{*number, {}};
            else if (const auto time = parse_moment(text))
                found = OrderValue{static_cast<double>(time->value), {}};
            else
                found = OrderValue{0, std::string(text)};
        }
        return true;  // the first one
    });
    return found;
}

}  // namespace

std::string_view namespace_of(std::string_view prefix, const Context& namespaces) {
    for (const auto& [name, space] : namespaces)
        if (name == prefix) return space;
    for (const auto& [name, space] : standard_prefixes)
        if (name == prefix) return space;
    return {};
}

std::optional<FieldName> FieldName::read(std::string_view name, const Context& namespaces, bool inner) {
    if (inner && name.starts_with('#')) name.remove_prefix(1);  // the null namespace of XML
    if (name.empty() || name.find(' ') != std::string_view::npos) return std::nullopt;
    FieldName field;
    field.raw_ = name;
    const auto colon = name.find(':');
    if (colon == std::string_view::npos) return inner && is_field(name) ? std::optional(field) : std::nullopt;
    const std::string_view prefix = name.substr(0, colon), local = name.substr(colon + 1);
    if (prefix.empty() || local.empty()) return std::nullopt;
    const std::string_view space = namespace_of(prefix, namespaces);
    if (!space.empty()) {
        field.prefix_ = prefix;
        field.space_ = without_separator(space);
        field.local_ = local;
    } else {
        field.full_ = local.starts_with("//") || local.find_first_of("#:") != std::string_view::npos;
    }
    return field;
}

bool FieldName::is(std::string_view key, const Context& context) const {
    const bool explained = !space_.empty();
    if (!explained && !full_) return key == raw_;
    if (key == raw_ && full_) return true;
    const auto colon = key.find(':');
    if (colon == std::string_view::npos) return false;
    const std::string_view local = key.substr(colon + 1);
    if (explained ? !key.ends_with(local_) : !raw_.ends_with(local) && key != raw_) return false;
    const std::string_view space = namespace_of(key.substr(0, colon), context);
    if (explained) {
        if (space.empty()) return key == raw_ || is_full_name(key, space_, local_);
        return local == local_ && without_separator(space) == space_;
    }
    return !space.empty() && is_full_name(raw_, space, local);
}

std::optional<double> parse_number(std::string_view text) {
    // -?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?
    std::size_t at = text.starts_with('-') ? 1 : 0;
    if (at >= text.size() || text.size() > 60 || !is_digit(text[at])) return std::nullopt;
    if (text[at] == '0' && at + 1 < text.size() && is_digit(text[at + 1])) return std::nullopt;
    if (!is_digit(text.back())) return std::nullopt;
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
    return value;
}

Scalar scalar_of(std::string text) {
    Scalar scalar;
    scalar.number = parse_number(text);
    scalar.time = parse_moment(text);
    if (!scalar.time && is_uri(text)) scalar.id = canonical(text);
    scalar.text = std::move(text);
    return scalar;
}

ConditionPtr field_condition(Part part, Depth depth, FieldName name, Comparison op, std::vector<Scalar> values) {
    return std::make_shared<FieldCondition>(part, depth, std::move(name), op, std::move(values));
}

void texts_of(const FieldName& name, const Event& event, std::vector<std::string_view>& out) {
    for (const auto& [key, value] : event.extensions)
        if (name.is({key.data(), key.size()}, event.context))
            any_leaf(value, [&](const json::value& leaf) {
                if (const auto* string = leaf.if_string()) out.push_back(view(*string));
                return false;
            });
}

}  // namespace yiguan::epcis::query

namespace yiguan::epcis {

std::optional<OrderValue> order_value(const Query& query, const Event& event) {
    const auto of_time = [](UtcMs time) { return OrderValue{static_cast<double>(time.value), {}}; };
    switch (query.order_by) {
        case OrderBy::none:
            break;
        case OrderBy::event_time:
            return of_time(event.event_time);
        case OrderBy::record_time:
            return event.record_time ? std::optional(of_time(*event.record_time)) : std::nullopt;
        case OrderBy::other:
            for (const auto& [key, value] : event.extensions)
                if (query.order_name && query.order_name->is({key.data(), key.size()}, event.context))
                    return query::order_value_of(value);
    }
    return std::nullopt;
}

}  // namespace yiguan::epcis
