// The completeness index: immutable runs of records sorted by unit key, under one Merkle root each
// (docs/formats/completeness-index.md).
#pragma once
#include "proof/leaf.hpp"
#include "proof/tree.hpp"

namespace yiguan::proof {

/// Everything that leaves [from, to) of the log say of one unit key.
struct IndexRecord {
    UnitKey key{};
    std::uint64_t count = 0;
    std::uint64_t first = 0, last = 0;  ///< Leaf indices.
    Hash list{};                        ///< RFC 6962 tree hash over H(0x00 || index (8 bytes, big-endian)).
    /// H(count || first || last || list), numbers of 8 bytes: what a neighbour shows instead of its contents.
    Hash rest() const;
    /// H(0x00 || key || rest): its leaf hash in the run.
    Hash leaf() const { return leaf(key, rest()); }
    static Hash leaf(const UnitKey& key, const Hash& rest);
};
Hash list_hash(std::span<const std::uint64_t> indices);

/// A run as a commitment leaf names it.
struct RunHead {
    std::uint64_t from = 0, to = 0;  ///< Leaves [from, to).
    std::uint64_t records = 0;
    Hash root{};  ///< empty_root() without records.
    friend bool operator==(const RunHead&, const RunHead&) = default;
};
/// Public value 1 of a commitment leaf: 56 bytes a run (three numbers of 8 bytes, the root), ascending, without a gap.
std::string encode_runs(std::span<const RunHead> runs);
/// Nothing unless they begin at 0, follow each other, and none is empty of leaves.
std::optional<std::vector<RunHead>> decode_runs(std::string_view bytes);

/// A run's answer for some keys: records that are there, and of the keys that are not, the records between which they
/// would stand.
struct RunAnswer {
    struct Shown {
        std::uint64_t position = 0;
        UnitKey key{};
        std::optional<IndexRecord> record;   ///< Of a key that was asked for.
        Hash rest{};                         ///< Of a neighbour.
        std::vector<std::uint64_t> indices;  ///< Of a key that was asked for: all its leaves, ascending.
    };
    std::vector<Shown> shown;  ///< Ascending.
    std::vector<Hash> proof;   ///< proof::multi_proof over the run.
};
/// The leaves that name any of the keys (ascending), if the answer proves that there are no others in the run.
std::optional<std::vector<std::uint64_t>> check_run(const RunHead& run, std::span<const UnitKey> keys,
                                                    const RunAnswer& answer);

}  // namespace yiguan::proof
