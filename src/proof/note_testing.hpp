// Signers with fixed keys and vector files, for tests of everything that is signed.
#pragma once
#include <boost/json.hpp>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "proof/note.hpp"

namespace yiguan::proof::testing {

inline std::string read(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) throw std::runtime_error(path + " cannot be read");
    return {std::istreambuf_iterator<char>(in), {}};
}

inline std::vector<boost::json::object> json_lines(const std::string& path) {
    std::vector<boost::json::object> out;
    const std::string all = read(path);
    for (std::size_t at = 0; at < all.size();) {
        const auto end = all.find('\n', at);
        out.push_back(boost::json::parse(std::string_view(all).substr(at, end - at)).as_object());
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
