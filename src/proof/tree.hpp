// The Merkle tree of RFC 6962 / RFC 9162: roots and proofs, made from stored nodes and checked without them.
//
// Proofs of the standard forms begin at the leaf's sibling. A multi-proof is ours: for any set of leaves at once, with
// no hash twice; it is what bundles and batch receipts carry.
#pragma once
#include <span>
#include <utility>

#include "proof/hash.hpp"

namespace yiguan::proof {

/// Appends leaf hashes one by one and knows the root: at most 64 hashes of memory, one or two hashes of work a leaf.
class Frontier {
public:
    explicit Frontier(Suite suite = Suite::sha256) : suite_(suite) {}
    /// `completed(level, index, hash)` is told of every node that becomes complete, leaves (level 0) included.
    template <class F>
    void append(const Hash& leaf, F completed) {
        Hash node = leaf;
        completed(0, size_, node);
        int level = 0;
        for (std::uint64_t n = size_; n & 1; n >>= 1) {
            node = hash_children(suite_, stack_.back(), node);
            stack_.pop_back();
            completed(++level, n >> 1, node);
        }
        stack_.push_back(node);
        ++size_;
    }
    void append(const Hash& leaf) {
        append(leaf, [](int, std::uint64_t, const Hash&) {});
    }
    std::uint64_t size() const { return size_; }
    Hash root() const;

private:
    friend class FrontierLoader;
    Suite suite_;
    std::uint64_t size_ = 0;
    std::vector<Hash> stack_;  // complete subtrees, largest first
};

Hash tree_hash(Suite suite, std::span<const Hash> leaves);

/// Complete subtrees of a stored tree.
class NodeSource {
public:
    virtual ~NodeSource() = default;
    /// The hash over the leaves [index << level, (index + 1) << level), all of which exist.
    /// @throws std::runtime_error when it cannot be read.
    virtual Hash node(int level, std::uint64_t index) const = 0;
};

/// Of the first `size` leaves; of leaves [first, last) as a tree of their own, `first` aligned as a subtree begins.
Hash root(Suite suite, const NodeSource& nodes, std::uint64_t size);
Hash range_root(Suite suite, const NodeSource& nodes, std::uint64_t first, std::uint64_t last);
/// The frontier of the first `size` leaves, to go on from there.
Frontier frontier(Suite suite, const NodeSource& nodes, std::uint64_t size);

// The functions that make proofs throw std::out_of_range when they are asked for what no tree has.

/// index < size.
std::vector<Hash> inclusion_proof(Suite suite, const NodeSource& nodes, std::uint64_t index, std::uint64_t size);
/// 1 <= from <= to; empty when equal.
std::vector<Hash> consistency_proof(Suite suite, const NodeSource& nodes, std::uint64_t from, std::uint64_t to);

/// False for whatever does not verify, out of range, too long or too short.
bool verify_inclusion(Suite suite, std::uint64_t index, std::uint64_t size, const Hash& leaf,
                      std::span<const Hash> proof, const Hash& root);
/// Refuses from == 0.
bool verify_consistency(Suite suite, std::uint64_t from, std::uint64_t to, std::span<const Hash> proof,
                        const Hash& from_root, const Hash& to_root);

// ---- subtrees [start, end): draft-ietf-plants-merkle-tree-certs; start is a multiple of the least power of two
// >= end - start. Empty ones (start == end) are in every tree: their hash is empty_root(), their proof has no hashes.

bool valid_subtree(std::uint64_t start, std::uint64_t end);
/// One subtree when [start, end) is one, else the two that cover it and at most so much again before it.
std::vector<std::pair<std::uint64_t, std::uint64_t>> covering_subtrees(std::uint64_t start, std::uint64_t end);
std::vector<Hash> subtree_inclusion_proof(Suite suite, const NodeSource& nodes, std::uint64_t index,
                                          std::uint64_t start, std::uint64_t end);
std::vector<Hash> subtree_consistency_proof(Suite suite, const NodeSource& nodes, std::uint64_t start,
                                            std::uint64_t end, std::uint64_t size);
bool verify_subtree_inclusion(Suite suite, std::uint64_t index, std::uint64_t start, std::uint64_t end,
                              const Hash& leaf, std::span<const Hash> proof, const Hash& root);
bool verify_subtree_consistency(Suite suite, std::uint64_t start, std::uint64_t end, std::uint64_t size,
                                std::span<const Hash> proof, const Hash& subtree_root, const Hash& root);

// ---- multi-proofs

/// Hashes of the largest subtrees that hold none of the leaves at `positions` (ascending, each once, < size), in the
/// order of a walk from left to right; the tree is split as in RFC 6962 (at the largest power of two below its size).
std::vector<Hash> multi_proof(Suite suite, const NodeSource& nodes, std::span<const std::uint64_t> positions,
                              std::uint64_t size);
/// The root that follows; nothing when positions are not ascending, not below `size`, or the proof has another length.
std::optional<Hash> root_of_multi_proof(Suite suite, std::span<const std::pair<std::uint64_t, Hash>> leaves,
                                        std::uint64_t size, std::span<const Hash> proof);

}  // namespace yiguan::proof
