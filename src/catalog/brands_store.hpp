// Statements of brands; private to the room.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "auth/actor.hpp"
#include "db/db.hpp"

namespace yiguan::catalog::store {

bool has_brand(db::Tx& tx, OrgId org, std::string_view name);
/// At most `most`.
std::int64_t count_brands(db::Tx& tx, OrgId org, std::int64_t most);
/// False when it is there already.
bool insert_brand(db::Tx& tx, OrgId org, UserId by, std::string_view name);
std::vector<std::string> brands(db::Tx& tx, OrgId org, std::string_view part, int limit);

}  // namespace yiguan::catalog::store
