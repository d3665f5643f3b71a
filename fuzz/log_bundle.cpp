// proof/bundle.hpp, proof/index_run.hpp: a bundle from outside. Oracle: what is taken is written as the same bytes; a
// bundle that is taken is either judged without a log's key, or invalid; the list of runs is written as it was read.
#include "fuzz/harness.hpp"
#include "proof/bundle.hpp"

namespace {

using namespace yiguan;
using fuzz::require;

const proof::Policy& nobody() {
    static const auto policy = proof::Policy::parse("quorum none\n").value();
    return policy;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    if (const auto runs = proof::decode_runs(bytes))
        require(proof::encode_runs(*runs) == bytes, "the list of runs is written otherwise");
    const auto bundle = proof::Bundle::parse(bytes);
    if (bundle.has_error()) {
        fuzz::require_showable(bundle.error());
        return 0;
    }
    require(bundle.value().encode() == bytes, "written there are other bytes");
    const auto report = proof::check_bundle(bundle.value(), nobody());
    require(report.finding.verdict == proof::Verdict::cannot_tell || report.finding.verdict == proof::Verdict::invalid,
            "valid without a key");
    require(!report.genuine && !report.finding.lines.empty(), "nothing is genuine without a key");
    for (const auto& line : report.finding.lines) require(!line.empty(), "an empty sentence");
    return 0;
}
