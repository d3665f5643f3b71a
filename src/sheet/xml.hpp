// XML of a part, pushed through expat while it is unpacked; private.
#pragma once
#include <functional>
#include <string_view>

#include "sheet/zip.hpp"

namespace yiguan::sheet {

/// Attributes as expat gives them: name, value, name, value, null.
class Attributes {
public:
    explicit Attributes(const char** pairs) : pairs_(pairs) {}
    /// Of the attribute without prefix; "" when missing.
    std::string_view get(std::string_view name) const;
    /// Of the first attribute of that local name that has a prefix (r:id).
    std::string_view prefixed(std::string_view local) const;

private:
    const char** pairs_;
};

/// What is done with the elements. Names come without their prefix: writers choose prefixes freely, and in the parts
/// that are read no two namespaces share a name that matters. Returning false stops reading (it is no error).
class XmlHandler {
public:
    virtual ~XmlHandler() = default;
    virtual bool begin(std::string_view name, const Attributes& attributes) = 0;
    virtual bool end(std::string_view name) = 0;
    /// Only while wanted() is true.
    virtual bool text(std::string_view) { return true; }
    virtual bool wants_text() const { return false; }
};

/// sheet_damaged for XML that is not well-formed, has a document type (entities) or more than 64 levels; the part's
/// errors.
Result<void> parse_xml(ZipPart part, XmlHandler& handler);

}  // namespace yiguan::sheet
