// The data files against what the annexes print: the list of products, the national data requirement, the templates.
#include <gmock/gmock.h>

#include "catalog/catalog.hpp"

namespace yiguan::catalog {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Names = std::vector<std::string>;

using OfTemplate = catalog::Field;

const Template& the(std::string_view id) {
    const Template* found = templates().find(id);
    EXPECT_NE(found, nullptr) << id;
    return *found;
}

template <class Wanted>
Names names_where(std::string_view id, Wanted wanted) {
    Names out;
    for (const OfTemplate& f : the(id).fields)
        if (!f.extension && wanted(f)) out.push_back(f.name_zh);
    return out;
}

Names units_of(std::string_view category) {
    Names out;
    const auto* found = catalogue().find_category(category);
    EXPECT_NE(found, nullptr) << category;
    if (found)
        for (const auto& unit : found->units) out.push_back(unit.name_zh);
    return out;
}

// NAT-38, NAT-39, NAT-40, NAT-41, NAT-42, NAT-43, NAT-44, NAT-45, NAT-46: the final list, not the draft.
TEST(Annex1, NAT38_NAT46_HasTheUnitsOfEachCategory) {
    EXPECT_THAT(units_of("CAT-01"), ElementsAre("架空绞线", "塑料绝缘控制电缆", "挤包绝缘低压电力电缆",
                                                "挤包绝缘中压电力电缆", "架空绝缘电缆"))
        << "电线电缆";
    EXPECT_THAT(units_of("CAT-02"), ElementsAre("燃气用具连接用软管", "燃气紧急切断阀", "家用燃气灶具",
                                                "商用燃气燃烧器具", "瓶装液化石油气调压器（家用、商用）"))
        << "燃气器具";
    EXPECT_THAT(units_of("CAT-03"), ElementsAre("家用可燃气体探测器")) << "消防产品";
    EXPECT_THAT(units_of("CAT-04"), ElementsAre("电动自行车", "电动自行车用充电器", "电动自行车用蓄电池"))
        << "电动自行车";
    EXPECT_THAT(units_of("CAT-05"), ElementsAre("普通型安全帽", "特殊型安全帽")) << "安全帽";
    EXPECT_THAT(units_of("CAT-06"), ElementsAre("普通胶合板", "难燃胶合板")) << "胶合板";
    EXPECT_THAT(units_of("CAT-07"), ElementsAre("普通细木工板", "难燃细木工板")) << "细木工板";
    EXPECT_THAT(units_of("CAT-08"), ElementsAre("普通钢筋混凝土用", "预应力混凝土用")) << "冷轧带肋钢筋";
    EXPECT_THAT(units_of("CAT-09"), ElementsAre("单层股钢丝绳", "阻旋转钢丝绳", "平行捻密实钢丝绳", "压实（股）钢丝绳",
                                                "异形股钢丝绳", "单股钢丝绳", "密封钢丝绳", "扁钢丝绳", "编织钢丝绳"))
        << "钢丝绳";
}

// NAT-47
TEST(Annex1, NAT47_HasNineCategoriesAndThirtyOneUnits) {
    std::size_t units = 0;
    for (const auto& category : catalogue().categories) units += category.units.size();
    EXPECT_EQ(catalogue().categories.size(), 9u);
    EXPECT_EQ(units, 31u);
}

// NAT-49, NAT-50
TEST(Annex2, NAT50_AlwaysMandatoryAndPublicProductFields) {
    EXPECT_THAT(names_where("GEN-PRODUCER",
                            [](const OfTemplate& f) {
                                return f.group_zh == "产品信息" && f.required == Required::always &&
                                       f.visibility == Visibility::public_;
                            }),
                ElementsAre("追溯码", "产品名称", "产品类型", "规格型号", "生产日期", "出厂编号/批次号/序号",
                            "执行强制性国家标准"));
}

// NAT-51, NAT-52
TEST(Annex2, NAT51_NAT52_MandatoryIfApplicableAndWhatTheProducerOpens) {
    EXPECT_THAT(names_where("GEN-PRODUCER", [](const OfTemplate& f) { return f.required == Required::if_applicable; }),
                ElementsAre("质保期限", "生产许可证号/强制性认证证书编号", "使用说明书或警示说明"));
    EXPECT_THAT(names_where("GEN-PRODUCER",
                            [](const OfTemplate& f) {
                                return f.group_zh == "产品信息" && f.visibility == Visibility::producer_chooses;
                            }),
                ElementsAre("出厂检验报告或型式检验报告"));
}

// NAT-53, NAT-55
TEST(Annex2, NAT53_NAT55_FlowIsMandatoryAndItsOwnerOpensIt) {
    const auto chosen = [](Visibility by) {
        return [by](const OfTemplate& f) {
            return f.group_zh == "流向信息" && f.required == Required::always && f.visibility == by;
        };
    };
    EXPECT_THAT(names_where("GEN-PRODUCER", chosen(Visibility::producer_chooses)),
                ElementsAre("销售时间", "购方名称", "购方地址", "购方联系方式"));
    EXPECT_THAT(names_where("GEN-SELLER", chosen(Visibility::seller_chooses)),
                ElementsAre("供应商名称", "采购时间", "客户名称", "售出时间"));
    EXPECT_THAT(
        names_where("GEN-SELLER", [](const OfTemplate& f) { return f.required == Required::platform_generated; }),
        ElementsAre("追溯码"));
}

// NAT-48, NAT-54, NAT-57: openness is data of every field's definition, of those of the registration too.
TEST(Annex2, NAT57_EveryFieldCarriesItsOpenness) {
    for (const auto& [id, group] :
         {std::pair{"GEN-PRODUCER", "生产单位基本信息"}, {"GEN-SELLER", "销售单位基本信息"}}) {
        const auto at_registration = names_where(id, [&, g = std::string(group)](const OfTemplate& f) {
            return f.group_zh == g && f.step == Step::registration && f.required == Required::always &&
                   f.visibility == Visibility::public_;
        });
        EXPECT_EQ(at_registration.size(), 5u) << id;
        EXPECT_EQ(at_registration.back(), "营业执照") << id;
    }
}

// ECO-40, ECO-42: the same in every template.
TEST(AppendixB, ECO40_ECO42_EveryTemplateHasStagesAndTheGroupOfCodes) {
    for (const auto* id : {"B.1", "B.2", "B.3", "B.4", "B.5"}) {
        SCOPED_TRACE(id);
        const auto at = [&](Step step) { return names_where(id, [&](const OfTemplate& f) { return f.step == step; }); };
        EXPECT_FALSE(at(Step::filing).empty());
        EXPECT_FALSE(at(Step::binding).empty());
        const auto* code = the(id).find("ecode");
        ASSERT_NE(code, nullptr);
        EXPECT_EQ(code->required, Required::platform_generated);
        EXPECT_EQ(the(id).find("gtin")->required, Required::if_applicable);
        EXPECT_EQ(the(id).find("issuingBody")->fixed_value, "中国物品编码中心");
        EXPECT_THAT(the(id).find("issuingStandard")->fixed_value, ::testing::HasSubstr("GB/T 31866"));
    }
}

// ECO-51: what the seller and the flow tell is mandatory and opened by its owner. (ECO-52: it is due when they act.)
TEST(AppendixB, ECO51_SellerAndFlowAreMandatoryWithChosenOpenness) {
    for (const auto* id : {"B.1", "B.2", "B.3", "B.4", "B.5"})
        for (const OfTemplate& f : the(id).fields) {
            const bool of_flow = f.group_zh.starts_with("流向信息") || f.group_zh == "企业信息/销售企业信息";
            if (!of_flow) continue;
            EXPECT_NE(f.visibility, Visibility::public_) << id << ' ' << f.key;
            const bool receipt = f.key.ends_with("ReceiptAddress");  // ECO-47
            EXPECT_EQ(f.required, receipt ? Required::optional : Required::always) << id << ' ' << f.key;
            EXPECT_TRUE(f.step == Step::shipping || f.step == Step::receiving || f.step == Step::selling)
                << id << ' ' << f.key;
        }
}

// ECO-45
TEST(AppendixB, ECO45_TheElectricBicycleHasItsKeyComponents) {
    EXPECT_THAT(names_where("B.3", [](const OfTemplate& f) { return f.group_zh == "关键零部件"; }),
                ElementsAre("电池编号", "充电器编号"));
    EXPECT_EQ(the("B.3").find("inspectionBody")->name_zh, "出厂/型式检验单位");
    EXPECT_EQ(the("B.3").find("inspectionConclusion")->name_zh, "出厂检验结论");
}

// ECO-46, ECO-47
TEST(AppendixB, ECO46_ECO47_WiresAndCables) {
    for (const auto* name : {"具体名称", "电压等级", "属性说明", "批次 Ecode", "监管类型", "证书编号", "质保期限",
                             "产品说明书", "出厂检验报告", "型式检验报告"})
        EXPECT_EQ(names_where("B.4", [&](const OfTemplate& f) { return f.name_zh == name; }).size(), 1u) << name;
    EXPECT_THAT(
        names_where("B.4", [](const OfTemplate& f) { return f.required == Required::optional; }),
        ElementsAre("产品数量", "盘号", "检验人", "制造设备编码", "位置信息", "上传时间", "签收地址", "签收地址"));
    EXPECT_THAT(names_where("B.4",
                            [](const OfTemplate& f) {
                                return f.required == Required::optional && f.visibility == Visibility::public_;
                            }),
                ElementsAre("产品数量", "盘号", "检验人", "制造设备编码", "位置信息", "上传时间"));
}

// ECO-48, ECO-49, ECO-50
TEST(AppendixB, ECO48_ECO50_GasPressureRegulatingValves) {
    for (const auto* name : {"产品单元", "使用年限", "材质报告", "生产许可证", "出口压力(高)", "出口压力(低)",
                             "关闭压力(高)", "订单批次号"})
        EXPECT_EQ(names_where("B.5", [&](const OfTemplate& f) { return f.name_zh == name; }).size(), 1u) << name;
    const auto processes = [](const OfTemplate& f) { return f.group_zh == "关键工序"; };
    EXPECT_THAT(names_where("B.5", processes),
                ElementsAre("上壳体压铸", "下壳体压铸", "支架安装", "安装防爆按钮", "安装膜片及上壳", "出口侧气密测试",
                            "手轮及进气口安装", "进口压力测试", "流量安全装置检验", "关闭、出口压力检验", "外观检验"));
    for (const OfTemplate& f : the("B.5").fields)
        if (processes(f)) {
            EXPECT_EQ(f.required, Required::optional) << f.key;
            EXPECT_EQ(f.visibility, Visibility::public_) << f.key;
        }
    EXPECT_EQ(the("B.5").find("materialTrace")->required, Required::optional);
    EXPECT_EQ(the("B.5").find("materialTrace")->visibility, Visibility::producer_chooses);
    EXPECT_THAT(names_where("B.5", [](const OfTemplate& f) { return f.group_zh == "流向信息/销售流向信息"; }),
                IsEmpty());
}

}  // namespace
}  // namespace yiguan::catalog
