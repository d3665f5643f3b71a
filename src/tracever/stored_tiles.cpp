#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "proof/tiles.hpp"
#include "tracever/files.hpp"
#include "tracever/stored_nodes.hpp"

namespace yiguan::tracever {
namespace {

namespace fs = std::filesystem;
using proof::Hash;
using proof::tile_width;
using proof::TileName;

// A bundle of 256 entries with their lengths of two bytes.
constexpr std::size_t tile_bytes_max = 256 * (65'535 + 2);

class Tiles final : public StoredNodes {
public:
    Tiles(fs::path folder, proof::Suite suite, Fault fault)
        : folder_(std::move(folder)), suite_(suite), fault_(std::move(fault)) {
        std::error_code failed;
        fs::recursive_directory_iterator at(folder_, failed);
        for (const fs::recursive_directory_iterator end; !failed && at != end; at.increment(failed)) {
            if (at->is_directory(failed)) continue;
            const std::string name = fs::relative(at->path(), folder_, failed).string();
            const auto tile = proof::parse_tile_name(name);
            if (!tile)
                fault_("tile/" + name + " 不是瓦片的名称。");
            else
                widths_[{tile->entries, tile->level, tile->index}].insert(tile->width);
        }
        if (failed) fault_("文件夹 tile 读不出：" + failed.message() + "。");
    }

    std::optional<Hash> leaf() override {
        const std::uint64_t in_tile = leaves_ % tile_width;
        if (in_tile == 0) load(leaves_ / tile_width);
        if (in_tile >= loaded_.size()) return std::nullopt;
        ++leaves_;
        return loaded_[in_tile];
    }

    void completed(int level, std::uint64_t index, const Hash& hash) override {
        if (level % proof::tile_height != 0) return;
        Open& open = open_[static_cast<std::size_t>(level / proof::tile_height)];
        open.index = index / tile_width;
        open.hashes.append(proof::bytes_of(hash));
        if (open.hashes.size() == tile_width * 32) compare(level / proof::tile_height, open);
    }

    void done() override {
        for (std::size_t level = 0; level < open_.size(); ++level) compare(static_cast<int>(level), open_[level]);
        for (const auto& [key, widths] : widths_)
            for (const std::uint32_t width : widths)
                fault_("tile/" + name_of(key, width) + " 不在树里，或其前面的瓦片缺失。");
    }

private:
    struct Key {
        bool entries = false;
        int level = 0;
        std::uint64_t index = 0;
        auto operator<=>(const Key&) const = default;
    };
    using Widths = std::set<std::uint32_t>;
    struct Open {
        std::uint64_t index = 0;
        std::string hashes;
    };

    static std::string name_of(const Key& key, std::uint32_t width) {
        return proof::tile_name(TileName{key.entries, key.level, key.index, width});
    }

    std::optional<std::string> read(const std::string& name) {
        auto bytes = read_file(folder_ / name, tile_bytes_max);
        if (bytes.has_value()) return std::move(bytes).value();
        fault_(bytes.error().detail + "。");
        return std::nullopt;
    }

    Widths take(const Key& key) {
        const auto node = widths_.extract(key);
        return node.empty() ? Widths() : node.mapped();
    }

    /// The leaves of tile `index`: from its longest bundle, with which every shorter one must begin; without bundles
    /// from the longest tile of hashes.
    void load(std::uint64_t index) {
        loaded_.clear();
        const Key bundles{true, 0, index};
        for (const Widths widths = take(bundles); const std::uint32_t width : widths) {
            const std::string name = name_of(bundles, width);
            const auto bytes = read(name);
            const auto entries = bytes ? proof::decode_entries(*bytes) : std::nullopt;
            if (!entries || entries->size() != width) {
                if (bytes) fault_("tile/" + name + " 应有 " + std::to_string(width) + " 条记录，长度不合。");
                continue;
            }
            std::vector<Hash> hashes;
            for (const auto entry : *entries) hashes.push_back(proof::hash_leaf(suite_, entry));
            for (std::size_t i = 0; i < std::min(hashes.size(), loaded_.size()); ++i)
                if (hashes[i] != loaded_[i])
                    fault_("tile/" + name + " 的第 " + std::to_string(i) + " 条记录与较短的瓦片不同。");
            loaded_ = std::move(hashes);
        }
        if (!loaded_.empty()) return;
        const auto stored = widths_.find({false, 0, index});
        if (stored == widths_.end()) return;
        const auto bytes = read(name_of(stored->first, *stored->second.rbegin()));
        for (std::size_t at = 0; bytes && at + 32 <= bytes->size(); at += 32)
            loaded_.push_back(*proof::hash_from(std::string_view(*bytes).substr(at, 32)));
    }

    /// Every stored tile of this place against what follows from the leaves.
    void compare(int level, Open& open) {
        if (open.hashes.empty()) return;
        const Key key{false, level, open.index};
        const auto have = static_cast<std::uint32_t>(open.hashes.size() / 32);
        const Widths widths = take(key);
        for (const std::uint32_t width : widths) {
            const std::string name = name_of(key, width);
            const auto bytes = read(name);
            if (!bytes) continue;
            if (width > have)
                fault_("tile/" + name + " 比记录所及的宽。");
            else if (bytes->size() != width * 32)
                fault_("tile/" + name + " 应为 " + std::to_string(width * 32) + " 字节。");
            else if (const auto differs = std::ranges::mismatch(*bytes, open.hashes).in1; differs != bytes->end())
                fault_("tile/" + name + " 第 " + std::to_string((differs - bytes->begin()) / 32 * 32) +
                       " 字节起的散列与下层算出的不同。");
        }
        if (widths.empty() || *widths.rbegin() < have) fault_("缺少 tile/" + name_of(key, have) + "。");
        open.hashes.clear();
    }

    fs::path folder_;
    proof::Suite suite_;
    Fault fault_;
    std::map<Key, Widths> widths_;  // files not seen yet
    std::uint64_t leaves_ = 0;
    std::vector<Hash> loaded_;
    std::array<Open, 8> open_;
};

}  // namespace

std::unique_ptr<StoredNodes> stored_tiles(const fs::path& folder, proof::Suite suite, Fault fault) {
    return std::make_unique<Tiles>(folder / "tile", suite, std::move(fault));
}

}  // namespace yiguan::tracever
