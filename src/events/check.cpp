// What must hold of everything stored: used by `yiguan fsck` and by the kill tests.
#include <fmt/format.h>

#include <map>
#include <set>

#include "codes/codes.hpp"
#include "events/events.hpp"
#include "events/events_store.hpp"

namespace yiguan::events {
namespace {

const db::Statement span_exists_sql{
    "events.span_exists",
    "select home_block from event_span where block_id = $1 and lvl = $2 and node = $3 and event_id = $4"};
const db::Statement count_spans_sql{"events.count_spans", "select count(*) from event_span where block_id = $1"};
const db::Statement events_of_block_sql{
    "events.events_of_block",
    "select event_id from event where home_block = $1 and event_id > $2 order by event_id limit 500"};

const db::Statement homes_elsewhere_sql{
    "events.homes_elsewhere",
    "select distinct home_block, event_id from event_span where block_id = $1 and home_block < 0"};

class Checker {
public:
    Checker(db::Tx& tx, std::size_t limit) : tx_(tx), limit_(limit) {}

    void block(const codes::Block& b) {
        std::int64_t bound = 0, active = 0, voided = 0, end = b.first - 1, from = b.first;
        for (bool more = true; more;) {
            const auto page = codes::list_segments(tx_, b.id, from, 1000);
            more = page.size() == 1000;
            for (const codes::Segment& s : page) {
                segment(b, s, end);
                end = std::max(end, s.last);
                from = s.first + 1;
                const std::int64_t size = s.last - s.first + 1;
                if (!s.state.batch)
                    voided += size;
                else
                    bound += size;
                if (s.state.batch && s.state.status != codes::Status::bound) active += size;
            }
        }
        if (bound != b.bound) say("码段 {}：已绑定 {} 个，记录为 {} 个", b.id.value, bound, b.bound);
        if (active != b.active) say("码段 {}：已激活 {} 个，记录为 {} 个", b.id.value, active, b.active);
        if (voided != b.voided) say("码段 {}：已作废空码 {} 个，记录为 {} 个", b.id.value, voided, b.voided);
        spans_expected_.try_emplace(b.id, 0);
        events_of(b.id);
        events_elsewhere(b.id);
    }

    /// After every block: spans that no event accounts for.
    void finish() {
        for (const auto& [block, expected] : spans_expected_) {
            auto rows = tx_.query(count_spans_sql, block);
            if (rows.next() && rows.integer(0) != expected)
                say("码段 {}：覆盖索引有 {} 行，事件需要 {} 行", block.value, rows.integer(0), expected);
        }
    }

    std::vector<std::string> complaints;

private:
    template <class... Args>
    void say(fmt::format_string<Args...> text, Args&&... args) {
        if (complaints.size() < limit_) complaints.push_back(fmt::format(text, std::forward<Args>(args)...));
    }

    void segment(const codes::Block& b, const codes::Segment& s, std::int64_t end) {
        if (s.first > s.last || s.first < b.first || s.last > b.last)
            say("码段 {}：区间 {} 超出码段", b.id.value, s.first);
        if (s.first <= end) say("码段 {}：区间 {} 与前一区间重叠", b.id.value, s.first);
        if (!s.state.batch && s.state.status != codes::Status::voided)
            say("码段 {}：区间 {} 没有批次，却未作废", b.id.value, s.first);
        if (s.state.batch && !codes::find_batch(tx_, b.id, s.state.batch))
            say("码段 {}：区间 {} 的批次不存在", b.id.value, s.first);
        const auto top = store::find_chain(tx_, b.id, s.state.chain);
        if (!top || top->event != s.state.event) {
            say("码段 {}：区间 {} 的流向链不完整", b.id.value, s.first);
            return;
        }
        for (std::int64_t chain = s.state.chain; chain != 0 && sound_.emplace(b.id, chain).second;) {
            const auto row = store::find_chain(tx_, b.id, chain);
            if (!row || !find_event(tx_, row->home, row->event)) {
                say("码段 {}：区间 {} 的流向链不完整", b.id.value, s.first);
                return;
            }
            if (codes::chain_after(row->prev, row->event) != chain) say("码段 {}：流向链编号与事件不符", b.id.value);
            chain = row->prev;
        }
    }

    void events_of(BlockId home) {
        EventId after;
        for (bool more = true; more;) {
            more = false;
            std::vector<EventId> page;
            {
                auto rows = tx_.query(events_of_block_sql, home, after);
                while (rows.next()) page.push_back(rows.get<EventId>(0));
            }
            for (const EventId id : page) {
                more = true;
                after = id;
                spans(*find_event(tx_, home, id), std::nullopt);
            }
        }
    }

    // Events about things of others, filed there, that moved codes of this block with their container.
    void events_elsewhere(BlockId block) {
        std::vector<std::pair<BlockId, EventId>> found;
        {
            auto rows = tx_.query(homes_elsewhere_sql, block);
            while (rows.next()) found.emplace_back(rows.get<BlockId>(0), rows.get<EventId>(1));
        }
        for (const auto& [home, id] : found) {
            if (const auto event = find_event(tx_, home, id))
                spans(*event, block);
            else
                say("码段 {}：覆盖索引指向不存在的事件 {}", block.value, id.value);
        }
    }

    void spans(const Event& event, std::optional<BlockId> only) {
        std::set<std::pair<BlockId, Span>> expected;  // loose covers of neighbouring ranges meet
        for (const auto& r : event.ranges)
            if (!only || r.block == *only)
                for (const Span& s : spans_of(event, r)) expected.emplace(r.block, s);
        for (const auto& [block, s] : expected) {
            ++spans_expected_[block];
            auto rows = tx_.query(span_exists_sql, block, s.level, s.node, event.id);
            if (!rows.next() || rows.get<BlockId>(0) != event.home)
                say("事件 {}：码段 {} 缺少覆盖索引", event.id.value, block.value);
        }
    }

    // Events of earlier versions of this program have the exact cover.
    std::vector<Span> spans_of(const Event& event, const codes::CodeRange& range) {
        auto loose = loose_cover(range.first, range.last);
        auto rows = tx_.query(span_exists_sql, range.block, loose[0].level, loose[0].node, event.id);
        return rows.next() ? loose : cover(range.first, range.last);
    }

    db::Tx& tx_;
    std::size_t limit_;
    std::set<std::pair<BlockId, std::int64_t>> sound_;  // chains already walked
    std::map<BlockId, std::int64_t> spans_expected_;
};

}  // namespace

std::vector<std::string> check_store(db::Tx& tx, std::size_t limit) {
    Checker checker(tx, limit);
    BlockId after;
    for (;;) {
        const auto blocks = codes::blocks_after(tx, after, 500);
        for (const auto& block : blocks) checker.block(block);
        if (blocks.size() < 500) break;
        after = blocks.back().id;
    }
    checker.finish();
    return checker.complaints;
}

}  // namespace yiguan::events
