// Texts of cells and headers, forgivingly read; private.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "core/time.hpp"

namespace yiguan::sheet {

/// What is compared of names: half-width, capitals, without blanks, 【】［］｛｝ and their like as round brackets.
std::string fold_name(std::string_view text);

/// Trimmed, half-width blanks and no control characters: those become one blank, invisible marks go.
std::string clean_text(std::string_view text);

/// A day in the forms that people and programs write: 2024/1/1, 2024-01-01, 2024.1.1, 2024年1月1日, 20240101, each
/// with a time of day behind, which is dropped; full-width digits. Two-digit years and day-first orders are ambiguous
/// and refused.
std::optional<Date> read_day(std::string_view text);

/// A decimal number without exponent: thousands separators (every three digits) go, a plus sign and zeros in front too.
/// The rest behind it (a unit) is put into `unit`, folded. Nothing for what is none.
std::optional<std::string> read_decimal(std::string_view text, std::string& unit);
/// The plain decimal times 10^shift, exactly.
std::string shift_decimal(std::string_view decimal, int shift);
/// Of two plain decimals: negative, zero, positive as of a - b.
int compare_decimals(std::string_view a, std::string_view b);
/// Digits behind the point.
int decimals_of(std::string_view decimal);

}  // namespace yiguan::sheet
