// The keys that sign a log: a file of their own, mode 0600 (docs/formats/log-key-file.md).
#pragma once
#include <filesystem>

#include "proof/note.hpp"

namespace yiguan::ledger {

/// Ed25519 and SM2 secrets of one origin. Format and protection as the key file of mint (checksum, mode, never
/// overwritten, on disk before it is used).
class LogKeys {
public:
    static Result<LogKeys> load(const std::filesystem::path& path);
    /// load(), or new keys where nothing is.
    static Result<LogKeys> load_or_create(const std::filesystem::path& path);
    /// "<origin>" signs as Ed25519 first, SM2 behind it.
    std::vector<proof::Signer> signers(const std::string& origin) const;

private:
    crypto::Ed25519Secret ed25519_;
    crypto::Sm2Private sm2_;
};

}  // namespace yiguan::ledger
