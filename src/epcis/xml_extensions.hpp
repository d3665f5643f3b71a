// Extension fields in XML: elements that are not of EPCIS, as members of JSON objects and back (model.hpp: Extensions).
#pragma once
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "epcis/model.hpp"
#include "epcis/xml_names.hpp"

namespace yiguan::epcis {

/// Called with the element, the code and the rule that is broken.
using ElementReport = std::function<void(pugi::xml_node element, Code code, std::string detail)>;

/// Reads the extension fields of one event and collects the prefixes that they use.
class ExtensionReader {
public:
    ExtensionReader(const XmlNames& names, const CaptureLimits& limits, ElementReport report)
        : names_(names), limits_(limits), report_(std::move(report)) {}

    /// Adds an element as a member: repeated elements become an array. xsi:nil is null; xsi:type of XML Schema's
    /// numbers and booleans keeps their kind.
    void add(pugi::xml_node element, json::object& to);
    /// Adds an attribute in a namespace: "prefix:name".
    void add(pugi::xml_node element, pugi::xml_attribute attribute, json::object& to);
    /// A text that may be shortened by a prefix (CURIE): the prefix is one of the event's if it is declared.
    void add_curie(pugi::xml_node element, std::string_view text);
    void add_prefix(std::string_view prefix, std::string_view name_space) {
        prefixes_.try_emplace(std::string(prefix), name_space);
    }
    /// Sorted by prefix.
    Context context() const { return {prefixes_.begin(), prefixes_.end()}; }

private:
    std::string key_of(pugi::xml_node element, std::string_view name, bool is_attribute);
    json::value value_of(pugi::xml_node element, std::size_t depth);
    void insert(pugi::xml_node element, json::object& to, std::size_t depth);
    void check_length(pugi::xml_node element, std::string_view text);

    const XmlNames& names_;
    const CaptureLimits& limits_;
    ElementReport report_;
    std::map<std::string, std::string> prefixes_;
};

/// Writes them: members with a prefix of `context` and members of those.
class ExtensionWriter {
public:
    ExtensionWriter(const Context& context, std::string& out);

    /// xmlns:example="..." for every prefix, with a blank before each.
    void declare_prefixes();
    void members(const Extensions& extensions);
    /// Those that an attribute can hold: texts with a known prefix. The others are elements.
    void attributes(const Extensions& extensions);
    void other_members(const Extensions& extensions);
    bool has_other_members(const Extensions& extensions) const;
    std::string_view xsi() const { return xsi_; }

private:
    enum class Level : std::uint8_t { extension_point, nested };
    void member(std::string_view key, const json::value& value, Level level);
    void object(std::string_view name, std::string_view declaration, const json::object& object);
    std::string name_of(std::string_view key, Level level, std::string& declaration) const;
    bool is_attribute(std::string_view key, const json::value& value) const;
    const std::string* find_namespace(std::string_view prefix) const;

    const Context& context_;
    std::string& out_;
    std::string xsi_ = "xsi", xsd_ = "xsd";
};

}  // namespace yiguan::epcis
