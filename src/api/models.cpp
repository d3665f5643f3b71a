// The catalogue of products, rules of models (型号) and their two-character codes: what a form needs to know before it
// is filled in.
#include "catalog/models.hpp"
#include "api/operation.hpp"
#include "catalog/catalog_json.hpp"
#include "keys/keys.hpp"

namespace yiguan::api {
namespace {

Result<Step> get_catalogue(Services&, const http::Request&) {
    return Step{ok(catalog::encode(catalog::catalogue()))};
}

// GET /api/v1/products/model-rules: the same for everybody.
Result<Step> model_rules(Services& services, const http::Request&) {
    json::array families, reasons;
    for (const auto& rules : catalog::templates().families) {
        json::array locked;
        const catalog::Template* tmpl = catalog::templates().find_family(rules.family);
        for (const catalog::Field& field : tmpl->fields)
            if (rules.locks(field)) locked.push_back({{"key", field.key}, {"zh", field.name_zh}});
        families.push_back({{"family", catalog::name(rules.family)},
                            {"nameZh", catalog::name_zh(rules.family)},
                            {"template", tmpl->id},
                            {"allLocked", rules.all_locked},
                            {"unlocked", json::value_from(rules.unlocked)},
                            {"locked", std::move(locked)}});
    }
    for (const auto& reason : catalog::amendment_reasons()) reasons.push_back({{"key", reason.key}, {"zh", reason.zh}});
    return Step{ok(json::object{
        {"families", std::move(families)}, {"reasons", std::move(reasons)}, {"contact", services.platform_contact}})};
}

// GET /api/v1/products/model-codes?family=battery&code=1A
Result<Step> model_codes(Services&, const http::Request& request) {
    const auto family =
        catalog::parse_family(request.query_param("family").value_or("battery")).value_or(catalog::Family::none);
    const std::string code(request.query_param("code").value_or(""));
    if (!code.empty() && !keys::ModelCode::is_specification(code))
        return Error{.code = Code::key_character,
                     .pointer = "/code",
                     .detail = "型号规格代码应是两位数字或大写英文字母，不含 I、O、Z",
                     .field = "型号规格代码"};
    return Step{Read{[family, code](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto codes, catalog::model_codes(tx, actor, family));
        json::array used;
        bool available = true;
        for (const auto& one : codes.used) {
            available = available && one.code != code;
            json::object row{{"code", one.code}};
            if (one.product) {
                row["product"] = to_string(one.product);
                row["name"] = one.name;
                row["model"] = one.model;
            }
            used.push_back(std::move(row));
        }
        json::object out{{"producer", codes.producer},
                         {"used", std::move(used)},
                         {"free", keys::ModelCode::specifications - static_cast<int>(codes.used.size())}};
        if (!codes.next.empty()) out["next"] = codes.next;
        if (!code.empty()) out["available"] = available;
        return ok(std::move(out));
    }}};
}

}  // namespace

std::vector<Operation> model_operations() {
    using namespace schema;
    const auto plain = [](std::string_view title) { return Schema{{"type", "string"}, {"title", title}}; };
    const auto rows = [](std::string_view title) {
        return Schema{{"type", "array"}, {"title", title}, {"items", free_object(title)}};
    };
    const auto items_of = [](std::string_view name) {
        return schema::answer({{"items", Schema{{"type", "array"}, {"items", ref(name)}}}});
    };
    return {
        {.method = http::Method::get,
         .path = "/api/v1/catalogue",
         .id = "getCatalogue",
         .tag = "产品",
         .zh = "重点工业产品目录",
         .en = "The official catalogue of products; a fixed, short list.",
         .who = Who::anybody(),
         .answer = {200, "目录", items_of("Category")},
         .run = get_catalogue},
        {.method = http::Method::get,
         .path = "/api/v1/products/model-rules",
         .id = "modelRules",
         .tag = "产品",
         .zh = "型号的规则：各类型号不可订正、变更的字段，可选的理由，平台联系人",
         .en = "Which fields of a published model are locked, the reasons to choose from, and whom to ask.",
         .who = Who::anybody(),
         .answer = {200, "规则",
                    answer(
                        {{"families", rows("型号类别")}, {"reasons", rows("理由")}, {"contact", plain("平台联系人")}})},
         .run = model_rules},
        {.method = http::Method::get,
         .path = "/api/v1/products/model-codes",
         .id = "modelCodes",
         .tag = "产品",
         .zh = "本企业电池或充电器型号已用的型号规格代码，和下一个可用的",
         .en = "The model specification codes in use of one's batteries or chargers, and the next free one.",
         .who = Who::with(auth::Permission::file_product),
         .query = {{"family", "型号类别：battery（默认）或 charger", choice("型号类别", {"battery", "charger"})},
                   {"code", "查询此代码是否可用", Schema{{"type", "string"}, {"maxLength", 2}}}},
         .answer = {200, "型号规格代码",
                    answer({{"producer", plain("追溯编码中的生产企业代码")},
                            {"used", rows("已用代码")},
                            {"free", {{"type", "integer"}, {"title", "可用个数"}}},
                            maybe("next", plain("下一个可用代码")),
                            maybe("available", boolean("所查代码可用"))})},
         .errors = {Code::key_character},
         .run = model_codes},
    };
}

}  // namespace yiguan::api
