#include "mint/ff1.hpp"

#include <algorithm>
#include <array>

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

void put_big_endian(Bytes& out, std::uint64_t value, int bytes) {
    for (int i = bytes - 1; i >= 0; --i) out.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

/// What is the same in every round of one number: steps 3 to 5 and the front of step 6.i of the algorithms.
class Rounds {
public:
    Rounds(const crypto::BlockCipher& cipher, std::uint32_t radix, std::size_t length, std::span<const std::byte> tweak)
        : cipher_(cipher), radix_(radix), b_(bytes_for(radix, length - length / 2)), d_(4 * ((b_ + 3) / 4) + 4) {
        front_ = {1, 2, 1};  // P: version, method, addition
        put_big_endian(front_, radix, 3);
        front_.push_back(10);
        front_.push_back(static_cast<std::uint8_t>(length / 2));
        put_big_endian(front_, length, 4);
        put_big_endian(front_, tweak.size(), 4);
        for (const auto byte : tweak) front_.push_back(static_cast<std::uint8_t>(byte));  // Q
        while ((front_.size() + 1 + b_) % 16 != 0) front_.push_back(0);
    }

    /// The `count` numerals that round `i` adds to or takes from the other half.
    Numerals operator()(int i, std::span<const std::uint32_t> half, std::size_t count) const {
        Bytes message = front_;
        message.push_back(static_cast<std::uint8_t>(i));
        for (const auto byte : number_of(half, radix_, b_)) message.push_back(byte);
        Block r{};
        for (std::size_t at = 0; at < message.size(); at += 16) {
            for (std::size_t k = 0; k < 16; ++k) r[k] = static_cast<std::uint8_t>(r[k] ^ message[at + k]);
            cipher_.encrypt(r.data(), r.data(), 1);
        }
        Bytes s(r.begin(), r.end());
        for (std::uint32_t j = 1; s.size() < d_; ++j) {
            Block next = r;
            for (std::size_t k = 0; k < 4; ++k) next[15 - k] = static_cast<std::uint8_t>(next[15 - k] ^ (j >> (8 * k)));
            cipher_.encrypt(next.data(), next.data(), 1);
            s.insert(s.end(), next.begin(), next.end());
        }
        s.resize(d_);
        return numerals_of(std::move(s), radix_, count);
    }

private:
    const crypto::BlockCipher& cipher_;
    std::uint32_t radix_;
    std::size_t b_, d_;  // as the standard calls them: bytes of NUM(B), bytes of S
    Bytes front_;
};

}  // namespace

Result<Ff1> Ff1::make(std::span<const std::byte> key, std::uint32_t radix, crypto::Algorithm algorithm) {
    TRY(auto cipher, crypto::module().block_cipher(algorithm, key));
    if (radix < 2 || radix > 65536) return Error{Code::invalid, "/radix", "FF1 的基数应为 2 到 65536"};
    return Ff1{std::move(cipher), radix};
}

Result<void> Ff1::check(std::span<const std::uint32_t> numerals) const {
    if (numerals.size() < 2) return Error{Code::invalid, "/length", "FF1 至少需要两位"};
    double values = 1;
    for (std::size_t i = 0; i < numerals.size() && values < 1e6; ++i) values *= radix_;
    if (values < 1e6) return Error{Code::invalid, "/domain", "FF1 的取值空间至少应有一百万个"};
    for (const auto numeral : numerals)
        if (numeral >= radix_) return Error{Code::invalid, "/numerals", "FF1 的数位超出基数"};
    return outcome::success();
}

Result<Numerals> Ff1::encrypt(std::span<const std::uint32_t> plain, std::span<const std::byte> tweak) const {
    TRY_VOID(check(plain));
    const Rounds round(*cipher_, radix_, plain.size(), tweak);
    const auto u = static_cast<std::ptrdiff_t>(plain.size() / 2);
    Numerals a(plain.begin(), plain.begin() + u);
    Numerals b(plain.begin() + u, plain.end());
    for (int i = 0; i < 10; ++i) {
        Numerals c = add(a, round(i, b, a.size()), radix_);
        a = std::move(b);
        b = std::move(c);
    }
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

Result<Numerals> Ff1::decrypt(std::span<const std::uint32_t> cipher, std::span<const std::byte> tweak) const {
    TRY_VOID(check(cipher));
    const Rounds round(*cipher_, radix_, cipher.size(), tweak);
    const auto u = static_cast<std::ptrdiff_t>(cipher.size() / 2);
    Numerals a(cipher.begin(), cipher.begin() + u);
    Numerals b(cipher.begin() + u, cipher.end());
    for (int i = 9; i >= 0; --i) {
        Numerals c = subtract(b, round(i, a, b.size()), radix_);
        b = std::move(a);
        a = std::move(c);
    }
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

}  // namespace yiguan::mint
