#include <filesystem>
#include <fstream>
#include <set>

#include <gmock/gmock.h>

#include "auth/auth.hpp"
#include "core/text.hpp"
#include "db/testing.hpp"

namespace yiguan::auth {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const Actor operator_{.user = UserId{1}, .org = {}, .roles = Roles{}.with(Role::platform_admin)};
const Actor maker{.user = UserId{2},
                  .org = OrgId{20},
                  .roles = Roles{}.with(Role::producer),
                  .request_id = "request-7",
                  .address = "203.0.113.9"};
const Actor seller{.user = UserId{3}, .org = OrgId{30}, .roles = Roles{}.with(Role::seller)};
const Actor regulator{.user = UserId{4}, .org = OrgId{40}, .roles = Roles{}.with(Role::regulator)};

class AuditList : public db::testing::BothEngines {
protected:
    void audited(const Actor& actor, std::string_view action, std::int64_t object = 7, std::string_view detail = {}) {
        const auto kind = action.substr(0, action.find('.'));
        db_->write_now([&](db::Tx& tx) {
            audit(tx, actor, {.action = action, .object_kind = kind, .object_id = object, .detail = detail});
        });
        clock_ = clock_ + 1000;
    }
    std::vector<AuditRow> list(const Actor& actor, const AuditFilter& filter = {}, std::int64_t before = 0,
                               int limit = 20) {
        return db_->read_now([&](db::Tx& tx) { return list_audit(tx, actor, filter, before, limit).value(); });
    }
    std::vector<std::string> actions(const Actor& actor, const AuditFilter& filter = {}) {
        std::vector<std::string> found;
        for (const auto& row : list(actor, filter)) found.push_back(row.action);
        return found;
    }
};

// NAT-35
TEST_P(AuditList, NAT35_EveryActionIsListedWithWhoWhatAndWhere) {
    audited(maker, "product.submit", 70, "第一次");
    const auto rows = list(operator_);
    ASSERT_THAT(rows, SizeIs(1));
    EXPECT_EQ(rows[0].user, maker.user);
    EXPECT_EQ(rows[0].org, maker.org);
    EXPECT_EQ(rows[0].object_kind, "product");
    EXPECT_EQ(rows[0].object_id, 70);
    EXPECT_EQ(rows[0].detail, "第一次");
    EXPECT_EQ(rows[0].address, "203.0.113.9");
    EXPECT_EQ(rows[0].request_id, "request-7");
}

TEST_P(AuditList, OrganisationsSeeTheirOwnAndNoWholeAddress) {
    audited(maker, "product.submit");
    audited(seller, "product.save");
    const auto own = list(maker);
    ASSERT_THAT(own, SizeIs(1));
    EXPECT_EQ(own[0].address, "203.0.113.*");
    EXPECT_THAT(actions(maker, {.org = seller.org}), ElementsAre("product.submit"));
    EXPECT_THAT(actions(maker, {.user = seller.user}), IsEmpty());
    EXPECT_THAT(actions(operator_), ElementsAre("product.save", "product.submit"));
    const auto refused = db_->read_now([&](db::Tx& tx) { return list_audit(tx, regulator, {}); });
    EXPECT_EQ(refused.error().code, Code::forbidden);
    const auto stranger = db_->read_now([&](db::Tx& tx) { return list_audit(tx, {}, {}); });
    EXPECT_EQ(stranger.error().code, Code::unauthenticated);
}

TEST_P(AuditList, FiltersHoldTogether) {
    const auto start = clock_;
    audited(maker, "product.submit", 70);
    audited(maker, "product.submit", 71);
    audited(maker, "org.register", 70);
    audited(seller, "product.submit", 70);
    EXPECT_THAT(actions(operator_, {.action = "org.register"}), ElementsAre("org.register"));
    EXPECT_THAT(list(operator_, {.action = "product.submit"}), SizeIs(3));
    EXPECT_THAT(list(operator_, {.object_kind = "product", .object_id = 70}), SizeIs(2));
    EXPECT_THAT(list(operator_, {.org = maker.org, .object_kind = "product", .object_id = 70}), SizeIs(1));
    EXPECT_THAT(list(operator_, {.user = maker.user, .action = "product.submit"}), SizeIs(2));
    EXPECT_THAT(list(operator_, {.object_kind = "org"}), SizeIs(1));
    EXPECT_THAT(list(maker, {.action = "product.submit"}), SizeIs(2));
    EXPECT_THAT(list(operator_, {.from = start + 1000, .to = start + 3000}), SizeIs(2));
    EXPECT_THAT(list(operator_, {.org = seller.org, .to = start + 3000}), IsEmpty());
}

TEST_P(AuditList, PagesGoOnWithoutHoles) {
    for (int i = 1; i <= 25; ++i) audited(maker, "product.save", i);
    std::int64_t before = 0, expected = 25;
    for (int pages = 0; pages < 3; ++pages)
        for (const auto& row : list(maker, {}, before, 10)) {
            EXPECT_EQ(row.object_id, expected--);
            before = row.id;
        }
    EXPECT_EQ(expected, 0);
}

TEST(AuditDetail, HoldsOnlyWhatChanged) {
    EXPECT_EQ(differences({{"name", "甲"}, {"phone", "1"}}, {{"name", "乙"}, {"phone", "1"}}),
              R"({"before":{"name":"甲"},"after":{"name":"乙"}})");
    EXPECT_EQ(differences({{"a", 1}}, {{"b", json::array{1, 2}}}), R"({"before":{"a":1},"after":{"b":"[1,2]"}})");
    EXPECT_EQ(differences({{"a", 1}}, {{"a", 1}}), "");
}

TEST(AuditDetail, FitsWhateverChanged) {
    json::object before, after;
    for (int i = 0; i < 50; ++i) {
        before["key" + std::to_string(i)] = std::string(900, 'x');
        after["key" + std::to_string(i)] = std::string(900, 'y');
    }
    const auto text = differences(before, after);
    EXPECT_LE(text.size(), 4000u);
    EXPECT_TRUE(parse_json_object(text).has_value());
}

TEST(AuditWords, ActionsHaveChineseNames) {
    EXPECT_EQ(action_zh("org.approve"), "企业·通过");
    EXPECT_EQ(action_zh("user.sign_in_failed"), "账号·登录失败");
    EXPECT_EQ(action_zh("calendar.change"), "工作日历·修改");
    EXPECT_EQ(action_zh("trace_code.activate"), "商品追溯码·激活");
    EXPECT_EQ(action_zh("sales_order.update"), "销售订单·修改");
    EXPECT_EQ(action_zh("brand.add"), "品牌·添加");
    EXPECT_EQ(action_zh("store.suspend"), "门店·停用");
    EXPECT_EQ(action_zh("partner.invite"), "往来单位·邀请");
    EXPECT_EQ(action_zh("stock_out.add"), "出库单·添加");
    EXPECT_EQ(action_zh("stocktake.update"), "盘点单·修改");
    EXPECT_EQ(action_zh("something.else"), "something.else");
    EXPECT_EQ(action_zh("org"), "org");
}

// The words of every action that some room writes: whatever in the sources looks like the name of one.
TEST(AuditWords, NoActionIsShownByItsEnglishName) {
    const std::set<std::string_view> audited{"org",         "user",       "product",     "api_key",
                                             "membership",  "invitation", "template",    "section",
                                             "certificate", "filing",     "application", "review_rule"};
    int found = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator("src")) {
        const auto name = entry.path().filename().string();
        if (!name.ends_with(".cpp") || name.ends_with("_test.cpp")) continue;
        std::ifstream in(entry.path());
        const std::string text(std::istreambuf_iterator<char>(in), {});
        for (std::size_t at = 0; (at = text.find('"', at)) != text.npos;) {
            const auto end = text.find_first_not_of("abcdefghijklmnopqrstuvwxyz_.", ++at);
            if (end == text.npos || text[end] != '"') continue;
            const std::string_view literal = std::string_view(text).substr(at, end - at);
            const auto dot = literal.find('.');
            if (dot == literal.npos || dot + 1 == literal.size() || !audited.contains(literal.substr(0, dot))) continue;
            EXPECT_NE(action_zh(literal), literal) << entry.path();
            ++found;
        }
    }
    EXPECT_GT(found, 30);
}

YIGUAN_BOTH_ENGINES(AuditList);

}  // namespace
}  // namespace yiguan::auth
