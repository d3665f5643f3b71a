// Mass balance (GDP-29..31, GDP-35; 防窜货: GDP-33, GDP-34): what was purchased, made, used, shipped and sold of lots
// and of codes, by organisation and item, and what does not add up.
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/json.hpp"
#include "events/event_source.hpp"
#include "events/trace.hpp"

namespace yiguan::events {

struct BalanceQuestion {
    std::vector<Mention> lots;  ///< The lots or codes that the balance is about; their materials are counted too.
    std::optional<UtcMs> from, before;
};

/// One line of the account: of one organisation and one item, in one unit.
struct BalanceLine {
    OrgId org;
    std::string item;  ///< The class or lot; of codes of this platform the product with its block.
    std::string unit;  ///< Recommendation 20; "" : pieces.
    bool material = false;
    double purchased = 0, produced = 0, used = 0, shipped = 0, sold = 0;
    double stock() const { return purchased + produced - used - shipped - sold; }
};

struct BalanceFinding {
    enum class Kind : std::uint8_t {
        shipped_more_than_made,
        used_more_than_purchased,
        sold_more_than_received,
        negative_stock,  ///< At a moment; the sums may still add up.
        diverted,        ///< 窜货: received or sold by another than it was shipped to.
        sold_twice,
        unit_mismatch,
    };
    Kind kind;
    OrgId org;
    std::string item;
    std::string reason;  ///< One Chinese sentence.
    std::string event;   ///< The identity of the event that shows it, "" for sums.
    std::optional<UtcMs> at;
};
std::string_view name(BalanceFinding::Kind kind);

struct Balance {
    std::vector<BalanceLine> lines;
    std::vector<BalanceFinding> findings;
    std::size_t events = 0;
    bool truncated = false;
};
inline constexpr int balance_events_max = 100'000;
inline constexpr std::size_t findings_max = 500;

/// Value of one unit in another, nothing between different dimensions: epcis::convert.
using Convert = std::function<std::optional<double>(double, std::string_view from, std::string_view to)>;

/// Only events that the reader sees in full count: its own ones, for regulators captured ones, for the top regulator
/// all (C-29). Cost: one look-up per run of codes and one load, twice (materials).
Balance balance(EventSource& source, const TraceReader& reader, const BalanceQuestion& question,
                const Convert& convert);

/// {"lines":[{"organisation","organisationName","item","unit","material","purchased","produced","used","shipped","sold",
/// "stock"}],"findings":[{"kind","reason","organisation"?,"item","eventID"?,"eventTime"?}],"events","truncated"}
json::object encode(const Balance& balance, EventSource& source);

}  // namespace yiguan::events
