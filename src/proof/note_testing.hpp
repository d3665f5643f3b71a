// Signers with fixed keys and vector files, for tests of everything that is signed.
#pragma once
#include <cstdio>
#include <memory>
#include <stdexcept>

#include "core/json.hpp"
#include "proof/note.hpp"

namespace yiguan::proof::testing {

inline std::string read(const std::string& path) {
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"), std::fclose);
    if (!file) throw std::runtime_error(path + " cannot be read");
    std::string out;
    char part[4096];
    while (const std::size_t got = std::fread(part, 1, sizeof part, file.get())) out.append(part, got);
    return out;
}

inline std::vector<json::object> json_lines(const std::string& path) {
    std::vector<json::object> out;
    const std::string all = read(path);
    for (std::size_t at = 0; at < all.size();) {
        const auto end = all.find('\n', at);
        out.push_back(json::parse(std::string_view(all).substr(at, end - at)).as_object());
        at = end == std::string::npos ? all.size() : end + 1;
    }
    return out;
}

inline Signer log_signer(std::string name, unsigned char seed, bool witness = false) {
    crypto::Ed25519Secret secret;
    secret.seed.fill(std::byte{seed});
    return Signer::ed25519(std::move(name), secret, witness);
}

inline Signer sm2_signer(std::string name, unsigned char seed, bool witness = false) {
    crypto::Sm2Private key;
    key.d.fill(std::byte{seed});
    return Signer::sm2(std::move(name), key, witness);
}

}  // namespace yiguan::proof::testing
