#include "keys/gs1/compression_bits.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <vector>

#include "core/text.hpp"

namespace yiguan::keys::gs1 {

std::size_t bits_of_length(std::size_t chars_max) {
    return static_cast<std::size_t>(std::bit_width(chars_max));
}

std::size_t bits_of_digits(std::size_t digits) {
    return static_cast<std::size_t>(std::ceil(static_cast<double>(digits) * std::log2(10.0) + 0.01));
}

int base64url_value(char c) {
    if (is_upper(c)) return c - 'A';
    if (is_lower(c)) return c - 'a' + 26;
    if (is_digit(c)) return c - '0' + 52;
    return c == '-' ? 62 : c == '_' ? 63 : -1;
}

bool is_compressed_text(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) { return base64url_value(c) >= 0; });
}

void BitWriter::number(std::uint64_t value, std::size_t bits) {
    while (bits > 0) {
        const std::size_t take = std::min<std::size_t>(bits, 6 - pending_bits_);
        bits -= take;
        pending_ = pending_ << take | static_cast<std::uint32_t>(value >> bits & ((1u << take) - 1));
        pending_bits_ += take;
        if (pending_bits_ < 6) continue;
        text_ += base64url_digits[pending_];
        pending_ = 0;
        pending_bits_ = 0;
    }
}

void BitWriter::decimal(std::string_view digits) {
    const std::size_t bits = bits_of_digits(digits.size());
    std::vector<std::uint32_t> limbs((bits + 31) / 32);  // lowest first
    for (const char c : digits) {
        std::uint64_t carry = static_cast<std::uint64_t>(c - '0');
        for (std::uint32_t& limb : limbs) {
            carry += std::uint64_t{limb} * 10;
            limb = static_cast<std::uint32_t>(carry);
            carry >>= 32;
        }
    }
    for (std::size_t i = limbs.size(); i-- > 0;) number(limbs[i], i + 1 == limbs.size() ? bits - 32 * i : 32);
}

const std::string& BitWriter::text() {
    if (pending_bits_ > 0) number(0, 6 - pending_bits_);
    return text_;
}

std::optional<std::uint64_t> BitReader::number(std::size_t bits) {
    if (left() < bits) return std::nullopt;
    std::uint64_t value = 0;
    while (bits > 0) {
        const std::size_t offset = at_ % 6, take = std::min(bits, 6 - offset);
        const auto digit = static_cast<std::uint64_t>(base64url_value(text_[at_ / 6]));
        value = value << take | (digit >> (6 - offset - take) & ((1u << take) - 1));
        at_ += take;
        bits -= take;
    }
    return value;
}

std::optional<std::string> BitReader::decimal(std::size_t digits) {
    const std::size_t bits = bits_of_digits(digits);
    if (left() < bits) return std::nullopt;
    std::vector<std::uint32_t> limbs;  // highest first
    for (std::size_t rest = bits; rest > 0;) {
        const std::size_t take = rest % 32 == 0 ? 32 : rest % 32;
        limbs.push_back(static_cast<std::uint32_t>(*number(take)));
        rest -= take;
    }
    std::string out(digits, '0');
    for (std::size_t i = digits; i-- > 0;) {
        std::uint64_t remainder = 0;
        for (std::uint32_t& limb : limbs) {
            remainder = remainder << 32 | limb;
            limb = static_cast<std::uint32_t>(remainder / 10);
            remainder %= 10;
        }
        out[i] = static_cast<char>('0' + remainder);
    }
    if (std::ranges::any_of(limbs, [](std::uint32_t limb) { return limb != 0; })) return std::nullopt;
    return out;
}

}  // namespace yiguan::keys::gs1
