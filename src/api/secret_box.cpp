#include "api/secret_box.hpp"

#include <fmt/format.h>

#include "core/text.hpp"
#include "crypto/crypto.hpp"

namespace yiguan::api {
namespace {

using crypto::Gcm;

}  // namespace

std::string SecretBox::seal(std::int64_t about, std::string_view secret) const {
    if (secret.empty()) return {};
    const auto gcm = Gcm::make(crypto::Algorithm::aes, key_).value();
    std::array<std::byte, Gcm::nonce_bytes> nonce{};
    fill_random(nonce);
    const auto sealed = gcm.seal(nonce, as_bytes(std::to_string(about)), as_bytes(secret)).value();
    return std::string(as_text(nonce)).append(as_text(sealed));
}

Result<std::string> SecretBox::open(std::int64_t about, std::string_view sealed) const {
    if (sealed.empty()) return std::string();
    const auto bytes = as_bytes(sealed);
    if (bytes.size() < Gcm::nonce_bytes) return Error{Code::invalid, "", "密文不完整"};
    const auto gcm = Gcm::make(crypto::Algorithm::aes, key_).value();
    TRY(const auto text,
        gcm.open(bytes.first(Gcm::nonce_bytes), as_bytes(std::to_string(about)), bytes.subspan(Gcm::nonce_bytes)));
    return std::string(as_text(text));
}

std::string webhook_signature(std::string_view token, std::int64_t unix_seconds, std::string_view delivery,
                              std::string_view body) {
    const std::string text = fmt::format("{}.{}.{}", unix_seconds, delivery, body);
    const auto mac = crypto::module().hmac(crypto::Digest::sha256, as_bytes(token), as_bytes(text));
    return fmt::format("t={},v1={}", unix_seconds, to_hex(mac));
}

}  // namespace yiguan::api
