// Digests and Ed25519 against published values, and against the module where both exist.
#include "crypto/hash.hpp"

#include <gtest/gtest.h>

#include <string>

#include "crypto/module.hpp"

namespace yiguan::crypto {
namespace {

std::string hex(std::span<const std::byte> bytes) {
    std::string out;
    for (const std::byte b : bytes) {
        constexpr std::string_view digits = "0123456789abcdef";
        out += digits[static_cast<std::size_t>(b >> 4)];
        out += digits[static_cast<std::size_t>(b & std::byte{15})];
    }
    return out;
}
template <class H>
Hash of(std::string_view text, std::size_t piece) {
    H h;
    for (; text.size() > piece; text.remove_prefix(piece)) h.add(text.substr(0, piece));
    h.add(text);
    return h.done();
}

// GB/T 32905-2016 appendix A; FIPS 180-4 for SHA-256.
TEST(Hash, PublishedExamples) {
    EXPECT_EQ(hex(of<Sm3>("abc", 64)), "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
    std::string abcd;
    for (int i = 0; i < 16; ++i) abcd += "abcd";
    EXPECT_EQ(hex(of<Sm3>(abcd, 64)), "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732");
    EXPECT_EQ(hex(of<Sha256>("abc", 64)), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Hash, EveryLengthAndEveryPieceIsWhatTheModuleSays) {
    std::string text;
    for (int i = 0; i < 300; ++i) {
        for (const std::size_t piece : {1u, 7u, 63u, 64u, 65u, 1000u}) {
            const auto bytes = std::as_bytes(std::span(text));
            EXPECT_EQ(hex(of<Sha256>(text, piece)), hex(module().digest(Digest::sha256, bytes))) << i;
            EXPECT_EQ(hex(of<Sm3>(text, piece)), hex(module().digest(Digest::sm3, bytes))) << i;
        }
        text += static_cast<char>(i * 7);
    }
}

// RFC 8032 section 7.1, test 2.
TEST(Ed25519, PublishedExample) {
    const std::string seed = "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb";
    Ed25519Secret secret;
    for (std::size_t i = 0; i < 32; ++i)
        secret.seed[i] = static_cast<std::byte>(std::stoi(seed.substr(2 * i, 2), nullptr, 16));
    const auto key = ed25519_public(secret);
    EXPECT_EQ(hex(key), "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
    auto signature = ed25519_sign(secret, "\x72");
    EXPECT_EQ(hex(signature),
              "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
              "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
    EXPECT_TRUE(ed25519_verify(key, "\x72", signature));
    EXPECT_FALSE(ed25519_verify(key, "\x73", signature));
    signature[40] ^= std::byte{1};
    EXPECT_FALSE(ed25519_verify(key, "\x72", signature));
}

}  // namespace
}  // namespace yiguan::crypto
