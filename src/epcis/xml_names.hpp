// Namespaces and names of XML documents, and what is checked of a text before pugixml sees it.
#pragma once
#include <cstddef>
#include <optional>
#include <pugixml.hpp>
#include <string>
#include <string_view>

#include "core/result.hpp"

namespace yiguan::epcis {

inline constexpr std::string_view xsi_namespace = "http://www.w3.org/2001/XMLSchema-instance";
inline constexpr std::string_view xsd_namespace = "http://www.w3.org/2001/XMLSchema";
inline constexpr std::string_view xml_namespace = "http://www.w3.org/XML/1998/namespace";

/// What pugixml would let pass: other encodings than UTF-8, document type declarations, entities beyond the five of
/// XML, characters that XML forbids, more than `depth_max` open elements, more than a million elements and attributes
/// (Code::epcis_capture_limit), text outside of the root element. Everything else is Code::epcis_validation.
Result<void> check_xml_text(std::string_view text, std::size_t depth_max);

/// "example" and "userElement" of "example:userElement".
std::string_view prefix_part(std::string_view name);
std::string_view local_part(std::string_view name);

/// True for the namespaces of EPCIS documents, queries and master data, in any version.
bool is_epcis_namespace(std::string_view name_space);

/// Whose namespace a prefix means, by the declarations around an element.
class XmlNames {
public:
    explicit XmlNames(std::string_view text);
    /// "": none, for the empty prefix. Nothing: not declared.
    std::optional<std::string_view> namespace_of(pugi::xml_node element, std::string_view prefix) const;
    std::optional<std::string_view> namespace_of(pugi::xml_node element) const {
        return namespace_of(element, prefix_part(element.name()));
    }
    /// The local name of an element of EPCIS, which stands in its namespace or in none; "" for others.
    std::string_view epcis_name(pugi::xml_node element) const;

private:
    bool with_defaults_;  ///< Some element declares a namespace for names without prefix.
};

/// All text of an element, without that of elements in it.
std::string text_of(pugi::xml_node element);
bool has_elements(pugi::xml_node element);

/// Any text as an XML name without colon: what a name may not have is written _xHHHH_ (ISO/IEC 9075-14).
std::string to_xml_name(std::string_view text);
std::string from_xml_name(std::string_view name);

/// Appends `text` escaped; what XML 1.0 cannot hold becomes U+FFFD.
void append_xml(std::string& out, std::string_view text);

}  // namespace yiguan::epcis
