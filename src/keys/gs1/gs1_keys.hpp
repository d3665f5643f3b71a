// The GS1 identification keys by kind: form, check digit or check pair.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/result.hpp"

namespace yiguan::keys::gs1 {

enum class KeyKind : std::uint8_t {
    gtin8,
    gtin12,
    gtin13,
    gtin14,
    gln,
    sscc,
    grai,
    giai,
    gsrn,
    gdti,
    gcn,
    cpid,
    ginc,
    gsin,
    gmn,
    mudi,
};

enum class KeyCheck : std::uint8_t {
    none,
    digit,  ///< Modulo 10, at the end of the digits in front of any serial part.
    pair    ///< Two characters at the end, GS1 General Specifications 7.9.5.
};

struct KeyInfo {
    KeyKind kind;
    std::string_view name;  ///< "GTIN-13"
    std::string_view zh;
    std::string_view ai;  ///< Whose value it is; of a GTIN shorter than 14 digits after filling up with zeros.
    KeyCheck check;
    std::uint8_t digits;  ///< Of keys with a check digit: digits up to and with it.
};

std::span<const KeyInfo> all_key_kinds();
const KeyInfo& info(KeyKind kind);
/// By name, "SSCC" or "GTIN-13".
std::optional<KeyKind> find_key_kind(std::string_view name);

/// Judges a key without its AI. A GRAI stands without the filler 0 that its AI puts in front.
/// Errors: as parse_fnc1() of element_string.hpp, pointer "@<position in the key>". Allocates nothing but the error.
/// Source: GS1 General Specifications 3 (AIs of the keys), 7.9 (check digits).
Result<void> check_key(KeyKind kind, std::string_view key);
/// The key with its check digit or pair filled in: `body` is the key without them ("690123400002" + serial of a GDTI).
/// A kind without check is returned as it is. Errors as check_key(), for the completed key.
Result<std::string> complete_key(KeyKind kind, std::string_view body);

/// The UPC-A number, 12 digits, that a UPC-E symbol of 8 digits (number system 0 or 1, six digits, check digit)
/// abbreviates. Code::gtin_length, gtin_character, gtin_check_digit. Source: GS1 General Specifications 5.2.2.4.2.
Result<std::string> expand_upc_e(std::string_view digits);

}  // namespace yiguan::keys::gs1
