// Further codes of one item (C-10): texts of other schemes that point at one trace code. The trace code is the primary
// one; a text means one code of its producer.
#pragma once
#include <span>

#include "catalog/catalog.hpp"
#include "codes/codes.hpp"
#include "ledger/check.hpp"

namespace yiguan::codes {

using AliasId = Id<struct AliasTag>;
using ItemId = Id<struct ItemTag>;

/// The numbers are stored: append only.
enum class AliasKind : std::uint8_t {
    own = 1,             ///< A producer's own code.
    gs1 = 2,             ///< GTIN and serial, as element string or GS1 Digital Link.
    frame = 3,           ///< 整车编码(车架号)
    motor = 4,           ///< 电动机编号
    controller = 5,      ///< 控制器编号
    certificate = 6,     ///< 合格证编号
    factory_serial = 7,  ///< 工厂内部序列号
    lithium_serial = 8,  ///< 19 characters (EBM-84)
};
struct AliasRule {
    AliasKind kind;
    std::string_view name, name_zh;
    unsigned families;  ///< Bit of catalog::Family: of which products it may be.
    bool fits(catalog::Family family) const { return (families >> static_cast<unsigned>(family) & 1u) != 0; }
};
std::span<const AliasRule> alias_rules();
const AliasRule& rule_of(AliasKind kind);
std::optional<AliasKind> parse_alias_kind(std::string_view name);

/// The one form in which a text is stored and compared: capitals, no blanks; "(01)<14 digits>(21)<serial>" of GS1.
/// @return key_length, key_character and the errors of the scheme; the pointer is empty.
Result<std::string> canonical_alias(AliasKind kind, std::string_view text, Date today);
/// What a text that somebody typed or scanned may be stored as; none for what can be no alias.
std::vector<std::string> alias_forms(std::string_view text);

struct Alias {
    AliasId id;
    OrgId org;
    AliasKind kind = AliasKind::own;
    std::string text;
    CodeAt code;
    ItemId item{};  ///< Null: added by itself.
    UserId created_by;
    UtcMs created_at;
    UserId closed_by{};
    UtcMs closed_at{};  ///< 0: it stands.
};

/// Lets a text mean a bound code of the actor's own block.
/// @return forbidden, block_unknown (also for codes of others), codes_not_bound, invalid (a kind that the product
/// cannot have), conflict (the text means another code; nothing happens if it means this one already), errors of
/// canonical_alias(); with pointers "/kind", "/text", "/code".
Result<Alias> add_alias(db::Tx& tx, const auth::Actor& actor, const CodeAt& code, AliasKind kind,
                        std::string_view text);
/// Of those that stand, at most `limit`. Cost: one look-up a form.
std::vector<Alias> find_aliases(db::Tx& tx, OrgId org, const std::vector<std::string>& forms);
/// Of all producers, for look-ups by somebody who only knows the text; one for each producer. Texts that say what they
/// are (frame number, GS1, lithium serial) go before texts of a producer's own making, which anybody could choose to be
/// the same; codes that are not active yet, or no more, only count when there is nothing else.
std::vector<Alias> find_public_aliases(db::Tx& tx, const std::vector<std::string>& forms);
/// Those of one code that stand.
std::vector<Alias> aliases_of(db::Tx& tx, const CodeAt& code);
/// Ends one that was added by itself: its text is free again.
/// @return not_found (also for those of others), wrong_state for one that came with an item.
Result<Alias> close_alias(db::Tx& tx, const auth::Actor& actor, AliasId id);
inline constexpr std::size_t aliases_of_code_max = 50;

/// Something is bound to the code, and it is not void: only then it carries items and aliases.
bool can_carry(const std::optional<Segment>& segment);
/// What codes carry ends with their binding, and when they are voided: items and aliases of the ranges are closed,
/// their texts free again.
void close_pieces(db::Tx& tx, const auth::Actor& actor, const std::vector<CodeRange>& ranges);

std::vector<std::string> check_aliases(db::Tx& tx, const ledger::LogCheck& log);

}  // namespace yiguan::codes
