// GS1 keys with a check digit: GTIN and GLN.
#pragma once
#include <array>
#include <compare>
#include <string_view>

#include "core/result.hpp"

namespace yiguan::keys {

/// The digit that completes `digits` (weights 3,1,3,1... from the right), '0'..'9'. `digits` holds ASCII digits only
/// and does not include the check digit. Source: GS1 General Specifications, "Standard check digit calculations".
char check_digit(std::string_view digits);
/// True for two or more ASCII digits whose last one is the check digit of the others.
bool has_check_digit(std::string_view digits);

/// A GS1 trade item number, always held in its 14-digit form so that equal items compare equal.
class Gtin {
public:
    /// 8, 12, 13 or 14 digits; full-width digits and blanks are folded first. The code of the error is gtin_length,
    /// gtin_character (pointer "@<position>", from 0) or gtin_check_digit.
    static Result<Gtin> parse(std::string_view text);
    std::string_view text() const { return {digits_.data(), digits_.size()}; }
    /// As it is printed under the bar code: without the leading zeros that fill up to 14 (8, 12, 13 or 14 digits).
    std::string_view short_text() const;
    friend auto operator<=>(const Gtin&, const Gtin&) = default;

private:
    explicit Gtin(const std::array<char, 14>& digits) : digits_(digits) {}
    std::array<char, 14> digits_;
};

/// A global location number, 13 digits.
class Gln {
public:
    /// As Gtin::parse, with gln_length, gln_character, gln_check_digit.
    static Result<Gln> parse(std::string_view text);
    std::string_view text() const { return {digits_.data(), digits_.size()}; }
    friend auto operator<=>(const Gln&, const Gln&) = default;

private:
    explicit Gln(const std::array<char, 13>& digits) : digits_(digits) {}
    std::array<char, 13> digits_;
};

}  // namespace yiguan::keys
