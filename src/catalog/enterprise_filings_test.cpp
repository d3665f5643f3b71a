// 企业备案 and the optional filings beside it.
#include "catalog/enterprise_filings.hpp"

#include <gmock/gmock.h>

#include "catalog/test_world.hpp"

namespace yiguan::catalog {
namespace {

using db::Tx;
using review::State;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const db::Statement alter_values_sql{"enterprise_filings_test.alter_values",
                                     "update filing set field_values = replace(field_values, '4', '9')",
                                     db::Statement::Plan::small_scan};
const db::Statement alter_history_sql{"enterprise_filings_test.alter_history",
                                      "update filing_history set content = replace(content, '4', '9')",
                                      db::Statement::Plan::small_scan};
const db::Statement drop_history_sql{"enterprise_filings_test.drop_history", "delete from filing_history",
                                     db::Statement::Plan::small_scan};

class EnterpriseFilings : public testing::CatalogTest {
protected:
    static FieldValues production(std::string capacity) {
        FieldValues values;
        values.values["annualCapacity"] = std::move(capacity);
        values.values["lines"] = "3 条";
        values.values["processes"] = "下料、焊接、总装";
        values.values["inspection"] = "出厂检验";
        return values;
    }
    Result<Filing> save(const FieldValues& values, Submit submit, std::optional<std::int64_t> version = {},
                        FilingKind kind = FilingKind::production) {
        return write([&](Tx& tx) {
            return save_filing(tx, maker_, kind, {.values = values, .submit = submit, .version = version});
        });
    }
    Filing stored(FilingKind kind = FilingKind::production) {
        return read([&](Tx& tx) { return find_filing(tx, maker_.org, kind); });
    }
    Result<Filing> seen_by(const auth::Actor& actor, FilingKind kind = FilingKind::production) {
        return read([&](Tx& tx) { return read_filing(tx, actor, maker_.org, kind); });
    }
    std::optional<review::Application> application() {
        return read(
            [&](Tx& tx) { return review::find_newest(tx, review::Kind::production_filing, stored().id.value); });
    }
    Result<review::Application> decide(review::Decision decision, std::string reason = {}) {
        const auto id = application().value().id;
        return write([&](Tx& tx) {
            return review::decide(tx, admin_, id, {.decision = decision, .reason = std::move(reason)});
        });
    }
    std::vector<std::string> complaints() {
        return read([](Tx& tx) { return check_filings(tx, ledger::check_logs(tx)); });
    }
    std::vector<std::string> complaints_after(const db::Statement& alteration) {
        std::vector<std::string> found;
        const auto undone = write([&](Tx& tx) -> Result<void> {
            EXPECT_GE(tx.execute(alteration), 1) << alteration.name();
            found = check_filings(tx, ledger::check_logs(tx));
            return Error{Code::conflict, "", "undone"};
        });
        EXPECT_TRUE(undone.has_error());
        return found;
    }
    auth::Actor regulator_ = of(OrgId{}, {auth::Role::regulator}, 5);
};
YIGUAN_BOTH_ENGINES(EnterpriseFilings);

// FIL-01, FIL-02
TEST_P(EnterpriseFilings, FIL01_FIL02_EveryKindHasItsFormAndOnlyIncompleteDraftsMayWait) {
    for (const FilingKind kind : filing_kinds) {
        EXPECT_EQ(parse_filing_kind(name(kind)), kind);
        EXPECT_FALSE(filing_form(kind).fields.empty());
        EXPECT_EQ(stored(kind).version, 0);
        const auto refused = save({}, Submit::yes, std::nullopt, kind);
        ASSERT_TRUE(refused.has_error()) << name(kind);
        EXPECT_EQ(refused.error().code, Code::missing_field);
        EXPECT_THAT(refused.error().pointer, HasSubstr("/fields/"));
        EXPECT_FALSE(refused.error().field.empty());
        EXPECT_EQ(stored(kind).version, 0) << "nothing is stored";
        EXPECT_EQ(save({}, Submit::no, std::nullopt, kind).value().state, State::draft);
    }
    EXPECT_EQ(parse_filing_kind("model"), std::nullopt);
    EXPECT_THAT(complaints(), IsEmpty());
}

// FIL-05
TEST_P(EnterpriseFilings, FIL05_TheEnterpriseFilingHasItsSections) {
    std::vector<std::string> sections;
    for (const Field& f : filing_form(FilingKind::enterprise).fields)
        if (sections.empty() || sections.back() != f.group_zh) sections.push_back(f.group_zh);
    EXPECT_THAT(sections,
                ::testing::ElementsAre("企业基础信息", "基地基本信息", "厂区基本信息", "人员设备信息", "公司荣誉信息"));
}

// FIL-06
TEST_P(EnterpriseFilings, FIL06_ADraftIsSavedThenSubmittedAndStandsStillUnderReview) {
    const auto draft = save(production("400 辆"), Submit::no, 0).value();
    EXPECT_EQ(draft.version, 1);
    EXPECT_FALSE(application()) << "a draft is nobody else's business";
    EXPECT_EQ(save(production("1 辆"), Submit::no, 0).error().code, Code::conflict) << "read before";

    EXPECT_EQ(save(production("400 辆"), Submit::yes, 1).value().state, State::submitted);
    EXPECT_EQ(application()->state, State::submitted);
    EXPECT_EQ(save(production("1 辆"), Submit::no).error().code, Code::wrong_state);
    EXPECT_EQ(stored().values, production("400 辆"));

    ASSERT_TRUE(write([&](Tx& tx) { return review::withdraw(tx, maker_, application()->id, ""); }).has_value());
    EXPECT_EQ(stored().state, State::withdrawn);
    EXPECT_TRUE(save(production("40 辆"), Submit::yes).has_value());
    EXPECT_EQ(application()->round, 2) << "the same application goes on";
    EXPECT_THAT(complaints(), IsEmpty());
}

// FIL-08, FIL-09
TEST_P(EnterpriseFilings, FIL08_FIL09_ApprovedIsIssuedAndStandsUntilTheChangeIs) {
    ASSERT_TRUE(save(production("400 辆"), Submit::yes).has_value());
    EXPECT_EQ(seen_by(regulator_).value().values, FieldValues{}) << "nothing is issued yet";
    ASSERT_TRUE(decide(review::Decision::approve).has_value());
    EXPECT_EQ(stored().state, State::approved);
    EXPECT_EQ(stored().approved, production("400 辆"));

    ASSERT_TRUE(save(production("800 辆"), Submit::yes).has_value());
    EXPECT_EQ(stored().approved, production("400 辆")) << "what was issued stands";
    EXPECT_EQ(seen_by(regulator_).value().values, production("400 辆"));
    EXPECT_EQ(seen_by(maker_).value().values, production("800 辆"));
    EXPECT_EQ(seen_by(other_).error().code, Code::forbidden);
    ASSERT_TRUE(decide(review::Decision::reject, "缺少证明").has_value());
    EXPECT_EQ(stored().state, State::rejected);
    EXPECT_EQ(seen_by(regulator_).value().values, production("400 辆"));

    ASSERT_TRUE(save(production("600 辆"), Submit::yes).has_value());
    ASSERT_TRUE(decide(review::Decision::approve).has_value());
    EXPECT_EQ(seen_by(regulator_).value().values, production("600 辆"));
    EXPECT_THAT(complaints(), IsEmpty());
}

// NAT-35
TEST_P(EnterpriseFilings, NAT35_AnAlteredFilingIsFound) {
    ASSERT_TRUE(save(production("400 辆"), Submit::yes).has_value());
    ASSERT_TRUE(decide(review::Decision::approve).has_value());
    EXPECT_THAT(complaints(), IsEmpty());
    EXPECT_THAT(complaints_after(alter_values_sql), Contains(HasSubstr("与它最近一版不符")));
    EXPECT_THAT(complaints_after(alter_history_sql), Contains(HasSubstr("内容被修改过")));
    EXPECT_THAT(complaints_after(drop_history_sql), Contains(HasSubstr("没有任何一版")));
}

TEST_P(EnterpriseFilings, FIL04_WhoHasNoOrganisationNamesOne) {
    const auto nobodys = read([&](Tx& tx) { return read_filing(tx, admin_, {}, FilingKind::enterprise); });
    ASSERT_TRUE(nobodys.has_error());
    EXPECT_EQ(nobodys.error().code, Code::missing_field);
    EXPECT_EQ(nobodys.error().pointer, "/organisation");
    EXPECT_EQ(read([&](Tx& tx) { return read_filing(tx, {}, {}, FilingKind::enterprise); }).error().code,
              Code::unauthenticated);
    EXPECT_TRUE(read([&](Tx& tx) { return read_filing(tx, admin_, maker_.org, FilingKind::enterprise); }).has_value());
}

}  // namespace
}  // namespace yiguan::catalog
