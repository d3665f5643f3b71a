#include "trade/bundle_rules.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.hpp"

namespace yiguan::trade {
namespace {

using codes::Status;
using events::Slot;

struct SaleWord {
    std::string_view name, zh;
};
// By number, from 1 on.
constexpr std::array<SaleWord, 3> type_words{
    {{"bundle", "捆绑销售"}, {"single", "单品销售"}, {"trade_in", "以旧换新"}}};
constexpr std::array<SaleWord, 3> family_words{
    {{"ecode", "E码通追溯码"}, {"gs1", "粤品通溯源码"}, {"own", "企业自编码"}}};

template <class E>
std::optional<E> parse_word(const std::array<SaleWord, 3>& words, std::string_view name) {
    for (std::size_t i = 0; i < words.size(); ++i)
        if (words[i].name == name) return static_cast<E>(i + 1);
    return std::nullopt;
}

constexpr unsigned type_bit(SaleType type) {
    return 1u << static_cast<unsigned>(type);
}
constexpr unsigned bundles = type_bit(SaleType::bundle) | type_bit(SaleType::trade_in);
constexpr unsigned singles = type_bit(SaleType::single);
constexpr unsigned trade_ins = type_bit(SaleType::trade_in);
constexpr unsigned all_types = bundles | singles;

std::string folded(std::string_view text) {
    std::string out = fold_width(trim(text));
    for (char& c : out) c = to_upper(c);
    return out;
}

std::string shown(const PieceFacts& piece) {
    return piece.model.empty() ? piece.product_name : fmt::format("{} {}", piece.product_name, piece.model);
}

std::string shown(const AllowedPart& part) {
    std::string text = part.maker.empty() ? part.model : part.maker + " " + part.model;
    if (part.edition != 0) text += fmt::format("（V{}）", part.edition);
    return text;
}

std::string shown(const std::vector<AllowedPart>& parts) {
    std::string text;
    for (const auto& part : parts) text += (text.empty() ? "" : "、") + shown(part);
    return text;
}

bool needs_three(SaleType type) {
    return (type_bit(type) & bundles) != 0;
}

// What was scanned and what was found wrong of it so far.
struct Judging {
    const SaleTerms& terms;
    std::span<const PieceFacts> pieces;
    SaleVerdict out;

    void say(std::size_t i, Problem problem) {
        problem.piece = i;
        problem.slot = pieces[i].slot;
        out.problems.push_back(std::move(problem));
    }
    const PieceFacts* in(Slot slot) const {
        const auto& at = out.slots[static_cast<std::size_t>(slot)];
        return at ? &pieces[*at] : nullptr;
    }
};

// ---- of one piece

// 召回, 冻结, 作废 first and loud; then whatever else keeps it from being sold (EBS-38).
void judge_status(Judging& j, std::size_t i) {
    struct Row {
        Status status;
        Code code;
        bool stop;
        std::string_view detail;
    };
    static constexpr Row rows[] = {
        {Status::recalled, Code::wrong_state, true, "此产品已被召回，立即停止销售，请下架并按召回通知处理"},
        {Status::frozen, Code::wrong_state, true, "此产品已被冻结，不能销售，请先处理冻结原因"},
        {Status::voided, Code::wrong_state, true, "此码已作废，不能销售，请核对实物来源"},
        {Status::bound, Code::codes_not_active, false, "此码尚未激活，不能销售，请联系生产企业"},
        {Status::in_transit, Code::codes_not_in_stock, false, "此产品还在途中，请先入库"},
        {Status::sold, Code::codes_not_in_stock, false, "此产品已售出，不能再次销售"},
    };
    const PieceFacts& p = j.pieces[i];
    const auto row = std::ranges::find(rows, p.status, &Row::status);
    if (row == std::end(rows)) return;
    std::string detail(row->detail);
    if (p.status == Status::sold && p.sold)
        detail = fmt::format("此产品已由 {} 于 {} 售出，销售单 {}", p.sold->by, p.sold->at, p.sold->number);
    j.say(i, {.field = "状态",
              .expected = "在库",
              .found = std::string(codes::name_zh(p.status)),
              .code = row->code,
              .detail = std::move(detail),
              .stop = row->stop});
}

void judge_place(Judging& j, std::size_t i) {
    const PieceFacts& p = j.pieces[i];
    if (p.here || (p.status != Status::active && p.status != Status::in_stock && p.status != Status::returned)) return;
    j.say(i, {.field = "库存",
              .expected = "本门店库存",
              .found = p.place.empty() ? "不在门店库存" : p.place,
              .code = Code::codes_not_in_stock,
              .detail = p.place.empty() ? std::string("此产品不在本门店库存，请先入库")
                                        : fmt::format("此产品在“{}”的库存，请先调货", p.place)});
}

void judge_kind(Judging& j, std::size_t i) {
    const PieceFacts& p = j.pieces[i];
    if (!p.slot)
        return j.say(i, {.field = "产品种类",
                         .expected = needs_three(j.terms.type) ? "整车、电池、充电器" : "电池、充电器",
                         .found = shown(p),
                         .code = Code::invalid,
                         .detail = fmt::format("“{}”不是整车、电池或充电器，不能在这里销售", shown(p))});
    if (j.terms.type == SaleType::single && *p.slot == Slot::vehicle)
        j.say(i, {.field = "销售类型",
                  .expected = "捆绑销售或以旧换新",
                  .found = "单品销售",
                  .code = Code::invalid,
                  .detail = "整车必须与电池、充电器捆绑销售，单品销售只用于电池和充电器"});
}

void judge_family(Judging& j, std::size_t i) {
    const PieceFacts& p = j.pieces[i];
    if (std::ranges::find(j.terms.families, p.family) != j.terms.families.end()) return;
    std::string expected;
    for (const CodeFamily family : j.terms.families)
        expected += (expected.empty() ? "" : "、") + std::string(name_zh(family));
    j.say(i, {.field = "编码种类",
              .expected = expected,
              .found = std::string(name_zh(p.family)),
              .code = Code::invalid,
              .detail = fmt::format("{}只接受{}，扫到的是{}", name_zh(j.terms.type), expected, name_zh(p.family))});
}

// EBS-39, EBS-40: certificates of each kind that are linked with the product, one of which must hold on the day.
void judge_certificates(Judging& j, std::size_t i) {
    const PieceFacts& p = j.pieces[i];
    const std::string& day = j.terms.day;
    std::vector<std::string_view> told;
    bool has_ccc = false;
    for (const auto& one : p.certificates) {
        has_ccc = has_ccc || one.ccc;
        if (std::ranges::find(told, one.type_zh) != told.end()) continue;
        const auto holds = [&](const CertificateFact& c) {
            return c.type_zh == one.type_zh && c.from <= day && (c.to.empty() || day <= c.to);
        };
        if (std::ranges::any_of(p.certificates, holds)) continue;
        told.push_back(one.type_zh);
        const std::string days =
            fmt::format("{} 至 {}", one.from.empty() ? "—" : one.from, one.to.empty() ? "长期" : one.to);
        j.say(i, {.field = one.type_zh,
                  .expected = fmt::format("{} 有效", day),
                  .found = days,
                  .code = Code::invalid,
                  .detail = fmt::format("“{}”的{}{}在 {} 无效（有效期 {}），不能销售", shown(p), one.type_zh,
                                        one.number.empty() ? "" : " " + one.number + " ", day, days)});
    }
    if (!has_ccc && p.slot)
        j.out.warnings.push_back({.piece = i,
                                  .slot = p.slot,
                                  .field = "CCC 证书",
                                  .expected = "已登记",
                                  .found = "未登记",
                                  .code = Code::invalid,
                                  .detail = fmt::format("“{}”没有登记 CCC 证书，请核对实物的 CCC 标志", shown(p))});
}

void judge_standard(Judging& j, std::size_t i) {
    const PieceFacts& p = j.pieces[i];
    if (!p.slot || names_mandatory_standard(p.standard)) return;
    j.say(i, {.field = "执行标准",
              .expected = "强制性国家标准（GB）",
              .found = p.standard.empty() ? "未填报" : p.standard,
              .code = Code::invalid,
              .detail = fmt::format("以旧换新的三件产品都须符合强制性国家标准，“{}”备案的执行标准是“{}”", shown(p),
                                    p.standard.empty() ? "未填报" : p.standard)});
}

void judge_programme(Judging& j, std::size_t i) {
    const PieceFacts& p = j.pieces[i];
    if (p.programme.empty()) return;
    j.say(i, {.field = "销售类型",
              .expected = "以旧换新",
              .found = std::string(name_zh(j.terms.type)),
              .code = Code::invalid,
              .detail = fmt::format("“{}”参加“{}”，须按以旧换新销售", shown(p), p.programme)});
}

// What is linked with a vehicle is no spare part (EBS-41).
void judge_spare(Judging& j, std::size_t i) {
    const PieceFacts& p = j.pieces[i];
    if (!p.slot || *p.slot == Slot::vehicle || !p.link) return;
    const auto& tail = p.link->tails[0];
    j.say(i, {.field = "整车三码关联",
              .expected = "未关联整车",
              .found = tail.empty() ? "已关联整车" : "原配整车尾号 " + tail,
              .code = Code::conflict,
              .detail = fmt::format("此{}是整车{}的原配，不能单独销售", events::name_zh(*p.slot),
                                    tail.empty() ? "" : "（尾号 " + tail + "）")});
}

struct PieceRule {
    unsigned types;
    void (*judge)(Judging&, std::size_t);
};
constexpr PieceRule piece_rules[] = {
    {all_types, judge_status},                                // EBS-38
    {all_types, judge_place},                                 // EBS-38
    {all_types, judge_kind},                                  // EBS-34, EBS-36, C-22
    {all_types, judge_family},                                // EBS-32, C-11
    {all_types, judge_certificates},                          // EBS-39, EBS-40
    {trade_ins, judge_standard},                              // EBS-33
    {type_bit(SaleType::bundle) | singles, judge_programme},  // EBS-28
    {singles, judge_spare},                                   // EBS-41
};

// ---- of pieces together

const std::vector<AllowedPart>& allowed_for(const PieceFacts& vehicle, Slot part) {
    return part == Slot::battery ? vehicle.batteries : vehicle.chargers;
}

// EBS-31, EBS-37, C-23: by model, then producer, then version, so that the clerk reads what is wrong, not that all is.
void judge_pair(Judging& j, Slot slot) {
    const PieceFacts *vehicle = j.in(Slot::vehicle), *part = j.in(slot);
    if (!vehicle || !part) return;
    const std::size_t i = *j.out.slots[static_cast<std::size_t>(slot)];
    const auto& allowed = allowed_for(*vehicle, slot);
    const auto zh = events::name_zh(slot);
    if (allowed.empty())
        return j.say(
            i, {.field = "允许配套清单",
                .expected = "车型备案已登记",
                .found = "未登记",
                .code = Code::invalid,
                .detail = fmt::format("车型“{}”的备案没有登记允许配套的{}，请联系整车生产企业", vehicle->model, zh)});
    const auto same_model = [&](const AllowedPart& a) { return folded(a.model) == folded(part->model); };
    const auto same_maker = [&](const AllowedPart& a) { return part->makers.contains(a.uscc); };
    const auto same_edition = [&](const AllowedPart& a) { return a.edition == 0 || a.edition == part->edition; };
    if (std::ranges::any_of(allowed, [&](const auto& a) { return same_model(a) && same_maker(a) && same_edition(a); }))
        return;
    Problem problem{.expected = shown(allowed), .allowed = allowed, .code = Code::invalid};
    if (std::ranges::any_of(allowed, [&](const auto& a) { return same_model(a) && same_maker(a); })) {
        problem.field = "型号版本";
        problem.found = fmt::format("{} V{}", part->model, part->edition);
    } else if (std::ranges::any_of(allowed, same_model)) {
        problem.field = "生产企业";
        problem.found = part->maker.empty() ? std::string("其他企业") : part->maker;
    } else {
        problem.field = "型号";
        problem.found = part->model;
    }
    problem.detail = fmt::format("{}的{}与车型“{}”不匹配：扫到“{}”，允许 {}", zh, problem.field, vehicle->model,
                                 problem.found, problem.expected);
    j.say(i, std::move(problem));
}

// EBS-41, V5: what was linked at the factory stays together.
void judge_link(Judging& j, Slot slot) {
    const PieceFacts *vehicle = j.in(Slot::vehicle), *part = j.in(slot);
    if (!vehicle || !part) return;
    const auto s = static_cast<std::size_t>(slot);
    const auto zh = events::name_zh(slot);
    const auto refuse = [&](std::string expected, std::string detail) {
        j.say(*j.out.slots[s], {.field = "整车三码关联",
                                .expected = std::move(expected),
                                .found = "尾号 " + part->tail,
                                .code = Code::conflict,
                                .detail = std::move(detail)});
    };
    if (vehicle->link && !vehicle->link->tails[s].empty()) {
        if (vehicle->link->codes[s] == part->code) return;
        const auto& tail = vehicle->link->tails[s];
        return refuse("原配尾号 " + tail,
                      fmt::format("与车辆登记的{}不一致：原配尾号 {}，扫到的尾号 {}", zh, tail, part->tail));
    }
    if (part->link && part->link->codes[0] != vehicle->code) {
        const auto& tail = part->link->tails[0];
        refuse("未关联其他整车", fmt::format("此{}是另一辆整车{}的原配，不能配到这辆车", zh,
                                             tail.empty() ? "" : "（尾号 " + tail + "）"));
    }
}

// A programme that was asked for must name the vehicle.
void judge_asked_programme(Judging& j) {
    const PieceFacts* vehicle = j.in(Slot::vehicle);
    if (j.terms.programme.empty() || !vehicle || vehicle->programme == j.terms.programme) return;
    j.say(*j.out.slots[0], {.field = "以旧换新活动",
                            .expected = j.terms.programme,
                            .found = vehicle->programme.empty() ? "未参加活动" : vehicle->programme,
                            .code = Code::invalid,
                            .detail = fmt::format("“{}”不在活动“{}”的产品名单内", shown(*vehicle), j.terms.programme)});
}

// Slots in any order (EBS-29, EBS-34); what was scanned twice.
void place_pieces(Judging& j) {
    for (std::size_t i = 0; i < j.pieces.size(); ++i) {
        const PieceFacts& p = j.pieces[i];
        if (p.unknown) {
            j.say(i, {.field = p.unknown->field.empty() ? "编码" : p.unknown->field,
                      .expected = "本企业库存中的编码",
                      .found = p.text,
                      .code = p.unknown->code,
                      .detail = p.unknown->detail});
            continue;
        }
        const auto same = [&](const PieceFacts& other) { return !other.unknown && other.code == p.code; };
        if (std::any_of(j.pieces.begin(), j.pieces.begin() + static_cast<std::ptrdiff_t>(i), same)) {
            j.say(i, {.field = "编码",
                      .expected = "每件扫一次",
                      .found = "重复",
                      .code = Code::codes_overlap,
                      .detail = fmt::format("尾号 {} 扫了两次，请移除一条", p.tail)});
            continue;
        }
        if (!p.slot) continue;
        auto& slot = j.out.slots[static_cast<std::size_t>(*p.slot)];
        if (!slot) {
            slot = i;
        } else if (needs_three(j.terms.type)) {
            j.say(i, {.field = "件数",
                      .expected = fmt::format("一件{}", events::name_zh(*p.slot)),
                      .found = fmt::format("两件{}", events::name_zh(*p.slot)),
                      .code = Code::conflict,
                      .detail = fmt::format("一车一池一充：已扫过一件{}（尾号 {}），请先移除", events::name_zh(*p.slot),
                                            j.pieces[*slot].tail)});
        }
    }
}

}  // namespace

std::string_view name(SaleType type) {
    return type_words.at(static_cast<std::size_t>(type) - 1).name;
}
std::string_view name_zh(SaleType type) {
    return type_words.at(static_cast<std::size_t>(type) - 1).zh;
}
std::optional<SaleType> parse_sale_type(std::string_view name) {
    return parse_word<SaleType>(type_words, name);
}
std::string_view name(CodeFamily family) {
    return family_words.at(static_cast<std::size_t>(family) - 1).name;
}
std::string_view name_zh(CodeFamily family) {
    return family_words.at(static_cast<std::size_t>(family) - 1).zh;
}
std::optional<CodeFamily> parse_code_family(std::string_view name) {
    return parse_word<CodeFamily>(family_words, name);
}

bool names_mandatory_standard(std::string_view standards) {
    const std::string text = folded(standards);
    for (auto at = text.find("GB"); at != text.npos; at = text.find("GB", at + 2)) {
        if (at > 0 && ((text[at - 1] >= 'A' && text[at - 1] <= 'Z') || is_digit(text[at - 1]))) continue;
        auto next = at + 2;
        while (next < text.size() && (text[next] == ' ' || text[next] == '-')) ++next;
        if (next < text.size() && is_digit(text[next])) return true;
    }
    return false;
}

SaleVerdict judge_sale(const SaleTerms& terms, std::span<const PieceFacts> pieces) {
    Judging j{terms, pieces, {}};
    place_pieces(j);
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        if (pieces[i].unknown) continue;
        for (const auto& rule : piece_rules)
            if ((rule.types & type_bit(terms.type)) != 0) rule.judge(j, i);
    }
    if (needs_three(terms.type))
        for (const Slot slot : {Slot::battery, Slot::charger}) judge_pair(j, slot), judge_link(j, slot);
    judge_asked_programme(j);
    std::ranges::stable_sort(j.out.problems, [](const Problem& a, const Problem& b) { return a.stop && !b.stop; });
    const bool filled = needs_three(terms.type)
                            ? std::ranges::all_of(j.out.slots, [](const auto& slot) { return slot.has_value(); })
                            : !pieces.empty();
    j.out.complete = filled && j.out.problems.empty();
    return std::move(j.out);
}

}  // namespace yiguan::trade
