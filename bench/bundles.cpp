// bundle: the proof of one code's history among ten million events: its size, the time to make and to verify it, and
// what the index behind it costs.
#include <fmt/format.h>

#include <random>
#include <set>

#include "benches.hpp"
#include "db/testing.hpp"
#include "ledger/index.hpp"
#include "ledger/levels.hpp"
#include "proof/bundle.hpp"

namespace yiguan::bench {
namespace {

using proof::Leaf;
using proof::UnitKey;

constexpr auto suite = proof::Suite::sha256;
constexpr std::int64_t block_codes = 1'000'000;
constexpr std::int64_t minute_leaves = 60'000;  // a thousand events a second
constexpr std::int64_t batch_leaves = 4'000;
constexpr const char* origin = "trace.example.cn/log/0-01";

crypto::Ed25519Secret secret_of(int n) {
    crypto::Ed25519Secret secret;
    secret.seed.fill(static_cast<std::byte>(n));
    return secret;
}

proof::Token token_of(std::uint64_t block) {
    return proof::foreign_token(static_cast<std::int64_t>(block));
}

/// A log as a busy node writes it, and the index as it grows with it.
class SyntheticLog {
public:
    SyntheticLog()
        : database_(db::testing::fresh_database(db::Engine::sqlite)),
          levels_(folder_.path() / "log", suite),
          index_(*database_, folder_.path() / "log") {}

    /// Most events are of one item or a carton, some of pallets and whole batches.
    void grow(std::int64_t events) {
        for (std::int64_t done = 0; done < events; done += minute_leaves) {
            for (std::int64_t at = 0; at < minute_leaves; at += batch_leaves) append_batch();
            const Stopwatch watch;
            clock_ms_ += 60'000;
            index_.advance(log, size(), UtcMs{clock_ms_});
            index_ms_ += watch.ms();
            follow();  // the commitment
        }
    }
    /// The history of one code: bound and activated with its batch, shipped and received twice, sold alone.
    std::vector<UnitKey> history(std::int64_t number, int step) {
        static constexpr std::int64_t lengths[] = {20'000, 20'000, 1'000, 1'000, 24, 24, 1};
        const std::int64_t length = lengths[step];
        const std::int64_t first = std::max<std::int64_t>(0, number - number % length);
        return keys_of(0, first, std::min(first + length, block_codes) - 1);
    }
    proof::Bundle bundle(std::int64_t number) {
        proof::Bundle made{.suite = suite, .code = fmt::format("2{:032}", number)};
        made.keys = proof::unit_keys_of(suite, token_of(0), static_cast<std::uint64_t>(number), level_max());
        const auto live = index_.live(log, size()).value();
        made.commitment = static_cast<std::uint64_t>(live.commitment);
        made.runs = index_.answer(log, live, made.keys);
        const auto last = static_cast<std::int64_t>(live.covered()) - 1;  // whose time the commitment tells
        std::vector<std::int64_t> indices{live.commitment, last};
        std::set<std::int64_t> own;
        for (const auto& run : made.runs)
            for (const auto& shown : run.shown) own.insert(shown.indices.begin(), shown.indices.end());
        for (const std::int64_t late : late_of(made.keys, static_cast<std::int64_t>(live.covered()))) own.insert(late);
        indices.insert(indices.end(), own.begin(), own.end());
        std::ranges::sort(indices);
        indices.erase(std::ranges::unique(indices).begin(), indices.end());
        const auto leaves = database_->read_now([&](db::Tx& tx) { return ledger::leaves_at(tx, log, indices); });
        std::vector<std::uint64_t> positions;
        for (std::size_t i = 0; i < indices.size(); ++i) {
            positions.push_back(static_cast<std::uint64_t>(indices[i]));
            made.entries.push_back({.index = positions.back(), .leaf = leaves[i]});
            if (own.contains(indices[i])) made.entries.back().openings = openings();
        }
        made.proof = proof::multi_proof(suite, levels_, positions, levels_.size());
        const auto text = proof::Checkpoint{origin, levels_.size(), levels_.root(levels_.size())}.text();
        made.checkpoint = {text,
                           {log_.sign(text), witness_.sign(text, 1), witness_.sign(text, 2), witness_.sign(text, 3)}};
        made.claim.text = made.claim_text(origin);
        made.claim.signatures = {log_.sign(made.claim.text)};
        return made;
    }
    proof::Policy policy() const {
        return proof::Policy::parse("log " + log_.verifier().text() + "\nquorum none\n").value();
    }
    std::size_t runs() { return index_.live(log, size()).value().runs.size(); }
    double index_us_per_event() const { return index_ms_ * 1e3 / static_cast<double>(levels_.size()); }
    std::uint64_t index_bytes() const {
        std::uint64_t bytes = 0;
        for (const auto& file : std::filesystem::directory_iterator(folder_.path() / "log"))
            if (file.path().filename().string().starts_with("run-")) bytes += file.file_size();
        return bytes;
    }
    std::uint64_t leaves() const { return levels_.size(); }
    double keys_per_event() const { return static_cast<double>(keys_) / static_cast<double>(levels_.size()); }

private:
    static constexpr std::int64_t log = 1;
    static int level_max() { return proof::unit_level_max(block_codes); }
    static std::vector<UnitKey> keys_of(std::uint64_t block, std::int64_t first, std::int64_t last) {
        std::vector<UnitKey> keys;
        for (const auto& span :
             proof::unit_cover(static_cast<std::uint64_t>(first), static_cast<std::uint64_t>(last), level_max()))
            keys.push_back(proof::unit_key(suite, token_of(block), span.level, span.node));
        std::ranges::sort(keys);
        return keys;
    }
    std::vector<UnitKey> random_keys() {
        const auto kind = random_() % 100;
        const std::int64_t length = kind < 60 ? 1 : kind < 90 ? 24 : kind < 99 ? 1'000 : 20'000;
        const auto first = static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(block_codes - length));
        return keys_of(1 + random_() % 200, first, first + length - 1);
    }
    std::int64_t size() const { return static_cast<std::int64_t>(levels_.size()); }

    void append_batch() {
        database_->write_now([&](db::Tx& tx) {
            for (std::int64_t i = 0; i < batch_leaves; ++i) {
                const auto next = tx.journal().next(tx);
                Leaf leaf{.suite = suite, .kind = proof::Kind::event, .recorded_ms = next.time.value};
                // Seven events of the code that is asked for, spread over the log.
                const bool ours = (next.position.index() % 1'400'000) == 700'000 && step_ < 7;
                leaf.keys = ours ? history(code, step_++) : random_keys();
                leaf.publics = {{1, std::int64_t{1}}};
                leaf.private_root = private_root_;
                keys_ += leaf.keys.size();
                tx.journal().append(tx, leaf.encode());
            }
        });
        follow();
    }
    void follow() {
        database_->read_now([&](db::Tx& tx) {
            const auto head = ledger::head_of(tx, 0).value();
            std::vector<proof::Hash> hashes;
            ledger::for_each_leaf(tx, log, size(), head.size, [&](std::int64_t, std::string_view bytes) {
                hashes.push_back(proof::hash_leaf(suite, bytes));
                return true;
            });
            levels_.append(hashes);
        });
    }
    std::vector<std::int64_t> late_of(const std::vector<UnitKey>& keys, std::int64_t covered) {
        std::vector<std::int64_t> found;
        database_->read_now([&](db::Tx& tx) {
            ledger::for_each_leaf(tx, log, covered, size(), [&](std::int64_t index, std::string_view bytes) {
                const auto leaf = Leaf::decode(bytes).value();
                if (std::ranges::any_of(leaf.keys,
                                        [&](const UnitKey& k) { return std::ranges::find(keys, k) != keys.end(); }))
                    found.push_back(index);
                return true;
            });
        });
        return found;
    }
    // Two of four fields, as a stranger gets them; every event has the same ones here.
    std::vector<proof::Opening> openings() const {
        return {proof::open_field(suite, fields_[0], 0, entries_), proof::open_field(suite, fields_[1], 1, entries_)};
    }

public:
    static constexpr std::int64_t code = 123'456;

private:
    db::testing::TemporaryDirectory folder_;
    std::unique_ptr<db::Database> database_;
    ledger::Levels levels_;
    ledger::CompletenessIndex index_;
    proof::Signer log_ = proof::Signer::ed25519(origin, secret_of(1));
    proof::Signer witness_ = proof::Signer::ed25519("witness.example.cn", secret_of(2), true);
    std::mt19937_64 random_{1};
    std::vector<proof::PrivateField> fields_ = [] {
        std::vector<proof::PrivateField> fields;
        for (std::uint16_t id = 1; id <= 4; ++id) fields.push_back({id, proof::salt_of({}, id), std::string(24, 'x')});
        return fields;
    }();
    std::vector<proof::Hash> entries_ = [this] {
        std::vector<proof::Hash> entries;
        for (const auto& f : fields_) entries.push_back(proof::hash_field(suite, f.id, f.salt, f.value));
        return entries;
    }();
    proof::Hash private_root_ = proof::tree_hash(suite, entries_);
    std::int64_t clock_ms_ = 1;
    double index_ms_ = 0;
    std::uint64_t keys_ = 0;
    int step_ = 0;
};

}  // namespace

void bundle(Report& report, const Options& options) {
    SyntheticLog log;
    log.grow(10'000'000 / options.scale);
    const auto policy = log.policy();
    auto& bytes = report.row("size of the bundle (kB)", Unit::count, "", "<= 40");
    auto& make = report.row("making it", Unit::ms, "", "");
    auto& verify = report.row("verifying it, C++, one core", Unit::ms, "", "<= 100 in the browser");
    auto& cost = report.row("processor and disk time of the index an event", Unit::us, "", "");
    auto& disk = report.row("bytes of the index an event", Unit::count, "", "");
    for (int i = 0; i < options.runs; ++i) {
        // Codes of the same batch share most of their history; every one has keys of its own.
        const Stopwatch making;
        const auto made = log.bundle(SyntheticLog::code + i);
        make.add(making.ms());
        const auto text = made.encode();
        bytes.add(static_cast<double>(text.size()) / 1e3);
        const Stopwatch verifying;
        const auto result = proof::check_bundle(proof::Bundle::parse(text).value(), policy);
        verify.add(verifying.ms());
        if (result.finding.verdict != proof::Verdict::valid || !result.complete_to_ms)
            throw std::runtime_error(result.finding.lines.back());
        if (i == 0)
            report.note(fmt::format("{} leaves with {:.1f} keys each, {} runs, {} events in the first bundle",
                                    log.leaves(), log.keys_per_event(), log.runs(), result.events));
    }
    cost.add(log.index_us_per_event());
    disk.add(static_cast<double>(log.index_bytes()) / static_cast<double>(log.leaves()));
}

}  // namespace yiguan::bench
