// How a log begins, goes on after whatever end, and is closed: what is stored is compared with what was signed.
#include <fmt/format.h>

#include "core/log.hpp"
#include "ledger/durable_file.hpp"
#include "ledger/sequencer.hpp"

namespace yiguan::ledger {
namespace {

constexpr auto suite = proof::Suite::sha256;
constexpr std::size_t note_bytes_max = 64 * 1024;
constexpr std::size_t reason_bytes_max = 500;
constexpr std::string_view way_on =
    "。先设法找回缺失的数据或文件后重启服务；确已丢失时停止服务并执行 yiguan log continue --reason 原因，另起新的日志";

std::int64_t first_log(unsigned node) {
    return static_cast<std::int64_t>(node) * db::Journal::generations_per_node + 1;
}

std::int64_t present_log(db::Tx& tx, unsigned node) {
    const auto head = head_of(tx, node);
    return head ? head->log : first_log(node);
}

std::string name_of_origin(const std::string& domain, std::int64_t log) {
    return domain + "/log/" + log_name(log);
}

std::optional<std::int64_t> log_of_origin(std::string_view origin) {
    const auto slash = origin.rfind('/');
    return slash == std::string_view::npos ? std::nullopt : log_of_name(origin.substr(slash + 1));
}

std::string keys_text(std::span<const proof::Signer> signers) {
    std::string out;
    for (const auto& signer : signers) out += signer.verifier().text() + "\n";
    return out;
}

std::vector<proof::VerifierKey> keys_of(std::string_view text) {
    std::vector<proof::VerifierKey> out;
    for (; !text.empty(); text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1))
        if (auto key = proof::VerifierKey::parse(text.substr(0, text.find('\n'))); key.has_value())
            out.push_back(std::move(key).value());
    return out;
}

/// Its checkpoint, when one of the keys has signed it.
std::optional<proof::Checkpoint> signed_checkpoint(std::string_view bytes, std::string_view keys) {
    const auto note = proof::Note::parse(bytes);
    if (note.has_error()) return std::nullopt;
    const auto known = keys_of(keys);
    if (proof::verify(note.value(), known).has_error()) return std::nullopt;
    auto checkpoint = proof::Checkpoint::parse(note.value().text);
    if (checkpoint.has_error()) return std::nullopt;
    return std::move(checkpoint).value();
}

std::string sign_by(std::span<const proof::Signer> signers, const proof::Checkpoint& checkpoint) {
    proof::Note note{.text = checkpoint.text(), .signatures = {}};
    for (const auto& signer : signers) note.signatures.push_back(signer.sign(note.text));
    return note.encode();
}

}  // namespace

Sequencer::Sequencer(db::Database& database, Result<LogKeys> keys, SequencerOptions options)
    : database_(database),
      options_(std::move(options)),
      keys_(std::move(keys)),
      log_(database.read_now([&](db::Tx& tx) { return present_log(tx, options_.node); })),
      levels_(folder_of(options_.folder, log_), suite),
      lock_(options_.folder / "lock") {
    begin();
    open_closed_logs();
    // What was signed last is there again at once, unless level files have to be made first.
    if (!refused() && levels_.size() >= entry_.last.size) tie();
}

std::filesystem::path Sequencer::checkpoint_file() const {
    return folder_of(options_.folder, log_) / "checkpoint";
}

void Sequencer::open_closed_logs() {
    const auto origins = database_.read_now([](db::Tx& tx) { return list_origins(tx); });
    for (const auto& origin : origins) {
        if (!origin.closed_at || origin.log / db::Journal::generations_per_node != options_.node) continue;
        const auto last = signed_checkpoint(origin.last_checkpoint, origin.verifier_keys);
        const auto folder = folder_of(options_.folder, origin.log);
        if (!last || !std::filesystem::exists(folder)) continue;
        auto levels = std::make_unique<Levels>(folder, suite, Levels::Use::read);
        // Of a log that lost its records the level files may be all that is left; of others they may be.
        if (levels->size() < last->size || levels->root(last->size) != last->root) {
            log::warning("closed_log_not_served", {{"origin", origin.name}});
            continue;
        }
        auto published = std::make_shared<Published>(
            Published{.log = origin.log, .checkpoint = *last, .note = origin.last_checkpoint, .at = *origin.closed_at});
        closed_.emplace(origin.log, Closed{std::move(published), std::move(levels)});
    }
}

// Compares the database with the lock; the level files come later (tie()).
void Sequencer::begin() {
    const auto [row, records] =
        database_.read_now([&](db::Tx& tx) { return std::pair(find_origin(tx, log_), size_of_log(tx, log_)); });
    origin_ = row ? row->name : name_of_origin(options_.domain, log_);
    if (!keys_fit(row) || !adopt_lock(row, records)) return;
    if (!row) {
        const Origin opened{.log = log_, .name = origin_, .verifier_keys = keys_text(signers_)};
        database_.write_now([&](db::Tx& tx) {
            auto now = opened;
            now.opened_at = tx.now();
            insert_origin(tx, now);
        });
    }
    begun_ = true;
}

bool Sequencer::keys_fit(const std::optional<Origin>& row) {
    if (keys_.has_error()) {
        refuse(keys_.error().detail + std::string(way_on));
        return false;
    }
    signers_ = keys_.value().signers(origin_);
    if (row && row->verifier_keys != keys_text(signers_)) {
        refuse(fmt::format("日志签名密钥与日志 {} 登记的公钥不一致，已停止签名{}", origin_, way_on));
        return false;
    }
    return true;
}

// A log is signed for the first time when it has neither a row nor a lock; the lock is written before the row, so that
// a row without a lock says that the lock was lost.
bool Sequencer::adopt_lock(const std::optional<Origin>& row, std::int64_t records) {
    const auto no = [&](std::string reason) {
        refuse(std::move(reason) + std::string(way_on));
        return false;
    };
    std::optional<CheckpointLock::Entry> found;
    try {
        found = lock_.read();
    } catch (const std::system_error&) {
        throw;
    } catch (const std::runtime_error&) {
        return no(fmt::format("日志锁文件 {} 已损坏，无法确认最后签名的检查点，已停止签名", lock_.file().string()));
    }
    if (!found) {
        if (row)
            return no(
                fmt::format("日志 {} 已签过名，而锁文件 {} 不存在（锁文件不随备份恢复），为免签出两份历史已停止签名",
                            origin_, lock_.file().string()));
        const CheckpointLock::Entry fresh{{origin_, 0, proof::empty_root(suite)}, 1};
        make_folder(options_.folder);
        if (!lock_.write(std::nullopt, fresh)) return no("日志锁文件刚被另一个进程创建，已停止签名");
        entry_ = fresh;
        return true;
    }
    if (!row && found->last.size == 0 && log_of_origin(found->last.origin) == log_) {
        // The crash came between lock and row.
        origin_ = found->last.origin;
        signers_ = keys_.value().signers(origin_);
    } else if (row && found->last.origin != row->name) {
        // A new origin is opened in the database first: a lock of one that is closed there moves on.
        const auto held = log_of_origin(found->last.origin);
        const auto of_lock =
            held ? database_.read_now([&](db::Tx& tx) { return find_origin(tx, *held); }) : std::nullopt;
        if (!of_lock || of_lock->name != found->last.origin || !of_lock->closed_at || of_lock->log >= log_)
            return no(fmt::format("已签名的日志是 {}，数据库中却没有它（多半是恢复了旧备份），已停止签名",
                                  found->last.origin));
        const CheckpointLock::Entry moved{{origin_, 0, proof::empty_root(suite)}, found->epoch};
        if (!lock_.write(found, moved)) return no("日志锁文件刚被另一个进程改写，已停止签名");
        found = moved;
    }
    if (found->last.origin != origin_ || static_cast<std::int64_t>(found->last.size) > records)
        return no(fmt::format(
            "日志 {} 已签名 {} 条记录，数据库中只有 {} 条（多半是恢复了旧备份），为免签出两份历史已停止签名",
            found->last.origin, found->last.size, found->last.origin == origin_ ? records : 0));
    entry_ = {found->last, found->epoch + 1};
    if (!lock_.write(found, entry_)) return no("日志锁文件刚被另一个进程改写，已停止签名");
    // Behind what was signed the level files may hold anything: it was not synced before the lock was written.
    if (levels_.size() > entry_.last.size) levels_.cut(entry_.last.size);
    return true;
}

std::optional<Published> Sequencer::read_published() const {
    const auto bytes = read_file(checkpoint_file(), note_bytes_max);
    if (!bytes) return std::nullopt;
    const auto checkpoint = signed_checkpoint(*bytes, keys_text(signers_));
    if (!checkpoint || checkpoint->origin != origin_) return std::nullopt;
    return Published{.log = log_, .checkpoint = *checkpoint, .note = *bytes, .at = database_.now()};
}

// Level files, lock and the published checkpoint: the lock is never behind what was published, and what it names is
// published before anything new is signed.
void Sequencer::tie() {
    const auto& last = entry_.last;
    const auto altered = [&] {
        refuse(fmt::format(
            "日志 {} 的前 {} 条记录与已签名的检查点不符，记录被改动过，已停止签名：请执行 yiguan fsck 查明{}", origin_,
            last.size, way_on));
    };
    if (levels_.root(last.size) != last.root) {
        log::warning("log_levels_made_again", {{"origin", origin_}, {"records", static_cast<std::int64_t>(last.size)}});
        levels_.cut(0);
        follow(static_cast<std::int64_t>(last.size));
        if (levels_.root(last.size) != last.root) return altered();
    }
    checked_ = proof::frontier(suite, levels_, last.size);
    const auto published = read_published();
    if (published && (published->checkpoint.size > last.size ||
                      (published->checkpoint.size == last.size && published->checkpoint.root != last.root)))
        return refuse(fmt::format("日志锁文件 {} 比已发布的检查点 {} 旧，锁文件不得从备份恢复，已停止签名{}",
                                  lock_.file().string(), checkpoint_file().string(), way_on));
    if (published && published->checkpoint == last) {
        const std::lock_guard lock(mutex_);
        published_ = std::make_shared<Published>(*published);
    } else {
        publish(last);
    }
    tied_ = true;
}

// ---- the end of an origin

Result<Origin> open_next_origin(db::Database& database, const LogKeys& keys, const SequencerOptions& options,
                                std::string_view reason) {
    if (reason.empty() || reason.size() > reason_bytes_max)
        return Error{.code = Code::invalid,
                     .pointer = "/reason",
                     .detail = "请说明另起日志的原因，不超过 500 字节",
                     .field = "原因"};
    const auto origins = database.read_now([](db::Tx& tx) { return list_origins(tx); });
    const std::int64_t present = database.read_now([&](db::Tx& tx) { return present_log(tx, options.node); });
    CheckpointLock lock(options.folder / "lock");
    std::optional<CheckpointLock::Entry> held;
    try {
        held = lock.read();
    } catch (const std::system_error&) {
        throw;
    } catch (const std::runtime_error&) {
        // Kept for whoever looks into it; nothing is read from it.
        std::filesystem::rename(lock.file(), lock.file().string() + ".damaged");
    }
    const auto row = std::ranges::find(origins, present, &Origin::log);
    if (row == origins.end() && !held)
        return Error{.code = Code::conflict, .pointer = "", .detail = "日志还从未签过名，直接启动服务即可"};

    // The newest generation that anything speaks of is closed; what it signed last is the first thing the next one
    // says.
    std::int64_t newest = present;
    for (const auto& origin : origins)
        if (origin.log / db::Journal::generations_per_node == options.node) newest = std::max(newest, origin.log);
    const auto of_lock = held ? log_of_origin(held->last.origin) : std::nullopt;
    if (of_lock) newest = std::max(newest, *of_lock);
    if ((newest + 1) % db::Journal::generations_per_node == 0)
        return Error{.code = Code::conflict, .pointer = "", .detail = "此节点的日志代数已用完"};
    const std::int64_t next = newest + 1;
    std::string last;
    std::uint64_t last_size = 0;
    const std::int64_t closing = of_lock.value_or(present);
    const auto closing_row = std::ranges::find(origins, closing, &Origin::log);
    const auto signers = held ? keys.signers(held->last.origin) : std::vector<proof::Signer>{};
    const std::string closing_keys = closing_row != origins.end() ? closing_row->verifier_keys : keys_text(signers);
    if (const auto bytes = read_file(folder_of(options.folder, closing) / "checkpoint", note_bytes_max))
        if (const auto published = signed_checkpoint(*bytes, closing_keys)) last = *bytes, last_size = published->size;
    // Signed, perhaps, and never seen: the lock was moved before.
    if (held && closing_keys == keys_text(signers) && (last.empty() || held->last.size > last_size))
        last = sign_by(signers, held->last);

    Origin opened{.log = next, .name = name_of_origin(options.domain, next)};
    opened.verifier_keys = keys_text(keys.signers(opened.name));
    TRY_VOID(database.write_now([&](db::Tx& tx) -> Result<void> {
        // Other jobs of this transaction may have records that are not stored yet; they belong to the present log.
        const auto head = head_of(tx, options.node);
        if (tx.journal().next(tx).position.index() != (head ? head->size : 0))
            return Error{.code = Code::conflict, .pointer = "", .detail = "日志正在写入，请停止服务后再试"};
        close_origin(tx, present, present == closing ? std::string_view(last) : std::string_view());
        tx.journal().forget();
        move_head(tx, options.node, next);
        opened.opened_at = tx.now();
        insert_origin(tx, opened);
        std::vector<proof::Hash> entries;
        proof::pad_fields(fresh_seed(), entries);
        const auto at = tx.journal().next(tx);
        const proof::Leaf leaf{.suite = suite,
                               .kind = proof::Kind::incident,
                               .recorded_ms = at.time.value,
                               .keys = {},
                               .publics = {{1, last}, {2, std::string(reason)}},
                               .private_root = proof::tree_hash(suite, entries)};
        tx.journal().append(tx, leaf.encode());
        return outcome::success();
    }));
    make_folder(options.folder);
    make_folder(folder_of(options.folder, next));
    const CheckpointLock::Entry fresh{{opened.name, 0, proof::empty_root(suite)}, held ? held->epoch + 1 : 1};
    if (!lock.write(held, fresh))
        return Error{.code = Code::conflict, .pointer = "", .detail = "日志锁文件刚被另一个进程改写，请停止服务后再试"};
    return opened;
}

}  // namespace yiguan::ledger
