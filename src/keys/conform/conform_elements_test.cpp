// The published vectors of GS1 keys, AIs, linters, element strings and scans, by the shapes that `yiguan conform` uses.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "keys/conform/conform.hpp"

namespace yiguan::keys::conform {
namespace {

std::string content(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    EXPECT_TRUE(file.good()) << path;
    return std::string(std::istreambuf_iterator<char>(file), {});
}

Report run(const std::string& name, std::string_view text) {
    Report report;
    const auto shapes = element_shapes();
    const auto shape = std::ranges::find_if(shapes, [&](const Shape& s) { return name.ends_with(s.file); });
    if (shape == shapes.end())
        report.fail("", "a shape", name);
    else
        shape->run(text, report);
    return report;
}

struct Carried {
    std::string file;
    std::size_t vectors;
};

class Vectors : public ::testing::TestWithParam<Carried> {};

TEST_P(Vectors, AllPass) {
    const auto report = run(GetParam().file, content("src/keys/testdata/" + GetParam().file));
    for (const auto& f : report.failures())
        ADD_FAILURE() << GetParam().file << " " << f.where << "\n  expected " << f.expected << "\n  got      " << f.got;
    EXPECT_EQ(report.passed(), GetParam().vectors);
}

INSTANTIATE_TEST_SUITE_P(
    Gs1, Vectors,
    ::testing::Values(
        Carried{"gs1/syntax-dictionary/linter-vectors.jsonl", 1881},
        Carried{"gs1/syntax-engine/ai-bracketed.jsonl", 17}, Carried{"gs1/syntax-engine/ai-fnc1.jsonl", 33},
        Carried{"gs1/syntax-engine/ai-linter.jsonl", 36}, Carried{"gs1/syntax-engine/ai-association.jsonl", 31},
        Carried{"gs1/syntax-engine/scan-process.jsonl", 16}, Carried{"gs1/compared/linter-vectors.jsonl", 716},
        Carried{"gs1/compared/ai-bracketed.jsonl", 120}, Carried{"gs1/compared/ai-fnc1.jsonl", 120},
        Carried{"gs1/compared/ai-linter.jsonl", 120}, Carried{"gs1/compared/ai-association.jsonl", 120},
        Carried{"gs1/compared/scan-process.jsonl", 120}, Carried{"gs1_check_digits.json", 36 + 40 + 21 + 1 + 4 + 3},
        Carried{"gs1_element_strings.json", 224 + 29 + 33 + 6 + 5 + 13}));

/// The runner can fail: each of these lines is wrong in one thing.
TEST(Gs1Shapes, SayWhatIsWrong) {
    const auto fails = [](const std::string& file, std::string_view line) {
        const auto report = run(file, line);
        return report.passed() == 0 && report.failures().size() == 1 ? report.failures().front().where : "passed";
    };
    EXPECT_EQ(fails("linter-vectors.jsonl", R"({"linter":"csum","data":"02345670","valid":true})"), "1");
    EXPECT_EQ(
        fails("linter-vectors.jsonl",
              R"({"linter":"csum","data":"02345670","valid":false,"error":"incorrect_check_digit","marked":"*"})"),
        "1");
    EXPECT_EQ(fails("linter-vectors.jsonl", R"({"linter":"nonesuch","data":"1","valid":true})"), "1");
    EXPECT_EQ(fails("linter-vectors.jsonl", R"({"linter":"csum","valid":true})"), "1");
    EXPECT_EQ(fails("x/ai-bracketed.jsonl", R"({"bracketed":"(10)A","valid":true,"ai":"^10B"})"), "1");
    EXPECT_EQ(fails("x/ai-fnc1.jsonl", R"({"data":"^10A","valid":false})"), "1");
    EXPECT_EQ(fails("x/ai-linter.jsonl", R"({"bracketed":"(10)A","valid":false,"error":"not_zero"})"), "1");
    EXPECT_EQ(fails("x/ai-association.jsonl", R"({"bracketed":"(99)A","valid":true,"rule":"nonesuch"})"), "1");
    EXPECT_EQ(fails("scan-process.jsonl", R"({"scan":"]Q1A","valid":true,"symbology":"DM","data":"A"})"), "1");
    EXPECT_EQ(fails("scan-process.jsonl", "not JSON"), "1");
    EXPECT_EQ(run("gs1_check_digits.json", "{").failures().size(), 1u);
    EXPECT_EQ(run("gs1_check_digits.json", "{}").failures().size(), 1u);
    EXPECT_EQ(run("gs1_check_digits.json", R"({"valid":[]})").failures().size(), 0u);
    EXPECT_EQ(run("gs1_check_digits.json", R"({"valid":1})").failures().size(), 1u);
    EXPECT_EQ(fails("gs1_element_strings.json", "[]"), "");
}

}  // namespace
}  // namespace yiguan::keys::conform
