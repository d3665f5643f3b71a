// Texts in the stored form of an event: a number for a known word, half-bytes for what consists mostly of digits.
#pragma once
#include <string>
#include <string_view>

#include "core/cbor.hpp"

namespace yiguan::epcis {

/// An identifier or another URI. The bytes depend on the text only.
void write_text(CborWriter& out, std::string_view text);
/// The same for a text that is often a word of the vocabulary.
void write_word(CborWriter& out, std::string_view text);
/// Either of them.
/// @throws std::runtime_error
std::string read_text(CborReader& in);

}  // namespace yiguan::epcis
