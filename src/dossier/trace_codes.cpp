#include "dossier/trace_codes.hpp"

#include "auth/auth.hpp"
#include "dossier/partners_json.hpp"
#include "dossier/products.hpp"
#include "dossier/records.hpp"
#include "registry/registry.hpp"

namespace yiguan::dossier {
namespace {

// Which other product has it is told to who may see that product.
Error taken(db::Tx& tx, const auth::Actor& actor, const std::string& gtin) {
    std::string other = "另一个产品";
    if (const auto known = store::trace_code_of_gtin(tx, actor.org, gtin))
        if (const auto product = own_product(tx, actor, known->product); product.has_value())
            other = "产品“" + product.value().name + "”";
    return {.code = Code::conflict,
            .pointer = "/gtin",
            .detail = "商品条码 " + gtin + " 已由本企业的" + other + "激活商品追溯码，一个商品条码只能激活一次",
            .field = "商品条码",
            .value = gtin};
}

}  // namespace

Result<TraceCode> activate(db::Tx& tx, const auth::Actor& actor, ProductId id) {
    TRY_VOID(auth::require(actor, auth::Permission::bind_codes));
    TRY_VOID(registry::require_approved(tx, actor.org));
    TRY(const auto product, own_product(tx, actor, id));
    if (product.status != catalog::ProductStatus::published)
        return Error{.code = Code::product_not_published,
                     .pointer = "/product",
                     .detail = "产品备案审核通过后才能激活商品追溯码",
                     .field = "产品"};
    auto gtin = gtin_of(product);
    if (gtin.empty())
        return Error{.code = Code::wrong_state,
                     .pointer = "/gtin",
                     .detail = "该产品备案没有填写商品条码，不能激活商品追溯码",
                     .field = "商品条码"};
    const Error done{Code::wrong_state, "", "该产品的商品追溯码已经激活，激活后不可撤销"};
    if (store::find_trace_code(tx, id)) return done;
    if (store::trace_code_of_gtin(tx, actor.org, gtin)) return taken(tx, actor, gtin);
    const TraceCode made{
        .product = id, .org = actor.org, .gtin = std::move(gtin), .activated_at = tx.now(), .activated_by = actor.user};
    const store::TraceCodeRow row{.code = made, .content = to_stored(made)};
    if (!store::insert(tx, row)) return store::find_trace_code(tx, id) ? done : taken(tx, actor, made.gtin);
    record(tx, actor, store::Kind::trace_code, store::Act::add, id.value, 1, row.content);
    return made;
}

std::optional<TraceCode> trace_code_of(db::Tx& tx, ProductId product) {
    auto found = store::find_trace_code(tx, product);
    if (!found) return std::nullopt;
    return std::move(found->code);
}

std::vector<std::optional<TraceCode>> trace_codes_of(db::Tx& tx, std::span<const catalog::Product> products) {
    std::vector<ProductId> ids;
    for (const auto& product : products) ids.push_back(product.id);
    return store::find_trace_codes(tx, ids);
}

bool agrees(const TraceCode& code, const catalog::Product& product) {
    return code.gtin == gtin_of(product);
}

std::string to_stored(const TraceCode& code) {
    return json::serialize(json::object{{"product", to_string(code.product)}, {"gtin", code.gtin}});
}

}  // namespace yiguan::dossier
