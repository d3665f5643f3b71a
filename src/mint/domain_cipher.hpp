// The cipher of one domain and epoch, and deciphering in runs. Private to mint/.
#pragma once
#include <memory>
#include <span>
#include <string_view>

#include "mint/cipher.hpp"
#include "mint/code_text.hpp"
#include "mint/key_file.hpp"

namespace yiguan::mint {

/// Counters below 10^18 leave the first nine of the 27 digits zero: the first half is below this.
inline constexpr std::uint64_t high_limit = 10'000;

/// Key: KeyFile::code_key() of the domain. Tweak: scheme, V and NSI ("E20128"). Some 5 microseconds.
/// Source: docs/decisions/0005-ff1-parameters.md; changing anything here orphans every code issued.
std::shared_ptr<const Cipher> domain_cipher(const KeyFile& keys, std::string_view nsi, int epoch);

/// Deciphers codes and calls found(index, head, counter) for those that `cipher_of(head)` (a const Cipher*, null for
/// none) makes sense of; nothing for the others. Neighbours with one cipher go through it together.
template <class CipherOf, class Found>
void decipher_runs(std::span<const std::string_view> codes, CipherOf cipher_of, Found found) {
    constexpr std::size_t lanes_max = 64;
    std::uint64_t high[lanes_max];
    std::uint64_t low[lanes_max];
    std::size_t index[lanes_max];
    CodeHead heads[lanes_max];
    std::size_t lanes = 0;
    const Cipher* running = nullptr;
    const auto finish = [&] {
        if (lanes == 0) return;
        running->decipher(high, low, lanes);
        for (std::size_t k = 0; k < lanes; ++k)
            if (high[k] < high_limit)
                found(index[k], heads[k], static_cast<std::int64_t>(high[k] * low_modulus + low[k]));
        lanes = 0;
    };
    for (std::size_t i = 0; i < codes.size(); ++i) {
        CodeHead head;
        std::uint64_t a;
        std::uint64_t b;
        if (!read_head(codes[i], head)) continue;
        const Cipher* const cipher = cipher_of(head);
        if (cipher == nullptr || !read_body(codes[i].data(), a, b)) continue;
        if (cipher != running || lanes == lanes_max) {
            finish();
            running = cipher;
        }
        high[lanes] = a;
        low[lanes] = b;
        heads[lanes] = head;
        index[lanes++] = i;
    }
    finish();
}

}  // namespace yiguan::mint
