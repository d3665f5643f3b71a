#include "registry/documents.hpp"

#include <gmock/gmock.h>

#include <fstream>
#include <thread>

#include "core/text.hpp"
#include "db/testing.hpp"
#include "registry/picture_samples.hpp"
#include "registry/purposes.hpp"

namespace yiguan::registry {
namespace {

using samples::jpeg;
using samples::png;
namespace fs = std::filesystem;

std::vector<fs::path> files_below(const fs::path& folder) {
    std::vector<fs::path> found;
    for (const auto& entry : fs::recursive_directory_iterator(folder))
        if (entry.is_regular_file()) found.push_back(entry.path().lexically_relative(folder));
    return found;
}

std::string content(const DocumentFile& file) {
    std::string bytes(file.size(), '\0');
    file.read(0, bytes);
    return bytes;
}

class Documents : public ::testing::Test {
protected:
    db::testing::TemporaryDirectory temporary_;
    const fs::path folder_ = temporary_.path() / "documents";
    const DocumentStore store_{folder_};
};

TEST_F(Documents, StoresUnderTheHashOfTheContent) {
    const auto file = png(640, 480);
    const auto stored = store_.put(as_bytes(file));
    ASSERT_TRUE(stored.has_value());
    const auto& s = stored.value();
    EXPECT_EQ(s.media_type, MediaType::png);
    EXPECT_EQ(s.bytes, static_cast<std::int64_t>(file.size()));
    EXPECT_THAT(s.sha256, testing::MatchesRegex("[0-9a-f]{64}"));
    EXPECT_THAT(files_below(folder_), testing::ElementsAre(fs::path(s.sha256.substr(0, 2)) / (s.sha256 + ".png")));
    const auto opened = store_.open(s.sha256, s.media_type);
    ASSERT_TRUE(opened);
    EXPECT_EQ(content(*opened), file);
    std::string part(8, '\0');
    opened->read(4, part);
    EXPECT_EQ(part, file.substr(4, 8));
    EXPECT_THROW(opened->read(file.size() - 4, part), std::system_error);
}

TEST_F(Documents, JpegEndsInJpg) {
    const auto stored = store_.put(as_bytes(jpeg())).value();
    EXPECT_EQ(stored.media_type, MediaType::jpeg);
    EXPECT_TRUE(fs::exists(folder_ / stored.sha256.substr(0, 2) / (stored.sha256 + ".jpg")));
    EXPECT_EQ(media_type_name(stored.media_type), "image/jpeg");
}

TEST_F(Documents, TheSameContentTwiceIsOneFile) {
    const auto first = store_.put(as_bytes(png())).value(), second = store_.put(as_bytes(png())).value();
    EXPECT_EQ(first.sha256, second.sha256);
    EXPECT_THAT(files_below(folder_), testing::SizeIs(1));
    store_.put(as_bytes(png(1, 1, "other"))).value();
    EXPECT_THAT(files_below(folder_), testing::SizeIs(2));
}

TEST_F(Documents, AFileCutShortByADamagedDiskIsWrittenAgain) {
    const auto file = png();
    const auto stored = store_.put(as_bytes(file)).value();
    fs::resize_file(store_.path(stored.sha256, stored.media_type), 10);
    store_.put(as_bytes(file)).value();
    EXPECT_EQ(content(*store_.open(stored.sha256, stored.media_type)), file);
}

TEST_F(Documents, RefusedContentLeavesNoFile) {
    const auto truncated = png().substr(0, 40);
    for (const std::string& bad : {std::string("GIF89a"), truncated, std::string("%PDF-1.7"), png() + "PK\3\4",
                                   std::string(5 * 1024 * 1024 + 1, 'x')})
        EXPECT_TRUE(store_.put(as_bytes(bad)).has_error());
    EXPECT_THAT(files_below(folder_), testing::IsEmpty());
}

TEST_F(Documents, OpensOnlyWhatIsAHash) {
    std::ofstream(folder_ / "secret.png") << "secret";
    const auto stored = store_.put(as_bytes(png())).value();
    EXPECT_FALSE(store_.open("../secret", MediaType::png));
    EXPECT_FALSE(store_.open("", MediaType::png));
    EXPECT_FALSE(store_.open(std::string(64, '0'), MediaType::png));
    EXPECT_FALSE(store_.open(stored.sha256, MediaType::jpeg));
    EXPECT_FALSE(store_.open(std::string(32, '.') + std::string(32, '/'), MediaType::png));
}

TEST_F(Documents, ManyThreadsMayPutTheSameContent) {
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&] {
            for (int i = 0; i < 20; ++i) EXPECT_TRUE(store_.put(as_bytes(png(1, 1, std::to_string(i)))).has_value());
        });
    for (auto& thread : threads) thread.join();
    EXPECT_THAT(files_below(folder_), testing::SizeIs(20));
}

TEST(DocumentFault, AFolderThatCannotBeMadeIsAFault) {
    const db::testing::TemporaryDirectory temporary;
    std::ofstream(temporary.path() / "documents") << "a file";
    EXPECT_THROW(DocumentStore(temporary.path() / "documents"), std::system_error);
}

TEST(DocumentName, KeepsWhatIsHarmlessWithTheTrueExtension) {
    const auto name = [](std::string_view sent) { return sanitised_name(sent, MediaType::pdf); };
    EXPECT_EQ(name("使用说明书.pdf"), "使用说明书.pdf");
    EXPECT_EQ(name("C:\\fakepath\\说明 1.PDF"), "说明 1.pdf");
    EXPECT_EQ(name("../../etc/passwd"), "passwd.pdf");
    EXPECT_EQ(name("invoice.pdf.exe"), "invoice.pdf.pdf");
    EXPECT_EQ(name("a\r\nSet-Cookie: x"), "aSet-Cookie x.pdf");
    EXPECT_EQ(name("报告\xE2\x80\xAE"
                   "fdp.exe"),
              "报告fdp.pdf");
    EXPECT_EQ(name(".htaccess"), "htaccess.pdf");
    EXPECT_EQ(name("\xFF"), "");
    EXPECT_EQ(name("???"), "");
    EXPECT_LE(utf8_length(name(std::string(500, 'x'))), file_name_max + 5);
}

// ---- rows

class DocumentRows : public db::testing::BothEngines {
protected:
    static auth::Actor user_of(std::int64_t org) {
        return {.user = UserId{7}, .org = OrgId{org}, .roles = auth::Roles{}.with(auth::Role::producer)};
    }
    Result<Document> add(const auth::Actor& actor, const StoredFile& file) {
        return db_->write_now([&](db::Tx& tx) { return add_document(tx, actor, file); });
    }
    const StoredFile file_{.sha256 = std::string(64, 'a'),
                           .media_type = MediaType::jpeg,
                           .bytes = 1234,
                           .width = 640,
                           .height = 480,
                           .name = "照片.jpg",
                           .purpose = "licence"};
};
YIGUAN_BOTH_ENGINES(DocumentRows);

TEST_P(DocumentRows, RegistersOncePerOrganisation) {
    const auto first = add(user_of(5), file_).value(), again = add(user_of(5), file_).value();
    const auto elsewhere = add(user_of(6), file_).value();
    EXPECT_EQ(first.id, again.id);
    EXPECT_NE(first.id, elsewhere.id);
    const auto found = db_->read_now([&](db::Tx& tx) { return find_document(tx, first.id); });
    ASSERT_TRUE(found);
    EXPECT_EQ(found->org, OrgId{5});
    EXPECT_EQ(found->file.sha256, file_.sha256);
    EXPECT_EQ(found->file.media_type, MediaType::jpeg);
    EXPECT_EQ(found->file.bytes, 1234);
    EXPECT_EQ(found->file.width, 640u);
    EXPECT_EQ(found->file.height, 480u);
    EXPECT_EQ(found->file.name, "照片.jpg");
    EXPECT_EQ(found->file.purpose, "licence");
    EXPECT_EQ(found->created_at, clock_);
}

TEST_P(DocumentRows, BelongsToItsOrganisation) {
    const auto document = add(user_of(5), file_).value();
    db_->read_now([&](db::Tx& tx) {
        EXPECT_TRUE(require_document(tx, document.id, OrgId{5}).has_value());
        for (const auto& refused :
             {require_document(tx, document.id, OrgId{6}), require_document(tx, DocumentId{99}, OrgId{5})}) {
            ASSERT_TRUE(refused.has_error());
            EXPECT_EQ(refused.error().code, Code::document_unknown);
        }
    });
}

// EBM-13
TEST_P(DocumentRows, EBM13_WhatIsNoLicenceIsNotTakenForOne) {
    auto large = file_, film = file_;
    large.sha256 = std::string(64, 'b');
    large.bytes = 1024 * 1024 + 1;
    film.sha256 = std::string(64, 'c');
    film.media_type = MediaType::mp4;
    const auto fits = add(user_of(5), file_).value(), too_large = add(user_of(5), large).value(),
               no_picture = add(user_of(5), film).value();
    db_->read_now([&](db::Tx& tx) {
        const auto code = [&](const Document& d, std::string_view what) {
            const auto found = require_document_for(tx, d.id, OrgId{5}, purpose(what));
            return found.has_error() ? std::optional(found.error().code) : std::nullopt;
        };
        EXPECT_EQ(code(fits, "licence"), std::nullopt);
        EXPECT_EQ(code(too_large, "licence"), Code::body_too_large);
        EXPECT_EQ(code(too_large, "product_picture"), std::nullopt);
        EXPECT_EQ(code(no_picture, "licence"), Code::document_type);
        EXPECT_EQ(code(no_picture, "product_video"), std::nullopt);
    });
}

TEST_P(DocumentRows, AStrangerUploadsNothing) {
    const auto stranger = add(auth::Actor{}, file_);
    ASSERT_TRUE(stranger.has_error());
    EXPECT_EQ(stranger.error().code, Code::unauthenticated);
    auto regulator = user_of(5);
    regulator.roles = auth::Roles{}.with(auth::Role::regulator);
    const auto refused = add(regulator, file_);
    ASSERT_TRUE(refused.has_error());
    EXPECT_EQ(refused.error().code, Code::forbidden);
}

}  // namespace
}  // namespace yiguan::registry
