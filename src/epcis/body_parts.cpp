#include "epcis/body_parts.hpp"

#include <cmath>
#include <iterator>

namespace yiguan::epcis {
namespace {

constexpr std::size_t json_depth_max = 128;

// Extension fields: members keep their order, integers stay integers.
void write_json(CborWriter& out, const json::value& value, std::size_t depth);
void write_members(CborWriter& out, const json::object& object, std::size_t depth) {
    if (depth > json_depth_max) throw std::length_error("an extension field is nested too deeply to be stored");
    out.head(Major::map, object.size());
    for (const auto& member : object) {
        out.text({member.key().data(), member.key().size()});
        write_json(out, member.value(), depth + 1);
    }
}
void write_json(CborWriter& out, const json::value& value, std::size_t depth) {
    switch (value.kind()) {
        case json::kind::null:
            return out.null();
        case json::kind::bool_:
            return out.boolean(value.get_bool());
        case json::kind::int64:
            return out.integer(value.get_int64());
        case json::kind::uint64:
            return out.head(Major::number, value.get_uint64());
        case json::kind::double_:
            return out.floating(value.get_double());
        case json::kind::string:
            return out.text({value.get_string().data(), value.get_string().size()});
        case json::kind::object:
            return write_members(out, value.get_object(), depth);
        case json::kind::array:
            break;
    }
    if (depth > json_depth_max) throw std::length_error("an extension field is nested too deeply to be stored");
    out.head(Major::array, value.get_array().size());
    for (const auto& item : value.get_array()) write_json(out, item, depth + 1);
}

json::value read_json(CborReader& in, std::size_t depth);
json::object read_members(CborReader& in, std::size_t depth) {
    if (depth > json_depth_max) damaged_cbor();
    json::object object;
    for (auto left = in.map(); left > 0; --left) {
        const auto key = in.text();
        if (!object.emplace(key, read_json(in, depth + 1)).second) damaged_cbor();
    }
    return object;
}
json::value read_json(CborReader& in, std::size_t depth) {
    switch (in.next()) {
        case Major::number: {
            const auto n = in.head(Major::number);
            return n <= static_cast<std::uint64_t>(INT64_MAX) ? json::value(static_cast<std::int64_t>(n))
                                                              : json::value(n);
        }
        case Major::negative:
            return in.integer();
        case Major::text:
            return json::string(in.text());
        case Major::map:
            return read_members(in, depth);
        case Major::array: {
            if (depth > json_depth_max) damaged_cbor();
            json::array array;
            for (auto left = in.array(); left > 0; --left) array.push_back(read_json(in, depth + 1));
            return array;
        }
        case Major::simple:
            if (in.next_is_null()) {
                in.null();
                return nullptr;
            }
            if (in.peek() == 0xf4 || in.peek() == 0xf5) return in.boolean();
            return in.floating();
        default:
            damaged_cbor();
    }
}

using Text = std::string SensorReport::*;
using Number = std::optional<double> SensorReport::*;
struct ReportField {
    std::uint64_t key;
    Text text;
    Number number;
};
constexpr ReportField report_fields[] = {
    {1, &SensorReport::type, nullptr},
    {2, &SensorReport::exception, nullptr},
    {3, &SensorReport::device_id, nullptr},
    {4, &SensorReport::device_metadata, nullptr},
    {5, &SensorReport::raw_data, nullptr},
    {6, &SensorReport::data_processing_method, nullptr},
    {7, &SensorReport::biz_rules, nullptr},
    {8, &SensorReport::microorganism, nullptr},
    {9, &SensorReport::chemical_substance, nullptr},
    {10, &SensorReport::component, nullptr},
    {11, &SensorReport::coordinate_reference_system, nullptr},
    {12, &SensorReport::uom, nullptr},
    {13, nullptr, &SensorReport::value},
    {14, nullptr, &SensorReport::min_value},
    {15, nullptr, &SensorReport::max_value},
    {16, nullptr, &SensorReport::mean_value},
    {17, nullptr, &SensorReport::s_dev},
    {18, nullptr, &SensorReport::perc_rank},
    {19, nullptr, &SensorReport::perc_value},
};
constexpr std::uint64_t report_time = 20, report_boolean = 21, report_string = 22, report_hex = 23, report_uri = 24,
                        report_extensions = 25;

void write_report(std::string& bytes, const SensorReport& report) {
    MapWriter map(bytes);
    for (const auto& field : report_fields) {
        if (field.text && !(report.*field.text).empty()) write_word(map.at(field.key), report.*field.text);
        if (field.number && report.*field.number) write_number(map.at(field.key), *(report.*field.number));
    }
    if (report.time) write_time(map.at(report_time), *report.time);
    if (report.boolean_value) map.at(report_boolean).boolean(*report.boolean_value);
    if (report.string_value) write_text(map.at(report_string), *report.string_value);
    if (report.hex_binary_value) write_text(map.at(report_hex), *report.hex_binary_value);
    if (report.uri_value) write_text(map.at(report_uri), *report.uri_value);
    if (!report.extensions.empty()) epcis::write_members(map.at(report_extensions), report.extensions);
    map.finish();
}

SensorReport read_report(CborReader& in) {
    SensorReport report;
    read_map(in, [&](std::uint64_t key) {
        if (key <= std::size(report_fields)) {
            const auto& field = report_fields[key - 1];
            if (field.text)
                report.*field.text = read_filled_text(in);
            else
                report.*field.number = read_number(in);
            return;
        }
        switch (key) {
            case report_time:
                report.time = read_time(in);
                break;
            case report_boolean:
                report.boolean_value = in.boolean();
                break;
            case report_string:
                report.string_value = read_text(in);
                break;
            case report_hex:
                report.hex_binary_value = read_text(in);
                break;
            case report_uri:
                report.uri_value = read_text(in);
                break;
            case report_extensions:
                report.extensions = epcis::read_members(in);
                break;
            default:
                damaged_cbor();
        }
    });
    return report;
}

void write_metadata(std::string& bytes, const SensorMetadata& metadata) {
    MapWriter map(bytes);
    if (metadata.time) write_time(map.at(1), *metadata.time);
    if (metadata.start_time) write_time(map.at(2), *metadata.start_time);
    if (metadata.end_time) write_time(map.at(3), *metadata.end_time);
    if (!metadata.device_id.empty()) write_text(map.at(4), metadata.device_id);
    if (!metadata.device_metadata.empty()) write_text(map.at(5), metadata.device_metadata);
    if (!metadata.raw_data.empty()) write_text(map.at(6), metadata.raw_data);
    if (!metadata.data_processing_method.empty()) write_text(map.at(7), metadata.data_processing_method);
    if (!metadata.biz_rules.empty()) write_text(map.at(8), metadata.biz_rules);
    if (!metadata.extensions.empty()) epcis::write_members(map.at(9), metadata.extensions);
    map.finish();
}

SensorMetadata read_metadata(CborReader& in) {
    SensorMetadata metadata;
    read_map(in, [&](std::uint64_t key) {
        switch (key) {
            case 1:
                metadata.time = read_time(in);
                break;
            case 2:
                metadata.start_time = read_time(in);
                break;
            case 3:
                metadata.end_time = read_time(in);
                break;
            case 4:
                metadata.device_id = read_filled_text(in);
                break;
            case 5:
                metadata.device_metadata = read_filled_text(in);
                break;
            case 6:
                metadata.raw_data = read_filled_text(in);
                break;
            case 7:
                metadata.data_processing_method = read_filled_text(in);
                break;
            case 8:
                metadata.biz_rules = read_filled_text(in);
                break;
            case 9:
                metadata.extensions = epcis::read_members(in);
                break;
            default:
                damaged_cbor();
        }
    });
    return metadata;
}

}  // namespace

void write_time(CborWriter& out, UtcMs time) {
    auto seconds = time.value / 1000, ms = time.value % 1000;
    if (ms < 0) {
        ms += 1000;
        --seconds;
    }
    if (ms != 0) out.head(Major::array, 2);
    out.integer(seconds);
    if (ms != 0) out.integer(ms);
}
UtcMs read_time(CborReader& in) {
    const bool with_ms = in.next() == Major::array;
    if (with_ms && in.array() != 2) damaged_cbor();
    const auto seconds = in.integer(INT64_MIN / 1000 - 1, INT64_MAX / 1000);
    const auto ms = with_ms ? in.integer(1, 999) : 0;
    std::int64_t value = 0;
    // The first second of all begins before the first millisecond.
    if (__builtin_mul_overflow(seconds + (seconds < 0 ? 1 : 0), 1000, &value) ||
        __builtin_add_overflow(value, ms - (seconds < 0 ? 1000 : 0), &value))
        damaged_cbor();
    return {value};
}

void write_number(CborWriter& out, double value) {
    constexpr double exact_max = 9007199254740992.0;  // 2^53
    if (std::fabs(value) <= exact_max && value == std::trunc(value) && !(value == 0 && std::signbit(value)))
        out.integer(static_cast<std::int64_t>(value));
    else
        out.floating(value);
}
double read_number(CborReader& in) {
    return in.next() == Major::simple ? in.floating() : static_cast<double>(in.integer());
}

void write_members(CborWriter& out, const json::object& object) {
    write_members(out, object, 1);
}
json::object read_members(CborReader& in) {
    return read_members(in, 1);
}

std::string read_filled_text(CborReader& in) {
    auto text = read_text(in);
    if (text.empty()) damaged_cbor();
    return text;
}

void write_sensors(std::string& bytes, const std::vector<SensorElement>& elements) {
    CborWriter out(bytes);
    out.head(Major::array, elements.size());
    for (const auto& element : elements) {
        out.head(Major::array, 2 + element.reports.size());
        if (element.metadata)
            write_metadata(bytes, *element.metadata);
        else
            out.null();
        if (element.extensions.empty())
            out.null();
        else
            write_members(out, element.extensions);
        for (const auto& report : element.reports) write_report(bytes, report);
    }
}

std::vector<SensorElement> read_sensors(CborReader& in) {
    std::vector<SensorElement> elements;
    for (auto left = in.array(); left > 0; --left) {
        auto parts = in.array();
        if (parts < 2) damaged_cbor();
        SensorElement& element = elements.emplace_back();
        if (in.next_is_null())
            in.null();
        else
            element.metadata = read_metadata(in);
        if (in.next_is_null())
            in.null();
        else
            element.extensions = read_members(in);
        for (parts -= 2; parts > 0; --parts) element.reports.push_back(read_report(in));
    }
    return elements;
}

}  // namespace yiguan::epcis
