// What was signed last, outside the database and never in a backup: the guard against signing two histories.
#pragma once
#include <filesystem>
#include <optional>

#include "proof/note.hpp"

namespace yiguan::ledger {

/// A file with one line for each log: origin, size, root, epoch, and a checksum over it; replaced whole (written
/// beside, synced, renamed, folder synced). One process at a time (the folder's lock sees to it).
class CheckpointLock {
public:
    explicit CheckpointLock(std::filesystem::path file);
    struct Entry {
        proof::Checkpoint last;
        std::uint64_t epoch = 0;  ///< Grows with every start of a sequencer.
    };
    /// Nothing when the file is missing. @throws std::runtime_error when it is damaged (never taken for empty).
    std::optional<Entry> read() const;
    /// Only from `before` (compare and swap): false when something else stands there. On disk when it returns.
    bool write(const std::optional<Entry>& before, const Entry& after);

private:
    std::filesystem::path file_;
};

}  // namespace yiguan::ledger
