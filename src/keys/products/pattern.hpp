// Codes that somebody else defined 既有编码, described as data: an operator registers a scheme, and texts are taken
// apart by it. GB/T 45565 is such a scheme, because its full text could not be read.
#pragma once
#include <bitset>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "keys/china/reading.hpp"

namespace yiguan::keys {

enum class CheckScheme {
    gs1,       ///< digits, weights 3 1 from the right
    luhn,      ///< digits
    mod11_2,   ///< ISO/IEC 7064 over digits: 0-9 or X
    mod37_36,  ///< ISO/IEC 7064 over digits and capitals
    mod97_10,  ///< ISO/IEC 7064 over digits and capitals: two digits
    gb11714,   ///< eight digits and capitals: 0-9 or X
    gb32100,   ///< seventeen of the 31 characters of the credit code
};
/// The check characters that belong behind `body`; nothing if the scheme cannot have this body.
std::optional<std::string> check_characters(CheckScheme scheme, std::string_view body);

/// One piece of a code. Exactly one of literal, alphabet, table and check decides what may stand there.
struct Segment {
    std::string name;  ///< empty for a literal that nobody asks for
    std::string literal;
    std::bitset<128> alphabet;                               ///< ASCII only
    std::vector<std::pair<std::string, std::string>> table;  ///< value and meaning
    std::optional<CheckScheme> check;
    std::vector<std::string> over;  ///< names of the segments a check is over; empty: all named ones in front of it
    std::size_t length_min = 1, length_max = 1;
    bool optional = false;
};

struct PatternVersion {
    Date valid_from{1900, 1, 1};
    std::vector<Segment> segments;
};

/// A scheme has versions, or a dictionary of codes that are taken exactly as they stand.
struct CodeScheme {
    std::string id, name;
    std::vector<PatternVersion> versions;  ///< by valid_from
    std::vector<std::string> dictionary;   ///< sorted
};

struct MatchedCode {
    struct Part {
        std::string name, value, meaning;
        friend bool operator==(const Part&, const Part&) = default;
    };
    std::string scheme;              ///< id
    std::string text;                ///< the parts of a pattern in one
    std::optional<Date> valid_from;  ///< of the version; nothing for a dictionary
    std::vector<Part> parts;         ///< named segments that are there
};

/// A set of schemes. Each text is looked at once per scheme in O(segments * length^2), 200 characters at most.
class CodeSchemes {
public:
    /// {"schemes": [{"id", "name", "versions": [{"validFrom", "segments": [...]}]} or {"id", "name", "dictionary":
    /// []}]}. A segment is {"literal"} or {"name", "alphabet": "0-9A-HJ-NP-Z", "length" or "minimum" and "maximum"} or
    /// {"name", "table": {"E": "..."}} or {"name", "check": "gs1", "over": [names]}, each with "optional": true if it
    /// may be left out. Every violation is collected with its pointer. At most 200 schemes, 20 versions, 40 segments,
    /// 100,000 entries of a dictionary.
    static Result<CodeSchemes> from_json(std::string_view text);
    /// What is built in: "gbt45565".
    static const CodeSchemes& built_in();

    const std::vector<CodeScheme>& all() const { return schemes_; }
    /// Takes the text by the version that was valid on `on` (the production date, or today). Longer segments are tried
    /// first; check characters are compared in the first division that fits. not_found for an unknown scheme; key_form
    /// before its first version or where the text leaves the pattern (pointer "@<position>"), key_length, key_check,
    /// key_value for a text that the dictionary does not have.
    Result<MatchedCode> match(std::string_view scheme, std::string_view text, Date on,
                              Reading reading = Reading::folded) const;
    /// Every scheme that takes the text.
    std::vector<MatchedCode> find(std::string_view text, Date on, Reading reading = Reading::folded) const;

private:
    std::vector<CodeScheme> schemes_;
};

}  // namespace yiguan::keys
