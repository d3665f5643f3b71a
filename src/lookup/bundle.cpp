#include "lookup/bundle.hpp"

#include <map>
#include <set>

#include "core/log.hpp"
#include "events/event_leaf.hpp"
#include "ledger/personal.hpp"
#include "lookup/flow.hpp"

namespace yiguan::lookup {
namespace {

using ledger::Field;
using proof::Leaf;

constexpr proof::Suite suite = proof::Suite::sha256;
constexpr int touches_at_once = 64;
constexpr std::int64_t part_field = 2;

std::uint16_t id_of(Field field) {
    return static_cast<std::uint16_t>(field);
}

[[noreturn]] void contradiction() {
    throw db::Fault(db::Fault::Kind::other, "the records of a code contradict themselves: run yiguan fsck");
}

/// What of an event's record this viewer may see. `on_page`: how much of it the code's page shows.
std::vector<Field> opened(const events::Event& event, const catalog::Viewer& viewer,
                          std::optional<Nodes::View> on_page) {
    if (catalog::sees_hidden(viewer, event.org)) return {Field::step, Field::time, Field::parties, Field::contents};
    if (viewer.kind == catalog::Viewer::Kind::organisation && event.partner == viewer.org) {
        std::vector<Field> fields{Field::step, Field::time, Field::parties};
        if (shows_all(event, viewer, on_page.value_or(Nodes::View::whole))) fields.push_back(Field::contents);
        return fields;
    }
    // The step's field also tells the disposition, which strangers do not learn of captured events. Contents name the
    // other codes of the event.
    if (on_page != Nodes::View::whole) return {};
    if (hides_time(event, viewer, *on_page)) return {Field::step};
    return {Field::step, Field::time};
}

class Builder {
public:
    Builder(db::Tx& tx, const events::Names& names, const codes::PlacedCode& placed, const catalog::Viewer& viewer,
            std::int64_t log, std::int64_t size)
        : tx_(tx), names_(names), placed_(placed), viewer_(viewer), log_(log), size_(size) {}

    Result<void> collect(const std::vector<proof::UnitKey>& keys, const std::set<std::int64_t>& named) {
        keys_ = {keys.begin(), keys.end()};
        TRY_VOID(find_events());
        for (const std::int64_t index : named) include(index);
        for (const auto& [index, event] : events_) include_event(index);
        return outcome::success();
    }

    void add(std::int64_t index) { leaf(index), wanted_.insert(index); }

    std::vector<proof::Bundle::Entry> entries() {
        open_events();
        std::vector<proof::Bundle::Entry> out;
        for (const std::int64_t index : wanted_)
            out.push_back({.index = static_cast<std::uint64_t>(index),
                           .leaf = bytes_.at(index),
                           .openings = std::move(openings_[index]),
                           .erased = std::move(erased_[index])});
        return out;
    }
    std::size_t events() const { return events_.size(); }
    bool elsewhere() const { return elsewhere_; }

private:
    struct Found {
        events::EventKey key;
        events::EventLeaf leaf;
    };

    // Every event whose spans hold the code and that the signed tree has.
    Result<void> find_events() {
        const events::Reach reach{placed_.block.value, placed_.counter, placed_.counter};
        EventId after{};
        std::size_t seen = 0;
        for (bool more = true; more;) {
            const auto touches = events::touching(tx_, reach, epcis::role::any_epc | epcis::role::any_class, after,
                                                  touches_at_once, events::Order::oldest_first);
            more = touches.size() == static_cast<std::size_t>(touches_at_once);
            for (const auto& touch : touches) {
                after = touch.key.id;
                if (++seen > bundle_events_max)
                    return Error{Code::conflict, "", "此追溯码的事件过多，无法放入一个证明文件"};
                auto found = events::find_event_leaf(tx_, touch.key);
                if (!found) continue;
                if (!found->position || found->position.log() != log_) {
                    elsewhere_ = true;
                    continue;
                }
                if (found->position.index() >= size_) continue;
                events_.emplace(found->position.index(), Found{touch.key, *std::move(found)});
            }
        }
        return outcome::success();
    }

    const Leaf& leaf(std::int64_t index) {
        const auto known = leaves_.find(index);
        if (known != leaves_.end()) return known->second;
        auto bytes = ledger::leaves_at(tx_, log_, std::array{index}).front();
        auto decoded = Leaf::decode(bytes);
        if (decoded.has_error()) contradiction();
        bytes_.emplace(index, std::move(bytes));
        return leaves_.emplace(index, std::move(decoded).value()).first->second;
    }

    bool has_key(const Leaf& one) const {
        return std::ranges::any_of(one.keys, [&](const auto& key) { return keys_.contains(key); });
    }

    // A leaf that the index names; a part brings its event along.
    void include(std::int64_t index) {
        const Leaf& one = leaf(index);
        add(index);
        if (const auto part = one.publics.find(part_field); part != one.publics.end()) {
            const auto* number = std::get_if<std::int64_t>(&part->second);
            if (!number || *number < 1 || *number > index) contradiction();
            add(index - *number);
        }
    }

    // An event that the database has: spans hold a little more than codes, keys decide.
    void include_event(std::int64_t index) {
        const Leaf& event = leaf(index);
        if (has_key(event)) add(index);
        if (event.keys.size() < proof::unit_keys_max) return;
        // All parts stand in one row or two: they are read in one walk.
        std::vector<std::int64_t> parts;
        ledger::for_each_leaf(tx_, log_, index + 1, size_, [&](std::int64_t at, std::string_view bytes) {
            auto part = Leaf::decode(bytes);
            if (part.has_error()) contradiction();
            if (!part.value().publics.contains(part_field)) return false;
            if (has_key(part.value())) {
                bytes_.emplace(at, bytes);
                leaves_.emplace(at, std::move(part).value());
                parts.push_back(at);
            }
            return true;
        });
        for (const std::int64_t at : parts) include(at);
    }

    // The steps that the code's public page shows.
    std::map<EventId, Nodes::View> on_page() {
        const auto segment = codes::find_segment(tx_, placed_.block, placed_.counter);
        if (!segment || !segment->state.batch || segment->state.status == codes::Status::bound) return {};
        const auto batch = codes::find_batch(tx_, placed_.block, segment->state.batch);
        if (!batch) contradiction();
        const Nodes nodes(tx_, *batch);
        std::map<EventId, Nodes::View> views;
        for (const auto& event : events::history(tx_, placed_.block, segment->state.chain))
            views.emplace(event.id, nodes.view(event, viewer_));
        return views;
    }

    void open_events() {
        const auto shown = on_page();
        for (const auto& [index, found] : events_) {
            if (!wanted_.contains(index) || !found.leaf.seed) continue;
            const auto logged = events::load(tx_, names_, std::array{found.key});
            if (logged.empty()) contradiction();
            const auto event = as_event(logged.front());
            const auto view = shown.find(found.key.id);
            open(index, found.leaf,
                 opened(event, viewer_, view == shown.end() ? std::nullopt : std::optional(view->second)),
                 catalog::sees_hidden(viewer_, event.org));
        }
    }

    // Of a captured event only what opened() asks for.
    static events::Event as_event(const events::Logged& logged) {
        if (logged.fact) return *logged.fact;
        return {.id = logged.key.id, .org = logged.org, .user = logged.user};
    }

    void open(std::int64_t index, const events::EventLeaf& event, const std::vector<Field>& wanted, bool personal) {
        std::vector<proof::Hash> entries;
        for (const auto& field : event.fields)
            entries.push_back(proof::hash_field(suite, field.id, field.salt, field.value));
        const auto kept = ledger::personal_of(tx_, event.position);
        for (const auto& value : kept) entries.push_back(value.entry);
        proof::pad_fields(*event.seed, entries);
        auto& openings = openings_[index];
        for (std::size_t i = 0; i < event.fields.size(); ++i) {
            const bool open = std::ranges::any_of(wanted, [&](Field f) { return id_of(f) == event.fields[i].id; });
            if (open) openings.push_back(proof::open_field(suite, event.fields[i], i, entries));
        }
        for (std::size_t i = 0; i < kept.size(); ++i) {
            if (personal && kept[i].field)
                openings.push_back(proof::open_field(suite, *kept[i].field, event.fields.size() + i, entries));
            if (kept[i].erased && find_erasure(index, kept[i].field_id)) erased_[index].push_back(kept[i].field_id);
        }
    }

    // The record that says so, if the signed tree has it. Erasures are few: all are read, once.
    bool find_erasure(std::int64_t index, std::uint16_t field) {
        if (!erasures_) {
            erasures_.emplace();
            std::int64_t id = 0, version = 0;
            for (bool more = true; more;) {
                const auto page = ledger::list_objects(tx_, ledger::Object::erasure, id, version, touches_at_once);
                more = page.size() == static_cast<std::size_t>(touches_at_once);
                for (const auto& object : page) {
                    id = object.id, version = object.version;
                    if (object.position.log() == log_ && object.position.index() < size_)
                        erasures_->push_back(object.position.index());
                }
            }
        }
        std::string named;
        for (int shift = 56; shift >= 0; shift -= 8) named += static_cast<char>(index >> shift);
        named += static_cast<char>(field >> 8);
        named += static_cast<char>(field);
        for (const std::int64_t at : *erasures_) {
            const auto& publics = leaf(at).publics;
            const auto list = publics.find(1);
            const auto* bytes = list == publics.end() ? nullptr : std::get_if<std::string>(&list->second);
            for (std::size_t i = 0; bytes && i + named.size() <= bytes->size(); i += named.size())
                if (bytes->compare(i, named.size(), named) == 0) return add(at), true;
        }
        return false;
    }

    db::Tx& tx_;
    const events::Names& names_;
    const codes::PlacedCode& placed_;
    const catalog::Viewer& viewer_;
    std::int64_t log_, size_;
    bool elsewhere_ = false;
    std::set<proof::UnitKey> keys_;
    std::map<std::int64_t, Found> events_;  // by index of their record
    std::map<std::int64_t, Leaf> leaves_;
    std::map<std::int64_t, std::string> bytes_;
    std::set<std::int64_t> wanted_;
    std::map<std::int64_t, std::vector<proof::Opening>> openings_;
    std::map<std::int64_t, std::vector<std::uint16_t>> erased_;
    std::optional<std::vector<std::int64_t>> erasures_;  // indices of their records
};

}  // namespace

Result<proof::Bundle> make_bundle(db::Tx& tx, const events::Names& names, const ledger::Sequencer& log,
                                  const ledger::CompletenessIndex& index, const codes::PlacedCode& placed,
                                  std::string_view code, const catalog::Viewer& viewer) {
    const auto published = log.published();
    if (!published) return Error{Code::overloaded, "", "追溯日志当前不能签名，暂时不能出具证明，请稍后再试"};
    const auto units = names.directory().units(placed.block);
    if (!units) return Error{Code::code_forged, "", "不是本平台发出的码"};
    const auto size = static_cast<std::int64_t>(published->checkpoint.size);

    proof::Bundle bundle{.suite = suite, .code = std::string(code)};
    bundle.keys = proof::unit_keys_of(suite, units->token, static_cast<std::uint64_t>(placed.counter - units->first),
                                      units->level_max);
    std::set<std::int64_t> named;
    const auto live = index.live(published->log, size);
    if (live) {
        try {
            bundle.runs = index.answer(published->log, *live, bundle.keys);
            bundle.commitment = static_cast<std::uint64_t>(live->commitment);
            for (const auto& run : bundle.runs)
                for (const auto& shown : run.shown)
                    for (const std::uint64_t i : shown.indices) named.insert(static_cast<std::int64_t>(i));
        } catch (const std::runtime_error& e) {
            // The index is made again by itself; until then what can be shown is shown.
            log::error("log_index_unreadable", {{"what", e.what()}});
            bundle.runs.clear();
        }
    }
    Builder builder(tx, names, placed, viewer, published->log, size);
    TRY_VOID(builder.collect(bundle.keys, named));
    // A history that goes on in another log, or began before there was one, is genuine as far as it is shown, not
    // complete.
    if (builder.elsewhere()) {
        bundle.commitment.reset();
        bundle.runs.clear();
    }
    if (bundle.commitment) {
        builder.add(static_cast<std::int64_t>(*bundle.commitment));
        builder.add(static_cast<std::int64_t>(live->covered()) - 1);  // whose time the commitment tells
    }
    bundle.entries = builder.entries();

    std::vector<std::uint64_t> positions;
    for (const auto& entry : bundle.entries) positions.push_back(entry.index);
    if (!positions.empty())
        bundle.proof = proof::multi_proof(suite, log.levels(), positions, published->checkpoint.size);
    TRY(bundle.checkpoint, proof::Note::parse(published->note));
    bundle.claim.text = bundle.claim_text(published->checkpoint.origin);
    bundle.claim.signatures = {log.signers().front().sign(bundle.claim.text)};
    return bundle;
}

}  // namespace yiguan::lookup
