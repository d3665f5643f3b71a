// proof/tree.hpp and proof/tiles.hpp: tile names, entry bundles, proofs of any shape. Oracles: names and bundles are
// written as they were read; a proof that leads to a root does so with no hash more or less, nor with one changed;
// proofs made of a tree with the same sizes verify.
#include <algorithm>

#include "fuzz/harness.hpp"
#include "proof/tiles.hpp"
#include "proof/tree_testing.hpp"

namespace {

using namespace yiguan;
using fuzz::require;
constexpr auto suite = proof::Suite::sha256;

void proofs(fuzz::Input& in) {
    static const auto nodes = proof::testing::numbered_tree(suite, 300);
    const bool real = in.flag();
    const std::uint64_t size = real ? 1 + in.below(300) : in.number();
    std::vector<proof::Hash> path(in.below(80));
    for (std::size_t i = 0; i < path.size(); ++i) path[i][0] = static_cast<std::byte>(i);
    const std::uint64_t a = in.number(), b = in.number();
    const proof::Hash zero{};
    proof::Hash other;
    other.fill(std::byte{0xff});
    require(!proof::verify_inclusion(suite, a, size, zero, path, other), "a leaf in a tree of which nothing is known");
    require(!proof::verify_consistency(suite, a, size, path, zero, other), "consistent with a tree of no leaves");
    require(!proof::verify_subtree_consistency(suite, a, b, size, path, zero, other), "a subtree of no leaves");

    std::vector<std::pair<std::uint64_t, proof::Hash>> given;
    while (!in.empty() && given.size() < 100) given.emplace_back(real ? in.below(300) : in.number(), zero);
    if (!real) {
        const auto root = proof::root_of_multi_proof(suite, given, size, path);
        path.emplace_back();
        require(!root || !proof::root_of_multi_proof(suite, given, size, path), "a proof with a hash too many");
        return;
    }
    std::ranges::sort(given);
    given.erase(std::ranges::unique(given).begin(), given.end());
    std::erase_if(given, [&](const auto& one) { return one.first >= size; });
    std::vector<std::uint64_t> positions;
    for (auto& [at, hash] : given) {
        positions.push_back(at);
        hash = nodes.node(0, at);
    }
    auto made = proof::multi_proof(suite, nodes, positions, size);
    const auto root = proof::root(suite, nodes, size);
    require(proof::root_of_multi_proof(suite, given, size, made) == root, "a proof that does not lead to the root");
    if (!made.empty()) {
        made[a % made.size()][b % 32] ^= std::byte{1};
        require(proof::root_of_multi_proof(suite, given, size, made) != root, "a changed proof that does");
    }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::Input in(data, size);
    switch (in.byte()) {
        case 't': {
            const auto text = in.rest();
            if (const auto name = proof::parse_tile_name(text)) {
                require(proof::tile_name(*name) == text, "a name that is not written as it was read");
                require(name->level >= 0 && name->level < 64 && name->width >= 1 && name->width <= proof::tile_width,
                        "a tile that cannot be");
            }
            return 0;
        }
        case 'e': {
            const auto bytes = in.rest();
            if (const auto entries = proof::decode_entries(bytes)) {
                require(entries->size() <= proof::tile_width, "too many entries");
                require(proof::encode_entries(*entries) == bytes, "a bundle that is not written as it was read");
            }
            return 0;
        }
        default:
            proofs(in);
            return 0;
    }
}
