// What queries are refused, how values are written, and what a query tells the store.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <fstream>
#include <sstream>

#include "epcis/query_testing.hpp"
#include "epcis/units.hpp"

namespace yiguan::epcis {
namespace {

std::string testdata(std::string_view name) {
    std::ifstream file("src/epcis/testdata/queries/" + std::string(name));
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

json::object body(std::string_view text) {
    return parse_json_object(text).value();
}

bool meets(const Result<Query>& query) {
    const Event event = everything();
    return matches(query.value(), event, event.event_id, Places());
}

TEST(QueryBody, SimpleEventQueryOfTheTestResources) {
    const auto query = read_query(body(testdata("SimpleEventQuery.json")), {});
    ASSERT_TRUE(query.has_value()) << query.error().pointer << query.error().detail;
    const Query& q = query.value();
    EXPECT_EQ(q.types, (std::set{EventType::object, EventType::aggregation}));
    EXPECT_EQ(q.event_time_from, at("2025-12-31T23:00:00Z"));
    EXPECT_EQ(q.event_time_before, at("2026-12-31T22:59:59Z"));
    ASSERT_EQ(q.epcs.size(), 1u);
    EXPECT_EQ(q.epcs[0].roles, role::epc);
    EXPECT_EQ(q.epcs[0].exact, std::vector<std::string>{"https://id.gs1.org/01/09521141012345/21/2017"});
    ASSERT_EQ(q.filed.size(), 1u);
    EXPECT_EQ(q.filed[0].facet, Facet::biz_location);
    EXPECT_EQ(q.order_by, OrderBy::event_time);
    EXPECT_EQ(q.direction, Direction::descending);
    EXPECT_EQ(q.event_count_limit, 100);
    EXPECT_TRUE(meets(query));
}

TEST(QueryBody, UnknownParameterOfTheTestResources) {
    const auto query = read_query(body(testdata("Query_with_unknown_parameter.json")), {});
    ASSERT_TRUE(query.has_error());
    EXPECT_EQ(query.error().code, Code::epcis_query_parameter);
    EXPECT_EQ(query.error().field, "GE_eventDate");
    EXPECT_EQ(query.error().pointer, "/GE_eventDate");
}

TEST(QueryRefusal, NamesTheParameter) {
    const std::pair<std::string, std::string> refused[] = {
        {"GE_eventDate", "2026-01-01T00:00:00Z"},
        {"ge_eventTime", "2026-01-01T00:00:00Z"},
        {"GT_eventTime", "2026-01-01T00:00:00Z"},
        {"EQ_bizstep", "shipping"},
        {"EQ_BizStep", "shipping"},
        {"MATCH_epcs", "urn:epc:id:sgtin:9521141.001234.1"},
        {"MATCH_", "urn:a:b"},
        {"WD_bizStep", "urn:a:b"},
        {"EXISTS_bizStep", ""},
        {"EXISTS_", ""},
        {"EQ_", "1"},
        {"EQ_INNER_", "1"},
        {"EQ_ILMD_lotNumber", "1"},
        {"EQ_example:", "1"},
        {"EQ_:field", "1"},
        {"EQ_example:a b", "1"},
        {"EQ_value_", "1"},
        {"EQ_value_celsius", "1"},
        {"EQ_sum_CEL", "1"},
        {"EQ_bizTransaction_", "urn:a:b"},
        {"EQATTR_bizLocation", "x"},
        {"EQATTR_bizLocation_", "x"},
        {"HASATTR_", "x"},
        {"HASATTR_eventTime", "x"},
        {"", "x"},
        {"eventType", "Event"},
        {"eventType", ""},
        {"eventType", "objectEvent"},
        {"GE_eventTime", "yesterday"},
        {"GE_eventTime", "2026-02-30T00:00:00Z"},
        {"GE_eventTime", ""},
        {"EQ_action", "observe"},
        {"EQ_action", "ADD,"},
        {"EQ_bizLocation", "here"},
        {"EQ_eventID", "12"},
        {"MATCH_epc", "09521141012345"},
        {"MATCH_epc", "urn:epc:idpat:sgtin:9521141.001234.5"},
        {"MATCH_epc", "urn:epc:idpat:sgtin:9521141.*.5"},
        {"MATCH_epc", "urn:epc:idpat:none:9521141.*"},
        {"MATCH_epc", "urn:epc:idpat:"},
        {"GE_quantity", "many"},
        {"GE_quantity", "1,2"},
        {"GE_quantity", "007"},
        {"GE_quantity", "1e999"},
        {"GE_quantity", "nan"},
        {"EQ_value_CEL", "1,x"},
        {"EQ_booleanValue", "yes"},
        {"GT_example:field", "big"},
        {"orderBy", "bizStep"},
        {"orderBy", "quantity"},
        {"orderDirection", "asc"},
        {"maxEventCount", "-1"},
        {"maxEventCount", "1.5"},
        {"perPage", "0"},
        {"perPage", "9999999999"},
        {"EQ_stringValue", std::string("a\0b", 3)},
        {"EQ_stringValue", "\xff"},
        {"EQ_example:" + std::string(1000, 'x'), "1"},
        {"EQ_stringValue", std::string(9000, 'x')},
    };
    for (const auto& [parameter, value] : refused) {
        SCOPED_TRACE(parameter + "=" + value.substr(0, 80));
        const auto query = read_query(Parameters{{parameter, value}}, namespaces);
        ASSERT_TRUE(query.has_error());
        EXPECT_EQ(query.error().code, Code::epcis_query_parameter);
        EXPECT_EQ(query.error().field, shorten(parameter, 100));
        EXPECT_EQ(query.error().pointer, "/" + pointer_part(shorten(parameter, 200)));
        EXPECT_FALSE(query.error().detail.empty());
    }
}

TEST(QueryRefusal, NamesThatAreNoText) {
    for (const std::string name : {"EQ_source_\xff", "EQ_example:\xc3", "EQATTR_bizLocation_\xff", "EXISTS_a:b\n"}) {
        const auto query = read_query(Parameters{{name, "urn:x:y"}}, {});
        ASSERT_TRUE(query.has_error());
        EXPECT_TRUE(is_utf8(query.error().pointer) && is_utf8(query.error().field));
    }
}

TEST(QueryRefusal, Contradictions) {
    const std::pair<Parameters, std::string_view> refused[] = {
        {{{"orderBy", "eventTime"}, {"eventCountLimit", "5"}, {"maxEventCount", "9"}}, "maxEventCount"},
        {{{"eventCountLimit", "5"}}, "eventCountLimit"},
        {{{"GE_eventTime", "2026-01-01T00:00:00Z"}, {"GE_eventTime", "2026-01-02T00:00:00Z"}}, "GE_eventTime"},
        {{{"orderDirection", "ASC"}, {"orderDirection", "DESC"}}, "orderDirection"},
        {{{"GE_errorDeclarationTime", "2026-01-01T00:00:00Z"}, {"GE_errorDeclaration_Time", "2026-01-02T00:00:00Z"}},
         "GE_errorDeclaration_Time"},
        {{{"EQ_booleanValue", "true"}, {"EQ_booleanValue", "false"}}, "EQ_booleanValue"},
    };
    for (const auto& [parameters, field] : refused) {
        const auto query = read_query(parameters, {});
        ASSERT_TRUE(query.has_error()) << field;
        EXPECT_EQ(query.error().code, Code::epcis_query_parameter);
        EXPECT_EQ(query.error().field, field);
    }
    EXPECT_TRUE(read_query(Parameters{{"orderBy", "eventTime"}, {"eventCountLimit", "5"}}, {}).has_value());
    EXPECT_TRUE(read_query(Parameters{{"maxEventCount", "0"}}, {}).has_value());
}

TEST(QueryRefusal, AllAtOnce) {
    const auto query = read_query(body(R"({"GE_eventDate":"x","EQ_action":["NO"],"MATCH_epc":[7],"EQ_type":[],
        "EQ_bizStep":{"a":1},"LT_quantity":true,"eventType":[["ObjectEvent"]],"EQ_eventID":null})"),
                                  {});
    ASSERT_TRUE(query.has_error());
    EXPECT_EQ(query.error().others.size(), 7u);
    for (const char* text : {R"({"@context":7})", R"({"@context":[null]})"}) {
        const auto refused = read_query(body(text), {});
        ASSERT_TRUE(refused.has_error());
        EXPECT_EQ(refused.error().field, "@context");
    }
}

TEST(QueryRefusal, TooMuch) {
    Parameters many;
    for (int i = 0; i < 201; ++i) many.emplace_back("EQ_example:f" + std::to_string(i), "x");
    EXPECT_EQ(read_query(many, {}).error().code, Code::epcis_query_too_complex);
    EXPECT_EQ(read_query(Parameters{{"EQ_bizStep", std::string(20'001, ',')}}, {}).error().code,
              Code::epcis_query_too_complex);
    EXPECT_EQ(read_query(json::object{{"EQ_bizStep", json::array(20'001, "x")}}, {}).error().code,
              Code::epcis_query_too_complex);
}

TEST(QueryValues, SeparatorsOfAnAddress) {
    const auto words = read_query(Parameters{{"EQ_bizStep", "a,b"}, {"EQ_bizStep", "c|d"}}, {});
    EXPECT_EQ(words.value().as_asked.at("EQ_bizStep"), (json::array{"a", "b", "c", "d"}));
    // A comma inside a URI stays there.
    const auto uris = read_query(Parameters{{"MATCH_epc", "urn:x:a,b,urn:x:c"}}, {});
    EXPECT_EQ(uris.value().epcs[0].exact, (std::vector<std::string>{"urn:x:a,b", "urn:x:c"}));
    const auto bars = read_query(Parameters{{"MATCH_epc", "urn:x:a,urn:x:b|urn:x:c"}}, {});
    EXPECT_EQ(bars.value().epcs[0].exact, (std::vector<std::string>{"urn:x:a,urn:x:b", "urn:x:c"}));
    // A plus sign that was read as a blank.
    const auto time = read_query(Parameters{{"GE_eventTime", "2026-03-01T08:00:00 08:00"}}, {});
    EXPECT_EQ(time.value().event_time_from, at("2026-03-01T00:00:00Z"));
}

TEST(QueryValues, OfABody) {
    EXPECT_TRUE(meets(read_query(body(R"({"eventType":"ObjectEvent","EQ_action":"OBSERVE","GE_quantity":"200",
        "EQ_quantity":[200],"EQ_value_KEL":299.15,"EQ_booleanValue":true,"maxEventCount":"5",
        "EQ_undeclared:field":7})"),
                                 {})));
    EXPECT_TRUE(meets(read_query(body(R"({"@context":["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",
        {"e":"http://ns.example.com/epcis"}],"EQ_e:number":12.5,"EQ_e:list":["two","six"],"EXISTS_e:text":null})"),
                                 {})));
    // The body's own prefix counts, not the header's.
    EXPECT_FALSE(
        meets(read_query(body(R"({"@context":{"example":"urn:other"},"EXISTS_example:text":1})"), namespaces)));
    // A number is no text with leading zeros.
    EXPECT_FALSE(meets(read_query(body(R"({"EQ_undeclared:field":"07"})"), {})));
}

TEST(QueryValues, AskedTellsWhatPrefixesMean) {
    const auto query = read_query(
        Parameters{{"EQ_example:text", "red"}, {"orderBy", "example:number"}, {"perPage", "7"}, {"nextPageToken", "t"}},
        namespaces);
    EXPECT_EQ(query.value().as_asked, body(R"({"EQ_example:text":["red"],"orderBy":"example:number",
                       "@context":{"example":"http://ns.example.com/epcis/"}})"));
    EXPECT_EQ(query.value().per_page, 7);
    EXPECT_EQ(query.value().next_page_token, "t");

    const auto added = read_query(
        body(R"({"@context":"https://a.example/c","EQ_example:text":"red","EXISTS_ILMD_cbvmda:x":1})"), namespaces);
    EXPECT_EQ(added.value().as_asked.at("@context"),
              parse_json(R"(["https://a.example/c",{"example":"http://ns.example.com/epcis/"}])").value());
}

TEST(QueryOrder, ValueOfTheFieldNamed) {
    const Event event = everything();
    const auto value = [&](std::string field) {
        return order_value(read_query(Parameters{{"orderBy", std::move(field)}}, namespaces).value(), event);
    };
    EXPECT_EQ(value("eventTime")->number, static_cast<double>(event.event_time.value));
    EXPECT_EQ(value("recordTime")->number, static_cast<double>(event.record_time->value));
    EXPECT_EQ(value("example:number")->number, 12.5);
    EXPECT_EQ(value("example:when")->number, static_cast<double>(at("2026-01-01T00:00:00Z").value));
    EXPECT_EQ(value("example:text")->text, "red");
    EXPECT_EQ(value("example:list")->text, "one");
    EXPECT_EQ(value("http://ns.example.com/epcis/text")->text, "red");
    EXPECT_FALSE(value("example:absent"));
    EXPECT_FALSE(order_value(read_query(Parameters{}, {}).value(), event));
}

TEST(QueryMatch, SeveralParametersAreAnd) {
    const Parameters all{
        {"EQ_bizStep", "shipping"}, {"GE_quantity", "200"}, {"MATCH_parentID", "urn:epc:idpat:sscc:*.*"}};
    EXPECT_TRUE(meets(read_query(all, {})));
    for (const auto& [name, value] : Parameters{{"EQ_disposition", "active"}, {"EQ_value_KGM", "26"}}) {
        Parameters more = all;
        more.emplace_back(name, value);
        EXPECT_FALSE(meets(read_query(more, {}))) << name;
    }
    EXPECT_TRUE(meets(read_query(Parameters{}, {})));
}

TEST(QueryMatch, TheIdentityGivenIsTheEventID) {
    const auto query = read_query(Parameters{{"EQ_eventID", "ni:///sha-256;00?ver=CBV2.0"}}, {});
    EXPECT_TRUE(matches(query.value(), Event{}, "ni:///sha-256;00?ver=CBV2.0", Places()));
    EXPECT_FALSE(matches(query.value(), Event{}, "", Places()));
}

struct PatternCase {
    std::string_view pattern, met, not_met;
};

TEST(QueryMatch, PatternsOfEveryScheme) {
    const PatternCase patterns[] = {
        {"urn:epc:idpat:sgtin:4012345.098765.*", "urn:epc:id:sgtin:4012345.098765.12",
         "urn:epc:id:sgtin:4012345.098766.12"},
        {"urn:epc:idpat:sgtin:4012345.*.*", "https://id.gs1.org/01/04012345987652/21/A",
         "urn:epc:id:sgtin:4012346.098765.1"},
        {"urn:epc:idpat:sscc:4012345.*", "urn:epc:id:sscc:4012345.1234567890", "urn:epc:id:sscc:4012346.1234567890"},
        {"urn:epc:idpat:sgln:4012345.66666.*", "urn:epc:id:sgln:4012345.66666.5", "urn:epc:id:sgln:4012345.66667.5"},
        {"urn:epc:idpat:sgln:4012345.66666.*", "urn:epc:id:sgln:4012345.66666.0", "urn:epc:id:sgln:4012345.66667.0"},
        {"urn:epc:idpat:sgln:4012345.*.*", "urn:epc:id:sgln:4012345.66666.0", "urn:epc:id:sgln:4012346.66666.0"},
        {"urn:epc:idpat:pgln:4012345.*", "urn:epc:id:pgln:4012345.00000", "urn:epc:id:pgln:4012346.00000"},
        {"urn:epc:idpat:grai:4012345.77777.*", "urn:epc:id:grai:4012345.77777.678",
         "urn:epc:id:grai:4012345.77778.678"},
        {"urn:epc:idpat:grai:4012345.*.*", "urn:epc:id:grai:4012345.77777.678", "urn:epc:id:grai:4012346.77777.678"},
        {"urn:epc:idpat:gdti:4012345.55555.*", "urn:epc:id:gdti:4012345.55555.987",
         "urn:epc:id:gdti:4012345.55556.987"},
        {"urn:epc:idpat:sgcn:4012345.67890.*", "urn:epc:id:sgcn:4012345.67890.04711",
         "urn:epc:id:sgcn:4012345.67891.04711"},
        {"urn:epc:idpat:giai:4012345.*", "urn:epc:id:giai:4012345.987", "urn:epc:id:giai:4012346.987"},
        {"urn:epc:idpat:ginc:4012345.*", "urn:epc:id:ginc:4012345.xyz47", "urn:epc:id:ginc:4012346.xyz47"},
        {"urn:epc:idpat:gsin:4012345.*", "urn:epc:id:gsin:4012345.222333444", "urn:epc:id:gsin:4012346.222333444"},
        {"urn:epc:idpat:gsrn:4012345.*", "urn:epc:id:gsrn:4012345.1234567890", "urn:epc:id:gsrnp:4012345.1234567890"},
        {"urn:epc:idpat:gsrnp:4012345.*", "urn:epc:id:gsrnp:4012345.1234567890", "urn:epc:id:gsrn:4012345.1234567890"},
        {"urn:epc:idpat:cpi:4012345.5PQ7%2FZ43.*", "urn:epc:id:cpi:4012345.5PQ7%2FZ43.12",
         "urn:epc:id:cpi:4012345.5PQ7.12"},
        {"urn:epc:idpat:itip:4012345.012345.01.02.*", "urn:epc:id:itip:4012345.012345.01.02.987",
         "urn:epc:id:itip:4012345.012345.02.02.987"},
        {"urn:epc:idpat:itip:4012345.012345.*.*.*", "urn:epc:id:itip:4012345.012345.01.02.987",
         "urn:epc:id:itip:4012345.012346.01.02.987"},
        {"urn:epc:idpat:itip:4012345.012345.01.*.*", "urn:epc:id:itip:4012345.012345.01.02.987",
         "urn:epc:id:itip:4012345.012345.02.02.987"},
        {"urn:epc:idpat:upui:4012345.089456.*", "urn:epc:id:upui:4012345.089456.51qIgY",
         "urn:epc:id:sgtin:4012345.089456.51"},
        {"urn:epc:idpat:gid:95100000.12345.*", "urn:epc:id:gid:95100000.12345.400",
         "urn:epc:id:gid:95100000.12346.400"},
        {"urn:epc:idpat:gid:95100000.*.*", "urn:epc:id:gid:95100000.12345.400", "urn:epc:id:gid:951000001.12345.400"},
        {"urn:epc:idpat:usdod:CAGEY.*", "urn:epc:id:usdod:CAGEY.5678", "urn:epc:id:usdod:2S194.5678"},
    };
    for (const auto& [pattern, met, not_met] : patterns) {
        SCOPED_TRACE(pattern);
        const auto query = read_query(Parameters{{"MATCH_epc", std::string(pattern)}}, {});
        ASSERT_TRUE(query.has_value()) << query.error().detail;
        Event event;
        event.epcs.epcs = {std::string(met)};
        EXPECT_TRUE(matches(query.value(), event, "", Places()));
        event.epcs.epcs = {std::string(not_met)};
        EXPECT_FALSE(matches(query.value(), event, "", Places()));
    }
}

TEST(QueryMatch, RangesAreOfTheirStem) {
    const Places places;
    const EpcRange range{"https://id.example.org/code/100", "https://id.example.org/code/199"};
    EXPECT_TRUE(places.holds(range, "https://id.example.org/code/100"));
    EXPECT_TRUE(places.holds(range, "https://id.example.org/code/199"));
    EXPECT_FALSE(places.holds(range, "https://id.example.org/code/99"));
    EXPECT_FALSE(places.holds(range, "https://id.example.org/code/0150"));
    EXPECT_FALSE(places.holds(range, "https://id.example.org/item/150"));
}

TEST(QueryMatch, TwoEventsMayMeanTwoNamespacesByOnePrefix) {
    const auto query = read_query(Parameters{{"EQ_example:text", "red"}}, namespaces);
    Event event;
    event.extensions = fields(R"({"example:text":"red"})");
    EXPECT_TRUE(matches(query.value(), event, "", Places()));  // nobody says what the prefix means
    event.context = {{"example", "http://ns.example.com/epcis"}};
    EXPECT_TRUE(matches(query.value(), event, "", Places()));
    event.context = {{"example", "http://ns.example.com/other"}};
    EXPECT_FALSE(matches(query.value(), event, "", Places()));
    event.extensions = fields(R"({"http://ns.example.com/epcis/text":"red"})");
    EXPECT_TRUE(matches(query.value(), event, "", Places()));
}

RC_GTEST_PROP(QueryMatch, QuantitiesAreFoundInEveryUnitOfTheirDimension, ()) {
    const auto units = all_units();
    const Unit& in = units[*rc::gen::inRange<std::size_t>(0, units.size())];
    const Unit& asked = units[*rc::gen::inRange<std::size_t>(0, units.size())];
    const double value = *rc::gen::inRange(-100'000, 100'000) / 16.0;
    Event event;
    event.quantities = {{"urn:x:class", value, std::string(in.code)}};
    const double there = convert(value, in.code, asked.code).value_or(value);
    const std::string uom(asked.code);
    const auto query = read_query(json::object{{"EQ_quantity_" + uom, there}, {"GE_quantity_" + uom, there}}, {});
    RC_ASSERT(query.has_value());
    RC_ASSERT(matches(query.value(), event, "", Places()) == (in.dimension == asked.dimension));
}

}  // namespace
}  // namespace yiguan::epcis
