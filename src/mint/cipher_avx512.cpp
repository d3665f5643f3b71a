// Ten FF1 rounds and the digits of a code with AVX-512: VAES takes four blocks an instruction, IFMA multiplies eight
// 52-bit numbers at once. Only plain arrays and intrinsics here: a template of the standard library instantiated under
// this target could be the copy that the linker keeps for processors without it.
#include "mint/cipher_x86.hpp"

#if defined(__x86_64__)
#include <immintrin.h>

#if defined(__clang__)
#pragma clang attribute push(                                                                      \
    __attribute__((target("aes,sse4.1,avx2,avx512f,avx512bw,avx512dq,avx512vl,avx512ifma,vaes"))), \
    apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("aes,sse4.1,avx2,avx512f,avx512bw,avx512dq,avx512vl,avx512ifma,vaes")
#endif

namespace yiguan::mint::x86 {

namespace {

inline __m512i all_lanes(std::uint64_t value) {
    return _mm512_set1_epi64(static_cast<long long>(value));
}
inline __m512i all_blocks(const std::uint8_t* block) {
    return _mm512_broadcast_i32x4(_mm_load_si128(reinterpret_cast<const __m128i*>(block)));
}
inline __m512i load(const std::uint64_t* from) {
    return _mm512_loadu_si512(from);
}
inline void store(std::uint64_t* to, __m512i value) {
    _mm512_storeu_si512(to, value);
}

/// x mod m for x < 2m: the difference wraps to a huge number when it would be negative.
inline __m512i take_once(__m512i x, std::uint64_t m) {
    return _mm512_min_epu64(x, _mm512_sub_epi64(x, all_lanes(m)));
}

// y is the 96-bit number of a round, M the modulus. `head` = floor(y / 2^44) has 52 bits, `tail` = y mod 2^64.
// A quotient q = floor(head * mu / 2^52), scaled by a power of two, falls short of y / M by less than `excess` (below),
// so y - q M < excess * M, and 52 bits hold it: the low 52 bits of q M are all that is needed.
//
// M = 10^13: mu = floor(2^95 / M), q = 2 * floor(head * mu / 2^52). Lost: 2^44 / M < 1.76 by cutting y, less than 2 by
//            cutting mu (head < 2^52, scaled by 2^-51), less than 2 by the last bit of q. Excess 5.76.
// M = 10^14: mu = floor(2^98 / M), q = floor(head * mu / 2^54). Lost: 0.18 + 0.25 + 1. Excess 1.43.
struct High {
    static constexpr std::uint64_t modulus = high_modulus;
    static constexpr std::uint64_t mu = 3'961'408'125'713'216;
    static constexpr std::uint64_t excess = 6;
    static __m512i scale(__m512i q) { return _mm512_add_epi64(q, q); }
    static __m512i reduce(__m512i x) {  // x < 8 M
        return take_once(take_once(take_once(x, 4 * modulus), 2 * modulus), modulus);
    }
};
struct Low {
    static constexpr std::uint64_t modulus = low_modulus;
    static constexpr std::uint64_t mu = 3'169'126'500'570'573;
    static constexpr std::uint64_t excess = 2;
    static __m512i scale(__m512i q) { return _mm512_srli_epi64(q, 2); }
    static __m512i reduce(__m512i x) {  // x < 4 M
        return take_once(take_once(x, 2 * modulus), modulus);
    }
};

constexpr std::uint64_t mask52 = (std::uint64_t{1} << 52) - 1;

/// Round i for 8 * vectors codes: target = (target +- F(source)) mod M.
template <std::size_t vectors, class M, bool decrypt>
inline __attribute__((always_inline)) void round(const FastKey& key, const __m512i* keys, int i, const __m512i* source,
                                                 __m512i* target) {
    const __m512i swap_each_64 =
        _mm512_broadcast_i32x4(_mm_set_epi8(8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7));
    // A block's first 12 bytes are y, big-endian: its upper 64 bits go to the lower half, its lower 64 to the upper
    // half.
    const __m512i split_y = _mm512_broadcast_i32x4(_mm_set_epi8(4, 5, 6, 7, 8, 9, 10, 11, 0, 1, 2, 3, 4, 5, 6, 7));
    const __m512i zero = _mm512_setzero_si512();
    const __m512i first = all_blocks(key.first[i]);
    __m512i even[vectors];  // blocks of the codes in lanes 0, 2, 4, 6
    __m512i odd[vectors];
#pragma GCC unroll 8
    for (std::size_t k = 0; k < vectors; ++k) {
        const __m512i number = _mm512_shuffle_epi8(source[k], swap_each_64);
        even[k] = _mm512_xor_si512(first, _mm512_unpacklo_epi64(zero, number));
        odd[k] = _mm512_xor_si512(first, _mm512_unpackhi_epi64(zero, number));
    }
#pragma GCC unroll 9
    for (int r = 1; r < 10; ++r)
#pragma GCC unroll 8
        for (std::size_t k = 0; k < vectors; ++k) {
            even[k] = _mm512_aesenc_epi128(even[k], keys[r]);
            odd[k] = _mm512_aesenc_epi128(odd[k], keys[r]);
        }
#pragma GCC unroll 8
    for (std::size_t k = 0; k < vectors; ++k) {
        even[k] = _mm512_shuffle_epi8(_mm512_aesenclast_epi128(even[k], keys[10]), split_y);
        odd[k] = _mm512_shuffle_epi8(_mm512_aesenclast_epi128(odd[k], keys[10]), split_y);
        const __m512i head = _mm512_srli_epi64(_mm512_unpacklo_epi64(even[k], odd[k]), 12);
        const __m512i tail = _mm512_unpackhi_epi64(even[k], odd[k]);
        const __m512i q = M::scale(_mm512_madd52hi_epu64(zero, head, all_lanes(M::mu)));
        // tail - q M modulo 2^52, by adding q (2^52 - M).
        const __m512i sum = _mm512_madd52lo_epu64(tail, q, all_lanes(mask52 + 1 - M::modulus));
        const __m512i y = _mm512_and_si512(sum, all_lanes(mask52));
        if constexpr (decrypt)
            target[k] = M::reduce(_mm512_sub_epi64(_mm512_add_epi64(target[k], all_lanes(M::excess * M::modulus)), y));
        else
            target[k] = M::reduce(_mm512_add_epi64(target[k], y));
    }
}

template <std::size_t vectors, bool decrypt>
inline void ten_rounds(const FastKey& key, const __m512i* keys, std::uint64_t* high, std::uint64_t* low) {
    __m512i a[vectors];
    __m512i b[vectors];
#pragma GCC unroll 8
    for (std::size_t k = 0; k < vectors; ++k) {
        a[k] = load(high + 8 * k);
        b[k] = load(low + 8 * k);
    }
    if constexpr (decrypt) {
        for (int i = 9; i > 0; i -= 2) {
            round<vectors, Low, true>(key, keys, i, a, b);
            round<vectors, High, true>(key, keys, i - 1, b, a);
        }
    } else {
        for (int i = 0; i < 10; i += 2) {
            round<vectors, High, false>(key, keys, i, b, a);
            round<vectors, Low, false>(key, keys, i + 1, a, b);
        }
    }
#pragma GCC unroll 8
    for (std::size_t k = 0; k < vectors; ++k) {
        store(high + 8 * k, a[k]);
        store(low + 8 * k, b[k]);
    }
}

template <std::size_t vectors, bool decrypt>
inline void padded(const FastKey& key, const __m512i* keys, std::uint64_t* high, std::uint64_t* low,
                   std::size_t count) {
    std::uint64_t a[8 * vectors] = {};
    std::uint64_t b[8 * vectors] = {};
    __builtin_memcpy(a, high, count * sizeof *a);
    __builtin_memcpy(b, low, count * sizeof *b);
    ten_rounds<vectors, decrypt>(key, keys, a, b);
    __builtin_memcpy(high, a, count * sizeof *a);
    __builtin_memcpy(low, b, count * sizeof *b);
}

template <bool decrypt>
void all(const FastKey& key, std::uint64_t* high, std::uint64_t* low, std::size_t count) {
    __m512i keys[11];
    for (int r = 0; r < 11; ++r) keys[r] = all_blocks(key.round_keys[r]);
    std::size_t at = 0;
    for (; at + 32 <= count; at += 32) ten_rounds<4, decrypt>(key, keys, high + at, low + at);
    const std::size_t rest = count - at;
    if (rest > 8)
        padded<4, decrypt>(key, keys, high + at, low + at, rest);
    else if (rest > 0)
        padded<1, decrypt>(key, keys, high + at, low + at, rest);
}

/// The eight decimal digits of each lane (< 10^8) as ASCII, the first digit in the lowest byte.
inline __m512i eight_digits(__m512i n) {
    const __m512i upper = _mm512_srli_epi64(_mm512_mul_epu32(n, all_lanes(3'518'437'209)), 45);  // n / 10^4
    const __m512i lower = _mm512_sub_epi64(n, _mm512_mul_epu32(upper, all_lanes(10'000)));
    const __m512i fours = _mm512_or_si512(upper, _mm512_slli_epi64(lower, 32));
    const __m512i hundreds = _mm512_srli_epi16(_mm512_mulhi_epu16(fours, _mm512_set1_epi32(5243)), 3);  // / 100
    const __m512i units = _mm512_sub_epi16(fours, _mm512_mullo_epi16(hundreds, _mm512_set1_epi32(100)));
    const __m512i pairs = _mm512_or_si512(hundreds, _mm512_slli_epi32(units, 16));
    const __m512i tens = _mm512_mulhi_epu16(pairs, _mm512_set1_epi16(6554));  // / 10
    const __m512i ones = _mm512_sub_epi16(pairs, _mm512_mullo_epi16(tens, _mm512_set1_epi16(10)));
    return _mm512_or_si512(_mm512_or_si512(tens, _mm512_slli_epi16(ones, 8)), _mm512_set1_epi8('0'));
}

/// floor(x / 10^8) for x < 2^47: x 2^5 ceil(2^78 / 10^8) / 2^83; the constant is too large by less than one, which
/// makes the quotient too large by less than 2^-31, and 10^-8 is more than that.
inline __m512i by_hundred_million(__m512i x) {
    const __m512i product =
        _mm512_madd52hi_epu64(_mm512_setzero_si512(), _mm512_slli_epi64(x, 5), all_lanes(3'022'314'549'036'573));
    return _mm512_srli_epi64(product, 31);
}

/// The digits of both halves of eight numbers: 5 + 8 and 6 + 8, left-aligned in 64 bits each.
inline void digits_of(const std::uint64_t* high, const std::uint64_t* low, std::uint64_t (*text)[8]) {
    const __m512i a = load(high);
    const __m512i b = load(low);
    const __m512i a_upper = by_hundred_million(a);
    const __m512i b_upper = by_hundred_million(b);
    const __m512i hundred_million = all_lanes(100'000'000);
    store(text[0], _mm512_srli_epi64(eight_digits(a_upper), 24));
    store(text[1], eight_digits(_mm512_sub_epi64(a, _mm512_mul_epu32(a_upper, hundred_million))));
    store(text[2], _mm512_srli_epi64(eight_digits(b_upper), 16));
    store(text[3], eight_digits(_mm512_sub_epi64(b, _mm512_mul_epu32(b_upper, hundred_million))));
}

}  // namespace

void avx512_encipher(const FastKey& key, std::uint64_t* high, std::uint64_t* low, std::size_t count) {
    if (count <= 2) return aesni_encipher(key, high, low, count);
    all<false>(key, high, low, count);
}

void avx512_decipher(const FastKey& key, std::uint64_t* high, std::uint64_t* low, std::size_t count) {
    if (count <= 2) return aesni_decipher(key, high, low, count);
    all<true>(key, high, low, count);
}

void avx512_write(const char* prefix, const std::uint64_t* high, const std::uint64_t* low, std::size_t count,
                  char separator, char* out) {
    alignas(64) std::uint64_t text[4][8];
    while (count > 0) {
        const std::size_t lanes = count < 8 ? count : 8;
        if (lanes == 8) {
            digits_of(high, low, text);
        } else {
            std::uint64_t a[8] = {};
            std::uint64_t b[8] = {};
            __builtin_memcpy(a, high, lanes * sizeof *a);
            __builtin_memcpy(b, low, lanes * sizeof *b);
            digits_of(a, b, text);
        }
        // Each store of eight bytes overwrites what the one before wrote too much; the last ends with the code.
#pragma GCC unroll 8
        for (std::size_t k = 0; k < lanes; ++k) {
            __builtin_memcpy(out, prefix, 8);
            __builtin_memcpy(out + 6, &text[0][k], 8);
            __builtin_memcpy(out + 11, &text[1][k], 8);
            __builtin_memcpy(out + 19, &text[2][k], 8);
            __builtin_memcpy(out + 25, &text[3][k], 8);
            out[33] = separator;
            out += 34;
        }
        high += lanes;
        low += lanes;
        count -= lanes;
    }
}

}  // namespace yiguan::mint::x86

#if defined(__clang__)
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif
#endif
