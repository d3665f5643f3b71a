#include "imports/refusals.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace yiguan::imports {
namespace {

constexpr std::string_view rows_front = "/rows/";

/// The number behind `front`, which is taken off the pointer with it; empty if the pointer does not begin so.
std::optional<std::size_t> take_index(std::string_view& pointer, std::string_view front) {
    if (!pointer.starts_with(front)) return std::nullopt;
    pointer.remove_prefix(front.size());
    std::size_t index = 0;
    const auto [end, fault] = std::from_chars(pointer.data(), pointer.data() + pointer.size(), index);
    if (fault != std::errc()) return std::nullopt;
    pointer.remove_prefix(static_cast<std::size_t>(end - pointer.data()));
    return index;
}

}  // namespace

bool is_passing(const Error& error) {
    const auto passes = [](const Error& one) {
        return one.code == Code::conflict && !one.pointer.starts_with(rows_front);
    };
    return passes(error) && std::ranges::all_of(error.others, passes);
}

Refusals refusals_of(const Error& error, std::span<const Row* const> rows) {
    Refusals out;
    const auto add = [&](const Error& one) {
        std::string_view pointer = one.pointer;
        auto at = take_index(pointer, rows_front);
        if (rows.size() == 1) at = 0;
        if (!at || *at >= rows.size()) return;
        out[rows[*at]->index].push_back({take_index(pointer, "/columns/").value_or(no_column), one.code, one.detail});
    };
    add(error);
    for (const Error& other : error.others) add(other);
    return out;
}

}  // namespace yiguan::imports
