// Events as XML 1.2 and 2.0, both ways.
#pragma once
#include <span>
#include <string>
#include <string_view>

#include "epcis/json.hpp"
#include "epcis/vocabulary.hpp"

namespace yiguan::epcis {

enum class XmlVersion : std::uint8_t { v1_2, v2_0 };

/// An EPCISDocument or EPCISQueryDocument of schemaVersion 1.0 to 1.2 or 2.0, told by its namespace. The same rules and
/// errors as read_json(), the pointer is a path of element names: "/EPCISBody/EventList/ObjectEvent[2]/action".
/// A document type declaration is refused (entities: none are ever expanded or loaded), so are other encodings than
/// UTF-8, nesting over limits.depth and more than a million elements. The order of elements is free; <extension> and
/// <baseExtension> of 1.x say nothing themselves, whatever stands in them.
Result<Document> read_xml(std::string_view text, const ReadOptions& options);
/// One event as the root element.
Result<Event> read_xml_event(std::string_view text, const ReadOptions& options);

/// How extension fields are written: model.hpp; besides, numbers and booleans say their type by xsi:type, null is
/// xsi:nil, names that XML does not allow are escaped as _xHHHH_, and a list of one is its only item: read again it is
/// that item, with the same event hash. Texts with a prefix in sensor metadata and reports are attributes. Ranges are
/// repeated elements yiguan:rangeList with first and last in them. What 1.2 cannot express stands in
/// <extension><extension>.
struct XmlOptions {
    XmlVersion version = XmlVersion::v2_0;
    EpcForm epc_form = EpcForm::no_preference;
    CbvForm cbv_form = CbvForm::no_preference;
};

/// An event and the identity it is to be written with.
struct Identified {
    const Event* event = nullptr;
    std::string_view event_id;
};
/// An EPCISQueryDocument with the events as the results of `query_name`; with `subscription_id` if not empty.
std::string write_xml_query_document(std::span<const Identified> events, std::string_view query_name,
                                     std::string_view subscription_id, UtcMs now, const XmlOptions& options);
/// An EPCISDocument.
std::string write_xml_document(std::span<const Identified> events, UtcMs now, const XmlOptions& options);

}  // namespace yiguan::epcis
