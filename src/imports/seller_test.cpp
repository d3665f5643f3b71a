#include "imports/seller_kind.hpp"

#include <gmock/gmock.h>

#include "dossier/sellers.hpp"
#include "imports/test_world.hpp"
#include "sheet/write.hpp"

namespace yiguan::imports {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class SellerImports : public testing::ImportTest {
protected:
    static std::vector<std::string> sellers_header() {
        return {"销售商名称", "省份及直辖市", "城市", "地址", "电话", "联系人"};
    }
    static std::vector<std::string> seller(const std::string& name, const std::string& province = "广东省",
                                           const std::string& city = "广州市") {
        return {name, province, city, "天河区 1 号", "13800138000", "陈某某"};
    }
    static std::string sellers_file(testing::Lines lines) {
        lines.insert(lines.begin(), sellers_header());
        return sheet::testing::simple(lines);
    }
    static Upload sellers() { return {.kind = "GD-SELLER", .unit = {}, .file_name = "销售商.xlsx"}; }
    Result<Uploaded> try_sellers(const auth::Actor& actor, const std::string& bytes, Upload file) {
        file.bytes = bytes;
        return write([&](db::Tx& tx) { return upload(tx, actor, file, sheet::content_hash(bytes)); });
    }
    Job given_sellers(testing::Lines lines) {
        const auto id = try_sellers(maker_, sellers_file(std::move(lines)), sellers()).value().job.id;
        Worker(*db_).run_once();
        return job(id);
    }
    std::vector<dossier::Seller> listed() {
        return read([&](db::Tx& tx) { return dossier::list_sellers(tx, maker_, "", {}, 100); }).value().items;
    }
    std::vector<std::string> rules(const Job& of) {
        std::vector<std::string> out;
        for (const auto& row : rows(of.id, RowState::wrong))
            for (const auto& one : row.findings) out.push_back(fmt::format("{} {}", row.index, one.rule));
        return out;
    }
};
YIGUAN_BOTH_ENGINES(SellerImports);

// GDP-52: the template is downloaded, and uploaded with many sellers at once.
TEST_P(SellerImports, GDP52_SellersComeFromTheTemplate) {
    const auto kind = read([&](db::Tx& tx) { return find_kind(tx, maker_, "GD-SELLER"); });
    ASSERT_TRUE(kind);
    EXPECT_FALSE(kind->asks_unit());
    std::string empty;
    sheet::write_template(kind->columns(), [&](std::string_view piece) { empty += piece; });
    EXPECT_TRUE(sheet::read(empty, kind->columns()).has_value());

    const auto ready =
        given_sellers({seller("甲商行"), seller("乙商行", "北京", "北京"), seller("丙商行", "湖北", "恩施州")});
    EXPECT_EQ(ready.state, State::ready) << ready.problem;
    EXPECT_THAT(rules(ready), IsEmpty());
    EXPECT_EQ(ready.fresh, 3);
    EXPECT_EQ(store(ready).stored, 3);
    const auto found = listed();
    ASSERT_THAT(found, SizeIs(3));
    EXPECT_EQ(found[2].data.name, "甲商行");
    EXPECT_EQ(found[2].data.region, "440100");
    EXPECT_EQ(found[2].data.phone, "13800138000");
    EXPECT_EQ(found[1].data.region, "110000");
    EXPECT_EQ(found[0].data.region, "422800");
    EXPECT_TRUE(found[0].complete());
}

TEST_P(SellerImports, GDP52_WhatIsWrongIsToldByRowAndRepaired) {
    auto unnamed = seller("");
    auto bad_phone = seller("丁商行");
    bad_phone[4] = "打电话";
    const auto ready = given_sellers({seller("甲商行", "广东", "成都"), seller("乙商行", "火星", "广州"), unnamed,
                                      bad_phone, seller("戊商行"), seller("戊商行")});
    EXPECT_EQ(ready.wrong, 6);
    const auto said = rules(ready);
    ASSERT_FALSE(said.empty());
    EXPECT_EQ(said[0], "1 广东省没有这个城市");
    EXPECT_EQ(said[1], "2 没有这个省份或直辖市");
    for (const auto& one : said) EXPECT_THAT(one, Not(HasSubstr("打电话"))) << "personal data is not repeated";
    ASSERT_TRUE(put(ready.id, {{1, column(ready, "city"), "佛山"}}).has_value());
    EXPECT_EQ(rows(ready.id).at(0).state, RowState::fresh);
    EXPECT_EQ(store(job(ready.id)).stored, 1);
    EXPECT_EQ(listed().at(0).data.region, "440600");
}

// What a dossier began (GDP-40) a file completes; what the file does not say stays.
TEST_P(SellerImports, GDP40_GDP52_AStoredSellerIsCompletedByItsName) {
    const auto secret = write([&](db::Tx& tx) {
                            return dossier::add_seller(
                                tx, maker_, {.name = "甲商行", .region = "440106", .email = "a@b.cn", .secret = true});
                        }).value();
    auto same = given_sellers({seller("甲商行")});
    EXPECT_EQ(same.changed, 1);
    EXPECT_EQ(store(same).stored, 1);
    const auto now = listed().at(0);
    EXPECT_EQ(now.id, secret.id);
    EXPECT_EQ(now.version, 2);
    EXPECT_EQ(now.data.phone, "13800138000");
    EXPECT_EQ(now.data.email, "a@b.cn");
    EXPECT_TRUE(now.data.secret);
    EXPECT_EQ(now.data.region, "440106") << "a district of the city that the file names";
    same = given_sellers({seller("甲商行"), seller("己商行")});
    EXPECT_EQ(same.same, 1);
    EXPECT_EQ(same.fresh, 1);

    auto clerk = maker_;
    clerk.scope.own_only = true;
    clerk.user = UserId{77};
    const auto theirs = read([&](db::Tx& tx) { return dossier::find_seller(tx, clerk, "甲商行"); }).value();
    EXPECT_TRUE(theirs.of_others);
    EXPECT_FALSE(theirs.seller) << "who sees his own alone learns that the name is taken, and no more";
}

// A name that was kept secret stands in opened sales of public pages once its entry is not secret: a file that does not
// say so must not open it, nor one with an empty cell.
TEST_P(SellerImports, GDP50_ASecretNameStaysSecretWhenItsEntryWasDeleted) {
    const auto secret = [&] { return read([&](db::Tx& tx) { return dossier::was_secret(tx, maker_.org, "甲商行"); }); };
    const auto old = write([&](db::Tx& tx) {
                         return dossier::add_seller(tx, maker_, {.name = "甲商行", .region = "440100", .secret = true});
                     }).value();
    ASSERT_TRUE(write([&](db::Tx& tx) { return dossier::remove_seller(tx, maker_, old.id); }).has_value());
    const auto ready = given_sellers({seller("甲商行"), seller("乙商行")});
    EXPECT_EQ(ready.fresh, 2);
    EXPECT_EQ(store(ready).stored, 2);
    const auto found = listed();
    ASSERT_THAT(found, SizeIs(2));
    EXPECT_EQ(found[1].data.name, "甲商行");
    EXPECT_TRUE(found[1].data.secret);
    EXPECT_FALSE(found[0].data.secret);
    EXPECT_TRUE(secret());

    const auto bytes = std::string(
        "销售商名称,省份,城市,地址,电话,联系人,是否保密\n甲商行,广东省,广州市,天河区,13800138000,陈某某,否\n");
    ASSERT_TRUE(write([&](db::Tx& tx) { return dossier::remove_seller(tx, maker_, found[1].id); }).has_value());
    const auto id = try_sellers(maker_, bytes, sellers()).value().job.id;
    Worker(*db_).run_once();
    EXPECT_EQ(store(job(id)).stored, 1);
    EXPECT_FALSE(secret()) << "who says so opens it";
}

// 北京/北京 is how a municipality is written; the district that is stored lies in it.
TEST_P(SellerImports, GDP33_TheDistrictOfAMunicipalityStays) {
    ASSERT_TRUE(write([&](db::Tx& tx) {
                    return dossier::add_seller(tx, maker_,
                                               {.name = "甲商行",
                                                .region = "110105",
                                                .address = "天河区 1 号",
                                                .phone = "13800138000",
                                                .contact = "陈某某"});
                }).has_value());
    auto ready = given_sellers({seller("甲商行", "北京", "北京")});
    EXPECT_EQ(ready.same, 1) << "it says nothing else";
    auto moved = seller("甲商行", "北京市", "北京市");
    moved[3] = "望京 2 号";
    ready = given_sellers({moved});
    EXPECT_EQ(ready.changed, 1);
    EXPECT_EQ(store(ready).stored, 1);
    EXPECT_EQ(listed().at(0).data.address, "望京 2 号");
    EXPECT_EQ(listed().at(0).data.region, "110105") << "朝阳区 is not lost";
    moved[2] = "海淀区";
    EXPECT_EQ(store(given_sellers({moved})).stored, 1);
    EXPECT_EQ(listed().at(0).data.region, "110108") << "a district that the file names";
    EXPECT_EQ(store(given_sellers({seller("甲商行", "上海", "上海")})).stored, 1);
    EXPECT_EQ(listed().at(0).data.region, "310000") << "another city";
}

TEST_P(SellerImports, GDP52_AreOfNoProductUnitAndNotReviewed) {
    const auto bytes = sellers_file({seller("甲商行")});
    auto with_unit = sellers();
    with_unit.unit = "CAT-05-01";
    EXPECT_EQ(try_sellers(maker_, bytes, with_unit).error().pointer, "/unit");
    auto submitted = sellers();
    submitted.submit = true;
    EXPECT_EQ(try_sellers(maker_, bytes, submitted).error().pointer, "/submit");
}

// Files and rows wait for weeks: nobody who reads the tables reads a telephone number.
TEST_P(SellerImports, WhatIsPersonalIsSealedWhereItWaits) {
    static const db::Statement part_sql{"imports.test_parts", "SELECT content FROM import_part WHERE import_id = $1"};
    static const db::Statement row_sql{"imports.test_rows",
                                       "SELECT cells, changes FROM import_row WHERE import_id = $1"};
    const auto bytes =
        std::string("销售商名称,省份,城市,地址,电话,联系人\n甲商行,广东省,广州市,天河区,13800138000,陈某某\n");
    const auto stored_before = write([&](db::Tx& tx) {
        return dossier::add_seller(tx, maker_,
                                   {.name = "甲商行", .region = "440100", .phone = "13900139000", .contact = "黄某某"});
    });
    ASSERT_TRUE(stored_before.has_value());
    const auto id = try_sellers(maker_, bytes, sellers()).value().job.id;
    read([&](db::Tx& tx) {
        auto parts = tx.query(part_sql, id);
        ASSERT_TRUE(parts.next());
        EXPECT_THAT(std::string(parts.text(0)), Not(HasSubstr("13800138000")));
        EXPECT_THAT(std::string(parts.text(0)), Not(HasSubstr("销售商")));
    });
    Worker(*db_).run_once();
    read([&](db::Tx& tx) {
        auto stored = tx.query(row_sql, id);
        ASSERT_TRUE(stored.next());
        EXPECT_THAT(std::string(stored.text(0)), Not(HasSubstr("13800138000")));
        EXPECT_THAT(std::string(stored.text(0)), Not(HasSubstr("甲商行")));
        EXPECT_THAT(stored.get<std::string>(1), Not(IsEmpty()));
        EXPECT_THAT(stored.get<std::string>(1), Not(HasSubstr("13900139000")));
    });
    const auto open = rows(id).at(0);
    EXPECT_EQ(open.state, RowState::changed);
    std::vector<std::string> before;
    for (const auto& one : open.changes) before.push_back(one.before);
    EXPECT_THAT(before, ElementsAre("", "13900139000", "黄某某")) << "who uploaded it reads it";
}

}  // namespace
}  // namespace yiguan::imports
