// What the files of the linters share; private to keys/gs1/.
#pragma once
#include <array>
#include <string_view>

#include "core/text.hpp"
#include "keys/gs1/linters.hpp"

namespace yiguan::keys::gs1 {

/// A set of bytes, looked up in one step.
class ByteSet {
public:
    constexpr explicit ByteSet(std::string_view members) {
        for (const char c : members) in_[static_cast<unsigned char>(c)] = true;
    }
    constexpr bool has(char c) const { return in_[static_cast<unsigned char>(c)]; }
    /// The position of the first byte that is no member, or npos.
    constexpr std::size_t first_other(std::string_view text) const {
        for (std::size_t i = 0; i < text.size(); ++i)
            if (!has(text[i])) return i;
        return std::string_view::npos;
    }

private:
    std::array<bool, 256> in_{};
};

inline constexpr ByteSet digits_set{"0123456789"};

inline Lint whole(LintError error, std::string_view data) {
    return {error, 0, data.size()};
}
/// The first byte outside the set breaks the rule.
inline Lint all_of(const ByteSet& set, LintError error, std::string_view data) {
    const auto at = set.first_other(data);
    return at == std::string_view::npos ? Lint{} : Lint{error, at, 1};
}
inline Lint numeric(std::string_view data) {
    return all_of(digits_set, LintError::non_digit_character, data);
}
inline int two_digits(std::string_view data, std::size_t at) {
    return (data[at] - '0') * 10 + (data[at + 1] - '0');
}

bool is_iso3166(std::string_view code);
bool is_iso3166_alpha2(std::string_view code);
bool is_iso4217(std::string_view code);
bool is_media_type(std::string_view code);
bool is_package_type(std::string_view code);

/// YYMMDD or YYYYMMDD of digits with a real month; day 00 where asked.
enum class DayZero : std::uint8_t { refused, allowed };
Lint lint_date(std::string_view data, std::size_t year_digits, DayZero day_zero);
Lint lint_prefix(std::string_view data, std::size_t from, PrefixSource* prefixes);
Lint lint_coupon_code(std::string_view data, PrefixSource* prefixes);
Lint lint_coupon_offer(std::string_view data, PrefixSource* prefixes);

}  // namespace yiguan::keys::gs1
