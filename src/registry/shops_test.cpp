// Shops that register themselves: at once, and looked at later.
#include "registry/shops.hpp"

#include <gmock/gmock.h>

#include "auth/memberships.hpp"
#include "auth/personal.hpp"
#include "ledger/check.hpp"
#include "registry/check.hpp"
#include "registry/purposes.hpp"
#include "registry/registry_json.hpp"
#include "registry/test_world.hpp"

namespace yiguan::registry {
namespace {

using db::Tx;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

json::object shop_form(int n, DocumentId licence) {
    return {{"uscc", uscc(n).text()},
            {"organisationName", "广州骑行电动车行"},
            {"licence", to_string(licence)},
            {"store", json::object{{"name", "天河路店"},
                                   {"contactPerson", "张晓云"},
                                   {"phone", "13800138000"},
                                   {"region", "440106"},
                                   {"address", "天河路 1 号"},
                                   {"brand", "绿源"},
                                   {"repairs", false},
                                   {"productTypes", json::array{"vehicle"}}}}};
}

class Shops : public RegistryWorld {
protected:
    void SetUp() override {
        RegistryWorld::SetUp();
        person_.user = given_person("13900139000");
    }
    UserId given_person(std::string phone) {
        return write([&](Tx& tx) {
                   return auth::add_personal_account(
                       tx, {.name = "张晓云", .phone = std::move(phone), .password_hash = "hash"});
               })
            .value();
    }
    Result<Document> upload(const auth::Actor& actor, char content, std::string_view what = "licence") {
        const StoredFile file{
            .sha256 = std::string(64, content), .media_type = MediaType::jpeg, .bytes = 900, .purpose = "licence"};
        return write([&](Tx& tx) -> Result<Document> {
            TRY_VOID(may_upload(tx, actor, purpose(what)));
            return add_document(tx, actor, file);
        });
    }
    Result<RegisteredShop> try_shop(const auth::Actor& actor, json::object form) {
        return write([&](Tx& tx) -> Result<RegisteredShop> {
            TRY(const auto shop, decode_shop(form));
            return register_shop(tx, actor, shop);
        });
    }
    RegisteredShop given_shop(int n) {
        return try_shop(person_, shop_form(n, upload(person_, 'a').value().id)).value();
    }
    auth::Actor keeper(const RegisteredShop& shop) {
        return {.user = person_.user,
                .org = shop.org.id,
                .roles = auth::effective_roles(auth::Role::org_admin, auth::Roles{}.with(auth::Role::seller)),
                .membership = shop.membership};
    }
    std::vector<std::string> complaints() {
        return read([](Tx& tx) {
            const auto log = ledger::check_logs(tx);
            auto found = check_records(tx, log);
            found.insert(found.end(), log.complaints.begin(), log.complaints.end());
            return found;
        });
    }
    auth::Actor person_{};
};
YIGUAN_BOTH_ENGINES(Shops);

// EBS-08, EBS-12
TEST_P(Shops, EBS12_TheFirstStoreWorksAtOnceWithoutReview) {
    const auto shop = given_shop(1);
    EXPECT_EQ(shop.org.status, OrgStatus::approved);
    EXPECT_TRUE(shop.org.kinds.has(OrgKind::seller));
    EXPECT_TRUE(is_trial(stored(shop.org.id)));
    EXPECT_EQ(shop.store.status, StoreStatus::active);
    EXPECT_EQ(shop.store.licence, *stored(shop.org.id).data.licence);
    read([&](Tx& tx) {
        EXPECT_TRUE(require_approved(tx, shop.org.id).has_value());
        EXPECT_TRUE(require_store(tx, keeper(shop), shop.store.id).has_value());
        const auto member = auth::memberships_of(tx, person_.user);
        EXPECT_THAT(member, SizeIs(1));
        EXPECT_EQ(member[0].org, shop.org.id);
        EXPECT_EQ(member[0].role, auth::Role::org_admin);
        EXPECT_TRUE(auth::may(keeper(shop), auth::Permission::sell_codes));
        const auto trail = auth::audit_trail(tx, "org", shop.org.id.value);
        EXPECT_THAT(trail, SizeIs(1));
        EXPECT_THAT(trail[0].detail, HasSubstr("未经审核"));
        return 0;
    });
    EXPECT_THAT(complaints(), IsEmpty());
}

// NAT-54
TEST_P(Shops, NAT54_WhatThePublicSeesOfASellerIsEnteredOnce) {
    const auto shop = given_shop(1);
    const auto seen = encode_public(stored(shop.org.id));
    EXPECT_EQ(seen.at("name").as_string(), "广州骑行电动车行");
    EXPECT_EQ(seen.at("uscc").as_string(), uscc(1).text());
    EXPECT_EQ(seen.at("address").as_string(), "广东省广州市天河区天河路 1 号");
    EXPECT_EQ(seen.at("contact").as_string(), "13800138000");
    EXPECT_TRUE(encode_own(stored(shop.org.id)).contains("trial"));
}

// GDP-68
TEST_P(Shops, GDP68_TheNumberOneSignsInWithIsShownToNobody) {
    auto form = shop_form(1, upload(person_, 'a').value().id);
    form.at("store").as_object()["phone"] = "139 0013 9000";
    const auto shop = try_shop(person_, form).value();
    EXPECT_THAT(json::serialize(encode_public(shop.org)), Not(HasSubstr("13900139000")));
    form["uscc"] = uscc(2).text();
    form["contact"] = "020-12345678";
    EXPECT_EQ(try_shop(person_, form).value().org.data.contact, "020-12345678");
}

TEST_P(Shops, ReviewersLookAtItLaterAndItWorksMeanwhile) {
    const auto shop = given_shop(1);
    const auto application = read([&](Tx& tx) { return review::find(tx, shop.org.application); });
    ASSERT_TRUE(application.has_value());
    EXPECT_EQ(application->state, review::State::submitted) << "it waits in the queue";
    ASSERT_TRUE(write([&](Tx& tx) { return review::claim(tx, admin_, application->id); }).has_value());
    EXPECT_TRUE(is_trial(stored(shop.org.id)));
    ASSERT_TRUE(approve(shop.org.id).has_value());
    EXPECT_EQ(stored(shop.org.id).status, OrgStatus::approved);
    EXPECT_FALSE(is_trial(stored(shop.org.id)));
    EXPECT_THAT(complaints(), IsEmpty());
}

TEST_P(Shops, AReviewerWhoRefusesItEndsItAndFreesTheCode) {
    const auto shop = given_shop(1);
    ASSERT_TRUE(reject(shop.org.id).has_value());
    read([&](Tx& tx) {
        EXPECT_EQ(require_approved(tx, shop.org.id).error().code, Code::org_not_approved);
        EXPECT_FALSE(find_org_by_uscc(tx, uscc(1)).has_value());
        return 0;
    });
    auto data = stored(shop.org.id).data;
    const auto again = write([&](Tx& tx) { return resubmit_org(tx, keeper(shop), shop.org.id, data); });
    ASSERT_TRUE(again.has_value()) << again.error().detail;
    EXPECT_EQ(again.value().status, OrgStatus::first_review) << "now it waits like any other";
    EXPECT_THAT(complaints(), IsEmpty());
}

// GDP-74
TEST_P(Shops, GDP74_ARegistrationByTheConsoleStillWaits) {
    const auto org = given_org(5, OrgKinds{}.with(OrgKind::seller));
    EXPECT_EQ(stored(org.org).status, OrgStatus::first_review);
    EXPECT_FALSE(is_trial(stored(org.org)));
    EXPECT_EQ(read([&](Tx& tx) { return require_approved(tx, org.org); }).error().code, Code::org_not_approved);
}

TEST_P(Shops, AnOrganisationThatIsThereIsNotTakenOver) {
    const auto there = given_org(1);
    const auto licence = upload(person_, 'a').value().id;
    const auto refused = try_shop(person_, shop_form(1, licence));
    ASSERT_TRUE(refused.has_error());
    EXPECT_EQ(refused.error().code, Code::org_exists);
    EXPECT_EQ(refused.error().pointer, "/uscc");
    EXPECT_THAT(refused.error().detail, HasSubstr("邀请"));
    EXPECT_THAT(refused.error().detail, Not(HasSubstr(stored(there.org).data.name)));
    EXPECT_THAT(read([&](Tx& tx) { return auth::memberships_of(tx, person_.user); }), IsEmpty());
}

TEST_P(Shops, OnePersonHoldsSeveralShopsButNotAnyNumberOfThem) {
    for (const int n : {1, 2, 3}) given_shop(n);
    EXPECT_THAT(read([&](Tx& tx) { return auth::memberships_of(tx, person_.user); }), SizeIs(3));
    const auto licence = upload(person_, 'a').value().id;
    EXPECT_EQ(try_shop(person_, shop_form(4, licence)).error().code, Code::too_many_requests);
    const auto first = read([&](Tx& tx) { return find_org_by_uscc(tx, uscc(1)); }).value();
    ASSERT_TRUE(approve(first.id).has_value());
    EXPECT_TRUE(try_shop(person_, shop_form(4, licence)).has_value()) << "one was looked at";
}

TEST_P(Shops, LicencesOfAPersonAreHisAloneAndFew) {
    const auto mine = upload(person_, 'a').value();
    EXPECT_FALSE(mine.org);
    auth::Actor other;
    other.user = given_person("13700137000");
    EXPECT_EQ(try_shop(other, shop_form(1, mine.id)).error().pointer, "/licence");
    read([&](Tx& tx) {
        EXPECT_TRUE(is_own_upload(tx, person_, mine));
        EXPECT_FALSE(is_own_upload(tx, other, mine));
        EXPECT_FALSE(is_own_upload(tx, admin_, mine));
        EXPECT_FALSE(is_own_upload(tx, {}, mine));
        return 0;
    });
    EXPECT_EQ(upload(person_, 'b', "product_picture").error().code, Code::forbidden);
    for (const char content : {'b', 'c', 'd', 'e'}) ASSERT_TRUE(upload(person_, content).has_value());
    EXPECT_EQ(upload(person_, 'f').error().code, Code::too_many_requests);
    EXPECT_EQ(upload({}, 'a').error().code, Code::unauthenticated);
    // What belongs to the shop afterwards is a document of its own.
    const auto shop = try_shop(person_, shop_form(1, mine.id)).value();
    EXPECT_NE(*shop.org.data.licence, mine.id);
    EXPECT_EQ(read([&](Tx& tx) { return find_document(tx, *shop.org.data.licence); })->file.sha256, mine.file.sha256);
}

TEST_P(Shops, WhoMayNotRegister) {
    const auto licence = upload(person_, 'a').value().id;
    EXPECT_EQ(try_shop({}, shop_form(1, licence)).error().code, Code::unauthenticated);
    auto machine = person_;
    machine.machine = true;
    EXPECT_EQ(try_shop(machine, shop_form(1, licence)).error().code, Code::forbidden);
}

TEST(ShopForm, NamesEverythingThatIsWrongBelowTheStoreToo) {
    auto form = shop_form(1, DocumentId{7});
    form["uscc"] = "91440300100000001X";
    form.at("store").as_object().erase("brand");
    form.erase("organisationName");
    const auto wrong = decode_shop(form);
    ASSERT_TRUE(wrong.has_error());
    std::vector<std::string> pointers{wrong.error().pointer};
    for (const auto& other : wrong.error().others) pointers.push_back(other.pointer);
    EXPECT_THAT(pointers, Contains("/uscc"));
    EXPECT_THAT(pointers, Contains("/organisationName"));
    EXPECT_THAT(pointers, Contains("/store/brand"));
}

TEST(ShopLicence, WhatDiffersIsToldWithWhatWasRead) {
    const auto shop = decode_shop(shop_form(1, DocumentId{7})).value();
    const auto reading = [](std::string code, std::string name) {
        return LicenceReading{.state = LicenceReading::State::read,
                              .fields = {{"uscc", std::move(code), 0.99}, {"name", std::move(name), 0.99}}};
    };
    EXPECT_TRUE(licence_agrees(shop, reading(std::string(uscc(1).text()), "广州骑行电动车行")).has_value());
    EXPECT_TRUE(licence_agrees(shop, std::nullopt).has_value()) << "reading only helps";
    const auto other = licence_agrees(shop, reading(std::string(uscc(2).text()), "深圳另一家公司"));
    ASSERT_TRUE(other.has_error());
    EXPECT_EQ(other.error().code, Code::differs_from_registration);
    EXPECT_EQ(other.error().pointer, "/uscc");
    EXPECT_THAT(other.error().detail, HasSubstr(std::string(uscc(2).text())));
    ASSERT_THAT(other.error().others, SizeIs(1));
    EXPECT_EQ(other.error().others[0].pointer, "/organisationName");
    EXPECT_THAT(other.error().others[0].detail, HasSubstr("深圳另一家公司"));
}

}  // namespace
}  // namespace yiguan::registry
