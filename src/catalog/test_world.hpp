// Organisations, documents and filings for tests of the room, on both engines.
#pragma once
#include "auth/auth.hpp"
#include "catalog/catalog_json.hpp"
#include "catalog/certificates.hpp"
#include "catalog/check.hpp"
#include "catalog/editions.hpp"
#include "catalog/sections.hpp"
#include "catalog/templates.hpp"
#include "db/testing.hpp"
#include "registry/documents.hpp"
#include "registry/registry.hpp"

namespace yiguan::catalog::testing {

inline constexpr std::string_view uscc_a = "91440101MA5A00013Q", uscc_b = "91440300MA5B000225",
                                  uscc_c = "91440600MA5C000315";

class CatalogTest : public db::testing::BothEngines {
protected:
    void SetUp() override {
        BothEngines::SetUp();
        maker_ = given_org(uscc_a, "甲公司");
        other_ = given_org(uscc_b, "乙公司");
        picture_ = given_document(maker_, 'a');
    }

    template <class F>
    auto write(F f) {
        return db_->write_now(f);
    }
    template <class F>
    auto read(F f) {
        return db_->read_now(f);
    }

    static auth::Actor of(OrgId org, std::initializer_list<auth::Role> roles, std::int64_t user = 77) {
        auth::Roles set;
        for (const auth::Role r : roles) set = set.with(r);
        return {UserId{user}, org, set};
    }
    auth::Actor given_org(std::string_view uscc, std::string name) {
        return write([&](db::Tx& tx) -> Result<auth::Actor> {
                   const registry::OrgData data{.name = std::move(name),
                                                .uscc = keys::Uscc::parse(uscc).value(),
                                                .address = "广州市天河区 1 号",
                                                .contact = "020-12345678"};
                   const auto kinds = registry::OrgKinds{}.with(registry::OrgKind::producer);
                   TRY(const auto made,
                       registry::register_org(tx, {}, {data, kinds, "user" + std::string(uscc), "hash"}));
                   TRY_VOID(registry::review_org(tx, admin_, made.org, registry::Decision::approve, ""));
                   return auth::Actor{made.user, made.org, auth::Roles{}.with(auth::Role::producer)};
               })
            .value();
    }
    DocumentId given_document(const auth::Actor& actor, char digit) {
        return write([&](db::Tx& tx) {
                   return registry::add_document(tx, actor, {std::string(64, digit), registry::MediaType::png, 100});
               })
            .value()
            .id;
    }
    /// A unit that may be filed on the built-in template: of its family, if it has one.
    static std::string_view unit_of(std::string_view tmpl) {
        const Template* known = builtin_template(tmpl);
        return known && known->family == Family::vehicle ? "CAT-04-01" : "CAT-05-01";
    }
    json::object body(std::string_view tmpl = "B.1") const {
        return {{"template", tmpl},
                {"unit", unit_of(tmpl)},
                {"fields",
                 {{"productName", "电动自行车"},
                  {"productType", "整车"},
                  {"model", "TDT001Z"},
                  {"standard", "GB 17761-2024"},
                  {"inspectionReport", "R-77"}}},
                {"pictures", json::array{to_string(picture_)}}};
    }
    FindTemplate finder(db::Tx& tx) {
        return [&tx](std::string_view id, std::int64_t edition) {
            return edition > 0 ? find_template(tx, id, edition) : newest_template(tx, id);
        };
    }
    Result<Product> file(const auth::Actor& actor, const json::object& text) {
        return write([&](db::Tx& tx) -> Result<Product> {
            TRY(const auto filing, decode_filing(text, clock_, finder(tx)));
            return file_product(tx, actor, filing);
        });
    }
    Result<Product> review(ProductId id, Review decision, std::string_view reason = {}) {
        return write([&](db::Tx& tx) { return review_product(tx, admin_, id, decision, reason); });
    }
    Product given_published(const json::object& text) {
        const auto filed = file(maker_, text);
        if (filed.has_error()) throw std::runtime_error(filed.error().pointer + " " + filed.error().detail);
        return review(filed.value().id, Review::approve).value();
    }
    static std::int64_t stored_version(db::Tx& tx, ProductId id) { return get_product(tx, id).value().version; }
    Product stored(ProductId id) {
        return read([&](db::Tx& tx) { return get_product(tx, id); }).value();
    }

    auth::Actor admin_ = of(OrgId{}, {auth::Role::platform_admin}, 1);
    auth::Actor maker_, other_;
    DocumentId picture_;
};

}  // namespace yiguan::catalog::testing
