// Codes that a spreadsheet program turned into numbers: which codes they can have been.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "sheet/check.hpp"

namespace yiguan::sheet {

/// Issued codes with a plain serial: `prefix` and behind it the serial in `serial_digits` digits (1 to 18).
struct CodeBlock {
    std::string prefix;  ///< digits
    int serial_digits = 0;
    std::uint64_t serial_first = 0, serial_last = 0;
};

/// What codes could be meant: those issued to the uploader and not bound yet, digits only.
struct IssuedCodes {
    /// In any order; blocks may lie next to each other but not overlap.
    std::vector<CodeBlock> blocks;
    /// Calls back with each further code, such as enciphered ones, whose serials are not seen; may be empty. Called
    /// once for a file, and only when it has such cells. Every code costs some 50 ns.
    std::function<void(const std::function<void(std::string_view code)>& visit)> each;
};

/// One repaired cell, for a person to confirm.
struct Proposal {
    std::size_t index = 0;  ///< of Checking
    std::string kept;       ///< as the cell shows: 2.01289985296962E+32
    std::string code;
};
struct Unsolved {
    std::size_t index = 0;
    std::string kept;
    std::string reason;  ///< one Chinese sentence
};
struct RepairPlan {
    std::size_t column = 0;  ///< of the template
    std::vector<Proposal> proposals;
    std::vector<Unsolved> unsolved;
};

/// Looks for what the cells of a code column were before their last digits were lost. A program keeps 15 digits and
/// makes the others zero (some round instead, and CSV keeps six). Rows whose kept digits are the same belong together:
/// when exactly one contiguous run of issued serials agrees with them and has as many codes as there are rows, they are
/// the run in the order of the rows; a single row needs exactly one issued code that agrees. Codes that stand whole in
/// other rows of the file are not meant. Everything else is unsolved and says why. Nothing is changed: pass the
/// proposals that a person confirms to Checking::repair().
/// Cost: blocks by arithmetic whatever their length; runs longer than the file are never listed.
RepairPlan plan_repair(const Checking& checking, std::size_t column, const IssuedCodes& issued);

}  // namespace yiguan::sheet
