// How a file's columns and the cells of its rows are kept (docs/formats/import-rows.md); private to the room.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "imports/imports.hpp"
#include "sheet/template.hpp"

namespace yiguan::imports {

/// Of a match what later rows need: headers, columns, shifts; and what the columns are called, for when they are
/// others.
std::string encode_layout(const sheet::Match& match, const sheet::Template& columns);
/// @throws std::runtime_error for what encode_layout() did not make.
sheet::Match decode_layout(std::string_view text);

/// By column of the file.
std::string encode_cells(const std::vector<sheet::Cell>& cells);
/// Views into `bytes`. @throws std::runtime_error for what encode_cells() did not make.
std::vector<sheet::Cell> decode_cells(std::string_view bytes);
/// By column of the template.
std::vector<sheet::Cell> in_order(const std::vector<sheet::Cell>& cells, const sheet::Match& match);

std::string encode_findings(const std::vector<Finding>& findings);
std::vector<Finding> decode_findings(std::string_view text);
std::string encode_changes(const std::vector<Change>& changes);
std::vector<Change> decode_changes(std::string_view text);

}  // namespace yiguan::imports
