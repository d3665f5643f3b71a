// Finding a serial of ours in what was printed, typed or scanned. Private to mint/.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "mint/serial.hpp"

namespace yiguan::mint {

struct FoundSerial {
    SerialDomain domain;
    std::string serial;  ///< domain.chars() characters of the alphabet
};

/// A GTIN (AI 01) and a serial (AI 21) in a Digital Link, an element string in brackets, with FNC1 or as transmitted
/// (with or without symbology identifier), or in an EPC URI; or a short code, bare or as the last part of the path of
/// an address. Nothing for any other text, and where the serial has not the form of ours: what is found may be forged.
/// `line` is trimmed.
std::optional<FoundSerial> find_serial(std::string_view line);

}  // namespace yiguan::mint
