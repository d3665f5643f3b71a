#include "ledger/ledger.hpp"

#include <cstring>

#include "crypto/module.hpp"

namespace yiguan::ledger {

proof::Token Tokens::of_block(BlockId block) const {
    std::string info = "trace-token/v1";
    for (int shift = 56; shift >= 0; shift -= 8)
        info += static_cast<char>(static_cast<std::uint64_t>(block.value) >> shift);
    const auto mac = crypto::module().hmac(crypto::Digest::sha256, secret_, std::as_bytes(std::span(info)));
    proof::Token token;
    std::memcpy(token.data(), mac.data(), token.size());
    return token;
}

proof::Token Tokens::of_space(std::int64_t space) const {
    return space > 0 ? of_block(BlockId{space}) : proof::foreign_token(space);
}

}  // namespace yiguan::ledger
