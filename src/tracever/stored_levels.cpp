#include <map>

#include "tracever/files.hpp"
#include "tracever/stored_nodes.hpp"

namespace yiguan::tracever {
namespace {

class Levels final : public StoredNodes {
public:
    Levels(const std::filesystem::path& folder, Fault fault) : fault_(std::move(fault)) {
        // 2^64 leaves have nodes up to level 64.
        for (int level = 0; level < 64; level += 4) {
            const std::string name = (level % 8 == 0 ? "level-" : "half-") + std::to_string(level / 8);
            std::error_code failed;
            if (!std::filesystem::exists(folder / name, failed)) continue;
            auto opened = Stream::open(folder / name);
            if (opened.has_error()) {
                fault_(opened.error().detail);
                continue;
            }
            files_.emplace(level, File{name, std::move(opened).value()});
        }
    }

    std::optional<proof::Hash> leaf() override {
        const auto file = files_.find(0);
        if (file == files_.end()) return std::nullopt;
        const auto bytes = file->second.stream.next(32);
        if (bytes.empty()) return std::nullopt;
        ++file->second.read;
        if (const auto hash = proof::hash_from(bytes)) return hash;
        fault_("level-0 末尾有半条散列，共 " + std::to_string(file->second.stream.size()) + " 字节。");
        return std::nullopt;
    }

    void completed(int level, std::uint64_t index, const proof::Hash& hash) override {
        if (level == 0 || level % 4 != 0) return;
        const auto file = files_.find(level);
        if (file == files_.end()) {
            if (index == 0) fault_("缺少文件 " + name_of(level) + "。");
            return;
        }
        const auto bytes = file->second.stream.next(32);
        if (bytes.size() != 32) {
            if (!file->second.short_told)
                fault_(file->second.name + " 只有 " + std::to_string(file->second.stream.size()) +
                       " 字节，比树所需的短。");
            file->second.short_told = true;
        } else if (proof::hash_from(bytes) != hash) {
            fault_(file->second.name + " 第 " + std::to_string(index * 32) + " 字节起的散列与下层算出的不同。");
        }
        ++file->second.read;
    }

    void done() override {
        for (auto& [level, file] : files_)
            if (level != 0 && file.stream.size() > file.read * 32)
                fault_(file.name + " 共 " + std::to_string(file.stream.size()) + " 字节，比树所需的长。");
    }

private:
    static std::string name_of(int level) { return (level % 8 == 0 ? "level-" : "half-") + std::to_string(level / 8); }
    struct File {
        std::string name;
        Stream stream;
        std::uint64_t read = 0;
        bool short_told = false;
    };
    Fault fault_;
    std::map<int, File> files_;
};

}  // namespace

std::unique_ptr<StoredNodes> stored_levels(const std::filesystem::path& folder, Fault fault) {
    return std::make_unique<Levels>(folder, std::move(fault));
}

}  // namespace yiguan::tracever
