// Every proof of small trees verifies, and nothing else does.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

#include "proof/tiles.hpp"
#include "proof/tree_testing.hpp"

namespace yiguan::proof {
namespace {

constexpr auto suite = Suite::sha256;
constexpr std::uint64_t many = 300;

const testing::MemoryNodes& nodes() {
    static const auto all = testing::numbered_tree(suite, many);
    return all;
}
const std::vector<Hash>& leaves() {
    static const auto all = nodes().leaves();
    return all;
}
/// Of the first n leaves, straight from RFC 6962, section 2.1.
Hash naive_root(std::span<const Hash> of) {
    if (of.empty()) return empty_root(suite);
    if (of.size() == 1) return of.front();
    std::size_t k = 1;
    while (k * 2 < of.size()) k *= 2;
    return hash_children(suite, naive_root(of.first(k)), naive_root(of.subspan(k)));
}
Hash root_at(std::uint64_t size) {
    return root(suite, nodes(), size);
}

Hash flipped(Hash hash, std::size_t bit) {
    hash[bit / 8] ^= static_cast<std::byte>(1 << bit % 8);
    return hash;
}
/// `verify(a, proof, b)` holds, and for no input with one bit, one hash more or one hash less.
template <class F>
bool only(F verify, const Hash& a, std::vector<Hash> proof, const Hash& b, std::size_t bit) {
    if (!verify(a, proof, b)) return false;
    if (verify(flipped(a, bit), proof, b) || verify(a, proof, flipped(b, bit))) return false;
    for (Hash& hash : proof) {
        hash = flipped(hash, bit);
        if (verify(a, proof, b)) return false;
        hash = flipped(hash, bit);
    }
    for (const Hash& more : {Hash{}, a, b}) {
        proof.push_back(more);
        if (verify(a, proof, b)) return false;
        proof.pop_back();
        proof.insert(proof.begin(), more);
        if (verify(a, proof, b)) return false;
        proof.erase(proof.begin());
    }
    if (proof.empty()) return true;
    auto shorter = proof;
    shorter.pop_back();
    if (verify(a, shorter, b)) return false;
    shorter = proof;
    shorter.erase(shorter.begin());
    return !verify(a, shorter, b);
}

TEST(TreeProperty, RootsAreThoseOfTheStandard) {
    Frontier growing(suite);
    for (std::uint64_t size = 0; size <= many; ++size) {
        const Hash expected = naive_root(std::span(leaves()).first(size));
        ASSERT_EQ(root_at(size), expected);
        ASSERT_EQ(growing.root(), expected);
        ASSERT_EQ(frontier(suite, nodes(), size).root(), expected);
        if (size < many) growing.append(leaves()[size]);
    }
    for (std::uint64_t size : {1u, 2u, 3u, 100u, 255u, 256u, 257u}) {
        auto resumed = frontier(suite, nodes(), size);
        while (resumed.size() < many) resumed.append(leaves()[resumed.size()]);
        EXPECT_EQ(resumed.root(), root_at(many));
    }
}

// NAT-35
TEST(TreeProperty, NAT35_EveryInclusionProofVerifiesAndNothingElse) {
    for (std::uint64_t size = 1; size <= many; size += size < 70 ? 1 : 23) {
        const Hash top = root_at(size);
        for (std::uint64_t index = 0; index < size; ++index) {
            const auto proof = inclusion_proof(suite, nodes(), index, size);
            ASSERT_TRUE(verify_inclusion(suite, index, size, leaves()[index], proof, top));
            if ((index + size) % 7 != 0 && size > 20) continue;
            ASSERT_TRUE(only([&](const Hash& leaf, std::span<const Hash> path,
                                 const Hash& r) { return verify_inclusion(suite, index, size, leaf, path, r); },
                             leaves()[index], proof, top, (index * 31 + size) % 256))
                << index << " " << size;
            for (std::uint64_t other = 0; other < size + 3; ++other)
                ASSERT_EQ(verify_inclusion(suite, other, size, leaves()[index], proof, top), other == index);
        }
    }
}

TEST(TreeProperty, NAT35_EveryConsistencyProofVerifiesAndNothingElse) {
    for (std::uint64_t to = 1; to <= many; to += to < 70 ? 1 : 23) {
        const Hash top = root_at(to);
        for (std::uint64_t from = 1; from <= to; ++from) {
            const auto proof = consistency_proof(suite, nodes(), from, to);
            const Hash old = root_at(from);
            ASSERT_TRUE(verify_consistency(suite, from, to, proof, old, top));
            if ((from + to) % 7 != 0 && to > 20) continue;
            ASSERT_TRUE(only([&](const Hash& a, std::span<const Hash> path,
                                 const Hash& b) { return verify_consistency(suite, from, to, path, a, b); },
                             old, proof, top, (from * 31 + to) % 256))
                << from << " " << to;
            ASSERT_FALSE(verify_consistency(suite, 0, to, proof, old, top));
            for (std::uint64_t other = 1; other < to + 3; ++other)
                ASSERT_EQ(verify_consistency(suite, other, to, proof, old, top), other == from);
        }
    }
}

TEST(TreeProperty, NAT35_EverySubtreeProofVerifiesAndNothingElse) {
    constexpr std::uint64_t size_max = 40;
    for (std::uint64_t start = 0; start < size_max; ++start)
        for (std::uint64_t end = start + 1; end <= size_max; ++end) {
            std::uint64_t width = 1;
            while (width < end - start) width *= 2;
            ASSERT_EQ(valid_subtree(start, end), start % width == 0);
            if (!valid_subtree(start, end)) {
                ASSERT_FALSE(verify_subtree_consistency(suite, start, end, size_max, {}, {}, {}));
                ASSERT_THROW(subtree_consistency_proof(suite, nodes(), start, end, size_max), std::out_of_range);
                continue;
            }
            const Hash top = naive_root(std::span(leaves()).subspan(start, end - start));
            ASSERT_EQ(range_root(suite, nodes(), start, end), top);
            for (std::uint64_t index = start; index < end; ++index)
                ASSERT_TRUE(only(
                    [&](const Hash& leaf, std::span<const Hash> path, const Hash& r) {
                        return verify_subtree_inclusion(suite, index, start, end, leaf, path, r);
                    },
                    leaves()[index], subtree_inclusion_proof(suite, nodes(), index, start, end), top, index));
            for (std::uint64_t size = end; size <= size_max; ++size)
                ASSERT_TRUE(
                    only([&](const Hash& a, std::span<const Hash> path,
                             const Hash& b) { return verify_subtree_consistency(suite, start, end, size, path, a, b); },
                         top, subtree_consistency_proof(suite, nodes(), start, end, size), root_at(size), size));
        }
    // A consistency proof is the one of the subtree at the left edge, an inclusion proof that of one leaf.
    EXPECT_EQ(subtree_consistency_proof(suite, nodes(), 0, 77, 200), consistency_proof(suite, nodes(), 77, 200));
    EXPECT_EQ(subtree_consistency_proof(suite, nodes(), 77, 78, 200), inclusion_proof(suite, nodes(), 77, 200));
}

TEST(TreeProperty, SubtreesAtTheEndOfNumbers) {
    constexpr std::uint64_t half = std::uint64_t{1} << 63;
    EXPECT_TRUE(valid_subtree(0, UINT64_MAX));
    EXPECT_TRUE(valid_subtree(half, UINT64_MAX));
    EXPECT_FALSE(valid_subtree(half - 1, UINT64_MAX));
    EXPECT_FALSE(valid_subtree(1, UINT64_MAX));
    EXPECT_FALSE(valid_subtree(2, 1));
    EXPECT_FALSE(verify_subtree_consistency(suite, 0, half, UINT64_MAX, {}, {}, {}));
    EXPECT_FALSE(verify_inclusion(suite, UINT64_MAX - 1, UINT64_MAX, {}, std::vector<Hash>(64), {}));
    EXPECT_FALSE(verify_inclusion(suite, UINT64_MAX, UINT64_MAX, {}, {}, {}));
    EXPECT_FALSE(root_of_multi_proof(suite, std::vector{std::pair{UINT64_MAX, Hash{}}}, UINT64_MAX, {}));
    const std::vector at_the_end{std::pair{UINT64_MAX - 1, Hash{}}};
    EXPECT_FALSE(root_of_multi_proof(suite, at_the_end, UINT64_MAX, std::vector<Hash>(62)));
    EXPECT_TRUE(root_of_multi_proof(suite, at_the_end, UINT64_MAX, std::vector<Hash>(63)));
}

TEST(TreeProperty, CoversOfRangesAreOneOrTwoSubtrees) {
    for (std::uint64_t start = 0; start < 80; ++start)
        for (std::uint64_t end = start; end < 160; ++end) {
            const auto cover = covering_subtrees(start, end);
            ASSERT_EQ(cover.empty(), start == end);
            if (cover.empty()) continue;
            ASSERT_LE(cover.size(), valid_subtree(start, end) ? 1u : 2u);
            ASSERT_LE(cover.front().first, start);
            ASSERT_EQ(cover.back().second, end);
            if (cover.size() == 2) {
                ASSERT_EQ(cover[0].second, cover[1].first);
                ASSERT_LT(cover[0].second - cover[0].first, 2 * (cover[0].second - start));
            }
            for (const auto& [first, last] : cover) ASSERT_TRUE(valid_subtree(first, last));
        }
}

TEST(TreeProperty, ProofsThatNoTreeHasAreNotMade) {
    EXPECT_THROW(inclusion_proof(suite, nodes(), 5, 5), std::out_of_range);
    EXPECT_THROW(inclusion_proof(suite, nodes(), 0, 0), std::out_of_range);
    EXPECT_THROW(consistency_proof(suite, nodes(), 0, 5), std::out_of_range);
    EXPECT_THROW(consistency_proof(suite, nodes(), 6, 5), std::out_of_range);
    EXPECT_THROW(subtree_inclusion_proof(suite, nodes(), 4, 0, 4), std::out_of_range);
    EXPECT_THROW(multi_proof(suite, nodes(), std::vector<std::uint64_t>{1, 1}, 5), std::out_of_range);
    EXPECT_THROW(multi_proof(suite, nodes(), std::vector<std::uint64_t>{5}, 5), std::out_of_range);
    EXPECT_TRUE(multi_proof(suite, nodes(), {}, 0).empty());
    EXPECT_EQ(root_of_multi_proof(suite, {}, 0, {}), empty_root(suite));
}

using Given = std::vector<std::pair<std::uint64_t, Hash>>;

RC_GTEST_PROP(TreeProperty, NAT35_MultiProofsLeadToTheRootAndNothingElseDoes, ()) {
    const auto size = *rc::gen::inRange<std::uint64_t>(1, many + 1);
    const auto chosen = *rc::gen::container<std::set<std::uint64_t>>(rc::gen::inRange<std::uint64_t>(0, size));
    const std::vector<std::uint64_t> positions(chosen.begin(), chosen.end());
    auto proof = multi_proof(suite, nodes(), positions, size);
    Given given;
    for (const std::uint64_t at : positions) given.emplace_back(at, leaves()[at]);
    const Hash top = root_at(size);
    RC_ASSERT(root_of_multi_proof(suite, given, size, proof) == top);

    // No hash is given that follows from others: as many as subtrees that a walk leaves aside.
    RC_ASSERT(proof.size() <= std::max<std::size_t>(1, positions.size() * 9));
    if (positions.size() == 1) RC_ASSERT(proof.size() == inclusion_proof(suite, nodes(), positions[0], size).size());

    const auto bit = *rc::gen::inRange<std::size_t>(0, 256);
    for (auto& [at, hash] : given) {
        hash = flipped(hash, bit);
        RC_ASSERT(root_of_multi_proof(suite, given, size, proof) != top);
        hash = flipped(hash, bit);
    }
    for (Hash& hash : proof) {
        hash = flipped(hash, bit);
        RC_ASSERT(root_of_multi_proof(suite, given, size, proof) != top);
        hash = flipped(hash, bit);
    }
    proof.push_back(top);
    RC_ASSERT(!root_of_multi_proof(suite, given, size, proof));
    proof.pop_back();
    if (!proof.empty()) {
        proof.pop_back();
        RC_ASSERT(!root_of_multi_proof(suite, given, size, proof));
    }
    if (given.size() > 1) {
        std::swap(given.front(), given.back());
        RC_ASSERT(!root_of_multi_proof(suite, given, size, proof));
    }
    given = {{size, top}};
    RC_ASSERT(!root_of_multi_proof(suite, given, size, proof));
}

// As a receipt has it: neighbours cost next to nothing.
TEST(TreeProperty, MultiProofOfARangeIsTwoPaths) {
    std::vector<std::uint64_t> range;
    for (std::uint64_t i = 37; i < 137; ++i) range.push_back(i);
    EXPECT_LE(multi_proof(suite, nodes(), range, many).size(), 18u);
}

// ---- tiles

RC_GTEST_PROP(Tiles, NamesAreReadAsTheyAreWritten, ()) {
    TileName name;
    name.entries = *rc::gen::arbitrary<bool>();
    if (!name.entries) name.level = *rc::gen::inRange(0, 64);
    name.index = *rc::gen::arbitrary<std::uint64_t>() >> *rc::gen::inRange(0, 64);
    name.width = *rc::gen::inRange<std::uint32_t>(1, 257);
    RC_ASSERT(parse_tile_name(tile_name(name)) == name);
}

TEST(Tiles, NamesAreThoseOfTheSpecification) {
    EXPECT_EQ(tile_name({.index = 1'234'067}), "0/x001/x234/067");
    EXPECT_EQ(tile_name({.level = 2, .index = 7, .width = 17}), "2/007.p/17");
    EXPECT_EQ(tile_name({.entries = true, .index = 1'000}), "entries/x001/000");
    EXPECT_EQ(parse_tile_name("0/x018/x446/x744/x073/x709/x551/615")->index, UINT64_MAX);
    for (const char* bad : {"",
                            "0",
                            "0/",
                            "0/0",
                            "0/00",
                            "0/0000",
                            "0/x000/001",
                            "0/x001",
                            "0/x001/",
                            "0/x001/x234",
                            "0/001/234",
                            "0/001/",
                            "/001",
                            "00/001",
                            "64/001",
                            "-1/001",
                            "+1/001",
                            "0x/001",
                            "x/001",
                            "0/001.p/0",
                            "0/001.p/256",
                            "0/001.p/01",
                            "0/001.p/",
                            "0/001.p",
                            "0/001.p/1/",
                            "0/001.p/1.p/1",
                            "entries",
                            "entries/",
                            "Entries/001",
                            "entries/1",
                            "0/x018/x446/x744/x073/x709/x551/616",
                            "0/x999/x999/x999/x999/x999/x999/x999/999",
                            " 0/001",
                            "0/001 ",
                            "0/0a1",
                            "0/x0a1/001",
                            "0//001",
                            "0/x001//001",
                            "0/X001/001",
                            "0/xx001/001"})
        EXPECT_FALSE(parse_tile_name(bad)) << bad;
}

RC_GTEST_PROP(Tiles, BundlesAreReadAsTheyAreWritten, (const std::vector<std::string>& entries)) {
    RC_PRE(entries.size() <= tile_width);
    const std::vector<std::string_view> views(entries.begin(), entries.end());
    const std::string bytes = encode_entries(views);
    RC_ASSERT(decode_entries(bytes) == views);
    if (!bytes.empty())
        RC_ASSERT(!decode_entries(std::string_view(bytes).substr(0, bytes.size() - 1)) || entries.back().empty());
}

TEST(Tiles, BundlesAreBounded) {
    const std::vector<std::string_view> empty(256);
    const std::string bytes = encode_entries(empty);
    EXPECT_EQ(decode_entries(bytes), empty);
    EXPECT_FALSE(decode_entries(bytes + std::string(2, '\0')));
    EXPECT_FALSE(decode_entries(std::string_view("\0", 1)));
    EXPECT_FALSE(decode_entries(std::string_view("\0\2x", 3)));
    const std::string longest(65'535, 'x');
    const std::vector<std::string_view> one{longest};
    EXPECT_EQ(decode_entries(encode_entries(one)), one);
    const std::string longer(65'536, 'x');
    EXPECT_THROW(encode_entries(std::vector<std::string_view>{longer}), std::length_error);
}

}  // namespace
}  // namespace yiguan::proof
