#include <fmt/format.h>

#include "app/commands.hpp"
#include "app/node.hpp"
#include "auth/check.hpp"
#include "calendar/check.hpp"
#include "catalog/check.hpp"
#include "catalog/enterprise_filings.hpp"
#include "codes/check.hpp"
#include "db/page_checksum.hpp"
#include "dossier/check.hpp"
#include "events/assemblies.hpp"
#include "events/boxes.hpp"
#include "events/drums.hpp"
#include "events/event_leaf.hpp"
#include "events/events.hpp"
#include "events/production.hpp"
#include "feedback/check.hpp"
#include "ledger/check.hpp"
#include "ledger/index.hpp"
#include "ledger/levels.hpp"
#include "ledger/origins.hpp"
#include "ledger/personal.hpp"
#include "ledger/published_check.hpp"
#include "lookup/scan_log.hpp"
#include "mint/mint.hpp"
#include "quality/check.hpp"
#include "registry/check.hpp"
#include "registry/documents.hpp"
#include "review/check.hpp"
#include "trade/sale.hpp"
#include "trade/check.hpp"

namespace yiguan::app {
namespace {

int print_page_defects(const std::filesystem::path& file) {
    const auto defects = db::check_pages(file);
    if (defects.empty()) return 0;
    std::vector<std::uint32_t> pages;
    for (const auto& d : defects) pages.push_back(d.page);
    const auto owners = db::page_owners(file, pages);
    for (std::size_t i = 0; i < defects.size(); ++i)
        fmt::print("{} 第 {} 页（字节 {} 起{}）：{}\n", file.filename().string(), defects[i].page,
                   static_cast<std::uint64_t>(defects[i].page - 1) * db::page_bytes,
                   owners[i].empty() ? std::string() : "，属于 " + owners[i], defects[i].what);
    fmt::print("数据库文件在存储上已被改动，未再检查其内容：请从备份恢复后再检查\n");
    return static_cast<int>(defects.size());
}

// The level files of one log. Opened before the records are read: a running server may only be ahead of them.
struct LogFiles {
    ledger::Origin origin;
    std::unique_ptr<ledger::Levels> levels;
    std::unique_ptr<ledger::LevelsCheck> check;  // knows how many there were
    std::vector<std::string> complaints;         // about what is published
};

std::vector<LogFiles> open_log_files(db::Database& database, const std::filesystem::path& folder, std::int64_t node) {
    std::vector<LogFiles> found;
    for (const auto& origin : database.read_now([](db::Tx& tx) { return ledger::list_origins(tx); })) {
        const auto levels = ledger::folder_of(folder, origin.log);
        if (origin.log / db::Journal::generations_per_node != node || !std::filesystem::exists(levels)) continue;
        LogFiles files{
            origin, std::make_unique<ledger::Levels>(levels, proof::Suite::sha256, ledger::Levels::Use::read), {}, {}};
        files.check = std::make_unique<ledger::LevelsCheck>(*files.levels);
        files.complaints = ledger::check_published(folder, origin);
        found.push_back(std::move(files));
    }
    return found;
}

std::vector<std::string> check_log_files(db::Tx& tx, const LogFiles& files, const ledger::CompletenessIndex& index) {
    ledger::LevelsCheck& check = *files.check;
    ledger::for_each_leaf(tx, files.origin.log, 0, ledger::size_of_log(tx, files.origin.log),
                          [&](std::int64_t, std::string_view record) {
                              check.leaf(proof::hash_leaf(proof::Suite::sha256, record));
                              return true;
                          });
    auto found = files.complaints;
    for (auto& complaint : check.done()) found.push_back(std::move(complaint));
    // A restored backup has none of what is derived; the server makes it again once the log may be signed.
    if (files.levels->size() > 0)
        for (auto& complaint : index.check(tx, files.origin.log)) found.push_back(std::move(complaint));
    return found;
}

// The transparency log with everything that it speaks of.
std::vector<std::string> check_log(db::Tx& tx, const std::vector<LogFiles>& files,
                                   const ledger::CompletenessIndex& index, const events::Names* names) {
    std::vector<std::string> found;
    const auto add = [&](std::vector<std::string> complaints) {
        for (auto& complaint : complaints) found.push_back(std::move(complaint));
    };
    const auto log = ledger::check_logs(tx);
    add(log.complaints);
    add(auth::check_records(tx, log));
    add(calendar::check_records(tx, log));
    add(review::check_records(tx, log));
    add(registry::check_records(tx, log));
    add(catalog::check_records(tx, log));
    add(catalog::check_filings(tx, log));
    add(codes::check_records(tx, log));
    add(events::check_productions(tx, log));
    add(events::check_assemblies(tx));
    add(events::check_boxes(tx));
    add(events::check_drums(tx));
    add(dossier::check_records(tx, log));
    add(trade::check_sales(tx, log));
    add(trade::check_records(tx, log));
    add(quality::check_records(tx, log));
    add(feedback::check_records(tx, log));
    // What follows reads the records as they stand: where they cannot be read, that was said above.
    try {
        add(events::check_ledger(tx, names));
        if (names) add(ledger::check_personal(tx, log.erased));
        for (const LogFiles& one : files) add(check_log_files(tx, one, index));
    } catch (const std::runtime_error&) {
        if (log.complaints.empty()) throw;
    }
    return found;
}

}  // namespace

int fsck(const Values& values) {
    // Opening would make what is missing, and a folder that was mistyped would have no defects.
    const std::filesystem::path data = values.text("data");
    if (values.text("database").empty() && !std::filesystem::exists(data / "yiguan.db")) {
        fmt::print(stderr, "数据目录 {} 中没有数据库\n", data.string());
        return 1;
    }
    // Before anything reads the file by its meaning: what SQLite makes of a damaged page is anybody's guess.
    if (values.text("database").empty())
        if (const int defects = print_page_defects(data / "yiguan.db")) {
            fmt::print("{} defects\n", defects);
            return 1;
        }
    const auto database = open_for_command(values);
    const registry::DocumentStore documents(data / "documents");
    // Without the key file it is not known which texts name codes, and personal values cannot be opened.
    std::optional<codes::Directory> directory;
    std::optional<events::Names> names;
    if (const auto keys = mint::KeyFile::load(values.path("keys")); keys.has_value()) {
        directory.emplace(keys.value(), values.text("nsi"));
        database->read_now([&](db::Tx& tx) { directory->refresh(tx); });
        names.emplace(*directory, base_url(values));
    }
    const auto files = open_log_files(*database, data / "log", values.number("node"));
    const ledger::CompletenessIndex index(*database, data / "log");
    const auto complaints = database->read_now([&](db::Tx& tx) {
        auto found = events::check_store(tx);
        for (auto& complaint : lookup::check_scans(tx)) found.push_back(std::move(complaint));
        for (auto& complaint : registry::check_documents(tx, documents)) found.push_back(std::move(complaint));
        for (auto& complaint : check_log(tx, files, index, names ? &*names : nullptr))
            found.push_back(std::move(complaint));
        return found;
    });
    if (!names) fmt::print("没有密钥文件：未核对个人信息与外来标识\n");
    for (const auto& complaint : complaints) fmt::print("{}\n", complaint);
    fmt::print("{} defects\n", complaints.size());
    return complaints.empty() ? 0 : 1;
}

}  // namespace yiguan::app
