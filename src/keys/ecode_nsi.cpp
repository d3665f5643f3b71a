// The table of numbering schemes, and V0 of old tags.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "core/text.hpp"
#include "keys/ecode.hpp"
#include "keys/fold.hpp"

namespace yiguan::keys {

namespace {

constexpr std::array<std::size_t, 5> nsi_characters{0, 4, 4, 5, 5}, md_characters_max{0, 20, 28, 39, 1000};
constexpr std::size_t version_bits = 4, nsi_bits = 8, md_bits_max = 244;

/// The next word of the line, which is shortened by it.
std::string_view word(std::string_view& line) {
    line = trim(line);
    const std::string_view found = line.substr(0, line.find_first_of(" \t"));
    line.remove_prefix(found.size());
    return found;
}

std::optional<std::size_t> whole(std::string_view text) {
    std::size_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

std::optional<NsiEntry> read_entry(std::string_view line) {
    const auto version = whole(word(line));
    const std::string_view nsi = word(line);
    const auto shortest = whole(word(line)), longest = whole(word(line));
    const std::string_view name = trim(line);
    if (!version || *version < 1 || *version > 4 || nsi.size() != nsi_characters[*version]) return std::nullopt;
    const bool digits = *version < 3;
    const auto wrong = first_not(nsi, [&](char c) { return is_digit(c) || (!digits && (is_lower(c) || is_upper(c))); });
    if (wrong != std::string_view::npos || !shortest || !longest || *shortest < 1 || *shortest > *longest ||
        *longest > md_characters_max[*version])
        return std::nullopt;
    if (name.empty() || !is_utf8(name) || has_control(name, false) || utf8_length(name) > 100) return std::nullopt;
    return NsiEntry{static_cast<int>(*version), std::string(nsi), *shortest, *longest, std::string(name)};
}

bool bit(std::span<const std::byte> bytes, std::size_t at) {
    return (std::to_integer<unsigned>(bytes[at / 8]) >> (7 - at % 8) & 1u) != 0;
}
void set_bit(std::span<std::byte> bytes, std::size_t at) {
    bytes[at / 8] |= std::byte{0x80} >> (at % 8);
}

}  // namespace

std::vector<NsiEntry> known_nsi() {
    return {{2, "0128", 28, 28, "通用编码体系（主码 28 位）"},
            {1, "0064", 1, 20, "通用编码体系（短主码）"},
            {2, "0096", 1, 28, "通用编码体系"}};
}

Result<std::vector<NsiEntry>> parse_nsi_table(std::string_view text) {
    std::vector<NsiEntry> out;
    for (std::size_t number = 1; !text.empty(); ++number) {
        const std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        if (trim(line).empty() || trim(line).starts_with('#')) continue;
        const auto entry = read_entry(line);
        const std::string pointer = fmt::format("/{}", number);
        if (!entry)
            return Error{Code::invalid, pointer,
                         fmt::format("编码体系表第 {} 行应为：版本 NSI 主码最短位数 最长位数 名称", number), "",
                         shorten(line, 60)};
        const auto same = [&](const NsiEntry& e) { return e.version == entry->version && e.nsi == entry->nsi; };
        if (std::ranges::any_of(out, same))
            return Error{Code::invalid, pointer, fmt::format("编码体系表第 {} 行的体系重复", number), "",
                         shorten(line, 60)};
        out.push_back(*entry);
    }
    return out;
}

Result<EcodeBits> parse_ecode_bits(std::span<const std::byte> bytes, std::size_t bits) {
    constexpr std::size_t head = version_bits + nsi_bits;
    if (bits <= head || bits > head + md_bits_max || bits > bytes.size() * 8)
        return Error{Code::ecode_length, "",
                     fmt::format("二进制 Ecode 应为 {} 到 {} 位", head + 1, head + md_bits_max)};
    EcodeBits out;
    out.md_bits = bits - head;
    for (std::size_t i = 0; i < bits; ++i) {
        if (!bit(bytes, i)) continue;
        if (i < version_bits) return Error{Code::ecode_version, "@0", "二进制 Ecode 的前四位应为版本 0"};
        if (i < head)
            out.nsi = static_cast<std::uint8_t>(out.nsi | 1u << (head - 1 - i));
        else
            set_bit(out.md, i - head);
    }
    return out;
}

std::vector<std::byte> to_bytes(const EcodeBits& code) {
    constexpr std::size_t head = version_bits + nsi_bits;
    std::vector<std::byte> out((head + code.md_bits + 7) / 8);
    for (std::size_t i = 0; i < nsi_bits; ++i)
        if ((code.nsi >> (nsi_bits - 1 - i) & 1) != 0) set_bit(out, version_bits + i);
    for (std::size_t i = 0; i < code.md_bits; ++i)
        if (bit(code.md, i)) set_bit(out, head + i);
    return out;
}

}  // namespace yiguan::keys
