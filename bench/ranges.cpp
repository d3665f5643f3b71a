// range and items: facts about codes over HTTP, durable, beside rows in PostgreSQL.
#include <fmt/format.h>

#include <atomic>
#include <fstream>
#include <thread>

#include "benches.hpp"
#include "mint/mint.hpp"
#include "node.hpp"
#include "peers.hpp"

namespace yiguan::bench {

void range(Report& report, const Options& options) {
    Node node;
    node.start();
    World world(node);
    Postgres postgres;
    constexpr std::int64_t rows = 1'000'000;
    postgres.run("create table item (code bigint primary key, batch bigint, status smallint, holder bigint)");
    postgres.run(fmt::format("insert into item select i, 1, 1, 1 from generate_series(1, {}) i", rows));
    postgres.run("vacuum analyze item");

    struct Size {
        std::int64_t codes;
        Row *bind, *ship, *receive;
    };
    std::vector<Size> sizes;
    for (const std::int64_t codes : {std::int64_t{1'000'000}, std::int64_t{10}, std::int64_t{100'000'000}}) {
        const std::string peer = codes == rows ? "PostgreSQL UPDATE of 1,000,000 rows" : "";
        const std::string figure = codes == rows ? "<= 5 ms" : "within 2x of 1,000,000 codes";
        sizes.push_back({codes, &report.row(fmt::format("bind {} codes, one call", codes), Unit::ms, peer, figure),
                         &report.row(fmt::format("ship {} codes, one call", codes), Unit::ms, peer, figure),
                         &report.row(fmt::format("receive {} codes, one call", codes), Unit::ms, peer, figure)});
    }
    const auto timed = [](User& user, const char* path, const json::object& body) {
        const std::string text = json::serialize(body);
        const Stopwatch watch;
        user.post_text(path, text);
        return watch.ms();
    };
    for (int i = -1; i < options.runs; ++i) {  // the first round warms up
        const double update_ms =
            i < 0 ? 0 : postgres.time_ms("update item set status = status % 7 + 1, holder = holder + 1");
        for (const Size& size : sizes) {
            const auto block = world.block(size.codes);
            const double bind =
                timed(*world.maker, "/api/v1/bindings", range_of(block, 0, size.codes, binding_fields()));
            timed(*world.maker, "/api/v1/activations", range_of(block, 0, size.codes));
            auto shipment = range_of(block, 0, size.codes, shipping_fields());
            shipment["buyerUscc"] = world.shop_uscc;
            const double ship = timed(*world.maker, "/api/v1/shipments", shipment);
            const double receive =
                timed(*world.shop, "/api/v1/receipts", range_of(block, 0, size.codes, receiving_fields()));
            if (i < 0) continue;
            const auto add = [&](Row& row, double ms) { row.peer.empty() ? row.add(ms) : row.add(ms, update_ms); };
            add(*size.bind, bind), add(*size.ship, ship), add(*size.receive, receive);
        }
    }
    node.stop();
}

namespace {

constexpr std::int64_t run_codes = 10, request_items = 1'000, stride = 11;  // every eleventh code was spoilt

std::string code_list(const mint::Minter& minter, std::int64_t first) {
    std::string body = "{\"codes\":[";
    for (std::int64_t run = 0; run < request_items / run_codes; ++run)
        for (std::int64_t k = 0; k < run_codes; ++k)
            body += fmt::format("{}\"{}\"", run + k == 0 ? "" : ",", minter.mint(first + run * stride + k));
    return body + "]";
}

std::string range_list(const World::Block& block, std::int64_t first) {
    std::string body = "{\"ranges\":[";
    for (std::int64_t run = 0; run < request_items / run_codes; ++run) {
        const auto at = first + run * stride;
        body += fmt::format(R"({}{{"block":"{}","first":"{}","last":"{}"}})", run == 0 ? "" : ",", block.id, at,
                            at + run_codes - 1);
    }
    return body + "]";
}

}  // namespace

void items(Report& report, const Options& options) {
    const int requests = static_cast<int>(200 / options.scale);
    constexpr int connections = 8;
    const double steps = 2.0 * requests * request_items;
    const char* peer = "PostgreSQL COPY of one row per item step, two indexes, synced";
    const char* figure = ">= 100,000 item steps/s; >= 0.5 of COPY";
    auto& texts = report.row("bind + ship, codes as scanned texts (item steps)", Unit::per_second, peer, figure);
    auto& ranges = report.row("bind + ship, runs as ranges (item steps)", Unit::per_second, peer, figure);
    auto& bind_only = report.row("bind only, scanned texts (item steps)", Unit::per_second, "", "");
    auto& ship_only = report.row("ship only, scanned texts (item steps)", Unit::per_second, "", "");

    Node node;
    node.start();
    World world(node);
    const auto keys = mint::KeyFile::load(node.data() / "keys").value();
    const mint::Minter minter(keys, mint::CodeDomain::ecode("0128").value(), keys.current_epoch());
    Postgres postgres;
    postgres.run(
        "create table item_step (block_id bigint, counter bigint, event_id bigint, home_block bigint, biz_step "
        "smallint, status smallint, batch_id bigint, holder_id bigint, consignee_id bigint, chain_id bigint, "
        "record_time bigint, primary key (block_id, counter, event_id))");
    postgres.run("create index item_step_by_holder on item_step (holder_id, event_id)");
    const auto rows_file = (postgres.folder() / "rows").string();

    std::int64_t event = 7'000'000'000'000'000;
    const auto copied_per_second = [&](std::int64_t first) {
        {
            std::ofstream out(rows_file);
            for (int step = 1; step <= 2; ++step)
                for (int r = 0; r < requests; ++r, ++event)
                    for (std::int64_t i = 0; i < request_items; ++i)
                        out << fmt::format("{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\n", 7'123'456'789'012'345,
                                           first + r * request_items + i, event, 7'123'456'789'012'345, step, step,
                                           event - 1, 7'123'000'000'000'001, 0, event * 3, 1'795'219'200'000 + r);
        }
        std::filesystem::permissions(rows_file, std::filesystem::perms(0644));
        postgres.run("checkpoint");
        return steps / (postgres.time_ms(fmt::format("copy item_step from '{}'", rows_file)) / 1e3);
    };

    const std::string bind_fields = ",\"fields\":" + json::serialize(binding_fields()) + "}";
    auto shipping = shipping_fields();
    const std::string ship_fields =
        ",\"fields\":" + json::serialize(shipping) + ",\"buyerUscc\":\"" + world.shop_uscc + "\"}";
    const std::int64_t request_codes = request_items / run_codes * stride;
    for (int i = 0; i < options.runs; ++i) {
        for (const bool as_texts : {true, false}) {
            const auto block = world.block(requests * request_codes);
            std::vector<std::string> bind, activate, ship;
            for (int r = 0; r < requests; ++r) {
                const auto first = block.first + r * request_codes;
                const auto which = as_texts ? code_list(minter, first) : range_list(block, first);
                bind.push_back(which + bind_fields);
                ship.push_back(which + ship_fields);
                activate.push_back(range_list(block, first) + "}");
            }
            const double bind_s = post_all(node, *world.maker, "/api/v1/bindings", bind, connections);
            post_all(node, *world.maker, "/api/v1/activations", activate, connections);
            const double ship_s = post_all(node, *world.maker, "/api/v1/shipments", ship, connections);
            const double copied = copied_per_second(i * 2'000'000 + (as_texts ? 0 : 1'000'000));
            (as_texts ? texts : ranges).add(steps / (bind_s + ship_s), copied);
            if (as_texts) bind_only.add(steps / 2 / bind_s), ship_only.add(steps / 2 / ship_s);
        }
    }
    report.note(
        fmt::format("{} connections, {} requests a step and pair; between binding and shipping the same runs "
                    "are activated, which is not counted",
                    connections, requests));
    node.stop();
}

}  // namespace yiguan::bench
