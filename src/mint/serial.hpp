// Serial numbers in letters and digits: GS1 serials (AI 21) of one GTIN, and short codes for addresses. They are made
// as Ecodes are (minter.hpp), over an alphabet of 32: docs/formats/serials.md.
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

#include "core/result.hpp"
#include "keys/gs1.hpp"
#include "mint/key_file.hpp"

namespace yiguan::mint {

/// Crockford's base 32: no I, L, O, which look like 1 and 0, and no U. All of them are in the alphanumeric set of QR,
/// may stand in AI 21 and need no escape in an address or EPC URI.
inline constexpr std::string_view serial_alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
inline constexpr int serial_chars_min = 12, serial_chars_max = 20;
inline constexpr int gs1_serial_chars = 20, short_code_chars = 13;  ///< unless asked otherwise

enum class Scheme : std::uint8_t { gs1, short_code };

/// Where counters are unique: the serials of one length of one GTIN, or the short codes of one length.
class SerialDomain {
public:
    /// Code::invalid, pointer "/length", unless 12 <= chars <= 20.
    static Result<SerialDomain> gs1(const keys::Gtin& gtin, int chars = gs1_serial_chars);
    static Result<SerialDomain> short_code(int chars = short_code_chars);

    Scheme scheme() const { return gtin_[0] == '\0' ? Scheme::short_code : Scheme::gs1; }
    /// 14 digits; empty for short codes.
    std::string_view gtin() const { return {gtin_.data(), gtin_[0] == '\0' ? 0u : gtin_.size()}; }
    /// Characters of a serial: the epoch in clear, then chars() - 1 enciphered ones.
    int chars() const { return chars_; }
    /// 32^(chars - 7) - 1, at most that of Ecodes: six characters or more are redundancy, so that a forged serial
    /// passes once in 10^9 tries or less often. 12 characters: 33,554,431; 13: 1,073,741,823; 19 and 20: 10^18 - 1.
    std::int64_t counter_max() const;
    /// Stable name, stored and printed: "gs1:06901234567892:20", "short:13".
    std::string text() const;
    friend auto operator<=>(const SerialDomain&, const SerialDomain&) = default;

private:
    SerialDomain() = default;
    std::array<char, 14> gtin_{};
    int chars_ = 0;
};

class SerialCipher;

/// Makes the serials of one domain and epoch. Cheap to copy; const members may be called from many threads at once.
class SerialMinter {
public:
    /// @param epoch 0..9; normally KeyFile::current_epoch(). The key file need not list it.
    SerialMinter(const KeyFile& keys, const SerialDomain& domain, int epoch);

    int chars() const { return domain_.chars(); }
    /// The serial of `counter` (0..counter_max()), chars() bytes, no NUL. No allocation.
    void mint(std::int64_t counter, char* out) const;
    std::string mint(std::int64_t counter) const;
    /// The serials of `first` .. `first + count - 1`, each with `prefix` in front and `separator` behind:
    /// count * (prefix.size() + chars() + 1) bytes. No allocation.
    void mint_many(std::int64_t first, std::size_t count, char* out, std::string_view prefix = {},
                   char separator = '\n') const;

private:
    SerialDomain domain_;
    std::shared_ptr<const SerialCipher> cipher_;
    int epoch_;
};

struct SerialMinted {
    int epoch = 0;
    std::int64_t counter = 0;
    friend auto operator<=>(const SerialMinted&, const SerialMinted&) = default;
};

/// Turns the serials of one domain back into counters. Cheap to copy, const members may be called from many threads at
/// once, nothing is allocated and nothing read while verifying.
class SerialVerifier {
public:
    /// Takes every epoch that the key file lists. Some 5 microseconds for each.
    SerialVerifier(const KeyFile& keys, const SerialDomain& domain);

    const SerialDomain& domain() const { return domain_; }
    /// `serial` must be as it was minted: chars() characters of the alphabet, capitals. Nothing: forged, or of an epoch
    /// unknown here.
    std::optional<SerialMinted> verify(std::string_view serial) const;
    /// The same for many, `out.size() == serials.size()`; faster when neighbours share the epoch.
    void verify_many(std::span<const std::string_view> serials, std::span<std::optional<SerialMinted>> out) const;

private:
    SerialDomain domain_;
    std::array<std::shared_ptr<const SerialCipher>, 10> ciphers_;  ///< null for epochs not in use
};

/// Whether every character is one of the alphabet.
bool is_serial(std::string_view text);
/// A short code as people type it: small letters become capitals, O becomes 0, I and L become 1; others stay.
std::string fold_short_code(std::string_view text);

}  // namespace yiguan::mint
