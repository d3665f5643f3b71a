// Members are invited by a link with a role and a scope: seven days, once.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "auth/memberships.hpp"

namespace yiguan::auth {

using InvitationId = Id<struct InvitationTag>;
inline constexpr std::int64_t invitation_ms = 7LL * 24 * 3600 * 1000;

enum class InvitationStatus : std::uint8_t { open = 1, accepted = 2, withdrawn = 3 };

struct Invitation {
    InvitationId id;
    OrgId org;
    Role role = Role::recorder;
    Scope scope{};
    std::string name{};
    std::optional<std::string> phone_masked{};
    InvitationStatus status = InvitationStatus::open;
    UtcMs created_at;
    UserId created_by;
    UtcMs expires_at;
};
/// "open", "accepted", "withdrawn", "expired" at this time.
std::string_view status_name(const Invitation& invitation, UtcMs now);

struct NewInvitation {
    OrgId org{};  ///< Empty: the actor's own. Into another one the operator alone invites.
    Role role = Role::recorder;
    Scope scope{};
    std::string name{};
    std::optional<std::string> phone{};  ///< From parse_phone().
    std::int64_t life_ms = invitation_ms;
};
struct MadeInvitation {
    Invitation invitation;
    std::string token;  ///< 43 characters; only its SHA-256 is stored.
};
/// Audited. Code::forbidden; as check_grant(). The operator appoints so the 最高权限监管 of a regulator.
Result<MadeInvitation> invite(db::Tx& tx, const Actor& actor, const NewInvitation& wanted);
/// Newest first; of the actor's organisation. Code::forbidden.
Result<std::vector<Invitation>> list_invitations(db::Tx& tx, const Actor& actor, InvitationId before, int limit);
/// Audited. Code::not_found, Code::invitation_expired for one that is not open.
Result<void> withdraw_invitation(db::Tx& tx, const Actor& actor, InvitationId id);

/// What the link says. Code::invitation_expired for one that is unknown, expired, used or withdrawn, with the sentence
/// that says which (an unknown token tells nothing).
Result<Invitation> open_invitation(db::Tx& tx, std::string_view token);
/// `user` becomes a member, once. Audited. Code::invitation_expired, Code::conflict for a member.
Result<Membership> accept_invitation(db::Tx& tx, const Actor& actor, std::string_view token, UserId user);

}  // namespace yiguan::auth
