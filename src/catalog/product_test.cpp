#include <gmock/gmock.h>

#include "auth/auth.hpp"
#include "catalog/catalog_json.hpp"
#include "db/statement_check.hpp"
#include "db/testing.hpp"
#include "registry/documents.hpp"
#include "registry/registry.hpp"

namespace yiguan::catalog {
namespace {

using auth::Actor;
using auth::Role;
using db::Tx;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

const db::Statement count_products_sql{"catalog_test.count_products", "select count(*) from product",
                                       db::Statement::Plan::small_scan};
const db::Statement history_sql{
    "catalog_test.history",
    "select version, status, content from product_history where product_id = $1 order by version"};

constexpr std::string_view uscc_a = "91440101MA5A00013Q", uscc_b = "91440300MA5B000225", uscc_c = "91440600MA5C000315";

std::vector<std::string> violations(const Error& error) {
    std::vector<std::string> out{std::string(info(error.code).name) + " " + error.pointer};
    for (const Error& e : error.others) out.push_back(std::string(info(e.code).name) + " " + e.pointer);
    return out;
}

class Products : public db::testing::BothEngines {
protected:
    void SetUp() override {
        BothEngines::SetUp();
        maker_ = given_org(uscc_a, "甲公司");
        other_ = given_org(uscc_b, "乙公司");
        picture_ = given_document(maker_, 'a');
        foreign_picture_ = given_document(other_, 'b');
    }

    template <class F>
    auto write(F f) {
        return db_->write_now(f);
    }
    template <class F>
    auto read(F f) {
        return db_->read_now(f);
    }

    static Actor of(OrgId org, std::initializer_list<Role> roles, std::int64_t user = 77) {
        auth::Roles set;
        for (const Role r : roles) set = set.with(r);
        return {UserId{user}, org, set};
    }

    Actor given_org(std::string_view uscc, std::string name, bool approved = true) {
        return write([&](Tx& tx) -> Result<Actor> {
                   const registry::OrgData data{.name = std::move(name),
                                                .uscc = keys::Uscc::parse(uscc).value(),
                                                .address = "广州市天河区 1 号",
                                                .contact = "020-12345678"};
                   const auto kinds = registry::OrgKinds{}.with(registry::OrgKind::producer);
                   TRY(const auto made,
                       registry::register_org(tx, {}, {data, kinds, "user" + std::string(uscc), "hash"}));
                   if (approved) {
                       TRY_VOID(registry::review_org(tx, admin_, made.org, registry::Decision::approve, ""));
                   }
                   return Actor{made.user, made.org, auth::Roles{}.with(Role::producer)};
               })
            .value();
    }
    DocumentId given_document(const Actor& actor, char digit) {
        return write([&](Tx& tx) {
                   return registry::add_document(tx, actor, {std::string(64, digit), registry::MediaType::png, 100});
               })
            .value()
            .id;
    }
    std::string body(std::string_view changes = {}) const {
        return R"({"template":"B.1","unit":"CAT-05-01","fields":{"productName":"电动自行车","productType":"整车",)"
               R"("model":"TDT001Z","standard":"GB 17761-2024","inspectionReport":"R-77"},"pictures":[")" +
               to_string(picture_) + "\"]" + std::string(changes) + "}";
    }
    Result<NewFiling> decode(std::string_view text) { return decode_filing(parse_json_object(text).value(), clock_); }
    Result<Product> file(const Actor& actor, std::string_view text) {
        return write([&](Tx& tx) -> Result<Product> {
            TRY(const auto filing, decode(text));
            return file_product(tx, actor, filing);
        });
    }
    Result<Product> update(const Actor& actor, const Product& was, std::string_view text) {
        return write([&](Tx& tx) -> Result<Product> {
            TRY(const auto filing, decode(text));
            return update_product(tx, actor, was.id, was.version, filing);
        });
    }
    Result<Product> review(ProductId id, Review decision, std::string_view reason = {}) {
        return write([&](Tx& tx) { return review_product(tx, admin_, id, decision, reason); });
    }
    Product stored(ProductId id) {
        return read([&](Tx& tx) { return get_product(tx, id); }).value();
    }
    Product given_pending() { return file(maker_, body()).value(); }
    Product given_published() { return review(given_pending().id, Review::approve).value(); }
    std::int64_t products() {
        return read([&](Tx& tx) {
            auto rows = tx.query(count_products_sql);
            rows.next();
            return rows.integer(0);
        });
    }

    Actor admin_ = of(OrgId{}, {Role::platform_admin}, 1);
    Actor maker_, other_;
    DocumentId picture_, foreign_picture_;
};
YIGUAN_BOTH_ENGINES(Products);

TEST_P(Products, FilingIsStoredWithTheRegistrationsIdentity) {  // ECO-26
    const auto filed = file(maker_, body());
    ASSERT_TRUE(filed.has_value()) << filed.error().detail;
    const Product p = stored(filed.value().id);
    EXPECT_EQ(p.status, ProductStatus::pending);
    EXPECT_EQ(p.org, maker_.org);
    EXPECT_EQ(p.tmpl->id, "B.1");
    EXPECT_EQ(p.unit_id, "CAT-05-01");
    EXPECT_EQ(p.name, "电动自行车");
    EXPECT_EQ(p.values.values.at("producerName"), "甲公司");
    EXPECT_EQ(p.values.values.at("producerUscc"), uscc_a);
    EXPECT_EQ(p.values.values.at("producerAddress"), "广州市天河区 1 号");
    EXPECT_EQ(p.values.values.at("producerContact"), "020-12345678");
    EXPECT_EQ(p.values, filed.value().values);
    EXPECT_THAT(p.pictures, ElementsAre(picture_));
    EXPECT_EQ(p.submitted_at, clock_);
    EXPECT_EQ(p.reviewed_at, std::nullopt);
    EXPECT_EQ(p.version, 1);
}

TEST_P(Products, ApprovedFilingNeverChanges) {  // ECO-27, ECO-28
    const Product p = given_published();
    EXPECT_EQ(p.status, ProductStatus::published);
    EXPECT_EQ(p.reviewer, admin_.user);
    const auto changed = update(maker_, p, body());
    ASSERT_TRUE(changed.has_error());
    EXPECT_EQ(changed.error().code, Code::wrong_state);
    EXPECT_THAT(changed.error().detail, HasSubstr("重新备案"));
    EXPECT_EQ(write([&](Tx& tx) { return withdraw_product(tx, maker_, p.id); }).error().code, Code::wrong_state);
    EXPECT_EQ(review(p.id, Review::reject, "理由").error().code, Code::wrong_state);
    EXPECT_EQ(stored(p.id).version, p.version);
    EXPECT_EQ(stored(p.id).values, p.values);
}

TEST_P(Products, RejectedFilingIsCorrectedAndSubmittedAgain) {
    const Product pending = given_pending();
    EXPECT_EQ(review(pending.id, Review::reject, "  ").error().code, Code::missing_field);
    EXPECT_EQ(review(pending.id, Review::reject, std::string(501, 'x')).error().code, Code::too_long);
    const Product rejected = review(pending.id, Review::reject, "型号有误").value();
    EXPECT_EQ(rejected.status, ProductStatus::rejected);
    EXPECT_EQ(stored(rejected.id).reason, "型号有误");

    auto corrected = body();
    corrected.replace(corrected.find("TDT001Z"), 7, "TDT002Z");
    EXPECT_EQ(update(maker_, pending, corrected).error().code, Code::conflict) << "read before the rejection";
    const Product again = update(maker_, rejected, corrected).value();
    EXPECT_EQ(again.status, ProductStatus::pending);
    EXPECT_EQ(stored(again.id).values.values.at("model"), "TDT002Z");
    EXPECT_EQ(review(again.id, Review::approve).value().status, ProductStatus::published);

    // NAT-35: every version is kept as it was.
    std::vector<std::pair<std::int64_t, ProductStatus>> versions;
    std::vector<std::string> contents;
    read([&](Tx& tx) {
        auto rows = tx.query(history_sql, again.id);
        while (rows.next()) {
            versions.emplace_back(rows.integer(0), rows.get<ProductStatus>(1));
            contents.push_back(rows.get<std::string>(2));
        }
    });
    using S = ProductStatus;
    EXPECT_THAT(versions, ElementsAre(std::pair(1, S::pending), std::pair(2, S::rejected), std::pair(3, S::pending),
                                      std::pair(4, S::published)));
    EXPECT_THAT(contents.front(), HasSubstr("TDT001Z"));
    EXPECT_THAT(contents.back(), HasSubstr("TDT002Z"));
    EXPECT_EQ(read([&](Tx& tx) { return auth::audit_trail(tx, "product", again.id.value); }).size(), 4u);
}

TEST_P(Products, DraftIsCompletedLater) {
    const auto draft = file(maker_, R"({"template":"B.1","unit":"CAT-05-01","fields":{"model":"T"},"submit":false})");
    ASSERT_TRUE(draft.has_value()) << draft.error().detail;
    EXPECT_EQ(draft.value().status, ProductStatus::draft);
    EXPECT_EQ(draft.value().name, "");
    EXPECT_EQ(draft.value().submitted_at, std::nullopt);
    EXPECT_EQ(review(draft.value().id, Review::approve).error().code, Code::wrong_state);
    const Product pending = update(maker_, draft.value(), body()).value();
    EXPECT_EQ(pending.status, ProductStatus::pending);
    const Product withdrawn = write([&](Tx& tx) { return withdraw_product(tx, maker_, pending.id); }).value();
    EXPECT_EQ(withdrawn.status, ProductStatus::withdrawn);
    EXPECT_EQ(update(maker_, withdrawn, body(R"(,"submit":false)")).value().status, ProductStatus::draft);
}

TEST_P(Products, ValuesReadAsADraftCannotBeSubmitted) {
    const auto refused = write([&](Tx& tx) -> Result<Product> {
        TRY(auto filing, decode(R"({"template":"B.1","unit":"CAT-05-01","fields":{"model":"T"},"submit":false})"));
        filing.submit = Submit::yes;
        return file_product(tx, maker_, filing);
    });
    ASSERT_TRUE(refused.has_error());
    EXPECT_EQ(refused.error().code, Code::missing_field);
    EXPECT_EQ(products(), 0);
}

TEST_P(Products, BadFilingsChangeNothing) {
    struct Case {
        const char* what;
        std::string body;
        std::vector<std::string> expected;
    };
    const auto with = [&](std::string_view from, std::string_view to) {
        std::string text = body();
        return text.replace(text.find(from), from.size(), to);
    };
    const std::string model = R"("model":"TDT001Z")";
    const std::string foreign = to_string(foreign_picture_);
    const Case cases[] = {
        {"unknown template", with("B.1", "B.9"), {"template_unknown /template"}},
        {"template of requirements", with("B.1", "GEN-PRODUCER"), {"template_unknown /template"}},
        {"unknown unit", with("CAT-05-01", "CAT-05-09"), {"unit_unknown /unit"}},
        {"unknown field", with(model, model + R"(,"x":"y")"), {"template_field_unknown /fields/x"}},
        {"unknown member", body(R"(,"x":1)"), {"unknown_field /x"}},
        {"missing field", with(model, R"("model":"")"), {"missing_field /fields/model"}},
        {"GTIN", with(model, model + R"(,"gtin":"6901234567890")"), {"gtin_check_digit /fields/gtin"}},
        {"USCC", with(model, model + R"(,"producerUscc":"91440101MA5A00013P")"), {"uscc_check /fields/producerUscc"}},
        {"another's USCC",
         with(model, model + R"(,"producerUscc":")" + std::string(uscc_b) + '"'),
         {"differs_from_registration /fields/producerUscc"}},
        {"platform-generated", with(model, model + R"(,"ecode":"1")"), {"template_field_fixed /fields/ecode"}},
        {"too long", with(model, R"("model":")" + std::string(501, 'x') + '"'), {"too_long /fields/model"}},
        {"choice on a public field", body(R"(,"open":["model"])"), {"openness_not_chooseable /open/0"}},
        {"no picture", with('"' + to_string(picture_) + '"', ""), {"picture_required /pictures"}},
        {"foreign picture", with(to_string(picture_), foreign), {"document_unknown /pictures/0"}},
        {"picture of nobody", with(to_string(picture_), "1"), {"document_unknown /pictures/0"}},
        {"picture that is no id", with('"' + to_string(picture_) + '"', "true"), {"wrong_type /pictures/0"}},
        {"two things", with(model, R"("gtin":"1")"), {"gtin_length /fields/gtin", "missing_field /fields/model"}},
        {"link that is a script",
         body(R"(,"links":[{"platform":"p","url":"javascript:alert"}])"),
         {"invalid /links/0/url"}},
        {"attachment of nobody",
         body(R"(,"attachments":[{"name":"说明书","document":"1"}])"),
         {"document_unknown /attachments/0/document"}},
        {"attachment that is a picture",
         body(R"(,"attachments":[{"name":"说明书","document":")" + to_string(picture_) + "\"}]"),
         {"document_type /attachments/0/document"}},
        {"video that is a picture", body(R"(,"video":")" + to_string(picture_) + '"'), {"document_type /video"}},
        {"no fields", R"({"template":"B.1","unit":"CAT-05-01"})", {"missing_field /fields"}},
    };
    for (const Case& c : cases) {
        const auto filed = file(maker_, c.body);
        ASSERT_TRUE(filed.has_error()) << c.what;
        EXPECT_EQ(violations(filed.error()), c.expected) << c.what;
    }
    EXPECT_EQ(products(), 0);
}

TEST_P(Products, OnlyAnApprovedProducerFiles) {
    EXPECT_EQ(file({}, body()).error().code, Code::unauthenticated);
    EXPECT_EQ(file(of(maker_.org, {Role::seller}), body()).error().code, Code::forbidden);
    EXPECT_EQ(file(admin_, body()).error().code, Code::forbidden);
    EXPECT_EQ(file(given_org(uscc_c, "丙公司", false), body()).error().code, Code::org_not_approved);
    EXPECT_EQ(products(), 0);
}

TEST_P(Products, OnlyTheAdministratorReviews) {
    const Product p = given_pending();
    for (const Actor& a : {Actor{}, maker_, other_, of(OrgId{}, {Role::top_regulator})})
        EXPECT_TRUE(write([&](Tx& tx) { return review_product(tx, a, p.id, Review::approve, ""); }).has_error());
    EXPECT_EQ(stored(p.id).status, ProductStatus::pending);
}

TEST_P(Products, AnothersFilingIsNotFound) {
    const Product p = given_pending();
    EXPECT_EQ(update(other_, p, body()).error().code, Code::not_found);
    EXPECT_EQ(write([&](Tx& tx) { return withdraw_product(tx, other_, p.id); }).error().code, Code::not_found);
    const auto seen_by = [&](const Actor& a) { return read([&](Tx& tx) { return read_product(tx, a, p.id); }); };
    EXPECT_EQ(seen_by(other_).error().code, Code::not_found);
    EXPECT_EQ(seen_by({}).error().code, Code::unauthenticated);
    EXPECT_TRUE(seen_by(maker_).has_value());
    EXPECT_TRUE(seen_by(admin_).has_value());
    EXPECT_TRUE(seen_by(of(OrgId{}, {Role::regulator})).has_value());
    EXPECT_EQ(stored(p.id).version, 1);
}

TEST_P(Products, DisabledOnlyWithReasonAndWithoutCodes) {  // ECO-29, C-28
    const Product p = given_published();
    const auto disable = [&](const Actor& a, CodesBound bound, std::string_view reason) {
        return write([&](Tx& tx) { return disable_product(tx, a, p.id, bound, reason); });
    };
    EXPECT_EQ(disable(maker_, CodesBound::no, "x").error().code, Code::forbidden);
    EXPECT_EQ(disable(admin_, CodesBound::yes, "x").error().code, Code::conflict);
    EXPECT_EQ(disable(admin_, CodesBound::no, "").error().code, Code::missing_field);
    EXPECT_TRUE(read([&](Tx& tx) { return is_public_document(tx, picture_); }));
    EXPECT_EQ(disable(admin_, CodesBound::no, "企业申请").value().status, ProductStatus::disabled);
    EXPECT_FALSE(read([&](Tx& tx) { return is_public_document(tx, picture_); }));
    EXPECT_EQ(stored(p.id).reason, "企业申请");
}

TEST_P(Products, PictureIsPublicOnceTheFilingIs) {
    const Product p = given_pending();
    EXPECT_FALSE(read([&](Tx& tx) { return is_public_document(tx, picture_); }));
    review(p.id, Review::approve).value();
    EXPECT_TRUE(read([&](Tx& tx) { return is_public_document(tx, picture_); }));
    EXPECT_FALSE(read([&](Tx& tx) { return is_public_document(tx, foreign_picture_); }));
}

TEST_P(Products, StatementsArePlannedByIndex) {
    EXPECT_THAT(db::check_statements(*db_), IsEmpty());
}

TEST_P(Products, ListsByOrganisationAndByStateInPages) {
    std::vector<ProductId> filed;
    for (int i = 0; i < 5; ++i) filed.push_back(given_pending().id);
    review(filed[1], Review::approve).value();
    const auto ids = [](const ProductPage& page) {
        std::vector<ProductId> out;
        for (const Product& p : page.products) out.push_back(p.id);
        return out;
    };
    const auto page = [&](const Actor& a, ProductId before, int limit) {
        return read([&](Tx& tx) { return list_products(tx, a, maker_.org, std::nullopt, before, limit); });
    };
    const auto first = page(maker_, {}, 3).value();
    EXPECT_THAT(ids(first), ElementsAre(filed[4], filed[3], filed[2]));
    EXPECT_THAT(first.products[0].pictures, ElementsAre(picture_));
    const auto last = page(maker_, first.next, 3).value();
    EXPECT_THAT(ids(last), ElementsAre(filed[1], filed[0]));
    EXPECT_FALSE(last.next);
    EXPECT_FALSE(page(maker_, {}, 5).value().next) << "exactly one page";
    EXPECT_EQ(page(other_, {}, 3).error().code, Code::forbidden);
    EXPECT_EQ(page({}, {}, 3).error().code, Code::unauthenticated);

    const auto queue = [&](const Actor& a, ProductStatus s) {
        return read([&](Tx& tx) { return list_products_by_status(tx, a, s, {}, 100); });
    };
    EXPECT_THAT(ids(queue(admin_, ProductStatus::published).value()), ElementsAre(filed[1]));
    EXPECT_EQ(queue(admin_, ProductStatus::pending).value().products.size(), 4u);
    EXPECT_EQ(queue(of(OrgId{}, {Role::regulator}), ProductStatus::pending).value().products.size(), 4u);
    EXPECT_EQ(queue(maker_, ProductStatus::pending).error().code, Code::forbidden);

    const auto own = [&](const Actor& a, ProductStatus s, ProductId before = {}, int limit = 100) {
        return read([&](Tx& tx) { return list_products(tx, a, maker_.org, s, before, limit); });
    };
    const auto pending = own(maker_, ProductStatus::pending, {}, 3).value();
    EXPECT_THAT(ids(pending), ElementsAre(filed[4], filed[3], filed[2]));
    EXPECT_THAT(ids(own(maker_, ProductStatus::pending, pending.next, 3).value()), ElementsAre(filed[0]));
    EXPECT_THAT(ids(own(maker_, ProductStatus::published).value()), ElementsAre(filed[1]));
    EXPECT_THAT(ids(own(maker_, ProductStatus::rejected).value()), IsEmpty());
    EXPECT_EQ(own(other_, ProductStatus::pending).error().code, Code::forbidden);
}

TEST_P(Products, JsonShowsAHiddenReportToItsOwnerOnly) {  // ECO-31, C-30
    const Product p = file(maker_, body(R"(,"open":[])")).value();
    const auto answer = [&](const Actor& a, Audience audience) {
        return json::serialize(encode(p, Viewer::of(a), audience));
    };
    EXPECT_THAT(answer(maker_, Audience::inside), HasSubstr("R-77"));
    EXPECT_THAT(answer(of(OrgId{}, {Role::top_regulator}), Audience::inside), HasSubstr("R-77"));
    for (const Actor& a : {Actor{}, other_, admin_, of(OrgId{}, {Role::regulator})}) {
        EXPECT_THAT(answer(a, Audience::inside), Not(HasSubstr("R-77")));
        EXPECT_THAT(answer(a, Audience::inside), HasSubstr("withheld"));
    }
    EXPECT_THAT(answer({}, Audience::anybody), Not(HasSubstr("version")));
    EXPECT_THAT(answer({}, Audience::anybody), HasSubstr("电动自行车"));
}

TEST(ProductMoves, EveryStateIsReachedAndNoMoveIsAmbiguous) {
    std::set<std::pair<ProductStatus, ProductAction>> seen;
    std::set<ProductStatus> reached{ProductStatus::draft};
    for (const ProductMove& m : product_moves()) {
        EXPECT_TRUE(seen.emplace(m.from, m.action).second) << name(m.from);
        reached.insert(m.to);
        EXPECT_NE(m.from, ProductStatus::disabled) << "the end";
    }
    EXPECT_EQ(reached.size(), std::size_t(product_status_count));
    for (int i = 0; i < product_status_count; ++i) {
        const auto s = static_cast<ProductStatus>(i);
        EXPECT_EQ(parse_product_status(name(s)), s);
    }
    EXPECT_EQ(parse_product_status("geheim"), std::nullopt);
}

TEST(CatalogJson, TemplateTellsAFormEverything) {
    const json::object t = encode(*templates().find("B.1"));
    EXPECT_EQ(t.at("fields").as_array().size(), 31u);
    const json::object& report = t.at("fields").as_array()[5].as_object();
    EXPECT_EQ(report.at("key"), "inspectionReport");
    EXPECT_EQ(report.at("visibility"), "producer_chooses");
    EXPECT_EQ(report.at("defaultOpen"), true);
    EXPECT_EQ(report.at("step"), "filing");
    EXPECT_EQ(encode_templates(templates()).at("items").as_array().size(), 9u);
    EXPECT_EQ(encode(catalogue()).at("items").as_array().size(), 9u);
}

}  // namespace
}  // namespace yiguan::catalog
