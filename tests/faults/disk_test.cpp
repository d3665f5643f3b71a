// Every call on the disk fails in turn, under a real server: what it has acknowledged is there afterwards, nothing is
// half-done, a repeated request has one effect, `yiguan fsck` finds nothing. A few calls in the quick tier, all of them
// with YIGUAN_FAULTS=all.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <thread>

#include "faults/chain.hpp"
#include "faults/faults.hpp"
#include "support/log_watch.hpp"
#include "support/story.hpp"

namespace yiguan::testing::faults {
namespace {

namespace fs = std::filesystem;
using ::testing::AnyOf;
using ::testing::HasSubstr;
using namespace std::string_literals;

// A node with codes to work on, as it lies on the disk. Made once.
struct World {
    db::testing::TemporaryDirectory directory;
    fs::path clean = directory.path() / "clean";      // after a polite end
    fs::path crashed = directory.path() / "crashed";  // after kill -9: the log holds what the database file does not
    std::string block;
    std::int64_t first = 0;
    std::unique_ptr<Party> party;

    World() {
        Server server(db::Engine::sqlite);
        server.start();
        Party admin = first_admin(server);
        party = std::make_unique<Party>(join(server, admin, maker, "producer"));
        block = block_of_codes(*party, published_product(*party, admin), 1'000'000);
        first = std::stoll(text(party->must_get("/api/v1/blocks/" + block), "first"));
        if (server.stop() != 0) throw std::runtime_error("the node did not end politely");
        fs::copy(server.data(), clean, fs::copy_options::recursive);
        server.start();
        Party again(server, *party);
        Chain written(block, first + 500'000, 40);
        if (!written.ask(again)) throw std::runtime_error("the node does not write");
        server.kill();
        fs::copy(server.data(), crashed, fs::copy_options::recursive);
    }
};
World& world() {
    static World made;
    return made;
}

class Faults : public ::testing::TestWithParam<Fault> {
protected:
    // A node on a copy of one of the folders of the world, watched from its start.
    struct Node {
        explicit Node(const fs::path& from)
            : server(db::Engine::sqlite, {"--log-interval-ms", "50"}), injector(server.data()) {
            if (!from.empty()) fs::copy(from, server.data(), fs::copy_options::recursive);
            server.run_by(injector.words());
        }
        Server server;
        Injector injector;
        Chain chain{world().block, world().first, 41};
        LogWatch watch{};

        // Whether what was failed is a sync of the database, after which nothing more may be acknowledged.
        bool sync_failed() const {
            const auto what = injector.what();
            return what.find("sync ") != std::string::npos && what.find("yiguan.db") != std::string::npos;
        }
        bool start() {
            try {
                server.start();
                return true;
            } catch (const std::runtime_error&) {
                return false;
            }
        }
    };

    static void expect_whole(Node& node) {
        SCOPED_TRACE("failed: " + node.injector.what());
        node.injector.disarm();
        node.server.start();
        Party party(node.server, *world().party);
        node.chain.expect_kept(party);
        node.chain.repeat(party);
        {
            auto client = node.server.client();
            node.watch.expect_kept(client);
        }
        EXPECT_EQ(node.server.stop(), 0);
        const auto checked = node.server.command("fsck");
        EXPECT_EQ(checked.status, 0) << checked.out << checked.err;
        EXPECT_THAT(checked.out, HasSubstr("0 defects"));
        if (::testing::Test::HasFailure()) fmt::print("{}", node.server.log());
    }
};

class WriteFaults : public Faults {};
class DiskFaults : public Faults {};

TEST_P(WriteFaults, UnderAChainOfWrites) {
    Fault every = GetParam();
    every.stride = 1;
    sweep(
        "writes", every,
        [](const Fault& fault) {
            Node node(world().clean);
            node.server.start();
            Party party(node.server, *world().party);
            node.injector.arm(fault);
            node.chain.ask(party);
            const Reached reached{node.injector.hit(), node.injector.count()};
            node.injector.disarm();
            if (reached.hit && node.sync_failed()) {
                EXPECT_FALSE(node.chain.ask(party)) << "acknowledged behind a failed sync: " << node.injector.what();
                EXPECT_EQ(node.server.ended(), 1) << node.injector.what();
            } else {
                // The disk is well again, and so is the server.
                EXPECT_TRUE(node.chain.ask(party)) << node.injector.what() << ": " << node.chain.unanswered();
                node.server.kill();
            }
            expect_whole(node);
            return reached;
        },
        2);
}

TEST_P(DiskFaults, WhileAServerStarts) {
    for (const auto& from : {world().clean, world().crashed})
        sweep(
            from == world().clean ? "start" : "start after a crash", GetParam(),
            [&](const Fault& fault) {
                Node node(from);
                node.injector.arm(fault);
                if (node.start()) node.server.kill();
                const Reached reached{node.injector.hit(), node.injector.count()};
                expect_whole(node);
                return reached;
            },
            2);
}

// Each call on each file of the log: what was signed is kept, the server goes on, and so does the log.
TEST_P(WriteFaults, OnTheFilesOfTheLog) {
    const auto* const way =
        std::ranges::find(disk_faults, std::string_view(GetParam().name), [](const Fault& f) { return f.name; });
    std::ptrdiff_t turn = way - std::begin(disk_faults);
    for (const auto* file : {"/log/level-0", "/log/half-0", "/log/lock.new", "/log/lock", "/log/checkpoint.new",
                             "/log/checkpoint", "/log"}) {
        // In the quick tier each file fails in one or two of the ways, each way on two or three of the files.
        if (turn++ % 3 != 0 && !whole_sweep()) continue;
        // Only renamed, synced and looked for: nothing of it can be done by half while records are written.
        if (GetParam().mode == Mode::half && (file == "/log/checkpoint"s || file == "/log"s)) continue;
        SCOPED_TRACE(file);
        Fault every = GetParam();
        every.stride = 1;
        every.file = file;
        sweep(
            file, every,
            [](const Fault& fault) {
                Node node(world().clean);
                node.server.start();
                Party party(node.server, *world().party);
                auto client = node.server.client();
                std::int64_t next = world().first + 900'000;
                // Proofs need the files that fail; facts do not.
                const auto write = [&](int count, bool proofs) {
                    for (; count > 0; --count, ++next) {
                        const auto answer =
                            party.post("/api/v1/bindings", command(range(world().block, next, next), binding_fields()));
                        EXPECT_EQ(answer.status, 201) << answer.body;
                        node.watch.keep(answer);
                        if (proofs) node.watch.look(client);
                        std::this_thread::sleep_for(std::chrono::milliseconds(15));
                    }
                };
                write(8, true);
                node.injector.arm(fault);
                write(24, false);
                const Reached reached{node.injector.hit(), node.injector.count()};
                node.injector.disarm();
                SCOPED_TRACE("failed: " + node.injector.what());
                write(8, false);
                node.watch.expect_kept(client);
                node.server.kill();
                node.server.start();
                auto again = node.server.client();
                node.watch.expect_kept(again);
                EXPECT_EQ(node.server.stop(), 0);
                const auto checked = node.server.command("fsck");
                EXPECT_EQ(checked.status, 0) << checked.out << checked.err;
                return reached;
            },
            1);
    }
}

// The key file is made, the schema, the first token: all or nothing, and the next start goes on.
TEST_P(DiskFaults, WhileANodeIsMade) {
    sweep(
        "first start", GetParam(),
        [](const Fault& fault) {
            Node node({});
            node.injector.arm(fault);
            if (node.start()) node.server.kill();
            const Reached reached{node.injector.hit(), node.injector.count()};
            node.injector.disarm();
            SCOPED_TRACE("failed: " + node.injector.what());
            node.server.start();
            Party admin = first_admin(node.server);
            EXPECT_EQ(node.server.stop(), 0);
            EXPECT_EQ(node.server.command("fsck").status, 0);
            return reached;
        },
        2);
}

TEST_P(DiskFaults, WhileAServerEnds) {
    sweep(
        "end", GetParam(),
        [](const Fault& fault) {
            Node node(world().clean);
            node.server.start();
            {
                Party party(node.server, *world().party);
                EXPECT_TRUE(node.chain.ask(party));
            }
            node.injector.arm(fault);
            EXPECT_THAT(node.server.stop(), AnyOf(0, 1));
            const Reached reached{node.injector.hit(), node.injector.count()};
            expect_whole(node);
            return reached;
        },
        2);
}

// A folder by the name that was asked for is a whole backup; anything else is told and leaves no such folder.
TEST_P(DiskFaults, UnderABackup) {
    Server running(db::Engine::sqlite);
    fs::copy(world().crashed, running.data(), fs::copy_options::recursive);
    running.start();
    sweep(
        "backup", GetParam(),
        [&](const Fault& fault) {
            const db::testing::TemporaryDirectory elsewhere;
            const auto to = elsewhere.path() / "backup";
            Injector injector(elsewhere.path());
            auto words = injector.words();
            words.insert(words.end(), {program(), "backup", "--data", running.data().string(), "--to", to.string()});
            injector.arm(fault);
            const auto ran = run(words);
            const Reached reached{injector.hit(), injector.count()};
            injector.disarm();
            SCOPED_TRACE("failed: " + injector.what());
            if (ran.status != 0) {
                EXPECT_EQ(ran.status, 1) << ran.err;
                EXPECT_NE(ran.err, "") << "a backup failed and said nothing";
                // Only a disk that stays broken can keep the last step from being undone; the backup is whole then.
                EXPECT_TRUE(!fs::exists(to) || fault.mode == Mode::error_ever) << "what looks like a backup is none";
                if (!fs::exists(to)) {
                    EXPECT_EQ(run(words).status, 0) << "a failed backup stands in the way of the next";
                }
            }
            Node copy(to);
            copy.server.start();
            Party party(copy.server, *world().party);
            Chain written(world().block, world().first + 500'000, 40);
            written.repeat(party);
            EXPECT_EQ(copy.server.stop(), 0);
            EXPECT_EQ(copy.server.command("fsck").status, 0);
            return reached;
        },
        2);
}

// `mint` makes the key file where there is none: codes that were printed stay genuine.
TEST_P(DiskFaults, WhileAKeyFileIsMade) {
    sweep(
        "key file", GetParam(),
        [](const Fault& fault) {
            const db::testing::TemporaryDirectory directory;
            const auto keys = directory.path() / "node" / "keys";
            Injector injector(directory.path());
            auto words = injector.words();
            words.insert(words.end(), {program(), "mint", "--nsi", "0128", "--count", "3", "--keys", keys.string()});
            injector.arm(fault);
            const auto printed = run(words);
            const Reached reached{injector.hit(), injector.count()};
            injector.disarm();
            SCOPED_TRACE("failed: " + injector.what());
            EXPECT_EQ(printed.status != 0, !printed.err.empty()) << printed.err;
            const auto again = run(words);
            EXPECT_EQ(again.status, 0) << again.err;
            // A failed close of the output can come behind codes that were printed.
            EXPECT_TRUE(printed.out.empty() || again.out == printed.out) << "the printed codes are forged now";
            EXPECT_EQ(fs::status(keys).permissions(), fs::perms::owner_read | fs::perms::owner_write);
            return reached;
        },
        2);
}

INSTANTIATE_TEST_SUITE_P(Ways, WriteFaults, ::testing::ValuesIn(disk_faults), way_name);
INSTANTIATE_TEST_SUITE_P(Ways, DiskFaults,
                         ::testing::ValuesIn(std::begin(disk_faults),
                                             whole_sweep() ? std::end(disk_faults) : std::begin(disk_faults) + 1),
                         way_name);

// The log is written into the database file while the server rests: a sync that fails there is as bad as one of a
// commit.
TEST(CheckpointFault, EndsTheServerAndLosesNothing) {
    Server server(db::Engine::sqlite);
    fs::copy(world().clean, server.data(), fs::copy_options::recursive);
    Injector injector(server.data());
    server.run_by(injector.words());
    server.start();
    Party party(server, *world().party);
    injector.arm({"sync", Mode::error_once, call_sync, EIO, "/yiguan.db", 1, 1});
    std::vector<std::string> locations;
    for (std::int64_t n = 0; n < 3000 && !injector.hit(); ++n) {
        const auto answer =
            party.post("/api/v1/bindings",
                       command(range(world().block, world().first + 2 * n, world().first + 2 * n), binding_fields()));
        if (answer.status != 201) break;
        locations.emplace_back(answer.header("Location"));
        // The writer rests only when nothing waits for it.
        if (n % 100 == 99) std::this_thread::sleep_for(std::chrono::milliseconds(300));
    }
    EXPECT_TRUE(injector.hit()) << "no checkpoint after " << locations.size() << " writes";
    EXPECT_EQ(server.ended(), 1);
    EXPECT_THAT(server.log(), HasSubstr("server_ended"));
    injector.disarm();
    server.start();
    Party again(server, *world().party);
    for (const auto& location : locations) ASSERT_EQ(again.get(location).status, 200);
    EXPECT_EQ(server.stop(), 0);
    EXPECT_EQ(server.command("fsck").status, 0);
}

}  // namespace
}  // namespace yiguan::testing::faults
