// Strong 64-bit ids: ids of different things do not mix, and they are decimal strings in JSON (they exceed 2^53).
#pragma once
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace yiguan {

template <class Tag>
struct Id {
    std::int64_t value = 0;
    constexpr Id() = default;
    constexpr explicit Id(std::int64_t v) : value(v) {}
    explicit operator bool() const { return value != 0; }
    friend constexpr auto operator<=>(const Id&, const Id&) = default;
};

template <class Tag>
std::string to_string(Id<Tag> id) {
    return std::to_string(id.value);
}

/// A positive decimal id, no sign, no leading zero; nothing for any other text.
std::optional<std::int64_t> parse_id(std::string_view text);

template <class I>
std::optional<I> parse_id_as(std::string_view text) {
    const auto v = parse_id(text);
    return v ? std::optional<I>(I{*v}) : std::nullopt;
}

using OrgId = Id<struct OrgTag>;
using UserId = Id<struct UserTag>;
using DocumentId = Id<struct DocumentTag>;
using ProductId = Id<struct ProductTag>;
using DomainId = Id<struct DomainTag>;
using BlockId = Id<struct BlockTag>;
using BatchId = Id<struct BatchTag>;
using EventId = Id<struct EventTag>;

/// No id of an earlier time is as great: where a range of ids by time begins.
std::int64_t first_id_at(std::int64_t utc_ms);

/// Time-ordered 64-bit ids: 41 bits of milliseconds since 2024-01-01 UTC, 10 bits of node, 12 bits of sequence.
/// Unique per node as long as one IdSource serves it; never runs backwards, even when the clock does. Thread-safe.
class IdSource {
public:
    explicit IdSource(unsigned node = 0);
    IdSource(const IdSource&) = delete;
    std::int64_t next(std::int64_t utc_ms);

private:
    std::int64_t node_bits_;
    std::int64_t last_ = 0;  // time and sequence of the last id, guarded by an atomic exchange in the source file
};

}  // namespace yiguan

template <class Tag>
struct std::hash<yiguan::Id<Tag>> {
    std::size_t operator()(yiguan::Id<Tag> id) const noexcept {
        auto x = static_cast<std::uint64_t>(id.value) * 0x9E3779B97F4A7C15ull;
        return static_cast<std::size_t>(x ^ (x >> 29));
    }
};
