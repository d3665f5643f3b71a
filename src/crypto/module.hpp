// What a cryptographic module supplies. Everything else in the program that needs these algorithms asks module(), so
// that a certified module (GB/T 39786) takes OpenSSL's place by one more class like the one in openssl_module.cpp.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace yiguan::crypto {

using Bytes = std::vector<std::byte>;
using View = std::span<const std::byte>;

/// AES with keys of 16, 24 or 32 bytes (FIPS 197), SM4 with 16 (GB/T 32907-2016).
enum class Algorithm : std::uint8_t { aes, sm4 };
std::string_view name_of(Algorithm algorithm);  ///< "aes", "sm4": as the key file spells them
std::optional<Algorithm> algorithm_of(std::string_view name);

/// One key of a block cipher, encrypting single blocks of 16 bytes (ECB): what FF1, CTR and GCM are built on.
class BlockCipher {
public:
    BlockCipher() = default;
    BlockCipher(const BlockCipher&) = delete;
    BlockCipher& operator=(const BlockCipher&) = delete;
    virtual ~BlockCipher() = default;
    /// `out` may be `in`. From many threads at once; allocates nothing but once a thread and cipher.
    virtual void encrypt(const std::uint8_t* in, std::uint8_t* out, std::size_t blocks) const = 0;
};

/// SM3: GB/T 32905-2016. SHA-1 only for the interface of others that asks for it (platform_sign.hpp).
enum class Digest : std::uint8_t { sha256, sm3, sha1 };

/// Modes that partners ask for; new formats of ours are authenticated (gcm.hpp).
enum class Mode : std::uint8_t { ecb, cbc, cbc_padded, cfb, ofb, ctr };

/// A point of the curve of GB/T 32918.5-2017, and the scalar that belongs to it; big-endian.
struct Sm2Public {
    std::array<std::byte, 32> x{}, y{};
    friend bool operator==(const Sm2Public&, const Sm2Public&) = default;
};
struct Sm2Private {
    std::array<std::byte, 32> d{};
    ~Sm2Private();  // wipes it
};
struct Sm2Signature {
    std::array<std::byte, 32> r{}, s{};
    friend bool operator==(const Sm2Signature&, const Sm2Signature&) = default;
};
struct Sm2Ciphertext {
    Sm2Public c1;                    ///< The random point.
    Bytes c2;                        ///< As long as the message.
    std::array<std::byte, 32> c3{};  ///< SM3 over x2, message, y2: a changed ciphertext is noticed.
    friend bool operator==(const Sm2Ciphertext&, const Sm2Ciphertext&) = default;
};

/// The signer's identifier where the parties agreed on none (GM/T 0009-2012). OpenSSL alone would take an empty one,
/// under which no partner's signature verifies; so no function here has a default that leaves it out.
inline constexpr std::string_view sm2_default_id = "1234567812345678";

/// Thread-safe. Outcomes of outside data are Results; a fault of the module is thrown (std::runtime_error).
class Module {
public:
    virtual ~Module() = default;

    /// Code::invalid, pointer "/key", for a key of another length.
    virtual Result<std::unique_ptr<const BlockCipher>> block_cipher(Algorithm algorithm, View key) const = 0;
    /// A whole text at once. `iv` has 16 bytes, none for ecb. Without padding ecb and cbc take whole blocks only.
    /// Code::invalid with pointer "/key", "/iv", "/text" for lengths that do not fit and padding that is wrong.
    virtual Result<Bytes> encrypt(Algorithm algorithm, Mode mode, View key, View iv, View text) const = 0;
    virtual Result<Bytes> decrypt(Algorithm algorithm, Mode mode, View key, View iv, View text) const = 0;

    /// 32 bytes, 20 of SHA-1.
    virtual Bytes digest(Digest kind, View text) const = 0;
    virtual Bytes hmac(Digest kind, View key, View text) const = 0;

    virtual Sm2Private sm2_generate() const = 0;
    /// Code::invalid unless 1 <= d <= n - 2.
    virtual Result<Sm2Public> sm2_public(const Sm2Private& key) const = 0;
    /// GB/T 32918.2: over SM3(Z || message). `id` has at most 8190 bytes. Some 0.3 ms. Code::invalid for such a key or
    /// id.
    virtual Result<Sm2Signature> sm2_sign(const Sm2Private& key, std::string_view id, View message) const = 0;
    /// False for whatever does not verify: r or s out of range, a key that is no point of the curve, too long an id.
    virtual bool sm2_verify(const Sm2Public& key, std::string_view id, View message, const Sm2Signature& of) const = 0;
    /// GB/T 32918.4. `message` has 1 byte or more. Code::invalid for none, or a key that is no point of the curve.
    virtual Result<Sm2Ciphertext> sm2_encrypt(const Sm2Public& key, View message) const = 0;
    /// Code::invalid for a ciphertext that was not made for this key, or was changed.
    virtual Result<Bytes> sm2_decrypt(const Sm2Private& key, const Sm2Ciphertext& text) const = 0;
};

/// The module this build uses: OpenSSL, which is none that was certified.
const Module& module();

/// RFC 5869 without salt over the module's HMAC; at most 255 digests long.
void hkdf(Digest kind, View secret, std::string_view info, std::span<std::byte> out);
/// Before the first use of anything here: no configuration file of OpenSSL is looked for, no module of it loaded. For a
/// static program, which could load none.
void ignore_configuration();
/// Overwrites memory that held a secret; the compiler does not leave it out.
void wipe(std::span<std::byte> secret);

}  // namespace yiguan::crypto
