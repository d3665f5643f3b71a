// http/: query parameters, cookies, Range, If-None-Match and paths. Oracles: a value written behind any noise is found
// as it was meant; ranges lie inside the body; a naive match of the path agrees with the route table.
#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "core/text.hpp"
#include "fuzz/harness.hpp"
#include "http/http.hpp"
#include "http/response_head.hpp"
#include "http/route_table.hpp"

namespace {

using namespace yiguan;
using fuzz::require;

class GivenRequest final : public http::Request {
public:
    std::string cookies;
    std::string_view header(std::string_view) const override { return cookies; }
    std::string take_buffer() const override { return {}; }
};

void check_query(std::string_view noise, std::string_view value) {
    GivenRequest request;
    request.query = noise;
    const auto before = request.query_param("zz 9");
    for (const std::string_view name : {"q", "", "%", "page"}) {
        const auto found = request.query_param(name);
        require(!found || (found->size() <= noise.size() && found->find('\0') == std::string::npos),
                "a parameter longer than the query, or with a NUL");
    }
    if (before || noise.find("zz") != std::string_view::npos || value.find('\0') != std::string_view::npos) return;
    // The name needs an escape, which must not depend on what stands before it.
    if (percent_decode(noise, true) && percent_decode(noise, true)->find("zz") != std::string::npos) return;
    if (noise.find('%') != std::string_view::npos) return;
    const auto query = fmt::format("{}&zz+9={}&zz%209=second", noise, percent_encode(value));
    request.query = query;
    require(request.query_param("zz 9") == value, "a parameter is not found as it was written");
}

void check_cookie(std::string_view noise, std::string_view value) {
    GivenRequest request;
    request.cookies = noise;
    for (const std::string_view name : {"sid", "", "a=b"}) {
        const auto found = request.cookie(name);
        require(found.size() <= noise.size() && found.find(';') == std::string_view::npos,
                "a cookie with its neighbour");
    }
    if (noise.find("sid9") != std::string_view::npos) return;
    const auto plain = [](char c) { return c > ' ' && c < 0x7F && c != ';' && c != '"'; };
    if (!std::ranges::all_of(value, plain)) return;
    request.cookies = fmt::format("{}; sid9={}; sid9=second", noise, value);
    require(request.cookie("sid9") == value, "a cookie is not found as it was written");
    request.cookies = fmt::format("xsid9=no;{};sid9=\"{}\"", noise, value);
    require(request.cookie("sid9") == value, "a quoted cookie is not found as it was written");
}

void check_range(std::string_view text, std::uint64_t size, std::uint64_t a, std::uint64_t b) {
    using Kind = http::ByteRange::Kind;
    const auto range = http::parse_range(text, size);
    if (range.kind == Kind::part) {
        require(range.first <= range.last && range.last < size, "a range outside the body");
        const auto again = http::parse_range(fmt::format("bytes={}-{}", range.first, range.last), size);
        require(again.kind == Kind::part && again.first == range.first && again.last == range.last,
                "a range is not read as it was written");
    }
    require(text.find(',') == std::string_view::npos || range.kind == Kind::whole,
            "several ranges are answered as one");

    const auto closed = http::parse_range(fmt::format("Bytes = {}-{}", a, b), size);
    require(closed.kind == Kind::whole, "a unit with a blank is taken");
    const auto exact = http::parse_range(fmt::format("bytes={}-{}", a, b), size);
    if (a > b)
        require(exact.kind == Kind::whole, "a range that ends before it begins");
    else if (a >= size)
        require(exact.kind == Kind::unsatisfiable, "a range behind the end is satisfied");
    else
        require(exact.kind == Kind::part && exact.first == a && exact.last == std::min(b, size - 1), "another range");
    const auto open = http::parse_range(fmt::format("bytes={}-", a), size);
    require(a < size ? open.kind == Kind::part && open.first == a && open.last == size - 1
                     : open.kind == Kind::unsatisfiable,
            "another open range");
    const auto tail = http::parse_range(fmt::format("bytes=-{}", b), size);
    require(b > 0 && size > 0
                ? tail.kind == Kind::part && tail.last == size - 1 && tail.last - tail.first + 1 == std::min(b, size)
                : tail.kind == Kind::unsatisfiable,
            "another range from the end");
}

void check_etag(std::string_view list, std::string_view etag) {
    if (etag.find('"') != std::string_view::npos) return;
    const bool matches = http::matches_etag(list, etag);
    require(!matches || trim(list) == "*" || list.find(fmt::format("\"{}\"", etag)) != std::string_view::npos,
            "an etag matches that is not listed");
    require(http::matches_etag(fmt::format("W/\"x\", \"{}\"", etag), etag), "a listed etag does not match");
    require(http::matches_etag(" * ", etag), "the star does not match");
}

constexpr std::string_view patterns[] = {
    "/",
    "/healthz",
    "/E={code}",
    "/c/{code}",
    "/c/{code}/qr.svg",
    "/c/help",
    "/api/v1/blocks/{block}",
    "/api/v1/blocks/{block}/{part}.csv",
    "/api/v1/blocks/{block}/{part}",
    "/a/b/c/d/e/f/g/h",
};

const http::RouteTable& table() {
    static const http::RouteTable one = [] {
        std::vector<http::Route> routes;
        for (const auto pattern : patterns)
            routes.push_back(
                {http::Method::get, std::string(pattern), [](const http::Request&, http::ResponderPtr) {}});
        return http::RouteTable(routes);
    }();
    return one;
}

std::vector<std::string_view> parts_of(std::string_view path) {
    std::vector<std::string_view> parts;
    path.remove_prefix(1);
    for (;;) {
        const auto end = path.find('/');
        parts.push_back(path.substr(0, end));
        if (end == std::string_view::npos) return parts;
        path.remove_prefix(end + 1);
    }
}

/// The parameters, if the path fits the pattern.
std::optional<std::vector<std::string>> naive_match(std::string_view pattern, const std::vector<std::string>& parts) {
    const auto wanted = parts_of(pattern);
    if (wanted.size() != parts.size()) return std::nullopt;
    std::vector<std::string> params;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const auto open = wanted[i].find('{'), close = wanted[i].find('}');
        if (open == std::string_view::npos) {
            if (wanted[i] != parts[i]) return std::nullopt;
            continue;
        }
        const auto prefix = wanted[i].substr(0, open), suffix = wanted[i].substr(close + 1);
        if (parts[i].size() <= prefix.size() + suffix.size() || !parts[i].starts_with(prefix) ||
            !parts[i].ends_with(suffix))
            return std::nullopt;
        params.push_back(parts[i].substr(prefix.size(), parts[i].size() - prefix.size() - suffix.size()));
    }
    return params;
}

void check_path(std::string_view path) {
    using Outcome = http::RouteTable::Outcome;
    http::PathParams params{{"left", "over"}};
    const auto found = table().find(http::Method::head, path, params);
    require(found.outcome != Outcome::wrong_method, "HEAD is not served by GET");
    if (!path.starts_with('/')) return require(found.outcome == Outcome::unknown_path, "a path without its slash");

    std::vector<std::string> parts;
    for (const auto part : parts_of(path)) {
        const auto decoded = percent_decode(part, false);
        const bool taken_as_sent = path.find('%') == std::string_view::npos;
        if (!decoded && !taken_as_sent) {
            require(found.outcome != Outcome::found, "a path with a broken escape is found");
            return;
        }
        parts.push_back(taken_as_sent ? std::string(part) : *decoded);
    }
    std::vector<std::pair<std::string_view, std::vector<std::string>>> fits;
    for (const auto pattern : patterns)
        if (auto match = naive_match(pattern, parts)) fits.emplace_back(pattern, std::move(*match));
    require((found.outcome == Outcome::found) == !fits.empty(), "the route table and the naive match disagree");
    if (fits.empty()) return;
    const auto chosen =
        std::ranges::find(fits, std::string_view(found.entry->route.pattern), [](const auto& f) { return f.first; });
    require(chosen != fits.end(), "a route that does not fit");
    require(params.size() == chosen->second.size(), "another number of parameters");
    for (std::size_t i = 0; i < params.size(); ++i)
        require(params[i].second == chosen->second[i] && !params[i].second.empty(), "another parameter");
    // A literal goes before a parameter, and the longer literal before the shorter.
    for (const auto& [pattern, match] : fits)
        require(chosen->second.size() <= match.size(), "a less literal route was chosen");
}

}  // namespace

// Lines: query, cookies, Range, If-None-Match, path, a value; then numbers.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::Input in(data, size);
    const auto query = in.line(), cookies = in.line(), range = in.line(), etags = in.line(), path = in.line();
    const auto value = in.line();
    check_query(query, value);
    check_cookie(cookies, value);
    const auto total = in.number(), a = in.number(), b = in.number();
    check_range(range, total, a, b);
    check_range(range, total % 1000, a % 1000, b % 1000);
    check_etag(etags, value);
    check_path(path);
    return 0;
}
