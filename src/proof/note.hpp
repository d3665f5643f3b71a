// Signed notes and checkpoints: C2SP signed-note, tlog-checkpoint, tlog-cosignature, with SM2-SM3 signatures as further
// lines (docs/formats/checkpoint.md).
#pragma once
#include <span>
#include <vector>

#include "core/result.hpp"
#include "core/time.hpp"
#include "crypto/crypto.hpp"
#include "proof/hash.hpp"

namespace yiguan::proof {

enum class KeyKind : std::uint8_t {
    ed25519,          ///< Type 0x01: a log's or anybody's plain signature.
    ed25519_witness,  ///< Type 0x04: "cosignature/v1".
    sm2,              ///< Type 0xff "PKIX-SM2-SM3"; the key is a SubjectPublicKeyInfo, the signature r || s.
    sm2_witness,      ///< Type 0xff "PKIX-SM2-SM3-cosignature/v1".
};

/// "<name>+<8 hexadecimal digits>+<base64 of type and key>".
class VerifierKey {
public:
    /// Code::invalid; with pointer "/type" for a well-formed key of a type that is not known here. Of SM2 keys only the
    /// uncompressed form of 91 bytes is taken; whether a point lies on its curve shows when verifying.
    static Result<VerifierKey> parse(std::string_view text);
    static VerifierKey of(std::string name, KeyKind kind, std::string key);  ///< ed25519: 32 bytes; sm2: x || y, 64.
    std::string text() const;
    const std::string& name() const { return name_; }
    std::uint32_t id() const { return id_; }  ///< First four bytes of SHA-256(name || 0x0A || type || key).
    KeyKind kind() const { return kind_; }
    bool witness() const { return kind_ == KeyKind::ed25519_witness || kind_ == KeyKind::sm2_witness; }
    const std::string& key() const { return key_; }  ///< 32 bytes, or x || y.
    /// `signature`: what stands behind the key id in the line. For witnesses the time that it says, else 0.
    /// @return nothing when it does not verify.
    std::optional<std::uint64_t> verify(std::string_view note_text, std::string_view signature) const;

private:
    std::string name_;
    std::uint32_t id_ = 0;
    KeyKind kind_ = KeyKind::ed25519;
    std::string key_;
};

struct SignatureLine {
    std::string name;
    std::uint32_t id = 0;
    std::string signature;  ///< Behind the key id.
};

struct Note {
    std::string text;  ///< Ends with a newline; what is signed.
    std::vector<SignatureLine> signatures;
    /// Strict, as signed-note says: at most 1,000,000 bytes, UTF-8 without control characters but newline, at least one
    /// signature line, at most 100. Code::invalid.
    static Result<Note> parse(std::string_view bytes);
    std::string encode() const;
};

struct Signed {
    std::vector<std::size_t> keys;     ///< Which of the keys given have signed, each once, in the order of lines.
    std::vector<std::uint64_t> times;  ///< Beside them: of witnesses, in seconds.
};
/// Lines of unknown keys are passed over; of one name and id, only the first of `keys` is known. Code::invalid when a
/// known key's signature does not verify (pointer "/signatures/<n>"), or no known key has signed ("/signatures").
Result<Signed> verify(const Note& note, std::span<const VerifierKey> keys);

/// Signs under a name. `witness_time` (seconds) only for the kinds of witnesses.
class Signer {
public:
    static Signer ed25519(std::string name, crypto::Ed25519Secret secret, bool witness = false);
    static Signer sm2(std::string name, const crypto::Sm2Private& key, bool witness = false);
    SignatureLine sign(std::string_view note_text, std::uint64_t witness_time = 0) const;
    const VerifierKey& verifier() const { return verifier_; }

private:
    Signer(VerifierKey verifier, crypto::Ed25519Secret secret);
    VerifierKey verifier_;
    crypto::Ed25519Secret secret_;  // or the 32 bytes of SM2's; wiped
};

/// Three lines, no extension lines: origin, size, root.
struct Checkpoint {
    std::string origin;
    std::uint64_t size = 0;
    Hash root{};
    std::string text() const;
    /// Code::invalid; a size has no leading zeros. Extension lines are refused.
    static Result<Checkpoint> parse(std::string_view text);
    friend bool operator==(const Checkpoint&, const Checkpoint&) = default;
};

/// Of level 1: what the log promises in the answer to a submission, before its records are in a signed tree. Text:
///   "<origin>/promise\n<first> <count>\n<base64 of root>\n<recorded, ms>\n"; the first line can be no origin of a log.
struct Promise {
    std::string origin;
    std::uint64_t first = 0;
    std::uint64_t count = 0;  ///< 1 or more.
    Hash root{};              ///< RFC 6962 tree hash over the leaf hashes of the submission's records.
    std::int64_t recorded_ms = 0;
    std::string text() const;
    static Result<Promise> parse(std::string_view text);
};

}  // namespace yiguan::proof
