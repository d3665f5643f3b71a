// mint and verify: the two commands on one core, beside the AES that they cannot do without.
#include <fmt/format.h>

#include <cstdio>
#include <random>

#include "benches.hpp"
#include "mint/mint.hpp"
#include "node.hpp"
#include "peers.hpp"

namespace yiguan::bench {
namespace {

constexpr double aes_blocks_a_code = 10;  // rounds of FF1

double seconds_of(const std::string& command, int core = 0) {
    const Pinned pinned(core);
    const Stopwatch watch;
    shell(command);
    return watch.seconds();
}

double micro_ns(const std::string& filter) {
    return bench::micro_ns(YIGUAN_MINT_BENCH, filter);
}

}  // namespace

void mint(Report& report, const Options& options) {
    const db::testing::TemporaryDirectory directory;
    const auto folder = directory.path().string();
    const auto command = [&](std::int64_t count, const std::string& to) {
        return fmt::format("{} mint --nsi 0128 --count {} --keys {}/keys > {}", program(), count, folder, to);
    };
    const std::int64_t many = 50'000'000 / options.scale;
    auto& text = report.row("codes to text, one core", Unit::per_second, "AES floor: openssl speed / 10 blocks a code",
                            ">= 20 M codes/s");
    shell(command(1, "/dev/null"));
    for (int i = 0; i < options.runs; ++i) {
        const double own = static_cast<double>(many) / seconds_of(command(many, "/dev/null"));
        const Pinned pinned(0);
        text.add(own, aes_blocks_per_second() / aes_blocks_a_code);
    }

    // The same bytes to the same disk, synced; the source of cat lies in the page cache.
    const std::int64_t package = 100'000'000 / options.scale;
    const double bytes = static_cast<double>(package) * 34;
    auto& disk = report.row(fmt::format("{} codes of `yiguan mint` to disk, synced (bytes)", package), Unit::per_second,
                            "cat of the same bytes to the same disk, synced", ">= 0.5 of cat");
    auto& stream = report.row(fmt::format("{} codes as a package over HTTP to disk, synced (bytes)", package),
                              Unit::per_second, "cat of the same bytes to the same disk, synced", ">= 0.5 of cat");
    Node node;
    node.start();
    World world(node);
    const auto block = world.block(package);
    const auto download =
        fmt::format("curl -sf -H 'Cookie: yiguan_session={}' -o {}/copy http://127.0.0.1:{}/api/v1/blocks/{}/package",
                    world.maker->client().cookies().at("yiguan_session"), folder, node.port(), block.id);
    const std::string sync = fmt::format(" && sync {}/copy && rm {}/copy", folder, folder);
    shell(command(package, folder + "/source") + " && sync");
    for (int i = 0; i < options.runs; ++i) {
        const Stopwatch own;
        shell(command(package, folder + "/copy") + sync);
        const double own_s = own.seconds();
        const Stopwatch over_http;
        shell(download + sync);
        const double http_s = over_http.seconds();
        const Stopwatch other;
        shell(fmt::format("cat {0}/source > {0}/copy", folder) + sync);
        const double cat_s = other.seconds();
        disk.add(bytes / own_s, bytes / cat_s);
        stream.add(bytes / http_s, bytes / cat_s);
    }
    node.stop();
    std::filesystem::remove(directory.path() / "source");

    const std::int64_t rows = 2'000'000 / options.scale;
    auto& copy = report.row("codes to disk, synced, beside rows of a database", Unit::per_second,
                            "PostgreSQL COPY of the same codes into (code text primary key)", "");
    Postgres postgres;
    const auto file = (postgres.folder() / "codes").string();
    shell(command(rows, file) + " && chmod 644 " + file);
    for (int i = 0; i < options.runs; ++i) {
        const Stopwatch own;
        shell(command(rows, folder + "/copy") + sync);
        const double own_s = own.seconds();
        postgres.run("drop table if exists code");
        postgres.run("create table code (code text primary key)");
        postgres.run("checkpoint");
        copy.add(static_cast<double>(rows) / own_s,
                 static_cast<double>(rows) / (postgres.time_ms(fmt::format("copy code from '{}'", file)) / 1e3));
    }
}

void verify(Report& report, const Options& options) {
    const db::testing::TemporaryDirectory directory;
    const auto folder = directory.path().string();
    const std::int64_t many = 20'000'000 / options.scale;
    shell(fmt::format("{} mint --nsi 0128 --count {} --keys {}/keys > {}/codes", program(), many, folder, folder));
    {
        std::mt19937_64 random(7);
        std::FILE* const out = std::fopen((folder + "/forged").c_str(), "wb");
        char line[] = "201280000000000000000000000000000\n";
        for (std::int64_t i = 0; i < many; ++i) {
            auto digits = random();
            for (std::size_t k = 6; k < 33; ++k) {
                if (k == 20) digits = random();
                line[k] = static_cast<char>('0' + digits % 10);
                digits /= 10;
            }
            std::fwrite(line, 1, 34, out);
        }
        std::fclose(out);
    }
    const char* floor = "AES floor: openssl speed / 10 blocks a code";
    auto& good = report.row("genuine codes through `yiguan verify`, one core", Unit::us, floor, "<= 0.5 us in bulk");
    auto& bad = report.row("forged codes through `yiguan verify`, one core", Unit::us, floor, "<= 0.5 us in bulk");
    auto& one = report.row("one genuine code, Verifier::verify, random order", Unit::us, floor, "<= 1 us");
    auto& one_forged = report.row("one forged code, Verifier::verify, random order", Unit::us, floor, "<= 1 us");
    for (int i = 0; i < options.runs; ++i) {
        const auto bulk = [&](const char* name) {
            return seconds_of(fmt::format("{} verify --keys {}/keys < {}/{}", program(), folder, folder, name)) /
                   static_cast<double>(many) * 1e6;
        };
        const double good_us = bulk("codes"), bad_us = bulk("forged");
        const double one_us = micro_ns("verify_one/valid") / 1e3, forged_us = micro_ns("verify_one/forged") / 1e3;
        const Pinned pinned(0);
        const double floor_us = 1e6 / (aes_blocks_per_second() / aes_blocks_a_code);
        good.add(good_us, floor_us), bad.add(bad_us, floor_us);
        one.add(one_us, floor_us), one_forged.add(forged_us, floor_us);
    }
    report.note("the floor is bulk AES; a single code is ten rounds that wait for one another");
}

}  // namespace yiguan::bench
