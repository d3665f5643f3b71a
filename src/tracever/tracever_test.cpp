#include "tracever/tracever.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "core/json.hpp"
#include "proof/bundle_testing.hpp"
#include "proof/note_testing.hpp"
#include "proof/receipt.hpp"
#include "proof/tiles.hpp"
#include "proof/tree_testing.hpp"

namespace yiguan::tracever {
namespace {

namespace fs = std::filesystem;
using ::testing::EndsWith;
using ::testing::HasSubstr;

const std::string vectors = "src/proof/testdata/tlog";

Outcome call(std::initializer_list<std::string> words) {
    const std::vector<std::string> all(words);
    return run(all);
}

/// A folder that goes with the test.
class Tracever : public ::testing::Test {
protected:
    Tracever() {
        const auto* const test = ::testing::UnitTest::GetInstance()->current_test_info();
        folder =
            fs::temp_directory_path() / ("yiguan-tracever-" + std::string(test->name()) + std::to_string(getpid()));
        fs::create_directories(folder);
        policy = write("policy",
                       "log " + log.verifier().text() + "\nwitness w " + witness.verifier().text() + "\nquorum w\n");
    }
    ~Tracever() override {
        std::error_code ignored;
        fs::remove_all(folder, ignored);
    }
    std::string write(const std::string& name, std::string_view bytes) const {
        const fs::path path = folder / name;
        fs::create_directories(path.parent_path());
        std::ofstream(path, std::ios::binary) << bytes;
        return path.string();
    }
    proof::Note checkpoint(std::uint64_t size, const proof::Hash& root) const {
        const std::string text = proof::Checkpoint{"a.example/log", size, root}.text();
        return {text, {log.sign(text), witness.sign(text, 1'790'000'000)}};
    }
    static proof::Hash root_at(std::uint64_t size) {
        return proof::testing::numbered_tree(proof::Suite::sha256, size).root();
    }
    /// A case's verdict, with the reason in the test's output when it is another than meant.
    std::string conform(const std::string& file, std::string_view text) const {
        const Outcome found = call({"conform", write(file, text)});
        return found.out.substr(found.out.rfind('\n', found.out.size() - 2) + 1);
    }

    proof::Signer log = proof::testing::log_signer("a.example/log", 1);
    proof::Signer witness = proof::testing::sm2_signer("w.example", 2, true);
    fs::path folder;
    std::string policy;
};

TEST_F(Tracever, ConformsToEveryVector) {
    const Outcome found = call({"conform", vectors});
    EXPECT_EQ(found.status, 0) << found.out << found.err;
    EXPECT_EQ(found.out, "222 passed, 0 failed\n");
    const Outcome verbose =
        call({"conform", "--verbose", vectors + "/notes/notes.jsonl", vectors + "/tessera-log/checkpoint.3"});
    EXPECT_THAT(verbose.out, HasSubstr(vectors + "/notes/notes.jsonl:5 pass\n"));
    EXPECT_THAT(verbose.out, EndsWith(vectors + "/tessera-log/checkpoint.3 pass\n6 passed, 0 failed\n"));
}

/// Each value of a line replaced: what is mistyped or says something else fails, and the line is named.
TEST_F(Tracever, ConformRefusesWhatIsNotSo) {
    for (const char* const name : {"merkle-proofs/inclusion", "merkle-proofs/consistency",
                                   "merkle-proofs/subtreeinclusion", "merkle-proofs/subtreeconsistency", "notes/notes",
                                   "proposed-sm2/checkpoints", "sigsum/quorum", "sigsum/proofs", "tiles/sm3"}) {
        const std::string file = std::string(name) + ".jsonl";
        const auto all = proof::testing::json_lines(vectors + "/" + file);
        for (const auto& vector : std::span(all).first(std::min<std::size_t>(all.size(), 3))) {
            for (const auto& [key, value] : vector) {
                if (key == "desc" || key == "source" || key == "file") continue;
                for (const json::value& other : std::initializer_list<json::value>{nullptr, -1, 0.5, json::object{}}) {
                    if ((key == "proof" && other.is_null()) || (key == "right_edge_tiles" && other.is_object()))
                        continue;
                    json::object changed = vector;
                    changed[key] = other;
                    EXPECT_EQ(conform(file, json::serialize(changed)), "0 passed, 1 failed\n") << file << " " << key;
                }
                json::object changed = vector;
                changed.erase(key);
                EXPECT_EQ(conform(file, json::serialize(changed)), "0 passed, 1 failed\n") << file << " " << key;
            }
            json::object turned = vector;
            if (vector.contains("wantErr")) turned["wantErr"] = !vector.at("wantErr").as_bool();
            if (vector.contains("expect")) turned["expect"] = vector.at("expect") == "ok" ? "reject" : "ok";
            if (turned != vector) {
                EXPECT_EQ(conform(file, json::serialize(turned)), "0 passed, 1 failed\n");
            }
        }
    }
    EXPECT_EQ(conform("notes/notes.jsonl", "{}\n\n[1]\nnonsense\n"), "0 passed, 3 failed\n");
    EXPECT_EQ(conform("notes/notes.jsonl", ""), "0 passed, 1 failed\n");
    EXPECT_EQ(conform("notes/other.jsonl", "{}"), "0 passed, 1 failed\n");
    EXPECT_EQ(call({"conform", (folder / "none.jsonl").string()}).status, 1);
    EXPECT_EQ(call({"conform", (folder / "notes/notes.jsonl").string()}).out,
              (folder / "notes/notes.jsonl").string() + " fail\n0 passed, 1 failed\n");
}

TEST_F(Tracever, Receipts) {
    const auto nodes = proof::testing::numbered_tree(proof::Suite::sha256, 20);
    const auto note = checkpoint(20, nodes.root());
    const proof::TlogProof one{"event 7", 7, proof::inclusion_proof(proof::Suite::sha256, nodes, 7, 20), note};
    const std::string file = write("one.tlog-proof", one.encode());
    EXPECT_EQ(call({"receipt", file, "--policy", policy}).status, 0);
    EXPECT_THAT(call({"receipt", file, "--policy", policy}).out, EndsWith("结论：有效\n"));
    EXPECT_EQ(call({"receipt", file}).status, 2);
    const auto json = json::parse(call({"receipt", file, "--policy", policy, "--json"}).out).as_object();
    EXPECT_EQ(json.at("verdict"), "valid");
    EXPECT_EQ(json.at("status"), 0);

    proof::TlogProof bare = one;
    bare.extra.reset();
    const std::string without = write("bare.tlog-proof", bare.encode());
    EXPECT_EQ(call({"receipt", without, "--policy", policy}).status, 2);
    EXPECT_EQ(call({"receipt", without, "--policy", policy, "--leaf", write("leaf", "event 7")}).status, 0);
    EXPECT_EQ(call({"receipt", without, "--policy", policy, "--leaf", write("leaf", "event 8")}).status, 1);

    const std::vector<std::uint64_t> positions{3, 4};
    const proof::BatchReceipt two{
        {}, 3, {"event 3", "event 4"}, proof::multi_proof(proof::Suite::sha256, nodes, positions, 20), note};
    EXPECT_EQ(call({"receipt", write("two", two.encode()), "--policy", policy}).status, 0);
    EXPECT_EQ(call({"receipt", write("cut", two.encode().substr(0, 90)), "--policy", policy}).status, 1);
    const std::string text = proof::Promise{"a.example/log", 3, 2, root_at(2), 1}.text();
    const proof::Note promise{text, {log.sign(text)}};
    EXPECT_EQ(call({"receipt", write("promise", promise.encode()), "--policy", policy}).status, 2);
    EXPECT_EQ(call({"receipt", write("nothing", ""), "--policy", policy}).status, 1);
    EXPECT_EQ(call({"receipt", (folder / "none").string(), "--policy", policy}).status, 2);
}

TEST_F(Tracever, Bundles) {
    proof::testing::MemoryLog of;
    const auto key = proof::testing::key_of(7);
    of.event({key});
    of.event({key, proof::testing::key_of(8)});
    of.commit(2);
    const std::string trusted =
        write("trusted",
              "log " + proof::testing::log_signer("example.test/log/0-01", 1).verifier().text() + "\nquorum none\n");
    const std::string file = write("code.bundle", of.bundle({key}, 2).encode());
    const Outcome found = call({"bundle", file, "--policy", trusted, "--json"});
    EXPECT_EQ(found.status, 0) << found.out;
    const auto json = json::parse(found.out).as_object();
    EXPECT_EQ(json.at("events"), 2);
    EXPECT_EQ(json.at("completeTo"), 2);
    EXPECT_EQ(call({"bundle", file}).status, 2);
    EXPECT_EQ(call({"bundle", write("none", "?"), "--policy", trusted}).status, 1);
}

TEST_F(Tracever, ConsistencyAndForks) {
    const auto nodes = proof::testing::numbered_tree(proof::Suite::sha256, 20);
    const std::string a = write("a", checkpoint(13, root_at(13)).encode()),
                      b = write("b", checkpoint(20, nodes.root()).encode());
    std::string lines, list = "{\"proof\":[";
    for (const auto& hash : proof::consistency_proof(proof::Suite::sha256, nodes, 13, 20)) {
        lines += proof::base64(proof::bytes_of(hash)) + "\n";
        list += (list.ends_with('[') ? "\"" : ",\"") + proof::hex(proof::bytes_of(hash)) + "\"";
    }
    EXPECT_EQ(call({"consistency", a, b, write("lines", lines), "--policy", policy}).status, 0);
    EXPECT_EQ(call({"consistency", b, a, write("list", list + "]}"), "--policy", policy}).status, 0);
    EXPECT_EQ(call({"consistency", a, b, write("half", lines.substr(45)), "--policy", policy}).status, 1);
    EXPECT_EQ(call({"consistency", a, b, "--policy", policy}).status, 2);
    EXPECT_EQ(call({"consistency", a, a, "--policy", policy}).status, 0);
    EXPECT_EQ(call({"fork", a, b, "--policy", policy}).status, 2);
    EXPECT_EQ(call({"fork", a, a, "--policy", policy}).status, 2);
    // The same size with another root, signed by the log: what nobody can take back.
    const std::string c = write("c", checkpoint(13, nodes.root()).encode());
    EXPECT_EQ(call({"fork", a, c, "--policy", policy}).status, 3);
    EXPECT_EQ(call({"consistency", a, c, "--policy", policy}).status, 3);
    EXPECT_EQ(call({"fork", a, c}).status, 2);
}

// X20, NAT-35: a changed byte in a stored log is found, with its place.
TEST_F(Tracever, FsckOfTiles) {
    EXPECT_EQ(call({"fsck", vectors + "/tessera-log"}).status, 0);
    fs::copy(vectors + "/tessera-log", folder / "log", fs::copy_options::recursive);
    std::size_t files = 0;
    for (const auto& at : fs::recursive_directory_iterator(folder / "log")) {
        if (!at.is_regular_file()) continue;
        const std::string bytes = proof::testing::read(at.path());
        for (const std::size_t place : {std::size_t{0}, bytes.size() / 2, bytes.size() - 1}) {
            std::string changed = bytes;
            changed[place] = static_cast<char>(changed[place] ^ 4);
            std::ofstream(at.path(), std::ios::binary) << changed;
            EXPECT_NE(call({"fsck", (folder / "log").string()}).status, 0) << at.path() << place;
        }
        std::ofstream(at.path(), std::ios::binary) << bytes;
        ++files;
    }
    EXPECT_GT(files, 40u);
    EXPECT_EQ(call({"fsck", (folder / "log").string()}).status, 0);
    fs::remove(folder / "log/tile/0/000.p/15");
    EXPECT_THAT(call({"fsck", (folder / "log").string()}).out, HasSubstr("缺少 tile/0/000.p/15"));
    EXPECT_EQ(call({"fsck", folder.string()}).status, 2);
}

TEST_F(Tracever, FsckOfLevelFiles) {
    constexpr std::uint64_t size = 700;
    const auto nodes = proof::testing::numbered_tree(proof::Suite::sha256, size);
    for (int level = 0; level <= 8; level += 4) {
        std::string bytes;
        for (std::uint64_t i = 0; i < size >> level; ++i) bytes += proof::bytes_of(nodes.node(level, i));
        write("log/" + std::string(level % 8 == 0 ? "level-" : "half-") + std::to_string(level / 8), bytes);
    }
    write("log/checkpoint", checkpoint(650, root_at(650)).encode());
    const std::string log_folder = (folder / "log").string();
    EXPECT_EQ(call({"fsck", log_folder, "--policy", policy}).status, 0) << call({"fsck", log_folder}).out;
    for (const auto& [name, place] : std::vector<std::pair<std::string, std::size_t>>{
             {"level-0", 100}, {"level-0", 649 * 32}, {"half-0", 40}, {"level-1", 33}, {"checkpoint", 30}}) {
        const std::string bytes = proof::testing::read(folder / "log" / name);
        std::string changed = bytes;
        changed[place] = static_cast<char>(changed[place] ^ 1);
        write("log/" + name, changed);
        EXPECT_EQ(call({"fsck", log_folder, "--policy", policy}).status, 1) << name;
        write("log/" + name, bytes.substr(0, bytes.size() / 2));
        EXPECT_EQ(call({"fsck", log_folder, "--policy", policy}).status, 1) << name;
        write("log/" + name, bytes);
    }
    // Two signed histories: the stored one agrees with the newest checkpoint, an older one contradicts it.
    write("log/checkpoint.600", checkpoint(600, root_at(601)).encode());
    EXPECT_EQ(call({"fsck", log_folder, "--policy", policy}).status, 3);
}

TEST_F(Tracever, WrongUsage) {
    for (const auto& words : std::vector<std::vector<std::string>>{{},
                                                                   {"receipt"},
                                                                   {"receipt", "a", "b"},
                                                                   {"unknown", "a"},
                                                                   {"fork", "a"},
                                                                   {"conform"},
                                                                   {"receipt", "a", "--policy"},
                                                                   {"receipt", "a", "--unknown"},
                                                                   {"receipt", "a", "--policy", "/none"}})
        EXPECT_EQ(run(words).status, 64);
    EXPECT_EQ(call({"--help"}).status, 0);
    EXPECT_EQ(call({"receipt", "a", "--policy", write("bad", "quorum x")}).status, 64);
}

}  // namespace
}  // namespace yiguan::tracever
