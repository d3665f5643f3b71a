// A code's whole way, and the proof of it for everybody who asks.
#include "lookup/bundle.hpp"

#include <gmock/gmock.h>

#include "events/test_world.hpp"

namespace yiguan::lookup {
namespace {

using catalog::Viewer;
using events::testing::must;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class BundleOfCode : public events::testing::World {
protected:
    static constexpr std::int64_t sold = 5, shipped = 7, bound = 60, unbound = 900;

    void SetUp() override {
        World::SetUp();
        directory_.emplace(*keys_, "0128");
        names_.emplace(*directory_, "https://trace.example.cn");
        db_->read_now([&](db::Tx& tx) { directory_->refresh(tx); });
        const auto tell = [&](auto fact) {
            clock_ = clock_ + 1000;
            return write([&](db::Tx& tx) { return must(fact(tx)); });
        };
        tell([&](db::Tx& tx) { return events::commission(tx, maker_, range(0, 99), binding()); });
        tell([&](db::Tx& tx) { return events::activate(tx, maker_, range(0, 49)); });
        tell([&](db::Tx& tx) { return events::ship(tx, maker_, range(0, 9), shipping(), uscc_of(shop_.org)); });
        tell([&](db::Tx& tx) { return events::receive(tx, shop_, range(0, 9), receiving()); });
        tell([&](db::Tx& tx) { return events::sell(tx, shop_, range(sold, sold), selling()); });
        index_.emplace(*db_, folder_.path() / "log");
        log_.emplace(*db_, ledger::LogKeys::load_or_create(folder_.path() / "log-keys"),
                     ledger::SequencerOptions{.folder = folder_.path() / "log", .domain = "trace.example.cn"});
        ASSERT_TRUE(log_->advance()) << log_->refused().value_or("");
    }
    std::string uscc_of(OrgId org) {
        return db_->read_now([&](db::Tx& tx) { return std::string(registry::find_org(tx, org)->data.uscc.text()); });
    }
    void index() {
        clock_ = clock_ + 60'000;
        const auto published = log_->published();
        ASSERT_TRUE(index_->advance(published->log, static_cast<std::int64_t>(published->checkpoint.size), clock_));
        ASSERT_TRUE(log_->advance());
    }
    std::string code(std::int64_t offset) { return directory_->text(block_, block_.first + offset); }
    Result<proof::Bundle> try_bundle(std::int64_t offset, const Viewer& viewer) {
        return db_->read_now([&](db::Tx& tx) {
            const auto placed = directory_->place(code(offset)).value();
            return make_bundle(tx, *names_, *log_, *index_, placed, code(offset), viewer);
        });
    }
    proof::Bundle bundle(std::int64_t offset, const Viewer& viewer) { return must(try_bundle(offset, viewer)); }
    proof::BundleReport check(const proof::Bundle& bundle) {
        std::string policy;
        for (const auto& signer : log_->signers()) policy += "log " + signer.verifier().text() + "\n";
        const auto again = must(proof::Bundle::parse(bundle.encode()));
        return proof::check_bundle(again, must(proof::Policy::parse(policy + "quorum none\n")));
    }
    /// Fields opened of each event, in the order of the log.
    static std::vector<std::vector<int>> opened(const proof::Bundle& bundle) {
        std::vector<std::vector<int>> all;
        for (const auto& entry : bundle.entries) {
            if (entry.index == bundle.commitment) continue;
            const auto keys = must(proof::Leaf::decode(entry.leaf)).keys;
            const auto asked = [&](const proof::UnitKey& key) {
                return std::ranges::find(bundle.keys, key) != bundle.keys.end();
            };
            if (std::ranges::none_of(keys, asked)) continue;  // the last one that the index covers, for its time
            auto& fields = all.emplace_back();
            for (const auto& opening : entry.openings) fields.push_back(opening.field.id);
        }
        return all;
    }
    static Viewer viewer_of(const auth::Actor& actor) { return Viewer::of(actor); }
    static Viewer stranger() { return {}; }
    static Viewer top() { return {.kind = Viewer::Kind::top_regulator, .org = {}}; }

    std::optional<codes::Directory> directory_;
    std::optional<events::Names> names_;
    std::optional<ledger::Sequencer> log_;
    std::optional<ledger::CompletenessIndex> index_;
};

TEST_P(BundleOfCode, BeforeTheFirstRunItIsGenuineOnly) {
    const auto report = check(bundle(sold, stranger()));
    EXPECT_EQ(report.finding.verdict, proof::Verdict::valid) << report.finding.lines.back();
    EXPECT_TRUE(report.genuine);
    EXPECT_EQ(report.events, 5u);
    EXPECT_EQ(report.complete_to_ms, std::nullopt);
}

// NAT-35
TEST_P(BundleOfCode, Nat35IsCompleteOnceTheIndexCoversIt) {
    index();
    for (const auto& viewer : {stranger(), viewer_of(maker_), viewer_of(shop_), top()}) {
        const auto made = bundle(sold, viewer);
        const auto report = check(made);
        EXPECT_EQ(report.finding.verdict, proof::Verdict::valid) << report.finding.lines.back();
        EXPECT_EQ(report.events, 5u);
        EXPECT_EQ(report.withheld, 0u);
        ASSERT_TRUE(report.complete_to_ms);
        EXPECT_LT(*report.complete_to_ms, clock_.value);
        EXPECT_LE(made.encode().size(), 10'000u);
    }
    EXPECT_EQ(check(bundle(bound, stranger())).events, 1u);
    EXPECT_EQ(check(bundle(unbound, stranger())).events, 0u);
    EXPECT_TRUE(check(bundle(unbound, stranger())).complete_to_ms);
}

// What came after the run is shown too, but not as complete.
TEST_P(BundleOfCode, ShowsWhatTheIndexDoesNotCoverYet) {
    index();
    const auto covered = check(bundle(shipped, top())).complete_to;
    clock_ = clock_ + 1000;
    write([&](db::Tx& tx) { return must(events::sell(tx, shop_, range(shipped, shipped), selling())); });
    ASSERT_TRUE(log_->advance());
    const auto report = check(bundle(shipped, top()));
    EXPECT_EQ(report.finding.verdict, proof::Verdict::valid);
    EXPECT_EQ(report.events, 5u);
    EXPECT_EQ(report.complete_to, covered);
}

// ECO-31, C-29: openings follow what the public page and the owner's choice show.
TEST_P(BundleOfCode, OpensWhatTheViewerMaySee) {
    index();
    // Bound, activated, shipped, received, sold: the times of the last three are hidden by their owners.
    // Shipping and sale name persons: 16, which only their owner and the regulator of the highest permission see.
    const std::vector<int> all{1, 2, 3, 4}, personal{1, 2, 3, 4, 16}, times{1, 2}, step{1}, party{1, 2, 3};
    EXPECT_THAT(opened(bundle(sold, stranger())), ElementsAre(times, times, step, step, step));
    EXPECT_THAT(opened(bundle(sold, viewer_of(other_shop_))), ElementsAre(times, times, step, step, step));
    EXPECT_THAT(opened(bundle(sold, viewer_of(maker_))), ElementsAre(all, all, personal, step, step));
    EXPECT_THAT(opened(bundle(sold, viewer_of(shop_))), ElementsAre(times, times, party, all, personal));
    EXPECT_THAT(opened(bundle(sold, top())), ElementsAre(all, all, personal, all, personal));
    EXPECT_THAT(opened(bundle(sold, {.kind = Viewer::Kind::regulator, .org = {}})),
                ElementsAre(times, times, step, step, step));
    // A code that is not active tells strangers nothing.
    EXPECT_THAT(opened(bundle(bound, stranger())), ElementsAre(IsEmpty()));
    EXPECT_THAT(opened(bundle(bound, viewer_of(maker_))), ElementsAre(all));
    const auto bytes = bundle(sold, stranger()).encode();
    for (const auto* hidden : {"王女士", "明达商行", "一贯电缆厂", "13800000000"})
        EXPECT_THAT(bytes, Not(HasSubstr(hidden)));
    EXPECT_THAT(bundle(sold, viewer_of(shop_)).encode(), HasSubstr("王女士"));
}

// Test 6 of the design.
TEST_P(BundleOfCode, X20AHiddenEventIsReported) {
    index();
    const auto whole = bundle(sold, stranger());
    for (std::size_t hidden = 0; hidden < whole.entries.size(); ++hidden) {
        auto cut = whole;
        cut.entries.erase(cut.entries.begin() + static_cast<std::ptrdiff_t>(hidden));
        std::vector<std::uint64_t> positions;
        for (const auto& entry : cut.entries) positions.push_back(entry.index);
        cut.proof = proof::multi_proof(cut.suite, log_->levels(), positions, log_->published()->checkpoint.size);
        EXPECT_EQ(check(cut).finding.verdict, proof::Verdict::invalid);
    }
}

// An event of many scattered codes has further leaves: the part with the code's keys comes with its event.
TEST_P(BundleOfCode, PartsComeWithTheirEvent) {
    std::vector<codes::CodeRange> scattered;
    for (std::int64_t i = 100; i < 1000; i += 2) scattered.push_back(range(i, i).front());
    write([&](db::Tx& tx) { return must(events::commission(tx, maker_, scattered, binding())); });
    ASSERT_TRUE(log_->advance());
    for (int round = 0; round < 2; ++round) {
        std::size_t parts = 0;
        // Keys are random: a ninth of the codes is named by the part.
        for (std::int64_t i = 100; i < 1000 && parts < 2; i += 2) {
            const auto made = bundle(i, viewer_of(maker_));
            const auto report = check(made);
            EXPECT_EQ(report.finding.verdict, proof::Verdict::valid) << report.finding.lines.back();
            EXPECT_EQ(report.events, 1u);
            EXPECT_EQ(report.withheld, 0u);
            for (const auto& entry : made.entries) {
                const auto leaf = must(proof::Leaf::decode(entry.leaf));
                parts += leaf.publics.contains(2) && std::ranges::any_of(leaf.keys, [&](const proof::UnitKey& key) {
                             return std::ranges::find(made.keys, key) != made.keys.end();
                         });
            }
        }
        EXPECT_GT(parts, 0u);
        if (round == 0) index();
    }
}

TEST_P(BundleOfCode, ALogThatMayNotSignGivesNone) {
    log_.emplace(*db_, Result<ledger::LogKeys>(Error{Code::key_file, "", "密钥文件不可用"}),
                 ledger::SequencerOptions{.folder = folder_.path() / "log", .domain = "trace.example.cn"});
    const auto refused = try_bundle(sold, stranger());
    ASSERT_TRUE(refused.has_error());
    EXPECT_EQ(refused.error().code, Code::overloaded);
    EXPECT_THAT(refused.error().detail, HasSubstr("不能签名"));
}

YIGUAN_BOTH_ENGINES(BundleOfCode);

}  // namespace
}  // namespace yiguan::lookup
