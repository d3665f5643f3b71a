// Shared by the two sources of china_shapes(); private to conform/.
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/result.hpp"
#include "core/time.hpp"
#include "keys/conform/conform.hpp"

namespace yiguan::keys::conform {

using Parts = std::vector<std::pair<std::string_view, std::string>>;

/// Throws when the vector lacks the key or has no text there.
std::string_view text_at(const json::object& vector, std::string_view key);
/// The name that the vector files have for an error.
std::string_view error_name(Code code);
Date today();
/// Compares the parts that the vector names; null stands for an empty one.
void compare_parts(const std::string& where, const json::object& vector, const Parts& got, Report& report);

/// battery_codes.json.
void run_battery_codes(const json::value& all, Report& report);

}  // namespace yiguan::keys::conform
