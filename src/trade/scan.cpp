#include "trade/scan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "codes/aliases.hpp"
#include "codes/names.hpp"
#include "core/text.hpp"
#include "events/boxes.hpp"
#include "keys/keys.hpp"
#include "trade/stock_out.hpp"
#include "trade/trade_store.hpp"

namespace yiguan::trade {
namespace {

using codes::CodeAt;
using codes::CodeRange;
using codes::Placed;
using codes::Status;

constexpr int box_segments_max = static_cast<int>(codes::ranges_max);
constexpr std::int64_t call_segments_max = static_cast<std::int64_t>(codes::ranges_max) * 10;

std::string code_text(std::string_view text) {
    const auto ecode = keys::parse_ecode(text);
    return ecode.has_value() ? std::string(ecode.value().text()) : std::string(trim(text));
}

// A text that says of itself which piece it is: nobody makes it up.
bool speaks_for_itself(int kind) {
    return kind == static_cast<int>(codes::AliasKind::gs1) || kind == static_cast<int>(codes::AliasKind::frame) ||
           kind == static_cast<int>(codes::AliasKind::lithium_serial);
}

template <class T>
void keep_distinct(std::vector<T>& all) {
    std::ranges::sort(all);
    all.erase(std::ranges::unique(all).begin(), all.end());
}

Error problem(Code code, std::string detail) {
    return {.code = code, .pointer = "", .detail = std::move(detail)};
}

// Texts on their way to what they stand for, stage by stage, all of them at once.
class Resolving {
public:
    Resolving(db::Tx& tx, const events::Names& names, const auth::Actor& actor, const Place& place, Purpose purpose,
              registry::Org org)
        : tx_(tx), names_(names), actor_(actor), place_(place), purpose_(purpose), judge_(tx, std::move(org)) {}

    Scans run(std::span<const std::string> texts) {
        for (const std::string& text : texts) out_.items.push_back({.text = text});
        for (std::size_t i = 0; i < texts.size(); ++i) place(i);
        find_notes();
        find_aliases();
        find_boxes();
        find_segments();
        find_batches();
        for (Scan& s : out_.items) judge(s);
        check_whole_boxes();
        check_twice();
        find_products();
        return std::move(out_);
    }

private:
    // ---- codes and ranges of codes

    void place(std::size_t i) {
        Scan& s = out_.items[i];
        if (const auto note = parse_note(s.text)) {
            s.kind = ScanKind::note, s.digest = note->digest;
            notes_.emplace_back(i, note->number);
            return;
        }
        const auto text = code_text(s.text);
        if (const auto placed = names_.directory().place(text)) {
            s.kind = ScanKind::item;
            ranges_[i] = {placed->block, placed->counter, placed->counter};
        } else if (names_.directory().is_ours(text)) {
            s.problem = problem(Code::code_forged, "不是本平台发出的码");
        } else if (!place_range(i)) {
            open_.push_back(i);
        }
    }

    bool place_range(std::size_t i) {
        Scan& s = out_.items[i];
        for (const std::string_view mark : {"-", "~", "至", "—"}) {
            for (auto at = s.text.find(mark); at != std::string::npos; at = s.text.find(mark, at + 1)) {
                const auto first = names_.directory().place(code_text(std::string_view(s.text).substr(0, at)));
                const auto last =
                    names_.directory().place(code_text(std::string_view(s.text).substr(at + mark.size())));
                if (!first || !last) continue;
                s.kind = ScanKind::item, s.range = true;
                if (first->block != last->block)
                    s.problem = problem(Code::invalid, "区间的首末两码不属于同一码段");
                else if (first->counter > last->counter)
                    s.problem = problem(Code::out_of_bounds, "区间的末码不能在首码之前");
                else
                    ranges_[i] = {first->block, first->counter, last->counter};
                return true;
            }
        }
        return false;
    }

    // ---- notes

    void find_notes() {
        if (notes_.empty()) return;
        std::vector<std::string> numbers;
        for (const auto& [i, number] : notes_) numbers.push_back(number);
        keep_distinct(numbers);
        const auto& org = judge_.org();
        const auto found = store::notes_numbered(tx_, numbers, actor_.org, org.data.uscc.text(), org.data.name);
        for (const auto& [i, number] : notes_) {
            Scan& s = out_.items[i];
            std::vector<const StockOut*> fits;
            bool other = false;
            for (const StockOut& note : found) {
                if (note.number != number || !may_know_note(note, actor_.org, s.digest)) continue;
                if (s.digest.empty() || note.digest == s.digest)
                    fits.push_back(&note);
                else
                    other = true;
            }
            if (fits.size() > 1) {
                s.problem = problem(Code::conflict, "有多张同号的随货单，请扫随货单上的二维码");
            } else if (fits.empty()) {
                s.problem = other ? problem(Code::conflict, "随货单的内容与二维码不符，请与发货方核对")
                                  : problem(Code::not_found, "没有发给本单位的这张随货单");
            } else {
                s.note = *fits.front();
                s.known = true;
            }
        }
    }

    // ---- texts that stand for codes

    void find_aliases() {
        std::vector<std::string> forms;
        std::vector<std::size_t> of;
        for (const std::size_t i : open_)
            for (auto& form : codes::alias_forms(out_.items[i].text)) forms.push_back(std::move(form)), of.push_back(i);
        if (forms.empty()) return;
        for (const auto& alias : store::aliases(tx_, forms)) candidates_[of[alias.form]].push_back(alias);
        std::vector<CodeRange> codes;
        for (const auto& [i, all] : candidates_)
            for (const auto& alias : all) codes.push_back({alias.code.block, alias.code.counter, alias.code.counter});
        std::map<CodeAt, Placed> states;
        for (const Placed& p : codes::segments_of(tx_, codes)) states.emplace(CodeAt{p.block, p.segment.first}, p);
        for (auto& [i, all] : candidates_) choose(i, all, states);
    }

    void choose(std::size_t i, const std::vector<store::AliasOf>& all, const std::map<CodeAt, Placed>& states) {
        std::vector<CodeAt> mine, told, others;
        for (const auto& alias : all) {
            const auto at = states.find(alias.code);
            const bool bound = at != states.end() && at->second.segment.state.batch;
            if (alias.org == actor_.org || (bound && is_mine(at->second)))
                mine.push_back(alias.code);
            else if (bound && at->second.segment.state.status != Status::bound)
                (speaks_for_itself(alias.kind) ? told : others).push_back(alias.code);
        }
        std::vector<CodeAt>& chosen = !mine.empty() ? mine : !told.empty() ? told : others;
        keep_distinct(chosen);
        if (chosen.empty()) return;
        Scan& s = out_.items[i];
        s.kind = ScanKind::item;
        if (chosen.size() > 1)
            s.problem = problem(Code::conflict, "这个编码是多件产品的，请扫追溯码");
        else
            ranges_[i] = {chosen.front().block, chosen.front().counter, chosen.front().counter};
    }

    bool is_mine(const Placed& p) const {
        return p.segment.state.holder == actor_.org || p.segment.state.consignee == actor_.org;
    }

    // ---- boxes

    void find_boxes() {
        std::vector<std::size_t> of;
        std::vector<std::string> codes;
        for (const std::size_t i : open_) {
            if (out_.items[i].kind != ScanKind::unknown || out_.items[i].problem) continue;
            if (auto code = events::read_box_code(out_.items[i].text); code.has_value())
                of.push_back(i), codes.push_back(std::move(code).value());
        }
        if (codes.empty()) return;
        std::vector<std::string> parents;
        std::vector<std::size_t> text_of;
        const auto add = [&](std::size_t n, const std::string& parent) {
            parents.push_back(epcis::canonical(parent));
            text_of.push_back(n);
        };
        for (std::size_t n = 0; n < codes.size(); ++n) add(n, events::box_parent(actor_.org, codes[n]));
        for (const auto& box : store::boxes(tx_, codes)) add(box.code, box.parent);
        const auto numbers = codes::name_numbers(tx_, parents);
        std::map<std::int64_t, std::size_t> containers;
        for (std::size_t p = 0; p < parents.size(); ++p)
            if (numbers[p] != 0) containers.emplace(numbers[p], text_of[p]);
        std::vector<std::int64_t> asked;
        for (const auto& [number, n] : containers) asked.push_back(number);
        const auto inside = codes::list_contents(tx_, asked, box_segments_max + 1);
        std::map<std::size_t, std::vector<std::size_t>> found;  // by text: places in `asked`
        for (std::size_t c = 0; c < asked.size(); ++c)
            if (!inside[c].empty()) found[containers[asked[c]]].push_back(c);
        for (const auto& [n, all] : found) {
            Scan& s = out_.items[of[n]];
            s.kind = ScanKind::box, s.box = codes[n];
            take_box(s, all, asked, inside);
        }
        // The same box by several texts.
        for (std::size_t n = 0; n < codes.size(); ++n)
            for (std::size_t m = 0; m < n && out_.items[of[n]].kind == ScanKind::unknown; ++m)
                if (codes[m] == codes[n] && out_.items[of[m]].kind == ScanKind::box) {
                    const std::string text = out_.items[of[n]].text;
                    out_.items[of[n]] = out_.items[of[m]];
                    out_.items[of[n]].text = text;
                }
    }

    void take_box(Scan& s, const std::vector<std::size_t>& all, const std::vector<std::int64_t>& asked,
                  const std::vector<std::vector<Placed>>& inside) {
        const Placed* elsewhere = nullptr;
        for (const std::size_t c : all) {
            std::vector<Placed> mine;
            for (const Placed& p : inside[c])
                if (is_mine(p))
                    mine.push_back(p);
                else
                    elsewhere = &p;
            if (mine.empty()) continue;
            if (!s.parts.empty()) {
                s.problem = problem(Code::conflict, "有多个箱使用这个箱码，请逐件扫码");
                return;
            }
            if (mine.size() > static_cast<std::size_t>(box_segments_max)) {
                s.problem = problem(Code::too_many_ranges, "箱内的码过于零散，请分次办理");
                return;
            }
            s.parts = std::move(mine), s.container = asked[c], s.known = true;
        }
        if (s.parts.empty() && elsewhere)
            s.problem = problem(Code::codes_not_held, "这一箱不在本单位，也没有发给本单位");
    }

    // ---- what is known of the codes

    void find_segments() {
        drop_scattered();
        std::vector<CodeRange> ranges;
        std::vector<std::size_t> of;
        for (const auto& [i, range] : ranges_) ranges.push_back(range), of.push_back(i);
        if (ranges.empty()) return;
        // segments_of() answers in the order of the ranges: overlapping ones are told apart by asking in turn.
        const auto found = codes::segments_of(tx_, ranges);
        std::size_t at = 0;
        for (std::size_t n = 0; n < ranges.size(); ++n) {
            Scan& s = out_.items[of[n]];
            std::int64_t next = ranges[n].first;
            while (at < found.size() && next <= ranges[n].last && found[at].block == ranges[n].block &&
                   found[at].segment.first >= next && found[at].segment.last <= ranges[n].last) {
                next = found[at].segment.last + 1;
                s.parts.push_back(found[at++]);
            }
            std::int64_t bound = 0;
            for (const Placed& p : s.parts)
                if (p.segment.state.batch) bound += p.segment.last - p.segment.first + 1;
            if (bound < ranges[n].size()) unbound(s, ranges[n].block);
            s.known = !s.parts.empty() && std::ranges::all_of(s.parts, [&](const Placed& p) { return is_mine(p); });
            if (s.parts.size() == 1) s.container = s.parts.front().segment.state.container;
        }
    }

    // Ranges are read whole, also those of others: what would be too much is refused before it is in memory.
    void drop_scattered() {
        std::int64_t codes = 0;
        for (const auto& [i, range] : ranges_) codes += range.size();
        if (codes <= call_segments_max) return;
        std::int64_t left = call_segments_max;
        std::erase_if(ranges_, [&](const auto& one) {
            const std::int64_t some = one.second.size() == 1 ? 1 : segments_in(one.second, left);
            const bool too_many = some > left;
            if (too_many)
                out_.items[one.first].problem = problem(Code::too_many_ranges, "区间内的码过于零散，请分次办理");
            else
                left -= some;
            return too_many;
        });
    }

    // Counts no further than one over `most`.
    std::int64_t segments_in(const CodeRange& range, std::int64_t most) {
        constexpr int page_size = 500;
        std::int64_t n = 1;  // one that begins before the range
        for (std::int64_t from = range.first; n <= most;) {
            const auto page = codes::list_segments(tx_, range.block, from, page_size);
            for (const auto& segment : page) n += segment.first <= range.last;
            if (page.size() < page_size || page.back().last >= range.last) break;
            from = page.back().last + 1;
        }
        return n;
    }

    void unbound(Scan& s, BlockId block) {
        const auto found = store::blocks(tx_, std::array{block});
        const bool own = found.front() && found.front()->org == actor_.org;
        s.problem = own ? problem(Code::codes_not_bound, s.range ? "区间内有没有绑定产品的码" : "这个码还没有绑定产品")
                        : problem(Code::not_found, "没有查到这个编码，请核对");
        if (!own) s.parts.clear();
    }

    void find_batches() {
        std::vector<std::pair<BlockId, BatchId>> keys;
        for (const Scan& s : out_.items)
            for (const Placed& p : s.parts)
                if (p.segment.state.batch) keys.emplace_back(p.block, p.segment.state.batch);
        keep_distinct(keys);
        const auto found = store::batches(tx_, keys);
        for (std::size_t i = 0; i < keys.size(); ++i)
            if (found[i])
                out_.batches.emplace(keys[i], BatchInfo{found[i]->product, batch_number_of(found[i]->numbers),
                                                        found[i]->production_date});
    }

    void find_products() {
        for (const auto& [key, batch] : out_.batches)
            if (!out_.products.contains(batch.product))
                if (auto product = catalog::get_product(tx_, batch.product); product.has_value())
                    out_.products.emplace(batch.product, std::move(product).value());
    }

    // ---- what may be done with it

    void judge(Scan& s) {
        if (s.problem) return;
        if (s.kind == ScanKind::note) return judge_note(s);
        if (s.kind == ScanKind::unknown) {
            s.problem = problem(Code::not_found, "没有查到这个编码，请核对或扫追溯码");
            return;
        }
        if (purpose_ == Purpose::look) return;
        for (const Placed& p : s.parts) {
            if (auto one = judge_part(p)) {
                s.problem = std::move(one);
                return;
            }
        }
    }

    void judge_note(Scan& s) {
        const StockOut& note = *s.note;
        if (purpose_ != Purpose::receive && purpose_ != Purpose::look) {
            s.problem = problem(Code::invalid, "这是随货单，请在入库时扫");
            return;
        }
        if (purpose_ == Purpose::look) return;
        if (note.org == actor_.org && note.consignee != actor_.org)
            s.problem = problem(Code::codes_not_addressed, "这是本单位发出的随货单，不能自己收货");
        else if (note.state == StockOutState::cancelled)
            s.problem = problem(Code::wrong_state, "这张随货单已作废");
        else if (note.state != StockOutState::sent)
            s.problem = problem(Code::wrong_state, "这张随货单已收货");
        else if (note.target_store && note.target_store != place_.store)
            s.problem = problem(Code::codes_not_addressed, "这批货发往本单位的另一门店");
    }

    std::optional<Error> judge_part(const Placed& p) {
        const codes::State& now = p.segment.state;
        const bool own = now.holder == actor_.org;
        switch (purpose_) {
            case Purpose::receive:
                return judge_receiving(p);
            case Purpose::ship:
            case Purpose::sell:
                if (!own || now.status == Status::in_transit)
                    return problem(Code::codes_not_held, own ? "已出库，正在途中" : "不在本单位的库存中，请先入库");
                if (auto wrong = elsewhere(p)) return wrong;
                if (const auto may =
                        judge_.judge(purpose_ == Purpose::ship ? events::Asked::ship : events::Asked::sell, p);
                    may.has_error())
                    return problem(may.error().code, fmt::format("状态是“{}”，不能{}", codes::name_zh(now.status),
                                                                 purpose_ == Purpose::ship ? "出库" : "销售"));
                return std::nullopt;
            case Purpose::give_back:
                if (!own) return problem(Code::codes_not_held, "不是本单位售出的商品");
                if (now.status != Status::sold)
                    return problem(Code::wrong_state, fmt::format("状态是“{}”，没有售出", codes::name_zh(now.status)));
                return std::nullopt;
            case Purpose::stocktake:
                if (!own) return problem(Code::codes_not_held, "不由本单位持有，记为盘盈");
                return std::nullopt;
            case Purpose::look:
                break;
        }
        return std::nullopt;
    }

    std::optional<Error> judge_receiving(const Placed& p) {
        const codes::State& now = p.segment.state;
        const auto may = judge_.judge(events::Asked::receive, p);
        if (may.has_value()) {
            if (const auto note = note_of(now.event); note && note->target_store && note->target_store != place_.store)
                return problem(Code::codes_not_addressed, "这件商品发往本单位的另一门店");
            return std::nullopt;
        }
        const Code code = may.error().code;
        if (now.holder == actor_.org && now.status == Status::in_stock)
            return problem(Code::codes_not_in_transit, "已在本单位的库存中，不用再入库");
        if (now.holder == actor_.org)
            return problem(code, fmt::format("由本单位持有，状态是“{}”，不用入库", codes::name_zh(now.status)));
        if (code == Code::codes_not_addressed) return problem(code, "这件商品不是发给本单位的");
        return problem(code, "不在发往本单位的途中，请先让供货方出库");
    }

    // A place is a store; where nobody said where goods are, they may leave from any.
    std::optional<Error> elsewhere(const Placed& p) const {
        const auto location = p.segment.state.location;
        if (location == 0 || location == place_.location_id) return std::nullopt;
        return problem(Code::codes_not_in_stock, "在本单位另一门店的库存中");
    }

    const StockOut* note_of(EventId event) {
        const auto [known, fresh] = notes_of_.try_emplace(event);
        if (fresh)
            if (const auto id = store::documents_of(tx_, std::array{event}).front(); id != 0)
                if (auto row = store::find_out(tx_, StockOutId{id})) known->second = std::move(row->out);
        return known->second ? &*known->second : nullptr;
    }

    // Boxes leave whole: a piece of one goes with all that is in it, or it is unpacked before.
    void check_whole_boxes() {
        if (purpose_ != Purpose::ship) return;
        std::set<std::int64_t> whole;
        for (const Scan& s : out_.items)
            if (s.kind == ScanKind::box) whole.insert(s.container);
        std::map<std::int64_t, std::int64_t> taken;
        for (const Scan& s : out_.items)
            for (const Placed& p : s.parts)
                if (s.kind == ScanKind::item && p.segment.state.container != 0 &&
                    !whole.contains(p.segment.state.container))
                    taken[p.segment.state.container] += p.segment.last - p.segment.first + 1;
        if (taken.empty()) return;
        std::vector<std::int64_t> asked;
        for (const auto& [container, n] : taken) asked.push_back(container);
        const auto inside = codes::list_contents(tx_, asked, box_segments_max + 1);
        std::map<std::int64_t, std::string> broken;
        for (std::size_t c = 0; c < asked.size(); ++c) {
            std::int64_t all = 0;
            for (const Placed& p : inside[c])
                if (p.segment.state.holder == actor_.org) all += p.segment.last - p.segment.first + 1;
            const auto vehicle = codes::code_of_name(tx_, asked[c]);
            if (vehicle ? is_here(*vehicle) && !goes_along(*vehicle) : taken[asked[c]] < all)
                broken.emplace(asked[c], torn(asked[c]));
        }
        for (Scan& s : out_.items)
            for (const Placed& p : s.parts)
                if (const auto at = broken.find(p.segment.state.container);
                    s.kind == ScanKind::item && !s.problem && at != broken.end())
                    s.problem = problem(Code::conflict, at->second);
    }

    // What is linked with a vehicle leaves with it, as long as that is here: one that was sold stays with its buyer.
    bool is_here(const CodeAt& vehicle) {
        const auto found = codes::find_segment(tx_, vehicle.block, vehicle.counter);
        return found && found->state.holder == actor_.org && found->state.status != Status::sold &&
               found->state.status != Status::in_transit && found->state.status != Status::voided;
    }

    bool goes_along(const CodeAt& vehicle) const {
        for (const Scan& s : out_.items)
            for (const Placed& p : s.parts)
                if (p.block == vehicle.block && p.segment.first <= vehicle.counter && vehicle.counter <= p.segment.last)
                    return true;
        return false;
    }

    std::string torn(std::int64_t container) {
        if (codes::code_of_name(tx_, container)) return "已与整车关联，请随整车一起出库，或先解绑";
        const auto parent = codes::name_of(tx_, container).value_or("");
        const auto code = parent.substr(parent.find_last_of(":/") + 1);
        return fmt::format("装在箱 {} 中，请扫箱码整箱出库，或先拆箱", code);
    }

    // The second of two texts of one piece.
    void check_twice() {
        std::map<BlockId, std::map<std::int64_t, std::int64_t>> seen;  // first → last
        for (Scan& s : out_.items) {
            if (s.problem || s.parts.empty()) continue;
            const auto meets = [&](const Placed& p) {
                auto& of_block = seen[p.block];
                auto at = of_block.upper_bound(p.segment.last);
                return at != of_block.begin() && std::prev(at)->second >= p.segment.first;
            };
            if (std::ranges::any_of(s.parts, meets)) {
                s.problem = problem(Code::codes_overlap, "重复扫描");
                continue;
            }
            for (const Placed& p : s.parts) seen[p.block].emplace(p.segment.first, p.segment.last);
        }
    }

    db::Tx& tx_;
    const events::Names& names_;
    const auth::Actor& actor_;
    const Place& place_;
    Purpose purpose_;
    events::MoveJudge judge_;
    Scans out_;
    std::map<std::size_t, CodeRange> ranges_;  // by text
    std::vector<std::pair<std::size_t, std::string>> notes_;
    std::vector<std::size_t> open_;  // texts that are no code
    std::map<std::size_t, std::vector<store::AliasOf>> candidates_;
    std::map<EventId, std::optional<StockOut>> notes_of_;
};

}  // namespace

std::int64_t Scan::quantity() const {
    if (note) return note->quantity;
    std::int64_t n = 0;
    for (const Placed& p : parts) n += p.segment.last - p.segment.first + 1;
    return n;
}

const catalog::Product* Scans::product_of(const Scan& scan) const {
    if (scan.parts.empty()) return nullptr;
    const auto* batch = batch_of(scan.parts.front());
    const auto at = batch ? products.find(batch->product) : products.end();
    return at == products.end() ? nullptr : &at->second;
}

const BatchInfo* Scans::batch_of(const codes::Placed& part) const {
    const auto at = batches.find({part.block, part.segment.state.batch});
    return at == batches.end() ? nullptr : &at->second;
}

Result<Scans> scan(db::Tx& tx, const events::Names& names, const auth::Actor& actor, const Place& place,
                   Purpose purpose, std::span<const std::string> texts) {
    TRY(auto org, registry::get_org(tx, actor.org));
    return Resolving(tx, names, actor, place, purpose, std::move(org)).run(texts);
}

std::vector<Line> lines_of(db::Tx& tx, std::span<const codes::Placed> parts, Scans& known) {
    std::vector<std::pair<BlockId, BatchId>> keys;
    for (const Placed& p : parts)
        if (!known.batch_of(p)) keys.emplace_back(p.block, p.segment.state.batch);
    keep_distinct(keys);
    const auto found = store::batches(tx, keys);
    for (std::size_t i = 0; i < keys.size(); ++i)
        if (found[i])
            known.batches.emplace(
                keys[i], BatchInfo{found[i]->product, batch_number_of(found[i]->numbers), found[i]->production_date});
    std::map<std::tuple<ProductId, std::string, std::string>, std::int64_t> sums;
    for (const Placed& p : parts)
        if (const auto* batch = known.batch_of(p))
            sums[{batch->product, batch->number, batch->production_date}] += p.segment.last - p.segment.first + 1;
    std::vector<Line> lines;
    for (const auto& [key, quantity] : sums) {
        const auto& [product_id, number, day] = key;
        auto at = known.products.find(product_id);
        if (at == known.products.end())
            if (auto product = catalog::get_product(tx, product_id); product.has_value())
                at = known.products.emplace(product_id, std::move(product).value()).first;
        if (at == known.products.end()) continue;
        const auto& values = at->second.values.values;
        const auto value = [&](std::string_view field) {
            const auto found_at = values.find(field);
            return found_at == values.end() ? std::string() : found_at->second;
        };
        std::string gtin = value("gtin");
        if (!gtin.empty() && gtin.size() < 14) gtin.insert(0, 14 - gtin.size(), '0');
        lines.push_back({.product = product_id,
                         .name = at->second.name,
                         .specification = value("specification"),
                         .model = at->second.model(),
                         .gtin = std::move(gtin),
                         .batch = number,
                         .production_date = day,
                         .quantity = quantity});
    }
    return lines;
}

}  // namespace yiguan::trade
