#include "sheet/builder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "core/text.hpp"

namespace yiguan::sheet {

Cell Table::at(std::size_t row, std::size_t column) const {
    const Row& r = rows_[row];
    if (column >= r.width) return {};
    const Packed& p = cells_[r.first + column];
    return {.kind = static_cast<CellKind>(p.kind),
            .text = std::string_view(texts_).substr(p.at, p.length),
            .number = p.number,
            .precision_lost = p.lost != 0,
            .formula = p.formula != 0};
}

std::size_t Table::bytes() const {
    return texts_.capacity() + cells_.capacity() * sizeof(Packed) + rows_.capacity() * sizeof(Row);
}

void Table::set_text(std::size_t row, std::size_t column, std::string_view text) {
    Row& r = rows_.at(row);
    if (column >= r.width) {  // the row moves to the end, where it can grow
        const auto first = cells_.size();
        cells_.resize(first + column + 1);
        std::copy_n(cells_.begin() + r.first, r.width, cells_.begin() + static_cast<std::ptrdiff_t>(first));
        r.first = static_cast<std::uint32_t>(first);
        r.width = static_cast<std::uint32_t>(column + 1);
        width_ = std::max(width_, column + 1);
    }
    Packed& cell = cells_[r.first + column];
    cell = {};
    if (text.empty()) return;
    cell.at = static_cast<std::uint32_t>(texts_.size());
    cell.length = static_cast<std::uint32_t>(text.size()) & 0xff'ffff;
    cell.kind = static_cast<std::uint32_t>(CellKind::text);
    cell.lost = loses_digits(text);
    texts_ += text;
}

bool TableBuilder::refuse(std::string detail) {
    if (!problem_) problem_ = Error{Code::sheet_limit, "", std::move(detail)};
    return false;
}

bool TableBuilder::put(std::size_t column, const Table::Packed& cell) {
    auto& cells = table_.cells_;
    if (column >= limits_.columns)
        return refuse(fmt::format("表格的列数不能超过 {} 列：{} 列还有内容，请删除多余的列后重试", limits_.columns,
                                  column_letters(column)));
    if (const auto wanted = begun_ + column + 1; cells.size() < wanted) {
        if (wanted > limits_.cells)
            return refuse(fmt::format("表格的单元格不能超过 {} 个，请分成几个文件导入", limits_.cells));
        cells.resize(wanted);
    }
    cells[begun_ + column] = cell;
    content_ = true;
    return true;
}

bool TableBuilder::span(std::size_t column, Span value, bool formula) {
    if (value.length == 0) return true;
    Table::Packed cell;
    cell.at = value.at;
    cell.length = value.length & 0xff'ffff;
    cell.kind = static_cast<std::uint32_t>(CellKind::text);
    cell.lost = loses_digits(std::string_view(table_.texts_).substr(value.at, value.length));
    cell.formula = formula;
    return put(column, cell);
}

bool TableBuilder::value(std::size_t column, CellKind kind, std::string_view shown, double number, bool lost,
                         bool formula) {
    if (table_.texts_.size() + shown.size() > limits_.text_bytes) return refuse("表格里的文字过多，请分成几个文件导入");
    if (shown.size() > limits_.cell_bytes) return refuse("有单元格的文字超过 32767 个字，请缩短后重试");
    Table::Packed cell;
    cell.number = number;
    cell.at = static_cast<std::uint32_t>(table_.texts_.size());
    cell.length = static_cast<std::uint32_t>(shown.size()) & 0xff'ffff;
    cell.kind = static_cast<std::uint32_t>(kind) & 0x3f;
    cell.lost = lost;
    cell.formula = formula;
    table_.texts_ += shown;
    return put(column, cell);
}

bool TableBuilder::text(std::size_t column, std::string_view value_text, bool formula) {
    if (value_text.empty()) return true;
    return value(column, CellKind::text, value_text, 0, loses_digits(value_text), formula);
}

bool TableBuilder::end_row(std::uint32_t number) {
    if (content_) {
        if (table_.rows_.size() >= limits_.rows)
            return refuse(fmt::format("表格不能超过 {} 行，请分成几个文件导入", limits_.rows));
        const auto width = table_.cells_.size() - begun_;
        table_.rows_.push_back({static_cast<std::uint32_t>(begun_), static_cast<std::uint32_t>(width), number});
        table_.width_ = std::max(table_.width_, width);
        sorted_ = sorted_ && number > last_;
        last_ = number;
    } else {
        table_.cells_.resize(begun_);
    }
    begun_ = table_.cells_.size();
    content_ = false;
    return true;
}

Result<Table> TableBuilder::finish() {
    if (problem_) return *problem_;
    if (!sorted_) {
        std::ranges::stable_sort(table_.rows_, {}, &Table::Row::number);
        if (std::ranges::adjacent_find(table_.rows_, {}, &Table::Row::number) != table_.rows_.end())
            return Error{Code::sheet_damaged, "", "表格文件中有重复的行号，请用表格软件打开后另存一份再上传"};
    }
    return std::move(table_);
}

bool is_scientific(std::string_view text) {
    const std::string_view t = trim(text);
    if (t.size() < 5 || t.size() > 30 || !is_digit(t[0])) return false;
    std::size_t i = 1;
    if (t[i] == '.') {
        ++i;
        while (i < t.size() && is_digit(t[i])) ++i;
    }
    if (i + 3 > t.size() || (t[i] != 'E' && t[i] != 'e') || t[i + 1] != '+') return false;
    const std::string_view exponent = t.substr(i + 2);
    return exponent.size() <= 3 && std::ranges::all_of(exponent, is_digit);
}

bool loses_digits(std::string_view text) {
    if (is_scientific(text)) return true;
    constexpr std::size_t kept = 15, digits_min = 25, digits_max = 40;
    const std::string_view t = trim(text);
    return t.size() >= digits_min && t.size() <= digits_max && std::ranges::all_of(t, is_digit) &&
           t.find_first_not_of('0', kept) == std::string_view::npos;
}

std::string show_number(double number) {
    if (!std::isfinite(number)) return "";
    if (number == std::floor(number) && std::fabs(number) < 1e21) {
        // Digits behind the fifteenth are zeros in every spreadsheet program.
        std::string text = fmt::format("{:.14e}", number);
        const bool negative = text[0] == '-';
        if (negative) text.erase(0, 1);
        const auto e = text.find('e');
        int exponent = 0;
        std::from_chars(text.data() + e + (text[e + 1] == '+' ? 2 : 1), text.data() + text.size(), exponent);
        std::string digits = text.substr(0, 1) + text.substr(2, e - 2);
        const auto length = static_cast<std::size_t>(std::max(exponent, 0)) + 1;
        digits.resize(length, '0');
        return negative && number != 0 ? "-" + digits : digits;
    }
    std::string text = fmt::format("{:.15g}", number);
    std::ranges::transform(text, text.begin(), to_upper);
    return text;
}

bool loses_precision(double number) {
    return std::fabs(number) >= 1e15 && number == std::floor(number);
}

namespace {

bool is_date_letter(char c) {
    return c == 'y' || c == 'm' || c == 'd' || c == 'h' || c == 's';
}

}  // namespace

NumberFormat number_format(std::string_view code) {
    if (code == "@") return {NumberFormat::Kind::text};
    if (!code.empty() && code.size() <= 20 && code.find_first_not_of('0') == std::string_view::npos)
        return code.size() > 1 ? NumberFormat{NumberFormat::Kind::padded, static_cast<std::uint8_t>(code.size())}
                               : NumberFormat{};
    bool date = false;
    for (std::size_t i = 0; i < code.size(); ++i) {
        const char c = to_lower(code[i]);
        if (c == '"') {
            i = std::min(code.find('"', i + 1), code.size());
        } else if (c == '\\' || c == '_' || c == '*') {
            ++i;
        } else if (c == '[') {
            const auto end = std::min(code.find(']', i), code.size());
            const char first = i + 1 < end ? to_lower(code[i + 1]) : ' ';
            // [h], [mm], [ss] are durations; the others colours, conditions and languages.
            if (first == 'h' || (first == 'm' && end - i <= 3) || (first == 's' && end - i <= 3)) date = true;
            i = end;
        } else if (c == ';') {
            break;
        } else if (c == 'g') {
            if (code.substr(i).size() >= 7 && to_lower(code[i + 1]) == 'e') return {};  // General
        } else if (is_date_letter(c)) {
            date = true;
        } else if (c == '0' || c == '#' || c == '?') {
            if (!date) return {};
        }
    }
    return date ? NumberFormat{NumberFormat::Kind::date} : NumberFormat{};
}

NumberFormat built_in_format(int id) {
    if (id == 49) return {NumberFormat::Kind::text};
    const bool date =
        (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);
    return date ? NumberFormat{NumberFormat::Kind::date} : NumberFormat{};
}

std::optional<std::string> show_date(double serial) {
    // 1899-12-30 makes every day from 1900-03-01 right; the programs count a 1900-02-29 that never was.
    if (!(serial >= 0) || serial >= 109'937) return std::nullopt;
    auto days = static_cast<std::int64_t>(std::floor(serial));
    auto seconds = static_cast<std::int64_t>(std::llround((serial - static_cast<double>(days)) * 86'400));
    if (seconds == 86'400) {
        seconds = 0;
        ++days;
    }
    if (days == 60) return std::nullopt;
    if (days < 60) ++days;
    std::string text;
    if (days > 1) {
        // Days since 1970-01-01 to a date (H. Hinnant, days_from_civil).
        const std::int64_t z = days - 25'569 + 719'468;
        const std::int64_t era = z / 146'097;
        const std::int64_t doe = z - era * 146'097;
        const std::int64_t yoe = (doe - doe / 1460 + doe / 36'524 - doe / 146'096) / 365;
        const std::int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
        const std::int64_t mp = (5 * doy + 2) / 153;
        const std::int64_t day = doy - (153 * mp + 2) / 5 + 1;
        const std::int64_t month = mp < 10 ? mp + 3 : mp - 9;
        text = fmt::format("{:04}-{:02}-{:02}", yoe + era * 400 + (month <= 2 ? 1 : 0), month, day);
    }
    if (seconds == 0 && !text.empty()) return text;
    return fmt::format("{}{}{:02}:{:02}:{:02}", text, text.empty() ? "" : " ", seconds / 3600, seconds / 60 % 60,
                       seconds % 60);
}

std::string column_letters(std::size_t column) {
    std::string out;
    for (++column; column > 0; column = (column - 1) / 26)
        out.insert(out.begin(), static_cast<char>('A' + (column - 1) % 26));
    return out;
}

}  // namespace yiguan::sheet
