// A shop registers itself (EBS-08..12): a personal account names the organisation on its business licence and opens the
// first store, which works at once. The registration waits for a reviewer all the same: until he has looked at it the
// organisation is 试用中.
#pragma once
#include "registry/licence_reading.hpp"
#include "registry/registry.hpp"
#include "registry/stores.hpp"

namespace yiguan::registry {

/// Works although nobody has reviewed it: 试用中, in parallel to 已通过.
bool is_trial(const Org& org);

struct ShopData {
    keys::Uscc uscc;
    std::string name;                      ///< 企业名称
    std::optional<std::string> address{};  ///< 销售/注册地址; none: that of the store.
    std::optional<std::string> contact{};  ///< For the public (NAT-54); none: the store's telephone.
    StoreData store;                       ///< Its licence is that of the organisation.
    DocumentId licence{};                  ///< Uploaded by the person (may_upload), or by one of his shops.
    bool confirmed = false;                ///< What was read on the licence differs, and the person says it is wrong.
};
/// {"uscc","organisationName","store":{...},"licence","address"?,"contact"?,"confirmed"?}: all violations at once.
Result<ShopData> decode_shop(const json::object& body);

inline constexpr int trial_shops_max = 3;          ///< Of one person.
inline constexpr int uploads_without_org_max = 5;  ///< Licences of a person that no shop has.

/// Documents of nobody are those of who uploaded them.
bool is_own_upload(db::Tx& tx, const auth::Actor& actor, const Document& document);

/// Before anything is read: Code::unauthenticated, Code::forbidden (a machine), Code::org_exists at "/uscc",
/// Code::too_many_requests (trial_shops_max), Code::document_unknown, document_type, body_too_large at "/licence".
Result<Document> may_register_shop(db::Tx& tx, const auth::Actor& actor, const ShopData& shop);
/// What of code and name the licence says otherwise: Code::differs_from_registration at "/uscc" and
/// "/organisationName", each with what was read.
Result<void> licence_agrees(const ShopData& shop, const std::optional<LicenceReading>& reading);

struct RegisteredShop {
    Org org;
    Store store;
    auth::MembershipId membership;  ///< The person is its administrator.
};
/// Errors as may_register_shop() and add_store(), those of the store below "/store".
Result<RegisteredShop> register_shop(db::Tx& tx, const auth::Actor& actor, const ShopData& shop);

}  // namespace yiguan::registry
