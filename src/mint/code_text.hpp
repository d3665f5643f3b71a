// The text of a code: V, NSI and epoch in clear, then 27 digits. Private to mint/.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "mint/cipher.hpp"

namespace yiguan::mint {

inline constexpr std::size_t prefix_digits = 6;
inline constexpr std::size_t code_text_bytes = 34;  ///< 33 digits and a separator.

/// '2', four digits of NSI, epoch; two bytes of room, so that it can be copied as one 64-bit word.
using Prefix = std::array<char, 8>;
Prefix make_prefix(std::string_view nsi, int epoch);

/// `count` codes of 33 digits, each followed by `separator`: 34 * count bytes.
void write_codes(const Prefix& prefix, const std::uint64_t* high, const std::uint64_t* low, std::size_t count,
                 char separator, char* out, Engine engine = best_engine());
/// One code, 33 bytes.
void write_code(const Prefix& prefix, std::uint64_t high, std::uint64_t low, char* out);

struct CodeHead {
    std::uint32_t nsi;  ///< 0..9999
    int epoch;
};
/// Reads V, NSI and epoch; false unless `code` has 33 characters, starts with 2 and the next five are digits.
bool read_head(std::string_view code, CodeHead& head);
/// Reads the 27 digits behind the head of a text of 33 characters; false when one is no digit.
bool read_body(const char* code, std::uint64_t& high, std::uint64_t& low);

}  // namespace yiguan::mint
