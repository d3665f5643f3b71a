// The life of a product filing: one table of moves, one function that makes them (ECO-26..29).
#include <fmt/format.h>

#include "auth/auth.hpp"
#include "catalog/applications.hpp"
#include "catalog/catalog.hpp"
#include "catalog/catalog_store.hpp"
#include "catalog/certificates.hpp"
#include "catalog/editions.hpp"
#include "catalog/extras.hpp"
#include "catalog/goods_parts.hpp"
#include "catalog/model_parts.hpp"
#include "catalog/models.hpp"
#include "catalog/steps.hpp"
#include "catalog/templates.hpp"
#include "core/text.hpp"
#include "ledger/ledger.hpp"
#include "registry/documents.hpp"
#include "registry/purposes.hpp"
#include "registry/registry.hpp"

namespace yiguan::catalog {
namespace {

using auth::Permission;

constexpr std::size_t reason_chars_max = 500;

constexpr ProductMove moves[] = {
    {ProductStatus::draft, ProductAction::save, ProductStatus::draft, Permission::file_product},
    {ProductStatus::draft, ProductAction::submit, ProductStatus::pending, Permission::file_product},
    {ProductStatus::rejected, ProductAction::save, ProductStatus::draft, Permission::file_product},
    {ProductStatus::rejected, ProductAction::submit, ProductStatus::pending, Permission::file_product},
    {ProductStatus::withdrawn, ProductAction::save, ProductStatus::draft, Permission::file_product},
    {ProductStatus::withdrawn, ProductAction::submit, ProductStatus::pending, Permission::file_product},
    {ProductStatus::to_complete, ProductAction::save, ProductStatus::draft, Permission::file_product},
    {ProductStatus::to_complete, ProductAction::submit, ProductStatus::pending, Permission::file_product},
    {ProductStatus::draft, ProductAction::submit_to_party, ProductStatus::awaiting_party, Permission::file_product},
    {ProductStatus::rejected, ProductAction::submit_to_party, ProductStatus::awaiting_party, Permission::file_product},
    {ProductStatus::withdrawn, ProductAction::submit_to_party, ProductStatus::awaiting_party, Permission::file_product},
    {ProductStatus::to_complete, ProductAction::submit_to_party, ProductStatus::awaiting_party,
     Permission::file_product},
    {ProductStatus::awaiting_party, ProductAction::confirm, ProductStatus::pending, Permission::file_product},
    {ProductStatus::awaiting_party, ProductAction::refuse, ProductStatus::rejected, Permission::file_product},
    {ProductStatus::awaiting_party, ProductAction::withdraw, ProductStatus::withdrawn, Permission::file_product},
    {ProductStatus::pending, ProductAction::withdraw, ProductStatus::withdrawn, Permission::file_product},
    {ProductStatus::pending, ProductAction::approve, ProductStatus::published, Permission::review_product},
    {ProductStatus::pending, ProductAction::reject, ProductStatus::rejected, Permission::review_product},
    {ProductStatus::pending, ProductAction::ask_to_complete, ProductStatus::to_complete, Permission::review_product},
    {ProductStatus::published, ProductAction::correct, ProductStatus::published, Permission::review_product},
    {ProductStatus::published, ProductAction::change, ProductStatus::published, Permission::review_product},
    {ProductStatus::published, ProductAction::disable, ProductStatus::disabled, Permission::review_product},
};

struct StatusWords {
    ProductStatus status;
    std::string_view name, zh;
};
constexpr StatusWords status_words[product_status_count] = {
    {ProductStatus::draft, "draft", "草稿"},
    {ProductStatus::pending, "pending", "待审核"},
    {ProductStatus::published, "published", "已发布"},
    {ProductStatus::rejected, "rejected", "已驳回"},
    {ProductStatus::withdrawn, "withdrawn", "已撤回"},
    {ProductStatus::disabled, "disabled", "已停用"},
    {ProductStatus::awaiting_party, "awaiting_party", "待对方确认"},
    {ProductStatus::to_complete, "to_complete", "待完善"},
};

struct ActionWords {
    std::string_view audit, zh;
};
constexpr ActionWords action_words[] = {
    {"product.save", "保存"},
    {"product.submit", "提交"},
    {"product.withdraw", "撤回"},
    {"product.approve", "通过"},
    {"product.reject", "驳回"},
    {"product.disable", "停用"},
    {"product.submit_to_party", "提交对方确认"},
    {"product.confirm", "对方确认"},
    {"product.refuse", "对方不同意"},
    {"product.ask_to_complete", "退回完善"},
    {"product.correct", "订正"},
    {"product.change", "变更"},
};
const ActionWords& words(ProductAction action) {
    return action_words[static_cast<std::size_t>(action)];
}

const ProductMove* find_move(ProductStatus from, ProductAction action) {
    const auto at =
        std::ranges::find_if(moves, [&](const ProductMove& m) { return m.from == from && m.action == action; });
    return at == std::end(moves) ? nullptr : at;
}

}  // namespace

Result<void> move_to(Product& product, ProductAction action) {
    const ProductMove* move = find_move(product.status, action);
    if (!move) {
        const bool fixed = product.status == ProductStatus::published &&
                           (action == ProductAction::save || action == ProductAction::submit);
        return Error{.code = Code::wrong_state,
                     .pointer = "",
                     .detail = fixed ? "已发布的备案不能修改，请重新备案"
                                     : fmt::format("{}的备案不能{}", name_zh(product.status), words(action).zh)};
    }
    product.status = move->to;
    return outcome::success();
}

store::ProductVersion version_of(const db::Tx& tx, const auth::Actor& actor, const Product& product,
                                 ProductAction action) {
    return {.product = product.id,
            .org = product.org,
            .version = product.version,
            .changed_at = tx.now(),
            .changed_by = actor.user,
            .act = action,
            .status = product.status,
            .content = store::content_text(product)};
}

namespace {

void record(db::Tx& tx, const auth::Actor& actor, const Product& product, ProductAction action) {
    const auto version = version_of(tx, actor, product, action);
    store::insert_history(tx, version);
    ledger::append(tx, ledger::Object::product, product.id.value, product.version, store::content_of(version));
    auth::audit(tx, actor, {.action = words(action).audit, .object_kind = "product", .object_id = product.id.value});
}

}  // namespace

Result<void> write_change(db::Tx& tx, const auth::Actor& actor, Product& product, ProductAction action) {
    product.version += 1;
    product.updated_at = tx.now();
    TRY_VOID(hold_model_code(tx, actor, product));
    if (!store::update(tx, product)) return Error{Code::conflict, "", "备案已被他人修改，请刷新后重试"};
    record(tx, actor, product, action);
    return outcome::success();
}

// A member who is let at what he entered himself, and nothing else (FIL-12).
bool is_within_own(db::Tx& tx, const auth::Actor& actor, const Product& product) {
    return !actor.scope.own_only || store::entered_by(tx, product.id) == actor.user;
}

Result<Product> own_product(db::Tx& tx, const auth::Actor& actor, ProductId id) {
    TRY_VOID(auth::require(actor, Permission::file_product));
    TRY(auto product, get_product(tx, id));
    if (product.org != actor.org || !is_within_own(tx, actor, product))
        return Error{Code::not_found, "", "没有这个产品备案"};
    return product;
}

namespace {

// The party of OEM/ODM that is not the organisation itself (ECO-44): registered here, since it has to confirm.
Result<void> check_other_party(db::Tx& tx, const registry::Org& org, Demand demand, const Product& product) {
    if (product.other_uscc.empty() || demand == Demand::draft) return outcome::success();
    const auto other = other_party(*product.tmpl, product.values, org.data.uscc.text());
    Error error{.code = Code::invalid,
                .pointer = "/fields/" + other->key,
                .detail = "对方企业尚未入驻本平台或未通过审核，请对方入驻后再提交",
                .field = "对方企业统一社会信用代码",
                .value = other->uscc};
    const auto uscc = keys::Uscc::parse(other->uscc);
    if (uscc.has_error()) return uscc.error();
    const auto found = registry::find_org_by_uscc(tx, uscc.value());
    if (found && found->id == org.id) {
        error.detail = "委托方和受托方不能是同一企业";
        return error;
    }
    if (!found || registry::require_approved(tx, found->id).has_error()) return error;
    return outcome::success();
}

// Documents that fields name belong to the organisation that fills in.
Result<void> check_document_fields(db::Tx& tx, OrgId org, const Template& tmpl, const FieldValues& values) {
    Violations violations;
    for (const Field& field : tmpl.fields) {
        if (field.kind != FieldKind::document) continue;
        const auto given = values.values.find(field.key);
        if (given == values.values.end()) continue;
        const auto id = parse_id_as<DocumentId>(given->second);
        auto document = registry::require_document(tx, id.value_or(DocumentId{}), org);
        if (document.has_value()) continue;
        Error error = document.error();
        error.pointer = "/fields/" + field.key;
        error.field = field.name_zh;
        violations.add(std::move(error));
    }
    return violations.result();
}

}  // namespace

Result<const Template*> template_of(db::Tx& tx, OrgId org, const NewFiling& filing, const Product& product) {
    const Template* tmpl = find_template(tx, filing.template_id, filing.template_edition);
    if (product.tmpl && tmpl == product.tmpl) return tmpl;
    const Template* offered = template_for(tx, filing.template_id, org);
    if (!offered)
        return Error{.code = Code::template_unknown,
                     .pointer = "/template",
                     .detail = "没有可用于产品备案的这个数据模板",
                     .field = "数据模板"};
    if (tmpl != offered)
        return Error{.code = Code::conflict,
                     .pointer = "/edition",
                     .detail = fmt::format("数据模板已有第 {} 版，请按新版填报", offered->edition),
                     .field = "模板版次"};
    return tmpl;
}

namespace {

Demand demand_of(const NewFiling& filing) {
    return filing.submit == Submit::yes ? Demand::complete : Demand::draft;
}

}  // namespace

Result<void> take_content(const registry::Org& org, const Template* tmpl, const NewFiling& filing, Product& product) {
    const CatalogueUnit* unit = catalogue().find_unit(filing.unit_id);
    if (!unit)
        return Error{.code = Code::unit_unknown,
                     .pointer = "/unit",
                     .detail = "产品单元不在重点工业产品目录中",
                     .field = "产品单元"};

    // What was filed before units had families may stay on its template.
    const bool stays = product.tmpl && product.tmpl->id == tmpl->id && product.unit_id == filing.unit_id;
    if (!stays) {
        TRY_VOID(check_family(*tmpl, *unit));
    }
    const Demand demand = demand_of(filing);
    product.tmpl = tmpl;
    product.values = filing.values;
    const Identity identity{org.data.name, std::string(org.data.uscc.text()), org.data.address, org.data.contact};
    TRY_VOID(fill_identity(*tmpl, Step::filing, product.values, identity, "/fields", demand));
    if (demand == Demand::complete) {
        TRY_VOID(require_complete(*tmpl, Step::filing, product.values));
        if (filing.pictures.empty() && tmpl->picture_required)
            return Error{.code = Code::picture_required,
                         .pointer = "/pictures",
                         .detail = "需上传产品图片",
                         .field = "产品图片"};
    }
    product.unit_id = filing.unit_id;
    const auto product_name = product.values.values.find("productName");
    product.name = product_name == product.values.values.end() ? std::string() : product_name->second;
    product.pictures = filing.pictures;
    product.extras = filing.extras;
    const auto other = other_party(*tmpl, product.values, org.data.uscc.text());
    product.other_uscc = other ? other->uscc : std::string();
    return outcome::success();
}

Result<void> check_taken(db::Tx& tx, const registry::Org& org, const NewFiling& filing, const Product& product) {
    const Demand demand = demand_of(filing);
    TRY_VOID(check_pictures(tx, product.org, product.pictures));
    TRY_VOID(check_extras(tx, product.org, product.extras));
    TRY_VOID(check_model_parts(tx, product.org, product.tmpl->family, product.extras, demand));
    TRY_VOID(check_goods(*product.tmpl, product.values, product.extras, demand));
    TRY_VOID(check_document_fields(tx, product.org, *product.tmpl, product.values));
    return check_other_party(tx, org, demand, product);
}

Result<void> take_filing(db::Tx& tx, const NewFiling& filing, Product& product) {
    TRY(const auto org, registry::require_approved(tx, product.org));
    TRY(const Template* const tmpl, template_of(tx, product.org, filing, product));
    TRY_VOID(take_content(org, tmpl, filing, product));
    return check_taken(tx, org, filing, product);
}

namespace {

ProductAction action_of(Submit submit, const Product& product) {
    if (submit == Submit::no) return ProductAction::save;
    return product.other_uscc.empty() ? ProductAction::submit : ProductAction::submit_to_party;
}

// Whether the filing may make this move at all, before anything costly is looked at.
Result<void> require_move(Product product, ProductAction action) {
    return move_to(product, action);
}

}  // namespace

Result<ProductAction> move_as_taken(const NewFiling& filing, Product& product) {
    const ProductAction action = action_of(filing.submit, product);
    TRY_VOID(move_to(product, action));
    return action;
}

namespace {

// Takes the content and makes the move that follows from it.
Result<ProductAction> take_and_move(db::Tx& tx, const NewFiling& filing, Product& product) {
    TRY_VOID(take_filing(tx, filing, product));
    TRY(const auto action, move_as_taken(filing, product));
    if (action != ProductAction::save) product.submitted_at = tx.now();
    return action;
}

}  // namespace

Result<std::string> read_reason(std::string_view reason, bool required) {
    const std::string_view text = trim(reason);
    if (text.empty() && required)
        return Error{.code = Code::missing_field, .pointer = "/reason", .detail = "原因必须填写", .field = "原因"};
    if (!is_utf8(text) || has_control(text, true))
        return Error{
            .code = Code::invalid, .pointer = "/reason", .detail = "原因含有不允许的控制字符", .field = "原因"};
    if (utf8_length(text) > reason_chars_max)
        return Error{.code = Code::too_long,
                     .pointer = "/reason",
                     .detail = fmt::format("原因不能超过 {} 个字", reason_chars_max),
                     .field = "原因"};
    return std::string(text);
}

namespace {

ProductPage page_of(std::vector<Product> found, int limit) {
    ProductPage page{std::move(found), {}};
    if (page.products.size() > static_cast<std::size_t>(limit)) {
        page.products.pop_back();
        page.next = page.products.back().id;
    }
    return page;
}

// The organisation that the filing names as the other party of OEM/ODM.
bool is_other_party(db::Tx& tx, const auth::Actor& actor, const Product& product) {
    if (product.other_uscc.empty() || !actor.org) return false;
    const auto org = registry::find_org(tx, actor.org);
    return org && org->data.uscc.text() == product.other_uscc;
}

// What a reviewer or regulator is there for: by the region of the organisation and the category of the product.
bool in_scope(db::Tx& tx, const auth::Actor& actor, const Product& product) {
    if (!actor.scope.has_category(std::string_view(product.unit_id).substr(0, 6))) return false;
    if (actor.scope.regions.empty()) return true;
    const auto org = registry::find_org(tx, product.org);
    return org && actor.scope.has_region(org->region_id);
}

std::string fronts(const std::vector<std::string>& list) {
    if (list.empty()) return {};
    std::string text = ",";
    for (const std::string& one : list) text += one + ",";
    return text;
}

ProductId from_newest(ProductId before) {
    return before ? before : ProductId{INT64_MAX};
}
int bounded(int limit) {
    return std::clamp(limit, 1, product_page_max);
}

}  // namespace

std::string_view name(ProductAction action) {
    return words(action).audit.substr(words(action).audit.find('.') + 1);
}
std::string_view name_zh(ProductAction action) {
    return words(action).zh;
}
std::string_view name(ProductStatus status) {
    return status_words[static_cast<std::size_t>(status)].name;
}
std::string_view name_zh(ProductStatus status) {
    return status_words[static_cast<std::size_t>(status)].zh;
}
std::optional<ProductStatus> parse_product_status(std::string_view name) {
    for (const StatusWords& w : status_words)
        if (w.name == name) return w.status;
    return std::nullopt;
}

std::span<const ProductMove> product_moves() {
    return moves;
}

Product preview_of(db::Tx& tx, OrgId org, const NewFiling& filing) {
    Product product;
    product.org = org;
    product.tmpl = find_template(tx, filing.template_id, filing.template_edition);
    product.unit_id = filing.unit_id;
    product.values = filing.values;
    product.pictures = filing.pictures;
    product.extras = filing.extras;
    if (const auto own = registry::find_org(tx, org)) {
        const Identity identity{own->data.name, std::string(own->data.uscc.text()), own->data.address,
                                own->data.contact};
        // What differs from the registration is said when the filing is saved.
        (void)fill_identity(*product.tmpl, Step::filing, product.values, identity, "/fields", Demand::draft);
    }
    return product;
}

Result<Product> file_product(db::Tx& tx, const auth::Actor& actor, const NewFiling& filing) {
    TRY_VOID(auth::require(actor, Permission::file_product));
    Product product;
    product.org = actor.org;
    TRY(const auto action, take_and_move(tx, filing, product));
    product.id = tx.next_id<ProductId>();
    product.created_at = product.updated_at = tx.now();
    TRY_VOID(hold_model_code(tx, actor, product));
    store::insert(tx, product);
    store::replace_pictures(tx, product);
    record(tx, actor, product, action);
    if (action != ProductAction::save) {
        TRY_VOID(apply_for_review(tx, actor, product));
    }
    return product;
}

Result<Product> update_product(db::Tx& tx, const auth::Actor& actor, ProductId id, std::int64_t version,
                               const NewFiling& filing) {
    TRY(auto product, own_product(tx, actor, id));
    if (product.version != version) return Error{Code::conflict, "/version", "备案已被他人修改，请刷新后重试"};
    TRY_VOID(require_move(product, ProductAction::save));
    TRY(const auto action, take_and_move(tx, filing, product));
    TRY_VOID(write_change(tx, actor, product, action));
    store::replace_pictures(tx, product);
    if (action != ProductAction::save) {
        TRY_VOID(apply_for_review(tx, actor, product));
    }
    return product;
}

Result<Product> confirm_product(db::Tx& tx, const auth::Actor& actor, ProductId id, Confirm confirm,
                                std::string_view reason) {
    TRY_VOID(auth::require(actor, Permission::file_product));
    TRY(const auto product, get_product(tx, id));
    if (!is_other_party(tx, actor, product)) return Error{Code::not_found, "", "没有等待本企业确认的这个备案"};
    TRY_VOID(require_move(product, confirm == Confirm::yes ? ProductAction::confirm : ProductAction::refuse));
    TRY(const auto application, open_application(tx, product));
    TRY_VOID(review::answer_as_party(tx, actor, application.id, confirm == Confirm::yes, reason));
    return get_product(tx, id);
}

Result<Product> withdraw_product(db::Tx& tx, const auth::Actor& actor, ProductId id) {
    TRY(const auto product, own_product(tx, actor, id));
    TRY_VOID(require_move(product, ProductAction::withdraw));
    TRY(const auto application, open_application(tx, product));
    TRY_VOID(review::withdraw(tx, actor, application.id, ""));
    return get_product(tx, id);
}

Result<Product> review_product(db::Tx& tx, const auth::Actor& actor, ProductId id, Review review,
                               std::string_view reason) {
    TRY_VOID(auth::require(actor, Permission::review_product));
    const bool approve = review == Review::approve;
    TRY(auto text, read_reason(reason, !approve));
    TRY(const auto product, get_product(tx, id));
    TRY_VOID(require_move(product, approve ? ProductAction::approve : ProductAction::reject));
    TRY(const auto application, open_application(tx, product));
    TRY_VOID(review::decide(
        tx, actor, application.id,
        {.decision = approve ? review::Decision::approve : review::Decision::reject, .reason = std::move(text)}));
    return get_product(tx, id);
}

Result<Product> disable_product(db::Tx& tx, const auth::Actor& actor, ProductId id, CodesBound bound,
                                std::string_view reason) {
    TRY_VOID(auth::require(actor, Permission::review_product));
    if (bound == CodesBound::yes) return Error{Code::conflict, "", "已绑定追溯码的备案不能停用"};
    TRY(auto text, read_reason(reason, true));
    TRY(auto product, get_product(tx, id));
    TRY_VOID(move_to(product, ProductAction::disable));
    product.reviewer = actor.user;
    product.reviewed_at = tx.now();
    product.reason = std::move(text);
    TRY_VOID(write_change(tx, actor, product, ProductAction::disable));
    store::raise_page_version(tx);
    return product;
}

Result<Product> get_product(db::Tx& tx, ProductId id) {
    auto found = store::find(tx, id);
    if (!found) return Error{Code::not_found, "", "没有这个产品备案"};
    return std::move(*found);
}

Result<Product> read_product(db::Tx& tx, const auth::Actor& actor, ProductId id) {
    TRY_VOID(auth::require(actor, Permission::read_product));
    TRY(auto product, get_product(tx, id));
    const bool own = auth::require(actor, Permission::read_product, product.org).has_value();
    const bool shared = product.status != ProductStatus::draft && is_other_party(tx, actor, product);
    if (!shared && !(own && ((product.org == actor.org && is_within_own(tx, actor, product)) ||
                             (product.org != actor.org && in_scope(tx, actor, product)))))
        return Error{Code::not_found, "", "没有这个产品备案"};
    return product;
}

Result<ProductPage> find_products(db::Tx& tx, const auth::Actor& actor, const ProductFilter& filter, ProductId before,
                                  int limit) {
    store::Match match{.org = filter.org,
                       .party = {},
                       .status = filter.status,
                       .q = filter.q,
                       .model = filter.model,
                       .unit_front = filter.category,
                       .family = filter.family,
                       .today = to_string(beijing_date(tx.now())),
                       .soon = to_string(beijing_date({tx.now().value + expiring_days * day_ms}))};
    constexpr std::string_view states[] = {"", "valid", "expiring", "expired", "none"};
    match.certificate = static_cast<int>(std::ranges::find(states, filter.certificate) - std::begin(states));
    if (filter.awaiting_me) {
        TRY_VOID(auth::require(actor, Permission::read_product));
        TRY(const auto own, registry::get_org(tx, actor.org));
        match.org.reset();
        match.party = own.data.uscc.text();
        match.status = ProductStatus::awaiting_party;
    } else {
        TRY_VOID(auth::require(actor, Permission::read_product, filter.org.value_or(OrgId{})));
        if (filter.org == actor.org) {
            if (actor.scope.own_only) match.entered_by = actor.user;
        } else {
            match.regions = fronts(actor.scope.regions);
            match.categories = fronts(actor.scope.categories);
        }
    }
    auto page = page_of(store::matching(tx, match, from_newest(before), bounded(limit) + 1), bounded(limit));
    page.total = store::count_matching(tx, match, product_total_max + 1);
    return page;
}

Result<ProductPage> list_products(db::Tx& tx, const auth::Actor& actor, OrgId org, std::optional<ProductStatus> status,
                                  ProductId before, int limit) {
    TRY_VOID(auth::require(actor, Permission::read_product, org));
    return page_of(store::by_org(tx, org, status, from_newest(before), bounded(limit) + 1), bounded(limit));
}

Result<ProductPage> list_products_by_status(db::Tx& tx, const auth::Actor& actor, ProductStatus status,
                                            ProductId before, int limit) {
    TRY_VOID(auth::require(actor, Permission::read_product, OrgId{}));  // of nobody: who reads everywhere
    return page_of(store::by_status(tx, status, from_newest(before), bounded(limit) + 1), bounded(limit));
}

std::string Product::model() const {
    const auto found = values.values.find("model");
    return found == values.values.end() ? std::string() : found->second;
}

}  // namespace yiguan::catalog
