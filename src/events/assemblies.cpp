#include "events/assemblies.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "auth/auth.hpp"
#include "catalog/models.hpp"
#include "core/text.hpp"
#include "epcis/json.hpp"
#include "events/assemblies_store.hpp"
#include "events/capture.hpp"
#include "events/rules.hpp"
#include "keys/keys.hpp"
#include "registry/registry.hpp"

namespace yiguan::events {
namespace {

using catalog::Family;
using codes::CodeAt;
using codes::Status;

constexpr std::size_t reason_chars_max = 200;

std::size_t at(Slot slot) {
    return static_cast<std::size_t>(slot);
}

Family family_of(Slot slot) {
    return static_cast<Family>(at(slot) + 1);
}
static_assert(static_cast<int>(Family::vehicle) == 1 && static_cast<int>(Family::battery) == 2 &&
              static_cast<int>(Family::charger) == 3);

std::optional<Slot> slot_of(Family family) {
    for (const Slot slot : slots)
        if (family_of(slot) == family) return slot;
    return std::nullopt;
}

std::string quoted_model(const catalog::Product& product) {
    const std::string model = product.model();
    return model.empty() ? fmt::format("“{}”", product.name) : fmt::format("{}“{}”", product.name, model);
}

/// What people call a piece: its frame or serial number, else the code.
std::string label_of(db::Tx& tx, const Names& names, const CodeAt& code) {
    if (const auto item = codes::find_item(tx, code)) {
        if (!item->frame_number.empty()) return item->frame_number;
        if (!item->serial_number.empty()) return item->serial_number;
    }
    const auto block = codes::find_block(tx, code.block);
    return block ? names.directory().text(*block, code.counter) : std::string();
}

std::string allowed_text(const catalog::Product& vehicle, Slot slot) {
    std::string text;
    for (const auto& allowed : catalog::allowed_models(vehicle, family_of(slot))) {
        if (!text.empty()) text += "、";
        text += allowed.model;
        if (allowed.edition != 0) text += fmt::format("（V{}）", allowed.edition);
    }
    return text;
}

bool is_of(const auth::Actor& actor, const Assembly& a) {
    return a.org == actor.org && (!actor.scope.own_only || a.created_by == actor.user);
}

bool may_be_linked(Status status) {
    return status == Status::bound || status == Status::active || status == Status::returned;
}

// What was scanned for one vehicle, and what is wrong with it.
class Assembling {
public:
    Assembling(db::Tx& tx, const Names& names, const auth::Actor& actor) : tx_(tx), names_(names), actor_(actor) {}

    void put(Slot slot, Scanned piece) { found_[at(slot)] = std::move(piece); }
    const std::array<std::optional<Scanned>, 3>& found() const { return found_; }
    bool complete() const {
        return std::ranges::all_of(found_, [](const auto& piece) { return piece.has_value(); });
    }
    // The one that links exactly what was scanned, if the actor may know it.
    std::optional<Assembly> standing() const {
        if (!complete()) return std::nullopt;
        auto known = store::assembly_of(tx_, Slot::vehicle, found_[0]->code);
        if (!known || !is_of(actor_, *known)) return std::nullopt;
        for (const Slot slot : slots)
            if (known->part(slot).code != found_[at(slot)]->code) return std::nullopt;
        return known;
    }

    // Each slot by itself, then whether they go together.
    std::vector<std::pair<Slot, Error>> judge() {
        for (const Slot slot : slots)
            if (found_[at(slot)]) judge_one(slot, *found_[at(slot)]);
        for (const Slot slot : {Slot::battery, Slot::charger})
            if (found_[0] && found_[0]->product.family() == Family::vehicle && found_[at(slot)] &&
                found_[at(slot)]->product.family() == family_of(slot))
                judge_pair(slot, found_[0]->product, found_[at(slot)]->product);
        return std::move(defects_);
    }

private:
    void judge_one(Slot slot, const Scanned& piece) {
        const auto say = [&](Code code, std::string detail) { this->say(slot, code, std::move(detail)); };
        if (piece.product.family() != family_of(slot))
            return say(Code::invalid,
                       fmt::format("此处应是{}，扫到的是{}", name_zh(slot), quoted_model(piece.product)));
        const Status status = piece.segment.state.status;
        const bool usable = slot == Slot::vehicle ? may_be_linked(status) : may_be_packed(status);
        if (slot == Slot::vehicle && piece.product.org != actor_.org)
            return say(Code::codes_not_yours, "只能由整车的生产企业关联电池和充电器");
        if (!usable)
            return say(Code::wrong_state,
                       fmt::format("{}的状态是“{}”，不能关联", name_zh(slot), codes::name_zh(status)));
        if (const auto other = store::assembly_of(tx_, slot, piece.code)) return linked(slot, *other);
        if (slot == Slot::vehicle) {
            if (codes::holds_contents(tx_, {{piece.code.block, piece.code.counter, piece.code.counter}}))
                say(Code::conflict, "这辆车已通过事件接口关联了其他部件，请先用接口解除");
        } else if (piece.segment.state.container != 0) {
            say(Code::conflict, fmt::format("{}已装入箱或其他容器，请先拆箱", name_zh(slot)));
        }
    }

    void linked(Slot slot, const Assembly& other) {
        // Whoever holds the piece now is not told of a link that somebody else made of it, nor who sees its own alone
        // of a colleague's.
        if (!is_of(actor_, other))
            return say(slot, Code::conflict,
                       slot == Slot::vehicle ? std::string("这辆车已关联电池和充电器")
                                             : fmt::format("{}已关联其他整车", name_zh(slot)));
        if (slot == Slot::vehicle)
            return say(slot, Code::conflict,
                       fmt::format("这辆车已关联电池 {} 和充电器 {}，请先解绑",
                                   label_of(tx_, names_, other.part(Slot::battery).code),
                                   label_of(tx_, names_, other.part(Slot::charger).code)));
        say(slot, Code::conflict,
            fmt::format("{}已关联整车 {}，请先解绑", name_zh(slot),
                        label_of(tx_, names_, other.part(Slot::vehicle).code)));
    }

    void judge_pair(Slot slot, const catalog::Product& vehicle, const catalog::Product& part) {
        if (catalog::allows(tx_, vehicle, part)) return;
        const std::string allowed = allowed_text(vehicle, slot);
        say(slot, Code::invalid,
            allowed.empty()
                ? fmt::format("车型“{}”的备案没有登记允许配套的{}型号，请先变更型号备案", vehicle.model(),
                              name_zh(slot))
                : fmt::format("车型“{}”允许配套的{}型号：{}；扫到的是“{}”，不在其中（型号、版本和生产企业须一致）",
                              vehicle.model(), name_zh(slot), allowed, part.model()),
            part.model());
    }

    void say(Slot slot, Code code, std::string detail, std::string value = {}) {
        defects_.emplace_back(slot, Error{.code = code,
                                          .pointer = "/" + std::string(name(slot)),
                                          .detail = std::move(detail),
                                          .field = std::string(name_zh(slot)),
                                          .value = std::move(value)});
    }

    db::Tx& tx_;
    const Names& names_;
    const auth::Actor& actor_;
    std::array<std::optional<Scanned>, 3> found_;
    std::vector<std::pair<Slot, Error>> defects_;
};

std::string uri_of(db::Tx& tx, const Names& names, const CodeAt& code) {
    return names.uri(codes::get_block(tx, code.block).value(), code.counter);
}

// The link, or its end, in the words of EPCIS.
epcis::Event association(db::Tx& tx, const Names& names, const Assembly& assembly, epcis::Action action) {
    const bool add = action == epcis::Action::add;
    epcis::Event event;
    event.type = epcis::EventType::association;
    event.action = action;
    event.event_time = tx.now();
    event.offset_minutes = 480;
    // Two links of the same three in the same millisecond are two events.
    event.event_id = fmt::format("urn:yiguan:assembly:{}:{}", assembly.id.value, add ? "add" : "delete");
    event.parent_id = uri_of(tx, names, assembly.part(Slot::vehicle).code);
    event.biz_step = add ? "assembling" : "disassembling";
    return event;
}

Result<EventKey> log_one(db::Tx& tx, const Names& names, const auth::Actor& actor, epcis::Event event) {
    epcis::Document document;
    document.count = 1;
    document.events.push_back(std::move(event));
    Prepared prepared = prepare(names, std::move(document));
    auto stored = capture_own(tx, names, actor, prepared);
    if (stored.has_error()) {
        Error error = stored.error();
        error.pointer.clear();
        return error;
    }
    if (stored.value().empty())
        throw db::Fault(db::Fault::Kind::other, "an event with a new identity was known: run yiguan fsck");
    return stored.value().front();
}

// The block of the vehicle is written, though the vehicle does not change: it cannot leave on another node meanwhile
// without one of the two being told to try again.
Result<void> keep_here(db::Tx& tx, const auth::Actor& actor, const CodeAt& vehicle) {
    TRY(const auto block, codes::get_block(tx, vehicle.block));
    const auto segment = codes::find_segment(tx, vehicle.block, vehicle.counter);
    if (!segment || segment->state.holder != actor.org || !may_be_linked(segment->state.status))
        return Error{Code::conflict, "", "这辆车刚被另一位操作员办理出库，请刷新后重试"};
    return codes::replace_segments(tx, block, {}, {block.bound, block.active, block.voided});
}

Error no_assembly() {
    return {Code::not_found, "", "没有这条关联记录"};
}

// A part that may be named as it leaves: what was voided, or went elsewhere, may not.
bool is_in(db::Tx& tx, OrgId org, const CodeAt& code, std::int64_t vehicle) {
    const auto segment = codes::find_segment(tx, code.block, code.counter);
    return segment && segment->state.holder == org && segment->state.status != Status::voided &&
           segment->state.container == vehicle;
}

}  // namespace

std::string_view name(Slot slot) {
    static constexpr std::string_view names[] = {"vehicle", "battery", "charger"};
    return names[at(slot)];
}

std::string_view name_zh(Slot slot) {
    static constexpr std::string_view names[] = {"整车", "电池", "充电器"};
    return names[at(slot)];
}

Result<Scanned> find_scanned(db::Tx& tx, const Names& names, const auth::Actor& actor, std::string_view text) {
    TRY(const auto scope, codes::batch_scope(actor, actor.org));
    const Error unknown{.code = Code::not_found,
                        .pointer = "",
                        .detail = "没有查到这个编码，请核对或扫追溯码",
                        .value = shorten(text, 60)};
    // Of goods made here the members see what their scope holds; of those received all.
    const auto seen = [&](const CodeAt& code, const std::optional<codes::Segment>& segment) {
        const auto block = codes::find_block(tx, code.block);
        if (!block) return false;
        return block->org != actor.org || !segment || codes::find_batch(tx, scope, segment->state.batch);
    };
    std::vector<CodeAt> candidates;
    const auto ecode = keys::parse_ecode(text);
    const std::string digits(ecode.has_value() ? ecode.value().text() : std::string(trim(text)));
    if (const auto placed = names.directory().place(digits)) {
        candidates.push_back({placed->block, placed->counter});
    } else if (names.directory().is_ours(digits)) {
        return Error{.code = Code::code_forged, .pointer = "", .detail = "不是本平台发出的码"};
    } else {
        const auto forms = codes::alias_forms(text);
        for (const auto& alias : codes::find_aliases(tx, actor.org, forms)) candidates.push_back(alias.code);
        if (candidates.empty())
            for (const auto& alias : codes::find_public_aliases(tx, forms)) {
                const auto segment = codes::find_segment(tx, alias.code.block, alias.code.counter);
                if (segment && segment->state.holder == actor.org) candidates.push_back(alias.code);
            }
        std::ranges::sort(candidates);
        candidates.erase(std::ranges::unique(candidates).begin(), candidates.end());
    }
    if (candidates.size() > 1)
        return Error{.code = Code::conflict, .pointer = "", .detail = "这个编码是多件产品的，请扫追溯码"};
    if (candidates.empty()) return unknown;
    const CodeAt code = candidates.front();
    const auto segment = codes::find_segment(tx, code.block, code.counter);
    if (!seen(code, segment)) return unknown;
    const auto block = codes::find_block(tx, code.block);
    if (!segment && block->org == actor.org)
        return Error{.code = Code::codes_not_bound, .pointer = "", .detail = "这个码还没有绑定产品"};
    if (!segment || !segment->state.batch || segment->state.holder != actor.org)
        return Error{.code = Code::codes_not_held, .pointer = "", .detail = "不由本企业持有，请先入库"};
    TRY(auto product, catalog::get_product(tx, block->product));
    return Scanned{code, *segment, std::move(product)};
}

Result<Assembly> assemble(db::Tx& tx, const Names& names, const auth::Actor& actor, const AssemblyTexts& texts) {
    TRY_VOID(auth::require(actor, auth::Permission::bind_codes));
    TRY_VOID(registry::require_approved(tx, actor.org));
    Violations violations;
    Assembling assembling(tx, names, actor);
    for (const Slot slot : slots) {
        const std::string& text = texts[at(slot)];
        const auto refuse = [&](Error error) {
            error.pointer = "/" + std::string(name(slot));
            error.field = name_zh(slot);
            violations.add(std::move(error));
        };
        if (text.empty()) {
            refuse({Code::missing_field, "", fmt::format("请填写{}的编码", name_zh(slot))});
            continue;
        }
        auto found = find_scanned(tx, names, actor, text);
        if (found.has_error())
            refuse(found.error());
        else
            assembling.put(slot, std::move(found).value());
    }
    if (auto standing = assembling.standing()) return *std::move(standing);
    for (auto& [slot, error] : assembling.judge()) violations.add(std::move(error));
    TRY_VOID(violations.result());

    Assembly made{.id = tx.next_id<AssemblyId>(),
                  .org = actor.org,
                  .parts = {},
                  .vehicle_model = assembling.found()[0]->product.model(),
                  .frame_number = {},
                  .event = {},
                  .created_by = actor.user,
                  .created_at = tx.now()};
    for (const Slot slot : slots) {
        const Scanned& piece = *assembling.found()[at(slot)];
        made.parts[at(slot)] = {piece.code, piece.product.id};
    }
    if (const auto item = codes::find_item(tx, made.part(Slot::vehicle).code)) made.frame_number = item->frame_number;
    TRY_VOID(keep_here(tx, actor, made.part(Slot::vehicle).code));
    auto event = association(tx, names, made, epcis::Action::add);
    for (const Slot slot : {Slot::battery, Slot::charger})
        event.epcs.epcs.push_back(uri_of(tx, names, made.part(slot).code));
    TRY(made.event, log_one(tx, names, actor, std::move(event)));
    if (!store::insert_assembly(tx, made))
        return Error{Code::conflict, "", "其中一件刚被另一位操作员关联，请刷新后重试"};
    return made;
}

Result<AssemblyCheck> check_assembly(db::Tx& tx, const Names& names, const auth::Actor& actor,
                                     const std::vector<std::string>& texts) {
    TRY_VOID(auth::require(actor, auth::Permission::bind_codes));
    AssemblyCheck out;
    out.slot_of.resize(texts.size());
    Assembling assembling(tx, names, actor);
    std::array<std::size_t, 3> text_of{};
    for (std::size_t i = 0; i < texts.size(); ++i) {
        auto found = find_scanned(tx, names, actor, texts[i]);
        if (found.has_error()) {
            out.defects.emplace_back(i, found.error());
            continue;
        }
        const auto slot = slot_of(found.value().product.family());
        if (!slot) {
            out.defects.emplace_back(
                i, Error{Code::invalid, "",
                         fmt::format("只能关联整车、电池和充电器，扫到的是{}", quoted_model(found.value().product))});
            continue;
        }
        out.slot_of[i] = slot;
        const auto& there = assembling.found()[at(*slot)];
        if (there && there->code != found.value().code) {
            out.defects.emplace_back(
                i, Error{Code::conflict, "", fmt::format("已扫过一件{}，请先移除或完成关联", name_zh(*slot))});
            continue;
        }
        if (!there) text_of[at(*slot)] = i;
        assembling.put(*slot, std::move(found).value());
    }
    if (!assembling.standing())
        for (auto& [slot, error] : assembling.judge()) out.defects.emplace_back(text_of[at(slot)], std::move(error));
    out.found = assembling.found();
    out.complete = out.defects.empty() && assembling.complete();
    return out;
}

Result<Assembly> undo_assembly(db::Tx& tx, const Names& names, const auth::Actor& actor, AssemblyId id,
                               std::string_view given) {
    TRY_VOID(auth::require(actor, auth::Permission::bind_codes));
    TRY(auto found, get_assembly(tx, actor, id));
    const std::string_view reason = trim(given);
    if (reason.empty()) return Error{Code::missing_field, "/reason", "请填写解绑原因", "解绑原因"};
    if (utf8_length(reason) > reason_chars_max)
        return Error{Code::too_long, "/reason", fmt::format("解绑原因不超过 {} 个字", reason_chars_max), "解绑原因"};
    if (!found.stands()) return Error{Code::wrong_state, "", "这条关联已解绑"};
    const CodeAt vehicle = found.part(Slot::vehicle).code;
    const auto segment = codes::find_segment(tx, vehicle.block, vehicle.counter);
    const bool here = segment && segment->state.holder == actor.org && may_be_linked(segment->state.status);
    if (!here) return Error{Code::wrong_state, "", "整车已出厂、作废或冻结，不能解绑"};
    TRY_VOID(keep_here(tx, actor, vehicle));

    auto event = association(tx, names, found, epcis::Action::remove);
    event.context = {{"yiguan", std::string(epcis::yiguan_namespace)}};
    event.extensions["yiguan:reason"] = reason;
    const std::int64_t container = codes::find_name_id(tx, epcis::canonical(event.parent_id));
    const auto& battery = found.part(Slot::battery).code;
    const auto& charger = found.part(Slot::charger).code;
    // Without children it takes out everything that there is.
    if (is_in(tx, actor.org, battery, container) && is_in(tx, actor.org, charger, container))
        event.epcs.epcs = {uri_of(tx, names, battery), uri_of(tx, names, charger)};
    TRY(found.undo_event, log_one(tx, names, actor, std::move(event)));
    found.undone_by = actor.user;
    found.undone_at = tx.now();
    found.reason = reason;
    if (!store::undo_assembly(tx, found))
        return Error{Code::conflict, "", "这条关联刚被另一位操作员解绑，请刷新后重试"};
    return found;
}

Result<std::vector<Assembly>> list_assemblies(db::Tx& tx, const auth::Actor& actor, const AssemblyFilter& filter,
                                              AssemblyId before, int limit) {
    TRY_VOID(auth::require(actor, auth::Permission::read_codes));
    return store::list_assemblies(tx, actor.org, actor.scope.own_only ? actor.user : UserId{}, filter, before, limit);
}

Result<Assembly> get_assembly(db::Tx& tx, const auth::Actor& actor, AssemblyId id) {
    TRY_VOID(auth::require(actor, auth::Permission::read_codes));
    auto found = store::find_assembly(tx, id);
    if (!found || !is_of(actor, *found)) return no_assembly();
    return *std::move(found);
}

std::optional<Assembly> assembly_with(db::Tx& tx, Slot slot, const CodeAt& code) {
    return store::assembly_of(tx, slot, code);
}

std::vector<std::string> check_assemblies(db::Tx& tx) {
    constexpr int page_size = 500;
    std::vector<std::string> found;
    const auto check = [&](const Assembly& a, const EventKey& key, Action action, UserId by, UtcMs at,
                           std::string_view what) {
        const auto event = find_event(tx, BlockId{key.home}, key.id);
        const auto names = [&](Slot slot) { return event->holds(a.part(slot).code.block, a.part(slot).code.counter); };
        const bool agrees = event && event->type == epcis::EventType::association && event->action == action &&
                            event->org == a.org && event->user == by && event->event_time == at &&
                            names(Slot::vehicle) &&
                            (action == Action::remove || (names(Slot::battery) && names(Slot::charger)));
        if (!agrees) found.push_back(fmt::format("三码关联 {} 的{}事件不存在，或与记录不一致", a.id.value, what));
    };
    AssemblyId after{INT64_MIN};
    for (bool more = true; more;) {
        const auto page = store::assemblies_after(tx, after, page_size);
        more = page.size() == page_size;
        for (const Assembly& a : page) {
            after = a.id;
            check(a, a.event, Action::add, a.created_by, a.created_at, "关联");
            if (!a.stands()) check(a, a.undo_event, Action::remove, a.undone_by, a.undone_at, "解绑");
        }
    }
    return found;
}

}  // namespace yiguan::events
