#include "keys/gs1/epc_uri.hpp"

#include <gtest/gtest.h>

#include "keys/gs1/links_testing.hpp"

namespace yiguan::keys::gs1 {
namespace {

std::string text_of(const Result<Epc>& epc) {
    return epc.has_value() ? epc.value().text() : epc.error().detail;
}

std::string bracketed(const std::vector<EpcElement>& elements) {
    std::string out;
    for (const EpcElement& e : elements) out += '(' + e.ai + ')' + e.value;
    return out;
}

// EPC Tag Data Standard 2.x, 6.3: every scheme, with the elements it stands for.
TEST(Epc, EverySchemeThereAndBack) {
    const std::pair<const char*, const char*> known[] = {
        {"urn:epc:id:sgtin:0614141.812345.6789%2F%26%25%22!%3F()", "(01)80614141123458(21)6789/&%\"!?()"},
        {"urn:epc:class:lgtin:6900000.001122.L.1", "(01)06900000011225(10)L.1"},
        {"urn:epc:id:upui:6900000.001122.51qIgY)%3C%26Jp3*j7'SDB", "(01)06900000011225(235)51qIgY)<&Jp3*j7'SDB"},
        {"urn:epc:id:itip:6900000.001122.01.03.S", "(8006)069000000112250103(21)S"},
        {"urn:epc:id:sscc:6901234.0000000001", "(00)069012340000000016"},
        {"urn:epc:id:sgln:6900000.01000.0", "(414)6900000010006"},
        {"urn:epc:id:sgln:6900000.01000.DOCK-3", "(414)6900000010006(254)DOCK-3"},
        {"urn:epc:id:pgln:6900000.01000", "(417)6900000010006"},
        {"urn:epc:id:grai:6901234.00001.SER1", "(8003)06901234000016SER1"},
        {"urn:epc:id:gdti:6901234.00002.DOC1", "(253)6901234000023DOC1"},
        {"urn:epc:id:sgcn:4012345.67890.04711", "(255)401234567890104711"},
        {"urn:epc:id:giai:6901234.ASSET.1", "(8004)6901234ASSET.1"},
        {"urn:epc:id:ginc:0614141.xyz47%2F11", "(401)0614141xyz47/11"},
        {"urn:epc:id:gsin:0614141.123456789", "(402)06141411234567890"},
        {"urn:epc:id:gsrn:0614141.1234567890", "(8018)061414112345678902"},
        {"urn:epc:id:gsrnp:0614141.1234567890", "(8017)061414112345678902"},
        {"urn:epc:id:cpi:0614141.5PQ7%2FZ43.12345", "(8010)06141415PQ7/Z43(8011)12345"},
        {"urn:epc:idpat:sgtin:6900000.001122.*", "(01)06900000011225"},
        {"urn:epc:idpat:grai:6901234.00001.*", "(8003)06901234000016"},
        {"urn:epc:idpat:cpi:0614141.5PQ7.*", "(8010)06141415PQ7"},
    };
    for (const auto& [urn, gs1] : known) {
        const auto epc = Epc::parse(urn);
        ASSERT_TRUE(epc.has_value()) << urn << epc.error().detail;
        EXPECT_EQ(epc.value().text(), urn);
        const auto elements = elements_of(epc.value());
        ASSERT_TRUE(elements.has_value()) << urn << elements.error().detail;
        EXPECT_EQ(bracketed(elements.value()), gs1) << urn;
        std::vector<Element> views;
        for (const EpcElement& e : elements.value()) views.push_back({e.ai, e.value, find_ai(e.ai)});
        EXPECT_EQ(text_of(epc_of(views, epc.value().parts()[0].size())), urn);
        const auto link = digital_link_of(epc.value());
        ASSERT_TRUE(link.has_value()) << urn;
        const auto read = parse_digital_link(link.value());
        ASSERT_TRUE(read.has_value()) << link.value() << read.error().detail;
        EXPECT_EQ(text_of(epc_of(read.value().elements(), epc.value().parts()[0].size())), urn);
    }
}

// TDS 6.3: schemes that are no GS1 keys.
TEST(Epc, SchemesBesideGs1) {
    for (const char* urn : {"urn:epc:id:gid:95100000.12345.400", "urn:epc:id:gid:268435455.16777215.68719476735",
                            "urn:epc:id:usdod:2S194.12345678901", "urn:epc:id:adi:2S194..12345678901",
                            "urn:epc:id:adi:W81X9C.3KL984PX1.2WMA52", "urn:epc:id:adi:35962.PQ7VZ4%2F1.%23M37GXB92",
                            "urn:epc:id:bic:CSQU3054383", "urn:epc:id:imovn:9176187", "urn:epc:idpat:gid:95100000.*.*",
                            "urn:epc:idpat:adi:*.*.*"}) {
        const auto epc = Epc::parse(urn);
        ASSERT_TRUE(epc.has_value()) << urn << epc.error().detail;
        EXPECT_EQ(epc.value().text(), urn);
        EXPECT_TRUE(elements_of(epc.value()).has_error()) << urn;
        EXPECT_TRUE(epcis_digital_link(urn).has_error()) << urn;
    }
}

TEST(Epc, PatternsOfMoreThanTheLastPartAreNoClass) {
    for (const char* urn : {"urn:epc:idpat:sgtin:6900000.*.*", "urn:epc:idpat:sgtin:*.*.*",
                            "urn:epc:idpat:sscc:6901234.*", "urn:epc:idpat:sgln:6900000.01000.*"}) {
        const auto epc = Epc::parse(urn);
        ASSERT_TRUE(epc.has_value()) << urn << epc.error().detail;
        EXPECT_EQ(epc.value().text(), urn);
        EXPECT_TRUE(elements_of(epc.value()).has_error()) << urn;
    }
}

TEST(Epc, RefusesWithThePlace) {
    const std::tuple<const char*, Code, const char*> refused[] = {
        {"urn:epc:sgtin:1", Code::key_form, "@8"},
        {"urn:epc:id:gtin:0614141.107346.1", Code::key_form, "@11"},
        {"urn:epc:id:lgtin:0614141.107346.1", Code::key_form, "@11"},
        {"urn:epc:class:sgtin:0614141.107346.1", Code::key_form, "@14"},
        {"urn:epc:id:sgtin:0614141.107346", Code::key_form, "@25"},
        {"urn:epc:id:sgtin:06141.10734600.1", Code::key_length, "@17"},
        {"urn:epc:id:sgtin:0614141.1073460.1", Code::key_length, "@25"},
        {"urn:epc:id:sgtin:0614141.10A346.1", Code::key_character, "@27"},
        {"urn:epc:id:sgtin:0614141.107346.", Code::key_length, "@32"},
        {"urn:epc:id:sgtin:0614141.107346.a%00", Code::key_character, "@32"},
        {"urn:epc:id:sgtin:0614141.107346.a b", Code::key_character, "@33"},
        {"urn:epc:id:sgtin:0614141.107346.123456789012345678901", Code::key_length, "@32"},
        {"urn:epc:id:cpi:0614141.5PQ7.0123", Code::key_value, "@28"},
        {"urn:epc:id:cpi:0614141.5pq7.123", Code::key_character, "@24"},
        {"urn:epc:idpat:sgtin:0614141.107346.1", Code::key_form, "@35"},
        {"urn:epc:id:gid:268435456.1.1", Code::key_value, "@15"},
        {"urn:epc:id:gid:01.1.1", Code::key_value, "@15"},
        {"urn:epc:id:adi:2S194.A.#", Code::key_character, "@23"},
        {"urn:epc:id:bic:CSQU3054384", Code::key_check, "@15"},
        {"urn:epc:id:imovn:9176188", Code::key_check, "@17"},
    };
    for (const auto& [urn, code, pointer] : refused) {
        const auto epc = Epc::parse(urn);
        ASSERT_TRUE(epc.has_error()) << urn;
        EXPECT_EQ(info(epc.error().code).name, info(code).name) << urn << epc.error().detail;
        EXPECT_EQ(epc.error().pointer, pointer) << urn << epc.error().detail;
    }
}

TEST(Epc, ThePrefixComesFromTheTable) {
    const auto epc = [](std::string_view link) {
        const auto read = parse_digital_link(link);
        return text_of(epc_of(read.value().elements()));
    };
    EXPECT_EQ(epc("https://a/01/06900000011225/21/A1"), "urn:epc:id:sgtin:6900000.001122.A1");
    EXPECT_EQ(epc("https://a/01/06920000000128/21/S%2F2"), "urn:epc:id:sgtin:69200000.00012.S%2F2");
    EXPECT_EQ(epc("https://a/01/06901028000116/21/T1"), "urn:epc:id:sgtin:6901028000.011.T1");
    EXPECT_EQ(epc("https://a/00/069012340000000016"), "urn:epc:id:sscc:6901234.0000000001");

    const auto foreign = parse_digital_link("https://a/01/10614141073464/21/2017");
    ASSERT_TRUE(foreign.has_value());
    const auto unknown = epc_of(foreign.value().elements());
    ASSERT_TRUE(unknown.has_error());
    EXPECT_EQ(unknown.error().field, "(01)");
    const auto list = CompanyPrefixes::parse("0614141,7");
    ASSERT_TRUE(list.has_value());
    EXPECT_EQ(text_of(epc_of(foreign.value().elements(), list.value())), "urn:epc:id:sgtin:0614141.107346.2017");
}

TEST(Epc, RefusesElementsWithoutOne) {
    for (const char* link : {"https://a/8013/1987654Ad4X4bL5ttr2310c2K", "https://a/415/6900000010006/8020/1",
                             "https://a/8006/069000000112250103/10/L"}) {
        const auto read = parse_digital_link(link);
        ASSERT_TRUE(read.has_value()) << link << read.error().detail;
        EXPECT_TRUE(epc_of(read.value().elements(), 7).has_error()) << link;
    }
    const auto giai = parse_digital_link("https://a/8004/6901234A");
    for (const std::size_t digits : {0u, 5u, 8u, 9u, 13u})
        EXPECT_TRUE(epc_of(giai.value().elements(), digits).has_error());
    EXPECT_EQ(text_of(epc_of(giai.value().elements(), 7)), "urn:epc:id:giai:6901234.A");
}

// CBV 2.0, 8.2: only the finest level remains, and only what EPCIS knows.
TEST(EpcisDigitalLink, KeepsTheFinestLevel) {
    EXPECT_EQ(epcis_digital_link("https://a/x/01/06900000011225/22/V/10/L/21/S?17=271231#f").value(),
              "https://id.gs1.org/01/06900000011225/21/S");
    EXPECT_EQ(epcis_digital_link("https://a/01/06900000011225/22/V/10/L").value(),
              "https://id.gs1.org/01/06900000011225/10/L");
    EXPECT_EQ(epcis_digital_link("https://a/01/06900000011225/22/V").value(), "https://id.gs1.org/01/06900000011225");
    for (const char* text : {"https://a/417/6900000010006/7040/1ABC", "https://a/8018/690123400000000018/8019/7",
                             "https://a/8013/1987654Ad4X4bL5ttr2310c2K", "42", "", "urn:epc:id:gid:1.1.1"})
        EXPECT_TRUE(epcis_digital_link(text).has_error()) << text;
}

RC_GTEST_PROP(Epc, UrnToLinkToUrn, ()) {
    const std::size_t digits = *rc::gen::inRange<std::size_t>(6, 13);
    const std::string prefix = testing::any_digits(digits);
    const auto rest = [&](std::size_t total) { return '.' + testing::any_digits(total - digits); };
    const auto text = [&](std::size_t max) { return testing::any_text(max); };
    std::string scheme, body, serial;
    switch (*rc::gen::inRange(0, 8)) {
        case 0:
            scheme = "id:sgtin:", body = rest(13), serial = text(20);
            break;
        case 1:
            scheme = "class:lgtin:", body = rest(13), serial = text(20);
            break;
        case 2:
            scheme = "id:upui:", body = rest(13), serial = text(28);
            break;
        case 3:
            scheme = "id:sscc:", body = rest(17);
            break;
        case 4:
            scheme = "id:sgln:", body = rest(12), serial = text(20);
            break;
        case 5:
            scheme = "id:grai:", body = rest(12), serial = text(16);
            break;
        case 6:
            scheme = "id:gdti:", body = rest(12), serial = text(17);
            break;
        default:
            scheme = "id:giai:", serial = text(30 - digits);
            break;
    }
    // Written without escapes: read as it is, but for a % that happens to begin one.
    RC_PRE(serial.find('%') == std::string::npos);
    const auto epc = Epc::parse("urn:epc:" + scheme + prefix + body + (serial.empty() ? "" : "." + serial));
    if (epc.has_error()) RC_FAIL(scheme + prefix + body + "." + serial + epc.error().detail);
    RC_ASSERT(Epc::parse(epc.value().text()).value() == epc.value());

    const auto link = digital_link_of(epc.value());
    RC_ASSERT(link.has_value());
    const auto read = parse_digital_link(link.value());
    if (read.has_error()) RC_FAIL(link.value() + read.error().detail);
    const auto back = epc_of(read.value().elements(), digits);
    RC_ASSERT(back.has_value());
    RC_ASSERT(back.value() == epc.value());
    RC_ASSERT(epcis_digital_link(link.value()).value() == epcis_digital_link(epc.value().text()).value());
}

}  // namespace
}  // namespace yiguan::keys::gs1
