// What one row of an upload may say of a vehicle, a battery, a charger: no database.
#include "codes/items.hpp"

#include <gmock/gmock.h>

namespace yiguan::codes {
namespace {

using catalog::Family;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

constexpr Date made{2025, 6, 17}, today{2026, 11, 21};

struct Row {
    CheckedItem item;
    std::vector<std::string> wrong;  // "<pointer> <code>"
};

class Items : public ::testing::Test {
protected:
    catalog::Product product(Family family, const std::string& battery_type = {}) {
        tmpl_.family = family;
        catalog::Product product{.tmpl = &tmpl_, .edition = 3};
        if (!battery_type.empty()) product.values.values["batteryType"] = battery_type;
        return product;
    }
    static Row row(const catalog::Product& product, const json::object& fields) {
        Violations violations;
        Row out{check_item(product, made, today, fields, "/rows/0/fields", violations), {}};
        const auto add = [&](const Error& e) { out.wrong.push_back(e.pointer + " " + std::string(info(e.code).name)); };
        if (const auto all = violations.result(); all.has_error()) {
            add(all.error());
            for (const Error& other : all.error().others) add(other);
        }
        return out;
    }
    catalog::Template tmpl_;
};

TEST_F(Items, EBM74_AVehicleIsKnownByItsFrameAndItsParts) {
    const auto vehicle = product(Family::vehicle);
    const auto good = row(vehicle, {{"frameNumber", " abc－2025-000001 "},
                                    {"motorNumber", "m25000001"},
                                    {"colour", "珍珠白"},
                                    {"certificateNumber", "HG20250001"},
                                    {"controllerNumber", "K-0001"}});
    EXPECT_THAT(good.wrong, IsEmpty());
    EXPECT_EQ(good.item.frame_number, "ABC-2025-000001");
    EXPECT_EQ(good.item.values.at("colour"), "珍珠白");
    EXPECT_THAT(
        good.item.aliases,
        UnorderedElementsAre(Pair(AliasKind::frame, "ABC-2025-000001"), Pair(AliasKind::motor, "M25000001"),
                             Pair(AliasKind::certificate, "HG20250001"), Pair(AliasKind::controller, "K-0001")));
    EXPECT_THAT(row(vehicle, {{"colour", "白"}}).wrong, ElementsAre("/rows/0/fields/frameNumber missing_field"));
    EXPECT_THAT(row(vehicle, {{"frameNumber", "车架1234"}, {"motorNumber", "1"}, {"wheels", "2"}}).wrong,
                UnorderedElementsAre("/rows/0/fields/frameNumber key_character",
                                     "/rows/0/fields/motorNumber key_length", "/rows/0/fields/wheels unknown_field"))
        << "everything wrong is told";
    EXPECT_THAT(row(vehicle, {{"frameNumber", "175791508069087"}}).wrong,
                ElementsAre("/rows/0/fields/frameNumber key_value"))
        << "15 digits are an e-bike's code by its rule";
}

TEST_F(Items, EBM75_TheSerialNumberOfOtherBatteriesFindsThemToo) {
    const auto lead =
        row(product(Family::battery, "铅酸"), {{"factorySerial", "F-0001"}, {"serialNumber", "pb-001 a"}});
    EXPECT_THAT(lead.wrong, IsEmpty());
    EXPECT_EQ(lead.item.serial_number, "PB-001A") << "as lists are filtered";
    EXPECT_THAT(lead.item.aliases,
                UnorderedElementsAre(Pair(AliasKind::factory_serial, "F-0001"), Pair(AliasKind::own, "PB-001A")))
        << "unique, and found by it";
}

TEST_F(Items, EBM84_ALithiumBatteryNeedsItsNumberOf19Characters_C02_C07) {
    const auto lithium = product(Family::battery, "锂电");
    ASSERT_TRUE(is_lithium(lithium));
    const json::object good{{"factorySerial", "F-0001"}, {"serialNumber", "a012345b01f6h000001"}};
    const auto taken = row(lithium, good);
    EXPECT_THAT(taken.wrong, IsEmpty());
    EXPECT_EQ(taken.item.serial_number, "A012345B01F6H000001");
    EXPECT_THAT(taken.item.aliases, UnorderedElementsAre(Pair(AliasKind::factory_serial, "F-0001"),
                                                         Pair(AliasKind::lithium_serial, "A012345B01F6H000001")));
    EXPECT_THAT(row(lithium, {{"factorySerial", "F-0001"}}).wrong,
                ElementsAre("/rows/0/fields/serialNumber missing_field"));
    EXPECT_THAT(row(lithium, {{"factorySerial", "F-0001"}, {"serialNumber", "A012345B01F6H00001"}}).wrong,
                ElementsAre("/rows/0/fields/serialNumber key_length"));
    EXPECT_THAT(row(lithium, {{"factorySerial", "F-0001"}, {"serialNumber", "A012345B01E6H000001"}}).wrong,
                ElementsAre("/rows/0/fields/serialNumber key_value"))
        << "2024 in the code, made in 2025 (C-02: the row's own date decides)";
}

TEST_F(Items, EBM91_OtherBatteriesHaveNoPrintedFormOfASerial) {
    for (const char* type : {"铅酸", "钠离子"}) {
        const auto battery = product(Family::battery, type);
        EXPECT_FALSE(is_lithium(battery));
        const auto taken = row(battery, {{"factorySerial", "F-0001"}, {"partNumber", "料号 7"}});
        EXPECT_THAT(taken.wrong, IsEmpty());
        EXPECT_EQ(taken.item.serial_number, "F-0001");
    }
    EXPECT_FALSE(is_lithium(product(Family::charger, "锂电"))) << "a charger for lithium batteries has no such number";
}

TEST_F(Items, EBM75_EBM76_EBM78_TheCodeOf13AndTheDefaultVersion) {
    const auto charger = product(Family::charger);
    const auto taken = row(charger, {{"factorySerial", "C-0001"}, {"traceCode", "600037341-25-00"}});
    EXPECT_THAT(taken.wrong, IsEmpty());
    EXPECT_EQ(taken.item.values.at("traceCode"), "600037341-25-00");
    EXPECT_EQ(taken.item.values.at("modelVersion"), "V3") << "the edition of the filing";
    EXPECT_EQ(row(charger, {{"factorySerial", "C-0001"}, {"modelVersion", "B2"}}).item.values.at("modelVersion"), "B2");
    EXPECT_THAT(row(charger, {{"factorySerial", "C-0001"}, {"traceCode", "600037341-24-00"}}).wrong,
                ElementsAre("/rows/0/fields/traceCode key_value"))
        << "the year of the code is not that of production";
}

TEST_F(Items, C10_FurtherCodesHaveOneFormEach) {
    const auto form = [](AliasKind kind, std::string_view text) {
        const auto made = canonical_alias(kind, text, today);
        return made.has_value() ? made.value() : std::string(info(made.error().code).name);
    };
    EXPECT_EQ(form(AliasKind::gs1, "https://example.com/01/06901234567892/21/A7"), "(01)06901234567892(21)A7");
    EXPECT_EQ(form(AliasKind::gs1, "(01)06901234567892(21)A7"), "(01)06901234567892(21)A7");
    EXPECT_EQ(form(AliasKind::gs1, "https://example.com/01/06901234567892"), "key_form") << "a class, no piece";
    EXPECT_EQ(form(AliasKind::gs1, "(01)06901234567893(21)A7"), "key_form") << "check digit";
    EXPECT_EQ(form(AliasKind::own, "abc-001"), "ABC-001");
    EXPECT_EQ(form(AliasKind::own, "abc"), "key_length");
    EXPECT_EQ(form(AliasKind::own, std::string(31, '1')), "key_length") << "what is as long as a trace code is none";
    EXPECT_THAT(alias_forms(" abc-001 "), ElementsAre("ABC-001"));
    EXPECT_THAT(alias_forms("https://example.com/01/06901234567892/21/A7"), ElementsAre("(01)06901234567892(21)A7"));
    EXPECT_THAT(alias_forms("你好"), IsEmpty());
    EXPECT_FALSE(rule_of(AliasKind::frame).fits(Family::battery));
    EXPECT_TRUE(rule_of(AliasKind::own).fits(Family::none));
}

}  // namespace
}  // namespace yiguan::codes
