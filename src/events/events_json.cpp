#include "events/events_json.hpp"

#include "catalog/catalog_json.hpp"
#include "codes/codes_json.hpp"

namespace yiguan::events {

json::object encode(const Event& event, const catalog::Viewer& viewer) {
    json::object out{{"type", epcis::name(event.type)},
                     {"action", name(event.action)},
                     {"bizStep", name(event.step)},
                     {"bizStepZh", name_zh(event.step)}};
    const bool sees_all = catalog::sees_hidden(viewer, event.org);
    if (event.tmpl || sees_all) out["disposition"] = name(event.disposition);
    // The maker stands on every page; who moved goods later is a hidden field unless opened (ECO-51), and an id is as
    // good as a name, because anybody can look an organisation up.
    if (sees_all || event.step == BizStep::commissioning || event.step == BizStep::activating)
        out["organisation"] = to_string(event.org);
    if (sees_all) {
        // The id holds the time of recording, the count how much somebody trades: both as hidden as the fields.
        out["eventID"] = to_string(event.id);
        out["count"] = std::to_string(event.code_count());
        out["eventTime"] = iso_utc(event.event_time);
        out["recordTime"] = iso_utc(event.record_time);
        out["ranges"] = codes::encode(event.ranges);
        if (event.partner) out["consignee"] = to_string(event.partner);
    }
    if (const auto step = step_of(event.step); step && event.tmpl)
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
