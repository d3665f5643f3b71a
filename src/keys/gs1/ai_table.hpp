// The GS1 application identifiers: the Barcode Syntax Dictionary (data/gs1-syntax-dictionary.txt) as a table.
#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace yiguan::keys::gs1 {

enum class Linter : std::uint8_t;  // keys/gs1/linters.hpp

/// The characters a component may have. The value is the letter the dictionary uses.
enum class Charset : char {
    numeric = 'N',
    cset82 = 'X',
    cset39 = 'Y',
    base64url = 'Z',
};

/// One part of the value of an application identifier.
struct Component {
    Charset charset;
    std::uint8_t chars_min, chars_max;  ///< 1..90. Only the last component of a value varies in length.
    bool optional;                      ///< May be left out, together with everything behind it.
    std::uint8_t linter_count;
    std::array<Linter, 3> linter_slots;
    std::span<const Linter> linters() const { return {linter_slots.data(), linter_count}; }
};

/// An AI or a family of AIs, "3103" or "31nn": n stands for any digit.
struct AiPattern {
    std::string_view text;
    bool matches(std::string_view ai) const {
        if (ai.size() != text.size()) return false;
        for (std::size_t i = 0; i < ai.size(); ++i)
            if (text[i] != 'n' && text[i] != ai[i]) return false;
        return true;
    }
};

/// One `req` attribute: at least one of the alternatives must be there with all its AIs.
struct Requirement {
    std::string_view text;  ///< As in the dictionary: "01+21,03+21,8006+21".
    std::vector<std::vector<AiPattern>> alternatives;
};

/// What the dictionary says of one application identifier. All texts live as long as the program.
struct AiInfo {
    std::string_view ai;     ///< 2 to 4 digits. Ranges of the dictionary are one entry for each AI.
    std::string_view title;  ///< "PROD DATE"; empty for the coupons.
    bool predefined_length;  ///< No FNC1 needed behind the value ("*").
    bool link_attribute;     ///< Permitted in the query of a Digital Link ("?").
    bool link_key;           ///< Primary key of a Digital Link (dlpkey).
    std::vector<Component> components;
    /// Of a primary key: the alternative sequences of path qualifiers, each in the order of the path. Empty: none.
    std::vector<std::vector<std::string_view>> link_qualifiers;
    std::vector<Requirement> requirements;  ///< All must hold.
    std::vector<AiPattern> excluded;        ///< None of these may stand beside it; it never excludes itself.
    std::uint16_t chars_min, chars_max;     ///< Of the whole value.
};

/// All application identifiers in ascending order of their text.
std::span<const AiInfo> all_ais();
/// The entry of exactly this AI, or null. O(1), allocates nothing after the first call of any function of this header.
const AiInfo* find_ai(std::string_view ai);
/// The entry whose AI `text` begins with, or null. No AI is the front of another one. O(1).
const AiInfo* match_ai(std::string_view text);
/// 2, 3 or 4: how many digits an AI has that begins with these two digits; 0 if no AI does.
std::size_t ai_length(std::string_view first_two_digits);
/// The dictionary file as it was published, with its licence (Apache-2.0).
std::string_view dictionary_text();

/// Reads a text in the format of the dictionary. `text` must outlive the result. Code::invalid with the line in
/// `pointer` ("@12", from 1) for what does not follow the format, an unknown linter or flag, AIs out of order or an
/// AI that is the front of another one.
Result<std::vector<AiInfo>> parse_dictionary(std::string_view text);

}  // namespace yiguan::keys::gs1
