#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>

#include "api/repetition.hpp"
#include "app/commands.hpp"
#include "app/node.hpp"
#include "codes/recall_watch.hpp"
#include "feedback/feedback.hpp"
#include "ledger/check.hpp"
#include "ledger/personal.hpp"
#include "mint/mint.hpp"
#include "trade/customers.hpp"

namespace yiguan::app {
namespace {

std::optional<ledger::Requester> requester_of(std::string_view name) {
    if (name == "subject") return ledger::Requester::subject;
    if (name == "organisation") return ledger::Requester::organisation;
    if (name == "operator") return ledger::Requester::operator_;
    if (name == "authority") return ledger::Requester::authority;
    return std::nullopt;
}

int refuse(std::string_view why) {
    fmt::print(stderr, "{}\n", why);
    return 1;
}

/// Byte offset of the first place of `text` in a file, if any. Streams it.
std::optional<std::uint64_t> find_in(const std::filesystem::path& file, std::string_view text) {
    std::ifstream in(file, std::ios::binary);
    std::string window;
    std::array<char, 1 << 16> piece;
    std::uint64_t begin = 0;  // of the window
    while (in.read(piece.data(), piece.size()), in.gcount() > 0) {
        window.append(piece.data(), static_cast<std::size_t>(in.gcount()));
        if (const auto at = window.find(text); at != std::string::npos) return begin + at;
        const std::size_t keep = std::min(window.size(), text.size() - 1);
        begin += window.size() - keep;
        window.erase(0, window.size() - keep);
    }
    return std::nullopt;
}

// What is short or common (a surname, a city) stands in many places that have nothing to do with the person.
constexpr std::size_t searched_bytes_min = 6;

std::size_t print_copies(const std::filesystem::path& data, const std::vector<std::string>& texts) {
    std::size_t found = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(data)) {
        if (!entry.is_regular_file()) continue;
        for (const std::string& text : texts) {
            if (text.size() < searched_bytes_min) continue;
            const auto at = find_in(entry.path(), text);
            if (!at) continue;
            ++found;
            fmt::print("注意：{} 的字节 {} 处仍有相同的明文，请核实是否指同一人\n",
                       std::filesystem::relative(entry.path(), data).string(), *at);
        }
    }
    return found;
}

}  // namespace

int erase(const Values& values, const ErasureOrder& order) {
    const std::filesystem::path data = values.text("data");
    if (values.text("database").empty() && !std::filesystem::exists(data / "yiguan.db"))
        return refuse(fmt::format("数据目录 {} 中没有数据库", data.string()));
    const auto requester = requester_of(order.requester);
    if (!requester) return refuse("--by 只能是 subject、organisation、operator 或 authority");
    auto lock = FolderLock::of_command(data);
    if (lock.has_error()) return refuse(lock.error().detail);
    const auto keys = mint::KeyFile::load(values.path("keys"));
    if (keys.has_error()) return refuse(keys.error().detail);
    const auto database = db::Database::open(database_options(values, Purpose::command));
    const auto vault = subject_keys(values, keys.value());
    database->set_vault(vault);
    const auto subject = vault->subject_of(order.person);

    if (!order.hold_until.empty()) {
        const auto until = parse_date(order.hold_until);
        if (until.has_error()) return refuse("--hold-until 须为日期，如 2029-12-31");
        database->write_now([&](db::Tx& tx) {
            ledger::set_legal_hold(tx, subject, beijing_midnight(until.value()), order.ground, UserId{});
        });
        fmt::print("此人的个人信息在 {} 前不得删除\n", order.hold_until);
        return 0;
    }
    const auto erased = ledger::erase_subject(*database, subject, order.ground, *requester);
    // Held, or without a ground; of whom the log knows nothing, other tables may.
    const bool refused = erased.has_error() && erased.error().code != Code::not_found;
    // What consumers left beside the log: alerts of recalls, numbers for calling back.
    const auto left = refused ? 0 : database->write_now([&](db::Tx& tx) {
        return codes::forget_address(tx, order.person) + feedback::forget_phone(tx, order.person);
    });
    if (left > 0) fmt::print("已删除 {} 项召回关注和反馈中的联系方式\n", left);
    const auto customers =
        refused ? 0 : database->write_now([&](db::Tx& tx) { return trade::forget_person(tx, order.person); });
    if (customers > 0) fmt::print("已删除 {} 份门店顾客信息\n", customers);
    if (erased.has_error()) return left + customers > 0 ? 0 : refuse(erased.error().detail);
    database->write_now([&](db::Tx& tx) {
        for (const std::string& text : erased.value().texts) api::forget_answers_with(tx, text);
    });
    database->checkpoint();
    fmt::print("已删除 {} 条记录中的 {} 项个人信息，密钥已销毁\n", erased.value().records.size(),
               erased.value().values);
    for (const auto leaf : erased.value().leaves) fmt::print("删除记录：{}\n", ledger::place_of(leaf));
    const auto defects =
        database->read_now([](db::Tx& tx) { return ledger::check_personal(tx, ledger::check_logs(tx).erased); });
    for (const auto& defect : defects) fmt::print("{}\n", defect);
    const auto copies = values.text("database").empty() ? print_copies(data, erased.value().texts) : 0;
    if (!values.text("database").empty())
        fmt::print("请另行处理数据库的预写日志归档与备份，并运行 vacuum full kept_answer\n");
    else if (defects.empty() && copies == 0)
        fmt::print("现存数据中没有可以打开的副本\n");
    return defects.empty() ? 0 : 1;
}

}  // namespace yiguan::app
