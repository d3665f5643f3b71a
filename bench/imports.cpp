// import: a spreadsheet of 100,000 vehicles read, its columns found, every row checked; beside it openpyxl, which reads
// the cells and checks nothing. What storing adds comes with the rooms that store.
#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "benches.hpp"
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
    report.note(
        "openpyxl of Debian 12 reads the cells, but neither finds columns nor checks anything; its start is in its "
        "time");
}

}  // namespace yiguan::bench
