// 关注召回 on both engines: who is told, once, however many codes are recalled at once, and who is not.
#include "codes/recall_watch.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "events/test_world.hpp"

namespace yiguan::codes {
namespace {

using db::Tx;
using events::testing::must;
using message::Channel;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class RecallWatches : public events::testing::World {
protected:
    void SetUp() override {
        World::SetUp();
        write([&](Tx& tx) {
            must(events::commission(tx, maker_, range(0, 999), binding()));
            return must(events::activate(tx, maker_, range(0, 999)));
        });
    }
    WatchId watched(std::int64_t offset, std::string_view address) {
        const auto channel = address.find('@') == address.npos ? Channel::sms : Channel::email;
        return must(write([&](Tx& tx) { return watch(tx, {block_.id, block_.first + offset}, channel, address); }));
    }
    // As an event with the disposition recalled does it.
    void become(Status status, std::int64_t from, std::int64_t to) {
        write([&](Tx& tx) {
            return must(
                change_state(tx, range(from, to), tx.next_id<EventId>(), [&](const Segment& s) -> Result<State> {
                    State state = s.state;
                    state.status = status;
                    return state;
                }));
        });
    }
    int tell(int limit = 200) {
        return write([&](Tx& tx) {
            return tell_recalled(
                tx, limit,
                [](const CodeAt& at) {
                    return RecallWords{"电缆", "一贯电缆厂", fmt::format("https://t.example/c/{}", at.counter)};
                },
                [&](std::string_view token) {
                    tokens_.emplace_back(token);
                    return "https://t.example/s/end/" + std::string(token);
                });
        });
    }
    std::vector<message::Posted> posted() {
        return must(db_->read_now([&](Tx& tx) {
            return message::list_outbox(tx, admin_, std::nullopt, 0, 100, {.sms = true, .email = true});
        }));
    }
    bool waits() {
        return db_->read_now([](Tx& tx) { return recalls_wait(tx); });
    }
    std::vector<std::string> tokens_;
};
YIGUAN_BOTH_ENGINES(RecallWatches);

// V7: whoever watches a recalled code is told once; others are not, and nothing else than a recall tells.
TEST_P(RecallWatches, V7_WhoeverWatchesARecalledCodeIsToldOnce) {
    watched(3, "13800001111"), watched(3, "z@maker.example"), watched(700, "13800002222");
    become(Status::frozen, 0, 999);
    EXPECT_FALSE(waits());
    become(Status::recalled, 0, 499);
    EXPECT_TRUE(waits());
    while (tell()) {
    }
    EXPECT_THAT(posted(), SizeIs(2));
    for (const auto& one : posted()) EXPECT_EQ(one.template_key, "product_recalled");
    EXPECT_FALSE(waits());
    become(Status::recalled, 0, 499);  // again: nothing becomes recalled by it
    EXPECT_FALSE(waits());
    become(Status::recalled, 500, 999);
    while (tell()) {
    }
    EXPECT_THAT(posted(), SizeIs(3));
}

// A recall of many with many watchers goes on in small steps, and forgets nobody.
TEST_P(RecallWatches, V7_ManyAreToldInSmallSteps) {
    for (int i = 0; i < 25; ++i) watched(i / 3, fmt::format("138000{:05}", i));
    become(Status::recalled, 0, 999);
    EXPECT_EQ(tell(10), 10);
    EXPECT_EQ(tell(10), 10);
    EXPECT_EQ(tell(10), 5);
    EXPECT_FALSE(waits());
    EXPECT_THAT(posted(), SizeIs(25));
}

// GDP-68, PIPL 47: the address is sealed, and goes when its owner says so.
TEST_P(RecallWatches, GDP68_TheLinkInTheMessageEndsItAndErasesTheAddress) {
    const auto id = watched(3, "13800001111");
    EXPECT_EQ(watched(3, "13800001111"), id) << "twice is once";
    become(Status::recalled, 0, 9);
    tell();
    ASSERT_THAT(tokens_, SizeIs(1));
    const auto stored = [&] {
        static const db::Statement all{"codes.test_watches", "select address from recall_watch order by watch_id"};
        return db_->read_now([&](Tx& tx) {
            std::vector<std::string> found;
            for (auto rows = tx.query(all); rows.next();) found.push_back(rows.get<std::string>(0));
            return found;
        });
    };
    ASSERT_THAT(stored(), SizeIs(1));
    EXPECT_EQ(stored().front().find("13800001111"), std::string::npos);
    const auto end = [&](std::string_view token) { return write([&](Tx& tx) { return end_watch(tx, token); }); };
    for (const std::string& wrong : {std::string(), std::string("7"), to_string(id) + "-00", tokens_[0] + "00"})
        EXPECT_EQ(end(wrong).error().code, Code::not_found) << wrong;
    EXPECT_TRUE(db_->read_now([&](Tx& tx) { return is_end_token(tx, tokens_[0]); }));
    EXPECT_FALSE(db_->read_now([&](Tx& tx) { return is_end_token(tx, tokens_[0] + "00"); }));
    EXPECT_TRUE(must(end(tokens_[0])));
    EXPECT_FALSE(must(end(tokens_[0]))) << "it is gone already";
    EXPECT_THAT(stored(), IsEmpty());
    watched(4, "13800001111"), watched(5, "13800001111");
    EXPECT_EQ(write([&](Tx& tx) { return forget_address(tx, "13800001111"); }), 2);
    watched(4, "A@maker.example"), watched(4, "a@Maker.example");
    EXPECT_EQ(write([&](Tx& tx) { return forget_address(tx, "a@maker.example"); }), 1) << "one address, as it is typed";
    watched(6, "13800001111");
    EXPECT_EQ(write([&](Tx& tx) { return purge_watches(tx); }), 0);
    clock_ = clock_ + 3'700LL * 86'400'000;
    EXPECT_EQ(write([&](Tx& tx) { return purge_watches(tx); }), 1);
}

// One address cannot be used to fill the table.
TEST_P(RecallWatches, OneAddressWatchesAHundredCodesAtMost) {
    for (int i = 0; i < watches_max; ++i) watched(i, "13800001111");
    const auto more = write([&](Tx& tx) {
        return watch(tx, {block_.id, block_.first + 500}, Channel::sms, "13800001111");
    });
    ASSERT_TRUE(more.has_error());
    EXPECT_EQ(more.error().code, Code::too_many_requests);
}

}  // namespace
}  // namespace yiguan::codes
