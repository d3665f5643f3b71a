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
    {"commissioning_party", "委托方"},
    {"commissioned_party", "受托方"},
    {"certification_body", "认证机构"},
    {"professional_body", "专业机构"},
    {"association", "行业协会"},
    {"online_shop", "电商平台"},
    {"buyer", "采购使用单位"},
}};
constexpr std::array<Named, 3> company_types{{
    {"ordinary", "普通企业"},
    {"health_food", "保健品企业"},
    {"cold_chain", "涉及冷链企业"},
}};
constexpr std::array<Named, product_type_count> product_types{{
    {"vehicle", "电动自行车"},
    {"battery", "电池"},
    {"charger", "充电器"},
}};
constexpr std::array<Named, 3> grounds{{
    {"merged", "合并"},
    {"renamed", "更名换码"},
    {"split", "分立"},
}};

// In the order of OrgStatus, which begins with 1.
constexpr std::array<Named, 9> statuses{{
    {"draft", "草稿"},
    {"first_review", "待初审"},
    {"second_review", "待复审"},
    {"approved", "已通过"},
    {"rejected", "已驳回"},
    {"withdrawn", "已撤回"},
    {"suspended", "已停用"},
    {"deregistered", "已注销"},
    {"to_complete", "待完善"},
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

OrgStatus status_of(review::State state) {
    using S = review::State;
    switch (state) {
        case S::draft:
            return OrgStatus::draft;
        case S::awaiting_party:
        case S::submitted:
        case S::first_review:
            return OrgStatus::first_review;
        case S::awaiting_second:
        case S::second_review:
            return OrgStatus::second_review;
        case S::approved:
            return OrgStatus::approved;
        case S::rejected:
            return OrgStatus::rejected;
        case S::to_complete:
            return OrgStatus::to_complete;
        case S::withdrawn:
            return OrgStatus::withdrawn;
        case S::suspended:
            return OrgStatus::suspended;
        case S::cancelled:
            break;
    }
    return OrgStatus::deregistered;
}

namespace {

template <class Enum, std::size_t n>
std::optional<Enum> parse(const std::array<Named, n>& names, std::string_view text) {
    const auto found = std::ranges::find(names, text, &Named::name);
    if (found == names.end()) return std::nullopt;
    return static_cast<Enum>(found - names.begin());
}

}  // namespace

std::string_view name(CompanyType type) {
    return company_types[static_cast<std::size_t>(type)].name;
}
std::string_view name_zh(CompanyType type) {
    return company_types[static_cast<std::size_t>(type)].zh;
}
std::optional<CompanyType> parse_company_type(std::string_view text) {
    return parse<CompanyType>(company_types, text);
}
std::string_view name(ProductType type) {
    return product_types[static_cast<std::size_t>(type)].name;
}
std::string_view name_zh(ProductType type) {
    return product_types[static_cast<std::size_t>(type)].zh;
}
std::optional<ProductType> parse_product_type(std::string_view text) {
    return parse<ProductType>(product_types, text);
}
std::string_view name(LetterType type) {
    return type == LetterType::general ? "general" : name(static_cast<ProductType>(type));
}
std::optional<LetterType> parse_letter_type(std::string_view text) {
    for (int t = 0; t < letter_type_count; ++t)
        if (const auto type = static_cast<LetterType>(t); name(type) == text) return type;
    return std::nullopt;
}
std::string_view name(TransferGround ground) {
    return grounds[static_cast<std::size_t>(ground)].name;
}
std::string_view name_zh(TransferGround ground) {
    return grounds[static_cast<std::size_t>(ground)].zh;
}
std::optional<TransferGround> parse_transfer_ground(std::string_view text) {
    return parse<TransferGround>(grounds, text);
}

auth::Roles roles_of(OrgKinds of) {
    using K = OrgKind;
    auth::Roles roles;
    if (of.has(K::producer) || of.has(K::commissioning_party) || of.has(K::commissioned_party))
        roles = roles.with(auth::Role::producer);
    if (of.has(K::seller) || of.has(K::online_shop) || of.has(K::buyer)) roles = roles.with(auth::Role::seller);
    if (of.has(K::regulator)) roles = roles.with(auth::Role::regulator);
    if (of.has(K::platform_operator)) roles = roles.with(auth::Role::platform_admin);
    return roles;
}

}  // namespace yiguan::registry
