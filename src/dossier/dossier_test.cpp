#include "dossier/dossier.hpp"

#include "dossier/test_world.hpp"

namespace yiguan::dossier {
namespace {

using db::Tx;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

class Dossiers : public testing::DossierTest {};
YIGUAN_BOTH_ENGINES(Dossiers);

// GDP-28
TEST_P(Dossiers, GDP28_C38_OnlyTheBatchNumberIsMandatory) {
    const auto made = given(body(), maker_);
    ASSERT_TRUE(made.has_value()) << made.error().detail;
    EXPECT_EQ(made.value().version, 1);
    EXPECT_EQ(made.value().gtin, "06900000011225");
    EXPECT_EQ(completeness_of(made.value().content).percent, 10);
    auto without = body();
    without.erase("number");
    EXPECT_EQ(pointers(given(without, maker_)), "/number");
    EXPECT_EQ(pointers(given(body(), maker_)), "/number") << "the same number twice";
    EXPECT_THAT(defects(), IsEmpty());
}

// GDP-29, GDP-30, GDP-31, GDP-38
TEST_P(Dossiers, GDP29_GDP30_GDP31_GDP38_AllThatWasSaidIsReadAgain) {
    const auto made = given(whole_body(), maker_);
    ASSERT_TRUE(made.has_value()) << made.error().detail;
    const auto found = read_in([&](Tx& tx) { return read(tx, maker_, made.value().id); });
    EXPECT_EQ(found.value().content, made.value().content);
    EXPECT_EQ(found.value().content.purchases.front().lots, "S1/S2");
    EXPECT_EQ(print(found.value().content.purchases.front().used, "kg"), "40.5 kg");
    EXPECT_TRUE(completeness_of(found.value().content).complete());
    EXPECT_FALSE(found.value().content.sales_open) << "C-40: closed unless opened";
}

// GDP-34
TEST_P(Dossiers, GDP34_BalancesAndDatesAreChecked) {
    const auto refused = [&](auto change) {
        auto text = whole_body();
        change(text);
        return pointers(given(text, maker_));
    };
    const auto row = [](json::object& text, std::string_view list) -> json::object& {
        return text.at(list).as_array().at(0).as_object();
    };
    EXPECT_EQ(refused([&](auto& t) { row(t, "purchases")["used"] = "100.000001"; }), "/purchases/0/used");
    EXPECT_EQ(refused([&](auto& t) { row(t, "sales")["quantity"] = "20.5"; }), "/sales");
    EXPECT_EQ(refused([&](auto& t) { row(t, "sales")["region"] = "990000"; }), "/sales/0/region");
    EXPECT_EQ(refused([&](auto& t) { row(t, "purchases")["date"] = "2026-11-02"; }), "/purchases/0/date");
    EXPECT_EQ(refused([&](auto& t) { row(t, "purchases")["lots"] = "S1//S2"; }), "/purchases/0/lots");
    EXPECT_EQ(refused([&](auto& t) { row(t, "purchases")["total"] = "-1"; }), "/purchases/0/total");
    EXPECT_EQ(refused([&](auto& t) { t["production"].as_object()["expiry"] = "2026-11-01"; }), "/production/expiry");
    EXPECT_EQ(refused([&](auto& t) { t["production"].as_object()["date"] = "2026-11-22"; }), "/production/date");
    EXPECT_EQ(refused([&](auto& t) {
                  t["production"].as_object()["date"] = "2026-13-01";
                  t["sales"].as_array().push_back(json::object());
              }),
              "/production/date /sales/1/seller")
        << "everything wrong is told at once";
    EXPECT_EQ(refused([&](auto& t) {
                  row(t, "sales")["quantity"] = "900";
                  row(t, "sales")["unit"] = "箱";
              }),
              "accepted")
        << "amounts of different units are not compared";
}

// GDP-39, GDP-42: several suppliers and sellers of one batch, and several batches of one product.
TEST_P(Dossiers, GDP39_GDP42_RowsAndBatchesAreAdded) {
    auto text = whole_body("B1");
    text.at("purchases").as_array().push_back(json::object{{"supplier", "铝厂"}, {"material", "铝管"}, {"lots", "L1"}});
    text.at("sales").as_array().push_back(json::object{{"seller", "明达商行"}, {"region", "440300"}});
    const auto first = given(text, maker_), second = given(body("B2"), maker_);
    ASSERT_TRUE(first.has_value()) << first.error().detail;
    ASSERT_TRUE(second.has_value()) << second.error().detail;
    const auto found = read_in([&](Tx& tx) { return read(tx, maker_, first.value().id); }).value();
    ASSERT_EQ(found.content.purchases.size(), 2u);
    EXPECT_EQ(found.content.purchases[1].supplier, "铝厂");
    ASSERT_EQ(found.content.sales.size(), 2u);
    EXPECT_EQ(found.content.sales[1].seller, "明达商行");
    const auto sellers = read_in([&](Tx& tx) { return list_sellers(tx, maker_, "", {}, 10); }).value();
    EXPECT_EQ(sellers.items.size(), 2u);
    const auto page = read_in([&](Tx& tx) { return list(tx, maker_, {.product = product_}, {}, 10); }).value();
    EXPECT_EQ(page.total, 2);
}

// GDP-35, GDP-36
TEST_P(Dossiers, GDP35_GDP36_WithTheSwitchOnAllThreeBlocksAreDemanded) {
    auto text = body();
    text["whole"] = true;
    EXPECT_EQ(pointers(given(text, maker_)), "/whole");
    text = whole_body();
    text["whole"] = true;
    EXPECT_EQ(pointers(given(text, maker_)), "accepted");
}

// GDP-44
TEST_P(Dossiers, C39_GDP44_EditsMakeRevisionsAndNothingDisappears) {
    const auto made = given(body(), maker_).value();
    const auto second = changed(made, whole_body());
    ASSERT_TRUE(second.has_value()) << second.error().detail;
    EXPECT_EQ(second.value().version, 2);
    EXPECT_EQ(pointers(changed(made, body())), "/version") << "somebody else was quicker";
    EXPECT_EQ(write([&](Tx& tx) { return remove(tx, other_, made.id, Queried::no); }).error().code, Code::not_found);
    ASSERT_TRUE(write([&](Tx& tx) { return remove(tx, maker_, made.id, Queried::no); }).has_value());
    EXPECT_EQ(read_in([&](Tx& tx) { return read(tx, maker_, made.id); }).error().code, Code::not_found);
    EXPECT_TRUE(read_in([&](Tx& tx) { return materials(tx, maker_, "", 0, 10); }).value().items.empty());
    EXPECT_EQ(pointers(given(body(), maker_)), "accepted") << "the number is free again";
    EXPECT_THAT(defects(), IsEmpty());
}

TEST_P(Dossiers, NAT35_FsckSeesWhatWasChangedBehindTheSystem) {
    const auto made = given(whole_body(), maker_).value();
    EXPECT_THAT(defects(), IsEmpty());
    static const db::Statement forge{
        "dossier.test_forge", "UPDATE dossier SET content = replace(content, '钢厂', '铁厂') WHERE dossier_id = $1"};
    write([&](Tx& tx) { tx.execute(forge, made.id); });
    EXPECT_THAT(defects(), Not(IsEmpty()));
}

TEST_P(Dossiers, C39_AfterACodeWasQueriedOrMovedItIsNotDeleted) {
    const auto made = given(whole_body(), maker_).value();
    bind("B1-", 4, 0, 9, codes::Status::active);
    EXPECT_EQ(write([&](Tx& tx) { return remove(tx, maker_, made.id, Queried::yes); }).error().code, Code::wrong_state);
    hand_over(3, 4, shop_.org, codes::Status::in_stock);
    EXPECT_EQ(write([&](Tx& tx) { return remove(tx, maker_, made.id, Queried::no); }).error().code, Code::wrong_state);
    const auto other = given(body("B2"), maker_).value();
    bind("B2-", 4, 10, 19, codes::Status::active);
    EXPECT_TRUE(write([&](Tx& tx) { return remove(tx, maker_, other.id, Queried::no); }).has_value())
        << "bound and active alone is no move";
}

// GDP-27
TEST_P(Dossiers, GDP27_ABatchDescribedBeforeItsCodesIsJoinedToThem) {
    const auto made = given(whole_body("B1"), maker_).value();
    const auto joined_now = [&] { return read_in([&](Tx& tx) { return joined(tx, made); }); };
    EXPECT_THAT(joined_now(), IsEmpty());
    bind("B1-", 4, 0, 9);
    bind("B1", 0, 10, 10);
    bind("B10", 0, 11, 11);
    bind("B1", 4, 12, 12);
    const auto found = joined_now();
    ASSERT_EQ(found.size(), 3u) << "B10 is another number";
    for (const auto& batch : found) {
        const auto back = read_in([&](Tx& tx) { return of_batch(tx, batch); });
        ASSERT_TRUE(back);
        EXPECT_EQ(back->id, made.id);
    }
    auto renamed = whole_body("B7");
    EXPECT_EQ(pointers(changed(made, renamed)), "/number") << "codes carry the number";
}

// GDP-32
TEST_P(Dossiers, GDP32_C40_ClosedBlocksAreNotMentionedToThePublic) {
    auto made = given(whole_body(), maker_).value();
    const auto seen = [&](const catalog::Viewer& viewer) {
        return read_in([&](Tx& tx) { return opened(tx, made, viewer); });
    };
    const auto stranger = catalog::Viewer{};
    EXPECT_TRUE(seen(stranger).contains("production")) << "always public";
    EXPECT_FALSE(seen(stranger).contains("purchases"));
    EXPECT_FALSE(seen(stranger).contains("sales"));
    EXPECT_FALSE(seen(stranger).contains("withheld"));
    EXPECT_EQ(json::serialize(seen(catalog::Viewer::of(regulator())).at("withheld")), R"(["purchases","sales"])");
    EXPECT_FALSE(seen(catalog::Viewer::of(regulator())).contains("sales"));
    EXPECT_TRUE(seen(catalog::Viewer::of(maker_)).contains("sales"));

    auto text = whole_body();
    text["salesOpen"] = true;
    made = changed(made, text).value();
    EXPECT_TRUE(seen(stranger).contains("sales"));
    EXPECT_FALSE(seen(stranger).contains("purchases"));
    EXPECT_EQ(json::serialize(seen(catalog::Viewer::of(regulator())).at("withheld")), R"(["purchases"])");
}

TEST_P(Dossiers, GDP50_TheNameOfASecretSellerIsNotOpened) {
    auto text = whole_body();
    text["salesOpen"] = true;
    const auto made = given(text, maker_).value();
    const auto seller = read_in([&](Tx& tx) { return list_sellers(tx, maker_, "", {}, 10); }).value().items.at(0);
    auto data = seller.data;
    data.secret = true;
    ASSERT_TRUE(write([&](Tx& tx) { return update_seller(tx, maker_, seller.id, 1, data); }).has_value());
    const auto told = [&](const catalog::Viewer& viewer) {
        return json::serialize(read_in([&](Tx& tx) { return opened(tx, made, viewer); }));
    };
    EXPECT_THAT(told({}), Not(::testing::HasSubstr("丙商行")));
    EXPECT_THAT(told({}), ::testing::HasSubstr("广东省广州市"));
    EXPECT_THAT(told(catalog::Viewer::of(maker_)), ::testing::HasSubstr("丙商行"));
}

TEST_P(Dossiers, AStrangerFindsNothing) {
    const auto made = given(whole_body(), maker_).value();
    EXPECT_EQ(read_in([&](Tx& tx) { return read(tx, other_, made.id); }).error().code, Code::not_found);
    EXPECT_EQ(read_in([&](Tx& tx) { return read(tx, shop_, made.id); }).error().code, Code::not_found);
    EXPECT_EQ(read_in([&](Tx& tx) { return read(tx, {}, made.id); }).error().code, Code::unauthenticated);
    EXPECT_EQ(given(body("B9"), other_).error().code, Code::not_found) << "another's product";
    EXPECT_EQ(given(body("B9"), shop_).error().code, Code::forbidden);
    EXPECT_TRUE(read_in([&](Tx& tx) { return list(tx, other_, {}, {}, 10); }).value().items.empty());
    EXPECT_TRUE(read_in([&](Tx& tx) { return history(tx, other_, made.id, 0, 10); }).has_error());
}

// GDP-45, GDP-21: the batches that are counted in the list of products.
TEST_P(Dossiers, GDP45_AreListedNewestFirstByNumberProductAndStage) {
    const auto a = given(body("A-1"), maker_).value(), b = given(whole_body("B-1"), maker_).value(),
               c = given(body("B_2"), maker_).value();
    const auto ids = [&](const Filter& filter, DossierId before = {}, int limit = 10) {
        std::vector<DossierId> out;
        const auto page = read_in([&](Tx& tx) { return list(tx, maker_, filter, before, limit); }).value();
        for (const auto& one : page.items) out.push_back(one.id);
        return out;
    };
    EXPECT_THAT(ids({}), ElementsAre(c.id, b.id, a.id));
    EXPECT_THAT(ids({}, {}, 2), ElementsAre(c.id, b.id));
    EXPECT_THAT(ids({}, b.id), ElementsAre(a.id));
    EXPECT_THAT(ids({.number = "B"}), ElementsAre(c.id, b.id));
    EXPECT_THAT(ids({.number = "_"}), ElementsAre(c.id)) << "no pattern";
    EXPECT_THAT(ids({.complete_only = true}), ElementsAre(b.id));
    EXPECT_THAT(ids({.product = ProductId{1}}), IsEmpty());
    EXPECT_EQ(read_in([&](Tx& tx) { return count_of(tx, maker_.org, product_); }), 1) << "GDP-21";
}

// GDP-37
TEST_P(Dossiers, GDP37_NamesAreOfferedAgain) {
    ASSERT_TRUE(given(whole_body(), maker_).has_value());
    const auto offered = [&](NameKind kind, std::string_view part, const auth::Actor& to) {
        return read_in([&](Tx& tx) { return names(tx, to, kind, part); }).value();
    };
    EXPECT_THAT(offered(NameKind::supplier, "", maker_), ElementsAre("钢厂"));
    EXPECT_THAT(offered(NameKind::material, "管", maker_), ElementsAre("钢管"));
    EXPECT_THAT(offered(NameKind::order, "", maker_), ElementsAre("DD-1"));
    EXPECT_THAT(offered(NameKind::supplier, "铁", maker_), IsEmpty());
    EXPECT_THAT(offered(NameKind::supplier, "", other_), IsEmpty());
}

TEST_P(Dossiers, P25_MaterialsAreAddedUpOverTheirBatches) {
    ASSERT_TRUE(given(whole_body("B1"), maker_).has_value());
    ASSERT_TRUE(given(whole_body("B2"), maker_).has_value());
    const auto page = read_in([&](Tx& tx) { return materials(tx, maker_, "钢", 0, 10); }).value();
    ASSERT_EQ(page.items.size(), 1u);
    EXPECT_EQ(catalog::print_millionths(page.items[0].total), "100");
    EXPECT_EQ(catalog::print_millionths(page.items[0].used), "81");
    EXPECT_EQ(page.items[0].batches, 2);
    EXPECT_FALSE(page.more);
}

// GDP-33
TEST_P(Dossiers, GDP33_GoodsHeldOutsideThePlacesOfSaleAreMarked) {
    auto text = whole_body();
    bind("B1-", 4, 0, 9, codes::Status::active);
    hand_over(0, 4, shop_.org, codes::Status::in_stock);  // in Foshan, 440600; sold to Guangzhou
    auto made = given(text, maker_).value();
    const auto marked = [&] { return read_in([&](Tx& tx) { return strayed(tx, made); }); };
    EXPECT_THAT(marked(), IsEmpty()) << "off by default";
    text["diversion"] = true;
    made = changed(made, text).value();
    ASSERT_EQ(marked().size(), 1u);
    EXPECT_EQ(marked()[0].holder, shop_.org);
    EXPECT_EQ(marked()[0].codes, 5);
    text.at("sales").as_array().at(0).as_object()["region"] = "440000";
    made = changed(made, text).value();
    EXPECT_THAT(marked(), IsEmpty()) << "the whole province";
}

// GDP-43
TEST_P(Dossiers, GDP43_TheLogProvesTheVersion) {
    const auto made = given(body(), maker_).value();
    const auto proof = read_in([&](Tx& tx) { return proof_of(tx, made); });
    ASSERT_TRUE(proof);
    EXPECT_EQ(proof->sha256.size(), 64u);
    auto never = made;
    never.version = 2;
    EXPECT_FALSE(read_in([&](Tx& tx) { return proof_of(tx, never); }));
}

}  // namespace
}  // namespace yiguan::dossier
