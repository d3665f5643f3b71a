// Small files that hold a secret: mode 0600, whole or not there, never written over, on disk before they are used.
#pragma once
#include <cstring>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.hpp"

namespace yiguan {

/// Text that held a secret; wiped when it goes out of scope.
struct SecretText {
    std::string text;
    SecretText() = default;
    explicit SecretText(std::string t) : text(std::move(t)) {}
    SecretText(SecretText&&) = default;
    SecretText& operator=(SecretText&&) = default;
    ~SecretText() { ::explicit_bzero(text.data(), text.size()); }
};

inline constexpr std::size_t secret_file_bytes_max = 4096;

/// The file's content. Code::key_file when it is missing, not a regular file (a link to one is fine), readable by group
/// or others, longer than secret_file_bytes_max. `name`: what it is called in the refusal ("密钥文件").
/// @throws std::system_error when the disk refuses.
Result<SecretText> read_secret_file(const std::filesystem::path& path, std::string_view name);
/// True when something has this name, whatever it is (a dangling link as well). Code::key_file when nobody may look.
Result<bool> secret_file_exists(const std::filesystem::path& path, std::string_view name);
/// Written beside under another name, synced, linked to its name, folder synced; missing folders are made (mode 0700).
/// Of several processes that create at once one wins. False: something has that name already.
bool create_secret_file(const std::filesystem::path& path, std::string_view text);
/// The same, in place of the present file (rename).
void replace_secret_file(const std::filesystem::path& path, std::string_view text);

/// Code::key_file: "<name> <path> 不可用：<why>".
Error secret_file_refusal(const std::filesystem::path& path, std::string_view name, std::string_view why);
/// Takes "<name> <value>\n" from the front of `rest`.
std::optional<std::string_view> take_named_line(std::string_view& rest, std::string_view name);

}  // namespace yiguan
