// Files for people, several in one zip.
#pragma once
#include <span>
#include <string>

#include "core/result.hpp"

namespace yiguan::sheet {

struct PackedFile {
    std::string name;  ///< UTF-8; the same name twice gets a number.
    std::string bytes;
};
/// @throws std::runtime_error when libzip fails. Cost: compresses everything, in memory.
std::string pack_zip(std::span<const PackedFile> files);

}  // namespace yiguan::sheet
