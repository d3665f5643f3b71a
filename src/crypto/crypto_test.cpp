#include "crypto/crypto.hpp"

#include <gtest/gtest.h>
#include <openssl/err.h>
#include <rapidcheck/gtest.h>

#include <fstream>
#include <iterator>
#include <random>
#include <set>
#include <thread>

#include "core/json.hpp"
#include "core/text.hpp"

namespace yiguan::crypto {
namespace {

Bytes bytes_of(std::string_view hex) {
    const auto bytes = from_hex(hex).value();
    const auto view = as_bytes(bytes);
    return {view.begin(), view.end()};
}

Bytes random_bytes(std::mt19937& random, std::size_t size) {
    Bytes out(size);
    for (auto& byte : out) byte = static_cast<std::byte>(random());
    return out;
}

/// testdata/sm.json; the mint room runs all of it (conform_test.cpp).
const json::object& vectors() {
    static const json::object all = [] {
        std::ifstream file("src/crypto/testdata/sm.json", std::ios::binary);
        return json::parse(std::string(std::istreambuf_iterator<char>(file), {})).as_object();
    }();
    return all;
}

std::string text_at(const json::object& vector, std::string_view key) {
    return std::string(vector.at(key).as_string());
}

// GM/T 0002-2012 example 1, GM/T 0004-2012 example 1, FIPS 197 appendix C.
TEST(Module, GivesThePublishedExamples) {
    const Bytes key = bytes_of("0123456789abcdeffedcba9876543210");
    EXPECT_EQ(to_hex(module().encrypt(Algorithm::sm4, Mode::ecb, key, {}, key).value()),
              "681edf34d206965e86b3e94f536e4246");
    EXPECT_EQ(to_hex(module().digest(Digest::sm3, as_bytes("abc"))),
              "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
    EXPECT_EQ(to_hex(module().digest(Digest::sha1, as_bytes("abc"))), "a9993e364706816aba3e25717850c26c9cd0d89d");
    const Bytes text = bytes_of("00112233445566778899aabbccddeeff");
    for (const auto& [key_hex, cipher] :
         {std::pair{"000102030405060708090a0b0c0d0e0f", "69c4e0d86a7b0430d8cdb78070b4c55a"},
          {"000102030405060708090a0b0c0d0e0f1011121314151617", "dda97ca4864cdfe06eaf70a0ec0d7191"},
          {"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "8ea2b7ca516745bfeafc49904b496089"}})
        EXPECT_EQ(to_hex(module().encrypt(Algorithm::aes, Mode::ecb, bytes_of(key_hex), {}, text).value()), cipher);
}

TEST(Module, RefusesLengthsThatDoNotFit) {
    const Bytes key(16), iv(16), block(16);
    EXPECT_EQ(module().block_cipher(Algorithm::sm4, Bytes(32)).error().pointer, "/key");
    EXPECT_EQ(module().block_cipher(Algorithm::aes, Bytes(15)).error().pointer, "/key");
    EXPECT_EQ(module().encrypt(Algorithm::sm4, Mode::cbc, key, {}, block).error().pointer, "/iv");
    EXPECT_EQ(module().encrypt(Algorithm::sm4, Mode::ecb, key, iv, block).error().pointer, "/iv");
    for (const Mode mode : {Mode::ecb, Mode::cbc})
        EXPECT_EQ(
            module().encrypt(Algorithm::sm4, mode, key, mode == Mode::ecb ? Bytes{} : iv, Bytes(17)).error().pointer,
            "/text");
    EXPECT_EQ(module().decrypt(Algorithm::sm4, Mode::cbc_padded, key, iv, block).error().code, Code::invalid);
    EXPECT_EQ(module().decrypt(Algorithm::sm4, Mode::cbc_padded, key, iv, Bytes(15)).error().pointer, "/text");
    EXPECT_EQ(ERR_peek_error(), 0u) << "nothing stays in OpenSSL's queue";
}

RC_GTEST_PROP(Module, DeciphersWhatItEnciphered, ()) {
    const auto mode = *rc::gen::element(Mode::ecb, Mode::cbc, Mode::cbc_padded, Mode::cfb, Mode::ofb, Mode::ctr);
    const auto algorithm = *rc::gen::element(Algorithm::aes, Algorithm::sm4);
    auto text = *rc::gen::arbitrary<std::string>();
    if (mode == Mode::ecb || mode == Mode::cbc) text.resize(text.size() / 16 * 16);
    const Bytes key(16, std::byte{7}), iv(mode == Mode::ecb ? 0 : 16, std::byte{9});
    const auto cipher = module().encrypt(algorithm, mode, key, iv, as_bytes(text));
    RC_ASSERT(as_text(module().decrypt(algorithm, mode, key, iv, cipher.value()).value()) == text);
}

// More ciphers than a thread has contexts, in turn and from many threads at once.
TEST(BlockCipher, KeepsItsKeyWhateverOthersAreUsed) {
    std::vector<std::unique_ptr<const BlockCipher>> ciphers;
    std::vector<std::string> expected;
    for (int n = 0; n < 20; ++n) {
        const auto algorithm = n % 2 == 0 ? Algorithm::aes : Algorithm::sm4;
        const Bytes key(16, static_cast<std::byte>(n));
        ciphers.push_back(module().block_cipher(algorithm, key).value());
        expected.push_back(to_hex(module().encrypt(algorithm, Mode::ecb, key, {}, Bytes(32)).value()));
    }
    std::atomic<int> wrong{0};
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&] {
            for (std::size_t n = 0; n < 400; ++n) {
                std::array<std::uint8_t, 32> blocks{};
                ciphers[n % 20]->encrypt(blocks.data(), blocks.data(), 2);
                if (to_hex(std::as_bytes(std::span(blocks))) != expected[n % 20]) ++wrong;
            }
        });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(wrong, 0);
}

// RFC 5869, test case 3 (SHA-256, no salt), and the boundaries of its blocks.
TEST(Hkdf, GivesThePublishedExample) {
    std::array<std::byte, 42> out;
    hkdf(Digest::sha256, Bytes(22, std::byte{0x0b}), "", out);
    EXPECT_EQ(to_hex(out), "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");
    for (const std::size_t bytes : {0u, 1u, 31u, 32u, 33u, 64u, 255u * 32u}) {
        Bytes part(bytes);
        hkdf(Digest::sm3, Bytes(32), "info", part);
        Bytes whole(255 * 32);
        hkdf(Digest::sm3, Bytes(32), "info", whole);
        EXPECT_TRUE(std::equal(part.begin(), part.end(), whole.begin()));
    }
    Bytes too_long(255 * 32 + 1);
    EXPECT_THROW(hkdf(Digest::sm3, Bytes(32), "", too_long), std::invalid_argument);
}

// RFC 8998 A.1 and, for AES, test case 4 of the GCM specification (a text that is no whole block).
TEST(Gcm, GivesThePublishedExamples) {
    const auto& vector = vectors().at("sm4_gcm").at(0).as_object();
    const auto sm4 = Gcm::make(Algorithm::sm4, bytes_of(text_at(vector, "key"))).value();
    EXPECT_EQ(to_hex(sm4.seal(bytes_of(text_at(vector, "iv")), bytes_of(text_at(vector, "aad")),
                              bytes_of(text_at(vector, "plaintext")))
                         .value()),
              text_at(vector, "ciphertext") + text_at(vector, "tag"));
    const auto aes = Gcm::make(Algorithm::aes, bytes_of("feffe9928665731c6d6a8f9467308308")).value();
    EXPECT_EQ(
        to_hex(aes.seal(bytes_of("cafebabefacedbaddecaf888"), bytes_of("feedfacedeadbeeffeedfacedeadbeefabaddad2"),
                        bytes_of("d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                                 "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"))
                   .value()),
        "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e"
        "21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091"
        "5bc94fbc3221a5db94fae95ae7121a47");
}

TEST(Gcm, OpensWhatItSealedAndNothingThatWasChanged) {
    std::mt19937 random(5);
    const auto gcm = Gcm::make(Algorithm::sm4, random_bytes(random, 16)).value();
    for (const std::size_t size : {0u, 1u, 15u, 16u, 17u, 511u, 512u, 513u, 1000u}) {
        const Bytes nonce = random_bytes(random, 12), associated = random_bytes(random, size % 40);
        const Bytes text = random_bytes(random, size);
        const Bytes sealed = gcm.seal(nonce, associated, text).value();
        ASSERT_EQ(sealed.size(), size + Gcm::tag_bytes);
        EXPECT_EQ(gcm.open(nonce, associated, sealed).value(), text);
        for (int n = 0; n < 50; ++n) {
            Bytes changed = sealed;
            changed[random() % changed.size()] ^= static_cast<std::byte>(1u << (random() % 8));
            EXPECT_TRUE(gcm.open(nonce, associated, changed).has_error());
        }
        Bytes other_nonce = nonce, more = associated;
        other_nonce[3] ^= std::byte{1};
        more.push_back(std::byte{0});
        EXPECT_TRUE(gcm.open(other_nonce, associated, sealed).has_error());
        EXPECT_TRUE(gcm.open(nonce, more, sealed).has_error());
        EXPECT_TRUE(gcm.open(nonce, associated, View(sealed).first(sealed.size() - 1)).has_error());
    }
    EXPECT_TRUE(gcm.open(Bytes(12), {}, Bytes(15)).has_error());
    EXPECT_TRUE(gcm.seal(Bytes(16), {}, {}).has_error());
}

TEST(Sm2, SignsForTheIdentifierAndNoOther) {
    const Sm2Private key = module().sm2_generate();
    const Sm2Public pub = module().sm2_public(key).value();
    const auto message = as_bytes("追溯码");
    const auto signature = module().sm2_sign(key, sm2_default_id, message).value();
    EXPECT_TRUE(module().sm2_verify(pub, sm2_default_id, message, signature));
    EXPECT_FALSE(module().sm2_verify(pub, "", message, signature));
    EXPECT_FALSE(module().sm2_verify(pub, "1234567812345679", message, signature));
    EXPECT_FALSE(module().sm2_verify(pub, sm2_default_id, as_bytes("追溯吗"), signature));
    EXPECT_FALSE(
        module().sm2_verify(module().sm2_public(module().sm2_generate()).value(), sm2_default_id, message, signature));
    EXPECT_FALSE(module().sm2_verify(Sm2Public{}, sm2_default_id, message, signature)) << "no point of the curve";
    EXPECT_TRUE(module().sm2_verify(pub, "", {}, module().sm2_sign(key, "", {}).value()));
    EXPECT_NE(module().sm2_sign(key, sm2_default_id, message).value(), signature) << "a fresh random number each time";
    EXPECT_TRUE(module().sm2_sign(key, std::string(8191, 'a'), message).has_error());
    EXPECT_TRUE(sm2_z(pub, std::string(8191, 'a')).has_error());
    EXPECT_FALSE(module().sm2_verify(pub, std::string(8191, 'a'), message, signature));
    const std::string longest(8190, 'a');
    EXPECT_TRUE(module().sm2_verify(pub, longest, message, module().sm2_sign(key, longest, message).value()));
    EXPECT_EQ(ERR_peek_error(), 0u);
}

TEST(Sm2, RefusesKeysOutOfRange) {
    for (const auto* hex : {"0000000000000000000000000000000000000000000000000000000000000000",
                            "fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54122",  // n - 1
                            "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"}) {
        Sm2Private key;
        std::ranges::copy(bytes_of(hex), key.d.begin());
        EXPECT_TRUE(module().sm2_public(key).has_error());
        EXPECT_TRUE(module().sm2_sign(key, sm2_default_id, {}).has_error());
        EXPECT_TRUE(module().sm2_decrypt(key, Sm2Ciphertext{}).has_error());
    }
    EXPECT_TRUE(module().sm2_encrypt(Sm2Public{}, Bytes(4)).has_error());
}

// One byte has a key stream of zero in 256 tries: 600 ciphertexts never show the message.
TEST(Sm2, DeciphersWhatItEnciphered) {
    const Sm2Private key = module().sm2_generate();
    const Sm2Public pub = module().sm2_public(key).value();
    EXPECT_TRUE(module().sm2_encrypt(pub, {}).has_error());
    const Bytes one{std::byte{'x'}};
    for (int n = 0; n < 600; ++n) ASSERT_NE(module().sm2_encrypt(pub, one).value().c2, one);
    std::mt19937 random(6);
    for (const std::size_t size : {1u, 31u, 32u, 33u, 1000u}) {
        const Bytes message = random_bytes(random, size);
        const auto text = module().sm2_encrypt(pub, message).value();
        EXPECT_EQ(module().sm2_decrypt(key, text).value(), message);
        EXPECT_TRUE(module().sm2_decrypt(module().sm2_generate(), text).has_error());
        for (const auto order : {Sm2Order::c1c3c2, Sm2Order::c1c2c3})
            EXPECT_EQ(sm2_ciphertext_from_raw(to_raw(text, order), order).value(), text);
        EXPECT_EQ(sm2_ciphertext_from_der(to_der(text)).value(), text);
        auto changed = text;
        changed.c2[0] ^= std::byte{1};
        EXPECT_TRUE(module().sm2_decrypt(key, changed).has_error());
        changed = text;
        changed.c1.x[5] ^= std::byte{1};
        EXPECT_TRUE(module().sm2_decrypt(key, changed).has_error()) << "C1 is no point of the curve";
    }
    EXPECT_EQ(ERR_peek_error(), 0u);
}

TEST(Sm2, ReadsOneDerForEachSignature) {
    const Bytes der = to_der(Sm2Signature{{std::byte{0x80}}, {}});
    EXPECT_EQ(to_hex(der),
              "3026"
              "022100"
              "80" +
                  std::string(62, '0') + "020100");
    EXPECT_EQ(sm2_signature_from_der(der).value(), (Sm2Signature{{std::byte{0x80}}, {}}));
    for (const auto* hex : {"", "30", "3000", "3003020101",
                            "30060201010201",          // cut off
                            "300602010102010100",      // a byte behind
                            "3009020101020101020101",  // a third number
                            "300702020001020101",      // a zero that need not be there
                            "3006020181020101",        // negative
                            "300502000201"
                            "01",                    // no digits
                            "308106020101020101",    // a length written longer than it need be
                            "30800201010201010000",  // no length
                            "3006020101040101",      // no number
                            "3106020101020101"})     // no sequence
        EXPECT_TRUE(sm2_signature_from_der(bytes_of(hex)).has_error()) << hex;
    EXPECT_TRUE(sm2_signature_from_der(bytes_of("3006020101020102")).has_value());
    EXPECT_TRUE(sm2_signature_from_der(bytes_of("3027"
                                                "0222"
                                                "0001" +
                                                std::string(64, '0') + "020101"))
                    .has_error());
    EXPECT_TRUE(sm2_signature_from_raw(Bytes(63)).has_error());
    EXPECT_TRUE(sm2_ciphertext_from_raw(Bytes(97, std::byte{4}), Sm2Order::c1c3c2).has_error());
    EXPECT_TRUE(sm2_ciphertext_from_raw(Bytes(120, std::byte{2}), Sm2Order::c1c3c2).has_error());
}

// Whatever is taken for DER is the one text that is written for it.
RC_GTEST_PROP(Sm2, TakesDerInOneFormOnly, ()) {
    Sm2Signature signature;
    const auto zeros = *rc::gen::inRange<std::size_t>(0, 33);
    for (std::size_t i = zeros; i < 32; ++i) signature.r[i] = static_cast<std::byte>(*rc::gen::arbitrary<char>());
    for (auto& byte : signature.s) byte = static_cast<std::byte>(*rc::gen::arbitrary<char>());
    Bytes der = to_der(signature);
    RC_ASSERT(sm2_signature_from_der(der).value() == signature);
    der[*rc::gen::inRange<std::size_t>(0, der.size())] ^= static_cast<std::byte>(*rc::gen::inRange(1, 256));
    const auto again = sm2_signature_from_der(der);
    if (again.has_value()) RC_ASSERT(to_der(again.value()) == der);
}

// ECO-20 to ECO-35: the interface of the platform; vectors as in testdata of keys/ (ecode.json).
TEST(PlatformSign, IsUpperCaseHexadecimal) {
    EXPECT_EQ(platform_sign("demo", "1700000000000", "secret"),
              "5A9CBEDFE74C43DEB679C9E868489C30D4A7670B4F2FD26724E76BC7EA028F28");
    EXPECT_EQ(platform_sign("a", "1", ""), "14C8613F7442A16393C150B081276082");
}

}  // namespace
}  // namespace yiguan::crypto
