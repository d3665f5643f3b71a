#include "imports/filing_kind.hpp"

#include <gmock/gmock.h>

#include "imports/test_world.hpp"

namespace yiguan::imports {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

std::vector<std::string> names_of(const sheet::Template& columns) {
    std::vector<std::string> out;
    for (const auto& column : columns.columns) out.push_back(column.name);
    return out;
}

// C-09: an Ecode is not filed; its value exists once codes are bound.
TEST(FilingColumns, AreTheFieldsOfTheFilingStepByName) {
    const auto columns = columns_of(*catalog::templates().find("B.1"));
    const auto names = names_of(columns);
    EXPECT_THAT(names, Contains("规格型号"));
    EXPECT_THAT(names, Contains("执行标准"));
    EXPECT_THAT(names, Not(Contains("Ecode"))) << "the platform makes it";
    EXPECT_THAT(names, Not(Contains("生产日期"))) << "of another step";
    EXPECT_TRUE(columns.columns[columns.column("model")].key);
    EXPECT_FALSE(columns.columns[columns.column("producerName")].required) << "the registration says it";
}

TEST(FilingColumns, OfEveryTemplateHaveNamesThatDiffer) {
    for (const auto& tmpl : catalog::templates().all) {
        if (!tmpl.for_filing) continue;
        auto names = names_of(columns_of(tmpl));
        EXPECT_FALSE(names.empty());
        std::ranges::sort(names);
        EXPECT_EQ(std::ranges::adjacent_find(names), names.end()) << tmpl.id;
    }
}

TEST(FilingColumns, OfEveryTemplateAreFoundInTheirOwnFile) {
    for (const auto& tmpl : catalog::templates().all) {
        if (!tmpl.for_filing) continue;
        const auto columns = columns_of(tmpl);
        std::string bytes;
        sheet::write_template(columns, [&](std::string_view piece) { bytes += piece; });
        const auto table = sheet::read(bytes, columns);
        ASSERT_TRUE(table.has_value()) << tmpl.id;
        const auto match = sheet::match_columns(table.value(), columns);
        ASSERT_TRUE(match.has_value()) << tmpl.id;
        EXPECT_TRUE(match.value().complete()) << tmpl.id;
        EXPECT_THAT(match.value().columns, Not(Contains(no_column))) << tmpl.id;
    }
}

class FilingImports : public testing::ImportTest {};

TEST_P(FilingImports, ColumnsAreFoundByTheNamesThatClerksUse) {
    const auto ready =
        given_import(sheet::testing::simple({{"甲公司产品一览"},
                                             {"序号", "品名", "产品类型", "产品型号", "标准", "检验报告"},
                                             {"1", "电动自行车", "整车", "A1", "GB 17761-2024", "R-1"}}));
    EXPECT_EQ(ready.state, State::ready) << ready.problem;
    EXPECT_EQ(ready.fresh, 1);
    store(ready);
    EXPECT_EQ(filings()[0].model(), "A1");
}

TEST_P(FilingImports, WhatTheRegistrationSaysMustNotDiffer) {
    auto first = header(), right = line("A1"), other = line("A2");
    first.push_back("企业名称");
    right.push_back("甲公司");
    other.push_back("别的公司");
    const auto ready = given_import(sheet::testing::simple({first, right, other}));
    EXPECT_EQ(ready.fresh, 1);
    const auto wrong = rows(ready.id, RowState::wrong);
    ASSERT_THAT(wrong, SizeIs(1));
    EXPECT_EQ(wrong[0].findings[0].column, column(ready, "producerName"));
    EXPECT_EQ(wrong[0].findings[0].code, Code::differs_from_registration);
}

TEST_P(FilingImports, AllThatIsWrongWithARowIsSaidAtOnce) {
    auto first = header(), bad = line("");
    first.insert(first.end(), {"商品条码", "统一社会信用代码"});
    bad[1] = "";
    bad.insert(bad.end(), {"6901234567893", "91440300MA5B000225"});
    const auto ready = given_import(sheet::testing::simple({first, bad}));
    const auto all = rows(ready.id);
    std::vector<std::size_t> columns;
    for (const auto& one : all.at(0).findings) columns.push_back(one.column);
    EXPECT_THAT(columns, Contains(column(ready, "model")));
    EXPECT_THAT(columns, Contains(column(ready, "productType")));
    EXPECT_THAT(columns, Contains(column(ready, "gtin")));
    EXPECT_THAT(columns, Contains(column(ready, "producerUscc")));
}

TEST_P(FilingImports, PicturesKeepRowsFromBeingSubmittedUnseen) {
    const auto refused = try_upload(maker_, file_of({line("A1")}), {.submit = true});
    const bool demanded = catalog::templates().find("B.1")->picture_required;
    ASSERT_EQ(refused.has_error(), demanded);
    if (demanded) {
        EXPECT_EQ(refused.error().code, Code::picture_required);
    }
}

TEST_P(FilingImports, EBM25_TheModelFileOfVehiclesBecomesFilingsOfTheirTemplate) {
    const auto& wanted = *sheet::find_template("EB-MODEL");
    std::vector<std::string> names, values;
    for (const auto& one : wanted.columns) {
        names.push_back(one.name);
        values.push_back(one.id == "producer" || one.id == "maker" ? "甲公司" : one.sample);
    }
    const auto ready = given_import(sheet::testing::simple({names, values}), {.kind = "EB-MODEL"});
    EXPECT_EQ(ready.state, State::ready) << ready.problem;
    EXPECT_EQ(ready.unit, "CAT-04-01");
    const auto wrong = rows(ready.id, RowState::wrong);
    ASSERT_THAT(wrong, IsEmpty()) << wrong[0].findings[0].rule << wrong[0].findings[0].column;
    const auto done = store(ready);
    EXPECT_EQ(done.stored, 1);
    const auto filed = filings().at(0);
    EXPECT_EQ(filed.tmpl->family, catalog::Family::vehicle);
    EXPECT_EQ(filed.model(), "TDT001Z");
    EXPECT_EQ(filed.name, "电动自行车");
    // Nothing of the file is lost: what the template has no field for is a pair of 扩展信息.
    for (const auto& value : values) {
        const bool in_field =
            std::ranges::any_of(filed.values.values, [&](const auto& v) { return v.second == value; });
        const bool in_pair =
            std::ranges::any_of(filed.extras.extension, [&](const auto& pair) { return pair.value == value; });
        EXPECT_TRUE(in_field || in_pair) << value;
    }
    // The same content in another file is the same.
    names.push_back("备注");
    EXPECT_EQ(given_import(sheet::testing::simple({names, values}), {.kind = "EB-MODEL"}).same, 1);
}

// EBM-42, EBM-43, EBM-51, EBM-52; C-15: columns are found by their names, whatever their place.
TEST_P(FilingImports, EBM42_EBM51_SoDoThoseOfBatteriesAndChargers) {
    struct File {
        std::string id;
        catalog::Family family;
        std::string_view unit;
    };
    for (const File& file : {File{"BAT-MODEL", catalog::Family::battery, "CAT-04-03"},
                             File{"CHG-MODEL", catalog::Family::charger, "CAT-04-02"}}) {
        std::vector<std::string> names, values;
        std::map<std::string, std::string> given;
        for (const auto& one : sheet::find_template(file.id)->columns) {
            names.push_back(one.name);
            values.push_back(one.id == "producer" ? "甲公司" : one.sample);
            given[one.id] = values.back();
        }
        std::ranges::reverse(names);
        std::ranges::reverse(values);
        const auto ready = given_import(sheet::testing::simple({names, values}), {.kind = file.id});
        ASSERT_EQ(ready.state, State::ready) << ready.problem;
        EXPECT_EQ(ready.unit, file.unit);
        const auto wrong = rows(ready.id, RowState::wrong);
        ASSERT_THAT(wrong, IsEmpty()) << file.id << wrong[0].findings[0].rule << wrong[0].findings[0].column;
        EXPECT_EQ(store(ready).stored, 1);
        const auto filed = filings().at(0);
        EXPECT_EQ(filed.tmpl->family, file.family);
        EXPECT_EQ(filed.model(), given.at("model"));
        EXPECT_EQ(filed.values.values.at("modelCode"), given.at("specification"));
        EXPECT_EQ(filed.values.values.at("brand"), given.at("brand"));
        EXPECT_THAT(filed.extras.extension, IsEmpty()) << "every printed column has a field";
    }
}

TEST_P(FilingImports, TheUnitOfAModelFileIsNotForTheUploaderToChoose) {
    const auto refused = try_upload(maker_, "x", {.kind = "EB-MODEL", .unit = "CAT-05-01"});
    EXPECT_EQ(refused.error().pointer, "/unit");
    const auto family = try_upload(maker_, "x", {.kind = "B.1", .unit = "CAT-04-01"});
    EXPECT_EQ(family.error().pointer, "/unit") << "an e-bike stands on the template of vehicles";
}

TEST_P(FilingImports, KindsAreWhatTheOrganisationCanFileOn) {
    const auto ids = read([&](db::Tx& tx) {
        std::vector<std::string> out;
        for (const auto& kind : list_kinds(tx, maker_)) out.push_back(kind->id());
        return out;
    });
    EXPECT_THAT(ids, Contains("EB-MODEL"));
    EXPECT_THAT(ids, Contains("B.1"));
    EXPECT_THAT(ids, Not(Contains("GEN-PRODUCER")));
    auto seller = maker_;
    seller.roles = auth::Roles{}.with(auth::Role::seller);
    EXPECT_THAT(read([&](db::Tx& tx) { return list_kinds(tx, seller); }), IsEmpty());
}

YIGUAN_BOTH_ENGINES(FilingImports);

}  // namespace
}  // namespace yiguan::imports
