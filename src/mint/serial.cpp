#include "mint/serial.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <stdexcept>

#include "core/text.hpp"
#include "mint/minter.hpp"
#include "mint/serial_cipher.hpp"

namespace yiguan::mint {

namespace {

constexpr int redundant_chars = 6;
constexpr std::uint8_t no_symbol = 0xFF;

constexpr auto symbol_values = [] {
    std::array<std::uint8_t, 256> values{};
    values.fill(no_symbol);
    for (std::size_t i = 0; i < serial_alphabet.size(); ++i)
        values[static_cast<unsigned char>(serial_alphabet[i])] = static_cast<std::uint8_t>(i);
    return values;
}();

constexpr auto symbol_pairs = [] {
    std::array<char, 2048> pairs{};
    for (std::size_t i = 0; i < 1024; ++i) {
        pairs[2 * i] = serial_alphabet[i / 32];
        pairs[2 * i + 1] = serial_alphabet[i % 32];
    }
    return pairs;
}();

/// The last `count` symbols of value.
void put_symbols(std::uint64_t value, int count, char* out) {
    for (; count >= 2; value >>= 10) {
        count -= 2;
        std::memcpy(out + count, &symbol_pairs[2 * (value & 1023)], 2);
    }
    if (count == 1) *out = serial_alphabet[value & 31];
}

/// False when a character is none of the alphabet.
bool read_symbols(const char* text, int count, std::uint64_t& value) {
    std::uint8_t wrong = 0;
    value = 0;
    for (int i = 0; i < count; ++i) {
        const std::uint8_t symbol = symbol_values[static_cast<unsigned char>(text[i])];
        wrong = static_cast<std::uint8_t>(wrong | symbol);
        value = (value << 5) | (symbol & 31u);
    }
    return (wrong & 0x80) == 0;
}

/// Key: KeyFile::code_key() of the domain. Tweak: 'G' and the GTIN as a number of six bytes, or 'S'.
std::shared_ptr<const SerialCipher> serial_cipher(const KeyFile& keys, const SerialDomain& domain, int epoch) {
    std::string tweak = "S";
    if (domain.scheme() == Scheme::gs1) {
        std::uint64_t number = 0;
        for (const char digit : domain.gtin()) number = number * 10 + static_cast<std::uint64_t>(digit - '0');
        tweak = "G";
        for (int i = 5; i >= 0; --i) tweak += static_cast<char>(number >> (8 * i));
    }
    auto key = keys.code_key(domain.text(), epoch);
    auto cipher = std::make_shared<const SerialCipher>(key, tweak, domain.chars() - 1, keys.cipher_of(epoch));
    crypto::wipe(key);
    return cipher;
}

Result<void> check_chars(int chars) {
    if (chars < serial_chars_min || chars > serial_chars_max)
        return Error{Code::invalid, "/length", "序列号的长度应为 12 到 20 个字符", "长度", fmt::to_string(chars)};
    return outcome::success();
}

}  // namespace

Result<SerialDomain> SerialDomain::gs1(const keys::Gtin& gtin, int chars) {
    TRY_VOID(check_chars(chars));
    SerialDomain domain;
    std::ranges::copy(gtin.text(), domain.gtin_.begin());
    domain.chars_ = chars;
    return domain;
}

Result<SerialDomain> SerialDomain::short_code(int chars) {
    TRY_VOID(check_chars(chars));
    SerialDomain domain;
    domain.chars_ = chars;
    return domain;
}

std::int64_t SerialDomain::counter_max() const {
    const int bits = 5 * (chars_ - 1 - redundant_chars);
    return bits >= 60 ? mint::counter_max : (std::int64_t{1} << bits) - 1;
}

std::string SerialDomain::text() const {
    return scheme() == Scheme::gs1 ? fmt::format("gs1:{}:{}", gtin(), chars_) : fmt::format("short:{}", chars_);
}

SerialMinter::SerialMinter(const KeyFile& keys, const SerialDomain& domain, int epoch)
    : domain_(domain), epoch_(epoch) {
    if (epoch < 0 || epoch > 9) throw std::invalid_argument("a key epoch is one digit");
    cipher_ = serial_cipher(keys, domain, epoch);
}

void SerialMinter::mint(std::int64_t counter, char* out) const {
    char line[serial_chars_max + 1];
    mint_many(counter, 1, line);
    std::memcpy(out, line, static_cast<std::size_t>(chars()));
}

std::string SerialMinter::mint(std::int64_t counter) const {
    std::string serial(static_cast<std::size_t>(chars()), '0');
    mint(counter, serial.data());
    return serial;
}

void SerialMinter::mint_many(std::int64_t first, std::size_t count, char* out, std::string_view prefix,
                             char separator) const {
    const std::int64_t most = domain_.counter_max();
    if (first < 0 || first > most || count > static_cast<std::uint64_t>(most - first) + 1)
        throw std::out_of_range("a counter beyond those of the domain");
    constexpr std::size_t lanes_max = 128;
    std::uint64_t high[lanes_max];
    std::uint64_t low[lanes_max];
    const int high_chars = cipher_->high_bits() / 5;
    const int low_chars = cipher_->low_bits() / 5;
    const std::uint64_t low_mask = (std::uint64_t{1} << cipher_->low_bits()) - 1;
    auto counter = static_cast<std::uint64_t>(first);
    while (count > 0) {
        const std::size_t lanes = std::min(count, lanes_max);
        for (std::size_t k = 0; k < lanes; ++k, ++counter) {
            high[k] = counter >> cipher_->low_bits();
            low[k] = counter & low_mask;
        }
        cipher_->encipher(high, low, lanes);
        for (std::size_t k = 0; k < lanes; ++k) {
            if (!prefix.empty()) std::memcpy(out, prefix.data(), prefix.size());
            out += prefix.size();
            *out++ = static_cast<char>('0' + epoch_);
            put_symbols(high[k], high_chars, out);
            put_symbols(low[k], low_chars, out + high_chars);
            out += high_chars + low_chars;
            *out++ = separator;
        }
        count -= lanes;
    }
}

SerialVerifier::SerialVerifier(const KeyFile& keys, const SerialDomain& domain) : domain_(domain) {
    for (const int epoch : keys.epochs())
        ciphers_[static_cast<std::size_t>(epoch)] = serial_cipher(keys, domain, epoch);
}

std::optional<SerialMinted> SerialVerifier::verify(std::string_view serial) const {
    std::optional<SerialMinted> found;
    verify_many({&serial, 1}, {&found, 1});
    return found;
}

void SerialVerifier::verify_many(std::span<const std::string_view> serials,
                                 std::span<std::optional<SerialMinted>> out) const {
    if (serials.size() != out.size()) throw std::invalid_argument("one answer for each serial");
    constexpr std::size_t lanes_max = 128;
    std::uint64_t high[lanes_max];
    std::uint64_t low[lanes_max];
    std::size_t index[lanes_max];
    std::size_t lanes = 0;
    std::size_t running = 0;  // the epoch of the lanes
    const auto most = static_cast<std::uint64_t>(domain_.counter_max());
    const auto finish = [&] {
        if (lanes == 0) return;
        const SerialCipher& cipher = *ciphers_[running];
        cipher.decipher(high, low, lanes);
        for (std::size_t k = 0; k < lanes; ++k) {
            // What does not fit 63 bits is no counter; within, the largest one decides.
            if (high[k] >> (63 - cipher.low_bits()) != 0) continue;
            const std::uint64_t counter = (high[k] << cipher.low_bits()) | low[k];
            if (counter <= most)
                out[index[k]] = SerialMinted{static_cast<int>(running), static_cast<std::int64_t>(counter)};
        }
        lanes = 0;
    };
    for (std::size_t i = 0; i < serials.size(); ++i) {
        out[i] = std::nullopt;
        const std::string_view serial = serials[i];
        if (serial.size() != static_cast<std::size_t>(domain_.chars()) || !is_digit(serial[0])) continue;
        const auto epoch = static_cast<std::size_t>(serial[0] - '0');
        const SerialCipher* const cipher = ciphers_[epoch].get();
        if (cipher == nullptr) continue;
        if (epoch != running || lanes == lanes_max) {
            finish();
            running = epoch;
        }
        const int high_chars = cipher->high_bits() / 5;
        if (!read_symbols(serial.data() + 1, high_chars, high[lanes]) ||
            !read_symbols(serial.data() + 1 + high_chars, cipher->low_bits() / 5, low[lanes]))
            continue;
        index[lanes++] = i;
    }
    finish();
}

bool is_serial(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return symbol_values[static_cast<unsigned char>(c)] != no_symbol; });
}

std::string fold_short_code(std::string_view text) {
    std::string out(text);
    for (char& c : out) {
        c = to_upper(c);
        if (c == 'O') c = '0';
        if (c == 'I' || c == 'L') c = '1';
    }
    return out;
}

}  // namespace yiguan::mint
