// The compressed form of GS1 Digital Links: all elements, or all but the key, as one base64url segment of the path.
#pragma once
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "keys/gs1/digital_link.hpp"

namespace yiguan::keys::gs1 {

enum class Compression {
    plain,      ///< Every element with its AI.
    optimised,  ///< Common sets of AIs (01 with 10, 21 and 17 ...) take one byte.
    /// The same as GS1DigitalLinkToolkit.js writes it: the toolkit sorts the AIs of its table of sets by accident,
    /// which changes two of them (01 10 17 21; 254 414). The later prototype of GS1 keeps the order of the table.
    /// Where the bits could be read in that order as well, as another address, they are those of `plain`.
    optimised_toolkit,
    primary_left_plain,  ///< /01/<GTIN>/<the others>.
};

/// The compressed address of a link, on the same stem; parameters that are no AIs follow uncompressed in the query.
/// Codes are never issued in this form: few readers know it.
/// Errors, field "(<AI>)": Code::key_form for an AI the compression has no format for, and for a link whose key could
/// not be told from an attribute that is a key as well, or from a stem that ends in one. Code::key_value for a value
/// its format cannot hold. decompress(compress(x)) has the same elements as x, attributes sorted. Source: GS1 Digital
/// Link Standard: Compression; byte-equal to GS1DigitalLinkToolkit.js 52dc9ce and to GS1DigitalLinkCompressionPrototype
/// 21a894b.
Result<std::string> compress_digital_link(const DigitalLink& link, Compression how);

/// True for an http or https address that parse_digital_link() would not read but whose path ends in a segment of
/// base64url that may be a compressed link.
bool may_be_compressed(std::string_view text);
/// The uncompressed address on the same stem, validated as by parse_digital_link(); what is none in the order of the
/// standard is read in that of the toolkit, so that rarely an address of the toolkit is taken for another one.
/// Attributes come in the order of their numbers, then parameters that are no AIs (those inside the compressed text and those of the query).
/// Code::key_form or the error of the link. Cost: linear, but quadratic in the digits of one number (at most 128).
Result<std::string> decompress_digital_link(std::string_view text);

}  // namespace yiguan::keys::gs1
