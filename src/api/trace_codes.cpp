// 商品追溯码 is activated (GDP-23..25); 品牌 that the product form offers (GDP-13).
#include "dossier/trace_codes.hpp"
#include "api/dossier_json.hpp"
#include "catalog/brands.hpp"

namespace yiguan::api {
namespace {

// POST /api/v1/products/{id}/trace-code {"confirmed":true}
Result<Step> activate_trace_code(Services& services, const http::Request& request) {
    TRY(const auto id, path_id<ProductId>(request, "id"));
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader in(body, violations);
    if (!in.boolean("confirmed", "二次确认", false))
        in.violation(Code::invalid, "confirmed", "二次确认", "激活后不可撤销，须确认（confirmed 为 true）");
    in.finish();
    TRY_VOID(violations.result());
    return Step{Write{[&services, id](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto made, dossier::activate(tx, actor, id));
        return ok(json::object{{"product", to_string(made.product)},
                               {"gtin", made.gtin},
                               {"address", services.base_url + "/01/" + made.gtin},
                               {"activatedAt", iso_utc(made.activated_at)}});
    }}};
}

Result<Step> list_brands(Services&, const http::Request& request) {
    TRY(auto part, search_text(request, "q", "品牌"));
    return Step{Read{[part = std::move(part)](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto names, catalog::list_brands(tx, actor, part));
        json::array items;
        for (const auto& name : names) items.emplace_back(name);
        return ok(json::object{{"items", std::move(items)}});
    }}};
}

Result<Step> add_brand(Services&, const http::Request& request) {
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader in(body, violations);
    auto name = in.text("name", "品牌名称", {.chars_max = catalog::brand_chars_max});
    in.finish();
    TRY_VOID(violations.result());
    return Step{Write{[name = std::move(name)](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY_VOID(catalog::add_brand(tx, actor, name));
        return ok(json::object{{"name", name}});
    }}};
}

}  // namespace

void add_activations(db::Tx& tx, std::span<const catalog::Product> products, const auth::Actor& actor,
                     std::span<json::object> out) {
    const auto codes = dossier::trace_codes_of(tx, products);
    for (std::size_t i = 0; i < products.size(); ++i) {
        if (!codes[i] || products[i].org != actor.org) continue;
        out[i]["activatedAt"] = iso_utc(codes[i]->activated_at);
        if (!dossier::agrees(*codes[i], products[i])) out[i]["activatedGtin"] = codes[i]->gtin;
    }
}

std::vector<Operation> trace_code_operations() {
    using namespace schema;
    const Schema string{{"type", "string"}};
    return {
        {.method = http::Method::post,
         .path = "/api/v1/products/{id}/trace-code",
         .id = "activateTraceCode",
         .tag = "产品备案",
         .zh = "激活商品追溯码；须二次确认，激活后不可撤销",
         .en = "Activates the trace code of a product, for good; it may be printed before a batch is described.",
         .who = Who::with(auth::Permission::bind_codes),
         .body = {{.schema = object({{"confirmed", boolean("二次确认，须为 true")}}),
                   .example = {{"confirmed", true}},
                   .bytes_max = 1024}},
         .answer = {200, "商品追溯码",
                    answer({{"product", id("产品备案")},
                            {"gtin", plain("商品条码，14 位")},
                            {"address", plain("码中的网址")},
                            {"activatedAt", time("激活时间")}})},
         .errors = {Code::not_found, Code::org_not_approved, Code::product_not_published, Code::wrong_state,
                    Code::conflict, Code::invalid},
         .repeat = Repeat::kept,
         .run = activate_trace_code},
        {.method = http::Method::get,
         .path = "/api/v1/brands",
         .id = "listBrands",
         .tag = "产品备案",
         .zh = "本企业新建的品牌",
         .en = "Brands of one's organisation, for the product form.",
         .who = Who::with(auth::Permission::read_product),
         .query = {{"q", "品牌中的文字", text("品牌", 100)}},
         .answer = {200, "品牌", answer({{"items", list("品牌", string, 100)}})},
         .errors = {Code::too_long},
         .run = list_brands},
        {.method = http::Method::post,
         .path = "/api/v1/brands",
         .id = "addBrand",
         .tag = "产品备案",
         .zh = "新建品牌",
         .en = "Adds a brand that the product form offers.",
         .who = Who::with(auth::Permission::file_product),
         .body = {{.schema = object({{"name", text("品牌名称", 60)}}),
                   .example = {{"name", "粤行"}},
                   .bytes_max = 1024}},
         .answer = {200, "品牌", answer({{"name", plain("品牌名称")}})},
         .errors = {Code::conflict, Code::org_not_approved},
         .repeat = Repeat::kept,
         .run = add_brand},
    };
}

}  // namespace yiguan::api
