// Tiles: C2SP tlog-tiles. A tile has up to 256 hashes of one level; level L holds the roots of 256^L leaves.
#pragma once
#include <optional>

#include "proof/tree.hpp"

namespace yiguan::proof {

inline constexpr std::uint64_t tile_width = 256;
inline constexpr int tile_height = 8;

struct TileName {
    bool entries = false;  ///< tile/entries/<N>; `level` is 0 then.
    int level = 0;         ///< 0..63
    std::uint64_t index = 0;
    std::uint32_t width = 256;  ///< 1..255: partial.
    friend bool operator==(const TileName&, const TileName&) = default;
};
/// "0/x001/067", "entries/x001/x234/067.p/8": as after "tile/". Nothing for what the specification does not write.
std::optional<TileName> parse_tile_name(std::string_view text);
std::string tile_name(const TileName& name);

/// An entry bundle: each entry with its length in two bytes (big-endian) before it.
std::string encode_entries(std::span<const std::string_view> entries);
std::optional<std::vector<std::string_view>> decode_entries(std::string_view bytes);

}  // namespace yiguan::proof
