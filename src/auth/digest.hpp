// SHA-256 and HMAC-SHA-256 for secrets that are stored or compared as digests.
#pragma once
#include <array>
#include <cstddef>
#include <string_view>

namespace yiguan::auth {

using Digest = std::array<std::byte, 32>;

Digest sha256(std::string_view text);
/// RFC 2104. @throws std::runtime_error when the library cannot do it.
Digest hmac_sha256(std::string_view key, std::string_view text);

}  // namespace yiguan::auth
