#include "auth/actor.hpp"

#include <algorithm>
#include <array>

namespace yiguan::auth {
namespace {

struct Words {
    std::string_view name, zh, en, group;
};
constexpr std::array<Words, role_count> role_words{{
    {"platform_admin", "平台运营", "Platform operator", "platform"},
    {"producer", "生产企业", "Producer", ""},
    {"seller", "销售企业", "Seller", ""},
    {"regulator", "监管", "Regulator", "regulator"},
    {"top_regulator", "最高权限监管", "Regulator of the highest permission", "regulator"},
    {"integrator", "系统接口", "Machine interface", ""},
    {"org_admin", "企业管理员", "Company administrator", "enterprise"},
    {"quality_director", "质量安全总监", "Quality and safety director", "enterprise"},
    {"quality_officer", "质量安全员", "Quality and safety officer", "enterprise"},
    {"recorder", "记录员", "Recorder", "enterprise"},
    {"warehouse", "仓库", "Warehouse", "enterprise"},
    {"store_clerk", "门店", "Store", "enterprise"},
    {"first_reviewer", "初审", "First reviewer", "review"},
    {"second_reviewer", "复审", "Second reviewer", "review"},
}};

// Of a member role: kind: what the organisation's kinds may do; any: as `own`, also in a regulator's organisation,
// which is no enterprise (C-29).
enum class Reach : std::uint8_t { none, kind, any, own, all };
constexpr Reach no = Reach::none, kin = Reach::kind, any = Reach::any, own = Reach::own, all = Reach::all;
using P = Permission;

struct Row {
    Permission permission;
    std::string_view name;
    std::string_view zh;
    std::array<Reach, role_count> reach;
};

// Who may do what: `own` for objects of the actor's organisation, `all` for everybody's; `kin` lets through what the
// organisation's kinds may do, `no` of every member role of the person keeps it back. `own` of a member role is for
// enterprises; a regulator's organisation has people, keys, documents and an audit log of its own (`any`), and no
// certificates, sections or introduction.
// clang-format off
constexpr std::array<Row, permission_count> table{{
    // Columns in the order of Role: platform_admin, producer, seller, regulator, top_regulator, integrator,
    // org_admin, quality_director, quality_officer, recorder, warehouse, store_clerk,  first_reviewer, second_reviewer
    {P::review_organisation, "review_organisation", "审核企业",
        {all, no , no , no , no , no ,  no , no , no , no , no , no ,  all, all}},
    {P::read_organisation, "read_organisation", "查看企业资料",
        {all, own, own, all, all, own,  any, any, any, any, any, any,  all, all}},
    {P::upload_document, "upload_document", "上传文件",
        {no , own, own, no , no , own,  any, any, any, any, no , no ,  no , no }},
    {P::file_product, "file_product", "产品备案",
        {no , own, no , no , no , own,  kin, kin, kin, kin, no , no ,  no , no }},
    {P::read_product, "read_product", "查看产品备案",
        {all, own, no , all, all, own,  kin, kin, kin, kin, kin, kin,  all, all}},
    {P::review_product, "review_product", "审核产品备案",
        {all, no , no , no , no , no ,  no , no , no , no , no , no ,  all, all}},
    {P::apply_codes, "apply_codes", "申请追溯码",
        {no , own, no , no , no , own,  kin, kin, kin, no , no , no ,  no , no }},
    {P::read_codes, "read_codes", "查看追溯码",
        {all, own, own, all, all, own,  kin, kin, kin, kin, kin, kin,  no , no }},
    {P::bind_codes, "bind_codes", "绑码",
        {no , own, no , no , no , own,  kin, kin, kin, kin, no , no ,  no , no }},
    {P::activate_codes, "activate_codes", "激活追溯码",
        {no , own, no , no , no , own,  kin, kin, kin, kin, no , no ,  no , no }},
    {P::ship_codes, "ship_codes", "出库",
        {no , own, own, no , no , own,  kin, kin, no , no , kin, kin,  no , no }},
    {P::receive_codes, "receive_codes", "入库",
        {no , own, own, no , no , own,  kin, kin, no , no , kin, kin,  no , no }},
    {P::sell_codes, "sell_codes", "销售",
        {no , no , own, no , no , own,  kin, kin, no , no , no , kin,  no , no }},
    {P::read_events, "read_events", "查看追溯记录",
        {all, own, own, all, all, own,  kin, kin, kin, kin, kin, kin,  no , no }},
    {P::capture_events, "capture_events", "采集事件",
        {no , own, own, no , no , own,  kin, kin, no , no , no , no ,  no , no }},
    {P::query_events, "query_events", "查询事件",
        {all, own, own, all, all, own,  kin, kin, kin, kin, kin, kin,  no , no }},
    {P::manage_members, "manage_members", "管理成员",
        {all, own, own, no , no , no ,  any, no , no , no , no , no ,  no , no }},
    {P::change_organisation, "change_organisation", "变更企业资料",
        {no , own, own, no , no , no ,  own, own, no , no , no , no ,  no , no }},
    {P::open_sections, "open_sections", "设置信息公开",
        {no , own, own, no , no , no ,  own, own, no , no , no , no ,  no , no }},
    {P::read_audit, "read_audit", "查看操作日志",
        {all, own, own, no , no , no ,  any, any, no , no , no , no ,  no , no }},
    {P::review_first, "review_first", "初审",
        {all, no , no , no , no , no ,  no , no , no , no , no , no ,  all, no }},
    {P::review_second, "review_second", "复审",
        {all, no , no , no , no , no ,  no , no , no , no , no , no ,  no , all}},
    {P::manage_templates, "manage_templates", "管理数据模板",
        {all, no , no , no , no , no ,  no , no , no , no , no , no ,  no , no }},
    {P::manage_review_rules, "manage_review_rules", "设置审核规则",
        {all, no , no , no , no , no ,  no , no , no , no , no , no ,  no , no }},
    {P::read_applications, "read_applications", "查看申请",
        {all, own, own, all, all, own,  any, any, any, any, no , no ,  all, all}},
    {P::manage_certificates, "manage_certificates", "管理资质证书",
        {no , own, own, no , no , own,  own, own, own, own, no , no ,  no , no }},
    {P::manage_keys, "manage_keys", "管理接口密钥",
        {no , own, own, no , no , no ,  any, any, no , no , no , no ,  no , no }},
}};
// clang-format on

constexpr bool in_order() {
    for (std::size_t i = 0; i < table.size(); ++i)
        if (static_cast<std::size_t>(table[i].permission) != i) return false;
    return true;
}
static_assert(in_order(), "the table is indexed by permission");

const Row& row(Permission permission) {
    return table[static_cast<std::size_t>(permission)];
}

bool for_people_only(Permission permission) {
    return permission == P::manage_members || permission == P::change_organisation || permission == P::open_sections ||
           permission == P::read_audit || permission == P::manage_keys;
}

bool only_reads(Permission permission) {
    return permission == P::read_organisation || permission == P::read_product || permission == P::read_codes ||
           permission == P::read_events || permission == P::query_events || permission == P::read_applications;
}

Reach reach(const Actor& actor, Permission permission) {
    if (actor.machine && for_people_only(permission)) return Reach::none;
    const auto& reaches = row(permission).reach;
    const bool enterprise =
        !actor.roles.has(Role::regulator) || actor.roles.has(Role::producer) || actor.roles.has(Role::seller);
    auto kinds = Reach::none, widest = Reach::none;
    bool member = false, let_through = false;
    for (int r = 0; r < role_count; ++r) {
        const auto role = static_cast<Role>(r);
        if (!actor.roles.has(role)) continue;
        const Reach reach = reaches[static_cast<std::size_t>(r)];
        if (is_member_role(role)) {
            member = true;
            let_through = let_through || reach != Reach::none;
            if (reach == Reach::any || (reach == Reach::own && enterprise)) widest = std::max(widest, Reach::own);
        } else if (role == Role::producer || role == Role::seller) {
            kinds = std::max(kinds, reach);
        } else {
            widest = std::max(widest, reach);
        }
    }
    return !member || let_through ? std::max(widest, kinds) : widest;
}

Error refusal(const Actor& actor, Permission permission) {
    if (actor.anonymous()) return {Code::unauthenticated, "", "请先登录后再操作"};
    return {Code::forbidden, "", "当前账号没有“" + std::string(row(permission).zh) + "”的权限"};
}

}  // namespace

std::string_view name(Role role) {
    return role_words[static_cast<std::size_t>(role)].name;
}
std::string_view name_zh(Role role) {
    return role_words[static_cast<std::size_t>(role)].zh;
}
std::string_view name_en(Role role) {
    return role_words[static_cast<std::size_t>(role)].en;
}
std::string_view group_of(Role role) {
    return role_words[static_cast<std::size_t>(role)].group;
}

bool Scope::has_region(std::string_view code) const {
    return regions.empty() ||
           std::ranges::any_of(regions, [&](const auto& prefix) { return code.starts_with(prefix); });
}

bool Scope::has_category(std::string_view category) const {
    return categories.empty() || std::ranges::find(categories, category) != categories.end();
}

bool Scope::contains(const Scope& other) const {
    const auto inside = [](const auto& mine, const auto& theirs, auto has) {
        return mine.empty() || (!theirs.empty() && std::ranges::all_of(theirs, has));
    };
    return inside(regions, other.regions, [&](const auto& r) { return has_region(r); }) &&
           inside(categories, other.categories, [&](const auto& c) { return has_category(c); }) &&
           (!own_only || other.own_only);
}

std::string_view name(Permission permission) {
    return row(permission).name;
}
std::string_view name_zh(Permission permission) {
    return row(permission).zh;
}

std::optional<Role> parse_role(std::string_view name) {
    for (std::size_t i = 0; i < role_words.size(); ++i)
        if (role_words[i].name == name) return static_cast<Role>(i);
    return std::nullopt;
}

bool may(const Actor& actor, Permission permission) {
    return !actor.anonymous() && reach(actor, permission) != Reach::none;
}

bool may_everywhere(const Actor& actor, Permission permission) {
    return !actor.anonymous() && reach(actor, permission) == Reach::all;
}

Result<void> require(const Actor& actor, Permission permission) {
    if (!may(actor, permission)) return refusal(actor, permission);
    return outcome::success();
}

Result<void> require(const Actor& actor, Permission permission, OrgId owner) {
    TRY_VOID(require(actor, permission));
    if (may_everywhere(actor, permission) || (owner && owner == actor.org)) return outcome::success();
    if (owner && only_reads(permission) && std::ranges::find(actor.predecessors, owner) != actor.predecessors.end())
        return outcome::success();
    return Error{Code::forbidden, "", "只能对本企业的数据进行“" + std::string(row(permission).zh) + "”操作"};
}

}  // namespace yiguan::auth
