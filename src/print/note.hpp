// 随货单 (GDP-58..61): the dispatch note on A4 or A5, black on white, its symbol at least 20 mm wide.
#pragma once
#include <string>
#include <vector>

namespace yiguan::print {

struct NoteLine {
    std::string product{}, specification{}, gtin{}, batch{}, quantity{}, gs1_code{};
};
struct NoteSheet {
    std::string company{};  ///< Of the title: <company>随货单
    std::string number{};
    std::string sent_on{};  ///< 2024.10.14
    std::string receiver{}, contact{}, address{};
    std::vector<NoteLine> lines{};
    std::string total{};
    std::string digest{};  ///< Hexadecimal, on every page.
    std::string qr{};      ///< What the symbol says.
};
enum class Paper : unsigned char { a4, a5 };
inline constexpr std::size_t note_lines_max = 400;  ///< Further ones are summed up in a sentence.

/// UTF-8 texts. @throws std::runtime_error when Cairo fails.
std::string render_note(const NoteSheet& sheet, Paper paper);

}  // namespace yiguan::print
