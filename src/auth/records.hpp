// What the transparency log says of users and keys (docs/formats/log-objects.md). Private to auth.
#pragma once
#include "auth/api_keys.hpp"
#include "auth/auth_store.hpp"
#include "auth/member_store.hpp"

namespace yiguan::auth {

/// 64 hexadecimal digits: SHA-256("yiguan credential/v1\n" || what is stored to check a password or key). Tells a
/// replaced credential and is of no use to whoever would guess the password.
std::string credential_of(std::string_view stored);

std::string content_of(const store::UserVersion& version);
/// Version 1 of a key: as it was made.
std::string content_of(const ApiKey& key, std::string_view secret_hash);
/// Version 2: revoked.
std::string content_of_revocation(ApiKeyId key, UtcMs revoked_at);

/// Keeps the user's present row as its next version, with its record.
void keep_version(db::Tx& tx, UserId user, UserId by);

std::string content_of(const store::MembershipVersion& version);
/// Keeps this version of a membership, with its record.
void keep_version(db::Tx& tx, const Membership& membership, UserId by);

inline constexpr std::string_view technical_login = "apikey-";
/// The membership that follows from how an account was added (NewUser::roles); none for machines.
void add_first_membership(db::Tx& tx, const User& user, UserId by);

}  // namespace yiguan::auth
