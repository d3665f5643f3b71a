// FF1 format-preserving encryption for any radix and length, written for clarity: what the fast cipher is checked
// against.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/result.hpp"

namespace yiguan::mint {

/// One key and radix. Source: NIST SP 800-38G, algorithms 7 (FF1.Encrypt) and 8 (FF1.Decrypt), with the domain of at
/// least one million values that the drafts of revision 1 ask for.
class Ff1 {
public:
    /// @param key 16, 24 or 32 bytes (AES). @param radix 2..65536. Code::invalid otherwise.
    static Result<Ff1> make(std::span<const std::byte> key, std::uint32_t radix);

    /// Numerals, most significant first, each below the radix; the answer has the same length. Code::invalid when there
    /// are fewer than two numerals, radix^length < 1,000,000, or a numeral is too large. Some 20 microseconds.
    Result<std::vector<std::uint32_t>> encrypt(std::span<const std::uint32_t> plain,
                                               std::span<const std::byte> tweak) const;
    Result<std::vector<std::uint32_t>> decrypt(std::span<const std::uint32_t> cipher,
                                               std::span<const std::byte> tweak) const;

private:
    Ff1(std::vector<std::byte> key, std::uint32_t radix) : key_(std::move(key)), radix_(radix) {}
    Result<void> check(std::span<const std::uint32_t> numerals) const;
    /// The number that round `i` adds to or takes from the other half.
    std::vector<std::uint8_t> round(int i, std::span<const std::uint32_t> half, std::size_t length,
                                    std::span<const std::byte> tweak) const;

    std::vector<std::byte> key_;
    std::uint32_t radix_;
};

}  // namespace yiguan::mint
