// Galois/Counter Mode over any block cipher: SM4-GCM of RFC 8998, which OpenSSL 3.0 does not have.
#pragma once
#include "crypto/module.hpp"

namespace yiguan::crypto {

/// Source: NIST SP 800-38D with a nonce of 12 bytes and a tag of 16. GHASH is computed bit by bit in time that does not
/// depend on the data, some 2 microseconds a block: for records and files of keys, not for streams.
class Gcm {
public:
    static constexpr std::size_t nonce_bytes = 12, tag_bytes = 16;
    /// Code::invalid for a key of a wrong length.
    static Result<Gcm> make(Algorithm algorithm, View key);

    /// Ciphertext and behind it the tag. A nonce must never be used twice with one key. Code::invalid for a nonce of
    /// another length and for a text of 2^36 - 32 bytes or more.
    Result<Bytes> seal(View nonce, View associated, View text) const;
    /// Code::invalid when anything was changed; then nothing of the text is given out.
    Result<Bytes> open(View nonce, View associated, View sealed) const;

private:
    explicit Gcm(std::unique_ptr<const BlockCipher> cipher);
    using Block = std::array<std::uint8_t, 16>;
    Block tag_of(View nonce, View associated, View text) const;
    Bytes counter_mode(View nonce, View text) const;

    std::unique_ptr<const BlockCipher> cipher_;
    std::uint64_t h_high_ = 0, h_low_ = 0;
};

}  // namespace yiguan::crypto
