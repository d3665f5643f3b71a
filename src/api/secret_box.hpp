// Subscribers' secrets as they are stored: sealed, so that neither the database nor its backups tell them.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/result.hpp"

namespace yiguan::api {

/// AES-256-GCM with a key of this node. Thread-safe.
class SecretBox {
public:
    using Key = std::array<std::byte, 32>;
    explicit SecretBox(const Key& key = {}) : key_(key) {}
    /// @param about  What the secret belongs to: it opens for nothing else. "" is sealed to "".
    std::string seal(std::int64_t about, std::string_view secret) const;
    /// Code::invalid when anything was changed, or another node's key sealed it.
    Result<std::string> open(std::int64_t about, std::string_view sealed) const;

private:
    Key key_;
};

/// GS1-Signature of a message: "t=<Unix seconds>,v1=<hex of HMAC-SHA-256 over "<t>.<delivery>.<body>">"; see
/// docs/formats/webhooks.md.
std::string webhook_signature(std::string_view token, std::int64_t unix_seconds, std::string_view delivery,
                              std::string_view body);

}  // namespace yiguan::api
