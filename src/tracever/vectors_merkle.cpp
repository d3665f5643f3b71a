// merkle-proofs/ of transparency-dev/merkle, and the documents of trees and digests.
#include <algorithm>
#include <optional>
#include <span>

#include "proof/tree.hpp"
#include "tracever/stored_tree.hpp"
#include "tracever/vectors.hpp"

namespace yiguan::tracever {
namespace {

using proof::Hash;
using proof::Suite;

/// Nothing unless it is base64 of 32 bytes: a verifier refuses that, and so the vectors expect.
Result<std::optional<Hash>> base64_hash(const json::object& vector, std::string_view name) {
    TRY(const auto text, text_field(vector, name));
    const auto bytes = proof::from_base64(text);
    return bytes ? proof::hash_from(*bytes) : std::nullopt;
}

Result<std::optional<std::vector<Hash>>> base64_proof(const json::object& vector) {
    std::optional<std::vector<Hash>> out(std::in_place);
    const json::value* const found = vector.if_contains("proof");
    if (found && found->is_null()) return out;
    TRY(const auto texts, texts_field(vector, "proof"));
    for (const auto text : texts) {
        const auto bytes = proof::from_base64(text);
        const auto hash = bytes ? proof::hash_from(*bytes) : std::nullopt;
        if (!hash) return std::optional<std::vector<Hash>>();
        out->push_back(*hash);
    }
    return out;
}

/// `verify` sees two hashes and a proof that have the right lengths.
template <class F>
Result<void> expect(const json::object& vector, std::string_view first, std::string_view second, F verify) {
    TRY(const auto a, base64_hash(vector, first));
    TRY(const auto b, base64_hash(vector, second));
    TRY(const auto proof, base64_proof(vector));
    TRY(const bool refused, bool_field(vector, "wantErr"));
    const bool accepted = a && b && proof && verify(*a, *b, *proof);
    if (accepted != refused) return outcome::success();
    return mistake(accepted ? "证明成立，向量要求拒绝" : "证明不成立，向量要求接受");
}

Result<void> inclusion(const json::object& vector) {
    TRY(const auto index, number_field(vector, "leafIdx"));
    TRY(const auto size, number_field(vector, "treeSize"));
    return expect(vector, "leafHash", "root", [&](const Hash& leaf, const Hash& root, const auto& proof) {
        return proof::verify_inclusion(Suite::sha256, index, size, leaf, proof, root);
    });
}

Result<void> consistency(const json::object& vector) {
    TRY(const auto from, number_field(vector, "size1"));
    TRY(const auto to, number_field(vector, "size2"));
    return expect(vector, "root1", "root2", [&](const Hash& a, const Hash& b, const auto& proof) {
        return proof::verify_consistency(Suite::sha256, from, to, proof, a, b);
    });
}

Result<void> subtree_inclusion(const json::object& vector) {
    TRY(const auto index, number_field(vector, "leafIdx"));
    TRY(const auto start, number_field(vector, "start"));
    TRY(const auto end, number_field(vector, "end"));
    return expect(vector, "leafHash", "root", [&](const Hash& leaf, const Hash& root, const auto& proof) {
        return proof::verify_subtree_inclusion(Suite::sha256, index, start, end, leaf, proof, root);
    });
}

Result<void> subtree_consistency(const json::object& vector) {
    TRY(const auto start, number_field(vector, "start"));
    TRY(const auto end, number_field(vector, "end"));
    TRY(const auto size, number_field(vector, "size"));
    // Nothing in a tree speaks of an empty subtree: the tree's root may be anything then.
    const bool empty = start == end;
    if (empty) {
        TRY_VOID(text_field(vector, "root2"));
    }
    return expect(vector, "root1", empty ? "root1" : "root2", [&](const Hash& a, const Hash& b, const auto& proof) {
        return proof::verify_subtree_consistency(Suite::sha256, start, end, size, proof, a, b);
    });
}

// ---- documents

Result<void> same(const Hash& made, const Hash& wanted, std::string_view name, std::size_t i) {
    if (made == wanted) return outcome::success();
    return mistake(std::string(name) + " 第 " + std::to_string(i) + " 个与算出的不同");
}

Result<void> reference_tree(const json::object& vector) {
    TRY(const auto inputs, texts_field(vector, "leaf_inputs_hex"));
    StoredTree tree(Suite::sha256);
    for (const auto input : inputs) {
        const auto bytes = proof::from_hex(input);
        if (!bytes) return mistake("leaf_inputs_hex 应为十六进制数");
        tree.append(proof::hash_leaf(Suite::sha256, *bytes));
    }
    for (int level = 0; level <= 63; ++level) {
        const std::string name = level == 0 ? "leaf_hashes_hex" : "level" + std::to_string(level) + "_hex";
        if (level > 0 && !vector.contains(name)) continue;
        TRY(const auto hashes, hex_hashes_field(vector, name));
        if (hashes.size() != tree.size() >> level) return mistake(name + " 的个数不对");
        for (std::size_t i = 0; i < hashes.size(); ++i) {
            TRY_VOID(same(tree.node(level, i), hashes[i], name, i));
        }
    }
    TRY(const auto roots, hex_hashes_field(vector, "roots_by_size_hex"));
    if (roots.size() != tree.size() + 1) return mistake("roots_by_size_hex 的个数不对");
    for (std::size_t size = 0; size < roots.size(); ++size) {
        TRY_VOID(same(proof::root(Suite::sha256, tree, size), roots[size], "roots_by_size_hex", size));
    }
    return outcome::success();
}

/// A line of a rolling file: two numbers and a proof.
std::string line_of(std::uint64_t a, std::uint64_t b, std::span<const Hash> proof) {
    std::string out = std::to_string(a) + " " + std::to_string(b);
    for (const Hash& hash : proof) out += " " + proof::hex(proof::bytes_of(hash));
    return out + "\n";
}

Result<void> rolling(const json::object& vector) {
    const json::value* const found = vector.if_contains("sha256_of_all_lines");
    if (!found || !found->is_object()) return mistake("字段 sha256_of_all_lines 缺失或不是对象");
    TRY(const auto wanted_inclusion, hex_hash_field(found->get_object(), "inclusion"));
    TRY(const auto wanted_consistency, hex_hash_field(found->get_object(), "consistency"));
    // "130 leaves, entry i is the single byte i"
    TRY(const auto described, text_field(vector, "tree"));
    std::uint64_t count = 0;
    for (const char c : described.substr(0, 3)) {
        if (c < '0' || c > '9') break;
        count = count * 10 + static_cast<std::uint64_t>(c - '0');
    }
    if (count < 1 || count > 256 || !described.ends_with(" leaves, entry i is the single byte i"))
        return mistake("字段 tree 不是已知的说法");

    StoredTree tree(Suite::sha256);
    for (std::uint64_t i = 0; i < count; ++i)
        tree.append(proof::hash_leaf(Suite::sha256, std::string(1, static_cast<char>(i))));
    crypto::Sha256 inclusions, consistencies;
    for (std::uint64_t size = 1; size <= count; ++size) {
        for (std::uint64_t i = 0; i < size; ++i)
            inclusions.add(line_of(i, size, proof::inclusion_proof(Suite::sha256, tree, i, size)));
        for (std::uint64_t from = 1; from <= size; ++from)
            consistencies.add(line_of(from, size, proof::consistency_proof(Suite::sha256, tree, from, size)));
    }
    TRY_VOID(same(inclusions.done(), wanted_inclusion, "inclusion", 0));
    return same(consistencies.done(), wanted_consistency, "consistency", 0);
}

constexpr std::uint64_t repeated_bytes_max = 10'000'000;

/// Every field but "origin" is a message and its digest: the text itself, or "<text> repeated <n> times".
Result<void> sm3_examples(const json::object& vector) {
    constexpr std::string_view repeated = " repeated ", times = " times";
    std::size_t examples = 0;
    for (const auto& [key, value] : vector) {
        const std::string_view name = key;
        if (name == "origin") continue;
        TRY(const auto wanted, hex_hash(value, name));
        crypto::Sm3 digest;
        if (const auto at = name.find(repeated); at != std::string_view::npos && name.ends_with(times)) {
            std::uint64_t n = 0;
            for (const char c : name.substr(at + repeated.size(), name.size() - at - repeated.size() - times.size())) {
                if (c < '0' || c > '9' || n > 100'000) return mistake("字段名不是已知的说法");
                n = n * 10 + static_cast<std::uint64_t>(c - '0');
            }
            if (n * at > repeated_bytes_max) return mistake("消息过长");
            for (std::uint64_t i = 0; i < n; ++i) digest.add(name.substr(0, at));
        } else {
            digest.add(name);
        }
        TRY_VOID(same(digest.done(), wanted, name, 0));
        ++examples;
    }
    if (examples == 0) return mistake("没有例子");
    return outcome::success();
}

}  // namespace

LineCheck merkle_check(std::string_view shape) {
    if (shape == "merkle-proofs/inclusion") return inclusion;
    if (shape == "merkle-proofs/consistency") return consistency;
    if (shape == "merkle-proofs/subtreeinclusion") return subtree_inclusion;
    if (shape == "merkle-proofs/subtreeconsistency") return subtree_consistency;
    return nullptr;
}

LineCheck document_check(std::string_view shape) {
    if (shape == "rfc6962/reference-tree") return reference_tree;
    if (shape == "rolling/rfc6962-ours") return rolling;
    if (shape == "sm3/sm3-standard") return sm3_examples;
    return nullptr;
}

}  // namespace yiguan::tracever
