// A tree in memory, for tests.
#pragma once
#include <stdexcept>

#include "proof/tree.hpp"

namespace yiguan::proof::testing {

/// Keeps every complete node of a tree over leaf hashes.
class MemoryNodes final : public NodeSource {
public:
    explicit MemoryNodes(Suite suite) : frontier_(suite) {}
    void append(const Hash& leaf) {
        frontier_.append(leaf, [this](int level, std::uint64_t, const Hash& hash) {
            const auto at = static_cast<std::size_t>(level);
            if (levels_.size() <= at) levels_.resize(at + 1);
            levels_[at].push_back(hash);
        });
    }
    Hash node(int level, std::uint64_t index) const override {
        const auto at = static_cast<std::size_t>(level);
        if (at >= levels_.size() || index >= levels_[at].size()) throw std::runtime_error("no such node");
        return levels_[at][index];
    }
    std::uint64_t size() const { return frontier_.size(); }
    Hash root() const { return frontier_.root(); }
    std::vector<Hash> leaves() const { return levels_.empty() ? std::vector<Hash>{} : levels_.front(); }

private:
    Frontier frontier_;
    std::vector<std::vector<Hash>> levels_;
};

/// Leaf i is the hash of the text "event <i>".
inline MemoryNodes numbered_tree(Suite suite, std::uint64_t size) {
    MemoryNodes out(suite);
    for (std::uint64_t i = 0; i < size; ++i) out.append(hash_leaf(suite, "event " + std::to_string(i)));
    return out;
}

}  // namespace yiguan::proof::testing
