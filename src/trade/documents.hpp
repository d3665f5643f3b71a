// The documents of trade as they are stored: 出库单 with its 随货单, 入库单 with its differences.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/json.hpp"
#include "core/time.hpp"
#include "events/log.hpp"
#include "trade/trade.hpp"

namespace yiguan::trade {

/// One line of a document: pieces of one product and batch.
struct Line {
    ProductId product;
    std::string name{}, specification{}, model{};
    std::string gtin{};  ///< 14 digits; "" when the filing has none.
    std::string batch{};
    std::string production_date{};  ///< YYYY-MM-DD
    std::int64_t quantity = 0;
    /// (01)GTIN-14(11)YYMMDD(10)batch, without what is not known (C-08); "" without a GTIN.
    std::string gs1_code() const;
    friend bool operator==(const Line&, const Line&) = default;
};

/// Where the goods go and whom to call there: sealed.
struct Delivery {
    std::string address{}, contact{};
    friend bool operator==(const Delivery&, const Delivery&) = default;
};

struct StockOut {
    StockOutId id;
    OrgId org;
    std::string number;  ///< CK20261122-000001, one within the organisation.
    StockOutType type = StockOutType::ordinary;
    StockOutState state = StockOutState::draft;
    StoreId store{}, target_store{};
    OrgId consignee{};  ///< If it is registered here.
    std::string partner_uscc{}, partner_name{};
    std::int64_t order = 0;  ///< dossier::OrderId
    std::int64_t quantity = 0, received = 0;
    UtcMs sent_at{}, received_at{}, reminded_at{};  ///< 0: not yet.
    std::string digest{};                           ///< SHA-256 of the note, hexadecimal; "" of drafts.
    std::string remark{};
    std::vector<std::string> boxes{};  ///< As printed on them.
    std::vector<Line> lines{};
    std::vector<std::string> texts{};  ///< Of a draft: what was scanned.
    std::string reason{};              ///< 作废原因
    std::string codes_digest{};        ///< Of the codes that went, as the note names them.
    Delivery delivery{};
    UserId created_by, changed_by;
    UtcMs created_at, changed_at;
    std::int64_t version = 1;
};

struct StockIn {
    StockInId id;
    OrgId org;
    std::string number;  ///< RK20261122-000001
    StockInType type = StockInType::purchase;
    StockInState state = StockInState::submitted;
    StoreId store{};
    StockOutId note{};
    OrgId supplier{};
    std::string supplier_name{};
    std::int64_t quantity = 0, differences = 0;
    UtcMs received_at{};
    std::string remark{};
    std::vector<std::string> boxes{};
    std::vector<Line> lines{};
    std::string reason{};  ///< 撤销原因
    UserId created_by, changed_by;
    UtcMs created_at, changed_at;
    std::int64_t version = 1;
};

/// 多 少 错 破; stored: append only.
enum class DifferenceKind : std::uint8_t { more = 1, less = 2, wrong = 3, damaged = 4 };
std::string_view name(DifferenceKind kind);
std::string_view name_zh(DifferenceKind kind);
std::optional<DifferenceKind> parse_difference_kind(std::string_view name);

struct Difference {
    std::int64_t row = 0;  ///< From 1.
    DifferenceKind kind = DifferenceKind::more;
    std::string text{};
    ProductId product{};
    std::int64_t quantity = 1;
    std::string remark{};
    DocumentId photo{};
    UserId created_by{};
    UtcMs created_at{};
    std::string answer{};
    UserId answered_by{};
    UtcMs answered_at{};  ///< 0: not answered.
};
inline constexpr std::size_t differences_max = 200;  ///< Of one document.

/// What a document is to the facts that it names; stored: append only.
enum class EventRole : std::uint8_t { shipped = 1, received = 2, voided = 3, undone = 4, counted = 5 };

/// What a figure of the day counts; stored: append only. `sold` and `returned` are of sale.
enum class Move : std::uint8_t { in = 1, transfer = 2, sold = 3, returned = 4, out = 5 };
/// Says that so many pieces moved, for the figures of a store (stock.hpp): in the transaction that moves them. Less
/// than nothing for what is taken back.
void note_move(db::Tx& tx, OrgId org, StoreId store, Move move, std::int64_t quantity, UtcMs at);

}  // namespace yiguan::trade
