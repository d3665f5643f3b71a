#include "events/event_leaf.hpp"

#include <algorithm>
#include <cstring>

#include "core/cbor.hpp"
#include "crypto/hash.hpp"
#include "db/without_log.hpp"
#include "ledger/ledger.hpp"
#include "proof/tree.hpp"

namespace yiguan::events {
namespace {

using ledger::Field;
using proof::Hash;

constexpr proof::Suite suite = proof::Suite::sha256;
constexpr std::uint16_t id_of(Field field) {
    return static_cast<std::uint16_t>(field);
}

std::string_view view(const auto& bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

void step_value(std::string& out, const LeafValues& v) {
    CborWriter w(out);
    w.head(Major::array, 5);
    w.integer(static_cast<int>(v.type));
    w.integer(v.action);
    w.integer(static_cast<int>(v.step));
    w.integer(static_cast<int>(v.disposition));
    w.text(v.tmpl);
}

void time_value(std::string& out, const LeafValues& v) {
    CborWriter w(out);
    w.head(Major::array, 2);
    w.integer(v.time.value);
    w.integer(v.offset_minutes);
}

void parties_value(std::string& out, const LeafValues& v) {
    CborWriter w(out);
    w.head(Major::array, 4);
    w.integer(v.org.value);
    w.integer(v.user.value);
    w.integer(v.partner.value);
    w.text(v.partner_uscc);
}

// hash_field() of the contents, without joining them.
Hash hash_contents(const proof::Salt& salt, const LeafValues& v) {
    std::array<char, 19> head{0, 0, static_cast<char>(id_of(Field::contents))};
    std::memcpy(head.data() + 3, salt.data(), salt.size());
    crypto::Sha256 h;
    h.add(view(head));
    if (!v.ranges.empty()) h.add(v.ranges);
    h.add("\n");
    h.add(v.content);
    return h.done();
}

// Array of the keys and the public map, of the record and of each part.
void write_keys(std::string& out, epcis::EventType type, std::span<const proof::UnitKey> keys) {
    for (std::int64_t part = 0; part == 0 || !keys.empty(); ++part) {
        const auto here = keys.first(std::min(keys.size(), proof::unit_keys_max));
        keys = keys.subspan(here.size());
        const std::size_t front = out.size();
        out.append(2, '\0');
        CborWriter w(out);
        w.head(Major::array, here.size());
        for (const proof::UnitKey& key : here) w.bytes(view(key));
        w.head(Major::map, part == 0 ? 1 : 2);
        w.integer(1);
        w.integer(static_cast<int>(type));
        if (part > 0) {
            w.integer(2);
            w.integer(part);
        }
        const std::size_t size = out.size() - front - 2;
        out[front] = static_cast<char>(size >> 8), out[front + 1] = static_cast<char>(size);
    }
}

}  // namespace

std::vector<proof::PrivateField> private_fields(const LeafValues& v, const proof::Seed& seed) {
    std::vector<proof::PrivateField> fields;
    for (const Field field : {Field::step, Field::time, Field::parties, Field::contents})
        fields.push_back({id_of(field), proof::salt_of(seed, id_of(field)), {}});
    step_value(fields[0].value, v);
    time_value(fields[1].value, v);
    parties_value(fields[2].value, v);
    fields[3].value.append(v.ranges).append("\n").append(v.content);
    return fields;
}

std::vector<proof::Hash> private_entries(const LeafValues& v, const proof::Seed& seed,
                                         std::span<const proof::Hash> personal) {
    std::vector<Hash> entries;
    for (const auto& f : private_fields(v, seed)) entries.push_back(proof::hash_field(suite, f.id, f.salt, f.value));
    entries.insert(entries.end(), personal.begin(), personal.end());
    proof::pad_fields(seed, entries);
    return entries;
}

std::vector<proof::UnitKey> unit_keys(std::vector<Reach>& reaches, const UnitsOf& units) {
    if (db::records_left_out()) return {};
    std::ranges::sort(reaches);
    std::size_t kept = 0;
    for (const Reach& r : reaches) {
        if (kept > 0 && reaches[kept - 1].space == r.space && r.first <= reaches[kept - 1].last + 1)
            reaches[kept - 1].last = std::max(reaches[kept - 1].last, r.last);
        else
            reaches[kept++] = r;
    }
    reaches.resize(kept);
    std::vector<proof::UnitKey> keys;
    codes::Directory::UnitSpace space;
    std::int64_t of = 0;
    for (const Reach& r : reaches) {
        if (r.space != of || of == 0) {
            space = r.ours() ? units(BlockId{r.space})
                             : codes::Directory::UnitSpace{proof::foreign_token(r.space), 0, proof::foreign_level_max};
            of = r.space;
        }
        proof::UnitKeys of_space(suite, space.token);
        for (const auto& s : proof::unit_cover(static_cast<std::uint64_t>(r.first - space.first),
                                               static_cast<std::uint64_t>(r.last - space.first), space.level_max))
            keys.push_back(of_space.of(s.level, s.node));
    }
    std::ranges::sort(keys);
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
    return keys;
}

std::vector<Reach> named_by(const Names& names, const epcis::Event& event, std::span<const codes::CodeRange> stored) {
    std::vector<Reach> found;
    Placer placer(names);
    const auto add = [&](std::string_view text) {
        const Reach reach = placer.place(text);
        const auto holds = [&](const codes::CodeRange& r) {
            return r.block.value == reach.space && r.first <= reach.first && reach.last <= r.last;
        };
        if (!reach.ours() || std::ranges::any_of(stored, holds)) {
            found.push_back(reach);
        } else {
            const epcis::Place place = epcis::place_of(epcis::canonical(text));
            found.push_back({place.space, place.number, place.number});
        }
    };
    if (!event.parent_id.empty()) add(event.parent_id);
    for (const auto* list : {&event.epcs, &event.input_epcs, &event.output_epcs}) {
        for (const std::string& epc : list->epcs) add(epc);
        for (const epcis::EpcRange& range : list->ranges)
            if (const auto reach = names.reach_of(range); reach.has_value()) found.push_back(reach.value());
    }
    for (const auto* list : {&event.quantities, &event.input_quantities, &event.output_quantities})
        for (const auto& q : *list) add(q.epc_class);
    return found;
}

UnitsOf units_in(db::Tx& tx) {
    return [&tx](BlockId id) {
        const auto block = codes::find_block(tx, id);
        if (!block) throw db::Fault(db::Fault::Kind::other, "an event names a missing block: run yiguan fsck");
        return codes::Directory::units(*block);
    };
}

LeafDraft draft_leaf(proof::Kind kind, const LeafValues& v, const std::vector<proof::UnitKey>& keys) {
    if (db::records_left_out()) return {.kind = kind};
    LeafDraft draft{.kind = kind, .seed = ledger::fresh_seed()};
    const auto salt = [&](Field field) { return proof::salt_of(draft.seed, id_of(field)); };
    std::string value;
    value.reserve(64);
    step_value(value, v);
    const Hash step = proof::hash_field(suite, id_of(Field::step), salt(Field::step), value);
    value.clear();
    time_value(value, v);
    const Hash time = proof::hash_field(suite, id_of(Field::time), salt(Field::time), value);
    draft.step_and_time = proof::hash_children(suite, step, time);
    draft.parties_salt = salt(Field::parties);
    draft.contents = hash_contents(salt(Field::contents), v);
    draft.keys.reserve(16 + keys.size() * 17);
    write_keys(draft.keys, v.type, keys);
    return draft;
}

Hash with_personal(const Hash& four, std::span<const Hash> personal, const proof::Seed& seed) {
    if (personal.empty()) return four;
    std::vector<Hash> entries(4);
    entries.insert(entries.end(), personal.begin(), personal.end());
    proof::pad_fields(seed, entries);
    // The first four stand for themselves already: a tree of 8 or 16 splits behind them.
    const std::span<const Hash> all(entries);
    const Hash eight = proof::hash_children(suite, four, proof::tree_hash(suite, all.subspan(4, 4)));
    return all.size() == 8 ? eight : proof::hash_children(suite, eight, proof::tree_hash(suite, all.subspan(8)));
}

db::Position append_leaf(db::Tx& tx, const LeafDraft& draft, const LeafValues& v, std::span<const Hash> personal) {
    if (db::records_left_out()) return {};
    std::string record;
    record.reserve(64 + draft.keys.size());
    parties_value(record, v);
    const Hash parties = proof::hash_field(suite, id_of(Field::parties), draft.parties_salt, record);
    const Hash root = with_personal(
        proof::hash_children(suite, draft.step_and_time, proof::hash_children(suite, parties, draft.contents)),
        personal, draft.seed);
    const auto next = tx.journal().next(tx);
    std::string_view rest = draft.keys, keys;
    while (db::take_record(rest, keys)) {
        record.clear();
        CborWriter w(record);
        w.head(Major::array, 7);
        w.integer(static_cast<int>(suite));
        w.integer(static_cast<int>(draft.kind));
        w.integer(next.time.value);
        record.append(keys);
        w.bytes(view(root));
        w.null();
        tx.journal().append(tx, record);
    }
    return next.position;
}

}  // namespace yiguan::events
