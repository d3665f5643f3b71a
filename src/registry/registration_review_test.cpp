// Decisions on registrations; drafts, rounds and who holds a credit code.
#include <gmock/gmock.h>

#include "auth/auth.hpp"
#include "registry/documents.hpp"
#include "registry/registry_json.hpp"
#include "registry/test_world.hpp"
#include "review/review.hpp"

namespace yiguan::registry {
namespace {

using auth::Actor;
using auth::Role;
using auth::Roles;
using db::Tx;
using testing::ElementsAre;
using testing::SizeIs;

class RegistrationReview : public RegistryWorld {};
YIGUAN_BOTH_ENGINES(RegistrationReview);

// ---- review

// EBM-22
TEST_P(RegistrationReview, EBM22_AnApprovedOrganisationMayProduce) {
    const auto id = given_org(1).org;
    const auto before = read([&](Tx& tx) { return require_approved(tx, id); });
    ASSERT_TRUE(before.has_error());
    EXPECT_EQ(before.error().code, Code::org_not_approved);
    EXPECT_NE(before.error().detail.find("待初审"), std::string::npos);

    clock_ = clock_ + 1000;
    const auto approved = approve(id);
    ASSERT_TRUE(approved.has_value());
    EXPECT_EQ(approved.value().status, OrgStatus::approved);
    const auto org = stored(id);
    EXPECT_EQ(org.status, OrgStatus::approved);
    EXPECT_EQ(org.reviewed_by, admin_.user);
    EXPECT_EQ(org.reviewed_at, clock_);
    EXPECT_EQ(org.version, 2);
    EXPECT_TRUE(read([&](Tx& tx) { return require_approved(tx, id); }).has_value());
    EXPECT_THAT(actions(id), ElementsAre("org.register", "org.approve"));
}

// ECO-19
TEST_P(RegistrationReview, ECO19_ARejectedOneIsPutRightAndSubmittedAgain) {
    const auto registered = given_org(1);
    ASSERT_TRUE(reject(registered.org).has_value());
    EXPECT_EQ(stored(registered.org).review_reason, "执照不清晰");
    EXPECT_EQ(read([&](Tx& tx) { return require_approved(tx, registered.org); }).error().code, Code::org_not_approved);

    clock_ = clock_ + 86'400'000;
    auto corrected = data(2);  // the code differed from the licence: ECO-20
    corrected.address = "深圳市另一路 2 号";
    const auto again = resubmit(registered, corrected);
    ASSERT_TRUE(again.has_value()) << again.error().detail;
    const auto org = stored(registered.org);
    EXPECT_EQ(org.status, OrgStatus::first_review);
    EXPECT_EQ(org.data.uscc, uscc(2));
    EXPECT_EQ(org.data.address, "深圳市另一路 2 号");
    EXPECT_EQ(org.submitted_at, clock_);
    EXPECT_FALSE(read([&](Tx& tx) { return find_org_by_uscc(tx, uscc(1)); }));
    ASSERT_TRUE(approve(registered.org).has_value());
    EXPECT_THAT(actions(registered.org), ElementsAre("org.register", "org.reject", "org.submit", "org.approve"));
}

// NAT-35
TEST_P(RegistrationReview, KeepsEveryVersionNat35) {
    const auto registered = given_org(1);
    ASSERT_TRUE(reject(registered.org).has_value());
    auto corrected = data(1);
    corrected.name = "新名称";
    ASSERT_TRUE(resubmit(registered, corrected).has_value());
    const auto history = read([&](Tx& tx) { return org_history(tx, registered.org); });
    ASSERT_THAT(history, SizeIs(3));
    EXPECT_EQ(history[0].status, OrgStatus::first_review);
    EXPECT_EQ(history[0].changed_by, registered.user);
    EXPECT_EQ(history[1].status, OrgStatus::rejected);
    EXPECT_EQ(history[1].changed_by, admin_.user);
    EXPECT_EQ(history[2].version, 3);
    const auto name_at = [&](std::size_t i) { return parse_json_object(history[i].content).value().at("name"); };
    EXPECT_EQ(name_at(0), "企业1");
    EXPECT_EQ(name_at(2), "新名称");
}

TEST_P(RegistrationReview, MovesOutsideTheTableAreRefused) {
    const auto registered = given_org(1);
    EXPECT_EQ(resubmit(registered, data(1)).error().code, Code::wrong_state);
    ASSERT_TRUE(approve(registered.org).has_value());
    for (const auto& again : {approve(registered.org), reject(registered.org), resubmit(registered, data(1))}) {
        ASSERT_TRUE(again.has_error());
        EXPECT_EQ(again.error().code, Code::wrong_state);
        EXPECT_NE(again.error().detail.find("已通过"), std::string::npos);
    }
    EXPECT_EQ(stored(registered.org).version, 2);
    EXPECT_THAT(actions(registered.org), ElementsAre("org.register", "org.approve"));
    EXPECT_EQ(approve(OrgId{99}).error().code, Code::not_found);
}

TEST_P(RegistrationReview, ARejectionNeedsAReason) {
    const auto id = given_org(1).org;
    const std::string long_reason(501, 'a');
    EXPECT_EQ(review(id, Decision::reject, "", admin_).error().code, Code::missing_field);
    EXPECT_EQ(review(id, Decision::reject, " \n ", admin_).error().pointer, "/reason");
    EXPECT_EQ(review(id, Decision::reject, long_reason, admin_).error().code, Code::too_long);
    EXPECT_EQ(review(id, Decision::reject, "a\xFF", admin_).error().code, Code::invalid);
    EXPECT_EQ(stored(id).status, OrgStatus::first_review);
    EXPECT_TRUE(review(id, Decision::approve, "", admin_).has_value());
}

TEST_P(RegistrationReview, OnlyReviewersReviewAndOnlyOwnersResubmit) {
    const auto registered = given_org(1), other = given_org(2);
    Actor regulator{.user = UserId{9}, .org = {}, .roles = Roles{}.with(Role::top_regulator)};
    for (const auto& actor : {owner(registered), owner(other), regulator})
        EXPECT_EQ(review(registered.org, Decision::approve, "", actor).error().code, Code::forbidden);
    EXPECT_EQ(review(registered.org, Decision::approve, "", Actor{}).error().code, Code::unauthenticated);
    ASSERT_TRUE(reject(registered.org).has_value());
    for (const auto& actor : {owner(other), admin_, regulator})
        EXPECT_EQ(write([&](Tx& tx) { return resubmit_org(tx, actor, registered.org, data(1)); }).error().code,
                  Code::forbidden);
    EXPECT_EQ(write([&](Tx& tx) { return resubmit_org(tx, Actor{}, registered.org, data(1)); }).error().code,
              Code::unauthenticated);
    EXPECT_EQ(stored(registered.org).status, OrgStatus::rejected);
}

TEST_P(RegistrationReview, AResubmissionMayNotTakeAnothersCodeOrDocument) {
    const auto registered = given_org(1), other = given_org(2);
    ASSERT_TRUE(reject(registered.org).has_value());
    EXPECT_EQ(resubmit(registered, data(2)).error().code, Code::org_exists);

    const StoredFile file{.sha256 = std::string(64, 'a'), .media_type = MediaType::png, .bytes = 9};
    const auto others = write([&](Tx& tx) { return add_document(tx, owner(other), file); }).value();
    auto corrected = data(1);
    corrected.licence = others.id;
    const auto refused = resubmit(registered, corrected);
    ASSERT_TRUE(refused.has_error());
    EXPECT_EQ(refused.error().code, Code::document_unknown);
    EXPECT_EQ(refused.error().pointer, "/licence");
    EXPECT_EQ(stored(registered.org).status, OrgStatus::rejected);

    corrected.licence = write([&](Tx& tx) { return add_document(tx, owner(registered), file); }).value().id;
    ASSERT_TRUE(resubmit(registered, corrected).has_value());
    EXPECT_EQ(stored(registered.org).data.licence, corrected.licence);
}

TEST_P(RegistrationReview, OtherMovesOfTheTable) {
    const auto registered = given_org(1);
    const auto operate = [&](auto f, const Actor& actor, std::string_view reason) {
        return write([&](Tx& tx) { return f(tx, actor, registered.org, reason); });
    };
    const auto application = stored(registered.org).application;
    ASSERT_TRUE(write([&](Tx& tx) { return review::withdraw(tx, owner(registered), application, ""); }).has_value());
    EXPECT_EQ(stored(registered.org).status, OrgStatus::withdrawn);
    EXPECT_EQ(approve(registered.org).error().code, Code::wrong_state);
    ASSERT_TRUE(resubmit(registered, data(1)).has_value());
    ASSERT_TRUE(approve(registered.org).has_value());
    EXPECT_EQ(operate(suspend_org, owner(registered), "x").error().code, Code::forbidden);
    EXPECT_EQ(operate(suspend_org, admin_, "").error().code, Code::missing_field);
    ASSERT_TRUE(operate(suspend_org, admin_, "停业整顿").has_value());
    EXPECT_EQ(read([&](Tx& tx) { return require_approved(tx, registered.org); }).error().code, Code::org_not_approved);
    ASSERT_TRUE(operate(resume_org, admin_, "").has_value());
    EXPECT_TRUE(read([&](Tx& tx) { return require_approved(tx, registered.org); }).has_value());
    ASSERT_TRUE(operate(deregister_org, admin_, "企业注销").has_value());
    EXPECT_EQ(operate(resume_org, admin_, "").error().code, Code::wrong_state);
    EXPECT_EQ(stored(registered.org).status, OrgStatus::deregistered);
}

// ---- drafts, rounds, claims on the credit code

TEST_P(RegistrationReview, DraftsAndRejectedOnesDoNotBlockACreditCodeX1) {
    const auto draft = try_register(
        {.org = data(1), .kinds = producer, .login = "draft", .password_hash = "hash", .submit = review::Submit::no});
    ASSERT_TRUE(draft.has_value());
    EXPECT_EQ(stored(draft.value().org).status, OrgStatus::draft);
    EXPECT_EQ(stored(draft.value().org).data.uscc, uscc(1)) << "what was written is kept";
    EXPECT_FALSE(read([&](Tx& tx) { return find_org_by_uscc(tx, uscc(1)); }));
    const auto other = given_org(1);
    const auto refused = resubmit(draft.value(), data(1));
    ASSERT_TRUE(refused.has_error());
    EXPECT_EQ(refused.error().code, Code::org_exists);
    EXPECT_EQ(refused.error().pointer, "/uscc");
    EXPECT_EQ(stored(draft.value().org).status, OrgStatus::draft) << "nothing is lost";
    ASSERT_TRUE(reject(other.org).has_value());
    ASSERT_TRUE(resubmit(draft.value(), data(1)).has_value());
    EXPECT_EQ(resubmit(other, data(1)).error().code, Code::org_exists);
    EXPECT_EQ(read([&](Tx& tx) { return find_org_by_uscc(tx, uscc(1)); })->id, draft.value().org);
}

TEST_P(RegistrationReview, SavingKeepsTheStateAndAnOlderVersionIsRefused) {
    const auto registered = given_org(1);
    ASSERT_TRUE(reject(registered.org).has_value());
    const auto save = [&](std::string name, std::optional<std::int64_t> version) {
        auto changed = data(1);
        changed.name = std::move(name);
        return write([&](Tx& tx) {
            return resubmit_org(tx, owner(registered), registered.org, changed, review::Submit::no, version);
        });
    };
    ASSERT_TRUE(save("新名称", 2).has_value());
    EXPECT_EQ(stored(registered.org).status, OrgStatus::rejected);
    EXPECT_EQ(stored(registered.org).data.name, "新名称");
    const auto late = save("旧页面", 2);
    ASSERT_TRUE(late.has_error());
    EXPECT_EQ(late.error().code, Code::conflict);
    EXPECT_EQ(late.error().pointer, "/version");
}

// ECO-04, EBM-23
TEST_P(RegistrationReview, ECO04_EBM23_AReReviewLeadsThroughItsOwnStatus) {
    const review::Rule rule{.kind = review::Kind::registration, .second_review = true};
    ASSERT_TRUE(write([&](Tx& tx) { return review::set_rules(tx, admin_, std::span(&rule, 1)); }).has_value());
    const auto id = given_org(1).org;
    ASSERT_TRUE(approve(id).has_value());
    EXPECT_EQ(stored(id).status, OrgStatus::second_review);
    EXPECT_EQ(approve(id).error().code, Code::self_review);
    auto other = admin_;
    other.user = UserId{2};
    ASSERT_TRUE(review(id, Decision::approve, "", other).has_value());
    EXPECT_EQ(stored(id).status, OrgStatus::approved);
}

// ECO-16
TEST_P(RegistrationReview, AskedToCompleteItKeepsItsCreditCodeEco16) {
    const auto registered = given_org(1);
    const auto application = stored(registered.org).application;
    ASSERT_TRUE(write([&](Tx& tx) {
                    return review::decide(tx, admin_, application,
                                          {.decision = review::Decision::to_complete,
                                           .notes = {{.pointer = "/address", .text = "请填写到门牌号"}}});
                }).has_value());
    EXPECT_EQ(stored(registered.org).status, OrgStatus::to_complete);
    EXPECT_EQ(read([&](Tx& tx) { return review::notes_of(tx, application); })[0].field, "生产/注册地址");
    EXPECT_TRUE(read([&](Tx& tx) { return find_org_by_uscc(tx, uscc(1)); }));
    ASSERT_TRUE(resubmit(registered, data(1)).has_value());
    EXPECT_EQ(read([&](Tx& tx) { return review::find(tx, application); })->round, 2);
}

TEST_P(RegistrationReview, NobodyApprovesHisOwnCompany) {
    auto insider = admin_;
    const auto id = given_org(1).org;
    insider.org = id;
    EXPECT_EQ(review(id, Decision::approve, "", insider).error().code, Code::self_review);
    EXPECT_EQ(stored(id).status, OrgStatus::first_review);
}

// ECO-18
TEST_P(RegistrationReview, ECO18_AnInitialPasswordComesWithTheApprovalC20) {
    auto reachable = data(1);
    reachable.contact_phone = "13800138000";
    const auto made = try_register({.org = reachable,
                                    .kinds = producer,
                                    .login = "later",
                                    .password_hash = "nobody knows",
                                    .password_later = true});
    const review::InitialPassword password{"Anfang-2026", "hash of it"};
    ASSERT_TRUE(write([&](Tx& tx) {
                    return review_org(tx, admin_, made.value().org, Decision::approve, "", &password);
                }).has_value());
    const auto user = read([&](Tx& tx) { return auth::find_user(tx, made.value().user); });
    EXPECT_EQ(user->password_hash, "hash of it");
    EXPECT_TRUE(user->must_change_password) << "EBM-18";
    const auto chosen = given_org(2);
    ASSERT_TRUE(write([&](Tx& tx) {
                    return review_org(tx, admin_, chosen.org, Decision::approve, "", &password);
                }).has_value());
    EXPECT_EQ(read([&](Tx& tx) { return auth::find_user(tx, chosen.user); })->password_hash, "hash")
        << "who chose one keeps it";
}

// EBM-17
TEST_P(RegistrationReview, AnInitialPasswordNeedsAnAddressEBM17) {
    auto mute = data(1);
    mute.contact_phone.reset();
    mute.email.reset();
    const auto made = try_register(
        {.org = mute, .kinds = producer, .login = "later", .password_hash = "nobody knows", .password_later = true});
    const review::InitialPassword password{"Anfang-2026", "hash of it"};
    const auto approved =
        write([&](Tx& tx) { return review_org(tx, admin_, made.value().org, Decision::approve, "", &password); });
    ASSERT_TRUE(approved.has_error());
    EXPECT_EQ(approved.error().pointer, "/settings/initialisePassword");
    EXPECT_EQ(stored(made.value().org).status, OrgStatus::first_review) << "nothing was changed";
}

// EBM-07, EBM-08, EBM-09, GDP-71
TEST_P(RegistrationReview, EBM07_EBM08_EBM09_GDP71_TellsEverythingItWasTold) {
    auto full = data(1);
    full.region = "440112";
    full.production_address = "广州市黄埔区某厂";
    full.gln = "6901234000009";
    full.card_number = "690123456";
    full.company_type = CompanyType::cold_chain;
    full.product_types = 5;
    full.categories = 8;
    full.brands = {"一贯", "Yiguan"};
    const auto id =
        try_register({.org = full, .kinds = producer, .login = "full", .password_hash = "hash"}).value().org;
    const auto org = stored(id);
    EXPECT_EQ(org.region_id, "440112");
    EXPECT_EQ(org.data.production_address, full.production_address);
    EXPECT_EQ(org.data.gln, full.gln);
    EXPECT_EQ(org.data.card_number, full.card_number);
    EXPECT_EQ(org.data.company_type, CompanyType::cold_chain);
    EXPECT_EQ(org.data.product_types, 5);
    EXPECT_EQ(org.data.categories, 8);
    EXPECT_EQ(org.data.brands, full.brands);
    const auto own = encode_own(org);
    EXPECT_EQ(own.at("regionName"), "广东省 广州市 黄埔区");
    EXPECT_EQ(own.at("productTypes"), (json::array{"vehicle", "charger"}));
    EXPECT_EQ(own.at("categories"), (json::array{"CAT-04"}));
    EXPECT_EQ(std::string_view(own.at("organisationCode").as_string()), full.uscc.organisation_code()) << "C-41";
}

}  // namespace
}  // namespace yiguan::registry
