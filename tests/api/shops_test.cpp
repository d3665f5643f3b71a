// From a stranger with a telephone to a shop with a store, and what the store's people and partners are, over HTTP.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/moves.hpp"

namespace yiguan::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class ShopsTest : public ::testing::TestWithParam<db::Engine> {
protected:
    http::Answer post(Party& party, const std::string& path, const json::object& body) {
        return send_as(party, "POST", path, body);
    }
    Story& s_ = story(GetParam());
};

// EBS-02, EBS-03, EBS-04, EBS-05, EBS-06, EBS-07
TEST_P(ShopsTest, EBS02_APersonRegistersWithATelephoneAndSignsInWithIt) {
    auto stranger = s_.stranger();
    const auto phone = fresh_phone();
    json::object form{{"phone", phone}, {"phoneCode", "000000"}, {"name", "张晓云"}, {"password", "12345"}};
    const auto weak = post(stranger, "/api/v1/shop-accounts", form);
    EXPECT_EQ(weak.status, 422);
    EXPECT_THAT(weak.body, HasSubstr("最少 6 位"));
    form["password"] = "lv8car";
    const auto wrong = post(stranger, "/api/v1/shop-accounts", form);
    EXPECT_EQ(wrong.status, 422) << "any telephone would do otherwise";
    EXPECT_THAT(wrong.body, HasSubstr("/phoneCode"));
    form["phoneCode"] = phone_code(s_, stranger, phone, "register");
    const auto made = stranger.must_post("/api/v1/shop-accounts", form);
    EXPECT_EQ(text(made, "name"), "张晓云");
    EXPECT_FALSE(made.contains("organisation"));
    EXPECT_TRUE(made.at("memberships").as_array().empty());
    Party again(s_.server);
    again.sign_in(phone, "lv8car");
    EXPECT_EQ(again.must_get("/api/v1/sessions/current").at("user"), made.at("user"));
    // He is nobody's yet.
    for (const auto* path : {"/api/v1/stores", "/api/v1/partners", "/api/v1/events", "/api/v1/members"})
        EXPECT_EQ(again.get(path).status, 403) << path;
    EXPECT_EQ(s_.server.log().find(phone), std::string::npos);
    EXPECT_EQ(s_.server.log().find("张晓云"), std::string::npos);
    // Another password of six characters will do, a common one will not (EBS-04).
    const auto change = [&](const std::string& wanted) {
        return send_as(again, "PUT", "/api/v1/sessions/current/password",
                       {{"password", "lv8car"}, {"newPassword", wanted}});
    };
    EXPECT_EQ(change("123456").status, 422);
    EXPECT_EQ(change("che8lv").status, 200);
}

// EBS-08, EBS-09, EBS-12
TEST_P(ShopsTest, EBS12_AShopWorksAtOnceAndOpensFurtherStores) {
    auto person = shop_person(s_);
    Party& keeper = *person.party;
    const auto form = shop_of(keeper);
    const auto made = keeper.must_post("/api/v1/shops", form);
    const auto organisation = made.at("organisation").as_object();
    EXPECT_EQ(text(organisation, "status"), "approved");
    EXPECT_TRUE(organisation.at("trial").as_bool());
    const auto session = keeper.must_get("/api/v1/sessions/current");
    EXPECT_EQ(text(session, "organisation"), text(organisation, "id")) << "the session has become the shop's";
    EXPECT_TRUE(session.at("organisationTrial").as_bool());
    auto second = form.at("store").as_object();
    second["name"] = "体育西路店";
    second["licence"] = text(organisation, "licence");
    keeper.must_post("/api/v1/stores", second);
    const auto stores = keeper.must_get("/api/v1/stores");
    EXPECT_EQ(stores.at("total").as_int64(), 2);
    EXPECT_EQ(text(stores.at("items").at(1).as_object(), "phone"), "138****8000") << "a list masks it";
    EXPECT_EQ(keeper.must_get("/api/v1/stores?name=体育").at("items").as_array().size(), 1u);
    EXPECT_EQ(keeper.must_get("/api/v1/stores?region=4401&status=active&limit=1").at("items").as_array().size(), 1u);
    EXPECT_EQ(keeper.get("/api/v1/products").status, 403) << "a seller, no producer";
    EXPECT_EQ(keeper.get("/api/v1/events").status, 200);

    // The same again is refused, and tells whom to ask.
    auto other = shop_person(s_);
    auto theirs = shop_of(*other.party);
    theirs["uscc"] = form.at("uscc");
    const auto taken = post(*other.party, "/api/v1/shops", theirs);
    EXPECT_EQ(taken.status, 409);
    EXPECT_THAT(taken.body, HasSubstr("邀请"));
    // Nor is what he uploaded anybody else's.
    EXPECT_EQ(other.party->get("/api/v1/documents/" + text(form, "licence")).status, 404);
    EXPECT_EQ(keeper.get("/api/v1/documents/" + text(organisation, "licence")).status, 200);
    theirs["uscc"] = fresh_company().uscc;
    theirs["licence"] = form.at("licence");
    EXPECT_EQ(post(*other.party, "/api/v1/shops", theirs).status, 422);

    // Reviewers find it in their queue; refusing it ends it at once.
    const auto application = text(organisation, "application");
    EXPECT_THAT(s_.admin.get("/api/v1/applications?state=submitted&limit=100").body, HasSubstr(application));
    const auto decided = post(s_.admin, "/api/v1/applications/" + application + "/decisions",
                              {{"decision", "reject"}, {"reason", "执照与企业不符"}});
    EXPECT_EQ(decided.status, 200) << decided.body;
    EXPECT_EQ(post(keeper, "/api/v1/stores", second).status, 409) << "no new store now";
}

// What the machine reads on the licence is told where it differs; the person has the last word until a reviewer looks.
TEST_P(ShopsTest, ADifferenceToTheLicenceIsTold) {
    if (GetParam() != db::Engine::sqlite) GTEST_SKIP() << "reading takes seconds and knows no database";
    auto person = shop_person(s_);
    Party& keeper = *person.party;
    auto form = shop_of(keeper);
    form.erase("confirmed");
    const auto sample = keeper.get("/api/v1/samples/licence.png").body;
    const auto uploaded = keeper.send("POST", "/api/v1/documents?purpose=licence", sample,
                                      {{"Content-Type", "image/png"}, {"X-CSRF-Token", keeper.csrf()}});
    ASSERT_EQ(uploaded.status, 201) << uploaded.body;
    form["licence"] = text(object_of(uploaded), "id");
    const auto read = post(keeper, "/api/v1/licences", {{"document", form.at("licence")}});
    ASSERT_EQ(read.status, 200) << read.body;
    const auto told = post(keeper, "/api/v1/shops", form);
    EXPECT_EQ(told.status, 422) << told.body;
    EXPECT_THAT(told.body, HasSubstr("营业执照上识别到的"));
    form["confirmed"] = true;
    EXPECT_EQ(post(keeper, "/api/v1/shops", form).status, 201);
}

// GDP-77, GDP-78
TEST_P(ShopsTest, GDP77_PartnersAreHintedAtAndInvited) {
    auto person = shop_person(s_);
    Party& keeper = *person.party;
    keeper.must_post("/api/v1/shops", shop_of(keeper));
    const auto phone = fresh_phone();
    const auto first = keeper.must_post("/api/v1/partners", json::object{{"name", "东莞市绿源车业有限公司"},
                                                                         {"kinds", json::array{"supplier"}},
                                                                         {"contact", "李明"},
                                                                         {"phone", phone}});
    const auto next =
        keeper.must_post("/api/v1/partners", json::object{{"name", "东莞市绿源车业"}, {"kinds", json::array{"buyer"}}});
    EXPECT_EQ(json::serialize(next.at("similar")), R"(["东莞市绿源车业有限公司"])");
    EXPECT_EQ(keeper.must_get("/api/v1/partners?similar=东莞市绿园车业").at("total").as_int64(), 2);
    EXPECT_EQ(keeper.must_get("/api/v1/partners?kind=supplier").at("total").as_int64(), 1);
    const auto listed = keeper.get("/api/v1/partners").body;
    EXPECT_THAT(listed, Not(HasSubstr(phone)));
    EXPECT_THAT(listed, Not(HasSubstr("李明")));
    const auto path = "/api/v1/partners/" + text(first, "id");
    EXPECT_EQ(text(keeper.must_get(path), "phone"), phone);
    EXPECT_EQ(s_.producer.get(path).status, 404);
    EXPECT_EQ(post(keeper, path + "/invitation", {}).status, 202);
    EXPECT_THAT(message_to(s_, phone, "partner_invitation"), HasSubstr("邀请贵单位入驻"));
    const auto again = post(keeper, path + "/invitation", {});
    EXPECT_EQ(again.status, 429);
    EXPECT_TRUE(again.has("Retry-After"));
    EXPECT_EQ(s_.server.log().find(phone), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(Engines, ShopsTest, ::testing::Values(db::Engine::sqlite, db::Engine::postgresql),
                         db::testing::engine_name);

}  // namespace
}  // namespace yiguan::testing
