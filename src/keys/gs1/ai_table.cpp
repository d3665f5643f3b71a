#include "keys/gs1/ai_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "core/text.hpp"
#include "keys/gs1/linters.hpp"

namespace yiguan::embedded {
std::string_view gs1_syntax_dictionary();
}

namespace yiguan::keys::gs1 {
namespace {

/// The text up to the next `end`, which is taken off as well.
std::string_view cut(std::string_view& text, char end) {
    const auto at = std::min(text.find(end), text.size());
    const auto front = text.substr(0, at);
    text.remove_prefix(std::min(at + 1, text.size()));
    return front;
}

bool is_blank(char c) {
    return c == ' ' || c == '\t';
}

std::string_view next_word(std::string_view& text) {
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    std::size_t end = 0;
    while (end < text.size() && !is_blank(text[end])) ++end;
    const auto word = text.substr(0, end);
    text.remove_prefix(end);
    return word;
}

bool is_number(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, is_digit);
}

/// 1..99, 0 for anything else.
std::uint8_t small_number(std::string_view text) {
    if (!is_number(text) || text.size() > 2) return 0;
    return static_cast<std::uint8_t>(text.size() == 1 ? text[0] - '0' : (text[0] - '0') * 10 + text[1] - '0');
}

bool is_ai(std::string_view text) {
    return is_number(text) && text.size() >= 2 && text.size() <= 4;
}

bool is_pattern(std::string_view text) {
    return text.size() >= 2 && text.size() <= 4 && is_digit(text[0]) &&
           std::ranges::all_of(text, [](char c) { return is_digit(c) || c == 'n'; });
}

/// One word of the specification: N14,csum,gcppos2 or [X..17] or [N3],iso3166.
bool read_component(std::string_view word, Component& out) {
    auto form = cut(word, ',');
    out = {};
    out.optional = form.starts_with('[');
    if (out.optional != form.ends_with(']')) return false;
    if (out.optional) form = form.substr(1, form.size() - 2);
    if (form.empty() || std::string_view("NXYZ").find(form[0]) == std::string_view::npos) return false;
    out.charset = static_cast<Charset>(form[0]);
    form.remove_prefix(1);
    const bool varies = form.starts_with("..");
    if (varies) form.remove_prefix(2);
    out.chars_max = small_number(form);
    out.chars_min = varies ? 1 : out.chars_max;
    if (out.chars_max == 0) return false;
    while (!word.empty()) {
        const auto linter = find_linter(cut(word, ','));
        if (!linter || out.linter_count == out.linter_slots.size()) return false;
        out.linter_slots[out.linter_count++] = *linter;
    }
    return true;
}

bool read_requirement(std::string_view text, Requirement& out) {
    out.text = text;
    while (!text.empty()) {
        auto group = cut(text, ',');
        auto& all = out.alternatives.emplace_back();
        while (!group.empty()) {
            const auto pattern = cut(group, '+');
            if (!is_pattern(pattern)) return false;
            all.push_back({pattern});
        }
        if (all.empty()) return false;
    }
    return !out.alternatives.empty();
}

bool read_attribute(std::string_view word, AiInfo& info) {
    const auto key = cut(word, '=');
    if (key == "req") return read_requirement(word, info.requirements.emplace_back());
    if (key == "ex") {
        while (!word.empty()) {
            const auto pattern = cut(word, ',');
            if (!is_pattern(pattern)) return false;
            info.excluded.push_back({pattern});
        }
        return !info.excluded.empty();
    }
    if (key != "dlpkey") return false;
    info.link_key = true;
    while (!word.empty()) {
        auto sequence = cut(word, '|');
        auto& qualifiers = info.link_qualifiers.emplace_back();
        while (!sequence.empty()) {
            const auto ai = cut(sequence, ',');
            if (!is_ai(ai)) return false;
            qualifiers.push_back(ai);
        }
        if (qualifiers.empty()) return false;
    }
    return true;
}

bool read_entry(std::string_view line, AiInfo& info) {
    const auto hash = line.find('#');
    if (hash != std::string_view::npos) info.title = trim(line.substr(hash + 1));
    line = line.substr(0, hash);
    auto word = next_word(line);
    if (!word.empty() && word.find_first_not_of("*?") == std::string_view::npos) {
        info.predefined_length = word.find('*') != std::string_view::npos;
        info.link_attribute = word.find('?') != std::string_view::npos;
        word = next_word(line);
    }
    for (; !word.empty() && word[0] >= 'A' && word[0] <= '['; word = next_word(line)) {
        // Only the last component may vary, and nothing mandatory follows what is optional.
        Component one;
        if (!read_component(word, one)) return false;
        if (!info.components.empty()) {
            const Component& last = info.components.back();
            if (last.chars_min != last.chars_max || (last.optional && !one.optional)) return false;
        }
        info.components.push_back(one);
        if (!one.optional) info.chars_min = static_cast<std::uint16_t>(info.chars_min + one.chars_min);
        info.chars_max = static_cast<std::uint16_t>(info.chars_max + one.chars_max);
    }
    if (info.components.empty() || (info.predefined_length && info.chars_min != info.chars_max)) return false;
    for (; !word.empty(); word = next_word(line))
        if (!read_attribute(word, info)) return false;
    return true;
}

/// "3100-3105" gives views of texts that must outlive the table: the digits of all AIs, written once.
std::string_view digits_of(unsigned number, std::size_t length) {
    static const auto all = [] {
        std::array<char, 100 * 2 + 1000 * 3 + 10000 * 4> digits{};
        char* at = digits.data();
        for (unsigned n = 0; n < 100; ++n) at = fmt::format_to(at, "{:02}", n);
        for (unsigned n = 0; n < 1000; ++n) at = fmt::format_to(at, "{:03}", n);
        for (unsigned n = 0; n < 10000; ++n) at = fmt::format_to(at, "{:04}", n);
        return digits;
    }();
    const std::size_t base = length == 2 ? 0 : length == 3 ? 200 : 3200;
    return {all.data() + base + number * length, length};
}

unsigned number_of(std::string_view digits) {
    unsigned n = 0;
    for (const char c : digits) n = n * 10 + static_cast<unsigned>(c - '0');
    return n;
}

/// Slots of the index: 100 of two digits, then 1,000 of three, then 10,000 of four.
std::size_t slot(std::string_view ai) {
    return number_of(ai) + (ai.size() == 2 ? 0u : ai.size() == 3 ? 100u : 1100u);
}

struct Table {
    std::vector<AiInfo> entries;
    std::array<std::int16_t, 11'100> index;  ///< -1: no such AI.
    std::array<std::uint8_t, 100> lengths{};

    Table() : entries(parse()) {
        index.fill(-1);
        for (std::size_t i = 0; i < entries.size(); ++i) {
            index[slot(entries[i].ai)] = static_cast<std::int16_t>(i);
            lengths[number_of(entries[i].ai.substr(0, 2))] = static_cast<std::uint8_t>(entries[i].ai.size());
        }
    }
    static std::vector<AiInfo> parse() {
        auto parsed = parse_dictionary(dictionary_text());
        if (parsed.has_error()) throw std::logic_error("the embedded syntax dictionary: " + parsed.error().detail);
        return std::move(parsed).value();
    }
};

const Table& table() {
    static const Table one;
    return one;
}

Error broken(std::size_t line, std::string_view text, std::string_view rule) {
    return Error{Code::invalid, fmt::format("@{}", line), fmt::format("语法字典第 {} 行：{}", line, rule), "",
                 shorten(text, 40)};
}

}  // namespace

Result<std::vector<AiInfo>> parse_dictionary(std::string_view text) {
    std::vector<AiInfo> entries;
    std::array<std::uint8_t, 100> lengths{};
    for (std::size_t number = 1; !text.empty(); ++number) {
        const auto line = trim(cut(text, '\n'));
        if (line.empty() || line.front() == '#') continue;
        auto rest = line;
        auto range = next_word(rest);
        const auto first = cut(range, '-');
        const auto last = range.empty() ? first : range;
        if (!is_ai(first) || !is_ai(last) || first.size() != last.size() || last < first)
            return broken(number, line, "应用标识符应为 2 至 4 位数字，或首尾等长的范围");
        AiInfo info{};
        if (!read_entry(rest, info)) return broken(number, line, "格式说明、语法检查或属性不符合字典的写法");
        for (unsigned n = number_of(first); n <= number_of(last); ++n) {
            info.ai = digits_of(n, first.size());
            if (!entries.empty() && entries.back().ai >= info.ai)
                return broken(number, line, "应用标识符应按文本升序且不重复");
            auto& length = lengths[number_of(info.ai.substr(0, 2))];
            if (length != 0 && length != info.ai.size())
                return broken(number, line, "前两位数字相同的应用标识符应等长");
            length = static_cast<std::uint8_t>(info.ai.size());
            entries.push_back(info);
        }
    }
    return entries;
}

std::span<const AiInfo> all_ais() {
    return table().entries;
}

std::size_t ai_length(std::string_view text) {
    if (text.size() < 2 || !is_digit(text[0]) || !is_digit(text[1])) return 0;
    return table().lengths[number_of(text.substr(0, 2))];
}

const AiInfo* find_ai(std::string_view ai) {
    if (!is_ai(ai)) return nullptr;
    const Table& t = table();
    const auto at = t.index[slot(ai)];
    return at < 0 ? nullptr : &t.entries[static_cast<std::size_t>(at)];
}

const AiInfo* match_ai(std::string_view text) {
    const auto length = ai_length(text);
    return length == 0 || text.size() < length ? nullptr : find_ai(text.substr(0, length));
}

std::string_view dictionary_text() {
    return embedded::gs1_syntax_dictionary();
}

}  // namespace yiguan::keys::gs1
