// SQL of sales, customers, returns and their rules; private to the room.
#pragma once
#include "trade/returns.hpp"

namespace yiguan::trade::store {

/// Stored: append only.
enum class SaleKind : std::uint8_t { sale = 1, customer = 2, taken_back = 3, rules = 4 };
inline constexpr std::int64_t rules_id = 1;

struct SaleVersion {
    std::int64_t id = 0, version = 0;
    SaleKind kind = SaleKind::sale;
    OrgId org;
    UtcMs changed_at;
    UserId changed_by;
    std::string content;
};
/// What the log has of it.
std::string content_of(const SaleVersion& version);
void insert_version(db::Tx& tx, const SaleVersion& version);
std::vector<SaleVersion> sale_versions_after(db::Tx& tx, std::int64_t id, std::int64_t version, int limit);
std::optional<SaleVersion> newest_sale_version(db::Tx& tx, std::int64_t id);
/// Ids of a kind that are stored, ascending.
std::vector<std::int64_t> sale_ids_after(db::Tx& tx, SaleKind kind, std::int64_t after, int limit);

/// "XS20261122-000001"; "XS" or "TH".
std::string next_number(db::Tx& tx, OrgId org, std::string_view prefix);

std::string to_stored(const Sale& sale);
std::string to_stored(const Customer& customer);
std::string to_stored(const Return& taken);

void insert(db::Tx& tx, const Sale& sale);
/// False when somebody else was quicker.
bool update(db::Tx& tx, const Sale& sale);
std::optional<Sale> find_sale(db::Tx& tx, SaleId id);
/// The text of `content`, and whether the columns beside it say the same.
struct StoredContent {
    std::string content;
    bool agrees = false;
};
std::optional<StoredContent> stored_content(db::Tx& tx, SaleKind kind, std::int64_t id);
std::vector<Sale> sales_of_code(db::Tx& tx, const codes::CodeAt& code, int limit);
std::vector<Sale> sales_of_customer(db::Tx& tx, CustomerId customer, int limit);
std::vector<Sale> list_sales(db::Tx& tx, OrgId org, UserId by, const SaleFilter& filter, SaleId before, int limit);

struct CustomerRow {
    Customer customer;
    std::string personal{};  ///< Sealed.
    std::string tail_mark{};
    std::string token_hash{};
    std::string phone_mark{};
};
/// SHA-256 in hexadecimal digits; "" of nothing.
std::string digest_of(std::string_view sealed);
void insert(db::Tx& tx, const CustomerRow& row);
bool update(db::Tx& tx, const CustomerRow& row);
std::optional<CustomerRow> find_customer(db::Tx& tx, CustomerId id);
std::optional<CustomerRow> customer_of_token(db::Tx& tx, std::string_view token_hash);
std::vector<Customer> list_customers(db::Tx& tx, OrgId org, UserId by, registry::StoreId store,
                                     std::string_view tail_mark, CustomerId before, int limit);
std::vector<CustomerRow> customers_of_phone(db::Tx& tx, std::string_view phone_mark, int limit);
/// Whose time is over.
std::vector<CustomerRow> customers_to_purge(db::Tx& tx, int limit);

void insert(db::Tx& tx, const Return& taken);
bool update(db::Tx& tx, const Return& taken);
std::optional<Return> find_return(db::Tx& tx, ReturnId id);
std::vector<Return> list_returns(db::Tx& tx, OrgId org, UserId by, const ReturnFilter& filter, ReturnId before,
                                 int limit);

struct RulesRow {
    std::int64_t version = 0;
    std::string content;
};
std::optional<RulesRow> find_rules(db::Tx& tx);
/// False when somebody else was quicker.
bool put_rules(db::Tx& tx, const RulesRow& row);

}  // namespace yiguan::trade::store
