#include "epcis/identifiers.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace yiguan::epcis {
namespace {

TEST(Identifiers, OneTextForEveryFormOfAnItem) {
    const std::string item = "https://id.gs1.org/01/10614141073464/21/2017";
    for (const auto* form : {"urn:epc:id:sgtin:0614141.107346.2017", "https://example.com/a/01/10614141073464/21/2017",
                             "https://example.com/01/10614141073464/10/L1/21/2017?17=261231&x=1",
                             "http://dl.example.com/gtin/10614141073464/ser/2017"})
        EXPECT_EQ(canonical(form), item) << form;
    EXPECT_EQ(canonical("urn:epc:idpat:sgtin:0614141.107346.*"), "https://id.gs1.org/01/10614141073464");
    EXPECT_EQ(canonical("urn:epc:class:lgtin:4012345.012345.998877"), "https://id.gs1.org/01/04012345123456/10/998877");
    EXPECT_EQ(canonical("urn:epc:id:sgln:0614141.00777.0"), "https://id.gs1.org/414/0614141007776");
}

TEST(Identifiers, EcodesOfAnyHostAreOne) {
    const std::string digits = "201288998529696211981952784702472";
    for (const std::string& form :
         {"https://www.example.cn/E=" + digits, "HTTP://a.cn:8080/x/e=" + digits + "/", "ecode:" + digits,
          "https://b.cn/E=" + digits + "?from=timeline", "ECODE:" + digits})
        EXPECT_EQ(canonical(form), "ecode:" + digits) << form;
    for (const std::string& other :
         {"ftp://a.cn/E=" + digits, "https://a.cn/E=5" + digits, std::string("https://a.cn/E=2012"),
          "https://a.cn/EE=" + digits, "https://a.cn/E=" + digits + "x", std::string("ecode:"), "https://E=" + digits})
        EXPECT_EQ(canonical(other), other) << other;
}

TEST(Identifiers, OthersAreTheirOwn) {
    for (const auto* other : {"urn:epc:id:gid:95100000.12345.400", "urn:uuid:374d95fc-9457-4a51-bd6a-0bba133845a8",
                              "https://example.com/x", "urn:epc:id:sgtin:broken", "", "x"})
        EXPECT_EQ(canonical(other), other);
}

RC_GTEST_PROP(Identifiers, CanonicalIsStable, (const std::string& text)) {
    RC_ASSERT(canonical(canonical(text)) == canonical(text));
}

// What canonical() makes of the usual forms without the general parser.
RC_GTEST_PROP(Identifiers, UsualFormsAreThoseOfTheParser, ()) {
    const auto any = [](std::string_view set, std::size_t size) {
        return *rc::gen::container<std::string>(size, rc::gen::elementOf(std::string(set)));
    };
    const auto digits = [&](std::size_t size) { return any("0123456789", size); };
    const auto prefix = *rc::gen::inRange<std::size_t>(5, 14);
    const auto off = *rc::gen::weightedElement<std::size_t>({{8, 0}, {1, 1}});
    const auto reference = [&](std::size_t all) { return digits((all > prefix ? all - prefix : 0) + off); };
    const std::string serial = any("0019aZ.-_%+", *rc::gen::inRange<std::size_t>(0, 22));
    const std::string company = digits(prefix) + ".";
    const std::string text = *rc::gen::elementOf(std::vector<std::string>{
        "urn:epc:id:sgtin:" + company + reference(13) + "." + serial,
        "urn:epc:class:lgtin:" + company + reference(13) + "." + serial,
        "urn:epc:id:sscc:" + company + reference(17),
        "urn:epc:id:sgln:" + company + reference(12) + "." + serial,
        "urn:epc:id:sgln:" + company + reference(12) + ".0",
        "urn:epc:id:pgln:" + company + reference(12),
        "https://id.gs1.org/01/" + digits(14 + off) + "/21/" + serial,
        "https://id.gs1.org/01/" + digits(14 + off) + "/10/" + serial,
        "https://id.gs1.org/00/" + digits(18 + off),
        "https://id.gs1.org/414/" + digits(13 + off) + "/254/" + serial,
    });
    const auto link = keys::gs1::epcis_digital_link(text);
    RC_ASSERT(canonical(text) == (link.has_value() ? link.value() : text));
    const bool class_of_items = text.starts_with("urn:epc:class") || text.find("/10/") != std::string::npos;
    const auto expected = class_of_items ? IdentifierKind::item_class : IdentifierKind::instance;
    RC_ASSERT(kind_of(text) == (link.has_value() ? expected : IdentifierKind::broken_key));
}

TEST(Identifiers, KindsByForm) {
    using enum IdentifierKind;
    const std::vector<std::pair<std::string, IdentifierKind>> table{
        {"urn:epc:id:grai:4012345.55555.987", instance},
        {"urn:epc:idpat:sgtin:4012345.066666.*", item_class},
        {"urn:epc:id:sgtin:4012345.066666.*", instance},  // a star is a character of serial numbers
        {"urn:epc:id:sgtin:4012345.06666.1", broken_key},
        {"urn:epc:raw:96.x01", broken_key},
        {"https://id.gs1.org/01/09521141012345", item_class},
        {"https://example.com/01/09521141012345/10/L1", item_class},
        {"https://example.com/01/09521141012345/10/L1/21/S1", instance},
        {"https://id.gs1.org/8003/04012345555554987", instance},
        {"https://id.gs1.org/8003/04012345555554", item_class},
        {"https://id.gs1.org/253/4012345000054987", instance},
        {"https://id.gs1.org/417/4012345000054", instance},
        {"https://id.gs1.org/01/09521141012", broken_key},
        {"https://id.gs1.org/cbv/x", other},
        {"https://example.com/01/12/x", other},
        {"https://x.cn/E=201288998529696211981952784702472", instance},
        {"ecode:201288998529696211981952784702472", instance},
        {"urn:uuid:374d95fc-9457-4a51-bd6a-0bba133845a8", other},
        {"shipping", not_uri},
        {"", not_uri},
    };
    for (const auto& [text, kind] : table) EXPECT_EQ(kind_of(text), kind) << text;
}

TEST(Identifiers, Uris) {
    for (const auto* good :
         {"urn:x:y", "https://example.com/", "ecode:2", "a+b.c-1:x", "gs1:Temperature", "https://例子.cn/x"})
        EXPECT_TRUE(is_uri(good)) << good;
    for (const auto* bad : {"", ":", "x:", ":x", "1a:x", "no colon", "a b:c", "urn:a b", "urn:a\n", "urn:\x7f", "文:x"})
        EXPECT_FALSE(is_uri(bad)) << bad;
}

TEST(Identifiers, FormsOfAnswers) {
    const std::string urn = "urn:epc:id:sgtin:6901234.000001.A1";
    const std::string link = in_form(urn, EpcForm::digital_link);
    EXPECT_EQ(link, canonical(urn));
    EXPECT_EQ(in_form(link, EpcForm::urn), urn);
    EXPECT_EQ(in_form("https://id.gs1.org/01/00614141073467/21/1", EpcForm::urn),
              "https://id.gs1.org/01/00614141073467/21/1");  // company prefix unknown
    for (const EpcForm form : {EpcForm::no_preference, EpcForm::never_translates}) {
        EXPECT_EQ(in_form(urn, form), urn);
        EXPECT_EQ(in_form(link, form), link);
    }
    EXPECT_EQ(in_form("https://id.gs1.org/01/06901234000010/21/1", EpcForm::urn),
              "https://id.gs1.org/01/06901234000010/21/1");  // wrong check digit: the URN would name another item
}

TEST(Identifiers, SerialNumbersAreNeighbours) {
    const auto at = [](std::string_view text) { return place_of(text); };
    const Place a = at("https://id.gs1.org/01/10614141073464/21/2017"),
                b = at("https://id.gs1.org/01/10614141073464/21/2018");
    EXPECT_EQ(a.space, b.space);
    EXPECT_EQ(b.number - a.number, 1);
    EXPECT_LT(a.space, 0);
    EXPECT_NE(at("x/21/02017").space, at("x/21/2017").space);
    EXPECT_EQ(at("x/21/02017").space, at("x/21/00018").space);
    EXPECT_NE(at("x/21/02017").space, at("x/21/002017").space);
    EXPECT_EQ(at("x/21/A").number, 0);
    EXPECT_EQ(at("").number, 0);
    EXPECT_NE(at("x0"), at("x"));
}

// These numbers are stored: they never change.
TEST(Identifiers, PlacesAreStable) {
    EXPECT_EQ(place_of("https://id.gs1.org/01/10614141073464/21/2017"), (Place{-3047846938203235318, 2017}));
    EXPECT_EQ(place_of("ecode:201288998529696211981952784702472"), (Place{-347304240026425476, 211981952784702472}));
    EXPECT_EQ(space_of(Facet::read_point, "https://id.gs1.org/414/0614141007776"), -3077008816215937280);
    EXPECT_NE(space_of(Facet::read_point, "urn:x:y"), space_of(Facet::biz_location, "urn:x:y"));
}

// Space and number tell the text.
RC_GTEST_PROP(Identifiers, DifferentTextsHaveDifferentPlaces, ()) {
    const auto text = [] {
        return *rc::gen::container<std::string>(rc::gen::elementOf(std::string("ab0129"))) +
               *rc::gen::container<std::string>(rc::gen::elementOf(std::string("01")));
    };
    const std::string a = text(), b = text();
    RC_ASSERT((place_of(a) == place_of(b)) == (a == b));
}

}  // namespace
}  // namespace yiguan::epcis
