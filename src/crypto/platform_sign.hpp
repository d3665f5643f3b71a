// The signature that the interface of the national Ecode platform asks for in its addresses.
#pragma once
#include <string>

#include "crypto/module.hpp"

namespace yiguan::crypto {

/// Upper-case hexadecimal of AES-128-ECB with PKCS#7 over the client id followed by the time in milliseconds; the key
/// is the first 16 bytes of SHA-1(SHA-1(key text)). It protects neither the body nor much else: never rely on it for
/// what others send us. Source: third-party clients of the platform, no official document; identifiers.md 1.5.
std::string platform_sign(std::string_view client_id, std::string_view time_ms, std::string_view key_text);

}  // namespace yiguan::crypto
