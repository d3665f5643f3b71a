// What a consumer's page says of a batch: production always, purchases and sales once they are opened.
#include "lookup/batch_page.hpp"

#include <gmock/gmock.h>

#include "catalog/test_world.hpp"
#include "dossier/test_world.hpp"
#include "lookup/scan_log.hpp"

namespace yiguan::lookup {
namespace {

using db::Tx;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class BatchOnThePage : public catalog::testing::CatalogTest {
protected:
    dossier::Dossier given(bool purchases_open, bool sales_open) {
        const auto product = given_published(body());
        const json::object text{
            {"product", to_string(product.id)},
            {"number", "<B1>"},
            {"purchases",
             json::array{{{"supplier", "钢厂"}, {"material", "钢管"}, {"lots", "S1"}, {"used", "5"}, {"unit", "kg"}}}},
            {"production", {{"date", "2026-11-01"}, {"expiry", "2031-11-01"}, {"quantity", "20"}, {"unit", "辆"}}},
            {"sales", json::array{{{"seller", "明达商行"}, {"region", "440100"}, {"quantity", "12"}, {"unit", "辆"}}}},
            {"purchasesOpen", purchases_open},
            {"salesOpen", sales_open}};
        return write([&](Tx& tx) { return dossier::add(tx, maker_, dossier::decode(text, clock_).value()); }).value();
    }
    std::string page(const dossier::Dossier& d, Lang lang = Lang::zh) {
        return read(
            [&](Tx& tx) { return batch_page(tx, d, "(01)06900000011225(10)B1", false, lang, false, "y.example"); });
    }
};
YIGUAN_BOTH_ENGINES(BatchOnThePage);

TEST_P(BatchOnThePage, GDP32_C40_ClosedBlocksAreNotMentioned) {
    const auto text = page(given(false, false));
    EXPECT_THAT(text, AllOf(HasSubstr("生产信息"), HasSubstr("2031-11-01"), HasSubstr("20 辆"), HasSubstr("&lt;B1&gt;"),
                            Not(HasSubstr("<B1>"))));
    EXPECT_THAT(text, AllOf(Not(HasSubstr("进货信息")), Not(HasSubstr("钢厂")), Not(HasSubstr("销售信息")),
                            Not(HasSubstr("明达商行"))));
    EXPECT_THAT(text, Not(HasSubstr("/verify/"))) << "there is no single code";
}

TEST_P(BatchOnThePage, GDP32_OpenedBlocksAreShown) {
    const auto text = page(given(true, true));
    EXPECT_THAT(text, AllOf(HasSubstr("进货信息"), HasSubstr("钢管"), HasSubstr("钢厂，批次 S1，使用 5 kg"),
                            HasSubstr("销售信息"), HasSubstr("明达商行"), HasSubstr("广东省广州市，12 辆")));
}

TEST_P(BatchOnThePage, GDP32_RegulatorsLearnThatAClosedBlockIsThere) {
    const auto d = given(false, true);
    PageInput input;
    read([&](Tx& tx) { add_dossier(tx, d, {.kind = catalog::Viewer::Kind::regulator, .org = {}}, input); });
    ASSERT_EQ(input.batch_blocks.size(), 3u);
    EXPECT_EQ(input.batch_blocks[1].title_zh, "进货信息");
    ASSERT_EQ(input.batch_blocks[1].rows.size(), 1u);
    EXPECT_EQ(input.batch_blocks[1].rows[0].state, PageRow::State::withheld);
    EXPECT_EQ(input.batch_blocks[1].rows[0].value, "");
}

TEST_P(BatchOnThePage, C39_ScannedCodesAreKnownAfterwards) {
    const BlockId block{5};
    ScanLog scans(*db_);
    read([&](Tx& tx) { scans.record(tx, block, 1500, Channel::web); });
    scans.settle();
    const auto queried = [&](std::int64_t first, std::int64_t last) {
        return read([&](Tx& tx) { return was_queried(tx, {block, first, last}); });
    };
    EXPECT_TRUE(queried(1500, 1500));
    EXPECT_TRUE(queried(0, 5000)) << "a part in between";
    EXPECT_TRUE(queried(1400, 1501));
    EXPECT_FALSE(queried(1501, 1600)) << "the same part, other codes";
    EXPECT_FALSE(queried(0, 1499));
    EXPECT_FALSE(queried(1501, 9000));
    EXPECT_FALSE(queried(1500, 1499));
}

// The page of a box says what the pages of the items in it say.
class BatchVerdict : public dossier::testing::DossierTest {
protected:
    Verdict verdict(const dossier::Dossier& d) {
        return read_in([&](Tx& tx) { return verdict_of_batch(tx, d); });
    }
    std::string page(const dossier::Dossier& d, bool contested = false) {
        return read_in([&](Tx& tx) { return batch_page(tx, d, "(01)B1", contested, Lang::zh, false, "y.example"); });
    }
    void all_become(std::int64_t from, std::int64_t to, codes::Status status) {
        hand_over(from, to, maker_.org, status);
    }
};
YIGUAN_BOTH_ENGINES(BatchVerdict);

TEST_P(BatchVerdict, GDP26_ARecalledBatchIsNotGreen) {
    const auto made = given(whole_body(), maker_).value();
    EXPECT_EQ(verdict(made), Verdict::v1) << "described before there are codes";
    bind("B1-", 4, 0, 9, codes::Status::active);
    EXPECT_THAT(page(made), HasSubstr("未发现异常"));
    all_become(4, 4, codes::Status::recalled);
    EXPECT_EQ(verdict(made), Verdict::v7) << "one of ten";
    EXPECT_THAT(page(made), AllOf(HasSubstr("产品召回"), Not(HasSubstr("未发现异常"))));
}

TEST_P(BatchVerdict, GDP26_ABatchOfStoppedCodesIsNotGreen) {
    const auto made = given(whole_body(), maker_).value();
    bind("B1-", 4, 0, 9, codes::Status::active);
    all_become(0, 4, codes::Status::frozen);
    EXPECT_EQ(verdict(made), Verdict::v1) << "others may be used";
    all_become(5, 9, codes::Status::voided);
    EXPECT_EQ(verdict(made), Verdict::v6);
    EXPECT_THAT(page(made), Not(HasSubstr("未发现异常")));
}

TEST_P(BatchVerdict, ECO29_ABatchOfADisabledFilingIsNotGreen) {
    const auto made = given(whole_body(), maker_).value();
    const auth::Actor admin{UserId{1}, OrgId{}, auth::Roles{}.with(auth::Role::platform_admin)};
    ASSERT_TRUE(write([&](Tx& tx) {
                    return catalog::disable_product(tx, admin, product_, catalog::CodesBound::no, "停用");
                }).has_value());
    EXPECT_EQ(verdict(made), Verdict::v6);
    const auto found = read_in([&](Tx& tx) { return dossier::of_gtin(tx, made.gtin, "B1"); });
    ASSERT_TRUE(found.dossier) << "its labels are still about";
    EXPECT_THAT(page(*found.dossier), Not(HasSubstr("未发现异常")));
}

TEST_P(BatchVerdict, GDP26_AContestedBarCodeIsNotGreen) {
    const auto made = given(whole_body(), maker_).value();
    EXPECT_THAT(page(made, true), AllOf(HasSubstr("有多家企业填报了这个商品条码"), Not(HasSubstr("未发现异常"))));
    const auto several = contested_page("(01)B1", Lang::zh, false, "y.example");
    EXPECT_THAT(several, AllOf(HasSubstr("请核对标签上的生产企业"), Not(HasSubstr("电动自行车"))));
    EXPECT_THAT(contested_page("(01)B1", Lang::en, false, "y.example"), HasSubstr("Several producers"));
}

TEST_P(BatchVerdict, GDP25_AProductCodePrintedBeforeItsBatchesIsEmpty) {
    EXPECT_THAT(empty_page("(01)06900000011225", Lang::zh, false, "y.example"), HasSubstr("此码尚未关联产品"));
}

}  // namespace
}  // namespace yiguan::lookup
