// Rows of a file against what is stored: what would be new, changed or the same.
#pragma once
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sheet/check.hpp"

namespace yiguan::sheet {

enum class RowState : std::uint8_t { fresh, changed, same, wrong };

/// What is stored under a key, in the forms of CheckedRow::values; "" for what it does not have.
using StoredValues = std::vector<std::string>;
/// Fills `found` (of the same size, empty at first) for keys. Called with at most 1,000 keys at once.
using FindStored = std::function<void(std::span<const std::string> keys, std::span<std::optional<StoredValues>> found)>;

struct RowDiff {
    RowState state = RowState::fresh;
    std::vector<std::uint16_t> changed;  ///< template columns whose value differs
};

/// One byte a row; what changed is asked for page by page.
struct Diff {
    std::vector<RowState> states;  ///< by index of Checking
    std::size_t fresh = 0, changed = 0, same = 0, wrong = 0;
};

/// The values of the key columns, joined by U+001F: equal for equal keys.
std::string row_key(const Template& wanted, const CheckedRow& row);

/// Compares one row with what is stored under its key. An empty cell, and a column that the file does not have, change
/// nothing.
RowDiff compare(const Checking& checking, const CheckedRow& row, const std::optional<StoredValues>& stored);

/// All rows. `progress` may be empty; it hears the number of rows done after each thousand and returns false to stop,
/// which leaves the rest `wrong`.
Diff diff(const Checking& checking, const FindStored& find,
          const std::function<bool(std::size_t done)>& progress = nullptr);

/// SHA-256 in hex over template and all values in order, whatever the file's form: the same content saved again is the
/// same import. Costs one pass over the rows.
std::string values_hash(const Checking& checking);

}  // namespace yiguan::sheet
