// Who may open which document: every kind of document against every kind of person.
#include "catalog/document_access.hpp"

#include <gtest/gtest.h>

#include "catalog/test_world.hpp"

namespace yiguan::catalog {
namespace {

using auth::Role;
using db::Tx;

class DocumentAccessTest : public testing::CatalogTest {
protected:
    // Registers with a licence: a draft first, since a document needs an organisation to belong to.
    auth::Actor with_licence(DocumentId& licence) {
        const registry::OrgData data{.name = "丙公司",
                                     .uscc = keys::Uscc::parse(testing::uscc_c).value(),
                                     .address = "佛山市禅城区 1 号",
                                     .contact = "0757-12345678"};
        const auto made =
            write([&](Tx& tx) {
                return registry::register_org(tx, {},
                                              {.org = data,
                                               .kinds = registry::OrgKinds{}.with(registry::OrgKind::producer),
                                               .login = "licensed",
                                               .password_hash = "hash",
                                               .submit = review::Submit::no});
            }).value();
        const auth::Actor actor{made.user, made.org, auth::Roles{}.with(Role::producer)};
        licence = given_document(actor, 'c');
        auto complete = data;
        complete.licence = licence;
        EXPECT_TRUE(write([&](Tx& tx) { return registry::resubmit_org(tx, actor, made.org, complete); }).has_value());
        return actor;
    }
    DocumentId pictured(char digit, bool submit) {
        const auto picture = given_document(maker_, digit);
        auto text = body();
        text["pictures"] = json::array{to_string(picture)};
        text["submit"] = submit;
        EXPECT_TRUE(file(maker_, text).has_value());
        return picture;
    }
    DocumentId certified(char digit, bool open) {
        const auto report = given_document(maker_, digit);
        EXPECT_TRUE(write([&](Tx& tx) {
                        return add_certificate(tx, maker_,
                                               {.type = CertificateType::type_test_report,
                                                .cert_name = "检验报告",
                                                .number = std::string("R-") + digit,
                                                .documents = {report},
                                                .open = open});
                    }).has_value());
        return report;
    }
    char opens(const auth::Actor& actor, DocumentId id) {
        const auto access = read([&](Tx& tx) { return access_to(tx, actor, *registry::find_document(tx, id)); });
        return access.everybody ? 'E' : access.actor ? 'y' : '-';
    }
};
YIGUAN_BOTH_ENGINES(DocumentAccessTest);

// NAT-48, NAT-56, ECO-31
TEST_P(DocumentAccessTest, NAT48_NAT56_ECO31_EveryDocumentAgainstEveryViewer) {
    const auto within = [](auth::Actor actor, std::string region) {
        actor.scope.regions = {std::move(region)};
        return actor;
    };
    given_published(body());
    DocumentId licence;
    const auto licensed = with_licence(licence);
    auto successor = other_;
    successor.predecessors = {maker_.org};
    const DocumentId documents[] = {picture_,
                                    pictured('1', true),
                                    pictured('2', false),
                                    certified('3', true),
                                    certified('4', false),
                                    given_document(maker_, '5'),
                                    licence};
    const auto reviewer = of(OrgId{}, {Role::first_reviewer}, 81);
    const auto regulator = of(OrgId{}, {Role::regulator}, 82), top = of(OrgId{}, {Role::top_regulator}, 83);
    // E everybody, y this viewer, - not.
    const struct {
        std::string_view who;
        auth::Actor actor;
        // picture: published, submitted, draft; certificate: open, not; in no use; licence of the third organisation
        std::string_view opens;
    } table[] = {
        {"stranger", {}, "E--E---"},
        {"its own", maker_, "EyyEyy-"},
        {"the licensed one", licensed, "E--E--y"},
        {"another", other_, "E--E---"},
        {"the successor", successor, "EyyEyy-"},
        {"the operator", admin_, "Ey-E--y"},
        {"a reviewer", reviewer, "Ey-E--y"},
        {"a reviewer of Guangzhou", within(reviewer, "4401"), "Ey-E---"},
        {"a reviewer of Beijing", within(reviewer, "11"), "E--E---"},
        {"a regulator", regulator, "E--E--y"},
        {"a regulator of Guangzhou", within(regulator, "4401"), "E--E---"},
        {"a regulator of Guangdong", within(regulator, "44"), "E--E--y"},
        {"the top regulator", top, "EyyEyyy"},
        {"the top regulator of Guangzhou", within(top, "4401"), "EyyEyy-"},
        {"the top regulator of Beijing", within(top, "11"), "E--E---"},
    };
    for (const auto& row : table) {
        std::string got;
        for (const DocumentId id : documents) got += opens(row.actor, id);
        EXPECT_EQ(got, row.opens) << row.who;
    }
}

// What is prepared for the next round is not yet the reviewer's to see; what was submitted before stays so.
// ECO-19
TEST_P(DocumentAccessTest, ECO19_AReviewerSeesWhatWasSubmittedOnly) {
    DocumentId licence;
    const auto licensed = with_licence(licence);
    const auto next = given_document(licensed, 'd');
    const auto org = read([&](Tx& tx) { return registry::get_org(tx, licensed.org); }).value();
    ASSERT_TRUE(write([&](Tx& tx) {
                    return registry::review_org(tx, admin_, licensed.org, registry::Decision::reject, "照片不清晰");
                }).has_value());
    auto data = org.data;
    data.licence = next;
    const auto amend = [&](review::Submit submit) {
        return write([&](Tx& tx) { return registry::resubmit_org(tx, licensed, licensed.org, data, submit); });
    };
    ASSERT_TRUE(amend(review::Submit::no).has_value());
    EXPECT_EQ(opens(admin_, licence), 'y');
    EXPECT_EQ(opens(admin_, next), '-');
    ASSERT_TRUE(amend(review::Submit::yes).has_value());
    EXPECT_EQ(opens(admin_, next), 'y');
}

// ECO-31, C-29
TEST_P(DocumentAccessTest, ECO31_TheDocumentOfAHiddenFieldIsHiddenFromReviewers) {
    const auto filed = [&](char digit, bool open) {
        const auto report = given_document(maker_, digit);
        auto text = body();
        text["fields"].as_object()["inspectionReport"] = to_string(report);
        text["open"] = open ? json::array{"inspectionReport"} : json::array{};
        EXPECT_TRUE(file(maker_, text).has_value());
        return report;
    };
    const auto hidden = filed('6', false), opened = filed('7', true);
    EXPECT_EQ(opens(admin_, hidden), '-');
    EXPECT_EQ(opens(admin_, opened), 'y');
    EXPECT_EQ(opens(maker_, hidden), 'y');
}

// FIL-12
TEST_P(DocumentAccessTest, FIL12_OwnOnlyReachesProductsThatHeEntered) {
    const auto product = given_published(body());
    const auto seen = [&](const auth::Actor& actor) {
        const auto page = read([&](Tx& tx) { return find_products(tx, actor, {.org = actor.org}, {}, 20); }).value();
        EXPECT_EQ(page.total, static_cast<std::int64_t>(page.products.size()));
        const bool alone = read([&](Tx& tx) { return read_product(tx, actor, product.id); }).has_value();
        EXPECT_EQ(alone, !page.products.empty());
        return alone;
    };
    auto recorder = of(maker_.org, {Role::producer, Role::recorder}, 4711);
    EXPECT_TRUE(seen(recorder));
    recorder.scope.own_only = true;
    EXPECT_FALSE(seen(recorder));
    auto author = maker_;
    author.scope.own_only = true;
    EXPECT_TRUE(seen(author));
}

TEST_P(DocumentAccessTest, C29_ClosedCertificatesAreToldOfInReachOnly) {
    certified('4', false);
    auto regulator = of(OrgId{}, {Role::regulator}, 82);
    const auto total = [&]() -> std::int64_t {
        const auto page = read([&](Tx& tx) { return find_certificates(tx, regulator, {.org = maker_.org}, {}, 10); });
        return page.has_value() ? page.value().total : -1;
    };
    EXPECT_EQ(total(), 1);
    regulator.scope.regions = {"4401"};
    EXPECT_EQ(total(), 1);
    regulator.scope.regions = {"11"};
    EXPECT_EQ(total(), -1);
}

TEST_P(DocumentAccessTest, FIL12_WhoSeesHisOwnAloneOpensWhatHeUploaded) {
    auto recorder = maker_, colleague = maker_;
    recorder.user = UserId{501}, colleague.user = UserId{502};
    const auto his = given_document(recorder, '6'), others = given_document(colleague, '7'),
               both = given_document(colleague, '8');
    EXPECT_EQ(given_document(recorder, '8'), both) << "the same file is one document";
    recorder.scope.own_only = true;
    EXPECT_EQ(opens(recorder, his), 'y');
    EXPECT_EQ(opens(recorder, others), '-');
    EXPECT_EQ(opens(recorder, both), 'y');
    EXPECT_EQ(opens(colleague, his), 'y') << "the whole organisation's";
    given_published(body());
    EXPECT_EQ(opens(recorder, picture_), 'E') << "what is public";
}

}  // namespace
}  // namespace yiguan::catalog
