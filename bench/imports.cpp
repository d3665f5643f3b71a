// import: a spreadsheet of 100,000 vehicles read, its columns found, every row checked; beside it openpyxl, which reads
// the cells and checks nothing. Then a file of filings through the whole of an import: uploaded, read, compared with
// what is stored, its rows kept for the preview, confirmed, and each stored as a filing with its history and its
// record. And a file of vehicles with their trace codes through the same: each becomes a piece of its code, bound with
// its batch.
#include <fmt/format.h>
#include <sys/resource.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <span>
#include <stdexcept>

#include "benches.hpp"
#include "catalog/catalog_json.hpp"
#include "catalog/templates.hpp"
#include "codes/directory.hpp"
#include "db/testing.hpp"
#include "imports/worker.hpp"
#include "mint/mint.hpp"
#include "peers.hpp"
#include "registry/documents.hpp"
#include "sheet/check.hpp"
#include "sheet/write.hpp"

namespace yiguan::bench {
namespace {

constexpr Date today{2024, 6, 30};

/// `code`: the trace code of the n-th vehicle, from 1. A thousand vehicles a day.
std::string vehicles(std::size_t rows, const std::function<std::string(std::size_t)>& code) {
    const sheet::Template& wanted = *sheet::find_template("EB-PRODUCT");
    std::vector<sheet::ListColumn> columns;
    for (const auto& column : wanted.columns) columns.push_back({.name = column.name});
    std::string bytes;
    std::size_t n = 0;
    sheet::write_table(
        wanted.name, columns,
        [&](std::vector<std::string>& row) {
            if (++n > rows) return false;
            const auto day = (n - 1) / 1000;
            row = {fmt::format("YG24{:08}", n),
                   fmt::format("DJ{:010}", n),
                   "白色",
                   fmt::format("2024/{}/{}", 1 + day / 28 % 12, 1 + day % 28),
                   "广东粤行车业有限公司",
                   "TDT001Z",
                   fmt::format("HGZ{:010}", n),
                   code(n),
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

/// Where rows are imported to, and the same rows beside it: what an import left in its tables, copied by the engine
/// itself into tables with the same indexes, durably, a transaction for each table.
using Tables = std::span<const std::string_view>;
constexpr std::string_view filing_tables[] = {"product", "product_history", "log_object",
                                              "audit",   "import_row",      "import_value"};
constexpr std::string_view piece_tables[] = {"item", "code_alias", "log_object", "import_row", "import_value"};

class InSqlite {
public:
    db::Options options() const { return {.url = {}, .directory = folder_.path()}; }
    double copy_ms(Tables tables) {
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
    double server_seconds() const { return 0; }

private:
    db::testing::TemporaryDirectory folder_;
};

class InPostgres {
public:
    db::Options options() const { return {.url = postgres_.url(), .directory = postgres_.folder()}; }
    double copy_ms(Tables tables) {
        double ms = 0;
        for (const auto table : tables) {
            postgres_.run(fmt::format("create table copied_{0} (like {0} including all)", table));
            ms += postgres_.time_ms(fmt::format("insert into copied_{0} select * from {0}", table));
        }
        return ms;
    }
    double server_seconds() const { return postgres_.cpu_seconds(); }

private:
    Postgres postgres_;
};

/// Of this process, threads that ended included.
double own_seconds() {
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    const auto seconds = [](const timeval& t) {
        return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
    };
    return seconds(used.ru_utime) + seconds(used.ru_stime);
}

/// Seconds to the preview, and from the confirmation to the last row; and those that processors worked for both.
struct Whole {
    double preview = 0, stored = 0, cpu = 0;
};
using Place = std::function<double()>;  // seconds that the database's own processes worked so far
Whole import_whole(db::Database& db, const auth::Actor& maker, const yiguan::imports::Upload& file, std::size_t rows,
                   const yiguan::imports::WorkerOptions& worker_options, const Place& server_seconds) {
    const auto worked = [&] { return own_seconds() + server_seconds(); };
    yiguan::imports::Worker worker(db, worker_options);
    Whole out;
    const double before = worked();
    Stopwatch watch;
    const auto hash = sheet::content_hash(file.bytes);
    const auto job =
        db.write_now([&](db::Tx& tx) { return yiguan::imports::upload(tx, maker, file, hash); }).value().job.id;
    worker.run_once();
    out.preview = watch.seconds();
    const auto now = [&] {
        return db.read_now([&](db::Tx& tx) { return yiguan::imports::read_job(tx, maker, job); }).value();
    };
    const auto ready = now();
    if (ready.fresh != static_cast<std::int64_t>(rows))
        throw std::runtime_error(fmt::format("only {} rows are new: {}", ready.fresh, ready.problem));
    Stopwatch storing;
    db.write_now([&](db::Tx& tx) { return yiguan::imports::confirm(tx, maker, job, ready.version); }).value();
    worker.run_once();
    out.stored = storing.seconds();
    out.cpu = worked() - before;
    if (now().stored != static_cast<std::int64_t>(rows)) throw std::runtime_error("a row is not stored");
    return out;
}

Whole import_filings(db::Database& db, const std::string& bytes, std::size_t rows, const Place& server_seconds) {
    return import_whole(db, approved_maker(db),
                        {.kind = "B.1", .unit = "CAT-05-01", .file_name = "filings.xlsx", .bytes = bytes}, rows, {},
                        server_seconds);
}

/// The model of the vehicles, published.
ProductId published_model(db::Database& db, const auth::Actor& maker) {
    return db
        .write_now([&](db::Tx& tx) -> Result<ProductId> {
            const auth::Actor admin{
                .user = UserId{1}, .org = {}, .roles = auth::Roles{}.with(auth::Role::platform_admin)};
            TRY(const auto picture,
                registry::add_document(tx, maker, {std::string(64, 'a'), registry::MediaType::png, 100}));
            const json::object body{{"template", "B.3"},
                                    {"unit", "CAT-04-01"},
                                    {"fields",
                                     {{"productName", "电动自行车"},
                                      {"productType", "整车"},
                                      {"model", "TDT001Z"},
                                      {"standard", "GB 17761-2024"},
                                      {"inspectionReport", "R-77"},
                                      {"inspectionBody", "检测中心"}}},
                                    {"pictures", json::array{to_string(picture.id)}}};
            TRY(const auto filing,
                catalog::decode_filing(body, tx.now(), [&](std::string_view id, std::int64_t edition) {
                    return edition > 0 ? catalog::find_template(tx, id, edition) : catalog::newest_template(tx, id);
                }));
            TRY(const auto filed, catalog::file_product(tx, maker, filing));
            TRY_VOID(catalog::review_product(tx, admin, filed.id, catalog::Review::approve, ""));
            return filed.id;
        })
        .value();
}

Whole import_pieces(db::Database& db, std::size_t rows, const Place& server_seconds) {
    const db::testing::TemporaryDirectory folder;
    const auto maker = approved_maker(db);
    const auto keys = mint::KeyFile::load_or_create(folder.path() / "keys").value();
    const auto domain = db.write_now([&](db::Tx& tx) { return codes::ensure_domain(tx, "0128", keys); }).value();
    codes::Directory directory(keys, "0128");
    const auto model = published_model(db, maker);
    const auto block = db.write_now([&](db::Tx& tx) {
                             return codes::apply_for_codes(tx, maker, domain, {model, std::int64_t(rows)});
                         }).value();
    directory.add(block);
    const std::string bytes = vehicles(
        rows, [&](std::size_t n) { return directory.text(block, block.first + static_cast<std::int64_t>(n) - 1); });
    return import_whole(db, maker, {.kind = "EB-PRODUCT", .unit = {}, .file_name = "vehicles.xlsx", .bytes = bytes},
                        rows, {.directory = &directory}, server_seconds);
}

template <class Where>
void measure(Report& report, const Options& options, const std::string& what, const std::string& kept,
             const std::string& engine, std::string_view figure, Tables tables,
             const std::function<Whole(db::Database&, const Place&)>& import) {
    const auto wanted = figure.empty() ? std::string() : fmt::format("{} with storing", figure);
    auto& preview = report.row(fmt::format("{} uploaded, read, compared, kept for the preview, {}", what, engine),
                               Unit::ms, "", wanted);
    auto& stored = report.row(fmt::format("the same {} stored, with {}, {}", what, kept, engine), Unit::ms, "", wanted);
    auto& both = report.row(fmt::format("{}, both together, {}", what, engine), Unit::ms,
                            "the rows of the tables inserted by the engine alone, same indexes", std::string(figure));
    auto& cpu = report.row(fmt::format("{}, processor time of both, the database's included, {}", what, engine),
                           Unit::ms, "", "");
    for (int i = 0; i < options.runs; ++i) {
        Where place;
        Whole one;
        {
            const auto db = db::Database::open(place.options());
            one = import(*db, [&] { return place.server_seconds(); });
        }
        preview.add(one.preview * 1e3);
        stored.add(one.stored * 1e3);
        both.add((one.preview + one.stored) * 1e3, place.copy_ms(tables));
        cpu.add(one.cpu * 1e3);
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
    const std::string bytes =
        vehicles(rows, [](std::size_t n) { return fmt::format("20128998529696211981952{:010}", n); });
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
    const std::string filed = filings(rows);
    const auto import_one = [&](db::Database& db, const Place& place) {
        return import_filings(db, filed, rows, place);
    };
    const auto import_other = [&](db::Database& db, const Place& place) { return import_pieces(db, rows, place); };
    // Before PostgreSQL, whose client keeps its own.
    measure<InSqlite>(report, options, "filings", "history, record and audit", "SQLite", "<= 3 s", filing_tables,
                      import_one);
    const auto peak = [&](std::string_view what) {
        report
            .row(fmt::format("memory of the whole process at its largest, the file included, {}", what), Unit::mb, "",
                 "<= 200 MB")
            .add(peak_mb());
    };
    peak("filings");
    measure<InPostgres>(report, options, "filings", "history, record and audit", "PostgreSQL", "<= 3 s", filing_tables,
                        import_one);
    const std::string pieces = "vehicles with trace codes";
    const std::string kept = "batch, piece, four numbers each and their records";
    measure<InSqlite>(report, options, pieces, kept, "SQLite", "", piece_tables, import_other);
    peak(pieces);
    measure<InPostgres>(report, options, pieces, kept, "PostgreSQL", "", piece_tables, import_other);
    report.note(
        "openpyxl of Debian 12 reads the cells, but neither finds columns nor checks anything; its start is in its "
        "time");
}

}  // namespace yiguan::bench
