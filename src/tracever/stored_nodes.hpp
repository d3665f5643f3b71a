// The stored nodes of a log, read once from the first leaf to the last and compared with what follows from the leaves.
#pragma once
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "proof/tree.hpp"

namespace yiguan::tracever {

/// Told of a difference: one Chinese sentence with its file and place.
using Fault = std::function<void(std::string)>;

class StoredNodes {
public:
    virtual ~StoredNodes() = default;
    /// The next leaf hash; nothing at the end of the stored leaves.
    virtual std::optional<proof::Hash> leaf() = 0;
    /// A node that follows from the leaves so far; also level 0.
    virtual void completed(int level, std::uint64_t index, const proof::Hash& hash) = 0;
    /// After the last leaf: what is stored beyond it, and what is missing, are faults.
    virtual void done() = 0;
};

/// `tile/...` as C2SP tlog-tiles lays it out: every file there, partial tiles too.
std::unique_ptr<StoredNodes> stored_tiles(const std::filesystem::path& folder, proof::Suite suite, Fault fault);
/// `level-<L>` and `half-<L>`: the hashes of tree levels 8 L and 8 L + 4, one after the other.
std::unique_ptr<StoredNodes> stored_levels(const std::filesystem::path& folder, Fault fault);

}  // namespace yiguan::tracever
