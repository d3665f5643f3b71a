#include "mint/ff1.hpp"

#include <openssl/evp.h>

#include <array>

#include <memory>
#include <stdexcept>

namespace yiguan::mint {

namespace {

using Numerals = std::vector<std::uint32_t>;
using Bytes = std::vector<std::uint8_t>;  // an unsigned number, most significant byte first

/// number * factor + addend, in as many bytes as `number` has (the caller leaves room).
void multiply_add(Bytes& number, std::uint32_t factor, std::uint32_t addend) {
    std::uint64_t carry = addend;
    for (auto byte = number.rbegin(); byte != number.rend(); ++byte) {
        carry += std::uint64_t{*byte} * factor;
        *byte = static_cast<std::uint8_t>(carry);
        carry >>= 8;
    }
}

/// Divides in place and returns the remainder.
std::uint32_t divide(Bytes& number, std::uint32_t divisor) {
    std::uint64_t rest = 0;
    for (auto& byte : number) {
        rest = (rest << 8) | byte;
        byte = static_cast<std::uint8_t>(rest / divisor);
        rest %= divisor;
    }
    return static_cast<std::uint32_t>(rest);
}

/// The bytes needed for radix^length - 1.
std::size_t bytes_for(std::uint32_t radix, std::size_t length) {
    Bytes largest(2 * length + 2, 0);
    for (std::size_t i = 0; i < length; ++i) multiply_add(largest, radix, radix - 1);
    std::size_t zeros = 0;
    while (largest[zeros] == 0) ++zeros;
    return largest.size() - zeros;
}

Bytes number_of(std::span<const std::uint32_t> numerals, std::uint32_t radix, std::size_t bytes) {
    Bytes number(bytes, 0);
    for (const auto numeral : numerals) multiply_add(number, radix, numeral);
    return number;
}

/// The `count` least significant numerals of y.
Numerals numerals_of(Bytes y, std::uint32_t radix, std::size_t count) {
    Numerals out(count);
    for (std::size_t i = count; i-- > 0;) out[i] = divide(y, radix);
    return out;
}

/// a + b or a - b modulo radix^length, numeral by numeral.
Numerals add(const Numerals& a, const Numerals& b, std::uint32_t radix) {
    Numerals out(a.size());
    std::uint32_t carry = 0;
    for (std::size_t i = a.size(); i-- > 0;) {
        const std::uint32_t sum = a[i] + b[i] + carry;
        carry = sum >= radix ? 1 : 0;
        out[i] = sum - carry * radix;
    }
    return out;
}

Numerals subtract(const Numerals& a, const Numerals& b, std::uint32_t radix) {
    Numerals out(a.size());
    std::uint32_t borrow = 0;
    for (std::size_t i = a.size(); i-- > 0;) {
        const std::uint32_t taken = b[i] + borrow;
        borrow = a[i] < taken ? 1 : 0;
        out[i] = a[i] + borrow * radix - taken;
    }
    return out;
}

using Block = std::array<std::uint8_t, 16>;

class Aes {
public:
    explicit Aes(std::span<const std::byte> key) : context_(EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free) {
        const EVP_CIPHER* cipher = key.size() == 16   ? EVP_aes_128_ecb()
                                   : key.size() == 24 ? EVP_aes_192_ecb()
                                                      : EVP_aes_256_ecb();
        if (!context_ || EVP_EncryptInit_ex(context_.get(), cipher, nullptr,
                                            reinterpret_cast<const unsigned char*>(key.data()), nullptr) != 1)
            throw std::runtime_error("AES is not available");
        EVP_CIPHER_CTX_set_padding(context_.get(), 0);
    }
    Block encrypt(const Block& in) {
        Block out;
        int length = 0;
        if (EVP_EncryptUpdate(context_.get(), out.data(), &length, in.data(), 16) != 1 || length != 16)
            throw std::runtime_error("AES failed");
        return out;
    }

private:
    std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> context_;
};

void put_big_endian(Bytes& out, std::uint64_t value, int bytes) {
    for (int i = bytes - 1; i >= 0; --i) out.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

}  // namespace

Result<Ff1> Ff1::make(std::span<const std::byte> key, std::uint32_t radix) {
    if (key.size() != 16 && key.size() != 24 && key.size() != 32)
        return Error{Code::invalid, "/key", "FF1 的密钥应为 16、24 或 32 字节"};
    if (radix < 2 || radix > 65536) return Error{Code::invalid, "/radix", "FF1 的基数应为 2 到 65536"};
    return Ff1{{key.begin(), key.end()}, radix};
}

Result<void> Ff1::check(std::span<const std::uint32_t> numerals) const {
    if (numerals.size() < 2) return Error{Code::invalid, "/length", "FF1 至少需要两位"};
    double values = 1;
    for (std::size_t i = 0; i < numerals.size() && values < 1e6; ++i) values *= radix_;
    if (values < 1e6) return Error{Code::invalid, "/length", "FF1 的取值空间至少应有一百万个"};
    for (const auto numeral : numerals)
        if (numeral >= radix_) return Error{Code::invalid, "/numerals", "FF1 的数位超出基数"};
    return outcome::success();
}

Bytes Ff1::round(int i, std::span<const std::uint32_t> half, std::size_t length,
                 std::span<const std::byte> tweak) const {
    const std::size_t u = length / 2;
    const std::size_t b = bytes_for(radix_, length - u);
    const std::size_t d = 4 * ((b + 3) / 4) + 4;

    Bytes message{1, 2, 1};  // P: version, method, addition
    put_big_endian(message, radix_, 3);
    message.push_back(10);
    message.push_back(static_cast<std::uint8_t>(u));
    put_big_endian(message, length, 4);
    put_big_endian(message, tweak.size(), 4);
    for (const auto byte : tweak) message.push_back(static_cast<std::uint8_t>(byte));  // Q
    while ((message.size() + 1 + b) % 16 != 0) message.push_back(0);
    message.push_back(static_cast<std::uint8_t>(i));
    for (const auto byte : number_of(half, radix_, b)) message.push_back(byte);

    Aes aes(key_);
    Block r{};
    for (std::size_t at = 0; at < message.size(); at += 16) {
        for (std::size_t k = 0; k < 16; ++k) r[k] = static_cast<std::uint8_t>(r[k] ^ message[at + k]);
        r = aes.encrypt(r);
    }
    Bytes s(r.begin(), r.end());
    for (std::uint32_t j = 1; s.size() < d; ++j) {
        Block next = r;
        for (std::size_t k = 0; k < 4; ++k) next[15 - k] = static_cast<std::uint8_t>(next[15 - k] ^ (j >> (8 * k)));
        next = aes.encrypt(next);
        s.insert(s.end(), next.begin(), next.end());
    }
    s.resize(d);
    return s;
}

Result<Numerals> Ff1::encrypt(std::span<const std::uint32_t> plain, std::span<const std::byte> tweak) const {
    TRY_VOID(check(plain));
    const std::size_t u = plain.size() / 2;
    Numerals a(plain.begin(), plain.begin() + static_cast<std::ptrdiff_t>(u));
    Numerals b(plain.begin() + static_cast<std::ptrdiff_t>(u), plain.end());
    for (int i = 0; i < 10; ++i) {
        Numerals c = add(a, numerals_of(round(i, b, plain.size(), tweak), radix_, a.size()), radix_);
        a = std::move(b);
        b = std::move(c);
    }
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

Result<Numerals> Ff1::decrypt(std::span<const std::uint32_t> cipher, std::span<const std::byte> tweak) const {
    TRY_VOID(check(cipher));
    const std::size_t u = cipher.size() / 2;
    Numerals a(cipher.begin(), cipher.begin() + static_cast<std::ptrdiff_t>(u));
    Numerals b(cipher.begin() + static_cast<std::ptrdiff_t>(u), cipher.end());
    for (int i = 9; i >= 0; --i) {
        Numerals c = subtract(b, numerals_of(round(i, a, cipher.size(), tweak), radix_, b.size()), radix_);
        b = std::move(a);
        a = std::move(c);
    }
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

}  // namespace yiguan::mint
