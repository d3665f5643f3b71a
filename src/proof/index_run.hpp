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
    Hash list{};                        ///< list_hash() of all of them.
    /// Of the ascending leaf indices, one or more.
    static IndexRecord of(Suite suite, const UnitKey& key, std::span<const std::uint64_t> indices);
    /// H(count || first || last || list), numbers of 8 bytes: what a neighbour shows instead of its contents.
    Hash rest(Suite suite) const;
    /// H(0x00 || key || rest): its leaf hash in the run.
    Hash leaf(Suite suite) const { return leaf(suite, key, rest(suite)); }
    static Hash leaf(Suite suite, const UnitKey& key, const Hash& rest);
};
/// RFC 6962 tree hash over the indices, 8 bytes each, big-endian.
Hash list_hash(Suite suite, std::span<const std::uint64_t> indices);

/// A run as a commitment leaf names it.
struct RunHead {
    std::uint64_t from = 0, to = 0;  ///< Leaves [from, to).
    std::uint64_t records = 0;
    Hash root{};  ///< empty_root() without records.
    friend bool operator==(const RunHead&, const RunHead&) = default;
};
/// Public value 1 of a commitment leaf: 56 bytes a run (three numbers of 8 bytes, the root), ascending, without a gap.
std::string encode_runs(std::span<const RunHead> runs);
/// Nothing unless there is one, they begin at 0, follow each other, and none is empty of leaves.
std::optional<std::vector<RunHead>> decode_runs(std::string_view bytes);
/// So many fit into a leaf.
inline constexpr std::size_t runs_max = 128;

/// The public map of a commitment leaf (Kind::index).
enum class CommitmentField : std::int64_t {
    runs = 1,
    covered_ms = 2,  ///< When the last leaf that the runs cover was recorded.
};

/// A run's answer for some keys: records that are there, and of the keys that are not, the records between which they
/// would stand.
struct RunAnswer {
    struct Shown {
        std::uint64_t position = 0;
        UnitKey key{};
        Hash rest{};                         ///< Of a neighbour.
        std::vector<std::uint64_t> indices;  ///< Of a key that was asked for: all its leaves, ascending.
        friend bool operator==(const Shown&, const Shown&) = default;
    };
    std::vector<Shown> shown;  ///< Ascending.
    std::vector<Hash> proof;   ///< proof::multi_proof over the run.
    friend bool operator==(const RunAnswer&, const RunAnswer&) = default;
};
/// The leaves that name any of the keys (each once, in any order), ascending, if the answer proves that there are no
/// others in the run. Nothing when it does not, or shows anything that was not needed for it.
std::optional<std::vector<std::uint64_t>> check_run(Suite suite, const RunHead& run, std::span<const UnitKey> keys,
                                                    const RunAnswer& answer);

}  // namespace yiguan::proof
