#include <fmt/format.h>

#include "app/commands.hpp"
#include "app/node.hpp"
#include "auth/check.hpp"
#include "catalog/check.hpp"
#include "codes/check.hpp"
#include "db/page_checksum.hpp"
#include "events/events.hpp"
#include "lookup/scan_log.hpp"
#include "registry/check.hpp"
#include "registry/documents.hpp"

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
    const auto complaints = database->read_now([&](db::Tx& tx) {
        auto found = events::check_store(tx);
        for (auto& complaint : lookup::check_scans(tx)) found.push_back(std::move(complaint));
        for (auto& complaint : registry::check_documents(tx, documents)) found.push_back(std::move(complaint));
        for (auto& complaint : check_log(tx)) found.push_back(std::move(complaint));
        return found;
    });
    for (const auto& complaint : complaints) fmt::print("{}\n", complaint);
    fmt::print("{} defects\n", complaints.size());
    return complaints.empty() ? 0 : 1;
}

}  // namespace yiguan::app
