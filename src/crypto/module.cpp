#include "crypto/module.hpp"

#include <openssl/crypto.h>

#include <algorithm>
#include <stdexcept>

#include "core/text.hpp"

namespace yiguan::crypto {

std::string_view name_of(Algorithm algorithm) {
    return algorithm == Algorithm::aes ? "aes" : "sm4";
}

std::optional<Algorithm> algorithm_of(std::string_view name) {
    for (const Algorithm algorithm : {Algorithm::aes, Algorithm::sm4})
        if (name == name_of(algorithm)) return algorithm;
    return std::nullopt;
}

Sm2Private::~Sm2Private() {
    wipe(d);
}

void ignore_configuration() {
    OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, nullptr);
}

void wipe(std::span<std::byte> secret) {
    OPENSSL_cleanse(secret.data(), secret.size());
}

void hkdf(Digest kind, View secret, std::string_view info, std::span<std::byte> out) {
    const Bytes zeros(kind == Digest::sha1 ? 20 : 32);
    Bytes key = module().hmac(kind, zeros, secret);
    Bytes block;
    std::byte counter{0};
    for (std::size_t at = 0; at < out.size();) {
        if (counter == std::byte{255}) throw std::invalid_argument("HKDF gives at most 255 digests");
        counter = std::byte(static_cast<unsigned>(counter) + 1);
        const auto text = as_bytes(info);
        block.insert(block.end(), text.begin(), text.end());
        block.push_back(counter);
        Bytes next = module().hmac(kind, key, block);
        wipe(block);
        block = std::move(next);
        const std::size_t n = std::min(block.size(), out.size() - at);
        std::copy_n(block.begin(), n, out.begin() + static_cast<std::ptrdiff_t>(at));
        at += n;
    }
    wipe(block);
    wipe(key);
}

}  // namespace yiguan::crypto
