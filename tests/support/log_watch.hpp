// What anybody outside does with the transparency log: keeps every checkpoint and every promise, and wants each of them
// kept.
#pragma once
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "proof/receipt.hpp"
#include "support/world.hpp"

namespace yiguan::testing {

/// Thread-safe.
class LogWatch {
public:
    explicit LogWatch(std::string log = "0-01") : log_(std::move(log)) {}

    /// Takes the checkpoint that is published now; fails the test when it is not signed by the log, or does not go on
    /// from those before. @return its size; nothing when the log is not signed (a problem) or the server is gone.
    std::optional<std::uint64_t> look(http::Client& client);
    /// Remembers the promise in an answer, if there is one.
    void keep(const http::Answer& answer);
    /// Every checkpoint seen so far goes on into the present one, and the newest `newest` promises are kept.
    void expect_kept(http::Client& client, std::size_t newest = 1000);
    /// Waits until the checkpoint covers every promise. False after `seconds`.
    bool wait_for_promised(http::Client& client, int seconds = 20);

    std::size_t checkpoints() const { return seen_.size(); }
    std::size_t promises() const { return promises_.size(); }
    const proof::Policy& policy() const { return policy_; }
    std::string path(std::string_view rest) const { return "/log/" + log_ + std::string(rest); }

private:
    struct Promised {
        proof::Note note;
        proof::Promise promise;
    };
    bool know_keys(http::Client& client);
    void expect_goes_on(http::Client& client, const proof::Checkpoint& older, const proof::Checkpoint& newer);

    std::string log_;
    std::mutex mutex_;
    std::string policy_text_;
    proof::Policy policy_;
    std::map<std::uint64_t, proof::Checkpoint> seen_;
    std::vector<Promised> promises_;
};

/// base64 texts of an answer's array.
std::vector<proof::Hash> hashes_of(const json::value& array);

}  // namespace yiguan::testing
