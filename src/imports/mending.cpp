#include "imports/mending.hpp"

namespace yiguan::imports {

Mended::Mended(const sheet::RepairPlan& plan, sheet::Checking& checking) : column_(plan.column) {
    for (const auto& one : plan.proposals)
        if (checking.repair(one.index, column_, one.code).has_value()) written_.emplace(one.index, one.kept);
    for (const auto& one : plan.unsolved) reasons_.emplace(one.index, one.reason);
}

void Mended::mark(std::size_t index, const sheet::Match& match, std::vector<sheet::Cell>& cells) const {
    const auto found = written_.find(index);
    if (found == written_.end()) return;
    const std::size_t at = match.columns[column_];
    if (at < cells.size()) cells[at].mended = found->second;
}

void Mended::explain(std::size_t index, sheet::CheckedRow& row) const {
    const auto found = reasons_.find(index);
    if (found == reasons_.end()) return;
    for (auto& error : row.errors)
        if (error.column == column_ && error.code == Code::sheet_precision) error.rule = found->second;
}

}  // namespace yiguan::imports
