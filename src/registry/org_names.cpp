#include <algorithm>
#include <array>

#include "registry/registry.hpp"

namespace yiguan::registry {
namespace {

struct Named {
    std::string_view name, zh;
};

constexpr std::array<Named, org_kind_count> kinds{{
    {"producer", "生产企业"},
    {"seller", "销售企业"},
    {"regulator", "监管部门"},
    {"platform_operator", "平台运营单位"},
}};

// In the order of OrgStatus, which begins with 1.
constexpr std::array<Named, 8> statuses{{
    {"draft", "草稿"},
    {"first_review", "待初审"},
    {"second_review", "待复审"},
    {"approved", "已通过"},
    {"rejected", "已驳回"},
    {"withdrawn", "已撤回"},
    {"suspended", "已停用"},
    {"deregistered", "已注销"},
}};

const Named& entry(OrgKind kind) {
    return kinds[static_cast<std::size_t>(kind)];
}
const Named& entry(OrgStatus status) {
    return statuses[static_cast<std::size_t>(status) - 1];
}

}  // namespace

std::string_view name(OrgKind kind) {
    return entry(kind).name;
}
std::string_view name_zh(OrgKind kind) {
    return entry(kind).zh;
}
std::string_view name(OrgStatus status) {
    return entry(status).name;
}
std::string_view name_zh(OrgStatus status) {
    return entry(status).zh;
}

std::optional<OrgKind> parse_org_kind(std::string_view text) {
    const auto found = std::ranges::find(kinds, text, &Named::name);
    if (found == kinds.end()) return std::nullopt;
    return static_cast<OrgKind>(found - kinds.begin());
}

std::optional<OrgStatus> parse_org_status(std::string_view text) {
    const auto found = std::ranges::find(statuses, text, &Named::name);
    if (found == statuses.end()) return std::nullopt;
    return static_cast<OrgStatus>(found - statuses.begin() + 1);
}

auth::Roles roles_of(OrgKinds of) {
    auth::Roles roles;
    if (of.has(OrgKind::producer)) roles = roles.with(auth::Role::producer);
    if (of.has(OrgKind::seller)) roles = roles.with(auth::Role::seller);
    if (of.has(OrgKind::regulator)) roles = roles.with(auth::Role::regulator);
    if (of.has(OrgKind::platform_operator)) roles = roles.with(auth::Role::platform_admin);
    return roles;
}

}  // namespace yiguan::registry
