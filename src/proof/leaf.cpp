#include "proof/leaf.hpp"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cstring>
#include <stdexcept>

#include "core/cbor.hpp"

namespace yiguan::proof {
namespace {

template <class Bytes>
std::string_view view(const Bytes& b) {
    return {reinterpret_cast<const char*>(b.data()), b.size()};
}

std::array<char, 2> two(std::uint16_t n) {
    return {static_cast<char>(n >> 8), static_cast<char>(n)};
}
std::array<char, 8> eight(std::uint64_t n) {
    std::array<char, 8> out;
    for (std::size_t i = 0; i < 8; ++i) out[i] = static_cast<char>(n >> (56 - 8 * i));
    return out;
}

template <class To>
To first_half(const Hash& h) {
    To out;
    static_assert(sizeof(out) == 16);
    std::memcpy(out.data(), h.data(), out.size());
    return out;
}

template <class To>
To exactly(std::string_view bytes) {
    To out;
    if (bytes.size() != out.size()) damaged_cbor();
    std::memcpy(out.data(), bytes.data(), out.size());
    return out;
}

PublicMap read_publics(CborReader& in) {
    PublicMap out;
    std::int64_t before = -1;
    for (std::size_t n = in.map(); n > 0; --n) {
        const auto key = in.integer(before + 1, public_key_max);
        before = key;
        if (in.next() == Major::bytes)
            out.emplace_hint(out.end(), key, std::string(in.bytes()));
        else
            out.emplace_hint(out.end(), key, in.integer());
    }
    return out;
}

std::vector<UnitKey> read_keys(CborReader& in) {
    const std::size_t n = in.array();
    if (n > unit_keys_max) damaged_cbor();
    std::vector<UnitKey> out;
    out.reserve(n);
    for (std::size_t i = 0; i < n; ++i) {
        out.push_back(exactly<UnitKey>(in.bytes()));
        if (i > 0 && out[i - 1] >= out[i]) damaged_cbor();
    }
    return out;
}

Leaf read_leaf(std::string_view bytes) {
    if (bytes.size() > leaf_bytes_max) damaged_cbor();
    CborReader in(bytes);
    const std::size_t items = in.array();
    if (items != 7 && items != 8) damaged_cbor();
    Leaf leaf;
    leaf.suite = static_cast<Suite>(in.integer(1, 2));
    leaf.kind = static_cast<Kind>(in.integer(1, static_cast<int>(Kind::codes_issued)));
    leaf.recorded_ms = in.integer(0, INT64_MAX);
    leaf.keys = read_keys(in);
    leaf.publics = read_publics(in);
    leaf.private_root = exactly<Hash>(in.bytes());
    if (leaf.private_root == Hash{}) damaged_cbor();
    if (in.next_is_null()) {
        in.null();
    } else {
        if (in.array() != 2) damaged_cbor();
        const auto index = in.head(Major::number), position = in.head(Major::number);
        leaf.manifest = Leaf::Manifest{index, position};
    }
    if (items == 8) leaf.previous = exactly<Hash>(in.bytes());
    if (!in.empty()) damaged_cbor();
    return leaf;
}

std::size_t width_for(std::size_t entries) {
    return entries == 0 ? 1 : std::max<std::size_t>(2, std::bit_ceil(entries));
}

}  // namespace

UnitKey unit_key(Suite suite, const Token& token, int level, std::uint64_t node) {
    return UnitKeys(suite, token).of(level, node);
}

UnitKey UnitKeys::of(int level, std::uint64_t node) {
    constexpr std::string_view label = "trace-span/v1";
    std::array<char, label.size() + 16 + 1 + 8> bytes;
    std::memcpy(bytes.data(), label.data(), label.size());
    if (level != level_ || node >> 1 != pair_) {
        std::memcpy(bytes.data() + label.size(), token_.data(), 16);
        bytes[label.size() + 16] = static_cast<char>(level);
        level_ = level, pair_ = node >> 1;
        const auto number = eight(pair_);
        std::memcpy(bytes.data() + label.size() + 17, number.data(), 8);
        hash_ = digest(suite_, view(bytes));
    }
    UnitKey key;
    std::memcpy(key.data(), hash_.data() + 16 * (node & 1), key.size());
    return key;
}

Token foreign_token(std::int64_t space) {
    return first_half<Token>(digest(Suite::sha256, "trace-space/v1", view(eight(static_cast<std::uint64_t>(space)))));
}

int unit_level_max(std::uint64_t size) {
    int level = 0;
    while (level < 63 && std::uint64_t{1} << level < size) level += unit_level_step;
    return level;
}

std::vector<UnitSpan> unit_cover(std::uint64_t first, std::uint64_t last, int level_max) {
    std::vector<UnitSpan> spans;
    while (first <= last) {
        int level = 0;
        const auto fits = [&](int l) {
            if (l > level_max || l > 63) return false;
            const std::uint64_t rest = (std::uint64_t{1} << l) - 1;
            return (first & rest) == 0 && rest <= last - first;
        };
        while (fits(level + unit_level_step)) level += unit_level_step;
        spans.push_back({level, first >> level});
        const std::uint64_t end = first + ((std::uint64_t{1} << level) - 1);
        if (end == last) break;
        first = end + 1;
    }
    return spans;
}

std::vector<UnitKey> unit_keys_of(Suite suite, const Token& token, std::uint64_t number, int level_max) {
    std::vector<UnitKey> keys;
    for (int level = 0; level <= level_max && level < 64; level += unit_level_step)
        keys.push_back(unit_key(suite, token, level, number >> level));
    return keys;
}

std::string Leaf::encode() const {
    if (keys.size() > unit_keys_max) throw std::length_error("a leaf with too many unit keys");
    std::string out;
    out.reserve(96 + keys.size() * 17);
    CborWriter w(out);
    w.head(Major::array, previous ? 8 : 7);
    w.integer(static_cast<int>(suite));
    w.integer(static_cast<int>(kind));
    w.integer(recorded_ms);
    w.head(Major::array, keys.size());
    for (const UnitKey& key : keys) w.bytes(view(key));
    w.head(Major::map, publics.size());
    for (const auto& [key, value] : publics) {
        w.integer(key);
        if (const auto* number = std::get_if<std::int64_t>(&value))
            w.integer(*number);
        else
            w.bytes(std::get<std::string>(value));
    }
    w.bytes(view(private_root));
    if (manifest) {
        w.head(Major::array, 2);
        w.head(Major::number, manifest->index);
        w.head(Major::number, manifest->position);
    } else {
        w.null();
    }
    if (previous) w.bytes(view(*previous));
    if (out.size() > leaf_bytes_max) throw std::length_error("a leaf that is too long");
    return out;
}

Result<Leaf> Leaf::decode(std::string_view bytes) {
    try {
        return read_leaf(bytes);
    } catch (const std::runtime_error&) {
        return Error{Code::invalid, "", "日志条目不符合规定的编码（确定性 CBOR，见日志条目格式）"};
    }
}

Salt salt_of(const Seed& seed, std::uint16_t id) {
    const Hash both = digest(Suite::sha256, "trace-salt/v1", view(seed), view(two(id / 2)));
    Salt salt;
    std::memcpy(salt.data(), both.data() + id % 2 * salt.size(), salt.size());
    return salt;
}

Hash hash_field(Suite suite, std::uint16_t id, const Salt& salt, std::string_view value) {
    std::array<char, 19> head{};
    const auto number = two(id);
    std::memcpy(head.data() + 1, number.data(), 2);
    std::memcpy(head.data() + 3, salt.data(), 16);
    return digest(suite, view(head), value);
}

void pad_fields(const Seed& seed, std::vector<Hash>& entries) {
    if (entries.size() > private_width_max) throw std::length_error("a record with too many private fields");
    const std::size_t width = width_for(entries.size());
    while (entries.size() < width)
        entries.push_back(digest(Suite::sha256, "trace-filler/v1", view(seed),
                                 view(two(static_cast<std::uint16_t>(entries.size())))));
}

Hash private_root(Suite suite, std::span<const Hash> padded) {
    assert(std::has_single_bit(padded.size()) && padded.size() <= private_width_max);
    std::array<Hash, private_width_max> level;
    std::ranges::copy(padded, level.begin());
    for (std::size_t n = padded.size(); n > 1; n /= 2)
        for (std::size_t i = 0; i < n / 2; ++i) level[i] = hash_children(suite, level[2 * i], level[2 * i + 1]);
    return level[0];
}

Opening open_field(Suite suite, PrivateField field, std::size_t position, std::span<const Hash> padded) {
    assert(position < padded.size() && std::has_single_bit(padded.size()) && padded.size() <= private_width_max);
    Opening out{std::move(field), static_cast<std::uint8_t>(position), static_cast<std::uint8_t>(padded.size()), {}};
    for (std::size_t step = 1; step < padded.size(); step *= 2) {
        const std::size_t beside = (position / step ^ 1) * step;
        out.path.push_back(private_root(suite, padded.subspan(beside, step)));
    }
    return out;
}

bool verify_opening(Suite suite, const Opening& opening, const Hash& private_root) {
    const std::size_t width = opening.width;
    if (width < 2 || width > private_width_max || !std::has_single_bit(width) || opening.position >= width ||
        opening.path.size() != static_cast<std::size_t>(std::countr_zero(width)))
        return false;
    Hash node = hash_field(suite, opening.field.id, opening.field.salt, opening.field.value);
    std::size_t at = opening.position;
    for (const Hash& beside : opening.path) {
        node = at & 1 ? hash_children(suite, beside, node) : hash_children(suite, node, beside);
        at /= 2;
    }
    return node == private_root;
}

}  // namespace yiguan::proof
