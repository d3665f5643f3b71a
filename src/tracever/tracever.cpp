#include "tracever/tracever.hpp"

#include <algorithm>
#include <optional>
#include <vector>

#include "core/json.hpp"
#include "core/time.hpp"
#include "proof/bundle.hpp"
#include "tracever/files.hpp"
#include "tracever/log_folder.hpp"
#include "tracever/vectors.hpp"

namespace yiguan::tracever {
namespace {

using proof::Finding;
using proof::Verdict;

constexpr std::string_view usage = R"(用法：tracever 命令 [选项] 文件...
  receipt FILE            回执：.tlog-proof、批次回执，或日志签名的承诺
  bundle FILE             一个追溯码的证据包
  consistency A B [PROOF] 两个检查点：日志是否只追加、未改动
  fork A B                两个检查点：是否证明日志分叉
  fsck DIR                整个日志：tile/ 或 level-* 文件，及其检查点
  conform FILE...         核对向量文件（文件夹与文件名决定格式），末行为 N passed, N failed
选项：
  --policy FILE  信任哪些日志与见证方（C2SP tlog-policy）；不给则最多“无法判断”
  --leaf FILE    receipt：记录本身，证明文件不含记录时须给出
  --json         以一个 JSON 对象输出
  --verbose      conform：每个向量一行
结束状态：0 有效，1 无效，2 无法判断，3 分叉，64 用法错误。不联网，不看时钟。
)";
constexpr int wrong_usage = 64;

struct Words {
    std::string command;
    std::vector<std::string> files;
    std::optional<std::string> policy, leaf;
    bool json = false, verbose = false, help = false;
};

Result<Words> parse(std::span<const std::string> words) {
    Words out;
    bool options = true;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::string& word = words[i];
        if (!options || !word.starts_with('-') || word == "-") {
            (out.command.empty() ? out.command : out.files.emplace_back()) = word;
        } else if (word == "--") {
            options = false;
        } else if (word == "--json") {
            out.json = true;
        } else if (word == "--verbose") {
            out.verbose = true;
        } else if (word == "--help" || word == "-h") {
            out.help = true;
        } else if (word == "--policy" || word == "--leaf") {
            if (++i == words.size()) return Error{Code::invalid, {}, word + " 后缺少文件名"};
            (word == "--policy" ? out.policy : out.leaf) = words[i];
        } else {
            return Error{Code::invalid, {}, "没有选项 " + word};
        }
    }
    return out;
}

std::string_view word_of(Verdict verdict) {
    switch (verdict) {
        case Verdict::valid:
            return "有效";
        case Verdict::invalid:
            return "无效";
        case Verdict::cannot_tell:
            return "无法判断";
        case Verdict::fork:
            return "日志分叉";
    }
    return {};
}

std::string_view name_of(Verdict verdict) {
    constexpr std::string_view names[] = {"valid", "invalid", "cannot_tell", "fork"};
    return names[static_cast<std::size_t>(verdict)];
}

Finding broken(std::string why) {
    return {Verdict::invalid, {std::move(why) + "。"}};
}

/// A file that cannot be read proves nothing, one that breaks its format is invalid.
std::optional<std::string> read(const std::string& path, Finding& failed) {
    auto bytes = read_file(path);
    if (bytes.has_value()) return std::move(bytes).value();
    failed = {Verdict::cannot_tell, {bytes.error().detail + "。"}};
    return std::nullopt;
}

Finding receipt(const Words& words, const proof::Policy& policy) {
    Finding failed;
    const auto bytes = read(words.files[0], failed);
    if (!bytes) return failed;
    if (bytes->starts_with("c2sp.org/tlog-proof@")) {
        const auto proof = proof::TlogProof::parse(*bytes);
        if (proof.has_error()) return broken(proof.error().detail);
        std::optional<proof::Hash> leaf_hash;
        if (words.leaf) {
            const auto leaf = read(*words.leaf, failed);
            if (!leaf) return failed;
            const auto origin = proof.value().checkpoint.text.substr(0, proof.value().checkpoint.text.find('\n'));
            leaf_hash = proof::hash_leaf(proof::tree_suite(origin), *leaf);
        }
        return proof::check_tlog_proof(proof.value(), policy, leaf_hash);
    }
    // CBOR begins with an array of six, a note with text.
    if (bytes->starts_with('\x86')) {
        const auto parsed = proof::BatchReceipt::parse(*bytes);
        return parsed.has_value() ? proof::check_receipt(parsed.value(), policy) : broken(parsed.error().detail);
    }
    const auto note = proof::Note::parse(*bytes);
    return note.has_value() ? proof::check_promise(note.value(), policy) : broken("不是已知格式的回执");
}

/// Hashes one a line or in a JSON array (also as field "proof" of an object), in base64 or hexadecimal.
Result<std::vector<proof::Hash>> hashes_in(std::string_view text) {
    std::vector<std::string> words;
    const auto begin = text.find_first_not_of(" \t\r\n");
    if (begin != std::string_view::npos && (text[begin] == '{' || text[begin] == '[')) {
        TRY(auto value, parse_json(text));
        const json::value* list = &value;
        if (value.is_object()) list = value.get_object().if_contains("proof");
        if (!list || !list->is_array()) return Error{Code::invalid, {}, "一致性证明里没有 proof 数组"};
        for (const json::value& one : list->get_array()) {
            if (!one.is_string()) return Error{Code::invalid, {}, "一致性证明应为文本的数组"};
            words.emplace_back(std::string_view(one.get_string()));
        }
    } else {
        for (std::size_t at = 0; at < text.size();) {
            const auto from = text.find_first_not_of(" \t\r\n", at);
            if (from == std::string_view::npos) break;
            at = std::min(text.find_first_of(" \t\r\n", from), text.size());
            words.emplace_back(text.substr(from, at - from));
        }
    }
    std::vector<proof::Hash> out;
    for (const std::string& word : words) {
        const auto bytes = word.size() == 64 ? proof::from_hex(word) : proof::from_base64(word);
        const auto hash = bytes ? proof::hash_from(*bytes) : std::nullopt;
        if (!hash) return Error{Code::invalid, {}, "一致性证明应为 32 字节散列的列表"};
        out.push_back(*hash);
    }
    return out;
}

Finding compare(const Words& words, const proof::Policy& policy) {
    Finding failed;
    std::vector<proof::Note> notes;
    for (std::size_t i = 0; i < 2; ++i) {
        const auto bytes = read(words.files[i], failed);
        if (!bytes) return failed;
        auto note = proof::Note::parse(*bytes);
        if (note.has_error()) return broken(words.files[i] + "：" + note.error().detail);
        notes.push_back(std::move(note).value());
    }
    std::vector<proof::Hash> hashes;
    if (words.files.size() == 3) {
        const auto bytes = read(words.files[2], failed);
        if (!bytes) return failed;
        auto parsed = hashes_in(*bytes);
        if (parsed.has_error()) return broken(parsed.error().detail);
        hashes = std::move(parsed).value();
    }
    return proof::check_consistency(notes[0], notes[1], hashes, words.files.size() == 3, policy);
}

/// Only a fork is proven by this command: what two checkpoints that agree leave open is said, not judged.
Finding fork(const Words& words, const proof::Policy& policy) {
    Finding finding = compare(words, policy);
    if (finding.verdict == Verdict::valid) {
        finding.verdict = Verdict::cannot_tell;
        finding.lines.push_back("这两个检查点不证明日志分叉。");
    }
    return finding;
}

/// `more`: further members of the JSON object.
Outcome show(const Finding& finding, bool as_json, json::object more = {}) {
    Outcome out;
    out.status = static_cast<int>(finding.verdict);
    if (as_json) {
        json::array lines;
        for (const std::string& line : finding.lines) lines.emplace_back(line);
        json::object object{{"verdict", name_of(finding.verdict)}, {"status", out.status}, {"lines", lines}};
        for (auto& [name, value] : more) object[name] = std::move(value);
        out.out = json::serialize(object) + "\n";
        return out;
    }
    for (const std::string& line : finding.lines) out.out += line + "\n";
    out.out += "结论：" + std::string(word_of(finding.verdict)) + "\n";
    return out;
}

Outcome bundle(const Words& words, const proof::Policy& policy) {
    Finding failed;
    const auto bytes = read(words.files[0], failed);
    if (!bytes) return show(failed, words.json);
    const auto parsed = proof::Bundle::parse(*bytes);
    if (parsed.has_error()) return show(broken(parsed.error().detail), words.json);
    auto report = proof::check_bundle(parsed.value(), policy);
    report.finding.lines.insert(report.finding.lines.begin(), "追溯码：" + parsed.value().code);
    json::array seen_by;
    for (const std::string& name : report.seen_by) seen_by.emplace_back(name);
    json::object more{{"code", parsed.value().code}, {"genuine", report.genuine},        {"seenBy", seen_by},
                      {"size", report.size},         {"completeTo", report.complete_to}, {"events", report.events},
                      {"withheld", report.withheld}, {"erased", report.erased}};
    if (report.complete_to_ms) more["completeToTime"] = iso_utc(UtcMs{*report.complete_to_ms});
    return show(report.finding, words.json, std::move(more));
}

Outcome conform(const Words& words) {
    Outcome out;
    std::size_t passed = 0, failed = 0;
    json::array cases;
    for (const std::string& file : words.files)
        for (const Case& one : run_vectors(file)) {
            ++(one.why.empty() ? passed : failed);
            if (words.json) {
                cases.push_back({{"place", one.place}, {"passed", one.why.empty()}, {"why", one.why}});
                continue;
            }
            if (words.verbose || !one.why.empty()) out.out += one.place + (one.why.empty() ? " pass" : " fail") + "\n";
            if (!one.why.empty()) out.err += one.place + "：" + one.why + "\n";
        }
    out.status = failed == 0 ? 0 : 1;
    if (words.json)
        out.out = json::serialize(json::object{{"passed", passed}, {"failed", failed}, {"cases", cases}}) + "\n";
    else
        out.out += std::to_string(passed) + " passed, " + std::to_string(failed) + " failed\n";
    return out;
}

}  // namespace

Outcome run(std::span<const std::string> all) {
    const auto parsed = parse(all);
    if (parsed.has_error()) return {wrong_usage, {}, parsed.error().detail + "\n" + std::string(usage)};
    const Words& words = parsed.value();
    if (words.help) return {0, std::string(usage), {}};
    const std::size_t files = words.files.size();
    const bool one = words.command == "receipt" || words.command == "bundle" || words.command == "fsck";
    if (!(one && files == 1) && !(words.command == "consistency" && (files == 2 || files == 3)) &&
        !(words.command == "fork" && files == 2) && !(words.command == "conform" && files > 0))
        return {wrong_usage, {}, std::string(usage)};
    if (words.command == "conform") return conform(words);

    std::optional<proof::Policy> policy;
    if (words.policy) {
        Finding failed;
        const auto text = read(*words.policy, failed);
        if (!text) return {wrong_usage, {}, failed.lines[0] + "\n"};
        auto read_policy = proof::Policy::parse(*text);
        if (read_policy.has_error())
            return {wrong_usage, {}, "策略 " + read_policy.error().pointer + "：" + read_policy.error().detail + "\n"};
        policy = std::move(read_policy).value();
    }
    if (words.command == "fsck") return show(check_folder(words.files[0], policy), words.json);
    const proof::Policy trusted = policy.value_or(proof::Policy{});
    if (words.command == "receipt") return show(receipt(words, trusted), words.json);
    if (words.command == "bundle") return bundle(words, trusted);
    if (words.command == "fork") return show(fork(words, trusted), words.json);
    return show(compare(words, trusted), words.json);
}

}  // namespace yiguan::tracever
