// What the three applications about organisations mean: registration, change of facts, transfer of responsibility.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "auth/auth.hpp"
#include "auth/contacts.hpp"
#include "auth/memberships.hpp"
#include "core/metrics.hpp"
#include "core/text.hpp"
#include "keys/china/division.hpp"
#include "keys/china/phone.hpp"
#include "message/message.hpp"
#include "registry/documents.hpp"
#include "registry/licence_reading.hpp"
#include "registry/org_parts.hpp"
#include "registry/registry_json.hpp"
#include "registry/registry_store.hpp"
#include "registry/shops.hpp"
#include "review/review_json.hpp"

namespace yiguan::registry {
namespace {

using auth::Actor;
using auth::Permission;
using db::Tx;
using review::Action;
using review::Application;
using review::By;
using review::Check;
using review::Move;

std::string text_of(const json::object& content, std::string_view key) {
    const auto* value = content.if_contains(key);
    const auto* text = value ? value->if_string() : nullptr;
    return text ? std::string(text->data(), text->size()) : std::string();
}

bool decides(const Move& m) {
    return m.by != By::owner && m.action != Action::claim && m.action != Action::release && m.action != Action::assign;
}

bool none_chosen(Tx& tx, review::ApplicationId application) {
    const auto first = parse_json_object(review::content_of(tx, application, 1));
    const auto* later = first.has_value() ? first.value().if_contains("passwordLater") : nullptr;
    return later && later->is_bool() && later->get_bool();
}

/// The approval brings a password where none was chosen, or where the reviewer says so (C-20, ECO-18, EBM-17).
Result<bool> give_password(Tx& tx, const Actor& actor, const Application& a, const review::InitialPassword& password) {
    if (!none_chosen(tx, a.id) && !(a.settings && a.settings->initialise_password)) return false;
    // The decision carries it: a reviewer manages no accounts.
    const Actor platform{.user = actor.user,
                         .org = {},
                         .roles = auth::Roles{}.with(auth::Role::platform_admin),
                         .request_id = actor.request_id,
                         .address = actor.address};
    TRY_VOID(auth::change_password(tx, platform, a.created_by, password.hash));
    return true;
}

/// Where decisions are told besides the platform: the phone of the account or of the contact, and the e-mail address.
struct Addresses {
    std::optional<std::string> phone, email;
};
Addresses addresses_of(Tx& tx, const Application& a, const Org& org) {
    const auto known = [](message::Channel channel, std::optional<std::string> to) {
        return to && message::is_address(channel, *to) ? std::move(to) : std::nullopt;
    };
    const auto contact = auth::contact_of(tx, a.created_by);
    return {
        known(message::Channel::sms, contact.phone_masked ? auth::phone_of(tx, a.created_by) : org.data.contact_phone),
        known(message::Channel::email, org.data.email)};
}

/// ECO-10, ECO-13, EBM-16, EBM-17: on the platform, and by text message or e-mail as far as an address is known. The
/// password goes out by these alone.
void tell_applicant(Tx& tx, const Application& a, const Org& org, const Move& m, std::string_view password) {
    const bool approved = m.action == Action::approve;
    const auto template_key = approved                     ? "registration_approved"
                              : m.action == Action::reject ? "registration_rejected"
                                                           : "registration_to_complete";
    message::Parameters said{{"organisation", org.data.name}};
    if (approved) {
        const auto user = auth::find_user(tx, a.created_by);
        said["login"] = user ? user->login : std::string();
    } else {
        said["reason"] = m.reason.empty() ? "见各字段旁的批注" : std::string(m.reason);
    }
    message::notify(tx, org.id, template_key, said, {"application", a.id.value});
    if (!password.empty()) said["password"] = password;
    const auto [phone, email] = addresses_of(tx, a, org);
    const auto send = [&](message::Channel channel, const std::optional<std::string>& to) {
        if (to && message::post(tx, {.channel = channel,
                                     .to = *to,
                                     .template_key = template_key,
                                     .parameters = said,
                                     .user = a.created_by,
                                     .org = org.id})
                      .has_error())
            metrics::counter("yiguan_registry_untold_total", "Decisions that no message could be made of.").add();
    };
    send(message::Channel::sms, phone);
    // A password is told once, to the phone if there is one.
    if (password.empty() || !phone) send(message::Channel::email, email);
}

Result<void> registration_moved(Tx& tx, const Actor& actor, const Application& a, const Move& m) {
    TRY(auto org, get_org(tx, OrgId{a.object}));
    // Submitted before licences were read: whoever takes it wants to know.
    if (m.action == Action::claim && org.data.licence) want_reading(tx, *org.data.licence);
    // A shop that works at once goes on working while its registration waits and is reviewed: the decision ends that.
    if (is_trial(org) && review::is_open(a.state)) return outcome::success();
    // A registration that the applicant gives up never was one.
    const bool given_up = m.action == Action::cancel && m.by == By::owner;
    const auto status = given_up ? OrgStatus::withdrawn : status_of(a.state);
    if (status == org.status && !decides(m)) return outcome::success();
    org.status = status;
    if (decides(m)) {
        org.review_reason = std::string(m.reason);
        org.reviewed_by = actor.user;
        org.reviewed_at = tx.now();
    }
    if (m.action == Action::approve && a.state == review::State::approved && a.settings) {
        org.settings = a.settings;
        if (a.settings->industry) org.industry = a.settings->industry;
    }
    if (claims_uscc(org.status))
        if (const auto other = store::find_org_by_uscc(tx, org.data.uscc); other && other->id != org.id)
            return org_exists();
    const auto card = org.data.card_number;
    TRY(const auto stored, store_next(tx, actor, std::move(org), verb_of(m.action), m.reason));
    if (m.action == Action::reject || m.action == Action::ask_to_complete) tell_applicant(tx, a, stored, m, {});
    if (m.action != Action::approve || a.state != review::State::approved) return outcome::success();
    // One signs in with the card once it was looked at (GDP-04).
    if (card) {
        TRY_VOID(auth::change_contact(tx, actor, a.created_by, {.card = *card}));
    }
    bool given = false;
    if (m.password) {
        TRY(given, give_password(tx, actor, a, *m.password));
    }
    // Nobody is locked out of his account by a password that cannot reach him.
    if (const auto to = addresses_of(tx, a, stored); given && !to.phone && !to.email)
        return Error{Code::missing_field, "/settings/initialisePassword",
                     "该企业没有可以接收初始密码的手机号或电子邮箱，请先退回补充联系方式", "用户密码初始化"};
    tell_applicant(tx, a, stored, m, given ? std::string_view(m.password->text) : std::string_view());
    return outcome::success();
}

// ---- machine checks of a registration (ECO-11, ECO-20, P70)

Check check_of(std::string rule, std::string zh, std::optional<bool> ok, std::string message) {
    return {.rule = std::move(rule), .zh = std::move(zh), .ok = ok, .message = std::move(message)};
}

bool has_name_form(std::string_view name) {
    constexpr std::array<std::string_view, 21> endings{"公司", "厂",   "店",   "行",   "部",   "社",   "所",
                                                       "中心", "院",   "会",   "局",   "站",   "集团", "商行",
                                                       "商店", "企业", "工坊", "作坊", "市场", "学校", "大学"};
    const auto ends = [&](std::string_view e) { return name.ends_with(e) || name.ends_with(std::string(e) + "）"); };
    return utf8_length(name) >= 4 && std::ranges::any_of(endings, ends);
}

bool is_contact(std::string_view text) {
    return keys::parse_phone(text).has_value() || text.find('@') != std::string_view::npos;
}

Check licence_check(Tx& tx, const json::object& content) {
    const auto document = parse_id_as<DocumentId>(text_of(content, "licence"));
    return compare_licence(document ? find_reading(tx, *document) : std::nullopt, content);
}

std::vector<Check> registration_checks(Tx& tx, const Application& a, const json::object& content) {
    std::vector<Check> out;
    const auto uscc = keys::Uscc::parse(text_of(content, "uscc"));
    out.push_back(check_of("uscc_check", "统一社会信用代码校验码", uscc.has_value(),
                           uscc.has_value() ? "校验码正确" : uscc.error().detail));
    const auto division =
        uscc.has_value() ? keys::find_division(uscc.value().division()) : std::optional<keys::Division>();
    out.push_back(check_of("division", "登记机关行政区划存在", division.has_value(),
                           division ? keys::division_full_name(division->code) : "代码中的行政区划不在区划表内"));
    const auto own = text_of(content, "regionCode");
    std::optional<bool> agrees;
    if (uscc.has_value() && !own.empty()) agrees = own.substr(0, 2) == uscc.value().division().substr(0, 2);
    out.push_back(check_of("region_agrees", "行政区域与信用代码一致", own.empty() ? std::optional(true) : agrees,
                           own.empty() ? "按信用代码中的行政区划" : "填写的是" + review::region_name(own)));
    const auto name = text_of(content, "name");
    out.push_back(check_of("name_form", "企业名称形式", has_name_form(name),
                           has_name_form(name) ? "" : "名称不像登记的企业名称，请与营业执照核对"));
    const bool licence = content.contains("licence");
    out.push_back(check_of("licence_present", "已上传营业执照", licence, licence ? "" : "没有上传营业执照"));
    out.push_back(licence_check(tx, content));
    const auto holder = uscc.has_value() ? store::find_org_by_uscc(tx, uscc.value()) : std::optional<Org>();
    const bool taken = holder && holder->id.value != a.object;
    out.push_back(check_of("not_registered", "未重复登记", !taken,
                           taken ? "该统一社会信用代码已由“" + holder->data.name + "”登记" : ""));
    const bool contact =
        is_contact(text_of(content, "contact")) &&
        (!content.contains("contactPhone") || keys::parse_phone(text_of(content, "contactPhone")).has_value());
    out.push_back(check_of("contact_form", "联系方式格式", contact, contact ? "" : "电话或邮箱的格式不正确"));
    return out;
}

std::string field_of(const Application&, std::string_view pointer) {
    for (const std::string_view prefix : {"/changes/", "/"})
        if (pointer.starts_with(prefix)) {
            auto key = pointer.substr(prefix.size());
            key = key.substr(0, key.find('/'));
            return std::string(field_zh(key));
        }
    return {};
}

// ---- change of facts

json::object merged(const Org& org, const json::object& changes) {
    auto whole = proposed(org.data, org.kinds);
    for (const auto& [key, value] : changes) {
        if (value.is_null())
            whole.erase(key);
        else
            whole[key] = value;
    }
    return whole;
}

json::object change_before(Tx& tx, const Application& a) {
    const auto org = find_org(tx, OrgId{a.object});
    const auto content = parse_json_object(review::content_of(tx, a.id)).value();
    json::object out;
    const auto* changes = content.if_contains("changes");
    if (!org || !changes) return out;
    const auto now = proposed(org->data, org->kinds);
    for (const auto& [key, value] : changes->as_object()) {
        const auto* before = now.if_contains(key);
        out[key] = before ? *before : json::value(nullptr);
    }
    return out;
}

/// Another licence agrees with the facts as they would then be.
std::vector<Check> change_checks(Tx& tx, const Application& a, const json::object& content) {
    const auto org = find_org(tx, OrgId{a.object});
    const auto* changes = content.if_contains("changes");
    if (!org || !changes || !changes->as_object().contains("licence")) return {};
    return {licence_check(tx, merged(*org, changes->as_object()))};
}

Result<void> change_moved(Tx& tx, const Actor& actor, const Application& a, const Move& m) {
    if (a.state != review::State::approved || m.action != Action::approve) return outcome::success();
    TRY(auto org, require_approved(tx, OrgId{a.object}));
    const auto content = parse_json_object(review::content_of(tx, a.id)).value();
    TRY(auto facts, decode_facts(merged(org, content.at("changes").as_object())));
    org.data = std::move(facts.data);
    org.region_id = region_of(org.data);
    if (org.kinds != facts.kinds) {
        org.kinds = facts.kinds;
        auth::set_organisation_roles(tx, org.id, roles_of(org.kinds));
    }
    TRY_VOID(store_next(tx, actor, std::move(org), "change", m.reason));
    return outcome::success();
}

// ---- transfer of responsibility

Result<void> transfer_moved(Tx& tx, const Actor& actor, const Application& a, const Move& m) {
    if (a.state != review::State::approved || m.action != Action::approve) return outcome::success();
    const auto content = parse_json_object(review::content_of(tx, a.id)).value();
    TRY(const auto uscc, keys::Uscc::parse(text_of(content, "successor")));
    const auto successor = store::find_org_by_uscc(tx, uscc);
    if (!successor || successor->status != OrgStatus::approved)
        return Error{Code::wrong_state, "", "承接企业已不是通过审核的企业，不能转移追溯责任"};
    TRY(auto org, require_approved(tx, OrgId{a.object}));
    const auto registration = application_of(tx, org);
    org.successor = successor->id;
    TRY_VOID(store_next(tx, actor, std::move(org), "transfer", m.reason));
    auth::add_predecessor(tx, successor->id, OrgId{a.object});
    TRY_VOID(
        review::cancel_as_decided(tx, actor, registration, fmt::format("追溯责任转移给“{}”", successor->data.name)));
    return outcome::success();
}

const review::KindEntry registration_entry{{.kind = review::Kind::registration,
                                            .object_type = "organisation",
                                            .apply = Permission::read_organisation,
                                            .first = Permission::review_first,
                                            .second = Permission::review_second,
                                            .lasting = true,
                                            .settings = true,
                                            .own_words = true,
                                            .moved = registration_moved,
                                            .checks = registration_checks,
                                            .field = field_of}};
const review::KindEntry change_entry{{.kind = review::Kind::organisation_change,
                                      .object_type = "organisation",
                                      .apply = Permission::change_organisation,
                                      .first = Permission::review_first,
                                      .second = Permission::review_second,
                                      .moved = change_moved,
                                      .before = change_before,
                                      .checks = change_checks,
                                      .field = field_of}};
const review::KindEntry transfer_entry{{.kind = review::Kind::organisation_transfer,
                                        .object_type = "organisation",
                                        .apply = Permission::change_organisation,
                                        .first = Permission::review_first,
                                        .second = Permission::review_second,
                                        .moved = transfer_moved,
                                        .field = field_of}};

// ---- the applicant's side of both

Result<std::string> required_reason(std::string_view reason) {
    reason = trim(reason);
    if (reason.empty()) return Error{Code::missing_field, "/reason", "必须填写原因", "原因"};
    if (!is_utf8(reason) || has_control(reason, true) || utf8_length(reason) > 500)
        return Error{Code::invalid, "/reason", "原因应为 1 至 500 个字", "原因"};
    return std::string(reason);
}

Result<json::array> own_documents(Tx& tx, OrgId org, const std::vector<DocumentId>& documents) {
    if (documents.size() > 20) return Error{Code::too_long, "/documents", "附件不能超过 20 个", "附件"};
    json::array out;
    for (std::size_t i = 0; i < documents.size(); ++i) {
        const auto found = require_document(tx, documents[i], org);
        if (found.has_error())
            return Error{found.error().code, fmt::format("/documents/{}", i), found.error().detail, "附件"};
        out.emplace_back(to_string(documents[i]));
    }
    return out;
}

/// Whoever speaks for it, of an approved organisation.
Result<Org> own_approved(Tx& tx, const Actor& actor, OrgId id) {
    TRY_VOID(auth::require(actor, Permission::change_organisation, id));
    TRY_VOID(require_own(actor, id));
    return require_approved(tx, id);
}

review::Proposal about(const Org& org, const json::object& content, std::string reason) {
    return {.title = org.data.name,
            .org_name = org.data.name,
            .region = org.region_id,
            .categories = org.data.categories,
            .content = json::serialize(content),
            .reason = std::move(reason)};
}

Error below(Error error, std::string_view pointer) {
    error.pointer = std::string(pointer) + error.pointer;
    for (auto& other : error.others) other = below(std::move(other), pointer);
    return error;
}

}  // namespace

review::Kind registration_kind() {
    return review::Kind::registration;
}

Result<review::Application> apply_for_change(Tx& tx, const Actor& actor, OrgId id, const json::object& changes,
                                             std::string_view reason, const std::vector<DocumentId>& documents) {
    TRY(const auto org, own_approved(tx, actor, id));
    TRY(auto why, required_reason(reason));
    if (changes.contains("uscc"))
        return Error{Code::invalid, "/changes/uscc", "统一社会信用代码不能变更，企业换码请申请追溯责任转移",
                     "统一社会信用代码"};
    auto facts = decode_facts(merged(org, changes));
    if (facts.has_error()) return below(std::move(facts).error(), "/changes");
    const auto before = proposed(org.data, org.kinds), after = proposed(facts.value().data, facts.value().kinds);
    json::object different;
    for (const auto& [key, value] : after)
        if (const auto* old = before.if_contains(key); !old || *old != value) different[key] = value;
    for (const auto& [key, value] : before)
        if (!after.contains(key)) different[key] = nullptr;
    if (different.empty()) return Error{Code::invalid, "/changes", "没有任何变更", "变更内容"};
    if (different.contains("kinds")) {
        TRY_VOID(check_kinds(actor, facts.value().kinds, "/changes/kinds"));
    }
    TRY_VOID(check_documents_of(tx, facts.value().data, id, "/changes"));
    if (different.contains("licence") && facts.value().data.licence) want_reading(tx, *facts.value().data.licence);
    TRY(auto attached, own_documents(tx, id, documents));
    const json::object content{{"changes", different}, {"reason", why}, {"documents", std::move(attached)}};
    return review::start(tx, actor,
                         {.kind = review::Kind::organisation_change,
                          .object = id.value,
                          .org = id,
                          .proposal = about(org, content, why)},
                         review::Submit::yes);
}

Result<review::Application> apply_for_transfer(Tx& tx, const Actor& actor, OrgId id, const keys::Uscc& successor,
                                               TransferGround ground, std::string_view reason,
                                               const std::vector<DocumentId>& documents) {
    TRY(const auto org, own_approved(tx, actor, id));
    TRY(auto why, required_reason(reason));
    const auto other = store::find_org_by_uscc(tx, successor);
    if (!other || other->status != OrgStatus::approved)
        return Error{Code::invalid, "/successor", "承接企业应是已通过审核的企业", "承接企业"};
    if (other->id == id) return Error{Code::invalid, "/successor", "承接企业不能是本企业", "承接企业"};
    TRY(auto attached, own_documents(tx, id, documents));
    const json::object content{{"successor", successor.text()},
                               {"successorName", other->data.name},
                               {"ground", name(ground)},
                               {"groundZh", name_zh(ground)},
                               {"reason", why},
                               {"documents", std::move(attached)}};
    return review::start(tx, actor,
                         {.kind = review::Kind::organisation_transfer,
                          .object = id.value,
                          .org = id,
                          .proposal = about(org, content, why)},
                         review::Submit::yes);
}

bool awaits_password(Tx& tx, const Org& org) {
    return org.application && none_chosen(tx, org.application);
}

Result<Org> set_introduction(Tx& tx, const Actor& actor, OrgId id, const Introduction& introduction) {
    TRY_VOID(auth::require(actor, Permission::change_organisation, id));
    TRY_VOID(require_own(actor, id));
    TRY(auto org, get_org(tx, id));
    org.introduction = introduction;
    return store_next(tx, actor, std::move(org), "introduction", {});
}

}  // namespace yiguan::registry
