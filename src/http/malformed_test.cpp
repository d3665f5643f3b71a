// Messages that two readers could understand differently are refused (RFC 9112 sections 5, 6, 7 and 11).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "http/test_server.hpp"

namespace yiguan::http {
namespace {

using std::chrono::milliseconds;

struct Bad {
    const char* name;
    std::string bytes;
};

std::string post(std::string_view headers, std::string_view body) {
    return "POST /echo HTTP/1.1\r\nHost: t\r\n" + std::string(headers) + "\r\n" + std::string(body);
}

std::vector<Bad> bad_messages() {
    using namespace std::string_literals;
    const std::string get = "GET /hello HTTP/1.1\r\nHost: t\r\n";
    return {
        {"length_and_chunked", post("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")},
        {"chunked_and_length", post("Transfer-Encoding: chunked\r\nContent-Length: 4\r\n", "0\r\n\r\n")},
        {"two_lengths", post("Content-Length: 4\r\nContent-Length: 5\r\n", "abcde")},
        {"two_equal_lengths", post("Content-Length: 4\r\nContent-Length: 4\r\n", "abcd")},
        {"list_of_lengths", post("Content-Length: 4, 4\r\n", "abcd")},
        {"length_with_sign", post("Content-Length: +4\r\n", "abcd")},
        {"negative_length", post("Content-Length: -4\r\n", "abcd")},
        {"hexadecimal_length", post("Content-Length: 0x4\r\n", "abcd")},
        {"length_with_blank", post("Content-Length: 4 4\r\n", "abcd")},
        {"empty_length", post("Content-Length:\r\n", "abcd")},
        {"length_beyond_64_bits", post("Content-Length: 18446744073709551620\r\n", "abcd")},
        {"unknown_coding", post("Transfer-Encoding: gzip\r\n", "abcd")},
        {"coding_before_chunked", post("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n")},
        {"identity", post("Transfer-Encoding: identity\r\n", "abcd")},
        {"chunked_then_identity", post("Transfer-Encoding: chunked, identity\r\n", "0\r\n\r\n")},
        {"chunked_twice", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")},
        {"identity_then_chunked", post("Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")},
        {"chunked_misspelt", post("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n")},
        {"blank_before_colon", post("Transfer-Encoding : chunked\r\n", "0\r\n\r\n")},
        {"chunked_in_http_10", "POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
        {"chunk_size_not_hexadecimal", post("Transfer-Encoding: chunked\r\n", "zz\r\nabcd\r\n0\r\n\r\n")},
        {"chunk_size_negative", post("Transfer-Encoding: chunked\r\n", "-4\r\nabcd\r\n0\r\n\r\n")},
        {"chunk_size_too_long", post("Transfer-Encoding: chunked\r\n", "10000000000000004\r\nabcd\r\n0\r\n\r\n")},
        {"chunk_without_end", post("Transfer-Encoding: chunked\r\n", "4\r\nabcdef\r\n0\r\n\r\n")},
        {"chunk_line_bare_line_feed", post("Transfer-Encoding: chunked\r\n", "4\nabcd\n0\n\n")},
        {"length_in_trailer", post("Transfer-Encoding: chunked\r\n", "0\r\nContent-Length: 5\r\n\r\n")},
        {"endless_chunk_extension", post("Transfer-Encoding: chunked\r\n", "4;" + std::string(20'000, 'e'))},
        {"folded_value", get + "X-A: one\r\n two\r\n\r\n"},
        {"folded_after_empty", get + "X-A:\r\n two\r\n\r\n"},
        {"folded_by_tab", get + "X-A: one\r\n\ttwo\r\n\r\n"},
        {"folded_length", post("Content-Length:\r\n 4\r\n", "abcd")},
        {"nul_in_value", get + "X-A: a\0b\r\n\r\n"s},
        {"nul_in_name", get + "X\0A: b\r\n\r\n"s},
        {"nul_in_target", "GET /hel\0lo HTTP/1.1\r\nHost: t\r\n\r\n"s},
        {"carriage_return_in_value", get + "X-A: a\rb\r\n\r\n"},
        {"bare_line_feed_in_value", get + "X-A: a\nX-B: b\r\n\r\n"},
        {"bare_line_feeds", "GET /hello HTTP/1.1\nHost: t\n\n"},
        {"no_colon", get + "X-A\r\n\r\n"},
        {"empty_name", get + ": b\r\n\r\n"},
        {"name_with_blank", get + "X A: b\r\n\r\n"},
        {"no_host", "GET /hello HTTP/1.1\r\n\r\n"},
        {"two_hosts", get + "Host: u\r\n\r\n"},
        {"two_blanks_in_request_line", "GET  /hello HTTP/1.1\r\nHost: t\r\n\r\n"},
        {"no_version", "GET /hello\r\nHost: t\r\n\r\n"},
        {"version_2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"},
        {"version_misspelt", "GET /hello HTTP/1.1x\r\nHost: t\r\n\r\n"},
        {"tls", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"s},
        {"body_on_get", get + "Content-Length: 4\r\n\r\nabcd"},
        {"chunked_on_get", get + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
        {"target_is_asterisk", "GET * HTTP/1.1\r\nHost: t\r\n\r\n"},
        {"authority_form", "CONNECT example.org:443 HTTP/1.1\r\nHost: t\r\n\r\n"},
    };
}

class Malformed : public testing::TestWithParam<Bad> {};

TEST_P(Malformed, IsRefusedAndTheConnectionEnds) {
    TestServer server;
    Client client = server.client();
    client.send_raw(GetParam().bytes + "GET /E=smuggled HTTP/1.1\r\nHost: t\r\n\r\n");
    const Answer answer = client.read_answer();
    EXPECT_EQ(answer.status, 400);
    EXPECT_EQ(answer.header("Connection"), "close");
    EXPECT_EQ(answer.header("Content-Type"), "application/problem+json");
    client.half_close();
    EXPECT_THROW(client.read_answer(), std::runtime_error);  // what follows is not read as a request
}

INSTANTIATE_TEST_SUITE_P(All, Malformed, testing::ValuesIn(bad_messages()),
                         [](const auto& row) { return row.param.name; });

TEST(WellFormed, WhatLooksOddButIsAllowed) {
    TestServer server;
    Client client = server.client();
    client.send_raw("\r\n\r\nGET /hello HTTP/1.1\r\nhOST:t\r\nX-A:  padded \t\r\nX-B:\r\n\r\n");
    EXPECT_EQ(client.read_answer().body, "hello");
    client.send_raw("GET /hello HTTP/1.1\r\nHost: t\r\nContent-Length: 0\r\n\r\n");
    EXPECT_EQ(client.read_answer().body, "hello");
    client.send_raw("GET /E=\xE4\xB8\x80 HTTP/1.1\r\nHost: t\r\n\r\n");
    EXPECT_EQ(client.read_answer().body, "code 一");
    client.send_raw("POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 00004\r\n\r\nabcd");
    EXPECT_EQ(client.read_answer().body, "abcd");
}

// Whatever comes, the server answers or ends the connection, and goes on serving others.
TEST(Malformed, RandomBytesHarmNobody) {
    TestServer server({.header_timeout = milliseconds{200}, .body_timeout = milliseconds{200}});
    std::mt19937 random(20261121);
    const std::string good =
        "POST /echo HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n0\r\n\r\n";
    for (int round = 0; round < 300; ++round) {
        std::string bytes = good;
        for (unsigned i = 0, n = 1 + random() % 4; i < n; ++i)
            bytes[random() % bytes.size()] = static_cast<char>(random());
        Client client = server.client();
        client.send_raw(bytes);
        client.half_close();
        EXPECT_TRUE(client.ended());
    }
    EXPECT_EQ(server.client().get("/hello").body, "hello");
}

}  // namespace
}  // namespace yiguan::http
