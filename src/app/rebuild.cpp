#include "events/rebuild.hpp"

#include <fmt/format.h>

#include "app/commands.hpp"
#include "app/node.hpp"
#include "mint/mint.hpp"

namespace yiguan::app {
namespace {

constexpr std::size_t told_of_block_max = 100;

struct Done {
    std::vector<std::string> told;
    bool right = true;  // agrees now
};

Done one_block(db::Database& database, const events::Names& names, BlockId id, CheckOnly check) {
    if (check == CheckOnly::yes)
        return database.read_now([&](db::Tx& tx) {
            auto found = events::compare_block(tx, names, codes::get_block(tx, id).value(), told_of_block_max);
            return Done{std::move(found.told), found.none()};
        });
    Done done;
    const auto replaced = database.write_now([&](db::Tx& tx) -> Result<void> {
        TRY(const auto block, codes::get_block(tx, id));
        const auto found = events::compare_block(tx, names, block, told_of_block_max);
        done = {found.told, found.rebuilt.contradictions.empty()};
        // A log that contradicts itself is no ground to overwrite anything.
        if (found.none() || !done.right) return outcome::success();
        return events::replace_block(tx, block, found);
    });
    if (replaced.has_error()) {
        done.told.push_back(replaced.error().detail);
        done.right = false;
    }
    return done;
}

}  // namespace

int rebuild(const Values& values, CheckOnly check) {
    const std::filesystem::path data = values.text("data");
    if (values.text("database").empty() && !std::filesystem::exists(data / "yiguan.db")) {
        fmt::print(stderr, "数据目录 {} 中没有数据库\n", data.string());
        return 1;
    }
    std::optional<FolderLock> lock;
    if (check == CheckOnly::no) {
        auto taken = FolderLock::of_server(data);
        if (taken.has_error()) {
            fmt::print(stderr, "{}\n", taken.error().detail);
            return 1;
        }
        lock.emplace(std::move(taken).value());
    }
    const auto database = open_for_command(values);
    const auto keys = mint::KeyFile::load(values.path("keys"));
    if (keys.has_error()) {
        fmt::print(stderr, "{}\n", keys.error().detail);
        return 1;
    }
    codes::Directory directory(keys.value(), values.text("nsi"));
    database->read_now([&](db::Tx& tx) { directory.refresh(tx); });
    const events::Names names(directory, base_url(values));

    std::size_t differences = 0;
    bool right = true;
    constexpr int page = 500;
    for (BlockId after;;) {
        const auto blocks = database->read_now([&](db::Tx& tx) { return codes::blocks_after(tx, after, page); });
        for (const auto& block : blocks) {
            const Done done = one_block(*database, names, block.id, check);
            for (const auto& told : done.told) fmt::print("{}\n", told);
            differences += done.told.size();
            right = right && done.right;
        }
        if (blocks.size() < page) break;
        after = blocks.back().id;
    }
    fmt::print("{} differences\n", differences);
    return right ? 0 : 1;
}

}  // namespace yiguan::app
