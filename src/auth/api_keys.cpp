#include "auth/api_keys.hpp"

#include <fmt/format.h>

#include "auth/auth.hpp"
#include "auth/auth_store.hpp"
#include "auth/records.hpp"
#include "core/text.hpp"
#include "ledger/ledger.hpp"

namespace yiguan::auth {
namespace {

using db::Rows;
using db::Statement;
using db::Tx;

constexpr std::int64_t day_ms = 86'400'000;
constexpr std::size_t secret_bytes = 32;
constexpr std::size_t secret_characters = 43;
constexpr std::string_view prefix = "yk_";

struct Row {
    ApiKey key;
    std::string secret_hash;
};

#define KEY_COLUMNS "key_id, org_id, user_id, roles, created_at, expires_at, revoked_at, last_used_day"

ApiKey read_key(Rows& rows) {
    return {.id = rows.get<ApiKeyId>(0),
            .org = rows.get<OrgId>(1),
            .user = rows.get<UserId>(2),
            .roles = Roles(rows.integer(3)),
            .created_at = rows.get<UtcMs>(4),
            .expires_at = rows.get<UtcMs>(5),
            .revoked_at = rows.get<std::optional<UtcMs>>(6),
            .last_used = rows.get<std::optional<UtcMs>>(7)};
}

const Statement insert_key_sql{"auth.insert_api_key", R"sql(
    insert into api_key (key_id, secret_hash, org_id, user_id, roles, created_at, expires_at)
    values ($1, $2, $3, $4, $5, $6, $7))sql"};

const Statement find_key_sql{"auth.find_api_key", "select " KEY_COLUMNS ", secret_hash from api_key where key_id = $1"};

std::optional<Row> find_key(Tx& tx, ApiKeyId id) {
    Rows rows = tx.query(find_key_sql, id);
    if (!rows.next()) return std::nullopt;
    return Row{read_key(rows), std::string(rows.text(8))};
}

const Statement keys_of_org_sql{"auth.api_keys_of_org",
                                "select " KEY_COLUMNS
                                " from api_key where org_id = $1 and key_id > $2 order by key_id limit $3"};
const Statement all_keys_sql{"auth.all_api_keys",
                             "select " KEY_COLUMNS " from api_key where key_id > $1 order by key_id limit $2"};

const Statement touch_key_sql{"auth.touch_api_key", R"sql(
    update api_key set last_used_day = $2
     where key_id = $1 and (last_used_day is null or last_used_day < $2))sql"};

const Statement revoke_key_sql{"auth.revoke_api_key", R"sql(
    update api_key set revoked_at = $2 where key_id = $1 and revoked_at is null)sql"};

UtcMs day_of(UtcMs time) {
    return UtcMs{time.value - time.value % day_ms};
}

struct Presented {
    ApiKeyId id;
    std::string_view secret;
};
std::optional<Presented> parse_key(std::string_view text) {
    if (!text.starts_with(prefix)) return std::nullopt;
    text.remove_prefix(prefix.size());
    const auto end = text.find('_');  // the secret may hold '_' too
    if (end == std::string_view::npos || text.size() - end - 1 != secret_characters) return std::nullopt;
    const auto id = parse_id_as<ApiKeyId>(text.substr(0, end));
    if (!id) return std::nullopt;
    return Presented{*id, text.substr(end + 1)};
}

}  // namespace

Result<IssuedApiKey> create_api_key(Tx& tx, const Actor& actor, const NewApiKey& wanted) {
    if (wanted.roles.bits() == 0) return Error{Code::invalid, "/roles", "至少选择一个角色", "角色"};
    if (wanted.days < 1 || wanted.days > api_key_days_max)
        return Error{Code::out_of_bounds, "/days", fmt::format("有效期应在 1 到 {} 天之间", api_key_days_max),
                     "有效期"};
    const auto id = tx.next_id<ApiKeyId>();
    TRY(const auto user, add_user(tx, {.login = std::string(technical_login) + to_string(id),
                                       .password_hash = std::string(wanted.unknown_password_hash),
                                       .org = wanted.org,
                                       .roles = wanted.roles,
                                       .must_change_password = false,
                                       .by = actor.user}));
    const std::string secret = random_token(secret_bytes);
    const ApiKey key{.id = id,
                     .org = wanted.org,
                     .user = user,
                     .roles = wanted.roles,
                     .created_at = tx.now(),
                     .expires_at = tx.now() + wanted.days * day_ms,
                     .revoked_at = std::nullopt,
                     .last_used = std::nullopt};
    const auto hash = sha256(secret);
    tx.post(insert_key_sql, key.id, std::span<const std::byte>(hash), key.org, key.user, key.roles.bits(),
            key.created_at, key.expires_at);
    ledger::append(tx, ledger::Object::api_key, id.value, 1, content_of(key, as_text(hash)));
    audit(tx, actor, {.action = "api_key.create", .object_kind = "api_key", .object_id = id.value});
    return IssuedApiKey{key, fmt::format("{}{}_{}", prefix, id.value, secret)};
}

Result<ApiKeyUse> use_api_key(Tx& tx, std::string_view text) {
    const Error refused{Code::unauthenticated, "", "接口密钥无效、已过期或已停用"};
    const auto presented = parse_key(text);
    if (!presented) return refused;
    const auto found = find_key(tx, presented->id);
    if (!found) return refused;
    const auto hash = sha256(presented->secret);
    if (!equal_constant_time(found->secret_hash, as_text(hash))) return refused;
    const ApiKey& key = found->key;
    if (key.revoked_at || tx.now() >= key.expires_at) return refused;
    const auto user = store::find_user(tx, key.user);
    if (!user || user->status != UserStatus::active) return refused;
    return ApiKeyUse{
        .actor = {.user = key.user,
                  .org = key.org,
                  .roles = key.roles,
                  .predecessors = store::find_org_access(tx, key.org).value_or(store::OrgAccess{}).predecessors,
                  .machine = true},
        .key = key.id,
        .expires_at = key.expires_at,
        .touch_due = !key.last_used || *key.last_used < day_of(tx.now())};
}

void touch_api_key(Tx& tx, ApiKeyId key) {
    tx.post(touch_key_sql, key, day_of(tx.now()));
}

std::vector<ApiKey> list_api_keys(Tx& tx, OrgId org, ApiKeyId after, int limit) {
    std::vector<ApiKey> found;
    Rows rows = org ? tx.query(keys_of_org_sql, org, after, limit) : tx.query(all_keys_sql, after, limit);
    while (rows.next()) found.push_back(read_key(rows));
    return found;
}

Result<void> revoke_api_key(Tx& tx, const Actor& actor, ApiKeyId id) {
    if (!find_key(tx, id)) return Error{Code::not_found, "", "没有这个接口密钥"};
    if (tx.execute(revoke_key_sql, id, tx.now()) > 0) {
        ledger::append(tx, ledger::Object::api_key, id.value, 2, content_of_revocation(id, tx.now()));
        audit(tx, actor, {.action = "api_key.revoke", .object_kind = "api_key", .object_id = id.value});
    }
    return outcome::success();
}

std::optional<Actor> find_actor(Tx& tx, UserId id) {
    const auto user = find_user(tx, id);
    if (!user || user->status != UserStatus::active) return std::nullopt;
    constexpr std::string_view technical = technical_login;
    Actor actor{.user = user->id, .org = user->org, .roles = user->roles};
    const auto access = store::find_org_access(tx, user->org).value_or(store::OrgAccess{});
    actor.predecessors = access.predecessors;
    const std::string_view login = user->login;
    const auto number = login.starts_with(technical) ? parse_id(login.substr(technical.size())) : std::nullopt;
    const auto row = number ? find_key(tx, ApiKeyId{*number}) : std::nullopt;
    if (row && row->key.user == id) {
        if (row->key.revoked_at || row->key.expires_at <= tx.now()) return std::nullopt;
        actor.roles = row->key.roles;
        actor.machine = true;
        return actor;
    }
    const auto membership = store::find_membership(tx, user->id, user->org);
    if (!membership) return actor;  // from before there were memberships
    if (membership->status != MembershipStatus::active) return std::nullopt;
    actor.membership = membership->id;
    actor.scope = membership->scope;
    actor.roles = effective_roles(membership->role, access.roles);
    return actor;
}

}  // namespace yiguan::auth
