#include "mint/key_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

#include "core/descriptor.hpp"
#include "core/secret_file.hpp"
#include "core/text.hpp"

namespace yiguan::mint {

namespace {

constexpr std::string_view called = "密钥文件";

Error refuse(const std::filesystem::path& path, std::string_view why) {
    return secret_file_refusal(path, called, why);
}

std::string hex_sha256(std::string_view text) {
    return to_hex(crypto::module().digest(crypto::Digest::sha256, as_bytes(text)));
}

}  // namespace

KeyFile::KeyFile(const std::array<std::byte, 32>& secret, std::vector<int> epochs,
                 std::vector<crypto::Algorithm> ciphers)
    : secret_(secret), epochs_(std::move(epochs)), ciphers_(std::move(ciphers)) {
    std::array<std::byte, 8> id;
    derive("yiguan/key-id/1", id);
    id_ = to_hex(id);
}

KeyFile::~KeyFile() {
    crypto::wipe(secret_);
}

bool KeyFile::knows_epoch(int epoch) const {
    return std::find(epochs_.begin(), epochs_.end(), epoch) != epochs_.end();
}

crypto::Algorithm KeyFile::cipher_of(int epoch) const {
    const auto found = std::find(epochs_.begin(), epochs_.end(), epoch);
    return found == epochs_.end() ? crypto::Algorithm::aes
                                  : ciphers_[static_cast<std::size_t>(found - epochs_.begin())];
}

void KeyFile::derive(std::string_view info, std::span<std::byte> out, crypto::Digest digest) const {
    crypto::hkdf(digest, secret_, info, out);
}

std::array<std::byte, 16> KeyFile::code_key(std::string_view domain, int epoch) const {
    std::array<std::byte, 16> key;
    if (cipher_of(epoch) == crypto::Algorithm::sm4)
        derive(fmt::format("yiguan/mint/1/sm4/{}/{}", domain, epoch), key, crypto::Digest::sm3);
    else
        derive(fmt::format("yiguan/mint/1/{}/{}", domain, epoch), key);
    return key;
}

std::string KeyFile::encode() const {
    // As long as AES is the only cipher the file is that of version 1, which older programs read.
    const bool other = std::ranges::count(ciphers_, crypto::Algorithm::aes) != std::ssize(ciphers_);
    std::string text = fmt::format("yiguan-keys {}\n", other ? 2 : 1);
    text += "id " + id_ + "\n";
    text += fmt::format("epochs {}\n", fmt::join(epochs_, " "));
    if (other) {
        text += "ciphers";
        for (const auto cipher : ciphers_) text += fmt::format(" {}", crypto::name_of(cipher));
        text += '\n';
    }
    text += "secret " + to_hex(secret_) + "\n";
    text += "sha256 " + hex_sha256(text) + "\n";
    return text;
}

Result<KeyFile> KeyFile::parse(std::string_view text, const std::string& path) {
    constexpr std::string_view damaged = "内容已损坏，请从备份恢复（切勿删除后重新生成，否则已发出的编码都无法验证）";
    std::string_view rest = text;
    const auto version = take_named_line(rest, "yiguan-keys");
    if (!version) return refuse(path, "不是一贯的密钥文件，或内容已损坏");
    if (*version != "1" && *version != "2") return refuse(path, "格式版本较新，请升级程序");
    const auto id = take_named_line(rest, "id");
    const auto epochs_text = take_named_line(rest, "epochs");
    const auto ciphers_text = *version == "2" ? take_named_line(rest, "ciphers") : std::nullopt;
    const auto secret_hex = take_named_line(rest, "secret");
    const std::string_view signed_part = text.substr(0, text.size() - rest.size());
    const auto sum = take_named_line(rest, "sha256");
    if (!id || !epochs_text || !secret_hex || !sum || !rest.empty() || *sum != hex_sha256(signed_part))
        return refuse(path, damaged);

    std::vector<int> epochs;
    for (std::size_t i = 0; i < epochs_text->size(); i += 2) {
        const char c = (*epochs_text)[i];
        const bool apart = i + 1 == epochs_text->size() || (*epochs_text)[i + 1] == ' ';
        if (!is_digit(c) || !apart || (!epochs.empty() && c - '0' <= epochs.back())) return refuse(path, damaged);
        epochs.push_back(c - '0');
    }
    std::vector<crypto::Algorithm> ciphers(ciphers_text ? 0 : epochs.size(), crypto::Algorithm::aes);
    for (std::string_view names = ciphers_text.value_or(""); !names.empty();) {
        const auto cipher = crypto::algorithm_of(names.substr(0, names.find(' ')));
        if (!cipher) return refuse(path, damaged);
        ciphers.push_back(*cipher);
        names.remove_prefix(std::min(names.find(' '), names.size() - 1) + 1);
    }
    auto bytes = from_hex(*secret_hex);
    if (!bytes || bytes->size() != 32 || epochs.empty() || ciphers.size() != epochs.size())
        return refuse(path, damaged);
    std::array<std::byte, 32> secret;
    std::copy_n(reinterpret_cast<const std::byte*>(bytes->data()), 32, secret.begin());
    crypto::wipe(std::as_writable_bytes(std::span(*bytes)));
    KeyFile keys(secret, std::move(epochs), std::move(ciphers));
    crypto::wipe(secret);
    // There is one text for each content: everything else, an id that does not fit as well, is damage.
    const SecretText again{keys.encode()};
    if (again.text != text) return refuse(path, damaged);
    return keys;
}

Result<KeyFile> KeyFile::load(const std::filesystem::path& path) {
    TRY(const auto content, read_secret_file(path, called));
    return parse(content.text, path.string());
}

Result<KeyFile> KeyFile::load_or_create(const std::filesystem::path& path, crypto::Algorithm cipher) {
    TRY(const bool exists, secret_file_exists(path, called));
    if (exists) return load(path);
    std::array<std::byte, 32> secret;
    fill_random(secret);
    const KeyFile fresh(secret, {0}, {cipher});
    crypto::wipe(secret);
    const SecretText text{fresh.encode()};
    create_secret_file(path, text.text);
    return load(path);
}

Result<KeyFile> KeyFile::start_next_epoch(const std::filesystem::path& path, std::optional<crypto::Algorithm> cipher) {
    // The file itself is replaced, so the lock of those who do this at once is the directory's.
    const auto directory = path.parent_path().empty() ? std::filesystem::path(".") : path.parent_path();
    const Descriptor lock(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (lock.get() >= 0 && ::flock(lock.get(), LOCK_EX) != 0)
        throw std::system_error(errno, std::generic_category(), "locking " + directory.string());
    TRY(KeyFile keys, load(path));
    if (keys.current_epoch() == 9) return refuse(path, "密钥周期已用到 9，不能再增加");
    keys.ciphers_.push_back(cipher.value_or(keys.ciphers_.back()));
    keys.epochs_.push_back(keys.current_epoch() + 1);
    const SecretText text{keys.encode()};
    replace_secret_file(path, text.text);
    return keys;
}

}  // namespace yiguan::mint
