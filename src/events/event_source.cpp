#include "events/event_source.hpp"

#include <algorithm>
#include <memory>

namespace yiguan::events {
namespace {

// A list with many neighbours, such as a carton of consecutive serial numbers, as runs.
void join_runs(std::vector<Mention>& all, std::size_t from) {
    if (all.size() - from <= run_min) return;
    const auto begin = all.begin() + static_cast<std::ptrdiff_t>(from);
    std::vector<Mention> sorted(begin, all.end());
    std::ranges::stable_sort(sorted, {}, &Mention::reach);
    std::vector<Mention> runs;
    for (const Mention& m : sorted) {
        if (!runs.empty() && runs.back().reach.space == m.reach.space && runs.back().reach.last + 1 == m.reach.first) {
            runs.back().reach.last = m.reach.last;
            runs.back().last = m.last;
        } else {
            runs.push_back(m);
        }
    }
    std::vector<Mention> kept;
    for (const Mention& run : runs) {
        if (run.reach.size() > static_cast<std::int64_t>(run_min)) {
            kept.push_back(run);
            continue;
        }
        for (auto at = std::ranges::lower_bound(sorted, run.reach.first, {},
                                                [&](const Mention& m) {
                                                    return m.reach.space < run.reach.space   ? INT64_MIN
                                                           : m.reach.space > run.reach.space ? INT64_MAX
                                                                                             : m.reach.first;
                                                });
             at != sorted.end() && at->reach.space == run.reach.space && at->reach.first <= run.reach.last; ++at)
            kept.push_back(*at);
    }
    all.erase(begin, all.end());
    all.insert(all.end(), kept.begin(), kept.end());
}

void add(EventSource& source, const epcis::EpcList& list, int role, std::vector<Mention>& out) {
    const std::size_t from = out.size();
    for (const std::string& epc : list.epcs) out.push_back({source.reach_of(epc), role, epc, epc});
    join_runs(out, from);
    for (const auto& range : list.ranges)
        if (const auto reach = source.reach_of(range)) out.push_back({*reach, role, range.first, range.last});
}

void add(EventSource& source, const std::vector<epcis::QuantityElement>& list, int role, std::vector<Mention>& out) {
    for (const auto& q : list) out.push_back({source.reach_of(q.epc_class), role, q.epc_class, q.epc_class, &q});
}

}  // namespace

std::vector<Mention> mentions(EventSource& source, const epcis::Event& event) {
    namespace role = epcis::role;
    std::vector<Mention> out;
    out.reserve(event.epcs.epcs.size() + event.input_epcs.epcs.size() + event.output_epcs.epcs.size() + 4);
    if (!event.parent_id.empty())
        out.push_back({source.reach_of(event.parent_id), role::parent, event.parent_id, event.parent_id});
    add(source, event.epcs, role::epc, out);
    add(source, event.input_epcs, role::input, out);
    add(source, event.output_epcs, role::output, out);
    add(source, event.quantities, role::epc_class, out);
    add(source, event.input_quantities, role::input_class, out);
    add(source, event.output_quantities, role::output_class, out);
    return out;
}

std::vector<std::vector<Touch>> EventSource::touching_each(std::span<const Reach> reaches, int roles, int limit) {
    std::vector<std::vector<Touch>> found;
    found.reserve(reaches.size());
    for (const Reach& reach : reaches) found.push_back(touching(reach, roles, limit));
    return found;
}

// ---- sets of codes

std::vector<Reach> ReachSet::add(const Reach& reach) {
    auto& intervals = spaces_[reach.space];
    std::vector<Reach> fresh;
    std::int64_t first = reach.first, last = reach.last, next = reach.first;
    auto at = intervals.upper_bound(reach.first);
    if (at != intervals.begin() && std::prev(at)->second >= reach.first - 1) --at;
    while (at != intervals.end() && (at->first <= reach.last || at->first == reach.last + 1)) {
        if (at->first > next) fresh.push_back({reach.space, next, std::min(at->first - 1, reach.last)});
        next = std::max(next, at->second + 1);
        first = std::min(first, at->first);
        last = std::max(last, at->second);
        at = intervals.erase(at);
    }
    if (next <= reach.last) fresh.push_back({reach.space, next, reach.last});
    intervals.emplace(first, last);
    return fresh;
}

std::vector<Reach> ReachSet::common_with(const Reach& reach) const {
    std::vector<Reach> found;
    const auto space = spaces_.find(reach.space);
    if (space == spaces_.end()) return found;
    auto at = space->second.upper_bound(reach.first);
    if (at != space->second.begin()) --at;
    for (; at != space->second.end() && at->first <= reach.last; ++at)
        if (at->second >= reach.first)
            found.push_back({reach.space, std::max(at->first, reach.first), std::min(at->second, reach.last)});
    return found;
}

bool ReachSet::touches(const Reach& reach) const {
    const auto space = spaces_.find(reach.space);
    if (space == spaces_.end()) return false;
    const auto at = space->second.upper_bound(reach.last);
    return at != space->second.begin() && std::prev(at)->second >= reach.first;
}

std::vector<Reach> ReachSet::all() const {
    std::vector<Reach> out;
    for (const auto& [space, intervals] : spaces_)
        for (const auto& [first, last] : intervals) out.push_back({space, first, last});
    return out;
}

std::vector<Reach> joined(std::vector<Reach> reaches, std::int64_t gap) {
    std::ranges::sort(reaches);
    std::vector<Reach> out;
    for (const Reach& r : reaches) {
        if (!out.empty() && out.back().space == r.space && r.first - out.back().last <= gap + 1)
            out.back().last = std::max(out.back().last, r.last);
        else
            out.push_back(r);
    }
    return out;
}

// ---- events

EventCache::Read EventCache::read(std::vector<Reach> reaches, int touches_max) {
    std::vector<Touch> touches;
    Read out;
    const auto runs = joined(std::move(reaches), 1);
    const auto found = source_.touching_each(runs, epcis::role::any_epc | epcis::role::any_class, touches_max);
    for (std::size_t i = 0; i < runs.size(); ++i) {
        if (found[i].size() >= static_cast<std::size_t>(touches_max)) out.cut_off.push_back(runs[i]);
        touches.insert(touches.end(), found[i].begin(), found[i].end());
    }
    out.events = read(touches).events;
    return out;
}

EventCache::Read EventCache::read(const std::vector<Touch>& touches) {
    std::vector<EventKey> keys, missing;
    keys.reserve(touches.size());
    for (const Touch& touch : touches) keys.push_back(touch.key);
    std::ranges::sort(keys);
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
    for (const EventKey& key : keys)
        if (!known_.contains(key)) missing.push_back(key);
    if (!missing.empty())
        for (Logged& logged : source_.load(missing)) {
            auto entry = std::make_unique<Entry>(Entry{std::move(logged), {}});
            entry->mentions = mentions(source_, entry->logged.event);
            known_.emplace(entry->logged.key, entries_.size());
            entries_.push_back(std::move(entry));
        }
    Read out;
    out.events.reserve(keys.size());
    for (const EventKey& key : keys)
        if (const auto at = known_.find(key); at != known_.end()) out.events.push_back(at->second);
    std::ranges::sort(out.events, {}, [&](std::size_t i) {
        const Logged& l = entries_[i]->logged;
        return std::pair(l.event.event_time, l.key);
    });
    return out;
}

}  // namespace yiguan::events
