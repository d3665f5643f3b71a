// Events against their records of the transparency log, both ways.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "epcis/body.hpp"
#include "epcis/hash.hpp"
#include "events/capture_store.hpp"
#include "events/event_leaf.hpp"
#include "events/transition.hpp"
#include "ledger/ledger.hpp"
#include "ledger/personal.hpp"

namespace yiguan::events {
namespace {

#define LEAF_COLUMNS                                                                                                   \
    "home_block, event_id, event_type, event_action, biz_step, disposition, template_id, event_time, offset_minutes, " \
    "org_id, user_id, partner_id, partner_uscc, code_ranges, field_values, body, record_time, code_count, id_hash, "   \
    "origin, log_position, log_seed"

const db::Statement leaf_sql{"events.leaf",
                             "select " LEAF_COLUMNS " from event where home_block = $1 and event_id = $2"};
const db::Statement leaves_sql{"events.leaves", "select " LEAF_COLUMNS
                                                " from event where (home_block, event_id) > ($1, $2)"
                                                " order by home_block, event_id limit $3"};

// A row of event with everything that says something about its record.
struct Row {
    EventKey key;
    LeafValues values;  // texts: those below
    std::string tmpl, partner_uscc, ranges, field_values, body;
    bool captured = false;
    UtcMs record_time;
    std::int64_t code_count = 0, id_hash = 0;
    Origin origin{};
    db::Position position;
    std::optional<proof::Seed> seed;

    LeafValues committed() const {
        LeafValues v = values;
        v.tmpl = tmpl, v.partner_uscc = partner_uscc, v.ranges = ranges, v.content = captured ? body : field_values;
        return v;
    }
};

Row read_row(db::Rows& r) {
    Row row{.key = {r.get<EventId>(1), r.integer(0)},
            .values = {.type = r.get<epcis::EventType>(2),
                       .action = r.get<int>(3),
                       .step = r.get<BizStep>(4),
                       .disposition = r.get<Disposition>(5),
                       .tmpl = {},
                       .time = r.get<UtcMs>(7),
                       .offset_minutes = r.get<int>(8),
                       .org = r.get<OrgId>(9),
                       .user = r.get<UserId>(10),
                       .partner = r.get<OrgId>(11),
                       .partner_uscc = {},
                       .ranges = {},
                       .content = {}},
            .tmpl = r.get<std::string>(6),
            .partner_uscc = r.get<std::string>(12),
            .ranges = r.get<std::string>(13),
            .field_values = r.get<std::string>(14),
            .captured = !r.is_null(15),
            .record_time = r.get<UtcMs>(16),
            .code_count = r.integer(17),
            .id_hash = r.integer(18),
            .origin = r.get<Origin>(19),
            .position = {r.integer(20)}};
    if (row.captured) row.body = r.text(15);
    if (!r.is_null(21)) {
        const auto seed = r.bytes(21);
        if (seed.size() == row.seed.emplace().size())
            std::ranges::copy(seed, row.seed->begin());
        else
            row.seed.reset();
    }
    return row;
}

// Of personal values, which only facts have.
std::vector<proof::Hash> personal_of(db::Tx& tx, const Row& row) {
    return row.captured ? std::vector<proof::Hash>{} : ledger::personal_entries(tx, row.position);
}

std::int64_t codes_in(std::vector<Reach> reaches) {
    std::ranges::sort(reaches);
    std::int64_t sum = 0, end = 0;
    for (std::size_t i = 0; i < reaches.size(); ++i) {
        if (i == 0 || reaches[i].space != reaches[i - 1].space) end = -1;
        const std::int64_t first = std::max(reaches[i].first, end + 1);
        if (first <= reaches[i].last) sum += reaches[i].last - first + 1;
        end = std::max(end, reaches[i].last);
    }
    return sum;
}

class Checker {
public:
    Checker(db::Tx& tx, const Names* names, std::size_t limit) : tx_(tx), names_(names), limit_(limit) {
        for (const auto& log : ledger::ends_of_logs(tx)) {
            records_[log.log].resize(static_cast<std::size_t>(log.size));
            read_leaves(log.log, 0, 1, [&](std::int64_t, const proof::Leaf& leaf) {
                began_ = std::min(began_.value_or(leaf.recorded_ms), leaf.recorded_ms);
            });
        }
    }

    void events() {
        constexpr int page_rows = 1000;
        for (EventKey after{EventId{INT64_MIN}, INT64_MIN}; complaints.size() < limit_;) {
            std::vector<Row> page;
            {
                auto rows = tx_.query(leaves_sql, after.home, after.id, page_rows);
                while (rows.next()) page.push_back(read_row(rows));
            }
            if (page.empty()) break;
            after = page.back().key;
            check(page);
        }
        store::each_tail(tx_, [&](std::int64_t id_hash, const EventKey& key) { unfiled_.erase({id_hash, key}); });
        for (const auto& [id_hash, key] : unfiled_) say("事件 {}：标识索引中没有它，编号或标识已被改动", key.id.value);
    }

    // What no event has claimed.
    void records() {
        for (const auto& [log, claimed] : records_)
            read_leaves(
                log, 0, static_cast<std::int64_t>(claimed.size()), [&](std::int64_t i, const proof::Leaf& leaf) {
                    if (leaf.kind != proof::Kind::event && leaf.kind != proof::Kind::correction) return;
                    if (!claimed[static_cast<std::size_t>(i)])
                        say("日志 {} 的条目 {} 记录了一个事件，但数据库中没有这个事件：事件已被删除或移走", log, i);
                });
    }

    std::vector<std::string> complaints;

private:
    template <class... Args>
    void say(fmt::format_string<Args...> text, Args&&... args) {
        if (complaints.size() < limit_) complaints.push_back(fmt::format(text, std::forward<Args>(args)...));
    }
    template <class... Args>
    void say_of(const Row& row, fmt::format_string<Args...> text, Args&&... args) {
        say("事件 {}（日志 {} 的条目 {}）：{}", row.key.id.value, row.position.log(), row.position.index(),
            fmt::format(text, std::forward<Args>(args)...));
    }

    // Records that can be read; what is wrong with the others is for the check of the log itself to say.
    template <class F>
    void read_leaves(std::int64_t log, std::int64_t first, std::int64_t last, F take) {
        try {
            ledger::for_each_leaf(tx_, log, first, last, [&](std::int64_t index, std::string_view bytes) {
                if (const auto leaf = proof::Leaf::decode(bytes); leaf.has_value()) take(index, leaf.value());
                return complaints.size() < limit_;
            });
        } catch (const db::Fault& fault) {
            say("日志 {}：条目无法读取（{}）", log, fault.what());
        }
    }

    void check(std::vector<Row>& page) {
        std::ranges::sort(page, {}, &Row::position);
        std::vector<std::pair<std::int64_t, EventKey>> identities;
        // Neighbours in the log are read together.
        std::map<std::int64_t, std::vector<std::int64_t>> wanted;
        for (const Row& row : page)
            if (exists(row.position)) wanted[row.position.log()].push_back(row.position.index());
        std::map<db::Position, std::string> leaves;
        for (auto& [log, indices] : wanted) {
            indices.erase(std::unique(indices.begin(), indices.end()), indices.end());
            try {
                auto read = ledger::leaves_at(tx_, log, indices);
                for (std::size_t i = 0; i < indices.size(); ++i)
                    leaves.emplace(db::Position::of(log, indices[i]), std::move(read[i]));
            } catch (const db::Fault& fault) {
                say("日志 {}：条目无法读取（{}）", log, fault.what());
            }
        }
        for (const Row& row : page) {
            try {
                derived(row);
                if (row.captured) identities.emplace_back(row.id_hash, row.key);
                if (!row.position)
                    unrecorded(row);
                else if (const auto leaf = leaves.find(row.position); leaf != leaves.end())
                    compare(row, leaf->second);
                else if (!exists(row.position))
                    say_of(row, "日志中没有这个位置");
            } catch (const std::runtime_error& e) {
                say_of(row, "存储的内容已损坏（{}）", e.what());
            }
        }
        for (const auto& missing : store::unfiled_identities(tx_, identities)) unfiled_.insert(missing);
    }

    bool exists(db::Position at) const {
        const auto log = records_.find(at.log());
        return at && log != records_.end() && at.index() < static_cast<std::int64_t>(log->second.size());
    }

    void unrecorded(const Row& row) {
        if (began_ && row.record_time.value >= *began_)
            say("事件 {}：没有日志位置，但它的登记时间在日志开始之后", row.key.id.value);
    }

    // What other columns say anyway.
    void derived(const Row& row) {
        const auto ranges = store::parse_ranges(row.ranges);
        for (const auto& r : ranges) {
            const auto block = codes::find_block(tx_, r.block);
            if (!block || r.first > r.last || r.first < block->first || r.last > block->last)
                throw std::runtime_error("codes outside their block");
        }
        if (!row.captured) {
            if (row.origin != Origin::fact) say_of(row, "来源一栏与事件不符");
            if (row.id_hash != row.key.id.value) say_of(row, "编号与标识不符");
            if (ranges.empty() || row.key.home != ranges.front().block.value) say_of(row, "所属码段与追溯码不符");
            if (row.code_count != codes::count(ranges)) say_of(row, "追溯码数量与追溯码不符");
            return;
        }
        if (!row.field_values.empty()) say_of(row, "采集的事件不应有填报字段");
        const epcis::Event event = epcis::unpack(row.body);
        if (row.id_hash !=
            (event.event_id.empty() ? identity_key(epcis::event_hash(event)) : identity_key(event.event_id)))
            say_of(row, "标识与事件内容不符");
        if (row.key.home != foreign_home(row.values.org, row.key.id) &&
            (ranges.empty() || row.key.home != ranges.front().block.value))
            say_of(row, "所属码段与追溯码不符");
        if (row.origin == Origin::fact) say_of(row, "来源一栏与事件不符");
        if (names_) derived_of_names(row, event, ranges);
    }

    void derived_of_names(const Row& row, const epcis::Event& event, const std::vector<codes::CodeRange>& ranges) {
        std::int64_t codes = 0;
        bool own = false;
        const auto ours = [&](const epcis::Event& part) {
            auto named = named_by(*names_, part, ranges);
            std::erase_if(named, [](const Reach& r) { return !r.ours(); });
            return named;
        };
        epcis::Event part;
        part.parent_id = event.parent_id;
        own = !ours(part).empty();
        part.parent_id.clear();
        for (const auto* list : {&event.epcs, &event.input_epcs, &event.output_epcs}) {
            part.epcs = *list;
            codes += codes_in(named_by(*names_, part, ranges));
            own = own || !ours(part).empty();
        }
        if (row.code_count != codes) say_of(row, "追溯码数量与追溯码不符");
        std::vector<Reach> stored;
        for (const auto& r : ranges) stored.push_back({r.block.value, r.first, r.last});
        const bool moved = codes_in(stored) > codes_in(ours(event));
        if (row.origin != (own || moved ? Origin::captured : Origin::foreign)) say_of(row, "来源一栏与事件不符");
    }

    void compare(const Row& row, std::string_view bytes) {
        const auto decoded = proof::Leaf::decode(bytes);
        if (decoded.has_error()) return say_of(row, "{}", decoded.error().detail);
        proof::Leaf leaf = decoded.value();
        const bool of_event = leaf.kind == proof::Kind::event || leaf.kind == proof::Kind::correction;
        if (!of_event || leaf.publics.contains(2)) return say_of(row, "这个位置不是事件的条目");
        auto& claimed = records_[row.position.log()];
        if (claimed[static_cast<std::size_t>(row.position.index())])
            return say_of(row, "另一个事件也指向同一条目：其中一个是复制的");
        claimed[static_cast<std::size_t>(row.position.index())] = true;
        take_parts(row, leaf);

        const bool declared = row.captured && epcis::unpack(row.body).error_declaration.has_value();
        if ((leaf.kind == proof::Kind::correction) != declared) say_of(row, "是否更正与条目不符");
        if (leaf.publics != proof::PublicMap{{1, static_cast<std::int64_t>(row.values.type)}})
            say_of(row, "事件类型与条目不符");
        if (leaf.recorded_ms != row.record_time.value) say_of(row, "登记时间与条目不符");
        if (!row.seed)
            say_of(row, "缺少盐值种子，无法核对内容");
        else if (root_of(row, *row.seed) != leaf.private_root)
            say_of(row, "步骤、时间、当事方或内容与条目所承诺的不符");
        if (!row.captured || names_)
            if (keys_of(row) != leaf.keys) say_of(row, "涉及的追溯码与条目的单元键不符");
    }

    // The keys of an event with many of them go on in the records behind its own.
    void take_parts(const Row& row, proof::Leaf& leaf) {
        auto& claimed = records_[row.position.log()];
        std::int64_t index = row.position.index() + 1;
        std::size_t last = leaf.keys.size();
        for (std::int64_t part = 1; last == proof::unit_keys_max && index < static_cast<std::int64_t>(claimed.size());
             ++part, ++index) {
            bool is = false;
            read_leaves(row.position.log(), index, index + 1, [&](std::int64_t, const proof::Leaf& next) {
                const auto number = next.publics.find(2);
                is = number != next.publics.end() && number->second == proof::PublicValue(part) &&
                     next.kind == leaf.kind && next.private_root == leaf.private_root;
                if (!is) return;
                last = next.keys.size();
                leaf.keys.insert(leaf.keys.end(), next.keys.begin(), next.keys.end());
            });
            if (!is) break;
            claimed[static_cast<std::size_t>(index)] = true;
        }
    }

    proof::Hash root_of(const Row& row, const proof::Seed& seed) {
        const auto personal = personal_of(tx_, row);
        if (personal.size() > proof::private_width_max - 4) return {};
        return proof::private_root(proof::Suite::sha256, private_entries(row.committed(), seed, personal));
    }

    std::vector<proof::UnitKey> keys_of(const Row& row) {
        const auto ranges = store::parse_ranges(row.ranges);
        std::vector<Reach> reaches;
        if (row.captured) reaches = named_by(*names_, epcis::unpack(row.body), ranges);
        for (const auto& r : ranges) reaches.push_back({r.block.value, r.first, r.last});
        return unit_keys(reaches, units_in(tx_));
    }

    db::Tx& tx_;
    const Names* names_;
    std::size_t limit_;
    std::map<std::int64_t, std::vector<bool>> records_;  // of each log: claimed by an event
    std::optional<std::int64_t> began_;
    std::set<std::pair<std::int64_t, EventKey>> unfiled_;  // not in the index; perhaps in a tail
};

}  // namespace

std::optional<EventLeaf> find_event_leaf(db::Tx& tx, const EventKey& key) {
    Row row;
    {
        auto rows = tx.query(leaf_sql, key.home, key.id);
        if (!rows.next()) return std::nullopt;
        row = read_row(rows);
    }
    EventLeaf found{.position = row.position, .seed = row.seed, .fields = {}, .entries = {}};
    if (!row.seed) return found;
    found.fields = private_fields(row.committed(), *row.seed);
    found.entries = private_entries(row.committed(), *row.seed, personal_of(tx, row));
    return found;
}

std::vector<std::string> check_ledger(db::Tx& tx, const Names* names, std::size_t limit) {
    Checker checker(tx, names, limit);
    checker.events();
    checker.records();
    return std::move(checker.complaints);
}

}  // namespace yiguan::events
