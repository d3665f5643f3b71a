// SQL of stores. Private to registry.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "registry/stores.hpp"

namespace yiguan::registry::store {

/// Opening what is sealed takes the vault, which a check of the store alone does not have.
enum class Unseal : std::uint8_t { no, yes };
struct StoreRow {
    Store store;
    std::string content;
    std::string personal;  ///< Sealed.
    std::string name{}, region{};
    StoreStatus status{};  ///< As rows are found by them.
    UserId created_by{};
};
/// False when a store of the organisation has the name.
bool insert_store(db::Tx& tx, const StoreRow& row);
/// False when somebody else changed it.
bool update_store(db::Tx& tx, const StoreRow& row);
std::optional<StoreRow> find_store_row(db::Tx& tx, StoreId id, Unseal unseal = Unseal::yes);
std::optional<StoreId> find_store_by_name(db::Tx& tx, OrgId org, std::string_view name);
std::vector<StoreRow> stores_of_org(db::Tx& tx, OrgId org, int limit);
/// Ascending.
std::vector<StoreId> store_ids_of_org(db::Tx& tx, OrgId org, std::size_t limit);
std::vector<std::int64_t> store_ids_after(db::Tx& tx, std::int64_t after, int limit);

void replace_staff(db::Tx& tx, const Store& store);
/// Ascending.
std::vector<auth::MembershipId> staff_of(db::Tx& tx, StoreId id);
/// Stores whose staff the member is, ascending.
std::vector<StoreId> stores_of_member(db::Tx& tx, OrgId org, auth::MembershipId member);

// Parts of a row.
std::string stored_store(const Store& store);
std::string personal_of(const Store& store);

}  // namespace yiguan::registry::store
