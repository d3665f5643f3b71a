#include "sheet/check.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "sheet/diff.hpp"
#include "sheet/repair.hpp"
#include "sheet/test_files.hpp"
#include "sheet/words.hpp"

namespace yiguan::sheet {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr Date today{2024, 6, 30};

Column column_of(std::string_view tmpl, std::string_view id) {
    const Template* t = find_template(tmpl);
    return t->columns.at(t->column(id));
}
Result<std::string> as_text(const Column& column, std::string_view text, int shift = 0) {
    return read_cell({.kind = CellKind::text, .text = text}, column, shift, today);
}
std::string value(const Column& column, std::string_view text, int shift = 0) {
    const auto read = as_text(column, text, shift);
    return read.has_value() ? read.value() : "!" + read.error().detail;
}
Code code(const Column& column, std::string_view text) {
    const auto read = as_text(column, text);
    return read.has_value() ? Code::not_found : read.error().code;
}

const std::vector<std::string> vehicle_header{"整车编码(车架号)", "电动机编号", "车身颜色",   "生产日期(格式:2024/1/1)",
                                              "车辆制造商",       "产品型号",   "合格证编号", "追溯码",
                                              "控制器编号"};

std::vector<std::string> vehicle(int n, const std::string& trace = "") {
    return {fmt::format("1234224{:08}", n),
            fmt::format("DJ{}", n),
            "白色",
            "2024/1/1",
            "粤行车业",
            "TDT001Z",
            fmt::format("HGZ{}", n),
            trace.empty() ? fmt::format("2012899852969621198195278470{:05}", n) : trace,
            fmt::format("KZ{}", n)};
}

Checking checking(std::vector<std::vector<std::string>> rows, std::string_view id = "EB-PRODUCT") {
    const Template& wanted = *find_template(id);
    Table table = read(testing::simple(rows), wanted).value();
    Match match = match_columns(table, wanted).value();
    return Checking(std::move(table), wanted, std::move(match), today);
}

TEST(Cells, EBM77_DatesInTheFormsThatAreMet) {
    const Column date = column_of("EB-PRODUCT", "producedOn");
    for (const char* text :
         {"2024/1/1", "2024-01-01", "2024年1月1日", "20240101", "2024.1.1", "２０２４／１／１", " 2024-1-1 08:30:00 ",
          "2024年01月01号", "2024-01-01T00:00:00", "2024 年 1 月 1 日", "2024/01/01 0:00"})
        EXPECT_EQ(value(date, text), "2024-01-01") << text;
    for (const char* text : {"24/1/1", "1/1/2024", "2024/13/1", "2024/2/30", "2024年1月", "昨天", "2024-1/1",
                             "202401011", "45292", "2024/1/1/1"})
        EXPECT_EQ(code(date, text), Code::bad_date) << text;
    EXPECT_EQ(code(date, "2024/7/1"), Code::future_date);
    EXPECT_EQ(value(column_of("GD-ORDER", "sentOn"), "2024/7/1"), "2024-07-01");
    EXPECT_EQ(read_cell({.kind = CellKind::number, .text = "45292", .number = 45292}, date, 0, today).value(),
              "2024-01-01");
    EXPECT_EQ(read_cell({.kind = CellKind::number, .text = "20240101", .number = 20240101}, date, 0, today).value(),
              "2024-01-01");
    EXPECT_EQ(
        read_cell({.kind = CellKind::date, .text = "2024-01-01 10:00:00", .number = 45292.4}, date, 0, today).value(),
        "2024-01-01");
}

TEST(Cells, EBM43_NumbersWithUnits) {
    const Column voltage = column_of("BAT-MODEL", "voltage"), length = column_of("BAT-MODEL", "length");
    EXPECT_EQ(value(voltage, "48"), "48");
    EXPECT_EQ(value(voltage, "４８．５０Ｖ"), "48.5");
    EXPECT_EQ(value(voltage, "48 伏"), "48");
    EXPECT_EQ(value(voltage, "48000mV"), "48");
    EXPECT_EQ(value(length, "32", 1), "320") << "the header said cm";
    EXPECT_EQ(value(length, "320mm", 1), "320") << "the cell goes before the header";
    EXPECT_EQ(value(length, "1,200"), "1200");
    EXPECT_EQ(value(length, "0.1234", 1), "1.234");
    EXPECT_EQ(code(length, "1,20"), Code::wrong_type);
    EXPECT_EQ(code(voltage, "48A"), Code::wrong_type);
    EXPECT_EQ(code(voltage, "约48"), Code::wrong_type);
    EXPECT_EQ(code(voltage, "-1"), Code::out_of_bounds);
    EXPECT_EQ(code(voltage, "1001"), Code::out_of_bounds);
    EXPECT_EQ(code(voltage, "1.2345"), Code::out_of_bounds);
    EXPECT_EQ(read_cell({.kind = CellKind::date, .text = "1900-02-17"}, voltage, 0, today).error().code,
              Code::wrong_type);
}

TEST(Cells, C13_OptionsBySynonym) {
    const Column type = column_of("BAT-PRODUCT", "batteryType");
    EXPECT_EQ(value(type, "锂电"), "锂电");
    EXPECT_EQ(value(type, " 锂离子电池"), "锂电");
    EXPECT_EQ(value(type, "铅酸蓄电池"), "铅酸");
    EXPECT_EQ(value(type, "钠 电"), "钠离子");
    EXPECT_EQ(code(type, "石墨烯"), Code::sheet_option);
    EXPECT_THAT(value(type, "?"), HasSubstr("锂电、铅酸、钠离子"));
    EXPECT_EQ(value(column_of("GD-SELLER", "secret"), "√"), "是");
}

TEST(Cells, CodesAreNeverChanged) {
    const Column trace = column_of("EB-PRODUCT", "traceCode"), motor = column_of("EB-PRODUCT", "motorNumber");
    EXPECT_EQ(value(trace, "　201289985296962119819527847024772\xE2\x80\x8B "), "201289985296962119819527847024772");
    EXPECT_EQ(value(trace, "https://www.iotroot.com/E=201289985296962119819527847024772"),
              "201289985296962119819527847024772");
    EXPECT_EQ(value(trace, "'0012"), "0012");
    EXPECT_EQ(value(trace, "ａｂ１"), "ab1");
    EXPECT_EQ(value(motor, "DJ 12 a"), "DJ 12 a") << "a blank inside may belong to a free number";
    EXPECT_EQ(code(trace, "2012\n2013"), Code::key_form) << "two codes must not become one";
    EXPECT_EQ(code(trace, "码1"), Code::key_character);
    const auto lost =
        read_cell({.kind = CellKind::number, .text = "2.01289985296962E+32", .number = 2e32, .precision_lost = true},
                  trace, 0, today);
    EXPECT_EQ(lost.error().code, Code::sheet_precision);
    EXPECT_EQ(read_cell({.kind = CellKind::date, .text = "2024-03-01"}, motor, 0, today).error().code,
              Code::sheet_cell);
    EXPECT_EQ(read_cell({.kind = CellKind::error, .text = "#N/A"}, motor, 0, today).error().code, Code::sheet_cell);
    EXPECT_EQ(read_cell({.kind = CellKind::number, .text = "12.5", .number = 12.5}, motor, 0, today).error().code,
              Code::key_character);
    EXPECT_EQ(read_cell({.kind = CellKind::number, .text = "00042", .number = 42}, motor, 0, today).value(), "00042");
}

TEST(Cells, EBM44_EBM60_CodesOfBatteries) {
    const Column code13 = column_of("BAT-PRODUCT", "modelCode"), spec = column_of("BAT-MODEL", "specification");
    EXPECT_EQ(value(code13, "123456789-24-00"), "123456789-24-00");
    EXPECT_NE(code(code13, "1234567892400"), Code::not_found) << "C-03: the hyphens are demanded";
    EXPECT_EQ(value(spec, "a1"), "A1");
    EXPECT_EQ(code(spec, "1O"), Code::key_character);
    EXPECT_EQ(code(spec, "123"), Code::too_long);
}

TEST(Checking, GivesValuesOrErrorsWithPlaceRuleAndWhatWasFound) {
    auto rows = std::vector{vehicle_header, vehicle(1), vehicle(2), vehicle(3)};
    rows[2][3] = "2024/13/1";
    rows[2][4] = "";
    Checking all = checking(rows);
    EXPECT_TRUE(all.step(1));
    EXPECT_EQ(all.done(), 1u);
    all.run();
    EXPECT_EQ(all.total(), 3u);
    EXPECT_EQ(all.wrong(), 1u);
    EXPECT_EQ(all.row(0).values[3], "2024-01-01");
    const CheckedRow wrong = all.row(1);
    ASSERT_EQ(wrong.errors.size(), 2u);
    EXPECT_EQ(wrong.errors[0].row, 3u);
    EXPECT_EQ(wrong.errors[0].field, "生产日期(格式:2024/1/1)");
    EXPECT_EQ(wrong.errors[0].found, "2024/13/1");
    EXPECT_EQ(wrong.errors[1].code, Code::missing_field);
    EXPECT_THAT(all.page(0, 10, Checking::Show::wrong), ElementsAre(1u));
    EXPECT_THAT(all.page(1, 10, Checking::Show::all), ElementsAre(1u, 2u));
    EXPECT_EQ(all.index_of(4), 2u);
}

TEST(Checking, FindsDuplicatesAndRepairsThem) {
    auto rows = std::vector{vehicle_header, vehicle(1), vehicle(2), vehicle(3)};
    rows[3][0] = rows[1][0];
    Checking all = checking(rows);
    all.run();
    EXPECT_EQ(all.wrong(), 2u);
    EXPECT_THAT(all.row(2).errors.at(0).rule, HasSubstr("第 2 行"));
    EXPECT_THAT(all.row(0).errors.at(0).rule, HasSubstr("第 4 行"));
    const auto repaired = all.repair(2, 0, "123422400000099");
    ASSERT_TRUE(repaired.has_value());
    EXPECT_TRUE(repaired.value().errors.empty());
    EXPECT_EQ(all.wrong(), 0u);
    ASSERT_TRUE(all.repair(1, 0, "123422400000099").has_value());
    EXPECT_EQ(all.wrong(), 2u);
    all.add_errors(0, {{.row = 2, .column = 5, .code = Code::not_found, .field = "产品型号", .rule = "型号未发布"}});
    EXPECT_EQ(all.wrong(), 3u);
    EXPECT_EQ(all.errors(2).size(), 2u);
    ASSERT_TRUE(all.repair(0, 5, "TDT002Z").has_value());
    EXPECT_EQ(all.wrong(), 2u);
    EXPECT_TRUE(all.repair(0, 99, "x").has_error());
}

TEST(Checking, EBM84_EBM91_NineteenCharactersOnlyForLithium) {
    const std::vector<std::string> header{"工厂内部序列号", "生产日期", "生产企业",     "电池型号",
                                          "蓄电池类型",     "追溯码",   "电池溯源编码", "序列号"};
    Checking all = checking({header,
                             {"S1", "2024/1/1", "甲", "M", "锂电", "201", "123456789-24-00", "ABCDEFG1AAE11000001"},
                             {"S2", "2024/1/1", "甲", "M", "锂电", "202", "123456789-24-00", ""},
                             {"S3", "2024/1/1", "甲", "M", "铅酸", "203", "123456789-24-00", ""},
                             {"S4", "2024/1/1", "甲", "M", "铅酸", "204", "123456789-24-00", "自编 4"},
                             {"S5", "2024/1/1", "甲", "M", "锂离子", "205", "123456789-24-00", "自编 5"}},
                            "BAT-PRODUCT");
    all.run();
    EXPECT_FALSE(all.is_wrong(0)) << (all.row(0).errors.empty() ? "" : all.row(0).errors[0].rule);
    EXPECT_TRUE(all.is_wrong(1));
    EXPECT_FALSE(all.is_wrong(2));
    EXPECT_FALSE(all.is_wrong(3));
    EXPECT_TRUE(all.is_wrong(4));
}

TEST(Repair, OneContiguousRunIsProposedInTheOrderOfRows) {
    std::vector<std::vector<std::string>> rows{vehicle_header};
    for (int i = 0; i < 3; ++i) rows.push_back(vehicle(i, "#2.01289985296962E+32"));
    Checking all = checking(rows);
    all.run();
    EXPECT_EQ(all.wrong(), 3u);
    const std::size_t trace = all.wanted().column("traceCode");
    const std::string prefix = "201289985296962119819527847";
    const auto plan =
        plan_repair(all, trace, {.blocks = {{prefix, 6, 24'772, 24'774}, {"201289985296963119819527847", 6, 1, 3}}});
    ASSERT_EQ(plan.proposals.size(), 3u);
    EXPECT_TRUE(plan.unsolved.empty());
    EXPECT_EQ(plan.proposals[0].code, "201289985296962119819527847024772");
    EXPECT_EQ(plan.proposals[2].code, "201289985296962119819527847024774");
    for (const auto& one : plan.proposals) ASSERT_TRUE(all.repair(one.index, trace, one.code).has_value());
    EXPECT_EQ(all.wrong(), 0u);
    const auto two = plan_repair(checking(rows), trace, {.blocks = {{prefix, 6, 1, 3}, {prefix, 6, 10, 12}}});
    EXPECT_TRUE(two.proposals.empty()) << "two runs are possible";
    EXPECT_THAT(two.unsolved.at(0).reason, HasSubstr("无法确定"));
    const auto joined = plan_repair(checking(rows), trace, {.blocks = {{prefix, 6, 1, 2}, {prefix, 6, 3, 3}}});
    EXPECT_EQ(joined.proposals.size(), 3u) << "blocks that continue each other are one run";
    const auto none = plan_repair(checking(rows), trace, {});
    EXPECT_THAT(none.unsolved.at(0).reason, HasSubstr("没有"));
}

TEST(Repair, LeavesOutCodesThatStandWholeInTheFile) {
    const std::string prefix = "201289985296962119819527847";
    const Checking all = checking({vehicle_header, vehicle(1, "#2.01289985296962E+32"), vehicle(2, prefix + "000002"),
                                   vehicle(3, "2.01300E+32")});
    const std::size_t trace = all.wanted().column("traceCode");
    auto plan = plan_repair(all, trace, {.blocks = {{prefix, 6, 1, 2}}});
    ASSERT_EQ(plan.proposals.size(), 1u);
    EXPECT_EQ(plan.proposals[0].code, prefix + "000001");
    EXPECT_EQ(plan.unsolved.size(), 1u);
    const std::string one = "201289985296962777777777777777777", other = "201300000000000000000000000000001";
    plan = plan_repair(all, trace, {.each = [&](const auto& visit) {
                           visit(prefix + "000002");
                           visit(one);
                           visit(other);
                           visit("999");
                       }});
    ASSERT_EQ(plan.proposals.size(), 2u) << "enciphered codes: each cell agrees with one alone";
    EXPECT_EQ(plan.proposals[0].code, one);
    EXPECT_EQ(plan.proposals[1].code, other);
    const Checking both = checking({vehicle_header, vehicle(1, "#2.01289985296962E+32"), vehicle(3, "2.01290E+32")});
    plan = plan_repair(both, trace, {.blocks = {{prefix, 6, 1, 1}}});
    EXPECT_TRUE(plan.proposals.empty()) << "both rows could be the one code";
    EXPECT_EQ(plan.unsolved.size(), 2u);
}

TEST(Diff, SaysWhatIsNewChangedTheSameAndWrong) {
    auto rows = std::vector{vehicle_header, vehicle(1), vehicle(2), vehicle(3), vehicle(4)};
    rows[4][3] = "x";
    Checking all = checking(rows);
    all.run();
    const CheckedRow second = all.row(1), third = all.row(2);
    const auto find = [&](std::span<const std::string> keys, std::span<std::optional<StoredValues>> found) {
        for (std::size_t i = 0; i < keys.size(); ++i) {
            if (keys[i] == row_key(all.wanted(), second)) found[i] = second.values;
            if (keys[i] == row_key(all.wanted(), third)) {
                found[i] = third.values;
                (*found[i])[2] = "黑色";
            }
        }
    };
    const Diff d = diff(all, find);
    EXPECT_THAT(d.states, ElementsAre(RowState::fresh, RowState::same, RowState::changed, RowState::wrong));
    EXPECT_EQ(d.changed, 1u);
    StoredValues stored = third.values;
    stored[2] = "黑色";
    EXPECT_THAT(compare(all, third, stored).changed, ElementsAre(2));
    EXPECT_EQ(values_hash(all).size(), 64u);
    Checking again = checking(rows);
    EXPECT_EQ(values_hash(all), values_hash(again));
}

RC_GTEST_PROP(Decimals, ShiftAndBack, ()) {
    const auto whole = *rc::gen::inRange(0, 1'000'000);
    const auto fraction = *rc::gen::inRange(0, 1000);
    const int shift = *rc::gen::inRange(-9, 10);
    std::string unit;
    const auto value = read_decimal(fmt::format("{}.{:03}", whole, fraction), unit);
    RC_ASSERT(value.has_value());
    RC_ASSERT(shift_decimal(shift_decimal(*value, shift), -shift) == *value);
    RC_ASSERT(compare_decimals(*value, *value) == 0);
}

RC_GTEST_PROP(Repair, FindsTheRunThatWasLost, ()) {
    const auto first = *rc::gen::inRange<std::uint64_t>(0, 900'000'000);
    const auto count = *rc::gen::inRange<std::size_t>(1, 20);
    const std::string prefix = "201289985296962119819527";
    std::vector<std::vector<std::string>> rows{vehicle_header};
    for (std::size_t i = 0; i < count; ++i)
        rows.push_back(vehicle(static_cast<int>(i), "#201289985296962000000000000000000"));
    const Checking all = checking(rows);
    const auto plan =
        plan_repair(all, all.wanted().column("traceCode"), {.blocks = {{prefix, 9, first, first + count - 1}}});
    RC_ASSERT(plan.proposals.size() == count);
    for (std::size_t i = 0; i < count; ++i)
        RC_ASSERT(plan.proposals[i].code == fmt::format("{}{:09}", prefix, first + i));
}

}  // namespace
}  // namespace yiguan::sheet
