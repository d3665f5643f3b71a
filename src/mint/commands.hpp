// `yiguan mint`, `yiguan verify` and `yiguan keys` without the command line parser.
//
// Exit statuses of all three: 0 done; 1 the key file, the input or the output fails (disk full, closed pipe); 2 a wrong
// argument. One line of explanation goes to `errors`. Forged codes are no failure.
#pragma once
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <string>

namespace yiguan::mint {

struct MintCommand {
    std::string scheme = "ecode";  ///< "ecode", "gs1" or "short".
    std::string nsi;               ///< ecode: four digits.
    std::string gtin;              ///< gs1: 8, 12, 13 or 14 digits with check digit.
    std::string form;              ///< gs1: "digital-link" (or ""), "element-string", "epc" or "serial" (AI 21 alone).
    std::string base_url;          ///< digital-link: https://id.gs1.org unless given. short: "<base-url>/" in front.
    std::optional<int> length;     ///< gs1 and short: characters of a serial, 12..20.
    std::optional<int> prefix_digits;  ///< epc: of the company prefix, 6..12; otherwise from the table of GS1 China.
    std::int64_t first = 0;            ///< 0..counter_max of the domain.
    std::int64_t count = 1;            ///< 0 or more; first + count - 1 <= counter_max.
    std::filesystem::path keys;        ///< Created if missing.
    std::optional<int> epoch;  ///< Otherwise the current one of the key file; an epoch it does not list is refused.
};

/// Writes the codes to descriptor `out`, one a line and nothing else. Tells on `errors` how far it is when that is a
/// terminal, `out` is none, and it takes longer than a second.
int mint_command(const MintCommand& command, int out, std::FILE* errors);

struct VerifyCommand {
    std::filesystem::path keys;  ///< Created if missing.
};

/// Reads lines from descriptor `in` and writes exactly one line for each to `out`, in order: "ecode:2:0128 42",
/// "gs1:06901234567892:20 42", "short:13 42", or "forged" for whatever does not decipher or cannot be read. A line is
/// what `mint` prints, in every form; an Ecode also with E= or an address before it; a GS1 serial with its GTIN also as
/// a reader transmits them; a short code also in small letters and at the end of any address. CR and blanks around it
/// are ignored. Every NSI and GTIN is taken, and every epoch that the key file lists. Any bytes and lines of any length
/// are taken, in constant memory; a last line needs no line end.
int verify_command(const VerifyCommand& command, int in, int out, std::FILE* errors);

struct KeysCommand {
    enum class Action { show, create, rotate } action = Action::show;
    std::filesystem::path keys;
    std::string cipher;  ///< "aes", "sm4"; "": AES for create, that of the newest epoch for rotate.
};

/// show: id and epochs with their ciphers. create: a new key file where none is (status 1 otherwise). rotate: starts
/// the next epoch; codes of earlier ones go on verifying. A server that runs keeps to the epochs it started with: it
/// mints and verifies on undisturbed, and takes the new one after a restart, which the output says.
int keys_command(const KeysCommand& command, int out, std::FILE* errors);

}  // namespace yiguan::mint
