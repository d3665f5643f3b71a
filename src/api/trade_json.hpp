// Documents of trade in the words of the API; what their addresses share.
#pragma once
#include <fmt/format.h>

#include <map>

#include "api/operation.hpp"
#include "trade/stock_in.hpp"
#include "trade/stocktake.hpp"

namespace yiguan::api {

/// Stores, organisations and members are read once.
class TradeWords {
public:
    TradeWords(Services& services, db::Tx& tx, const auth::Actor& actor)
        : services_(services), tx_(tx), actor_(actor) {}

    json::object encode(const trade::StockOut& out);
    json::object encode(const trade::StockIn& in);
    json::object encode(const trade::Stocktake& take);
    /// With lines, and the note where there is one.
    json::object whole(const trade::StockOut& out);
    json::object whole(const trade::StockIn& in);
    json::object note(const trade::StockOut& out, std::string_view digest);
    json::object encode(const trade::Scan& scan, const trade::Scans& all);
    json::array lines(const std::vector<trade::Line>& lines);
    /// Codes of a range: {"firstCode","lastCode","count"}.
    json::object codes(const codes::CodeRange& range);
    std::string store_name(trade::StoreId store);
    const std::string& org_name(OrgId id);

private:
    std::string member(UserId id);
    const codes::Block& block(BlockId id);

    Services& services_;
    db::Tx& tx_;
    const auth::Actor& actor_;
    std::map<std::int64_t, std::string> stores_;
    std::map<OrgId, std::string> orgs_;
    std::map<UserId, std::string> members_;
    std::map<BlockId, codes::Block> blocks_;
};

/// Texts of a call, 1 to `most`; empty and overlong ones are violations.
std::vector<std::string> read_texts(ObjectReader& in, Violations& violations, std::string_view key, std::string_view zh,
                                    std::size_t most, bool required = true);
/// [{"index","text","code","detail"}]
json::array encode_refused(const std::vector<std::pair<std::size_t, Error>>& refused,
                           const std::vector<std::string>& texts);
/// ?from=&to=: whole days of Beijing, both taken in. bad_date.
Result<void> read_days(const http::Request& request, UtcMs& from, UtcMs& to);
/// ?store=; not_found at "/store" for what cannot be one.
Result<std::optional<trade::StoreId>> read_store(const http::Request& request);
/// A text to look for, up to 60 characters.
Result<std::string> read_part(const http::Request& request, std::string_view name, std::string_view zh);

}  // namespace yiguan::api
