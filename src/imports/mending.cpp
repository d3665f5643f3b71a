#include "imports/mending.hpp"

namespace yiguan::imports {

Mended::Mended(const sheet::RepairPlan& plan, sheet::Checking& checking) : column_(plan.column) {
    for (const auto& one : plan.proposals)
        if (checking.repair(one.index, column_, one.code).has_value()) notes_.emplace(one.index, one.kept);
    for (const auto& one : plan.unsolved) notes_.emplace(one.index, one.reason);
}

void Mended::mark(std::size_t index, const sheet::Match& match, std::vector<sheet::Cell>& cells) const {
    const auto found = notes_.find(index);
    if (found == notes_.end()) return;
    const std::size_t at = match.columns[column_];
    if (at < cells.size()) cells[at].mended = found->second;
}

void explain(const std::vector<sheet::Cell>& cells, sheet::CheckedRow& row) {
    for (auto& error : row.errors) {
        if (error.column >= cells.size() || error.code != Code::sheet_precision) continue;
        const sheet::Cell& cell = cells[error.column];
        if (cell.precision_lost && !cell.mended.empty()) error.rule = cell.mended;
    }
}

}  // namespace yiguan::imports
