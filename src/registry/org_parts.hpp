// Parts that the files about organisations share. Private to registry.
#pragma once
#include "registry/registry.hpp"

namespace yiguan::registry {

inline Error org_exists() {
    return {Code::org_exists, "/uscc", "该统一社会信用代码已登记，不能重复注册", "统一社会信用代码"};
}
inline Error org_changed_meanwhile() {
    return {Code::conflict, "/version", "企业资料刚被他人修改，请刷新后重试"};
}

/// The row of history and the record of the log.
void keep_version(db::Tx& tx, const auth::Actor& actor, const Org& org);
/// Stores the changed organisation as its next version, with history and audit row "org.<verb>".
Result<Org> store_next(db::Tx& tx, const auth::Actor& actor, Org org, std::string_view verb, std::string_view reason);
/// "org.<verb>" of a move of the registration.
std::string_view verb_of(review::Action action);

/// The organisation's own user, with the right to speak for it.
Result<void> require_own(const auth::Actor& actor, OrgId org);
/// Licence and letters are documents of that organisation. `pointer`: where the data stand.
Result<void> check_documents_of(db::Tx& tx, const OrgData& data, OrgId org, std::string_view pointer = {});
Result<void> check_kinds(const auth::Actor& actor, OrgKinds kinds, std::string_view pointer);
/// The division where the organisation is.
std::string region_of(const OrgData& data);
/// review::Kind::registration, from the file that says what the kinds of this room mean: so a linker takes that file
/// into every program that registers organisations.
review::Kind registration_kind();
/// What the registration proposes, for the reviewer.
review::Proposal proposal_of(const Org& org, bool password_later = false);
/// The registration of an organisation from before there were applications is made now.
review::ApplicationId application_of(db::Tx& tx, Org& org);

}  // namespace yiguan::registry
