// FF1 format-preserving encryption for any radix and length, written for clarity: what the fast cipher is checked
// against.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "core/result.hpp"
#include "crypto/crypto.hpp"

namespace yiguan::mint {

/// One key and radix. Source: NIST SP 800-38G, algorithms 7 (FF1.Encrypt) and 8 (FF1.Decrypt), with the domain of at
/// least one million values that the drafts of revision 1 ask for.
class Ff1 {
public:
    /// @param key 16, 24 or 32 bytes for AES, 16 for SM4. @param radix 2..65536. Code::invalid otherwise, with pointer
    /// "/key" or "/radix".
    static Result<Ff1> make(std::span<const std::byte> key, std::uint32_t radix,
                            crypto::Algorithm algorithm = crypto::Algorithm::aes);

    /// Numerals, most significant first, each below the radix; the answer has the same length. Tweaks of any length.
    /// Code::invalid when there are fewer than two numerals ("/length"), radix^length < 1,000,000 ("/domain"), or a
    /// numeral is too large ("/numerals"). Some 10 microseconds for 20 numerals; quadratic in their number.
    Result<std::vector<std::uint32_t>> encrypt(std::span<const std::uint32_t> plain,
                                               std::span<const std::byte> tweak) const;
    Result<std::vector<std::uint32_t>> decrypt(std::span<const std::uint32_t> cipher,
                                               std::span<const std::byte> tweak) const;

private:
    Ff1(std::shared_ptr<const crypto::BlockCipher> cipher, std::uint32_t radix)
        : cipher_(std::move(cipher)), radix_(radix) {}
    Result<void> check(std::span<const std::uint32_t> numerals) const;

    std::shared_ptr<const crypto::BlockCipher> cipher_;
    std::uint32_t radix_;
};

}  // namespace yiguan::mint
