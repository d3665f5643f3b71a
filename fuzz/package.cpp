// mint/package.hpp: a range download reads any bytes of a code package. Oracle: the package written down naively, line
// by line; pieces of it equal the whole.
#include "mint/package.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "core/text.hpp"
#include "fuzz/harness.hpp"
#include "mint/testing.hpp"

namespace {

using namespace yiguan;
using fuzz::require;
using mint::PackageFormat;

const mint::Minter& minter() {
    static const mint::Minter one(mint::testing::fixed_keys(), mint::testing::domain("0128"), 0);
    return one;
}

std::string header(PackageFormat format, std::string_view prefix) {
    if (format == PackageFormat::text) return {};
    return prefix.empty() ? "\xEF\xBB\xBF序号,追溯码\r\n" : "\xEF\xBB\xBF序号,追溯码,网址\r\n";
}

std::string line(PackageFormat format, std::string_view prefix, std::int64_t counter) {
    const auto code = minter().mint(counter);
    if (format == PackageFormat::text) return fmt::format("{}{}\n", prefix, code);
    if (prefix.empty()) return fmt::format("{:018},{}\r\n", counter, code);
    return fmt::format("{:018},{},{}{}\r\n", counter, code, prefix, code);
}

std::string read(const mint::CodePackage& package, std::uint64_t offset, std::size_t bytes) {
    // Exactly as long as asked for, so that AddressSanitizer sees a byte too many.
    const auto out = std::make_unique<char[]>(bytes);
    package.read(offset, {out.get(), bytes});
    return {out.get(), bytes};
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::Input in(data, size);
    const auto format = in.flag() ? PackageFormat::csv : PackageFormat::text;
    const bool small = in.flag();
    auto first = static_cast<std::int64_t>(in.number());
    auto last = static_cast<std::int64_t>(in.number());
    if (small) {
        first = static_cast<std::int64_t>(static_cast<std::uint64_t>(first) % (mint::counter_max - 400ull));
        last = first + static_cast<std::int64_t>(static_cast<std::uint64_t>(last) % 400);
    }
    const auto offset_wish = in.number();
    const auto bytes_wish = in.below(70'000);
    const std::string prefix(in.rest());

    const auto made = mint::CodePackage::make(minter(), first, last, format, prefix);
    const bool in_bounds = first >= 0 && first <= last && last <= mint::counter_max;
    if (made.has_error()) {
        fuzz::require_showable(made.error());
        require(made.error().code == Code::counter_range || made.error().code == Code::invalid,
                "an error that the contract does not name");
        require(!small || made.error().code == Code::invalid, "a small package is refused for its size");
        return 0;
    }
    require(in_bounds, "a package outside the counters");
    require(prefix.size() <= 200 && is_utf8(prefix) && !has_control(prefix, false) &&
                prefix.find_first_of(",\"") == std::string::npos,
            "a prefix that breaks a line of the file");
    const mint::CodePackage& package = made.value();
    const auto head = header(format, prefix);
    const auto line_bytes = line(format, prefix, first).size();
    const auto lines = static_cast<std::uint64_t>(last - first) + 1;
    require(package.size() == head.size() + lines * line_bytes, "a package of another size");
    require(package.size() <= static_cast<std::uint64_t>(INT64_MAX), "a size that no file has");

    const auto offset = offset_wish % (package.size() + 1);
    const auto bytes = static_cast<std::size_t>(std::min(bytes_wish, package.size() - offset));
    const auto piece = read(package, offset, bytes);
    const auto half = bytes / 2;
    require(read(package, offset, half) + read(package, offset + half, bytes - half) == piece,
            "two halves differ from the whole");
    if (small) {
        std::string whole = head;
        for (auto counter = first; counter <= last; ++counter) whole += line(format, prefix, counter);
        require(whole.compare(static_cast<std::size_t>(offset), bytes, piece) == 0,
                "other bytes than the naive package");
    } else if (offset >= head.size()) {
        // The line that the piece begins in.
        const auto index = (offset - head.size()) / line_bytes;
        const auto within = static_cast<std::size_t>((offset - head.size()) % line_bytes);
        if (index < lines) {
            const auto expected = line(format, prefix, first + static_cast<std::int64_t>(index)).substr(within);
            const auto n = std::min(expected.size(), piece.size());
            require(piece.compare(0, n, expected, 0, n) == 0, "other bytes than the naive line");
        }
    }
    return 0;
}
