// Vehicles, batteries and chargers uploaded by spreadsheet, on both engines.
#include "imports/product_world.hpp"

namespace yiguan::imports {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::Lines;
using ::testing::SizeIs;
using ::testing::StartsWith;
using ::testing::UnorderedElementsAre;

class Products : public testing::ProductWorld {
protected:
    events::FieldInput shipping() const {
        return {.fields = {{"saleTime", "2026-01-10"},
                           {"buyerName", "明达商行"},
                           {"buyerAddress", "某地"},
                           {"buyerContact", "13800000000"}},
                .open = {}};
    }
    /// As 今日生产 does, without a piece.
    void bind(const codes::Block& block, std::int64_t offset, std::string_view colour) {
        const events::ProductionInput input{.product = block.product,
                                            .batch_number = {},
                                            .production_date = {2026, 1, 5},
                                            .ranges = {{block.id, block.first + offset, block.first + offset}},
                                            .pieces = {},
                                            .input = {.fields = {{"inspectionConclusion", "合格"},
                                                                 {"batteryNumber", "B"},
                                                                 {"chargerNumber", "C"},
                                                                 {"bodyColour", colour}},
                                                      .open = {}}};
        const auto bound = write([&](db::Tx& tx) { return events::record_production(tx, maker_, {}, input); });
        ASSERT_TRUE(bound.has_value()) << bound.error().pointer << bound.error().detail;
    }
    void ship(const codes::Block& block, std::int64_t offset) {
        const std::vector<codes::CodeRange> range{{block.id, block.first + offset, block.first + offset}};
        ASSERT_TRUE(write([&](db::Tx& tx) { return events::activate(tx, maker_, range); }).has_value());
        const auto shipped =
            write([&](db::Tx& tx) { return events::ship(tx, maker_, range, shipping(), std::nullopt); });
        ASSERT_TRUE(shipped.has_value()) << shipped.error().pointer << shipped.error().detail;
    }
};
YIGUAN_BOTH_ENGINES(Products);

// EBM-70: the three kinds of makers apply in the same way, for a product and a number of codes.
TEST_P(Products, EBM70_EachKindOfMakerAppliesByProductAndQuantity) {
    const auto apply = [&](ProductId product, std::int64_t quantity) {
        return write([&](db::Tx& tx) { return codes::apply_for_codes(tx, maker_, domain_, {product, quantity}); });
    };
    std::int64_t next = 0;  // the codes of one block follow those of the one before
    for (const auto& filing : {vehicle(), battery(), charger()}) {
        const auto product = given_published(filing);
        for (const std::int64_t quantity : {10, 20}) {
            const auto block = apply(product.id, quantity);
            ASSERT_TRUE(block.has_value()) << block.error().detail;
            EXPECT_EQ(block.value().product, product.id);
            EXPECT_EQ(block.value().last - block.value().first + 1, quantity);
            EXPECT_GE(block.value().first, next);
            next = block.value().last + 1;
        }
        for (const std::int64_t quantity : {0, -1}) {
            const auto refused = apply(product.id, quantity);
            ASSERT_TRUE(refused.has_error());
            EXPECT_EQ(refused.error().code, Code::quantity);
            EXPECT_EQ(refused.error().pointer, "/quantity");
        }
    }
}

// EBM-69, EBM-73, EBM-74, EBM-77, EBM-79; C-16: 待入库 is the one word for it.
TEST_P(Products, EBM73_EBM74_VehiclesAreBoundToTheCodesOfTheirRows) {
    const auto product = given_published(vehicle());
    const auto block = given_codes(maker_, product.id, 10);
    auto second = vehicle_line(2, "https://trace.example.cn/E=" + code(block, 1), "2026-01-05");
    second[4] = "甲公司 ";
    const auto ready = given_vehicles(
        {vehicle_line(1, code(block, 0)), second, vehicle_line(3, " " + code(block, 4), "2026年1月5日")});
    EXPECT_THAT(wrong(ready), IsEmpty());
    ASSERT_EQ(ready.fresh, 3);
    EXPECT_THAT(items(), IsEmpty()) << "nothing is stored before it is confirmed";
    EXPECT_FALSE(segment(block, 0).has_value());
    const auto done = store(ready);
    EXPECT_EQ(done.stored, 3) << ::testing::PrintToString(wrong(done));
    const auto made = items();
    ASSERT_THAT(made, SizeIs(3));
    for (const auto& item : made) {
        EXPECT_EQ(item.production_date, "2026-01-05");
        EXPECT_EQ(item.product, product.id);
        EXPECT_EQ(codes::item_state_zh(segment(block, item.code.counter - block.first)), "待入库");
    }
    EXPECT_EQ(made.front().frame_number, "YG26000003");
    const auto bound = productions();
    ASSERT_THAT(bound, SizeIs(1)) << "one binding, not one a row";
    EXPECT_EQ(bound.front().quantity, 3);
    EXPECT_THAT(bound.front().ranges, SizeIs(2));
    EXPECT_EQ(bound.front().batch_number, "20260105-01");
    const auto again = given_vehicles({vehicle_line(1, code(block, 0)), vehicle_line(2, code(block, 1))});
    EXPECT_EQ(again.same, 2) << "another file that says the same";
    EXPECT_EQ(rows(again.id).front().object, made.back().id.value);
}

// EBM-69
TEST_P(Products, EBM69_OnlyPublishedModelsAndTheirOwnCodesAreTaken) {
    const auto product = given_published(vehicle());
    const auto other = given_published(vehicle("TDT002Z"));
    const auto cell = given_published(battery());
    const auto block = given_codes(maker_, product.id, 10), others = given_codes(maker_, other.id, 10),
               cells = given_codes(maker_, cell.id, 10);
    ASSERT_TRUE(file(maker_, vehicle("DRAFT1")).has_value());
    auto theirs = vehicle();
    theirs["pictures"] = json::array{to_string(given_document(other_, 'e'))};
    const auto rival = review(file(other_, theirs).value().id, catalog::Review::approve).value();
    const auto foreign = given_codes(other_, rival.id, 10);
    ASSERT_TRUE(write([&](db::Tx& tx) {
                    return events::void_free_codes(tx, maker_, block.id, {{{block.id, block.first + 9, block.last}}});
                }).has_value());
    auto unpublished = vehicle_line(1, code(block, 1));
    unpublished[5] = "DRAFT1";
    auto forged = code(block, 2);
    forged.back() = forged.back() == '0' ? '1' : '0';
    auto named = vehicle_line(8, code(block, 8));
    named[4] = "别的公司";
    const auto ready = given_vehicles({unpublished, vehicle_line(2, forged), vehicle_line(3, code(foreign, 0)),
                                       vehicle_line(4, code(others, 0)), vehicle_line(5, code(cells, 0)),
                                       vehicle_line(6, code(block, 9)), vehicle_line(7, code(block, 3)), named,
                                       vehicle_line(9, code(block, 3))});
    EXPECT_THAT(wrong(ready),
                UnorderedElementsAre(AllOf(StartsWith("2 model"), HasSubstr("没有已发布的整车型号“DRAFT1”")),
                                     AllOf(StartsWith("3 traceCode"), HasSubstr("本企业没有这个追溯码")),
                                     AllOf(StartsWith("4 traceCode"), HasSubstr("本企业没有这个追溯码")),
                                     AllOf(StartsWith("5 traceCode"), HasSubstr("为型号 TDT002Z 申请")),
                                     AllOf(StartsWith("6 traceCode"), HasSubstr("不是为整车申请")),
                                     AllOf(StartsWith("7 traceCode"), HasSubstr("已作废")),
                                     AllOf(StartsWith("8 traceCode"), HasSubstr("与第 10 行重复")),
                                     AllOf(StartsWith("9 maker"), HasSubstr("应与登记的企业名称一致：甲公司")),
                                     AllOf(StartsWith("10 traceCode"), HasSubstr("与第 8 行重复"))));
    const auto all = rows(ready.id);
    EXPECT_EQ(all.at(2).findings, all.at(1).findings) << "that a code is somebody else's is not told";
}

// EBM-75, EBM-78, EBM-84, EBM-87, EBM-91, EBM-59, EBM-60, EBM-61, EBM-62, EBM-64, EBM-67, C-02, C-03, C-04
TEST_P(Products, EBM75_EBM84_LithiumBatteriesNeedTheirNumbers) {
    const auto product = given_published(battery());
    const auto lead = given_published(battery("铅酸", "QS4812", "02"));
    const auto block = given_codes(maker_, product.id, 20), leads = given_codes(maker_, lead.id, 5);
    auto none = battery_line(2, code(block, 2));
    none[9] = "";
    auto day = battery_line(3, code(block, 3));
    day[9] = "ABCDEFG1AAG16000003";
    auto length = battery_line(4, code(block, 4));
    length[9] = "ABCDEFG1AAG1500004";
    auto year = battery_line(5, code(block, 5));
    year[8] = "MA5A00013-25-00";
    auto model = battery_line(6, code(block, 6));
    model[8] = "MA5A00013-26-02";
    auto maker = battery_line(7, code(block, 7));
    maker[8] = "123456789-26-00";
    auto hyphens = battery_line(8, code(block, 8));
    hyphens[8] = "MA5A000132600";
    auto type = battery_line(9, code(block, 9));
    type[5] = "铅酸";
    auto version = battery_line(10, code(block, 10));
    version[6] = "2";
    auto acid = battery_line(11, code(leads, 0));
    acid[4] = "QS4812", acid[5] = "铅酸电池", acid[8] = "MA5A00013-26-02", acid[9] = "";
    const auto ready = given_batteries(
        {battery_line(1, code(block, 1)), none, day, length, year, model, maker, hyphens, type, version, acid});
    EXPECT_THAT(
        wrong(ready),
        UnorderedElementsAre(AllOf(StartsWith("3 serialNumber"), HasSubstr("19 位")), StartsWith("4 serialNumber"),
                             StartsWith("5 serialNumber"), StartsWith("6 modelCode"),
                             AllOf(StartsWith("7 modelCode"), HasSubstr("MA5A00013-26-00")),
                             AllOf(StartsWith("8 modelCode"), HasSubstr("MA5A00013-26-00")), StartsWith("9 modelCode"),
                             AllOf(StartsWith("10 batteryType"), HasSubstr("备案的类型是锂电")),
                             AllOf(StartsWith("11 modelVersion"), HasSubstr("现为第 1 版"))))
        << "the lead-acid one needs none";
    EXPECT_EQ(store(ready).stored, 2);
    const auto made = items();
    ASSERT_THAT(made, SizeIs(2));
    const auto& lithium = made.front().model == "YD4812" ? made.front() : made.back();
    EXPECT_EQ(lithium.serial_number, "ABCDEFG1AAG15000001");
    EXPECT_THAT(lithium.values, HasSubstr(R"("modelVersion":"V1")")) << "the system's version when none is given";
}

// EBM-76, EBM-78, C-13, C-14
TEST_P(Products, EBM76_ChargersByThePrintedColumnsInTheirVariants) {
    const auto product = given_published(charger());
    const auto block = given_codes(maker_, product.id, 5);
    const auto line = [&](int n, const char* version) {
        return std::vector<std::string>{fmt::format("CH26{:06}", n),
                                        "2026/1/5",
                                        "甲公司",
                                        "YC4802",
                                        "锂离子",
                                        "CHG-1",
                                        version,
                                        code(block, n),
                                        "MA5A00013-26-01"};
    };
    const auto ready =
        given_file("CHG-PRODUCT",
                   {"工厂溯源序号", "生产日期(格式:2024/1/1)", "生产厂家名称", "产品类型",
                    "充电器类型: 锂电或者铅酸或者锂离子", "料号", "型号版本 本系统默认", "追溯码", "充电器溯源编码"},
                   {line(0, ""), line(1, "1"), line(2, "7")});
    EXPECT_THAT(wrong(ready), ElementsAre(StartsWith("4 modelVersion")));
    EXPECT_EQ(store(ready).stored, 2);
    const auto made = items();
    ASSERT_THAT(made, SizeIs(2));
    EXPECT_EQ(made.front().family, catalog::Family::charger);
    EXPECT_THAT(made.front().values, AllOf(HasSubstr("MA5A00013-26-01"), HasSubstr("CHG-1")));
}

// EBM-73, EBM-79
TEST_P(Products, EBM73_OneModelDateAndColourIsOneBinding) {
    const auto product = given_published(vehicle());
    const auto block = given_codes(maker_, product.id, 20);
    Lines lines;
    for (int i = 0; i < 6; ++i) {
        lines.push_back(vehicle_line(i, code(block, i), i < 4 ? "2026/1/5" : "2026/1/6"));
        if (i == 3) lines.back()[2] = "黑色";
    }
    EXPECT_EQ(store(given_vehicles(lines)).stored, 6);
    std::vector<std::pair<std::string, std::int64_t>> bound;
    for (const auto& one : productions()) bound.emplace_back(one.batch_number, one.quantity);
    using ::testing::Pair;
    EXPECT_THAT(bound,
                UnorderedElementsAre(Pair(::testing::AnyOf("20260105-01", "20260105-02"), 3),
                                     Pair(::testing::AnyOf("20260105-01", "20260105-02"), 1), Pair("20260106-01", 2)));
    const auto batch = read([&](db::Tx& tx) {
        return codes::find_batch(tx, block.id, codes::find_segment(tx, block.id, block.first + 3)->state.batch);
    });
    EXPECT_THAT(batch->field_values, AllOf(HasSubstr("黑色"), HasSubstr("合格")));
    EXPECT_THAT(given_vehicles({vehicle_line(9, code(block, 9)), vehicle_line(9, code(block, 10))}).wrong, 2)
        << "one frame, one vehicle";
}

// EBM-80
TEST_P(Products, EBM80_ACodeCanBeGivenOtherNumbersWhileItIsAtItsMaker) {
    const auto product = given_published(vehicle());
    const auto block = given_codes(maker_, product.id, 10);
    store(given_vehicles({vehicle_line(0, code(block, 0)), vehicle_line(1, code(block, 1)),
                          vehicle_line(2, code(block, 2)), vehicle_line(3, code(block, 3))}));
    ASSERT_THAT(items(), SizeIs(4));
    ship(block, 2);
    auto corrected = vehicle_line(0, code(block, 0));
    corrected[0] = "YG26999999";
    auto taken = vehicle_line(1, code(block, 1));
    taken[1] = "DJ26000003";
    auto gone = vehicle_line(2, code(block, 2));
    gone[2] = "红色";
    auto fresh = vehicle_line(4, code(block, 4));
    fresh[0] = "YG26000003";
    const auto ready = given_vehicles({corrected, taken, gone, fresh, vehicle_line(5, code(block, 5), "2026/1/6"),
                                       vehicle_line(6, code(block, 6), "2099/1/6")});
    EXPECT_EQ(ready.changed, 1);
    EXPECT_EQ(ready.fresh, 1);
    EXPECT_THAT(wrong(ready),
                UnorderedElementsAre(AllOf(StartsWith("3 motorNumber"), HasSubstr("已属于本企业的另一件产品")),
                                     AllOf(StartsWith("4 traceCode"), HasSubstr("已入库或流转")),
                                     AllOf(StartsWith("5 frameNumber"), HasSubstr("已属于本企业的另一件产品")),
                                     StartsWith("7 producedOn")));
    const auto changed = rows(ready.id, RowState::changed);
    ASSERT_THAT(changed, SizeIs(1));
    EXPECT_THAT(changed.front().changes, ElementsAre(Change{column(ready, "frameNumber"), "YG26000000"}));
    EXPECT_EQ(store(ready).stored, 2);
    const auto item = read([&](db::Tx& tx) { return codes::find_item(tx, {block.id, block.first}); });
    EXPECT_EQ(item->frame_number, "YG26999999");
    EXPECT_THAT(item->values, HasSubstr("DJ26000000"));
    EXPECT_THAT(items(), SizeIs(5));
    const auto late = given_vehicles({vehicle_line(1, code(block, 1), "2026/1/7")});
    EXPECT_THAT(wrong(late), ElementsAre(AllOf(StartsWith("2 producedOn"), HasSubstr("已按生产日期 2026-01-05 绑定"))));
}

// EBM-73
TEST_P(Products, EBM73_WhatHappenedSinceThePreviewIsFoundWhenTheRowsAreStored) {
    const auto product = given_published(vehicle());
    const auto block = given_codes(maker_, product.id, 10);
    const auto first = given_vehicles({vehicle_line(0, code(block, 0)), vehicle_line(1, code(block, 1))});
    auto same_motor = vehicle_line(7, code(block, 3));
    same_motor[1] = "DJ26000001";
    const auto second = given_vehicles({vehicle_line(5, code(block, 0)), vehicle_line(6, code(block, 2)), same_motor});
    EXPECT_EQ(second.fresh, 3);
    store(first);
    const auto done = store(second);
    EXPECT_EQ(done.stored, 1);
    EXPECT_THAT(wrong(done), UnorderedElementsAre(AllOf(StartsWith("2 traceCode"), HasSubstr("请重新检查")),
                                                  AllOf(StartsWith("4 motorNumber"), HasSubstr("另一件产品"))));
    EXPECT_THAT(items(), SizeIs(3));
}

// EBM-73, FIL-12
TEST_P(Products, FIL12_WhoSeesHisOwnAloneChangesNothingOfOthers) {
    const auto product = given_published(vehicle());
    const auto block = given_codes(maker_, product.id, 10);
    store(given_vehicles({vehicle_line(0, code(block, 0))}));
    const auto kind = read([&](db::Tx& tx) { return find_kind(tx, maker_, "EB-PRODUCT"); });
    auto actor = maker_;
    actor.user = UserId{990};
    actor.scope.own_only = true;
    const auto look_up = [&](std::vector<std::string> values) {
        return read([&](db::Tx& tx) {
            const Task task{actor,       registry::get_org(tx, actor.org).value(), "CAT-04-01", false, tx.now(),
                            &*directory_};
            const Kind::Asked asked{"key", values};
            return kind->look_up(tx, task, {&asked, 1}).front();
        });
    };
    const auto known = look_up(vehicle_line(0, code(block, 0), "2026-01-05"));
    ASSERT_TRUE(known.stored.has_value());
    EXPECT_THAT(known.stored->taken, HasSubstr("由他人登记"));
    EXPECT_THAT(known.stored->values, IsEmpty());
    // Neither the day nor the colour nor the state of what others registered.
    auto other_day = vehicle_line(0, code(block, 0), "2026-01-04");
    other_day[2] = "黑色";
    EXPECT_THAT(look_up(other_day).findings, IsEmpty());
    EXPECT_THAT(look_up(other_day).stored->taken, HasSubstr("由他人登记"));
    ship(block, 0);
    EXPECT_THAT(look_up(other_day).findings, IsEmpty());
    // Nor of what they bound without pieces.
    bind(block, 1, "白色");
    auto bound = vehicle_line(1, code(block, 1), "2026-01-04");
    bound[2] = "黑色";
    const auto findings = look_up(bound).findings;
    EXPECT_THAT(findings, SizeIs(2));
    for (const auto& one : findings)
        EXPECT_THAT(one.rule, AllOf(HasSubstr("绑定"), ::testing::Not(HasSubstr("2026-01-05")),
                                    ::testing::Not(HasSubstr("白色"))));
}

// EBM-35: the page of a code shows the colour that it was bound with.
TEST_P(Products, EBM35_APieceHasTheColourThatItsCodeWasBoundWith) {
    const auto product = given_published(vehicle());
    const auto block = given_codes(maker_, product.id, 10);
    store(given_vehicles({vehicle_line(0, code(block, 0))}));
    bind(block, 1, "黑色");
    auto corrected = vehicle_line(0, code(block, 0));
    corrected[2] = "黑色";
    auto same = vehicle_line(2, code(block, 1));
    same[2] = "黑色";
    const auto late = given_vehicles({vehicle_line(3, code(block, 2))});
    bind(block, 2, "黑色");
    auto ready = given_vehicles({corrected, vehicle_line(1, code(block, 1))});
    EXPECT_THAT(wrong(ready), UnorderedElementsAre(AllOf(StartsWith("2 colour"), HasSubstr("已按车身颜色 白色 绑定")),
                                                   AllOf(StartsWith("3 colour"), HasSubstr("已按车身颜色 黑色 绑定"))));
    EXPECT_EQ(store(given_vehicles({same})).stored, 1);
    EXPECT_THAT(wrong(store(late)), ElementsAre(AllOf(StartsWith("2 colour"), HasSubstr("黑色"))))
        << "bound after the preview";
}

// EBM-73: the mark and the address of a code are the code.
TEST_P(Products, EBM73_OneCodeInTwoWrittenFormsIsADuplicate) {
    const auto block = given_codes(maker_, given_published(vehicle()).id, 10);
    const auto ready = given_vehicles({vehicle_line(0, code(block, 0)),
                                       vehicle_line(1, "https://trace.example.cn/E=" + code(block, 0)),
                                       vehicle_line(2, "E=" + code(block, 0)), vehicle_line(3, code(block, 1))});
    EXPECT_EQ(ready.fresh, 1);
    EXPECT_THAT(wrong(ready), AllOf(SizeIs(3), ::testing::Each(HasSubstr("重复"))));
}

}  // namespace
}  // namespace yiguan::imports
