#include <array>

#include "core/text.hpp"
#include "epcis/xml_read_impl.hpp"
#include "epcis/xml_sensor_fields.hpp"

namespace yiguan::epcis::detail {
namespace {

bool is_declaration(std::string_view attribute) {
    return attribute == "xmlns" || attribute.starts_with("xmlns:");
}

}  // namespace

void XmlEventReader::sensor_elements(pugi::xml_node list) {
    children(list, nullptr, [&](pugi::xml_node element, std::string_view item) {
        if (item != "sensorElement") return false;
        SensorElement& out = event_->sensor_elements.emplace_back();
        children(element, &out.extensions, [&](pugi::xml_node child, std::string_view name) {
            if (name == "sensorMetadata" && !out.metadata)
                sensor_metadata(child, out.metadata.emplace());
            else if (name == "sensorReport")
                sensor_report(child, out.reports.emplace_back());
            else
                return false;
            return true;
        });
        if (out.reports.empty())
            faults_.add(Code::epcis_validation, element, "sensorReport", "sensorReport", "缺少必填字段 sensorReport");
        return true;
    });
}

void XmlEventReader::other_attribute(pugi::xml_node element, pugi::xml_attribute attribute, Extensions& out) {
    const std::string_view name = attribute.name();
    const auto prefix = prefix_part(name);
    if (is_declaration(name)) return;
    if (!prefix.empty()) {
        if (names_.namespace_of(element, prefix) != xsi_namespace) extensions_.add(element, attribute, out);
        return;
    }
    faults_.add(Code::epcis_validation, element, "@" + shorten(name, 60), shorten(name, 60),
                "此处没有名为 " + shorten(name, 40) + " 的字段");
}

void XmlEventReader::sensor_metadata(pugi::xml_node element, SensorMetadata& out) {
    for (const auto attribute : element.attributes()) {
        const std::string_view name = attribute.name();
        const std::string part = "@" + shorten(name, 60);
        const auto value = [&] { return checked(element, part, name, attribute.value()); };
        if (const auto* uri = find_sensor_field(metadata_uris, name))
            identifier(element, part, name, value(), IdentifierUse::any, out.*(uri->member));
        else if (const auto* time = find_sensor_field(metadata_times, name))
            out.*(time->member) = stamp(element, part, name, value());
        else
            other_attribute(element, attribute, out.extensions);
    }
    children(element, &out.extensions, [](auto, auto) { return false; });
    if (out.start_time && out.end_time && *out.end_time < *out.start_time)
        faults_.add(Code::epcis_validation, element, "@endTime", "endTime", "endTime 不能早于 startTime");
}

void XmlEventReader::sensor_report(pugi::xml_node element, SensorReport& out) {
    for (const auto attribute : element.attributes()) {
        const std::string_view name = attribute.name();
        const std::string part = "@" + shorten(name, 60);
        const auto value = [&] { return checked(element, part, name, attribute.value()); };
        if (const auto* uri = find_sensor_field(report_uris, name)) {
            identifier(element, part, name, value(), IdentifierUse::any, out.*(uri->member));
        } else if (const auto* figure = find_sensor_field(report_numbers, name)) {
            out.*(figure->member) = number(element, part, name, value());
        } else if (const auto* words = find_sensor_field(report_words, name)) {
            word(element, part, name, value(), words->vocabulary, out.*(words->member));
        } else if (name == "time") {
            out.time = stamp(element, part, name, value());
        } else if (name == "uom") {
            unit(element, part, value(), out.uom);
        } else if (name == "booleanValue") {
            const auto written = value();
            if (written == "true" || written == "1" || written == "false" || written == "0")
                out.boolean_value = written == "true" || written == "1";
            else if (!written.empty())
                faults_.add(Code::epcis_validation, element, part, name, "booleanValue 应是 true 或 false", written);
        } else if (name == "stringValue") {
            // Blanks around it and the empty text are part of it.
            if (*attribute.value()) value();
            out.string_value = attribute.value();
        } else if (name == "hexBinaryValue") {
            out.hex_binary_value = value();
            if (!out.hex_binary_value->empty() && !is_hex_binary(*out.hex_binary_value))
                faults_.add(Code::epcis_validation, element, part, name, "hexBinaryValue 只能由十六进制数字组成",
                            *out.hex_binary_value);
        } else if (name == "uriValue") {
            identifier(element, part, name, value(), IdentifierUse::any, out.uri_value.emplace());
        } else {
            other_attribute(element, attribute, out.extensions);
        }
    }
    children(element, &out.extensions, [](auto, auto) { return false; });
    if (!element.attribute("type")) faults_.add(Code::epcis_validation, element, "@type", "type", "缺少必填字段 type");
    if (out.perc_rank && (*out.perc_rank < 0 || *out.perc_rank > 100))
        faults_.add(Code::epcis_validation, element, "@percRank", "percRank", "percRank 应在 0 到 100 之间");
}

}  // namespace yiguan::epcis::detail
