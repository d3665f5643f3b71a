// kill -9 under a stream of writes, at random moments: after a restart every acknowledged write is there, and nothing
// half-written is (storage: nothing is acknowledged before it is on disk).
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <mutex>
#include <random>
#include <thread>

#include "support/log_watch.hpp"
#include "support/story.hpp"

namespace yiguan::testing {
namespace {

constexpr std::int64_t call_size = 100;  // codes of one call
constexpr std::array statuses{"free", "bound", "active", "in_transit"};

// One acknowledged write: the codes of a place went to a state.
struct Written {
    std::int64_t place;  // number of the call's range in the writer's part of the block
    int state;           // index into statuses
    std::string location;
};

class KillTest : public ::testing::TestWithParam<db::Engine> {
protected:
    static constexpr int writers = 3;
    static constexpr std::int64_t part = 1'000'000;  // codes of the block that one writer works on

    void SetUp() override {
        server_.start();
        Party admin = first_admin(server_);
        Party producer = join(server_, admin, maker, "producer");
        block_ = block_of_codes(producer, published_product(producer, admin), writers * part);
        first_ = std::stoll(text(producer.must_get("/api/v1/blocks/" + block_), "first"));
        parties_.push_back(std::make_unique<Party>(std::move(producer)));
    }

    std::int64_t code_of(int writer, std::int64_t place) const { return first_ + writer * part + place * call_size; }

    // Binds, activates and ships one range after the other until the server is gone.
    void write(int writer, std::int64_t from, std::vector<Written>& acknowledged, std::int64_t& next) {
        Party party(server_, *parties_.front());
        static constexpr std::array paths{"", "/api/v1/bindings", "/api/v1/activations", "/api/v1/shipments"};
        for (next = from;; ++next) {
            const auto which = range(block_, code_of(writer, next), code_of(writer, next) + call_size - 1);
            for (int state = 1; state <= 3; ++state) {
                const json::value body = state == 1   ? command(which, binding_fields())
                                         : state == 2 ? which
                                                      : command(which, shipping_fields());
                const auto answer = party.post(paths[static_cast<std::size_t>(state)], body);
                ASSERT_EQ(answer.status, 201) << answer.body;
                watch_.keep(answer);
                acknowledged.push_back({next, state, std::string(answer.header("Location"))});
            }
        }
    }

    static constexpr int document_events = 20;
    static std::string transaction(std::int64_t document) {
        return fmt::format("urn:epcglobal:cbv:bt:6901234000009:KILL{}", document);
    }

    // Captures one document after the other until the server is gone; each is about a transaction of its own.
    void capture(std::int64_t from, std::vector<std::pair<std::int64_t, std::string>>& acknowledged,
                 std::int64_t& next) {
        Party party(server_, *parties_.front());
        for (next = from;; ++next) {
            json::array events;
            for (int i = 0; i < document_events; ++i)
                events.push_back(
                    {{"type", "ObjectEvent"},
                     {"eventTime", fmt::format("2026-10-01T08:{:02}:{:02}Z", i, next % 60)},
                     {"eventTimeZoneOffset", "+08:00"},
                     {"epcList",
                      {fmt::format("urn:epc:id:sgtin:6901234.012345.{}", 1000 + next * document_events + i)}},
                     {"action", "OBSERVE"},
                     {"bizStep", "inspecting"},
                     {"bizTransactionList", {{{"type", "po"}, {"bizTransaction", transaction(next)}}}}});
            const auto answer = party.post(
                "/epcis/capture",
                json::object{{"@context", {"https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"}},
                             {"type", "EPCISDocument"},
                             {"schemaVersion", "2.0"},
                             {"creationDate", "2026-10-01T09:00:00Z"},
                             {"epcisBody", {{"eventList", std::move(events)}}}});
            ASSERT_EQ(answer.status, 202) << answer.body;
            acknowledged.emplace_back(next, answer.header("Location"));
        }
    }

    // How many events of a captured document are there.
    std::size_t captured(Party& party, std::int64_t document) {
        const auto page = party.must_get("/epcis/events?perPage=100&EQ_bizTransaction_po=" + transaction(document));
        return page.at("epcisBody").at("queryResults").at("resultsBody").at("eventList").as_array().size();
    }

    // States of the places [from, to) of one writer's part as the restarted server tells them.
    std::vector<int> states(Party& party, int writer, std::int64_t from, std::int64_t to) {
        std::vector<int> found(static_cast<std::size_t>(to - from), 0);
        const std::int64_t first = code_of(writer, from), end = code_of(writer, to);
        for (std::int64_t cursor = first; cursor < end;) {
            const auto page = party.must_get(fmt::format("/api/v1/blocks/{}/segments?limit=100{}", block_,
                                                         cursor > 0 ? fmt::format("&cursor={}", cursor) : ""));
            for (const auto& item : page.at("items").as_array()) {
                const auto& segment = item.as_object();
                const std::int64_t a = std::stoll(text(segment, "first")), b = std::stoll(text(segment, "last"));
                if (a >= end || b < first) continue;
                // A call is whole or not there: each segment begins and ends at the edge of a call.
                EXPECT_EQ((a - first) % call_size, 0) << "a half-written call at " << a;
                EXPECT_EQ((b + 1 - first) % call_size, 0) << "a half-written call at " << b;
                const auto status = std::ranges::find(statuses, text(segment, "status")) - statuses.begin();
                for (auto c = std::max(a, first); c <= std::min(b, end - 1); c += call_size)
                    found[static_cast<std::size_t>((c - first) / call_size)] = static_cast<int>(status);
            }
            if (!page.contains("nextCursor")) break;
            cursor = std::stoll(text(page, "nextCursor"));
        }
        return found;
    }

    Server server_{GetParam(), {"--log-interval-ms", "20"}};
    LogWatch watch_;
    std::vector<std::unique_ptr<Party>> parties_;
    std::string block_;
    std::int64_t first_ = 0;
};

int moments(db::Engine engine) {
    const char* given = std::getenv("YIGUAN_KILL_MOMENTS");
    const int wanted = given ? static_cast<int>(std::strtol(given, nullptr, 10)) : 20;
    return engine == db::Engine::sqlite ? wanted : std::max(1, wanted / 4);
}

TEST_P(KillTest, EveryAcknowledgedWriteSurvives) {
    const char* given = std::getenv("YIGUAN_KILL_SEED");
    const std::uint64_t seed = given ? std::strtoull(given, nullptr, 10) : std::random_device{}();
    fmt::print("seed {} (YIGUAN_KILL_SEED)\n", seed);
    std::mt19937_64 random(seed);
    std::array<std::int64_t, writers> from{};
    std::size_t writes = 0, unanswered_but_stored = 0;
    std::int64_t first_document = 0;

    for (int moment = 0; moment < moments(GetParam()); ++moment) {
        SCOPED_TRACE(fmt::format("moment {}", moment));
        std::array<std::vector<Written>, writers> acknowledged;
        std::array<std::int64_t, writers> next = from;
        std::vector<std::thread> threads;
        std::vector<std::pair<std::int64_t, std::string>> documents;
        std::int64_t next_document = first_document;
        threads.emplace_back([&] {
            try {
                capture(first_document, documents, next_document);
            } catch (const std::exception&) {
                // As below.
            }
        });
        threads.emplace_back([&] {
            try {
                for (auto client = server_.client();;) {
                    watch_.look(client);
                    std::this_thread::sleep_for(std::chrono::milliseconds(5));
                }
            } catch (const std::exception&) {
                // As below.
            }
        });
        for (int w = 0; w < writers; ++w)
            threads.emplace_back([&, w] {
                try {
                    const auto i = static_cast<std::size_t>(w);
                    write(w, from[i], acknowledged[i], next[i]);
                } catch (const std::exception&) {
                    // The server has gone: what was not answered may be stored or not.
                }
            });
        std::this_thread::sleep_for(
            std::chrono::microseconds(std::uniform_int_distribution<int>(5'000, 250'000)(random)));
        server_.kill();
        for (auto& t : threads) t.join();
        if (HasFatalFailure()) return;

        server_.start();
        Party party(server_, *parties_.front());
        for (int w = 0; w < writers; ++w) {
            const auto i = static_cast<std::size_t>(w);
            const auto stored = states(party, w, from[i], next[i] + 1);
            std::vector<int> promised(stored.size(), 0);
            for (const Written& written : acknowledged[i])
                promised[static_cast<std::size_t>(written.place - from[i])] = written.state;
            for (std::size_t place = 0; place < stored.size(); ++place) {
                EXPECT_GE(stored[place], promised[place])
                    << "writer " << w << " lost an acknowledged write at place " << place;
                // At most the one call that was under way can be further than what was answered, and only by one step.
                EXPECT_LE(stored[place], promised[place] + 1) << "writer " << w << " place " << place;
                unanswered_but_stored += static_cast<std::size_t>(stored[place] > promised[place]);
            }
            for (const Written& written : acknowledged[i])
                EXPECT_EQ(party.get(written.location).status, 200) << "an acknowledged event is lost";
            writes += acknowledged[i].size();
            from[i] = next[i] + 1;
        }
        for (const auto& [document, job] : documents) {
            EXPECT_EQ(captured(party, document), static_cast<std::size_t>(document_events)) << "document " << document;
            EXPECT_EQ(party.get(job).status, 200) << "an acknowledged capture is lost";
        }
        writes += documents.size();
        EXPECT_THAT(captured(party, next_document), ::testing::AnyOf(0u, static_cast<std::size_t>(document_events)))
            << "a document is whole or not there";
        first_document = next_document + 1;
        // X20, NAT-35: whatever was signed or promised before the kill is kept after it.
        auto client = server_.client();
        watch_.expect_kept(client, 100);
        const auto checked = server_.command("fsck");
        EXPECT_EQ(checked.status, 0) << checked.out << checked.err;
        EXPECT_THAT(checked.out, ::testing::HasSubstr("0 defects"));
        if (HasFailure()) return;
    }
    fmt::print("{} acknowledged writes over {} kills, all there; {} more were stored unanswered\n", writes,
               moments(GetParam()), unanswered_but_stored);
    fmt::print("{} checkpoints seen, {} promises, all kept\n", watch_.checkpoints(), watch_.promises());
    EXPECT_GT(writes, static_cast<std::size_t>(moments(GetParam()))) << "too little was written to say anything";
}

// A polite end keeps everything too, scans included, and a second server on the same folder is refused.
TEST_P(KillTest, RestartKeepsEverything) {
    Party& party = *parties_.front();
    party.must_post("/api/v1/bindings", command(range(block_, first_, first_ + 9), binding_fields()));
    party.must_post("/api/v1/activations", range(block_, first_, first_ + 9));
    const auto code = party.get("/api/v1/blocks/" + block_ + "/package", {{"Range", "bytes=0-32"}}).body;
    for (int i = 0; i < 3; ++i) EXPECT_EQ(party.get("/c/" + code).status, 200);

    if (GetParam() == db::Engine::sqlite) {
        const auto second = server_.command("serve", {"--listen", "127.0.0.1:0"});
        EXPECT_EQ(second.status, 1);
        EXPECT_THAT(second.err, ::testing::HasSubstr("start_refused"));
    }
    EXPECT_EQ(server_.stop(), 0);
    server_.start();
    Party again(server_, party);
    EXPECT_THAT(again.get("/c/" + code).body, ::testing::HasSubstr("第 4 次"));
    EXPECT_EQ(again.get("/api/v1/sessions/current").status, 200) << "sessions outlive a restart";
}

INSTANTIATE_TEST_SUITE_P(Engines, KillTest, ::testing::Values(db::Engine::sqlite, db::Engine::postgresql),
                         db::testing::engine_name);

}  // namespace
}  // namespace yiguan::testing
