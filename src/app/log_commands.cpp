#include <fmt/format.h>

#include <algorithm>

#include "app/commands.hpp"
#include "app/node.hpp"

namespace yiguan::app {
namespace {

namespace fs = std::filesystem;

/// The last checkpoint that was signed, by the lock; a sentence when that cannot be told.
std::optional<ledger::CheckpointLock::Entry> read_lock(const fs::path& folder, std::string& complaint) {
    try {
        auto entry = ledger::CheckpointLock(folder / "lock").read();
        if (!entry) complaint = "锁文件不存在";
        return entry;
    } catch (const std::runtime_error& e) {
        complaint = std::string("锁文件不可用：") + e.what();
        return std::nullopt;
    }
}

}  // namespace

int log_status(const Values& values) {
    const auto options = log_options(values);
    if (values.text("database").empty() && !fs::exists(fs::path(values.text("data")) / "yiguan.db")) {
        fmt::print(stderr, "数据目录 {} 中没有数据库\n", values.text("data"));
        return 1;
    }
    const auto database = db::Database::open(database_options(values, Purpose::command));
    const auto origins = database->read_now([](db::Tx& tx) { return ledger::list_origins(tx); });
    std::string complaint;
    const auto lock = read_lock(options.folder, complaint);
    bool sound = true, opened = false;
    for (const auto& origin : origins) {
        if (origin.log / db::Journal::generations_per_node != options.node) continue;
        const auto records = database->read_now([&](db::Tx& tx) { return ledger::size_of_log(tx, origin.log); });
        fmt::print("日志 {}\n", origin.name);
        for (std::string_view rest = origin.verifier_keys; !rest.empty();
             rest.remove_prefix(std::min(rest.find('\n'), rest.size() - 1) + 1))
            fmt::print("  公钥 {}\n", rest.substr(0, rest.find('\n')));
        fmt::print("  记录 {}\n", records);
        if (origin.closed_at) {
            fmt::print("  已关闭 {}\n", iso_utc(*origin.closed_at));
            continue;
        }
        opened = true;
        std::string defect;
        if (!lock) {
            defect = complaint;
        } else if (lock->last.origin != origin.name) {
            defect = "锁文件属于另一个日志 " + lock->last.origin;
        } else {
            fmt::print("  已签名 {} {}\n", lock->last.size, proof::base64(proof::bytes_of(lock->last.root)));
            if (static_cast<std::int64_t>(lock->last.size) > records) defect = "数据库中的记录少于已签名的检查点";
        }
        if (const auto keys = log_keys(values, *database); keys.has_error()) {
            defect = keys.error().detail;
        } else if (defect.empty()) {
            const auto signers = keys.value().signers(origin.name);
            if (origin.verifier_keys.find(signers.front().verifier().text()) == std::string::npos)
                defect = "签名密钥与登记的公钥不一致";
        }
        if (defect.empty()) continue;
        sound = false;
        fmt::print(
            "  不能签名：{}；先找回缺失的数据或文件后重启服务，确已丢失时停止服务并执行 yiguan log continue --reason "
            "原因\n",
            defect);
    }
    if (!opened && !lock) fmt::print("日志还从未签过名，启动服务后开始\n");
    return sound ? 0 : 1;
}

int log_continue(const Values& values, const std::string& reason, Overrule overrule) {
    const auto refuse = [](const std::string& why) {
        fmt::print(stderr, "{}\n", why);
        return 1;
    };
    // A server would go on signing the origin that is closed here.
    const auto alone = FolderLock::of_server(values.text("data"));
    if (alone.has_error()) return refuse(alone.error().detail + "，请先停止服务");
    const auto commands = FolderLock::of_command(values.text("data"));
    if (commands.has_error()) return refuse(commands.error().detail);
    auto opening = database_options(values, Purpose::serve);
    opening.exclusive_node = true;
    const auto database = db::Database::open(std::move(opening));
    const auto options = log_options(values);
    if (overrule == Overrule::no) {
        ledger::Sequencer present(*database, log_keys(values, *database), options);
        present.advance();
        if (!present.refused())
            return refuse("日志 " + present.origin() + " 可以继续签名，不需要另起；确要另起请加 --force");
        fmt::print("{}\n", *present.refused());
    }
    const auto keys = ledger::LogKeys::load_or_create(fs::path(values.text("data")) / "log-keys");
    if (keys.has_error()) return refuse(keys.error().detail);
    const auto opened = ledger::open_next_origin(*database, keys.value(), options, reason);
    if (opened.has_error()) return refuse(opened.error().detail);
    fmt::print("{}\n{}", opened.value().name, opened.value().verifier_keys);
    return 0;
}

}  // namespace yiguan::app
