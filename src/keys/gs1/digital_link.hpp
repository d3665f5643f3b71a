// GS1 Digital Link URIs: a GS1 key with its qualifiers in the path of an address, attributes in its query.
#pragma once
#include <boost/container/small_vector.hpp>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "keys/gs1/element_string.hpp"

namespace yiguan::keys::gs1 {

enum class CheckDigits { judge, ignore };

/// What a reader accepts beside the standard. Each corresponds to a switch of the reference engine.
struct LinkOptions {
    /// Reads the names that were dropped from the standard: /gtin/, /lot/, /ser/ ... in the path. They are never
    /// written.
    bool convenience_alphas = false;
    /// Fills a GTIN of 8, 12 or 13 digits up to 14.
    bool zero_suppressed_gtin = false;
    /// Takes numeric AIs that the dictionary does not have, with 1 to 90 characters as value.
    bool permit_unknown_ais = false;
    /// An unknown AI (see above) is refused as attribute of a link.
    bool unknown_ai_not_dl_attr = true;
    /// Not `judge`: for links of others that are converted, never to decide whether a key is genuine.
    CheckDigits check_digits = CheckDigits::judge;
};

/// A Digital Link that was read. Its texts look into the address it was read from, which must outlive it, or into
/// memory of its own, which moves with it.
class DigitalLink {
public:
    /// Everything in front of the key, without the slash: "https://example.com/some/path".
    std::string_view stem() const { return stem_; }
    /// Key, qualifiers and attributes in the order of the address, no AI twice.
    std::span<const Element> elements() const { return {elements_.data(), elements_.size()}; }
    /// Key and qualifiers.
    std::span<const Element> path() const { return elements().first(path_size_); }
    std::span<const Element> attributes() const { return elements().subspan(path_size_); }
    const Element& key() const { return elements_.front(); }
    /// The value of an AI, or null.
    const Element* find(std::string_view ai) const;
    /// As it was written, without the question mark: parameters that are no AIs (linkType=all) stand here only.
    std::string_view query() const { return query_; }

private:
    friend class LinkReader;
    std::string_view stem_, query_;
    boost::container::small_vector<Element, 6> elements_;
    std::size_t path_size_ = 0;
    std::unique_ptr<char[]> decoded_;
};

/// Reads the address of a Digital Link: http or https in capitals or small letters, any host without user, any stem,
/// the key searched from the right, qualifiers in their order, attributes the dictionary permits. Parameters that are
/// not numeric and the fragment are ignored. Each value is judged by the linters of its AI; what AIs require or exclude
/// of each other is not judged, because that is a matter of all carriers of an item together.
///
/// Errors: Code::key_form (not an address, no key, wrong order, AI at the wrong place or twice), key_character,
/// key_length, key_value or key_check of one AI. The pointer is "@<position>", bytes from 0; the detail names the AI.
/// At most 64 AIs. Allocates only if a value is percent-encoded, a GTIN is filled up or there are more than 6 AIs.
/// Source: GS1 Digital Link Standard, URI Syntax, 4 and 5; identifiers.md 2.5.
Result<DigitalLink> parse_digital_link(std::string_view text, const LinkOptions& options = {});

inline constexpr std::string_view canonical_stem = "https://id.gs1.org";

/// The address of these elements: the first one that is a key, the longest sequence of its qualifiers that is there,
/// the others as attributes, those of predefined length first. An AI may repeat if its values are equal. Values are not
/// judged: parse elements from outside first.
/// @param stem  http or https address without query and fragment; one slash at its end is dropped.
/// Errors, field "(<AI>)": Code::key_form (no key, an AI that is neither qualifier nor attribute, a stem that is
/// no address), Code::key_value for an AI with two values.
Result<std::string> format_digital_link(std::span<const Element> elements, std::string_view stem = canonical_stem,
                                        const LinkOptions& options = {});
/// The same link in the canonical form: stem https://id.gs1.org (or another), key, qualifiers, attributes of predefined
/// length, other attributes. Parameters that are no AIs and the fragment are gone. canonical(canonical(x)) =
/// canonical(x).
std::string canonical_digital_link(const DigitalLink& link, std::string_view stem = canonical_stem);

/// An error about one AI where no text says a place: no pointer, field "(<AI>)".
Error error_of_ai(std::string_view ai, Code code, std::string detail);
/// True if no separator (FNC1) is needed behind the value in an element string, even for an AI that nobody defined.
bool has_predefined_length(const Element& element);

}  // namespace yiguan::keys::gs1
