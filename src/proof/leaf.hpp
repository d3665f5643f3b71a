// A record of the transparency log, to the byte: docs/formats/log-leaf.md.
#pragma once
#include <array>
#include <map>
#include <span>
#include <variant>

#include "core/result.hpp"
#include "proof/hash.hpp"

namespace yiguan::proof {

/// Stored: append only.
enum class Kind : std::uint8_t {
    event = 1,
    manifest = 2,    ///< Kept for signed submissions of producers.
    correction = 3,  ///< An event with an error declaration.
    erasure = 4,
    index = 5,            ///< Commitment to the runs of the completeness index.
    peer_checkpoint = 6,  ///< Kept for federation.
    key_change = 7,       ///< Keys, rights and policies.
    incident = 8,         ///< First leaf of an origin that goes on where another was closed.
    decision = 9,         ///< A version of a registration or filing: submitted, approved, rejected, changed.
    codes_issued = 10,    ///< A block of codes, with a commitment to its token.
};

inline constexpr std::size_t leaf_bytes_max = 8'192;
/// Unit keys of a leaf; an event with more has further leaves, "parts".
inline constexpr std::size_t unit_keys_max = 400;

using UnitKey = std::array<std::byte, 16>;
/// Secret of a block of codes, or made from public text for what others number.
using Token = std::array<std::byte, 16>;
/// Half node % 2 of H("trace-span/v1" || token || level (1 byte) || node / 2 (8 bytes, big-endian)): the counters
/// [node << level, (node + 1) << level).
UnitKey unit_key(Suite suite, const Token& token, int level, std::uint64_t node);
/// unit_key() for many spans of one token: neighbours share a hash.
class UnitKeys {
public:
    UnitKeys(Suite suite, const Token& token) : suite_(suite), token_(token) {}
    UnitKey of(int level, std::uint64_t node);

private:
    Suite suite_;
    Token token_;
    int level_ = -1;
    std::uint64_t pair_ = 0;
    Hash hash_{};
};
/// First 16 bytes of H("trace-space/v1" || space (8 bytes, big-endian)): of codes that are not this platform's.
Token foreign_token(std::int64_t space);
/// Levels are multiples of 3: exact covers stay small and a code has few keys.
inline constexpr int unit_level_step = 3;
/// Highest level of a block of so many codes: the least multiple of 3 with 2^level >= size.
int unit_level_max(std::uint64_t size);
/// Of spaces that others number.
inline constexpr int foreign_level_max = 18;
struct UnitSpan {
    int level = 0;
    std::uint64_t node = 0;
    friend auto operator<=>(const UnitSpan&, const UnitSpan&) = default;
};
/// The exact cover of [first, last] by the fewest spans of levels 0, 3, 6 .. level_max, ascending by what they cover;
/// none when last < first. At most 14 a level below the highest, and (last - first) >> level_max and one of that.
std::vector<UnitSpan> unit_cover(std::uint64_t first, std::uint64_t last, int level_max);
/// Keys of all the spans that hold `number`, ascending by level: what a bundle asks the index for.
std::vector<UnitKey> unit_keys_of(Suite suite, const Token& token, std::uint64_t number, int level_max);

/// Values of the public map: numbers and byte strings; keys (0..public_key_max) per kind in docs/formats/log-leaf.md.
inline constexpr std::int64_t public_key_max = 65'535;
using PublicValue = std::variant<std::int64_t, std::string>;
using PublicMap = std::map<std::int64_t, PublicValue>;

struct Leaf {
    Suite suite = Suite::sha256;
    Kind kind = Kind::event;
    std::int64_t recorded_ms = 0;  ///< UTC, 0 or more.
    std::vector<UnitKey> keys;     ///< Ascending, each once.
    PublicMap publics;
    Hash private_root{};  ///< Never all zeros.
    struct Manifest {
        std::uint64_t index = 0, position = 0;
        friend bool operator==(const Manifest&, const Manifest&) = default;
    };
    std::optional<Manifest> manifest;
    std::optional<Hash> previous;

    /// @throws std::length_error beyond leaf_bytes_max or unit_keys_max.
    std::string encode() const;
    /// Strict: what encode() writes and nothing else. Code::invalid.
    static Result<Leaf> decode(std::string_view bytes);
    friend bool operator==(const Leaf&, const Leaf&) = default;
};

// ---- private fields

/// Of one record; every salt and filler follows from it, so that destroying it closes all its fields for ever.
using Seed = std::array<std::byte, 16>;
using Salt = std::array<std::byte, 16>;
/// Half id % 2 of SHA-256("trace-salt/v1" || seed || id / 2 (2 bytes, big-endian)).
Salt salt_of(const Seed& seed, std::uint16_t id);

struct PrivateField {
    std::uint16_t id = 0;
    Salt salt{};
    std::string value;
};
/// H(0x00 || id (2 bytes, big-endian) || salt || value): the leaf hash of the entry.
Hash hash_field(Suite suite, std::uint16_t id, const Salt& salt, std::string_view value);
inline constexpr std::size_t private_width_max = 16;
/// Fills `entries` up to 2, 4, 8 or 16 with fillers from the seed (full 32 bytes of SHA-256("trace-filler/v1" || seed
/// || position (2 bytes))), which look like hashes of entries. At most 16 entries; none is one filler.
void pad_fields(const Seed& seed, std::vector<Hash>& entries);
/// RFC 6962 tree hash over padded entries: 1, 2, 4, 8 or 16.
Hash private_root(Suite suite, std::span<const Hash> padded);

/// What shows one private field: its place among the padded entries and the path to the private root.
struct Opening {
    PrivateField field;
    std::uint8_t position = 0;
    std::uint8_t width = 0;  ///< 2, 4, 8 or 16
    std::vector<Hash> path;
};
Opening open_field(Suite suite, PrivateField field, std::size_t position, std::span<const Hash> padded);
bool verify_opening(Suite suite, const Opening& opening, const Hash& private_root);

}  // namespace yiguan::proof
