// log: the tree of the transparency log on one core, without its database.
#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <random>

#include "benches.hpp"
#include "ledger/levels.hpp"
#include "peers.hpp"
#include "proof/note.hpp"

namespace yiguan::bench {
namespace {

constexpr auto suite = proof::Suite::sha256;
constexpr std::size_t leaf_bytes = 200;
constexpr std::size_t group = 4'096;  // of records in one commit

/// Leaf i: i, then bytes that differ from leaf to leaf.
class Leaves {
public:
    Leaves() : bytes_(leaf_bytes, '\0') {
        std::mt19937_64 random(6);
        for (char& c : bytes_) c = static_cast<char>(random());
    }
    std::string_view at(std::uint64_t i) {
        std::memcpy(bytes_.data(), &i, sizeof i);
        return bytes_;
    }

private:
    std::string bytes_;
};

struct Times {
    double median_us = 0, p99_us = 0;
};
template <class F>
Times times(int count, F work) {
    std::vector<double> us;
    for (int i = 0; i < count; ++i) {
        const Stopwatch watch;
        work();
        us.push_back(watch.seconds() * 1e6);
    }
    std::ranges::sort(us);
    return {us[us.size() / 2], us[us.size() * 99 / 100]};
}

}  // namespace

void log(Report& report, const Options& options) {
    const auto many = static_cast<std::uint64_t>(10'000'000 / options.scale);
    const int asked = 100'000 / static_cast<int>(std::min<std::int64_t>(options.scale, 100));
    auto& append = report.row("leaves of 200 bytes hashed, appended, synced and signed every second, one core",
                              Unit::per_second, "openssl speed: SHA-256 of 200 bytes", ">= 500,000/s");
    auto& made = report.row("inclusion proof made at 10 million leaves, median", Unit::us, "", "<= 50 us");
    auto& made_p99 = report.row("the same, p99", Unit::us, "", "");
    auto& verified = report.row("inclusion proof verified, median", Unit::us, "", "<= 20 us");
    auto& verified_p99 = report.row("the same, p99", Unit::us, "", "");
    auto& consistency = report.row("consistency proof made, random sizes, median", Unit::us, "", "");
    auto& batch = report.row("one proof of 1,000 neighbouring leaves made, median", Unit::us, "", "");
    auto& batch_verified = report.row("one proof of 1,000 neighbouring leaves verified, median", Unit::us, "", "");

    const auto signer = proof::Signer::ed25519("bench.example/log/0-01", crypto::ed25519_generate());
    for (int run = 0; run < options.runs; ++run) {
        const Pinned pinned(0);
        const db::testing::TemporaryDirectory directory;
        ledger::Levels levels(directory.path() / "log", suite);
        const auto sign = [&] {
            levels.sync();
            const proof::Checkpoint checkpoint{"bench.example/log/0-01", levels.size(), levels.root(levels.size())};
            return signer.sign(checkpoint.text());
        };
        Leaves leaves;
        std::vector<proof::Hash> hashes;
        const Stopwatch all;
        Stopwatch since;
        while (levels.size() < many) {
            hashes.clear();
            for (std::uint64_t i = levels.size(); i < many && hashes.size() < group; ++i)
                hashes.push_back(proof::hash_leaf(suite, leaves.at(i)));
            levels.append(hashes);
            if (since.seconds() < 1) continue;
            sign();
            since = {};
        }
        sign();
        append.add(static_cast<double>(many) / all.seconds(), sha256_per_second(leaf_bytes));

        std::mt19937_64 random(static_cast<std::uint64_t>(run));
        const proof::Hash top = levels.root(many);
        std::uint64_t index = 0;
        std::vector<proof::Hash> path;
        bool right = true;
        const auto inclusion = times(asked, [&] { path = inclusion_proof(suite, levels, random() % many, many); });
        made.add(inclusion.median_us), made_p99.add(inclusion.p99_us);
        std::vector<std::tuple<std::uint64_t, proof::Hash, std::vector<proof::Hash>>> proofs;
        for (int i = 0; i < 1'000; ++i) {
            index = random() % many;
            proofs.emplace_back(index, levels.node(0, index), inclusion_proof(suite, levels, index, many));
        }
        std::size_t next = 0;
        const auto checked = times(asked, [&] {
            const auto& [at, leaf, hashes_up] = proofs[next++ % proofs.size()];
            right &= verify_inclusion(suite, at, many, leaf, hashes_up, top);
        });
        verified.add(checked.median_us), verified_p99.add(checked.p99_us);
        consistency.add(times(asked, [&] {
                            const std::uint64_t from = 1 + random() % many;
                            path = consistency_proof(suite, levels, from, many);
                        }).median_us);

        constexpr std::uint64_t neighbours = 1'000;
        std::vector<std::uint64_t> positions;
        std::vector<std::pair<std::uint64_t, proof::Hash>> given;
        for (std::uint64_t i = 0; i < std::min(neighbours, many); ++i) positions.push_back(many / 3 + i);
        for (const auto at : positions) given.emplace_back(at, levels.node(0, at));
        batch.add(times(1'000, [&] { path = multi_proof(suite, levels, positions, many); }).median_us);
        batch_verified.add(
            times(1'000, [&] { right &= root_of_multi_proof(suite, given, many, path) == top; }).median_us);
        if (!right) throw std::runtime_error("a proof did not verify");
    }
    report.note("the tree alone: what the database costs stands in the rows of capture and logcost");
}

}  // namespace yiguan::bench
