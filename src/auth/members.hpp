// Who belongs to an organisation, and what its administrator may change of it: never himself, never the last
// administrator.
#pragma once
#include "auth/contacts.hpp"
#include "auth/memberships.hpp"

namespace yiguan::auth {

/// The role and scope that `actor` may give in `org`, the scope in its stored form (sorted, each once). Enterprises
/// have the member roles; organisations of regulators: 企业管理员, 监管, 初审, 复审, and 最高权限监管 by the operator
/// only; the platform: 平台运营, 初审, 复审. Nobody gives a wider scope than his own. Code::invalid at "/role",
/// "/scope/regions", "/scope/categories", "/scope/ownOnly".
Result<Scope> check_grant(db::Tx& tx, const Actor& actor, OrgId org, Role role, const Scope& scope);

struct Member {
    Membership membership;
    std::string login;
    std::string name;
    std::optional<std::string> phone_masked;
    std::optional<UtcMs> last_sign_in;
};
struct MemberFilter {
    std::string text{};  ///< Part of a login or name.
    std::optional<Role> role{};
    std::optional<MembershipStatus> status{};
};
struct MemberPage {
    std::vector<Member> items;  ///< One more than `limit` if more follow; oldest first.
    std::int64_t total = 0;     ///< Counted to member_count_max.
};
inline constexpr std::int64_t member_count_max = 100'000;
/// Of the actor's organisation. Code::forbidden. Cost: the rows of the organisation's index.
Result<MemberPage> list_members(db::Tx& tx, const Actor& actor, const MemberFilter& filter, MembershipId after,
                                int limit);
/// Code::not_found for one of another organisation, Code::forbidden.
Result<Member> get_member(db::Tx& tx, const Actor& actor, MembershipId id);

/// Takes effect with the person's next request. Audited with before and after. As check_grant(), get_member();
/// Code::forbidden for oneself, Code::wrong_state for the last administrator.
Result<Member> change_member(db::Tx& tx, const Actor& actor, MembershipId id, Role role, const Scope& scope);
/// A suspended member's sessions end. `reason`: 1..200 characters, of suspensions. Code::missing_field at "/reason".
Result<Member> suspend_member(db::Tx& tx, const Actor& actor, MembershipId id, std::string_view reason);
Result<Member> restore_member(db::Tx& tx, const Actor& actor, MembershipId id);
/// A password that the person has to change (EBM-17, EBM-18); all his sessions end. The caller sends it.
/// Code::forbidden for oneself.
Result<Member> give_password(db::Tx& tx, const Actor& actor, MembershipId id, std::string_view password_hash);

/// The same without a membership, for a first password at approval (C-20): by whoever may review.
Result<void> give_first_password(db::Tx& tx, const Actor& actor, UserId user, std::string_view password_hash);

/// Twelve characters that are easily read, of three kinds: 59 bits.
std::string initial_password();

}  // namespace yiguan::auth
