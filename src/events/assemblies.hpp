// 整车三码关联 (P15, EBM-93): one vehicle, its battery and its charger, linked at the factory. The event log holds the
// link as an AssociationEvent; what is stored beside it only finds it again.
#pragma once
#include <array>

#include "codes/items.hpp"
#include "events/log.hpp"

namespace yiguan::events {

using AssemblyId = Id<struct AssemblyTag>;

/// What is linked, in this order.
enum class Slot : std::uint8_t { vehicle = 0, battery = 1, charger = 2 };
inline constexpr std::array slots{Slot::vehicle, Slot::battery, Slot::charger};
std::string_view name(Slot slot);
std::string_view name_zh(Slot slot);

struct AssemblyPart {
    codes::CodeAt code;
    ProductId product;
    friend bool operator==(const AssemblyPart&, const AssemblyPart&) = default;
};
struct Assembly {
    AssemblyId id;
    OrgId org;
    std::array<AssemblyPart, 3> parts;  ///< By slot.
    std::string vehicle_model, frame_number;
    EventKey event, undo_event{};  ///< ADD, DELETE.
    UserId created_by, undone_by{};
    UtcMs created_at, undone_at{};  ///< 0: it stands.
    std::string reason{};           ///< 解绑原因
    const AssemblyPart& part(Slot slot) const { return parts[static_cast<std::size_t>(slot)]; }
    bool stands() const { return undone_at.value == 0; }
};

/// What a text names, as far as the actor may know it.
struct Scanned {
    codes::CodeAt code;
    codes::Segment segment;
    catalog::Product product;
};
/// A trace code, or any text that stands for one: of the organisation's own pieces, or of pieces that it holds.
/// @return code_forged, not_found, codes_not_held (its own goods elsewhere and those of others alike), conflict (a text
/// of several pieces); without pointer.
Result<Scanned> find_scanned(db::Tx& tx, const Names& names, const auth::Actor& actor, std::string_view text);

/// Texts by slot; "" for none.
using AssemblyTexts = std::array<std::string, 3>;
/// Links the three. What is linked exactly so already is answered as it is.
/// @return with pointers "/vehicle", "/battery", "/charger", all that is wrong at once: those of find_scanned(),
/// missing_field, invalid (another kind of product; a model that the vehicle's model does not name, with those that it
/// does), wrong_state, conflict (linked or packed elsewhere). Code::conflict too where somebody else was faster.
Result<Assembly> assemble(db::Tx& tx, const Names& names, const auth::Actor& actor, const AssemblyTexts& texts);

/// What assemble() would say of what was scanned so far, in any order: nothing is stored.
struct AssemblyCheck {
    std::vector<std::optional<Slot>> slot_of;            ///< Of each text.
    std::array<std::optional<Scanned>, 3> found;         ///< By slot.
    std::vector<std::pair<std::size_t, Error>> defects;  ///< With the text that they are of.
    bool complete = false;                               ///< Three without a defect.
};
inline constexpr std::size_t assembly_texts_max = 10;
Result<AssemblyCheck> check_assembly(db::Tx& tx, const Names& names, const auth::Actor& actor,
                                     const std::vector<std::string>& texts);

/// 解绑, as long as the vehicle is at its maker. @return not_found, wrong_state, missing_field at "/reason".
Result<Assembly> undo_assembly(db::Tx& tx, const Names& names, const auth::Actor& actor, AssemblyId id,
                               std::string_view reason);

enum class AssemblyState : std::uint8_t { any, standing, undone };
struct AssemblyFilter {
    std::string frame_number{}, model{};  ///< Canonical; the beginning of a model. "": any.
    AssemblyState state = AssemblyState::any;
};
/// The organisation's, newest first, with ids below `before`; of who sees his own alone what he linked.
Result<std::vector<Assembly>> list_assemblies(db::Tx& tx, const auth::Actor& actor, const AssemblyFilter& filter,
                                              AssemblyId before, int limit);
/// @return not_found, also for those of others.
Result<Assembly> get_assembly(db::Tx& tx, const auth::Actor& actor, AssemblyId id);

/// The one that stands, in which the code has this slot. No right is checked: for other rooms.
std::optional<Assembly> assembly_with(db::Tx& tx, Slot slot, const codes::CodeAt& code);

/// For fsck: every row agrees with the events that it names.
std::vector<std::string> check_assemblies(db::Tx& tx);

}  // namespace yiguan::events
