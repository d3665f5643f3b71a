// A shop with vehicles, batteries and chargers of one maker in stock, for tests of sales over HTTP.
#pragma once
#include "api/assembling.hpp"
#include "api/moves.hpp"

namespace yiguan::testing {

struct ShopGoods {
    std::unique_ptr<Party> shop;            ///< Signed in; without stores.
    std::string vehicle, battery, charger;  ///< Trace codes, each of its own, in stock.
    json::array texts() const { return {json::string(charger), json::string(vehicle), json::string(battery)}; }
    json::object bundle() const { return {{"type", "bundle"}, {"texts", texts()}}; }
};
/// Three new pieces of the maker that a story has for it, in its shop.
ShopGoods shop_goods(Story& story);
/// Sold as a bundle; the answer's body.
json::object sold(ShopGoods& goods);

/// What operations about sales, customers and returns need.
std::optional<Prepared> prepared_sale(const DeclaredOperation& operation, Story& story);

}  // namespace yiguan::testing
