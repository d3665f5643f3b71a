// The master secret from which every code key is derived. Format and what its loss means: docs/formats/key-file.md.
#pragma once
#include <array>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "crypto/crypto.hpp"

namespace yiguan::mint {

/// A loaded key file: 32 secret bytes and the epochs in use, each with its cipher. Copies wipe their secret when they
/// go.
class KeyFile {
public:
    /// Reads an existing file. Code::key_file when it is missing, not a regular file, readable by group or others,
    /// damaged (a checksum covers all of it) or of a newer format.
    static Result<KeyFile> load(const std::filesystem::path& path);
    /// load(), or for a path where nothing is: a new random secret with epoch 0, mode 0600, on disk (file and
    /// directory) before this returns. Of several processes that create at once one wins and all load its file. An
    /// existing file is never overwritten, not even a damaged one. Missing directories are made with mode 0700.
    /// @throws std::system_error when the disk refuses.
    static Result<KeyFile> load_or_create(const std::filesystem::path& path,
                                          crypto::Algorithm cipher = crypto::Algorithm::aes);
    /// Adds the epoch after the newest one, with this cipher or that of the newest one, and makes it the current one.
    /// Earlier epochs go on verifying. Of several processes that do so at once each adds an epoch of its own.
    /// Code::key_file also when epoch 9 is in use already. Running servers know the epoch after a restart.
    static Result<KeyFile> start_next_epoch(const std::filesystem::path& path,
                                            std::optional<crypto::Algorithm> cipher = std::nullopt);

    KeyFile(const KeyFile&) = default;
    KeyFile& operator=(const KeyFile&) = default;
    ~KeyFile();

    /// Public fingerprint, 16 hexadecimal digits: may be logged, stored and compared; tells nothing about the secret.
    const std::string& key_id() const { return id_; }
    /// In use, ascending; never empty.
    const std::vector<int>& epochs() const { return epochs_; }
    /// New codes are minted in this one.
    int current_epoch() const { return epochs_.back(); }
    bool knows_epoch(int epoch) const;
    /// Of the codes of this epoch; AES for one that is not in use.
    crypto::Algorithm cipher_of(int epoch) const;

    /// HKDF-SHA-256 (or HKDF-SM3) of the secret (RFC 5869, no salt) for one purpose; equal `info` gives equal bytes for
    /// ever.
    void derive(std::string_view info, std::span<std::byte> out, crypto::Digest digest = crypto::Digest::sha256) const;
    /// The key of one domain ("ecode:2:0128") and epoch. Source: docs/decisions/0005-ff1-parameters.md; changing
    /// anything here orphans every code issued.
    std::array<std::byte, 16> code_key(std::string_view domain, int epoch) const;

private:
    KeyFile(const std::array<std::byte, 32>& secret, std::vector<int> epochs, std::vector<crypto::Algorithm> ciphers);
    static Result<KeyFile> parse(std::string_view text, const std::string& path);
    std::string encode() const;

    std::array<std::byte, 32> secret_;
    std::vector<int> epochs_;
    std::vector<crypto::Algorithm> ciphers_;  ///< Of epochs_, in their order.
    std::string id_;
};

}  // namespace yiguan::mint
