#include "registry/registry_json.hpp"

#include <gmock/gmock.h>

namespace yiguan::registry {
namespace {

// 91350100M000100Y43 is the example of GB 32100-2015.
constexpr std::string_view registration = R"json({
    "name": " 福建一贯自行车有限公司 ", "uscc": "91350100m000100y43", "address": "福州市鼓楼区某路 1 号", "contact": "0591-87654321",
    "kinds": ["producer", "seller"], "login": "Yiguan", "password": "correct horse 1",
    "nameEn": "Yiguan Bicycles", "postcode": "350001", "vendorCode": "6901234", "legalPerson": "张三",
    "legalPersonPhone": "13800000001", "contactPerson": "李四", "contactPhone": "+86 13800000002", "fax": "0591-87654322",
    "email": "a@example.cn", "website": "https://example.cn", "remark": "第一行\n第二行", "capital": "500"})json";

json::object given(std::string_view key = {}, json::value value = nullptr) {
    auto object = parse_json_object(registration).value();
    if (!key.empty()) object[key] = std::move(value);
    return object;
}

json::object without(std::string_view key) {
    auto object = given();
    object.erase(key);
    return object;
}

Org org_of(const OrgData& data) {
    return {.id = OrgId{9'007'199'254'740'993},
            .data = data,
            .kinds = OrgKinds{}.with(OrgKind::producer),
            .region_id = "350100",
            .status = OrgStatus::rejected,
            .review_reason = "执照不清晰",
            .reviewed_by = UserId{3},
            .reviewed_at = UtcMs{1},
            .submitted_at = {},
            .review_due_at = {},
            .created_at = {},
            .version = 2};
}

// ECO-21
TEST(RegistrationInput, ECO21_IsDecodedWhole) {
    const auto decoded = decode_registration(given());
    ASSERT_TRUE(decoded.has_value()) << decoded.error().pointer << decoded.error().detail;
    const auto& r = decoded.value();
    EXPECT_EQ(r.org.name, "福建一贯自行车有限公司");
    EXPECT_EQ(r.org.uscc.text(), "91350100M000100Y43");
    EXPECT_EQ(r.org.address, "福州市鼓楼区某路 1 号");
    EXPECT_EQ(r.org.contact, "0591-87654321");
    EXPECT_EQ(r.kinds, OrgKinds{}.with(OrgKind::producer).with(OrgKind::seller));
    EXPECT_EQ(r.login, "yiguan");
    EXPECT_EQ(r.password, "correct horse 1");
    EXPECT_EQ(r.org.name_en, "Yiguan Bicycles");
    EXPECT_EQ(r.org.postcode, "350001");
    EXPECT_EQ(r.org.vendor_code, "6901234");
    EXPECT_EQ(r.org.legal_person, "张三");
    EXPECT_EQ(r.org.legal_person_phone, "13800000001");
    EXPECT_EQ(r.org.contact_person, "李四");
    EXPECT_EQ(r.org.contact_phone, "+86 13800000002");
    EXPECT_EQ(r.org.fax, "0591-87654322");
    EXPECT_EQ(r.org.email, "a@example.cn");
    EXPECT_EQ(r.org.website, "https://example.cn");
    EXPECT_EQ(r.org.remark, "第一行\n第二行");
    EXPECT_EQ(r.org.capital_10k_yuan, 500);
}

// NAT-48, NAT-54
TEST(RegistrationInput, NeedsOnlyTheMandatoryFieldsOfNat48AndNat54) {
    json::object least;
    for (const auto* key : {"name", "uscc", "address", "contact", "kinds", "login", "password"})
        least[key] = given().at(key);
    EXPECT_TRUE(decode_registration(least).has_value());
    for (const auto& [key, value] : least) {
        const auto missing = decode_registration(without({key.data(), key.size()}));
        ASSERT_TRUE(missing.has_error()) << key;
        EXPECT_EQ(missing.error().code, Code::missing_field) << key;
        EXPECT_EQ(missing.error().pointer, "/" + std::string(key));
        EXPECT_FALSE(missing.error().field.empty()) << key;
    }
}

struct Refused {
    std::string_view key;
    json::value value;
    Code code;
};

TEST(RegistrationInput, RefusesEachFieldByItsRule) {
    const json::string long_name(303, 'a');
    const Refused cases[]{
        {"uscc", "91350100M000100Y44", Code::uscc_check},
        {"uscc", "91350100M000100Y4", Code::uscc_length},
        {"uscc", "91350100M000100I43", Code::uscc_character},
        {"uscc", 91350100, Code::wrong_type},
        {"name", long_name, Code::too_long},
        {"name", "  ", Code::missing_field},
        {"address", "a\u0001b", Code::invalid},
        {"kinds", json::array{}, Code::invalid},
        {"kinds", "producer", Code::wrong_type},
        {"kinds", json::array{"producer", "king"}, Code::invalid},
        {"kinds", json::array{1}, Code::invalid},
        {"login", "a b", Code::invalid},
        {"password", "short", Code::weak_password},
        {"password", "Yiguan", Code::weak_password},
        {"password", 1234567890, Code::wrong_type},
        {"postcode", "35000", Code::invalid},
        {"postcode", "35000a", Code::invalid},
        {"vendorCode", "690123", Code::invalid},
        {"legalPersonPhone", "call me", Code::invalid},
        {"contactPhone", "12", Code::invalid},
        {"email", "nobody", Code::invalid},
        {"email", "a@b@example.cn", Code::invalid},
        {"website", "javascript:alert(1)", Code::invalid},
        {"website", "https://a\"onload=", Code::invalid},
        {"capital", -1, Code::out_of_bounds},
        {"capital", "many", Code::wrong_type},
        {"status", "approved", Code::unknown_field},
        {"licence", "1", Code::unknown_field},
    };
    for (const auto& c : cases) {
        const auto decoded = decode_registration(given(c.key, c.value));
        ASSERT_TRUE(decoded.has_error()) << c.key << " " << json::serialize(c.value);
        EXPECT_EQ(decoded.error().code, c.code) << c.key << " " << json::serialize(c.value);
        EXPECT_EQ(decoded.error().pointer, "/" + std::string(c.key));
        EXPECT_TRUE(decoded.error().others.empty()) << c.key;
    }
}

TEST(RegistrationInput, AWrongCheckCharacterIsToldWithTheFieldsName) {
    const auto decoded = decode_registration(given("uscc", "91350100M000100Y44"));
    ASSERT_TRUE(decoded.has_error());
    EXPECT_EQ(decoded.error().code, Code::uscc_check);
    EXPECT_EQ(decoded.error().pointer, "/uscc");
    EXPECT_EQ(decoded.error().field, "统一社会信用代码");
}

TEST(RegistrationInput, TellsAllViolationsAtOnceAndNeverThePassword) {
    auto input = given("uscc", "91350100M000100Y44");
    input["name"] = "";
    input["password"] = "tiny-pw";
    input["email"] = "nobody";
    const auto decoded = decode_registration(input);
    ASSERT_TRUE(decoded.has_error());
    std::vector<std::string> pointers{decoded.error().pointer};
    for (const auto& other : decoded.error().others) {
        pointers.push_back(other.pointer);
        EXPECT_EQ((other.detail + other.value).find("tiny-pw"), std::string::npos);
    }
    EXPECT_THAT(pointers, testing::UnorderedElementsAre("/uscc", "/name", "/password", "/email"));
}

TEST(RegistrationInput, APasswordIsNotTrimmed) {
    EXPECT_EQ(decode_registration(given("password", "  correct horse 1 ")).value().password, "  correct horse 1 ");
}

TEST(OrgDataInput, MayNameALicenceButNoLogin) {
    auto input = given("licence", "12");
    for (const auto* key : {"kinds", "login", "password"}) input.erase(key);
    const auto decoded = decode_org_data(input);
    ASSERT_TRUE(decoded.has_value());
    EXPECT_EQ(decoded.value().licence, DocumentId{12});
    input["login"] = "other";
    ASSERT_TRUE(decode_org_data(input).has_error());
    EXPECT_EQ(decode_org_data(input).error().code, Code::unknown_field);
}

TEST(ReviewInput, ARejectionNamesItsReason) {
    const auto approve = decode_review({{"decision", "approve"}});
    ASSERT_TRUE(approve.has_value());
    EXPECT_EQ(approve.value().decision, Decision::approve);
    const auto reject = decode_review({{"decision", "reject"}, {"reason", " 执照不清晰 "}});
    ASSERT_TRUE(reject.has_value());
    EXPECT_EQ(reject.value().decision, Decision::reject);
    EXPECT_EQ(reject.value().reason, "执照不清晰");
    EXPECT_EQ(decode_review({{"decision", "reject"}}).error().pointer, "/reason");
    EXPECT_EQ(decode_review({{"decision", "perhaps"}}).error().pointer, "/decision");
    EXPECT_EQ(decode_review({}).error().code, Code::missing_field);
}

TEST(OrgOutput, ThePublicSeesWhatNat48SaysAndNothingElse) {
    const auto out = encode_public(org_of(decode_registration(given()).value().org));
    EXPECT_EQ(json::serialize(out),
              R"({"id":"9007199254740993","name":"福建一贯自行车有限公司","uscc":"91350100M000100Y43",)"
              R"("address":"福州市鼓楼区某路 1 号","contact":"0591-87654321","kinds":["producer"],)"
              R"("status":"rejected","statusName":"已驳回"})");
}

TEST(OrgOutput, DependsOnTheViewer) {
    const auto org = org_of(decode_registration(given()).value().org);
    const auto viewer = [&](auth::Role role, OrgId of) {
        return auth::Actor{.user = UserId{1}, .org = of, .roles = auth::Roles{}.with(role)};
    };
    for (const auto& insider : {viewer(auth::Role::producer, org.id), viewer(auth::Role::platform_admin, {}),
                                viewer(auth::Role::regulator, {})}) {
        const auto out = encode(org, insider);
        EXPECT_EQ(out.at("legalPersonPhone"), "13800000001");
        EXPECT_EQ(out.at("reviewReason"), "执照不清晰");
        EXPECT_EQ(out.at("capital"), "500");
        EXPECT_EQ(out.at("version"), "2");
        EXPECT_FALSE(out.contains("licence")) << "none was given";
    }
    for (const auto& outsider : {auth::Actor{}, viewer(auth::Role::seller, OrgId{5})}) {
        const auto text = json::serialize(encode(org, outsider));
        for (const auto* hidden : {"13800000001", "张三", "李四", "a@example.cn", "执照不清晰", "350001"})
            EXPECT_EQ(text.find(hidden), std::string::npos) << hidden;
    }
}

}  // namespace
}  // namespace yiguan::registry
