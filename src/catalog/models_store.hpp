// SQL of model codes; private to the room.
#pragma once
#include <optional>

#include "catalog/catalog.hpp"

namespace yiguan::catalog::store {

struct ModelCodeRow {
    OrgId org;
    Family family{};
    std::string code;
    ProductId product;
    friend bool operator==(const ModelCodeRow&, const ModelCodeRow&) = default;
};
/// The product that holds the code then: this one, or another that had it before.
ProductId take_model_code(db::Tx& tx, const ModelCodeRow& row);
/// Null: nobody.
ProductId holder_of(db::Tx& tx, const ModelCodeRow& row);
void release_model_code(db::Tx& tx, ProductId product);
std::optional<ModelCodeRow> model_code_of(db::Tx& tx, ProductId product);
struct CodedModel {
    std::string code;
    ProductId product;
    std::string name, model;
    UserId entered_by;
};
/// By code; at most as many as there are codes.
std::vector<CodedModel> models_of(db::Tx& tx, OrgId org, Family family);
/// By product.
std::vector<ModelCodeRow> model_codes_after(db::Tx& tx, ProductId after, int limit);

}  // namespace yiguan::catalog::store
