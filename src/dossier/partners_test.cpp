// Sellers and inspection reports.
#include "dossier/test_world.hpp"

namespace yiguan::dossier {
namespace {

using db::Tx;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class Partners : public testing::DossierTest {
protected:
    static json::object seller_body(std::string_view name = "明达商行") {
        return {{"name", name},
                {"region", "440100"},
                {"address", "天河区 1 号"},
                {"phone", "13800138000"},
                {"contact", "陈某某"}};
    }
    Result<Seller> given_seller(const json::object& text) {
        return write([&](Tx& tx) -> Result<Seller> {
            TRY(const auto data, decode_seller(text));
            return add_seller(tx, maker_, data);
        });
    }
    json::object report_body(DossierId of) const {
        return {{"dossier", to_string(of)},
                {"number", "JY-1"},
                {"date", "2026-11-02"},
                {"items", json::array{{{"name", "绝缘电阻"}, {"result", "120 MΩ"}, {"passed", true}}}}};
    }
    Result<Report> given_report(const json::object& text) {
        return write([&](Tx& tx) -> Result<Report> {
            TRY(const auto data, decode_report(text, clock_));
            return add_report(tx, maker_, data);
        });
    }
};
YIGUAN_BOTH_ENGINES(Partners);

// GDP-50
TEST_P(Partners, GDP50_MandatoryFieldsAndCheckedCodes) {
    EXPECT_EQ(pointers(given_seller({})), "/name /region /address /phone /contact");
    auto text = seller_body();
    text["gln"] = "6900000011224";
    text["uscc"] = "91440101MA5A00013X";
    text["email"] = "nobody";
    const auto refused = given_seller(text);
    EXPECT_EQ(pointers(refused), "/email /uscc /gln");
    EXPECT_THAT(refused.error().value, IsEmpty()) << "personal data is not repeated";
    EXPECT_EQ(pointers(given_seller(seller_body())), "accepted");
    EXPECT_EQ(pointers(given_seller(seller_body())), "/name");
}

// GDP-51
TEST_P(Partners, GDP51_TheQualificationIsAtMostTenMegabytes) {
    auto text = seller_body();
    text["qualification"] = to_string(given_document(maker_, 'b', registry::MediaType::pdf, 10 * 1024 * 1024 + 1));
    EXPECT_EQ(given_seller(text).error().code, Code::body_too_large);
    text["qualification"] = to_string(given_document(other_, 'c', registry::MediaType::pdf, 100));
    EXPECT_EQ(given_seller(text).error().code, Code::document_unknown) << "another's file";
    text["qualification"] = to_string(given_document(maker_, 'd', registry::MediaType::pdf, 10 * 1024 * 1024));
    EXPECT_EQ(pointers(given_seller(text)), "accepted");
}

// GDP-52, GDP-53
TEST_P(Partners, GDP52_GDP53_AreChangedDeletedAndFoundByName) {
    const auto made = given_seller(seller_body()).value();
    auto data = made.data;
    data.address = "越秀区 2 号";
    EXPECT_EQ(pointers(write([&](Tx& tx) { return update_seller(tx, maker_, made.id, 7, data); })), "/version");
    EXPECT_EQ(write([&](Tx& tx) { return update_seller(tx, other_, made.id, 1, data); }).error().code, Code::not_found);
    EXPECT_EQ(write([&](Tx& tx) { return update_seller(tx, maker_, made.id, 1, data); }).value().version, 2);
    const auto found = read_in([&](Tx& tx) { return list_sellers(tx, maker_, "明达", {}, 10); }).value();
    ASSERT_EQ(found.items.size(), 1u);
    EXPECT_EQ(found.items[0].data, data) << "what is sealed opens again";
    EXPECT_TRUE(read_in([&](Tx& tx) { return list_sellers(tx, maker_, "甲", {}, 10); }).value().items.empty());
    EXPECT_TRUE(read_in([&](Tx& tx) { return list_sellers(tx, other_, "", {}, 10); }).value().items.empty());
    ASSERT_TRUE(write([&](Tx& tx) { return remove_seller(tx, maker_, made.id); }).has_value());
    EXPECT_TRUE(read_in([&](Tx& tx) { return read_seller(tx, maker_, made.id); }).has_error());
    EXPECT_EQ(pointers(given_seller(seller_body())), "accepted") << "the name is free again";
    EXPECT_THAT(defects(), IsEmpty());
}

// GDP-40
TEST_P(Partners, GDP40_ASellerOfADossierComesIntoTheListToBeCompleted) {
    ASSERT_TRUE(given(whole_body(), maker_).has_value());
    ASSERT_TRUE(given(whole_body("B2"), maker_).has_value());
    const auto page = read_in([&](Tx& tx) { return list_sellers(tx, maker_, "", {}, 10); }).value();
    ASSERT_EQ(page.items.size(), 1u) << "once";
    EXPECT_EQ(page.items[0].data.name, "丙商行");
    EXPECT_EQ(page.items[0].data.region, "440100");
    EXPECT_FALSE(page.items[0].complete());
    EXPECT_THAT(defects(), IsEmpty());
}

TEST_P(Partners, PersonalDataIsSealedWhereItIsStored) {
    ASSERT_TRUE(given_seller(seller_body()).has_value());
    static const db::Statement all{"dossier.test_all", "SELECT content FROM dossier_history WHERE record_id > $1"};
    static const db::Statement sealed{"dossier.test_sealed",
                                      "SELECT content, personal FROM seller WHERE seller_id > $1"};
    read_in([&](Tx& tx) {
        auto rows = tx.query(all, 0);
        while (rows.next()) EXPECT_THAT(rows.get<std::string>(0), Not(HasSubstr("13800138000")));
    });
    read_in([&](Tx& tx) {
        auto rows = tx.query(sealed, 0);
        ASSERT_TRUE(rows.next());
        EXPECT_THAT(rows.get<std::string>(0), Not(HasSubstr("陈某某")));
        EXPECT_THAT(rows.get<std::string>(1), Not(HasSubstr("陈某某")));
    });
}

// GDP-47
TEST_P(Partners, GDP47_ReportsAreForBatchesWhoseTracingIsComplete) {
    const auto draft = given(body("B1"), maker_).value(), whole = given(whole_body("B2"), maker_).value();
    EXPECT_EQ(given_report(report_body(draft.id)).error().code, Code::wrong_state);
    const auto made = given_report(report_body(whole.id));
    ASSERT_TRUE(made.has_value()) << made.error().detail;
    EXPECT_TRUE(made.value().passed());
    EXPECT_EQ(given_report(report_body(DossierId{1})).error().code, Code::not_found);
    EXPECT_EQ(read_in([&](Tx& tx) { return read_report(tx, other_, made.value().id); }).error().code, Code::not_found);
}

// GDP-48
TEST_P(Partners, GDP48_ItemsAreCompleted) {
    const auto whole = given(whole_body(), maker_).value();
    auto text = report_body(whole.id);
    text["items"] = json::array{};
    EXPECT_EQ(pointers(given_report(text)), "/items");
    text["items"] = json::array{json::object{{"name", "绝缘电阻"}}};
    EXPECT_EQ(pointers(given_report(text)), "/items/0/result /items/0/passed");
    text = report_body(whole.id);
    text["date"] = "2026-11-22";
    EXPECT_EQ(given_report(text).error().code, Code::future_date);
    text = report_body(whole.id);
    text["document"] = to_string(given_document(other_, 'c', registry::MediaType::pdf, 100));
    EXPECT_EQ(pointers(given_report(text)), "/document");
}

// GDP-49
TEST_P(Partners, GDP49_ReportsAreChangedDeletedAndListed) {
    const auto whole = given(whole_body(), maker_).value(), second = given(whole_body("B2"), maker_).value();
    const auto made = given_report(report_body(whole.id)).value();
    auto data = made.data;
    data.items[0].passed = false;
    EXPECT_FALSE(write([&](Tx& tx) { return update_report(tx, maker_, made.id, 1, data); }).value().passed());
    EXPECT_EQ(pointers(write([&](Tx& tx) { return update_report(tx, maker_, made.id, 1, data); })), "/version");
    data.dossier = second.id;
    EXPECT_EQ(pointers(write([&](Tx& tx) { return update_report(tx, maker_, made.id, 2, data); })), "/dossier");
    const auto listed = [&](const auth::Actor& by, std::optional<DossierId> of) {
        return read_in([&](Tx& tx) { return list_reports(tx, by, of, {}, 10); });
    };
    EXPECT_EQ(listed(maker_, whole.id).value().items.size(), 1u);
    EXPECT_EQ(listed(maker_, second.id).value().items.size(), 0u);
    EXPECT_EQ(listed(maker_, std::nullopt).value().items.size(), 1u);
    EXPECT_EQ(listed(other_, whole.id).error().code, Code::not_found);
    EXPECT_TRUE(write([&](Tx& tx) { return remove_report(tx, other_, made.id); }).has_error());
    ASSERT_TRUE(write([&](Tx& tx) { return remove_report(tx, maker_, made.id); }).has_value());
    EXPECT_EQ(listed(maker_, whole.id).value().items.size(), 0u);
    EXPECT_THAT(defects(), IsEmpty());
}

}  // namespace
}  // namespace yiguan::dossier
