// SM2 values in the forms that partners exchange, and what is signed (GB/T 32918, GB/T 35276-2017).
#pragma once
#include "crypto/module.hpp"

namespace yiguan::crypto {

/// SEQUENCE { INTEGER r, INTEGER s }: what OpenSSL and certificates carry.
Bytes to_der(const Sm2Signature& signature);
/// DER and nothing else: shortest lengths and numbers, nothing behind. A number has at most 32 bytes; whether it lies
/// in 1..n-1 is decided when verifying. Code::invalid.
Result<Sm2Signature> sm2_signature_from_der(View der);
/// r || s, 64 bytes.
Bytes to_raw(const Sm2Signature& signature);
Result<Sm2Signature> sm2_signature_from_raw(View raw);

/// The order of the parts: C1 C3 C2 since GM/T 0003.4-2012, C1 C2 C3 before.
enum class Sm2Order : std::uint8_t { c1c3c2, c1c2c3 };
/// C1 is 04 || x || y.
Bytes to_raw(const Sm2Ciphertext& text, Sm2Order order);
/// Code::invalid for fewer than 98 bytes or another beginning than 04.
Result<Sm2Ciphertext> sm2_ciphertext_from_raw(View raw, Sm2Order order);
/// SEQUENCE { INTEGER x, INTEGER y, OCTET STRING C3, OCTET STRING C2 } (GB/T 35276).
Bytes to_der(const Sm2Ciphertext& text);
Result<Sm2Ciphertext> sm2_ciphertext_from_der(View der);

/// Z = SM3(bits of id in two bytes || id || a || b || Gx || Gy || Px || Py), 32 bytes. Code::invalid for an id of more
/// than 8190 bytes.
Result<Bytes> sm2_z(const Sm2Public& key, std::string_view id);
/// e = SM3(Z || message): the number that is signed, for signers that take a digest.
Result<Bytes> sm2_e(const Sm2Public& key, std::string_view id, View message);

}  // namespace yiguan::crypto
