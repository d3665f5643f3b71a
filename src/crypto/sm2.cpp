#include "crypto/sm2.hpp"

#include <algorithm>

#include "core/text.hpp"

namespace yiguan::crypto {

namespace {

using Number = std::array<std::byte, 32>;
constexpr std::byte integer_tag{0x02}, octets_tag{0x04}, sequence_tag{0x30}, uncompressed{0x04};
constexpr std::size_t id_bytes_max = 8190;  // its length in bits must fit two bytes; OpenSSL takes no 8191

void append(Bytes& out, View bytes) {
    out.insert(out.end(), bytes.begin(), bytes.end());
}

void put_value(Bytes& out, std::byte tag, View value) {
    out.push_back(tag);
    if (value.size() < 0x80) {
        out.push_back(static_cast<std::byte>(value.size()));
    } else {
        int bytes = 1;
        while (bytes < 8 && value.size() >> (8 * bytes) != 0) ++bytes;
        out.push_back(static_cast<std::byte>(0x80 | bytes));
        for (int i = bytes - 1; i >= 0; --i) out.push_back(static_cast<std::byte>(value.size() >> (8 * i)));
    }
    append(out, value);
}

void put_integer(Bytes& out, const Number& number) {
    View digits = number;
    while (digits.size() > 1 && digits[0] == std::byte{0}) digits = digits.subspan(1);
    Bytes value;
    if ((digits[0] & std::byte{0x80}) != std::byte{0}) value.push_back(std::byte{0});
    append(value, digits);
    put_value(out, integer_tag, value);
}

/// Takes one value with this tag from the front; nothing unless its length is written as DER wants it.
std::optional<View> take(View& rest, std::byte tag) {
    if (rest.size() < 2 || rest[0] != tag) return std::nullopt;
    std::size_t length = static_cast<std::size_t>(rest[1]);
    std::size_t head = 2;
    if (length >= 0x80) {
        const std::size_t bytes = length - 0x80;
        if (bytes == 0 || bytes > 4 || rest.size() < 2 + bytes || rest[2] == std::byte{0}) return std::nullopt;
        length = 0;
        for (std::size_t i = 0; i < bytes; ++i) length = (length << 8) | static_cast<std::size_t>(rest[2 + i]);
        if (length < 0x80) return std::nullopt;
        head += bytes;
    }
    if (rest.size() - head < length) return std::nullopt;
    const View value = rest.subspan(head, length);
    rest = rest.subspan(head + length);
    return value;
}

std::optional<Number> take_integer(View& rest) {
    auto value = take(rest, integer_tag);
    if (!value || value->empty() || ((*value)[0] & std::byte{0x80}) != std::byte{0}) return std::nullopt;
    if (value->size() > 1 && (*value)[0] == std::byte{0}) {
        if (((*value)[1] & std::byte{0x80}) == std::byte{0}) return std::nullopt;  // a zero that need not be there
        value = value->subspan(1);
    }
    if (value->size() > 32) return std::nullopt;
    Number number{};
    std::ranges::copy(*value, number.end() - static_cast<std::ptrdiff_t>(value->size()));
    return number;
}

/// What is in the one sequence that `der` consists of.
std::optional<View> sequence(View der) {
    const auto inside = take(der, sequence_tag);
    return der.empty() ? inside : std::nullopt;
}

Number number_at(View bytes) {
    Number number;
    std::copy_n(bytes.begin(), 32, number.begin());
    return number;
}

Error refuse(std::string_view what) {
    return Error{Code::invalid, "", std::string(what)};
}

}  // namespace

Bytes to_der(const Sm2Signature& signature) {
    Bytes inside;
    put_integer(inside, signature.r);
    put_integer(inside, signature.s);
    Bytes out;
    put_value(out, sequence_tag, inside);
    return out;
}

Result<Sm2Signature> sm2_signature_from_der(View der) {
    if (auto inside = sequence(der)) {
        const auto r = take_integer(*inside);
        const auto s = take_integer(*inside);
        if (r && s && inside->empty()) return Sm2Signature{*r, *s};
    }
    return refuse("SM2 签名不是 DER 编码的 (r, s)");
}

Bytes to_raw(const Sm2Signature& signature) {
    Bytes out;
    append(out, signature.r);
    append(out, signature.s);
    return out;
}

Result<Sm2Signature> sm2_signature_from_raw(View raw) {
    if (raw.size() != 64) return refuse("SM2 签名 r‖s 应为 64 字节");
    return Sm2Signature{number_at(raw), number_at(raw.subspan(32))};
}

Bytes to_raw(const Sm2Ciphertext& text, Sm2Order order) {
    Bytes out{uncompressed};
    append(out, text.c1.x);
    append(out, text.c1.y);
    if (order == Sm2Order::c1c3c2) append(out, text.c3);
    append(out, text.c2);
    if (order == Sm2Order::c1c2c3) append(out, text.c3);
    return out;
}

Result<Sm2Ciphertext> sm2_ciphertext_from_raw(View raw, Sm2Order order) {
    if (raw.size() < 98 || raw[0] != uncompressed) return refuse("SM2 密文应以 04 开头，至少 98 字节");
    Sm2Ciphertext text;
    text.c1 = {number_at(raw.subspan(1)), number_at(raw.subspan(33))};
    const View rest = raw.subspan(65);
    const bool digest_first = order == Sm2Order::c1c3c2;
    text.c3 = number_at(digest_first ? rest : rest.last(32));
    const View c2 = digest_first ? rest.subspan(32) : rest.first(rest.size() - 32);
    text.c2.assign(c2.begin(), c2.end());
    return text;
}

Bytes to_der(const Sm2Ciphertext& text) {
    Bytes inside;
    put_integer(inside, text.c1.x);
    put_integer(inside, text.c1.y);
    put_value(inside, octets_tag, text.c3);
    put_value(inside, octets_tag, text.c2);
    Bytes out;
    put_value(out, sequence_tag, inside);
    return out;
}

Result<Sm2Ciphertext> sm2_ciphertext_from_der(View der) {
    if (auto inside = sequence(der)) {
        const auto x = take_integer(*inside);
        const auto y = take_integer(*inside);
        const auto c3 = take(*inside, octets_tag);
        const auto c2 = take(*inside, octets_tag);
        if (x && y && c3 && c3->size() == 32 && c2 && !c2->empty() && inside->empty())
            return Sm2Ciphertext{{*x, *y}, {c2->begin(), c2->end()}, number_at(*c3)};
    }
    return refuse("SM2 密文不是 DER 编码的 (x, y, C3, C2)");
}

Result<Bytes> sm2_z(const Sm2Public& key, std::string_view id) {
    // a, b, Gx, Gy of GB/T 32918.5-2017.
    static constexpr std::string_view curve =
        "fffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffc"
        "28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93"
        "32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7"
        "bc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0";
    if (id.size() > id_bytes_max) return refuse("SM2 用户标识最多 8190 字节");
    const std::size_t bits = id.size() * 8;
    Bytes text{static_cast<std::byte>(bits >> 8), static_cast<std::byte>(bits)};
    append(text, as_bytes(id));
    append(text, as_bytes(from_hex(curve).value()));
    append(text, key.x);
    append(text, key.y);
    return module().digest(Digest::sm3, text);
}

Result<Bytes> sm2_e(const Sm2Public& key, std::string_view id, View message) {
    TRY(Bytes text, sm2_z(key, id));
    append(text, message);
    return module().digest(Digest::sm3, text);
}

}  // namespace yiguan::crypto
