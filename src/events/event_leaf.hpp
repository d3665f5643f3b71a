// The record of an event in the transparency log (docs/formats/log-leaf.md): what it commits to, and that it agrees.
#pragma once
#include <functional>

#include "codes/directory.hpp"
#include "events/log.hpp"
#include "proof/leaf.hpp"

namespace yiguan::events {

/// Everything of an event's row that its record commits to. Texts are borrowed.
struct LeafValues {
    epcis::EventType type{};
    int action = 0;  ///< Stored numbers.
    BizStep step{};
    Disposition disposition{};
    std::string_view tmpl;  ///< Of facts.
    UtcMs time;
    int offset_minutes = 0;
    OrgId org;
    UserId user;
    OrgId partner;
    std::string_view partner_uscc;
    std::string_view ranges;   ///< As stored.
    std::string_view content;  ///< Stored body, or the field values of a fact.
};
/// ledger::Field 1..4 in their order, salts and values: what is opened of an event.
std::vector<proof::PrivateField> private_fields(const LeafValues& values, const proof::Seed& seed);

/// The entries of its record: the four, those of personal values, fillers.
std::vector<proof::Hash> private_entries(const LeafValues& values, const proof::Seed& seed,
                                         std::span<const proof::Hash> personal);

/// Where numbers of a block begin and what its keys are made of.
using UnitsOf = std::function<codes::Directory::UnitSpace(BlockId)>;
/// Ascending, each once: the exact cover of the union of what is named, space by space. Sorts and joins `reaches`.
std::vector<proof::UnitKey> unit_keys(std::vector<Reach>& reaches, const UnitsOf& units);
/// Everything that a captured event names. A code that is not among `stored` was none of this platform's when the event
/// was captured.
std::vector<Reach> named_by(const Names& names, const epcis::Event& event, std::span<const codes::CodeRange> stored);
/// Spaces of codes as they are stored now, by look-up. @throws db::Fault for a block that does not exist.
UnitsOf units_in(db::Tx& tx);

/// A record that lacks what only the transaction knows: time and parties.
struct LeafDraft {
    proof::Kind kind = proof::Kind::event;
    proof::Seed seed{};
    proof::Salt parties_salt{};
    proof::Hash step_and_time{};  ///< Node above the first two entries.
    proof::Hash contents{};       ///< The fourth.
    std::string keys;  ///< Unit keys and public map of the record and its parts, each with its length before it.
};
/// Two hashes a private field and one a unit key: about a microsecond.
LeafDraft draft_leaf(proof::Kind kind, const LeafValues& values, const std::vector<proof::UnitKey>& keys);
/// Appends the record and its parts. `personal`: entries of personal values, behind the four (at most 12).
/// @return the position of the first.
db::Position append_leaf(db::Tx& tx, const LeafDraft& draft, const LeafValues& values,
                         std::span<const proof::Hash> personal = {});
/// The private root over the root of the first four entries and those of personal values.
proof::Hash with_personal(const proof::Hash& four, std::span<const proof::Hash> personal, const proof::Seed& seed);

/// What the log has of one event.
struct EventLeaf {
    db::Position position;                    ///< None: recorded before there was a log.
    std::optional<proof::Seed> seed;          ///< None: closed for ever.
    std::vector<proof::PrivateField> fields;  ///< Of entries 0..3 of the record; empty without a seed.
    std::vector<proof::Hash> entries;         ///< All, personal ones and fillers too: what proof::open_field() takes.
};
/// Nothing if there is no such event. Leaves are read with ledger::leaves_at().
std::optional<EventLeaf> find_event_leaf(db::Tx& tx, const EventKey& key);

/// Compares every event with its record, and every event record with its event: one Chinese sentence per defect, with
/// the event's id and the record's place, at most `limit`. Without `names` (no key file) what captured events name is
/// not looked up. Memory: a bit for each record. Cost: reads all events and all records.
std::vector<std::string> check_ledger(db::Tx& tx, const Names* names, std::size_t limit = 100);

}  // namespace yiguan::events
