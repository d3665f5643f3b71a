// Regulators' first users, and letters of those who make none of the three products.
#include <gmock/gmock.h>

#include "auth/memberships.hpp"
#include "db/testing.hpp"
#include "registry/registry.hpp"
#include "registry/registry_json.hpp"

namespace yiguan::registry {
namespace {

using db::Tx;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// "11" and a division, with a right check character.
keys::Uscc authority(std::string_view division, int number) {
    const auto front = "11" + std::string(division) + "00" + std::to_string(1'000'000 + number);
    for (const char check : std::string_view("0123456789ABCDEFGHJKLMNPQRTUWXY"))
        if (auto uscc = keys::Uscc::parse(front + check); uscc.has_value()) return uscc.value();
    throw std::runtime_error("no check character fits");
}

class Regulators : public db::testing::BothEngines {
protected:
    std::vector<std::string> reach(std::string_view division, std::string region) {
        const int number = ++registered_;
        const auto made = db_->write_now([&](Tx& tx) {
            const auth::Actor admin{UserId{1}, OrgId{}, auth::Roles{}.with(auth::Role::platform_admin)};
            return register_org(tx, admin,
                                {.org = {.name = "市场监督管理局",
                                         .uscc = authority(division, number),
                                         .address = "某路 1 号",
                                         .contact = "020-12345678",
                                         .region = std::move(region)},
                                 .kinds = OrgKinds{}.with(OrgKind::regulator),
                                 .login = "bureau" + std::to_string(number),
                                 .password_hash = "h"});
        });
        if (made.has_error()) throw std::runtime_error(made.error().detail);
        return db_->read_now([&](Tx& tx) { return auth::memberships_of(tx, made.value().user); }).at(0).scope.regions;
    }
    int registered_ = 0;
};
YIGUAN_BOTH_ENGINES(Regulators);

TEST_P(Regulators, TheFirstUserReachesTheDivisionOfTheCreditCode) {
    EXPECT_THAT(reach("440100", "440106"), ElementsAre("4401")) << "a city's bureau sits in a district";
    EXPECT_THAT(reach("440101", ""), ElementsAre("4401")) << "市辖区";
    EXPECT_THAT(reach("440000", ""), ElementsAre("44"));
    EXPECT_THAT(reach("440106", ""), ElementsAre("440106"));
    EXPECT_THAT(reach("440100", "330106"), ElementsAre("330106")) << "it said where it is";
    EXPECT_THAT(reach("100000", "110105"), IsEmpty()) << "the whole country";
}

// EBM-10
TEST(Letters, EBM10_TheGeneralLetterIsForThoseWithoutAProductType) {
    const std::string stored = R"([{"type":"vehicle","document":"7"},{"type":"general","document":"8"}])";
    const auto letters = letters_of(stored);
    ASSERT_THAT(letters, SizeIs(2));
    EXPECT_EQ(letters[1].type, LetterType::general);
    EXPECT_EQ(stored_letters(letters), stored);
    EXPECT_EQ(parse_letter_type("boat"), std::nullopt);
    EXPECT_EQ(parse_product_type("general"), std::nullopt) << "a letter, not a product";
}

}  // namespace
}  // namespace yiguan::registry
