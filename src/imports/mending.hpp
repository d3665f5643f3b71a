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

    /// Says of the cells of a row, by column of the file, which of them was mended, and what it was.
    void mark(std::size_t index, const sheet::Match& match, std::vector<sheet::Cell>& cells) const;
    /// Says of a row's code why it could not be mended.
    void explain(std::size_t index, sheet::CheckedRow& row) const;

private:
    std::size_t column_;  // of the template
    std::map<std::size_t, std::string> written_, reasons_;
};

}  // namespace yiguan::imports
