// What a submitter keeps: proofs that single records, or a whole submission, are in the log.
#pragma once
#include "proof/leaf.hpp"
#include "proof/note.hpp"
#include "proof/policy.hpp"
#include "proof/tree.hpp"

namespace yiguan::proof {

/// C2SP tlog-proof: "c2sp.org/tlog-proof@v1\n", optionally "extra <base64>\n", "index <n>\n", the inclusion proof's
/// hashes in base64 one a line, an empty line, the signed checkpoint.
struct TlogProof {
    std::optional<std::string> extra;  ///< Here: the leaf itself.
    std::uint64_t index = 0;
    std::vector<Hash> path;
    Note checkpoint;
    std::string encode() const;
    static Result<TlogProof> parse(std::string_view bytes);
};

/// A whole submission in one file (media type application/vnd.yiguan.receipt+cbor, docs/formats/receipt.md).
struct BatchReceipt {
    Note promise;  ///< Signed; its lines stand as they were given. Empty text when it was not kept.
    std::uint64_t first = 0;
    std::vector<std::string> leaves;  ///< Whole leaves; 1..10,000.
    std::vector<Hash> proof;          ///< proof::multi_proof of [first, first + count).
    Note checkpoint;
    std::string encode() const;
    static Result<BatchReceipt> parse(std::string_view bytes);
};

/// 0 valid, 1 invalid, 2 cannot tell, 3 fork: the exit codes of tracever.
enum class Verdict : std::uint8_t { valid = 0, invalid = 1, cannot_tell = 2, fork = 3 };
struct Finding {
    Verdict verdict = Verdict::valid;
    std::vector<std::string> lines;  ///< What was found, one Chinese sentence each, for people.
};
/// `leaf_hash`: from the file itself (extra) when not given.
Finding check_tlog_proof(const TlogProof& proof, const Policy& policy, std::optional<Hash> leaf_hash = std::nullopt);
Finding check_receipt(const BatchReceipt& receipt, const Policy& policy);
/// Two checkpoints of one origin: fork when sizes are equal and roots differ, or the proof does not lead from one to
/// the other; cannot_tell without a proof.
Finding check_consistency(const Note& older, const Note& newer, std::span<const Hash> proof, bool proof_given,
                          const Policy& policy);

}  // namespace yiguan::proof
