#include "core/json.hpp"

#include <gtest/gtest.h>

namespace yiguan {
namespace {

TEST(Json, RefusesNumbersThatWeCouldNotWriteAgain) {
    for (const char* text : {"0.4e570", "[1,{\"a\":[-0.4e570]}]", "1e400"}) {
        const auto value = parse_json(text);
        ASSERT_TRUE(value.has_error()) << text;
        EXPECT_EQ(value.error().code, Code::malformed_json);
    }
    EXPECT_TRUE(parse_json("[0.4e300,-1.7976931348623157e308]").has_value());
}

// RFC 8259 leaves open which one counts: another system could read what was never checked here.
TEST(Json, RefusesAKeyThatAnObjectHasTwice) {
    std::string many = "{";
    for (int i = 0; i < 40; ++i) many += "\"key" + std::to_string(i) + "\":" + std::to_string(i) + ",";
    for (const std::string& text :
         {std::string(R"({"a":1,"a":1})"), std::string(R"({"a":1,"b":{"a":2},"\u0061":3})"),
          std::string(R"([{"x":{"a":1,"b":2,"a":3}}])"), many + "\"key7\":0}", std::string(R"({"":1,"":2})"),
          "{\"" + std::string(5000, 'k') + "\":1,\"" + std::string(5000, 'k') + "\":2}"}) {
        const auto value = parse_json(text);
        ASSERT_TRUE(value.has_error()) << text;
        EXPECT_EQ(value.error().code, Code::malformed_json) << text;
        EXPECT_NE(value.error().detail.find("重复出现"), std::string::npos) << value.error().detail;
    }
    const auto named = parse_json(R"({"buyerName":"甲","note":{},"buyerName":"乙"})");
    EXPECT_NE(named.error().detail.find("“buyerName”"), std::string::npos) << named.error().detail;
    for (const std::string& text : {std::string(R"({"a":{"a":{"a":1}},"b":[{"a":1},{"a":2}],"c":{"a":3}})"),
                                    many + "\"key\":0}", std::string(R"({"A":1,"a":2,"aa":3,"":4})")})
        EXPECT_TRUE(parse_json(text).has_value()) << text;
}

TEST(ObjectReader, CollectsEveryViolationWithItsPointerAndChineseName) {
    const auto object =
        parse_json_object(R"({"name":"  一贯  ","count":"7","day":"2025-02-30","a/b":1,"text":5})").value();
    Violations violations;
    ObjectReader in(object, violations, "/org");
    EXPECT_EQ(in.text("name", "名称"), "一贯");
    EXPECT_EQ(in.integer("count", "数量", 1, 10), 7);
    in.date("day", "生产日期");
    in.text("text", "备注");
    in.text("missing", "地址");
    in.finish();

    const auto result = violations.result();
    ASSERT_TRUE(result.has_error());
    EXPECT_EQ(result.error().code, Code::bad_date);
    EXPECT_EQ(result.error().pointer, "/org/day");
    EXPECT_EQ(result.error().field, "生产日期");
    ASSERT_EQ(result.error().others.size(), 3u);
    EXPECT_EQ(result.error().others[0].code, Code::wrong_type);
    EXPECT_EQ(result.error().others[1].code, Code::missing_field);
    EXPECT_EQ(result.error().others[1].pointer, "/org/missing");
    EXPECT_EQ(result.error().others[2].pointer, "/org/a~1b");
}

TEST(ObjectReader, BoundsNumbersAndText) {
    const auto object =
        parse_json_object(R"({"n":11,"huge":18446744073709551615,"long":"12345","ctrl":"a\u0001b","real":1.5})")
            .value();
    Violations violations;
    ObjectReader in(object, violations);
    in.integer("n", "数量", 1, 10);
    in.integer("huge", "数量", 1, 10);
    in.text("long", "名称", {.chars_max = 4});
    in.text("ctrl", "名称");
    in.integer("real", "数量", 1, 10);
    in.finish();
    const Error error = violations.result().error();
    EXPECT_EQ(error.code, Code::out_of_bounds);
    ASSERT_EQ(error.others.size(), 4u);
    EXPECT_EQ(error.others[0].code, Code::out_of_bounds);
    EXPECT_EQ(error.others[1].code, Code::too_long);
    EXPECT_EQ(error.others[2].code, Code::invalid);
    EXPECT_EQ(error.others[3].code, Code::wrong_type);
}

TEST(ParseJson, RefusesWhatIsNotOneObject) {
    EXPECT_EQ(parse_json_object("[1]").error().code, Code::malformed_json);
    EXPECT_EQ(parse_json_object("{} x").error().code, Code::malformed_json);
    EXPECT_EQ(parse_json_object("").error().code, Code::malformed_json);
    EXPECT_EQ(parse_json_object(std::string(40, '[') + std::string(40, ']')).error().code, Code::malformed_json);
}

}  // namespace
}  // namespace yiguan
