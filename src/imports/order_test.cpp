// In which order the pieces of a file are stored, and what happens to those that are refused, on both engines.
#include "imports/product_world.hpp"
#include "imports/refusals.hpp"

namespace yiguan::imports {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::Lines;
using ::testing::SizeIs;

class StoringOrder : public testing::ProductWorld {
protected:
    /// The lines 0 to n-1, mixed.
    static Lines mixed(const Lines& lines) {
        Lines out;
        for (std::size_t i = 0; i < lines.size(); ++i) out.push_back(lines[(i * 7 + 3) % lines.size()]);
        return out;
    }
    Lines lines_of(const codes::Block& block, int count) const {
        Lines out;
        for (int i = 0; i < count; ++i) out.push_back(vehicle_line(i, code(block, i)));
        return out;
    }
    std::vector<codes::Batch> batches() {
        return read([&](db::Tx& tx) { return codes::list_batches(tx, {.org = maker_.org}, {}, {}, 100); });
    }
};
YIGUAN_BOTH_ENGINES(StoringOrder);

// EBM-73: each range of codes is a batch and a segment for good.
TEST_P(StoringOrder, EBM73_AMixedFileIsBoundInTheOrderOfItsCodes) {
    const auto block = given_codes(maker_, given_published(vehicle()).id, 30);
    const auto one = given_vehicles(mixed(lines_of(block, 20)));
    ASSERT_EQ(one.fresh, 20) << ::testing::PrintToString(wrong(one));
    EXPECT_EQ(store(one).stored, 20);
    EXPECT_THAT(productions(), SizeIs(1));
    EXPECT_THAT(batches(), SizeIs(1));
}

// EBM-73
TEST_P(StoringOrder, EBM73_TransactionsOfAFewRowsBindARangeEach) {
    options_.store_rows = 5;
    const auto block = given_codes(maker_, given_published(vehicle()).id, 30);
    auto lines = lines_of(block, 20);
    for (int i = 10; i < 20; ++i) lines[static_cast<std::size_t>(i)][3] = "2026/1/4";
    const auto done = store(given_vehicles(mixed(lines)));
    EXPECT_EQ(done.stored, 20) << ::testing::PrintToString(wrong(done));
    EXPECT_THAT(productions(), SizeIs(4));
    EXPECT_THAT(batches(), AllOf(SizeIs(4), Each(::testing::Field(&codes::Batch::count, 5))));
    EXPECT_THAT(items(), SizeIs(20));
    EXPECT_EQ(read([&](db::Tx& tx) {
                  return codes::find_item(tx, {block.id, block.first + 13});
              })->frame_number,
              "YG26000013");
}

// EBM-73: an import that another node takes up goes on in the same order.
TEST_P(StoringOrder, EBM73_WhatWasCutShortGoesOnWithTheRowsThatAreLeft) {
    options_.store_rows = 5;
    const auto block = given_codes(maker_, given_published(vehicle()).id, 30);
    const auto ready = given_vehicles(mixed(lines_of(block, 20)));
    ASSERT_TRUE(try_confirm(ready).has_value());
    Worker(*db_, options_).run_once(2);
    EXPECT_EQ(job(ready.id).stored, 10);
    EXPECT_TRUE(segment(block, 9).has_value());
    EXPECT_FALSE(segment(block, 10).has_value());
    clock_.value += Worker::lease_ms + 1;
    Worker(*db_, options_).run_once();
    EXPECT_EQ(job(ready.id).state, State::done);
    EXPECT_EQ(job(ready.id).stored, 20);
    EXPECT_THAT(batches(), SizeIs(4));
}

// EBM-73: two clerks upload the same codes, and all of the second file is refused in one go.
TEST_P(StoringOrder, EBM73_RowsThatAreRefusedTogetherAreFoundTogether) {
    const auto product = given_published(vehicle()).id;
    const auto block = given_codes(maker_, product, 30);
    auto lines = lines_of(block, 20);
    const auto first = given_vehicles(lines);
    for (int i = 0; i < 20; ++i) {
        lines[static_cast<std::size_t>(i)] = vehicle_line(i + 100, code(block, i));
    }
    const auto second = given_vehicles(lines);
    store(first);
    const auto kind = read([&](db::Tx& tx) { return find_kind(tx, maker_, "EB-PRODUCT"); });
    std::vector<Kind::ToStore> rows;
    for (auto& line : lines) {
        line[3] = "2026-01-05";
        rows.push_back({line, 0, 0});
    }
    const auto refused = write([&](db::Tx& tx) {
        const Task task{maker_, registry::get_org(tx, maker_.org).value(), "CAT-04-01", false, tx.now(), &*directory_};
        return kind->store(tx, task, rows, nullptr);
    });
    ASSERT_TRUE(refused.has_error());
    EXPECT_THAT(refused.error().others, SizeIs(19));
    const auto done = store(second);
    EXPECT_EQ(done.stored, 0);
    EXPECT_EQ(done.wrong, 20);
    EXPECT_THAT(wrong(done), Each(HasSubstr("请重新检查")));
}

// EBM-69: a model that was disabled after the preview takes no pieces.
TEST_P(StoringOrder, EBM69_AModelThatIsDisabledAfterThePreviewIsSaidOfEveryRow) {
    const auto product = given_published(vehicle());
    const auto block = given_codes(maker_, product.id, 30);
    const auto ready = given_vehicles(lines_of(block, 4));
    ASSERT_EQ(ready.fresh, 4);
    write([&](db::Tx& tx) {
        return catalog::disable_product(tx, admin_, product.id, catalog::CodesBound::no, "测试");
    }).value();
    const auto done = store(ready);
    EXPECT_EQ(done.stored, 0);
    EXPECT_THAT(wrong(done), AllOf(SizeIs(4), Each(AllOf(HasSubstr(" model: "), HasSubstr("已停用")))));
    EXPECT_THAT(items(), IsEmpty());
}

// What another transaction was faster with says nothing against the row that happens to be alone.
TEST(Refusals, AConflictThatNamesNoRowIsNoRowsFault) {
    const Row row{.index = 7};
    const std::vector<const Row*> one{&row};
    const Error faster{Code::conflict, "", "数据刚被另一个操作修改，请重试"};
    EXPECT_TRUE(is_passing(faster));
    EXPECT_TRUE(is_passing({Code::conflict, "/batchNumber", "这个产品已有同一批次号，请换一个批次号"}));
    EXPECT_FALSE(is_passing({Code::conflict, "/rows/0/columns/2", "预览之后已有变化"}));
    EXPECT_FALSE(is_passing({Code::missing_field, "/fields/colour", "请填写"}));
    Error both = faster;
    both.others.push_back({Code::conflict, "/rows/0", "预览之后已有变化"});
    EXPECT_FALSE(is_passing(both)) << "that row is wrong whatever becomes of the rest";
    EXPECT_THAT(refusals_of({Code::missing_field, "/fields/colour", "请填写"}, one), SizeIs(1)) << "it was alone";
}

}  // namespace
}  // namespace yiguan::imports
