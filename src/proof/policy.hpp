// Which logs and witnesses are trusted: the text form of C2SP tlog-policy.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "proof/note.hpp"

namespace yiguan::proof {

/// Lines "log <vkey>", "witness <name> <vkey> [url]", "group <name> <any|all|k> <member>...", "quorum <name|none>";
/// "#" begins a comment. Names are declared before they are used, each once; a key stands for one log or one witness.
struct Policy {
    struct Group {
        std::size_t threshold = 0;
        std::vector<std::string> members;  ///< Witnesses and groups.
    };
    std::vector<VerifierKey> logs;
    std::map<std::string, VerifierKey, std::less<>> witnesses;
    std::map<std::string, Group, std::less<>> groups;
    std::string quorum;  ///< A witness or a group; empty for "none".

    /// Code::invalid with the line in `pointer` ("/lines/<n>", from 0).
    static Result<Policy> parse(std::string_view text);
    /// True when the witnesses of these names satisfy the quorum.
    bool satisfied(const std::vector<std::string>& cosigners) const;
};

}  // namespace yiguan::proof
