// The fields of events and which event types have them: one table for both wire forms. Private to the room.
#pragma once
#include <algorithm>
#include <array>
#include <string_view>

#include "epcis/model.hpp"

namespace yiguan::epcis::detail {

enum Field : int {
    f_context,  // in JSON only
    f_action,
    f_biz_location,
    f_biz_step,
    f_biz_transactions,
    f_certification,
    f_child_epcs,
    f_child_quantities,
    f_destinations,
    f_disposition,
    f_epcs,
    f_error_declaration,
    f_event_id,
    f_event_time,
    f_offset,
    f_ilmd,
    f_input_epcs,
    f_input_quantities,
    f_output_epcs,
    f_output_quantities,
    f_parent,
    f_persistent_disposition,
    f_quantities,
    f_read_point,
    f_record_time,
    f_sensor_elements,
    f_sources,
    f_transformation,
    f_type,  // of JSON only: in XML it is the name of the element
};

// Which types have a field, as a set of bits by EventType.
constexpr unsigned bit(EventType type) {
    return 1u << static_cast<unsigned>(type);
}
inline constexpr unsigned things = bit(EventType::object) | bit(EventType::transaction);
inline constexpr unsigned parents = bit(EventType::aggregation) | bit(EventType::association);
inline constexpr unsigned making = bit(EventType::transformation);
inline constexpr unsigned every = things | parents | making;

struct FieldInfo {
    std::string_view name;
    unsigned types;
};
// In the order of Field, which is that of the names. EPCIS 2.0, 7.4.
inline constexpr std::array<FieldInfo, 29> field_table{{
    {"@context", every},
    {"action", things | parents},
    {"bizLocation", every},
    {"bizStep", every},
    {"bizTransactionList", every},
    {"certificationInfo", every},
    {"childEPCs", parents},
    {"childQuantityList", parents},
    {"destinationList", every},
    {"disposition", every},
    {"epcList", things},
    {"errorDeclaration", every},
    {"eventID", every},
    {"eventTime", every},
    {"eventTimeZoneOffset", every},
    {"ilmd", bit(EventType::object) | making},
    {"inputEPCList", making},
    {"inputQuantityList", making},
    {"outputEPCList", making},
    {"outputQuantityList", making},
    {"parentID", parents | bit(EventType::transaction)},
    {"persistentDisposition", every},
    {"quantityList", things},
    {"readPoint", every},
    {"recordTime", every},
    {"sensorElementList", every},
    {"sourceList", every},
    {"transformationID", making},
    {"type", every},
}};
static_assert(std::ranges::is_sorted(field_table, {}, &FieldInfo::name));

/// -1 for what is no field of the standard.
inline int field_of(std::string_view name) {
    const auto found = std::ranges::lower_bound(field_table, name, {}, &FieldInfo::name);
    return found != field_table.end() && found->name == name ? static_cast<int>(found - field_table.begin()) : -1;
}

}  // namespace yiguan::epcis::detail
