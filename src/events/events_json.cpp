#include "events/events_json.hpp"

#include "catalog/catalog_json.hpp"
#include "codes/codes_json.hpp"

namespace yiguan::events {

json::object encode(const Event& event, const catalog::Viewer& viewer) {
    json::object out{{"eventID", to_string(event.id)},       {"type", "ObjectEvent"},
                     {"action", name(event.action)},         {"bizStep", name(event.step)},
                     {"bizStepZh", name_zh(event.step)},     {"disposition", name(event.disposition)},
                     {"organisation", to_string(event.org)}, {"count", std::to_string(event.code_count())}};
    if (catalog::sees_hidden(viewer, event.org)) {
        out["eventTime"] = iso_utc(event.event_time);
        out["recordTime"] = iso_utc(event.record_time);
        out["ranges"] = codes::encode(event.ranges);
        if (event.partner) out["consignee"] = to_string(event.partner);
    }
    if (const auto step = step_of(event.step))
        out["fields"] =
            catalog::encode(catalog::disclose(*event.tmpl, event.values, std::array{*step}, event.org, viewer));
    return out;
}

FieldInput read_fields_input(ObjectReader& in) {
    FieldInput input;
    if (const auto* fields = in.object("fields", "填报内容", false)) input.fields = *fields;
    if (const auto* open = in.array("open", "公开选择", false)) input.open = *open;
    return input;
}

}  // namespace yiguan::events
