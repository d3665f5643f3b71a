#include "lookup/page.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <rapidcheck/gtest.h>
#include <array>

namespace yiguan::lookup {
namespace {

using testing::HasSubstr;
using testing::Not;
using State = PageRow::State;
using Kind = PageRow::Kind;

constexpr std::string_view sample_code = "201289985296962119819527847024772";  // ECO-35
constexpr std::array all_verdicts{Verdict::v1, Verdict::v2, Verdict::v3, Verdict::v4, Verdict::v6, Verdict::v7};

/// The 28 fields of template B.1 spread over the page, and a chain of six steps.
PageInput full_page(Verdict verdict, Lang lang = Lang::zh) {
    PageInput in{
        .verdict = verdict, .lang = lang, .code = std::string(sample_code), .factory_number = "FD2026110000123"};
    in.product_name = "防爆手机";
    in.model = "EX-200A";
    in.picture_url = "/documents/3f2a.png";
    in.contact_name = "深圳市安全电器有限公司";
    in.contact_phone = "0755-84295722";
    in.official_address = "trace.example.cn";
    in.qr = true;
    in.scan = {.count = 3, .first_time = "2026-11-06 08:30", .first = false, .cities = 2};
    in.key_rows = {{.label_zh = "联系方式", .label_en = "Contact", .value = "0755-84295722", .kind = Kind::phone},
                   {.label_zh = "出厂编号", .label_en = "Factory serial number", .kind = Kind::factory_number},
                   {.label_zh = "Ecode", .label_en = "Ecode", .kind = Kind::code},
                   {.label_zh = "商品条码", .label_en = "GTIN"}};
    for (int i = 0; i < 10; ++i)
        in.key_rows.push_back({.label_zh = "执行标准" + std::to_string(i),
                               .label_en = "Applied standard " + std::to_string(i),
                               .value = "GB/T 31866 《物联网标识体系 物品编码 Ecode》"});
    in.report_rows = {{.label_zh = "出厂检验", .value = "合格 · PDF 320 KB", .href = "/documents/77aa.pdf"},
                      {.label_zh = "说明书", .state = State::missing}};
    for (int i = 0; i < 6; ++i)
        in.chain.push_back({.when = "2026-11-02 09:1" + std::to_string(i),
                            .step_zh = "出厂",
                            .step_en = "Shipped",
                            .place = "广东省深圳市",
                            .rows = {{.label_zh = "购方名称", .value = "秘密买家", .state = State::withheld},
                                     {.label_zh = "购方地址", .value = "秘密地址", .state = State::withheld}}});
    in.corrections = {{"2026-11-03 10:00", "型号由 EX-200 更正为 EX-200A"}};
    in.recall = {"电池过热", "停止充电", "免费更换", "400-830-0000"};
    return in;
}

/// "" when every element is closed in order and attributes are double-quoted, else the first fault.
std::string fault_in_nesting(std::string_view page) {
    constexpr std::array<std::string_view, 5> empty_elements{"meta", "link", "img", "input", "br"};
    std::vector<std::string> open;
    for (std::size_t at = page.find('<'); at != std::string_view::npos; at = page.find('<', at)) {
        if (page.substr(at, 9) == "<!DOCTYPE") {
            at = page.find('>', at);
            continue;
        }
        const bool closing = page[at + 1] == '/';
        std::size_t to = at + (closing ? 2 : 1);
        const std::size_t name_at = to;
        while (to < page.size() && (isalnum(static_cast<unsigned char>(page[to])) != 0)) ++to;
        const std::string name(page.substr(name_at, to - name_at));
        if (name.empty()) return "a bare < at " + std::string(page.substr(at, 30));
        for (bool quoted = false; to < page.size() && (quoted || page[to] != '>'); ++to) {
            if (page[to] == '"') quoted = !quoted;
            if (page[to] == '<') return "< inside of a tag: " + std::string(page.substr(at, 60));
        }
        if (to >= page.size()) return "a tag without end: " + name;
        if (closing) {
            if (open.empty() || open.back() != name) return "</" + name + "> closes nothing";
            open.pop_back();
        } else if (page[to - 1] != '/' && std::ranges::find(empty_elements, name) == empty_elements.end()) {
            open.push_back(name);
        }
        at = to;
    }
    return open.empty() ? "" : "<" + open.back() + "> stays open";
}

std::size_t times(std::string_view text, std::string_view part) {
    std::size_t n = 0;
    for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + part.size())) ++n;
    return n;
}

/// The page without its style sheet and head, where words are looked for.
std::string body_of(const std::string& page) {
    return page.substr(page.find("<body>"));
}

void expect_in_order(const std::string& page, const std::vector<std::string>& parts) {
    std::size_t at = 0;
    for (const std::string& part : parts) {
        const std::size_t found = page.find(part, at);
        ASSERT_NE(found, std::string::npos) << part << " is missing, or stands too early";
        at = found + part.size();
    }
}

TEST(Nesting, CheckerFindsFaults) {
    EXPECT_EQ(fault_in_nesting("<!DOCTYPE html><p a=\"b>c\">x</p><img src=\"y\"><path d=\"z\"/>"), "");
    EXPECT_NE(fault_in_nesting("<p><b></p></b>"), "");
    EXPECT_NE(fault_in_nesting("<p>"), "");
    EXPECT_NE(fault_in_nesting("</p>"), "");
    EXPECT_NE(fault_in_nesting("<p a=\"<\">x</p>"), "");
    EXPECT_NE(fault_in_nesting("1 < 2"), "");
}

TEST(Page, VerdictsHaveTheirWords) {
    const std::array<std::array<std::string, 3>, 6> words{{
        {"信息已备案，未发现异常", "第 3 次，首次于 <time>2026-11-06 08:30</time>", "class=\"v g\""},
        {"请核对实物", "此码 3 次、在 2 个城市被查询", "class=\"v y\""},
        {"此码尚未关联产品", "若印在已售商品上，请联系卖家并反馈", "class=\"v y\""},
        {"本平台未查到此码", "可能扫错码或属其他平台", "class=\"v n\""},
        {"此码已作废或冻结", "请勿使用，联系 深圳市安全电器有限公司 <a href=\"tel:075584295722\">0755-84295722</a>",
         "class=\"v k\""},
        {"产品召回：请立即停止使用", "电池过热", "class=\"v k\""},
    }};
    for (std::size_t i = 0; i < all_verdicts.size(); ++i) {
        const std::string page = render_page(full_page(all_verdicts[i]));
        const std::string band = page.substr(page.find("<header"), page.find("</header>") - page.find("<header"));
        EXPECT_THAT(band, HasSubstr("<h1>" + words[i][0] + "</h1>"));
        EXPECT_THAT(band, HasSubstr(words[i][1]));
        EXPECT_THAT(band, HasSubstr(words[i][2]));
        EXPECT_THAT(band, HasSubstr("<svg"));
        EXPECT_THAT(page, HasSubstr("<title>" + words[i][0]));
        for (std::size_t other = 0; other < all_verdicts.size(); ++other)
            if (other != i) {
                EXPECT_THAT(band, Not(HasSubstr(words[other][0])));
            }
    }
}

TEST(Page, RecallNamesRiskActionMeasureAndPhone) {
    expect_in_order(body_of(render_page(full_page(Verdict::v7))),
                    {"产品召回：请立即停止使用", "风险", "电池过热", "怎么做", "停止充电", "免费措施", "免费更换",
                     "电话", "href=\"tel:4008300000\"", "<main"});
}

TEST(Page, FirstQueryAndUnknownCountsClaimNothingElse) {
    PageInput in = full_page(Verdict::v1);
    in.scan = {.count = 1, .first_time = "2026-11-21 08:00", .first = true};
    const std::string first = render_page(in);
    EXPECT_THAT(first, HasSubstr("首次查询</p>"));
    EXPECT_THAT(first, HasSubstr("本码共 1 次查询，首次 2026-11-21 08:00"));
    EXPECT_THAT(first, Not(HasSubstr("首次于")));
    in.scan = {};
    const std::string unknown = render_page(in);
    EXPECT_THAT(unknown, HasSubstr("暂无查询记录"));
    EXPECT_THAT(unknown, Not(HasSubstr(" 0 次")));
    in.verdict = Verdict::v2;
    in.scan = {.count = 9, .first_time = "2026-11-21 08:00"};
    EXPECT_THAT(render_page(in), HasSubstr("此码 9 次被查询"));
}

TEST(Page, NeverJudgesTheProduct) {
    for (const Verdict verdict : all_verdicts)
        for (const Lang lang : {Lang::zh, Lang::en})
            for (const std::string_view word : {"正品", "假货", "权威认证", "genuine", "counterfeit", "fake"})
                EXPECT_THAT(render_page(full_page(verdict, lang)), Not(HasSubstr(std::string(word))));
}

TEST(Page, StandsInTheOrderOfTheReference) {
    expect_in_order(body_of(render_page(full_page(Verdict::v1))), {"<header",
                                                                   "</header>",
                                                                   "请核对实物",
                                                                   "/documents/3f2a.png",
                                                                   "EX-200A",
                                                                   "000123",
                                                                   "不一致请勿购买",
                                                                   "关键信息",
                                                                   "报告与说明",
                                                                   "流向",
                                                                   "反馈举报",
                                                                   "联系厂家",
                                                                   "查询记录",
                                                                   "更正记录",
                                                                   "平台说明",
                                                                   "<footer",
                                                                   "<i>2</i><i>0128</i>",
                                                                   "12315",
                                                                   "trace.example.cn",
                                                                   "大字版",
                                                                   "English"});
}

// NAT-62, NAT-67
TEST(Page, UnknownCodeListsWhatWasRecognised_NAT62_NAT67) {
    PageInput in{.code = "06901234567892"};
    EXPECT_THAT(render_page(in), HasSubstr("未能识别编码类型"));
    in.recognised = {{"商品条码", "可在「条码追溯」查询", "GTIN", "Ask there"}};
    const std::string page = render_page(in);
    expect_in_order(page, {"本平台未查到此码", "识别结果", "商品条码", "可在「条码追溯」查询", "<form", "name=\"q\""});
    for (const std::string_view absent : {"关键信息", "流向", "查询记录", "请核对实物", "联系厂家", "qr.svg"})
        EXPECT_THAT(page, Not(HasSubstr(std::string(absent))));
    in.lang = Lang::en;
    EXPECT_THAT(render_page(in), HasSubstr("<b>GTIN</b><p>Ask there</p>"));
}

// ECO-31
TEST(Page, WithheldMissingAndEmptyAreThreeThings_ECO31_C24_C29) {
    PageInput in{.verdict = Verdict::v1, .code = "1", .product_name = "x"};
    in.key_rows = {{.label_zh = "甲", .value = "不可见", .state = State::withheld, .href = "/hidden"},
                   {.label_zh = "乙", .value = "不可见", .state = State::missing},
                   {.label_zh = "丙"},
                   {.label_zh = "丁", .value = "不可见", .state = State::withheld, .kind = Kind::phone}};
    in.chain = {{.when = "不可见",
                 .step_zh = "售出",
                 .place = "不可见",
                 .when_state = State::withheld,
                 .place_state = State::withheld},
                {.when = "", .step_zh = "出厂", .place = ""}};
    const std::string page = render_page(in);
    EXPECT_THAT(page, HasSubstr("<dt>甲</dt><dd class=\"u\">未公开</dd>"));
    EXPECT_THAT(page, HasSubstr("<dt>乙</dt><dd class=\"u\">未填报</dd>"));
    EXPECT_THAT(page, HasSubstr("<dt>丙</dt><dd>—</dd>"));
    EXPECT_THAT(page, HasSubstr("<b>售出</b><p>未公开 · 未公开</p>"));
    EXPECT_THAT(page, HasSubstr("<b>出厂</b><p>—</p>"));
    EXPECT_THAT(page, Not(HasSubstr("不可见")));
    EXPECT_THAT(page, Not(HasSubstr("/hidden")));
    in.lang = Lang::en;
    EXPECT_THAT(render_page(in), HasSubstr("Not public</dd>"));
    EXPECT_THAT(render_page(in), HasSubstr("Not provided</dd>"));
    // The full sample carries hidden buyers in every step.
    EXPECT_THAT(render_page(full_page(Verdict::v1)), Not(HasSubstr("秘密")));
}

TEST(Page, EscapesEveryInput) {
    const std::string evil = "<script>alert(1)</script>\"'&";
    PageRow row{.label_zh = evil, .label_en = evil, .value = evil, .href = "/x\"><script>"};
    for (const Verdict verdict : all_verdicts)
        for (const Lang lang : {Lang::zh, Lang::en}) {
            PageInput in{.verdict = verdict, .lang = lang, .code = evil, .factory_number = evil, .product_name = evil};
            in.model = in.contact_name = in.contact_phone = in.official_address = evil;
            in.picture_url = "/x\"><script>";
            in.key_rows = in.report_rows = {row};
            row.kind = Kind::phone;
            in.key_rows.push_back(row);
            in.key_rows.push_back({.label_zh = evil, .kind = Kind::factory_number});
            in.key_rows.push_back({.label_zh = evil, .kind = Kind::code});
            in.chain = {{.when = evil, .step_zh = evil, .step_en = evil, .place = evil, .rows = {row}}};
            in.corrections = {{evil, evil}};
            in.recognised = {{evil, evil, evil, evil}};
            in.recall = {evil, evil, evil, evil};
            in.scan = {.count = 2, .first_time = evil};
            in.qr = true;
            const std::string page = render_page(in);
            EXPECT_THAT(page, Not(HasSubstr("<script")));
            EXPECT_THAT(page, Not(HasSubstr("\"'&")));
            EXPECT_THAT(page, HasSubstr("&lt;script&gt;"));
            EXPECT_EQ(fault_in_nesting(page), "");
        }
    EXPECT_THAT(render_message(404, evil, evil), Not(HasSubstr("<script")));
    EXPECT_THAT(render_choice("a", "b", {{"/c/\"><script>", evil}}), Not(HasSubstr("<script")));
    EXPECT_THAT(render_home(Lang::zh, false, evil), Not(HasSubstr("<script")));
}

TEST(Page, LinksAndPicturesStayOnThisSite) {
    for (const std::string_view url : {"https://evil.example/x.png", "//evil.example/x", "/\\evil.example",
                                       "javascript:alert(1)", "/x y", "/", "/\x01", "data:image/png,x"}) {
        PageInput in{.verdict = Verdict::v1, .code = "1", .product_name = "x", .picture_url = std::string(url)};
        in.report_rows = {{.label_zh = "报告", .value = "合格", .href = std::string(url)}};
        const std::string page = render_page(in);
        EXPECT_THAT(page, Not(HasSubstr("<img"))) << url;
        EXPECT_THAT(page, HasSubstr("<dd>合格</dd>")) << url;
    }
    for (const Verdict verdict : all_verdicts) {
        const std::string page = render_page(full_page(verdict));
        EXPECT_THAT(page, Not(HasSubstr("http")));
        EXPECT_THAT(page, Not(HasSubstr("=\"//")));
        EXPECT_THAT(page, Not(HasSubstr("url(")));
    }
}

TEST(Page, StaysUnder20KBAndWellFormedWithoutScript) {
    for (const Verdict verdict : all_verdicts)
        for (const Lang lang : {Lang::zh, Lang::en}) {
            PageInput in = full_page(verdict, lang);
            ASSERT_EQ(in.key_rows.size() + in.report_rows.size() + 2 * in.chain.size(), 28u);
            const std::string page = render_page(in);
            EXPECT_LT(page.size(), 11u * 1024);  // as sent without compression; the budget is 20 KB
            EXPECT_EQ(fault_in_nesting(page), "");
            EXPECT_THAT(page, Not(HasSubstr("<script")));
            EXPECT_THAT(page, Not(HasSubstr(" style=")));
            EXPECT_EQ(times(page, "<h1>"), 1u);
            EXPECT_EQ(times(page, "<main"), 1u);
            EXPECT_EQ(times(page, "<title>"), 1u);
            EXPECT_THAT(page, HasSubstr(lang == Lang::zh ? "<html lang=\"zh-CN\">" : "<html lang=\"en\">"));
        }
}

TEST(Page, EnglishPagesMarkChineseDataAndKeepEnglishWords) {
    const std::string page = body_of(render_page(full_page(Verdict::v1, Lang::en)));
    EXPECT_THAT(page, HasSubstr("<h1>On file, nothing unusual found</h1>"));
    EXPECT_THAT(page, HasSubstr("Query no. 3, first on <time>2026-11-06 08:30</time>"));
    EXPECT_THAT(page, HasSubstr("<dt>Contact</dt>"));
    EXPECT_THAT(page, HasSubstr("<b>Shipped</b>"));
    EXPECT_THAT(page, HasSubstr("<dd lang=\"zh-CN\">GB/T 31866"));
    EXPECT_THAT(page, HasSubstr("<dt>出厂检验</dt>"));  // no English label was given
    EXPECT_THAT(page, Not(HasSubstr("关键信息")));
}

TEST(Page, SwitchesKeepEachOther) {
    PageInput in = full_page(Verdict::v1);
    EXPECT_THAT(render_page(in), HasSubstr("href=\"?e=1\">大字版"));
    EXPECT_THAT(render_page(in), HasSubstr("href=\"?lang=en\" lang=\"en\">English"));
    in.large = true;
    EXPECT_THAT(render_page(in), HasSubstr("<html lang=\"zh-CN\" class=\"e\">"));
    EXPECT_THAT(render_page(in), HasSubstr("href=\"?e=1&amp;lang=en\""));
    EXPECT_THAT(render_page(in), HasSubstr("href=\"?e=0\">标准字号"));
    in.lang = Lang::en;
    EXPECT_THAT(render_page(in), HasSubstr("href=\"?lang=en\">Normal type"));
    EXPECT_THAT(render_page(in), HasSubstr("href=\"?e=1\" lang=\"zh-CN\">中文"));
}

TEST(Page, CodeIsGroupedAndItsTailBold) {
    const std::string page = render_page(full_page(Verdict::v1));
    EXPECT_EQ(times(page,
                    "<i>2</i><i>0128</i><i>9985</i><i>2969</i><i>6211</i><i>9819</i><i>5278</i><i>47<b>02</b></i>"
                    "<i><b>4772</b></i>"),
              2u);  // as a field and in the footer
    EXPECT_THAT(page, HasSubstr("src=\"/c/201289985296962119819527847024772/qr.svg\""));
    EXPECT_THAT(render_page({.code = "1234"}), HasSubstr("<code><i>1234</i></code>"));
    // Whatever else was scanned: no grouping, no control characters, no broken UTF-8, at most 128 characters.
    EXPECT_THAT(render_page({.code = "(01)0690\x1d"}), HasSubstr("<code>(01)0690?</code>"));
    EXPECT_THAT(render_page({.code = "\xff"}), HasSubstr("<code>?</code>"));
    EXPECT_LT(render_page({.code = std::string(5000, 'a')}).size(), 7000u);
}

TEST(Page, FactoryNumberTailIsItsLastSixCharacters) {
    const auto tail = [](std::string number) {
        PageInput in{.verdict = Verdict::v1, .code = "1", .factory_number = std::move(number), .product_name = "x"};
        const std::string page = render_page(in);
        const std::size_t at = page.find("<dd><b>") + 7;
        return page.substr(at, page.find("</b>", at) - at);
    };
    EXPECT_EQ(tail("FD2026110000123"), "000123");
    EXPECT_EQ(tail("42"), "42");
    EXPECT_EQ(tail("批次甲乙丙丁戊"), "次甲乙丙丁戊");
    EXPECT_EQ(tail(""), "未填报");
}

TEST(Page, CallsOnlyTelephoneNumbers) {
    const auto page = [](std::string number) {
        PageInput in{.verdict = Verdict::v1, .code = "1", .product_name = "x", .contact_phone = std::move(number)};
        return render_page(in);
    };
    EXPECT_THAT(page("+86 (755) 8429-5722"), HasSubstr("href=\"tel:+8675584295722\">联系厂家"));
    for (const std::string number : {"", "service@example.cn", "12", "8429 转 801", "12345678901234567", "1+23"})
        EXPECT_THAT(page(number), Not(HasSubstr("联系厂家"))) << number;
    EXPECT_THAT(page(""), HasSubstr("href=\"/f?code=1\">反馈举报"));
}

// P57: whatever the verdict, the form for reports is one tap away, and knows the code, the language and the type.
TEST(Page, P57_OneButtonToReportAProblem) {
    for (const Verdict verdict : {Verdict::v1, Verdict::v2, Verdict::v3, Verdict::v4, Verdict::v6, Verdict::v7}) {
        const auto page = render_page({.verdict = verdict, .code = "1"});
        EXPECT_EQ(times(page, "href=\"/f?code=1\""), 1u);
        const bool may_be_recalled = verdict == Verdict::v1 || verdict == Verdict::v2;
        EXPECT_EQ(times(page, "href=\"/s?code=1\">关注召回"), may_be_recalled ? 1u : 0u);
    }
    EXPECT_THAT(render_page({.verdict = Verdict::v1, .lang = Lang::en, .large = true, .code = "(01)1"}),
                HasSubstr("href=\"/f?code=%2801%291&amp;lang=en&amp;e=1\""));
    EXPECT_EQ(times(render_page({.verdict = Verdict::v3, .code = "1"}), "class=\"p\" href=\"tel:12315\""), 1u);
    EXPECT_THAT(render_page({.verdict = Verdict::v1, .code = "1", .alias = true}), Not(HasSubstr("/s?code=")));
}

TEST(Template, GivesWhatOneStageGives) {
    for (const Verdict verdict : {Verdict::v1, Verdict::v2})
        for (const Lang lang : {Lang::zh, Lang::en}) {
            const PageInput in = full_page(verdict, lang);
            PageInput shared = in;
            shared.verdict = Verdict::v1;
            shared.code = "2";
            shared.factory_number = "other";
            shared.scan = {};
            std::string out = "kept";
            render(compile(shared),
                   {.code = in.code,
                    .factory_number = in.factory_number,
                    .verdict = verdict,
                    .scan_count = in.scan.count,
                    .first_time = in.scan.first_time,
                    .first = in.scan.first,
                    .cities = in.scan.cities},
                   out);
            EXPECT_EQ(out, "kept" + render_page(in));
        }
}

TEST(Template, OfAnotherVerdictNeverShowsV1) {
    const PageTemplate page = compile(full_page(Verdict::v7));
    std::string out;
    render(page, {.code = sample_code, .verdict = Verdict::v1, .scan_count = 1, .first = true}, out);
    EXPECT_THAT(out, HasSubstr("产品召回：请立即停止使用"));
    EXPECT_THAT(out, Not(HasSubstr("信息已备案")));
}

RC_GTEST_PROP(Template, SlotsNeverBreakThePage, ()) {
    static const PageTemplate page = compile(full_page(Verdict::v1));
    const auto text = [] {
        return *rc::gen::container<std::string>(rc::gen::element('<', '>', '"', '\'', '&', 'a', '1', '\x01'));
    };
    const std::string code = text(), number = text(), time = text();
    std::string out;
    render(page,
           {.code = code,
            .factory_number = number,
            .verdict = *rc::gen::element(Verdict::v1, Verdict::v2),
            .scan_count = *rc::gen::inRange<std::int64_t>(0, INT64_MAX),
            .first_time = time,
            .cities = *rc::gen::inRange<std::int64_t>(0, 10)},
           out);
    RC_ASSERT(fault_in_nesting(out) == "");
    std::string plain;
    render(page, {.code = "1", .factory_number = "1", .first_time = "1"}, plain);
    RC_ASSERT(times(out, "<dd>") == times(plain, "<dd>"));
}

TEST(Home, HasOneSearchBoxAndTellsWhereTheCodeIs) {
    for (const Lang lang : {Lang::zh, Lang::en})
        for (const bool large : {false, true}) {
            const std::string page = render_home(lang, large, "trace.example.cn");
            EXPECT_EQ(fault_in_nesting(page), "");
            EXPECT_EQ(times(page, "<form"), 1u);
            EXPECT_EQ(times(page, "name=\"q\""), 1u);
            EXPECT_EQ(times(page, "name=\"lang\" value=\"en\""), lang == Lang::en ? 1u : 0u);
            EXPECT_EQ(times(page, "name=\"e\" value=\"1\""), large ? 1u : 0u);
            EXPECT_THAT(page, HasSubstr("action=\"/\""));
            EXPECT_THAT(page, HasSubstr(lang == Lang::zh ? "合格证" : "Certificate"));
            EXPECT_THAT(page, HasSubstr("trace.example.cn"));
            EXPECT_THAT(page, Not(HasSubstr("<script")));
            EXPECT_LT(page.size(), 9000u);
        }
}

TEST(Message, SaysWhatHappenedAndLeadsBack) {
    const std::string page = render_message(503, "系统繁忙，请稍后重试", "稍等片刻再打开本页");
    EXPECT_EQ(fault_in_nesting(page), "");
    expect_in_order(body_of(page),
                    {"<h1>系统繁忙，请稍后重试</h1>", "稍等片刻再打开本页", "href=\"/\"", "返回首页查询"});
    EXPECT_NE(render_message(404, "a", "b"), render_message(500, "a", "b"));
    EXPECT_THAT(render_message(404, "a", "b", Lang::en), HasSubstr("Back to the search box"));
}

}  // namespace
}  // namespace yiguan::lookup
