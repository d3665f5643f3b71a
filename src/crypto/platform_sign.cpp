#include "crypto/platform_sign.hpp"

#include <algorithm>

#include "core/text.hpp"

namespace yiguan::crypto {

std::string platform_sign(std::string_view client_id, std::string_view time_ms, std::string_view key_text) {
    const Bytes key = module().digest(Digest::sha1, module().digest(Digest::sha1, as_bytes(key_text)));
    Bytes text;
    for (const auto part : {as_bytes(client_id), as_bytes(time_ms)}) text.insert(text.end(), part.begin(), part.end());
    const std::size_t padding = 16 - text.size() % 16;
    text.resize(text.size() + padding, static_cast<std::byte>(padding));
    std::string sign = to_hex(module().encrypt(Algorithm::aes, Mode::ecb, View(key).first(16), {}, text).value());
    std::ranges::transform(sign, sign.begin(), to_upper);
    return sign;
}

}  // namespace yiguan::crypto
