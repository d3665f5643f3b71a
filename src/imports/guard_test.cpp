// What an import must never do: file a model twice, overwrite what the file does not speak of, act for somebody else,
// be tried for ever, pile up.
#include <gmock/gmock.h>

#include "auth/memberships.hpp"
#include "imports/imports_json.hpp"
#include "imports/imports_store.hpp"
#include "imports/judge.hpp"
#include "imports/layout.hpp"
#include "imports/test_world.hpp"

namespace yiguan::imports {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::Lines;
using ::testing::SizeIs;

class ImportGuards : public testing::ImportTest {
protected:
    auth::Actor given_clerk(std::string login, auth::Scope scope = {}) {
        const auto user =
            write([&](db::Tx& tx) -> Result<UserId> {
                TRY(const auto made, auth::add_user(tx, {.login = login, .password_hash = "hash", .org = maker_.org}));
                TRY_VOID(auth::add_membership(tx, maker_.user, made, maker_.org, auth::Role::recorder, scope));
                return made;
            }).value();
        return {.user = user, .org = maker_.org, .roles = maker_.roles, .scope = scope};
    }
    auth::Actor given_own_only() { return given_clerk("clerk", {.own_only = true}); }
    Job given_import_of(const auth::Actor& actor, const std::string& bytes) {
        const auto id = try_upload(actor, bytes).value().job.id;
        Worker(*db_).run_once();
        return job(id);
    }
    Job store_as(const auth::Actor& actor, const Job& ready) {
        EXPECT_TRUE(write([&](db::Tx& tx) { return confirm(tx, actor, ready.id, ready.version); }).has_value());
        Worker(*db_).run_once();
        return job(ready.id);
    }
    catalog::Product given_draft(const auth::Actor& actor, const std::string& model) {
        auto draft = body();
        draft["submit"] = false;
        draft["pictures"] = json::array();
        draft["fields"].as_object()["model"] = model;
        return file(actor, draft).value();
    }
    std::vector<std::string> rules(const Job& of) {
        std::vector<std::string> out;
        for (const Row& row : rows(of.id))
            for (const Finding& one : row.findings) out.push_back(one.rule);
        return out;
    }
    UserId changed_by(ProductId id) {
        return read([&](db::Tx& tx) { return catalog::product_history(tx, maker_, id, INT64_MAX, 1); })
            .value()
            .at(0)
            .by;
    }
    std::vector<std::string> actions(const Job& of) {
        std::vector<std::string> out;
        for (const auto& row : read([&](db::Tx& tx) { return auth::audit_trail(tx, "import", of.id.value); }))
            out.push_back(row.action + " " + (row.user == maker_.user ? "maker" : "other"));
        return out;
    }
    /// C.1: a template made here that asks for no pictures.
    void given_custom(int fields = 0) {
        write([&](db::Tx& tx) -> Result<void> {
            auto made = catalog::read_template(tx, admin_, "C.1");
            catalog::TemplateInfo info;
            if (made.has_error()) {
                TRY(info, catalog::make_template(tx, admin_, "B.1", "燃气软管模板", "Gas hoses"));
            } else {
                info = *made.value().info;
            }
            catalog::Template draft = info.draft ? *info.draft : *made.value().newest;
            draft.picture_required = false;
            for (int i = 0; i < fields; ++i)
                draft.fields.insert(draft.fields.begin(), {.key = fmt::format("hose{}", i),
                                                           .group_zh = "产品信息",
                                                           .name_zh = fmt::format("长度{}", i),
                                                           .name_en = "Length",
                                                           .kind = catalog::FieldKind::text});
            TRY(info, catalog::save_draft(tx, admin_, "C.1", info.version, draft));
            TRY_VOID(catalog::publish_template(tx, admin_, "C.1", info.version));
            return outcome::success();
        }).value();
    }
    void sweep() { purge(*db_, std::chrono::seconds(10)); }
    bool anything_kept(ImportId id) {
        return read([&](db::Tx& tx) {
            return !store::rows_after(tx, id, {}, 0, 1).empty() || !store::read_file(tx, id).empty() ||
                   !store::rows_with(tx, id, 2, "M1", 0).empty();
        });
    }
};

// ---- one model, one filing

TEST_P(ImportGuards, FIL12_WhoSeesOnlyHisOwnFilesNoModelOfOthersASecondTime) {
    const auto clerk = given_own_only();
    const auto bytes = file_of({line("A1"), line("A2")});
    const auto early = try_upload(clerk, file_of({line("A1"), line("A3")})).value().job.id;
    Worker(*db_).run_once();
    store(given_import(bytes));
    const auto again = try_upload(clerk, bytes).value();
    EXPECT_FALSE(again.repeated) << "it is not his";
    Worker(*db_).run_once();
    EXPECT_EQ(job(again.job.id).wrong, 2);
    EXPECT_THAT(rules(job(again.job.id)), Each(HasSubstr("由他人录入")));
    // Looked at before the others were stored.
    EXPECT_EQ(job(early).fresh, 2);
    const auto done = store_as(clerk, job(early));
    EXPECT_EQ(done.stored, 1);
    EXPECT_THAT(rules(done), ElementsAre(HasSubstr("由他人录入")));
    EXPECT_THAT(filings(), SizeIs(3));
}

TEST_P(ImportGuards, FIL12_HisOwnDraftIsFoundBehindANewerOneOfOthers) {
    const auto clerk = given_own_only();
    const auto own = given_draft(clerk, "A1");
    given_draft(maker_, "A1");
    const auto ready = given_import_of(clerk, file_of({line("A1", "36 个月")}));
    EXPECT_EQ(ready.changed, 1);
    EXPECT_EQ(store_as(clerk, ready).stored, 1);
    EXPECT_THAT(filings(), SizeIs(2));
    EXPECT_EQ(stored(own.id).values.values.at("warrantyPeriod"), "36 个月");
}

TEST_P(ImportGuards, ADraftOfAnotherProductUnitIsNotOverwritten) {
    const auto draft = given_draft(maker_, "A1");
    const auto ready = given_import(file_of({line("A1", "36 个月"), line("A2")}), {.unit = "CAT-05-02"});
    EXPECT_EQ(ready.wrong, 1);
    EXPECT_EQ(ready.fresh, 1);
    EXPECT_THAT(rules(ready), ElementsAre(HasSubstr("产品单元 CAT-05-01")));
    store(ready);
    EXPECT_EQ(stored(draft.id).version, 1);
    EXPECT_EQ(stored(draft.id).unit_id, "CAT-05-01");
}

TEST_P(ImportGuards, OneImportOfAnOrganisationIsStoredAtATime) {
    Lines first, second;
    for (int i = 0; i < 20; ++i) {
        first.push_back(line(fmt::format("A{}", i)));
        second.push_back(line(fmt::format("A{}", i + 10), "36 个月"));
    }
    const auto one = given_import(file_of(first)), two = given_import(file_of(second));
    const auto theirs = try_upload(other_, file_of({line("A1")})).value().job.id;
    Worker(*db_).run_once();
    ASSERT_TRUE(try_confirm(one).has_value());
    Worker(*db_, {.store_rows = 5}).run_once(1);
    ASSERT_TRUE(try_confirm(two).has_value());
    write([&](db::Tx& tx) -> Result<void> {
        TRY(const auto ready, read_job(tx, other_, theirs));
        TRY_VOID(confirm(tx, other_, theirs, ready.version));
        return outcome::success();
    }).value();
    EXPECT_EQ(Worker(*db_).run_once(), 1) << "another organisation's, and nothing else";
    EXPECT_EQ(job(two.id).stored, 0);
    clock_.value += Worker::lease_ms + 1;
    Worker(*db_).run_once();
    EXPECT_EQ(job(one.id).stored + job(two.id).stored, 30);
    EXPECT_EQ(job(one.id).wrong + job(two.id).wrong, 10) << "what the other one stored meanwhile";
    EXPECT_THAT(filings(), SizeIs(30));
}

TEST_P(ImportGuards, RowsThatAreRefusedTogetherKeepOneTransactionOnce) {
    Lines lines;
    for (int i = 0; i < 9; ++i) lines.push_back(line(fmt::format("A{}", i)));
    const auto ready = given_import(file_of(lines));
    for (const auto* model : {"A0", "A4", "A8"}) given_draft(maker_, model);
    ASSERT_TRUE(try_confirm(ready).has_value());
    Worker(*db_, {.store_rows = 9}).run_once(1);
    const auto done = job(ready.id);
    EXPECT_EQ(done.state, State::done) << "one step";
    EXPECT_EQ(done.stored, 6);
    EXPECT_EQ(done.wrong, 3);
    const auto wrong = rows(ready.id, RowState::wrong);
    ASSERT_THAT(wrong, SizeIs(3));
    for (const Row& row : wrong) {
        ASSERT_THAT(row.findings, SizeIs(1));
        EXPECT_EQ(row.findings[0].column, column(done, "model"));
        EXPECT_EQ(row.object, 0);
    }
    EXPECT_EQ(wrong[1].index, 5);
    EXPECT_THAT(filings(), SizeIs(9)) << "one of each model";
    for (const Row& row : rows(ready.id, RowState::stored)) {
        const auto made = stored(ProductId{row.object});
        EXPECT_EQ(made.model(), fmt::format("A{}", row.index - 1)) << "each row names its own filing";
        EXPECT_EQ(made.version, row.version);
    }
}

// ---- what the file does not say

TEST_P(ImportGuards, EBM26_ANameEditedByHandSurvivesTheModelFile) {
    const auto lines_with = [&](const std::string& brand) {
        std::vector<std::string> names, values;
        for (const auto& one : sheet::find_template("EB-MODEL")->columns) {
            names.push_back(one.name);
            values.push_back(one.id == "brand"                           ? brand
                             : one.id == "producer" || one.id == "maker" ? "甲公司"
                                                                         : one.sample);
        }
        return sheet::testing::simple({names, values});
    };
    store(given_import(lines_with("粤行"), {.kind = "EB-MODEL"}));
    const auto made = filings().at(0);
    EXPECT_EQ(made.name, "电动自行车");
    catalog::NewFiling edited{.template_id = made.tmpl->id,
                              .unit_id = made.unit_id,
                              .values = made.values,
                              .pictures = {},
                              .submit = catalog::Submit::no,
                              .template_edition = made.tmpl->edition};
    edited.extras = made.extras;
    edited.values.values["productName"] = "粤行轻骑";
    ASSERT_TRUE(write([&](db::Tx& tx) { return catalog::update_product(tx, maker_, made.id, 1, edited); }).has_value());
    const auto ready = given_import(lines_with("广行"), {.kind = "EB-MODEL"});
    EXPECT_EQ(ready.changed, 1);
    store(ready);
    EXPECT_EQ(stored(made.id).name, "粤行轻骑");
    EXPECT_EQ(stored(made.id).version, 3) << "the other brand is stored";
}

TEST_P(ImportGuards, TheRegistrationInBracketsOfTheOtherWidthIsTheSame) {
    maker_ = given_org(catalog::testing::uscc_c, "粤行(广东)车业");
    auto first = header(), row = line("A1");
    first.push_back("企业名称");
    row.push_back("粤行（广东）车业");
    store(given_import(sheet::testing::simple({first, row})));
    EXPECT_EQ(filings().at(0).values.values.at("producerName"), "粤行(广东)车业");
    first.push_back("备注");
    const auto again = given_import(sheet::testing::simple({first, row}));
    EXPECT_EQ(again.same, 1);
    EXPECT_EQ(again.changed, 0);
}

// ---- whose deed it is

TEST_P(ImportGuards, WhoConfirmsIsWhoFiles) {
    const auto clerk = given_clerk("clerk");
    const auto ready = given_import(file_of({line("A1"), line("")}));
    const CellRepair cell{2, column(ready, "model"), "A2"};
    ASSERT_TRUE(write([&](db::Tx& tx) { return repair(tx, clerk, ready.id, {&cell, 1}); }).has_value());
    EXPECT_EQ(store_as(clerk, job(ready.id)).stored, 2);
    for (const auto& product : filings()) EXPECT_EQ(changed_by(product.id), clerk.user);
    EXPECT_THAT(actions(ready),
                ElementsAre("import.upload maker", "import.repair other", "import.confirm other", "import.done other"));
    const auto trail = read([&](db::Tx& tx) { return auth::audit_trail(tx, "import", ready.id.value); });
    EXPECT_EQ(trail[1].detail, "第 2 行 规格型号");
    EXPECT_EQ(job(ready.id).user, maker_.user);
}

// ---- rows and files do not pile up

// Rows are made ready while others are stored: what they were made from may have changed since.
TEST_P(ImportGuards, WhatWasMadeReadyForAnEarlierRegistrationIsMadeAgain) {
    const auto job = given_import(file_of({line("A1"), line("A2")}));
    const auto setting = read([&](db::Tx& tx) { return setting_of(tx, job, maker_, nullptr); }).value();
    std::vector<sheet::CheckedRow> checked;
    for (const Row& row : rows(job.id)) checked.push_back(check(setting, decode_layout(job.layout), row));
    const std::vector<Kind::ToStore> first{{checked[0].values}}, second{{checked[1].values}};
    const auto producer = [&](const Task& now, std::span<const Kind::ToStore> asked) {
        const auto ready = setting.kind->make_ready(setting.task, asked);
        EXPECT_TRUE(ready);
        const auto made = write([&](db::Tx& tx) { return setting.kind->store(tx, now, asked, ready.get()); }).value();
        return stored(ProductId{made.at(0).object}).values.values.at("producerName");
    };
    EXPECT_EQ(producer(setting.task, first), "甲公司");
    auto renamed = setting.task;
    renamed.org.data.name = "丁公司";
    EXPECT_EQ(producer(renamed, second), "丁公司");
}

TEST_P(ImportGuards, StoringInSmallPartsIsAsStoringAtOnce) {
    Lines lines;
    for (int i = 0; i < 23; ++i) lines.push_back(line(fmt::format("P{:02}", i)));
    given_draft(maker_, "P05");
    const auto ready = given_import(file_of(lines));
    EXPECT_EQ(ready.changed, 1);
    given_draft(maker_, "P17");  // after the preview
    EXPECT_TRUE(try_confirm(ready).has_value());
    Worker(*db_, {.store_rows = 4}).run_once();
    const auto done = job(ready.id);
    EXPECT_EQ(done.state, State::done);
    EXPECT_EQ(done.stored, 22);
    EXPECT_EQ(done.wrong, 1);
    EXPECT_THAT(rules(done), ElementsAre(HasSubstr("预览之后已有此型号的备案")));
    EXPECT_THAT(filings(), SizeIs(23));
}

TEST_P(ImportGuards, ACancelledImportKeepsItsRowsForAnHour) {
    const auto ready = given_import(file_of({line("M1"), line("M2")}));
    ASSERT_TRUE(write([&](db::Tx& tx) { return cancel(tx, maker_, ready.id); }).has_value());
    sweep();
    EXPECT_TRUE(anything_kept(ready.id));
    clock_.value += cancelled_kept_ms + 1;
    sweep();
    EXPECT_FALSE(anything_kept(ready.id));
    EXPECT_EQ(job(ready.id).state, State::cancelled);
}

TEST_P(ImportGuards, ALongImportIsForgottenInSmallSteps) {
    Lines lines;
    for (int i = 0; i < 4100; ++i) lines.push_back(line(fmt::format("M{}", i)));
    const auto ready = given_import(file_of(lines));
    ASSERT_EQ(ready.fresh, 4100);
    clock_.value += kept_ms + 1;
    ASSERT_TRUE(write([](db::Tx& tx) { return purge(tx); }));
    EXPECT_FALSE(job(ready.id).has_rows()) << "nobody looks at what is half there";
    EXPECT_EQ(job(ready.id).state, State::cancelled);
    EXPECT_TRUE(anything_kept(ready.id));
    sweep();
    EXPECT_FALSE(anything_kept(ready.id));
    EXPECT_FALSE(write([](db::Tx& tx) { return purge(tx); }));
}

TEST_P(ImportGuards, AFileThatCannotBeReadIsNotKept) {
    const auto failed = given_import("not a spreadsheet at all");
    EXPECT_EQ(failed.state, State::failed);
    EXPECT_FALSE(anything_kept(failed.id));
    EXPECT_FALSE(failed.can_retry());
    EXPECT_EQ(write([&](db::Tx& tx) { return retry(tx, maker_, failed.id); }).error().code, Code::wrong_state);
    const auto again = try_upload(maker_, "not a spreadsheet at all").value();
    EXPECT_TRUE(again.repeated) << "within the day it says why at once";
    EXPECT_EQ(again.job.id, failed.id);
    clock_.value += day_ms + 1;
    EXPECT_FALSE(try_upload(maker_, "not a spreadsheet at all").value().repeated);
}

TEST_P(ImportGuards, ADayHasItsLimit) {
    for (int i = 0; i < jobs_a_day_max; ++i) {
        const auto made = try_upload(maker_, fmt::format("garbage {}", i));
        ASSERT_TRUE(made.has_value()) << i;
        ASSERT_TRUE(write([&](db::Tx& tx) { return cancel(tx, maker_, made.value().job.id); }).has_value());
    }
    const auto refused = try_upload(maker_, "one more");
    EXPECT_EQ(refused.error().code, Code::conflict);
    EXPECT_THAT(refused.error().detail, HasSubstr("24 小时"));
    EXPECT_TRUE(try_upload(other_, "one more").has_value());
    clock_.value += day_ms + 1;
    EXPECT_TRUE(try_upload(maker_, "one more").has_value());
}

TEST_P(ImportGuards, AFileWithWrongRowsMayComeAgainWhenTheyAreGone) {
    const auto bytes = file_of({line("A1"), line("")}), right = file_of({line("A2")});
    const auto done = store(given_import(bytes));
    store(given_import(right));
    EXPECT_TRUE(try_upload(maker_, bytes).value().repeated);
    clock_.value += kept_ms + 1;
    sweep();
    EXPECT_FALSE(job(done.id).has_rows());
    EXPECT_FALSE(try_upload(maker_, bytes).value().repeated);
    EXPECT_TRUE(try_upload(maker_, right).value().repeated) << "nothing was left to be done with it";
}

// ---- what fails again and again

TEST_P(ImportGuards, AFileThatNoWorkerComesToTheEndOfHasFailed) {
    const auto id = try_upload(maker_, file_of({line("A1")})).value().job.id;
    for (int i = 0; i < attempts_max; ++i) {
        write([&](db::Tx& tx) { return store::take(tx, id, job(id).due_at, tx.now() + Worker::lease_ms); });
        EXPECT_EQ(job(id).state, State::waiting);
        clock_.value += Worker::lease_ms + 1;
    }
    Worker(*db_).run_once();
    EXPECT_EQ(job(id).state, State::failed);
    EXPECT_THAT(job(id).problem, HasSubstr("未能读取"));
    // The file is not to blame for certain; a person may try once more.
    EXPECT_EQ(write([&](db::Tx& tx) { return retry(tx, maker_, id); }).value().attempts, 0);
    Worker(*db_).run_once();
    EXPECT_EQ(job(id).state, State::ready);
}

TEST_P(ImportGuards, ARowThatCannotBeStoredAtAllDoesNotKeepTheOthers) {
    Lines lines;
    for (int i = 1; i <= 20; ++i) lines.push_back(line(fmt::format("A{}", i)));
    const auto ready = given_import(file_of(lines));
    write([&](db::Tx& tx) {
        auto row = *store::find_row(tx, ready.id, 7);
        row.cells = std::string("\2", 1);
        store::put_rows(tx, ready.id, {&row, 1});
    });
    const auto done = store(ready);
    EXPECT_EQ(done.state, State::done);
    EXPECT_EQ(done.stored, 19);
    EXPECT_EQ(done.wrong, 1);
    const auto wrong = rows(done.id, RowState::wrong);
    ASSERT_THAT(wrong, SizeIs(1));
    EXPECT_EQ(wrong[0].index, 7);
    EXPECT_EQ(wrong[0].findings.at(0).code, Code::internal_fault);
}

// ---- submitting

TEST_P(ImportGuards, RowsAreSubmittedWhereNoPictureIsAsked) {
    given_custom();
    const auto kind = [&](std::string_view id) { return read([&](db::Tx& tx) { return find_kind(tx, maker_, id); }); };
    EXPECT_TRUE(kind("C.1")->can_submit());
    EXPECT_FALSE(kind("B.1")->can_submit());
    EXPECT_FALSE(kind("EB-MODEL")->can_submit());
    const auto bytes = file_of({line("A1"), line("A2")});
    store(given_import(bytes, {.kind = "C.1"}));
    EXPECT_EQ(filings().at(0).status, catalog::ProductStatus::draft);
    // The same rows, to be submitted: that is a change of what is stored.
    const auto ready = given_import(bytes, {.kind = "C.1", .submit = true});
    EXPECT_EQ(ready.changed, 2);
    EXPECT_EQ(store(ready).stored, 2);
    const auto both = filings();
    EXPECT_THAT(both, SizeIs(2));
    for (const auto& product : both) EXPECT_EQ(product.status, catalog::ProductStatus::pending);
    // New ones are submitted at once, and what is submitted is left alone.
    const auto more =
        given_import(file_of({line("A1"), line("A2", "36 个月"), line("A3")}), {.kind = "C.1", .submit = true});
    EXPECT_EQ(more.same, 1);
    EXPECT_EQ(more.wrong, 1);
    EXPECT_EQ(store(more).stored, 1);
    for (const auto& product : filings()) EXPECT_EQ(product.status, catalog::ProductStatus::pending);
}

TEST_P(ImportGuards, AnUnchangedCellIsCheckedAgainAgainstWhatIsStoredNow) {
    const auto filed = file(maker_, body()).value();
    const auto ready = given_import(file_of({line("TDT001Z", "36 个月")}));
    EXPECT_THAT(rules(ready), ElementsAre(HasSubstr("撤回后才能修改")));
    ASSERT_TRUE(write([&](db::Tx& tx) { return catalog::withdraw_product(tx, maker_, filed.id); }).has_value());
    const auto again = put(ready.id, {{1, column(ready, "model"), "TDT001Z"}});
    ASSERT_TRUE(again.has_value());
    EXPECT_EQ(again.value().rows[0].state, RowState::changed);
}

// ---- columns of another edition

TEST_P(ImportGuards, RowsOfAnEarlierEditionKeepTheirColumns) {
    given_custom();
    const auto ready = given_import(file_of({line("A1"), line("")}), {.kind = "C.1"});
    const auto model = column(ready, "model");
    given_custom(2);
    const auto kind = read([&](db::Tx& tx) { return find_kind(tx, maker_, "C.1"); });
    ASSERT_NE(kind->columns().column("model"), model) << "two columns stand before it now";
    const json::array columns = encode_columns(ready, kind.get());
    EXPECT_EQ(columns.at(model).at("name"), "规格型号");
    const json::array gone = encode_columns(ready, nullptr);
    EXPECT_EQ(gone.at(model).at("id"), "model");
    EXPECT_EQ(put(ready.id, {{2, model, "A2"}}).error().code, Code::conflict);
    EXPECT_EQ(try_confirm(ready).error().code, Code::conflict);
    std::string bytes;
    ASSERT_TRUE(write_wrong_rows(*db_, maker_, ready.id, [&](std::string_view piece) { bytes += piece; }).has_value());
    const auto table = sheet::read(bytes).value();
    EXPECT_THAT(std::string(table.at(1, 6).text), HasSubstr("规格型号：必填"));
}

TEST_P(ImportGuards, ColumnsNeverFitALayoutOfOthers) {
    const auto ready = given_import(file_of({line("A1")}));
    EXPECT_THAT(ready.reference, HasSubstr("#")) << "built-in templates keep their name when their columns change";
    const auto kind = read([&](db::Tx& tx) { return find_kind(tx, maker_, "B.1"); });
    EXPECT_EQ(ready.reference, kind->reference());
    EXPECT_NE(kind->reference(), read([&](db::Tx& tx) { return find_kind(tx, maker_, "EB-MODEL"); })->reference());
    write([&](db::Tx& tx) {
        auto other = ready;
        other.layout = R"({"headers":["规格型号"],"columns":[0],"shifts":[0],"names":[["model","规格型号"]]})";
        return store::update(tx, other);
    });
    EXPECT_EQ(try_confirm(job(ready.id)).error().code, Code::conflict);
}

YIGUAN_BOTH_ENGINES(ImportGuards);

}  // namespace
}  // namespace yiguan::imports
