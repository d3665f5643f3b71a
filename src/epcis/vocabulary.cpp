#include "epcis/vocabulary.hpp"

#include <algorithm>
#include <array>

namespace yiguan::epcis {
namespace {

struct Word {
    std::string_view text, zh;
};

// CBV 2.0, 7.1: business steps.
constexpr std::array biz_steps{
    Word{"accepting", "验收"},
    Word{"arriving", "到达"},
    Word{"assembling", "组装"},
    Word{"collecting", "收集"},
    Word{"commissioning", "赋码"},
    Word{"consigning", "托运"},
    Word{"creating_class_instance", "生成批次"},
    Word{"cycle_counting", "循环盘点"},
    Word{"decommissioning", "码注销"},
    Word{"departing", "离开"},
    Word{"destroying", "销毁"},
    Word{"disassembling", "拆解"},
    Word{"dispensing", "分发"},
    Word{"encoding", "写码"},
    Word{"entering_exiting", "进出"},
    Word{"holding", "暂扣"},
    Word{"inspecting", "检验"},
    Word{"installing", "安装"},
    Word{"killing", "标签灭活"},
    Word{"loading", "装车"},
    Word{"other", "其他"},
    Word{"packing", "装箱"},
    Word{"picking", "拣货"},
    Word{"receiving", "收货"},
    Word{"removing", "拆下"},
    Word{"repackaging", "换包装"},
    Word{"repairing", "维修"},
    Word{"replacing", "更换"},
    Word{"reserving", "预留编码"},
    Word{"retail_selling", "零售"},
    Word{"sampling", "抽样"},
    Word{"sensor_reporting", "传感器上报"},
    Word{"shipping", "发货"},
    Word{"staging_outbound", "待发"},
    Word{"stock_taking", "盘点"},
    Word{"stocking", "补货"},
    Word{"storing", "入库"},
    Word{"transporting", "运输"},
    Word{"unloading", "卸货"},
    Word{"unpacking", "拆箱"},
    Word{"void_shipping", "取消发货"},
};

// CBV 2.0, 7.2: dispositions.
constexpr std::array dispositions{
    Word{"active", "已启用"},
    Word{"available", "可用"},
    Word{"completeness_inferred", "推断为完整"},
    Word{"completeness_verified", "已核实完整"},
    Word{"conformant", "合格"},
    Word{"container_closed", "容器已封"},
    Word{"container_open", "容器已开"},
    Word{"damaged", "已损坏"},
    Word{"destroyed", "已销毁"},
    Word{"dispensed", "已分发"},
    Word{"disposed", "已处置"},
    Word{"encoded", "已写码"},
    Word{"expired", "已过期"},
    Word{"in_progress", "处理中"},
    Word{"in_transit", "运输中"},
    Word{"inactive", "未启用"},
    Word{"mismatch_class", "品类不符"},
    Word{"mismatch_instance", "单品不符"},
    Word{"mismatch_quantity", "数量不符"},
    Word{"needs_replacement", "待更换"},
    Word{"no_pedigree_match", "谱系不符"},
    Word{"non_conformant", "不合格"},
    Word{"non_sellable_other", "其他原因不可销售"},
    Word{"partially_dispensed", "部分已分发"},
    Word{"recalled", "已召回"},
    Word{"reserved", "已预留"},
    Word{"retail_sold", "已零售"},
    Word{"returned", "已退回"},
    Word{"sellable_accessible", "在售可取"},
    Word{"sellable_not_accessible", "可售不可取"},
    Word{"stolen", "被盗"},
    Word{"unavailable", "不可用"},
    Word{"unknown", "未知"},
};

// CBV 2.0, 7.3, 7.4, 7.5.
constexpr std::array biz_transaction_types{
    Word{"bol", "提单"},        Word{"cert", "证书"},    Word{"desadv", "发货通知"},  Word{"inv", "发票"},
    Word{"pedigree", "谱系"},   Word{"po", "采购订单"},  Word{"poc", "订单确认"},     Word{"prodorder", "生产单"},
    Word{"recadv", "收货通知"}, Word{"rma", "退货授权"}, Word{"testprd", "检测规程"}, Word{"testres", "检测结果"},
    Word{"upevt", "上游事件"},
};
constexpr std::array source_destination_types{
    Word{"location", "地点"},
    Word{"owning_party", "所有方"},
    Word{"possessing_party", "持有方"},
};
constexpr std::array error_reasons{Word{"did_not_occur", "并未发生"}, Word{"incorrect_data", "数据有误"}};

// GS1 Web Vocabulary, as EPCIS 2.0 lists it.
constexpr std::array<std::string_view, 72> measurement_types{
    "AbsoluteHumidity",
    "AbsorbedDose",
    "AbsorbedDoseRate",
    "Acceleration",
    "Altitude",
    "AmountOfSubstance",
    "AmountOfSubstancePerUnitVolume",
    "Angle",
    "AngularAcceleration",
    "AngularMomentum",
    "AngularVelocity",
    "Area",
    "Capacitance",
    "Conductance",
    "Conductivity",
    "Count",
    "Density",
    "Dimensionless",
    "DoseEquivalent",
    "DoseEquivalentRate",
    "DynamicViscosity",
    "ElectricCharge",
    "ElectricCurrent",
    "ElectricCurrentDensity",
    "ElectricFieldStrength",
    "Energy",
    "Exposure",
    "Force",
    "Frequency",
    "Illuminance",
    "Inductance",
    "Irradiance",
    "KinematicViscosity",
    "Length",
    "LinearMomentum",
    "Luminance",
    "LuminousFlux",
    "LuminousIntensity",
    "MagneticFlux",
    "MagneticFluxDensity",
    "MagneticVectorPotential",
    "Mass",
    "MassConcentration",
    "MassFlowRate",
    "MassPerAreaTime",
    "MemoryCapacity",
    "MolalityOfSolute",
    "MolarEnergy",
    "MolarMass",
    "MolarVolume",
    "Power",
    "Pressure",
    "RadiantFlux",
    "RadiantIntensity",
    "Radioactivity",
    "RelativeHumidity",
    "Resistance",
    "Resistivity",
    "SolidAngle",
    "SpecificVolume",
    "Speed",
    "SurfaceDensity",
    "SurfaceTension",
    "Temperature",
    "Time",
    "Torque",
    "Voltage",
    "Volume",
    "VolumeFlowRate",
    "VolumeFraction",
    "VolumetricFlux",
    "Wavenumber",
};
constexpr std::array<std::string_view, 2> sensor_alert_types{"ALARM_CONDITION", "ERROR_CONDITION"};
constexpr std::array<std::string_view, 14> components{
    "altitude",
    "axial_distance",
    "azimuth",
    "easting",
    "elevation_angle",
    "height",
    "latitude",
    "longitude",
    "northing",
    "polar_angle",
    "spherical_radius",
    "x",
    "y",
    "z",
};

template <std::size_t N>
constexpr auto texts(const std::array<Word, N>& list) {
    std::array<std::string_view, N> out;
    for (std::size_t i = 0; i < N; ++i) out[i] = list[i].text;
    return out;
}
constexpr auto biz_step_texts = texts(biz_steps);
constexpr auto disposition_texts = texts(dispositions);
constexpr auto biz_transaction_type_texts = texts(biz_transaction_types);
constexpr auto source_destination_type_texts = texts(source_destination_types);
constexpr auto error_reason_texts = texts(error_reasons);

template <std::size_t N>
constexpr bool ascending(const std::array<std::string_view, N>& list) {
    return std::ranges::is_sorted(list);
}
static_assert(ascending(biz_step_texts) && ascending(disposition_texts) && ascending(biz_transaction_type_texts) &&
              ascending(source_destination_type_texts) && ascending(error_reason_texts) &&
              ascending(measurement_types) && ascending(sensor_alert_types) && ascending(components));

struct List {
    std::span<const std::string_view> words;
    std::span<const Word> named;  ///< In the same order; empty without Chinese names.
    std::string_view urn;         ///< In front of a word; for the GS1 Web Vocabulary its CURIE.
    std::string_view web;         ///< The same of the web form, behind the folder.
};
constexpr std::string_view cbv_folder = "https://ref.gs1.org/cbv/";
constexpr std::string_view voc_folder = "https://gs1.org/voc/";

constexpr std::array<List, 8> lists{{
    {biz_step_texts, biz_steps, "urn:epcglobal:cbv:bizstep:", "BizStep-"},
    {disposition_texts, dispositions, "urn:epcglobal:cbv:disp:", "Disp-"},
    {biz_transaction_type_texts, biz_transaction_types, "urn:epcglobal:cbv:btt:", "BTT-"},
    {source_destination_type_texts, source_destination_types, "urn:epcglobal:cbv:sdt:", "SDT-"},
    {error_reason_texts, error_reasons, "urn:epcglobal:cbv:er:", "ER-"},
    {measurement_types, {}, "gs1:", ""},
    {sensor_alert_types, {}, "gs1:", ""},
    {components, {}, "", "Comp-"},  // CBV 2.0 gives components no URN
}};

const List& list_of(Vocabulary vocabulary) {
    return lists[static_cast<std::size_t>(vocabulary)];
}
bool is_voc(Vocabulary vocabulary) {
    return vocabulary == Vocabulary::measurement_type || vocabulary == Vocabulary::sensor_alert_type;
}

std::optional<std::size_t> index_of(const List& list, std::string_view word) {
    const auto found = std::ranges::lower_bound(list.words, word);
    if (found == list.words.end() || *found != word) return std::nullopt;
    return static_cast<std::size_t>(found - list.words.begin());
}

// What stands behind the folder of a vocabulary on one of GS1's hosts; drafts of the standard used other hosts.
std::optional<std::string_view> behind_folder(std::string_view text, std::string_view folder) {
    if (text.starts_with("https://"))
        text.remove_prefix(8);
    else if (text.starts_with("http://"))
        text.remove_prefix(7);
    else
        return std::nullopt;
    for (const std::string_view label : {"ref.", "www.", "id.", "ns."})
        if (text.starts_with(label)) {
            text.remove_prefix(label.size());
            break;
        }
    if (!text.starts_with("gs1.org/")) return std::nullopt;
    text.remove_prefix(8);
    if (!text.starts_with(folder)) return std::nullopt;
    return text.substr(folder.size());
}

}  // namespace

std::span<const std::string_view> words(Vocabulary vocabulary) {
    return list_of(vocabulary).words;
}

bool is_word(Vocabulary vocabulary, std::string_view word) {
    return index_of(list_of(vocabulary), word).has_value();
}

std::optional<std::string_view> word_of(Vocabulary vocabulary, std::string_view text) {
    const List& list = list_of(vocabulary);
    const auto known = [&](std::string_view word) -> std::optional<std::string_view> {
        const auto at = index_of(list, word);
        if (!at) return std::nullopt;
        return list.words[*at];
    };
    if (text.find(':') == std::string_view::npos) return known(text);
    if (!list.urn.empty() && text.starts_with(list.urn)) return known(text.substr(list.urn.size()));

    std::optional<std::string_view> rest;
    if (is_voc(vocabulary))
        rest = behind_folder(text, "voc/");
    else if (text.starts_with("cbv:"))
        rest = text.substr(4);
    else
        rest = behind_folder(text, "cbv/");
    if (!rest || !rest->starts_with(list.web)) return std::nullopt;
    return known(rest->substr(list.web.size()));
}

std::string_view normal(Vocabulary vocabulary, std::string_view text) {
    return word_of(vocabulary, text).value_or(text);
}

std::string web_uri(Vocabulary vocabulary, std::string_view normal) {
    const List& list = list_of(vocabulary);
    if (!index_of(list, normal)) return std::string(normal);
    std::string out(is_voc(vocabulary) ? voc_folder : cbv_folder);
    return out.append(list.web).append(normal);
}

std::string urn(Vocabulary vocabulary, std::string_view normal) {
    const List& list = list_of(vocabulary);
    if (list.urn.empty()) return web_uri(vocabulary, normal);
    if (!index_of(list, normal)) return std::string(normal);
    return std::string(list.urn).append(normal);
}

std::string_view name_zh(Vocabulary vocabulary, std::string_view word) {
    const List& list = list_of(vocabulary);
    const auto at = index_of(list, word);
    return at && !list.named.empty() ? list.named[*at].zh : std::string_view{};
}

}  // namespace yiguan::epcis
