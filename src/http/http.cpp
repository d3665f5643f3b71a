#include "http/http.hpp"

#include "core/text.hpp"

namespace yiguan::http {

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

void Router::add(Route route) {
    routes_.push_back(std::move(route));
}

}  // namespace yiguan::http
