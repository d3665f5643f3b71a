// Items and further codes on both engines: whom they belong to, when they end, whose text it is.
#include "codes/empty_rate.hpp"
#include "core/metrics.hpp"
#include "events/production_world.hpp"

namespace yiguan::events {
namespace {

using codes::AliasKind;
using codes::Status;
using ::testing::HasSubstr;
using testing::must;

class PiecesTest : public testing::ProductionWorld {};
YIGUAN_BOTH_ENGINES(PiecesTest);

TEST_P(PiecesTest, EBM73_EBM79_ItemsAreBoundToTheCodesTheyAreGiven) {
    must(record(of_ranges(0, 0)));
    const auto bound = must(bind(of_pieces({{"SN-0001", 0}, {"SN-0002", 7}, {"SN-0003", 8}})));
    ASSERT_EQ(bound.items.size(), 3u);
    ASSERT_TRUE(bound.production.has_value());
    EXPECT_EQ(bound.production->quantity, 2) << "one was bound already";
    EXPECT_EQ(segment(7)->state.status, Status::bound);
    EXPECT_EQ(codes::item_state_zh(segment(7)), "待入库");
    EXPECT_EQ(aliases("sn-0002"), 1u);
    const auto made = must(bind(of_pieces({{"SN-0004", {}}, {"SN-0005", {}}})));
    EXPECT_EQ(made.production->method, ProductionMethod::items_made);
    EXPECT_EQ(block(made.production->home).size(), 2);
    EXPECT_EQ(aliases("SN-0005"), 1u);
    const auto listed = [&](const codes::ItemFilter& filter) {
        return db_->read_now([&](db::Tx& tx) { return codes::list_items(tx, {.org = maker_.org}, filter, {}, 10); })
            .size();
    };
    EXPECT_EQ(listed({}), 5u);
    EXPECT_EQ(listed({.serial_number = "SN-0003"}), 1u);
    EXPECT_EQ(listed({.model = "YJ"}), 5u);
    EXPECT_EQ(listed({.from = "2026-11-02"}), 0u);
}

// EBM-79: whatever a maker made, a number or a model that nothing has costs a few look-ups.
TEST_P(PiecesTest, EBM79_NumbersAndModelsAreFoundWithoutReadingWhatElseWasMade) {
    const auto bound = must(bind(of_pieces({{"SN-0001", 0}, {"SN-0002", 7}, {"SN-0003", 8}})));
    const auto& one = bound.items.at(1);
    const auto walks = [] {
        std::uint64_t all = 0;
        for (const std::string_view name : {"codes.org_items", "codes.all_items"})
            all += metrics::counter("yiguan_db_statements_total", "Runs of each named SQL statement",
                                    {{"statement", name}})
                       .value();
        return all;
    };
    const auto listed = [&](const codes::BatchScope& scope, const codes::ItemFilter& filter, codes::ItemId before = {},
                            int limit = 10) {
        std::vector<std::int64_t> ids;
        db_->read_now([&](db::Tx& tx) {
            for (const auto& item : codes::list_items(tx, scope, filter, before, limit)) ids.push_back(item.id.value);
        });
        return ids;
    };
    const auto before = walks();
    using Ids = std::vector<std::int64_t>;
    for (const codes::BatchScope& scope : {codes::BatchScope{.org = maker_.org}, codes::BatchScope{}}) {
        EXPECT_EQ(listed(scope, {.serial_number = "SN-0002"}), Ids{one.id.value});
        EXPECT_EQ(listed(scope, {.serial_number = "SN-0009"}), Ids{});
        EXPECT_EQ(listed(scope, {.frame_number = "SN-0002"}), Ids{}) << "it is no frame";
        EXPECT_EQ(listed(scope, {.serial_number = "SN-0002", .model = "ZZ"}), Ids{});
        EXPECT_EQ(listed(scope, {.model = one.model}, {}, 2),
                  (Ids{bound.items.at(2).id.value, bound.items.at(1).id.value}))
            << "newest first";
        EXPECT_EQ(listed(scope, {.model = one.model.substr(0, 1)}, one.id), Ids{bound.items.at(0).id.value});
        EXPECT_EQ(listed(scope, {.model = one.model + "X"}), Ids{});
        EXPECT_EQ(listed(scope, {.model = "%"}), Ids{});
    }
    EXPECT_EQ(listed({.org = other_shop_.org}, {.serial_number = "SN-0002"}), Ids{}) << "another's";
    EXPECT_EQ(listed({.org = other_shop_.org}, {.model = one.model}), Ids{});
    EXPECT_EQ(listed({.org = maker_.org, .created_by = UserId{991}}, {.serial_number = "SN-0002"}), Ids{});
    EXPECT_EQ(listed({.regions = ",99,"}, {.model = one.model}), Ids{});
    EXPECT_EQ(walks(), before);
    EXPECT_EQ(listed({.org = maker_.org}, {}).size(), 3u);
    EXPECT_EQ(walks(), before + 1) << "the counter counts";
}

// EBM-71
TEST_P(PiecesTest, EBM71_WhereFreeCodesAreIsToldFromTheEndsOfABlock) {
    using Type = db::BulkInsert::Type;
    static const db::BulkInsert cut{"t.segments",
                                    "segment",
                                    {{"block_id", Type::integer},
                                     {"first_c", Type::integer},
                                     {"last_c", Type::integer},
                                     {"batch_id", Type::integer},
                                     {"status", Type::integer},
                                     {"holder_id", Type::integer},
                                     {"consignee_id", Type::integer},
                                     {"chain_id", Type::integer},
                                     {"event_id", Type::integer}},
                                    2};
    const std::string type = rates().front().type.key;
    // As many segments of one code at each end; what is told then is not kept.
    const auto told = [&](std::int64_t front, std::int64_t back) {
        std::vector<codes::FreeBlock> found;
        const auto undone = db_->write_now([&](db::Tx& tx) -> Result<void> {
            std::vector<db::Param> params;
            for (std::int64_t c = block_.first; c <= block_.last; ++c) {
                if (c - block_.first >= front && block_.last - c >= back) continue;
                const db::Param row[] = {block_.id, c, c, c, Status::bound, maker_.org, 0, 0, 0};
                params.insert(params.end(), std::begin(row), std::end(row));
            }
            tx.insert(cut, params);
            found = codes::free_blocks(tx, maker_.org, type, 20);
            return Error{Code::conflict, "", "undone"};
        });
        EXPECT_TRUE(undone.has_error());
        EXPECT_EQ(found.size(), 1u);
        return std::pair(found.at(0).first - block_.first, block_.last - found.at(0).last);
    };
    EXPECT_EQ(told(0, 0), std::pair(std::int64_t{0}, std::int64_t{0}));
    EXPECT_EQ(told(3, 5), std::pair(std::int64_t{3}, std::int64_t{5}));
    EXPECT_EQ(told(700, 0), std::pair(std::int64_t{500}, std::int64_t{0})) << "no more are read";
    EXPECT_EQ(told(0, 700), std::pair(std::int64_t{0}, std::int64_t{500}));
}

TEST_P(PiecesTest, EBM84_EveryDefectOfEveryRowIsToldAndNothingIsBound) {
    must(bind(of_pieces({{"SN-0001", 0}})));
    auto input = of_pieces({{"SN-0001", 1}, {"SN-0002", 2}, {"SN-0002", 3}, {"x", 2}, {"SN-0009", 0}});
    const auto refused = bind(input);
    ASSERT_TRUE(refused.has_error());
    std::vector<std::string> told{refused.error().pointer};
    for (const Error& other : refused.error().others) told.push_back(other.pointer);
    EXPECT_THAT(told, ::testing::UnorderedElementsAre("/rows/0/fields/serialNumber", "/rows/2/fields/serialNumber",
                                                      "/rows/3/code", "/rows/3/fields/serialNumber", "/rows/4/code"));
    EXPECT_FALSE(segment(1).has_value());
    EXPECT_FALSE(segment(2).has_value());
}

TEST_P(PiecesTest, EBM74_VehiclesOfABatchAreKnownByTheirFrames) {
    const auto vehicle = write([&](db::Tx& tx) {
        const auto& tmpl = *catalog::templates().find("B.3");
        const json::object fields{{"productName", "电动自行车"}, {"productType", "整车"},  {"model", "TDT-1"},
                                  {"standard", "GB 17761-2024"}, {"inspectionBody", "检"}, {"inspectionReport", "R"}};
        const catalog::NewFiling filing{
            .template_id = "B.3",
            .unit_id = "CAT-04-01",
            .values = must(catalog::read_fields(tmpl, catalog::Step::filing, fields, nullptr, tx.now())),
            .pictures = {picture(tx, maker_)}};
        const auto filed = must(catalog::file_product(tx, maker_, filing));
        return must(catalog::review_product(tx, admin_, filed.id, catalog::Review::approve, ""));
    });
    EXPECT_EQ(vehicle.tmpl->family, catalog::Family::vehicle);
    auto input = of(0);
    input.product = vehicle.id;
    input.input.fields = {{"inspectionConclusion", "合格"}, {"batteryNumber", "B"}, {"chargerNumber", "C"}};
    const auto frame = [](const char* number) {
        return PieceRow{.code = {}, .fields = {{"frameNumber", number}, {"colour", "白"}}};
    };
    input.pieces = {frame("YG26-000001"), frame("YG26-000002")};
    const auto bound = must(bind(input));
    EXPECT_EQ(bound.items.at(1).frame_number, "YG26-000002");
    EXPECT_EQ(bound.items.at(1).family, catalog::Family::vehicle);
    EXPECT_EQ(aliases("yg26-000002"), 1u);
    input.pieces = {frame("YG26-000002")};
    EXPECT_EQ(bind(input).error().pointer, "/rows/0/fields/frameNumber") << "one frame, one vehicle of its producer";
    const auto types = rates();
    ASSERT_EQ(types.size(), 2u);
    EXPECT_EQ(types.at(1).type.key, "vehicle") << "a rate of its own";
    EXPECT_EQ(types.at(1).text(), "0.0");
}

TEST_P(PiecesTest, C10_ATextMeansOneCodeOfItsProducer) {
    EXPECT_EQ(alias(0, AliasKind::own, "OWN-0001").error().code, Code::codes_not_bound);
    must(record(of_ranges(0, 9)));
    const auto first = must(alias(0, AliasKind::own, "own-0001"));
    EXPECT_EQ(must(alias(0, AliasKind::own, "OWN-0001")).id, first.id) << "twice is once";
    EXPECT_EQ(alias(1, AliasKind::own, "OWN-0001").error().code, Code::conflict);
    EXPECT_EQ(alias(1, AliasKind::frame, "ABC123456").error().pointer, "/kind") << "a cable has no frame";
    must(alias(0, AliasKind::gs1, "https://id.gs1.org/01/06901234567892/21/A7"));
    EXPECT_EQ(aliases("(01)06901234567892(21)A7"), 1u);
    const auto stranger = write([&](db::Tx& tx) {
        auto actor = maker_;
        actor.org = other_shop_.org;
        return codes::add_alias(tx, actor, {block_.id, block_.first}, AliasKind::own, "OWN-0002");
    });
    EXPECT_EQ(stranger.error().code, Code::block_unknown);
}

TEST_P(PiecesTest, C10_UndoingFreesTheTexts) {
    const auto bound = must(bind(of_pieces({{"SN-0001", 0}, {"SN-0002", 1}})));
    must(alias(0, AliasKind::own, "OWN-0001"));
    must(undo(maker_, bound.production->id));
    EXPECT_EQ(aliases("SN-0001"), 0u);
    EXPECT_EQ(aliases("OWN-0001"), 0u);
    EXPECT_TRUE(bind(of_pieces({{"SN-0001", 1}})).has_value());
}

TEST_P(PiecesTest, P11_PiecesAreNumberedLikeOtherGoods) {
    const auto made = must(bind(of_pieces({{"SN-0001", {}}, {"SN-0002", {}}})));
    const auto batch =
        db_->read_now([&](db::Tx& tx) { return codes::list_batches(tx, made.production->home, {}, 10); });
    const auto first = block(made.production->home).first;
    EXPECT_EQ(batch.front().numbers.of(first), "20261101-01-0001") << "no two pieces show one number";
    EXPECT_EQ(batch.front().numbers.of(first + 1), "20261101-01-0002");
}

TEST_P(PiecesTest, C10_VoidingACodeClosesWhatItCarriesAndFreesTheTexts) {
    auto input = of_pieces({{"SN-0001", 0}, {"SN-0002", 1}});
    input.activate = true;
    must(bind(input));
    must(alias(0, AliasKind::own, "OWN-0001"));
    destroy(0);
    EXPECT_EQ(segment(0)->state.status, Status::voided);
    EXPECT_EQ(aliases("SN-0001"), 0u);
    EXPECT_EQ(aliases("OWN-0001"), 0u);
    EXPECT_EQ(items(), 1u);
    EXPECT_TRUE(bind(of_pieces({{"SN-0001", 5}})).has_value()) << "mistyped on a code that was voided";
    epcis::Event used;
    used.type = epcis::EventType::transformation;
    used.input_epcs.epcs = {"1"};
    used.output_epcs.epcs = {"urn:epc:id:sgtin:4012345.098765.12345"};
    capture(std::move(used));
    EXPECT_EQ(segment(1)->state.status, Status::voided);
    EXPECT_EQ(aliases("SN-0002"), 0u);
}

TEST_P(PiecesTest, C10_TheCheckFindsPiecesOfVoidedCodes) {
    static const db::Statement voids{"t.segment.void", "update segment set status = $1",
                                     db::Statement::Plan::small_scan};
    must(bind(of_pieces({{"SN-0001", 0}})));
    std::vector<std::string> found;
    const auto undone = db_->write_now([&](db::Tx& tx) -> Result<void> {
        tx.execute(voids, Status::voided);
        found = codes::check_records(tx, ledger::check_logs(tx));
        return Error{Code::conflict, "", "undone"};
    });
    EXPECT_TRUE(undone.has_error());
    EXPECT_THAT(found,
                ::testing::AllOf(::testing::Contains(HasSubstr("单件")), ::testing::Contains(HasSubstr("关联编码"))));
}

TEST_P(PiecesTest, EBM80_AnItemIsTakenBackByItsOwnerWhileItIsAtTheMaker) {
    const auto bound = must(bind(of_pieces({{"SN-WRONG", 0}, {"SN-0002", 1}})));
    const auto own = must(alias(0, AliasKind::own, "OWN-0001"));
    auto stranger = maker_;
    stranger.org = other_shop_.org;
    const auto id = bound.items.front().id;
    EXPECT_EQ(close_item(stranger, id).error().code, Code::not_found);
    EXPECT_EQ(close_item(colleague(991, true), id).error().code, Code::not_found) << "sees its own alone";
    EXPECT_EQ(close_alias(stranger, own.id).error().code, Code::not_found);
    EXPECT_EQ(close_alias(maker_, publicly("SN-WRONG").front().id).error().code, Code::wrong_state)
        << "the item would be found by nothing";
    must(close_item(maker_, id));
    EXPECT_EQ(close_item(maker_, id).error().code, Code::not_found) << "once";
    EXPECT_EQ(aliases("SN-WRONG"), 0u);
    EXPECT_EQ(aliases("OWN-0001"), 1u) << "it was added by itself";
    must(close_alias(maker_, own.id));
    EXPECT_EQ(close_alias(maker_, own.id).error().code, Code::not_found) << "once";
    EXPECT_EQ(aliases("OWN-0001"), 0u);
    EXPECT_TRUE(bind(of_pieces({{"SN-RIGHT", 0}})).has_value()) << "the same code, the right text";
    EXPECT_TRUE(alias(0, AliasKind::own, "OWN-0001").has_value());
    must(record(of_ranges(3, 3)));
    const auto first = must(alias(3, AliasKind::own, "SN-FIRST"));
    must(bind(of_pieces({{"SN-FIRST", 3}})));
    EXPECT_EQ(close_alias(maker_, first.id).error().code, Code::wrong_state) << "the item is found by it now";
    must(write([&](db::Tx& tx) { return activate(tx, maker_, range(1, 1)); }));
    must(write([&](db::Tx& tx) { return ship(tx, maker_, range(1, 1), shipping(), std::nullopt); }));
    EXPECT_EQ(close_item(maker_, bound.items.at(1).id).error().code, Code::wrong_state) << "others have it now";
}

// EBM-80, EBM-82: 编辑. The texts follow; what was said before stays, and fsck sees it.
TEST_P(PiecesTest, EBM80_EBM82_APieceIsCorrectedByItsMakerWhileItIsThere) {
    const auto bound = must(bind(of_pieces({{"SN-WRONG", 0}, {"SN-0002", 1}})));
    const auto id = bound.items.front().id;
    const auto correct = [&](const auth::Actor& by, codes::ItemId item, std::string_view serial, std::int64_t version,
                             std::string_view reason = "录入有误") {
        return write([&](db::Tx& tx) {
            return codes::correct_item(tx, by, item, {{"serialNumber", serial}}, reason, version);
        });
    };
    auto stranger = maker_;
    stranger.org = other_shop_.org;
    EXPECT_NE(correct(stranger, id, "SN-RIGHT", 0).error().code, Code::conflict);
    EXPECT_EQ(correct(colleague(991, true), id, "SN-RIGHT", 0).error().code, Code::not_found) << "sees its own alone";
    EXPECT_EQ(correct(maker_, id, "SN-0002", 0).error().pointer, "/fields/serialNumber") << "another piece's";
    EXPECT_EQ(correct(maker_, id, "SN-RIGHT", 0, " ").error().pointer, "/reason");
    EXPECT_EQ(correct(maker_, id, "SN-RIGHT", 1).error().pointer, "/version");
    EXPECT_EQ(aliases("SN-WRONG"), 1u) << "nothing was changed";

    EXPECT_EQ(must(correct(maker_, id, "SN-RIGHT", 0)).serial_number, "SN-RIGHT");
    EXPECT_EQ(aliases("SN-WRONG"), 0u);
    EXPECT_EQ(aliases("SN-RIGHT"), 1u);
    EXPECT_EQ(correct(maker_, id, "SN-OTHER", 0).error().code, Code::conflict) << "somebody was faster";
    must(correct(maker_, id, "SN-WRONG", 1, "原来的是对的"));
    EXPECT_EQ(aliases("SN-WRONG"), 1u) << "a text may come back";
    const auto history = db_->read_now([&](db::Tx& tx) { return codes::corrections_of(tx, id); });
    ASSERT_EQ(history.size(), 3u);
    EXPECT_EQ(history[0].serial_number, "SN-WRONG");
    EXPECT_EQ(history[1].serial_number, "SN-RIGHT");
    EXPECT_EQ(history[2].reason, "原来的是对的");
    EXPECT_EQ(db_->read_now([&](db::Tx& tx) {
        return codes::versions_of(tx, {bound.items[1].id, id});
    }),
              (std::vector<std::int64_t>{0, 2}));

    must(write([&](db::Tx& tx) { return activate(tx, maker_, range(0, 0)); }));
    must(write([&](db::Tx& tx) { return ship(tx, maker_, range(0, 0), shipping(), std::nullopt); }));
    EXPECT_EQ(correct(maker_, id, "SN-LATE", 2).error().code, Code::wrong_state) << "others have it now";
}

TEST_P(PiecesTest, EBM80_EBM82_FsckSeesAPieceThatWasChangedWithoutACorrection) {
    const auto id = must(bind(of_pieces({{"SN-0001", 0}}))).items.front().id;
    must(write([&](db::Tx& tx) {
        return codes::correct_item(tx, maker_, id, {{"serialNumber", "SN-0009"}}, "误", 0);
    }));
    static const db::Statement forge{"events.test_forge_correction",
                                     "update item_correction set reason = 'x' where item_id = $1 and version = 1"};
    static const db::Statement undo{"events.test_undo_forgery",
                                    "update item_correction set reason = '误' where item_id = $1 and version = 1"};
    write([&](db::Tx& tx) { return tx.execute(forge, id); });
    EXPECT_THAT(all_defects(), ::testing::Contains(HasSubstr("单件更正")));
    write([&](db::Tx& tx) { return tx.execute(undo, id); });
}

// EBM-79, P12: by day, and by model and day, whichever of them few pieces have.
TEST_P(PiecesTest, EBM79_PiecesAreFoundByTheDayTheyWereMadeOn) {
    for (const int day : {1, 3, 5}) {
        auto input = of_pieces({{fmt::format("SN-{}-A", day), day}, {fmt::format("SN-{}-B", day), day + 10}});
        input.production_date = {2026, 11, day};
        must(bind(input));
    }
    const auto serials = [&](const codes::ItemFilter& filter, OrgId org) {
        std::vector<std::string> out;
        for (const auto& item :
             db_->read_now([&](db::Tx& tx) { return codes::list_items(tx, {.org = org}, filter, {}, 10); }))
            out.push_back(item.serial_number);
        return out;
    };
    using ::testing::ElementsAre;
    for (const OrgId org : {maker_.org, OrgId{}}) {
        EXPECT_THAT(serials({.from = "2026-11-03", .to = "2026-11-03"}, org), ElementsAre("SN-3-B", "SN-3-A"));
        EXPECT_THAT(serials({.model = "Y", .from = "2026-11-02", .to = "2026-11-04"}, org),
                    ElementsAre("SN-3-B", "SN-3-A"));
        EXPECT_THAT(serials({.to = "2026-11-03"}, org), ElementsAre("SN-3-B", "SN-3-A", "SN-1-B", "SN-1-A"));
        EXPECT_THAT(serials({.from = "2026-11-04"}, org), ElementsAre("SN-5-B", "SN-5-A"));
        EXPECT_THAT(serials({.from = "2020-01-01", .to = "2026-11-01"}, org), ElementsAre("SN-1-B", "SN-1-A"))
            << "more days than are asked one by one";
        EXPECT_THAT(serials({.model = "ZZ", .from = "2026-11-03"}, org), ::testing::IsEmpty());
    }
}

TEST_P(PiecesTest, EBM79_WhatWentOnGetsNoNumbersAnyMore) {
    must(record(of_ranges(0, 9)));
    must(write([&](db::Tx& tx) { return activate(tx, maker_, range(0, 9)); }));
    must(write([&](db::Tx& tx) { return ship(tx, maker_, range(0, 0), shipping(), std::nullopt); }));
    const auto refused = bind(of_pieces({{"SN-0001", 0}, {"SN-0002", 1}}));
    EXPECT_EQ(refused.error().code, Code::wrong_state);
    EXPECT_EQ(refused.error().pointer, "/rows/0/code");
    EXPECT_TRUE(refused.error().others.empty());
    EXPECT_EQ(aliases("SN-0002"), 0u) << "nothing was changed";
}

TEST_P(PiecesTest, EBM73_NothingThatIsSaidIsIgnored) {
    must(record(of_ranges(0, 9)));
    auto input = of_pieces({{"SN-0001", 0}});
    input.batch_number = "L-1";
    input.activate = true;
    input.input.fields["factoryNumber"] = "A-1";
    const auto refused = bind(input);
    ASSERT_TRUE(refused.has_error());
    std::vector<std::string> told{refused.error().pointer};
    for (const Error& other : refused.error().others) told.push_back(other.pointer);
    EXPECT_THAT(told, ::testing::UnorderedElementsAre("/batchNumber", "/activate", "/fields"));
    EXPECT_EQ(items(), 0u);
    EXPECT_TRUE(bind(of_pieces({{"SN-0001", 0}})).has_value());
}

// A text of one's own making can be chosen to equal anything: it never speaks for somebody else's frame number.
TEST_P(PiecesTest, C10_ARivalsOwnCodeNeverStandsInFrontOfAnothersNumber) {
    const auto rival = write([&](db::Tx& tx) {
        auto org = organisation(tx, "仿制电缆厂", registry::OrgKind::producer, "rival");
        const auto product = file(tx, org);
        const auto codes = must(codes::apply_for_codes(tx, org, domain_, {product, 10}));
        must(commission(tx, org, {{codes.id, codes.first, codes.last}}, binding()));
        return std::pair(org, codes);
    });
    const auto as_rival = [&](std::int64_t offset, AliasKind kind, std::string_view text) {
        return must(write([&](db::Tx& tx) {
            return codes::add_alias(tx, rival.first, {rival.second.id, rival.second.first + offset}, kind, text);
        }));
    };
    const auto activated = [&](const auth::Actor& actor, const codes::Block& block, std::int64_t offset) {
        must(write([&](db::Tx& tx) {
            return activate(tx, actor, {{block.id, block.first + offset, block.first + offset}});
        }));
    };
    must(record(of_ranges(0, 9)));
    const std::string gs1 = "(01)06901234567892(21)A7";
    must(alias(0, AliasKind::gs1, gs1));
    must(alias(1, AliasKind::own, "SAME-0001"));
    as_rival(0, AliasKind::gs1, gs1);
    as_rival(1, AliasKind::own, "SAME-0001");
    EXPECT_EQ(aliases(gs1), 1u) << "neither is active: nothing is told of any of them";
    activated(rival.first, rival.second, 1);
    ASSERT_EQ(aliases("SAME-0001"), 1u);
    EXPECT_EQ(publicly("SAME-0001").front().org, rival.first.org) << "the other one is not on file yet";
    activated(maker_, block_, 1);
    EXPECT_EQ(aliases("SAME-0001"), 2u) << "who asks chooses the maker";
    // What says what it is goes first, whoever is active.
    static const db::Statement as_frame{"t.code_alias.kind",
                                        "update code_alias set alias_kind = $1 where alias_text = $2"
                                        " and org_id = $3"};
    const auto undone = db_->write_now([&](db::Tx& tx) -> Result<void> {
        tx.execute(as_frame, AliasKind::frame, "SAME-0001", maker_.org);
        const auto found = codes::find_public_aliases(tx, {"SAME-0001"});
        EXPECT_EQ(found.size(), 1u);
        EXPECT_EQ(found.front().org, maker_.org);
        return Error{Code::conflict, "", "undone"};
    });
    EXPECT_TRUE(undone.has_error());
}

TEST_P(PiecesTest, EBM84_NoWayOfBindingTakesLithiumBatteriesWithoutTheirNumbers) {
    // No template of a battery is built in here: this one describes some for the time of the test.
    auto& tmpl = const_cast<catalog::Template&>(*catalog::templates().find("B.1"));
    struct Restore {
        catalog::Template& tmpl;
        ~Restore() { tmpl.family = catalog::Family::none; }
    } const restore{tmpl};
    tmpl.family = catalog::Family::battery;
    static const db::Statement lithium{"t.product.lithium",
                                       "update product set field_values = $1 where product_id = $2"};
    db_->write_now([&](db::Tx& tx) {
        auto values = must(catalog::get_product(tx, product_)).values;
        values.values["batteryType"] = "锂电";
        tx.execute(lithium, values.to_json(), product_);
    });
    ASSERT_TRUE(db_->read_now([&](db::Tx& tx) { return codes::is_lithium(must(catalog::get_product(tx, product_))); }));
    EXPECT_EQ(record(of(5)).error().code, Code::invalid);
    EXPECT_EQ(write([&](db::Tx& tx) { return commission(tx, maker_, range(0, 9), binding()); }).error().code,
              Code::invalid);
    EXPECT_FALSE(segment(0).has_value());
    auto input = of(0);
    input.pieces = {{.code = {}, .fields = {{"factorySerial", "F-0001"}}}};
    EXPECT_EQ(bind(input).error().pointer, "/rows/0/fields/serialNumber");
}

TEST_P(PiecesTest, P11_TheNextNumberFollowsTheGreatest) {
    std::int64_t at = 0;
    for (const char* number : {"20261101-99", "20261101-100", "20261101-x", "20261101-7-b"}) {
        auto input = of_ranges(at, at);
        input.batch_number = number;
        must(record(input));
        ++at;
    }
    EXPECT_EQ(must(record(of(1))).batch_number, "20261101-101");
}

}  // namespace
}  // namespace yiguan::events
