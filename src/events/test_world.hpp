// A producer with 1000 codes and two shops, on a fresh database of each engine: for the tests of the room.
#pragma once
#include <gtest/gtest.h>

#include <optional>

#include "auth/auth.hpp"
#include "codes/directory.hpp"
#include "db/testing.hpp"
#include "events/events.hpp"
#include "events/testing.hpp"
#include "mint/mint.hpp"
#include "registry/documents.hpp"
#include "registry/registry.hpp"

namespace yiguan::events::testing {

using codes::CodeRange;

class World : public db::testing::BothEngines {
protected:
    void SetUp() override {
        BothEngines::SetUp();
        keys_.emplace(must(mint::KeyFile::load_or_create(folder_.path() / "keys")));
        db_->write_now([&](db::Tx& tx) {
            domain_ = must(codes::ensure_domain(tx, "0128", *keys_));
            admin_ = {.user = must(auth::add_user(tx, {.login = "admin",
                                                       .password_hash = "x",
                                                       .org = {},
                                                       .roles = auth::Roles().with(auth::Role::platform_admin)})),
                      .org = {},
                      .roles = auth::Roles().with(auth::Role::platform_admin)};
            maker_ = organisation(tx, "一贯电缆厂", registry::OrgKind::producer, "maker");
            shop_ = organisation(tx, "明达商行", registry::OrgKind::seller, "shop");
            other_shop_ = organisation(tx, "路人商行", registry::OrgKind::seller, "other");
            product_ = file(tx, maker_);
            block_ = must(codes::apply_for_codes(tx, maker_, domain_, {product_, 1000}));
        });
    }

    auth::Actor organisation(db::Tx& tx, std::string name, registry::OrgKind kind, std::string login) {
        const auto made = must(registry::register_org(
            tx, {},
            {.org = {.name = name, .uscc = uscc(), .address = "广州市", .contact = "020-12345678"},
             .kinds = registry::OrgKinds().with(kind),
             .login = login,
             .password_hash = "x"}));
        must(registry::review_org(tx, admin_, made.org, registry::Decision::approve, ""));
        return {.user = made.user, .org = made.org, .roles = auth::find_user(tx, made.user)->roles};
    }

    keys::Uscc uscc() {
        const std::string body = "91440101MA5D" + std::to_string(1000 + ++orgs_) + "X";
        for (const char check : std::string_view("0123456789ABCDEFGHJKLMNPQRTUWXY"))
            if (auto made = keys::Uscc::parse(body + check); made.has_value()) return made.value();
        throw std::logic_error("no check character");
    }

    ProductId file(db::Tx& tx, const auth::Actor& maker) {
        const auto& tmpl = *catalog::templates().find("B.1");
        const json::object fields{{"productName", "电缆"},
                                  {"productType", "低压电力电缆"},
                                  {"model", "YJV"},
                                  {"standard", "GB/T 12706.1"},
                                  {"inspectionReport", "合格"}};
        // A draft needs no picture; publishing it is the catalogue's own business and tested there.
        catalog::NewFiling filing{
            .template_id = "B.1",
            .unit_id = "CAT-01-03",
            .values = must(catalog::read_fields(tmpl, catalog::Step::filing, fields, nullptr, tx.now())),
            .pictures = {picture(tx, maker)}};
        const auto product = must(catalog::file_product(tx, maker, filing));
        return must(catalog::review_product(tx, admin_, product.id, catalog::Review::approve, "")).id;
    }

    DocumentId picture(db::Tx& tx, const auth::Actor& maker) {
        return must(
                   registry::add_document(
                       tx, maker, {.sha256 = std::string(64, 'a'), .media_type = registry::MediaType::png, .bytes = 1}))
            .id;
    }

    std::vector<CodeRange> range(std::int64_t from, std::int64_t to) const {
        return {{block_.id, block_.first + from, block_.first + to}};
    }

    FieldInput binding() const {
        return {.fields = {{"productionDate", "2026-11-01"},
                           {"factoryNumber", json::object{{"prefix", "A26-"}, {"first", "0001"}}}},
                .open = {}};
    }
    FieldInput shipping() const {
        return {.fields = {{"saleTime", "2026-11-10"},
                           {"buyerName", "明达商行"},
                           {"buyerAddress", "某地"},
                           {"buyerContact", "13800000000"}},
                .open = {}};
    }
    FieldInput receiving() const {
        return {.fields = {{"supplierName", "一贯电缆厂"}, {"purchaseTime", "2026-11-12"}}, .open = {}};
    }
    FieldInput selling() const {
        return {.fields = {{"customerName", "王女士"}, {"soldTime", "2026-11-15"}}, .open = {}};
    }

    template <class F>
    auto write(F f) {
        return db_->write_now([&](db::Tx& tx) { return f(tx); });
    }
    std::optional<codes::Segment> segment(std::int64_t offset) {
        return db_->read_now([&](db::Tx& tx) { return codes::find_segment(tx, block_.id, block_.first + offset); });
    }
    std::vector<std::string> defects() {
        return db_->read_now([](db::Tx& tx) { return check_store(tx); });
    }

    db::testing::TemporaryDirectory folder_;
    std::optional<mint::KeyFile> keys_;
    DomainId domain_;
    auth::Actor admin_, maker_, shop_, other_shop_;
    ProductId product_;
    codes::Block block_;
    int orgs_ = 0;
};

}  // namespace yiguan::events::testing
