#include "proof/receipt.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proof/note_testing.hpp"
#include "proof/tree_testing.hpp"

namespace yiguan::proof {
namespace {

constexpr std::uint64_t tree_size = 300;

std::string leaf(std::uint64_t i) {
    return "event " + std::to_string(i);
}

/// A log with two keys, a witness of each kind, and a policy that asks for any of them.
class Receipts : public ::testing::TestWithParam<Suite> {
protected:
    Receipts() {
        policy = Policy::parse("log " + log.verifier().text() + "\nlog " + sm2.verifier().text() +
                               "\nwitness province " + province.verifier().text() + "\nwitness nation " +
                               nation.verifier().text() + "\ngroup both any province nation\nquorum both\n")
                     .value();
    }
    Note checkpoint(std::uint64_t size, const Hash& root, bool witnessed = true) const {
        const std::string text = Checkpoint{origin, size, root}.text();
        Note note{text, {log.sign(text), sm2.sign(text)}};
        if (witnessed) note.signatures.push_back(nation.sign(text, 1'790'000'000));
        return note;
    }
    Note promise(std::uint64_t first, std::uint64_t count) const {
        std::vector<Hash> hashes;
        for (std::uint64_t i = first; i < first + count; ++i) hashes.push_back(hash_leaf(suite, leaf(i)));
        const std::string text = Promise{origin, first, count, tree_hash(suite, hashes), 1'790'000'000'000}.text();
        return Note{text, {log.sign(text)}};
    }
    BatchReceipt receipt(std::uint64_t first, std::uint64_t count) const {
        BatchReceipt out;
        out.promise = promise(first, count);
        out.first = first;
        std::vector<std::uint64_t> positions;
        for (std::uint64_t i = first; i < first + count; ++i) {
            out.leaves.push_back(leaf(i));
            positions.push_back(i);
        }
        out.proof = multi_proof(suite, nodes, positions, tree_size);
        out.checkpoint = checkpoint(tree_size, nodes.root());
        return out;
    }
    TlogProof proof(std::uint64_t index) const {
        return {leaf(index), index, inclusion_proof(suite, nodes, index, tree_size),
                checkpoint(tree_size, nodes.root())};
    }

    Suite suite = GetParam();
    std::string origin = suite == Suite::sm3 ? "a.example/log/0-01/sm3" : "a.example/log/0-01";
    testing::MemoryNodes nodes = testing::numbered_tree(suite, tree_size);
    Signer log = testing::log_signer(origin, 1), sm2 = testing::sm2_signer(origin, 2);
    Signer province = testing::log_signer("province.example", 3, true);
    Signer nation = testing::sm2_signer("nation.example", 4, true);
    Policy policy;
};

// NAT-35: whoever submitted can prove that the record is in the log, offline.
TEST_P(Receipts, ProofOfOneRecord) {
    for (const std::uint64_t index : {0u, 1u, 255u, 256u, 299u}) {
        const auto file = proof(index).encode();
        const auto read = TlogProof::parse(file).value();
        EXPECT_EQ(read.encode(), file);
        const auto finding = check_tlog_proof(read, policy);
        EXPECT_EQ(finding.verdict, Verdict::valid) << ::testing::PrintToString(finding.lines);

        auto other = read;
        other.extra = leaf(index + 1);
        EXPECT_EQ(check_tlog_proof(other, policy).verdict, Verdict::invalid);
        other.extra.reset();
        EXPECT_EQ(check_tlog_proof(other, policy).verdict, Verdict::cannot_tell);
        EXPECT_EQ(check_tlog_proof(other, policy, hash_leaf(suite, leaf(index))).verdict, Verdict::valid);
        other = read;
        other.index ^= 1;
        EXPECT_EQ(check_tlog_proof(other, policy).verdict, Verdict::invalid);
    }
}

TEST_P(Receipts, RefusesOtherForms) {
    const auto file = proof(17).encode();
    const auto with = [&](std::string_view from, std::string_view to) {
        std::string changed = file;
        return changed.replace(changed.find(from), from.size(), to);
    };
    for (const std::string& bad :
         {std::string(), with("@v1", "@v2"), with("index 17", "index 017"), with("index 17", "index -1"),
          with("index 17", "index"), with("index 17", "index 18446744073709551616"), with("index 17\n", ""),
          with("extra ", "extra  "), with("extra ", "other "), with("\n\n", "\n"),
          with("index 17\n", "index 17\nAAAA\n"), file.substr(0, 100), with("c2sp", "\nc2sp")})
        EXPECT_TRUE(TlogProof::parse(bad).has_error()) << bad;
    EXPECT_TRUE(TlogProof::parse(with("extra " + base64(leaf(17)) + "\n", "")).has_value());
}

TEST_P(Receipts, OfASubmission) {
    for (const auto& [first, count] :
         std::vector<std::pair<std::uint64_t, std::uint64_t>>{{0, 1}, {0, 300}, {17, 40}, {255, 2}, {299, 1}}) {
        const auto file = receipt(first, count).encode();
        const auto read = BatchReceipt::parse(file).value();
        EXPECT_EQ(read.encode(), file);
        EXPECT_EQ(check_receipt(read, policy).verdict, Verdict::valid);

        auto other = read;
        other.promise = {};
        EXPECT_EQ(check_receipt(BatchReceipt::parse(other.encode()).value(), policy).verdict, Verdict::valid);
        other = read;
        other.promise = promise(first, count + 1);
        EXPECT_EQ(check_receipt(other, policy).verdict, Verdict::invalid);
        other = read;
        other.first += 1;
        EXPECT_EQ(check_receipt(other, policy).verdict, Verdict::invalid);
        other = read;
        other.leaves.back() += "!";
        EXPECT_EQ(check_receipt(other, policy).verdict, Verdict::invalid);
        other = read;
        other.proof.push_back({});
        EXPECT_EQ(check_receipt(other, policy).verdict, Verdict::invalid);
    }
    EXPECT_EQ(check_promise(promise(3, 4), policy).verdict, Verdict::cannot_tell);
    Note forged = promise(3, 4);
    forged.text[forged.text.find("\n3 ") + 1] = '2';
    EXPECT_EQ(check_promise(forged, policy).verdict, Verdict::invalid);
}

// X20, design of the log, tests 4: no changed byte passes, and none crashes.
TEST_P(Receipts, NoChangedBytePasses) {
    const auto one = proof(17).encode(), many = receipt(17, 3).encode();
    const auto expect_noticed = [&](const std::string& file, auto check) {
        for (std::size_t at = 0; at < file.size(); at += suite == Suite::sm3 ? 7 : 1) {
            std::string changed = file;
            changed[at] = static_cast<char>(changed[at] ^ (1 << at % 8));
            EXPECT_NE(check(changed), Verdict::valid) << at;
        }
    };
    // Every line of this policy's signers must verify; without the witness' line the quorum fails.
    expect_noticed(one, [&](const std::string& file) {
        const auto read = TlogProof::parse(file);
        // The log's second signature may be lost to another name or id: then it is that of a stranger.
        if (read.has_value() && check_tlog_proof(read.value(), policy).verdict == Verdict::valid)
            return read.value().checkpoint.signatures[0].name == origin &&
                           read.value().checkpoint.signatures[1].name == origin &&
                           read.value().checkpoint.signatures[0].id == log.verifier().id() &&
                           read.value().checkpoint.signatures[1].id == sm2.verifier().id()
                       ? Verdict::valid
                       : Verdict::invalid;
        return Verdict::invalid;
    });
    expect_noticed(many, [&](const std::string& file) {
        const auto read = BatchReceipt::parse(file);
        if (read.has_error() || check_receipt(read.value(), policy).verdict != Verdict::valid) return Verdict::invalid;
        return read.value().checkpoint.signatures[0].name == origin &&
                       read.value().checkpoint.signatures[1].name == origin &&
                       read.value().checkpoint.signatures[0].id == log.verifier().id() &&
                       read.value().checkpoint.signatures[1].id == sm2.verifier().id()
                   ? Verdict::valid
                   : Verdict::invalid;
    });
}

TEST_P(Receipts, WhoHasSigned) {
    const auto whole = checkpoint(tree_size, nodes.root());
    const auto report = check_checkpoint(whole, policy);
    EXPECT_TRUE(report.signed_by_log);
    EXPECT_EQ(report.suite(), suite);
    EXPECT_THAT(report.seen_by, ::testing::ElementsAre("nation"));
    EXPECT_EQ(check_checkpoint(checkpoint(tree_size, nodes.root(), false), policy).finding.verdict,
              Verdict::cannot_tell);
    EXPECT_EQ(check_checkpoint(whole, Policy{}).finding.verdict, Verdict::cannot_tell);
    Note only_witness = whole;
    only_witness.signatures.erase(only_witness.signatures.begin(), only_witness.signatures.begin() + 2);
    EXPECT_EQ(check_checkpoint(only_witness, policy).finding.verdict, Verdict::invalid);
    // A witness cannot stand in for the log, nor one log for another.
    const std::string other_text = Checkpoint{"b.example/log", tree_size, nodes.root()}.text();
    Note other{other_text, {log.sign(other_text)}};
    EXPECT_EQ(check_checkpoint(other, policy).finding.verdict, Verdict::cannot_tell);
}

TEST_P(Receipts, ConsistencyAndForks) {
    const auto smaller = testing::numbered_tree(suite, 200);
    const auto older = checkpoint(200, smaller.root()), newer = checkpoint(tree_size, nodes.root());
    const auto path = consistency_proof(suite, nodes, 200, tree_size);
    const auto verdict = [&](const Note& a, const Note& b, std::span<const Hash> proof, bool given) {
        return check_consistency(a, b, proof, given, policy).verdict;
    };
    EXPECT_EQ(verdict(older, newer, path, true), Verdict::valid);
    EXPECT_EQ(verdict(newer, older, path, true), Verdict::valid);
    EXPECT_EQ(verdict(older, newer, {}, false), Verdict::cannot_tell);
    EXPECT_EQ(verdict(older, newer, std::span(path).first(path.size() - 1), true), Verdict::invalid);
    EXPECT_EQ(verdict(older, older, {}, false), Verdict::valid);

    const auto forked = checkpoint(200, nodes.root());
    EXPECT_EQ(verdict(older, forked, {}, false), Verdict::fork);
    Note unsigned_fork = forked;
    unsigned_fork.signatures = older.signatures;
    EXPECT_EQ(verdict(older, unsigned_fork, {}, false), Verdict::invalid);
    // The log's own signature proves the fork, with or without witnesses.
    EXPECT_EQ(verdict(older, checkpoint(200, nodes.root(), false), {}, false), Verdict::fork);

    EXPECT_EQ(verdict(checkpoint(0, empty_root(suite)), newer, {}, false), Verdict::valid);
    EXPECT_EQ(verdict(checkpoint(0, nodes.root()), newer, {}, false), Verdict::invalid);
}

INSTANTIATE_TEST_SUITE_P(Suites, Receipts, ::testing::Values(Suite::sha256, Suite::sm3),
                         [](const auto& of) { return of.param == Suite::sm3 ? "Sm3" : "Sha256"; });

}  // namespace
}  // namespace yiguan::proof
