// Models of batteries from outside: their codes, their locks, the columns and filters of lists (EBM-37..64).
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/moves.hpp"

namespace yiguan::testing {
namespace {

using ::testing::HasSubstr;

class ModelsApi : public ::testing::TestWithParam<db::Engine> {
protected:
    static json::object battery(std::string_view code, std::string_view model, const std::string& file) {
        return {{"template", "D.1"},
                {"unit", "CAT-04-03"},
                {"fields",
                 {{"productName", "电动自行车用蓄电池"},
                  {"productType", "蓄电池"},
                  {"model", model},
                  {"standard", "GB 43854-2024"},
                  {"inspectionReport", "BG-1"},
                  {"inspectionBody", "检测中心"},
                  {"brand", "粤行"},
                  {"modelCode", code},
                  {"batteryType", "锂离子电池"},
                  {"voltage", 48},
                  {"capacity", "12"},
                  {"mass", "3.5"},
                  {"length", "320"},
                  {"width", "130"},
                  {"height", "90"}}},
                {"reports", json::array{json::object{{"number", "BG-1"},
                                                     {"body", "检测中心"},
                                                     {"standard", "GB 43854-2024"},
                                                     {"date", "2026-01-05"},
                                                     {"document", file}},
                                        json::object{{"number", "BG-2"},
                                                     {"body", "检测中心"},
                                                     {"standard", "GB 43854-2024"},
                                                     {"date", "2026-01-06"},
                                                     {"document", file},
                                                     {"public", false}}}},
                {"pictures", json::array{json::string(file)}}};
    }
    Story& s_ = story(GetParam());
};

TEST_P(ModelsApi, EBM45_EBM47_CodesLocksAndLists) {
    Party maker = join(s_.server, s_.admin, fresh_company(), "producer");
    const auto file = upload(maker, png(20));
    const auto next = maker.must_get("/api/v1/products/model-codes?family=battery&code=00");
    EXPECT_EQ(text(next, "next"), "00");
    EXPECT_TRUE(next.at("available").as_bool());
    const auto filed = maker.must_post("/api/v1/products", battery("00", "YD4812", file));
    EXPECT_EQ(text(filed, "family"), "battery");
    const auto taken = maker.must_get("/api/v1/products/model-codes?family=battery&code=00");
    EXPECT_EQ(text(taken, "next"), "01");
    EXPECT_FALSE(taken.at("available").as_bool());
    EXPECT_EQ(maker.get("/api/v1/products/model-codes?family=vehicle").status, 422);
    EXPECT_EQ(maker.get("/api/v1/products/model-codes?family=battery&code=O1").status, 422);
    const auto twice = maker.post("/api/v1/products", battery("00", "YD4820", file));
    EXPECT_EQ(twice.status, 409);
    EXPECT_THAT(twice.body, HasSubstr("/fields/modelCode"));
    auto elsewhere = battery("01", "YD4820", file);
    elsewhere["template"] = "B.1";
    EXPECT_EQ(maker.post("/api/v1/products", elsewhere).status, 422) << "not on another template";

    const auto id = text(filed, "id");
    // EBM-37: what the list of reviews shows.
    const auto waiting =
        s_.admin.must_get("/api/v1/applications/" + text(maker.must_get("/api/v1/products/" + id), "application"));
    EXPECT_EQ(text(waiting.at("object").as_object(), "model"), "YD4812");
    EXPECT_EQ(text(waiting.at("object").as_object(), "uscc").size(), 18u);
    EXPECT_THAT(json::serialize(waiting.at("content")), ::testing::Not(HasSubstr("BG-2"))) << "hidden from reviewers";
    s_.admin.must_post("/api/v1/products/" + id + "/reviews", json::object{{"decision", "approve"}});
    const auto page = maker.must_get("/api/v1/products?family=battery&status=published");
    EXPECT_EQ(page.at("items").as_array().size(), 1u);
    EXPECT_EQ(maker.must_get("/api/v1/products?family=charger").at("items").as_array().size(), 0u);
    EXPECT_EQ(maker.get("/api/v1/products?family=boat").status, 422);
    Party stranger = s_.stranger();
    const auto rules = stranger.must_get("/api/v1/products/model-rules");
    EXPECT_EQ(rules.at("families").as_array().size(), 3u);

    auto change = battery("00", "YD4812", file);
    change["version"] = text(maker.must_get("/api/v1/products/" + id), "version");
    change["reasonKind"] = "design";
    change["fields"].as_object()["brand"] = "别的";
    const auto locked = maker.post("/api/v1/products/" + id + "/changes", change);
    EXPECT_EQ(locked.status, 422);
    EXPECT_THAT(locked.body, HasSubstr("/fields/brand"));
    change["fields"].as_object()["brand"] = "粤行";
    change["fields"].as_object()["mass"] = "3.6";
    change["reasonKind"] = "nothing";
    EXPECT_EQ(maker.post("/api/v1/products/" + id + "/changes", change).status, 422);
    change["reasonKind"] = "design";
    change["reason"] = "换壳体";
    const auto asked = maker.must_post("/api/v1/products/" + id + "/changes", change);
    EXPECT_THAT(json::serialize(asked), HasSubstr("设计或材料变化：换壳体"));
    s_.admin.must_post("/api/v1/applications/" + text(asked, "id") + "/decisions",
                       json::object{{"decision", "approve"}});
    const auto now = maker.must_get("/api/v1/products/" + id);
    EXPECT_EQ(now.at("edition").as_int64(), 2) << "EBM-50";
    EXPECT_EQ(now.at("reports").as_array().size(), 2u);
    EXPECT_THAT(s_.admin.get("/api/v1/products/" + id + "/history").body, ::testing::Not(HasSubstr("BG-2")));
    EXPECT_THAT(maker.get("/api/v1/products/" + id + "/history").body, HasSubstr("BG-2"));
}

// GDP-10, GDP-12, GDP-14: 商品信息 through the API.
TEST_P(ModelsApi, GDP10_GDP14_ProductInformationOfAFiling) {
    Party maker = join(s_.server, s_.admin, fresh_company(), "producer");
    auto body = battery("00", "YD4812", upload(maker, png(21)));
    body["fields"].as_object()["gtin"] = "6901234567892";
    body["goods"] = {{"netContent", "一"}, {"shelfLife", "三年"}, {"confidential", true}, {"secret", true}};
    const auto refused = maker.post("/api/v1/products", body);
    EXPECT_EQ(refused.status, 422);
    for (const char* pointer : {"/goods/netContent", "/goods/shelfLife", "/goods/secret"})
        EXPECT_THAT(refused.body, HasSubstr(pointer));
    body["goods"] = {{"netContent", "1"},     {"netUnit", "组"},      {"shelfLife", "永久"},
                     {"category", "蓄电池"},  {"brand", "秘密牌"},    {"commonName", "蓄电池"},
                     {"description", "铁锂"}, {"confidential", true}, {"commissioned", true}};
    EXPECT_THAT(maker.post("/api/v1/products", body).body, HasSubstr("/goods/clientAddress"));
    body["goods"].as_object().erase("commissioned");
    const auto filed = maker.must_post("/api/v1/products", body);
    const auto& goods = filed.at("goods").as_object();
    EXPECT_EQ(text(goods, "brand"), "秘密牌");
    EXPECT_TRUE(goods.at("inProduction").as_bool());
    EXPECT_FALSE(goods.at("commissioned").as_bool());
    const std::string path = "/api/v1/products/" + text(filed, "id");
    EXPECT_EQ(s_.admin.get(path).status, 200);
    for (const std::string& at : {path, path + "/history"})
        EXPECT_THAT(s_.admin.get(at).body, ::testing::Not(HasSubstr("秘密牌"))) << at;
    EXPECT_THAT(maker.get(path + "/history").body, HasSubstr("秘密牌"));
}

// Filtering narrows what one may read; it neither opens nor closes anything.
TEST_P(ModelsApi, FilteringByStatus) {
    const auto ids = [](const json::object& page) {
        std::vector<std::string> out;
        for (const auto& item : page.at("items").as_array())
            out.push_back(text(item.as_object(), "organisation") + text(item.as_object(), "status"));
        return out;
    };
    const auto own = s_.producer.organisation();
    const auto published = s_.producer.must_get("/api/v1/products?status=published&limit=100");
    EXPECT_THAT(ids(published), ::testing::Each(own + "published"));
    EXPECT_FALSE(ids(published).empty());
    EXPECT_THAT(ids(s_.other.must_get("/api/v1/products?status=published")), ::testing::IsEmpty());
    EXPECT_EQ(s_.other.get("/api/v1/products?status=published&organisation=" + own).status, 403);
    EXPECT_EQ(s_.seller.get("/api/v1/products?status=published").status, 403);
    for (Party* reader : {&s_.admin, &s_.regulator}) {
        EXPECT_THAT(ids(reader->must_get("/api/v1/products?limit=100&status=published")),
                    ::testing::Contains(own + "published"));
        EXPECT_EQ(ids(reader->must_get("/api/v1/products?limit=100&status=published&organisation=" + own)),
                  ids(published));
    }
}

// EBM-73, EBM-75, EBM-81, EBM-84: from the model to the page of one battery, by spreadsheet.
TEST_P(ModelsApi, EBM84_LithiumBatteriesAreUploadedWithTheirSerialsAndFoundByThem) {
    const Company company = fresh_company();
    Party maker = join(s_.server, s_.admin, company, "producer");
    const auto filed = maker.must_post("/api/v1/products", battery("00", "YD4812", upload(maker, png(20))));
    const auto id = text(filed, "id");
    s_.admin.must_post("/api/v1/products/" + id + "/reviews", json::object{{"decision", "approve"}});
    const auto block = maker.must_post("/api/v1/blocks", json::object{{"product", id}, {"quantity", "3"}});
    const auto package = maker.get("/api/v1/blocks/" + text(block, "id") + "/package").body;
    std::vector<std::string> codes;
    for (std::size_t n = 0; n < 3; ++n) codes.push_back(package.substr(n * 34, 33));
    std::string file =
        "工厂内部序列号,料号,生产日期,生产企业,电池型号,蓄电池类型,型号版本,追溯码,电池溯源编码,序列号\r\n";
    for (std::size_t n = 0; n < 3; ++n) {
        // A spreadsheet program made a number of the second code.
        const auto code = n == 1 ? codes[1].substr(0, 1) + "." + codes[1].substr(1, 14) + "E+32" : codes[n];
        file +=
            fmt::format("SN26{0:06},BAT-1,2026/1/5,{1},YD4812,锂电池,,{2},{3}-26-00,{4}\r\n", n, company.name, code,
                        company.uscc.substr(8, 9), n == 2 ? "ABCDEFG1AAG150000" : fmt::format("ABCDEFG1AAG15{:06}", n));
    }
    const auto sent = maker.send("POST", "/api/v1/imports?kind=BAT-PRODUCT&name=cells.csv", file,
                                 {{"Content-Type", "text/csv"}, {"X-CSRF-Token", maker.csrf()}});
    ASSERT_EQ(sent.status, 201) << sent.body;
    const auto job_id = text(json::parse(sent.body).as_object(), "id");
    const auto path = "/api/v1/imports/" + job_id;
    auto job = import_in(maker, job_id, "ready");
    EXPECT_EQ(job.at("fresh").as_int64(), 2);
    const auto rows = maker.must_get(path + "/rows");
    const auto& mended = rows.at("items").at(1).as_object();
    EXPECT_EQ(mended.at("cells").at(7).as_string(), codes[1]);
    EXPECT_THAT(json::serialize(mended.at("mended")), HasSubstr("E+32"));
    const auto& wrong = rows.at("items").at(2).as_object();
    EXPECT_EQ(wrong.at("findings").at(0).at("column").as_int64(), 9) << json::serialize(wrong);
    const json::object cell{{"row", 3}, {"column", "serialNumber"}, {"text", "ABCDEFG1AAG15000002"}};
    const auto patched = send_as(maker, "PATCH", path + "/cells", {{"cells", json::array{cell}}});
    ASSERT_EQ(patched.status, 200) << patched.body;
    const auto repaired = json::parse(patched.body).as_object();
    EXPECT_EQ(repaired.at("import").at("fresh").as_int64(), 3);
    maker.must_post(path + "/confirmation",
                    json::object{{"version", text(repaired.at("import").as_object(), "version")}});
    job = import_in(maker, job_id, "done");
    EXPECT_EQ(job.at("stored").as_int64(), 3);

    const auto items = maker.must_get("/api/v1/items?family=battery");
    ASSERT_EQ(items.at("items").as_array().size(), 3u);
    const auto& last = items.at("items").at(0).as_object();
    EXPECT_EQ(text(last, "stateZh"), "待入库");
    EXPECT_EQ(text(last, "batteryType"), "锂电");
    EXPECT_EQ(text(last, "serialNumber"), "ABCDEFG1AAG15000002");
    maker.must_post("/api/v1/activations", json::object{{"codes", json::array{json::string(codes[1])}}});
    Party stranger = s_.stranger();
    EXPECT_THAT(stranger.get("/c/" + codes[1]).body, HasSubstr("ABCDEFG1AAG15000001"));
    EXPECT_THAT(stranger.get("/c/ABCDEFG1AAG15000001").body, HasSubstr("YD4812"));
}

INSTANTIATE_TEST_SUITE_P(Engines, ModelsApi, ::testing::Values(db::Engine::sqlite, db::Engine::postgresql),
                         db::testing::engine_name);

}  // namespace
}  // namespace yiguan::testing
