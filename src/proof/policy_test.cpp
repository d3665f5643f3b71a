#include "proof/policy.hpp"

#include <gtest/gtest.h>

#include "proof/note_testing.hpp"

namespace yiguan::proof {
namespace {

std::string key(int i, bool witness) {
    return testing::log_signer("name" + std::to_string(i) + ".example", static_cast<unsigned char>(i), witness)
        .verifier()
        .text();
}
const std::string one = "log " + key(1, false) + "\nwitness W1 " + key(2, true) + " https://w.example/\nwitness W2 " +
                        key(3, true) + "\nwitness W3 " + key(4, true) + "\n";

TEST(Policy, ReadsTheFormOfTlogPolicy) {
    const auto policy = Policy::parse("# 中文注释\n\t" + one + " \t \ngroup g 2 W1 W2 W3\n  quorum \t g  ").value();
    EXPECT_EQ(policy.logs.size(), 1u);
    EXPECT_EQ(policy.logs[0].name(), "name1.example");
    EXPECT_EQ(policy.witnesses.at("W2").name(), "name3.example");
    EXPECT_EQ(policy.groups.at("g").threshold, 2u);
    EXPECT_TRUE(policy.satisfied({"W1", "W3"}));
    EXPECT_FALSE(policy.satisfied({"W1", "W1", "unknown"}));
    EXPECT_TRUE(Policy::parse(one + "quorum none\n").value().satisfied({}));
    EXPECT_TRUE(Policy::parse("quorum none").has_value());
    EXPECT_TRUE(Policy::parse(one + "quorum W2\n").value().satisfied({"W2"}));
    EXPECT_FALSE(Policy::parse(one + "quorum W2\n").value().satisfied({"W1"}));
}

TEST(Policy, RefusesWithTheLine) {
    const auto line_of = [](const std::string& text) {
        const auto parsed = Policy::parse(text);
        return parsed.has_value() ? std::string("taken") : parsed.error().pointer;
    };
    EXPECT_EQ(line_of(""), "");  // no line is at fault that none sets a quorum
    EXPECT_EQ(line_of(one), "");
    for (const std::string& bad : {std::string("quorum W9"),
                                   std::string("quorum"),
                                   std::string("quorum W1 W2"),
                                   std::string("quorun none"),
                                   "log " + key(1, false),
                                   "log " + key(1, true),
                                   "witness W4 " + key(2, true),
                                   "witness W1 " + key(5, true),
                                   "witness W4 " + key(5, false),
                                   "witness none " + key(5, true),
                                   std::string("witness W4"),
                                   "log " + key(6, false) + " a b",
                                   std::string("group g all"),
                                   std::string("group g all none"),
                                   std::string("group g 0 W1"),
                                   std::string("group g 3 W1 W2"),
                                   std::string("group g -1 W1"),
                                   std::string("group g +1 W1"),
                                   std::string("group g 1x W1"),
                                   std::string("group g all W1 W1"),
                                   std::string("group W1 all W2"),
                                   std::string("group g all g"),
                                   std::string("group none any W1"),
                                   std::string("quorum W1 # first"),
                                   std::string("quorum\vW1"),
                                   std::string("quorum W1\r"),
                                   std::string("log")})
        EXPECT_EQ(line_of(one + bad + "\nquorum none\n"), "/lines/4") << bad;
    EXPECT_EQ(line_of(one + "quorum W1\nquorum W1\n"), "/lines/5");
    EXPECT_EQ(line_of(one + "group g all W1\ngroup h all W1 W2\nquorum g\n"), "/lines/5");
    EXPECT_EQ(line_of(one + "quorum g\ngroup g all W1\n"), "/lines/4");
}

TEST(Policy, VectorsOfSigsum) {
    for (const auto& vector : testing::json_lines("src/proof/testdata/tlog/sigsum/policies-invalid.jsonl")) {
        const std::string_view text = vector.at("policy").as_string();
        EXPECT_TRUE(Policy::parse(text).has_error()) << vector.at("desc");
        EXPECT_TRUE(Policy::parse(text, Policy::KeyForm::sigsum).has_error()) << vector.at("desc");
    }
    const std::string hex_key(64, 'a');
    EXPECT_TRUE(Policy::parse("log " + hex_key + "\nquorum none\n", Policy::KeyForm::sigsum).has_value());
    EXPECT_TRUE(Policy::parse("log " + hex_key + "\nquorum none\n").has_error());
    for (const auto& vector : testing::json_lines("src/proof/testdata/tlog/sigsum/quorum.jsonl")) {
        std::string text = "\n";
        for (const char name : {'A', 'B'})
            for (int i = 1; i <= 3; ++i)
                text +=
                    std::string("witness ") + name + std::to_string(i) + " " + key((name - 'A') * 10 + i, true) + "\n";
        text += std::string_view(vector.at("groups").as_string());
        for (char& c : text)
            if (c == ';') c = '\n';
        const auto policy = Policy::parse(text).value();
        for (const auto& pair : vector.at("cases").as_array()) {
            std::vector<std::string> signers;
            for (const auto& name : pair.at(0).as_array()) signers.emplace_back(std::string_view(name.as_string()));
            EXPECT_EQ(policy.satisfied(signers), pair.at(1).as_bool()) << pair;
        }
    }
}

}  // namespace
}  // namespace yiguan::proof
