#include "message/sender.hpp"

#include <gmock/gmock.h>

#include "db/testing.hpp"
#include "message/message_store.hpp"
#include "message/test_listener.hpp"

namespace yiguan::message {
namespace {

using Result = Outcome::Result;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const auth::Actor operator_{.user = UserId{11}, .org = {}, .roles = auth::Roles{}.with(auth::Role::platform_admin)};
constexpr std::int64_t minute = 60'000, hour = 60 * minute;

Message code() {
    return {.channel = Channel::sms,
            .to = "13812345678",
            .template_key = "phone_code",
            .parameters = {{"code", "471108"}, {"purpose", "登录"}, {"minutes", "10"}}};
}

/// Answers as it is told, and keeps what it was given.
class FakeGateway final : public Gateway {
public:
    struct Kept {
        std::vector<Outgoing> sent;
        Outcome answer{};
        std::function<void()> meanwhile = [] {};
    };
    explicit FakeGateway(std::shared_ptr<Kept> kept) : kept_(std::move(kept)) {}
    Outcome send(const Outgoing& message, const std::atomic<bool>&) override {
        kept_->sent.push_back(message);
        kept_->meanwhile();
        return kept_->answer;
    }

private:
    std::shared_ptr<Kept> kept_;
};

class Sending : public db::testing::BothEngines {
protected:
    MessageId posted(const Message& message = code()) {
        return db_->write_now([&](db::Tx& tx) { return post(tx, message); }).value();
    }
    Gateways gateways() {
        Gateways made;
        made.sms = std::make_unique<FakeGateway>(kept_);
        return made;
    }
    int run_once() { return Sender(*db_, gateways()).run_once(); }
    Posted stored() {
        return db_->read_now([](db::Tx& tx) { return list_outbox(tx, operator_, {}, 0, 20); }).value().at(0);
    }
    std::string sealed(MessageId id) {
        return db_->read_now([&](db::Tx& tx) { return store::find(tx, id)->sealed; });
    }
    std::shared_ptr<FakeGateway::Kept> kept_ = std::make_shared<FakeGateway::Kept>();
};

TEST_P(Sending, DeliversOnceAndForgetsWhatItSaid) {
    const auto id = posted();
    EXPECT_EQ(run_once(), 1);
    EXPECT_EQ(run_once(), 0);
    ASSERT_THAT(kept_->sent, SizeIs(1));
    EXPECT_EQ(kept_->sent[0].id, id);
    EXPECT_EQ(kept_->sent[0].to, "13812345678");
    EXPECT_THAT(kept_->sent[0].text, HasSubstr("471108"));
    EXPECT_EQ(kept_->sent[0].parameters.at("code"), "471108");
    EXPECT_EQ(stored().state, State::sent);
    EXPECT_TRUE(stored().finished_at.has_value());
    EXPECT_EQ(sealed(id), "");
}

TEST_P(Sending, LocalKeepsTheTextForDevelopment) {
    posted();
    EXPECT_EQ(Sender(*db_, Gateways{}).run_once(), 1);
    const auto shown =
        db_->read_now([](db::Tx& tx) { return list_outbox(tx, operator_, State::sent, 0, 20, {.sms = true}); }).value();
    ASSERT_THAT(shown, SizeIs(1));
    EXPECT_THAT(shown[0].text.value_or(""), HasSubstr("471108"));
}

TEST_P(Sending, TriesAgainLaterAndLater) {
    EXPECT_EQ(delay_ms(1), minute);
    EXPECT_EQ(delay_ms(2), 2 * minute);
    EXPECT_EQ(delay_ms(6), 32 * minute);
    EXPECT_EQ(delay_ms(10), 6 * hour);
    EXPECT_EQ(delay_ms(1000), 6 * hour);
    posted();
    kept_->answer = {Result::failed, "HTTP 500"};
    EXPECT_EQ(run_once(), 1);
    EXPECT_EQ(stored().state, State::waiting);
    EXPECT_EQ(stored().error, "HTTP 500");
    EXPECT_EQ(stored().due_at, clock_ + minute);
    clock_ = clock_ + (minute - 1);
    EXPECT_EQ(run_once(), 0);
    clock_ = clock_ + 1;
    EXPECT_EQ(run_once(), 1);
    EXPECT_EQ(stored().due_at, clock_ + 2 * minute);
    kept_->answer = {};
    clock_ = clock_ + 2 * minute;
    EXPECT_EQ(run_once(), 1);
    EXPECT_EQ(stored().state, State::sent);
    EXPECT_EQ(stored().error, "");
    EXPECT_EQ(stored().attempts, 3);
    EXPECT_EQ(kept_->sent[2].id, kept_->sent[0].id);
}

TEST_P(Sending, IsDeadAfterThreeDaysAndGoesAgainWhenTheOperatorSaysSo) {
    const auto id = posted();
    kept_->answer = {Result::failed, "timeout"};
    const auto begun = clock_;
    int tries = 0;
    while (stored().state == State::waiting) {
        clock_ = stored().due_at;
        tries += run_once();
        ASSERT_LE(tries, 30);
    }
    EXPECT_EQ(stored().state, State::dead);
    EXPECT_EQ(stored().error, "timeout");
    EXPECT_LE(clock_ - begun, tried_for_ms);
    EXPECT_GT(clock_ - begun, tried_for_ms - 7 * hour);
    EXPECT_EQ(run_once(), 0);

    ASSERT_TRUE(db_->write_now([&](db::Tx& tx) { return retry(tx, operator_, id); }).has_value());
    kept_->answer = {};
    EXPECT_EQ(run_once(), 1);
    EXPECT_EQ(stored().state, State::sent);
}

TEST_P(Sending, WhatTheGatewayRefusesIsNotTriedAgain) {
    posted();
    kept_->answer = {Result::refused, "HTTP 422"};
    EXPECT_EQ(run_once(), 1);
    EXPECT_EQ(stored().state, State::dead);
    EXPECT_EQ(stored().error, "HTTP 422");
}

TEST_P(Sending, CodesThatExpiredAreNotSent) {
    auto message = code();
    message.valid_ms = 10 * minute;
    posted(message);
    clock_ = clock_ + 10 * minute;
    EXPECT_EQ(run_once(), 0);
    EXPECT_THAT(kept_->sent, IsEmpty());
    EXPECT_EQ(stored().state, State::dead);
    EXPECT_EQ(stored().error, "expired");
}

TEST_P(Sending, ALongOutageCostsNoMessage) {
    posted();
    clock_ = clock_ + 2 * tried_for_ms;
    EXPECT_EQ(run_once(), 1);
    EXPECT_EQ(stored().state, State::sent);
}

// The node dies with the message at the gateway: nobody knows whether it went. It goes again, under the same id.
TEST_P(Sending, GoesAgainWhenANodeDiedWithIt) {
    posted();
    db_->write_now([&](db::Tx& tx) {
        const auto due = store::due(tx, 1);
        return store::claim(tx, due.at(0), tx.now() + SenderOptions{}.lease_ms);
    });
    EXPECT_EQ(run_once(), 0) << "the other node has it";
    clock_ = clock_ + SenderOptions{}.lease_ms;
    EXPECT_EQ(run_once(), 1);
    EXPECT_EQ(stored().state, State::sent);
    EXPECT_EQ(stored().attempts, 2);
}

TEST_P(Sending, TwoNodesSendOnce) {
    for (int i = 0; i < 5; ++i) posted();
    const auto other = std::make_shared<FakeGateway::Kept>();
    Gateways of_other;
    of_other.sms = std::make_unique<FakeGateway>(other);
    Sender second(*db_, std::move(of_other));
    kept_->meanwhile = [&] { second.run_once(); };
    run_once();
    std::set<MessageId> ids;
    for (const auto* sent : {&kept_->sent, &other->sent})
        for (const auto& message : *sent) EXPECT_TRUE(ids.insert(message.id).second);
    EXPECT_THAT(ids, SizeIs(5));
}

TEST_P(Sending, AStopInTheMiddleCostsNothing) {
    posted();
    kept_->answer = {Result::cancelled};
    EXPECT_EQ(run_once(), 1);
    EXPECT_EQ(stored().state, State::waiting);
    kept_->answer = {};
    EXPECT_EQ(run_once(), 1) << "at once";
    EXPECT_EQ(stored().state, State::sent);
}

TEST_P(Sending, TheThreadSendsAndStops) {
    testing::FakeSmsGateway fake;
    Gateways real;
    real.sms = http_gateway(fake.url(), "token");
    Sender sender(*db_, std::move(real), {.look_every = std::chrono::milliseconds(10)});
    sender.start();
    posted();
    for (int i = 0; i < 1000 && stored().state != State::sent; ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    EXPECT_EQ(stored().state, State::sent);
    EXPECT_THAT(fake.requests(), SizeIs(1));
    sender.stop();
    posted();
    EXPECT_EQ(stored().state, State::waiting);
}

YIGUAN_BOTH_ENGINES(Sending);

// Posted, acknowledged, the program ends: delivered by the next one, from the same folder.
TEST(SendingOverRestarts, NothingAcknowledgedIsLost) {
    const db::testing::TemporaryDirectory folder;
    const auto vault = std::make_shared<db::testing::MemoryVault>();
    MessageId id;
    {
        const auto db = db::Database::open({.url = {}, .directory = folder.path()});
        db->set_vault(vault);
        id = db->write_now([](db::Tx& tx) { return post(tx, code()); }).value();
    }
    const auto db = db::Database::open({.url = {}, .directory = folder.path()});
    db->set_vault(vault);
    const auto kept = std::make_shared<FakeGateway::Kept>();
    Gateways gateways;
    gateways.sms = std::make_unique<FakeGateway>(kept);
    EXPECT_EQ(Sender(*db, std::move(gateways)).run_once(), 1);
    ASSERT_THAT(kept->sent, SizeIs(1));
    EXPECT_EQ(kept->sent[0].id, id);
}

}  // namespace
}  // namespace yiguan::message
