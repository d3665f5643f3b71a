// keys/: Uscc, Gtin, Gln. Oracle: naive readers of GB 32100-2015 and of the GS1 check digit; every single wrong
// character is refused, every written form of an accepted key gives the same key.
#include <algorithm>
#include <optional>

#include "core/text.hpp"
#include "fuzz/harness.hpp"
#include "keys/keys.hpp"

namespace {

using namespace yiguan;
using fuzz::require;
using fuzz::require_showable;

/// Full-width forms to ASCII and without everything that cannot be seen, by a list of texts.
std::string naive_fold(std::string_view text) {
    static constexpr std::string_view dropped[] = {
        " ",      "\t",     "\n",     "\v",     "\f",     "\r",     "\u00A0", "\u3000", "\uFEFF", "\u200B", "\u200C",
        "\u200D", "\u200E", "\u200F", "\u202A", "\u202B", "\u202C", "\u202D", "\u202E", "\u2060", "\u2028", "\u2029"};
    std::string out;
    while (!text.empty()) {
        const auto drop = std::ranges::find_if(dropped, [&](std::string_view d) { return text.starts_with(d); });
        if (drop != std::end(dropped)) {
            text.remove_prefix(drop->size());
            continue;
        }
        const auto at = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
        if (at(0) == 0xEF && at(1) == 0xBC && at(2) >= 0x81 && at(2) <= 0xBF) {  // U+FF01 to U+FF3F
            out += static_cast<char>(at(2) - 0x81 + '!');
            text.remove_prefix(3);
        } else if (at(0) == 0xEF && at(1) == 0xBD && at(2) >= 0x80 && at(2) <= 0x9E) {  // U+FF40 to U+FF5E
            out += static_cast<char>(at(2) - 0x80 + '`');
            text.remove_prefix(3);
        } else {
            out += text[0];
            text.remove_prefix(1);
        }
    }
    return out;
}

bool is_gs1_number(std::string_view digits) {
    if (!std::ranges::all_of(digits, is_digit)) return false;
    int sum = 0;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        const bool odd_from_right = (digits.size() - i) % 2 == 1;
        sum += (digits[i] - '0') * (odd_from_right ? 1 : 3);
    }
    return sum % 10 == 0;
}

bool is_uscc(std::string_view text) {
    constexpr std::string_view alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    if (text.size() != 18) return false;
    std::size_t sum = 0, weight = 1;
    for (std::size_t i = 0; i < 18; ++i, weight = weight * 3 % 31) {
        const auto value = alphabet.find(text[i]);
        if (value == std::string_view::npos) return false;
        sum += i == 17 ? value : value * weight;
    }
    return sum % 31 == 0;
}

template <class Key>
void check_key(std::string_view text, std::string_view folded, bool expected, std::initializer_list<Code> codes) {
    const auto key = Key::parse(text);
    require(key.has_value() == expected, "parse and the naive reader disagree");
    if (key.has_error()) {
        require(std::ranges::find(codes, key.error().code) != codes.end(), "an error that the contract does not name");
        return require_showable(key.error());
    }
    const std::string canonical(key.value().text());
    require(canonical.ends_with(folded) || folded.size() == canonical.size(), "a key is not what was written");
    const auto again = Key::parse(canonical);
    require(again.has_value() && again.value() == key.value(), "a key is not read as it was written");

    for (std::size_t i = 0; i < canonical.size(); ++i) {
        std::string wrong = canonical;
        wrong[i] = wrong[i] == '0' ? '1' : '0';
        require(Key::parse(wrong).has_error(), "a single wrong character passes");
    }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (!is_utf8(text)) {
        // Of broken bytes no more is asked than an answer.
        (void)keys::Uscc::parse(text);
        (void)keys::Gtin::parse(text);
        (void)keys::Gln::parse(text);
        return 0;
    }
    const std::string folded = naive_fold(text);
    std::string capitals = folded;
    for (char& c : capitals) c = to_upper(c);

    check_key<keys::Uscc>(text, capitals, is_uscc(capitals),
                          {Code::uscc_length, Code::uscc_character, Code::uscc_check});
    const auto n = folded.size();
    check_key<keys::Gtin>(text, folded, (n == 8 || n == 12 || n == 13 || n == 14) && is_gs1_number(folded),
                          {Code::gtin_length, Code::gtin_character, Code::gtin_check_digit});
    check_key<keys::Gln>(text, folded, n == 13 && is_gs1_number(folded),
                         {Code::gln_length, Code::gln_character, Code::gln_check_digit});

    require(keys::has_check_digit(folded) == (n >= 2 && is_gs1_number(folded)), "has_check_digit differs");
    if (const auto gtin = keys::Gtin::parse(text); gtin.has_value()) {
        const auto shorter = keys::Gtin::parse(gtin.value().short_text());
        require(shorter.has_value() && shorter.value() == gtin.value(), "the short form is another item");
    }
    return 0;
}
