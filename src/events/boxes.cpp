#include "events/boxes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "auth/auth.hpp"
#include "events/assemblies.hpp"
#include "events/boxes_store.hpp"
#include "events/capture.hpp"
#include "events/production_store.hpp"
#include "events/rules.hpp"
#include "registry/registry.hpp"

namespace yiguan::events {
namespace {

using codes::CodeAt;
using codes::CodeRange;
using codes::Status;

constexpr int segments_max = static_cast<int>(codes::ranges_max);

Result<catalog::Product> own_product_of(db::Tx& tx, const auth::Actor& actor, ProductId id) {
    auto product = catalog::read_product(tx, actor, id);
    // Who sees its own alone also packs what it made of a colleague's product.
    if (product.has_error() && store::last_production(tx, actor.user, actor.org, id))
        product = catalog::get_product(tx, id);
    if (product.has_error() || product.value().org != actor.org)
        return Error{Code::not_found, "/product", "没有这个产品备案", "产品"};
    return product;
}

std::int64_t container_of(db::Tx& tx, const Box& box) {
    return codes::find_name_id(tx, epcis::canonical(box.parent));
}

Error changed_meanwhile() {
    return {Code::conflict, "", "这一箱刚被另一位操作员修改，请重试"};
}

epcis::Event aggregation(db::Tx& tx, const Box& box, epcis::Action action) {
    const bool add = action == epcis::Action::add;
    epcis::Event event;
    event.type = epcis::EventType::aggregation;
    event.action = action;
    event.event_time = tx.now();
    event.offset_minutes = 480;
    event.event_id = fmt::format("urn:yiguan:packing:{}", tx.next_id<EventId>().value);
    event.parent_id = box.parent;
    event.biz_step = add ? "packing" : "unpacking";
    return event;
}

void name_range(epcis::EpcList& list, const Names& names, const codes::Block& block, std::int64_t first,
                std::int64_t last) {
    if (last == first)
        list.epcs.push_back(names.uri(block, first));
    else
        list.ranges.push_back({names.uri(block, first), names.uri(block, last)});
}

Result<void> log_events(db::Tx& tx, const Names& names, const auth::Actor& actor, std::vector<epcis::Event> events) {
    epcis::Document document;
    document.count = events.size();
    document.events = std::move(events);
    Prepared prepared = prepare(names, std::move(document));
    const auto stored = capture_own(tx, names, actor, prepared);
    if (stored.has_value()) return outcome::success();
    Error error = stored.error();
    error.pointer.clear();
    return error;
}

Result<void> keep(db::Tx& tx, const auth::Actor& actor, Box& box, BoxState state) {
    box.state = state;
    box.changed_by = actor.user;
    box.changed_at = tx.now();
    if (!store::update_box(tx, box)) return changed_meanwhile();
    return outcome::success();
}

// Who sees its own alone has the boxes alone that it began.
bool is_of(const auth::Actor& actor, const Box& box) {
    return box.org == actor.org && (!actor.scope.own_only || box.created_by == actor.user);
}

// Where a piece is packed already, in the words of who asks.
Error packed_elsewhere(db::Tx& tx, const auth::Actor& actor, std::int64_t container) {
    if (codes::code_of_name(tx, container)) return {Code::conflict, "", "已与整车或其他产品关联，请先解绑"};
    const auto parent = codes::name_of(tx, container);
    const auto other = parent ? store::box_of_parent(tx, *parent) : std::nullopt;
    return {Code::conflict, "",
            other && is_of(actor, *other) ? fmt::format("已装在箱 {} 中，请先取出或换箱", other->code)
                                          : std::string("已装在其他容器中，请先拆箱")};
}

// What is scanned into one box.
class Packing {
public:
    Packing(db::Tx& tx, const Names& names, const auth::Actor& actor, const Box& box, std::int64_t count)
        : tx_(tx), names_(names), actor_(actor), box_(box), container_(container_of(tx, box)), count_(count) {}

    Result<CodeAt> take(const std::string& text) {
        TRY(const auto piece, find_scanned(tx_, names_, actor_, text));
        if (piece.product.id != box_.product)
            return Error{Code::invalid, "",
                         fmt::format("不是这一箱的产品，扫到的是{}“{}”", piece.product.name, piece.product.model())};
        const auto& state = piece.segment.state;
        if (!may_be_packed(state.status))
            return Error{Code::wrong_state, "", fmt::format("状态是“{}”，不能装箱", codes::name_zh(state.status))};
        if (state.container == container_ && container_ != 0) return Error{Code::conflict, "", "已在这一箱中"};
        if (state.container != 0) return packed_elsewhere(tx_, actor_, state.container);
        if (taken_.contains(piece.code)) return Error{Code::conflict, "", "重复扫描"};
        if (count_ >= box_.expected)
            return Error{Code::conflict, "", fmt::format("这一箱已满 {} 件，请换下一箱", box_.expected)};
        taken_.insert(piece.code);
        ++count_;
        return piece.code;
    }
    // The same for a piece that moves here from another box.
    Result<CodeAt> take_from(const Box& from, const std::string& text) {
        TRY(const auto piece, find_scanned(tx_, names_, actor_, text));
        if (piece.segment.state.container != container_of(tx_, from))
            return Error{Code::conflict, "", fmt::format("不在箱 {} 中", from.code)};
        if (!may_be_packed(piece.segment.state.status))
            return Error{Code::wrong_state, "",
                         fmt::format("状态是“{}”，不能换箱", codes::name_zh(piece.segment.state.status))};
        if (taken_.contains(piece.code)) return Error{Code::conflict, "", "重复扫描"};
        taken_.insert(piece.code);
        return piece.code;
    }
    std::int64_t count() const { return count_; }

    std::string uri(const CodeAt& code) {
        const auto known = blocks_.find(code.block);
        const auto& block = known != blocks_.end()
                                ? known->second
                                : blocks_.emplace(code.block, codes::get_block(tx_, code.block).value()).first->second;
        return names_.uri(block, code.counter);
    }

private:
    db::Tx& tx_;
    const Names& names_;
    const auth::Actor& actor_;
    const Box& box_;
    std::int64_t container_, count_;
    std::set<CodeAt> taken_;
    std::map<BlockId, codes::Block> blocks_;
};

// What left, or is held up, makes a box that is no longer filled.
Result<std::int64_t> all_here(db::Tx& tx, const Box& box) {
    const auto count = box_count(tx, box);
    if (count.away != 0)
        return Error{Code::wrong_state, "", fmt::format("箱 {} 内有已出库或冻结的产品，不能再装", box.code)};
    return count.all;
}

struct Opened {
    Box box;
    std::int64_t count = 0;
};
Result<Opened> open_one(db::Tx& tx, const auth::Actor& actor, BoxId id) {
    TRY_VOID(may_pack(actor));
    TRY(auto box, get_box(tx, actor, id));
    if (box.state != BoxState::open)
        return Error{Code::wrong_state, "", fmt::format("箱 {} {}", box.code, name_zh(box.state))};
    TRY(const auto count, all_here(tx, box));
    return Opened{std::move(box), count};
}

// The box of a code that is scanned again: only who began it, and as it was begun, goes on with it.
Result<Box> go_on(const auth::Actor& actor, Box known, const NewBox& given) {
    std::string why;
    if (!is_of(actor, known))
        why = "已在使用";
    else if (known.state != BoxState::open)
        why = name_zh(known.state);
    else if (known.product != given.product)
        why = "正在装箱，装的是另一个产品";
    else if (known.created_by != actor.user)
        why = "正由另一位操作员装箱";
    else if (known.expected != given.expected || known.level != given.level)
        why = fmt::format("正在装箱，应装 {} 件，层级是{}", known.expected, name_zh(known.level));
    else
        return known;
    return Error{Code::conflict, "/code", fmt::format("箱 {} {}，请换一个箱码", known.code, why), "箱码", known.code};
}

Result<Box> insert(db::Tx& tx, const auth::Actor& actor, const std::string& code, ProductId product,
                   std::int64_t expected, BoxLevel level, BoxState state) {
    const Box box{.id = tx.next_id<BoxId>(),
                  .org = actor.org,
                  .product = product,
                  .code = code,
                  .parent = box_parent(actor.org, code),
                  .level = level,
                  .expected = expected,
                  .state = state,
                  .created_by = actor.user,
                  .changed_by = actor.user,
                  .created_at = tx.now(),
                  .changed_at = tx.now()};
    if (!codes::list_contents(tx, box.org, container_of(tx, box), 1).empty())
        return Error{Code::conflict, "/code", fmt::format("箱码 {} 已通过事件接口装有产品，请换一个箱码", code), "箱码",
                     code};
    if (!store::insert_box(tx, box)) {
        return Error{Code::conflict, "/code", fmt::format("箱码 {} 已在使用，请先拆箱或换一个箱码", code), "箱码",
                     code};
    }
    return box;
}

}  // namespace

Result<void> may_pack(const auth::Actor& actor) {
    if (auth::require(actor, auth::Permission::ship_codes).has_value()) return outcome::success();
    return auth::require(actor, auth::Permission::bind_codes);
}

std::string_view name(BoxState state) {
    static constexpr std::string_view names[] = {"open", "closed", "unpacked"};
    return names[static_cast<std::size_t>(state)];
}

std::string_view name_zh(BoxState state) {
    static constexpr std::string_view names[] = {"装箱中", "已封箱", "已拆箱"};
    return names[static_cast<std::size_t>(state)];
}

std::string_view name(BoxLevel level) {
    static constexpr std::string_view names[] = {"", "inner", "carton", "pallet"};
    return names[static_cast<std::size_t>(level)];
}

std::string_view name_zh(BoxLevel level) {
    static constexpr std::string_view names[] = {"", "盒", "箱", "托"};
    return names[static_cast<std::size_t>(level)];
}

std::optional<BoxLevel> parse_box_level(std::string_view given) {
    for (const BoxLevel level : {BoxLevel::inner, BoxLevel::carton, BoxLevel::pallet})
        if (name(level) == given) return level;
    return std::nullopt;
}

Result<Box> open_box(db::Tx& tx, const auth::Actor& actor, const NewBox& given, bool* goes_on) {
    TRY_VOID(may_pack(actor));
    TRY_VOID(registry::require_approved(tx, actor.org));
    const auto code = read_box_code(given.code);
    if (code.has_error()) {
        Error error = code.error();
        error.pointer = "/code";
        return error;
    }
    TRY_VOID(own_product_of(tx, actor, given.product));
    auto known = store::box_of_parent(tx, box_parent(actor.org, code.value()));
    if (goes_on) *goes_on = known.has_value();
    if (known) return go_on(actor, *std::move(known), given);
    return insert(tx, actor, code.value(), given.product, given.expected, given.level, BoxState::open);
}

Result<Packed> pack(db::Tx& tx, const Names& names, const auth::Actor& actor, BoxId id,
                    const std::vector<std::string>& texts) {
    TRY(auto opened, open_one(tx, actor, id));
    TRY_VOID(registry::require_approved(tx, actor.org));
    Box& box = opened.box;
    Packing packing(tx, names, actor, box, opened.count);
    auto event = aggregation(tx, box, epcis::Action::add);
    Packed out;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        const auto taken = packing.take(texts[i]);
        if (taken.has_error()) {
            out.refused.emplace_back(i, taken.error());
            continue;
        }
        out.packed.push_back(i);
        event.epcs.epcs.push_back(packing.uri(taken.value()));
    }
    out.count = packing.count();
    if (!out.packed.empty()) {
        std::vector<epcis::Event> events;
        events.push_back(std::move(event));
        TRY_VOID(log_events(tx, names, actor, std::move(events)));
        TRY_VOID(keep(tx, actor, box, out.count >= box.expected ? BoxState::closed : BoxState::open));
    }
    out.box = std::move(box);
    return out;
}

Result<Packed> move_pieces(db::Tx& tx, const Names& names, const auth::Actor& actor, BoxId from, BoxId to,
                           const std::vector<std::string>& texts) {
    TRY_VOID(may_pack(actor));
    TRY_VOID(registry::require_approved(tx, actor.org));
    TRY(auto source, get_box(tx, actor, from));
    if (source.state == BoxState::unpacked) return Error{Code::wrong_state, "", "这一箱已拆箱"};
    std::optional<Box> target;
    std::int64_t there = 0;
    if (to) {
        auto found = open_one(tx, actor, to);
        if (found.has_error() || found.value().box.id == source.id) {
            Error error = found.has_error() ? found.error() : Error{Code::invalid, "", "不能换到同一箱"};
            error.pointer = "/to", error.field = "换到";
            return error;
        }
        target = std::move(found.value().box);
        there = found.value().count;
        if (target->product != source.product) return Error{Code::invalid, "/to", "两箱的产品不同，不能换箱", "换到"};
    }
    Violations violations;
    Packing packing(tx, names, actor, source, box_count(tx, source).all);
    std::vector<std::string> uris;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        const auto taken = packing.take_from(source, texts[i]);
        if (taken.has_error()) {
            Error error = taken.error();
            error.pointer = fmt::format("/codes/{}", i), error.field = "追溯码";
            violations.add(std::move(error));
        } else {
            uris.push_back(packing.uri(taken.value()));
        }
    }
    TRY_VOID(violations.result());
    const auto moved = static_cast<std::int64_t>(uris.size());
    there += moved;
    if (target && there > target->expected)
        return Error{Code::conflict, "/to", fmt::format("箱 {} 应装 {} 件，装不下", target->code, target->expected),
                     "换到"};
    std::vector<epcis::Event> events;
    events.push_back(aggregation(tx, source, epcis::Action::remove));
    events.back().epcs.epcs = uris;
    if (target) {
        events.push_back(aggregation(tx, *target, epcis::Action::add));
        events.back().epcs.epcs = std::move(uris);
    }
    TRY_VOID(log_events(tx, names, actor, std::move(events)));
    TRY_VOID(keep(tx, actor, source, BoxState::open));
    if (target) {
        TRY_VOID(keep(tx, actor, *target, there >= target->expected ? BoxState::closed : BoxState::open));
    }
    Packed out{.box = std::move(source), .count = packing.count() - moved, .packed = {}, .refused = {}};
    for (std::size_t i = 0; i < texts.size(); ++i) out.packed.push_back(i);
    return out;
}

Result<Box> unpack(db::Tx& tx, const Names& names, const auth::Actor& actor, BoxId id) {
    TRY_VOID(may_pack(actor));
    TRY_VOID(registry::require_approved(tx, actor.org));
    TRY(auto box, get_box(tx, actor, id));
    if (box.state == BoxState::unpacked) return Error{Code::wrong_state, "", "这一箱已拆箱"};
    const auto inside = box_contents(tx, box, segments_max + 1);
    if (inside.size() > static_cast<std::size_t>(segments_max))
        return Error{Code::wrong_state, "", "箱内的码过于零散，请先分次取出"};
    for (const auto& part : inside)
        if (part.segment.state.holder != actor.org || !may_be_packed(part.segment.state.status))
            return Error{Code::wrong_state, "",
                         fmt::format("箱内有{}的产品，不能拆箱", codes::name_zh(part.segment.state.status))};
    if (!inside.empty()) {
        std::vector<epcis::Event> events;
        // By name: a DELETE without children would be about what others have under the same SSCC, too.
        events.push_back(aggregation(tx, box, epcis::Action::remove));
        std::map<BlockId, codes::Block> blocks;
        for (const auto& part : inside) {
            if (!blocks.contains(part.block)) blocks.emplace(part.block, codes::get_block(tx, part.block).value());
            name_range(events.back().epcs, names, blocks.at(part.block), part.segment.first, part.segment.last);
        }
        TRY_VOID(log_events(tx, names, actor, std::move(events)));
    }
    TRY_VOID(keep(tx, actor, box, BoxState::unpacked));
    return box;
}

Result<Box> close_box(db::Tx& tx, const auth::Actor& actor, BoxId id, BoxState to) {
    TRY_VOID(may_pack(actor));
    TRY(auto box, get_box(tx, actor, id));
    if (box.state == to) return box;
    if (box.state == BoxState::unpacked) return Error{Code::wrong_state, "", "这一箱已拆箱"};
    if (to == BoxState::closed && box_count(tx, box).all == 0) return Error{Code::wrong_state, "", "空箱不能封箱"};
    if (to == BoxState::open) {
        TRY(const auto count, all_here(tx, box));
        if (count >= box.expected) return Error{Code::wrong_state, "", "这一箱已满，请先取出"};
    }
    TRY_VOID(keep(tx, actor, box, to));
    return box;
}

Result<std::vector<Box>> pack_ranges(db::Tx& tx, const Names& names, const auth::Actor& actor,
                                     const RangePacking& given) {
    TRY_VOID(may_pack(actor));
    TRY_VOID(registry::require_approved(tx, actor.org));
    TRY_VOID(own_product_of(tx, actor, given.product));
    auto code = read_box_code(given.first_code);
    if (code.has_error()) {
        Error error = code.error();
        error.pointer = "/firstBox", error.field = "首箱箱码";
        return error;
    }
    auto sorted = codes::normalise(given.ranges);
    if (sorted.has_error()) {
        Error error = sorted.error();
        error.pointer = "/firstCode";
        return error;
    }
    const auto& ranges = sorted.value();
    const std::int64_t count = codes::count(ranges);
    if (given.per_box < 1 || (count + given.per_box - 1) / given.per_box > boxes_max)
        return Error{Code::out_of_bounds, "/perBox", fmt::format("一次最多装 {} 箱，请分次装箱", boxes_max),
                     "每箱件数"};

    TRY(const auto scope, codes::batch_scope(actor, actor.org));
    std::map<BlockId, codes::Block> blocks;
    const auto refuse = [&](Code which, const CodeRange& range, std::int64_t counter, std::string detail) {
        return Error{which, "/firstCode", std::move(detail), "区间",
                     names.directory().text(blocks.at(range.block), counter)};
    };
    const auto parts = codes::segments_of(tx, ranges);
    auto part = parts.begin();
    for (const CodeRange& range : ranges) {
        const auto block = codes::find_block(tx, range.block);
        const Error unknown{Code::block_unknown, "/firstCode", "没有这个码段", "区间"};
        if (!block || block->org != actor.org) return unknown;
        blocks.emplace(range.block, *block);
        if (block->product != given.product)
            return refuse(Code::codes_not_yours, range, range.first, "区间是为另一个产品申请的码");
        std::int64_t next = range.first;
        for (; part != parts.end() && part->block == range.block && part->segment.first <= range.last; ++part) {
            if (part->segment.first != next) break;
            const auto& state = part->segment.state;
            // What colleagues bound is not there for who sees its own alone.
            if (actor.scope.own_only && !codes::find_batch(tx, scope, state.batch)) return unknown;
            if (state.holder != actor.org)
                return refuse(Code::codes_not_held, range, next, "区间中有不由本企业持有的码");
            if (!may_be_packed(state.status))
                return refuse(Code::wrong_state, range, next,
                              fmt::format("区间中有{}的码，不能装箱", codes::name_zh(state.status)));
            if (state.container != 0)
                return refuse(Code::conflict, range, next,
                              "区间中的码" + packed_elsewhere(tx, actor, state.container).detail);
            next = part->segment.last + 1;
        }
        if (next <= range.last) return refuse(Code::codes_not_bound, range, next, "区间中有尚未绑定产品的码");
    }

    std::vector<Box> made;
    std::vector<epcis::Event> events;
    std::size_t at = 0;
    std::int64_t next = ranges.front().first;
    std::optional<std::string> box_code = std::move(code).value();
    while (at < ranges.size()) {
        if (!box_code)
            return Error{Code::invalid, "/firstBox", "箱码末尾的数字不够编到最后一箱，请换一个首箱箱码", "首箱箱码"};
        epcis::EpcList children;
        std::int64_t left = given.per_box;
        while (left > 0 && at < ranges.size()) {
            const CodeRange& range = ranges[at];
            const auto& block = blocks.at(range.block);
            const std::int64_t last = std::min(range.last, next + left - 1);
            name_range(children, names, block, next, last);
            left -= last - next + 1;
            next = last + 1;
            if (next <= range.last) continue;
            if (++at < ranges.size()) next = ranges[at].first;
        }
        auto box = insert(tx, actor, *box_code, given.product, given.per_box, given.level,
                          left == 0 ? BoxState::closed : BoxState::open);
        if (box.has_error()) {
            Error error = box.error();
            error.pointer = "/firstBox", error.field = "首箱箱码";
            return error;
        }
        events.push_back(aggregation(tx, box.value(), epcis::Action::add));
        events.back().epcs = std::move(children);
        box_code = next_box_code(*box_code);
        made.push_back(std::move(box).value());
    }
    TRY_VOID(log_events(tx, names, actor, std::move(events)));
    return made;
}

Result<std::vector<Box>> list_boxes(db::Tx& tx, const auth::Actor& actor, const BoxFilter& filter, BoxId before,
                                    int limit) {
    TRY_VOID(auth::require(actor, auth::Permission::read_codes));
    return store::list_boxes(tx, actor.org, actor.scope.own_only ? actor.user : UserId{}, filter, before, limit);
}

Result<Box> get_box(db::Tx& tx, const auth::Actor& actor, BoxId id) {
    TRY_VOID(auth::require(actor, auth::Permission::read_codes));
    auto found = store::find_box(tx, id);
    if (!found || !is_of(actor, *found)) return Error{Code::not_found, "", "没有这一箱"};
    return *std::move(found);
}

std::vector<codes::Placed> box_contents(db::Tx& tx, const Box& box, int limit) {
    // The code of a box that was taken apart may be another box's by now.
    if (box.state == BoxState::unpacked) return {};
    return codes::list_contents(tx, box.org, container_of(tx, box), limit);
}

codes::ContentCount box_count(db::Tx& tx, const Box& box) {
    return box_counts(tx, {box}).front();
}

std::vector<codes::ContentCount> box_counts(db::Tx& tx, const std::vector<Box>& boxes) {
    std::vector<codes::ContentCount> counts(boxes.size());
    if (boxes.empty()) return counts;
    std::vector<std::string> parents;
    for (const Box& box : boxes) parents.push_back(epcis::canonical(box.parent));
    const auto numbers = codes::numbers_of_names(tx, parents);
    std::vector<std::int64_t> containers;
    std::vector<std::size_t> box_of;
    for (std::size_t i = 0; i < boxes.size(); ++i)
        if (boxes[i].state != BoxState::unpacked && numbers[i] != 0)
            containers.push_back(numbers[i]), box_of.push_back(i);
    const auto found = codes::count_contents(tx, boxes.front().org, containers);
    for (std::size_t i = 0; i < found.size(); ++i) counts[box_of[i]] = found[i];
    return counts;
}

std::vector<std::string> check_boxes(db::Tx& tx) {
    constexpr int page_size = 500;
    std::vector<std::string> found;
    BoxId after{INT64_MIN};
    for (bool more = true; more;) {
        const auto page = store::boxes_after(tx, after, page_size);
        more = page.size() == page_size;
        for (const Box& box : page) {
            after = box.id;
            if (box.parent != box_parent(box.org, box.code))
                found.push_back(fmt::format("箱 {} 的标识与箱码不一致", box.id.value));
        }
    }
    return found;
}

}  // namespace yiguan::events
