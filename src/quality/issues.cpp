// What is counted, as data.
#include <algorithm>

#include "quality/quality.hpp"

namespace yiguan::quality {
namespace {

constexpr std::array<PartRule, part_count> part_rules{{
    {Part::completeness, "completeness", "完整性", "Completeness", 20},
    {Part::accuracy, "accuracy", "准确性", "Accuracy", 25},
    {Part::timeliness, "timeliness", "及时性", "Timeliness", 15},
    {Part::consistency, "consistency", "一致性", "Consistency", 15},
    {Part::uniqueness, "uniqueness", "唯一性", "Uniqueness", 10},
    {Part::validity, "validity", "有效性", "Validity", 15},
}};

// clang-format off
constexpr IssueType types[] = {
    {"productFields",      "选填的公开信息填写不足一半",           "Less than half of the optional public fields",       Part::completeness, 30, "个产品", "/products"},
    {"productPicture",     "产品备案没有产品图片",                 "A filing without picture",                           Part::completeness, 20, "个产品", "/products"},
    {"productReport",      "产品没有检验报告或型式检验报告",       "A product without inspection or type test report",   Part::completeness, 20, "个产品", "/certificates", Repair::certificate},
    {"dossierIncomplete",  "批次档案待补全",                       "A batch that is not described completely",           Part::completeness, 30, "批",     "/dossiers", Repair::fill},
    {"madeBeforeFiling",   "生产日期早于产品备案建立日期",         "Made before the filing was begun",                   Part::accuracy,     30, "批",     "/codes/batches"},
    {"eventBeforeCodes",   "事件日期早于申码日期",                 "An event before the codes were applied for",         Part::accuracy,     30, "个事件", "/codes/query"},
    {"lotOverused",        "原辅料使用量合计超过进货总量",         "More used of a lot than was bought",                 Part::accuracy,     40, "批原辅料", "/codes/materials"},
    {"boundLate",          "生产 30 天以后才绑码",                 "Bound more than 30 days after production",           Part::timeliness,   50, "批",     "/codes/batches"},
    {"eventLate",          "事件发生 7 天以后才记录",              "Recorded more than 7 days after the event",          Part::timeliness,   50, "个事件", "/codes/query"},
    {"quantityDiffers",    "加工数量与已绑追溯码数量不一致",       "The quantity made is not that of the codes",         Part::consistency,  35, "批",     "/dossiers", Repair::codes},
    {"dateDiffers",        "档案与绑码的生产日期不一致",           "Two dates of production",                            Part::consistency,  25, "批",     "/dossiers", Repair::codes},
    {"certificateDiffers", "备案所填证书编号与登记的证书不一致",   "The filing names another certificate number",        Part::consistency,  20, "个产品", "/certificates"},
    {"severalMakers",      "商品条码另有企业使用",                 "Another organisation uses the bar code",             Part::consistency,  20, "批",     "/dossiers"},
    {"serialShared",       "单件编号与其他企业的产品重复",         "Another organisation has the serial number",         Part::uniqueness,   40, "件",     "/codes/query"},
    {"numberRepeated",     "同一产品的出厂编号重复",               "Factory numbers that overlap",                       Part::uniqueness,   40, "批",     "/codes/batches"},
    {"modelRepeated",      "同一型号有多个有效备案",               "Several filings of one model",                       Part::uniqueness,   20, "个产品", "/products"},
    {"certificateEnded",   "强制性证书不在有效期内",               "A mandatory certificate that is not valid",          Part::validity,     30, "个产品", "/certificates", Repair::certificate},
    {"madeUncertified",    "生产日期不在强制性证书有效期内",       "Made outside the validity of the certificate",       Part::validity,     30, "批",     "/certificates", Repair::certificate},
    {"reportMissing",      "已追溯批次没有检验报告",               "A complete batch without inspection report",         Part::validity,     20, "批",     "/codes/reports", Repair::report},
    {"codesEmpty",         "已申请的追溯码没有绑定（空码）",       "Codes that were never bound",                        Part::validity,     20, "个码",   "/codes/blocks"},
};
// clang-format on

constexpr bool whole() {
    int all = 0;
    for (const PartRule& part : part_rules) {
        all += part.weight;
        int weights = 0;
        for (const IssueType& type : types)
            if (type.part == part.part) weights += type.weight;
        if (weights != 100) return false;
    }
    return all == 100;
}
static_assert(whole(), "the parts are 100 points together, and so are the issues of each");

}  // namespace

std::span<const PartRule, part_count> parts() {
    return part_rules;
}

std::span<const IssueType> issue_types() {
    return types;
}

const IssueType* find_issue_type(std::string_view key) {
    const auto found = std::ranges::find(types, key, &IssueType::key);
    return found == std::end(types) ? nullptr : found;
}

std::string_view name(Repair repair) {
    static constexpr std::string_view names[] = {"", "certificate", "report", "fill", "codes"};
    return names[static_cast<std::size_t>(repair)];
}

std::optional<Period> parse_period(std::string_view name) {
    if (name == "week") return Period::week;
    if (name == "month") return Period::month;
    if (name == "quarter") return Period::quarter;
    if (name == "year") return Period::year;
    return std::nullopt;
}

int days(Period period) {
    static constexpr std::array all{7, 30, 90, 365};
    return all[static_cast<std::size_t>(period)];
}

}  // namespace yiguan::quality
