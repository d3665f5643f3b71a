// The two hashes of the transparency log and how RFC 6962 uses them.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/hash.hpp"

namespace yiguan::proof {

using crypto::Hash;

/// Stored in leaves: append only. sm3 is the profile of the Chinese algorithms (国密).
enum class Suite : std::uint8_t { sha256 = 1, sm3 = 2 };

/// H(parts one after the other).
Hash digest(Suite suite, std::string_view a, std::string_view b = {}, std::string_view c = {}, std::string_view d = {});
/// H(0x00 || data), H(0x01 || left || right): RFC 6962 section 2.1.
Hash hash_leaf(Suite suite, std::string_view data);
Hash hash_children(Suite suite, const Hash& left, const Hash& right);
/// H(""): the root of an empty tree.
Hash empty_root(Suite suite);

inline std::string_view bytes_of(const Hash& h) {
    return {reinterpret_cast<const char*>(h.data()), h.size()};
}
/// Nothing unless there are 32 of them.
std::optional<Hash> hash_from(std::string_view bytes);
/// Standard base64 with padding; reading refuses other alphabets, missing padding, bits that are left over.
std::string base64(std::string_view bytes);
std::optional<std::string> from_base64(std::string_view text);
std::string hex(std::string_view bytes);
std::optional<std::string> from_hex(std::string_view text);

}  // namespace yiguan::proof
