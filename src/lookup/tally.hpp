// The bytes of stored scans: groups as they were recorded, and the counts of 512 neighbouring codes as one value.
// Private to the room.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/ids.hpp"
#include "core/time.hpp"

namespace yiguan::lookup {

enum class Channel : std::uint8_t { web = 1, api = 2 };  ///< Stored: append only. No address and no device is kept.

struct Scan {
    BlockId block;
    std::int64_t counter;  ///< 0 or more.
    UtcMs ts;
    Channel channel;
    friend auto operator<=>(const Scan&, const Scan&) = default;
};

/// Version 1, then the time of the earliest scan, then for each scan, sorted: the difference of its block to the one
/// before (block ids ascend), the counter (in the same block: its difference), and 4 x (time after the earliest) +
/// channel. Integers of 7 bits a byte, the lowest first, the top bit of a byte saying that another follows. Some seven
/// bytes a scan.
std::string pack_group(std::span<const Scan> sorted);
/// @throws db::Fault for bytes that pack_group() does not write: run yiguan fsck.
std::vector<Scan> unpack_group(std::span<const std::byte> body);

/// The codes whose counts stand in one stored value: those of one block with the same counter / 512.
struct PartKey {
    static constexpr std::int64_t codes = 512;
    BlockId block;
    std::int64_t part;
    static PartKey of(BlockId block, std::int64_t counter) { return {block, counter / codes}; }
    friend auto operator<=>(const PartKey&, const PartKey&) = default;
};
struct PartKeyHash {
    std::size_t operator()(const PartKey& k) const noexcept {
        return (static_cast<std::size_t>(k.block.value) ^ static_cast<std::size_t>(k.part)) * 0x9E3779B97F4A7C15ull;
    }
};

/// Count and first time of one code of a part.
class Tally {
public:
    Tally(std::uint16_t offset, std::uint32_t count, UtcMs first)
        : first_low_(static_cast<std::uint32_t>(first.value)),
          count_(count),
          first_high_(static_cast<std::uint16_t>(first.value >> 32)),
          offset_(offset) {}
    std::uint16_t offset() const { return offset_; }  ///< counter % 512.
    std::uint32_t count() const { return count_; }
    UtcMs first() const { return {(static_cast<std::int64_t>(first_high_) << 32) | first_low_}; }
    /// More queries of the same code; the earlier time stays.
    void add(std::uint32_t count, UtcMs first) {
        count_ += count;
        if (first < this->first()) *this = Tally(offset_, count_, first);
    }

private:  // twelve bytes, because millions stand in memory; 48 bits of milliseconds reach to the year 10889
    std::uint32_t first_low_, count_;
    std::uint16_t first_high_, offset_;
};

/// The tallies of a part, by offset.
using Part = std::vector<Tally>;

/// Version 1, then the earliest first time, then for each code the difference of its offset to the one before, its
/// first time after the earliest, and its count.
std::string pack_part(const Part& part);
/// An empty text is an empty part. @throws db::Fault for bytes that pack_part() does not write.
Part unpack_part(std::span<const std::byte> entries);

/// What is to be added to a part: its counts, and how many scans they come from.
struct PartDelta {
    PartKey key;
    Part added;
    std::size_t scans = 0;
};
/// Sorts the scans and adds them up; the deltas are in the order of their keys.
std::vector<PartDelta> add_up(std::vector<Scan>& scans);
/// Adds one part to another.
void merge(Part& into, const Part& added);

}  // namespace yiguan::lookup
