#include "imports/imports_store.hpp"

#include "auth/contacts.hpp"
#include "core/text.hpp"
#include "imports/layout.hpp"

namespace yiguan::imports::store {
namespace {

#define COLUMNS                                                                                                    \
    "import_id, org_id, user_id, kind, reference, unit_id, submit, sha256, file_name, file_bytes, state, "         \
    "layout, total, done, fresh, changed, same, wrong, stored, problem, version, due_at, created_at, updated_at, " \
    "finished_at, actor_id, file_kept, attempts "
#define ROW_COLUMNS "row_index, row_number, state, object_id, object_version, cells, findings, changes "

const db::Statement insert_sql{"imports.insert_job", R"sql(
    INSERT INTO import_job (import_id, org_id, user_id, kind, reference, unit_id, submit, sha256, file_name, file_bytes,
                            state, layout, total, done, fresh, changed, same, wrong, stored, problem, version, due_at,
                            created_at, updated_at, finished_at, actor_id, file_kept, attempts)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, '', 0, 0, 0, 0, 0, 0, 0, '', $12, $13, $14, $14, null,
            $3, 1, 0))sql"};

const db::Statement update_sql{"imports.update_job", R"sql(
    UPDATE import_job SET state = $3, layout = $4, total = $5, done = $6, fresh = $7, changed = $8, same = $9,
                          wrong = $10, stored = $11, problem = $12, version = $13, due_at = $14, updated_at = $15,
                          finished_at = $16, actor_id = $17, file_kept = $18, attempts = $19
     WHERE import_id = $1 AND version = $2)sql"};

const db::Statement find_sql{"imports.find_job", "SELECT " COLUMNS "FROM import_job WHERE import_id = $1"};

const db::Statement by_org_sql{"imports.jobs_by_org",
                               "SELECT " COLUMNS
                               "FROM import_job WHERE org_id = $1 AND import_id < $2 AND ($4 = '' OR kind = $4) "
                               "AND ($5 < 0 OR state = $5) AND ($6 = 0 OR user_id = $6) "
                               "ORDER BY import_id DESC LIMIT $3"};

const db::Statement by_file_sql{"imports.jobs_by_file",
                                "SELECT " COLUMNS
                                "FROM import_job WHERE org_id = $1 AND sha256 = $2 ORDER BY import_id DESC LIMIT 20"};

// Jobs of the last 30 days are looked through: what is older has ended.
const db::Statement count_open_sql{
    "imports.count_open", "SELECT count(*) FROM import_job WHERE org_id = $1 AND import_id >= $2 AND state <= $3"};

const db::Statement load_sql{"imports.load_since", R"sql(
    SELECT count(*), cast(coalesce(sum(file_bytes), 0) as bigint) FROM import_job
     WHERE org_id = $1 AND import_id >= $2)sql"};

const db::Statement due_sql{"imports.due_job", R"sql(
    SELECT import_id FROM import_job WHERE state = $1 AND due_at <= $2 ORDER BY due_at, import_id LIMIT 1)sql"};

const db::Statement due_turn_sql{"imports.due_job_to_store", R"sql(
    SELECT import_id FROM import_job j
     WHERE state = $1 AND due_at <= $2
       AND NOT EXISTS (SELECT 1 FROM import_turn t
                        WHERE t.org_id = j.org_id AND t.until > $2 AND t.import_id <> j.import_id)
     ORDER BY due_at, import_id LIMIT 1)sql"};

const db::Statement take_sql{
    "imports.take_job",
    "UPDATE import_job SET due_at = $3, attempts = attempts + 1 WHERE import_id = $1 AND due_at = $2"};
const db::Statement lock_sql{"imports.lock_job", "UPDATE import_job SET version = version WHERE import_id = $1"};

const db::Statement take_turn_sql{"imports.take_turn", R"sql(
    INSERT INTO import_turn (org_id, import_id, until) VALUES ($1, $2, $4)
    ON CONFLICT (org_id) DO UPDATE SET import_id = $2, until = $4
     WHERE import_turn.until <= $3 OR import_turn.import_id = $2)sql"};
const db::Statement end_turn_sql{"imports.end_turn", "DELETE FROM import_turn WHERE org_id = $1 AND import_id = $2"};

const db::BulkInsert parts_sql{"imports.put_parts",
                               "import_part",
                               {{"import_id", db::BulkInsert::Type::integer},
                                {"pos", db::BulkInsert::Type::integer},
                                {"content", db::BulkInsert::Type::bytes}},
                               2};
const db::Statement read_parts_sql{"imports.read_parts",
                                   "SELECT content FROM import_part WHERE import_id = $1 ORDER BY pos"};
const db::Statement delete_parts_sql{"imports.delete_parts", "DELETE FROM import_part WHERE import_id = $1"};

const db::BulkInsert rows_sql{"imports.put_rows",
                              "import_row",
                              {{"import_id", db::BulkInsert::Type::integer},
                               {"row_index", db::BulkInsert::Type::integer},
                               {"row_number", db::BulkInsert::Type::integer},
                               {"state", db::BulkInsert::Type::integer},
                               {"object_id", db::BulkInsert::Type::integer},
                               {"object_version", db::BulkInsert::Type::integer},
                               {"cells", db::BulkInsert::Type::bytes},
                               {"findings", db::BulkInsert::Type::text},
                               {"changes", db::BulkInsert::Type::text}},
                              2,
                              db::BulkInsert::Existing::replace};
const db::Statement rows_after_sql{
    "imports.rows_after",
    "SELECT " ROW_COLUMNS "FROM import_row WHERE import_id = $1 AND row_index > $2 ORDER BY row_index LIMIT $3"};
const db::Statement rows_in_state_sql{"imports.rows_in_state",
                                      "SELECT " ROW_COLUMNS
                                      "FROM import_row WHERE import_id = $1 AND state = $2 AND row_index > $3 "
                                      "ORDER BY row_index LIMIT $4"};
const db::Statement find_row_sql{"imports.find_row",
                                 "SELECT " ROW_COLUMNS "FROM import_row WHERE import_id = $1 AND row_index = $2"};
const db::Statement first_row_sql{"imports.first_row",
                                  "SELECT row_index FROM import_row WHERE import_id = $1 ORDER BY row_index LIMIT 1"};
const db::Statement delete_rows_sql{"imports.delete_rows",
                                    "DELETE FROM import_row WHERE import_id = $1 AND row_index < $2"};

const db::BulkInsert values_sql{"imports.put_values",
                                "import_value",
                                {{"import_id", db::BulkInsert::Type::integer},
                                 {"column_index", db::BulkInsert::Type::integer},
                                 {"content", db::BulkInsert::Type::text},
                                 {"row_index", db::BulkInsert::Type::integer}},
                                4,
                                db::BulkInsert::Existing::skip};
const db::Statement delete_value_sql{"imports.delete_value", R"sql(
    DELETE FROM import_value WHERE import_id = $1 AND column_index = $2 AND content = $3 AND row_index = $4)sql"};
const db::Statement nth_value_sql{"imports.nth_value", R"sql(
    SELECT column_index, content FROM import_value WHERE import_id = $1
     ORDER BY column_index, content, row_index LIMIT 1 OFFSET $2)sql"};
const db::Statement delete_values_sql{"imports.delete_values", "DELETE FROM import_value WHERE import_id = $1"};
const db::Statement delete_values_to_sql{"imports.delete_values_to", R"sql(
    DELETE FROM import_value
     WHERE import_id = $1 AND column_index <= $2 AND (column_index < $2 OR content <= $3))sql"};
const db::Statement rows_with_sql{"imports.rows_with_value", R"sql(
    SELECT row_index FROM import_value
     WHERE import_id = $1 AND column_index = $2 AND content = $3 AND row_index <> $4 ORDER BY row_index LIMIT 2)sql"};

Job job_of(db::Rows& rows) {
    Job job;
    job.id = rows.get<ImportId>(0);
    job.org = rows.get<OrgId>(1);
    job.user = rows.get<UserId>(2);
    job.kind = rows.get<std::string>(3);
    job.reference = rows.get<std::string>(4);
    job.unit = rows.get<std::string>(5);
    job.submit = rows.get<bool>(6);
    job.sha256 = rows.get<std::string>(7);
    job.file_name = rows.get<std::string>(8);
    job.file_bytes = rows.integer(9);
    job.state = rows.get<State>(10);
    job.layout = rows.get<std::string>(11);
    job.total = rows.integer(12);
    job.done = rows.integer(13);
    job.fresh = rows.integer(14);
    job.changed = rows.integer(15);
    job.same = rows.integer(16);
    job.wrong = rows.integer(17);
    job.stored = rows.integer(18);
    job.problem = rows.get<std::string>(19);
    job.version = rows.integer(20);
    job.due_at = rows.get<UtcMs>(21);
    job.created_at = rows.get<UtcMs>(22);
    job.updated_at = rows.get<UtcMs>(23);
    job.finished_at = rows.get<std::optional<UtcMs>>(24);
    job.actor = rows.get<UserId>(25);
    job.file_kept = rows.get<bool>(26);
    job.attempts = rows.integer(27);
    return job;
}

std::vector<Job> jobs_of(db::Rows rows) {
    std::vector<Job> out;
    while (rows.next()) out.push_back(job_of(rows));
    return out;
}

constexpr char sealed_mark = 2;  // where cells that are not sealed have their version

std::string open_sealed(db::Tx& tx, ImportId id, std::string_view sealed) {
    auto open = auth::unseal(tx, id.value, sealed);
    if (!open) throw db::Fault(db::Fault::Kind::other, "what is sealed of an import does not open");
    return std::move(*open);
}

std::string changes_text(db::Tx& tx, ImportId id, const Row& row) {
    auto text = encode_changes(row.changes);
    return row.sealed && !text.empty() ? to_hex(as_bytes(auth::seal(tx, id.value, text))) : text;
}

Row row_of(db::Tx& tx, ImportId id, db::Rows& rows) {
    Row row{.index = rows.integer(0),
            .number = rows.integer(1),
            .state = rows.get<RowState>(2),
            .object = rows.integer(3),
            .version = rows.integer(4),
            .cells = std::string(rows.text(5)),
            .findings = decode_findings(rows.text(6))};
    const auto changes = rows.text(7);
    if (row.cells.empty() || row.cells.front() != sealed_mark) {
        row.changes = decode_changes(changes);
        return row;
    }
    // What does not open stays as it is: a row that is damaged, like others.
    auto cells = auth::unseal(tx, id.value, std::string_view(row.cells).substr(1));
    if (!cells) return row;
    row.sealed = true;
    row.cells = std::move(*cells);
    if (!changes.empty()) row.changes = decode_changes(open_sealed(tx, id, from_hex(changes).value_or("")));
    return row;
}

}  // namespace

void insert(db::Tx& tx, const Job& job) {
    tx.execute(insert_sql, job.id, job.org, job.user, job.kind, job.reference, job.unit, job.submit, job.sha256,
               job.file_name, job.file_bytes, job.state, job.version, job.due_at, job.created_at);
}

bool update(db::Tx& tx, Job& job) {
    job.updated_at = tx.now();
    job.version += 1;
    return tx.execute(update_sql, job.id, job.version - 1, job.state, job.layout, job.total, job.done, job.fresh,
                      job.changed, job.same, job.wrong, job.stored, job.problem, job.version, job.due_at,
                      job.updated_at, job.finished_at, job.actor, job.file_kept, job.attempts) == 1;
}

std::optional<Job> find(db::Tx& tx, ImportId id) {
    auto found = jobs_of(tx.query(find_sql, id));
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
}

std::vector<Job> by_org(db::Tx& tx, OrgId org, const Filter& filter, UserId user, ImportId before, int limit) {
    const std::int64_t state = filter.state ? static_cast<std::int64_t>(*filter.state) : -1;
    return jobs_of(tx.query(by_org_sql, org, before, limit, filter.kind, state, user));
}

std::vector<Job> by_file(db::Tx& tx, OrgId org, std::string_view sha256) {
    return jobs_of(tx.query(by_file_sql, org, sha256));
}

std::int64_t count_open(db::Tx& tx, OrgId org) {
    auto rows = tx.query(count_open_sql, org, first_id_at(tx.now().value - 2 * kept_ms), State::storing);
    return rows.next() ? rows.integer(0) : 0;
}

Load load_since(db::Tx& tx, OrgId org, UtcMs since) {
    auto rows = tx.query(load_sql, org, first_id_at(since.value));
    return rows.next() ? Load{rows.integer(0), rows.integer(1)} : Load{};
}

std::optional<ImportId> due(db::Tx& tx, State state, UtcMs now) {
    auto rows = tx.query(state == State::storing ? due_turn_sql : due_sql, state, now);
    return rows.next() ? std::optional(rows.get<ImportId>(0)) : std::nullopt;
}

bool take(db::Tx& tx, ImportId id, UtcMs due_at, UtcMs until) {
    return tx.execute(take_sql, id, due_at, until) == 1;
}

void lock(db::Tx& tx, ImportId id) {
    tx.execute(lock_sql, id);
}

bool take_turn(db::Tx& tx, const Job& job, UtcMs now, UtcMs until) {
    return tx.execute(take_turn_sql, job.org, job.id, now, until) == 1;
}

void end_turn(db::Tx& tx, const Job& job) {
    tx.execute(end_turn_sql, job.org, job.id);
}

void insert_file(db::Tx& tx, ImportId id, std::string_view bytes, Sealed sealed) {
    constexpr std::size_t part_bytes = std::size_t{1} << 20;
    std::string whole;
    if (sealed == Sealed::yes) {
        whole = auth::seal(tx, id.value, bytes);
        bytes = whole;
    }
    std::vector<db::Param> params;
    for (std::size_t at = 0; at < bytes.size(); at += part_bytes) {
        params.emplace_back(id);
        params.emplace_back(static_cast<std::int64_t>(at / part_bytes));
        params.emplace_back(as_bytes(bytes.substr(at, part_bytes)));
    }
    tx.insert(parts_sql, params);
}

std::string read_file(db::Tx& tx, ImportId id, Sealed sealed) {
    std::string out;
    {
        auto rows = tx.query(read_parts_sql, id);
        while (rows.next()) out += rows.text(0);
    }
    return sealed == Sealed::yes && !out.empty() ? open_sealed(tx, id, out) : out;
}

void delete_file(db::Tx& tx, ImportId id) {
    tx.execute(delete_parts_sql, id);
}

void put_rows(db::Tx& tx, ImportId id, std::span<const Row> rows) {
    struct Texts {
        std::string findings, changes, cells;
    };
    std::vector<Texts> texts;
    texts.reserve(rows.size());
    std::vector<db::Param> params;
    params.reserve(rows.size() * 9);
    for (const Row& row : rows) {
        texts.push_back({encode_findings(row.findings), changes_text(tx, id, row), {}});
        auto& cells = texts.back().cells;
        if (row.sealed) cells = sealed_mark + auth::seal(tx, id.value, row.cells);
        params.emplace_back(id);
        params.emplace_back(row.index);
        params.emplace_back(row.number);
        params.emplace_back(row.state);
        params.emplace_back(row.object);
        params.emplace_back(row.version);
        params.emplace_back(as_bytes(row.sealed ? cells : row.cells));
        params.emplace_back(texts.back().findings);
        params.emplace_back(texts.back().changes);
    }
    if (!rows.empty()) tx.insert(rows_sql, params);
}

void put_values(db::Tx& tx, ImportId id, std::span<const Value> values) {
    std::vector<db::Param> params;
    params.reserve(values.size() * 4);
    for (const Value& value : values) {
        params.emplace_back(id);
        params.emplace_back(value.column);
        params.emplace_back(value.text);
        params.emplace_back(value.row);
    }
    if (!values.empty()) tx.insert(values_sql, params);
}

void delete_value(db::Tx& tx, ImportId id, const Value& value) {
    tx.execute(delete_value_sql, id, value.column, value.text, value.row);
}

std::vector<std::int64_t> rows_with(db::Tx& tx, ImportId id, std::size_t column, std::string_view text,
                                    std::int64_t except) {
    std::vector<std::int64_t> out;
    auto rows = tx.query(rows_with_sql, id, column, text, except);
    while (rows.next()) out.push_back(rows.integer(0));
    return out;
}

std::vector<Row> rows_after(db::Tx& tx, ImportId id, std::optional<RowState> state, std::int64_t after, int limit) {
    std::vector<Row> out;
    auto rows =
        state ? tx.query(rows_in_state_sql, id, *state, after, limit) : tx.query(rows_after_sql, id, after, limit);
    while (rows.next()) out.push_back(row_of(tx, id, rows));
    return out;
}

std::optional<Row> find_row(db::Tx& tx, ImportId id, std::int64_t index) {
    auto rows = tx.query(find_row_sql, id, index);
    if (!rows.next()) return std::nullopt;
    return row_of(tx, id, rows);
}

std::vector<Row> rows_of(db::Tx& tx, ImportId id, std::span<const std::int64_t> indexes) {
    std::vector<db::Param> params;
    params.reserve(indexes.size() * 2);
    for (const std::int64_t index : indexes) {
        params.emplace_back(id);
        params.emplace_back(index);
    }
    std::vector<Row> out;
    tx.query_each(find_row_sql, params, 2, [&](std::size_t, db::Rows& rows) {
        while (rows.next()) out.push_back(row_of(tx, id, rows));
    });
    return out;
}

bool delete_some_rows(db::Tx& tx, ImportId id) {
    constexpr std::int64_t at_once = 2000;  // some 20 ms of the writer
    const auto first = [&]() -> std::optional<std::int64_t> {
        auto rows = tx.query(first_row_sql, id);
        return rows.next() ? std::optional(rows.integer(0)) : std::nullopt;
    };
    if (const auto row = first()) {
        tx.execute(delete_rows_sql, id, *row + at_once);
        return true;
    }
    std::optional<std::pair<std::int64_t, std::string>> last;
    {
        auto rows = tx.query(nth_value_sql, id, at_once);
        if (rows.next()) last = {rows.integer(0), rows.get<std::string>(1)};
    }
    if (last)
        tx.execute(delete_values_to_sql, id, last->first, last->second);
    else
        tx.execute(delete_values_sql, id);
    return last.has_value();
}

}  // namespace yiguan::imports::store
