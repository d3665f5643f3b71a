// The block directory: which block a counter lies in, answered from memory, so that a forged or unknown code costs no
// database read (issue: forged codes; architecture: a code is a number, not a row).
#pragma once
#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "codes/codes.hpp"
#include "mint/mint.hpp"

namespace yiguan::codes {

/// A code of this node, deciphered and placed.
struct PlacedCode {
    BlockId block;
    OrgId org;
    ProductId product;
    std::int64_t counter = 0;
};

/// Deciphers and places code texts. Reads are lock-free on an immutable snapshot; refresh() publishes a new one.
class Directory {
public:
    /// @param nsi  The node's domain; other NSIs belong to other systems.
    Directory(const mint::KeyFile& keys, std::string nsi);

    /// Learns the blocks that were stored since the last call (also by other processes). Cheap when there are none.
    void refresh(db::Tx& tx);
    /// Makes a block that was just committed known at once.
    void add(const Block& block);

    /// 33 digits of this node's V and NSI: then verify() decides whether the code is ours.
    bool is_ours(std::string_view code) const;
    /// The place of a genuine code inside a known block; nothing for a forgery and for counters outside every block.
    /// No allocation, no I/O, about one microsecond.
    std::optional<PlacedCode> place(std::string_view code) const;
    /// What the unit keys of a block's codes are made of; nothing for an unknown block. No I/O.
    struct UnitSpace {
        proof::Token token{};
        std::int64_t first = 0;  ///< Counter that is number 0.
        int level_max = 0;
    };
    std::optional<UnitSpace> units(BlockId block) const;
    static UnitSpace units(const Block& block);
    /// The text of a counter of a block.
    std::string text(const Block& block, std::int64_t counter) const;
    /// @throws std::out_of_range for an epoch that the key file does not list.
    const mint::Minter& minter(int epoch) const;
    const std::string& nsi() const { return nsi_; }
    std::size_t blocks() const;

private:
    struct Entry {
        int epoch;
        std::int64_t first, last;
        BlockId block;
        OrgId org;
        ProductId product;
        proof::Token token;
    };
    struct Snapshot {
        std::vector<Entry> entries;                           // sorted by (epoch, first)
        std::vector<std::pair<BlockId, std::size_t>> places;  // in entries, sorted
    };
    static Entry entry(const Block& block);

    void publish(std::vector<Entry> added);

    std::string nsi_;
    mint::Verifier verifier_;
    std::map<int, mint::Minter> minters_;  // by epoch
    std::mutex mutex_;                     // of refresh() and add()
    BlockId seen_;                         // blocks up to here were read, less the overlap for late commits
    std::atomic<std::shared_ptr<const Snapshot>> snapshot_;
};

/// Code texts given by a caller (scanned items) as ranges: consecutive counters join. The texts need not be sorted.
/// @return Code::code_forged with pointer "<pointer>/<index>" for a text that is no code of this node.
Result<std::vector<CodeRange>> ranges_of(const Directory& directory, const std::vector<std::string>& codes,
                                         std::string_view pointer);

}  // namespace yiguan::codes
