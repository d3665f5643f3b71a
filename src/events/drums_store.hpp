// SQL of 电缆盘线; private to the room.
#pragma once
#include "events/drums.hpp"

namespace yiguan::events::store {

/// False if the code or the number is in use.
bool insert_drum(db::Tx& tx, const Drum& drum);
/// `cut` more of it; false if somebody else cut it since it was read. `cut`, `changed_at` and `version` follow.
bool cut_drum(db::Tx& tx, Drum& drum, Millimetres more);
std::optional<Drum> find_drum(db::Tx& tx, DrumId id);
std::optional<Drum> drum_of_code(db::Tx& tx, const codes::CodeAt& code);
/// Whether a code of these is on a drum.
bool any_drum(db::Tx& tx, const std::vector<codes::CodeRange>& ranges);
bool has_drum_number(db::Tx& tx, OrgId org, std::string_view number);
std::vector<Drum> list_drums(db::Tx& tx, OrgId org, UserId by, const DrumFilter& filter, DrumId before, int limit);
std::vector<Drum> drums_of_mother(db::Tx& tx, DrumId mother, int limit);
std::vector<Drum> drums_after(db::Tx& tx, DrumId after, int limit);

}  // namespace yiguan::events::store
