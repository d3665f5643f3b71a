// Ecode 物联网统一编码, GB/T 31866: V (version) + NSI (numbering scheme) + MD (master data code), no separators.
#pragma once
#include <compare>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.hpp"

namespace yiguan::keys {

struct Ecode {
    int version = 2;  ///< 1 to 4.
    std::string nsi;  ///< 4 digits in V1 and V2, 5 characters in V3 and V4.
    std::string md;   ///< At most 20, 28, 39 characters in V1, V2, V3.

    std::string text() const { return static_cast<char>('0' + version) + nsi + md; }
    friend auto operator<=>(const Ecode&, const Ecode&) = default;
};

/// What a scanner or a person delivers: `E=<code>` at the start, an address with `E=<code>` as a path segment or as
/// parameter E of the query (ECO-35), or 33 bare digits beginning with 2. Full-width forms are folded, blanks, line
/// ends and invisible marks removed. Any host is taken; ask address_host() whether it is an official one.
///
/// Without a mark nothing but the 33-digit V2 form is an Ecode: shorter numbers are GTINs, vehicle codes or certificate
/// numbers as well. The error's code is ecode_length, ecode_character (pointer "@<position>", from 0, in the bare
/// code), ecode_version (0 belongs to GS1 keys, 5-9 are reserved, others forbidden) or ecode_unmarked.
Result<Ecode> parse_ecode(std::string_view text);

/// The host of an http or https address in lower case, without user, port and final dot; nothing for any other text.
std::optional<std::string> address_host(std::string_view text);

}  // namespace yiguan::keys
