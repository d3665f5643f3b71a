// What single codes of a batch carry (EBM-73..EBM-91): one vehicle, one battery, one charger.
#pragma once
#include "codes/aliases.hpp"
#include "codes/batches.hpp"
#include "core/json.hpp"

namespace yiguan::codes {

struct ItemField {
    std::string_view key, zh;
    std::size_t chars_max;
    bool required;
    AliasKind alias;  ///< It finds the item.
    bool finds;       ///< `alias` counts.
};
/// Columns of the upload (EBM-74..EBM-76) beside what the batch says.
std::span<const ItemField> item_fields(catalog::Family family);
/// 锂电 as the filing says it: each piece needs its own number of 19 characters (EBM-84).
bool is_lithium(const catalog::Product& product);

/// One row of an upload, checked.
struct CheckedItem {
    std::map<std::string, std::string, std::less<>> values;
    std::string frame_number, serial_number;
    std::vector<std::pair<AliasKind, std::string>> aliases;  ///< Canonical.
};
/// The field of a checked row that says `text`; null for none.
const ItemField* field_saying(catalog::Family family, const CheckedItem& item, std::string_view text);
/// Everything wrong goes to `violations`, with pointers below `pointer`.
CheckedItem check_item(const catalog::Product& product, Date production, Date today, const json::object& fields,
                       const std::string& pointer, Violations& violations);

struct Item {
    ItemId id;
    OrgId org;
    ProductId product;
    catalog::Family family = catalog::Family::none;
    CodeAt code;
    std::string model, production_date, frame_number, serial_number;
    std::string values;  ///< JSON of texts.
    UserId created_by;
    UtcMs created_at;
    UserId closed_by{};
    UtcMs closed_at{};
};
inline constexpr std::size_t items_max = 500;  ///< In one call.

struct ItemFilter {
    std::string frame_number{}, serial_number{}, model{};  ///< Canonical; "": any.
    std::string from{}, to{};                              ///< Days of production.
    std::optional<catalog::Family> family{};
    bool unassembled =
        false;  ///< Vehicles at their maker that have no battery and charger yet (events/assemblies.hpp).
};
/// Newest first, of those that are not closed, with ids below `before`.
std::vector<Item> list_items(db::Tx& tx, const BatchScope& scope, const ItemFilter& filter, ItemId before, int limit);
std::optional<Item> find_item(db::Tx& tx, const CodeAt& code);
/// Whether any code of the range carries something.
bool has_items(db::Tx& tx, const CodeRange& range);
/// What the codes of the ranges carry. Cost: one look-up a range.
std::vector<Item> items_of(db::Tx& tx, const std::vector<CodeRange>& ranges);
/// Takes back what was said of one piece, with the aliases that came with it, as long as it is at its maker: the code
/// may be given something else then.
/// @return not_found (also for those of others), wrong_state.
Result<Item> close_item(db::Tx& tx, const auth::Actor& actor, ItemId id);

/// What was said of a piece, one version behind the other; version 0: as it was bound.
struct Correction {
    ItemId item;
    std::int64_t version = 0;
    std::string frame_number, serial_number;
    std::string values;
    UserId changed_by;
    UtcMs changed_at;
    std::string reason;
};
inline constexpr std::size_t correction_reason_chars_max = 200;
inline constexpr int corrections_max = 100;  ///< Of one piece.
/// 编辑 (EBM-80, EBM-82): says the piece's own fields anew, as long as it is at its maker. Texts that it no longer has
/// are closed, new ones mean it from now on; what was said before stays in the history and in the transparency log.
/// @param fields   All of them, as check_item() takes them; what the model says of its version need not be repeated.
/// @param version  The number of corrections that the caller saw.
/// @return not_found (also for those of others), wrong_state (it left; a frame number while the vehicle is linked),
/// conflict at "/version"; at "/reason" and "/fields/<key>" missing_field, too_long and those of check_item() and
/// require_free().
Result<Item> correct_item(db::Tx& tx, const auth::Actor& actor, ItemId id, const json::object& fields,
                          std::string_view reason, std::int64_t version);
/// Oldest first, the binding included; empty if nothing was corrected.
std::vector<Correction> corrections_of(db::Tx& tx, ItemId id);
/// The last version of each, in one round trip.
std::vector<std::int64_t> versions_of(db::Tx& tx, const std::vector<ItemId>& items);

/// True if one of these codes holds others: a vehicle its battery. Cost: a range of the index.
bool holds_contents(db::Tx& tx, const std::vector<CodeRange>& ranges);

/// What an organisation had issued, of what is packed in a container: of others nothing, who may have packed theirs
/// under the same SSCC. At most `limit` segments, by block and counter.
std::vector<Placed> list_contents(db::Tx& tx, OrgId maker, std::int64_t container, int limit);
struct ContentCount {
    std::int64_t all = 0;
    std::int64_t away = 0;  ///< Of them no longer at the maker, or frozen, recalled or voided.
};
ContentCount count_contents(db::Tx& tx, OrgId maker, std::int64_t container);
/// Of each of them. Cost: one pipelined statement.
std::vector<ContentCount> count_contents(db::Tx& tx, OrgId maker, const std::vector<std::int64_t>& containers);

/// What the code carries may still be given or corrected: its maker has it, and it went nowhere.
bool is_at_maker(const Segment& segment, OrgId maker);
/// 待入库 (EBM-79) as long as it is at the maker, then as its code.
std::string_view item_state(const std::optional<Segment>& segment);
std::string_view item_state_zh(const std::optional<Segment>& segment);

std::vector<std::string> check_items(db::Tx& tx, const ledger::LogCheck& log);

}  // namespace yiguan::codes
