// Units of measurement by their UN/CEFACT Recommendation 20 codes, and what one is in another.
#pragma once
#include <optional>
#include <span>
#include <string_view>

namespace yiguan::epcis {

/// A unit as a linear function of the base unit of its dimension: base = value * factor + offset.
struct Unit {
    std::string_view code;       ///< "CEL"
    std::string_view dimension;  ///< "temperature"; only units of one dimension convert.
    double factor, offset;
};
std::span<const Unit> all_units();
const Unit* find_unit(std::string_view code);
/// Nothing for unknown codes (unless they are equal) and for different dimensions.
std::optional<double> convert(double value, std::string_view from, std::string_view to);

}  // namespace yiguan::epcis
