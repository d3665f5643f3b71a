#include "codes/empty_rate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "catalog/templates.hpp"
#include "codes/codes_store.hpp"
#include "registry/registry.hpp"

namespace yiguan::codes {
namespace {

bool is_limited(const std::optional<review::Settings>& settings) {
    return settings && settings->return_rate_limit && settings->return_rate_pct;
}

}  // namespace

ProductType product_type(const catalog::Template& tmpl, std::string_view unit_id) {
    if (tmpl.family != catalog::Family::none)
        return {std::string(catalog::name(tmpl.family)), std::string(catalog::name_zh(tmpl.family))};
    const auto key = unit_id.substr(0, unit_id.find('-', unit_id.find('-') + 1));
    const auto* category = catalog::catalogue().find_category(key);
    return {std::string(key), category ? category->name_zh : std::string(key)};
}

ProductType product_type(const catalog::Product& product) {
    return product_type(*product.tmpl, product.unit_id);
}

std::string EmptyRate::text() const {
    const std::int64_t in_use = issued - voided;
    if (in_use == 0) return "0";
    const std::int64_t tenths = (free() * 1000 + in_use - 1) / in_use;
    return fmt::format("{}.{}", tenths / 10, tenths % 10);
}

std::vector<EmptyRate> empty_rates(db::Tx& tx, OrgId org) {
    std::map<ProductType, EmptyRate> rates;
    for (const auto& row : store::code_sums(tx, org)) {
        const auto* tmpl = catalog::find_template(tx, row.tmpl);
        if (!tmpl)
            throw db::Fault(db::Fault::Kind::other, "a product names a template that this program does not know");
        const auto type = product_type(*tmpl, row.unit_id);
        EmptyRate& rate = rates.try_emplace(type, EmptyRate{.type = type}).first->second;
        rate.issued += row.issued, rate.bound += row.bound, rate.voided += row.voided;
    }
    std::vector<EmptyRate> out;
    for (auto& [type, rate] : rates) out.push_back(std::move(rate));
    return out;
}

std::vector<FreeBlock> free_blocks(db::Tx& tx, OrgId org, std::string_view type, std::size_t limit) {
    constexpr int page_size = 200;
    std::map<ProductId, bool> fits;
    std::vector<FreeBlock> found;
    for (BlockId after; found.size() < limit;) {
        const auto page = store::blocks_with_free(tx, org, after, page_size);
        for (const Block& block : page) {
            const auto [known, fresh] = fits.try_emplace(block.product, false);
            if (fresh) {
                const auto product = catalog::get_product(tx, block.product);
                known->second = product.has_value() && product_type(product.value()).key == type;
            }
            if (!known->second) continue;
            const auto bounds = store::free_bounds(tx, block);
            found.push_back({.block = block.id,
                             .product = block.product,
                             .free = block.free(),
                             .first = bounds.first,
                             .last = bounds.last});
            if (found.size() == limit) break;
        }
        if (page.size() < page_size) break;
        after = page.back().id;
    }
    return found;
}

std::int64_t empty_rate_limit(db::Tx& tx, OrgId org, std::int64_t of_node) {
    const auto found = registry::find_org(tx, org);
    if (!found || !is_limited(found->settings)) return of_node;
    return std::min<std::int64_t>(of_node, 100 - *found->settings->return_rate_pct);
}

Result<void> require_empty_rate(db::Tx& tx, const catalog::Product& product, std::int64_t of_node) {
    const auto limit = empty_rate_limit(tx, product.org, of_node);
    if (limit >= 100) return outcome::success();
    const auto type = product_type(product);
    const auto rates = empty_rates(tx, product.org);
    const auto rate = std::ranges::find(rates, type, &EmptyRate::type);
    if (rate == rates.end() || !rate->is_over(limit)) return outcome::success();
    Error error{.code = Code::wrong_state,
                .pointer = "/quantity",
                .detail = fmt::format("“{}”的空码率为 {}%（空码 {} 个，在用 {} 个），超过 {}% "
                                      "不能再申请，请先绑定已申请的追溯码或作废不再使用的空码",
                                      type.name_zh, rate->text(), rate->free(), rate->issued - rate->voided, limit),
                .field = "空码率",
                .value = rate->text()};
    for (const FreeBlock& b : free_blocks(tx, product.org, type.key, free_blocks_told))
        error.others.push_back({.code = Code::wrong_state,
                                .pointer = "/blocks/" + to_string(b.block),
                                .detail = fmt::format("码段 {} 有空码 {} 个，序号在 {} 至 {} 之间", b.block.value,
                                                      b.free, b.first, b.last),
                                .field = "空码",
                                .value = to_string(b.block)});
    return error;
}

}  // namespace yiguan::codes
