// Tesseract over a picture. Decodes what came from outside: call it in a child process only (vision/child.hpp).
#pragma once
#include <optional>
#include <string_view>
#include <vector>

#include "vision/licence.hpp"

namespace yiguan::vision {

enum class OcrFault : std::uint8_t { no_language, no_picture };
/// The characters of a picture, made grey, even and straight before. Some seconds and 300 MB for a licence.
std::optional<std::vector<Glyph>> recognise(std::string_view picture, OcrFault& fault);

/// `yiguan read-picture licence`: picture on standard input, encode() of its fields on standard output. Exit status: 0,
/// 1 when it cannot be decoded, 3 when the language's data are missing.
int licence_command(int in, int out);

}  // namespace yiguan::vision
