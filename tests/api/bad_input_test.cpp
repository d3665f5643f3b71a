// Bad input over HTTP, on both engines: each gets its problem (RFC 9457) with pointer, the field's Chinese name and the
// rule, and changes nothing.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/story.hpp"

namespace yiguan::testing {
namespace {

using ::testing::HasSubstr;

class BadInputTest : public ::testing::TestWithParam<db::Engine> {
protected:
    void SetUp() override { before_ = everything(); }
    void TearDown() override { EXPECT_EQ(everything(), before_) << "something was changed by input that was refused"; }

    // All that the parties can read of organisations, products, blocks, states and events.
    std::string everything() {
        std::string out;
        const auto add = [&](Party& party, const std::string& path) {
            const auto answer = party.get(path);
            EXPECT_EQ(answer.status, 200) << path << answer.body;
            out += path + "\n" + answer.body + "\n";
        };
        add(s_.admin, "/api/v1/organisations?limit=100");
        for (Party* party : {&s_.producer, &s_.other}) {
            add(*party, "/api/v1/products?limit=100");
            add(*party, "/api/v1/blocks?limit=100");
        }
        for (Party* party : {&s_.producer, &s_.other, &s_.seller}) add(*party, "/api/v1/events?limit=100");
        for (const auto& block : {s_.million, s_.thousand})
            add(s_.producer, "/api/v1/blocks/" + block + "/segments?limit=100");
        return out;
    }

    // What a problem must say. `field`: Chinese name, "" where the error is of no field.
    static void expect_problem(const http::Answer& answer, int status, std::string_view type, std::string_view pointer,
                               std::string_view field) {
        EXPECT_EQ(answer.status, status) << answer.body;
        EXPECT_EQ(answer.header("Content-Type"), "application/problem+json");
        const auto problem = object_of(answer);
        EXPECT_EQ(text(problem, "type"), fmt::format("/problems/{}", type)) << answer.body;
        EXPECT_EQ(text(problem, "status"), std::to_string(status));
        for (const auto* key : {"title", "detail", "requestId"}) EXPECT_FALSE(text(problem, key).empty()) << key;
        const auto& errors = problem.at("errors").as_array();
        ASSERT_FALSE(errors.empty());
        const auto& error = errors.front().as_object();
        EXPECT_EQ(text(error, "pointer"), pointer) << answer.body;
        EXPECT_FALSE(text(error, "rule").empty());
        if (!field.empty()) {
            EXPECT_EQ(error.contains("field") ? text(error, "field") : "no field", field) << answer.body;
        }
    }

    std::int64_t in_million(std::int64_t n) const { return s_.million_first + n; }
    std::int64_t in_thousand(std::int64_t n) const { return s_.thousand_first + n; }
    json::object thousand(std::int64_t first, std::int64_t last) const {
        return range(s_.thousand, in_thousand(first), in_thousand(last));
    }

    Story& s_ = story(GetParam());
    std::string before_;
};

TEST_P(BadInputTest, OrganisationWithAWrongCheckCharacter) {
    auto stranger = s_.stranger();
    Company wrong{"错码企业有限公司", some_uscc(90), "某市某路1号", "020-1234567", "wrong-check"};
    wrong.uscc.back() = wrong.uscc.back() == '0' ? '1' : '0';
    expect_problem(stranger.post("/api/v1/organisations", registration(wrong, "producer")), 422, "uscc_check", "/uscc",
                   "统一社会信用代码");
    wrong.uscc = "91440101MA000009";
    expect_problem(stranger.post("/api/v1/organisations", registration(wrong, "producer")), 422, "uscc_length", "/uscc",
                   "统一社会信用代码");
}

// ECO-09, X1: one credit code, one organisation; a login is taken once.
TEST_P(BadInputTest, OrganisationOrLoginThatExists) {
    auto stranger = s_.stranger();
    Company again{"再次登记有限公司", maker.uscc, "某市某路1号", "020-1234567", "again"};
    expect_problem(stranger.post("/api/v1/organisations", registration(again, "producer")), 409, "org_exists", "/uscc",
                   "统一社会信用代码");
    Company login{"同名登录有限公司", some_uscc(91), "某市某路1号", "020-1234567", maker.login};
    expect_problem(stranger.post("/api/v1/organisations", registration(login, "producer")), 409, "login_taken",
                   "/login", "用户名");
}

TEST_P(BadInputTest, EveryViolationOfAFormIsNamedAtOnce) {
    auto stranger = s_.stranger();
    const auto answer =
        stranger.post("/api/v1/organisations",
                      json::object{{"name", ""}, {"uscc", "12"}, {"kinds", json::array{"maker"}}, {"extra", 1}});
    EXPECT_EQ(answer.status, 422);
    const auto problem = object_of(answer);
    std::string pointers;
    for (const auto& e : problem.at("errors").as_array()) pointers += text(e.as_object(), "pointer") + " ";
    for (const auto* pointer :
         {"/name ", "/uscc ", "/kinds ", "/address ", "/contact ", "/login ", "/password ", "/extra "})
        EXPECT_THAT(pointers, HasSubstr(pointer));
}

// ECO-40: dates cannot lie in the future, and what does not exist is no date.
TEST_P(BadInputTest, ProductionDateInTheFuture) {
    expect_problem(s_.producer.post("/api/v1/bindings", command(thousand(600, 699), binding_fields("2099-01-01"))), 422,
                   "future_date", "/fields/productionDate", "生产日期");
    expect_problem(s_.producer.post("/api/v1/bindings", command(thousand(600, 699), binding_fields("2026-02-30"))), 422,
                   "bad_date", "/fields/productionDate", "生产日期");
}

TEST_P(BadInputTest, BindingWithoutItsRequiredFields) {
    expect_problem(
        s_.producer.post("/api/v1/bindings", command(thousand(600, 699), {{"productionDate", "2026-07-01"}})), 422,
        "missing_field", "/fields/factoryNumber", "出厂编号");
    expect_problem(s_.producer.post("/api/v1/bindings", command(thousand(600, 699), {{"factoryNumber", "A1"}})), 422,
                   "missing_field", "/fields/productionDate", "生产日期");
    expect_problem(
        s_.producer.post("/api/v1/bindings", command(thousand(600, 699), binding_fields("2026-07-01", "A", "1"))), 422,
        "out_of_bounds", "/fields/factoryNumber/first", "起始流水号");
}

TEST_P(BadInputTest, BindOutsideTheOwnBlock) {
    expect_problem(s_.producer.post("/api/v1/bindings",
                                    command(range(s_.thousand, in_thousand(990), in_thousand(1000)), binding_fields())),
                   422, "codes_outside_block", "/last", "序号区间");
    expect_problem(s_.other.post("/api/v1/bindings", command(thousand(600, 699), binding_fields())), 403,
                   "codes_not_yours", "/block", "码段");
    expect_problem(s_.producer.post("/api/v1/bindings", command(range("4242", 0, 9), binding_fields())), 404,
                   "block_unknown", "/block", "码段");
}

TEST_P(BadInputTest, RangeAlreadyBound) {
    // The last of the bound ones and free ones behind it: the whole call is refused.
    expect_problem(s_.producer.post("/api/v1/bindings", command(thousand(499, 600), binding_fields())), 409,
                   "codes_already_bound", "/first", "追溯码");
}

TEST_P(BadInputTest, OverlappingAndReversedRanges) {
    const auto two = [&](json::object a, json::object b) {
        return command({{"ranges", json::array{std::move(a), std::move(b)}}}, binding_fields());
    };
    expect_problem(s_.producer.post("/api/v1/bindings", two(thousand(600, 699), thousand(650, 750))), 422,
                   "codes_overlap", "/ranges", "追溯码");
    expect_problem(s_.producer.post("/api/v1/bindings", command(thousand(699, 600), binding_fields())), 422,
                   "out_of_bounds", "/last", "末号");
    // Half good: the second range is bound already, so the first stays free.
    expect_problem(s_.producer.post("/api/v1/bindings", two(thousand(600, 699), thousand(0, 9))), 409,
                   "codes_already_bound", "/ranges", "追溯码");
}

TEST_P(BadInputTest, ShipOfCodesThatTheCallerDoesNotHold) {
    const auto sold = range(s_.million, in_million(0), in_million(9));
    expect_problem(s_.producer.post("/api/v1/shipments", command(sold, shipping_fields())), 409, "codes_not_held",
                   "/first", "追溯码");
    expect_problem(s_.other.post("/api/v1/shipments", command(thousand(100, 199), shipping_fields())), 409,
                   "codes_not_held", "/first", "追溯码");
    expect_problem(s_.producer.post("/api/v1/shipments", command(thousand(400, 410), shipping_fields())), 409,
                   "codes_not_active", "/first", "追溯码");
    expect_problem(s_.producer.post("/api/v1/shipments", command(thousand(0, 9), shipping_fields())), 409,
                   "codes_not_held", "/first", "追溯码");
    expect_problem(s_.producer.post("/api/v1/shipments", command(thousand(495, 505), shipping_fields())), 409,
                   "codes_not_active", "/first", "追溯码");
    expect_problem(s_.producer.post("/api/v1/shipments", command(thousand(600, 610), shipping_fields())), 409,
                   "codes_not_bound", "/first", "追溯码");
}

TEST_P(BadInputTest, ShipToOneselfOrWithAWrongBuyerCode) {
    auto body = command(thousand(100, 199), shipping_fields());
    body["buyerUscc"] = maker.uscc;
    expect_problem(s_.producer.post("/api/v1/shipments", body), 422, "invalid", "/buyerUscc", "购方统一社会信用代码");
    body["buyerUscc"] = "91440101MA0000090X";
    expect_problem(s_.producer.post("/api/v1/shipments", body), 422, "uscc_check", "/buyerUscc",
                   "购方统一社会信用代码");
}

// NAT-55: without buyer the shipment is not complete.
TEST_P(BadInputTest, ShipWithoutBuyer) {
    expect_problem(s_.producer.post("/api/v1/shipments", command(thousand(100, 199), {{"saleTime", "2026-07-10"}})),
                   422, "missing_field", "/fields/buyerName", "购方名称");
}

TEST_P(BadInputTest, ReceiveAndSellOutOfTurn) {
    expect_problem(s_.seller.post("/api/v1/receipts",
                                  command(range(s_.million, in_million(0), in_million(3)), receiving_fields())),
                   409, "codes_not_in_transit", "/first", "追溯码");
    expect_problem(s_.seller.post("/api/v1/receipts", command(thousand(100, 110), receiving_fields())), 409,
                   "codes_not_in_transit", "/first", "追溯码");
    expect_problem(s_.producer.post("/api/v1/receipts", command(thousand(0, 9), receiving_fields())), 409,
                   "codes_not_addressed", "/first", "追溯码");
    expect_problem(s_.seller.post("/api/v1/sales", command(thousand(0, 0), selling_fields())), 409, "codes_not_held",
                   "/first", "追溯码");
    expect_problem(s_.seller.post("/api/v1/sales",
                                  command(range(s_.million, in_million(Story::sold_at), in_million(Story::sold_at)),
                                          selling_fields())),
                   409, "codes_not_in_stock", "/first", "追溯码");
    expect_problem(s_.producer.post("/api/v1/sales", command(thousand(100, 100), selling_fields())), 403, "forbidden",
                   "", "");
}

TEST_P(BadInputTest, ActivateTwiceOrUnbound) {
    expect_problem(s_.producer.post("/api/v1/activations", thousand(390, 410)), 409, "codes_already_active", "/first",
                   "追溯码");
    expect_problem(s_.producer.post("/api/v1/activations", thousand(495, 505)), 409, "codes_not_bound", "/first",
                   "追溯码");
    expect_problem(s_.other.post("/api/v1/activations", thousand(400, 410)), 409, "codes_not_held", "/first", "追溯码");
}

TEST_P(BadInputTest, BodyThatIsNotJson) {
    const http::Headers json_with_csrf{{"Content-Type", "application/json"}, {"X-CSRF-Token", s_.producer.csrf()}};
    for (const std::string body :
         {"", "not json", "{", "{\"a\":1}x", "[1,2]", "\"text\"", "{\"a\":\xff}", "{\"block\":1e999}"})
        for (const auto* path : {"/api/v1/bindings", "/api/v1/products", "/api/v1/blocks"}) {
            const auto answer = s_.producer.send("POST", path, body, json_with_csrf);
            if (body == "{\"block\":1e999}")
                EXPECT_GE(answer.status, 400) << body;
            else
                expect_problem(answer, 400, "malformed_json", "", "");
        }
    std::string deep(100'000, '[');
    expect_problem(s_.producer.send("POST", "/api/v1/products", deep, json_with_csrf), 400, "malformed_json", "", "");
}

TEST_P(BadInputTest, WrongContentType) {
    const auto body = json::serialize(command(thousand(600, 699), binding_fields()));
    for (const auto* type :
         {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/jsonx"})
        expect_problem(s_.producer.send("POST", "/api/v1/bindings", body,
                                        {{"Content-Type", type}, {"X-CSRF-Token", s_.producer.csrf()}}),
                       415, "unsupported_media_type", "", "");
}

TEST_P(BadInputTest, TwentyMegabytes) {
    const std::string large(20 * 1024 * 1024, 'x');
    for (const auto* path : {"/api/v1/bindings", "/api/v1/products"}) {
        http::Client client = s_.server.client();
        client.cookies() = s_.producer.client().cookies();
        try {
            expect_problem(
                client.request("POST", path,
                               {{"Content-Type", "application/json"}, {"X-CSRF-Token", s_.producer.csrf()}}, large),
                413, "body_too_large", "", "");
        } catch (const std::runtime_error& e) {
            // The server may end the connection before all is sent; the refusal itself is tested by declaring the
            // length.
            SCOPED_TRACE(e.what());
        }
        http::Client raw = s_.server.client();
        raw.connect();
        raw.send_raw(fmt::format(
            "POST {} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 20971520\r\n\r\n", path));
        expect_problem(raw.read_answer(), 413, "body_too_large", "", "");
    }
}

/// A structure of 1.2 MB, most of it comments.
std::string large_jpeg() {
    std::string out = "\xFF\xD8";
    for (int i = 0; i < 20; ++i) out += "\xFF\xFE\xFF\xFF" + std::string(65'533, 'x');
    out += std::string("\xFF\xC0\0\x0B\x08\0\x10\0\x10\1\1\x11\0", 13);
    return out + std::string("\xFF\xDA\0\x08\1\1\0\0\x3F\0\x12\x34\xFF\xD9", 14);
}

// EBM-13: a photo of 30 MB is refused before it is read, and whoever sends it all the same reads why.
TEST_P(BadInputTest, EBM13_APhotoOfThirtyMegabytes) {
    const std::string photo = "\xFF\xD8\xFF" + std::string(30 * 1024 * 1024, 'x');
    for (const auto* path : {"/api/v1/documents?purpose=licence", "/api/v1/documents"}) {
        http::Client client = s_.server.client();
        client.cookies() = s_.producer.client().cookies();
        const auto answer =
            client.request("POST", path, {{"Content-Type", "image/jpeg"}, {"X-CSRF-Token", s_.producer.csrf()}}, photo);
        expect_problem(answer, 413, "body_too_large", "", "");
        EXPECT_THAT(text(object_of(answer), "detail"), HasSubstr("最多 20 MB"));
        EXPECT_EQ(answer.header("Content-Type"), "application/problem+json");
    }
}

TEST_P(BadInputTest, EBM13_ALicenceThatIsARenamedProgramOrTooLarge) {
    auto& p = s_.producer;
    const http::Headers headers{{"Content-Type", "image/jpeg"}, {"X-CSRF-Token", p.csrf()}};
    const auto program = p.send("POST", "/api/v1/documents?purpose=licence&name=%E6%89%A7%E7%85%A7.jpg",
                                std::string("MZ\x90\0\3\0\0\0", 8), headers);
    expect_problem(program, 415, "document_type", "", "营业执照");
    EXPECT_THAT(program.body, HasSubstr("这是Windows 程序；营业执照只接受 JPG、PNG、GIF"));
    const auto large = p.send("POST", "/api/v1/documents?purpose=licence", large_jpeg(), headers);
    expect_problem(large, 413, "body_too_large", "", "营业执照");
    EXPECT_THAT(large.body, HasSubstr("不能超过 1 MB"));
    expect_problem(p.send("POST", "/api/v1/documents?purpose=selfie", png(), headers), 422, "invalid", "/purpose",
                   "用途");
}

// ECO-24, ECO-26, ECO-42: a template knows its fields, and who fills them in when.
TEST_P(BadInputTest, FieldsThatTheTemplateDoesNotHave) {
    auto& p = s_.producer;
    const auto picture = upload(p, png());
    const auto with = [&](const char* key, const json::value& value) {
        auto fields = b1_filing_fields();
        fields[key] = value;
        return filing(fields, picture);
    };
    expect_problem(p.post("/api/v1/products", with("colour", "红")), 422, "template_field_unknown", "/fields/colour",
                   "");
    expect_problem(p.post("/api/v1/products", with("productionDate", "2026-06-01")), 422, "template_field_stage",
                   "/fields/productionDate", "生产日期");
    expect_problem(p.post("/api/v1/products", with("ecode", "2")), 422, "template_field_fixed", "/fields/ecode",
                   "Ecode");
    expect_problem(p.post("/api/v1/products", with("gtin", "6901234567890")), 422, "gtin_check_digit", "/fields/gtin",
                   "商品条码");
    expect_problem(p.post("/api/v1/products", with("producerName", "别人的名字")), 422, "differs_from_registration",
                   "/fields/producerName", "企业名称");
    expect_problem(p.post("/api/v1/products", with("model", 5)), 422, "wrong_type", "/fields/model", "规格型号");
    expect_problem(p.post("/api/v1/products", with("model", json::string(3000, 'x'))), 422, "too_long", "/fields/model",
                   "规格型号");
    auto open = filing(b1_filing_fields(), picture);
    open["open"] = json::array{"productName"};
    expect_problem(p.post("/api/v1/products", open), 422, "openness_not_chooseable", "/open/0", "产品名称");
    auto unknown = filing(b1_filing_fields(), picture);
    unknown["template"] = "B.9";
    EXPECT_THAT(p.post("/api/v1/products", unknown).body, HasSubstr("template_unknown"));
    unknown = filing(b1_filing_fields(), picture);
    unknown["unit"] = "CAT-99-01";
    EXPECT_THAT(p.post("/api/v1/products", unknown).body, HasSubstr("unit_unknown"));
    expect_problem(
        s_.producer.post(
            "/api/v1/bindings",
            command(thousand(600, 699), {{"productionDate", "2026-07-01"}, {"factoryNumber", "A"}, {"colour", "红"}})),
        422, "template_field_unknown", "/fields/colour", "");
}

// ECO-41, X8: a picture is needed, it must be one, and it must be one's own.
TEST_P(BadInputTest, PicturesThatAreNone) {
    auto& p = s_.producer;
    auto none = filing(b1_filing_fields(), "1");
    none.erase("pictures");
    EXPECT_THAT(p.post("/api/v1/products", none).body, HasSubstr("picture_required"));
    const auto foreign = upload(s_.other, png(20));
    EXPECT_THAT(p.post("/api/v1/products", filing(b1_filing_fields(), foreign)).body, HasSubstr("document_unknown"));
    const http::Headers headers{{"Content-Type", "image/png"}, {"X-CSRF-Token", p.csrf()}};
    expect_problem(p.send("POST", "/api/v1/documents", "GIF89a not a picture", headers), 415, "document_type", "", "");
    expect_problem(p.send("POST", "/api/v1/documents", png().substr(0, 60), headers), 422, "document_damaged", "", "");
    auto damaged = png();
    damaged[damaged.size() / 2] = static_cast<char>(damaged[damaged.size() / 2] ^ 1);
    expect_problem(p.send("POST", "/api/v1/documents", damaged, headers), 422, "document_damaged", "", "");
    auto stranger = s_.stranger();
    expect_problem(stranger.send("POST", "/api/v1/documents", png(), {{"Content-Type", "image/png"}}), 401,
                   "unauthenticated", "", "");
}

TEST_P(BadInputTest, WrongOrMissingCsrfToken) {
    const auto body = json::serialize(command(thousand(600, 699), binding_fields()));
    for (const http::Headers& headers :
         {http::Headers{{"Content-Type", "application/json"}},
          http::Headers{{"Content-Type", "application/json"}, {"X-CSRF-Token", "x"}},
          http::Headers{{"Content-Type", "application/json"}, {"X-CSRF-Token", s_.seller.csrf()}}})
        expect_problem(s_.producer.send("POST", "/api/v1/bindings", body, headers), 403, "csrf", "", "");
}

TEST_P(BadInputTest, NobodyWithoutASession) {
    auto stranger = s_.stranger();
    const auto body = command(thousand(600, 699), binding_fields());
    expect_problem(stranger.post("/api/v1/bindings", body), 401, "unauthenticated", "", "");
    stranger.client().cookies()["yiguan_session"] = std::string(43, 'A');
    expect_problem(stranger.post("/api/v1/bindings", body), 401, "unauthenticated", "", "");
    expect_problem(stranger.get("/api/v1/blocks"), 401, "unauthenticated", "", "");
    expect_problem(stranger.get("/api/v1/organisations"), 401, "unauthenticated", "", "");
    expect_problem(s_.seller.post("/api/v1/bindings", body), 403, "forbidden", "", "");
    expect_problem(s_.regulator.post("/api/v1/bindings", body), 403, "forbidden", "", "");
    expect_problem(s_.seller.get("/api/v1/blocks/" + s_.thousand), 404, "block_unknown", "", "");
}

TEST_P(BadInputTest, ForgedCodeAmongTrueOnes) {
    auto forged = s_.code(s_.thousand, 601);
    forged[20] = forged[20] == '0' ? '1' : '0';
    const json::object body{{"codes", json::array{json::string(s_.code(s_.thousand, 600)), json::string(forged)}},
                            {"fields", binding_fields()}};
    expect_problem(s_.producer.post("/api/v1/bindings", body), 404, "code_forged", "/codes/1", "追溯码");
    const json::object twice{
        {"codes", json::array{json::string(s_.code(s_.thousand, 600)), json::string(s_.code(s_.thousand, 600))}},
        {"fields", binding_fields()}};
    expect_problem(s_.producer.post("/api/v1/bindings", twice), 422, "codes_overlap", "/codes", "追溯码");
    expect_problem(s_.producer.post("/api/v1/bindings", command({{"codes", json::array{}}}, binding_fields())), 422,
                   "missing_field", "/codes", "追溯码");
    expect_problem(s_.producer.post("/api/v1/bindings", command({}, binding_fields())), 422, "missing_field", "/block",
                   "追溯码");
}

TEST_P(BadInputTest, QuantitiesOutOfBounds) {
    for (const auto& quantity :
         {json::value(0), json::value(-5), json::value("1000000000001"), json::value("99999999999999999999")})
        expect_problem(
            s_.producer.post("/api/v1/blocks", json::object{{"product", s_.product}, {"quantity", quantity}}), 422,
            "out_of_bounds", "/quantity", "申请数量");
    for (const auto& quantity : {json::value(1.5), json::value("many"), json::value(true), json::value("")}) {
        const auto answer =
            s_.producer.post("/api/v1/blocks", json::object{{"product", s_.product}, {"quantity", quantity}});
        EXPECT_EQ(answer.status, 422) << answer.body;
        EXPECT_THAT(answer.body, HasSubstr("/quantity"));
    }
    expect_problem(s_.producer.post("/api/v1/blocks", json::object{{"product", s_.product}}), 422, "missing_field",
                   "/quantity", "申请数量");
    expect_problem(s_.other.post("/api/v1/blocks", json::object{{"product", s_.product}, {"quantity", 5}}), 403,
                   "forbidden", "", "");
    expect_problem(s_.producer.post("/api/v1/blocks", json::object{{"product", "77"}, {"quantity", 5}}), 404,
                   "not_found", "", "");
}

TEST_P(BadInputTest, AddressesAndMethodsThatDoNotExist) {
    auto stranger = s_.stranger();
    EXPECT_EQ(stranger.get("/api/v1/nothing").status, 404);
    EXPECT_EQ(stranger.get("/api/v1/blocks/../../etc/passwd").status, 404);
    EXPECT_EQ(stranger.get("/documents/..%2F..%2Fkeys").status, 404);
    const auto answer = stranger.send("DELETE", "/api/v1/blocks", "", {});
    EXPECT_EQ(answer.status, 405);
    EXPECT_THAT(std::string(answer.header("Allow")), HasSubstr("GET"));
    EXPECT_EQ(s_.producer.get("/api/v1/blocks?limit=1000").status, 422);
    EXPECT_EQ(s_.producer.get("/api/v1/blocks?cursor=abc").status, 422);
    EXPECT_EQ(s_.producer.get("/api/v1/blocks?cursor=99999999999999999999").status, 422);
    EXPECT_EQ(s_.producer.get("/api/v1/blocks/abc").status, 404);
}

// After all of the above the store is as consistent as before.
TEST_P(BadInputTest, FsckFindsNothing) {
    const auto checked = s_.server.command("fsck");
    EXPECT_EQ(checked.status, 0) << checked.out << checked.err;
    EXPECT_THAT(checked.out, HasSubstr("0 defects"));
}

// C-28: what codes were bound to stays.
TEST_P(BadInputTest, AFilingWithBoundCodesIsNotDisabled) {
    const auto refused =
        s_.admin.post("/api/v1/products/" + s_.product + "/deactivation", json::object{{"reason", "企业申请"}});
    expect_problem(refused, 409, "conflict", "", "");
    EXPECT_THAT(refused.body, HasSubstr("已绑定追溯码的备案不能停用"));
}

TEST_P(BadInputTest, AFieldThatStandsTwice) {
    const auto answer = s_.producer.send(
        "POST", "/api/v1/blocks", fmt::format(R"({{"product":"{}","quantity":1,"quantity":1000000}})", s_.product),
        {{"Content-Type", "application/json"}, {"X-CSRF-Token", s_.producer.csrf()}});
    expect_problem(answer, 400, "malformed_json", "", "");
    EXPECT_THAT(answer.body, HasSubstr("“quantity”重复出现"));
}

INSTANTIATE_TEST_SUITE_P(Engines, BadInputTest, ::testing::Values(db::Engine::sqlite, db::Engine::postgresql),
                         db::testing::engine_name);

}  // namespace
}  // namespace yiguan::testing
