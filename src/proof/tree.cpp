#include "proof/tree.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <stdexcept>

namespace yiguan::proof {
namespace {

/// Where a tree of `size` >= 2 leaves is split: the largest power of two below it.
constexpr std::uint64_t split_of(std::uint64_t size) {
    return std::uint64_t{1} << (std::bit_width(size - 1) - 1);
}

struct Sibling {
    std::uint64_t first, last;  ///< Its leaves.
    bool left;                  ///< It stands to the left of the way.
};

/// The way from the root of a tree down to a subtree [start, end) of it (a leaf, or as valid_subtree() says). Where the
/// subtree's right edge cuts through complete nodes of the tree it goes on along that edge, to a node of both.
/// draft-ietf-plants-merkle-tree-certs, SUBTREE_SUBPROOF. The same way makes a proof and checks it, so that the length
/// and the meaning of a proof's hashes are fixed before its first hash is looked at.
class Way {
public:
    Way(std::uint64_t start, std::uint64_t end, std::uint64_t size) : start_(start), last_(size) {
        while (first_ < start || last_ != end) {
            const std::uint64_t middle = first_ + split_of(last_ - first_);
            const bool right = end > middle;  // then either middle <= start, or the subtree is split here too
            siblings_[count_++] = right ? Sibling{first_, middle, true} : Sibling{middle, last_, false};
            (right ? first_ : last_) = middle;
        }
    }
    /// Top first; at most one a level.
    std::span<const Sibling> siblings() const { return {siblings_.data(), count_}; }
    /// It ends at the subtree itself, whose hash needs no place in the proof.
    bool at_subtree() const { return first_ == start_; }
    std::uint64_t first() const { return first_; }
    std::uint64_t last() const { return last_; }
    bool in_subtree(const Sibling& sibling) const { return sibling.left && sibling.first >= start_; }

private:
    std::uint64_t start_;
    std::uint64_t first_ = 0, last_;
    std::size_t count_ = 0;
    std::array<Sibling, 64> siblings_;
};

/// Hashes along a way, lowest first. `base`: where the tree begins among the leaves of `nodes`.
std::vector<Hash> proof_along(Suite suite, const NodeSource& nodes, const Way& way, std::uint64_t base = 0) {
    const auto siblings = way.siblings();
    std::vector<Hash> out;
    out.reserve(siblings.size() + 1);
    if (!way.at_subtree()) out.push_back(range_root(suite, nodes, base + way.first(), base + way.last()));
    for (std::size_t i = siblings.size(); i-- > 0;)
        out.push_back(range_root(suite, nodes, base + siblings[i].first, base + siblings[i].last));
    return out;
}

bool verify_along(Suite suite, const Way& way, std::span<const Hash> proof, const Hash& subtree_root,
                  const Hash& root) {
    const auto siblings = way.siblings();
    if (proof.size() != siblings.size() + (way.at_subtree() ? 0 : 1)) return false;
    Hash of_subtree = way.at_subtree() ? subtree_root : proof.front();
    if (!way.at_subtree()) proof = proof.subspan(1);
    Hash of_tree = of_subtree;
    for (std::size_t i = 0; i < proof.size(); ++i) {
        const Sibling& sibling = siblings[siblings.size() - 1 - i];
        if (way.in_subtree(sibling)) of_subtree = hash_children(suite, proof[i], of_subtree);
        of_tree = sibling.left ? hash_children(suite, proof[i], of_tree) : hash_children(suite, of_tree, proof[i]);
    }
    return of_subtree == subtree_root && of_tree == root;
}

}  // namespace

Hash Frontier::root() const {
    if (stack_.empty()) return empty_root(suite_);
    Hash hash = stack_.back();
    for (std::size_t i = stack_.size() - 1; i-- > 0;) hash = hash_children(suite_, stack_[i], hash);
    return hash;
}

class FrontierLoader {
public:
    static Frontier load(Suite suite, const NodeSource& nodes, std::uint64_t size) {
        Frontier out(suite);
        std::uint64_t first = 0;
        for (int level = 63; level >= 0; --level) {
            if ((size >> level & 1) == 0) continue;
            out.stack_.push_back(nodes.node(level, first >> level));
            first += std::uint64_t{1} << level;
        }
        out.size_ = size;
        return out;
    }
};

Frontier frontier(Suite suite, const NodeSource& nodes, std::uint64_t size) {
    return FrontierLoader::load(suite, nodes, size);
}

Hash tree_hash(Suite suite, std::span<const Hash> leaves) {
    Frontier tree(suite);
    for (const Hash& leaf : leaves) tree.append(leaf);
    return tree.root();
}

Hash root(Suite suite, const NodeSource& nodes, std::uint64_t size) {
    return range_root(suite, nodes, 0, size);
}

Hash range_root(Suite suite, const NodeSource& nodes, std::uint64_t first, std::uint64_t last) {
    if (first == last) return empty_root(suite);
    const std::uint64_t count = last - first;
    int level = std::countr_zero(count);
    last -= std::uint64_t{1} << level;
    Hash hash = nodes.node(level, last >> level);
    while (last != first) {
        level = std::countr_zero(last - first);
        last -= std::uint64_t{1} << level;
        hash = hash_children(suite, nodes.node(level, last >> level), hash);
    }
    return hash;
}

namespace {

void require(bool asked_well) {
    if (!asked_well) throw std::out_of_range("a proof was asked for that no tree has");
}

}  // namespace

std::vector<Hash> inclusion_proof(Suite suite, const NodeSource& nodes, std::uint64_t index, std::uint64_t size) {
    require(index < size);
    return proof_along(suite, nodes, Way(index, index + 1, size));
}

std::vector<Hash> consistency_proof(Suite suite, const NodeSource& nodes, std::uint64_t from, std::uint64_t to) {
    require(from > 0 && from <= to);
    return proof_along(suite, nodes, Way(0, from, to));
}

bool verify_inclusion(Suite suite, std::uint64_t index, std::uint64_t size, const Hash& leaf,
                      std::span<const Hash> proof, const Hash& root) {
    return index < size && verify_along(suite, Way(index, index + 1, size), proof, leaf, root);
}

bool verify_consistency(Suite suite, std::uint64_t from, std::uint64_t to, std::span<const Hash> proof,
                        const Hash& from_root, const Hash& to_root) {
    return from > 0 && verify_subtree_consistency(suite, 0, from, to, proof, from_root, to_root);
}

bool valid_subtree(std::uint64_t start, std::uint64_t end) {
    if (start >= end) return start == end;
    // The low bits that the subtree's leaves differ in; no power of two that might not fit.
    const auto bits = std::bit_width(end - start - 1);
    return bits == 64 ? start == 0 : (start & ((std::uint64_t{1} << bits) - 1)) == 0;
}

// draft-ietf-plants-merkle-tree-certs, "Arbitrary Intervals".
std::vector<std::pair<std::uint64_t, std::uint64_t>> covering_subtrees(std::uint64_t start, std::uint64_t end) {
    if (start >= end) return {};
    if (valid_subtree(start, end)) return {{start, end}};
    // Where the ways to the first and the last leaf part: a subtree on each side.
    const std::uint64_t last = end - 1;
    const std::uint64_t below = (std::uint64_t{1} << (std::bit_width(start ^ last) - 1)) - 1;
    const std::uint64_t middle = last & ~below;
    const auto left_bits = std::bit_width(~start & below);
    return {{start & ~((std::uint64_t{1} << left_bits) - 1), middle}, {middle, end}};
}

std::vector<Hash> subtree_inclusion_proof(Suite suite, const NodeSource& nodes, std::uint64_t index,
                                          std::uint64_t start, std::uint64_t end) {
    require(valid_subtree(start, end) && index >= start && index < end);
    return proof_along(suite, nodes, Way(index - start, index - start + 1, end - start), start);
}

std::vector<Hash> subtree_consistency_proof(Suite suite, const NodeSource& nodes, std::uint64_t start,
                                            std::uint64_t end, std::uint64_t size) {
    require(valid_subtree(start, end) && end <= size);
    if (start == end) return {};
    return proof_along(suite, nodes, Way(start, end, size));
}

bool verify_subtree_inclusion(Suite suite, std::uint64_t index, std::uint64_t start, std::uint64_t end,
                              const Hash& leaf, std::span<const Hash> proof, const Hash& root) {
    return valid_subtree(start, end) && index >= start && index < end &&
           verify_inclusion(suite, index - start, end - start, leaf, proof, root);
}

bool verify_subtree_consistency(Suite suite, std::uint64_t start, std::uint64_t end, std::uint64_t size,
                                std::span<const Hash> proof, const Hash& subtree_root, const Hash& root) {
    if (!valid_subtree(start, end) || end > size) return false;
    if (start == end) return proof.empty() && subtree_root == empty_root(suite);
    return verify_along(suite, Way(start, end, size), proof, subtree_root, root);
}

namespace {

void prove(Suite suite, const NodeSource& nodes, std::span<const std::uint64_t> positions, std::uint64_t first,
           std::uint64_t last, std::vector<Hash>& out) {
    if (positions.empty()) return out.push_back(range_root(suite, nodes, first, last));
    if (positions.size() == last - first) return;  // every leaf is given
    const std::uint64_t middle = first + split_of(last - first);
    const auto right = std::ranges::lower_bound(positions, middle);
    prove(suite, nodes, {positions.begin(), right}, first, middle, out);
    prove(suite, nodes, {right, positions.end()}, middle, last, out);
}

/// The hash of [first, last), and what it took from `proof` is gone from it; nothing when that runs out.
std::optional<Hash> rebuild(Suite suite, std::span<const std::pair<std::uint64_t, Hash>> leaves, std::uint64_t first,
                            std::uint64_t last, std::span<const Hash>& proof) {
    if (leaves.empty()) {
        if (proof.empty()) return std::nullopt;
        const Hash hash = proof.front();
        proof = proof.subspan(1);
        return hash;
    }
    if (last - first == 1) return leaves.front().second;
    const std::uint64_t middle = first + split_of(last - first);
    const auto right = std::ranges::lower_bound(leaves, middle, {}, &std::pair<std::uint64_t, Hash>::first);
    const auto left_hash = rebuild(suite, {leaves.begin(), right}, first, middle, proof);
    if (!left_hash) return std::nullopt;
    const auto right_hash = rebuild(suite, {right, leaves.end()}, middle, last, proof);
    if (!right_hash) return std::nullopt;
    return hash_children(suite, *left_hash, *right_hash);
}

}  // namespace

std::vector<Hash> multi_proof(Suite suite, const NodeSource& nodes, std::span<const std::uint64_t> positions,
                              std::uint64_t size) {
    std::vector<Hash> out;
    for (std::size_t i = 0; i < positions.size(); ++i)
        require(positions[i] < size && (i == 0 || positions[i - 1] < positions[i]));
    if (size > 0) prove(suite, nodes, positions, 0, size, out);
    return out;
}

std::optional<Hash> root_of_multi_proof(Suite suite, std::span<const std::pair<std::uint64_t, Hash>> leaves,
                                        std::uint64_t size, std::span<const Hash> proof) {
    for (std::size_t i = 0; i < leaves.size(); ++i)
        if (leaves[i].first >= size || (i > 0 && leaves[i].first <= leaves[i - 1].first)) return std::nullopt;
    if (size == 0) return proof.empty() ? std::optional(empty_root(suite)) : std::nullopt;
    const auto hash = rebuild(suite, leaves, 0, size, proof);
    return proof.empty() ? hash : std::nullopt;
}

}  // namespace yiguan::proof
