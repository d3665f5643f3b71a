#include "proof/tiles.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <stdexcept>

namespace yiguan::proof {
namespace {

/// A decimal number without leading zeros.
std::optional<std::uint32_t> small_number(std::string_view text, std::uint32_t max) {
    if (text.empty() || (text.size() > 1 && text.front() == '0')) return std::nullopt;
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value > max) return std::nullopt;
    return value;
}

/// "x001/x234/067": three digits an element, all but the last with "x" before them, the first not "x000".
std::optional<std::uint64_t> tile_index(std::string_view text) {
    constexpr auto max = std::numeric_limits<std::uint64_t>::max();
    std::uint64_t value = 0;
    for (bool first = true;; first = false) {
        const bool more = text.starts_with('x');
        if (more) text.remove_prefix(1);
        if (text.size() < 3 || !std::ranges::all_of(text.substr(0, 3), [](char c) { return c >= '0' && c <= '9'; }))
            return std::nullopt;
        const auto part = static_cast<std::uint64_t>((text[0] - '0') * 100 + (text[1] - '0') * 10 + (text[2] - '0'));
        if ((more && first && part == 0) || value > (max - part) / 1000) return std::nullopt;
        value = value * 1000 + part;
        text.remove_prefix(3);
        if (!more) return text.empty() ? std::optional(value) : std::nullopt;
        if (!text.starts_with('/')) return std::nullopt;
        text.remove_prefix(1);
    }
}

}  // namespace

// C2SP tlog-tiles, "Merkle Tree" and "Log Entries".
std::optional<TileName> parse_tile_name(std::string_view text) {
    TileName name;
    const auto slash = text.find('/');
    if (slash == std::string_view::npos) return std::nullopt;
    const auto level = text.substr(0, slash);
    if (level == "entries") {
        name.entries = true;
    } else {
        const auto number = small_number(level, 63);
        if (!number) return std::nullopt;
        name.level = static_cast<int>(*number);
    }
    text.remove_prefix(slash + 1);
    if (const auto part = text.find(".p/"); part != std::string_view::npos) {
        const auto width = small_number(text.substr(part + 3), tile_width - 1);
        if (!width || *width == 0) return std::nullopt;
        name.width = *width;
        text = text.substr(0, part);
    }
    const auto index = tile_index(text);
    if (!index) return std::nullopt;
    name.index = *index;
    return name;
}

std::string tile_name(const TileName& name) {
    std::string number = std::to_string(name.index);
    number.insert(0, (3 - number.size() % 3) % 3, '0');
    std::string out = name.entries ? "entries" : std::to_string(name.level);
    for (std::size_t i = 0; i < number.size(); i += 3) {
        out += i + 3 < number.size() ? "/x" : "/";
        out.append(number, i, 3);
    }
    if (name.width != tile_width) out += ".p/" + std::to_string(name.width);
    return out;
}

std::string encode_entries(std::span<const std::string_view> entries) {
    std::string out;
    for (const auto entry : entries) {
        if (entry.size() > 0xffff) throw std::length_error("an entry of a bundle has at most 65,535 bytes");
        out += static_cast<char>(entry.size() >> 8);
        out += static_cast<char>(entry.size() & 0xff);
        out += entry;
    }
    return out;
}

std::optional<std::vector<std::string_view>> decode_entries(std::string_view bytes) {
    std::vector<std::string_view> out;
    while (!bytes.empty()) {
        if (bytes.size() < 2 || out.size() == tile_width) return std::nullopt;
        const auto size =
            static_cast<std::size_t>(static_cast<unsigned char>(bytes[0]) << 8 | static_cast<unsigned char>(bytes[1]));
        if (bytes.size() - 2 < size) return std::nullopt;
        out.push_back(bytes.substr(2, size));
        bytes.remove_prefix(2 + size);
    }
    return out;
}

}  // namespace yiguan::proof
