// What the built libraries refer to, read with nm.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "tidy/files.hpp"

namespace yiguan::tidy {

struct Symbol {
    std::string object;  ///< Of the archive, as in "session.cpp.o".
    std::string name;    ///< Demangled.
};

/// Defined and undefined symbols of a static library. @throws std::runtime_error when nm fails.
std::vector<Symbol> symbols_of(const std::string& library);

/// Beast and Asio outside http/, SQLite and libpq outside db/: one finding for each object, with one such symbol.
std::vector<Finding> check_symbols(std::string_view room, const std::vector<Symbol>& symbols);

}  // namespace yiguan::tidy
