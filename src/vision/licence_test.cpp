#include "vision/licence.hpp"

#include <gmock/gmock.h>

#include <map>

namespace yiguan::vision {
namespace {

/// Lays out text as recognition would see it: letters of 30 by 30 pixels.
class Page {
public:
    Page& write(int x, int y, std::string_view text, int step = 32) {
        for (std::size_t at = 0; at < text.size();) {
            std::size_t end = at + 1;
            while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) ++end;
            if (text[at] != ' ') glyphs_.push_back({std::string(text.substr(at, end - at)), .9, x, y, x + 30, y + 30});
            x += step;
            at = end;
        }
        return *this;
    }
    std::map<std::string, LicenceField> fields() const {
        std::map<std::string, LicenceField> out;
        for (auto& field : find_fields(glyphs_)) out[field.key] = field;
        return out;
    }

private:
    std::vector<Glyph> glyphs_;
};

Page two_columns() {
    Page page;
    page.write(100, 100, "统一社会信用代码").write(100, 150, "91440101MA0000001Q");
    page.write(100, 300, "名称", 120).write(320, 300, "广东一贯车业有限公司");
    page.write(900, 300, "注册资本").write(1100, 300, "壹仟万元整");
    page.write(100, 360, "类型", 120).write(320, 360, "有限责任公司");
    page.write(900, 362, "成立日期").write(1100, 362, "2020年01月02日");
    page.write(100, 420, "法定代表人").write(320, 420, "李四");
    page.write(900, 424, "住所", 120).write(1100, 424, "广东省广州市黄埔区").write(1100, 464, "开创大道1号");
    page.write(100, 480, "经营范围").write(320, 480, "电动自行车的研发名称").write(320, 520, "销售。");
    page.write(900, 800, "登记机关").write(1100, 800, "广州市市场监督管理局");
    return page;
}

// GDP-64
TEST(Licence, GDP64_FieldsOfTheFormOf2019) {
    const auto f = two_columns().fields();
    ASSERT_EQ(f.size(), 8u);
    EXPECT_EQ(f.at("uscc").value, "91440101MA0000001Q");
    EXPECT_EQ(f.at("name").value, "广东一贯车业有限公司");
    EXPECT_EQ(f.at("type").value, "有限责任公司");
    EXPECT_EQ(f.at("legalPerson").value, "李四");
    EXPECT_EQ(f.at("scope").value, "电动自行车的研发名称销售");
    EXPECT_EQ(f.at("capital").value, "壹仟万元整");
    EXPECT_EQ(f.at("established").value, "2020年01月02日");
    EXPECT_EQ(f.at("address").value, "广东省广州市黄埔区开创大道1号");
    EXPECT_DOUBLE_EQ(f.at("name").confidence, .9);
}

TEST(Licence, GDP64_FieldsOfTheFormOf2014) {
    Page page;
    page.write(100, 100, "统一社会信用代码 91440101MA0000001Q");
    page.write(100, 200, "名称", 120).write(320, 200, "广东一贯车业有限公司");
    page.write(100, 250, "类型", 120).write(320, 250, "有限责任公司");
    page.write(100, 300, "住所", 120).write(320, 300, "广州市黄埔区开创大道1号");
    page.write(100, 350, "法定代表人").write(320, 350, "李四");
    page.write(100, 400, "注册资本").write(320, 400, "壹仟万元整");
    page.write(100, 450, "成立日期").write(320, 450, "2020年01月02日");
    page.write(100, 500, "营业期限").write(320, 500, "长期");
    page.write(100, 550, "经营范围").write(320, 550, "电动自行车").write(320, 590, "蓄电池");
    const auto f = page.fields();
    EXPECT_EQ(f.at("uscc").value, "91440101MA0000001Q");
    EXPECT_EQ(f.at("name").value, "广东一贯车业有限公司");
    EXPECT_EQ(f.at("address").value, "广州市黄埔区开创大道1号");
    EXPECT_EQ(f.at("established").value, "2020年01月02日");
    EXPECT_EQ(f.at("scope").value, "电动自行车蓄电池");
}

TEST(Licence, ACodeIsReadAsItMustBe) {
    const auto code = [](std::string_view seen) {
        const auto f = Page().write(100, 100, seen).fields();
        const auto at = f.find("uscc");
        return at == f.end() ? std::string() : at->second.value;
    };
    EXPECT_EQ(code("9144O1O1MAOOOOOO1Q"), "91440101MA0000001Q") << "there is no O in a code";
    EXPECT_EQ(code("914401o1MA000000lq"), "91440101MA0000001Q");
    EXPECT_EQ(code("91440101MA00000010"), "91440101MA0000001Q") << "put right by the check character";
    EXPECT_EQ(code("12345"), "");
    const auto sure = Page().write(100, 100, "91440101MA0000001Q").fields().at("uscc").confidence,
               guessed = Page().write(100, 100, "91440101MA00000010").fields().at("uscc").confidence;
    EXPECT_LT(guessed, sure);
}

TEST(Licence, GDP64_WhatDoesNotAgreeIsSaid) {
    const auto rules = [](std::string uscc, std::string name, std::string address) {
        std::map<std::string, bool> out;
        for (const auto& check : check_fields({{"uscc", uscc, 1}, {"name", name, 1}, {"address", address, 1}}))
            out[check.rule] = check.ok;
        return out;
    };
    using Rules = std::map<std::string, bool>;
    const Rules good{{"uscc_check_character", true}, {"division", true}, {"name", true}, {"region", true}};
    EXPECT_EQ(rules("91440101MA0000001Q", "广东一贯车业有限公司", "广东省广州市黄埔区开创大道1号"), good);
    EXPECT_EQ(rules("91440101MA0000001Q", "广东一贯车业有限公司", "广州市黄埔区开创大道1号"), good) << "by the city";
    EXPECT_FALSE(rules("91440101MA0000001Q", "广东一贯车业", "广东省广州市").at("name"));
    EXPECT_FALSE(rules("91440101MA0000001Q", "一贯有限公司", "浙江省杭州市").at("region"));
    EXPECT_FALSE(rules("91440101MA0000001X", "一贯有限公司", "广东省广州市").at("uscc_check_character"));
    EXPECT_FALSE(rules("91440101MA0000001Q", "一贯有限公司", "某路1号").contains("region")) << "cannot be told";
    EXPECT_TRUE(check_fields({}).empty());
}

TEST(Licence, FieldsComeBackFromTheirJson) {
    const std::vector<LicenceField> fields{{"uscc", "91440101MA0000001Q", .5}, {"name", "一贯有限公司", .25}};
    const auto back = decode_fields(encode(fields, check_fields(fields)));
    ASSERT_TRUE(back);
    ASSERT_EQ(back->size(), 2u);
    EXPECT_EQ(back->at(1).value, "一贯有限公司");
    EXPECT_DOUBLE_EQ(back->at(1).confidence, .25);
    EXPECT_FALSE(decode_fields({}));
    EXPECT_FALSE(decode_fields({{"fields", json::object{{"name", 5}}}}));
    EXPECT_TRUE(decode_fields({{"fields", json::object{{"shell", json::object{}}}}})->empty());
}

TEST(Licence, AnyGlyphsAreTaken) {
    EXPECT_TRUE(find_fields({}).empty());
    EXPECT_TRUE(find_fields({{"名", .5, 0, 0, 30, 30}, {"称", .5, 40, 0, 70, 30}}).empty());
    find_fields({{"名", .5, 0, 0, 0, 0}, {"称", .5, 0, 0, 0, 0}});
    EXPECT_TRUE(find_fields({{"", 0, 9, 9, -9, -9}}).empty());
}

}  // namespace
}  // namespace yiguan::vision
