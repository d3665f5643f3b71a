// What the operator demands of sales: one document, every version of which is kept. Without one the built-in rules
// hold.
#pragma once
#include <array>
#include <string>
#include <vector>

#include "auth/actor.hpp"
#include "core/json.hpp"
#include "core/time.hpp"
#include "db/db.hpp"
#include "trade/bundle_rules.hpp"

namespace yiguan::trade {

/// What a customer may be asked for (EBS-27), in this order.
inline constexpr std::array<std::string_view, 5> customer_fields{"name", "phone", "idNumber", "region", "address"};
std::string_view customer_field_zh(std::string_view field);

/// 以旧换新活动: its products are sold as 以旧换新 only (EBS-28).
struct Programme {
    std::string name, from, to;  ///< Days, both taken in.
    std::vector<ProductId> products;
    bool runs_on(std::string_view day) const { return from <= day && day <= to; }
    friend bool operator==(const Programme&, const Programme&) = default;
};

struct SaleRules {
    std::int64_t version = 0;                            ///< 0: the built-in ones.
    std::array<std::vector<std::string>, 3> customer{};  ///< By type: fields that are mandatory.
    std::array<std::vector<CodeFamily>, 3> families{};   ///< By type: codes that are taken (C-11).
    int customer_days = 1095;                            ///< Until what a customer gave is erased.
    std::vector<Programme> programmes{};

    /// Nothing of a customer but for 以旧换新, which the subsidy asks for; E码通 codes alone there (EBS-32).
    static SaleRules built_in();
    const std::vector<std::string>& customer_of(SaleType type) const;
    const std::vector<CodeFamily>& families_of(SaleType type) const;
    /// The one that runs on the day and names the product; null for none.
    const Programme* programme_of(ProductId product, std::string_view day) const;
};
inline constexpr std::size_t programmes_max = 50, programme_products_max = 500;

/// {"customerFields":{"bundle":[],"single":[],"trade_in":[...]},"codeFamilies":{...},"customerDays","programmes":
/// [{"name","from","to","products":[...]}]}; everything wrong is collected.
Result<SaleRules> decode_sale_rules(const json::object& body);
json::object encode(const SaleRules& rules);

/// Those in force.
SaleRules sale_rules(db::Tx& tx);
/// By the operator. Audited. @return forbidden, conflict at "/version", not_found at "/programmes/<i>/products/<j>".
Result<SaleRules> change_sale_rules(db::Tx& tx, const auth::Actor& actor, std::int64_t version, SaleRules rules);

}  // namespace yiguan::trade
