#include "sheet/check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "core/text.hpp"
#include "sheet/words.hpp"

namespace yiguan::sheet {
namespace {

constexpr std::size_t none = Template::npos;
constexpr std::string_view lithium = "锂电";

std::uint64_t hash_of(const std::string& value) {
    return std::hash<std::string>{}(value);
}

}  // namespace

CheckedRow check_row(const Template& wanted, std::span<const Cell> cells, std::span<const int> shifts, Date today,
                     std::uint32_t row) {
    CheckedRow out{.row = row};
    out.values.resize(wanted.columns.size());
    const auto add = [&](std::size_t t, Code code, std::string rule) {
        out.errors.push_back({row, t, code, wanted.columns[t].name, std::move(rule), shorten(cells[t].text, 60)});
    };
    // EBM-84, EBM-91: the 19 characters are asked of lithium batteries only.
    const std::size_t type = wanted.column("batteryType");
    std::string battery;
    for (std::size_t t = 0; t < wanted.columns.size(); ++t) {
        const Column* column = &wanted.columns[t];
        Column relaxed;
        if (column->rule == CodeRule::lithium_serial) {
            if (type != none && battery.empty())
                if (auto read = read_cell(cells[type], wanted.columns[type], 0, today); read.has_value())
                    battery = read.value();
            if (battery != lithium) {
                relaxed = *column;
                relaxed.rule = CodeRule::any;
                column = &relaxed;
            }
        }
        auto value = read_cell(cells[t], *column, shifts[t], today);
        if (value.has_error()) {
            add(t, value.error().code, value.error().detail);
        } else if (value.value().empty() && column->required) {
            add(t, Code::missing_field, "必填，不能为空");
        } else if (value.value().empty() && column->rule == CodeRule::lithium_serial && battery == lithium) {
            add(t, Code::missing_field, "锂电必须填写 19 位序列号");
        } else {
            out.values[t] = std::move(value).value();
        }
    }
    return out;
}

Checking::Checking(Table table, const Template& wanted, Match match, Date today)
    : table_(std::move(table)), template_(&wanted), match_(std::move(match)), today_(today) {
    for (std::size_t r = match_.first_row(); r < table_.rows(); ++r) {
        bool content = false, header = true;
        for (const std::size_t c : match_.columns) {
            if (c == none) continue;
            const std::string_view text = trim(table_.at(r, c).text);
            content = content || !text.empty();
            header = header && clean_text(text) == match_.headers[c];
        }
        if (content && !header) rows_.push_back(static_cast<std::uint32_t>(r));
    }
    flags_.assign(rows_.size(), 0);
    seen_.resize(wanted.columns.size());
}

Cell Checking::cell(std::size_t index, std::size_t column) const {
    const std::size_t c = match_.columns[column];
    return c == none ? Cell{} : table_.at(rows_[index], c);
}

CheckedRow Checking::check(std::size_t index) const {
    std::vector<Cell> cells;
    cells.reserve(template_->columns.size());
    for (std::size_t t = 0; t < template_->columns.size(); ++t) cells.push_back(cell(index, t));
    return check_row(*template_, cells, match_.shifts, today_, table_.number_of(rows_[index]));
}

CheckedRow Checking::row(std::size_t index) const {
    CheckedRow out = check(index);
    if (flags_[index] & duplicate) {
        for (std::size_t t = 0; t < seen_.size(); ++t) {
            if (!template_->columns[t].unique || out.values[t].empty()) continue;
            const auto others = twins(t, out.values[t], index);
            if (others.empty()) continue;
            out.errors.push_back({out.row, t, Code::sheet_duplicate, template_->columns[t].name,
                                  fmt::format("与第 {} 行重复", table_.number_of(rows_[others.front()])),
                                  shorten(cell(index, t).text, 60)});
        }
    }
    if (const auto found = stored_.find(index); found != stored_.end())
        out.errors.insert(out.errors.end(), found->second.begin(), found->second.end());
    return out;
}

void Checking::set(std::size_t index, std::uint8_t flag, bool on) {
    const bool before = flags_[index] != 0;
    flags_[index] = static_cast<std::uint8_t>(on ? flags_[index] | flag : flags_[index] & ~flag);
    const bool after = flags_[index] != 0;
    if (after && !before) ++wrong_;
    if (before && !after) --wrong_;
}

bool Checking::step(std::size_t rows) {
    if (done_ == rows_.size()) return false;
    const std::size_t end = std::min(rows_.size(), done_ + std::max<std::size_t>(rows, 1));
    for (; done_ < end; ++done_) {
        const CheckedRow one = check(done_);
        if (!one.errors.empty()) set(done_, own, true);
        for (std::size_t t = 0; t < seen_.size(); ++t)
            if (template_->columns[t].unique && !one.values[t].empty())
                seen_[t].push_back({hash_of(one.values[t]), static_cast<std::uint32_t>(done_)});
    }
    if (done_ == rows_.size()) find_duplicates();
    return done_ < rows_.size();
}

void Checking::find_duplicates() {
    for (std::size_t t = 0; t < seen_.size(); ++t) {
        auto& seen = seen_[t];
        std::ranges::sort(seen);
        for (std::size_t i = 0; i < seen.size();) {
            std::size_t end = i + 1;
            while (end < seen.size() && seen[end].hash == seen[i].hash) ++end;
            for (std::size_t k = i; end - i > 1 && k < end; ++k) {
                const std::string value = check(seen[k].index).values[t];
                if (!twins(t, value, seen[k].index).empty()) set(seen[k].index, duplicate, true);
                if (end - i > 100) {  // one value everywhere: comparing each with each would not end
                    for (std::size_t m = i; m < end; ++m) set(seen[m].index, duplicate, true);
                    break;
                }
            }
            i = end;
        }
    }
}

std::vector<std::size_t> Checking::twins(std::size_t column, const std::string& value, std::size_t except) const {
    std::vector<std::size_t> out;
    const auto& seen = seen_[column];
    const std::uint64_t hash = hash_of(value);
    std::size_t looked = 0;
    for (auto at = std::ranges::lower_bound(seen, Seen{hash, 0}); at != seen.end() && at->hash == hash && looked < 3;
         ++at) {
        if (at->index == except) continue;
        ++looked;
        if (check(at->index).values[column] == value) out.push_back(at->index);
    }
    return out;
}

void Checking::note_value(std::size_t column, const std::string& value, std::size_t index, bool on) {
    if (value.empty()) return;
    auto& seen = seen_[column];
    const Seen one{hash_of(value), static_cast<std::uint32_t>(index)};
    const auto at = std::ranges::lower_bound(seen, one);
    if (on)
        seen.insert(at, one);
    else if (at != seen.end() && *at == one)
        seen.erase(at);
}

std::vector<std::size_t> Checking::page(std::size_t first, std::size_t count, Show show) const {
    std::vector<std::size_t> out;
    for (std::size_t i = first; i < rows_.size() && out.size() < count; ++i)
        if (show == Show::all || flags_[i] != 0) out.push_back(i);
    return out;
}

std::size_t Checking::index_of(std::uint32_t row_number) const {
    const auto number = [&](std::uint32_t r) { return table_.number_of(r); };
    const auto at = std::ranges::lower_bound(rows_, row_number, {}, number);
    return at != rows_.end() && number(*at) == row_number ? static_cast<std::size_t>(at - rows_.begin()) : none;
}

Result<CheckedRow> Checking::repair(std::size_t index, std::size_t column, std::string_view text) {
    if (index >= rows_.size() || column >= template_->columns.size() || done_ < rows_.size())
        return Error{Code::out_of_bounds, "", "没有这个单元格"};
    if (text.size() > 32'767 || !is_utf8(text)) return Error{Code::too_long, "", "单元格的内容过长或不是有效的文字"};
    if (match_.columns[column] == none) {
        if (table_.width() >= 255) return Error{Code::out_of_bounds, "", "表格的列数已到上限"};
        match_.columns[column] = std::max(table_.width(), match_.headers.size());
        match_.headers.resize(match_.columns[column] + 1);
        match_.headers.back() = template_->columns[column].name;
        std::erase(match_.missing, column);
    }
    const CheckedRow before = check(index);
    table_.set_text(rows_[index], match_.columns[column], text);
    const CheckedRow after = check(index);
    stored_.erase(index);
    set(index, stored, false);
    set(index, own, !after.errors.empty());
    bool again = false;
    for (std::size_t t = 0; t < seen_.size(); ++t) {
        if (!template_->columns[t].unique) continue;
        if (before.values[t] != after.values[t]) {
            const auto partners = twins(t, before.values[t], index);
            note_value(t, before.values[t], index, false);
            note_value(t, after.values[t], index, true);
            for (const std::size_t other : partners) {
                bool still = false;
                const CheckedRow row = check(other);
                for (std::size_t u = 0; u < seen_.size(); ++u)
                    still = still || (template_->columns[u].unique && !row.values[u].empty() &&
                                      !twins(u, row.values[u], other).empty());
                set(other, duplicate, still);
            }
        }
        if (after.values[t].empty()) continue;
        for (const std::size_t other : twins(t, after.values[t], index)) {
            again = true;
            set(other, duplicate, true);
        }
    }
    set(index, duplicate, again);
    return row(index);
}

void Checking::add_errors(std::size_t index, std::vector<CellError> errors) {
    if (index >= rows_.size() || errors.empty()) return;
    auto& list = stored_[index];
    list.insert(list.end(), std::make_move_iterator(errors.begin()), std::make_move_iterator(errors.end()));
    set(index, stored, true);
}

std::vector<CellError> Checking::errors(std::size_t count) const {
    std::vector<CellError> out;
    for (std::size_t i = 0; i < rows_.size() && out.size() < count; ++i) {
        if (flags_[i] == 0) continue;
        for (CellError& one : row(i).errors)
            if (out.size() < count) out.push_back(std::move(one));
    }
    return out;
}

}  // namespace yiguan::sheet
