#include "auth/records.hpp"

#include "auth/check.hpp"
#include "core/text.hpp"
#include "ledger/ledger.hpp"
#include "proof/hash.hpp"

namespace yiguan::auth {
namespace {

using ledger::Object;

constexpr int page_size = 500;

const db::Statement keys_after_sql{"auth.api_keys_after", R"sql(
    select key_id, org_id, user_id, roles, created_at, expires_at, revoked_at, secret_hash
      from api_key where key_id > $1 order by key_id limit $2)sql"};

struct StoredKey {
    ApiKey key;
    std::string secret_hash;
};
std::vector<StoredKey> keys_after(db::Tx& tx, ApiKeyId after) {
    auto rows = tx.query(keys_after_sql, after, page_size);
    std::vector<StoredKey> found;
    while (rows.next())
        found.push_back({{.id = rows.get<ApiKeyId>(0),
                          .org = rows.get<OrgId>(1),
                          .user = rows.get<UserId>(2),
                          .roles = Roles(rows.integer(3)),
                          .created_at = rows.get<UtcMs>(4),
                          .expires_at = rows.get<UtcMs>(5),
                          .revoked_at = rows.get<std::optional<UtcMs>>(6),
                          .last_used = std::nullopt},
                         std::string(rows.text(7))});
    return found;
}

bool same(const store::UserVersion& v, const User& u) {
    return v.login == u.login && v.org == u.org && v.roles == u.roles && v.status == u.status &&
           v.must_change_password == u.must_change_password && v.created_at == u.created_at &&
           v.credential == credential_of(u.password_hash);
}

std::vector<std::string> check_users(db::Tx& tx, const ledger::LogCheck& log) {
    ledger::ObjectCheck check(tx, log, Object::user);
    std::optional<store::UserVersion> last;
    const auto close = [&] {
        if (!last) return;
        const auto user = store::find_user(tx, last->user);
        if (!user)
            check.say("账号 " + to_string(last->user) + " 已不存在，而它的变更记录还在");
        else if (!same(*last, *user))
            check.say("账号 " + to_string(last->user) + " 与它最近一次变更记录不符：未经系统修改");
    };
    for (bool more = true; more;) {
        auto page =
            store::versions_after(tx, last ? last->user : UserId{INT64_MIN}, last ? last->version : 0, page_size);
        more = page.size() == page_size;
        for (auto& version : page) {
            if (last && last->user != version.user) close();
            check.stored(version.user.value, version.version, version.changed_at, content_of(version));
            last = std::move(version);
        }
    }
    close();
    UserId after{INT64_MIN};
    for (bool more = true; more;) {
        const auto page = store::users_after(tx, after, page_size);
        more = page.size() == page_size;
        for (const User& user : page) {
            after = user.id;
            if (log.began && user.created_at >= *log.began && store::newest_version(tx, user.id) == 0)
                check.say("账号 " + to_string(user.id) + " 没有变更记录：未经系统添加");
        }
    }
    return check.finish();
}

std::vector<std::string> check_keys(db::Tx& tx, const ledger::LogCheck& log) {
    ledger::ObjectCheck check(tx, log, Object::api_key);
    ApiKeyId after{INT64_MIN};
    for (bool more = true; more;) {
        const auto page = keys_after(tx, after);
        more = page.size() == page_size;
        for (const auto& [key, secret_hash] : page) {
            after = key.id;
            check.stored(key.id.value, 1, key.created_at, content_of(key, secret_hash));
            if (key.revoked_at)
                check.stored(key.id.value, 2, *key.revoked_at, content_of_revocation(key.id, *key.revoked_at));
        }
    }
    return check.finish();
}

std::vector<std::string> check_memberships(db::Tx& tx, const ledger::LogCheck& log) {
    ledger::ObjectCheck check(tx, log, Object::membership);
    std::optional<Membership> last;
    const auto close = [&] {
        if (!last) return;
        const auto present = store::find_membership(tx, last->id);
        if (!present) {
            check.say("成员关系 " + to_string(last->id) + " 已不存在，而它的变更记录还在");
            return;
        }
        last->created_at = present->created_at;
        if (content_of({*last, {}, {}}) != content_of({*present, {}, {}}))
            check.say("成员关系 " + to_string(last->id) + " 与它最近一次变更记录不符：未经系统修改");
    };
    for (bool more = true; more;) {
        const auto page = store::membership_versions_after(tx, last ? last->id : MembershipId{INT64_MIN},
                                                           last ? last->version : 0, page_size);
        more = page.size() == page_size;
        for (const auto& version : page) {
            if (last && last->id != version.membership.id) close();
            check.stored(version.membership.id.value, version.membership.version, version.changed_at,
                         content_of(version));
            last = version.membership;
        }
    }
    close();
    MembershipId after{INT64_MIN};
    for (bool more = true; more;) {
        const auto page = store::memberships_after(tx, after, page_size);
        more = page.size() == page_size;
        for (const auto& membership : page) {
            after = membership.id;
            const auto first = store::membership_versions_after(tx, membership.id, 0, 1);
            if (first.empty() || first.front().membership.id != membership.id)
                check.say("成员关系 " + to_string(membership.id) + " 没有变更记录：未经系统添加");
        }
    }
    return check.finish();
}

}  // namespace

std::string credential_of(std::string_view stored) {
    return proof::hex(as_text(sha256("yiguan credential/v1\n" + std::string(stored))));
}

std::string content_of(const store::UserVersion& v) {
    return ledger::content_of(
        "user/v1",
        {v.user.value, v.version, v.changed_at.value, v.changed_by.value, v.org.value, v.roles.bits(),
         static_cast<std::int64_t>(v.status), v.must_change_password ? 1 : 0, v.created_at.value},
        v.login + " " + v.credential);
}

std::string content_of(const ApiKey& key, std::string_view secret_hash) {
    return ledger::content_of(
        "api-key/v1",
        {key.id.value, key.org.value, key.user.value, key.roles.bits(), key.created_at.value, key.expires_at.value},
        credential_of(secret_hash));
}

std::string content_of_revocation(ApiKeyId key, UtcMs revoked_at) {
    return ledger::content_of("api-key-revoked/v1", {key.value, revoked_at.value});
}

void keep_version(db::Tx& tx, UserId id, UserId by) {
    const auto user = store::find_user(tx, id).value();
    const store::UserVersion version{.user = id,
                                     .version = store::newest_version(tx, id) + 1,
                                     .changed_at = tx.now(),
                                     .changed_by = by,
                                     .login = user.login,
                                     .org = user.org,
                                     .roles = user.roles,
                                     .status = user.status,
                                     .must_change_password = user.must_change_password,
                                     .created_at = user.created_at,
                                     .credential = credential_of(user.password_hash)};
    store::insert_version(tx, version);
    ledger::append(tx, Object::user, id.value, version.version, content_of(version));
}

std::string content_of(const store::MembershipVersion& v) {
    const Membership& m = v.membership;
    return ledger::content_of(
        "membership/v1",
        {m.id.value, m.version, v.changed_at.value, v.changed_by.value, m.user.value, m.org.value,
         static_cast<std::int64_t>(m.role), static_cast<std::int64_t>(m.status), m.scope.own_only ? 1 : 0},
        store::joined(m.scope.regions) + " " + store::joined(m.scope.categories));
}

void keep_version(db::Tx& tx, const Membership& membership, UserId by) {
    const store::MembershipVersion version{.membership = membership, .changed_at = tx.now(), .changed_by = by};
    store::insert_membership_version(tx, membership, by);
    ledger::append(tx, Object::membership, membership.id.value, membership.version, content_of(version));
}

std::vector<std::string> check_records(db::Tx& tx, const ledger::LogCheck& log) {
    auto found = check_users(tx, log);
    for (auto& complaint : check_keys(tx, log)) found.push_back(std::move(complaint));
    for (auto& complaint : check_memberships(tx, log)) found.push_back(std::move(complaint));
    return found;
}

}  // namespace yiguan::auth
