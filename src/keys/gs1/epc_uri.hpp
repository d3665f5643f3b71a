// EPC URIs: urn:epc:id:*, urn:epc:class:* and urn:epc:idpat:*, to and from GS1 elements.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "keys/gs1/company_prefix.hpp"
#include "keys/gs1/digital_link.hpp"

namespace yiguan::keys::gs1 {

enum class EpcScheme : std::uint8_t {
    sgtin,
    lgtin,
    upui,
    itip,
    sscc,
    sgln,
    pgln,
    grai,
    gdti,
    sgcn,
    giai,
    ginc,
    gsin,
    gsrn,
    gsrnp,
    cpi,
    gid,
    usdod,
    adi,
    bic,
    imovn,
};
std::string_view name_of(EpcScheme scheme);

enum class EpcForm : std::uint8_t {
    identity,  ///< urn:epc:id: one object, party, place or document.
    batch,     ///< urn:epc:class:lgtin: all objects of a batch.
    pattern,   ///< urn:epc:idpat: all whose last parts are anything (*).
};

struct EpcElement {
    std::string ai, value;
};

/// An EPC URI that keeps the grammar of its scheme. Check digits are no part of it.
class Epc {
public:
    /// Reads a URI. %XX is decoded; other characters that should have been escaped are taken as they are, if the GS1
    /// key may have them, because many systems write them so. Errors: Code::key_form, key_length, key_character or
    /// key_value; the pointer is "@<position>", bytes from 0. Source: EPC Tag Data Standard 2.x, 6 to 8 (identities,
    /// patterns, Table A-1 of escapes); GS1 company prefixes there have 6 to 12 digits.
    static Result<Epc> parse(std::string_view text);

    EpcScheme scheme() const { return scheme_; }
    EpcForm form() const { return form_; }
    /// Not escaped, "*" at the end of a pattern. Of a GS1 key the first one is the company prefix.
    const std::vector<std::string>& parts() const { return parts_; }
    /// How many parts at the end are any.
    std::size_t wildcards() const { return wildcards_; }
    /// With the escapes of the standard: parse(text()) is the same EPC.
    std::string text() const;
    friend bool operator==(const Epc&, const Epc&) = default;

private:
    friend class EpcReader;
    friend Result<Epc> epc_of(std::span<const Element>, std::size_t);
    EpcScheme scheme_ = EpcScheme::sgtin;
    EpcForm form_ = EpcForm::identity;
    std::size_t wildcards_ = 0;
    std::vector<std::string> parts_;
};

/// The GS1 elements of an EPC, with check digits: (01) and (21) of an sgtin. A pattern must have its last part as the
/// only wildcard and gives the class: (01) of an sgtin. Code::key_form for a scheme that is no GS1 key (gid, usdod,
/// adi, bic, imovn) and for other patterns.
Result<std::vector<EpcElement>> elements_of(const Epc& epc);
/// The canonical Digital Link of elements_of(). Its values are as valid as the EPC's parts.
Result<std::string> digital_link_of(const Epc& epc, std::string_view stem = canonical_stem);

/// The EPC of a GS1 key and its qualifiers; other elements are ignored, check digits are not judged. A GTIN with serial
/// 21 is an sgtin, with 235 a upui, with batch 10 a class:lgtin, alone an idpat:sgtin; keys that take a serial and have
/// none (8003, 253, 255, 8006, 8010) give an idpat as well; 414 without 254 has the extension "0".
/// @param prefix_digits  Length of the company prefix, 6 to 12.
/// Errors: Code::key_form (no key that has an EPC; 8006 with a batch), key_length (the prefix is no length or longer
/// than the key), key_character (the prefix has other characters than digits) and what Epc::parse refuses.
Result<Epc> epc_of(std::span<const Element> elements, std::size_t prefix_digits);
/// The same with the length of the prefix from a table; Code::key_value if it is not known there.
Result<Epc> epc_of(std::span<const Element> elements, const CompanyPrefixes& prefixes = CompanyPrefixes::china());

/// The Digital Link under which EPCIS and its event hash know this EPC URI or Digital Link: canonical stem, the finest
/// level only (serial, else batch), no variant, no attributes. Reads old names, short GTINs and links whose check digit
/// is wrong, as the peers do. Code::key_form for what has none: other keys, keys with qualifiers that EPCIS does not
/// know (7040, 8019, 8020), EPCs that are no GS1 keys. Source: CBV 2.0, 8.2 (constrained Digital Links).
Result<std::string> epcis_digital_link(std::string_view text);

}  // namespace yiguan::keys::gs1
