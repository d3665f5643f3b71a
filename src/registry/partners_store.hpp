// SQL of partners. Private to registry.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "registry/partners.hpp"
#include "registry/stores_store.hpp"

namespace yiguan::registry::store {

struct PartnerRow {
    Partner partner;
    std::string content;
    std::string personal;  ///< Sealed.
    std::string name{}, name_key{}, uscc{}, region{}, search_key{};
    std::int64_t kinds = 0;  ///< As rows are found by them.
    UserId created_by{};
};
/// False when a partner of the organisation has the name or the credit code.
bool insert_partner(db::Tx& tx, const PartnerRow& row);
/// False when somebody else changed it.
bool update_partner(db::Tx& tx, const PartnerRow& row);
std::optional<PartnerRow> find_partner_row(db::Tx& tx, PartnerId id, Unseal unseal = Unseal::yes);
std::optional<PartnerRow> partner_by_uscc(db::Tx& tx, OrgId org, std::string_view uscc);
std::optional<PartnerRow> partner_by_name(db::Tx& tx, OrgId org, std::string_view name);
/// What rows are found by says what the content says.
bool columns_agree(const PartnerRow& row);

struct PartnerMatch {
    OrgId org;
    std::string text{};      ///< Pattern of the search key.
    std::int64_t kinds = 0;  ///< Any of these bits; 0: all.
    std::string region{};    ///< Pattern
    UserId created_by{};     ///< Null: by anybody.
};
std::vector<PartnerRow> partners_before(db::Tx& tx, const PartnerMatch& match, PartnerId before, int limit);
std::int64_t count_partners(db::Tx& tx, const PartnerMatch& match, std::int64_t most);
struct NamedPartner {
    PartnerId id;
    std::string key;
};
std::vector<NamedPartner> partner_keys(db::Tx& tx, OrgId org, std::size_t limit);
std::vector<std::int64_t> partner_ids_after(db::Tx& tx, std::int64_t after, int limit);
void set_dealing_by_uscc(db::Tx& tx, OrgId org, std::string_view uscc, UtcMs at);
void set_dealing_by_name(db::Tx& tx, OrgId org, std::string_view name, UtcMs at);

void insert_partner_invitation(db::Tx& tx, const Partner& partner, UserId by);
std::optional<UtcMs> last_partner_invitation(db::Tx& tx, PartnerId id);
std::int64_t count_partner_invitations(db::Tx& tx, OrgId org, UtcMs since, std::int64_t most);

// Parts of a row.
std::string stored_partner(const PartnerData& data);
std::string personal_of(const PartnerData& data);
/// The name without blanks, brackets and what only tells the form of the company; small letters.
std::string name_key_of(std::string_view name);

}  // namespace yiguan::registry::store
