#include "proof/note.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "core/text.hpp"
#include "proof/note_testing.hpp"

namespace yiguan::proof {
namespace {

/// The word that the vectors use for what verifying gives.
std::string outcome_of(std::string_view bytes, const std::vector<VerifierKey>& keys) {
    const auto note = Note::parse(bytes);
    if (note.has_error()) return "reject-malformed";
    const auto signers = verify(note.value(), keys);
    if (signers.has_value()) return "ok";
    return signers.error().pointer == "/signatures" ? "reject-unverified" : "reject-bad-signature";
}

std::vector<VerifierKey> keys_of(const json::object& vector) {
    std::vector<VerifierKey> keys;
    for (const auto& key : vector.at("vkeys").as_array())
        keys.push_back(VerifierKey::parse(std::string_view(key.as_string())).value());
    return keys;
}

TEST(Note, VectorsOfSignedNote) {
    const auto vectors = testing::json_lines("src/proof/testdata/tlog/notes/notes.jsonl");
    EXPECT_EQ(vectors.size(), 5u);
    for (const auto& vector : vectors)
        EXPECT_EQ(outcome_of(from_base64(std::string_view(vector.at("note_b64").as_string())).value(), keys_of(vector)),
                  vector.at("expect").as_string())
            << vector.at("desc");
}

// NAT-35: the log's Chinese signatures verify beside the international ones.
TEST(Note, VectorsOfSm2Checkpoints) {
    const auto vectors = testing::json_lines("src/proof/testdata/tlog/proposed-sm2/checkpoints.jsonl");
    EXPECT_EQ(vectors.size(), 3u);
    for (const auto& vector : vectors) {
        const std::string_view text = vector.at("checkpoint").as_string();
        EXPECT_EQ(outcome_of(text, keys_of(vector)), vector.at("expect").as_string());
        EXPECT_EQ(Note::parse(text).value().encode(), text);
        for (const auto& key : vector.at("vkeys").as_array()) {
            const std::string_view vkey = key.as_string();
            EXPECT_EQ(VerifierKey::parse(vkey).value().text(), vkey);
        }
    }
    const auto keys = keys_of(vectors[0]);
    const auto note = Note::parse(std::string_view(vectors[0].at("checkpoint").as_string())).value();
    const auto signers = verify(note, keys).value();
    EXPECT_THAT(signers.keys, ::testing::ElementsAre(0, 1, 2));
    EXPECT_THAT(signers.times, ::testing::ElementsAre(0, 0, 1790000000));
    EXPECT_EQ(Checkpoint::parse(note.text).value().size, 300u);
}

TEST(Note, CheckpointsOfTessera) {
    const auto key = VerifierKey::parse(trim(testing::read("src/proof/testdata/tlog/tessera-log/vkey"))).value();
    for (int size = 0; size <= 15; ++size) {
        const auto file = "src/proof/testdata/tlog/tessera-log/checkpoint." + std::to_string(size);
        const auto note = Note::parse(testing::read(file)).value();
        EXPECT_TRUE(verify(note, {&key, 1}).has_value()) << size;
        const auto checkpoint = Checkpoint::parse(note.text).value();
        EXPECT_EQ(checkpoint.size, static_cast<std::uint64_t>(size));
        EXPECT_EQ(checkpoint.origin, key.name());
        EXPECT_EQ(checkpoint.text(), note.text);
    }
}

TEST(Note, RefusesWhatSignedNoteForbids) {
    const std::string line = "— a.example AAAAAQI=\n";
    EXPECT_TRUE(Note::parse("text\n\n" + line).has_value());
    EXPECT_TRUE(Note::parse("two\n\nparts\n\n" + line).has_value());
    EXPECT_EQ(Note::parse("two\n\nparts\n\n" + line).value().text, "two\n\nparts\n");
    for (const std::string& bad :
         {std::string(), line, "text\n" + line, std::string("text\n\n"), "text\n\n" + line + "x",
          "text\n\n" + line.substr(0, line.size() - 1), std::string("text\n\n- a.example AAAAAQI=\n"),
          std::string("text\n\n—  AAAAAQI=\n"), std::string("text\n\n— a+b AAAAAQI=\n"),
          std::string("text\n\n— a.example AAAAAQ==\n"), std::string("text\n\n— a.example AAAAAQJ=\n"),
          std::string("text\n\n— a.example\n"), std::string("text\n\n— a.example AAAAAQI= x\n"),
          std::string("text\n\n— a\u3000b AAAAAQI=\n"), std::string("te\txt\n\n") + line,
          std::string("te\xc3xt\n\n") + line, "text\r\n\r\n" + line, "text\n\n" + line + "\n"})
        EXPECT_TRUE(Note::parse(bad).has_error()) << bad;
    std::string many = "text\n\n";
    for (int i = 0; i < 100; ++i) many += line;
    EXPECT_TRUE(Note::parse(many).has_value());
    EXPECT_TRUE(Note::parse(many + line).has_error());
    EXPECT_TRUE(Note::parse(std::string(1'000'000, 'x') + "\n\n" + line).has_error());
}

TEST(VerifierKey, RefusesOtherForms) {
    const std::string right = testing::log_signer("a.example/log", 1).verifier().text();
    EXPECT_TRUE(VerifierKey::parse(right).has_value());
    std::string other_id = right;
    other_id[right.find('+') + 1] = right[right.find('+') + 1] == '0' ? '1' : '0';
    for (const std::string& bad : {other_id, std::string(), "x" + right, right.substr(0, right.size() - 4),
                                   right + "AAAA", std::string("a+00000000+"), std::string("+00000000+AQ=="),
                                   std::string("a b+00000000+AQ=="), std::string("a+0000+AQ==")})
        EXPECT_TRUE(VerifierKey::parse(bad).has_error()) << bad;
    // ML-DSA-44 (0x06) and whatever comes later are told apart from what is broken.
    EXPECT_EQ(VerifierKey::parse("a+00000000+" + base64("\x06" + std::string(1312, 'k'))).error().pointer, "/type");
    EXPECT_EQ(VerifierKey::parse("a+00000000+AQ==").error().pointer, "");
}

/// One signer of each kind.
std::vector<Signer> signers() {
    return {testing::log_signer("a.example/log", 1), testing::sm2_signer("a.example/log", 2),
            testing::log_signer("w.example/one", 3, true), testing::sm2_signer("w.example/two", 4, true)};
}

TEST(Signer, EachKindVerifiesAndNothingElse) {
    const std::string text = "a.example/log\n1\n" + base64(bytes_of(empty_root(Suite::sha256))) + "\n";
    Note note{text, {}};
    std::vector<VerifierKey> keys;
    for (const Signer& signer : signers()) {
        note.signatures.push_back(signer.sign(text, 1'790'000'000));
        keys.push_back(signer.verifier());
        EXPECT_EQ(VerifierKey::parse(keys.back().text()).value().id(), keys.back().id());
    }
    const auto parsed = Note::parse(note.encode()).value();
    const auto found = verify(parsed, keys).value();
    EXPECT_THAT(found.keys, ::testing::ElementsAre(0, 1, 2, 3));
    EXPECT_THAT(found.times, ::testing::ElementsAre(0, 0, 1'790'000'000, 1'790'000'000));

    // A known key's broken signature condemns the note, wherever it stands and whoever else has signed.
    for (std::size_t i = 0; i < 4; ++i)
        for (std::size_t at : {std::size_t{0}, parsed.signatures[i].signature.size() - 1}) {
            Note broken = parsed;
            broken.signatures[i].signature[at] = static_cast<char>(broken.signatures[i].signature[at] ^ 1);
            EXPECT_EQ(verify(broken, keys).error().pointer, "/signatures/" + std::to_string(i));
            broken.signatures[i].signature.pop_back();
            EXPECT_TRUE(verify(broken, keys).has_error());
        }
    // A plain signature is none of a witness, under the same key.
    const auto witness = VerifierKey::of("a.example/log", KeyKind::ed25519_witness, keys[0].key());
    EXPECT_NE(witness.id(), keys[0].id());
    EXPECT_EQ(witness.verify(text, parsed.signatures[0].signature), std::nullopt);
    EXPECT_EQ(keys[0].verify(text, parsed.signatures[2].signature), std::nullopt);
}

TEST(Signer, UnknownLinesArePassedOver) {
    const std::string text = "text\n";
    const auto all = signers();
    Note note{text, {all[0].sign(text), {"a.example/log", 7, "anything"}, {"other", all[0].verifier().id(), "x"}}};
    EXPECT_EQ(verify(note, std::vector{all[0].verifier()}).value().keys.size(), 1u);
    EXPECT_EQ(verify(note, std::vector{all[1].verifier()}).error().pointer, "/signatures");
    // Twice by one key counts once.
    note.signatures.push_back(all[0].sign(text));
    EXPECT_EQ(verify(note, std::vector{all[0].verifier()}).value().keys.size(), 1u);
}

TEST(Checkpoint, RefusesOtherTexts) {
    const std::string root = base64(std::string(32, 'r'));
    EXPECT_TRUE(Checkpoint::parse("o\n0\n" + root + "\n").has_value());
    EXPECT_EQ(Checkpoint::parse("o\n18446744073709551615\n" + root + "\n").value().size, UINT64_MAX);
    for (const std::string& bad :
         {"o\n00\n" + root + "\n", "o\n+1\n" + root + "\n", "o\n\n" + root + "\n", "\n1\n" + root + "\n",
          "o\n1\n" + root, "o\n18446744073709551616\n" + root + "\n", "o\n1\n" + base64(std::string(31, 'r')) + "\n",
          "o\n1\n" + root + "\nmore\n", "o\n-1\n" + root + "\n", "o\n1 \n" + root + "\n", std::string("o\n1\n"),
          std::string()})
        EXPECT_TRUE(Checkpoint::parse(bad).has_error()) << bad;
}

TEST(Promise, IsReadAsWritten) {
    const Promise promise{"a.example/log", 17, 3, empty_root(Suite::sha256), 1'790'000'000'123};
    const std::string text = promise.text();
    const auto read = Promise::parse(text).value();
    EXPECT_EQ(read.text(), text);
    EXPECT_EQ(read.origin, "a.example/log");
    EXPECT_EQ(read.first, 17u);
    EXPECT_EQ(read.count, 3u);
    EXPECT_EQ(read.recorded_ms, 1'790'000'000'123);
    EXPECT_TRUE(Checkpoint::parse(text).has_error());
    const auto with = [&](std::string_view from, std::string_view to) {
        std::string changed = text;
        return changed.replace(changed.find(from), from.size(), to);
    };
    for (const std::string& bad :
         {with("/promise", ""), with("17 3", "17"), with("17 3", "17 0"), with("17 3", "17  3"), with("17 3", "017 3"),
          with("17 3", "18446744073709551615 3"), text + "\n"})
        EXPECT_TRUE(Promise::parse(bad).has_error()) << bad;
}

RC_GTEST_PROP(Note, IsReadAsWritten, ()) {
    Note note;
    note.text = *rc::gen::container<std::string>(rc::gen::elementOf(std::string("ab \n"))) + "\n";
    const auto count = *rc::gen::inRange(1, 5);
    for (int i = 0; i < count; ++i)
        note.signatures.push_back({*rc::gen::nonEmpty(rc::gen::container<std::string>(rc::gen::inRange('a', 'z'))),
                                   *rc::gen::arbitrary<std::uint32_t>(), *rc::gen::nonEmpty<std::string>()});
    const auto read = Note::parse(note.encode());
    RC_ASSERT(read.has_value());
    RC_ASSERT(read.value().encode() == note.encode());
    RC_ASSERT(read.value().text == note.text);
}

}  // namespace
}  // namespace yiguan::proof
