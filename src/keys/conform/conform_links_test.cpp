// Every vector of testdata/links through the runner that `yiguan conform` uses.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "keys/conform/conform.hpp"

namespace yiguan::keys::conform {
namespace {

Report run(std::string_view file, std::string_view text) {
    Report report;
    if (const Shape* shape = find_shape(link_shapes(), file)) shape->run(text, report);
    return report;
}

TEST(ConformLinks, EveryVectorPasses) {
    const std::pair<const char*, std::size_t> files[] = {
        {"dl-parse.jsonl", 37},           {"dl-generate.jsonl", 12},
        {"uri-escape.jsonl", 5},          {"uri-unescape.jsonl", 7},
        {"canonical-dl.jsonl", 18},       {"urn-to-dl.jsonl", 33},
        {"dl-to-urn.jsonl", 26},          {"id-valid.jsonl", 163},
        {"digital_link.json", 109},       {"digital-link-compression.jsonl", 44},
        {"compared/dl-parse.jsonl", 120}, {"compared/dl-generate.jsonl", 120}};
    for (const auto& [file, vectors] : files) {
        const std::string path = std::string("src/keys/testdata/links/") + file;
        std::ifstream in(path, std::ios::binary);
        ASSERT_TRUE(in) << path;
        const Report report = run(file, std::string(std::istreambuf_iterator<char>(in), {}));
        for (const auto& failure : report.failures())
            ADD_FAILURE() << path << ':' << failure.where << ": expected " << failure.expected << ", got "
                          << failure.got;
        EXPECT_EQ(report.passed(), vectors) << path;
    }
}

// A runner that passes everything would prove nothing: each of these vectors is wrong.
TEST(ConformLinks, AWrongVectorFails) {
    const std::pair<const char*, const char*> wrong[] = {
        {"dl-parse.jsonl", R"({"uri": "https://a/01/12312312312333", "valid": false})"},
        {"dl-parse.jsonl", R"({"uri": "https://a/01/12312312312333", "valid": true, "ai": "^0112312312312334"})"},
        {"dl-parse.jsonl", R"({"uri": "https://a/01/12312312312334", "valid": true, "ai": "^0112312312312334"})"},
        {"dl-parse.jsonl", R"({"uri": "http://", "valid": false, "options": {"no_such_option": true}})"},
        {"dl-parse.jsonl", R"({"valid": false})"},
        {"dl-parse.jsonl", "not JSON"},
        {"dl-generate.jsonl", R"({"ai": "(99)X", "stem": null, "valid": true, "uri": "https://id.gs1.org/99/X"})"},
        {"uri-escape.jsonl", R"({"in": " ", "path": "+", "query": "+"})"},
        {"uri-unescape.jsonl", R"({"in": "+", "path": "+", "query": "+"})"},
        {"canonical-dl.jsonl", R"({"in": "42", "canonical": "https://id.gs1.org/42"})"},
        {"canonical-dl.jsonl", R"({"in": "42"})"},
        {"urn-to-dl.jsonl", R"({"urn": "urn:epc:idpat:grai:8439483.98439.*", "dl": "https://id.gs1.org/8003/0"})"},
        {"dl-to-urn.jsonl", R"({"dl": "https://a/402/12345678905123457", "gcp_length": 9,
                                "urn": "urn:epc:id:gsin:1234567890.512345"})"},
        {"id-valid.jsonl", R"({"id": "urn:epc:id:giai:123456.7", "valid": false})"},
        {"id-valid.jsonl", R"({"id": "https://id.gs1.org/417/1234567890129", "valid": true})"},
        {"digital-link-compression.jsonl",
         R"({"uri": "https://a/01/24159206611258", "compressed": "https://a/ASvyAdsydA",
                                               "compressed_optimised": "https://a/ASvyAdsydB"})"},
        {"digital_link.json", "{}"},
        {"digital_link.json", R"({"generate_invalid": [{"bracketed": "(01)12312312312333"}]})"},
    };
    for (const auto& [file, text] : wrong) {
        std::string line(text);
        std::erase(line, '\n');
        const Report report = run(file, line);
        EXPECT_EQ(report.passed(), 0u) << text;
        EXPECT_EQ(report.failures().size(), 1u) << text;
    }
}

// Lines of peers that do not escape are compared without regard to escapes; nothing else may differ.
TEST(ConformLinks, PeersMayLeaveEscapesOut) {
    const char* same = R"({"urn": "urn:epc:id:gdti:893489348949..\":?>", "peer_specific": "x",
                           "dl": "https://id.gs1.org/253/8934893489494\":?>"})";
    const char* other = R"({"urn": "urn:epc:id:gdti:893489348949..\":?>", "peer_specific": "x",
                            "dl": "https://id.gs1.org/253/8934893489494\":?<"})";
    std::string line(same);
    std::erase(line, '\n');
    EXPECT_EQ(run("urn-to-dl.jsonl", line).passed(), 1u);
    line = other;
    std::erase(line, '\n');
    EXPECT_EQ(run("urn-to-dl.jsonl", line).passed(), 0u);
}

}  // namespace
}  // namespace yiguan::keys::conform
