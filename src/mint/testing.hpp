// Key files for tests; not part of the library.
#pragma once
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

#include "mint/minter.hpp"

namespace yiguan::mint::testing {

/// A directory of its own under the system's temporary one, removed at the end.
class TemporaryDirectory {
public:
    TemporaryDirectory() {
        std::string name = (std::filesystem::temp_directory_path() / "yiguan-mint-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp failed");
        path_ = name;
    }
    TemporaryDirectory(const TemporaryDirectory&) = delete;
    TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
    ~TemporaryDirectory() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

inline void write_file(const std::filesystem::path& path, std::string_view text, ::mode_t mode = 0600) {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << text;
    if (::chmod(path.c_str(), mode) != 0) throw std::runtime_error("chmod failed");
}

inline KeyFile random_keys() {
    const TemporaryDirectory directory;
    return KeyFile::load_or_create(directory.path() / "keys").value();
}

/// One key file that never changes: the secret is the bytes 0 to 31.
inline constexpr std::string_view fixed_key_text = R"(yiguan-keys 1
id 934e01658ceb4d1d
epochs 0
secret 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f
sha256 683a56f37a9b5604b9bb02637a67733857f8fae36557bde1b9c08485b5d6a67e
)";

inline KeyFile fixed_keys() {
    const TemporaryDirectory directory;
    write_file(directory.path() / "keys", fixed_key_text);
    return KeyFile::load(directory.path() / "keys").value();
}

/// The same secret with epochs 0 (AES) and 1 (SM4).
inline KeyFile fixed_keys_with_sm4() {
    const TemporaryDirectory directory;
    write_file(directory.path() / "keys", fixed_key_text);
    return KeyFile::start_next_epoch(directory.path() / "keys", crypto::Algorithm::sm4).value();
}

inline CodeDomain domain(std::string_view nsi) {
    return CodeDomain::ecode(nsi).value();
}

}  // namespace yiguan::mint::testing
