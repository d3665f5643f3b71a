// The two check characters of GMN (AI 8013) and MUDI (AI 8014).
#pragma once
#include <array>
#include <string_view>

namespace yiguan::keys::gs1 {

/// Longest text whose pair is computed here; a GMN has 23 characters before its pair.
inline constexpr std::size_t check_pair_body_max = 97;

/// The pair that completes `body`: at most check_pair_body_max characters of the 82-character set (others count as its
/// first one). Source: GS1 General Specifications 7.9.5.
std::array<char, 2> check_pair(std::string_view body);

}  // namespace yiguan::keys::gs1
