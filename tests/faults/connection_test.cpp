// The connection to PostgreSQL is cut at every send and every receive, before, in the middle of and after the bytes:
// what was acknowledged is there, and a repeated request whose answer was lost has one effect.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <thread>

#include "faults/chain.hpp"
#include "faults/faults.hpp"
#include "support/story.hpp"

namespace yiguan::testing::faults {
namespace {

constexpr Fault cuts[] = {
    {"a send is lost", Mode::cut_before, call_send},
    {"half of a send is lost", Mode::cut_halfway, call_send},
    {"the answer to a send is lost", Mode::cut_after, call_send},
    {"a receive is cut", Mode::cut_before, call_receive},
    {"a receive is cut after seven bytes", Mode::cut_halfway, call_receive},
    {"the connection ends behind a receive", Mode::cut_after, call_receive},
};

// One node for all of them: it has to get over each.
struct World {
    Server server{db::Engine::postgresql};
    Injector injector{server.data()};
    std::unique_ptr<Party> party;
    std::string block;
    std::int64_t next = 0;  // codes that nothing has happened to
    unsigned side = 41;     // of a picture that was not there before

    World() {
        server.run_by(injector.words());
        server.start();
        Party admin = first_admin(server);
        party = std::make_unique<Party>(join(server, admin, maker, "producer"));
        block = block_of_codes(*party, published_product(*party, admin), 100'000'000);
        next = std::stoll(text(party->must_get("/api/v1/blocks/" + block), "first"));
    }
};

class ConnectionFaults : public ::testing::TestWithParam<Fault> {
protected:
    static void SetUpTestSuite() { world_ = std::make_unique<World>(); }
    static void TearDownTestSuite() {
        const auto checked = world_->server.command("fsck");
        EXPECT_EQ(checked.status, 0) << checked.out << checked.err;
        EXPECT_THAT(checked.out, ::testing::HasSubstr("0 defects"));
        EXPECT_EQ(world_->server.stop(), 0);
        if (HasFailure()) fmt::print("{}", world_->server.log());
        world_.reset();
    }
    static inline std::unique_ptr<World> world_;
};

TEST_P(ConnectionFaults, UnderAChainOfWrites) {
    World& w = *world_;
    sweep(
        "PostgreSQL", GetParam(),
        [&w](const Fault& fault) {
            constexpr std::int64_t singles = 20;
            Chain chain(w.block, w.next, w.side++, singles);
            w.next += Chain::codes + 2 * singles;
            w.injector.arm(fault);
            chain.ask(*w.party);
            const Reached reached{w.injector.hit(), w.injector.count()};
            w.injector.disarm();
            SCOPED_TRACE("failed: " + w.injector.what());
            // The server connects again by itself.
            const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(10);
            while (w.party->get("/api/v1/events?limit=1").status != 200 && std::chrono::steady_clock::now() < until)
                std::this_thread::sleep_for(std::chrono::milliseconds(5));
            chain.expect_kept(*w.party);
            while (!chain.ask(*w.party) && std::chrono::steady_clock::now() < until)
                std::this_thread::sleep_for(std::chrono::milliseconds(5));
            chain.repeat(*w.party);
            EXPECT_TRUE(w.server.running());
            return reached;
        },
        2);
}

INSTANTIATE_TEST_SUITE_P(Ways, ConnectionFaults, ::testing::ValuesIn(cuts), way_name);

}  // namespace
}  // namespace yiguan::testing::faults
