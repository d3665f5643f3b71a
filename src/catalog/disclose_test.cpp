// Every rule of disclosure for every viewer, as a table.
#include <gmock/gmock.h>

#include "catalog/test_world.hpp"

namespace yiguan::catalog {
namespace {

using auth::Role;
using db::Tx;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr OrgId owner{7}, stranger_org{8}, successor{9};

auth::Actor actor_of(OrgId org, std::initializer_list<Role> roles) {
    auth::Roles set;
    for (const Role r : roles) set = set.with(r);
    return {UserId{5}, org, set};
}

struct Looker {
    const char* who;
    auth::Actor actor;
    bool sees_hidden;     // what its owner keeps back
    bool told_of_closed;  // that a closed section or certificate is there
};
std::vector<Looker> lookers() {
    auto heir = actor_of(successor, {Role::producer, Role::org_admin});
    heir.predecessors = {owner};
    auto near = actor_of(OrgId{20}, {Role::regulator}), far = near;
    near.scope.regions = {"44"};
    far.scope.regions = {"11"};
    return {{"stranger", {}, false, false},
            {"owner", actor_of(owner, {Role::producer}), true, false},
            {"another organisation", actor_of(stranger_org, {Role::producer}), false, false},
            {"successor", heir, true, false},
            {"regulator in scope", near, false, true},
            {"regulator out of scope", far, false, true},
            {"top regulator", actor_of(OrgId{21}, {Role::top_regulator}), true, true},
            {"operator", actor_of(OrgId{}, {Role::platform_admin}), false, false},
            {"first reviewer", actor_of(OrgId{}, {Role::first_reviewer}), false, false}};
}

// ECO-31
TEST(Disclosure, ECO31_EveryRuleForEveryViewer) {
    ASSERT_FALSE(disclosure_rules().empty());
    for (const DisclosureRule& rule : disclosure_rules()) {
        for (const Looker& who : lookers()) {
            const Viewer viewer = Viewer::of(who.actor);
            const bool expected = rule.openness == Openness::always || rule.open || who.sees_hidden;
            EXPECT_EQ(decide(viewer, owner, rule.openness, rule.open, true),
                      expected ? Shown::State::shown : Shown::State::withheld)
                << rule.rule << " for " << who.who;
            EXPECT_EQ(decide(viewer, owner, rule.openness, rule.open, false), Shown::State::missing) << who.who;
            EXPECT_EQ(is_told_of_closed(viewer), who.told_of_closed) << who.who;
        }
        EXPECT_FALSE(rule.zh.empty() || rule.en.empty() || rule.sees_zh.empty() || rule.sees_en.empty());
    }
}

TEST(Disclosure, AnAccountWithoutOrganisationOwnsNothing) {
    for (const auto kind : {Viewer::Kind::public_, Viewer::Kind::organisation, Viewer::Kind::regulator})
        EXPECT_FALSE(sees_hidden({kind, OrgId{}}, OrgId{}));
}

class Openings : public testing::CatalogTest {
protected:
    void SetUp() override {
        CatalogTest::SetUp();
        auto text = body();
        text["open"] = json::array();
        text["extension"] = json::array{json::object{{"name", "颜色"}, {"value", "秘密红"}}};
        text["links"] = json::array{json::object{{"platform", "商城"}, {"url", "https://shop.example.cn/1"}}};
        product_ = given_published(text);
        const auto add = [&](const char* number, bool open) {
            return write([&](Tx& tx) {
                       return add_certificate(tx, maker_,
                                              {.type = CertificateType::ccc,
                                               .cert_name = "证书",
                                               .number = number,
                                               .products = {product_.id},
                                               .open = open});
                   })
                .value();
        };
        shown_ = add("CCC-SHOWN", true);
        hidden_ = add("CCC-HIDDEN", false);
    }
    std::string seen(const auth::Actor& actor) {
        return read(
            [&](Tx& tx) { return json::serialize(describe(tx, stored_in(tx), Viewer::of(actor), Audience::inside)); });
    }
    Product stored_in(Tx& tx) { return get_product(tx, product_.id).value(); }
    void set(Section section, bool open) {
        auto director = maker_;
        const auto done = write([&](Tx& tx) { return set_section(tx, director, section, product_.id.value, open); });
        ASSERT_TRUE(done.has_value()) << done.error().detail;
    }
    Product product_;
    Certificate shown_, hidden_;
};
YIGUAN_BOTH_ENGINES(Openings);

// GDP-18, GDP-20, GDP-67
TEST_P(Openings, GDP18_GDP20_GDP67_WhatIsFilledIsShownUntilItsSectionIsClosed) {
    const auth::Actor regulator = of({}, {Role::regulator}), top = of({}, {Role::top_regulator});
    for (const auto& actor : {auth::Actor{}, maker_, other_, regulator, top, admin_})
        EXPECT_THAT(seen(actor), HasSubstr("秘密红"));
    set(Section::extension, false);
    for (const auto& actor : {auth::Actor{}, other_, admin_, regulator})
        EXPECT_THAT(seen(actor), Not(HasSubstr("秘密红")));
    EXPECT_THAT(seen(regulator), HasSubstr("withheldSections"));
    EXPECT_THAT(seen({}), Not(HasSubstr("withheldSections")));
    EXPECT_THAT(seen(maker_), HasSubstr("秘密红"));
    EXPECT_THAT(seen(top), HasSubstr("秘密红"));
    EXPECT_THAT(seen({}), HasSubstr("shop.example.cn")) << "FIL-42: each section for itself";
    set(Section::extension, true);
    EXPECT_THAT(seen({}), HasSubstr("秘密红"));
}

// GDP-63
TEST_P(Openings, GDP63_AHiddenCertificateIsTheOwnersAndTheTopRegulatorsOnly) {
    const auth::Actor regulator = of({}, {Role::regulator}), top = of({}, {Role::top_regulator});
    for (const auto& actor : {auth::Actor{}, other_, admin_, regulator}) {
        EXPECT_THAT(seen(actor), HasSubstr("CCC-SHOWN"));
        EXPECT_THAT(seen(actor), Not(HasSubstr("CCC-HIDDEN")));
    }
    EXPECT_THAT(seen(regulator), HasSubstr("withheld"));
    for (const auto& actor : {maker_, top}) EXPECT_THAT(seen(actor), HasSubstr("CCC-HIDDEN"));
    const auto by = [&](const auth::Actor& actor, const Certificate& c) {
        return read([&](Tx& tx) { return read_certificate(tx, actor, c.id); });
    };
    EXPECT_EQ(by({}, hidden_).error().code, Code::not_found);
    EXPECT_EQ(by(other_, hidden_).error().code, Code::not_found);
    EXPECT_TRUE(by({}, shown_).has_value());
    set(Section::certificates, false);
    EXPECT_THAT(seen({}), Not(HasSubstr("CCC-SHOWN")));
    EXPECT_THAT(seen(regulator), Not(HasSubstr("CCC-SHOWN")));
    EXPECT_THAT(seen(maker_), HasSubstr("CCC-SHOWN"));
}

// FIL-36
TEST_P(Openings, FIL36_OnlyTheOwnerOpensAndEveryOpeningIsRecorded) {
    const auto by = [&](const auth::Actor& actor) {
        return write([&](Tx& tx) { return set_section(tx, actor, Section::links, product_.id.value, false); });
    };
    EXPECT_TRUE(by({}).has_error());
    EXPECT_TRUE(by(admin_).has_error());
    EXPECT_EQ(by(other_).error().code, Code::not_found);
    const auto before = read([](Tx& tx) { return page_version(tx); });
    ASSERT_TRUE(by(maker_).has_value());
    EXPECT_GT(read([](Tx& tx) { return page_version(tx); }), before) << "pages in memory are made anew";
    for (const auto& opening : read([&](Tx& tx) { return sections_of(tx, maker_.org, product_.id); }))
        EXPECT_EQ(opening.open,
                  opening.section != Section::links && rule_of(opening.section).openness == Openness::fill_and_show)
            << rule_of(opening.section).key;
}

TEST_P(Openings, NothingHiddenIsTold) {
    EXPECT_THAT(seen(of({}, {Role::regulator})), Not(HasSubstr("R-77")));
    const auto history = [&](const auth::Actor& actor) {
        return read([&](Tx& tx) {
            std::string text;
            const auto versions = product_history(tx, actor, product_.id, 0, 10).value();
            for (std::size_t i = 0; i < versions.size(); ++i)
                text += json::serialize(differences(tx, i + 1 < versions.size() ? &versions[i + 1].product : nullptr,
                                                    versions[i].product, Viewer::of(actor)));
            return text;
        });
    };
    EXPECT_THAT(history(maker_), HasSubstr("R-77"));
    EXPECT_THAT(history(of({}, {Role::top_regulator})), HasSubstr("R-77"));
    for (const Role role : {Role::regulator, Role::platform_admin, Role::first_reviewer}) {
        EXPECT_THAT(history(of({}, {role})), Not(HasSubstr("R-77")));
        EXPECT_THAT(history(of({}, {role})), HasSubstr("未公开"));
    }
    EXPECT_TRUE(read([&](Tx& tx) { return product_history(tx, other_, product_.id, 0, 10); }).has_error());

    // FIL-36: a closed section is as closed in the history; regulators learn that it is there.
    EXPECT_THAT(history(of({}, {Role::regulator})), HasSubstr("秘密红"));
    set(Section::extension, false);
    for (const Role role : {Role::regulator, Role::platform_admin, Role::first_reviewer})
        EXPECT_THAT(history(of({}, {role})), Not(HasSubstr("秘密红")));
    EXPECT_THAT(history(of({}, {Role::regulator})), HasSubstr("扩展信息"));
    EXPECT_THAT(history(of({}, {Role::platform_admin})), Not(HasSubstr("扩展信息")));
    for (const auto& actor : {maker_, of({}, {Role::top_regulator})}) EXPECT_THAT(history(actor), HasSubstr("秘密红"));
}

TEST_P(Openings, RegulatorsSeeWhatLiesInTheirScope) {
    auto regulator = of({}, {Role::regulator});
    const auto reads = [&] {
        return read([&](Tx& tx) { return read_product(tx, regulator, product_.id); }).has_value();
    };
    const auto lists = [&] {
        return read([&](Tx& tx) { return find_products(tx, regulator, {}, {}, 10); }).value().total;
    };
    EXPECT_TRUE(reads());
    EXPECT_EQ(lists(), 1);
    regulator.scope.regions = {"4401", "11"};
    EXPECT_TRUE(reads());
    EXPECT_EQ(lists(), 1);
    regulator.scope.regions = {"11"};
    EXPECT_FALSE(reads());
    EXPECT_EQ(lists(), 0);
    regulator.scope = {.categories = {"CAT-04"}};
    EXPECT_FALSE(reads());
    EXPECT_EQ(lists(), 0);
    regulator.scope = {.categories = {"CAT-05"}};
    EXPECT_TRUE(reads());
    EXPECT_EQ(lists(), 1);
}

TEST_P(Openings, RemindersAreGivenOncePerStep) {
    const auto certificate =
        write([&](Tx& tx) {
            return add_certificate(tx, maker_,
                                   {.type = CertificateType::iso,
                                    .cert_name = "ISO 9001",
                                    .number = "I-1",
                                    .valid_to = to_string(beijing_date({clock_.value + 61 * day_ms}))});
        }).value();
    std::vector<std::int64_t> told;
    const auto remind = [&] {
        return write([&](Tx& tx) {
            return remind_of_ends(tx, [&](const Certificate& c, std::int64_t days) {
                EXPECT_EQ(c.id, certificate.id);
                told.push_back(days);
            });
        });
    };
    for (int day = 0; day <= 62; ++day) {
        remind();
        remind();
        clock_.value += day_ms;
    }
    EXPECT_THAT(told, ::testing::ElementsAre(60, 30, 7));
}

// GDP-65
TEST_P(Openings, GDP65_CertificatesAreFoundByStateNumberAndProduct) {
    const auto found = [&](CertificateFilter filter) {
        return read([&](Tx& tx) { return find_certificates(tx, maker_, filter, {}, 10); }).value().total;
    };
    EXPECT_EQ(found({}), 2);
    EXPECT_EQ(found({.number = "hidden"}), 1);
    EXPECT_EQ(found({.state = CertificateState::no_end}), 2);
    EXPECT_EQ(found({.state = CertificateState::expired}), 0);
    EXPECT_EQ(found({.product = product_.id}), 2);
    EXPECT_EQ(found({.type = CertificateType::iso}), 0);
    const auto same = write([&](Tx& tx) {
        return add_certificate(tx, maker_, {.type = CertificateType::ccc, .cert_name = "x", .number = "CCC-SHOWN"});
    });
    EXPECT_EQ(same.error().pointer, "/number");
    EXPECT_TRUE(write([&](Tx& tx) { return delete_certificate(tx, maker_, shown_.id); }).has_value());
    EXPECT_EQ(found({}), 1);
    EXPECT_EQ(
        read([&](Tx& tx) { return find_products(tx, maker_, {.org = maker_.org, .certificate = "valid"}, {}, 9); })
            .value()
            .total,
        1);
    EXPECT_EQ(read([&](Tx& tx) { return find_products(tx, maker_, {.org = maker_.org, .certificate = "none"}, {}, 9); })
                  .value()
                  .total,
              0);
}

}  // namespace
}  // namespace yiguan::catalog
