// `yiguan mint` and `yiguan verify` without the command line parser.
#pragma once
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <string>

namespace yiguan::mint {

struct MintCommand {
    std::string scheme = "ecode";  ///< Only "ecode".
    std::string nsi;               ///< Four digits.
    std::int64_t first = 0;        ///< 0..counter_max.
    std::int64_t count = 1;        ///< 0 or more; first + count - 1 <= counter_max.
    std::filesystem::path keys;    ///< Created if missing.
    std::optional<int> epoch;      ///< Otherwise the current one of the key file; an epoch it does not list is refused.
};

/// Writes the codes to descriptor `out`, one a line and nothing else. Returns the exit status: 0; 1 when the key file
/// or the output fails (disk full, closed pipe); 2 for a wrong argument. One line of explanation goes to `errors`.
int mint_command(const MintCommand& command, int out, std::FILE* errors);

struct VerifyCommand {
    std::filesystem::path keys;  ///< Created if missing.
};

/// Reads lines from descriptor `in` and writes exactly one line for each to `out`, in order: "ecode:2:0128 42", or
/// "forged" for whatever does not decipher or cannot be read. A line is a code, or an address or mark with E= before
/// it; CR and blanks around it are ignored. Every NSI is taken, and every epoch that the key file lists. Any bytes and
/// lines of any length are taken, in constant memory; a last line needs no line end. Exit status as above; forged
/// codes are no failure.
int verify_command(const VerifyCommand& command, int in, int out, std::FILE* errors);

}  // namespace yiguan::mint
