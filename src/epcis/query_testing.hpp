// An event with every field that a query can ask for, and the master data of its places; for tests of queries.
#pragma once
#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/json.hpp"
#include "core/text.hpp"
#include "epcis/query.hpp"

namespace yiguan::epcis {

using Parameters = std::vector<std::pair<std::string, std::string>>;

inline const Context namespaces{{"example", "http://ns.example.com/epcis/"}};

inline UtcMs at(std::string_view text) {
    return parse_time(text).value();
}

inline Extensions fields(std::string_view text) {
    return parse_json_object(text).value();
}

inline Event everything() {
    Event e;
    e.type = EventType::object;
    e.action = Action::observe;
    e.event_time = at("2026-03-01T00:00:00Z");
    e.record_time = at("2026-03-02T00:00:00Z");
    e.event_id = "urn:uuid:374d95fc-9457-4a51-bd6a-0bba133845a8";
    e.error_declaration =
        ErrorDeclaration{.time = at("2026-03-03T00:00:00Z"),
                         .reason = "incorrect_data",
                         .corrective_event_ids = {"urn:uuid:corrective-1"},
                         .extensions = fields(R"({"ex:cause":"scanner","ex:count":2,"ex:place":{"ex:room":12}})")};
    e.epcs.epcs = {"urn:epc:id:sgtin:9521141.001234.2017", "https://id.gs1.org/01/09521141012345/21/2018",
                   "https://id.gs1.org/01/09521141012345/21/2017"};
    e.epcs.ranges = {{"https://id.example.org/code/100", "https://id.example.org/code/199"}};
    e.quantities = {{"urn:epc:class:lgtin:4012345.012345.998877", 200, "KGM"}};
    e.parent_id = "urn:epc:id:sscc:9521141.0123456789";
    e.input_epcs.epcs = {"urn:epc:id:sgtin:4012345.011122.25"};
    e.output_epcs.epcs = {"urn:epc:id:sgtin:4012345.077889.26"};
    e.input_quantities = {{"urn:epc:class:lgtin:4012345.011111.4444", 10, ""}};
    e.output_quantities = {{"urn:epc:idpat:sgtin:4012345.066666.*", 3600, "ZZZ"}};
    e.transformation_id = "urn:epc:id:gdti:9521141.12345.400";
    e.biz_step = "shipping";
    e.disposition = "in_transit";
    e.persistent_disposition = {{"completeness_verified"}, {"completeness_inferred"}};
    e.read_point = "urn:epc:id:sgln:9521141.12345.0";
    e.biz_location = "https://id.gs1.org/414/9521141123452";
    e.read_point_extensions = fields(R"({"ex:door":3,"ex:light":{"ex:lamp":"on"}})");
    e.biz_location_extensions = fields(R"({"ex:floor":"2","ex:rack":[{"ex:shelf":"A"},{"ex:shelf":"B"}]})");
    e.biz_transactions = {{"po", "urn:epcglobal:cbv:bt:5200001000008:4711"},
                          {"desadv", "urn:epcglobal:cbv:bt:5200001000008:0815"}};
    e.sources = {{"owning_party", "urn:epc:id:pgln:4012345.00000"}};
    e.destinations = {{"location", "https://id.gs1.org/414/4012345000016"}};
    SensorElement sensor;
    sensor.metadata = SensorMetadata{.time = at("2026-02-28T12:00:00Z"),
                                     .start_time = at("2026-02-28T11:00:00Z"),
                                     .end_time = at("2026-02-28T13:00:00Z"),
                                     .device_id = "urn:epc:id:giai:4000001.111",
                                     .device_metadata = "https://id.gs1.org/8004/4000001222",
                                     .raw_data = "https://example.org/raw",
                                     .data_processing_method = "https://example.com/gdti/1",
                                     .biz_rules = "https://example.com/rules",
                                     .extensions = fields(R"({"ex:cell":7,"ex:net":{"ex:grid":"g"}})")};
    SensorReport report;
    report.type = "Temperature";
    report.time = at("2026-02-28T13:00:00Z");
    report.microorganism = "https://www.ncbi.nlm.nih.gov/taxonomy/1126011";
    report.chemical_substance = "https://identifiers.org/inchikey:CZMRCDWAGMRECN-UHFFFAOYSA-N";
    report.value = 26;
    report.min_value = 24;
    report.max_value = 28;
    report.mean_value = 26;
    report.s_dev = 0.5;
    report.perc_rank = 95;
    report.perc_value = 27;
    report.uom = "CEL";
    report.boolean_value = true;
    report.string_value = "SomeString";
    report.hex_binary_value = "F0f0";
    report.uri_value = "urn:epc:id:giai:4000001.333";
    report.extensions = fields(R"({"ex:quality":"good","ex:rank":"2","ex:how":{"ex:mode":"auto"}})");
    sensor.reports = {report};
    sensor.extensions = fields(R"({"ex:maker":"Acme","ex:age":2,"ex:board":{"ex:chip":"x"}})");
    e.sensor_elements = {sensor};
    e.ilmd = fields(R"({"cbvmda:lotNumber":"L-17","ex:weight":"10","ex:look":{"ex:colour":"blue","ex:size":4}})");
    e.extensions = fields(R"({"ex:text":"red","ex:number":12.5,"ex:when":"2026-01-01T00:00:00Z",
        "ex:list":["one","two"],"ex:empty":[],"ex:item":{"@type":"xsd:anyURI","@value":
        "urn:epc:id:sgtin:9521141.001234.5"},"undeclared:field":"7",
        "ex:outer":{"#text":"t","@kind":"k","ex:deep":"inside","ex:more":[{"bare":"yes","ex:depth":3}]}})");
    // Not the prefix that the queries use.
    e.context = {{"ex", "http://ns.example.com/epcis/"}};
    return e;
}

/// Read point and business location are below a site; both and two items have attributes.
class Places final : public MasterData {
public:
    static constexpr const char* read_point = "https://id.gs1.org/414/9521141123454";
    static constexpr const char* biz_location = "https://id.gs1.org/414/9521141123452";

    std::vector<std::string> with_descendants(std::string_view id) const override {
        if (id == "https://id.example.org/site") return {std::string(id), read_point, biz_location};
        return {std::string(id)};
    }
    std::vector<std::string> attribute(std::string_view id, std::string_view name) const override {
        static const std::map<std::pair<std::string_view, std::string_view>, std::string> known{
            {{biz_location, "urn:epcglobal:cbv:mda#city"}, "广州"},
            {{read_point, "urn:epcglobal:cbv:mda#city"}, "深圳"},
            {{"https://id.gs1.org/01/04012345123456/10/998877", "urn:epcglobal:cbv:mda#brand"}, "Yiguan"},
            {{"https://id.gs1.org/01/09521141012345/21/5", "urn:epcglobal:cbv:mda#brand_name"}, "Yiguan"}};
        const auto found = known.find({id, name});
        return found == known.end() ? std::vector<std::string>{} : std::vector<std::string>{found->second};
    }
};

}  // namespace yiguan::epcis
