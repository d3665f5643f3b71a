#include "epcis/model.hpp"

#include <algorithm>
#include <array>

namespace yiguan::epcis {
namespace {

constexpr std::array<std::string_view, 6> type_names{
    "", "ObjectEvent", "AggregationEvent", "TransactionEvent", "TransformationEvent", "AssociationEvent"};
constexpr std::array<std::string_view, 4> action_names{"", "ADD", "OBSERVE", "DELETE"};

}  // namespace

std::string_view name(EventType type) {
    return type_names[static_cast<std::size_t>(type)];
}

std::optional<EventType> parse_event_type(std::string_view name) {
    const auto at = std::ranges::find(type_names, name);
    if (name.empty() || at == type_names.end()) return std::nullopt;
    return static_cast<EventType>(at - type_names.begin());
}

std::string_view name(Action action) {
    return action_names[static_cast<std::size_t>(action)];
}

}  // namespace yiguan::epcis
