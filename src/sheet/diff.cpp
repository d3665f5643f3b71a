#include "sheet/diff.hpp"

#include <algorithm>

#include "core/text.hpp"
#include "crypto/hash.hpp"

namespace yiguan::sheet {

std::string row_key(const Template& wanted, const CheckedRow& row) {
    std::string key;
    bool first = true;
    for (std::size_t t = 0; t < wanted.columns.size(); ++t) {
        if (!wanted.columns[t].key) continue;
        if (!first) key += '\x1f';
        first = false;
        key += row.values[t];
    }
    return key;
}

RowDiff compare(const Checking& checking, const CheckedRow& row, const std::optional<StoredValues>& stored) {
    if (!row.errors.empty()) return {RowState::wrong, {}};
    if (!stored) return {RowState::fresh, {}};
    RowDiff out{RowState::same, {}};
    for (std::size_t t = 0; t < row.values.size(); ++t) {
        if (row.values[t].empty() || checking.match().columns[t] == Template::npos) continue;
        if (t >= stored->size() || (*stored)[t] != row.values[t]) out.changed.push_back(static_cast<std::uint16_t>(t));
    }
    if (!out.changed.empty()) out.state = RowState::changed;
    return out;
}

Diff diff(const Checking& checking, const FindStored& find, const std::function<bool(std::size_t)>& progress) {
    constexpr std::size_t at_once = 1000;
    Diff out;
    out.states.assign(checking.total(), RowState::wrong);
    std::vector<CheckedRow> rows;
    std::vector<std::string> keys;
    std::vector<std::optional<StoredValues>> found;
    for (std::size_t first = 0; first < checking.total(); first += at_once) {
        const std::size_t count = std::min(at_once, checking.total() - first);
        rows.clear();
        keys.clear();
        for (std::size_t i = 0; i < count; ++i) {
            rows.push_back(checking.row(first + i));
            keys.push_back(row_key(checking.wanted(), rows.back()));
        }
        found.assign(count, std::nullopt);
        find(keys, found);
        for (std::size_t i = 0; i < count; ++i) out.states[first + i] = compare(checking, rows[i], found[i]).state;
        if (progress && !progress(first + count)) break;
    }
    for (const RowState state : out.states) {
        out.fresh += state == RowState::fresh;
        out.changed += state == RowState::changed;
        out.same += state == RowState::same;
        out.wrong += state == RowState::wrong;
    }
    return out;
}

std::string values_hash(const Checking& checking) {
    crypto::Sha256 hash;
    hash.add(checking.wanted().id);
    for (std::size_t i = 0; i < checking.total(); ++i) {
        const CheckedRow row = checking.row(i);
        hash.add("\x1e");
        for (const auto& value : row.values) {
            hash.add("\x1f");
            hash.add(value);
        }
        // A wrong cell has no value: what is written there tells files apart.
        for (const CellError& error : row.errors) {
            hash.add("\x1d");
            hash.add(error.found);
        }
    }
    return to_hex(hash.done());
}

}  // namespace yiguan::sheet
