// import: a spreadsheet of 100,000 vehicles read, its columns found, every row checked; beside it openpyxl, which reads
// the cells and checks nothing. Then a file of filings through the whole of an import: uploaded, read, compared with
// what is stored, its rows kept for the preview, confirmed, and each stored as a filing with its history and its
// record.
#include <fmt/format.h>

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

/// Seconds to the preview, and from the confirmation to the last filing.
struct Whole {
    double preview = 0, stored = 0;
};
Whole import_whole(const std::string& bytes, std::size_t rows) {
    const auto db = db::testing::fresh_database(db::Engine::sqlite);
    const auto maker = approved_maker(*db);
    yiguan::imports::Worker worker(*db);
    Whole out;
    Stopwatch watch;
    const auto hash = sheet::content_hash(bytes);
    const auto job =
        db->write_now([&](db::Tx& tx) {
              return yiguan::imports::upload(
                  tx, maker, {.kind = "B.1", .unit = "CAT-05-01", .file_name = "filings.xlsx", .bytes = bytes}, hash);
          })
            .value()
            .job.id;
    worker.run_once();
    out.preview = watch.seconds();
    const auto now = [&] {
        return db->read_now([&](db::Tx& tx) { return yiguan::imports::read_job(tx, maker, job); }).value();
    };
    const auto ready = now();
    if (ready.fresh != static_cast<std::int64_t>(rows)) throw std::runtime_error("a row is not new");
    Stopwatch storing;
    db->write_now([&](db::Tx& tx) { return yiguan::imports::confirm(tx, maker, job, ready.version); }).value();
    worker.run_once();
    out.stored = storing.seconds();
    if (now().stored != static_cast<std::int64_t>(rows)) throw std::runtime_error("a row is not stored");
    return out;
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
    const std::string filed = filings(rows);
    auto& preview =
        report.row("filings uploaded, read, compared, kept for the preview", Unit::ms, "", "<= 3 s with storing");
    auto& stored = report.row("the same filings stored, with history and record", Unit::ms, "", "<= 3 s with storing");
    for (int i = 0; i < options.runs; ++i) {
        const Whole one = import_whole(filed, rows);
        preview.add(one.preview * 1e3);
        stored.add(one.stored * 1e3);
    }
    report.note(
        "openpyxl of Debian 12 reads the cells, but neither finds columns nor checks anything; its start is in its "
        "time");
}

}  // namespace yiguan::bench
