#include "crypto/gcm.hpp"

#include <algorithm>
#include <cstring>

#include "core/text.hpp"

namespace yiguan::crypto {

namespace {

constexpr std::uint64_t text_bytes_max = (std::uint64_t{1} << 36) - 32;

std::uint64_t load(const std::uint8_t* at) {
    std::uint64_t value = 0;
    for (int i = 0; i < 8; ++i) value = (value << 8) | at[i];
    return value;
}

void store(std::uint64_t value, std::uint8_t* at) {
    for (int i = 7; i >= 0; --i, value >>= 8) at[i] = static_cast<std::uint8_t>(value);
}

/// The running sum of GHASH.
struct Ghash {
    std::uint64_t h_high, h_low;
    std::uint64_t high = 0, low = 0;

    void add(std::uint64_t a, std::uint64_t b) {
        const std::uint64_t x[2] = {high ^ a, low ^ b};
        std::uint64_t v_high = h_high, v_low = h_low;
        high = low = 0;
        for (int bit = 0; bit < 128; ++bit) {
            const std::uint64_t taken = 0 - ((x[bit / 64] >> (63 - bit % 64)) & 1);
            high ^= v_high & taken;
            low ^= v_low & taken;
            const std::uint64_t out = 0 - (v_low & 1);
            v_low = (v_low >> 1) | (v_high << 63);
            v_high = (v_high >> 1) ^ (out & 0xE100'0000'0000'0000);
        }
    }
    void add(View text) {
        while (!text.empty()) {
            std::uint8_t block[16] = {};
            const std::size_t n = std::min<std::size_t>(16, text.size());
            std::memcpy(block, text.data(), n);
            add(load(block), load(block + 8));
            text = text.subspan(n);
        }
    }
};

Error refuse(std::string pointer, std::string detail) {
    return Error{Code::invalid, std::move(pointer), std::move(detail)};
}

}  // namespace

Gcm::Gcm(std::unique_ptr<const BlockCipher> cipher) : cipher_(std::move(cipher)) {
    std::uint8_t h[16] = {};
    cipher_->encrypt(h, h, 1);
    h_high_ = load(h);
    h_low_ = load(h + 8);
}

Result<Gcm> Gcm::make(Algorithm algorithm, View key) {
    TRY(auto cipher, module().block_cipher(algorithm, key));
    return Gcm(std::move(cipher));
}

Gcm::Block Gcm::tag_of(View nonce, View associated, View text) const {
    Ghash hash{h_high_, h_low_};
    hash.add(associated);
    hash.add(text);
    hash.add(associated.size() * 8, text.size() * 8);
    Block mask{};
    std::memcpy(mask.data(), nonce.data(), nonce_bytes);
    mask[15] = 1;
    cipher_->encrypt(mask.data(), mask.data(), 1);
    Block tag;
    store(hash.high ^ load(mask.data()), tag.data());
    store(hash.low ^ load(mask.data() + 8), tag.data() + 8);
    return tag;
}

Bytes Gcm::counter_mode(View nonce, View text) const {
    constexpr std::size_t lanes = 32;
    std::uint8_t blocks[lanes * 16];
    Bytes out(text.begin(), text.end());
    std::uint32_t counter = 2;  // 1 belongs to the tag
    for (std::size_t at = 0; at < out.size(); at += sizeof blocks) {
        const std::size_t bytes = std::min(sizeof blocks, out.size() - at);
        const std::size_t count = (bytes + 15) / 16;
        for (std::size_t k = 0; k < count; ++k, ++counter) {
            std::uint8_t* const block = blocks + 16 * k;
            std::memcpy(block, nonce.data(), nonce_bytes);
            for (std::size_t i = 0; i < 4; ++i) block[15 - i] = static_cast<std::uint8_t>(counter >> (8 * i));
        }
        cipher_->encrypt(blocks, blocks, count);
        for (std::size_t i = 0; i < bytes; ++i) out[at + i] ^= std::byte{blocks[i]};
    }
    return out;
}

Result<Bytes> Gcm::seal(View nonce, View associated, View text) const {
    if (nonce.size() != nonce_bytes) return refuse("/nonce", "GCM 的随机数应为 12 字节");
    if (text.size() >= text_bytes_max) return refuse("/text", "GCM 一次最多加密 64 GB");
    Bytes out = counter_mode(nonce, text);
    const Block tag = tag_of(nonce, associated, out);
    const auto bytes = std::as_bytes(std::span(tag));
    out.insert(out.end(), bytes.begin(), bytes.end());
    return out;
}

Result<Bytes> Gcm::open(View nonce, View associated, View sealed) const {
    if (nonce.size() != nonce_bytes) return refuse("/nonce", "GCM 的随机数应为 12 字节");
    if (sealed.size() < tag_bytes || sealed.size() - tag_bytes >= text_bytes_max)
        return refuse("/text", "GCM 密文的长度不对");
    const View text = sealed.first(sealed.size() - tag_bytes);
    const Block tag = tag_of(nonce, associated, text);
    if (!equal_constant_time(as_text(std::as_bytes(std::span(tag))), as_text(sealed.last(tag_bytes))))
        return refuse("", "密文未通过校验");
    return counter_mode(nonce, text);
}

}  // namespace yiguan::crypto
