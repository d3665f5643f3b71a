// The rules of EPCIS 2.0 that hold for an event whatever its wire form; the readers of JSON and XML share them.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "epcis/identifiers.hpp"
#include "epcis/model.hpp"
#include "epcis/vocabulary.hpp"

namespace yiguan::epcis {

/// A dateTimeStamp: date, time and zone; fractions of any length, rounded to milliseconds by their fourth digit (CBV
/// 2.0, 8.9.2). Years 1900 to 2199, in UTC.
std::optional<UtcMs> parse_stamp(std::string_view text);
/// "2026-11-21T08:30:00.000+08:00" for an offset of 480; "Z" for 0. parse_stamp() reads it back.
void append_stamp(UtcMs time, int offset_minutes, std::string& out);
/// "+08:00"
void append_offset(int offset_minutes, std::string& out);
/// Which rule a text breaks that parse_stamp() refuses: one Chinese sentence.
std::string stamp_fault(std::string_view text);
/// "+08:00" as 480; ±00:00 to ±14:00.
std::optional<std::int16_t> parse_offset(std::string_view text);
/// UN/CEFACT Recommendation 20: two or three capitals or digits.
bool is_uom(std::string_view text);
bool is_hex_binary(std::string_view text);

enum class IdentifierUse : std::uint8_t { any, instance, item_class };
/// Which rule an identifier breaks at this place, one Chinese sentence; "" if none.
std::string identifier_fault(std::string_view text, IdentifierUse use);
/// The same of a word of a vocabulary in any form, or a URI of another vocabulary.
std::string vocabulary_fault(Vocabulary vocabulary, std::string_view text);

/// Called with the standard's name of the field ("childEPCs"; "errorDeclaration/declarationTime"), the code and the
/// rule that is broken.
using RuleReport = std::function<void(std::string_view field, Code code, std::string detail)>;
/// What fields an event needs of each other (7.4.2 to 7.4.6), times that lie ahead, limits. What one value alone must
/// be is checked where it is read.
void check_rules(const Event& event, UtcMs now, const CaptureLimits& limits, const RuleReport& report);

}  // namespace yiguan::epcis
