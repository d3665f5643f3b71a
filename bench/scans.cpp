// scan, forged and start: the public page of a node with a billion issued codes.
#include <fmt/format.h>

#include <random>
#include <thread>

#include "benches.hpp"
#include "loader.hpp"
#include "mint/mint.hpp"
#include "node.hpp"
#include "peers.hpp"

namespace yiguan::bench {
namespace {

/// A node with the data set, restarted on one core with one I/O thread.
class ScanNode {
public:
    explicit ScanNode(const Options& options) {
        node_.start();
        {
            World world(node_);
            const Stopwatch watch;
            data_ = make_data_set(world, {.blocks = 1'000 / options.scale});
            fmt::print("data set: {} blocks of {} codes, {} bound, in {:.1f} s\n", data_.blocks, data_.block_codes,
                       data_.blocks * data_.batch, watch.seconds());
            std::fflush(stdout);
        }
        node_.stop();
        node_.start(1, 0);
        const auto keys = mint::KeyFile::load(node_.data() / "keys").value();
        minter_.emplace(keys, mint::CodeDomain::ecode("0128").value(), keys.current_epoch());
    }
    Node& node() { return node_; }
    /// Random codes: of those bound, or of all issued.
    std::string bound_code() {
        return minter_->mint(data_.first + pick(data_.blocks) * data_.block_codes + pick(data_.batch));
    }
    std::string issued_code() { return minter_->mint(data_.first + pick(data_.blocks * data_.block_codes)); }
    /// 27 random digits behind V, NSI and epoch: not one in a billion deciphers.
    std::string forged_code() {
        std::string code = "201280";
        while (code.size() < 33) code += static_cast<char>('0' + pick(10));
        return code;
    }

private:
    std::int64_t pick(std::int64_t below) {
        return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(below));
    }
    Node node_;
    DataSet data_;
    std::optional<mint::Minter> minter_;
    std::mt19937_64 random_{20261121};
};

using Code = std::function<std::string()>;
Loaded load(std::uint16_t port, const Code& code, const Options& options, int status = 200, double per_second = 0) {
    return run({.port = port, .seconds = options.seconds, .per_second = per_second, .status = status},
               [&](std::string& out) { out.append("/E=").append(code()); });
}

}  // namespace

void scan(Report& report, const Options& options) {
    ScanNode scans(options);
    const auto port = scans.node().port();
    const Code bound = [&] { return scans.bound_code(); };
    const Code issued = [&] { return scans.issued_code(); };
    const Nginx nginx(http::Client("127.0.0.1", port).get("/E=" + bound()), 0);
    const Nginx nginx_issued(http::Client("127.0.0.1", port).get("/E=" + issued()), 0);
    load(port, bound, options);  // pages compiled, nginx and caches warm
    load(nginx.port(), bound, options);

    const char* peer = "nginx on one core, the same bytes as a constant";
    auto& rate = report.row("pages of random bound codes (10 million), 64 connections, one core", Unit::per_second,
                            peer, ">= 0.7 of nginx");
    auto& cpu = report.row("processor time of the server a page, kernel and scan record included", Unit::us, peer, "");
    auto& p99 = report.row("p99 at 80 % of that load", Unit::ms, peer + std::string(" at 80 % of its own"), "<= 10 ms");
    auto& any = report.row("pages of random issued codes (1 billion, 99 % not bound)", Unit::per_second, peer, "");
    double bytes = 0;
    for (int i = 0; i < options.runs; ++i) {
        const auto measured = [&](std::uint16_t at, pid_t pid, double& us) {
            const double before = cpu_seconds(pid);
            const auto loaded = load(at, bound, options);
            us = (cpu_seconds(pid) - before) / static_cast<double>(loaded.answers) * 1e6;
            return loaded;
        };
        double own_us = 0, other_us = 0;
        const auto own = measured(port, scans.node().pid(), own_us);
        const auto other = measured(nginx.port(), nginx.pid(), other_us);
        rate.add(own.per_second, other.per_second);
        cpu.add(own_us, other_us);
        bytes = own.body_bytes;
        const auto calm = load(port, bound, options, 200, own.per_second * 0.8);
        const auto calm_peer = load(nginx.port(), bound, options, 200, other.per_second * 0.8);
        p99.add(calm.p99_ms, calm_peer.p99_ms);
    }
    // After the others, because what is stored of a load is added up while later ones run: each row bears its own.
    for (int i = 0; i < options.runs; ++i)
        any.add(load(port, issued, options).per_second, load(nginx_issued.port(), issued, options).per_second);
    const auto metrics = scans.node().metrics();
    const auto value = [&](const char* key) {
        const auto at = metrics.find(key);
        return at == metrics.end() ? 0 : at->second;
    };
    report.note(fmt::format("{:.0f} bytes of page on average; {:.0f} scans recorded, {:.0f} dropped", bytes,
                            value("yiguan_lookup_scans_total"), value("yiguan_lookup_scans_dropped_total")));
    scans.node().stop();
}

void forged(Report& report, const Options& options) {
    ScanNode scans(options);
    const auto port = scans.node().port();
    const Code bound = [&] { return scans.bound_code(); };
    const Code forged = [&] { return scans.forged_code(); };
    load(port, bound, options);
    auto& rate = report.row("pages of random forged codes, 64 connections, one core", Unit::per_second,
                            "pages of genuine bound codes, the same server", ">= the genuine rate");
    auto& cpu = report.row("processor time of the server a page", Unit::us, "genuine bound codes, the same server", "");
    auto& reads = report.row("SQL statements run during a load of forged codes", Unit::count, "", "0");
    std::map<std::string, double> statements;
    double answers = 0;
    for (int i = 0; i < options.runs; ++i) {
        const pid_t pid = scans.node().pid();
        const double cpu_start = cpu_seconds(pid);
        const auto genuine = load(port, bound, options);
        const double genuine_us = (cpu_seconds(pid) - cpu_start) / static_cast<double>(genuine.answers) * 1e6;
        std::this_thread::sleep_for(std::chrono::seconds(2));  // the last scans are folded
        const auto before = scans.node().metrics();
        const double cpu_before = cpu_seconds(pid);
        const auto own = load(port, forged, options, 404);
        cpu.add((cpu_seconds(pid) - cpu_before) / static_cast<double>(own.answers) * 1e6, genuine_us);
        const auto after = scans.node().metrics();
        rate.add(own.per_second, genuine.per_second);
        answers += static_cast<double>(own.answers);
        double run = 0;
        for (const auto& [name, count] : after) {
            if (!name.starts_with("yiguan_db_statements_total")) continue;
            const auto at = before.find(name);
            const double grown = count - (at == before.end() ? 0 : at->second);
            if (grown > 0) statements[name] += grown, run += grown;
        }
        reads.add(run);
    }
    std::string list;
    for (const auto& [name, count] : statements) list += fmt::format(" {} {:.0f};", name.substr(name.find('{')), count);
    report.note(
        fmt::format("{:.0f} forged codes answered; statements in that time:{} (the directory looks once a "
                    "second for blocks of other processes)",
                    answers, list.empty() ? " none" : list));
    scans.node().stop();
}

void start(Report& report, const Options& options) {
    ScanNode scans(options);
    Node& node = scans.node();
    auto& time =
        report.row("process start to the first page, 10 million items of 1 billion codes", Unit::ms, "", "<= 200 ms");
    auto& memory = report.row("idle memory (VmRSS)", Unit::mb, "", "<= 60 MB");
    auto& own = report.row("of it not file-backed (RssAnon)", Unit::mb, "", "");
    for (int i = 0; i < options.runs; ++i) {
        node.stop();
        time.add(node.start(0, -1, "/E=" + scans.bound_code()));
        std::this_thread::sleep_for(std::chrono::seconds(2));
        memory.add(node.status_kb("VmRSS") / 1024);
        own.add(node.status_kb("RssAnon") / 1024);
    }
    node.stop();
}

}  // namespace yiguan::bench
