// The one place that decides what a viewer may see (X8, ECO-31, C-29, NAT-56).
#include "catalog/catalog.hpp"

namespace yiguan::catalog {

Viewer Viewer::of(const auth::Actor& actor) {
    if (actor.anonymous()) return {};
    if (actor.roles.has(auth::Role::top_regulator)) return {Kind::top_regulator, actor.org};
    if (actor.roles.has(auth::Role::regulator)) return {Kind::regulator, actor.org};
    return {Kind::organisation, actor.org, actor.predecessors};
}

bool sees_hidden(const Viewer& viewer, OrgId owner) {
    switch (viewer.kind) {
        case Viewer::Kind::top_regulator:
            return true;
        case Viewer::Kind::organisation:
        case Viewer::Kind::regulator:
            if (!owner) return false;  // an account without organisation owns nothing
            return viewer.org == owner || std::ranges::find(viewer.predecessors, owner) != viewer.predecessors.end();
        case Viewer::Kind::public_:
            return false;
    }
    return false;
}

Shown::State decide(const Viewer& viewer, OrgId owner, Openness openness, bool open, bool filled) {
    if (!filled) return Shown::State::missing;
    const bool to_all = openness == Openness::always || open;
    return to_all || sees_hidden(viewer, owner) ? Shown::State::shown : Shown::State::withheld;
}

bool is_told_of_closed(const Viewer& viewer) {
    return viewer.kind == Viewer::Kind::regulator || viewer.kind == Viewer::Kind::top_regulator;
}

std::span<const DisclosureRule> disclosure_rules() {
    constexpr std::string_view all_zh = "所有人", all_en = "Everybody";
    constexpr std::string_view few_zh =
        "本企业（及承接其责任的企业）和最高权限监管；其他人（包括审核人员）只知道已填报，显示“未公开”";
    constexpr std::string_view few_en =
        "The organisation (and its successor) and the top regulator; others, reviewers too, learn only that it is "
        "filled in";
    constexpr std::string_view silent_zh =
        "本企业（及承接其责任的企业）和最高权限监管；其他监管只知道已填报，公众和其他企业看不到";
    constexpr std::string_view silent_en =
        "The organisation (and its successor) and the top regulator; other regulators learn that it is there, the "
        "public does not";
    static constexpr DisclosureRule rules[] = {
        {"public", "按模板公开的字段", "Fields that the template makes public", Openness::always, true, all_zh, all_en},
        {"open", "可选公开的字段，企业选择公开", "Fields of choice, opened", Openness::owner_chooses, true, all_zh,
         all_en},
        {"hidden", "可选公开的字段，企业未公开", "Fields of choice, not opened", Openness::owner_chooses, false, few_zh,
         few_en},
        {"section_open", "已开通查询的栏目", "Sections opened to queries", Openness::owner_chooses, true, all_zh,
         all_en},
        {"section_closed", "未开通查询的栏目", "Sections not opened", Openness::owner_chooses, false, silent_zh,
         silent_en},
        {"fill_and_show", "填写即展示的内容（企业介绍、视频、附件、扩展信息、链接、商品信息）", "Shown once filled in",
         Openness::fill_and_show, true, all_zh, all_en},
        {"fill_and_show_closed", "填写即展示的内容，企业已关闭或设为保密",
         "Shown once filled in, closed or kept confidential", Openness::fill_and_show, false, silent_zh, silent_en},
        {"certificate_public", "公开的证书、报告和资质", "Public certificates", Openness::owner_chooses, true, all_zh,
         all_en},
        {"certificate_hidden", "未公开的证书、报告和资质", "Certificates that are not public", Openness::owner_chooses,
         false, silent_zh, silent_en},
    };
    return rules;
}

std::vector<Shown> disclose(const Template& tmpl, const FieldValues& values, std::span<const Step> steps, OrgId owner,
                            const Viewer& viewer) {
    std::vector<Shown> out;
    for (const Field& field : tmpl.fields) {
        if (std::ranges::find(steps, field.step) == steps.end()) continue;
        const auto given = values.values.find(field.key);
        const std::string_view value =
            given != values.values.end() ? std::string_view(given->second) : std::string_view(field.fixed_value);
        const auto state = decide(viewer, owner, field.choosable() ? Openness::owner_chooses : Openness::always,
                                  values.open.contains(field.key), !value.empty());
        out.push_back({&field, state, state == Shown::State::shown ? value : std::string_view()});
    }
    return out;
}

}  // namespace yiguan::catalog
