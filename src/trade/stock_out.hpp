// 出库, 调货 (P21, P45): a document, the facts of shipping behind it, and the dispatch note that goes with the goods.
#pragma once
#include "dossier/orders.hpp"
#include "registry/partners.hpp"
#include "trade/scan.hpp"

namespace yiguan::trade {

struct StockOutInput {
    std::optional<StoreId> store{};
    StockOutType type = StockOutType::ordinary;
    std::string buyer_uscc{}, buyer_name{}, buyer_address{}, buyer_contact{};  ///< "": not given.
    std::optional<StoreId> target_store{};                                     ///< Of a transfer.
    registry::PartnerId partner{};                                             ///< 往来单位, instead of the buyer.
    dossier::OrderId order{};
    std::string remark{};
    std::vector<std::string> texts{};
    bool draft = false;
    std::optional<UtcMs> at{};  ///< When it happened; now.
};
inline constexpr std::int64_t products_advised_max = 30;                        ///< C-21: a warning, never a refusal.
inline constexpr std::int64_t late_ms = 7 * 86'400'000, ahead_ms = 5 * 60'000;  ///< Of `at`.

/// All or nothing: invalid at "/texts", and each text that may not leave is named at "/texts/<i>". Of a draft nothing
/// moves yet.
/// @return forbidden, org_not_approved, missing_field ("/store", "/targetStore", "/buyerName" and the fields of the
/// shipping step), not_found ("/store", "/order"), wrong_state (a store that is suspended), out_of_bounds ("/at"),
/// uscc_*, invalid, conflict, codes_* and those of events::ship().
Result<StockOut> add_stock_out(db::Tx& tx, const events::Names& names, const auth::Actor& actor,
                               const StockOutInput& input);
/// Sends a draft. @return wrong_state for anything else.
Result<StockOut> send(db::Tx& tx, const events::Names& names, const auth::Actor& actor, StockOutId id);
/// 作废: what is still on its way comes back; drafts end. @return not_found, wrong_state (all of it arrived),
/// missing_field at "/reason".
Result<StockOut> cancel(db::Tx& tx, const auth::Actor& actor, StockOutId id, std::string_view reason);
/// 催收: tells the receiver, once a day at most. @return wrong_state, too_many_requests, not_found (nobody to tell).
Result<StockOut> remind(db::Tx& tx, const auth::Actor& actor, StockOutId id);

/// The sender's, or one that was sent to the actor's organisation as its registered receiver; of who sees his own alone
/// what he made. not_found.
Result<StockOut> get_stock_out(db::Tx& tx, const auth::Actor& actor, StockOutId id);
/// Whether a document of such a store is in the actor's reach: who works in some stores alone knows of no other.
bool may_see_store(db::Tx& tx, const auth::Actor& actor, StoreId store);
/// The store that a list is asked for; null: all of them. Who works in some stores alone is shown the first of his.
/// not_found at "/store".
Result<StoreId> store_in_reach(db::Tx& tx, const auth::Actor& actor, std::optional<StoreId> asked);

struct StockOutFilter {
    bool incoming = false;  ///< Addressed to the actor's organisation, instead of sent by it.
    std::optional<StoreId> store{};
    std::optional<StockOutType> type{};
    std::optional<StockOutState> state{};
    std::string number{}, partner{};
    UtcMs from{0}, to{INT64_MAX};
};
/// Newest first, with ids below `before`.
Result<std::vector<StockOut>> list_stock_outs(db::Tx& tx, const auth::Actor& actor, const StockOutFilter& filter,
                                              StockOutId before, int limit);

// ---- 随货单

/// What the note's digest is over: JSON with members in the order of their names (RFC 8785), without persons.
std::string note_text(const StockOut& out, std::string_view shipper, std::string_view shipper_uscc);
/// What its QR symbol says.
std::string note_url(std::string_view base_url, const StockOut& out);
/// Numbers are guessed and names taken: of a note to somebody who was not registered only the paper tells.
bool may_know_note(const StockOut& note, OrgId org, std::string_view digest);
/// The note of a number that concerns the actor's organisation: it sent it, is its registered receiver, or has its
/// `digest`, that stands on the paper.
/// @return not_found; conflict where several have that number and none was told by its digest.
Result<StockOut> find_note(db::Tx& tx, const auth::Actor& actor, std::string_view number, std::string_view digest);

// ---- for stock_in.cpp

/// UtcMs of `at`, in its bounds. out_of_bounds, future_date at "/at".
Result<UtcMs> happened_at(db::Tx& tx, const std::optional<UtcMs>& at);
/// The codes that a document's facts of one role named, as they are now.
std::vector<codes::Placed> parts_of(db::Tx& tx, std::int64_t document, EventRole role);
/// The parts but for what of them is in `absent`, which may overlap itself.
std::vector<codes::Placed> left_out(std::vector<codes::Placed> parts, std::span<const codes::Placed> absent);
/// What a document sent and is still on its way by it, not by another one.
std::vector<codes::Placed> on_the_way(db::Tx& tx, const StockOut& out);

/// Who sent pieces, by which fact: the last shipment of their history. Cost: a history for each chain.
class Senders {
public:
    explicit Senders(db::Tx& tx) : tx_(tx) {}
    struct Sender {
        OrgId org;
        EventId event;
    };
    const Sender& of(const codes::Placed& p);
    /// The document they are on their way by, though it was received and that undone; null: none.
    const StockOut* note_of(const codes::Placed& p);

private:
    const StockOut* note_behind(EventId event);

    db::Tx& tx_;
    std::map<EventId, std::optional<StockOut>> notes_;
    std::map<std::pair<BlockId, std::int64_t>, Sender> known_;  // by chain
};

/// Codes of one template that fit one fact.
struct FactLot {
    const catalog::Template* tmpl = nullptr;
    std::vector<codes::CodeRange> ranges{};
    std::vector<codes::Placed> parts{};
};
/// By template, vehicles first, in pieces of at most codes::ranges_max ranges.
Result<std::vector<FactLot>> lots_of(db::Tx& tx, const std::vector<codes::Placed>& parts, Scans& known);
/// Those of the lot that a fact before it has not taken along (a vehicle its battery).
void drop_moved(db::Tx& tx, FactLot& lot);

}  // namespace yiguan::trade
