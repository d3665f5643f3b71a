// Stores: what is said of them, who may work in them, and what fsck sees.
#include "registry/stores.hpp"

#include <gmock/gmock.h>

#include "ledger/check.hpp"
#include "registry/check.hpp"
#include "registry/documents.hpp"
#include "registry/test_world.hpp"

namespace yiguan::registry {
namespace {

using db::Statement;
using db::Tx;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

json::object store_form() {
    return {{"name", "天河路店"},       {"contactPerson", "张晓云"},
            {"phone", "138 0013 8000"}, {"region", "440106"},
            {"address", "天河路 1 号"}, {"brand", "绿源"},
            {"repairs", true},          {"productTypes", json::array{"vehicle", "battery", "helmet"}},
            {"licence", "77"}};
}

class Stores : public RegistryWorld {
protected:
    void SetUp() override {
        RegistryWorld::SetUp();
        shop_ = given_org(1, OrgKinds{}.with(OrgKind::seller));
        other_ = given_org(2, OrgKinds{}.with(OrgKind::seller));
        ASSERT_TRUE(approve(shop_.org).has_value());
        ASSERT_TRUE(approve(other_.org).has_value());
        licence_ = document_of(seller(shop_));
    }
    static auth::Actor seller(const Registered& r) {
        return {.user = r.user,
                .org = r.org,
                .roles = auth::effective_roles(auth::Role::org_admin, auth::Roles{}.with(auth::Role::seller)),
                .request_id = "request-3"};
    }
    DocumentId document_of(const auth::Actor& actor) {
        const StoredFile file{.sha256 = std::string(64, 'b'), .media_type = MediaType::jpeg, .bytes = 900};
        return write([&](Tx& tx) { return add_document(tx, actor, file); }).value().id;
    }
    StoreData data_of(std::string name) {
        auto form = store_form();
        form["name"] = std::move(name);
        form["licence"] = to_string(licence_);
        return decode_store(form).value();
    }
    Result<Store> try_add(const auth::Actor& actor, const StoreData& data) {
        return write([&](Tx& tx) { return add_store(tx, actor, data); });
    }
    Store given_store(std::string name) { return try_add(seller(shop_), data_of(std::move(name))).value(); }
    auth::Membership clerk(int n) {
        return write([&](Tx& tx) {
                   const auto user = auth::add_user(tx, {.login = "clerk" + std::to_string(n),
                                                         .password_hash = "hash",
                                                         .org = shop_.org,
                                                         .roles = {}})
                                         .value();
                   return auth::add_membership(tx, shop_.user, user, shop_.org, auth::Role::store_clerk, {});
               })
            .value();
    }
    static auth::Actor acting(const auth::Membership& m) {
        return {.user = m.user,
                .org = m.org,
                .roles = auth::effective_roles(m.role, auth::Roles{}.with(auth::Role::seller)),
                .membership = m.id};
    }
    Result<Store> require(const auth::Actor& actor, StoreId id) {
        return read([&](Tx& tx) { return require_store(tx, actor, id); });
    }
    Result<Store> staff(const Store& store, std::vector<auth::MembershipId> members) {
        return write([&](Tx& tx) { return set_store_staff(tx, seller(shop_), store.id, store.version, members); });
    }
    std::vector<std::string> complaints() {
        return read([](Tx& tx) {
            const auto log = ledger::check_logs(tx);
            auto found = check_records(tx, log);
            found.insert(found.end(), log.complaints.begin(), log.complaints.end());
            return found;
        });
    }
    static std::vector<std::string> pointers(const Error& error) {
        std::vector<std::string> out{error.pointer};
        for (const auto& other : error.others) out.push_back(other.pointer);
        return out;
    }
    Registered shop_{}, other_{};
    DocumentId licence_{};
};
YIGUAN_BOTH_ENGINES(Stores);

// EBS-09, EBS-10, EBS-11
TEST(StoreForm, EBS09_EveryFieldIsMandatoryAndEachIsNamed) {
    const auto empty = decode_store({});
    ASSERT_TRUE(empty.has_error());
    std::vector<std::string> missing{empty.error().pointer};
    for (const auto& other : empty.error().others) missing.push_back(other.pointer);
    EXPECT_THAT(missing, ElementsAre("/name", "/contactPerson", "/phone", "/region", "/address", "/brand", "/repairs",
                                     "/productTypes", "/licence"));
    for (const auto& field : store_form()) {
        auto form = store_form();
        form.erase(field.key());
        const auto decoded = decode_store(form, "/store");
        ASSERT_TRUE(decoded.has_error()) << field.key();
        EXPECT_EQ(decoded.error().pointer, "/store/" + std::string(field.key()));
    }
    const auto whole = decode_store(store_form());
    ASSERT_TRUE(whole.has_value()) << whole.error().detail;
    EXPECT_EQ(whole.value().phone, "13800138000");
    EXPECT_EQ(whole.value().product_types, 0b10011);
    EXPECT_TRUE(whole.value().repairs);
}

TEST(StoreForm, EBS11_TheFiveKindsOfProductsAndNoOther) {
    auto form = store_form();
    form["productTypes"] = json::array{"vehicle", "battery", "charger", "motorcycle", "helmet"};
    EXPECT_EQ(decode_store(form).value().product_types, 0b11111);
    EXPECT_EQ(name_zh(StoreProduct::motorcycle), "电动摩托车");
    for (const json::array& wrong : {json::array{"boat"}, json::array{}, json::array{1}}) {
        form["productTypes"] = wrong;
        ASSERT_TRUE(decode_store(form).has_error());
        EXPECT_EQ(decode_store(form).error().pointer, "/productTypes");
    }
}

TEST(StoreForm, TellsWhatIsWrongWithoutRepeatingTheTelephone) {
    auto form = store_form();
    form["phone"] = "12345678901";
    form["region"] = "440000";
    form["color"] = "red";
    const auto wrong = decode_store(form);
    ASSERT_TRUE(wrong.has_error());
    EXPECT_EQ(wrong.error().pointer, "/phone");
    EXPECT_EQ(wrong.error().value, "");
    EXPECT_THAT(wrong.error().detail, Not(HasSubstr("12345678901")));
    ASSERT_THAT(wrong.error().others, SizeIs(2));
    EXPECT_EQ(wrong.error().others[0].pointer, "/region");
    EXPECT_EQ(wrong.error().others[1].code, Code::unknown_field);
}

// EBS-08, EBS-12
TEST_P(Stores, EBS08_OneOrganisationHasSeveralStoresEachAtOnce) {
    const auto first = given_store("天河路店"), second = given_store("体育西路店");
    EXPECT_EQ(first.status, StoreStatus::active);
    EXPECT_EQ(require(seller(shop_), second.id).value().name, "体育西路店");
    const auto all = read([&](Tx& tx) { return list_stores(tx, shop_.org); });
    ASSERT_THAT(all, SizeIs(2));
    EXPECT_EQ(all[0].id, first.id);
    EXPECT_EQ(all[0].phone, "13800138000");
    EXPECT_EQ(all[0].contact_person, "张晓云");
    EXPECT_TRUE(read([&](Tx& tx) { return has_stores(tx, shop_.org); }));
    EXPECT_FALSE(read([&](Tx& tx) { return has_stores(tx, other_.org); }));
    EXPECT_THAT(complaints(), IsEmpty());
}

TEST_P(Stores, ANameIsTheStoresAloneWithinTheOrganisation) {
    const auto first = given_store("天河路店");
    const auto again = try_add(seller(shop_), data_of("天河路店"));
    ASSERT_TRUE(again.has_error());
    EXPECT_EQ(again.error().code, Code::conflict);
    EXPECT_EQ(again.error().pointer, "/name");
    licence_ = document_of(seller(other_));
    EXPECT_TRUE(try_add(seller(other_), data_of("天河路店")).has_value()) << "another organisation's";
    licence_ = first.licence;
    const auto second = given_store("体育西路店");
    const auto renamed =
        write([&](Tx& tx) { return change_store(tx, seller(shop_), second.id, second.version, data_of("天河路店")); });
    ASSERT_TRUE(renamed.has_error());
    EXPECT_EQ(renamed.error().pointer, "/name");
}

TEST_P(Stores, TheLicenceIsADocumentOfTheOrganisation) {
    const auto others = document_of(seller(other_));
    auto data = data_of("天河路店");
    data.licence = others;
    const auto refused = try_add(seller(shop_), data);
    ASSERT_TRUE(refused.has_error());
    EXPECT_EQ(refused.error().code, Code::document_unknown);
    EXPECT_EQ(refused.error().pointer, "/licence");
    EXPECT_THAT(read([&](Tx& tx) { return list_stores(tx, shop_.org); }), IsEmpty());
}

TEST_P(Stores, AreChangedByAdministratorsAndReadByMembers) {
    const auto store = given_store("天河路店");
    const auto actor = acting(clerk(1));
    EXPECT_EQ(try_add(actor, data_of("第二店")).error().code, Code::forbidden);
    EXPECT_EQ(write([&](Tx& tx) { return suspend_store(tx, actor, store.id, "装修"); }).error().code, Code::forbidden);
    EXPECT_EQ(read([&](Tx& tx) { return read_store(tx, actor, store.id); }).value().name, "天河路店");
    // A stranger is not told that there is such a store.
    EXPECT_EQ(read([&](Tx& tx) { return read_store(tx, seller(other_), store.id); }).error().code, Code::not_found);
    EXPECT_EQ(require(seller(other_), store.id).error().code, Code::not_found);
    EXPECT_EQ(write([&](Tx& tx) { return suspend_store(tx, seller(other_), store.id, "停"); }).error().code,
              Code::not_found);
    EXPECT_EQ(read([&](Tx& tx) { return read_store(tx, {}, store.id); }).error().code, Code::unauthenticated);
}

TEST_P(Stores, AreChangedFieldByFieldUnlessSomebodyWasQuicker) {
    const auto store = given_store("天河路店");
    const auto data = decode_store_change({{"brand", "爱玛"}, {"repairs", false}, {"version", "1"}}, store).value();
    EXPECT_EQ(data.phone, "13800138000");
    const auto changed = write([&](Tx& tx) { return change_store(tx, seller(shop_), store.id, 1, data); }).value();
    EXPECT_EQ(changed.version, 2);
    EXPECT_EQ(changed.brand, "爱玛");
    EXPECT_FALSE(changed.repairs);
    const auto late = write([&](Tx& tx) { return change_store(tx, seller(shop_), store.id, 1, data); });
    ASSERT_TRUE(late.has_error());
    EXPECT_EQ(late.error().pointer, "/version");
    const auto stored = read([&](Tx& tx) { return find_store(tx, store.id); });
    EXPECT_EQ(stored->address, "天河路 1 号");
    EXPECT_EQ(stored->brand, "爱玛");
    EXPECT_THAT(complaints(), IsEmpty());
}

TEST_P(Stores, NothingIsDoneInASuspendedOne) {
    const auto store = given_store("天河路店");
    EXPECT_EQ(write([&](Tx& tx) { return suspend_store(tx, seller(shop_), store.id, " "); }).error().pointer,
              "/reason");
    ASSERT_TRUE(write([&](Tx& tx) { return suspend_store(tx, seller(shop_), store.id, "装修"); }).has_value());
    EXPECT_EQ(require(seller(shop_), store.id).error().code, Code::wrong_state);
    EXPECT_EQ(write([&](Tx& tx) { return suspend_store(tx, seller(shop_), store.id, "装修"); }).error().code,
              Code::wrong_state);
    ASSERT_TRUE(write([&](Tx& tx) { return resume_store(tx, seller(shop_), store.id); }).has_value());
    EXPECT_TRUE(require(seller(shop_), store.id).has_value());
    EXPECT_EQ(write([&](Tx& tx) { return resume_store(tx, seller(shop_), store.id); }).error().code, Code::wrong_state);
    EXPECT_THAT(complaints(), IsEmpty());
    std::vector<std::string> acts;
    for (const auto& row : read([&](Tx& tx) { return auth::audit_trail(tx, "store", store.id.value); }))
        acts.push_back(row.action);
    EXPECT_THAT(acts, ElementsAre("store.add", "store.suspend", "store.resume"));
}

TEST_P(Stores, AnOrganisationThatIsNotApprovedOpensNone) {
    const auto waiting = given_org(3, OrgKinds{}.with(OrgKind::seller));
    licence_ = document_of(seller(waiting));
    EXPECT_EQ(try_add(seller(waiting), data_of("店")).error().code, Code::org_not_approved);
}

TEST_P(Stores, StaffWorkInTheirStoresAndOthersInAll) {
    auto here = given_store("天河路店");
    const auto there = given_store("体育西路店");
    const auto ours = clerk(1), free = clerk(2);
    here = staff(here, {ours.id, ours.id}).value();
    EXPECT_THAT(here.staff, ElementsAre(ours.id)) << "each once";
    EXPECT_TRUE(require(acting(ours), here.id).has_value());
    EXPECT_EQ(require(acting(ours), there.id).error().code, Code::not_found);
    EXPECT_THAT(read([&](Tx& tx) { return stores_of(tx, acting(ours)); }), SizeIs(1));
    EXPECT_TRUE(require(acting(free), there.id).has_value()) << "named by no store";
    EXPECT_TRUE(require(seller(shop_), there.id).has_value()) << "the administrator";
    EXPECT_THAT(complaints(), IsEmpty());

    ASSERT_TRUE(staff(here, {}).has_value());
    EXPECT_TRUE(require(acting(ours), there.id).has_value());
    const auto stranger = read([&](Tx& tx) { return auth::memberships_of(tx, other_.user); }).at(0);
    const auto wrong = staff(there, {ours.id, stranger.id});
    ASSERT_TRUE(wrong.has_error());
    EXPECT_EQ(wrong.error().pointer, "/staff/1");
}

TEST_P(Stores, TheTelephoneIsSealedAndMaskedInLists) {
    const auto store = given_store("天河路店");
    static const Statement columns{"t.store.columns", "select content, personal from store",
                                   Statement::Plan::small_scan};
    static const Statement versions{"t.store.versions", "select content from party_history",
                                    Statement::Plan::small_scan};
    read([&](Tx& tx) {
        auto rows = tx.query(columns);
        EXPECT_TRUE(rows.next());
        EXPECT_THAT(rows.get<std::string>(0), Not(HasSubstr("13800138000")));
        EXPECT_THAT(std::string(reinterpret_cast<const char*>(rows.bytes(1).data()), rows.bytes(1).size()),
                    Not(HasSubstr("13800138000")));
        auto kept = tx.query(versions);
        EXPECT_TRUE(kept.next());
        EXPECT_THAT(kept.get<std::string>(0), Not(HasSubstr("13800138000")));
        EXPECT_THAT(kept.get<std::string>(0), Not(HasSubstr("张晓云")));
        return 0;
    });
    EXPECT_EQ(encode(store, Phones::masked).at("phone").as_string(), "138****8000");
    EXPECT_EQ(encode(store, Phones::whole).at("phone").as_string(), "13800138000");
}

TEST_P(Stores, FsckSeesWhatWasChangedBehindItsBack) {
    const auto store = given_store("天河路店");
    const auto member = clerk(1);
    ASSERT_TRUE(staff(store, {member.id}).has_value());
    ASSERT_THAT(complaints(), IsEmpty());
    static const Statement behind[]{
        {"t.store.status", "update store set status = 3 - status", Statement::Plan::small_scan},
        {"t.store.region", "update store set region = '440105'", Statement::Plan::small_scan},
        {"t.store.personal", "update store set personal = substr(personal, 2)", Statement::Plan::small_scan},
        {"t.store.content", "update store set content = replace(content, '绿源', '爱玛')", Statement::Plan::small_scan},
        {"t.store.staff", "delete from store_staff", Statement::Plan::small_scan},
        {"t.store.history", "update party_history set act = 1", Statement::Plan::small_scan},
        {"t.store.gone", "delete from store", Statement::Plan::small_scan}};
    for (const auto& statement : behind) {
        const auto found = write([&](Tx& tx) -> Result<std::vector<std::string>> {
            tx.execute(statement);
            return Error{Code::invalid, "",
                         json::serialize(json::value_from(check_records(tx, ledger::check_logs(tx))))};
        });
        ASSERT_TRUE(found.has_error());
        EXPECT_THAT(found.error().detail, HasSubstr("门店")) << statement.name();
    }
    EXPECT_THAT(complaints(), IsEmpty()) << "nothing of it was kept";
}

TEST(StoreLocation, NamesTheStoreAndNothingElse) {
    EXPECT_EQ(store_location(StoreId{42}), "urn:yiguan:store:42");
    EXPECT_EQ(store_of_location("urn:yiguan:store:42"), StoreId{42});
    for (const std::string_view other :
         {"urn:yiguan:store:", "urn:yiguan:store:0", "urn:yiguan:store:4x", "urn:epc:id:sgln:1"})
        EXPECT_EQ(store_of_location(other), std::nullopt) << other;
}

}  // namespace
}  // namespace yiguan::registry
