#include "keys/china/division.hpp"

#include <algorithm>
#include <array>

namespace yiguan::embedded {
std::string_view divisions_table();
}

namespace yiguan::keys {

namespace {

std::string_view first_line(std::string_view text) {
    return text.substr(0, std::min(text.find('\n'), text.size() - 1) + 1);
}

/// The rows without the two lines of the head.
std::string_view rows() {
    std::string_view table = embedded::divisions_table();
    while (table.starts_with('#')) table.remove_prefix(first_line(table).size());
    return table;
}

/// The rows from the first whose code is not less than `code`. Halves the text and steps back to the start of a line.
std::string_view rows_from(std::string_view code) {
    const std::string_view all = rows();
    std::size_t low = 0, high = all.size();  // both are starts of lines; the answer lies in [low, high]
    while (low < high) {
        const std::size_t middle = low + (high - low) / 2;
        const std::size_t before = middle == 0 ? std::string_view::npos : all.rfind('\n', middle - 1);
        const std::size_t start = before == std::string_view::npos ? 0 : before + 1;
        const std::string_view line = first_line(all.substr(start));
        if (line.substr(0, 6) < code)
            low = start + line.size();
        else
            high = start;
    }
    return all.substr(low);
}

Division read(std::string_view line) {
    line.remove_suffix(line.ends_with('\n') ? 1 : 0);
    std::array<std::string_view, 7> cells;
    for (auto& cell : cells) {
        cell = line.substr(0, line.find('\t'));
        line.remove_prefix(std::min(cell.size() + 1, line.size()));
    }
    using enum Division::Level;
    const char letter = cells[1].empty() ? 'D' : cells[1][0];
    const auto level = letter == 'P' ? province : letter == 'C' ? city : letter == 'G' ? gathering : county;
    return {cells[0], cells[3], cells[2], level, cells[4], cells[5], cells[6]};
}

}  // namespace

std::optional<Division> find_division(std::string_view code) {
    if (code.size() != 6) return std::nullopt;
    const std::string_view rest = rows_from(code);
    if (!rest.starts_with(code)) return std::nullopt;
    return read(first_line(rest));
}

DivisionChildren::Iterator& DivisionChildren::Iterator::operator++() {
    now_.reset();
    while (!rest_.empty()) {
        const std::string_view line = first_line(rest_);
        const Division division = read(line);
        // A province's rows lie together; only the provinces themselves lie apart.
        if (!parent_.empty() && division.code.substr(0, 2) != parent_.substr(0, 2)) break;
        rest_.remove_prefix(line.size());
        if (division.parent != parent_ || division.abolished() || division.level == Division::Level::gathering)
            continue;
        now_ = division;
        return *this;
    }
    rest_ = {};
    return *this;
}

DivisionChildren division_children(std::string_view code) {
    DivisionChildren children;
    children.parent_ = code;
    if (code.empty()) children.rows_ = rows();
    if (const auto division = find_division(code)) {
        children.parent_ = division->code;
        children.rows_ = rows_from(division->code);
    }
    return children;
}

std::string division_full_name(std::string_view code) {
    const auto division = find_division(code);
    if (!division) return {};
    return division_full_name(division->parent) + std::string(division->name);
}

std::string_view divisions_version() {
    const std::string_view head = first_line(embedded::divisions_table());
    return head.substr(2, head.size() - 3);
}

std::size_t divisions_count() {
    return static_cast<std::size_t>(std::ranges::count(rows(), '\n'));
}

}  // namespace yiguan::keys
