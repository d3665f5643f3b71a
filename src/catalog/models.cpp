// Codes, locks and pairs of models (EBM-39..68).
#include "catalog/models.hpp"

#include <fmt/format.h>

#include "auth/auth.hpp"
#include "catalog/model_parts.hpp"
#include "catalog/models_store.hpp"
#include "catalog/steps.hpp"
#include "core/text.hpp"
#include "keys/keys.hpp"
#include "registry/registry.hpp"

namespace yiguan::catalog {
namespace {

constexpr AmendmentReason amendment_reason_list[] = {
    {"wrong_entry", "填报有误"},     {"certificate", "证书或报告更新"},
    {"document", "照片或附件更新"},  {"design", "设计或材料变化"},
    {"part", "关键零部件变化"},      {"standard", "执行标准变化"},
    {"pairing", "允许配套型号变化"}, {"other", "其他"},
};

constexpr int first_year = 2000, last_year = 2099;  // the code holds two digits of the year (C-05)

std::string_view code_of(const Product& product) {
    if (product.family() != Family::battery && product.family() != Family::charger) return {};
    const auto given = product.values.values.find("modelCode");
    return given == product.values.values.end() ? std::string_view() : std::string_view(given->second);
}

bool is_holding(ProductStatus status) {
    return status == ProductStatus::pending || status == ProductStatus::awaiting_party ||
           status == ProductStatus::to_complete || status == ProductStatus::published;
}

std::string compared(std::string_view model) {
    std::string text = fold_width(trim(model));
    for (char& c : text) c = to_upper(c);
    return text;
}

// The organisation of that credit code, or one that stands in for it: by a duty that was taken over, either way.
bool is_producer(db::Tx& tx, std::string_view uscc, OrgId org) {
    const auto parsed = keys::Uscc::parse(uscc);
    if (parsed.has_error()) return false;
    const auto named = registry::find_org_by_uscc(tx, parsed.value());
    if (!named) return false;
    const auto took_over = [&](OrgId successor, OrgId predecessor) {
        const auto all = registry::predecessors_of(tx, successor);
        return std::ranges::find(all, predecessor) != all.end();
    };
    return named->id == org || took_over(org, named->id) || took_over(named->id, org);
}

}  // namespace

std::span<const AmendmentReason> amendment_reasons() {
    return amendment_reason_list;
}

Result<std::string> amendment_reason(std::string_view kind, std::string_view text) {
    if (kind.empty()) return std::string(text);
    const auto known = std::ranges::find(amendment_reason_list, kind, &AmendmentReason::key);
    if (known == std::end(amendment_reason_list))
        return Error{.code = Code::invalid, .pointer = "/reasonKind", .detail = "没有这种理由", .field = "理由类型"};
    const std::string_view words = trim(text);
    if (kind == "other") return std::string(words);
    return words.empty() ? std::string(known->zh) : fmt::format("{}：{}", known->zh, words);
}

std::span<const AllowedModel> allowed_models(const Product& vehicle, Family part) {
    if (vehicle.family() != Family::vehicle) return {};
    if (part == Family::battery) return vehicle.extras.batteries;
    if (part == Family::charger) return vehicle.extras.chargers;
    return {};
}

bool allows(db::Tx& tx, const Product& vehicle, const Product& part) {
    const std::string model = compared(part.model());
    return std::ranges::any_of(allowed_models(vehicle, part.family()), [&](const AllowedModel& a) {
        return compared(a.model) == model && (a.edition == 0 || a.edition == part.edition) &&
               is_producer(tx, a.uscc, part.org);
    });
}

Result<ModelCodes> model_codes(db::Tx& tx, const auth::Actor& actor, Family family) {
    TRY_VOID(auth::require(actor, auth::Permission::file_product));
    if (family != Family::battery && family != Family::charger)
        return Error{.code = Code::invalid,
                     .pointer = "/family",
                     .detail = "只有电池和充电器型号有型号规格代码",
                     .field = "型号类别"};
    TRY(const auto org, registry::get_org(tx, actor.org));
    ModelCodes out{.producer = std::string(org.data.uscc.text()).substr(8, 9), .used = {}, .next = {}};
    std::vector<bool> taken(keys::ModelCode::specifications);
    for (auto& row : store::models_of(tx, actor.org, family)) {
        taken[static_cast<std::size_t>(keys::ModelCode::number_of(row.code))] = true;
        ModelCodes::Used used{std::move(row.code)};
        if (!actor.scope.own_only || row.entered_by == actor.user) {
            used.product = row.product;
            used.name = std::move(row.name);
            used.model = std::move(row.model);
        }
        out.used.push_back(std::move(used));
    }
    const auto free = std::ranges::find(taken, false);
    if (free != taken.end()) out.next = keys::ModelCode::specification_of(static_cast<int>(free - taken.begin()));
    return out;
}

std::string item_model_code(const Product& product, std::string_view uscc, std::string_view production_date) {
    const auto date = parse_date(production_date);
    if (code_of(product).empty() || date.has_error()) return {};
    if (date.value().year < first_year || date.value().year > last_year) return {};
    const auto made = keys::ModelCode::make(uscc, date.value().year, code_of(product));
    return made.has_error() ? std::string() : made.value().text();
}

Result<void> check_family(const Template& tmpl, const CatalogueUnit& unit) {
    if (tmpl.family == unit.family) return outcome::success();
    const std::string detail =
        unit.family == Family::none
            ? fmt::format("“{}”只用于{}型号，请选择其他数据模板", tmpl.name_zh, name_zh(tmpl.family))
            : fmt::format("“{}”须按{}型号的数据模板备案；委托生产的型号由实际生产企业备案", unit.name_zh,
                          name_zh(unit.family));
    return Error{.code = Code::invalid, .pointer = "/template", .detail = detail, .field = "数据模板"};
}

Result<void> check_locks(const Product& before, const Product& after, std::string_view contact) {
    const FamilyRules* rules = templates().rules_of(before.family());
    if (!rules) return outcome::success();
    // Filed before units had families, a charger on the template of vehicles: it may be moved to where it belongs.
    const CatalogueUnit* unit = catalogue().find_unit(before.unit_id);
    if (!unit || unit->family != before.family()) return outcome::success();
    Violations violations;
    const std::string ask = contact.empty() ? std::string("请联系平台") : fmt::format("请联系平台：{}", contact);
    const auto add = [&](std::string pointer, std::string_view zh) {
        violations.add(
            {.code = Code::invalid,
             .pointer = std::move(pointer),
             .detail =
                 before.family() == Family::vehicle
                     ? fmt::format("{}是已发布整车型号的基本信息，不能订正或变更，请申请新的型号；如有疑问{}", zh, ask)
                     : fmt::format("已发布的{}型号不能修改{}，确需修改{}", name_zh(before.family()), zh, ask),
             .field = std::string(zh)});
    };
    if (after.family() != before.family()) add("/template", "型号类别");
    const auto value = [](const Product& p, const std::string& key) {
        const auto given = p.values.values.find(key);
        return given == p.values.values.end() ? std::string() : given->second;
    };
    for (const Field& field : before.tmpl->fields) {
        // What the model did not say yet may be filled in: a template may have gained the field since.
        if (!rules->locks(field) || value(before, field.key).empty()) continue;
        if (value(before, field.key) != value(after, field.key)) add("/fields/" + field.key, field.name_zh);
    }
    for (const auto& report : before.extras.reports) {
        const bool kept = std::ranges::any_of(after.extras.reports, [&](const Extras::Report& r) {
            return r.number == report.number && r.body == report.body && r.standard == report.standard;
        });
        if (!kept) {
            add("/reports", "检测报告的检测机构、报告编号和执行标准号");
            break;
        }
    }
    return violations.result();
}

namespace {

// The other model is named to whom own_product() gives it.
Error code_taken(db::Tx& tx, const auth::Actor& actor, const Product& product, ProductId holder) {
    const auto other = get_product(tx, holder);
    const bool named = other.has_value() && other.value().org == actor.org && is_within_own(tx, actor, other.value());
    return {.code = Code::conflict,
            .pointer = "/fields/modelCode",
            .detail = fmt::format("型号规格代码 {} 已用于本企业的{}{}型号{}，不同型号不能共用一个代码",
                                  code_of(product), named ? "" : "另一个", name_zh(product.family()),
                                  named ? fmt::format("“{}”", other.value().model()) : ""),
            .field = "型号规格代码",
            .value = std::string(code_of(product))};
}

}  // namespace

Result<void> require_free_code(db::Tx& tx, const auth::Actor& actor, const Product& product) {
    if (code_of(product).empty()) return outcome::success();
    const ProductId holder =
        store::holder_of(tx, {product.org, product.family(), std::string(code_of(product)), product.id});
    if (!holder || holder == product.id) return outcome::success();
    return code_taken(tx, actor, product, holder);
}

Result<void> hold_model_code(db::Tx& tx, const auth::Actor& actor, const Product& product) {
    const std::string_view code = code_of(product);
    // What is filed just now holds none yet.
    const auto held = product.version == 1 ? std::nullopt : store::model_code_of(tx, product.id);
    if (code.empty() || !is_holding(product.status)) {
        if (held) store::release_model_code(tx, product.id);
        return outcome::success();
    }
    const store::ModelCodeRow wanted{product.org, product.family(), std::string(code), product.id};
    if (held == wanted) return outcome::success();
    if (held) store::release_model_code(tx, product.id);
    const ProductId holder = store::take_model_code(tx, wanted);
    if (holder == product.id) return outcome::success();
    return code_taken(tx, actor, product, holder);
}

bool agrees_model_code(db::Tx& tx, const Product& product) {
    const std::string_view code = code_of(product);
    const auto held = store::model_code_of(tx, product.id);
    if (code.empty() || !is_holding(product.status)) return !held;
    return held == store::ModelCodeRow{product.org, product.family(), std::string(code), product.id};
}

}  // namespace yiguan::catalog
