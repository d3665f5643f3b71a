// Text with separators: RFC 4180 as spreadsheet programs write it, in the encodings that are met in China.
#include <fmt/format.h>
#include <iconv.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <stdexcept>

#include "core/text.hpp"
#include "sheet/builder.hpp"

namespace yiguan::sheet {
namespace {

using namespace std::string_view_literals;

Error not_text() {
    return {Code::sheet_format, "", "无法识别文件的内容，请用表格软件另存为 xlsx 或 UTF-8 编码的 csv 再上传"};
}

/// glibc's converters; nothing when the bytes are not of that encoding.
std::optional<std::string> to_utf8(std::string_view bytes, const char* encoding) {
    const iconv_t way = ::iconv_open("UTF-8", encoding);
    if (way == reinterpret_cast<iconv_t>(-1)) throw std::runtime_error("no converter for a text encoding");
    std::string out;
    out.reserve(bytes.size() * 3 / 2);
    std::array<char, 16384> piece{};
    char* in = const_cast<char*>(bytes.data());
    std::size_t left = bytes.size();
    bool good = true;
    while (good && left > 0) {
        char* to = piece.data();
        std::size_t room = piece.size();
        const auto status = ::iconv(way, &in, &left, &to, &room);
        out.append(piece.data(), piece.size() - room);
        good = status != static_cast<std::size_t>(-1) || errno == E2BIG;
    }
    ::iconv_close(way);
    return good ? std::optional(std::move(out)) : std::nullopt;
}

/// UTF-16 without a mark: most bytes of one half are zero where digits and separators stand.
const char* unmarked_utf16(std::string_view bytes) {
    const std::string_view start = bytes.substr(0, 4000);
    std::array<std::size_t, 2> zeros{};
    for (std::size_t i = 0; i < start.size(); ++i) zeros[i % 2] += start[i] == '\0';
    if (zeros[1] > start.size() / 10 && zeros[0] < zeros[1] / 4) return "UTF-16LE";
    if (zeros[0] > start.size() / 10 && zeros[1] < zeros[0] / 4) return "UTF-16BE";
    return nullptr;
}

Result<std::string> decode(std::string_view bytes) {
    const char* utf16 = nullptr;
    if (bytes.starts_with("\xFF\xFE"sv))
        utf16 = "UTF-16LE";
    else if (bytes.starts_with("\xFE\xFF"sv))
        utf16 = "UTF-16BE";
    if (utf16) bytes.remove_prefix(2);
    if (!utf16) utf16 = unmarked_utf16(bytes);
    std::optional<std::string> text;
    if (utf16) {
        text = to_utf8(bytes, utf16);
    } else {
        if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
        text = is_utf8(bytes) ? std::optional<std::string>(bytes) : to_utf8(bytes, "GB18030");
    }
    if (!text || !is_utf8(*text) || text->find('\0') != std::string::npos) return not_text();
    return std::move(*text);
}

/// The separator that the first lines have most of, outside quotes.
char separator_of(std::string_view text) {
    constexpr std::array<char, 3> possible{',', '\t', ';'};
    std::array<std::size_t, 3> counts{};
    bool quoted = false;
    for (const char c : text.substr(0, 8000)) {
        if (c == '"') quoted = !quoted;
        if (quoted) continue;
        for (std::size_t i = 0; i < possible.size(); ++i) counts[i] += c == possible[i];
    }
    return possible[static_cast<std::size_t>(std::ranges::max_element(counts) - counts.begin())];
}

/// Cuts the text into fields; what stands in quotes is unescaped in place, so that fields are spans of the text.
class Splitter {
public:
    Splitter(std::string& text, char separator) : text_(text), separator_(separator) {}
    bool done() const { return at_ >= text_.size(); }

    /// The next field, and whether it is the last of its line.
    Span field(bool& last) {
        if (at_ < text_.size() && text_[at_] == '"') return quoted(last);
        const std::size_t first = at_;
        while (at_ < text_.size() && text_[at_] != separator_ && text_[at_] != '\n' && text_[at_] != '\r') ++at_;
        std::size_t end = at_;
        last = end_of_field();
        return formula_text(first, end);
    }

private:
    Span quoted(bool& last) {
        const std::size_t first = ++at_;
        std::size_t to = first;
        while (at_ < text_.size()) {
            if (text_[at_] == '"') {
                if (at_ + 1 >= text_.size() || text_[at_ + 1] != '"') break;
                ++at_;
            }
            text_[to++] = text_[at_++];
        }
        if (at_ < text_.size()) ++at_;
        // What stands behind the closing quote belongs to the field, as the programs read it.
        while (at_ < text_.size() && text_[at_] != separator_ && text_[at_] != '\n' && text_[at_] != '\r')
            text_[to++] = text_[at_++];
        last = end_of_field();
        return formula_text(first, to);
    }

    /// ="00123", by which people keep zeros.
    Span formula_text(std::size_t first, std::size_t end) const {
        const std::string_view field = std::string_view(text_).substr(first, end - first);
        if (field.size() >= 3 && field.starts_with("=\"") && field.ends_with('"') &&
            field.substr(2, field.size() - 3).find('"') == std::string_view::npos)
            return {static_cast<std::uint32_t>(first + 2), static_cast<std::uint32_t>(field.size() - 3)};
        return {static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(end - first)};
    }

    bool end_of_field() {
        if (at_ >= text_.size()) return true;
        const char c = text_[at_++];
        if (c == separator_) return false;
        if (c == '\r' && at_ < text_.size() && text_[at_] == '\n') ++at_;
        return true;
    }

    std::string& text_;
    char separator_;
    std::size_t at_ = 0;
};

}  // namespace

Result<Table> read_csv(std::string_view bytes, const ReadLimits& limits) {
    TRY(std::string decoded, decode(bytes));
    if (decoded.size() > limits.text_bytes) return Error{Code::sheet_limit, "", "表格里的文字过多，请分成几个文件导入"};
    char separator = separator_of(decoded);
    if (decoded.starts_with("sep=") && decoded.size() > 4 && decoded.find_first_of("\r\n") == 5) {
        separator = decoded[4];
        decoded.erase(0, decoded.find('\n', 5) == 6 ? 7 : 6);
    }
    TableBuilder builder(limits, Format::csv, "");
    builder.adopt(std::move(decoded));
    std::string& text = builder.texts();
    if (std::ranges::count_if(std::string_view(text).substr(0, 2000),
                              [](char c) { return c >= 0 && c < 32 && c != '\t' && c != '\n' && c != '\r'; }) > 0)
        return not_text();
    Splitter splitter(text, separator);
    std::uint32_t number = 0;
    while (!splitter.done()) {
        bool last = false;
        for (std::size_t column = 0; !last; ++column) {
            const Span field = splitter.field(last);
            if (field.length > limits.cell_bytes)
                return Error{Code::sheet_limit, "", "有单元格的文字超过 32767 个字，请检查引号是否成对"};
            // A tab in front keeps programs from reading a number; blanks alone are no content.
            if (trim(std::string_view(text).substr(field.at, field.length)).empty()) continue;
            if (!builder.span(column, field)) return *builder.problem();
        }
        if (!builder.end_row(++number)) return *builder.problem();
    }
    TRY(Table table, builder.finish());
    if (table.rows() == 0) return Error{Code::sheet_empty, "", "表格里没有内容，请填写后再上传"};
    return table;
}

}  // namespace yiguan::sheet
