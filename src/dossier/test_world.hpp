// A maker with a published product that has a bar code, and codes of it: for the tests of the room.
#pragma once
#include <gmock/gmock.h>

#include "auth/auth.hpp"
#include "codes/codes_json.hpp"
#include "db/testing.hpp"
#include "dossier/check.hpp"
#include "dossier/dossier.hpp"
#include "dossier/reports.hpp"
#include "dossier/sellers.hpp"
#include "ledger/check.hpp"
#include "mint/mint.hpp"
#include "registry/documents.hpp"
#include "registry/registry.hpp"

namespace yiguan::dossier::testing {

class DossierTest : public db::testing::BothEngines {
protected:
    void SetUp() override {
        BothEngines::SetUp();
        keys_.emplace(mint::KeyFile::load_or_create(folder_.path() / "keys").value());
        db_->write_now([&](db::Tx& tx) {
            domain_ = codes::ensure_domain(tx, "0128", *keys_).value();
            maker_ = given_org(tx, "91440101MA5A00013Q", "甲公司", registry::OrgKind::producer, auth::Role::producer);
            other_ = given_org(tx, "91440300MA5B000225", "乙公司", registry::OrgKind::producer, auth::Role::producer);
            shop_ = given_org(tx, "91440600MA5C000315", "丙商行", registry::OrgKind::seller, auth::Role::seller);
            product_ = given_product(tx, maker_);
            block_ = codes::apply_for_codes(tx, maker_, domain_, {product_, 1000}).value();
        });
    }
    template <class F>
    auto write(F f) {
        return db_->write_now(f);
    }
    template <class F>
    auto read_in(F f) {
        return db_->read_now(f);
    }

    auth::Actor given_org(db::Tx& tx, std::string_view uscc, std::string name, registry::OrgKind kind,
                          auth::Role role) {
        const registry::OrgData data{.name = std::move(name),
                                     .uscc = keys::Uscc::parse(uscc).value(),
                                     .address = "某路 1 号",
                                     .contact = "020-12345678"};
        const auto made =
            registry::register_org(tx, {}, {data, registry::OrgKinds{}.with(kind), "user" + std::string(uscc), "hash"})
                .value();
        const auth::Actor admin{UserId{1}, OrgId{}, auth::Roles{}.with(auth::Role::platform_admin)};
        EXPECT_TRUE(registry::review_org(tx, admin, made.org, registry::Decision::approve, "").has_value());
        return {made.user, made.org, auth::Roles{}.with(role)};
    }
    ProductId given_product(db::Tx& tx, const auth::Actor& maker) {
        const auto& tmpl = *catalog::templates().find("B.1");
        const json::object fields{{"productName", "电动自行车"}, {"productType", "整车"},   {"model", "TDT001Z"},
                                  {"standard", "GB 17761-2024"}, {"inspectionReport", "R"}, {"gtin", "6900000011225"}};
        const auto picture =
            registry::add_document(tx, maker, {std::string(64, 'a'), registry::MediaType::png, 100}).value().id;
        const catalog::NewFiling filing{
            .template_id = "B.1",
            .unit_id = "CAT-05-01",
            .values = catalog::read_fields(tmpl, catalog::Step::filing, fields, nullptr, tx.now()).value(),
            .pictures = {picture}};
        const auto filed = catalog::file_product(tx, maker, filing).value();
        const auth::Actor admin{UserId{1}, OrgId{}, auth::Roles{}.with(auth::Role::platform_admin)};
        return catalog::review_product(tx, admin, filed.id, catalog::Review::approve, "").value().id;
    }
    DocumentId given_document(const auth::Actor& by, char digit, registry::MediaType type, std::int64_t bytes) {
        return write([&](db::Tx& tx) {
                   return registry::add_document(tx, by, {std::string(64, digit), type, bytes});
               })
            .value()
            .id;
    }
    /// Codes [from, to] of the block bound under these numbers.
    void bind(std::string prefix, int width, std::int64_t from, std::int64_t to,
              codes::Status status = codes::Status::bound) {
        write([&](db::Tx& tx) {
            const codes::Batch batch{.product = product_,
                                     .org = maker_.org,
                                     .production_date = "2026-11-01",
                                     .numbers = {.prefix = std::move(prefix), .width = width, .first = 1},
                                     .field_values = catalog::FieldValues{}.to_json()};
            const std::vector<codes::CodeRange> ranges{{block_.id, block_.first + from, block_.first + to}};
            EXPECT_TRUE(codes::bind(tx, maker_, ranges, batch, tx.next_id<EventId>(), status).has_value());
        });
    }
    void hand_over(std::int64_t from, std::int64_t to, OrgId holder, codes::Status status) {
        write([&](db::Tx& tx) {
            const std::vector<codes::CodeRange> ranges{{block_.id, block_.first + from, block_.first + to}};
            EXPECT_TRUE(codes::change_state(tx, ranges, tx.next_id<EventId>(),
                                            [&](const codes::Segment& s) -> Result<codes::State> {
                                                auto state = s.state;
                                                state.status = status;
                                                state.holder = holder;
                                                return state;
                                            })
                            .has_value());
        });
    }

    json::object body(std::string_view number = "B1") const {
        return {{"product", to_string(product_)}, {"number", number}};
    }
    json::object whole_body(std::string_view number = "B1") const {
        auto out = body(number);
        out["purchases"] = json::array{{{"supplier", "钢厂"},
                                        {"material", "钢管"},
                                        {"lots", "S1/S2"},
                                        {"total", "100"},
                                        {"used", "40.5"},
                                        {"unit", "kg"},
                                        {"date", "2026-10-01"}}};
        out["production"] = {{"date", "2026-11-01"}, {"expiry", "2031-11-01"}, {"quantity", "20"}, {"unit", "辆"}};
        out["sales"] = json::array{
            {{"seller", "丙商行"}, {"region", "440100"}, {"order", "DD-1"}, {"quantity", "12"}, {"unit", "辆"}}};
        return out;
    }
    Result<Dossier> given(const json::object& text, const auth::Actor& by) {
        return write([&](db::Tx& tx) -> Result<Dossier> {
            TRY(const auto content, decode(text, clock_));
            return add(tx, by, content);
        });
    }
    Result<Dossier> changed(const Dossier& d, const json::object& text, std::optional<std::int64_t> version = {}) {
        return write([&](db::Tx& tx) -> Result<Dossier> {
            TRY(const auto content, decode(text, clock_));
            return update(tx, maker_, d.id, version.value_or(d.version), content);
        });
    }
    std::vector<std::string> defects() {
        return read_in([](db::Tx& tx) {
            const auto log = ledger::check_logs(tx);
            return check_records(tx, log);
        });
    }
    template <class T>
    static std::string pointers(const Result<T>& result) {
        if (result.has_value()) return "accepted";
        std::string out = result.error().pointer;
        for (const auto& other : result.error().others) out += " " + other.pointer;
        return out;
    }

    static auth::Actor regulator() { return {UserId{9}, OrgId{900}, auth::Roles{}.with(auth::Role::regulator)}; }

    db::testing::TemporaryDirectory folder_;
    std::optional<mint::KeyFile> keys_;
    DomainId domain_;
    auth::Actor maker_, other_, shop_;
    ProductId product_;
    codes::Block block_;
};

}  // namespace yiguan::dossier::testing
