// What others learn of a model: nothing that its owner hides now, and no name that nobody has looked at.
#include <gmock/gmock.h>

#include "catalog/document_access.hpp"
#include "catalog/models.hpp"
#include "catalog/models_world.hpp"
#include "review/review_json.hpp"

namespace yiguan::catalog {
namespace {

using db::Tx;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class ModelsToOthers : public testing::ModelsTest {};
YIGUAN_BOTH_ENGINES(ModelsToOthers);

// EBM-28, ECO-31, C-29
TEST_P(ModelsToOthers, EBM28_AHiddenReportIsToldByNothing) {
    auto text = battery("70");
    text["reports"] = json::array{report("BG-OPEN"), report("BG-SECRET", false)};
    const Product b = given_published(text);
    const auto told = [&](const Viewer& viewer) {
        return read([&](Tx& tx) { return json::serialize(describe(tx, stored(b.id), viewer, Audience::inside)); });
    };
    EXPECT_THAT(told(Viewer::of(maker_)), HasSubstr("BG-SECRET"));
    EXPECT_THAT(told(Viewer::of(of(OrgId{5}, {auth::Role::top_regulator}))), HasSubstr("BG-SECRET"));
    for (const Viewer& viewer : {Viewer{}, Viewer::of(other_), Viewer::of(admin_)}) {
        EXPECT_THAT(told(viewer), Not(HasSubstr("BG-SECRET")));
        EXPECT_THAT(told(viewer), HasSubstr("withheld"));
        EXPECT_THAT(told(viewer), HasSubstr("BG-OPEN"));
    }
    auth::Actor heir = other_;
    heir.predecessors = {maker_.org};
    EXPECT_THAT(told(Viewer::of(heir)), HasSubstr("BG-SECRET")) << "whoever took over the duty sees it";
    const auto hidden_now = [&](const auth::Actor& actor) {
        return write([&](Tx& tx) {
            std::string all;
            const auto versions = product_history(tx, actor, b.id, 0, 20).value();
            for (std::size_t i = 0; i < versions.size(); ++i)
                all += json::serialize(differences(tx, i + 1 < versions.size() ? &versions[i + 1].product : nullptr,
                                                   versions[i].product, Viewer::of(actor)));
            const auto editions = product_editions(tx, actor, b.id).value();
            for (const auto& e : editions)
                all += json::serialize(describe(tx, e.product, Viewer::of(actor), Audience::anybody)) +
                       json::serialize(differences(tx, nullptr, e.product, Viewer::of(actor)));
            return all;
        });
    };
    EXPECT_THAT(hidden_now(admin_), Not(HasSubstr("BG-SECRET")));
    // Hidden now, open in an older version: the older version does not tell it either.
    text["reports"] = json::array{report("BG-OPEN", false), report("BG-SECRET", false)};
    EXPECT_TRUE(read([&](Tx& tx) { return is_public_document(tx, report_); }));
    ASSERT_TRUE(approve(amend(b, Amendment::change, text).value().id).has_value());
    EXPECT_THAT(hidden_now(admin_), Not(HasSubstr("BG-OPEN")));
    EXPECT_THAT(hidden_now(maker_), HasSubstr("BG-OPEN"));
    EXPECT_FALSE(read([&](Tx& tx) { return is_public_document(tx, report_); })) << "nor its file";
}

// An application keeps what it said; what was closed since is hidden in it all the same, and so is its file.
TEST_P(ModelsToOthers, EBM28_AnOlderApplicationTellsNothingThatWasClosedSince) {
    auto text = battery("72");
    text["open"] = json::array{"inspectionReport"};
    text["reports"] = json::array{report("BG-1")};
    const Product b = given_published(with(text, "inspectionReport", "R-FIELD"));
    text = with(text, "inspectionReport", "R-FIELD");
    const auto filing = read([&](Tx& tx) { return *applications_of(tx, b.id).filing; });
    const auto told = [&](const review::Application& of, const auth::Actor& actor) {
        return read([&](Tx& tx) { return json::serialize(review::encode_whole(tx, actor, *review::find(tx, of.id))); });
    };
    const auto opens = [&] {
        return read([&](Tx& tx) { return access_to(tx, admin_, *registry::find_document(tx, report_)); }).actor;
    };
    const auto seen = AllOf(HasSubstr("BG-1"), HasSubstr("R-FIELD"));
    const auto hidden = AllOf(Not(HasSubstr("BG-1")), Not(HasSubstr("R-FIELD")));
    EXPECT_THAT(told(filing, admin_), seen);
    EXPECT_TRUE(opens());
    auto closing = text;
    closing["open"] = json::array{};
    closing["reports"] = json::array{report("BG-1", false)};
    const auto closed = amend(b, Amendment::correction, closing).value();
    EXPECT_THAT(told(filing, admin_), seen) << "not before it is approved";
    ASSERT_TRUE(approve(closed.id).has_value());
    EXPECT_THAT(told(filing, admin_), hidden);
    EXPECT_THAT(told(closed, admin_), hidden);
    EXPECT_FALSE(opens());
    EXPECT_THAT(told(filing, maker_), seen) << "its owner";
    EXPECT_THAT(told(filing, of(OrgId{5}, {auth::Role::top_regulator})), seen);
    // Whoever is to decide that it opens again sees what he decides on.
    const auto opening = amend(b, Amendment::correction, text).value();
    EXPECT_THAT(told(opening, admin_), seen);
    ASSERT_TRUE(write([&](Tx& tx) {
                    return review::decide(tx, admin_, opening.id,
                                          {.decision = review::Decision::reject, .reason = "不必"});
                }).has_value());
    EXPECT_THAT(told(opening, admin_), seen) << "sent back: still the owner's last word";
    clock_.value += 1000;
    ASSERT_TRUE(approve(amend(b, Amendment::change, with(closing, "mass", "3.6")).value().id).has_value());
    for (const auto& earlier : {filing, closed, opening}) EXPECT_THAT(told(earlier, admin_), hidden);
    EXPECT_FALSE(opens());
}

// NAT-35: the owner's history tells that a report was closed, and that it was open before.
TEST_P(ModelsToOthers, NAT35_TheOwnersHistoryTellsThatAReportWasClosed) {
    auto text = battery("73");
    text["reports"] = json::array{report("BG-1")};
    const Product b = given_published(text);
    text["reports"] = json::array{report("BG-1", false)};
    ASSERT_TRUE(approve(amend(b, Amendment::change, text).value().id).has_value());
    const auto versions = read([&](Tx& tx) { return product_history(tx, maker_, b.id, 0, 9); }).value();
    const auto told = read([&](Tx& tx) {
        return json::serialize(differences(tx, &versions[1].product, versions[0].product, Viewer::of(maker_)));
    });
    EXPECT_THAT(told, HasSubstr("（不公开）"));
    EXPECT_TRUE(versions[1].product.extras.reports.front().open);
    const auto others = read([&](Tx& tx) { return product_history(tx, admin_, b.id, 0, 9); }).value();
    EXPECT_FALSE(others[1].product.extras.reports.front().open);
}

// Anybody can claim a well-known credit code: his name stands on nobody's page before he was looked at.
TEST_P(ModelsToOthers, C23_AProducerIsNamedOnceItIsApproved) {
    auto text = vehicle();
    text["batteries"] = json::array{json::object{{"uscc", testing::uscc_c}, {"model", "YD4812"}}};
    const Product v = given_published(text);
    const auto told = [&] {
        return read([&](Tx& tx) { return json::serialize(describe(tx, stored(v.id), {}, Audience::anybody)); });
    };
    const registry::OrgData data{.name = "丙公司",
                                 .uscc = keys::Uscc::parse(testing::uscc_c).value(),
                                 .address = "佛山市禅城区 1 号",
                                 .contact = "0757-12345678"};
    const auto org = write([&](Tx& tx) {
                         return registry::register_org(
                             tx, {}, {data, registry::OrgKinds{}.with(registry::OrgKind::producer), "third", "hash"});
                     })
                         .value()
                         .org;
    EXPECT_THAT(told(), AllOf(HasSubstr(std::string(testing::uscc_c)), Not(HasSubstr("丙公司"))));
    ASSERT_TRUE(write([&](Tx& tx) {
                    return registry::review_org(tx, admin_, org, registry::Decision::approve, "");
                }).has_value());
    EXPECT_THAT(told(), HasSubstr("丙公司"));
}

// FIL-12: a member who is let at his own entries learns which codes are taken, and not by what.
TEST_P(ModelsToOthers, FIL12_AMemberLearnsNoModelsOfOthersByTheirCodes) {
    given_published(battery("74", "YD-OTHERS"));
    auth::Actor member = maker_;
    member.user = UserId{4711};
    member.scope.own_only = true;
    const auto own = file(member, battery("75", "YD-OWN"));
    ASSERT_TRUE(own.has_value()) << at(own.error());
    const auto used = read([&](Tx& tx) { return model_codes(tx, member, Family::battery); }).value().used;
    ASSERT_EQ(used.size(), 2u);
    EXPECT_EQ(used[0].code, "74");
    EXPECT_EQ(used[0].product, ProductId{});
    EXPECT_EQ(used[0].name + used[0].model, "");
    EXPECT_EQ(used[1].model, "YD-OWN");
    EXPECT_EQ(used[1].product, own.value().id);
    const auto refused = file(member, battery("74", "YD-OWN2"));
    EXPECT_EQ(refused.error().pointer, "/fields/modelCode");
    EXPECT_THAT(refused.error().detail, Not(HasSubstr("YD-OTHERS")));
    EXPECT_THAT(file(maker_, battery("75", "YD4820")).error().detail, HasSubstr("YD-OWN"));
}

}  // namespace
}  // namespace yiguan::catalog
