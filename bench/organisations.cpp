// Lists of 100,000 organisations and of their applications, as the operator and a regulator page through them.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <deque>
#include <stdexcept>

#include "benches.hpp"
#include "db/db.hpp"
#include "node.hpp"
#include "peers.hpp"
#include "review/review_json.hpp"
#include "support/world.hpp"

namespace yiguan::bench {
namespace {

constexpr std::int64_t day_ms = 86'400'000;

// The rows of an organisation that lists look at, and of its registration; written as the program writes them.
using Type = db::BulkInsert::Type;
const db::BulkInsert orgs_sql{"bench.orgs",
                              "org",
                              {{"org_id", Type::integer},
                               {"uscc", Type::text},
                               {"name", Type::text},
                               {"address", Type::text},
                               {"contact", Type::text},
                               {"kinds", Type::integer},
                               {"region_id", Type::text},
                               {"status", Type::integer},
                               {"reviewed_by", Type::integer},
                               {"submitted_at", Type::integer},
                               {"review_due_at", Type::integer},
                               {"created_at", Type::integer},
                               {"version", Type::integer},
                               {"categories", Type::integer},
                               {"application_id", Type::integer},
                               {"written_uscc", Type::text}},
                              1};
const db::BulkInsert search_sql{"bench.org_search",
                                "org_search",
                                {{"org_id", Type::integer},
                                 {"status", Type::integer},
                                 {"kinds", Type::integer},
                                 {"categories", Type::integer},
                                 {"region_id", Type::text},
                                 {"search_key", Type::text}},
                                1};
const db::BulkInsert applications_sql{"bench.applications",
                                      "application",
                                      {{"application_id", Type::integer},
                                       {"application_no", Type::text},
                                       {"kind", Type::integer},
                                       {"object_id", Type::integer},
                                       {"org_id", Type::integer},
                                       {"org_name", Type::text},
                                       {"title", Type::text},
                                       {"search_key", Type::text},
                                       {"region_id", Type::text},
                                       {"categories", Type::integer},
                                       {"party_id", Type::integer},
                                       {"state", Type::integer},
                                       {"round", Type::integer},
                                       {"version", Type::integer},
                                       {"second_review", Type::integer},
                                       {"created_by", Type::integer},
                                       {"submitted_by", Type::integer},
                                       {"claimed_by", Type::integer},
                                       {"first_reviewer", Type::integer},
                                       {"second_reviewer", Type::integer},
                                       {"created_at", Type::integer},
                                       {"updated_at", Type::integer},
                                       {"submitted_at", Type::integer},
                                       {"first_due_at", Type::integer},
                                       {"total_due_at", Type::integer},
                                       {"due_at", Type::integer},
                                       {"claimed_at", Type::integer},
                                       {"decided_at", Type::integer}},
                                      1};

constexpr std::array regions{"110105", "310115", "320583", "330106", "340104", "370203", "420106",
                             "430104", "440106", "440112", "440305", "440604", "441900", "510107"};
constexpr std::array trades{"电动车", "蓄电池", "充电器", "食品", "玩具", "家电", "家具"};

/// One of twenty waits for its review, one was rejected, the others are approved: organisation and application.
struct Status {
    std::int64_t org, application;
};
Status status_of(std::int64_t n) {
    return n % 20 == 7 ? Status{2, 3} : n % 20 == 13 ? Status{5, 8} : Status{4, 7};
}

void store_orgs(db::Database& database, std::int64_t count) {
    constexpr std::int64_t batch = 2'000;
    for (std::int64_t from = 0; from < count; from += batch)
        database.write_now([&](db::Tx& tx) {
            std::deque<std::string> texts;
            std::vector<db::Param> orgs, searched, applications;
            const auto kept = [&](std::string t) { return std::string_view(texts.emplace_back(std::move(t))); };
            for (std::int64_t n = from; n < std::min(from + batch, count); ++n) {
                const auto org = tx.next_id<OrgId>();
                const auto application = tx.next_id<review::ApplicationId>();
                const auto at = tx.now().value - (count - n) * 30'000;
                const auto status = status_of(n);
                const bool open = status.org == 2;
                const auto uscc = testing::some_uscc(static_cast<int>(1'000 + n));
                const auto name = kept(
                    fmt::format("第{:06}号{}有限公司", n, trades[static_cast<std::size_t>(n * 7 / 5) % trades.size()]));
                const std::string_view region = regions[static_cast<std::size_t>(n * 11 / 3) % regions.size()];
                const auto kinds = 1 + n % 3, categories = std::int64_t{1} << (n % 12);
                const auto number = kept(fmt::format("BENCH-{:06}", n));
                const std::int64_t none = 0, one = 1, due = at + 3 * day_ms;
                // A rejected registration claims no credit code.
                const auto claimed = kept(status.org == 5 ? "-" + to_string(org) : uscc);
                orgs.insert(orgs.end(), {org, claimed, name, kept(fmt::format("某市某区某路{}号", n % 1'000)),
                                         std::string_view("020-81110001"), kinds, region, status.org, open ? none : one,
                                         at, due, at, one, categories, application,
                                         status.org == 5 ? db::Param(kept(uscc)) : db::Param(nullptr)});
                searched.insert(searched.end(), {org, status.org, kinds, categories, region,
                                                 kept(review::search_fold(std::string(name) + "\n" + uscc))});
                applications.insert(
                    applications.end(),
                    {application, number,
                     one,         org,
                     org,         name,
                     name,        kept(review::search_fold(fmt::format("{} {} {}", number, name, name))),
                     region,      categories,
                     none,        status.application,
                     one,         one,
                     none,        one,
                     one,         none,
                     none,        none,
                     at,          at,
                     at,          due,
                     due,         open ? due : none,
                     none,        open ? none : at + 3'600'000});
            }
            tx.insert(orgs_sql, orgs);
            tx.insert(search_sql, searched);
            tx.insert(applications_sql, applications);
        });
}

// Places deep in a list, for the cursor.
const db::Statement nth_org_sql{"bench.nth_org", "select org_id from org order by org_id desc limit 1 offset $1"};
const db::Statement nth_application_sql{
    "bench.nth_application",
    "select submitted_at, application_id from application where state = 7 order by submitted_at, application_id"
    " limit 1 offset $1"};

#define ORG_PAGE(condition) \
    "select * from org where " condition " order by org_id desc limit 20", "select count(*) from org where " condition
#define APPLICATION_PAGE(condition)                                                                 \
    "select * from application where " condition " order by submitted_at, application_id limit 20", \
        "select count(*) from application where " condition

/// What is asked over HTTP, and plain SQL of a person who asks the tables the same: the rows of the page and the total.
struct Case {
    const char* name;
    std::string target;
    db::Statement page, total;

    Case(const char* n, const char* t, std::string_view page_sql, std::string_view total_sql)
        : name(n), target(t), page("bench.page", page_sql), total("bench.total", total_sql) {}
};

#define ORGS "/api/v1/organisations?limit=20"
#define APPLICATIONS "/api/v1/applications?limit=20"
std::array org_cases{
    Case("all", ORGS, ORG_PAGE("org_id > 0")),
    Case("status=approved", ORGS "&status=approved", ORG_PAGE("status = 4")),
    Case("status=rejected", ORGS "&status=rejected", ORG_PAGE("status = 5")),
    Case("kind", ORGS "&kind=seller", ORG_PAGE("(kinds & 2) <> 0")),
    Case("category", ORGS "&category=CAT-04", ORG_PAGE("(categories & 8) <> 0")),
    Case("region, a province", ORGS "&region=44", ORG_PAGE("region_id like '44%'")),
    Case("region, a district", ORGS "&region=510107", ORG_PAGE("region_id like '510107%'")),
    Case("q, in one of seven names", ORGS "&q=%E8%93%84%E7%94%B5%E6%B1%A0", ORG_PAGE("name like '%蓄电池%'")),
    Case("q, in one name", ORGS "&q=%E7%AC%AC000777%E5%8F%B7", ORG_PAGE("name like '%第000777号%'")),
    Case("q, in none", ORGS "&q=nowhere", ORG_PAGE("name like '%nowhere%'")),
    Case("uscc", ORGS "&uscc=91440101MA00051", ORG_PAGE("uscc like '91440101MA00051%'")),
    Case("everything at once", ORGS "&status=approved&kind=seller&category=CAT-04&region=44&q=%E5%85%AC%E5%8F%B8",
         ORG_PAGE("status = 4 and (kinds & 2) <> 0 and (categories & 8) <> 0 and region_id like '44%' and "
                  "name like '%公司%'")),
    Case("all, deep in the list", ORGS "&cursor=", "select * from org where org_id < $1 order by org_id desc limit 20",
         "select count(*) from org"),
    Case("q in one of seven names, deep in the list", ORGS "&q=%E8%93%84%E7%94%B5%E6%B1%A0&cursor=",
         "select * from org where org_id < $1 and name like '%蓄电池%' order by org_id desc limit 20",
         "select count(*) from org where name like '%蓄电池%'"),
};
std::array application_cases{
    Case("waiting", APPLICATIONS, APPLICATION_PAGE("state in (3, 4, 5, 6)")),
    Case("approved", APPLICATIONS "&state=approved", APPLICATION_PAGE("state = 7")),
    Case("rejected", APPLICATIONS "&state=rejected", APPLICATION_PAGE("state = 8")),
    Case("approved, kind", APPLICATIONS "&state=approved&kind=registration",
         APPLICATION_PAGE("state = 7 and kind = 1")),
    Case("approved, kind that there is not", APPLICATIONS "&state=approved&kind=product_filing",
         APPLICATION_PAGE("state = 7 and kind = 4")),
    Case("approved, region", APPLICATIONS "&state=approved&region=44",
         APPLICATION_PAGE("state = 7 and region_id like '44%'")),
    Case("approved, q in one of seven names", APPLICATIONS "&state=approved&q=%E8%93%84%E7%94%B5%E6%B1%A0",
         APPLICATION_PAGE("state = 7 and search_key like '%蓄电池%'")),
    Case("approved, q in none", APPLICATIONS "&state=approved&q=nowhere",
         APPLICATION_PAGE("state = 7 and search_key like '%nowhere%'")),
    Case("waiting, overdue", APPLICATIONS "&overdue=true",
         APPLICATION_PAGE("state in (3, 4, 5, 6) and due_at < 9999999999999")),
    Case("waiting, mine", APPLICATIONS "&mine=true", APPLICATION_PAGE("state in (3, 4, 5, 6) and claimed_by = 1")),
    Case("approved, deep in the list", APPLICATIONS "&state=approved&cursor=",
         "select * from application where state = 7 and (submitted_at, application_id) > ($1, $2)"
         " order by submitted_at, application_id limit 20",
         "select count(*) from application where state = 7"),
};
std::array reader_cases{
    Case("organisations of his city", ORGS, ORG_PAGE("region_id like '4401%'")),
    Case("organisations of his city, q in none", ORGS "&q=nowhere",
         ORG_PAGE("region_id like '4401%' and name like '%nowhere%'")),
    Case("applications of his city", APPLICATIONS, APPLICATION_PAGE("state >= 3 and region_id like '4401%'")),
    Case("applications of his city, q in none", APPLICATIONS "&q=nowhere",
         APPLICATION_PAGE("state >= 3 and region_id like '4401%' and search_key like '%nowhere%'")),
};

struct Place {
    std::int64_t org = 0;
    review::Cursor application;
};
Place deep_place(db::Database& database, std::int64_t count) {
    return database.read_now([&](db::Tx& tx) {
        Place place;
        auto org = tx.query(nth_org_sql, count * 9 / 10);
        if (org.next()) place.org = org.integer(0);
        auto application = tx.query(nth_application_sql, count * 8 / 10);
        if (application.next())
            place.application = {application.get<UtcMs>(0), application.get<review::ApplicationId>(1)};
        return place;
    });
}

double percentile(std::vector<double> values, double part) {
    std::ranges::sort(values);
    return values[std::min(values.size() - 1, static_cast<std::size_t>(static_cast<double>(values.size()) * part))];
}

std::size_t rows_of(db::Rows rows) {
    std::size_t n = 0;
    while (rows.next()) ++n;
    return n;
}

/// Milliseconds of one look at the tables.
double asked_plainly(db::Database& database, const Case& one, const Place& place) {
    const Stopwatch watch;
    database.read_now([&](db::Tx& tx) {
        const auto sql = one.page.sql();
        if (sql.find("$2") != sql.npos)
            rows_of(tx.query(one.page, place.application.submitted_at, place.application.id));
        else if (sql.find("$1") != sql.npos)
            rows_of(tx.query(one.page, place.org));
        else
            rows_of(tx.query(one.page));
        rows_of(tx.query(one.total));
    });
    return watch.ms();
}

double asked(User& user, const std::string& target) {
    const Stopwatch watch;
    const auto answer = user.client().get(target);
    const double ms = watch.ms();
    if (answer.status != 200) throw std::runtime_error(fmt::format("{}: {}", target, answer.body));
    return ms;
}

class Lists {
public:
    Lists(Report& report, const Options& options, std::string engine, db::Database& database, Place place)
        : report_(report), options_(options), engine_(std::move(engine)), database_(database), place_(place) {}

    void measure(User& user, const char* list, const Case& one) {
        auto target = one.target;
        if (target.ends_with("cursor="))
            target += target.starts_with("/api/v1/organisations") ? std::to_string(place_.org)
                                                                  : review::encode_cursor(place_.application);
        const auto name = fmt::format("{}, {}: {}", engine_, list, one.name);
        auto& row = report_.row(name + ", p95", Unit::ms, "plain SQL of the same page and total", "<= 300 ms");
        std::vector<double> all;
        asked(user, target);
        asked_plainly(database_, one, place_);
        for (int run = 0; run < options_.runs; ++run) {
            std::vector<double> ours, peers;
            for (int i = 0; i < requests; ++i) {
                ours.push_back(asked(user, target));
                if (i % 2 == 0) peers.push_back(asked_plainly(database_, one, place_));
            }
            all.insert(all.end(), ours.begin(), ours.end());
            row.add(percentile(ours, 0.95), percentile(peers, 0.95));
        }
        const auto told = fmt::format("{}: p50 {:.1f}, p95 {:.1f}, max {:.1f} ms of {}", name, percentile(all, 0.5),
                                      percentile(all, 0.95), percentile(all, 1), all.size());
        fmt::print("{}\n", told);
        std::fflush(stdout);
        report_.note(told);
    }

private:
    static constexpr int requests = 20;
    Report& report_;
    const Options& options_;
    std::string engine_;
    db::Database& database_;
    Place place_;
};

void measure(Report& report, const Options& options, const std::string& engine, Postgres* postgres) {
    const std::int64_t count = 100'000 / options.scale;
    std::vector<std::string> more;
    if (postgres) more = {"--database", postgres->url()};
    Node node;
    node.start(0, -1, "/healthz", more);
    World world(node);
    const testing::Company office{"广州市市场监督管理局", testing::some_uscc(3), "广州市天河路112号", "020-12315",
                                  "inspector"};
    auto body = testing::registration(office, "regulator");
    body["password"] = testing::given_password;
    const auto made = world.admin->post("/api/v1/organisations", body);
    world.admin->post(fmt::format("/api/v1/organisations/{}/reviews", std::string(made.at("id").as_string())),
                      {{"decision", "approve"}});
    {
        User inspector(node);
        inspector.sign_in(office.login, testing::given_password);
        inspector.change_password(testing::given_password, testing::password);
    }
    node.stop();

    const auto database = db::Database::open(
        {.url = postgres ? postgres->url() : "", .directory = postgres ? node.folder() : node.data(), .node = 9});
    const Stopwatch storing;
    store_orgs(*database, count);
    const double stored = storing.seconds();
    const double started = node.start(0, -1, "/healthz", more);
    if (postgres) postgres->run("vacuum analyze");  // as the server does by itself within a minute
    report.note(fmt::format("{}: {} organisations stored in {:.1f} s; started with them in {:.3f} s", engine, count,
                            stored, started / 1e3));
    User admin(node), inspector(node);
    admin.sign_in("root-admin");
    inspector.sign_in(office.login);
    Lists lists(report, options, engine, *database, deep_place(*database, count));
    for (const Case& one : org_cases) lists.measure(admin, "organisations", one);
    for (const Case& one : application_cases) lists.measure(admin, "applications", one);
    for (const Case& one : reader_cases) lists.measure(inspector, "a regulator", one);
    node.stop();
}

}  // namespace

void orgs(Report& report, const Options& options) {
    measure(report, options, "SQLite", nullptr);
    Postgres postgres;
    measure(report, options, "PostgreSQL", &postgres);
    report.note("one connection, pages of 20; 20 requests a run and filter, the total counted in each");
}

}  // namespace yiguan::bench
