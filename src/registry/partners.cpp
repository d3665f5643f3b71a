#include "registry/partners.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "auth/auth.hpp"
#include "auth/contacts.hpp"
#include "core/edit_distance.hpp"
#include "core/text.hpp"
#include "keys/china/division.hpp"
#include "keys/keys.hpp"
#include "registry/partners_store.hpp"
#include "registry/party_store.hpp"
#include "registry/registry.hpp"
#include "review/review.hpp"

namespace yiguan::registry {
namespace {

// Whoever sends goods or takes them in knows with whom the enterprise deals.
constexpr auto manage_partners = auth::Permission::ship_codes;
constexpr auto read_partners = auth::Permission::read_codes;
constexpr std::int64_t partner_total_max = 10'000;
constexpr std::size_t similar_shown = 5;

constexpr std::pair<std::string_view, std::string_view> partner_kinds[]{{"supplier", "供应商"}, {"buyer", "采购商"}};
static_assert(std::size(partner_kinds) == partner_kind_count);

Error no_partner() {
    return {Code::not_found, "", "没有这个往来单位"};
}
Error stale_partner() {
    return {Code::conflict, "/version", "往来单位刚被他人修改，请刷新后重试"};
}
Error partner_taken(std::string_view key, std::string_view zh, std::string_view name) {
    return {.code = Code::conflict,
            .pointer = "/" + std::string(key),
            .detail = fmt::format("往来单位“{}”已使用这个{}", name, zh),
            .field = std::string(zh)};
}

/// Reads the fields that are there; name and kinds of a new one must be.
class PartnerReader {
public:
    PartnerReader(ObjectReader& in, const PartnerData* before) : in_(in), before_(before) {}

    PartnerData read() {
        PartnerData d;
        d.name = !before_ || in_.has("name") ? in_.text("name", "名称", {.chars_max = 100}) : before_->name;
        d.uscc = read_uscc();
        d.kinds = !before_ || in_.has("kinds") ? read_kinds() : before_->kinds;
        d.region = read_region();
        d.contact = some("contact", "联系人", 50, &PartnerData::contact);
        d.phone = some("phone", "电话", 30, &PartnerData::phone);
        if (std::ranges::any_of(d.phone, [](char c) { return !is_digit(c) && c != '-' && c != '+' && c != ' '; }))
            in_.violation(Code::invalid, "phone", "电话", "电话只能由数字、空格、“-”和“+”组成");
        d.email = some("email", "电子邮箱", 254, &PartnerData::email);
        if (const auto at = d.email.find('@');
            !d.email.empty() && (at == 0 || at == d.email.npos || d.email.find('.', at) == d.email.npos))
            in_.violation(Code::invalid, "email", "电子邮箱", "电子邮箱的形式应为 用户@域名");
        return d;
    }

private:
    std::string some(std::string_view key, std::string_view zh, std::size_t chars_max,
                     std::string PartnerData::*field) {
        if (before_ && !in_.has(key)) return before_->*field;
        return in_.optional_text(key, zh, {.chars_max = chars_max}).value_or("");
    }
    std::string read_uscc() {
        constexpr std::string_view zh = "统一社会信用代码";
        if (before_ && !in_.has("uscc")) return before_->uscc;
        const auto written = in_.optional_text("uscc", zh, {.chars_max = 40});
        if (!written) return {};
        const auto uscc = in_.take("uscc", zh, keys::Uscc::parse(*written));
        return uscc ? std::string(uscc->text()) : std::string();
    }
    std::string read_region() {
        auto code = some("region", "地区", 6, &PartnerData::region);
        if (code.empty()) return code;
        const auto division = keys::find_division(code);
        if (!division || division->abolished() || division->level == keys::Division::Level::gathering)
            in_.violation(Code::invalid, "region", "地区", "地区应是现行的六位行政区划代码", shorten(code, 6));
        return code;
    }
    std::int64_t read_kinds() {
        constexpr std::string_view key = "kinds", zh = "类型";
        const json::array* list = in_.array(key, zh);
        if (!list) return 0;
        std::int64_t bits = 0;
        for (const json::value& one : *list) {
            const auto* word = one.if_string();
            const auto kind = word ? parse_partner_kind(std::string_view(word->data(), word->size())) : std::nullopt;
            if (!kind) {
                in_.violation(Code::invalid, key, zh, "往来单位的类型只能是供应商、采购商");
                return 0;
            }
            bits |= std::int64_t{1} << static_cast<int>(*kind);
        }
        if (bits == 0) in_.violation(Code::missing_field, key, zh, "请选择类型：供应商、采购商，可以都选");
        return bits;
    }

    ObjectReader& in_;
    const PartnerData* before_;
};

Result<PartnerData> read_partner_data(const json::object& body, const PartnerData* before) {
    Violations violations;
    ObjectReader in(body, violations);
    auto data = PartnerReader(in, before).read();
    in.optional_known("version");
    in.finish();
    if (auto read = violations.result(); read.has_error()) {
        // What is personal is not repeated.
        Error error = std::move(read).error();
        const auto hide = [](Error& one) {
            if (one.pointer == "/phone" || one.pointer == "/contact" || one.pointer == "/email") one.value.clear();
        };
        hide(error);
        for (Error& other : error.others) hide(other);
        return error;
    }
    return data;
}

/// Nobody else of the organisation's partners has name or credit code; all that is wrong.
Result<void> check_partner(db::Tx& tx, const Org& own, const PartnerData& d, PartnerId self) {
    Violations violations;
    if (!d.uscc.empty()) {
        const auto same = store::partner_by_uscc(tx, own.id, d.uscc);
        if (same && same->partner.id != self)
            violations.add(partner_taken("uscc", "统一社会信用代码", same->partner.data.name));
        if (d.uscc == own.data.uscc.text())
            violations.add({.code = Code::invalid,
                            .pointer = "/uscc",
                            .detail = "往来单位应是其他单位，这是本企业的统一社会信用代码",
                            .field = "统一社会信用代码"});
    }
    if (const auto same = store::partner_by_name(tx, own.id, d.name); same && same->partner.id != self)
        violations.add(partner_taken("name", "名称", d.name));
    return violations.result();
}

store::PartnerRow row_of_partner(db::Tx& tx, const Partner& p, UserId created_by) {
    return {.partner = p,
            .content = store::stored_partner(p.data),
            .personal = auth::seal(tx, p.id.value, store::personal_of(p.data)),
            .created_by = created_by};
}

void keep_partner(db::Tx& tx, const auth::Actor& actor, const store::PartnerRow& row, store::PartyAct act) {
    keep_party(tx, actor,
               {.id = row.partner.id.value,
                .version = row.partner.version,
                .org = row.partner.org,
                .kind = store::PartyKind::partner,
                .act = act,
                .content = with_sealed(row.content, row.personal)});
}

Result<store::PartnerRow> own_partner(db::Tx& tx, const auth::Actor& actor, PartnerId id) {
    auto row = store::find_partner_row(tx, id);
    if (!row || !actor.org || row->partner.org != actor.org || (actor.scope.own_only && row->created_by != actor.user))
        return no_partner();
    return std::move(*row);
}

std::u32string letters_of_name(std::string_view text) {
    std::u32string out;
    for (std::size_t at = 0; at < text.size();) {
        const auto lead = static_cast<unsigned char>(text[at]);
        const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        char32_t letter = length == 1 ? lead : lead & (0xFFu >> (length + 1));
        for (std::size_t i = 1; i < length && at + i < text.size(); ++i)
            letter = (letter << 6) | (static_cast<unsigned char>(text[at + i]) & 0x3Fu);
        out += letter;
        at += length;
    }
    return out;
}

/// How far apart two names are that may be one partner's; nothing when they are not.
std::optional<std::size_t> nearness(const std::u32string& a, const std::u32string& b) {
    const auto shorter = std::min(a.size(), b.size()), longer = std::max(a.size(), b.size());
    if (shorter >= 4 && (a.starts_with(b) || b.starts_with(a))) return 0;
    const std::size_t allowed = std::max<std::size_t>(1, longer / 5);
    if (shorter < 3 || longer - shorter > allowed) return std::nullopt;
    const auto distance = edit_distance(a, b);
    return distance <= allowed ? std::optional(distance) : std::nullopt;
}

std::string masked_contact(std::string_view name) {
    if (name.empty()) return {};
    const auto letters = letters_of_name(name);
    const std::size_t first = static_cast<unsigned char>(name[0]) < 0x80   ? 1
                              : static_cast<unsigned char>(name[0]) < 0xE0 ? 2
                              : static_cast<unsigned char>(name[0]) < 0xF0 ? 3
                                                                           : 4;
    return std::string(name.substr(0, first)) + (letters.size() > 2 ? "**" : "*");
}
std::string masked_number(std::string_view phone) {
    if (auth::is_phone(phone)) return auth::masked_phone(phone);
    return phone.size() <= 4 ? std::string(phone.empty() ? "" : "****")
                             : "****" + std::string(phone.substr(phone.size() - 4));
}
std::string masked_email(std::string_view email) {
    const auto at = email.find('@');
    return at == email.npos ? std::string() : std::string(email.substr(0, 1)) + "***" + std::string(email.substr(at));
}

/// An approved organisation under the partner's credit code.
std::optional<Org> registered_as(db::Tx& tx, const PartnerData& d) {
    if (d.uscc.empty()) return std::nullopt;
    const auto uscc = keys::Uscc::parse(d.uscc);
    if (uscc.has_error()) return std::nullopt;
    auto org = find_org_by_uscc(tx, uscc.value());
    return org && org->status == OrgStatus::approved ? std::move(org) : std::nullopt;
}

}  // namespace

std::string_view name(PartnerKind kind) {
    return partner_kinds[static_cast<std::size_t>(kind)].first;
}
std::string_view name_zh(PartnerKind kind) {
    return partner_kinds[static_cast<std::size_t>(kind)].second;
}
std::optional<PartnerKind> parse_partner_kind(std::string_view text) {
    for (int k = 0; k < partner_kind_count; ++k)
        if (const auto kind = static_cast<PartnerKind>(k); name(kind) == text) return kind;
    return std::nullopt;
}

Result<PartnerData> decode_partner(const json::object& body) {
    return read_partner_data(body, nullptr);
}
Result<PartnerData> decode_partner_change(const json::object& body, const PartnerData& before) {
    return read_partner_data(body, &before);
}

Result<Partner> add_partner(db::Tx& tx, const auth::Actor& actor, const PartnerData& data) {
    TRY_VOID(auth::require(actor, manage_partners));
    TRY(const auto own, require_approved(tx, actor.org));
    TRY_VOID(check_partner(tx, own, data, {}));
    if (store::partner_keys(tx, actor.org, partners_max).size() >= partners_max)
        return Error{Code::too_long, "", fmt::format("一个企业最多登记 {} 个往来单位", partners_max)};
    const auto row = row_of_partner(
        tx,
        {.id = tx.next_id<PartnerId>(), .org = actor.org, .data = data, .created_at = tx.now(), .updated_at = tx.now()},
        actor.user);
    if (!store::insert_partner(tx, row)) return partner_taken("name", "名称", data.name);
    keep_partner(tx, actor, row, store::PartyAct::add);
    return row.partner;
}

Result<Partner> change_partner(db::Tx& tx, const auth::Actor& actor, PartnerId id, std::int64_t version,
                               const PartnerData& data) {
    TRY_VOID(auth::require(actor, manage_partners));
    TRY(const auto before, own_partner(tx, actor, id));
    TRY(const auto own, require_approved(tx, actor.org));
    if (before.partner.version != version) return stale_partner();
    TRY_VOID(check_partner(tx, own, data, id));
    Partner next = before.partner;
    next.data = data;
    next.updated_at = tx.now();
    ++next.version;
    const auto row = row_of_partner(tx, next, before.created_by);
    try {
        if (!store::update_partner(tx, row)) return stale_partner();
    } catch (const db::Fault& fault) {
        if (fault.kind() != db::Fault::Kind::unique_violation) throw;
        return partner_taken("name", "名称", data.name);  // somebody else took it in between
    }
    keep_partner(tx, actor, row, store::PartyAct::change);
    return next;
}

Result<Partner> read_partner(db::Tx& tx, const auth::Actor& actor, PartnerId id) {
    TRY_VOID(auth::require(actor, read_partners));
    TRY(auto row, own_partner(tx, actor, id));
    return std::move(row.partner);
}

std::optional<Partner> find_partner(db::Tx& tx, OrgId org, PartnerId id) {
    auto row = store::find_partner_row(tx, id);
    if (!row || row->partner.org != org) return std::nullopt;
    return std::move(row->partner);
}
std::optional<Partner> find_partner_by_uscc(db::Tx& tx, OrgId org, std::string_view uscc) {
    auto row = store::partner_by_uscc(tx, org, uscc);
    if (!row) return std::nullopt;
    return std::move(row->partner);
}

Result<PartnerPage> list_partners(db::Tx& tx, const auth::Actor& actor, const PartnerFilter& filter, PartnerId before,
                                  int limit) {
    TRY_VOID(auth::require(actor, read_partners));
    const store::PartnerMatch match{
        .org = actor.org,
        .text = filter.text.empty() ? "%" : review::contains_pattern(review::search_fold(filter.text)),
        .kinds = filter.kind ? std::int64_t{1} << static_cast<int>(*filter.kind) : 0,
        .region = review::starts_pattern(filter.region),
        .created_by = actor.scope.own_only ? actor.user : UserId{}};
    PartnerPage page{.items = {}, .total = store::count_partners(tx, match, partner_total_max)};
    for (auto& row : store::partners_before(tx, match, before, limit)) page.items.push_back(std::move(row.partner));
    return page;
}

std::vector<Partner> similar_partners(db::Tx& tx, OrgId org, std::string_view name, PartnerId except) {
    const auto wanted = letters_of_name(store::name_key_of(trim(name)));
    std::vector<std::pair<std::size_t, PartnerId>> near;
    if (wanted.empty()) return {};
    for (const auto& other : store::partner_keys(tx, org, partners_max))
        if (other.id != except)
            if (const auto distance = nearness(wanted, letters_of_name(other.key)))
                near.emplace_back(*distance, other.id);
    std::ranges::sort(near);
    std::vector<Partner> found;
    for (const auto& one : near) {
        if (found.size() == similar_shown) break;
        if (auto row = store::find_partner_row(tx, one.second)) found.push_back(std::move(row->partner));
    }
    return found;
}

void note_dealing(db::Tx& tx, OrgId org, std::string_view uscc, std::string_view name, UtcMs at) {
    if (!uscc.empty())
        store::set_dealing_by_uscc(tx, org, uscc, at);
    else if (!name.empty())
        store::set_dealing_by_name(tx, org, name, at);
}

Result<PartnerInvitation> invite_partner(db::Tx& tx, const auth::Actor& actor, PartnerId id, std::int64_t& wait_s) {
    TRY_VOID(auth::require(actor, manage_partners));
    TRY(const auto row, own_partner(tx, actor, id));
    TRY_VOID(require_approved(tx, actor.org));
    const Partner& partner = row.partner;
    if (const auto org = registered_as(tx, partner.data))
        return Error{Code::wrong_state, "", "该单位已入驻平台，不需要邀请"};
    const auto phone = auth::parse_phone(partner.data.phone);
    if (phone.has_error() && partner.data.email.empty())
        return Error{.code = Code::missing_field,
                     .pointer = "/phone",
                     .detail = "请先填写该单位联系人的手机号或电子邮箱，再发送邀请",
                     .field = "电话"};
    if (const auto last = store::last_partner_invitation(tx, id);
        last && last->value + invitation_again_ms > tx.now().value) {
        wait_s = (last->value + invitation_again_ms - tx.now().value + 999) / 1000;
        return Error{Code::too_many_requests, "", "七天内已向该单位发送过邀请，请稍后再试"};
    }
    constexpr std::int64_t day_ms = 86'400'000;
    if (store::count_partner_invitations(tx, actor.org, UtcMs{tx.now().value - day_ms}, invitations_a_day) >=
        invitations_a_day) {
        wait_s = day_ms / 1000;
        return Error{Code::too_many_requests, "",
                     fmt::format("一天内最多发送 {} 份邀请，请明天再试", invitations_a_day)};
    }
    store::insert_partner_invitation(tx, partner, actor.user);
    auth::audit(tx, actor, {.action = "partner.invite", .object_kind = "partner", .object_id = id.value});
    PartnerInvitation made{.partner = partner, .by_phone = phone.has_value()};
    if (made.by_phone) made.partner.data.phone = phone.value();
    return made;
}

json::object encode(db::Tx& tx, const Partner& p, Contacts contacts) {
    const auto& d = p.data;
    const bool whole = contacts == Contacts::whole;
    json::array kinds, kinds_zh;
    for (int k = 0; k < partner_kind_count; ++k)
        if ((d.kinds >> k) & 1) {
            kinds.emplace_back(name(static_cast<PartnerKind>(k)));
            kinds_zh.emplace_back(name_zh(static_cast<PartnerKind>(k)));
        }
    const auto org = registered_as(tx, d);
    json::object out{{"id", to_string(p.id)},
                     {"name", d.name},
                     {"kinds", std::move(kinds)},
                     {"kindsZh", std::move(kinds_zh)},
                     {"registered", org.has_value()},
                     {"version", std::to_string(p.version)},
                     {"createdAt", iso_utc(p.created_at)},
                     {"updatedAt", iso_utc(p.updated_at)}};
    if (!d.uscc.empty()) out["uscc"] = d.uscc;
    if (!d.region.empty()) {
        out["region"] = d.region;
        out["regionName"] = keys::division_full_name(d.region);
    }
    if (!d.contact.empty()) out["contact"] = whole ? d.contact : masked_contact(d.contact);
    if (!d.phone.empty()) out["phone"] = whole ? d.phone : masked_number(d.phone);
    if (!d.email.empty()) out["email"] = whole ? d.email : masked_email(d.email);
    // The name is public with the registration (NAT-48, NAT-54): it shows where the list has another.
    if (org && org->data.name != d.name) out["registeredName"] = org->data.name;
    if (p.last_dealing) out["lastDealing"] = iso_utc(*p.last_dealing);
    return out;
}

}  // namespace yiguan::registry
