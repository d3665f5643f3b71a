// 商品信息 of a filing: what the form of products of the Guangdong platform asks for (GDP-10, GDP-11, GDP-12, GDP-14).
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog.hpp"

namespace yiguan::catalog {

inline constexpr std::string_view shelf_life_forever = "永久";
/// Of 企业定价, ISO 4217.
inline constexpr std::string_view currencies[] = {"CNY", "HKD", "MOP", "TWD", "USD", "EUR", "GBP", "JPY"};

struct GoodsRow {
    std::string_view zh, en;
    std::string value;
};
/// As pages write it, for this viewer: nothing where it is confidential and he may not see it.
std::vector<GoodsRow> goods_rows(const Product& product, const Viewer& viewer);

}  // namespace yiguan::catalog
