#include "db/bulk_sql.hpp"

#include <fmt/format.h>

namespace yiguan::db {
namespace {

std::string head(const BulkInsert& into, std::string_view verb = "insert") {
    std::string sql = fmt::format("{} into {} (", verb, into.table());
    for (const auto& column : into.columns()) sql += fmt::format("{}{}", sql.back() == '(' ? "" : ", ", column.name);
    return sql + ") ";
}

std::string tail(const BulkInsert& into) {
    if (into.existing() == BulkInsert::Existing::fail) return "";
    const auto keys = static_cast<std::size_t>(into.key_columns());
    std::string sql = " on conflict (";
    for (std::size_t i = 0; i < keys; ++i) sql += fmt::format("{}{}", i ? ", " : "", into.columns()[i].name);
    if (into.existing() == BulkInsert::Existing::skip || keys == into.columns().size()) return sql + ") do nothing";
    sql += ") do update set ";
    for (std::size_t i = keys; i < into.columns().size(); ++i)
        sql += fmt::format("{}{} = excluded.{}", i > keys ? ", " : "", into.columns()[i].name, into.columns()[i].name);
    return sql;
}

constexpr std::string_view array_type(BulkInsert::Type type) {
    switch (type) {
        case BulkInsert::Type::integer:
            return "bigint[]";
        case BulkInsert::Type::text:
            return "text[]";
        case BulkInsert::Type::bytes:
            return "bytea[]";
    }
    return "";
}

}  // namespace

std::string bulk_values_sql(const BulkInsert& into, std::size_t rows) {
    const auto width = into.columns().size();
    std::string sql = head(into, rows > 1 ? "insert or fail" : "insert") + "values ";
    for (std::size_t i = 0; i < rows * width; ++i)
        sql += fmt::format("{}${}{}",
                           i % width > 0 ? ", "
                           : i > 0       ? ", ("
                                         : "(",
                           i + 1, i % width == width - 1 ? ")" : "");
    return sql + tail(into);
}

std::string bulk_unnest_sql(const BulkInsert& into) {
    std::string sql = head(into) + "select * from unnest(";
    for (std::size_t i = 1; i <= into.columns().size(); ++i)
        sql += fmt::format("{}${}::{}", i > 1 ? ", " : "", i, array_type(into.columns()[i - 1].type));
    return sql + ")" + tail(into);
}

}  // namespace yiguan::db
