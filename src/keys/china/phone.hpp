// Telephone numbers of mainland China. Errors never carry the number.
#pragma once
#include <compare>
#include <string>
#include <string_view>

#include "keys/china/reading.hpp"

namespace yiguan::keys {

struct Phone {
    enum class Kind { mobile, landline, service };
    Kind kind = Kind::mobile;
    std::string text;  ///< 13800138000, 010-84295722, 020-84237140-801, 400-820-8820
    friend auto operator<=>(const Phone&, const Phone&) = default;
};

// Blanks, full-width forms, dashes and brackets fold away, and so does +86, 0086 or 86 in front of a whole number.
// key_character, key_length; key_form for a form that is none; key_value for a prefix or area code that nobody has.

/// 11 digits, 13x to 19x. The third digit is not judged: its allocation changes.
Result<Phone> parse_mobile(std::string_view text);
/// Area code 010, 02x or 0xxx (03x to 09x), seven or eight digits not beginning with 0, an extension of one to six
/// digits. Without area code it is refused: it cannot be called from elsewhere.
Result<Phone> parse_landline(std::string_view text);
/// 400 or 800 and seven digits.
Result<Phone> parse_service_number(std::string_view text);
/// Any of the three; the error is that of the likeliest kind.
Result<Phone> parse_phone(std::string_view text);

}  // namespace yiguan::keys
