// 订正, 变更, the other party of OEM/ODM: filings under the review engine.
#include "catalog/editions.hpp"

#include <gmock/gmock.h>

#include <set>

#include "catalog/applications.hpp"
#include "catalog/test_world.hpp"
#include "review/review_json.hpp"

namespace yiguan::catalog {
namespace {

using auth::Role;
using db::Tx;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class Editions : public testing::CatalogTest {
protected:
    json::object with_model(std::string_view model) const {
        auto text = body();
        text["fields"].as_object()["model"] = model;
        return text;
    }
    Result<review::Application> proposed(const auth::Actor& actor, const Product& was, Amendment amendment,
                                         const json::object& text, std::string_view reason = "印刷有误") {
        return write([&](Tx& tx) -> Result<review::Application> {
            TRY(const auto filing, decode_filing(text, clock_, finder(tx)));
            return propose(tx, actor, was.id, was.version, amendment, filing, reason);
        });
    }
    Result<review::Application> decided(const review::Application& application, review::Decision decision) {
        return write([&](Tx& tx) {
            return review::decide(tx, admin_, application.id, {.decision = decision, .reason = "依据检验报告"});
        });
    }
    Product amended(const Product& was, Amendment amendment, const json::object& text) {
        const auto application = proposed(maker_, was, amendment, text);
        if (application.has_error()) throw std::runtime_error(application.error().detail);
        const auto done = decided(application.value(), review::Decision::approve);
        if (done.has_error()) throw std::runtime_error(done.error().detail);
        return stored(was.id);
    }
    std::string model_bound_at(ProductId id, UtcMs at) {
        return read([&](Tx& tx) { return product_as_bound(tx, id, at).value().model(); });
    }
    void wait(std::int64_t ms = 60'000) { clock_.value += ms; }
};
YIGUAN_BOTH_ENGINES(Editions);

// EBM-50
TEST_P(Editions, EBM50_AChangeMakesAnEditionAndACorrectionPutsItRight) {
    const Product first = given_published(with_model("A-1"));
    const UtcMs bound_first = clock_;
    wait();
    const Product second = amended(first, Amendment::change, with_model("A-2"));
    EXPECT_EQ(second.edition, 2);
    EXPECT_EQ(second.revision, 0);
    EXPECT_EQ(second.status, ProductStatus::published);
    wait();
    const UtcMs bound_second = clock_;
    wait();
    EXPECT_EQ(model_bound_at(first.id, bound_first), "A-1") << "codes bound before a change show their edition";
    EXPECT_EQ(model_bound_at(first.id, bound_second), "A-2");

    const Product corrected = amended(second, Amendment::correction, with_model("A-3"));
    EXPECT_EQ(corrected.edition, 2);
    EXPECT_EQ(corrected.revision, 1);
    EXPECT_EQ(model_bound_at(first.id, bound_second), "A-3") << "after a correction they show the corrected one";
    EXPECT_EQ(model_bound_at(first.id, bound_first), "A-1");

    const auto editions = read([&](Tx& tx) { return product_editions(tx, maker_, first.id); }).value();
    ASSERT_EQ(editions.size(), 2u);
    EXPECT_EQ(editions[0].product.model(), "A-3");
    EXPECT_EQ(editions[1].product.model(), "A-1");
    EXPECT_EQ(read([&](Tx& tx) { return product_at(tx, maker_, first.id, bound_second); }).value().model(), "A-2")
        << "C-18: what was corrected is kept";
    EXPECT_EQ(read([&](Tx& tx) { return product_at(tx, maker_, first.id, UtcMs{0}); }).error().code, Code::not_found);
}

// EBM-48
TEST_P(Editions, EBM48_NothingChangesBeforeTheApproval) {
    const Product first = given_published(with_model("A-1"));
    auto draft = with_model("A-2");
    draft["submit"] = false;
    const auto kept = proposed(maker_, first, Amendment::change, draft, "").value();
    EXPECT_EQ(kept.state, review::State::draft);
    EXPECT_EQ(stored(first.id).model(), "A-1");
    const auto sent = proposed(maker_, first, Amendment::change, with_model("A-4")).value();
    EXPECT_EQ(sent.id, kept.id) << "the same application is edited further";
    EXPECT_EQ(proposed(maker_, first, Amendment::correction, with_model("A-5")).error().code, Code::conflict);
    decided(sent, review::Decision::reject).value();
    EXPECT_EQ(stored(first.id).model(), "A-1");
    EXPECT_EQ(stored(first.id).version, first.version);
}

TEST_P(Editions, BadProposalsAreRefused) {
    const Product first = given_published(with_model("A-1"));
    const auto refused = [&](const auth::Actor& actor, const Product& was, const json::object& text,
                             std::string_view reason = "理由") {
        const auto application = proposed(actor, was, Amendment::correction, text, reason);
        return application.has_error() ? std::string(info(application.error().code).name) + application.error().pointer
                                       : std::string();
    };
    EXPECT_EQ(refused(other_, first, with_model("A-2")), "not_found");
    EXPECT_EQ(refused(admin_, first, with_model("A-2")), "forbidden");
    EXPECT_EQ(refused(maker_, first, with_model("A-2"), ""), "missing_field/reason");
    EXPECT_EQ(refused(maker_, first, with_model("")), "missing_field/fields/model");
    Product stale = first;
    stale.version -= 1;
    EXPECT_EQ(refused(maker_, stale, with_model("A-2")), "conflict/version");
    const Product pending = file(maker_, body()).value();
    EXPECT_EQ(refused(maker_, pending, with_model("A-2")), "wrong_state");
}

// ECO-31, C-29: hidden means the owner and the top regulator. Whoever decides learns that a required value is there,
// and no more, also while he holds the application.
TEST_P(Editions, ECO27_ECO31_C29_HiddenValuesOfAProposalReachNoReviewer) {
    auto text = with_model("A-1");
    text["open"] = json::array();
    const Product first = given_published(text);
    text["fields"].as_object()["inspectionReport"] = "R-SECRET";
    const auto application = proposed(maker_, first, Amendment::correction, text).value();
    const auto whole = [&](const auth::Actor& actor) {
        return read([&](Tx& tx) { return json::serialize(review::encode_whole(tx, actor, application)); });
    };
    EXPECT_THAT(whole(maker_), HasSubstr("R-SECRET"));
    EXPECT_THAT(whole(maker_), HasSubstr("R-77"));
    for (const auto& actor : {admin_, of({}, {Role::first_reviewer}), of({}, {Role::regulator}), other_}) {
        EXPECT_THAT(whole(actor), Not(HasSubstr("R-SECRET")));
        EXPECT_THAT(whole(actor), Not(HasSubstr("R-77")));
        EXPECT_THAT(whole(actor), HasSubstr("withheld"));
    }
    ASSERT_TRUE(write([&](Tx& tx) { return review::claim(tx, admin_, application.id); }).has_value());
    EXPECT_THAT(whole(admin_), Not(HasSubstr("R-SECRET")));
    EXPECT_THAT(whole(admin_), HasSubstr(R"({"rule":"complete","zh":"必填项齐全","ok":true})"));
    EXPECT_THAT(whole(of({}, {Role::top_regulator})), HasSubstr("R-SECRET"));
}

// ECO-44
TEST_P(Editions, ECO44_BothPartiesConfirmBeforeTheReview) {
    auto text = body("B.2");
    auto& fields = text["fields"].as_object();
    fields["principalUscc"] = testing::uscc_a;
    fields["contractorName"] = "乙公司";
    fields["contractorUscc"] = testing::uscc_c;
    fields["contractorAddress"] = "深圳市 2 号";
    fields["contractorContact"] = "0755-1234567";
    const auto unknown = file(maker_, text);
    ASSERT_TRUE(unknown.has_error());
    EXPECT_EQ(unknown.error().pointer, "/fields/contractorUscc");
    EXPECT_THAT(unknown.error().detail, HasSubstr("尚未入驻"));

    fields["contractorUscc"] = testing::uscc_b;
    const Product filed = file(maker_, text).value();
    EXPECT_EQ(filed.status, ProductStatus::awaiting_party);
    EXPECT_EQ(review(filed.id, Review::approve).error().code, Code::wrong_state);
    const auto waiting = [&](const auth::Actor& actor) {
        return read([&](Tx& tx) { return find_products(tx, actor, {.awaiting_me = true}, {}, 10); }).value().total;
    };
    EXPECT_EQ(waiting(other_), 1);
    EXPECT_EQ(waiting(maker_), 0);
    EXPECT_TRUE(read([&](Tx& tx) { return read_product(tx, other_, filed.id); }).has_value());
    const auto answer = [&](const auth::Actor& actor, Confirm confirm, std::string_view reason) {
        return write([&](Tx& tx) { return confirm_product(tx, actor, filed.id, confirm, reason); });
    };
    EXPECT_EQ(answer(maker_, Confirm::yes, "").error().code, Code::not_found);
    EXPECT_EQ(answer(other_, Confirm::no, "").error().code, Code::missing_field);
    EXPECT_EQ(answer(other_, Confirm::no, "没有这份合同").value().status, ProductStatus::rejected);
    const auto again = write([&](Tx& tx) -> Result<Product> {
        TRY(const auto filing, decode_filing(text, clock_, finder(tx)));
        return update_product(tx, maker_, filed.id, stored_version(tx, filed.id), filing);
    });
    ASSERT_TRUE(again.has_value()) << again.error().detail;
    EXPECT_EQ(answer(other_, Confirm::yes, "").value().status, ProductStatus::pending);
    EXPECT_EQ(review(filed.id, Review::approve).value().status, ProductStatus::published);
}

TEST_P(Editions, ReviewGoesThroughItsApplication) {
    const Product pending = file(maker_, body()).value();
    const auto application =
        read([&](Tx& tx) { return review::find_open(tx, review::Kind::product_filing, pending.id.value); });
    ASSERT_TRUE(application);
    EXPECT_EQ(application->state, review::State::submitted);
    const auto returned = decided(*application, review::Decision::to_complete);
    ASSERT_TRUE(returned.has_value()) << returned.error().detail;
    EXPECT_EQ(stored(pending.id).status, ProductStatus::to_complete);
    const auto again = write([&](Tx& tx) -> Result<Product> {
        TRY(const auto filing, decode_filing(body(), clock_, finder(tx)));
        return update_product(tx, maker_, pending.id, stored_version(tx, pending.id), filing);
    });
    EXPECT_EQ(again.value().status, ProductStatus::pending);
    const auto round = read([&](Tx& tx) { return review::find(tx, application->id); });
    EXPECT_EQ(round->round, 2);
    decided(*round, review::Decision::approve).value();
    EXPECT_EQ(stored(pending.id).status, ProductStatus::published);
    EXPECT_TRUE(write([&](Tx& tx) { return withdraw_product(tx, maker_, pending.id); }).has_error());
}

// ECO-25
TEST_P(Editions, ECO25_ATemplateIsAskedFor) {
    const auto asked = write([&](Tx& tx) {
        return request_template(tx, maker_, {.title = "燃气软管", .items = "长度、材质", .documents = {picture_}});
    });
    ASSERT_TRUE(asked.has_value()) << asked.error().detail;
    EXPECT_EQ(decided(asked.value(), review::Decision::approve).value().state, review::State::approved);
    EXPECT_TRUE(write([&](Tx& tx) {
                    return request_template(tx, other_, {.title = "x", .documents = {picture_}});
                }).has_error());
}

TEST_P(Editions, DifferencesSayWhatChangedInWords) {
    const Product first = given_published(with_model("A-1"));
    wait();
    auto text = with_model("A-2");
    text["extension"] = json::array{json::object{{"name", "颜色"}, {"value", "红"}}};
    amended(first, Amendment::change, text);
    const auto versions = read([&](Tx& tx) { return product_history(tx, maker_, first.id, 0, 10); }).value();
    ASSERT_GE(versions.size(), 2u);
    EXPECT_EQ(versions[0].act, ProductAction::change);
    const auto between = [&](const Product& was, const Product& is) {
        return read([&](Tx& tx) { return differences(tx, &was, is, Viewer::of(maker_)); });
    };
    const auto changes = between(versions[1].product, versions[0].product);
    ASSERT_EQ(changes.size(), 2u);
    EXPECT_EQ(changes[0].at("zh"), "规格型号");
    EXPECT_EQ(changes[0].at("before"), "A-1");
    EXPECT_EQ(changes[0].at("after"), "A-2");
    EXPECT_EQ(changes[1].at("key"), "extension");
    EXPECT_THAT(between(versions[1].product, versions[1].product), IsEmpty());
}

const db::Statement forget_applications_sql{"editions_test.forget_applications",
                                            "delete from application where object_id = $1 and kind = $2"};

// After an upgrade from a version without applications, what waits stands in the operator's list.
TEST_P(Editions, ECO27_FilingsOfEarlierVersionsWaitInTheListOfApplications) {
    std::vector<ProductId> waiting;
    for (int i = 0; i < 3; ++i) waiting.push_back(file(maker_, body()).value().id);
    given_published(body());
    write([&](db::Tx& tx) {
        for (const auto id : {waiting[0], waiting[2]})
            tx.execute(forget_applications_sql, id, review::Kind::product_filing);
    });
    const auto listed = [&] {
        const auto page = read([&](db::Tx& tx) {
                              return review::list(tx, admin_, {.kind = review::Kind::product_filing}, std::nullopt, 20);
                          }).value();
        std::set<std::int64_t> objects;
        for (const auto& one : page.items) objects.insert(one.object);
        return objects;
    };
    EXPECT_EQ(listed().size(), 1u);
    for (std::optional<ProductId> before = ProductId{}; before;)
        before = write([&](db::Tx& tx) { return adopt_filings(tx, *before, 1); });
    EXPECT_EQ(listed(), (std::set{waiting[0].value, waiting[1].value, waiting[2].value}));
    for (std::optional<ProductId> before = ProductId{}; before;)
        before = write([&](db::Tx& tx) { return adopt_filings(tx, *before, 100); });
    EXPECT_EQ(listed().size(), 3u) << "once";
    EXPECT_EQ(review(waiting[0], Review::approve).value().status, ProductStatus::published);
}

}  // namespace
}  // namespace yiguan::catalog
