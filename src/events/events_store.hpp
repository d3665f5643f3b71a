// Every SQL statement of the room; private to it.
#pragma once
#include "events/events.hpp"
#include "events/log.hpp"
#include "events/span.hpp"

namespace yiguan::events::store {

/// "block:first-last;...": event.code_ranges.
std::string print_ranges(const std::vector<codes::CodeRange>& ranges);
/// @throws db::Fault for anything else.
std::vector<codes::CodeRange> parse_ranges(std::string_view text);

/// The event row, its record of the log, its spans in every block it touches, and its chain rows.
/// `event.record_time` becomes that of the record.
void insert(db::Tx& tx, Event& event, const std::vector<codes::ChainStep>& chains);

/// Of captured events: the fact itself is in the log already.
void insert_chains(db::Tx& tx, BlockId home, EventId event, const std::vector<codes::ChainStep>& chains);

struct ChainRow {
    std::int64_t prev = 0;
    BlockId home;
    EventId event;
};
std::optional<ChainRow> find_chain(db::Tx& tx, BlockId block, std::int64_t chain);

/// Of an event what the guards ask.
struct Done {
    epcis::EventType type{};
    Action action{};
    BizStep step{};
    Disposition disposition{};
    UtcMs event_time;
    OrgId org;
};
/// The last steps of each chain, newest first, at most `most`; none of a chain whose event is not in the log yet.
/// Cost: one pipelined statement.
void each_way_back(db::Tx& tx, std::span<const std::pair<BlockId, std::int64_t>> chains, int most,
                   const std::function<void(std::span<const Done>)>& take);

struct MadeOn {
    OrgId org;
    std::string day;  ///< YYYY-MM-DD
};
/// Of the batches that say it, at once. Cost: one pipelined statement.
std::vector<MadeOn> production_days(db::Tx& tx, std::span<const std::pair<BlockId, BatchId>> batches);

/// Ids of the events whose spans hold the counter, with their home blocks.
std::vector<std::pair<BlockId, EventId>> touching(db::Tx& tx, BlockId block, const std::vector<Span>& spans);

/// Spans that may hold codes of `reach`; for one code at most `limit` of each level, in `order` beyond `after`; for
/// several codes all beyond `after`. Not sorted.
std::vector<Touch> touches(db::Tx& tx, const Reach& reach, EventId after, int limit, Order order);

/// The levels of each space's spans, as bits. Cost: a look-up for each of them and one.
std::vector<std::uint64_t> levels_of(db::Tx& tx, std::span<const std::int64_t> spaces);
/// touches() of each reach in the levels of its space, oldest first for a single code.
std::vector<std::vector<Touch>> touches_of_each(db::Tx& tx, const SpanLevels& levels, std::span<const Reach> reaches,
                                                int limit);

/// A row of the log: a fact, or a captured event in its stored form.
struct LogRow {
    EventKey key;
    OrgId org;
    UserId user;
    UtcMs event_time, record_time;
    std::int64_t id_hash = 0;
    Origin origin = Origin::fact;
    std::optional<Event> fact{};
    std::string body{};
};
std::vector<LogRow> load(db::Tx& tx, std::span<const EventKey> keys);

}  // namespace yiguan::events::store
