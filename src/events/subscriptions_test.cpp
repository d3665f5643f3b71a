// What subscribers are told: every new event once, across nodes and crashes; messages that fail, and die.
#include "events/subscriptions.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "events/testing.hpp"

namespace yiguan::events {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::must;
using ::testing::SizeIs;

class SubscriptionsTest : public testing::CapturingOrganisations {
protected:
    Subscription subscribed(const json::object& query, std::optional<epcis::Schedule> schedule = {}) {
        return db_->write_now([&](db::Tx& tx) {
            must(create_query(tx, maker_, "q", query));
            return must(subscribe(tx, maker_,
                                  {.id = tx.next_id<EventId>().value,
                                   .query_name = "q",
                                   .dest = "https://receiver.example/",
                                   .schedule = std::move(schedule)}));
        });
    }
    NewEvents look(const Progress& from, int limit = 100, const json::object& query = {}) {
        const auto parsed = must(epcis::read_query(query, {}));
        return db_->read_now(
            [&](db::Tx& tx) { return new_events(tx, *names_, Scope::of(maker_), parsed, from, limit); });
    }
    static std::vector<std::string> serials(const NewEvents& found) {
        std::vector<std::string> out;
        for (const auto& e : found.events) {
            const auto& first = e.event.epcs.epcs.at(0);
            out.push_back(first.substr(first.rfind('.') + 1));
        }
        return out;
    }
    Subscription stored(std::int64_t id) {
        return *db_->read_now([&](db::Tx& tx) { return find_subscription(tx, id); });
    }
    std::vector<Delivery> due() {
        return db_->read_now([&](db::Tx& tx) { return due_deliveries(tx, clock_, 10); });
    }
};

TEST_P(SubscriptionsTest, EveryNewEventIsFoundOnce) {
    must(capture(maker_, {event(0, {epc(1)})}));
    clock_ = clock_ + 5;
    const auto s = subscribed({});
    EXPECT_THAT(serials(look(s.progress)), IsEmpty()) << "what came before";
    must(capture(maker_, {event(1, {epc(2)}), event(2, {epc(3)})}));
    must(capture(other_, {event(1, {epc(9)})}));
    auto found = look(s.progress);
    EXPECT_THAT(serials(found), ElementsAre("2", "3"));
    EXPECT_FALSE(found.more);
    EXPECT_THAT(serials(look(found.progress)), IsEmpty());

    // One at a time, and with a query that most events do not answer.
    Progress progress = s.progress;
    std::vector<std::string> one_by_one;
    for (int i = 0; i < 3; ++i) {
        found = look(progress, 1);
        for (auto& serial : serials(found)) one_by_one.push_back(serial);
        progress = found.progress;
    }
    EXPECT_THAT(one_by_one, ElementsAre("2", "3"));
    auto shipped = event(3, {epc(4)});
    shipped.biz_step = "shipping";
    must(capture(maker_, {event(4, {epc(5)}), shipped}));
    EXPECT_THAT(serials(look(progress, 100, {{"EQ_bizStep", json::array{"shipping"}}})), ElementsAre("4"));

    // Long after, the marks of nodes have become one number.
    clock_ = clock_ + 2 * late_commit_ms;
    found = look(progress);
    EXPECT_THAT(serials(found), ElementsAre("5", "4"));
    EXPECT_THAT(found.progress.beyond, IsEmpty());
    EXPECT_THAT(serials(look(found.progress)), IsEmpty());
}

TEST_P(SubscriptionsTest, WhatANodeCommitsLateIsNotOverlooked) {
    const auto id = [](std::int64_t ms, std::int64_t node, std::int64_t n) { return ms << 22 | node << 12 | n; };
    const Progress progress{.settled = id(100, 0, 0), .beyond = {id(150, 2, 7), id(160, 1, 1)}};
    EXPECT_TRUE(progress.seen(id(99, 5, 0)));
    EXPECT_TRUE(progress.seen(id(140, 1, 0)));
    EXPECT_TRUE(progress.seen(id(150, 2, 7)));
    EXPECT_FALSE(progress.seen(id(150, 2, 8)));
    EXPECT_FALSE(progress.seen(id(140, 3, 0))) << "of a node that nothing was seen of yet";
    EXPECT_EQ(Progress::of(progress.settled, progress.text()).beyond, progress.beyond);
    EXPECT_THAT(Progress::of(1, "").beyond, IsEmpty());
}

TEST_P(SubscriptionsTest, AMessageIsStoredWithWhatWasLookedAtOrNotAtAll) {
    const auto s = subscribed({});
    must(capture(maker_, {event(1, {epc(1)})}));
    const auto found = look(s.progress);
    const auto keep = [&](const Subscription& by) {
        return db_->write_now([&](db::Tx& tx) { return record(tx, by, found.progress, false, 1, "{}"); });
    };
    EXPECT_TRUE(keep(s));
    EXPECT_FALSE(keep(s)) << "another node was faster";
    EXPECT_THAT(due(), SizeIs(1));
    EXPECT_EQ(stored(s.id).version, 1);
    EXPECT_THAT(serials(look(stored(s.id).progress)), IsEmpty());
    db_->read_now(
        [&](db::Tx& tx) { EXPECT_THAT(due_subscriptions(tx, clock_, 0, 10), IsEmpty()) << "one message at a time"; });
    const auto delivery = due().at(0);
    EXPECT_TRUE(db_->write_now([&](db::Tx& tx) { return claim(tx, delivery, 60'000); }));
    EXPECT_FALSE(db_->write_now([&](db::Tx& tx) { return claim(tx, delivery, 60'000); }));
    EXPECT_THAT(due(), IsEmpty());
    db_->write_now([&](db::Tx& tx) { delivered(tx, delivery); });
    EXPECT_EQ(stored(s.id).last_notified_at, clock_);
    db_->read_now([&](db::Tx& tx) { EXPECT_THAT(due_subscriptions(tx, clock_, 0, 10), SizeIs(1)); });
}

TEST_P(SubscriptionsTest, AMessageThatFailsIsPutOffLongerAndLongerAndDies) {
    const auto s = subscribed({});
    db_->write_now([&](db::Tx& tx) { return record(tx, s, s.progress, false, 1, "{}"); });
    constexpr std::int64_t minutes[] = {1, 5, 30, 120, 720};
    for (const auto wait : minutes) {
        ASSERT_THAT(due(), SizeIs(1)) << wait;
        const auto delivery = due().at(0);
        db_->write_now([&](db::Tx& tx) { failed(tx, delivery, "HTTP 500", 0.5); });
        clock_ = clock_ + (wait * 60'000 - 1);
        EXPECT_THAT(due(), IsEmpty()) << wait;
        clock_ = clock_ + 1;
    }
    const auto last = due().at(0);
    EXPECT_EQ(last.attempts, 5);
    db_->write_now([&](db::Tx& tx) { failed(tx, last, "HTTP 503", 0.5); });
    EXPECT_THAT(due(), IsEmpty());
    db_->read_now([&](db::Tx& tx) {
        const auto summary = deliveries_of(tx, s.id);
        EXPECT_EQ(summary.dead, 1);
        EXPECT_EQ(summary.waiting, 0);
        EXPECT_EQ(summary.last_error, "HTTP 503");
        EXPECT_THAT(due_subscriptions(tx, clock_, 0, 10), SizeIs(1)) << "the subscription goes on";
    });
    const auto again = db_->write_now([&](db::Tx& tx) { return retry(tx, s.id, last.id); });
    ASSERT_TRUE(again.has_value());
    EXPECT_THAT(due(), SizeIs(1));
    EXPECT_EQ(due().at(0).attempts, 0);
    EXPECT_EQ(db_->write_now([&](db::Tx& tx) { return retry(tx, s.id, last.id); }).error().code, Code::wrong_state);
    EXPECT_EQ(db_->write_now([&](db::Tx& tx) { return retry(tx, s.id, 7); }).error().code, Code::not_found);
    EXPECT_FALSE(db_->write_now([&](db::Tx& tx) { return unsubscribe(tx, other_.org, "q", s.id); }));
    EXPECT_TRUE(db_->write_now([&](db::Tx& tx) { return unsubscribe(tx, maker_.org, "q", s.id); }));
    EXPECT_THAT(due(), IsEmpty());
}

TEST_P(SubscriptionsTest, AScheduleIsDueAtItsTime) {
    const auto s = subscribed({}, must(epcis::Schedule::read({{"minute", "5"}})));
    EXPECT_FALSE(s.stream);
    EXPECT_GT(s.due_at, clock_);
    const auto due_now = [&] {
        return db_->read_now([&](db::Tx& tx) { return due_subscriptions(tx, clock_, 0, 10).size(); });
    };
    EXPECT_EQ(due_now(), 0u);
    clock_ = s.due_at;
    EXPECT_EQ(due_now(), 1u);
    db_->write_now([&](db::Tx& tx) { return record(tx, s, s.progress, true, 0, ""); });
    EXPECT_EQ(due_now(), 1u) << "not through yet";
    db_->write_now([&](db::Tx& tx) { return record(tx, *find_subscription(tx, s.id), s.progress, false, 0, ""); });
    EXPECT_EQ(due_now(), 0u);
    EXPECT_EQ(stored(s.id).due_at - s.due_at, 3'600'000);
}

YIGUAN_BOTH_ENGINES(SubscriptionsTest);

}  // namespace
}  // namespace yiguan::events
