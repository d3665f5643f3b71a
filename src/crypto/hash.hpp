// Digests of 32 bytes without allocation, for the millions that the transparency log takes; module() has the others.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace yiguan::crypto {

using Hash = std::array<std::byte, 32>;

/// SHA-256 (FIPS 180-4) of what is added, piece by piece. Copying keeps what was added. Some 60 ns a block of 64 bytes.
class Sha256 {
public:
    Sha256();
    void add(std::string_view bytes);
    Hash done();  ///< Once.

private:
    alignas(16) std::array<std::byte, 112> state_;  // OpenSSL's SHA256_CTX
};

/// SM3 (GB/T 32905-2016).
class Sm3 {
public:
    Sm3();
    void add(std::string_view bytes);
    Hash done();  ///< Once.

private:
    std::array<std::uint32_t, 8> state_;
    std::array<std::byte, 64> block_;
    std::uint64_t bytes_ = 0;
};

/// Ed25519 (RFC 8032). A secret is the 32 bytes of section 5.1.5.
struct Ed25519Secret {
    std::array<std::byte, 32> seed{};
    ~Ed25519Secret();  // wipes it
};
using Ed25519Public = std::array<std::byte, 32>;
using Ed25519Signature = std::array<std::byte, 64>;
Ed25519Secret ed25519_generate();
Ed25519Public ed25519_public(const Ed25519Secret& secret);
/// Some 30 microseconds.
Ed25519Signature ed25519_sign(const Ed25519Secret& secret, std::string_view message);
bool ed25519_verify(const Ed25519Public& key, std::string_view message, const Ed25519Signature& signature);

/// Random bytes from the operating system's generator, for secrets and salts. @throws std::runtime_error.
void random_bytes(std::byte* out, std::size_t count);

}  // namespace yiguan::crypto
