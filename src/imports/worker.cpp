#include "imports/worker.hpp"

#include <fmt/format.h>

#include <future>

#include "auth/auth.hpp"
#include "core/log.hpp"
#include "imports/imports_store.hpp"
#include "imports/judge.hpp"
#include "imports/layout.hpp"
#include "imports/mending.hpp"
#include "imports/refusals.hpp"
#include "message/message.hpp"
#include "sheet/check.hpp"

namespace yiguan::imports {
namespace {

constexpr std::string_view unreadable = "未能读取此文件，请检查文件，或分成几个较小的文件后上传";
constexpr std::string_view not_storable = "多次尝试都未能保存，请稍后重试";

/// Who uploaded it, and who confirmed it.
void tell(db::Tx& tx, const Job& job, std::string_view template_key) {
    const auto to = [&](UserId user) {
        message::notify(tx, user, template_key,
                        {{"file", job.file_name.empty() ? "表格" : job.file_name},
                         {"fresh", std::to_string(job.fresh)},
                         {"changed", std::to_string(job.changed)},
                         {"wrong", std::to_string(job.wrong)},
                         {"stored", std::to_string(job.stored)},
                         {"problem", job.problem}},
                        {"import", job.id.value});
    };
    to(job.user);
    if (job.actor != job.user) to(job.actor);
}

/// Changes the job unless somebody else did since: it was cancelled, or another worker has it.
template <class F>
bool advance(db::Database& db, Job& job, F change) {
    std::optional<Job> next;
    const bool kept = db.write_now([&](db::Tx& tx) -> Result<bool> {
                            store::lock(tx, job.id);
                            next = job;
                            next->due_at = tx.now() + Worker::lease_ms;
                            change(tx, *next);
                            if (!store::update(tx, *next)) return Error{Code::conflict, "", ""};
                            return true;
                        }).has_value();
    if (kept) job = std::move(*next);
    return kept;
}

/// A file with its columns found.
Result<sheet::Checking> open_file(std::string_view bytes, const sheet::Template& wanted, Date today) {
    sheet::ReadLimits limits;
    limits.file_bytes = file_bytes_max;
    limits.rows = rows_max + sheet::head_rows;
    TRY(auto table, sheet::read(bytes, wanted, limits));
    TRY(auto match, sheet::match_columns(table, wanted));
    TRY_VOID(sheet::require_complete(match, wanted));
    match.headers.resize(std::max(match.headers.size(), table.width()));
    sheet::Checking checking(std::move(table), wanted, std::move(match), today);
    if (checking.total() == 0) return Error{Code::sheet_empty, "", "表格中没有数据行"};
    if (checking.total() > rows_max)
        return Error{Code::sheet_limit, "", fmt::format("一次最多导入 {} 行，请分成几个文件", rows_max)};
    return checking;
}

/// Rows as they are stored, and the values that may not stand twice.
struct Part {
    std::vector<Row> rows;
    std::vector<sheet::CheckedRow> checked;
    std::vector<store::Value> values;
};
Part part_of(const sheet::Checking& checking, const Mended& mended, std::size_t first, std::size_t count) {
    Part out;
    const std::size_t end = std::min(checking.total(), first + count);
    std::vector<sheet::Cell> cells;
    for (std::size_t i = first; i < end; ++i) {
        out.checked.push_back(checking.row(i));
        auto& one = out.checked.back();
        const std::size_t at = checking.table_row(i);
        cells.clear();
        for (std::size_t c = 0; c < checking.table().width(at); ++c) cells.push_back(checking.table().at(at, c));
        mended.mark(i, checking.match(), cells);
        explain(in_order(cells, checking.match()), one);
        const auto index = static_cast<std::int64_t>(i) + 1;
        out.rows.push_back({.index = index, .number = one.row, .cells = encode_cells(cells)});
        for (std::size_t t = 0; t < one.values.size(); ++t)
            if (checking.wanted().columns[t].unique && !one.values[t].empty())
                out.values.push_back({t, one.values[t], index});
    }
    return out;
}

/// Stores rows, which become what they are afterwards, or says why not. That their cells are right they were judged
/// before: a row that is wrong is in another state.
Result<void> store_rows(db::Tx& tx, const Setting& setting, std::span<const Kind::ToStore> asked, Kind::Ready* ready,
                        std::span<Row* const> rows) {
    TRY(const auto made, setting.kind->store(tx, setting.task, asked, ready));
    for (std::size_t i = 0; i < rows.size(); ++i) {
        rows[i]->object = made[i].object;
        rows[i]->version = made[i].version;
        rows[i]->state = RowState::stored;
    }
    return outcome::success();
}

bool is_unavailable(const std::exception& e) {
    const auto* fault = dynamic_cast<const db::Fault*>(&e);
    return fault && fault->kind() == db::Fault::Kind::unavailable;
}

}  // namespace

/// Rows as Kind::store() is asked for them.
struct Worker::Asked {
    std::vector<sheet::CheckedRow> checked;
    std::vector<Kind::ToStore> rows;  // of what is checked
    void add(const Setting& setting, const sheet::Match& match, const Row& row) {
        checked.push_back(check(setting, match, row));
        rows.push_back({checked.back().values, row.object, row.version});
    }
};

struct Worker::Ahead {
    std::vector<Row> rows;
    Asked asked;  // one for each of them
    Date day;     // on which their cells were read
    std::unique_ptr<Kind::Ready> ready;
    std::size_t taken = 0;  // of the order
    Place following;
};

Worker::Worker(db::Database& database, WorkerOptions options) : db_(database), options_(options) {}

void Worker::start() {
    thread_ = std::thread([this] { run(); });
}

void Worker::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_one();
    if (thread_.joinable()) thread_.join();
}

void Worker::run() {
    std::unique_lock lock(mutex_);
    while (!wake_.wait_for(lock, options_.look_every, [&] { return stopping_.load(); })) {
        lock.unlock();
        try {
            run_once();
        } catch (const std::exception& e) {
            log::warning("import_not_done", {{"what", e.what()}});
        }
        lock.lock();
    }
}

int Worker::run_once(int steps) {
    int worked = 0;
    steps_ = steps;
    while (!stopping_ && steps_ > 0) {
        const auto job = take();
        if (!job) break;
        try {
            work(*job);
        } catch (const std::exception& e) {
            if (is_unavailable(e)) throw;
            // Its lease lets others come first; then it is taken up again, attempts_max times.
            log::warning("import_not_done", {{"what", e.what()}});
        }
        ++worked;
    }
    return worked;
}

std::optional<Job> Worker::take() {
    constexpr State states[] = {State::storing, State::reading, State::waiting};
    const auto waits = db_.read_now([&](db::Tx& tx) {
        return std::ranges::any_of(states, [&](State state) { return store::due(tx, state, tx.now()).has_value(); });
    });
    if (!waits) return std::nullopt;
    return db_.write_now([&](db::Tx& tx) -> std::optional<Job> {
        for (const State state : states) {
            const auto id = store::due(tx, state, tx.now());
            if (!id) continue;
            store::lock(tx, *id);  // always the import before the turn of its organisation
            auto job = store::find(tx, *id);
            const UtcMs until = tx.now() + lease_ms;
            if (state == State::storing && !store::take_turn(tx, *job, tx.now(), until)) continue;
            if (!store::take(tx, *id, job->due_at, until)) continue;
            job->due_at = until;
            job->attempts += 1;
            return job;
        }
        return std::nullopt;
    });
}

void Worker::work(const Job& job) {
    if (job.attempts > attempts_max)
        fail(job, std::string(job.state == State::storing ? not_storable : unreadable));
    else if (job.state == State::storing)
        store(job);
    else
        read(job);
}

void Worker::read(Job job) {
    std::string bytes;
    const auto setting = db_.read_now([&](db::Tx& tx) -> Result<Setting> {
        auto found = setting_of(tx, job, options_.directory);
        const bool sealed = found.has_value() && found.value().kind->is_personal();
        bytes = store::read_file(tx, job.id, sealed ? store::Sealed::yes : store::Sealed::no);
        return found;
    });
    if (setting.has_error()) return fail(job, setting.error().detail);
    const auto today = beijing_date(setting.value().task.now);
    auto opened = open_file(bytes, setting.value().kind->columns(), today);
    if (opened.has_error()) return fail(job, opened.error().detail, File::useless);
    bytes = {};
    sheet::Checking& checking = opened.value();
    checking.run();
    const Mended mended(
        db_.read_now([&](db::Tx& tx) { return setting.value().kind->mend(tx, setting.value().task, checking); }),
        checking);
    // From the beginning, whatever an earlier worker came to: rows that are there already are replaced by themselves.
    bool ours = advance(db_, job, [&](db::Tx&, Job& next) {
        next.state = State::reading;
        next.layout = encode_layout(checking.match(), checking.wanted());
        next.total = static_cast<std::int64_t>(checking.total());
        next.done = next.fresh = next.changed = next.same = next.wrong = next.stored = 0;
    });
    const auto judged = [&](std::int64_t first) {
        Part part = part_of(checking, mended, static_cast<std::size_t>(first), options_.read_rows);
        if (!part.rows.empty()) db_.read_now([&](db::Tx& tx) { judge(tx, setting.value(), part.checked, part.rows); });
        for (Row& row : part.rows) row.sealed = setting.value().kind->is_personal();
        return part;
    };
    Part part = judged(0);
    while (ours && job.done < job.total) {
        if (!may_go_on()) return;
        const std::int64_t following = job.done + static_cast<std::int64_t>(part.rows.size());
        // While these are being stored the next ones are judged.
        auto storing = std::async(std::launch::async, [&] {
            return advance(db_, job, [&](db::Tx& tx, Job& next) {
                store::put_rows(tx, next.id, part.rows);
                store::put_values(tx, next.id, part.values);
                for (const Row& row : part.rows) count(next, std::nullopt, row.state);
                next.done += static_cast<std::int64_t>(part.rows.size());
                if (next.done < next.total) return;
                next.state = State::ready;
                next.due_at = tx.now() + kept_ms;
                next.attempts = 0;
                next.file_kept = false;
                store::delete_file(tx, next.id);
                tell(tx, next, "import_ready");
            });
        });
        Part after = judged(following);
        ours = storing.get();
        part = std::move(after);
    }
}

void Worker::store(Job job) {
    Progress progress{options_.store_rows, {}, 0};
    try {
        progress.order = order_of(job);
    } catch (const std::exception& e) {
        if (is_unavailable(e)) throw;
        // A row is damaged: which one is found when they are stored, in the order of the file.
        log::warning("import_not_ordered", {{"what", e.what()}});
    }
    auto ahead = look_ahead(job, progress.order, {});
    while (may_go_on()) {
        // While these are being stored the next ones are made ready. The order stays; job and progress change.
        const auto following = ahead ? std::optional(ahead->following) : std::nullopt;
        const Job before = job;
        auto storing = std::async(std::launch::async, [&] { return store_some(job, progress, ahead); });
        auto next = following ? look_ahead(before, progress.order, *following) : nullptr;
        if (!storing.get()) return;
        if (!ahead) {
            // Not stored as it was expected: one by one, perhaps, until all goes well again.
            const bool well = progress.at_once == options_.store_rows;
            next = well ? look_ahead(job, progress.order, {progress.next, 0}) : nullptr;
        }
        ahead = std::move(next);
    }
}

std::unique_ptr<Worker::Ahead> Worker::look_ahead(const Job& job, const std::vector<std::int64_t>& order,
                                                  const Place& from) {
    try {
        auto out = std::make_unique<Ahead>();
        const auto left = std::span(order).subspan(std::min(from.next, order.size()));
        out->taken = std::min(left.size(), static_cast<std::size_t>(options_.store_rows));
        const auto setting = db_.read_now([&](db::Tx& tx) -> Result<Setting> {
            TRY(auto found, setting_of(tx, job, options_.directory));
            out->rows = order.empty() ? store::rows_after(tx, job.id, RowState::fresh, from.last, options_.store_rows)
                                      : store::rows_of(tx, job.id, left.first(out->taken));
            return found;
        });
        const auto waits = [](const Row& row) {
            return row.state == RowState::fresh || row.state == RowState::changed;
        };
        if (setting.has_error() || out->rows.empty() || !std::ranges::all_of(out->rows, waits)) return nullptr;
        out->following = {from.next + out->taken, out->rows.back().index};
        const auto match = decode_layout(job.layout);
        for (const Row& row : out->rows) out->asked.add(setting.value(), match, row);
        out->day = beijing_date(setting.value().task.now);
        out->ready = setting.value().kind->make_ready(setting.value().task, out->asked.rows);
        return out;
    } catch (const std::exception& e) {
        if (is_unavailable(e)) throw;
        return nullptr;  // a row is damaged: which one is found when they are stored
    }
}

// The cells are read once more: a key of each row is kept, some 100 bytes.
std::vector<std::int64_t> Worker::order_of(const Job& job) {
    struct Sorted {
        RowState state;  // what is new first
        std::string key;
        std::int64_t index;
        auto operator<=>(const Sorted&) const = default;
    };
    std::vector<Sorted> places;
    const auto match = decode_layout(job.layout);
    for (const RowState state : {RowState::fresh, RowState::changed}) {
        for (std::int64_t after = 0; after >= 0;) {
            if (stopping_) return {};
            const bool ordered = db_.read_now([&](db::Tx& tx) {
                const auto setting = setting_of(tx, job, options_.directory);
                if (setting.has_error()) return false;  // told when they are stored
                const auto rows = store::rows_after(tx, job.id, state, after, static_cast<int>(options_.read_rows));
                after = rows.empty() ? -1 : rows.back().index;
                Asked asked;
                for (const Row& row : rows) asked.add(setting.value(), match, row);
                auto keys = setting.value().kind->order(tx, setting.value().task, asked.rows);
                if (keys.size() != rows.size()) return false;
                for (std::size_t i = 0; i < rows.size(); ++i)
                    places.push_back({state, std::move(keys[i]), rows[i].index});
                return true;
            });
            if (!ordered) return {};
        }
    }
    std::ranges::sort(places);
    std::vector<std::int64_t> order;
    order.reserve(places.size());
    for (const Sorted& one : places) order.push_back(one.index);
    return order;
}

bool Worker::wait_a_little(int times) {
    std::unique_lock lock(mutex_);
    return !wake_.wait_for(lock, std::chrono::milliseconds(10 << times), [&] { return stopping_.load(); });
}

// Rows that are refused take back the whole transaction, which is then done without them; where they are named one by
// one the transactions become small, and successes let them grow again. So do faults, until one row is left that is to
// blame. What somebody else was faster with is done again as it is.
bool Worker::store_some(Job& job, Progress& progress, std::unique_ptr<Ahead>& ahead) {
    constexpr int refusals_max = 2, conflicts_max = 5;
    int& at_once = progress.at_once;
    int refusals = 0, conflicts = 0;
    Refusals refused;
    for (;;) {
        bool refusal = false, passing = false;
        std::size_t taken = 0;  // of the order
        Refusals blamed;
        std::string problem;
        bool last = false, ours = false;
        std::int64_t first = 0;  // the row that this transaction begins with
        std::optional<Job> after;
        const auto chunk = [&](db::Tx& tx) -> Result<bool> {
            refusal = passing = false;
            blamed.clear();
            problem.clear();
            last = false;
            // First of all, so that neither it nor another import of the organisation changes under these rows.
            store::lock(tx, job.id);
            auto stored = store::find(tx, job.id);
            ours = stored && stored->state == State::storing && stored->version == job.version &&
                   store::take_turn(tx, *stored, tx.now(), tx.now() + lease_ms);
            if (!ours) return false;
            const auto setting = setting_of(tx, *stored, options_.directory);
            if (setting.has_error()) {
                problem = setting.error().detail;
                return false;
            }
            Job next = std::move(*stored);
            if (ahead && ahead->day != beijing_date(tx.now())) ahead.reset();
            std::vector<Row> rows;
            if (ahead) {
                // As they were read: its version says that nobody changed the import since.
                rows = ahead->rows;
                taken = ahead->taken;
            } else {
                const auto left = std::span(progress.order).subspan(progress.next);
                taken = std::min(left.size(), static_cast<std::size_t>(at_once));
                rows = store::rows_of(tx, next.id, left.first(taken));
                std::erase_if(rows, [](const Row& row) {
                    return row.state != RowState::fresh && row.state != RowState::changed;
                });
                if (rows.empty()) rows = store::rows_after(tx, next.id, RowState::fresh, 0, at_once);
                if (rows.empty()) rows = store::rows_after(tx, next.id, RowState::changed, 0, at_once);
            }
            first = rows.empty() ? 0 : rows.front().index;
            std::vector<Row*> wanted;
            for (Row& row : rows) {
                if (const auto known = refused.find(row.index); known != refused.end()) {
                    count(next, row.state, RowState::wrong);
                    row.state = RowState::wrong;
                    row.findings = known->second;
                } else {
                    count(next, row.state, RowState::stored);
                    wanted.push_back(&row);
                }
            }
            if (!wanted.empty()) {
                Asked asked;
                if (!ahead) {
                    const auto match = decode_layout(next.layout);
                    for (const Row* row : wanted) asked.add(setting.value(), match, *row);
                }
                const auto& values = ahead ? ahead->asked.rows : asked.rows;
                if (auto done = store_rows(tx, setting.value(), values, ahead ? ahead->ready.get() : nullptr, wanted);
                    done.has_error()) {
                    refusal = true;
                    passing = is_passing(done.error());
                    if (!passing) blamed = refusals_of(done.error(), wanted);
                    return Error{Code::conflict, "", ""};
                }
            }
            store::put_rows(tx, next.id, rows);
            last = next.fresh + next.changed == 0;
            next.due_at = tx.now() + lease_ms;
            next.attempts = 0;
            if (last) {
                store::end_turn(tx, next);
                next.state = State::done;
                next.finished_at = tx.now();
                next.due_at = tx.now() + kept_ms;
                auth::audit(tx, setting.value().task.actor,
                            {.action = "import.done",
                             .object_kind = "import",
                             .object_id = next.id.value,
                             .detail = fmt::format("{}：已导入 {}，错误 {}", next.kind, next.stored, next.wrong)});
                tell(tx, next, "import_done");
            }
            if (!store::update(tx, next)) return Error{Code::conflict, "", ""};
            after = std::move(next);
            return true;
        };
        bool kept = false;
        try {
            kept = db_.write_now(chunk).has_value();
        } catch (const std::exception& e) {
            if (is_unavailable(e)) throw;
            log::warning("import_rows_not_stored", {{"what", e.what()}});
            ahead.reset();
            if (at_once > 1) {
                at_once /= 2;
                continue;
            }
            // Alone it is to blame, unless it fails even when nothing of it is stored.
            if (first == 0 || refused.contains(first)) throw;
            blamed[first] = {{no_column, Code::internal_fault, "这一行未能保存，请修改后重试，或与平台联系"}};
        }
        if (passing) {
            // Later: when its lease has ended, and attempts_max times.
            if (++conflicts > conflicts_max) throw std::runtime_error("others change what is to be stored");
            if (!wait_a_little(conflicts)) return false;
            continue;
        }
        if (refusal || !blamed.empty()) {
            if (blamed.empty() || ++refusals > refusals_max) at_once = std::max(1, at_once / 2);
            refused.merge(blamed);
            ahead.reset();
            continue;
        }
        if (!problem.empty()) {
            fail(job, problem);
            return false;
        }
        if (!ours || !kept) return false;
        job = std::move(*after);
        progress.next += taken;
        at_once = std::min(options_.store_rows, at_once * 2);
        return !last;
    }
}

void Worker::fail(const Job& job, const std::string& problem, File file) {
    Job failed = job;
    advance(db_, failed, [&](db::Tx& tx, Job& next) {
        next.state = State::failed;
        next.problem = problem;
        next.finished_at = tx.now();
        next.due_at = tx.now() + kept_ms;
        if (file == File::useless) {
            next.file_kept = false;
            store::delete_file(tx, next.id);
        }
        store::end_turn(tx, next);
        tell(tx, next, "import_failed");
    });
}

}  // namespace yiguan::imports
