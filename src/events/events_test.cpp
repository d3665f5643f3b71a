// The facts on both engines: what each changes, what each refuses, and that what is stored always agrees with itself.
#include "events/events.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "events/test_world.hpp"
#include "ledger/personal.hpp"

namespace yiguan::events {
namespace {

using codes::Status;

using testing::must;

class EventsTest : public testing::World {};

// NAT-53, NAT-55, ECO-30
TEST_P(EventsTest, OneItemGoesThroughItsWholeLife_NAT_53_NAT_55_ECO_30) {
    must(write([&](db::Tx& tx) { return commission(tx, maker_, range(0, 99), binding()); }));
    EXPECT_EQ(segment(5)->state.status, Status::bound);
    EXPECT_FALSE(segment(100).has_value());
    must(write([&](db::Tx& tx) { return activate(tx, maker_, range(0, 99)); }));
    const auto uscc =
        db_->read_now([&](db::Tx& tx) { return std::string(registry::find_org(tx, shop_.org)->data.uscc.text()); });
    const Event shipped = must(write([&](db::Tx& tx) {
        return ship(tx, maker_, range(0, 49), {.fields = {{"saleTime", "2026-11-10"}}, .open = {}}, uscc);
    }));
    EXPECT_EQ(shipped.values.values.at("buyerName"), "明达商行");
    EXPECT_EQ(shipped.partner, shop_.org);
    EXPECT_EQ(segment(5)->state.status, Status::in_transit);
    EXPECT_EQ(segment(50)->state.status, Status::active);
    must(write([&](db::Tx& tx) { return receive(tx, shop_, range(0, 49), receiving()); }));
    EXPECT_EQ(segment(5)->state.holder, shop_.org);
    must(write([&](db::Tx& tx) { return sell(tx, shop_, range(5, 5), selling()); }));
    EXPECT_EQ(segment(5)->state.status, Status::sold);
    EXPECT_EQ(segment(6)->state.status, Status::in_stock);

    db_->read_now([&](db::Tx& tx) {
        std::vector<BizStep> steps;
        for (const Event& e : history(tx, block_.id, codes::find_segment(tx, block_.id, block_.first + 5)->state.chain))
            steps.push_back(e.step);
        EXPECT_THAT(steps, ::testing::ElementsAre(BizStep::commissioning, BizStep::activating, BizStep::shipping,
                                                  BizStep::receiving, BizStep::retail_selling));
        EXPECT_EQ(codes::find_batch(tx, block_.id, codes::find_segment(tx, block_.id, block_.first + 5)->state.batch)
                      ->numbers.of(block_.first + 5),
                  "A26-0006");
        EXPECT_EQ(codes::get_block(tx, block_.id).value().bound, 100);
        EXPECT_EQ(codes::get_block(tx, block_.id).value().active, 100);
    });
    EXPECT_THAT(defects(), ::testing::IsEmpty());
}

TEST_P(EventsTest, RefusesWhatTheStateOfACodeDoesNotAllow) {
    must(write([&](db::Tx& tx) { return commission(tx, maker_, range(10, 19), binding()); }));
    const auto refused = [&](auto f) { return write([&](db::Tx& tx) { return f(tx); }).error(); };
    EXPECT_EQ(refused([&](db::Tx& tx) { return commission(tx, maker_, range(19, 25), binding()); }).code,
              Code::codes_already_bound);
    EXPECT_EQ(refused([&](db::Tx& tx) { return commission(tx, maker_, range(990, 1000), binding()); }).code,
              Code::codes_outside_block);
    EXPECT_EQ(refused([&](db::Tx& tx) { return ship(tx, maker_, range(10, 19), shipping(), std::nullopt); }).code,
              Code::codes_not_active);
    EXPECT_EQ(refused([&](db::Tx& tx) { return activate(tx, maker_, range(9, 19)); }).code, Code::codes_not_bound);
    must(write([&](db::Tx& tx) { return activate(tx, maker_, range(10, 14)); }));
    EXPECT_EQ(refused([&](db::Tx& tx) { return activate(tx, maker_, range(10, 19)); }).code,
              Code::codes_already_active);
    EXPECT_EQ(refused([&](db::Tx& tx) { return ship(tx, shop_, range(10, 14), shipping(), std::nullopt); }).code,
              Code::codes_not_held);
    EXPECT_EQ(refused([&](db::Tx& tx) { return receive(tx, shop_, range(10, 14), receiving()); }).code,
              Code::codes_not_in_transit);
    const auto uscc =
        db_->read_now([&](db::Tx& tx) { return std::string(registry::find_org(tx, shop_.org)->data.uscc.text()); });
    must(write([&](db::Tx& tx) { return ship(tx, maker_, range(10, 14), shipping(), uscc); }));
    EXPECT_EQ(refused([&](db::Tx& tx) { return receive(tx, other_shop_, range(10, 14), receiving()); }).code,
              Code::codes_not_addressed);
    EXPECT_EQ(refused([&](db::Tx& tx) { return sell(tx, shop_, range(10, 14), selling()); }).code,
              Code::codes_not_held);
    EXPECT_EQ(refused([&](db::Tx& tx) { return commission(tx, shop_, range(30, 31), binding()); }).code,
              Code::forbidden);
    EXPECT_THAT(defects(), ::testing::IsEmpty());
    EXPECT_EQ(db_->read_now([&](db::Tx& tx) { return list_events(tx, maker_.org, {}, 100).size(); }), 3u);
}

// ECO-43
TEST_P(EventsTest, BindingAsksForDateAndNumber_ECO_43) {
    const auto bind = [&](json::object fields) {
        return write([&](db::Tx& tx) { return commission(tx, maker_, range(0, 999), {.fields = fields, .open = {}}); })
            .error();
    };
    EXPECT_EQ(bind({{"factoryNumber", "X1"}}).pointer, "/fields/productionDate");
    EXPECT_EQ(bind({{"productionDate", "2026-11-01"}}).pointer, "/fields/factoryNumber");
    EXPECT_EQ(bind({{"productionDate", "2027-01-01"}, {"factoryNumber", "X1"}}).code, Code::future_date);
    EXPECT_EQ(bind({{"productionDate", "2026-11-01"}, {"factoryNumber", "X1"}, {"buyerName", "x"}}).code,
              Code::template_field_stage);
    EXPECT_EQ(
        bind({{"productionDate", "2026-11-01"}, {"factoryNumber", json::object{{"prefix", "A"}, {"first", "001"}}}})
            .code,
        Code::out_of_bounds);
    EXPECT_EQ(bind({{"productionDate", "2026-11-01"}, {"factoryNumber", json::object{{"first", "-1"}}}}).code,
              Code::wrong_type);
    EXPECT_FALSE(segment(0).has_value());
}

// Random facts over random ranges; after each, the store agrees with itself, with a model of one state per code, and
// the spans of a code name exactly the events of its chain.
TEST_P(EventsTest, RandomFactsKeepStoreSpansAndChainsInAgreement) {
    std::mt19937 random(20261121);
    const auto pick = [&](int from, int to) { return std::uniform_int_distribution<int>(from, to)(random); };
    std::map<int, Status> model;
    for (int round = 0; round < 60; ++round) {
        const int from = pick(0, 60), to = from + pick(0, 12), kind = pick(0, 4);
        static constexpr Status needed[] = {Status::voided, Status::bound, Status::active, Status::in_transit,
                                            Status::in_stock};
        static constexpr Status after[] = {Status::bound, Status::active, Status::in_transit, Status::in_stock,
                                           Status::sold};
        bool allowed = true;
        for (int c = from; c <= to; ++c) {
            const auto now = model.find(c);
            if (kind == 0)
                allowed = allowed && now == model.end();
            else
                allowed = allowed && now != model.end() && now->second == needed[kind];
        }
        // A shop may also ship what it has in stock; here only the maker ships, so the model above is exact.
        const auto result = write([&](db::Tx& tx) -> Result<Event> {
            switch (kind) {
                case 0:
                    return commission(tx, maker_, range(from, to), binding());
                case 1:
                    return activate(tx, maker_, range(from, to));
                case 2:
                    return ship(tx, maker_, range(from, to), shipping(), std::nullopt);
                case 3:
                    return receive(tx, shop_, range(from, to), receiving());
                default:
                    return sell(tx, shop_, range(from, to), selling());
            }
        });
        ASSERT_EQ(result.has_value(), allowed) << "round " << round << " kind " << kind << " " << from << ".." << to;
        if (allowed)
            for (int c = from; c <= to; ++c) model[c] = after[kind];
    }
    EXPECT_THAT(defects(), ::testing::IsEmpty());
    for (int c = 0; c <= 75; ++c) {
        const auto s = segment(c);
        ASSERT_EQ(s.has_value(), model.contains(c));
        if (!s) continue;
        EXPECT_EQ(s->state.status, model[c]);
        db_->read_now([&](db::Tx& tx) {
            std::vector<EventId> by_chain, by_span;
            for (const Event& e : history(tx, block_.id, s->state.chain)) by_chain.push_back(e.id);
            for (const Event& e : events_of(tx, block_, block_.first + c)) by_span.push_back(e.id);
            EXPECT_EQ(by_chain, by_span);
        });
    }
}

TEST_P(EventsTest, AnOtherKeyFileIsRefused) {
    const auto others = must(mint::KeyFile::load_or_create(folder_.path() / "other-keys"));
    const auto result = write([&](db::Tx& tx) { return codes::ensure_domain(tx, "0128", others); });
    ASSERT_TRUE(result.has_error());
    EXPECT_EQ(result.error().code, Code::key_file);
}

TEST_P(EventsTest, TheDirectoryPlacesCodesOfCommittedBlocksOnly) {
    codes::Directory directory(*keys_, "0128");
    const std::string code = directory.text(block_, block_.first + 3);
    EXPECT_TRUE(directory.is_ours(code));
    EXPECT_FALSE(directory.place(code).has_value());
    db_->read_now([&](db::Tx& tx) { directory.refresh(tx); });
    ASSERT_TRUE(directory.place(code).has_value());
    EXPECT_EQ(directory.place(code)->counter, block_.first + 3);
    std::string outside(mint::code_digits, '0');
    directory.minter(0).mint(block_.last + 1, outside.data());
    EXPECT_TRUE(directory.is_ours(outside));
    EXPECT_FALSE(directory.place(outside).has_value());
    EXPECT_EQ(codes::ranges_of(directory, {code, outside}, "/codes").error().pointer, "/codes/1");
}

YIGUAN_BOTH_ENGINES(EventsTest);

const db::Statement stored_values{"events_test.stored_values",
                                  "select field_values, log_position from event where org_id = $1 and event_id = $2",
                                  db::Statement::Plan::small_scan};

// What a sale says of its customer stands apart, under the customer's key, and goes with it (X20).
// NAT-35
TEST_P(EventsTest, ACustomersDataCanBeErasedAndNothingElseChanges_NAT_35) {
    must(write([&](db::Tx& tx) { return commission(tx, maker_, range(0, 9), binding()); }));
    must(write([&](db::Tx& tx) { return activate(tx, maker_, range(0, 9)); }));
    const auto uscc =
        db_->read_now([&](db::Tx& tx) { return std::string(registry::find_org(tx, shop_.org)->data.uscc.text()); });
    must(write([&](db::Tx& tx) {
        return ship(tx, maker_, range(0, 9), {.fields = {{"saleTime", "2026-11-10"}}, .open = {}}, uscc);
    }));
    must(write([&](db::Tx& tx) { return receive(tx, shop_, range(0, 9), receiving()); }));
    const Event sold = must(write([&](db::Tx& tx) {
        return sell(tx, shop_, range(5, 5),
                    {.fields = {{"customerName", "王女士 13800138000"}, {"soldTime", "2026-11-15"}}, .open = {}});
    }));
    EXPECT_EQ(sold.values.values.at("customerName"), "王女士 13800138000");
    const auto again = [&] { return *db_->read_now([&](db::Tx& tx) { return find_event(tx, sold.home, sold.id); }); };
    EXPECT_EQ(again().values, sold.values);
    db_->read_now([&](db::Tx& tx) {
        auto rows = tx.query(stored_values, shop_.org, sold.id);
        ASSERT_TRUE(rows.next());
        EXPECT_EQ(rows.text(0).find("13800138000"), std::string::npos);
        EXPECT_EQ(rows.text(0).find("王女士"), std::string::npos);
    });
    const auto subject = db_->read_now([](db::Tx& tx) { return tx.vault().subject_of("王女士 13800138000\n"); });
    const auto erased = ledger::erase_subject(*db_, subject, "依本人申请", ledger::Requester::subject);
    ASSERT_TRUE(erased.has_value());
    EXPECT_EQ(erased.value().values, 1u);
    EXPECT_FALSE(again().values.values.contains("customerName"));
    EXPECT_EQ(again().values.values.at("soldTime"), sold.values.values.at("soldTime"));
    EXPECT_THAT(defects(), ::testing::IsEmpty());
}

}  // namespace
}  // namespace yiguan::events
