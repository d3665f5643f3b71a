#include "keys/fold.hpp"

#include <array>

#include "core/text.hpp"

namespace yiguan::keys {

namespace {

constexpr std::array<std::string_view, 16> invisible{
    "\u00A0", "\u3000", "\uFEFF", "\u200B", "\u200C", "\u200D", "\u200E", "\u200F",
    "\u202A", "\u202B", "\u202C", "\u202D", "\u202E", "\u2060", "\u2028", "\u2029",
};

}  // namespace

std::string fold(std::string_view text) {
    const std::string narrow = fold_width(text);
    std::string out;
    out.reserve(narrow.size());
    for (std::size_t i = 0; i < narrow.size();) {
        const char c = narrow[i];
        if (c == ' ' || (c >= '\t' && c <= '\r')) {
            ++i;
            continue;
        }
        std::size_t skip = 0;
        if (static_cast<unsigned char>(c) >= 0x80)
            for (const auto mark : invisible)
                if (narrow.compare(i, mark.size(), mark) == 0) skip = mark.size();
        if (skip != 0) {
            i += skip;
        } else {
            out += c;
            ++i;
        }
    }
    return out;
}

}  // namespace yiguan::keys
