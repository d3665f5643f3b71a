#include "tracever/vectors.hpp"

#include <algorithm>
#include <array>

#include "tracever/files.hpp"
#include "tracever/log_folder.hpp"

namespace yiguan::tracever {
namespace {

namespace fs = std::filesystem;

enum class Layout : std::uint8_t { lines, document };
struct Shape {
    std::string_view name;  ///< "folder/file"
    Layout layout;
};
constexpr std::array shapes{
    Shape{"merkle-proofs/inclusion", Layout::lines},
    Shape{"merkle-proofs/consistency", Layout::lines},
    Shape{"merkle-proofs/subtreeinclusion", Layout::lines},
    Shape{"merkle-proofs/subtreeconsistency", Layout::lines},
    Shape{"notes/notes", Layout::lines},
    Shape{"proposed-sm2/checkpoints", Layout::lines},
    Shape{"sigsum/policies-invalid", Layout::lines},
    Shape{"sigsum/quorum", Layout::lines},
    Shape{"sigsum/proofs", Layout::lines},
    Shape{"tiles/sha256", Layout::lines},
    Shape{"tiles/sm3", Layout::lines},
    Shape{"rfc6962/reference-tree", Layout::document},
    Shape{"rolling/rfc6962-ours", Layout::document},
    Shape{"sm3/sm3-standard", Layout::document},
};

/// By folder and name; else, so that a renamed folder does no harm, by the name if only one shape has it.
const Shape* shape_of(const fs::path& path) {
    const std::string extension = path.extension().string();
    if (extension != ".jsonl" && extension != ".json") return nullptr;
    const std::string stem = path.stem().string(), folder = path.parent_path().filename().string();
    const Shape* by_name = nullptr;
    for (const Shape& shape : shapes) {
        const auto slash = shape.name.find('/');
        if (shape.name.substr(slash + 1) != stem) continue;
        by_name = &shape;
        if (shape.name.substr(0, slash) == folder) return by_name;
    }
    return by_name;
}

LineCheck check_of(std::string_view shape) {
    for (const auto find : {merkle_check, tile_check, note_check, sigsum_check, document_check})
        if (const LineCheck check = find(shape)) return check;
    return nullptr;
}

Result<void> check_text(LineCheck check, std::string_view text) {
    TRY(const auto value, parse_json(text));
    if (!value.is_object()) return mistake("应为 JSON 对象");
    try {
        return check(value.get_object());
    } catch (const std::bad_alloc&) {
        return mistake("内容过大");
    }
}

Case case_of(std::string place, const Result<void>& found) {
    return {std::move(place), found.has_value() ? std::string() : found.error().detail};
}

std::vector<Case> run_lines(const std::string& place, std::string_view text, LineCheck check) {
    std::vector<Case> cases;
    for (std::size_t line = 1; !text.empty(); ++line) {
        const auto end = std::min(text.find('\n'), text.size());
        const auto one = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (one.find_first_not_of(" \t\r") == std::string_view::npos) continue;
        cases.push_back(case_of(place + ":" + std::to_string(line), check_text(check, one)));
    }
    if (cases.empty()) cases.push_back({place, "文件里没有向量"});
    return cases;
}

std::vector<Case> run_file(const fs::path& path) {
    const std::string place = path.string();
    if (is_checkpoint_name(path.filename().string())) return {{place, check_checkpoint_file(path)}};
    const Shape* const shape = shape_of(path);
    if (!shape) return {{place, "文件夹与文件名不属于任何已知的向量格式"}};
    const auto text = read_file(path);
    if (text.has_error()) return {{place, text.error().detail}};
    const LineCheck check = check_of(shape->name);
    if (shape->layout == Layout::lines) return run_lines(place, text.value(), check);
    return {case_of(place, check_text(check, text.value()))};
}

void walk(const fs::path& folder, int depth, std::vector<Case>& cases) {
    std::vector<fs::path> names;
    std::error_code failed;
    for (fs::directory_iterator at(folder, failed), end; !failed && at != end; at.increment(failed))
        names.push_back(at->path());
    if (failed) {
        cases.push_back({folder.string(), "文件夹读不出"});
        return;
    }
    std::ranges::sort(names);
    for (const fs::path& name : names) {
        if (fs::is_directory(name, failed)) {
            if (name.filename() == "tile")
                cases.push_back({folder.string(), check_tiles(folder)});
            else if (depth > 0)
                walk(name, depth - 1, cases);
        } else if (shape_of(name) || is_checkpoint_name(name.filename().string())) {
            std::ranges::move(run_file(name), std::back_inserter(cases));
        }
    }
}

}  // namespace

std::vector<Case> run_vectors(const fs::path& path) {
    std::error_code failed;
    if (!fs::is_directory(path, failed)) return run_file(path);
    std::vector<Case> cases;
    walk(path, 4, cases);
    if (cases.empty()) cases.push_back({path.string(), "文件夹里没有已知格式的向量"});
    return cases;
}

// ---- fields

Error mistake(std::string detail) {
    return Error{Code::invalid, {}, std::move(detail)};
}

namespace {

Error missing(std::string_view name, std::string_view kind) {
    return mistake("字段 " + std::string(name) + " 缺失或不是" + std::string(kind));
}

}  // namespace

Result<std::uint64_t> number_field(const json::object& vector, std::string_view name) {
    const json::value* const found = vector.if_contains(name);
    if (found && found->is_uint64()) return found->get_uint64();
    if (found && found->is_int64() && found->get_int64() >= 0) return static_cast<std::uint64_t>(found->get_int64());
    return missing(name, "非负整数");
}

Result<bool> bool_field(const json::object& vector, std::string_view name) {
    const json::value* const found = vector.if_contains(name);
    if (found && found->is_bool()) return found->get_bool();
    return missing(name, "布尔值");
}

Result<std::string_view> text_field(const json::object& vector, std::string_view name) {
    const json::value* const found = vector.if_contains(name);
    if (found && found->is_string()) return std::string_view(found->get_string());
    return missing(name, "文本");
}

Result<const json::array*> array_field(const json::object& vector, std::string_view name) {
    const json::value* const found = vector.if_contains(name);
    if (found && found->is_array()) return &found->get_array();
    return missing(name, "数组");
}

Result<std::vector<std::string_view>> texts_field(const json::object& vector, std::string_view name) {
    TRY(const auto array, array_field(vector, name));
    std::vector<std::string_view> out;
    for (const json::value& one : *array) {
        if (!one.is_string()) return missing(name, "文本的数组");
        out.emplace_back(one.get_string());
    }
    return out;
}

Result<proof::Hash> hex_hash(const json::value& value, std::string_view name) {
    if (value.is_string())
        if (const auto bytes = proof::from_hex(std::string_view(value.get_string())))
            if (const auto hash = proof::hash_from(*bytes)) return *hash;
    return missing(name, "32 字节的十六进制数");
}

Result<proof::Hash> hex_hash_field(const json::object& vector, std::string_view name) {
    const json::value* const found = vector.if_contains(name);
    if (!found) return missing(name, "32 字节的十六进制数");
    return hex_hash(*found, name);
}

Result<std::vector<proof::Hash>> hex_hashes_field(const json::object& vector, std::string_view name) {
    TRY(const auto array, array_field(vector, name));
    std::vector<proof::Hash> out;
    for (const json::value& one : *array) {
        TRY(const auto hash, hex_hash(one, name));
        out.push_back(hash);
    }
    return out;
}

}  // namespace yiguan::tracever
