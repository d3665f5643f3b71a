// Vectors of transparency-dev/merkle, of the reference tree, and of our own tiles: testdata/tlog/README.md.
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "proof/tiles.hpp"
#include "proof/tree_testing.hpp"

namespace yiguan::proof {
namespace {

namespace json = boost::json;

const std::filesystem::path folder = "src/proof/testdata/tlog";

std::string slurp(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    EXPECT_TRUE(file) << path;
    std::ostringstream out;
    out << file.rdbuf();
    return out.str();
}

std::vector<json::object> lines_of(const char* name) {
    std::istringstream in(slurp(folder / name));
    std::vector<json::object> out;
    for (std::string line; std::getline(in, line);)
        if (!line.empty()) out.push_back(json::parse(line).as_object());
    EXPECT_FALSE(out.empty()) << name;
    return out;
}

std::string_view text(const json::value& value) {
    return {value.as_string().data(), value.as_string().size()};
}
std::uint64_t number(const json::object& one, const char* key) {
    return one.at(key).to_number<std::uint64_t>();
}
/// Nothing when it has not 32 bytes: such vectors must be refused, which a Hash cannot even say.
std::optional<Hash> hash64(const json::value& value) {
    const auto bytes = from_base64(text(value));
    return bytes ? hash_from(*bytes) : std::nullopt;
}
std::optional<std::vector<Hash>> proof64(const json::value& value) {
    std::vector<Hash> out;
    if (value.is_null()) return out;
    for (const auto& one : value.as_array()) {
        const auto hash = hash64(one);
        if (!hash) return std::nullopt;
        out.push_back(*hash);
    }
    return out;
}
Hash hash16(const json::value& value) {
    return hash_from(from_hex(text(value)).value()).value();
}
std::vector<Hash> proof16(const json::value& value) {
    std::vector<Hash> out;
    for (const auto& one : value.as_array()) out.push_back(hash16(one));
    return out;
}

template <class F>
void run(const char* name, const char* from, const char* to, F verify) {
    for (const auto& one : lines_of(name)) {
        const auto a = hash64(one.at(from));
        auto b = hash64(one.at(to));
        // Nothing in a tree speaks of an empty subtree, and the vectors put words where its root stands.
        if (one.contains("size") && number(one, "start") == number(one, "end")) b = Hash{};
        const auto proof = proof64(one.at("proof"));
        const bool valid = a && b && proof && verify(one, *a, *proof, *b);
        EXPECT_EQ(valid, !one.at("wantErr").as_bool()) << text(one.at("file"));
    }
}

// NAT-35: verifiable and not to be tampered with.
TEST(TreeVectors, NAT35_Inclusion) {
    run("merkle-proofs/inclusion.jsonl", "leafHash", "root",
        [](const json::object& one, const Hash& leaf, const auto& proof, const Hash& root) {
            return verify_inclusion(Suite::sha256, number(one, "leafIdx"), number(one, "treeSize"), leaf, proof, root);
        });
}
TEST(TreeVectors, NAT35_Consistency) {
    run("merkle-proofs/consistency.jsonl", "root1", "root2",
        [](const json::object& one, const Hash& a, const auto& proof, const Hash& b) {
            return verify_consistency(Suite::sha256, number(one, "size1"), number(one, "size2"), proof, a, b);
        });
}
TEST(TreeVectors, NAT35_SubtreeInclusion) {
    run("merkle-proofs/subtreeinclusion.jsonl", "leafHash", "root",
        [](const json::object& one, const Hash& leaf, const auto& proof, const Hash& root) {
            return verify_subtree_inclusion(Suite::sha256, number(one, "leafIdx"), number(one, "start"),
                                            number(one, "end"), leaf, proof, root);
        });
}
TEST(TreeVectors, NAT35_SubtreeConsistency) {
    run("merkle-proofs/subtreeconsistency.jsonl", "root1", "root2",
        [](const json::object& one, const Hash& a, const auto& proof, const Hash& b) {
            return verify_subtree_consistency(Suite::sha256, number(one, "start"), number(one, "end"),
                                              number(one, "size"), proof, a, b);
        });
}

TEST(TreeVectors, ReferenceTree) {
    const auto all = json::parse(slurp(folder / "rfc6962/reference-tree.json")).as_object();
    testing::MemoryNodes nodes(Suite::sha256);
    std::size_t i = 0;
    for (const auto& input : all.at("leaf_inputs_hex").as_array()) {
        const Hash leaf = hash_leaf(Suite::sha256, from_hex(text(input)).value());
        EXPECT_EQ(leaf, hash16(all.at("leaf_hashes_hex").as_array().at(i++)));
        nodes.append(leaf);
    }
    ASSERT_EQ(i, 8u);
    for (const auto& [key, roots] : all) {
        if (key.starts_with("level")) {
            const int level = key[5] - '0';
            for (std::size_t k = 0; k < roots.as_array().size(); ++k)
                EXPECT_EQ(nodes.node(level, k), hash16(roots.as_array()[k])) << key;
        }
        if (key.starts_with("roots")) {
            for (std::size_t k = 0; k < roots.as_array().size(); ++k)
                EXPECT_EQ(root(Suite::sha256, nodes, k), hash16(roots.as_array()[k])) << k;
        }
    }
}

TEST(TreeVectors, EveryProofOfA130LeafTree) {
    const auto all = json::parse(slurp(folder / "rolling/rfc6962-ours.json")).as_object();
    testing::MemoryNodes nodes(Suite::sha256);
    for (int i = 0; i < 130; ++i) nodes.append(hash_leaf(Suite::sha256, std::string(1, static_cast<char>(i))));
    const auto line = [](std::uint64_t a, std::uint64_t b, const std::vector<Hash>& proof) {
        std::string out = std::to_string(a) + " " + std::to_string(b);
        for (const Hash& hash : proof) out += " " + hex(bytes_of(hash));
        return out + "\n";
    };
    std::string inclusion, consistency;
    for (std::uint64_t size = 1; size <= 130; ++size) {
        for (std::uint64_t i = 0; i < size; ++i)
            inclusion += line(i, size, inclusion_proof(Suite::sha256, nodes, i, size));
        for (std::uint64_t from = 1; from <= size; ++from)
            consistency += line(from, size, consistency_proof(Suite::sha256, nodes, from, size));
    }
    const auto& expected = all.at("sha256_of_all_lines").as_object();
    EXPECT_EQ(hex(bytes_of(digest(Suite::sha256, inclusion))), text(expected.at("inclusion")));
    EXPECT_EQ(hex(bytes_of(digest(Suite::sha256, consistency))), text(expected.at("consistency")));
}

void tiles_of(Suite suite, const char* name) {
    for (const auto& one : lines_of(name)) {
        const auto size = number(one, "size");
        SCOPED_TRACE(size);
        const auto nodes = testing::numbered_tree(suite, size);
        const Hash top = hash16(one.at("root"));
        EXPECT_EQ(root(suite, nodes, size), top);
        EXPECT_EQ(frontier(suite, nodes, size).root(), top);
        EXPECT_EQ(tree_hash(suite, nodes.leaves()), top);
        for (const auto& [key, bytes] : one.at("right_edge_tiles").as_object()) {
            std::istringstream in{std::string(key)};
            int level = 0;
            std::uint64_t index = 0, width = 256;
            char slash = 0;
            std::string part;
            in >> level >> slash >> index;
            if (std::getline(in, part, '/') && part == ".p") in >> width;
            std::string tile;
            for (std::uint64_t i = 0; i < width; ++i)
                tile += bytes_of(nodes.node(level * tile_height, index * tile_width + i));
            EXPECT_EQ(hex(bytes_of(digest(suite, tile))), text(bytes)) << key;
        }
        for (const auto& proof : one.at("inclusion").as_array()) {
            const auto index = number(proof.as_object(), "index");
            const auto path = proof16(proof.as_object().at("proof"));
            EXPECT_EQ(inclusion_proof(suite, nodes, index, size), path);
            EXPECT_TRUE(verify_inclusion(suite, index, size, nodes.leaves()[index], path, top));
        }
        for (const auto& proof : one.at("consistency").as_array()) {
            const auto from = number(proof.as_object(), "size1");
            const auto path = proof16(proof.as_object().at("proof"));
            EXPECT_EQ(consistency_proof(suite, nodes, from, size), path);
            EXPECT_TRUE(verify_consistency(suite, from, size, path, hash16(proof.as_object().at("root1")), top));
        }
    }
}
TEST(TreeVectors, TilesOfSha256) {
    tiles_of(Suite::sha256, "tiles/sha256.jsonl");
}
TEST(TreeVectors, TilesOfSm3) {
    tiles_of(Suite::sm3, "tiles/sm3.jsonl");
}

TEST(TreeVectors, Sm3Standard) {
    const auto all = json::parse(slurp(folder / "sm3/sm3-standard.json")).as_object();
    std::string longer;
    for (int i = 0; i < 16; ++i) longer += "abcd";
    EXPECT_EQ(digest(Suite::sm3, "abc"), hash16(all.at("abc")));
    EXPECT_EQ(digest(Suite::sm3, longer), hash16(all.at("abcd repeated 16 times")));
}

// A whole log as another implementation wrote it: bundles, tiles and the root of each checkpoint agree.
TEST(TreeVectors, LogOfTessera) {
    std::vector<Hash> leaves;
    for (std::uint64_t size = 0; size <= 15; ++size) {
        std::string tile;
        if (size > 0) {
            const std::string bundle =
                slurp(folder / "tessera-log/tile" / tile_name({true, 0, 0, std::uint32_t(size)}));
            const auto entries = decode_entries(bundle);
            ASSERT_TRUE(entries);
            ASSERT_EQ(entries->size(), size);
            EXPECT_EQ(encode_entries(*entries), bundle);
            leaves.push_back(hash_leaf(Suite::sha256, entries->back()));
            for (const Hash& leaf : leaves) tile += bytes_of(leaf);
            EXPECT_EQ(slurp(folder / "tessera-log/tile" / tile_name({false, 0, 0, std::uint32_t(size)})), tile);
        }
        std::istringstream checkpoint(slurp(folder / ("tessera-log/checkpoint." + std::to_string(size))));
        std::string origin, count, top;
        std::getline(checkpoint, origin), std::getline(checkpoint, count), std::getline(checkpoint, top);
        EXPECT_EQ(count, std::to_string(size));
        EXPECT_EQ(top, base64(bytes_of(tree_hash(Suite::sha256, leaves))));
    }
}

}  // namespace
}  // namespace yiguan::proof
