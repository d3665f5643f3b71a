#include "events/balance.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

#include "events/rules.hpp"

namespace yiguan::events {

std::string_view name(BalanceFinding::Kind kind) {
    static constexpr std::array<std::string_view, 7> names{
        "shippedMoreThanMade", "usedMoreThanPurchased", "soldMoreThanReceived", "negativeStock", "diverted",
        "soldTwice",           "unitMismatch"};
    return names[static_cast<std::size_t>(kind)];
}

namespace {

namespace role = epcis::role;
using epcis::EventType;
using Kind = BalanceFinding::Kind;

enum class Move : std::uint8_t { none, purchased, produced, used, shipped, sold };

constexpr double tolerance = 1e-9;

std::string amount(double value) {
    return fmt::format("{:.12g}", value);
}

class Balancer {
public:
    Balancer(EventSource& source, const TraceReader& reader, const BalanceQuestion& question, const Convert& convert)
        : source_(source), reader_(reader), question_(question), convert_(convert), cache_(source) {}

    Balance run() {
        std::vector<Reach> lots;
        for (const Mention& m : question_.lots) {
            lots.push_back(m.reach);
            counted_.add(m.reach);
        }
        auto read = cache_.read(lots, balance_events_max);
        out_.truncated = !read.cut_off.empty();
        // The materials that went into the lots have accounts of their own.
        std::vector<Reach> materials;
        for (const std::size_t i : read.events) {
            const auto& entry = cache_.at(i);
            if (entry.logged.event.type != EventType::transformation || !counts(entry.logged)) continue;
            const bool makes = std::ranges::any_of(entry.mentions, [&](const Mention& m) {
                return (m.role & (role::output | role::output_class)) && counted_.touches(m.reach);
            });
            if (!makes) continue;
            for (const Mention& m : entry.mentions)
                if (m.role & (role::input | role::input_class)) materials.push_back(m.reach);
        }
        for (const Reach& m : materials)
            for (const Reach& fresh : counted_.add(m)) materials_.add(fresh), lots.push_back(fresh);
        if (!materials.empty()) {
            read = cache_.read(lots, balance_events_max);
            out_.truncated = out_.truncated || !read.cut_off.empty();
        }
        for (const std::size_t i : read.events) {
            const Logged& l = cache_.at(i).logged;
            if (l.event.error_declaration) wrong_.insert({l.org, l.identity});
        }
        for (const std::size_t i : read.events)
            if (counts(cache_.at(i).logged)) book(cache_.at(i));
        judge();
        for (auto& [key, line] : lines_) out_.lines.push_back(line);
        return std::move(out_);
    }

private:
    bool counts(const Logged& l) const {
        return !l.event.error_declaration && !wrong_.contains({l.org, l.identity}) &&
               reader_.sight_of(l) == Sight::full;
    }
    bool in_period(const Logged& l) const {
        return (!question_.from || l.event.event_time >= *question_.from) &&
               (!question_.before || l.event.event_time < *question_.before);
    }

    static Move move_of(const epcis::Event& e, int mention_role) {
        if (e.type == EventType::transformation)
            return mention_role & (role::input | role::input_class) ? Move::used : Move::produced;
        if (e.type != EventType::object && e.type != EventType::transaction) return Move::none;
        if (mention_role == role::parent) return Move::none;
        const std::string_view step = e.biz_step;
        if (step == "shipping" || step == "departing") return step == "shipping" ? Move::shipped : Move::none;
        if (step == "receiving" || step == "accepting") return step == "receiving" ? Move::purchased : Move::none;
        if (step == "retail_selling" || step == "dispensing") return Move::sold;
        if (e.action == epcis::Action::add && (step == "commissioning" || step == "creating_class_instance"))
            return Move::produced;
        if (step == "destroying" || step == "decommissioning" || step == "consuming") return Move::used;
        return Move::none;
    }

    // Of a drum of cable (drums.cpp) metres are cut, and the pieces counted as pieces when their codes were bound.
    static bool is_cut(const epcis::Event& e, const Mention& m) {
        return e.type == EventType::transformation && e.biz_step == "creating_class_instance" && m.quantity &&
               m.reach.ours() && m.reach.size() == 1;
    }

    std::string item_of(const Mention& m) {
        if (m.reach.ours()) return fmt::format("{}（码段 {}）", source_.product_of(m.reach.space), m.reach.space);
        return m.quantity || m.reach.size() == 1 ? std::string(m.first) : fmt::format("{} – {}", m.first, m.last);
    }
    // Single foreign items are counted as pieces of their class: one account per space.
    std::string account_of(const Mention& m) {
        if (m.quantity || m.reach.ours()) return item_of(m);
        const auto [at, fresh] = items_.try_emplace(m.reach.space, std::string(m.first));
        return at->second;
    }

    void book(const EventCache::Entry& entry) {
        const Logged& l = entry.logged;
        // Codes that were given up free were never goods; what was undone was not made.
        const Effect effect = l.fact ? effect_of(*l.fact) : Effect::note;
        if (effect == Effect::give_up) return;
        const bool undone = effect == Effect::unbind || effect == Effect::unbind_voided;
        for (const Mention& m : entry.mentions) {
            const Move move = undone ? Move::produced : move_of(l.event, m.role);
            if (move == Move::none || is_cut(l.event, m)) continue;
            for (const Reach& part : counted_.common_with(m.reach)) {
                const double pieces = static_cast<double>(undone ? -part.size() : part.size());
                const double value = m.quantity ? m.quantity->quantity.value_or(0) : pieces;
                book(l, m, move, value, m.quantity ? std::string_view(m.quantity->uom) : std::string_view());
                follow(l, m, part, move);
            }
        }
    }

    void book(const Logged& l, const Mention& m, Move move, double value, std::string_view unit) {
        const std::string item = account_of(m);
        const auto [at, fresh] = lines_.try_emplace({item, l.org});
        BalanceLine& line = at->second;
        if (fresh) {
            line.org = l.org, line.item = item, line.unit = unit;
            line.material = materials_.touches(m.reach);
        } else if (line.unit != unit) {
            const auto converted = convert_(value, unit, line.unit);
            if (!converted) {
                find(Kind::unit_mismatch, l, item,
                     fmt::format("计量单位“{}”与“{}”不能换算，该笔数量未计入", unit.empty() ? "件" : unit,
                                 line.unit.empty() ? "件" : line.unit));
                return;
            }
            value = *converted;
        }
        // Stock runs through all time; the sums are those of the period.
        double& stock = stocks_[{item, l.org}];
        const bool in = move == Move::purchased || move == Move::produced;
        const double before = stock;
        stock += in ? value : -value;
        const double least = -tolerance * std::max(1.0, std::abs(value));
        if (stock < least && before >= least && in_period(l))
            find(
                Kind::negative_stock, l, item,
                fmt::format("{} {}后库存为负（{}）", l.event.event_time.value ? beijing_minute(l.event.event_time) : "",
                            word(move), amount(stock)));
        if (!in_period(l)) return;
        ++out_.events;
        double* const sums[] = {nullptr, &line.purchased, &line.produced, &line.used, &line.shipped, &line.sold};
        *sums[static_cast<std::size_t>(move)] += value;
    }
    static std::string_view word(Move move) {
        static constexpr std::array<std::string_view, 6> words{"", "进货", "生产", "使用", "发货", "销售"};
        return words[static_cast<std::size_t>(move)];
    }

    // Of single items: to whom they were shipped last, and whether they were sold.
    struct Trail {
        std::int64_t last;
        OrgId addressed;
        OrgId shipper;
        bool sold = false;
    };
    void follow(const Logged& l, const Mention& m, const Reach& part, Move move) {
        if (m.quantity || (move != Move::shipped && move != Move::purchased && move != Move::sold)) return;
        auto& trails = trails_[part.space];
        cut(trails, part.first);
        cut(trails, part.last + 1);
        const std::string item = account_of(m);
        OrgId told_org;  // one finding per event and addressee
        bool told = false, told_sold = false;
        auto at = trails.lower_bound(part.first);
        for (; at != trails.end() && at->first <= part.last; ++at) {
            Trail& t = at->second;
            if (move == Move::sold && t.sold && !told_sold) {
                told_sold = true;
                find(Kind::sold_twice, l, item, fmt::format("同一件商品被重复销售，共 {} 件", part.size()));
            }
            const bool other = (move == Move::purchased || move == Move::sold) && t.addressed && t.addressed != l.org &&
                               t.shipper != l.org;
            if (other && (!told || told_org != t.addressed)) {
                told = true, told_org = t.addressed;
                find(Kind::diverted, l, item,
                     fmt::format("疑似窜货：发往“{}”的商品由“{}”{}", source_.name_of(t.addressed),
                                 source_.name_of(l.org), move == Move::sold ? "销售" : "收货"));
            }
        }
        OrgId to;
        if (move == Move::shipped) {
            if (l.fact) to = l.fact->partner;
            for (const auto& d : l.event.destinations)
                if (!to) to = source_.org_of(d.id);
        }
        std::vector<Reach> gaps;
        std::int64_t next = part.first;
        for (auto i = trails.lower_bound(part.first); i != trails.end() && i->first <= part.last; ++i) {
            if (i->first > next) gaps.push_back({part.space, next, i->first - 1});
            next = i->second.last + 1;
        }
        if (next <= part.last) gaps.push_back({part.space, next, part.last});
        for (const Reach& gap : gaps)
            trails.emplace(gap.first, Trail{.last = gap.last, .addressed = {}, .shipper = {}});
        for (auto i = trails.lower_bound(part.first); i != trails.end() && i->first <= part.last; ++i) {
            Trail& t = i->second;
            if (move == Move::shipped) t.addressed = to, t.shipper = l.org;
            if (move == Move::purchased) t.addressed = l.org, t.sold = false;
            if (move == Move::sold) t.sold = true;
        }
    }
    static void cut(std::map<std::int64_t, Trail>& trails, std::int64_t before) {
        auto at = trails.lower_bound(before);
        if (at == trails.begin()) return;
        --at;
        if (at->second.last < before) return;
        Trail rest = at->second;
        at->second.last = before - 1;
        trails.emplace(before, rest);
    }

    void find(Kind kind, const Logged& l, const std::string& item, std::string reason) {
        if (!in_period(l)) return;
        add({kind, l.org, item, std::move(reason), l.identity, l.event.event_time});
    }
    void add(BalanceFinding finding) {
        if (out_.findings.size() >= findings_max)
            out_.truncated = true;
        else
            out_.findings.push_back(std::move(finding));
    }

    void judge() {
        for (const auto& [key, line] : lines_) {
            const auto over = [&](double out, double in) { return out > in + tolerance * std::max(1.0, std::abs(in)); };
            const std::string unit = line.unit.empty() ? "件" : line.unit;
            // What lay in stock when the period began may go out in it.
            const double opening = std::max(0.0, stocks_[key] - line.stock());
            if (over(line.used, line.purchased + line.produced + opening) && line.used > 0)
                add({Kind::used_more_than_purchased,
                     line.org,
                     line.item,
                     fmt::format("使用量 {} {} 超过进货量 {} {}", amount(line.used), unit,
                                 amount(line.purchased + line.produced + opening), unit),
                     {},
                     {}});
            if (line.produced > 0 && over(line.shipped + line.sold, line.produced + line.purchased + opening))
                add({Kind::shipped_more_than_made,
                     line.org,
                     line.item,
                     fmt::format("发货与销售 {} {} 超过生产与进货 {} {}", amount(line.shipped + line.sold), unit,
                                 amount(line.produced + line.purchased + opening), unit),
                     {},
                     {}});
            else if (line.produced == 0 && over(line.shipped + line.sold, line.purchased + opening))
                add({Kind::sold_more_than_received,
                     line.org,
                     line.item,
                     fmt::format("发货与销售 {} {} 超过进货量 {} {}", amount(line.shipped + line.sold), unit,
                                 amount(line.purchased + opening), unit),
                     {},
                     {}});
        }
    }

    EventSource& source_;
    const TraceReader& reader_;
    const BalanceQuestion& question_;
    const Convert& convert_;
    EventCache cache_;
    Balance out_;
    ReachSet counted_, materials_;
    std::set<std::pair<OrgId, std::string>> wrong_;
    std::map<std::pair<std::string, OrgId>, BalanceLine> lines_;
    std::map<std::pair<std::string, OrgId>, double> stocks_;
    std::map<std::int64_t, std::string> items_;
    std::map<std::int64_t, std::map<std::int64_t, Trail>> trails_;
};

}  // namespace

Balance balance(EventSource& source, const TraceReader& reader, const BalanceQuestion& question,
                const Convert& convert) {
    return Balancer(source, reader, question, convert).run();
}

json::object encode(const Balance& balance, EventSource& source) {
    json::array lines, findings;
    for (const BalanceLine& l : balance.lines) {
        json::object line{{"item", l.item},
                          {"unit", l.unit},
                          {"material", l.material},
                          {"purchased", amount(l.purchased)},
                          {"produced", amount(l.produced)},
                          {"used", amount(l.used)},
                          {"shipped", amount(l.shipped)},
                          {"sold", amount(l.sold)},
                          {"stock", amount(l.stock())}};
        if (l.org) line["organisation"] = to_string(l.org), line["organisationName"] = source.name_of(l.org);
        lines.push_back(std::move(line));
    }
    for (const BalanceFinding& f : balance.findings) {
        json::object finding{{"kind", name(f.kind)}, {"item", f.item}, {"reason", f.reason}};
        if (f.org) finding["organisation"] = to_string(f.org), finding["organisationName"] = source.name_of(f.org);
        if (!f.event.empty()) finding["eventID"] = f.event;
        if (f.at) finding["eventTime"] = iso_utc(*f.at);
        findings.push_back(std::move(finding));
    }
    return {{"lines", std::move(lines)},
            {"findings", std::move(findings)},
            {"events", balance.events},
            {"truncated", balance.truncated}};
}

}  // namespace yiguan::events
