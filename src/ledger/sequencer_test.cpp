// Every crash between two steps and every loss that a start can find, on both engines (X20, NAT-35).
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "db/testing.hpp"
#include "ledger/sequencer.hpp"
#include "proof/receipt.hpp"

namespace yiguan::ledger {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr auto suite = proof::Suite::sha256;

std::string content_of(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}
void write(const fs::path& file, std::string_view content) {
    std::ofstream(file, std::ios::binary | std::ios::trunc) << content;
}
void flip(const fs::path& file, std::size_t at) {
    auto content = content_of(file);
    content.at(at) = static_cast<char>(content[at] ^ 1);
    write(file, content);
}

class Sequencing : public db::testing::BothEngines {
public:
    void SetUp() override {
        BothEngines::SetUp();
        directory_ = std::make_unique<db::testing::TemporaryDirectory>();
        written_ = 0;
        LogKeys::load_or_create(keys()).value();
    }
    fs::path folder() const { return directory_->path() / "log"; }
    fs::path keys() const { return directory_->path() / "log-keys"; }
    SequencerOptions options() const { return {.folder = folder(), .domain = "trace.example.cn"}; }
    std::unique_ptr<Sequencer> open() { return std::make_unique<Sequencer>(*db_, LogKeys::load(keys()), options()); }

    static std::string leaf(std::int64_t i) {
        const proof::Leaf leaf{
            .kind = proof::Kind::decision, .recorded_ms = i, .private_root = proof::empty_root(suite)};
        return leaf.encode();
    }
    /// Appends records in transactions of 7.
    void add(int count) {
        while (count > 0) {
            const int now = std::min(count, 7);
            db_->write_now([&](db::Tx& tx) {
                for (int i = 0; i < now; ++i) tx.journal().append(tx, leaf(written_ + i));
            });
            written_ += now, count -= now;
        }
    }
    std::vector<proof::Hash> hashes(std::int64_t first, std::int64_t last) const {
        std::vector<proof::Hash> out;
        for (auto i = first; i < last; ++i) out.push_back(proof::hash_leaf(suite, leaf(i)));
        return out;
    }
    /// What is published covers everything and is signed by both keys.
    void expect_published(const Sequencer& sequencer) {
        const auto now = sequencer.published();
        ASSERT_TRUE(now) << sequencer.refused().value_or("");
        EXPECT_EQ(now->checkpoint.size, static_cast<std::uint64_t>(written_));
        EXPECT_EQ(now->checkpoint.root, proof::tree_hash(suite, hashes(0, written_)));
        const auto note = proof::Note::parse(now->note);
        ASSERT_TRUE(note.has_value());
        std::vector<proof::VerifierKey> known;
        for (const auto& signer : sequencer.signers()) known.push_back(signer.verifier());
        const auto by = proof::verify(note.value(), known);
        ASSERT_TRUE(by.has_value()) << by.error().detail;
        EXPECT_EQ(by.value().keys.size(), 2u);
        EXPECT_EQ(content_of(folder() / "checkpoint"), now->note);
        EXPECT_EQ(CheckpointLock(folder() / "lock").read()->last, now->checkpoint);
    }
    /// An older state of the database: another one with fewer records, and the row of the log or not.
    void restore_backup(int records, bool with_origin) {
        const auto origins = db_->read_now([](db::Tx& tx) { return list_origins(tx); });
        BothEngines::SetUp();
        written_ = 0;
        add(records);
        if (with_origin) db_->write_now([&](db::Tx& tx) { insert_origin(tx, origins.at(0)); });
    }

    /// The same number of records, but other ones.
    void restore_other_records() {
        const auto count = static_cast<int>(written_);
        restore_backup(0, true);
        written_ = 1000;
        add(count);
    }
    /// After 300 records that were signed, with lock and checkpoint as they were at 100 kept aside.
    void sign_300() {
        const auto log = open();
        add(100);
        log->advance();
        old_lock_ = content_of(folder() / "lock");
        old_checkpoint_ = content_of(folder() / "checkpoint");
        add(200);
        log->advance();
        last_ = log->published()->note;
    }

    std::unique_ptr<db::testing::TemporaryDirectory> directory_;
    std::int64_t written_ = 0;
    std::string old_lock_, old_checkpoint_, last_;
};

TEST_P(Sequencing, SignsWhatIsCommitted) {
    const auto log = open();
    EXPECT_EQ(log->origin(), "trace.example.cn/log/0-01");
    expect_published(*log);  // of nothing
    for (const int count : {1, 2, 40, 300, 700}) {
        add(count);
        const auto before = log->published();
        ASSERT_TRUE(log->advance());
        expect_published(*log);
        if (before->checkpoint.size == 0) continue;
        const auto now = log->published()->checkpoint;
        const auto proof = proof::consistency_proof(suite, log->levels(), before->checkpoint.size, now.size);
        EXPECT_TRUE(proof::verify_consistency(suite, before->checkpoint.size, now.size, proof, before->checkpoint.root,
                                              now.root));
    }
    const auto note = log->published()->note;
    ASSERT_TRUE(log->advance());
    EXPECT_EQ(log->published()->note, note) << "nothing new, nothing signed";
}

// What a start finds, and whether it goes on.
struct Found {
    const char* name;
    void (*happens)(Sequencing&);
    const char* refused;    // part of the sentence; "" when it goes on
    bool database = false;  // what happens is a matter of the database: tried on both engines
};

const Found starts[] = {
    {"a polite end", [](Sequencing&) {}, ""},
    {"records behind the lock that nobody has seen", [](Sequencing& s) { s.add(50); }, "", true},
    {"the checkpoint was not published", [](Sequencing& s) { fs::remove(s.folder() / "checkpoint"); }, ""},
    {"only the one before was published", [](Sequencing& s) { write(s.folder() / "checkpoint", s.old_checkpoint_); },
     ""},
    {"a torn checkpoint", [](Sequencing& s) { fs::resize_file(s.folder() / "checkpoint", 20); }, ""},
    {"a level file cut in a hash", [](Sequencing& s) { fs::resize_file(s.folder() / "level-0", 5001); }, ""},
    {"a level file cut to nothing", [](Sequencing& s) { fs::resize_file(s.folder() / "level-0", 0); }, ""},
    {"no level files",
     [](Sequencing& s) {
         for (const auto* file : {"level-0", "half-0", "level-1"}) fs::remove(s.folder() / file);
     },
     ""},
    {"a bit of a level file", [](Sequencing& s) { flip(s.folder() / "level-0", 9599); }, ""},
    {"rubbish behind the synced part of a level file",
     [](Sequencing& s) { write(s.folder() / "level-0", content_of(s.folder() / "level-0") + std::string(96, 'x')); },
     ""},
    {"half of a lock beside the lock", [](Sequencing& s) { write(s.folder() / "lock.new", "yiguan-che"); }, ""},
    {"no lock", [](Sequencing& s) { fs::remove(s.folder() / "lock"); }, "不存在", true},
    {"a damaged lock", [](Sequencing& s) { flip(s.folder() / "lock", 40); }, "已损坏"},
    {"an empty lock", [](Sequencing& s) { fs::resize_file(s.folder() / "lock", 0); }, "已损坏"},
    {"a lock from a backup", [](Sequencing& s) { write(s.folder() / "lock", s.old_lock_); }, "不得从备份恢复"},
    {"no folder", [](Sequencing& s) { fs::remove_all(s.folder()); }, "不存在"},
    {"a database from a backup", [](Sequencing& s) { s.restore_backup(290, true); }, "数据库中只有 290 条", true},
    {"a database from before the log", [](Sequencing& s) { s.restore_backup(0, false); }, "数据库中只有 0 条"},
    {"other records", [](Sequencing& s) { s.restore_other_records(), fs::remove(s.folder() / "level-0"); },
     "与已签名的检查点不符"},
    {"no keys", [](Sequencing& s) { fs::remove(s.keys()); }, "文件不存在"},
    {"other keys", [](Sequencing& s) { fs::remove(s.keys()), LogKeys::load_or_create(s.keys()).value(); },
     "公钥不一致"},
};

TEST_P(Sequencing, EveryRestartSignsNoSecondHistory_NAT35_X20) {
    for (const auto& start : starts) {
        if (GetParam() == db::Engine::postgresql && !start.database) continue;
        SCOPED_TRACE(start.name);
        SetUp();
        sign_300();
        start.happens(*this);
        const bool locked = fs::exists(folder() / "lock");
        const auto log = open();
        log->advance();
        if (*start.refused == '\0') {
            expect_published(*log);
            add(5);
            EXPECT_TRUE(log->advance());
            expect_published(*log);
            EXPECT_EQ(log->levels().check(), std::vector<std::string>());
            continue;
        }
        ASSERT_TRUE(log->refused());
        EXPECT_THAT(*log->refused(), HasSubstr(start.refused));
        EXPECT_THAT(*log->refused(), HasSubstr("yiguan log continue"));
        EXPECT_FALSE(log->published());
        EXPECT_FALSE(log->promise({.first = db::Position::of(log->log(), 0), .count = 1, .records = {}}));
        EXPECT_EQ(fs::exists(folder() / "lock"), locked) << "a lock is never made beside a log that was signed";
        add(5);
        EXPECT_FALSE(log->advance());
        EXPECT_FALSE(open()->advance()) << "a second start is refused as well";
    }
}

// Whatever was lost, a new origin goes on, and its first record holds what was signed last.
TEST_P(Sequencing, ANewOriginGoesOnWhereOneWasClosed_NAT35) {
    for (const auto& start : starts) {
        const bool polite = start.happens == starts[0].happens;
        if (*start.refused == '\0' && !polite) continue;
        if (GetParam() == db::Engine::postgresql && !start.database) continue;
        SCOPED_TRACE(start.name);
        SetUp();
        sign_300();
        start.happens(*this);
        const auto keys_now = LogKeys::load_or_create(keys()).value();
        const auto opened = open_next_origin(*db_, keys_now, options(), "备份恢复后缺少记录");
        ASSERT_TRUE(opened.has_value()) << opened.error().detail;
        EXPECT_EQ(opened.value().name, "trace.example.cn/log/0-02");
        const auto log = open();
        EXPECT_EQ(log->origin(), "trace.example.cn/log/0-02");
        ASSERT_TRUE(log->advance()) << log->refused().value_or("");
        EXPECT_EQ(log->published()->checkpoint.size, 1u);
        add(9);
        ASSERT_TRUE(log->advance());
        EXPECT_EQ(log->published()->checkpoint.size, 10u);
        const auto first = db_->read_now([&](db::Tx& tx) {
            const std::int64_t index = 0;
            return leaves_at(tx, log->log(), {&index, 1}).at(0);
        });
        const auto leaf = proof::Leaf::decode(first);
        ASSERT_TRUE(leaf.has_value());
        EXPECT_EQ(leaf.value().kind, proof::Kind::incident);
        const auto note = std::get<std::string>(leaf.value().publics.at(1));
        EXPECT_EQ(std::get<std::string>(leaf.value().publics.at(2)), "备份恢复后缺少记录");
        if (std::string_view(start.name) == "no folder") {
            EXPECT_EQ(note, "") << "nothing was left of what was signed";
        } else {
            EXPECT_THAT(note, StartsWith("trace.example.cn/log/0-01\n300\n"));
        }
        // A start on the new origin finds it again, and the closed one can still be asked.
        EXPECT_TRUE(open()->advance());
        if (polite) {
            const auto served = log->served(1);
            ASSERT_TRUE(served);
            EXPECT_EQ(served->published->note, last_);
            EXPECT_EQ(served->levels->root(300), served->published->checkpoint.root);
        }
    }
}

TEST_P(Sequencing, ANewOriginNeedsAReasonAndALog) {
    const auto all = LogKeys::load(keys()).value();
    EXPECT_EQ(open_next_origin(*db_, all, options(), "").error().code, Code::invalid);
    EXPECT_EQ(open_next_origin(*db_, all, options(), std::string(501, 'x')).error().code, Code::invalid);
    EXPECT_EQ(open_next_origin(*db_, all, options(), "never signed").error().code, Code::conflict);
}

// The crash between the database and the lock of a new origin.
TEST_P(Sequencing, AnOriginWhoseLockIsOfTheClosedOneGoesOn) {
    sign_300();
    const auto lock = content_of(folder() / "lock");
    ASSERT_TRUE(open_next_origin(*db_, LogKeys::load(keys()).value(), options(), "another key").has_value());
    write(folder() / "lock", lock);
    const auto log = open();
    EXPECT_TRUE(log->advance()) << log->refused().value_or("");
    EXPECT_EQ(log->published()->checkpoint.origin, "trace.example.cn/log/0-02");
}

TEST_P(Sequencing, TheSecondOfTwoFencesTheFirst) {
    const auto first = open();
    add(10);
    ASSERT_TRUE(first->advance());
    const auto second = open();
    add(10);
    ASSERT_TRUE(second->advance());
    add(10);
    EXPECT_FALSE(first->advance());
    ASSERT_TRUE(first->refused());
    EXPECT_THAT(*first->refused(), HasSubstr("另一个进程"));
    EXPECT_TRUE(second->advance());
    expect_published(*second);
}

// What the network address is called now is no part of a log that has a name already.
TEST_P(Sequencing, KeepsItsNameWhenTheAddressChanges) {
    add(3);
    open()->advance();
    auto moved = options();
    moved.domain = "elsewhere.example.cn";
    Sequencer log(*db_, LogKeys::load(keys()), moved);
    EXPECT_EQ(log.origin(), "trace.example.cn/log/0-01");
    expect_published(log);
}

TEST_P(Sequencing, PromisesAreKept) {
    const auto log = open();
    add(20);
    std::string records;
    db::Journal::Appended appended;
    db_->write_now([&](db::Tx& tx) {
        for (int i = 0; i < 5; ++i) tx.journal().append(tx, leaf(written_ + i));
        appended = tx.journal().of_job();
        records = appended.records;
    });
    appended.records = records;
    const auto promise = log->promise(appended);
    ASSERT_TRUE(promise);
    const auto note = proof::Note::parse(*promise);
    ASSERT_TRUE(note.has_value());
    const auto text = proof::Promise::parse(note.value().text);
    ASSERT_TRUE(text.has_value());
    EXPECT_EQ(text.value().first, 20u);
    EXPECT_EQ(text.value().count, 5u);
    EXPECT_EQ(text.value().root, proof::tree_hash(suite, hashes(20, 25)));
    EXPECT_EQ(text.value().recorded_ms, clock_.value);
    const proof::VerifierKey key = log->signers().front().verifier();
    EXPECT_TRUE(proof::verify(note.value(), {&key, 1}).has_value());

    // And the proof follows, to whoever waits and to whoever asked to be told.
    PublishedPtr told;
    log->when_covered(db::Position::of(log->log(), 24), std::chrono::seconds(30), [&](PublishedPtr p) { told = p; });
    EXPECT_FALSE(told);
    log->start();
    const auto now = log->wait_for(db::Position::of(log->log(), 24), std::chrono::seconds(30));
    ASSERT_TRUE(now);
    log->stop();
    EXPECT_EQ(told, now);
    EXPECT_FALSE(log->wait_for(db::Position::of(log->log(), 25), std::chrono::milliseconds(1)));
}

YIGUAN_BOTH_ENGINES(Sequencing);

TEST(LogNames, AreThoseOfAddresses) {
    EXPECT_EQ(log_name(1), "0-01");
    EXPECT_EQ(log_name(5 * 1024 + 12), "5-12");
    EXPECT_EQ(log_of_name("5-12"), 5 * 1024 + 12);
    EXPECT_EQ(log_of_name("1022-1023"), 1022 * 1024 + 1023);
    for (const auto* wrong :
         {"", "-", "0", "0-1", "0-00", "00-01", "0-1024", "1024-01", "0-001", "+0-01", "0--1", "0-01 "})
        EXPECT_EQ(log_of_name(wrong), std::nullopt) << wrong;
    EXPECT_EQ(domain_of("https://trace.example.cn"), "trace.example.cn");
    EXPECT_EQ(domain_of("http://127.0.0.1:8080"), "127.0.0.1:8080");
}

}  // namespace
}  // namespace yiguan::ledger
