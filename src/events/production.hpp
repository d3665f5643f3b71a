// 今日生产 (P11): what was made today, in one call: codes applied for or taken from those there are, bound, activated,
// and what each piece carries. It can be taken back for ten minutes. And 作废空码, which cannot.
#pragma once
#include "codes/empty_rate.hpp"
#include "codes/items.hpp"
#include "events/events.hpp"

namespace yiguan::events {

using ProductionId = Id<struct ProductionTag>;

/// How the codes came to it; stored.
enum class ProductionMethod : std::uint8_t {
    ranges = 0,      ///< Codes that were applied for before.
    made = 1,        ///< Applied for with it.
    items = 2,       ///< Piece by piece, codes that were applied for before.
    items_made = 3,  ///< Piece by piece, codes applied for with it.
};
std::string_view name(ProductionMethod method);
constexpr bool made_codes(ProductionMethod method) {
    return method == ProductionMethod::made || method == ProductionMethod::items_made;
}

struct Production {
    ProductionId id;
    OrgId org;
    ProductId product;
    std::string batch_number, production_date;
    std::int64_t quantity = 0;
    std::vector<codes::CodeRange> ranges;
    ProductionMethod method = ProductionMethod::ranges;
    bool activated = false;
    DocumentId report{};
    std::string given;  ///< {"fields","open"?} as they came, for the next time.
    BlockId home;       ///< Of its events.
    EventId bound_event, active_event{}, undo_event{};
    UserId created_by, undone_by{};
    UtcMs created_at, undone_at{};  ///< 0: it stands.
};
inline constexpr std::int64_t undo_window_ms = 10 * 60 * 1000;
bool can_undo(const Production& production, UtcMs now);

/// One row of an upload.
struct PieceRow {
    std::optional<codes::CodeAt> code;  ///< All rows have one, or none.
    json::object fields;
};
struct ProductionInput {
    ProductId product;
    std::string batch_number;  ///< "": as suggest_production() says.
    Date production_date;
    std::int64_t quantity = 0;  ///< Codes to apply for; 0: those of `ranges`, or one for each piece.
    std::vector<codes::CodeRange> ranges;
    std::vector<PieceRow> pieces;
    FieldInput input;  ///< Of Step::binding; 生产日期 comes from above, 出厂编号 from the batch number unless given.
    DocumentId report{};
    bool activate = false;
};
/// What the node allows.
struct ProductionRules {
    DomainId domain;
    codes::Quota quota;
    std::int64_t empty_rate_max = 60;
};

/// Applies for codes if needed, binds them to a batch, activates them if asked and stores what the pieces carry.
/// @return not_found for a product of somebody else, conflict for a batch number that the product has already, invalid
///         for lithium batteries without pieces (EBM-84), errors of apply_for_codes(), require_empty_rate(),
///         commission(), activate() and those of the pieces, which are all told at "/rows/<n>/...".
Result<Production> record_production(db::Tx& tx, const auth::Actor& actor, const ProductionRules& rules,
                                     const ProductionInput& input);

struct BoundPieces {
    std::vector<codes::Item> items;
    std::optional<Production> production;  ///< Of the codes that were free, or made for it.
};
/// Items for codes of a product, bound or free: what is free is bound as record_production() does.
Result<BoundPieces> bind_pieces(db::Tx& tx, const auth::Actor& actor, const ProductionRules& rules,
                                const ProductionInput& input);

/// Within ten minutes, by anybody of the organisation with the right (of those who see their own alone by who recorded
/// it), as long as no code of it went on. Codes that were made for it are voided, and those that were activated, since
/// that cannot be taken back (GDP-24); the others are free again. What the pieces carried is closed.
/// @return not_found, wrong_state.
Result<Production> undo_production(db::Tx& tx, const auth::Actor& actor, ProductionId id);

struct ProductionFilter {
    ProductId product{};
    std::string from{}, to{};  ///< Days on which it was recorded, both included; "": open.
    bool undone_too = true;
};
/// The organisation's, newest first, with ids below `before`.
Result<std::vector<Production>> list_productions(db::Tx& tx, const auth::Actor& actor, const ProductionFilter& filter,
                                                 ProductionId before, int limit);

struct Suggestion {
    std::string batch_number, production_date;
    std::optional<Production> last;  ///< What this user recorded last of the product, or at all.
};
Result<Suggestion> suggest_production(db::Tx& tx, const auth::Actor& actor, std::optional<ProductId> product);

struct Voided {
    std::int64_t codes = 0;  ///< Voided by this call; 0 if there was nothing left to void.
    std::int64_t left = 0;   ///< Still free in the block: there were too many gaps for one call.
    std::optional<Event> event;
};
/// 作废空码: those of the ranges, or all free codes of the block. What was voided before is passed over.
/// @return block_unknown (also for blocks of others), codes_already_bound, codes_outside_block, too_many_ranges.
Result<Voided> void_free_codes(db::Tx& tx, const auth::Actor& actor, BlockId block,
                               const std::optional<std::vector<codes::CodeRange>>& ranges);

std::vector<std::string> check_productions(db::Tx& tx, const ledger::LogCheck& log);

}  // namespace yiguan::events
