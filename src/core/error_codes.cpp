#include "core/error_codes.hpp"

namespace yiguan {
namespace {

constexpr CodeInfo table[] = {
#define X(name, status, zh, en) {#name, status, zh, en},
#include "core/error_codes.inc"
#undef X
};

}  // namespace

const CodeInfo& info(Code code) {
    return table[static_cast<std::size_t>(code)];
}

std::optional<Code> find_code(std::string_view name) {
    for (std::size_t i = 0; i < std::size(table); ++i)
        if (table[i].name == name) return static_cast<Code>(i);
    return std::nullopt;
}

}  // namespace yiguan
