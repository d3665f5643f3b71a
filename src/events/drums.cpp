#include "events/drums.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>

#include "auth/auth.hpp"
#include "core/text.hpp"
#include "events/assemblies.hpp"
#include "events/capture.hpp"
#include "events/drums_store.hpp"
#include "keys/keys.hpp"
#include "registry/registry.hpp"

namespace yiguan::events {
namespace {

using codes::CodeAt;
using codes::Status;

constexpr std::string_view cable_units = "CAT-01-";  ///< 电线电缆 of the catalogue.
constexpr std::string_view metre = "MTR";            ///< Recommendation 20.

bool is_ready(Status status) {
    return status == Status::bound || status == Status::active || status == Status::returned ||
           status == Status::in_stock;
}

// What was said of one drum or piece, as far as it could be read.
struct ReadDrum {
    std::optional<Scanned> piece;
    std::string number;
    std::optional<Millimetres> start, end;
};

// Several of one call: everything wrong is collected, each at its pointer.
class DrumReader {
public:
    DrumReader(db::Tx& tx, const Names& names, const auth::Actor& actor) : tx_(tx), names_(names), actor_(actor) {}

    ReadDrum read(const DrumTexts& texts, std::string pointer) {
        pointer_ = std::move(pointer);
        ReadDrum out;
        out.number = read_drum_number(texts.number);
        if (out.number.empty())
            say(Code::missing_field, "/number", "盘号", "请填写盘号");
        else if (utf8_length(out.number) > drum_number_chars_max)
            say(Code::too_long, "/number", "盘号", fmt::format("盘号不超过 {} 个字", drum_number_chars_max));
        else if (!numbers_.insert(out.number).second || store::has_drum_number(tx_, actor_.org, out.number))
            say(Code::conflict, "/number", "盘号", fmt::format("盘号 {} 已在使用，请换一个盘号", out.number));
        out.start = mark(texts.start, "/startMark", "米标起");
        out.end = mark(texts.end, "/endMark", "米标止");
        if (out.start && out.end && *out.start >= *out.end) {
            say(Code::invalid, "/endMark", "米标止", "米标止必须大于米标起");
            out.end.reset();
        }
        out.piece = code(texts.code);
        return out;
    }
    void say(Code code, std::string_view where, std::string_view zh, std::string detail) {
        violations_.add({.code = code,
                         .pointer = pointer_ + std::string(where),
                         .detail = std::move(detail),
                         .field = std::string(zh)});
    }
    Result<void> result() { return violations_.result(); }

private:
    std::optional<Millimetres> mark(const std::string& text, std::string_view where, std::string_view zh) {
        if (trim(text).empty()) {
            say(Code::missing_field, where, zh, fmt::format("请填写{}", zh));
            return std::nullopt;
        }
        const auto read = read_metres(text);
        if (read.has_value()) return read.value();
        say(read.error().code, where, zh, read.error().detail);
        return std::nullopt;
    }

    std::optional<Scanned> code(const std::string& text) {
        constexpr std::string_view where = "/code", zh = "追溯码";
        if (trim(text).empty()) {
            say(Code::missing_field, where, zh, "请扫描或填写追溯码");
            return std::nullopt;
        }
        auto found = find_scanned(tx_, names_, actor_, text);
        if (found.has_error()) {
            Error error = found.error();
            error.pointer = pointer_ + std::string(where), error.field = zh;
            violations_.add(std::move(error));
            return std::nullopt;
        }
        const Scanned& piece = found.value();
        if (piece.product.org != actor_.org)
            say(Code::codes_not_yours, where, zh, "只能登记本企业生产的电缆");
        else if (!piece.product.unit_id.starts_with(cable_units))
            say(Code::invalid, where, zh,
                fmt::format("只能登记电线电缆，扫到的是{}“{}”", piece.product.name, piece.product.model()));
        else if (!is_ready(piece.segment.state.status))
            say(Code::wrong_state, where, zh,
                fmt::format("状态是“{}”，不能登记", codes::name_zh(piece.segment.state.status)));
        else if (!codes_.insert(piece.code).second)
            say(Code::conflict, where, zh, "重复扫描");
        else if (store::drum_of_code(tx_, piece.code))
            say(Code::conflict, where, zh, "这个码已登记为一盘电缆，请换一个码");
        else
            return std::move(found).value();
        return std::nullopt;
    }

    db::Tx& tx_;
    const Names& names_;
    const auth::Actor& actor_;
    Violations violations_;
    std::string pointer_;
    std::set<std::string> numbers_;
    std::set<CodeAt> codes_;
};

Drum made_of(db::Tx& tx, const auth::Actor& actor, const ReadDrum& read) {
    return {.id = tx.next_id<DrumId>(),
            .org = actor.org,
            .product = read.piece->product.id,
            .model = read.piece->product.model(),
            .code = read.piece->code,
            .number = read.number,
            .start = *read.start,
            .end = *read.end,
            .created_by = actor.user,
            .created_at = tx.now(),
            .changed_at = tx.now()};
}

// The blocks are written, though no code changes: what is registered or cut cannot leave, be voided or be taken back on
// another node meanwhile without one of the two being told to try again.
Result<void> keep_here(db::Tx& tx, const auth::Actor& actor, std::vector<CodeAt> codes) {
    std::ranges::sort(codes);
    for (std::size_t i = 0; i < codes.size();) {
        TRY(const auto block, codes::get_block(tx, codes[i].block));
        for (; i < codes.size() && codes[i].block == block.id; ++i) {
            const auto segment = codes::find_segment(tx, block.id, codes[i].counter);
            if (!segment || segment->state.holder != actor.org || !is_ready(segment->state.status))
                return Error{Code::conflict, "", "这一盘刚被另一位操作员办理出库或撤销，请刷新后重试"};
        }
        TRY_VOID(codes::replace_segments(tx, block, {}, {block.bound, block.active, block.voided}));
    }
    return outcome::success();
}

Error drum_in_use() {
    return {Code::conflict, "", "追溯码或盘号刚被另一位操作员登记，请刷新后重试"};
}

epcis::QuantityElement metres_of(db::Tx& tx, const Names& names, const CodeAt& code, Millimetres length) {
    return {.epc_class = names.uri(codes::get_block(tx, code.block).value(), code.counter),
            .quantity = static_cast<double>(length) / 1000,
            .uom = std::string(metre)};
}

// So many metres of the mother became these pieces. It goes on being a drum, so it is no input itself.
Result<EventKey> log_cut(db::Tx& tx, const Names& names, const auth::Actor& actor, const Drum& mother,
                         const std::vector<Drum>& pieces) {
    epcis::Event event;
    event.type = epcis::EventType::transformation;
    event.event_time = tx.now();
    event.offset_minutes = 480;
    event.event_id = fmt::format("urn:yiguan:cut:{}", pieces.front().id.value);
    event.biz_step = "creating_class_instance";
    Millimetres length = 0;
    for (const Drum& piece : pieces) {
        length += piece.length();
        event.output_quantities.push_back(metres_of(tx, names, piece.code, piece.length()));
    }
    event.input_quantities.push_back(metres_of(tx, names, mother.code, length));
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

std::string span_text(Millimetres from, Millimetres to) {
    return fmt::format("{} 至 {} 米", metres_text(from), metres_text(to));
}

}  // namespace

DrumState state_of(const Drum& drum) {
    if (drum.cut == 0) return DrumState::whole;
    return drum.rest() > 0 ? DrumState::partly : DrumState::used_up;
}

std::string_view name(DrumState state) {
    static constexpr std::string_view names[] = {"whole", "partly", "usedUp"};
    return names[static_cast<std::size_t>(state)];
}

std::string_view name_zh(DrumState state) {
    static constexpr std::string_view names[] = {"未裁切", "部分裁切", "已裁完"};
    return names[static_cast<std::size_t>(state)];
}

Result<Millimetres> read_metres(std::string_view given) {
    constexpr std::size_t whole_digits = 6, decimals_max = 3;
    const std::string text = keys::read_text(given, keys::Reading::folded);
    const Error wrong{Code::invalid, "", "应是 0 至 999999.999 的米数，最多三位小数"};
    const auto point = text.find('.');
    const std::string whole = text.substr(0, point);
    std::string decimals = point == text.npos ? std::string() : text.substr(point + 1);
    const auto all_digits = [](const std::string& digits) {
        return !digits.empty() && std::ranges::all_of(digits, is_digit);
    };
    if (!all_digits(whole) || whole.size() > whole_digits || decimals.size() > decimals_max ||
        (point != text.npos && !all_digits(decimals)))
        return wrong;
    decimals.resize(decimals_max, '0');
    const std::string millimetres = whole + decimals;
    Millimetres out = 0;
    std::from_chars(millimetres.data(), millimetres.data() + millimetres.size(), out);
    return out;
}

std::string metres_text(Millimetres length) {
    std::string text = fmt::format("{}.{:03}", length / 1000, length % 1000);
    while (text.back() == '0') text.pop_back();
    if (text.back() == '.') text.pop_back();
    return text;
}

std::string read_drum_number(std::string_view text) {
    return keys::read_text(text, keys::Reading::folded);
}

Result<Drum> add_drum(db::Tx& tx, const Names& names, const auth::Actor& actor, const DrumTexts& texts) {
    TRY_VOID(auth::require(actor, auth::Permission::bind_codes));
    TRY_VOID(registry::require_approved(tx, actor.org));
    DrumReader reader(tx, names, actor);
    const ReadDrum read = reader.read(texts, "");
    TRY_VOID(reader.result());
    TRY_VOID(keep_here(tx, actor, {read.piece->code}));
    const Drum made = made_of(tx, actor, read);
    if (!store::insert_drum(tx, made)) return drum_in_use();
    return made;
}

Result<Cut> cut_drum(db::Tx& tx, const Names& names, const auth::Actor& actor, DrumId id,
                     const std::vector<DrumTexts>& texts) {
    TRY_VOID(auth::require(actor, auth::Permission::bind_codes));
    TRY_VOID(registry::require_approved(tx, actor.org));
    TRY(auto mother, get_drum(tx, actor, id));
    const auto segment = codes::find_segment(tx, mother.code.block, mother.code.counter);
    if (!segment || segment->state.holder != actor.org || !is_ready(segment->state.status))
        return Error{Code::wrong_state, "", fmt::format("盘 {} 已出厂、作废或冻结，不能裁切", mother.number)};
    if (texts.empty() || texts.size() > drum_pieces_max)
        return Error{Code::out_of_bounds, "/pieces", fmt::format("一次裁切 1 至 {} 段", drum_pieces_max), "裁切"};

    const auto before = store::drums_of_mother(tx, mother.id, static_cast<int>(drum_cuts_max) + 1);
    if (before.size() + texts.size() > drum_cuts_max)
        return Error{Code::out_of_bounds, "/pieces", fmt::format("一盘最多裁切 {} 段", drum_cuts_max), "裁切"};
    DrumReader reader(tx, names, actor);
    std::vector<ReadDrum> pieces;
    std::vector<std::pair<Millimetres, Millimetres>> taken;  // what fits
    Millimetres length = 0;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        ReadDrum piece = reader.read(texts[i], fmt::format("/pieces/{}", i));
        if (piece.piece && piece.piece->product.id != mother.product)
            reader.say(
                Code::invalid, "/code", "追溯码",
                fmt::format("不是母盘的产品，扫到的是{}“{}”", piece.piece->product.name, piece.piece->product.model()));
        if (piece.start && piece.end) {
            const Millimetres from = *piece.start, to = *piece.end;
            const auto overlaps = [&](Millimetres start, Millimetres end) { return from < end && start < to; };
            const auto cut = std::ranges::find_if(before, [&](const Drum& d) { return overlaps(d.start, d.end); });
            const auto twin = std::ranges::find_if(taken, [&](const auto& t) { return overlaps(t.first, t.second); });
            const Millimetres rest = mother.rest() - length;
            if (from < mother.start)
                reader.say(Code::out_of_bounds, "/startMark", "米标起",
                           fmt::format("超出母盘的米标 {}", span_text(mother.start, mother.end)));
            else if (to > mother.end)
                reader.say(Code::out_of_bounds, "/endMark", "米标止",
                           fmt::format("超出母盘的米标 {}", span_text(mother.start, mother.end)));
            else if (to - from > rest)
                reader.say(Code::out_of_bounds, "/endMark", "米标止",
                           fmt::format("超出母盘的余长 {} 米", metres_text(rest)));
            else if (cut != before.end())
                reader.say(Code::conflict, "/startMark", "米标起",
                           fmt::format("与已裁的 {}重叠", span_text(cut->start, cut->end)));
            else if (twin != taken.end())
                reader.say(Code::conflict, "/startMark", "米标起",
                           fmt::format("与本次裁切的 {}重叠", span_text(twin->first, twin->second)));
            else
                length += to - from, taken.emplace_back(from, to);
        }
        pieces.push_back(std::move(piece));
    }
    TRY_VOID(reader.result());

    std::vector<CodeAt> kept{mother.code};
    for (const ReadDrum& piece : pieces) kept.push_back(piece.piece->code);
    TRY_VOID(keep_here(tx, actor, std::move(kept)));
    // Whoever cut it since it was read has won.
    if (!store::cut_drum(tx, mother, length))
        return Error{Code::conflict, "", "这一盘刚被另一位操作员裁切，请刷新后重试"};
    Cut out{.mother = mother, .pieces = {}};
    for (const ReadDrum& piece : pieces) {
        out.pieces.push_back(made_of(tx, actor, piece));
        out.pieces.back().mother = mother.id;
    }
    TRY(const EventKey event, log_cut(tx, names, actor, mother, out.pieces));
    for (Drum& piece : out.pieces) {
        piece.event = event;
        if (!store::insert_drum(tx, piece)) return drum_in_use();
    }
    return out;
}

Result<std::vector<Drum>> list_drums(db::Tx& tx, const auth::Actor& actor, const DrumFilter& filter, DrumId before,
                                     int limit) {
    TRY_VOID(auth::require(actor, auth::Permission::read_codes));
    return store::list_drums(tx, actor.org, actor.scope.own_only ? actor.user : UserId{}, filter, before, limit);
}

Result<Drum> get_drum(db::Tx& tx, const auth::Actor& actor, DrumId id) {
    TRY_VOID(auth::require(actor, auth::Permission::read_codes));
    auto found = store::find_drum(tx, id);
    if (!found || found->org != actor.org || (actor.scope.own_only && found->created_by != actor.user))
        return Error{Code::not_found, "", "没有这一盘"};
    return *std::move(found);
}

std::vector<Drum> cuts_of(db::Tx& tx, const auth::Actor& actor, const Drum& mother) {
    auto found = store::drums_of_mother(tx, mother.id, static_cast<int>(drum_cuts_max));
    if (actor.scope.own_only) std::erase_if(found, [&](const Drum& one) { return one.created_by != actor.user; });
    return found;
}

std::vector<std::pair<Millimetres, Millimetres>> rests_of(db::Tx& tx, const Drum& mother) {
    std::vector<std::pair<Millimetres, Millimetres>> rests;
    Millimetres next = mother.start;
    for (const Drum& cut : store::drums_of_mother(tx, mother.id, static_cast<int>(drum_cuts_max))) {
        if (cut.start > next) rests.emplace_back(next, cut.start);
        next = cut.end;
    }
    if (next < mother.end) rests.emplace_back(next, mother.end);
    return rests;
}

std::vector<std::string> check_drums(db::Tx& tx) {
    constexpr int page_size = 500;
    std::vector<std::string> found;
    const auto say = [&](const Drum& drum, std::string_view what) {
        found.push_back(fmt::format("盘线 {} {}", drum.id.value, what));
    };
    DrumId after{INT64_MIN};
    for (bool more = true; more;) {
        const auto page = store::drums_after(tx, after, page_size);
        more = page.size() == page_size;
        for (const Drum& drum : page) {
            after = drum.id;
            Millimetres sum = 0, next = drum.start;
            bool apart = true;
            for (const Drum& cut : store::drums_of_mother(tx, drum.id, static_cast<int>(drum_cuts_max))) {
                apart = apart && cut.start >= next && cut.org == drum.org && cut.product == drum.product;
                next = cut.end;
                sum += cut.length();
            }
            if (drum.length() <= 0 || !apart || next > drum.end) say(drum, "的裁切重叠或超出其米标");
            if (sum != drum.cut || drum.rest() < 0) say(drum, "的已裁长度与所裁各段之和不一致");
            if (!drum.mother) continue;
            const auto mother = store::find_drum(tx, drum.mother);
            const auto event = find_event(tx, BlockId{drum.event.home}, drum.event.id);
            if (!mother || !event || event->type != epcis::EventType::transformation || event->org != drum.org ||
                !event->holds(drum.code.block, drum.code.counter) ||
                !event->holds(mother->code.block, mother->code.counter))
                say(drum, "的裁切事件不存在，或与记录不一致");
        }
    }
    return found;
}

}  // namespace yiguan::events
