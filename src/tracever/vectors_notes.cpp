// notes/ of signed-note, and proposed-sm2/: checkpoints with lines of SM2.
#include <algorithm>
#include <charconv>
#include <optional>

#include "proof/note.hpp"
#include "proof/tree.hpp"
#include "tracever/vectors.hpp"

namespace yiguan::tracever {
namespace {

/// Those of types that are known here: lines of others are passed over, as of any unknown key.
Result<std::vector<proof::VerifierKey>> keys_of(const json::object& vector) {
    TRY(const auto texts, texts_field(vector, "vkeys"));
    std::vector<proof::VerifierKey> keys;
    for (const auto text : texts) {
        auto key = proof::VerifierKey::parse(text);
        if (key.has_error() && key.error().pointer == "/type") continue;
        if (key.has_error()) return mistake(key.error().detail);
        keys.push_back(std::move(key).value());
    }
    return keys;
}

/// What verifying gives, in the words of the vectors.
std::string outcome_of(std::string_view bytes, std::span<const proof::VerifierKey> keys) {
    const auto note = proof::Note::parse(bytes);
    if (note.has_error()) return "reject-malformed";
    const auto signers = proof::verify(note.value(), keys);
    if (signers.has_value()) return "ok";
    return signers.error().pointer == "/signatures" ? "reject-unverified" : "reject-bad-signature";
}

Result<void> compare(std::string_view found, std::string_view expected) {
    const bool refused = found != "ok";
    if (found == expected || (refused && expected == "reject")) return outcome::success();
    return mistake("得到 " + std::string(found) + "，向量要求 " + std::string(expected));
}

Result<void> note(const json::object& vector) {
    TRY(const auto text, text_field(vector, "note_b64"));
    const auto bytes = proof::from_base64(text);
    if (!bytes) return mistake("note_b64 不是标准的 Base64");
    TRY(const auto keys, keys_of(vector));
    TRY(const auto expected, text_field(vector, "expect"));
    return compare(outcome_of(*bytes, keys), expected);
}

/// Of "'event <i>', i in 0..299": 300.
std::optional<std::uint64_t> entry_count(std::string_view text) {
    constexpr std::string_view head = "'event <i>', i in 0..";
    constexpr std::uint64_t last_max = 1'000'000;
    if (!text.starts_with(head)) return std::nullopt;
    text.remove_prefix(head.size());
    std::uint64_t last = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), last);
    if (fault != std::errc{} || end != text.data() + text.size() || last > last_max) return std::nullopt;
    return last + 1;
}

Result<void> checkpoint(const json::object& vector) {
    TRY(const auto hash, text_field(vector, "tree_hash"));
    if (hash != "sha256" && hash != "sm3") return mistake("字段 tree_hash 应为 sha256 或 sm3");
    const auto suite = hash == "sm3" ? proof::Suite::sm3 : proof::Suite::sha256;
    TRY(const auto entries, text_field(vector, "entries"));
    const auto count = entry_count(entries);
    if (!count) return mistake("字段 entries 不是已知的说法");
    TRY(const auto text, text_field(vector, "checkpoint"));
    TRY(const auto keys, keys_of(vector));
    TRY(const auto expected, text_field(vector, "expect"));

    std::string found = outcome_of(text, keys);
    if (found == "ok") {
        const auto note = proof::Note::parse(text);
        const auto parsed = proof::Checkpoint::parse(note.value().text);
        proof::Frontier tree(suite);
        for (std::uint64_t i = 0; i < *count; ++i) tree.append(proof::hash_leaf(suite, "event " + std::to_string(i)));
        if (parsed.has_error())
            found = "reject-malformed";
        else if (parsed.value().size != *count || parsed.value().root != tree.root())
            found = "reject-root";
    }
    return compare(found, expected);
}

}  // namespace

LineCheck note_check(std::string_view shape) {
    if (shape == "notes/notes") return note;
    if (shape == "proposed-sm2/checkpoints") return checkpoint;
    return nullptr;
}

}  // namespace yiguan::tracever
