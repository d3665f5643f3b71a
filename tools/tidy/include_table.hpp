// Which room may use which: includes point one way only.
#pragma once
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tidy/files.hpp"

namespace yiguan::tidy {

/// True if the table lets `room` include `other`: itself, or by one row or several.
bool may_use(std::string_view room, std::string_view other);
bool is_room(std::string_view name);

/// Headers of each room that other rooms may include: the HEADERS of its CMakeLists.txt, without its SQL (*_store.hpp).
std::map<std::string, std::set<std::string>> public_headers(const std::vector<File>& files);

/// Includes of one file of src/: from the root, along the table, in another room only what is public there, and
/// libraries only in the rooms that own them.
std::vector<Finding> check_includes(const File& file, const std::map<std::string, std::set<std::string>>& headers);

/// Sources that no CMakeLists.txt of their room names, and headers that nobody includes either.
std::vector<Finding> check_dead_files(const std::vector<File>& files);

}  // namespace yiguan::tidy
