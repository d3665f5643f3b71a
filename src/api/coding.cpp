#include "api/coding.hpp"

#include <algorithm>

#include "core/text.hpp"

namespace yiguan::api {

bool takes_coding(std::string_view accept_encoding, std::string_view coding) {
    while (!accept_encoding.empty()) {
        const auto comma = accept_encoding.find(',');
        const auto one = accept_encoding.substr(0, comma);
        accept_encoding = comma == one.npos ? std::string_view{} : accept_encoding.substr(comma + 1);
        const auto semicolon = one.find(';');
        if (!std::ranges::equal(trim(one.substr(0, semicolon)), coding, {}, to_lower)) continue;
        if (semicolon == one.npos) return true;
        const auto q = one.find("q=", semicolon);
        return q == one.npos || one.find_first_of("123456789", q) != one.npos;
    }
    return false;
}

}  // namespace yiguan::api
