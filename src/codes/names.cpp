// Names of containers and places as numbers, so that a segment stays small.
#include <algorithm>
#include <array>
#include <span>

#include "codes/names.hpp"

#include "codes/items.hpp"
#include "crypto/module.hpp"

namespace yiguan::codes {
namespace {

using db::Statement;

const Statement name_sql{"codes.name", "select name from epc_name where name_id = $1"};
const Statement code_of_name_sql{"codes.code_of_name",
                                 "select block_id, counter from epc_name where name_id = $1 and block_id <> 0"};
const Statement holds_sql{"codes.holds_contents",
                          "select 1 from epc_name n join segment s on s.container_id = n.name_id"
                          " where n.block_id = $1 and n.block_id <> 0 and n.counter >= $2 and n.counter <= $3"
                          " and s.container_id <> 0 limit 1"};
const db::BulkInsert insert_name_sql{"codes.insert_name",
                                     "epc_name",
                                     {{"name_id", db::BulkInsert::Type::integer},
                                      {"name", db::BulkInsert::Type::text},
                                      {"block_id", db::BulkInsert::Type::integer},
                                      {"counter", db::BulkInsert::Type::integer}},
                                     1,
                                     db::BulkInsert::Existing::skip};

// Somebody who searches may find two texts that meet in 62 bits: they must not be taken for the same container.
constexpr std::int64_t number_max = (std::int64_t{1} << 62) - 1;
std::int64_t following(std::int64_t id) {
    return id == number_max ? 1 : id + 1;
}

std::int64_t number_of(std::string_view text) {
    const auto digest = crypto::module().digest(crypto::Digest::sha256, std::as_bytes(std::span(text)));
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < 8; ++i) bits = bits << 8 | std::to_integer<std::uint64_t>(digest[i]);
    const auto id = static_cast<std::int64_t>(bits >> 2);
    return id == 0 ? 1 : id;
}

struct Found {
    std::int64_t id;
    bool known;
};
Found find(db::Tx& tx, std::string_view text) {
    for (std::int64_t id = number_of(text);; id = following(id)) {
        auto rows = tx.query(name_sql, id);
        if (!rows.next()) return {id, false};
        if (rows.text(0) == text) return {id, true};
    }
}

}  // namespace

std::int64_t name_id(db::Tx& tx, std::string_view canonical, std::optional<CodeAt> code) {
    const Found found = find(tx, canonical);
    if (found.known) return found.id;
    const CodeAt at = code.value_or(CodeAt{});
    const std::array<db::Param, 4> values{found.id, canonical, at.block, at.counter};
    tx.insert(insert_name_sql, values);
    return found.id;
}

std::int64_t find_name_id(db::Tx& tx, std::string_view canonical) {
    return find(tx, canonical).id;
}

std::optional<std::string> name_of(db::Tx& tx, std::int64_t id) {
    auto rows = tx.query(name_sql, id);
    if (!rows.next()) return std::nullopt;
    return rows.get<std::string>(0);
}

std::vector<std::int64_t> numbers_of_names(db::Tx& tx, const std::vector<std::string>& canonical) {
    std::vector<db::Param> first;
    first.reserve(canonical.size());
    for (const std::string& text : canonical) first.emplace_back(number_of(text));
    std::vector<std::int64_t> numbers(canonical.size());
    std::vector<std::size_t> elsewhere;  // whose first number another name has
    tx.query_each(name_sql, first, 1, [&](std::size_t i, db::Rows& rows) {
        if (!rows.next()) return;
        if (rows.text(0) == canonical[i])
            numbers[i] = first[i].integer();
        else
            elsewhere.push_back(i);
    });
    for (const std::size_t i : elsewhere)
        if (const Found found = find(tx, canonical[i]); found.known) numbers[i] = found.id;
    return numbers;
}

std::vector<std::int64_t> known_names(db::Tx& tx, const std::vector<std::string>& canonical) {
    auto known = numbers_of_names(tx, canonical);
    std::erase(known, 0);
    return known;
}

std::vector<std::int64_t> name_numbers(db::Tx& tx, std::span<const std::string> canonical) {
    std::vector<db::Param> first;
    for (const std::string& text : canonical) first.emplace_back(number_of(text));
    std::vector<std::int64_t> numbers(canonical.size());
    std::vector<std::size_t> elsewhere;  // whose first number another name has
    tx.query_each(name_sql, first, 1, [&](std::size_t i, db::Rows& rows) {
        if (!rows.next()) return;
        if (rows.text(0) == canonical[i])
            numbers[i] = first[i].integer();
        else
            elsewhere.push_back(i);
    });
    for (const std::size_t i : elsewhere)
        if (const Found found = find(tx, canonical[i]); found.known) numbers[i] = found.id;
    return numbers;
}

bool holds_contents(db::Tx& tx, const std::vector<CodeRange>& ranges) {
    return std::ranges::any_of(
        ranges, [&](const CodeRange& r) { return tx.query(holds_sql, r.block, r.first, r.last).next(); });
}

std::optional<CodeAt> code_of_name(db::Tx& tx, std::int64_t id) {
    auto rows = tx.query(code_of_name_sql, id);
    if (!rows.next()) return std::nullopt;
    return CodeAt{rows.get<BlockId>(0), rows.integer(1)};
}

}  // namespace yiguan::codes
