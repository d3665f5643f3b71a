// Bearer keys of machines: "yk_<id>_<secret>". A key acts as a technical user of its organisation with the key's roles,
// so that events and audit rows name it like any other user.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "auth/actor.hpp"
#include "core/time.hpp"
#include "db/db.hpp"

namespace yiguan::auth {

using ApiKeyId = Id<struct ApiKeyTag>;

inline constexpr std::int64_t api_key_days_max = 3650;
inline constexpr std::int64_t api_key_days = 365;  ///< Unless said otherwise.

struct ApiKey {
    ApiKeyId id;
    OrgId org;
    UserId user;  ///< The technical user "apikey-<id>", made with the key.
    Roles roles;
    UtcMs created_at;
    UtcMs expires_at;
    std::optional<UtcMs> revoked_at;
    std::optional<UtcMs> last_used;  ///< To the day.
};

struct NewApiKey {
    OrgId org;
    Roles roles;
    std::int64_t days = api_key_days;  ///< 1..api_key_days_max.
    /// From hash_password() of a password that nobody knows: the technical user cannot sign in.
    std::string_view unknown_password_hash;
};

struct IssuedApiKey {
    ApiKey key;
    std::string text;  ///< What the machine sends; only the SHA-256 of its secret is stored, so it is shown once.
};

/// Audited as "api_key.create" by `actor`. The caller has checked the right to issue keys and that `org` exists.
/// Code::invalid at "/roles" (none), Code::out_of_bounds at "/days".
Result<IssuedApiKey> create_api_key(db::Tx& tx, const Actor& actor, const NewApiKey& wanted);

/// Who acts with this key: the technical user, the key's organisation and roles. Code::unauthenticated for a text that
/// is no key, an unknown, expired or revoked one, or a disabled user; nothing tells which. Compares in constant time.
/// Cost: one indexed read; a text that cannot be a key costs none.
struct ApiKeyUse {
    Actor actor;
    ApiKeyId key;
    UtcMs expires_at;
    bool touch_due = false;  ///< First use of the day: the caller should queue touch_api_key().
};
Result<ApiKeyUse> use_api_key(db::Tx& tx, std::string_view text);
void touch_api_key(db::Tx& tx, ApiKeyId key);

/// A user as he may act now, for work on his behalf that no request asks for (subscriptions): nothing for a disabled
/// one, and for the technical user of a key that has expired or was revoked.
std::optional<Actor> find_actor(db::Tx& tx, UserId user);

/// All of an organisation, or of everybody, oldest first: at most `limit` after `after`.
std::vector<ApiKey> list_api_keys(db::Tx& tx, OrgId org, ApiKeyId after, int limit);

/// At once and for good. Audited. Code::not_found; revoking twice changes nothing.
Result<void> revoke_api_key(db::Tx& tx, const Actor& actor, ApiKeyId key);

}  // namespace yiguan::auth
