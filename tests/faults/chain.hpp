// A short chain of writes with an Idempotency-Key each, and the promise that holds whatever fails under it: what was
// acknowledged is there, what was not is there whole or not at all, and said again it has one effect.
#pragma once
#include <array>
#include <string>

#include "support/world.hpp"

namespace yiguan::testing::faults {

class Chain {
public:
    static constexpr std::int64_t codes = 1000;

    /// Binds, activates and ships the codes from `first` on, binds `singles` codes behind them one by one, and uploads
    /// a picture (`side`: one that was not there before).
    Chain(std::string block, std::int64_t first, unsigned side, std::int64_t singles = 300);

    /// Asks for every step that is not acknowledged yet. A refusal that is no fault of the node fails the test; one
    /// without an answer (the node has ended) ends the round. @return Whether all are acknowledged now.
    bool ask(Party& party);
    /// What a node that was started anew must show before anything is asked again.
    void expect_kept(Party& party) const;
    /// Asks for every step again, acknowledged or not; then each has happened once.
    void repeat(Party& party);
    /// Why the last request that got no answer did not.
    const std::string& unanswered() const { return unanswered_; }

private:
    struct Step {
        std::string path, body, type;
        std::string location;  // once acknowledged
        bool tried = false;
    };
    http::Answer send(Party& party, std::size_t step) const;
    std::string status(Party& party, std::int64_t first, std::int64_t last) const;

    std::string block_;
    std::int64_t first_, singles_;
    std::string name_, unanswered_;
    std::array<Step, 5> steps_;
};

}  // namespace yiguan::testing::faults
