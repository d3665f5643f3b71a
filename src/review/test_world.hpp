// Kinds, people and applications for the tests of the room.
#pragma once
#include <gtest/gtest.h>

#include "auth/auth.hpp"
#include "db/testing.hpp"
#include "review/review.hpp"

namespace yiguan::review {

/// What the rooms above were told: kind, object, action, state.
struct Told {
    Kind kind;
    std::int64_t object;
    Action action;
    State to;
    bool password;
    friend bool operator==(const Told&, const Told&) = default;
};
inline std::vector<Told> told;
inline bool refuse_moves = false;

inline KindRules test_rules(Kind kind) {
    using auth::Permission;
    return {.kind = kind,
            .object_type = "product",
            .apply = Permission::file_product,
            .first = Permission::review_product,
            .second = Permission::review_product,
            .lasting = kind == Kind::registration || kind == Kind::product_filing || kind >= Kind::enterprise_filing,
            .settings = kind == Kind::registration,
            .moved = [](db::Tx&, const auth::Actor&, const Application& a, const Move& m) -> Result<void> {
                if (refuse_moves) return Error{Code::org_exists, "/uscc", "该统一社会信用代码已登记"};
                told.push_back({a.kind, a.object, m.action, m.to, m.password != nullptr});
                return outcome::success();
            },
            .field = [](const Application&, std::string_view pointer) -> std::string {
                return pointer == "/name" ? "名称" : "";
            }};
}

inline const std::vector<std::unique_ptr<KindEntry>> test_kinds = [] {
    std::vector<std::unique_ptr<KindEntry>> out;
    for (int k = 1; k <= kind_count; ++k) out.push_back(std::make_unique<KindEntry>(test_rules(static_cast<Kind>(k))));
    return out;
}();

class World : public db::testing::BothEngines {
protected:
    void SetUp() override {
        BothEngines::SetUp();
        told.clear();
        refuse_moves = false;
        first = given_user("first", {}, auth::Role::platform_admin);
        second = given_user("second", {}, auth::Role::platform_admin);
        owner = given_user("owner", OrgId{7}, auth::Role::producer);
        party = given_user("party", OrgId{8}, auth::Role::producer);
        stranger = given_user("stranger", OrgId{9}, auth::Role::producer);
    }
    template <class F>
    auto write(F f) {
        return db_->write_now(f);
    }
    template <class F>
    auto look(F f) {
        return db_->read_now(f);
    }
    auth::Actor given_user(std::string login, OrgId org, auth::Role role) {
        const auto roles = auth::Roles{}.with(role);
        const auto id =
            write([&](db::Tx& tx) {
                return auth::add_user(tx, {.login = login, .password_hash = "x", .org = org, .roles = roles});
            }).value();
        return {.user = id, .org = org, .roles = roles, .request_id = "request-1"};
    }
    static Proposal proposal(std::string title = "电动自行车", OrgId other = {}) {
        return {.title = title,
                .org_name = "一贯车业",
                .region = "440112",
                .categories = 8,
                .party = other,
                .content = R"({"name":")" + title + R"("})"};
    }
    Application given(Kind kind = Kind::product_filing, std::int64_t object = 1, Submit submit = Submit::yes,
                      OrgId other = {}) {
        return write([&](db::Tx& tx) {
                   return start(tx, owner,
                                {.kind = kind,
                                 .object = object,
                                 .org = owner.org,
                                 .proposal = proposal("产品" + std::to_string(object), other)},
                                submit);
               })
            .value();
    }
    void given_rule(Rule rule) {
        ASSERT_TRUE(write([&](db::Tx& tx) { return set_rules(tx, first, std::span(&rule, 1)); }).has_value());
    }
    Application stored(ApplicationId id) {
        return look([&](db::Tx& tx) { return find(tx, id); }).value();
    }
    Result<Application> decided(const auth::Actor& by, ApplicationId id, Verdict verdict) {
        return write([&](db::Tx& tx) { return decide(tx, by, id, verdict); });
    }
    Result<Application> claimed(const auth::Actor& by, ApplicationId id) {
        return write([&](db::Tx& tx) { return claim(tx, by, id); });
    }

    auth::Actor first, second, owner, party, stranger;
};

}  // namespace yiguan::review
