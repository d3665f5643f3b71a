#include <algorithm>
#include <array>

#include "review/review.hpp"

namespace yiguan::review {
namespace {

struct Named {
    std::string_view name, zh;
};

// Each in the order of its enumeration, which begins with 1.
constexpr std::array<Named, kind_count> kinds{{
    {"registration", "企业注册"},
    {"organisation_change", "企业信息变更"},
    {"organisation_transfer", "追溯责任转移"},
    {"product_filing", "产品备案"},
    {"product_correction", "产品订正"},
    {"product_change", "产品变更"},
    {"product_disable", "产品停用"},
    {"template_request", "个性化模板申请"},
    {"enterprise_filing", "企业备案"},
    {"supply_filing", "供货能力备案"},
    {"production_filing", "生产能力备案"},
    {"model", "型号申请"},
}};
constexpr std::array<Named, state_count> states{{
    {"draft", "草稿"},
    {"awaiting_party", "待对方确认"},
    {"submitted", "待初审"},
    {"first_review", "初审中"},
    {"awaiting_second", "待复审"},
    {"second_review", "复审中"},
    {"approved", "已通过"},
    {"rejected", "已驳回"},
    {"to_complete", "待完善"},
    {"withdrawn", "已撤回"},
    {"suspended", "已停用"},
    {"cancelled", "已注销"},
}};
constexpr std::array<Named, action_count> actions{{
    {"save", "保存"},
    {"submit", "提交"},
    {"confirm", "对方确认"},
    {"refuse", "对方拒绝"},
    {"claim", "领取"},
    {"release", "放回"},
    {"assign", "转派"},
    {"approve", "通过"},
    {"reject", "驳回"},
    {"to_complete", "退回完善"},
    {"withdraw", "撤回"},
    {"cancel", "注销"},
    {"suspend", "停用"},
    {"resume", "恢复"},
}};

template <class Enum, std::size_t n>
const Named& entry(const std::array<Named, n>& names, Enum value) {
    return names[static_cast<std::size_t>(value) - 1];
}
template <class Enum, std::size_t n>
std::optional<Enum> parse(const std::array<Named, n>& names, std::string_view text) {
    const auto found = std::ranges::find(names, text, &Named::name);
    if (found == names.end()) return std::nullopt;
    return static_cast<Enum>(found - names.begin() + 1);
}

}  // namespace

std::string_view name(Kind kind) {
    return entry(kinds, kind).name;
}
std::string_view name(State state) {
    return entry(states, state).name;
}
std::string_view name(Action action) {
    return entry(actions, action).name;
}
std::string_view name_zh(Kind kind) {
    return entry(kinds, kind).zh;
}
std::string_view name_zh(State state) {
    return entry(states, state).zh;
}
std::string_view name_zh(Action action) {
    return entry(actions, action).zh;
}
std::string_view name_zh(By by) {
    switch (by) {
        case By::owner:
            return "申请企业";
        case By::party:
            return "对方企业";
        case By::first:
            return "初审人员";
        case By::second:
            return "复审人员";
        case By::operator_:
            return "管理人员";
    }
    return {};
}
std::optional<Kind> parse_kind(std::string_view text) {
    return parse<Kind>(kinds, text);
}
std::optional<State> parse_state(std::string_view text) {
    return parse<State>(states, text);
}

}  // namespace yiguan::review
