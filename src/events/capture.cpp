#include "events/capture.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "auth/auth.hpp"
#include "core/text.hpp"
#include "epcis/body.hpp"
#include "events/capture_store.hpp"
#include "events/guards.hpp"
#include "events/transition.hpp"
#include "registry/registry.hpp"

namespace yiguan::events {
namespace {

using epcis::Facet;

// Identifiers of one list, joined to runs.
class Runs {
public:
    void add(const Reach& reach) {
        if (!runs_.empty() && runs_.back().space == reach.space && runs_.back().last + 1 == reach.first)
            runs_.back().last = reach.last;
        else
            runs_.push_back(reach);
    }
    std::vector<Reach> sorted() && {
        std::ranges::sort(runs_);
        std::vector<Reach> joined;
        for (const Reach& r : runs_) {
            if (!joined.empty() && joined.back().space == r.space && r.first <= joined.back().last + 1)
                joined.back().last = std::max(joined.back().last, r.last);
            else
                joined.push_back(r);
        }
        return joined;
    }

private:
    std::vector<Reach> runs_;
};

std::vector<codes::CodeRange> own_of(const std::vector<Reach>& reaches) {
    std::vector<codes::CodeRange> own;
    for (const Reach& r : reaches)
        if (r.ours()) own.push_back({BlockId{r.space}, r.first, r.last});
    return own;
}

// Facets repeat from event to event: the last text of each is remembered.
class FacetSpaces {
public:
    std::int64_t of(Facet facet, const std::string& text) {
        auto& last = last_[static_cast<std::size_t>(facet)];
        if (last.first != text || last.second == 0) last = {text, epcis::space_of(facet, epcis::canonical(text))};
        return last.second;
    }

private:
    std::array<std::pair<std::string, std::int64_t>, 8> last_{};
};

// Finds the places of one event in the index.
class Indexer {
public:
    Indexer(const Names& names, FacetSpaces& facets, std::uint32_t index, std::vector<store::SpanRow>& spans,
            std::vector<Reach>& named, PreparedEvent& out)
        : placer_(names), names_(names), facets_(facets), index_(index), spans_(spans), named_(named), out_(out) {}

    Result<void> run(const epcis::Event& e) {
        using namespace epcis::role;
        TRY(out_.own.items, list(e.epcs, epc));
        TRY(out_.own.inputs, list(e.input_epcs, input));
        TRY(out_.own.outputs, list(e.output_epcs, output));
        if (!e.parent_id.empty()) {
            const Reach at = placer_.place(e.parent_id);
            out_.own.parents = own_of({at});
            file(at, parent);
        }
        classes(e.quantities, epc_class);
        classes(e.input_quantities, input_class);
        classes(e.output_quantities, output_class);
        facet(Facet::read_point, e.read_point);
        facet(Facet::biz_location, e.biz_location);
        facet(Facet::transformation, e.transformation_id);
        for (const auto& t : e.biz_transactions) facet(Facet::biz_transaction, t.id);
        for (const auto& s : e.sources) facet(Facet::source, s.id);
        for (const auto& d : e.destinations) facet(Facet::destination, d.id);
        return outcome::success();
    }

private:
    Result<std::vector<codes::CodeRange>> list(const epcis::EpcList& given, int role) {
        Runs runs;
        for (const std::string& epc : given.epcs) runs.add(placer_.place(epc));
        for (const epcis::EpcRange& range : given.ranges) {
            TRY(const Reach reach, names_.reach_of(range));
            runs.add(reach);
        }
        const auto found = std::move(runs).sorted();
        for (const Reach& r : found) file(r, role), out_.code_count += r.size();
        return own_of(found);
    }

    void classes(const std::vector<epcis::QuantityElement>& given, int role) {
        for (const auto& q : given) file(placer_.place(q.epc_class), role);
    }

    void facet(Facet facet, const std::string& text) {
        if (text.empty()) return;
        out_.facets.push_back(facets_.of(facet, text));
    }

    void file(const Reach& r, int role) {
        named_.push_back(r);
        if (r.ours() && out_.home == 0) out_.home = r.space;
        if (r.ours()) out_.own_ranges.push_back({BlockId{r.space}, r.first, r.last});
        for (const Span& s : loose_cover(r.first, r.last)) spans_.push_back({r.space, s.level, s.node, index_, role});
    }

    Placer placer_;
    const Names& names_;
    FacetSpaces& facets_;
    std::uint32_t index_;
    std::vector<store::SpanRow>& spans_;
    std::vector<Reach>& named_;
    PreparedEvent& out_;
};

void join(std::vector<store::SpanRow>& spans) {
    const auto key = [](const store::SpanRow& s) { return std::tie(s.space, s.level, s.node, s.event); };
    std::ranges::sort(spans, {}, key);
    std::size_t kept = 0;
    for (std::size_t i = 0; i < spans.size(); ++i) {
        if (kept > 0 && key(spans[kept - 1]) == key(spans[i]))
            spans[kept - 1].role |= spans[i].role;
        else
            spans[kept++] = spans[i];
    }
    spans.resize(kept);
}

void add_terms(const epcis::Event& e, std::map<std::pair<Term, std::string>, std::int64_t>& terms) {
    const auto add = [&](Term term, std::string_view text) {
        if (!text.empty()) terms.try_emplace({term, std::string(text)}, 0);
    };
    add(Term::event_type, epcis::name(e.type));
    add(Term::biz_step, e.biz_step);
    add(Term::disposition, e.disposition);
    add(Term::biz_location, e.biz_location);
    add(Term::read_point, e.read_point);
}

std::string event_pointer(std::size_t index) {
    return fmt::format("/epcisBody/eventList/{}", index);
}

}  // namespace

// The next one goes where the last one went.
std::int64_t foreign_home(OrgId org, EventId id) {
    const auto mixed = static_cast<std::uint64_t>(org.value) * 0x9E3779B97F4A7C15ull ^
                       static_cast<std::uint64_t>(id.value >> 44) * 0xC2B2AE3D27D4EB4Full;
    return -1 - static_cast<std::int64_t>((mixed ^ mixed >> 29) >> 2);
}

std::int64_t identity_key(std::string_view identity) {
    if (const auto hash = epcis::parse_event_hash_uri(identity)) return identity_key(*hash);
    return -epcis::space_of(Facet::event_id, identity);
}

std::int64_t identity_key(const epcis::EventHash& hash) {
    std::uint64_t value = 0;
    for (int i = 0; i < 8; ++i) value = value << 8 | hash[static_cast<std::size_t>(i)];
    return static_cast<std::int64_t>(value >> 2);
}

Prepared::Prepared() = default;
Prepared::Prepared(Prepared&&) noexcept = default;
Prepared& Prepared::operator=(Prepared&&) noexcept = default;
Prepared::~Prepared() = default;

Prepared prepare(const Names& names, epcis::Document document) {
    Prepared out;
    out.refused = std::move(document.refused);
    out.master_data = std::move(document.master_data);
    out.count = document.count;
    out.events.reserve(document.events.size());
    std::size_t next_refused = 0, position = 0;
    FacetSpaces facets;
    std::vector<Reach> named;
    const UnitsOf units = [&](BlockId block) { return names.directory().units(block).value(); };
    for (epcis::Event& event : document.events) {
        // Places of the document: those that were refused on reading are not among the events.
        while (next_refused < out.refused.size() && out.refused[next_refused].index == position)
            ++next_refused, ++position;
        PreparedEvent p;
        p.index = position++;
        p.hash = epcis::event_hash(event);
        p.given = !event.event_id.empty() && epcis::parse_event_hash_uri(event.event_id) != p.hash;
        if (!p.given) event.event_id.clear();
        p.id_hash = p.given ? identity_key(event.event_id) : identity_key(p.hash);
        const auto index = static_cast<std::uint32_t>(out.events.size());
        const std::size_t spans_before = out.spans.size();
        named.clear();
        if (const auto filed = Indexer(names, facets, index, out.spans, named, p).run(event); filed.has_error()) {
            out.spans.resize(spans_before);
            Error error = filed.error();
            error.pointer = event_pointer(p.index) + error.pointer;
            out.refused.push_back({p.index, std::move(error)});
            continue;
        }
        p.origin = p.own.empty() ? Origin::foreign : Origin::captured;
        epcis::pack(event, p.body);
        add_terms(event, out.terms);
        p.type = event.type, p.action = event.action;
        p.step = biz_step_of(event.biz_step, event.disposition);
        p.disposition = disposition_of(event.disposition);
        p.event_time = event.event_time, p.offset_minutes = event.offset_minutes;
        p.declared = event.error_declaration.has_value();
        p.event_id = event.event_id;
        p.ranges = store::print_ranges(p.own_ranges);
        p.leaf = draft_leaf(p.declared ? proof::Kind::correction : proof::Kind::event,
                            store::leaf_values(p, {}, p.ranges), unit_keys(named, units));
        out.events.push_back(std::move(p));
    }
    std::ranges::stable_sort(out.refused, {}, &epcis::RefusedEvent::index);
    join(out.spans);
    for (auto& [term, hash] : out.terms) hash = term_hash(term.second);
    return out;
}

std::int64_t term_hash(std::string_view text) {
    return -epcis::space_of(Facet::item, text);
}

namespace {

// One document on its way into the log.
class Capture {
public:
    Capture(db::Tx& tx, const Names& names, const auth::Actor& actor, Prepared& prepared,
            Told told = Told::from_outside)
        : tx_(tx), names_(names), actor_(actor), prepared_(prepared), told_(told) {}

    // What each event is: new (an id), known (nothing), or refused.
    Result<void> run(ErrorBehaviour behaviour) {
        find_known();
        for (PreparedEvent& p : prepared_.events) {
            p.id = {}, p.stored_before = {}, p.applied = {};  // of a run that was rolled back
            auto taken = take(p);
            if (taken.has_value()) continue;
            Error error = taken.error();
            // A rule of codes speaks of its own pointers; here it is about one event of the document.
            error.pointer = event_pointer(p.index);
            // apply() changes nothing when it refuses, but for codes that somebody else just changed.
            if (behaviour == ErrorBehaviour::rollback || error.code == Code::conflict) return error;
            refused.push_back({p.index, std::move(error)});
        }
        store();
        return outcome::success();
    }

    std::vector<EventKey> stored;
    std::size_t known = 0;
    std::vector<epcis::RefusedEvent> refused;

private:
    void find_known() {
        earlier_ = store::find_identities(tx_, actor_.org, prepared_.events);
        std::vector<EventKey> keys;
        for (const auto& of_one : earlier_) keys.insert(keys.end(), of_one.begin(), of_one.end());
        for (auto& row : store::load(tx_, keys))
            if (!row.fact) bodies_.emplace(row.key, std::move(row.body));
    }

    bool same(const PreparedEvent& a, const std::string& body) const {
        if (a.body == body) return true;
        const epcis::Event other = epcis::unpack(body);
        return !a.declared && !other.error_declaration && epcis::event_hash(other) == a.hash;
    }

    Result<void> take(PreparedEvent& p) {
        std::vector<std::pair<EventKey, const std::string*>> others;
        for (const EventKey& key : earlier_[static_cast<std::size_t>(&p - prepared_.events.data())])
            if (const auto at = bodies_.find(key); at != bodies_.end()) others.emplace_back(key, &at->second);
        auto& here = here_[p.id_hash];
        for (const PreparedEvent* other : here) others.emplace_back(EventKey{other->id, other->home}, &other->body);
        bool conflict = false;
        for (const auto& [key, body] : others) {
            if (same(p, *body)) {
                ++known;
                p.stored_before = key;
                return outcome::success();
            }
            const epcis::Event other = epcis::unpack(*body);
            if (other.event_id == p.event_id && !other.error_declaration) conflict = true;
        }
        // Other content under the same identity is a declaration that the first was wrong, or a mistake.
        if (conflict && !p.declared)
            return Error{.code = Code::epcis_exists,
                         .pointer = "",
                         .detail = "同一 eventID 已有内容不同的事件；更正请使用 errorDeclaration",
                         .field = "eventID",
                         .value = shorten(p.event_id, 100)};
        if (p.type == epcis::EventType::transformation) {
            TRY_VOID(require_balanced(epcis::unpack(p.body)));
        }
        p.id = tx_.next_id<EventId>();
        if (p.own_ranges.empty()) p.home = foreign_home(actor_.org, p.id);
        if (!p.own.empty() || has_contents()) {
            auto applied = apply(tx_, names_, actor_, epcis::unpack(p.body), p.id, p.own, told_, &done_here_);
            if (applied.has_error()) {
                p.id = {};
                return applied.error();
            }
            p.applied = std::move(applied).value();
            if (!p.applied.contents.empty()) p.origin = Origin::captured;
            for (const auto& c : p.applied.chains)
                done_here_[{c.block, c.after}] = {
                    c.before, {p.type, static_cast<Action>(p.action), p.step, p.disposition, p.event_time, actor_.org}};
            if (has_contents_ == false) has_contents_.reset();  // this event may have packed something
        }
        here.push_back(&p);
        return outcome::success();
    }

    // An event about nothing of ours may still be about a container of our codes.
    bool has_contents() {
        if (!has_contents_) has_contents_ = codes::has_contents(tx_);
        return *has_contents_;
    }

    void store() {
        store::insert_captured(tx_, names_, actor_, prepared_);
        for (const PreparedEvent& p : prepared_.events)
            if (p.id) stored.push_back({p.id, p.home});
    }

    db::Tx& tx_;
    const Names& names_;
    const auth::Actor& actor_;
    Prepared& prepared_;
    Told told_;
    std::optional<bool> has_contents_;
    std::vector<std::vector<EventKey>> earlier_;  // by event
    std::map<EventKey, std::string> bodies_;
    Steps done_here_;
    std::map<std::int64_t, std::vector<const PreparedEvent*>> here_;  // new ones of this document, by id_hash
};

json::array problems(const std::vector<epcis::RefusedEvent>& refused) {
    json::array out;
    for (const auto& r : refused) {
        const auto one = [&](const Error& e) {
            json::object problem{{"type", fmt::format("epcisException:{}", exception_of(e.code))},
                                 {"title", info(e.code).zh},
                                 {"status", info(e.code).status},
                                 {"detail", e.detail},
                                 {"pointer", e.pointer.starts_with("/epcisBody") ? e.pointer : event_pointer(r.index)}};
            if (!e.field.empty()) problem["field"] = e.field;
            if (!e.value.empty()) problem["value"] = e.value;
            out.push_back(std::move(problem));
        };
        one(r.error);
        for (const Error& other : r.error.others) one(other);
    }
    return out;
}

Result<void> may_capture(db::Tx& tx, const auth::Actor& actor) {
    TRY_VOID(auth::require(actor, auth::Permission::capture_events));
    TRY_VOID(registry::require_approved(tx, actor.org));
    return outcome::success();
}

}  // namespace

std::string_view exception_of(Code code) {
    switch (code) {
        case Code::epcis_exists:
            return "ResourceAlreadyExistsException";
        case Code::epcis_capture_limit:
            return "CaptureLimitExceededException";
        case Code::forbidden:
        case Code::codes_not_yours:
        case Code::codes_not_held:
        case Code::codes_not_addressed:
            return "SecurityException";
        default:
            return "ValidationException";
    }
}

Result<Captured> capture(db::Tx& tx, const Names& names, const auth::Actor& actor, Prepared& prepared,
                         ErrorBehaviour behaviour) {
    TRY_VOID(may_capture(tx, actor));
    if (behaviour == ErrorBehaviour::rollback && !prepared.refused.empty()) return prepared.refused.front().error;
    Captured out;
    out.job = {.id = tx.next_id<EventId>().value,
               .created_at = tx.now(),
               .finished_at = tx.now(),
               .behaviour = behaviour,
               .events = static_cast<std::int64_t>(prepared.count)};
    Capture run(tx, names, actor, prepared);
    TRY_VOID(run.run(behaviour));
    out.stored = std::move(run.stored);
    out.known = run.known;
    std::vector<epcis::RefusedEvent> refused = prepared.refused;
    refused.insert(refused.end(), run.refused.begin(), run.refused.end());
    std::ranges::stable_sort(refused, {}, &epcis::RefusedEvent::index);
    out.job.success = refused.empty();
    out.job.errors = json::serialize(problems(refused));
    store::insert_job(tx, actor, out.job);
    return out;
}

Result<Logged> capture_one(db::Tx& tx, const Names& names, const auth::Actor& actor, Prepared& prepared) {
    TRY_VOID(may_capture(tx, actor));
    if (!prepared.refused.empty()) return prepared.refused.front().error;
    Capture run(tx, names, actor, prepared);
    const auto ran = run.run(ErrorBehaviour::rollback);
    if (ran.has_error()) {
        Error error = ran.error();
        error.pointer.clear();
        return error;
    }
    PreparedEvent& p = prepared.events.front();
    if (p.stored_before.id) {
        auto stored = load(tx, names, std::span(&p.stored_before, 1));
        return std::move(stored.front());
    }
    Logged out{.key = {p.id, p.home}, .org = actor.org, .user = actor.user, .origin = p.origin};
    out.identity = p.given ? p.event_id : epcis::event_hash_uri(p.hash);
    out.event = epcis::unpack(p.body);
    out.event.record_time = tx.journal().next(tx).time;  // as it was stored
    return out;
}

Result<std::vector<EventKey>> capture_own(db::Tx& tx, const Names& names, const auth::Actor& actor,
                                          Prepared& prepared) {
    TRY_VOID(registry::require_approved(tx, actor.org));
    if (!prepared.refused.empty()) return prepared.refused.front().error;
    Capture run(tx, names, actor, prepared, Told::by_a_service);
    TRY_VOID(run.run(ErrorBehaviour::rollback));
    return std::move(run.stored);
}

}  // namespace yiguan::events
