// Trace codes: domains, blocks, applications, batches and the present state of every code, as ranges.
//
// A code is a number (mint/): a block is an interval of counters and one row, whatever its size. Facts enter at
// events/, which calls bind() and change_state() in the transaction that stores the event.
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "auth/actor.hpp"
#include "codes/segment.hpp"
#include "core/ids.hpp"
#include "core/result.hpp"
#include "core/time.hpp"
#include "db/db.hpp"
#include "proof/leaf.hpp"

namespace yiguan::mint {
class KeyFile;
}

namespace yiguan::codes {

/// Codes of one application (申码单): counters [first, last] of one domain and key epoch.
struct Block {
    BlockId id;
    DomainId domain;
    std::string nsi;
    int epoch = 0;
    std::int64_t first = 0;
    std::int64_t last = 0;
    OrgId org;
    ProductId product;
    UserId applied_by;
    UtcMs created_at;
    std::int64_t bound = 0;   ///< Codes bound now.
    std::int64_t active = 0;  ///< Codes activated so far, and those voided or recalled before.
    std::int64_t voided = 0;  ///< Codes given up while they were free, and those of undone batches that are never used.
    std::int64_t version = 0;
    proof::Token token{};  ///< Of its unit keys in the transparency log: secret, random.
    std::int64_t size() const { return last - first + 1; }
    std::int64_t free() const { return size() - bound - voided; }  ///< 空码
};

/// A closed range of counters of one block.
struct CodeRange {
    BlockId block;
    std::int64_t first = 0;
    std::int64_t last = 0;
    std::int64_t size() const { return last - first + 1; }
    friend bool operator==(const CodeRange&, const CodeRange&) = default;
};
inline constexpr std::size_t ranges_max = 2000;                  ///< In one call.
inline constexpr std::int64_t quantity_max = 1'000'000'000'000;  ///< Codes of one application.
/// At most mint::counter_max, however the ranges were written.
std::int64_t count(const std::vector<CodeRange>& ranges);

/// Sorted by block and counter, neighbours joined. Code::codes_overlap when a code is named twice,
/// Code::too_many_ranges, Code::missing_field when empty, Code::out_of_bounds when first > last.
Result<std::vector<CodeRange>> normalise(std::vector<CodeRange> ranges);

/// The serial numbers (出厂编号) of a bound range: one value for all, or a prefix and a running number.
struct FactoryNumbers {
    std::string prefix;       ///< The whole value when there is no running number.
    int width = 0;            ///< Digits of the running number, padded with zeros; 0: no running number.
    std::int64_t first = 0;   ///< Running number of the code at `anchor`.
    std::int64_t anchor = 0;  ///< Counter of the first code of the range.
    std::string of(std::int64_t counter) const;
};

/// What was bound to a range of codes (绑码): a copy per block it spans, so that a look-up needs no join.
struct Batch {
    BlockId block;
    BatchId id;
    ProductId product;
    OrgId org;
    std::string production_date;  ///< YYYY-MM-DD
    FactoryNumbers numbers;
    std::string field_values;  ///< catalog::FieldValues as JSON text: every field of the binding step.
    UtcMs created_at;
    std::int64_t count = 0;  ///< Codes that were bound to it; they follow each other from `numbers.anchor` on.
    CodeRange codes() const { return {block, numbers.anchor, numbers.anchor + count - 1}; }
};

/// The code domain of this node: made if it is missing, taken to the key file's current epoch if that is newer
/// (counters begin at 0 in every epoch). Blocks from before the transparency log get their tokens. Called at start.
/// @param nsi  Four digits (GB/T 31866, V2).
/// @return Code::key_file when the codes issued so far were made with another key file: with the wrong keys every one
///         of them would look forged, so the caller must not serve. Code::conflict when they were issued under another
///         NSI.
Result<DomainId> ensure_domain(db::Tx& tx, std::string_view nsi, const mint::KeyFile& keys);

/// True once codes may have been issued: from then on the key file must not be made anew.
bool has_domain(db::Tx& tx);

struct Application {
    ProductId product;
    std::int64_t quantity = 0;
    std::int64_t empty_rate_max = 100;  ///< 空码率 in percent over which no more codes are issued (empty_rate.hpp).
};

/// Issues `quantity` consecutive codes for a published product of the actor's organisation (ECO-32, ECO-33, NAT-21).
/// One row however large; codes can be used at once (ECO-33's full-hour task is not needed). Cost: two small writes.
/// @return Code::quantity outside 1..quantity_max, Code::product_not_published, Code::org_not_approved,
/// Code::forbidden, Code::wrong_state (空码率).
Result<Block> apply_for_codes(db::Tx& tx, const auth::Actor& actor, DomainId domain, const Application& application);

std::optional<Block> find_block(db::Tx& tx, BlockId id);
/// @return Code::block_unknown.
Result<Block> get_block(db::Tx& tx, BlockId id);
/// What one organisation may apply for in 24 hours; 0: no limit.
struct Quota {
    std::int64_t applications = 0;
    std::int64_t codes = 0;
};
/// To be asked behind apply_for_codes(), in the same transaction: what was applied for just now is counted.
/// Code::too_many_requests, naming the rule. Cost: a range of the index, as long as the quota of applications at most.
Result<void> require_quota(db::Tx& tx, OrgId org, const Quota& quota);
/// Blocks of an organisation, newest first, after `before` (0: from the newest), at most `limit` (1..100).
std::vector<Block> list_blocks(db::Tx& tx, OrgId org, BlockId before, int limit);
/// True if codes of that product were bound. Cost: reads the organisation's blocks.
bool has_bound_codes(db::Tx& tx, OrgId org, ProductId product);
/// Blocks with an id over `after`, ascending: how the directory learns of new ones.
std::vector<Block> blocks_after(db::Tx& tx, BlockId after, int limit);

/// A segment, or a part of one, of some block.
struct Placed {
    BlockId block;
    Segment segment;
    friend bool operator==(const Placed&, const Placed&) = default;
};
/// The states of every code of the ranges, in their order; bound ones only, so what is missing is free. Cost: two
/// look-ups a range.
std::vector<Placed> segments_of(db::Tx& tx, const std::vector<CodeRange>& ranges);
/// The state of one code: nothing when it is not bound. One floor look-up.
std::optional<Segment> find_segment(db::Tx& tx, BlockId block, std::int64_t counter);
/// Segments from `from` on, ascending, at most `limit`.
std::vector<Segment> list_segments(db::Tx& tx, BlockId block, std::int64_t from, int limit);
std::optional<Batch> find_batch(db::Tx& tx, BlockId block, BatchId id);
/// Batches of a block with an id over `after`, ascending, at most `limit`. Each code is bound once: no two share the
/// anchor of their numbers.
std::vector<Batch> list_batches(db::Tx& tx, BlockId block, BatchId after, int limit);

struct BatchFilter {
    ProductId product{};       ///< Null: of all products.
    std::string number{};      ///< Beginning of the factory numbers' constant part; "": any.
    std::string from{}, to{};  ///< Days of production, YYYY-MM-DD, both included; "": open.
};
/// Nothing when the organisation has no such batch.
std::optional<Batch> find_org_batch(db::Tx& tx, OrgId org, BatchId id);

/// What an organisation has applied for and bound, over all its blocks. Cost: reads its blocks.
struct CodeTotals {
    std::int64_t blocks = 0, issued = 0, bound = 0, voided = 0;
};
CodeTotals code_totals(db::Tx& tx, OrgId org);
/// Codes bound on a day, by the day's number in Beijing (beijing_day()), of batches from `from` on.
/// Cost: a range of the index, the newest 20,000 batches at most.
std::map<std::int64_t, std::int64_t> bound_per_day(db::Tx& tx, OrgId org, UtcMs from);

// ---- names of containers and places

/// One code of a block.
struct CodeAt {
    BlockId block;
    std::int64_t counter = 0;
    friend auto operator<=>(const CodeAt&, const CodeAt&) = default;
};
/// The number that stands for a name in State::container and State::location: 62 bits of SHA-256 over the canonical
/// text, the next free number should two names meet there. Never 0.
/// @param code  The code of this platform that the text is, if it is one: contents_within() finds it.
/// Cost: one look-up, and a small write for a new name.
std::int64_t name_id(db::Tx& tx, std::string_view canonical, std::optional<CodeAt> code = std::nullopt);
/// The number a name has, or would be given: nothing is written.
std::int64_t find_name_id(db::Tx& tx, std::string_view canonical);
std::optional<std::string> name_of(db::Tx& tx, std::int64_t id);
/// Those of `names` that are known, by number. Cost: one round trip.
std::vector<std::int64_t> known_names(db::Tx& tx, const std::vector<std::string>& canonical);
/// The number of each, 0 for what is not known. Cost: one round trip.
std::vector<std::int64_t> numbers_of_names(db::Tx& tx, const std::vector<std::string>& canonical);
std::optional<CodeAt> code_of_name(db::Tx& tx, std::int64_t id);

/// Segments packed in a container, by block and counter, at most `limit`. Cost: a range of the index.
std::vector<Placed> list_contents(db::Tx& tx, std::int64_t container, int limit);
/// What is packed in any of these containers, and in any code of these ranges: one layer, at most `limit` segments, not
/// sorted. Cost: one pipelined statement, a range of the index for each of them.
std::vector<Placed> contents_of_each(db::Tx& tx, const std::vector<std::int64_t>& containers, std::size_t limit);
std::vector<Placed> contents_within(db::Tx& tx, const std::vector<CodeRange>& ranges, std::size_t limit);
/// A segment of the ranges that is in a code whose maker, `org`, has it still: neither on its way, nor sold, nor
/// voided.
struct Inside {
    Placed part;  ///< Not cut to the range.
    CodeAt whole;
    ProductId product;  ///< Of the whole.
};
/// Cost: one pipelined statement.
std::vector<Inside> inside_own(db::Tx& tx, OrgId org, const std::vector<CodeRange>& ranges);
/// True if anything is packed in anything: what costs one look-up where nothing ever is.
bool has_contents(db::Tx& tx);

/// Binds free codes of the actor's own blocks to a batch, held by the actor's organisation. Only events/ calls this.
/// `status` bound, or active at once; `batch.block` and `batch.numbers.anchor` are filled in per block; the running
/// number goes on over blocks.
/// @return Code::block_unknown, codes_not_yours, codes_outside_block, codes_already_bound.
Result<void> bind(db::Tx& tx, const auth::Actor& actor, const std::vector<CodeRange>& ranges, Batch batch,
                  EventId event, Status status = Status::bound, std::int64_t location = 0);

/// Replaces what is stored of a block by what the event log says (events/rebuild.hpp). Code::conflict when somebody
/// changed the block since `block` was read.
struct Counts {
    std::int64_t bound = 0, active = 0, voided = 0;
};
Result<void> replace_segments(db::Tx& tx, const Block& block, const SegmentChange& change, const Counts& counts);

/// Takes bound codes from one state to the next; only events/ calls this. `next` sees each affected segment (cut to the
/// range) and answers its new state without chain and event, which are filled in here; an Error refuses the whole call.
/// @param old_chains  Receives each distinct (block, chain before, chain after).
/// @return Code::block_unknown, codes_outside_block, codes_not_bound, or the error of `next`. The error's `value` holds
///         the first offending counter. Cost: linear in the segments touched, independent of the number of codes.
struct ChainStep {
    BlockId block;
    std::int64_t before = 0;
    std::int64_t after = 0;
    friend auto operator<=>(const ChainStep&, const ChainStep&) = default;
};
Result<std::vector<ChainStep>> change_state(db::Tx& tx, const std::vector<CodeRange>& ranges, EventId event,
                                            const std::function<Result<State>(const Segment&)>& next);

/// 作废空码: free codes that are never bound from now on. Their segments have no batch. Only events/ calls this.
/// @return codes_already_bound with the first taken counter in `value`, codes_outside_block.
Result<std::vector<ChainStep>> void_free(db::Tx& tx, const std::vector<CodeRange>& ranges, EventId event, OrgId holder);
/// What becomes of codes whose binding is undone.
enum class Unbound : std::uint8_t { free, voided };
/// Takes a binding back; the batches of the ranges no longer stand. `may` sees each affected segment. Only events/
/// calls this. @return as change_state(); no steps for codes that are free again, which have no history.
Result<std::vector<ChainStep>> unbind(db::Tx& tx, const std::vector<CodeRange>& ranges, EventId event, Unbound to,
                                      const std::function<Result<void>(const Segment&)>& may);
/// The free parts of a block inside [first, last], ascending, at most `limit`. Cost: reads its segments as far as
/// needed.
std::vector<CodeRange> free_ranges(db::Tx& tx, const Block& block, std::int64_t first, std::int64_t last,
                                   std::size_t limit);

}  // namespace yiguan::codes
