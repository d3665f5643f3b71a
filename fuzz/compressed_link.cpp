// keys/gs1: decompress_digital_link of any bytes, and of the compressed form of any link. Oracle: what is decompressed
// is a link; compressed in each way and decompressed again it has the same elements.
#include <set>

#include "fuzz/harness.hpp"
#include "keys/gs1/compression.hpp"

namespace {

using namespace yiguan;
using namespace yiguan::keys::gs1;
using fuzz::require;

using Values = std::set<std::pair<std::string, std::string>>;

Values values_of(const DigitalLink& link) {
    Values out;
    for (const Element& e : link.elements()) out.emplace(e.ai, e.value);
    return out;
}

void there_and_back(std::string_view text) {
    const auto link = parse_digital_link(text);
    if (link.has_error()) return;
    const Values expected = values_of(link.value());
    for (const Compression how : {Compression::plain, Compression::optimised, Compression::optimised_toolkit,
                                  Compression::primary_left_plain}) {
        const auto compressed = compress_digital_link(link.value(), how);
        if (compressed.has_error()) {
            fuzz::require_showable(compressed.error());
            continue;
        }
        if (how == Compression::primary_left_plain && expected.size() == 1) continue;  // nothing is compressed
        const auto back = decompress_digital_link(compressed.value());
        require(back.has_value(), "a compressed link cannot be decompressed");
        const auto read = parse_digital_link(back.value());
        require(read.has_value(), "a decompressed link is none");
        // The two orders of sets of AIs are told apart by what makes sense; either may do so.
        if (how != Compression::optimised_toolkit)
            require(values_of(read.value()) == expected, "other elements come back");
    }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    for (const std::string& address : {std::string(text), "https://a/" + std::string(text)}) {
        const auto link = decompress_digital_link(address);
        if (link.has_error()) {
            fuzz::require_showable(link.error());
            continue;
        }
        require(parse_digital_link(link.value()).has_value(), "a decompressed link is none");
        there_and_back(link.value());
    }
    there_and_back(text);
    return 0;
}
