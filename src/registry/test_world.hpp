// Organisations and people for the tests of the room, on both engines.
#pragma once
#include <gtest/gtest.h>

#include "auth/auth.hpp"
#include "db/testing.hpp"
#include "registry/registry.hpp"

namespace yiguan::registry {

/// The n-th made-up credit code: the check character is found by trying.
inline keys::Uscc uscc(int n) {
    auto text = "91440300" + std::to_string(100'000'000 + n) + "0";
    for (const char c : std::string_view("0123456789ABCDEFGHJKLMNPQRTUWXY")) {
        text.back() = c;
        if (const auto parsed = keys::Uscc::parse(text); parsed.has_value()) return parsed.value();
    }
    throw std::logic_error("no check character fits");
}

inline OrgData data(int n) {
    return {
        .name = "企业" + std::to_string(n), .uscc = uscc(n), .address = "深圳市某路 1 号", .contact = "0755-12345678"};
}

inline constexpr auto producer = OrgKinds{}.with(OrgKind::producer);

class RegistryWorld : public db::testing::BothEngines {
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
        return read([&](db::Tx& tx) {
            auto rows = tx.query(statement);
            rows.next();
            return rows.integer(0);
        });
    }
    Result<Registered> try_register(const Registration& registration, const auth::Actor& actor = {}) {
        return write([&](db::Tx& tx) { return register_org(tx, actor, registration); });
    }
    Registered given_org(int n, OrgKinds kinds = producer) {
        return try_register(
                   {.org = data(n), .kinds = kinds, .login = "user" + std::to_string(n), .password_hash = "hash"})
            .value();
    }
    Result<Org> review(OrgId org, Decision decision, std::string_view reason, const auth::Actor& actor) {
        return write([&](db::Tx& tx) { return review_org(tx, actor, org, decision, reason); });
    }
    Result<Org> approve(OrgId org) { return review(org, Decision::approve, "", admin_); }
    Result<Org> reject(OrgId org) { return review(org, Decision::reject, "执照不清晰", admin_); }
    Result<Org> resubmit(const Registered& by, const OrgData& changed) {
        return write([&](db::Tx& tx) { return resubmit_org(tx, owner(by), by.org, changed); });
    }
    Org stored(OrgId id) {
        return read([&](db::Tx& tx) { return get_org(tx, id); }).value();
    }
    std::vector<std::string> actions(OrgId org) {
        std::vector<std::string> found;
        for (const auto& row : read([&](db::Tx& tx) { return auth::audit_trail(tx, "org", org.value); }))
            found.push_back(row.action);
        return found;
    }
    static auth::Actor owner(const Registered& r) {
        return {
            .user = r.user, .org = r.org, .roles = auth::Roles{}.with(auth::Role::producer), .request_id = "request-1"};
    }
    const auth::Actor admin_{.user = UserId{1},
                             .org = {},
                             .roles = auth::Roles{}.with(auth::Role::platform_admin),
                             .request_id = "request-2"};
};

}  // namespace yiguan::registry
