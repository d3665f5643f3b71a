// What is stored of scans reads back as it was, and other bytes are refused.
#include "lookup/tally.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>

#include "core/text.hpp"
#include "db/db.hpp"

namespace yiguan::lookup {
namespace {

constexpr std::int64_t some_time = 1'795'000'000'000;

rc::Gen<std::vector<Scan>> scans() {
    return rc::gen::container<std::vector<Scan>>(rc::gen::construct<Scan>(
        rc::gen::construct<BlockId>(rc::gen::element<std::int64_t>(1, 2, INT64_MAX)),
        rc::gen::oneOf(rc::gen::inRange<std::int64_t>(0, 2000),
                       rc::gen::inRange<std::int64_t>(0, 1'000'000'000'000'000'000)),
        rc::gen::construct<UtcMs>(rc::gen::inRange<std::int64_t>(some_time, some_time + 100'000)),
        rc::gen::element(Channel::web, Channel::api)));
}

RC_GTEST_PROP(Tally, AGroupReadsBackAsItWas, ()) {
    auto group = *rc::gen::nonEmpty(scans());
    std::ranges::sort(group);
    RC_ASSERT(unpack_group(as_bytes(pack_group(group))) == group);
}

RC_GTEST_PROP(Tally, AddingUpKeepsEveryScanAndTheFirstTime, ()) {
    const auto first = *scans(), second = *scans();
    std::map<std::pair<BlockId, std::int64_t>, std::pair<std::uint32_t, UtcMs>> expected;
    std::map<PartKey, Part> stored;
    for (const auto* scans : {&first, &second}) {
        for (const Scan& s : *scans) {
            auto& [count, time] = expected.try_emplace({s.block, s.counter}, 0u, s.ts).first->second;
            ++count;
            time = std::min(time, s.ts);
        }
        auto copy = *scans;
        std::size_t all = 0;
        for (const PartDelta& delta : add_up(copy)) {
            Part& part = stored[delta.key];
            part = unpack_part(as_bytes(pack_part(part)));
            merge(part, delta.added);
            all += delta.scans;
        }
        RC_ASSERT(all == scans->size());
    }
    std::size_t codes = 0;
    for (const auto& [key, part] : stored)
        for (const Tally& tally : part) {
            const auto& [count, time] = expected.at({key.block, key.part * PartKey::codes + tally.offset()});
            RC_ASSERT(tally.count() == count);
            RC_ASSERT(tally.first() == time);
            ++codes;
        }
    RC_ASSERT(codes == expected.size());
}

RC_GTEST_PROP(Tally, AnyBytesAreReadOrRefused, (const std::vector<std::uint8_t>& bytes)) {
    const auto read = [&](auto unpack) {
        try {
            unpack(std::as_bytes(std::span(bytes)));
        } catch (const db::Fault&) {
            RC_TAG("refused");
        }
    };
    read(unpack_group);
    read(unpack_part);
}

TEST(Tally, CutAndLengthenedBytesAreRefused) {
    const std::vector<Scan> group{{BlockId{7}, 5, {some_time}, Channel::web},
                                  {BlockId{7}, 900, {some_time + 3}, Channel::api}};
    const std::string packed = pack_group(group);
    EXPECT_THROW(unpack_group(as_bytes(packed.substr(0, packed.size() - 1))), db::Fault);
    EXPECT_THROW(unpack_group(as_bytes(packed + '\1')), db::Fault);
    EXPECT_THROW(unpack_group(as_bytes("\2" + packed.substr(1))), db::Fault);
    const std::string part = pack_part({Tally(3, 1, {some_time}), Tally(511, 70'000, {some_time + 5})});
    EXPECT_EQ(unpack_part(as_bytes(part)).back().count(), 70'000u);
    EXPECT_THROW(unpack_part(as_bytes(part.substr(0, part.size() - 1))), db::Fault);
    EXPECT_TRUE(unpack_part({}).empty());
}

}  // namespace
}  // namespace yiguan::lookup
