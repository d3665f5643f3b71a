// The logs that a database has had, one row each: name, keys, and how the closed ones ended.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "db/db.hpp"

namespace yiguan::ledger {

struct Origin {
    std::int64_t log = 0;
    std::string name;           ///< "trace.example.cn/log/0-01"
    std::string verifier_keys;  ///< One a line.
    UtcMs opened_at;
    std::optional<UtcMs> closed_at;
    std::string last_checkpoint;  ///< Of a closed one: its last good signed checkpoint; empty when none was left.
};
/// Ascending by log.
std::vector<Origin> list_origins(db::Tx& tx);
std::optional<Origin> find_origin(db::Tx& tx, std::int64_t log);
void insert_origin(db::Tx& tx, const Origin& origin);
/// No more is appended to it.
void close_origin(db::Tx& tx, std::int64_t log, std::string_view last_checkpoint);
/// Puts the node's next record at the beginning of `log`; before the first record of a transaction.
void move_head(db::Tx& tx, unsigned node, std::int64_t log);
/// Committed records of any log, the closed ones too.
std::int64_t size_of_log(db::Tx& tx, std::int64_t log);

/// "0-01": node and generation, as origins and addresses have them.
std::string log_name(std::int64_t log);
/// Nothing for what log_name() does not write.
std::optional<std::int64_t> log_of_name(std::string_view name);
/// Where the level files and the published checkpoint of a log stand: `root` itself for the first generation, a folder
/// "<node>-<nn>" in it for the others.
std::filesystem::path folder_of(const std::filesystem::path& root, std::int64_t log);

}  // namespace yiguan::ledger
