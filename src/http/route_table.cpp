#include "http/route_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "core/text.hpp"

namespace yiguan::http {
namespace {

constexpr std::size_t parts_max = 16;  // the deepest route of the API has eight

constexpr unsigned bit(Method method) {
    return 1u << static_cast<unsigned>(method);
}

/// "E={code}" is prefix "E=", no suffix, a parameter; "healthz" is a literal.
struct PatternPart {
    bool is_param = false;
    std::string prefix;  // the whole part for a literal
    std::string suffix;
    std::string name;
};

PatternPart parse_part(std::string_view part, std::string_view pattern) {
    const auto open = part.find('{');
    const auto close = part.find('}');
    if (open == part.npos && close == part.npos) return {false, std::string(part), {}, {}};
    if (open == part.npos || close == part.npos || close < open + 2 || part.find('{', open + 1) != part.npos ||
        part.find('}', close + 1) != part.npos)
        throw std::logic_error(fmt::format("broken route pattern {}", pattern));
    return {true, std::string(part.substr(0, open)), std::string(part.substr(close + 1)),
            std::string(part.substr(open + 1, close - open - 1))};
}

template <class F>
void for_each_part(std::string_view path, F f) {
    for (std::size_t at = 1;;) {  // after the leading '/'
        const auto slash = path.find('/', at);
        f(path.substr(at, slash == path.npos ? path.npos : slash - at));
        if (slash == path.npos) return;
        at = slash + 1;
    }
}

constexpr std::string_view status_classes[] = {"other", "1xx", "2xx", "3xx", "4xx", "5xx"};

}  // namespace

RouteMetrics::RouteMetrics(std::string label)
    : label_(std::move(label)),
      durations_(metrics::histogram("yiguan_http_request_duration_seconds",
                                    "Time from a request's complete header to its last byte sent.",
                                    {{"route", label_}})) {}

void RouteMetrics::count(Method method, int status, std::uint64_t duration_us) {
    durations_.observe_us(duration_us);
    const std::size_t status_class = status >= 100 && status < 600 ? static_cast<std::size_t>(status / 100) : 0;
    auto& slot = counters_[static_cast<std::size_t>(method)][status_class];
    auto* counter = slot.load(std::memory_order_acquire);
    if (counter == nullptr) {
        counter =
            &metrics::counter("yiguan_http_requests_total", "Answered requests by route, method and status class.",
                              {{"route", label_}, {"method", name(method)}, {"status", status_classes[status_class]}});
        slot.store(counter, std::memory_order_release);
    }
    counter->add();
}

struct RouteTable::Node {
    struct ParamEdge {
        std::string prefix;
        std::string suffix;
        std::unique_ptr<Node> child;
    };
    std::vector<std::pair<std::string, std::unique_ptr<Node>>> literals;
    std::vector<ParamEdge> params;  // longest literal first
    std::array<RouteEntry*, methods_count> by_method{};
    unsigned methods = 0;
};

/// One look-up: walks the tree depth first, so that a dead end in a literal part falls back to a parameter.
struct RouteTable::Walk {
    /// A string_view without a constructor: the arrays need not be cleared for each look-up.
    struct Part {
        const char* data;
        std::size_t size;
        std::string_view view() const { return {data, size}; }
    };

    Method method;
    Part parts[parts_max];
    std::size_t parts_count = 0;
    Part values[parts_max];
    unsigned allowed = 0;
    RouteEntry* found = nullptr;

    bool descend(const Node& node, std::size_t part_index, std::size_t values_count) {
        if (part_index == parts_count) {
            found = node.by_method[static_cast<std::size_t>(method)];
            if (found == nullptr && method == Method::head)
                found = node.by_method[static_cast<std::size_t>(Method::get)];
            allowed |= node.methods;
            return found != nullptr;
        }
        const std::string_view part = parts[part_index].view();
        for (const auto& [literal, child] : node.literals) {
            if (literal == part) {
                if (descend(*child, part_index + 1, values_count)) return true;
                break;
            }
        }
        for (const auto& edge : node.params) {
            if (part.size() <= edge.prefix.size() + edge.suffix.size() || !part.starts_with(edge.prefix) ||
                !part.ends_with(edge.suffix))
                continue;
            values[values_count] = {part.data() + edge.prefix.size(),
                                    part.size() - edge.prefix.size() - edge.suffix.size()};
            if (descend(*edge.child, part_index + 1, values_count + 1)) return true;
        }
        return false;
    }
};

RouteTable::RouteTable(const std::vector<Route>& routes)
    : root_(std::make_unique<Node>()), unmatched_(std::make_unique<RouteMetrics>("unmatched")) {
    for (const Route& route : routes) add(route);
}

RouteTable::~RouteTable() = default;

void RouteTable::add(const Route& route) {
    if (!route.pattern.starts_with('/') || !route.handler || route.method == Method::other)
        throw std::logic_error(fmt::format("route {} needs a leading '/', a method and a handler", route.pattern));
    std::vector<std::string> names;
    Node* node = root_.get();
    std::size_t parts_count = 0;
    for_each_part(route.pattern, [&](std::string_view text) {
        if (++parts_count > parts_max) throw std::logic_error(fmt::format("route {} is too deep", route.pattern));
        PatternPart part = parse_part(text, route.pattern);
        if (!part.is_param) {
            const auto at = std::ranges::find(node->literals, part.prefix, [](const auto& l) { return l.first; });
            if (at != node->literals.end()) {
                node = at->second.get();
            } else {
                node = node->literals.emplace_back(std::move(part.prefix), std::make_unique<Node>()).second.get();
            }
            return;
        }
        names.push_back(std::move(part.name));
        auto at = std::ranges::find_if(
            node->params, [&](const auto& e) { return e.prefix == part.prefix && e.suffix == part.suffix; });
        if (at == node->params.end()) {
            const auto length = part.prefix.size() + part.suffix.size();
            at = std::ranges::find_if(node->params,
                                      [&](const auto& e) { return e.prefix.size() + e.suffix.size() < length; });
            at = node->params.insert(at, {std::move(part.prefix), std::move(part.suffix), std::make_unique<Node>()});
        }
        node = at->child.get();
    });
    auto& slot = node->by_method[static_cast<std::size_t>(route.method)];
    if (slot != nullptr) throw std::logic_error(fmt::format("route {} {} is taken", name(route.method), route.pattern));
    entries_.push_back(std::unique_ptr<RouteEntry>(new RouteEntry{
        route, std::move(names), RouteMetrics(route.label.empty() ? route.pattern : std::string(route.label))}));
    slot = entries_.back().get();
    node->methods |= bit(route.method);
}

RouteTable::Found RouteTable::find(Method method, std::string_view path, PathParams& params) const {
    if (!path.starts_with('/')) return {Outcome::unknown_path};
    Walk walk;
    walk.method = method;
    std::vector<std::string> decoded;
    if (path.find('%') == path.npos) {
        bool too_deep = false;
        for_each_part(path, [&](std::string_view part) {
            if (walk.parts_count == parts_max) {
                too_deep = true;
            } else {
                walk.parts[walk.parts_count++] = {part.data(), part.size()};
            }
        });
        if (too_deep) return {Outcome::unknown_path};
    } else {
        bool bad_escape = false;
        for_each_part(path, [&](std::string_view part) {
            if (decoded.size() > parts_max || bad_escape) return;
            auto text = percent_decode(part, false);
            bad_escape = !text.has_value();
            if (text) decoded.push_back(std::move(*text));
        });
        if (bad_escape) return {Outcome::bad_escape};
        if (decoded.size() > parts_max) return {Outcome::unknown_path};
        for (const std::string& part : decoded) walk.parts[walk.parts_count++] = {part.data(), part.size()};
    }
    if (!walk.descend(*root_, 0, 0)) {
        return {walk.allowed == 0 ? Outcome::unknown_path : Outcome::wrong_method, nullptr, walk.allowed};
    }
    params.resize(walk.found->param_names.size());
    for (std::size_t i = 0; i < params.size(); ++i) {
        params[i].first.assign(walk.found->param_names[i]);
        params[i].second.assign(walk.values[i].data, walk.values[i].size);
    }
    return {Outcome::found, walk.found, 0};
}

std::string allow_header(unsigned allowed) {
    if ((allowed & bit(Method::get)) != 0) allowed |= bit(Method::head);
    allowed |= bit(Method::options);
    std::string out;
    for (unsigned m = 0; m < static_cast<unsigned>(Method::other); ++m) {
        if ((allowed & (1u << m)) == 0) continue;
        if (!out.empty()) out += ", ";
        out += name(static_cast<Method>(m));
    }
    return out;
}

}  // namespace yiguan::http
