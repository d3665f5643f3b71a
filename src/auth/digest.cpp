#include "auth/digest.hpp"

#include <openssl/hmac.h>
#include <openssl/sha.h>

#include <stdexcept>

namespace yiguan::auth {
namespace {

const unsigned char* in(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* out(Digest& digest) {
    return reinterpret_cast<unsigned char*>(digest.data());
}

}  // namespace

Digest sha256(std::string_view text) {
    Digest digest;
    SHA256(in(text), text.size(), out(digest));
    return digest;
}

Digest hmac_sha256(std::string_view key, std::string_view text) {
    Digest digest;
    if (!HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), in(text), text.size(), out(digest), nullptr))
        throw std::runtime_error("HMAC-SHA-256 is not available");
    return digest;
}

}  // namespace yiguan::auth
