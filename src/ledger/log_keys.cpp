#include "ledger/log_keys.hpp"

#include <fmt/format.h>

#include "core/secret_file.hpp"
#include "core/text.hpp"

namespace yiguan::ledger {
namespace {

constexpr std::string_view called = "日志签名密钥文件";

std::string hex_sha256(std::string_view text) {
    return proof::hex(proof::bytes_of(proof::digest(proof::Suite::sha256, text)));
}

bool take_secret(std::optional<std::string_view> line, std::array<std::byte, 32>& out) {
    auto bytes = line ? from_hex(*line) : std::nullopt;
    if (!bytes || bytes->size() != out.size()) return false;
    std::copy_n(reinterpret_cast<const std::byte*>(bytes->data()), out.size(), out.begin());
    crypto::wipe(std::as_writable_bytes(std::span(*bytes)));
    return true;
}

}  // namespace

std::string LogKeys::key_id() const {
    const auto ed25519 = crypto::ed25519_public(ed25519_);
    const auto sm2 = crypto::module().sm2_public(sm2_).value();
    const auto id = proof::digest(proof::Suite::sha256, "yiguan/log-key-id/1", proof::bytes_of(ed25519),
                                  proof::bytes_of(sm2.x), proof::bytes_of(sm2.y));
    return proof::hex(proof::bytes_of(id).substr(0, 8));
}

std::string LogKeys::encode() const {
    std::string text = fmt::format("yiguan-log-keys 1\nid {}\n", key_id());
    text += "ed25519 " + to_hex(ed25519_.seed) + "\n";
    text += "sm2 " + to_hex(sm2_.d) + "\n";
    text += "sha256 " + hex_sha256(text) + "\n";
    return text;
}

Result<LogKeys> LogKeys::parse(std::string_view text, const std::filesystem::path& path) {
    constexpr std::string_view damaged = "内容已损坏，请从备份恢复";
    std::string_view rest = text;
    const auto version = take_named_line(rest, "yiguan-log-keys");
    if (!version) return secret_file_refusal(path, called, "不是日志签名密钥文件，或内容已损坏");
    if (*version != "1") return secret_file_refusal(path, called, "格式版本较新，请升级程序");
    LogKeys keys;
    const bool whole =
        take_named_line(rest, "id") && take_secret(take_named_line(rest, "ed25519"), keys.ed25519_.seed) &&
        take_secret(take_named_line(rest, "sm2"), keys.sm2_.d) && crypto::module().sm2_public(keys.sm2_).has_value();
    if (!whole) return secret_file_refusal(path, called, damaged);
    // There is one text for each content: everything else is damage, a checksum or an id that does not fit as well.
    const SecretText again{keys.encode()};
    if (again.text != text) return secret_file_refusal(path, called, damaged);
    return keys;
}

Result<LogKeys> LogKeys::load(const std::filesystem::path& path) {
    TRY(const auto content, read_secret_file(path, called));
    return parse(content.text, path);
}

Result<LogKeys> LogKeys::load_or_create(const std::filesystem::path& path) {
    TRY(const bool exists, secret_file_exists(path, called));
    if (exists) return load(path);
    LogKeys fresh;
    fresh.ed25519_ = crypto::ed25519_generate();
    fresh.sm2_ = crypto::module().sm2_generate();
    const SecretText text{fresh.encode()};
    create_secret_file(path, text.text);
    return load(path);
}

std::vector<proof::Signer> LogKeys::signers(const std::string& origin) const {
    return {proof::Signer::ed25519(origin, ed25519_), proof::Signer::sm2(origin, sm2_)};
}

}  // namespace yiguan::ledger
