// FF1 over 11 to 19 numerals of radix 32, for one key and tweak: the same function as Ff1, in bulk. Private to mint/.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "crypto/crypto.hpp"

namespace yiguan::mint {

class SerialCipher {
public:
    /// @param symbols 11 to 19, halves of u = symbols / 2 and v = symbols - u. @param tweak at most 8 bytes: so long P
    /// and Q are one block each, and E(P) is computed once, here.
    SerialCipher(std::span<const std::byte, 16> key, std::string_view tweak, int symbols, crypto::Algorithm algorithm);

    int high_bits() const { return high_bits_; }  ///< 5 u
    int low_bits() const { return low_bits_; }    ///< 5 v, at most 50
    /// In place: high[k] < 2^high_bits and low[k] < 2^low_bits are the halves of the k-th number. Allocates nothing.
    void encipher(std::uint64_t* high, std::uint64_t* low, std::size_t count) const;
    void decipher(std::uint64_t* high, std::uint64_t* low, std::size_t count) const;

private:
    template <bool decrypt>
    void rounds(std::uint64_t* high, std::uint64_t* low, std::size_t count) const;

    std::unique_ptr<const crypto::BlockCipher> blocks_;
    int high_bits_, low_bits_;
    int number_bytes_;        ///< b of SP 800-38G, 4 to 7
    std::uint64_t first_[2];  ///< E(P) xor the tweak, as two big-endian words; a round changes the second only.
};

}  // namespace yiguan::mint
