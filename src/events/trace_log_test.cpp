// Trace and recall over the database, on both engines: what was captured and what was recorded here are one story.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "events/recall.hpp"
#include "events/testing.hpp"
#include "events/trace.hpp"

namespace yiguan::events {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using testing::must;

class TraceLogTest : public testing::CapturingOrganisations {
protected:
    static epcis::Event event(epcis::EventType type, int minute, std::string step) {
        epcis::Event e;
        e.type = type;
        e.action = type == epcis::EventType::transformation ? epcis::Action::none : epcis::Action::add;
        e.event_time = UtcMs{1'790'000'000'000} + minute * 60'000;
        e.offset_minutes = 480;
        e.biz_step = std::move(step);
        return e;
    }
    void capture(std::vector<epcis::Event> events) {
        epcis::Document d;
        d.count = events.size();
        d.events = std::move(events);
        must(db_->write_now([&](db::Tx& tx) {
            return events::capture(tx, *names_, maker_, prepare(*names_, std::move(d)), ErrorBehaviour::rollback);
        }));
    }
    TraceGraph run(const std::string& code, const auth::Actor& actor) {
        return db_->read_now([&](db::Tx& tx) {
            LogSource source(tx, *names_);
            return trace(source, TraceReader::of(actor), {{names_->reach_of(code), epcis::role::epc, code, code}},
                         TraceDirection::both, {.depth = 32, .nodes = trace_nodes_max});
        });
    }
    static std::vector<std::string> things(const TraceGraph& g) {
        std::vector<std::string> all;
        for (const auto& n : g.nodes)
            if (n.kind != NodeKind::event && n.kind != NodeKind::party) all.push_back(n.first);
        return all;
    }
    // Ten levels of assemblies: each of a level's parts is made of `width` parts of the next.
    void record_tree(int levels, int width) {
        std::vector<epcis::Event> all;
        int parents = 1;
        for (int level = 0; level < levels; ++level) {
            for (int p = 0; p < parents; ++p) {
                auto e = event(epcis::EventType::association, levels - level, "installing");
                e.parent_id = fmt::format("urn:epc:id:sgtin:4012345.0{:05}.{}", level, 1000 + p);
                for (int c = 0; c < width; ++c)
                    e.epcs.epcs.push_back(
                        fmt::format("urn:epc:id:sgtin:4012345.0{:05}.{}", level + 1, 1000 + p * width + c));
                all.push_back(std::move(e));
            }
            parents *= width;
        }
        capture(std::move(all));
    }
};

// NAT-01
TEST_P(TraceLogTest, Nat01ACapturedProductBothWays) {
    auto mix = event(epcis::EventType::transformation, 1, "commissioning");
    mix.input_quantities = {{"urn:epc:class:lgtin:4012345.012345.STEEL7", 20, "KGM"}};
    mix.output_epcs.epcs = {"urn:epc:id:sgtin:4012345.011111.1"};
    auto install = event(epcis::EventType::association, 2, "installing");
    install.parent_id = "urn:epc:id:sgtin:4012345.022222.1";
    install.epcs.epcs = {"https://id.gs1.org/01/04012345111118/21/1"};  // the same item by another name
    auto pack = event(epcis::EventType::aggregation, 3, "packing");
    pack.parent_id = "urn:epc:id:sscc:4012345.1234567890";
    pack.epcs.epcs = {"urn:epc:id:sgtin:4012345.022222.1"};
    auto ship = event(epcis::EventType::object, 4, "shipping");
    ship.action = epcis::Action::observe;
    ship.epcs.epcs = {pack.parent_id};
    ship.biz_transactions = {{"po", "urn:epcglobal:cbv:bt:4012345000009:7"}};
    const auto stored = must(CapturingOrganisations::capture(maker_, {mix, install, pack, ship})).stored;
    const auto up = run("urn:epc:id:sgtin:4012345.022222.1", top_);
    EXPECT_THAT(things(up), Contains("urn:epc:class:lgtin:4012345.012345.STEEL7"));
    EXPECT_THAT(things(up), Contains("urn:epc:id:sscc:4012345.1234567890"));
    EXPECT_EQ(up.events.size(), 4u);
    EXPECT_EQ(run("https://any.host/01/04012345222227/21/1", maker_).events.size(), 4u);

    const auto reach = [&](RecallQuestion question) {
        return db_->read_now([&](db::Tx& tx) {
            LogSource source(tx, *names_);
            LogStates states(tx);
            std::string lines;
            recall(source, states, TraceReader::of(maker_), question,
                   [&](const RecallRow& row) { encode(row, lines); });
            return lines;
        });
    };
    EXPECT_THAT(reach({.identifiers = {"urn:epc:class:lgtin:4012345.012345.STEEL7"}}), HasSubstr("4012345.022222.1"));
    EXPECT_THAT(reach({.documents = {"urn:epcglobal:cbv:bt:4012345000009:7"}}), HasSubstr("4012345.022222.1"));
    // A time window alone: whatever its events are about, and only while they lie in it.
    EXPECT_THAT(reach({.events = {stored[0]}, .from = mix.event_time, .before = mix.event_time + 1}),
                HasSubstr("4012345.022222.1"));
    EXPECT_EQ(reach({.events = {stored[0]}, .from = mix.event_time + 1, .before = mix.event_time + 2}), "");
}

// The whole graph of a product; what it costs is for scripts/bench to say.
TEST_P(TraceLogTest, TenLevelsAreFollowedToTheLastThing) {
    record_tree(9, 2);
    const auto g = run("urn:epc:id:sgtin:4012345.000000.1000", top_);
    EXPECT_EQ(things(g).size(), 1023u);
    EXPECT_EQ(g.nodes.size(), 1023u + 511u);
    EXPECT_FALSE(g.truncated());
}

YIGUAN_BOTH_ENGINES(TraceLogTest);

}  // namespace
}  // namespace yiguan::events
