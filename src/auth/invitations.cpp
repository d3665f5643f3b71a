#include "auth/invitations.hpp"

#include "auth/account_store.hpp"
#include "auth/auth.hpp"
#include "auth/contacts.hpp"
#include "auth/members.hpp"
#include "core/text.hpp"

namespace yiguan::auth {
namespace {

constexpr std::size_t token_bytes = 32;

Error closed(std::string_view why) {
    return {Code::invitation_expired, "/token", std::string(why), "邀请链接"};
}

Result<void> require_open(const Invitation& invitation, UtcMs now) {
    if (invitation.status == InvitationStatus::accepted) return closed("邀请链接已经使用过，请联系邀请人重新邀请");
    if (invitation.status == InvitationStatus::withdrawn) return closed("邀请已被撤回，请联系邀请人");
    if (now >= invitation.expires_at) return closed("邀请链接已过期，请联系邀请人重新邀请");
    return outcome::success();
}

}  // namespace

std::string_view status_name(const Invitation& invitation, UtcMs now) {
    if (invitation.status == InvitationStatus::accepted) return "accepted";
    if (invitation.status == InvitationStatus::withdrawn) return "withdrawn";
    return now >= invitation.expires_at ? "expired" : "open";
}

Result<MadeInvitation> invite(db::Tx& tx, const Actor& actor, const NewInvitation& wanted) {
    TRY_VOID(require(actor, Permission::manage_members));
    const OrgId org = wanted.org ? wanted.org : actor.org;
    if (org != actor.org && !actor.roles.has(Role::platform_admin))
        return Error{Code::forbidden, "/organisation", "只能邀请加入本单位"};
    TRY(auto scope, check_grant(tx, actor, org, wanted.role, wanted.scope));
    MadeInvitation made{.invitation = {.id = tx.next_id<InvitationId>(),
                                       .org = org,
                                       .role = wanted.role,
                                       .scope = std::move(scope),
                                       .name = std::string(trim(wanted.name)),
                                       .created_at = tx.now(),
                                       .created_by = actor.user,
                                       .expires_at = tx.now() + wanted.life_ms},
                        .token = random_token(token_bytes)};
    auto& invitation = made.invitation;
    std::optional<std::string> sealed;
    if (wanted.phone) {
        invitation.phone_masked = masked_phone(*wanted.phone);
        sealed = seal(tx, invitation.id.value, *wanted.phone);
    }
    store::insert_invitation(tx, invitation, sha256(made.token), sealed);
    audit(tx, actor,
          {.action = "invitation.create",
           .object_kind = "invitation",
           .object_id = invitation.id.value,
           .detail = name(wanted.role)});
    return made;
}

Result<std::vector<Invitation>> list_invitations(db::Tx& tx, const Actor& actor, InvitationId before, int limit) {
    TRY_VOID(require(actor, Permission::manage_members));
    return store::invitations_before(tx, actor.org, before, limit);
}

Result<void> withdraw_invitation(db::Tx& tx, const Actor& actor, InvitationId id) {
    TRY_VOID(require(actor, Permission::manage_members));
    const auto invitation = store::find_invitation(tx, id);
    if (!invitation || invitation->org != actor.org) return Error{Code::not_found, "", "没有这个邀请"};
    TRY_VOID(require_open(*invitation, tx.now()));
    store::close_invitation(tx, id, InvitationStatus::withdrawn, {});
    audit(tx, actor, {.action = "invitation.withdraw", .object_kind = "invitation", .object_id = id.value});
    return outcome::success();
}

Result<Invitation> open_invitation(db::Tx& tx, std::string_view token) {
    auto invitation = store::find_invitation_by_token(tx, sha256(token));
    if (!invitation) return closed("邀请链接无效，请核对链接是否完整");
    TRY_VOID(require_open(*invitation, tx.now()));
    return std::move(*invitation);
}

Result<Membership> accept_invitation(db::Tx& tx, const Actor& actor, std::string_view token, UserId user) {
    TRY(const auto invitation, open_invitation(tx, token));
    TRY(auto made, add_membership(tx, invitation.created_by, user, invitation.org, invitation.role, invitation.scope));
    if (!store::close_invitation(tx, invitation.id, InvitationStatus::accepted, user))
        return closed("邀请链接已经使用过，请联系邀请人重新邀请");
    Actor by = actor;
    by.user = user;
    by.org = invitation.org;
    audit(tx, by,
          {.action = "invitation.accept",
           .object_kind = "invitation",
           .object_id = invitation.id.value,
           .detail = name(invitation.role)});
    return made;
}

}  // namespace yiguan::auth
