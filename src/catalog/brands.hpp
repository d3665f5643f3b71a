// 品牌 that an organisation made to choose from in its filings (GDP-13 新建品牌). A filing keeps the name as text: what
// is filed does not change with this list.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "auth/actor.hpp"
#include "db/db.hpp"

namespace yiguan::catalog {

inline constexpr std::size_t brand_chars_max = 60;
inline constexpr int brands_shown_max = 100;
inline constexpr std::int64_t brands_max = 1'000;  ///< of one organisation

/// Of the actor's approved organisation; conflict at "/name" when it is there, or brands_max are.
Result<void> add_brand(db::Tx& tx, const auth::Actor& actor, std::string_view name);
/// Of the actor's organisation, by name, whose names contain `part` in either case; at most brands_shown_max.
Result<std::vector<std::string>> list_brands(db::Tx& tx, const auth::Actor& actor, std::string_view part);

}  // namespace yiguan::catalog
