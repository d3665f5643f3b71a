// The customer's form: escaped, small, without script.
#include "lookup/customer_page.hpp"

#include <gmock/gmock.h>

namespace yiguan::lookup {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// EBS-25, EBS-27, C-24: only what is asked for; what was typed wrong comes back, with what is wrong.
TEST(CustomerPageTest, EBS27_ItAsksForTheFieldsGivenAndEscapesEverything) {
    CustomerPage page{
        .path = "/k/AbC_-9",
        .seller = "明达<商行>",
        .days = 1095,
        .fields = {{.key = "name", .label = "客户姓名", .value = "\"><script>x</script>"},
                   {.key = "phone", .label = "手机号码", .error = "手机号应为 11 位数字", .input = "tel"}}};
    page.fields.push_back(
        {.key = "region",
         .label = "行政区划",
         .value = "440106",
         .choices = {{"440103", "荔湾区", "广州市"}, {"440106", "天河区", "广州市"}, {"430000", "湖南省"}}});
    const auto html = render_customer_form(page);
    EXPECT_THAT(html, HasSubstr("<optgroup label=\"广州市\"><option value=\"440103\">荔湾区</option>"
                                "<option value=\"440106\" selected>天河区</option></optgroup>"
                                "<option value=\"430000\">湖南省</option></select>"));
    EXPECT_THAT(html, HasSubstr("action=\"/k/AbC_-9\""));
    EXPECT_THAT(html, HasSubstr("明达&lt;商行&gt;"));
    EXPECT_THAT(html, HasSubstr("inputmode=\"tel\""));
    EXPECT_THAT(html, HasSubstr("手机号应为 11 位数字"));
    EXPECT_THAT(html, HasSubstr("保存 1095 天"));
    EXPECT_THAT(html, Not(HasSubstr("<script")));
    EXPECT_THAT(html, Not(HasSubstr("idNumber")));
    EXPECT_LT(html.size(), 20'000u);
    EXPECT_THAT(render_customer_thanks("店", "2029-11-21"), HasSubstr("2029-11-21"));
}

}  // namespace
}  // namespace yiguan::lookup
