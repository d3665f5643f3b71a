// SQL of 装箱; private to the room.
#pragma once
#include "events/boxes.hpp"

namespace yiguan::events::store {

/// False if there is a box of that code that is not taken apart: of an SSCC anybody's.
bool insert_box(db::Tx& tx, const Box& box);
/// State and who changed it; false if somebody else changed it since it was read. `box.version` grows.
bool update_box(db::Tx& tx, Box& box);
std::optional<Box> find_box(db::Tx& tx, BoxId id);
/// Of those that are not taken apart: of an SSCC it may be somebody else's.
std::optional<Box> box_of_parent(db::Tx& tx, std::string_view parent);
bool was_box_code(db::Tx& tx, OrgId org, std::string_view code);
std::vector<Box> list_boxes(db::Tx& tx, OrgId org, UserId by, const BoxFilter& filter, BoxId before, int limit);
std::vector<Box> boxes_after(db::Tx& tx, BoxId after, int limit);

}  // namespace yiguan::events::store
