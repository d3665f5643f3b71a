// Labels and certificates of a given size in millimetres, one page each: box labels (箱标), 合格证 of a cable drum.
#pragma once
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "print/print.hpp"

namespace yiguan::print {

struct Label {
    double width_mm = 105, height_mm = 148;  ///< A6 upright: what GS1 advises for logistic labels.
    std::string title{};
    std::vector<std::pair<std::string, std::string>> fields{};  ///< Name and value, one below the other.
    std::string qr{};      ///< In the right upper corner, 20 mm with the quiet zone of 4 modules besides; "" none.
    Bars bars{};           ///< Along the lower edge; no modules: none.
    std::string footer{};  ///< Small, below the fields.
};
inline constexpr std::size_t labels_max = 500;
/// One PDF with a page for each, fonts embedded. What does not fit in a field is cut with an ellipsis.
/// @throws std::runtime_error when Cairo fails, or a page has no room for its bars at 0.25 mm a module (GS1-128 of an
/// SSCC has 0.495 mm and more on 105 mm), std::length_error over labels_max.
std::string render_labels(std::span<const Label> labels);

}  // namespace yiguan::print
