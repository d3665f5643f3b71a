// Units of measurement by their UN/CEFACT Recommendation 20 codes, and what one is in another.
#pragma once
#include <optional>
#include <span>
#include <string_view>

namespace yiguan::epcis {

/// A unit as a linear function of the base unit of its dimension: base = value * factor + offset. The base units are
/// those of the SI (kelvin, pascal, kilogram ...); "1" for ratios and counts, the bit for memory.
struct Unit {
    std::string_view code;       ///< "CEL"
    std::string_view dimension;  ///< "temperature"; only units of one dimension convert.
    double factor, offset;
};
/// Some 550 units of the measurement types of the GS1 Web Vocabulary, by code.
std::span<const Unit> all_units();
/// Null for codes that are not in the table. The code as Recommendation 20 writes it; "" is a count of pieces (C62).
const Unit* find_unit(std::string_view code);
/// Nothing for unknown codes (unless they are equal) and for different dimensions.
std::optional<double> convert(double value, std::string_view from, std::string_view to);
/// The same for what is a difference of two values, as a standard deviation is: offsets do not count.
std::optional<double> convert_difference(double value, std::string_view from, std::string_view to);

}  // namespace yiguan::epcis
