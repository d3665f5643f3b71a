// What users set for themselves: columns of lists, where they want to be told. The values are the pages' own.
#pragma once
#include <set>

#include "core/json.hpp"
#include "message/message.hpp"

namespace yiguan::message {

inline constexpr std::size_t setting_bytes_max = 8192, settings_per_user_max = 100;
/// {"review":["platform","sms"],...}: the one setting that the server reads.
inline constexpr std::string_view channels_setting = "messageChannels";

/// Null when the user never set it. Code::invalid for a name that is not 1 to 64 of a-z A-Z 0-9 . _ -
Result<json::value> find_setting(db::Tx& tx, UserId user, std::string_view name);
/// Null takes it back. Code::invalid at "/key" or "/value", Code::too_long for more than setting_bytes_max of JSON,
/// Code::conflict for more than settings_per_user_max.
Result<void> put_setting(db::Tx& tx, UserId user, std::string_view name, const json::value& value);

std::set<Channel> channels_of(db::Tx& tx, UserId user, Kind kind);

}  // namespace yiguan::message
