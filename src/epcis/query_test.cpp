// Every parameter of SimpleEventQuery: one value that an event meets, one that it does not.
#include "epcis/query.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "epcis/query_testing.hpp"

namespace yiguan::epcis {
namespace {

struct Case {
    std::string_view parameter, met, not_met;
};

constexpr Case cases[] = {
    {"eventType", "ObjectEvent|AggregationEvent", "TransformationEvent"},
    {"GE_eventTime", "2026-03-01T08:00:00.000+08:00", "2026-03-01T08:00:00.001+08:00"},
    {"LT_eventTime", "2026-03-01T00:00:00.001Z", "2026-03-01T00:00:00Z"},
    {"GE_recordTime", "2026-03-02T00:00:00Z", "2026-03-02T00:00:00.001Z"},
    {"LT_recordTime", "2026-03-02T00:00:01Z", "2026-03-02T00:00:00Z"},
    {"EQ_action", "ADD,OBSERVE", "DELETE"},
    {"EQ_bizStep", "receiving|shipping", "receiving"},
    {"EQ_bizStep", "urn:epcglobal:cbv:bizstep:shipping", "urn:epcglobal:cbv:bizstep:receiving"},
    {"EQ_bizStep", "https://ref.gs1.org/cbv/BizStep-shipping", "https://ref.gs1.org/cbv/BizStep-packing"},
    {"EQ_bizStep", "cbv:BizStep-shipping", "cbv:BizStep-packing"},
    {"EQ_disposition", "urn:epcglobal:cbv:disp:in_transit", "active"},
    {"EQ_persistentDisposition", "completeness_verified", "active"},
    {"EQ_persistentDisposition_set", "completeness_verified", "completeness_inferred"},
    {"EQ_persistentDisposition_unset", "https://ref.gs1.org/cbv/Disp-completeness_inferred", "completeness_verified"},
    {"EQ_readPoint", "https://id.gs1.org/414/9521141123454", "https://id.gs1.org/414/9521141123469"},
    {"WD_readPoint", "https://id.example.org/site", "https://id.example.org/other"},
    {"EQ_bizLocation", "http://example.org/a/414/9521141123452", "urn:epc:id:sgln:9521141.12346.0"},
    {"WD_bizLocation", "https://id.gs1.org/414/9521141123452", "https://id.example.org/other"},
    {"EQ_transformationID", "urn:epc:id:gdti:9521141.12345.400", "urn:epc:id:gdti:9521141.12345.401"},
    {"MATCH_epc", "https://id.gs1.org/01/09521141012345/21/2017", "https://id.gs1.org/01/09521141012345/21/2019"},
    {"MATCH_epc", "http://example.com/a/01/9521141012345/21/2018", "urn:epc:id:sgtin:9521141.001234.2016"},
    {"MATCH_epc", "urn:epc:idpat:sgtin:9521141.001234.*|urn:epc:id:sscc:9521141.0000000001",
     "urn:epc:idpat:sgtin:9521141.001235.*"},
    {"MATCH_epc", "urn:epc:idpat:sgtin:9521141.*.*", "urn:epc:idpat:sgtin:9521142.*.*"},
    {"MATCH_epc", "urn:epc:idpat:sgtin:*.*.*", "urn:epc:idpat:sscc:*.*"},
    {"MATCH_epc", "https://id.example.org/code/150", "https://id.example.org/code/200"},
    {"MATCH_parentID", "https://id.gs1.org/00/095211411234567892", "https://id.gs1.org/01/09521141012345/21/2017"},
    {"MATCH_parentID", "urn:epc:idpat:sscc:9521141.*", "urn:epc:idpat:sscc:9521142.*"},
    {"MATCH_inputEPC", "urn:epc:id:sgtin:4012345.011122.25", "urn:epc:id:sgtin:4012345.077889.26"},
    {"MATCH_outputEPC", "urn:epc:id:sgtin:4012345.077889.26", "urn:epc:id:sgtin:4012345.011122.25"},
    {"MATCH_anyEPC", "urn:epc:id:sgtin:4012345.077889.26", "urn:epc:id:sgtin:4012345.077889.27"},
    {"MATCH_anyEPC", "https://id.gs1.org/00/095211411234567892", "https://id.gs1.org/00/095211411234567885"},
    {"MATCH_epcClass", "urn:epc:class:lgtin:4012345.012345.998877", "urn:epc:class:lgtin:4012345.012345.998878"},
    {"MATCH_epcClass", "https://id.gs1.org/01/04012345123456/10/998877", "https://id.gs1.org/01/04012345123456"},
    {"MATCH_inputEPCClass", "urn:epc:class:lgtin:4012345.011111.4444", "urn:epc:class:lgtin:4012345.012345.998877"},
    {"MATCH_outputEPCClass", "urn:epc:idpat:sgtin:4012345.066666.*", "urn:epc:class:lgtin:4012345.011111.4444"},
    {"MATCH_anyEPCClass", "urn:epc:class:lgtin:4012345.011111.4444", "urn:epc:class:lgtin:4012345.011111.4445"},
    {"EQ_quantity", "5,200", "5"},
    {"GT_quantity", "3599", "3600"},
    {"GE_quantity", "3600", "3600.5"},
    {"LT_quantity", "11", "10"},
    {"LE_quantity", "10", "9.99"},
    {"EQ_quantity_KGM", "200", "200.1"},
    {"EQ_quantity_GRM", "200000", "200"},
    {"GT_quantity_TNE", "0.1999", "0.2"},
    {"GE_quantity_KGM", "200", "201"},
    {"LT_quantity_H87", "11", "10"},
    {"LE_quantity_DZN", "0.84", "0.83"},
    {"EQ_bizTransaction_po", "urn:epcglobal:cbv:bt:5200001000008:4711", "urn:epcglobal:cbv:bt:5200001000008:0815"},
    {"EQ_bizTransaction_urn:epcglobal:cbv:btt:desadv", "urn:epcglobal:cbv:bt:5200001000008:0815",
     "urn:epcglobal:cbv:bt:5200001000008:4711"},
    {"EQ_source_owning_party", "https://id.gs1.org/417/4012345000009", "https://id.gs1.org/417/4012345000016"},
    {"EQ_destination_https://ref.gs1.org/cbv/SDT-location", "urn:epc:id:sgln:4012345.00001.0",
     "urn:epc:id:sgln:4012345.00002.0"},
    {"EQ_eventID", "urn:uuid:374d95fc-9457-4a51-bd6a-0bba133845a8", "urn:uuid:374d95fc-9457-4a51-bd6a-0bba133845a9"},
    {"GE_errorDeclarationTime", "2026-03-03T00:00:00Z", "2026-03-03T00:00:01Z"},
    {"LT_errorDeclarationTime", "2026-03-03T00:00:01Z", "2026-03-03T00:00:00Z"},
    {"GE_errorDeclaration_Time", "2026-03-03T00:00:00Z", "2026-03-03T00:00:01Z"},
    {"LT_errorDeclaration_Time", "2026-03-03T00:00:01Z", "2026-03-03T00:00:00Z"},
    {"EQ_errorReason", "https://ref.gs1.org/cbv/ER-incorrect_data", "did_not_occur"},
    {"EQ_correctiveEventID", "urn:uuid:corrective-1", "urn:uuid:corrective-2"},

    {"EQ_example:text", "black,red", "green"},
    {"EQ_example:text", "red", "Red"},
    {"EQ_http://ns.example.com/epcis/text", "red", "green"},
    {"EQ_http://ns.example.com/epcis#text", "red", "green"},
    {"EQ_undeclared:field", "7", "8"},
    {"EQ_example:number", "12.50", "12"},
    {"GT_example:number", "12", "12.5"},
    {"GE_example:number", "12.5", "13"},
    {"LT_example:number", "13", "12.5"},
    {"LE_example:number", "12.5", "12"},
    {"GE_example:when", "2026-01-01T01:00:00+01:00", "2026-01-01T00:00:01Z"},
    {"EQ_example:when", "2026-01-01T08:00:00+08:00", "2026-01-01T00:00:01Z"},
    {"EQ_example:list", "two", "three"},
    {"EQ_example:item", "https://id.gs1.org/01/09521141012345/21/5", "https://id.gs1.org/01/09521141012345/21/6"},
    {"EQ_INNER_example:deep", "inside", "outside"},
    {"EQ_INNER_bare", "yes", "no"},
    {"GT_INNER_example:depth", "2", "3"},
    {"GE_INNER_example:depth", "3", "4"},
    {"LT_INNER_example:depth", "4", "3"},
    {"LE_INNER_example:depth", "3", "2"},
    {"EQ_ILMD_cbvmda:lotNumber", "L-17", "L-18"},
    {"EQ_ILMD_urn:epcglobal:cbv:mda#lotNumber", "L-17", "L-18"},
    {"GT_ILMD_example:weight", "9", "10"},
    {"GE_ILMD_example:weight", "10", "11"},
    {"LT_ILMD_example:weight", "11", "10"},
    {"LE_ILMD_example:weight", "10", "9"},
    {"EQ_INNER_ILMD_example:colour", "blue", "red"},
    {"GE_INNER_ILMD_example:size", "4", "5"},
    {"EQ_ERROR_DECLARATION_example:cause", "scanner", "person"},
    {"GT_ERROR_DECLARATION_example:count", "1", "2"},
    {"EQ_INNER_ERROR_DECLARATION_example:room", "12", "13"},
    {"LE_INNER_ERROR_DECLARATION_example:room", "12", "11"},
    {"EQ_readPoint_example:door", "3", "4"},
    {"EQ_INNER_readPoint_example:lamp", "on", "off"},
    {"EQ_bizLocation_example:floor", "2", "3"},
    {"EQ_INNER_bizLocation_example:shelf", "B", "C"},
    {"EQ_SENSORELEMENT_example:maker", "Acme", "Other"},
    {"GT_SENSORELEMENT_example:age", "1", "2"},
    {"EQ_INNER_SENSORELEMENT_example:chip", "x", "y"},
    {"EQ_SENSORMETADATA_example:cell", "7", "8"},
    {"GE_SENSORMETADATA_example:cell", "7", "8"},
    {"EQ_INNER_SENSORMETADATA_example:grid", "g", "h"},
    {"EQ_SENSORREPORT_example:quality", "good", "bad"},
    {"LT_SENSORREPORT_example:rank", "3", "2"},
    {"EQ_INNER_SENSORREPORT_example:mode", "auto", "manual"},

    {"HASATTR_bizLocation", "urn:epcglobal:cbv:mda#city", "urn:epcglobal:cbv:mda#floor"},
    {"HASATTR_readPoint", "urn:epcglobal:cbv:mda#city", "urn:epcglobal:cbv:mda#floor"},
    {"HASATTR_epcClass", "urn:epcglobal:cbv:mda#brand", "urn:epcglobal:cbv:mda#city"},
    {"HASATTR_example:item", "urn:epcglobal:cbv:mda#brand_name", "urn:epcglobal:cbv:mda#city"},
    {"EQATTR_bizLocation_urn:epcglobal:cbv:mda#city", "广州,深圳", "北京"},
    {"EQ_ATTR_bizLocation_urn:epcglobal:cbv:mda#city", "广州", "北京"},
    {"EQATTR_example:item_urn:epcglobal:cbv:mda#brand_name", "Yiguan", "Other"},

    {"GE_time", "2026-02-28T12:00:00Z", "2026-02-28T13:00:01Z"},
    {"LT_time", "2026-02-28T12:00:01Z", "2026-02-28T12:00:00Z"},
    {"GE_startTime", "2026-02-28T11:00:00Z", "2026-02-28T11:00:01Z"},
    {"LT_startTime", "2026-02-28T11:00:01Z", "2026-02-28T11:00:00Z"},
    {"GE_endTime", "2026-02-28T13:00:00Z", "2026-02-28T13:00:01Z"},
    {"LT_endTime", "2026-02-28T13:00:01Z", "2026-02-28T13:00:00Z"},
    {"EQ_type", "Temperature", "Speed"},
    {"EQ_type", "https://gs1.org/voc/Temperature", "gs1:Speed"},
    {"EQ_deviceID", "https://id.gs1.org/8004/4000001111", "urn:epc:id:giai:4000001.112"},
    {"EQ_deviceMetadata", "https://id.gs1.org/8004/4000001222", "https://id.gs1.org/8004/4000001223"},
    {"EQ_rawData", "https://example.org/raw", "https://example.org/RAW"},
    {"EQ_dataProcessingMethod", "https://example.com/gdti/1", "https://example.com/gdti/2"},
    {"EQ_microorganism", "https://www.ncbi.nlm.nih.gov/taxonomy/1126011", "https://www.ncbi.nlm.nih.gov/taxonomy/1"},
    {"EQ_chemicalSubstance", "https://identifiers.org/inchikey:CZMRCDWAGMRECN-UHFFFAOYSA-N",
     "https://identifiers.org/inchikey:other"},
    {"EQ_bizRules", "https://example.com/rules", "https://example.com/rules2"},
    {"EQ_stringValue", "SomeString", "somestring"},
    {"EQ_stringValue", "SomeString,and more", "more"},
    {"EQ_hexBinaryValue", "f0F0", "F0F1"},
    {"EQ_uriValue", "https://id.gs1.org/8004/4000001333", "https://id.gs1.org/8004/4000001334"},
    {"EQ_booleanValue", "true", "false"},
    {"EQ_value_CEL", "1,26", "27"},
    {"EQ_value_KEL", "299.15", "299.16"},
    {"EQ_value_FAH", "78.8", "78.9"},
    {"GT_value_CEL", "25.9", "26"},
    {"GE_value_KEL", "299.15", "299.2"},
    {"LT_value_KEL", "299.2", "299.15"},
    {"LE_value_FAH", "78.8", "78.7"},
    {"GE_minValue_CEL", "24", "25"},
    {"LT_maxValue_CEL", "29", "28"},
    {"EQ_meanValue_KEL", "299.15", "26"},
    {"EQ_sDev_KEL", "0.5", "273.65"},
    {"EQ_sDev_FAH", "0.9", "0.5"},
    {"GE_percValue_CEL", "27", "27.5"},
    {"EQ_percRank", "95", "96"},
    {"GT_percRank", "94", "95"},
    {"GE_percRank", "95", "96"},
    {"LT_percRank", "96", "95"},
    {"LE_percRank", "95", "94"},
};

class EachParameter : public testing::TestWithParam<std::size_t> {};

TEST_P(EachParameter, MeetsAndMeetsNot) {
    const auto& [parameter, met, not_met] = cases[GetParam()];
    const Event event = everything();
    const Places places;
    for (const bool expected : {true, false}) {
        const std::string value(expected ? met : not_met);
        SCOPED_TRACE(std::string(parameter) + "=" + value);
        const auto query = read_query(Parameters{{std::string(parameter), value}}, namespaces);
        ASSERT_TRUE(query.has_value()) << query.error().detail;
        EXPECT_EQ(matches(query.value(), event, event.event_id, places), expected);
        EXPECT_FALSE(matches(query.value(), Event{}, "", places) && query.value().types.empty() &&
                     !parameter.starts_with("LT_eventTime"));

        // As a body: the same, and what it says of itself stays.
        const auto again = read_query(query.value().as_asked, {});
        ASSERT_TRUE(again.has_value()) << again.error().detail << json::serialize(query.value().as_asked);
        EXPECT_EQ(again.value().as_asked, query.value().as_asked);
        EXPECT_EQ(matches(again.value(), event, event.event_id, places), expected);

        // What the store would look for does not exclude what matches.
        const Query resolved = with_descendants_resolved(query.value(), places);
        EXPECT_EQ(matches(resolved, event, event.event_id, places), expected);
        if (parameter.starts_with("WD_")) {
            EXPECT_TRUE(resolved.conditions.empty());
            EXPECT_EQ(resolved.filed.size(), 1u);
        }
    }
}

std::string test_name(const testing::TestParamInfo<std::size_t>& info) {
    std::string name(cases[info.param].parameter);
    std::ranges::replace_if(
        name, [](char c) { return !is_digit(c) && !is_lower(to_lower(c)); }, '_');
    return name + "_" + std::to_string(info.param);
}
INSTANTIATE_TEST_SUITE_P(Query, EachParameter, testing::Range<std::size_t>(0, std::size(cases)), test_name);

// EXISTS_: the value is to be ignored; another field is what the event does not have.
class EachExistence : public testing::TestWithParam<std::pair<std::string_view, bool>> {};

TEST_P(EachExistence, IsOfAField) {
    const auto& [parameter, expected] = GetParam();
    const Places places;
    const Event event = everything();
    for (const std::string_view value : {"", "true", "1"}) {
        const auto query = read_query(Parameters{{std::string(parameter), std::string(value)}}, namespaces);
        ASSERT_TRUE(query.has_value()) << query.error().detail;
        EXPECT_EQ(matches(query.value(), event, event.event_id, places), expected);
        EXPECT_FALSE(matches(query.value(), Event{}, "", places));
    }
    for (const char* body : {"null", "1", "true", "\"\""}) {
        const auto query = read_query(json::object{{std::string(parameter), parse_json(body).value()}}, namespaces);
        ASSERT_TRUE(query.has_value()) << body;
        EXPECT_EQ(matches(query.value(), event, event.event_id, places), expected);
    }
    // false: as if it were not there.
    const auto none = read_query(Parameters{{std::string(parameter), "false"}}, namespaces);
    EXPECT_TRUE(matches(none.value(), Event{}, "", places));
}

INSTANTIATE_TEST_SUITE_P(
    Query, EachExistence,
    testing::Values(
        std::pair("EXISTS_errorDeclaration", true), std::pair("EXISTS_sensorElementList", true),
        std::pair("EXISTS_sensorElement", true), std::pair("EXISTS_sensorMetadata", true),
        std::pair("EXISTS_sensorReport", true), std::pair("EXISTS_example:text", true),
        std::pair("EXISTS_example:empty", false), std::pair("EXISTS_example:deep", false),
        std::pair("EXISTS_INNER_example:deep", true), std::pair("EXISTS_INNER_example:text", false),
        std::pair("EXISTS_ILMD_cbvmda:lotNumber", true), std::pair("EXISTS_ILMD_example:text", false),
        std::pair("EXISTS_INNER_ILMD_example:colour", true), std::pair("EXISTS_INNER_ILMD_cbvmda:lotNumber", false),
        std::pair("EXISTS_ERROR_DECLARATION_example:cause", true),
        std::pair("EXISTS_INNER_ERROR_DECLARATION_example:room", true),
        std::pair("EXISTS_INNER_ERROR_DECLARATION_example:cause", false),
        std::pair("EXISTS_SENSORELEMENT_example:maker", true), std::pair("EXISTS_SENSORMETADATA_example:cell", true),
        std::pair("EXISTS_SENSORREPORT_example:quality", true), std::pair("EXISTS_SENSORREPORT_example:cell", false),
        std::pair("EXISTS_INNER_SENSORREPORT_example:mode", true)),
    [](const auto& of) {
        std::string name(of.param.first);
        std::ranges::replace(name, ':', '_');
        return name;
    });

}  // namespace
}  // namespace yiguan::epcis
