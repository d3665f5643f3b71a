// The rules of a sale as a table: what was scanned, what is said of it.
#include "trade/bundle_rules.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

namespace yiguan::trade {
namespace {

using codes::Status;
using events::Slot;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr std::size_t V = 0, B = 1, C = 2;
const std::string own_uscc = "91440101MA5D1001X1", supplier_uscc = "91440101MA5D1002X2";

PieceFacts piece(Slot slot, std::int64_t counter, std::string model) {
    PieceFacts p{.text = fmt::format("E={}", counter),
                 .code = {BlockId{static_cast<std::int64_t>(slot) + 1}, counter},
                 .slot = slot,
                 .product_name = std::string(events::name_zh(slot)),
                 .model = std::move(model),
                 .maker = "粤行车业",
                 .tail = fmt::format("{:06}", counter),
                 .makers = {own_uscc},
                 .certificates = {{"强制性产品认证（CCC）证书", "2024011119000001", "2024-01-01", "2029-01-01"}},
                 .standard = "GB 17761-2024"};
    return p;
}

/// A vehicle with the battery and the charger that its filing names.
struct Scene {
    SaleTerms terms{.type = SaleType::bundle,
                    .day = "2026-11-22",
                    .families = {CodeFamily::ecode, CodeFamily::gs1, CodeFamily::own}};
    std::vector<PieceFacts> pieces{piece(Slot::vehicle, 1001, "TDT-1"), piece(Slot::battery, 2001, "YD4812"),
                                   piece(Slot::charger, 3001, "YC4802")};
    Scene() {
        pieces[V].batteries = {{"粤行车业", own_uscc, "YD4812", 0}, {"远途电池", supplier_uscc, "YT6020", 2}};
        pieces[V].chargers = {{"粤行车业", own_uscc, "YC4802", 0}};
    }
    void type(SaleType type) {
        terms.type = type;
        if (type == SaleType::trade_in) terms.families = {CodeFamily::ecode};
    }
    void single(std::size_t which) {
        type(SaleType::single);
        pieces = {pieces[which]};
    }
    void link(std::size_t which, std::string vehicle, std::string battery, std::string charger) {
        PieceFacts::Link link{.codes = {pieces[V].code, pieces[B].code, pieces[C].code},
                              .tails = {std::move(vehicle), std::move(battery), std::move(charger)}};
        const auto other = [](codes::CodeAt& code, const std::string& tail, const PieceFacts& here) {
            if (tail != here.tail) code.counter = 9000;
        };
        other(link.codes[0], link.tails[0], pieces[V]);
        other(link.codes[1], link.tails[1], pieces[B]);
        other(link.codes[2], link.tails[2], pieces[C]);
        pieces[which].link = link;
    }
};

struct Case {
    std::string_view rows, what;
    std::function<void(Scene&)> change;
    std::vector<std::string> said;  ///< "<index>:<field>=<code>", in order.
};

std::vector<std::string> said_of(const std::vector<Problem>& problems) {
    std::vector<std::string> out;
    for (const auto& p : problems)
        out.push_back(fmt::format("{}:{}={}", p.piece ? std::to_string(*p.piece) : "-", p.field, info(p.code).name));
    return out;
}

const std::vector<Case> cases{
    // ---- EBS-29, EBS-34: three slots, any order
    {"EBS-29 EBS-34", "the three in order", [](Scene&) {}, {}},
    {"EBS-29 EBS-34",
     "charger, vehicle, battery",
     [](Scene& s) { std::ranges::rotate(s.pieces, s.pieces.begin() + 2); },
     {}},
    {"EBS-29 EBS-34", "battery first", [](Scene& s) { std::swap(s.pieces[0], s.pieces[1]); }, {}},
    {"EBS-34",
     "two vehicles",
     [](Scene& s) { s.pieces.push_back(piece(Slot::vehicle, 1002, "TDT-1")); },
     {"3:件数=conflict"}},
    {"EBS-34",
     "two batteries",
     [](Scene& s) { s.pieces.push_back(piece(Slot::battery, 2002, "YD4812")); },
     {"3:件数=conflict"}},
    {"EBS-34",
     "two chargers in a trade-in",
     [](Scene& s) { s.type(SaleType::trade_in), s.pieces.push_back(piece(Slot::charger, 3002, "YC4802")); },
     {"3:件数=conflict"}},
    {"EBS-34", "the same battery twice", [](Scene& s) { s.pieces.push_back(s.pieces[B]); }, {"3:编码=codes_overlap"}},
    {"EBS-34",
     "something that is neither",
     [](Scene& s) { s.pieces[C].slot = std::nullopt, s.pieces[C].product_name = "头盔"; },
     {"2:产品种类=invalid"}},
    {"EBS-38",
     "a text that means nothing",
     [](Scene& s) {
         s.pieces[B].unknown = Error{Code::not_found, "", "没有查到这个编码"};
     },
     {"1:编码=not_found"}},
    {"EBS-38 EBS-24",
     "goods of somebody else",
     [](Scene& s) {
         s.pieces[B].unknown = Error{Code::codes_not_held, "", "不由本企业持有，请先入库"};
     },
     {"1:编码=codes_not_held"}},
    // ---- EBS-36, C-22: a vehicle only as bundle; parts alone as spare parts
    {"EBS-36 C-22", "a battery alone", [](Scene& s) { s.single(B); }, {}},
    {"EBS-35 C-22",
     "a battery and a charger",
     [](Scene& s) { s.type(SaleType::single), s.pieces.erase(s.pieces.begin()); },
     {}},
    {"EBS-35",
     "several batteries",
     [](Scene& s) { s.single(B), s.pieces.push_back(piece(Slot::battery, 2002, "YD4812")); },
     {}},
    {"EBS-35",
     "the same one twice",
     [](Scene& s) { s.single(B), s.pieces.push_back(s.pieces[0]); },
     {"1:编码=codes_overlap"}},
    {"EBS-36 C-22", "a vehicle alone", [](Scene& s) { s.single(V); }, {"0:销售类型=invalid"}},
    {"EBS-36",
     "something else alone",
     [](Scene& s) { s.single(B), s.pieces[0].slot = std::nullopt; },
     {"0:产品种类=invalid"}},
    // ---- EBS-31, EBS-37, C-23: pairs
    {"EBS-31 EBS-37", "another model of battery", [](Scene& s) { s.pieces[B].model = "YD9999"; }, {"1:型号=invalid"}},
    {"EBS-31 EBS-37", "another model of charger", [](Scene& s) { s.pieces[C].model = "YC9999"; }, {"2:型号=invalid"}},
    {"EBS-31",
     "both parts wrong",
     [](Scene& s) { s.pieces[B].model = "X", s.pieces[C].model = "Y"; },
     {"1:型号=invalid", "2:型号=invalid"}},
    {"EBS-31", "the same model by another producer", [](Scene& s) { s.pieces[B].makers = {}; }, {"1:生产企业=invalid"}},
    {"EBS-31", "model in small letters and full width", [](Scene& s) { s.pieces[B].model = "ｙｄ4812 "; }, {}},
    {"C-23", "any version of a model", [](Scene& s) { s.pieces[B].edition = 7; }, {}},
    {"C-23",
     "the version that the pair names",
     [](Scene& s) { s.pieces[B].model = "YT6020", s.pieces[B].makers = {supplier_uscc}, s.pieces[B].edition = 2; },
     {}},
    {"C-23",
     "another version than the pair names",
     [](Scene& s) { s.pieces[B].model = "YT6020", s.pieces[B].makers = {supplier_uscc}, s.pieces[B].edition = 3; },
     {"1:型号版本=invalid"}},
    {"EBS-31",
     "the supplier's model by the vehicle's maker",
     [](Scene& s) { s.pieces[B].model = "YT6020", s.pieces[B].edition = 2; },
     {"1:生产企业=invalid"}},
    {"EBS-37",
     "a filing that names no battery",
     [](Scene& s) { s.pieces[V].batteries.clear(); },
     {"1:允许配套清单=invalid"}},
    {"EBS-37",
     "a filing that names no charger",
     [](Scene& s) { s.pieces[V].chargers.clear(); },
     {"2:允许配套清单=invalid"}},
    {"EBS-31 C-22", "a spare part need not match", [](Scene& s) { s.single(B), s.pieces[0].model = "YD9999"; }, {}},
    {"EBS-31",
     "pairs hold for trade-ins too",
     [](Scene& s) { s.type(SaleType::trade_in), s.pieces[C].model = "YC9999"; },
     {"2:型号=invalid"}},
    // ---- EBS-41, V5: linked at the factory
    {"EBS-41 EBM-93", "what was linked at the factory", [](Scene& s) { s.link(V, "001001", "002001", "003001"); }, {}},
    {"EBS-41 EBM-93",
     "another battery than the original",
     [](Scene& s) { s.link(V, "001001", "002777", "003001"); },
     {"1:整车三码关联=conflict"}},
    {"EBS-41",
     "both parts exchanged",
     [](Scene& s) { s.link(V, "001001", "002777", "003777"); },
     {"1:整车三码关联=conflict", "2:整车三码关联=conflict"}},
    {"EBS-41",
     "a battery of another vehicle",
     [](Scene& s) { s.link(B, "001777", "002001", "003777"); },
     {"1:整车三码关联=conflict"}},
    {"EBS-41",
     "a charger of another vehicle",
     [](Scene& s) { s.link(C, "001777", "002777", "003001"); },
     {"2:整车三码关联=conflict"}},
    {"EBS-41",
     "the original battery by itself",
     [](Scene& s) { s.link(B, "001001", "002001", "003001"), s.single(B); },
     {"0:整车三码关联=conflict"}},
    {"EBS-41",
     "another battery that does not match either",
     [](Scene& s) { s.link(V, "001001", "002777", "003001"), s.pieces[B].model = "X"; },
     {"1:型号=invalid", "1:整车三码关联=conflict"}},
    // ---- EBS-39, EBS-40: certificates on the day of sale
    {"EBS-39 EBS-40",
     "the last day of the certificate",
     [](Scene& s) { s.pieces[B].certificates[0].to = "2026-11-22"; },
     {}},
    {"EBS-39 EBS-40",
     "a day too late",
     [](Scene& s) { s.pieces[B].certificates[0].to = "2026-11-21"; },
     {"1:强制性产品认证（CCC）证书=invalid"}},
    {"EBS-39 EBS-40",
     "not valid yet",
     [](Scene& s) { s.pieces[V].certificates[0].from = "2026-11-23"; },
     {"0:强制性产品认证（CCC）证书=invalid"}},
    {"EBS-39", "one without an end", [](Scene& s) { s.pieces[C].certificates[0].to.clear(); }, {}},
    {"EBS-39",
     "renewed: one of two holds",
     [](Scene& s) {
         s.pieces[B].certificates[0].to = "2025-01-01";
         s.pieces[B].certificates.push_back({"强制性产品认证（CCC）证书", "2", "2025-01-01", "2030-01-01"});
     },
     {}},
    {"EBS-40",
     "CCC holds, the licence does not",
     [](Scene& s) {
         s.pieces[B].certificates.push_back({"工业产品生产许可证", "3", "2020-01-01", "2025-01-01", false});
     },
     {"1:工业产品生产许可证=invalid"}},
    {"EBS-39 EBS-35",
     "a spare part with an expired certificate",
     [](Scene& s) { s.single(B), s.pieces[0].certificates[0].to = "2026-01-01"; },
     {"0:强制性产品认证（CCC）证书=invalid"}},
    // ---- EBS-32, C-11: kinds of codes
    {"C-11",
     "a bundle by GS1 and own codes",
     [](Scene& s) { s.pieces[V].family = CodeFamily::own, s.pieces[B].family = CodeFamily::gs1; },
     {}},
    {"EBS-32 C-11", "a trade-in by E码通 codes", [](Scene& s) { s.type(SaleType::trade_in); }, {}},
    {"EBS-32 C-11",
     "a trade-in with a GS1 code",
     [](Scene& s) { s.type(SaleType::trade_in), s.pieces[B].family = CodeFamily::gs1; },
     {"1:编码种类=invalid"}},
    {"EBS-32 C-11",
     "a trade-in by frame number",
     [](Scene& s) { s.type(SaleType::trade_in), s.pieces[V].family = CodeFamily::own; },
     {"0:编码种类=invalid"}},
    {"C-11",
     "the operator allows GS1 codes too",
     [](Scene& s) {
         s.type(SaleType::trade_in), s.terms.families.push_back(CodeFamily::gs1), s.pieces[B].family = CodeFamily::gs1;
     },
     {}},
    // ---- EBS-33: mandatory national standards
    {"EBS-33 C-33",
     "a battery by a recommended standard",
     [](Scene& s) { s.type(SaleType::trade_in), s.pieces[B].standard = "GB/T 22199.1-2017"; },
     {"1:执行标准=invalid"}},
    {"EBS-33",
     "a charger without a standard",
     [](Scene& s) { s.type(SaleType::trade_in), s.pieces[C].standard.clear(); },
     {"2:执行标准=invalid"}},
    {"EBS-33",
     "a recommended one and a mandatory one",
     [](Scene& s) { s.type(SaleType::trade_in), s.pieces[B].standard = "GB/T 36972；GB43854-2024"; },
     {}},
    {"EBS-33", "a bundle need not", [](Scene& s) { s.pieces[B].standard = "GB/T 22199.1-2017"; }, {}},
    // ---- EBS-28: programmes
    {"EBS-28",
     "a product of the programme as bundle",
     [](Scene& s) { s.pieces[V].programme = "2026 以旧换新"; },
     {"0:销售类型=invalid"}},
    {"EBS-28",
     "a battery of the programme by itself",
     [](Scene& s) { s.single(B), s.pieces[0].programme = "2026 以旧换新"; },
     {"0:销售类型=invalid"}},
    {"EBS-28",
     "as trade-in",
     [](Scene& s) { s.type(SaleType::trade_in), s.pieces[V].programme = "2026 以旧换新"; },
     {}},
    {"EBS-28",
     "a programme that does not name the vehicle",
     [](Scene& s) { s.type(SaleType::trade_in), s.terms.programme = "2026 以旧换新"; },
     {"0:以旧换新活动=invalid"}},
    // ---- EBS-38 and states: first and loud
    {"EBS-38",
     "still on its way",
     [](Scene& s) { s.pieces[B].status = Status::in_transit; },
     {"1:状态=codes_not_in_stock"}},
    {"EBS-38", "not active", [](Scene& s) { s.pieces[C].status = Status::bound; }, {"2:状态=codes_not_active"}},
    {"EBS-38",
     "in another store",
     [](Scene& s) { s.pieces[C].here = false, s.pieces[C].place = "二店"; },
     {"2:库存=codes_not_in_stock"}},
    {"EBS-38", "nowhere in stock", [](Scene& s) { s.pieces[C].here = false; }, {"2:库存=codes_not_in_stock"}},
    {"EBS-38", "what was returned may be sold again", [](Scene& s) { s.pieces[V].status = Status::returned; }, {}},
    {"EBS-38", "sold", [](Scene& s) { s.pieces[V].status = Status::sold; }, {"0:状态=codes_not_in_stock"}},
    {"EBS-38",
     "recalled stands first",
     [](Scene& s) { s.pieces[B].model = "X", s.pieces[C].status = Status::recalled; },
     {"2:状态=wrong_state", "1:型号=invalid"}},
    {"EBS-38",
     "frozen stands first",
     [](Scene& s) { s.pieces[V].programme = "活动", s.pieces[B].status = Status::frozen; },
     {"1:状态=wrong_state", "0:销售类型=invalid"}},
    {"EBS-38", "void", [](Scene& s) { s.pieces[V].status = Status::voided; }, {"0:状态=wrong_state"}},
};

// EBS-28, EBS-29, EBS-31, EBS-32, EBS-33, EBS-34, EBS-35, EBS-36, EBS-37, EBS-38, EBS-39, EBS-40, EBS-41, C-11, C-22,
// C-23
TEST(BundleRules, EveryCaseOfTheTableIsJudgedAsItSays) {
    for (const Case& c : cases) {
        Scene scene;
        c.change(scene);
        const auto verdict = judge_sale(scene.terms, scene.pieces);
        EXPECT_EQ(said_of(verdict.problems), c.said) << c.rows << ": " << c.what;
        EXPECT_EQ(verdict.complete, c.said.empty()) << c.rows << ": " << c.what;
        for (const Problem& p : verdict.problems) {
            EXPECT_FALSE(p.detail.empty() || p.expected.empty() || p.found.empty()) << c.rows << ": " << c.what;
        }
    }
    EXPECT_GE(cases.size(), 60u);
}

// EBS-30, EBS-31: the clerk is told what would match.
TEST(BundleRules, EBS30_AMismatchNamesFieldExpectedFoundAndTheWholeList) {
    Scene scene;
    scene.pieces[B].model = "YD9999";
    const auto verdict = judge_sale(scene.terms, scene.pieces);
    ASSERT_EQ(verdict.problems.size(), 1u);
    const Problem& p = verdict.problems[0];
    EXPECT_EQ(p.slot, Slot::battery);
    EXPECT_EQ(p.found, "YD9999");
    EXPECT_EQ(p.expected, "粤行车业 YD4812、远途电池 YT6020（V2）");
    ASSERT_EQ(p.allowed.size(), 2u);
    EXPECT_EQ(p.allowed[1].model, "YT6020");
    EXPECT_THAT(p.detail, HasSubstr("TDT-1"));
}

// EBS-41: the tail of the original is named; of what was sold, who and when, to colleagues.
TEST(BundleRules, EBS41_TheOriginalIsNamedByItsTail) {
    Scene scene;
    scene.link(V, "001001", "002777", "003001");
    EXPECT_THAT(judge_sale(scene.terms, scene.pieces).problems[0].detail, HasSubstr("原配尾号 002777"));
    Scene sold;
    sold.pieces[V].status = Status::sold;
    sold.pieces[V].sold = PieceFacts::Sold{"李四", "2026-11-22 14:03", "XS20261122-000001"};
    const auto said = judge_sale(sold.terms, sold.pieces).problems;
    EXPECT_THAT(said[0].detail, HasSubstr("李四 于 2026-11-22 14:03 售出，销售单 XS20261122-000001"));
    EXPECT_FALSE(said[0].stop);
}

// EBS-29: until the three are there nothing is wrong, and nothing is complete. EBS-39: no certificate is a warning.
TEST(BundleRules, EBS29_WhatIsMissingIsNoProblemYet) {
    Scene scene;
    scene.pieces.pop_back();
    scene.pieces[B].certificates.clear();
    const auto verdict = judge_sale(scene.terms, scene.pieces);
    EXPECT_THAT(verdict.problems, IsEmpty());
    EXPECT_FALSE(verdict.complete);
    EXPECT_EQ(verdict.slots[1], std::optional<std::size_t>(1));
    EXPECT_FALSE(verdict.slots[2]);
    EXPECT_THAT(said_of(verdict.warnings), ElementsAre("1:CCC 证书=invalid"));
    EXPECT_FALSE(judge_sale(scene.terms, {}).complete);
}

// EBS-33, C-33: which standards are mandatory is told by their number.
TEST(BundleRules, EBS33_MandatoryStandardsAreThoseWithoutTOrZ) {
    for (const std::string_view text :
         {"GB 17761-2024", "gb17761", "ＧＢ 43854-2024", "GB/T 1；GB 42296-2022", "GB-17761"})
        EXPECT_TRUE(names_mandatory_standard(text)) << text;
    for (const std::string_view text : {"", "GB/T 22199", "GB/Z 1", "QGB 17761", "GB", "Q/YX 1-2024"})
        EXPECT_FALSE(names_mandatory_standard(text)) << text;
}

// EBS-26, C-11
TEST(BundleRules, EBS26_TypesAndKindsOfCodesHaveTheirWords) {
    for (const SaleType type : sale_types) EXPECT_EQ(parse_sale_type(name(type)), type);
    for (const CodeFamily family : code_families) EXPECT_EQ(parse_code_family(name(family)), family);
    EXPECT_EQ(name_zh(SaleType::bundle), "捆绑销售");
    EXPECT_EQ(name_zh(SaleType::trade_in), "以旧换新");
    EXPECT_FALSE(parse_sale_type("gift"));
}

}  // namespace
}  // namespace yiguan::trade
