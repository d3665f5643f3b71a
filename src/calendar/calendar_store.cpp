#include "calendar/calendar_store.hpp"

#include <fmt/format.h>

namespace yiguan::calendar::store {
namespace {

using db::Rows;
using db::Statement;

constexpr std::size_t day_at = 0, working_at = 11, name_at = 13;

[[noreturn]] void damaged() {
    throw db::Fault(db::Fault::Kind::other, "calendar_year.days is damaged");
}

YearVersion read(Rows& rows) {
    return {.year = static_cast<int>(rows.integer(0)),
            .version = rows.integer(1),
            .changed_at = rows.get<UtcMs>(2),
            .changed_by = rows.get<UserId>(3),
            .days = rows.get<std::string>(4)};
}

}  // namespace

#define COLUMNS "year, version, changed_at, changed_by, days"

const Statement versions_sql{"calendar.versions", "select " COLUMNS " from calendar_year order by year, version",
                             Statement::Plan::small_scan};

std::vector<YearVersion> versions(db::Tx& tx) {
    Rows rows = tx.query(versions_sql);
    std::vector<YearVersion> found;
    while (rows.next()) found.push_back(read(rows));
    return found;
}

const Statement newest_sql{"calendar.newest_version",
                           "select " COLUMNS " from calendar_year where year = $1 order by version desc limit 1"};

std::optional<YearVersion> newest(db::Tx& tx, int year) {
    Rows rows = tx.query(newest_sql, year);
    if (!rows.next()) return std::nullopt;
    return read(rows);
}

const Statement insert_sql{"calendar.insert_version",
                           "insert into calendar_year (" COLUMNS ") values ($1, $2, $3, $4, $5)"};

void insert(db::Tx& tx, const YearVersion& v) {
    tx.post(insert_sql, v.year, v.version, v.changed_at, v.changed_by, v.days);
}

std::string encode(std::span<const SpecialDay> days) {
    std::string text;
    for (const auto& day : days) text += fmt::format("{} {:d} {}\n", to_string(day.date), day.working, day.name);
    return text;
}

std::vector<SpecialDay> decode(std::string_view text) {
    std::vector<SpecialDay> days;
    while (!text.empty()) {
        const auto line = text.substr(0, text.find('\n'));
        if (line.size() < name_at || line.size() == text.size()) damaged();
        text.remove_prefix(line.size() + 1);
        const auto date = parse_date(line.substr(day_at, 10));
        if (date.has_error()) damaged();
        days.push_back(
            {.date = date.value(), .working = line[working_at] == '1', .name = std::string(line.substr(name_at))});
    }
    return days;
}

}  // namespace yiguan::calendar::store
