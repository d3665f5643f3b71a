// For tests: a log in memory with its index, and bundles made from it.
#pragma once
#include <algorithm>
#include <map>

#include "proof/bundle.hpp"
#include "proof/tree_testing.hpp"

namespace yiguan::proof::testing {

/// A run as the format says, from what leaves say of keys.
class MemoryRun {
public:
    using Records = std::map<UnitKey, std::vector<std::uint64_t>>;
    MemoryRun(Suite suite, std::uint64_t from, std::uint64_t to, Records records)
        : suite_(suite), records_(records.begin(), records.end()), nodes_(suite) {
        for (const auto& [key, indices] : records_) nodes_.append(IndexRecord::of(suite, key, indices).leaf(suite));
        head_ = {from, to, records_.size(), nodes_.root()};
    }
    const RunHead& head() const { return head_; }
    RunAnswer answer(std::span<const UnitKey> keys) const {
        std::map<std::uint64_t, RunAnswer::Shown> shown;
        for (const UnitKey& key : keys) {
            const auto at = std::ranges::lower_bound(records_, key, {}, &Record::first);
            const auto position = static_cast<std::uint64_t>(at - records_.begin());
            if (at != records_.end() && at->first == key) {
                shown[position] = {position, key, {}, at->second};
                continue;
            }
            if (at != records_.begin()) shown.try_emplace(position - 1, neighbour(position - 1));
            if (at != records_.end()) shown.try_emplace(position, neighbour(position));
        }
        RunAnswer answer;
        std::vector<std::uint64_t> positions;
        for (const auto& [position, one] : shown) {
            positions.push_back(position);
            answer.shown.push_back(one);
        }
        if (!records_.empty()) answer.proof = multi_proof(suite_, nodes_, positions, nodes_.size());
        return answer;
    }

private:
    using Record = std::pair<UnitKey, std::vector<std::uint64_t>>;
    RunAnswer::Shown neighbour(std::uint64_t position) const {
        const auto& [key, indices] = records_.at(position);
        return {position, key, IndexRecord::of(suite_, key, indices).rest(suite_), {}};
    }
    Suite suite_;
    std::vector<Record> records_;
    MemoryNodes nodes_;
    RunHead head_;
};

/// Signs as "example.test/log/0-01" (SM3 logs: with "/sm3" behind it).
class MemoryLog {
public:
    explicit MemoryLog(Suite suite = Suite::sha256)
        : suite_(suite),
          origin_(suite == Suite::sm3 ? "example.test/log/0-01/sm3" : "example.test/log/0-01"),
          signer_(Signer::ed25519(origin_, seeded(1))),
          witness_(Signer::ed25519("witness.test", seeded(2), true)) {
        policy_ = Policy::parse("log " + signer_.verifier().text() + "\nwitness w " + witness_.verifier().text() +
                                "\nquorum w\n")
                      .value();
    }

    /// @return its index.
    std::uint64_t append(Leaf leaf) {
        leaf.suite = suite_;
        if (!leaf.publics.contains(2) || leaf.kind != Kind::event) ++now_ms_;  // parts have their event's time
        leaf.recorded_ms = now_ms_;
        std::ranges::sort(leaf.keys);
        if (leaf.private_root == Hash{}) leaf.private_root = empty_root(suite_);  // never all zeros
        leaves_.push_back(leaf.encode());
        return leaves_.size() - 1;
    }
    /// An event of these keys with four private fields.
    std::uint64_t event(std::vector<UnitKey> keys, std::optional<std::int64_t> part = std::nullopt) {
        if (!part) ++seed_;
        Leaf leaf{.kind = Kind::event, .keys = std::move(keys), .publics = {{1, PublicValue(std::int64_t{1})}}};
        if (part) leaf.publics[2] = *part;
        leaf.private_root = tree_hash(suite_, entries(seed_));
        if (!part) seeds_[leaves_.size()] = seed_;
        return append(std::move(leaf));
    }
    /// Everything so far becomes runs of so many leaves each; appends the commitment.
    std::uint64_t commit(std::uint64_t leaves_each) {
        runs_.clear();
        for (std::uint64_t from = 0; from < leaves_.size(); from += leaves_each) {
            const auto to = std::min<std::uint64_t>(from + leaves_each, leaves_.size());
            MemoryRun::Records records;
            for (std::uint64_t i = from; i < to; ++i) {
                const Leaf leaf = Leaf::decode(leaves_[i]).value();
                for (const UnitKey& key : leaf.keys) records[key].push_back(i);
            }
            runs_.emplace_back(suite_, from, to, std::move(records));
        }
        std::vector<RunHead> heads;
        for (const MemoryRun& run : runs_) heads.push_back(run.head());
        const std::int64_t covered_ms = Leaf::decode(leaves_.back()).value().recorded_ms;
        commitment_ = append(
            {.kind = Kind::index, .publics = {{1, PublicValue(encode_runs(heads))}, {2, PublicValue(covered_ms)}}});
        return *commitment_;
    }

    /// All entries of these keys and the commitment; events open their fields 1..`opened`.
    Bundle bundle(std::vector<UnitKey> keys, int opened) const {
        Bundle bundle{.suite = suite_, .code = "206901110000000000000000000000001", .keys = keys};
        for (std::uint64_t i = 0; i < leaves_.size(); ++i) {
            const Leaf leaf = Leaf::decode(leaves_[i]).value();
            const bool named = std::ranges::any_of(
                leaf.keys, [&](const UnitKey& key) { return std::ranges::find(keys, key) != keys.end(); });
            if (named)
                add(bundle, leaf.publics.contains(2)
                                ? i - static_cast<std::uint64_t>(std::get<std::int64_t>(leaf.publics.at(2)))
                                : i);
            if (named || i == commitment_) add(bundle, i);
        }
        for (auto& entry : bundle.entries) open(entry, opened);
        if (commitment_) add(bundle, runs_.back().head().to - 1);  // for its time
        std::ranges::sort(bundle.entries, {}, &Bundle::Entry::index);
        bundle.commitment = commitment_;
        if (commitment_)
            for (const MemoryRun& run : runs_) bundle.runs.push_back(run.answer(keys));
        seal(bundle);
        return bundle;
    }
    /// Proof, checkpoint and claim of what the bundle holds.
    void seal(Bundle& bundle) const {
        MemoryNodes nodes(suite_);
        for (const std::string& leaf : leaves_) nodes.append(hash_leaf(suite_, leaf));
        std::vector<std::uint64_t> positions;
        for (const auto& entry : bundle.entries) positions.push_back(entry.index);
        bundle.proof = positions.empty() ? std::vector<Hash>{} : multi_proof(suite_, nodes, positions, nodes.size());
        const Checkpoint checkpoint{origin_, leaves_.size(), nodes.root()};
        bundle.checkpoint = {checkpoint.text(), {}};
        bundle.checkpoint.signatures = {signer_.sign(checkpoint.text()),
                                        witness_.sign(checkpoint.text(), 1'795'219'300)};
        bundle.claim.text = bundle.claim_text(origin_);
        bundle.claim.signatures = {signer_.sign(bundle.claim.text)};
    }
    const Policy& policy() const { return policy_; }
    const std::vector<std::string>& leaves() const { return leaves_; }

private:
    static crypto::Ed25519Secret seeded(int n) {
        crypto::Ed25519Secret secret;
        secret.seed.fill(static_cast<std::byte>(n));
        return secret;
    }
    static Seed seed_of(int n) {
        Seed seed{};
        seed[0] = static_cast<std::byte>(n);
        seed[1] = static_cast<std::byte>(n >> 8);
        return seed;
    }
    static PrivateField field(int seed, std::uint16_t id) {
        return {id, salt_of(seed_of(seed), id), "value " + std::to_string(id) + " of " + std::to_string(seed)};
    }
    std::vector<Hash> entries(int seed) const {
        std::vector<Hash> hashes;
        for (std::uint16_t id = 1; id <= 4; ++id) {
            const auto f = field(seed, id);
            hashes.push_back(hash_field(suite_, f.id, f.salt, f.value));
        }
        pad_fields(seed_of(seed), hashes);
        return hashes;
    }
    void add(Bundle& bundle, std::uint64_t index) const {
        if (std::ranges::find(bundle.entries, index, &Bundle::Entry::index) == bundle.entries.end())
            bundle.entries.push_back({.index = index, .leaf = leaves_[index]});
    }
    void open(Bundle::Entry& entry, int opened) const {
        const auto seed = seeds_.find(entry.index);
        if (seed == seeds_.end()) return;
        const auto padded = entries(seed->second);
        for (int id = 1; id <= opened; ++id)
            entry.openings.push_back(open_field(suite_, field(seed->second, static_cast<std::uint16_t>(id)),
                                                static_cast<std::size_t>(id - 1), padded));
    }

    Suite suite_;
    std::string origin_;
    Signer signer_, witness_;
    Policy policy_;
    std::vector<std::string> leaves_;
    std::map<std::uint64_t, int> seeds_;
    std::vector<MemoryRun> runs_;
    std::optional<std::uint64_t> commitment_;
    int seed_ = 0;
    std::int64_t now_ms_ = 1'795'219'199'999;
};

inline UnitKey key_of(unsigned n) {
    UnitKey key{};
    key[0] = static_cast<std::byte>(n >> 8);
    key[1] = static_cast<std::byte>(n);
    return key;
}

}  // namespace yiguan::proof::testing
