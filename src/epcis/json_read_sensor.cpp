#include <array>

#include "epcis/json_read_impl.hpp"

namespace yiguan::epcis::detail {
namespace {

template <class Owner, class Member>
struct Named {
    std::string_view name;
    Member Owner::*member;
};

using R = SensorReport;
using M = SensorMetadata;

// EPCIS 2.0, 7.3.7.
constexpr std::array<Named<R, std::string>, 8> report_uris{
    {{"deviceID", &R::device_id},
     {"deviceMetadata", &R::device_metadata},
     {"rawData", &R::raw_data},
     {"dataProcessingMethod", &R::data_processing_method},
     {"bizRules", &R::biz_rules},
     {"microorganism", &R::microorganism},
     {"chemicalSubstance", &R::chemical_substance},
     {"coordinateReferenceSystem", &R::coordinate_reference_system}}};
constexpr std::array<Named<R, std::optional<double>>, 7> report_numbers{{{"value", &R::value},
                                                                         {"minValue", &R::min_value},
                                                                         {"maxValue", &R::max_value},
                                                                         {"meanValue", &R::mean_value},
                                                                         {"sDev", &R::s_dev},
                                                                         {"percRank", &R::perc_rank},
                                                                         {"percValue", &R::perc_value}}};
constexpr std::array<Named<M, std::string>, 5> metadata_uris{{{"deviceID", &M::device_id},
                                                              {"deviceMetadata", &M::device_metadata},
                                                              {"rawData", &M::raw_data},
                                                              {"dataProcessingMethod", &M::data_processing_method},
                                                              {"bizRules", &M::biz_rules}}};
constexpr std::array<Named<M, std::optional<UtcMs>>, 3> metadata_times{
    {{"time", &M::time}, {"startTime", &M::start_time}, {"endTime", &M::end_time}}};

template <class Table>
auto find(const Table& table, std::string_view name) {
    for (const auto& row : table)
        if (row.name == name) return &row;
    return static_cast<decltype(&table[0])>(nullptr);
}

}  // namespace

void EventReader::read_sensor_elements(const json::value& value, const Path& at) {
    const json::array* list = array(value, at, "sensorElementList");
    if (!list) return;
    for (std::size_t i = 0; i < list->size(); ++i) {
        const Path here{&at, {}, i};
        const json::object* element = object((*list)[i], here, "sensorElementList");
        if (!element) continue;
        SensorElement& out = event_->sensor_elements.emplace_back();
        need(*element, "sensorReport", here);
        for (const auto& member : *element) {
            const std::string_view key = view(member.key());
            const Path inner{&here, key};
            if (key == "sensorMetadata") {
                read_sensor_metadata(member.value(), inner, out.metadata.emplace());
            } else if (key == "sensorReport") {
                const json::array* reports = array(member.value(), inner, key);
                if (!reports) continue;
                if (reports->empty()) faults_.add(inner, key, "sensorReport 至少应有一项");
                for (std::size_t k = 0; k < reports->size(); ++k)
                    read_sensor_report((*reports)[k], {&inner, {}, k}, out.reports.emplace_back());
            } else {
                read_extension(key, member.value(), inner, out.extensions);
            }
        }
    }
}

void EventReader::read_sensor_metadata(const json::value& value, const Path& at, SensorMetadata& out) {
    const json::object* metadata = object(value, at, "sensorMetadata");
    if (!metadata) return;
    for (const auto& member : *metadata) {
        const std::string_view key = view(member.key());
        const Path here{&at, key};
        if (const auto* uri = find(metadata_uris, key))
            read_identifier(member.value(), here, key, IdentifierUse::any, out.*(uri->member));
        else if (const auto* time = find(metadata_times, key))
            out.*(time->member) = stamp(member.value(), here, key);
        else
            read_extension(key, member.value(), here, out.extensions);
    }
    if (out.start_time && out.end_time && *out.end_time < *out.start_time)
        faults_.add({&at, "endTime"}, "endTime", "endTime 不能早于 startTime");
}

void EventReader::read_sensor_report(const json::value& value, const Path& at, SensorReport& out) {
    const json::object* report = object(value, at, "sensorReport");
    if (!report) return;
    need(*report, "type", at);
    for (const auto& member : *report) {
        const std::string_view key = view(member.key());
        const Path here{&at, key};
        const json::value& v = member.value();
        if (const auto* uri = find(report_uris, key)) {
            read_identifier(v, here, key, IdentifierUse::any, out.*(uri->member));
        } else if (const auto* figure = find(report_numbers, key)) {
            out.*(figure->member) = number(v, here, key);
        } else if (key == "type") {
            read_word(v, here, key, Vocabulary::measurement_type, out.type);
        } else if (key == "exception") {
            read_word(v, here, key, Vocabulary::sensor_alert_type, out.exception);
        } else if (key == "component") {
            read_word(v, here, key, Vocabulary::component, out.component);
        } else if (key == "time") {
            out.time = stamp(v, here, key);
        } else if (key == "uom") {
            read_text(v, here, key, out.uom);
            if (!out.uom.empty() && !is_uom(out.uom))
                faults_.add(here, key, "计量单位应是 UN/CEFACT 第 20 号建议书的两位或三位代码", out.uom);
        } else if (key == "booleanValue") {
            if (const bool* truth = v.if_bool())
                out.boolean_value = *truth;
            else
                faults_.add(here, key, "booleanValue 应是 true 或 false");
        } else if (key == "stringValue") {
            if (v.is_string() && v.get_string().empty())
                out.string_value.emplace();
            else
                read_text(v, here, key, out.string_value.emplace());
        } else if (key == "hexBinaryValue") {
            read_text(v, here, key, out.hex_binary_value.emplace());
            if (!out.hex_binary_value->empty() && !is_hex_binary(*out.hex_binary_value))
                faults_.add(here, key, "hexBinaryValue 只能由十六进制数字组成", *out.hex_binary_value);
        } else if (key == "uriValue") {
            read_identifier(v, here, key, IdentifierUse::any, out.uri_value.emplace());
        } else {
            read_extension(key, v, here, out.extensions);
        }
    }
    if (out.perc_rank && (*out.perc_rank < 0 || *out.perc_rank > 100))
        faults_.add({&at, "percRank"}, "percRank", "percRank 应在 0 到 100 之间");
}

}  // namespace yiguan::epcis::detail
