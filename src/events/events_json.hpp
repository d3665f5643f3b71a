// Events as JSON, in the words of EPCIS 2.0; fields go through catalog::disclose.
#pragma once
#include "core/json.hpp"
#include "events/events.hpp"

namespace yiguan::events {

/// {"eventID","type":"ObjectEvent","action","bizStep","disposition","eventTime"?,"recordTime"?,"organisation"?,"count",
/// "ranges"?,"consignee"?,"fields":[...]}; times, ranges, consignee and who moved the goods only for those who may see
/// hidden values of the event's organisation.
json::object encode(const Event& event, const catalog::Viewer& viewer);

/// Reads {"fields":{...},"open":[...]} of a command.
FieldInput read_fields_input(ObjectReader& in);

}  // namespace yiguan::events
