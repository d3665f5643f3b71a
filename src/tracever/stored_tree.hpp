// A tree in memory with all its complete nodes: twice the leaves' 32 bytes.
#pragma once
#include <stdexcept>

#include "proof/tree.hpp"

namespace yiguan::tracever {

class StoredTree final : public proof::NodeSource {
public:
    explicit StoredTree(proof::Suite suite) : suite_(suite), frontier_(suite) {}
    void append(const proof::Hash& leaf) {
        frontier_.append(leaf, [this](int level, std::uint64_t, const proof::Hash& hash) {
            const auto at = static_cast<std::size_t>(level);
            if (levels_.size() <= at) levels_.resize(at + 1);
            levels_[at].push_back(hash);
        });
    }
    proof::Hash node(int level, std::uint64_t index) const override {
        const auto at = static_cast<std::size_t>(level);
        if (at >= levels_.size() || index >= levels_[at].size()) throw std::runtime_error("the tree has no such node");
        return levels_[at][index];
    }
    proof::Suite suite() const { return suite_; }
    std::uint64_t size() const { return frontier_.size(); }
    proof::Hash root() const { return frontier_.root(); }

private:
    proof::Suite suite_;
    proof::Frontier frontier_;
    std::vector<std::vector<proof::Hash>> levels_;
};

}  // namespace yiguan::tracever
