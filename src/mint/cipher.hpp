// FF1 over exactly 27 decimal digits, for one key and tweak: the same function as Ff1 with radix 10, some thousand
// times as fast. Private to mint/.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "crypto/crypto.hpp"

namespace yiguan::mint {

// 27 digits split into halves of 13 and 14 (u = 13, v = 14 in SP 800-38G).
inline constexpr std::uint64_t high_modulus = 10'000'000'000'000;
inline constexpr std::uint64_t low_modulus = 100'000'000'000'000;

/// How the rounds are computed; every engine gives the same digits (cipher_test.cpp). SM4 has the portable one only.
enum class Engine {
    portable,  ///< Blocks through crypto::module().
    aesni,     ///< x86 AES instructions, eight codes interleaved, scalar remainders.
    avx512,    ///< Four AES blocks an instruction, eight remainders at once by 52-bit multiplication.
};
/// Whether this processor has the instructions.
bool is_available(Engine engine);
/// The fastest that is available.
Engine best_engine();

/// What the x86 engines read; its layout is known to them only.
struct FastKey {
    alignas(64) std::uint8_t first[10][16];  ///< For round i: E(P) xor Q without NUM(B), xor round key 0.
    std::uint8_t round_keys[11][16];
};

class Cipher {
public:
    /// @param tweak at most 9 bytes: so long P and Q are one block each, and E(P) is computed once, here.
    Cipher(std::span<const std::byte, 16> key, std::string_view tweak,
           crypto::Algorithm algorithm = crypto::Algorithm::aes);
    Cipher(const Cipher&) = delete;
    Cipher& operator=(const Cipher&) = delete;
    ~Cipher();

    /// In place: high[k] < high_modulus and low[k] < low_modulus are the halves of the k-th number.
    void encipher(std::uint64_t* high, std::uint64_t* low, std::size_t count, Engine engine = best_engine()) const;
    void decipher(std::uint64_t* high, std::uint64_t* low, std::size_t count, Engine engine = best_engine()) const;

private:
    template <bool decrypt>
    void portable(std::uint64_t* high, std::uint64_t* low, std::size_t count) const;

    FastKey fast_;  ///< All zeros for SM4.
    crypto::Algorithm algorithm_;
    std::unique_ptr<const crypto::BlockCipher> blocks_;
    std::array<std::uint8_t, 16> first_;  ///< E(P) xor the tweak: round i differs in byte 9 and NUM(B) only.
};

}  // namespace yiguan::mint
