#include <limits>

#include "auth/auth.hpp"
#include "core/metrics.hpp"
#include "core/text.hpp"
#include "registry/records.hpp"
#include "registry/registry.hpp"
#include "registry/registry_json.hpp"
#include "registry/registry_store.hpp"
#include "registry/review.hpp"

namespace yiguan::registry {
namespace {

using auth::Actor;
using auth::Permission;
using db::Tx;

constexpr int review_working_days = 3;  // of the Ecode platform's profile: C-43, ECO-10
constexpr std::size_t reason_characters_max = 500;
constexpr int page_items_max = 100;

Error org_exists() {
    return {Code::org_exists, "/uscc", "该统一社会信用代码已登记，不能重复注册", "统一社会信用代码"};
}

void keep_version(Tx& tx, const Actor& actor, const Org& org) {
    const OrgVersion version{.version = org.version,
                             .status = org.status,
                             .changed_by = actor.user,
                             .changed_at = tx.now(),
                             .content = json::serialize(encode_own(org))};
    store::insert_history(tx, org.id, version);
    ledger::append(tx, ledger::Object::organisation, org.id.value, version.version, content_of(org.id, version));
}

Result<void> check_kinds(const Actor& actor, OrgKinds kinds) {
    if (kinds.empty() || kinds.bits() >> org_kind_count)
        return Error{Code::invalid, "/kinds", "企业类型至少选择一项：生产企业、销售企业", "企业类型"};
    const bool open = !kinds.has(OrgKind::regulator) && !kinds.has(OrgKind::platform_operator);
    if (!open && !auth::may_everywhere(actor, Permission::review_organisation))
        return Error{Code::forbidden, "/kinds", "监管部门和平台运营单位由系统管理员登记", "企业类型"};
    return outcome::success();
}

Result<void> check_reason(OrgAction action, std::string_view reason) {
    const bool needed = action == OrgAction::reject || action == OrgAction::suspend || action == OrgAction::deregister;
    if (needed && reason.empty())
        return Error{Code::missing_field, "/reason", std::string(name_zh(action)) + "时必须填写原因", "审批意见"};
    if (!is_utf8(reason) || has_control(reason, true))
        return Error{Code::invalid, "/reason", "审批意见含有不允许的控制字符", "审批意见"};
    if (utf8_length(reason) > reason_characters_max)
        return Error{Code::too_long, "/reason", "审批意见不能超过 500 个字", "审批意见"};
    return outcome::success();
}

/// Whose move it is decides which right is needed. An organisation's own user needs no more than to belong to it.
Result<void> require_mover(const Actor& actor, By by, OrgId org) {
    if (by == By::reviewer) return auth::require(actor, Permission::review_organisation, org);
    TRY_VOID(auth::require(actor, Permission::read_organisation));
    if (actor.org != org) return Error{Code::forbidden, "", "只有本企业可以提交或撤回自己的注册申请"};
    return outcome::success();
}

Result<OrgStatus> next_status(const Org& org, OrgAction action) {
    const Transition* move = find_transition(org.status, action);
    if (!move) {
        auto rule = "企业状态为“" + std::string(name_zh(org.status)) + "”，不能" + std::string(name_zh(action));
        return Error{Code::wrong_state, "", std::move(rule)};
    }
    return move->to;
}

/// Stores the changed organisation as its next version, with history and audit row.
Result<Org> store_next(Tx& tx, const Actor& actor, Org org, OrgAction action, std::string_view reason) {
    ++org.version;
    if (!store::update_org(tx, org)) return Error{Code::conflict, "", "企业资料刚被他人修改，请刷新后重试"};
    keep_version(tx, actor, org);
    const auto verb = "org." + std::string(name(action));
    auth::audit(tx, actor, {.action = verb, .object_kind = "org", .object_id = org.id.value, .detail = reason});
    metrics::counter("yiguan_registry_moves_total", "State changes of organisations by action.",
                     {{"action", name(action)}})
        .add();
    return org;
}

}  // namespace

// ---- registration and review

Result<void> require_room_for_registration(Tx& tx, std::int64_t most) {
    if (most <= 0 || !store::has_as_many(tx, OrgStatus::first_review, most)) return outcome::success();
    return Error{Code::too_many_requests, "",
                 "等待审核的企业注册已达 " + std::to_string(most) + " 家的上限，请在管理员审核之后再提交"};
}

Result<Registered> register_org(Tx& tx, const Actor& actor, const Registration& r) {
    TRY_VOID(check_kinds(actor, r.kinds));
    const Org org{.id = tx.next_id<OrgId>(),
                  .data = r.org,
                  .kinds = r.kinds,
                  .region_id = std::string(r.org.uscc.division()),
                  .status = OrgStatus::first_review,
                  .review_reason = {},
                  .reviewed_by = {},
                  .reviewed_at = {},
                  .submitted_at = tx.now(),
                  .review_due_at = working_days_after(tx.now(), review_working_days),
                  .created_at = tx.now(),
                  .version = 1};
    if (!store::insert_org(tx, org)) return org_exists();
    const bool by_itself = actor.anonymous();
    TRY(const auto user, auth::add_user(tx, {.login = r.login,
                                             .password_hash = r.password_hash,
                                             .org = org.id,
                                             .roles = roles_of(r.kinds),
                                             .must_change_password = !by_itself,
                                             .by = actor.user}));
    const Actor author =
        by_itself ? Actor{.user = user, .org = org.id, .roles = {}, .request_id = actor.request_id} : actor;
    keep_version(tx, author, org);
    auth::audit(tx, author, {.action = "org.register", .object_kind = "org", .object_id = org.id.value});
    return Registered{org.id, user};
}

Result<Org> move_org(Tx& tx, const Actor& actor, OrgId id, OrgAction action, std::string_view reason) {
    reason = trim(reason);
    TRY_VOID(require_mover(actor, who_makes(action), id));
    TRY_VOID(check_reason(action, reason));
    TRY(auto org, get_org(tx, id));
    TRY(org.status, next_status(org, action));
    if (who_makes(action) == By::reviewer) {
        org.review_reason = std::string(reason);
        org.reviewed_by = actor.user;
        org.reviewed_at = tx.now();
    } else if (action == OrgAction::submit) {
        org.submitted_at = tx.now();
        org.review_due_at = working_days_after(tx.now(), review_working_days);
    }
    return store_next(tx, actor, std::move(org), action, reason);
}

Result<Org> review_org(Tx& tx, const Actor& actor, OrgId id, Decision decision, std::string_view reason) {
    return move_org(tx, actor, id, decision == Decision::approve ? OrgAction::approve : OrgAction::reject, reason);
}

Result<Org> resubmit_org(Tx& tx, const Actor& actor, OrgId id, const OrgData& data) {
    TRY_VOID(require_mover(actor, By::owner, id));
    TRY(auto org, get_org(tx, id));
    TRY(org.status, next_status(org, OrgAction::submit));
    if (data.licence) {
        const auto licence = require_document(tx, *data.licence, id);
        if (licence.has_error()) return Error{licence.error().code, "/licence", licence.error().detail, "营业执照"};
    }
    if (data.uscc != org.data.uscc && store::find_org_by_uscc(tx, data.uscc)) return org_exists();
    org.data = data;
    org.region_id = std::string(data.uscc.division());
    org.submitted_at = tx.now();
    org.review_due_at = working_days_after(tx.now(), review_working_days);
    return store_next(tx, actor, std::move(org), OrgAction::submit, {});
}

// ---- look-up

std::optional<Org> find_org(Tx& tx, OrgId id) {
    return store::find_org(tx, id);
}

Result<Org> get_org(Tx& tx, OrgId id) {
    auto org = store::find_org(tx, id);
    if (!org) return Error{Code::not_found, "", "企业不存在"};
    return std::move(*org);
}

std::optional<Org> find_org_by_uscc(Tx& tx, const keys::Uscc& uscc) {
    return store::find_org_by_uscc(tx, uscc);
}

Result<Org> require_approved(Tx& tx, OrgId id) {
    TRY(auto org, get_org(tx, id));
    if (org.status != OrgStatus::approved)
        return Error{Code::org_not_approved, "",
                     "企业状态为“" + std::string(name_zh(org.status)) + "”，审核通过后才能进行此操作"};
    return org;
}

Result<OrgPage> list_orgs(Tx& tx, const Actor& actor, OrgFilter filter, std::optional<OrgId> before, int limit) {
    TRY_VOID(auth::require(actor, Permission::read_organisation));
    if (!auth::may_everywhere(actor, Permission::read_organisation))
        return Error{Code::forbidden, "", "企业列表只对审核和监管人员开放"};
    if (limit < 1 || limit > page_items_max)
        return Error{Code::out_of_bounds, "/limit", "每页 1 至 100 条", "每页条数"};
    // One more than the page shows whether there is a next one.
    const OrgId end = before.value_or(OrgId{std::numeric_limits<std::int64_t>::max()});
    OrgPage page{.items = store::list_orgs(tx, filter.status, end, limit + 1), .next = std::nullopt};
    if (page.items.size() > static_cast<std::size_t>(limit)) {
        page.items.pop_back();
        page.next = page.items.back().id;
    }
    return page;
}

std::vector<OrgVersion> org_history(Tx& tx, OrgId id) {
    return store::org_history(tx, id);
}

}  // namespace yiguan::registry
