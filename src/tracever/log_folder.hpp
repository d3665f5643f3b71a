// Whole logs in a folder: tiles under C2SP paths, or the level files of a node.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "proof/receipt.hpp"

namespace yiguan::tracever {

/// "checkpoint", "checkpoint.<digits>".
bool is_checkpoint_name(std::string_view name);

/// The note of a checkpoint file against the key in `vkey` beside it and the entries and tiles of its size.
/// @return what does not hold; empty when everything does.
std::string check_checkpoint_file(const std::filesystem::path& path);
/// Every file under `tile/`, each against those below it. The same answer.
std::string check_tiles(const std::filesystem::path& folder);

/// Recomputes every node from the leaves, streaming, and every checkpoint's root; at most 100 differences are told.
/// `policy`: whose signatures count; when not given, what lies in the folder itself (`policy` or `vkey`), if anything.
/// fork: two signed checkpoints that no tree agrees with, one of which agrees with the stored one.
proof::Finding check_folder(const std::filesystem::path& folder, const std::optional<proof::Policy>& policy);

}  // namespace yiguan::tracever
