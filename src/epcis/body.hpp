// The stored form of an event: deterministic CBOR, small.
#pragma once
#include <string>
#include <string_view>

#include "epcis/model.hpp"

namespace yiguan::epcis {

/// Everything of `event` but record_time, as one CBOR map with small integer keys, ascending; texts that follow each
/// other with numbers that count up are runs [stem, first, digits, count]; frequent vocabulary is one number. The bytes
/// depend on the event only. docs/formats/event-body.md tells them.
/// @throws std::length_error for extension fields of more than 128 levels, which no reader lets through.
std::string pack(const Event& event);
void pack(const Event& event, std::string& out);
/// @throws std::runtime_error for bytes that are no event: the store is damaged. What damaged bytes can make it hold in
/// memory is bounded: 64 MiB of unfolded runs a list, and in proportion to their own length.
Event unpack(std::string_view bytes);

}  // namespace yiguan::epcis
