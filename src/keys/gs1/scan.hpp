// What a bar-code reader sends: a symbology identifier (ISO/IEC 15424) and the data of the symbol.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "keys/gs1/digital_link.hpp"
#include "keys/gs1/element_string.hpp"

namespace yiguan::keys::gs1 {

enum class Symbology : std::uint8_t { ean13, ean8, itf14, gs1_128, databar, data_matrix, qr, dotcode };

enum class ScanContent : std::uint8_t {
    item_number,     ///< A GTIN of 8, 13 or 14 digits; EAN-13 also carries UPC-A and UPC-E, expanded by the reader.
    element_string,  ///< FNC1 in first position.
    digital_link,    ///< An http or https address that is a GS1 Digital Link.
    address,         ///< Another http or https address.
    text,
};

/// One symbology identifier that GS1 uses.
struct SymbologyInfo {
    std::string_view id;  ///< "]Q3"
    Symbology symbology;
    std::string_view
        name;             ///< As the reference engine calls it: "QR", "DM", "GS1_128_CCA", "DataBarExpanded", "EAN13".
    bool element_string;  ///< The data begin with FNC1, which the reader does not send.
};
std::span<const SymbologyInfo> all_symbologies();

/// A scan that was read. All texts look into the text it was read from, which must outlive it.
struct Scan {
    const SymbologyInfo* symbology = nullptr;
    ScanContent content = ScanContent::text;
    std::string_view data;            ///< Behind the identifier, without the composite component.
    std::string_view composite;       ///< Behind "|]e0" of an EAN symbol; empty without.
    std::optional<Message> message;   ///< Of an element string or of the composite component.
    std::optional<DigitalLink> link;  ///< Of a Digital Link.
};

/// Reads "]Q3010690000001122510L1": the identifier, then by its kind the elements, the number with its check digit, the
/// link or the text. Separators are GS (0x1D). What AIs require or exclude of each other is not judged here: that is a
/// matter of all symbols of one item (check_message()).
///
/// Errors: Code::key_form (no identifier, one that GS1 does not use, no elements), gtin_length, gtin_character,
/// gtin_check_digit of a number, those of parse_fnc1(); positions count from the first byte of `text`.
/// An address that is no Digital Link is no error; its content is ScanContent::address.
/// Source: GS1 General Specifications 5.1.2 (symbology identifiers), 7.8.
Result<Scan> parse_scan(std::string_view text);
/// The same text again, with needless separators gone: parse_scan(format_scan(s)) gives the same scan.
std::string format_scan(const Scan& scan);
/// The message in the notation of the GS1 syntax engine: "^" for FNC1, "|" in front of a composite component, a plain
/// text that begins with "^" or "\^" gets one more backslash in front.
std::string message_of(const Scan& scan);

}  // namespace yiguan::keys::gs1
