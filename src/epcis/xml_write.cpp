#include <fmt/format.h>

#include <cmath>

#include "epcis/xml.hpp"
#include "epcis/xml_extensions.hpp"
#include "epcis/xml_sensor_fields.hpp"

namespace yiguan::epcis {
namespace {

// The shortest text that is read as the same number, without exponent: xsd:decimal has none.
std::string decimal(double value) {
    return fmt::format("{:f}", value) == fmt::format("{}", value) ? fmt::format("{:f}", value) : [&] {
        std::string shortest = fmt::format("{}", value);
        if (shortest.find('e') == std::string::npos) return shortest;
        // 17 significant digits suffice for any double.
        const int exponent = static_cast<int>(std::floor(std::log10(std::fabs(value))));
        return fmt::format("{:.{}f}", value, exponent < 0 ? 17 - exponent : 0);
    }();
}

class XmlEventWriter {
public:
    XmlEventWriter(const Event& event, std::string_view event_id, const XmlOptions& options, std::string& out)
        : event_(event), event_id_(event_id), options_(options), out_(out), extensions_(event.context, out) {}

    void write() {
        const bool old = options_.version == XmlVersion::v1_2;
        // EPCIS 1.2 knows the first three types at the place of events; TransformationEvent in an extension of the
        // list, and what came later in an extension of that.
        const int wrappers = !old                                       ? 0
                             : event_.type == EventType::transformation ? 1
                             : event_.type == EventType::association    ? 2
                                                                        : 0;
        for (int i = 0; i < wrappers; ++i) open("extension");
        out_ += fmt::format("<{}", name(event_.type));
        extensions_.declare_prefixes();
        out_ += '>';
        head(old);
        switch (event_.type) {
            case EventType::object:
                epcs("epcList", event_.epcs, true);
                action();
                where();
                biz_transactions();
                break;
            case EventType::aggregation:
            case EventType::association:
                text("parentID", identifier(event_.parent_id));
                epcs("childEPCs", event_.epcs, event_.type == EventType::aggregation && old);
                if (event_.type == EventType::association) quantities("childQuantityList", event_.quantities);
                action();
                where();
                biz_transactions();
                break;
            case EventType::transaction:
                biz_transactions();
                text("parentID", identifier(event_.parent_id));
                epcs("epcList", event_.epcs, true);
                action();
                where();
                break;
            case EventType::transformation:
                epcs("inputEPCList", event_.input_epcs, false);
                quantities("inputQuantityList", event_.input_quantities);
                epcs("outputEPCList", event_.output_epcs, false);
                quantities("outputQuantityList", event_.output_quantities);
                text("transformationID", identifier(event_.transformation_id));
                where();
                biz_transactions();
                break;
        }
        if (old)
            later_fields_1_2();
        else
            later_fields_2_0();
        ranges();
        extensions_.members(event_.extensions);
        close(name(event_.type));
        for (int i = 0; i < wrappers; ++i) close("extension");
    }

private:
    void open(std::string_view element) { out_.append("<").append(element).append(">"); }
    void close(std::string_view element) { out_.append("</").append(element).append(">"); }
    /// Nothing for the empty text.
    void text(std::string_view element, std::string_view value) {
        if (value.empty()) return;
        open(element);
        append_xml(out_, value);
        close(element);
    }
    void attribute(std::string_view name, std::string_view value) {
        out_.append(" ").append(name).append("=\"");
        append_xml(out_, value);
        out_ += '"';
    }
    std::string identifier(std::string_view id) const {
        if (id.empty()) return {};
        return in_form(id, options_.epc_form);
    }
    std::string word(Vocabulary vocabulary, std::string_view normal) const {
        if (normal.empty()) return {};
        const bool as_urn = options_.cbv_form == CbvForm::urn ||
                            (options_.cbv_form != CbvForm::web_uri && options_.version == XmlVersion::v1_2);
        return as_urn ? urn(vocabulary, normal) : web_uri(vocabulary, normal);
    }

    void head(bool old) {
        text("eventTime", iso_utc(event_.event_time));
        if (event_.record_time) text("recordTime", iso_utc(*event_.record_time));
        const int minutes = std::abs(event_.offset_minutes);
        text("eventTimeZoneOffset",
             fmt::format("{}{:02}:{:02}", event_.offset_minutes < 0 ? '-' : '+', minutes / 60, minutes % 60));
        const std::string_view id = event_id_.empty() ? std::string_view(event_.event_id) : event_id_;
        const bool base = old && (!id.empty() || event_.error_declaration || !event_.certification_info.empty());
        if (base) open("baseExtension");
        text("eventID", id);
        if (event_.error_declaration) error_declaration(*event_.error_declaration);
        const bool wrapped = old && !event_.certification_info.empty();
        if (wrapped) open("extension");
        for (const auto& info : event_.certification_info) text("certificationInfo", info);
        if (wrapped) close("extension");
        if (base) close("baseExtension");
    }

    void error_declaration(const ErrorDeclaration& declaration) {
        open("errorDeclaration");
        text("declarationTime", iso_utc(declaration.time));
        text("reason", word(Vocabulary::error_reason, declaration.reason));
        if (!declaration.corrective_event_ids.empty()) {
            open("correctiveEventIDs");
            for (const auto& id : declaration.corrective_event_ids) text("correctiveEventID", id);
            close("correctiveEventIDs");
        }
        extensions_.members(declaration.extensions);
        close("errorDeclaration");
    }

    void epcs(std::string_view element, const EpcList& list, bool even_if_empty) {
        if (list.epcs.empty() && !(even_if_empty && options_.version == XmlVersion::v1_2)) return;
        open(element);
        for (const auto& epc : list.epcs) text("epc", identifier(epc));
        close(element);
    }

    void quantities(std::string_view element, const std::vector<QuantityElement>& list) {
        if (list.empty()) return;
        open(element);
        for (const auto& q : list) {
            open("quantityElement");
            text("epcClass", identifier(q.epc_class));
            if (q.quantity) text("quantity", decimal(*q.quantity));
            text("uom", q.uom);
            close("quantityElement");
        }
        close(element);
    }

    void action() { text("action", name(event_.action)); }

    void where() {
        text("bizStep", word(Vocabulary::biz_step, event_.biz_step));
        text("disposition", word(Vocabulary::disposition, event_.disposition));
        place("readPoint", event_.read_point, event_.read_point_extensions);
        place("bizLocation", event_.biz_location, event_.biz_location_extensions);
    }

    void place(std::string_view element, std::string_view id, const Extensions& members) {
        if (id.empty()) return;
        open(element);
        text("id", identifier(id));
        extensions_.members(members);
        close(element);
    }

    void typed(std::string_view list, std::string_view item, Vocabulary types, const std::vector<TypedId>& ids) {
        if (ids.empty()) return;
        open(list);
        for (const auto& id : ids) {
            out_.append("<").append(item);
            if (!id.type.empty()) attribute("type", word(types, id.type));
            out_ += '>';
            append_xml(out_, identifier(id.id));
            close(item);
        }
        close(list);
    }
    void biz_transactions() {
        typed("bizTransactionList", "bizTransaction", Vocabulary::biz_transaction_type, event_.biz_transactions);
    }
    void sources_and_destinations() {
        typed("sourceList", "source", Vocabulary::source_destination_type, event_.sources);
        typed("destinationList", "destination", Vocabulary::source_destination_type, event_.destinations);
    }

    bool has_2_0_fields() const { return !event_.sensor_elements.empty() || !event_.persistent_disposition.empty(); }
    void fields_of_2_0() {
        sensors();
        const auto& both = event_.persistent_disposition;
        if (both.empty()) return;
        open("persistentDisposition");
        for (const auto& disposition : both.unset) text("unset", word(Vocabulary::disposition, disposition));
        for (const auto& disposition : both.set) text("set", word(Vocabulary::disposition, disposition));
        close("persistentDisposition");
    }
    void ilmd() {
        if (event_.ilmd.empty()) return;
        open("ilmd");
        extensions_.members(event_.ilmd);
        close("ilmd");
    }
    std::string_view quantity_list() const {
        return event_.type == EventType::aggregation ? "childQuantityList" : "quantityList";
    }
    bool quantities_come_later() const {
        return event_.type != EventType::transformation && event_.type != EventType::association;
    }

    void later_fields_2_0() {
        if (quantities_come_later()) quantities(quantity_list(), event_.quantities);
        sources_and_destinations();
        fields_of_2_0();
        ilmd();
    }

    // What EPCIS 2.0 added goes where 1.2 leaves room: <extension> in the <extension> of 1.2.
    void later_fields_1_2() {
        const bool has_ilmd = !event_.ilmd.empty();
        if (event_.type == EventType::transformation || event_.type == EventType::association) {
            sources_and_destinations();
            if (event_.type == EventType::association) return fields_of_2_0();
            ilmd();
            if (!has_2_0_fields()) return;
            open("extension");
            fields_of_2_0();
            close("extension");
            return;
        }
        if (event_.quantities.empty() && event_.sources.empty() && event_.destinations.empty() && !has_ilmd &&
            !has_2_0_fields())
            return;
        open("extension");
        quantities(quantity_list(), event_.quantities);
        sources_and_destinations();
        ilmd();
        if (has_2_0_fields()) {
            open("extension");
            fields_of_2_0();
            close("extension");
        }
        close("extension");
    }

    void range_list(std::string_view local, const EpcList& list) {
        std::string_view prefix = "yiguan";
        for (const auto& [known, name_space] : event_.context)
            if (name_space == yiguan_namespace) prefix = known;
        const auto element = fmt::format("{}:{}", to_xml_name(prefix), local);
        for (const auto& range : list.ranges) {
            out_ += fmt::format("<{} xmlns:{}=\"{}\">", element, to_xml_name(prefix), yiguan_namespace);
            text("first", identifier(range.first));
            text("last", identifier(range.last));
            close(element);
        }
    }
    void ranges() {
        range_list("rangeList", event_.epcs);
        range_list("inputRangeList", event_.input_epcs);
        range_list("outputRangeList", event_.output_epcs);
    }

    void sensors() {
        if (event_.sensor_elements.empty()) return;
        open("sensorElementList");
        for (const auto& element : event_.sensor_elements) {
            open("sensorElement");
            if (element.metadata) metadata(*element.metadata);
            for (const auto& one : element.reports) report(one);
            extensions_.members(element.extensions);
            close("sensorElement");
        }
        close("sensorElementList");
    }

    void end_with_members(std::string_view element, const Extensions& members) {
        extensions_.attributes(members);
        if (!extensions_.has_other_members(members)) {
            out_ += "/>";
            return;
        }
        out_ += '>';
        extensions_.other_members(members);
        close(element);
    }

    void metadata(const SensorMetadata& m) {
        out_ += "<sensorMetadata";
        for (const auto& field : detail::metadata_times)
            if (m.*field.member) attribute(field.name, iso_utc(*(m.*field.member)));
        for (const auto& field : detail::metadata_uris)
            if (!(m.*field.member).empty()) attribute(field.name, m.*field.member);
        end_with_members("sensorMetadata", m.extensions);
    }

    void report(const SensorReport& r) {
        out_ += "<sensorReport";
        for (const auto& field : detail::report_words)
            if (!(r.*field.member).empty()) attribute(field.name, word(field.vocabulary, r.*field.member));
        for (const auto& field : detail::report_uris)
            if (!(r.*field.member).empty()) attribute(field.name, r.*field.member);
        if (r.time) attribute("time", iso_utc(*r.time));
        for (const auto& field : detail::report_numbers)
            if (r.*field.member) attribute(field.name, fmt::format("{}", *(r.*field.member)));
        if (r.boolean_value) attribute("booleanValue", *r.boolean_value ? "true" : "false");
        if (r.string_value) attribute("stringValue", *r.string_value);
        if (r.hex_binary_value) attribute("hexBinaryValue", *r.hex_binary_value);
        if (r.uri_value) attribute("uriValue", *r.uri_value);
        if (!r.uom.empty()) attribute("uom", r.uom);
        end_with_members("sensorReport", r.extensions);
    }

    const Event& event_;
    std::string_view event_id_;
    const XmlOptions& options_;
    std::string& out_;
    ExtensionWriter extensions_;
};

void write_events(std::span<const Identified> events, const XmlOptions& options, std::string& out) {
    out += "<EventList>";
    for (const auto& one : events) {
        out += '\n';
        XmlEventWriter(*one.event, one.event_id, options, out).write();
    }
    out += "\n</EventList>";
}

// The root's name, namespaces and attributes; what is to stand in EPCISBody follows.
std::string begin(std::string_view prefix, std::string_view root, std::string_view name_space, UtcMs now,
                  XmlVersion version) {
    const bool old = version == XmlVersion::v1_2;
    return fmt::format(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{}:{} xmlns:{}=\"{}{}\" xmlns:xsi=\"{}\" xmlns:xsd=\"{}\" "
        "schemaVersion=\"{}\" creationDate=\"{}\">\n<EPCISBody>\n",
        prefix, root, prefix, name_space, old ? 1 : 2, xsi_namespace, xsd_namespace, old ? "1.2" : "2.0", iso_utc(now));
}

}  // namespace

std::string write_xml_document(std::span<const Identified> events, UtcMs now, const XmlOptions& options) {
    std::string out = begin("epcis", "EPCISDocument", "urn:epcglobal:epcis:xsd:", now, options.version);
    write_events(events, options, out);
    return out += "\n</EPCISBody>\n</epcis:EPCISDocument>\n";
}

std::string write_xml_query_document(std::span<const Identified> events, std::string_view query_name,
                                     std::string_view subscription_id, UtcMs now, const XmlOptions& options) {
    std::string out = begin("epcisq", "EPCISQueryDocument", "urn:epcglobal:epcis-query:xsd:", now, options.version);
    out += "<epcisq:QueryResults><queryName>";
    append_xml(out, query_name);
    out += "</queryName>";
    if (!subscription_id.empty()) {
        out += "<subscriptionID>";
        append_xml(out, subscription_id);
        out += "</subscriptionID>";
    }
    out += "<resultsBody>";
    write_events(events, options, out);
    return out += "</resultsBody></epcisq:QueryResults>\n</EPCISBody>\n</epcisq:EPCISQueryDocument>\n";
}

}  // namespace yiguan::epcis
