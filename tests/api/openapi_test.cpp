// The declarations against the real server: the description is valid OpenAPI 3.1, and each operation does what it
// declares, with valid input and with every kind of invalid input that follows from its schema.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "api/moves.hpp"
#include "api/operations.hpp"
#include "core/text.hpp"

namespace yiguan::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class OpenApiTest : public ::testing::TestWithParam<db::Engine> {
protected:
    Story& s_ = story(GetParam());
    Party stranger_ = s_.stranger();
    Declared declared_{stranger_.client()};
    const std::string document_ = upload(s_.producer, png(20));

    // Who has the right to an operation.
    Party& party_of(const DeclaredOperation& op) {
        static const std::set<std::string> admins{"makeTemplate",        "saveTemplateDraft",  "publishTemplate",
                                                  "retireTemplate",      "previewTemplate",    "listOrganisations",
                                                  "reviewOrganisation",  "reviewProduct",      "listOutbox",
                                                  "retryMessage",        "putCalendar",        "disableProduct",
                                                  "suspendOrganisation", "resumeOrganisation", "deregisterOrganisation",
                                                  "setReviewRules",      "setReasonTemplates", "putSaleRules"};
        if (op.id == "getDocument" || op.id == "getDocumentContent" || op.id == "readLicence")
            return s_.producer;  // not yet in a published product: its owner's
        if (op.declaration.at("security").as_array().empty()) return stranger_;
        if (admins.contains(op.id)) return s_.admin;
        for (const auto* of_shops :
             {"/api/v1/store-sales", "/api/v1/customer-forms", "/api/v1/customers", "/api/v1/returns"})
            if (op.path.starts_with(of_shops)) return s_.seller;
        return op.id == "receiveCodes" || op.id == "sellCodes" ? s_.seller : s_.producer;
    }
    static http::Answer call(Party& party, const std::string& method, const std::string& path, const std::string& body,
                             http::Headers headers = {}) {
        if (!body.empty()) headers.emplace_back("Content-Type", "application/json");
        if (!party.csrf().empty()) headers.emplace_back("X-CSRF-Token", party.csrf());
        return party.send(method, path, body, std::move(headers));
    }
    std::string some_event() {
        static std::int64_t next = 800;
        const auto at = s_.thousand_first + next++;
        const auto answer = s_.producer.post("/api/v1/bindings",
                                             command(range(s_.thousand, at, at), binding_fields("2026-06-01", "E-")));
        EXPECT_EQ(answer.status, 201) << answer.body;
        return std::string(answer.header("Location"));
    }
    std::string filing_of(bool submit, std::string_view gtin = "6901234567892") {
        auto fields = b1_filing_fields();
        fields["gtin"] = gtin;
        auto body = filing(fields, document_);
        body["submit"] = submit;
        return text(s_.producer.must_post("/api/v1/products", body), "id");
    }
    // The words of the standard, not ours: tests/epcis looks at them.
    static bool of_the_standard(const DeclaredOperation& op) { return op.path.starts_with("/epcis"); }

    // A refusal as every problem has to be; true if it names the place.
    static void expect_refused(const http::Answer& answer, const std::string& pointer, const std::string& what) {
        EXPECT_GE(answer.status, 400) << what << answer.body;
        EXPECT_LT(answer.status, 500) << what << answer.body;
        EXPECT_EQ(answer.header("Content-Type"), "application/problem+json") << what;
        std::string pointers;
        const auto problem = object_of(answer);
        for (const auto& error : problem.at("errors").as_array()) pointers += text(error.as_object(), "pointer") + " ";
        EXPECT_THAT(" " + pointers, HasSubstr(" " + pointer)) << what << answer.body;
    }
};

TEST_P(OpenApiTest, IsValid) {
    namespace fs = std::filesystem;
    const fs::path source = YIGUAN_VALIDATOR_SOURCE, work = YIGUAN_VALIDATOR;
    fs::create_directories(work);
    for (const auto* name : {"package.json", "package-lock.json", "validate.mjs"})
        fs::copy_file(source / name, work / name, fs::copy_options::overwrite_existing);
    const auto prepared = run({source / "node.sh", work});
    ASSERT_EQ(prepared.status, 0) << prepared.err;
    const std::string node(trim(prepared.out));
    const auto file = work / "openapi.json";
    std::ofstream(file) << json::serialize(declared_.document());
    const auto validated = run({node, work / "validate.mjs", file});
    EXPECT_EQ(validated.status, 0) << validated.err;
    EXPECT_EQ(validated.out, "valid 3.1\n");

    // The validator validates: a document with a hole in it is refused.
    auto broken = declared_.document();
    broken.at("paths").at("/healthz").at("get").as_object().erase("responses");
    broken.erase("info");
    std::ofstream(file) << json::serialize(broken);
    EXPECT_EQ(run({node, work / "validate.mjs", file}).status, 1);
}

TEST_P(OpenApiTest, NamesAreUniqueAndExamplesFitTheirSchemas) {
    std::set<std::string> ids;
    for (const auto& op : declared_.operations()) {
        EXPECT_TRUE(ids.insert(op.id).second) << op.id;
        EXPECT_FALSE(text(op.declaration, "summary").empty()) << op.id;
        if (!op.has_json_body()) continue;
        const auto example = op.example();
        for (const auto& [name, schema, required] : declared_.properties(op)) {
            const auto* value = example.if_contains(name);
            EXPECT_TRUE(value || !required) << op.id << " " << name;
            if (value) {
                EXPECT_EQ(declared_.complaint(*value, schema), "") << op.id << " " << name;
            }
        }
    }
    EXPECT_GE(ids.size(), 36u);
}

TEST_P(OpenApiTest, ThePageNamesEveryOperation) {
    const auto page = stranger_.get("/open");
    ASSERT_EQ(page.status, 200);
    EXPECT_EQ(page.header("Content-Type"), "text/html; charset=utf-8");
    EXPECT_THAT(page.body, AllOf(HasSubstr("lang=\"zh-CN\""), Not(HasSubstr("<script")), HasSubstr("/openapi.json")));
    for (const auto& op : declared_.operations()) EXPECT_THAT(page.body, HasSubstr("<code>" + op.path + "</code>"));
}

// Every operation once, by whoever has the right, in the state that it needs: its declared answer.
TEST_P(OpenApiTest, EveryOperationAnswersValidInput) {
    // Three codes of a block of its own, from binding to sale, so that it does not matter what else is tested.
    const auto block = block_of_codes(s_.producer, s_.product, 3);
    const auto first = std::stoll(text(s_.producer.must_get("/api/v1/blocks/" + block), "first"));
    for (const auto& op : declared_.operations()) {
        SCOPED_TRACE(op.name());
        if (of_the_standard(op) || op.path.starts_with("/api/v1/subscriptions")) continue;
        // A party confirms what another filed: src/catalog/product_test.cpp. Reading a licence takes seconds of a
        // processor: src/vision/licence_test.cpp.
        if (op.id == "confirmProduct" || op.id == "readLicence") continue;
        // Tiles by longer names exist in larger logs only.
        if (op.id.starts_with("logTile") && op.id != "logTile2") continue;
        // Their names change: see TheConsoleIsServedCompressedAndKept.
        if (op.id == "consoleFile" || op.id == "storeAppFile") continue;
        if (op.id == "readMessage" || op.id == "retryMessage") continue;  // there is none to read, none that failed
        if (op.id == "resetMemberPassword") continue;                     // the account's phone: AccountsTest
        if (op.id == "takeCustomerForm") continue;                        // a form of a browser: StoreSalesApi
        // Forms and what came by them: feedback_test.cpp.
        if (op.path.starts_with("/api/v1/feedback/") || op.id == "followFeedback" || op.id == "confirmWatchForm" ||
            op.id == "endWatchForm" || (op.method == "POST" && (op.path == "/f" || op.path.starts_with("/s"))))
            continue;
        if (op.id == "retryImport") continue;  // one that can go on again: src/imports/guard_test.cpp
        const auto ready = prepared(op, s_);
        Party* party = &party_of(op);
        stranger_.client().cookies().clear();
        std::unique_ptr<Server> other_server;
        std::unique_ptr<Party> other;
        std::string path = filled_path(op, s_, document_, op.path.find("{home}") == op.path.npos ? "" : some_event());
        if (op.path == "/api/v1/certificates/{id}") {
            static int number = 0;
            const json::object made{
                {"type", "iso"}, {"number", fmt::format("OA-{}", ++number)}, {"issuer", "某认证中心"}};
            path = "/api/v1/certificates/" + text(s_.producer.must_post("/api/v1/certificates", made), "id");
        }
        if (op.id == "deleteDossier") path = "/api/v1/dossiers/" + new_dossier(s_);
        if (op.id == "deleteSeller") path = "/api/v1/sellers/" + new_seller(s_);
        if (op.id == "deleteBatchReport") path = "/api/v1/batch-reports/" + new_report(s_);
        if (op.id == "endQualityIgnore") path = "/api/v1/quality/ignores/" + new_ignore(s_);
        if (op.id == "deleteSalesOrder") path = "/api/v1/sales-orders/" + new_order(s_);
        std::string body;
        http::Headers headers;
        if (op.id == "putSetting") path = "/api/v1/me/settings/columns.openapi";
        if (op.id == "getSetting") {
            path = "/api/v1/me/settings/columns.openapi";  // AccessTest asks for the other before it is kept
            ASSERT_EQ(call(*party, "PUT", path, R"({"value":{"columns":["name"]}})").status, 200);
        }
        if (op.has_json_body()) {
            auto example = filled(op, s_, document_);
            if (op.id == "putCalendar") example["version"] = text(party->must_get(path), "version");
            if (example.contains("block")) {
                example["block"] = block;
                example["first"] = std::to_string(first);
                example["last"] = std::to_string(first + 2);
            }
            if (op.id == "shipCodes") {  // to one who can receive them: the registration tells the rest of the buyer
                example["buyerUscc"] = shop.uscc;
                example["fields"] = json::object{{"saleTime", "2026-06-10"}};
            }
            if (op.id == "signIn") example = {{"login", maker.login}, {"password", password}};
            if (op.id == "registerOrganisation") {
                const auto company = fresh_company();
                example["uscc"] = company.uscc;
                example["login"] = company.login;
            }
            if (op.id == "setUp") {  // once in the life of a node: on a new one
                other_server = std::make_unique<Server>(GetParam());
                other_server->start();
                other = std::make_unique<Party>(*other_server);
                party = other.get();
                example["token"] = other_server->setup_token();
            }
            if (op.id == "resubmitOrganisation" || op.id == "reviewOrganisation") {
                const auto company = fresh_company();
                const auto id =
                    text(stranger_.must_post("/api/v1/organisations", registration(company, "producer")), "id");
                path = "/api/v1/organisations/" + id + (op.id == "reviewOrganisation" ? "/reviews" : "");
                if (op.id == "resubmitOrganisation") {
                    s_.admin.must_post(path + "/reviews", json::object{{"decision", "reject"}, {"reason", "地址不全"}});
                    other = std::make_unique<Party>(s_.server);
                    other->sign_in(company.login, password);
                    party = other.get();
                    example["uscc"] = company.uscc;
                }
            }
            if (op.id == "changePassword") {
                const auto company = fresh_company();
                stranger_.must_post("/api/v1/organisations", registration(company, "seller"));
                other = std::make_unique<Party>(s_.server);
                other->sign_in(company.login, password);
                party = other.get();
                example["password"] = password;
            }
            if (op.id == "updateCertificate") example["version"] = "1";
            if (op.id == "updateDossier" || op.id == "updateSeller" || op.id == "updateBatchReport" ||
                op.id == "updateSalesOrder")
                example["version"] = text(s_.producer.must_get(path), "version");
            if (op.path.starts_with("/api/v1/products/{id}")) {
                path = op.path;
                // Of one bar code one product is activated: that of the story.
                const bool own = op.id == "activateTraceCode";
                path.replace(path.find("{id}"), 4,
                             filing_of(op.id != "updateProduct", own ? "6900000033333" : "6901234567892"));
            }
            if (op.id == "disableProduct" || op.id == "activateTraceCode" || op.id == "askToDisableProduct" ||
                op.path == "/api/v1/products/{id}/corrections" || op.path == "/api/v1/products/{id}/changes")
                s_.admin.must_post(path.substr(0, path.rfind('/')) + "/reviews", json::object{{"decision", "approve"}});
            if (op.id == "updateCertificate") example["number"] = "OA-changed";
            if (op.path == "/api/v1/products/{id}/corrections" || op.path == "/api/v1/products/{id}/changes")
                example["version"] = text(s_.producer.must_get(path.substr(0, path.rfind('/'))), "version");
            body = json::serialize(example);
        } else if (op.id == "uploadDocument") {
            body = png(21);
            headers = {{"Content-Type", "image/png"}, {"X-CSRF-Token", party->csrf()}};
        } else if (op.id == "uploadImport") {
            path += import_query;
            body = import_file({"UPLOADED"});
            headers = {{"Content-Type", "text/csv"}, {"X-CSRF-Token", party->csrf()}};
        }
        if (ready) {
            party = ready->own ? ready->own.get() : &s_.admin;
            path = ready->path;
            body = ready->body ? json::serialize(*ready->body) : std::string();
        }
        const auto answer = op.id.starts_with("upload") ? party->send("POST", path, body, headers)
                                                        : call(*party, op.method, path, body);
        const auto& good = op.declaration.at("responses").at(std::to_string(op.good_status())).as_object();
        EXPECT_EQ(answer.status, op.good_status()) << answer.body.substr(0, 2000);
        if (answer.status == 201) {
            EXPECT_FALSE(answer.header("Location").empty());
        }
        const auto* content = good.if_contains("content");
        if (!content) continue;
        const auto& [media, of] = *content->as_object().begin();
        if (media == "application/json") {
            EXPECT_EQ(declared_.complaint(json::parse(answer.body), of.at("schema").as_object()), "") << answer.body;
        } else {
            EXPECT_THAT(std::string(answer.header("Content-Type")),
                        HasSubstr(std::string(media.substr(0, media.find('*')))));
        }
    }
}

TEST_P(OpenApiTest, EveryOperationRefusesWhatItsSchemaDoesNotAllow) {
    int tried = 0;
    for (const auto& op : declared_.operations()) {
        if (!op.has_json_body() || of_the_standard(op)) continue;
        Party& party = party_of(op);
        const auto path = filled_path(op, s_, document_, "");
        const auto valid = filled(op, s_, document_);
        const auto refused = [&](const json::object& body, const std::string& pointer, const std::string& what) {
            ++tried;
            expect_refused(call(party, op.method, path, json::serialize(body)), pointer,
                           fmt::format("{} {} ({}): ", op.name(), pointer, what));
        };
        const auto with = [&](const std::string& name, const auto& value) {
            auto body = valid;
            body[name] = json::value_from(value);
            return body;
        };
        refused(with("noSuchField", 1), "/noSuchField", "unknown field");
        for (const auto& [name, schema, required] : declared_.properties(op)) {
            const std::string pointer = "/" + name;
            if (required) {
                auto body = valid;
                body.erase(name);
                refused(body, pointer, "missing");
                refused(with(name, nullptr), pointer, "null");
            }
            const auto& type = schema.at("type");
            const bool is_object = type == json::value("object");
            refused(with(name, is_object ? json::value("text") : json::value(json::object{{"a", 1}})), pointer,
                    "wrong type");
            if (const auto* max = schema.if_contains("maxLength"))
                refused(with(name, std::string(static_cast<std::size_t>(max->as_int64()) + 1, 'a')), pointer,
                        "too long");
            if (const auto* min = schema.if_contains("minimum")) {
                refused(with(name, min->as_int64() - 1), pointer, "too small");
                refused(with(name, std::to_string(min->as_int64() - 1)), pointer, "too small, as text");
                refused(with(name, "99999999999999999999"), pointer, "too large");
                refused(with(name, 1.5), pointer, "no whole number");
            }
            if (const auto* max = schema.if_contains("maximum"); max && max->as_int64() < INT64_MAX)
                refused(with(name, max->as_int64() + 1), pointer, "too large");
            if (schema.contains("enum")) refused(with(name, "no-such-choice"), pointer, "no choice");
        }
        for (const std::string broken : {"", "{", "[]", "7", "{\"a\":\xff}"}) {
            const auto answer = party.send(op.method, path, broken,
                                           {{"Content-Type", "application/json"}, {"X-CSRF-Token", party.csrf()}});
            EXPECT_EQ(answer.status, 400) << op.name() << " " << broken;
        }
        EXPECT_EQ(party
                      .send(op.method, path, json::serialize(valid),
                            {{"Content-Type", "text/plain"}, {"X-CSRF-Token", party.csrf()}})
                      .status,
                  415)
            << op.name();
    }
    EXPECT_GT(tried, 300);
}

// Paths and queries too: ids of nothing are not found, parameters out of their schema are named.
TEST_P(OpenApiTest, EveryOperationRefusesBadParameters) {
    for (const auto& op : declared_.operations()) {
        if (of_the_standard(op) || op.id.starts_with("upload"))
            continue;  // its body is a file: tests/api/bad_input_test
        // Any address is the console's and the store app's to show.
        if (op.path.starts_with("/app") && op.id != "consoleFile") continue;
        if ((op.path == "/m" || op.path.starts_with("/m/")) && op.id != "storeAppFile") continue;
        Party& party = party_of(op);
        if (op.method == "GET" && op.path.find('{') != op.path.npos)
            for (const std::string nothing : {"0", "99", "abc", "-1", "99999999999999999999", "%00", "%E4%BD%A0"}) {
                std::string path = op.path;
                for (auto at = path.find('{'); at != path.npos; at = path.find('{'))
                    path.replace(at, path.find('}') - at + 1, nothing);
                const auto status = party.get(path).status;
                EXPECT_TRUE(status == 404 || status == 400) << path << " " << status;
            }
        const auto* parameters = op.declaration.if_contains("parameters");
        if (!parameters || !op.declaration.at("responses").as_object().contains("422")) continue;
        const auto path = filled_path(op, s_, document_, op.path.find("{home}") == op.path.npos ? "" : some_event());
        if (op.path.starts_with("/api/v1/subscriptions")) continue;  // has none in this story
        for (const auto& parameter : parameters->as_array()) {
            const auto& p = parameter.as_object();
            if (!p.contains("in") || text(p, "in") != "query") continue;
            const auto name = text(p, "name");
            // Free text takes any words that are not too long; a form without filter says "q=" for all.
            const bool free_text =
                p.at("schema").as_object().contains("maxLength") && !p.at("schema").as_object().contains("format");
            std::vector<std::string> bad{"", "abc", "%E4%BD%A0"};
            if (free_text)
                bad = {std::string(static_cast<std::size_t>(p.at("schema").at("maxLength").as_int64()) + 1, 'x')};
            if (p.at("schema").as_object().contains("maximum"))
                bad.push_back(std::to_string(static_cast<std::uint64_t>(p.at("schema").at("maximum").as_int64()) + 1));
            if (p.at("schema").as_object().contains("minimum"))
                bad.insert(bad.end(), {std::to_string(p.at("schema").at("minimum").as_int64() - 1), "-1"});
            // What the path asks for in any case stands behind: of two values the first counts.
            const auto query = path.find('?');
            const auto rest = query == path.npos ? std::string() : "&" + path.substr(query + 1);
            for (const auto& value : bad) {
                const auto asked = path.substr(0, query) + "?" + name + "=" + value + rest;
                expect_refused(party.get(asked), "/" + name, asked);
            }
        }
    }
}

// Every address below /app/ is the same page; its files are kept for ever under names that change with them.
TEST_P(OpenApiTest, TheConsoleIsServedCompressedAndKept) {
    auto client = s_.server.client();
    const auto page = client.get("/app/");
    EXPECT_EQ(page.status, 200);
    EXPECT_EQ(page.header("Cache-Control"), "no-cache");
    EXPECT_THAT(page.header("Content-Security-Policy"), HasSubstr("script-src 'self';"));
    EXPECT_THAT(page.header("Content-Security-Policy"), HasSubstr("frame-ancestors 'none'"));
    for (const auto* path : {"/app", "/app/sign-in", "/app/products/9", "/app/products/9/versions?tab=a"})
        EXPECT_EQ(client.get(path).body, page.body) << path;
    for (const auto* path : {"/app/favicon.ico", "/app/assets/none.js", "/app/a/b/c/d"})
        EXPECT_EQ(client.get(path).status, 404) << path;
    const std::string etag(page.header("ETag"));
    EXPECT_EQ(client.request("GET", "/app/", {{"If-None-Match", etag}}).status, 304);

    const auto at = page.body.find("/app/assets/");
    const std::string path = page.body.substr(at, page.body.find('"', at) - at);
    const auto plain = client.get(path);
    EXPECT_EQ(plain.status, 200) << path;
    EXPECT_THAT(plain.header("Cache-Control"), HasSubstr("immutable"));
    EXPECT_EQ(plain.header("Vary"), "Accept-Encoding");
    for (const auto* coding : {"gzip", "br"}) {
        const auto small = client.request("GET", path, {{"Accept-Encoding", coding}});
        EXPECT_EQ(small.header("Content-Encoding"), coding);
        EXPECT_LT(small.body.size(), plain.body.size());
        EXPECT_NE(small.header("ETag"), plain.header("ETag"));
    }
    EXPECT_EQ(client.request("GET", path, {{"Accept-Encoding", "br;q=0, gzip, deflate"}}).header("Content-Encoding"),
              "gzip");
}

// The store app likewise; its service worker and its manifest have fixed names and are asked for anew each time.
TEST_P(OpenApiTest, TheStoreAppIsServedCompressedAndKept) {
    auto client = s_.server.client();
    const auto page = client.get("/m/");
    EXPECT_EQ(page.status, 200);
    EXPECT_EQ(page.header("Cache-Control"), "no-cache");
    EXPECT_THAT(page.header("Content-Security-Policy"), HasSubstr("script-src 'self' 'wasm-unsafe-eval';"));
    for (const auto* path : {"/m", "/m/sign-in", "/m/receive/9", "/m/sale/done/9?a=b"})
        EXPECT_EQ(client.get(path).body, page.body) << path;
    for (const auto* path : {"/m/none.js", "/m/assets/none.js", "/m/receive/sw.js", "/m/a/b/c/d"})
        EXPECT_EQ(client.get(path).status, 404) << path;
    const auto worker = client.get("/m/sw.js");
    EXPECT_EQ(worker.status, 200);
    EXPECT_EQ(worker.header("Content-Type"), "text/javascript; charset=utf-8");
    EXPECT_EQ(worker.header("Cache-Control"), "no-cache");
    EXPECT_EQ(client.get("/m/manifest.webmanifest").status, 200);
    const auto at = page.body.find("/m/assets/");
    const auto script =
        client.request("GET", page.body.substr(at, page.body.find('"', at) - at), {{"Accept-Encoding", "br"}});
    EXPECT_EQ(script.status, 200);
    EXPECT_EQ(script.header("Content-Encoding"), "br");
    EXPECT_THAT(script.header("Cache-Control"), HasSubstr("immutable"));
}

// A nextCursor is there exactly if more follow; the pages together are the list.
TEST_P(OpenApiTest, PagesNeverLie) {
    filing_of(true);
    some_event();
    struct Row {
        Party* party;
        std::string path;
        const char* key;
    };
    for (const auto& [party, path, key] :
         {Row{&s_.admin, "/api/v1/organisations", "id"}, Row{&s_.producer, "/api/v1/products", "id"},
          Row{&s_.producer, "/api/v1/blocks", "id"}, Row{&s_.producer, "/api/v1/events", "eventID"},
          Row{&s_.producer, "/api/v1/blocks/" + s_.million + "/segments", "first"},
          Row{&s_.producer, "/api/v1/codes/" + s_.code(s_.million, Story::sold_at) + "/events", "disposition"}}) {
        const auto whole = party->must_get(path + "?limit=100");
        EXPECT_EQ(party->must_get(path + "?limit=100&cursor=0"), whole) << "0 is the beginning of every list";
        EXPECT_FALSE(whole.contains("nextCursor")) << path;
        std::vector<std::string> expected;
        for (const auto& item : whole.at("items").as_array()) expected.push_back(text(item.as_object(), key));
        ASSERT_GE(expected.size(), 2u) << path;
        for (const std::size_t limit : {std::size_t{1}, std::size_t{2}, expected.size()}) {
            std::vector<std::string> seen;
            std::string cursor;
            for (std::size_t page = 0; page <= expected.size(); ++page) {
                const auto got = party->must_get(fmt::format("{}?limit={}{}", path, limit, cursor));
                for (const auto& item : got.at("items").as_array()) seen.push_back(text(item.as_object(), key));
                if (!got.contains("nextCursor")) break;
                EXPECT_EQ(got.at("items").as_array().size(), limit) << path;
                cursor = "&cursor=" + text(got, "nextCursor");
            }
            EXPECT_EQ(seen, expected) << path << " by " << limit;
        }
    }
}

// ---- Idempotency-Key

TEST_P(OpenApiTest, ARepeatedWriteIsDoneOnce) {
    const auto apply = [&](const std::string& key, const json::object& body, Party& party) {
        return call(party, "POST", "/api/v1/blocks", json::serialize(body), {{"Idempotency-Key", key}});
    };
    const auto count = [&] { return s_.producer.must_get("/api/v1/blocks?limit=100").at("items").as_array().size(); };
    const json::object body{{"product", s_.product}, {"quantity", "5"}};
    const auto before = count();
    const auto first = apply("key-1", body, s_.producer);
    ASSERT_EQ(first.status, 201) << first.body;
    EXPECT_FALSE(first.has("Idempotency-Replayed"));
    for (int i = 0; i < 3; ++i) {
        const auto again = apply("key-1", body, s_.producer);
        EXPECT_EQ(again.status, 201);
        EXPECT_EQ(again.header("Idempotency-Replayed"), "true");
        EXPECT_EQ(again.body, first.body);
        EXPECT_EQ(again.header("Location"), first.header("Location"));
    }
    EXPECT_EQ(count(), before + 1);

    const auto other = apply("key-1", {{"product", s_.product}, {"quantity", "6"}}, s_.producer);
    EXPECT_EQ(other.status, 409);
    EXPECT_THAT(other.body, HasSubstr("/problems/idempotency_key_reused"));
    EXPECT_EQ(count(), before + 1);

    // Another user's key is another key: nothing of the first answer reaches him.
    EXPECT_EQ(apply("key-1", body, s_.other).status, 403);
    // A refusal changed nothing and is not kept: the same key may be used for the request put right.
    EXPECT_EQ(apply("key-2", {{"product", s_.product}, {"quantity", "0"}}, s_.producer).status, 422);
    EXPECT_EQ(apply("key-2", body, s_.producer).status, 201);
    for (const std::string& bad : {std::string(201, 'k'), std::string("two words"), std::string("\xe9")})
        EXPECT_EQ(apply(bad, body, s_.producer).status, 422) << bad;
}

// What works outside the database first (hashing, storing a picture) ends in the same write.
TEST_P(OpenApiTest, ARepeatedRegistrationIsDoneOnce) {
    const auto company = fresh_company();
    const auto body = json::serialize(registration(company, "seller"));
    const http::Headers key{{"Idempotency-Key", "registration-" + company.login}};
    const auto first = call(stranger_, "POST", "/api/v1/organisations", body, key);
    ASSERT_EQ(first.status, 201) << first.body;
    stranger_.client().cookies().clear();  // the answer with the session was lost on its way: he asks again
    const auto again = call(stranger_, "POST", "/api/v1/organisations", body, key);
    EXPECT_EQ(again.status, 201);
    EXPECT_EQ(again.body, first.body);
    EXPECT_EQ(again.header("Idempotency-Replayed"), "true");
    EXPECT_EQ(call(stranger_, "POST", "/api/v1/organisations", body).status, 409) << "without the key it is another";
}

// Secrets are never kept: signing in twice with one key opens two sessions.
TEST_P(OpenApiTest, SigningInIsNotRepeated) {
    const auto body = json::serialize(json::object{{"login", maker.login}, {"password", password}});
    const http::Headers key{{"Idempotency-Key", "sign-in"}};
    const auto first = call(stranger_, "POST", "/api/v1/sessions", body, key);
    const auto again = call(stranger_, "POST", "/api/v1/sessions", body, key);
    EXPECT_EQ(again.status, 201);
    EXPECT_FALSE(again.has("Idempotency-Replayed"));
    EXPECT_NE(again.header("Set-Cookie"), first.header("Set-Cookie"));
}

INSTANTIATE_TEST_SUITE_P(Engines, OpenApiTest, ::testing::Values(db::Engine::sqlite, db::Engine::postgresql),
                         db::testing::engine_name);

}  // namespace
}  // namespace yiguan::testing
