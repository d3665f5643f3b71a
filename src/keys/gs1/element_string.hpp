// GS1 element strings: application identifiers with their values, as they stand in a bar code and as people write them.
#pragma once
#include <boost/container/small_vector.hpp>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "keys/gs1/ai_table.hpp"
#include "keys/gs1/linters.hpp"

namespace yiguan::keys::gs1 {

/// FNC1 as a reader transmits it, and as people write it.
inline constexpr char group_separator = '\x1d';
inline constexpr char fnc1_mark = '^';

struct Element {
    std::string_view ai, value;
    const AiInfo* info = nullptr;  ///< Null for an AI that is not in the dictionary (UnknownAi::allow).
    friend bool operator==(const Element& a, const Element& b) { return a.ai == b.ai && a.value == b.value; }
};

/// The elements of one message in the order they were written. The texts look into the text that was parsed, which must
/// outlive the message, or into memory of its own, which moves with it. One AI may stand there more than once.
class Message {
public:
    std::span<const Element> elements() const { return {elements_.data(), elements_.size()}; }
    /// The first element with this AI, or null.
    const Element* find(std::string_view ai) const;
    /// The same elements, those of predefined length first (they need no separator), both groups by AI, each pair of AI
    /// and value once. Shares no text with this message that this message owns: copies what it must.
    Message canonical() const;

private:
    friend class MessageReader;
    boost::container::small_vector<Element, 8> elements_;
    std::unique_ptr<char[]> unescaped_;
};

/// AIs that the dictionary does not have: refused, or taken with 1 to 90 characters of the 82-character set.
enum class UnknownAi { refuse, allow };

struct ParseOptions {
    UnknownAi unknown =
        UnknownAi::refuse;  ///< Counts for the bracketed form only: no other says where such an AI ends.
    PrefixSource* prefixes = nullptr;
    LintError* found = nullptr;  ///< Set to what is wrong with a value, if that is the error.
};

/// "^0106900000011225^10L1": FNC1 first, written as '^' or sent as GS (0x1D); the first character says which. A
/// separator behind a value of predefined length and behind the last value is tolerated.
///
/// Every value is judged by the length, the characters and the linters of its AI; what the AIs require or exclude of
/// each other is judged by check_message(). Errors: Code::key_form (no FNC1, no AI, an unknown AI), key_length,
/// key_character, key_value, key_check of one AI. The pointer is "@<position>", bytes from 0; field is "(<AI>)"; the
/// detail names the AI and the rule. Allocates nothing for up to 8 elements, but for the error. Source: GS1 General
/// Specifications 7.8 (processing of element strings); identifiers.md 2.4.
Result<Message> parse_fnc1(std::string_view text, const ParseOptions& options = {});
/// The same without the FNC1 in front, separators are GS: what a reader delivers behind its symbology identifier.
Result<Message> parse_transmitted(std::string_view text, const ParseOptions& options = {});
/// "(01)06900000011225(10)L1": the AIs in brackets; "\(" stands for a bracket of a value. Errors as above. Allocates
/// when there is such a bracket.
Result<Message> parse_bracketed(std::string_view text, const ParseOptions& options = {});

/// `mark` in front and behind each value that needs a separator and is not the last.
std::string format_fnc1(std::span<const Element> elements, char mark = fnc1_mark);
/// Without the FNC1 in front, with GS as separator.
std::string format_transmitted(std::span<const Element> elements);
std::string format_bracketed(std::span<const Element> elements);

/// Judges one value by length, characters and linters of its AI; the place is a place of the value. Allocates nothing.
/// LintError::value_too_short and value_too_long mark the whole value.
Lint check_value(const AiInfo& info, std::string_view value, PrefixSource* prefixes = nullptr);
/// The error of a value that was found wrong: `position` is where the value begins in what the caller was given.
Error value_error(std::string_view ai, std::string_view value, const Lint& lint, std::size_t position);

/// What the AIs of one message, or of all bar codes of one item together, must satisfy.
enum class MessageRule {
    repeats,           ///< An AI that is repeated has the same value.
    exclusions,        ///< No AI stands beside one it excludes (`ex`).
    requirements,      ///< Each AI has those beside it that it needs (`req`).
    signed_serialised  ///< With (8030), the keys (253), (255), (8003) carry their serial part.
};

/// The first violation of one rule: Code::key_form, field "(<AI>)", the AIs and the rule in the detail.
/// Source: req and ex of the dictionary; GS1 General Specifications 4.13 (invalid pairs and mandatory associations);
/// signatures: ISO/IEC 20248 as used with AI (8030).
Result<void> check_rule(std::span<const Element> elements, MessageRule rule);
/// All rules in the order above.
Result<void> check_message(std::span<const Element> elements);

}  // namespace yiguan::keys::gs1
