// Imports of spreadsheets as jobs: a file is read and checked in the background, its rows are shown with what is new,
// changed and wrong, repaired cell by cell, and stored after confirmation, each row exactly once.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "imports/kind.hpp"
#include "sheet/write.hpp"

namespace yiguan::imports {

using ImportId = Id<struct ImportTag>;

/// Stored as these numbers.
enum class State : std::uint8_t {
    waiting = 0,    ///< 等待读取
    reading = 1,    ///< 读取中
    ready = 2,      ///< 待确认: nothing is stored before somebody confirms.
    storing = 3,    ///< 导入中
    done = 4,       ///< 已完成; rows that are wrong can still be repaired and confirmed.
    failed = 5,     ///< 失败: `problem` says why.
    cancelled = 6,  ///< 已取消
};
inline constexpr int state_count = 7;
std::string_view name(State state);     ///< "ready"
std::string_view name_zh(State state);  ///< 待确认
std::optional<State> parse_state(std::string_view name);

/// Stored as these numbers.
enum class RowState : std::uint8_t {
    fresh = 0,    ///< 新增
    changed = 1,  ///< 变更
    same = 2,     ///< 相同: nothing to do.
    wrong = 3,    ///< 错误
    stored = 4,   ///< 已导入
};
inline constexpr int row_state_count = 5;
std::string_view name(RowState state);     ///< "fresh"
std::string_view name_zh(RowState state);  ///< 新增
std::optional<RowState> parse_row_state(std::string_view name);

inline constexpr std::size_t file_bytes_max = std::size_t{20} << 20;
inline constexpr std::size_t rows_max = 100'000;
inline constexpr std::int64_t open_jobs_max = 10;  ///< Of one organisation: read or confirmed, and not ended.
inline constexpr std::int64_t kept_ms =
    std::int64_t{30} * 86'400'000;                            ///< Rows, after the last that was done with them.
inline constexpr std::int64_t cancelled_kept_ms = 3'600'000;  ///< Rows of a cancelled import.
inline constexpr std::int64_t day_ms = 86'400'000;
inline constexpr std::int64_t jobs_a_day_max = 200;  ///< Of one organisation, in 24 hours.
inline constexpr std::int64_t bytes_a_day_max = std::int64_t{400} << 20;
inline constexpr int attempts_max = 3;           ///< Then a file that nobody comes further with has failed.
inline constexpr std::size_t repairs_max = 100;  ///< Cells at once.

struct Job {
    ImportId id;
    OrgId org;
    UserId user;   ///< Who uploaded it.
    UserId actor;  ///< Whom the next step is done for: who uploaded, confirmed or tried again last.
    std::string kind, reference, unit;
    bool submit = false;
    std::string sha256;  ///< Of the file, in hex.
    std::string file_name;
    std::int64_t file_bytes = 0;
    bool file_kept = true;  ///< Until its rows are there, or it cannot be read.
    State state = State::waiting;
    std::string layout;      ///< See layout.hpp; "" until the file is read, and after its rows are gone.
    std::int64_t total = 0;  ///< Rows; known once the file is read.
    std::int64_t done = 0;   ///< Of them, as far as they are checked.
    std::int64_t fresh = 0, changed = 0, same = 0, wrong = 0, stored = 0;
    std::string problem;
    std::int64_t attempts = 0;  ///< Of workers, since it last came further.
    std::int64_t version = 1;
    UtcMs due_at;  ///< While it is worked on: when another worker may take it; else: when its rows are deleted.
    UtcMs created_at, updated_at;
    std::optional<UtcMs> finished_at;

    /// Rows are there to be looked at.
    bool has_rows() const { return !layout.empty(); }
    bool is_read() const { return has_rows() && done == total; }
    bool can_retry() const { return state == State::failed && (file_kept || is_read()); }
};

/// A column as it was when the file was read.
struct ColumnName {
    std::string id, name;
};
/// By column of a row's cells; none without rows. A kind's columns are these while its reference is that of the job.
std::vector<ColumnName> columns_of(const Job& job);

/// What differs from what is stored.
struct Change {
    std::size_t column = 0;
    std::string before;
    friend bool operator==(const Change&, const Change&) = default;
};

struct Row {
    std::int64_t index = 0;   ///< From 1.
    std::int64_t number = 0;  ///< As a spreadsheet program numbers it.
    RowState state = RowState::fresh;
    std::int64_t object = 0, version = 0;  ///< What is stored under its key, or what it became.
    std::string cells{};                   ///< See layout.hpp; a code that was mended among them.
    std::vector<Finding> findings{};
    std::vector<Change> changes{};
    bool sealed = false;  ///< Of a kind with personal data (Kind::is_personal()): cells and changes are stored sealed.
};

struct Upload {
    std::string kind, unit, file_name;
    bool submit = false;
    std::string_view bytes{};
};
struct Uploaded {
    Job job;
    bool repeated = false;  ///< The same file was uploaded before: this is the job of then, nothing was done.
};
/// The hash of a file is made outside the transaction: sheet::content_hash().
/// @return unauthenticated, forbidden, org_not_approved, template_unknown at /kind, missing_field, unit_unknown,
///         picture_required, conflict (too many imports that have not ended, or of one day).
Result<Uploaded> upload(db::Tx& tx, const auth::Actor& actor, const Upload& file, std::string_view sha256);
/// Whether upload() would take this, before the file is touched.
Result<void> may_upload(db::Tx& tx, const auth::Actor& actor, const Upload& file);

/// Of the actor's organisation; who sees only what he entered, his own. not_found for everybody else.
Result<Job> read_job(db::Tx& tx, const auth::Actor& actor, ImportId id);
struct Filter {
    std::string kind{};
    std::optional<State> state{};
};
/// Newest first, before `before` (null: from the newest). Cost: one indexed read.
Result<std::vector<Job>> list_jobs(db::Tx& tx, const auth::Actor& actor, const Filter& filter, ImportId before,
                                   int limit);
/// In order, after index `after`. wrong_state while the file is being read, or when the rows are gone.
Result<std::vector<Row>> list_rows(db::Tx& tx, const auth::Actor& actor, ImportId id, std::optional<RowState> state,
                                   std::int64_t after, int limit);

struct CellRepair {
    std::int64_t row = 0;    ///< Row::index
    std::size_t column = 0;  ///< Of the kind's columns.
    std::string text;
};
struct Repaired {
    Job job;
    std::vector<Row> rows;  ///< Those repaired, and those that were or are the same in a column without repetition.
};
/// Checks the rows again that are repaired, and their twins, and no others. not_found, wrong_state, out_of_bounds at
/// /cells/<i>. `directory`: see Task.
Result<Repaired> repair(db::Tx& tx, const auth::Actor& actor, ImportId id, std::span<const CellRepair> cells,
                        const codes::Directory* directory = nullptr);

/// What is new or changed will be stored, for this actor. conflict when the job is no longer what was looked at;
/// wrong_state.
Result<Job> confirm(db::Tx& tx, const auth::Actor& actor, ImportId id, std::int64_t version);
/// What is stored already stays. wrong_state.
Result<Job> cancel(db::Tx& tx, const auth::Actor& actor, ImportId id);
/// A failed import goes on where it ended, for this actor. wrong_state, also when its file cannot be read or is gone.
Result<Job> retry(db::Tx& tx, const auth::Actor& actor, ImportId id);

/// The rows that are wrong as a spreadsheet, like the file, with 错误原因 as the last column. Errors as list_rows().
Result<void> write_wrong_rows(db::Database& db, const auth::Actor& actor, ImportId id, const sheet::Sink& sink);

/// Forgets some of the rows that nobody needs any more, of one import; true if there may be more.
bool purge(db::Tx& tx);
/// Again and again, in small transactions, until there are no more or the time is over. For a job that runs now and
/// then.
void purge(db::Database& db, std::chrono::milliseconds time);

}  // namespace yiguan::imports
