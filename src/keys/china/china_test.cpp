#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

#include "keys/china/division.hpp"
#include "keys/china/organisation_code.hpp"
#include "keys/china/phone.hpp"
#include "keys/china/resident_id.hpp"
#include "keys/mutation_testing.hpp"
#include "keys/uscc.hpp"

namespace yiguan::keys {
namespace {

using testing::Mistake;
using testing::text_over;
using testing::thousand_mistakes;

constexpr Date today{2026, 11, 21};
constexpr std::string_view digits = "0123456789";
constexpr std::string_view capitals = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

int value(char c) {
    return c <= '9' ? c - '0' : c - 'A' + 10;
}

// ---- Reading

TEST(Reading, FoldsWhatPeopleType) {
    EXPECT_EQ(read_text(" xk08－001—04763\r\n", Reading::folded), "XK08-001-04763");
    EXPECT_EQ(read_text("a\u2212b\u2013c", Reading::folded), "A-B-C");
    EXPECT_EQ(read_text(" a ", Reading::exact), " a ");
    EXPECT_EQ(read_text("\xE2\x80", Reading::folded), "\xE2\x80");
}

TEST(Reading, KnowsTheCalendar) {
    EXPECT_TRUE(is_calendar_day(2000, 2, 29));
    EXPECT_FALSE(is_calendar_day(1900, 2, 29));
    EXPECT_TRUE(is_calendar_day(1880, 1, 1));
    EXPECT_FALSE(is_calendar_day(1799, 12, 31));
    EXPECT_FALSE(is_calendar_day(2200, 1, 1));
    EXPECT_FALSE(is_calendar_day(2026, 4, 31));
    EXPECT_FALSE(is_calendar_day(2026, 13, 1));
    EXPECT_FALSE(is_calendar_day(2026, 0, 1));
    EXPECT_FALSE(is_calendar_day(2026, 1, 0));
}

// ---- Organisation code

TEST(OrganisationCode, TakesBothFormsAndPrintsOne) {
    const auto code = OrganisationCode::parse("ma0093eq－6");
    ASSERT_TRUE(code.has_value());
    EXPECT_EQ(code.value().text(), "MA0093EQ6");
    EXPECT_EQ(code.value().printed(), "MA0093EQ-6");
    EXPECT_EQ(OrganisationCode::parse("MA0093EQ6", Reading::exact).value(), code.value());
    EXPECT_EQ(OrganisationCode::parse("ma0093eq6", Reading::exact).error().pointer, "@0");
    EXPECT_EQ(OrganisationCode::parse("60003734-2").error().code, Code::key_check);
    EXPECT_EQ(OrganisationCode::parse("6000373-1").error().code, Code::key_length);
    EXPECT_EQ(OrganisationCode::parse("组织机构代码九个字").error().code, Code::key_character);
}

RC_GTEST_PROP(OrganisationCode, ReadsBackWhatItPrints, ()) {
    const auto body = *text_over(capitals, 8);
    const auto code = OrganisationCode::parse(body + organisation_check(body));
    RC_ASSERT(code.has_value());
    RC_ASSERT(OrganisationCode::parse(code.value().printed(), Reading::exact).value() == code.value());
    RC_ASSERT(OrganisationCode::parse(code.value().text(), Reading::exact).value() == code.value());
}

// GB 11714 counts mod 11 over values up to 35: a mistake within the body passes exactly if the two characters are equal
// mod 11; digits never are.
TEST(OrganisationCode, CatchesAThousandMistakesAsItsSchemePromises) {
    int within_body = 0;
    thousand_mistakes("MA0093EQ6", capitals, [&](const Mistake& m) {
        const bool caught = OrganisationCode::parse(m.text, Reading::exact).has_error();
        if (m.at + (m.swapped ? 1 : 0) >= 8) {
            EXPECT_TRUE(caught || m.swapped) << m.text;
            return;
        }
        ++within_body;
        EXPECT_EQ(caught, value(m.before) % 11 != value(m.after) % 11) << m.text;
    });
    EXPECT_GT(within_body, 700);
    thousand_mistakes("600037341", digits, [](const Mistake& m) {
        EXPECT_TRUE(OrganisationCode::parse(m.text, Reading::exact).has_error()) << m.text;
    });
}

// ---- Credit code: warnings, sum

TEST(Uscc, WarnsAndDoesNotRefuse) {
    const auto names = [](std::string_view text) {
        std::set<std::string_view> out;
        for (const auto& warning : Uscc::parse(text).value().warnings()) out.insert(warning.name);
        return out;
    };
    using Names = std::set<std::string_view>;
    EXPECT_EQ(names("91110000600037341L"), Names{});
    EXPECT_EQ(names("91350100M000100Y43"), Names{});
    EXPECT_EQ(names("N1510100TEGT000752"), Names{});
    EXPECT_EQ(names("91110000600037342P"), Names{"org_check"});
    EXPECT_EQ(names("91199900600037341K"), Names{"division"});
    // Department 0 and kind 7 of department 9 are in no table; the check characters are computed.
    const auto complete = [](std::string text) { return text + uscc_sum(text)->check; };
    EXPECT_EQ(names(complete("01110000600037341")), Names{"department"});
    EXPECT_EQ(names(complete("97110000600037341")), Names{"kind"});
    EXPECT_EQ(names(complete("27110000600037341")), Names{});  // the kinds of department 2 are not known
}

TEST(Uscc, NamesDepartmentAndKind) {
    const auto code = Uscc::parse("52310115TEGT000595").value();
    EXPECT_EQ(uscc_department(code.department()), "民政");
    EXPECT_EQ(uscc_kind(code.department(), code.kind()), "民办非企业单位");
    EXPECT_EQ(code.check(), '5');
    EXPECT_EQ(uscc_department('0'), std::nullopt);
    EXPECT_EQ(uscc_kind('2', '1'), std::nullopt);
    EXPECT_EQ(uscc_sum("9111000060003734"), std::nullopt);
    EXPECT_EQ(uscc_sum("9111000060003734I"), std::nullopt);
}

// 31 is prime, no weight is 0 and no two neighbouring weights are equal mod 31: every mistake of both kinds is caught.
TEST(Uscc, CatchesAThousandMistakes) {
    for (const std::string text : {"91110102MA0093EQ6R", "Y1500000TEGT00083B"})
        thousand_mistakes(text, capitals,
                          [](const Mistake& m) { EXPECT_TRUE(Uscc::parse(m.text).has_error()) << m.text; });
}

// ---- Resident identity number

std::string complete(std::string seventeen) {
    return seventeen + resident_check(seventeen);
}

TEST(ResidentId, ReadsItsParts) {
    const auto id = ResidentId::parse(" 110105 19491231 002x ", today).value();
    EXPECT_EQ(id.text(), "11010519491231002X");
    EXPECT_EQ(id.birth(), (Date{1949, 12, 31}));
    EXPECT_EQ(id.sex(), ResidentId::Sex::female);
    EXPECT_EQ(id.kind(), ResidentId::Kind::resident);
    EXPECT_EQ(id.warnings().size(), 0u);
    EXPECT_EQ(ResidentId::parse("830000199001010039", today).value().kind(), ResidentId::Kind::residence_permit);
    // The example of the standard: 440524 was abolished before any list that we have. 999999 never was one.
    EXPECT_EQ(ResidentId::parse("440524188001010014", today).value().warnings().at(0).name, "division");
    EXPECT_EQ(ResidentId::parse("999999198001010011", today).value().warnings().at(0).name, "division");
}

TEST(ResidentId, CardsOfForeignersAreAChoice) {
    const std::string card = "911100199003070015";
    EXPECT_EQ(ResidentId::parse(card, today).value().kind(), ResidentId::Kind::foreign_resident);
    EXPECT_EQ(ResidentId::parse(card, today, ForeignCards::refused).error().code, Code::key_value);
    EXPECT_EQ(ResidentId::parse(complete("97010119900307001"), today).error().code, Code::key_value);
}

TEST(ResidentId, KnowsTheFutureByTheGivenDay) {
    const std::string born = complete("11010120261121001");
    EXPECT_TRUE(ResidentId::parse(born, today).has_value());
    EXPECT_EQ(ResidentId::parse(born, {2026, 11, 20}).error().code, Code::future_date);
}

TEST(ResidentId, LengthensOldNumbers) {
    EXPECT_EQ(ResidentId::from_15("110105491231002", today).value().text(), "11010519491231002X");
    EXPECT_EQ(ResidentId::from_15("11010549123100", today).error().code, Code::key_length);
    EXPECT_EQ(ResidentId::from_15("11010549123100X", today).error().code, Code::key_character);
    EXPECT_EQ(ResidentId::from_15("110105490231002", today).error().code, Code::bad_date);
    EXPECT_EQ(ResidentId::parse("110105491231002", today).error().code, Code::key_length);
}

// PIPL: an error may be logged and shown, the number may not.
TEST(ResidentId, ErrorsDoNotRepeatTheNumber) {
    for (const std::string text : {"110105194912310020", "11010519491231002", "1101051949123100X2",
                                   "110105194902310026", "110105491231002", "000101199003070016"}) {
        const auto id = ResidentId::parse(text, today);
        ASSERT_TRUE(id.has_error()) << text;
        EXPECT_EQ(id.error().value, "");
        EXPECT_EQ(id.error().detail.find("19491231"), std::string::npos);
        EXPECT_FALSE(id.error().detail.empty());
    }
    EXPECT_EQ(parse_phone("1380013800O").error().value, "");
    EXPECT_EQ(parse_mobile("1380013800").error().value, "");
}

RC_GTEST_PROP(ResidentId, ReadsBackWhatItPrints, ()) {
    const std::string province = *rc::gen::elementOf(std::vector<std::string>{"11", "44", "65", "71", "81", "82"});
    const auto text = complete(province + *text_over(digits, 4) + std::to_string(*rc::gen::inRange(1800, 2026)) + "0" +
                               std::to_string(*rc::gen::inRange(1, 10)) + std::to_string(*rc::gen::inRange(10, 29)) +
                               *text_over(digits, 3));
    const auto id = ResidentId::parse(text, today);
    RC_ASSERT(id.has_value());
    RC_ASSERT(id.value().text() == text);
    RC_ASSERT(resident_check(text.substr(0, 17)) == id.value().check());
}

// ISO 7064 MOD 11-2 catches every wrong character and every swap of neighbours.
TEST(ResidentId, CatchesAThousandMistakes) {
    for (const std::string text : {"11010519491231002X", "110101199003070062"})
        thousand_mistakes(text, "0123456789X", [](const Mistake& m) {
            EXPECT_TRUE(ResidentId::parse(m.text, today).has_error()) << m.text;
        });
}

TEST(Mask, KeepsTheEnds) {
    EXPECT_EQ(mask("11010519491231002X"), "110***********002X");
    EXPECT_EQ(mask("13800138000"), "138****8000");
    EXPECT_EQ(mask("1234567"), "*******");
    EXPECT_EQ(mask("12345678"), "123*5678");
    EXPECT_EQ(mask("王小明", 1, 0), "王**");
    EXPECT_EQ(mask("王小明", 0, 1), "**明");
    EXPECT_EQ(mask("", 3, 4), "");
}

// ---- Phones

TEST(Phone, NormalisesWhatPeopleWrite) {
    const std::pair<std::string_view, std::string_view> same[] = {
        {"+86 138-0013-8000", "13800138000"},
        {"（+86）13800138000", "13800138000"},
        {"１３８ ００１３ ８０００", "13800138000"},
        {"01084295722", "010-84295722"},
        {"(010)84295722", "010-84295722"},
        {"+86 10 8429 5722", "010-84295722"},
        {"0731—88149520", "0731-88149520"},
        {"07318814952", "0731-8814952"},
        {"020-84237140转801", "020-84237140-801"},
        {"400 820 8820", "400-820-8820"},
        {"800-820-8820", "800-820-8820"},
    };
    for (const auto& [written, canonical] : same) {
        const auto phone = parse_phone(written);
        ASSERT_TRUE(phone.has_value()) << written << phone.error().detail;
        EXPECT_EQ(phone.value().text, canonical);
        EXPECT_EQ(parse_phone(phone.value().text).value(), phone.value());
    }
}

TEST(Phone, RefusesWhatCannotBeCalled) {
    EXPECT_EQ(parse_phone("84295722").error().code, Code::key_form);
    EXPECT_EQ(parse_phone("0100-84295722").error().code, Code::key_value);
    EXPECT_EQ(parse_phone("011-84295722").error().code, Code::key_value);
    EXPECT_EQ(parse_phone("00-84295722").error().code, Code::key_value);
    EXPECT_EQ(parse_phone("010-8429572").has_value(), true);
    EXPECT_EQ(parse_phone("010-842957").error().code, Code::key_length);
    EXPECT_EQ(parse_phone("010-842957221").error().code, Code::key_length);
    EXPECT_EQ(parse_phone("010-84295722-1234567").error().code, Code::key_form);
    EXPECT_EQ(parse_phone("010-84295722-").error().code, Code::key_form);
    EXPECT_EQ(parse_phone("0").error().code, Code::key_length);
    EXPECT_EQ(parse_phone("12800138000").error().code, Code::key_value);
    EXPECT_EQ(parse_phone("401-820-8820").has_value(), false);
    EXPECT_EQ(parse_phone("400-820-882").error().code, Code::key_length);
    EXPECT_EQ(parse_phone("").has_value(), false);
    EXPECT_EQ(parse_phone("电话").has_value(), false);
}

// ---- Divisions

TEST(Division, FindsNameParentAndLevel) {
    const auto yuexiu = find_division("440104");
    ASSERT_TRUE(yuexiu.has_value());
    EXPECT_EQ(yuexiu->name, "越秀区");
    EXPECT_EQ(yuexiu->parent, "440100");
    EXPECT_EQ(yuexiu->level, Division::Level::county);
    EXPECT_EQ(division_full_name("440104"), "广东省广州市越秀区");
    EXPECT_EQ(division_full_name("110105"), "北京市朝阳区");
    EXPECT_EQ(division_full_name("429004"), "湖北省仙桃市");
    EXPECT_EQ(division_full_name("199900"), "");
    EXPECT_EQ(find_division("710000")->name, "台湾省");
    EXPECT_EQ(find_division("810000")->level, Division::Level::province);
    EXPECT_EQ(find_division("110100")->level, Division::Level::gathering);
    for (const std::string_view unknown :
         {"", "11", "000000", "999999", "1101011", "11010a", "\xFF\xFF\xFF\xFF\xFF\xFF"})
        EXPECT_EQ(find_division(unknown), std::nullopt) << unknown;
}

// What a list has and a later one has not is abolished, and nothing else is said to be.
TEST(Division, KeepsAbolishedCodes) {
    EXPECT_EQ(find_division("330103")->name, "下城区");
    EXPECT_EQ(find_division("330103")->no_longer_on, "2023-06-30");
    EXPECT_EQ(find_division("110103")->no_longer_on, "2021-01-04");
    EXPECT_EQ(find_division("540481")->not_yet_on, "2021-01-04");
    EXPECT_FALSE(find_division("110105")->abolished());
    EXPECT_FALSE(find_division("130101")->abolished());
    EXPECT_EQ(find_division("130502")->former_name, "桥东区");
    // The statistics bureau's development zones are no divisions.
    EXPECT_EQ(find_division("130271"), std::nullopt);
}

TEST(Division, ListsChildren) {
    const auto names = [](std::string_view code) {
        std::vector<std::string> out;
        for (const auto& child : division_children(code)) out.emplace_back(child.name);
        return out;
    };
    EXPECT_EQ(names("").size(), 34u);
    EXPECT_EQ(names("110000").size(), 16u);
    EXPECT_EQ(names("440100").size(), 11u);
    const auto hubei = names("420000");
    EXPECT_EQ(hubei.size(), 17u);  // 13 cities and 4 counties that no city governs
    EXPECT_EQ(hubei.back(), "神农架林区");
    EXPECT_TRUE(names("440104").empty());
    EXPECT_TRUE(names("110100").empty());
    EXPECT_TRUE(names("199900").empty());
    EXPECT_TRUE(names("710000").empty());
}

// The table itself: sorted, every parent is there, every row is found, each living row is a child of its parent.
TEST(Division, TheTableIsSound) {
    std::size_t found = 0, living = 0;
    for (int n = 100000; n < 1000000; ++n) {
        const auto division = find_division(std::to_string(n));
        if (!division) continue;
        ++found;
        EXPECT_EQ(division->code, std::to_string(n));
        EXPECT_FALSE(division->name.empty());
        if (division->level == Division::Level::province) continue;
        const auto parent = find_division(division->parent);
        ASSERT_TRUE(parent.has_value()) << n;
        EXPECT_TRUE(parent->level == Division::Level::province || parent->level == Division::Level::city) << n;
        if (!division->abolished() && division->level != Division::Level::gathering) {
            EXPECT_FALSE(parent->abolished()) << n;
            ++living;
        }
    }
    EXPECT_EQ(found, divisions_count());
    EXPECT_GT(found, 3900u);
    std::size_t reached = 0;
    for (const auto& province : division_children(""))
        for (const auto& city : division_children(province.code)) {
            ++reached;
            for ([[maybe_unused]] const auto& county : division_children(city.code)) ++reached;
        }
    EXPECT_EQ(reached, living);
    EXPECT_NE(divisions_version().find("china-division 2.7.0"), std::string_view::npos);
}

}  // namespace
}  // namespace yiguan::keys
