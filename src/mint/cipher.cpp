#include "mint/cipher.hpp"

#if defined(__x86_64__)
#include <cpuid.h>
#endif
#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>
#include <atomic>
#include <bit>
#include <cassert>
#include <cstring>
#include <memory>
#include <stdexcept>

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

/// A thread's own OpenSSL context; it is keyed anew only when the thread turns to another cipher.
struct Context {
    std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> context{EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free};
    std::uint64_t serial = 0;
};

void require(bool done) {
    if (!done) throw std::runtime_error("OpenSSL: AES-128 failed");
}

EVP_CIPHER_CTX* context_for(std::uint64_t serial, std::span<const std::byte, 16> key) {
    thread_local Context mine;
    if (mine.serial != serial) {
        require(mine.context != nullptr);
        mine.serial = 0;
        require(EVP_EncryptInit_ex(mine.context.get(), EVP_aes_128_ecb(), nullptr,
                                   reinterpret_cast<const unsigned char*>(key.data()), nullptr) == 1);
        require(EVP_CIPHER_CTX_set_padding(mine.context.get(), 0) == 1);
        mine.serial = serial;
    }
    return mine.context.get();
}

std::uint64_t load_big_endian_64(const std::uint8_t* at) {
    std::uint64_t value = 0;
    for (int i = 0; i < 8; ++i) value = (value << 8) | at[i];
    return value;
}

std::uint32_t load_big_endian_32(const std::uint8_t* at) {
    return (std::uint32_t{at[0]} << 24) | (std::uint32_t{at[1]} << 16) | (std::uint32_t{at[2]} << 8) | at[3];
}

std::atomic<std::uint64_t> next_serial{1};

}  // namespace

Cipher::Cipher(std::span<const std::byte, 16> key, std::string_view tweak) : serial_(next_serial.fetch_add(1)) {
    assert(tweak.size() <= 9);
    std::ranges::copy(key, key_.begin());
    // P of SP 800-38G: version 1, method 2, addition 1, radix 10, 10 rounds, u = 13, n = 27, t.
    const std::uint8_t p[16] = {1, 2, 1, 0,  0, 10, 10, 13,
                                0, 0, 0, 27, 0, 0,  0,  static_cast<std::uint8_t>(tweak.size())};
    int length = 0;
    require(EVP_EncryptUpdate(context_for(serial_, key_), first_.data(), &length, p, 16) == 1 && length == 16);
    for (std::size_t i = 0; i < tweak.size(); ++i)
        first_[i] = static_cast<std::uint8_t>(first_[i] ^ static_cast<std::uint8_t>(tweak[i]));
    std::memset(&fast_, 0, sizeof fast_);
#if defined(__x86_64__)
    if (is_available(Engine::aesni)) {
        x86::expand_key(reinterpret_cast<const std::uint8_t*>(key_.data()), fast_.round_keys);
        for (std::size_t i = 0; i < 10; ++i) {
            for (std::size_t k = 0; k < 16; ++k)
                fast_.first[i][k] = static_cast<std::uint8_t>(first_[k] ^ fast_.round_keys[0][k]);
            fast_.first[i][9] = static_cast<std::uint8_t>(fast_.first[i][9] ^ i);
        }
    }
#endif
}

Cipher::~Cipher() {
    OPENSSL_cleanse(&fast_, sizeof fast_);
    OPENSSL_cleanse(key_.data(), key_.size());
}

template <bool decrypt>
void Cipher::portable(std::uint64_t* high, std::uint64_t* low, std::size_t count) const {
    constexpr std::size_t lanes_max = 64;
    EVP_CIPHER_CTX* const context = context_for(serial_, key_);
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
            int length = 0;
            const int bytes = static_cast<int>(16 * lanes);
            require(EVP_EncryptUpdate(context, blocks, &length, blocks, bytes) == 1 && length == bytes);
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
    if (engine == Engine::avx512) return x86::avx512_encipher(fast_, high, low, count);
    if (engine == Engine::aesni) return x86::aesni_encipher(fast_, high, low, count);
#endif
    portable<false>(high, low, count);
}

void Cipher::decipher(std::uint64_t* high, std::uint64_t* low, std::size_t count, Engine engine) const {
#if defined(__x86_64__)
    if (engine == Engine::avx512) return x86::avx512_decipher(fast_, high, low, count);
    if (engine == Engine::aesni) return x86::aesni_decipher(fast_, high, low, count);
#endif
    portable<true>(high, low, count);
}

}  // namespace yiguan::mint
