#include "lookup/verify_page.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace yiguan::lookup {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr std::string_view sample_code = "201289985296962119819527847024772";

// NAT-35
TEST(VerifyPage, NAT35_SaysWhatIsNotProvenAndHowToCheckElsewhere) {
    const std::string zh = render_verify({.code = sample_code, .official_address = "trace.example.cn"});
    EXPECT_THAT(
        zh, AllOf(HasSubstr("这里不能证明的"), HasSubstr("标签是否被复制"), HasSubstr("不只信这一页"),
                  HasSubstr("tracever bundle 201289985296962119819527847024772.bundle <i>--policy policy.txt</i>")));
    const std::string en = render_verify({.lang = Lang::en, .code = sample_code});
    EXPECT_THAT(en, AllOf(HasSubstr("lang=\"en\""), HasSubstr("What is not proven here")));
    for (const std::string& page : {zh, en})
        for (const char* never : {"防伪", "正品", "假货", "authentic", "style=", "onclick"})
            EXPECT_THAT(page, Not(HasSubstr(never)));
    EXPECT_LT(zh.size(), 12'000u);
}

// Without a script there is still the file, by a link, and what to do with it.
TEST(VerifyPage, WorksWithoutScript) {
    const std::string page = render_verify({.code = sample_code});
    EXPECT_THAT(page,
                AllOf(HasSubstr("href=\"/api/v1/bundles/201289985296962119819527847024772\""),
                      HasSubstr("download=\"201289985296962119819527847024772.bundle\""), HasSubstr("也可以保存证明")));
}

TEST(VerifyPage, EscapesTheCodeAndKeepsTheView) {
    const std::string page = render_verify({.lang = Lang::en, .large = true, .code = "<\"&'>"});
    EXPECT_THAT(page, AllOf(Not(HasSubstr("<\"&'>")), HasSubstr("class=\"e\""), HasSubstr("?lang=en&amp;e=1")));
}

TEST(VerifyPage, ScriptIsServedUnderItsHashAndSmall) {
    const Script& script = verify_script();
    EXPECT_THAT(script.path, AllOf(StartsWith("/assets/verify-"), EndsWith(".js")));
    EXPECT_EQ(script.path.size(), std::string_view("/assets/verify-0123456789abcdef.js").size());
    EXPECT_THAT(render_verify({.code = sample_code}), HasSubstr("<script src=\"" + script.path + "\" defer>"));
    EXPECT_TRUE(script.gzipped.starts_with("\x1f\x8b"));
    EXPECT_LT(script.gzipped.size(), 60u * 1024);
    EXPECT_THAT(verify_security_policy, AllOf(HasSubstr("script-src 'self'"), Not(HasSubstr("unsafe-eval"))));
}

}  // namespace
}  // namespace yiguan::lookup
