// Reach of a recall: from lots, components, documents, stations or codes forward to every code affected, where it is
// now, who holds it and who bought it. Works on ranges: ten million codes are as many rows as they have states.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "codes/codes.hpp"
#include "events/event_source.hpp"
#include "events/trace.hpp"

namespace yiguan::events {

/// What the recall begins with: everything named by any of the lists. `from` and `before` narrow the events of
/// documents and stations, and the moment from which the other things are followed.
struct RecallQuestion {
    std::vector<std::string> identifiers;  ///< Lots (classes), components, containers: any identifier.
    std::vector<std::string> documents;    ///< bizTransaction ids.
    std::vector<std::string> stations;     ///< readPoint or bizLocation ids.
    std::vector<Reach> codes;
    std::vector<EventKey> events;  ///< Whatever these are about: the events of a time window.
    BatchId batch;                 ///< Of codes of this platform; `batch_blocks` are where it may be.
    std::vector<BlockId> batch_blocks;
    std::optional<UtcMs> from, before;
};
inline constexpr std::size_t recall_starts_max = 1000;
/// Affected things of other spaces than ours, and ranges of ours; more is Summary::truncated.
inline constexpr std::size_t recall_ranges_max = 1'000'000;

/// One range of affected codes with one state.
struct RecallRow {
    Reach reach;
    std::string first, last, product;
    BatchId batch;
    std::optional<codes::Status> status;  ///< Of codes of this platform; nothing for 空码 and foreign things.
    OrgId holder;
    std::string holder_name;     ///< "" with holder_hidden, or unknown.
    bool holder_hidden = false;  ///< 未公开 (C-29)
    std::string location, container;
    std::vector<std::string> buyers;  ///< Organisations; consumers are never named.
    bool buyers_hidden = false;
    std::optional<UtcMs> last_event;
};

struct RecallSummary {
    std::int64_t ranges = 0, codes = 0;
    std::int64_t foreign = 0;  ///< Things that are no codes of this platform.
    std::int64_t sold = 0, in_transit = 0, in_stock = 0, at_maker = 0, other = 0;
    std::int64_t holders = 0;  ///< Organisations that hold some now, hidden ones included.
    std::int64_t levels = 0;
    bool truncated = false;
};

/// The present state of affected codes, as recall() needs it.
class StateSource {
public:
    virtual ~StateSource() = default;
    /// Segments of a block that overlap [from, ...], ascending, at most `limit`, the one that reaches over `from`
    /// first.
    virtual std::vector<codes::Segment> segments(std::int64_t block, std::int64_t from, int limit) = 0;
    /// The history behind chains of a block, for every chain asked; shared beginnings are read once.
    struct Moves {
        struct Move {
            OrgId from, to;  ///< Who recorded it; whom goods went to.
        };
        std::vector<Move> moves;
        UtcMs last_event;
    };
    virtual std::vector<Moves> moves(std::int64_t block, const std::vector<std::int64_t>& chains) = 0;
    virtual std::string name_of_place(std::int64_t name) = 0;
    /// Of the touches, those whose event takes things further: no ObjectEvent, no TransactionEvent.
    virtual std::vector<Touch> growing(const std::vector<Touch>& touches) = 0;
    virtual std::vector<codes::Batch> batches(std::int64_t block) = 0;
};

class LogStates final : public StateSource {
public:
    explicit LogStates(db::Tx& tx) : tx_(tx) {}
    std::vector<codes::Segment> segments(std::int64_t block, std::int64_t from, int limit) override;
    std::vector<Moves> moves(std::int64_t block, const std::vector<std::int64_t>& chains) override;
    std::string name_of_place(std::int64_t name) override;
    std::vector<Touch> growing(const std::vector<Touch>& touches) override;
    std::vector<codes::Batch> batches(std::int64_t block) override;

private:
    db::Tx& tx_;
    std::unordered_map<std::int64_t, std::string> places_;
};

/// Follows inputs to outputs, components to products, containers to their contents; gives every affected range in the
/// order of block and counter, foreign things behind.
/// A reader who may not read everything gets the codes that were issued to its organisation, found through its own
/// events; holders and buyers are named to themselves, to who shipped to them, and to the top regulator (C-29).
/// Cost: a look-up and a load per level, a scan of the affected segments, one join per distinct chain.
RecallSummary recall(EventSource& source, StateSource& states, const TraceReader& reader,
                     const RecallQuestion& question, const std::function<void(const RecallRow&)>& give);

// ---- as text

/// One line of NDJSON without its end: {"first","last","count","product"?,"batch"?,"status"?,"statusZh"?,"holder"?,
/// "holderName"?,"location"?,"container"?,"buyers":[...],"lastEvent"?,"withheld"?}.
void encode(const RecallRow& row, std::string& out);
/// {"summary":{...}}
void encode(const RecallSummary& summary, std::string& out);

/// A spreadsheet that is written row by row: 码段 起始码 截止码 数量 产品 批次 状态 现持有企业 所在位置 购方
/// 最后事件时间.
class RecallSheet {
public:
    RecallSheet();
    ~RecallSheet();
    RecallSheet(const RecallSheet&) = delete;
    void add(const RecallRow& row);
    /// The file. @throws std::runtime_error when the disk for temporary files is full.
    std::string finish(const RecallSummary& summary);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace yiguan::events
