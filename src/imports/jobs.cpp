#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "auth/auth.hpp"
#include "core/text.hpp"
#include "imports/imports_store.hpp"
#include "imports/judge.hpp"
#include "imports/layout.hpp"

namespace yiguan::imports {
namespace {

constexpr std::size_t text_bytes_max = 32'767;  // a cell of the format
constexpr std::size_t columns_max = 255;

Error no_such_import() {
    return {Code::not_found, "", "没有这个导入任务"};
}

void record(db::Tx& tx, const auth::Actor& actor, const Job& job, std::string_view action, std::string_view detail) {
    auth::audit(tx, actor, {.action = action, .object_kind = "import", .object_id = job.id.value, .detail = detail});
}

std::string counts_of(const Job& job) {
    return fmt::format("{}：新增 {}，变更 {}，相同 {}，错误 {}，已导入 {}", job.kind, job.fresh, job.changed, job.same,
                       job.wrong, job.stored);
}

Result<Job> changed(db::Tx& tx, Job job) {
    if (!store::update(tx, job)) return Error{Code::conflict, "/version", "导入任务已有变化，请刷新后重试"};
    return job;
}

Result<Setting> setting_for(db::Tx& tx, const auth::Actor& actor, const Upload& file) {
    TRY_VOID(auth::require(actor, auth::Permission::file_product));
    TRY(auto org, registry::require_approved(tx, actor.org));
    auto kind = find_kind(tx, actor, file.kind);
    if (!kind)
        return Error{.code = Code::template_unknown,
                     .pointer = "/kind",
                     .detail = "没有这种导入，或本企业不能使用",
                     .field = "导入类型"};
    Setting setting{{actor, std::move(org), file.unit, file.submit, tx.now()}, std::move(kind)};
    if (setting.task.unit.empty()) setting.task.unit = setting.kind->default_unit();
    TRY_VOID(setting.kind->accept(setting.task));
    return setting;
}

// A file that comes again is the import of then, if that still tells all there is to tell.
bool stands_for_its_file(const Job& job, UtcMs now) {
    switch (job.state) {
        case State::cancelled:
            return false;
        case State::failed:  // what cannot be read now can perhaps be read by a later version
            return !job.can_retry() && job.created_at.value > now.value - day_ms;
        case State::done:
            return job.has_rows() || job.wrong + job.fresh + job.changed == 0;
        default:
            return true;
    }
}

Result<void> require_room(db::Tx& tx, OrgId org, std::size_t bytes) {
    if (store::count_open(tx, org) >= open_jobs_max)
        return Error{Code::conflict, "", fmt::format("本企业已有 {} 个未结束的导入，请先确认或取消", open_jobs_max)};
    const auto load = store::load_since(tx, org, UtcMs{tx.now().value - day_ms});
    if (load.jobs >= jobs_a_day_max || load.bytes + static_cast<std::int64_t>(bytes) > bytes_a_day_max)
        return Error{Code::conflict, "",
                     fmt::format("本企业 24 小时内上传的导入文件已到上限（{} 个，共 {} MB），请稍后再上传",
                                 jobs_a_day_max, bytes_a_day_max >> 20)};
    return outcome::success();
}

Result<void> require_rows(const Job& job) {
    if (job.state == State::waiting || job.state == State::reading)
        return Error{Code::wrong_state, "", "文件还在读取，请稍候"};
    if (!job.has_rows()) return Error{Code::wrong_state, "", "此导入没有可以查看的数据行，或已超过保存期限"};
    return outcome::success();
}

bool may_be_repaired(const Job& job) {
    return job.state == State::ready || job.state == State::done;
}

/// Rows being repaired in one transaction, each read once.
class Repairing {
public:
    Repairing(db::Tx& tx, Job& job, Setting setting)
        : tx_(tx), job_(job), setting_(std::move(setting)), match_(decode_layout(job.layout)) {}

    Result<void> put(const CellRepair& repair) {
        const auto& columns = setting_.kind->columns().columns;
        if (repair.column >= columns.size()) return Error{Code::out_of_bounds, "", "没有这一列"};
        if (repair.text.size() > text_bytes_max || !is_utf8(repair.text) || has_control(repair.text, true))
            return Error{Code::invalid, "", "单元格的内容过长，或含有不允许的字符"};
        Row* row = take(repair.row);
        if (!row) return Error{Code::out_of_bounds, "", "没有这一行"};
        if (row->state == RowState::stored) return Error{Code::wrong_state, "", "这一行已导入，请到列表中修改"};
        if (match_.columns[repair.column] == no_column) {
            if (match_.headers.size() >= columns_max) return Error{Code::out_of_bounds, "", "表格的列数已到上限"};
            match_.columns[repair.column] = match_.headers.size();
            match_.headers.push_back(columns[repair.column].name);
        }
        const auto before = unique_values(*row);
        auto cells = decode_cells(row->cells);
        const std::size_t at = match_.columns[repair.column];
        if (cells.size() <= at) cells.resize(at + 1);
        cells[at] = sheet::Cell{.kind = trim(repair.text).empty() ? sheet::CellKind::empty : sheet::CellKind::text,
                                .text = repair.text};
        row->cells = encode_cells(cells);
        index(*row, before, unique_values(*row));
        again_.insert(row->index);
        return outcome::success();
    }

    /// Judges what changed and stores it.
    std::vector<Row> finish() {
        std::vector<Row> rows;
        std::vector<sheet::CheckedRow> checked;
        for (const std::int64_t index : again_) {
            Row& row = rows_.at(index);
            checked.push_back(check(setting_, match_, row));
            add_duplicates(row, checked.back());
            rows.push_back(row);
        }
        judge(tx_, setting_, checked, rows);
        for (const Row& row : rows) count(job_, before_.at(row.index), row.state);
        store::put_rows(tx_, job_.id, rows);
        job_.layout = encode_layout(match_, setting_.kind->columns());
        return rows;
    }

private:
    Row* take(std::int64_t index) {
        const auto known = rows_.find(index);
        if (known != rows_.end()) return &known->second;
        auto found = store::find_row(tx_, job_.id, index);
        if (!found) return nullptr;
        before_[index] = found->state;
        return &rows_.emplace(index, std::move(*found)).first->second;
    }

    std::map<std::size_t, std::string> unique_values(const Row& row) const {
        const auto checked = check(setting_, match_, row);
        std::map<std::size_t, std::string> out;
        for (std::size_t t = 0; t < checked.values.size(); ++t)
            if (setting_.kind->columns().columns[t].unique) out[t] = checked.values[t];
        return out;
    }

    void index(const Row& row, const std::map<std::size_t, std::string>& before,
               const std::map<std::size_t, std::string>& after) {
        for (const auto& [column, value] : after) {
            const std::string& old = before.at(column);
            if (old == value) continue;
            if (!old.empty()) {
                touch_twins(column, old, row.index);
                store::delete_value(tx_, job_.id, {column, old, row.index});
            }
            if (!value.empty()) {
                touch_twins(column, value, row.index);
                const store::Value one{column, value, row.index};
                store::put_values(tx_, job_.id, {&one, 1});
            }
        }
    }

    void touch_twins(std::size_t column, const std::string& value, std::int64_t except) {
        for (const std::int64_t twin : store::rows_with(tx_, job_.id, column, value, except))
            if (const Row* row = take(twin); row && row->state != RowState::stored) again_.insert(twin);
    }

    void add_duplicates(const Row& row, sheet::CheckedRow& checked) {
        for (std::size_t t = 0; t < checked.values.size(); ++t) {
            if (!setting_.kind->columns().columns[t].unique || checked.values[t].empty()) continue;
            const auto twins = store::rows_with(tx_, job_.id, t, checked.values[t], row.index);
            if (twins.empty()) continue;
            const Row* twin = take(twins.front());
            checked.errors.push_back({checked.row,
                                      t,
                                      Code::sheet_duplicate,
                                      {},
                                      fmt::format("与第 {} 行重复", twin ? twin->number : 0),
                                      {}});
        }
    }

    db::Tx& tx_;
    Job& job_;
    Setting setting_;
    sheet::Match match_;
    std::map<std::int64_t, Row> rows_;
    std::map<std::int64_t, RowState> before_;
    std::set<std::int64_t> again_;
};

}  // namespace

Result<void> may_upload(db::Tx& tx, const auth::Actor& actor, const Upload& file) {
    TRY_VOID(setting_for(tx, actor, file));
    return outcome::success();
}

Result<Uploaded> upload(db::Tx& tx, const auth::Actor& actor, const Upload& file, std::string_view sha256) {
    TRY(const auto setting, setting_for(tx, actor, file));
    for (Job& job : store::by_file(tx, actor.org, sha256))
        if (stands_for_its_file(job, tx.now()) && job.kind == setting.kind->id() && job.unit == setting.task.unit &&
            job.submit == file.submit && job.reference == setting.kind->reference() &&
            (!actor.scope.own_only || job.user == actor.user))
            return Uploaded{std::move(job), true};
    TRY_VOID(require_room(tx, actor.org, file.bytes.size()));
    Job job{.id = tx.next_id<ImportId>(),
            .org = actor.org,
            .user = actor.user,
            .actor = actor.user,
            .kind = setting.kind->id(),
            .reference = setting.kind->reference(),
            .unit = setting.task.unit,
            .submit = file.submit,
            .sha256 = std::string(sha256),
            .file_name = file.file_name,
            .file_bytes = static_cast<std::int64_t>(file.bytes.size()),
            .layout = {},
            .problem = {},
            .due_at = tx.now(),
            .created_at = tx.now(),
            .updated_at = tx.now(),
            .finished_at = {}};
    store::insert(tx, job);
    store::insert_file(tx, job.id, file.bytes, setting.kind->is_personal() ? store::Sealed::yes : store::Sealed::no);
    record(tx, actor, job, "import.upload",
           fmt::format("{}：文件 SHA-256 {}，{} 字节", job.kind, sha256, job.file_bytes));
    return Uploaded{std::move(job), false};
}

Result<Job> read_job(db::Tx& tx, const auth::Actor& actor, ImportId id) {
    TRY_VOID(auth::require(actor, auth::Permission::file_product));
    auto job = store::find(tx, id);
    if (!job || job->org != actor.org || (actor.scope.own_only && job->user != actor.user)) return no_such_import();
    return std::move(*job);
}

Result<std::vector<Job>> list_jobs(db::Tx& tx, const auth::Actor& actor, const Filter& filter, ImportId before,
                                   int limit) {
    TRY_VOID(auth::require(actor, auth::Permission::file_product));
    const UserId user = actor.scope.own_only ? actor.user : UserId{};
    return store::by_org(tx, actor.org, filter, user, before ? before : ImportId{INT64_MAX}, limit);
}

Result<std::vector<Row>> list_rows(db::Tx& tx, const auth::Actor& actor, ImportId id, std::optional<RowState> state,
                                   std::int64_t after, int limit) {
    TRY(const auto job, read_job(tx, actor, id));
    TRY_VOID(require_rows(job));
    return store::rows_after(tx, id, state, after, limit);
}

Result<Repaired> repair(db::Tx& tx, const auth::Actor& actor, ImportId id, std::span<const CellRepair> cells,
                        const codes::Directory* directory) {
    TRY(auto job, read_job(tx, actor, id));
    TRY_VOID(require_rows(job));
    if (!may_be_repaired(job)) return Error{Code::wrong_state, "", fmt::format("{}的导入不能修改", name_zh(job.state))};
    TRY(auto setting, setting_of(tx, job, actor, directory));
    const auto columns = columns_of(job);
    Repairing repairing(tx, job, std::move(setting));
    Violations violations;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        auto done = repairing.put(cells[i]);
        if (done.has_value()) continue;
        Error error = std::move(done).error();
        error.pointer = fmt::format("/cells/{}", i);
        violations.add(std::move(error));
    }
    TRY_VOID(violations.result());
    auto rows = repairing.finish();
    job.due_at = tx.now() + kept_ms;
    std::string repaired;  // where, not what: the trail is for more people than the rows
    for (const CellRepair& cell : cells)
        repaired += fmt::format("{}第 {} 行 {}", repaired.empty() ? "" : "，", cell.row, columns.at(cell.column).name);
    record(tx, actor, job, "import.repair", repaired);
    TRY(auto stored, changed(tx, std::move(job)));
    return Repaired{std::move(stored), std::move(rows)};
}

Result<Job> confirm(db::Tx& tx, const auth::Actor& actor, ImportId id, std::int64_t version) {
    TRY(auto job, read_job(tx, actor, id));
    TRY_VOID(require_rows(job));
    if (job.version != version) return Error{Code::conflict, "/version", "导入任务已有变化，请刷新后重试"};
    if (!may_be_repaired(job)) return Error{Code::wrong_state, "", fmt::format("{}的导入不能确认", name_zh(job.state))};
    if (job.fresh + job.changed == 0) return Error{Code::wrong_state, "", "没有新增或变更的行可以导入"};
    TRY_VOID(setting_of(tx, job, actor));
    job.actor = actor.user;
    job.attempts = 0;
    job.state = State::storing;
    job.due_at = tx.now();
    job.finished_at.reset();
    record(tx, actor, job, "import.confirm", counts_of(job));
    return changed(tx, std::move(job));
}

Result<Job> cancel(db::Tx& tx, const auth::Actor& actor, ImportId id) {
    TRY_VOID(read_job(tx, actor, id));
    store::lock(tx, id);  // a worker that is storing comes to the end of its transaction first
    TRY(auto job, read_job(tx, actor, id));
    if (job.state == State::done || job.state == State::cancelled)
        return Error{Code::wrong_state, "", fmt::format("{}的导入不能取消", name_zh(job.state))};
    job.state = State::cancelled;
    job.due_at = tx.now() + cancelled_kept_ms;
    job.finished_at = tx.now();
    job.file_kept = false;
    store::delete_file(tx, id);
    store::end_turn(tx, job);
    record(tx, actor, job, "import.cancel", counts_of(job));
    return changed(tx, std::move(job));
}

Result<Job> retry(db::Tx& tx, const auth::Actor& actor, ImportId id) {
    TRY(auto job, read_job(tx, actor, id));
    if (job.state != State::failed) return Error{Code::wrong_state, "", "只有失败的导入可以继续"};
    if (!job.can_retry()) return Error{Code::wrong_state, "", "此文件不能读取，或已超过保存期限，请改正后重新上传"};
    TRY_VOID(setting_of(tx, job, actor));
    job.actor = actor.user;
    job.attempts = 0;
    job.state = job.is_read() ? State::storing : State::waiting;
    job.problem.clear();
    job.due_at = tx.now();
    job.finished_at.reset();
    record(tx, actor, job, "import.retry", counts_of(job));
    return changed(tx, std::move(job));
}

Result<void> write_wrong_rows(db::Database& db, const auth::Actor& actor, ImportId id, const sheet::Sink& sink) {
    constexpr int at_once = 500;
    struct Head {
        std::string title;
        sheet::Match match;
        std::vector<std::string> names;
    };
    const auto head = db.read_now([&](db::Tx& tx) -> Result<Head> {
        TRY(const auto job, read_job(tx, actor, id));
        TRY_VOID(require_rows(job));
        Head out{"错误数据", decode_layout(job.layout), {}};
        for (auto& column : columns_of(job)) out.names.push_back(std::move(column.name));
        return out;
    });
    if (head.has_error()) return head.error();
    std::vector<Row> page;
    std::size_t at = 0;
    std::int64_t after = 0;
    const auto next = [&](sheet::WrongRow& out) {
        if (at == page.size()) {
            page = db.read_now([&](db::Tx& tx) { return store::rows_after(tx, id, RowState::wrong, after, at_once); });
            at = 0;
            if (page.empty()) return false;
        }
        const Row& row = page[at++];
        after = row.index;
        out.row = static_cast<std::uint32_t>(row.number);
        out.cells = decode_cells(row.cells);
        for (const Finding& one : row.findings)
            out.errors.push_back({out.row,
                                  one.column,
                                  one.code,
                                  one.column < head.value().names.size() ? head.value().names[one.column] : "",
                                  one.rule,
                                  {}});
        return true;
    };
    sheet::write_wrong_rows(head.value().title, head.value().match, next, sink);
    return outcome::success();
}

bool purge(db::Tx& tx) {
    for (const State state : {State::ready, State::done, State::failed, State::cancelled}) {
        const auto id = store::due(tx, state, tx.now());
        if (!id) continue;
        store::lock(tx, *id);
        auto job = store::find(tx, *id);
        if (!job || job->state != state || job->due_at > tx.now()) return true;
        // Nobody looks at what is half there.
        store::delete_file(tx, *id);
        job->file_kept = false;
        job->layout.clear();
        if (job->state == State::ready) {
            job->state = State::cancelled;
            job->finished_at = tx.now();
        }
        if (!store::delete_some_rows(tx, *id)) job->due_at = UtcMs{INT64_MAX};
        return store::update(tx, *job);
    }
    return false;
}

void purge(db::Database& db, std::chrono::milliseconds time) {
    const auto until = std::chrono::steady_clock::now() + time;
    while (db.write_now([](db::Tx& tx) { return purge(tx); }) && std::chrono::steady_clock::now() < until) {
    }
}

}  // namespace yiguan::imports
