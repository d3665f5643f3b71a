// Commitment letters, one form for each type of company (EBM-10, EBM-12): their sentences are data (data/letters/).
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "print/pdf.hpp"

namespace yiguan::print {

struct Letter {
    std::string type;  ///< "vehicle", "battery", "charger", "general"
    std::string zh, en;
    int edition = 1;  ///< Raised when a sentence changes.
    std::string title, opening, seal;
    std::vector<std::string> articles, signatures, notes;
};
std::span<const Letter> letters();
const Letter* find_letter(std::string_view type);

struct LetterFacts {
    std::string name, uscc;  ///< May be empty: a rule to write on stands there.
    std::vector<std::string> brands{};
    std::string number{};  ///< Shown, and said by the symbol.
};
Document letter_document(const Letter& letter, const LetterFacts& facts);

}  // namespace yiguan::print
