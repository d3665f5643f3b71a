// Passwords: the policy and the hash. Pure functions that know no table, because hashing takes tens of milliseconds and
// must run off the writer thread: callers hash first and hand the ready hash to the service.
#pragma once
#include <string>
#include <string_view>

#include "core/result.hpp"

namespace yiguan::auth {

/// 10 to 128 characters, well-formed, no control characters, not the login (in any case of letters), and letters of at
/// least two kinds (small, capital, digit, other) unless it has 16 characters or more.
/// Code::weak_password at "/password"; the error never holds the password. Source: C-20 (a length of 6 is too short for
/// an account that reaches every code of a producer, so the rule is stricter than the seller platform's).
Result<void> check_password(std::string_view login, std::string_view password);

/// Argon2id (RFC 9106) with a random salt, as a PHC string of about 100 characters. Cost: 20-40 ms and 19 MiB.
/// @throws std::runtime_error when the memory cannot be had.
std::string hash_password(std::string_view password);

/// True if `password` made `hash` (a PHC string of any Argon2id parameters). Compares in constant time. Cost: one
/// hashing.
bool verify_password(std::string_view hash, std::string_view password);

/// Costs what verify_password costs and is always false: for logins that do not exist, so that the time of the answer
/// does not tell them apart.
bool verify_nobody(std::string_view password);

}  // namespace yiguan::auth
