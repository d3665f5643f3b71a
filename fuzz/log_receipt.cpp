// proof::BatchReceipt. Oracles: what is taken is written again as the same bytes; without trusted keys it is never
// valid.
#include "fuzz/harness.hpp"
#include "proof/receipt.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace yiguan;
    using fuzz::require;
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const auto receipt = proof::BatchReceipt::parse(bytes);
    if (receipt.has_error()) {
        fuzz::require_showable(receipt.error());
        return 0;
    }
    require(receipt.value().encode() == bytes, "a receipt is not written as it was read");
    require(!receipt.value().leaves.empty() && receipt.value().leaves.size() <= 10'000, "too many records");
    const auto finding = proof::check_receipt(receipt.value(), {});
    require(finding.verdict == proof::Verdict::invalid || finding.verdict == proof::Verdict::cannot_tell,
            "valid by nobody's word");
    require(!finding.lines.empty(), "a verdict without a reason");
    return 0;
}
