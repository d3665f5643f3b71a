// The trace graph: what is found on both sides, what ends it, and who sees what.
#include "events/trace.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "events/memory_testing.hpp"

namespace yiguan::events {
namespace {

using namespace testing;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

constexpr OrgId maker{1}, shop{2}, supplier{3};
const TraceReader top{{catalog::Viewer::Kind::top_regulator, {}}, true};
TraceReader company(OrgId org) {
    return {{catalog::Viewer::Kind::organisation, org}, false};
}

class TraceTest : public ::testing::Test {
protected:
    TraceGraph run(const std::string& code, TraceDirection direction = TraceDirection::both, TraceLimits limits = {},
                   const TraceReader& reader = top) {
        const Reach reach = log.reach_of(code);
        return trace(log, reader, {{reach, epcis::role::epc, code, code}}, direction, limits);
    }
    static std::vector<std::string> things(const TraceGraph& g) {
        std::vector<std::string> all;
        for (const auto& n : g.nodes)
            if (n.kind != NodeKind::event && n.kind != NodeKind::party)
                all.push_back(n.reach.size() > 1 ? n.first + ".." + n.last : n.first);
        return all;
    }
    std::vector<std::string> parties(const TraceGraph& g) {
        std::vector<std::string> all;
        for (const auto& n : g.nodes)
            if (n.kind == NodeKind::party) all.push_back(n.org ? log.name_of(n.org) : n.first);
        return all;
    }
    static int node_of(const TraceGraph& g, const std::string& code) {
        for (std::size_t i = 0; i < g.nodes.size(); ++i)
            if (g.nodes[i].first == code) return static_cast<int>(i);
        return -1;
    }
    // Every edge joins nodes that are there, and every node hangs together with the first.
    static void expect_sound(const TraceGraph& g) {
        std::vector<bool> seen(g.nodes.size());
        const int count = static_cast<int>(g.nodes.size());
        for (const auto& e : g.edges) ASSERT_TRUE(e.from >= 0 && e.from < count && e.to >= 0 && e.to < count);
        if (count == 0) return;
        seen[0] = true;
        for (bool more = true; more;) {
            more = false;
            for (const auto& e : g.edges) {
                const auto a = static_cast<std::size_t>(e.from), b = static_cast<std::size_t>(e.to);
                if (seen[a] != seen[b]) seen[a] = seen[b] = more = true;
            }
        }
        EXPECT_THAT(seen, Not(Contains(false)));
    }

    MemorySource log;
};

// NAT-01 来源可查, 去向可追: a bicycle from the lot of its frame's steel to the shop that sold it.
TEST_F(TraceTest, Nat01SourceAndDestinationOfAProduct) {
    auto frame = transformed(1, {}, {"f:1"});
    frame.input_quantities = {quantity("urn:epc:class:lgtin:4012345.012345.STEEL7", 20, "KGM")};
    log.record(supplier, frame);
    log.record(supplier, object(2, "shipping", {"f:1"}), Origin::captured, maker);
    log.record(maker, object(3, "receiving", {"f:1"}));
    log.record(maker, made(4, {"bike:1"}));
    log.record(maker, installed(5, "bike:1", {"f:1", "battery:1"}));
    log.record(maker, packed(6, "carton:1", {"bike:1", "bike:2"}));
    log.record(maker, object(7, "shipping", {"carton:1"}), Origin::captured, shop);
    log.record(shop, packed(8, "carton:1", {}, epcis::Action::remove));
    log.record(maker, packed(9, "carton:1", {"bike:9"}));
    log.record(maker, object(10, "shipping", {"carton:1"}), Origin::captured, OrgId{77});
    log.record(shop, object(11, "retail_selling", {"bike:1"}));

    const auto g = run("bike:1");

    expect_sound(g);
    EXPECT_THAT(things(g), UnorderedElementsAre("bike:1", "f:1", "battery:1", "carton:1",
                                                "urn:epc:class:lgtin:4012345.012345.STEEL7"));
    EXPECT_THAT(parties(g), UnorderedElementsAre("企业1", "企业2"));
    EXPECT_EQ(g.nodes[static_cast<std::size_t>(node_of(g, "f:1"))].depth, -1);
    EXPECT_EQ(g.nodes[static_cast<std::size_t>(node_of(g, "carton:1"))].depth, 1);
    EXPECT_EQ(g.nodes[static_cast<std::size_t>(node_of(g, "urn:epc:class:lgtin:4012345.012345.STEEL7"))].depth, -2);
    EXPECT_FALSE(g.truncated());
}

TEST_F(TraceTest, OneDirectionOnly) {
    log.record(maker, installed(5, "bike:1", {"f:1"}));
    log.record(maker, packed(6, "carton:1", {"bike:1"}));
    EXPECT_THAT(things(run("bike:1", TraceDirection::backward)), UnorderedElementsAre("bike:1", "f:1"));
    EXPECT_THAT(things(run("bike:1", TraceDirection::forward)), UnorderedElementsAre("bike:1", "carton:1"));
    EXPECT_THAT(things(run("f:1", TraceDirection::forward)), UnorderedElementsAre("f:1", "bike:1", "carton:1"));
}

TEST_F(TraceTest, AReplacedPartLeadsToTheNewOne) {
    log.record(maker, installed(1, "bike:1", {"battery:1"}));
    log.record(maker, installed(5, "bike:1", {"battery:1"}, epcis::Action::remove));
    log.record(maker, installed(5, "bike:1", {"battery:2"}));
    log.record(maker, installed(9, "bike:2", {"battery:1"}));
    EXPECT_THAT(things(run("bike:1", TraceDirection::forward)),
                UnorderedElementsAre("bike:1", "battery:1", "battery:2"));
    EXPECT_THAT(things(run("battery:1", TraceDirection::forward)),
                UnorderedElementsAre("battery:1", "bike:1", "bike:2"));
    EXPECT_THAT(things(run("battery:2")), UnorderedElementsAre("battery:2", "bike:1"));
}

// What was in the carton before or after is none of this item's story.
TEST_F(TraceTest, AReusedContainerDoesNotMixGoods) {
    log.record(maker, packed(1, "box:1", {"a:1"}));
    log.record(maker, object(2, "shipping", {"box:1"}), Origin::captured, shop);
    log.record(shop, packed(3, "box:1", {"a:1"}, epcis::Action::remove));
    log.record(shop, packed(4, "box:1", {"b:1"}));
    log.record(shop, object(5, "shipping", {"box:1"}), Origin::captured, OrgId{9});
    const auto a = run("a:1"), b = run("b:1");
    EXPECT_THAT(things(a), UnorderedElementsAre("a:1", "box:1"));
    EXPECT_THAT(parties(a), UnorderedElementsAre("企业2"));
    EXPECT_THAT(parties(b), UnorderedElementsAre("企业9"));
    // The box itself tells everything.
    EXPECT_THAT(things(run("box:1")), UnorderedElementsAre("a:1", "box:1", "b:1"));
}

TEST_F(TraceTest, ARangeStaysARangeAndSplitsWhereItsPartsWent) {
    epcis::Event bound = made(1, {});
    bound.epcs.ranges = {{"own:5:0", "own:5:999999"}};
    log.record(maker, bound, Origin::fact);
    epcis::Event to_shop = object(2, "shipping", {}), to_other = object(3, "shipping", {});
    to_shop.epcs.ranges = {{"own:5:0", "own:5:499999"}};
    to_other.epcs.ranges = {{"own:5:500000", "own:5:999999"}};
    log.record(maker, to_shop, Origin::fact, shop);
    log.record(maker, to_other, Origin::fact, supplier);
    const auto g = trace(log, top, {{{5, 0, 999999}, epcis::role::epc, {}, {}}}, TraceDirection::both, {});
    expect_sound(g);
    EXPECT_THAT(things(g),
                UnorderedElementsAre("own:5:0..own:5:999999", "own:5:0..own:5:499999", "own:5:500000..own:5:999999"));
    EXPECT_THAT(parties(g), UnorderedElementsAre("企业1", "企业2", "企业3"));
    EXPECT_EQ(things(run("own:5:7")), std::vector<std::string>{"own:5:7"});
}

TEST_F(TraceTest, ManyNeighboursOfOneListAreOneNode) {
    std::vector<std::string> all;
    for (int i = 100; i < 400; ++i) all.push_back("s:" + std::to_string(i));
    all.push_back("lonely:1");
    log.record(maker, packed(1, "pallet:1", all));
    EXPECT_THAT(things(run("pallet:1")), UnorderedElementsAre("pallet:1", "s:100..s:399", "lonely:1"));
    EXPECT_THAT(things(run("s:200")), UnorderedElementsAre("s:200", "pallet:1"));
}

TEST_F(TraceTest, CyclesEnd) {
    log.record(maker, transformed(1, {"a:1"}, {"b:1"}));
    log.record(maker, transformed(1, {"b:1"}, {"a:1"}));
    log.record(maker, packed(1, "p:1", {"p:2"}));
    log.record(maker, packed(1, "p:2", {"p:1", "a:1"}));
    log.record(maker, installed(1, "self:1", {"self:1"}));
    for (const std::string code : {"a:1", "b:1", "p:1", "p:2", "self:1"}) expect_sound(run(code));
    EXPECT_THAT(things(run("a:1")), IsSupersetOf({"a:1", "b:1", "p:2", "p:1"}));
}

TEST_F(TraceTest, DepthEndsWithTheSpotNamed) {
    for (int i = 0; i < 20; ++i)
        log.record(maker, transformed(i, {"t" + std::to_string(i) + ":0"}, {"t" + std::to_string(i + 1) + ":0"}));
    const auto g = run("t10:0", TraceDirection::both, {.depth = 3, .nodes = 1000});
    EXPECT_EQ(things(g).size(), 7u);
    EXPECT_TRUE(g.truncated());
    for (const auto& n : g.nodes)
        if (n.kind == NodeKind::item) {
            EXPECT_EQ(n.truncated, n.first == "t7:0" || n.first == "t13:0") << n.first;
        }
    EXPECT_FALSE(run("t10:0", TraceDirection::both, {.depth = 10, .nodes = 1000}).truncated());
    EXPECT_EQ(things(run("t10:0", TraceDirection::both, {.depth = 0, .nodes = 1000})).size(), 1u);
}

TEST_F(TraceTest, ThereIsAnEndToNodes) {
    for (int i = 0; i < 50; ++i) log.record(maker, installed(i, "big:1", {"c" + std::to_string(i) + ":1"}));
    for (const int nodes : {1, 2, 3, 10, 57}) {
        const auto g = run("big:1", TraceDirection::both, {.depth = 10, .nodes = nodes});
        EXPECT_EQ(g.nodes.size(), static_cast<std::size_t>(nodes));
        EXPECT_TRUE(g.truncated());
        expect_sound(g);
    }
}

TEST_F(TraceTest, TransformationsWithOneIdAreOne) {
    auto first = transformed(1, {"in:1"}, {}), second = transformed(2, {}, {"out:1"});
    first.transformation_id = second.transformation_id = "urn:t:1";
    log.record(maker, first);
    log.record(maker, second);
    EXPECT_THAT(things(run("out:1")), UnorderedElementsAre("out:1", "in:1"));
    EXPECT_THAT(things(run("in:1")), UnorderedElementsAre("out:1", "in:1"));
}

TEST_F(TraceTest, AnEventDeclaredWrongIsShownAndNotFollowed) {
    auto wrong = installed(1, "bike:1", {"battery:1"});
    wrong.event_id = "urn:uuid:1";
    log.record(maker, wrong);
    auto declared = wrong;
    declared.error_declaration = epcis::ErrorDeclaration{.time = day(2), .reason = "did_not_occur"};
    log.record(maker, declared);
    const auto g = run("bike:1");
    EXPECT_THAT(things(g), UnorderedElementsAre("bike:1"));
    ASSERT_EQ(g.events.size(), 1u);
    EXPECT_TRUE(g.events[0].declared_wrong);
}

TEST_F(TraceTest, ABareClassIsNotFollowed) {
    auto e = transformed(1, {}, {"x:1"});
    e.input_quantities = {quantity("urn:epc:idpat:sgtin:4012345.066666.*", 5)};
    log.record(maker, e);
    auto other = transformed(1, {}, {"y:1"});
    other.input_quantities = e.input_quantities;
    log.record(maker, other);
    EXPECT_THAT(things(run("x:1")), UnorderedElementsAre("x:1", "urn:epc:idpat:sgtin:4012345.066666.*"));
}

// ---- who sees what: C-29, ECO-31

class TraceSightTest : public TraceTest {
protected:
    void SetUp() override {
        log.names = {{maker, "一贯车厂"}, {shop, "明达车行"}, {supplier, "隐蔽供应商"}};
        log.issuers = {{5, maker}};
        log.holders = {{{5, 1, 1}, shop}};
        auto bound = made(1, {"own:5:1"});
        log.record(maker, bound, Origin::fact);
        log.record(maker, object(2, "shipping", {"own:5:1"}), Origin::fact, shop);
        log.record(shop, object(3, "receiving", {"own:5:1"}), Origin::fact);
        log.record(shop, packed(4, "urn:secret:box:1", {"own:5:1"}));
        log.record(shop, object(5, "shipping", {"urn:secret:box:1"}), Origin::captured, supplier);
    }
    std::string json(const TraceReader& reader) {
        return encode(run("own:5:1", TraceDirection::both, {}, reader), log, "own:5:1", TraceDirection::both);
    }
};

TEST_F(TraceSightTest, TheMakerSeesThatOthersActedAndNoMore) {
    const auto g = run("own:5:1", TraceDirection::both, {}, company(maker));
    EXPECT_THAT(things(g), UnorderedElementsAre("own:5:1"));
    EXPECT_EQ(g.events.size(), 4u);  // 绑码, 出厂 in full; 入库 and 装箱 as steps
    const auto text = json(company(maker));
    EXPECT_THAT(text, HasSubstr("一贯车厂"));
    EXPECT_THAT(text, HasSubstr("明达车行"));  // whom the maker shipped to
    EXPECT_THAT(text, HasSubstr("packing"));
    EXPECT_THAT(text, Not(HasSubstr("secret")));
    EXPECT_THAT(text, Not(HasSubstr("隐蔽供应商")));
    EXPECT_THAT(text, Not(HasSubstr(iso_utc(day(3)))));
    EXPECT_THAT(text, Not(HasSubstr(iso_utc(day(4)))));
    EXPECT_THAT(text, HasSubstr(iso_utc(day(2))));
}

TEST_F(TraceSightTest, TheHolderSeesWhoMadeItAndItsOwnEvents) {
    const auto text = json(company(shop));
    EXPECT_THAT(text, HasSubstr("一贯车厂"));
    EXPECT_THAT(text, HasSubstr("urn:secret:box:1"));
    EXPECT_THAT(text, HasSubstr("隐蔽供应商"));
    EXPECT_THAT(text, Not(HasSubstr(iso_utc(day(1)))));
    EXPECT_THAT(text, Not(HasSubstr(iso_utc(day(2)))));
}

TEST_F(TraceSightTest, AStrangerToTheCodeSeesNothing) {
    const auto g = run("own:5:1", TraceDirection::both, {}, company(OrgId{99}));
    EXPECT_THAT(g.events, IsEmpty());
    EXPECT_EQ(g.nodes.size(), 1u);
}

TEST_F(TraceSightTest, RegulatorsSeeThatHiddenPartiesExist) {
    const TraceReader regulator{{catalog::Viewer::Kind::regulator, OrgId{50}}, true};
    const auto text = json(regulator);
    EXPECT_THAT(text, HasSubstr("withheld"));
    EXPECT_THAT(text, Not(HasSubstr(iso_utc(day(3))))) << "a fact's hidden time";
    EXPECT_THAT(text, HasSubstr("隐蔽供应商")) << "captured events are not fields of a template";
    EXPECT_THAT(json(top), Not(HasSubstr("withheld")));
}

}  // namespace
}  // namespace yiguan::events
