// The bit streams of compressed GS1 Digital Links: fields of bits, decimal numbers, and their base64url text.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace yiguan::keys::gs1 {

/// Bits for the length of a field of at most `chars_max` characters.
std::size_t bits_of_length(std::size_t chars_max);
/// Bits for a number of `digits` decimal digits: their logarithm, rounded up as the reference toolkit does it (it adds
/// 0.01 first, so that no digits take one bit and 59 take 197).
std::size_t bits_of_digits(std::size_t digits);

/// A number or text written from the highest bit on; text() pads with zeros to whole characters of base64url.
class BitWriter {
public:
    void number(std::uint64_t value, std::size_t bits);
    /// A decimal number of any size in bits_of_digits(digits.size()) bits.
    void decimal(std::string_view digits);
    const std::string& text();

private:
    std::string text_;
    std::uint32_t pending_ = 0;
    std::size_t pending_bits_ = 0;
};

class BitReader {
public:
    /// `text` consists of characters of base64url (is_compressed_text()).
    explicit BitReader(std::string_view text) : text_(text) {}
    std::size_t left() const { return text_.size() * 6 - at_; }
    /// Nothing behind the end.
    std::optional<std::uint64_t> number(std::size_t bits);
    /// A number of `digits` digits with leading zeros. Nothing behind the end, or if the number has more digits.
    std::optional<std::string> decimal(std::size_t digits);

private:
    std::string_view text_;
    std::size_t at_ = 0;
};

/// base64url digits: A-Z a-z 0-9 - _ as 0 to 63.
inline constexpr std::string_view base64url_digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
/// The value of a base64url digit, or -1.
int base64url_value(char c);
/// True for one or more characters of base64url.
bool is_compressed_text(std::string_view text);

}  // namespace yiguan::keys::gs1
