// Every vector of the files under testdata/ through the runner that `yiguan conform` uses.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "keys/conform/conform.hpp"

namespace yiguan::keys::conform {
namespace {

std::string contents(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    EXPECT_TRUE(file) << path;
    return {std::istreambuf_iterator<char>(file), {}};
}

Report run(std::string_view file, std::string_view text) {
    Report report;
    for (const auto& shape : china_shapes())
        if (shape.file == file) shape.run(text, report);
    return report;
}

void expect_all(std::string_view file, const std::string& path, std::size_t at_least) {
    const Report report = run(file, contents(path));
    for (const auto& failure : report.failures())
        ADD_FAILURE() << path << failure.where << ": expected " << failure.expected << ", got " << failure.got;
    EXPECT_GE(report.passed(), at_least) << path;
}

TEST(ConformChina, EveryVectorPasses) {
    expect_all("ecode.json", "src/keys/testdata/ecode.json", 32);
    expect_all("uscc.json", "src/keys/testdata/uscc.json", 70);
    expect_all("id_number.json", "src/keys/testdata/china/id_number.json", 65);
    expect_all("battery_codes.json", "src/keys/testdata/china/battery_codes.json", 80);
}

// A runner that passes everything would prove nothing: each of these texts has one wrong vector.
TEST(ConformChina, AWrongVectorFails) {
    const std::pair<std::string_view, std::string_view> wrong[] = {
        {"ecode.json", R"({"valid": [{"input": "E=5012812345", "code": "5012812345"}], "invalid": []})"},
        {"ecode.json", R"({"valid": [{"input": "E=100641", "V": "2"}], "invalid": []})"},
        {"ecode.json", R"({"valid": [], "invalid": [{"input": "E=100641", "error": "length"}]})"},
        {"ecode.json", R"({"valid": [], "invalid": [],
                           "ambiguous": [{"input": "175721508069087", "reason": "decide for GTIN"}]})"},
        {"uscc.json", R"({"valid": [{"value": "91110000600037341M"}], "invalid": []})"},
        {"uscc.json", R"({"valid": [], "invalid": [{"value": "91110000600037341M", "error": "length"}]})"},
        {"uscc.json",
         R"({"valid": [], "invalid": [], "warn": [{"value": "91110000600037341L", "warning": "org_check"}]})"},
        {"uscc.json", R"({"valid": [], "invalid": [], "trace": [{"value": "91110000600037341L", "products": [],
                          "sum": 538, "sum_mod_31": 11, "check_value": 20}]})"},
        {"id_number.json", R"({"valid": [{"value": "11010519491231002X", "sex": "male"}], "invalid": []})"},
        {"id_number.json", R"({"valid": [], "invalid": [{"value": "110105194902310026", "error": "check_digit"}]})"},
        {"id_number.json", R"({"valid": [], "invalid": [], "phone": {"mobile": {"valid": ["12800138000"]}}})"},
        {"battery_codes.json",
         R"({"lithium_19": {"valid": [{"value": "A012345B01E6J000001", "date": "2024-06-19"}]}})"},
        {"battery_codes.json", R"({"date_code": {"vectors": [{"date": "2030-12-20", "code": "ICL"}]}})"},
        {"battery_codes.json", R"({"ccc_certificate": {"valid": [{"value": "2016010901123456", "parts": ["2016"]}]}})"},
        {"battery_codes.json", R"({"charger_battery_13": {"invalid": [{"value": "600037341-24-00"}]}})"},
        {"battery_codes.json", R"({"other": 1})"},
    };
    for (const auto& [file, text] : wrong) EXPECT_EQ(run(file, text).failures().size(), 1u) << text;
}

// What is no JSON, no object, or lacks keys is a failure, never an exception.
TEST(ConformChina, BrokenFilesFail) {
    for (const auto& shape : china_shapes())
        for (const std::string_view text :
             {"", "{", "[]", "null", "{}", R"({"valid": 1, "invalid": {}})",
              R"({"valid": [1, {}], "invalid": [{}, "x"]})",
              R"({"lithium_19": {"valid": [{"value": 3}]}, "valid": [{"input": 1, "value": 2}]})"}) {
            Report report;
            EXPECT_NO_THROW(shape.run(text, report)) << shape.file << text;
            EXPECT_FALSE(report.failures().empty()) << shape.file << text;
        }
}

}  // namespace
}  // namespace yiguan::keys::conform
