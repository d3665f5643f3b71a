// Every SQL statement of the room; private to it.
#pragma once
#include <span>

#include "codes/codes.hpp"

namespace yiguan::codes {
/// What may stand between a batch number and the running number: as many as batches_numbered_sql names.
inline constexpr std::string_view number_marks = "-_/.#";
}  // namespace yiguan::codes

namespace yiguan::codes::store {

struct Applied {
    std::int64_t applications = 0, codes = 0;
};
/// Of an organisation, in blocks with ids from `from` on.
Applied applied_since(db::Tx& tx, OrgId org, std::int64_t from);

struct DomainRow {
    DomainId id;
    std::string nsi;
    std::string key_id;
    int epoch = 0;
    std::int64_t next_c = 0;
    std::int64_t version = 0;
};
std::optional<DomainRow> find_domain(db::Tx& tx, std::string_view nsi);
DomainRow get_domain(db::Tx& tx, DomainId id);
/// Any domain but that of `nsi`.
std::optional<DomainRow> other_domain(db::Tx& tx, std::string_view nsi);
/// All of them: one.
std::vector<DomainRow> domains(db::Tx& tx);
void insert_domain(db::Tx& tx, const DomainRow& row);
/// Begins a newer epoch at counter 0.
void begin_epoch(db::Tx& tx, const DomainRow& row, int epoch);
/// Takes `quantity` counters from the domain; false when somebody else changed the row in between.
bool advance_domain(db::Tx& tx, const DomainRow& row, std::int64_t quantity);

void insert_block(db::Tx& tx, const Block& block);
/// Cost: reads all blocks.
std::vector<BlockId> blocks_without_token(db::Tx& tx);
void set_token(db::Tx& tx, BlockId block, const proof::Token& token);
/// Adds to the counts of a block and raises its version; false when somebody else changed the row in between.
bool advance_block(db::Tx& tx, const Block& block, const Counts& by);

struct CodeSum {
    std::string tmpl, unit_id;  ///< Template::ref(), unit of the catalogue
    std::int64_t issued = 0, bound = 0, voided = 0;
};
/// By template and unit of the product.
std::vector<CodeSum> code_sums(db::Tx& tx, OrgId org);
/// Blocks of an organisation with free codes and an id over `after`, ascending.
std::vector<Block> blocks_with_free(db::Tx& tx, OrgId org, BlockId after, int limit);
/// Where the free codes of a block are that has some: its first and last free code, or, where 500 segments stand
/// side by side at an end of the block, the code after them. Cost: those segments, however many the block has.
CodeRange free_bounds(db::Tx& tx, const Block& block);

Segment read_segment(db::Rows& rows);  ///< The first ten columns.
/// Segments that overlap [first, last], and the two that touch it, sorted.
std::vector<Segment> segments_around(db::Tx& tx, BlockId block, std::int64_t first, std::int64_t last);
/// The same of each range. Cost: at most three round trips for all of them.
std::vector<std::vector<Segment>> segments_around_each(db::Tx& tx, std::span<const CodeRange> ranges);
void write(db::Tx& tx, BlockId block, const SegmentChange& change);
void insert_batch(db::Tx& tx, const Batch& batch, UserId by);
/// Those that were bound to codes of the range no longer stand.
void undo_batches(db::Tx& tx, const CodeRange& range, EventId by);

}  // namespace yiguan::codes::store
