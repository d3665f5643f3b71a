#include "registry/registry.hpp"

#include <gmock/gmock.h>

#include "auth/auth.hpp"
#include "db/statement_check.hpp"
#include "db/testing.hpp"
#include "registry/documents.hpp"
#include "registry/registry_json.hpp"

namespace yiguan::registry {
namespace {

using auth::Actor;
using auth::Role;
using auth::Roles;
using db::Tx;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

const db::Statement count_orgs_sql{"registry_test.count_orgs", "select count(*) from org",
                                   db::Statement::Plan::small_scan};
const db::Statement count_users_sql{"registry_test.count_users", "select count(*) from app_user",
                                    db::Statement::Plan::small_scan};

/// The n-th made-up credit code: the check character is found by trying.
keys::Uscc uscc(int n) {
    auto text = "91440300" + std::to_string(100'000'000 + n) + "0";
    for (const char c : std::string_view("0123456789ABCDEFGHJKLMNPQRTUWXY")) {
        text.back() = c;
        if (const auto parsed = keys::Uscc::parse(text); parsed.has_value()) return parsed.value();
    }
    throw std::logic_error("no check character fits");
}

OrgData data(int n) {
    return {
        .name = "企业" + std::to_string(n), .uscc = uscc(n), .address = "深圳市某路 1 号", .contact = "0755-12345678"};
}

constexpr auto producer = OrgKinds{}.with(OrgKind::producer);

class Registry : public db::testing::BothEngines {
protected:
    template <class F>
    auto write(F f) {
        return db_->write_now(f);
    }
    template <class F>
    auto read(F f) {
        return db_->read_now(f);
    }
    std::int64_t count(const db::Statement& statement) {
        return read([&](Tx& tx) {
            auto rows = tx.query(statement);
            rows.next();
            return rows.integer(0);
        });
    }
    Result<Registered> try_register(const Registration& registration, const Actor& actor = {}) {
        return write([&](Tx& tx) { return register_org(tx, actor, registration); });
    }
    Registered given_org(int n, OrgKinds kinds = producer) {
        return try_register(
                   {.org = data(n), .kinds = kinds, .login = "user" + std::to_string(n), .password_hash = "hash"})
            .value();
    }
    Result<Org> review(OrgId org, Decision decision, std::string_view reason, const Actor& actor) {
        return write([&](Tx& tx) { return review_org(tx, actor, org, decision, reason); });
    }
    Result<Org> approve(OrgId org) { return review(org, Decision::approve, "", admin_); }
    Result<Org> reject(OrgId org) { return review(org, Decision::reject, "执照不清晰", admin_); }
    Result<Org> resubmit(const Registered& by, const OrgData& changed) {
        return write([&](Tx& tx) { return resubmit_org(tx, owner(by), by.org, changed); });
    }
    Org stored(OrgId id) {
        return read([&](Tx& tx) { return get_org(tx, id); }).value();
    }
    std::vector<std::string> actions(OrgId org) {
        std::vector<std::string> found;
        for (const auto& row : read([&](Tx& tx) { return auth::audit_trail(tx, "org", org.value); }))
            found.push_back(row.action);
        return found;
    }
    static Actor owner(const Registered& r) {
        return {.user = r.user, .org = r.org, .roles = Roles{}.with(Role::producer), .request_id = "request-1"};
    }
    const Actor admin_{
        .user = UserId{1}, .org = {}, .roles = Roles{}.with(Role::platform_admin), .request_id = "request-2"};
};
YIGUAN_BOTH_ENGINES(Registry);

// ---- registration

TEST_P(Registry, AsManyWaitForReviewAsThereIsRoomFor) {
    const auto room = [&](std::int64_t most) {
        return read([&](Tx& tx) { return require_room_for_registration(tx, most); });
    };
    EXPECT_TRUE(room(1).has_value());
    const auto first = given_org(1);
    given_org(2);
    EXPECT_TRUE(room(3).has_value());
    ASSERT_TRUE(room(2).has_error());
    EXPECT_EQ(room(2).error().code, Code::too_many_requests);
    EXPECT_TRUE(room(0).has_value()) << "no limit";
    ASSERT_TRUE(approve(first.org).has_value());
    EXPECT_TRUE(room(2).has_value()) << "only those that wait are counted";
}

TEST_P(Registry, AStrangerRegistersAnOrganisationWithItsFirstUser) {
    auto full = data(1);
    full.legal_person = "张三";
    full.capital_10k_yuan = 500;
    full.remark = "第一行\n第二行";
    const auto done =
        try_register({.org = full, .kinds = producer.with(OrgKind::seller), .login = "First", .password_hash = "hash"});
    ASSERT_TRUE(done.has_value());
    const auto org = stored(done.value().org);
    EXPECT_EQ(org.data.name, full.name);
    EXPECT_EQ(org.data.uscc, full.uscc);
    EXPECT_EQ(org.data.address, full.address);
    EXPECT_EQ(org.data.contact, full.contact);
    EXPECT_EQ(org.data.legal_person, "张三");
    EXPECT_EQ(org.data.capital_10k_yuan, 500);
    EXPECT_EQ(org.data.remark, full.remark);
    EXPECT_EQ(org.data.fax, std::nullopt);
    EXPECT_EQ(org.data.licence, std::nullopt);
    EXPECT_EQ(org.kinds, producer.with(OrgKind::seller));
    EXPECT_EQ(org.region_id, "440300");
    EXPECT_EQ(org.status, OrgStatus::first_review);
    EXPECT_EQ(org.review_reason, "");
    EXPECT_EQ(org.reviewed_at, std::nullopt);
    EXPECT_EQ(org.submitted_at, clock_);
    EXPECT_EQ(beijing_minute(org.review_due_at), "2026-11-25 23:59") << "three working days after a Saturday";
    EXPECT_EQ(org.version, 1);

    const auto user = read([&](Tx& tx) { return auth::find_user_by_login(tx, "first"); });
    ASSERT_TRUE(user);
    EXPECT_EQ(user->id, done.value().user);
    EXPECT_EQ(user->org, org.id);
    EXPECT_EQ(user->roles, Roles{}.with(Role::producer).with(Role::seller));
    EXPECT_FALSE(user->must_change_password);
    const auto trail = read([&](Tx& tx) { return auth::audit_trail(tx, "org", org.id.value); });
    ASSERT_THAT(trail, SizeIs(1));
    EXPECT_EQ(trail[0].action, "org.register");
    EXPECT_EQ(trail[0].user, user->id);
}

TEST_P(Registry, RefusesACreditCodeTwice) {
    given_org(1);
    const auto again = try_register({.org = data(1), .kinds = producer, .login = "other", .password_hash = "hash"});
    ASSERT_TRUE(again.has_error());
    EXPECT_EQ(again.error().code, Code::org_exists);
    EXPECT_EQ(again.error().pointer, "/uscc");
    EXPECT_EQ(again.error().field, "统一社会信用代码");
    EXPECT_EQ(count(count_orgs_sql), 1);
    EXPECT_EQ(count(count_users_sql), 1);
}

TEST_P(Registry, ATakenLoginStoresNoOrganisationEco09) {
    given_org(1);
    const auto again = try_register({.org = data(2), .kinds = producer, .login = "USER1", .password_hash = "hash"});
    ASSERT_TRUE(again.has_error());
    EXPECT_EQ(again.error().code, Code::login_taken);
    EXPECT_EQ(again.error().detail, "用户名已经存在");
    EXPECT_EQ(count(count_orgs_sql), 1);
    EXPECT_FALSE(read([&](Tx& tx) { return find_org_by_uscc(tx, uscc(2)); }));
}

// The way of a request: decoded, then registered.
TEST_P(Registry, AWrongCheckCharacterStoresNothing) {
    auto text = std::string(uscc(1).text());
    text.back() = text.back() == '1' ? '2' : '1';
    const auto outcome = [&]() -> Result<Registered> {
        TRY(const auto input, decode_registration({{"name", "企业"},
                                                   {"uscc", text},
                                                   {"address", "深圳"},
                                                   {"contact", "0755-12345678"},
                                                   {"kinds", json::array{"producer"}},
                                                   {"login", "user1"},
                                                   {"password", "correct horse 1"}}));
        return try_register({.org = input.org, .kinds = input.kinds, .login = input.login, .password_hash = "hash"});
    }();
    ASSERT_TRUE(outcome.has_error());
    EXPECT_EQ(outcome.error().code, Code::uscc_check);
    EXPECT_EQ(outcome.error().field, "统一社会信用代码");
    EXPECT_EQ(count(count_orgs_sql), 0);
    EXPECT_EQ(count(count_users_sql), 0);
}

TEST_P(Registry, OnlyAnAdministratorRegistersRegulatorsAndOperators) {
    const auto owner_of_another = owner(given_org(1));
    for (const auto kind : {OrgKind::regulator, OrgKind::platform_operator}) {
        const Registration r{.org = data(2), .kinds = producer.with(kind), .login = "user2", .password_hash = "hash"};
        for (const auto& actor : {Actor{}, owner_of_another}) {
            const auto refused = try_register(r, actor);
            ASSERT_TRUE(refused.has_error());
            EXPECT_EQ(refused.error().code, Code::forbidden);
            EXPECT_EQ(refused.error().pointer, "/kinds");
        }
    }
    EXPECT_EQ(count(count_users_sql), 1);
    const auto done = try_register(
        {.org = data(2), .kinds = OrgKinds{}.with(OrgKind::regulator), .login = "user2", .password_hash = "hash"},
        admin_);
    ASSERT_TRUE(done.has_value());
    const auto user = read([&](Tx& tx) { return auth::find_user(tx, done.value().user); });
    EXPECT_EQ(user->roles, Roles{}.with(Role::regulator));
    EXPECT_TRUE(user->must_change_password) << "somebody else chose the password (C-20)";
}

TEST_P(Registry, NeedsAKind) {
    for (const auto kinds : {OrgKinds{}, OrgKinds(16)}) {
        const auto refused =
            try_register({.org = data(1), .kinds = kinds, .login = "user1", .password_hash = "hash"}, admin_);
        ASSERT_TRUE(refused.has_error());
        EXPECT_EQ(refused.error().pointer, "/kinds");
    }
    EXPECT_EQ(count(count_orgs_sql), 0);
}

// ---- review

TEST_P(Registry, AnApprovedOrganisationMayProduce) {
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

TEST_P(Registry, ARejectedOneIsPutRightAndSubmittedAgainEco19) {
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

TEST_P(Registry, KeepsEveryVersionNat35) {
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

TEST_P(Registry, MovesOutsideTheTableAreRefused) {
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

TEST_P(Registry, ARejectionNeedsAReason) {
    const auto id = given_org(1).org;
    const std::string long_reason(501, 'a');
    EXPECT_EQ(review(id, Decision::reject, "", admin_).error().code, Code::missing_field);
    EXPECT_EQ(review(id, Decision::reject, " \n ", admin_).error().pointer, "/reason");
    EXPECT_EQ(review(id, Decision::reject, long_reason, admin_).error().code, Code::too_long);
    EXPECT_EQ(review(id, Decision::reject, "a\xFF", admin_).error().code, Code::invalid);
    EXPECT_EQ(stored(id).status, OrgStatus::first_review);
    EXPECT_TRUE(review(id, Decision::approve, "", admin_).has_value());
}

TEST_P(Registry, OnlyReviewersReviewAndOnlyOwnersResubmit) {
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

TEST_P(Registry, AResubmissionMayNotTakeAnothersCodeOrDocument) {
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

TEST_P(Registry, OtherMovesOfTheTable) {
    const auto registered = given_org(1);
    const auto move = [&](const Actor& actor, OrgAction action, std::string_view reason) {
        return write([&](Tx& tx) { return move_org(tx, actor, registered.org, action, reason); });
    };
    ASSERT_TRUE(move(owner(registered), OrgAction::withdraw, "").has_value());
    EXPECT_EQ(approve(registered.org).error().code, Code::wrong_state);
    ASSERT_TRUE(move(owner(registered), OrgAction::submit, "").has_value());
    ASSERT_TRUE(approve(registered.org).has_value());
    EXPECT_EQ(move(owner(registered), OrgAction::suspend, "x").error().code, Code::forbidden);
    EXPECT_EQ(move(admin_, OrgAction::suspend, "").error().code, Code::missing_field);
    ASSERT_TRUE(move(admin_, OrgAction::suspend, "停业整顿").has_value());
    EXPECT_EQ(read([&](Tx& tx) { return require_approved(tx, registered.org); }).error().code, Code::org_not_approved);
    ASSERT_TRUE(move(admin_, OrgAction::resume, "").has_value());
    EXPECT_TRUE(read([&](Tx& tx) { return require_approved(tx, registered.org); }).has_value());
    ASSERT_TRUE(move(admin_, OrgAction::deregister, "企业注销").has_value());
    EXPECT_EQ(move(admin_, OrgAction::resume, "").error().code, Code::wrong_state);
}

// ---- look-up

TEST_P(Registry, FindsByIdAndCreditCode) {
    const auto registered = given_org(1);
    EXPECT_EQ(read([&](Tx& tx) { return find_org(tx, registered.org); })->data.uscc, uscc(1));
    EXPECT_EQ(read([&](Tx& tx) { return find_org_by_uscc(tx, uscc(1)); })->id, registered.org);
    EXPECT_FALSE(read([&](Tx& tx) { return find_org(tx, OrgId{99}); }));
    EXPECT_FALSE(read([&](Tx& tx) { return find_org_by_uscc(tx, uscc(2)); }));
    EXPECT_EQ(read([&](Tx& tx) { return get_org(tx, OrgId{99}); }).error().code, Code::not_found);
    EXPECT_EQ(read([&](Tx& tx) { return require_approved(tx, OrgId{99}); }).error().code, Code::not_found);
}

TEST_P(Registry, ListsPageByPageNewestFirst) {
    std::vector<OrgId> made;
    for (int n = 0; n < 7; ++n) made.push_back(given_org(n).org);
    for (const int n : {1, 4, 6}) ASSERT_TRUE(approve(made[static_cast<std::size_t>(n)]).has_value());

    const auto walk = [&](std::optional<OrgStatus> status, int limit) {
        std::vector<std::size_t> pages;
        std::vector<OrgId> seen;
        std::optional<OrgId> before;
        do {
            const auto page = read([&](Tx& tx) { return list_orgs(tx, admin_, {status}, before, limit); }).value();
            pages.push_back(page.items.size());
            for (const auto& org : page.items) seen.push_back(org.id);
            before = page.next;
        } while (before);
        return std::pair(pages, seen);
    };
    const std::vector<OrgId> newest_first(made.rbegin(), made.rend());
    EXPECT_EQ(walk(std::nullopt, 3), std::pair(std::vector<std::size_t>{3, 3, 1}, newest_first));
    EXPECT_EQ(walk(std::nullopt, 7), std::pair(std::vector<std::size_t>{7}, newest_first))
        << "no empty page at the end";
    EXPECT_EQ(walk(OrgStatus::approved, 2),
              std::pair(std::vector<std::size_t>{2, 1}, std::vector{made[6], made[4], made[1]}));
    EXPECT_THAT(walk(OrgStatus::suspended, 2).second, IsEmpty());
}

TEST_P(Registry, TheListIsForReviewersAndRegulators) {
    const auto registered = given_org(1);
    const auto list = [&](const Actor& actor, int limit = 10) {
        return read([&](Tx& tx) { return list_orgs(tx, actor, {}, std::nullopt, limit); });
    };
    EXPECT_EQ(list(owner(registered)).error().code, Code::forbidden);
    EXPECT_EQ(list(Actor{}).error().code, Code::unauthenticated);
    const Actor regulator{.user = UserId{9}, .org = {}, .roles = Roles{}.with(Role::regulator)};
    EXPECT_THAT(list(regulator).value().items, SizeIs(1));
    EXPECT_EQ(list(admin_, 0).error().code, Code::out_of_bounds);
    EXPECT_EQ(list(admin_, 101).error().code, Code::out_of_bounds);
}

TEST_P(Registry, EveryStatementHasItsIndex) {
    EXPECT_THAT(db::check_statements(*db_), IsEmpty());
}

}  // namespace
}  // namespace yiguan::registry
