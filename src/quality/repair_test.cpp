// 批量修复, and the records of what is ignored.
#include <gmock/gmock.h>

#include "catalog/certificates.hpp"
#include "dossier/reports.hpp"
#include "events/production.hpp"
#include "events/test_world.hpp"
#include "quality/check.hpp"
#include "quality/quality_store.hpp"

namespace yiguan::quality {
namespace {

using db::Tx;
using events::testing::must;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class QualityRepair : public events::testing::World {
protected:
    void SetUp() override {
        World::SetUp();
        for (const auto& [from, day, prefix] : {std::tuple(0, "2026-11-05", "A-"), std::tuple(10, "2026-11-06", "B-"),
                                                std::tuple(20, "2026-11-07", "C-")})
            write([&](Tx& tx) {
                must(events::commission(
                    tx, maker_, range(from, from + 9),
                    {.fields = {{"productionDate", day},
                                {"factoryNumber", json::object{{"prefix", prefix}, {"first", "0001"}}}},
                     .open = {}}));
            });
    }
    dossier::Dossier describe(std::string number, json::object more) {
        json::object body{{"product", to_string(product_)}, {"number", number}};
        for (const auto& [key, value] : more) body[key] = value;
        return write([&](Tx& tx) { return must(dossier::add(tx, maker_, must(dossier::decode(body, tx.now())))); });
    }
    static json::object whole(std::string quantity = "10", std::string date = "2026-11-05") {
        return {{"purchases", json::array{json::object{{"supplier", "铜厂"},
                                                       {"material", "铜杆"},
                                                       {"lots", "S1"},
                                                       {"total", "100"},
                                                       {"used", "10"},
                                                       {"unit", "kg"}}}},
                {"production", json::object{{"date", date}, {"quantity", quantity}, {"unit", "盘"}}},
                {"sales", json::array{json::object{
                              {"seller", "丙商行"}, {"region", "440100"}, {"quantity", "1"}, {"unit", "盘"}}}}};
    }
    std::vector<std::int64_t> objects(std::string_view key) {
        const auto* type = find_issue_type(key);
        const auto score =
            must(db_->read_now([&](Tx& tx) { return assess(tx, maker_, {.period = Period::year}, type); }));
        std::vector<std::int64_t> out;
        for (const Object& one : std::ranges::find(score.issues, type, &Issue::type)->objects) out.push_back(one.id);
        return out;
    }
    Result<void> mend(const auth::Actor& actor, std::string_view key, const std::vector<std::int64_t>& ids,
                      json::object more = {}) {
        json::array list;
        for (const auto id : ids) list.emplace_back(std::to_string(id));
        more["objects"] = std::move(list);
        const auto* type = find_issue_type(key);
        auto input = decode_repair(*type, more);
        if (input.has_error()) return input.error();
        return db_->write_now([&](Tx& tx) { return repair(tx, actor, *type, input.value()); });
    }
    Result<void> mend(std::string_view key, const std::vector<std::int64_t>& ids, json::object more = {}) {
        return mend(maker_, key, ids, std::move(more));
    }
    catalog::CertificateId certificate(catalog::CertificateType type, std::string number, std::string from,
                                       std::string to, std::vector<ProductId> products = {}) {
        return write([&](Tx& tx) {
            return must(catalog::add_certificate(tx, maker_,
                                                 {.type = type,
                                                  .cert_name = "证书",
                                                  .number = std::move(number),
                                                  .issuer = {},
                                                  .valid_from = std::move(from),
                                                  .valid_to = std::move(to),
                                                  .documents = {},
                                                  .products = std::move(products)}))
                .id;
        });
    }
    std::vector<std::string> unrecorded() {
        return db_->read_now([](Tx& tx) { return check_records(tx, ledger::check_logs(tx)); });
    }
    static std::vector<std::string> pointers(const Error& error) {
        std::vector<std::string> all{error.pointer};
        for (const Error& other : error.others) all.push_back(other.pointer);
        return all;
    }
};
YIGUAN_BOTH_ENGINES(QualityRepair);

// P32: one report for several batches.
TEST_P(QualityRepair, P32_BatchesWithoutReportGetOneAtOnce) {
    describe("A", whole()), describe("B", whole("10", "2026-11-06"));
    const auto ids = objects("reportMissing");
    ASSERT_EQ(ids.size(), 2u);
    const json::object passed{{"name", "绝缘电阻"}, {"result", "合格"}, {"passed", true}};
    const json::object report{{"number", "R-1"}, {"date", "2026-11-08"}, {"items", json::array{passed}}};
    EXPECT_THAT(pointers(mend("reportMissing", ids, {{"report", json::object{{"items", json::array{}}}}}).error()),
                ElementsAre("/objects/0", "/objects/1"));
    EXPECT_EQ(mend("reportMissing", ids).error().pointer, "/report");
    // Before the second batch was made: none of them gets it.
    auto early = report;
    early["date"] = "2026-11-05";
    const auto refused = mend("reportMissing", ids, {{"report", early}}).error();
    EXPECT_THAT(pointers(refused), ElementsAre("/objects/0"));
    EXPECT_THAT(refused.detail, HasSubstr("电缆 B"));
    EXPECT_EQ(objects("reportMissing").size(), 2u) << "nothing is kept";
    ASSERT_TRUE(mend("reportMissing", ids, {{"report", report}}).has_value());
    EXPECT_THAT(objects("reportMissing"), IsEmpty());
    EXPECT_EQ(mend("reportMissing", ids, {{"report", report}}).error().code, Code::not_found) << "no longer";
}

// P32: what is there stays, what is missing is filled in.
TEST_P(QualityRepair, P32_WhatIsMissingOfManyBatchesIsFilledIn) {
    const auto first = describe("A", {{"production", json::object{{"date", "2026-11-05"}, {"quantity", "10"}}}});
    auto part = whole("10", "2026-11-06");
    part["sales"] = json::array{};
    part["purchases"].as_array()[0].as_object().erase("lots");
    describe("B", part);
    const auto ids = objects("dossierIncomplete");
    ASSERT_EQ(ids.size(), 2u);
    const auto given = whole("10", "2026-11-07");
    const auto short_of =
        mend("dossierIncomplete", ids, {{"fill", json::object{{"sales", given.at("sales")}}}}).error();
    EXPECT_THAT(pointers(short_of), ElementsAre("/objects/0", "/objects/1"));
    EXPECT_THAT(short_of.detail, HasSubstr("批次档案待补全"));
    const auto done = mend("dossierIncomplete", ids, {{"fill", given}});
    ASSERT_TRUE(done.has_value()) << done.error().detail;
    EXPECT_THAT(objects("dossierIncomplete"), IsEmpty());
    const auto now = must(db_->read_now([&](Tx& tx) { return dossier::read(tx, maker_, first.id); }));
    EXPECT_EQ(now.content.production.date, "2026-11-05") << "what was said stays";
    EXPECT_EQ(now.version, 2);
    EXPECT_EQ(now.content.purchases.at(0).lots, "S1");
}

// P32: what the codes say, which were bound.
TEST_P(QualityRepair, P32_DossiersTakeDateAndQuantityOfTheirCodes) {
    describe("A", whole("7", "2026-11-09")), describe("B", whole("8", "2026-11-09"));
    ASSERT_EQ(objects("dateDiffers").size(), 2u);
    ASSERT_TRUE(mend("dateDiffers", objects("dateDiffers")).has_value());
    EXPECT_THAT(objects("dateDiffers"), IsEmpty());
    ASSERT_TRUE(mend("quantityDiffers", objects("quantityDiffers")).has_value());
    EXPECT_THAT(objects("quantityDiffers"), IsEmpty());
}

// P32: the certificate that replaces an ended one, for products and for what was made meanwhile.
TEST_P(QualityRepair, P32_AReplacedCertificateMendsItsProductsAndBatches) {
    certificate(catalog::CertificateType::ccc, "2025", "2025-01-01", "2026-11-05", {product_});
    ASSERT_EQ(objects("certificateEnded").size(), 1u);
    const auto made = objects("madeUncertified");
    ASSERT_EQ(made.size(), 2u);
    const auto too_late = certificate(catalog::CertificateType::ccc, "2026-2", "2026-11-07", "2031-01-01");
    const auto fitting = certificate(catalog::CertificateType::ccc, "2026", "2026-11-06", "2031-01-01");
    const auto by = [](catalog::CertificateId id) { return json::object{{"certificate", to_string(id)}}; };
    const auto refused = mend("madeUncertified", made, by(too_late)).error();
    EXPECT_THAT(pointers(refused), ElementsAre("/objects/1")) << "made on 2026-11-06, the older one";
    EXPECT_EQ(objects("certificateEnded").size(), 1u) << "nothing is kept";
    EXPECT_EQ(mend(shop_, "madeUncertified", made, by(fitting)).error().code, Code::not_found);
    EXPECT_EQ(mend("madeUncertified", made, by(catalog::CertificateId{9})).error().pointer, "/certificate");
    ASSERT_TRUE(mend("madeUncertified", made, by(fitting)).has_value());
    EXPECT_THAT(objects("madeUncertified"), IsEmpty());
    EXPECT_THAT(objects("certificateEnded"), IsEmpty()) << "the same certificate";
    ASSERT_EQ(objects("productReport").size(), 1u);
    EXPECT_EQ(mend("productReport", objects("productReport"), by(fitting)).error().pointer, "/objects/0")
        << "that is no report";
    const auto report = certificate(catalog::CertificateType::type_test_report, "T-1", "2026-01-01", "");
    ASSERT_TRUE(mend("productReport", objects("productReport"), by(report)).has_value());
    EXPECT_THAT(objects("productReport"), IsEmpty());
}

TEST_P(QualityRepair, P32_WhatIsEachAnotherMatterIsNotMendedAtOnce) {
    const auto late = objects("madeBeforeFiling");
    ASSERT_FALSE(late.empty());
    EXPECT_EQ(mend("madeBeforeFiling", late).error().code, Code::wrong_state);
    EXPECT_THAT(pointers(mend("dateDiffers", {}, {{"fill", json::object{}}}).error()),
                ElementsAre("/objects", "/fill"));
    EXPECT_EQ(mend("dossierIncomplete", {1}, {{"fill", json::object{{"number", "X"}}}}).error().pointer,
              "/fill/number");
}

// P32, FIL-12: what is ignored stands in the transparency log.
TEST_P(QualityRepair, P32_WhatIsIgnoredAndThatItEndedIsRecorded) {
    const auto ignore = [&](std::string issue) {
        return must(write([&](Tx& tx) { return add_ignore(tx, maker_, {.issue = issue, .reason = "已核对"}); }));
    };
    const auto first = ignore("boundLate"), second = ignore("madeBeforeFiling");
    EXPECT_TRUE(write([&](Tx& tx) { return end_ignore(tx, maker_, first.id); }).has_value());
    EXPECT_THAT(unrecorded(), IsEmpty());
    static const db::Statement reason{"quality.test_reason",
                                      "UPDATE quality_ignore SET reason = $2 WHERE ignore_id = $1"};
    write([&](Tx& tx) { return tx.execute(reason, second.id, "别的"); });
    EXPECT_THAT(unrecorded(), ElementsAre(HasSubstr("数据质量忽略")));
    write([&](Tx& tx) { return tx.execute(reason, second.id, "已核对"); });
    static const db::Statement revive{"quality.test_revive",
                                      "UPDATE quality_ignore SET ended_at = 0, recorded = 1 WHERE ignore_id = $1"};
    write([&](Tx& tx) { return tx.execute(revive, first.id); });
    EXPECT_THAT(unrecorded(), ElementsAre(HasSubstr("数据质量忽略"))) << "its end is on record";
    static const db::Statement forget{"quality.test_forget", "DELETE FROM quality_ignore WHERE ignore_id = $1"};
    write([&](Tx& tx) { return tx.execute(forget, first.id); });
    EXPECT_THAT(unrecorded(), ::testing::SizeIs(2));
}

// What was ignored by an older program has no record, and needs none.
TEST_P(QualityRepair, P32_WhatWasIgnoredBeforeThereWereRecordsStays) {
    static const db::Statement older{"quality.test_older", R"sql(
        INSERT INTO quality_ignore (ignore_id, org_id, issue_key, object_id, reason, created_by, created_at, expires_at,
                                    ended_by, ended_at)
        VALUES ($1, $2, 'boundLate', 0, 'x', $3, $4, $5, 0, 0))sql"};
    const IgnoreId id{77};
    write([&](Tx& tx) { return tx.execute(older, id, maker_.org, maker_.user, clock_, clock_ + catalog::day_ms); });
    EXPECT_THAT(unrecorded(), IsEmpty());
    EXPECT_TRUE(write([&](Tx& tx) { return end_ignore(tx, maker_, id); }).has_value());
    EXPECT_THAT(unrecorded(), IsEmpty());
}

}  // namespace
}  // namespace yiguan::quality
