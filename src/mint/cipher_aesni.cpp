// Ten FF1 rounds with the AES instructions; several codes go through together because one AES round has a latency of
// four cycles but two can start in each.
#include "mint/cipher_x86.hpp"

#if defined(__x86_64__)
#include <immintrin.h>

#include <cstring>

#include "mint/remainder.hpp"

#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("aes,sse4.1"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("aes,sse4.1")
#endif

namespace yiguan::mint::x86 {

namespace {

template <int round_constant>
__m128i next_key(__m128i key) {
    const __m128i word = _mm_shuffle_epi32(_mm_aeskeygenassist_si128(key, round_constant), 0xFF);
    key = _mm_xor_si128(key, _mm_slli_si128(key, 4));
    key = _mm_xor_si128(key, _mm_slli_si128(key, 8));
    return _mm_xor_si128(key, word);
}

/// Round i for `lanes` codes: target = (target +- F(source)) mod 10^digits.
template <std::size_t lanes, int digits, bool decrypt>
inline void round(const FastKey& key, const __m128i* keys, int i, const std::uint64_t* source, std::uint64_t* target) {
    constexpr std::uint64_t modulus = digits == 13 ? high_modulus : low_modulus;
    const __m128i first = _mm_load_si128(reinterpret_cast<const __m128i*>(key.first[i]));
    __m128i block[lanes];
#pragma GCC unroll 8
    for (std::size_t k = 0; k < lanes; ++k)
        block[k] = _mm_xor_si128(first, _mm_set_epi64x(static_cast<long long>(__builtin_bswap64(source[k])), 0));
#pragma GCC unroll 9
    for (int r = 1; r < 10; ++r)
#pragma GCC unroll 8
        for (std::size_t k = 0; k < lanes; ++k) block[k] = _mm_aesenc_si128(block[k], keys[r]);
#pragma GCC unroll 8
    for (std::size_t k = 0; k < lanes; ++k) block[k] = _mm_aesenclast_si128(block[k], keys[10]);
#pragma GCC unroll 8
    for (std::size_t k = 0; k < lanes; ++k) {
        const std::uint64_t top = __builtin_bswap64(static_cast<std::uint64_t>(_mm_cvtsi128_si64(block[k])));
        const std::uint32_t bottom = __builtin_bswap32(static_cast<std::uint32_t>(_mm_extract_epi32(block[k], 2)));
        const std::uint64_t y = remainder<digits>(top, bottom);
        const std::uint64_t sum = decrypt ? target[k] - y : target[k] + y;
        // A negative difference is above every modulus when read unsigned.
        if constexpr (decrypt)
            target[k] = sum > target[k] ? sum + modulus : sum;
        else
            target[k] = sum >= modulus ? sum - modulus : sum;
    }
}

template <std::size_t lanes, bool decrypt>
inline void ten_rounds(const FastKey& key, const __m128i* keys, std::uint64_t* high, std::uint64_t* low) {
    std::uint64_t a[lanes];
    std::uint64_t b[lanes];
    std::memcpy(a, high, sizeof a);
    std::memcpy(b, low, sizeof b);
    if constexpr (decrypt) {
        for (int i = 9; i > 0; i -= 2) {
            round<lanes, 14, true>(key, keys, i, a, b);
            round<lanes, 13, true>(key, keys, i - 1, b, a);
        }
    } else {
        for (int i = 0; i < 10; i += 2) {
            round<lanes, 13, false>(key, keys, i, b, a);
            round<lanes, 14, false>(key, keys, i + 1, a, b);
        }
    }
    std::memcpy(high, a, sizeof a);
    std::memcpy(low, b, sizeof b);
}

template <bool decrypt>
void all(const FastKey& key, std::uint64_t* high, std::uint64_t* low, std::size_t count) {
    __m128i keys[11];
    for (int r = 0; r < 11; ++r) keys[r] = _mm_loadu_si128(reinterpret_cast<const __m128i*>(key.round_keys[r]));
    std::size_t at = 0;
    for (; at + 8 <= count; at += 8) ten_rounds<8, decrypt>(key, keys, high + at, low + at);
    for (; at + 3 <= count; at += 3) ten_rounds<3, decrypt>(key, keys, high + at, low + at);
    for (; at < count; ++at) ten_rounds<1, decrypt>(key, keys, high + at, low + at);
}

}  // namespace

void expand_key(const std::uint8_t* key, std::uint8_t (*round_keys)[16]) {
    __m128i k[11];
    k[0] = _mm_loadu_si128(reinterpret_cast<const __m128i*>(key));
    k[1] = next_key<0x01>(k[0]);
    k[2] = next_key<0x02>(k[1]);
    k[3] = next_key<0x04>(k[2]);
    k[4] = next_key<0x08>(k[3]);
    k[5] = next_key<0x10>(k[4]);
    k[6] = next_key<0x20>(k[5]);
    k[7] = next_key<0x40>(k[6]);
    k[8] = next_key<0x80>(k[7]);
    k[9] = next_key<0x1B>(k[8]);
    k[10] = next_key<0x36>(k[9]);
    for (int r = 0; r < 11; ++r) _mm_storeu_si128(reinterpret_cast<__m128i*>(round_keys[r]), k[r]);
}

void aesni_encipher(const FastKey& key, std::uint64_t* high, std::uint64_t* low, std::size_t count) {
    all<false>(key, high, low, count);
}
void aesni_decipher(const FastKey& key, std::uint64_t* high, std::uint64_t* low, std::size_t count) {
    all<true>(key, high, low, count);
}

}  // namespace yiguan::mint::x86

#if defined(__clang__)
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif
#endif
