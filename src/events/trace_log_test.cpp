// Trace and recall over the database, on both engines: what was captured and what was recorded here are one story.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "auth/auth.hpp"
#include "db/testing.hpp"
#include "events/capture.hpp"
#include "events/recall.hpp"
#include "events/trace.hpp"
#include "mint/mint.hpp"
#include "registry/registry.hpp"

namespace yiguan::events {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

template <class T>
T must(Result<T> result) {
    if (result.has_error()) throw std::logic_error(result.error().pointer + " " + result.error().detail);
    return std::move(result).value();
}

class TraceLogTest : public db::testing::BothEngines {
protected:
    void SetUp() override {
        BothEngines::SetUp();
        keys_.emplace(must(mint::KeyFile::load_or_create(folder_.path() / "keys")));
        directory_.emplace(*keys_, "0128");
        names_.emplace(*directory_, "https://trace.example.cn");
        db_->write_now([&](db::Tx& tx) {
            const auto roles = [](auth::Role role) { return auth::Roles{}.with(role); };
            const auth::Actor admin{
                .user = must(auth::add_user(
                    tx,
                    {.login = "admin", .password_hash = "x", .org = {}, .roles = roles(auth::Role::platform_admin)})),
                .org = {},
                .roles = roles(auth::Role::platform_admin)};
            const auto made = must(registry::register_org(
                tx, {},
                {.org = {.name = "一贯车厂", .uscc = uscc(), .address = "广州市", .contact = "020"},
                 .kinds = registry::OrgKinds().with(registry::OrgKind::producer),
                 .login = "maker",
                 .password_hash = "x"}));
            must(registry::review_org(tx, admin, made.org, registry::Decision::approve, ""));
            maker_ = {.user = made.user, .org = made.org, .roles = roles(auth::Role::integrator)};
        });
        top_ = {.user = UserId{77}, .org = {}, .roles = auth::Roles{}.with(auth::Role::top_regulator)};
    }
    static keys::Uscc uscc() {
        for (const char check : std::string_view("0123456789ABCDEFGHJKLMNPQRTUWXY"))
            if (auto made = keys::Uscc::parse(std::string("91440101MA5D1001X") + check); made.has_value())
                return made.value();
        throw std::logic_error("no check character");
    }
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

    db::testing::TemporaryDirectory folder_;
    std::optional<mint::KeyFile> keys_;
    std::optional<codes::Directory> directory_;
    std::optional<Names> names_;
    auth::Actor maker_, top_;
};

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
    capture({mix, install, pack, ship});
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
}

// performance.md, `trace`: the whole graph of a product over ten levels; scripts/bench measures it optimised.
TEST_P(TraceLogTest, TenLevelsInAsManyLookUps) {
    record_tree(9, 2);
    const auto before = std::chrono::steady_clock::now();
    const auto g = run("urn:epc:id:sgtin:4012345.000000.1000", top_);
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - before);
    EXPECT_EQ(things(g).size(), 1023u);
    EXPECT_EQ(g.nodes.size(), 1023u + 511u);
    EXPECT_FALSE(g.truncated());
    RecordProperty("milliseconds", static_cast<int>(ms.count()));
    EXPECT_LT(ms.count(), 5000);
}

INSTANTIATE_TEST_SUITE_P(Engines, TraceLogTest, ::testing::Values(db::Engine::sqlite, db::Engine::postgresql),
                         db::testing::engine_name);

}  // namespace
}  // namespace yiguan::events
