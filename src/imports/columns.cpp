// A data template as the columns of a spreadsheet.
#include <fmt/format.h>

#include <array>
#include <set>

#include "imports/filing_kind.hpp"

namespace yiguan::imports {
namespace {

using catalog::Field;
using catalog::FieldKind;

/// What clerks write above a column instead of the field's name, and what an example looks like.
struct Habit {
    std::string_view key;
    std::vector<std::string> aliases;
    std::string_view sample;
};
const std::vector<Habit>& habits() {
    static const std::vector<Habit> list{
        {"productName", {"名称", "品名", "商品名称"}, "电动自行车"},
        {"productType", {"类型", "产品类别"}, "整车"},
        {"model", {"产品型号", "型号", "型号规格", "规格", "车辆型号"}, "TDT001Z"},
        {"standard", {"产品标准", "标准", "执行标准号", "执行强制性国家标准"}, "GB 17761-2024"},
        {"cccCertificate", {"CCC证书编号", "3C证书编号", "强制性产品认证证书编号"}, "2024011119000001"},
        {"inspectionReport", {"检验报告", "检验报告编号", "型式检验报告"}, "型式检验报告 GX-2026-0017"},
        {"gtin", {"条码", "商品条形码", "69码", "GTIN"}, "6901234567892"},
        {"brand", {"品牌名称", "商标"}, "粤行"},
        {"warrantyPeriod", {"质保期", "保修期"}, "24 个月"},
        {"productionLicence", {"生产许可证编号", "许可证号"}, "XK06-001-00001"},
        {"manual", {"说明书", "使用说明书", "警示说明"}, "充电时请勿覆盖充电器"},
    };
    return list;
}

const Habit* habit_of(std::string_view key) {
    const auto at = std::ranges::find(habits(), key, &Habit::key);
    return at == habits().end() ? nullptr : &*at;
}

std::string joined(const std::vector<std::string>& list) {
    std::string out;
    for (const std::string& one : list) out += (out.empty() ? "" : "、") + one;
    return out;
}

void take_number(const Field& field, sheet::Column& column) {
    column.kind = sheet::Kind::number;
    column.decimals = field.kind == FieldKind::integer ? 0 : field.rules.decimals;
    if (field.rules.min) column.minimum = catalog::print_millionths(*field.rules.min);
    if (field.rules.max) column.maximum = catalog::print_millionths(*field.rules.max);
    if (!field.rules.unit.empty()) {
        column.units.push_back({field.rules.unit, 0});
        column.name += fmt::format(" ({})", field.rules.unit);
    }
    column.sample = column.minimum.value_or("1");
}

sheet::Column column_of(const Field& field, bool twice) {
    sheet::Column column{.id = field.key, .name = field.name_zh};
    // 委托方信息-企业名称: names alone do not tell the two parties of OEM apart.
    if (twice) column.name = field.group_zh.substr(field.group_zh.rfind('/') + 1) + "-" + field.name_zh;
    if (!twice && !field.name_en.empty()) column.aliases.push_back(field.name_en);
    column.required = field.key == "model" ||
                      (field.required == catalog::Required::always && field.from_org == catalog::FromOrg::none);
    column.key = column.unique = field.key == "model";
    column.chars_max = field.rules.chars_max > 0            ? static_cast<std::size_t>(field.rules.chars_max)
                       : field.kind == FieldKind::long_text ? catalog::long_text_chars_max / 2
                                                            : catalog::text_chars_max;
    switch (field.kind) {
        case FieldKind::date:
            column.kind = sheet::Kind::date;
            column.sample = "2024/1/1";
            break;
        case FieldKind::uscc:
            column.kind = sheet::Kind::code;
            column.rule = sheet::CodeRule::uscc;
            break;
        case FieldKind::gtin:
            column.kind = sheet::Kind::code;
            column.rule = sheet::CodeRule::gtin;
            break;
        case FieldKind::integer:
        case FieldKind::decimal:
            take_number(field, column);
            break;
        case FieldKind::choice:
            column.kind = sheet::Kind::option;
            for (const std::string& option : field.rules.options) column.options.push_back({option, {}});
            column.sample = field.rules.options.front();
            break;
        case FieldKind::choices:
            column.note = "可填多项，用、隔开：" + joined(field.rules.options);
            column.sample = field.rules.options.front();
            break;
        default:  // a text; what else it must be, the template's own reader says
            break;
    }
    if (field.from_org != catalog::FromOrg::none) column.note = "不填则取企业登记信息";
    if (const Habit* habit = habit_of(field.key)) {
        column.aliases.insert(column.aliases.end(), habit->aliases.begin(), habit->aliases.end());
        column.sample = habit->sample;
    }
    return column;
}

bool is_asked(const Field& field) {
    return field.step == catalog::Step::filing && field.required != catalog::Required::platform_generated &&
           field.fixed_value.empty() && field.kind != FieldKind::document;
}

}  // namespace

sheet::Template columns_of(const catalog::Template& tmpl) {
    std::map<std::string, int> names;
    for (const Field& field : tmpl.fields)
        if (is_asked(field)) ++names[field.name_zh];
    sheet::Template out{
        .id = tmpl.id, .name = tmpl.name_zh, .row_ids = {}, .printed = false, .columns = {}, .note = {}};
    for (const Field& field : tmpl.fields)
        if (is_asked(field)) out.columns.push_back(column_of(field, names[field.name_zh] > 1));
    // A name is never an alias too: clerks mean the column that is called so.
    std::set<std::string> taken;
    for (const auto& column : out.columns) taken.insert(column.name);
    for (auto& column : out.columns) {
        std::erase_if(column.aliases, [&](const std::string& alias) { return taken.contains(alias); });
        taken.insert(column.aliases.begin(), column.aliases.end());
    }
    return out;
}

}  // namespace yiguan::imports
