// Identifiers of EPCIS: which texts name the same thing, and where a thing stands in the index of the event log.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "keys/keys.hpp"

namespace yiguan::epcis {

/// GS1-EPC-Format: how answers write GS1 identifiers.
enum class EpcForm : std::uint8_t { no_preference, digital_link, urn, never_translates };

/// The one text of everything that names the same item, class, place or party: the Digital Link on https://id.gs1.org
/// in its constrained form for EPC URNs and Digital Links of any host (keys::gs1::epcis_digital_link), the Ecode in
/// capitals `ecode:<digits>` for addresses that carry an Ecode (`https://any.host/E=<digits>`), else the text itself.
/// Cost: about a microsecond for a GS1 key.
std::string canonical(std::string_view text);

/// True for an absolute URI (RFC 3986: scheme, then at least one character), without blanks and control characters.
bool is_uri(std::string_view text);

/// What an identifier names, told by its form alone.
enum class IdentifierKind : std::uint8_t {
    not_uri,
    broken_key,  ///< An EPC URN, or a link on https://id.gs1.org, that breaks the grammar of its scheme.
    instance,    ///< One item, place, party or document: urn:epc:id, links with a serial number, Ecodes.
    item_class,  ///< A product or batch: urn:epc:class, urn:epc:idpat, links without a serial number.
    other,       ///< Any other URI: may be either.
};
/// Cost: a tenth of a microsecond for the usual GS1 keys and Ecodes, some microseconds for others.
IdentifierKind kind_of(std::string_view text);

/// `text` in the form asked for, if it is a GS1 key that has that form; else as it is. A URN needs the length of the
/// company prefix: from `prefixes`; unknown: as it is.
std::string in_form(std::string_view text, EpcForm form,
                    const keys::gs1::CompanyPrefixes& prefixes = keys::gs1::CompanyPrefixes::china());

/// Where the event log files a foreign identifier: texts that end in a number share a space with those that differ in
/// the number only, so that runs of serial numbers become spans. "…/21/2017" and "…/21/2018" are neighbours; a number
/// with leading zeros shares its space with numbers of the same width only.
struct Place {
    std::int64_t space = 0;   ///< Negative: never a block of this platform.
    std::int64_t number = 0;  ///< 0 for texts without a number at the end.
    friend auto operator<=>(const Place&, const Place&) = default;
};
/// Of a canonical text. SHA-256 of the stem, the first 62 bits: what is found by it must still be compared.
Place place_of(std::string_view canonical);

/// Files something by another property than being an item: a location, a transaction, an event id.
enum class Facet : std::uint8_t {
    item = 0,
    read_point,
    biz_location,
    biz_transaction,
    source,
    destination,
    transformation,
    event_id
};
std::int64_t space_of(Facet facet, std::string_view canonical);

}  // namespace yiguan::epcis
