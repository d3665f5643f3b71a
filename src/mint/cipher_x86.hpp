// The x86 engines of the cipher and of the text of codes; call them only where is_available() says so. Private to
// mint/.
#pragma once
#include <cstddef>
#include <cstdint>

#include "mint/cipher.hpp"

namespace yiguan::mint::x86 {

void expand_key(const std::uint8_t* key, std::uint8_t (*round_keys)[16]);

void aesni_encipher(const FastKey& key, std::uint64_t* high, std::uint64_t* low, std::size_t count);
void aesni_decipher(const FastKey& key, std::uint64_t* high, std::uint64_t* low, std::size_t count);

void avx512_encipher(const FastKey& key, std::uint64_t* high, std::uint64_t* low, std::size_t count);
void avx512_decipher(const FastKey& key, std::uint64_t* high, std::uint64_t* low, std::size_t count);
/// As write_codes() in code_text.hpp; eight bytes of `prefix` are read.
void avx512_write(const char* prefix, const std::uint64_t* high, const std::uint64_t* low, std::size_t count,
                  char separator, char* out);

}  // namespace yiguan::mint::x86
