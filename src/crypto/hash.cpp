// The one-shot calls of OpenSSL 3 look their algorithm up every time, ten times the cost of a short digest; the older
// interface is deprecated, but the same code without the detour.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "crypto/hash.hpp"

#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/sha.h>

#include <bit>
#include <cstring>
#include <memory>
#include <stdexcept>

#include "crypto/module.hpp"

namespace yiguan::crypto {
namespace {

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Context = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;

const unsigned char* raw(const std::byte* p) {
    return reinterpret_cast<const unsigned char*>(p);
}
unsigned char* raw(std::byte* p) {
    return reinterpret_cast<unsigned char*>(p);
}
const unsigned char* raw(std::string_view s) {
    return reinterpret_cast<const unsigned char*>(s.data());
}

Key private_key(const Ed25519Secret& secret) {
    Key key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, raw(secret.seed.data()), 32), &EVP_PKEY_free);
    if (!key) throw std::runtime_error("Ed25519 is not available");
    return key;
}

static_assert(sizeof(SHA256_CTX) <= sizeof(Sha256) && alignof(SHA256_CTX) <= alignof(Sha256));

SHA256_CTX* context(std::array<std::byte, 112>& state) {
    return reinterpret_cast<SHA256_CTX*>(state.data());
}

// ---- SM3

constexpr std::uint32_t p0(std::uint32_t x) {
    return x ^ std::rotl(x, 9) ^ std::rotl(x, 17);
}
constexpr std::uint32_t p1(std::uint32_t x) {
    return x ^ std::rotl(x, 15) ^ std::rotl(x, 23);
}

void compress(std::array<std::uint32_t, 8>& v, const unsigned char* block) {
    std::uint32_t w[68];
    for (int i = 0; i < 16; ++i)
        w[i] = static_cast<std::uint32_t>(block[4 * i]) << 24 | static_cast<std::uint32_t>(block[4 * i + 1]) << 16 |
               static_cast<std::uint32_t>(block[4 * i + 2]) << 8 | block[4 * i + 3];
    for (int i = 16; i < 68; ++i)
        w[i] = p1(w[i - 16] ^ w[i - 9] ^ std::rotl(w[i - 3], 15)) ^ std::rotl(w[i - 13], 7) ^ w[i - 6];
    auto [a, b, c, d, e, f, g, h] = v;
    for (int i = 0; i < 64; ++i) {
        const std::uint32_t t = i < 16 ? 0x79cc4519u : 0x7a879d8au;
        const std::uint32_t s1 = std::rotl(std::rotl(a, 12) + e + std::rotl(t, i % 32), 7);
        const std::uint32_t s2 = s1 ^ std::rotl(a, 12);
        const std::uint32_t ff = i < 16 ? a ^ b ^ c : (a & b) | (a & c) | (b & c);
        const std::uint32_t gg = i < 16 ? e ^ f ^ g : (e & f) | (~e & g);
        const std::uint32_t t1 = ff + d + s2 + (w[i] ^ w[i + 4]);
        const std::uint32_t t2 = gg + h + s1 + w[i];
        d = c;
        c = std::rotl(b, 9);
        b = a;
        a = t1;
        h = g;
        g = std::rotl(f, 19);
        f = e;
        e = p0(t2);
    }
    const std::array<std::uint32_t, 8> end{a, b, c, d, e, f, g, h};
    for (std::size_t i = 0; i < 8; ++i) v[i] ^= end[i];
}

}  // namespace

Sha256::Sha256() {
    SHA256_Init(context(state_));
}
void Sha256::add(std::string_view bytes) {
    SHA256_Update(context(state_), bytes.data(), bytes.size());
}
Hash Sha256::done() {
    Hash out;
    SHA256_Final(raw(out.data()), context(state_));
    return out;
}

Sm3::Sm3()
    : state_{0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600, 0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e},
      block_{} {}

void Sm3::add(std::string_view bytes) {
    if (bytes.empty()) return;
    std::size_t have = bytes_ % 64;
    bytes_ += bytes.size();
    if (have > 0) {
        const std::size_t take = std::min(64 - have, bytes.size());
        std::memcpy(block_.data() + have, bytes.data(), take);
        bytes.remove_prefix(take);
        if (have + take < 64) return;
        compress(state_, raw(block_.data()));
    }
    for (; bytes.size() >= 64; bytes.remove_prefix(64)) compress(state_, raw(bytes));
    if (!bytes.empty()) std::memcpy(block_.data(), bytes.data(), bytes.size());
}

Hash Sm3::done() {
    const std::uint64_t bits = bytes_ * 8;
    char tail[72] = {'\x80'};
    const std::size_t zeros = (119 - bytes_ % 64) % 64;  // behind the first padding byte
    for (std::size_t i = 0; i < 8; ++i) tail[1 + zeros + i] = static_cast<char>(bits >> (56 - 8 * i));
    add({tail, 9 + zeros});
    Hash out;
    for (std::size_t i = 0; i < 32; ++i) out[i] = static_cast<std::byte>(state_[i / 4] >> (24 - 8 * (i % 4)));
    return out;
}

Ed25519Secret::~Ed25519Secret() {
    wipe(seed);
}

Ed25519Secret ed25519_generate() {
    Ed25519Secret secret;
    random_bytes(secret.seed.data(), secret.seed.size());
    return secret;
}

Ed25519Public ed25519_public(const Ed25519Secret& secret) {
    const Key key = private_key(secret);
    Ed25519Public out;
    std::size_t size = out.size();
    if (EVP_PKEY_get_raw_public_key(key.get(), raw(out.data()), &size) != 1 || size != out.size())
        throw std::runtime_error("Ed25519 gave no public key");
    return out;
}

Ed25519Signature ed25519_sign(const Ed25519Secret& secret, std::string_view message) {
    const Key key = private_key(secret);
    const Context ctx(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
    Ed25519Signature out;
    std::size_t size = out.size();
    if (!ctx || EVP_DigestSignInit(ctx.get(), nullptr, nullptr, nullptr, key.get()) != 1 ||
        EVP_DigestSign(ctx.get(), raw(out.data()), &size, raw(message), message.size()) != 1 || size != out.size())
        throw std::runtime_error("Ed25519 could not sign");
    return out;
}

bool ed25519_verify(const Ed25519Public& public_key, std::string_view message, const Ed25519Signature& signature) {
    const Key key(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, raw(public_key.data()), 32), &EVP_PKEY_free);
    const Context ctx(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
    return key && ctx && EVP_DigestVerifyInit(ctx.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
           EVP_DigestVerify(ctx.get(), raw(signature.data()), signature.size(), raw(message), message.size()) == 1;
}

void random_bytes(std::byte* out, std::size_t count) {
    if (RAND_bytes(raw(out), static_cast<int>(count)) != 1) throw std::runtime_error("no random bytes");
}

}  // namespace yiguan::crypto
