#include "auth/actor.hpp"

#include <array>

namespace yiguan::auth {
namespace {

constexpr std::array<std::string_view, role_count> role_names{"platform_admin", "producer",      "seller",
                                                              "regulator",      "top_regulator", "integrator"};

enum class Reach : std::uint8_t { none, own, all };
constexpr Reach no = Reach::none, own = Reach::own, all = Reach::all;

struct Row {
    Permission permission;
    std::string_view name;
    std::string_view zh;
    std::array<Reach, role_count> reach;
};

// Who may do what: `own` for objects of the actor's organisation, `all` for everybody's.
// clang-format off
constexpr std::array<Row, permission_count> table{{
    // Columns: platform_admin, producer, seller, regulator, top_regulator, integrator, in the order of Role
    {Permission::review_organisation,  "review_organisation", "审核企业",       {all, no , no , no , no , no }},
    {Permission::read_organisation,    "read_organisation",   "查看企业资料",   {all, own, own, all, all, own}},
    {Permission::upload_document,      "upload_document",     "上传文件",       {no , own, own, no , no , own}},
    {Permission::file_product,         "file_product",        "产品备案",       {no , own, no , no , no , own}},
    {Permission::read_product,         "read_product",        "查看产品备案",   {all, own, no , all, all, own}},
    {Permission::review_product,       "review_product",      "审核产品备案",   {all, no , no , no , no , no }},
    {Permission::apply_codes,          "apply_codes",         "申请追溯码",     {no , own, no , no , no , own}},
    {Permission::read_codes,           "read_codes",          "查看追溯码",     {all, own, own, all, all, own}},
    {Permission::bind_codes,           "bind_codes",          "绑码",           {no , own, no , no , no , own}},
    {Permission::activate_codes,       "activate_codes",      "激活追溯码",     {no , own, no , no , no , own}},
    {Permission::ship_codes,           "ship_codes",          "出库",           {no , own, own, no , no , own}},
    {Permission::receive_codes,        "receive_codes",       "入库",           {no , own, own, no , no , own}},
    {Permission::sell_codes,           "sell_codes",          "销售",           {no , no , own, no , no , own}},
    {Permission::read_events,          "read_events",         "查看追溯记录",   {all, own, own, all, all, own}},
    {Permission::capture_events,       "capture_events",      "采集事件",       {no , own, own, no , no , own}},
    {Permission::query_events,         "query_events",        "查询事件",       {all, own, own, all, all, own}},
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

Reach reach(const Actor& actor, Permission permission) {
    auto widest = Reach::none;
    for (int r = 0; r < role_count; ++r)
        if (actor.roles.has(static_cast<Role>(r)))
            widest = std::max(widest, row(permission).reach[static_cast<std::size_t>(r)]);
    return widest;
}

Error refusal(const Actor& actor, Permission permission) {
    if (actor.anonymous()) return {Code::unauthenticated, "", "请先登录后再操作"};
    return {Code::forbidden, "", "当前账号没有“" + std::string(row(permission).zh) + "”的权限"};
}

}  // namespace

std::string_view name(Role role) {
    return role_names[static_cast<std::size_t>(role)];
}

std::string_view name(Permission permission) {
    return row(permission).name;
}
std::string_view name_zh(Permission permission) {
    return row(permission).zh;
}

std::optional<Role> parse_role(std::string_view name) {
    for (std::size_t i = 0; i < role_names.size(); ++i)
        if (role_names[i] == name) return static_cast<Role>(i);
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
    return Error{Code::forbidden, "", "只能对本企业的数据进行“" + std::string(row(permission).zh) + "”操作"};
}

}  // namespace yiguan::auth
