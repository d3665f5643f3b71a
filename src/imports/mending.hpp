// Trace codes that a spreadsheet program turned into numbers, put together again; private to the room.
#pragma once
#include <map>

#include "imports/kind.hpp"
#include "sheet/check.hpp"

namespace yiguan::imports {

/// What Kind::mend() found out, put into the cells of the file.
class Mended {
public:
    Mended(const sheet::RepairPlan& plan, sheet::Checking& checking);

    /// Says of the cells of a row, by column of the file, which of them was mended, and what it was, or why it was not:
    /// so it is known at each repair of the row.
    void mark(std::size_t index, const sheet::Match& match, std::vector<sheet::Cell>& cells) const;

private:
    std::size_t column_;  // of the template
    std::map<std::size_t, std::string> notes_;
};

/// Says of the codes of a row, whose cells are in the order of its columns, why they could not be mended.
void explain(const std::vector<sheet::Cell>& cells, sheet::CheckedRow& row);

}  // namespace yiguan::imports
