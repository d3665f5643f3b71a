// 产品停用 by application, and what regulators read of batches: with organisations and filings.
#include "codes/disabling.hpp"

#include <gmock/gmock.h>

#include "catalog/test_world.hpp"
#include "codes/batches.hpp"
#include "codes/codes_store.hpp"

namespace yiguan::codes {
namespace {

using catalog::ProductStatus;
using db::Tx;
using review::Kind;
using review::State;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class Disabling : public catalog::testing::CatalogTest {
protected:
    Result<review::Application> ask(const auth::Actor& actor, ProductId id, std::string_view reason = "产品停产") {
        return write([&](Tx& tx) { return apply_for_disabling(tx, actor, id, reason); });
    }
    Result<review::Application> decide(review::ApplicationId id, const review::Verdict& verdict) {
        return write([&](Tx& tx) { return review::decide(tx, admin_, id, verdict); });
    }
    ProductStatus status(ProductId id) {
        return read([&](Tx& tx) { return catalog::get_product(tx, id); }).value().status;
    }
    void bind(ProductId product) {
        write([&](Tx& tx) {
            const Block made{.id = tx.next_id<BlockId>(),
                             .domain = DomainId{1},
                             .nsi = "0128",
                             .first = 0,
                             .last = 9,
                             .org = maker_.org,
                             .product = product,
                             .applied_by = maker_.user,
                             .created_at = tx.now()};
            store::insert_block(tx, made);
            EXPECT_TRUE(store::advance_block(tx, *find_block(tx, made.id), {.bound = 10}));
        });
    }
};
YIGUAN_BOTH_ENGINES(Disabling);

TEST_P(Disabling, ECO29_TheOwnerAsksAndAReviewerDecides) {
    const auto product = given_published(body());
    EXPECT_EQ(ask(other_, product.id).error().code, Code::not_found);
    EXPECT_EQ(ask(admin_, product.id).error().code, Code::forbidden);
    EXPECT_EQ(ask(maker_, product.id, "").error().code, Code::missing_field);
    const auto asked = ask(maker_, product.id);
    ASSERT_TRUE(asked.has_value()) << asked.error().detail;
    EXPECT_EQ(asked.value().kind, Kind::product_disable);
    EXPECT_EQ(asked.value().state, State::submitted);
    EXPECT_EQ(status(product.id), ProductStatus::published) << "nothing happens before the decision";
    EXPECT_EQ(read([&](Tx& tx) { return catalog::applications_of(tx, product.id); }).pending, asked.value().id);
    EXPECT_EQ(ask(maker_, product.id).error().code, Code::conflict) << "once is enough";

    ASSERT_TRUE(decide(asked.value().id, {.decision = review::Decision::reject, .reason = "请说明库存"}).has_value());
    EXPECT_EQ(status(product.id), ProductStatus::published);
    const auto again = ask(maker_, product.id, "停产，库存已清");
    ASSERT_TRUE(again.has_value()) << again.error().detail;
    EXPECT_EQ(again.value().id, asked.value().id) << "the next round of the same application";
    ASSERT_TRUE(decide(again.value().id, {}).has_value());
    EXPECT_EQ(status(product.id), ProductStatus::disabled);
    EXPECT_EQ(read([&](Tx& tx) { return catalog::get_product(tx, product.id); }).value().reason, "停产，库存已清");
    EXPECT_EQ(ask(maker_, product.id).error().code, Code::wrong_state);
}

TEST_P(Disabling, C28_NotOnceCodesAreBound) {
    const auto before = given_published(body()), after = given_published(body());
    bind(before.id);
    EXPECT_EQ(ask(maker_, before.id).error().code, Code::conflict);
    // Bound between application and decision.
    const auto asked = ask(maker_, after.id).value();
    bind(after.id);
    const auto decided = decide(asked.id, {});
    ASSERT_TRUE(decided.has_error());
    EXPECT_EQ(decided.error().code, Code::conflict);
    EXPECT_EQ(status(after.id), ProductStatus::published);
    const auto checks = read([&](Tx& tx) { return review::find_rules(Kind::product_disable)->checks(tx, asked, {}); });
    EXPECT_EQ(checks.front().ok, false);
}

TEST_P(Disabling, ECO29_TheOperatorsOwnDecisionEndsTheApplication) {
    const auto product = given_published(body());
    const auto asked = ask(maker_, product.id).value();
    const auto disable = [&](const auth::Actor& by) {
        return write([&](Tx& tx) { return disable_product(tx, by, product.id, "监督抽查不合格"); });
    };
    EXPECT_EQ(disable(maker_).error().code, Code::forbidden);
    ASSERT_TRUE(disable(admin_).has_value());
    EXPECT_EQ(status(product.id), ProductStatus::disabled);
    EXPECT_EQ(read([&](Tx& tx) { return review::find(tx, asked.id); })->state, State::approved);
    const auto second = given_published(body());
    EXPECT_TRUE(write([&](Tx& tx) { return disable_product(tx, admin_, second.id, "重复备案"); }).has_value());
}

TEST_P(Disabling, NAT56_RegulatorsReadTheBatchesOfTheirScope) {
    const auto product = given_published(body());  // CAT-04 of an organisation in Guangzhou
    const auto batch = write([&](Tx& tx) {
        const auto id = tx.next_id<BatchId>();
        store::insert_batch(tx,
                            {.block = BlockId{1},
                             .id = id,
                             .product = product.id,
                             .org = maker_.org,
                             .production_date = "2026-11-20",
                             .field_values = "{}",
                             .created_at = tx.now(),
                             .count = 10},
                            maker_.user);
        return id;
    });
    const auto seen = [&](const auth::Scope& reach, std::optional<OrgId> org = {}) {
        const auto scope = batch_scope({.user = UserId{9},
                                        .org = OrgId{900},
                                        .roles = auth::Roles{}.with(auth::Role::regulator),
                                        .scope = reach},
                                       org)
                               .value();
        return read([&](Tx& tx) {
            std::vector<BatchId> ids;
            for (const auto& one : list_batches(tx, scope, {}, {}, 10)) ids.push_back(one.id);
            EXPECT_EQ(find_batch(tx, scope, batch).has_value(), !ids.empty());
            EXPECT_EQ(count_batches(tx, scope, {}, 10), static_cast<std::int64_t>(ids.size()));
            return ids;
        });
    };
    EXPECT_THAT(seen({}), ElementsAre(batch));
    EXPECT_THAT(seen({.regions = {"44"}}), ElementsAre(batch));
    EXPECT_THAT(seen({.regions = {"11", "4401"}}), ElementsAre(batch));
    EXPECT_THAT(seen({.regions = {"440101"}}, maker_.org), ElementsAre(batch));
    EXPECT_THAT(seen({.regions = {"4403"}}), IsEmpty());
    EXPECT_THAT(seen({.regions = {"4403"}}, maker_.org), IsEmpty()) << "naming it does not widen the scope";
    EXPECT_THAT(seen({.categories = {"CAT-05"}}), ElementsAre(batch));
    EXPECT_THAT(seen({.regions = {"44"}, .categories = {"CAT-04"}}), IsEmpty());
    EXPECT_THAT(seen({}, other_.org), IsEmpty());
}

}  // namespace
}  // namespace yiguan::codes
