// proof::Policy: tlog-policy. A line "K<n>" of the input becomes a key, which random bytes do not meet. Oracles: more
// cosigners never satisfy less; all satisfy; faults name a line of the text; comments and blanks change nothing.
#include "fuzz/harness.hpp"
#include "proof/policy.hpp"

namespace {

using namespace yiguan;
using fuzz::require;

/// "@l3" and "@w3": the third log's and the third witness' key.
std::string with_keys(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '@' || i + 2 >= text.size() || (text[i + 1] != 'l' && text[i + 1] != 'w')) {
            out += text[i];
            continue;
        }
        const bool witness = text[i + 1] == 'w';
        const std::string key(32, text[i + 2]);
        out += proof::VerifierKey::of("a.example", witness ? proof::KeyKind::ed25519_witness : proof::KeyKind::ed25519,
                                      key)
                   .text();
        i += 2;
    }
    return out;
}

std::size_t lines_of(std::string_view text) {
    std::size_t lines = 1;
    for (const char c : text) lines += c == '\n' ? 1 : 0;
    return lines;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text = with_keys({reinterpret_cast<const char*>(data), size});
    for (const auto form : {proof::Policy::KeyForm::vkey, proof::Policy::KeyForm::sigsum}) {
        const auto policy = proof::Policy::parse(text, form);
        if (policy.has_error()) {
            fuzz::require_showable(policy.error());
            const std::string& place = policy.error().pointer;
            require(place.empty() || (place.starts_with("/lines/") && std::stoul(place.substr(7)) < lines_of(text)),
                    "a fault in no line");
            continue;
        }
        std::vector<std::string> signers;
        bool satisfied = policy.value().satisfied(signers);
        require(satisfied == policy.value().quorum.empty(), "nobody is enough");
        for (const auto& [name, key] : policy.value().witnesses) {
            signers.push_back(name);
            const bool now = policy.value().satisfied(signers);
            require(now || !satisfied, "one more is too few");
            satisfied = now;
        }
        require(satisfied, "all are too few");
        const auto again = proof::Policy::parse("# comment\n \t\n" + text + "\n#", form);
        require(again.has_value() && again.value().quorum == policy.value().quorum, "a comment changes the policy");
    }
    return 0;
}
