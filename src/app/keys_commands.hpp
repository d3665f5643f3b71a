// yiguan parse and yiguan conform: the commands of keys/, which need neither data folder nor database.
#pragma once
#include <cstdio>
#include <string>
#include <vector>

namespace yiguan::app {

/// 0: everything was understood, or every vector passed; 1: not everything, or the output failed; 2: a wrong argument,
/// a file that cannot be read or has an unknown name.
inline constexpr int all_well = 0, not_all = 1, wrong_argument = 2;

struct ParseCommand {
    std::vector<std::string> files;  ///< Empty or "-": standard input.
    std::string format = "table";    ///< "json": one object a line; "table": tabs between the columns.
};

/// Understands each line of the input (keys::parse) and writes what it is to `out`, in order. Blank lines are skipped.
/// A line of more than 2,000 bytes is refused and skipped; memory stays the same for any input. What was read is
/// answered before the next read, so that a person or a scanner may sit at the other end. Progress goes to `errors`
/// when that is a terminal and `out` is none.
int parse_command(const ParseCommand& command, int in, int out, std::FILE* errors);

/// Runs files of test vectors. The end of a file's path, a name or a folder and a name, says which function is meant.
/// Writes a line for each failed vector to `out`: file, line or JSON pointer, what was expected, what came; then
/// "N passed, N failed". A file without vectors fails.
int conform_command(const std::vector<std::string>& files, int out, std::FILE* errors);

}  // namespace yiguan::app
