// SQL of 今日生产; private to the room.
#pragma once
#include "events/production.hpp"

namespace yiguan::events::store {

/// False if the product has the batch number already.
bool insert_production(db::Tx& tx, const Production& production);
void undo_production(db::Tx& tx, const Production& production);
std::optional<Production> find_production(db::Tx& tx, ProductionId id);
bool has_batch_number(db::Tx& tx, OrgId org, ProductId product, std::string_view number);
/// The greatest n of the product's batch numbers "<day>-<n>"; 0 without one.
std::int64_t last_number_of_day(db::Tx& tx, OrgId org, ProductId product, std::string_view day);
/// The newest one of a user; of a product, or any (null).
std::optional<Production> last_production(db::Tx& tx, UserId user, OrgId org, ProductId product);
std::vector<Production> list_productions(db::Tx& tx, OrgId org, UserId by, const ProductionFilter& filter,
                                         ProductionId before, int limit);
std::vector<Production> productions_after(db::Tx& tx, ProductionId after, int limit);

}  // namespace yiguan::events::store
