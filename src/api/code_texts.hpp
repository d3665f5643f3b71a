// Which codes of this node a text means: for the public pages.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "codes/codes.hpp"
#include "codes/directory.hpp"

namespace yiguan::api {

/// The code of this node in whatever was scanned or typed: 33 digits, or an address or mark with E= before them.
std::optional<std::string> code_in(const codes::Directory& directory, std::string_view text);
/// That code, or those that the text is another name of (codes/aliases.hpp).
std::vector<codes::CodeAt> codes_meant(db::Tx& tx, const codes::Directory& directory, const std::string& text);

}  // namespace yiguan::api
