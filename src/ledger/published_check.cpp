#include "ledger/published_check.hpp"

#include "ledger/durable_file.hpp"
#include "ledger/levels.hpp"
#include "ledger/lock.hpp"

namespace yiguan::ledger {
namespace {

constexpr std::size_t note_bytes_max = 1 << 20;

// Every byte of the file is signed or a signature that verifies: nothing else may stand in it.
Result<proof::Checkpoint> read_checkpoint(std::string_view bytes, const Origin& origin) {
    std::vector<proof::VerifierKey> keys;
    for (std::string_view rest = origin.verifier_keys; !rest.empty();) {
        const auto end = std::min(rest.find('\n'), rest.size());
        TRY(auto key, proof::VerifierKey::parse(rest.substr(0, end)));
        keys.push_back(std::move(key));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    TRY(const auto note, proof::Note::parse(bytes));
    TRY(const auto by, proof::verify(note, keys));
    TRY(auto checkpoint, proof::Checkpoint::parse(note.text));
    if (by.keys.size() != keys.size() || note.signatures.size() != keys.size() || note.encode() != bytes ||
        checkpoint.origin != origin.name)
        return Error{Code::invalid, "", "不是此日志的全部密钥所签"};
    return checkpoint;
}

}  // namespace

std::vector<std::string> check_published(const std::filesystem::path& root, const Origin& origin) {
    std::vector<std::string> found;
    const auto folder = folder_of(root, origin.log);
    const auto file = folder / "checkpoint";
    const CheckpointLock lock(root / "lock");
    std::optional<proof::Checkpoint> published;
    // In the order against that of a running server, so that what is read first is the least.
    const auto bytes = read_file(file, note_bytes_max);
    std::optional<CheckpointLock::Entry> held;
    bool damaged = false;
    try {
        if (!origin.closed_at) held = lock.read();
    } catch (const std::runtime_error&) {
        damaged = true;
    }
    const Levels levels(folder, proof::Suite::sha256, Levels::Use::read);
    if (bytes) {
        const auto read = read_checkpoint(*bytes, origin);
        if (read.has_error())
            found.push_back(file.string() + " 已损坏或被改动：" + read.error().detail);
        else if (read.value().size > levels.size())
            found.push_back(file.string() + " 签下的记录比日志所存的多");
        else if (levels.root(read.value().size) != read.value().root)
            found.push_back(file.string() + " 签下的根与日志不符");
        else
            published = read.value();
    }
    if (!bytes && held && held->last.size > 0) found.push_back(file.string() + " 缺失");
    if (origin.closed_at && !origin.last_checkpoint.empty()) {
        const auto last = read_checkpoint(origin.last_checkpoint, origin);
        if (last.has_error() ||
            (last.value().size <= levels.size() && levels.root(last.value().size) != last.value().root))
            found.push_back("已关闭的日志 " + origin.name + " 与其最后的检查点不符");
    }
    if (origin.closed_at) return found;
    if (damaged) {
        found.push_back(lock.file().string() + " 已损坏或被改动");
    } else if (!held) {
        // A restored backup comes without the folder; then nothing stands in it, and nothing is signed.
        if (bytes || levels.size() > 0) found.push_back(lock.file().string() + " 缺失");
    } else if (held->last.origin != origin.name || held->last.size > levels.size() ||
               levels.root(held->last.size) != held->last.root) {
        found.push_back(lock.file().string() + " 与日志不符");
    } else if (published && held->last.size < published->size) {
        found.push_back(lock.file().string() + " 落后于已公布的检查点");
    }
    return found;
}

}  // namespace yiguan::ledger
