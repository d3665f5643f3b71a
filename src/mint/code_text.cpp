#include "mint/code_text.hpp"

#include <bit>
#include <cassert>
#include <cstring>

#include "core/text.hpp"
#include "mint/cipher_x86.hpp"

namespace yiguan::mint {

static_assert(std::endian::native == std::endian::little, "eight digits are read as one little-endian word");

namespace {

constexpr auto digit_pairs = [] {
    std::array<char, 200> pairs{};
    for (std::size_t i = 0; i < 100; ++i) {
        pairs[2 * i] = static_cast<char>('0' + i / 10);
        pairs[2 * i + 1] = static_cast<char>('0' + i % 10);
    }
    return pairs;
}();

/// The last `count` (even) digits of value.
template <int count>
void put_digits(std::uint64_t value, char* out) {
    for (int at = count - 2; at >= 0; at -= 2) {
        std::memcpy(out + at, &digit_pairs[2 * (value % 100)], 2);
        value /= 100;
    }
}

constexpr std::uint64_t ones = 0x0101'0101'0101'0101;

/// Eight ASCII digits, the first in the lowest byte.
std::uint64_t number_of(std::uint64_t text) {
    text -= ones * '0';
    text = (text * 10 + (text >> 8)) & 0x00FF'00FF'00FF'00FF;
    text = (text * 100 + (text >> 16)) & 0x0000'FFFF'0000'FFFF;
    return (text * 10'000 + (text >> 32)) & 0xFFFF'FFFF;
}

/// Nonzero in bit 7 of some byte unless all eight are ASCII digits.
std::uint64_t not_digits(std::uint64_t text) {
    // Above '9' adding 0x46 sets bit 7, below '0' the subtraction borrows; bytes from 0x80 on have it from the start.
    return ((text + ones * 0x46) | (text - ones * '0') | text) & (ones * 0x80);
}

std::uint64_t load(const char* at) {
    std::uint64_t word;
    std::memcpy(&word, at, 8);
    return word;
}

}  // namespace

Prefix make_prefix(std::string_view nsi, int epoch) {
    assert(nsi.size() == 4 && epoch >= 0 && epoch <= 9);
    return {'2', nsi[0], nsi[1], nsi[2], nsi[3], static_cast<char>('0' + epoch), 0, 0};
}

void write_code(const Prefix& prefix, std::uint64_t high, std::uint64_t low, char* out) {
    std::memcpy(out, prefix.data(), prefix_digits);
    out[6] = static_cast<char>('0' + high / 1'000'000'000'000);
    put_digits<12>(high % 1'000'000'000'000, out + 7);
    put_digits<14>(low, out + 19);
}

void write_codes(const Prefix& prefix, const std::uint64_t* high, const std::uint64_t* low, std::size_t count,
                 char separator, char* out, Engine engine) {
#if defined(__x86_64__)
    if (engine == Engine::avx512) return x86::avx512_write(prefix.data(), high, low, count, separator, out);
#else
    (void)engine;
#endif
    for (std::size_t k = 0; k < count; ++k) {
        write_code(prefix, high[k], low[k], out);
        out[code_text_bytes - 1] = separator;
        out += code_text_bytes;
    }
}

bool read_head(std::string_view code, CodeHead& head) {
    if (code.size() != code_text_bytes - 1 || code[0] != '2') return false;
    std::uint32_t nsi = 0;
    for (std::size_t i = 1; i <= 4; ++i) {
        if (!is_digit(code[i])) return false;
        nsi = nsi * 10 + static_cast<std::uint32_t>(code[i] - '0');
    }
    if (!is_digit(code[5])) return false;
    head = {nsi, code[5] - '0'};
    return true;
}

bool read_body(const char* code, std::uint64_t& high, std::uint64_t& low) {
    // 27 digits from position 6: 5 + 8 and 6 + 8. The short ones are read with digits of the head or the neighbour in
    // front, which are digits as well; those become '0' before they are taken as a number.
    const std::uint64_t a_upper = load(code + 3);
    const std::uint64_t a_lower = load(code + 11);
    const std::uint64_t b_upper = load(code + 17);
    const std::uint64_t b_lower = load(code + 25);
    if ((not_digits(a_upper) | not_digits(a_lower) | not_digits(b_upper) | not_digits(b_lower)) != 0) return false;
    constexpr std::uint64_t zeros = ones * '0';
    constexpr std::uint64_t first_three = 0xFF'FFFF;
    constexpr std::uint64_t first_two = 0xFFFF;
    high = number_of((a_upper & ~first_three) | (zeros & first_three)) * 100'000'000 + number_of(a_lower);
    low = number_of((b_upper & ~first_two) | (zeros & first_two)) * 100'000'000 + number_of(b_lower);
    return true;
}

}  // namespace yiguan::mint
