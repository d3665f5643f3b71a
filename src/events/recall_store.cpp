// StateSource over the database.
#include <algorithm>
#include <unordered_map>

#include "events/recall.hpp"

namespace yiguan::events {
namespace {

using db::Statement;

const Statement link_sql{"events.chain_link",
                         "select c.prev_id, e.event_time, e.biz_step, e.org_id, e.partner_id from chain c"
                         " join event e on e.home_block = c.home_block and e.event_id = c.event_id"
                         " where c.block_id = $1 and c.chain_id = $2"};
// Of facts and captured objects alike: what is neither an ObjectEvent nor a TransactionEvent.
const Statement growing_sql{
    "events.growing",
    "select event_type from event where home_block = $1 and event_id = $2 and event_type in (2, 4, 5)"};

}  // namespace

std::vector<codes::Segment> LogStates::segments(std::int64_t block, std::int64_t from, int limit) {
    std::vector<codes::Segment> found;
    if (const auto over = codes::find_segment(tx_, BlockId{block}, from); over && over->first < from)
        found.push_back(*over);
    auto others = codes::list_segments(tx_, BlockId{block}, from, limit - static_cast<int>(found.size()));
    found.insert(found.end(), others.begin(), others.end());
    return found;
}

std::vector<StateSource::Moves> LogStates::moves(std::int64_t block, const std::vector<std::int64_t>& chains) {
    struct Link {
        std::int64_t prev = 0;
        UtcMs time;
        BizStep step{};
        OrgId org, partner;
    };
    std::unordered_map<std::int64_t, Link> links;
    std::vector<std::int64_t> wanted = chains;
    while (!wanted.empty()) {
        std::vector<db::Param> params;
        for (const std::int64_t chain : wanted) params.insert(params.end(), {block, chain});
        std::vector<std::int64_t> next;
        tx_.query_each(link_sql, params, 2, [&](std::size_t i, db::Rows& rows) {
            Link link;
            if (rows.next())
                link = {rows.integer(0), rows.get<UtcMs>(1), rows.get<BizStep>(2), rows.get<OrgId>(3),
                        rows.get<OrgId>(4)};
            links.emplace(wanted[i], link);
            if (link.prev != 0) next.push_back(link.prev);
        });
        std::ranges::sort(next);
        next.erase(std::unique(next.begin(), next.end()), next.end());
        std::erase_if(next, [&](std::int64_t chain) { return links.contains(chain); });
        wanted = std::move(next);
    }
    std::vector<Moves> out;
    out.reserve(chains.size());
    for (const std::int64_t chain : chains) {
        Moves moves;
        std::int64_t at = chain;
        while (at != 0) {
            const Link& link = links.at(at);
            moves.last_event = std::max(moves.last_event, link.time);
            if (link.step == BizStep::shipping && link.partner)
                moves.moves.push_back({link.org, link.partner});
            else if (link.step == BizStep::receiving)
                moves.moves.push_back({link.org, link.org});
            at = link.prev;
        }
        std::ranges::reverse(moves.moves);
        out.push_back(std::move(moves));
    }
    return out;
}

std::string LogStates::name_of_place(std::int64_t name) {
    if (name == 0) return {};
    const auto [at, fresh] = places_.try_emplace(name);
    if (fresh) at->second = codes::name_of(tx_, name).value_or(std::string());
    return at->second;
}

std::vector<Touch> LogStates::growing(const std::vector<Touch>& touches) {
    std::vector<db::Param> params;
    params.reserve(2 * touches.size());
    for (const Touch& t : touches) params.insert(params.end(), {t.key.home, t.key.id});
    std::vector<Touch> found;
    if (!params.empty())
        tx_.query_each(growing_sql, params, 2, [&](std::size_t i, db::Rows& rows) {
            if (rows.next()) found.push_back(touches[i]);
        });
    return found;
}

std::vector<codes::Batch> LogStates::batches(std::int64_t block) {
    std::vector<codes::Batch> all;
    for (BatchId after;;) {
        auto page = codes::list_batches(tx_, BlockId{block}, after, 100);
        all.insert(all.end(), page.begin(), page.end());
        if (page.size() < 100) return all;
        after = page.back().id;
    }
}

}  // namespace yiguan::events
