// The main job over HTTP, against the real program, on both engines: from a registered organisation to a consumer's
// scan.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <set>

#include "support/story.hpp"

namespace yiguan::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

constexpr const char* v1 = "信息已备案，未发现异常";
constexpr const char* v3 = "此码尚未关联产品";
constexpr const char* v4 = "本平台未查到此码";

class SpineTest : public ::testing::TestWithParam<db::Engine> {
protected:
    Story& story_ = story(GetParam());

    std::string sold_code() { return story_.code(story_.million, Story::sold_at); }

    void expect_nothing_hidden(const std::string& where, const std::string& text) {
        for (const auto& value : hidden_values())
            EXPECT_EQ(text.find(value), std::string::npos) << where << " shows " << value;
    }

    // A page as ui section 7 wants it, whatever it says.
    void expect_public_page(const http::Answer& page) {
        EXPECT_LT(page.body.size(), 20u * 1024);
        EXPECT_THAT(page.body, Not(HasSubstr("<script")));
        EXPECT_THAT(page.body, HasSubstr("lang=\"zh-CN\""));
        EXPECT_EQ(page.header("Content-Type"), "text/html; charset=utf-8");
        EXPECT_THAT(std::string(page.header("Content-Security-Policy")), HasSubstr("default-src 'none'"));
        EXPECT_EQ(page.header("X-Content-Type-Options"), "nosniff");
        EXPECT_THAT(std::string(page.header("X-Request-Id")), Not(IsEmpty()));
    }
};

json::object field(const json::object& described, std::string_view key) {
    for (const auto& f : described.at("fields").as_array())
        if (f.at("key").as_string() == key) return f.as_object();
    for (const auto& step : described.at("chain").as_array())
        if (const auto* fields = step.as_object().if_contains("fields"))
            for (const auto& f : fields->as_array())
                if (f.at("key").as_string() == key) return f.as_object();
    return {};
}

std::string state(const json::object& described, std::string_view key) {
    const auto found = field(described, key);
    return found.empty() ? "absent" : text(found, "state");
}

// ECO-43, NAT-53: what is public on B.1 is on the page of a sold item; the flow says only that something is not public.
// NAT-25, NAT-26
TEST_P(SpineTest, NAT25_NAT26_ScanShowsTheProductAndTheChain) {
    auto stranger = story_.stranger();
    for (const auto& path : {"/E=" + sold_code(), "/c/" + sold_code()}) {
        const auto page = stranger.get(path);
        ASSERT_EQ(page.status, 200) << path;
        expect_public_page(page);
        for (const std::string& shown :
             {std::string(v1), std::string("电动自行车"), std::string("TDT-YG26Z"), std::string("GB 17761-2024"),
              maker.name, maker.uscc, maker.address, maker.contact, std::string("2026-06-01"),
              std::string("YG26-0000008"), sold_code(), std::string("6901234567892"),
              std::string("型式检验报告 GX-2026-0017"), std::string("24 个月"), std::string("中国物品编码中心"),
              std::string("未公开")})
            EXPECT_THAT(page.body, HasSubstr(shown)) << path;
        for (const auto* step : {"绑码", "激活", "出厂", "入库", "销售"}) EXPECT_THAT(page.body, HasSubstr(step));
        EXPECT_THAT(page.body, Not(HasSubstr("2026-06-18"))) << "the sale's time is hidden too";
    }
    EXPECT_EQ(stranger.client().request("HEAD", "/c/" + sold_code()).status, 200);
}

// ECO-31, C-29: hidden is hidden from the public, from other organisations, from regulators below the top, from the
// logs.
TEST_P(SpineTest, HiddenValuesAppearNowhere) {
    auto stranger = story_.stranger();
    const std::string shown_code = story_.code(story_.thousand, 3);
    for (const auto& code : {sold_code(), story_.code(story_.million, 500'000), shown_code}) {
        for (const auto* view : {"", "?lang=en", "?e=1", "?lang=en&e=1"}) {
            const auto page = stranger.get("/c/" + code + view);
            ASSERT_EQ(page.status, 200);
            expect_nothing_hidden("the page", page.body);
        }
        expect_nothing_hidden("the QR", stranger.get("/c/" + code + "/qr.svg").body);
        for (Party* party : {&stranger, &story_.other, &story_.regulator, &story_.admin}) {
            const auto answer = party->get("/api/v1/codes/" + code);
            ASSERT_EQ(answer.status, 200);
            expect_nothing_hidden("GET /api/v1/codes", answer.body);
            expect_nothing_hidden("GET /api/v1/codes/{code}/events",
                                  party->get("/api/v1/codes/" + code + "/events").body);
            for (const auto& block : {story_.million, story_.thousand})
                expect_nothing_hidden("GET segments", party->get("/api/v1/blocks/" + block + "/segments").body);
        }
    }
    // Nor by a reference that can be looked up: who received and sold stays with them.
    for (Party* party : {&stranger, &story_.other, &story_.regulator, &story_.admin})
        for (const auto& path : {"/api/v1/codes/" + sold_code(), "/api/v1/codes/" + sold_code() + "/events",
                                 "/api/v1/blocks/" + story_.million + "/segments"})
            EXPECT_THAT(party->get(path).body, Not(HasSubstr(story_.seller.organisation()))) << path;

    expect_nothing_hidden("/metrics", stranger.get("/metrics").body);
    const std::string log = story_.server.log();
    ASSERT_THAT(log, HasSubstr("server_ready"));
    expect_nothing_hidden("the log", log);
    for (const auto& person : {maker.contact, maker.address, rival.contact, std::string(password)})
        EXPECT_EQ(log.find(person), std::string::npos) << "the log holds " << person;
    EXPECT_EQ(log.find(sold_code()), std::string::npos) << "the log holds a full code";
}

TEST_P(SpineTest, OwnersSeeTheirOwnHiddenValues) {
    const auto path = "/api/v1/codes/" + sold_code();
    const auto to_maker = story_.producer.must_get(path);
    EXPECT_EQ(text(field(to_maker, "buyerName"), "value"), shop.name);
    EXPECT_EQ(text(field(to_maker, "buyerContact"), "value"), shop.contact);
    EXPECT_EQ(state(to_maker, "customerName"), "withheld") << "the shop's";
    EXPECT_EQ(state(to_maker, "sellerName"), "withheld") << "the shop's";
    const auto to_shop = story_.seller.must_get(path);
    EXPECT_EQ(text(field(to_shop, "customerName"), "value"), customer);
    EXPECT_EQ(text(field(to_shop, "sellerName"), "value"), shop.name);
    EXPECT_EQ(text(field(to_shop, "supplierName"), "value"), supplier);
    EXPECT_EQ(state(to_shop, "buyerAddress"), "withheld") << "the maker's";
    for (Party* party : {&story_.other, &story_.regulator, &story_.admin})
        for (const auto* key :
             {"buyerName", "buyerAddress", "buyerContact", "saleTime", "sellerName", "customerName", "soldTime"})
            EXPECT_EQ(state(party->must_get(path), key), "withheld") << key;
}

// ECO-51: where the owner chooses, the default is hidden and what was opened is shown, to everybody.
TEST_P(SpineTest, OpenedFieldsAreShown) {
    auto stranger = story_.stranger();
    const auto code = story_.code(story_.thousand, 42);
    const auto page = stranger.get("/c/" + code);
    EXPECT_THAT(page.body, AllOf(HasSubstr(open_buyer), HasSubstr("2026-07-10"), HasSubstr("YGK-0543")));
    const auto described = stranger.must_get("/api/v1/codes/" + code);
    EXPECT_EQ(text(field(described, "buyerName"), "value"), open_buyer);
    EXPECT_EQ(state(described, "buyerAddress"), "withheld");
}

TEST_P(SpineTest, EachScanIsCounted) {
    auto stranger = story_.stranger();
    const auto code = story_.code(story_.million, 123'456);
    EXPECT_THAT(stranger.get("/E=" + code).body, HasSubstr("首次查询"));
    const auto second = stranger.get("/E=" + code);
    EXPECT_THAT(second.body, HasSubstr("第 2 次"));
    const auto third = stranger.get("/c/" + code);
    EXPECT_THAT(third.body, HasSubstr("第 3 次"));
    const auto described = stranger.must_get("/api/v1/codes/" + code);
    EXPECT_EQ(text(described, "scanCount"), "3") << "asking by API is no scan";
    EXPECT_THAT(text(described, "firstScanTime"), StartsWith("20"));
}

// ui V3: issued and not bound, and bound but not active, tell nothing of the product.
TEST_P(SpineTest, EmptyCodesAreV3) {
    auto stranger = story_.stranger();
    for (const std::int64_t n : {450, 700}) {
        const auto page = stranger.get("/c/" + story_.code(story_.thousand, n));
        EXPECT_EQ(page.status, 200);
        expect_public_page(page);
        EXPECT_THAT(page.body, AllOf(HasSubstr(v3), Not(HasSubstr("TDT-YG26Z")), Not(HasSubstr(maker.name))));
        const auto described = stranger.must_get("/api/v1/codes/" + story_.code(story_.thousand, n));
        EXPECT_EQ(text(described, "verdict"), "V3");
        EXPECT_FALSE(described.contains("fields"));
    }
}

// ui V4, ECO-38: a code of another system is not ours, and the page says what it may be.
TEST_P(SpineTest, CodesOfOtherSystemsAreV4WithWhatWasRecognised) {
    struct Row {
        const char* code;
        const char* recognised;
    };
    auto stranger = story_.stranger();
    for (const auto& [code, recognised] :
         {Row{"6901234567892", "商品条码"}, Row{"E%3D201289985296962119819527847024772", "Ecode"},
          Row{"https%3A%2F%2Fwww.iotroot.com%2FE%3D201289985296962119819527847024772", "Ecode"}}) {
        const auto page = stranger.get(std::string("/c/") + code);
        EXPECT_EQ(page.status, 404) << code;
        expect_public_page(page);
        EXPECT_THAT(page.body, AllOf(HasSubstr(v4), HasSubstr("识别结果"), HasSubstr(recognised))) << code;
        const auto answer = stranger.get(std::string("/api/v1/codes/") + code);
        EXPECT_EQ(answer.status, 404);
        EXPECT_THAT(answer.body, AllOf(HasSubstr("\"V4\""), HasSubstr(recognised))) << code;
    }
    // ECO-35: the sample of the platform guide, as it stands on a label, is of this NSI but not of these keys.
    EXPECT_EQ(stranger.get("/E=201289985296962119819527847024772").status, 404);
    const auto odd = stranger.get("/c/%3Cscript%3Ealert(1)%3C%2Fscript%3E");
    EXPECT_EQ(odd.status, 404);
    EXPECT_THAT(odd.body, Not(HasSubstr("<script")));
}

TEST_P(SpineTest, SearchBoxLeadsToTheCode) {
    auto stranger = story_.stranger();
    const auto home = stranger.get("/");
    EXPECT_EQ(home.status, 200);
    expect_public_page(home);
    const auto answer = stranger.get("/?q=" + sold_code());
    EXPECT_EQ(answer.status, 303);
    EXPECT_EQ(answer.header("Location"), "/c/" + sold_code());
    EXPECT_EQ(stranger.get("/?E=" + sold_code()).header("Location"), "/c/" + sold_code());
}

// ECO-34, ECO-35: the package, whole and in pieces, and every code in it verifies without a server.
TEST_P(SpineTest, PackagesAreResumable) {
    const auto path = "/api/v1/blocks/" + story_.thousand + "/package";
    const auto whole = story_.producer.get(path);
    ASSERT_EQ(whole.status, 200);
    ASSERT_EQ(whole.body.size(), 34'000u);
    EXPECT_EQ(whole.header("Accept-Ranges"), "bytes");
    const std::string etag(whole.header("ETag"));
    EXPECT_THAT(etag, Not(IsEmpty()));
    // With addresses the bytes change with the node's address, so the tag does too.
    EXPECT_THAT(std::string(story_.producer.get(path + "?address=yes").header("ETag")), HasSubstr(base_url));

    std::string joined;
    for (const auto* part : {"bytes=0-9999", "bytes=10000-10000", "bytes=10001-33999"}) {
        const auto answer = story_.producer.get(path, {{"Range", part}, {"If-Range", etag}});
        ASSERT_EQ(answer.status, 206) << part;
        joined += answer.body;
    }
    EXPECT_EQ(joined, whole.body);
    EXPECT_EQ(story_.producer.get(path, {{"Range", "bytes=-34"}}).body, whole.body.substr(33'966));
    EXPECT_EQ(story_.producer.get(path, {{"Range", "bytes=34000-"}}).status, 416);
    EXPECT_EQ(story_.producer.get(path, {{"Range", "bytes=0-9"}, {"If-Range", "\"other\""}}).status, 200);
    EXPECT_EQ(story_.producer.get(path, {{"If-None-Match", etag}}).status, 304);

    const auto file = story_.server.data() / "package.txt";
    std::ofstream(file) << whole.body << "201289985296962119819527847024772\n";
    const auto verified = run({program(), "verify", "--data", story_.server.data().string()}, file);
    std::istringstream lines(verified.out);
    std::string line;
    std::int64_t n = 0;
    std::set<std::string> domains;
    while (std::getline(lines, line) && n < 1000) {
        const auto blank = line.rfind(' ');
        ASSERT_NE(blank, std::string::npos) << line;
        EXPECT_EQ(line.substr(blank + 1), std::to_string(story_.thousand_first + n));
        domains.insert(line.substr(0, blank));
        ++n;
    }
    EXPECT_EQ(n, 1000);
    EXPECT_EQ(domains.size(), 1u);
    EXPECT_EQ(line, "forged");
}

TEST_P(SpineTest, PackagesAsCsvAndWithAddress) {
    const auto base = "/api/v1/blocks/" + story_.thousand + "/package";
    const auto csv = story_.producer.get(base + "?format=csv&address=yes");
    ASSERT_EQ(csv.status, 200);
    EXPECT_THAT(std::string(csv.header("Content-Type")), HasSubstr("csv"));
    EXPECT_THAT(csv.body, HasSubstr(std::string(base_url) + "/E=" + story_.code(story_.thousand, 999)));
    const auto half = csv.body.size() / 2;
    EXPECT_EQ(story_.producer.get(base + "?format=csv&address=yes", {{"Range", fmt::format("bytes={}-", half)}}).body,
              csv.body.substr(half));
    EXPECT_EQ(story_.producer.get(base + "?format=pdf").status, 422);
    // Whoever has the codes can print labels: only their owner gets them.
    EXPECT_EQ(story_.stranger().get(base).status, 401);
    EXPECT_EQ(story_.seller.get(base).status, 404);
    EXPECT_EQ(story_.other.get(base).status, 404);
    EXPECT_EQ(story_.regulator.get(base).status, 403);
    EXPECT_EQ(story_.admin.get(base).status, 403);
}

// ECO-33
TEST_P(SpineTest, ECO33_ApplicationsAreFoundByProductAndDay) {
    const auto count = [&](const std::string& query) {
        return story_.producer.must_get("/api/v1/blocks" + query).at("items").as_array().size();
    };
    const auto all = story_.producer.must_get("/api/v1/blocks").at("items").as_array();
    EXPECT_EQ(all.size(), 2u);
    EXPECT_EQ(text(all[0].as_object(), "productName"), "电动自行车");
    EXPECT_EQ(text(all[0].as_object(), "model"), "TDT-YG26Z");
    EXPECT_EQ(count("?product=" + story_.product), 2u);
    EXPECT_EQ(count("?product=1"), 0u);
    const auto day = to_string(beijing_date(utc_now()));
    EXPECT_EQ(count("?from=" + day + "&to=" + day), 2u);
    EXPECT_EQ(count("?to=2020-01-01"), 0u);
    EXPECT_EQ(count("?from=2199-01-01"), 0u);
    const auto first = story_.producer.must_get("/api/v1/blocks?limit=1&product=" + story_.product);
    EXPECT_EQ(first.at("items").as_array().size(), 1u);
    EXPECT_EQ(count("?limit=1&product=" + story_.product + "&cursor=" + text(first, "nextCursor")), 1u);
    EXPECT_EQ(story_.producer.get("/api/v1/blocks?from=2026-13-01").status, 422);
}

TEST_P(SpineTest, AMillionCodesMoveInThreeShortCalls) {
    fmt::print("a million codes: bind {:.1f} ms, ship {:.1f} ms, receive {:.1f} ms\n", story_.bind_ms, story_.ship_ms,
               story_.receive_ms);
    // A few milliseconds each; the bound leaves room for a busy machine and a slow disk, not for a row per code.
    EXPECT_LT(story_.bind_ms, 500);
    EXPECT_LT(story_.ship_ms, 500);
    EXPECT_LT(story_.receive_ms, 500);
    const auto block = story_.producer.must_get("/api/v1/blocks/" + story_.million);
    EXPECT_EQ(text(block, "bound"), "1000000");
    EXPECT_EQ(text(block, "active"), "1000000");
    const auto segments =
        story_.producer.must_get("/api/v1/blocks/" + story_.million + "/segments").at("items").as_array();
    EXPECT_EQ(segments.size(), 3u) << "before the sold one, the sold one, behind it";
}

// The history of one code by its spans: found through every level, in the order of the facts.
TEST_P(SpineTest, EventsOfACodeAreFoundBySpans) {
    const auto steps = [&](const std::string& code) {
        std::string out;
        const auto found = story_.producer.must_get("/api/v1/codes/" + code + "/events");
        for (const auto& e : found.at("items").as_array()) out += text(e.as_object(), "disposition") + " ";
        return out;
    };
    EXPECT_EQ(steps(sold_code()), "encoded active in_transit in_progress retail_sold ");
    EXPECT_EQ(steps(story_.code(story_.million, 999'999)), "encoded active in_transit in_progress ");
    EXPECT_EQ(steps(story_.code(story_.thousand, 450)), "encoded ");
    EXPECT_EQ(steps(story_.code(story_.thousand, 700)), "");
    const auto mine = story_.seller.must_get("/api/v1/events");
    EXPECT_EQ(mine.at("items").as_array().size(), 2u);
}

TEST_P(SpineTest, PicturesAreStoredByContentAndShown) {
    auto stranger = story_.stranger();
    const auto described = stranger.must_get("/api/v1/codes/" + sold_code());
    const auto picture = stranger.get(text(described, "picture"));
    EXPECT_EQ(picture.status, 200);
    EXPECT_EQ(picture.header("Content-Type"), "image/png");
    EXPECT_EQ(picture.body, png());
    // One that belongs to no published product is its owner's alone.
    const auto mine = upload(story_.producer, png(24));
    EXPECT_EQ(stranger.get("/documents/" + mine).status, 404);
    EXPECT_EQ(story_.other.get("/documents/" + mine).status, 404);
    const auto own = story_.producer.get("/documents/" + mine);
    EXPECT_EQ(own.status, 200);
    EXPECT_THAT(std::string(own.header("Cache-Control")), Not(HasSubstr("public"))) << "no shared cache may keep it";
}

TEST_P(SpineTest, X15_ThumbnailsAreMadeOnceAndForThoseWhoMaySee) {
    auto& p = story_.producer;
    const auto mine = upload(p, png(400));
    for (int i = 0; i < 2; ++i) {
        const auto small = p.get("/documents/" + mine + "?size=thumb");
        ASSERT_EQ(small.status, 200) << small.body;
        EXPECT_EQ(small.header("Content-Type"), "image/jpeg");
        EXPECT_THAT(small.body, ::testing::StartsWith("\xFF\xD8\xFF"));
        EXPECT_LT(small.body.size(), 30'000u);
    }
    EXPECT_EQ(p.get("/documents/" + mine + "?size=huge").status, 422);
    EXPECT_EQ(story_.other.get("/documents/" + mine + "?size=thumb").status, 404);
    auto stranger = story_.stranger();
    EXPECT_EQ(stranger.get("/documents/" + mine + "?size=view").status, 404);
}

// EBM-10, EBM-14
TEST_P(SpineTest, EBM10_EBM14_WhatTheWizardOffersStrangers) {
    auto stranger = story_.stranger();
    const auto letter = stranger.get("/api/v1/letters/battery.pdf?name=%E4%B8%80%E8%B4%AF&uscc=91440101MA0000001Q");
    ASSERT_EQ(letter.status, 200) << letter.body;
    EXPECT_EQ(letter.header("Content-Type"), "application/pdf");
    EXPECT_THAT(letter.body, ::testing::StartsWith("%PDF-"));
    EXPECT_EQ(stranger.get("/api/v1/letters/battery.pdf?uscc=91440101MA0000001X").status, 422);
    EXPECT_EQ(stranger.get("/api/v1/letters/helmet.pdf").status, 404);
    const auto sample = stranger.get("/api/v1/samples/licence.png");
    ASSERT_EQ(sample.status, 200);
    // GDP-64: a sample is a licence like others, but its code cannot be one.
    const auto read = stranger.send("POST", "/api/v1/licences", sample.body, {{"Content-Type", "image/png"}});
    ASSERT_EQ(read.status, 200) << read.body;
    EXPECT_TRUE(object_of(read).at("fields").is_object());
    EXPECT_EQ(stranger.send("POST", "/api/v1/licences", "MZ program", {{"Content-Type", "image/png"}}).status, 415);
}

TEST_P(SpineTest, X15_DocumentsOfEveryKindComeBackAsWhatTheyAre) {
    auto& p = story_.producer;
    const http::Headers headers{{"Content-Type", "application/octet-stream"}, {"X-CSRF-Token", p.csrf()}};
    const std::string pdf =
        "%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\nstartxref\n9\n%%EOF\n";
    const auto sent =
        p.send("POST", "/api/v1/documents?purpose=attachment&name=%E8%AF%B4%E6%98%8E%20%221%22.exe", pdf, headers);
    ASSERT_EQ(sent.status, 201) << sent.body;
    const auto document = object_of(sent);
    EXPECT_EQ(text(document, "kind"), "pdf");
    EXPECT_EQ(text(document, "name"), "说明 1.pdf");
    EXPECT_EQ(text(document, "purpose"), "attachment");
    const auto got = p.get(sent.header("Location"));
    EXPECT_EQ(got.body, pdf);
    EXPECT_EQ(got.header("Content-Type"), "application/pdf");
    EXPECT_EQ(got.header("X-Content-Type-Options"), "nosniff");
    EXPECT_EQ(got.header("Content-Security-Policy"), "sandbox; default-src 'none'");
    EXPECT_EQ(got.header("Content-Disposition"), "attachment; filename*=UTF-8''%E8%AF%B4%E6%98%8E%201.pdf");

    const auto small =
        object_of(p.send("POST", "/api/v1/documents?purpose=product_picture&name=a(1).png", png(25), headers));
    EXPECT_EQ(text(small, "width"), "25");
    ASSERT_EQ(small.at("warnings").as_array().size(), 2u);
    EXPECT_THAT(std::string(small.at("warnings").at(0).as_string().c_str()), HasSubstr("800×800"));
    const auto shown = p.get("/documents/" + text(small, "id"));
    EXPECT_THAT(std::string(shown.header("Content-Disposition")), HasSubstr("inline"));
}

TEST_P(SpineTest, SessionsAreGuarded) {
    http::Client client = story_.server.client();
    const auto answer = client.post_json("/api/v1/sessions",
                                         json::serialize(json::object{{"login", rival.login}, {"password", password}}));
    ASSERT_EQ(answer.status, 201);
    EXPECT_THAT(std::string(answer.header("Set-Cookie")),
                AllOf(HasSubstr("HttpOnly"), HasSubstr("SameSite=Strict"), HasSubstr("Path=/")));
    EXPECT_EQ(client.request("DELETE", "/api/v1/sessions/current").status, 403) << "without the CSRF token";
    const auto csrf = text(object_of(answer), "csrfToken");
    const auto cookies = client.cookies();
    EXPECT_EQ(client.request("DELETE", "/api/v1/sessions/current", {{"X-CSRF-Token", csrf}}).status, 204);
    client.cookies() = cookies;
    EXPECT_EQ(client.get("/api/v1/sessions/current").status, 401) << "a closed session stays closed";
}

TEST_P(SpineTest, HealthReadinessAndFsck) {
    auto stranger = story_.stranger();
    EXPECT_EQ(stranger.get("/healthz").status, 200);
    EXPECT_EQ(stranger.get("/readyz").status, 200);
    const auto all = metrics_of(stranger.client());
    EXPECT_GT(metric(all, "yiguan_db_queries_total"), 0);
    const auto checked = story_.server.command("fsck");
    EXPECT_EQ(checked.status, 0) << checked.out << checked.err;
    EXPECT_THAT(checked.out, HasSubstr("0 defects"));
}

// NAT-48, X1: what anybody may know of an organisation, and who is let in.
TEST_P(SpineTest, OrganisationsAreReviewedBeforeTheyAct) {
    auto stranger = story_.stranger();
    const Company late{"待审企业有限公司", some_uscc(50 + int(GetParam() == db::Engine::postgresql)), "某市某路9号",
                       "020-85550009", "late-one"};
    const auto made = stranger.must_post("/api/v1/organisations", registration(late, "producer"));
    EXPECT_EQ(text(made, "status"), "first_review");
    EXPECT_EQ(stranger.get("/api/v1/organisations/" + text(made, "id")).status, 404) << "not approved: not public";
    Party party(story_.server);
    party.sign_in(late.login, password);
    const auto refused = party.post("/api/v1/products", filing(b1_filing_fields(), upload(party, png())));
    EXPECT_EQ(refused.status, 409) << refused.body;
    EXPECT_THAT(refused.body, HasSubstr("org_not_approved"));
    EXPECT_EQ(
        party.post("/api/v1/organisations/" + text(made, "id") + "/reviews", json::object{{"decision", "approve"}})
            .status,
        403);
    // ECO-19: rejected with a reason, put right, submitted again.
    story_.admin.must_post("/api/v1/organisations/" + text(made, "id") + "/reviews",
                           json::object{{"decision", "reject"}, {"reason", "地址不完整"}});
    EXPECT_THAT(party.get("/api/v1/organisations/" + text(made, "id")).body, HasSubstr("地址不完整"));
}

// ECO-27, ECO-28: a filing is reviewed, and an approved one is never changed.
TEST_P(SpineTest, FilingsAreReviewedAndThenFixed) {
    auto& p = story_.producer;
    const auto id = text(p.must_post("/api/v1/products", filing(b1_filing_fields(), upload(p, png()))), "id");
    EXPECT_EQ(p.post("/api/v1/blocks", json::object{{"product", id}, {"quantity", 10}}).status, 409)
        << "not published yet";
    EXPECT_EQ(p.post("/api/v1/products/" + id + "/reviews", json::object{{"decision", "approve"}}).status, 403)
        << "not one's own";
    story_.admin.must_post("/api/v1/products/" + id + "/reviews", json::object{{"decision", "approve"}});
    auto changed = filing(b1_filing_fields(), upload(p, png()));
    changed["version"] = "2";
    const auto refused = p.send("PUT", "/api/v1/products/" + id, json::serialize(changed),
                                {{"Content-Type", "application/json"}, {"X-CSRF-Token", p.csrf()}});
    EXPECT_EQ(refused.status, 409) << refused.body;
    EXPECT_THAT(p.get("/api/v1/products/" + id).body, HasSubstr("published"));
}

INSTANTIATE_TEST_SUITE_P(Engines, SpineTest, ::testing::Values(db::Engine::sqlite, db::Engine::postgresql),
                         db::testing::engine_name);

}  // namespace
}  // namespace yiguan::testing
