// Every SQL statement of the room; private to it.
#pragma once
#include "events/events.hpp"
#include "events/span.hpp"

namespace yiguan::events::store {

/// The event row, its spans in every block it touches, and its chain rows.
void insert(db::Tx& tx, const Event& event, const std::vector<codes::ChainStep>& chains);

struct ChainRow {
    std::int64_t prev = 0;
    BlockId home;
    EventId event;
};
std::optional<ChainRow> find_chain(db::Tx& tx, BlockId block, std::int64_t chain);
/// Ids of the events whose spans hold the counter, with their home blocks.
std::vector<std::pair<BlockId, EventId>> touching(db::Tx& tx, BlockId block, const std::vector<Span>& spans);

}  // namespace yiguan::events::store
