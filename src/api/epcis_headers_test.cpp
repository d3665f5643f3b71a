// What a request asks for in the headers of EPCIS, what is refused, and how refusals look.
#include "api/epcis_headers.hpp"

#include <gmock/gmock.h>

#include <map>

#include "api/epcis_problem.hpp"
#include "api/page_token.hpp"
#include "core/text.hpp"

namespace yiguan::api {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class AskedRequest final : public http::Request {
public:
    explicit AskedRequest(std::map<std::string, std::string, std::less<>> headers) : headers_(std::move(headers)) {}
    std::string_view header(std::string_view name) const override {
        const auto found = headers_.find(name);
        return found == headers_.end() ? std::string_view() : std::string_view(found->second);
    }
    std::string take_buffer() const override { return {}; }

private:
    std::map<std::string, std::string, std::less<>> headers_;
};

AskedRequest asked(std::map<std::string, std::string, std::less<>> headers = {}) {
    return AskedRequest(std::move(headers));
}

TEST(EpcisTerms, TheAcceptHeaderDecidesWhatIsAnswered) {
    struct Row {
        const char* accept;
        std::optional<Media> of_events, of_lists;  // nothing: 406
    };
    for (const auto& [accept, events, lists] : {
             Row{"", Media::json, Media::json},
             Row{"*/*", Media::json, Media::json},
             Row{"application/json", Media::json, Media::json},
             Row{"Application/LD+JSON", Media::ld_json, Media::ld_json},
             Row{"application/xml", Media::xml, std::nullopt},
             Row{"text/xml;q=0.9, application/json;q=0.1", Media::text_xml, Media::json},
             Row{"text/*", Media::text_xml, std::nullopt},
             Row{"application/*", Media::json, Media::json},
             Row{"application/json;q=0, */*", Media::ld_json, Media::ld_json},
             Row{"application/json; q=0.2, application/xml; q=0.8", Media::xml, Media::json},
             Row{"text/html", std::nullopt, std::nullopt},
             Row{"application/json;q=0", std::nullopt, std::nullopt},
             Row{"application/jsonx", std::nullopt, std::nullopt},
         }) {
        const auto of_events = terms_of(asked({{"Accept", accept}}), Offer::json_or_xml);
        ASSERT_EQ(of_events.has_value(), events.has_value()) << accept;
        if (events) {
            EXPECT_EQ(of_events.value().media, *events) << accept;
        } else {
            EXPECT_EQ(of_events.error().code, Code::not_acceptable);
        }
        const auto of_lists = terms_of(asked({{"Accept", accept}}), Offer::json);
        ASSERT_EQ(of_lists.has_value(), lists.has_value()) << accept;
        if (lists) {
            EXPECT_EQ(of_lists.value().media, *lists) << accept;
        }
    }
}

TEST(EpcisTerms, VersionsThatCannotBeHadAreRefused) {
    const auto with = [](std::map<std::string, std::string, std::less<>> headers, Offer offer = Offer::json_or_xml) {
        return terms_of(asked(std::move(headers)), offer);
    };
    for (const char* min : {"1.0", "1.2", "2", "2.0", "2.0.0"})
        EXPECT_EQ(with({{"GS1-EPCIS-Min", min}}).value().version, epcis::XmlVersion::v2_0) << min;
    for (const char* max : {"2", "2.0", "2.0.0", "2.1", "3.0.0", "10"})
        EXPECT_EQ(with({{"GS1-EPCIS-Max", max}}).value().version, epcis::XmlVersion::v2_0) << max;
    for (const char* min : {"2.0.1", "2.1", "3", "two", "-1", "2..0", "2."})
        EXPECT_EQ(with({{"GS1-EPCIS-Min", min}}).error().field, "GS1-EPCIS-Min") << min;
    // Version 1.2 is XML.
    const auto old = with({{"GS1-EPCIS-Max", "1.2"}, {"GS1-CBV-Max", "1.2"}});
    EXPECT_EQ(old.value().version, epcis::XmlVersion::v1_2);
    EXPECT_EQ(old.value().media, Media::xml);
    EXPECT_TRUE(with({{"GS1-EPCIS-Max", "1.2"}}, Offer::json).has_error());
    EXPECT_TRUE(with({{"GS1-EPCIS-Max", "1.2"}, {"Accept", "application/json"}}).has_error());
    EXPECT_TRUE(with({{"GS1-EPCIS-Max", "1.0"}}).has_error());
    EXPECT_EQ(with({{"GS1-CBV-Min", "2.1"}}).error().field, "GS1-CBV-Min");
    // Of what is sent.
    for (const char* version : {"1.2", "2.0", "2.0.0", "1.1"})
        EXPECT_TRUE(with({{"GS1-EPCIS-Version", version}}).has_value()) << version;
    for (const char* version : {"2.1", "0.9", "x"}) {
        EXPECT_EQ(with({{"GS1-EPCIS-Version", version}}).error().code, Code::not_acceptable) << version;
        EXPECT_EQ(with({{"GS1-CBV-Version", version}}).error().field, "GS1-CBV-Version") << version;
    }
}

TEST(EpcisTerms, FormatsExtensionsAndPreferences) {
    const auto terms = terms_of(asked({{"GS1-EPC-Format", "Always_EPC_URN"},
                                       {"GS1-CBV-XML-Format", "Always_Web_URI"},
                                       {"GS1-Extensions", "b=http://b.example/, a=urn:example:a"},
                                       {"Prefer", "respond-async, epc-list=standard"}}),
                                Offer::json_or_xml)
                           .value();
    EXPECT_EQ(terms.epc_form, epcis::EpcForm::urn);
    EXPECT_EQ(terms.cbv_form, epcis::CbvForm::web_uri);
    EXPECT_EQ(terms.namespaces, (epcis::Context{{"a", "urn:example:a"}, {"b", "http://b.example/"}}));
    EXPECT_EQ(terms.lists, EpcLists::standard);
    EXPECT_EQ(terms_of(asked({{"Prefer", "epc-list=\"ranges\""}}), Offer::json).value().lists, EpcLists::ranges);
    EXPECT_EQ(terms_of(asked({{"Prefer", "wait=10"}}), Offer::json).value().lists, EpcLists::mixed);
    for (const auto& [header, value] : std::map<std::string, std::string>{
             {"GS1-EPC-Format", "Always"}, {"GS1-CBV-XML-Format", "URN"}, {"Prefer", "epc-list=short"}}) {
        const auto refused = terms_of(asked({{header, value}}), Offer::json_or_xml);
        ASSERT_TRUE(refused.has_error()) << header;
        EXPECT_EQ(refused.error().field, header);
        EXPECT_EQ(refused.error().value, header == "Prefer" ? "short" : value);
    }
    for (const char* bad : {"a", "a=", "=urn:x:y", "a b=urn:x:y", "a=no uri"})
        EXPECT_EQ(read_extensions(bad).error().code, Code::bad_request) << bad;
    EXPECT_TRUE(read_extensions(" , ").value().empty());
}

TEST(EpcisTerms, BodiesAreJsonOrXml) {
    const auto media = [](const char* type) { return body_media(asked({{"Content-Type", type}})); };
    EXPECT_EQ(media("").value(), Media::json);
    EXPECT_EQ(media("application/json; charset=utf-8").value(), Media::json);
    EXPECT_EQ(media("application/ld+json").value(), Media::ld_json);
    EXPECT_EQ(media("text/xml").value(), Media::text_xml);
    EXPECT_EQ(media("APPLICATION/XML").value(), Media::xml);
    for (const char* bad : {"text/plain", "application/x-www-form-urlencoded", "application/json+x"})
        EXPECT_EQ(media(bad).error().code, Code::unsupported_media_type) << bad;
}

TEST(EpcisTerms, DiscoveryTellsLimits) {
    const auto text = [](const http::Response& response) {
        std::string out;
        for (const auto& [name, value] : response.headers) out += name + ": " + value + "\n";
        return out;
    };
    const auto capture = text(discovery("GET, POST, OPTIONS", Discovery::capture, {}));
    EXPECT_THAT(capture, HasSubstr("Allow: GET, POST, OPTIONS\n"));
    EXPECT_THAT(capture, HasSubstr("GS1-EPCIS-Version: 2.0.0\n"));
    EXPECT_THAT(capture, HasSubstr("GS1-EPCIS-Capture-Limit: 10000\n"));
    EXPECT_THAT(capture, HasSubstr("GS1-Capture-Error-Behaviour: all\n"));
    EXPECT_THAT(text(discovery("GET", Discovery::plain, {})), Not(HasSubstr("Capture")));
}

// ---- problems

TEST(EpcisProblems, EveryCodeHasAnException) {
    EXPECT_EQ(epcis_exception(Code::epcis_validation), "epcisException:ValidationException");
    EXPECT_EQ(epcis_exception(Code::malformed_json), "epcisException:ValidationException");
    EXPECT_EQ(epcis_exception(Code::epcis_capture_limit), "epcisException:CaptureLimitExceededException");
    EXPECT_EQ(epcis_exception(Code::body_too_large), "epcisException:CaptureLimitExceededException");
    EXPECT_EQ(epcis_exception(Code::epcis_query_parameter), "epcisException:QueryParameterException");
    EXPECT_EQ(epcis_exception(Code::epcis_query_too_large), "epcisException:QueryTooLargeException");
    EXPECT_EQ(epcis_exception(Code::epcis_exists), "epcisException:ResourceAlreadyExistsException");
    EXPECT_EQ(epcis_exception(Code::not_found), "epcisException:NoSuchNameException");
    EXPECT_EQ(epcis_exception(Code::unauthenticated), "epcisException:SecurityException");
    EXPECT_EQ(epcis_exception(Code::codes_not_held), "epcisException:ValidationException");
    EXPECT_EQ(epcis_exception(Code::internal_fault), "epcisException:ImplementationException");
    EXPECT_EQ(epcis_exception(Code::overloaded), "epcisException:ImplementationException");
}

TEST(EpcisProblems, AreRewrittenAndKeepTheirErrors) {
    const Error error{.code = Code::epcis_validation,
                      .pointer = "/epcisBody/eventList/0/action",
                      .detail = "action <只能> 是",
                      .field = "action",
                      .value = "MOVE"};
    auto response = http::problem(error, "r");
    rewrite_problem(asked(), response);
    auto problem = json::parse(response.body).as_object();
    EXPECT_EQ(problem.at("type"), "epcisException:ValidationException");
    EXPECT_EQ(problem.at("status"), 400);
    EXPECT_EQ(problem.at("errors").at(0).at("pointer"), json::value(error.pointer));
    EXPECT_EQ(response.content_type, "application/problem+json");

    response = http::problem(error, "r");
    rewrite_problem(asked({{"Accept", "application/xml"}}), response);
    EXPECT_EQ(response.content_type, "application/problem+xml");
    EXPECT_THAT(response.body, HasSubstr("<type>epcisException:ValidationException</type>"));
    EXPECT_THAT(response.body, HasSubstr("&lt;只能&gt;"));
    EXPECT_THAT(response.body, HasSubstr("<pointer>/epcisBody/eventList/0/action</pointer>"));

    const auto kept = epcis_problems(R"([{"type":"/problems/epcis_exists","status":409},{"type":"urn:x"}])");
    ASSERT_EQ(kept.size(), 2u);
    EXPECT_EQ(kept[0].at("type"), "epcisException:ResourceAlreadyExistsException");
    EXPECT_EQ(kept[1].at("type"), "urn:x");
    EXPECT_TRUE(epcis_problems("").empty());
}

// ---- page tokens

TEST(PageTokens, AreGoodForWhatTheyWereMadeFor) {
    PageTokens::Key key{};
    key[3] = std::byte{9};
    const PageTokens tokens(key);
    const PagePlace place{.position = {.a = -5, .b = INT64_MAX, .c = 7, .given = 30, .begun = true},
                          .text = "shipping 到货"};
    const UtcMs now{1'000'000};
    const auto token = tokens.seal(place, "org 7 /epcis/events", now + 1000);
    EXPECT_EQ(token.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"), token.npos);
    const auto opened = tokens.open(token, "org 7 /epcis/events", now + 1000);
    ASSERT_TRUE(opened.has_value());
    EXPECT_EQ(opened.value().position.a, -5);
    EXPECT_EQ(opened.value().position.b, INT64_MAX);
    EXPECT_EQ(opened.value().position.c, 7);
    EXPECT_EQ(opened.value().position.given, 30);
    EXPECT_TRUE(opened.value().position.begun);
    EXPECT_EQ(opened.value().text, place.text);

    EXPECT_EQ(tokens.open(token, "org 8 /epcis/events", now).error().code, Code::epcis_page_token);
    EXPECT_TRUE(tokens.open(token, "org 7 /epcis/events", now + 1001).has_error()) << "expired";
    EXPECT_TRUE(PageTokens().open(token, "org 7 /epcis/events", now).has_error()) << "another node's key";
    for (std::size_t i = 0; i < token.size(); ++i) {
        auto changed = token;
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        EXPECT_TRUE(tokens.open(changed, "org 7 /epcis/events", now).has_error()) << i;
        EXPECT_TRUE(tokens.open(token.substr(0, i), "org 7 /epcis/events", now).has_error()) << i;
    }
    for (const std::string& bad : {std::string(), std::string("%%%"), std::string(5000, 'A'), token + "A"})
        EXPECT_TRUE(tokens.open(bad, "org 7 /epcis/events", now).has_error());
}

}  // namespace
}  // namespace yiguan::api
