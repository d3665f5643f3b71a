// Organisations and documents as JSON: what comes in, and what each viewer gets.
#pragma once
#include <string>

#include "core/json.hpp"
#include "registry/documents.hpp"
#include "registry/registry.hpp"

namespace yiguan::registry {

/// A registration as it was sent. `password` is hashed by the caller, off the writer thread.
struct RegistrationInput {
    OrgData org;
    OrgKinds kinds;
    std::string login;
    std::string password{};  ///< Meets auth::check_password; "": the approval brings one to `phone` (C-20).
    std::string phone{};     ///< 13800000001; "" if none.
    std::string phone_code{};
    review::Submit submit = review::Submit::yes;
};

/// {"name","uscc","address","contact","kinds":["producer"],"login","password"} and the optional fields of OrgData
/// (nameEn, postcode, vendorCode, legalPerson, legalPersonPhone, contactPerson, contactPhone, fax, email, website,
/// remark, capital, regionCode, organisationCode, productionAddress, gln, cardNumber, companyType, productTypes,
/// categories, brands, but no licence, which a stranger cannot have uploaded), "phone", "phoneCode", "submit". All
/// violations at once, each with pointer, Chinese name and rule.
Result<RegistrationInput> decode_registration(const json::object& input);

/// The same without login, password and kinds, with optional "licence" (document id) and "letters", "submit" and
/// "version": what an applicant changes.
struct OrgUpdate {
    std::optional<OrgData> data;  ///< Always there.
    review::Submit submit = review::Submit::yes;
    std::optional<std::int64_t> version{};
};
Result<OrgUpdate> decode_org_update(const json::object& input);
Result<OrgData> decode_org_data(const json::object& input);

/// What proposed() says, with licence and letters.
struct OrgFacts {
    OrgData data;
    OrgKinds kinds;
};
Result<OrgFacts> decode_facts(const json::object& input);

/// {"overview","business","strengths"}, each up to 2000 characters, all optional.
Result<Introduction> decode_introduction(const json::object& input);

/// {"decision":"approve"|"reject","reason":"..."}.
struct ReviewInput {
    Decision decision = Decision::approve;
    std::string reason;
};
Result<ReviewInput> decode_review(const json::object& input);

/// What anybody may see: id, name, uscc, address, contact, kinds, status with its Chinese name (NAT-48, NAT-54).
json::object encode_public(const Org& org);
/// Everything: for the organisation itself, reviewers and regulators.
json::object encode_own(const Org& org);
/// encode_own for the organisation's users and those who may read every organisation, else encode_public.
json::object encode(const Org& org, const auth::Actor& viewer);

json::object encode(const Introduction& introduction);

/// The body of a registration again, without login and password: what its application proposes.
json::object proposed(const OrgData& data, OrgKinds kinds);
/// What a version of org_history says: as encode_own() was when the organisation told no more.
json::object stored_content(const Org& org);
json::array product_types_of(std::int64_t bits);  ///< ["vehicle"]
json::array categories_of(std::int64_t bits);     ///< ["CAT-04"]
json::array encode_kinds(OrgKinds kinds);
/// 企业名称 of "name"; "" for what is no field.
std::string_view field_zh(std::string_view key);
/// Every version with what it changed: [{"version","at","by","byName","status","statusZh","changes":[...]}].
json::array encode_history(db::Tx& tx, OrgId id);

// Columns that hold JSON; "" for nothing.
std::string stored_brands(const std::vector<std::string>& brands);
std::vector<std::string> brands_of(std::string_view stored);
std::string stored_letters(const std::vector<Letter>& letters);
std::vector<Letter> letters_of(std::string_view stored);
std::string stored_introduction(const Introduction& introduction);
Introduction introduction_of(std::string_view stored);

json::object encode(const Document& document);

}  // namespace yiguan::registry
