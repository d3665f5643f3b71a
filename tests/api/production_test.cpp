// 今日生产, 空码率 and further codes against the real server: what strangers and others learn, and what they do not.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "support/story.hpp"

namespace yiguan::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// Codes stand in groups on a page: <i>2012</i><i>8012</i>.
std::string without_marks(std::string body) {
    for (const std::string mark : {"<i>", "</i>", "<b>", "</b>"})
        for (auto at = body.find(mark); at != body.npos; at = body.find(mark, at)) body.erase(at, mark.size());
    return body;
}

std::ptrdiff_t lines(const std::string& text) {
    return std::ranges::count(text, '\n');
}
std::string first_code(Party& party, const std::string& package) {
    return party.get(package).body.substr(0, 33);
}
std::string newest(Party& party) {
    const auto blocks = party.must_get("/api/v1/blocks").at("items").as_array();
    return "/api/v1/blocks/" + text(blocks.at(0).as_object(), "id") + "/package";
}

class ProductionApiTest : public ::testing::TestWithParam<db::Engine> {
protected:
    json::object made(std::int64_t quantity, bool activate = false) {
        return s_.producer.must_post("/api/v1/production", json::object{{"product", s_.product},
                                                                        {"productionDate", "2026-06-01"},
                                                                        {"quantity", std::to_string(quantity)},
                                                                        {"activate", activate}});
    }
    json::object alias(const std::string& code, const std::string& kind, const std::string& text) {
        return s_.producer.must_post("/api/v1/aliases", json::object{{"code", code}, {"kind", kind}, {"text", text}});
    }
    static int undone(Party& party, const std::string& path) { return party.post(path, json::object{}).status; }
    Story& s_ = story(GetParam());
};

TEST_P(ProductionApiTest, P11_ABatchIsMadeBoundActivatedListedAndTakenBack) {
    const auto first = made(3, true);
    const auto code = text(first, "firstCode");
    EXPECT_EQ(s_.stranger().get("/c/" + code).status, 200);
    const auto shows = [&](const std::string& words) {
        return s_.stranger().get("/c/" + code).body.find(words) != std::string::npos;
    };
    EXPECT_TRUE(shows(text(first, "batchNumber"))) << "the factory number";
    const auto listed = s_.producer.must_get("/api/v1/production");
    EXPECT_EQ(text(listed.at("items").at(0).as_object(), "id"), text(first, "id"));
    EXPECT_EQ(s_.other.must_get("/api/v1/production").at("items").as_array().size(), 0u);
    const auto path = "/api/v1/production/" + text(first, "id") + "/undo";
    EXPECT_EQ(undone(s_.other, path), 404);
    EXPECT_EQ(undone(s_.producer, path), 200);
    EXPECT_EQ(undone(s_.producer, path), 409) << "once";
    EXPECT_TRUE(shows("此码已作废或冻结"));
    EXPECT_FALSE(shows(text(first, "batchNumber"))) << "nothing of what it was";
    EXPECT_EQ(text(s_.stranger().must_get("/api/v1/codes/" + code), "status"), "voided");
}

// C-10: by an alias the same is shown as by the code, but never the code, its block or its number in it.
TEST_P(ProductionApiTest, C10_AnAliasShowsThePageAndNeverTheCode) {
    const auto batch = made(2, true);
    const auto code = text(batch, "firstCode");
    const std::string name = GetParam() == db::Engine::sqlite ? "ALIAS-S-0001" : "ALIAS-P-0001";
    alias(code, "own", name);
    alias(code, "gs1", "(01)06901234567892(21)" + name);
    auto stranger = s_.stranger();
    const auto by_code = stranger.get("/c/" + code);
    const auto block = text(batch.at("ranges").at(0).as_object(), "block");
    for (const auto& path : {"/c/" + name, "/c/" + std::string("alias-") + name.substr(6),
                             "/c/https%3A%2F%2Fexample.com%2F01%2F06901234567892%2F21%2F" + name}) {
        const auto page = stranger.get(path);
        EXPECT_EQ(page.status, 200) << path;
        EXPECT_THAT(page.body, HasSubstr(text(batch, "batchNumber"))) << "what the code's own page shows";
        EXPECT_THAT(page.body, Not(HasSubstr(code))) << path;
        EXPECT_EQ(without_marks(page.body).find(code.substr(5)), std::string::npos) << path << ": in groups of four";
        EXPECT_THAT(page.body, Not(HasSubstr(block))) << path;
        EXPECT_THAT(page.body, Not(HasSubstr("qr.svg")));
        EXPECT_THAT(page.body, Not(HasSubstr("/verify/")));
        for (const auto& [header, value] : page.headers) EXPECT_THAT(std::string(value), Not(HasSubstr(code)));
    }
    EXPECT_EQ(stranger.get("/c/" + name + "X").status, 404);
    EXPECT_EQ(stranger.get("/c/" + name + "/qr.svg").status, 404);
    EXPECT_EQ(stranger.get("/verify/" + name).status, 404);
    EXPECT_EQ(stranger.get("/api/v1/codes/" + name).status, 404);

    const json::object question{{"texts", json::array{json::string(name), json::string(code), "nothing-0001"}}};
    const auto own = s_.producer.must_post("/api/v1/code-queries", question).at("items").as_array();
    EXPECT_EQ(text(own.at(0).as_object(), "code"), code);
    EXPECT_EQ(text(own.at(0).as_object(), "by"), "own");
    EXPECT_EQ(text(own.at(1).as_object(), "by"), "code");
    EXPECT_EQ(own.at(2).at("found").as_int64(), 0);
    const auto others = s_.other.must_post("/api/v1/code-queries", question).at("items").as_array();
    EXPECT_EQ(others.at(0).at("found").as_int64(), 0) << "a text of others is guessed, not known";
    EXPECT_FALSE(others.at(1).as_object().contains("productionDate"));
    EXPECT_EQ(own.at(1).at("numbers").as_array().size(), 2u) << "P10: frame and serial numbers beside the code";
    EXPECT_THAT(json::serialize(own.at(1).at("numbers")), HasSubstr(name));
    EXPECT_FALSE(others.at(1).as_object().contains("numbers"));
    const auto regulator = s_.regulator.must_post("/api/v1/code-queries", question).at("items").as_array();
    EXPECT_EQ(regulator.at(0).at("found").as_int64(), 1);
    EXPECT_FALSE(regulator.at(0).as_object().contains("code")) << "the code is on the label";
    EXPECT_EQ(s_.other.get("/api/v1/codes/" + code + "/aliases").status, 404);
    EXPECT_EQ(s_.producer.must_get("/api/v1/codes/" + code + "/aliases").at("items").as_array().size(), 2u);
}

// Who sees what it recorded itself alone learns nothing of colleagues' goods by another text either.
TEST_P(ProductionApiTest, FIL12_C10_LookUpsKeepToTheMembersScope) {
    const auto code = text(made(1), "firstCode");
    const std::string name = GetParam() == db::Engine::sqlite ? "SCOPE-S-0001" : "SCOPE-P-0001";
    alias(code, "own", name);
    const auto invited = s_.producer.must_post(
        "/api/v1/invitations",
        json::object{{"role", "recorder"}, {"name", "李四"}, {"scope", json::object{{"ownOnly", true}}}});
    const auto link = text(invited, "link");
    s_.stranger().must_post("/api/v1/invitations/acceptances", json::object{{"token", link.substr(link.find('#') + 1)},
                                                                            {"login", "scoped-" + name},
                                                                            {"password", password},
                                                                            {"name", "李四"}});
    Party clerk(s_.server);
    clerk.sign_in("scoped-" + name, password);
    const auto ask = [&](Party& party) {
        const json::object question{{"texts", json::array{json::string(name), json::string(code)}}};
        return party.must_post("/api/v1/code-queries", question).at("items").as_array();
    };
    EXPECT_EQ(ask(s_.producer).at(0).at("found").as_int64(), 1);
    const auto told = ask(clerk);
    EXPECT_EQ(told.at(0).at("found").as_int64(), 0);
    EXPECT_FALSE(told.at(0).as_object().contains("code"));
    EXPECT_FALSE(told.at(1).as_object().contains("productName")) << "of a code that one has: its status";
    EXPECT_EQ(clerk.get("/api/v1/codes/" + code + "/aliases").status, 404);
    EXPECT_EQ(s_.producer.get("/api/v1/codes/" + code + "/aliases").status, 200);
}

// EBM-71
TEST_P(ProductionApiTest, EBM71_TheRateIsRefusedWithWhatToDoAndVoidingHelps) {
    Server server(GetParam(),
                  {"--empty-code-rate-max", "60", "--limit-alias-look-ups-per-hour", "5", "--attention-count", "3"});
    server.start();
    Party admin = first_admin(server);
    Party producer = join(server, admin, maker, "producer");
    const auto product = published_product(producer, admin);
    const auto apply = [&] {
        return producer.post("/api/v1/blocks", json::object{{"product", product}, {"quantity", "10"}});
    };
    EXPECT_EQ(apply().status, 201) << "who has no codes is not held up";
    const auto rates = producer.must_get("/api/v1/code-rates").at("items").as_array();
    ASSERT_EQ(rates.size(), 1u);
    EXPECT_EQ(text(rates.front().as_object(), "percent"), "100.0");
    EXPECT_TRUE(rates.front().at("blocked").as_bool());
    const auto refused = apply();
    EXPECT_EQ(refused.status, 409);
    EXPECT_EQ(producer.post("/api/v1/production", json::object{{"product", product}, {"quantity", "1"}}).status, 409)
        << "to record a batch is to apply for its codes";
    const auto problem = object_of(refused);
    EXPECT_EQ(text(problem, "type"), "/problems/wrong_state");
    const auto& errors = problem.at("errors").as_array();
    ASSERT_EQ(errors.size(), 2u) << "the rule, and where the empty codes are";
    const auto path = "/api/v1/blocks/" + text(errors.at(1).as_object(), "value") + "/voidings";
    const auto package = "/api/v1/blocks/" + text(errors.at(1).as_object(), "value") + "/package";
    EXPECT_EQ(lines(producer.get(package).body), 10);
    const auto voided = first_code(producer, package);
    const auto whole = text(rates.front().at("blocks").at(0).as_object(), "first");
    producer.must_post(path, json::object{{"ranges", json::array{json::object{{"first", whole}, {"last", whole}}}}});
    const auto rest = producer.get(package + "?format=csv");
    EXPECT_EQ(lines(rest.body), 1 + 9) << "P08: no label is printed of a voided code";
    EXPECT_EQ(rest.body.find(voided), rest.body.npos);
    const json::object all{{"all", true}};
    EXPECT_EQ(text(producer.must_post(path, all), "voided"), "9");
    EXPECT_EQ(producer.get(package).status, 409) << "nothing is left to print";
    EXPECT_EQ(text(producer.must_post(path, all), "voided"), "0") << "twice is once";
    EXPECT_EQ(apply().status, 201);

    // C-10: a label that was copied looks no sounder by another text of its piece.
    Party stranger(server);
    const auto batch =
        producer.post("/api/v1/production", json::object{{"product", product},
                                                         {"firstCode", first_code(producer, newest(producer))},
                                                         {"lastCode", first_code(producer, newest(producer))},
                                                         {"activate", true}});
    ASSERT_EQ(batch.status, 201) << batch.body;
    const auto code = text(object_of(batch), "firstCode");
    producer.must_post("/api/v1/aliases", json::object{{"code", code}, {"kind", "own"}, {"text", "COPIED-01"}});
    EXPECT_THAT(stranger.get("/c/COPIED-01").body, HasSubstr("未发现异常"));
    for (int i = 0; i < 4; ++i) stranger.get("/c/" + code);
    EXPECT_THAT(stranger.get("/c/" + code).body, HasSubstr("请核对实物"));
    EXPECT_THAT(stranger.get("/c/COPIED-01").body, HasSubstr("请核对实物"));
    for (int i = 0; i < 3; ++i) EXPECT_EQ(stranger.get(fmt::format("/c/GUESS-000{}", i)).status, 404);
    EXPECT_EQ(stranger.get("/c/GUESS-0009").status, 429) << "guessing has a limit of its own";
    EXPECT_EQ(stranger.get("/c/201280999999999999999999999999999").status, 404) << "scans are no part of it";
}

// P32: the score, what it is made of, what is ignored; numbers for regulators, nothing for others.
TEST_P(ProductionApiTest, P32_TheScoreIsExplainedToItsOrganisation) {
    made(1);  // of 2026-06-01: bound much later than that
    const auto issue = [](const json::object& quality, std::string_view key) {
        const auto& all = quality.at("issues").as_array();
        const auto found =
            std::ranges::find_if(all, [&](const json::value& one) { return text(one.as_object(), "key") == key; });
        return found->as_object();
    };
    const auto own = s_.producer.must_get("/api/v1/quality");
    EXPECT_EQ(own.at("trend").as_array().size(), 1u) << "the first look keeps the day";
    EXPECT_EQ(own.at("parts").as_array().size(), 6u);
    EXPECT_LT(own.at("total").as_int64(), 100);
    const auto late = issue(own, "boundLate");
    ASSERT_FALSE(late.at("examples").as_array().empty());
    EXPECT_NE(text(late, "deduction"), "0.00");
    EXPECT_EQ(s_.producer.must_get("/api/v1/quality?period=week").at("trend").as_array().size(), 1u);
    EXPECT_EQ(s_.producer.get("/api/v1/quality?period=decade").status, 422);

    const auto whose = "?organisation=" + s_.producer.organisation();
    EXPECT_EQ(s_.other.get("/api/v1/quality" + whose).status, 404);
    EXPECT_EQ(s_.other.get("/api/v1/quality/issues/boundLate" + whose).status, 404);
    EXPECT_EQ(s_.other.get("/api/v1/quality?product=" + s_.product).status, 404);
    const auto seen = issue(s_.regulator.must_get("/api/v1/quality" + whose), "boundLate");
    EXPECT_EQ(text(seen, "count"), text(late, "count"));
    EXPECT_TRUE(seen.at("examples").as_array().empty());
    EXPECT_TRUE(s_.regulator.must_get("/api/v1/quality/issues/boundLate" + whose).at("items").as_array().empty());

    const auto page = s_.producer.must_get("/api/v1/quality/issues/boundLate?limit=1");
    ASSERT_EQ(page.at("items").as_array().size(), 1u);
    EXPECT_EQ(page.contains("nextCursor"), text(late, "count") != "1");
    EXPECT_EQ(s_.producer.get("/api/v1/quality/issues/noSuch").status, 404);
    const json::object body{{"issue", "boundLate"}, {"reason", "存货，已逐批核对"}};
    const auto ignored = s_.producer.must_post("/api/v1/quality/ignores", body);
    EXPECT_EQ(s_.producer.post("/api/v1/quality/ignores", body).status, 409);
    EXPECT_EQ(text(issue(s_.producer.must_get("/api/v1/quality"), "boundLate"), "deduction"), "0.00");
    const auto told = issue(s_.regulator.must_get("/api/v1/quality" + whose), "boundLate");
    EXPECT_EQ(text(told.at("ignore").as_object(), "reason"), "") << "why is the organisation's own";
    const auto path = "/api/v1/quality/ignores/" + text(ignored, "id");
    EXPECT_EQ(s_.other.send("DELETE", path, "", {{"X-CSRF-Token", s_.other.csrf()}}).status, 404);
    EXPECT_EQ(s_.producer.send("DELETE", path, "", {{"X-CSRF-Token", s_.producer.csrf()}}).status, 204);
    const auto last = s_.producer.must_get("/api/v1/quality");
    EXPECT_NE(text(issue(last, "boundLate"), "deduction"), "0.00");
    // The workbench shows what was kept last.
    const auto bench = s_.producer.must_get("/api/v1/workbench");
    const auto& figures = bench.at("figures").as_array();
    const auto card = std::ranges::find_if(
        figures, [](const json::value& one) { return text(one.as_object(), "key") == "quality_score"; });
    ASSERT_NE(card, figures.end());
    EXPECT_EQ(text(card->as_object(), "value"), std::to_string(last.at("total").as_int64()));
}

INSTANTIATE_TEST_SUITE_P(Engines, ProductionApiTest, ::testing::Values(db::Engine::sqlite, db::Engine::postgresql),
                         db::testing::engine_name);

}  // namespace
}  // namespace yiguan::testing
