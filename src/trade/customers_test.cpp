// Customers on both engines: what is asked, how it is kept, and how it goes.
#include "auth/auth.hpp"
#include "trade/sale_world.hpp"

namespace yiguan::trade {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::must;
using ::testing::Not;
using testing::SaleWorld;
using ::testing::SizeIs;

class CustomersTest : public SaleWorld {
protected:
    std::vector<Customer> listed(std::string tail) {
        return must(db_->read_now([&](db::Tx& tx) { return list_customers(tx, shop_, {.phone_tail = tail}, {}, 10); }));
    }
    Result<CustomerData> reveal(const auth::Actor& actor, CustomerId id, std::string_view reason) {
        return write([&](db::Tx& tx) { return reveal_customer(tx, actor, id, reason); });
    }
    std::vector<std::string> trail(CustomerId id) {
        std::vector<std::string> found;
        for (const auto& row : db_->read_now([&](db::Tx& tx) { return auth::audit_trail(tx, "customer", id.value); }))
            found.push_back(row.action);
        return found;
    }
    store::CustomerRow row(CustomerId id) {
        return *db_->read_now([&](db::Tx& tx) { return store::find_customer(tx, id); });
    }
};
YIGUAN_BOTH_ENGINES(CustomersTest);

// EBS-27, C-24: typed once by the customer himself; sealed, masked, found by the tail of the phone.
TEST_P(CustomersTest, EBS27_WhatTheCustomerTypedIsSealedAndMasked) {
    const auto form = a_form({"name", "phone", "idNumber", "region", "address"});
    EXPECT_EQ(form.token.size(), 22u) << "128 bits";
    EXPECT_THAT(row(form.customer.id).token_hash, Not(HasSubstr(form.token)));
    const auto open = db_->read_now([&](db::Tx& tx) { return open_customer_form(tx, form.token); });
    ASSERT_TRUE(open);
    EXPECT_EQ(open->seller, "明达商行");
    const auto filled = must(fill(form.token, person()));
    EXPECT_EQ(filled.masked_name, "张*");
    EXPECT_EQ(filled.masked_phone, "138****8000");
    EXPECT_EQ(filled.purge_at, clock_ + 1095LL * 86'400'000);
    EXPECT_EQ(filled.filled_by, UserId{});
    EXPECT_EQ(fill(form.token, person()).error().code, Code::not_found) << "single use";
    const auto kept = row(form.customer.id);
    for (const std::string_view secret : {"张三丰", "13800138000", "11010519491231002X", "某小区"}) {
        EXPECT_THAT(kept.personal, Not(HasSubstr(std::string(secret))));
        EXPECT_THAT(store::to_stored(kept.customer), Not(HasSubstr(std::string(secret))))
            << "the log has a digest only";
    }
    EXPECT_EQ(kept.customer.digest.size(), 64u);
    EXPECT_THAT(listed("8000"), SizeIs(1));
    EXPECT_THAT(listed("8001"), IsEmpty());
    EXPECT_THAT(must(db_->read_now(
                    [&](db::Tx& tx) { return list_customers(tx, other_shop_, {.phone_tail = "8000"}, {}, 10); })),
                IsEmpty());
}

// EBS-27: each field by its rule; the values are not repeated.
TEST_P(CustomersTest, EBS27_WhatIsWrongIsSaidWithoutTheValue) {
    const auto form = a_form({"name", "phone", "idNumber", "region"});
    const auto refused =
        fill(form.token, {{"name", "张三"}, {"phone", "123"}, {"idNumber", "110105194912310021"}, {"region", "999999"}})
            .error();
    EXPECT_THAT(events::testing::AssemblingWorld::pointers(refused), ElementsAre("/phone", "/idNumber", "/region"));
    EXPECT_TRUE(refused.value.empty());
    for (const auto& other : refused.others) EXPECT_TRUE(other.value.empty());
    EXPECT_EQ(fill(form.token, {{"name", "张三"}, {"address", "x"}}).error().code, Code::missing_field);
    clock_ = clock_ + form_ms;
    EXPECT_EQ(fill(form.token, person()).error().code, Code::not_found) << "30 minutes are over";
    const auto typed = write([&](db::Tx& tx) {
        return fill_customer_form(
            tx, shop_, form.customer.id,
            {{"name", "张三"}, {"phone", "13800138000"}, {"idNumber", "11010519491231002X"}, {"region", "440106"}});
    });
    EXPECT_EQ(must(typed).filled_by, shop_.user) << "the clerk may type it in himself";
}

// P50: every reading of all of it is on record, with its reason; strangers learn nothing.
TEST_P(CustomersTest, P50_EveryReadingIsAudited) {
    const auto form = a_form({"name", "phone"});
    must(fill(form.token, {{"name", "张三"}, {"phone", "13800138000"}}));
    EXPECT_EQ(reveal(shop_, form.customer.id, "").error().pointer, "/reason");
    EXPECT_EQ(reveal(other_shop_, form.customer.id, "看看").error().code, Code::not_found);
    EXPECT_EQ(must(reveal(shop_, form.customer.id, "召回通知")).phone, "13800138000");
    EXPECT_THAT(trail(form.customer.id), ElementsAre("customer.add", "customer.fill", "customer.read"));
}

// C-24, P50: erased on request, and by itself when its time is over; the log still agrees.
TEST_P(CustomersTest, P50_WhatACustomerGaveIsErased) {
    const auto form = a_form({"name", "phone"}), other = a_form({"name", "phone"});
    must(fill(form.token, {{"name", "张三"}, {"phone", "13800138000"}}));
    must(fill(other.token, {{"name", "李四"}, {"phone", "13900139000"}}));
    const auto erase = [&] {
        return write([&](db::Tx& tx) { return erase_customer(tx, shop_, form.customer.id, "顾客要求"); });
    };
    EXPECT_EQ(must(erase()).state, CustomerState::erased);
    EXPECT_EQ(erase().error().code, Code::wrong_state);
    const auto gone = row(form.customer.id);
    EXPECT_TRUE(gone.personal.empty() && gone.tail_mark.empty() && gone.customer.masked_phone.empty());
    EXPECT_EQ(reveal(shop_, form.customer.id, "看看").error().code, Code::wrong_state);
    EXPECT_THAT(listed("8000"), IsEmpty());
    EXPECT_THAT(sale_defects(), IsEmpty());
    const auto third = a_form({"phone"});
    must(fill(third.token, {{"phone", "13700137000"}}));
    EXPECT_EQ(write([](db::Tx& tx) { return forget_person(tx, "+86 137 0013 7000"); }), 1) << "PIPL, article 47";
    EXPECT_TRUE(row(third.customer.id).personal.empty());

    const auto purge = [&] { return write([](db::Tx& tx) { return purge_customers(tx); }); };
    EXPECT_EQ(purge(), 0);
    clock_ = clock_ + 1095LL * 86'400'000;
    EXPECT_EQ(purge(), 1);
    EXPECT_TRUE(row(other.customer.id).personal.empty());
    EXPECT_EQ(purge(), 0);
}

// C-24, EBS-12: who works in one store alone knows of no customer, sale or return of another.
TEST_P(CustomersTest, C24_TheClerkOfOneStoreSeesNothingOfAnother) {
    const auto north = a_store("北店"), south = a_store("南店");
    const auto clerk = write([&](db::Tx& tx) {
        const auto user =
            must(auth::add_user(tx, {.login = "clerk", .password_hash = "x", .org = shop_.org, .roles = {}}));
        const auto member =
            must(auth::add_membership(tx, shop_.user, user, shop_.org, auth::Role::store_clerk, auth::Scope{}));
        must(registry::set_store_staff(tx, shop_, north, registry::find_store(tx, north)->version, {member.id}));
        return auth::Actor{.user = user,
                           .org = shop_.org,
                           .roles = auth::effective_roles(member.role, auth::Roles{}.with(auth::Role::seller)),
                           .membership = member.id};
    });
    const auto asked = [&](registry::StoreId store) {
        return write([&](db::Tx& tx) { return must(add_customer_form(tx, shop_, store, {"name", "phone"})); });
    };
    const auto here = asked(north), there = asked(south);
    must(fill(here.token, {{"name", "张三"}, {"phone", "13800138000"}}));
    must(fill(there.token, {{"name", "李四"}, {"phone", "13900139000"}}));
    const auto ids = [&](const auth::Actor& actor, registry::StoreId store) {
        return db_->read_now([&](db::Tx& tx) { return list_customers(tx, actor, {.store = store}, {}, 10); });
    };
    EXPECT_THAT(must(ids(shop_, {})), SizeIs(2));
    ASSERT_THAT(must(ids(clerk, {})), SizeIs(1));
    EXPECT_EQ(must(ids(clerk, {})).front().id, here.customer.id);
    EXPECT_EQ(ids(clerk, south).error().code, Code::not_found);
    EXPECT_TRUE(reveal(clerk, here.customer.id, "回访").has_value());
    EXPECT_EQ(reveal(clerk, there.customer.id, "回访").error().code, Code::not_found);
    EXPECT_EQ(write([&](db::Tx& tx) { return erase_customer(tx, clerk, there.customer.id, "顾客要求"); }).error().code,
              Code::not_found);

    const auto battery = battery_in_shop("BAT-1");
    put_in(south, battery);
    auto call = bundle({text(battery)}, SaleType::single);
    call.call.store = south;
    const auto sale = must(sell(call));
    const auto sales = [&](registry::StoreId store) {
        return db_->read_now([&](db::Tx& tx) { return list_sales(tx, clerk, {.store = store}, {}, 10); });
    };
    EXPECT_THAT(must(sales({})), IsEmpty());
    EXPECT_EQ(sales(south).error().code, Code::not_found);
    EXPECT_EQ(db_->read_now([&](db::Tx& tx) { return get_sale(tx, clerk, sale.id); }).error().code, Code::not_found);
    const auto back = must(give_back({.store = south, .sale = sale.id, .reason = "不想要了"}));
    const auto returns = [&](const auth::Actor& actor) {
        return db_->read_now([&](db::Tx& tx) { return must(list_returns(tx, actor, {}, {}, 10)); });
    };
    EXPECT_THAT(returns(shop_), SizeIs(1));
    EXPECT_THAT(returns(clerk), IsEmpty());
    EXPECT_EQ(db_->read_now([&](db::Tx& tx) { return get_return(tx, clerk, back.id); }).error().code, Code::not_found);
}

}  // namespace
}  // namespace yiguan::trade
