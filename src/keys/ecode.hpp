// Ecode 物联网统一编码, GB/T 31866: V (version) + NSI (numbering scheme) + MD (master data code), no separators.
#pragma once
#include <array>
#include <compare>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "keys/china/reading.hpp"

namespace yiguan::keys {

struct Ecode {
    int version = 2;  ///< 1 to 4.
    std::string nsi;  ///< 4 digits in V1 and V2, 5 characters in V3 and V4.
    std::string md;   ///< At most 20, 28, 39 characters in V1, V2, V3.

    std::string text() const { return static_cast<char>('0' + version) + nsi + md; }
    friend auto operator<=>(const Ecode&, const Ecode&) = default;
};

/// What a scanner or a person delivers: `E=<code>` at the start, an address with `E=<code>` as a path segment or as
/// parameter E of the query (ECO-35), or 33 bare digits beginning with 2. Full-width forms are folded, blanks, line
/// ends and invisible marks removed. Any host is taken that address_host() can name; ask it whether it is an official
/// one.
///
/// Without a mark nothing but the 33-digit V2 form is an Ecode: shorter numbers are GTINs, vehicle codes or certificate
/// numbers as well. The error's code is ecode_length, ecode_character (pointer "@<position>", from 0, in the bare
/// code), ecode_version (0 belongs to GS1 keys, 5-9 are reserved, others forbidden) or ecode_unmarked.
Result<Ecode> parse_ecode(std::string_view text);

/// The host of an http or https address in lower case, without user, port and final dot; nothing for any other text and
/// for a host or port that cannot be one (an empty label, a label of more than 63 bytes, a port over 65535).
std::optional<std::string> address_host(std::string_view text);

/// A numbering scheme: what an operator knows about an NSI. The list of the registry is not public.
struct NsiEntry {
    int version = 2;  ///< 1 to 4
    std::string nsi;
    std::size_t md_min = 1, md_max = 28;  ///< characters of the MD
    std::string name;                     ///< for people
    friend bool operator==(const NsiEntry&, const NsiEntry&) = default;
};
/// 0128 (seen on genuine codes), 0064 and 0096 (from descriptions; unsure, hence any length that the version allows).
std::vector<NsiEntry> known_nsi();
/// One scheme a line: version, NSI, shortest and longest MD, name, separated by blanks or tabs; empty lines and lines
/// with # in front are skipped. Code::invalid with pointer "/<line>" (from 1) for a line that is none, an NSI of a
/// wrong form, bounds that the version does not allow or a scheme named twice.
Result<std::vector<NsiEntry>> parse_nsi_table(std::string_view text);

/// What is configuration about Ecodes.
struct EcodeRules {
    std::vector<std::string> official_hosts{"www.iotroot.com", "iotroot.com"};  ///< lower case
    std::vector<NsiEntry> nsi = known_nsi();
    /// Whether a bare number without E= is an Ecode when its NSI is in the table. It may be a GTIN, too: off by
    /// default.
    enum class Bare { v2_33_only, known_nsi } bare = Bare::v2_33_only;
};

struct EcodeReading {
    Ecode code;
    std::optional<std::string> host;  ///< of an address
    bool official_host = false;
    const NsiEntry* scheme = nullptr;  ///< of the rules, which must outlive the reading
    /// "host": the address is not an official one: never open it, never show it as official. "nsi": not in the table.
    /// "md": shorter or longer than its scheme has it. "version": V4 is no longer issued.
    std::vector<Warning> warnings;
};

/// The same as parse_ecode() with what the rules know. `exact` takes no blanks, full-width forms or invisible marks.
Result<EcodeReading> read_ecode(std::string_view text, const EcodeRules& rules, Reading reading = Reading::folded);

/// V0 of the text of 2015: 4 bits V, 8 bits NSI, at most 244 bits MD, at most 256 in all. The text of 2023 gives V0 to
/// GS1 keys, which carry neither V nor NSI, so it is read from old tags only and never written.
struct EcodeBits {
    std::uint8_t nsi = 0;
    std::size_t md_bits = 0;         ///< 1 to 244
    std::array<std::byte, 31> md{};  ///< most significant bit first, zeros behind md_bits
    friend bool operator==(const EcodeBits&, const EcodeBits&) = default;
};
/// `bits` of `bytes`, most significant first. ecode_length, ecode_version (the first four bits are not 0000).
Result<EcodeBits> parse_ecode_bits(std::span<const std::byte> bytes, std::size_t bits);
/// The 12 + md_bits bits, zeros behind.
std::vector<std::byte> to_bytes(const EcodeBits& code);

}  // namespace yiguan::keys
