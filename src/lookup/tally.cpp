#include "lookup/tally.hpp"

#include <algorithm>

#include "db/db.hpp"

namespace yiguan::lookup {
namespace {

constexpr char version = 1;

void put(std::string& out, std::uint64_t n) {
    for (; n >= 0x80; n >>= 7) out += static_cast<char>((n & 0x7F) | 0x80);
    out += static_cast<char>(n);
}

[[noreturn]] void broken() {
    throw db::Fault(db::Fault::Kind::other, "stored scans cannot be read: run yiguan fsck");
}

class Reader {
public:
    explicit Reader(std::span<const std::byte> bytes) : at_(bytes.data()), end_(bytes.data() + bytes.size()) {
        if (next() != version) broken();
    }
    bool more() const { return at_ != end_; }
    std::uint64_t next() {
        std::uint64_t n = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (at_ == end_) broken();
            const auto byte = static_cast<std::uint64_t>(*at_++);
            n |= (byte & 0x7F) << shift;
            if (byte < 0x80) return n;
        }
        broken();
    }
    std::int64_t number() {
        const std::uint64_t n = next();
        if (n > INT64_MAX) broken();
        return static_cast<std::int64_t>(n);
    }
    std::int64_t below(std::int64_t limit) {
        const std::uint64_t n = next();
        if (n >= static_cast<std::uint64_t>(limit)) broken();
        return static_cast<std::int64_t>(n);
    }

private:
    const std::byte* at_;
    const std::byte* end_;
};

constexpr std::int64_t time_max = std::int64_t{1} << 47;

std::int64_t sum(std::int64_t a, std::int64_t b) {
    std::int64_t out = 0;
    if (__builtin_add_overflow(a, b, &out)) broken();
    return out;
}

}  // namespace

std::string pack_group(std::span<const Scan> sorted) {
    std::string out;
    if (sorted.empty()) return out;
    out.reserve(sorted.size() * 8 + 16);
    out += version;
    const UtcMs base = std::ranges::min_element(sorted, {}, &Scan::ts)->ts;
    put(out, static_cast<std::uint64_t>(base.value));
    std::int64_t block = 0, counter = 0;
    for (const Scan& scan : sorted) {
        const std::int64_t ahead = scan.block.value - block;
        put(out, static_cast<std::uint64_t>(ahead));
        put(out, static_cast<std::uint64_t>(ahead == 0 ? scan.counter - counter : scan.counter));
        put(out, static_cast<std::uint64_t>(scan.ts - base) * 4 + static_cast<std::uint64_t>(scan.channel));
        block = scan.block.value;
        counter = scan.counter;
    }
    return out;
}

std::vector<Scan> unpack_group(std::span<const std::byte> body) {
    std::vector<Scan> scans;
    Reader in(body);
    const std::int64_t base = in.below(time_max);
    std::int64_t block = 0, counter = 0;
    while (in.more()) {
        const std::int64_t ahead = in.number();
        block = sum(block, ahead);
        counter = sum(in.number(), ahead == 0 ? counter : 0);
        const std::int64_t tail = in.below(time_max);
        if (tail % 4 == 0) broken();
        scans.push_back({BlockId{block}, counter, UtcMs{base + tail / 4}, static_cast<Channel>(tail % 4)});
    }
    return scans;
}

std::string pack_part(const Part& part) {
    std::string out;
    if (part.empty()) return out;
    out.reserve(part.size() * 7 + 16);
    out += version;
    const UtcMs base = std::ranges::min_element(part, {}, &Tally::first)->first();
    put(out, static_cast<std::uint64_t>(base.value));
    int offset = 0;
    for (const Tally& tally : part) {
        put(out, static_cast<std::uint64_t>(tally.offset() - offset));
        put(out, static_cast<std::uint64_t>(tally.first() - base));
        put(out, tally.count());
        offset = tally.offset();
    }
    return out;
}

Part unpack_part(std::span<const std::byte> entries) {
    Part part;
    if (entries.empty()) return part;
    part.reserve(entries.size() / 4);
    Reader in(entries);
    const std::int64_t base = in.below(time_max);
    std::int64_t offset = 0;
    for (bool first = true; in.more(); first = false) {
        const std::int64_t ahead = in.below(PartKey::codes);
        offset += ahead;
        if (offset >= PartKey::codes || (ahead == 0 && !first)) broken();
        const std::int64_t after = in.below(time_max);
        part.emplace_back(static_cast<std::uint16_t>(offset),
                          static_cast<std::uint32_t>(in.below(std::int64_t{1} << 32)), UtcMs{base + after});
    }
    return part;
}

std::vector<PartDelta> add_up(std::vector<Scan>& scans) {
    std::ranges::sort(scans);  // by block, counter, time
    std::vector<PartDelta> deltas;
    for (const Scan& scan : scans) {
        const PartKey key = PartKey::of(scan.block, scan.counter);
        const auto offset = static_cast<std::uint16_t>(scan.counter % PartKey::codes);
        if (deltas.empty() || deltas.back().key != key) deltas.push_back({key, {}, 0});
        PartDelta& delta = deltas.back();
        ++delta.scans;
        if (!delta.added.empty() && delta.added.back().offset() == offset)
            delta.added.back().add(1, scan.ts);
        else
            delta.added.emplace_back(offset, 1, scan.ts);
    }
    return deltas;
}

void merge(Part& into, const Part& added) {
    Part out;
    out.reserve(into.size() + added.size());
    auto a = into.begin();
    for (const Tally& b : added) {
        while (a != into.end() && a->offset() < b.offset()) out.push_back(*a++);
        if (a != into.end() && a->offset() == b.offset()) {
            out.push_back(*a++);
            out.back().add(b.count(), b.first());
        } else {
            out.push_back(b);
        }
    }
    out.insert(out.end(), a, into.end());
    into = std::move(out);
}

}  // namespace yiguan::lookup
