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
    /// At most 2 MB. Code::invalid.
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
    /// At most 100 MB; what encode() writes and nothing else. Code::invalid.
    static Result<BatchReceipt> parse(std::string_view bytes);
};

/// 0 valid, 1 invalid, 2 cannot tell, 3 fork: the exit codes of tracever.
enum class Verdict : std::uint8_t { valid = 0, invalid = 1, cannot_tell = 2, fork = 3 };
struct Finding {
    Verdict verdict = Verdict::valid;
    std::vector<std::string> lines;  ///< What was found, one Chinese sentence each, for people.
};
/// What the tree of a log is hashed with: SM3 when the origin ends with "/sm3", else SHA-256.
Suite tree_suite(std::string_view origin);

struct CheckpointReport {
    Finding finding;
    Checkpoint checkpoint;  ///< As far as it could be read; nothing of it counts unless `signed_by_log`.
    bool signed_by_log = false;
    std::vector<std::string> seen_by;  ///< Witnesses (names of the policy) whose cosignatures verify.
    Suite suite() const { return tree_suite(checkpoint.origin); }
};
/// cannot_tell: the policy names no log of this origin, or too few witnesses have signed yet.
CheckpointReport check_checkpoint(const Note& note, const Policy& policy);

/// `leaf_hash`: from the file itself (extra) when not given.
Finding check_tlog_proof(const TlogProof& proof, const Policy& policy, std::optional<Hash> leaf_hash = std::nullopt);
Finding check_receipt(const BatchReceipt& receipt, const Policy& policy);
/// A promise alone: at best cannot_tell, for nothing is in a tree yet.
Finding check_promise(const Note& promise, const Policy& policy);
/// Two checkpoints of one origin, in any order. fork: both are signed by the log, sizes are equal and roots differ.
/// invalid: the proof does not lead from one to the other (which alone proves no fork: anybody can write a wrong
/// proof). cannot_tell: without a proof, or of different origins.
Finding check_consistency(const Note& older, const Note& newer, std::span<const Hash> proof, bool proof_given,
                          const Policy& policy);

}  // namespace yiguan::proof
