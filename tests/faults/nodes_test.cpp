// Two servers with one node number would number scans and ids twice: the second is refused, and a number is free at
// once when its server is gone, however it went.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "support/story.hpp"

namespace yiguan::testing {
namespace {

using ::testing::HasSubstr;

const db::Statement end_everybody{"test.end_everybody",
                                  "select count(*) from (select pg_terminate_backend(pid) from pg_stat_activity "
                                  "where pid <> pg_backend_pid() and datname = current_database()) x"};

// As an administrator, or a network, would.
void cut_all_connections(const Server& server) {
    const db::testing::TemporaryDirectory directory;
    db::Options options;
    options.url = server.database();
    options.directory = directory.path();
    const auto database = db::Database::open(std::move(options));
    database->read_now([](db::Tx& tx) { tx.query(end_everybody); });
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
}

class NodeNumbers : public ::testing::Test {
protected:
    void SetUp() override {
        first_.start();
        admin_ = std::make_unique<Party>(first_admin(first_));
    }
    static std::string refusal(Server& server) {
        try {
            server.start();
        } catch (const std::runtime_error& e) {
            return e.what();
        }
        return "";
    }
    int writes(const Server& server, int number) {
        Party party(server, *admin_);
        return party
            .post("/api/v1/organisations",
                  registration({fmt::format("示例企业{}号", number), some_uscc(100 + number), "广东省广州市",
                                "020-81110001", fmt::format("login-{}", number)},
                               "producer"))
            .status;
    }

    Server first_{db::Engine::postgresql};
    std::unique_ptr<Party> admin_;
};

TEST_F(NodeNumbers, ASecondServerWithTheSameNumberIsRefused) {
    Server second(first_, {});
    const auto why = refusal(second);
    EXPECT_THAT(why, HasSubstr("start_refused"));
    EXPECT_THAT(why, HasSubstr("节点编号 0 正由同一数据库的另一个服务使用"));
    EXPECT_EQ(writes(first_, 1), 201) << "the first one goes on";

    Server third(first_, {"--node", "1"});
    EXPECT_EQ(refusal(third), "");
    EXPECT_EQ(writes(third, 2), 201);
    EXPECT_EQ(writes(first_, 3), 201);
    // Commands have a number of their own.
    EXPECT_EQ(first_.command("fsck").status, 0);
    const auto key = first_.command("apikey", {"create", "--role", "integrator"});
    EXPECT_EQ(key.status, 0) << key.err;
}

TEST_F(NodeNumbers, ANumberIsFreeAtOnceAfterACrash) {
    for (int round = 0; round < 3; ++round) {
        first_.kill();
        EXPECT_EQ(refusal(first_), "");
    }
    Server second(first_, {});
    first_.kill();
    EXPECT_EQ(refusal(second), "");
    EXPECT_EQ(writes(second, 4), 201);
    EXPECT_EQ(second.stop(), 0);
    EXPECT_EQ(refusal(first_), "");
}

TEST_F(NodeNumbers, AServerTakesItsNumberAgainWhenItWasCutOff) {
    for (int round = 0; round < 3; ++round) {
        cut_all_connections(first_);
        EXPECT_EQ(writes(first_, 10 + round), 201);
    }
    Server second(first_, {});
    EXPECT_THAT(refusal(second), HasSubstr("start_refused"));
}

TEST_F(NodeNumbers, AServerWhoseNumberWasTakenWhileItWasCutOffEnds) {
    // It is cut off, and before it comes back another one starts.
    Server second(first_, {});
    cut_all_connections(first_);
    EXPECT_EQ(refusal(second), "");
    EXPECT_EQ(writes(first_, 20), 503);
    EXPECT_EQ(first_.ended(), 1);
    EXPECT_THAT(first_.log(), HasSubstr("server_ended"));
    EXPECT_EQ(writes(second, 21), 201);
    EXPECT_EQ(second.stop(), 0);
    EXPECT_EQ(second.command("fsck").status, 0);
}

TEST(DataFolder, ServesOneServerAndAnyCommand) {
    Server server(db::Engine::sqlite);
    server.start();
    Party admin = first_admin(server);
    const auto second = server.command("serve", {"--listen", "127.0.0.1:0"});
    EXPECT_EQ(second.status, 1);
    EXPECT_THAT(second.err, HasSubstr("另一个服务正在使用此数据目录"));
    EXPECT_EQ(server.command("copy", {"--to", "postgresql:///none"}).status, 1);
    EXPECT_EQ(server.command("fsck").status, 0);
    // Commands that write wait for each other: their ids come from one number.
    std::vector<std::thread> threads;
    std::vector<Ran> ran(4);
    for (auto& r : ran) threads.emplace_back([&] { r = server.command("apikey", {"create", "--role", "integrator"}); });
    for (auto& t : threads) t.join();
    for (const auto& r : ran) EXPECT_EQ(r.status, 0) << r.err;
    const db::testing::TemporaryDirectory elsewhere;
    EXPECT_EQ(server.command("backup", {"--to", (elsewhere.path() / "copy").string()}).status, 0);
    server.kill();
    server.start();
}

}  // namespace
}  // namespace yiguan::testing
