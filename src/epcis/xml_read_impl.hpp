// Parts of the XML reader: one event, and what was found wrong.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "epcis/rules.hpp"
#include "epcis/xml.hpp"
#include "epcis/xml_extensions.hpp"
#include "epcis/xml_names.hpp"

namespace yiguan::epcis::detail {

/// What was found wrong, the first hundred and one. Pointers are paths such as
/// "/EPCISBody/EventList/ObjectEvent[2]/action": the root is not named, places are given to events, and among several
/// elements of one name.
class XmlFaults {
public:
    XmlFaults() = default;
    /// Of an event that stands at `pointer`: long lists of events are not walked for each fault.
    XmlFaults(pugi::xml_node event, std::string pointer) : base_(event), base_pointer_(std::move(pointer)) {}
    void add(Code code, pugi::xml_node element, std::string_view part, std::string_view field, std::string rule,
             std::string_view value = {});
    bool empty() const { return found_.empty(); }
    /// True if a field of this name was found wrong.
    bool names(std::string_view field) const;
    Error error() const;
    /// Everything of another one, as far as there is room.
    void take(XmlFaults& other);
    std::string pointer(pugi::xml_node element) const;

private:
    pugi::xml_node base_;
    std::string base_pointer_;
    std::vector<Error> found_;
};

/// Reads one event element.
class XmlEventReader {
public:
    XmlEventReader(const ReadOptions& options, const XmlNames& names, XmlFaults& faults);
    /// Everything wrong goes to `faults`; the event is good only if nothing was added.
    void read(pugi::xml_node element, EventType type, Event& event);

private:
    void fault(pugi::xml_node element, std::string_view field, std::string rule, std::string_view value = {});
    void unknown(pugi::xml_node element);
    /// Elements that are known here, in any order: calls `read(element, name)` for those of EPCIS, which says whether
    /// it knew the name; others become extension fields of `extensions` (nullptr: refused).
    template <class F>
    void children(pugi::xml_node element, Extensions* extensions, F&& read) {
        for (const auto child : element.children()) {
            if (child.type() != pugi::node_element) continue;
            const auto name = names_.epcis_name(child);
            if (!name.empty() && read(child, name)) continue;
            if (name.empty() && extensions)
                extensions_.add(child, *extensions);
            else
                unknown(child);
        }
    }

    // One value: its text without blanks around; "" and a fault if it is not what it must be.
    std::string text(pugi::xml_node element, std::string_view field);
    std::string checked(pugi::xml_node element, std::string_view part, std::string_view field,
                        std::string_view written);
    void identifier(pugi::xml_node element, std::string_view part, std::string_view field, std::string_view written,
                    IdentifierUse use, std::string& out);
    void word(pugi::xml_node element, std::string_view part, std::string_view field, std::string_view written,
              Vocabulary vocabulary, std::string& out);
    std::optional<UtcMs> stamp(pugi::xml_node element, std::string_view part, std::string_view field,
                               std::string_view written);
    std::optional<double> number(pugi::xml_node element, std::string_view part, std::string_view field,
                                 std::string_view written);
    void unit(pugi::xml_node element, std::string_view part, std::string_view written, std::string& out);

    void fields(pugi::xml_node element, std::size_t depth);
    void read_field(int field, std::string_view name, pugi::xml_node element);
    void identifiers(pugi::xml_node list, std::string_view field, std::string_view item, IdentifierUse use,
                     std::vector<std::string>& out);
    void refuse_repeated(const std::vector<std::string>& list, pugi::xml_node element, std::string_view field);
    void quantities(pugi::xml_node list, std::vector<QuantityElement>& out);
    void typed_ids(pugi::xml_node list, std::string_view item, Vocabulary types, bool type_needed,
                   std::vector<TypedId>& out);
    void place(pugi::xml_node element, std::string_view field, std::string& out, Extensions& extensions);
    void error_declaration(pugi::xml_node element);
    void persistent_disposition(pugi::xml_node element);
    void members(pugi::xml_node element, Extensions& out);
    void sensor_elements(pugi::xml_node list);
    void sensor_metadata(pugi::xml_node element, SensorMetadata& out);
    void sensor_report(pugi::xml_node element, SensorReport& out);
    /// An attribute that the standard does not know.
    void other_attribute(pugi::xml_node element, pugi::xml_attribute attribute, Extensions& out);
    bool is_range_list(pugi::xml_node element);
    void finish(pugi::xml_node element, UtcMs now);

    const ReadOptions& options_;
    const XmlNames& names_;
    XmlFaults& faults_;
    ExtensionReader extensions_;
    Event* event_ = nullptr;
    std::uint64_t seen_ = 0;  ///< By field.
};

}  // namespace yiguan::epcis::detail
