// Models of vehicles, batteries and chargers: families, codes, locks, reports, photos, pairs (EBM-24..68).
#include "catalog/models.hpp"

#include <gmock/gmock.h>

#include "catalog/applications.hpp"
#include "catalog/models_world.hpp"

namespace yiguan::catalog {
namespace {

using db::Tx;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class Models : public testing::ModelsTest {};
YIGUAN_BOTH_ENGINES(Models);

// EBM-24, EBM-43, EBM-52, C-06, C-13
TEST_P(Models, EBM43_EBM52_AModelIsAFilingOnATemplateOfItsFamily) {
    const Product b = given_published(battery("0a"));
    EXPECT_EQ(b.family(), Family::battery);
    EXPECT_EQ(b.values.values.at("modelCode"), "0A");
    EXPECT_EQ(b.values.values.at("batteryType"), "锂电") << "another spelling is taken";
    EXPECT_EQ(given_published(charger("0A")).family(), Family::charger) << "another family has codes of its own";
    EXPECT_EQ(given_published(vehicle()).family(), Family::vehicle);
    const auto told = read([&](Tx& tx) { return describe(tx, b, Viewer::of(maker_), Audience::inside); });
    EXPECT_THAT(std::string(told.at("applicationNumber").as_string()), ::testing::StartsWith("SQ"))
        << "what people know an application by (EBM-31)";
    EXPECT_EQ(given_published(body()).family(), Family::none);
    for (const char* wrong : {"O1", "I1", "Z0", "1", "123", "é1"}) {
        const auto refused = file(maker_, battery(wrong));
        ASSERT_TRUE(refused.has_error()) << wrong;
        EXPECT_EQ(refused.error().pointer, "/fields/modelCode");
    }
    EXPECT_EQ(file(maker_, with(battery("01"), "batteryType", "镍氢")).error().pointer, "/fields/batteryType");
    const auto count = [&](Family family) {
        return read([&](Tx& tx) { return find_products(tx, maker_, {.org = maker_.org, .family = family}, {}, 9); })
            .value()
            .total;
    };
    EXPECT_EQ(count(Family::battery), 1);
    EXPECT_EQ(count(Family::vehicle), 1);
    EXPECT_EQ(count(Family::none), 1);
}

// A lock or code must not be evaded by filing under another template.
TEST_P(Models, EBM24_UnitsOfAFamilyAreFiledOnItsTemplatesOnly) {
    auto evading = body();
    evading["unit"] = "CAT-04-03";
    EXPECT_EQ(file(maker_, evading).error().pointer, "/template");
    EXPECT_THAT(file(maker_, evading).error().detail, HasSubstr("委托生产的型号由实际生产企业备案"));
    evading["submit"] = false;
    EXPECT_EQ(file(maker_, evading).error().pointer, "/template") << "no draft either";
    auto wrong = battery("01");
    wrong["unit"] = "CAT-04-02";
    EXPECT_EQ(file(maker_, wrong).error().pointer, "/template");
    wrong["unit"] = "CAT-05-01";
    EXPECT_THAT(file(maker_, wrong).error().detail, HasSubstr("只用于电池型号"));
}

// What was filed before units had families stays, and may be corrected.
TEST_P(Models, EBM24_WhatWasFiledBeforeFamiliesStaysValid) {
    const Product old = given_published(body());
    write([&](Tx& tx) {
        static const db::Statement sql{"t.models.old_unit", "UPDATE product SET unit_id = $2 WHERE product_id = $1"};
        tx.execute(sql, old.id, "CAT-04-01");
    });
    auto same = body();
    same["unit"] = "CAT-04-01";
    EXPECT_TRUE(amend(old, Amendment::correction, with(same, "model", "TDT002Z")).has_value());
    same["unit"] = "CAT-04-02";
    EXPECT_EQ(amend(old, Amendment::correction, same).error().pointer, "/template");
    const Product charger_on_b3 = given_published(vehicle());
    write([&](Tx& tx) {
        static const db::Statement sql{"t.models.wrong_unit", "UPDATE product SET unit_id = $2 WHERE product_id = $1"};
        tx.execute(sql, charger_on_b3.id, "CAT-04-02");
    });
    const auto moved = amend(charger_on_b3, Amendment::change, charger("90"));
    ASSERT_TRUE(moved.has_value()) << at(moved.error());
    ASSERT_TRUE(approve(moved.value().id).has_value());
    EXPECT_EQ(stored(charger_on_b3.id).family(), Family::charger);
    EXPECT_EQ(file(maker_, charger("90")).error().pointer, "/fields/modelCode") << "it holds its code from then on";
}

// EBM-44, EBM-45, EBM-53, EBM-64
TEST_P(Models, EBM45_TheCodeIsUniqueWithinOneProducer) {
    const Product first = given_published(battery("1A"));
    const auto second = file(maker_, battery("1a", "YD4820"));
    ASSERT_TRUE(second.has_error());
    EXPECT_EQ(second.error().code, Code::conflict);
    EXPECT_EQ(second.error().pointer, "/fields/modelCode");
    EXPECT_THAT(second.error().detail, HasSubstr("YD4812"));
    auto others = battery("1A");
    others.erase("pictures");
    others["pictures"] = json::array{to_string(given_document(other_, 'b'))};
    EXPECT_TRUE(file(other_, others).has_value()) << "another producer";
    auto draft = battery("1A", "YD4820");
    draft["submit"] = false;
    const auto kept = file(maker_, draft);
    ASSERT_TRUE(kept.has_value()) << "a draft holds nothing";
    const auto submitted = write([&](Tx& tx) -> Result<Product> {
        TRY(const auto filing, decode_filing(battery("1A", "YD4820"), clock_, finder(tx)));
        return update_product(tx, maker_, kept.value().id, 1, filing);
    });
    EXPECT_EQ(submitted.error().pointer, "/fields/modelCode");
    EXPECT_EQ(stored(kept.value().id).status, ProductStatus::draft);
    ASSERT_TRUE(
        write([&](Tx& tx) { return disable_product(tx, admin_, first.id, CodesBound::no, "停产"); }).has_value());
    EXPECT_TRUE(file(maker_, battery("1A", "YD4820")).has_value()) << "nobody holds it any more";
    EXPECT_THAT(broken(), IsEmpty());
}

// A code that was let go may be taken meanwhile; whoever comes back finds that out when he submits.
TEST_P(Models, EBM45_ARejectedModelLetsGoOfItsCode) {
    const auto first = file(maker_, battery("22")).value();
    ASSERT_TRUE(review(first.id, Review::reject, "不符").has_value());
    const auto second = file(maker_, battery("22", "YD4820"));
    ASSERT_TRUE(second.has_value());
    const auto again = write([&](Tx& tx) -> Result<Product> {
        TRY(const auto filing, decode_filing(battery("22"), clock_, finder(tx)));
        return update_product(tx, maker_, first.id, stored_version(tx, first.id), filing);
    });
    EXPECT_EQ(again.error().pointer, "/fields/modelCode");
    ASSERT_TRUE(review(second.value().id, Review::approve).has_value());
    const auto codes = read([&](Tx& tx) { return model_codes(tx, maker_, Family::battery); }).value();
    ASSERT_EQ(codes.used.size(), 1u);
    EXPECT_EQ(codes.used.front().model, "YD4820");
    EXPECT_EQ(codes.next, "00");
    EXPECT_EQ(codes.producer, "MA5A00013") << "characters 9 to 17 (C-04)";
    EXPECT_EQ(read([&](Tx& tx) { return model_codes(tx, maker_, Family::vehicle); }).error().pointer, "/family");
}

// The row that is compared at the approval is that of the database, whatever was checked before.
TEST_P(Models, EBM45_AnApprovalLooksAgain) {
    const auto pending = file(maker_, battery("33")).value();
    const auto thief = given_published(battery("34", "YD4820"));
    write([&](Tx& tx) {
        static const db::Statement gone{"t.models.gone", "DELETE FROM model_code WHERE product_id = $1"};
        static const db::Statement taken{"t.models.taken", "UPDATE model_code SET code = $2 WHERE product_id = $1"};
        tx.execute(gone, pending.id);
        tx.execute(taken, thief.id, "33");
    });
    EXPECT_EQ(review(pending.id, Review::approve).error().pointer, "/fields/modelCode");
    EXPECT_EQ(stored(pending.id).status, ProductStatus::pending);
    EXPECT_EQ(broken().size(), 2u) << "fsck finds both";
}

// EBM-47, EBM-49, EBM-50, EBM-57
TEST_P(Models, EBM47_LockedFieldsOfABatteryAreRefusedEachWithItsPlace) {
    auto text = battery("44");
    text["reports"] = json::array{report("BG-1")};
    const Product b = given_published(text);
    for (const char* key :
         {"model", "modelCode", "batteryType", "brand", "inspectionBody", "inspectionReport", "standard"}) {
        const auto changed = with(text, key,
                                  std::string_view(key) == "modelCode"     ? "45"
                                  : std::string_view(key) == "batteryType" ? "铅酸"
                                                                           : "别的");
        for (const auto kind : {Amendment::correction, Amendment::change}) {
            const auto refused = amend(b, kind, changed, "王工 020-1");
            ASSERT_TRUE(refused.has_error()) << key;
            EXPECT_EQ(refused.error().pointer, std::string("/fields/") + key);
            EXPECT_THAT(refused.error().detail, HasSubstr("王工 020-1"));
        }
    }
    auto other_report = text;
    other_report["reports"] = json::array{report("BG-2")};
    EXPECT_EQ(amend(b, Amendment::change, other_report).error().pointer, "/reports");
    other_report["reports"] = json::array{report("BG-1"), report("BG-2")};
    const auto free = amend(b, Amendment::change, with(other_report, "mass", "3.6"));
    ASSERT_TRUE(free.has_value()) << at(free.error());
    ASSERT_TRUE(approve(free.value().id).has_value());
    EXPECT_EQ(stored(b.id).edition, 2) << "变更 raises the version, and keeps the code";
    EXPECT_EQ(stored(b.id).extras.reports.size(), 2u);
    const auto corrected = amend(b, Amendment::correction, with(other_report, "mass", "3.7"));
    ASSERT_TRUE(corrected.has_value());
    ASSERT_TRUE(approve(corrected.value().id).has_value());
    EXPECT_EQ(stored(b.id).edition, 2);
    EXPECT_EQ(stored(b.id).revision, 1);
    EXPECT_THAT(broken(), IsEmpty());
}

// What was proposed is compared with what stands when it is approved, not only with what stood when it was proposed.
TEST_P(Models, EBM47_AnApprovalLooksAtTheLocksAgain) {
    const Product b = given_published(battery("46"));
    const auto proposed = amend(b, Amendment::change, with(battery("46"), "mass", "3.6"));
    ASSERT_TRUE(proposed.has_value()) << at(proposed.error());
    write([&](Tx& tx) {
        static const db::Statement sql{"t.models.meanwhile",
                                       "UPDATE product SET field_values = replace(field_values, '粤行', '新牌') "
                                       "WHERE product_id = $1"};
        tx.execute(sql, b.id);
    });
    EXPECT_EQ(approve(proposed.value().id).error().pointer, "/fields/brand");
    EXPECT_EQ(stored(b.id).edition, 1);
}

// EBM-39, EBM-40, C-17
TEST_P(Models, EBM39_BasicInformationOfAVehicleNeedsANewApplication) {
    const Product v = given_published(vehicle());
    const auto refused = amend(v, Amendment::change, with(with(vehicle(), "model", "TDT002Z"), "brand", "别的"));
    ASSERT_TRUE(refused.has_error());
    EXPECT_THAT(at(refused.error()), HasSubstr("请申请新的型号"));
    EXPECT_EQ(refused.error().others.size(), 1u) << "everything that is wrong";
    EXPECT_EQ(amend(v, Amendment::correction, with(vehicle(), "productName", "别的")).error().pointer,
              "/fields/productName");
    auto styled = with(with(vehicle(), "manual", "请勿改装"), "conformityNumber", "HGZ1");
    styled["styles"] = json::array{style("标准款", "白色")};
    const auto free = amend(v, Amendment::correction, styled);
    ASSERT_TRUE(free.has_value()) << at(free.error());
    ASSERT_TRUE(approve(free.value().id).has_value());
    EXPECT_EQ(amend(v, Amendment::correction, with(styled, "conformityNumber", "HGZ2")).error().pointer,
              "/fields/conformityNumber")
        << "what was filled in is locked from then on";
}

// What was proposed before there were locks is for the reviewer to judge, not refused to him.
TEST_P(Models, EBM39_AProposalFromBeforeTheLocksCanBeApproved) {
    const Product v = given_published(vehicle());
    const auto from_before = [&](review::ApplicationId id, std::string_view mark) {
        write([&](Tx& tx) {
            static const db::Statement sql{"t.models.before",
                                           "UPDATE application_content SET content = replace(replace(content, $2, ''), "
                                           "'电动自行车', '电动车') WHERE application_id = $1"};
            tx.execute(sql, id, mark);
        });
        return approve(id);
    };
    const auto now = amend(v, Amendment::correction, with(vehicle(), "manual", "请勿改装"));
    ASSERT_TRUE(now.has_value()) << at(now.error());
    EXPECT_EQ(from_before(now.value().id, "").error().pointer, "/fields/productName") << "under the rules";
    const auto old = from_before(now.value().id, ",\"modelRules\":1");
    ASSERT_TRUE(old.has_value()) << at(old.error());
    EXPECT_EQ(stored(v.id).name, "电动车");
    EXPECT_THAT(broken(), IsEmpty());
}

// Neither by a copy of the template nor by a later edition of it.
TEST_P(Models, EBM47_CopiesAndEditionsOfATemplateKeepFamilyCodesAndLocks) {
    const auto copy = [&](std::string_view from, std::string_view without) {
        return write([&](Tx& tx) -> Result<TemplateInfo> {
            TRY(auto made, make_template(tx, admin_, from, "电池专用", ""));
            EXPECT_EQ(made.draft->family, Family::battery);
            std::erase_if(made.draft->fields, [&](const Field& f) { return f.key == without; });
            TRY(const auto saved, save_draft(tx, admin_, made.id, made.version, *made.draft));
            return publish_template(tx, admin_, made.id, saved.version);
        });
    };
    EXPECT_THAT(copy("D.1", "modelCode").error().detail, HasSubstr("modelCode"));
    const auto made = copy("D.1", "height");
    ASSERT_TRUE(made.has_value()) << at(made.error());
    const auto twice = copy(made.value().id, "width");
    ASSERT_TRUE(twice.has_value()) << "a copy of a copy" << at(twice.error());
    auto text = battery("55");
    text["template"] = twice.value().id;
    for (const char* key : {"height", "width"}) text["fields"].as_object().erase(key);
    const Product b = given_published(text);
    EXPECT_EQ(b.family(), Family::battery);
    EXPECT_EQ(file(maker_, battery("55", "YD4820")).error().pointer, "/fields/modelCode");
    EXPECT_EQ(amend(b, Amendment::change, with(text, "brand", "别的")).error().pointer, "/fields/brand");
    EXPECT_EQ(amend(b, Amendment::change, with(battery("55"), "brand", "别的")).error().pointer, "/fields/brand")
        << "nor by moving to the built-in one";
    auto elsewhere = body();
    EXPECT_TRUE(amend(b, Amendment::change, elsewhere).has_error()) << "nor out of the family";
    // What the registration fills in is not locked, so it fills in nothing that is.
    const auto filled = [&](std::string_view from, std::string_view key) {
        return write([&](Tx& tx) -> Result<TemplateInfo> {
            TRY(auto info, make_template(tx, admin_, from, "专用", ""));
            for (Field& f : info.draft->fields)
                if (f.key == key) f.from_org = FromOrg::name;
            TRY(const auto saved, save_draft(tx, admin_, info.id, info.version, *info.draft));
            return publish_template(tx, admin_, info.id, saved.version);
        });
    };
    EXPECT_THAT(filled("D.1", "brand").error().detail, HasSubstr("品牌的取自企业登记"));
    EXPECT_THAT(filled("D.1", "model").error().detail, HasSubstr("取自企业登记"));
    EXPECT_THAT(filled("B.3", "conformityNumber").error().detail, HasSubstr("整车"));
    // A later edition of the built-in one.
    const auto edition = write([&](Tx& tx) -> Result<TemplateInfo> {
        Template draft = *builtin_template("D.1");
        draft.edition = 2;
        TRY(const auto saved, save_draft(tx, admin_, "D.1", 0, draft));
        return publish_template(tx, admin_, "D.1", saved.version);
    });
    ASSERT_TRUE(edition.has_value()) << at(edition.error());
    EXPECT_EQ(file(maker_, battery("55", "YD4820")).error().pointer, "/fields/modelCode");
    EXPECT_EQ(given_published(battery("56", "YD4820")).tmpl->edition, 2);
}

// EBM-32, EBM-33, EBM-35
TEST_P(Models, EBM33_EachStyleAndColourHasItsThreeViews) {
    auto text = vehicle();
    text["styles"] = json::array{style("标准款", "白色"), style("标准款", "黑色")};
    const Product v = given_published(text);
    ASSERT_EQ(v.extras.styles.size(), 2u);
    EXPECT_EQ(v.extras.styles[1].colour, "黑色");
    EXPECT_EQ(stored(v.id).extras, v.extras) << "read back as it was written";
    text["styles"] = json::array{style("标准款", "白色"), style("标准款", "白色")};
    EXPECT_EQ(file(maker_, text).error().pointer, "/styles/1");
    auto lacking = style("标准款", "白色");
    lacking["pictures"].as_object().erase("leftRear");
    text["styles"] = json::array{lacking};
    EXPECT_EQ(file(maker_, text).error().pointer, "/styles/0/pictures/leftRear");
    text["submit"] = false;
    EXPECT_TRUE(file(maker_, text).has_value()) << "a draft may lack one";
    auto on_battery = battery("60");
    on_battery["styles"] = json::array{style("标准款", "白色")};
    EXPECT_EQ(file(maker_, on_battery).error().pointer, "/styles");
    text.erase("submit");
    const DocumentId foreign = given_document(other_, 'e');
    lacking["pictures"].as_object()["leftRear"] = to_string(foreign);
    text["styles"] = json::array{lacking};
    EXPECT_EQ(file(maker_, text).error().code, Code::document_unknown);
    auto big = style("标准款", "白色");
    const auto id = write([&](Tx& tx) {
                        return registry::add_document(
                            tx, maker_, {std::string(64, 'c'), registry::MediaType::png, 2 * 1024 * 1024 + 1});
                    })
                        .value()
                        .id;
    big["pictures"].as_object()["front"] = to_string(id);
    text["styles"] = json::array{big};
    EXPECT_EQ(file(maker_, text).error().code, Code::body_too_large);
}

// EBM-37, EBM-42: everything that a submitted report lacks is named.
TEST_P(Models, EBM42_ASubmittedReportIsComplete) {
    auto text = battery("71");
    text["reports"] = json::array{json::object{{"number", "BG-1"}}};
    const auto refused = file(maker_, text);
    ASSERT_TRUE(refused.has_error());
    EXPECT_EQ(refused.error().others.size(), 3u);
    text["reports"] = json::array{report("BG-1"), report("BG-1")};
    EXPECT_EQ(file(maker_, text).error().pointer, "/reports/1");
    // Rows that are only begun stay in a draft (EBM-48), and are asked for when it is submitted.
    auto begun = vehicle();
    begun["styles"] = json::array{json::object{}, json::object{{"colour", "白色"}}, json::object{}};
    begun["reports"] = json::array{json::object{}, json::object{}};
    begun["batteries"] = json::array{json::object{{"model", "YD4812"}}};
    begun["submit"] = false;
    const auto draft = file(maker_, begun);
    ASSERT_TRUE(draft.has_value()) << at(draft.error());
    EXPECT_EQ(stored(draft.value().id).extras, draft.value().extras);
    begun["submit"] = true;
    const auto lacking = file(maker_, begun);
    std::string pointers = lacking.error().pointer;
    for (const auto& other : lacking.error().others) pointers += " " + other.pointer;
    for (const char* wanted : {"/styles/0/name", "/styles/1/name", "/styles/2/colour", "/reports/0/number",
                               "/reports/1/document", "/batteries/0/uscc"})
        EXPECT_THAT(pointers, HasSubstr(wanted));
    auto plain = body();
    plain["reports"] = json::array{report("BG-1")};
    EXPECT_EQ(file(maker_, plain).error().pointer, "/reports");
}

// C-23, EBM-93
TEST_P(Models, C23_AVehicleAllowsModelsByProducerModelAndNamedVersion) {
    auto text = vehicle();
    text["batteries"] = json::array{json::object{{"uscc", testing::uscc_a}, {"model", "yd4812"}},
                                    json::object{{"uscc", testing::uscc_a}, {"model", "YD4820"}, {"edition", 2}}};
    const Product v = given_published(text);
    Product any = given_published(battery("80")), second = given_published(battery("81", "YD4820"));
    const auto ok = [&](const Product& part) { return read([&](Tx& tx) { return allows(tx, v, part); }); };
    EXPECT_TRUE(ok(any));
    any.edition = 7;
    EXPECT_TRUE(ok(any)) << "any version of the model";
    EXPECT_FALSE(ok(second));
    second.edition = 2;
    EXPECT_TRUE(ok(second));
    EXPECT_FALSE(ok(given_published(charger("80")))) << "no charger is named";
    EXPECT_EQ(allowed_models(v, Family::battery).size(), 2u);
    EXPECT_THAT(allowed_models(any, Family::battery), IsEmpty());
    any.org = other_.org;
    EXPECT_FALSE(ok(any)) << "another producer's model of the same name";
    text["batteries"] = json::array{json::object{{"uscc", "911"}, {"model", "X"}}};
    EXPECT_EQ(file(maker_, text).error().pointer, "/batteries/0/uscc");
    // Whoever took over the producer's duty goes on with its models.
    write([&](Tx& tx) {
        static const db::Statement sql{"t.models.successor", "UPDATE org SET successor_id = $2 WHERE org_id = $1"};
        tx.execute(sql, maker_.org, other_.org);
    });
    EXPECT_TRUE(ok(any));
}

// EBM-61, EBM-62, EBM-68
TEST_P(Models, EBM62_ItemsCarryProducerYearAndModelCode) {
    const Product b = given_published(battery("00"));
    EXPECT_EQ(item_model_code(b, "000000001234567890", "2024-05-06"), "123456789-24-00");
    EXPECT_EQ(item_model_code(b, "000000001234567890", ""), "");
    EXPECT_EQ(item_model_code(given_published(vehicle()), "000000001234567890", "2024-05-06"), "");
}

// EBM-49
TEST(AmendmentReasons, EBM49_AReasonOfTheListAndFreeText) {
    EXPECT_EQ(amendment_reason("wrong_entry", " 型号印错 ").value(), "填报有误：型号印错");
    EXPECT_EQ(amendment_reason("design", "").value(), "设计或材料变化");
    EXPECT_EQ(amendment_reason("other", "自述").value(), "自述");
    EXPECT_EQ(amendment_reason("", "自述").value(), "自述");
    EXPECT_EQ(amendment_reason("nothing", "").error().pointer, "/reasonKind");
}

}  // namespace
}  // namespace yiguan::catalog
