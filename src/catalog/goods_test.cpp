// 商品信息 of a filing: its mandatory fields, its defaults, and who sees it when it is confidential.
#include "catalog/goods.hpp"

#include <gmock/gmock.h>

#include "catalog/applications.hpp"
#include "catalog/models_world.hpp"
#include "review/review_json.hpp"

namespace yiguan::catalog {
namespace {

using db::Tx;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

class GoodsOfAFiling : public testing::ModelsTest {
protected:
    static json::object goods() {
        return {{"netContent", "1.5"}, {"netUnit", "米"},        {"shelfLife", "永久"},          {"category", "安全帽"},
                {"brand", "恒盾"},     {"commonName", "安全帽"}, {"description", "普通型\n白色"}};
    }
    json::object filing(json::object part) const {
        auto out = body();
        out["fields"].as_object()["gtin"] = "6901234567892";
        out["goods"] = std::move(part);
        return out;
    }
    json::object filing_with(std::string_view key, json::value value) const {
        auto part = goods();
        part[key] = std::move(value);
        return filing(std::move(part));
    }
    static std::vector<std::string> pointers(const Error& error) {
        std::vector<std::string> out{error.pointer};
        for (const Error& other : error.others) out.push_back(other.pointer);
        return out;
    }
    std::string told(const Product& product, const Viewer& viewer) {
        return read([&](Tx& tx) { return json::serialize(describe(tx, product, viewer, Audience::inside)); });
    }
    auth::Actor top_ = of(OrgId{5}, {auth::Role::top_regulator});
    auth::Actor regulator_ = of(OrgId{6}, {auth::Role::regulator});
};
YIGUAN_BOTH_ENGINES(GoodsOfAFiling);

// GDP-10
TEST_P(GoodsOfAFiling, GDP10_AFilingThatGivesThePartGivesItsMandatoryFields) {
    const auto filed = given_published(filing(goods()));
    const auto kept = stored(filed.id).extras.goods.value();
    EXPECT_EQ(kept.net_content + kept.net_unit + kept.shelf_life + kept.category + kept.brand + kept.common_name,
              "1.5米永久安全帽恒盾安全帽");
    EXPECT_EQ(kept.description, "普通型\n白色");
    EXPECT_THAT(broken(), IsEmpty()) << "history and ledger say the same";

    const auto empty = file(maker_, filing({}));
    ASSERT_TRUE(empty.has_error());
    EXPECT_EQ(empty.error().code, Code::missing_field);
    EXPECT_EQ(empty.error().field + empty.error().detail, "净含量净含量必须填写");
    EXPECT_THAT(pointers(empty.error()),
                UnorderedElementsAre("/goods/netContent", "/goods/netUnit", "/goods/shelfLife", "/goods/category",
                                     "/goods/brand", "/goods/commonName", "/goods/description"));
    auto no_code = filing(goods());
    no_code["fields"].as_object().erase("gtin");
    EXPECT_EQ(file(maker_, no_code).error().pointer, "/fields/gtin");
    EXPECT_TRUE(file(maker_, body()).has_value()) << "without the part nothing more is asked for";
    auto draft = filing({{"brand", "恒盾"}});
    draft["submit"] = false;
    ASSERT_TRUE(file(maker_, draft).has_value()) << "a draft may lack fields";
}

// GDP-10: numbers, and 永久 that is none.
TEST_P(GoodsOfAFiling, GDP10_NetContentIsANumberAndShelfLifeDaysOrForever) {
    for (const char* good : {"1", "365", "99999", "永久"})
        EXPECT_TRUE(file(maker_, filing_with("shelfLife", good)).has_value()) << good;
    for (const char* wrong : {"0", "012", "100000", "1.5", "-3", "三年"}) {
        const auto refused = file(maker_, filing_with("shelfLife", wrong));
        ASSERT_TRUE(refused.has_error()) << wrong;
        EXPECT_EQ(refused.error().pointer, "/goods/shelfLife");
        EXPECT_THAT(refused.error().detail, HasSubstr("永久"));
    }
    for (const char* wrong : {"0", "-1", "一米", "1.0000001"})
        EXPECT_EQ(file(maker_, filing_with("netContent", wrong)).error().pointer, "/goods/netContent") << wrong;
    auto two = goods();
    two["netContent"] = "0";
    two["shelfLife"] = "0";
    two["colour"] = "白";
    EXPECT_THAT(pointers(file(maker_, filing(two)).error()),
                UnorderedElementsAre("/goods/netContent", "/goods/shelfLife", "/goods/colour"));
}

// GDP-11
TEST_P(GoodsOfAFiling, GDP11_OptionalFieldsAreCheckedAndKept) {
    auto part = goods();
    part["launchDate"] = "2026-03-01";
    part["price"] = "39.90";
    part["currency"] = "CNY";
    part["priceUnit"] = "顶";
    part["standard"] = "GB 2811-2019";
    part["storage"] = "阴凉干燥处";
    const auto product = given_published(filing(part));
    const auto rows = goods_rows(product, {});
    const auto row = [&](std::string_view zh) {
        const auto at = std::ranges::find(rows, zh, &GoodsRow::zh);
        return at == rows.end() ? std::string() : at->value;
    };
    EXPECT_EQ(row("净含量"), "1.5 米");
    EXPECT_EQ(row("企业定价"), "39.90 CNY/顶");
    EXPECT_EQ(row("上市时间"), "2026-03-01");
    EXPECT_EQ(row("贮存条件"), "阴凉干燥处");
    EXPECT_EQ(row("执行标准"), "GB 2811-2019");
    for (const auto& [key, value] : {std::pair{"price", "1.234"},
                                     {"price", "便宜"},
                                     {"price", "-1"},
                                     {"currency", "元"},
                                     {"launchDate", "明年"}}) {
        auto wrong = part;
        wrong[key] = value;
        EXPECT_EQ(file(maker_, filing(wrong)).error().pointer, std::string("/goods/") + key) << value;
    }
    part.erase("currency");
    EXPECT_EQ(file(maker_, filing(part)).error().pointer, "/goods/currency");
    part.erase("price");
    EXPECT_THAT(pointers(file(maker_, filing(part)).error()), ElementsAre("/goods/price", "/goods/currency"))
        << "a unit of no price";
}

// GDP-12
TEST_P(GoodsOfAFiling, GDP12_MadeOnCommissionNamesTheCommissioningCompany) {
    auto part = goods();
    part["commissioned"] = true;
    const auto refused = file(maker_, filing(part));
    ASSERT_TRUE(refused.has_error());
    EXPECT_THAT(pointers(refused.error()), ElementsAre("/goods/clientName", "/goods/clientAddress"));
    EXPECT_EQ(refused.error().detail, "受委托加工时，委托企业名称必须填写");
    part["clientName"] = "乙公司";
    part["clientAddress"] = "深圳市南山区 1 号";
    EXPECT_TRUE(file(maker_, filing(part)).has_value());
    part["commissioned"] = false;
    EXPECT_THAT(pointers(file(maker_, filing(part)).error()), ElementsAre("/goods/clientName", "/goods/clientAddress"))
        << "nobody commissioned it";
}

// GDP-14
TEST_P(GoodsOfAFiling, GDP14_ByDefaultItIsOpenInProductionAndNotOnCommission) {
    const auto kept = given_published(filing(goods())).extras.goods.value();
    EXPECT_FALSE(kept.confidential);
    EXPECT_TRUE(kept.in_production);
    EXPECT_FALSE(kept.commissioned);
    auto other = goods();
    other["confidential"] = true;
    other["inProduction"] = false;
    const auto chosen = given_published(filing(other)).extras.goods.value();
    EXPECT_TRUE(chosen.confidential);
    EXPECT_FALSE(chosen.in_production);
    EXPECT_EQ(file(maker_, filing_with("inProduction", "是")).error().code, Code::wrong_type);
}

// GDP-10, ECO-31, C-29: 是否保密.
TEST_P(GoodsOfAFiling, GDP10_AConfidentialPartIsToldToTheOwnerAndTheTopRegulatorAlone) {
    const auto open = given_published(filing(goods()));
    for (const Viewer& viewer : {Viewer{}, Viewer::of(other_), Viewer::of(admin_), Viewer::of(regulator_)})
        EXPECT_THAT(told(open, viewer), HasSubstr("恒盾"));
    const auto secret = given_published(filing_with("confidential", true));
    for (const Viewer& viewer : {Viewer::of(maker_), Viewer::of(top_)}) {
        EXPECT_THAT(told(secret, viewer), HasSubstr("恒盾"));
        EXPECT_THAT(goods_rows(secret, viewer), Not(IsEmpty()));
    }
    for (const Viewer& viewer : {Viewer{}, Viewer::of(other_), Viewer::of(admin_), Viewer::of(regulator_)}) {
        EXPECT_THAT(told(secret, viewer), Not(HasSubstr("恒盾")));
        EXPECT_THAT(goods_rows(secret, viewer), IsEmpty());
    }
    EXPECT_THAT(told(secret, Viewer::of(regulator_)), HasSubstr("商品信息")) << "that it is there";
    EXPECT_THAT(told(secret, {}), Not(HasSubstr("商品信息")));
    const auto application = read([&](Tx& tx) { return *applications_of(tx, secret.id).filing; });
    const auto reviewed = [&](const auth::Actor& actor) {
        return read([&](Tx& tx) {
            return json::serialize(review::encode_whole(tx, actor, *review::find(tx, application.id)));
        });
    };
    EXPECT_THAT(reviewed(admin_), Not(HasSubstr("恒盾")));
    EXPECT_THAT(reviewed(maker_), HasSubstr("恒盾"));
}

// NAT-35: the history tells what changed, and nothing that is confidential now.
TEST_P(GoodsOfAFiling, GDP10_HistoryTellsNothingThatIsConfidentialNow) {
    const auto product = given_published(filing(goods()));
    const auto first = read([&](Tx& tx) { return *applications_of(tx, product.id).filing; });
    auto part = goods();
    part["brand"] = "新盾";
    part["confidential"] = true;
    const auto closing = amend(product, Amendment::change, filing(part)).value();
    ASSERT_TRUE(approve(closing.id).has_value());
    EXPECT_THAT(broken(), IsEmpty());
    const auto told_to = [&](const auth::Actor& actor) {
        return read([&](Tx& tx) {
            std::string all;
            const auto versions = product_history(tx, actor, product.id, 0, 20).value();
            for (std::size_t i = 0; i < versions.size(); ++i)
                all += json::serialize(differences(tx, i + 1 < versions.size() ? &versions[i + 1].product : nullptr,
                                                   versions[i].product, Viewer::of(actor)));
            const auto editions = product_editions(tx, actor, product.id).value();
            for (const auto& e : editions)
                all += json::serialize(describe(tx, e.product, Viewer::of(actor), Audience::anybody)) +
                       json::serialize(differences(tx, nullptr, e.product, Viewer::of(actor)));
            for (const auto& of : {first, closing})
                all += json::serialize(review::encode_whole(tx, actor, *review::find(tx, of.id)));
            return all;
        });
    };
    EXPECT_THAT(told_to(maker_),
                AllOf(HasSubstr("品牌名称：恒盾"), HasSubstr("品牌名称：新盾"), HasSubstr("（保密）")));
    EXPECT_THAT(told_to(admin_), AllOf(Not(HasSubstr("恒盾")), Not(HasSubstr("新盾"))));
    EXPECT_THAT(told_to(regulator_), AllOf(Not(HasSubstr("恒盾")), HasSubstr("未公开")));
    // Whoever is to decide that it opens again sees what he decides on.
    const auto opening = amend(product, Amendment::correction, filing(goods())).value();
    EXPECT_THAT(
        read([&](Tx& tx) { return json::serialize(review::encode_whole(tx, admin_, *review::find(tx, opening.id))); }),
        HasSubstr("恒盾"));
}

}  // namespace
}  // namespace yiguan::catalog
