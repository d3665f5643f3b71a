// The one list of error codes: HTTP status, problem type, Chinese and English title.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace yiguan {

enum class Code : std::uint16_t {
#define X(code, status, zh, en) code,
#include "core/error_codes.inc"
#undef X
};

struct CodeInfo {
    std::string_view name;  ///< Last part of the problem `type`, as in "/problems/uscc_check".
    int status;             ///< HTTP status.
    std::string_view zh;
    std::string_view en;
};

const CodeInfo& info(Code code);
/// By CodeInfo::name; a search through the list.
std::optional<Code> find_code(std::string_view name);

}  // namespace yiguan
