// proof::TlogProof. Oracles: what is taken is written again as the same bytes; without trusted keys it is never valid.
#include "fuzz/harness.hpp"
#include "proof/receipt.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace yiguan;
    using fuzz::require;
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const auto proof = proof::TlogProof::parse(bytes);
    if (proof.has_error()) {
        fuzz::require_showable(proof.error());
        return 0;
    }
    require(proof.value().encode() == bytes, "a proof is not written as it was read");
    const auto finding = proof::check_tlog_proof(proof.value(), {});
    require(finding.verdict == proof::Verdict::invalid || finding.verdict == proof::Verdict::cannot_tell,
            "valid by nobody's word");
    require(!finding.lines.empty(), "a verdict without a reason");
    return 0;
}
