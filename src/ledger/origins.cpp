#include "ledger/origins.hpp"

#include <fmt/format.h>

#include <charconv>

namespace yiguan::ledger {
namespace {

using Plan = db::Statement::Plan;

const db::Statement list_sql{"ledger.list_origins", R"sql(
    select log_id, origin, verifier_keys, opened_at, closed_at, last_checkpoint from log_origin order by log_id)sql",
                             Plan::small_scan};
const db::Statement find_sql{"ledger.find_origin", R"sql(
    select log_id, origin, verifier_keys, opened_at, closed_at, last_checkpoint from log_origin where log_id = $1)sql"};
const db::Statement insert_sql{"ledger.insert_origin", R"sql(
    insert into log_origin (log_id, origin, verifier_keys, opened_at, closed_at, last_checkpoint)
    values ($1, $2, $3, $4, null, ''))sql"};
const db::Statement close_sql{"ledger.close_origin", R"sql(
    update log_origin set closed_at = $2, last_checkpoint = $3 where log_id = $1 and closed_at is null)sql"};
const db::Statement move_sql{"ledger.move_head", "update log_head set log_id = $2, next_index = 0 where node_id = $1"};
const db::Statement insert_head_sql{
    "ledger.insert_head", "insert into log_head (node_id, log_id, next_index, recorded_at) values ($1, $2, 0, 0)"};
const db::Statement size_sql{"ledger.size_of_log", R"sql(
    select first_index + entry_count from log_batch where log_id = $1 order by first_index desc limit 1)sql"};

Origin read(db::Rows& rows) {
    return {.log = rows.integer(0),
            .name = rows.get<std::string>(1),
            .verifier_keys = rows.get<std::string>(2),
            .opened_at = rows.get<UtcMs>(3),
            .closed_at = rows.get<std::optional<UtcMs>>(4),
            .last_checkpoint = rows.get<std::string>(5)};
}

}  // namespace

std::vector<Origin> list_origins(db::Tx& tx) {
    std::vector<Origin> out;
    for (auto rows = tx.query(list_sql); rows.next();) out.push_back(read(rows));
    return out;
}

std::optional<Origin> find_origin(db::Tx& tx, std::int64_t log) {
    auto rows = tx.query(find_sql, log);
    if (!rows.next()) return std::nullopt;
    return read(rows);
}

void insert_origin(db::Tx& tx, const Origin& origin) {
    tx.execute(insert_sql, origin.log, origin.name, origin.verifier_keys, origin.opened_at);
}

void close_origin(db::Tx& tx, std::int64_t log, std::string_view last_checkpoint) {
    tx.execute(close_sql, log, tx.now(), last_checkpoint);
}

void move_head(db::Tx& tx, unsigned node, std::int64_t log) {
    if (tx.execute(move_sql, node, log) == 0) tx.execute(insert_head_sql, node, log);
}

std::int64_t size_of_log(db::Tx& tx, std::int64_t log) {
    auto rows = tx.query(size_sql, log);
    return rows.next() ? rows.integer(0) : 0;
}

std::string log_name(std::int64_t log) {
    constexpr auto generations = db::Journal::generations_per_node;
    return fmt::format("{}-{:02}", log / generations, log % generations);
}

std::optional<std::int64_t> log_of_name(std::string_view name) {
    constexpr auto generations = db::Journal::generations_per_node;
    const auto dash = name.find('-');
    if (dash == std::string_view::npos) return std::nullopt;
    std::int64_t node = 0, generation = 0;
    const auto number = [](std::string_view text, std::int64_t& out) {
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
        return error == std::errc{} && end == text.data() + text.size();
    };
    if (!number(name.substr(0, dash), node) || !number(name.substr(dash + 1), generation)) return std::nullopt;
    if (node < 0 || node >= 1024 || generation < 1 || generation >= generations) return std::nullopt;
    const std::int64_t log = node * generations + generation;
    return log_name(log) == name ? std::optional(log) : std::nullopt;
}

std::filesystem::path folder_of(const std::filesystem::path& root, std::int64_t log) {
    return log % db::Journal::generations_per_node <= 1 ? root : root / log_name(log);
}

}  // namespace yiguan::ledger
