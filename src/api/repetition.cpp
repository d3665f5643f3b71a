#include "api/repetition.hpp"

#include <algorithm>

#include "auth/digest.hpp"
#include "core/json.hpp"
#include "core/text.hpp"

namespace yiguan::api {
namespace {

const db::Statement find_sql{"api.find_kept_answer", R"sql(
    select request_mac, status, location, body, created_at, log_position, log_count from kept_answer
     where user_id = $1 and key_hash = $2)sql"};

const db::Statement keep_sql{"api.keep_answer", R"sql(
    insert into kept_answer
        (user_id, key_hash, request_mac, status, location, body, created_at, log_position, log_count)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    on conflict (user_id, key_hash) do nothing)sql"};

const db::Statement purge_sql{"api.purge_kept_answers", "delete from kept_answer where created_at <= $1"};

const db::Statement forget_sql{"api.forget_answers_with", "delete from kept_answer where body like $1 escape '!'",
                               db::Statement::Plan::small_scan};

std::span<const std::byte> bytes(const std::array<std::byte, 32>& hash) {
    return hash;
}

}  // namespace

Result<std::optional<Repetition>> Repetition::of(const http::Request& request) {
    const auto key = request.header("Idempotency-Key");
    if (key.empty()) return std::optional<Repetition>{};
    if (key.size() > 200 || !std::ranges::all_of(key, [](char c) { return c >= '!' && c <= '~'; }))
        return Error{Code::invalid, "/Idempotency-Key", "幂等键应为 1 至 200 个可见的 ASCII 字符", "幂等键"};
    Repetition repetition;
    repetition.key_ = auth::sha256(key);
    std::string text(name(request.method));
    text.append(" ").append(request.target).append("\n").append(request.body);
    repetition.request_ = auth::hmac_sha256(key, text);
    return std::optional(repetition);
}

Result<std::optional<Repetition::Kept>> Repetition::find(db::Tx& tx, UserId user) const {
    db::Rows rows = tx.query(find_sql, user, bytes(key_));
    if (!rows.next() || tx.now() - rows.get<UtcMs>(4) >= kept_ms) return std::optional<Kept>{};
    if (!equal_constant_time(rows.text(0), as_text(request_)))
        return Error{Code::idempotency_key_reused, "/Idempotency-Key", "此幂等键已用于另一个请求，请换一个", "幂等键"};
    http::Response response{.status = static_cast<int>(rows.integer(1)),
                            .body = rows.get<std::optional<std::string>>(3).value_or("")};
    if (auto location = rows.get<std::optional<std::string>>(2))
        response.headers.emplace_back("Location", *std::move(location));
    response.headers.emplace_back("Idempotency-Replayed", "true");
    return std::optional(Kept{std::move(response), db::Position{rows.integer(5)}, rows.integer(6)});
}

Result<void> Repetition::keep(db::Tx& tx, UserId user, const http::Response& response,
                              const db::Journal::Appended& recorded) const {
    purge_kept_answers(tx);
    std::optional<std::string_view> location, body;
    for (const auto& [name, value] : response.headers)
        if (name == "Location") location = value;
    if (!response.body.empty()) body = response.body;
    const auto kept = tx.execute(keep_sql, user, bytes(key_), bytes(request_), response.status, location, body,
                                 tx.now(), recorded.first.value, recorded.count);
    if (kept == 0) return Error{Code::conflict, "/Idempotency-Key", "同一请求正在处理，请稍后重试", "幂等键"};
    return outcome::success();
}

std::int64_t purge_kept_answers(db::Tx& tx) {
    return tx.execute(purge_sql, UtcMs{tx.now().value - kept_ms});
}

std::int64_t forget_answers_with(db::Tx& tx, std::string_view text) {
    // As it stands in JSON, between the wild cards of "like".
    std::string pattern = json::serialize(json::value(text));
    pattern = pattern.substr(1, pattern.size() - 2);
    std::string escaped = "%";
    for (const char c : pattern) {
        if (c == '%' || c == '_' || c == '!') escaped += '!';
        escaped += c;
    }
    return tx.execute(forget_sql, escaped + "%");
}

}  // namespace yiguan::api
