#include "message/message.hpp"

#include <gmock/gmock.h>

#include "auth/auth.hpp"
#include "core/text.hpp"
#include "db/testing.hpp"
#include "message/message_store.hpp"
#include "message/seal.hpp"
#include "message/settings.hpp"

namespace yiguan::message {
namespace {

using auth::Actor;
using auth::Role;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

const Actor operator_{.user = UserId{11}, .org = {}, .roles = auth::Roles{}.with(Role::platform_admin)};
const Actor maker{.user = UserId{21}, .org = OrgId{20}, .roles = auth::Roles{}.with(Role::producer)};
const Actor colleague{.user = UserId{22}, .org = OrgId{20}, .roles = auth::Roles{}.with(Role::producer)};
const Actor seller{.user = UserId{31}, .org = OrgId{30}, .roles = auth::Roles{}.with(Role::seller)};

const Message code{.channel = Channel::sms,
                   .to = "13812345678",
                   .template_key = "phone_code",
                   .parameters = {{"code", "471108"}, {"purpose", "登录"}, {"minutes", "10"}},
                   .user = maker.user,
                   .org = maker.org};

const db::Statement sealed_sql{"message_test.sealed", "select sealed, masked from outbox",
                               db::Statement::Plan::small_scan};

class Messages : public db::testing::BothEngines {
protected:
    template <class F>
    auto write(F f) {
        clock_ = clock_ + 1;
        return db_->write_now(f);
    }
    template <class F>
    auto read(F f) {
        return db_->read_now(f);
    }
    std::vector<Notice> inbox(const Actor& actor, const NoticeFilter& filter = {}, std::int64_t before = 0,
                              int limit = 20) {
        return read([&](db::Tx& tx) { return list_notices(tx, actor, filter, before, limit); });
    }
    std::vector<std::string> titles(const Actor& actor, const NoticeFilter& filter = {}) {
        std::vector<std::string> found;
        for (const auto& notice : inbox(actor, filter)) found.push_back(notice.title);
        return found;
    }
    NoticeId told(Recipient to, std::string_view title, Kind kind = Kind::review) {
        return write([&](db::Tx& tx) { return notify(tx, to, kind, title, "正文", {"product", 70}); });
    }
};

TEST_P(Messages, PostedIsWaitingAndNothingOfItCanBeRead) {
    const auto id = write([](db::Tx& tx) { return post(tx, code); });
    ASSERT_TRUE(id.has_value());
    const auto listed = read([](db::Tx& tx) { return list_outbox(tx, operator_, {}, 0, 20); }).value();
    ASSERT_THAT(listed, SizeIs(1));
    EXPECT_EQ(listed[0].id, id.value());
    EXPECT_EQ(listed[0].state, State::waiting);
    EXPECT_EQ(listed[0].to, "138****5678");
    EXPECT_EQ(listed[0].text, std::nullopt);
    read([](db::Tx& tx) {
        auto rows = tx.query(sealed_sql);
        rows.next();
        for (int column : {0, 1})
            for (const char* secret : {"471108", "13812345678", "验证码"})
                EXPECT_THAT(std::string(rows.text(column)), Not(HasSubstr(secret)));
    });
    const auto shown =
        read([](db::Tx& tx) { return list_outbox(tx, operator_, State::waiting, 0, 20, {.sms = true}); }).value();
    EXPECT_THAT(shown.at(0).text.value_or(""), HasSubstr("验证码 471108，用于登录"));
    EXPECT_THAT(read([](db::Tx& tx) { return list_outbox(tx, operator_, State::dead, 0, 20); }).value(), IsEmpty());
}

TEST_P(Messages, NothingIsKeptOfAMessageWhoseTransactionFails) {
    const auto refused = write([](db::Tx& tx) -> Result<void> {
        TRY_VOID(post(tx, code));
        return Error{Code::conflict, "", "另有其事"};
    });
    EXPECT_TRUE(refused.has_error());
    EXPECT_THAT(read([](db::Tx& tx) { return list_outbox(tx, operator_, {}, 0, 20); }).value(), IsEmpty());
}

TEST_P(Messages, WrongAddressesAreRefused) {
    auto message = code;
    message.to = "021-12345678";
    EXPECT_EQ(write([&](db::Tx& tx) { return post(tx, message); }).error().pointer, "/to");
    message = {
        .channel = Channel::email, .to = "13812345678", .template_key = "phone_code", .parameters = code.parameters};
    const auto refused = write([&](db::Tx& tx) { return post(tx, message); });
    EXPECT_EQ(refused.error().field, "电子邮箱");
    EXPECT_EQ(refused.error().value, "");  // personal
}

TEST_P(Messages, OnlyTheOperatorSeesTheOutbox) {
    EXPECT_EQ(read([](db::Tx& tx) { return list_outbox(tx, maker, {}, 0, 20); }).error().code, Code::forbidden);
    EXPECT_EQ(write([](db::Tx& tx) { return retry(tx, maker, MessageId{1}); }).error().code, Code::forbidden);
}

TEST_P(Messages, OnlyTheDeadAreSentAgain) {
    const auto id = write([](db::Tx& tx) { return post(tx, code); }).value();
    const auto again = [&] { return write([&](db::Tx& tx) { return retry(tx, operator_, id); }); };
    EXPECT_EQ(again().error().code, Code::wrong_state);
    write([&](db::Tx& tx) { store::finish(tx, id, State::dead, "HTTP 422", store::Text::keep); });
    ASSERT_TRUE(again().has_value());
    EXPECT_EQ(again().error().code, Code::wrong_state);
    const auto listed = read([](db::Tx& tx) { return list_outbox(tx, operator_, {}, 0, 20); }).value();
    EXPECT_EQ(listed.at(0).state, State::waiting);
    EXPECT_EQ(listed.at(0).attempts, 0);
    write([&](db::Tx& tx) { store::finish(tx, id, State::dead, "HTTP 422", store::Text::forget); });
    EXPECT_EQ(again().error().code, Code::wrong_state);
    EXPECT_EQ(write([](db::Tx& tx) { return retry(tx, operator_, MessageId{1}); }).error().code, Code::not_found);
    EXPECT_THAT(read([&](db::Tx& tx) { return auth::audit_trail(tx, "message", id.value); }), SizeIs(1));
}

TEST_P(Messages, TextsAndOldMessagesGo) {
    const auto id = write([](db::Tx& tx) { return post(tx, code); }).value();
    write([&](db::Tx& tx) { store::finish(tx, id, State::sent, "", store::Text::keep); });
    const auto text = [&] { return read([&](db::Tx& tx) { return store::find(tx, id); }); };
    EXPECT_NE(text()->sealed, "");
    clock_ = clock_ + std::int64_t{8} * 86'400'000;
    write([](db::Tx& tx) { purge(tx); });
    EXPECT_EQ(text()->sealed, "");
    clock_ = clock_ + std::int64_t{180} * 86'400'000;
    write([](db::Tx& tx) { purge(tx); });
    EXPECT_FALSE(text().has_value());
}

TEST_P(Messages, SealsOpenForTheirMessageAlone) {
    read([](db::Tx& tx) {
        const Content content{.to = "13812345678", .title = "标题", .text = "正文", .parameters = {{"code", "1"}}};
        auto sealed = seal(tx.vault(), MessageId{5}, content);
        EXPECT_EQ(open(tx.vault(), MessageId{5}, sealed).value().text, "正文");
        EXPECT_TRUE(open(tx.vault(), MessageId{6}, sealed).has_error());
        sealed.back() = static_cast<char>(sealed.back() ^ 1);
        EXPECT_TRUE(open(tx.vault(), MessageId{5}, sealed).has_error());
        EXPECT_TRUE(open(tx.vault(), MessageId{5}, "short").has_error());
    });
}

// ---- on the platform: P42

TEST_P(Messages, P42_UsersAndOrganisationsAreTold) {
    told(maker.user, "给本人");
    told(maker.org, "给企业", Kind::certificate);
    told(Recipient::operators(), "给运营");
    EXPECT_THAT(titles(maker), ElementsAre("给企业", "给本人"));
    EXPECT_THAT(titles(colleague), ElementsAre("给企业"));
    EXPECT_THAT(titles(seller), IsEmpty());
    EXPECT_THAT(titles(operator_), ElementsAre("给运营"));
    EXPECT_THAT(titles(maker, {.kind = Kind::certificate}), ElementsAre("给企业"));
    const auto first = inbox(maker).at(1);
    EXPECT_EQ(first.object_type, "product");
    EXPECT_EQ(first.object_id, 70);
    EXPECT_FALSE(first.read);
}

TEST_P(Messages, P42_ReadIsEachReadersOwn) {
    const auto id = told(maker.org, "一");
    told(maker.org, "二");
    const auto mark = [&](const Actor& actor) { return write([&](db::Tx& tx) { return mark_read(tx, actor, id); }); };
    ASSERT_TRUE(mark(maker).has_value());
    ASSERT_TRUE(mark(maker).has_value());
    EXPECT_EQ(mark(seller).error().code, Code::not_found);
    EXPECT_THAT(titles(maker, {.read = true}), ElementsAre("一"));
    EXPECT_THAT(titles(maker, {.read = false}), ElementsAre("二"));
    EXPECT_THAT(titles(colleague, {.read = false}), SizeIs(2));
    const auto count = [&](const Actor& actor, NoticeFilter filter) {
        return read([&](db::Tx& tx) { return count_notices(tx, actor, filter); });
    };
    EXPECT_EQ(count(maker, {}), 2);
    EXPECT_EQ(count(maker, {.read = false}), 1);

    write([](db::Tx& tx) { mark_all_read(tx, maker); });
    EXPECT_EQ(count(maker, {.read = false}), 0);
    EXPECT_EQ(count(colleague, {.read = false}), 2);
    told(maker.org, "三");
    EXPECT_THAT(titles(maker, {.read = false}), ElementsAre("三"));
}

TEST_P(Messages, P42_PagesGoOnOverAllRecipients) {
    for (int i = 0; i < 12; ++i) told(i % 2 ? Recipient(maker.user) : Recipient(maker.org), std::to_string(i));
    std::vector<std::string> found;
    for (std::int64_t before = 0;;) {
        const auto page = inbox(maker, {}, before, 5);
        if (page.empty()) break;
        for (const auto& notice : page) found.push_back(notice.title);
        before = page.back().id.value;
    }
    EXPECT_THAT(found, ElementsAre("11", "10", "9", "8", "7", "6", "5", "4", "3", "2", "1", "0"));
}

TEST_P(Messages, WhatWasSaidBeforeTheUserExistedIsNoNews) {
    told(maker.org, "旧");
    const auto user = write([](db::Tx& tx) { return tx.next_id<UserId>(); });
    const Actor joined{.user = user, .org = maker.org, .roles = maker.roles};
    told(maker.org, "新");
    EXPECT_THAT(titles(joined), ElementsAre("新", "旧"));
    EXPECT_THAT(titles(joined, {.read = false}), ElementsAre("新"));
}

TEST_P(Messages, P42_PeopleChooseWhereTheyAreTold) {
    const Person person{.user = maker.user, .phone = "13812345678", .email = "zhang@maker.example"};
    const Parameters parameters{{"name", "CCC 证书"}, {"number", "2026A"}, {"date", "2026-12-01"}, {"days", "30"}};
    const auto tell_him = [&] { write([&](db::Tx& tx) { tell(tx, person, "certificate_expiring", parameters); }); };
    const auto posted = [&] {
        std::vector<std::string> to;
        const auto listed = read([](db::Tx& tx) { return list_outbox(tx, operator_, {}, 0, 20); }).value();
        for (const auto& p : listed) to.push_back(p.to);
        return to;
    };
    tell_him();
    EXPECT_THAT(titles(maker), SizeIs(1));
    EXPECT_THAT(posted(), IsEmpty());

    const auto choose = [&](const json::value& value) {
        return write([&](db::Tx& tx) { return put_setting(tx, maker.user, channels_setting, value); });
    };
    ASSERT_TRUE(choose({{"certificate", json::array{"sms", "email"}}, {"review", json::array{"sms"}}}).has_value());
    tell_him();
    EXPECT_THAT(titles(maker), SizeIs(1));
    EXPECT_THAT(posted(), ElementsAre("z***@maker.example", "138****5678"));

    EXPECT_EQ(choose({{"certificate", json::array{"pigeon"}}}).error().pointer, "/value/certificate");
    EXPECT_EQ(choose({{"weather", json::array{"sms"}}}).error().code, Code::invalid);
    EXPECT_EQ(choose("sms").error().code, Code::invalid);
}

// ---- settings

TEST_P(Messages, SettingsAreEachUsersOwn) {
    const auto get = [&](UserId user, std::string_view name) {
        return read([&](db::Tx& tx) { return find_setting(tx, user, name); });
    };
    const auto put = [&](UserId user, std::string_view name, const json::value& value) {
        return write([&](db::Tx& tx) { return put_setting(tx, user, name, value); });
    };
    EXPECT_TRUE(get(maker.user, "columns.products").value().is_null());
    const json::value columns = json::array{"name", "model"};
    ASSERT_TRUE(put(maker.user, "columns.products", columns).has_value());
    EXPECT_EQ(get(maker.user, "columns.products").value(), columns);
    EXPECT_TRUE(get(colleague.user, "columns.products").value().is_null());
    ASSERT_TRUE(put(maker.user, "columns.products", 1).has_value());
    EXPECT_EQ(get(maker.user, "columns.products").value(), json::value(1));
    ASSERT_TRUE(put(maker.user, "columns.products", nullptr).has_value());
    EXPECT_TRUE(get(maker.user, "columns.products").value().is_null());
    EXPECT_EQ(put(maker.user, "no blanks", 1).error().pointer, "/key");
    EXPECT_EQ(get(maker.user, std::string(65, 'a')).error().code, Code::invalid);
    EXPECT_EQ(put(maker.user, "big", json::value(std::string(8200, 'x'))).error().code, Code::too_long);
}

TEST_P(Messages, AUserHasAHundredSettings) {
    write([](db::Tx& tx) {
        for (std::size_t i = 0; i < settings_per_user_max; ++i)
            EXPECT_TRUE(put_setting(tx, maker.user, "s" + std::to_string(i), 1).has_value());
        EXPECT_EQ(put_setting(tx, maker.user, "more", 1).error().code, Code::conflict);
        EXPECT_TRUE(put_setting(tx, maker.user, "s5", 2).has_value());
    });
}

YIGUAN_BOTH_ENGINES(Messages);

}  // namespace
}  // namespace yiguan::message
