// Documents for people, as PDF: A4, Chinese text, by Pango and Cairo.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace yiguan::print {

/// One piece of a document, from top to bottom.
struct Block {
    enum class Kind : std::uint8_t {
        paragraph,  ///< Justified, the first line indented by two characters.
        article,    ///< The same, with `label` before it (一、).
        heading,    ///< Bold, not indented.
        field,      ///< `label`: `text` on one line, underlined; an empty text leaves a rule to write on.
        sign,       ///< A line to sign on, `label` before it; kept on one page with its neighbours of this kind.
        seal,       ///< A dashed circle of 40 mm for the seal, `label` inside, beside the lines to sign on.
        note,       ///< Small grey text.
    };
    Kind kind = Kind::paragraph;
    std::string text{};
    std::string label{};
};

/// Texts are UTF-8.
struct Document {
    std::string title;
    std::string number{};    ///< Above the title on the right.
    std::string subtitle{};  ///< Below the title, small.
    std::vector<Block> blocks{};
    std::string footer{};  ///< On every page, with "第 n 页".
    std::string qr{};      ///< What the symbol in the right upper corner of the first page says; "" none.
};

/// A4 pages as one PDF with its fonts embedded. At most 20 pages: what does not fit is left out and told by
/// std::length_error, because nobody but this program writes documents. Cost: some 30 ms a page.
/// @throws std::runtime_error when Cairo fails.
std::string render_pdf(const Document& document);

}  // namespace yiguan::print
