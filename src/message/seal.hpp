// What waits in the outbox is sealed: neither the database nor its backups tell initial passwords, codes or addresses.
#pragma once
#include <string>
#include <string_view>

#include "message/message.hpp"

namespace yiguan::message {

/// What is sealed of a message.
struct Content {
    std::string to, title, text;
    Parameters parameters;
};
/// AES-256-GCM under the vault's key for messages, bound to the id. Bytes: nonce, ciphertext, tag.
std::string seal(const db::Vault& vault, MessageId id, const Content& content);
/// Code::invalid when anything was changed, or another key file sealed it.
Result<Content> open(const db::Vault& vault, MessageId id, std::string_view sealed);

}  // namespace yiguan::message
