#include "codes/codes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <span>

#include "catalog/catalog.hpp"
#include "codes/codes_store.hpp"
#include "codes/empty_rate.hpp"
#include "codes/recall_watch.hpp"
#include "codes/records.hpp"
#include "crypto/hash.hpp"
#include "ledger/ledger.hpp"
#include "mint/mint.hpp"
#include "registry/registry.hpp"

namespace yiguan::codes {
namespace {

Error changed_meanwhile() {
    return {.code = Code::conflict, .pointer = "", .detail = "数据刚被另一个操作修改，请重试"};
}

Result<void> require_inside(const Block& block, const CodeRange& range) {
    if (range.first < block.first || range.last > block.last)
        return Error{.code = Code::codes_outside_block,
                     .pointer = range.first < block.first ? "/first" : "/last",
                     .detail = fmt::format("码段 {} 的序号从 {} 到 {}", block.id.value, block.first, block.last),
                     .field = "序号区间",
                     .value = std::to_string(range.first < block.first ? range.first : range.last)};
    return outcome::success();
}

// The block of a range that must lie inside it.
Result<Block> block_of(db::Tx& tx, const CodeRange& range) {
    TRY(const Block block, get_block(tx, range.block));
    TRY_VOID(require_inside(block, range));
    return block;
}

}  // namespace

std::int64_t count(const std::vector<CodeRange>& ranges) {
    constexpr std::int64_t most = mint::counter_max;  // more codes than this do not exist; the sum must not overflow
    std::int64_t n = 0;
    for (const CodeRange& r : ranges) n = r.size() > most - n ? most : n + r.size();
    return n;
}

Result<std::vector<CodeRange>> normalise(std::vector<CodeRange> ranges) {
    if (ranges.empty())
        return Error{
            .code = Code::missing_field, .pointer = "", .detail = "至少选择一个码或一个区间", .field = "追溯码"};
    for (const CodeRange& r : ranges)
        if (r.first > r.last)
            return Error{.code = Code::out_of_bounds,
                         .pointer = "/last",
                         .detail = "区间的末号不能小于首号",
                         .field = "末号",
                         .value = std::to_string(r.last)};
    std::ranges::sort(ranges, {}, [](const CodeRange& r) { return std::pair(r.block, r.first); });
    std::vector<CodeRange> joined;
    for (const CodeRange& r : ranges) {
        if (!joined.empty() && joined.back().block == r.block) {
            if (r.first <= joined.back().last)
                return Error{.code = Code::codes_overlap,
                             .pointer = "",
                             .detail = "同一个码在请求中出现了两次",
                             .value = std::to_string(r.first)};
            if (r.first == joined.back().last + 1) {
                joined.back().last = r.last;
                continue;
            }
        }
        joined.push_back(r);
    }
    if (joined.size() > ranges_max)
        return Error{
            .code = Code::too_many_ranges, .pointer = "", .detail = fmt::format("一次最多处理 {} 个区间", ranges_max)};
    return joined;
}

std::string FactoryNumbers::of(std::int64_t counter) const {
    return width == 0 ? prefix : fmt::format("{}{:0{}}", prefix, first + (counter - anchor), width);
}

namespace {

proof::Token fresh_token() {
    proof::Token token;
    crypto::random_bytes(token.data(), token.size());
    return token;
}

void record_epoch(db::Tx& tx, const store::DomainRow& row) {
    ledger::append(tx, ledger::Object::code_epoch, row.id.value, row.epoch, content_of_epoch(row, row.epoch));
}

void record_block(db::Tx& tx, const Block& block) {
    ledger::append(tx, ledger::Object::code_block, block.id.value, 1, content_of(block), &block.token);
}

}  // namespace

Result<DomainId> ensure_domain(db::Tx& tx, std::string_view nsi, const mint::KeyFile& keys) {
    const auto found = store::find_domain(tx, nsi);
    if (!found) {
        if (const auto other = store::other_domain(tx, nsi))
            return Error{.code = Code::conflict,
                         .pointer = "/nsi",
                         .detail = fmt::format("此数据库的追溯码以 NSI {} 发出，不能以 NSI {} 启动", other->nsi, nsi),
                         .field = "NSI"};
        const store::DomainRow row{.id = tx.next_id<DomainId>(),
                                   .nsi = std::string(nsi),
                                   .key_id = keys.key_id(),
                                   .epoch = keys.current_epoch()};
        store::insert_domain(tx, row);
        record_epoch(tx, row);
        return row.id;
    }
    if (found->key_id != keys.key_id() || !keys.knows_epoch(found->epoch))
        return Error{.code = Code::key_file,
                     .pointer = "",
                     .detail = "密钥文件与数据库不符：已发出的追溯码由另一密钥文件生成，请恢复原密钥文件后再启动",
                     .field = "密钥文件"};
    if (keys.current_epoch() > found->epoch) {
        store::begin_epoch(tx, *found, keys.current_epoch());
        auto next = *found;
        next.epoch = keys.current_epoch();
        record_epoch(tx, next);
    }
    for (const BlockId block : store::blocks_without_token(tx)) {
        store::set_token(tx, block, fresh_token());
        record_block(tx, find_block(tx, block).value());
    }
    return found->id;
}

bool has_domain(db::Tx& tx) {
    return store::other_domain(tx, "").has_value();
}

Result<Block> get_block(db::Tx& tx, BlockId id) {
    if (auto block = find_block(tx, id)) return *std::move(block);
    return Error{.code = Code::block_unknown,
                 .pointer = "/block",
                 .detail = "码段不存在",
                 .field = "码段",
                 .value = to_string(id)};
}

Result<void> require_quota(db::Tx& tx, OrgId org, const Quota& quota) {
    if (quota.applications == 0 && quota.codes == 0) return outcome::success();
    constexpr std::int64_t day_ms = 86'400'000;
    const auto applied = store::applied_since(tx, org, first_id_at(tx.now().value - day_ms));
    if (quota.applications != 0 && applied.applications > quota.applications)
        return Error{.code = Code::too_many_requests,
                     .pointer = "",
                     .detail = fmt::format("每个企业 24 小时内提交的赋码申请不超过 {} 次", quota.applications)};
    if (quota.codes != 0 && applied.codes > quota.codes)
        return Error{.code = Code::too_many_requests,
                     .pointer = "/quantity",
                     .detail = fmt::format("每个企业 24 小时内申请的追溯码不超过 {} 个", quota.codes),
                     .field = "申请数量"};
    return outcome::success();
}

Result<Block> apply_for_codes(db::Tx& tx, const auth::Actor& actor, DomainId domain, const Application& application) {
    TRY_VOID(auth::require(actor, auth::Permission::apply_codes));
    TRY(const auto product, catalog::get_product(tx, application.product));
    TRY_VOID(auth::require(actor, auth::Permission::apply_codes, product.org));
    TRY_VOID(registry::require_approved(tx, product.org));
    if (product.status != catalog::ProductStatus::published)
        return Error{.code = Code::product_not_published,
                     .pointer = "/product",
                     .detail = "产品备案审核通过后才能申请追溯码",
                     .field = "产品备案"};
    if (application.quantity < 1 || application.quantity > quantity_max)
        return Error{.code = Code::quantity,
                     .pointer = "/quantity",
                     .detail = fmt::format("数量应在 1 到 {} 之间", quantity_max),
                     .field = "申请数量",
                     .value = std::to_string(application.quantity)};

    TRY_VOID(require_empty_rate(tx, product, application.empty_rate_max));
    const store::DomainRow row = store::get_domain(tx, domain);
    if (application.quantity > mint::counter_max - row.next_c)
        return Error{.code = Code::quantity,
                     .pointer = "/quantity",
                     .detail = "该密钥周期的剩余序号不足，请联系平台更换密钥周期",
                     .field = "申请数量"};
    if (!store::advance_domain(tx, row, application.quantity)) return changed_meanwhile();
    const Block block{.id = tx.next_id<BlockId>(),
                      .domain = row.id,
                      .nsi = row.nsi,
                      .epoch = row.epoch,
                      .first = row.next_c,
                      .last = row.next_c + application.quantity - 1,
                      .org = product.org,
                      .product = product.id,
                      .applied_by = actor.user,
                      .created_at = tx.now(),
                      .version = 1,
                      .token = fresh_token()};
    store::insert_block(tx, block);
    record_block(tx, block);
    return block;
}

Result<void> bind(db::Tx& tx, const auth::Actor& actor, const std::vector<CodeRange>& ranges, Batch batch,
                  EventId event, Status status, std::int64_t location) {
    std::int64_t done = 0;  // codes of earlier ranges: the running number goes on
    std::optional<Block> block;
    std::int64_t bound_in_block = 0;
    const auto leave_block = [&] {
        return !block ||
               store::advance_block(tx, *block,
                                    {.bound = bound_in_block, .active = status == Status::bound ? 0 : bound_in_block});
    };
    const auto number_first = batch.numbers.first;

    for (const CodeRange& range : ranges) {
        if (!block || block->id != range.block) {
            if (!leave_block()) return changed_meanwhile();
            TRY(auto found, block_of(tx, range));
            block = std::move(found);
            bound_in_block = 0;
            if (block->org != actor.org)
                return Error{.code = Code::codes_not_yours,
                             .pointer = "/block",
                             .detail = "只能绑定本企业申请的码",
                             .field = "码段"};
            if (block->product != batch.product)
                return Error{.code = Code::codes_not_yours,
                             .pointer = "/block",
                             .detail = "一次只能绑定同一产品的码",
                             .field = "码段"};
        } else {
            TRY_VOID(block_of(tx, range));
        }
        // One batch row per range: its anchor says where the running number starts in this range.
        batch.block = range.block;
        batch.id = tx.next_id<BatchId>();
        batch.numbers.anchor = range.first;
        batch.numbers.first = number_first + done;
        batch.created_at = tx.now();
        batch.count = range.size();

        const State state{.batch = batch.id,
                          .status = status,
                          .holder = actor.org,
                          .consignee = {},
                          .chain = chain_after(0, event),
                          .event = event,
                          .location = location};
        TRY(const SegmentChange change, add_segment(store::segments_around(tx, range.block, range.first, range.last),
                                                    range.first, range.last, state));
        store::write(tx, range.block, change);
        store::insert_batch(tx, batch, actor.user);
        done += range.size();
        bound_in_block += range.size();
    }
    if (!leave_block()) return changed_meanwhile();
    return outcome::success();
}

Result<void> replace_segments(db::Tx& tx, const Block& block, const SegmentChange& change, const Counts& counts) {
    const Counts by{counts.bound - block.bound, counts.active - block.active, counts.voided - block.voided};
    if (!store::advance_block(tx, block, by)) return changed_meanwhile();
    store::write(tx, block.id, change);
    return outcome::success();
}

namespace {

// The segments of a block as one call changes them: read at once, written at once.
class WorkingMap {
public:
    WorkingMap(db::Tx& tx, std::span<const CodeRange> ranges) {
        for (const auto& around : store::segments_around_each(tx, ranges))
            for (const Segment& s : around) before_.emplace(s.first, s);
        now_ = before_;
    }

    // Those that overlap or touch the range.
    std::vector<Segment> around(const CodeRange& range) const {
        std::vector<Segment> found;
        auto at = now_.upper_bound(range.first);
        while (at != now_.begin() && std::prev(at)->second.last >= range.first - 1) --at;
        for (; at != now_.end() && at->first <= range.last + 1; ++at) found.push_back(at->second);
        return found;
    }
    void apply(const SegmentChange& change) {
        for (const std::int64_t first : change.removed) now_.erase(first);
        for (const Segment& s : change.inserted) now_.insert_or_assign(s.first, s);
    }
    SegmentChange whole() const {
        SegmentChange change;
        const auto has = [](const auto& map, const Segment& s) {
            const auto at = map.find(s.first);
            return at != map.end() && at->second == s;
        };
        for (const auto& [first, s] : before_)
            if (!has(now_, s)) change.removed.push_back(first);
        for (const auto& [first, s] : now_)
            if (!has(before_, s)) change.inserted.push_back(s);
        return change;
    }

private:
    std::map<std::int64_t, Segment> before_, now_;
};

}  // namespace

Result<std::vector<ChainStep>> change_state(db::Tx& tx, const std::vector<CodeRange>& ranges, EventId event,
                                            const std::function<Result<State>(const Segment&)>& next) {
    std::vector<ChainStep> steps;
    std::vector<CodeRange> recalled;
    for (std::size_t from = 0, to = 0; from < ranges.size(); from = to) {
        while (to < ranges.size() && ranges[to].block == ranges[from].block) ++to;
        const auto here = std::span(ranges).subspan(from, to - from);
        TRY(const Block block, get_block(tx, here.front().block));
        for (const CodeRange& range : here) {
            TRY_VOID(require_inside(block, range));
        }
        std::int64_t activated = 0;
        const auto advance = [&](const Segment& part) -> Result<State> {
            TRY(State state, next(part));
            state.chain = chain_after(part.state.chain, event);
            state.event = event;
            steps.push_back({block.id, part.state.chain, state.chain});
            if (part.state.status == Status::bound && state.status != Status::bound)
                activated += part.last - part.first + 1;
            if (state.status == Status::recalled && part.state.status != Status::recalled)
                recalled.push_back({block.id, part.first, part.last});
            return state;
        };
        WorkingMap map(tx, here);
        for (const CodeRange& range : here) {
            TRY(const SegmentChange change, change_segments(map.around(range), range.first, range.last, advance));
            map.apply(change);
        }
        store::write(tx, block.id, map.whole());
        if (!store::advance_block(tx, block, {.active = activated})) return changed_meanwhile();
    }
    call_watches(tx, recalled, event);
    std::ranges::sort(steps);
    steps.erase(std::ranges::unique(steps).begin(), steps.end());
    return steps;
}

}  // namespace yiguan::codes
