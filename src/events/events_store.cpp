#include "events/events_store.hpp"

#include "catalog/templates.hpp"
#include "events/event_leaf.hpp"
#include "ledger/personal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <charconv>
#include <numeric>
#include <set>
#include <tuple>

namespace yiguan::events {
namespace {

using db::Statement;

#define EVENT_COLUMNS                                                                                       \
    "home_block, event_id, event_action, biz_step, disposition, event_time, record_time, org_id, user_id, " \
    "partner_id, "                                                                                          \
    "template_id, code_ranges, field_values, partner_uscc, id_hash, origin, body, event_type, log_position"

const Statement insert_event_sql{"events.insert_event",
                                 "insert into event (home_block, event_id, event_action, biz_step, disposition, "
                                 "event_time, record_time, org_id, user_id,"
                                 " partner_id, template_id, code_count, code_ranges, field_values, partner_uscc,"
                                 " id_hash, offset_minutes, log_position, log_seed)"
                                 " values ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$2,$16,$17,$18)"};
const Statement event_sql{"events.event",
                          "select " EVENT_COLUMNS " from event where home_block = $1 and event_id = $2"};
const Statement events_of_org_sql{"events.events_of_org", "select " EVENT_COLUMNS
                                                          " from event where org_id = $1 and event_id < $2"
                                                          " order by event_id desc limit $3"};
// 28,800,000: Beijing is eight hours before UTC.
const Statement per_day_sql{"events.codes_per_day", R"sql(
    select day, cast(sum(code_count) as bigint)
      from (select (record_time + 28800000) / 86400000 as day, code_count, biz_step, origin from event
             where org_id = $1 and event_id >= $2 order by event_id desc limit 20000) as newest
     where biz_step = $3 and origin = 0 group by day)sql"};
const db::BulkInsert insert_spans_sql{"events.insert_spans",
                                      "event_span",
                                      {{"block_id", db::BulkInsert::Type::integer},
                                       {"lvl", db::BulkInsert::Type::integer},
                                       {"node", db::BulkInsert::Type::integer},
                                       {"event_id", db::BulkInsert::Type::integer},
                                       {"home_block", db::BulkInsert::Type::integer}},
                                      4};
const db::BulkInsert insert_chains_sql{"events.insert_chains",
                                       "chain",
                                       {{"block_id", db::BulkInsert::Type::integer},
                                        {"chain_id", db::BulkInsert::Type::integer},
                                        {"prev_id", db::BulkInsert::Type::integer},
                                        {"home_block", db::BulkInsert::Type::integer},
                                        {"event_id", db::BulkInsert::Type::integer}},
                                       2};
const Statement chain_sql{"events.chain",
                          "select prev_id, home_block, event_id from chain where block_id = $1 and chain_id = $2"};
// The join names each event by its key: a chain that breaks off (its event is still to be stored) just ends.
const Statement way_back_sql{"events.way_back", R"sql(
    with recursive back (n, prev_id, event_type, event_action, biz_step, disposition, event_time, org_id) as (
        select 1, c.prev_id, e.event_type, e.event_action, e.biz_step, e.disposition, e.event_time, e.org_id
          from chain c join event e on e.home_block = c.home_block and e.event_id = c.event_id
         where c.block_id = $1 and c.chain_id = $2
        union all
        select back.n + 1, c.prev_id, e.event_type, e.event_action, e.biz_step, e.disposition, e.event_time, e.org_id
          from back join chain c on c.block_id = $1 and c.chain_id = back.prev_id
               join event e on e.home_block = c.home_block and e.event_id = c.event_id
         where back.prev_id <> 0 and back.n < $3)
    select event_type, event_action, biz_step, disposition, event_time, org_id from back order by n)sql"};
const Statement made_on_sql{"events.made_on",
                            "select org_id, production_date from batch where block_id = $1 and batch_id = $2"
                            " and production_date <> ''"};
const Statement touching_sql{
    "events.touching", "select home_block, event_id from event_span where block_id = $1 and lvl = $2 and node = $3"};
const Statement touches_after_sql{"events.touches_after",
                                  "select event_id, home_block, span_role from event_span where block_id = $1"
                                  " and lvl = $2 and node = $3 and event_id > $4 order by event_id limit $5"};
const Statement touches_before_sql{"events.touches_before",
                                   "select event_id, home_block, span_role from event_span where block_id = $1"
                                   " and lvl = $2 and node = $3 and event_id < $4 order by event_id desc limit $5"};
const Statement touches_of_nodes_sql{"events.touches_of_nodes",
                                     "select event_id, home_block, span_role from event_span where block_id = $1"
                                     " and lvl = $2 and node >= $3 and node <= $4"};

const Statement next_level_sql{"events.next_level",
                               "select lvl from event_span where block_id = $1 and lvl > $2 order by lvl limit 1"};

constexpr int beijing_minutes = 8 * 60;

}  // namespace

std::string store::print_ranges(const std::vector<codes::CodeRange>& ranges) {
    std::string text;
    for (const auto& r : ranges) text += fmt::format("{}:{}-{};", r.block.value, r.first, r.last);
    return text;
}

std::vector<codes::CodeRange> store::parse_ranges(std::string_view text) {
    std::vector<codes::CodeRange> ranges;
    const char* at = text.data();
    const char* const end = text.data() + text.size();
    const auto number = [&](char stop) {
        std::int64_t v = 0;
        const auto [to, error] = std::from_chars(at, end, v);
        if (error != std::errc{} || to == end || *to != stop)
            throw db::Fault(db::Fault::Kind::other, "damaged code_ranges of an event");
        at = to + 1;
        return v;
    };
    while (at != end) {
        const auto block = number(':'), first = number('-'), last = number(';');
        ranges.push_back({BlockId{block}, first, last});
    }
    return ranges;
}

namespace {

// Values about persons, which are stored apart: they leave `values`, their keys stay. What a sale says of its customer
// is about one person, known by the first mobile number in it, else by the name.
std::vector<ledger::PersonalValue> take_personal(db::Tx& tx, const catalog::Template& tmpl,
                                                 catalog::FieldValues& values) {
    std::vector<ledger::PersonalValue> found;
    std::string customer, name;
    for (const catalog::Field& field : tmpl.fields) {
        if (!field.personal()) continue;
        const auto at = values.values.find(field.key);
        if (at == values.values.end() || at->second.empty()) continue;
        found.push_back(
            {.field_id = static_cast<std::uint16_t>(static_cast<std::size_t>(ledger::Field::personal) + found.size()),
             .field_key = field.key,
             .value = std::move(at->second)});
        if (field.key.starts_with("customer")) customer += found.back().value + "\n";
        if (field.key == "customerName") name = found.back().value;
        values.values.erase(at);
        values.apart.insert(field.key);
    }
    if (ledger::mobile_number_in(customer).empty() && !name.empty()) customer = name;
    for (ledger::PersonalValue& v : found)
        v.subject = tx.vault().subject_of(v.field_key.starts_with("customer") ? customer : v.value);
    return found;
}

// The template of an edition that stands in the database. Not while rows of another statement are read: it asks itself.
void add_template(db::Tx& tx, std::string_view ref, Event& e) {
    if (e.tmpl || ref.empty()) return;
    e.tmpl = catalog::find_template(tx, ref);
    if (!e.tmpl) throw db::Fault(db::Fault::Kind::other, "an event names a template that this program does not know");
}

// Not while rows of another statement are read: it asks itself. An erased value is missing from then on.
void add_personal(db::Tx& tx, db::Position position, Event& e) {
    if (e.values.apart.empty()) return;
    for (ledger::KeptValue& v : ledger::personal_of(tx, position))
        if (v.field && e.values.apart.erase(v.field_key) > 0)
            e.values.values.emplace(v.field_key, std::move(v.field->value));
}

struct Row {
    Event event;
    db::Position position;
    std::string tmpl;
};

Event read_event(db::Rows& r) {
    Event e{.id = r.get<EventId>(1),
            .home = r.get<BlockId>(0),
            .type = r.get<epcis::EventType>(17),
            .action = r.get<Action>(2),
            .step = r.get<BizStep>(3),
            .disposition = r.get<Disposition>(4),
            .event_time = r.get<UtcMs>(5),
            .record_time = r.get<UtcMs>(6),
            .org = r.get<OrgId>(7),
            .user = r.get<UserId>(8),
            .partner = r.get<OrgId>(9),
            .partner_uscc = r.get<std::string>(13),
            .tmpl = catalog::builtin_template(r.text(10)),
            .ranges = store::parse_ranges(r.text(11))};
    if (r.is_null(16)) e.values = catalog::FieldValues::from_json(r.text(12));
    return e;
}

}  // namespace

bool Event::holds(BlockId block, std::int64_t counter) const {
    return std::ranges::any_of(
        ranges, [&](const codes::CodeRange& r) { return r.block == block && r.first <= counter && counter <= r.last; });
}

std::optional<Event> find_event(db::Tx& tx, BlockId home, EventId id) {
    std::optional<Row> found;
    {
        auto rows = tx.query(event_sql, home, id);
        if (!rows.next()) return std::nullopt;
        found = Row{read_event(rows), {rows.integer(18)}, rows.get<std::string>(10)};
    }
    add_template(tx, found->tmpl, found->event);
    add_personal(tx, found->position, found->event);
    return std::move(found->event);
}

std::vector<Event> list_events(db::Tx& tx, OrgId org, EventId before, int limit) {
    auto rows = tx.query(events_of_org_sql, org, before ? before.value : INT64_MAX, limit);
    std::vector<Row> found;
    while (rows.next()) found.push_back({read_event(rows), {rows.integer(18)}, rows.get<std::string>(10)});
    std::vector<Event> events;
    for (Row& row : found) {
        add_template(tx, row.tmpl, row.event);
        add_personal(tx, row.position, row.event);
        events.push_back(std::move(row.event));
    }
    return events;
}

std::map<std::int64_t, std::int64_t> codes_per_day(db::Tx& tx, OrgId org, BizStep step, UtcMs from) {
    auto rows = tx.query(per_day_sql, org, first_id_at(from.value), step);
    std::map<std::int64_t, std::int64_t> days;
    while (rows.next()) days[rows.integer(0)] = rows.integer(1);
    return days;
}

namespace store {

void insert_chains(db::Tx& tx, BlockId home, EventId event, const std::vector<codes::ChainStep>& chains) {
    std::vector<db::Param> values;
    for (const auto& c : chains) values.insert(values.end(), {c.block, c.after, c.before, home, event});
    tx.insert(insert_chains_sql, values);
}

std::vector<Touch> touches(db::Tx& tx, const Reach& reach, EventId after, int limit, Order order) {
    // Foreign identifiers come one by one or in short runs; a block of this platform may be of any size.
    constexpr int levels_of_block = 41, levels_of_runs = 16;
    const int levels = reach.ours() ? levels_of_block : levels_of_runs;
    const bool single = reach.first == reach.last;
    const bool newest = order == Order::newest_first;
    const std::int64_t from = newest && !after ? INT64_MAX : after.value;
    std::vector<db::Param> params;
    for (int level = 0; level < levels; ++level) {
        params.insert(params.end(), {reach.space, level, reach.first >> level});
        if (single)
            params.insert(params.end(), {from, limit});
        else
            params.push_back(reach.last >> level);
    }
    std::vector<Touch> found;
    tx.query_each(single ? (newest ? touches_before_sql : touches_after_sql) : touches_of_nodes_sql, params,
                  single ? 5 : 4, [&](std::size_t, db::Rows& rows) {
                      while (rows.next()) {
                          const Touch t{{rows.get<EventId>(0), rows.integer(1)}, rows.get<int>(2)};
                          if (single || (newest ? t.key.id.value < from : t.key.id > after)) found.push_back(t);
                      }
                  });
    return found;
}

std::vector<std::uint64_t> levels_of(db::Tx& tx, std::span<const std::int64_t> spaces) {
    std::vector<std::uint64_t> levels(spaces.size());
    std::vector<std::size_t> open(spaces.size());  // those that may have a level more
    std::iota(open.begin(), open.end(), std::size_t{0});
    std::vector<db::Param> params;
    std::vector<std::size_t> more;
    while (!open.empty()) {
        params.clear(), more.clear();
        for (const std::size_t i : open)
            params.insert(params.end(), {spaces[i], static_cast<int>(std::bit_width(levels[i])) - 1});
        tx.query_each(next_level_sql, params, 2, [&](std::size_t n, db::Rows& rows) {
            if (!rows.next()) return;
            levels[open[n]] |= std::uint64_t{1} << rows.get<int>(0);
            more.push_back(open[n]);
        });
        std::swap(open, more);
    }
    return levels;
}

std::vector<std::vector<Touch>> touches_of_each(db::Tx& tx, const SpanLevels& levels, std::span<const Reach> reaches,
                                                int limit) {
    std::vector<db::Param> singles, runs;
    std::vector<std::size_t> of_singles, of_runs;  // the reach of each look-up
    for (std::size_t i = 0; i < reaches.size(); ++i) {
        const Reach& reach = reaches[i];
        for (auto left = levels.at(reach.space); left != 0; left &= left - 1) {
            const int level = std::countr_zero(left);
            if (reach.first == reach.last) {
                singles.insert(singles.end(), {reach.space, level, reach.first >> level, std::int64_t{0}, limit});
                of_singles.push_back(i);
            } else {
                runs.insert(runs.end(), {reach.space, level, reach.first >> level, reach.last >> level});
                of_runs.push_back(i);
            }
        }
    }
    std::vector<std::vector<Touch>> found(reaches.size());
    const auto take_all = [&](std::vector<Touch>& into, db::Rows& rows) {
        while (rows.next()) into.push_back({{rows.get<EventId>(0), rows.integer(1)}, rows.get<int>(2)});
    };
    if (!of_singles.empty())
        tx.query_each(touches_after_sql, singles, 5,
                      [&](std::size_t n, db::Rows& rows) { take_all(found[of_singles[n]], rows); });
    if (!of_runs.empty())
        tx.query_each(touches_of_nodes_sql, runs, 4,
                      [&](std::size_t n, db::Rows& rows) { take_all(found[of_runs[n]], rows); });
    return found;
}

std::vector<LogRow> load(db::Tx& tx, std::span<const EventKey> keys) {
    std::vector<db::Param> params;
    for (const EventKey& key : keys) params.insert(params.end(), {key.home, key.id});
    std::vector<LogRow> found;
    found.reserve(keys.size());
    std::vector<std::pair<std::size_t, db::Position>> apart;
    std::vector<std::pair<std::size_t, std::string>> edited;
    tx.query_each(event_sql, params, 2, [&](std::size_t i, db::Rows& r) {
        if (!r.next()) return;
        LogRow row{.key = keys[i],
                   .org = r.get<OrgId>(7),
                   .user = r.get<UserId>(8),
                   .event_time = r.get<UtcMs>(5),
                   .record_time = r.get<UtcMs>(6),
                   .id_hash = r.integer(14),
                   .origin = r.get<Origin>(15)};
        if (r.is_null(16)) {
            row.fact = read_event(r);
            if (!row.fact->tmpl) edited.emplace_back(found.size(), r.get<std::string>(10));
            if (!row.fact->values.apart.empty()) apart.emplace_back(found.size(), db::Position{r.integer(18)});
        } else
            row.body = r.text(16);
        found.push_back(std::move(row));
    });
    for (const auto& [at, ref] : edited) add_template(tx, ref, *found[at].fact);
    for (const auto& [at, position] : apart) add_personal(tx, position, *found[at].fact);
    return found;
}

void insert(db::Tx& tx, Event& e, const std::vector<codes::ChainStep>& chains) {
    e.record_time = tx.journal().next(tx).time;
    catalog::FieldValues values_here = e.values;
    const auto personal = take_personal(tx, *e.tmpl, values_here);
    const std::string ranges = print_ranges(e.ranges), content = values_here.to_json(), tmpl = e.tmpl->ref();
    const LeafValues committed{.type = e.type,
                               .action = static_cast<int>(e.action),
                               .step = e.step,
                               .disposition = e.disposition,
                               .tmpl = tmpl,
                               .time = e.event_time,
                               .offset_minutes = beijing_minutes,
                               .org = e.org,
                               .user = e.user,
                               .partner = e.partner,
                               .partner_uscc = e.partner_uscc,
                               .ranges = ranges,
                               .content = content};
    std::vector<Reach> reaches;
    for (const auto& r : e.ranges) reaches.push_back({r.block.value, r.first, r.last});
    const LeafDraft leaf = draft_leaf(proof::Kind::event, committed, unit_keys(reaches, units_in(tx)));
    const auto entries = ledger::keep_personal(tx, tx.journal().next(tx).position, personal);
    const auto position = append_leaf(tx, leaf, committed, entries);
    tx.post(insert_event_sql, e.home, e.id, e.action, e.step, e.disposition, e.event_time, e.record_time, e.org, e.user,
            e.partner, tmpl, e.code_count(), ranges, content, e.partner_uscc, beijing_minutes, position.value,
            std::span<const std::byte>(leaf.seed));
    std::vector<db::Param> values;
    std::set<std::tuple<BlockId, int, std::int64_t>> there;  // loose covers of neighbouring ranges meet
    for (const auto& range : e.ranges)
        for (const Span& s : loose_cover(range.first, range.last))
            if (there.emplace(range.block, s.level, s.node).second)
                values.insert(values.end(), {range.block, s.level, s.node, e.id, e.home});
    tx.insert(insert_spans_sql, values);
    insert_chains(tx, e.home, e.id, chains);
}

std::optional<ChainRow> find_chain(db::Tx& tx, BlockId block, std::int64_t chain) {
    auto rows = tx.query(chain_sql, block, chain);
    if (!rows.next()) return std::nullopt;
    return ChainRow{rows.integer(0), rows.get<BlockId>(1), rows.get<EventId>(2)};
}

void each_way_back(db::Tx& tx, std::span<const std::pair<BlockId, std::int64_t>> chains, int most,
                   const std::function<void(std::span<const Done>)>& take) {
    std::vector<db::Param> params;
    for (const auto& [block, chain] : chains) params.insert(params.end(), {block, chain, most});
    std::vector<Done> steps;
    tx.query_each(way_back_sql, params, 3, [&](std::size_t, db::Rows& r) {
        steps.clear();
        while (r.next())
            steps.push_back({.type = r.get<epcis::EventType>(0),
                             .action = r.get<Action>(1),
                             .step = r.get<BizStep>(2),
                             .disposition = r.get<Disposition>(3),
                             .event_time = r.get<UtcMs>(4),
                             .org = r.get<OrgId>(5)});
        take(steps);
    });
}

std::vector<MadeOn> production_days(db::Tx& tx, std::span<const std::pair<BlockId, BatchId>> batches) {
    std::vector<db::Param> params;
    for (const auto& [block, batch] : batches) params.insert(params.end(), {block, batch});
    std::vector<MadeOn> found;
    tx.query_each(made_on_sql, params, 2, [&](std::size_t, db::Rows& r) {
        if (r.next()) found.push_back({.org = r.get<OrgId>(0), .day = r.get<std::string>(1)});
    });
    return found;
}

std::vector<std::pair<BlockId, EventId>> touching(db::Tx& tx, BlockId block, const std::vector<Span>& spans) {
    std::vector<db::Param> params;
    for (const Span& s : spans) params.insert(params.end(), {block, s.level, s.node});
    std::set<std::pair<EventId, BlockId>> found;
    tx.query_each(touching_sql, params, 3, [&](std::size_t, db::Rows& rows) {
        while (rows.next()) found.emplace(rows.get<EventId>(1), rows.get<BlockId>(0));
    });
    std::vector<std::pair<BlockId, EventId>> ordered;
    for (const auto& [event, home] : found) ordered.emplace_back(home, event);
    return ordered;
}

}  // namespace store
}  // namespace yiguan::events
