// trace and recall: the graph of one product, and everything that one component lot went into, over HTTP.
#include <fmt/format.h>

#include <algorithm>

#include "auth/auth.hpp"
#include "auth/password.hpp"
#include "benches.hpp"
#include "codes/directory.hpp"
#include "events/events.hpp"
#include "mint/mint.hpp"
#include "node.hpp"
#include "registry/registry.hpp"
#include "support/world.hpp"

namespace yiguan::bench {
namespace {

template <class T>
T must(Result<T> result) {
    if (result.has_error()) throw std::runtime_error(result.error().pointer + " " + result.error().detail);
    return std::move(result).value();
}

std::string document(const std::string& events) {
    return R"({"@context":["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",)"
           R"({"yiguan":"urn:yiguan:epcis:"}],"type":"EPCISDocument","schemaVersion":"2.0",)"
           R"("creationDate":"2026-06-30T08:00:00Z","epcisBody":{"eventList":[)" +
           events + "]}}";
}

/// A product made of parts made of parts; levels of so many things each, made in events of up to `batch` outputs.
/// Serial numbers have gaps: neighbours would be one node.
struct Assembly {
    std::vector<std::int64_t> sizes;
    std::int64_t batch = 1, article = 0;

    std::string epc(std::size_t level, std::int64_t n) const {
        return fmt::format("urn:epc:id:sgtin:6901234.{}{:05}.{}", article, level, 1'000 + 7 * n);
    }
    std::string list(std::size_t level, std::int64_t first, std::int64_t end) const {
        std::string out;
        for (std::int64_t n = first; n < end; ++n) out += fmt::format("{}\"{}\"", n == first ? "" : ",", epc(level, n));
        return out;
    }
    /// Outputs of a level from equal shares of the next one.
    std::vector<std::string> events() const {
        std::vector<std::string> out;
        for (std::size_t level = 0; level + 1 < sizes.size(); ++level)
            for (std::int64_t first = 0; first < sizes[level]; first += batch) {
                const std::int64_t end = std::min(sizes[level], first + batch);
                const auto share = [&](std::int64_t n) { return n * sizes[level + 1] / sizes[level]; };
                out.push_back(
                    fmt::format(R"({{"type":"TransformationEvent","eventTime":"2026-06-{:02}T08:00:00.000+08:00",)"
                                R"("eventTimeZoneOffset":"+08:00","inputEPCList":[{}],"outputEPCList":[{}],)"
                                R"("bizStep":"commissioning","readPoint":{{"id":"urn:epc:id:sgln:6901234.00001.0"}}}})",
                                28 - level, list(level + 1, share(first), share(end)), list(level, first, end)));
            }
        return out;
    }
    std::int64_t things() const {
        std::int64_t sum = 0;
        for (const auto size : sizes) sum += size;
        return sum;
    }
};

void capture_events(User& user, const std::vector<std::string>& events) {
    constexpr std::size_t in_document = 500;
    for (std::size_t from = 0; from < events.size(); from += in_document) {
        std::string list;
        for (std::size_t i = from; i < std::min(events.size(), from + in_document); ++i)
            list.append(i == from ? "" : ",").append(events[i]);
        user.post_text("/epcis/capture", document(list));
    }
}

/// That the whole graph is there; the number of its nodes.
std::size_t check_graph(const std::string& body, const Assembly& made) {
    const auto graph = json::parse(body).as_object();
    std::int64_t things = 0, deepest = 0;
    for (const auto& node : graph.at("nodes").as_array()) {
        things += node.at("kind").as_string() != "event" && node.at("kind").as_string() != "party" ? 1 : 0;
        deepest = std::min(deepest, node.at("depth").as_int64());
    }
    if (graph.at("truncated").as_bool() || things != made.things() ||
        deepest != 1 - static_cast<std::int64_t>(made.sizes.size()))
        throw std::runtime_error(fmt::format("{} things down to {}", things, deepest));
    return graph.at("nodes").as_array().size();
}

}  // namespace

void trace(Report& report, const Options& options) {
    constexpr int requests = 20, levels = 10;
    Node node;
    node.start();
    World world(node);
    // Ten thousand nodes and more, events included.
    const auto sizes = [&](std::int64_t broad) {
        std::vector<std::int64_t> all{1, 10, 100, std::min<std::int64_t>(broad, 1'000)};
        all.resize(11, broad);
        for (auto& size : all) size = std::max(std::min<std::int64_t>(size, 10), size / options.scale);
        return all;
    };
    struct Kind {
        const char* name;
        Assembly assembly;
        Row *median, *slowest, *cpu;
    };
    std::vector<Kind> kinds{{"made in lots of 10", {sizes(1'270), 10, 3}, nullptr, nullptr, nullptr},
                            {"each thing made by an event of its own", {sizes(700), 1, 4}, nullptr, nullptr, nullptr}};
    for (Kind& kind : kinds) {
        capture_events(*world.maker, kind.assembly.events());
        const auto target =
            fmt::format("/api/v1/trace/{}?direction=backward&depth={}&nodes=20000", kind.assembly.epc(0, 0), levels);
        const auto first = world.maker->client().get(target);
        if (first.status != 200) throw std::runtime_error(first.body);
        const auto nodes = check_graph(first.body, kind.assembly);
        const auto work = fmt::format("{} things over {} levels, {}: {} nodes, {} KB", kind.assembly.things(), levels,
                                      kind.name, nodes, first.body.size() / 1'000);
        kind.median = &report.row(work + ", median", Unit::ms, "", "<= 50 ms");
        kind.slowest = &report.row(work + ", slowest of 20", Unit::ms, "", "<= 50 ms");
        kind.cpu = &report.row("processor time of the server for it", Unit::ms, "", "");
    }
    for (int i = 0; i < options.runs; ++i)
        for (Kind& kind : kinds) {
            const auto target = fmt::format("/api/v1/trace/{}?direction=backward&depth={}&nodes=20000",
                                            kind.assembly.epc(0, 0), levels);
            std::vector<double> ms;
            const double before = cpu_seconds(node.pid());
            for (int k = 0; k < requests; ++k) {
                const Stopwatch watch;
                const auto answer = world.maker->client().get(target);
                ms.push_back(watch.ms());
                if (answer.status != 200) throw std::runtime_error(answer.body);
            }
            kind.cpu->add((cpu_seconds(node.pid()) - before) / requests * 1e3);
            std::ranges::sort(ms);
            kind.median->add(ms[ms.size() / 2]);
            kind.slowest->add(ms.back());
        }
    report.note("one connection, the whole answer as JSON; a node is a thing or an event");
    node.stop();
}

namespace {

constexpr const char* lot = "urn:epc:class:lgtin:4012345.012345.998877";
constexpr const char* regulator = "national-regulator";

/// Registers organisations, ships to each of them its share and has it received; beside the server, which is stopped:
/// over HTTP every organisation would cost a password.
void spread(const Node& node, const World::Block& block, std::int64_t organisations, std::int64_t share) {
    const auto database = db::Database::open({.url = "", .directory = node.data()});
    auth::Actor admin, maker;
    const auto actor_of = [](db::Tx& tx, std::string_view login) {
        const auto user = auth::find_user_by_login(tx, login).value();
        return auth::Actor{.user = user.id, .org = user.org, .roles = user.roles};
    };
    database->write_now([&](db::Tx& tx) {
        admin = actor_of(tx, "root-admin");
        maker = actor_of(tx, "maker");
        must(auth::add_user(tx, {.login = regulator,
                                 .password_hash = auth::hash_password(testing::password),
                                 .org = {},
                                 .roles = auth::Roles{}.with(auth::Role::top_regulator)}));
    });
    const BlockId id{std::stoll(block.id)};
    constexpr std::int64_t at_once = 200;
    for (std::int64_t from = 0; from < organisations; from += at_once)
        database->write_now([&](db::Tx& tx) {
            for (std::int64_t n = from; n < std::min(organisations, from + at_once); ++n) {
                const auto uscc = testing::some_uscc(static_cast<int>(1'000 + n));
                const auto made =
                    must(registry::register_org(tx, {},
                                                {.org = {.name = fmt::format("第{}电动车行", n),
                                                         .uscc = must(keys::Uscc::parse(uscc)),
                                                         .address = "广东省广州市天河区中山大道188号",
                                                         .contact = "020-62000004"},
                                                 .kinds = registry::OrgKinds().with(registry::OrgKind::seller),
                                                 .login = fmt::format("shop-{}", n),
                                                 .password_hash = "x"}));
                must(registry::review_org(tx, admin, made.org, registry::Decision::approve, ""));
                const auth::Actor shop{
                    .user = made.user, .org = made.org, .roles = auth::Roles{}.with(auth::Role::seller)};
                const std::vector<codes::CodeRange> range{
                    {id, block.first + n * share, block.first + (n + 1) * share - 1}};
                must(events::ship(tx, maker, range, {.fields = {{"saleTime", "2026-06-10"}}, .open = {}}, uscc));
                must(events::receive(tx, shop, range, {.fields = receiving_fields(), .open = {}}));
            }
        });
    database->stop();
}

std::size_t occurrences(std::string_view text, std::string_view what) {
    std::size_t count = 0;
    for (auto at = text.find(what); at != text.npos; at = text.find(what, at + what.size())) ++count;
    return count;
}

/// That every code, its holder and its buyer is told; the lot itself is a line too, held by the maker.
void check_reach(const std::string& lines, std::int64_t codes, std::int64_t holders) {
    const auto last = lines.rfind('\n', lines.size() - 2) + 1;
    const auto summary = json::parse(lines.substr(last)).at("summary").as_object();
    const auto count = [&](const char* key) { return std::stoll(std::string(summary.at(key).as_string())); };
    const auto told = static_cast<std::int64_t>(occurrences(lines, "\"holderName\":\""));
    const auto bought = static_cast<std::int64_t>(occurrences(lines, "\"buyers\":[\""));
    if (summary.at("truncated").as_bool() || count("codes") != codes || count("holders") != holders + 1 ||
        count("inStock") != codes || told != holders + 1 || bought != holders)
        throw std::runtime_error(fmt::format("{} holders and {} buyers told: {}", told, bought, lines.substr(last)));
}

}  // namespace

void recall(Report& report, const Options& options) {
    const std::int64_t holders = 10'000 / options.scale, share = 1'000, codes = holders * share;
    Node node;
    node.start();
    World::Block block;
    {
        World world(node);
        block = world.block(codes);
        world.maker->post("/api/v1/bindings", range_of(block, 0, codes, binding_fields()));
        world.maker->post("/api/v1/activations", range_of(block, 0, codes));
        const auto keys = must(mint::KeyFile::load(node.data() / "keys"));
        const mint::Minter minter(keys, must(mint::CodeDomain::ecode("0128")), keys.current_epoch());
        capture_events(
            *world.maker,
            {fmt::format(R"({{"type":"TransformationEvent","eventTime":"2026-06-01T08:00:00.000+08:00",)"
                         R"("eventTimeZoneOffset":"+08:00","inputQuantityList":[{{"epcClass":"{}",)"
                         R"("quantity":{}}}],"yiguan:outputRangeList":[{{)"
                         R"("first":"http://trace.example.cn/E={}","last":"http://trace.example.cn/E={}"}}],)"
                         R"("bizStep":"commissioning"}})",
                         lot, codes, minter.mint(block.first), minter.mint(block.first + codes - 1))});
    }
    node.stop();
    const Stopwatch watch;
    spread(node, block, holders, share);
    fmt::print("{} organisations hold {} codes after {:.0f} s\n", holders, codes, watch.seconds());
    std::fflush(stdout);
    node.start();
    const auto work = fmt::format("from one component lot to {} codes at {} holders, NDJSON", codes, holders);
    struct Asker {
        Row& row;
        User user;
    };
    Asker askers[] = {{report.row(work + ", asked by the top regulator", Unit::ms, "", "<= 1000 ms"), User(node)},
                      {report.row(work + ", asked by the maker", Unit::ms, "", "<= 1000 ms"), User(node)}};
    auto& cpu = report.row("processor time of the server for the regulator's answer", Unit::ms, "", "");
    askers[0].user.sign_in(regulator);
    askers[1].user.sign_in("maker");
    const std::string question = fmt::format(R"({{"lots":["{}"],"format":"ndjson"}})", lot);
    std::size_t bytes = 0;
    for (int i = 0; i < options.runs; ++i)
        for (Asker& asker : askers) {
            const double before = cpu_seconds(node.pid());
            const Stopwatch one;
            const auto answer = asker.user.ask("/api/v1/recall-reach", question);
            asker.row.add(one.ms());
            if (&asker == &askers[0]) cpu.add((cpu_seconds(node.pid()) - before) * 1e3);
            if (answer.status != 200) throw std::runtime_error(answer.body);
            check_reach(answer.body, codes, holders);
            bytes = answer.body.size();
        }
    report.note(fmt::format("the answer is {} KB; the first run follows the start of the server", bytes / 1'000));
    node.stop();
}

}  // namespace yiguan::bench
