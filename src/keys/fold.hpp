// Folding of scanned and pasted text; private to keys/.
#pragma once
#include <string>
#include <string_view>

namespace yiguan::keys {

/// Full-width forms to ASCII, then without blanks, tabs, line ends, no-break spaces, byte-order marks and the invisible
/// direction and joiner marks that copying from chat programs leaves (U+200B..U+200F, U+202A..U+202E, U+2060).
std::string fold(std::string_view text);

/// The position of the first character that does not satisfy `allowed`, or npos.
template <class F>
std::size_t first_not(std::string_view text, F allowed) {
    for (std::size_t i = 0; i < text.size(); ++i)
        if (!allowed(text[i])) return i;
    return std::string_view::npos;
}

}  // namespace yiguan::keys
