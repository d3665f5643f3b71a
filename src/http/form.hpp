// Forms of pages: application/x-www-form-urlencoded and multipart/form-data (RFC 7578), as browsers send them.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace yiguan::http {

/// One field. `value` of a form that is not multipart has been decoded; of a file it is its bytes.
struct FormField {
    std::string name;
    std::string value;
    bool file = false;  ///< It came with a file name, which is not kept.
};
inline constexpr std::size_t form_fields_max = 20, form_name_bytes_max = 64, part_header_bytes_max = 2'048;

/// Strict: no text around the parts but what RFC 2046 allows before the first and behind the last, every part ends.
/// Code::unsupported_media_type for another Content-Type, Code::invalid for what is no such form, or has too many
/// fields. Cost: one pass; files are copied once.
Result<std::vector<FormField>> parse_form(std::string_view content_type, std::string_view body);

}  // namespace yiguan::http
