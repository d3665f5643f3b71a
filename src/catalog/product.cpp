// The life of a product filing: one table of moves, one function that makes them (ECO-26..29).
#include <fmt/format.h>

#include "auth/auth.hpp"
#include "catalog/catalog.hpp"
#include "catalog/catalog_store.hpp"
#include "core/text.hpp"
#include "ledger/ledger.hpp"
#include "registry/documents.hpp"
#include "registry/registry.hpp"

namespace yiguan::catalog {
namespace {

using auth::Permission;

constexpr std::size_t pictures_max = 10;
constexpr std::size_t reason_chars_max = 500;

constexpr ProductMove moves[] = {
    {ProductStatus::draft, ProductAction::save, ProductStatus::draft, Permission::file_product},
    {ProductStatus::draft, ProductAction::submit, ProductStatus::pending, Permission::file_product},
    {ProductStatus::rejected, ProductAction::save, ProductStatus::draft, Permission::file_product},
    {ProductStatus::rejected, ProductAction::submit, ProductStatus::pending, Permission::file_product},
    {ProductStatus::withdrawn, ProductAction::save, ProductStatus::draft, Permission::file_product},
    {ProductStatus::withdrawn, ProductAction::submit, ProductStatus::pending, Permission::file_product},
    {ProductStatus::pending, ProductAction::withdraw, ProductStatus::withdrawn, Permission::file_product},
    {ProductStatus::pending, ProductAction::approve, ProductStatus::published, Permission::review_product},
    {ProductStatus::pending, ProductAction::reject, ProductStatus::rejected, Permission::review_product},
    {ProductStatus::published, ProductAction::disable, ProductStatus::disabled, Permission::review_product},
};

struct StatusWords {
    ProductStatus status;
    std::string_view name, zh;
};
constexpr StatusWords status_words[product_status_count] = {
    {ProductStatus::draft, "draft", "草稿"},           {ProductStatus::pending, "pending", "待审核"},
    {ProductStatus::published, "published", "已发布"}, {ProductStatus::rejected, "rejected", "已驳回"},
    {ProductStatus::withdrawn, "withdrawn", "已撤回"}, {ProductStatus::disabled, "disabled", "已停用"},
};

struct ActionWords {
    std::string_view audit, zh;
};
constexpr ActionWords action_words[] = {
    {"product.save", "保存"},    {"product.submit", "提交"}, {"product.withdraw", "撤回"},
    {"product.approve", "通过"}, {"product.reject", "驳回"}, {"product.disable", "停用"},
};
const ActionWords& words(ProductAction action) {
    return action_words[static_cast<std::size_t>(action)];
}

const ProductMove* find_move(ProductStatus from, ProductAction action) {
    const auto at =
        std::ranges::find_if(moves, [&](const ProductMove& m) { return m.from == from && m.action == action; });
    return at == std::end(moves) ? nullptr : at;
}

// Checks the state and moves the filing there. The permission is checked before the filing is read.
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

void record(db::Tx& tx, const auth::Actor& actor, const Product& product, ProductAction action) {
    const store::ProductVersion version{.product = product.id,
                                        .org = product.org,
                                        .version = product.version,
                                        .changed_at = tx.now(),
                                        .changed_by = actor.user,
                                        .act = action,
                                        .status = product.status,
                                        .content = store::content_text(product)};
    store::insert_history(tx, version);
    ledger::append(tx, ledger::Object::product, product.id.value, product.version, store::content_of(version));
    auth::audit(tx, actor, {.action = words(action).audit, .object_kind = "product", .object_id = product.id.value});
}

Result<void> write_change(db::Tx& tx, const auth::Actor& actor, Product& product, ProductAction action) {
    product.version += 1;
    product.updated_at = tx.now();
    if (!store::update(tx, product)) return Error{Code::conflict, "", "备案已被他人修改，请刷新后重试"};
    record(tx, actor, product, action);
    return outcome::success();
}

// The filing of the actor's own organisation. Another's filing is not found, so that ids cannot be probed.
Result<Product> own_product(db::Tx& tx, const auth::Actor& actor, ProductId id) {
    TRY_VOID(auth::require(actor, Permission::file_product));
    TRY(auto product, get_product(tx, id));
    if (product.org != actor.org) return Error{Code::not_found, "", "没有这个产品备案"};
    return product;
}

Result<void> check_pictures(db::Tx& tx, OrgId org, const Template& tmpl, const NewFiling& filing) {
    Violations violations;
    if (filing.pictures.empty() && tmpl.picture_required && filing.submit == Submit::yes)
        violations.add(
            {.code = Code::picture_required, .pointer = "/pictures", .detail = "需上传产品图片", .field = "产品图片"});
    if (filing.pictures.size() > pictures_max)
        violations.add({.code = Code::too_long,
                        .pointer = "/pictures",
                        .detail = fmt::format("产品图片不能超过 {} 张", pictures_max),
                        .field = "产品图片"});
    for (std::size_t i = 0; i < std::min(filing.pictures.size(), pictures_max); ++i) {
        const auto document = registry::require_document(tx, filing.pictures[i], org);
        if (document.has_value()) continue;
        Error error = document.error();
        error.pointer = fmt::format("/pictures/{}", i);
        error.field = "产品图片";
        violations.add(std::move(error));
    }
    return violations.result();
}

// Everything that a filing must satisfy, and the content as it will be stored.
Result<void> take_content(db::Tx& tx, const auth::Actor& actor, const NewFiling& filing, Product& product) {
    TRY(const auto org, registry::require_approved(tx, actor.org));
    const Template* tmpl = templates().find(filing.template_id);
    if (!tmpl || !tmpl->for_filing)
        return Error{.code = Code::template_unknown,
                     .pointer = "/template",
                     .detail = "没有可用于产品备案的这个数据模板",
                     .field = "数据模板"};
    if (!catalogue().find_unit(filing.unit_id))
        return Error{.code = Code::unit_unknown,
                     .pointer = "/unit",
                     .detail = "产品单元不在重点工业产品目录中",
                     .field = "产品单元"};

    const Demand demand = filing.submit == Submit::yes ? Demand::complete : Demand::draft;
    product.values = filing.values;
    const Identity identity{org.data.name, std::string(org.data.uscc.text()), org.data.address, org.data.contact};
    TRY_VOID(fill_identity(*tmpl, Step::filing, product.values, identity, "/fields", demand));
    if (demand == Demand::complete) {
        TRY_VOID(require_complete(*tmpl, Step::filing, product.values));
    }
    TRY_VOID(check_pictures(tx, actor.org, *tmpl, filing));

    product.tmpl = tmpl;
    product.unit_id = filing.unit_id;
    const auto product_name = product.values.values.find("productName");
    product.name = product_name == product.values.values.end() ? std::string() : product_name->second;
    product.pictures = filing.pictures;
    if (filing.submit == Submit::yes) product.submitted_at = tx.now();
    return outcome::success();
}

ProductAction action_of(Submit submit) {
    return submit == Submit::yes ? ProductAction::submit : ProductAction::save;
}

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

// A move that the administrator makes: sets reviewer and reason.
Result<Product> conclude(db::Tx& tx, const auth::Actor& actor, ProductId id, ProductAction action,
                         std::string_view reason) {
    TRY_VOID(auth::require(actor, Permission::review_product));
    TRY(auto text, read_reason(reason, action != ProductAction::approve));
    TRY(auto product, get_product(tx, id));
    TRY_VOID(move_to(product, action));
    product.reviewer = actor.user;
    product.reviewed_at = tx.now();
    product.reason = std::move(text);
    TRY_VOID(write_change(tx, actor, product, action));
    return product;
}

ProductPage page_of(std::vector<Product> found, int limit) {
    ProductPage page{std::move(found), {}};
    if (page.products.size() > static_cast<std::size_t>(limit)) {
        page.products.pop_back();
        page.next = page.products.back().id;
    }
    return page;
}

ProductId from_newest(ProductId before) {
    return before ? before : ProductId{INT64_MAX};
}
int bounded(int limit) {
    return std::clamp(limit, 1, product_page_max);
}

}  // namespace

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

Result<NewFiling> decode_filing(const json::object& body, UtcMs now) {
    Violations violations;
    ObjectReader reader(body, violations);
    NewFiling out;
    out.template_id = reader.text("template", "数据模板", {.chars_max = 40});
    out.unit_id = reader.text("unit", "产品单元", {.chars_max = 40});
    out.submit = reader.boolean("submit", "提交", true) ? Submit::yes : Submit::no;
    const json::object* fields = reader.object("fields", "填报内容");
    const json::array* open = reader.array("open", "公开字段", false);
    if (const json::array* pictures = reader.array("pictures", "产品图片", false)) {
        for (std::size_t i = 0; i < pictures->size(); ++i) {
            const json::value& v = (*pictures)[i];
            const auto id = v.is_string() ? parse_id_as<DocumentId>({v.get_string().data(), v.get_string().size()})
                                          : std::optional<DocumentId>();
            if (id) {
                out.pictures.push_back(*id);
            } else {
                violations.add({.code = Code::wrong_type,
                                .pointer = fmt::format("/pictures/{}", i),
                                .detail = "产品图片应以文件编号列出",
                                .field = "产品图片"});
            }
        }
    }
    reader.finish();

    const Template* tmpl = templates().find(out.template_id);
    if (!out.template_id.empty() && (!tmpl || !tmpl->for_filing))
        reader.violation(Code::template_unknown, "template", "数据模板", "没有可用于产品备案的这个数据模板",
                         shorten(out.template_id, 40));
    if (!out.unit_id.empty() && !catalogue().find_unit(out.unit_id))
        reader.violation(Code::unit_unknown, "unit", "产品单元", "产品单元不在重点工业产品目录中",
                         shorten(out.unit_id, 40));
    if (fields && tmpl && tmpl->for_filing) {
        const Demand demand = out.submit == Submit::yes ? Demand::complete : Demand::draft;
        auto values = read_fields(*tmpl, Step::filing, *fields, open, now, "/fields", demand);
        if (values.has_value()) {
            out.values = std::move(values).value();
        } else {
            Error first = std::move(values).error();
            std::vector<Error> others = std::move(first.others);
            first.others.clear();
            violations.add(std::move(first));
            for (Error& other : others) violations.add(std::move(other));
        }
    }
    TRY_VOID(violations.result());
    return out;
}

Result<Product> file_product(db::Tx& tx, const auth::Actor& actor, const NewFiling& filing) {
    TRY_VOID(auth::require(actor, Permission::file_product));
    Product product;
    TRY_VOID(take_content(tx, actor, filing, product));
    const ProductAction action = action_of(filing.submit);
    TRY_VOID(move_to(product, action));
    product.id = tx.next_id<ProductId>();
    product.org = actor.org;
    product.created_at = product.updated_at = tx.now();
    store::insert(tx, product);
    store::replace_pictures(tx, product);
    record(tx, actor, product, action);
    return product;
}

Result<Product> update_product(db::Tx& tx, const auth::Actor& actor, ProductId id, std::int64_t version,
                               const NewFiling& filing) {
    TRY(auto product, own_product(tx, actor, id));
    if (product.version != version) return Error{Code::conflict, "/version", "备案已被他人修改，请刷新后重试"};
    const ProductAction action = action_of(filing.submit);
    TRY_VOID(move_to(product, action));
    TRY_VOID(take_content(tx, actor, filing, product));
    TRY_VOID(write_change(tx, actor, product, action));
    store::replace_pictures(tx, product);
    return product;
}

Result<Product> withdraw_product(db::Tx& tx, const auth::Actor& actor, ProductId id) {
    TRY(auto product, own_product(tx, actor, id));
    TRY_VOID(move_to(product, ProductAction::withdraw));
    TRY_VOID(write_change(tx, actor, product, ProductAction::withdraw));
    return product;
}

Result<Product> review_product(db::Tx& tx, const auth::Actor& actor, ProductId id, Review review,
                               std::string_view reason) {
    return conclude(tx, actor, id, review == Review::approve ? ProductAction::approve : ProductAction::reject, reason);
}

Result<Product> disable_product(db::Tx& tx, const auth::Actor& actor, ProductId id, CodesBound bound,
                                std::string_view reason) {
    TRY_VOID(auth::require(actor, Permission::review_product));
    if (bound == CodesBound::yes) return Error{Code::conflict, "", "已绑定追溯码的备案不能停用"};
    return conclude(tx, actor, id, ProductAction::disable, reason);
}

Result<Product> get_product(db::Tx& tx, ProductId id) {
    auto found = store::find(tx, id);
    if (!found) return Error{Code::not_found, "", "没有这个产品备案"};
    return std::move(*found);
}

Result<Product> read_product(db::Tx& tx, const auth::Actor& actor, ProductId id) {
    TRY_VOID(auth::require(actor, Permission::read_product));
    TRY(auto product, get_product(tx, id));
    if (product.org != actor.org && !auth::may_everywhere(actor, Permission::read_product))
        return Error{Code::not_found, "", "没有这个产品备案"};
    return product;
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

bool is_public_picture(db::Tx& tx, DocumentId document) {
    return store::is_published_picture(tx, document);
}

}  // namespace yiguan::catalog
