#include "events/rebuild.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "epcis/body.hpp"
#include "events/events_store.hpp"
#include "events/moves.hpp"
#include "events/rules.hpp"
#include "events/transition.hpp"

namespace yiguan::events {
namespace {

using codes::CodeRange;
using codes::Segment;
using codes::State;
using codes::Status;

const db::Statement events_to_replay_sql{"events.events_touching_block",
                                         "select distinct event_id, home_block from event_span where block_id = $1"};

class Rebuild {
public:
    Rebuild(db::Tx& tx, const Names& names, const codes::Block& block) : tx_(tx), names_(names), block_(block) {}

    Rebuilt run() {
        read_batches();
        std::vector<EventKey> keys;
        {
            auto rows = tx_.query(events_to_replay_sql, block_.id);
            while (rows.next()) keys.push_back({rows.get<EventId>(0), rows.integer(1)});
        }
        std::ranges::sort(keys);
        constexpr std::size_t lot = 500;
        for (std::size_t i = 0; i < keys.size(); i += lot)
            for (const auto& row : store::load(tx_, std::span(keys).subspan(i, std::min(lot, keys.size() - i)))) {
                const auto event = row.fact ? row.fact : find_event(tx_, BlockId{row.key.home}, row.key.id);
                if (row.fact)
                    fact(*event);
                else
                    captured(*event, epcis::unpack(row.body));
            }
        for (const auto& [first, segment] : map_) {
            const std::int64_t size = segment.last - segment.first + 1;
            if (!segment.state.batch)
                out_.counts.voided += size;
            else
                out_.counts.bound += size;
            if (segment.state.batch && segment.state.status != Status::bound) out_.counts.active += size;
            out_.segments.push_back(segment);
        }
        return std::move(out_);
    }

private:
    using Ranges = std::vector<CodeRange>;

    void read_batches() {
        constexpr int page = 500;
        for (BatchId after;;) {
            const auto batches = codes::list_batches(tx_, block_.id, after, page);
            for (const auto& batch : batches) batches_.emplace(batch.numbers.anchor, batch.id);
            if (batches.size() < page) return;
            after = batches.back().id;
        }
    }

    void fact(const Event& e) {
        const Effect effect = effect_of(e);
        sold_ = e.ranges;
        Change change{.effect = effect, .by = e.org, .maker = block_.org, .consignee = e.partner};
        if (const auto at = e.values.values.find(location_key); at != e.values.values.end())
            change.location = name(at->second);
        for (const CodeRange& range : here(e.ranges)) {
            if (effect == Effect::bind)
                bind(e, range, Status::bound, 0);
            else if (effect == Effect::give_up)
                give_up(e, range);
            else if (effect == Effect::unbind || effect == Effect::unbind_voided)
                unbind(e, range, effect);
            else
                take(e, range, change);
        }
    }

    void captured(const Event& e, const epcis::Event& told) {
        if (told.error_declaration) return;
        const OwnCodes own = own_codes(names_, told);
        std::optional<std::int64_t> location;
        if (!told.biz_location.empty()) location = name(told.biz_location);
        ListChanges all = changes_of(told, e.org, e.partner,
                                     packs(told) && !told.parent_id.empty() ? name(told.parent_id) : 0, location);
        for (Change* c : {&all.items, &all.inputs, &all.outputs, &all.parents, &all.contents}) c->maker = block_.org;
        const Effect effect = all.items.effect;
        const auto items = here(own.items);
        Ranges named;
        for (const auto& [reach, role] : reaches(names_, told))
            if (reach.ours()) named.push_back({BlockId{reach.space}, reach.first, reach.last});
        sold_ = e.ranges;
        sold_.insert(sold_.end(), named.begin(), named.end());
        for (const CodeRange& range : beyond(here(e.ranges), here(named))) take(e, range, all.contents);
        for (const CodeRange& range : items) {
            const bool binds = effect == Effect::bind || (effect == Effect::bind_active && is_free(range));
            if (binds)
                bind(e, range, effect == Effect::bind ? Status::bound : Status::active, location.value_or(0));
            else
                take(e, range, all.items);
        }
        for (const CodeRange& range : here(own.inputs)) take(e, range, all.inputs);
        for (const CodeRange& range : here(own.outputs)) take(e, range, all.outputs);
        if (all.parents_move)
            for (const CodeRange& range : here(own.parents)) take(e, range, all.parents);
    }

    std::int64_t name(const std::string& text) {
        const auto [known, fresh] = names_known_.try_emplace(text, 0);
        if (fresh) known->second = codes::find_name_id(tx_, epcis::canonical(text));
        return known->second;
    }

    // Of this block, sorted, neighbours joined.
    Ranges here(const Ranges& ranges) const {
        Ranges found;
        for (const CodeRange& r : ranges)
            if (r.block == block_.id) found.push_back(r);
        std::ranges::sort(found, {}, &CodeRange::first);
        Ranges joined;
        for (const CodeRange& r : found) {
            if (!joined.empty() && r.first <= joined.back().last + 1)
                joined.back().last = std::max(joined.back().last, r.last);
            else
                joined.push_back(r);
        }
        return joined;
    }

    static Ranges beyond(const Ranges& ranges, const Ranges& named) {
        Ranges left;
        for (CodeRange r : ranges) {
            for (const CodeRange& n : named) {
                if (n.last < r.first || n.first > r.last) continue;
                if (r.first < n.first) left.push_back({r.block, r.first, n.first - 1});
                r.first = n.last + 1;
                if (r.first > r.last) break;
            }
            if (r.first <= r.last) left.push_back(r);
        }
        return left;
    }

    bool is_free(const CodeRange& range) {
        const auto near = around(range);
        return std::ranges::none_of(near,
                                    [&](const Segment& s) { return s.first <= range.last && s.last >= range.first; });
    }

    // What overlaps or touches the range.
    std::vector<Segment> around(const CodeRange& range) {
        std::vector<Segment> found;
        auto at = map_.lower_bound(range.first);
        while (at != map_.begin() && std::prev(at)->second.last >= range.first - 1) --at;
        for (; at != map_.end() && at->first <= range.last + 1; ++at) found.push_back(at->second);
        return found;
    }

    void bind(const Event& e, const CodeRange& range, Status status, std::int64_t location) {
        // Codes that were free again have been bound more than once: the batch was numbered behind its event.
        auto [batch, end] = batches_.equal_range(range.first);
        while (batch != end && batch->second.value < e.id.value) ++batch;
        if (batch == end) return contradicts(e, range, "批次不存在");
        write(e, range,
              codes::add_segment(around(range), range.first, range.last,
                                 {.batch = batch->second,
                                  .status = status,
                                  .holder = e.org,
                                  .consignee = {},
                                  .chain = codes::chain_after(0, e.id),
                                  .event = e.id,
                                  .location = location}));
    }

    void give_up(const Event& e, const CodeRange& range) {
        write(e, range,
              codes::add_segment(around(range), range.first, range.last,
                                 {.batch = {},
                                  .status = Status::voided,
                                  .holder = e.org,
                                  .consignee = {},
                                  .chain = codes::chain_after(0, e.id),
                                  .event = e.id}));
    }

    void unbind(const Event& e, const CodeRange& range, Effect effect) {
        const auto stored = around(range);
        auto change =
            codes::change_segments(stored, range.first, range.last, [&](const Segment& part) -> Result<State> {
                return State{.batch = {},
                             .status = Status::voided,
                             .holder = part.state.holder,
                             .consignee = {},
                             .chain = codes::chain_after(part.state.chain, e.id),
                             .event = e.id};
            });
        if (effect == Effect::unbind && change.has_value())
            change = codes::without_segments(stored, range.first, range.last);
        write(e, range, change);
    }

    void take(const Event& e, const CodeRange& range, const Change& change) {
        SoldWith sold_with(tx_, change.effect, sold_);
        write(e, range,
              codes::change_segments(around(range), range.first, range.last, [&](const Segment& part) -> Result<State> {
                  State state = after(sold_with.of(change, part.state), part.state);
                  state.chain = codes::chain_after(part.state.chain, e.id);
                  state.event = e.id;
                  return state;
              }));
    }

    void write(const Event& e, const CodeRange& range, const Result<codes::SegmentChange>& change) {
        if (change.has_error()) return contradicts(e, range, change.error().detail);
        for (const std::int64_t first : change.value().removed) map_.erase(first);
        for (const Segment& s : change.value().inserted) map_[s.first] = s;
    }

    void contradicts(const Event& e, const CodeRange& range, std::string_view why) {
        out_.contradictions.push_back(fmt::format("码段 {}：事件 {} 与此前的事件矛盾（{} 至 {}）：{}", block_.id.value,
                                                  e.id.value, range.first, range.last, why));
    }

    db::Tx& tx_;
    const Names& names_;
    const codes::Block& block_;
    std::multimap<std::int64_t, BatchId> batches_;  // by the first code of their range, oldest first
    std::map<std::int64_t, Segment> map_;
    std::map<std::string, std::int64_t, std::less<>> names_known_;
    Ranges sold_;  // all that the present event moves
    Rebuilt out_;
};

std::string words(const Segment& s) {
    return fmt::format("{} 至 {} {}", s.first, s.last, codes::name_zh(s.state.status));
}

}  // namespace

Rebuilt rebuild_block(db::Tx& tx, const Names& names, const codes::Block& block) {
    return Rebuild(tx, names, block).run();
}

Difference compare_block(db::Tx& tx, const Names& names, const codes::Block& block, std::size_t limit) {
    Difference out;
    out.rebuilt = rebuild_block(tx, names, block);
    const auto say = [&](std::string text) {
        if (out.told.size() < limit) out.told.push_back(std::move(text));
    };
    for (const std::string& contradiction : out.rebuilt.contradictions) say(contradiction);
    // Both lists ascend: what stands in one of them only is a difference.
    auto next = out.rebuilt.segments.begin();
    const auto end = out.rebuilt.segments.end();
    const auto missing = [&](const Segment& s) {
        say(fmt::format("码段 {}：缺少 {}", block.id.value, words(s)));
        out.change.inserted.push_back(s);
    };
    constexpr int page = 1000;
    for (std::int64_t from = block.first;;) {
        const auto stored = codes::list_segments(tx, block.id, from, page);
        for (const Segment& s : stored) {
            while (next != end && next->first < s.first) missing(*next++);
            if (next != end && *next == s) {
                ++next;
                continue;
            }
            say(fmt::format("码段 {}：存有 {}，与事件不符", block.id.value, words(s)));
            out.change.removed.push_back(s.first);
        }
        if (stored.size() < page) break;
        from = stored.back().first + 1;
    }
    while (next != end) missing(*next++);
    const auto compare = [&](std::string_view what, std::int64_t stored, std::int64_t told) {
        if (stored != told) say(fmt::format("码段 {}：{}记录为 {}，事件得出 {}", block.id.value, what, stored, told));
    };
    compare("已绑定数", block.bound, out.rebuilt.counts.bound);
    compare("已激活数", block.active, out.rebuilt.counts.active);
    compare("已作废空码数", block.voided, out.rebuilt.counts.voided);
    return out;
}

std::vector<std::string> compare_all(db::Tx& tx, const Names& names, std::size_t limit) {
    std::vector<std::string> told;
    constexpr int page = 500;
    for (BlockId after; told.size() < limit;) {
        const auto blocks = codes::blocks_after(tx, after, page);
        for (const auto& block : blocks) {
            auto difference = compare_block(tx, names, block, limit - told.size());
            std::ranges::move(difference.told, std::back_inserter(told));
            if (told.size() >= limit) break;
        }
        if (blocks.size() < page) break;
        after = blocks.back().id;
    }
    return told;
}

Result<void> replace_block(db::Tx& tx, const codes::Block& block, const Difference& difference) {
    return codes::replace_segments(tx, block, difference.change, difference.rebuilt.counts);
}

}  // namespace yiguan::events
