// The present state of codes, computed again from the event log alone: what `yiguan rebuild` compares and restores.
#pragma once
#include <string>
#include <vector>

#include "codes/codes.hpp"
#include "events/log.hpp"

namespace yiguan::events {

/// What the log says of a block. Events are taken in the order of their ids; what each does to a state is what it did
/// when it was recorded (rules.hpp). Names of containers and places keep their numbers.
struct Rebuilt {
    std::vector<codes::Segment> segments;
    codes::Counts counts;                     ///< As codes::Block counts them.
    std::vector<std::string> contradictions;  ///< Events that cannot have happened in this order: Chinese sentences.
};
/// Cost: reads every event of the block.
Rebuilt rebuild_block(db::Tx& tx, const Names& names, const codes::Block& block);

/// How what is stored of a block differs from the log: one Chinese sentence each, at most `limit`; none if it agrees.
struct Difference {
    std::vector<std::string> told;
    codes::SegmentChange change;  ///< Makes the stored segments what the log says.
    Rebuilt rebuilt;
    bool none() const { return told.empty(); }
};
Difference compare_block(db::Tx& tx, const Names& names, const codes::Block& block, std::size_t limit = 100);
/// Every block, each in a read of its own.
std::vector<std::string> compare_all(db::Tx& tx, const Names& names, std::size_t limit = 100);
/// Writes what the log says. To be called in the transaction of compare_block(). Code::conflict as
/// codes::replace_segments().
Result<void> replace_block(db::Tx& tx, const codes::Block& block, const Difference& difference);

}  // namespace yiguan::events
