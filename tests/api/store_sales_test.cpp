// A store's sale over HTTP: checked, sold, its customer asked on his own phone, printed, and taken back.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "api/selling.hpp"

namespace yiguan::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class StoreSalesApi : public ::testing::TestWithParam<db::Engine> {
protected:
    Story& s_ = story(GetParam());
};

// EBS-29, EBS-30, EBS-34, M08, M10: what is shown while scanning, and the receipt.
TEST_P(StoreSalesApi, EBS29_ABundleIsCheckedSoldAndPrinted) {
    auto goods = shop_goods(s_);
    Party& shop = *goods.shop;
    const auto part =
        shop.must_post("/api/v1/store-sales/check",
                       json::object{{"type", "bundle"}, {"texts", json::array{json::string(goods.vehicle)}}});
    EXPECT_FALSE(part.at("complete").as_bool());
    EXPECT_EQ(text(part.at("allowed").at("battery").at(0).as_object(), "model"), "YD4812") << "EBS-30";
    const auto whole = shop.must_post("/api/v1/store-sales/check", goods.bundle());
    EXPECT_TRUE(whole.at("complete").as_bool()) << json::serialize(whole);
    EXPECT_EQ(text(whole.at("slots").at("battery").as_object(), "code"), goods.battery);
    const auto sale = sold(goods);
    EXPECT_THAT(text(sale, "number"), HasSubstr("XS2026"));
    EXPECT_EQ(sale.at("codes").as_array().size(), 3u);
    EXPECT_THAT(text(sale, "publicUrl"), HasSubstr("/E=" + goods.vehicle));
    const auto paper = shop.get(text(sale, "receiptUrl"));
    EXPECT_EQ(paper.status, 200);
    EXPECT_THAT(paper.body.substr(0, 5), "%PDF-");
    const auto again = shop.post("/api/v1/store-sales", goods.bundle());
    EXPECT_EQ(again.status, 409);
    EXPECT_THAT(again.body, HasSubstr(text(sale, "number")));
    EXPECT_EQ(shop.must_get("/api/v1/store-sales?tail=" + goods.battery.substr(27)).at("items").as_array().size(), 1u);
    for (Party* other : {&s_.seller, &s_.producer})
        EXPECT_THAT(other->get("/api/v1/store-sales?limit=100").body, Not(HasSubstr(text(sale, "number"))));
}

// EBS-25: the offline queue sends its entry again: one sale. Two clerks at once: one wins.
TEST_P(StoreSalesApi, EBS25_TheSameEntryIsOneSale) {
    auto goods = shop_goods(s_);
    Party& shop = *goods.shop;
    const http::Headers headers{{"Content-Type", "application/json"},
                                {"X-CSRF-Token", shop.csrf()},
                                {"Idempotency-Key", "5f6c0d3e-0000-4000-8000-" + goods.battery.substr(21)}};
    const auto body = json::serialize(goods.bundle());
    const auto first = shop.send("POST", "/api/v1/store-sales", body, headers);
    EXPECT_EQ(first.status, 201) << first.body;
    const auto second = shop.send("POST", "/api/v1/store-sales", body, headers);
    EXPECT_EQ(second.status, 201);
    EXPECT_EQ(text(object_of(second), "id"), text(object_of(first), "id"));
}

// EBS-27, C-24, M09: typed by the customer on his own phone, once, masked for the clerk; nowhere in the open.
TEST_P(StoreSalesApi, EBS27_TheCustomerTypesOnHisOwnPhone) {
    auto goods = shop_goods(s_);
    Party& shop = *goods.shop;
    const auto form = shop.must_post("/api/v1/customer-forms", json::object{{"needs", json::array{"name", "phone"}}});
    EXPECT_THAT(text(form, "qr"), HasSubstr("<svg"));
    const auto url = text(form, "url");
    const auto path = url.substr(url.find("/k/"));
    auto phone = s_.stranger();
    const auto page = phone.get(path);
    EXPECT_EQ(page.status, 200);
    EXPECT_EQ(page.header("Cache-Control"), "no-store");
    EXPECT_THAT(page.header("Content-Security-Policy"), HasSubstr("default-src 'none'"));
    EXPECT_THAT(page.body, Not(HasSubstr("<script")));
    const http::Headers as_form{{"Content-Type", "application/x-www-form-urlencoded"}};
    const auto wrong = phone.send("POST", path, "name=%E5%BC%A0%E4%B8%89%E4%B8%B0&phone=12&agree=1", as_form);
    EXPECT_EQ(wrong.status, 422);
    EXPECT_THAT(wrong.body, HasSubstr("手机号应为 11 位数字"));
    EXPECT_EQ(phone.send("POST", path, "name=%E5%BC%A0&phone=13711100033", as_form).status, 422) << "without consent";
    EXPECT_EQ(phone.send("POST", path, "name=%FF", as_form).status, 422);
    const auto done = phone.send("POST", path, "name=%E5%BC%A0%E4%B8%89%E4%B8%B0&phone=137+1110+0033&agree=1", as_form);
    EXPECT_EQ(done.status, 200) << done.body;
    EXPECT_EQ(phone.get(path).status, 404) << "once";
    const auto id = text(form, "id");
    const auto seen = shop.must_get("/api/v1/customer-forms/" + id);
    EXPECT_TRUE(seen.at("filled").as_bool());
    EXPECT_EQ(text(seen.at("masked").as_object(), "phone"), "137****0033");
    auto body = goods.bundle();
    body["customerForm"] = id;
    shop.must_post("/api/v1/store-sales", body);
    const auto list = shop.get("/api/v1/customers?tail=0033");
    EXPECT_THAT(list.body, HasSubstr("XS2026"));
    for (const auto& answer : {list, shop.get("/api/v1/store-sales"), phone.get("/c/" + goods.vehicle)}) {
        EXPECT_THAT(answer.body, Not(HasSubstr("13711100033")));
        EXPECT_THAT(answer.body, Not(HasSubstr("张三丰")));
    }
    const auto all = shop.must_post("/api/v1/customers/" + id + "/reading", json::object{{"reason", "召回通知"}});
    EXPECT_EQ(text(all, "phone"), "13711100033");
    EXPECT_EQ(s_.seller.post("/api/v1/customers/" + id + "/reading", json::object{{"reason", "x"}}).status, 404);
    shop.must_post("/api/v1/customers/" + id + "/erasure", json::object{{"reason", "顾客要求"}});
    EXPECT_THAT(shop.get("/api/v1/customers").body, Not(HasSubstr("137****0033")));
}

// P23, M12
TEST_P(StoreSalesApi, P23_WhatComesBackIsJudgedAndSoldAgain) {
    auto goods = shop_goods(s_);
    Party& shop = *goods.shop;
    const auto sale = sold(goods);
    const auto back = shop.must_post(
        "/api/v1/returns",
        json::object{
            {"sale", text(sale, "id")}, {"source", "customer"}, {"reason", "无法充电"}, {"disposition", "inspect"}});
    EXPECT_EQ(text(back, "saleNumber"), text(sale, "number"));
    EXPECT_EQ(text(shop.must_get("/api/v1/store-sales/" + text(sale, "id")), "stateZh"), "已退");
    EXPECT_EQ(shop.post("/api/v1/store-sales", goods.bundle()).status, 409);
    shop.must_post("/api/v1/returns/" + text(back, "id") + "/judgement", json::object{{"disposition", "resell"}});
    EXPECT_EQ(shop.post("/api/v1/store-sales", goods.bundle()).status, 201);
}

INSTANTIATE_TEST_SUITE_P(Engines, StoreSalesApi, ::testing::Values(db::Engine::sqlite, db::Engine::postgresql),
                         db::testing::engine_name);

}  // namespace
}  // namespace yiguan::testing
