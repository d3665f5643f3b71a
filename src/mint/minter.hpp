// Codes from counters and counters from codes. A code is a number, not a row: FF1 enciphers nine zeros and an 18-digit
// counter, so a code looks random, cannot be guessed, and is checked without any I/O
// (docs/decisions/0005-ff1-parameters.md).
#pragma once
#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "mint/key_file.hpp"

namespace yiguan::mint {

inline constexpr std::size_t code_digits = 33;
inline constexpr std::int64_t counter_max = 999'999'999'999'999'999;

/// Where counters are unique: Ecode V2 with one NSI (4 digits).
class CodeDomain {
public:
    /// Code::invalid unless `nsi` is four ASCII digits.
    static Result<CodeDomain> ecode(std::string_view nsi);
    const std::string& nsi() const { return nsi_; }
    /// Stable name, stored and printed: "ecode:2:0128".
    std::string text() const { return "ecode:2:" + nsi_; }
    friend auto operator<=>(const CodeDomain&, const CodeDomain&) = default;

private:
    explicit CodeDomain(std::string_view nsi) : nsi_(nsi) {}
    std::string nsi_;
};

class Cipher;

/// Makes the codes of one domain and epoch. Cheap to copy; const members may be called from many threads at once.
class Minter {
public:
    /// @param epoch 0..9; normally KeyFile::current_epoch(). The key file need not list it.
    Minter(const KeyFile& keys, const CodeDomain& domain, int epoch);

    /// The code of `counter` (0..counter_max) into out[0..33), no NUL. Some 0.5 microseconds, no allocation.
    void mint(std::int64_t counter, char* out) const;
    std::string mint(std::int64_t counter) const;
    /// The codes of `first` .. `first + count - 1`, each followed by `separator`: count * 34 bytes. No allocation.
    void mint_many(std::int64_t first, std::size_t count, char* out, char separator = '\n') const;

    int epoch() const { return epoch_; }

private:
    std::shared_ptr<const Cipher> cipher_;
    std::array<char, 8> prefix_;  ///< The six digits in clear, and room (code_text.hpp).
    int epoch_;
};

struct Minted {
    std::uint32_t domain = 0;  ///< Index into the domains that the Verifier was made with.
    int epoch = 0;
    std::int64_t counter = 0;
    friend auto operator<=>(const Minted&, const Minted&) = default;
};

/// Turns codes back into counters; a forged code passes once in 10^9 tries. Cheap to copy, const members may be called
/// from many threads at once, nothing is allocated and nothing read while verifying.
class Verifier {
public:
    /// Takes every epoch that the key file lists. Each domain once.
    Verifier(const KeyFile& keys, std::vector<CodeDomain> domains);
    /// Takes these epochs (0..9) only.
    Verifier(const KeyFile& keys, std::vector<CodeDomain> domains, const std::vector<int>& epochs);

    /// `code` must be 33 ASCII digits and nothing else. Nothing: forged, or of a domain or epoch unknown here.
    std::optional<Minted> verify(std::string_view code) const;
    /// The same for many, `out.size() == codes.size()`; faster when neighbours share domain and epoch.
    void verify_many(std::span<const std::string_view> codes, std::span<std::optional<Minted>> out) const;
    /// The domain that 33 characters claim to be of by V and NSI, whether or not they decipher: what claims one of ours
    /// and does not verify is a forgery, everything else is somebody else's.
    std::optional<std::uint32_t> claimed_domain(std::string_view code) const;

    const std::vector<CodeDomain>& domains() const;

private:
    struct Table;
    std::shared_ptr<const Table> table_;
};

}  // namespace yiguan::mint
