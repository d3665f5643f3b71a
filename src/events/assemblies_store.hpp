// SQL of 整车三码关联; private to the room.
#pragma once
#include "events/assemblies.hpp"

namespace yiguan::events::store {

/// False if one of the codes is linked already.
bool insert_assembly(db::Tx& tx, const Assembly& assembly);
/// False if it is undone already.
bool undo_assembly(db::Tx& tx, const Assembly& assembly);
std::optional<Assembly> find_assembly(db::Tx& tx, AssemblyId id);
/// The one that stands, in which the code has this slot.
std::optional<Assembly> assembly_of(db::Tx& tx, Slot slot, const codes::CodeAt& code);
std::vector<Assembly> list_assemblies(db::Tx& tx, OrgId org, UserId by, const AssemblyFilter& filter, AssemblyId before,
                                      int limit);
std::vector<Assembly> assemblies_after(db::Tx& tx, AssemblyId after, int limit);

}  // namespace yiguan::events::store
