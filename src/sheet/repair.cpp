#include "sheet/repair.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <set>

#include "core/text.hpp"
#include "keys/ecode.hpp"
#include "keys/fold.hpp"

namespace yiguan::sheet {
namespace {

/// All texts of equal length between two, which are digits of that length.
struct Interval {
    std::string low, high;
    bool contains(std::string_view code) const { return code.size() == low.size() && code >= low && code <= high; }
};

/// What the digits that are left say: `digits` kept of `length`.
struct Kept {
    std::string digits;
    std::size_t length = 0;
    bool rounded_only = false;  ///< shorter than what the program holds: it was rounded for showing
    friend auto operator<=>(const Kept&, const Kept&) = default;
};

int exponent_of(std::string_view text) {
    if (text.starts_with('+')) text.remove_prefix(1);
    int value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

std::optional<Kept> kept_digits(const Cell& cell) {
    std::string mantissa;
    int exponent = 0;
    Kept kept;
    if (cell.kind == CellKind::number) {
        const std::string text = fmt::format("{:.14e}", cell.number);
        const auto e = text.find('e');
        if (e == std::string::npos || cell.number <= 0) return std::nullopt;
        mantissa = text.substr(0, e);
        exponent = exponent_of(std::string_view(text).substr(e + 1));
    } else {
        const std::string text = keys::fold(cell.text);
        const auto e = text.find_first_of("eE");
        if (e == std::string::npos) {  // written out, with zeros behind
            if (text.size() <= 15 || !std::ranges::all_of(text, is_digit)) return std::nullopt;
            mantissa = text.substr(0, 15);
            exponent = static_cast<int>(text.size()) - 1;
        } else {
            mantissa = text.substr(0, e);
            exponent = exponent_of(std::string_view(text).substr(e + 1));
            kept.rounded_only = mantissa.size() < 16;
        }
    }
    std::erase(mantissa, '.');
    if (exponent < 5 || exponent > 40 || mantissa.empty() || mantissa.size() > 17 || mantissa[0] == '0')
        return std::nullopt;
    kept.length = static_cast<std::size_t>(exponent) + 1;
    if (mantissa.size() > kept.length) return std::nullopt;
    // Zeros at the end of six or fifteen digits are not written.
    const std::size_t whole = kept.rounded_only ? std::max<std::size_t>(6, mantissa.size()) : std::size_t{15};
    mantissa.resize(std::min(kept.length, std::max(mantissa.size(), whole)), '0');
    kept.digits = std::move(mantissa);
    return kept;
}

/// Digits behind were made zeros.
Interval truncated(const Kept& kept) {
    Interval out{kept.digits, kept.digits};
    out.low.resize(kept.length, '0');
    out.high.resize(kept.length, '9');
    return out;
}

/// Digits behind were rounded into the last one.
Interval rounded(const Kept& kept) {
    Interval out = truncated(kept);
    if (kept.digits.size() == kept.length) return out;
    std::string below = kept.digits;  // minus one
    for (std::size_t i = below.size(); i-- > 0;) {
        if (below[i] != '0') {
            --below[i];
            break;
        }
        below[i] = '9';
    }
    out.low = below + "5";
    out.low.resize(kept.length, '0');
    out.high = kept.digits + (kept.digits.size() + 1 == kept.length ? "5" : "50");
    out.high.resize(kept.length, '0');
    return out;
}

/// Serials of a block whose code lies in the interval.
std::optional<std::pair<std::uint64_t, std::uint64_t>> serials_in(const CodeBlock& block, const Interval& in) {
    if (block.serial_digits < 1 || block.serial_digits > 18 || block.serial_first > block.serial_last)
        return std::nullopt;
    const auto digits = static_cast<std::size_t>(block.serial_digits);
    if (block.prefix.size() + digits != in.low.size()) return std::nullopt;
    const std::size_t p = block.prefix.size();
    std::uint64_t first = block.serial_first, last = block.serial_last;
    const auto serial_of = [&](const std::string& text) {
        std::uint64_t value = 0;
        std::from_chars(text.data() + p, text.data() + text.size(), value);
        return value;
    };
    const int to_low = block.prefix.compare(in.low.substr(0, p)), to_high = block.prefix.compare(in.high.substr(0, p));
    if (to_low < 0 || to_high > 0) return std::nullopt;
    if (to_low == 0) first = std::max(first, serial_of(in.low));
    if (to_high == 0) last = std::min(last, serial_of(in.high));
    if (first > last) return std::nullopt;
    return std::pair{first, last};
}

struct Run {
    const CodeBlock* block;  // null: one code that was visited
    std::uint64_t first, last;
    std::string code;
    bool has_length(std::size_t rows) const { return last - first == rows - 1; }
    std::string at(std::uint64_t offset) const {
        return block ? fmt::format("{}{:0{}}", block->prefix, first + offset, block->serial_digits) : code;
    }
};

/// The runs of issued codes within an interval, without those that stand whole in the file.
std::vector<Run> runs_in(const Interval& interval, const IssuedCodes& issued, const std::set<std::string>& visited,
                         const std::set<std::string>& present) {
    std::vector<Run> runs;
    for (const CodeBlock& block : issued.blocks) {
        const auto serials = serials_in(block, interval);
        if (!serials) continue;
        std::uint64_t first = serials->first;
        // The codes that are present cut the run; they are as many as the file has rows at most.
        const Run whole{&block, serials->first, serials->second, ""};
        const auto low = present.lower_bound(whole.at(0));
        const auto high = present.upper_bound(whole.at(serials->second - serials->first));
        bool rest = true;
        for (auto one = low; one != high; ++one) {
            if (one->size() != interval.low.size()) continue;
            std::uint64_t serial = 0;
            std::from_chars(one->data() + block.prefix.size(), one->data() + one->size(), serial);
            if (serial > first) runs.push_back({&block, first, serial - 1, ""});
            if (serial == serials->second) {
                rest = false;
                break;
            }
            first = serial + 1;
        }
        if (rest && first <= serials->second) runs.push_back({&block, first, serials->second, ""});
    }
    for (const auto& code : visited)
        if (interval.contains(code) && !present.contains(code)) runs.push_back({nullptr, 0, 0, code});
    return runs;
}

/// Blocks that continue each other give one run, however they were applied for.
void join_runs(std::vector<Run>& runs) {
    std::ranges::sort(runs, [](const Run& a, const Run& b) {
        if (!a.block || !b.block) return !a.block && b.block;
        return std::tie(a.block->prefix, a.block->serial_digits, a.first) <
               std::tie(b.block->prefix, b.block->serial_digits, b.first);
    });
    std::vector<Run> joined;
    for (Run& run : runs) {
        if (!joined.empty() && run.block && joined.back().block && run.block->prefix == joined.back().block->prefix &&
            run.block->serial_digits == joined.back().block->serial_digits && run.first == joined.back().last + 1)
            joined.back().last = run.last;
        else
            joined.push_back(std::move(run));
    }
    runs = std::move(joined);
}

}  // namespace

RepairPlan plan_repair(const Checking& checking, std::size_t column, const IssuedCodes& issued) {
    RepairPlan plan{.column = column};
    std::map<Kept, std::vector<std::size_t>> groups;
    std::set<std::string> present;
    for (std::size_t i = 0; i < checking.total(); ++i) {
        const Cell cell = checking.cell(i, column);
        if (!cell.precision_lost) {
            if (cell.blank()) continue;
            const auto code = keys::parse_ecode(cell.text);  // as read_cell() has it
            present.insert(code.has_value() ? code.value().text() : keys::fold(cell.text));
            continue;
        }
        if (auto kept = kept_digits(cell))
            groups[*kept].push_back(i);
        else
            plan.unsolved.push_back({i, std::string(cell.text), "保留的数字不像追溯码，请重新填写"});
    }
    if (groups.empty()) return plan;

    // What could be meant by any group; the widest interval of each.
    std::set<std::string> visited;
    if (issued.each) {
        std::map<std::pair<std::size_t, std::string>, std::string> highs;  // (length, high) -> low
        for (const auto& [kept, rows] : groups) {
            const Interval wide{std::min(truncated(kept).low, rounded(kept).low),
                                std::max(truncated(kept).high, rounded(kept).high)};
            auto& low = highs[{kept.length, wide.high}];
            if (low.empty() || wide.low < low) low = wide.low;
        }
        issued.each([&](std::string_view code) {
            auto at = highs.lower_bound({code.size(), std::string(code)});
            // Intervals of neighbours overlap by half a digit: the next one may hold it as well.
            for (int look = 0; look < 2 && at != highs.end() && at->first.first == code.size(); ++look, ++at)
                if (code >= at->second) {
                    visited.emplace(code);
                    break;
                }
        });
    }

    for (const auto& [kept, rows] : groups) {
        const Run* chosen = nullptr;
        std::vector<Run> runs;
        std::size_t candidates = 0;
        // Programs cut off; only when nothing was issued there, something may have rounded.
        for (const bool round : {false, true}) {
            if (!round && kept.rounded_only) continue;
            runs = runs_in(round ? rounded(kept) : truncated(kept), issued, visited, present);
            join_runs(runs);
            candidates = runs.size();
            std::size_t fitting = 0;
            for (const Run& run : runs)
                if (run.has_length(rows.size())) {
                    ++fitting;
                    chosen = &run;
                }
            // A single row is certain only when one code alone agrees.
            if (fitting != 1 || (rows.size() == 1 && candidates != 1)) chosen = nullptr;
            if (candidates > 0) break;
        }
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const std::string shown(checking.cell(rows[i], column).text);
            if (chosen)
                plan.proposals.push_back({rows[i], shown, chosen->at(i)});
            else if (candidates == 0)
                plan.unsolved.push_back({rows[i], shown, "本企业没有以这些数字开头的未使用追溯码，请核对后重新填写"});
            else
                plan.unsolved.push_back(
                    {rows[i], shown,
                     fmt::format("有多个追溯码以这些数字开头，无法确定是哪一个（共 {} 行相同），请重新填写",
                                 rows.size())});
        }
    }
    // Kept digits of different length can mean the same code: then neither row is certain.
    std::map<std::string, int> meant;
    for (const Proposal& one : plan.proposals) ++meant[one.code];
    std::erase_if(plan.proposals, [&](const Proposal& one) {
        if (meant[one.code] == 1) return false;
        plan.unsolved.push_back({one.index, one.kept, "有多行可能是同一个追溯码，无法确定，请重新填写"});
        return true;
    });
    std::ranges::sort(plan.proposals, {}, &Proposal::index);
    std::ranges::sort(plan.unsolved, {}, &Unsolved::index);
    return plan;
}

}  // namespace yiguan::sheet
