// Remainders of the 96-bit number of an FF1 round. Private to mint/.
#pragma once
#include <cstdint>

namespace yiguan::mint {

/// (top * 2^32 + bottom) mod 10^digits, for digits 13 or 14; bottom < 2^32.
///
/// 10^n = 2^n 5^n: the last n bits are their own remainder, and the bits above them, at most 83, are reduced by
/// 5^n < 2^33 in two 64-bit divisions by a constant, where 10^n would take three.
template <int digits>
inline std::uint64_t remainder(std::uint64_t top, std::uint32_t bottom) {
    static_assert(digits == 13 || digits == 14);
    constexpr std::uint64_t five = digits == 13 ? 1'220'703'125 : 6'103'515'625;
    constexpr int rest_bits = 32 - digits;
    const std::uint64_t head = top % five;
    const std::uint64_t body = ((head << rest_bits) | (bottom >> digits)) % five;
    return (body << digits) | (bottom & ((1u << digits) - 1));
}

}  // namespace yiguan::mint
