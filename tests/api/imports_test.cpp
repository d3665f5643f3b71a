// A spreadsheet through the whole of its import, over HTTP: uploaded, looked at, repaired, confirmed, found as drafts.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/moves.hpp"

namespace yiguan::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class ImportsTest : public ::testing::TestWithParam<db::Engine> {
protected:
    http::Answer upload(Party& party, const std::string& bytes, const std::string& query = std::string(import_query)) {
        return party.send("POST", "/api/v1/imports" + query, bytes,
                          {{"Content-Type", "text/csv"}, {"X-CSRF-Token", party.csrf()}});
    }
    static json::object body_of(const http::Answer& answer) { return json::parse(answer.body).as_object(); }
    Story& s_ = story(GetParam());
};

TEST_P(ImportsTest, EBM25_FromTheTemplateToTheDrafts) {
    const auto kinds = s_.producer.must_get("/api/v1/import-kinds");
    std::vector<std::string> ids;
    const json::array items = kinds.at("items").as_array();
    for (const auto& kind : items) ids.push_back(text(kind.as_object(), "id"));
    EXPECT_THAT(ids, ::testing::IsSupersetOf({"EB-MODEL", "B.1", "B.2", "B.3", "B.4", "B.5"}));
    for (const auto& id : ids) {
        const auto file = s_.producer.get("/api/v1/import-kinds/" + id + "/template");
        EXPECT_EQ(file.status, 200) << id;
        EXPECT_THAT(file.body, StartsWith("PK")) << id;
        EXPECT_THAT(std::string(file.header("Content-Disposition")), HasSubstr(".xlsx"));
    }

    const auto ready = imported(s_.producer, {"LIFE-1", "", "LIFE-3", "LIFE-3"});
    EXPECT_EQ(text(ready, "state"), "ready");
    EXPECT_EQ(ready.at("wrong").as_int64(), 3);
    const auto path = "/api/v1/imports/" + text(ready, "id");
    const auto wrong = s_.producer.must_get(path + "/rows?state=wrong");
    const json::array rows = wrong.at("items").as_array();
    ASSERT_EQ(rows.size(), 3u);
    EXPECT_EQ(rows[0].at("findings").as_array().size(), 1u);
    EXPECT_EQ(rows[0].at("number").as_int64(), 3);
    const auto repaired =
        body_of(send_as(s_.producer, "PATCH", path + "/cells",
                        {{"cells", json::array{json::object{{"row", 2}, {"column", "model"}, {"text", "LIFE-2"}},
                                               json::object{{"row", 4}, {"column", "model"}, {"text", "LIFE-4"}}}}}));
    const json::object now = repaired.at("import").as_object();
    EXPECT_EQ(now.at("wrong").as_int64(), 0);
    EXPECT_EQ(now.at("fresh").as_int64(), 4);

    const auto none = s_.producer.must_get("/api/v1/products?q=&model=LIFE-");
    EXPECT_EQ(none.at("items").as_array().size(), 0u) << "nothing is stored before it is confirmed";
    const auto old = send_as(s_.producer, "POST", path + "/confirmation", {{"version", ready.at("version")}});
    EXPECT_EQ(old.status, 409) << "what was looked at is not what there is";
    EXPECT_EQ(send_as(s_.producer, "POST", path + "/confirmation", {{"version", now.at("version")}}).status, 200);
    EXPECT_EQ(import_in(s_.producer, text(ready, "id"), "done").at("stored").as_int64(), 4);
    const auto drafts = s_.producer.must_get("/api/v1/products?model=LIFE-&status=draft");
    EXPECT_EQ(drafts.at("items").as_array().size(), 4u);
    const auto again = body_of(upload(s_.producer, import_file({"LIFE-1", "", "LIFE-3", "LIFE-3"})));
    EXPECT_TRUE(again.at("repeated").as_bool());
    EXPECT_EQ(text(again, "id"), text(ready, "id"));
    const auto notices = s_.producer.must_get("/api/v1/messages?limit=100");
    EXPECT_THAT(json::serialize(notices), HasSubstr("导入已完成"));
}

TEST_P(ImportsTest, WrongRowsComeBackAsAFile) {
    const auto ready = imported(s_.producer, {"BACK-1", ""});
    const auto path = "/api/v1/imports/" + text(ready, "id");
    const auto file = s_.producer.get(path + "/wrong-rows");
    ASSERT_EQ(file.status, 200);
    EXPECT_THAT(file.body, StartsWith("PK"));
    EXPECT_THAT(std::string(file.header("Content-Disposition")), HasSubstr("models-"));
    // It is a file like any other: what was wrong is read again.
    const auto again = body_of(upload(s_.producer, file.body));
    const auto read = import_in(s_.producer, text(again, "id"), "ready");
    EXPECT_EQ(read.at("total").as_int64(), 1);
    EXPECT_EQ(read.at("wrong").as_int64(), 1);
    for (const auto& id : {text(ready, "id"), text(again, "id")})
        EXPECT_EQ(send_as(s_.producer, "POST", "/api/v1/imports/" + id + "/cancellation").status, 200);
}

TEST_P(ImportsTest, NobodyElseFindsIt) {
    const auto ready = imported(s_.producer, {"MINE-1", ""});
    const auto path = "/api/v1/imports/" + text(ready, "id");
    for (const std::string part : {"", "/rows", "/wrong-rows"})
        EXPECT_EQ(s_.other.get(path + part).status, 404) << part;
    EXPECT_EQ(send_as(s_.other, "POST", path + "/confirmation", {{"version", ready.at("version")}}).status, 404);
    EXPECT_EQ(send_as(s_.other, "POST", path + "/cancellation").status, 404);
    EXPECT_THAT(s_.other.get("/api/v1/imports").body, ::testing::Not(HasSubstr(text(ready, "id"))));
    EXPECT_EQ(send_as(s_.producer, "POST", path + "/cancellation").status, 200);
    // Neither what is in it nor what its file is called is in the log of the server.
    EXPECT_EQ(s_.server.log().find("MINE-1"), std::string::npos);
    EXPECT_EQ(s_.server.log().find("models.csv"), std::string::npos);
}

TEST_P(ImportsTest, RefusalsNameWhatIsWrong) {
    const auto expect = [&](const std::string& query, const std::string& bytes, int status, const std::string& said) {
        const auto answer = upload(s_.producer, bytes, query);
        EXPECT_EQ(answer.status, status) << query;
        EXPECT_THAT(answer.body, HasSubstr(said)) << query;
    };
    const auto file = import_file({"NO-1"});
    expect("", file, 422, "\"/kind\"");
    expect("?kind=Z.9&unit=CAT-05-01", file, 422, "template_unknown");
    expect("?kind=B.1", file, 422, "\"/unit\"");
    expect("?kind=B.1&unit=CAT-99", file, 422, "unit_unknown");
    expect("?kind=B.1&unit=CAT-05-01&submit=maybe", file, 422, "\"/submit\"");
    expect(std::string(import_query), "", 422, "sheet_empty");
    // What only reading tells, the import says.
    const auto broken = body_of(upload(s_.producer, "PK\x03\x04 no zip"));
    const auto failed = import_in(s_.producer, text(broken, "id"), "failed");
    EXPECT_FALSE(text(failed, "problem").empty());
    const auto path = "/api/v1/imports/" + text(broken, "id");
    EXPECT_EQ(s_.producer.get(path + "/rows").status, 409);
    EXPECT_FALSE(failed.at("canRetry").as_bool()) << "trying again cannot help";
    EXPECT_EQ(send_as(s_.producer, "POST", path + "/retry").status, 409);
}

INSTANTIATE_TEST_SUITE_P(Engines, ImportsTest, ::testing::Values(db::Engine::sqlite, db::Engine::postgresql),
                         db::testing::engine_name);

}  // namespace
}  // namespace yiguan::testing
