// What consumers say of a code, on both engines: who sees it, who works on it, and what the number tells.
#include "feedback/feedback.hpp"

#include <gmock/gmock.h>

#include "events/test_world.hpp"
#include "feedback/check.hpp"
#include "message/message.hpp"

namespace yiguan::feedback {
namespace {

using db::Tx;
using events::testing::must;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::testing::Not;
using ::testing::SizeIs;

class Feedbacks : public events::testing::World {
protected:
    void SetUp() override {
        World::SetUp();
        db_->set_vault(std::make_shared<db::testing::MemoryVault>());
        regulator_ = {.user = UserId{900}, .org = OrgId{900}, .roles = auth::Roles{}.with(auth::Role::regulator)};
        write([&](Tx& tx) {
            must(events::commission(tx, maker_, range(0, 9), binding()));
            return must(events::activate(tx, maker_, range(0, 9)));
        });
    }
    void TearDown() override {
        const auto found = db_->read_now([](Tx& tx) { return check_records(tx, ledger::check_logs(tx)); });
        if (!tampered_) {
            EXPECT_THAT(found, IsEmpty());
        }
        World::TearDown();
    }
    Feedback say(Kind kind, std::optional<std::string> phone = std::nullopt, bool ours = true) {
        return write([&](Tx& tx) {
            NewFeedback input{.code_text = "x", .kind = kind, .body = "电池鼓包", .phone = std::move(phone)};
            if (ours) input.code = codes::CodeAt{block_.id, block_.first};
            return submit(tx, {}, input);
        });
    }
    std::vector<Feedback> listed(const auth::Actor& actor, const Filter& filter = {}) {
        return must(db_->read_now([&](Tx& tx) { return list(tx, actor, filter, {}, 100); }));
    }
    template <class F>
    Code code_of(F f) {
        const auto result = write([&](Tx& tx) { return f(tx); });
        return result.has_error() ? result.error().code : Code::internal_fault;
    }

    auth::Actor regulator_;
    bool tampered_ = false;
};
YIGUAN_BOTH_ENGINES(Feedbacks);

// P57: the number is read aloud and typed: one wrong character leads nowhere.
TEST_P(Feedbacks, P57_ANumberChecksItself) {
    const auto made = say(Kind::other);
    EXPECT_THAT(made.number, MatchesRegex("FK[0-9]{8}-[2-9A-HJ-KM-NP-Z]{6}"));
    EXPECT_EQ(canonical_number(made.number), made.number);
    std::string typed = made.number;
    std::erase(typed, '-');
    for (char& c : typed)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    EXPECT_EQ(canonical_number(" " + typed + " "), made.number);
    for (std::size_t at = 2; at < made.number.size(); ++at) {
        if (made.number[at] == '-') continue;
        std::string wrong = made.number;
        wrong[at] = at < 10 ? (wrong[at] == '9' ? '8' : '9') : (wrong[at] == 'Z' ? 'Y' : 'Z');
        EXPECT_FALSE(canonical_number(wrong)) << wrong;
    }
    EXPECT_FALSE(canonical_number(""));
    EXPECT_FALSE(canonical_number("FK2026112A-ABCDEF"));
    const auto found = db_->read_now([&](Tx& tx) { return find_number(tx, made.number); });
    ASSERT_TRUE(found);
    EXPECT_EQ(found->id, made.id);
    EXPECT_EQ(found->org, maker_.org);
    EXPECT_EQ(found->category, "CAT-01");
}

// P57, C-31: who reports a counterfeit or a danger is not known to the maker before the regulator says so.
TEST_P(Feedbacks, P57_TheMakerSeesWhatItCanMendAtOnceAndTheRestWhenItIsForwarded) {
    const auto plain = say(Kind::mismatch), danger = say(Kind::quality), foreign = say(Kind::other, {}, false);
    EXPECT_THAT(listed(regulator_), SizeIs(3));
    EXPECT_THAT(listed(maker_), SizeIs(1));
    EXPECT_EQ(listed(maker_).front().id, plain.id);
    EXPECT_THAT(listed(shop_), IsEmpty());
    EXPECT_EQ(code_of([&](Tx& tx) { return get(tx, maker_, danger.id); }), Code::not_found);
    EXPECT_EQ(code_of([&](Tx& tx) { return accept(tx, maker_, danger.id); }), Code::not_found);
    EXPECT_EQ(code_of([&](Tx& tx) { return forward(tx, maker_, plain.id); }), Code::forbidden);
    EXPECT_EQ(code_of([&](Tx& tx) { return forward(tx, regulator_, foreign.id); }), Code::wrong_state);
    const auto told = [&] {
        return db_->read_now([&](Tx& tx) { return message::list_notices(tx, maker_, {}, 0, 100).size(); });
    };
    const auto before = told();
    EXPECT_EQ(must(write([&](Tx& tx) { return forward(tx, regulator_, danger.id); })).state, State::processing);
    EXPECT_EQ(told(), before + 1);
    EXPECT_THAT(listed(maker_), SizeIs(2));
    EXPECT_EQ(code_of([&](Tx& tx) { return forward(tx, regulator_, danger.id); }), Code::wrong_state);
    auth::Actor own_only = maker_;
    own_only.scope.own_only = true;
    EXPECT_THAT(listed(own_only), IsEmpty());
    EXPECT_EQ(code_of([&](Tx& tx) { return get(tx, own_only, plain.id); }), Code::not_found);
}

// P57, C-31: nobody but the operators answers for a code that is not ours, and of a danger they are told at once.
TEST_P(Feedbacks, P57_TheOperatorsAreToldAndAnswerForCodesThatAreNotOurs) {
    const auto told = [&] {
        return db_->read_now([&](Tx& tx) { return message::list_notices(tx, admin_, {}, 0, 100).size(); });
    };
    const auto before = told();
    const auto foreign = say(Kind::counterfeit, {}, false);
    EXPECT_EQ(told(), before + 1);
    const auto danger = say(Kind::quality);
    EXPECT_EQ(told(), before + 2) << "the maker does not know of it yet";
    say(Kind::mismatch);
    EXPECT_EQ(told(), before + 2);
    EXPECT_EQ(must(write([&](Tx& tx) { return accept(tx, admin_, foreign.id); })).state, State::processing);
    EXPECT_EQ(must(write([&](Tx& tx) { return reply(tx, admin_, foreign.id, "是仿冒的码"); })).state, State::replied);
    EXPECT_EQ(code_of([&](Tx& tx) { return accept(tx, admin_, danger.id); }), Code::forbidden);
    EXPECT_EQ(code_of([&](Tx& tx) { return forward(tx, admin_, foreign.id); }), Code::forbidden);
}

// NAT-56: supervision by region and category.
TEST_P(Feedbacks, NAT56_ARegulatorSeesItsRegionsAndCategoriesAlone) {
    const auto made = say(Kind::quality);
    say(Kind::quality, {}, false);
    auto scoped = regulator_;
    scoped.scope.regions = {"44"};
    EXPECT_THAT(listed(scoped), SizeIs(1));
    scoped.scope.regions = {"31"};
    EXPECT_THAT(listed(scoped), IsEmpty());
    EXPECT_EQ(code_of([&](Tx& tx) { return get(tx, scoped, made.id); }), Code::not_found);
    scoped.scope = {.categories = {"CAT-04"}};
    EXPECT_THAT(listed(scoped), IsEmpty());
    EXPECT_EQ(code_of([&](Tx& tx) { return reply(tx, scoped, made.id, "已查"); }), Code::not_found);
    scoped.scope = {.categories = {"CAT-01"}};
    EXPECT_THAT(listed(scoped), SizeIs(1));
}

// P57: accepted, answered, answered again; every act is a version with its record.
TEST_P(Feedbacks, P57_WhatBecameOfItCanBeFollowed) {
    const auto made = say(Kind::mismatch);
    EXPECT_EQ(must(write([&](Tx& tx) { return accept(tx, maker_, made.id); })).state, State::processing);
    EXPECT_EQ(code_of([&](Tx& tx) { return accept(tx, regulator_, made.id); }), Code::wrong_state);
    must(write([&](Tx& tx) { return reply(tx, maker_, made.id, "标签印错，请联系换货"); }));
    const auto again = must(write([&](Tx& tx) { return reply(tx, regulator_, made.id, "已督促更正"); }));
    EXPECT_EQ(again.version, 4);
    EXPECT_EQ(db_->read_now([&](Tx& tx) { return find_number(tx, made.number); })->answer, "已督促更正");
    std::vector<Act> acts;
    for (const auto& v : db_->read_now([&](Tx& tx) { return history(tx, made.id); })) acts.push_back(v.act);
    EXPECT_THAT(acts, ElementsAre(Act::submit, Act::accept, Act::reply, Act::reply));
    EXPECT_THAT(listed(regulator_, {.state = State::replied}), SizeIs(1));
    EXPECT_THAT(listed(regulator_, {.state = State::received}), IsEmpty());
    EXPECT_THAT(listed(regulator_, {.kind = Kind::other}), IsEmpty());
    auth::Actor clerk{.user = UserId{77}, .org = maker_.org, .roles = auth::Roles().with(auth::Role::warehouse)};
    EXPECT_EQ(code_of([&](Tx& tx) { return reply(tx, clerk, made.id, "x"); }), Code::forbidden);
    // fsck sees what was changed behind the program's back.
    tampered_ = true;
    write([&](Tx& tx) {
        static const db::Statement forge{"feedback.test_forge", "update feedback set answer = 'x', body = 'y'"};
        return tx.execute(forge);
    });
    EXPECT_THAT(db_->read_now([](Tx& tx) { return check_records(tx, ledger::check_logs(tx)); }), Not(IsEmpty()));
}

// GDP-68: a telephone number is sealed, for regulators alone, and goes half a year after the answer.
TEST_P(Feedbacks, GDP68_ThePhoneIsSealedAndErased) {
    const auto made = say(Kind::mismatch, "13800001234");
    EXPECT_TRUE(made.has_phone);
    write([&](Tx& tx) {
        EXPECT_EQ(phone_for(tx, regulator_, made), "13800001234");
        EXPECT_FALSE(phone_for(tx, maker_, made));
        return must(reply(tx, maker_, made.id, "已处理"));
    });
    EXPECT_EQ(write([&](Tx& tx) { return purge(tx); }), 0);
    clock_ = clock_ + (phone_kept_ms + 1);
    EXPECT_EQ(write([&](Tx& tx) { return purge(tx); }), 1);
    const auto after = must(db_->read_now([&](Tx& tx) { return get(tx, regulator_, made.id); }));
    EXPECT_FALSE(after.has_phone);
    const auto other = say(Kind::mismatch, "13800001234");
    EXPECT_EQ(write([&](Tx& tx) { return forget_phone(tx, "13800009999"); }), 0);
    EXPECT_EQ(write([&](Tx& tx) { return forget_phone(tx, "13800001234"); }), 1) << "its owner asked for it";
    EXPECT_FALSE(must(db_->read_now([&](Tx& tx) { return get(tx, regulator_, other.id); })).has_phone);
}

// Every rule of the form that is broken is named at once.
TEST(FeedbackForm, NamesEveryRuleThatIsBroken) {
    const auto bad = decode({{"kind", "nonsense"}, {"phone", "12"}}).error();
    std::vector<std::string> at{bad.pointer};
    for (const auto& other : bad.others) at.push_back(other.pointer);
    EXPECT_THAT(at, ::testing::UnorderedElementsAre("/kind", "/text", "/phone"));
    const auto good = must(decode({{"kind", "counterfeit"}, {"text", "外壳\n有裂"}, {"phone", "+86 138-0000-1234"}}));
    EXPECT_EQ(good.phone, "13800001234");
    EXPECT_TRUE(decode({{"kind", "other"}, {"text", std::string(body_chars_max + 1, 'a')}}).has_error());
}

}  // namespace
}  // namespace yiguan::feedback
