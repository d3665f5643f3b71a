#include "registry/shops.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "auth/auth.hpp"
#include "auth/contacts.hpp"
#include "core/metrics.hpp"
#include "core/text.hpp"
#include "keys/china/division.hpp"
#include "ledger/ledger.hpp"
#include "registry/documents.hpp"
#include "registry/licence_reading.hpp"
#include "registry/org_parts.hpp"
#include "registry/purposes.hpp"
#include "registry/records.hpp"
#include "registry/registry_json.hpp"
#include "registry/registry_store.hpp"

namespace yiguan::registry {
namespace {

constexpr auto shop_kinds = OrgKinds{}.with(OrgKind::seller);

/// The account's number binds it for signing in and is shown to nobody (GDP-68): of a store that has the same one the
/// public gets it masked, until the shop names another.
std::string public_contact(db::Tx& tx, const auth::Actor& actor, const ShopData& shop) {
    if (shop.contact) return *shop.contact;
    const bool own = auth::phone_of(tx, actor.user) == shop.store.phone;
    return own ? auth::masked_phone(shop.store.phone) : shop.store.phone;
}

OrgData facts_of(db::Tx& tx, const auth::Actor& actor, const ShopData& shop) {
    return {.name = shop.name,
            .uscc = shop.uscc,
            .address = shop.address ? *shop.address : keys::division_full_name(shop.store.region) + shop.store.address,
            .contact = public_contact(tx, actor, shop),
            .region = shop.store.region};
}

Error below_store(Error error) {
    error.pointer = "/store" + error.pointer;
    for (auto& other : error.others) other = below_store(std::move(other));
    return error;
}

/// The same file as a document of the shop.
Result<DocumentId> adopt_licence(db::Tx& tx, const auth::Actor& actor, const Document& document) {
    if (document.org == actor.org) return document.id;
    TRY(const auto own, add_document(tx, actor, document.file));
    return own.id;
}

}  // namespace

bool is_trial(const Org& org) {
    return org.status == OrgStatus::approved && !org.reviewed_at;
}

Result<ShopData> decode_shop(const json::object& body) {
    Violations violations;
    ObjectReader in(body, violations);
    const auto written = in.text("uscc", "统一社会信用代码", {.chars_max = 40});
    std::optional<keys::Uscc> uscc;
    if (!written.empty()) uscc = in.take("uscc", "统一社会信用代码", keys::Uscc::parse(written));
    auto name = in.text("organisationName", "企业名称", {.chars_max = 100});
    auto address = in.optional_text("address", "销售/注册地址", {.chars_max = 200});
    auto contact = in.optional_text("contact", "联系方式", {.chars_max = 100});
    const auto licence = in.id<DocumentId>("licence", "营业执照");
    const bool confirmed = in.boolean("confirmed", "确认与营业执照一致", false);
    std::optional<StoreData> store;
    if (const auto* told = in.object("store", "门店")) {
        // One licence for both (EBS-09): the store's may be left out.
        auto whole = *told;
        if (!whole.contains("licence")) whole["licence"] = to_string(licence ? licence : DocumentId{1});
        auto read = decode_store(whole, "/store");
        if (read.has_error()) {
            Error first = std::move(read).error();
            auto others = std::move(first.others);
            first.others.clear();
            violations.add(std::move(first));
            for (auto& other : others) violations.add(std::move(other));
        } else {
            store = std::move(read).value();
        }
    }
    in.finish();
    TRY_VOID(violations.result());
    return ShopData{.uscc = *uscc,
                    .name = std::move(name),
                    .address = std::move(address),
                    .contact = std::move(contact),
                    .store = std::move(*store),
                    .licence = licence,
                    .confirmed = confirmed};
}

bool is_own_upload(db::Tx& tx, const auth::Actor& actor, const Document& document) {
    return !actor.anonymous() && !document.org && store::is_uploader(tx, document.id, actor.user);
}

Result<Document> may_register_shop(db::Tx& tx, const auth::Actor& actor, const ShopData& shop) {
    if (actor.anonymous()) return Error{Code::unauthenticated, "", "请先登录后再操作"};
    if (actor.machine) return Error{Code::forbidden, "", "门店由本人登录后登记，接口密钥不能登记"};
    if (store::find_org_by_uscc(tx, shop.uscc))
        return Error{.code = Code::org_exists,
                     .pointer = "/uscc",
                     .detail = "该统一社会信用代码的企业已入驻，请联系该企业的管理员邀请您加入",
                     .field = "统一社会信用代码"};
    int trials = 0;
    for (const auto& membership : auth::memberships_of(tx, actor.user)) {
        const auto org = store::find_org(tx, membership.org);
        trials += org && is_trial(*org) ? 1 : 0;
    }
    if (trials >= trial_shops_max)
        return Error{Code::too_many_requests, "",
                     fmt::format("您已有 {} 家试用中的企业，请在其通过审核后再登记", trials)};
    auto document = store::find_document(tx, shop.licence);
    const bool own = document && (is_own_upload(tx, actor, *document) || (document->org && document->org == actor.org));
    const auto at_licence = [](Code code, std::string detail) {
        return Error{.code = code, .pointer = "/licence", .detail = std::move(detail), .field = "营业执照"};
    };
    if (!own) return at_licence(Code::document_unknown, "引用的文件不存在，或不是您上传的");
    if (const auto fits = check_fits(purpose("licence"), document->file); fits.has_error())
        return at_licence(fits.error().code, fits.error().detail);
    return std::move(*document);
}

Result<void> licence_agrees(const ShopData& shop, const std::optional<LicenceReading>& reading) {
    const json::object typed{{"licence", to_string(shop.licence)}, {"uscc", shop.uscc.text()}, {"name", shop.name}};
    Violations violations;
    const auto check = compare_licence(reading, typed);
    for (const auto& field : check.fields) {
        if (field.typed.empty() || field.ok != std::optional(false)) continue;
        violations.add(
            {.code = Code::differs_from_registration,
             .pointer = field.key == "uscc" ? "/uscc" : "/organisationName",
             .detail = fmt::format("营业执照上识别到的{}是“{}”，与填写的不一致，请核对；确认填写无误可再次提交",
                                   field.zh, field.read),
             .field = field.zh,
             .value = shorten(field.typed, 40)});
    }
    return violations.result();
}

Result<RegisteredShop> register_shop(db::Tx& tx, const auth::Actor& person, const ShopData& shop) {
    TRY(const auto document, may_register_shop(tx, person, shop));
    Org org{.id = tx.next_id<OrgId>(),
            .data = facts_of(tx, person, shop),
            .kinds = shop_kinds,
            .region_id = {},
            .status = OrgStatus::approved,
            .review_reason = {},
            .reviewed_by = {},
            .reviewed_at = {},
            .submitted_at = tx.now(),
            .review_due_at = tx.now(),
            .created_at = tx.now(),
            .version = 1};
    org.region_id = region_of(org.data);
    auth::set_organisation_roles(tx, org.id, roles_of(shop_kinds));
    TRY(const auto membership,
        auth::add_membership(tx, person.user, person.user, org.id, auth::Role::org_admin, auth::Scope{}));
    const auth::Actor owner{.user = person.user,
                            .org = org.id,
                            .roles = auth::effective_roles(auth::Role::org_admin, roles_of(shop_kinds)),
                            .request_id = person.request_id,
                            .address = person.address,
                            .membership = membership.id};
    TRY(const auto licence, adopt_licence(tx, owner, document));
    org.data.licence = licence;
    want_reading(tx, licence);
    TRY(const auto application, review::start(tx, owner,
                                              {.kind = registration_kind(),
                                               .object = org.id.value,
                                               .org = org.id,
                                               .proposal = proposal_of(org),
                                               .by = person.user},
                                              review::Submit::yes));
    org.application = application.id;
    org.review_due_at = application.total_due_at.value_or(tx.now());
    if (!store::insert_org(tx, org)) return org_exists();
    keep_version(tx, owner, org);
    auth::audit(tx, owner,
                {.action = "org.register",
                 .object_kind = "org",
                 .object_id = org.id.value,
                 .detail = shop.confirmed ? "门店自助登记：未经审核即时开通（试用中），申请人确认填写与营业执照一致"
                                          : "门店自助登记：未经审核即时开通（试用中）"});
    auto data = shop.store;
    data.licence = licence;
    auto store = add_store(tx, owner, data);
    if (store.has_error()) return below_store(std::move(store).error());
    metrics::counter("yiguan_registry_shops_total", "Shops that registered themselves.").add();
    return RegisteredShop{.org = std::move(org), .store = std::move(store).value(), .membership = membership.id};
}

}  // namespace yiguan::registry
