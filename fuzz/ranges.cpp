// codes/codes_json.hpp: which codes a call means, in four forms. Oracles: a range of code texts lies in the block of
// these codes; normalised ranges are sorted, apart, and name exactly the codes that were given; what we write is read
// the same.
#include <algorithm>

#include "codes/codes_json.hpp"
#include "core/text.hpp"
#include "fuzz/harness.hpp"
#include "mint/testing.hpp"

namespace {

using namespace yiguan;
using codes::CodeRange;
using fuzz::require;

const std::vector<codes::Block>& blocks() {
    static const std::vector<codes::Block> three = [] {
        const auto block = [](std::int64_t id, std::int64_t first, std::int64_t last) {
            codes::Block b;
            b.id = BlockId{id};
            b.nsi = "0128";
            b.first = first;
            b.last = last;
            b.org = OrgId{1};
            b.product = ProductId{1};
            return b;
        };
        return std::vector{block(11, 0, 999), block(12, 1000, 999'999),
                           block(13, 5'000'000'000, mint::counter_max - 1)};
    }();
    return three;
}

const codes::Directory& directory() {
    static const auto one = [] {
        auto made = std::make_unique<codes::Directory>(mint::testing::fixed_keys(), "0128");
        for (const auto& block : blocks()) made->add(block);
        return made;
    }();
    return *one;
}

/// Nobody guesses a code: a text "#42" stands for the code of counter 42.
void put_codes(json::value& v) {
    if (auto* object = v.if_object())
        for (auto& [key, item] : *object) put_codes(item);
    if (auto* array = v.if_array())
        for (auto& item : *array) put_codes(item);
    if (const auto* text = v.if_string(); text && text->size() >= 2 && (*text)[0] == '#') {
        std::int64_t counter = 0;
        for (const char c : std::string_view(text->data() + 1, std::min<std::size_t>(text->size() - 1, 18)))
            counter = counter * 10 + static_cast<unsigned char>(c) % 10;
        v = directory().minter(0).mint(counter);
    }
}

Result<std::vector<CodeRange>> read(const json::object& body) {
    Violations violations;
    ObjectReader in(body, violations);
    auto ranges = codes::read_ranges(in, body, violations, directory());
    in.finish();
    const auto result = violations.result();
    if (result.has_error()) return result.error();
    return ranges;
}

bool lies_in_its_block(const CodeRange& r) {
    const auto block = std::ranges::find(blocks(), r.block, &codes::Block::id);
    return block != blocks().end() && r.first >= block->first && r.last <= block->last;
}

void check_normalised(const std::vector<CodeRange>& given) {
    const auto normalised = codes::normalise(given);
    if (normalised.has_error()) return fuzz::require_showable(normalised.error());
    const auto& n = normalised.value();
    require(!n.empty() && n.size() <= given.size() && n.size() <= codes::ranges_max, "another number of ranges");
    for (std::size_t i = 0; i < n.size(); ++i) {
        require(n[i].first <= n[i].last, "a range that ends before it begins");
        require(
            i == 0 || n[i - 1].block < n[i].block || (n[i - 1].block == n[i].block && n[i - 1].last + 1 < n[i].first),
            "ranges that are not sorted, or touch");
    }
    // Modulo 2^64: many ranges of 18 digits exceed it.
    std::uint64_t before = 0, after = 0;
    for (const auto& r : given) {
        before += static_cast<std::uint64_t>(r.size());
        require(
            std::ranges::any_of(
                n, [&](const CodeRange& o) { return o.block == r.block && o.first <= r.first && r.last <= o.last; }),
            "a range got lost");
    }
    for (const auto& r : n) after += static_cast<std::uint64_t>(r.size());
    require(before == after, "codes were lost or made");
    require(codes::normalise(n).value() == n, "normalised ranges are not canonical");

    const json::object written{{"ranges", codes::encode(n)}};
    const auto again = read(written);
    require(again.has_value() && again.value() == n, "ranges are not read as they were written");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    auto parsed = parse_json({reinterpret_cast<const char*>(data), size});
    if (parsed.has_error() || !parsed.value().is_object()) return 0;
    put_codes(parsed.value());
    const auto& body = parsed.value().get_object();
    const auto ranges = read(body);
    if (ranges.has_error()) {
        fuzz::require_showable(ranges.error());
        return 0;
    }
    for (const auto& r : ranges.value())
        require(r.block.value > 0 && r.first >= 0 && r.first <= mint::counter_max && r.last >= 0 &&
                    r.last <= mint::counter_max,
                "a range outside all counters");
    if (body.contains("codes") || body.contains("firstCode")) {
        for (const auto& r : ranges.value())
            require(r.first > r.last ? body.contains("firstCode") : lies_in_its_block(r), "a code of another block");
        if (const auto* list = body.contains("codes") ? body.at("codes").if_array() : nullptr) {
            std::int64_t n = 0;
            for (const auto& r : ranges.value()) n += r.size();
            require(n == static_cast<std::int64_t>(list->size()), "another number of codes than was listed");
        }
    }
    check_normalised(ranges.value());
    return 0;
}
