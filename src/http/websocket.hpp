// A connection after its upgrade: a WebSocket instead of requests. Beast's stream stays behind this header.
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/http.hpp"
#include "http/worker.hpp"

namespace yiguan::http {

/// What a session hands over when a handler has answered with web_socket().
struct Upgrade {
    Socket socket;
    Connection::Peer peer;
    std::string received;  ///< What came behind the request.
    std::string key;       ///< Sec-WebSocket-Key, checked.
    std::shared_ptr<WebSocketHandlers> handlers;
    std::vector<std::pair<std::string, std::string>> headers;  ///< Of the 101, checked.
};

/// Sends the 101 and goes on from there. The caller puts it into the worker's list before it returns to the loop.
std::shared_ptr<Connection> open_websocket(std::shared_ptr<Worker> worker, Upgrade upgrade);

}  // namespace yiguan::http
