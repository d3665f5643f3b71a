#include "ledger/index.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <deque>
#include <map>
#include <mutex>

#include "core/log.hpp"
#include "crypto/hash.hpp"
#include "ledger/index_store.hpp"
#include "ledger/run_file.hpp"

namespace yiguan::ledger {
namespace {

namespace fs = std::filesystem;
using proof::RunHead;
using proof::UnitKey;

constexpr std::int64_t leaves_at_once = 20'000;

fs::path path_of(const fs::path& folder, std::int64_t log, std::uint64_t from, std::uint64_t to) {
    return folder / fmt::format("run-{}-{}-{}", log, from, to);
}

proof::Leaf decoded(std::int64_t log, std::int64_t index, std::string_view bytes) {
    auto leaf = proof::Leaf::decode(bytes);
    if (leaf.has_error())
        throw db::Fault(db::Fault::Kind::other,
                        fmt::format("log {}: record {} is no leaf: run yiguan fsck", log, index));
    return std::move(leaf).value();
}

/// Leaves [first, last), some at a time so that no transaction is long. `take` answers false to end.
void each_leaf(db::Database& database, const std::atomic<bool>& stopping, std::int64_t log, std::int64_t first,
               std::int64_t last, const std::function<bool(std::int64_t, const proof::Leaf&)>& take) {
    for (bool more = true; more && first < last;) {
        if (stopping) throw Stopped();
        const std::int64_t end = std::min(first + leaves_at_once, last);
        database.read_now([&](db::Tx& tx) {
            for_each_leaf(tx, log, first, end, [&](std::int64_t index, std::string_view bytes) {
                return more = take(index, decoded(log, index, bytes));
            });
        });
        first = end;
    }
}

struct Pair {
    UnitKey key;
    std::uint64_t index;
    friend auto operator<=>(const Pair&, const Pair&) = default;
};

struct Built {
    RunHead head;
    std::int64_t covered_ms = 0;
    bool news = false;  ///< A leaf that is no commitment is among them.
};

Built write_pairs(std::vector<Pair>& pairs, const fs::path& path, std::int64_t log, std::uint64_t from,
                  std::uint64_t to) {
    std::ranges::sort(pairs);
    RunWriter writer(path, log, from, to);
    std::vector<std::uint64_t> indices;
    for (std::size_t i = 0; i < pairs.size();) {
        indices.clear();
        const UnitKey key = pairs[i].key;
        for (; i < pairs.size() && pairs[i].key == key; ++i) indices.push_back(pairs[i].index);
        writer.add(key, indices);
    }
    return {.head = writer.finish()};
}

/// A run over the leaves from `from` on, up to `to` or as many as may be in memory.
Built build(db::Database& database, const std::atomic<bool>& stopping, const fs::path& folder, std::int64_t log,
            std::int64_t from, std::int64_t to, std::size_t pairs_max) {
    std::vector<Pair> pairs;
    std::int64_t end = from, covered_ms = 0;
    bool news = false;
    each_leaf(database, stopping, log, from, to, [&](std::int64_t index, const proof::Leaf& leaf) {
        if (!pairs.empty() && pairs.size() + leaf.keys.size() > pairs_max) return false;
        for (const UnitKey& key : leaf.keys) pairs.push_back({key, static_cast<std::uint64_t>(index)});
        news = news || leaf.kind != proof::Kind::index;
        covered_ms = leaf.recorded_ms;
        end = index + 1;
        return true;
    });
    if (!news) return {};
    const auto first = static_cast<std::uint64_t>(from), last = static_cast<std::uint64_t>(end);
    Built built = write_pairs(pairs, path_of(folder, log, first, last), log, first, last);
    built.covered_ms = covered_ms;
    built.news = true;
    return built;
}

/// A file that no open run uses.
void remove_quietly(const fs::path& path) {
    std::error_code ignored;
    fs::remove(path, ignored);
}

std::string commitment_leaf(UtcMs recorded, std::span<const RunHead> runs, std::int64_t covered_ms) {
    std::vector<proof::Hash> filler;
    proof::pad_fields(fresh_seed(), filler);
    using proof::CommitmentField;
    return proof::Leaf{.suite = run_suite,
                       .kind = proof::Kind::index,
                       .recorded_ms = recorded.value,
                       .publics = {{static_cast<std::int64_t>(CommitmentField::runs), proof::encode_runs(runs)},
                                   {static_cast<std::int64_t>(CommitmentField::covered_ms), covered_ms}},
                       .private_root = proof::tree_hash(run_suite, filler)}
        .encode();
}

using Run = std::shared_ptr<const RunFile>;

/// A commitment with its open files; a damaged one is left out until it is made again.
struct Committed {
    std::int64_t index = 0;
    std::vector<RunHead> heads;
    std::vector<Run> runs;  // beside them
    bool whole() const {
        return std::ranges::none_of(runs, [](const Run& run) { return !run; });
    }
};

}  // namespace

struct CompletenessIndex::State {
    db::Database& database;
    fs::path folder;
    IndexOptions options;

    std::atomic<bool> stopping = false;
    std::mutex building;  // one advance() at a time

    struct Log {
        std::deque<Committed> committed;  // oldest first; the last one is in force, older ones are still served
        UtcMs at;                         // of the last commitment
        std::int64_t nothing_before = 0;  // leaves below it hold no news
    };
    mutable std::mutex mutex;  // of what follows
    std::map<std::int64_t, Log> logs;
    mutable std::vector<Run> damaged;

    Run open(std::int64_t log, const RunHead& head) const {
        try {
            return std::make_shared<const RunFile>(path_of(folder, log, head.from, head.to), log, head);
        } catch (const std::runtime_error&) {
            return nullptr;
        }
    }

    std::optional<Committed> load(std::int64_t log) const {
        Committed found;
        for (auto& row : database.read_now([log](db::Tx& tx) { return store::runs_of(tx, log); })) {
            found.index = row.commitment;
            found.heads.push_back(row.head);
            found.runs.push_back(open(log, row.head));
        }
        return found.heads.empty() ? std::nullopt : std::optional(std::move(found));
    }

    // ---- of advance(), which holds `building`

    void begin(std::int64_t log) {
        {
            const std::lock_guard lock(mutex);
            if (logs.contains(log)) return;
        }
        fs::create_directories(folder);
        auto found = load(log);
        // What a crash has left behind, and runs that were merged into others.
        const std::string mine = fmt::format("run-{}-", log);
        for (const auto& file : fs::directory_iterator(folder)) {
            const auto name = file.path().filename().string();
            if (!name.starts_with(mine)) continue;
            const bool live = found && std::ranges::any_of(found->heads, [&](const RunHead& head) {
                                  return file.path() == path_of(folder, log, head.from, head.to);
                              });
            if (!live) remove_quietly(file.path());
        }
        const std::lock_guard lock(mutex);
        Log& made = logs[log];
        if (found) made.committed.push_back(*std::move(found));
    }

    Log snapshot(std::int64_t log) const {
        const std::lock_guard lock(mutex);
        return logs.at(log);
    }

    /// The file of a run, from the leaves; its root must be what the log says.
    Run again(std::int64_t log, const RunHead& head) const {
        log::error("log_run_rebuilt", {{"from", std::to_string(head.from)}, {"to", std::to_string(head.to)}});
        const fs::path target = path_of(folder, log, head.from, head.to), scratch = folder / "run-again";
        remove_quietly(target);
        fs::remove_all(scratch);
        fs::create_directories(scratch);
        std::vector<Run> parts;
        for (auto from = static_cast<std::int64_t>(head.from); from < static_cast<std::int64_t>(head.to);) {
            std::vector<Pair> pairs;
            const std::int64_t first = from;
            each_leaf(database, stopping, log, first, static_cast<std::int64_t>(head.to),
                      [&](std::int64_t index, const auto& leaf) {
                          if (!pairs.empty() && pairs.size() + leaf.keys.size() > options.pairs_in_memory) return false;
                          for (const UnitKey& key : leaf.keys)
                              pairs.push_back({key, static_cast<std::uint64_t>(index)});
                          from = index + 1;
                          return true;
                      });
            const auto begin_at = static_cast<std::uint64_t>(first), end_at = static_cast<std::uint64_t>(from);
            const auto path = path_of(scratch, log, begin_at, end_at);
            const RunHead part = write_pairs(pairs, path, log, begin_at, end_at).head;
            parts.push_back(std::make_shared<const RunFile>(path, log, part));
        }
        const RunHead made = merge_runs(parts, target, log, stopping);
        fs::remove_all(scratch);
        if (made != head) {
            remove_quietly(target);
            throw db::Fault(db::Fault::Kind::other,
                            fmt::format("log {}: records {} to {} are not those that the index was made of: run yiguan "
                                        "fsck",
                                        log, head.from, head.to - 1));
        }
        return std::make_shared<const RunFile>(target, log, head);
    }

    void repair(std::int64_t log) {
        Log known = snapshot(log);
        if (known.committed.empty()) return;
        Committed& newest = known.committed.back();
        std::vector<Run> bad;
        {
            const std::lock_guard lock(mutex);
            bad.swap(damaged);
        }
        bool changed = false;
        for (std::size_t i = 0; i < newest.runs.size(); ++i) {
            if (newest.runs[i] && std::ranges::find(bad, newest.runs[i]) == bad.end()) continue;
            newest.runs[i] = again(log, newest.heads[i]);
            changed = true;
        }
        if (!changed) return;
        const std::lock_guard lock(mutex);
        logs.at(log).committed = {std::move(newest)};
    }

    /// Older commitments are of use until a published tree holds the newer one.
    void forget(std::int64_t log, std::int64_t size) {
        std::vector<fs::path> useless;
        {
            const std::lock_guard lock(mutex);
            auto& committed = logs.at(log).committed;
            while (committed.size() > 1 && committed[1].index < size) {
                for (const RunHead& head : committed[0].heads) {
                    const bool used = std::ranges::any_of(committed, [&](const Committed& c) {
                        return &c != &committed[0] && std::ranges::find(c.heads, head) != c.heads.end();
                    });
                    if (!used) useless.push_back(path_of(folder, log, head.from, head.to));
                }
                committed.pop_front();
            }
        }
        for (const auto& path : useless) remove_quietly(path);
    }

    /// `runs` with the last ones made one, as far as they are of about one size.
    void merge(std::int64_t log, Committed& made) const {
        std::size_t from = made.heads.size() - 1;
        std::uint64_t records = made.heads[from].records;
        for (; from > 0; --from) {
            const std::uint64_t before = made.heads[from - 1].records;
            if (before + records > options.small && before / options.merge >= records) break;
            records += before;
        }
        const std::size_t joined = made.heads.size() - from;
        if (joined == 1) return;
        const std::span<const Run> parts(made.runs.data() + from, joined);
        const auto path = path_of(folder, log, made.heads[from].from, made.heads.back().to);
        const RunHead head = merge_runs(parts, path, log, stopping);
        // The part that was built for this merge is in no commitment.
        remove_quietly(path_of(folder, log, made.heads.back().from, made.heads.back().to));
        made.heads.resize(from);
        made.runs.resize(from);
        made.heads.push_back(head);
        made.runs.push_back(std::make_shared<const RunFile>(path, log, head));
    }

    bool advance(std::int64_t log, std::int64_t size, UtcMs now) {
        begin(log);
        repair(log);
        forget(log, size);
        const Log known = snapshot(log);
        const bool any = !known.committed.empty();
        const auto covered = any ? static_cast<std::int64_t>(known.committed.back().heads.back().to) : 0;
        const bool due = size - covered >= options.epoch_leaves || now.value - known.at.value >= options.epoch.count();
        if (size <= std::max(covered, known.nothing_before) || !due) return false;

        const std::int64_t end = std::min(size, covered + options.epoch_leaves);
        const Built built = build(database, stopping, folder, log, covered, end, options.pairs_in_memory);
        if (!built.news) {
            const std::lock_guard lock(mutex);
            logs.at(log).nothing_before = end;
            return false;
        }
        Committed made = any ? known.committed.back() : Committed{};
        const auto last = path_of(folder, log, built.head.from, built.head.to);
        made.heads.push_back(built.head);
        made.runs.push_back(std::make_shared<const RunFile>(last, log, built.head));
        merge(log, made);

        const auto before = any ? std::optional(known.committed.back().index) : std::nullopt;
        const auto index = database.write_now([&](db::Tx& tx) -> std::optional<std::int64_t> {
            // Not beside another process, and not behind a log that was closed.
            const auto rows = store::runs_of(tx, log);
            const auto stored = rows.empty() ? std::nullopt : std::optional(rows.front().commitment);
            const auto next = tx.journal().next(tx);
            if (stored != before || next.position.log() != log) return std::nullopt;
            const auto position = tx.journal().append(tx, commitment_leaf(next.time, made.heads, built.covered_ms));
            store::replace_runs(tx, log, position.index(), made.heads);
            return position.index();
        });
        if (!index) {
            // The state is read again; files that nobody names go with it.
            const std::lock_guard lock(mutex);
            logs.erase(log);
            return false;
        }
        made.index = *index;
        const std::lock_guard lock(mutex);
        Log& entry = logs.at(log);
        entry.committed.push_back(std::move(made));
        entry.at = now;
        return true;
    }
};

CompletenessIndex::CompletenessIndex(db::Database& database, fs::path folder, IndexOptions options)
    : state_(new State{.database = database, .folder = std::move(folder), .options = options}) {}

CompletenessIndex::~CompletenessIndex() = default;

bool CompletenessIndex::advance(std::int64_t log, std::int64_t size, UtcMs now) {
    const std::lock_guard lock(state_->building);
    try {
        return !state_->stopping && state_->advance(log, size, now);
    } catch (const Stopped&) {
        return false;
    }
}

void CompletenessIndex::stop() {
    state_->stopping = true;
}

std::optional<CompletenessIndex::Live> CompletenessIndex::live(std::int64_t log, std::int64_t size) const {
    const std::lock_guard lock(state_->mutex);
    const auto found = state_->logs.find(log);
    if (found == state_->logs.end()) return std::nullopt;
    const auto& committed = found->second.committed;
    for (auto it = committed.rbegin(); it != committed.rend(); ++it)
        if (it->index < size && it->whole()) return Live{it->index, it->heads};
    return std::nullopt;
}

std::vector<proof::RunAnswer> CompletenessIndex::answer(std::int64_t log, const Live& live,
                                                        std::span<const UnitKey> keys) const {
    std::vector<Run> runs;
    {
        const std::lock_guard lock(state_->mutex);
        if (const auto found = state_->logs.find(log); found != state_->logs.end())
            for (const Committed& c : found->second.committed)
                if (c.index == live.commitment) runs = c.runs;
    }
    if (runs.size() != live.runs.size()) throw std::runtime_error("the runs of this commitment are no longer kept");
    std::vector<proof::RunAnswer> answers;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        try {
            if (!runs[i]) throw std::runtime_error("a run of the index is damaged");
            answers.push_back(runs[i]->answer(keys));
            if (!proof::check_run(run_suite, live.runs[i], keys, answers.back()))
                throw std::runtime_error("a run of the index is damaged");
        } catch (const std::runtime_error&) {
            const std::lock_guard lock(state_->mutex);
            state_->damaged.push_back(runs[i]);
            throw;
        }
    }
    return answers;
}

// ---- checking

namespace {

/// A sum over keys and leaves that does not depend on their order: equal sums, equal contents. The nonce is fresh, so
/// nobody can make others fit.
class Sum {
public:
    explicit Sum(const std::array<std::byte, 16>& nonce) : nonce_(nonce) {}
    void add(const UnitKey& key, std::uint64_t index) {
        const auto hash =
            proof::digest(proof::Suite::sha256, {reinterpret_cast<const char*>(nonce_.data()), nonce_.size()},
                          {reinterpret_cast<const char*>(key.data()), key.size()},
                          {reinterpret_cast<const char*>(&index), sizeof(index)});
        std::array<std::uint64_t, 2> words;
        std::memcpy(words.data(), hash.data(), sizeof(words));
        for (std::size_t i = 0; i < 2; ++i) sum_[i] += words[i];
    }
    friend bool operator==(const Sum& a, const Sum& b) { return a.sum_ == b.sum_; }

private:
    std::array<std::byte, 16> nonce_;
    std::array<std::uint64_t, 2> sum_{};
};

}  // namespace

std::vector<std::string> CompletenessIndex::check(db::Tx& tx, std::int64_t log, std::size_t limit) const {
    std::vector<std::string> defects;
    const auto rows = store::runs_of(tx, log);
    std::vector<RunHead> heads;
    for (const auto& row : rows) heads.push_back(row.head);
    if (!rows.empty()) {
        const auto bytes = leaves_at(tx, log, std::array{rows.front().commitment}).front();
        const auto leaf = proof::Leaf::decode(bytes);
        const auto* list =
            leaf.has_value() && leaf.value().kind == proof::Kind::index && leaf.value().publics.contains(1)
                ? std::get_if<std::string>(&leaf.value().publics.at(1))
                : nullptr;
        if (!list || *list != proof::encode_runs(heads) || !proof::decode_runs(*list))
            defects.push_back(fmt::format("日志 {} 的完整性索引（log_run）与第 {} 条记录的承诺不一致。", log,
                                          rows.front().commitment));
    }
    std::array<std::byte, 16> nonce;
    crypto::random_bytes(nonce.data(), nonce.size());
    std::vector<Sum> in_files(heads.size(), Sum(nonce)), in_leaves = in_files;
    std::vector<bool> sound(heads.size());
    for (std::size_t i = 0; i < heads.size() && defects.size() < limit; ++i) {
        const auto found = check_run_file(path_of(state_->folder, log, heads[i].from, heads[i].to), log, heads[i],
                                          limit - defects.size(), [&](const UnitKey& key, auto indices) {
                                              for (const std::uint64_t index : indices) in_files[i].add(key, index);
                                          });
        sound[i] = found.empty();
        defects.insert(defects.end(), found.begin(), found.end());
    }
    // Runs of older commitments that are still kept: only whether they are whole.
    const std::string mine = fmt::format("run-{}-", log);
    if (fs::is_directory(state_->folder)) {
        for (const auto& file : fs::directory_iterator(state_->folder)) {
            const auto name = file.path().filename().string();
            if (!name.starts_with(mine) || name.ends_with(".new") || defects.size() >= limit) continue;
            if (std::ranges::any_of(heads, [&](const RunHead& head) {
                    return file.path() == path_of(state_->folder, log, head.from, head.to);
                }))
                continue;
            const auto found =
                check_run_file(file.path(), log, std::nullopt, limit - defects.size(), [](auto&, auto) {});
            defects.insert(defects.end(), found.begin(), found.end());
        }
    }
    if (heads.empty() || defects.size() >= limit) return defects;
    std::size_t run = 0;
    for_each_leaf(tx, log, 0, static_cast<std::int64_t>(heads.back().to),
                  [&](std::int64_t index, std::string_view bytes) {
                      const auto at = static_cast<std::uint64_t>(index);
                      while (run + 1 < heads.size() && heads[run].to <= at) ++run;
                      if (const auto leaf = proof::Leaf::decode(bytes); leaf.has_value())
                          for (const UnitKey& key : leaf.value().keys) in_leaves[run].add(key, at);
                      return true;
                  });
    for (std::size_t i = 0; i < heads.size() && defects.size() < limit; ++i)
        if (sound[i] && !(in_files[i] == in_leaves[i]))
            defects.push_back(fmt::format("{} 与日志第 {} 至 {} 条记录不符。",
                                          path_of(state_->folder, log, heads[i].from, heads[i].to).string(),
                                          heads[i].from, heads[i].to - 1));
    return defects;
}

}  // namespace yiguan::ledger
