#include "tidy/symbols.hpp"

#include <fmt/format.h>

#include <set>

namespace yiguan::tidy {
namespace {

struct Owner {
    std::string_view room;
    std::string_view library;
    bool (*is_of)(std::string_view symbol);
};

constexpr Owner owners[] = {
    {"http", "Boost.Beast or Boost.Asio",
     [](std::string_view s) {
         return s.find("boost::beast") != std::string_view::npos || s.find("boost::asio") != std::string_view::npos;
     }},
    {"db", "SQLite", [](std::string_view s) { return s.starts_with("sqlite3_"); }},
    {"db", "libpq",
     [](std::string_view s) { return s.size() > 2 && s.starts_with("PQ") && s[2] >= 'a' && s[2] <= 'z'; }},
};

}  // namespace

std::vector<Symbol> symbols_of(const std::string& library) {
    const std::string listed = output_of(fmt::format("nm --demangle --format=posix '{}' 2>/dev/null", library));
    std::vector<Symbol> symbols;
    std::string object;
    for (const auto line : lines_of(listed)) {
        if (line.ends_with("]:")) {  // library.a[object]:
            const auto open = line.rfind('[');
            object = std::string(line.substr(open + 1, line.size() - open - 3));
            continue;
        }
        if (!line.empty()) symbols.push_back({object, std::string(line)});
    }
    return symbols;
}

std::vector<Finding> check_symbols(std::string_view room, const std::vector<Symbol>& symbols) {
    std::vector<Finding> findings;
    std::set<std::pair<std::string_view, std::string>> seen;
    for (const Symbol& symbol : symbols)
        for (const Owner& owner : owners) {
            if (owner.room == room || !owner.is_of(symbol.name)) continue;
            if (!seen.emplace(owner.library, symbol.object).second) continue;
            findings.push_back({fmt::format("src/{}", room), 0,
                                fmt::format("{} holds {} ({}), which belongs to {}/", symbol.object, owner.library,
                                            symbol.name.substr(0, symbol.name.find(' ')), owner.room)});
        }
    return findings;
}

}  // namespace yiguan::tidy
