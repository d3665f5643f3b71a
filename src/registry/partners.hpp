// 往来单位 (P24, GDP-77, GDP-78): from whom an organisation buys and to whom it sells, typed once.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "auth/actor.hpp"
#include "core/json.hpp"
#include "core/result.hpp"
#include "core/time.hpp"
#include "db/db.hpp"

namespace yiguan::registry {

using PartnerId = Id<struct PartnerTag>;

/// Bits of Partner::kinds: append only.
enum class PartnerKind : std::uint8_t { supplier, buyer };
inline constexpr int partner_kind_count = 2;
std::string_view name(PartnerKind kind);     ///< "supplier"
std::string_view name_zh(PartnerKind kind);  ///< 供应商
std::optional<PartnerKind> parse_partner_kind(std::string_view name);

struct PartnerData {
    std::string name;
    std::string uscc{};  ///< "" when it is not known.
    std::int64_t kinds = 0;
    std::string region{};                     ///< A division code; "" when not told.
    std::string contact{}, phone{}, email{};  ///< Personal: sealed at rest.
    friend bool operator==(const PartnerData&, const PartnerData&) = default;
};
struct Partner {
    PartnerId id;
    OrgId org;
    PartnerData data;
    std::int64_t version = 1;
    UtcMs created_at{}, updated_at{};
    std::optional<UtcMs> last_dealing{};
};
inline constexpr std::size_t partners_max = 20'000;  ///< Of one organisation.

/// {"name","kinds":["supplier"],"uscc"?,"region"?,"contact"?,"phone"?,"email"?}: all violations at once.
Result<PartnerData> decode_partner(const json::object& body);
/// The same fields, each optional, null or "" takes one away: laid over `before`.
Result<PartnerData> decode_partner_change(const json::object& body, const PartnerData& before);

/// With one of the permissions to ship and to receive, of an approved organisation. conflict at "/uscc" and at "/name"
/// (a partner has it, who is named), invalid at "/uscc" (one's own), too_long (partners_max).
Result<Partner> add_partner(db::Tx& tx, const auth::Actor& actor, const PartnerData& data);
/// conflict at "/version" too.
Result<Partner> change_partner(db::Tx& tx, const auth::Actor& actor, PartnerId id, std::int64_t version,
                               const PartnerData& data);
/// Of the actor's organisation; not_found.
Result<Partner> read_partner(db::Tx& tx, const auth::Actor& actor, PartnerId id);
/// The same for other rooms, by id alone; nothing for other organisations'.
std::optional<Partner> find_partner(db::Tx& tx, OrgId org, PartnerId id);
std::optional<Partner> find_partner_by_uscc(db::Tx& tx, OrgId org, std::string_view uscc);

struct PartnerFilter {
    std::string text{};                 ///< Part of the name, or leading characters of the credit code.
    std::optional<PartnerKind> kind{};  ///< Has this kind.
    std::string region{};               ///< Leading digits of the division.
};
struct PartnerPage {
    std::vector<Partner> items;  ///< One more than `limit` if more follow; newest first.
    std::int64_t total = 0;
};
/// Of the actor's organisation.
Result<PartnerPage> list_partners(db::Tx& tx, const auth::Actor& actor, const PartnerFilter& filter, PartnerId before,
                                  int limit);
/// Partners whose names are so like this one that they may be the same (a few letters differ, or one name begins with
/// the other, forms of companies left aside); at most five, the nearest first. Cost: the names of the organisation.
std::vector<Partner> similar_partners(db::Tx& tx, OrgId org, std::string_view name, PartnerId except = {});

/// Goods went between `org` and the partner, found by credit code, else by name; nothing when it has none such. Kept to
/// the hour. Shipments say it themselves (events::ship).
void note_dealing(db::Tx& tx, OrgId org, std::string_view uscc, std::string_view name, UtcMs at);

/// That an invitation to join goes out now: wrong_state where an approved organisation has the credit code;
/// missing_field where there is neither mobile phone nor e-mail; too_many_requests within invitation_again_ms of the
/// last one, or after invitations_a_day of the organisation, with `wait_s` set. Audited.
struct PartnerInvitation {
    Partner partner;
    bool by_phone = true;  ///< Else by e-mail.
};
Result<PartnerInvitation> invite_partner(db::Tx& tx, const auth::Actor& actor, PartnerId id, std::int64_t& wait_s);
inline constexpr std::int64_t invitation_again_ms = 7 * 86'400'000LL;
inline constexpr int invitations_a_day = 50;

/// With whether it is an approved organisation here; contact and phone masked unless `whole`.
enum class Contacts : std::uint8_t { masked, whole };
json::object encode(db::Tx& tx, const Partner& partner, Contacts contacts);

}  // namespace yiguan::registry
