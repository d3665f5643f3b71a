// Everything that proves the history of one code, in one file of at most some 40 kB: what the public page verifies in
// the browser and `tracever bundle` without network (docs/formats/bundle.md).
#pragma once
#include "proof/index_run.hpp"
#include "proof/receipt.hpp"

namespace yiguan::proof {

struct Bundle {
    Suite suite = Suite::sha256;
    std::string code;           ///< What was asked for, as text.
    std::vector<UnitKey> keys;  ///< Of the spans that hold the code, ascending by level; proven complete for these.
    Note checkpoint;
    /// Ascending by index; commitment leaf included.
    struct Entry {
        std::uint64_t index = 0;
        std::string leaf;                   ///< Whole bytes; empty for a redacted one.
        Hash leaf_hash{};                   ///< Of a redacted one.
        std::vector<Opening> openings;      ///< What the asker may see, ascending by field.
        std::vector<std::uint16_t> erased;  ///< Personal fields that were erased by law, ascending.
    };
    std::vector<Entry> entries;
    std::vector<Hash> proof;  ///< proof::multi_proof of the entries in the checkpoint's tree; empty without entries.
    /// Of the index: which entry is the commitment, and the answer of each of its runs. None: no run yet.
    std::optional<std::uint64_t> commitment;
    std::vector<RunAnswer> runs;
    /// The log's signature under claim_text(): nothing else ties the keys to the code, so whoever knows better (the
    /// block's owner, the supervisor) has a signed falsehood in hand.
    Note claim;

    std::string claim_text(std::string_view origin) const;
    std::string encode() const;
    /// Strict (what encode() writes and nothing else) and bounded (bytes_max). Code::invalid.
    static Result<Bundle> parse(std::string_view bytes);

    static constexpr std::size_t bytes_max = 1 << 20;
    static constexpr std::size_t code_bytes_max = 512;
    static constexpr std::size_t keys_max = 64;
};

/// The four lines of the public page.
struct BundleReport {
    Finding finding;
    bool genuine = false;              ///< Every entry is in the tree that the checkpoint signs.
    std::vector<std::string> seen_by;  ///< Witnesses whose cosignatures verify.
    std::uint64_t size = 0;
    std::optional<std::int64_t> complete_to_ms;  ///< No entry of the keys is missing up to this time (of the last leaf
                                                 ///< that the runs cover).
    std::uint64_t complete_to = 0;               ///< Leaves [0, complete_to).
    std::size_t events = 0;
    std::size_t withheld = 0;  ///< Events of which nothing is opened.
    std::size_t erased = 0;    ///< Fields.
};
/// Completeness needs every leaf that the runs name to be among the entries, and every entry with one of the keys below
/// the covered end to be named by them. Without a commitment only `genuine` is told, which is valid too.
BundleReport check_bundle(const Bundle& bundle, const Policy& policy);

}  // namespace yiguan::proof
