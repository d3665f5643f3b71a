// SQL of items and aliases; private to the room.
#pragma once
#include "codes/items.hpp"

namespace yiguan::codes {

/// The texts that find the piece, but those that find it already. False if one of them means another code by now.
bool add_texts(db::Tx& tx, const auth::Actor& actor, const Item& item, const CheckedItem& checked);

}  // namespace yiguan::codes

namespace yiguan::codes::store {

/// False if the text means a code of the organisation already.
bool insert_alias(db::Tx& tx, const Alias& alias);
void close(db::Tx& tx, UserId by, Alias& alias);  ///< With its record in the log.
std::optional<Alias> find_alias(db::Tx& tx, AliasId id);
std::vector<Alias> aliases_by_text(db::Tx& tx, std::string_view text, OrgId org, int limit);  ///< Null: of all.
/// Of each text `limit` at most. Cost: one round trip.
std::vector<Alias> aliases_by_texts(db::Tx& tx, const std::vector<std::string>& texts, OrgId org, int limit);
/// All that stand between two texts, of whatever organisation; empty when they are more than `most`.
std::optional<std::vector<Alias>> aliases_between(db::Tx& tx, std::string_view first, std::string_view last,
                                                  std::size_t most);
std::vector<Alias> aliases_in(db::Tx& tx, const CodeRange& range);
/// By code. Cost: one round trip.
std::vector<Alias> aliases_in(db::Tx& tx, const std::vector<CodeRange>& ranges);
/// @throws db::Fault unique_violation if a text means a code of the organisation already.
void insert_aliases(db::Tx& tx, std::span<const Alias> aliases);
std::vector<Alias> aliases_after(db::Tx& tx, AliasId after, int limit);

/// @throws db::Fault unique_violation if a code carries something already.
void insert_items(db::Tx& tx, std::span<const Item> items);
void close(db::Tx& tx, UserId by, Item& item);
std::optional<Item> find_item(db::Tx& tx, ItemId id);
std::vector<Item> items_in(db::Tx& tx, const CodeRange& range);
/// Cost: one round trip.
std::vector<Item> items_in(db::Tx& tx, const std::vector<CodeRange>& ranges);
std::vector<Item> items_after(db::Tx& tx, ItemId after, int limit);

void update(db::Tx& tx, const Item& item);  ///< Its numbers and values.
/// False if there is such a version already.
bool insert(db::Tx& tx, const Correction& correction);
/// By item and version.
std::vector<Correction> corrections_between(db::Tx& tx, ItemId first, ItemId last);
void take_back(Item& item, const Correction& to);

std::string content_of(const Alias& alias);
std::string content_of_closed(const Alias& alias);
std::string content_of(const Item& item);
std::string content_of(const Correction& correction);
std::string content_of_closed(const Item& item);

}  // namespace yiguan::codes::store
