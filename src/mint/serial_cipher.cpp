#include "mint/serial_cipher.hpp"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cstring>

namespace yiguan::mint {

static_assert(std::endian::native == std::endian::little, "words are swapped to the order of the standard");

SerialCipher::SerialCipher(std::span<const std::byte, 16> key, std::string_view tweak, int symbols,
                           crypto::Algorithm algorithm)
    : blocks_(crypto::module().block_cipher(algorithm, key).value()),
      high_bits_(symbols / 2 * 5),
      low_bits_((symbols - symbols / 2) * 5),
      number_bytes_((low_bits_ + 7) / 8) {
    assert(symbols >= 11 && symbols <= 19 && tweak.size() <= 8);
    // P of SP 800-38G: version 1, method 2, addition 1, radix 32, 10 rounds, u, n, t.
    std::uint8_t block[16] = {1, 2,  1,  0,
                              0, 32, 10, static_cast<std::uint8_t>(symbols / 2),
                              0, 0,  0,  static_cast<std::uint8_t>(symbols),
                              0, 0,  0,  static_cast<std::uint8_t>(tweak.size())};
    blocks_->encrypt(block, block, 1);
    for (std::size_t i = 0; i < tweak.size(); ++i)
        block[i] = static_cast<std::uint8_t>(block[i] ^ static_cast<std::uint8_t>(tweak[i]));
    std::memcpy(first_, block, 16);
    first_[1] = __builtin_bswap64(first_[1]);
}

template <bool decrypt>
void SerialCipher::rounds(std::uint64_t* high, std::uint64_t* low, std::size_t count) const {
    constexpr std::size_t lanes_max = 128;
    std::uint64_t blocks[lanes_max * 2];
    // S has 8 bytes for b = 4, else 12. Modulo a power of two only its last 8 bytes count.
    const std::size_t last_bytes = number_bytes_ == 4 ? 0 : 4;
    for (std::size_t from = 0; from < count; from += lanes_max) {
        const std::size_t lanes = std::min(lanes_max, count - from);
        for (int step = 0; step < 10; ++step) {
            const int i = decrypt ? 9 - step : step;
            // SP 800-38G swaps the halves after each round; here they stay, and the even rounds change the first one.
            const std::uint64_t* const source = (i % 2 == 0 ? low : high) + from;
            std::uint64_t* const target = (i % 2 == 0 ? high : low) + from;
            const std::uint64_t mask = (std::uint64_t{1} << (i % 2 == 0 ? high_bits_ : low_bits_)) - 1;
            const std::uint64_t word = first_[1] ^ (static_cast<std::uint64_t>(i) << (8 * number_bytes_));
            for (std::size_t k = 0; k < lanes; ++k) {
                blocks[2 * k] = first_[0];
                blocks[2 * k + 1] = __builtin_bswap64(word ^ source[k]);
            }
            auto* const bytes = reinterpret_cast<std::uint8_t*>(blocks);
            blocks_->encrypt(bytes, bytes, lanes);
            for (std::size_t k = 0; k < lanes; ++k) {
                std::uint64_t y;
                std::memcpy(&y, bytes + 16 * k + last_bytes, 8);
                y = __builtin_bswap64(y);
                target[k] = (decrypt ? target[k] - y : target[k] + y) & mask;
            }
        }
    }
}

void SerialCipher::encipher(std::uint64_t* high, std::uint64_t* low, std::size_t count) const {
    rounds<false>(high, low, count);
}

void SerialCipher::decipher(std::uint64_t* high, std::uint64_t* low, std::size_t count) const {
    rounds<true>(high, low, count);
}

}  // namespace yiguan::mint
