// Part of every system test program: each refusal that any of its tests gets must carry a code that the operation
// declares in /openapi.json.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <mutex>
#include <set>
#include <vector>

#include "core/text.hpp"
#include "support/world.hpp"

namespace yiguan::testing {
namespace {

/// "/api/v1/blocks/{id}" fits "/api/v1/blocks/7": part by part, a {name} takes what stands there.
bool fits(std::string_view pattern, std::string_view path) {
    while (!pattern.empty() && !path.empty()) {
        const auto part = pattern.substr(0, std::min(pattern.find('/', 1), pattern.size()));
        const auto given = path.substr(0, std::min(path.find('/', 1), path.size()));
        const auto open = part.find('{');
        const auto head = part.substr(0, open);
        if (open == part.npos ? part != given : !given.starts_with(head) || given.size() == head.size()) return false;
        pattern.remove_prefix(part.size());
        path.remove_prefix(given.size());
    }
    return pattern.empty() && path.empty();
}

/// What the server itself answers before it knows the operation, and whatever the operation.
bool of_the_transport(std::string_view code) {
    static const std::set<std::string_view> codes{"bad_request",    "header_too_large", "request_timeout",
                                                  "body_too_large", "uri_too_long",     "upgrade_required"};
    return codes.contains(code);
}

class DeclaredCodes {
public:
    DeclaredCodes() {
        http::Client::observe([this](const http::Client& client, std::string_view method, std::string_view target,
                                     const http::Answer& answer) { check(client, method, target, answer); });
    }

private:
    struct Declared {
        std::string method, path;
        std::set<std::string, std::less<>> codes;
    };

    void check(const http::Client& client, std::string_view method, std::string_view target,
               const http::Answer& answer) {
        constexpr std::string_view before = "\"type\":\"/problems/";
        if (answer.status < 400 || answer.header("Content-Type") != "application/problem+json") return;
        const auto at = answer.body.find(before);
        if (at == std::string::npos) return;
        const auto first = at + before.size();
        const auto code = answer.body.substr(first, answer.body.find('"', first) - first);
        const std::lock_guard lock(mutex_);
        if (asking_ || of_the_transport(code)) return;
        if (declared_.empty()) learn(client.port());
        const auto path = percent_decode(target.substr(0, target.find('?')), false);
        if (!path) return;
        // The pattern with most literal text is the route that was taken.
        const Declared* taken = nullptr;
        for (const Declared& one : declared_)
            if (one.method == method && fits(one.path, *path) && (!taken || one.path.find('{') > taken->path.find('{')))
                taken = &one;
        if (!taken) return;  // no such operation: 404 or 405 by the transport
        EXPECT_TRUE(taken->codes.contains(code))
            << taken->method << " " << taken->path << " answered " << code << ", which it does not declare";
    }

    void learn(std::uint16_t port) {
        asking_ = true;
        json::object document;
        try {
            document = object_of(http::Client("127.0.0.1", port).get("/openapi.json"));
        } catch (const std::exception&) {  // a server that is being killed: the next refusal asks again
        }
        asking_ = false;
        if (document.empty()) return;
        for (const auto& [path, methods] : document.at("paths").as_object())
            for (const auto& [method, operation] : methods.as_object()) {
                Declared one{.method = {}, .path = std::string(path), .codes = {}};
                for (const char c : std::string_view(method)) one.method += to_upper(c);
                for (const auto& [status, of] : operation.at("responses").as_object())
                    if (const auto* codes = of.as_object().if_contains("x-codes"))
                        for (const auto& code : codes->as_array()) one.codes.emplace(code.as_string());
                declared_.push_back(std::move(one));
            }
    }

    std::recursive_mutex mutex_;
    bool asking_ = false;
    std::vector<Declared> declared_;
};

const DeclaredCodes watching;

}  // namespace
}  // namespace yiguan::testing
