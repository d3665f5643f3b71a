// proof/note.hpp: signed notes and verifier keys. Oracles: what is taken is written again as the same bytes; its parts
// are what the bytes say; only the note as it was signed verifies.
#include "proof/note.hpp"

#include <algorithm>

#include "fuzz/harness.hpp"

namespace {

using namespace yiguan;
using fuzz::require;

const proof::Signer& signer() {
    static const auto made = [] {
        crypto::Ed25519Secret secret;
        secret.seed.fill(std::byte{1});
        return proof::Signer::ed25519("a.example/log", secret);
    }();
    return made;
}

void check_note(std::string_view bytes) {
    const auto note = proof::Note::parse(bytes);
    if (note.has_error()) return fuzz::require_showable(note.error());
    require(note.value().encode() == bytes, "a note is not written as it was read");
    require(bytes.starts_with(note.value().text + "\n\xe2\x80\x94 "), "the text is not the note's beginning");
    require(static_cast<std::size_t>(std::ranges::count(bytes.substr(note.value().text.size() + 1), '\n')) ==
                note.value().signatures.size(),
            "lines and signatures differ in number");
    const std::vector keys{signer().verifier()};
    const auto before = proof::verify(note.value(), keys);
    if (before.has_error()) fuzz::require_showable(before.error());
    // Signed by us it verifies, with whatever else stands there but broken lines under our name.
    proof::Note ours = note.value();
    std::erase_if(ours.signatures, [](const auto& line) { return line.id == signer().verifier().id(); });
    ours.signatures.push_back(signer().sign(ours.text));
    require(proof::verify(ours, keys).has_value(), "our signature does not verify");
    ours.text.insert(0, "x");
    require(proof::verify(ours, keys).has_error(), "another text verifies");
}

void check_key(std::string_view text) {
    const auto key = proof::VerifierKey::parse(text);
    if (key.has_error()) return fuzz::require_showable(key.error());
    std::string lower(text);
    // The id's digits may be of either case.
    const auto id = lower.find('+') + 1;
    for (std::size_t i = id; i < id + 8; ++i)
        lower[i] = static_cast<char>(lower[i] >= 'A' && lower[i] <= 'F' ? lower[i] + 32 : lower[i]);
    require(key.value().text() == lower, "a key is not written as it was read");
    require(!key.value().verify("text\n", std::string(64, '\1')), "anything verifies");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    check_note(bytes);
    check_key(bytes);
    return 0;
}
