#include "trade/trade_store.hpp"

#include <limits>

#include "core/text.hpp"
#include "trade/trade_json.hpp"

namespace yiguan::trade::store {
namespace {

using db::Statement;

#define OUT_COLUMNS                                                                                           \
    "stock_out_id, org_id, number, out_type, state, store_id, target_store, consignee_id, partner_uscc, "     \
    "partner_name, order_id, quantity, boxes, received, sent_at, received_at, reminded_at, digest, content, " \
    "personal, created_by, created_at, changed_by, changed_at, version"
const Statement insert_out_sql{"trade.insert_out", "insert into stock_out (" OUT_COLUMNS
                                                   ") values ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,"
                                                   "$17,$18,$19,$20,$21,$22,$23,$24,$25) on conflict do nothing"};
const Statement update_out_sql{
    "trade.update_out",
    "update stock_out set state = $3, consignee_id = $4, partner_uscc = $5, partner_name = $6, quantity = $7,"
    " boxes = $8, received = $9, sent_at = $10, received_at = $11, reminded_at = $12, digest = $13, content = $14,"
    " personal = $15, changed_by = $16, changed_at = $17, version = $18 where stock_out_id = $1 and version = $2"};
const Statement out_sql{"trade.stock_out", "select " OUT_COLUMNS " from stock_out where stock_out_id = $1"};
const Statement last_out_number_sql{"trade.last_out_number",
                                    "select number from stock_out where org_id = $1 and number > $2 and number < $3"
                                    " order by number desc limit 1"};
// $3 who made it, or 0; $4, $5 stores, or 0 (what others sent has no target: it waits for any store); $6 type, $7
// state, or 0; $8, $9 parts of number and name; $12: 1 for what was sent and not called off.
#define OUT_FILTER                                                                                                    \
    " and stock_out_id < $2 and ($3 = 0 or created_by = $3) and ($4 = 0 or store_id = $4)"                            \
    " and ($5 = 0 or target_store = $5 or target_store = 0) and ($6 = 0 or out_type = $6) and ($7 = 0 or state = $7)" \
    " and ($8 = '' or lower(number) like '%' || $8 || '%' escape '!')"                                                \
    " and ($9 = '' or lower(partner_name) like '%' || $9 || '%' escape '!')"                                          \
    " and created_at between $10 and $11 and ($12 = 0 or state not in (1, 6)) order by stock_out_id desc limit $13"
const Statement sent_by_sql{"trade.sent_by", "select " OUT_COLUMNS " from stock_out where org_id = $1" OUT_FILTER};
const Statement sent_to_sql{
    "trade.sent_to", "select " OUT_COLUMNS " from stock_out where consignee_id = $1 and consignee_id <> 0" OUT_FILTER};
const Statement note_of_org_sql{"trade.note_of_org",
                                "select " OUT_COLUMNS " from stock_out where org_id = $1 and number = $2"};
const Statement note_to_org_sql{
    "trade.note_to_org", "select " OUT_COLUMNS
                         " from stock_out where consignee_id = $1 and consignee_id <> 0 and number = $2 and state <> 1"
                         " limit 20"};
const Statement note_to_uscc_sql{"trade.note_to_uscc",
                                 "select " OUT_COLUMNS
                                 " from stock_out where partner_uscc = $1 and number = $2 and state <> 1 limit 20"};
const Statement note_to_name_sql{
    "trade.note_to_name", "select " OUT_COLUMNS
                          " from stock_out where partner_name = $1 and number = $2 and partner_uscc = '' and state <> 1"
                          " limit 20"};

#define IN_COLUMNS                                                                                                \
    "stock_in_id, org_id, number, in_type, state, store_id, stock_out_id, supplier_id, supplier_name, quantity, " \
    "boxes, differences, received_at, content, created_by, created_at, changed_by, changed_at, version"
const Statement insert_in_sql{"trade.insert_in", "insert into stock_in (" IN_COLUMNS
                                                 ") values ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,"
                                                 "$17,$18,$19) on conflict do nothing"};
const Statement update_in_sql{"trade.update_in",
                              "update stock_in set state = $3, differences = $4, content = $5, changed_by = $6,"
                              " changed_at = $7, version = $8 where stock_in_id = $1 and version = $2"};
const Statement in_sql{"trade.stock_in", "select " IN_COLUMNS " from stock_in where stock_in_id = $1"};
const Statement last_in_number_sql{"trade.last_in_number",
                                   "select number from stock_in where org_id = $1 and number > $2 and number < $3"
                                   " order by number desc limit 1"};
const Statement ins_sql{"trade.stock_ins",
                        "select " IN_COLUMNS
                        " from stock_in where org_id = $1 and stock_in_id < $2 and ($3 = 0 or created_by = $3)"
                        " and ($4 = 0 or store_id = $4) and ($5 = 0 or in_type = $5) and ($6 = 0 or state = $6)"
                        " and ($7 = '' or lower(number) like '%' || $7 || '%' escape '!')"
                        " and ($8 = '' or lower(supplier_name) like '%' || $8 || '%' escape '!')"
                        " and created_at between $9 and $10 order by stock_in_id desc limit $11"};
const db::BulkInsert insert_events_sql{"trade.insert_events",
                                       "trade_event",
                                       {{"document_id", db::BulkInsert::Type::integer},
                                        {"event_id", db::BulkInsert::Type::integer},
                                        {"home_block", db::BulkInsert::Type::integer},
                                        {"event_role", db::BulkInsert::Type::integer}},
                                       2};
const Statement events_of_sql{
    "trade.events_of",
    "select event_id, home_block, event_role from trade_event where document_id = $1 order by event_id"};
const Statement document_of_sql{"trade.document_of", "select document_id from trade_event where event_id = $1"};

const Statement insert_difference_sql{
    "trade.insert_difference",
    "insert into stock_difference (stock_in_id, row_no, kind, item_text, product_id, quantity, remark, photo_id,"
    " created_by, created_at, answer, answered_by, answered_at) values ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,'',0,0)"};
const Statement differences_sql{
    "trade.differences",
    "select row_no, kind, item_text, product_id, quantity, remark, photo_id, created_by, created_at, answer,"
    " answered_by, answered_at from stock_difference where stock_in_id = $1 order by row_no"};
const Statement answer_sql{"trade.answer_difference",
                           "update stock_difference set answer = $3, answered_by = $4, answered_at = $5"
                           " where stock_in_id = $1 and row_no = $2 and answered_at = 0"};
const Statement shown_photo_sql{"trade.shown_photo",
                                "select 1 from stock_difference d join stock_in i on i.stock_in_id = d.stock_in_id"
                                " where d.photo_id = $1 and d.photo_id <> 0 and i.supplier_id = $2 limit 1"};
const Statement insert_move_sql{"trade.insert_move",
                                "insert into stock_move (org_id, move_id, store_id, kind, quantity, moved_at)"
                                " values ($1,$2,$3,$4,$5,$6)"};

const Statement batch_sql{"trade.batch",
                          "select product_id, production_date, number_prefix, number_width, number_first, anchor_c"
                          " from batch where block_id = $1 and batch_id = $2"};
const Statement alias_sql{"trade.alias",
                          "select org_id, alias_kind, block_id, counter from code_alias where alias_text = $1"
                          " and closed_at = 0 order by org_id limit 50"};
const Statement box_sql{
    "trade.box",
    "select org_id, parent from packing_box where box_code = $1 and box_state < 2 order by box_id limit 50"};
const Statement block_sql{"trade.block", "select org_id, product_id from code_block where block_id = $1"};

const Statement insert_history_sql{
    "trade.insert_history",
    "insert into trade_history (document_id, version, kind, act, changed_at, changed_by, org_id, content)"
    " values ($1,$2,$3,$4,$5,$6,$7,$8)"};
const Statement history_after_sql{
    "trade.history_after",
    "select document_id, version, kind, act, changed_at, changed_by, org_id, content from trade_history"
    " where (document_id, version) > ($1, $2) order by document_id, version limit $3"};
const Statement has_history_sql{"trade.has_history",
                                "select 1 from trade_history where document_id = $1 and kind = $2 limit 1"};
const Statement outs_after_sql{
    "trade.outs_after", "select stock_out_id from stock_out where stock_out_id > $1 order by stock_out_id limit $2"};
const Statement ins_after_sql{"trade.ins_after",
                              "select stock_in_id from stock_in where stock_in_id > $1 order by stock_in_id limit $2"};
const Statement takes_after_sql{
    "trade.takes_after", "select stocktake_id from stocktake where stocktake_id > $1 order by stocktake_id limit $2"};

// Not opened: see open().
OutRow read_out(db::Rows& r) {
    OutRow row{.out = {.id = r.get<StockOutId>(0),
                       .org = r.get<OrgId>(1),
                       .number = r.get<std::string>(2),
                       .type = r.get<StockOutType>(3),
                       .state = r.get<StockOutState>(4),
                       .store = r.get<StoreId>(5),
                       .target_store = r.get<StoreId>(6),
                       .consignee = r.get<OrgId>(7),
                       .partner_uscc = r.get<std::string>(8),
                       .partner_name = r.get<std::string>(9),
                       .order = r.integer(10),
                       .quantity = r.integer(11),
                       .received = r.integer(13),
                       .sent_at = r.get<UtcMs>(14),
                       .received_at = r.get<UtcMs>(15),
                       .reminded_at = r.get<UtcMs>(16),
                       .digest = r.get<std::string>(17),
                       .created_by = r.get<UserId>(20),
                       .changed_by = r.get<UserId>(22),
                       .created_at = r.get<UtcMs>(21),
                       .changed_at = r.get<UtcMs>(23),
                       .version = r.integer(24)},
               .content = r.get<std::string>(18),
               .personal = std::string(as_text(r.bytes(19)))};
    put_content(row.out, row.content);
    return row;
}

std::vector<StockOut> read_outs(db::Rows rows) {
    std::vector<StockOut> found;
    while (rows.next()) found.push_back(read_out(rows).out);
    return found;
}

InRow read_in(db::Rows& r) {
    InRow row{.in = {.id = r.get<StockInId>(0),
                     .org = r.get<OrgId>(1),
                     .number = r.get<std::string>(2),
                     .type = r.get<StockInType>(3),
                     .state = r.get<StockInState>(4),
                     .store = r.get<StoreId>(5),
                     .note = r.get<StockOutId>(6),
                     .supplier = r.get<OrgId>(7),
                     .supplier_name = r.get<std::string>(8),
                     .quantity = r.integer(9),
                     .differences = r.integer(11),
                     .received_at = r.get<UtcMs>(12),
                     .created_by = r.get<UserId>(14),
                     .changed_by = r.get<UserId>(16),
                     .created_at = r.get<UtcMs>(15),
                     .changed_at = r.get<UtcMs>(17),
                     .version = r.integer(18)},
              .content = r.get<std::string>(13)};
    put_content(row.in, row.content);
    return row;
}

std::string like_part(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '%' || c == '_' || c == '!') out += '!';
        out += to_lower(c);
    }
    return out;
}

std::string last_number(db::Tx& tx, const Statement& sql, OrgId org, std::string_view front) {
    auto rows = tx.query(sql, org, front, std::string(front) + "~");
    return rows.next() ? rows.get<std::string>(0) : std::string();
}

}  // namespace

bool insert(db::Tx& tx, const StockOut& o, std::string_view content, std::string_view personal) {
    return tx.execute(insert_out_sql, o.id, o.org, o.number, o.type, o.state, o.store, o.target_store, o.consignee,
                      o.partner_uscc, o.partner_name, o.order, o.quantity, o.boxes.size(), o.received, o.sent_at,
                      o.received_at, o.reminded_at, o.digest, content, as_bytes(personal), o.created_by, o.created_at,
                      o.changed_by, o.changed_at, o.version) == 1;
}
bool update(db::Tx& tx, const StockOut& o, std::string_view content, std::string_view personal) {
    return tx.execute(update_out_sql, o.id, o.version - 1, o.state, o.consignee, o.partner_uscc, o.partner_name,
                      o.quantity, o.boxes.size(), o.received, o.sent_at, o.received_at, o.reminded_at, o.digest,
                      content, as_bytes(personal), o.changed_by, o.changed_at, o.version) == 1;
}
std::optional<OutRow> find_out(db::Tx& tx, StockOutId id) {
    auto rows = tx.query(out_sql, id);
    if (!rows.next()) return std::nullopt;
    return read_out(rows);
}
bool insert(db::Tx& tx, const StockIn& i, std::string_view content) {
    return tx.execute(insert_in_sql, i.id, i.org, i.number, i.type, i.state, i.store, i.note, i.supplier,
                      i.supplier_name, i.quantity, i.boxes.size(), i.differences, i.received_at, content, i.created_by,
                      i.created_at, i.changed_by, i.changed_at, i.version) == 1;
}
bool update(db::Tx& tx, const StockIn& i, std::string_view content) {
    return tx.execute(update_in_sql, i.id, i.version - 1, i.state, i.differences, content, i.changed_by, i.changed_at,
                      i.version) == 1;
}
std::optional<InRow> find_in(db::Tx& tx, StockInId id) {
    auto rows = tx.query(in_sql, id);
    if (!rows.next()) return std::nullopt;
    return read_in(rows);
}

std::string last_out_number(db::Tx& tx, OrgId org, std::string_view front) {
    return last_number(tx, last_out_number_sql, org, front);
}
std::string last_in_number(db::Tx& tx, OrgId org, std::string_view front) {
    return last_number(tx, last_in_number_sql, org, front);
}

std::vector<StockOut> list_out(db::Tx& tx, const OutMatch& m, StockOutId before, int limit) {
    const StockOutId end = before ? before : StockOutId{std::numeric_limits<std::int64_t>::max()};
    return read_outs(tx.query(m.org ? sent_by_sql : sent_to_sql, m.org ? m.org : m.consignee, end, m.created_by,
                              m.store, m.target_store, m.type, m.state, like_part(m.number), like_part(m.partner),
                              m.from, m.to, m.sent_only, limit));
}

std::vector<StockIn> list_in(db::Tx& tx, const InMatch& m, StockInId before, int limit) {
    const StockInId end = before ? before : StockInId{std::numeric_limits<std::int64_t>::max()};
    auto rows = tx.query(ins_sql, m.org, end, m.created_by, m.store, m.type, m.state, like_part(m.number),
                         like_part(m.supplier), m.from, m.to, limit);
    std::vector<StockIn> found;
    while (rows.next()) found.push_back(read_in(rows).in);
    return found;
}

std::vector<StockOut> notes_numbered(db::Tx& tx, std::span<const std::string> numbers, OrgId org, std::string_view uscc,
                                     std::string_view name) {
    std::vector<StockOut> found;
    const auto ask = [&](const Statement& sql, const db::Param& whose) {
        std::vector<db::Param> params;
        for (const std::string& number : numbers) params.insert(params.end(), {whose, number});
        tx.query_each(sql, params, 2, [&](std::size_t, db::Rows& rows) {
            while (rows.next()) {
                auto note = read_out(rows).out;
                if (std::ranges::find(found, note.id, &StockOut::id) == found.end()) found.push_back(std::move(note));
            }
        });
    };
    ask(note_of_org_sql, org);
    ask(note_to_org_sql, org);
    if (!uscc.empty()) ask(note_to_uscc_sql, uscc);
    if (!name.empty()) ask(note_to_name_sql, name);
    return found;
}

void add_events(db::Tx& tx, std::span<const EventOf> events) {
    std::vector<db::Param> values;
    for (const EventOf& e : events) values.insert(values.end(), {e.document, e.key.id, e.key.home, e.role});
    tx.insert(insert_events_sql, values);
}
std::vector<EventOf> events_of(db::Tx& tx, std::int64_t document) {
    auto rows = tx.query(events_of_sql, document);
    std::vector<EventOf> found;
    while (rows.next()) found.push_back({document, {rows.get<EventId>(0), rows.integer(1)}, rows.get<EventRole>(2)});
    return found;
}
std::vector<std::int64_t> documents_of(db::Tx& tx, std::span<const EventId> events) {
    const std::vector<db::Param> ids(events.begin(), events.end());
    std::vector<std::int64_t> found(events.size());
    tx.query_each(document_of_sql, ids, 1, [&](std::size_t i, db::Rows& rows) {
        if (rows.next()) found[i] = rows.integer(0);
    });
    return found;
}
void insert(db::Tx& tx, StockInId id, const Difference& d) {
    tx.post(insert_difference_sql, id, d.row, d.kind, d.text, d.product, d.quantity, d.remark, d.photo, d.created_by,
            d.created_at);
}
std::vector<Difference> differences_of(db::Tx& tx, StockInId id) {
    auto rows = tx.query(differences_sql, id);
    std::vector<Difference> found;
    while (rows.next())
        found.push_back({.row = rows.integer(0),
                         .kind = rows.get<DifferenceKind>(1),
                         .text = rows.get<std::string>(2),
                         .product = rows.get<ProductId>(3),
                         .quantity = rows.integer(4),
                         .remark = rows.get<std::string>(5),
                         .photo = rows.get<DocumentId>(6),
                         .created_by = rows.get<UserId>(7),
                         .created_at = rows.get<UtcMs>(8),
                         .answer = rows.get<std::string>(9),
                         .answered_by = rows.get<UserId>(10),
                         .answered_at = rows.get<UtcMs>(11)});
    return found;
}
bool is_photo_for(db::Tx& tx, DocumentId photo, OrgId supplier) {
    return tx.query(shown_photo_sql, photo, supplier).next();
}
bool answer(db::Tx& tx, StockInId id, const Difference& d) {
    return tx.execute(answer_sql, id, d.row, d.answer, d.answered_by, d.answered_at) == 1;
}

void insert_move(db::Tx& tx, OrgId org, std::int64_t id, StoreId store, Move move, std::int64_t quantity, UtcMs at) {
    tx.post(insert_move_sql, org, id, store, move, quantity, at);
}

std::vector<std::optional<BatchOf>> batches(db::Tx& tx, std::span<const std::pair<BlockId, BatchId>> keys) {
    std::vector<db::Param> params;
    for (const auto& [block, batch] : keys) params.insert(params.end(), {block, batch});
    std::vector<std::optional<BatchOf>> found(keys.size());
    tx.query_each(batch_sql, params, 2, [&](std::size_t i, db::Rows& r) {
        if (r.next())
            found[i] = {.product = r.get<ProductId>(0),
                        .production_date = r.get<std::string>(1),
                        .numbers = {.prefix = r.get<std::string>(2),
                                    .width = r.get<int>(3),
                                    .first = r.integer(4),
                                    .anchor = r.integer(5)}};
    });
    return found;
}
std::vector<AliasOf> aliases(db::Tx& tx, std::span<const std::string> forms) {
    const std::vector<db::Param> params(forms.begin(), forms.end());
    std::vector<AliasOf> found;
    tx.query_each(alias_sql, params, 1, [&](std::size_t i, db::Rows& r) {
        while (r.next()) found.push_back({i, r.get<OrgId>(0), r.get<int>(1), {r.get<BlockId>(2), r.integer(3)}});
    });
    return found;
}
std::vector<BoxOf> boxes(db::Tx& tx, std::span<const std::string> codes) {
    const std::vector<db::Param> params(codes.begin(), codes.end());
    std::vector<BoxOf> found;
    tx.query_each(box_sql, params, 1, [&](std::size_t i, db::Rows& r) {
        while (r.next()) found.push_back({i, r.get<OrgId>(0), r.get<std::string>(1)});
    });
    return found;
}
std::vector<std::optional<BlockOf>> blocks(db::Tx& tx, std::span<const BlockId> ids) {
    const std::vector<db::Param> params(ids.begin(), ids.end());
    std::vector<std::optional<BlockOf>> found(ids.size());
    tx.query_each(block_sql, params, 1, [&](std::size_t i, db::Rows& r) {
        if (r.next()) found[i] = {r.get<OrgId>(0), r.get<ProductId>(1)};
    });
    return found;
}

void insert_history(db::Tx& tx, const VersionRow& v) {
    tx.post(insert_history_sql, v.id, v.version, v.kind, v.act, v.changed_at, v.changed_by, v.org, v.content);
}
std::vector<VersionRow> history_after(db::Tx& tx, std::int64_t id, std::int64_t version, int limit) {
    auto rows = tx.query(history_after_sql, id, version, limit);
    std::vector<VersionRow> found;
    while (rows.next())
        found.push_back({.id = rows.integer(0),
                         .version = rows.integer(1),
                         .kind = rows.get<Kind>(2),
                         .act = rows.get<Act>(3),
                         .changed_at = rows.get<UtcMs>(4),
                         .changed_by = rows.get<UserId>(5),
                         .org = rows.get<OrgId>(6),
                         .content = rows.get<std::string>(7)});
    return found;
}
bool has_history(db::Tx& tx, std::int64_t id, Kind kind) {
    return tx.query(has_history_sql, id, kind).next();
}
std::vector<std::int64_t> ids_after(db::Tx& tx, Kind kind, std::int64_t after, int limit) {
    const Statement& sql = kind == Kind::stock_out  ? outs_after_sql
                           : kind == Kind::stock_in ? ins_after_sql
                                                    : takes_after_sql;
    auto rows = tx.query(sql, after, limit);
    std::vector<std::int64_t> found;
    while (rows.next()) found.push_back(rows.integer(0));
    return found;
}

}  // namespace yiguan::trade::store
