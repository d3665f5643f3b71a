#include "message/settings.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.hpp"
#include "message/message_store.hpp"

namespace yiguan::message {
namespace {

Result<void> check_name(std::string_view name) {
    const auto plain = [](char c) {
        return is_digit(c) || is_upper(c) || is_lower(c) || c == '.' || c == '_' || c == '-';
    };
    if (!name.empty() && name.size() <= 64 && std::ranges::all_of(name, plain)) return outcome::success();
    return Error{Code::invalid, "/key", "设置的名称应为 1 至 64 个字母、数字或 . _ -", "名称"};
}

Error bad_channels(std::string_view key) {
    return {Code::invalid, "/value/" + pointer_part(key), "应是消息类型到 platform、sms、email 列表的对照", "消息渠道"};
}

std::string_view text_of(const json::value& value) {
    return {value.as_string().data(), value.as_string().size()};
}

Result<void> check_channels(const json::value& value) {
    if (!value.is_object()) return bad_channels("");
    for (const auto& [kind, list] : value.as_object()) {
        if (!parse_kind(kind) || !list.is_array()) return bad_channels(kind);
        for (const auto& channel : list.as_array())
            if (!channel.is_string() || !parse_channel(text_of(channel))) return bad_channels(kind);
    }
    return outcome::success();
}

}  // namespace

Result<json::value> find_setting(db::Tx& tx, UserId user, std::string_view name) {
    TRY_VOID(check_name(name));
    const auto stored = store::find_setting(tx, user, name);
    return stored ? json::parse(*stored) : json::value(nullptr);
}

Result<void> put_setting(db::Tx& tx, UserId user, std::string_view name, const json::value& value) {
    TRY_VOID(check_name(name));
    if (value.is_null()) {
        store::delete_setting(tx, user, name);
        return outcome::success();
    }
    if (name == channels_setting) {
        TRY_VOID(check_channels(value));
    }
    const std::string text = json::serialize(value);
    if (text.size() > setting_bytes_max)
        return Error{Code::too_long, "/value", fmt::format("一项设置最多 {} 字节", setting_bytes_max), "设置"};
    if (!store::find_setting(tx, user, name) &&
        store::count_settings(tx, user) >= static_cast<std::int64_t>(settings_per_user_max))
        return Error{Code::conflict, "/key", fmt::format("一个账号最多 {} 项设置", settings_per_user_max), "设置"};
    store::put_setting(tx, user, name, text);
    return outcome::success();
}

std::set<Channel> channels_of(db::Tx& tx, UserId user, Kind kind) {
    const auto stored = find_setting(tx, user, channels_setting).value();
    if (!stored.is_object() || !stored.as_object().contains(name(kind))) return {Channel::platform};
    std::set<Channel> found;
    for (const auto& channel : stored.as_object().at(name(kind)).as_array())
        found.insert(parse_channel(text_of(channel)).value());
    return found;
}

}  // namespace yiguan::message
