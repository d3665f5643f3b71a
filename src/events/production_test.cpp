// 今日生产, 空码率 and 作废空码 on both engines; what is stored agrees with the log at every step.
#include "events/production_world.hpp"

namespace yiguan::events {
namespace {

using codes::Status;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::must;

class ProductionTest : public testing::ProductionWorld {};
YIGUAN_BOTH_ENGINES(ProductionTest);

// ---- 空码率, 作废空码

TEST_P(ProductionTest, EBM71_C12_NoMoreCodesOverTheRateBeforeTheApplication) {
    ASSERT_EQ(rates().size(), 1u);
    EXPECT_EQ(rates().front().type.key, "CAT-01");
    EXPECT_EQ(rates().front().text(), "100.0");
    const auto refused = apply(1, 60);
    ASSERT_TRUE(refused.has_error());
    EXPECT_EQ(refused.error().code, Code::wrong_state);
    EXPECT_THAT(refused.error().detail, HasSubstr("空码率为 100.0%"));
    ASSERT_EQ(refused.error().others.size(), 1u);
    EXPECT_EQ(refused.error().others.front().value, to_string(block_.id)) << "where the empty codes are";
    EXPECT_THAT(refused.error().others.front().detail, HasSubstr("空码 1000 个"));
    must(record(of_ranges(0, 399)));
    EXPECT_EQ(rates().front().text(), "60.0");
    EXPECT_TRUE(apply(1000, 60).has_value()) << "exactly the limit; only the rate before counts";
    EXPECT_TRUE(apply(1, 60).has_error());
    EXPECT_TRUE(apply(1, 100).has_value()) << "no rule";
}

TEST_P(ProductionTest, C12_WhoHasNoCodesMayApply) {
    EXPECT_EQ(must(give_up()).codes, 1000);
    EXPECT_EQ(rates().front().text(), "0");
    EXPECT_TRUE(apply(5, 60).has_value()) << "everything was voided: nothing is in use";
}

TEST_P(ProductionTest, ECO17_C37_AReviewersReturnRateIsTheSameRule) {
    const auto limit = [&] {
        return db_->read_now([&](db::Tx& tx) { return codes::empty_rate_limit(tx, maker_.org, 60); });
    };
    EXPECT_EQ(limit(), 60) << "off by default";
    static const db::Statement set{"t.org.settings", "update org set settings = $2 where org_id = $1"};
    const auto given = [&](std::string_view settings) {
        db_->write_now([&](db::Tx& tx) { tx.execute(set, maker_.org, settings); });
    };
    given(R"({"returnRateLimit":{"on":true,"percent":70}})");
    EXPECT_EQ(limit(), 30) << "70 of 100 codes returned: at most 30 empty";
    must(record(of_ranges(0, 599)));
    EXPECT_TRUE(apply(1, 60).has_error()) << "40 % are empty";
    must(record(of_ranges(600, 699)));
    EXPECT_TRUE(apply(1, 60).has_value());
    given(R"({"returnRateLimit":{"on":true,"percent":10}})");
    EXPECT_EQ(limit(), 60) << "whichever allows less";
    given(R"({"returnRateLimit":{"on":false}})");
    EXPECT_EQ(limit(), 60);
}

TEST_P(ProductionTest, P08_VoidedCodesAreNeverBoundAndCountForNothing) {
    must(record(of_ranges(100, 199)));
    const auto some = must(give_up(range(0, 9)));
    EXPECT_EQ(some.codes, 10);
    EXPECT_EQ(segment(5)->state.status, Status::voided);
    EXPECT_FALSE(segment(5)->state.batch);
    EXPECT_EQ(record(of_ranges(5, 12)).error().code, Code::codes_already_bound);
    EXPECT_EQ(must(give_up(range(0, 9))).codes, 0) << "twice is once";
    EXPECT_EQ(must(give_up(range(5, 14))).codes, 5) << "the rest of them";
    EXPECT_EQ(give_up(range(90, 110)).error().code, Code::codes_already_bound);
    EXPECT_EQ(give_up(range(990, 1000)).error().code, Code::codes_outside_block);
    const auto all = must(give_up());
    EXPECT_EQ(all.codes, 885);
    EXPECT_EQ(all.left, 0);
    EXPECT_EQ(must(give_up()).codes, 0);
    EXPECT_EQ(block(block_.id).voided, 900);
    EXPECT_EQ(block(block_.id).bound, 100);
    EXPECT_EQ(block(block_.id).free(), 0);
    const auto totals = db_->read_now([&](db::Tx& tx) { return codes::code_totals(tx, maker_.org); });
    EXPECT_EQ(totals.voided, 900);
    EXPECT_EQ(rates().front().text(), "0.0");
    const auto stranger =
        write([&](db::Tx& tx) { return void_free_codes(tx, other_shop_, block_.id, std::nullopt); }).error();
    EXPECT_THAT(stranger.code, ::testing::AnyOf(Code::block_unknown, Code::forbidden));
    const auto refused = write([&](db::Tx& tx) { return activate(tx, maker_, range(0, 0)); });
    EXPECT_TRUE(refused.has_error()) << "nothing happens to a voided code any more";
}

// ---- 今日生产

TEST_P(ProductionTest, P11_ECO32_CodesAreAppliedForBoundAndActivatedInOneStep) {
    auto input = of(25);
    input.activate = true;
    const auto made = must(record(input));
    EXPECT_EQ(made.batch_number, "20261101-01");
    EXPECT_EQ(made.quantity, 25);
    const auto own = block(made.home);
    EXPECT_EQ(own.size(), 25);
    EXPECT_EQ(own.bound, 25);
    EXPECT_EQ(own.active, 25);
    const auto batch = db_->read_now([&](db::Tx& tx) { return codes::list_batches(tx, own.id, {}, 10); });
    ASSERT_EQ(batch.size(), 1u);
    EXPECT_EQ(batch.front().numbers.of(own.first + 1), "20261101-01-0002") << "the factory number follows the batch";
    EXPECT_EQ(must(record(of(1))).batch_number, "20261101-02");
}

// ECO-33: more than 50 codes need no task at the full hour here: bound is bound at once, whatever the number.
TEST_P(ProductionTest, ECO33_FiftyAndMoreAreBoundAtOnce) {
    for (const std::int64_t quantity : {49, 50, 51, 5000}) {
        const auto made = must(record(of(quantity)));
        EXPECT_EQ(block(made.home).bound, quantity);
    }
}

TEST_P(ProductionTest, P11_ABatchNumberIsUniqueWithinTheProduct) {
    auto input = of_ranges(0, 9);
    input.batch_number = "L-1";
    const auto first = must(record(input));
    input.ranges = range(10, 19);
    const auto twice = record(input);
    EXPECT_EQ(twice.error().code, Code::conflict);
    EXPECT_EQ(twice.error().pointer, "/batchNumber");
    must(undo(maker_, first.id));
    EXPECT_TRUE(record(input).has_value()) << "what was undone has no number";
}

TEST_P(ProductionTest, P11_RangesThatWereAppliedForBeforeAreFreeAgainWhenUndone) {
    const auto made = must(record(of_ranges(0, 9)));
    EXPECT_EQ(made.method, ProductionMethod::ranges);
    EXPECT_EQ(block(block_.id).bound, 10);
    must(undo(maker_, made.id));
    EXPECT_FALSE(segment(5).has_value());
    EXPECT_EQ(block(block_.id).bound, 0);
    EXPECT_EQ(block(block_.id).voided, 0);
    EXPECT_EQ(undo(maker_, made.id).error().code, Code::wrong_state) << "once";
    const auto again = must(record(of_ranges(0, 4)));
    EXPECT_EQ(segment(4)->state.status, Status::bound) << "bound anew, from the same code on";
    EXPECT_THAT(all_defects(), IsEmpty());
    must(undo(maker_, again.id));
}

TEST_P(ProductionTest, P11_CodesMadeForItAreVoidedWhenUndone) {
    const auto made = must(record(of(10)));
    must(undo(maker_, made.id));
    EXPECT_EQ(block(made.home).bound, 0);
    EXPECT_EQ(block(made.home).voided, 10);
    const auto state =
        db_->read_now([&](db::Tx& tx) { return codes::find_segment(tx, made.home, made.ranges.front().first)->state; });
    EXPECT_EQ(state.status, Status::voided);
    EXPECT_FALSE(state.batch);
    const auto history_length = db_->read_now([&](db::Tx& tx) { return history(tx, made.home, state.chain).size(); });
    EXPECT_EQ(history_length, 2u) << "that it was bound, and that this was undone, stays on record";
}

TEST_P(ProductionTest, GDP24_WhatWasActivatedIsVoidedWhenUndoneNotFreed) {
    auto input = of_ranges(0, 9);
    input.activate = true;
    const auto made = must(record(input));
    must(undo(maker_, made.id));
    EXPECT_EQ(segment(3)->state.status, Status::voided);
    EXPECT_EQ(block(block_.id).active, 0);
    EXPECT_EQ(block(block_.id).voided, 10);
}

TEST_P(ProductionTest, P11_UndoIsForTenMinutesAndForCodesThatWentNowhere) {
    auto input = of_ranges(0, 9);
    input.activate = true;
    const auto moved = must(record(input));
    const auto late = must(record(of_ranges(10, 19)));
    must(write([&](db::Tx& tx) { return ship(tx, maker_, range(3, 3), shipping(), std::nullopt); }));
    EXPECT_EQ(undo(maker_, moved.id).error().code, Code::wrong_state);
    EXPECT_EQ(segment(5)->state.status, Status::active) << "nothing was changed";
    clock_.value += undo_window_ms + 1;
    EXPECT_EQ(undo(maker_, late.id).error().code, Code::wrong_state);
    EXPECT_EQ(segment(15)->state.status, Status::bound);
}

TEST_P(ProductionTest, P11_OnlyTheOrganisationAndWhoSeesItUndoes) {
    const auto made = must(record(of_ranges(0, 9)));
    EXPECT_EQ(undo(other_shop_, made.id).error().code, Code::forbidden) << "a shop binds nothing";
    auto stranger = maker_;
    stranger.org = other_shop_.org;
    EXPECT_EQ(undo(stranger, made.id).error().code, Code::not_found);
    EXPECT_EQ(undo(colleague(991, true), made.id).error().code, Code::not_found) << "sees its own alone";
    const auto listed = [&](const auth::Actor& actor) {
        return db_->read_now([&](db::Tx& tx) { return list_productions(tx, actor, {}, {}, 10); }).value().size();
    };
    EXPECT_EQ(listed(colleague(991, true)), 0u);
    EXPECT_EQ(listed(colleague(992)), 1u);
    EXPECT_EQ(listed(stranger), 0u);
    EXPECT_TRUE(undo(colleague(992), made.id).has_value());
}

TEST_P(ProductionTest, P11_NobodyRecordsForAnothersProduct) {
    auto stranger = maker_;
    stranger.org = other_shop_.org;
    EXPECT_EQ(record(stranger, of(5)).error().code, Code::not_found);
    auto missing = of(5);
    missing.product = ProductId{12345};
    EXPECT_EQ(record(missing).error().code, Code::not_found) << "the same answer";
}

TEST_P(ProductionTest, P11_TheLastValuesAreRememberedByUser) {
    const auto asked = [&](const auth::Actor& actor, std::optional<ProductId> product = {}) {
        return db_->read_now([&](db::Tx& tx) { return suggest_production(tx, actor, product); }).value();
    };
    EXPECT_FALSE(asked(maker_).last.has_value());
    EXPECT_EQ(asked(maker_).batch_number, "");
    auto input = of(7);
    input.input.fields["factoryNumber"] = "A-1";
    const auto made = must(record(input));
    const auto next = asked(maker_);
    ASSERT_TRUE(next.last.has_value());
    EXPECT_EQ(next.last->id, made.id);
    EXPECT_THAT(next.last->given, HasSubstr("A-1"));
    EXPECT_THAT(next.batch_number, HasSubstr("-01"));
    EXPECT_FALSE(asked(colleague(993)).last.has_value());
    EXPECT_NE(asked(colleague(993), product_).batch_number, "");
}

// GDP-25, GDP-26: the product's codes exist before anything is known of them, each batch has its own.
TEST_P(ProductionTest, GDP25_CodesExistBeforeWhatTheyTell) {
    EXPECT_FALSE(segment(0).has_value()) << "空码";
    const auto batch = must(record(of_ranges(0, 4)));
    EXPECT_EQ(segment(0)->state.status, Status::bound);
    EXPECT_NE(batch.batch_number, must(record(of_ranges(5, 9))).batch_number);
}

// ---- what the log says

TEST_P(ProductionTest, NothingRecordedCanBeAlteredUnseen) {
    static const db::Statement alterations[] = {
        {"t.production.number", "update production set batch_number = 'x'", db::Statement::Plan::small_scan},
        {"t.production.undone", "update production set undone_at = undone_at + 1 where undone_at > 0",
         db::Statement::Plan::small_scan},
        {"t.item.fields", "update item set field_values = '{}'", db::Statement::Plan::small_scan},
        {"t.item.delete", "delete from item", db::Statement::Plan::small_scan},
        {"t.code_alias.text", "update code_alias set alias_text = 'OTHER'", db::Statement::Plan::small_scan},
        {"t.code_alias.counter", "update code_alias set counter = counter + 1", db::Statement::Plan::small_scan},
        {"t.code_block.voided", "update code_block set voided_count = voided_count + 1",
         db::Statement::Plan::small_scan},
    };
    must(undo(maker_, must(record(of_ranges(20, 29))).id));
    must(bind(of_pieces({{"SN-0001", 0}})));
    must(give_up(range(30, 39)));
    for (const auto& alteration : alterations) {
        std::vector<std::string> found;
        const auto undone = db_->write_now([&](db::Tx& tx) -> Result<void> {
            tx.execute(alteration);
            const auto log = ledger::check_logs(tx);
            for (const auto& more : {codes::check_records(tx, log), check_productions(tx, log), check_store(tx)})
                found.insert(found.end(), more.begin(), more.end());
            return Error{Code::conflict, "", "undone"};
        });
        EXPECT_TRUE(undone.has_error());
        EXPECT_FALSE(found.empty()) << alteration.name();
    }
}

}  // namespace
}  // namespace yiguan::events
