#include "events/trace.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>
#include <unordered_set>

#include "core/text.hpp"
#include "events/follow.hpp"

namespace yiguan::events {

namespace {

namespace role = epcis::role;
using epcis::EventType;

constexpr int subjects = role::epc | role::epc_class;

struct Hit {
    std::size_t follow;  // index into the level
    const Mention* mention;
    Reach part;
};

struct ReachHash {
    std::size_t operator()(const Reach& r) const noexcept {
        auto x = static_cast<std::uint64_t>(r.space) * 0x9E3779B97F4A7C15ull;
        x = (x ^ (x >> 29)) + static_cast<std::uint64_t>(r.first);
        x = x * 0xBF58476D1CE4E5B9ull + static_cast<std::uint64_t>(r.last);
        return static_cast<std::size_t>(x ^ (x >> 32));
    }
};
class Tracer {
public:
    Tracer(EventSource& source, const TraceReader& reader, TraceDirection direction, TraceLimits limits)
        : source_(source),
          reader_(reader),
          direction_(direction),
          limits_{std::clamp(limits.depth, 0, trace_depth_max), std::clamp(limits.nodes, 1, trace_nodes_max)},
          cache_(source) {}

    TraceGraph run(const std::vector<Mention>& origins) {
        std::vector<Follow> next;
        for (const Mention& origin : origins) {
            const int node = thing(origin, origin.reach, 0);
            if (node < 0) break;
            graph_.origins = graph_.nodes.size();
            for (const bool forward : {false, true}) {
                if (direction_ == (forward ? TraceDirection::backward : TraceDirection::forward)) continue;
                for (Follow& f : visited_.enter({node, origin.reach, forward, {}, false})) next.push_back(f);
            }
        }
        for (level_ = 0; !next.empty(); ++level_) {
            frontier_ = std::move(next);
            next.clear();
            next_ = &next;
            walk_level();
            keep_widest(next);
        }
        finish();
        return std::move(graph_);
    }

private:
    TraceNode& node(int index) { return graph_.nodes[static_cast<std::size_t>(index)]; }
    const Follow& follow(const Hit& hit) const { return frontier_[hit.follow]; }
    std::int64_t time(const Logged& l) const { return l.event.event_time.value; }

    // ---- nodes and edges; -1: the graph is full

    int add(TraceNode made) {
        if (graph_.nodes.size() >= static_cast<std::size_t>(limits_.nodes)) return -1;
        graph_.nodes.push_back(std::move(made));
        return static_cast<int>(graph_.nodes.size()) - 1;
    }

    int thing(const Mention& mention, const Reach& part, int depth) {
        if (const auto at = things_.find(part); at != things_.end()) return at->second;
        TraceNode made{.kind = kind_of(mention), .reach = part, .depth = depth};
        if (part.size() == 1 && made.kind == NodeKind::range) made.kind = NodeKind::item;
        if (part == mention.reach) {
            made.first = mention.first, made.last = mention.last;
        } else if (part.space < 0) {
            made.first = renumbered(mention.first, part.first);
            made.last = part.size() == 1 ? made.first : renumbered(mention.first, part.last);
        }
        const int index = add(std::move(made));
        if (index >= 0) things_.emplace(part, index);
        return index;
    }

    static std::uint64_t pair_of(int from, int to) {
        return static_cast<std::uint64_t>(from) << 32 | static_cast<std::uint32_t>(to);
    }
    void edge(int from, int to, EdgeKind kind) {
        if (from < 0 || to < 0 || from == to) return;
        if (edges_.insert(pair_of(from, to)).second) graph_.edges.push_back({from, to, kind});
    }

    // The node of the part of a followed range that an event is about: `made`, then the range came from its parts.
    int part_node(const Hit& hit, bool made = false) {
        const Follow& f = follow(hit);
        if (node(f.node).reach == hit.part) return f.node;
        const int part = thing(*hit.mention, hit.part, node(f.node).depth);
        if (part < 0) {
            node(f.node).truncated = true;
            return -1;
        }
        const int from = made ? part : f.node, to = made ? f.node : part;
        if (!edges_.contains(pair_of(to, from))) edge(from, to, EdgeKind::split);
        return part;
    }

    int event_node(std::size_t event, int depth) {
        if (const auto at = event_nodes_.find(event); at != event_nodes_.end()) return at->second;
        const int index = add({.kind = NodeKind::event, .depth = depth});
        if (index >= 0) event_nodes_.emplace(event, index), event_order_.push_back(event);
        return index;
    }

    int party(OrgId org, std::string_view text, int depth) {
        const std::string key = org ? "#" + std::to_string(org.value) : std::string(text);
        if (key.empty()) return -1;
        if (const auto at = parties_.find(key); at != parties_.end()) return at->second;
        const int index = add({.kind = NodeKind::party, .first = std::string(text), .org = org, .depth = depth});
        if (index >= 0) parties_.emplace(key, index);
        return index;
    }

    // ---- one level

    void walk_level() {
        std::vector<Reach> reaches;
        reaches.reserve(frontier_.size());
        for (const Follow& f : frontier_) reaches.push_back(f.reach);
        const auto read = cache_.read(std::move(reaches), 4 * limits_.nodes + 1000);
        for (const Reach& cut : read.cut_off)
            for (const Follow& f : frontier_)
                if (overlap(f.reach, cut)) node(f.node).truncated = true;
        index_frontier();
        std::vector<std::vector<Hit>> hits(read.events.size());
        for (std::size_t i = 0; i < read.events.size(); ++i) find_hits(read.events[i], hits[i]);
        if (!reader_.everything) find_claims(read.events, hits);
        find_wrong(read.events);
        find_removals(read.events, hits);
        replaced_.clear();
        for (std::size_t i = 0; i < read.events.size(); ++i)
            if (!hits[i].empty()) take(read.events[i], hits[i]);
    }

    // A lot that many events of this level used is followed once, for the longest of their periods.
    static void keep_widest(std::vector<Follow>& next) {
        std::set<std::tuple<Reach, bool, bool>> seen;
        std::vector<Follow> kept;
        for (auto at = next.rbegin(); at != next.rend(); ++at)
            if (seen.emplace(at->reach, at->forward, at->by_contents).second) kept.push_back(*at);
        std::ranges::reverse(kept);
        next = std::move(kept);
    }

    void index_frontier() {
        by_space_.clear();
        for (std::size_t i = 0; i < frontier_.size(); ++i) by_space_[frontier_[i].reach.space].push_back({i, 0});
        for (auto& [space, entries] : by_space_) {
            std::ranges::sort(entries, {}, [&](const Indexed& e) { return frontier_[e.follow].reach.first; });
            std::int64_t reached = INT64_MIN;
            for (Indexed& e : entries) e.reached = reached = std::max(reached, frontier_[e.follow].reach.last);
        }
    }

    void find_hits(std::size_t event, std::vector<Hit>& hits) {
        for (const Mention& m : cache_.at(event).mentions) {
            const auto space = by_space_.find(m.reach.space);
            if (space == by_space_.end()) continue;
            const auto& entries = space->second;
            // Backwards from the last that begins in it, as long as anything before still reaches into it.
            auto at = std::ranges::upper_bound(entries, m.reach.last, {},
                                               [&](const Indexed& e) { return frontier_[e.follow].reach.first; });
            while (at != entries.begin() && std::prev(at)->reached >= m.reach.first) {
                --at;
                const Reach& followed = frontier_[at->follow].reach;
                if (followed.last >= m.reach.first) hits.push_back({at->follow, &m, common(followed, m.reach)});
            }
        }
        std::ranges::reverse(hits);
    }

    // Codes that the reader's organisation was issued, holds, or recorded an event about.
    void find_claims(const std::vector<std::size_t>& read, const std::vector<std::vector<Hit>>& hits) {
        const OrgId org = reader_.viewer.org;
        if (!org) return;
        for (const Follow& f : frontier_) {
            if (!asked_.add(f.reach).empty()) {
                if (source_.issuer_of(f.reach.space) == org)
                    claims_.add(f.reach);
                else
                    for (const Reach& held : source_.held_by(f.reach, org)) claims_.add(held);
            }
        }
        for (std::size_t i = 0; i < read.size(); ++i)
            if (cache_.at(read[i]).logged.org == org)
                for (const Hit& hit : hits[i]) claims_.add(hit.part);
    }

    Sight sight_of(const Logged& logged, const std::vector<Hit>& hits) {
        const Sight sight = reader_.sight_of(logged);
        if (sight == Sight::full || reader_.everything) return sight;
        const bool claimed = std::ranges::any_of(hits, [&](const Hit& hit) { return claims_.touches(hit.part); });
        return claimed ? Sight::step : Sight::none;
    }

    void find_wrong(const std::vector<std::size_t>& read) {
        for (const std::size_t i : read) {
            const Logged& l = cache_.at(i).logged;
            if (l.event.error_declaration) wrong_.insert({l.org, l.identity});
        }
    }
    bool is_wrong(const Logged& l) const { return !l.event.error_declaration && wrong_.contains({l.org, l.identity}); }

    // When things were taken out of what they were in.
    struct Removal {
        std::int64_t time;
        const EventCache::Entry* entry;
    };
    void find_removals(const std::vector<std::size_t>& read, const std::vector<std::vector<Hit>>& hits) {
        removals_.clear();
        for (std::size_t i = 0; i < read.size(); ++i) {
            const auto& entry = cache_.at(read[i]);
            const auto& e = entry.logged.event;
            if (e.action != epcis::Action::remove || e.parent_id.empty() || is_wrong(entry.logged)) continue;
            if (e.type != EventType::aggregation && e.type != EventType::association) continue;
            removals_[entry.mentions.front().reach].push_back({e.event_time.value, &entry});
            // Everything was taken out: who came with the contents need not look further.
            if (entry.mentions.size() == 1)
                for (const Hit& hit : hits[i]) {
                    Follow& f = frontier_[hit.follow];
                    if (f.by_contents && f.forward && e.event_time.value >= f.period.from)
                        f.period.until = std::min(f.period.until, e.event_time.value);
                }
        }
    }
    std::int64_t removed_at(const Reach& parent, const Reach& child, EventType type, std::int64_t after) const {
        const auto found = removals_.find(parent);
        if (found == removals_.end()) return INT64_MAX;
        for (const Removal& r : found->second) {
            if (r.time < after || r.entry->logged.event.type != type) continue;
            const auto& all = r.entry->mentions;
            if (all.size() == 1 ||
                std::any_of(all.begin() + 1, all.end(), [&](const Mention& m) { return overlap(m.reach, child); }))
                return r.time;
        }
        return INT64_MAX;
    }

    // ---- one event

    void take(std::size_t event, std::vector<Hit>& hits) {
        const Logged& l = cache_.at(event).logged;
        if (l.event.error_declaration) return;  // shown at the event it is about
        std::erase_if(hits, [&](const Hit& hit) { return !follow(hit).period.holds(time(l)); });
        if (hits.empty()) return;
        const Sight sight = sight_of(l, hits);
        if (sight == Sight::none) return;
        if (!reader_.everything && sight == Sight::step)
            std::erase_if(hits, [&](const Hit& hit) { return !claims_.touches(hit.part); });
        sights_[event] = sight;
        const bool follows = !is_wrong(l) && (sight == Sight::full || reader_.everything);
        const bool makes = l.event.type == EventType::object && l.event.action == epcis::Action::add && !is_wrong(l);
        if (makes && std::ranges::any_of(hits, [&](const Hit& h) { return !follow(h).forward; }))
            return take_origin(event, hits, sight);
        if (makes && direction_ == TraceDirection::both) return;  // the making of what lies ahead is not asked for
        if (!follows) return take_step(event, hits, sight);
        switch (l.event.type) {
            case EventType::transformation:
                return take_transformation(event, hits);
            case EventType::aggregation:
            case EventType::association:
                return l.event.action == epcis::Action::remove ? take_removal(event, hits) : take_joining(event, hits);
            case EventType::object:
            case EventType::transaction:
                return take_step(event, hits, sight);
        }
    }

    // The things of an event go on: their nodes, and the frontier of the next level.
    bool may_go_on(const std::vector<const Hit*>& hits) {
        if (level_ < limits_.depth) return true;
        for (const Hit* hit : hits) node(follow(*hit).node).truncated = true;
        return false;
    }
    int depth_of(const Hit& hit) const { return follow(hit).forward ? level_ + 1 : -(level_ + 1); }

    void go_on(int at, const Mention& m, bool forward, Period period, bool by_contents) {
        if (at < 0 || ((m.role & role::any_class) && is_bare_class(m.first))) return;
        for (Follow& f : visited_.enter({at, m.reach, forward, period, by_contents})) next_->push_back(f);
    }

    // A node for a thing of an event; the event says when there is no room.
    int linked(int event, const Mention& m, int depth) {
        const int at = thing(m, m.reach, depth);
        if (at < 0) node(event).truncated = true;
        return at;
    }

    int event_of(std::size_t event, const Hit& hit) {
        const int at = event_node(event, depth_of(hit));
        if (at < 0) node(follow(hit).node).truncated = true;
        return at;
    }

    void take_step(std::size_t event, const std::vector<Hit>& hits, Sight sight) {
        int at = -1;
        for (const Hit& hit : hits) {
            if (at < 0 && (at = event_of(event, hit)) < 0) return;
            edge(part_node(hit), at, EdgeKind::step);
        }
        if (sight == Sight::full) add_parties(event, at);
    }

    void add_parties(std::size_t event, int at) {
        const Logged& l = cache_.at(event).logged;
        const auto& e = l.event;
        const int depth = node(at).depth;
        const auto link = [&](int party_node, EdgeKind kind) {
            if (party_node < 0)
                node(at).truncated = node(at).truncated || !has_room();
            else if (kind == EdgeKind::to_party)
                edge(at, party_node, kind);
            else
                edge(party_node, at, kind);
        };
        const auto pick = [](const std::vector<epcis::TypedId>& all) -> std::string_view {
            for (const auto& one : all)
                if (one.type == "owning_party") return one.id;
            for (const auto& one : all)
                if (one.type == "possessing_party") return one.id;
            return all.empty() ? std::string_view() : std::string_view(all.front().id);
        };
        const auto link_text = [&](std::string_view text, EdgeKind kind) {
            const OrgId org = source_.org_of(text);
            link(party(org, org ? std::string_view() : text, depth), kind);
        };
        const bool taken_in = e.biz_step == "receiving" || e.biz_step == "accepting";
        std::string_view to = pick(e.destinations);
        if (to.empty() && l.fact)  // shipped to somebody without a credit code: the name is a field of the event
            if (const auto at_name = l.fact->values.values.find("buyerName"); at_name != l.fact->values.values.end())
                to = at_name->second;
        if (l.fact && l.fact->partner)
            link(party(l.fact->partner, {}, depth), EdgeKind::to_party);
        else if (taken_in && l.org)
            link(party(l.org, {}, depth), EdgeKind::to_party);
        else if (!to.empty())
            link_text(to, EdgeKind::to_party);
        if (const auto from = pick(e.sources); taken_in && !from.empty() && from != to)
            link_text(from, EdgeKind::from_party);
    }
    bool has_room() const { return graph_.nodes.size() < static_cast<std::size_t>(limits_.nodes); }

    void take_origin(std::size_t event, const std::vector<Hit>& hits, Sight sight) {
        int at = -1;
        for (const Hit& hit : hits) {
            if (follow(hit).forward) continue;
            if (at < 0 && (at = event_of(event, hit)) < 0) return;
            edge(at, part_node(hit, true), EdgeKind::origin);
        }
        const Logged& l = cache_.at(event).logged;
        if (sight != Sight::full && l.origin != Origin::fact) return;  // the maker stands on every page (ECO-51)
        if (l.org)
            if (const int maker = party(l.org, {}, node(at).depth); maker >= 0) edge(maker, at, EdgeKind::from_party);
        if (sight == Sight::full) add_lot(event, at, hits);
    }

    // cbvmda:lotNumber of a GTIN's items names their lot, which may have a history of its own.
    void add_lot(std::size_t event, int at, const std::vector<Hit>& hits) {
        const Logged& l = cache_.at(event).logged;
        const auto* lot = l.event.ilmd.if_contains("cbvmda:lotNumber");
        if (!lot || !lot->is_string() || lot->get_string().size() > 20) return;
        for (const Hit& hit : hits) {
            if (hit.mention->role & role::any_class) continue;
            const std::string canonical = epcis::canonical(hit.mention->first);
            const auto gtin = canonical.find("/01/");
            if (gtin == canonical.npos || canonical.size() < gtin + 18) continue;
            lot_texts_.push_back(canonical.substr(0, gtin + 18) + "/10/" + percent_encode(lot->get_string()));
            const std::string& text = lot_texts_.back();
            const Mention m{.reach = source_.reach_of(text), .role = role::epc_class, .first = text, .last = text};
            if (!may_go_on({&hit})) return;
            const int lot_node = linked(at, m, -(level_ + 1));
            edge(lot_node, at, EdgeKind::from_lot);
            go_on(lot_node, m, false, {INT64_MIN, time(l)}, false);
            return;
        }
    }

    void take_transformation(std::size_t event, const std::vector<Hit>& hits) {
        const auto& entry = cache_.at(event);
        std::vector<const Hit*> backward, forward;
        for (const Hit& hit : hits) {
            const bool made = hit.mention->role & (role::output | role::output_class);
            if (made && !follow(hit).forward) backward.push_back(&hit);
            if (!made && follow(hit).forward) forward.push_back(&hit);
        }
        const auto go = [&](const std::vector<const Hit*>& from, bool ahead) {
            if (from.empty() || !may_go_on(from)) return;
            const int at = event_of(event, *from.front());
            if (at < 0) return;
            for (const Hit* hit : from)
                ahead ? edge(part_node(*hit), at, EdgeKind::input) : edge(at, part_node(*hit, true), EdgeKind::output);
            const int wanted = ahead ? role::output | role::output_class : role::input | role::input_class;
            const auto all = [&](const EventCache::Entry& of) {
                const std::int64_t t = time(of.logged);
                for (const Mention& m : of.mentions) {
                    if (!(m.role & wanted)) continue;
                    const int thing_node = linked(at, m, ahead ? level_ + 1 : -(level_ + 1));
                    if (thing_node < 0) return;
                    ahead ? edge(at, thing_node, EdgeKind::output) : edge(thing_node, at, EdgeKind::input);
                    go_on(thing_node, m, ahead, ahead ? Period{t, INT64_MAX} : Period{INT64_MIN, t}, false);
                }
            };
            all(entry);
            for (const std::size_t other : linked_transformations(event)) all(cache_.at(other));
        };
        go(backward, false);
        go(forward, true);
    }

    // Events with the same transformationID are one transformation.
    std::vector<std::size_t> linked_transformations(std::size_t event) {
        const Logged& l = cache_.at(event).logged;
        if (l.event.transformation_id.empty()) return {};
        auto touches = source_.filed(epcis::Facet::transformation, l.event.transformation_id, 1000);
        std::vector<std::size_t> found = cache_.read(touches).events;
        std::erase_if(found, [&](std::size_t i) {
            const Logged& other = cache_.at(i).logged;
            return i == event || other.event.type != EventType::transformation || is_wrong(other) ||
                   other.event.error_declaration ||
                   epcis::canonical(other.event.transformation_id) != epcis::canonical(l.event.transformation_id) ||
                   (!reader_.everything && reader_.sight_of(other) != Sight::full);
        });
        return found;
    }

    void take_joining(std::size_t event, const std::vector<Hit>& hits) {
        const auto& entry = cache_.at(event);
        const auto& e = entry.logged.event;
        const std::int64_t t = time(entry.logged);
        const bool packs = e.type == EventType::aggregation;
        const EdgeKind kind = packs ? EdgeKind::contents : EdgeKind::part;
        const Mention* parent = e.parent_id.empty() ? nullptr : &entry.mentions.front();
        std::vector<const Hit*> down, up, ahead;
        for (const Hit& hit : hits) {
            const Follow& f = follow(hit);
            if (hit.mention->role == role::parent) {
                if (!f.forward)
                    down.push_back(&hit);
                else if (packs && !f.by_contents)
                    ahead.push_back(&hit);
                else if (!packs && !f.by_contents && replaced_.contains(parent->reach))
                    down.push_back(&hit);
            } else if (f.forward && parent) {
                up.push_back(&hit);
            }
        }
        const auto children = [&](const std::vector<const Hit*>& from, bool forward) {
            if (from.empty() || !may_go_on(from)) return;
            const int at = event_of(event, *from.front());
            if (at < 0) return;
            for (const Hit* hit : from) edge(at, part_node(*hit, true), kind);
            for (const Mention& m : entry.mentions) {
                if (!(m.role & subjects)) continue;
                const int child = linked(at, m, forward ? level_ + 1 : -(level_ + 1));
                if (child < 0) return;
                edge(child, at, kind);
                go_on(child, m, forward, forward ? Period{t, INT64_MAX} : Period{INT64_MIN, t}, false);
            }
        };
        children(down, false);
        children(ahead, true);
        if (up.empty() || !may_go_on(up)) return;
        const int at = event_of(event, *up.front());
        if (at < 0) return;
        std::int64_t until = t;
        for (const Hit* hit : up) {
            edge(part_node(*hit), at, kind);
            until = std::max(until, removed_at(parent->reach, hit->part, e.type, t));
        }
        const int whole = linked(at, *parent, level_ + 1);
        edge(at, whole, kind);
        if (packs && whole >= 0 && node(whole).kind == NodeKind::item) node(whole).kind = NodeKind::container;
        go_on(whole, *parent, true, {t, until}, true);
    }

    void take_removal(std::size_t event, const std::vector<Hit>& hits) {
        const auto& entry = cache_.at(event);
        const auto& e = entry.logged.event;
        const std::int64_t t = time(entry.logged);
        const Mention* parent = e.parent_id.empty() ? nullptr : &entry.mentions.front();
        for (const Hit& hit : hits) {
            const Follow& f = follow(hit);
            if (hit.mention->role == role::parent) {
                if (f.by_contents) continue;
                if (!may_go_on({&hit})) continue;
                replaced_.insert(parent->reach);
                const int at = event_of(event, hit);
                if (at < 0) return;
                edge(part_node(hit), at, EdgeKind::removed);
                for (const Mention& m : entry.mentions) {
                    if (!(m.role & subjects)) continue;
                    const int child = linked(at, m, depth_of(hit));
                    if (child < 0) return;
                    edge(at, child, EdgeKind::removed);
                    if (f.forward && e.type == EventType::aggregation)
                        go_on(child, m, true, {t, INT64_MAX}, false);
                    else if (!f.forward)
                        go_on(child, m, false, {INT64_MIN, t}, false);
                }
            } else if (parent) {
                if (!may_go_on({&hit})) continue;
                const int at = event_of(event, hit);
                if (at < 0) return;
                edge(at, part_node(hit), EdgeKind::removed);
                edge(linked(at, *parent, depth_of(hit)), at, EdgeKind::removed);
            } else {
                take_step(event, {hit}, sights_[event]);
            }
        }
    }

    // ---- the end: texts, names, events in the order of their nodes

    void finish() {
        for (const std::size_t event : event_order_) {
            const int at = event_nodes_.at(event);
            const Logged& l = cache_.at(event).logged;
            node(at).event = static_cast<int>(graph_.events.size());
            graph_.events.push_back({l, sights_[event], is_wrong(l), at});
        }
        for (TraceNode& n : graph_.nodes) {
            if (n.kind == NodeKind::event) continue;
            if (n.kind == NodeKind::party) {
                n.name = source_.name_of(n.org);
                continue;
            }
            if (n.reach.space > 0) {
                n.first = source_.text_of(n.reach.space, n.reach.first);
                n.last = n.reach.size() == 1 ? n.first : source_.text_of(n.reach.space, n.reach.last);
                n.name = source_.product_of(n.reach.space);
            }
        }
    }

    struct Indexed {
        std::size_t follow;
        std::int64_t reached;  // the furthest code of this and those before
    };

    EventSource& source_;
    const TraceReader& reader_;
    TraceDirection direction_;
    TraceLimits limits_;
    EventCache cache_;
    TraceGraph graph_;
    int level_ = 0;
    std::vector<Follow> frontier_;
    std::vector<Follow>* next_ = nullptr;
    Visited visited_;
    std::unordered_map<std::int64_t, std::vector<Indexed>> by_space_;
    std::unordered_map<Reach, int, ReachHash> things_;
    std::unordered_map<std::size_t, int> event_nodes_;
    std::vector<std::size_t> event_order_;
    std::unordered_map<std::string, int> parties_;
    std::unordered_set<std::uint64_t> edges_;
    std::unordered_map<std::size_t, Sight> sights_;
    std::map<Reach, std::vector<Removal>> removals_;
    std::set<Reach> replaced_;
    std::set<std::pair<OrgId, std::string>> wrong_;
    ReachSet claims_, asked_;
    std::deque<std::string> lot_texts_;
};

}  // namespace

TraceGraph trace(EventSource& source, const TraceReader& reader, const std::vector<Mention>& origins,
                 TraceDirection direction, TraceLimits limits) {
    return Tracer(source, reader, direction, limits).run(origins);
}

}  // namespace yiguan::events
