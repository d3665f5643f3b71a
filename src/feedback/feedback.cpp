#include "feedback/feedback.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "auth/auth.hpp"
#include "auth/contacts.hpp"
#include "catalog/catalog.hpp"
#include "core/text.hpp"
#include "crypto/hash.hpp"
#include "feedback/check.hpp"
#include "feedback/feedback_store.hpp"
#include "ledger/ledger.hpp"
#include "message/message.hpp"
#include "registry/registry.hpp"

namespace yiguan::feedback {
namespace {

struct Words {
    std::string_view name, zh, en;
};
constexpr std::array<Words, kind_count> kinds{{{"mismatch", "信息不符", "Does not match what the page says"},
                                               {"counterfeit", "疑似改装/假冒", "Seems modified or counterfeit"},
                                               {"quality", "质量安全问题", "Quality or safety problem"},
                                               {"other", "其他", "Something else"}}};
constexpr std::array<Words, 3> states{{{"received", "已收到", "Received"},
                                       {"processing", "处理中", "Being worked on"},
                                       {"replied", "已回复", "Answered"}}};
constexpr std::array<Words, 4> acts{{{"submit", "提交", "submitted"},
                                     {"accept", "受理", "accepted"},
                                     {"forward", "转企业", "forwarded"},
                                     {"reply", "回复", "answered"}}};

template <class E, std::size_t n>
const Words& words_of(const std::array<Words, n>& all, E value) {
    return all[static_cast<std::size_t>(value) - 1];
}
template <class E, std::size_t n>
std::optional<E> parse(const std::array<Words, n>& all, std::string_view name) {
    const auto at = std::ranges::find(all, name, &Words::name);
    if (at == all.end()) return std::nullopt;
    return static_cast<E>(at - all.begin() + 1);
}

// ---- numbers: FK, the day in Beijing, five random characters and one that checks them. Without 0 O 1 I L: they are
// read aloud and typed.
constexpr std::string_view alphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
constexpr std::size_t random_characters = 5;

// Weights are prime to the alphabet's 31 characters and differ: one wrong character and two that changed places show.
char check_character(std::string_view digits, std::string_view random) {
    std::size_t sum = 0, weight = 1;
    for (const char c : digits) sum += static_cast<std::size_t>(c - '0') * weight++;
    for (const char c : random) sum += alphabet.find(c) * weight++;
    return alphabet[sum % alphabet.size()];
}

std::string make_number(UtcMs now) {
    const Date day = beijing_date(now);
    const auto digits = fmt::format("{:04}{:02}{:02}", day.year, day.month, day.day);
    std::string random;
    while (random.size() < random_characters) {
        std::array<std::byte, 16> bytes{};
        fill_random(bytes);
        for (const std::byte b : bytes)  // every character as often as the others
            if (std::to_integer<unsigned>(b) < 248 && random.size() < random_characters)
                random += alphabet[std::to_integer<unsigned>(b) % alphabet.size()];
    }
    return "FK" + digits + "-" + random + check_character(digits, random);
}

// ---- rights

bool is_regulator(const auth::Actor& actor) {
    return actor.roles.has(auth::Role::regulator) || actor.roles.has(auth::Role::top_regulator);
}

struct Reach {
    codes::BatchScope scope;
    bool as_maker = false;
    bool nothing = false;
};
Result<Reach> reach_of(const auth::Actor& actor) {
    TRY(auto scope, codes::batch_scope(actor, std::nullopt));
    const bool nothing = actor.scope.own_only;
    const bool as_maker = static_cast<bool>(scope.org);
    return Reach{.scope = std::move(scope), .as_maker = as_maker, .nothing = nothing};
}

bool sees(const auth::Actor& actor, const Reach& reach, const Feedback& f) {
    if (reach.nothing) return false;
    if (reach.as_maker)
        return f.org == reach.scope.org && (f.forwarded || f.kind == Kind::mismatch || f.kind == Kind::other);
    return (actor.scope.regions.empty() || actor.scope.has_region(f.region)) &&
           (actor.scope.categories.empty() || actor.scope.has_category(f.category));
}

Error unknown() {
    return {Code::not_found, "", "没有这条反馈，或您无权查看"};
}

// ---- versions

std::string content_of(const Feedback& f, const Version& v) {
    const auto digest = [](std::string_view text) {
        crypto::Sha256 sha;
        sha.add(text);
        return to_hex(sha.done());
    };
    return ledger::content_of(
        "feedback/v1",
        {f.id.value, v.version, static_cast<std::int64_t>(v.act), static_cast<std::int64_t>(v.state),
         v.forwarded ? 1 : 0, static_cast<std::int64_t>(f.kind), f.code.block.value, f.code.counter, f.org.value,
         f.product.value, v.changed_at.value, v.changed_by.value},
        f.number + "\n" + digest(f.body) + "\n" + f.photo + "\n" + v.note);
}

void record(db::Tx& tx, const auth::Actor& actor, const Feedback& f, Act act) {
    const Version version{.version = f.version,
                          .act = act,
                          .state = f.state,
                          .forwarded = f.forwarded,
                          .changed_at = f.changed_at,
                          .changed_by = f.changed_by,
                          .note = act == Act::reply ? f.answer : std::string()};
    store::insert_version(tx, f.id, version);
    ledger::append(tx, ledger::Object::feedback, f.id.value, f.version, content_of(f, version));
    static constexpr std::string_view actions[] = {"feedback.submit", "feedback.accept", "feedback.forward",
                                                   "feedback.reply"};
    auth::audit(tx, actor,
                {.action = actions[static_cast<std::size_t>(act) - 1],
                 .object_kind = "feedback",
                 .object_id = f.id.value,
                 .detail = f.number});
}

void tell_maker(db::Tx& tx, const Feedback& f) {
    message::notify(tx, f.org, message::Kind::warning, "收到消费者反馈",
                    fmt::format("反馈 {}：{}。请在投诉反馈中查看并回复。", f.number, name_zh(f.kind)),
                    {"feedback", f.id.value});
}

/// Of what the actor sees, if he may work on it.
Result<Feedback> to_change(db::Tx& tx, const auth::Actor& actor, FeedbackId id) {
    TRY(const auto found, get(tx, actor, id));
    // A code that is not ours has no maker, and no region that a regulator would answer for.
    const bool operators = !found.org && actor.roles.has(auth::Role::platform_admin);
    if (!is_regulator(actor) && !operators) {
        if (found.org != actor.org || !actor.org)
            return Error{Code::forbidden, "", "只有监管部门和生产单位可以处理反馈"};
        TRY_VOID(auth::require(actor, auth::Permission::open_sections));
    }
    return found;
}

Result<Feedback> keep(db::Tx& tx, const auth::Actor& actor, Feedback f, Act act) {
    ++f.version;
    f.changed_at = tx.now();
    f.changed_by = actor.user;
    if (!store::update(tx, f)) return Error{Code::conflict, "", "这条反馈刚被他人处理，请刷新后再试"};
    record(tx, actor, f, act);
    return f;
}

}  // namespace

std::string_view name(Kind kind) {
    return words_of(kinds, kind).name;
}
std::string_view name_zh(Kind kind) {
    return words_of(kinds, kind).zh;
}
std::string_view name_en(Kind kind) {
    return words_of(kinds, kind).en;
}
std::optional<Kind> parse_kind(std::string_view name) {
    return parse<Kind>(kinds, name);
}
std::string_view name(State state) {
    return words_of(states, state).name;
}
std::string_view name_zh(State state) {
    return words_of(states, state).zh;
}
std::string_view name_en(State state) {
    return words_of(states, state).en;
}
std::optional<State> parse_state(std::string_view name) {
    return parse<State>(states, name);
}
std::string_view name(Act act) {
    return words_of(acts, act).name;
}
std::string_view name_zh(Act act) {
    return words_of(acts, act).zh;
}

Result<NewFeedback> decode(const json::object& form) {
    Violations violations;
    ObjectReader in(form, violations);
    NewFeedback out;
    const auto kind = in.text("kind", "反馈类型", {.chars_max = 20});
    if (const auto known = parse_kind(kind))
        out.kind = *known;
    else if (!kind.empty())
        in.violation(Code::invalid, "kind", "反馈类型", "请选择列出的反馈类型之一", shorten(kind, 20));
    out.body = in.text("text", "反馈内容", {.chars_max = body_chars_max, .multiline = true});
    if (const auto phone = in.optional_text("phone", "联系电话", {.chars_max = 30}))
        out.phone = in.take("phone", "联系电话", auth::parse_phone(*phone));
    in.finish();
    TRY_VOID(violations.result());
    return out;
}

Feedback submit(db::Tx& tx, const auth::Actor& actor, const NewFeedback& input) {
    Feedback f{.id = tx.next_id<FeedbackId>(),
               .number = make_number(tx.now()),
               .code = input.code.value_or(codes::CodeAt{BlockId{}, -1}),
               .code_text = shorten(input.code_text, code_chars_max),
               .kind = input.kind,
               .body = input.body,
               .has_phone = input.phone.has_value(),
               .created_at = tx.now(),
               .changed_at = tx.now()};
    if (input.code)
        if (const auto block = codes::find_block(tx, input.code->block)) {
            f.org = block->org;
            f.product = block->product;
            if (const auto org = registry::find_org(tx, block->org)) f.region = org->region_id;
            if (const auto product = catalog::get_product(tx, block->product); product.has_value())
                f.category = product.value().unit_id.substr(0, 6);
        }
    if (input.photo) f.photo = input.photo->sha256, f.photo_type = input.photo->media_type;
    // 28 million numbers a day: two that meet are drawn again.
    while (store::find_number(tx, f.number)) f.number = make_number(tx.now());
    const auto sealed = input.phone ? std::optional(auth::seal(tx, f.id.value, *input.phone)) : std::nullopt;
    store::insert(tx, f, sealed, input.phone ? tx.vault().subject_of(*input.phone) : std::string());
    record(tx, actor, f, Act::submit);
    if (f.org && (f.kind == Kind::mismatch || f.kind == Kind::other))
        tell_maker(tx, f);
    else
        message::notify(
            tx, message::Recipient::operators(), message::Kind::warning, "收到消费者反馈",
            fmt::format("反馈 {}：{}，{}。", f.number, name_zh(f.kind),
                        f.org ? "须由监管部门受理，生产单位尚未获知" : "所查编码不是本平台的码，请受理并回复"),
            {"feedback", f.id.value});
    return f;
}

std::optional<std::string> canonical_number(std::string_view text) {
    std::string plain;
    for (const char c : trim(text)) {
        if (c == '-' || c == ' ') continue;
        plain += is_lower(c) ? static_cast<char>(c - 'a' + 'A') : c;
    }
    constexpr std::size_t day = 8;
    if (plain.size() != 2 + day + random_characters + 1 || !plain.starts_with("FK")) return std::nullopt;
    const auto digits = std::string_view(plain).substr(2, day);
    const auto random = std::string_view(plain).substr(2 + day, random_characters);
    if (!std::ranges::all_of(digits, is_digit) || random.find_first_not_of(alphabet) != std::string_view::npos ||
        plain.back() != check_character(digits, random))
        return std::nullopt;
    return plain.substr(0, 2 + day) + "-" + plain.substr(2 + day);
}

std::optional<Feedback> find_number(db::Tx& tx, std::string_view number) {
    return store::find_number(tx, number);
}

Result<std::vector<Feedback>> list(db::Tx& tx, const auth::Actor& actor, const Filter& filter, FeedbackId before,
                                   int limit) {
    TRY(const auto reach, reach_of(actor));
    if (reach.nothing) return std::vector<Feedback>();
    return store::list(tx, reach.scope, reach.as_maker, filter, before, limit);
}

Result<Feedback> get(db::Tx& tx, const auth::Actor& actor, FeedbackId id) {
    TRY(const auto reach, reach_of(actor));
    auto found = store::find(tx, id);
    if (!found || !sees(actor, reach, *found)) return unknown();
    return *std::move(found);
}

std::optional<std::string> phone_for(db::Tx& tx, const auth::Actor& actor, const Feedback& f) {
    if (!is_regulator(actor) || !f.has_phone) return std::nullopt;
    const auto sealed = store::sealed_phone(tx, f.id);
    if (!sealed) return std::nullopt;
    auth::audit(tx, actor, {.action = "feedback.phone", .object_kind = "feedback", .object_id = f.id.value});
    return auth::unseal(tx, f.id.value, *sealed);
}

Result<Feedback> accept(db::Tx& tx, const auth::Actor& actor, FeedbackId id) {
    TRY(auto f, to_change(tx, actor, id));
    if (f.state != State::received) return Error{Code::wrong_state, "", "只有已收到的反馈可以受理"};
    f.state = State::processing;
    return keep(tx, actor, std::move(f), Act::accept);
}

Result<Feedback> forward(db::Tx& tx, const auth::Actor& actor, FeedbackId id) {
    TRY(auto f, to_change(tx, actor, id));
    if (!is_regulator(actor)) return Error{Code::forbidden, "", "只有监管部门可以转企业"};
    if (!f.org) return Error{Code::wrong_state, "", "所查编码不是本平台的码，没有可转的企业"};
    if (f.forwarded) return Error{Code::wrong_state, "", "这条反馈已转企业"};
    f.forwarded = true;
    if (f.state == State::received) f.state = State::processing;
    TRY(auto kept, keep(tx, actor, std::move(f), Act::forward));
    tell_maker(tx, kept);
    return kept;
}

Result<Feedback> reply(db::Tx& tx, const auth::Actor& actor, FeedbackId id, std::string_view answer) {
    TRY(auto f, to_change(tx, actor, id));
    f.state = State::replied;
    f.answer = std::string(answer);
    return keep(tx, actor, std::move(f), Act::reply);
}

std::vector<Version> history(db::Tx& tx, FeedbackId id) {
    return store::versions(tx, id);
}

std::int64_t purge(db::Tx& tx) {
    return store::forget_phones(tx, UtcMs{tx.now().value - phone_kept_ms});
}

std::int64_t forget_phone(db::Tx& tx, std::string_view phone) {
    return store::forget_phone(tx, tx.vault().subject_of(phone));
}

std::vector<std::string> check_records(db::Tx& tx, const ledger::LogCheck& log) {
    constexpr int page_size = 1000;
    ledger::ObjectCheck check(tx, log, ledger::Object::feedback);
    std::optional<Feedback> of;
    std::optional<Version> newest;
    const auto close = [&] {
        if (of && newest &&
            (of->version != newest->version || of->state != newest->state || of->forwarded != newest->forwarded ||
             (newest->act == Act::reply && of->answer != newest->note)))
            check.say(fmt::format("反馈 {} 与它最近一版不符：未经系统修改", of->id.value));
    };
    std::int64_t id = INT64_MIN, version = 0;
    for (bool more = true; more;) {
        const auto page = store::versions_after(tx, id, version, page_size);
        more = page.size() == page_size;
        for (const auto& kept : page) {
            if (!of || of->id != kept.id) {
                close();
                of = store::find(tx, kept.id);
                if (!of) check.say(fmt::format("反馈 {} 已被删除", kept.id.value));
            }
            newest = kept.version;
            id = kept.id.value, version = kept.version.version;
            if (of) check.stored(id, version, kept.version.changed_at, content_of(*of, kept.version));
        }
    }
    close();
    return check.finish();
}

}  // namespace yiguan::feedback
