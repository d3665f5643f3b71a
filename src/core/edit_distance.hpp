// How far two texts are apart, for what was read against what was written.
#pragma once
#include <algorithm>
#include <cstddef>
#include <vector>

namespace yiguan {

/// Levenshtein distance of two sequences with size() and []: of letters, not bytes, for Chinese.
/// Cost: the product of their lengths.
template <class Letters>
std::size_t edit_distance(const Letters& a, const Letters& b) {
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j < row.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const auto above = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0u : 1u)});
            diagonal = above;
        }
    }
    return row[b.size()];
}

}  // namespace yiguan
