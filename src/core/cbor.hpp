// CBOR (RFC 8949), deterministic: definite lengths, shortest heads. Stored events and leaves of the log are written in
// it.
#pragma once
#include <bit>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace yiguan {

enum class Major : std::uint8_t { number = 0, negative, bytes, text, array, map, tag, simple };

/// Appends items to a text of bytes.
class CborWriter {
public:
    explicit CborWriter(std::string& out) : out_(out) {}

    void head(Major major, std::uint64_t n) {
        const auto high = static_cast<unsigned>(major) << 5;
        if (n < 24) return byte(high | static_cast<unsigned>(n));
        if (n <= 0xff) return big_end_first(high | 24, n, 1);
        if (n <= 0xffff) return big_end_first(high | 25, n, 2);
        if (n <= 0xffff'ffff) return big_end_first(high | 26, n, 4);
        big_end_first(high | 27, n, 8);
    }
    void integer(std::int64_t n) {
        if (n >= 0)
            head(Major::number, static_cast<std::uint64_t>(n));
        else
            head(Major::negative, ~static_cast<std::uint64_t>(n));
    }
    /// Single precision if nothing is lost, else double.
    void floating(double value) {
        const auto single = static_cast<float>(value);
        if (std::bit_cast<std::uint64_t>(static_cast<double>(single)) == std::bit_cast<std::uint64_t>(value))
            big_end_first(0xfa, std::bit_cast<std::uint32_t>(single), 4);
        else
            big_end_first(0xfb, std::bit_cast<std::uint64_t>(value), 8);
    }
    void text(std::string_view text) {
        head(Major::text, text.size());
        out_.append(text);
    }
    void bytes(std::string_view bytes) {
        head(Major::bytes, bytes.size());
        out_.append(bytes);
    }
    /// Bytes behind a head that was written before.
    void raw(std::string_view bytes) { out_.append(bytes); }
    void boolean(bool value) { byte(value ? 0xf5 : 0xf4); }
    void null() { byte(0xf6); }

private:
    void byte(unsigned b) { out_.push_back(static_cast<char>(b)); }
    void big_end_first(unsigned first, std::uint64_t n, int count) {
        char buffer[9] = {static_cast<char>(first)};
        for (int i = 0; i < count; ++i) buffer[1 + i] = static_cast<char>(n >> (8 * (count - 1 - i)));
        out_.append(buffer, static_cast<std::size_t>(count) + 1);
    }

    std::string& out_;
};

/// What is read is not what was written.
[[noreturn]] inline void damaged_cbor() {
    throw std::runtime_error("the stored bytes are damaged");
}

/// Takes items from the front. Everything that CborWriter does not write throws std::runtime_error; no length is
/// believed that is longer than what is left.
class CborReader {
public:
    explicit CborReader(std::string_view bytes) : rest_(bytes) {}

    bool empty() const { return rest_.empty(); }
    std::size_t left() const { return rest_.size(); }
    Major next() const {
        if (rest_.empty()) damaged_cbor();
        return static_cast<Major>(static_cast<unsigned char>(rest_.front()) >> 5);
    }
    bool next_is_null() const { return !rest_.empty() && static_cast<unsigned char>(rest_.front()) == 0xf6; }
    /// The argument of a head of this kind.
    std::uint64_t head(Major major) {
        if (next() != major) damaged_cbor();
        const unsigned low = take() & 31;
        if (low < 24) return low;
        if (low > 27) damaged_cbor();
        const std::uint64_t n = big_end_first(1 << (low - 24));
        constexpr std::uint64_t least[] = {24, 0x100, 0x1'0000, 0x1'0000'0000};
        if (n < least[low - 24]) damaged_cbor();
        return n;
    }
    std::int64_t integer() {
        const bool negative = next() == Major::negative;
        const std::uint64_t n = head(negative ? Major::negative : Major::number);
        if (n > static_cast<std::uint64_t>(INT64_MAX)) damaged_cbor();
        return negative ? static_cast<std::int64_t>(~n) : static_cast<std::int64_t>(n);
    }
    /// As integer(), within [min, max].
    std::int64_t integer(std::int64_t min, std::int64_t max) {
        const auto n = integer();
        if (n < min || n > max) damaged_cbor();
        return n;
    }
    double floating() {
        switch (take()) {
            case 0xfa:
                return std::bit_cast<float>(static_cast<std::uint32_t>(big_end_first(4)));
            case 0xfb:
                return std::bit_cast<double>(big_end_first(8));
            default:
                damaged_cbor();
        }
    }
    std::string_view text() { return string(Major::text); }
    std::string_view bytes() { return string(Major::bytes); }
    /// Items (of a map: pairs) that follow; each has at least one byte.
    std::size_t array() { return items(Major::array, 1); }
    std::size_t map() { return items(Major::map, 2); }
    bool boolean() {
        const auto b = take();
        if (b != 0xf4 && b != 0xf5) damaged_cbor();
        return b == 0xf5;
    }
    void null() {
        if (take() != 0xf6) damaged_cbor();
    }
    unsigned peek() const {
        if (rest_.empty()) damaged_cbor();
        return static_cast<unsigned char>(rest_.front());
    }

private:
    unsigned take() {
        if (rest_.empty()) damaged_cbor();
        const auto b = static_cast<unsigned char>(rest_.front());
        rest_.remove_prefix(1);
        return b;
    }
    std::uint64_t big_end_first(int count) {
        std::uint64_t n = 0;
        for (int i = 0; i < count; ++i) n = n << 8 | take();
        return n;
    }
    std::string_view string(Major major) {
        const auto n = head(major);
        if (n > rest_.size()) damaged_cbor();
        const auto s = rest_.substr(0, n);
        rest_.remove_prefix(n);
        return s;
    }
    std::size_t items(Major major, std::size_t bytes_each) {
        const auto n = head(major);
        if (n > rest_.size() / bytes_each) damaged_cbor();
        return n;
    }

    std::string_view rest_;
};

}  // namespace yiguan
