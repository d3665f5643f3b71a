// tracever/vectors.hpp: vector files of any content. The first byte chooses the shape. Oracles: one case a line that is
// not blank, in order; a case without a verdict has no place.
#include "tracever/vectors.hpp"

#include <unistd.h>

#include <fstream>

#include "fuzz/harness.hpp"

namespace {

constexpr std::string_view names[] = {"merkle-proofs/inclusion.jsonl",
                                      "merkle-proofs/consistency.jsonl",
                                      "merkle-proofs/subtreeinclusion.jsonl",
                                      "merkle-proofs/subtreeconsistency.jsonl",
                                      "notes/notes.jsonl",
                                      "proposed-sm2/checkpoints.jsonl",
                                      "sigsum/policies-invalid.jsonl",
                                      "sigsum/quorum.jsonl",
                                      "sigsum/proofs.jsonl",
                                      "tiles/sha256.jsonl",
                                      "tiles/sm3.jsonl",
                                      "rfc6962/reference-tree.json",
                                      "sm3/sm3-standard.json"};

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace yiguan;
    if (size == 0) return 0;
    const std::string_view name = names[data[0] % std::size(names)];
    const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
    // Trees of a million entries are taken, but take seconds.
    std::size_t digits = 0;
    for (const char c : text)
        if (digits = c >= '0' && c <= '9' ? digits + 1 : 0; digits == 6 && name.starts_with("tiles")) return 0;
    const auto folder = std::filesystem::temp_directory_path() / ("yiguan-fuzz-vectors-" + std::to_string(getpid()));
    const auto path = folder / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
    const auto cases = tracever::run_vectors(path);
    fuzz::require(!cases.empty(), "no case at all");
    for (const auto& one : cases)
        fuzz::require(one.place.starts_with(path.string()) && one.why.size() < 4'000, "a case of another file");
    std::filesystem::remove_all(folder);
    return 0;
}
