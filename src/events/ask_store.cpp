#include "events/ask_store.hpp"

#include <algorithm>
#include <set>

#include "events/capture_store.hpp"
#include "events/master_data.hpp"

namespace yiguan::events {
namespace {

using db::Statement;

#define IN_TIME "select event_time, id_hash, home_block, event_id from event where org_id = $1"
const Statement by_time_up_sql{"events.by_time_up", IN_TIME
                               " and event_time >= $2 and event_time < $3 and (event_time > $4 or id_hash > $5"
                               " or (id_hash = $5 and event_id > $6))"
                               " order by event_time, id_hash, event_id limit $7"};
const Statement by_time_down_sql{"events.by_time_down", IN_TIME
                                 " and event_time >= $2 and event_time <= $3 and (event_time < $4 or id_hash < $5"
                                 " or (id_hash = $5 and event_id < $6))"
                                 " order by event_time desc, id_hash desc, event_id desc limit $7"};
#define IN_RECORD "select event_id, home_block from event where org_id = $1"
const Statement by_record_up_sql{"events.by_record_up", IN_RECORD " and event_id > $2 order by event_id limit $3"};
const Statement by_record_down_sql{"events.by_record_down",
                                   IN_RECORD " and event_id < $2 and event_id >= $3 order by event_id desc limit $4"};
const Statement next_org_sql{"events.next_org",
                             "select org_id from event where org_id > $1 order by org_id, event_id limit 1"};
const Statement terms_sql{
    "events.terms",
    "select term_hash, term from event_term where org_id = $1 and term_kind = $2 and term_hash > $3"
    " order by term_hash limit $4"};
const Statement term_sql{"events.term",
                         "select term from event_term where org_id = $1 and term_kind = $2 and term_hash = $3"};
const Statement master_data_sql{"events.master_data",
                                "select attributes, children from master_data where org_id = $1 and element_hash = $2"};
const Statement insert_query_sql{"events.insert_query",
                                 "insert into named_query (org_id, query_name, body, created_at, created_by)"
                                 " values ($1,$2,$3,$4,$5)"};
const Statement query_sql{"events.query",
                          "select query_name, body, created_at from named_query where org_id = $1 and query_name = $2"};
const Statement queries_sql{"events.queries",
                            "select query_name, body, created_at from named_query where org_id = $1 and query_name > $2"
                            " order by query_name limit $3"};
const Statement delete_query_sql{"events.delete_query",
                                 "delete from named_query where org_id = $1 and query_name = $2"};
const Statement subscriptions_of_query_sql{
    "events.subscriptions_of_query",
    "select subscription_id from subscription where org_id = $1 and query_name = $2 order by subscription_id"};
const Statement delete_subscription_sql{"events.delete_subscription_of_query",
                                        "delete from subscription where subscription_id = $1"};
const Statement delete_deliveries_sql{"events.delete_deliveries_of_query",
                                      "delete from delivery where subscription_id = $1"};

std::vector<OrgId> orgs_of(db::Tx& tx, const Scope& scope) {
    return scope.everybody ? store::orgs_with_events(tx) : std::vector{scope.org};
}

NamedQuery read_query_row(db::Rows& r) {
    return {.name = r.get<std::string>(0), .body = json::parse(r.text(1)).as_object(), .created_at = r.get<UtcMs>(2)};
}

}  // namespace

namespace store {

std::vector<Touch> touches_sorted(db::Tx& tx, const Reach& reach, EventId after, int limit, Order order) {
    auto found = touches(tx, reach, after, limit, order);
    std::ranges::sort(found, [order](const Touch& a, const Touch& b) {
        return order == Order::oldest_first ? a.key < b.key : b.key < a.key;
    });
    std::vector<Touch> joined;
    for (const Touch& t : found) {
        if (!joined.empty() && joined.back().key == t.key)
            joined.back().roles |= t.roles;
        else if (joined.size() == static_cast<std::size_t>(limit))
            break;
        else
            joined.push_back(t);
    }
    return joined;
}

std::vector<OrgId> orgs_with_events(db::Tx& tx) {
    std::vector<OrgId> orgs;
    OrgId after;
    for (;;) {
        auto rows = tx.query(next_org_sql, after);
        if (!rows.next()) return orgs;
        after = rows.get<OrgId>(0);
        orgs.push_back(after);
    }
}

std::vector<LogPlace> read_log(db::Tx& tx, std::span<const OrgId> orgs, const Cursor& c, int limit) {
    const Statement& statement = c.by_time ? (c.ascending ? by_time_up_sql : by_time_down_sql)
                                           : (c.ascending ? by_record_up_sql : by_record_down_sql);
    const std::int64_t last = c.time_before == INT64_MAX ? INT64_MAX : c.time_before - 1;
    const bool inside = c.begun && (c.ascending ? c.after[0] >= c.time_from : c.after[0] <= last);
    std::vector<db::Param> params;
    for (const OrgId org : orgs) {
        params.push_back(org);
        if (c.by_time && c.ascending) {
            params.insert(params.end(), {inside ? c.after[0] : c.time_from, c.time_before});
            if (inside)
                params.insert(params.end(), {c.after[0], c.after[1], c.after[2]});
            else
                params.insert(params.end(), {INT64_MIN, INT64_MIN, INT64_MIN});
        } else if (c.by_time) {
            params.insert(params.end(), {c.time_from, inside ? c.after[0] : last});
            if (inside)
                params.insert(params.end(), {c.after[0], c.after[1], c.after[2]});
            else
                params.insert(params.end(), {INT64_MAX, INT64_MAX, INT64_MAX});
        } else if (c.ascending) {
            params.push_back(std::max(c.begun ? c.after[0] : 0, c.id_from - 1));
        } else {
            params.insert(params.end(), {c.begun ? c.after[0] : INT64_MAX, c.id_from});
        }
        params.push_back(limit);
    }
    std::vector<LogPlace> found;
    if (orgs.empty()) return found;
    tx.query_each(statement, params, params.size() / orgs.size(), [&](std::size_t, db::Rows& rows) {
        while (rows.next()) {
            if (c.by_time)
                found.push_back(
                    {{rows.get<EventId>(3), rows.integer(2)}, {rows.integer(0), rows.integer(1), rows.integer(3)}});
            else
                found.push_back({{rows.get<EventId>(0), rows.integer(1)}, {rows.integer(0), 0, 0}});
        }
    });
    if (orgs.size() > 1)
        std::ranges::sort(found, [&](const LogPlace& a, const LogPlace& b) {
            return c.ascending ? a.place < b.place : b.place < a.place;
        });
    if (found.size() > static_cast<std::size_t>(limit)) found.resize(static_cast<std::size_t>(limit));
    return found;
}

}  // namespace store

const StoredMasterData::Element& StoredMasterData::element(std::string_view id) const {
    const std::string canonical = epcis::canonical(id);
    const auto [at, fresh] = read_.try_emplace(canonical);
    if (!fresh) return at->second;
    const std::vector<OrgId> orgs = org_ ? std::vector{org_} : store::orgs_with_events(tx_);
    for (const OrgId org : orgs) {
        auto rows = tx_.query(master_data_sql, org, term_hash(canonical));
        while (rows.next()) {
            const json::value attributes = json::parse(rows.text(0)), children = json::parse(rows.text(1));
            for (const auto& pair : attributes.as_array())
                at->second.attributes.emplace_back(pair.as_array()[0].as_string(), pair.as_array()[1].as_string());
            for (const auto& child : children.as_array())
                at->second.children.emplace_back(epcis::canonical(child.as_string()));
        }
    }
    return at->second;
}

std::vector<std::string> StoredMasterData::with_descendants(std::string_view id) const {
    constexpr std::size_t most = 10'000;
    std::vector<std::string> found{epcis::canonical(id)};
    std::set<std::string> seen(found.begin(), found.end());
    for (std::size_t i = 0; i < found.size() && found.size() < most; ++i) {
        const auto children =
            element(found[i]).children;  // a copy: reading on moves the map's elements never, found does
        for (const std::string& child : children)
            if (seen.insert(child).second) found.push_back(child);
    }
    return found;
}

std::vector<std::string> StoredMasterData::attribute(std::string_view id, std::string_view name) const {
    std::vector<std::string> texts;
    for (const auto& [attribute, text] : element(id).attributes)
        if (attribute == name) texts.push_back(text);
    return texts;
}

bool StoredMasterData::holds(const epcis::EpcRange& range, std::string_view canonical) const {
    const auto placed = names_.place(canonical);
    if (!placed) return false;
    const auto reach = names_.reach_of(range);
    return reach.has_value() && reach.value().space == placed->block.value && reach.value().first <= placed->counter &&
           placed->counter <= reach.value().last;
}

std::vector<TermRow> list_terms(db::Tx& tx, const Scope& scope, Term term, std::int64_t after, int limit) {
    std::map<std::int64_t, std::string> found;
    for (const OrgId org : orgs_of(tx, scope)) {
        auto rows = tx.query(terms_sql, org, term, after, limit);
        while (rows.next()) found.try_emplace(rows.integer(0), rows.text(1));
    }
    std::vector<TermRow> out;
    for (const auto& [hash, text] : found) {
        if (out.size() == static_cast<std::size_t>(limit)) break;
        out.push_back({hash, text});
    }
    return out;
}

bool has_term(db::Tx& tx, const Scope& scope, Term term, std::string_view text) {
    return std::ranges::any_of(orgs_of(tx, scope),
                               [&](OrgId org) { return tx.query(term_sql, org, term, term_hash(text)).next(); });
}

Result<NamedQuery> create_query(db::Tx& tx, const auth::Actor& actor, std::string name, const json::object& body) {
    TRY_VOID(auth::require(actor, auth::Permission::query_events));
    if (name.empty() || name.size() > 200)
        return Error{.code = Code::epcis_query_parameter,
                     .pointer = "/name",
                     .detail = "查询名称为 1 到 200 个字节",
                     .field = "name"};
    TRY(const auto query, epcis::read_query(body, {}));
    if (find_query(tx, actor.org, name))
        return Error{.code = Code::epcis_exists, .pointer = "/name", .detail = "同名的查询已经存在", .field = "name"};
    NamedQuery made{.name = std::move(name), .body = query.as_asked, .created_at = tx.now()};
    tx.execute(insert_query_sql, actor.org, made.name, json::serialize(made.body), made.created_at, actor.user);
    return made;
}

std::optional<NamedQuery> find_query(db::Tx& tx, OrgId org, std::string_view name) {
    auto rows = tx.query(query_sql, org, name);
    if (!rows.next()) return std::nullopt;
    return read_query_row(rows);
}

std::vector<NamedQuery> list_queries(db::Tx& tx, OrgId org, std::string_view after, int limit) {
    auto rows = tx.query(queries_sql, org, after, limit);
    std::vector<NamedQuery> found;
    while (rows.next()) found.push_back(read_query_row(rows));
    return found;
}

bool delete_query(db::Tx& tx, const auth::Actor& actor, std::string_view name) {
    if (tx.execute(delete_query_sql, actor.org, name) == 0) return false;
    std::vector<std::int64_t> subscriptions;
    {
        auto rows = tx.query(subscriptions_of_query_sql, actor.org, name);
        while (rows.next()) subscriptions.push_back(rows.integer(0));
    }
    for (const std::int64_t id : subscriptions) {
        tx.post(delete_deliveries_sql, id);
        tx.post(delete_subscription_sql, id);
    }
    return true;
}

}  // namespace yiguan::events
