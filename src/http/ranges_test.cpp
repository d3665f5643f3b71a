// Bodies read from a source: whole, in parts, resumed (RFC 9110 section 14).
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "http/response_head.hpp"
#include "http/test_server.hpp"

namespace yiguan::http {
namespace {

using testing::HasSubstr;
using Kind = ByteRange::Kind;

class RangesTest : public testing::Test {
protected:
    TestServer server;
    Client client = Client("127.0.0.1", server.port());
    Answer part(std::string range, std::string if_range = {}) {
        Headers headers{{"Range", std::move(range)}};
        if (!if_range.empty()) headers.emplace_back("If-Range", std::move(if_range));
        return client.get("/file", headers);
    }
};

TEST_F(RangesTest, TheWholeFile) {
    const Answer answer = client.get("/file");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.header("Accept-Ranges"), "bytes");
    EXPECT_EQ(answer.header("Content-Length"), std::to_string(file_bytes));
    EXPECT_TRUE(answer.body == PatternSource::bytes(0, file_bytes));
    const Answer head = client.request("HEAD", "/file", {{"Range", "bytes=0-1"}});
    EXPECT_EQ(head.status, 200);
    EXPECT_EQ(head.header("Content-Length"), std::to_string(file_bytes));
    EXPECT_EQ(client.get("/file?empty=1").body, "");
}

TEST_F(RangesTest, OnePartOfIt) {
    struct Row {
        const char* range;
        std::uint64_t first, last;
    };
    for (const Row& row :
         {Row{"bytes=0-0", 0, 0}, Row{"bytes=0-99", 0, 99}, Row{"bytes=262143-262145", 262143, 262145},
          Row{"bytes=500000-", 500000, file_bytes - 1}, Row{"bytes=-5", file_bytes - 5, file_bytes - 1},
          Row{"bytes=1000002-", 1000002, 1000002}, Row{"bytes=1000000-9999999", 1000000, file_bytes - 1},
          Row{"bytes=-99999999", 0, file_bytes - 1}, Row{"BYTES=3-4", 3, 4}}) {
        const Answer answer = part(row.range);
        EXPECT_EQ(answer.status, 206) << row.range;
        EXPECT_EQ(answer.header("Content-Range"), "bytes " + std::to_string(row.first) + "-" +
                                                      std::to_string(row.last) + "/" + std::to_string(file_bytes));
        EXPECT_TRUE(answer.body == PatternSource::bytes(row.first, row.last - row.first + 1)) << row.range;
        EXPECT_EQ(answer.header("ETag"), "\"file-1\"");
    }
}

TEST_F(RangesTest, PartsThatDoNotExist) {
    for (const char* range : {"bytes=1000003-", "bytes=1000003-1000004", "bytes=-0", "bytes=99999999999-"}) {
        const Answer answer = part(range);
        EXPECT_EQ(answer.status, 416) << range;
        EXPECT_EQ(answer.header("Content-Range"), "bytes */1000003");
        EXPECT_THAT(answer.body, HasSubstr("/problems/range_not_satisfiable"));
    }
    EXPECT_EQ(client.get("/file?empty=1", {{"Range", "bytes=0-"}}).status, 416);
}

TEST_F(RangesTest, WhatIsNoSingleRangeGivesTheWhole) {
    for (const char* range : {"bytes=0-1,5-6", "bytes=5-3", "bytes=a-b", "bytes=", "bytes=-", "lines=0-1", "bytes=1",
                              "bytes=99999999999999999999999-", "bytes=+1-2"}) {
        const Answer answer = part(range);
        EXPECT_EQ(answer.status, 200) << range;
        EXPECT_EQ(answer.body.size(), file_bytes) << range;
        EXPECT_FALSE(answer.has("Content-Range"));
    }
    EXPECT_EQ(client.get("/hello", {{"Range", "bytes=0-0"}}).body, "hello");
}

TEST_F(RangesTest, IfRangeNeedsTheSameStrongTag) {
    EXPECT_EQ(part("bytes=0-1", "\"file-1\"").status, 206);
    EXPECT_EQ(part("bytes=0-1", "\"file-2\"").status, 200);
    EXPECT_EQ(part("bytes=0-1", "W/\"file-1\"").status, 200);
    EXPECT_EQ(part("bytes=0-1", "Sun, 06 Nov 1994 08:49:37 GMT").status, 200);
}

TEST_F(RangesTest, ASlowReaderGetsEverything) {
    client.send_raw("GET /file HTTP/1.1\r\nHost: t\r\n\r\nGET /hello HTTP/1.1\r\nHost: t\r\n\r\n");
    std::this_thread::sleep_for(std::chrono::milliseconds{100});
    EXPECT_TRUE(client.read_answer().body == PatternSource::bytes(0, file_bytes));
    EXPECT_EQ(client.read_answer().body, "hello");
}

TEST_F(RangesTest, AReaderOfAHugeFileDoesNotKeepOthersWaiting) {
    client.send_raw("GET /huge HTTP/1.1\r\nHost: t\r\n\r\n");
    std::thread reader([&] {
        Client other("127.0.0.1", server.port());
        for (int i = 0; i < 20; ++i) EXPECT_EQ(other.get("/hello").body, "hello");
    });
    reader.join();
    client.reset();
}

TEST_F(RangesTest, ASourceThatFailsAtOnceGivesAProblem) {
    const Answer answer = client.get("/bad-file");
    EXPECT_EQ(answer.status, 500);
    EXPECT_THAT(answer.body, HasSubstr("/problems/internal_fault"));
    EXPECT_EQ(client.get("/hello").body, "hello");
}

TEST_F(RangesTest, ASourceThatFailsLaterBreaksTheConnection) {
    EXPECT_THROW(client.get("/bad-file?late=1"), std::runtime_error);
    client.close();
    EXPECT_EQ(client.get("/hello").body, "hello");
}

RC_GTEST_PROP(ParseRange, APartLiesWithinTheBody, ()) {
    const auto size = *rc::gen::inRange<std::uint64_t>(0, 50);
    const auto text = *rc::gen::container<std::string>(rc::gen::element('0', '1', '4', '9', '-', ',', ' ', 'x'));
    const ByteRange range = parse_range("bytes=" + text, size);
    if (range.kind == Kind::part) RC_ASSERT(range.first <= range.last && range.last < size);
}

RC_GTEST_PROP(ParseRange, FirstAndLastAreTakenAsSent, ()) {
    const auto size = *rc::gen::inRange<std::uint64_t>(1, 1'000'000'000'000);
    const auto first = *rc::gen::inRange<std::uint64_t>(0, size);
    const auto last = *rc::gen::inRange<std::uint64_t>(first, size + 10);
    const ByteRange range = parse_range("bytes=" + std::to_string(first) + "-" + std::to_string(last), size);
    RC_ASSERT(range.kind == Kind::part);
    RC_ASSERT(range.first == first);
    RC_ASSERT(range.last == std::min(last, size - 1));
}

}  // namespace
}  // namespace yiguan::http
