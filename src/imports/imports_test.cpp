// The life of an import: read, shown, repaired, confirmed, stored; and whatever comes in between.
#include <gmock/gmock.h>

#include <map>

#include "imports/imports_json.hpp"
#include "imports/layout.hpp"
#include "imports/test_world.hpp"

namespace yiguan::imports {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::Lines;
using ::testing::SizeIs;

std::vector<RowState> states_of(const std::vector<Row>& rows) {
    std::vector<RowState> out;
    for (const Row& row : rows) out.push_back(row.state);
    return out;
}

TEST(ImportRows, CellsComeBackAsTheyWere) {
    using sheet::Cell;
    using sheet::CellKind;
    const std::string long_text(70'000, 'x');
    const std::vector<Cell> cells{
        {},
        {.kind = CellKind::text, .text = "规格型号"},
        {.kind = CellKind::number, .text = "1.5", .number = 1.5},
        {.kind = CellKind::number, .text = "2.01289985296962E+32", .number = 2e32, .precision_lost = true},
        {.kind = CellKind::date, .text = "2024-01-01", .number = 45292, .formula = true},
        {.kind = CellKind::error, .text = "#N/A"},
        {.kind = CellKind::text, .text = long_text},
        {}};
    const auto bytes = encode_cells(cells);
    const auto back = decode_cells(bytes);
    ASSERT_EQ(back.size(), cells.size());
    for (std::size_t i = 0; i < cells.size(); ++i) {
        EXPECT_EQ(back[i].kind, cells[i].kind) << i;
        EXPECT_EQ(back[i].text, cells[i].text) << i;
        EXPECT_EQ(back[i].number, cells[i].number) << i;
        EXPECT_EQ(back[i].precision_lost, cells[i].precision_lost) << i;
        EXPECT_EQ(back[i].formula, cells[i].formula) << i;
    }
    EXPECT_TRUE(decode_cells(encode_cells({})).empty());
    // Whatever is cut off or altered is a defect, never another row.
    for (const std::string& bad : {std::string(), std::string("\2", 1), std::string("\1\7", 2),
                                   std::string("\1\1\5ab", 5), std::string("\1\1\xff\xff\xff\xff\xff\xff", 8),
                                   std::string("\1\2\1"
                                               "1234",
                                               7)})
        EXPECT_THROW(decode_cells(bad), std::runtime_error);
}

class Imports : public testing::ImportTest {
protected:
    std::vector<std::string> models() {
        std::vector<std::string> out;
        for (const auto& product : filings()) out.push_back(product.model());
        std::ranges::sort(out);
        return out;
    }
    std::vector<message::Notice> notices() {
        return read([&](db::Tx& tx) {
            return message::list_notices(tx, maker_, {.kind = message::Kind::system}, INT64_MAX, 20);
        });
    }
    std::string wrong_rows(ImportId id) {
        std::string bytes;
        EXPECT_TRUE(write_wrong_rows(*db_, maker_, id, [&](std::string_view piece) { bytes += piece; }).has_value());
        return bytes;
    }
    static Lines many(int count) {
        Lines out;
        for (int i = 1; i <= count; ++i) out.push_back(line(fmt::format("M{:04}", i)));
        return out;
    }
};

TEST_P(Imports, EBM25_SeveralModelsInOneFileBecomeDraftsAfterConfirmation) {
    const auto ready = given_import(file_of({line("A1"), line("A2"), line("A3")}));
    EXPECT_EQ(ready.state, State::ready);
    EXPECT_EQ(ready.total, 3);
    EXPECT_EQ(ready.fresh, 3);
    EXPECT_THAT(filings(), IsEmpty()) << "nothing is stored before confirmation";
    const auto done = store(ready);
    EXPECT_EQ(done.state, State::done);
    EXPECT_EQ(done.stored, 3);
    EXPECT_THAT(models(), ElementsAre("A1", "A2", "A3"));
    for (const auto& product : filings()) {
        EXPECT_EQ(product.status, catalog::ProductStatus::draft);
        EXPECT_EQ(product.values.values.at("warrantyPeriod"), "24 个月");
        EXPECT_EQ(product.values.values.at("producerName"), "甲公司") << "from the registration";
    }
}

TEST_P(Imports, EBM26_ImportedRowsNameTheFilingThatTheyBecame) {
    const auto done = store(given_import(file_of({line("A1")})));
    const auto stored = rows(done.id, RowState::stored);
    ASSERT_THAT(stored, SizeIs(1));
    EXPECT_EQ(stored[0].object, filings().front().id.value);
}

TEST_P(Imports, TheSameFileTwiceDoesNothingTwice) {
    const auto bytes = file_of({line("A1")});
    const auto first = try_upload(maker_, bytes);
    ASSERT_TRUE(first.has_value());
    EXPECT_FALSE(first.value().repeated);
    const auto again = try_upload(maker_, bytes).value();
    EXPECT_TRUE(again.repeated);
    EXPECT_EQ(again.job.id, first.value().job.id);
    Worker(*db_).run_once();
    store(job(again.job.id));
    EXPECT_TRUE(try_upload(maker_, bytes).value().repeated) << "after it was stored too";
    EXPECT_FALSE(try_upload(other_, bytes).value().repeated) << "another organisation's";
    EXPECT_THAT(models(), ElementsAre("A1"));
}

TEST_P(Imports, ACancelledFileMayBeUploadedAgain) {
    const auto bytes = file_of({line("A1")});
    const auto ready = given_import(bytes);
    EXPECT_EQ(write([&](db::Tx& tx) { return cancel(tx, maker_, ready.id); }).value().state, State::cancelled);
    EXPECT_EQ(try_confirm(job(ready.id)).error().code, Code::wrong_state);
    EXPECT_FALSE(try_upload(maker_, bytes).value().repeated);
    EXPECT_THAT(filings(), IsEmpty());
}

TEST_P(Imports, RowsAreNewChangedTheSameOrWrong) {
    store(given_import(file_of({line("A1"), line("A2")})));
    const auto ready = given_import(file_of({line("A1"), line("A2", "12 个月"), line("A3"), line("")}));
    EXPECT_THAT(states_of(rows(ready.id)),
                ElementsAre(RowState::same, RowState::changed, RowState::fresh, RowState::wrong));
    EXPECT_EQ(ready.same, 1);
    EXPECT_EQ(ready.changed, 1);
    EXPECT_EQ(ready.fresh, 1);
    EXPECT_EQ(ready.wrong, 1);
    const auto changed = rows(ready.id, RowState::changed);
    ASSERT_THAT(changed, SizeIs(1));
    EXPECT_THAT(changed[0].changes, ElementsAre(Change{column(ready, "warrantyPeriod"), "24 个月"}));
    const auto wrong = rows(ready.id, RowState::wrong);
    ASSERT_THAT(wrong[0].findings, SizeIs(1));
    EXPECT_EQ(wrong[0].findings[0].column, column(ready, "model"));
    EXPECT_EQ(wrong[0].findings[0].code, Code::missing_field);
    EXPECT_EQ(wrong[0].number, 5) << "as the spreadsheet program numbers it";
    store(ready);
    EXPECT_THAT(models(), ElementsAre("A1", "A2", "A3"));
    std::map<std::string, std::string> warranties;
    for (const auto& product : filings()) warranties[product.model()] = product.values.values.at("warrantyPeriod");
    EXPECT_EQ(warranties["A2"], "12 个月");
    EXPECT_EQ(warranties["A1"], "24 个月");
}

TEST_P(Imports, AnEmptyCellChangesNothing) {
    store(given_import(file_of({line("A1", "24 个月")})));
    const auto ready = given_import(file_of({line("A1", "")}));
    EXPECT_EQ(ready.same, 1);
    EXPECT_EQ(try_confirm(ready).error().code, Code::wrong_state) << "nothing is there to be stored";
}

TEST_P(Imports, AChangeKeepsWhatTheFileDoesNotSay) {
    const auto made = file(maker_, body());
    ASSERT_TRUE(made.has_value());
    auto draft = body();
    draft["submit"] = false;
    draft["fields"].as_object()["model"] = "A9";
    draft["fields"].as_object()["manual"] = "勿拆";
    ASSERT_TRUE(file(maker_, draft).has_value());
    const auto done = store(given_import(file_of({line("A9", "36 个月")})));
    EXPECT_EQ(done.stored, 1);
    for (const auto& product : filings()) {
        if (product.model() != "A9") continue;
        EXPECT_EQ(product.values.values.at("manual"), "勿拆");
        EXPECT_EQ(product.values.values.at("warrantyPeriod"), "36 个月");
        EXPECT_THAT(product.pictures, ElementsAre(picture_));
        EXPECT_EQ(product.version, 2);
    }
}

TEST_P(Imports, APublishedFilingIsNotChangedByAFile) {
    given_published(body());
    const auto ready = given_import(file_of({line("TDT001Z", "36 个月")}));
    EXPECT_EQ(ready.wrong, 1);
    EXPECT_THAT(rows(ready.id)[0].findings[0].rule, HasSubstr("订正或变更"));
    auto same = line("TDT001Z", "");
    EXPECT_EQ(given_import(file_of({same})).same, 1);
}

TEST_P(Imports, AnotherOrganisationFindsNothing) {
    const auto ready = given_import(file_of({line("A1"), line("")}));
    const auto refused = [&](auto f) {
        const auto outcome = write([&](db::Tx& tx) -> Result<void> {
            TRY_VOID(f(tx));
            return outcome::success();
        });
        return outcome.has_error() ? outcome.error().code : Code::internal_fault;
    };
    const CellRepair cell{1, 0, "x"};
    EXPECT_EQ(refused([&](db::Tx& tx) { return read_job(tx, other_, ready.id); }), Code::not_found);
    EXPECT_EQ(refused([&](db::Tx& tx) { return list_rows(tx, other_, ready.id, {}, 0, 10); }), Code::not_found);
    EXPECT_EQ(refused([&](db::Tx& tx) { return repair(tx, other_, ready.id, {&cell, 1}); }), Code::not_found);
    EXPECT_EQ(refused([&](db::Tx& tx) { return confirm(tx, other_, ready.id, ready.version); }), Code::not_found);
    EXPECT_EQ(refused([&](db::Tx& tx) { return cancel(tx, other_, ready.id); }), Code::not_found);
    EXPECT_EQ(refused([&](db::Tx& tx) { return retry(tx, other_, ready.id); }), Code::not_found);
    EXPECT_EQ(write_wrong_rows(*db_, other_, ready.id, [](std::string_view) {}).error().code, Code::not_found);
    EXPECT_THAT(read([&](db::Tx& tx) { return list_jobs(tx, other_, {}, {}, 10); }).value(), IsEmpty());
    // The models of one organisation are nothing to another.
    store(ready);
    const auto theirs = try_upload(other_, file_of({line("A1")})).value().job.id;
    Worker(*db_).run_once();
    EXPECT_EQ(read([&](db::Tx& tx) { return read_job(tx, other_, theirs); }).value().fresh, 1);
}

TEST_P(Imports, WhoSeesOnlyWhatHeEnteredSeesOnlyHisImports) {
    const auto ready = given_import(file_of({line("A1")}));
    auto clerk = maker_;
    clerk.user = UserId{4711};
    clerk.scope.own_only = true;
    EXPECT_EQ(read([&](db::Tx& tx) { return read_job(tx, clerk, ready.id); }).error().code, Code::not_found);
    EXPECT_THAT(read([&](db::Tx& tx) { return list_jobs(tx, clerk, {}, {}, 10); }).value(), IsEmpty());
}

TEST_P(Imports, SellersMayNot) {
    auto seller = maker_;
    seller.roles = auth::Roles{}.with(auth::Role::seller);
    EXPECT_EQ(try_upload(seller, file_of({line("A1")})).error().code, Code::forbidden);
    EXPECT_EQ(try_upload({}, file_of({line("A1")})).error().code, Code::unauthenticated);
}

TEST_P(Imports, ChoicesAreCheckedBeforeAnythingIsStored) {
    const auto bytes = file_of({line("A1")});
    EXPECT_EQ(try_upload(maker_, bytes, {.kind = "Z.9"}).error().pointer, "/kind");
    EXPECT_EQ(try_upload(maker_, bytes, {.unit = "CAT-99"}).error().code, Code::unit_unknown);
    const auto jobs = [&] { return read([&](db::Tx& tx) { return list_jobs(tx, maker_, {}, {}, 10); }).value(); };
    EXPECT_THAT(jobs(), IsEmpty());
    for (int i = 0; i < open_jobs_max; ++i)
        ASSERT_TRUE(try_upload(maker_, file_of({line(fmt::format("B{}", i))})).has_value());
    EXPECT_EQ(try_upload(maker_, bytes).error().code, Code::conflict);
    EXPECT_THAT(jobs(), SizeIs(open_jobs_max));
}

// ---- what cannot be read

TEST_P(Imports, FilesThatAreNoneSayWhy) {
    const auto damaged = given_import("not a spreadsheet at all");
    EXPECT_EQ(damaged.state, State::failed);
    EXPECT_FALSE(damaged.problem.empty());
    const auto columns = given_import(sheet::testing::simple({{"姓名", "年龄"}, {"张三", "5"}}));
    EXPECT_EQ(columns.state, State::failed);
    EXPECT_FALSE(columns.problem.empty());
    const auto lacking = given_import(sheet::testing::simple({{"产品名称", "产品类型"}, {"车", "整车"}}));
    EXPECT_EQ(lacking.state, State::failed);
    EXPECT_THAT(lacking.problem, HasSubstr("规格型号"));
    EXPECT_EQ(given_import(file_of({})).state, State::failed);
    EXPECT_EQ(read([&](db::Tx& tx) { return list_rows(tx, maker_, damaged.id, {}, 0, 10); }).error().code,
              Code::wrong_state);
    EXPECT_THAT(notices(), SizeIs(4));
}

TEST_P(Imports, AFailedImportCanBeTriedAgain) {
    const auto id = try_upload(maker_, file_of({line("A1")})).value().job.id;
    ASSERT_TRUE(write([&](db::Tx& tx) { return registry::suspend_org(tx, admin_, maker_.org, "检查中"); }).has_value());
    Worker(*db_).run_once();
    EXPECT_EQ(read([&](db::Tx& tx) { return read_job(tx, maker_, id); }).value().state, State::failed);
    EXPECT_TRUE(write([&](db::Tx& tx) { return retry(tx, maker_, id); }).has_error()) << "still suspended";
    ASSERT_TRUE(write([&](db::Tx& tx) { return registry::resume_org(tx, admin_, maker_.org, "已查清"); }).has_value());
    EXPECT_EQ(write([&](db::Tx& tx) { return retry(tx, maker_, id); }).value().state, State::waiting);
    Worker(*db_).run_once();
    EXPECT_EQ(job(id).state, State::ready);
    EXPECT_EQ(write([&](db::Tx& tx) { return retry(tx, maker_, id); }).error().code, Code::wrong_state);
}

// ---- crashes

TEST_P(Imports, ReadingThatWasCutShortBeginsAgainAndCountsNothingTwice) {
    const auto id = try_upload(maker_, file_of(many(25))).value().job.id;
    Worker(*db_, {.read_rows = 10}).run_once(1);
    EXPECT_EQ(job(id).state, State::reading);
    EXPECT_EQ(job(id).done, 10);
    Worker(*db_).run_once();
    EXPECT_EQ(job(id).state, State::reading) << "another worker has it until its lease ends";
    clock_.value += Worker::lease_ms + 1;
    Worker(*db_).run_once();
    EXPECT_EQ(job(id).state, State::ready);
    EXPECT_EQ(job(id).fresh, 25);
    EXPECT_THAT(rows(id), SizeIs(25));
}

TEST_P(Imports, StoringThatWasCutShortGoesOnWithTheNextRow) {
    const auto ready = given_import(file_of(many(25)));
    ASSERT_TRUE(try_confirm(ready).has_value());
    Worker(*db_, {.store_rows = 10}).run_once(1);
    EXPECT_EQ(job(ready.id).state, State::storing);
    EXPECT_EQ(job(ready.id).stored, 10);
    EXPECT_EQ(job(ready.id).fresh, 15);
    EXPECT_THAT(models(), SizeIs(10));
    clock_.value += Worker::lease_ms + 1;
    Worker(*db_, {.store_rows = 10}).run_once();
    EXPECT_EQ(job(ready.id).state, State::done);
    EXPECT_EQ(job(ready.id).stored, 25);
    auto all = models();
    EXPECT_THAT(all, SizeIs(25));
    EXPECT_EQ(std::ranges::adjacent_find(all), all.end()) << "no row twice";
}

TEST_P(Imports, WhatWasStoredWhenItIsCancelledStays) {
    const auto ready = given_import(file_of(many(25)));
    ASSERT_TRUE(try_confirm(ready).has_value());
    Worker(*db_, {.store_rows = 10}).run_once(1);
    ASSERT_TRUE(write([&](db::Tx& tx) { return cancel(tx, maker_, ready.id); }).has_value());
    clock_.value += Worker::lease_ms + 1;
    EXPECT_EQ(Worker(*db_).run_once(), 0);
    EXPECT_EQ(job(ready.id).stored, 10);
    EXPECT_THAT(models(), SizeIs(10));
}

// ---- storing

TEST_P(Imports, WhatChangedAfterThePreviewIsRefusedRowByRow) {
    const auto ready = given_import(file_of(many(9)));
    auto draft = body();
    draft["submit"] = false;
    draft["fields"].as_object()["model"] = "M0004";
    ASSERT_TRUE(file(maker_, draft).has_value());
    const auto done = store(ready);
    EXPECT_EQ(done.state, State::done);
    EXPECT_EQ(done.stored, 8);
    EXPECT_EQ(done.wrong, 1);
    const auto wrong = rows(done.id, RowState::wrong);
    ASSERT_THAT(wrong, SizeIs(1));
    EXPECT_EQ(wrong[0].index, 4);
    EXPECT_THAT(wrong[0].findings[0].rule, HasSubstr("预览之后"));
    EXPECT_EQ(wrong[0].findings[0].column, column(done, "model"));
    EXPECT_THAT(models(), SizeIs(9));
    // Checked again it is a change, which can be stored.
    const auto again = put(done.id, {{4, column(done, "warrantyPeriod"), "60 个月"}});
    ASSERT_TRUE(again.has_value());
    EXPECT_EQ(again.value().rows[0].state, RowState::changed);
    EXPECT_EQ(store(again.value().job).stored, 9);
    EXPECT_THAT(models(), SizeIs(9));
}

TEST_P(Imports, WhoMayNoLongerFileStoresNothing) {
    const auto ready = given_import(file_of(many(3)));
    ASSERT_TRUE(try_confirm(ready).has_value());
    ASSERT_TRUE(write([&](db::Tx& tx) { return registry::suspend_org(tx, admin_, maker_.org, "检查中"); }).has_value());
    Worker(*db_).run_once();
    EXPECT_EQ(job(ready.id).state, State::failed);
    EXPECT_FALSE(job(ready.id).problem.empty());
    ASSERT_TRUE(write([&](db::Tx& tx) { return registry::resume_org(tx, admin_, maker_.org, "已查清"); }).has_value());
    EXPECT_THAT(filings(), IsEmpty());
    EXPECT_EQ(write([&](db::Tx& tx) { return retry(tx, maker_, ready.id); }).value().state, State::storing);
    Worker(*db_).run_once();
    EXPECT_EQ(job(ready.id).stored, 3);
}

TEST_P(Imports, OnlyWhatWasLookedAtIsConfirmed) {
    const auto ready = given_import(file_of({line("A1"), line("")}));
    ASSERT_TRUE(put(ready.id, {{2, column(ready, "model"), "A2"}}).has_value());
    EXPECT_EQ(try_confirm(ready).error().code, Code::conflict);
    EXPECT_EQ(try_confirm(job(ready.id)).value().state, State::storing);
    EXPECT_EQ(try_confirm(job(ready.id)).error().code, Code::wrong_state);
}

TEST_P(Imports, PeopleAreToldAndTheTrailSaysWho) {
    const auto done = store(given_import(file_of({line("A1")})));
    std::vector<std::string> titles;
    for (const auto& notice : notices()) titles.push_back(notice.title);
    EXPECT_THAT(titles, ElementsAre("导入已完成", "导入待确认"));
    std::vector<std::string> actions;
    std::string upload_detail;
    for (const auto& row : read([&](db::Tx& tx) { return auth::audit_trail(tx, "import", done.id.value); })) {
        actions.push_back(row.action);
        if (row.action == "import.upload") upload_detail = row.detail;
        EXPECT_EQ(row.user, maker_.user);
    }
    EXPECT_THAT(actions, ElementsAre("import.upload", "import.confirm", "import.done"));
    EXPECT_THAT(upload_detail, HasSubstr(done.sha256));
}

// ---- repairs

TEST_P(Imports, ARepairedCellIsJudgedAgain) {
    const auto ready = given_import(file_of({line("A1"), line("")}));
    const auto repaired = put(ready.id, {{2, column(ready, "model"), " A2 "}});
    ASSERT_TRUE(repaired.has_value());
    ASSERT_THAT(repaired.value().rows, SizeIs(1));
    EXPECT_EQ(repaired.value().rows[0].state, RowState::fresh);
    EXPECT_EQ(repaired.value().job.wrong, 0);
    EXPECT_EQ(repaired.value().job.fresh, 2);
    EXPECT_GT(repaired.value().job.version, ready.version);
    store(repaired.value().job);
    EXPECT_THAT(models(), ElementsAre("A1", "A2"));
}

TEST_P(Imports, TwinsAreFoundAndFreedByARepair) {
    const auto ready = given_import(file_of({line("A1"), line("A2"), line("A1")}));
    EXPECT_THAT(states_of(rows(ready.id)), ElementsAre(RowState::wrong, RowState::fresh, RowState::wrong));
    EXPECT_THAT(rows(ready.id)[0].findings[0].rule, HasSubstr("与第 4 行重复"));
    const auto model = column(ready, "model");
    const auto freed = put(ready.id, {{3, model, "A3"}});
    ASSERT_TRUE(freed.has_value());
    EXPECT_THAT(states_of(rows(ready.id)), ElementsAre(RowState::fresh, RowState::fresh, RowState::fresh));
    EXPECT_THAT(freed.value().rows, SizeIs(2)) << "the row and its twin, and no other";
    const auto caught = put(ready.id, {{2, model, "A3"}});
    ASSERT_TRUE(caught.has_value());
    EXPECT_THAT(states_of(rows(ready.id)), ElementsAre(RowState::fresh, RowState::wrong, RowState::wrong));
    EXPECT_EQ(caught.value().job.wrong, 2);
}

TEST_P(Imports, AColumnThatTheFileLacksCanBeFilledIn) {
    const auto ready = given_import(file_of({line("A1")}));
    const auto gtin = column(ready, "gtin");
    auto wrong = put(ready.id, {{1, gtin, "6901234567893"}});
    ASSERT_TRUE(wrong.has_value());
    EXPECT_EQ(wrong.value().rows[0].state, RowState::wrong);
    EXPECT_EQ(wrong.value().rows[0].findings[0].column, gtin);
    const auto right = put(ready.id, {{1, gtin, "6901234567892"}});
    EXPECT_EQ(right.value().rows[0].state, RowState::fresh);
    store(right.value().job);
    EXPECT_EQ(filings()[0].values.values.at("gtin"), "6901234567892");
}

TEST_P(Imports, ARefusedRepairChangesNothing) {
    const auto ready = given_import(file_of({line("A1"), line("")}));
    const auto model = column(ready, "model");
    const auto refused = put(ready.id, {{2, model, "A2"}, {7, model, "x"}, {1, 99, "x"}});
    ASSERT_TRUE(refused.has_error());
    EXPECT_EQ(refused.error().code, Code::out_of_bounds);
    EXPECT_EQ(refused.error().pointer, "/cells/1");
    ASSERT_THAT(refused.error().others, SizeIs(1));
    EXPECT_EQ(refused.error().others[0].pointer, "/cells/2");
    EXPECT_EQ(job(ready.id).version, ready.version);
    EXPECT_EQ(rows(ready.id)[1].state, RowState::wrong);
    store(ready);
    EXPECT_EQ(put(ready.id, {{1, model, "A9"}}).error().code, Code::wrong_state) << "it is stored";
}

TEST_P(Imports, WrongRowsComeBackAsTheFileWithTheirReasons) {
    auto lines = Lines{header(), line("A1"), line(""), line("A2")};
    for (auto& one : lines) one.push_back("备注 " + one[2]);
    lines[0].back() = "备注";
    const auto ready = given_import(sheet::testing::simple(lines));
    const auto back = wrong_rows(ready.id);
    auto table = sheet::read(back).value();
    ASSERT_EQ(table.rows(), 2u);
    EXPECT_EQ(table.at(0, 7).text, "错误原因");
    EXPECT_EQ(table.at(0, 6).text, "备注") << "a column that nobody asked for comes back too";
    EXPECT_THAT(std::string(table.at(1, 7).text), HasSubstr("规格型号：必填"));
    EXPECT_THAT(std::string(table.at(1, 7).text), HasSubstr("原第 3 行"));
    // Put right, it is a file like any other.
    const auto again = given_import(back);
    EXPECT_EQ(again.total, 1);
    const auto right = put(again.id, {{1, column(again, "model"), "A7"}});
    EXPECT_EQ(right.value().rows[0].state, RowState::fresh);
    store(ready);
    store(right.value().job);
    EXPECT_THAT(models(), ElementsAre("A1", "A2", "A7"));
}

// ---- afterwards

TEST_P(Imports, RowsAreForgottenAfterAMonthAndTheImportIsNot) {
    const auto done = store(given_import(file_of({line("A1")})));
    const auto left = given_import(file_of({line("A2")}));
    const auto sweep = [&] {
        while (write([](db::Tx& tx) { return purge(tx); })) {
        }
    };
    sweep();
    EXPECT_THAT(rows(done.id), SizeIs(1));
    clock_.value += kept_ms + 1;
    sweep();
    EXPECT_EQ(job(done.id).state, State::done);
    EXPECT_FALSE(job(done.id).has_rows());
    EXPECT_EQ(job(done.id).stored, 1);
    EXPECT_EQ(job(left.id).state, State::cancelled) << "nobody confirmed it";
    EXPECT_EQ(read([&](db::Tx& tx) { return list_rows(tx, maker_, done.id, {}, 0, 10); }).error().code,
              Code::wrong_state);
    EXPECT_THAT(models(), ElementsAre("A1"));
}

TEST_P(Imports, ListsAreNewestFirstAndPaged) {
    const auto first = given_import(file_of({line("A1")}));
    const auto second = given_import(file_of({line("A2"), line("A3"), line("A4")}));
    const auto list = [&](Filter filter, ImportId before, int limit) {
        std::vector<ImportId> out;
        const auto jobs = read([&](db::Tx& tx) { return list_jobs(tx, maker_, filter, before, limit); }).value();
        for (const auto& one : jobs) out.push_back(one.id);
        return out;
    };
    EXPECT_THAT(list({}, {}, 10), ElementsAre(second.id, first.id));
    EXPECT_THAT(list({}, second.id, 10), ElementsAre(first.id));
    EXPECT_THAT(list({}, {}, 1), ElementsAre(second.id));
    EXPECT_THAT(list({.state = State::done}, {}, 10), IsEmpty());
    EXPECT_THAT(list({.kind = "B.2"}, {}, 10), IsEmpty());
    const auto page = read([&](db::Tx& tx) { return list_rows(tx, maker_, second.id, RowState::fresh, 1, 1); }).value();
    ASSERT_THAT(page, SizeIs(1));
    EXPECT_EQ(page[0].index, 2);
}

TEST_P(Imports, TheJsonOfARowNamesItsCellsByColumn) {
    const auto ready = given_import(file_of({line("A1"), line("")}));
    const auto all = rows(ready.id);
    const auto out = encode(all[1], ready);
    EXPECT_EQ(out.at("state"), "wrong");
    EXPECT_EQ(out.at("cells").as_array().at(column(ready, "warrantyPeriod")), "24 个月");
    const json::array findings = out.at("findings").as_array();
    EXPECT_EQ(findings.at(0).at("column").as_int64(), static_cast<std::int64_t>(column(ready, "model")));
    EXPECT_EQ(encode(ready).at("stateZh"), "待确认");
}

YIGUAN_BOTH_ENGINES(Imports);

}  // namespace
}  // namespace yiguan::imports
