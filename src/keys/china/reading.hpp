// How the Chinese codes are read: what all their parsers share.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "core/time.hpp"
#include "keys/fold.hpp"

namespace yiguan::keys {

/// `folded` takes what people and scanners deliver: full-width forms, blanks, invisible marks, small letters, other
/// dashes. `exact` takes the written form of the rule and nothing else.
enum class Reading { folded, exact };

/// What is doubtful about a code that was accepted all the same. Issued numbers outlive the tables behind them.
struct Warning {
    std::string_view name;  ///< org_check, division, department, host, nsi ...: stable, for programs.
    std::string detail;     ///< One Chinese sentence.
    friend bool operator==(const Warning&, const Warning&) = default;
};

struct CodeName {
    std::string_view code, name;
};

/// The text to parse: as it is for `exact`; else fold(), capitals, and every dash as '-'.
std::string read_text(std::string_view text, Reading reading);

/// An existing day of the Gregorian calendar in the years 1800 to 2199.
bool is_calendar_day(int year, int month, int day);

/// The value of at most nine decimal digits.
int number(std::string_view digits);

bool is_capital_or_digit(char c);
/// Capitals and digits without I, O, Z (EBM-63, EBM-88).
bool is_serial_character(char c);

enum class Privacy { none, hidden };

/// key_length unless `text` has `length` characters.
Result<void> require_length(std::string_view text, std::size_t length, std::string_view what,
                            Privacy privacy = Privacy::none);
/// key_character with pointer "@<position>" unless `allowed` holds for text[first, first + count).
Result<void> require_characters(std::string_view text, std::size_t first, std::size_t count, bool (*allowed)(char),
                                std::string_view what, std::string_view rule, Privacy privacy = Privacy::none);

}  // namespace yiguan::keys
