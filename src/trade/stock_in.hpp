// 入库 (P44, M04, M05): by what was scanned or by a dispatch note as a whole; what differs is told to the shipper.
#pragma once
#include "trade/stock_out.hpp"

namespace yiguan::trade {

struct NewDifference {
    DifferenceKind kind = DifferenceKind::more;
    std::string text{};
    ProductId product{};
    std::int64_t quantity = 1;
    std::string remark{};
    DocumentId photo{};
};

struct StockInInput {
    std::optional<StoreId> store{};
    StockInType type = StockInType::purchase;
    std::string remark{}, supplier{};  ///< "": the shipper, as it is registered.
    std::vector<std::string> texts{};
    std::optional<UtcMs> at{};  ///< 采购时间 (GDP-79)
};
struct Received {
    StockIn in;
    std::vector<std::pair<std::size_t, Error>> refused;  ///< Texts that were left out, and why.
    std::string warning{};                               ///< C-21
};
/// What may be received is, the rest is told. Nothing receivable at all is invalid at "/texts", with
/// an error at "/texts/<i>" for each.
/// @return forbidden, org_not_approved, missing_field and not_found at "/store", wrong_state, out_of_bounds,
/// codes_*, those of events::receive().
Result<Received> add_stock_in(db::Tx& tx, const events::Names& names, const auth::Actor& actor,
                              const StockInInput& input);

struct NoteReceipt {
    std::optional<StoreId> store{};
    std::string note{};    ///< Number or address.
    std::string digest{};  ///< As scanned; "" when it was typed.
    std::vector<std::string> except{};
    std::vector<NewDifference> differences{};
    std::optional<UtcMs> at{};
};
/// 整单收货: everything of the note that is still on its way, but what is excepted, which is told to the shipper as
/// missing. Of two at once one is told that the other was faster (conflict).
/// @return not_found and conflict at "/note" and "/digest", wrong_state (all of it was received, or it was called
/// off), invalid at "/except/<i>" for what is not of the note.
Result<Received> receive_note(db::Tx& tx, const events::Names& names, const auth::Actor& actor,
                              const NoteReceipt& input);

/// 撤销: on its way again, as long as nothing of it moved on. @return wrong_state, missing_field at "/reason".
Result<StockIn> undo_stock_in(db::Tx& tx, const auth::Actor& actor, StockInId id, std::string_view reason);

/// Tells the shipper. @return wrong_state (undone), too_long (differences_max), document_unknown and document_type at
/// "/differences/<i>/photo", not_found at "/differences/<i>/product".
Result<StockIn> add_differences(db::Tx& tx, const auth::Actor& actor, StockInId id,
                                const std::vector<NewDifference>& differences);
/// By the shipper; when all are answered the documents of both are settled. @return not_found, wrong_state (answered
/// already), missing_field.
Result<StockIn> answer_difference(db::Tx& tx, const auth::Actor& actor, StockInId id, std::int64_t row,
                                  std::string_view answer);
std::vector<Difference> differences_of(db::Tx& tx, StockInId id);
/// A photo that the actor's organisation was sent, as the shipper of what differs.
bool was_sent_photo(db::Tx& tx, const auth::Actor& actor, DocumentId photo);

/// One's own; for the shipper whose note it received. not_found.
Result<StockIn> get_stock_in(db::Tx& tx, const auth::Actor& actor, StockInId id);

struct StockInFilter {
    std::optional<StoreId> store{};
    std::optional<StockInType> type{};
    std::optional<StockInState> state{};
    std::string number{}, supplier{};
    UtcMs from{0}, to{INT64_MAX};
};
Result<std::vector<StockIn>> list_stock_ins(db::Tx& tx, const auth::Actor& actor, const StockInFilter& filter,
                                            StockInId before, int limit);

}  // namespace yiguan::trade
