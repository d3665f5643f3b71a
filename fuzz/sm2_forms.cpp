// crypto/sm2.hpp: signatures and ciphertexts of partners, as DER and raw. Oracle: what is taken is written again as the
// same bytes, and the other forms give the same value.
#include "crypto/sm2.hpp"

#include "fuzz/harness.hpp"

namespace {

using namespace yiguan;
using fuzz::require;

void check_signature(crypto::View bytes) {
    const auto der = crypto::sm2_signature_from_der(bytes);
    if (der.has_value()) {
        const auto again = crypto::to_der(der.value());
        require(std::equal(again.begin(), again.end(), bytes.begin(), bytes.end()), "two DER texts of one signature");
        require(crypto::sm2_signature_from_raw(crypto::to_raw(der.value())).value() == der.value(), "raw differs");
    }
    const auto raw = crypto::sm2_signature_from_raw(bytes);
    require(raw.has_value() == (bytes.size() == 64), "raw signatures have 64 bytes");
    if (raw.has_value())
        require(crypto::sm2_signature_from_der(crypto::to_der(raw.value())).value() == raw.value(), "DER differs");
}

void check_ciphertext(crypto::View bytes) {
    using enum crypto::Sm2Order;
    const auto der = crypto::sm2_ciphertext_from_der(bytes);
    if (der.has_value()) {
        const auto again = crypto::to_der(der.value());
        require(std::equal(again.begin(), again.end(), bytes.begin(), bytes.end()), "two DER texts of one ciphertext");
    }
    for (const auto order : {c1c3c2, c1c2c3}) {
        const auto raw = crypto::sm2_ciphertext_from_raw(bytes, order);
        if (raw.has_error()) continue;
        const auto again = crypto::to_raw(raw.value(), order);
        require(std::equal(again.begin(), again.end(), bytes.begin(), bytes.end()),
                "raw is not written as it was read");
        require(crypto::sm2_ciphertext_from_der(crypto::to_der(raw.value())).value() == raw.value(), "DER differs");
        const auto other = order == c1c3c2 ? c1c2c3 : c1c3c2;
        require(crypto::sm2_ciphertext_from_raw(crypto::to_raw(raw.value(), other), other).value() == raw.value(),
                "the older order differs");
    }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto bytes = std::as_bytes(std::span(data, size));
    check_signature(bytes);
    check_ciphertext(bytes);
    return 0;
}
