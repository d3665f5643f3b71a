// NAT-35, X20: a record has one encoding, and a private field can be shown without the others.
#include "proof/leaf.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <set>

namespace yiguan::proof {
namespace {

template <class Bytes>
Bytes filled(int with) {
    Bytes out;
    out.fill(static_cast<std::byte>(with));
    return out;
}

Leaf sample() {
    return {.kind = Kind::event,
            .recorded_ms = 1'700'000'000'000,
            .keys = {filled<UnitKey>(1), filled<UnitKey>(2)},
            .publics = {{1, std::int64_t{4}}, {2, std::string("\0\xff", 2)}},
            .private_root = filled<Hash>(7)};
}

TEST(ProofLeaf, NAT35_BytesOfARecord) {
    EXPECT_EQ(hex(sample().encode()),
              "870101"
              "1b0000018bcfe56800"
              "82"
              "5001010101010101010101010101010101"
              "50"
              "02020202020202020202020202020202"
              "a2"
              "0104"
              "02"
              "4200ff"
              "5820"
              "0707070707070707070707070707070707070707070707070707070707070707"
              "f6");
    Leaf more = sample();
    more.suite = Suite::sm3;
    more.manifest = Leaf::Manifest{300, UINT64_MAX};
    more.previous = filled<Hash>(9);
    const std::string bytes = more.encode();
    EXPECT_TRUE(hex(bytes).starts_with("880201"));
    EXPECT_TRUE(
        hex(bytes).ends_with("82"
                             "19012c"
                             "1bffffffffffffffff"
                             "5820" +
                             hex(std::string(32, '\x09'))));
    ASSERT_TRUE(Leaf::decode(bytes).has_value());
    EXPECT_EQ(Leaf::decode(bytes).value(), more);
}

TEST(ProofLeaf, RefusesEveryOtherEncoding) {
    const auto refused = [](std::string_view text, const char* why) {
        const auto bytes = from_hex(text);
        ASSERT_TRUE(bytes) << why;
        const auto leaf = Leaf::decode(*bytes);
        ASSERT_TRUE(leaf.has_error()) << why;
        EXPECT_EQ(leaf.error().code, Code::invalid) << why;
    };
    const std::string root = "5820" + hex(std::string(32, '\x07')), key1 = "50" + hex(std::string(16, '\x01')),
                      key2 = "50" + hex(std::string(16, '\x02'));
    const auto with = [&](std::string keys, std::string publics, std::string tail) {
        return "87010100" + keys + publics + root + tail;
    };
    ASSERT_TRUE(Leaf::decode(*from_hex(with("80", "a0", "f6"))).has_value());
    refused("", "nothing");
    refused(with("80", "a0", ""), "cut");
    refused(with("80", "a0", "f600"), "something behind it");
    refused(with("80", "a0", "f7"), "undefined");
    refused("87010120" + ("80a0" + root) + "f6", "a time before 1970");
    refused("8701011800" + ("80a0" + root) + "f6", "a number in a longer form");
    refused("87030100" + ("80a0" + root) + "f6", "an unknown suite");
    refused("87010b00" + ("80a0" + root) + "f6", "an unknown kind");
    refused("86010100" + ("80a0" + root), "too few items");
    refused("88010100" + ("80a0" + root) + "f6", "an item missing");
    refused("88010100" + ("80a0" + root) + "f6f6", "no hash where one is announced");
    refused("9f010100" + ("80a0" + root) + "f6ff", "an open array");
    refused(with("82" + key2 + key1, "a0", "f6"), "keys not in order");
    refused(with("82" + key1 + key1, "a0", "f6"), "a key twice");
    refused(with("81"
                 "4f" +
                     hex(std::string(15, '\x01')),
                 "a0", "f6"),
            "a short key");
    refused(with("80", "a202010101", "f6"), "public keys not in order");
    refused(with("80", "a201010102", "f6"), "a public key twice");
    refused(with("80", "a12001", "f6"), "a negative public key");
    refused(with("80",
                 "a10161"
                 "41",
                 "f6"),
            "text among the public values");
    refused(with("80", "a101f6", "f6"), "null among the public values");
    refused(with("80", "bb0000000100000000", "f6"), "a map that cannot be there");
    refused(with("80", "a0", "8101"), "half a manifest");
    refused("8701010080a05820" + hex(std::string(32, '\0')) + "f6", "a root of zeros");
    refused("8701010080a0581f" + hex(std::string(31, '\1')) + "f6", "a short root");
    std::string many = "990191";
    for (int i = 0; i < 401; ++i)
        many += "50" + hex(std::string(14, '\1')) + (i < 256 ? "00" : "01") + hex(std::string(1, char(i)));
    refused(with(many, "a0", "f6"), "more keys than a record may have");
    refused(with("80",
                 "a10159"
                 "2000" +
                     hex(std::string(8192, 'x')),
                 "f6"),
            "longer than a record may be");
}

TEST(ProofLeaf, TheLargestEventFits) {
    Leaf leaf = sample();
    leaf.keys.clear();
    for (std::size_t i = 0; i < unit_keys_max; ++i) {
        UnitKey key{};
        key[0] = static_cast<std::byte>(i >> 8), key[1] = static_cast<std::byte>(i);
        leaf.keys.push_back(key);
    }
    leaf.manifest = Leaf::Manifest{UINT64_MAX, UINT64_MAX};
    leaf.previous = filled<Hash>(9);
    EXPECT_TRUE(Leaf::decode(leaf.encode()).has_value());
    leaf.keys.push_back(filled<UnitKey>(255));
    EXPECT_THROW(leaf.encode(), std::length_error);
    leaf.keys.clear();
    leaf.publics[3] = std::string(leaf_bytes_max, 'x');
    EXPECT_THROW(leaf.encode(), std::length_error);
}

RC_GTEST_PROP(ProofLeaf, NAT35_OneEncodingOfEach, ()) {
    Leaf leaf;
    leaf.suite = *rc::gen::element(Suite::sha256, Suite::sm3);
    leaf.kind = static_cast<Kind>(*rc::gen::inRange(1, 11));
    leaf.recorded_ms = *rc::gen::nonNegative<std::int64_t>();
    for (const auto n : *rc::gen::arbitrary<std::set<std::uint8_t>>()) leaf.keys.push_back(filled<UnitKey>(n));
    for (const auto& [key, value] : *rc::gen::arbitrary<std::map<std::uint16_t, std::pair<bool, std::int64_t>>>())
        leaf.publics[key] = value.first ? PublicValue(value.second) : PublicValue(std::to_string(value.second));
    leaf.private_root = filled<Hash>(*rc::gen::inRange(1, 256));
    if (*rc::gen::arbitrary<bool>())
        leaf.manifest = Leaf::Manifest{*rc::gen::arbitrary<std::uint64_t>(), *rc::gen::arbitrary<std::uint64_t>()};
    if (*rc::gen::arbitrary<bool>()) leaf.previous = filled<Hash>(*rc::gen::inRange(0, 256));
    std::string bytes = leaf.encode();
    RC_ASSERT(Leaf::decode(bytes).value() == leaf);
    const auto at = *rc::gen::inRange<std::size_t>(0, bytes.size());
    bytes[at] = static_cast<char>(bytes[at] ^ 1 << *rc::gen::inRange(0, 8));
    if (const auto other = Leaf::decode(bytes); other.has_value()) {
        RC_ASSERT(!(other.value() == leaf));
        RC_ASSERT(other.value().encode() == bytes);
    }
    RC_ASSERT(Leaf::decode(std::string_view(bytes).substr(0, at)).has_error());
}

// ---- unit keys

TEST(ProofUnits, Levels) {
    for (const auto& [size, level] : {std::pair<std::uint64_t, int>{0, 0},
                                      {1, 0},
                                      {2, 3},
                                      {8, 3},
                                      {9, 6},
                                      {64, 6},
                                      {65, 9},
                                      {1'000'000, 21},
                                      {std::uint64_t{1} << 40, 42},
                                      {UINT64_MAX, 63}})
        EXPECT_EQ(unit_level_max(size), level) << size;
}

TEST(ProofUnits, Keys) {
    const auto token = filled<Token>(3);
    std::string text = "trace-span/v1" + std::string(16, '\x03') + '\x06' + std::string(7, '\0') + "\x81";
    EXPECT_EQ(hex(bytes_of(digest(Suite::sha256, text))).substr(0, 32),
              hex({reinterpret_cast<const char*>(unit_key(Suite::sha256, token, 6, 0x102).data()), 16}));
    EXPECT_EQ(hex(bytes_of(digest(Suite::sha256, text))).substr(32),
              hex({reinterpret_cast<const char*>(unit_key(Suite::sha256, token, 6, 0x103).data()), 16}));
    EXPECT_NE(unit_key(Suite::sha256, token, 6, 0x102), unit_key(Suite::sm3, token, 6, 0x102));
    text = "trace-space/v1" + std::string(7, '\xff') + '\xfe';
    EXPECT_EQ(hex(bytes_of(digest(Suite::sha256, text))).substr(0, 32),
              hex({reinterpret_cast<const char*>(foreign_token(-2).data()), 16}));
    const auto keys = unit_keys_of(Suite::sha256, token, 65, 6);
    ASSERT_EQ(keys.size(), 3u);
    EXPECT_EQ(keys[0], unit_key(Suite::sha256, token, 0, 65));
    EXPECT_EQ(keys[2], unit_key(Suite::sha256, token, 6, 1));
}

void check_cover(std::uint64_t first, std::uint64_t last, int level_max) {
    std::uint64_t next = first;
    std::size_t n = 0;
    const auto spans = unit_cover(first, last, level_max);
    for (const UnitSpan& s : spans) {
        RC_ASSERT(s.level % unit_level_step == 0);
        RC_ASSERT(s.level >= 0);
        RC_ASSERT(s.level <= level_max);
        RC_ASSERT(s.node << s.level == next);
        next = (s.node << s.level) + (std::uint64_t{1} << s.level);
        ++n;
    }
    RC_ASSERT(next == last + 1);
    const auto below = static_cast<std::size_t>(level_max / unit_level_step) * 14;
    RC_ASSERT(n <= below + ((last - first) >> level_max) + 1);
}

RC_GTEST_PROP(ProofUnits, CoversAreExactAndDisjoint, ()) {
    const int level_max = unit_level_step * *rc::gen::inRange(0, 15);
    const auto start = *rc::gen::inRange<std::uint64_t>(0, std::uint64_t{1} << *rc::gen::inRange(1, 62));
    // At the highest level no more than some thousands.
    const auto more = *rc::gen::inRange<std::uint64_t>(0, std::uint64_t{1} << *rc::gen::inRange(1, level_max + 10));
    check_cover(start, start + more, level_max);
}

TEST(ProofUnits, CoversAtTheEnds) {
    EXPECT_TRUE(unit_cover(5, 4, 18).empty());
    EXPECT_EQ(unit_cover(0, 7, 3), (std::vector<UnitSpan>{{3, 0}}));
    EXPECT_EQ(unit_cover(0, 7, 0).size(), 8u);
    EXPECT_EQ(unit_cover(UINT64_MAX - 7, UINT64_MAX, 63), (std::vector<UnitSpan>{{3, UINT64_MAX >> 3}}));
    EXPECT_EQ(unit_cover(0, UINT64_MAX, 63).size(), 2u);
    EXPECT_EQ(unit_cover(1, (std::uint64_t{1} << 42) - 2, 42).size(), 13u * 14u + 6u);  // the most: below unit_keys_max
}

// ---- private fields

TEST(ProofPrivate, SaltsFollowFromTheSeed) {
    const auto seed = filled<Seed>(5);
    const std::string both =
        hex(bytes_of(digest(Suite::sha256, "trace-salt/v1", std::string(16, '\x05'), std::string("\0\x02", 2))));
    const Salt four = salt_of(seed, 4), five = salt_of(seed, 5);
    EXPECT_EQ(hex({reinterpret_cast<const char*>(four.data()), 16}), both.substr(0, 32));
    EXPECT_EQ(hex({reinterpret_cast<const char*>(five.data()), 16}), both.substr(32));
}

TEST(ProofPrivate, Widths) {
    const auto seed = filled<Seed>(5);
    for (const auto& [have, width] :
         {std::pair<std::size_t, std::size_t>{0, 1}, {1, 2}, {2, 2}, {3, 4}, {4, 4}, {5, 8}, {9, 16}, {16, 16}}) {
        std::vector<Hash> entries(have, filled<Hash>(1));
        pad_fields(seed, entries);
        ASSERT_EQ(entries.size(), width);
        if (have < width) {
            EXPECT_EQ(entries.back(), digest(Suite::sha256, "trace-filler/v1", std::string(16, '\x05'),
                                             std::string{'\0', static_cast<char>(width - 1)}));
        }
    }
    std::vector<Hash> too_many(17);
    EXPECT_THROW(pad_fields(seed, too_many), std::length_error);
}

RC_GTEST_PROP(ProofPrivate, NAT35_AnOpeningShowsOneFieldAndNoOther, ()) {
    const Suite suite = *rc::gen::element(Suite::sha256, Suite::sm3);
    const auto seed = filled<Seed>(*rc::gen::inRange(0, 256));
    const auto values = *rc::gen::container<std::vector<std::string>>(*rc::gen::inRange<std::size_t>(1, 17),
                                                                      rc::gen::arbitrary<std::string>());
    std::vector<Hash> entries;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const auto id = static_cast<std::uint16_t>(i + 1);
        entries.push_back(hash_field(suite, id, salt_of(seed, id), values[i]));
    }
    pad_fields(seed, entries);
    const Hash root = private_root(suite, entries);
    const auto at = *rc::gen::inRange<std::size_t>(0, values.size());
    const auto id = static_cast<std::uint16_t>(at + 1);
    const Opening good = open_field(suite, {id, salt_of(seed, id), values[at]}, at, entries);
    RC_ASSERT(verify_opening(suite, good, root));
    const auto refused = [&](auto change) {
        Opening bad = good;
        change(bad);
        RC_ASSERT(!verify_opening(suite, bad, root));
    };
    refused([](Opening& o) { o.field.value += 'x'; });
    refused([](Opening& o) { ++o.field.id; });
    refused([](Opening& o) { o.field.salt[0] ^= std::byte{1}; });
    refused([](Opening& o) { o.position ^= 1; });
    refused([](Opening& o) { o.position = o.width; });
    refused([](Opening& o) { o.width *= 2; });
    refused([](Opening& o) { o.width = 0; });
    refused([](Opening& o) { o.path.pop_back(); });
    refused([](Opening& o) { o.path.emplace_back(); });
    refused([](Opening& o) { o.path.front()[0] ^= std::byte{1}; });
    refused([](Opening& o) { o.path.resize(64); });
    RC_ASSERT(!verify_opening(suite == Suite::sm3 ? Suite::sha256 : Suite::sm3, good, root));
}

}  // namespace
}  // namespace yiguan::proof
