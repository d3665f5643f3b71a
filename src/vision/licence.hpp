// Reading a business licence (营业执照): where the fields stand among recognised characters, and what agrees with what.
// Pure functions; the recognition is vision/ocr.hpp.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/json.hpp"

namespace yiguan::vision {

/// One recognised character with its box in pixels.
struct Glyph {
    std::string text;       ///< UTF-8, one character.
    double confidence = 0;  ///< 0 to 1.
    int left = 0, top = 0, right = 0, bottom = 0;
};

struct LicenceField {
    std::string key;  ///< uscc, name, legalPerson, address, type, capital, established, scope
    std::string value;
    double confidence = 0;  ///< Mean of its characters; lower where a character was put right by the check character.
};

/// The fields that were found. Takes both forms in use, of 2014 (one column) and of 2019 (two columns). The code is
/// taken from wherever 18 characters with the right check character stand; characters that no code has are read as what
/// they look like (O as 0, I as 1).
std::vector<LicenceField> find_fields(const std::vector<Glyph>& glyphs);

struct LicenceCheck {
    std::string rule;  ///< "uscc_check_character", "division", "name", "region"
    bool ok = false;
    std::string message;  ///< Chinese, for the form.
};
/// What agrees with what: check character of the code; its division in the table; the ending of the name; the province
/// of the address with that of the code. A rule without its field is not there.
std::vector<LicenceCheck> check_fields(const std::vector<LicenceField>& fields);

/// {"fields":{"uscc":{"value","confidence"},...},"checks":[{"rule","ok","message"}]}
json::object encode(const std::vector<LicenceField>& fields, const std::vector<LicenceCheck>& checks);

/// The fields of encode() again; nothing for any other form. What is too long or unknown is left out.
std::optional<std::vector<LicenceField>> decode_fields(const json::object& encoded);

}  // namespace yiguan::vision
