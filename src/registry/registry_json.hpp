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
    std::string password;  ///< Meets auth::check_password.
};

/// {"name","uscc","address","contact","kinds":["producer"],"login","password"} and the optional fields of OrgData
/// (nameEn, postcode, vendorCode, legalPerson, legalPersonPhone, contactPerson, contactPhone, fax, email, website,
/// remark, capital, but no licence, which a stranger cannot have uploaded). All violations at once, each with pointer,
/// Chinese name and rule.
Result<RegistrationInput> decode_registration(const json::object& input);

/// The same without login, password and kinds, with an optional "licence" (document id): the body of a resubmission.
Result<OrgData> decode_org_data(const json::object& input);

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

json::object encode(const Document& document);

}  // namespace yiguan::registry
