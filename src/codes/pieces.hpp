// What many codes are and carry, read together, and pieces that are stored together: for uploads and imports.
#pragma once
#include <string>
#include <unordered_map>

#include "codes/items.hpp"

namespace yiguan::codes {

/// Cost: a few reads for each run of codes that follow each other.
class CarriedByCodes {
public:
    CarriedByCodes() = default;
    CarriedByCodes(db::Tx& tx, std::vector<CodeAt> wanted);
    const Segment* segment(const CodeAt& code) const;  ///< Null: free.
    const Item* item(const CodeAt& code) const;        ///< Null for none.

private:
    std::map<CodeAt, Segment> segments_;  // by their last code
    std::map<CodeAt, Item> items_;
};

/// What texts mean already within an organisation. Cost: a read for each kind of text where they are new or follow each
/// other, else a look-up each, all in one round trip.
class KnownTexts {
public:
    KnownTexts() = default;
    KnownTexts(db::Tx& tx, OrgId org, std::span<const CheckedItem> items);
    const Alias* find(std::string_view text) const;  ///< Null for none.

private:
    struct Hash : std::hash<std::string_view> {
        using is_transparent = void;
    };
    std::unordered_map<std::string, Alias, Hash, std::equal_to<>> known_;
};

/// Adds a violation for each text that another code of the organisation has (EBM-84: unique), and for a code that
/// carries something already.
void require_free(const CarriedByCodes& carried, const KnownTexts& texts, const std::optional<CodeAt>& code,
                  const CheckedItem& item, const catalog::Product& product, const std::string& pointer,
                  Violations& violations);

struct NewItem {
    CodeAt code;
    std::string_view production_date;
    const CheckedItem* item = nullptr;
};
/// Stores what codes of the actor's carry. What must be unique was looked at by require_free(). Only events/ calls
/// this, which binds the codes. Code::conflict if somebody was faster: the transaction has to be given up then. Cost:
/// four round trips, and a read for each run of codes.
Result<std::vector<Item>> add_items(db::Tx& tx, const auth::Actor& actor, const catalog::Product& product,
                                    std::span<const NewItem> items);

}  // namespace yiguan::codes
