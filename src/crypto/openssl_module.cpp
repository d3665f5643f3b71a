// The module on OpenSSL 3.0.
#include <fmt/format.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/obj_mac.h>
#include <openssl/param_build.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <limits>
#include <stdexcept>

#include "core/text.hpp"
#include "crypto/module.hpp"
#include "crypto/sm2.hpp"

namespace yiguan::crypto {

namespace {

template <auto free>
struct Free {
    template <class T>
    void operator()(T* what) const {
        free(what);
    }
};
template <class T, auto free>
using Owned = std::unique_ptr<T, Free<free>>;
using CipherContext = Owned<EVP_CIPHER_CTX, EVP_CIPHER_CTX_free>;
using Key = Owned<EVP_PKEY, EVP_PKEY_free>;
using KeyContext = Owned<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;
using DigestContext = Owned<EVP_MD_CTX, EVP_MD_CTX_free>;
using Big = Owned<BIGNUM, BN_clear_free>;
using Group = Owned<EC_GROUP, EC_GROUP_free>;
using Point = Owned<EC_POINT, EC_POINT_free>;

void require(bool done, std::string_view what) {
    if (!done) throw std::runtime_error(fmt::format("OpenSSL: {} failed", what));
}

const unsigned char* at(View bytes) {
    static constexpr unsigned char nothing = 0;
    return bytes.empty() ? &nothing : reinterpret_cast<const unsigned char*>(bytes.data());
}
unsigned char* into(std::span<std::byte> bytes) {
    return reinterpret_cast<unsigned char*>(bytes.data());
}

Error refuse(std::string pointer, std::string detail) {
    ERR_clear_error();  // what OpenSSL noted must not turn up where somebody asks it for another reason
    return Error{Code::invalid, std::move(pointer), std::move(detail)};
}

Result<void> check_key(Algorithm algorithm, View key) {
    if (algorithm == Algorithm::sm4 && key.size() != 16) return refuse("/key", "SM4 的密钥应为 16 字节");
    if (algorithm == Algorithm::aes && key.size() != 16 && key.size() != 24 && key.size() != 32)
        return refuse("/key", "AES 的密钥应为 16、24 或 32 字节");
    return outcome::success();
}

const EVP_CIPHER* ecb_of(Algorithm algorithm, std::size_t key_bytes) {
    if (algorithm == Algorithm::sm4) return EVP_sm4_ecb();
    return key_bytes == 16 ? EVP_aes_128_ecb() : key_bytes == 24 ? EVP_aes_192_ecb() : EVP_aes_256_ecb();
}

const EVP_MD* digest_of(Digest kind) {
    return kind == Digest::sha256 ? EVP_sha256() : kind == Digest::sm3 ? EVP_sm3() : EVP_sha1();
}

class OpensslCipher final : public BlockCipher {
public:
    OpensslCipher(Algorithm algorithm, View key)
        : cipher_(ecb_of(algorithm, key.size())), key_(key.begin(), key.end()), serial_(next_serial.fetch_add(1)) {}
    ~OpensslCipher() override { wipe(key_); }

    void encrypt(const std::uint8_t* in, std::uint8_t* out, std::size_t blocks) const override {
        EVP_CIPHER_CTX* const context = mine();
        constexpr std::size_t blocks_max = std::numeric_limits<int>::max() / 16;
        while (blocks > 0) {
            const auto bytes = static_cast<int>(std::min(blocks, blocks_max) * 16);
            int length = 0;
            require(EVP_EncryptUpdate(context, out, &length, in, bytes) == 1 && length == bytes, "block cipher");
            in += bytes;
            out += bytes;
            blocks -= static_cast<std::size_t>(bytes) / 16;
        }
    }

private:
    /// A thread's own context: they are not safe to share. It is keyed anew when another cipher took its slot.
    EVP_CIPHER_CTX* mine() const {
        struct Slot {
            CipherContext context;
            std::uint64_t serial = 0;
        };
        thread_local std::array<Slot, 8> slots;
        Slot& slot = slots[serial_ % slots.size()];
        if (slot.serial != serial_) {
            if (!slot.context) slot.context.reset(EVP_CIPHER_CTX_new());
            require(slot.context != nullptr, "context");
            slot.serial = 0;
            require(EVP_EncryptInit_ex(slot.context.get(), cipher_, nullptr, at(key_), nullptr) == 1 &&
                        EVP_CIPHER_CTX_set_padding(slot.context.get(), 0) == 1,
                    "key");
            slot.serial = serial_;
        }
        return slot.context.get();
    }

    inline static std::atomic<std::uint64_t> next_serial{1};
    const EVP_CIPHER* cipher_;
    Bytes key_;
    std::uint64_t serial_;
};

const EC_GROUP* curve() {
    static const Group group(EC_GROUP_new_by_curve_name(NID_sm2));
    require(group != nullptr, "SM2 curve");
    return group.get();
}

/// Nothing unless 1 <= d <= n - 2 (GB/T 32918.1).
Big scalar(const Sm2Private& key) {
    Big d(BN_secure_new()), limit(BN_dup(EC_GROUP_get0_order(curve())));
    require(d && limit && BN_bin2bn(at(View(key.d)), 32, d.get()) && BN_sub_word(limit.get(), 1) == 1, "number");
    return BN_is_zero(d.get()) || BN_cmp(d.get(), limit.get()) >= 0 ? nullptr : std::move(d);
}

std::array<unsigned char, 65> octets(const Sm2Public& key) {
    std::array<unsigned char, 65> point;
    point[0] = 4;
    std::memcpy(point.data() + 1, key.x.data(), 32);
    std::memcpy(point.data() + 33, key.y.data(), 32);
    return point;
}

/// Null for what is no point of the curve.
Key openssl_key(const Sm2Public& pub, const BIGNUM* d = nullptr) {
    const auto point = octets(pub);
    const Owned<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free> builder(OSSL_PARAM_BLD_new());
    require(builder && OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "SM2", 0) == 1 &&
                OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()) &&
                (!d || OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_PRIV_KEY, d) == 1),
            "parameters");
    const Owned<OSSL_PARAM, OSSL_PARAM_free> parameters(OSSL_PARAM_BLD_to_param(builder.get()));
    const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, "SM2", nullptr));
    require(parameters && context && EVP_PKEY_fromdata_init(context.get()) == 1, "SM2");
    EVP_PKEY* key = nullptr;
    if (EVP_PKEY_fromdata(context.get(), &key, d ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY, parameters.get()) != 1)
        return nullptr;
    return Key(key);
}

/// "distid": without it OpenSSL signs for the empty identifier. Given behind the initialisation: as a parameter of
/// that, 3.0.19 refuses it.
bool identify(EVP_PKEY_CTX* context, std::string_view id) {
    if (id.empty()) return true;
    const OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_DIST_ID, const_cast<char*>(id.data()), id.size()),
        OSSL_PARAM_construct_end()};
    return EVP_PKEY_CTX_set_params(context, parameters) == 1;
}

constexpr std::size_t id_bytes_max = 8190;

class OpensslModule final : public Module {
public:
    Result<std::unique_ptr<const BlockCipher>> block_cipher(Algorithm algorithm, View key) const override {
        TRY_VOID(check_key(algorithm, key));
        return std::unique_ptr<const BlockCipher>(std::make_unique<OpensslCipher>(algorithm, key));
    }

    Result<Bytes> encrypt(Algorithm algorithm, Mode mode, View key, View iv, View text) const override {
        return run(algorithm, mode, key, iv, text, true);
    }
    Result<Bytes> decrypt(Algorithm algorithm, Mode mode, View key, View iv, View text) const override {
        return run(algorithm, mode, key, iv, text, false);
    }

    Bytes digest(Digest kind, View text) const override {
        Bytes out(EVP_MAX_MD_SIZE);
        unsigned size = 0;
        require(EVP_Digest(at(text), text.size(), into(out), &size, digest_of(kind), nullptr) == 1, "digest");
        out.resize(size);
        return out;
    }
    Bytes hmac(Digest kind, View key, View text) const override {
        Bytes out(EVP_MAX_MD_SIZE);
        unsigned size = 0;
        require(HMAC(digest_of(kind), at(key), static_cast<int>(key.size()), at(text), text.size(), into(out), &size),
                "HMAC");
        out.resize(size);
        return out;
    }

    Sm2Private sm2_generate() const override {
        Sm2Private key;
        do fill_random(key.d);
        while (!scalar(key));
        return key;
    }

    Result<Sm2Public> sm2_public(const Sm2Private& key) const override {
        const Big d = scalar(key);
        if (!d) return refuse("/key", "SM2 私钥不在 1 到 n-2 之间");
        const Point point(EC_POINT_new(curve()));
        const Big x(BN_new()), y(BN_new());
        Sm2Public out;
        require(point && x && y && EC_POINT_mul(curve(), point.get(), d.get(), nullptr, nullptr, nullptr) == 1 &&
                    EC_POINT_get_affine_coordinates(curve(), point.get(), x.get(), y.get(), nullptr) == 1 &&
                    BN_bn2binpad(x.get(), into(out.x), 32) == 32 && BN_bn2binpad(y.get(), into(out.y), 32) == 32,
                "SM2 public key");
        return out;
    }

    Result<Sm2Signature> sm2_sign(const Sm2Private& key, std::string_view id, View message) const override {
        if (id.size() > id_bytes_max) return refuse("/id", "SM2 用户标识最多 8190 字节");
        TRY(const Key signer, pair(key));
        const DigestContext context(EVP_MD_CTX_new());
        EVP_PKEY_CTX* of_key = nullptr;  // the context's own
        Bytes der(80);
        std::size_t size = der.size();
        require(
            context &&
                EVP_DigestSignInit_ex(context.get(), &of_key, "SM3", nullptr, nullptr, signer.get(), nullptr) == 1 &&
                identify(of_key, id) &&
                EVP_DigestSign(context.get(), into(der), &size, at(message), message.size()) == 1,
            "SM2 signature");
        return sm2_signature_from_der(View(der).first(size));
    }

    bool sm2_verify(const Sm2Public& key, std::string_view id, View message, const Sm2Signature& of) const override {
        if (id.size() > id_bytes_max) return false;
        const Key signer = openssl_key(key);
        const DigestContext context(EVP_MD_CTX_new());
        EVP_PKEY_CTX* of_key = nullptr;
        const Bytes der = to_der(of);
        const bool right =
            signer && context &&
            EVP_DigestVerifyInit_ex(context.get(), &of_key, "SM3", nullptr, nullptr, signer.get(), nullptr) == 1 &&
            identify(of_key, id) &&
            EVP_DigestVerify(context.get(), at(der), der.size(), at(message), message.size()) == 1;
        ERR_clear_error();
        return right;
    }

    Result<Sm2Ciphertext> sm2_encrypt(const Sm2Public& key, View message) const override {
        if (message.empty()) return refuse("/text", "SM2 不能加密空内容");
        const Key receiver = openssl_key(key);
        if (!receiver) return refuse("/key", "SM2 公钥不是曲线上的点");
        const KeyContext context(EVP_PKEY_CTX_new(receiver.get(), nullptr));
        require(context && EVP_PKEY_encrypt_init(context.get()) == 1, "SM2 encryption");
        for (;;) {
            Bytes der(message.size() + 256);
            std::size_t size = der.size();
            require(EVP_PKEY_encrypt(context.get(), into(der), &size, at(message), message.size()) == 1,
                    "SM2 encryption");
            auto text = sm2_ciphertext_from_der(View(der).first(size));
            // A key stream of zeros alone must not be used (GB/T 32918.4, 6.1 A5); OpenSSL 3.0 does not look.
            if (text.has_error() || !std::ranges::equal(text.value().c2, message)) return text;
        }
    }

    Result<Bytes> sm2_decrypt(const Sm2Private& key, const Sm2Ciphertext& text) const override {
        TRY(const Key receiver, pair(key));
        const KeyContext context(EVP_PKEY_CTX_new(receiver.get(), nullptr));
        require(context && EVP_PKEY_decrypt_init(context.get()) == 1, "SM2 decryption");
        const Bytes der = to_der(text);
        Bytes out(der.size());
        std::size_t size = out.size();
        if (EVP_PKEY_decrypt(context.get(), into(out), &size, at(der), der.size()) != 1)
            return refuse("", "SM2 密文不是为此密钥所加密，或已被改动");
        out.resize(size);
        if (out == text.c2) return refuse("", "SM2 密文的密钥流全为零");
        return out;
    }

private:
    static Result<Bytes> run(Algorithm algorithm, Mode mode, View key, View iv, View text, bool encrypting) {
        TRY_VOID(check_key(algorithm, key));
        if (iv.size() != (mode == Mode::ecb ? 0u : 16u))
            return refuse("/iv", "初始向量应为 16 字节，ECB 模式没有初始向量");
        const bool whole = mode == Mode::ecb || mode == Mode::cbc || (mode == Mode::cbc_padded && !encrypting);
        if (text.size() > std::numeric_limits<int>::max() - 32 || (whole && text.size() % 16 != 0))
            return refuse("/text", "内容长度不是分组长度（16 字节）的整数倍，或超过 2 GB");
        static constexpr std::array<std::string_view, 6> names{"ECB", "CBC", "CBC", "CFB", "OFB", "CTR"};
        const auto name =
            fmt::format("{}-{}", algorithm == Algorithm::sm4 ? "SM4" : fmt::format("AES-{}", key.size() * 8),
                        names[static_cast<std::size_t>(mode)]);
        const Owned<EVP_CIPHER, EVP_CIPHER_free> cipher(EVP_CIPHER_fetch(nullptr, name.c_str(), nullptr));
        const CipherContext context(EVP_CIPHER_CTX_new());
        require(cipher && context &&
                    EVP_CipherInit_ex(context.get(), cipher.get(), nullptr, at(key), iv.empty() ? nullptr : at(iv),
                                      encrypting ? 1 : 0) == 1 &&
                    EVP_CIPHER_CTX_set_padding(context.get(), mode == Mode::cbc_padded ? 1 : 0) == 1,
                name);
        Bytes out(text.size() + 16);
        int length = 0, rest = 0;
        require(EVP_CipherUpdate(context.get(), into(out), &length, at(text), static_cast<int>(text.size())) == 1,
                name);
        if (EVP_CipherFinal_ex(context.get(), into(out) + length, &rest) != 1) return refuse("/text", "密文的填充不对");
        out.resize(static_cast<std::size_t>(length + rest));
        return out;
    }

    Result<Key> pair(const Sm2Private& key) const {
        TRY(const Sm2Public pub, sm2_public(key));
        Key made = openssl_key(pub, scalar(key).get());
        require(made != nullptr, "SM2 key");
        return made;
    }
};

}  // namespace

const Module& module() {
    static const OpensslModule openssl;
    return openssl;
}

}  // namespace yiguan::crypto
