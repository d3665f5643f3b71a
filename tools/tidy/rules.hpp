// The rules over one file.
#pragma once
#include <vector>

#include "tidy/files.hpp"

namespace yiguan::tidy {

/// Calls that have a safer or faster replacement; iostreams in headers; secrets in logs.
std::vector<Finding> check_banned(const File& file);

/// The project uses no coroutines (docs/decisions/): each keyword is refused. A statement that g++ 12.2 would
/// miscompile without a word is named with the row of the table that it breaks.
std::vector<Finding> check_coroutines(const File& file);
/// The rows of that table broken by statements of `code` (the output of code_only()), as (offset, reason).
std::vector<std::pair<std::size_t, std::string>> miscompiled(std::string_view code);

/// Marks of unfinished work.
std::vector<Finding> check_debug_marks(const File& file);
/// Absolute paths of the machine that something was written on.
std::vector<Finding> check_machine_paths(const File& file);
/// A source of more than 600 lines holds two concepts (tests and data may be longer); a file of more than 1 MiB does
/// not belong into the repository.
std::vector<Finding> check_size(const File& file);

}  // namespace yiguan::tidy
