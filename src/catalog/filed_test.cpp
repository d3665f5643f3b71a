// Filings that are found and made many at a time, on both engines: each as if it were alone.
#include "catalog/filed.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "auth/auth.hpp"
#include "catalog/test_world.hpp"

namespace yiguan::catalog {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class FiledTogether : public testing::CatalogTest {
protected:
    NewFiling filing(db::Tx& tx, const std::string& model, Submit submit = Submit::no) {
        auto text = body();
        text["fields"].as_object()["model"] = model;
        text["submit"] = submit == Submit::yes;
        return decode_filing(text, clock_, finder(tx)).value();
    }
    Result<std::vector<Product>> file_all(const auth::Actor& actor, const std::vector<std::string>& models,
                                          Submit submit = Submit::no) {
        return write([&](db::Tx& tx) {
            std::vector<NewFiling> filings;
            for (const auto& model : models) {
                filings.push_back(filing(tx, model, submit));
                if (actor.org != maker_.org) filings.back().pictures.clear();  // it is the maker's
            }
            return file_products(tx, actor, filings);
        });
    }
    std::vector<std::string> defects() {
        return read([](db::Tx& tx) {
            const auto log = ledger::check_logs(tx);
            auto found = check_records(tx, log);
            found.insert(found.end(), log.complaints.begin(), log.complaints.end());
            return found;
        });
    }
    std::vector<std::int64_t> found(const std::vector<std::string>& models, const auth::Actor& actor) {
        return read([&](db::Tx& tx) {
            std::vector<std::int64_t> ids;
            for (const auto& one : find_filed(tx, actor, "B.1", "CAT-05-01", models))
                ids.push_back(one.product ? one.product->id.value : one.of_others ? -1 : 0);
            return ids;
        });
    }
};
YIGUAN_BOTH_ENGINES(FiledTogether);

// EBM-25, NAT-35
TEST_P(FiledTogether, EBM25_FilingsMadeTogetherAreAsThoseMadeAlone) {
    const auto alone = write([&](db::Tx& tx) { return file_product(tx, maker_, filing(tx, "M")); }).value();
    const auto made = file_all(maker_, {"A", "B", "C"}).value();
    ASSERT_THAT(made, SizeIs(3));
    for (std::size_t i = 0; i < made.size(); ++i) {
        auto one = stored(made[i].id);
        EXPECT_EQ(one.model(), std::string(1, static_cast<char>('A' + i)));
        EXPECT_EQ(one.pictures, alone.pictures);
        EXPECT_EQ(one.created_at, clock_);
        one.values.values["model"] = "M";
        EXPECT_EQ(one.values, alone.values);
        EXPECT_EQ(one.unit_id, alone.unit_id);
        EXPECT_EQ(one.name, alone.name);
        EXPECT_EQ(one.status, alone.status);
        EXPECT_EQ(one.tmpl, alone.tmpl);
        EXPECT_EQ(one.version, alone.version);
        const auto trail = [&](const Product& of) {
            return read([&](db::Tx& tx) { return auth::audit_trail(tx, "product", of.id.value); });
        };
        ASSERT_THAT(trail(one), SizeIs(1));
        EXPECT_EQ(trail(one)[0].action, trail(alone)[0].action);
        EXPECT_EQ(trail(one)[0].user, maker_.user);
        EXPECT_EQ(trail(one)[0].org, maker_.org);
    }
    EXPECT_THAT(defects(), IsEmpty()) << "history and log say the same";
}

TEST_P(FiledTogether, FilingsThatAreSubmittedTogetherWaitForTheirReview) {
    const auto made = file_all(maker_, {"A", "B"}, Submit::yes).value();
    for (const auto& one : made) {
        EXPECT_EQ(stored(one.id).status, ProductStatus::pending);
        EXPECT_TRUE(review(one.id, Review::approve).has_value());
    }
    EXPECT_THAT(defects(), IsEmpty());
}

TEST_P(FiledTogether, EveryFilingThatCannotBeMadeIsNamedAndNoneIsMade) {
    const auto refused = write([&](db::Tx& tx) {
        std::vector<NewFiling> filings{filing(tx, "A"), filing(tx, "B"), filing(tx, "C")};
        filings[0].unit_id = "CAT-99-99";
        filings[2].values.values["producerName"] = "乙公司";
        return file_products(tx, maker_, filings);
    });
    ASSERT_TRUE(refused.has_error());
    EXPECT_EQ(refused.error().pointer, "/filings/0/unit");
    ASSERT_THAT(refused.error().others, SizeIs(1));
    EXPECT_EQ(refused.error().others[0].pointer, "/filings/2/fields/producerName");
    EXPECT_EQ(refused.error().others[0].code, Code::differs_from_registration);
    EXPECT_THAT(found({"A", "B", "C"}, maker_), ElementsAre(0, 0, 0));
    const auto seller = of(maker_.org, {auth::Role::seller});
    EXPECT_EQ(file_all(seller, {"A"}).error().code, Code::forbidden);
}

// Few or many neighbours: the answers are the same.
TEST_P(FiledTogether, FIL12_WhatIsFiledIsFoundWhateverStandsBetween) {
    const auto made = file_all(maker_, {"A", "C", "E"}).value();
    const auto newer = file_all(maker_, {"C"}).value();
    file_all(other_, {"B"}).value();
    const auto a = made[0].id.value, c = newer[0].id.value, e = made[2].id.value;
    const std::vector<std::string> asked{"E", "B", "C", "A", "AA", "c"};
    EXPECT_THAT(found(asked, maker_), ElementsAre(e, 0, c, a, 0, 0));
    EXPECT_THAT(found({"C"}, maker_), ElementsAre(c)) << "one by one";
    auto clerk = of(maker_.org, {auth::Role::producer}, 991);
    clerk.scope.own_only = true;
    EXPECT_THAT(found(asked, clerk), ElementsAre(-1, 0, -1, -1, 0, 0));
    std::vector<std::string> between;
    for (int i = 0; i < 130; ++i) between.push_back(fmt::format("B{:03}", i));
    file_all(maker_, between).value();
    EXPECT_THAT(found(asked, maker_), ElementsAre(e, 0, c, a, 0, 0));
}

}  // namespace
}  // namespace yiguan::catalog
