// sigsum/: policies, quorums, and proofs of logging (doc/sigsum-proof.md of sigsum-go), versions 1 and 2.
#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <set>

#include "core/text.hpp"
#include "proof/policy.hpp"
#include "proof/tree.hpp"
#include "tracever/vectors.hpp"

namespace yiguan::tracever {
namespace {

using proof::Hash;
using proof::Suite;

Result<void> policy(const json::object& vector) {
    TRY(const auto text, text_field(vector, "policy"));
    TRY(const auto expected, text_field(vector, "expect"));
    if (expected != "reject" && expected != "ok") return mistake("字段 expect 应为 ok 或 reject");
    const auto parsed = proof::Policy::parse(text, proof::Policy::KeyForm::sigsum);
    const bool taken = parsed.has_value() || proof::Policy::parse(text).has_value();
    if (taken == (expected == "ok")) return outcome::success();
    return mistake(taken ? "策略合乎规定，向量要求拒绝" : parsed.error().detail);
}

// ---- quorums

/// Statements parted by ";", with a witness for each name that no statement declares.
Result<proof::Policy> quorum_policy(std::string_view groups) {
    std::string statements(groups);
    std::ranges::replace(statements, ';', '\n');
    std::set<std::string, std::less<>> declared{"none"}, named;
    for (std::size_t at = 0; at < statements.size();) {
        const auto end = std::min(statements.find('\n', at), statements.size());
        std::vector<std::string> words;
        for (std::size_t i = at; i < end;) {
            const auto begin = statements.find_first_not_of(" \t", i);
            if (begin >= end) break;
            i = std::min(statements.find_first_of(" \t", begin), end);
            words.push_back(statements.substr(begin, i - begin));
        }
        at = end + 1;
        if (words.size() > 1 && words[0] != "quorum") declared.insert(words[1]);
        if (words.size() > 1 && words[0] == "quorum") named.insert(words[1]);
        if (words.size() > 3 && words[0] == "group") named.insert(words.begin() + 3, words.end());
    }
    std::string text;
    for (const std::string& name : named) {
        if (declared.contains(name)) continue;
        // Nothing is signed here: any key will do, if no other witness has it.
        const Hash key = proof::digest(Suite::sha256, name);
        text += "witness " + name + " " + proof::hex(proof::bytes_of(key)) + "\n";
    }
    return proof::Policy::parse(text + statements, proof::Policy::KeyForm::sigsum);
}

Result<void> quorum(const json::object& vector) {
    TRY(const auto groups, text_field(vector, "groups"));
    TRY(const auto cases, array_field(vector, "cases"));
    TRY(const auto rule, quorum_policy(groups));
    for (std::size_t i = 0; i < cases->size(); ++i) {
        const json::value& one = (*cases)[i];
        const std::string where = "第 " + std::to_string(i + 1) + " 种情形";
        if (!one.is_array() || one.get_array().size() != 2 || !one.get_array()[0].is_array() ||
            !one.get_array()[1].is_bool())
            return mistake(where + "应为 [联署者, 是否满足]");
        std::vector<std::string> signers;
        for (const json::value& name : one.get_array()[0].get_array()) {
            if (!name.is_string()) return mistake(where + "的联署者应为文本");
            signers.emplace_back(std::string_view(name.get_string()));
        }
        if (rule.satisfied(signers) != one.get_array()[1].get_bool()) return mistake(where + "与算出的不同");
    }
    return outcome::success();
}

// ---- proofs

std::optional<std::string> hex_bytes(std::string_view text, std::size_t count) {
    std::string digits(text);
    std::ranges::transform(digits, digits.begin(), to_lower);
    auto bytes = proof::from_hex(digits);
    if (!bytes || bytes->size() != count) return std::nullopt;
    return bytes;
}

Result<std::string> key_of(std::string_view text) {
    auto bytes = hex_bytes(text, 32);
    if (!bytes) return mistake("公钥和消息应为 64 位十六进制数");
    return std::move(*bytes);
}

bool signed_by(std::string_view key, std::string_view message, std::string_view signature) {
    crypto::Ed25519Public public_key;
    crypto::Ed25519Signature of;
    std::ranges::copy(as_bytes(key), public_key.begin());
    std::ranges::copy(as_bytes(signature), of.begin());
    return crypto::ed25519_verify(public_key, message, of);
}

std::optional<std::uint64_t> decimal(std::string_view text) {
    std::uint64_t n = 0;
    if (text.empty() || !is_digit(text[0]) || (text.size() > 1 && text[0] == '0')) return std::nullopt;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), n);
    if (fault != std::errc{} || end != text.data() + text.size() || n >> 63) return std::nullopt;
    return n;
}

std::vector<std::string_view> split(std::string_view text, char at) {
    std::vector<std::string_view> parts;
    while (true) {
        const auto end = text.find(at);
        parts.push_back(text.substr(0, end));
        if (end == std::string_view::npos) return parts;
        text.remove_prefix(end + 1);
    }
}

/// Lines "<name>=<value>" that end with a newline, in a given order.
class Lines {
public:
    explicit Lines(std::string_view text) : rest_(text) {}
    bool empty() const { return rest_.empty(); }
    /// Nothing when the next line is another one.
    std::optional<std::string_view> value(std::string_view name) {
        const auto end = rest_.find('\n');
        if (end == std::string_view::npos || !rest_.starts_with(name) || rest_.substr(name.size(), 1) != "=")
            return std::nullopt;
        const auto out = rest_.substr(name.size() + 1, end - name.size() - 1);
        rest_.remove_prefix(end + 1);
        return out;
    }
    bool blank() {
        if (!rest_.starts_with('\n')) return false;
        rest_.remove_prefix(1);
        return true;
    }

private:
    std::string_view rest_;
};

struct SigsumProof {
    std::string log_key_hash, short_checksum, leaf_key_hash, leaf_signature;
    std::uint64_t size = 0;
    Hash root{};
    std::string signature;
    struct Cosignature {
        std::uint64_t time = 0;
        std::string signature;
    };
    std::map<std::string, Cosignature> cosignatures;  // by hash of the key
    std::uint64_t index = 0;
    std::vector<Hash> path;

    static std::optional<SigsumProof> parse(std::string_view text);
};

std::optional<SigsumProof> SigsumProof::parse(std::string_view text) {
    SigsumProof out;
    Lines lines(text);
    const auto take = [](std::optional<std::string_view> value, std::size_t count, std::string& to) {
        auto bytes = value ? hex_bytes(*value, count) : std::nullopt;
        if (bytes) to = std::move(*bytes);
        return bytes.has_value();
    };
    const auto version = lines.value("version");
    if (version != "1" && version != "2") return std::nullopt;
    if (!take(lines.value("log"), 32, out.log_key_hash)) return std::nullopt;
    const auto leaf = lines.value("leaf");
    if (!leaf) return std::nullopt;
    auto parts = split(*leaf, ' ');
    if (version == "1") {
        if (parts.size() != 3 || !take(parts[0], 2, out.short_checksum)) return std::nullopt;
        parts.erase(parts.begin());
    }
    if (parts.size() != 2 || !take(parts[0], 32, out.leaf_key_hash) || !take(parts[1], 64, out.leaf_signature) ||
        !lines.blank())
        return std::nullopt;

    std::string root;
    const auto size = decimal(lines.value("size").value_or(""));
    if (!size || *size == 0 || !take(lines.value("root_hash"), 32, root) ||
        !take(lines.value("signature"), 64, out.signature))
        return std::nullopt;
    out.size = *size;
    out.root = *proof::hash_from(root);
    while (const auto line = lines.value("cosignature")) {
        const auto words = split(*line, ' ');
        std::string key_hash;
        Cosignature by;
        const auto time = words.size() == 3 ? decimal(words[1]) : std::nullopt;
        if (!time || !take(words[0], 32, key_hash) || !take(words[2], 64, by.signature)) return std::nullopt;
        by.time = *time;
        if (!out.cosignatures.emplace(key_hash, std::move(by)).second) return std::nullopt;
    }
    // A tree of one leaf needs no proof, and has none.
    if (out.size > 1) {
        if (!lines.blank()) return std::nullopt;
        const auto index = decimal(lines.value("leaf_index").value_or(""));
        if (!index) return std::nullopt;
        out.index = *index;
        while (const auto line = lines.value("node_hash")) {
            std::string hash;
            if (!take(line, 32, hash) || out.path.size() == 63) return std::nullopt;
            out.path.push_back(*proof::hash_from(hash));
        }
        if (out.path.empty()) return std::nullopt;
    }
    if (!lines.empty()) return std::nullopt;
    return out;
}

struct Trusted {
    std::string message, log_key, submit_key;
    std::vector<std::string> witness_keys;
    std::uint64_t quorum = 0;
};

std::string hash_of(std::string_view bytes) {
    return std::string(proof::bytes_of(proof::digest(Suite::sha256, bytes)));
}

/// What does not hold; empty when everything does.
std::string fault_of(const SigsumProof& proof, const Trusted& trusted) {
    const std::string checksum = hash_of(trusted.message);
    if (!proof.short_checksum.empty() && !checksum.starts_with(proof.short_checksum)) return "摘要的开头不符";
    if (proof.leaf_key_hash != hash_of(trusted.submit_key)) return "提交者的公钥不符";
    if (proof.log_key_hash != hash_of(trusted.log_key)) return "日志的公钥不符";
    constexpr std::string_view leaf_name{"sigsum.org/v1/tree-leaf\0", 24};
    if (!signed_by(trusted.submit_key, std::string(leaf_name) + checksum, proof.leaf_signature))
        return "提交者的签名不正确";
    const std::string head =
        proof::Checkpoint{"sigsum.org/v1/tree/" + proof::hex(proof.log_key_hash), proof.size, proof.root}.text();
    if (!signed_by(trusted.log_key, head, proof.signature)) return "日志的签名不正确";
    std::uint64_t seen = 0;
    for (const std::string& key : trusted.witness_keys) {
        const auto by = proof.cosignatures.find(hash_of(key));
        if (by != proof.cosignatures.end() &&
            signed_by(key, "cosignature/v1\ntime " + std::to_string(by->second.time) + "\n" + head,
                      by->second.signature))
            ++seen;
    }
    if (seen < trusted.quorum) return "联署不足";
    const Hash leaf = proof::hash_leaf(Suite::sha256, checksum + proof.leaf_signature + proof.leaf_key_hash);
    if (!proof::verify_inclusion(Suite::sha256, proof.index, proof.size, leaf, proof.path, proof.root))
        return "包含证明不成立";
    return {};
}

Result<void> sigsum_proof(const json::object& vector) {
    Trusted trusted;
    TRY(const auto text, text_field(vector, "proof"));
    TRY(const auto message, text_field(vector, "message_hex"));
    TRY(trusted.message, key_of(message));
    TRY(const auto log_key, text_field(vector, "log_key_hex"));
    TRY(trusted.log_key, key_of(log_key));
    TRY(const auto submit_key, text_field(vector, "submit_key_hex"));
    TRY(trusted.submit_key, key_of(submit_key));
    TRY(const auto witnesses, texts_field(vector, "witness_keys_hex"));
    std::set<std::string> once;
    for (const auto witness : witnesses) {
        TRY(auto key, key_of(witness));
        if (!once.insert(key).second) return mistake("witness_keys_hex 有重复的公钥");
        trusted.witness_keys.push_back(std::move(key));
    }
    TRY(trusted.quorum, number_field(vector, "quorum"));
    TRY(const auto expected, text_field(vector, "expect"));
    if (expected != "ok" && !expected.starts_with("reject")) return mistake("字段 expect 应为 ok 或 reject");

    const auto proof = SigsumProof::parse(text);
    const std::string fault = proof ? fault_of(*proof, trusted) : "不是 Sigsum 证明";
    if (fault.empty() == (expected == "ok")) return outcome::success();
    return mistake(fault.empty() ? "证明成立，向量要求拒绝" : fault);
}

}  // namespace

LineCheck sigsum_check(std::string_view shape) {
    if (shape == "sigsum/policies-invalid") return policy;
    if (shape == "sigsum/quorum") return quorum;
    if (shape == "sigsum/proofs") return sigsum_proof;
    return nullptr;
}

}  // namespace yiguan::tracever
