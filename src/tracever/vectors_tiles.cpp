// tiles/: trees over the entries "event 0", "event 1", .. with tiles of their right edge and proofs.
#include <charconv>
#include <optional>
#include <span>

#include "proof/tiles.hpp"
#include "tracever/stored_tree.hpp"
#include "tracever/vectors.hpp"

namespace yiguan::tracever {
namespace {

using proof::Hash;
using proof::Suite;

// A line of four million entries takes some seconds and 250 MB.
constexpr std::uint64_t entries_max = std::uint64_t{1} << 22;

/// "<level>/<index>" or "<level>/<index>.p/<width>", numbers as they are; or as tlog-tiles writes it.
std::optional<proof::TileName> tile_of(std::string_view text) {
    if (const auto name = proof::parse_tile_name(text)) return name;
    proof::TileName name;
    const char* const end = text.data() + text.size();
    const auto level = std::from_chars(text.data(), end, name.level);
    if (level.ec != std::errc{} || level.ptr == end || *level.ptr != '/' || name.level < 0 || name.level > 7)
        return std::nullopt;
    const auto index = std::from_chars(level.ptr + 1, end, name.index);
    if (index.ec != std::errc{}) return std::nullopt;
    if (index.ptr == end) return name;
    const std::string_view rest(index.ptr, static_cast<std::size_t>(end - index.ptr));
    if (!rest.starts_with(".p/")) return std::nullopt;
    const auto width = std::from_chars(index.ptr + 3, end, name.width);
    if (width.ec != std::errc{} || width.ptr != end || name.width < 1 || name.width > 255) return std::nullopt;
    return name;
}

/// The value is the tile's digest, or its bytes.
Result<void> tile(const StoredTree& tree, std::string_view text, const json::value& value) {
    const std::string where = "右缘瓦片 " + std::string(text);
    const auto name = tile_of(text);
    const auto given = value.is_string() ? proof::from_hex(std::string_view(value.get_string())) : std::nullopt;
    if (!name || name->entries || !given) return mistake(where + " 的名称或内容不合规定");
    const int level = name->level * proof::tile_height;
    const std::uint64_t nodes = level > 63 ? 0 : tree.size() >> level;
    if (name->index > nodes / proof::tile_width || nodes - name->index * proof::tile_width < name->width)
        return mistake(where + " 不在树里");
    std::string bytes;
    for (std::uint64_t i = 0; i < name->width; ++i)
        bytes += proof::bytes_of(tree.node(level, name->index * proof::tile_width + i));
    if (*given == bytes || *given == proof::bytes_of(proof::digest(tree.suite(), bytes))) return outcome::success();
    return mistake(where + " 与算出的不同");
}

Result<const json::object*> element(const json::value& value) {
    if (value.is_object()) return &value.get_object();
    return mistake("证明应为对象");
}

Result<void> inclusion(const StoredTree& tree, const json::value& value) {
    TRY(const auto vector, element(value));
    TRY(const auto index, number_field(*vector, "index"));
    TRY(const auto path, hex_hashes_field(*vector, "proof"));
    const std::string where = "第 " + std::to_string(index) + " 号的包含证明";
    if (index >= tree.size()) return mistake(where + "超出树的大小");
    if (path != proof::inclusion_proof(tree.suite(), tree, index, tree.size())) return mistake(where + "与算出的不同");
    if (!proof::verify_inclusion(tree.suite(), index, tree.size(), tree.node(0, index), path, tree.root()))
        return mistake(where + "不成立");
    return outcome::success();
}

Result<void> consistency(const StoredTree& tree, const json::value& value) {
    TRY(const auto vector, element(value));
    TRY(const auto from, number_field(*vector, "size1"));
    TRY(const auto root, hex_hash_field(*vector, "root1"));
    TRY(const auto path, hex_hashes_field(*vector, "proof"));
    const std::string where = "自 " + std::to_string(from) + " 的一致性证明";
    if (from < 1 || from > tree.size()) return mistake(where + "超出树的大小");
    if (root != proof::root(tree.suite(), tree, from)) return mistake(where + "的 root1 与算出的不同");
    if (path != proof::consistency_proof(tree.suite(), tree, from, tree.size())) return mistake(where + "与算出的不同");
    if (!proof::verify_consistency(tree.suite(), from, tree.size(), path, root, tree.root()))
        return mistake(where + "不成立");
    return outcome::success();
}

Result<void> line(const json::object& vector, Suite suite, std::string_view suite_name) {
    TRY(const auto hash, text_field(vector, "hash"));
    if (hash != suite_name) return mistake("字段 hash 与文件名不符");
    TRY(const auto size, number_field(vector, "size"));
    if (size > entries_max) return mistake("树过大");
    TRY(const auto root, hex_hash_field(vector, "root"));
    const json::value* const tiles = vector.if_contains("right_edge_tiles");
    if (!tiles || !tiles->is_object()) return mistake("字段 right_edge_tiles 缺失或不是对象");
    TRY(const auto inclusions, array_field(vector, "inclusion"));
    TRY(const auto consistencies, array_field(vector, "consistency"));

    StoredTree tree(suite);
    for (std::uint64_t i = 0; i < size; ++i) tree.append(proof::hash_leaf(suite, "event " + std::to_string(i)));
    if (tree.root() != root) return mistake("root 与算出的不同");
    for (const auto& [name, value] : tiles->get_object()) {
        TRY_VOID(tile(tree, name, value));
    }
    for (const json::value& one : *inclusions) {
        TRY_VOID(inclusion(tree, one));
    }
    for (const json::value& one : *consistencies) {
        TRY_VOID(consistency(tree, one));
    }
    return outcome::success();
}

}  // namespace

LineCheck tile_check(std::string_view shape) {
    if (shape == "tiles/sha256")
        return [](const json::object& vector) { return line(vector, Suite::sha256, "sha256"); };
    if (shape == "tiles/sm3") return [](const json::object& vector) { return line(vector, Suite::sm3, "sm3"); };
    return nullptr;
}

}  // namespace yiguan::tracever
