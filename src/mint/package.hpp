// Code packages (追溯码包, ECO-34): a file of consecutive codes that is never stored but computed where it is read.
#pragma once
#include <cstdint>
#include <span>
#include <string>

#include "mint/minter.hpp"

namespace yiguan::mint {

enum class PackageFormat {
    text,  ///< One code a line, LF.
    csv,   ///< UTF-8 with byte-order mark, CRLF; 序号 (18 digits),追溯码[,网址].
};

/// Random-access bytes of the package of counters [first, last]. Every line has one length, so any offset can be
/// produced directly: a broken download goes on where it stopped. Cheap to copy, const members thread-safe.
class CodePackage {
public:
    /// @param address_prefix "" or what stands before each code, such as "https://host/E=" (添加网址, ECO-35): in text
    /// before
    ///        the code on its line, in CSV as a third column. No control characters, commas or quotes; at most 200
    ///        bytes.
    /// Code::counter_range unless 0 <= first <= last <= counter_max and the package has fewer than 2^63 bytes;
    /// Code::invalid for the prefix.
    static Result<CodePackage> make(Minter minter, std::int64_t first, std::int64_t last, PackageFormat format,
                                    std::string address_prefix = {});

    std::uint64_t size() const { return size_; }
    std::uint64_t header_size() const { return header_.size(); }  ///< Of the line of titles; 0 in text.
    /// Bytes [offset, offset + out.size()), which must lie within size(). Some 34 bytes in 20 nanoseconds; allocates
    /// nothing.
    void read(std::uint64_t offset, std::span<char> out) const;
    /// "text/plain; charset=utf-8" or "text/csv; charset=utf-8".
    std::string_view content_type() const;

private:
    CodePackage(Minter minter, std::int64_t first, std::int64_t last, PackageFormat format, std::string prefix);
    void lines(std::uint64_t index, std::size_t count, char* out) const;

    Minter minter_;
    std::int64_t first_;
    PackageFormat format_;
    std::string prefix_;
    std::string header_;
    std::size_t line_bytes_;
    std::uint64_t size_;
};

}  // namespace yiguan::mint
