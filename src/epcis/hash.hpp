// The event hash: the identity of an event that came without an eventID (CBV 2.0, 8.9.2; the CBV 2.0 version of the
// algorithm, "?ver=CBV2.0").
#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "epcis/model.hpp"

namespace yiguan::epcis {

/// The canonical text that is hashed: fields in the order of the standard, lists sorted, times in UTC with
/// milliseconds, identifiers as constrained Digital Links, vocabulary as web URIs, numbers shortest; without
/// recordTime, eventID and errorDeclaration. Equal for JSON-LD, XML 1.2 and XML 2.0 of one event.
std::string pre_hash(const Event& event);
/// The same without the allocation of a new text.
void pre_hash(const Event& event, std::string& out);

/// SHA-256 of pre_hash().
using EventHash = std::array<unsigned char, 32>;
EventHash event_hash(const Event& event);
/// "ni:///sha-256;<64 hex digits>?ver=CBV2.0"
std::string event_hash_uri(const EventHash& hash);
std::optional<EventHash> parse_event_hash_uri(std::string_view text);

}  // namespace yiguan::epcis
