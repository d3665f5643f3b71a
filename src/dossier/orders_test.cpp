// Sales orders, product trace codes, and what was said of sellers, orders and reports before.
#include <array>
#include <latch>
#include <thread>

#include "dossier/dossier_store.hpp"
#include "dossier/history.hpp"
#include "dossier/records.hpp"
#include "dossier/test_world.hpp"
#include "dossier/trace_codes.hpp"

namespace yiguan::dossier {
namespace {

using db::Tx;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class Orders : public testing::DossierTest {
protected:
    static json::object order_body(std::string_view number = "DD-9") {
        return {{"number", number}, {"region", "440100"}};
    }
    Result<Order> given_order(const json::object& text, const auth::Actor& by) {
        return write([&](Tx& tx) -> Result<Order> {
            TRY(const auto data, decode_order(text));
            return add_order(tx, by, data);
        });
    }
    Result<Order> given_order(const json::object& text) { return given_order(text, maker_); }
    std::vector<Order> listed(const OrderFilter& filter = {}) {
        return read_in([&](Tx& tx) { return list_orders(tx, maker_, filter, {}, 10); }).value().items;
    }
    Result<TraceCode> activated(const auth::Actor& by) {
        return write([&](Tx& tx) { return activate(tx, by, product_); });
    }
    auth::Actor clerk() const {
        auto actor = maker_;
        actor.user = UserId{77};
        actor.scope.own_only = true;
        return actor;
    }
    static auth::Actor top() { return {UserId{9}, OrgId{900}, auth::Roles{}.with(auth::Role::top_regulator)}; }
};
YIGUAN_BOTH_ENGINES(Orders);

// GDP-40
TEST_P(Orders, GDP40_AnOrderOfADossierComesIntoTheListToBeCompleted) {
    ASSERT_TRUE(given(whole_body("B1"), maker_).has_value());
    ASSERT_TRUE(given(whole_body("B2"), maker_).has_value());
    auto orders = listed();
    ASSERT_THAT(orders, SizeIs(1)) << "once";
    EXPECT_EQ(orders[0].data.number, "DD-1");
    EXPECT_EQ(orders[0].data.seller, "丙商行");
    EXPECT_EQ(orders[0].data.region, "440100");
    EXPECT_THAT(orders[0].data.batches, ElementsAre("B1", "B2"));
    EXPECT_EQ(orders[0].version, 2);

    auto data = orders[0].data;
    data.destination = "天河区 1 号";
    ASSERT_TRUE(write([&](Tx& tx) { return update_order(tx, maker_, orders[0].id, 2, data); }).has_value());
    auto unordered = body("B3");
    unordered["sales"] = json::array{json::object{{"seller", "丙商行"}}};
    ASSERT_TRUE(given(unordered, maker_).has_value());
    orders = listed();
    ASSERT_THAT(orders, SizeIs(1)) << "a sale without an order number makes none";
    EXPECT_EQ(orders[0].data.destination, "天河区 1 号") << "what was completed stays";
    EXPECT_THAT(defects(), IsEmpty());
}

// What was deleted or corrected in the list stays so when the batch is saved again.
TEST_P(Orders, GDP40_SavingABatchAgainBringsNothingBack) {
    auto text = whole_body("B1");
    auto batch = given(text, maker_).value();
    const auto first = listed().at(0);
    auto data = first.data;
    data.batches.clear();
    ASSERT_TRUE(write([&](Tx& tx) { return update_order(tx, maker_, first.id, 1, data); }).has_value());
    text["diversion"] = true;
    batch = changed(batch, text).value();
    EXPECT_EQ(listed().at(0).version, 2) << "the batch was taken out of it by hand";
    ASSERT_TRUE(write([&](Tx& tx) { return remove_order(tx, maker_, first.id); }).has_value());
    text["diversion"] = false;
    batch = changed(batch, text).value();
    EXPECT_THAT(listed(), IsEmpty()) << "it was deleted";

    auto more = text.at("sales").as_array().at(0).as_object();
    more["order"] = "DD-2";
    more["quantity"] = "2";
    text.at("sales").as_array().push_back(more);
    text.at("sales").as_array().push_back(more);
    batch = changed(batch, text).value();
    auto orders = listed();
    ASSERT_THAT(orders, SizeIs(1)) << "what the batch did not name before";
    EXPECT_EQ(orders[0].data.number, "DD-2");
    EXPECT_EQ(orders[0].version, 1) << "once";
    text["number"] = "B1-A";
    batch = changed(batch, text).value();
    orders = listed();
    ASSERT_THAT(orders, SizeIs(2)) << "the batch has another name now";
    EXPECT_THAT(orders[1].data.batches, ElementsAre("B1", "B1-A"));
    EXPECT_THAT(defects(), IsEmpty());
}

// What two servers on one database run into: both look, find nothing, and write. The second goes on, and nothing is
// lost.
TEST_P(Orders, GDP40_TheSecondOfTwoAtOnceFailsNoBatch) {
    const auto made = given_order(order_body("DD-1")).value();
    write([&](Tx& tx) {
        auto row = store::find_any(tx, made.id).value();
        row.order.id = tx.next_id<OrderId>();
        EXPECT_FALSE(store::insert(tx, row)) << "the number is there";
        EXPECT_TRUE(store::lock_order(tx, maker_.org, "DD-1")) << "the transaction lives";
        EXPECT_FALSE(store::lock_order(tx, maker_.org, "DD-2"));
        EXPECT_FALSE(store::lock_order(tx, other_.org, "DD-1"));
    });
    EXPECT_EQ(listed().at(0).version, 1) << "to lock it is no change";
    ASSERT_TRUE(activated(maker_).has_value());
    write([&](Tx& tx) { EXPECT_FALSE(store::insert(tx, store::find_trace_code(tx, product_).value())); });
    EXPECT_THAT(defects(), IsEmpty());
}

// The second waits until the first has committed and then sees what it wrote, also where the first made the order.
TEST(OrdersOfTwoServers, GDP40_BatchesThatShareAnOrderAreBothSaved) {
    db::Options options;
    options.url = db::testing::fresh_postgresql_url();
    const auto vault = std::make_shared<db::testing::MemoryVault>();
    const auto server = [&](unsigned node) {
        options.node = node;
        auto opened = db::Database::open(options);
        opened->set_vault(vault);
        return opened;
    };
    const auto first = server(0), second = server(1);
    const auth::Actor actor{UserId{1}, OrgId{5}, auth::Roles{}.with(auth::Role::producer)};
    const Sale sale{.order = "DD-1"};
    for (const auto& [mine, theirs] : {std::pair("B1", "B2"), std::pair("B3", "B4")}) {
        std::latch begun{1};
        std::jthread other;
        first->write_now([&, batch = mine, others = theirs](Tx& tx) {
            keep_order(tx, actor, sale, batch);
            other = std::jthread([&, others] {
                second->write_now([&](Tx& its) {
                    begun.count_down();
                    keep_order(its, actor, sale, others);
                });
            });
            begun.wait();
        });
    }
    const auto kept = first->read_now([&](Tx& tx) { return store::find_order(tx, actor.org, "DD-1"); });
    ASSERT_TRUE(kept);
    EXPECT_EQ(kept->order.version, 4);
    EXPECT_THAT(kept->order.data.batches, ::testing::UnorderedElementsAre("B1", "B2", "B3", "B4"));
}

// GDP-54, GDP-55
TEST_P(Orders, GDP54_GDP55_MandatoryFieldsAndCheckedCodes) {
    EXPECT_EQ(pointers(given_order({})), "/number /region");
    auto text = order_body();
    text["gln"] = "6900000011224";
    text["region"] = "990000";
    text["sentOn"] = "2026-13-01";
    text["batches"] = json::array{"B1", "B1", ""};
    text["items"] = json::array{7};
    text["sender"] = std::string(400, 'x');
    const auto refused = given_order(text);
    EXPECT_EQ(pointers(refused), "/region /gln /sentOn /sender /batches/1 /batches/2 /items/0");
    for (const auto& one : refused.error().others)
        if (one.pointer == "/sender") {
            EXPECT_THAT(one.value, IsEmpty()) << "personal data is not repeated";
        }

    text = order_body();
    text["gln"] = "6901234567892";
    text["seller"] = "明达商行";
    text["sentOn"] = "2026-12-24";
    text["origin"] = "佛山";
    text["destination"] = "广州";
    text["sender"] = "李女士";
    text["receiver"] = "张先生";
    text["batches"] = json::array{"B1", "B2"};
    text["items"] = json::array{"(01)06900000011225(21)1"};
    const auto made = given_order(text);
    ASSERT_TRUE(made.has_value()) << made.error().pointer << made.error().detail;
    const auto found = read_in([&](Tx& tx) { return read_order(tx, maker_, made.value().id); }).value();
    EXPECT_EQ(found.data, made.value().data) << "what is sealed opens again";
    EXPECT_TRUE(found.complete());
    const auto complete_at = [](std::string region) {
        return Order{.data = {.number = "DD-1", .region = std::move(region)}}.complete();
    };
    EXPECT_FALSE(complete_at("440000")) << "a province without its city";
    EXPECT_TRUE(complete_at("440100"));
    EXPECT_TRUE(complete_at("110000")) << "a municipality is its own city";
    EXPECT_FALSE(complete_at(""));
    EXPECT_EQ(pointers(given_order(order_body())), "/number") << "one within the organisation";
    EXPECT_EQ(pointers(given_order(order_body(), other_)), "accepted");
}

// The bulk upload of orders is still open.
TEST_P(Orders, AreChangedDeletedAndOfTheirOrganisationAlone) {
    const auto made = given_order(order_body()).value();
    auto data = made.data;
    data.seller = "明达商行";
    EXPECT_EQ(pointers(write([&](Tx& tx) { return update_order(tx, maker_, made.id, 7, data); })), "/version");
    EXPECT_EQ(write([&](Tx& tx) { return update_order(tx, other_, made.id, 1, data); }).error().code, Code::not_found);
    EXPECT_EQ(write([&](Tx& tx) { return update_order(tx, shop_, made.id, 1, data); }).error().code, Code::forbidden);
    EXPECT_EQ(write([&](Tx& tx) { return update_order(tx, maker_, made.id, 1, data); }).value().version, 2);
    EXPECT_EQ(read_in([&](Tx& tx) { return read_order(tx, other_, made.id); }).error().code, Code::not_found);
    EXPECT_EQ(read_in([&](Tx& tx) { return read_order(tx, clerk(), made.id); }).error().code, Code::not_found)
        << "who sees his own alone";
    EXPECT_EQ(read_in([&](Tx& tx) { return read_order(tx, regulator(), made.id); }).error().code, Code::not_found);
    ASSERT_TRUE(write([&](Tx& tx) { return remove_order(tx, maker_, made.id); }).has_value());
    EXPECT_TRUE(write([&](Tx& tx) { return remove_order(tx, maker_, made.id); }).has_error());
    EXPECT_EQ(pointers(given_order(order_body())), "accepted") << "the number is free again";
    EXPECT_THAT(defects(), IsEmpty());
}

// The dispatch notes of orders are still open.
TEST_P(Orders, AreFoundBySellerNumberAndDay) {
    auto text = order_body("DD-A");
    text["seller"] = "明达商行";
    const auto early = given_order(text).value();
    clock_ = UtcMs{clock_.value + 86'400'000};
    const auto late = given_order(order_body("DD_B")).value();
    const auto numbers = [&](const OrderFilter& filter) {
        std::vector<std::string> out;
        for (const auto& one : listed(filter)) out.push_back(one.data.number);
        return out;
    };
    EXPECT_THAT(numbers({}), ElementsAre("DD_B", "DD-A"));
    EXPECT_THAT(numbers({.number = "_"}), ElementsAre("DD_B")) << "no pattern";
    EXPECT_THAT(numbers({.seller = "明达"}), ElementsAre("DD-A"));
    const auto today = beijing_date(late.created_at), before = beijing_date(early.created_at);
    EXPECT_THAT(numbers({.from = today}), ElementsAre("DD_B"));
    EXPECT_THAT(numbers({.to = before}), ElementsAre("DD-A"));
    EXPECT_THAT(numbers({.from = before, .to = today}), ElementsAre("DD_B", "DD-A"));
    const auto page = read_in([&](Tx& tx) { return list_orders(tx, maker_, {}, {}, 1); }).value();
    EXPECT_EQ(page.next, late.id);
    EXPECT_EQ(page.total, 2);
}

TEST_P(Orders, WhoSendsAndReceivesIsSealedWhereItIsStored) {
    auto text = order_body();
    text["sender"] = "李女士";
    text["receiver"] = "张先生";
    ASSERT_TRUE(given_order(text).has_value());
    static const db::Statement rows_sql{"dossier.test_orders",
                                        "SELECT content, personal FROM sales_order WHERE order_id > $1"};
    static const db::Statement history_sql{"dossier.test_order_history",
                                           "SELECT content, content FROM dossier_history WHERE record_id > $1"};
    for (const auto* sql : {&rows_sql, &history_sql})
        read_in([&](Tx& tx) {
            auto rows = tx.query(*sql, 0);
            ASSERT_TRUE(rows.next());
            for (const int column : {0, 1}) {
                EXPECT_THAT(rows.get<std::string>(column), Not(HasSubstr("李女士")));
                EXPECT_THAT(rows.get<std::string>(column), Not(HasSubstr("张先生")));
            }
        });
}

// ---- product trace codes

// GDP-23, GDP-24
TEST_P(Orders, GDP23_GDP24_AProductIsActivatedOnceAndForAll) {
    EXPECT_FALSE(read_in([&](Tx& tx) { return trace_code_of(tx, product_); }));
    EXPECT_EQ(activated(other_).error().code, Code::not_found) << "another's product";
    EXPECT_EQ(activated(shop_).error().code, Code::forbidden);
    const auto made = activated(maker_);
    ASSERT_TRUE(made.has_value()) << made.error().detail;
    EXPECT_EQ(made.value().gtin, "06900000011225");
    EXPECT_EQ(read_in([&](Tx& tx) { return trace_code_of(tx, product_); })->activated_at, clock_);
    EXPECT_EQ(activated(maker_).error().code, Code::wrong_state) << "there is no way back, and none to do it twice";
    EXPECT_THAT(defects(), IsEmpty());
}

// GDP-24: what is printed on a label is of one product.
TEST_P(Orders, GDP24_ABarCodeIsActivatedForOneProductOfAnOrganisation) {
    const auto second = write([&](Tx& tx) { return given_product(tx, maker_); });
    const auto of_other = write([&](Tx& tx) { return given_product(tx, other_); });
    const auto activate_by = [&](const auth::Actor& by, ProductId product) {
        return write([&](Tx& tx) { return activate(tx, by, product); });
    };
    ASSERT_TRUE(activated(maker_).has_value());
    const auto refused = activate_by(maker_, second).error();
    EXPECT_EQ(refused.code, Code::conflict);
    EXPECT_EQ(refused.pointer, "/gtin");
    EXPECT_THAT(refused.detail, HasSubstr("06900000011225"));
    EXPECT_FALSE(read_in([&](Tx& tx) { return trace_code_of(tx, second); }));
    EXPECT_TRUE(activate_by(other_, of_other).has_value()) << "others may fill the same goods";
    write([&](Tx& tx) {
        auto row = store::find_trace_code(tx, product_).value();
        row.code.product = second;
        EXPECT_FALSE(store::insert(tx, row)) << "nor at the same moment";
    });
    EXPECT_THAT(defects(), IsEmpty());
}

// GDP-24: two that were activated before the rule stay, and the bar code is taken all the same.
TEST_P(Orders, GDP24_WhatWasActivatedTwiceBeforeStays) {
    ASSERT_TRUE(activated(maker_).has_value());
    static const db::Statement older{"dossier.test_older",
                                     "UPDATE product_trace_code SET claimed_gtin = NULL WHERE product_id = $1"};
    write([&](Tx& tx) { tx.execute(older, product_); });
    EXPECT_THAT(defects(), IsEmpty());
    const auto second = write([&](Tx& tx) { return given_product(tx, maker_); });
    EXPECT_EQ(write([&](Tx& tx) { return activate(tx, maker_, second); }).error().code, Code::conflict);
}

// A label may be printed: what the filing says later is another bar code.
TEST_P(Orders, GDP24_TheActivatedBarCodeStays) {
    ASSERT_TRUE(activated(maker_).has_value());
    auto product = read_in([&](Tx& tx) { return catalog::get_product(tx, product_); }).value();
    const auto found = read_in([&](Tx& tx) { return trace_codes_of(tx, std::array{product}); });
    ASSERT_THAT(found, SizeIs(1));
    ASSERT_TRUE(found[0]);
    EXPECT_TRUE(agrees(*found[0], product));
    product.values.values["gtin"] = "6901234567892";
    EXPECT_FALSE(agrees(*found[0], product));
    product.values.values.erase("gtin");
    EXPECT_FALSE(agrees(*found[0], product));
    EXPECT_EQ(found[0]->gtin, "06900000011225");
}

TEST_P(Orders, GDP24_FsckSeesAnActivationThatIsGone) {
    ASSERT_TRUE(activated(maker_).has_value());
    static const db::Statement forge{"dossier.test_revoke", "DELETE FROM product_trace_code WHERE product_id = $1"};
    write([&](Tx& tx) { tx.execute(forge, product_); });
    EXPECT_THAT(defects(), Not(IsEmpty()));
}

// GDP-25: printed first, filled in later.
TEST_P(Orders, GDP25_ActivationNeedsNoBatch) {
    ASSERT_TRUE(activated(maker_).has_value());
    EXPECT_FALSE(read_in([&](Tx& tx) { return product_of_gtin(tx, "06900000011225"); }).product) << "an empty code";
    ASSERT_TRUE(given(body("B1"), maker_).has_value());
    EXPECT_EQ(read_in([&](Tx& tx) { return product_of_gtin(tx, "06900000011225"); }).product, product_);
}

// ---- what was said before

TEST_P(Orders, NAT35_VersionsOfSellersOrdersAndReportsStayReadable) {
    auto seller_text = json::object{{"name", "明达商行"},
                                    {"region", "440100"},
                                    {"address", "天河区 1 号"},
                                    {"phone", "13800138000"},
                                    {"contact", "陈某某"}};
    const auto seller =
        write([&](Tx& tx) { return add_seller(tx, maker_, decode_seller(seller_text).value()); }).value();
    auto data = seller.data;
    data.phone = "13900139000";
    ASSERT_TRUE(write([&](Tx& tx) { return update_seller(tx, maker_, seller.id, 1, data); }).has_value());
    ASSERT_TRUE(write([&](Tx& tx) { return remove_seller(tx, maker_, seller.id); }).has_value());
    const auto of_seller = [&](const auth::Actor& by, std::int64_t before = 0, int limit = 10) {
        return read_in([&](Tx& tx) { return seller_history(tx, by, seller.id, before, limit); });
    };
    const auto all = of_seller(maker_).value();
    ASSERT_THAT(all.items, SizeIs(3));
    EXPECT_TRUE(all.items[0].removed);
    EXPECT_EQ(all.items[1].content.at("phone").as_string(), "13900139000");
    EXPECT_EQ(all.items[2].content.at("phone").as_string(), "13800138000") << "what is sealed opens again";
    EXPECT_EQ(of_seller(maker_, 0, 1).value().next, 3);
    EXPECT_THAT(of_seller(maker_, 3, 10).value().items, SizeIs(2));
    EXPECT_EQ(of_seller(other_).error().code, Code::not_found);
    EXPECT_EQ(of_seller(clerk()).error().code, Code::not_found);
    EXPECT_EQ(of_seller(regulator()).error().code, Code::not_found) << "not all that was said is open";
    const auto above = of_seller(top()).value();
    ASSERT_THAT(above.items, SizeIs(3));
    EXPECT_EQ(above.items[1].content.at("name").as_string(), "明达商行");
    for (const auto& one : above.items)
        EXPECT_THAT(json::serialize(one.content),
                    AllOf(Not(HasSubstr("138")), Not(HasSubstr("139")), Not(HasSubstr("陈"))))
            << "whom to call is for the organisation alone";

    auto heir = other_;
    heir.predecessors = {maker_.org};
    const auto inherited = of_seller(heir).value();
    ASSERT_THAT(inherited.items, SizeIs(3)) << "who took over the duty to trace";
    EXPECT_THAT(json::serialize(inherited.items[1].content), Not(HasSubstr("139")));
    heir.scope.own_only = true;
    EXPECT_EQ(of_seller(heir).error().code, Code::not_found) << "his own alone, also of what was inherited";

    const auto order = given_order(order_body()).value();
    const auto of_order = [&](const auth::Actor& by) {
        return read_in([&](Tx& tx) { return order_history(tx, by, order.id, 0, 10); });
    };
    EXPECT_EQ(of_order(maker_).value().items.at(0).content.at("number").as_string(), "DD-9");
    EXPECT_EQ(of_order(other_).error().code, Code::not_found);
    EXPECT_EQ(of_order(regulator()).error().code, Code::not_found);
    EXPECT_EQ(of_order(heir).error().code, Code::not_found);
    heir.scope.own_only = false;
    EXPECT_THAT(of_order(heir).value().items, SizeIs(1));

    const auto batch = given(whole_body(), maker_).value();
    const auto report = write([&](Tx& tx) {
                            const json::object item{{"name", "绝缘电阻"}, {"result", "合格"}, {"passed", true}};
                            const json::object text{{"dossier", to_string(batch.id)}, {"items", json::array{item}}};
                            return add_report(tx, maker_, decode_report(text, clock_).value());
                        }).value();
    ASSERT_TRUE(write([&](Tx& tx) { return remove(tx, maker_, batch.id, Queried::no); }).has_value());
    const auto of_report = [&](const auth::Actor& by) {
        return read_in([&](Tx& tx) { return report_history(tx, by, report.id, 0, 10); });
    };
    ASSERT_THAT(of_report(maker_).value().items, SizeIs(2)) << "the report went with its batch; its versions stay";
    EXPECT_TRUE(of_report(maker_).value().items[0].removed);
    EXPECT_EQ(of_report(clerk()).error().code, Code::not_found);
    EXPECT_EQ(of_report(other_).error().code, Code::not_found);
    EXPECT_EQ(of_report(regulator()).error().code, Code::not_found);
}

}  // namespace
}  // namespace yiguan::dossier
