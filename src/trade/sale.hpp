// 销售单: what a store sold, as bundle, single pieces or 以旧换新 (EBS-25..42). The facts stand in the event log: the
// link of the three, and 销售; the document says who sold them where, finds them again, and prints the receipt.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "events/events.hpp"
#include "events/log.hpp"
#include "registry/stores.hpp"
#include "trade/bundle_rules.hpp"
#include "trade/customers.hpp"

namespace yiguan::trade {

using SaleId = Id<struct StoreSaleTag>;
using ReturnId = Id<struct SaleReturnTag>;

/// Stored: append only. in_progress: sold, what the type asks of the customer is still missing.
enum class SaleState : std::uint8_t { in_progress = 1, completed = 2, returned = 3, voided = 4 };
std::string_view name(SaleState state);
std::string_view name_zh(SaleState state);
std::optional<SaleState> parse_sale_state(std::string_view name);

struct SaleItem {
    std::optional<events::Slot> slot{};
    codes::CodeAt code;
    ProductId product;
    std::string tail;              ///< Last six characters of the code.
    std::string warranty_until{};  ///< Day; "" when the filing says none.
    events::EventKey event{};      ///< 销售
    ReturnId back{};               ///< The return that it came back with; null: it is with the customer.
};
struct SaleAddition {
    std::string name, value;
    UserId by;
    UtcMs at;
};
struct Sale {
    SaleId id;
    OrgId org;
    registry::StoreId store;
    std::string number;
    SaleType type = SaleType::bundle;
    SaleState state = SaleState::completed;
    UtcMs sold_at;
    CustomerId customer;
    std::string remark{}, programme{}, old_kind{}, old_text{};
    std::vector<SaleItem> items;
    events::EventKey link{};  ///< The AssociationEvent of this sale; null: linked before, or nothing to link.
    std::vector<SaleAddition> additions{};
    UserId created_by;
    UtcMs created_at;
    std::int64_t version = 1;
};

inline constexpr std::size_t sale_texts_max = 20;
inline constexpr std::int64_t offline_ms = 7LL * 24 * 3600 * 1000;  ///< How late what happened offline may come.

/// What was scanned and what is wrong with it. Nothing is stored.
struct SaleCheck {
    std::vector<PieceFacts> pieces;
    std::vector<std::optional<ProductId>> products;  ///< Of each piece.
    SaleVerdict verdict;
};
struct SaleCall {
    std::optional<registry::StoreId> store{};
    SaleType type = SaleType::bundle;
    std::vector<std::string> texts{};
    std::string programme{};
    std::optional<UtcMs> at{};
};
Result<SaleCheck> check_sale(db::Tx& tx, const events::Names& names, const auth::Actor& actor, const SaleCall& call);

struct NewSale {
    SaleCall call;
    CustomerId customer{};  ///< The form that the buyer fills in, or will.
    std::string remark{}, old_kind{}, old_text{};
};
/// One transaction: links the three unless they are linked, sells them, writes the document.
/// @return every problem of the check, the first as the error, with pointers "/texts/<i>"; missing_field for slots that
/// nothing fills; not_found at "/customerForm"; out_of_bounds at "/at"; conflict where somebody else was faster.
Result<Sale> sell_in_store(db::Tx& tx, const events::Names& names, const auth::Actor& actor, const NewSale& sale);

/// 追加销售信息 (EBS-42). not_found, wrong_state, conflict (it has a customer already).
struct SaleMore {
    std::vector<std::pair<std::string, std::string>> items{};
    CustomerId customer{};
};
inline constexpr std::size_t additions_max = 50;
Result<Sale> add_to_sale(db::Tx& tx, const auth::Actor& actor, SaleId id, const SaleMore& more);

/// Of the actor's organisation; of who sees his own alone what he sold. not_found.
Result<Sale> get_sale(db::Tx& tx, const auth::Actor& actor, SaleId id);
struct SaleFilter {
    std::string number{};  ///< Its beginning.
    std::optional<SaleType> type{};
    std::optional<SaleState> state{};
    registry::StoreId store{};
    std::string tail{};  ///< Of a code of it, six characters.
    CustomerId customer{};
    std::optional<UtcMs> from{}, to{};
};
Result<std::vector<Sale>> list_sales(db::Tx& tx, const auth::Actor& actor, const SaleFilter& filter, SaleId before,
                                     int limit);
/// The sale of the organisation that the code left with last.
std::optional<Sale> sale_of(db::Tx& tx, OrgId org, const codes::CodeAt& code);
/// The number of a sale, and what a customer bought: no right is checked, for answers about what was read already.
std::string sale_numbered(db::Tx& tx, SaleId id);
std::optional<Sale> sale_of_customer(db::Tx& tx, const Customer& customer);
/// Who sold it, for colleagues: name, else login.
std::string clerk_name(db::Tx& tx, UserId user);

/// One Chinese sentence for each defect of sales, customers, returns and rules: for fsck.
std::vector<std::string> check_sales(db::Tx& tx, const ledger::LogCheck& log);

}  // namespace yiguan::trade
