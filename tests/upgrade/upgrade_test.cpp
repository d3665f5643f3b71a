// A node of the first public schema (migrations 1 to 10), opened by today's program: accounts become memberships,
// registrations become applications, and everything that was there goes on.
//
// program_0010.json holds what that program left behind on SQLite when it ended: every row but the sessions, and the
// files of its data folder (trailing zero bytes are left out). It never changes.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <list>

#include "db/db.hpp"
#include "db/migrations.hpp"
#include "support/world.hpp"

namespace yiguan::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

constexpr std::size_t saved_migrations = 10;

int digit_of(char c) {
    return c <= '9' ? c - '0' : c - 'a' + 10;
}
std::string bytes_of(const json::value& hex) {
    const auto& text = hex.as_string();
    std::string out;
    for (std::size_t i = 0; i + 1 < text.size(); i += 2)
        out += static_cast<char>(digit_of(text[i]) * 16 + digit_of(text[i + 1]));
    return out;
}
std::string_view view(const json::value& text) {
    return {text.as_string().data(), text.as_string().size()};
}

/// What the earlier program left behind.
class Saved {
public:
    Saved() : all_(json::parse(read_file("tests/upgrade/program_0010.json")).as_object()) {
        // Declared before a database is opened, as those of the program are.
        for (const auto& [table, saved] : all_.at("tables").as_object()) {
            std::vector<db::BulkInsert::Column> columns;
            for (const auto& c : saved.at("columns").as_array()) {
                const auto type = view(c.at(1));
                using T = db::BulkInsert::Type;
                columns.push_back({view(c.at(0)), type == "integer" ? T::integer
                                                  : type == "text"  ? T::text
                                                                    : T::bytes});
            }
            tables_.emplace_back(std::string("upgrade_test.") + std::string(table), std::string(table), columns,
                                 static_cast<int>(saved.at("key").as_int64()));
        }
    }

    std::string named(std::string_view key) const { return std::string(view(all_.at("named").at(key))); }

    /// The data folder and the database, as the earlier program left them.
    void restore(const Server& server) const {
        for (const auto& [name, file] : all_.at("files").as_object()) {
            const auto path = server.data() / std::string(name);
            std::filesystem::create_directories(path.parent_path());
            auto bytes = bytes_of(file.at("hex"));
            bytes.resize(static_cast<std::size_t>(file.at("bytes").as_int64()), '\0');
            std::ofstream(path, std::ios::binary) << bytes;
            std::filesystem::permissions(path, std::filesystem::perms{0600});
        }
        std::filesystem::permissions(server.data(), std::filesystem::perms{0700});
        const auto database = db::open_with_migrations({.url = server.database(), .directory = server.data()},
                                                       db::embedded_migrations().first(saved_migrations));
        database->write_now([&](db::Tx& tx) {
            for (const auto& table : tables_) fill(tx, table);
        });
    }

private:
    struct Table {
        Table(std::string label, std::string name, std::vector<db::BulkInsert::Column> columns, int key)
            : label_(std::move(label)), name_(std::move(name)), into(label_, name_, std::move(columns), key) {}
        std::string label_, name_;
        db::BulkInsert into;
    };

    void fill(db::Tx& tx, const Table& table) const {
        std::list<std::string> texts;
        std::vector<db::Param> values;
        for (const auto& row : all_.at("tables").at(table.name_).at("rows").as_array())
            for (const auto& value : row.as_array()) {
                if (value.is_null())
                    values.emplace_back(nullptr);
                else if (value.is_int64())
                    values.emplace_back(value.as_int64());
                else if (value.is_string())
                    values.emplace_back(view(value));
                else
                    values.emplace_back(std::as_bytes(std::span(texts.emplace_back(bytes_of(value.at("hex"))))));
            }
        tx.insert(table.into, values);
    }

    json::object all_;
    std::list<Table> tables_;
};

const Saved& saved() {
    static const Saved one;
    return one;
}

class UpgradeTest : public ::testing::TestWithParam<db::Engine> {
protected:
    void SetUp() override {
        saved();
        server_ = std::make_unique<Server>(GetParam());
        saved().restore(*server_);
        server_->start();
    }
    Party signed_in(const std::string& login) {
        Party party(*server_);
        party.sign_in(login, password);
        return party;
    }
    static json::object organisation(Party& party, const std::string& name) {
        return party.must_get("/api/v1/organisations/" + saved().named(name));
    }
    static std::vector<std::string> titles(const json::object& page) {
        std::vector<std::string> out;
        for (const auto& item : page.at("items").as_array())
            out.push_back(text(item.as_object().at("object").as_object(), "name"));
        return out;
    }
    /// No defect in what is stored, the log included.
    void expect_sound() {
        const auto ran = server_->command("fsck");
        EXPECT_EQ(ran.status, 0) << ran.out << ran.err;
        EXPECT_THAT(ran.out, HasSubstr("0 defects"));
    }
    std::unique_ptr<Server> server_;
};

TEST_P(UpgradeTest, AccountsSignInAndAreMembersOfWhatTheyWereUsersOf) {
    const std::vector<std::array<std::string, 3>> accounts{
        {"root-admin", "platform_admin", ""}, {"maker", "org_admin", "maker"},
        {"shop", "org_admin", "shop"},        {"inspector", "org_admin", "office"},
        {"waiting", "org_admin", "waiting"},  {"rejected", "org_admin", "rejected"}};
    for (const auto& [login, role, org] : accounts) {
        SCOPED_TRACE(login);
        Party party = signed_in(login);
        const auto session = party.must_get("/api/v1/sessions/current");
        const auto& memberships = session.at("memberships").as_array();
        ASSERT_EQ(memberships.size(), 1u) << json::serialize(session);
        EXPECT_EQ(text(memberships[0].as_object(), "role"), role);
        EXPECT_EQ(text(memberships[0].as_object(), "id"), text(session, "membership"));
        if (!org.empty()) {
            EXPECT_EQ(text(session, "organisation"), saved().named(org));
        }
        if (login == "inspector") {
            EXPECT_THAT(json::serialize(session.at("permissions")), HasSubstr("read_organisation"));
            EXPECT_EQ(text(party.must_get("/api/v1/organisations"), "total"), "5");
        }
    }
    expect_sound();
}

TEST_P(UpgradeTest, RegistrationsAreApplicationsAndGoOnToTheirDecision) {
    Party admin = signed_in("root-admin");
    const auto waiting = admin.must_get("/api/v1/applications?kind=registration");
    EXPECT_THAT(titles(waiting), UnorderedElementsAre("升级待审有限公司"));
    const auto approved = admin.must_get("/api/v1/applications?kind=registration&state=approved");
    EXPECT_THAT(titles(approved), UnorderedElementsAre("升级车业有限公司", "升级电动车行", "升级市场监督管理局"));
    const auto rejected = admin.must_get("/api/v1/applications?kind=registration&state=rejected");
    EXPECT_THAT(titles(rejected), UnorderedElementsAre("升级驳回有限公司"));
    EXPECT_EQ(text(admin.must_get("/api/v1/organisations"), "total"), "5");

    const auto application = text(organisation(admin, "waiting"), "application");
    EXPECT_EQ(application, text(waiting.at("items").at(0).as_object(), "id"));
    admin.must_post("/api/v1/applications/" + application + "/claims", json::object{});
    admin.must_post("/api/v1/applications/" + application + "/decisions", json::object{{"decision", "approve"}});
    Party party = signed_in("waiting");
    EXPECT_EQ(text(organisation(party, "waiting"), "status"), "approved");

    // Started again, nothing is adopted twice.
    ASSERT_EQ(server_->stop(), 0);
    server_->start();
    Party again(*server_, admin);
    EXPECT_EQ(text(again.must_get("/api/v1/applications?kind=registration&state=approved"), "total"), "4");
    EXPECT_EQ(text(again.must_get("/api/v1/organisations"), "total"), "5");
    expect_sound();
}

TEST_P(UpgradeTest, ARejectedRegistrationIsCorrectedAndSentAgain) {
    Party party = signed_in("rejected");
    auto data = organisation(party, "rejected");
    EXPECT_EQ(text(data, "status"), "rejected");
    const auto application = party.must_get("/api/v1/applications/" + text(data, "application"));
    EXPECT_EQ(text(application, "state"), "rejected");
    json::object body{{"name", "升级更正有限公司"}, {"submit", true}};
    for (const char* key : {"uscc", "address", "contact", "version"}) body[key] = data.at(key);
    const auto sent = party.send("PUT", "/api/v1/organisations/" + saved().named("rejected"), json::serialize(body),
                                 {{"Content-Type", "application/json"}, {"X-CSRF-Token", party.csrf()}});
    EXPECT_EQ(sent.status, 200) << sent.body;
    Party admin = signed_in("root-admin");
    EXPECT_THAT(titles(admin.must_get("/api/v1/applications?kind=registration")),
                UnorderedElementsAre("升级待审有限公司", "升级更正有限公司"));
    expect_sound();
}

TEST_P(UpgradeTest, ProductsCodesAndTheirHistoryGoOn) {
    Party maker = signed_in("maker");
    EXPECT_EQ(maker.must_get("/api/v1/products").at("items").as_array().size(), 2u);
    EXPECT_EQ(text(maker.must_get("/api/v1/products/" + saved().named("product")), "status"), "published");
    Party stranger(*server_);
    const auto page = stranger.get("/E=" + saved().named("soldCode"));
    EXPECT_EQ(page.status, 200);
    EXPECT_THAT(page.body, HasSubstr("升级车业有限公司"));
    EXPECT_EQ(stranger.get("/E=" + saved().named("shippedCode")).status, 200);
    // The waiting filing has its review, and the codes that were shipped are received.
    Party admin = signed_in("root-admin");
    const auto product = "/api/v1/products/" + saved().named("waitingProduct");
    admin.must_post(product + "/reviews", json::object{{"decision", "approve"}});
    EXPECT_EQ(text(maker.must_get(product), "status"), "published");
    Party shop = signed_in("shop");
    const auto first = std::stoll(saved().named("first"));
    shop.must_post("/api/v1/receipts",
                   command(range(saved().named("block"), first + 30, first + 49), receiving_fields()));
    shop.must_post("/api/v1/sales", command(range(saved().named("block"), first + 30, first + 30), selling_fields()));
    maker.must_post("/api/v1/bindings", command(range(saved().named("block"), first + 100, first + 199),
                                                binding_fields("2026-06-02", "B26-")));
    expect_sound();
}

YIGUAN_BOTH_ENGINES(UpgradeTest);

}  // namespace
}  // namespace yiguan::testing
