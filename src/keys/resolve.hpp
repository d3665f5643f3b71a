// One resolver of texts: what a scanner, a person or a pasted message delivers, taken for what it is.
#pragma once
#include <boost/container/small_vector.hpp>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/result.hpp"
#include "keys/china/certificate.hpp"
#include "keys/china/organisation_code.hpp"
#include "keys/china/resident_id.hpp"
#include "keys/ecode.hpp"
#include "keys/gs1.hpp"
#include "keys/gs1/digital_link.hpp"
#include "keys/gs1/element_string.hpp"
#include "keys/gs1/epc_uri.hpp"
#include "keys/gs1/gs1_keys.hpp"
#include "keys/gs1/scan.hpp"
#include "keys/products/battery.hpp"
#include "keys/products/ma_code.hpp"
#include "keys/products/pattern.hpp"
#include "keys/products/trace_code.hpp"
#include "keys/products/vehicle.hpp"
#include "keys/uscc.hpp"

namespace yiguan::keys {

enum class Kind : std::uint8_t {
#define X(name, zh) name,
#include "keys/resolve_kinds.inc"
#undef X
};
/// "gs1_digital_link": stable, for programs.
std::string_view name_of(Kind kind);

/// What speaks for a candidate, the strongest first.
enum class Evidence : std::uint8_t {
    marked,   ///< The text says what it is: brackets, FNC1, a scheme, a prefix, the reader's symbology identifier.
    checked,  ///< Form and check character; one wrong number in ten to thirty passes, by the scheme.
    form,     ///< Length and characters only.
};
std::string_view name_of(Evidence evidence);

/// An SSCC, GSRN or GSIN: digits that passed their check digit.
struct Gs1Number {
    gs1::KeyKind kind = gs1::KeyKind::sscc;
    std::string text;
    friend bool operator==(const Gs1Number&, const Gs1Number&) = default;
};

/// A text of a kind without inner structure (Handle, OID, IMEI, early supervision code, web address) is a string.
using KeyValue =
    std::variant<std::string, gs1::DigitalLink, gs1::Message, gs1::Epc, Ecode, Gtin, Gln, Gs1Number, Uscc,
                 OrganisationCode, ResidentId, EbikeCode, Vin, CccCertificate, ProductionLicence, SupervisionCode,
                 DrugCode, VeterinaryCode, MaCode, ModelCode, LithiumSerial, TractionCode, MatchedCode>;

/// One kind that the text may be. Form and check characters only: nothing here proves that a number was ever issued.
struct Candidate {
    Kind kind = Kind::web_address;
    Evidence evidence = Evidence::form;
    KeyValue value;
    std::string host;  ///< Of the address an Ecode or MA code was in, and of a web address; lower case.

    /// The one written form of this key: a GTIN in 14 digits, an element string in brackets with its elements in order,
    /// a Digital Link on https://id.gs1.org. parse(canonical()) has this key among its candidates.
    std::string canonical() const;
    /// The kind in Chinese, for people: 商品条码（GTIN-13）.
    std::string title() const;
    /// In Chinese: what speaks for it and what has not been checked; what the AIs of a message lack of each other.
    std::string note() const;
};

/// What a text was understood as. Its values may look into the text that was parsed, which must outlive it.
class Parsed {
public:
    /// At least one, the likeliest first. More than one for bare numbers that fit several kinds: the caller's context
    /// decides, never the order alone.
    std::span<const Candidate> candidates() const { return {candidates_.data(), candidates_.size()}; }
    const Candidate& best() const { return candidates_.front(); }
    bool unique() const { return candidates_.size() == 1; }
    /// What the reader said of the symbol; null without a symbology identifier that GS1 uses.
    const gs1::SymbologyInfo* symbology() const { return symbology_; }

private:
    friend class TextResolver;
    boost::container::small_vector<Candidate, 1> candidates_;
    const gs1::SymbologyInfo* symbology_ = nullptr;
    std::unique_ptr<std::string> own_;  // what folding or decompressing made of the text
};

/// What an operator knows, and the day of parsing.
struct ParseContext {
    const EcodeRules* ecode = nullptr;     ///< Null: EcodeRules{}.
    const CodeSchemes* schemes = nullptr;  ///< Registered code schemes, asked beside the built-in ones.
    std::optional<Date> today{};           ///< For dates in two digits or one letter; default: the day in Beijing.
};

inline constexpr std::size_t parsed_bytes_max = 2000;

/// Takes a bare code, an address of any host (Ecode, Digital Link, compressed Digital Link, MA code), an element string
/// in brackets or with FNC1 (GS, ^ or U+241D), with or without a symbology identifier in front (]C1 and any other), an
/// EPC URI, E= and other marks. Full-width forms, blanks, line ends and invisible marks are folded away first.
///
/// A text that says what it is but breaks a rule of that kind is refused with that rule. An address without any key is
/// a web_address. Errors: Code::key_length over parsed_bytes_max bytes, Code::key_form for a text of no known kind,
/// else those of the kind's parser; the pointer is "@<position>", bytes from 0 in `text` as it was given. Never throws
/// but for lack of memory. Plain Digital Links and element strings allocate nothing. Source: identifiers in the order
/// of recognising a bare scan (symbology, address, AIs, marks, patterns, digits).
Result<Parsed> parse(std::string_view text, const ParseContext& context = {});

/// The same for people, on the page 未查到 and in support.
struct Recognised {
    Kind kind;
    std::string text;  ///< Canonical, at most 300 characters and an ellipsis; of a person's number most is hidden.
    std::string name;  ///< Candidate::title()
    std::string note;  ///< Candidate::note(); of a text that breaks the rules of its kind the rule.
};
/// All candidates, the likeliest first; a text that says what it is and breaks a rule is one candidate whose note names
/// the rule; none for text that fits no known form. At most 2,000 bytes are looked at. Never throws for any bytes.
std::vector<Recognised> recognise(std::string_view text);

}  // namespace yiguan::keys
