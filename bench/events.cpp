// capture, query, size and growth: events from outside over HTTP, durable, beside rows in PostgreSQL.
#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <random>

#include "benches.hpp"
#include "node.hpp"
#include "peers.hpp"

namespace yiguan::bench {
namespace {

constexpr std::int64_t document_events = 100, run_codes = 10, connections = 8;
constexpr std::int64_t gtins = 1'000;

/// Events of many articles: every event a run of serial numbers. A line: a document comes from one place and is about
/// one article. Mixed: every event of it is about another article, at another place.
enum class Mix : std::uint8_t { line, mixed };

/// Where an event's numbers come from, the same for what is captured and for what COPY stores.
struct Numbers {
    std::int64_t article, serial, place;
    Numbers(Mix mix, std::int64_t event) {
        const bool line = mix == Mix::line;
        article = line ? event / document_events % gtins : event % gtins;
        const std::int64_t run =
            line ? event / (document_events * gtins) * document_events + event % document_events : event / gtins;
        serial = 1'000'000'000 + run * (run_codes + 3);
        place = line ? event / document_events % 50 : event % 50;
    }
};

class Production {
public:
    /// SGTIN of the serial's place in the whole production.
    static std::string epc(Mix mix, std::int64_t event, std::int64_t k) {
        const Numbers n(mix, event);
        return fmt::format("urn:epc:id:sgtin:6901234.{}{:05}.{}", mix == Mix::line ? 1 : 2, n.article, n.serial + k);
    }
    static std::string event(Mix mix, std::int64_t n, std::int64_t codes) {
        std::string epcs;
        for (std::int64_t k = 0; k < codes; ++k) {
            if (k > 0) epcs += ',';
            epcs += '"';
            epcs += epc(mix, n, k);
            epcs += '"';
        }
        const std::int64_t second = n / 20, place = Numbers(mix, n).place;
        return fmt::format(
            R"({{"type":"ObjectEvent","eventTime":"2026-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}+08:00",)"
            R"("eventTimeZoneOffset":"+08:00","epcList":[{}],"action":"OBSERVE","bizStep":"shipping",)"
            R"("disposition":"in_transit","readPoint":{{"id":"urn:epc:id:sgln:6901234.{:05}.0"}},)"
            R"("bizLocation":{{"id":"urn:epc:id:sgln:6901234.{:05}.0"}},)"
            R"("bizTransactionList":[{{"type":"po","bizTransaction":"urn:epcglobal:cbv:bt:6901234000009:PO{}"}}]}})",
            1 + second / 2'419'200 % 10, 1 + second / 86'400 % 28, second / 3'600 % 24, second / 60 % 60, second % 60,
            n % 20 * 50, epcs, place, place, n / 1'000);
    }
    static std::string document(Mix mix, std::int64_t first, std::int64_t events, std::int64_t codes) {
        std::string out =
            R"({"@context":["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"],"type":"EPCISDocument",)"
            R"("schemaVersion":"2.0","creationDate":"2026-11-20T08:00:00Z","epcisBody":{"eventList":[)";
        for (std::int64_t i = 0; i < events; ++i) {
            if (i > 0) out += ',';
            out += event(mix, first + i, codes);
        }
        return out + "]}}";
    }
};

std::vector<std::string> documents(Mix mix, std::int64_t first_event, std::int64_t count,
                                   std::int64_t events = document_events, std::int64_t codes = run_codes) {
    std::vector<std::string> out;
    for (std::int64_t d = 0; d < count; ++d)
        out.push_back(Production::document(mix, first_event + d * events, events, codes));
    return out;
}

double capture_all(const Node& node, User& user, const std::vector<std::string>& bodies) {
    return post_all(node, user, "/epcis/capture", bodies, connections);
}

/// PostgreSQL with tables as wide and as indexed as ours, filled by COPY: an event row with its stored form, the rows
/// that find it by code, place and order, and its identity.
class CopyOfEvents {
public:
    CopyOfEvents() : rows_((postgres_.folder() / "rows").string()) {
        postgres_.run(
            "create table ev (home_block bigint, event_id bigint, kind smallint, biz_step smallint, disposition "
            "smallint,"
            " event_time bigint, record_time bigint, org_id bigint, user_id bigint, code_count bigint, id_hash bigint,"
            " body bytea, primary key (home_block, event_id))");
        postgres_.run("create index ev_by_org on ev (org_id, event_id)");
        postgres_.run("create index ev_by_time on ev (org_id, event_time, id_hash, event_id)");
        postgres_.run(
            "create table span (block_id bigint, lvl smallint, node bigint, event_id bigint, home_block bigint, role "
            "smallint, primary key (block_id, lvl, node, event_id))");
        postgres_.run(
            "create table ident (id_hash bigint, event_id bigint, home_block bigint, org_id bigint, "
            "primary key (id_hash, event_id))");
    }
    /// Events a second, commit included.
    double per_second(Mix mix, std::int64_t first, std::int64_t events) {
        const std::string body(2 * 75, 'a');
        std::mt19937_64 random{static_cast<std::uint64_t>(first) + 1};
        const auto hash = [&] { return static_cast<std::int64_t>(random() >> 2); };
        {
            std::ofstream ev(rows_), span(rows_ + ".span"), ident(rows_ + ".ident");
            for (std::int64_t n = first; n < first + events; ++n) {
                const std::int64_t id = 7'000'000'000'000'000 + n, home = -1 - n / 1'000'000, h = hash();
                const Numbers numbers(mix, n);
                const std::int64_t article = -1'000'003 * (1 + numbers.article + (mix == Mix::line ? 0 : gtins));
                ev << fmt::format("{}\t{}\t1\t3\t3\t{}\t{}\t17\t18\t10\t{}\t\\\\x{}\n", home, id,
                                  1'790'000'000'000 + n * 50, 1'790'000'000'000 + n, h, body);
                const std::int64_t first_node = numbers.serial >> 4, last_node = (numbers.serial + run_codes - 1) >> 4;
                for (std::int64_t node = first_node; node <= last_node; ++node)
                    span << fmt::format("{}\t4\t{}\t{}\t{}\t1\n", article, node, id, home);
                // Places and transactions of a capture are one row each.
                if (n % document_events < (mix == Mix::line ? 1 : 50))
                    span << fmt::format("{0}\t0\t0\t{2}\t{3}\t0\n{1}\t0\t0\t{2}\t{3}\t0\n", -4'000'000 - numbers.place,
                                        -5'000'000 - numbers.place, id, home);
                if (n % document_events == 0)
                    span << fmt::format("{}\t0\t0\t{}\t{}\t0\n", -6'000'000'000 - n / 1'000, id, home);
                ident << fmt::format("{}\t{}\t{}\t17\n", h, id, home);
            }
        }
        for (const char* end : {"", ".span", ".ident"})
            std::filesystem::permissions(rows_ + end, std::filesystem::perms(0644));
        postgres_.run("checkpoint");
        const double ms =
            postgres_.time_ms(fmt::format("begin; copy ev from '{0}'; copy span from '{0}.span'; copy ident from "
                                          "'{0}.ident'; commit",
                                          rows_));
        return static_cast<double>(events) / (ms / 1e3);
    }

private:
    Postgres postgres_;
    std::string rows_;
};

double database_bytes(const Node& node) {
    double bytes = 0;
    for (const auto& file : std::filesystem::directory_iterator(node.data()))
        if (file.path().filename().string().starts_with("yiguan.db"))
            if (!file.path().filename().string().ends_with("-shm"))
                bytes += static_cast<double>(std::filesystem::file_size(file));
    return bytes;
}

/// GET answers' times in milliseconds.
std::vector<double> timed_queries(User& user, int count, const std::function<std::string()>& target) {
    std::vector<double> ms;
    for (int i = 0; i < count; ++i) {
        const std::string one = target();
        const Stopwatch watch;
        const auto answer = user.client().get(one);
        ms.push_back(watch.ms());
        if (answer.status != 200) throw std::runtime_error(fmt::format("{}: {}", one, answer.body));
        if (answer.body.find("ObjectEvent") == std::string::npos) throw std::runtime_error("nothing found: " + one);
    }
    std::ranges::sort(ms);
    return ms;
}

}  // namespace

void capture(Report& report, const Options& options) {
    const std::int64_t count = 1'000 / options.scale, events = count * document_events;
    const char* peer = "PostgreSQL COPY of the same rows and indexes, synced";
    auto& line = report.row("documents of 100 events of 10 codes, each of one line, 8 connections (events)",
                            Unit::per_second, peer, ">= 80,000 events/s; >= 0.5 of COPY");
    auto& cpu = report.row("processor time of the server an event of these", Unit::us, "", "");
    auto& mixed = report.row("the same, every event of another article at another place (events)", Unit::per_second,
                             peer, ">= 0.5 of COPY");
    Node node;
    node.start();
    World world(node);
    CopyOfEvents copy;
    capture_all(node, *world.maker, documents(Mix::line, 0, 20));
    for (int i = 0; i < options.runs; ++i) {
        const std::int64_t first = (i + 1) * 10'000'000;
        for (const Mix mix : {Mix::line, Mix::mixed}) {
            const auto bodies = documents(mix, first, count);
            const double before = cpu_seconds(node.pid());
            const double seconds = capture_all(node, *world.maker, bodies);
            if (mix == Mix::line) cpu.add((cpu_seconds(node.pid()) - before) / static_cast<double>(events) * 1e6);
            const double copied = copy.per_second(mix, first + (mix == Mix::line ? 0 : 5'000'000), events);
            (mix == Mix::line ? line : mixed).add(static_cast<double>(events) / seconds, copied);
        }
    }
    report.note(
        fmt::format("{} documents a run of about {} bytes; the load is made by threads of another process on the "
                    "same cores",
                    count, Production::document(Mix::line, 0, 100, 10).size()));
    node.stop();
}

void logcost(Report& report, const Options& options) {
    const std::int64_t count = 1'000 / options.scale, events = count * document_events;
    const char* peer = "the same without the log";
    auto& rate = report.row("documents of 100 events of 10 codes captured, each event a record of the log (events)",
                            Unit::per_second, peer, ">= 0.9 of it");
    auto& cpu = report.row("processor time of the server an event of these", Unit::us, "", "");
    auto& without_cpu = report.row("the same without the log", Unit::us, "", "");
    Node with, without;
    with.start();
    without.start(0, -1, "/healthz", {"--without-log", "1"});
    World world(with), other(without);
    for (World* w : {&world, &other}) capture_all(w == &world ? with : without, *w->maker, documents(Mix::line, 0, 20));
    for (int i = 0; i < options.runs; ++i) {
        const auto bodies = documents(Mix::line, (i + 1) * 10'000'000, count);
        double rates[2] = {}, times[2] = {};
        // By turns first, so that neither always finds the machine as the other left it.
        for (const bool logged : {i % 2 == 0, i % 2 != 0}) {
            const Node& node = logged ? with : without;
            const double before = cpu_seconds(node.pid());
            rates[logged] = static_cast<double>(events) / capture_all(node, *(logged ? world : other).maker, bodies);
            times[logged] = (cpu_seconds(node.pid()) - before) / static_cast<double>(events) * 1e6;
        }
        rate.add(rates[1], rates[0]);
        cpu.add(times[1]);
        without_cpu.add(times[0]);
    }
    with.stop();
    without.stop();
}

void query(Report& report, const Options& options) {
    Node node;
    node.start();
    World world(node);
    std::mt19937_64 random{7};
    std::int64_t stored = 0;
    struct Size {
        std::int64_t events;
        Row *p50, *p99, *place;
    };
    std::vector<Size> sizes;
    for (const std::int64_t events : {std::int64_t{1'000'000}, std::int64_t{10'000'000}}) {
        const std::int64_t n = events / options.scale;
        sizes.push_back(
            {n, &report.row(fmt::format("one EPC among {} events, median", n), Unit::ms, "", ""),
             &report.row(fmt::format("one EPC among {} events, p99", n), Unit::ms, "", "<= 2 ms"),
             &report.row(fmt::format("a page of 30 of one bizLocation among {} events, p99", n), Unit::ms, "", "")});
    }
    for (const Size& size : sizes) {
        const Stopwatch watch;
        while (stored < size.events) {
            const std::int64_t more = std::min<std::int64_t>(1'000, (size.events - stored) / document_events);
            if (more == 0) break;
            capture_all(node, *world.maker, documents(Mix::line, stored, more));
            stored += more * document_events;
        }
        fmt::print("{} events stored in {:.0f} s more\n", stored, watch.seconds());
        std::fflush(stdout);
        const auto one = [&] {
            const auto n = static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(stored));
            return "/epcis/events?MATCH_epc=" +
                   Production::epc(Mix::line, n,
                                   static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(run_codes)));
        };
        const auto place = [&] {
            return fmt::format("/epcis/events?EQ_bizLocation=urn:epc:id:sgln:6901234.{:05}.0", random() % 50);
        };
        timed_queries(*world.maker, 200, one);
        for (int i = 0; i < options.runs; ++i) {
            const auto ms = timed_queries(*world.maker, 1'000, one);
            size.p50->add(ms[ms.size() / 2]);
            size.p99->add(ms[ms.size() * 99 / 100]);
            const auto places = timed_queries(*world.maker, 200, place);
            size.place->add(places[places.size() * 99 / 100]);
        }
    }
    report.note("one connection, answers as EPCISQueryDocument over HTTP");
    node.stop();
}

void size(Report& report, const Options& options) {
    auto& code = report.row("bytes an issued code (a block of 10^9)", Unit::count, "", "< 0.01");
    auto& item = report.row("bytes an item, captured in events of 100 items", Unit::count, "", "<= 150");
    auto& single = report.row("bytes a single-item event", Unit::count, "", "<= 700");
    const auto grown = [&](const auto& work) {
        Node node;
        node.start();
        World world(node);
        node.stop();
        const double before = database_bytes(node);
        node.start();
        User maker(node, *world.maker);
        work(node, maker, world.product);
        node.stop();
        return database_bytes(node) - before;
    };
    const std::int64_t count = 500 / options.scale;
    for (int i = 0; i < options.runs; ++i) {
        code.add(grown([](Node&, User& maker, const std::string& product) {
                     maker.post("/api/v1/blocks", {{"product", product}, {"quantity", "1000000000"}});
                 }) /
                 1e9);
        const auto capturing = [&](std::int64_t codes) {
            return grown([&](Node& node, User& maker, const std::string&) {
                capture_all(node, maker, documents(Mix::line, 0, count, 100, codes));
            });
        };
        item.add(capturing(100) / static_cast<double>(count * 100 * 100));
        single.add(capturing(1) / static_cast<double>(count * 100));
    }
    report.note("the database file after the server ended, less the file before; log and indexes included");
}

void growth(Report& report, const Options& options) {
    Node node;
    node.start();
    World world(node);
    std::int64_t stored = 0;
    for (const std::int64_t items : {std::int64_t{1'000'000}, std::int64_t{10'000'000}, std::int64_t{100'000'000}}) {
        const std::int64_t events = items / run_codes / options.scale;
        auto& row = report.row(fmt::format("processor time to capture an event at {} items", items / options.scale),
                               Unit::us, "", "<= 1.5 times that at a hundredth");
        auto& rate =
            report.row(fmt::format("events captured at {} items", items / options.scale), Unit::per_second, "", "");
        while (stored < events) {
            const std::int64_t more = std::min<std::int64_t>(1'000, (events - stored) / document_events);
            if (more == 0) break;
            capture_all(node, *world.maker, documents(Mix::line, stored, more));
            stored += more * document_events;
        }
        for (int i = 0; i < options.runs; ++i) {
            const auto bodies = documents(Mix::line, stored, 300);
            const double before = cpu_seconds(node.pid());
            const double seconds = capture_all(node, *world.maker, bodies);
            const double n = 300.0 * document_events;
            row.add((cpu_seconds(node.pid()) - before) / n * 1e6);
            rate.add(n / seconds);
            stored += 300 * document_events;
        }
    }
    node.stop();
}

}  // namespace yiguan::bench
