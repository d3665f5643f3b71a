// What was signed last, outside the database and never in a backup: the guard against signing two histories.
#pragma once
#include <filesystem>
#include <optional>

#include "proof/note.hpp"

namespace yiguan::ledger {

/// A small file about the log that is signed now: origin, size, root, epoch, and a checksum over them
/// (docs/formats/checkpoint-lock.md); replaced whole (written beside, synced, renamed, folder synced). One process at a
/// time (the folder's lock sees to it).
class CheckpointLock {
public:
    explicit CheckpointLock(std::filesystem::path file) : file_(std::move(file)) {}
    struct Entry {
        proof::Checkpoint last;
        std::uint64_t epoch = 0;  ///< Grows with every start of a sequencer.
        friend bool operator==(const Entry&, const Entry&) = default;
    };
    /// Nothing when the file is missing. @throws std::runtime_error when it is damaged (never taken for empty).
    std::optional<Entry> read() const;
    /// Only from `before` (compare and swap): false when something else stands there. On disk when it returns.
    /// @throws std::system_error when the disk refuses; what stands there is open then.
    bool write(const std::optional<Entry>& before, const Entry& after);
    const std::filesystem::path& file() const { return file_; }

private:
    std::filesystem::path file_;
};

}  // namespace yiguan::ledger
