#include "registry/licence_reading.hpp"

#include <gmock/gmock.h>

#include "db/testing.hpp"
#include "registry/registry_store.hpp"

namespace yiguan::registry {
namespace {

using db::Tx;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using State = LicenceReading::State;

const json::object typed{{"licence", "7"},
                         {"uscc", "91440101MA0000001Q"},
                         {"name", "广东一贯车业有限公司"},
                         {"legalPerson", "李建国"},
                         {"address", "黄埔区开创大道1号"}};

LicenceReading seen(double confidence = .97) {
    return {State::read,
            {{"uscc", "91440101MA0000001Q", confidence},
             {"name", "广东一贯车业有限公司", confidence},
             {"legalPerson", "李建国", confidence},
             {"address", "广东省广州市黄埔区开创大道１号", confidence}}};
}

LicenceReading seen_with(std::string_view key, std::string_view value, double confidence) {
    auto out = seen();
    auto& field = *std::ranges::find(out.fields, key, &ReadField::key);
    field.value = value, field.confidence = confidence;
    return out;
}

TEST(LicenceAgrees, ECO11_WhatWasReadAgreesWithWhatWasTyped) {
    const auto check = compare_licence(seen(), typed);
    EXPECT_EQ(check.ok, true) << check.message;
    EXPECT_THAT(check.fields, SizeIs(4));
    EXPECT_EQ(check.fields.front().confidence, .97);
}

TEST(LicenceAgrees, ECO20_TheFieldThatDiffersIsNamed) {
    const auto check = compare_licence(seen_with("legalPerson", "王小明", .95), typed);
    EXPECT_EQ(check.ok, false);
    EXPECT_THAT(check.message, HasSubstr("法定代表人：填写“李建国”，识别为“王小明”（可信度 95%）"));
    EXPECT_THAT(check.message, Not(HasSubstr("企业名称")));
    for (const auto& field : check.fields) EXPECT_EQ(field.ok, field.key != "legalPerson") << field.key;

    EXPECT_EQ(compare_licence(seen_with("uscc", "91440300100000001N", .99), typed).ok, false);
    EXPECT_EQ(compare_licence(seen_with("name", "广东二贯电池制造有限公司", .8), typed).ok, false);
}

TEST(LicenceAgrees, ECO20_WhatTheMachineIsNotSureOfIsForPeople) {
    EXPECT_EQ(compare_licence(seen_with("legalPerson", "王小明", .4), typed).ok, std::nullopt);
    EXPECT_EQ(compare_licence(seen_with("name", "广东一贯车业有限公同", .85), typed).ok, std::nullopt);
    EXPECT_EQ(compare_licence(seen_with("name", "广东一贯车业有限公同", .97), typed).ok, false);
    const auto unread = compare_licence(seen_with("address", "", 0), typed);
    EXPECT_EQ(unread.ok, std::nullopt);
    EXPECT_THAT(unread.message, HasSubstr("未识别出住所"));
}

TEST(LicenceAgrees, ECO11_WithoutAReadingNothingIsSaid) {
    EXPECT_EQ(compare_licence(std::nullopt, {{"name", "x"}}).ok, std::nullopt);
    EXPECT_THAT(compare_licence(std::nullopt, typed).message, HasSubstr("正在识别"));
    EXPECT_THAT(compare_licence(LicenceReading{.state = State::unreadable}, typed).message, HasSubstr("无法识别"));
    const auto empty = compare_licence(LicenceReading{.state = State::read}, typed);
    EXPECT_EQ(empty.ok, std::nullopt);
    EXPECT_THAT(empty.fields, SizeIs(4));
}

TEST(LicenceAgrees, ECO20_BracketsAndBlanksAreNoDifference) {
    auto content = typed;
    content["name"] = "一贯(广州) 车业有限公司";
    EXPECT_EQ(compare_licence(seen_with("name", "一贯（广州）车业有限公司", .97), content).ok, true);
    content.erase("legalPerson");
    EXPECT_EQ(compare_licence(seen_with("name", "一贯（广州）车业有限公司", .97), content).ok, true)
        << "what was not typed cannot differ";
}

class Readings : public db::testing::BothEngines {
protected:
    template <class F>
    auto write(F f) {
        return db_->write_now(f);
    }
    void SetUp() override {
        BothEngines::SetUp();
        write([&](Tx& tx) {
            store::insert_document(tx, {.id = document_,
                                        .org = OrgId{3},
                                        .file = {.sha256 = std::string(64, 'a'), .media_type = MediaType::png},
                                        .created_at = tx.now()});
        });
    }
    const DocumentId document_{7};
};
YIGUAN_BOTH_ENGINES(Readings);

TEST_P(Readings, ECO11_ALicenceIsReadOnce) {
    write([&](Tx& tx) {
        EXPECT_EQ(find_reading(tx, document_), std::nullopt);
        want_reading(tx, document_);
        want_reading(tx, document_);
        EXPECT_EQ(find_reading(tx, document_)->state, State::waiting);
        ASSERT_THAT(wanted_readings(tx, 10), SizeIs(1));
        EXPECT_TRUE(take_reading(tx, document_));
        EXPECT_FALSE(take_reading(tx, document_)) << "somebody has it";
        EXPECT_THAT(wanted_readings(tx, 10), IsEmpty());
        keep_reading(tx, document_, seen());
        want_reading(tx, document_);
        const auto kept = find_reading(tx, document_);
        EXPECT_EQ(kept->state, State::read);
        ASSERT_THAT(kept->fields, SizeIs(4));
        EXPECT_EQ(kept->fields[1].value, "广东一贯车业有限公司");
        EXPECT_EQ(kept->fields[1].confidence, .97);
    });
}

TEST_P(Readings, ECO11_ThreeAttemptsAreEnough) {
    write([&](Tx& tx) { want_reading(tx, document_); });
    const auto later = [&] { clock_ = clock_ + reading_lease_ms; };
    for (int i = 0; i < reading_attempts_max; ++i, later())
        EXPECT_TRUE(write([&](Tx& tx) { return take_reading(tx, document_); })) << i;
    EXPECT_FALSE(write([&](Tx& tx) { return take_reading(tx, document_); }));
    EXPECT_EQ(write([&](Tx& tx) { return find_reading(tx, document_); })->state, State::unreadable);
}

}  // namespace
}  // namespace yiguan::registry
