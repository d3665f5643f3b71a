// The score: what each finding costs, what is ignored, who sees what.
#include "quality/quality.hpp"

#include <gmock/gmock.h>

#include "catalog/certificates.hpp"
#include "dossier/dossier.hpp"
#include "events/production.hpp"
#include "events/test_world.hpp"
#include "quality/quality_store.hpp"

namespace yiguan::quality {
namespace {

using db::Tx;
using events::testing::must;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class Quality : public events::testing::World {
protected:
    void SetUp() override {
        World::SetUp();
        regulator_ = {UserId{900}, OrgId{900}, auth::Roles{}.with(auth::Role::regulator)};
    }
    Score score(const auth::Actor& actor, const Question& question = {}) {
        return must(db_->read_now([&](Tx& tx) { return assess(tx, actor, question); }));
    }
    static const Issue& issue(const Score& score, std::string_view key) {
        return *std::ranges::find(score.issues, key, [](const Issue& i) { return i.type->key; });
    }
    /// Of the issues that something has.
    static std::vector<std::string> found(const Score& score) {
        std::vector<std::string> keys;
        for (const Issue& i : score.issues)
            if (i.count + i.ignored > 0) keys.emplace_back(i.type->key);
        return keys;
    }
    void bind(std::int64_t from, std::int64_t to, std::string_view day, std::string prefix) {
        write([&](Tx& tx) {
            must(events::commission(tx, maker_, range(from, to),
                                    {.fields = {{"productionDate", day},
                                                {"factoryNumber", json::object{{"prefix", prefix}, {"first", "0001"}}}},
                                     .open = {}}));
        });
    }
    void describe(json::object production, std::string number = "A26") {
        write([&](Tx& tx) {
            const json::object body{{"product", to_string(product_)},
                                    {"number", number},
                                    {"purchases", json::array{json::object{{"supplier", "铜厂"},
                                                                           {"material", "铜杆"},
                                                                           {"lots", "S1"},
                                                                           {"total", "100"},
                                                                           {"used", "60"},
                                                                           {"unit", "kg"}}}},
                                    {"production", production}};
            must(dossier::add(tx, maker_, must(dossier::decode(body, tx.now()))));
        });
    }
    void keep(const Score& score) {
        write([&](Tx& tx) { keep_day(tx, maker_, score); });
    }
    Result<Ignore> ignore(const auth::Actor& actor, std::string issue, std::int64_t object = 0, int days = 90) {
        return write([&](Tx& tx) {
            return add_ignore(tx, actor, {.issue = issue, .object = object, .reason = "已核对", .days = days});
        });
    }

    auth::Actor regulator_;
};
YIGUAN_BOTH_ENGINES(Quality);

TEST_P(Quality, ADeductionIsWeightTimesShare) {
    clock_.value += 40 * catalog::day_ms;  // 2026-12-31
    bind(0, 9, "2026-12-30", "A-");
    bind(10, 19, "2026-12-30", "B-");
    bind(20, 29, "2026-12-30", "C-");
    bind(30, 39, "2026-11-21", "D-");  // the day the filing was begun, 40 days ago
    const Score all = score(maker_);
    EXPECT_EQ(all.from, "2026-12-02");
    EXPECT_EQ(all.to, "2026-12-31");
    const Issue& late = issue(all, "boundLate");
    EXPECT_EQ(late.base, 4);
    ASSERT_EQ(late.count, 1);
    EXPECT_EQ(late.objects.at(0).text, "电缆 D-");
    EXPECT_EQ(late.deduction, 188) << "15 points of the part, 50 of 100 of it, a quarter of the batches: 1.875, up";
    EXPECT_EQ(all.parts.at(static_cast<std::size_t>(Part::timeliness)), 87);
    EXPECT_EQ(issue(all, "madeBeforeFiling").count, 0);
    const Issue& empty = issue(all, "codesEmpty");
    EXPECT_EQ(empty.base, 1000);
    EXPECT_EQ(empty.count, 960);
    std::int64_t total = 10'000;
    for (const Issue& i : all.issues) total -= i.deduction;
    EXPECT_EQ(all.total, total / 100);
    // Of the week, of another product.
    EXPECT_EQ(issue(score(maker_, {.period = Period::week}), "boundLate").base, 4);
    clock_.value += 8 * catalog::day_ms;
    EXPECT_EQ(issue(score(maker_, {.period = Period::week}), "boundLate").base, 0);
}

TEST_P(Quality, WhatContradictsIsFound) {
    bind(0, 9, "2026-11-01", "A26-");
    bind(10, 19, "2026-11-02", "A26-");  // the same numbers
    describe({{"date", "2026-11-03"}, {"quantity", "21"}, {"unit", "盘"}});
    describe({{"quantity", "1"}}, "Z1");  // the same lot, 120 of 100
    write([&](Tx& tx) {
        must(events::activate(tx, maker_, range(0, 9)));
        must(events::ship(tx, maker_, range(0, 9), shipping(), std::nullopt));
        must(catalog::add_certificate(tx, maker_,
                                      {.type = catalog::CertificateType::ccc,
                                       .cert_name = "CCC",
                                       .number = "2026",
                                       .issuer = {},
                                       .valid_from = "2026-11-02",
                                       .valid_to = "2026-11-15",
                                       .documents = {},
                                       .products = {product_}}));
    });
    const Score all = score(maker_);
    const auto count = [&](std::string_view key) { return std::pair(issue(all, key).count, issue(all, key).base); };
    EXPECT_EQ(count("numberRepeated"), std::pair(2l, 2l));
    EXPECT_EQ(count("madeBeforeFiling"), std::pair(2l, 2l)) << "filed on 2026-11-21";
    EXPECT_EQ(count("quantityDiffers"), std::pair(1l, 1l)) << "21 against 20 codes; nothing is bound as Z1";
    EXPECT_EQ(count("dateDiffers"), std::pair(1l, 1l));
    EXPECT_EQ(count("lotOverused"), std::pair(1l, 1l));
    EXPECT_EQ(count("dossierIncomplete"), std::pair(2l, 2l)) << "nothing was sold yet";
    EXPECT_EQ(count("eventBeforeCodes"), std::pair(1l, 4l)) << "shipped on 2026-11-10, applied for on 2026-11-21";
    EXPECT_EQ(count("eventLate"), std::pair(1l, 4l));
    EXPECT_EQ(count("certificateEnded"), std::pair(1l, 1l));
    EXPECT_EQ(count("madeUncertified"), std::pair(1l, 2l)) << "2026-11-01; certificates that came later count as well";
    EXPECT_EQ(count("productReport"), std::pair(1l, 1l));
    EXPECT_EQ(count("productPicture"), std::pair(0l, 1l));
    EXPECT_EQ(count("modelRepeated"), std::pair(0l, 1l));
    for (const Issue& i : all.issues) {
        EXPECT_LE(i.count + i.ignored, i.base) << i.type->key;
        const bool listed = i.type->key != "codesEmpty";
        EXPECT_EQ(static_cast<std::int64_t>(i.objects.size()), listed ? i.count : 0) << i.type->key;
    }
    // A second filing of the model.
    write([&](Tx& tx) { file(tx, maker_); });
    EXPECT_EQ(issue(score(maker_), "modelRepeated").count, 2);
    EXPECT_EQ(issue(score(maker_, {.product = product_}), "modelRepeated").base, 1);
}

// FIL-12
TEST_P(Quality, WhatIsIgnoredCostsNothingUntilItExpires) {
    bind(0, 9, "2026-10-01", "A-");
    bind(10, 19, "2026-10-02", "B-");
    const Score before = score(maker_);
    ASSERT_EQ(issue(before, "boundLate").count, 2);
    const auto one = issue(before, "boundLate").objects.at(1).id;
    must(ignore(maker_, "boundLate", one));
    const Score part = score(maker_);
    EXPECT_EQ(issue(part, "boundLate").count, 1);
    EXPECT_EQ(issue(part, "boundLate").ignored, 1);
    EXPECT_EQ(issue(part, "boundLate").objects.at(1).ignored->reason, "已核对") << "it is shown as such";
    EXPECT_EQ(issue(part, "boundLate").deduction * 2, issue(before, "boundLate").deduction);
    EXPECT_EQ(ignore(maker_, "boundLate", one).error().code, Code::conflict);

    const auto all = must(ignore(maker_, "boundLate", 0, 10));
    EXPECT_EQ(issue(score(maker_), "boundLate").deduction, 0);
    EXPECT_EQ(issue(score(maker_), "boundLate").ignore->id, all.id);
    clock_.value += 10 * catalog::day_ms;
    EXPECT_FALSE(issue(score(maker_), "boundLate").ignore) << "expired";
    const auto again = must(ignore(maker_, "boundLate"));
    const auto end = [&](const auth::Actor& by, IgnoreId id) {
        return write([&](Tx& tx) { return end_ignore(tx, by, id); });
    };
    EXPECT_EQ(end(maker_, all.id).error().code, Code::not_found);
    EXPECT_EQ(end(shop_, again.id).error().code, Code::not_found) << "another's";
    EXPECT_TRUE(end(maker_, again.id).has_value());
    EXPECT_EQ(end(maker_, again.id).error().code, Code::not_found);
    EXPECT_GT(issue(score(maker_), "boundLate").deduction, 0);
    const auth::Actor recorder{maker_.user, maker_.org, auth::Roles{}.with(auth::Role::integrator)};
    EXPECT_EQ(ignore(recorder, "boundLate").error().code, Code::forbidden);
    EXPECT_EQ(db_->read_now([&](Tx& tx) { return auth::audit_trail(tx, "quality", again.id.value).size(); }), 2u);
}

TEST_P(Quality, AnIgnoreSaysWhatAndWhy) {
    const auto pointers = [](const json::object& body) {
        const auto read = decode_ignore(body);
        std::vector<std::string> out;
        if (read.has_value()) return out;
        out.push_back(read.error().pointer);
        for (const auto& other : read.error().others) out.push_back(other.pointer);
        return out;
    };
    EXPECT_THAT(pointers({{"issue", "boundLate"}, {"reason", "已核对"}}), IsEmpty());
    EXPECT_THAT(pointers({{"issue", "noSuch"}, {"reason", ""}, {"days", 366}}),
                ElementsAre("/issue", "/reason", "/days"));
    EXPECT_THAT(pointers({{"issue", "boundLate"}, {"reason", "x"}, {"object", "-1"}, {"more", 1}}),
                ElementsAre("/object", "/more"));
}

TEST_P(Quality, C29_ObjectsAreForTheOrganisationAlone) {
    bind(0, 9, "2026-10-01", "A-");
    must(ignore(maker_, "madeBeforeFiling"));
    EXPECT_EQ(db_->read_now([&](Tx& tx) { return assess(tx, shop_, {.org = maker_.org}); }).error().code,
              Code::not_found);
    const Score seen = score(regulator_, {.org = maker_.org});
    EXPECT_EQ(issue(seen, "boundLate").count, 1);
    EXPECT_EQ(seen.total, score(maker_).total);
    for (const Issue& i : seen.issues) {
        EXPECT_THAT(i.objects, IsEmpty());
        EXPECT_EQ(i.ignore ? i.ignore->reason : "", "");
    }
    auto elsewhere = regulator_;
    elsewhere.scope.regions = {"11"};
    EXPECT_EQ(db_->read_now([&](Tx& tx) { return assess(tx, elsewhere, {.org = maker_.org}); }).error().code,
              Code::not_found);
    EXPECT_EQ(db_->read_now([&](Tx& tx) { return assess(tx, shop_, {.product = product_}); }).error().code,
              Code::not_found);
}

TEST_P(Quality, FIL12_MembersWhoSeeTheirOwnAloneAreToldOfTheirOwn) {
    bind(0, 9, "2026-10-01", "A-");
    auto member = maker_;
    member.user = UserId{4711};
    member.scope.own_only = true;
    EXPECT_EQ(issue(score(member), "boundLate").base, 0);
    EXPECT_EQ(issue(score(member), "codesEmpty").base, 0);
    member.user = maker_.user;
    EXPECT_EQ(issue(score(member), "boundLate").base, 1);
    keep(score(maker_));
    EXPECT_THAT(must(db_->read_now([&](Tx& tx) { return trend(tx, member, {}); })), IsEmpty());
    EXPECT_FALSE(db_->read_now([&](Tx& tx) { return wants_day(tx, member, {}, Score{.total = 1}); }));
}

TEST_P(Quality, TheLastScoreOfADayIsKept) {
    const auto days = [&] { return must(db_->read_now([&](Tx& tx) { return trend(tx, maker_, {}); })); };
    const auto wants = [&](const Question& q, const Score& score) {
        return db_->read_now([&](Tx& tx) { return wants_day(tx, maker_, q, score); });
    };
    const Score first = score(maker_);
    EXPECT_TRUE(wants({}, first));
    EXPECT_FALSE(wants({.product = product_}, first));
    EXPECT_FALSE(wants({.period = Period::year}, first));
    EXPECT_FALSE(wants({.org = shop_.org}, first));
    keep(first);
    EXPECT_FALSE(wants({}, first)) << "nothing changed";
    bind(0, 9, "2026-10-01", "A-");
    const Score last = score(maker_);
    ASSERT_NE(last.parts, first.parts);
    EXPECT_TRUE(wants({}, last));
    keep(last);
    EXPECT_FALSE(wants({}, last));
    ASSERT_EQ(days().size(), 1u);
    EXPECT_EQ(days().at(0).day, "2026-11-21");
    EXPECT_EQ(days().at(0).total, last.total);
    EXPECT_EQ(days().at(0).parts, last.parts);
    clock_.value += catalog::day_ms;
    keep(score(maker_));
    EXPECT_EQ(days().size(), 2u);
    clock_.value += 90 * catalog::day_ms;
    EXPECT_THAT(days(), IsEmpty());
}

// The console gives days of sale without a time: 00:00, before the codes of the same morning.
TEST_P(Quality, WhatIsShippedOnTheDayOfItsCodesIsNoDoubt) {
    bind(0, 9, "2026-11-20", "A-");
    auto input = shipping();
    input.fields["saleTime"] = "2026-11-21";
    write([&](Tx& tx) {
        must(events::activate(tx, maker_, range(0, 9)));
        must(events::ship(tx, maker_, range(0, 9), input, std::nullopt));
    });
    const Score all = score(maker_);
    EXPECT_EQ(issue(all, "eventBeforeCodes").base, 3);
    EXPECT_EQ(issue(all, "eventBeforeCodes").count, 0);
}

TEST_P(Quality, ANumberThatIsATextIsThatOfABatch) {
    for (const int from : {0, 10, 20})
        write([&](Tx& tx) {
            must(events::commission(
                tx, maker_, range(from, from + 9),
                {.fields = {{"productionDate", "2026-11-20"}, {"factoryNumber", "B20261101"}}, .open = {}}));
        });
    const Score all = score(maker_);
    EXPECT_EQ(issue(all, "numberRepeated").base, 3);
    EXPECT_EQ(issue(all, "numberRepeated").count, 0);
}

TEST_P(Quality, EachLotIsAnObjectOfItsOwnAndAllThatUseItCount) {
    const auto describe_both = [&](ProductId product, std::string number) {
        const auto bought = [](std::string material) {
            return json::object{{"supplier", "铜厂"}, {"material", material}, {"lots", "S1"},
                                {"total", "100"},     {"used", "60"},         {"unit", "kg"}};
        };
        const json::object body{{"product", to_string(product)},
                                {"number", number},
                                {"purchases", json::array{bought("铜杆"), bought("PVC")}},
                                {"production", json::object{{"quantity", "1"}}}};
        return write([&](Tx& tx) { return must(dossier::add(tx, maker_, must(dossier::decode(body, tx.now())))); });
    };
    const auto second = write([&](Tx& tx) { return file(tx, maker_); });
    const auto oldest = describe_both(product_, "L1");
    describe_both(second, "L2");
    // 60 of 100 for each product, 120 in all.
    const Score of_product = score(maker_, {.product = product_});
    EXPECT_EQ(issue(of_product, "lotOverused").base, 2);
    EXPECT_EQ(issue(of_product, "lotOverused").count, 2);
    const Issue lots = issue(score(maker_), "lotOverused");
    ASSERT_EQ(lots.objects.size(), 2u);
    EXPECT_NE(lots.objects[0].id, lots.objects[1].id);
    EXPECT_EQ(issue(of_product, "lotOverused").objects[0].id, lots.objects[0].id);
    must(ignore(maker_, "lotOverused", lots.objects[0].id));
    EXPECT_EQ(issue(score(maker_), "lotOverused").count, 1) << "the other still counts";
    // What is ignored stays so without its oldest dossier.
    describe_both(second, "L3");
    write([&](Tx& tx) { must(dossier::remove(tx, maker_, oldest.id, dossier::Queried::no)); });
    EXPECT_EQ(issue(score(maker_), "lotOverused").count, 1);
    EXPECT_EQ(issue(score(maker_), "lotOverused").ignored, 1);
}

TEST_P(Quality, ReportsDoNotHideTheCertificatesOfAProduct) {
    const auto certify = [&](catalog::CertificateType type, std::string number, std::string to) {
        write([&](Tx& tx) {
            must(catalog::add_certificate(tx, maker_,
                                          {.type = type,
                                           .cert_name = "证书",
                                           .number = std::move(number),
                                           .issuer = {},
                                           .valid_from = "2026-01-01",
                                           .valid_to = std::move(to),
                                           .documents = {},
                                           .products = {product_}}));
        });
    };
    certify(catalog::CertificateType::ccc, "2026", "2026-02-01");
    for (int i = 0; i < 201; ++i) certify(catalog::CertificateType::factory_report, fmt::format("R{}", i), "");
    const Score all = score(maker_);
    EXPECT_EQ(issue(all, "certificateEnded").count, 1);
    EXPECT_EQ(issue(all, "productReport").count, 0);
}

// FIL-12: members who see their own alone ignore their own alone.
TEST_P(Quality, FIL12_WhatOthersRecordedIsNotIgnoredByMembersWhoSeeTheirOwn) {
    bind(0, 9, "2026-10-01", "A-");
    auto member = maker_;
    member.scope.own_only = true;
    auto other = member;
    other.user = UserId{4711};
    const auto batch = issue(score(maker_), "boundLate").objects.at(0).id;
    EXPECT_EQ(ignore(member, "boundLate").error().code, Code::forbidden) << "the issue is everybody's";
    EXPECT_EQ(ignore(other, "boundLate", batch).error().code, Code::forbidden);
    const auto by_all = must(ignore(maker_, "madeBeforeFiling"));
    EXPECT_EQ(write([&](Tx& tx) { return end_ignore(tx, other, by_all.id); }).error().code, Code::not_found);
    const auto own = must(ignore(member, "boundLate", batch));
    EXPECT_TRUE(write([&](Tx& tx) { return end_ignore(tx, member, own.id); }).has_value());
}

// What few rows match does not make a year be walked through: filters are asked of the newest alone.
TEST_P(Quality, TheNewestAreLookedAtBeforeTheyAreFiltered) {
    for (const int from : {0, 10, 20}) bind(from, from + 9, "2026-11-20", fmt::format("{}-", from));
    const auto from = [&](int limit) {
        return db_->read_now([&](Tx& tx) {
            return store::newest_from(tx, store::Kind::batch, {.org = maker_.org, .by = UserId{4711}}, limit);
        });
    };
    EXPECT_FALSE(from(3)) << "no more than that";
    const auto second = from(2);
    ASSERT_TRUE(second);
    const auto count = [&](std::int64_t first) {
        return db_->read_now(
            [&](Tx& tx) { return store::batches(tx, {.org = maker_.org, .from = first}, scanned_max).size(); });
    };
    EXPECT_EQ(count(0), 3u);
    EXPECT_EQ(count(*second), 2u);
    EXPECT_EQ(count(*from(1)), 1u);
}

// Only what is asked for is read.
TEST_P(Quality, OneIssueIsAssessedAlone) {
    bind(0, 9, "2026-10-01", "A-");
    const auto* type = find_issue_type("boundLate");
    const Score one = must(db_->read_now([&](Tx& tx) { return assess(tx, maker_, {}, type); }));
    EXPECT_EQ(issue(one, "boundLate").count, 1);
    EXPECT_EQ(issue(one, "productPicture").base, 0);
    EXPECT_EQ(issue(one, "codesEmpty").base, 0);
    // Each issue is in one of the lists of what is read.
    const Score all = score(maker_);
    for (const IssueType& each : issue_types()) {
        const Score alone = must(db_->read_now([&](Tx& tx) { return assess(tx, maker_, {}, &each); }));
        EXPECT_EQ(issue(alone, each.key).base, issue(all, each.key).base) << each.key;
        EXPECT_EQ(issue(alone, each.key).count, issue(all, each.key).count) << each.key;
    }
}

}  // namespace
}  // namespace yiguan::quality
