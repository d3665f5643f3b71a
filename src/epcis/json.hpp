// Events as JSON-LD 2.0: reading with every rule of the standard checked and every error named, and writing.
#pragma once
#include <string>
#include <string_view>

#include "epcis/identifiers.hpp"
#include "epcis/model.hpp"

namespace yiguan::epcis {

/// What is to become of an event that breaks a rule.
enum class OnBadEvent : std::uint8_t {
    refuse_document,  ///< The first error is the result, with all further ones of the document in `others` (at most
                      ///< 100).
    set_aside,        ///< Document::refused; what is wrong with the document itself is still an error.
};

struct ReadOptions {
    CaptureLimits limits;
    UtcMs now;  ///< An eventTime or declarationTime more than a minute later is refused.
    OnBadEvent on_bad_event = OnBadEvent::refuse_document;
    Context namespaces;  ///< Of the request's GS1-Extensions header: prefixes that need no @context.
};

/// An EPCISDocument (or EPCISQueryDocument: its results), as POST /capture takes it.
/// Errors (pointer: RFC 6901 into the document; `field`: the standard's name of the field): Code::malformed_json,
/// Code::epcis_validation for everything that the standard forbids, Code::epcis_capture_limit.
/// Checked: @context present and holding the EPCIS context; schemaVersion; types, required and forbidden fields of each
/// event type; dates, offsets (also that eventTimeZoneOffset is there), actions; identifiers are URIs, GS1 ones follow
/// their grammar; CBV words exist; prefixes of extension fields are declared; no value twice in an object.
Result<Document> read_json(std::string_view text, const ReadOptions& options);
/// One event, as POST /events takes it: with "@context" in it, or only namespaces from the header.
Result<Event> read_json_event(std::string_view text, const ReadOptions& options);

struct WriteOptions {
    EpcForm epc_form = EpcForm::no_preference;
    bool local_context = false;  ///< context_of(event) and the EPCIS context as the event's own "@context".
};

/// Event::context, and the prefix of the range extension if the event has ranges and declares none for it.
Context context_of(const Event& event);
/// Appends one event as JSON-LD. recordTime and eventID (given or hash) stand in it. `event_id` "": event.event_id.
void write_json(const Event& event, std::string_view event_id, const WriteOptions& options, std::string& out);
/// An event whose only items are ranges passes the JSON schema of the standard as ObjectEvent and TransactionEvent
/// (with an empty epcList); the other types ask for an item in a standard list.
/// The contexts (context_of()) of several events as one "@context": the EPCIS context, and one object for the prefixes.
/// Two events that mean different namespaces by one prefix: the later one must carry its own (`clashes`: true).
struct SharedContext {
    void add(const Context& context);
    bool clashes(const Context& context) const;
    std::string json() const;  ///< ["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",{...}]
    Context prefixes;
};

inline constexpr std::string_view epcis_context = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld";
inline constexpr std::string_view yiguan_namespace = "urn:yiguan:epcis:";

}  // namespace yiguan::epcis
