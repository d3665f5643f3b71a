#include "core/error_codes.hpp"

namespace yiguan {

const CodeInfo& info(Code code) {
    static constexpr CodeInfo table[] = {
#define X(name, status, zh, en) {#name, status, zh, en},
#include "core/error_codes.inc"
#undef X
    };
    return table[static_cast<std::size_t>(code)];
}

}  // namespace yiguan
