// A batch as its maker describes it, over HTTP: papers, pages, and who learns what.
#include <gmock/gmock.h>

#include "api/operations.hpp"
#include "core/text.hpp"

namespace yiguan::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class DossierTest : public ::testing::TestWithParam<db::Engine> {
protected:
    json::object body(const std::string& number, const std::string& day = "2026-06-01") const {
        json::object production{{"quantity", "10"}, {"unit", "辆"}};
        if (!day.empty()) production["date"] = day;
        return {{"product", s_.product},
                {"number", number},
                {"purchases", json::array{json::object{{"supplier", "秘密钢厂"},
                                                       {"material", "钢管"},
                                                       {"lots", "S1"},
                                                       {"total", "10"},
                                                       {"used", "5"},
                                                       {"unit", "kg"}}}},
                {"production", production},
                {"sales", json::array{json::object{
                              {"seller", "明达商行"}, {"region", "440100"}, {"quantity", "5"}, {"unit", "辆"}}}}};
    }
    std::string given(const json::object& text_of) {
        return "/api/v1/dossiers/" + text(s_.producer.must_post("/api/v1/dossiers", text_of), "id");
    }
    static std::string unused_number(std::string_view front) {
        static int number = 0;
        return std::string(front) + std::to_string(++number);
    }
    Story& s_ = story(GetParam());
};

// C-08: AI (11) is left out when the date is missing, YYMMDD otherwise; no serial number.
// GDP-41, GDP-43
TEST_P(DossierTest, C08_GDP43_TheBatchTraceCodeNamesGtinBatchAndDay) {
    const auto dated = given(body("D-61")), undated = given(body("D-62", ""));
    const auto with = s_.producer.get(dated + "/symbol?format=svg"), without = s_.producer.get(undated + "/symbol");
    EXPECT_EQ(with.header("Content-Type"), "image/svg+xml");
    EXPECT_THAT(with.body, HasSubstr("(01)06901234567892(11)260601(10)D-61"));
    EXPECT_THAT(without.body, AllOf(HasSubstr("(01)06901234567892(10)D-62"), Not(HasSubstr("(11)"))));
    EXPECT_EQ(s_.producer.get(dated + "/symbol?format=png").body.substr(1, 3), "PNG");
    const auto chinese = given(body("批次一"));
    EXPECT_EQ(s_.producer.get(chinese + "/symbol").status, 409);
}

// GDP-43, GDP-46
TEST_P(DossierTest, GDP43_GDP46_VouchersAreDocuments) {
    const auto path = given(body(unused_number("V-")));
    const auto voucher = s_.producer.get(path + "/voucher");
    EXPECT_EQ(voucher.status, 200) << voucher.body;
    EXPECT_EQ(voucher.body.substr(0, 5), "%PDF-");
    const auto id = path.substr(path.rfind('/') + 1);
    EXPECT_EQ(s_.producer.get("/api/v1/dossier-vouchers?ids=" + id).body.substr(0, 2), "PK");
    EXPECT_EQ(s_.producer.get("/api/v1/dossier-vouchers?ids=" + id + ",x").status, 422);
    EXPECT_EQ(s_.producer.get("/api/v1/dossier-vouchers").status, 422);
    EXPECT_EQ(s_.other.get("/api/v1/dossier-vouchers?ids=" + id).status, 404);
}

// GDP-32
TEST_P(DossierTest, GDP32_C40_EachLearnsWhatIsOpen) {
    const auto path = given(body(unused_number("O-")));
    const auto own = s_.producer.must_get(path);
    EXPECT_TRUE(own.contains("purchases"));
    const auto told = s_.regulator.must_get(path);
    EXPECT_EQ(json::serialize(told.at("withheld")), R"(["purchases","sales"])");
    EXPECT_THAT(json::serialize(told), AllOf(Not(HasSubstr("秘密钢厂")), Not(HasSubstr("明达商行"))));
    EXPECT_EQ(s_.other.get(path).status, 404);
    EXPECT_EQ(s_.regulator.get(path + "/history").status, 404) << "earlier versions may hold what is closed";
    const auto graph = [&](Party& party) { return party.get(path + "/graph?format=svg").body; };
    EXPECT_THAT(graph(s_.producer), AllOf(HasSubstr("秘密钢厂"), HasSubstr("5 kg"), HasSubstr("明达商行")));
    EXPECT_THAT(graph(s_.regulator), AllOf(Not(HasSubstr("秘密钢厂")), Not(HasSubstr("明达商行"))));
    const auto voucher = s_.producer.must_get(path);
    const auto page = s_.stranger().get("/01/6901234567892/10/" + text(voucher, "number"));
    EXPECT_EQ(page.status, 200);
    EXPECT_THAT(page.body, AllOf(HasSubstr("生产信息"), Not(HasSubstr("秘密钢厂")), Not(HasSubstr("明达商行"))));
}

TEST_P(DossierTest, C39_ABatchWhoseCodeWasScannedIsNotDeleted) {
    const auto number = unused_number("SC-");
    const auto path = given(body(number));
    const auto block = block_of_codes(s_.producer, s_.product, 2);
    const auto first = std::stoll(text(s_.producer.must_get("/api/v1/blocks/" + block), "first"));
    s_.producer.must_post("/api/v1/bindings",
                          command(range(block, first, first + 1), binding_fields("2026-06-01", number + "-")));
    EXPECT_EQ(s_.producer.must_get(path).at("codeBatches").as_array().size(), 1u);
    const auto of_code = [&](Party& party) { return party.must_get("/api/v1/codes/" + s_.code(block, 0)); };
    EXPECT_EQ(text(of_code(s_.producer).at("batch").as_object(), "number"), number);
    EXPECT_EQ(s_.producer.send("DELETE", path, "", {{"X-CSRF-Token", s_.producer.csrf()}}).status, 204)
        << "bound, not queried";
    EXPECT_FALSE(of_code(s_.producer).contains("batch"));
}

// The label of the box is the only code of a batch without items.
TEST_P(DossierTest, C39_ABatchWhoseOwnCodeWasScannedIsNotDeleted) {
    const auto scanned = unused_number("BX-"), asked = unused_number("BX-");
    const auto path = given(body(scanned)), other = given(body(asked));
    auto stranger = s_.stranger();
    EXPECT_EQ(stranger.get("/01/06901234567892/10/" + scanned + "?11=260601").status, 200);
    EXPECT_EQ(stranger.send("HEAD", "/01/06901234567892/10/" + asked, "", {}).status, 200);
    const auto remove = [&](const std::string& which) {
        return s_.producer.send("DELETE", which, "", {{"X-CSRF-Token", s_.producer.csrf()}}).status;
    };
    // Written behind the page: the producer's own write is queued after it.
    s_.producer.must_post("/api/v1/dossiers", body(unused_number("BX-")));
    EXPECT_EQ(remove(path), 409);
    EXPECT_EQ(remove(other), 204) << "a look without the page is no query";
    const auto history = s_.producer.must_get(other + "/history");
    EXPECT_TRUE(history.at("items").as_array().at(0).as_object().at("removed").as_bool());
    EXPECT_EQ(s_.regulator.get(other + "/history").status, 404);
}

// C-29: a batch sold "elsewhere" on paper must not become a list of everybody who holds its goods.
TEST_P(DossierTest, GDP33_C29_TheMakerLearnsHowManyStrayedNotWhoHasThem) {
    auto batch = body("YG26");  // the million that the shop received
    batch["diversion"] = true;
    batch.at("sales").as_array().at(0).as_object()["region"] = "650000";
    const auto path = given(batch);
    const auto own = s_.producer.must_get(path);
    ASSERT_EQ(own.at("strayed").as_array().size(), 1u);
    const auto& far = own.at("strayed").as_array().at(0).as_object();
    EXPECT_EQ(far.size(), 1u) << json::serialize(far);
    EXPECT_EQ(text(far, "count"), "1000000");
    for (const auto& hidden : hidden_values()) EXPECT_THAT(json::serialize(own), Not(HasSubstr(hidden)));
    EXPECT_FALSE(s_.regulator.must_get(path).contains("strayed"));
    const auto made =
        s_.server.command("apikey", {"create", "--role", "top_regulator", "--org", s_.regulator.organisation()});
    const std::string printed(trim(made.out));
    const auto key = printed.substr(printed.rfind('\n') + 1);
    EXPECT_THAT(s_.stranger().get(path, {{"Authorization", "Bearer " + key}}).body, HasSubstr(shop.name));
}

TEST_P(DossierTest, GDP46_NoNameInAZipLeavesItsFolder) {
    const auto path = given(body("x/../../../../a" + unused_number("-")));
    const auto zip = s_.producer.get("/api/v1/dossier-vouchers?ids=" + path.substr(path.rfind('/') + 1)).body;
    EXPECT_EQ(zip.substr(0, 2), "PK");
    EXPECT_THAT(zip, HasSubstr("x_.._.._.._.._a-"));
    EXPECT_THAT(zip, Not(HasSubstr("/../")));
}

// The addresses that are printed answer, also for what nobody described.
// GDP-26
TEST_P(DossierTest, GDP26_PagesOfProductAndBatchCodes) {
    given(body(unused_number("P-")));
    auto stranger = s_.stranger();
    EXPECT_EQ(stranger.get("/01/06901234567892").status, 200);
    EXPECT_THAT(stranger.get("/01/06901234567892?lang=en").body, HasSubstr("lang=\"en\""));
    EXPECT_EQ(stranger.get("/01/06901234567892/10/none").status, 404);
    EXPECT_EQ(stranger.get("/01/06901234567893").status, 404) << "the check digit";
    const auto empty = stranger.get("/01/00000000000000");
    EXPECT_EQ(empty.status, 200);
    EXPECT_THAT(empty.body, HasSubstr("此码尚未关联产品")) << "GDP-25: printed first, described later";
}

// GDP-21, GDP-22: QR codes of chosen products, as pictures or drawings.
// GDP-23, GDP-24, GDP-25: only once they were activated, which is confirmed and for ever.
TEST_P(DossierTest, GDP21_GDP22_GDP23_CodesOfProductsAreActivatedAndDownloadedTogether) {
    auto fields = b1_filing_fields();
    fields["gtin"] = "6900000022221";  // which nothing else activates
    const auto product =
        text(s_.producer.must_post("/api/v1/products", filing(fields, upload(s_.producer, png()))), "id");
    s_.admin.must_post("/api/v1/products/" + product + "/reviews", json::object{{"decision", "approve"}});
    const auto path = "/api/v1/products/" + product;
    const auto zip_of = [&](std::string_view format) {
        return s_.producer.get("/api/v1/product-symbols?ids=" + product + "&format=" + std::string(format));
    };
    EXPECT_EQ(zip_of("png").status, 409) << "nothing is printed before";
    EXPECT_EQ(s_.producer.post(path + "/trace-code", json::object{}).status, 422) << "confirmed a second time";
    EXPECT_EQ(s_.producer.post(path + "/trace-code", json::object{{"confirmed", false}}).status, 422);
    EXPECT_FALSE(s_.producer.must_get(path).contains("activatedAt"));
    EXPECT_EQ(text(s_.producer.must_post(path + "/trace-code", json::object{{"confirmed", true}}), "gtin"),
              "06900000022221");
    EXPECT_TRUE(s_.producer.must_get(path).contains("activatedAt"));
    EXPECT_EQ(s_.producer.post(path + "/trace-code", json::object{{"confirmed", true}}).status, 409);
    EXPECT_THAT(zip_of("png").body, HasSubstr(".png"));
    EXPECT_THAT(zip_of("svg").body, HasSubstr(".svg"));
    EXPECT_EQ(s_.other.get("/api/v1/product-symbols?ids=" + product).status, 404);
    EXPECT_FALSE(s_.regulator.must_get(path).contains("activatedAt")) << "the maker's own";
    const auto in_list = [&] {
        const auto listed = s_.producer.must_get("/api/v1/products?limit=100");
        json::object found;
        for (const auto& one : listed.at("items").as_array()) {
            EXPECT_TRUE(one.as_object().contains("tracedBatches"));
            if (one.at("id").as_string() == product) found = one.as_object();
        }
        return found;
    };
    EXPECT_TRUE(in_list().contains("activatedAt"));
    EXPECT_FALSE(in_list().contains("activatedGtin"));

    // Sums and sizes of the packed file, in the directory of the zip.
    const auto drawing_in = [](const std::string& zip) { return zip.substr(zip.find("PK\x01\x02") + 16, 12); };
    const auto printed = drawing_in(zip_of("svg").body);
    // GDP-24: what was printed stays what is downloaded, whatever bar code the filing says later.
    fields["gtin"] = "6900000011225";
    auto change = filing(fields, upload(s_.producer, png()));
    change["version"] = text(s_.producer.must_get(path), "version");
    change["reason"] = "条码填写有误";
    const auto asked = s_.producer.must_post(path + "/changes", change);
    s_.admin.must_post("/api/v1/applications/" + text(asked, "id") + "/decisions",
                       json::object{{"decision", "approve"}});
    EXPECT_EQ(drawing_in(zip_of("svg").body), printed);
    EXPECT_EQ(text(in_list(), "activatedGtin"), "06900000022221") << "the list tells the difference";
    EXPECT_EQ(text(s_.producer.must_get(path), "activatedGtin"), "06900000022221");
}

// GDP-13
TEST_P(DossierTest, GDP13_ABrandIsMadeBesideTheForm) {
    const auto name = unused_number("粤行");
    s_.producer.must_post("/api/v1/brands", json::object{{"name", name}});
    EXPECT_EQ(s_.producer.post("/api/v1/brands", json::object{{"name", name}}).status, 409) << "once";
    EXPECT_EQ(s_.producer.post("/api/v1/brands", json::object{{"name", " "}}).status, 422);
    EXPECT_THAT(s_.producer.get("/api/v1/brands?q=" + percent_encode(name)).body, HasSubstr(name));
    EXPECT_THAT(s_.producer.get("/api/v1/brands?q=none").body, Not(HasSubstr(name)));
    EXPECT_THAT(s_.other.get("/api/v1/brands").body, Not(HasSubstr(name)));
}

// GDP-45: what a list says of a batch; what is bought and sold stays with the batch itself.
TEST_P(DossierTest, GDP45_ListsSayWhatBatchAndHowComplete) {
    const auto number = unused_number("L-");
    given(body(number));
    for (Party* party : {&s_.producer, &s_.regulator}) {
        const auto list =
            party->must_get("/api/v1/dossiers?number=" + number + "&organisation=" + s_.producer.organisation());
        ASSERT_EQ(list.at("items").as_array().size(), 1u);
        const auto& one = list.at("items").as_array().at(0).as_object();
        EXPECT_EQ(text(one, "productionDate"), "2026-06-01");
        EXPECT_TRUE(one.contains("completeness"));
        for (const auto* whole : {"purchases", "sales", "production", "withheld"}) EXPECT_FALSE(one.contains(whole));
    }
}

// GDP-40, GDP-54
TEST_P(DossierTest, GDP40_GDP54_OrdersOfDossiersAreListedAndCompleted) {
    auto batch = body(unused_number("ORD-"));
    const auto number = unused_number("DD-X");
    batch.at("sales").as_array().at(0).as_object()["order"] = number;
    given(batch);
    const auto found = s_.producer.must_get("/api/v1/sales-orders?number=" + number);
    ASSERT_EQ(found.at("items").as_array().size(), 1u);
    const auto path = "/api/v1/sales-orders/" + text(found.at("items").as_array().at(0).as_object(), "id");
    const json::object completed{{"number", number},
                                 {"region", "440100"},
                                 {"receiver", "张先生"},
                                 {"batches", found.at("items").as_array().at(0).at("batches")},
                                 {"version", "1"}};
    const auto answer = s_.producer.send("PUT", path, json::serialize(completed),
                                         {{"X-CSRF-Token", s_.producer.csrf()}, {"Content-Type", "application/json"}});
    EXPECT_EQ(answer.status, 200) << answer.body;
    EXPECT_EQ(text(s_.producer.must_get(path), "receiver"), "张先生");
    EXPECT_EQ(s_.producer.must_get(path + "/history").at("items").as_array().size(), 2u);
    EXPECT_EQ(s_.regulator.get(path).status, 404);
    EXPECT_EQ(s_.producer.get("/api/v1/sales-orders?from=2026-13-01").status, 422);
}

// Other tests go on beside it, so that only what it says of these objects counts.
TEST_P(DossierTest, NAT35_FsckAccountsForEveryVersion) {
    new_report(s_);
    new_seller(s_);
    new_order(s_);
    activate(s_);
    const auto checked = s_.server.command("fsck");
    EXPECT_THAT(checked.out + checked.err,
                AllOf(HasSubstr("defects"), Not(HasSubstr("批次档案")), Not(HasSubstr("销售商")),
                      Not(HasSubstr("销售订单")), Not(HasSubstr("商品追溯码"))));
}

INSTANTIATE_TEST_SUITE_P(Engines, DossierTest, ::testing::Values(db::Engine::sqlite, db::Engine::postgresql),
                         db::testing::engine_name);

}  // namespace
}  // namespace yiguan::testing
