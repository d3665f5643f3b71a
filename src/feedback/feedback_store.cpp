#include "feedback/feedback_store.hpp"

namespace yiguan::feedback::store {
namespace {

using db::Rows;
using db::Statement;

#define COLUMNS                                                                                                    \
    "feedback_id, version, public_number, block_id, counter, code_text, org_id, product_id, region_id, category, " \
    "kind, state, forwarded, body, case when phone is null then 0 else 1 end, photo, photo_type, answer, "         \
    "created_at, changed_at, changed_by"

const Statement insert_sql{"feedback.insert", R"sql(
    insert into feedback (feedback_id, version, public_number, block_id, counter, code_text, org_id, product_id,
                          region_id, category, kind, state, forwarded, body, phone, photo, photo_type, answer,
                          created_at, changed_at, changed_by, phone_mark)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22))sql"};
const Statement update_sql{"feedback.update", R"sql(
    update feedback set version = $2, state = $3, forwarded = $4, answer = $5, changed_at = $6, changed_by = $7
     where feedback_id = $1 and version = $2 - 1)sql"};
const Statement find_sql{"feedback.find", "select " COLUMNS " from feedback where feedback_id = $1"};
const Statement number_sql{"feedback.by_number", "select " COLUMNS " from feedback where public_number = $1"};

// $1 before, $2 how many, $3 state or 0, $4 kind or 0, $5 regions, $6 categories: ",44,4401,", or ''.
#define NARROWED                                                                                                   \
    "feedback_id < $1 and ($3 = 0 or state = $3) and ($4 = 0 or kind = $4) and ($5 = '' or (region_id <> '' and (" \
    "$5 like '%,' || substr(region_id, 1, 2) || ',%' or $5 like '%,' || substr(region_id, 1, 4) || ',%' or "       \
    "$5 like '%,' || region_id || ',%'))) and ($6 = '' or (category <> '' and $6 like '%,' || category || ',%'))"
const Statement list_all_sql{"feedback.list_all",
                             "select " COLUMNS " from feedback where " NARROWED " order by feedback_id desc limit $2"};
// $7 organisation, $8 1: as its maker.
const Statement list_org_sql{"feedback.list_of_organisation",
                             "select " COLUMNS " from feedback where org_id = $7 and " NARROWED
                             " and ($8 = 0 or forwarded = 1 or kind in (1, 4)) order by feedback_id desc limit $2"};

const Statement phone_sql{"feedback.phone", "select phone from feedback where feedback_id = $1"};
const Statement forget_sql{"feedback.forget_phones", R"sql(
    update feedback set phone = null, phone_mark = '' where state = $1 and phone is not null and changed_at < $2)sql"};

const Statement forget_phone_sql{"feedback.forget_phone", R"sql(
    update feedback set phone = null, phone_mark = '' where phone_mark = $1 and phone_mark <> '')sql"};

const Statement insert_version_sql{"feedback.insert_version", R"sql(
    insert into feedback_history (feedback_id, version, act, state, forwarded, changed_at, changed_by, note)
    values ($1, $2, $3, $4, $5, $6, $7, $8))sql"};
#define VERSION "feedback_id, version, act, state, forwarded, changed_at, changed_by, note"
const Statement versions_sql{"feedback.versions",
                             "select " VERSION " from feedback_history where feedback_id = $1 order by version"};
const Statement versions_after_sql{"feedback.versions_after",
                                   "select " VERSION
                                   " from feedback_history where (feedback_id, version) > ($1, $2) "
                                   "order by feedback_id, version limit $3"};

Feedback read(Rows& r) {
    return {.id = r.get<FeedbackId>(0),
            .version = r.integer(1),
            .number = r.get<std::string>(2),
            .code = {r.get<BlockId>(3), r.integer(4)},
            .code_text = r.get<std::string>(5),
            .org = r.get<OrgId>(6),
            .product = r.get<ProductId>(7),
            .region = r.get<std::string>(8),
            .category = r.get<std::string>(9),
            .kind = r.get<Kind>(10),
            .state = r.get<State>(11),
            .forwarded = r.get<bool>(12),
            .body = r.get<std::string>(13),
            .has_phone = r.get<bool>(14),
            .photo = r.get<std::string>(15),
            .photo_type = r.get<registry::MediaType>(16),
            .answer = r.get<std::string>(17),
            .created_at = r.get<UtcMs>(18),
            .changed_at = r.get<UtcMs>(19),
            .changed_by = r.get<UserId>(20)};
}

std::optional<Feedback> one(Rows rows) {
    return rows.next() ? std::optional(read(rows)) : std::nullopt;
}

Version read_version(Rows& r) {
    return {.version = r.integer(1),
            .act = r.get<Act>(2),
            .state = r.get<State>(3),
            .forwarded = r.get<bool>(4),
            .changed_at = r.get<UtcMs>(5),
            .changed_by = r.get<UserId>(6),
            .note = r.get<std::string>(7)};
}

}  // namespace

void insert(db::Tx& tx, const Feedback& f, std::optional<std::string_view> sealed, std::string_view mark) {
    std::optional<std::span<const std::byte>> phone;
    if (sealed) phone = std::as_bytes(std::span(*sealed));
    tx.execute(insert_sql, f.id, f.version, f.number, f.code.block, f.code.counter, f.code_text, f.org, f.product,
               f.region, f.category, f.kind, f.state, f.forwarded ? 1 : 0, f.body, phone, f.photo, f.photo_type,
               f.answer, f.created_at, f.changed_at, f.changed_by, mark);
}

bool update(db::Tx& tx, const Feedback& f) {
    return tx.execute(update_sql, f.id, f.version, f.state, f.forwarded ? 1 : 0, f.answer, f.changed_at,
                      f.changed_by) == 1;
}

std::optional<Feedback> find(db::Tx& tx, FeedbackId id) {
    return one(tx.query(find_sql, id));
}

std::optional<Feedback> find_number(db::Tx& tx, std::string_view number) {
    return one(tx.query(number_sql, number));
}

std::vector<Feedback> list(db::Tx& tx, const codes::BatchScope& scope, bool as_maker, const Filter& filter,
                           FeedbackId before, int limit) {
    const std::int64_t below = before ? before.value : INT64_MAX;
    const auto state = static_cast<std::int64_t>(filter.state.value_or(State{}));
    const auto kind = static_cast<std::int64_t>(filter.kind.value_or(Kind{}));
    auto rows = scope.org ? tx.query(list_org_sql, below, limit, state, kind, scope.regions, scope.categories,
                                     scope.org, as_maker ? 1 : 0)
                          : tx.query(list_all_sql, below, limit, state, kind, scope.regions, scope.categories);
    std::vector<Feedback> found;
    while (rows.next()) found.push_back(read(rows));
    return found;
}

std::optional<std::string> sealed_phone(db::Tx& tx, FeedbackId id) {
    auto rows = tx.query(phone_sql, id);
    return rows.next() ? rows.get<std::optional<std::string>>(0) : std::nullopt;
}

std::int64_t forget_phones(db::Tx& tx, UtcMs changed_before) {
    return tx.execute(forget_sql, State::replied, changed_before);
}

std::int64_t forget_phone(db::Tx& tx, std::string_view mark) {
    return tx.execute(forget_phone_sql, mark);
}

void insert_version(db::Tx& tx, FeedbackId id, const Version& v) {
    tx.execute(insert_version_sql, id, v.version, v.act, v.state, v.forwarded ? 1 : 0, v.changed_at, v.changed_by,
               v.note);
}

std::vector<Version> versions(db::Tx& tx, FeedbackId id) {
    auto rows = tx.query(versions_sql, id);
    std::vector<Version> found;
    while (rows.next()) found.push_back(read_version(rows));
    return found;
}

std::vector<Kept> versions_after(db::Tx& tx, std::int64_t id, std::int64_t version, int limit) {
    auto rows = tx.query(versions_after_sql, id, version, limit);
    std::vector<Kept> found;
    while (rows.next()) found.push_back({rows.get<FeedbackId>(0), read_version(rows)});
    return found;
}

}  // namespace yiguan::feedback::store
