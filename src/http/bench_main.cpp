// yiguan_http_bench PORT [BYTES] [THREADS]: one constant page, to be set beside nginx returning the same bytes.
#include <fmt/core.h>
#include <unistd.h>

#include <cstdlib>

#include "http/http.hpp"

int main(int argc, char** argv) {
    using namespace yiguan::http;
    const auto page = std::string(argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 610, 'x');
    auto router = std::make_shared<Router>();
    router->add({Method::get, "/E={code}", [&page](const Request& request, ResponderPtr responder) {
                     Response response;
                     response.content_type = "text/html; charset=utf-8";
                     response.body = request.take_buffer();
                     response.body += page;
                     responder->send(std::move(response));
                 }});
    ServerOptions options;
    options.port = static_cast<std::uint16_t>(argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 0);
    options.threads = static_cast<unsigned>(argc > 3 ? std::strtoul(argv[3], nullptr, 10) : 1);
    const auto server = Server::start(options, router);
    fmt::print("http://127.0.0.1:{}/E=1\n", server->port());
    std::fflush(stdout);
    ::pause();
}
