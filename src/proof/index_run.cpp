#include "proof/index_run.hpp"

#include <algorithm>
#include <set>

namespace yiguan::proof {
namespace {

void put(std::string& out, std::uint64_t n) {
    for (int shift = 56; shift >= 0; shift -= 8) out += static_cast<char>(n >> shift);
}

std::uint64_t number(std::string_view bytes) {
    std::uint64_t n = 0;
    for (const char c : bytes.substr(0, 8)) n = n << 8 | static_cast<unsigned char>(c);
    return n;
}

std::string_view text_of(const UnitKey& key) {
    return {reinterpret_cast<const char*>(key.data()), key.size()};
}

constexpr std::size_t head_bytes = 56;

}  // namespace

Hash list_hash(Suite suite, std::span<const std::uint64_t> indices) {
    Frontier tree(suite);
    std::string bytes;
    for (const std::uint64_t index : indices) {
        bytes.clear();
        put(bytes, index);
        tree.append(hash_leaf(suite, bytes));
    }
    return tree.root();
}

IndexRecord IndexRecord::of(Suite suite, const UnitKey& key, std::span<const std::uint64_t> indices) {
    return {key, indices.size(), indices.front(), indices.back(), list_hash(suite, indices)};
}

Hash IndexRecord::rest(Suite suite) const {
    std::string numbers;
    for (const std::uint64_t n : {count, first, last}) put(numbers, n);
    return digest(suite, numbers, bytes_of(list));
}

Hash IndexRecord::leaf(Suite suite, const UnitKey& key, const Hash& rest) {
    return digest(suite, std::string_view("\0", 1), text_of(key), bytes_of(rest));
}

std::string encode_runs(std::span<const RunHead> runs) {
    std::string out;
    out.reserve(runs.size() * head_bytes);
    for (const RunHead& run : runs) {
        for (const std::uint64_t n : {run.from, run.to, run.records}) put(out, n);
        out += bytes_of(run.root);
    }
    return out;
}

std::optional<std::vector<RunHead>> decode_runs(std::string_view bytes) {
    if (bytes.empty() || bytes.size() % head_bytes != 0 || bytes.size() / head_bytes > runs_max) return std::nullopt;
    std::vector<RunHead> runs;
    std::uint64_t from = 0;
    for (; !bytes.empty(); bytes.remove_prefix(head_bytes)) {
        RunHead run{number(bytes), number(bytes.substr(8)), number(bytes.substr(16)), *hash_from(bytes.substr(24, 32))};
        if (run.from != from || run.to <= run.from) return std::nullopt;
        from = run.to;
        runs.push_back(run);
    }
    return runs;
}

std::optional<std::vector<std::uint64_t>> check_run(Suite suite, const RunHead& run, std::span<const UnitKey> keys,
                                                    const RunAnswer& answer) {
    if (run.records == 0) {
        if (!answer.shown.empty() || !answer.proof.empty() || run.root != empty_root(suite)) return std::nullopt;
        return std::vector<std::uint64_t>{};
    }
    const std::set<UnitKey> asked(keys.begin(), keys.end());
    const auto& shown = answer.shown;
    std::vector<std::pair<std::uint64_t, Hash>> leaves;
    std::vector<std::uint64_t> indices;
    for (std::size_t i = 0; i < shown.size(); ++i) {
        const auto& one = shown[i];
        if (one.position >= run.records) return std::nullopt;
        if (i > 0 && (one.position <= shown[i - 1].position || one.key <= shown[i - 1].key)) return std::nullopt;
        if (asked.contains(one.key) == one.indices.empty()) return std::nullopt;
        if (one.indices.empty()) {
            leaves.emplace_back(one.position, IndexRecord::leaf(suite, one.key, one.rest));
            continue;
        }
        for (std::size_t k = 0; k < one.indices.size(); ++k)
            if (one.indices[k] < run.from || one.indices[k] >= run.to ||
                (k > 0 && one.indices[k] <= one.indices[k - 1]))
                return std::nullopt;
        leaves.emplace_back(one.position, IndexRecord::of(suite, one.key, one.indices).leaf(suite));
        indices.insert(indices.end(), one.indices.begin(), one.indices.end());
    }
    // Every other key lies in a gap: in front of the first record, behind the last, or between two that touch.
    std::vector<bool> needed(shown.size());
    for (const UnitKey& key : asked) {
        const auto above = std::ranges::lower_bound(shown, key, {}, &RunAnswer::Shown::key);
        const auto at = static_cast<std::size_t>(above - shown.begin());
        if (above != shown.end() && above->key == key) {
            needed[at] = true;
            continue;
        }
        const bool none_below = above == shown.begin(), none_above = above == shown.end();
        if (none_below && (none_above || above->position != 0)) return std::nullopt;
        if (none_above && shown.back().position != run.records - 1) return std::nullopt;
        if (!none_below && !none_above && shown[at - 1].position + 1 != above->position) return std::nullopt;
        if (!none_below) needed[at - 1] = true;
        if (!none_above) needed[at] = true;
    }
    if (std::ranges::find(needed, false) != needed.end()) return std::nullopt;
    if (root_of_multi_proof(suite, leaves, run.records, answer.proof) != run.root) return std::nullopt;
    std::ranges::sort(indices);
    indices.erase(std::ranges::unique(indices).begin(), indices.end());
    return indices;
}

}  // namespace yiguan::proof
