// Partners: who they are, found by credit code and by names that are nearly the same, invited to join.
#include "registry/partners.hpp"

#include <gmock/gmock.h>

#include "ledger/check.hpp"
#include "registry/check.hpp"
#include "registry/test_world.hpp"

namespace yiguan::registry {
namespace {

using db::Statement;
using db::Tx;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class Partners : public RegistryWorld {
protected:
    void SetUp() override {
        RegistryWorld::SetUp();
        shop_ = given_org(1, OrgKinds{}.with(OrgKind::seller));
        maker_ = given_org(2);
        ASSERT_TRUE(approve(shop_.org).has_value());
        ASSERT_TRUE(approve(maker_.org).has_value());
    }
    static auth::Actor seller(const Registered& r) {
        return {.user = r.user,
                .org = r.org,
                .roles = auth::effective_roles(auth::Role::org_admin, auth::Roles{}.with(auth::Role::seller)),
                .request_id = "request-3"};
    }
    Result<Partner> try_add(json::object form, std::optional<auth::Actor> actor = {}) {
        return write([&](Tx& tx) -> Result<Partner> {
            TRY(const auto data, decode_partner(form));
            return add_partner(tx, actor.value_or(seller(shop_)), data);
        });
    }
    Partner given(std::string name, json::object more = {}) {
        more["name"] = std::move(name);
        more.emplace("kinds", json::array{"supplier"});
        return try_add(std::move(more)).value();
    }
    std::vector<std::string> listed(const PartnerFilter& filter) {
        std::vector<std::string> names;
        const auto page = read([&](Tx& tx) { return list_partners(tx, seller(shop_), filter, {}, 10); }).value();
        for (const auto& partner : page.items) names.push_back(partner.data.name);
        EXPECT_EQ(page.total, static_cast<std::int64_t>(names.size()));
        return names;
    }
    std::vector<std::string> similar(std::string_view name) {
        std::vector<std::string> names;
        for (const auto& partner : read([&](Tx& tx) { return similar_partners(tx, shop_.org, name); }))
            names.push_back(partner.data.name);
        return names;
    }
    Result<PartnerInvitation> invite(PartnerId id) {
        wait_s_ = 0;
        return write([&](Tx& tx) { return invite_partner(tx, seller(shop_), id, wait_s_); });
    }
    std::vector<std::string> complaints() {
        return read([](Tx& tx) { return check_records(tx, ledger::check_logs(tx)); });
    }
    json::object shown(const Partner& partner, Contacts contacts = Contacts::masked) {
        return read([&](Tx& tx) { return encode(tx, find_partner(tx, partner.org, partner.id).value(), contacts); });
    }
    Registered shop_{}, maker_{};
    std::int64_t wait_s_ = 0;
};
YIGUAN_BOTH_ENGINES(Partners);

// GDP-77, GDP-78
TEST_P(Partners, GDP77_SuppliersAndBuyersAreTypedOnceAndFoundAgain) {
    const auto maker = given("东莞绿源车业有限公司", {{"region", "441900"}});
    const auto buyer = given("广州骑行商贸", {{"kinds", json::array{"buyer"}}, {"region", "440106"}});
    const auto both = given("佛山电池厂", {{"kinds", json::array{"supplier", "buyer"}}});
    EXPECT_THAT(listed({}), ElementsAre("佛山电池厂", "广州骑行商贸", "东莞绿源车业有限公司"));
    EXPECT_THAT(listed({.kind = PartnerKind::supplier}), ElementsAre("佛山电池厂", "东莞绿源车业有限公司"));
    EXPECT_THAT(listed({.kind = PartnerKind::buyer}), ElementsAre("佛山电池厂", "广州骑行商贸"));
    EXPECT_THAT(listed({.text = "骑行"}), ElementsAre("广州骑行商贸"));
    EXPECT_THAT(listed({.region = "4401"}), ElementsAre("广州骑行商贸"));
    EXPECT_THAT(listed({.text = "100%"}), IsEmpty());
    EXPECT_EQ(shown(both).at("kindsZh"), (json::array{"供应商", "采购商"}));
    EXPECT_EQ(shown(buyer).at("regionName").as_string(), "广东省广州市天河区");
    EXPECT_EQ(read([&](Tx& tx) { return read_partner(tx, seller(maker_), maker.id); }).error().code, Code::not_found);
    EXPECT_THAT(complaints(), IsEmpty());
}

TEST_P(Partners, OneCreditCodeIsOnePartner) {
    const std::string code(uscc(9).text());
    given("东莞绿源车业", {{"uscc", code}});
    const auto again = try_add({{"name", "绿源"}, {"kinds", json::array{"buyer"}}, {"uscc", code}});
    ASSERT_TRUE(again.has_error());
    EXPECT_EQ(again.error().code, Code::conflict);
    EXPECT_EQ(again.error().pointer, "/uscc");
    EXPECT_THAT(again.error().detail, HasSubstr("东莞绿源车业"));
    const auto same_name = try_add({{"name", "东莞绿源车业"}, {"kinds", json::array{"buyer"}}});
    ASSERT_TRUE(same_name.has_error());
    EXPECT_EQ(same_name.error().pointer, "/name");
    const auto own = try_add({{"name", "自己"}, {"kinds", json::array{"buyer"}}, {"uscc", uscc(1).text()}});
    ASSERT_TRUE(own.has_error());
    EXPECT_EQ(own.error().pointer, "/uscc");
    EXPECT_THAT(listed({}), SizeIs(1));
}

TEST_P(Partners, NamesThatAreNearlyTheSameAreHintedAt) {
    given("东莞市绿源车业有限公司");
    given("东莞市爱玛科技有限公司");
    given("广州雅迪");
    EXPECT_THAT(similar("东莞市绿源车业"), ElementsAre("东莞市绿源车业有限公司"));
    EXPECT_THAT(similar("东莞市绿园车业股份有限公司"), ElementsAre("东莞市绿源车业有限公司")) << "one letter";
    EXPECT_THAT(similar("东莞市绿源车业（集团）"), ElementsAre("东莞市绿源车业有限公司")) << "begins with it";
    EXPECT_THAT(similar("东莞市台铃"), IsEmpty());
    EXPECT_THAT(similar(""), IsEmpty());
}

TEST_P(Partners, TellsWhoIsRegisteredHere) {
    const auto maker = given("绿源", {{"uscc", uscc(2).text()}});
    EXPECT_TRUE(shown(maker).at("registered").as_bool());
    EXPECT_EQ(shown(maker).at("registeredName").as_string(), "企业2");
    given_org(3);
    EXPECT_FALSE(shown(given("等待", {{"uscc", uscc(3).text()}})).at("registered").as_bool());
    EXPECT_FALSE(shown(given("没有代码")).at("registered").as_bool());
    EXPECT_EQ(invite(maker.id).error().code, Code::wrong_state);
}

TEST_P(Partners, WhoIsAskedForIsSealedAndMasked) {
    const auto partner =
        given("绿源", {{"contact", "欧阳小明"}, {"phone", "13900139000"}, {"email", "ming@maker.example"}});
    static const Statement columns{"t.partner.columns", "select content, personal from partner",
                                   Statement::Plan::small_scan};
    read([&](Tx& tx) {
        auto rows = tx.query(columns);
        EXPECT_TRUE(rows.next());
        EXPECT_THAT(rows.get<std::string>(0), Not(HasSubstr("13900139000")));
        EXPECT_THAT(std::string(reinterpret_cast<const char*>(rows.bytes(1).data()), rows.bytes(1).size()),
                    Not(HasSubstr("13900139000")));
        return 0;
    });
    const auto masked = json::serialize(shown(partner)), whole = json::serialize(shown(partner, Contacts::whole));
    EXPECT_THAT(masked, HasSubstr("139****9000"));
    EXPECT_THAT(masked, HasSubstr("欧**"));
    EXPECT_THAT(masked, HasSubstr("m***@maker.example"));
    EXPECT_THAT(masked, Not(HasSubstr("小明")));
    EXPECT_THAT(whole, HasSubstr("13900139000"));
    EXPECT_THAT(whole, HasSubstr("欧阳小明"));
    const auto wrong = decode_partner({{"name", "甲"}, {"kinds", json::array{"boat"}}, {"phone", "请打给张三"}});
    ASSERT_TRUE(wrong.has_error());
    EXPECT_EQ(wrong.error().pointer, "/kinds");
    ASSERT_THAT(wrong.error().others, SizeIs(1));
    EXPECT_EQ(wrong.error().others[0].value, "");
}

TEST_P(Partners, AreChangedByWhoDealsWithThem) {
    const auto partner = given("绿源", {{"phone", "13900139000"}});
    const auto data =
        decode_partner_change({{"kinds", json::array{"buyer"}}, {"phone", nullptr}}, partner.data).value();
    EXPECT_EQ(data.name, "绿源");
    EXPECT_EQ(data.phone, "");
    auto clerk = seller(shop_);
    clerk.roles = auth::effective_roles(auth::Role::recorder, auth::Roles{}.with(auth::Role::seller));
    const auto change = [&](const auth::Actor& actor, std::int64_t version) {
        return write([&](Tx& tx) { return change_partner(tx, actor, partner.id, version, data); });
    };
    EXPECT_EQ(change(clerk, 1).error().code, Code::forbidden);
    EXPECT_EQ(change(seller(maker_), 1).error().code, Code::not_found);
    ASSERT_TRUE(change(seller(shop_), 1).has_value());
    EXPECT_EQ(change(seller(shop_), 1).error().pointer, "/version");
    EXPECT_THAT(listed({.kind = PartnerKind::buyer}), ElementsAre("绿源"));
    // Who sees his own alone.
    auto own_only = seller(shop_);
    own_only.user = UserId{999};
    own_only.scope.own_only = true;
    EXPECT_EQ(read([&](Tx& tx) { return read_partner(tx, own_only, partner.id); }).error().code, Code::not_found);
    EXPECT_THAT(read([&](Tx& tx) { return list_partners(tx, own_only, {}, {}, 10); }).value().items, IsEmpty());
    EXPECT_THAT(complaints(), IsEmpty());
}

TEST_P(Partners, AreInvitedOnceAWeek) {
    const auto silent = given("甲厂"), reached = given("乙厂", {{"phone", "139 0013 9000"}}),
               written = given("丙厂", {{"phone", "020-1234567"}, {"email", "b@maker.example"}});
    EXPECT_EQ(invite(silent.id).error().code, Code::missing_field);
    const auto sent = invite(reached.id);
    ASSERT_TRUE(sent.has_value());
    EXPECT_TRUE(sent.value().by_phone);
    EXPECT_EQ(sent.value().partner.data.phone, "13900139000");
    EXPECT_FALSE(invite(written.id).value().by_phone);
    EXPECT_EQ(invite(reached.id).error().code, Code::too_many_requests);
    EXPECT_GT(wait_s_, 600'000);
}

TEST_P(Partners, TheLastDealingIsTheLatest) {
    const auto coded = given("甲厂", {{"uscc", uscc(9).text()}}), named = given("乙厂");
    write([&](Tx& tx) {
        note_dealing(tx, shop_.org, uscc(9).text(), "whatever", UtcMs{2'000});
        note_dealing(tx, shop_.org, uscc(9).text(), "", UtcMs{1'000});
        note_dealing(tx, shop_.org, uscc(9).text(), "", UtcMs{4'000});  // within the hour
        note_dealing(tx, shop_.org, "", "乙厂", UtcMs{3'000});
        note_dealing(tx, maker_.org, "", "甲厂", UtcMs{9'000});
        return 0;
    });
    EXPECT_EQ(shown(coded).at("lastDealing").as_string(), iso_utc(UtcMs{2'000}));
    EXPECT_EQ(shown(named).at("lastDealing").as_string(), iso_utc(UtcMs{3'000}));
    EXPECT_THAT(complaints(), IsEmpty()) << "no part of a version";
}

TEST_P(Partners, FsckSeesWhatWasChangedBehindItsBack) {
    given("甲厂", {{"uscc", uscc(9).text()}, {"phone", "13900139000"}});
    static const Statement behind[]{
        {"t.partner.kinds", "update partner set kinds = 2", Statement::Plan::small_scan},
        {"t.partner.uscc", "update partner set uscc = ''", Statement::Plan::small_scan},
        {"t.partner.key", "update partner set name_key = 'x'", Statement::Plan::small_scan},
        {"t.partner.search", "update partner set search_key = 'x'", Statement::Plan::small_scan},
        {"t.partner.content", "update partner set content = '{'", Statement::Plan::small_scan},
        {"t.partner.history", "delete from party_history", Statement::Plan::small_scan}};
    for (const auto& statement : behind) {
        const auto found = write([&](Tx& tx) -> Result<std::vector<std::string>> {
            tx.execute(statement);
            return Error{Code::invalid, "",
                         json::serialize(json::value_from(check_records(tx, ledger::check_logs(tx))))};
        });
        ASSERT_TRUE(found.has_error());
        EXPECT_THAT(found.error().detail, HasSubstr("往来单位")) << statement.name();
    }
    EXPECT_THAT(complaints(), IsEmpty());
}

}  // namespace
}  // namespace yiguan::registry
