#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "epcis/json.hpp"
#include "epcis/rules.hpp"

namespace yiguan::epcis {
namespace {

std::string_view view(boost::core::string_view text) {
    return {text.data(), text.size()};
}

void append_text(std::string_view text, std::string& out) {
    constexpr std::string_view hex = "0123456789abcdef";
    out += '"';
    std::size_t plain = 0;  // where the characters begin that need no escape
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\') continue;
        out.append(text, plain, i - plain);
        plain = i + 1;
        out += '\\';
        if (c == '"' || c == '\\')
            out += c;
        else if (c == '\n')
            out += 'n';
        else if (c == '\r')
            out += 'r';
        else if (c == '\t')
            out += 't';
        else
            out.append("u00").append(1, hex[static_cast<std::size_t>(c) >> 4]).append(1, hex[c & 15]);
    }
    out.append(text, plain, text.size() - plain);
    out += '"';
}

void append_number(double number, std::string& out) {
    std::array<char, 32> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    out.append(digits.data(), end);
}

void append_value(const json::value& value, std::string& out);

void append_members(const json::object& members, std::string& out) {
    for (const auto& member : members) {
        if (out.back() != '{') out += ',';
        append_text(view(member.key()), out);
        out += ':';
        append_value(member.value(), out);
    }
}

void append_value(const json::value& value, std::string& out) {
    switch (value.kind()) {
        case json::kind::object:
            out += '{';
            append_members(value.get_object(), out);
            out += '}';
            return;
        case json::kind::array: {
            const json::array& list = value.get_array();
            out += '[';
            for (std::size_t i = 0; i < list.size(); ++i) {
                if (i > 0) out += ',';
                append_value(list[i], out);
            }
            out += ']';
            return;
        }
        case json::kind::string:
            return append_text({value.get_string().data(), value.get_string().size()}, out);
        case json::kind::double_: {
            const std::size_t first = out.size();
            append_number(value.get_double(), out);
            // Stays a double when it is read again.
            if (out.find_first_of(".e", first) == std::string::npos) out += ".0";
            return;
        }
        case json::kind::int64:
            out += std::to_string(value.get_int64());
            return;
        case json::kind::uint64:
            out += std::to_string(value.get_uint64());
            return;
        case json::kind::bool_:
            out += value.get_bool() ? "true" : "false";
            return;
        case json::kind::null:
            out += "null";
            return;
    }
}

bool has_ranges(const Event& event) {
    return !event.epcs.ranges.empty() || !event.input_epcs.ranges.empty() || !event.output_epcs.ranges.empty();
}

// The prefix of the range extension; nothing if the event declares none.
std::optional<std::string_view> declared_range_prefix(const Context& context) {
    for (const auto& [prefix, meaning] : context)
        if (meaning == yiguan_namespace) return prefix;
    return std::nullopt;
}

std::string range_prefix(const Context& context) {
    if (const auto declared = declared_range_prefix(context)) return std::string(*declared);
    std::string prefix = "yiguan";
    while (std::ranges::find(context, prefix, &Context::value_type::first) != context.end()) prefix += 'x';
    return prefix;
}

std::string context_json(const Context& prefixes) {
    std::string out = "[";
    append_text(epcis_context, out);
    if (!prefixes.empty()) {
        out += ",{";
        for (const auto& [prefix, meaning] : prefixes) {
            if (out.back() != '{') out += ',';
            append_text(prefix, out);
            out += ':';
            append_text(meaning, out);
        }
        out += '}';
    }
    return out += ']';
}

/// Appends one event. Every list and object is begun, filled and ended here; a comma stands in front of what is not
/// the first.
class Writer {
public:
    Writer(const Event& event, const WriteOptions& options, std::string& out)
        : event_(event), options_(options), out_(out) {}

    void write(std::string_view event_id) {
        const Event& e = event_;
        const bool children = e.type == EventType::aggregation || e.type == EventType::association;
        const bool making = e.type == EventType::transformation;
        out_ += '{';
        if (options_.local_context) key("@context").append(context_json(context_of(e)));
        text("type", name(e.type));
        text("eventID", event_id.empty() ? std::string_view(e.event_id) : event_id);
        time("eventTime", e.event_time, e.offset_minutes);
        key("eventTimeZoneOffset") += '"';
        append_offset(e.offset_minutes, out_);
        out_ += '"';
        time("recordTime", e.record_time);
        error_declaration();
        texts("certificationInfo", e.certification_info);
        if (e.action != Action::none) text("action", name(e.action));
        identifier("parentID", e.parent_id);
        if (making) {
            epcs("inputEPCList", "inputRangeList", e.input_epcs);
            quantities("inputQuantityList", e.input_quantities);
            epcs("outputEPCList", "outputRangeList", e.output_epcs);
            quantities("outputQuantityList", e.output_quantities);
            text("transformationID", e.transformation_id);
        } else {
            epcs(children ? "childEPCs" : "epcList", "rangeList", e.epcs);
            quantities(children ? "childQuantityList" : "quantityList", e.quantities);
        }
        text("bizStep", e.biz_step);
        text("disposition", e.disposition);
        if (!e.persistent_disposition.empty()) {
            key("persistentDisposition") += '{';
            texts("set", e.persistent_disposition.set);
            texts("unset", e.persistent_disposition.unset);
            out_ += '}';
        }
        place("readPoint", e.read_point, e.read_point_extensions);
        place("bizLocation", e.biz_location, e.biz_location_extensions);
        typed("bizTransactionList", "bizTransaction", e.biz_transactions);
        typed("sourceList", "source", e.sources);
        typed("destinationList", "destination", e.destinations);
        sensor_elements();
        if (!e.ilmd.empty()) {
            key("ilmd") += '{';
            append_members(e.ilmd, out_);
            out_ += '}';
        }
        append_members(e.extensions, out_);
        out_ += '}';
    }

private:
    void comma() {
        if (out_.back() != '{' && out_.back() != '[') out_ += ',';
    }
    std::string& key(std::string_view name) {
        comma();
        return out_.append(1, '"').append(name).append("\":");
    }
    void text(std::string_view name, std::string_view value) {
        if (!value.empty()) append_text(value, key(name));
    }
    void any_text(std::string_view name, const std::optional<std::string>& value) {
        if (value) append_text(*value, key(name));
    }
    void number(std::string_view name, const std::optional<double>& value) {
        if (value) append_number(*value, key(name));
    }
    void time(std::string_view name, const std::optional<UtcMs>& value, int offset_minutes = 0) {
        if (!value) return;
        key(name) += '"';
        append_stamp(*value, offset_minutes, out_);
        out_ += '"';
    }
    void append_identifier(std::string_view value) {
        if (options_.epc_form == EpcForm::digital_link || options_.epc_form == EpcForm::urn)
            append_text(in_form(value, options_.epc_form), out_);
        else
            append_text(value, out_);
    }
    void identifier(std::string_view name, std::string_view value) {
        if (value.empty()) return;
        key(name);
        append_identifier(value);
    }
    void texts(std::string_view name, const std::vector<std::string>& list) {
        if (list.empty()) return;
        key(name) += '[';
        for (const std::string& one : list) {
            comma();
            append_text(one, out_);
        }
        out_ += ']';
    }

    void epcs(std::string_view name, std::string_view range_name, const EpcList& list) {
        // The schema wants epcList, be it empty, where there is nothing but ranges.
        if (!list.epcs.empty() || (!list.ranges.empty() && name == "epcList")) {
            key(name) += '[';
            for (const std::string& epc : list.epcs) {
                comma();
                append_identifier(epc);
            }
            out_ += ']';
        }
        if (list.ranges.empty()) return;
        key(range_prefix(event_.context).append(":").append(range_name)) += '[';
        for (const EpcRange& range : list.ranges) {
            comma();
            out_ += '{';
            identifier("first", range.first);
            identifier("last", range.last);
            out_ += '}';
        }
        out_ += ']';
    }
    void quantities(std::string_view name, const std::vector<QuantityElement>& list) {
        if (list.empty()) return;
        key(name) += '[';
        for (const QuantityElement& q : list) {
            comma();
            out_ += '{';
            identifier("epcClass", q.epc_class);
            number("quantity", q.quantity);
            text("uom", q.uom);
            out_ += '}';
        }
        out_ += ']';
    }
    void typed(std::string_view name, std::string_view member, const std::vector<TypedId>& list) {
        if (list.empty()) return;
        key(name) += '[';
        for (const TypedId& one : list) {
            comma();
            out_ += '{';
            text("type", one.type);
            identifier(member, one.id);
            out_ += '}';
        }
        out_ += ']';
    }
    void place(std::string_view name, std::string_view id, const Extensions& extensions) {
        if (id.empty()) return;
        key(name) += '{';
        identifier("id", id);
        append_members(extensions, out_);
        out_ += '}';
    }
    void error_declaration() {
        if (!event_.error_declaration) return;
        const ErrorDeclaration& d = *event_.error_declaration;
        key("errorDeclaration") += '{';
        time("declarationTime", d.time);
        text("reason", d.reason);
        texts("correctiveEventIDs", d.corrective_event_ids);
        append_members(d.extensions, out_);
        out_ += '}';
    }

    void sensor_elements() {
        if (event_.sensor_elements.empty()) return;
        key("sensorElementList") += '[';
        for (const SensorElement& element : event_.sensor_elements) {
            comma();
            out_ += '{';
            if (element.metadata) metadata(*element.metadata);
            key("sensorReport") += '[';
            for (const SensorReport& r : element.reports) {
                comma();
                report(r);
            }
            out_ += ']';
            append_members(element.extensions, out_);
            out_ += '}';
        }
        out_ += ']';
    }
    void metadata(const SensorMetadata& m) {
        key("sensorMetadata") += '{';
        time("time", m.time);
        time("startTime", m.start_time);
        time("endTime", m.end_time);
        text("deviceID", m.device_id);
        text("deviceMetadata", m.device_metadata);
        text("rawData", m.raw_data);
        text("dataProcessingMethod", m.data_processing_method);
        text("bizRules", m.biz_rules);
        append_members(m.extensions, out_);
        out_ += '}';
    }
    void report(const SensorReport& r) {
        out_ += '{';
        text("type", r.type);
        text("exception", r.exception);
        text("deviceID", r.device_id);
        text("deviceMetadata", r.device_metadata);
        text("rawData", r.raw_data);
        text("dataProcessingMethod", r.data_processing_method);
        text("bizRules", r.biz_rules);
        time("time", r.time);
        text("microorganism", r.microorganism);
        text("chemicalSubstance", r.chemical_substance);
        text("coordinateReferenceSystem", r.coordinate_reference_system);
        number("value", r.value);
        text("component", r.component);
        any_text("stringValue", r.string_value);
        if (r.boolean_value) key("booleanValue").append(*r.boolean_value ? "true" : "false");
        any_text("hexBinaryValue", r.hex_binary_value);
        any_text("uriValue", r.uri_value);
        number("minValue", r.min_value);
        number("maxValue", r.max_value);
        number("meanValue", r.mean_value);
        number("sDev", r.s_dev);
        number("percRank", r.perc_rank);
        number("percValue", r.perc_value);
        text("uom", r.uom);
        append_members(r.extensions, out_);
        out_ += '}';
    }

    const Event& event_;
    const WriteOptions& options_;
    std::string& out_;
};

}  // namespace

Context context_of(const Event& event) {
    Context context = event.context;
    if (has_ranges(event) && !declared_range_prefix(context)) {
        context.emplace_back(range_prefix(context), yiguan_namespace);
        std::ranges::sort(context);
    }
    return context;
}

void write_json(const Event& event, std::string_view event_id, const WriteOptions& options, std::string& out) {
    Writer(event, options, out).write(event_id);
}

void SharedContext::add(const Context& context) {
    for (const auto& term : context) {
        const auto at = std::ranges::lower_bound(prefixes, term.first, {}, &Context::value_type::first);
        if (at == prefixes.end() || at->first != term.first) prefixes.insert(at, term);
    }
}

bool SharedContext::clashes(const Context& context) const {
    return std::ranges::any_of(context, [&](const auto& term) {
        const auto at = std::ranges::lower_bound(prefixes, term.first, {}, &Context::value_type::first);
        return at != prefixes.end() && at->first == term.first && at->second != term.second;
    });
}

std::string SharedContext::json() const {
    return context_json(prefixes);
}

}  // namespace yiguan::epcis
