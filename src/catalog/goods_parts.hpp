// Reading, checking and telling 商品信息; private to the room.
#pragma once
#include "catalog/goods.hpp"

namespace yiguan::catalog {

inline constexpr std::string_view goods_zh = "商品信息";

/// "goods" of a filing's body: what is given is well-formed.
void read_goods(ObjectReader& in, Violations& violations, Extras& out);
json::object goods_json(const Extras::Goods& goods);
Extras::Goods stored_goods(const json::object& stored);
/// A complete part has its mandatory fields, and the product its bar code (GDP-10); of a draft nothing is demanded.
/// missing_field.
Result<void> check_goods(const Template& tmpl, const FieldValues& values, const Extras& extras, Demand demand);

Shown::State goods_state(const Product& product, const Viewer& viewer);
/// "goods" as this viewer may see it; who is told of closed sections learns that it is there.
void add_goods(const Product& product, const Viewer& viewer, json::object& out);
/// For differences(): in words, also that it is confidential; "" without the part.
std::string goods_text(const Product& product);
/// What the part or the field below it is called: "/goods/netUnit"; "" for another pointer.
std::string_view goods_field(std::string_view pointer);

}  // namespace yiguan::catalog
