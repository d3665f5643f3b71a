// Two approved organisations that capture, on both engines; for tests of the log only.
#pragma once
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "auth/auth.hpp"
#include "db/testing.hpp"
#include "events/capture.hpp"
#include "mint/mint.hpp"
#include "registry/registry.hpp"

namespace yiguan::events::testing {

template <class T>
T must(Result<T> result) {
    if (result.has_error()) throw std::logic_error(result.error().pointer + " " + result.error().detail);
    return std::move(result).value();
}

class CapturingOrganisations : public db::testing::BothEngines {
protected:
    void SetUp() override {
        BothEngines::SetUp();
        keys_.emplace(must(mint::KeyFile::load_or_create(folder_.path() / "keys")));
        directory_.emplace(*keys_, "0128");
        names_.emplace(*directory_, "https://trace.example.cn");
        db_->write_now([&](db::Tx& tx) {
            const auto roles = [](auth::Role role) { return auth::Roles{}.with(role); };
            const auth::Actor admin{
                .user = must(auth::add_user(
                    tx,
                    {.login = "admin", .password_hash = "x", .org = {}, .roles = roles(auth::Role::platform_admin)})),
                .org = {},
                .roles = roles(auth::Role::platform_admin)};
            for (auth::Actor* actor : {&maker_, &other_}) {
                const auto made = must(registry::register_org(
                    tx, {},
                    {.org =
                         {.name = fmt::format("企业{}", orgs_), .uscc = uscc(), .address = "广州市", .contact = "020"},
                     .kinds = registry::OrgKinds().with(registry::OrgKind::producer),
                     .login = fmt::format("org-{}", orgs_),
                     .password_hash = "x"}));
                must(registry::review_org(tx, admin, made.org, registry::Decision::approve, ""));
                *actor = {.user = made.user, .org = made.org, .roles = roles(auth::Role::integrator)};
            }
            top_ = {.user = UserId{77}, .org = {}, .roles = roles(auth::Role::top_regulator)};
        });
    }

    keys::Uscc uscc() {
        const std::string body = "91440101MA5D" + std::to_string(1000 + ++orgs_) + "X";
        for (const char check : std::string_view("0123456789ABCDEFGHJKLMNPQRTUWXY"))
            if (auto made = keys::Uscc::parse(body + check); made.has_value()) return made.value();
        throw std::logic_error("no check character");
    }

    static std::string epc(int serial) { return fmt::format("urn:epc:id:sgtin:4012345.011111.{}", serial); }
    static epcis::Event event(int minute, std::vector<std::string> epcs) {
        epcis::Event e;
        e.type = epcis::EventType::object;
        e.action = epcis::Action::observe;
        e.event_time = UtcMs{1'790'000'000'000} + minute * 60'000;
        e.offset_minutes = 480;
        e.epcs.epcs = std::move(epcs);
        e.biz_step = "inspecting";
        e.disposition = "in_progress";
        e.read_point = "urn:epc:id:sgln:4012345.00005.0";
        return e;
    }
    static epcis::Document document(std::vector<epcis::Event> events) {
        epcis::Document d;
        d.count = events.size();
        d.events = std::move(events);
        return d;
    }

    Result<Captured> capture(const auth::Actor& actor, std::vector<epcis::Event> events,
                             ErrorBehaviour behaviour = ErrorBehaviour::rollback) {
        clock_ = clock_ + 10;
        return db_->write_now([&](db::Tx& tx) {
            return events::capture(tx, *names_, actor, prepare(*names_, document(events)), behaviour);
        });
    }
    db::testing::TemporaryDirectory folder_;
    std::optional<mint::KeyFile> keys_;
    std::optional<codes::Directory> directory_;
    std::optional<Names> names_;
    auth::Actor maker_, other_, top_;
    int orgs_ = 0;
};

}  // namespace yiguan::events::testing
