// What a consumer's page says of the maker: sections that are opened, and nothing else.
#include "lookup/product_page.hpp"

#include <gmock/gmock.h>

#include "catalog/enterprise_filings.hpp"
#include "catalog/models.hpp"
#include "catalog/test_world.hpp"

namespace yiguan::lookup {
namespace {

using catalog::Section;
using db::Tx;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class MakerOnThePage : public catalog::testing::CatalogTest {
protected:
    std::string page(const catalog::Product& product) {
        return read([&](Tx& tx) { return preview_page(tx, product, {}, Lang::zh, "yiguan.example"); });
    }
    void set(Section section, bool open) {
        ASSERT_TRUE(write([&](Tx& tx) { return catalog::set_section(tx, maker_, section, 0, open); }).has_value());
    }
};
YIGUAN_BOTH_ENGINES(MakerOnThePage);

// FIL-36, FIL-42, GDP-67
TEST_P(MakerOnThePage, FIL36_FIL42_GDP67_ShowsOpenedSectionsOnly) {
    const auto product = given_published(body());
    EXPECT_THAT(page(product), Not(HasSubstr("企业信息"))) << "nothing is filled in";
    ASSERT_TRUE(write([&](Tx& tx) {
                    return registry::set_introduction(tx, maker_, maker_.org, {.overview = "成立于 2010 年"});
                }).has_value());
    const auto qualified = [&](std::string number, bool open) {
        return write([&](Tx& tx) {
            return catalog::add_certificate(tx, maker_,
                                            {.type = catalog::CertificateType::iso,
                                             .cert_name = "质量管理体系认证",
                                             .number = std::move(number),
                                             .open = open});
        });
    };
    ASSERT_TRUE(qualified("ISO-OPEN", true).has_value());
    ASSERT_TRUE(qualified("ISO-CLOSED", false).has_value());
    catalog::FieldValues values;
    for (const auto& field : catalog::filing_form(catalog::FilingKind::supply).fields)
        values.values.emplace(field.key, "供货-" + field.key);
    const auto save = [&](catalog::Submit submit) {
        return write([&](Tx& tx) {
            return catalog::save_filing(tx, maker_, catalog::FilingKind::supply, {.values = values, .submit = submit});
        });
    };
    const auto filed = save(catalog::Submit::yes);
    ASSERT_TRUE(filed.has_value()) << filed.error().detail;
    set(Section::supply_filing, true);
    EXPECT_THAT(page(product), AllOf(HasSubstr("成立于 2010 年"), HasSubstr("ISO-OPEN"), Not(HasSubstr("ISO-CLOSED")),
                                     Not(HasSubstr("供货-"))))
        << "filled in is shown; a filing not before it is issued";
    ASSERT_TRUE(write([&](Tx& tx) {
                    const auto open =
                        review::find_open(tx, review::Kind::supply_filing, filed.value().id.value).value();
                    return review::decide(tx, admin_, open.id, {});
                }).has_value());
    EXPECT_THAT(page(product), HasSubstr("供货-"));
    for (const Section section : {Section::introduction, Section::qualifications, Section::supply_filing})
        set(section, false);
    EXPECT_THAT(page(product), AllOf(Not(HasSubstr("成立于 2010 年")), Not(HasSubstr("ISO-OPEN")),
                                     Not(HasSubstr("供货-")), Not(HasSubstr("企业信息"))));
}

// GDP-10, GDP-11: 商品信息 on the page, and nothing of it where it is confidential.
TEST_P(MakerOnThePage, GDP10_ShowsProductInformationUnlessItIsConfidential) {
    auto text = body();
    text["fields"].as_object()["gtin"] = "6901234567892";
    text["goods"] = {{"netContent", "1.5"},   {"netUnit", "米"},  {"shelfLife", "永久"},
                     {"category", "安全帽"},  {"brand", "恒盾"},  {"commonName", "通用帽"},
                     {"description", "白色"}, {"price", "39.90"}, {"currency", "CNY"}};
    EXPECT_THAT(page(given_published(text)), AllOf(HasSubstr("净含量"), HasSubstr("1.5 米"), HasSubstr("永久"),
                                                   HasSubstr("恒盾"), HasSubstr("39.90 CNY")));
    text["goods"].as_object()["confidential"] = true;
    EXPECT_THAT(page(given_published(text)),
                AllOf(Not(HasSubstr("净含量")), Not(HasSubstr("恒盾")), Not(HasSubstr("39.90"))));
}

// EBM-34, EBM-35, EBM-28, EBM-68, EBM-93: what the page of a code tells of a model.
TEST_P(MakerOnThePage, EBM35_APageShowsThePhotosOfTheItemsStyleAndColour) {
    const auto photo = [&](char digit) { return given_document(maker_, digit); };
    const DocumentId white = photo('b'), black = photo('c'), report = photo('d');
    const auto style = [](std::string_view colour, DocumentId id) {
        const std::string text = to_string(id);
        return json::object{{"name", "标准款"},
                            {"colour", colour},
                            {"pictures", {{"front", text}, {"leftFront", text}, {"leftRear", text}}}};
    };
    const auto reported = [&](std::string_view number, bool open) {
        return json::object{{"number", number},     {"body", "检测中心"}, {"standard", "GB 17761-2024"},
                            {"date", "2026-01-05"}, {"public", open},     {"document", to_string(report)}};
    };
    auto text = body("B.3");
    text["fields"].as_object()["inspectionBody"] = "检测中心";
    text["styles"] = json::array{style("白色", white), style("黑色", black)};
    text["reports"] = json::array{reported("BG-SHOWN", true), reported("BG-HIDDEN", false)};
    text["batteries"] = json::array{json::object{{"uscc", catalog::testing::uscc_b}, {"model", "YD4812"}}};
    const auto product = given_published(text);
    const auto of_item = [&](catalog::FieldValues bound) {
        return read([&](Tx& tx) {
            PageInput input{.verdict = Verdict::v1, .code = "2" + std::string(32, '0')};
            describe_product(tx, product, bound, product.org, {}, input);
            return render_page(input);
        });
    };
    const std::string white_url = "/documents/" + to_string(white), black_url = "/documents/" + to_string(black);
    EXPECT_THAT(of_item({}), AllOf(HasSubstr(white_url), HasSubstr(black_url))) << "not known: all of them";
    EXPECT_THAT(of_item({.values = {{"bodyColour", "黑色"}}, .open = {}}),
                AllOf(Not(HasSubstr(white_url)), HasSubstr(black_url)));
    EXPECT_THAT(of_item({.values = {{"bodyColour", "红色"}}, .open = {}}),
                AllOf(HasSubstr(white_url), HasSubstr(black_url)))
        << "a colour without photos of its own";
    EXPECT_THAT(of_item({}), AllOf(HasSubstr("src=\"" + white_url + "?size=thumb\""),
                                   HasSubstr("href=\"" + white_url + "?size=view\"")))
        << "no originals on a page that may show ninety";
    // What is only known at the sale is no fact before.
    EXPECT_THAT(
        of_item({.values = {{"batteryNumber", std::string(catalog::stated_at_sale)}, {"chargerNumber", "CH-77"}},
                 .open = {}}),
        AllOf(Not(HasSubstr(catalog::stated_at_sale)), Not(HasSubstr("电池编号")), HasSubstr("CH-77")));
    // A colour that the producer keeps to himself is not told by its photos.
    catalog::Template hiding = *product.tmpl;
    for (catalog::Field& field : hiding.fields)
        if (field.key == "bodyColour") field.visibility = catalog::Visibility::producer_chooses;
    auto hidden = product;
    hidden.tmpl = &hiding;
    const auto page_of = [&](std::set<std::string, std::less<>> open) {
        return read([&](Tx& tx) {
            PageInput input{.verdict = Verdict::v1, .code = "2" + std::string(32, '0')};
            describe_product(tx, hidden, {.values = {{"bodyColour", "黑色"}}, .open = std::move(open)}, hidden.org, {},
                             input);
            return render_page(input);
        });
    };
    EXPECT_THAT(page_of({}), AllOf(HasSubstr(white_url), HasSubstr(black_url)));
    EXPECT_THAT(page_of({"bodyColour"}), Not(HasSubstr(white_url)));
    EXPECT_THAT(page(product), AllOf(HasSubstr("BG-SHOWN"), Not(HasSubstr("BG-HIDDEN")), HasSubstr("乙公司 YD4812")));
}

}  // namespace
}  // namespace yiguan::lookup
