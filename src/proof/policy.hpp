// Which logs and witnesses are trusted: the text form of C2SP tlog-policy.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "proof/note.hpp"

namespace yiguan::proof {

/// Lines "log <vkey> [url]", "witness <name> <vkey> [url]", "group <name> <any|all|k> <member>...",
/// "quorum <name|none>" (exactly one); lines that begin with "#" are comments. Names are declared before they are used,
/// and each is a member once; no two logs and no two witnesses have the same key.
struct Policy {
    /// How keys are written: as verifier keys, or as Sigsum did before: 64 hexadecimal digits of Ed25519, where a log's
    /// name is "sigsum.org/v1/tree/<SHA-256 of the key>".
    enum class KeyForm : std::uint8_t { vkey, sigsum };
    struct Group {
        std::size_t threshold = 0;
        std::vector<std::string> members;  ///< Witnesses and groups.
    };
    std::vector<VerifierKey> logs;
    std::map<std::string, VerifierKey, std::less<>> witnesses;
    std::map<std::string, Group, std::less<>> groups;
    std::string quorum;  ///< A witness or a group; empty for "none".

    /// Code::invalid with the line in `pointer` ("/lines/<n>", from 0). At most 1,000,000 bytes, 1,000 names.
    static Result<Policy> parse(std::string_view text, KeyForm form = KeyForm::vkey);
    /// True when the witnesses of these names satisfy the quorum.
    bool satisfied(const std::vector<std::string>& cosigners) const;
};

}  // namespace yiguan::proof
