// What a consumer's page says of the maker: sections that are opened, and nothing else.
#include "lookup/product_page.hpp"

#include <gmock/gmock.h>

#include "catalog/enterprise_filings.hpp"
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

}  // namespace
}  // namespace yiguan::lookup
