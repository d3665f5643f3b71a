// What must hold of the records of every log, and how the rooms compare what they store with them: for `yiguan fsck`.
#pragma once
#include <set>
#include <utility>

#include "ledger/ledger.hpp"

namespace yiguan::ledger {

/// What a walk over all records told.
struct LogCheck {
    std::vector<std::string> complaints;  ///< One Chinese sentence each.
    /// Time of the first record; what was stored before may have none. Nothing: no record at all.
    std::optional<UtcMs> began;
    /// Private fields that erasure records name: position, field.
    std::set<std::pair<db::Position, std::uint16_t>> erased;
};
/// Every record of every log: decoded strictly, numbered without holes, with times that never decrease; rows hold as
/// many as they say, heads fit; each record of a decision, key change or issue of codes has its object, and each object
/// its record. Cost: reads all records once; memory for a page, and for what was erased.
LogCheck check_logs(db::Tx& tx, std::size_t limit = 100);

/// "日志 0-01 的记录 57": where a record stands, for people.
std::string place_of(db::Position position);

/// Compares the stored versions of one kind of object with their records. Cost: each stored version reads its record.
class ObjectCheck {
public:
    /// `log` must outlive it.
    ObjectCheck(db::Tx& tx, const LogCheck& log, Object kind, std::size_t limit = 100);

    /// The next version, ascending by id and version. `at`: when it was stored; only what is older than the log may
    /// have no record.
    void stored(std::int64_t id, std::int64_t version, UtcMs at, std::string content,
                const std::optional<proof::Token>& token = std::nullopt);
    /// A defect that the room found itself.
    void say(std::string complaint);
    /// Once, at the end: records that nothing stored accounts for.
    std::vector<std::string> finish();

private:
    struct Stored {
        std::int64_t id, version;
        UtcMs at;
        std::string content;
        std::optional<proof::Token> token;
    };
    const ObjectRecord* record();
    void compare_page();
    void passed_over(const ObjectRecord& record);
    std::string name_of(std::int64_t id, std::int64_t version) const;

    db::Tx& tx_;
    const LogCheck& log_;
    Object kind_;
    std::size_t limit_;
    std::vector<Stored> page_;
    std::vector<ObjectRecord> records_;  // a page of them
    std::size_t next_record_ = 0;
    bool more_records_ = true;
    std::vector<std::string> complaints_;
};

}  // namespace yiguan::ledger
