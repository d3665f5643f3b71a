#include "http/http.hpp"

#include "core/text.hpp"

namespace yiguan::http {
namespace {

bool same_word(std::string_view a, std::string_view b) {
    return a.size() == b.size() && std::ranges::equal(a, b, [](char x, char y) { return to_lower(x) == to_lower(y); });
}

/// Whether a list such as "keep-alive, Upgrade" holds `word`, in any case.
bool lists(std::string_view list, std::string_view word) {
    while (!list.empty()) {
        const auto comma = std::min(list.find(','), list.size());
        if (same_word(trim(list.substr(0, comma)), word)) return true;
        list.remove_prefix(std::min(comma + 1, list.size()));
    }
    return false;
}

/// 16 bytes in base64 (RFC 6455 section 4.1).
bool is_websocket_key(std::string_view key) {
    return key.size() == 24 && key.ends_with("==") && std::ranges::all_of(key.substr(0, 22), [](char c) {
               return is_digit(c) || is_upper(c) || is_lower(c) || c == '+' || c == '/';
           });
}

}  // namespace

std::string_view name(Method method) {
    switch (method) {
        case Method::get:
            return "GET";
        case Method::head:
            return "HEAD";
        case Method::post:
            return "POST";
        case Method::put:
            return "PUT";
        case Method::patch:
            return "PATCH";
        case Method::delete_:
            return "DELETE";
        case Method::options:
            return "OPTIONS";
        case Method::other:
            return "other";
    }
    return "other";
}

std::string_view Request::cookie(std::string_view wanted) const {
    // RFC 6265 section 4.2.1: pairs divided by "; ".
    std::string_view rest = header("Cookie");
    while (!rest.empty()) {
        const auto end = rest.find(';');
        const std::string_view pair = trim(rest.substr(0, end));
        const auto equals = pair.find('=');
        if (equals != pair.npos && pair.substr(0, equals) == wanted) {
            std::string_view value = pair.substr(equals + 1);
            if (value.size() >= 2 && value.front() == '"' && value.back() == '"')
                value = value.substr(1, value.size() - 2);
            return value;
        }
        if (end == rest.npos) break;
        rest.remove_prefix(end + 1);
    }
    return {};
}

std::string_view Request::path_param(std::string_view wanted) const {
    for (const auto& [key, value] : path_params) {
        if (key == wanted) return value;
    }
    return {};
}

std::optional<std::string> Request::query_param(std::string_view wanted) const {
    std::string_view rest = query;
    while (!rest.empty()) {
        const auto end = rest.find('&');
        const std::string_view pair = rest.substr(0, end);
        const auto equals = pair.find('=');
        if (percent_decode(pair.substr(0, equals), true) == wanted) {
            return equals == pair.npos ? std::optional<std::string>(std::in_place)
                                       : percent_decode(pair.substr(equals + 1), true);
        }
        if (end == rest.npos) break;
        rest.remove_prefix(end + 1);
    }
    return std::nullopt;
}

bool Request::wants_websocket() const {
    return method == Method::get && lists(header("Upgrade"), "websocket") && lists(header("Connection"), "upgrade") &&
           header("Sec-WebSocket-Version") == "13" && is_websocket_key(header("Sec-WebSocket-Key"));
}

Response web_socket(WebSocketHandlers handlers, std::vector<std::pair<std::string, std::string>> headers) {
    Response response;
    response.status = 101;
    response.headers = std::move(headers);
    response.web_socket = std::make_shared<WebSocketHandlers>(std::move(handlers));
    return response;
}

void Router::add(Route route) {
    routes_.push_back(std::move(route));
}

}  // namespace yiguan::http
