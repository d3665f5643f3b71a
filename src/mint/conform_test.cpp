#include "mint/conform.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

namespace yiguan::mint {
namespace {

using keys::conform::Report;

std::string read_file(const char* path) {
    std::ifstream file(path, std::ios::binary);
    EXPECT_TRUE(file.is_open()) << path;
    return {std::istreambuf_iterator<char>(file), {}};
}

Report run(std::string_view name, std::string_view text) {
    Report report;
    for (const auto& shape : conform_shapes())
        if (shape.file == name) shape.run(text, report);
    return report;
}

void expect_all(std::string_view name, const char* path, std::size_t passed) {
    const Report report = run(name, read_file(path));
    for (const auto& f : report.failures())
        ADD_FAILURE() << path << " " << f.where << "\n  expected " << f.expected << "\n  got      " << f.got;
    EXPECT_EQ(report.passed(), passed) << path;
}

TEST(Conform, EveryVectorPasses) {
    expect_all("ff1.json", "src/mint/testdata/ff1.json", 9 + 31 + 20 + 3 + 15);
    expect_all("sm.json", "src/crypto/testdata/sm.json", 1 + 16 + 3 + 8 + 1 + 4 + 5 + 1);
    expect_all("ecode.json", "src/mint/testdata/ecode.json", 3);
}

// A runner that cannot fail proves nothing.
TEST(Conform, WrongExpectationsFail) {
    const auto fails = [](std::string_view name, std::string text, std::string_view what, std::string_view with) {
        const auto at = text.find(what);
        ASSERT_NE(at, std::string::npos) << what;
        text.replace(at, what.size(), with);
        EXPECT_EQ(run(name, text).failures().size(), 1u) << what;
    };
    const auto ff1 = read_file("src/mint/testdata/ff1.json");
    for (const auto& [what, with] : {std::pair{"\"2433477484\"", "\"2433477485\""},
                                     {"\"424575\"", "\"424576\""},
                                     {"\"424575\"", "\"42457a\""},
                                     {"\"3422548372\"", "\"3422548373\""},
                                     {"50826", "50827"},
                                     {"\"error\": \"domain\"", "\"error\": \"radix\""},
                                     {"\"error\": null", "\"error\": \"domain\""},
                                     {"\"error\": \"key\"", "\"error\": \"length\""}})
        fails("ff1.json", ff1, what, with);
    const auto sm = read_file("src/crypto/testdata/sm.json");
    for (const auto& [what, with] : {std::pair{"66c7f0f4", "66c7f0f5"},
                                     {"a8f95cf2", "a8f95cf3"},
                                     {"681edf34", "681edf35"},
                                     {"595298c7", "595298c8"},
                                     {"83de3541", "83de3542"},
                                     {"b2e14c5c", "b2e14c5d"},
                                     {"ALICE123@YAHOO.COM", "1234567812345678"},
                                     {"\"C3\": \"59983c18", "\"C3\": \"59983c19"},
                                     {"encryption standard", "encryption standarc"},
                                     {"\"Gx\": \"32", "\"Gx\": \"33"}})
        fails("sm.json", sm, what, with);
    fails("ecode.json", read_file("src/mint/testdata/ecode.json"), "5A9CBEDF", "5A9CBEDE");
}

TEST(Conform, TakesAnyText) {
    for (const auto* name : {"ff1.json", "sm.json"}) {
        for (const auto* text : {"", "[]", "{}", "{\"nist\": 1}", "{\"sm3\": [1]}", "{\"curve\": 1}", "{\"curve\": {}}",
                                 "{\"limits\": [{}]}", "{\"nist\": [{\"radix\": -1}]}", "{\"sequence\": {}}",
                                 "{\"sm2_verify_fail\": [{}]}", "{\"sm4\": [{\"mode\": \"ECB x 99999999999\"}]}"}) {
            const auto report = run(name, text);
            EXPECT_EQ(report.passed(), 0u) << text;
            EXPECT_THAT(report.failures(), ::testing::SizeIs(1)) << text;
        }
    }
    EXPECT_TRUE(run("ecode.json", "{}").failures().empty()) << "a file of keys/ alone";
}

}  // namespace
}  // namespace yiguan::mint
