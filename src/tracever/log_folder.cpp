#include "tracever/log_folder.hpp"

#include <algorithm>

#include "core/text.hpp"
#include "proof/tiles.hpp"
#include "tracever/files.hpp"
#include "tracever/stored_nodes.hpp"
#include "tracever/stored_tree.hpp"

namespace yiguan::tracever {
namespace {

namespace fs = std::filesystem;
using proof::Hash;
using proof::Suite;
using proof::Verdict;

constexpr std::size_t note_bytes_max = 1'000'000;
constexpr std::size_t faults_max = 100;
constexpr std::uint64_t tree_in_memory_max = std::uint64_t{1} << 22;

/// A policy without witnesses that trusts one key.
Result<proof::Policy> trust(std::string_view vkey) {
    return proof::Policy::parse("log " + std::string(trim(vkey)) + "\nquorum none\n");
}

/// The first of these tiles that is there: of `width`, of the whole tile, of any width between.
Result<std::string> wide_enough(const fs::path& folder, proof::TileName name) {
    const fs::path exact = folder / "tile" / proof::tile_name(name);
    std::error_code failed;
    if (fs::exists(exact, failed)) return read_file(exact);
    for (std::uint32_t width = 256; width > name.width; --width) {
        proof::TileName wider = name;
        wider.width = width;
        const fs::path path = folder / "tile" / proof::tile_name(wider);
        if (fs::exists(path, failed)) return read_file(path);
    }
    return Error{Code::invalid, {}, "缺少 " + exact.string()};
}

/// The tree of the entries, where each tile of hashes says the same.
Result<StoredTree> tree_of(const fs::path& folder, Suite suite, std::uint64_t size) {
    StoredTree tree(suite);
    const auto width_at = [](std::uint64_t nodes, std::uint64_t index) {
        return static_cast<std::uint32_t>(std::min(proof::tile_width, nodes - index * proof::tile_width));
    };
    for (std::uint64_t index = 0; index * proof::tile_width < size; ++index) {
        const proof::TileName name{true, 0, index, width_at(size, index)};
        TRY(const auto bundle, wide_enough(folder, name));
        const auto entries = proof::decode_entries(bundle);
        if (!entries || entries->size() < name.width)
            return Error{Code::invalid, {}, "tile/" + proof::tile_name(name) + " 的长度不合"};
        for (std::uint32_t i = 0; i < name.width; ++i) tree.append(proof::hash_leaf(suite, (*entries)[i]));
    }
    for (int level = 0; level < 8; ++level) {
        const std::uint64_t nodes = size >> (level * proof::tile_height);
        for (std::uint64_t index = 0; index * proof::tile_width < nodes; ++index) {
            const proof::TileName name{false, level, index, width_at(nodes, index)};
            TRY(const auto stored, wide_enough(folder, name));
            std::string made;
            for (std::uint32_t i = 0; i < name.width; ++i)
                made += proof::bytes_of(tree.node(level * proof::tile_height, index * proof::tile_width + i));
            if (!stored.starts_with(made))
                return Error{Code::invalid, {}, "tile/" + proof::tile_name(name) + " 与记录不符"};
        }
    }
    return tree;
}

/// A checkpoint file and whether anybody vouches for it.
struct Signed {
    std::string name;
    proof::CheckpointReport report;
    bool agrees = false;  ///< With the stored tree.
};

std::vector<Signed> read_checkpoints(const fs::path& folder, const proof::Policy& policy, const Fault& fault) {
    std::vector<std::string> names;
    std::error_code failed;
    for (fs::directory_iterator at(folder, failed), end; !failed && at != end; at.increment(failed))
        if (is_checkpoint_name(at->path().filename().string())) names.push_back(at->path().filename().string());
    std::ranges::sort(names);
    std::vector<Signed> out;
    for (const std::string& name : names) {
        const auto bytes = read_file(folder / name, note_bytes_max);
        const auto note = bytes.has_value() ? proof::Note::parse(bytes.value()) : bytes.error();
        if (note.has_error()) {
            fault(name + "：" + note.error().detail + "。");
            continue;
        }
        Signed one{name, proof::check_checkpoint(note.value(), policy)};
        if (one.report.finding.verdict == Verdict::invalid)
            fault(name + "：" + one.report.finding.lines.back());
        else
            out.push_back(std::move(one));
    }
    std::ranges::stable_sort(out, {}, [](const Signed& one) { return one.report.checkpoint.size; });
    return out;
}

/// Given by the caller, else what lies in the folder; the sentence says which.
Result<std::pair<proof::Policy, std::string>> policy_of(const fs::path& folder,
                                                        const std::optional<proof::Policy>& policy) {
    if (policy) return std::pair(*policy, std::string());
    std::error_code failed;
    if (fs::exists(folder / "policy", failed)) {
        TRY(const auto text, read_file(folder / "policy", note_bytes_max));
        TRY(auto parsed, proof::Policy::parse(text));
        return std::pair(std::move(parsed), std::string("公钥取自文件夹内的 policy，未经另行确认。"));
    }
    if (fs::exists(folder / "vkey", failed)) {
        TRY(const auto text, read_file(folder / "vkey", note_bytes_max));
        TRY(auto parsed, trust(text));
        return std::pair(std::move(parsed), std::string("公钥取自文件夹内的 vkey，未经另行确认。"));
    }
    return std::pair(proof::Policy{}, std::string("没有公钥，未核对检查点的签名。"));
}

}  // namespace

bool is_checkpoint_name(std::string_view name) {
    constexpr std::string_view head = "checkpoint";
    if (!name.starts_with(head)) return false;
    name.remove_prefix(head.size());
    return name.empty() || (name.size() > 1 && name[0] == '.' && std::ranges::all_of(name.substr(1), is_digit));
}

std::string check_checkpoint_file(const fs::path& path) {
    const auto work = [&]() -> Result<void> {
        const fs::path folder = path.parent_path();
        TRY(const auto bytes, read_file(path, note_bytes_max));
        TRY(const auto note, proof::Note::parse(bytes));
        TRY(const auto vkey, read_file(folder / "vkey", note_bytes_max));
        TRY(const auto policy, trust(vkey));
        const auto report = proof::check_checkpoint(note, policy);
        if (report.finding.verdict != Verdict::valid) return Error{Code::invalid, {}, report.finding.lines.back()};
        const auto& checkpoint = report.checkpoint;
        // "checkpoint.12" is of the tree of 12 leaves.
        const std::string suffix = path.extension().string();
        if (!suffix.empty() && suffix != "." + std::to_string(checkpoint.size))
            return Error{Code::invalid, {}, "检查点的大小与文件名不符"};
        if (checkpoint.size > tree_in_memory_max) return Error{Code::invalid, {}, "树过大，请用 fsck"};
        TRY(const auto tree, tree_of(folder, report.suite(), checkpoint.size));
        if (tree.root() != checkpoint.root) return Error{Code::invalid, {}, "检查点的根与记录不符"};
        return outcome::success();
    };
    const auto found = work();
    return found.has_value() ? std::string() : found.error().detail;
}

std::string check_tiles(const fs::path& folder) {
    std::string first;
    const auto nodes = stored_tiles(folder, Suite::sha256, [&](std::string fault) {
        if (first.empty()) first = std::move(fault);
    });
    proof::Frontier tree;
    while (const auto leaf = nodes->leaf())
        tree.append(*leaf,
                    [&](int level, std::uint64_t index, const Hash& hash) { nodes->completed(level, index, hash); });
    nodes->done();
    return first;
}

proof::Finding check_folder(const fs::path& folder, const std::optional<proof::Policy>& given) {
    proof::Finding finding;
    std::size_t faults = 0;
    const Fault fault = [&](std::string line) {
        finding.verdict = Verdict::invalid;
        if (++faults <= faults_max) finding.lines.push_back(std::move(line));
    };
    const auto policy = policy_of(folder, given);
    if (policy.has_error()) {
        fault(policy.error().detail + "。");
        return finding;
    }
    std::error_code failed;
    const bool tiles = fs::is_directory(folder / "tile", failed);
    if (!tiles && !fs::exists(folder / "level-0", failed)) {
        finding.verdict = Verdict::cannot_tell;
        finding.lines.push_back("文件夹里既没有 tile 也没有 level-0，不是日志。");
        return finding;
    }

    auto checkpoints = read_checkpoints(folder, policy.value().first, fault);
    const Suite suite = checkpoints.empty() ? Suite::sha256 : checkpoints.back().report.suite();
    for (const Signed& one : checkpoints)
        if (one.report.checkpoint.origin != checkpoints.back().report.checkpoint.origin)
            fault(one.name + "：来源与其他检查点不同。");
    const auto nodes = tiles ? stored_tiles(folder, suite, fault) : stored_levels(folder, fault);
    proof::Frontier tree(suite);
    auto next = checkpoints.begin();
    const auto at_size = [&] {
        for (; next != checkpoints.end() && next->report.checkpoint.size == tree.size(); ++next)
            next->agrees = next->report.checkpoint.root == tree.root();
    };
    at_size();
    while (const auto leaf = nodes->leaf()) {
        tree.append(*leaf,
                    [&](int level, std::uint64_t index, const Hash& hash) { nodes->completed(level, index, hash); });
        at_size();
    }
    nodes->done();

    const auto contradicted = [&](const Signed& one) {
        // Whoever signed the stored tree signed with it every smaller one.
        return one.report.signed_by_log && std::ranges::any_of(checkpoints, [&](const Signed& other) {
                   return other.agrees && other.report.signed_by_log &&
                          other.report.checkpoint.size >= one.report.checkpoint.size;
               });
    };
    bool fork = false;
    for (const Signed& one : checkpoints) {
        const auto& checkpoint = one.report.checkpoint;
        if (one.agrees) continue;
        if (checkpoint.size > tree.size())
            fault(one.name + "：检查点有 " + std::to_string(checkpoint.size) + " 条记录，文件夹里只有 " +
                  std::to_string(tree.size()) + " 条。");
        else
            fault(one.name + "：检查点的根与算出的不同。");
        fork = fork || contradicted(one);
    }
    const bool trusted = std::ranges::all_of(checkpoints, [](const Signed& one) { return one.report.signed_by_log; }) &&
                         !checkpoints.empty() && checkpoints.back().report.finding.verdict == Verdict::valid;
    if (faults > faults_max)
        finding.lines.push_back("另有 " + std::to_string(faults - faults_max) + " 处不符，未列出。");
    finding.lines.push_back("共核对 " + std::to_string(tree.size()) + " 条记录、" + std::to_string(checkpoints.size()) +
                            " 个检查点，" + std::to_string(faults) + " 处不符。");
    if (!policy.value().second.empty()) finding.lines.push_back(policy.value().second);
    if (fork) {
        finding.verdict = Verdict::fork;
        finding.lines.push_back("日志签了互相矛盾的检查点：日志分叉，历史被改写。");
    } else if (faults == 0 && checkpoints.empty()) {
        finding.verdict = Verdict::cannot_tell;
        finding.lines.push_back("没有检查点，只知道存储的散列彼此相符。");
    } else if (faults == 0 && !trusted) {
        finding.verdict = Verdict::cannot_tell;
        finding.lines.push_back(checkpoints.back().report.finding.lines.back());
    }
    return finding;
}

}  // namespace yiguan::tracever
