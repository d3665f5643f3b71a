#include <algorithm>
#include <array>
#include <stdexcept>

#include "core/text.hpp"
#include "http/testing.hpp"

namespace yiguan::http {
namespace {

[[noreturn]] void fail(std::string_view what) {
    throw std::runtime_error("test client: " + std::string(what));
}

bool same_name(std::string_view a, std::string_view b) {
    return a.size() == b.size() && std::ranges::equal(a, b, [](char x, char y) { return to_lower(x) == to_lower(y); });
}

constexpr std::array<unsigned char, 4> mask{0x37, 0xFA, 0x21, 0x3D};

std::uint64_t number(std::string_view bytes) {
    std::uint64_t n = 0;
    for (const char c : bytes) n = n << 8 | static_cast<unsigned char>(c);
    return n;
}

}  // namespace

WebSocketClient::WebSocketClient(std::string host, std::uint16_t port, std::chrono::milliseconds timeout)
    : client_(std::make_unique<Client>(std::move(host), port, timeout)) {}

int WebSocketClient::Frame::close_code() const {
    return payload.size() < 2 ? 1005 : static_cast<int>(number(std::string_view(payload).substr(0, 2)));
}

Answer WebSocketClient::open(std::string_view target, const Headers& headers, std::string_view behind) {
    // The key and its answer of RFC 6455 section 1.3.
    Headers sent{{"Host", client_->host_ + ":" + std::to_string(client_->port_)},
                 {"Upgrade", "websocket"},
                 {"Connection", "Upgrade"},
                 {"Sec-WebSocket-Version", "13"},
                 {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="}};
    for (const auto& [key, value] : headers)
        std::erase_if(sent, [&](const auto& usual) { return same_name(usual.first, key); });
    sent.insert(sent.end(), headers.begin(), headers.end());
    std::string request = "GET " + std::string(target) + " HTTP/1.1\r\n";
    for (const auto& [key, value] : sent)
        if (!value.empty()) request += key + ": " + value + "\r\n";
    client_->connect();
    client_->send_raw(request + "\r\n" + std::string(behind));
    Answer answer = client_->read_answer();
    const auto key = std::ranges::find(sent, "Sec-WebSocket-Key", [](const auto& h) { return h.first; });
    if (answer.status == 101 && key != sent.end() && key->second == "dGhlIHNhbXBsZSBub25jZQ==" &&
        answer.header("Sec-WebSocket-Accept") != "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
        fail("wrong Sec-WebSocket-Accept");
    return answer;
}

std::string WebSocketClient::encode(const Frame& frame, bool unmasked, int reserved) {
    std::string out;
    const auto put = [&](std::uint64_t n, int bytes) {
        while (bytes-- > 0) out += static_cast<char>(n >> (8 * bytes));
    };
    put(static_cast<std::uint64_t>((frame.last ? 0x80 : 0) | reserved << 4 | frame.opcode), 1);
    const std::size_t size = frame.payload.size();
    const std::uint64_t masked = unmasked ? 0 : 0x80;
    if (size < 126) {
        put(masked | size, 1);
    } else if (size < 65536) {
        put(masked | 126, 1);
        put(size, 2);
    } else {
        put(masked | 127, 1);
        put(size, 8);
    }
    if (unmasked) return out + frame.payload;
    for (const unsigned char byte : mask) out += static_cast<char>(byte);
    for (std::size_t i = 0; i < size; ++i)
        out += static_cast<char>(static_cast<unsigned char>(frame.payload[i]) ^ mask[i % 4]);
    return out;
}

void WebSocketClient::close(int code, std::string_view reason) {
    std::string payload{static_cast<char>(code >> 8), static_cast<char>(code)};
    payload += reason;
    send_frame({true, closing, std::move(payload)});
}

std::optional<WebSocketClient::Frame> WebSocketClient::read_frame() {
    std::string& received = client_->received_;
    const auto have = [&](std::size_t bytes) {
        while (received.size() < bytes) {
            if (!client_->fill()) return false;
        }
        return true;
    };
    if (!have(2)) return std::nullopt;
    const auto first = static_cast<unsigned char>(received[0]);
    const auto second = static_cast<unsigned char>(received[1]);
    if ((second & 0x80) != 0) fail("a masked frame of the server");
    if ((first & 0x70) != 0) fail("a reserved bit");
    std::size_t head = 2;
    std::uint64_t size = second & 0x7F;
    if (size >= 126) {
        const std::size_t bytes = size == 126 ? 2 : 8;
        if (!have(head + bytes)) return std::nullopt;
        size = number(std::string_view(received).substr(head, bytes));
        head += bytes;
    }
    if (!have(head + size)) return std::nullopt;
    Frame frame{(first & 0x80) != 0, first & 0x0F, received.substr(head, size)};
    received.erase(0, head + size);
    return frame;
}

std::string WebSocketClient::read() {
    std::string message;
    bool begun = false;
    while (const auto frame = read_frame()) {
        if (frame->opcode == ping) {
            send_frame({true, pong, frame->payload});
        } else if (frame->opcode == (begun ? continuation : text)) {
            message += frame->payload;
            if (frame->last) return message;
            begun = true;
        } else if (frame->opcode != pong) {
            fail("a frame of type " + std::to_string(frame->opcode) + " instead of a message");
        }
    }
    fail("the connection ended before the message");
}

int WebSocketClient::read_close() {
    while (const auto frame = read_frame()) {
        if (frame->opcode != closing) continue;
        try {
            send_frame({true, closing, frame->payload.substr(0, 2)});
        } catch (const std::runtime_error&) {  // the server need not wait for it
        }
        return frame->close_code();
    }
    return 1006;
}

}  // namespace yiguan::http
