// 空码率 (EBM-71, C-12): which share of an organisation's codes was never bound, and whether it may apply for more.
#pragma once
#include "catalog/catalog.hpp"
#include "codes/codes.hpp"

namespace yiguan::codes {

/// What a rate is told of: vehicles, batteries and chargers each by itself, every other product by the category of the
/// catalogue.
struct ProductType {
    std::string key;      ///< "vehicle", "CAT-04"
    std::string name_zh;  ///< 整车
    friend auto operator<=>(const ProductType&, const ProductType&) = default;
};
ProductType product_type(const catalog::Template& tmpl, std::string_view unit_id);
ProductType product_type(const catalog::Product& product);

struct EmptyRate {
    ProductType type;
    std::int64_t issued = 0, bound = 0, voided = 0;
    std::int64_t free() const { return issued - bound - voided; }
    /// (issued - bound - voided) / (issued - voided) is more than so many percent; never where nothing is in use.
    bool is_over(std::int64_t percent) const { return free() * 100 > percent * (issued - voided); }
    /// "63.5": percent with one digit, rounded away from the limit it is over.
    std::string text() const;
};
/// One for each type that the organisation has codes of, by key. Cost: reads its blocks.
std::vector<EmptyRate> empty_rates(db::Tx& tx, OrgId org);

/// Where free codes are.
struct FreeBlock {
    BlockId block;
    ProductId product;
    std::int64_t free = 0;
    /// All free codes are between these, which are free themselves unless the block is cut into very many segments.
    std::int64_t first = 0, last = 0;
};
/// Oldest first, at most `limit`. Cost: reads the organisation's blocks, and of those told the ends, never all.
std::vector<FreeBlock> free_blocks(db::Tx& tx, OrgId org, std::string_view type, std::size_t limit);
inline constexpr std::size_t free_blocks_told = 20;

/// What an organisation may have free at most, in percent: the node's rule, or the one that its reviewer set (ECO-17,
/// C-37: at least `percent` of its codes returned), whichever allows less.
std::int64_t empty_rate_limit(db::Tx& tx, OrgId org, std::int64_t of_node);

/// To be asked before the codes that are applied for are issued. Code::wrong_state with the rate, the rule, and in
/// `others` the blocks that hold the free codes (`value`: the block).
Result<void> require_empty_rate(db::Tx& tx, const catalog::Product& product, std::int64_t of_node);

}  // namespace yiguan::codes
