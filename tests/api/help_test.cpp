// What people who do not get on are told.
#include <gmock/gmock.h>

#include "api/operations.hpp"

namespace yiguan::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class HelpTest : public ::testing::TestWithParam<db::Engine> {
protected:
    Story& s_ = story(GetParam());
};

// EBM-94, EBS-43, ECO-39, GDP-82: whom to ask; without an account.
TEST_P(HelpTest, EBM94_ECO39_GDP82_NamesTheContactsOfTheProgrammes) {
    const auto help = s_.stranger().must_get("/api/v1/help");
    EXPECT_THAT(json::serialize(help.at("contacts")),
                AllOf(HasSubstr("020-85206387"), HasSubstr("18022358176"), HasSubstr("13826069642"),
                      HasSubstr("010-84295722"), HasSubstr("020-84237140"), HasSubstr("020-84230086")));
    EXPECT_FALSE(help.contains("comment"));
    EXPECT_THAT(json::serialize(help), ::testing::Not(HasSubstr("\"rows\""))) << "internal numbers";
}

// EBM-92, ECO-36, CAP-99, CAP-105, CAP-106: where and how large codes are marked.
TEST_P(HelpTest, EBM92_SaysHowCodesAreMarked) {
    EXPECT_THAT(json::serialize(s_.stranger().must_get("/api/v1/help").at("marking")),
                AllOf(HasSubstr("本体上赋码"), HasSubstr("距边缘不小于 5 mm"), HasSubstr("20 mm × 20 mm"),
                      HasSubstr("300 dpi"), HasSubstr("BarTender"), HasSubstr("http://www.gs1.vip/platform")));
}

// ECO-38, GDP-01; ECO-01, ECO-03, ECO-37, GDP-06, GDP-07: other platforms, and how one joins this one. C-19: one
// address of two that are printed.
TEST_P(HelpTest, ECO37_ECO38_SaysHowOneJoinsAndWhatElseThereIs) {
    const auto help = s_.stranger().must_get("/api/v1/help");
    EXPECT_THAT(json::serialize(help.at("platforms")),
                AllOf(HasSubstr("http://ccqmp.com"), HasSubstr("chinagas.com.cn"), HasSubstr("https://www.ecodefz.com"),
                      HasSubstr("https://chinatrace.org/gd"), HasSubstr("https://www.ebptp.com"),
                      ::testing::Not(HasSubstr("ebtp.com"))));
    EXPECT_THAT(json::serialize(help.at("joining")),
                AllOf(HasSubstr("免费"), HasSubstr("接口文档"), HasSubstr("ancc.org.cn/Org/Branch.aspx")));
}

INSTANTIATE_TEST_SUITE_P(Engines, HelpTest, ::testing::Values(db::Engine::sqlite, db::Engine::postgresql),
                         db::testing::engine_name);

}  // namespace
}  // namespace yiguan::testing
