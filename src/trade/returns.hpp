// 退货单 (P23, M12): what came back from customers, and what becomes of it.
#pragma once
#include "trade/sale.hpp"

namespace yiguan::trade {

/// Stored: append only. store: the sale was a mistake of the store's.
enum class ReturnSource : std::uint8_t { customer = 1, store = 2 };
enum class Disposal : std::uint8_t { resell = 1, inspect = 2, scrap = 3 };
enum class ReturnState : std::uint8_t { restocked = 1, inspecting = 2, scrapped = 3 };
std::string_view name(ReturnSource source);
std::string_view name_zh(ReturnSource source);
std::optional<ReturnSource> parse_return_source(std::string_view name);
std::string_view name(Disposal disposal);
std::string_view name_zh(Disposal disposal);
std::optional<Disposal> parse_disposal(std::string_view name);
std::string_view name(ReturnState state);
std::string_view name_zh(ReturnState state);
std::optional<ReturnState> parse_return_state(std::string_view name);

struct ReturnItem {
    std::optional<events::Slot> slot{};
    codes::CodeAt code;
    ProductId product;
    std::string tail;
    SaleId sale{};
};
struct Return {
    ReturnId id;
    OrgId org;
    registry::StoreId store;
    std::string number;
    SaleId sale;  ///< Null: what came back was sold otherwise.
    ReturnSource source = ReturnSource::customer;
    ReturnState state = ReturnState::restocked;
    Disposal disposal = Disposal::resell;
    std::string reason{};
    UtcMs returned_at;
    std::vector<ReturnItem> items;
    UserId created_by;
    UtcMs created_at;
    UserId judged_by{};
    UtcMs judged_at{};
    std::string remark{};
    std::int64_t version = 1;
};

struct NewReturn {
    std::optional<registry::StoreId> store{};
    SaleId sale{};                     ///< All of it that is still with the customer,
    std::vector<std::string> texts{};  ///< or these.
    ReturnSource source = ReturnSource::customer;
    Disposal disposal = Disposal::resell;
    std::string reason{};
    std::optional<UtcMs> at{};
};
/// Takes back what was sold; a link that the sale made is ended, one made at the factory stands.
/// @return missing_field, not_found, wrong_state at "/texts/<i>" or "/sale", conflict.
Result<Return> take_back(db::Tx& tx, const events::Names& names, const auth::Actor& actor, const NewReturn& input);
/// 判定 of what waits for inspection: resell or scrap. @return not_found, wrong_state, invalid at "/disposition".
Result<Return> judge_return(db::Tx& tx, const events::Names& names, const auth::Actor& actor, ReturnId id,
                            Disposal disposal, std::string_view remark);

Result<Return> get_return(db::Tx& tx, const auth::Actor& actor, ReturnId id);
struct ReturnFilter {
    std::string number{};
    std::optional<ReturnSource> source{};
    std::optional<ReturnState> state{};
    registry::StoreId store{};
};
Result<std::vector<Return>> list_returns(db::Tx& tx, const auth::Actor& actor, const ReturnFilter& filter,
                                         ReturnId before, int limit);

}  // namespace yiguan::trade
