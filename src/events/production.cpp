#include "events/production.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <unordered_map>

#include "codes/pieces.hpp"
#include "core/text.hpp"
#include "events/drums_store.hpp"
#include "events/events_store.hpp"
#include "events/production_store.hpp"
#include "events/steps.hpp"
#include "ledger/check.hpp"
#include "registry/documents.hpp"

namespace yiguan::events {
namespace {

using codes::CodeRange;

constexpr std::size_t batch_number_chars_max = 60;

std::string content_of(const Production& p) {
    return ledger::content_of(
        "production/v1",
        {p.id.value, p.org.value, p.product.value, p.quantity, static_cast<std::int64_t>(p.method), p.activated,
         p.report.value, p.home.value, p.bound_event.value, p.active_event.value, p.created_by.value,
         p.created_at.value},
        p.batch_number + "\n" + p.production_date + "\n" + store::print_ranges(p.ranges) + "\n" + p.given);
}

std::string content_of_undone(const Production& p) {
    return ledger::content_of("production-undone/v1",
                              {p.id.value, p.undo_event.value, p.undone_by.value, p.undone_at.value});
}

Error no_production() {
    return {Code::not_found, "", "没有这条生产记录"};
}

// Of the own organisation: what others filed, a party of it or not, is not there.
Result<catalog::Product> own_product(db::Tx& tx, const auth::Actor& actor, ProductId id) {
    const auto product = catalog::get_product(tx, id);
    if (product.has_error() || product.value().org != actor.org)
        return Error{Code::not_found, "/product", "没有这个产品备案", "产品"};
    if (product.value().status != catalog::ProductStatus::published)
        return Error{Code::product_not_published, "/product", "产品备案未发布或已停用，不能绑码", "产品备案"};
    return product.value();
}

std::string next_batch_number(db::Tx& tx, OrgId org, ProductId product, Date date) {
    std::string day = to_string(date);
    std::erase(day, '-');
    for (std::int64_t n = store::last_number_of_day(tx, org, product, day) + 1;; ++n)
        if (auto number = fmt::format("{}-{:02}", day, n); !store::has_batch_number(tx, org, product, number))
            return number;
}

Error number_taken(const std::string& number) {
    return {.code = Code::conflict,
            .pointer = "/batchNumber",
            .detail = "这个产品已有同一批次号，请换一个批次号",
            .field = "批次号",
            .value = number};
}

Result<std::string> batch_number_of(db::Tx& tx, OrgId org, const ProductionInput& input) {
    if (input.batch_number.empty()) return next_batch_number(tx, org, input.product, input.production_date);
    if (utf8_length(input.batch_number) > batch_number_chars_max)
        return Error{Code::too_long, "/batchNumber", fmt::format("批次号不超过 {} 个字", batch_number_chars_max),
                     "批次号"};
    if (store::has_batch_number(tx, org, input.product, input.batch_number)) return number_taken(input.batch_number);
    return input.batch_number;
}

// The fields of the binding step: what the form knows already need not be typed again.
FieldInput completed(const catalog::Template& tmpl, const FieldInput& given, std::string_view date,
                     std::string_view batch_number, std::int64_t count) {
    FieldInput out = given;
    const auto is_of_step = [&](std::string_view key) {
        const auto* field = tmpl.find(key);
        return field && field->step == catalog::Step::binding;
    };
    if (is_of_step("productionDate")) out.fields["productionDate"] = date;
    if (is_of_step("factoryNumber") && !out.fields.contains("factoryNumber"))
        out.fields["factoryNumber"] = json::object{
            {"prefix", fmt::format("{}-", batch_number)},
            {"first", fmt::format("{:0{}}", 1, std::max<std::size_t>(4, fmt::formatted_size("{}", count)))}};
    return out;
}

std::string given_text(const FieldInput& input) {
    json::object out{{"fields", input.fields}};
    if (input.open) out["open"] = *input.open;
    return json::serialize(out);
}

// What one call does, step by step.
class Recording {
public:
    Recording(db::Tx& tx, const auth::Actor& actor, const ProductionRules& rules, const ProductionInput& input,
              const catalog::Product& product)
        : tx_(tx), actor_(actor), rules_(rules), input_(input), product_(product) {}

    // `ranges`: free codes of the organisation; empty: `quantity` are applied for.
    Result<Production> run(std::vector<CodeRange> ranges, std::int64_t quantity) {
        TRY_VOID(auth::require(actor_, auth::Permission::bind_codes));
        if (input_.activate) {
            TRY_VOID(auth::require(actor_, auth::Permission::activate_codes));
        }
        TRY(const auto number, batch_number_of(tx_, actor_.org, input_));
        if (input_.report) {
            if (const auto report = registry::require_document(tx_, input_.report, actor_.org); report.has_error()) {
                Error error = report.error();
                error.pointer = "/report", error.field = "检验报告";
                return error;
            }
        }
        const bool pieces = !input_.pieces.empty(), make = ranges.empty();
        if (make) {
            TRY(ranges, apply(quantity));
        }
        TRY(ranges, codes::normalise(std::move(ranges)));
        for (const CodeRange& range : ranges) {
            TRY_VOID(is_of_product(range));
        }
        const std::string date = to_string(input_.production_date);
        Production made{.id = tx_.next_id<ProductionId>(),
                        .org = actor_.org,
                        .product = product_.id,
                        .batch_number = number,
                        .production_date = date,
                        .quantity = codes::count(ranges),
                        .ranges = ranges,
                        .method = static_cast<ProductionMethod>((make ? 1 : 0) + (pieces ? 2 : 0)),
                        .activated = input_.activate,
                        .report = input_.report,
                        .given = given_text(input_.input),
                        .home = ranges.front().block,
                        .created_by = actor_.user,
                        .created_at = tx_.now()};
        TRY(const auto bound,
            commission(tx_, actor_, ranges, completed(*product_.tmpl, input_.input, date, number, made.quantity),
                       pieces ? Numbered::each : Numbered::no));
        made.bound_event = bound.id;
        if (input_.activate) {
            TRY(const auto active, activate(tx_, actor_, ranges));
            made.active_event = active.id;
        }
        if (!store::insert_production(tx_, made)) return number_taken(number);
        ledger::append(tx_, ledger::Object::production, made.id.value, 1, content_of(made));
        return made;
    }

private:
    Result<std::vector<CodeRange>> apply(std::int64_t quantity) {
        TRY(const auto block,
            codes::apply_for_codes(tx_, actor_, rules_.domain, {product_.id, quantity, rules_.empty_rate_max}));
        TRY_VOID(codes::require_quota(tx_, actor_.org, rules_.quota));
        return std::vector<CodeRange>{{block.id, block.first, block.last}};
    }

    Result<void> is_of_product(const CodeRange& range) {
        const auto block = codes::find_block(tx_, range.block);
        if (!block || block->org != actor_.org) return Error{Code::block_unknown, "/ranges", "没有这个码段", "码段"};
        if (block->product != product_.id)
            return Error{Code::codes_not_yours, "/ranges", "所选的码是为另一个产品申请的", "码段"};
        return outcome::success();
    }

    db::Tx& tx_;
    const auth::Actor& actor_;
    const ProductionRules& rules_;
    const ProductionInput& input_;
    const catalog::Product& product_;
};

// Pieces against each other and against what is there, which is read for all of them together.
class Pieces {
public:
    Pieces(db::Tx& tx, const auth::Actor& actor, const ProductionInput& input, const catalog::Product& product)
        : tx_(tx), actor_(actor), input_(input), product_(product) {}

    Result<void> check() {
        std::vector<codes::CodeAt> wanted;
        for (const PieceRow& piece : input_.pieces)
            if (piece.code) wanted.push_back(*piece.code);
        carried_ = codes::CarriedByCodes(tx_, std::move(wanted));
        rows_.reserve(input_.pieces.size());
        items_.reserve(input_.pieces.size());
        for (std::size_t i = 0; i < input_.pieces.size(); ++i) read(i);
        texts_ = codes::KnownTexts(tx_, actor_.org, items_);
        for (std::size_t i = 0; i < input_.pieces.size(); ++i) compare(i);
        return violations_.result();
    }

    /// Codes that are bound with them: sorted out by check().
    const std::vector<CodeRange>& free() const { return free_; }
    bool has_codes() const { return !input_.pieces.empty() && input_.pieces.front().code.has_value(); }

    Result<std::vector<codes::Item>> store(const std::vector<CodeRange>& made) {
        std::vector<codes::NewItem> wanted;
        wanted.reserve(rows_.size());
        std::size_t range = 0;
        std::int64_t next = made.empty() ? 0 : made.front().first;
        for (std::size_t i = 0; i < rows_.size(); ++i) {
            codes::CodeAt code;
            if (has_codes()) {
                code = *input_.pieces[i].code;
            } else {
                if (next > made[range].last) next = made[++range].first;
                code = {made[range].block, next++};
            }
            wanted.push_back({code, rows_[i].date, &items_[i]});
        }
        return codes::add_items(tx_, actor_, product_, wanted);
    }

private:
    struct Row {
        std::string date;
        Violations violations;
    };

    static std::string pointer_of(std::size_t i) { return fmt::format("/rows/{}", i); }

    // What the row and its code say.
    void read(std::size_t i) {
        const PieceRow& piece = input_.pieces[i];
        Row& row = rows_.emplace_back();
        const std::string pointer = pointer_of(i);
        Date date = input_.production_date;
        if (piece.code.has_value() != has_codes())
            row.violations.add({Code::missing_field, pointer + "/code", "追溯码要么每行都填，要么都不填", "追溯码"});
        if (piece.code) place(*piece.code, pointer, date, row.violations);
        row.date = to_string(date);
        items_.push_back(codes::check_item(product_, date, beijing_date(tx_.now()), piece.fields, pointer + "/fields",
                                           row.violations));
    }

    // With what is there, and with the rows before it.
    void compare(std::size_t i) {
        const std::string pointer = pointer_of(i);
        Violations& violations = rows_[i].violations;
        const auto& item = items_[i];
        codes::require_free(carried_, texts_, input_.pieces[i].code, item, product_, pointer, violations);
        for (const auto& [kind, text] : item.aliases) {
            const auto [seen, fresh] = seen_.emplace(text, i);
            if (fresh || seen->second == i) continue;
            const auto* field = codes::field_saying(product_.tmpl->family, item, text);
            violations.add({.code = Code::conflict,
                            .pointer = fmt::format("{}/fields/{}", pointer, field ? field->key : ""),
                            .detail = fmt::format("“{}”与第 {} 行重复", text, seen->second + 1),
                            .field = std::string(field ? field->zh : codes::rule_of(kind).name_zh),
                            .value = text});
        }
        if (violations.empty()) return;
        const Error error = violations.result().error();
        Error first = error;
        first.others.clear();
        violations_.add(std::move(first));
        for (const Error& other : error.others) violations_.add(other);
    }

    // A bound code keeps the day of its batch; a free one is bound with this call.
    void place(const codes::CodeAt& code, const std::string& pointer, Date& date, Violations& violations) {
        const auto say = [&](Code which, std::string detail) {
            violations.add({which, pointer + "/code", std::move(detail), "追溯码"});
        };
        if (!codes_.insert(code).second) return say(Code::codes_overlap, "同一个追溯码在请求中出现了两次");
        const auto* block = block_of(code.block);
        if (!block || block->org != actor_.org) return say(Code::block_unknown, "没有这个追溯码");
        if (block->product != product_.id) return say(Code::codes_not_yours, "这个追溯码是为另一个产品申请的");
        const auto* segment = carried_.segment(code);
        if (!segment) {
            free_.push_back({code.block, code.counter, code.counter});
            return;
        }
        if (!codes::can_carry(*segment)) return say(Code::wrong_state, "这个追溯码已作废");
        if (!codes::is_at_maker(*segment, actor_.org))
            return say(Code::wrong_state, "这个追溯码的产品已入库或流转，不能再登记单件信息");
        if (const auto day = day_of(code.block, segment->state.batch)) date = *day;
    }

    const codes::Block* block_of(BlockId id) {
        const auto [at, fresh] = blocks_.try_emplace(id);
        if (fresh) at->second = codes::find_block(tx_, id);
        return at->second ? &*at->second : nullptr;
    }
    std::optional<Date> day_of(BlockId block, BatchId batch) {
        const auto [at, fresh] = days_.try_emplace({block, batch});
        if (!fresh) return at->second;
        if (const auto found = codes::find_batch(tx_, block, batch))
            if (const auto day = parse_date(found->production_date); day.has_value()) at->second = day.value();
        return at->second;
    }

    db::Tx& tx_;
    const auth::Actor& actor_;
    const ProductionInput& input_;
    const catalog::Product& product_;
    Violations violations_;
    std::vector<Row> rows_;
    std::vector<codes::CheckedItem> items_;  // of the rows
    std::vector<CodeRange> free_;
    codes::CarriedByCodes carried_;
    codes::KnownTexts texts_;
    std::set<codes::CodeAt> codes_;
    std::map<BlockId, std::optional<codes::Block>> blocks_;
    std::map<std::pair<BlockId, BatchId>, std::optional<Date>> days_;
    std::unordered_map<std::string_view, std::size_t> seen_;  // texts of items_
};

// Codes that are bound have a batch: what is said of another one would be ignored.
Result<void> nothing_for_a_batch(const ProductionInput& input) {
    Violations violations;
    const auto refuse = [&](bool given, std::string_view pointer, std::string_view zh) {
        if (given)
            violations.add({Code::invalid, std::string(pointer),
                            fmt::format("所填的追溯码都已绑定，{}不会改变，请不要填写", zh), std::string(zh)});
    };
    refuse(!input.batch_number.empty(), "/batchNumber", "批次号");
    refuse(!input.input.fields.empty(), "/fields", "填报内容");
    refuse(input.input.open.has_value(), "/open", "公开的字段");
    refuse(static_cast<bool>(input.report), "/report", "检验报告");
    refuse(input.activate, "/activate", "激活状态");
    return violations.result();
}

Event taking_away(db::Tx& tx, const auth::Actor& actor, Disposition disposition, const catalog::Template* tmpl,
                  std::vector<CodeRange> ranges) {
    return {.id = tx.next_id<EventId>(),
            .home = ranges.front().block,
            .action = Action::remove,
            .step = BizStep::decommissioning,
            .disposition = disposition,
            .event_time = tx.now(),
            .record_time = tx.now(),
            .org = actor.org,
            .user = actor.user,
            .tmpl = tmpl,
            .ranges = std::move(ranges)};
}

// Ranges without what was voided while it was free.
std::vector<CodeRange> not_voided(db::Tx& tx, const std::vector<CodeRange>& ranges) {
    std::vector<CodeRange> left;
    for (const CodeRange& range : ranges) {
        std::int64_t next = range.first;
        for (const auto& placed : codes::segments_of(tx, {range})) {
            if (placed.segment.state.batch) continue;
            if (placed.segment.first > next) left.push_back({range.block, next, placed.segment.first - 1});
            next = placed.segment.last + 1;
        }
        if (next <= range.last) left.push_back({range.block, next, range.last});
    }
    return left;
}

}  // namespace

std::string_view name(ProductionMethod method) {
    static constexpr std::string_view names[] = {"ranges", "made", "items", "itemsMade"};
    return names[static_cast<std::size_t>(method)];
}

bool can_undo(const Production& p, UtcMs now) {
    return p.undone_at.value == 0 && now.value - p.created_at.value <= undo_window_ms;
}

Result<Production> record_production(db::Tx& tx, const auth::Actor& actor, const ProductionRules& rules,
                                     const ProductionInput& input) {
    TRY_VOID(auth::require(actor, auth::Permission::bind_codes));
    TRY(const auto product, own_product(tx, actor, input.product));
    if (codes::is_lithium(product))
        return Error{Code::invalid, "/quantity",
                     "锂电池每件须有 19 位序列号，不能按数量或区间绑码，请逐件登记或用表格导入", "数量"};
    return Recording(tx, actor, rules, input, product).run(input.ranges, input.quantity);
}

Result<BoundPieces> bind_pieces(db::Tx& tx, const auth::Actor& actor, const ProductionRules& rules,
                                const ProductionInput& input) {
    TRY_VOID(auth::require(actor, auth::Permission::bind_codes));
    TRY(const auto product, own_product(tx, actor, input.product));
    TRY_VOID(registry::require_approved(tx, actor.org));
    Pieces pieces(tx, actor, input, product);
    TRY_VOID(pieces.check());
    if (pieces.has_codes() && pieces.free().empty()) {
        TRY_VOID(nothing_for_a_batch(input));
    }
    BoundPieces bound;
    if (!pieces.has_codes() || !pieces.free().empty()) {
        TRY(bound.production, Recording(tx, actor, rules, input, product)
                                  .run(pieces.free(), static_cast<std::int64_t>(input.pieces.size())));
    }
    const auto made = bound.production ? bound.production->ranges : std::vector<CodeRange>{};
    TRY(bound.items, pieces.store(made));
    return bound;
}

Result<Production> undo_production(db::Tx& tx, const auth::Actor& actor, ProductionId id) {
    TRY_VOID(auth::require(actor, auth::Permission::bind_codes));
    auto found = store::find_production(tx, id);
    if (!found || found->org != actor.org || (actor.scope.own_only && found->created_by != actor.user))
        return no_production();
    if (found->undone_at.value != 0) return Error{Code::wrong_state, "", "这条生产记录已撤销"};
    if (!can_undo(*found, tx.now())) return Error{Code::wrong_state, "", "生产记录只能在 10 分钟内撤销"};
    TRY(const auto product, catalog::get_product(tx, found->product));
    const bool voided = made_codes(found->method) || found->activated;
    Event event =
        taking_away(tx, actor, voided ? Disposition::destroyed : Disposition::encoded, product.tmpl, found->ranges);
    const auto may = [&](const codes::Segment& part) -> Result<void> {
        const bool untouched = part.state.event == found->bound_event || part.state.event == found->active_event;
        if (untouched && part.state.holder == actor.org && part.state.container == 0) return outcome::success();
        return Error{Code::wrong_state, "", "这批产品中已有追溯码流转或装箱，不能撤销"};
    };
    if (codes::holds_contents(tx, found->ranges))
        return Error{Code::wrong_state, "", "这批产品中已有整车关联了电池和充电器，请先解绑"};
    if (store::any_drum(tx, found->ranges))
        return Error{Code::wrong_state, "", "这批产品中已有追溯码登记为电缆盘线，不能撤销"};
    TRY(const auto steps,
        codes::unbind(tx, event.ranges, event.id, voided ? codes::Unbound::voided : codes::Unbound::free, may));
    codes::close_pieces(tx, actor, event.ranges);
    store::insert(tx, event, steps);
    found->undo_event = event.id;
    found->undone_by = actor.user;
    found->undone_at = tx.now();
    store::undo_production(tx, *found);
    ledger::append(tx, ledger::Object::production, found->id.value, 2, content_of_undone(*found));
    return *std::move(found);
}

Result<std::vector<Production>> list_productions(db::Tx& tx, const auth::Actor& actor, const ProductionFilter& filter,
                                                 ProductionId before, int limit) {
    TRY_VOID(auth::require(actor, auth::Permission::read_codes));
    return store::list_productions(tx, actor.org, actor.scope.own_only ? actor.user : UserId{}, filter, before, limit);
}

Result<Suggestion> suggest_production(db::Tx& tx, const auth::Actor& actor, std::optional<ProductId> product) {
    TRY_VOID(auth::require(actor, auth::Permission::bind_codes));
    const Date today = beijing_date(tx.now());
    Suggestion out{.production_date = to_string(today)};
    if (product) {
        TRY_VOID(own_product(tx, actor, *product));
        out.last = store::last_production(tx, actor.user, actor.org, *product);
    } else {
        out.last = store::last_production(tx, actor.user, actor.org, ProductId{});
        if (out.last && own_product(tx, actor, out.last->product).has_error()) out.last.reset();
    }
    if (const auto of = product ? *product : out.last ? out.last->product : ProductId{})
        out.batch_number = next_batch_number(tx, actor.org, of, today);
    return out;
}

Result<Voided> void_free_codes(db::Tx& tx, const auth::Actor& actor, BlockId id,
                               const std::optional<std::vector<CodeRange>>& given) {
    TRY_VOID(auth::require(actor, auth::Permission::apply_codes));
    const auto block = codes::find_block(tx, id);
    if (!block || block->org != actor.org) return Error{Code::block_unknown, "", "码段不存在"};
    TRY_VOID(registry::require_approved(tx, actor.org));
    TRY(const auto product, catalog::get_product(tx, block->product));
    std::vector<CodeRange> ranges;
    if (given) {
        TRY(const auto sorted, codes::normalise(*given));
        for (const CodeRange& range : sorted)
            if (range.first < block->first || range.last > block->last)
                return Error{Code::codes_outside_block, "/ranges", "所选码超出码段范围", "序号区间"};
        ranges = not_voided(tx, sorted);
    } else {
        ranges = codes::free_ranges(tx, *block, block->first, block->last, codes::ranges_max);
    }
    if (ranges.empty()) return Voided{.left = block->free()};
    Voided out{.codes = codes::count(ranges)};
    Event event = taking_away(tx, actor, Disposition::inactive, product.tmpl, std::move(ranges));
    auto steps = codes::void_free(tx, event.ranges, event.id, actor.org);
    if (steps.has_error()) {
        Error error = steps.error();
        error.pointer = "/ranges", error.field = "序号区间";
        return error;
    }
    store::insert(tx, event, steps.value());
    out.left = block->free() - out.codes;
    out.event = std::move(event);
    return out;
}

std::vector<std::string> check_productions(db::Tx& tx, const ledger::LogCheck& log) {
    constexpr int page_size = 500;
    ledger::ObjectCheck check(tx, log, ledger::Object::production);
    ProductionId after{INT64_MIN};
    for (bool more = true; more;) {
        const auto page = store::productions_after(tx, after, page_size);
        more = page.size() == page_size;
        for (const Production& p : page) {
            after = p.id;
            check.stored(p.id.value, 1, p.created_at, content_of(p));
            if (p.undone_at.value != 0) check.stored(p.id.value, 2, p.undone_at, content_of_undone(p));
            if (!find_event(tx, p.home, p.bound_event)) check.say("生产记录 " + to_string(p.id) + " 的绑码事件不存在");
        }
    }
    return check.finish();
}

}  // namespace yiguan::events
