// Level files: the stored nodes of the tree, beside the database, derived from the records and made again when short.
//
// <folder>/level-<L> holds the hashes of tile level L (roots of 256^L leaves), one after the other: tile N is the bytes
// [8192 N, 8192 N + 32 W). <folder>/half-<L> holds the nodes four levels above those, so that a proof hashes little.
// Full tiles are never written again.
#pragma once
#include <filesystem>
#include <memory>

#include "proof/tiles.hpp"
#include "proof/tree.hpp"

namespace yiguan::ledger {

/// One writer; readers on any thread. Every write goes through POSIX calls whose errors are thrown (std::system_error).
class Levels final : public proof::NodeSource {
public:
    /// Opens or makes the folder. Sizes that do not fit together are cut to what is whole.
    Levels(std::filesystem::path folder, proof::Suite suite);
    ~Levels() override;

    std::uint64_t size() const;  ///< Leaves whose nodes are all stored; grows with append().
    /// Appends leaf hashes. In the page cache when it returns; sync() puts it on disk.
    void append(std::span<const proof::Hash> leaves);
    void sync();
    /// Forgets everything from leaf `size` on: a damaged end is cut off before it is made again.
    void cut(std::uint64_t size);

    proof::Hash node(int level, std::uint64_t index) const override;
    proof::Hash root(std::uint64_t size) const;
    /// Bytes of a hash tile; nothing when it is not there (yet).
    std::optional<std::string> tile(const proof::TileName& name) const;
    /// Compares every stored node with those below it, streaming. One sentence per difference with file and offset.
    std::vector<std::string> check(std::size_t limit = 100) const;

private:
    struct Files;
    std::unique_ptr<Files> files_;
};

}  // namespace yiguan::ledger
