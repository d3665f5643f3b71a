// The transparency log of the real server, as anybody outside reads and checks it (NAT-35, X20).
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "proof/tiles.hpp"
#include "support/log_watch.hpp"
#include "support/story.hpp"

namespace yiguan::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
constexpr auto suite = proof::Suite::sha256;

class LogTest : public ::testing::TestWithParam<db::Engine> {
protected:
    void SetUp() override {
        server_.start();
        admin_ = std::make_unique<Party>(first_admin(server_));
        producer_ = std::make_unique<Party>(join(server_, *admin_, maker, "producer"));
        block_ = block_of_codes(*producer_, published_product(*producer_, *admin_), 100'000);
        first_ = std::stoll(text(producer_->must_get("/api/v1/blocks/" + block_), "first"));
    }
    http::Answer bind(std::int64_t code, http::Headers headers = {}) {
        headers.emplace_back("Content-Type", "application/json");
        headers.emplace_back("X-CSRF-Token", producer_->csrf());
        return producer_->send("POST", "/api/v1/bindings",
                               json::serialize(command(range(block_, first_ + code, first_ + code), binding_fields())),
                               headers);
    }
    void bind_many(int count) {
        for (int i = 0; i < count; ++i) {
            const auto answer = bind(next_++);
            ASSERT_EQ(answer.status, 201) << answer.body;
            watch_.keep(answer);
        }
    }
    /// A server with the same session as before.
    void restart() {
        server_.start();
        producer_ = std::make_unique<Party>(server_, *producer_);
    }

    Server server_{GetParam(), {"--log-interval-ms", "30"}};
    std::unique_ptr<Party> admin_, producer_;
    std::string block_;
    std::int64_t first_ = 0, next_ = 0;
    LogWatch watch_;
};

TEST_P(LogTest, PromisesBecomeProofsAndTilesGiveTheRootBack_NAT35) {
    auto client = server_.client();
    for (const int count : {1, 5, 30}) {
        bind_many(count);
        EXPECT_TRUE(watch_.wait_for_promised(client, 10));
    }
    EXPECT_EQ(watch_.promises(), 36u);
    watch_.expect_kept(client);

    // Every record from the tiles, the root from the records and from the tiles' hashes.
    const auto checkpoint =
        proof::Checkpoint::parse(proof::Note::parse(client.get("/log/0-01/checkpoint").body).value().text).value();
    const std::uint64_t size = checkpoint.size;
    ASSERT_GT(size, 36u);
    ASSERT_LT(size, 256u);
    const auto entries = client.get(fmt::format("/log/0-01/tile/entries/000.p/{}", size));
    ASSERT_EQ(entries.status, 200);
    EXPECT_EQ(entries.header("Content-Type"), "application/octet-stream");
    const auto leaves = proof::decode_entries(entries.body);
    ASSERT_TRUE(leaves);
    ASSERT_EQ(leaves->size(), size);
    std::vector<proof::Hash> hashes;
    for (const auto leaf : *leaves) {
        EXPECT_TRUE(proof::Leaf::decode(leaf).has_value());
        hashes.push_back(proof::hash_leaf(suite, leaf));
    }
    EXPECT_EQ(proof::tree_hash(suite, hashes), checkpoint.root);
    const auto tile = client.get(fmt::format("/log/0-01/tile/0/000.p/{}", size));
    ASSERT_EQ(tile.body.size(), 32 * size);
    for (std::size_t i = 0; i < size; ++i) EXPECT_EQ(tile.body.substr(32 * i, 32), proof::bytes_of(hashes[i]));
    EXPECT_EQ(client.get(fmt::format("/log/0-01/tile/0/000.p/{}", size + 100)).status, 404);
    EXPECT_EQ(client.get("/log/0-01/tile/0/000").status, 404) << "it is not full yet";

    // Proofs of every record, in the present tree and in an older one.
    for (std::uint64_t i = 0; i < size; ++i)
        for (const auto in : {size, i + 1}) {
            const auto proof = object_of(client.get(fmt::format("/log/0-01/proof/inclusion?index={}&size={}", i, in)));
            const auto root = proof::tree_hash(suite, std::span(hashes).first(in));
            EXPECT_TRUE(proof::verify_inclusion(suite, i, in, hashes[i], hashes_of(proof.at("hashes")), root));
        }
    for (std::uint64_t from = 1; from < size; from += 5) {
        const auto proof = object_of(client.get(fmt::format("/log/0-01/proof/batch?start={}&end={}", from, size)));
        for (const auto& one : proof.at("subtrees").as_array()) {
            const auto start = std::stoull(text(one.as_object(), "start")),
                       end = std::stoull(text(one.as_object(), "end"));
            const auto root = hashes_of(json::array{one.at("root")}).at(0);
            EXPECT_EQ(root, proof::tree_hash(suite, std::span(hashes).subspan(start, end - start)));
            EXPECT_TRUE(proof::verify_subtree_consistency(suite, start, end, size, hashes_of(one.at("hashes")), root,
                                                          checkpoint.root));
        }
    }
    for (const std::uint64_t i : {std::uint64_t{0}, size / 2, size - 1}) {
        const auto file = client.get(fmt::format("/log/0-01/receipt/{}.tlog-proof", i));
        ASSERT_EQ(file.status, 200) << file.body;
        const auto proof = proof::TlogProof::parse(file.body);
        ASSERT_TRUE(proof.has_value());
        EXPECT_EQ(proof.value().extra, std::string((*leaves)[i]));
        EXPECT_EQ(proof::check_tlog_proof(proof.value(), watch_.policy()).verdict, proof::Verdict::valid);
    }
}

TEST_P(LogTest, RefusesWhatIsNotThere) {
    auto client = server_.client();
    EXPECT_TRUE(watch_.look(client));
    for (const auto* path :
         {"/log/0-02/checkpoint", "/log/1-01/checkpoint", "/log/0-1/checkpoint", "/log/x/checkpoint",
          "/log/0-01/tile/0/0", "/log/0-01/tile/64/000", "/log/0-01/tile/0/x000/000", "/log/0-01/tile/9/000.p/1",
          "/log/0-01/tile/0/x999/x999/x999/999", "/log/0-01/proof/inclusion?index=99999999",
          "/log/0-01/proof/inclusion?index=5&size=5", "/log/0-01/proof/inclusion?size=99999999",
          "/log/0-01/proof/consistency?from=3&to=2", "/log/0-01/proof/batch?start=3&end=3",
          "/log/0-01/receipt/99999999.tlog-proof", "/log/0-01/receipt/01.tlog-proof", "/log/0-01/receipt/x.tlog-proof",
          "/log/0-01/receipt?first=99999999", "/log/0-01/receipt?first=0&count=10000"}) {
        const auto answer = client.get(path);
        EXPECT_EQ(answer.status, 404) << path << " " << answer.body;
        EXPECT_EQ(answer.header("Content-Type"), "application/problem+json") << path;
    }
    for (const auto* path :
         {"/log/0-01/proof/inclusion?index=", "/log/0-01/proof/inclusion?index=-1",
          "/log/0-01/proof/inclusion?index=1x", "/log/0-01/proof/inclusion?size=0",
          "/log/0-01/proof/consistency?from=0", "/log/0-01/proof/inclusion?index=99999999999999999999999",
          "/log/0-01/receipt?count=0", "/log/0-01/receipt?first=0&count=10001"}) {
        const auto answer = client.get(path);
        EXPECT_EQ(answer.status, 422) << path << " " << answer.body;
    }
}

// The second answer to one request carries the receipt of the first, byte for byte.
TEST_P(LogTest, ARepetitionGetsTheSameReceipt) {
    const http::Headers key{{"Idempotency-Key", "once"}};
    const auto one = bind(1, key);
    ASSERT_EQ(one.status, 201) << one.body;
    EXPECT_NE(one.header("Yiguan-Receipt"), "");
    const auto two = bind(1, key);
    EXPECT_EQ(two.status, 201);
    EXPECT_EQ(two.header("Idempotency-Replayed"), "true");
    EXPECT_EQ(two.header("Yiguan-Receipt"), one.header("Yiguan-Receipt"));
    const auto refused = bind(1);
    EXPECT_EQ(refused.status, 409) << refused.body;
    EXPECT_FALSE(refused.has("Yiguan-Receipt")) << "nothing was recorded";
    EXPECT_FALSE(producer_->get("/api/v1/events").has("Yiguan-Receipt"));
}

// A fact is provable within a second of its answer, with the interval of a real node.
TEST_P(LogTest, AProofFollowsWithinASecond) {
    ASSERT_EQ(server_.stop(), 0);
    Server slow(GetParam());
    slow.start();
    Party admin = first_admin(slow);
    const auto answer = admin.post("/api/v1/organisations", registration(maker, "producer"));
    ASSERT_EQ(answer.status, 201);
    ASSERT_TRUE(answer.has("Yiguan-Receipt"));
    LogWatch watch;
    watch.keep(answer);
    auto client = slow.client();
    const auto began = std::chrono::steady_clock::now();
    watch.expect_kept(client);
    EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(3)) << "one second on a quiet machine";
}

// An old backup in place of the data: nothing more is signed, everything else goes on, and a new log can be begun.
// `yiguan backup` is of SQLite.
class BackupTest : public LogTest {};
INSTANTIATE_TEST_SUITE_P(Engines, BackupTest, ::testing::Values(db::Engine::sqlite), db::testing::engine_name);

TEST_P(BackupTest, AnOldBackupIsNeverSigned_NAT35) {
    auto client = server_.client();
    bind_many(10);
    const auto old = server_.data().parent_path() / "old";
    const auto made = server_.command("backup", {"--to", old.string()});
    ASSERT_EQ(made.status, 0) << made.err;
    EXPECT_THAT(made.err, HasSubstr("log/lock"));
    EXPECT_FALSE(fs::exists(old / "log"));
    EXPECT_TRUE(fs::exists(old / "log-keys"));
    bind_many(10);
    watch_.expect_kept(client);
    EXPECT_EQ(server_.command("log", {"status"}).status, 0);
    const auto refused = server_.command("log", {"continue", "--reason", "无"});
    EXPECT_EQ(refused.status, 1) << "beside a server";
    EXPECT_EQ(server_.stop(), 0);
    const auto fine = server_.command("log", {"continue", "--reason", "无"});
    EXPECT_EQ(fine.status, 1) << "there is no need";
    EXPECT_THAT(fine.err, HasSubstr("可以继续签名"));

    for (const auto* file : {"yiguan.db", "yiguan.db-wal", "yiguan.db-shm"}) fs::remove(server_.data() / file);
    fs::copy_file(old / "yiguan.db", server_.data() / "yiguan.db");
    restart();
    EXPECT_THAT(server_.log(), HasSubstr("log_not_signed"));
    EXPECT_THAT(server_.log(), HasSubstr("yiguan log continue"));
    auto again = server_.client();
    EXPECT_EQ(again.get("/log/0-01/checkpoint").status, 503);
    next_ = 1000;
    const auto unsigned_ = bind(next_++);
    EXPECT_EQ(unsigned_.status, 201) << "everything else goes on";
    EXPECT_FALSE(unsigned_.has("Yiguan-Receipt")) << "what cannot be signed is not promised";
    const auto status = server_.command("log", {"status"});
    EXPECT_EQ(status.status, 1);
    EXPECT_THAT(status.out, HasSubstr("yiguan log continue"));
    EXPECT_EQ(server_.stop(), 0);

    const auto continued = server_.command("log", {"continue", "--reason", "恢复了旧备份"});
    ASSERT_EQ(continued.status, 0) << continued.err;
    EXPECT_THAT(continued.out, HasSubstr("/log/0-02"));
    restart();
    auto client2 = server_.client();
    LogWatch second("0-02");
    const auto signed_ = bind(next_++);
    EXPECT_TRUE(signed_.has("Yiguan-Receipt"));
    second.keep(signed_);
    second.expect_kept(client2);
    // The closed log is still there for whoever holds its receipts, as far as its records are.
    EXPECT_EQ(client2.get("/log/0-01/checkpoint").status, 200);
    watch_.look(client2);
    const auto logs = object_of(client2.get("/log"));
    EXPECT_EQ(logs.at("items").as_array().size(), 2u);
    EXPECT_TRUE(logs.at("items").at(0).as_object().contains("closedAt"));
    EXPECT_EQ(client2.get("/log/0-01/receipt/0.tlog-proof").status, 200);
}

INSTANTIATE_TEST_SUITE_P(Engines, LogTest, ::testing::Values(db::Engine::sqlite, db::Engine::postgresql),
                         db::testing::engine_name);

}  // namespace
}  // namespace yiguan::testing
