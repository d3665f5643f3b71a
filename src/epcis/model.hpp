// The EPCIS 2.0 event model as plain values: the five event types with all their fields, as they were captured.
//
// Nothing here knows a database or a wire form. Identifiers are kept as the capturer wrote them (EPC URN, Digital Link
// or any other URI); identifiers.hpp tells which of them are the same thing, vocabulary.hpp what a bare CBV word stands
// for.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/json.hpp"
#include "core/time.hpp"

namespace yiguan::epcis {

/// The numbers are stored: append only.
enum class EventType : std::uint8_t { object = 1, aggregation, transaction, transformation, association };
/// "ObjectEvent"
std::string_view name(EventType type);
std::optional<EventType> parse_event_type(std::string_view name);

enum class Action : std::uint8_t { none = 0, add = 1, observe = 2, remove = 3 };  ///< none: TransformationEvent only.
/// "ADD", "OBSERVE", "DELETE"; "" for none.
std::string_view name(Action action);

/// A block of consecutive codes of this platform, named by the first and the last one: the extension
/// `yiguan:rangeList` (docs/formats/epcis.md).
struct EpcRange {
    std::string first, last;
    friend bool operator==(const EpcRange&, const EpcRange&) = default;
};

/// Instances: single EPCs, and ranges by extension.
struct EpcList {
    std::vector<std::string> epcs;
    std::vector<EpcRange> ranges;
    bool empty() const { return epcs.empty() && ranges.empty(); }
    friend bool operator==(const EpcList&, const EpcList&) = default;
};

struct QuantityElement {
    std::string epc_class;
    std::optional<double> quantity;
    std::string uom;  ///< UN/CEFACT Recommendation 20 code; "" : count of pieces.
    friend bool operator==(const QuantityElement&, const QuantityElement&) = default;
};

/// A business transaction, source or destination: its type is "" when none was given.
struct TypedId {
    std::string type, id;
    friend bool operator==(const TypedId&, const TypedId&) = default;
};

struct PersistentDisposition {
    std::vector<std::string> set, unset;
    bool empty() const { return set.empty() && unset.empty(); }
    friend bool operator==(const PersistentDisposition&, const PersistentDisposition&) = default;
};

/// Extension fields: {"prefix:name": value}; the namespaces of the prefixes stand in Event::context. An XML extension
/// becomes: element -> member, repeated elements -> array, text -> string, attributes -> members "@name" (then the text
/// is the member "#text").
using Extensions = json::object;

/// One observation, or several summed up (min, max, mean, sDev, percentile).
struct SensorReport {
    std::string type, exception, device_id, device_metadata, raw_data, data_processing_method, biz_rules;
    std::optional<UtcMs> time;
    std::string microorganism, chemical_substance, component, coordinate_reference_system;
    std::optional<double> value, min_value, max_value, mean_value, s_dev, perc_rank, perc_value;
    std::optional<bool> boolean_value;
    std::optional<std::string> string_value, hex_binary_value, uri_value;
    std::string uom;
    Extensions extensions;
    friend bool operator==(const SensorReport&, const SensorReport&) = default;
};

struct SensorMetadata {
    std::optional<UtcMs> time, start_time, end_time;
    std::string device_id, device_metadata, raw_data, data_processing_method, biz_rules;
    Extensions extensions;
    friend bool operator==(const SensorMetadata&, const SensorMetadata&) = default;
};

struct SensorElement {
    std::optional<SensorMetadata> metadata;
    std::vector<SensorReport> reports;
    Extensions extensions;
    friend bool operator==(const SensorElement&, const SensorElement&) = default;
};

struct ErrorDeclaration {
    UtcMs time;
    std::string reason;
    std::vector<std::string> corrective_event_ids;
    Extensions extensions;
    friend bool operator==(const ErrorDeclaration&, const ErrorDeclaration&) = default;
};

/// A prefix of extension fields and the namespace it stands for; sorted by prefix.
using Context = std::vector<std::pair<std::string, std::string>>;

/// One event of any type: fields that its type does not have are empty (EPCIS 2.0, 7.4).
struct Event {
    EventType type = EventType::object;
    Action action = Action::none;
    UtcMs event_time;
    std::int16_t offset_minutes = 0;   ///< eventTimeZoneOffset: minutes east of UTC, -14:00..+14:00.
    std::optional<UtcMs> record_time;  ///< The repository's; what a capturer says of it is not kept.
    std::string event_id;              ///< As given; "": the event hash is the identity (hash.hpp).
    std::optional<ErrorDeclaration> error_declaration;
    std::vector<std::string> certification_info;

    EpcList epcs;                             ///< epcList; childEPCs of aggregation and association.
    std::vector<QuantityElement> quantities;  ///< quantityList; childQuantityList of aggregation and association.
    std::string parent_id;
    EpcList input_epcs, output_epcs;  ///< Transformation only, like the next three.
    std::vector<QuantityElement> input_quantities, output_quantities;
    std::string transformation_id;

    std::string biz_step, disposition;  ///< Bare CBV word, or a URI of somebody else's vocabulary.
    PersistentDisposition persistent_disposition;
    std::string read_point, biz_location;
    Extensions read_point_extensions, biz_location_extensions;  ///< Extension points of EPCIS 2.0, part of the hash.
    std::vector<TypedId> biz_transactions, sources, destinations;
    std::vector<SensorElement> sensor_elements;
    Extensions ilmd;        ///< Instance/lot master data.
    Extensions extensions;  ///< User fields on event level.
    Context context;        ///< Of every prefix used in any Extensions above, or in an identifier (CURIE).
    friend bool operator==(const Event&, const Event&) = default;
};

/// What a capture may hold; more is refused with Code::epcis_capture_limit (GS1-EPCIS-Capture-Limit and
/// GS1-EPCIS-Capture-File-Size-Limit tell it).
struct CaptureLimits {
    std::size_t document_bytes = 16 * 1024 * 1024;
    std::size_t events = 10'000;
    std::size_t epcs_of_event = 20'000;  ///< All identifiers of one event together.
    std::size_t depth = 32;              ///< Of nested extension fields.
    std::size_t text_chars = 8'192;      ///< Of one value.
};

/// Master data of a vocabulary element (EPCISHeader/EPCISMasterData), for HASATTR_, EQATTR_ and WD_ of queries.
struct MasterDataElement {
    std::string vocabulary;  ///< Type URI, "urn:epcglobal:epcis:vtype:BusinessLocation".
    std::string id;
    std::vector<std::pair<std::string, std::string>> attributes;  ///< Id of the attribute and its text.
    std::vector<std::string> children;
    friend bool operator==(const MasterDataElement&, const MasterDataElement&) = default;
};

/// An event that could not be read, of a document that may go on without it (GS1-Capture-Error-Behaviour: proceed).
struct RefusedEvent {
    std::size_t index = 0;  ///< In the event list, from 0.
    Error error;            ///< `others` holds further violations of the same event.
};

/// An EPCISDocument, or one bare event.
struct Document {
    std::vector<Event> events;
    std::vector<RefusedEvent> refused;
    std::vector<MasterDataElement> master_data;
    std::optional<UtcMs> creation_date;
    std::size_t count = 0;  ///< Events of the document, refused ones included.
};

}  // namespace yiguan::epcis
