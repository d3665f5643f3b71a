#include "events/subscriptions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>

#include "events/ask_store.hpp"
#include "events/master_data.hpp"

namespace yiguan::events {
namespace {

constexpr int looked_at_max = 5'000;
constexpr std::size_t batch = 128;

// core/ids.hpp: 41 bits of time, 10 of the node, 12 of the sequence.
std::int64_t node_of(std::int64_t id) {
    return id >> 12 & 1023;
}

}  // namespace

bool Progress::seen(std::int64_t id) const {
    if (id <= settled) return true;
    return std::ranges::any_of(beyond, [id](std::int64_t last) { return node_of(last) == node_of(id) && id <= last; });
}

std::string Progress::text() const {
    return fmt::format("{}", fmt::join(beyond, ","));
}

Progress Progress::of(std::int64_t settled, std::string_view text) {
    Progress out{.settled = settled, .beyond = {}};
    while (!text.empty()) {
        std::int64_t id = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
        if (error != std::errc{}) throw std::runtime_error("subscription.seen_beyond is damaged");
        out.beyond.push_back(id);
        text.remove_prefix(std::min<std::size_t>(text.size(), static_cast<std::size_t>(end - text.data()) + 1));
    }
    return out;
}

NewEvents new_events(db::Tx& tx, const Names& names, const Scope& scope, const epcis::Query& asked,
                     const Progress& from, int limit) {
    NewEvents out;
    const StoredMasterData master_data(tx, names, scope.everybody ? OrgId{} : scope.org);
    const auto query = epcis::with_descendants_resolved(asked, master_data);
    const std::vector<OrgId> orgs = scope.everybody ? store::orgs_with_events(tx) : std::vector{scope.org};
    std::map<std::int64_t, std::int64_t> last;  // by node
    for (const std::int64_t id : from.beyond) last[node_of(id)] = id;
    std::int64_t at = from.settled;
    int looked_at = 0;
    const auto place = [&](const store::LogPlace& p) {
        auto& of_node = last[node_of(p.key.id.value)];
        of_node = std::max(of_node, p.key.id.value);
    };
    for (bool ended = false; !ended && !out.more;) {
        const store::Cursor cursor{.begun = true, .after = {at, 0, 0}};
        const auto places = store::read_log(tx, orgs, cursor, 4096);
        ended = places.size() < 4096;
        std::vector<store::LogPlace> fresh;
        for (const auto& p : places)
            if (!from.seen(p.key.id.value)) fresh.push_back(p);
        for (std::size_t first = 0; first < fresh.size() && !out.more; first += batch) {
            const auto part = std::span(fresh).subspan(first, std::min(batch, fresh.size() - first));
            std::vector<EventKey> keys;
            for (const auto& p : part) keys.push_back(p.key);
            auto loaded = load(tx, names, keys);
            auto event = loaded.begin();
            for (const auto& p : part) {
                if (static_cast<int>(out.events.size()) == limit || looked_at == looked_at_max) {
                    out.more = true;
                    break;
                }
                ++looked_at;
                place(p);
                if (event == loaded.end() || event->key != p.key) continue;
                add_fields(*event, scope.viewer);
                if (epcis::matches(query, event->event, event->identity, master_data))
                    out.events.push_back(std::move(*event));
                ++event;
            }
        }
        if (!places.empty()) at = places.back().key.id.value;
    }
    // What is older than any commit still to come needs no mark of its node. Where one program writes, ids come in
    // order and this would be so at once; that nobody else writes is not to be known from here.
    const std::int64_t horizon = first_id_at(tx.now().value - late_commit_ms);
    out.progress.settled = from.settled;
    if (!out.more) out.progress.settled = std::max(from.settled, horizon - 1);
    for (const auto& [node, id] : last)
        if (id > out.progress.settled) out.progress.beyond.push_back(id);
    std::ranges::sort(out.progress.beyond);
    return out;
}

std::string_view name(DeliveryState state) {
    return state == DeliveryState::dead ? "dead" : "waiting";
}

}  // namespace yiguan::events
