#include "events/capture_store.hpp"

#include "epcis/body.hpp"
#include "events/facets.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <set>
#include <tuple>

namespace yiguan::events::store {
namespace {

using db::BulkInsert;
using db::Statement;

constexpr auto integer = BulkInsert::Type::integer;
constexpr auto text = BulkInsert::Type::text;
constexpr auto bytes = BulkInsert::Type::bytes;

const BulkInsert insert_events_sql{
    "events.insert_captured",
    "event",
    {{"home_block", integer},     {"event_id", integer},   {"event_action", integer}, {"biz_step", integer},
     {"disposition", integer},    {"event_time", integer}, {"record_time", integer},  {"org_id", integer},
     {"user_id", integer},        {"partner_id", integer}, {"partner_uscc", text},    {"template_id", text},
     {"code_count", integer},     {"code_ranges", text},   {"field_values", text},    {"event_type", integer},
     {"offset_minutes", integer}, {"id_hash", integer},    {"origin", integer},       {"body", bytes},
     {"log_position", integer},   {"log_seed", bytes}},
    2};
const BulkInsert insert_captured_spans_sql{"events.insert_captured_spans",
                                           "event_span",
                                           {{"block_id", integer},
                                            {"lvl", integer},
                                            {"node", integer},
                                            {"event_id", integer},
                                            {"home_block", integer},
                                            {"span_role", integer}},
                                           4};
const BulkInsert insert_identities_sql{
    "events.insert_identities",
    "event_identity",
    {{"id_hash", integer}, {"event_id", integer}, {"home_block", integer}, {"org_id", integer}},
    2,
    BulkInsert::Existing::skip};
const BulkInsert insert_terms_sql{"events.insert_terms",
                                  "event_term",
                                  {{"org_id", integer}, {"term_kind", integer}, {"term_hash", integer}, {"term", text}},
                                  3,
                                  BulkInsert::Existing::skip};
const BulkInsert insert_master_data_sql{"events.insert_master_data",
                                        "master_data",
                                        {{"org_id", integer},
                                         {"element_hash", integer},
                                         {"vocabulary", text},
                                         {"element_id", text},
                                         {"attributes", text},
                                         {"children", text},
                                         {"recorded_at", integer}},
                                        3,
                                        BulkInsert::Existing::replace};
const Statement insert_tail_sql{"events.insert_tail", "insert into identity_tail (tail_id, entries) values ($1, $2)"};
const Statement tails_sql{"events.tails",
                          "select tail_id, entries from identity_tail where tail_id > $1 order by tail_id limit $2"};
const Statement delete_tail_sql{"events.delete_tail", "delete from identity_tail where tail_id = $1"};
const Statement identity_sql{"events.identity",
                             "select event_id, home_block, org_id from event_identity where id_hash = $1"};
const Statement by_time_sql{
    "events.by_time", "select event_id, home_block from event where org_id = $1 and event_time = $2 and id_hash = $3"};
const Statement insert_job_sql{"events.insert_job",
                               "insert into capture_job (org_id, capture_id, user_id, created_at, finished_at, running,"
                               " success, error_behaviour, event_count, errors)"
                               " values ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10)"};
#define JOB_COLUMNS "capture_id, created_at, finished_at, running, success, error_behaviour, event_count, errors"
const Statement job_sql{"events.job", "select " JOB_COLUMNS " from capture_job where org_id = $1 and capture_id = $2"};
const Statement jobs_sql{"events.jobs", "select " JOB_COLUMNS
                                        " from capture_job where org_id = $1 and capture_id < $2"
                                        " order by capture_id desc limit $3"};

// What a tail holds of an event, as bytes of this machine's order: tails live for minutes, in this database.
struct TailEntry {
    std::int64_t id_hash, event, home, org;
};

std::vector<TailEntry> read_tail(std::span<const std::byte> packed) {
    if (packed.size() % sizeof(TailEntry) != 0)
        throw db::Fault(db::Fault::Kind::other, "a tail of identities is damaged");
    std::vector<TailEntry> entries(packed.size() / sizeof(TailEntry));
    std::memcpy(entries.data(), packed.data(), packed.size());
    return entries;
}

void insert_identities(db::Tx& tx, std::span<const TailEntry> entries) {
    std::vector<db::Param> values;
    values.reserve(entries.size() * 4);
    for (const TailEntry& e : entries) values.insert(values.end(), {e.id_hash, e.event, e.home, e.org});
    tx.insert(insert_identities_sql, values);
}

CaptureJob read_job(db::Rows& r) {
    return {.id = r.integer(0),
            .created_at = r.get<UtcMs>(1),
            .finished_at = r.get<std::optional<UtcMs>>(2),
            .running = r.get<bool>(3),
            .success = r.get<bool>(4),
            .behaviour = r.get<ErrorBehaviour>(5),
            .events = r.integer(6),
            .errors = r.get<std::string>(7)};
}

json::array texts_of(const std::vector<std::string>& texts) {
    json::array out;
    for (const std::string& t : texts) out.emplace_back(t);
    return out;
}

}  // namespace

std::vector<std::vector<EventKey>> find_identities(db::Tx& tx, OrgId org, const std::vector<PreparedEvent>& events) {
    std::vector<std::vector<EventKey>> found(events.size());
    std::vector<db::Param> by_time, by_id;
    std::vector<std::size_t> timed, given;
    for (std::size_t i = 0; i < events.size(); ++i) {
        const PreparedEvent& p = events[i];
        if (p.given) {
            by_id.push_back(p.id_hash), given.push_back(i);
        } else {
            by_time.insert(by_time.end(), {org, p.event_time, p.id_hash}), timed.push_back(i);
        }
    }
    tx.query_each(by_time_sql, by_time, 3, [&](std::size_t i, db::Rows& rows) {
        while (rows.next()) found[timed[i]].push_back({rows.get<EventId>(0), rows.integer(1)});
    });
    tx.query_each(identity_sql, by_id, 1, [&](std::size_t i, db::Rows& rows) {
        while (rows.next())
            if (rows.get<OrgId>(2) == org) found[given[i]].push_back({rows.get<EventId>(0), rows.integer(1)});
    });
    return found;
}

namespace {

// What moved with its container is found like what the event names, less the spans that it has already.
void add_contents(const PreparedEvent& p, std::vector<db::Param>& values) {
    if (!p.id || p.applied.contents.empty()) return;
    std::set<std::tuple<BlockId, int, std::int64_t>> there;
    for (const auto& r : p.own_ranges)
        for (const Span& s : loose_cover(r.first, r.last)) there.emplace(r.block, s.level, s.node);
    for (const auto& r : p.applied.contents)
        for (const Span& s : loose_cover(r.first, r.last))
            if (there.emplace(r.block, s.level, s.node).second)
                values.insert(values.end(), {r.block, s.level, s.node, p.id, p.home, role_contents});
}

}  // namespace

std::vector<std::pair<std::int64_t, EventKey>> unfiled_identities(
    db::Tx& tx, const std::vector<std::pair<std::int64_t, EventKey>>& identities) {
    std::vector<std::pair<std::int64_t, EventKey>> missing;
    std::vector<db::Param> params;
    for (const auto& [id_hash, key] : identities) params.push_back(id_hash);
    tx.query_each(identity_sql, params, 1, [&](std::size_t i, db::Rows& rows) {
        const EventKey& key = identities[i].second;
        bool found = false;
        while (rows.next()) found = found || (rows.get<EventId>(0) == key.id && rows.integer(1) == key.home);
        if (!found) missing.push_back(identities[i]);
    });
    return missing;
}

void each_tail(db::Tx& tx, const std::function<void(std::int64_t, const EventKey&)>& take) {
    constexpr int page = 256;
    std::int64_t after = INT64_MIN;
    for (bool more = true; more;) {
        more = false;
        auto rows = tx.query(tails_sql, after, page);
        while (rows.next()) {
            more = true;
            after = rows.integer(0);
            for (const TailEntry& e : read_tail(rows.bytes(1))) take(e.id_hash, {EventId{e.event}, e.home});
        }
    }
}

namespace {

// The record of an event; made anew if more than the event names is to be found by it.
db::Position append_record(db::Tx& tx, const Names& names, const auth::Actor& actor, PreparedEvent& p,
                           std::string_view ranges) {
    const LeafValues values = leaf_values(p, actor, ranges);
    if (!p.applied.contents.empty() || p.of_run) {
        auto reaches = named_by(names, epcis::unpack(p.body), p.own_ranges);
        for (const auto& r : p.applied.contents) reaches.push_back({r.block.value, r.first, r.last});
        p.leaf = draft_leaf(p.leaf.kind, values, unit_keys(reaches, units_in(tx)));
        p.of_run = true;
    }
    return append_leaf(tx, p.leaf, values);
}

}  // namespace

LeafValues leaf_values(const PreparedEvent& p, const auth::Actor& actor, std::string_view ranges) {
    return {.type = p.type,
            .action = static_cast<int>(p.action),
            .step = p.step,
            .disposition = p.disposition,
            .tmpl = {},
            .time = p.event_time,
            .offset_minutes = p.offset_minutes,
            .org = actor.org,
            .user = actor.user,
            .partner = p.applied.partner,
            .partner_uscc = p.applied.partner_uscc,
            .ranges = ranges,
            .content = p.body};
}

void insert_captured(db::Tx& tx, const Names& names, const auth::Actor& actor, Prepared& prepared) {
    std::vector<db::Param> values;
    std::vector<std::string> ranges;
    ranges.reserve(prepared.events.size());
    values.reserve(prepared.events.size() * 22);
    std::vector<TailEntry> tail, given;
    std::map<std::int64_t, std::vector<EventKey>> facets;
    const UtcMs recorded = tx.journal().next(tx).time;
    for (PreparedEvent& p : prepared.events) {
        if (!p.id) continue;
        ranges.push_back(p.ranges);
        if (!p.applied.contents.empty()) ranges.back() += print_ranges(p.applied.contents);
        const auto position = append_record(tx, names, actor, p, ranges.back());
        values.insert(values.end(), {p.home,
                                     p.id,
                                     p.action,
                                     p.step,
                                     p.disposition,
                                     p.event_time,
                                     recorded,
                                     actor.org,
                                     actor.user,
                                     p.applied.partner,
                                     std::string_view(p.applied.partner_uscc),
                                     "",
                                     p.code_count,
                                     ranges.back(),
                                     "",
                                     p.type,
                                     p.offset_minutes,
                                     p.id_hash,
                                     p.origin,
                                     std::as_bytes(std::span(p.body)),
                                     position.value,
                                     std::span<const std::byte>(p.leaf.seed)});
        for (const std::int64_t space : p.facets)
            if (auto& keys = facets[space]; keys.empty() || keys.back().id != p.id) keys.push_back({p.id, p.home});
        (p.given ? given : tail).push_back({p.id_hash, p.id.value, p.home, actor.org.value});
        if (!p.applied.chains.empty()) insert_chains(tx, BlockId{p.home}, p.id, p.applied.chains);
    }
    if (!values.empty()) tx.insert(insert_events_sql, values);

    values.clear();
    values.reserve(prepared.spans.size() * 6);
    for (const SpanRow& s : prepared.spans) {
        const PreparedEvent& p = prepared.events[s.event];
        if (p.id) values.insert(values.end(), {s.space, s.level, s.node, p.id, p.home, s.role});
    }
    for (const PreparedEvent& p : prepared.events) add_contents(p, values);
    if (!values.empty()) tx.insert(insert_captured_spans_sql, values);
    insert_facets(tx, facets);
    if (!given.empty()) insert_identities(tx, given);
    if (!tail.empty()) tx.post(insert_tail_sql, tail.front().event, std::as_bytes(std::span(tail)));

    values.clear();
    for (const auto& [term, hash] : prepared.terms)
        values.insert(values.end(), {actor.org, term.first, hash, std::string_view(term.second)});
    if (!values.empty()) tx.insert(insert_terms_sql, values);

    values.clear();
    std::vector<std::string> texts;
    texts.reserve(prepared.master_data.size() * 2);
    std::map<std::pair<std::int64_t, std::string_view>, const epcis::MasterDataElement*>
        elements;  // the last one counts
    for (const auto& e : prepared.master_data) elements[{term_hash(epcis::canonical(e.id)), e.vocabulary}] = &e;
    for (const auto& [key, e] : elements) {
        json::array attributes;
        for (const auto& [id, value] : e->attributes) attributes.push_back(json::array{id, value});
        texts.push_back(json::serialize(attributes));
        const std::string& first = texts.back();
        texts.push_back(json::serialize(texts_of(e->children)));
        values.insert(values.end(), {actor.org, key.first, key.second, e->id, first, texts.back(), tx.now()});
    }
    if (!values.empty()) tx.insert(insert_master_data_sql, values);
}

void insert_job(db::Tx& tx, const auth::Actor& actor, const CaptureJob& job) {
    tx.post(insert_job_sql, actor.org, job.id, actor.user, job.created_at, job.finished_at, job.running, job.success,
            job.behaviour, job.events, job.errors);
}

std::vector<EventKey> find_identity(db::Tx& tx, std::int64_t id_hash) {
    std::vector<EventKey> found;
    {
        auto rows = tx.query(identity_sql, id_hash);
        while (rows.next()) found.push_back({rows.get<EventId>(0), rows.integer(1)});
    }
    constexpr int page = 256;
    std::int64_t after = INT64_MIN;
    for (int read = page; read == page;) {
        read = 0;
        auto rows = tx.query(tails_sql, after, page);
        while (rows.next()) {
            ++read, after = rows.integer(0);
            for (const TailEntry& e : read_tail(rows.bytes(1)))
                if (e.id_hash == id_hash) found.push_back({EventId{e.event}, e.home});
        }
    }
    std::ranges::sort(found);
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return found;
}

}  // namespace yiguan::events::store

namespace yiguan::events {

std::optional<CaptureJob> find_job(db::Tx& tx, OrgId org, std::int64_t id) {
    auto rows = tx.query(store::job_sql, org, id);
    if (!rows.next()) return std::nullopt;
    return store::read_job(rows);
}

std::vector<CaptureJob> list_jobs(db::Tx& tx, OrgId org, std::int64_t before, int limit) {
    auto rows = tx.query(store::jobs_sql, org, before ? before : INT64_MAX, limit);
    std::vector<CaptureJob> found;
    while (rows.next()) found.push_back(store::read_job(rows));
    return found;
}

std::size_t fold_identities(db::Database& database, std::size_t tails_min) {
    constexpr std::size_t tails_max = 16'384, slice = 8'192;
    std::vector<store::TailEntry> entries;
    std::vector<std::int64_t> folded;
    database.read_now([&](db::Tx& tx) {
        auto rows = tx.query(store::tails_sql, INT64_MIN, tails_max);
        while (rows.next()) {
            const auto more = store::read_tail(rows.bytes(1));
            entries.insert(entries.end(), more.begin(), more.end());
            folded.push_back(rows.integer(0));
        }
    });
    if (folded.empty() || folded.size() < tails_min) return 0;
    // Sorted as the index is: a page of it is touched once for all that belongs into it, not once per event.
    std::ranges::sort(entries, {}, [](const store::TailEntry& e) { return std::pair(e.id_hash, e.event); });
    for (std::size_t from = 0; from < entries.size(); from += slice) {
        const auto part = std::span(entries).subspan(from, std::min(slice, entries.size() - from));
        database.write_now([&](db::Tx& tx) { store::insert_identities(tx, part); });
    }
    database.write_now([&](db::Tx& tx) {
        for (const std::int64_t id : folded) tx.post(store::delete_tail_sql, id);
    });
    return entries.size();
}

}  // namespace yiguan::events
