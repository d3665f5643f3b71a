#include <algorithm>

#include "imports/imports.hpp"

namespace yiguan::imports {
namespace {

struct Words {
    std::string_view name, zh;
};
constexpr Words states[state_count] = {{"waiting", "等待读取"}, {"reading", "读取中"}, {"ready", "待确认"},
                                       {"storing", "导入中"},   {"done", "已完成"},    {"failed", "失败"},
                                       {"cancelled", "已取消"}};
constexpr Words row_states[row_state_count] = {
    {"fresh", "新增"}, {"changed", "变更"}, {"same", "相同"}, {"wrong", "错误"}, {"stored", "已导入"}};

template <class E, std::size_t n>
std::optional<E> find_state(const Words (&words)[n], std::string_view name) {
    const auto at = std::ranges::find(words, name, &Words::name);
    return at == std::end(words) ? std::nullopt : std::optional(static_cast<E>(at - std::begin(words)));
}

}  // namespace

std::string_view name(State state) {
    return states[static_cast<std::size_t>(state)].name;
}
std::string_view name_zh(State state) {
    return states[static_cast<std::size_t>(state)].zh;
}
std::optional<State> parse_state(std::string_view name) {
    return find_state<State>(states, name);
}
std::string_view name(RowState state) {
    return row_states[static_cast<std::size_t>(state)].name;
}
std::string_view name_zh(RowState state) {
    return row_states[static_cast<std::size_t>(state)].zh;
}
std::optional<RowState> parse_row_state(std::string_view name) {
    return find_state<RowState>(row_states, name);
}

}  // namespace yiguan::imports
