// Vehicle codes: the 15 digits of an e-bike (整车编码), the 17 characters of a motor vehicle (VIN, GB 16735).
#pragma once
#include <compare>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "keys/china/reading.hpp"

namespace yiguan::keys {

/// Enterprise 4 (given by the article numbering centre), kind 1, year 2, serial 8. There is no check digit.
class EbikeCode {
public:
    /// key_length (17 characters are a VIN, and the error says so), key_character, key_value (the kind).
    static Result<EbikeCode> parse(std::string_view text, Reading reading = Reading::folded);
    const std::string& text() const { return text_; }
    std::string_view maker() const { return std::string_view(text_).substr(0, 4); }
    char kind() const { return text_[4]; }  ///< 1 bicycle, 2 e-bike, 3 moped
    std::string_view year() const { return std::string_view(text_).substr(5, 2); }
    std::string_view serial() const { return std::string_view(text_).substr(7); }
    /// key_value if the code's year is not the one of the production date.
    Result<void> check_production(Date production) const;
    friend auto operator<=>(const EbikeCode&, const EbikeCode&) = default;

private:
    explicit EbikeCode(std::string text) : text_(std::move(text)) {}
    std::string text_;
};
/// 自行车, 电动自行车, 轻便摩托车 for '1', '2', '3'.
std::optional<std::string_view> ebike_kind(char kind);

/// Character 9 of a VIN as ISO 3779 and GB 16735 compute it from the other sixteen: 0-9 or X.
char vin_check(std::string_view vin);

/// 17 capitals and digits without I, O, Q. The check digit is only warned of: makers elsewhere fill its place freely.
class Vin {
public:
    /// key_length, key_character.
    static Result<Vin> parse(std::string_view text, Reading reading = Reading::folded);
    const std::string& text() const { return text_; }
    std::string_view manufacturer() const { return std::string_view(text_).substr(0, 3); }  ///< WMI; L... = China
    /// The latest year of its cycle of 30 that is not after the year after `today`; nothing for 0, U, Z.
    std::optional<int> model_year(Date today) const;
    /// "check_digit", "model_year".
    std::vector<Warning> warnings() const;
    friend auto operator<=>(const Vin&, const Vin&) = default;

private:
    explicit Vin(std::string text) : text_(std::move(text)) {}
    std::string text_;
};

}  // namespace yiguan::keys
