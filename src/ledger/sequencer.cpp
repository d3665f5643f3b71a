#include "ledger/sequencer.hpp"

#include <fmt/format.h>

#include "core/log.hpp"
#include "core/metrics.hpp"
#include "ledger/durable_file.hpp"

namespace yiguan::ledger {
namespace {

using Clock = std::chrono::steady_clock;

constexpr auto suite = proof::Suite::sha256;
/// Of one reading transaction: a longer one would keep the database's write-ahead log from being shortened.
constexpr std::int64_t leaves_at_once = 65'536;
constexpr std::size_t waiters_max = 4'096;
/// Between two looks at the database.
constexpr std::chrono::milliseconds look_every{100};
constexpr std::chrono::milliseconds after_failure{1'000};

}  // namespace

std::string domain_of(std::string_view base_url) {
    if (const auto scheme = base_url.find("://"); scheme != std::string_view::npos) base_url.remove_prefix(scheme + 3);
    return std::string(base_url.substr(0, base_url.find('/')));
}

Sequencer::~Sequencer() {
    stop();
}

void Sequencer::start() {
    if (const auto reason = refused()) log::error("log_not_signed", {{"origin", origin_}, {"reason", *reason}});
    thread_ = std::thread([this] { run(); });
}

void Sequencer::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    news_.notify_all();
    if (thread_.joinable()) thread_.join();
    serve_waiters(true);
}

void Sequencer::run() {
    const auto look = std::min(look_every, options_.interval);
    for (auto wait = look;;) {
        {
            std::unique_lock lock(mutex_);
            if (news_.wait_for(lock, wait, [&] { return stopping_; })) return;
        }
        wait = look;
        try {
            const auto now = Clock::now();
            const auto known = published();
            const bool due = !known || now - signed_at_ >= options_.longest ||
                             (now - signed_at_ >= options_.interval &&
                              committed() > static_cast<std::int64_t>(known->checkpoint.size));
            if (due) advance();
        } catch (const std::exception& e) {
            static auto& failures =
                metrics::counter("yiguan_ledger_step_failures_total", "Rounds of the log that failed");
            failures.add();
            log::warning("log_step_failed", {{"origin", origin_}, {"what", e.what()}});
            wait = std::max<std::chrono::milliseconds>(look, after_failure);
        }
        serve_waiters(false);
    }
}

bool Sequencer::advance() {
    const std::lock_guard one(advancing_);
    if (refused()) return false;
    try {
        if (!begun_) begin();
        if (refused()) return false;
        const std::int64_t size = committed();
        follow(size);
        if (!tied_) tie();
        if (refused()) return false;
        check_again(size);
        return sign(size);
    } catch (...) {
        // Which of its steps reached the disk is open: the next round finds out as a start does.
        begun_ = tied_ = false;
        throw;
    }
}

std::int64_t Sequencer::committed() const {
    return database_.read_now([&](db::Tx& tx) {
        const auto head = head_of(tx, options_.node);
        return head && head->log == log_ ? head->size : 0;
    });
}

void Sequencer::follow(std::int64_t size) {
    while (static_cast<std::int64_t>(levels_.size()) < size) {
        const auto from = static_cast<std::int64_t>(levels_.size());
        std::vector<proof::Hash> hashes;
        database_.read_now([&](db::Tx& tx) {
            hashes.clear();
            for_each_leaf(tx, log_, from, std::min(size, from + leaves_at_once),
                          [&](std::int64_t, std::string_view leaf) {
                              hashes.push_back(proof::hash_leaf(suite, leaf));
                              return true;
                          });
        });
        levels_.append(hashes);
    }
    levels_.sync();
}

// One flipped bit between reading and signing could never be taken back.
void Sequencer::check_again(std::int64_t size) {
    while (static_cast<std::int64_t>(checked_.size()) < size) {
        const auto from = static_cast<std::int64_t>(checked_.size());
        auto next = checked_;
        database_.read_now([&](db::Tx& tx) {
            next = checked_;
            for_each_leaf(tx, log_, from, std::min(size, from + leaves_at_once),
                          [&](std::int64_t, std::string_view leaf) {
                              next.append(proof::hash_leaf(suite, leaf));
                              return true;
                          });
        });
        checked_ = std::move(next);
    }
    if (levels_.root(static_cast<std::uint64_t>(size)) == checked_.root()) return;
    throw std::runtime_error(
        fmt::format("the level files of {} differ from its records below {}: nothing is signed", origin_, size));
}

bool Sequencer::sign(std::int64_t size) {
    const proof::Checkpoint next{origin_, static_cast<std::uint64_t>(size), checked_.root()};
    const bool news = next.size > entry_.last.size;
    if (!news && Clock::now() - signed_at_ < options_.longest) return true;
    if (news) {
        const CheckpointLock::Entry after{next, entry_.epoch};
        if (!lock_.write(entry_, after)) {
            refuse(fmt::format(
                "日志锁文件 {} 已被另一个进程改写，本进程停止签名：请确认只有一个服务使用此目录，然后重启服务",
                lock_.file().string()));
            return false;
        }
        entry_ = after;
    }
    publish(next);
    return true;
}

void Sequencer::publish(const proof::Checkpoint& checkpoint) {
    proof::Note note{.text = checkpoint.text(), .signatures = {}};
    for (const auto& signer : signers_) note.signatures.push_back(signer.sign(note.text));
    auto published = std::make_shared<Published>(
        Published{.log = log_, .checkpoint = checkpoint, .note = note.encode(), .at = database_.now()});
    replace_file(checkpoint_file(), published->note);
    signed_at_ = Clock::now();
    static auto& size = metrics::gauge("yiguan_ledger_signed_records", "Records that the published checkpoint covers");
    size.set(static_cast<std::int64_t>(checkpoint.size));
    {
        const std::lock_guard lock(mutex_);
        published_ = std::move(published);
    }
    news_.notify_all();
    serve_waiters(false);
}

void Sequencer::refuse(std::string reason) {
    static auto& refusals = metrics::gauge("yiguan_ledger_refused", "1 when the log may not be signed");
    refusals.set(1);
    {
        const std::lock_guard lock(mutex_);
        refused_ = std::move(reason);
        published_ = nullptr;
    }
    if (thread_.joinable()) log::error("log_not_signed", {{"origin", origin_}, {"reason", *refused()}});
    serve_waiters(true);
}

std::optional<std::string> Sequencer::refused() const {
    const std::lock_guard lock(mutex_);
    return refused_;
}

PublishedPtr Sequencer::published() const {
    const std::lock_guard lock(mutex_);
    return published_;
}

std::optional<Sequencer::Served> Sequencer::served(std::int64_t log) const {
    if (log == log_) {
        auto now = published();
        return now ? std::optional(Served{std::move(now), &levels_}) : std::nullopt;
    }
    const auto found = closed_.find(log);
    if (found == closed_.end()) return std::nullopt;
    return Served{found->second.published, found->second.levels.get()};
}

std::optional<std::string> Sequencer::promise(const db::Journal::Appended& appended) const {
    if (appended.count == 0 || appended.first.log() != log_ || refused()) return std::nullopt;
    std::vector<proof::Hash> leaves;
    leaves.reserve(static_cast<std::size_t>(appended.count));
    std::string_view rest = appended.records;
    for (std::string_view record; db::take_record(rest, record);) leaves.push_back(proof::hash_leaf(suite, record));
    const proof::Promise promised{.origin = origin_,
                                  .first = static_cast<std::uint64_t>(appended.first.index()),
                                  .count = static_cast<std::uint64_t>(appended.count),
                                  .root = proof::tree_hash(suite, leaves),
                                  .recorded_ms = appended.time.value};
    proof::Note note{.text = promised.text(), .signatures = {}};
    note.signatures.push_back(signers_.front().sign(note.text));
    return note.encode();
}

// ---- whoever waits for a checkpoint

namespace {
bool covers(const PublishedPtr& published, db::Position position) {
    return published && published->log == position.log() &&
           static_cast<std::int64_t>(published->checkpoint.size) > position.index();
}
}  // namespace

PublishedPtr Sequencer::wait_for(db::Position position, std::chrono::milliseconds at_most) const {
    std::unique_lock lock(mutex_);
    news_.wait_for(lock, at_most, [&] { return covers(published_, position) || refused_ || stopping_; });
    return covers(published_, position) ? published_ : nullptr;
}

void Sequencer::when_covered(db::Position position, std::chrono::milliseconds at_most, Covered then) {
    PublishedPtr now;
    {
        const std::lock_guard lock(mutex_);
        if (covers(published_, position)) {
            now = published_;
        } else if (!refused_ && !stopping_ && waiters_.size() < waiters_max && position.log() == log_) {
            waiters_.push_back({position, Clock::now() + at_most, std::move(then)});
            return;
        }
    }
    then(std::move(now));
}

void Sequencer::serve_waiters(bool all) {
    std::vector<Waiter> ready;
    PublishedPtr now;
    {
        const std::lock_guard lock(mutex_);
        now = published_;
        const auto at = Clock::now();
        const auto end = std::partition(waiters_.begin(), waiters_.end(), [&](const Waiter& w) {
            return !all && w.until > at && !covers(now, w.position);
        });
        std::move(end, waiters_.end(), std::back_inserter(ready));
        waiters_.erase(end, waiters_.end());
    }
    for (auto& waiter : ready) waiter.then(covers(now, waiter.position) ? now : nullptr);
}

}  // namespace yiguan::ledger
