// What was scanned, whatever it was: codes, texts that stand for them, ranges, boxes, dispatch notes. Many texts at a
// time cost as many questions as one.
#pragma once
#include <map>
#include <span>

#include "catalog/catalog.hpp"
#include "events/moves.hpp"
#include "trade/documents.hpp"

namespace yiguan::trade {

/// What somebody wants to do with it.
enum class Purpose : std::uint8_t { look, receive, ship, sell, give_back, stocktake };
std::optional<Purpose> parse_purpose(std::string_view name);

enum class ScanKind : std::uint8_t { unknown, item, box, note };
std::string_view name(ScanKind kind);

/// A store, and what its goods have as State::location; neither for organisations without stores.
struct Place {
    StoreId store{};
    std::string location{};        ///< registry::store_location()
    std::int64_t location_id = 0;  ///< Its number; 0 where nothing is known of a place.
};
/// The place that a call names. missing_field at "/store" where the organisation has stores and none was named.
Result<Place> require_place(db::Tx& tx, const auth::Actor& actor, std::optional<StoreId> store);

struct BatchInfo {
    ProductId product;
    std::string number, production_date;
};

struct Scan {
    std::string text;
    ScanKind kind = ScanKind::unknown;
    std::vector<codes::Placed> parts{};  ///< Of an item one code; of a box what of it concerns the actor.
    bool range = false;                  ///< "A-B"
    std::string box{};                   ///< As printed.
    std::int64_t container = 0;          ///< What it is in, or the box itself.
    std::optional<StockOut> note{};
    std::string digest{};  ///< Of the note, as it was scanned; "" for none.
    std::optional<Error> problem{};
    bool known = false;  ///< What state and batch it has may be told: the actor holds it, or it comes to him.
    std::int64_t quantity() const;
};
struct Scans {
    std::vector<Scan> items;  ///< In the order of the texts.
    std::map<ProductId, catalog::Product> products;
    std::map<std::pair<BlockId, BatchId>, BatchInfo> batches;
    const catalog::Product* product_of(const Scan& scan) const;
    const BatchInfo* batch_of(const codes::Placed& part) const;
};
inline constexpr std::size_t scans_max = 200, texts_max = 2000, text_chars_max = 300;

/// Cost: some twenty pipelined statements however many texts there are, and one for each product. Nothing of others is
/// told that the public page does not show.
Result<Scans> scan(db::Tx& tx, const events::Names& names, const auth::Actor& actor, const Place& place,
                   Purpose purpose, std::span<const std::string> texts);

/// Products and batches of some parts, as lines of a document, by product, batch and day.
std::vector<Line> lines_of(db::Tx& tx, std::span<const codes::Placed> parts, Scans& known);
/// The batch number that factory numbers begin with: what stands before the running number and its mark.
std::string batch_number_of(const codes::FactoryNumbers& numbers);

/// The number and digest in a note's address or number; nothing for any other text.
struct NoteRef {
    std::string number, digest;
};
std::optional<NoteRef> parse_note(std::string_view text);

}  // namespace yiguan::trade
