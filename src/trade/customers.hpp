// 顾客: what a sale asks of the buyer and no more (C-24). Typed by himself on a page whose address the clerk shows him,
// or by the clerk; sealed at rest, erased when its time is over or he asks for it. The log knows a digest only.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "registry/stores.hpp"
#include "trade/sale_rules.hpp"

namespace yiguan::trade {

using CustomerId = Id<struct CustomerTag>;

enum class CustomerState : std::uint8_t { waiting = 1, filled = 2, erased = 3 };
std::string_view name(CustomerState state);
std::string_view name_zh(CustomerState state);

struct Customer {
    CustomerId id;
    OrgId org;
    registry::StoreId store;
    CustomerState state = CustomerState::waiting;
    std::vector<std::string> needs{};  ///< Of customer_fields.
    std::string masked_name{}, masked_phone{};
    UtcMs expires_at{};  ///< Of the page.
    UtcMs purge_at{};    ///< 0 while it is waiting.
    UserId created_by;
    UtcMs created_at;
    UserId filled_by{};  ///< Null: the customer himself.
    UtcMs filled_at{};
    UserId erased_by{};  ///< Null: its time was over.
    UtcMs erased_at{};
    std::string reason{};
    std::string digest{};  ///< SHA-256 of what is sealed, hexadecimal; "" when nothing is.
    std::int64_t version = 1;
};
/// In the open; never in a log, an error or an answer that is kept.
struct CustomerData {
    std::string name{}, phone{}, id_number{}, region{}, address{};
    const std::string& at(std::string_view field) const;
};

inline constexpr std::int64_t form_ms = 30 * 60 * 1000;

struct NewForm {
    Customer customer;
    std::string token;  ///< 128 random bits, base64url; not stored.
};
/// A form to be filled in within 30 minutes, once.
/// @return forbidden, org_not_approved, those of registry::require_store.
Result<NewForm> add_customer_form(db::Tx& tx, const auth::Actor& actor, std::optional<registry::StoreId> store,
                                  std::vector<std::string> needs);
/// Who the page belongs to, for the page: of one that was used, expired or never made nothing.
struct OpenForm {
    Customer customer;
    std::string seller;
    std::string region;  ///< Of the store, else of the organisation; six digits, "" unknown.
    int days = 0;
};
std::optional<OpenForm> open_customer_form(db::Tx& tx, std::string_view token);

/// What was typed: each field that is needed, checked. Errors have pointers "/<field>" and never the value.
Result<CustomerData> read_customer(const std::vector<std::string>& needs, const json::object& fields, UtcMs now);
/// The same error without what was typed.
Error without_values(Error error);
/// By the customer. not_found for a token that is no longer good.
Result<Customer> fill_customer_form(db::Tx& tx, std::string_view token, const json::object& fields);
/// By the clerk, where the customer has no phone. not_found, wrong_state for one that was filled in or erased.
Result<Customer> fill_customer_form(db::Tx& tx, const auth::Actor& actor, CustomerId id, const json::object& fields);

/// Of the organisation, masked; of who sees his own alone, those that he asked. not_found.
Result<Customer> get_customer(db::Tx& tx, const auth::Actor& actor, CustomerId id);
struct CustomerFilter {
    std::string phone_tail{};  ///< Four digits; "" any.
    registry::StoreId store{};
};
Result<std::vector<Customer>> list_customers(db::Tx& tx, const auth::Actor& actor, const CustomerFilter& filter,
                                             CustomerId before, int limit);
/// All of it, for a reason that is put on record (audit "customer.read"). not_found, wrong_state, missing_field.
Result<CustomerData> reveal_customer(db::Tx& tx, const auth::Actor& actor, CustomerId id, std::string_view reason);
/// 删除个人信息. not_found, wrong_state, missing_field at "/reason".
Result<Customer> erase_customer(db::Tx& tx, const auth::Actor& actor, CustomerId id, std::string_view reason);
/// Erases what somebody with this telephone gave to any store (PIPL article 47): for the operator. Returns how many.
std::int64_t forget_person(db::Tx& tx, std::string_view person);
/// Erases what is past its time, and forms that nobody filled in. Returns how many.
std::int64_t purge_customers(db::Tx& tx);

}  // namespace yiguan::trade
