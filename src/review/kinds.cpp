#include <stdexcept>

#include "review/review.hpp"

namespace yiguan::review {
namespace {

// Filled before main() by the entries of the rooms, read only afterwards.
std::array<std::optional<KindRules>, kind_count + 1>& registered() {
    static std::array<std::optional<KindRules>, kind_count + 1> all;
    return all;
}

}  // namespace

KindEntry::KindEntry(KindRules rules) {
    auto& slot = registered()[static_cast<std::size_t>(rules.kind)];
    if (slot) throw std::logic_error("a kind of application is described twice");
    slot = std::move(rules);
}

const KindRules* find_rules(Kind kind) {
    const auto& slot = registered()[static_cast<std::size_t>(kind)];
    return slot ? &*slot : nullptr;
}

}  // namespace yiguan::review
