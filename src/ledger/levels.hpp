// Level files: the stored nodes of the tree, beside the database, derived from the records and made again when short.
//
// <folder>/level-<L> holds the hashes of tile level L (roots of 256^L leaves), one after the other: tile N is the bytes
// [8192 N, 8192 N + 32 W). <folder>/half-<L> holds the nodes four levels above those, so that a proof hashes little.
// Full tiles are never written again. docs/formats/log-tiles.md.
#pragma once
#include <filesystem>
#include <memory>

#include "proof/tiles.hpp"
#include "proof/tree.hpp"

namespace yiguan::ledger {

/// One writer; readers on any thread. Errors of POSIX calls are thrown (std::system_error); an append() that throws has
/// changed nothing that readers see and may be repeated.
class Levels final : public proof::NodeSource {
public:
    /// `read`: beside a running server. Makes no folder, cuts nothing, sees what was there when it was opened.
    enum class Use { write, read };
    /// Opens or makes the folder. Files that do not fit together (torn, short, longer than the others) are cut to the
    /// most leaves whose nodes are all there. After a loss of power what stands behind the last sync() may be anything,
    /// in its full length: whoever goes on cuts back to what is known to be on disk.
    Levels(std::filesystem::path folder, proof::Suite suite, Use use = Use::write);
    ~Levels() override;

    std::uint64_t size() const;  ///< Leaves whose nodes are all stored; grows with append().
    /// Appends leaf hashes. In the page cache when it returns; sync() puts it on disk. Some 0.1 us a leaf.
    void append(std::span<const proof::Hash> leaves);
    void sync();
    /// Forgets everything from leaf `size` on: a damaged end is cut off before it is made again. Not while others read.
    void cut(std::uint64_t size);

    /// One read of at most 256 bytes, at most 7 hashes.
    proof::Hash node(int level, std::uint64_t index) const override;
    proof::Hash root(std::uint64_t size) const;
    /// Bytes of a hash tile; nothing when it is not there (yet).
    std::optional<std::string> tile(const proof::TileName& name) const;
    /// Compares every stored node with those below it, streaming. One sentence per difference with the files and the
    /// bytes in both; which of them is wrong only the records tell (LevelsCheck).
    std::vector<std::string> check(std::size_t limit = 100) const;

private:
    friend class LevelsCheck;
    struct Files;
    std::unique_ptr<Files> files_;
};

/// Compares every stored hash with the tree over the records, streaming: what fsck asks. Opened before the records are
/// read, so that every stored leaf has its record. Some 0.3 us a leaf beside the hashing of the record.
class LevelsCheck {
public:
    explicit LevelsCheck(const Levels& levels, std::size_t limit = 100);
    ~LevelsCheck();
    /// The hash of the next record.
    void leaf(const proof::Hash& leaf);
    /// One sentence per difference, with file and byte. Files may end before the records do: they follow them.
    std::vector<std::string> done();

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace yiguan::ledger
