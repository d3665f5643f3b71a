// Personal values and their erasure, on both engines (X20; PIPL article 47).
#include "ledger/personal.hpp"

#include <gmock/gmock.h>

#include <fstream>

#include "db/testing.hpp"
#include "ledger/check.hpp"
#include "proof/tree.hpp"

namespace yiguan::ledger {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

const db::Statement damage{"personal_test.damage", "update private_value set sealed = $1 where subject = $2"};

db::Vault::Key filled(int byte) {
    db::Vault::Key key;
    key.fill(static_cast<std::byte>(byte));
    return key;
}

class PersonalTest : public db::testing::BothEngines {
protected:
    void SetUp() override {
        BothEngines::SetUp();
        db_->set_vault(vault_);
    }
    /// A record with these values; its private root commits to them.
    db::Position store(std::vector<std::string> texts) {
        return db_->write_now([&](db::Tx& tx) {
            const auto next = tx.journal().next(tx);
            std::vector<PersonalValue> values;
            std::uint16_t id = 16;
            for (const std::string& text : texts)
                values.push_back({id++, "customerName", text, keys_.subject_of(text)});
            auto entries = keep_personal(tx, next.position, values);
            proof::pad_fields(seed_, entries);
            proof::Leaf leaf{.recorded_ms = next.time.value,
                             .private_root = proof::tree_hash(proof::Suite::sha256, entries)};
            return tx.journal().append(tx, leaf.encode());
        });
    }
    std::vector<KeptValue> kept(db::Position at) {
        return db_->read_now([&](db::Tx& tx) { return personal_of(tx, at); });
    }
    std::vector<std::string> defects() {
        return db_->read_now([&](db::Tx& tx) {
            const auto log = check_logs(tx);
            EXPECT_THAT(log.complaints, IsEmpty());
            return check_personal(tx, log.erased);
        });
    }
    proof::Leaf leaf(db::Position at) {
        return db_->read_now([&](db::Tx& tx) {
            const std::int64_t index[] = {at.index()};
            return proof::Leaf::decode(leaves_at(tx, at.log(), index).front()).value();
        });
    }
    bool file_holds(std::string_view text) const {
        for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_.path())) {
            std::ifstream in(entry.path(), std::ios::binary);
            const std::string all((std::istreambuf_iterator<char>(in)), {});
            if (all.find(text) != std::string::npos) return true;
        }
        return false;
    }
    proof::Seed seed_{};
    db::testing::TemporaryDirectory folder_;
    const std::shared_ptr<SubjectKeys> vault_ =
        std::make_shared<SubjectKeys>(folder_.path() / "subjects", filled(1), filled(2));
    SubjectKeys& keys_ = *vault_;
};
YIGUAN_BOTH_ENGINES(PersonalTest);

TEST(Subjects, APersonIsKnownByTheMobileNumberOrTheNameWithoutSpaces) {
    const SubjectKeys keys("/nowhere", filled(1), filled(2));
    EXPECT_EQ(keys.subject_of("张三 13800138000"), keys.subject_of("电话：13800138000（张）"));
    for (const char* same : {"+8613800138000", "0086 138 0013 8000", "138-0013-8000", "10号楼 13800138000"})
        EXPECT_EQ(keys.subject_of(same), keys.subject_of("13800138000")) << same;
    EXPECT_EQ(keys.subject_of("张 三"), keys.subject_of("张三"));
    EXPECT_NE(keys.subject_of("张三"), keys.subject_of("张三丰"));
    EXPECT_NE(keys.subject_of("213800138000"), keys.subject_of("13800138000"));  // twelve digits are no mobile number
    EXPECT_NE(SubjectKeys("/nowhere", filled(1), filled(3)).subject_of("张三"), keys.subject_of("张三"));
    EXPECT_EQ(keys.subject_of("张三").size(), 32u);
}

TEST_P(PersonalTest, WhatIsStoredCanBeShownAndProven) {
    const auto at = store({"张三 13800138000", "李四"});
    const auto values = kept(at);
    ASSERT_THAT(values, SizeIs(2));
    EXPECT_EQ(values[1].field->value, "李四");
    const auto& field = *values[0].field;
    std::vector<proof::Hash> entries;
    for (const auto& v : values)
        entries.push_back(proof::hash_field(proof::Suite::sha256, v.field_id, v.field->salt, v.field->value));
    proof::pad_fields(seed_, entries);
    EXPECT_TRUE(proof::verify_opening(proof::Suite::sha256, proof::open_field(proof::Suite::sha256, field, 0, entries),
                                      leaf(at).private_root));
    EXPECT_THAT(defects(), IsEmpty());
}

// NAT-35
TEST_P(PersonalTest, ErasingClosesThePersonsValuesAndNobodyElses_NAT_35) {
    const auto first = store({"张三 13800138000", "李四"});
    const auto second = store({"13800138000"});
    const auto before = leaf(first);
    const auto erased =
        erase_subject(*db_, keys_.subject_of("13800138000"), "个人信息保护法第四十七条", Requester::subject);
    ASSERT_TRUE(erased.has_value());
    EXPECT_EQ(erased.value().records, (std::vector{first, second}));
    EXPECT_EQ(erased.value().values, 2u);
    EXPECT_THAT(erased.value().texts, ::testing::ElementsAre("张三 13800138000", "13800138000"));
    const auto values = kept(first);
    ASSERT_THAT(values, SizeIs(2));
    EXPECT_TRUE(values[0].erased);
    EXPECT_EQ(values[0].subject, "");
    EXPECT_FALSE(values[0].field.has_value());
    EXPECT_EQ(values[1].field->value, "李四");
    // What is left still shows that the other one was committed to.
    std::vector<proof::Hash> entries{values[0].entry, values[1].entry};
    proof::pad_fields(seed_, entries);
    EXPECT_TRUE(proof::verify_opening(proof::Suite::sha256,
                                      proof::open_field(proof::Suite::sha256, *values[1].field, 1, entries),
                                      before.private_root));
    EXPECT_TRUE(kept(second).at(0).erased);
    EXPECT_EQ(leaf(first), before);  // every proof made before stays what it was
    const auto record = leaf(erased.value().leaves.at(0));
    EXPECT_EQ(record.kind, proof::Kind::erasure);
    EXPECT_EQ(std::get<std::string>(record.publics.at(1)).size(), 20u);
    EXPECT_EQ(std::get<std::string>(record.publics.at(2)), "个人信息保护法第四十七条");
    EXPECT_THAT(defects(), IsEmpty());
    EXPECT_EQ(erase_subject(*db_, keys_.subject_of("13800138000"), "又一次", Requester::subject).error().code,
              Code::not_found);
    // The same person may come again; the destroyed key does not come back.
    const auto third = store({"13800138000"});
    EXPECT_EQ(kept(third).at(0).field->value, "13800138000");
    EXPECT_THAT(defects(), IsEmpty());
}

// A database restored from before the erasure holds the rows again, but nothing opens them.
TEST_P(PersonalTest, NoCopyOfTheDatabaseBringsAnErasedValueBack) {
    const auto at = store({"王五 13900139000"});
    const auto subject = keys_.subject_of("13900139000");
    const auto slot = std::filesystem::file_size(keys_.file());
    keys_.destroy(0);
    EXPECT_EQ(std::filesystem::file_size(keys_.file()), slot);
    ASSERT_THAT(kept(at), SizeIs(1));
    EXPECT_FALSE(kept(at)[0].field.has_value());
    EXPECT_THAT(defects(), SizeIs(1));
    // What a crash left half done is finished by the next call.
    ASSERT_TRUE(erase_subject(*db_, subject, "依申请", Requester::subject).has_value());
    EXPECT_TRUE(kept(at).at(0).erased);
    EXPECT_THAT(defects(), IsEmpty());
    EXPECT_FALSE(file_holds("13900139000"));
}

TEST_P(PersonalTest, ALegalHoldIsKept) {
    store({"赵六"});
    const auto subject = keys_.subject_of("赵六");
    db_->write_now([&](db::Tx& tx) {
        set_legal_hold(tx, subject, UtcMs{clock_.value + 1000}, "案件调查期间依法保存", UserId{1});
        set_legal_hold(tx, keys_.subject_of("钱一"), UtcMs{clock_.value + 1000}, "案件调查", UserId{1});
    });
    const auto refused = erase_subject(*db_, subject, "依申请", Requester::subject);
    EXPECT_EQ(refused.error().code, Code::conflict);
    EXPECT_THAT(refused.error().detail, ::testing::HasSubstr("案件调查期间依法保存"));
    EXPECT_EQ(erase_subject(*db_, keys_.subject_of("钱一"), "依申请", Requester::subject).error().code, Code::conflict)
        << "of whom the log has nothing";
    clock_ = UtcMs{clock_.value + 1001};
    EXPECT_TRUE(erase_subject(*db_, subject, "依申请", Requester::subject).has_value());
}

TEST_P(PersonalTest, ChangedBytesAreReported) {
    store({"孙七"});
    db_->write_now([&](db::Tx& tx) {
        tx.execute(damage, std::as_bytes(std::span(std::string_view("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"))),
                   keys_.subject_of("孙七"));
    });
    EXPECT_THAT(defects(), SizeIs(1));
    store({"周八"});
    std::fstream file(keys_.file(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(64 + 20);
    const int byte = file.get();
    file.seekp(64 + 20);
    file.put(static_cast<char>(byte ^ 1));
    file.close();
    EXPECT_THROW(defects(), std::runtime_error);
}

TEST_P(PersonalTest, ManyValuesTakeSeveralErasureLeaves) {
    for (int i = 0; i < 125; ++i) store(std::vector<std::string>(12, "13700137000"));
    const auto erased = erase_subject(*db_, keys_.subject_of("13700137000"), "依申请", Requester::subject);
    ASSERT_TRUE(erased.has_value());
    EXPECT_EQ(erased.value().values, 1500u);
    EXPECT_THAT(erased.value().leaves, SizeIs(3));
    EXPECT_THAT(defects(), IsEmpty());
}

}  // namespace
}  // namespace yiguan::ledger
