// Reach of a recall: what is affected, where it is, who holds it, and who may know (NAT-01 去向可追).
#include "events/recall.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/json.hpp"
#include "events/memory_testing.hpp"

namespace yiguan::events {
namespace {

using namespace testing;
using codes::Status;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr OrgId maker{1}, shop{2}, supplier{3}, corner_shop{4};
const TraceReader top{{catalog::Viewer::Kind::top_regulator, {}}, true};
const TraceReader regulator{{catalog::Viewer::Kind::regulator, OrgId{50}}, true};
TraceReader company(OrgId org) {
    return {{catalog::Viewer::Kind::organisation, org}, false};
}

class MemoryStates final : public StateSource {
public:
    std::vector<codes::Segment> segments(std::int64_t block, std::int64_t from, int limit) override {
        std::vector<codes::Segment> found;
        for (const auto& s : all[block])
            if (s.last >= from && found.size() < static_cast<std::size_t>(std::min(limit, page))) found.push_back(s);
        return found;
    }
    std::vector<Moves> moves(std::int64_t, const std::vector<std::int64_t>& chains) override {
        std::vector<Moves> out;
        for (const auto chain : chains) out.push_back(histories[chain]);
        return out;
    }
    std::string name_of_place(std::int64_t name) override { return name == 0 ? "" : "place:" + std::to_string(name); }
    std::vector<Touch> growing(const std::vector<Touch>& touches) override { return touches; }
    std::vector<codes::Batch> batches(std::int64_t block) override {
        codes::Batch batch;
        batch.block = BlockId{block}, batch.id = BatchId{77};
        return {batch};
    }
    std::map<std::int64_t, std::vector<codes::Segment>> all;
    std::map<std::int64_t, Moves> histories;
    int page = 1 << 30;
};

class RecallTest : public ::testing::Test {
protected:
    void SetUp() override {
        log.names = {{maker, "一贯车厂"}, {shop, "明达车行"}, {supplier, "宏远电池厂"}, {corner_shop, "街角车行"}};
        log.issuers = {{5, maker}, {6, OrgId{9}}};
        // A lot of cells became batteries, which were put into the codes 0..9999 of block 5 (in one event by range).
        auto pack = transformed(1, {}, {"battery:1", "battery:2"});
        pack.input_quantities = {quantity("urn:epc:class:lgtin:4012345.012345.CELLS", 20, "KGM")};
        log.record(supplier, pack);
        auto bikes = transformed(3, {"battery:1"}, {});
        bikes.output_epcs.ranges = {{"own:5:0", "own:5:9999"}};
        log.record(maker, bikes);
        log.record(maker, installed(3, "own:6:7", {"battery:2"}));
        const auto segment = [](std::int64_t first, std::int64_t last, Status status, OrgId holder,
                                std::int64_t chain) {
            codes::Segment s{first, last, {}};
            s.state.status = status, s.state.holder = holder, s.state.chain = chain, s.state.batch = BatchId{77};
            s.state.location = chain;
            return s;
        };
        states.all[5] = {segment(0, 4999, Status::active, maker, 1), segment(5000, 7999, Status::in_stock, shop, 2),
                         segment(8000, 8999, Status::sold, corner_shop, 3),
                         segment(12000, 12999, Status::bound, maker, 1)};
        states.histories[1] = {{}, day(2)};
        states.histories[2] = {{{maker, shop}, {shop, shop}}, day(5)};
        states.histories[3] = {{{maker, shop}, {shop, shop}, {shop, corner_shop}, {corner_shop, corner_shop}}, day(9)};
    }
    std::vector<RecallRow> run(const RecallQuestion& question, const TraceReader& reader = top) {
        std::vector<RecallRow> rows;
        summary = recall(log, states, reader, question, [&](const RecallRow& row) { rows.push_back(row); });
        return rows;
    }
    static std::vector<std::string> named(const std::vector<RecallRow>& rows) {
        std::vector<std::string> all;
        for (const auto& r : rows) {
            std::string line = r.first + ".." + r.last;
            line += r.status ? " " + std::string(codes::name_zh(*r.status)) : "";
            line += r.holder_hidden ? " 未公开" : r.holder_name.empty() ? "" : " " + r.holder_name;
            for (const auto& b : r.buyers) line += " >" + b;
            all.push_back(line + (r.buyers_hidden ? " >未公开" : ""));
        }
        return all;
    }
    MemorySource log;
    MemoryStates states;
    RecallSummary summary;
    const RecallQuestion cells{.identifiers = {"urn:epc:class:lgtin:4012345.012345.CELLS"}};
};

TEST_F(RecallTest, FromALotToEveryCodeWithItsHolderAndBuyers) {
    EXPECT_THAT(
        named(run(cells)),
        ElementsAre("own:5:0..own:5:4999 已激活 一贯车厂", "own:5:5000..own:5:7999 在库 明达车行 >明达车行",
                    "own:5:8000..own:5:8999 已售 街角车行 >明达车行 >街角车行", "own:5:9000..own:5:9999",
                    "own:6:7..own:6:7",
                    "urn:epc:class:lgtin:4012345.012345.CELLS..urn:epc:class:lgtin:4012345.012345.CELLS 宏远电池厂",
                    "battery:1..battery:1 一贯车厂", "battery:2..battery:2 一贯车厂"));
    EXPECT_EQ(summary.codes, 10'001);
    EXPECT_EQ(summary.sold, 1000);
    EXPECT_EQ(summary.in_stock, 3000);
    EXPECT_FALSE(summary.truncated);
}

TEST_F(RecallTest, SmallPagesGiveTheSame) {
    const auto whole = named(run(cells));
    states.page = 1;
    EXPECT_EQ(named(run(cells)), whole);
}

// C-29: whom goods went to is told by its parties and to the top regulator; others learn that there is somebody.
TEST_F(RecallTest, C29TheMakerKnowsItsOwnBuyersOnly) {
    const auto rows = run({.codes = {{5, 0, 9999}}}, company(maker));
    EXPECT_THAT(named(rows),
                ElementsAre("own:5:0..own:5:4999 已激活 一贯车厂", "own:5:5000..own:5:7999 在库 明达车行 >明达车行",
                            "own:5:8000..own:5:8999 已售 未公开 >明达车行 >未公开", "own:5:9000..own:5:9999"));
    EXPECT_TRUE(rows[1].location.empty()) << "where the shop keeps them is the shop's";
    EXPECT_FALSE(rows[0].location.empty());
    for (const auto& row : run(cells, regulator)) {
        EXPECT_NE(row.holder_name, "明达车行");
        EXPECT_NE(row.holder_name, "街角车行");
    }
    EXPECT_EQ(summary.codes, 10'001);
    EXPECT_EQ(summary.holders, 4) << "how many there are is no secret";
}

TEST_F(RecallTest, AProducerGetsItsOwnCodesThroughItsOwnEvents) {
    EXPECT_THAT(named(run({.identifiers = {"battery:1"}}, company(maker))), Not(IsEmpty()));
    EXPECT_EQ(summary.codes, 10'000);
    run({.identifiers = {"battery:2"}}, company(maker));
    EXPECT_EQ(summary.codes, 0) << "they went into another maker's product";
    run(cells, company(maker));
    EXPECT_EQ(summary.codes, 0) << "what the supplier made of its cells is the supplier's";
}

TEST_F(RecallTest, FromADocumentAStationAndABatch) {
    auto e = object(6, "receiving", {"battery:1"});
    e.biz_transactions = {{"po", "urn:epcglobal:cbv:bt:4012345000009:PO-7"}};
    e.read_point = "urn:epc:id:sgln:4012345.00001.0";
    log.record(maker, e);
    run({.documents = {"urn:epcglobal:cbv:bt:4012345000009:PO-7"}});
    EXPECT_EQ(summary.codes, 10'000);
    run({.stations = {"urn:epc:id:sgln:4012345.00001.0"}});
    EXPECT_EQ(summary.codes, 10'000);
    run({.stations = {"urn:epc:id:sgln:4012345.00001.0"}, .before = day(5)});
    EXPECT_EQ(summary.codes, 0);
    run({.batch = BatchId{77}, .batch_blocks = {BlockId{5}}});
    EXPECT_EQ(summary.codes, 10'000);
}

TEST_F(RecallTest, AContainerMeansItsContentsAndAnItemNotItsContainer) {
    log.record(maker, packed(4, "pallet:1", {"x:1", "x:5"}));
    EXPECT_EQ(named(run({.identifiers = {"pallet:1"}})).size(), 3u);
    EXPECT_EQ(named(run({.identifiers = {"x:1"}})).size(), 1u);
}

TEST_F(RecallTest, AsLinesAndAsASpreadsheet) {
    RecallSheet sheet;
    std::string lines;
    const auto sum = recall(log, states, top, cells, [&](const RecallRow& row) {
        encode(row, lines);
        lines += '\n';
        sheet.add(row);
    });
    encode(sum, lines);
    EXPECT_THAT(lines, HasSubstr("\"holderName\":\"明达车行\""));
    std::size_t at = 0, count = 0;
    while (at < lines.size()) {
        const auto end = std::min(lines.find('\n', at), lines.size());
        EXPECT_TRUE(parse_json_object(std::string_view(lines).substr(at, end - at)).has_value());
        at = end + 1, ++count;
    }
    EXPECT_EQ(count, 9u);
    const std::string file = sheet.finish(sum);
    EXPECT_EQ(file.substr(0, 4), std::string("PK\x03\x04", 4));
    EXPECT_GT(file.size(), 3000u);
}

}  // namespace
}  // namespace yiguan::events
