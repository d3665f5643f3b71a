#include "sheet/words.hpp"

#include <array>
#include <charconv>

#include "core/text.hpp"
#include "keys/fold.hpp"

namespace yiguan::sheet {

std::string fold_name(std::string_view text) {
    std::string folded = keys::fold(text);
    static constexpr std::array<std::pair<std::string_view, char>, 12> brackets{{{"【", '('},
                                                                                 {"】", ')'},
                                                                                 {"［", '('},
                                                                                 {"］", ')'},
                                                                                 {"〔", '('},
                                                                                 {"〕", ')'},
                                                                                 {"「", '('},
                                                                                 {"」", ')'},
                                                                                 {"[", '('},
                                                                                 {"]", ')'},
                                                                                 {"{", '('},
                                                                                 {"}", ')'}}};
    std::string out;
    for (std::size_t i = 0; i < folded.size();) {
        bool replaced = false;
        for (const auto& [from, to] : brackets) {
            if (std::string_view(folded).substr(i).starts_with(from)) {
                out += to;
                i += from.size();
                replaced = true;
                break;
            }
        }
        if (!replaced) out += to_upper(folded[i++]);
    }
    return out;
}

std::string clean_text(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    bool blank = false;
    for (std::size_t i = 0; i < text.size();) {
        const auto c = static_cast<unsigned char>(text[i]);
        std::size_t length = 1;
        bool kept = true;
        if (c < 0x20 || c == 0x7f) {
            blank = true;
            kept = false;
        } else if (c == 0xC2 || c == 0xE2 || c == 0xE3 || c == 0xEF) {  // the few that may begin a blank or nothing
            const std::string_view rest = text.substr(i);
            if (rest.starts_with("\xC2\xA0")) {
                length = 2;
                blank = true;
                kept = false;
            } else if (rest.starts_with("\xE3\x80\x80")) {
                length = 3;
                blank = true;
                kept = false;
            } else if (rest.starts_with("\xEF\xBB\xBF") ||
                       (rest.starts_with("\xE2\x80") && rest.size() > 2 &&
                        static_cast<unsigned char>(rest[2]) >= 0x8B && static_cast<unsigned char>(rest[2]) <= 0x8F)) {
                length = 3;  // U+FEFF, U+200B..U+200F
                kept = false;
            }
        }
        if (kept) {
            if (blank && !out.empty()) out += ' ';
            blank = false;
            out += text[i];
        }
        i += length;
    }
    return std::string(trim(out));
}

namespace {

/// Up to `digits_max` digits from the front of `text`.
std::optional<int> take_number(std::string_view& text, std::size_t digits_min, std::size_t digits_max) {
    std::size_t n = 0;
    while (n < text.size() && n < digits_max && is_digit(text[n])) ++n;
    if (n < digits_min) return std::nullopt;
    int value = 0;
    std::from_chars(text.data(), text.data() + n, value);
    text.remove_prefix(n);
    return value;
}

bool take(std::string_view& text, std::string_view what) {
    if (!text.starts_with(what)) return false;
    text.remove_prefix(what.size());
    return true;
}

bool is_time_of_day(std::string_view text) {
    if (text.empty()) return true;
    return text.find_first_not_of("0123456789:.TZ+- APMapm") == std::string_view::npos && text.size() <= 32 &&
           text.find(':') != std::string_view::npos;
}

int days_in(int year, int month) {
    static constexpr std::array<int, 12> days{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[static_cast<std::size_t>(month - 1)];
}

}  // namespace

std::optional<Date> read_day(std::string_view written) {
    const std::string folded = fold_width(trim(written));
    std::string_view text = trim(folded);
    const auto year = take_number(text, 4, 4);
    if (!year) return std::nullopt;
    std::optional<int> month, day;
    const auto skip = [&] {
        while (take(text, " ")) {
        }
    };
    skip();
    if (text.size() >= 4 && is_digit(text[0]) && is_digit(text[1]) && is_digit(text[2]) && is_digit(text[3])) {
        month = take_number(text, 2, 2);
        day = take_number(text, 2, 2);
        if (!text.empty() && is_digit(text[0])) return std::nullopt;
    } else {
        std::string_view between;
        for (const std::string_view one : {"/", "-", ".", "年", "。", "、", "\\"})
            if (take(text, one)) {
                between = one;
                break;
            }
        if (between.empty()) return std::nullopt;
        skip();
        month = take_number(text, 1, 2);
        skip();
        if (!month || !take(text, between == "年" ? std::string_view("月") : between)) return std::nullopt;
        skip();
        day = take_number(text, 1, 2);
        skip();
        if (!take(text, "日") && !take(text, "号") && between == "年") return std::nullopt;
    }
    if (!month || !day || !is_time_of_day(trim(text))) return std::nullopt;
    if (*year < 1900 || *year > 2199 || *month < 1 || *month > 12 || *day < 1 || *day > days_in(*year, *month))
        return std::nullopt;
    return Date{*year, *month, *day};
}

std::optional<std::string> read_decimal(std::string_view written, std::string& unit) {
    const std::string folded = keys::fold(written);
    std::string_view text = folded;
    unit.clear();
    std::string out;
    if (text.starts_with('-')) out += '-';
    if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
    std::string digits;
    std::size_t i = 0, group = 0;
    bool grouped = false;
    for (; i < text.size() && (is_digit(text[i]) || text[i] == ','); ++i) {
        if (text[i] == ',') {
            if (digits.empty() || (grouped ? group != 3 : group > 3)) return std::nullopt;
            grouped = true;
            group = 0;
        } else {
            digits += text[i];
            ++group;
        }
    }
    if (digits.empty() || digits.size() > 30 || (grouped && group != 3)) return std::nullopt;
    std::string fraction;
    if (i < text.size() && text[i] == '.') {
        for (++i; i < text.size() && is_digit(text[i]); ++i) fraction += text[i];
        if (fraction.size() > 30) return std::nullopt;
    }
    const std::string_view rest = text.substr(i);
    if (!rest.empty() && (is_digit(rest[0]) || rest[0] == '.' || rest[0] == ',')) return std::nullopt;
    unit = fold_name(rest);
    digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size() - 1));
    while (!fraction.empty() && fraction.back() == '0') fraction.pop_back();
    out += digits;
    if (!fraction.empty()) out += "." + fraction;
    return out == "-0" ? "0" : out;
}

std::string shift_decimal(std::string_view decimal, int shift) {
    const bool negative = decimal.starts_with('-');
    if (negative) decimal.remove_prefix(1);
    const auto point = decimal.find('.');
    std::string digits(decimal.substr(0, point));
    int whole = static_cast<int>(digits.size()) + shift;
    if (point != std::string_view::npos) digits += decimal.substr(point + 1);
    if (whole <= 0) {
        digits.insert(0, static_cast<std::size_t>(1 - whole), '0');
        whole = 1;
    }
    if (static_cast<std::size_t>(whole) > digits.size())
        digits.append(static_cast<std::size_t>(whole) - digits.size(), '0');
    std::string fraction = digits.substr(static_cast<std::size_t>(whole));
    digits.resize(static_cast<std::size_t>(whole));
    digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size() - 1));
    while (!fraction.empty() && fraction.back() == '0') fraction.pop_back();
    std::string out = negative ? "-" + digits : digits;
    if (!fraction.empty()) out += "." + fraction;
    return out == "-0" ? "0" : out;
}

int compare_decimals(std::string_view a, std::string_view b) {
    const bool a_negative = a.starts_with('-'), b_negative = b.starts_with('-');
    if (a_negative != b_negative) return a_negative ? -1 : 1;
    if (a_negative) return compare_decimals(b.substr(1), a.substr(1));
    const auto whole = [](std::string_view d) { return d.substr(0, d.find('.')); };
    const auto fraction = [](std::string_view d) {
        const auto point = d.find('.');
        return point == std::string_view::npos ? std::string_view() : d.substr(point + 1);
    };
    if (whole(a).size() != whole(b).size()) return whole(a).size() < whole(b).size() ? -1 : 1;
    if (const int order = whole(a).compare(whole(b))) return order;
    return fraction(a).compare(fraction(b));  // neither ends in zeros
}

int decimals_of(std::string_view decimal) {
    const auto point = decimal.find('.');
    return point == std::string_view::npos ? 0 : static_cast<int>(decimal.size() - point - 1);
}

}  // namespace yiguan::sheet
