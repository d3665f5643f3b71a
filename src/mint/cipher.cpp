#include "mint/cipher.hpp"

#if defined(__x86_64__)
#include <cpuid.h>
#endif
#include <algorithm>
#include <cassert>
#include <cstring>

#include "mint/cipher_x86.hpp"
#include "mint/remainder.hpp"

namespace yiguan::mint {

#if defined(__x86_64__)
namespace {

/// CPUID leaf 7, ECX bit 9; clang 14 has no name for it in __builtin_cpu_supports.
bool has_vaes() {
    unsigned eax = 0, ebx = 0, ecx = 0, edx = 0;
    return __get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx) != 0 && (ecx & (1u << 9)) != 0;
}

}  // namespace
#endif

bool is_available(Engine engine) {
#if defined(__x86_64__)
    switch (engine) {
        case Engine::portable:
            return true;
        case Engine::aesni:
            return __builtin_cpu_supports("aes") && __builtin_cpu_supports("sse4.1");
        case Engine::avx512:
            return is_available(Engine::aesni) && __builtin_cpu_supports("avx512f") &&
                   __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
                   __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512ifma") && has_vaes();
    }
    return false;
#else
    return engine == Engine::portable;
#endif
}

Engine best_engine() {
    static const Engine best = is_available(Engine::avx512)  ? Engine::avx512
                               : is_available(Engine::aesni) ? Engine::aesni
                                                             : Engine::portable;
    return best;
}

namespace {

std::uint64_t load_big_endian_64(const std::uint8_t* at) {
    std::uint64_t value = 0;
    for (int i = 0; i < 8; ++i) value = (value << 8) | at[i];
    return value;
}

std::uint32_t load_big_endian_32(const std::uint8_t* at) {
    return (std::uint32_t{at[0]} << 24) | (std::uint32_t{at[1]} << 16) | (std::uint32_t{at[2]} << 8) | at[3];
}

}  // namespace

Cipher::Cipher(std::span<const std::byte, 16> key, std::string_view tweak, crypto::Algorithm algorithm)
    : algorithm_(algorithm), blocks_(crypto::module().block_cipher(algorithm, key).value()) {
    assert(tweak.size() <= 9);
    // P of SP 800-38G: version 1, method 2, addition 1, radix 10, 10 rounds, u = 13, n = 27, t.
    const std::uint8_t p[16] = {1, 2, 1, 0,  0, 10, 10, 13,
                                0, 0, 0, 27, 0, 0,  0,  static_cast<std::uint8_t>(tweak.size())};
    blocks_->encrypt(p, first_.data(), 1);
    for (std::size_t i = 0; i < tweak.size(); ++i)
        first_[i] = static_cast<std::uint8_t>(first_[i] ^ static_cast<std::uint8_t>(tweak[i]));
    std::memset(&fast_, 0, sizeof fast_);
#if defined(__x86_64__)
    if (algorithm == crypto::Algorithm::aes && is_available(Engine::aesni)) {
        x86::expand_key(reinterpret_cast<const std::uint8_t*>(key.data()), fast_.round_keys);
        for (std::size_t i = 0; i < 10; ++i) {
            for (std::size_t k = 0; k < 16; ++k)
                fast_.first[i][k] = static_cast<std::uint8_t>(first_[k] ^ fast_.round_keys[0][k]);
            fast_.first[i][9] = static_cast<std::uint8_t>(fast_.first[i][9] ^ i);
        }
    }
#endif
}

Cipher::~Cipher() {
    crypto::wipe(std::as_writable_bytes(std::span(&fast_, 1)));
}

template <bool decrypt>
void Cipher::portable(std::uint64_t* high, std::uint64_t* low, std::size_t count) const {
    constexpr std::size_t lanes_max = 64;
    std::uint8_t blocks[lanes_max * 16];
    for (std::size_t from = 0; from < count; from += lanes_max) {
        const std::size_t lanes = std::min(lanes_max, count - from);
        std::uint64_t* const a = high + from;
        std::uint64_t* const b = low + from;
        for (int step = 0; step < 10; ++step) {
            const int i = decrypt ? 9 - step : step;
            const std::uint64_t* const source = i % 2 == 0 ? b : a;
            for (std::size_t k = 0; k < lanes; ++k) {
                std::uint8_t* const block = blocks + 16 * k;
                std::memcpy(block, first_.data(), 16);
                block[9] = static_cast<std::uint8_t>(block[9] ^ i);
                for (int byte = 0; byte < 6; ++byte)
                    block[15 - byte] = static_cast<std::uint8_t>(block[15 - byte] ^ (source[k] >> (8 * byte)));
            }
            blocks_->encrypt(blocks, blocks, lanes);
            // SP 800-38G swaps the halves after each round; here they stay, and the even rounds change the first one.
            for (std::size_t k = 0; k < lanes; ++k) {
                const std::uint64_t top = load_big_endian_64(blocks + 16 * k);
                const std::uint32_t bottom = load_big_endian_32(blocks + 16 * k + 8);
                if (i % 2 == 0) {
                    const std::uint64_t y = remainder<13>(top, bottom);
                    a[k] = (decrypt ? a[k] + high_modulus - y : a[k] + y) % high_modulus;
                } else {
                    const std::uint64_t y = remainder<14>(top, bottom);
                    b[k] = (decrypt ? b[k] + low_modulus - y : b[k] + y) % low_modulus;
                }
            }
        }
    }
}

void Cipher::encipher(std::uint64_t* high, std::uint64_t* low, std::size_t count, Engine engine) const {
#if defined(__x86_64__)
    if (algorithm_ != crypto::Algorithm::aes) engine = Engine::portable;
    if (engine == Engine::avx512) return x86::avx512_encipher(fast_, high, low, count);
    if (engine == Engine::aesni) return x86::aesni_encipher(fast_, high, low, count);
#endif
    (void)engine;
    portable<false>(high, low, count);
}

void Cipher::decipher(std::uint64_t* high, std::uint64_t* low, std::size_t count, Engine engine) const {
#if defined(__x86_64__)
    if (algorithm_ != crypto::Algorithm::aes) engine = Engine::portable;
    if (engine == Engine::avx512) return x86::avx512_decipher(fast_, high, low, count);
    if (engine == Engine::aesni) return x86::aesni_decipher(fast_, high, low, count);
#endif
    (void)engine;
    portable<true>(high, low, count);
}

}  // namespace yiguan::mint
