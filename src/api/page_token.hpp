// nextPageToken: where the next page of a list begins, sealed so that nobody can make one or use another's.
#pragma once
#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "core/time.hpp"
#include "events/ask.hpp"

namespace yiguan::api {

/// Where a page ended; `text` for lists by name.
struct PagePlace {
    events::Position position{};
    std::string text{};
};

inline constexpr std::int64_t page_token_ms = 60 * 60 * 1000;

/// Thread-safe. A token holds nothing that its bearer may not know, and costs the server no memory.
class PageTokens {
public:
    using Key = std::array<std::byte, 32>;
    explicit PageTokens(const Key& key = {}) : key_(key) {}

    /// @param about  Who asked what: a token is good for this text only. @return base64url.
    std::string seal(const PagePlace& place, std::string_view about, UtcMs expires) const;
    /// Code::epcis_page_token for a token that was made for something else, changed or expired; nothing tells which.
    Result<PagePlace> open(std::string_view token, std::string_view about, UtcMs now) const;

private:
    std::string mac(std::string_view payload, std::string_view about) const;
    Key key_;
};

}  // namespace yiguan::api
