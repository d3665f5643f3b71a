// Registration: an application whose object is the organisation itself; its status follows the state.
#include <fmt/format.h>

#include "auth/auth.hpp"
#include "auth/memberships.hpp"
#include "core/metrics.hpp"
#include "core/text.hpp"
#include "registry/documents.hpp"
#include "registry/licence_reading.hpp"
#include "registry/org_parts.hpp"
#include "registry/purposes.hpp"
#include "registry/records.hpp"
#include "registry/registry_json.hpp"
#include "registry/registry_store.hpp"

namespace yiguan::registry {

using auth::Actor;
using auth::Permission;
using db::Tx;

// ---- parts

void keep_version(Tx& tx, const Actor& actor, const Org& org) {
    const OrgVersion version{.version = org.version,
                             .status = org.status,
                             .changed_by = actor.user,
                             .changed_at = tx.now(),
                             .content = json::serialize(stored_content(org))};
    store::insert_history(tx, org.id, version);
    ledger::append(tx, ledger::Object::organisation, org.id.value, version.version, content_of(org.id, version));
}

Result<Org> store_next(Tx& tx, const Actor& actor, Org org, std::string_view verb, std::string_view reason) {
    ++org.version;
    if (!store::update_org(tx, org)) return org_changed_meanwhile();
    keep_version(tx, actor, org);
    const auto action = "org." + std::string(verb);
    auth::audit(tx, actor, {.action = action, .object_kind = "org", .object_id = org.id.value, .detail = reason});
    metrics::counter("yiguan_registry_moves_total", "Changes of organisations.", {{"action", verb}}).add();
    return org;
}

std::string_view verb_of(review::Action action) {
    switch (action) {
        case review::Action::cancel:
            return "deregister";
        case review::Action::ask_to_complete:
            return "to_complete";
        default:
            return review::name(action);
    }
}

Result<void> require_own(const Actor& actor, OrgId org) {
    TRY_VOID(auth::require(actor, Permission::read_organisation));
    if (!actor.org || actor.org != org) return Error{Code::forbidden, "", "只有本企业可以提交或修改自己的资料"};
    return outcome::success();
}

Result<void> check_documents_of(Tx& tx, const OrgData& data, OrgId org, std::string_view pointer) {
    if (data.licence) {
        const auto licence = require_document_for(tx, *data.licence, org, purpose("licence"));
        if (licence.has_error())
            return Error{licence.error().code, std::string(pointer) + "/licence", licence.error().detail, "营业执照"};
    }
    for (std::size_t i = 0; i < data.letters.size(); ++i) {
        const auto letter = require_document(tx, data.letters[i].document, org);
        if (letter.has_error())
            return Error{letter.error().code, fmt::format("{}/letters/{}", pointer, i), letter.error().detail,
                         "承诺书"};
    }
    return outcome::success();
}

Result<void> check_kinds(const Actor& actor, OrgKinds kinds, std::string_view pointer) {
    if (kinds.empty() || kinds.bits() >> org_kind_count)
        return Error{Code::invalid, std::string(pointer), "企业类型至少选择一项：生产企业、销售企业", "企业类型"};
    const bool open = !kinds.has(OrgKind::regulator) && !kinds.has(OrgKind::platform_operator);
    if (!open && !auth::may_everywhere(actor, Permission::review_organisation))
        return Error{Code::forbidden, std::string(pointer), "监管部门和平台运营单位由系统管理员登记", "企业类型"};
    return outcome::success();
}

std::string region_of(const OrgData& data) {
    return data.region.empty() ? std::string(data.uscc.division()) : data.region;
}

/// What a regulator is there for: the division in its credit code, which says its level, unless it sits elsewhere.
/// Empty: the whole country.
static auth::Scope jurisdiction_of(const Org& org) {
    const auto front = [](std::string_view division) {
        if (division.ends_with("01")) division.remove_suffix(2);  // 市辖区: the city
        while (division.ends_with("00")) division.remove_suffix(2);
        return division;
    };
    auto own = front(org.data.uscc.division());
    const bool national = own.empty() || own == "10";  // 100000
    if (national) return {};
    if (!org.region_id.starts_with(own)) own = front(org.region_id);
    auth::Scope scope;
    if (!own.empty() && own != "10") scope.regions.emplace_back(own);
    return scope;
}

review::Proposal proposal_of(const Org& org, bool password_later) {
    auto content = proposed(org.data, org.kinds);
    if (password_later) content["passwordLater"] = true;
    return {.title = org.data.name,
            .org_name = org.data.name,
            .region = org.region_id,
            .categories = org.data.categories,
            .content = json::serialize(content)};
}

review::ApplicationId application_of(Tx& tx, Org& org) {
    if (org.application) return org.application;
    using S = review::State;
    constexpr std::array states{S::draft,     S::submitted, S::awaiting_second, S::approved,   S::rejected,
                                S::withdrawn, S::suspended, S::cancelled,       S::to_complete};
    const auto history = store::org_history(tx, org.id);
    const auto application = review::adopt(
        tx, {.kind = registration_kind(), .object = org.id.value, .org = org.id, .proposal = proposal_of(org)},
        states[static_cast<std::size_t>(org.status) - 1], history.empty() ? UserId{} : history.front().changed_by,
        org.submitted_at, org.review_due_at);
    org.application = application.id;
    store::set_application(tx, org.id, application.id);
    return application.id;
}

namespace {

/// After a move of the registration, the organisation as it now stands.
Result<Org> after(Tx& tx, OrgId id, const Result<review::Application>& moved) {
    if (moved.has_error()) return moved.error();
    return get_org(tx, id);
}

template <class Move>
Result<Org> move_registration(Tx& tx, const Actor& actor, OrgId id, Move move) {
    TRY_VOID(auth::require(actor, Permission::review_organisation, OrgId{}));  // of nobody: who reviews everywhere
    TRY(auto org, get_org(tx, id));
    return after(tx, id, move(application_of(tx, org)));
}

Error too_many_wait(std::int64_t most, std::string_view what) {
    return {Code::too_many_requests, "",
            fmt::format("{}的企业注册已达 {} 家的上限，请在管理员审核之后再提交", what, most)};
}

}  // namespace

// ---- registration

Result<void> require_room_for_registration(Tx& tx, std::int64_t most) {
    if (most <= 0) return outcome::success();
    if (store::has_as_many(tx, OrgStatus::first_review, most)) return too_many_wait(most, "等待审核");
    if (store::has_as_many(tx, OrgStatus::draft, most)) return too_many_wait(most, "尚未提交");
    return outcome::success();
}

Result<Registered> register_org(Tx& tx, const Actor& actor, const Registration& r) {
    TRY_VOID(check_kinds(actor, r.kinds, "/kinds"));
    const bool by_itself = actor.anonymous();
    Org org{.id = tx.next_id<OrgId>(),
            .data = r.org,
            .kinds = r.kinds,
            .region_id = region_of(r.org),
            .status = r.submit == review::Submit::yes ? OrgStatus::first_review : OrgStatus::draft,
            .review_reason = {},
            .reviewed_by = {},
            .reviewed_at = {},
            .submitted_at = tx.now(),
            .review_due_at = tx.now(),
            .created_at = tx.now(),
            .version = 1};
    if (claims_uscc(org.status) && store::find_org_by_uscc(tx, r.org.uscc)) return org_exists();
    TRY_VOID(check_documents_of(tx, r.org, org.id));
    if (r.submit == review::Submit::yes && r.org.licence) want_reading(tx, *r.org.licence);
    TRY(const auto user,
        auth::add_user(tx, {.login = r.login,
                            .password_hash = r.password_hash,
                            .org = org.id,
                            .roles = roles_of(r.kinds),
                            .must_change_password = !by_itself,
                            .by = actor.user,
                            .contact = {.phone = r.phone.empty() ? std::nullopt : std::optional(r.phone)}}));
    if (r.kinds.has(OrgKind::regulator)) auth::set_first_scope(tx, actor.user, user, org.id, jurisdiction_of(org));
    // Whoever registers it does so on behalf of its first user: the submission is his.
    TRY(const auto application, review::start(tx, actor,
                                              {.kind = registration_kind(),
                                               .object = org.id.value,
                                               .org = org.id,
                                               .proposal = proposal_of(org, r.password_later),
                                               .by = user},
                                              r.submit));
    org.application = application.id;
    org.review_due_at = application.total_due_at.value_or(tx.now());
    if (!store::insert_org(tx, org)) return org_exists();
    const Actor author =
        by_itself
            ? Actor{.user = user, .org = org.id, .roles = {}, .request_id = actor.request_id, .address = actor.address}
            : actor;
    keep_version(tx, author, org);
    auth::audit(tx, author, {.action = "org.register", .object_kind = "org", .object_id = org.id.value});
    return Registered{org.id, user};
}

Result<Org> resubmit_org(Tx& tx, const Actor& actor, OrgId id, const OrgData& data, review::Submit submit,
                         std::optional<std::int64_t> version) {
    TRY_VOID(require_own(actor, id));
    TRY(auto org, get_org(tx, id));
    if (version && *version != org.version) return org_changed_meanwhile();
    const auto application = application_of(tx, org);
    org.data = data;
    org.region_id = region_of(data);
    TRY(const auto amended, review::amend(tx, actor, application, proposal_of(org), submit));
    TRY_VOID(check_documents_of(tx, data, id));
    org.status = status_of(amended.state);
    if (claims_uscc(org.status))
        if (const auto other = store::find_org_by_uscc(tx, data.uscc); other && other->id != id) return org_exists();
    if (submit == review::Submit::yes) {
        if (data.licence) want_reading(tx, *data.licence);
        org.submitted_at = tx.now();
        org.review_due_at = amended.total_due_at.value_or(tx.now());
    }
    return store_next(tx, actor, std::move(org), submit == review::Submit::yes ? "submit" : "save", {});
}

Result<Org> review_org(Tx& tx, const Actor& actor, OrgId id, Decision decision, std::string_view reason,
                       const review::InitialPassword* password) {
    review::Verdict verdict{
        .decision = decision == Decision::approve ? review::Decision::approve : review::Decision::reject,
        .reason = std::string(reason)};
    if (password) verdict.password = *password;
    return move_registration(tx, actor, id, [&](review::ApplicationId application) {
        return review::decide(tx, actor, application, verdict);
    });
}

Result<Org> suspend_org(Tx& tx, const Actor& actor, OrgId id, std::string_view reason) {
    return move_registration(tx, actor, id, [&](auto a) { return review::suspend(tx, actor, a, reason); });
}
Result<Org> resume_org(Tx& tx, const Actor& actor, OrgId id, std::string_view reason) {
    return move_registration(tx, actor, id, [&](auto a) { return review::resume(tx, actor, a, reason); });
}
Result<Org> deregister_org(Tx& tx, const Actor& actor, OrgId id, std::string_view reason) {
    return move_registration(tx, actor, id, [&](auto a) { return review::cancel(tx, actor, a, reason); });
}

int adopt_orgs(Tx& tx, int limit) {
    const auto orgs = store::orgs_without_application(tx, limit);
    for (Org org : orgs) {
        application_of(tx, org);
        store::put_search(tx, org);
    }
    return static_cast<int>(orgs.size());
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

std::vector<OrgVersion> org_history(Tx& tx, OrgId id) {
    return store::org_history(tx, id);
}

}  // namespace yiguan::registry
