#include "events/recall.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace yiguan::events {
namespace {

namespace role = epcis::role;
using epcis::EventType;

constexpr int touches_max = 2'000'000;
constexpr int levels_max = 64;
constexpr int segments_at_once = 5000;

// What is known of things that are no codes of this platform: their last event.
struct Seen {
    UtcMs time;
    OrgId holder, recorder;
    std::string location, container;
};

class Recall {
public:
    Recall(EventSource& source, StateSource& states, const TraceReader& reader, const RecallQuestion& question)
        : source_(source), states_(states), reader_(reader), question_(question), cache_(source) {}

    RecallSummary run(const std::function<void(const RecallRow&)>& give) {
        give_ = &give;
        start();
        while (!frontier_.empty() && summary_.levels < levels_max) {
            ++summary_.levels;
            walk_level();
        }
        if (!frontier_.empty()) summary_.truncated = true;
        std::map<std::int64_t, std::vector<Reach>> by_block;
        for (const Reach& reach : affected_.all())
            if (reach.ours()) by_block[reach.space].push_back(reach);
        for (const auto& [block, reaches] : by_block)
            if (reader_.everything || source_.issuer_of(block) == reader_.viewer.org) give_block(block, reaches);
        for (const Reach& reach : foreign_) give_foreign(reach);
        summary_.holders = static_cast<std::int64_t>(holders_.size());
        return summary_;
    }

private:
    bool in_window(const Logged& l) const {
        return (!question_.from || l.event.event_time >= *question_.from) &&
               (!question_.before || l.event.event_time < *question_.before);
    }
    bool may_follow(const Logged& l) const {
        return !l.event.error_declaration && !wrong_.contains({l.org, l.identity}) &&
               (reader_.everything || reader_.sight_of(l) == Sight::full);
    }

    void affect(const Reach& reach, std::string_view first = {}, std::string_view last = {}) {
        if (ranges_ >= recall_ranges_max) {
            summary_.truncated = true;
            return;
        }
        for (const Reach& fresh : affected_.add(reach)) {
            frontier_.push_back(fresh), ++ranges_;
            if (!fresh.ours()) foreign_.push_back(fresh);
        }
        if (!reach.ours() && !first.empty()) {
            texts_.try_emplace({reach.space, reach.first}, first);
            texts_.try_emplace({reach.space, reach.last}, last);
        }
    }

    void start() {
        for (const std::string& text : question_.identifiers) affect(source_.reach_of(text), text, text);
        for (const Reach& reach : question_.codes) affect(reach);
        for (const BlockId block : question_.batch_blocks) start_batch(block.value);
        std::vector<Touch> touches;
        const auto add = [&](epcis::Facet facet, const std::string& text) {
            const auto found = source_.filed(facet, text, touches_max);
            touches.insert(touches.end(), found.begin(), found.end());
        };
        for (const std::string& text : question_.documents) add(epcis::Facet::biz_transaction, text);
        for (const std::string& text : question_.stations)
            add(epcis::Facet::read_point, text), add(epcis::Facet::biz_location, text);
        std::set<EventKey> given(question_.events.begin(), question_.events.end());
        for (const EventKey& key : given) touches.push_back({key, 0});
        const auto read = cache_.read(touches);
        find_wrong(read.events);
        for (const std::size_t i : read.events) {
            const auto& entry = cache_.at(i);
            const auto& e = entry.logged.event;
            if (!in_window(entry.logged) || !may_follow(entry.logged)) continue;
            if (!given.contains(entry.logged.key) && !is_filed(e)) continue;
            for (const Mention& m : entry.mentions)
                if (!(m.role & role::any_class) || !is_bare(m.first)) affect(m.reach, m.first, m.last);
        }
    }
    // Filed under hashes: the texts decide.
    bool is_filed(const epcis::Event& e) const {
        const auto same = [](std::string_view a, std::string_view b) {
            return a == b || epcis::canonical(a) == epcis::canonical(b);
        };
        for (const auto& document : question_.documents)
            for (const auto& t : e.biz_transactions)
                if (same(document, t.id)) return true;
        return std::ranges::any_of(question_.stations, [&](const std::string& station) {
            return same(station, e.read_point) || same(station, e.biz_location);
        });
    }
    static bool is_bare(std::string_view text) { return text.starts_with("urn:epc:idpat:"); }

    void start_batch(std::int64_t block) {
        for (const auto& batch : states_.batches(block)) {
            if (batch.id != question_.batch) continue;
            // A batch is where its segments are.
            for (std::int64_t from = 0;;) {
                const auto page = states_.segments(block, from, segments_at_once);
                for (const auto& s : page)
                    if (s.state.batch == question_.batch) affect({block, s.first, s.last});
                if (page.empty()) break;
                from = page.back().last + 1;
            }
            return;
        }
    }

    void find_wrong(const std::vector<std::size_t>& read) {
        for (const std::size_t i : read) {
            const Logged& l = cache_.at(i).logged;
            if (l.event.error_declaration) wrong_.insert({l.org, l.identity});
        }
    }

    void walk_level() {
        std::vector<Reach> reaches = std::move(frontier_);
        frontier_.clear();
        // Codes of this platform have their state in segments: only what takes them further is read. What moved foreign
        // things is read whole.
        std::vector<Touch> touches, ours;
        for (const Reach& reach : joined(reaches, 1)) {
            const auto found = source_.touching(reach, role::any_epc | role::any_class, touches_max);
            auto& into = reach.ours() ? ours : touches;
            into.insert(into.end(), found.begin(), found.end());
        }
        const auto growing = states_.growing(ours);
        touches.insert(touches.end(), growing.begin(), growing.end());
        const auto read = cache_.read(touches);
        find_wrong(read.events);
        ReachSet level;
        for (const Reach& reach : reaches) level.add(reach);
        for (const std::size_t i : read.events) take(cache_.at(i), level);
    }

    void take(const EventCache::Entry& entry, const ReachSet& level) {
        const Logged& l = entry.logged;
        if (!may_follow(l)) return;
        const auto& e = l.event;
        int hit = 0;
        for (const Mention& m : entry.mentions)
            if (level.touches(m.reach)) {
                hit |= m.role;
                if (!m.reach.ours()) see(m, l);
            }
        if (hit == 0 || (question_.from && e.event_time < *question_.from)) return;
        const auto affect_all = [&](int roles) {
            for (const Mention& m : entry.mentions)
                if ((m.role & roles) && !((m.role & role::any_class) && is_bare(m.first)))
                    affect(m.reach, m.first, m.last);
        };
        if (e.type == EventType::transformation && (hit & (role::input | role::input_class)))
            affect_all(role::output | role::output_class);
        if (e.action != epcis::Action::add && e.action != epcis::Action::observe) return;
        if (e.type == EventType::association && (hit & (role::epc | role::epc_class))) affect_all(role::parent);
        if (e.type == EventType::aggregation && (hit & role::parent)) affect_all(role::epc | role::epc_class);
    }

    void see(const Mention& m, const Logged& l) {
        const auto& e = l.event;
        Seen& seen = seen_[m.reach];
        if (e.event_time < seen.time) return;
        seen.time = e.event_time;
        seen.recorder = l.org;
        if (!e.biz_location.empty()) seen.location = e.biz_location;
        if (e.type == EventType::aggregation && (m.role & (role::epc | role::epc_class)))
            seen.container = e.action == epcis::Action::remove ? std::string() : e.parent_id;
        OrgId holder = l.org;
        for (const auto& d : e.destinations)
            if (const OrgId to = source_.org_of(d.id); to && (d.type == "owning_party" || d.type == "possessing_party"))
                holder = to;
        if (e.biz_step != "shipping" || holder != l.org) seen.holder = holder;
    }

    // ---- rows

    bool sees(OrgId owner) const { return owner && catalog::sees_hidden(reader_.viewer, owner); }

    void name_holder(RecallRow& row, OrgId holder, const std::vector<StateSource::Moves::Move>& moves, OrgId issuer) {
        row.holder = holder;
        if (!holder) return;
        holders_.insert(holder);
        // A move is known to both its sides: who shipped knows the receiver, though not when it received.
        std::vector<OrgId> buyers;
        for (const auto& move : moves)
            if (move.to && move.to != issuer && (sees(move.from) || sees(move.to)) &&
                std::ranges::find(buyers, move.to) == buyers.end())
                buyers.push_back(move.to);
        for (const auto& move : moves)
            row.buyers_hidden = row.buyers_hidden ||
                                (move.to && move.to != issuer && std::ranges::find(buyers, move.to) == buyers.end());
        for (const OrgId buyer : buyers) row.buyers.push_back(source_.name_of(buyer));
        // The maker stands on every page (ECO-51).
        const bool known = sees(holder) || holder == issuer || std::ranges::find(buyers, holder) != buyers.end();
        row.holder_hidden = !known;
        if (known)
            row.holder_name = source_.name_of(holder);
        else
            row.holder = {};
    }

    void give_block(std::int64_t block, const std::vector<Reach>& reaches) {
        const OrgId issuer = source_.issuer_of(block);
        std::vector<codes::Segment> page;
        std::size_t at = 0;
        std::int64_t read_to = -1;  // segments up to here are in `page` or behind
        bool more = true;
        for (const Reach& reach : reaches) {
            std::int64_t next = reach.first;
            while (next <= reach.last) {
                while (at < page.size() && page[at].last < next) ++at;
                if (at == page.size() && (more || read_to < next)) {
                    page = states_.segments(block, next, segments_at_once);
                    at = 0;
                    more = !page.empty();
                    read_to = more ? page.back().last : INT64_MAX;
                    read_moves(block, page);
                    continue;
                }
                if (at == page.size() || page[at].first > reach.last) {
                    give_empty({block, next, reach.last});
                    break;
                }
                const codes::Segment& s = page[at];
                if (s.first > next) give_empty({block, next, s.first - 1});
                const std::int64_t first = std::max(next, s.first), last = std::min(reach.last, s.last);
                give_segment({block, first, last}, s, issuer);
                next = last + 1;
            }
        }
    }
    void read_moves(std::int64_t block, const std::vector<codes::Segment>& page) {
        std::vector<std::int64_t> chains;
        for (const auto& s : page) chains.push_back(s.state.chain);
        std::ranges::sort(chains);
        chains.erase(std::unique(chains.begin(), chains.end()), chains.end());
        moves_.clear();
        auto moves = states_.moves(block, chains);
        for (std::size_t i = 0; i < chains.size(); ++i) moves_.emplace(chains[i], std::move(moves[i]));
    }

    RecallRow row_of(const Reach& reach) {
        RecallRow row{.reach = reach};
        row.first = source_.text_of(reach.space, reach.first);
        row.last = reach.size() == 1 ? row.first : source_.text_of(reach.space, reach.last);
        row.product = source_.product_of(reach.space);
        return row;
    }
    void hand_over(const RecallRow& row) {
        ++summary_.ranges;
        summary_.codes += row.reach.ours() ? row.reach.size() : 0;
        (*give_)(row);
    }
    void give_empty(const Reach& reach) {
        summary_.other += reach.size();
        hand_over(row_of(reach));
    }
    void give_segment(const Reach& reach, const codes::Segment& s, OrgId issuer) {
        using codes::Status;
        RecallRow row = row_of(reach);
        row.batch = s.state.batch;
        row.status = s.state.status;
        const auto history = moves_.find(s.state.chain);
        static const StateSource::Moves none;
        const auto& moves = history == moves_.end() ? none : history->second;
        name_holder(row, s.state.holder, moves.moves, issuer);
        if (sees(s.state.holder)) {
            row.location = states_.name_of_place(s.state.location);
            row.container = states_.name_of_place(s.state.container);
        }
        if (!row.holder_hidden && moves.last_event.value != 0 &&
            (sees(s.state.holder) || s.state.holder == reader_.viewer.org))
            row.last_event = moves.last_event;
        auto& sum = s.state.status == Status::sold                                        ? summary_.sold
                    : s.state.status == Status::in_transit                                ? summary_.in_transit
                    : s.state.status == Status::in_stock                                  ? summary_.in_stock
                    : s.state.status == Status::bound || s.state.status == Status::active ? summary_.at_maker
                                                                                          : summary_.other;
        sum += reach.size();
        hand_over(row);
    }

    void give_foreign(const Reach& reach) {
        ++summary_.foreign;
        RecallRow row{.reach = reach};
        const auto text = [&](std::int64_t number) {
            const auto at = texts_.find({reach.space, number});
            return at == texts_.end() ? std::string() : std::string(at->second);
        };
        row.first = text(reach.first);
        row.last = text(reach.last);
        if (const auto at = seen_.find(reach); at != seen_.end()) {
            const Seen& seen = at->second;
            name_holder(row, seen.holder, {{seen.recorder, seen.holder}}, {});
            row.buyers.clear();
            row.location = seen.location, row.container = seen.container;
            row.last_event = seen.time;
        }
        hand_over(row);
    }

    EventSource& source_;
    StateSource& states_;
    const TraceReader& reader_;
    const RecallQuestion& question_;
    EventCache cache_;
    const std::function<void(const RecallRow&)>* give_ = nullptr;
    RecallSummary summary_;
    std::size_t ranges_ = 0;
    ReachSet affected_;
    std::vector<Reach> frontier_, foreign_;
    std::set<std::pair<OrgId, std::string>> wrong_;
    std::map<Reach, Seen> seen_;
    std::map<std::pair<std::int64_t, std::int64_t>, std::string> texts_;
    std::unordered_map<std::int64_t, StateSource::Moves> moves_;  // of the page at hand
    std::set<OrgId> holders_;
};

}  // namespace

RecallSummary recall(EventSource& source, StateSource& states, const TraceReader& reader,
                     const RecallQuestion& question, const std::function<void(const RecallRow&)>& give) {
    return Recall(source, states, reader, question).run(give);
}

}  // namespace yiguan::events
