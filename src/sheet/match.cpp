#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/text.hpp"
#include "sheet/template.hpp"
#include "sheet/words.hpp"

namespace yiguan::sheet {
namespace {

constexpr std::size_t none = Template::npos;

/// What one header cell says: its bare name, and the unit in brackets or behind it.
struct Heading {
    std::string full;  ///< folded
    std::string bare;  ///< without brackets, marks and what stands behind a colon
    std::vector<std::string> brackets;
};

Heading heading(std::string_view text) {
    Heading out;
    out.full = fold_name(text);
    std::string inside;
    int depth = 0;
    for (const char c : out.full) {
        if (c == '(') {
            ++depth;
        } else if (c == ')') {
            if (depth > 0 && --depth == 0) {
                out.brackets.push_back(inside);
                inside.clear();
            }
        } else {
            (depth > 0 ? inside : out.bare) += c;
        }
    }
    if (depth > 0) out.brackets.push_back(inside);
    if (out.bare.empty() && out.brackets.size() == 1) out.bare.swap(out.brackets.front());  // 【追溯码】
    if (const auto colon = out.bare.find(':'); colon != std::string::npos && colon > 0) out.bare.resize(colon);
    while (!out.bare.empty() && (out.bare.back() == '*' || out.bare.back() == ':')) out.bare.pop_back();
    while (out.bare.starts_with('*')) out.bare.erase(0, 1);
    return out;
}

bool is_remark(std::string_view bracket) {
    static constexpr std::array<std::string_view, 12> remarks{
        "必填", "选填", "必填项", "选填项", "可选", "非必填", "格式", "如有", "单选", "可空", "不传系统默认", "文本"};
    return std::ranges::any_of(remarks, [&](std::string_view r) { return bracket.starts_with(r); });
}

/// The names of a column, folded once.
struct Known {
    std::vector<Heading> names;  ///< its own, then the aliases
    std::vector<UnitName> units;
};

std::vector<Known> known_columns(const Template& wanted) {
    std::vector<Known> out;
    for (const Column& column : wanted.columns) {
        Known& known = out.emplace_back();
        known.names.push_back(heading(column.name));
        for (const auto& alias : column.aliases) known.names.push_back(heading(alias));
        for (const UnitName& unit : column.units) known.units.push_back({fold_name(unit.name), unit.shift});
    }
    return out;
}

/// The shift of the unit that a heading names; nothing if it names another. No unit: the column's own.
std::optional<int> unit_of(const Heading& from, const Known& column) {
    if (column.units.empty()) return 0;
    for (std::string_view bracket : from.brackets) {
        if (bracket.starts_with("单位:")) bracket.remove_prefix(std::string_view("单位:").size());
        if (is_remark(bracket)) continue;
        for (const UnitName& unit : column.units)
            if (unit.name == bracket) return unit.shift;
        return std::nullopt;
    }
    return 0;
}

struct Likeness {
    int points = 0;  ///< 4 by the name, 3 by an alias, 2 without brackets, 1 with the unit written behind; 0 not at all
    int shift = 0;   ///< of the unit
};

Likeness likeness(const Heading& from, const Known& column) {
    if (from.full.empty()) return {};
    const auto unit = unit_of(from, column);
    if (from.full == column.names.front().full) return {4, unit.value_or(0)};
    if (!unit) return {};
    for (const Heading& name : column.names)
        if (from.full == name.full) return {3, *unit};
    if (from.bare.empty()) return {};
    for (const Heading& name : column.names)
        if (from.bare == name.bare) return {2, *unit};
    for (const UnitName& one : column.units) {
        if (!from.bare.ends_with(one.name)) continue;
        const std::string_view rest = std::string_view(from.bare).substr(0, from.bare.size() - one.name.size());
        for (const Heading& name : column.names)
            if (rest == name.bare) return {1, one.shift};
    }
    return {};
}

/// The header read from the rows [first, last]: of two lines the lower one counts where it has anything.
Match match_rows(const Table& table, const Template& wanted, const std::vector<Known>& known, std::size_t first,
                 std::size_t last) {
    Match match{.header_first = first, .header_last = last};
    match.columns.assign(wanted.columns.size(), none);
    match.shifts.assign(wanted.columns.size(), 0);
    const std::size_t width = std::max(table.width(first), table.width(last));
    std::vector<Heading> headings(width);
    std::vector<Likeness> alike(width * known.size());
    match.headers.resize(width);
    for (std::size_t c = 0; c < width; ++c) {
        std::string text = clean_text(table.at(last, c).text);
        if (text.empty()) text = clean_text(table.at(first, c).text);
        match.headers[c] = shorten(text, 60);
        headings[c] = heading(shorten(text, 200));
        if (headings[c].full != reason_header)
            for (std::size_t t = 0; t < known.size(); ++t)
                alike[c * known.size() + t] = likeness(headings[c], known[t]);
    }
    std::vector<bool> used(width, false);
    std::vector<int> points(known.size(), 0);
    for (int now = 4; now >= 1; --now)
        for (std::size_t t = 0; t < known.size(); ++t)
            for (std::size_t c = 0; c < width; ++c) {
                const Likeness& one = alike[c * known.size() + t];
                if (used[c] || one.points != now) continue;
                if (match.columns[t] == none) {
                    match.columns[t] = c;
                    match.shifts[t] = one.shift;
                    points[t] = now;
                } else if (points[t] == now) {
                    match.twice.push_back({t, match.columns[t], c});
                } else {
                    continue;
                }
                used[c] = true;
            }
    for (std::size_t c = 0; c < width; ++c)
        if (!used[c] && !headings[c].full.empty() && headings[c].full != reason_header) match.unknown.push_back(c);
    for (std::size_t t = 0; t < wanted.columns.size(); ++t)
        if (wanted.columns[t].required && match.columns[t] == none) match.missing.push_back(t);
    return match;
}

std::size_t found(const Match& match) {
    return static_cast<std::size_t>(std::ranges::count_if(match.columns, [](std::size_t c) { return c != none; }));
}

struct Best {
    Match match;
    std::size_t found = 0;
};

Best best_match(const Table& table, const Template& wanted) {
    Best best;
    const std::size_t rows = std::min(table.rows(), head_rows);
    const std::vector<Known> known = known_columns(wanted);
    for (std::size_t r = 0; r < rows; ++r) {
        Match one = match_rows(table, wanted, known, r, r);
        const std::size_t columns = found(one);
        if (columns > best.found) best = {std::move(one), columns};
    }
    if (best.found == 0) return best;
    // A merged header of two lines: with the line below, more columns are known than with either.
    const std::size_t at = best.match.header_first;
    for (const std::size_t first : {at, at - 1}) {
        if (first >= rows || first + 1 >= rows) continue;
        Match two = match_rows(table, wanted, known, first, first + 1);
        const std::size_t columns = found(two);
        if (columns > best.found) best = {std::move(two), columns};
    }
    return best;
}

std::size_t needed(const Template& wanted) {
    return std::min<std::size_t>(2, wanted.columns.size());
}

std::string list(const std::vector<std::string>& names) {
    std::string out;
    for (const auto& name : names) out += fmt::format("{}“{}”", out.empty() ? "" : "、", name);
    return out;
}

}  // namespace

Result<Match> match_columns(const Table& table, const Template& wanted) {
    Best best = best_match(table, wanted);
    if (best.found < needed(wanted)) {
        const Template* other = guess_template(table);
        if (other && other->id != wanted.id)
            return Error{
                Code::sheet_columns, "",
                fmt::format("没有找到“{}”的表头，这个文件像是“{}”，请确认是否选错了文件", wanted.name, other->name)};
        return Error{Code::sheet_columns, "",
                     fmt::format("前 {} 行里没有找到“{}”的表头，请下载模板并按模板填写", head_rows, wanted.name)};
    }
    Match& match = best.match;
    const std::size_t width = match.headers.size();
    std::vector<bool> nameless(table.width(), false);
    for (std::size_t r = match.first_row(); r < table.rows(); ++r)
        for (std::size_t c = 0; c < table.width(r); ++c)
            if ((c >= width || match.headers[c].empty()) && !table.at(r, c).blank()) nameless[c] = true;
    for (std::size_t c = 0; c < nameless.size(); ++c)
        if (nameless[c]) match.nameless.push_back(c);
    return std::move(match);
}

namespace {

/// What keeps the rows from being checked at all.
std::vector<std::string> problems(const Match& match, const Template& wanted) {
    std::vector<std::string> out;
    for (const std::size_t t : match.missing) out.push_back(fmt::format("缺少必填的列“{}”", wanted.columns[t].name));
    for (const auto& twice : match.twice)
        out.push_back(fmt::format("列“{}”出现了两次（第 {} 列和第 {} 列），请只保留一列",
                                  wanted.columns[twice.column].name, column_letters(twice.first),
                                  column_letters(twice.second)));
    return out;
}

}  // namespace

std::vector<std::string> remarks(const Match& match, const Template& wanted) {
    std::vector<std::string> out = problems(match, wanted);
    std::vector<std::string> left_out;
    for (std::size_t t = 0; t < wanted.columns.size(); ++t)
        if (match.columns[t] == none && !wanted.columns[t].required) left_out.push_back(wanted.columns[t].name);
    if (!left_out.empty()) out.push_back(fmt::format("没有列{}，按未填写处理", list(left_out)));
    std::vector<std::string> unknown;
    for (const std::size_t c : match.unknown) unknown.push_back(match.headers[c]);
    if (!unknown.empty()) out.push_back(fmt::format("列{}不是模板中的列，不会导入", list(unknown)));
    for (const std::size_t c : match.nameless)
        out.push_back(fmt::format("第 {} 列有内容但没有列名，不会导入", column_letters(c)));
    return out;
}

Result<void> require_complete(const Match& match, const Template& wanted) {
    if (match.complete()) return outcome::success();
    std::string text;
    for (const auto& problem : problems(match, wanted)) text += (text.empty() ? "" : "；") + problem;
    return Error{Code::sheet_columns, "", shorten(text, 300)};
}

Result<Table> read(std::string_view bytes, const Template& wanted, const ReadLimits& limits) {
    return read(bytes, limits, [&](const Table& head) {
        return head.name() == guide_sheet ? 0 : static_cast<int>(best_match(head, wanted).found);
    });
}

const Template* guess_template(const Table& table) {
    const Template* best = nullptr;
    std::size_t most = 0;
    for (const Template& one : templates()) {
        const auto match = best_match(table, one);
        // Of equals the one that misses fewer required columns.
        if (match.found < needed(one)) continue;
        const std::size_t points = match.found * 100 - std::min<std::size_t>(match.match.missing.size(), 99);
        if (points > most) {
            most = points;
            best = &one;
        }
    }
    return best;
}

}  // namespace yiguan::sheet
