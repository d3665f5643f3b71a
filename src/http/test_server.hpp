// A server with routes for every way of answering, for the tests of this room.
#pragma once
#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "core/metrics.hpp"
#include "http/http.hpp"
#include "http/testing.hpp"

namespace yiguan::http {

/// Bytes that can be computed: byte i is a letter that depends on i alone.
class PatternSource final : public BodySource {
public:
    explicit PatternSource(std::uint64_t size, std::uint64_t fails_from = UINT64_MAX)
        : size_(size), fails_from_(fails_from) {}
    std::uint64_t size() const override { return size_; }
    void read(std::uint64_t offset, std::span<char> out) override {
        if (offset + out.size() > fails_from_) throw std::runtime_error("the disk is gone");
        for (std::size_t i = 0; i < out.size(); ++i) out[i] = at(offset + i);
    }
    static char at(std::uint64_t i) { return static_cast<char>('a' + (i * 2654435761u >> 7) % 26); }
    static std::string bytes(std::uint64_t first, std::uint64_t count) {
        std::string out(count, ' ');
        for (std::uint64_t i = 0; i < count; ++i) out[i] = at(first + i);
        return out;
    }

private:
    std::uint64_t size_;
    std::uint64_t fails_from_;
};

inline constexpr std::uint64_t file_bytes = 1'000'003;

class TestServer {
public:
    explicit TestServer(Limits limits = {}, unsigned threads = 1) {
        auto router = std::make_shared<Router>();
        const auto add = [&](Method method, std::string pattern, auto handler, std::size_t body_bytes_max = 64 * 1024) {
            router->add({method, std::move(pattern), std::move(handler), body_bytes_max});
        };
        const auto text = [](std::string body) {
            Response response;
            response.content_type = "text/plain; charset=utf-8";
            response.body = std::move(body);
            return response;
        };
        add(Method::get, "/nap", [=](const Request&, ResponderPtr r) {
            std::this_thread::sleep_for(std::chrono::milliseconds{300});
            r->send(text("slept"));
        });
        add(Method::get, "/backlog", [=](const Request& request, ResponderPtr r) {
            std::this_thread::sleep_for(std::chrono::microseconds{100});
            r->send(text(std::to_string(request.backlog_us)));
        });
        add(Method::get, "/hello", [=](const Request&, ResponderPtr r) { r->send(text("hello")); });
        add(Method::get, "/page", [=](const Request& request, ResponderPtr r) {
            Response response = text(request.take_buffer() + "<p>page</p>");
            response.content_type = "text/html; charset=utf-8";
            if (request.query_param("policy"))
                response.headers.emplace_back("Content-Security-Policy", "default-src 'self'");
            if (request.query_param("cache")) response.headers.emplace_back("Cache-Control", "max-age=60");
            r->send(std::move(response));
        });
        add(Method::get, "/E={code}", [=](const Request& request, ResponderPtr r) {
            r->send(text("code " + std::string(request.path_param("code"))));
        });
        add(Method::get, "/parts/{first}/{second}", [=](const Request& request, ResponderPtr r) {
            r->send(text(std::string(request.path_param("first")) + "|" + std::string(request.path_param("second"))));
        });
        add(Method::get, "/query", [=](const Request& request, ResponderPtr r) {
            r->send(text(request.query_param("q").value_or("(none)")));
        });
        add(Method::get, "/seen", [=](const Request& request, ResponderPtr r) {
            r->send(text(std::string(request.remote) + "|" + std::string(request.header("x-one")) + "|" +
                         std::string(request.cookie("b")) + "|" + std::string(request.id)));
        });
        add(Method::get, "/network",
            [=](const Request& request, ResponderPtr r) { r->send(text(std::to_string(request.network))); });
        add(Method::post, "/echo",
            [=](const Request& request, ResponderPtr r) { r->send(text(std::string(request.body))); });
        add(
            Method::post, "/small",
            [=](const Request& request, ResponderPtr r) { r->send(text(std::string(request.body))); }, 10);
        add(
            Method::post, "/large",
            [=](const Request& request, ResponderPtr r) { r->send(text(std::to_string(request.body.size()))); },
            8u << 20);
        add(
            Method::post, "/capture",
            [=](const Request& request, ResponderPtr r) { r->send(text(std::to_string(request.body.size()))); },
            64u << 20);
        for (const Method method : {Method::delete_, Method::options})
            add(method, "/own/{name}", [=](const Request& request, ResponderPtr r) {
                Response response = text(std::string(http::name(request.method)) + " " +
                                         std::string(request.path_param("name")) + " " + std::string(request.body));
                response.headers.emplace_back("Allow", "DELETE, OPTIONS");
                response.headers.emplace_back("GS1-EPCIS-Version", "2.0.0");
                r->send(std::move(response));
            });
        add(Method::put, "/hello", [=](const Request&, ResponderPtr r) {
            Response response;
            response.status = 204;
            r->send(std::move(response));
        });
        add(Method::get, "/later", [this, text](const Request& request, ResponderPtr r) {
            // The request may be read until the answer has been given.
            run([&request, text, r = std::make_shared<ResponderPtr>(std::move(r))] {
                std::this_thread::sleep_for(std::chrono::milliseconds{5});
                (*r)->send(text("later " + request.query_param("n").value_or("")));
            });
        });
        add(Method::get, "/slow", [this, text](const Request& request, ResponderPtr r) {
            const std::chrono::milliseconds wait{std::stoi(request.query_param("ms").value_or("0"))};
            run([=, r = std::make_shared<ResponderPtr>(std::move(r))] {
                std::this_thread::sleep_for(wait);
                (*r)->send(text("slow"));
            });
        });
        add(Method::get, "/drop-later", [this](const Request&, ResponderPtr r) {
            run([r = std::make_shared<ResponderPtr>(std::move(r))] { r->reset(); });
        });
        add(Method::get, "/hold", [this](const Request&, ResponderPtr r) {
            const std::lock_guard lock(mutex_);
            held_.push_back(std::move(r));
        });
        add(Method::get, "/throw",
            [](const Request&, ResponderPtr) { throw std::runtime_error("a fault for the test"); });
        add(Method::get, "/throw-int", [](const Request&, ResponderPtr) { throw 7; });
        add(Method::get, "/throw-after-answer", [=](const Request&, ResponderPtr r) {
            r->send(text("answered"));
            throw std::runtime_error("a fault for the test");
        });
        add(Method::get, "/drop", [](const Request&, ResponderPtr) {});
        add(Method::get, "/twice", [=](const Request&, ResponderPtr r) {
            r->send(text("first"));
            r->send(text("second"));
        });
        add(Method::get, "/header", [=](const Request& request, ResponderPtr r) {
            Response response = text("with header");
            response.headers.emplace_back(request.query_param("name").value_or("X-Out"),
                                          request.query_param("value").value_or(""));
            r->send(std::move(response));
        });
        add(Method::get, "/tagged", [=](const Request&, ResponderPtr r) {
            Response response = text("tagged");
            response.etag = "v1";
            r->send(std::move(response));
        });
        add(Method::get, "/file", [=](const Request& request, ResponderPtr r) {
            Response response;
            response.content_type = "text/plain; charset=us-ascii";
            response.source = std::make_shared<PatternSource>(request.query_param("empty") ? 0 : file_bytes);
            response.etag = "file-1";
            r->send(std::move(response));
        });
        add(Method::get, "/bad-file", [=](const Request& request, ResponderPtr r) {
            Response response;
            response.source = std::make_shared<PatternSource>(file_bytes, request.query_param("late") ? 500'000 : 0);
            r->send(std::move(response));
        });
        add(Method::get, "/huge", [=](const Request&, ResponderPtr r) {
            Response response;
            response.source = std::make_shared<PatternSource>(1ull << 40);
            r->send(std::move(response));
        });
        ServerOptions options;
        options.threads = threads;
        options.limits = limits;
        server = Server::start(options, router);
    }
    ~TestServer() {
        server->stop(std::chrono::milliseconds{0});
        join();
    }

    Client client() const { return Client("127.0.0.1", server->port()); }
    std::uint16_t port() const { return server->port(); }
    /// Waits for the threads that handlers have started.
    void join() {
        std::vector<std::thread> threads;
        {
            const std::lock_guard lock(mutex_);
            threads.swap(threads_);
        }
        for (std::thread& t : threads) t.join();
    }
    std::vector<ResponderPtr> take_held() {
        const std::lock_guard lock(mutex_);
        return std::move(held_);
    }

    std::unique_ptr<Server> server;

private:
    template <class F>
    void run(F f) {
        const std::lock_guard lock(mutex_);
        threads_.emplace_back(std::move(f));
    }
    std::mutex mutex_;
    std::vector<std::thread> threads_;
    std::vector<ResponderPtr> held_;
};

}  // namespace yiguan::http
