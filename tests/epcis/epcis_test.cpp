// The REST binding of EPCIS 2.0 against the real server: what is captured comes back, what is invalid is refused in the
// standard's words, answers are valid by the standard's schema, an independent client gets on with it.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include "core/text.hpp"
#include "epcis/hash.hpp"
#include "epcis/json.hpp"
#include "epcis/xml.hpp"
#include "support/world.hpp"

namespace yiguan::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
namespace fs = std::filesystem;

const Company first_maker{"采集企业", some_uscc(9101), "某市某路1号", "020-91010001", "collector"};
const Company second_maker{"旁观企业", some_uscc(9102), "某市某路2号", "020-91020001", "bystander"};

// One node for all tests of an engine; each test has an organisation's key, and its events are its own by their EPCs.
struct World {
    explicit World(db::Engine engine) : server(engine, {"--subscriber-networks", "127.0.0.0/8"}) {
        server.start();
        auto admin = first_admin(server);
        const auto key_of = [&](const Company& company) {
            const auto party = join(server, admin, company, "producer");
            const auto made =
                server.command("apikey", {"create", "--role", "integrator", "--org", party.organisation()});
            std::string text(trim(made.out));
            return text.substr(text.rfind('\n') + 1);
        };
        key = key_of(first_maker);
        other_key = key_of(second_maker);
    }
    Server server;
    std::string key, other_key;
};

World& world(db::Engine engine) {
    static std::map<db::Engine, std::unique_ptr<World>> worlds;
    auto& one = worlds[engine];
    if (!one) one = std::make_unique<World>(engine);
    return *one;
}

std::string file(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

const fs::path documents = fs::path(YIGUAN_SOURCE) / "src/epcis/testdata";
const fs::path own_data = fs::path(YIGUAN_SOURCE) / "tests/epcis/data";

std::vector<fs::path> files_below(const fs::path& folder, const std::string& part = {}) {
    std::vector<fs::path> out;
    for (const auto& entry : fs::recursive_directory_iterator(folder))
        if (const auto name = entry.path().string();
            entry.is_regular_file() &&
            (name.ends_with(".json") || name.ends_with(".jsonld") || name.ends_with(".xml")) &&
            name.find(part) != name.npos)
            out.push_back(entry.path());
    std::ranges::sort(out);
    return out;
}

std::string type_of(const fs::path& path) {
    return path.extension() == ".xml" ? "application/xml" : "application/ld+json";
}

std::set<std::string> hashes(std::string_view document) {
    const auto read = document.starts_with('{') ? epcis::read_json(document, {.now = utc_now()})
                                                : epcis::read_xml(document, {.now = utc_now()});
    if (read.has_error()) throw std::runtime_error(read.error().pointer + " " + read.error().detail);
    std::set<std::string> out;
    for (const auto& event : read.value().events) out.insert(epcis::event_hash_uri(epcis::event_hash(event)));
    return out;
}

class EpcisTest : public ::testing::TestWithParam<db::Engine> {
protected:
    http::Answer call(std::string_view method, std::string_view path, std::string_view body = {},
                      http::Headers headers = {}) {
        return as(w_.key, method, path, body, std::move(headers));
    }
    http::Answer as(const std::string& key, std::string_view method, std::string_view path, std::string_view body = {},
                    http::Headers headers = {}) {
        if (!key.empty()) headers.emplace_back("Authorization", "Bearer " + key);
        const bool typed = std::ranges::any_of(headers, [](const auto& h) { return h.first == "Content-Type"; });
        if (!body.empty() && !typed) headers.emplace_back("Content-Type", "application/json");
        auto client = w_.server.client();
        return client.request(method, path, headers, body);
    }
    static json::array events_of(const http::Answer& answer) {
        return json::parse(answer.body).at("epcisBody").at("queryResults").at("resultsBody").at("eventList").as_array();
    }
    // Every page of a query, and the bodies of all of them.
    std::vector<std::string> pages(std::string path) {
        std::vector<std::string> out;
        while (!path.empty() && out.size() < 1000) {
            const auto answer = call("GET", path);
            EXPECT_EQ(answer.status, 200) << path << answer.body;
            out.push_back(answer.body);
            path.clear();
            const std::string link(answer.header("Link"));
            if (link.empty()) break;
            EXPECT_THAT(link, HasSubstr(">; rel=\"next\""));
            EXPECT_FALSE(answer.header("GS1-Next-Page-Token-Expires").empty());
            path = link.substr(1, link.find('>') - 1);
        }
        return out;
    }
    static std::string document(const std::string& events) {
        return R"({"@context":["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"],"type":"EPCISDocument",)"
               R"("schemaVersion":"2.0","creationDate":"2026-06-10T08:00:00+08:00","epcisBody":{"eventList":[)" +
               events + "]}}";
    }
    static std::string observed(const std::string& epc, const std::string& more = {},
                                const std::string& time = "2026-06-10T08:00:00+08:00") {
        return R"({"type":"ObjectEvent","action":"OBSERVE","eventTimeZoneOffset":"+08:00","eventTime":")" + time +
               R"(","epcList":[")" + epc + "\"]" + more + "}";
    }
    static void expect_problem(const http::Answer& answer, int status, const std::string& exception) {
        EXPECT_EQ(answer.status, status) << answer.body;
        EXPECT_EQ(answer.header("Content-Type"), "application/problem+json");
        const auto problem = object_of(answer);
        EXPECT_EQ(text(problem, "type"), "epcisException:" + exception) << answer.body;
        EXPECT_EQ(problem.at("status"), status);
    }
    // The folder with the npm packages, and the node to run them with.
    static const std::pair<std::string, fs::path>& node() {
        static const auto ready = [] {
            const fs::path source = fs::path(YIGUAN_SOURCE) / "tests/epcis/node", work = YIGUAN_EPCIS_NODE;
            fs::create_directories(work);
            for (const auto* name : {"package.json", "package-lock.json", "validate.mjs", "client.mjs"})
                fs::copy_file(source / name, work / name, fs::copy_options::overwrite_existing);
            const auto prepared = run({fs::path(YIGUAN_SOURCE) / "tests/openapi/node.sh", work});
            if (prepared.status != 0) throw std::runtime_error(prepared.err);
            return std::pair(std::string(trim(prepared.out)), work);
        }();
        return ready;
    }

    World& w_ = world(GetParam());
};

TEST_P(EpcisTest, EveryValidDocumentIsCapturedAndComesBackEqual) {
    std::set<std::string> given;
    int count = 0;
    for (const auto& path : files_below(documents)) {
        const auto name = path.string();
        if (name.find("/Invalid/") != name.npos || name.find("/Queries/") != name.npos ||
            name.find("/queries/") != name.npos)
            continue;
        const bool one = name.find("/Events/") != name.npos || name.ends_with("ObjectEvent_Full.json");
        const auto body = file(path);
        // Its eventID is that of another file's event.
        const auto& key = name.ends_with("ObjectEvent_Full.json") ? w_.other_key : w_.key;
        const auto answer =
            as(key, "POST", one ? "/epcis/events" : "/epcis/capture", body, {{"Content-Type", type_of(path)}});
        ASSERT_EQ(answer.status, one ? 201 : 202) << name << answer.body;
        ++count;
        const std::string location(answer.header("Location"));
        const auto at = as(key, "GET", location);
        ASSERT_EQ(at.status, 200) << location << at.body;
        if (one) {
            EXPECT_GE(events_of(at).size(), 1u) << "with the error declarations of other files";
            continue;
        }
        const auto job = object_of(at);
        EXPECT_FALSE(job.at("running").as_bool());
        EXPECT_TRUE(job.at("success").as_bool());
        EXPECT_TRUE(job.at("errors").as_array().empty());
        EXPECT_EQ(text(job, "captureErrorBehaviour"), "rollback");
        given.merge(hashes(body));
        // Again, nothing happens.
        EXPECT_EQ(call("POST", "/epcis/capture", body, {{"Content-Type", type_of(path)}}).status, 202);
    }
    EXPECT_GE(count, 20);
    std::set<std::string> got;
    std::size_t events = 0;
    const auto all = pages("/epcis/events?perPage=7");
    EXPECT_GE(all.size(), 4u);
    for (const auto& page : all) {
        got.merge(hashes(page));
        events +=
            json::parse(page).at("epcisBody").at("queryResults").at("resultsBody").at("eventList").as_array().size();
    }
    EXPECT_TRUE(std::ranges::includes(got, given));
    // The same as XML 2.0, and as XML 1.2.
    for (const http::Headers& asked : {http::Headers{{"Accept", "application/xml"}},
                                       http::Headers{{"GS1-EPCIS-Max", "1.2"}, {"GS1-CBV-Max", "1.2"}}}) {
        const auto xml = call("GET", "/epcis/events?eventType=ObjectEvent&perPage=1000", {}, asked);
        ASSERT_EQ(xml.status, 200) << xml.body;
        EXPECT_EQ(xml.header("Content-Type"), "application/xml; charset=utf-8");
        EXPECT_TRUE(std::ranges::includes(got, hashes(xml.body)));
    }
    EXPECT_GE(events, given.size());

    // Valid by the standard's schema, page by page.
    const auto& [program, work] = node();
    std::vector<std::string> command{program, work / "validate.mjs", own_data / "epcis-json-schema.json"};
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto page = work / fmt::format("page-{}-{}.json", static_cast<int>(GetParam()), i);
        std::ofstream(page) << all[i];
        command.push_back(page);
    }
    const auto validated = run(command);
    EXPECT_EQ(validated.status, 0) << validated.err;
    EXPECT_EQ(validated.out, fmt::format("valid {}\n", all.size()));
}

TEST_P(EpcisTest, InvalidDocumentsAreRefusedAndNothingIsStored) {
    const auto jobs = call("GET", "/epcis/capture?perPage=1000").body;
    for (const auto& path : files_below(documents, "/Invalid/"))
        expect_problem(call("POST", "/epcis/capture", file(path), {{"Content-Type", type_of(path)}}), 400,
                       "ValidationException");
    const std::string epc = "urn:epc:id:sgtin:0614141.107346.66001";
    for (const auto& [body, status, exception] : {
             std::tuple(std::string("{"), 400, "ValidationException"),
             std::tuple(std::string("[]"), 400, "ValidationException"),
             std::tuple(document(observed(epc, "", "2999-01-01T00:00:00+08:00")), 400, "ValidationException"),
             std::tuple(document(observed("no code")), 400, "ValidationException"),
             std::tuple(document(observed(epc) + "," + observed(epc, R"(,"bizStep":"walking")")), 400,
                        "ValidationException"),
             std::tuple(document(R"({"type":"AssociationEvent","action":"ADD","eventTimeZoneOffset":"+08:00",)"
                                 R"("eventTime":"2026-06-10T08:00:00+08:00","childEPCs":[")" +
                                 epc + "\"]}"),
                        400, "ValidationException"),
             std::tuple(document(observed(epc, ",\"a:b\":" + std::string(100, '[') + std::string(100, ']'))), 413,
                        "CaptureLimitExceededException"),
             std::tuple(std::string(17u << 20, ' '), 413, "CaptureLimitExceededException"),
         })
        expect_problem(call("POST", "/epcis/capture", body), status, exception);
    std::string many = observed(epc);
    std::string list;
    for (int i = 0; i < 100'000; ++i) list += fmt::format("\"urn:epc:id:sgtin:0614141.107346.{}\",", i);
    many.replace(many.find("\"epcList\":[") + 11, 0, list);
    expect_problem(call("POST", "/epcis/capture", document(many)), 413, "CaptureLimitExceededException");
    expect_problem(call("POST", "/epcis/capture", document(observed(epc)), {{"Content-Type", "text/plain"}}), 415,
                   "UnsupportedMediaTypeException");
    expect_problem(call("POST", "/epcis/capture", document(observed(epc)), {{"GS1-Capture-Error-Behaviour", "all"}}),
                   400, "ValidationException");
    expect_problem(call("POST", "/epcis/capture", document(observed(epc)), {{"GS1-EPCIS-Version", "3.0"}}), 406,
                   "NotAcceptableException");
    EXPECT_EQ(call("GET", "/epcis/capture?perPage=1000").body, jobs);
    EXPECT_TRUE(events_of(call("GET", "/epcis/events?MATCH_epc=" + epc)).empty());
}

TEST_P(EpcisTest, ProceedKeepsWhatIsRight) {
    const std::string good = "urn:epc:id:sgtin:0614141.107346.65001", bad = "urn:epc:id:sgtin:0614141.107346.65002";
    const auto body = document(observed(good) + "," + observed(bad, R"(,"bizStep":"walking")"));
    expect_problem(call("POST", "/epcis/capture", body), 400, "ValidationException");
    const auto answer = call("POST", "/epcis/capture", body, {{"GS1-Capture-Error-Behaviour", "proceed"}});
    ASSERT_EQ(answer.status, 202) << answer.body;
    const auto job = object_of(call("GET", answer.header("Location")));
    EXPECT_FALSE(job.at("success").as_bool());
    EXPECT_EQ(text(job, "captureErrorBehaviour"), "proceed");
    ASSERT_FALSE(job.at("errors").as_array().empty());
    EXPECT_EQ(text(job.at("errors").at(0).as_object(), "type"), "epcisException:ValidationException");
    EXPECT_EQ(events_of(call("GET", "/epcis/events?MATCH_epc=" + good)).size(), 1u);
    EXPECT_TRUE(events_of(call("GET", "/epcis/events?MATCH_epc=" + bad)).empty());
}

TEST_P(EpcisTest, AnEventIdStandsForOneContent) {
    const std::string id = R"(,"eventID":"urn:uuid:11111111-2222-3333-4444-555555555555")";
    const auto with = [&](const std::string& more) {
        return call("POST", "/epcis/capture", document(observed("urn:epc:id:sgtin:0614141.107346.64001", id + more)));
    };
    EXPECT_EQ(with("").status, 202);
    EXPECT_EQ(with("").status, 202) << "the same again is the same event";
    expect_problem(with(R"(,"bizStep":"shipping")"), 409, "ResourceAlreadyExistsException");
    EXPECT_EQ(
        with(R"(,"errorDeclaration":{"declarationTime":"2026-06-11T08:00:00+08:00","reason":"incorrect_data"})").status,
        202);
    const auto both = call("GET", "/epcis/events/urn%3Auuid%3A11111111-2222-3333-4444-555555555555");
    ASSERT_EQ(both.status, 200);
    EXPECT_EQ(events_of(both).size(), 2u) << both.body;
    expect_problem(as(w_.other_key, "GET", "/epcis/events/urn%3Auuid%3A11111111-2222-3333-4444-555555555555"), 404,
                   "NoSuchNameException");
}

TEST_P(EpcisTest, QueriesAndTheirErrors) {
    const std::string epc = "urn:epc:id:sgtin:0614141.107346.63001";
    const auto more =
        R"(,"bizStep":"receiving","disposition":"in_progress","bizLocation":{"id":"urn:epc:id:sgln:0614141.00999.0"})";
    ASSERT_EQ(call("POST", "/epcis/capture", document(observed(epc, more))).status, 202);
    const auto count = [&](const std::string& query) {
        return events_of(call("GET", "/epcis/events?" + query)).size();
    };
    EXPECT_EQ(count("MATCH_epc=" + epc), 1u);
    EXPECT_EQ(count("MATCH_epc=https%3A%2F%2Fid.gs1.org%2F01%2F10614141073464%2F21%2F63001"), 1u);
    EXPECT_EQ(count("MATCH_epc=" + epc + "&EQ_bizStep=shipping%7Creceiving"), 1u);
    EXPECT_EQ(count("MATCH_epc=" + epc + "&EQ_bizStep=shipping"), 0u);
    EXPECT_EQ(count("MATCH_epc=" + epc + "&GE_eventTime=2026-06-10T08:00:00+08:00"), 1u);
    EXPECT_EQ(count("MATCH_epc=" + epc + "&LT_eventTime=2026-06-10T08:00:00%2B08:00"), 0u);
    for (const auto* path :
         {"/epcis/bizSteps/receiving/events", "/epcis/dispositions/in_progress/events",
          "/epcis/bizLocations/urn:epc:id:sgln:0614141.00999.0/events", "/epcis/eventTypes/ObjectEvent/events"})
        EXPECT_EQ(events_of(call("GET", std::string(path) + "?MATCH_epc=" + epc)).size(), 1u) << path;
    EXPECT_EQ(events_of(call("GET", "/epcis/epcs/" + epc + "/events")).size(), 1u);
    EXPECT_EQ(events_of(call("GET", "/epcis/bizSteps/shipping/events?MATCH_epc=" + epc)).size(), 0u);
    EXPECT_EQ(events_of(call("GET", "/epcis/eventTypes/AggregationEvent/events?eventType=ObjectEvent")).size(), 0u);
    EXPECT_EQ(events_of(as(w_.other_key, "GET", "/epcis/events?MATCH_epc=" + epc)).size(), 0u);

    for (const auto* bad : {"EQ_bizStp=shipping", "GE_eventTime=yesterday", "perPage=0", "perPage=x",
                            "eventCountLimit=5", "orderDirection=UP", "noSuchParameter=1"})
        expect_problem(call("GET", "/epcis/events?" + std::string(bad)), 400, "QueryParameterException");
    expect_problem(call("GET", "/epcis/events?MATCH_epc=" + std::string(20'000, 'a')), 414, "URITooLongException");
    for (const auto* none :
         {"/epcis/bizSteps/walking", "/epcis/eventTypes/NoEvent", "/epcis/epcs/urn:epc:id:sgtin:0614141.107346.0",
          "/epcis/events/urn:x:none", "/epcis/capture/7", "/epcis/queries/none", "/epcis/no-such"})
        expect_problem(call("GET", none), 404, "NoSuchNameException");
    expect_problem(as("", "GET", "/epcis/events"), 401, "SecurityException");
    expect_problem(as("yk_1_x", "GET", "/epcis/events"), 401, "SecurityException");
    EXPECT_EQ(call("PUT", "/epcis/events", "{}").status, 405);
    EXPECT_THAT(call("PUT", "/epcis/events", "{}").body, HasSubstr("epcisException:"));
    expect_problem(call("GET", "/epcis/events", {}, {{"Accept", "text/html"}}), 406, "NotAcceptableException");
    EXPECT_EQ(call("DELETE", "/epcis/nextPageToken/abc").status, 501);
}

TEST_P(EpcisTest, PageTokensAreGoodForTheirQueryOnly) {
    std::string events;
    for (int i = 0; i < 5; ++i)
        events +=
            (i ? "," : "") + observed(fmt::format("urn:epc:id:sgtin:0614141.107347.{}", i), R"(,"bizStep":"loading")");
    ASSERT_EQ(call("POST", "/epcis/capture", document(events)).status, 202);
    const auto first = call("GET", "/epcis/bizSteps/loading/events?perPage=2");
    ASSERT_EQ(events_of(first).size(), 2u);
    const std::string link(first.header("Link"));
    const auto at = link.find("nextPageToken=") + 14;
    const auto token = link.substr(at, link.find('>') - at);
    EXPECT_EQ(events_of(call("GET", "/epcis/bizSteps/loading/events?perPage=2&nextPageToken=" + token)).size(), 2u);
    auto changed = token;
    changed[10] = changed[10] == 'A' ? 'B' : 'A';
    for (const auto& [path, key] :
         {std::pair("/epcis/bizSteps/loading/events?nextPageToken=" + changed, w_.key),
          std::pair("/epcis/events?nextPageToken=" + token, w_.key),
          std::pair("/epcis/bizSteps/loading/events?EQ_action=ADD&nextPageToken=" + token, w_.key),
          std::pair("/epcis/bizSteps/loading/events?nextPageToken=" + token, w_.other_key)})
        expect_problem(as(key, "GET", path), 400, "QueryParameterException");
    EXPECT_EQ(pages("/epcis/bizSteps/loading/events?perPage=1").size(), 5u);
}

TEST_P(EpcisTest, CollectionsAndDiscovery) {
    const auto members = [&](const std::string& path) {
        std::set<std::string> out;
        for (const auto& page : pages(path)) {
            const auto body = json::parse(page);
            for (const auto& member : body.at("member").as_array())
                EXPECT_TRUE(out.emplace(member.as_string()).second) << member;
        }
        return out;
    };
    EXPECT_EQ(members("/epcis").size(), 9u);
    EXPECT_EQ(members("/epcis/eventTypes").size(), 5u);
    ASSERT_EQ(call("POST", "/epcis/capture",
                   document(observed("urn:epc:id:sgtin:0614141.107348.1",
                                     R"(,"bizStep":"https://example.com/steps/polishing")")))
                  .status,
              202);
    const auto steps = members("/epcis/bizSteps?perPage=5");
    EXPECT_TRUE(steps.contains("shipping"));
    EXPECT_TRUE(steps.contains("https://example.com/steps/polishing"));
    EXPECT_EQ(steps, members("/epcis/bizSteps?perPage=1000"));
    EXPECT_EQ(call("GET", "/epcis/bizSteps/https%3A%2F%2Fexample.com%2Fsteps%2Fpolishing").status, 200);
    EXPECT_TRUE(members("/epcis/epcs?perPage=3").contains("urn:epc:id:sgtin:0614141.107348.1"));

    const auto options = as("", "OPTIONS", "/epcis/capture");
    EXPECT_EQ(options.status, 204);
    EXPECT_EQ(options.header("Allow"), "POST, GET, HEAD, OPTIONS");
    EXPECT_EQ(options.header("GS1-EPCIS-Version"), "2.0.0");
    EXPECT_EQ(options.header("GS1-Capture-Error-Behaviour"), "all");
    for (const auto* path : {"/epcis", "/epcis/events", "/epcis/events/a", "/epcis/queries/a/subscriptions/1"})
        EXPECT_EQ(as("", "OPTIONS", path).status, 204) << path;
}

TEST_P(EpcisTest, NamedQueries) {
    for (const auto& path : files_below(own_data / "queries")) {
        const bool invalid = path.string().find("/Invalid/") != std::string::npos;
        const auto body =
            json::serialize(json::object{{"name", path.stem().string()}, {"query", json::parse(file(path))}});
        const auto answer = call("POST", "/epcis/queries", body);
        if (invalid) {
            expect_problem(answer, 400, "QueryParameterException");
            continue;
        }
        ASSERT_EQ(answer.status, 201) << answer.body;
        const std::string location(answer.header("Location"));
        EXPECT_EQ(call("GET", location + "/events").status, 200);
        expect_problem(call("POST", "/epcis/queries", body), 409, "ResourceAlreadyExistsException");
        expect_problem(as(w_.other_key, "GET", location), 404, "NoSuchNameException");
        EXPECT_EQ(call("DELETE", location).status, 204);
        EXPECT_EQ(call("GET", location).status, 404);
    }
    ASSERT_EQ(call("POST", "/epcis/capture",
                   document(observed("urn:epc:id:sgtin:0614141.107349.1", R"(,"bizStep":"packing")")))
                  .status,
              202);
    const auto made = call("POST", "/epcis/queries", R"({"name":"装箱 1","query":{"EQ_bizStep":["packing"]}})");
    ASSERT_EQ(made.status, 201) << made.body;
    const auto found = call("GET", std::string(made.header("Location")) + "/events");
    EXPECT_EQ(events_of(found).size(), 1u);
    EXPECT_EQ(json::parse(found.body).at("epcisBody").at("queryResults").at("queryName"), "装箱 1");
    for (const std::string bad : {"{", "{}", R"({"name":"a"})", R"({"name":"","query":{}})",
                                  R"({"name":"a","query":[]})", R"({"name":"a","query":{},"more":1})"})
        expect_problem(call("POST", "/epcis/queries", bad), 400, "ValidationException");
}

TEST_P(EpcisTest, AnIndependentClientCapturesAndQueries) {
    const auto& [program, work] = node();
    const auto ran =
        run({program, work / "client.mjs", fmt::format("http://127.0.0.1:{}/epcis", w_.server.port()), w_.key});
    EXPECT_EQ(ran.status, 0) << ran.err;
    EXPECT_EQ(ran.out, "captured and found\n");
}

INSTANTIATE_TEST_SUITE_P(Engines, EpcisTest, ::testing::Values(db::Engine::sqlite, db::Engine::postgresql),
                         db::testing::engine_name);

}  // namespace
}  // namespace yiguan::testing
