#include "keys/gs1/compression.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "core/text.hpp"
#include "keys/gs1/compression_bits.hpp"
#include "keys/gs1/uri_escape.hpp"

namespace yiguan::keys::gs1 {
namespace {

// Table F of the compression: "N14" is a number of 14 digits, "N..8" one of up to 8 digits behind its length, "X.." the
// same for text. n in an AI stands for any digit. The table is frozen: where the dictionary has changed a format since
// (7230 was X..30 and is X2 X..28), the bits did not. AIs behind the last comment line are younger than the toolkit and
// follow their dictionary format.
struct Format {
    AiPattern ai;
    std::string_view text;
};
constexpr Format formats[] = {
    {{"00"}, "N18"},       {{"01"}, "N14"},     {{"02"}, "N14"},       {{"10"}, "X..20"},     {{"11"}, "N6"},
    {{"12"}, "N6"},        {{"13"}, "N6"},      {{"15"}, "N6"},        {{"16"}, "N6"},        {{"17"}, "N6"},
    {{"20"}, "N2"},        {{"21"}, "X..20"},   {{"22"}, "X..20"},     {{"235"}, "X..28"},    {{"240"}, "X..30"},
    {{"241"}, "X..30"},    {{"242"}, "N..6"},   {{"243"}, "X..20"},    {{"250"}, "X..30"},    {{"251"}, "X..30"},
    {{"253"}, "N13X..17"}, {{"254"}, "X..20"},  {{"255"}, "N13N..12"}, {{"30"}, "N..8"},      {{"31nn"}, "N6"},
    {{"32nn"}, "N6"},      {{"33nn"}, "N6"},    {{"34nn"}, "N6"},      {{"35nn"}, "N6"},      {{"36nn"}, "N6"},
    {{"37"}, "N..8"},      {{"390n"}, "N..15"}, {{"391n"}, "N3N..15"}, {{"392n"}, "N..15"},   {{"393n"}, "N3N..15"},
    {{"394n"}, "N4"},      {{"395n"}, "N6"},    {{"400"}, "X..30"},    {{"401"}, "X..30"},    {{"402"}, "N17"},
    {{"403"}, "X..30"},    {{"41n"}, "N13"},    {{"420"}, "X..20"},    {{"421"}, "N3X..9"},   {{"422"}, "N3"},
    {{"423"}, "N3N..12"},  {{"424"}, "N3"},     {{"425"}, "N3N..12"},  {{"426"}, "N3"},       {{"427"}, "X..3"},
    {{"4300"}, "X..35"},   {{"4301"}, "X..35"}, {{"4307"}, "X2"},      {{"4308"}, "X..30"},   {{"4309"}, "N20"},
    {{"4310"}, "X..35"},   {{"4311"}, "X..35"}, {{"4317"}, "X2"},      {{"4318"}, "X..20"},   {{"4319"}, "X..30"},
    {{"4320"}, "X..35"},   {{"4321"}, "N1"},    {{"4322"}, "N1"},      {{"4323"}, "N1"},      {{"4324"}, "N10"},
    {{"4325"}, "N10"},     {{"4326"}, "N6"},    {{"430n"}, "X..70"},   {{"431n"}, "X..70"},   {{"7001"}, "N13"},
    {{"7002"}, "X..30"},   {{"7003"}, "N10"},   {{"7004"}, "N..4"},    {{"7005"}, "X..12"},   {{"7006"}, "N6"},
    {{"7007"}, "N6N..6"},  {{"7008"}, "X..3"},  {{"7009"}, "X..10"},   {{"7010"}, "X..2"},    {{"7020"}, "X..20"},
    {{"7021"}, "X..20"},   {{"7022"}, "X..20"}, {{"7023"}, "X..30"},   {{"703n"}, "N3X..27"}, {{"7040"}, "N1X3"},
    {{"710"}, "X..20"},    {{"711"}, "X..20"},  {{"712"}, "X..20"},    {{"713"}, "X..20"},    {{"714"}, "X..20"},
    {{"723n"}, "X..30"},   {{"7240"}, "X..20"}, {{"8001"}, "N14"},     {{"8002"}, "X..20"},   {{"8003"}, "N14X..16"},
    {{"8004"}, "X..30"},   {{"8005"}, "N6"},    {{"8006"}, "N18"},     {{"8007"}, "X..24"},   {{"8008"}, "N8N..4"},
    {{"8009"}, "X..50"},   {{"8010"}, "X..30"}, {{"8011"}, "N..12"},   {{"8012"}, "X..20"},   {{"8013"}, "X..30"},
    {{"8017"}, "N18"},     {{"8018"}, "N18"},   {{"8019"}, "N..10"},   {{"8020"}, "X..25"},   {{"8026"}, "N18"},
    {{"8110"}, "X..70"},   {{"8111"}, "N4"},    {{"8112"}, "X..70"},   {{"8200"}, "X..70"},   {{"90"}, "X..30"},
    {{"9n"}, "X..90"},
};

// The bytes that stand for a set of AIs, in the order in which the toolkit prefers them among equals.
enum class SetOrder { standard, toolkit };
struct AiSet {
    std::uint8_t code;
    std::string_view ais[4];
    /// The place of the n-th AI in the stream.
    std::string_view at(std::size_t n, SetOrder order) const {
        if (order == SetOrder::toolkit && code == 0x1A) return std::array{ais[0], ais[1], ais[3], ais[2]}[n];
        if (order == SetOrder::toolkit && code == 0x9D && n < 2) return ais[1 - n];
        return ais[n];
    }
    std::size_t digits() const { return ais[0].size() + ais[1].size() + ais[2].size() + ais[3].size(); }
};
constexpr AiSet sets[] = {
    {0x0A, {"01", "22"}},
    {0x0B, {"01", "10"}},
    {0x0C, {"01", "21"}},
    {0x0D, {"01", "17"}},
    {0x0E, {"01", "7003"}},
    {0x0F, {"01", "30"}},
    {0x1A, {"01", "10", "21", "17"}},
    {0x1B, {"01", "15"}},
    {0x1C, {"01", "11"}},
    {0x1D, {"01", "16"}},
    {0x1E, {"01", "91"}},
    {0x1F, {"01", "10", "15"}},
    {0x2A, {"01", "3100"}},
    {0x2B, {"01", "3101"}},
    {0x2C, {"01", "3102"}},
    {0x2D, {"01", "3103"}},
    {0x2E, {"01", "3104"}},
    {0x2F, {"01", "3105"}},
    {0x3A, {"01", "3200"}},
    {0x3B, {"01", "3201"}},
    {0x3C, {"01", "3202"}},
    {0x3D, {"01", "3203"}},
    {0x3E, {"01", "3204"}},
    {0x3F, {"01", "3205"}},
    {0x9A, {"8010", "8011"}},
    {0x9B, {"8017", "8019"}},
    {0x9C, {"8018", "8019"}},
    {0x9D, {"414", "254"}},
    {0xA0, {"01", "3920"}},
    {0xA1, {"01", "3921"}},
    {0xA2, {"01", "3922"}},
    {0xA3, {"01", "3923"}},
    {0xA4, {"01", "3924"}},
    {0xA5, {"01", "3925"}},
    {0xA6, {"01", "3926"}},
    {0xA7, {"01", "3927"}},
    {0xA8, {"01", "3928"}},
    {0xA9, {"01", "3929"}},
    {0xC0, {"255", "3900"}},
    {0xC1, {"255", "3901"}},
    {0xC2, {"255", "3902"}},
    {0xC3, {"255", "3903"}},
    {0xC4, {"255", "3904"}},
    {0xC5, {"255", "3905"}},
    {0xC6, {"255", "3906"}},
    {0xC7, {"255", "3907"}},
    {0xC8, {"255", "3908"}},
    {0xC9, {"255", "3909"}},
    {0xCA, {"255", "3940"}},
    {0xCB, {"255", "3941"}},
    {0xCC, {"255", "3942"}},
    {0xCD, {"255", "3943"}},
};

constexpr std::size_t other_chars_bits = 7;  // length of a name or value that is no AI's

struct Part {
    bool numeric, variable;
    std::size_t chars;  // exactly, or at most
};

/// Takes the first part of a format text.
Part take_part(std::string_view& text) {
    Part part{text[0] == 'N', text.substr(1, 2) == "..", 0};
    text.remove_prefix(part.variable ? 3 : 1);
    while (!text.empty() && is_digit(text[0])) {
        part.chars = part.chars * 10 + static_cast<std::size_t>(text[0] - '0');
        text.remove_prefix(1);
    }
    return part;
}

/// The format of an AI in the language of `formats`; empty if it has none.
std::string format_of(std::string_view ai) {
    const auto found = std::ranges::find_if(formats, [&](const Format& f) { return f.ai.matches(ai); });
    if (found != std::end(formats)) return std::string(found->text);
    const AiInfo* info = find_ai(ai);
    if (!info) return {};
    // Neighbouring fixed numbers are one number, optional numbers at the end one of variable length.
    std::string out;
    std::size_t digits = 0, digits_more = 0, chars = 0;
    for (const Component& c : info->components) {
        const bool number = c.charset == Charset::numeric && chars == 0;
        if (number && !c.optional && c.chars_min == c.chars_max && digits_more == 0)
            digits += c.chars_max;
        else if (number)
            digits_more += c.chars_max;
        else
            chars += c.chars_max;
    }
    if (digits > 0) out += fmt::format("N{}", digits);
    if (digits_more > 0 && chars == 0) out += fmt::format("N..{}", digits_more);
    if (chars > 0) out += fmt::format("X..{}", chars + digits_more);
    return out;
}

bool all_of(std::string_view text, bool (*test)(char)) {
    return std::ranges::all_of(text, test);
}

enum Encoding : std::uint8_t { digits = 0, hex_lower = 1, hex_upper = 2, base64url = 3, ascii = 4 };

Encoding encoding_of(std::string_view text) {
    if (text.empty()) return ascii;
    if (all_of(text, is_digit)) return digits;
    if (all_of(text, [](char c) { return is_digit(c) || (c >= 'A' && c <= 'F'); })) return hex_upper;
    if (all_of(text, [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); })) return hex_lower;
    return is_compressed_text(text) ? base64url : ascii;
}

void write_text(BitWriter& out, std::string_view text, std::size_t length_bits) {
    const Encoding encoding = encoding_of(text);
    out.number(encoding, 3);
    out.number(text.size(), length_bits);
    if (encoding == digits) return out.decimal(text);
    for (const char c : text) {
        if (encoding == ascii)
            out.number(static_cast<unsigned char>(c), 7);
        else if (encoding == base64url)
            out.number(static_cast<std::uint64_t>(base64url_value(c)), 6);
        else
            out.number(static_cast<std::uint64_t>(hex_byte('0', c)), 4);
    }
}

std::optional<std::string> read_chars(BitReader& in, std::uint64_t encoding, std::size_t chars) {
    if (encoding == digits) return in.decimal(chars);
    if (encoding > ascii) return std::nullopt;
    const std::size_t bits = encoding == ascii ? 7 : encoding == base64url ? 6 : 4;
    const std::string_view alphabet = encoding == base64url   ? base64url_digits
                                      : encoding == hex_lower ? "0123456789abcdef"
                                                              : "0123456789ABCDEF";
    std::string out;
    for (std::size_t i = 0; i < chars; ++i) {
        const auto n = in.number(bits);
        if (!n) return std::nullopt;
        out += encoding == ascii ? static_cast<char>(*n) : alphabet[*n];
    }
    return out;
}

bool write_value(BitWriter& out, std::string_view ai, std::string_view value) {
    const std::string format = format_of(ai);
    std::string_view rest = format;
    while (!rest.empty()) {
        const Part part = take_part(rest);
        const std::string_view chars = value.substr(0, part.chars);
        value.remove_prefix(chars.size());
        if (!part.variable && chars.size() != part.chars) return false;
        if (part.numeric && !all_of(chars, is_digit)) return false;
        if (!part.numeric) {
            if (!all_of(chars, [](char c) { return static_cast<unsigned char>(c) < 128; })) return false;
            write_text(out, chars, part.variable ? bits_of_length(part.chars) : 0);
        } else {
            if (part.variable) out.number(chars.size(), bits_of_length(part.chars));
            out.decimal(chars);
        }
    }
    return value.empty() && !format.empty();
}

std::optional<std::string> read_value(BitReader& in, std::string_view ai) {
    const std::string format = format_of(ai);
    if (format.empty()) return std::nullopt;
    std::string value;
    for (std::string_view rest = format; !rest.empty();) {
        const Part part = take_part(rest);
        const auto encoding = part.numeric ? std::optional<std::uint64_t>(digits) : in.number(3);
        const auto chars = part.variable ? in.number(bits_of_length(part.chars)) : part.chars;
        if (!encoding || !chars || *chars > part.chars) return std::nullopt;
        const auto text = read_chars(in, *encoding, *chars);
        if (!text) return std::nullopt;
        value += *text;
    }
    return value;
}

void write_ai(BitWriter& out, std::string_view ai) {
    for (const char c : ai) out.number(static_cast<std::uint64_t>(c - '0'), 4);
}

struct Pair {
    std::string ai, value;
};

/// As JavaScript walks through an object with such keys: numbers without leading zero ascending, then the others.
bool comes_before(std::string_view a, std::string_view b) {
    const auto rank = [](std::string_view ai) { return std::tuple(ai.starts_with('0'), ai.size(), ai); };
    return rank(a) < rank(b);
}

Error damaged() {
    return {Code::key_form, "", "压缩的 GS1 数字链接不完整，或含有未定义的内容。"};
}

/// The elements in `text`, and what stands there beside AIs.
Result<void> read_pairs(std::string_view text, SetOrder order, std::vector<Pair>& pairs, std::vector<Pair>& others) {
    BitReader in(text);
    const auto read = [&](std::string_view ai) {
        auto value = read_value(in, ai);
        if (value) pairs.push_back({std::string(ai), std::move(*value)});
        return value.has_value();
    };
    while (in.left() > 8) {
        const std::uint64_t high = *in.number(4);
        if (high == 15) {
            const auto size = in.number(other_chars_bits);
            const auto name = size ? read_chars(in, base64url, *size) : std::nullopt;
            const auto encoding = name ? in.number(3) : std::nullopt;
            const auto chars = encoding ? in.number(other_chars_bits) : std::nullopt;
            auto value = chars ? read_chars(in, *encoding, *chars) : std::nullopt;
            if (!value || name->empty()) return damaged();
            others.push_back({*name, std::move(*value)});
            continue;
        }
        const std::uint64_t code = high * 16 + *in.number(4);
        if (high > 9 || code % 16 > 9) {
            const auto set = std::ranges::find(sets, code, [](const AiSet& s) { return std::uint64_t{s.code}; });
            if (set == std::end(sets)) return damaged();
            for (std::size_t n = 0; n < std::size(set->ais); ++n) {
                const std::string_view ai = set->at(n, order);
                if (!ai.empty() && !read(ai)) return damaged();
            }
            continue;
        }
        std::string ai{static_cast<char>('0' + high), static_cast<char>('0' + code % 16)};
        for (std::size_t left = ai_length(ai); left > 2; --left) {
            const auto digit = in.number(4);
            if (!digit || *digit > 9) return damaged();
            ai += static_cast<char>('0' + *digit);
        }
        if (!read(ai)) return damaged();
    }
    if (in.number(in.left()).value() != 0) return damaged();
    return outcome::success();
}

/// The address of the elements: the first key (in the order of comes_before) under which it is one.
Result<std::string> build(std::vector<Pair> pairs, std::string_view stem) {
    std::ranges::sort(pairs, comes_before, &Pair::ai);
    std::vector<Element> elements;
    for (const Pair& pair : pairs) {
        if (!elements.empty() && elements.back().ai == pair.ai) return damaged();
        elements.push_back({pair.ai, pair.value, find_ai(pair.ai)});
    }
    Error error = damaged();
    for (std::size_t i = 0; i < elements.size(); ++i) {
        if (!elements[i].info || !elements[i].info->link_key) continue;
        std::vector<Element> ordered = elements;
        std::rotate(ordered.begin(), ordered.begin() + static_cast<std::ptrdiff_t>(i),
                    ordered.begin() + static_cast<std::ptrdiff_t>(i) + 1);
        auto link = format_digital_link(ordered, stem);
        if (link.has_value()) {
            const auto parsed = parse_digital_link(link.value());
            if (parsed.has_value()) return std::move(link.value());
            error = parsed.error();
        } else {
            error = link.error();
        }
    }
    return error;
}

struct Address {
    std::string_view stem, key, key_value, compressed, query;  // key is empty if it is compressed as well
};

/// Takes an address apart; nothing if it does not end in a compressed segment.
std::optional<Address> take_apart(std::string_view text) {
    const std::size_t scheme = text.find("://");
    if (scheme == std::string_view::npos || scheme > 5) return std::nullopt;
    text = text.substr(0, text.find('#'));
    Address out;
    if (const std::size_t mark = text.find('?'); mark != std::string_view::npos) {
        out.query = text.substr(mark + 1);
        text = text.substr(0, mark);
    }
    const std::size_t host_end = text.find('/', scheme + 3);
    if (host_end == std::string_view::npos || host_end == scheme + 3) return std::nullopt;
    const std::size_t last = text.rfind('/');
    out.compressed = text.substr(last + 1);
    if (!is_compressed_text(out.compressed)) return std::nullopt;
    out.stem = text.substr(0, last);
    if (last > host_end) {
        const std::size_t value = text.rfind('/', last - 1);
        const std::size_t name = value > host_end ? text.rfind('/', value - 1) : std::string_view::npos;
        if (name != std::string_view::npos && name >= host_end) {
            const AiInfo* info = find_ai(text.substr(name + 1, value - name - 1));
            if (info && info->link_key) {
                out.key = info->ai;
                out.key_value = text.substr(value + 1, last - value - 1);
                out.stem = text.substr(0, name);
            }
        }
    }
    return out;
}

/// The parameters of a query that are no AIs, as they are written.
std::string other_parameters(std::string_view query) {
    std::string out;
    while (!query.empty()) {
        const std::size_t end = std::min(query.find('&'), query.size());
        const std::string_view one = query.substr(0, end);
        query.remove_prefix(std::min(end + 1, query.size()));
        const auto equals = std::ranges::find(one, '=');  // one.find() makes g++ 12 warn of what cannot happen
        const std::string_view name(one.begin(), equals);
        if (equals == one.end() || name.empty() || all_of(name, is_digit)) continue;
        if (!out.empty()) out += '&';
        out += one;
    }
    return out;
}

bool same_elements(const DigitalLink& a, const DigitalLink& b) {
    return std::ranges::is_permutation(a.elements(), b.elements(), [](const Element& x, const Element& y) {
        return x.ai == y.ai && x.value == y.value;
    });
}

}  // namespace

Result<std::string> compress_digital_link(const DigitalLink& link, Compression how) {
    std::vector<const Element*> rest;
    for (const Element& element : link.elements()) rest.push_back(&element);
    std::string out(link.stem());
    if (how == Compression::primary_left_plain) {
        rest.erase(rest.begin());
        out += fmt::format("/{}/{}", link.key().ai, uri_escape(link.key().value, UriPart::path));
    } else {
        // What is read back must have the same key; it is found by its place in the order of numbers.
        std::vector<Pair> pairs;
        for (const Element& e : link.elements()) pairs.push_back({std::string(e.ai), std::string(e.value)});
        const auto back = build(std::move(pairs), canonical_stem);
        if (back.has_error()) return back.error();
        if (parse_digital_link(back.value()).value().key().ai != link.key().ai)
            return error_of_ai(link.key().ai, Code::key_form,
                               fmt::format("AI({}) 与另一个可作主键的属性同时出现，压缩后无法区分。", link.key().ai));
    }
    std::ranges::sort(rest, {}, &Element::ai);

    BitWriter bits;
    const auto value = [&](const Element& element) -> Result<void> {
        if (format_of(element.ai).empty())
            return error_of_ai(element.ai, Code::key_form, fmt::format("AI({}) 没有定义压缩格式。", element.ai));
        if (!write_value(bits, element.ai, element.value))
            return error_of_ai(element.ai, Code::key_value,
                               fmt::format("AI({}) 的值不能按其压缩格式表示。", element.ai));
        return outcome::success();
    };
    const auto at = [&](std::string_view ai) { return std::ranges::find(rest, ai, &Element::ai); };
    const SetOrder order = how == Compression::optimised ? SetOrder::standard : SetOrder::toolkit;
    while (how == Compression::optimised || how == Compression::optimised_toolkit) {
        const AiSet* best = nullptr;
        for (const AiSet& set : sets)
            if (std::ranges::all_of(set.ais, [&](auto ai) { return ai.empty() || at(ai) != rest.end(); }))
                if (!best || set.digits() > best->digits()) best = &set;
        if (!best) break;
        bits.number(best->code, 8);
        for (std::size_t n = 0; n < std::size(best->ais); ++n) {
            const std::string_view ai = best->at(n, order);
            if (ai.empty()) continue;
            TRY_VOID(value(**at(ai)));
            rest.erase(at(ai));
        }
    }
    for (const Element* element : rest) {
        write_ai(bits, element->ai);
        TRY_VOID(value(*element));
    }
    if (!bits.text().empty()) {
        out += '/' + bits.text();
        // Behind a stem such as https://a/01/x the text would be read as what is compressed beside that key.
        if (take_apart(out)->stem != link.stem())
            return Error{Code::key_form, "", "链接前缀以主键和值结尾，压缩后无法区分。"};
    }
    if (how == Compression::optimised_toolkit) {
        // Bits in this order may by chance be an address in the order of the standard, which readers try first.
        const auto back = decompress_digital_link(out);
        if (back.has_error() || !same_elements(parse_digital_link(back.value()).value(), link))
            return compress_digital_link(link, Compression::plain);
    }
    const std::string others = other_parameters(link.query());
    return others.empty() ? out : out + '?' + others;
}

bool may_be_compressed(std::string_view text) {
    return take_apart(text).has_value() && parse_digital_link(text).has_error();
}

namespace {

Result<std::string> decompress(const Address& address, SetOrder order) {
    std::vector<Pair> pairs, others;
    TRY_VOID(read_pairs(address.compressed, order, pairs, others));
    std::string out;
    if (address.key.empty()) {
        TRY(out, build(std::move(pairs), address.stem));
    } else {
        const auto value = uri_unescape(address.key_value, UriPart::path);
        if (!value) return damaged();
        // The key is known here, so that a second one among the others is an attribute.
        std::vector<Element> elements{{address.key, *value, find_ai(address.key)}};
        std::ranges::sort(pairs, comes_before, &Pair::ai);
        for (const Pair& pair : pairs) elements.push_back({pair.ai, pair.value, find_ai(pair.ai)});
        TRY(out, format_digital_link(elements, address.stem));
        TRY_VOID(parse_digital_link(out));
    }
    std::string parameters = other_parameters(address.query);
    for (const Pair& other : others) {
        if (!parameters.empty()) parameters += '&';
        parameters += other.ai + '=';
        append_uri_escaped(parameters, other.value, UriPart::query);
    }
    if (!parameters.empty()) out += (out.find('?') == std::string::npos ? '?' : '&') + parameters;
    return out;
}

}  // namespace

Result<std::string> decompress_digital_link(std::string_view text) {
    const auto address = take_apart(text);
    if (!address) return Error{Code::key_form, "", "网址的路径不以压缩的 GS1 数字链接结尾。"};
    auto link = decompress(*address, SetOrder::standard);
    if (link.has_value()) return link;
    auto other = decompress(*address, SetOrder::toolkit);
    return other.has_value() ? std::move(other) : std::move(link);
}

}  // namespace yiguan::keys::gs1
