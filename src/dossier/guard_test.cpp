// What must not happen: leaks, hijacked bar codes, evaded rights, sums that overflow, changes that fsck does not see.
#include "dossier/test_world.hpp"

namespace yiguan::dossier {
namespace {

using db::Tx;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class Guards : public testing::DossierTest {
protected:
    auth::Actor member(auth::Role role, std::int64_t user = 77, bool own_only = false) const {
        auth::Actor actor = maker_;
        actor.user = UserId{user};
        actor.roles = actor.roles.with(role);
        actor.scope.own_only = own_only;
        return actor;
    }
    static auth::Actor regulator_of(std::string category) {
        auto actor = regulator();
        actor.scope.categories = {std::move(category)};
        return actor;
    }
    std::string told(const Dossier& d, const catalog::Viewer& viewer) {
        return json::serialize(read_in([&](Tx& tx) { return opened(tx, d, viewer); }));
    }
    Seller the_seller() {
        return read_in([&](Tx& tx) { return list_sellers(tx, maker_, "", {}, 10); }).value().items.at(0);
    }
    Dossier given_open(std::string_view number = "B1") {
        auto text = whole_body(number);
        text["salesOpen"] = true;
        return given(text, maker_).value();
    }
    void forge(const db::Statement& sql, std::int64_t id) {
        write([&](Tx& tx) { EXPECT_EQ(tx.execute(sql, id), 1); });
    }
};
YIGUAN_BOTH_ENGINES(Guards);

// ---- secrecy of sellers

TEST_P(Guards, GDP50_DeletingASecretSellerDoesNotOpenItsName) {
    const auto made = given_open();
    EXPECT_THAT(told(made, {}), HasSubstr("丙商行"));
    auto data = the_seller().data;
    data.secret = true;
    const auto kept = write([&](Tx& tx) { return update_seller(tx, maker_, the_seller().id, 1, data); }).value();
    ASSERT_TRUE(write([&](Tx& tx) { return remove_seller(tx, maker_, kept.id); }).has_value());
    EXPECT_THAT(told(made, {}), Not(HasSubstr("丙商行")));
    EXPECT_THAT(told(made, catalog::Viewer::of(regulator())), Not(HasSubstr("丙商行")));
    EXPECT_THAT(told(made, catalog::Viewer::of(maker_)), HasSubstr("丙商行"));
    given_open("B2");  // names it again: a new entry of the list
    EXPECT_TRUE(the_seller().data.secret) << "what was secret comes back secret";
    EXPECT_THAT(told(made, {}), Not(HasSubstr("丙商行")));
    EXPECT_THAT(defects(), IsEmpty());
}

TEST_P(Guards, GDP50_RenamingASecretSellerDoesNotOpenItsOldName) {
    const auto made = given_open();
    auto data = the_seller().data;
    data.secret = true;
    ASSERT_TRUE(write([&](Tx& tx) { return update_seller(tx, maker_, the_seller().id, 1, data); }).has_value());
    data.name = "丙商行有限公司";
    ASSERT_TRUE(write([&](Tx& tx) { return update_seller(tx, maker_, the_seller().id, 2, data); }).has_value());
    EXPECT_THAT(told(made, {}), Not(HasSubstr("丙商行")));
    given_open("B2");
    EXPECT_THAT(told(made, {}), Not(HasSubstr("丙商行")));
}

TEST_P(Guards, GDP37_NamesKeptSecretAreNotOffered) {
    EXPECT_FALSE(parse_name_kind("secret_seller"));
    EXPECT_FALSE(parse_name_kind("4"));
}

// ---- bar codes

TEST_P(Guards, GDP26_ABarCodeFiledByAnotherOrganisationHijacksNoLabel) {
    const auto theirs = write([&](Tx& tx) { return given_product(tx, other_); });
    auto text = body("20260401");
    text["product"] = to_string(theirs);
    const auto hijack = given(text, other_).value();
    const auto of = [&](std::string_view number) {
        return read_in([&](Tx& tx) { return of_gtin(tx, "06900000011225", number); });
    };
    EXPECT_EQ(of("20260401").dossier->id, hijack.id) << "nobody else describes it";
    const auto ours = given(body("20260401"), maker_).value();
    EXPECT_TRUE(of("20260401").several);
    EXPECT_FALSE(of("20260401").dossier) << "neither is believed";
    EXPECT_TRUE(read_in([&](Tx& tx) { return is_contested(tx, ours); }));
    const auto alone = given(body("20260402"), maker_).value();
    EXPECT_EQ(of("20260402").dossier->id, alone.id);
    EXPECT_TRUE(of("20260402").contested) << "the bar code is filed twice";
    EXPECT_FALSE(read_in([&](Tx& tx) { return is_contested(tx, alone); }));
    EXPECT_TRUE(read_in([&](Tx& tx) { return product_of_gtin(tx, "06900000011225"); }).several);
}

TEST_P(Guards, GDP26_OneOrganisationAloneIsBelieved) {
    const auto ours = given(body("B1"), maker_).value();
    const auto found = read_in([&](Tx& tx) { return of_gtin(tx, ours.gtin, "B1"); });
    ASSERT_TRUE(found.dossier);
    EXPECT_FALSE(found.contested);
    EXPECT_EQ(read_in([&](Tx& tx) { return product_of_gtin(tx, ours.gtin); }).product, product_);
    EXPECT_FALSE(read_in([&](Tx& tx) { return of_gtin(tx, ours.gtin, "B2"); }).dossier);
    ASSERT_TRUE(write([&](Tx& tx) { return remove(tx, maker_, ours.id, Queried::no); }).has_value());
    EXPECT_FALSE(read_in([&](Tx& tx) { return of_gtin(tx, ours.gtin, "B1"); }).dossier);
    EXPECT_EQ(read_in([&](Tx& tx) { return product_of_gtin(tx, ours.gtin); }).product, product_)
        << "the code of the product is printed already";
}

// ---- rights

TEST_P(Guards, FIL12_WhoSeesHisOwnAloneSeesNoOthersBatches) {
    const auto clerk = member(auth::Role::recorder, 77, true);
    const auto theirs = given(whole_body("B1"), maker_).value();
    EXPECT_EQ(read_in([&](Tx& tx) { return read(tx, clerk, theirs.id); }).error().code, Code::not_found);
    EXPECT_EQ(read_in([&](Tx& tx) { return history(tx, clerk, theirs.id, 0, 10); }).error().code, Code::not_found);
    EXPECT_EQ(write([&](Tx& tx) { return remove(tx, clerk, theirs.id, Queried::no); }).error().code, Code::not_found);
    EXPECT_EQ(write([&](Tx& tx) { return update(tx, clerk, theirs.id, 1, theirs.content); }).error().code,
              Code::not_found);
    const auto page = read_in([&](Tx& tx) { return list(tx, clerk, {}, {}, 10); }).value();
    EXPECT_THAT(page.items, IsEmpty());
    EXPECT_EQ(page.total, 0);
    EXPECT_THAT(read_in([&](Tx& tx) { return list_sellers(tx, clerk, "", {}, 10); }).value().items, IsEmpty());
    EXPECT_EQ(read_in([&](Tx& tx) { return read_seller(tx, clerk, the_seller().id); }).error().code, Code::not_found);
    EXPECT_THAT(read_in([&](Tx& tx) { return materials(tx, clerk, "", 0, 10); }).value().items, IsEmpty());
    EXPECT_THAT(read_in([&](Tx& tx) { return names(tx, clerk, NameKind::supplier, ""); }).value(), IsEmpty());
    EXPECT_EQ(given(body("B2"), clerk).error().code, Code::not_found) << "of a product that he cannot read";
    EXPECT_TRUE(read_in([&](Tx& tx) { return read(tx, member(auth::Role::recorder), theirs.id); }).has_value())
        << "a colleague without that limit";
}

TEST_P(Guards, C38_ARegulatorOfOtherCategoriesFindsNothing) {
    const auto made = given(whole_body(), maker_).value();
    // A maker of two categories is reached through either; its batches are of one.
    static const db::Statement both{"dossier.test_both", "UPDATE org SET categories = $2 WHERE org_id = $1"};
    write([&](Tx& tx) { tx.execute(both, maker_.org, (1 << 4) | (1 << 8)); });
    const auto seen = [&](const auth::Actor& by) {
        return read_in([&](Tx& tx) { return read(tx, by, made.id); }).has_value();
    };
    const auto listed_for = [&](const auth::Actor& by) {
        const auto page = read_in([&](Tx& tx) { return list(tx, by, {.org = maker_.org}, {}, 10); });
        return page.has_error() ? std::int64_t{-1} : page.value().total;
    };
    EXPECT_TRUE(seen(regulator()));
    EXPECT_TRUE(seen(regulator_of("CAT-05")));
    EXPECT_EQ(listed_for(regulator_of("CAT-05")), 1);
    EXPECT_FALSE(seen(regulator_of("CAT-09")));
    EXPECT_EQ(listed_for(regulator_of("CAT-09")), 0) << "totals are no hint either";
}

TEST_P(Guards, FIL12_OpeningIsNotTheRecordersToDecide) {
    const auto recorder = member(auth::Role::recorder);
    auto text = whole_body();
    text["salesOpen"] = true;
    text["purchasesOpen"] = true;
    const auto refused = given(text, recorder);
    EXPECT_EQ(refused.error().code, Code::forbidden);
    EXPECT_EQ(pointers(refused), "/purchasesOpen /salesOpen");
    auto key = maker_;
    key.machine = true;
    EXPECT_EQ(given(text, key).error().code, Code::forbidden) << "an API key opens nothing";
    const auto made = given(whole_body(), recorder).value();
    const auto change = [&](const json::object& to, const auth::Actor& by, std::int64_t version) {
        return write([&](Tx& tx) { return update(tx, by, made.id, version, decode(to, clock_).value()); });
    };
    EXPECT_EQ(pointers(change(text, recorder, 1)), "/purchasesOpen /salesOpen");
    EXPECT_EQ(change(text, maker_, 1).value().version, 2);
    EXPECT_EQ(change(text, recorder, 2).value().version, 3) << "what is open stays open while he edits";
    EXPECT_EQ(pointers(change(whole_body(), recorder, 3)), "/purchasesOpen /salesOpen") << "nor does he close it";
}

TEST_P(Guards, ASuspendedOrganisationChangesNothingThatIsPublic) {
    const auto made = given(whole_body(), maker_).value();
    const auto seller = the_seller();
    write([&](Tx& tx) {
        const auth::Actor admin{UserId{1}, OrgId{}, auth::Roles{}.with(auth::Role::platform_admin)};
        EXPECT_TRUE(registry::suspend_org(tx, admin, maker_.org, "停业整顿").has_value());
    });
    const auto code_of = [](const auto& result) {
        return result.has_value() ? std::nullopt : std::optional(result.error().code);
    };
    EXPECT_EQ(code_of(changed(made, whole_body())), Code::org_not_approved);
    EXPECT_EQ(code_of(write([&](Tx& tx) { return remove(tx, maker_, made.id, Queried::no); })), Code::org_not_approved);
    EXPECT_EQ(code_of(write([&](Tx& tx) { return update_seller(tx, maker_, seller.id, 1, seller.data); })),
              Code::org_not_approved);
    EXPECT_EQ(code_of(write([&](Tx& tx) { return remove_seller(tx, maker_, seller.id); })), Code::org_not_approved);
}

// ---- deletion

TEST_P(Guards, C39_ABatchWhoseOwnCodeWasScannedIsNeitherDeletedNorRenumbered) {
    const auto made = given(whole_body(), maker_).value();
    EXPECT_FALSE(read_in([&](Tx& tx) { return was_queried(tx, made.id); }));
    for (int twice = 0; twice < 2; ++twice) write([&](Tx& tx) { note_queried(tx, made.id); });
    EXPECT_TRUE(read_in([&](Tx& tx) { return was_queried(tx, made.id); }));
    EXPECT_EQ(pointers(changed(made, whole_body("B7"))), "/number");
    EXPECT_EQ(write([&](Tx& tx) { return remove(tx, maker_, made.id, Queried::no); }).error().code, Code::wrong_state);
    EXPECT_EQ(pointers(changed(made, body("B1"))), "accepted") << "the rest may change";
}

TEST_P(Guards, C39_NoMoveIsOverlookedHoweverManyBindingsThereAre) {
    const auto made = given(whole_body(), maker_).value();
    for (int i = 0; i <= joined_max; ++i) bind("B1-", 4, i, i, codes::Status::active);
    hand_over(joined_max, joined_max, shop_.org, codes::Status::sold);
    EXPECT_EQ(write([&](Tx& tx) { return remove(tx, maker_, made.id, Queried::no); }).error().code, Code::wrong_state);
    int all = 0;
    read_in([&](Tx& tx) { each_joined(tx, made, [&](const codes::Batch&) { return ++all > 0; }); });
    EXPECT_EQ(all, joined_max + 1);
}

TEST_P(Guards, GDP27_CodesBelongToOneBatchAlone) {
    const auto first = given(body("B1"), maker_).value(), second = given(body("B1-"), maker_).value();
    bind("B1-", 4, 0, 9);
    EXPECT_THAT(read_in([&](Tx& tx) { return joined(tx, first); }), IsEmpty());
    EXPECT_EQ(read_in([&](Tx& tx) { return joined(tx, second); }).size(), 1u);
}

TEST_P(Guards, C39_TheHistoryOfADeletedBatchIsReadAndItsReportsAreGone) {
    const auto made = given(whole_body(), maker_).value();
    const auto report =
        write([&](Tx& tx) {
            return add_report(tx, maker_, {.dossier = made.id, .items = {{.name = "绝缘", .result = "好"}}});
        }).value();
    ASSERT_TRUE(changed(made, whole_body()).has_value());
    ASSERT_TRUE(write([&](Tx& tx) { return remove(tx, maker_, made.id, Queried::no); }).has_value());
    const auto page = read_in([&](Tx& tx) { return history(tx, maker_, made.id, 0, 2); }).value();
    ASSERT_EQ(page.items.size(), 2u);
    EXPECT_TRUE(page.items[0].removed);
    EXPECT_EQ(page.items[0].version, 3);
    EXPECT_EQ(page.next, 2);
    const auto rest = read_in([&](Tx& tx) { return history(tx, maker_, made.id, page.next, 2); }).value();
    ASSERT_EQ(rest.items.size(), 1u);
    EXPECT_EQ(rest.items[0].version, 1);
    EXPECT_EQ(rest.next, 0);
    EXPECT_TRUE(read_in([&](Tx& tx) { return history(tx, regulator(), made.id, 0, 2); }).has_error())
        << "earlier versions may hold what is closed";
    EXPECT_TRUE(read_in([&](Tx& tx) { return list_reports(tx, maker_, std::nullopt, {}, 10); }).value().items.empty());
    EXPECT_TRUE(write([&](Tx& tx) { return remove_report(tx, maker_, report.id); }).has_error());
    EXPECT_THAT(defects(), IsEmpty());
}

// ---- sums

TEST_P(Guards, GDP34_NoSumOverflows) {
    auto text = whole_body();
    auto& sale = text.at("sales").as_array().at(0).as_object();
    sale["quantity"] = "999999999999";
    EXPECT_EQ(pointers(given(text, maker_)), "/sales/0/quantity") << "more than any batch has";
    sale["quantity"] = "1000000000";
    const json::object row = sale;
    for (int i = 1; i < 100; ++i) text.at("sales").as_array().push_back(row);
    EXPECT_EQ(pointers(given(text, maker_)), "/sales") << "sold is more than was made, not a negative number";
}

TEST_P(Guards, P25_TheLargestAmountsAddUpOverManyBatches) {
    auto text = whole_body();
    auto& purchase = text.at("purchases").as_array().at(0).as_object();
    purchase["total"] = purchase["used"] = "1000000000";
    const json::object row = purchase;
    for (int i = 1; i < 100; ++i) text.at("purchases").as_array().push_back(row);
    for (int i = 0; i < 3; ++i) {
        text["number"] = "M" + std::to_string(i);
        ASSERT_EQ(pointers(given(text, maker_)), "accepted");
    }
    const auto page = read_in([&](Tx& tx) { return materials(tx, maker_, "", 0, 10); }).value();
    ASSERT_EQ(page.items.size(), 1u);
    EXPECT_EQ(catalog::print_millionths(page.items[0].used), "300000000000");
    // What no row may hold, as from another program.
    static const db::Statement huge{"dossier.test_huge",
                                    "UPDATE dossier_purchase SET used = 9000000000000000000 WHERE org_id = $1"};
    write([&](Tx& tx) { tx.execute(huge, maker_.org); });
    EXPECT_EQ(read_in([&](Tx& tx) { return materials(tx, maker_, "", 0, 10); }).value().items.at(0).used, INT64_MAX)
        << "the list is still read";
}

TEST_P(Guards, GDP34_NothingIsBoughtInTheFuture) {
    auto text = body();
    text["purchases"] = json::array{{{"supplier", "钢厂"}, {"date", "2026-11-22"}}};
    EXPECT_EQ(pointers(given(text, maker_)), "/purchases/0/date");
    EXPECT_EQ(given(text, maker_).error().code, Code::future_date);
}

// ---- lists, errors

TEST_P(Guards, GDP45_GDP53_AreFoundInEitherCase) {
    ASSERT_TRUE(given(whole_body("Lot-A"), maker_).has_value());
    EXPECT_EQ(read_in([&](Tx& tx) { return list(tx, maker_, {.number = "lot-a"}, {}, 10); }).value().total, 1);
    EXPECT_EQ(read_in([&](Tx& tx) { return list(tx, maker_, {.number = "LOT-A"}, {}, 10); }).value().total, 1);
    EXPECT_EQ(read_in([&](Tx& tx) { return materials(tx, maker_, "s1/s", 0, 10); }).value().items.size(), 1u);
    EXPECT_EQ(read_in([&](Tx& tx) { return names(tx, maker_, NameKind::order, "dd-"); }).value().size(), 1u);
}

TEST_P(Guards, GDP50_APersonalValueThatIsTooLongIsNotRepeated) {
    const json::object text{{"name", "明达商行"},
                            {"region", "440100"},
                            {"address", "天河区 1 号"},
                            {"phone", "13800138000 13800138000 13800138000"},
                            {"contact", std::string(60, 'c')},
                            {"email", std::string(101, 'e')}};
    const auto refused = decode_seller(text);
    ASSERT_EQ(pointers(refused), "/phone /contact /email");
    EXPECT_THAT(refused.error().value, IsEmpty());
    for (const auto& other : refused.error().others) EXPECT_THAT(other.value, IsEmpty()) << other.pointer;
}

// ---- fsck

TEST_P(Guards, NAT35_FsckSeesEveryColumnThatDecides) {
    const auto made = given(whole_body(), maker_).value(), second = given(whole_body("B2"), maker_).value();
    const auto report =
        write([&](Tx& tx) {
            return add_report(tx, maker_, {.dossier = made.id, .items = {{.name = "绝缘", .result = "好"}}});
        }).value();
    const auto seller = the_seller();
    ASSERT_THAT(defects(), IsEmpty());
    const auto seen = [&](const db::Statement& sql, const db::Statement& back, std::int64_t id, std::string_view what) {
        forge(sql, id);
        EXPECT_THAT(defects(), Not(IsEmpty())) << what;
        forge(back, id);
        EXPECT_THAT(defects(), IsEmpty()) << what;
    };
#define FORGED(name, sql) static const db::Statement name{"dossier.test_" #name, sql}
    FORGED(org, "UPDATE dossier SET org_id = org_id + 1 WHERE dossier_id = $1");
    FORGED(org_back, "UPDATE dossier SET org_id = org_id - 1 WHERE dossier_id = $1");
    seen(org, org_back, made.id.value, "organisation");
    FORGED(gtin, "UPDATE dossier SET gtin = gtin || 'x' WHERE dossier_id = $1");
    FORGED(gtin_back, "UPDATE dossier SET gtin = '06900000011225' WHERE dossier_id = $1");
    seen(gtin, gtin_back, made.id.value, "bar code");
    FORGED(number, "UPDATE dossier SET batch_number = 'B9' WHERE dossier_id = $1");
    FORGED(number_back, "UPDATE dossier SET batch_number = 'B1' WHERE dossier_id = $1");
    seen(number, number_back, made.id.value, "number");
    FORGED(product, "UPDATE dossier SET product_id = product_id + 1 WHERE dossier_id = $1");
    FORGED(product_back, "UPDATE dossier SET product_id = product_id - 1 WHERE dossier_id = $1");
    seen(product, product_back, made.id.value, "product");
    FORGED(stage, "UPDATE dossier SET stage = 1 WHERE dossier_id = $1");
    FORGED(stage_back, "UPDATE dossier SET stage = 2 WHERE dossier_id = $1");
    seen(stage, stage_back, made.id.value, "stage");
    FORGED(used, "UPDATE dossier_purchase SET used = used + 1 WHERE dossier_id = $1");
    FORGED(used_back, "UPDATE dossier_purchase SET used = used - 1 WHERE dossier_id = $1");
    seen(used, used_back, made.id.value, "purchases");
    FORGED(secret, "UPDATE seller SET secret = 1 WHERE seller_id = $1");
    FORGED(secret_back, "UPDATE seller SET secret = 0 WHERE seller_id = $1");
    seen(secret, secret_back, seller.id.value, "secrecy");
    FORGED(named, "UPDATE seller SET name = 'x' WHERE seller_id = $1");
    FORGED(named_back, "UPDATE seller SET name = '丙商行' WHERE seller_id = $1");
    seen(named, named_back, seller.id.value, "name");
    FORGED(sellers_org, "UPDATE seller SET org_id = org_id + 1 WHERE seller_id = $1");
    FORGED(sellers_org_back, "UPDATE seller SET org_id = org_id - 1 WHERE seller_id = $1");
    seen(sellers_org, sellers_org_back, seller.id.value, "whose seller");
    FORGED(reports_org, "UPDATE batch_report SET org_id = org_id + 1 WHERE report_id = $1");
    FORGED(reports_org_back, "UPDATE batch_report SET org_id = org_id - 1 WHERE report_id = $1");
    seen(reports_org, reports_org_back, report.id.value, "whose report");
    static const db::Statement moved{"dossier.test_moved",
                                     "UPDATE batch_report SET dossier_id = $2 WHERE report_id = $1"};
    write([&](Tx& tx) { tx.execute(moved, report.id, second.id); });
    EXPECT_THAT(defects(), Not(IsEmpty())) << "a report moved to another batch";
    write([&](Tx& tx) { tx.execute(moved, report.id, made.id); });
    FORGED(broken, "UPDATE dossier SET content = '{' WHERE dossier_id = $1");
    forge(broken, made.id.value);
    EXPECT_THAT(defects(), Not(IsEmpty())) << "told, not thrown";
#undef FORGED
}

TEST_P(Guards, NAT35_FsckSeesWhatWasAddedWithoutAVersion) {
    static const db::Statement report{"dossier.test_add_report", R"sql(
        INSERT INTO batch_report (report_id, org_id, dossier_id, content, version, created_at, updated_at, is_deleted)
        VALUES ($1, 1, 1, '{}', 1, 0, 0, 0))sql"};
    forge(report, 4711);
    EXPECT_THAT(defects(), ::testing::ElementsAre(HasSubstr("检验报告 4711")));
}

}  // namespace
}  // namespace yiguan::dossier
