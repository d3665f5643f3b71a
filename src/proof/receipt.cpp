#include "proof/receipt.hpp"

#include <algorithm>
#include <charconv>

#include "core/cbor.hpp"
#include "core/text.hpp"

namespace yiguan::proof {
namespace {

constexpr std::string_view tlog_proof_head = "c2sp.org/tlog-proof@v1\n";
constexpr std::size_t tlog_proof_bytes_max = 2'000'000;
constexpr std::size_t path_max = 64;
constexpr std::string_view receipt_head = "yiguan-receipt/1";
constexpr std::size_t receipt_bytes_max = 100'000'000;
constexpr std::size_t leaves_max = 10'000;
// A range of a tree leaves at most one sibling on either side of each level.
constexpr std::size_t range_proof_max = 128;

Error refuse(std::string detail) {
    return Error{Code::invalid, {}, std::move(detail)};
}

/// The worst is what counts: fork, then invalid, then cannot_tell.
int weight(Verdict v) {
    return v == Verdict::fork ? 3 : v == Verdict::invalid ? 2 : v == Verdict::cannot_tell ? 1 : 0;
}

void add(Finding& to, Verdict verdict, std::string line) {
    if (weight(verdict) > weight(to.verdict)) to.verdict = verdict;
    to.lines.push_back(std::move(line));
}

/// Each of `parts` followed by a separator but the last.
std::string joined(const std::vector<std::string>& parts) {
    std::string out;
    for (const std::string& part : parts) out += (out.empty() ? "" : "、") + part;
    return out;
}

}  // namespace

Suite tree_suite(std::string_view origin) {
    return origin.ends_with("/sm3") ? Suite::sm3 : Suite::sha256;
}

// ---- tlog-proof

std::string TlogProof::encode() const {
    std::string out(tlog_proof_head);
    if (extra) out += "extra " + base64(*extra) + "\n";
    out += "index " + std::to_string(index) + "\n";
    for (const Hash& hash : path) out += base64(bytes_of(hash)) + "\n";
    return out + "\n" + checkpoint.encode();
}

// C2SP tlog-proof.
Result<TlogProof> TlogProof::parse(std::string_view bytes) {
    if (bytes.size() > tlog_proof_bytes_max) return refuse("证明文件不得超过 2000000 字节");
    if (!bytes.starts_with(tlog_proof_head)) return refuse("证明文件的第一行应为 c2sp.org/tlog-proof@v1");
    bytes.remove_prefix(tlog_proof_head.size());
    const auto line = [&]() -> std::optional<std::string_view> {
        const auto end = bytes.find('\n');
        if (end == std::string_view::npos) return std::nullopt;
        const auto out = bytes.substr(0, end);
        bytes.remove_prefix(end + 1);
        return out;
    };
    TlogProof proof;
    auto next = line();
    constexpr std::string_view extra_head = "extra ", index_head = "index ";
    if (next && next->starts_with(extra_head)) {
        proof.extra = from_base64(next->substr(extra_head.size()));
        if (!proof.extra) return refuse("证明文件的 extra 行不是标准的 Base64");
        next = line();
    }
    if (!next || !next->starts_with(index_head)) return refuse("证明文件缺少 index 行");
    const auto digits = next->substr(index_head.size());
    const auto [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), proof.index);
    if (digits.empty() || !is_digit(digits[0]) || (digits.size() > 1 && digits[0] == '0') || fault != std::errc{} ||
        end != digits.data() + digits.size())
        return refuse("证明文件的序号应为没有前导零的十进制数");
    while ((next = line()) && !next->empty()) {
        const auto hash = from_base64(*next);
        if (!hash || hash->size() != 32) return refuse("证明文件的路径应为 32 字节的 Base64，每行一个");
        if (proof.path.size() == path_max) return refuse("证明文件的路径过长");
        proof.path.push_back(*hash_from(*hash));
    }
    if (!next) return refuse("证明文件缺少检查点");
    TRY(proof.checkpoint, Note::parse(bytes));
    return proof;
}

// ---- batch receipt

std::string BatchReceipt::encode() const {
    std::string out;
    CborWriter writer(out);
    writer.head(Major::array, 6);
    writer.text(receipt_head);
    writer.text(promise.text.empty() ? std::string() : promise.encode());
    writer.head(Major::number, first);
    writer.head(Major::array, leaves.size());
    for (const std::string& leaf : leaves) writer.bytes(leaf);
    std::string hashes;
    for (const Hash& hash : proof) hashes += bytes_of(hash);
    writer.bytes(hashes);
    writer.text(checkpoint.encode());
    return out;
}

Result<BatchReceipt> BatchReceipt::parse(std::string_view bytes) {
    if (bytes.size() > receipt_bytes_max) return refuse("回执不得超过 100000000 字节");
    try {
        CborReader reader(bytes);
        if (reader.array() != 6 || reader.text() != receipt_head) return refuse("不是 yiguan-receipt/1 回执");
        BatchReceipt receipt;
        if (const auto promise = reader.text(); !promise.empty()) {
            TRY(receipt.promise, Note::parse(promise));
        }
        receipt.first = reader.head(Major::number);
        const std::size_t count = reader.array();
        if (count < 1 || count > leaves_max) return refuse("回执的记录应为 1 至 10000 条");
        if (receipt.first + count < receipt.first) return refuse("回执的序号过大");
        for (std::size_t i = 0; i < count; ++i) {
            const auto leaf = reader.bytes();
            if (leaf.empty() || leaf.size() > leaf_bytes_max) return refuse("回执的记录应为 1 至 8192 字节");
            receipt.leaves.emplace_back(leaf);
        }
        const auto hashes = reader.bytes();
        if (hashes.size() % 32 != 0 || hashes.size() / 32 > range_proof_max) return refuse("回执的证明长度不正确");
        for (std::size_t at = 0; at < hashes.size(); at += 32)
            receipt.proof.push_back(*hash_from(hashes.substr(at, 32)));
        TRY(receipt.checkpoint, Note::parse(reader.text()));
        if (!reader.empty()) return refuse("回执之后还有多余的字节");
        return receipt;
    } catch (const std::runtime_error&) {
        return refuse("回执不是规定的 CBOR");
    }
}

// ---- checks

CheckpointReport check_checkpoint(const Note& note, const Policy& policy) {
    CheckpointReport report;
    const auto parsed = Checkpoint::parse(note.text);
    if (parsed.has_error()) {
        add(report.finding, Verdict::invalid, parsed.error().detail + "。");
        return report;
    }
    report.checkpoint = parsed.value();
    const std::string& origin = report.checkpoint.origin;

    std::vector<VerifierKey> keys;
    for (const VerifierKey& log : policy.logs)
        if (log.name() == origin) keys.push_back(log);
    const std::size_t logs = keys.size();
    if (logs == 0) {
        add(report.finding, Verdict::cannot_tell, "策略里没有日志“" + shorten(origin, 80) + "”的公钥，无法判断。");
        return report;
    }
    std::vector<std::string> names;
    for (const auto& [name, key] : policy.witnesses) {
        names.push_back(name);
        keys.push_back(key);
    }
    const auto signers = verify(note, keys);
    if (signers.has_error()) {
        add(report.finding, Verdict::invalid, signers.error().detail + "。");
        return report;
    }
    for (const std::size_t key : signers.value().keys) {
        if (key < logs)
            report.signed_by_log = true;
        else
            report.seen_by.push_back(names[key - logs]);
    }
    if (!report.signed_by_log) {
        add(report.finding, Verdict::invalid, "检查点没有日志“" + origin + "”的签名。");
        return report;
    }
    add(report.finding, Verdict::valid,
        "检查点由日志“" + origin + "”签名，共 " + std::to_string(report.checkpoint.size) + " 条记录。");
    if (!report.seen_by.empty()) add(report.finding, Verdict::valid, "见证方 " + joined(report.seen_by) + " 已联署。");
    if (!policy.satisfied(report.seen_by))
        add(report.finding, Verdict::cannot_tell, "联署的见证方不足策略所要求的“" + policy.quorum + "”。");
    return report;
}

Finding check_tlog_proof(const TlogProof& proof, const Policy& policy, std::optional<Hash> leaf_hash) {
    CheckpointReport report = check_checkpoint(proof.checkpoint, policy);
    Finding& finding = report.finding;
    if (finding.verdict == Verdict::invalid) return finding;
    if (!leaf_hash && proof.extra) leaf_hash = hash_leaf(report.suite(), *proof.extra);
    if (!leaf_hash) {
        add(finding, Verdict::cannot_tell, "证明文件不含记录本身，需另外给出记录。");
        return finding;
    }
    if (!verify_inclusion(report.suite(), proof.index, report.checkpoint.size, *leaf_hash, proof.path,
                          report.checkpoint.root))
        add(finding, Verdict::invalid, "记录不在检查点所签的树里：包含证明不成立。");
    else
        add(finding, Verdict::valid, "第 " + std::to_string(proof.index) + " 号记录在检查点所签的树里。");
    return finding;
}

Finding check_promise(const Note& note, const Policy& policy) {
    Finding finding;
    const auto promise = Promise::parse(note.text);
    if (promise.has_error()) {
        add(finding, Verdict::invalid, promise.error().detail + "。");
        return finding;
    }
    const Promise& p = promise.value();
    std::vector<VerifierKey> keys;
    for (const VerifierKey& log : policy.logs)
        if (log.name() == p.origin && !log.witness()) keys.push_back(log);
    if (keys.empty()) {
        add(finding, Verdict::cannot_tell, "策略里没有日志“" + shorten(p.origin, 80) + "”的公钥，无法判断。");
        return finding;
    }
    if (const auto signers = verify(note, keys); signers.has_error()) {
        add(finding, Verdict::invalid, "承诺：" + signers.error().detail + "。");
        return finding;
    }
    add(finding, Verdict::cannot_tell,
        "日志“" + p.origin + "”已签名承诺收录第 " + std::to_string(p.first) + " 号起的 " + std::to_string(p.count) +
            " 条记录；是否已入树，须凭包含证明判断。");
    return finding;
}

Finding check_receipt(const BatchReceipt& receipt, const Policy& policy) {
    CheckpointReport report = check_checkpoint(receipt.checkpoint, policy);
    Finding& finding = report.finding;
    if (finding.verdict == Verdict::invalid) return finding;
    const Suite suite = report.suite();
    std::vector<Hash> hashes;
    std::vector<std::pair<std::uint64_t, Hash>> leaves;
    for (const std::string& leaf : receipt.leaves) {
        hashes.push_back(hash_leaf(suite, leaf));
        leaves.emplace_back(receipt.first + leaves.size(), hashes.back());
    }
    if (!receipt.promise.text.empty()) {
        const auto promise = Promise::parse(receipt.promise.text);
        const Finding signed_promise = check_promise(receipt.promise, policy);
        if (signed_promise.verdict == Verdict::invalid) {
            add(finding, Verdict::invalid, signed_promise.lines.back());
        } else if (promise.value().origin != report.checkpoint.origin || promise.value().first != receipt.first ||
                   promise.value().count != receipt.leaves.size() || promise.value().root != tree_hash(suite, hashes)) {
            add(finding, Verdict::invalid, "回执里的记录不是日志承诺收录的记录。");
        } else {
            add(finding, Verdict::valid, "回执里的记录正是日志签名承诺收录的记录。");
        }
    }
    const auto root = root_of_multi_proof(suite, leaves, report.checkpoint.size, receipt.proof);
    const std::string range = receipt.leaves.size() == 1
                                  ? "第 " + std::to_string(receipt.first) + " 号记录"
                                  : "第 " + std::to_string(receipt.first) + " 至 " +
                                        std::to_string(receipt.first + receipt.leaves.size() - 1) + " 号记录";
    if (!root || *root != report.checkpoint.root)
        add(finding, Verdict::invalid, range + "不在检查点所签的树里：包含证明不成立。");
    else
        add(finding, Verdict::valid, range + "都在检查点所签的树里。");
    return finding;
}

Finding check_consistency(const Note& older, const Note& newer, std::span<const Hash> proof, bool proof_given,
                          const Policy& policy) {
    CheckpointReport a = check_checkpoint(older, policy), b = check_checkpoint(newer, policy);
    if (a.checkpoint.size > b.checkpoint.size) std::swap(a, b);
    Finding finding = a.finding;
    for (const std::string& line : b.finding.lines) add(finding, b.finding.verdict, line);
    if (finding.verdict == Verdict::invalid) return finding;
    if (a.checkpoint.origin != b.checkpoint.origin) {
        add(finding, Verdict::cannot_tell, "两个检查点不属于同一日志，无从比较。");
        return finding;
    }
    if (!a.signed_by_log || !b.signed_by_log) return finding;
    const Checkpoint &from = a.checkpoint, &to = b.checkpoint;
    const bool both_empty_hold = from.size != 0 || from.root == empty_root(a.suite());
    if (!both_empty_hold) {
        add(finding, Verdict::invalid, "空日志的检查点没有空树的根。");
    } else if (from.size == to.size) {
        if (from.root == to.root)
            add(finding, Verdict::valid, "两个检查点相同。");
        else
            add(finding, Verdict::fork,
                "日志对同样的 " + std::to_string(from.size) + " 条记录签了两个不同的根：日志分叉，历史被改写。");
    } else if (from.size == 0) {
        add(finding, Verdict::valid, "较早的检查点是空日志，任何日志都由它增长而来。");
    } else if (!proof_given) {
        add(finding, Verdict::cannot_tell, "两个检查点大小不同，须有一致性证明才能判断。");
    } else if (verify_consistency(a.suite(), from.size, to.size, proof, from.root, to.root)) {
        add(finding, Verdict::valid,
            "日志从 " + std::to_string(from.size) + " 条增至 " + std::to_string(to.size) +
                " 条，只追加，未改动已有记录。");
    } else {
        add(finding, Verdict::invalid, "一致性证明不成立。");
    }
    return finding;
}

}  // namespace yiguan::proof
