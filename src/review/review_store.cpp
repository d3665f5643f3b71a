#include "review/review_store.hpp"

#include "review/review_json.hpp"

namespace yiguan::review::store {
namespace {

using db::Rows;
using db::Statement;
using db::Tx;

// An empty text is stored as null, because some PostgreSQL descendants do not tell the two apart.
std::optional<std::string_view> filled(std::string_view text) {
    return text.empty() ? std::nullopt : std::optional(text);
}
std::string text_of(Rows& rows, int column) {
    return rows.get<std::optional<std::string>>(column).value_or("");
}
// 0 is none: all times are after 1970.
std::int64_t stored(const std::optional<UtcMs>& time) {
    return time ? time->value : 0;
}
std::optional<UtcMs> time_of(Rows& rows, int column) {
    const auto at = rows.get<UtcMs>(column);
    return at.value ? std::optional(at) : std::nullopt;
}

}  // namespace

const Statement next_number_sql{"review.next_number", R"sql(
    insert into application_count (day, last_no) values ($1, 1)
    on conflict (day) do update set last_no = application_count.last_no + 1 returning last_no)sql"};

std::int64_t next_number(Tx& tx, int day) {
    auto rows = tx.query(next_number_sql, day);
    rows.next();
    return rows.integer(0);
}

// ---- applications

#define APPLICATION_COLUMNS                                                                                         \
    "application_id, application_no, kind, object_id, org_id, org_name, title, region_id, categories, party_id, "   \
    "state, round, version, second_review, created_by, submitted_by, claimed_by, first_reviewer, second_reviewer, " \
    "reason, settings, created_at, updated_at, submitted_at, first_due_at, total_due_at, due_at, claimed_at, "      \
    "decided_at"

const Statement insert_sql{"review.insert_application",
                           "insert into application (" APPLICATION_COLUMNS
                           ", search_key) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, "
                           "$16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30)"};

void insert(Tx& tx, const Application& a, std::string_view search_key) {
    const auto settings = a.settings ? json::serialize(encode(*a.settings)) : std::string();
    tx.execute(insert_sql, a.id, a.number, a.kind, a.object, a.org, a.org_name, a.title, a.region, a.categories,
               a.party, a.state, a.round, a.version, a.second_review, a.created_by, a.submitted_by, a.claimed_by,
               a.first_reviewer, a.second_reviewer, filled(a.reason), filled(settings), a.created_at, a.updated_at,
               stored(a.submitted_at), stored(a.first_due_at), stored(a.total_due_at), stored(a.due_at),
               stored(a.claimed_at), stored(a.decided_at), search_key);
}

const Statement update_sql{"review.update_application", R"sql(
    update application
       set org_name = $2, title = $3, region_id = $4, categories = $5, party_id = $6, state = $7, round = $8,
           version = $9, second_review = $10, submitted_by = $11, claimed_by = $12, first_reviewer = $13,
           second_reviewer = $14, reason = $15, settings = $16, updated_at = $17, submitted_at = $18,
           first_due_at = $19, total_due_at = $20, due_at = $21, claimed_at = $22, decided_at = $23, search_key = $24,
           object_id = $25
     where application_id = $1 and version = $26)sql"};

bool update(Tx& tx, const Application& a, std::string_view search_key) {
    const auto settings = a.settings ? json::serialize(encode(*a.settings)) : std::string();
    return tx.execute(update_sql, a.id, a.org_name, a.title, a.region, a.categories, a.party, a.state, a.round,
                      a.version, a.second_review, a.submitted_by, a.claimed_by, a.first_reviewer, a.second_reviewer,
                      filled(a.reason), filled(settings), a.updated_at, stored(a.submitted_at), stored(a.first_due_at),
                      stored(a.total_due_at), stored(a.due_at), stored(a.claimed_at), stored(a.decided_at), search_key,
                      a.object, a.version - 1) == 1;
}

static Application read_application(Rows& rows) {
    Application a{.id = rows.get<ApplicationId>(0),
                  .number = rows.get<std::string>(1),
                  .kind = rows.get<Kind>(2),
                  .object = rows.integer(3),
                  .org = rows.get<OrgId>(4),
                  .org_name = rows.get<std::string>(5),
                  .title = rows.get<std::string>(6),
                  .region = rows.get<std::string>(7),
                  .categories = rows.integer(8),
                  .party = rows.get<OrgId>(9),
                  .state = rows.get<State>(10),
                  .round = rows.get<int>(11),
                  .version = rows.integer(12),
                  .second_review = rows.get<bool>(13),
                  .created_by = rows.get<UserId>(14),
                  .submitted_by = rows.get<UserId>(15),
                  .claimed_by = rows.get<UserId>(16),
                  .first_reviewer = rows.get<UserId>(17),
                  .second_reviewer = rows.get<UserId>(18),
                  .reason = text_of(rows, 19),
                  .settings = std::nullopt,
                  .created_at = rows.get<UtcMs>(21),
                  .updated_at = rows.get<UtcMs>(22),
                  .submitted_at = time_of(rows, 23),
                  .first_due_at = time_of(rows, 24),
                  .total_due_at = time_of(rows, 25),
                  .due_at = time_of(rows, 26),
                  .claimed_at = time_of(rows, 27),
                  .decided_at = time_of(rows, 28)};
    if (const auto settings = text_of(rows, 20); !settings.empty()) a.settings = stored_settings(settings);
    return a;
}

static std::vector<Application> read_all(Rows rows) {
    std::vector<Application> found;
    while (rows.next()) found.push_back(read_application(rows));
    return found;
}
static std::optional<Application> read_one(Rows rows) {
    if (!rows.next()) return std::nullopt;
    return read_application(rows);
}

const Statement find_sql{"review.find_application",
                         "select " APPLICATION_COLUMNS " from application where application_id = $1"};

std::optional<Application> find(Tx& tx, ApplicationId id) {
    return read_one(tx.query(find_sql, id));
}

const Statement find_newest_sql{"review.find_newest_application", "select " APPLICATION_COLUMNS
                                                                  " from application where object_id = $1 and kind = $2"
                                                                  " order by application_id desc limit 1"};

std::optional<Application> find_newest(Tx& tx, Kind kind, std::int64_t object) {
    return read_one(tx.query(find_newest_sql, object, kind));
}

const Statement applications_after_sql{"review.applications_after",
                                       "select " APPLICATION_COLUMNS
                                       " from application where application_id > $1 order by application_id limit $2"};

std::vector<Application> applications_after(Tx& tx, ApplicationId after, int limit) {
    return read_all(tx.query(applications_after_sql, after, limit));
}

// ---- content

const Statement put_content_sql{"review.put_content", R"sql(
    insert into application_content (application_id, round, content) values ($1, $2, $3)
    on conflict (application_id, round) do update set content = excluded.content)sql"};

const Statement forget_documents_sql{"review.forget_documents",
                                     "delete from application_document where application_id = $1 and round = $2"};
const Statement put_document_sql{"review.put_document", R"sql(
    insert into application_document (application_id, round, document_id) values ($1, $2, $3))sql"};

void put_content(Tx& tx, ApplicationId id, int round, std::string_view content) {
    tx.post(put_content_sql, id, round, content);
    tx.post(forget_documents_sql, id, round);
    for (const DocumentId document : documents_in(content)) tx.post(put_document_sql, id, round, document);
}

const Statement naming_sql{"review.naming_document", R"sql(
    select application_id, min(round) from application_document
     where document_id = $1 group by application_id order by application_id desc limit $2)sql"};

std::vector<std::pair<ApplicationId, int>> naming(Tx& tx, DocumentId document, int limit) {
    auto rows = tx.query(naming_sql, document, limit);
    std::vector<std::pair<ApplicationId, int>> out;
    while (rows.next()) out.emplace_back(rows.get<ApplicationId>(0), rows.get<int>(1));
    return out;
}

const Statement content_of_sql{"review.content_of",
                               "select content from application_content where application_id = $1 and round = $2"};

std::optional<std::string> content_of(Tx& tx, ApplicationId id, int round) {
    auto rows = tx.query(content_of_sql, id, round);
    if (!rows.next()) return std::nullopt;
    return rows.get<std::string>(0);
}

// ---- history

#define HISTORY_COLUMNS                                                                                         \
    "application_id, version, kind, object_id, org_id, round, action, from_state, to_state, by_user, by_role, " \
    "assignee, at, reason, detail, content_hash"

const Statement insert_version_sql{"review.insert_history",
                                   "insert into application_history (" HISTORY_COLUMNS
                                   ") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)"};

void insert_version(Tx& tx, const Version& v) {
    tx.post(insert_version_sql, v.application, v.version, v.kind, v.object, v.org, v.round, v.action, v.from, v.to,
            v.by, v.role, v.assignee, v.at, filled(v.reason), filled(v.detail), v.content_hash);
}

static std::vector<Version> read_history(Rows rows) {
    std::vector<Version> found;
    while (rows.next())
        found.push_back({.application = rows.get<ApplicationId>(0),
                         .version = rows.integer(1),
                         .kind = rows.get<Kind>(2),
                         .object = rows.integer(3),
                         .org = rows.get<OrgId>(4),
                         .round = rows.get<int>(5),
                         .action = rows.get<Action>(6),
                         .from = rows.get<State>(7),
                         .to = rows.get<State>(8),
                         .by = rows.get<UserId>(9),
                         .role = rows.get<By>(10),
                         .assignee = rows.get<UserId>(11),
                         .at = rows.get<UtcMs>(12),
                         .reason = text_of(rows, 13),
                         .detail = text_of(rows, 14),
                         .content_hash = rows.get<std::string>(15)});
    return found;
}

const Statement history_of_sql{"review.history_of",
                               "select " HISTORY_COLUMNS
                               " from application_history where application_id = $1 order by version"};

std::vector<Version> history_of(Tx& tx, ApplicationId id) {
    return read_history(tx.query(history_of_sql, id));
}

const Statement history_after_sql{"review.history_after",
                                  "select " HISTORY_COLUMNS
                                  " from application_history where (application_id, version) > ($1, $2)"
                                  " order by application_id, version limit $3"};

std::vector<Version> history_after(Tx& tx, ApplicationId id, std::int64_t version, int limit) {
    return read_history(tx.query(history_after_sql, id, version, limit));
}

// ---- notes

const Statement insert_note_sql{"review.insert_note", R"sql(
    insert into application_note (application_id, version, pos, round, pointer, field, remark)
    values ($1, $2, $3, $4, $5, $6, $7))sql"};

void insert_note(Tx& tx, ApplicationId id, std::int64_t version, int pos, const Note& n) {
    tx.post(insert_note_sql, id, version, pos, n.round, n.pointer, n.field, n.text);
}

const Statement notes_of_sql{"review.notes_of", R"sql(
    select n.round, n.pointer, n.field, n.remark, h.at, h.from_state
      from application_note n
      join application_history h on h.application_id = n.application_id and h.version = n.version
     where n.application_id = $1 order by n.version, n.pos)sql"};

std::vector<Note> notes_of(Tx& tx, ApplicationId id) {
    auto rows = tx.query(notes_of_sql, id);
    std::vector<Note> found;
    while (rows.next())
        found.push_back({.pointer = rows.get<std::string>(1),
                         .field = rows.get<std::string>(2),
                         .text = rows.get<std::string>(3),
                         .round = rows.get<int>(0),
                         .at = rows.get<UtcMs>(4),
                         .step = rows.get<State>(5)});
    return found;
}

// ---- lists

// Beside the state or organisation: $1..$3 are taken. A parameter is compared with a column before it is compared with
// a constant, so that PostgreSQL takes it for a bigint.
#define SELECTION                                                                                           \
    " and ((cast(1 as bigint) << kind) & $4) <> 0 and search_key like $5 escape '\\' and region_id like $6" \
    " and ($7 = '' or $7 like '%,' || substr(region_id, 1, 2) || ',%' or"                                   \
    " $7 like '%,' || substr(region_id, 1, 4) || ',%' or $7 like '%,' || region_id || ',%')"                \
    " and ((categories & $8) <> 0 or $8 = 0) and (claimed_by = $9 or $9 = 0)"                               \
    " and ((due_at > 0 and due_at < $10) or $10 = 0) and org_id <> $11"

const Statement by_state_sql{
    "review.by_state", "select " APPLICATION_COLUMNS
                       " from application where state = $1 and (submitted_at, application_id) > ($2, $3)" SELECTION
                       " order by submitted_at, application_id limit $12"};

std::vector<Application> by_state(Tx& tx, State state, const Selection& w, Cursor after, int limit) {
    return read_all(tx.query(by_state_sql, state, after.submitted_at, after.id, w.kinds, w.like, w.region, w.regions,
                             w.categories, w.claimed_by, w.due_before, w.not_of, limit));
}

const Statement count_by_state_sql{"review.count_by_state",
                                   "select count(*) from (select application_id from application where state = $1"
                                   " and (submitted_at, application_id) > ($2, $3)" SELECTION " limit $12) as counted"};

std::int64_t count_by_state(Tx& tx, State state, const Selection& w, std::int64_t most) {
    auto rows = tx.query(count_by_state_sql, state, INT64_MIN, INT64_MIN, w.kinds, w.like, w.region, w.regions,
                         w.categories, w.claimed_by, w.due_before, w.not_of, most);
    rows.next();
    return rows.integer(0);
}

#define ENTERED " and (created_by = $13 or $13 = 0)"

const Statement by_org_sql{"review.by_org", "select " APPLICATION_COLUMNS
                                            " from application where org_id = $1 and application_id < $2"
                                            " and ((cast(1 as bigint) << state) & $3) <> 0" SELECTION ENTERED
                                            " order by application_id desc limit $12"};

std::vector<Application> by_org(Tx& tx, OrgId org, std::int64_t states, const Selection& w, ApplicationId before,
                                int limit) {
    return read_all(tx.query(by_org_sql, org, before, states, w.kinds, w.like, w.region, w.regions, w.categories,
                             w.claimed_by, w.due_before, w.not_of, limit, w.created_by));
}

const Statement count_by_org_sql{
    "review.count_by_org",
    "select count(*) from (select application_id from application where org_id = $1"
    " and application_id < $2 and ((cast(1 as bigint) << state) & $3) <> 0" SELECTION ENTERED " limit $12) as counted"};

std::int64_t count_by_org(Tx& tx, OrgId org, std::int64_t states, const Selection& w, std::int64_t most) {
    auto rows = tx.query(count_by_org_sql, org, INT64_MAX, states, w.kinds, w.like, w.region, w.regions, w.categories,
                         w.claimed_by, w.due_before, w.not_of, most, w.created_by);
    rows.next();
    return rows.integer(0);
}

const Statement count_before_sql{"review.count_before", R"sql(
    select count(*) from (select application_id from application
     where state = $1 and (submitted_at, application_id) < ($2, $3) and kind = $4 limit $5) as counted)sql"};

std::int64_t count_before(Tx& tx, Kind kind, State state, Cursor place, std::int64_t most) {
    auto rows = tx.query(count_before_sql, state, place.submitted_at, place.id, kind, most);
    rows.next();
    return rows.integer(0);
}

const Statement last_decisions_sql{
    "review.last_decisions",
    "select decided_at from application where kind = $1 and decided_at > 0 order by decided_at desc limit $2"};

std::vector<UtcMs> last_decisions(Tx& tx, Kind kind, int limit) {
    auto rows = tx.query(last_decisions_sql, kind, limit);
    std::vector<UtcMs> found;
    while (rows.next()) found.push_back(rows.get<UtcMs>(0));
    return found;
}

// ---- rules and reasons

const Statement newest_rule_sql{"review.newest_rule", R"sql(
    select second_review, first_days, total_days, version from review_rule
     where kind = $1 order by version desc limit 1)sql"};

std::optional<Rule> newest_rule(Tx& tx, Kind kind) {
    auto rows = tx.query(newest_rule_sql, kind);
    if (!rows.next()) return std::nullopt;
    return Rule{.kind = kind,
                .second_review = rows.get<bool>(0),
                .first_days = rows.get<int>(1),
                .total_days = rows.get<int>(2),
                .version = rows.integer(3)};
}

const Statement insert_rule_sql{"review.insert_rule", R"sql(
    insert into review_rule (kind, version, second_review, first_days, total_days, changed_by, changed_at)
    values ($1, $2, $3, $4, $5, $6, $7))sql"};

void insert_rule(Tx& tx, const RuleVersion& v) {
    tx.post(insert_rule_sql, v.rule.kind, v.rule.version, v.rule.second_review, v.rule.first_days, v.rule.total_days,
            v.changed_by, v.changed_at);
}

const Statement all_rules_sql{"review.all_rules", R"sql(
    select kind, version, second_review, first_days, total_days, changed_by, changed_at
      from review_rule order by kind, version)sql",
                              Statement::Plan::small_scan};

std::vector<RuleVersion> all_rules(Tx& tx) {
    auto rows = tx.query(all_rules_sql);
    std::vector<RuleVersion> found;
    while (rows.next())
        found.push_back({.rule = {.kind = rows.get<Kind>(0),
                                  .second_review = rows.get<bool>(2),
                                  .first_days = rows.get<int>(3),
                                  .total_days = rows.get<int>(4),
                                  .version = rows.integer(1)},
                         .changed_by = rows.get<UserId>(5),
                         .changed_at = rows.get<UtcMs>(6)});
    return found;
}

const Statement reason_templates_sql{"review.reason_templates", "select kind, reason from reason_template order by pos",
                                     Statement::Plan::small_scan};

std::vector<ReasonTemplate> reason_templates(Tx& tx) {
    auto rows = tx.query(reason_templates_sql);
    std::vector<ReasonTemplate> found;
    while (rows.next()) {
        const auto kind = rows.get<int>(0);
        found.push_back({kind ? std::optional(static_cast<Kind>(kind)) : std::nullopt, rows.get<std::string>(1)});
    }
    return found;
}

const Statement delete_reasons_sql{"review.delete_reason_templates", "delete from reason_template",
                                   Statement::Plan::small_scan};
const Statement insert_reason_sql{"review.insert_reason_template",
                                  "insert into reason_template (pos, kind, reason) values ($1, $2, $3)"};

void replace_reason_templates(Tx& tx, std::span<const ReasonTemplate> all) {
    tx.post(delete_reasons_sql);
    int pos = 0;
    for (const auto& one : all) tx.post(insert_reason_sql, ++pos, one.kind ? static_cast<int>(*one.kind) : 0, one.text);
}

}  // namespace yiguan::review::store
