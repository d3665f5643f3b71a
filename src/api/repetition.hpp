// Idempotency-Key: a write that is sent twice is done once. The first answer is kept in the transaction of the work
// itself, so that a repetition finds either both or neither. Refusals are not kept: nothing was changed.
#pragma once
#include <array>
#include <optional>
#include <string_view>

#include "db/db.hpp"
#include "http/http.hpp"

namespace yiguan::api {

/// Longer than a phone's queue sends what it could not: seven days.
inline constexpr std::int64_t kept_ms = 8LL * 24 * 3600 * 1000;

class Repetition {
public:
    /// Nothing without the header. Code::invalid at "/Idempotency-Key" unless it is 1 to 200 visible ASCII characters.
    static Result<std::optional<Repetition>> of(const http::Request& request);

    /// An answer, and which records of the log came with it.
    struct Kept {
        http::Response response;
        db::Position first;
        std::int64_t count = 0;
    };
    /// The kept answer to this request of this user (0: of a stranger), with `Idempotency-Replayed: true`.
    /// Code::idempotency_key_reused when the key came with another request.
    Result<std::optional<Kept>> find(db::Tx& tx, UserId user) const;
    /// Keeps the answer, and drops what is older than kept_ms. Code::conflict when another server keeps one right now.
    Result<void> keep(db::Tx& tx, UserId user, const http::Response& response,
                      const db::Journal::Appended& recorded = {}) const;

private:
    using Hash = std::array<std::byte, 32>;
    Hash key_{};      // SHA-256 of the key
    Hash request_{};  // HMAC-SHA-256 of method, target and body under the key: a request may hold a password
};

/// Drops answers older than kept_ms. Returns how many.
std::int64_t purge_kept_answers(db::Tx& tx);
/// Deletes kept answers that hold this text, which was erased by law. Reads all of them.
std::int64_t forget_answers_with(db::Tx& tx, std::string_view text);

}  // namespace yiguan::api
