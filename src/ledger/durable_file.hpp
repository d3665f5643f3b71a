// Small files that are replaced whole.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace yiguan::ledger {

/// Written to "<path>.new", synced, renamed, folder synced: after a crash there is the old content or the new one. One
/// writer. @throws std::system_error; which of the two stands there is open then.
void replace_file(const std::filesystem::path& path, std::string_view content);
/// Nothing when the file is missing. @throws std::system_error; std::runtime_error beyond `bytes_max`.
std::optional<std::string> read_file(const std::filesystem::path& path, std::size_t bytes_max);
/// Makes the folder (mode 0700) and syncs the one above it.
void make_folder(const std::filesystem::path& folder);

}  // namespace yiguan::ledger
