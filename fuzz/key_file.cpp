// mint/key_file.hpp: loading a key file. Oracle: a file is taken exactly if it is the one text that a naive writer of
// docs/formats/key-file.md makes, and derives what HKDF-SHA-256 written down naively derives.
#include "mint/key_file.hpp"

#include <fmt/format.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>

#include <algorithm>
#include <array>

#include "core/text.hpp"
#include "fuzz/harness.hpp"

namespace {

using namespace yiguan;
using fuzz::require;

std::string sha256(std::string_view text) {
    std::string out(32, '\0');
    SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(),
           reinterpret_cast<unsigned char*>(out.data()));
    return out;
}

std::string hmac(std::string_view key, std::string_view text) {
    std::string out(32, '\0');
    HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(text.data()),
         text.size(), reinterpret_cast<unsigned char*>(out.data()), nullptr);
    return out;
}

/// RFC 5869 without salt, at most 32 bytes.
std::string hkdf(std::string_view secret, std::string_view info, std::size_t bytes) {
    return hmac(hmac(std::string(32, '\0'), secret), std::string(info) + '\1').substr(0, bytes);
}

bool is_epoch_list(std::string_view text) {
    if (text.size() % 2 == 0) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (i % 2 == 0 ? !is_digit(text[i]) : text[i] != ' ') return false;
        if (i >= 2 && i % 2 == 0 && text[i] <= text[i - 2]) return false;
    }
    return true;
}

Result<mint::KeyFile> load(std::string_view text) {
    const fuzz::MemoryFile file(text);
    auto keys = mint::KeyFile::load(file.path());
    if (keys.has_error()) {
        require(keys.error().code == Code::key_file, "another error than key_file");
        fuzz::require_showable(keys.error());
    }
    return keys;
}

std::string with_checksum(const std::string& text) {
    return text + "sha256 " + to_hex(as_bytes(sha256(text))) + "\n";
}

}  // namespace

/// One of aes and sm4 for each epoch, not all of them aes: those files are of version 1.
bool is_cipher_list(std::string_view text, std::size_t epochs) {
    std::size_t names = 0, sm4 = 0;
    for (std::string_view rest = text;; ++names) {
        const auto end = rest.find(' ');
        const auto name = rest.substr(0, end);
        if (name != "aes" && name != "sm4") return false;
        sm4 += name == "sm4" ? 1u : 0u;
        if (end == std::string_view::npos) break;
        rest.remove_prefix(end + 1);
    }
    return names + 1 == epochs && sm4 > 0;
}

// One byte chooses: the bytes themselves; the bytes with a fitting checksum behind them; a file made of an epoch list,
// a secret and one further line, and with a cipher list in front of the secret (version 2).
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::Input in(data, size);
    const auto way = in.byte() % 4;
    if (way == 0) {
        (void)load(in.rest());
        return 0;
    }
    if (way == 1) {
        const auto keys = load(with_checksum(std::string(in.rest())));
        if (keys.has_value()) require(!keys.value().epochs().empty(), "a key file without epoch");
        return 0;
    }
    const std::string epochs(in.line());
    std::string secret(in.line());
    secret.resize(32, 'k');
    const std::string ciphers(way == 3 ? in.line() : std::string_view());
    const std::string further(in.rest());
    const auto id = to_hex(as_bytes(hkdf(secret, "yiguan/key-id/1", 8)));
    const auto made = [&](std::string_view version) {
        return fmt::format("yiguan-keys {}\nid {}\nepochs {}\n{}secret {}\n{}", version, id, epochs,
                           way == 3 ? "ciphers " + ciphers + "\n" : "", to_hex(as_bytes(secret)), further);
    };
    const std::string own = way == 3 ? "2" : "1";
    const auto keys = load(with_checksum(made(own)));
    const bool right =
        is_epoch_list(epochs) && further.empty() && (way != 3 || is_cipher_list(ciphers, (epochs.size() + 1) / 2));
    require(keys.has_value() == right, "load and the naive reader disagree");
    require(load(with_checksum(made(own == "1" ? "2" : "1"))).has_error(), "a file of another version is taken");
    require(load(with_checksum(made("3"))).has_error(), "a newer format is taken");
    if (keys.has_error()) return 0;
    const mint::KeyFile& k = keys.value();
    require(fmt::format("{}", fmt::join(k.epochs(), " ")) == epochs, "other epochs than the file lists");
    require(k.key_id() == id && k.current_epoch() == k.epochs().back(), "another key id or epoch");
    std::array<std::byte, 16> derived;
    k.derive("fuzz", derived);
    require(as_text(derived) == hkdf(secret, "fuzz", 16), "HKDF differs from RFC 5869");

    // Any one byte changed is noticed.
    std::string damaged = with_checksum(made(own));
    const auto at = static_cast<std::size_t>(static_cast<unsigned char>(secret[0])) * 7 % damaged.size();
    damaged[at] = static_cast<char>(damaged[at] ^ 1);
    require(load(damaged).has_error(), "a damaged file is taken");
    return 0;
}
