// The keys that sign a log: a file of their own, mode 0600 (docs/formats/log-key-file.md).
#pragma once
#include <filesystem>

#include "proof/note.hpp"

namespace yiguan::ledger {

/// Ed25519 and SM2 secrets of one node's logs. Format and protection as the key file of mint (checksum, mode, never
/// overwritten, on disk before it is used).
class LogKeys {
public:
    /// Code::key_file when it is missing, readable by others, damaged or of a newer format.
    static Result<LogKeys> load(const std::filesystem::path& path);
    /// load(), or new keys where nothing is. @throws std::system_error when the disk refuses.
    static Result<LogKeys> load_or_create(const std::filesystem::path& path);
    /// Under the name of the origin: Ed25519 first, SM2 behind it.
    std::vector<proof::Signer> signers(const std::string& origin) const;
    /// Public fingerprint, 16 hexadecimal digits.
    std::string key_id() const;

private:
    LogKeys() = default;
    static Result<LogKeys> parse(std::string_view text, const std::filesystem::path& path);
    std::string encode() const;

    crypto::Ed25519Secret ed25519_;
    crypto::Sm2Private sm2_;
};

}  // namespace yiguan::ledger
