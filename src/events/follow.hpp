// What a trace follows next, and what it has followed already.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "events/trace.hpp"

namespace yiguan::events {

struct Period {
    std::int64_t from = INT64_MIN, until = INT64_MAX;
    bool holds(std::int64_t t) const { return from <= t && t <= until; }
    bool within(const Period& other) const { return from >= other.from && until <= other.until; }
};

/// Codes that are being followed in one direction.
struct Follow {
    int node = 0;
    Reach reach;
    bool forward = false;
    Period period;
    bool by_contents = false;  ///< A container or product reached from what is in it
};

/// What was followed already, and for which period.
class Visited {
public:
    /// The parts of `f` that are new, or new for its period (which then covers the old one too).
    std::vector<Follow> enter(const Follow& f);

private:
    struct Part {
        std::int64_t last;
        Period period;
    };
    std::map<std::pair<std::int64_t, int>, std::map<std::int64_t, Part>> seen_;
};

/// A class without lot stands for everything ever made of it: nothing is followed through it.
bool is_bare_class(std::string_view text);
/// Another code of the same space: `text` with another number at its end.
std::string renumbered(std::string_view text, std::int64_t number);
NodeKind kind_of(const Mention& mention);

}  // namespace yiguan::events
