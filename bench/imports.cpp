// import: a spreadsheet of 100,000 vehicles read, its columns found, every row checked; beside it openpyxl, which reads
// the cells and checks nothing. Then a file of filings through the whole of an import: uploaded, read, compared with
// what is stored, its rows kept for the preview, confirmed, and each stored as a filing with its history and its
// record.
#include <fmt/format.h>
#include <sys/resource.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "benches.hpp"
#include "db/testing.hpp"
#include "imports/worker.hpp"
#include "peers.hpp"
#include "sheet/check.hpp"
#include "sheet/write.hpp"

namespace yiguan::bench {
namespace {

constexpr Date today{2024, 6, 30};

std::string vehicles(std::size_t rows) {
    const sheet::Template& wanted = *sheet::find_template("EB-PRODUCT");
    std::vector<sheet::ListColumn> columns;
    for (const auto& column : wanted.columns) columns.push_back({.name = column.name});
    std::string bytes;
    std::size_t n = 0;
    sheet::write_table(
        wanted.name, columns,
        [&](std::vector<std::string>& row) {
            if (++n > rows) return false;
            row = {fmt::format("1234224{:08}", n),
                   fmt::format("DJ{:010}", n),
                   "白色",
                   "2024/1/1",
                   "广东粤行车业有限公司",
                   "TDT001Z",
                   fmt::format("HGZ{:010}", n),
                   fmt::format("20128998529696211981952{:010}", n),
                   fmt::format("KZ{:010}", n)};
            return true;
        },
        [&](std::string_view piece) { bytes += piece; });
    return bytes;
}

std::string filings(std::size_t rows) {
    std::string bytes;
    std::size_t n = 0;
    sheet::write_table(
        "产品",
        {{.name = "产品名称"},
         {.name = "产品类型"},
         {.name = "规格型号"},
         {.name = "执行标准"},
         {.name = "出厂/型式检验报告"}},
        [&](std::vector<std::string>& row) {
            if (++n > rows) return false;
            row = {"电动自行车", "整车", fmt::format("TDT{:06}Z", n), "GB 17761-2024", fmt::format("GX-2026-{:06}", n)};
            return true;
        },
        [&](std::string_view piece) { bytes += piece; });
    return bytes;
}

auth::Actor approved_maker(db::Database& db) {
    return db
        .write_now([](db::Tx& tx) -> Result<auth::Actor> {
            const auth::Actor admin{
                .user = UserId{1}, .org = {}, .roles = auth::Roles{}.with(auth::Role::platform_admin)};
            const registry::OrgData data{.name = "广东粤行车业有限公司",
                                         .uscc = keys::Uscc::parse("91440101MA5A00013Q").value(),
                                         .address = "广州市天河区 1 号",
                                         .contact = "020-12345678"};
            const auto kinds = registry::OrgKinds{}.with(registry::OrgKind::producer);
            TRY(const auto made, registry::register_org(tx, {}, {data, kinds, "maker", "hash"}));
            TRY_VOID(registry::review_org(tx, admin, made.org, registry::Decision::approve, ""));
            return auth::Actor{made.user, made.org, auth::Roles{}.with(auth::Role::producer)};
        })
        .value();
}

/// Where filings are imported to, and the same rows beside it: what an import left in its tables, copied by the engine
/// itself into tables with the same indexes, durably, a transaction for each table.
constexpr std::string_view tables[] = {"product", "product_history", "log_object",
                                       "audit",   "import_row",      "import_value"};

class InSqlite {
public:
    db::Options options() const { return {.url = {}, .directory = folder_.path()}; }
    double copy_ms() {
        const auto script = folder_.path() / "copy.py";
        std::ofstream(script) << R"py(
import sqlite3, sys
to = sqlite3.connect(sys.argv[2], isolation_level=None)
to.execute("pragma journal_mode = wal")
to.execute("pragma synchronous = full")
to.execute("attach ? as old", (sys.argv[1],))
for table in sys.argv[3:]:
    for (sql,) in to.execute("select sql from old.sqlite_master where tbl_name = ? and sql is not null"
                             " order by type desc", (table,)).fetchall():
        to.execute(sql)
    to.execute("insert into main.%s select * from old.%s" % (table, table))
)py";
        std::string words;
        for (const auto table : tables) words += fmt::format(" {}", table);
        const auto copy = folder_.path() / "copy.db";
        Stopwatch watch;
        shell(fmt::format("/usr/bin/python3 {} {} {}{}", script.string(), (folder_.path() / "yiguan.db").string(),
                          copy.string(), words));
        return watch.ms();
    }

private:
    db::testing::TemporaryDirectory folder_;
};

class InPostgres {
public:
    db::Options options() const { return {.url = postgres_.url(), .directory = postgres_.folder()}; }
    double copy_ms() {
        double ms = 0;
        for (const auto table : tables) {
            postgres_.run(fmt::format("create table copied_{0} (like {0} including all)", table));
            ms += postgres_.time_ms(fmt::format("insert into copied_{0} select * from {0}", table));
        }
        return ms;
    }

private:
    Postgres postgres_;
};

/// Seconds to the preview, and from the confirmation to the last filing.
struct Whole {
    double preview = 0, stored = 0;
};
Whole import_whole(db::Database& db, const std::string& bytes, std::size_t rows) {
    const auto maker = approved_maker(db);
    yiguan::imports::Worker worker(db);
    Whole out;
    Stopwatch watch;
    const auto hash = sheet::content_hash(bytes);
    const auto job =
        db.write_now([&](db::Tx& tx) {
              return yiguan::imports::upload(
                  tx, maker, {.kind = "B.1", .unit = "CAT-05-01", .file_name = "filings.xlsx", .bytes = bytes}, hash);
          })
            .value()
            .job.id;
    worker.run_once();
    out.preview = watch.seconds();
    const auto now = [&] {
        return db.read_now([&](db::Tx& tx) { return yiguan::imports::read_job(tx, maker, job); }).value();
    };
    const auto ready = now();
    if (ready.fresh != static_cast<std::int64_t>(rows)) throw std::runtime_error("a row is not new");
    Stopwatch storing;
    db.write_now([&](db::Tx& tx) { return yiguan::imports::confirm(tx, maker, job, ready.version); }).value();
    worker.run_once();
    out.stored = storing.seconds();
    if (now().stored != static_cast<std::int64_t>(rows)) throw std::runtime_error("a row is not stored");
    return out;
}

template <class Where>
void measure(Report& report, const Options& options, const std::string& engine, const std::string& bytes,
             std::size_t rows) {
    auto& preview = report.row(fmt::format("filings uploaded, read, compared, kept for the preview, {}", engine),
                               Unit::ms, "", "<= 3 s with storing");
    auto& stored = report.row(fmt::format("the same filings stored, with history, record and audit, {}", engine),
                              Unit::ms, "", "<= 3 s with storing");
    auto& both = report.row(fmt::format("both together, {}", engine), Unit::ms,
                            "the rows of the six tables inserted by the engine alone, same indexes", "<= 3 s");
    for (int i = 0; i < options.runs; ++i) {
        Where place;
        Whole one;
        {
            const auto db = db::Database::open(place.options());
            one = import_whole(*db, bytes, rows);
        }
        preview.add(one.preview * 1e3);
        stored.add(one.stored * 1e3);
        both.add((one.preview + one.stored) * 1e3, place.copy_ms());
    }
}

/// The most memory that this process ever had, in MB.
double peak_mb() {
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    return static_cast<double>(used.ru_maxrss) * 1024 / 1e6;
}

}  // namespace

void imports(Report& report, const Options& options) {
    const auto rows = static_cast<std::size_t>(100'000 / options.scale);
    const std::string bytes = vehicles(rows);
    const db::testing::TemporaryDirectory folder;
    const auto file = folder.path() / "vehicles.xlsx";
    std::ofstream(file, std::ios::binary) << bytes;
    const auto peer = fmt::format(
        "/usr/bin/python3 -c \"import openpyxl\nn=0\nfor r in openpyxl.load_workbook('{}', "
        "read_only=True).active.values: n+=len(r)\nprint(n)\"",
        file.string());
    const sheet::Template& wanted = *sheet::find_template("EB-PRODUCT");

    auto& read = report.row("rows a second, .xlsx read", Unit::per_second, "openpyxl read-only, the same file", "");
    auto& whole = report.row("rows a second, .xlsx read, matched and checked", Unit::per_second, "", "");
    auto& time = report.row("the whole file, read, matched and checked", Unit::ms, "", "<= 3 s with storing");
    auto& memory = report.row("memory of the table", Unit::mb, "", "<= 200 MB with storing");
    for (int i = 0; i < options.runs; ++i) {
        Stopwatch watch;
        auto table = sheet::read(bytes, wanted);
        if (table.has_error()) throw std::runtime_error(table.error().detail);
        const double seconds = watch.seconds();
        memory.add(static_cast<double>(table.value().bytes()) / 1e6);
        auto match = sheet::match_columns(table.value(), wanted);
        sheet::Checking checking(std::move(table).value(), wanted, std::move(match).value(), today);
        checking.run();
        const double all = watch.seconds();
        if (checking.total() != rows || checking.wrong() != 0) throw std::runtime_error("a row is wrong");
        Stopwatch other;
        shell(peer);
        read.add(static_cast<double>(rows) / seconds, static_cast<double>(rows) / other.seconds());
        whole.add(static_cast<double>(rows) / all);
        time.add(all * 1e3);
    }
    // Before PostgreSQL, whose client keeps its own.
    const std::string filed = filings(rows);
    measure<InSqlite>(report, options, "SQLite", filed, rows);
    report.row("memory of the whole process at its largest, the file included", Unit::mb, "", "<= 200 MB")
        .add(peak_mb());
    measure<InPostgres>(report, options, "PostgreSQL", filed, rows);
    report.note(
        "openpyxl of Debian 12 reads the cells, but neither finds columns nor checks anything; its start is in its "
        "time");
}

}  // namespace yiguan::bench
