// core/text.hpp and core/ids.hpp: UTF-8, trimming, folding, escapes. Oracles: a naive decoder, round trips, and results
// that stay what they are when the function is applied again.
#include "core/text.hpp"

#include <algorithm>
#include <optional>
#include <vector>

#include "core/ids.hpp"
#include "core/json.hpp"
#include "fuzz/harness.hpp"

namespace {

using namespace yiguan;
using fuzz::require;

struct Point {
    char32_t value;
    std::string_view bytes;
};

/// Unicode 15, table 3-7 (well-formed byte sequences), written down row by row; nothing for any other text.
std::optional<std::vector<Point>> points_of(std::string_view text) {
    struct Row {
        unsigned first_low, first_high, second_low, second_high;
        std::size_t bytes;
    };
    static constexpr Row rows[] = {
        {0x00, 0x7F, 0, 0, 1},       {0xC2, 0xDF, 0x80, 0xBF, 2}, {0xE0, 0xE0, 0xA0, 0xBF, 3},
        {0xE1, 0xEC, 0x80, 0xBF, 3}, {0xED, 0xED, 0x80, 0x9F, 3}, {0xEE, 0xEF, 0x80, 0xBF, 3},
        {0xF0, 0xF0, 0x90, 0xBF, 4}, {0xF1, 0xF3, 0x80, 0xBF, 4}, {0xF4, 0xF4, 0x80, 0x8F, 4}};
    std::vector<Point> points;
    while (!text.empty()) {
        const auto at = [&](std::size_t i) { return static_cast<unsigned>(static_cast<unsigned char>(text[i])); };
        const auto row =
            std::ranges::find_if(rows, [&](const Row& r) { return at(0) >= r.first_low && at(0) <= r.first_high; });
        if (row == std::end(rows) || text.size() < row->bytes) return std::nullopt;
        if (row->bytes > 1 && (at(1) < row->second_low || at(1) > row->second_high)) return std::nullopt;
        static constexpr unsigned first_mask[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
        char32_t value = at(0) & first_mask[row->bytes];
        for (std::size_t i = 1; i < row->bytes; ++i) {
            if (at(i) < 0x80 || at(i) > 0xBF) return std::nullopt;
            value = value * 64 + (at(i) - 0x80);
        }
        points.push_back({value, text.substr(0, row->bytes)});
        text.remove_prefix(row->bytes);
    }
    return points;
}

bool is_blank(char32_t c) {
    return c == ' ' || (c >= 9 && c <= 13) || c == 0xA0 || c == 0x3000 || c == 0xFEFF;
}

void check_well_formed(std::string_view text, const std::vector<Point>& points) {
    require(utf8_length(text) == points.size(), "utf8_length differs from the naive count");

    const bool control = std::ranges::any_of(points, [](const Point& p) {
        const char32_t c = p.value;
        return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0x2028 || c == 0x2029 || (c >= 0x202A && c <= 0x202E) ||
               (c >= 0x2066 && c <= 0x2069);
    });
    require(has_control(text, false) == control, "has_control differs from the naive answer");
    require(!has_control(text, true) || control, "has_control finds more when less is forbidden");

    std::string folded;
    for (const Point& p : points) {
        if (p.value >= 0xFF01 && p.value <= 0xFF5E)
            folded += static_cast<char>(p.value - 0xFF00 + 0x20);
        else if (p.value == 0x3000)
            folded += ' ';
        else
            folded += p.bytes;
    }
    require(fold_width(text) == folded, "fold_width differs from the naive folding");
    require(fold_width(folded) == folded, "fold_width changes what it has folded");

    auto first = points.begin();
    auto last = points.end();
    while (first != last && is_blank(first->value)) ++first;
    while (first != last && is_blank(std::prev(last)->value)) --last;
    std::string trimmed;
    for (; first != last; ++first) trimmed += first->bytes;
    require(trim(text) == trimmed, "trim differs from the naive trimming");
}

void check_any(std::string_view text) {
    const auto trimmed = trim(text);
    require(trim(trimmed) == trimmed, "trim changes what it has trimmed");
    require(trimmed.empty() ||
                (trimmed.data() >= text.data() && trimmed.data() + trimmed.size() <= text.data() + text.size()),
            "trim leaves the text");
    require(fold_width(text).size() <= text.size(), "fold_width made a text longer");

    for (const std::size_t n : {0u, 1u, 5u, 40u}) {
        const auto cut = shorten(text, n);
        require(is_utf8(cut), "shorten gives bytes that are no UTF-8");
        require(utf8_length(cut) <= n + 1, "shorten gives more than it was asked for");
        require(std::ranges::none_of(cut, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }),
                "shorten lets a control character pass");
    }
}

std::string unescape(std::string_view html) {
    static constexpr std::pair<std::string_view, char> entities[] = {
        {"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&#39;", '\''}};
    std::string out;
    while (!html.empty()) {
        const auto entity = std::ranges::find_if(entities, [&](const auto& e) { return html.starts_with(e.first); });
        if (entity == std::end(entities)) {
            require(html[0] != '&', "a bare & in escaped text");
            out += html[0];
            html.remove_prefix(1);
        } else {
            out += entity->second;
            html.remove_prefix(entity->first.size());
        }
    }
    return out;
}

void check_escapes(std::string_view text) {
    const auto escaped = html(text);
    require(escaped.find_first_of("<>\"'") == std::string::npos,
            "html leaves a character that ends a text or attribute");
    require(unescape(escaped) == text, "html loses something");

    const bool nul = text.find('\0') != std::string_view::npos;
    const auto encoded = percent_encode(text);
    for (const bool plus : {false, true}) {
        const auto decoded = percent_decode(encoded, plus);
        require(decoded.has_value() == !nul && (nul || *decoded == text),
                "percent_encode and decode are no round trip");
        const auto direct = percent_decode(text, plus);
        require(!direct || direct->size() <= text.size(), "percent_decode made a text longer");
        require(!direct || direct->find('\0') == std::string::npos, "percent_decode made a NUL");
    }

    const auto hex = to_hex(as_bytes(text));
    require(from_hex(hex) == text, "to_hex and from_hex are no round trip");
    if (const auto bytes = from_hex(text)) {
        std::string small;
        for (const char c : text) small += to_lower(c);
        require(to_hex(as_bytes(*bytes)) == small, "from_hex takes what to_hex does not write");
    }
    const auto base64 = to_base64url(as_bytes(text));
    require(base64.size() == (text.size() * 8 + 5) / 6, "base64url of a wrong length");
    require(std::ranges::all_of(
                base64, [](char c) { return is_digit(c) || is_upper(c) || is_lower(c) || c == '-' || c == '_'; }),
            "base64url with a foreign character");

    std::string pointer = pointer_part(text);
    require(pointer.find('/') == std::string::npos, "pointer_part leaves a slash");
    for (const auto& [written, meant] : {std::pair{"~1", "/"}, std::pair{"~0", "~"}})
        for (auto at = pointer.find(written); at != std::string::npos; at = pointer.find(written, at + 1))
            pointer.replace(at, 2, meant);
    require(pointer == text, "pointer_part loses something");

    if (const auto id = parse_id(text)) {
        require(*id > 0, "an id that is not positive");
        require(std::to_string(*id) == text, "an id that is not written the same way again");
    }
    require(equal_constant_time(text, std::string(text)), "a text differs from its copy");
    require(!equal_constant_time(text, std::string(text) + '\0'), "a text equals a longer one");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto points = points_of(text);
    require(is_utf8(text) == points.has_value(), "is_utf8 differs from the naive answer");
    if (points)
        check_well_formed(text, *points);
    else
        require(has_control(text, false) && has_control(text, true), "malformed text passes has_control");
    check_any(text);
    check_escapes(text);
    return 0;
}
