// The goods of a document: what its facts named, what of it is on its way, and by which document it is.
#include <algorithm>
#include <array>
#include <set>

#include "trade/records.hpp"
#include "trade/stock_out.hpp"
#include "trade/trade_store.hpp"

namespace yiguan::trade {
namespace {

using codes::CodeRange;
using codes::Placed;
using codes::Status;

}  // namespace

std::vector<Placed> parts_of(db::Tx& tx, std::int64_t document, EventRole role) {
    std::vector<CodeRange> ranges;
    for (const auto& e : store::events_of(tx, document))
        if (e.role == role)
            if (const auto event = events::find_event(tx, BlockId{e.key.home}, e.key.id))
                ranges.insert(ranges.end(), event->ranges.begin(), event->ranges.end());
    return codes::segments_of(tx, ranges);
}

std::vector<Placed> left_out(std::vector<Placed> parts, std::span<const Placed> absent) {
    std::map<BlockId, std::map<std::int64_t, std::int64_t>> gone;  // first → last, disjoint
    std::vector<Placed> sorted(absent.begin(), absent.end());
    const auto place = [](const Placed& p) { return std::pair(p.block, p.segment.first); };
    std::ranges::sort(sorted, {}, place);
    for (const Placed& p : sorted) {
        auto& of_block = gone[p.block];
        if (!of_block.empty() && std::prev(of_block.end())->second >= p.segment.first) {
            auto& last = std::prev(of_block.end())->second;
            last = std::max(last, p.segment.last);
        } else {
            of_block.emplace(p.segment.first, p.segment.last);
        }
    }
    std::vector<Placed> left;
    for (Placed& p : parts) {
        auto& of_block = gone[p.block];
        auto at = of_block.upper_bound(p.segment.first);
        if (at != of_block.begin() && std::prev(at)->second >= p.segment.first) --at;
        const auto last = p.segment.last;
        for (; at != of_block.end() && at->first <= last && p.segment.first <= last; ++at) {
            if (p.segment.first < at->first) {
                left.push_back(p);
                left.back().segment.last = at->first - 1;
            }
            p.segment.first = at->second + 1;
        }
        if (p.segment.first <= last) left.push_back(p);
    }
    return left;
}

const Senders::Sender& Senders::of(const Placed& p) {
    const auto [known, fresh] = known_.try_emplace({p.block, p.segment.state.chain});
    if (fresh)
        for (const auto& event : events::history(tx_, p.block, p.segment.state.chain))
            if (event.step == events::BizStep::shipping || event.step == events::BizStep::departing ||
                event.step == events::BizStep::consigning)
                known->second = {event.org, event.id};
    return known->second;
}

const StockOut* Senders::note_of(const Placed& p) {
    const StockOut* note = note_behind(p.segment.state.event);
    return note ? note : note_behind(of(p).event);
}

const StockOut* Senders::note_behind(EventId event) {
    const auto [known, fresh] = notes_.try_emplace(event);
    if (fresh && event)
        if (const auto id = store::documents_of(tx_, std::array{event}).front(); id != 0)
            known->second = find_stock_out(tx_, StockOutId{id});
    return known->second ? &*known->second : nullptr;
}

std::vector<Placed> on_the_way(db::Tx& tx, const StockOut& out) {
    std::set<EventId> ours;
    for (const auto& e : store::events_of(tx, out.id.value))
        if (e.role == EventRole::shipped) ours.insert(e.key.id);
    Senders senders(tx);
    std::vector<Placed> left;
    for (const Placed& p : parts_of(tx, out.id.value, EventRole::shipped)) {
        const auto& now = p.segment.state;
        // What came back may be on its way again by another document.
        if (now.status == Status::in_transit && now.holder == out.org &&
            (ours.contains(now.event) || ours.contains(senders.of(p).event)))
            left.push_back(p);
    }
    return left;
}

Result<std::vector<FactLot>> lots_of(db::Tx& tx, const std::vector<Placed>& parts, Scans& known) {
    std::vector<BlockId> ids;
    for (const Placed& p : parts) ids.push_back(p.block);
    std::ranges::sort(ids);
    ids.erase(std::ranges::unique(ids).begin(), ids.end());
    const auto blocks = store::blocks(tx, ids);
    std::map<BlockId, const catalog::Template*> tmpl_of;
    for (std::size_t i = 0; i < ids.size(); ++i) {
        auto at = known.products.find(blocks[i]->product);
        if (at == known.products.end()) {
            TRY(auto product, catalog::get_product(tx, blocks[i]->product));
            at = known.products.emplace(product.id, std::move(product)).first;
        }
        tmpl_of[ids[i]] = at->second.tmpl;
    }
    std::map<std::pair<bool, std::string>, std::vector<Placed>> by_template;  // vehicles first
    for (const Placed& p : parts) {
        const auto* tmpl = tmpl_of[p.block];
        by_template[{tmpl->family != catalog::Family::vehicle, tmpl->ref()}].push_back(p);
    }
    std::vector<FactLot> lots;
    for (auto& [key, all] : by_template) {
        std::ranges::sort(all, {}, [](const Placed& p) { return std::pair(p.block, p.segment.first); });
        FactLot lot{.tmpl = tmpl_of[all.front().block]};
        for (const Placed& p : all) {
            const bool joins = !lot.ranges.empty() && lot.ranges.back().block == p.block &&
                               lot.ranges.back().last + 1 == p.segment.first;
            if (!joins && lot.ranges.size() == codes::ranges_max)
                lots.push_back(std::exchange(lot, FactLot{.tmpl = lot.tmpl}));
            if (joins)
                lot.ranges.back().last = p.segment.last;
            else
                lot.ranges.push_back({p.block, p.segment.first, p.segment.last});
            lot.parts.push_back(p);
        }
        lots.push_back(std::move(lot));
    }
    return lots;
}

void drop_moved(db::Tx& tx, FactLot& lot) {
    const auto now = codes::segments_of(tx, lot.ranges);
    std::map<std::pair<BlockId, std::int64_t>, EventId> before;
    for (const Placed& p : lot.parts) before.emplace(std::pair(p.block, p.segment.first), p.segment.state.event);
    FactLot left{.tmpl = lot.tmpl};
    for (const Placed& p : now) {
        auto at = before.upper_bound({p.block, p.segment.first});
        if (at == before.begin() || std::prev(at)->second != p.segment.state.event) continue;
        left.parts.push_back(p);
        if (!left.ranges.empty() && left.ranges.back().block == p.block &&
            left.ranges.back().last + 1 == p.segment.first)
            left.ranges.back().last = p.segment.last;
        else
            left.ranges.push_back({p.block, p.segment.first, p.segment.last});
    }
    lot = std::move(left);
}

}  // namespace yiguan::trade
