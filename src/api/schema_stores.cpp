#include "api/schema_stores.hpp"

namespace yiguan::api {

void add_store_schemas(json::object& out) {
    using namespace schema;
    const auto member = answer({{"id", id("成员")},
                                {"name", plain("姓名")},
                                {"role", plain("角色")},
                                {"roleZh", plain("角色名称")},
                                {"status", plain("状态")}});
    out["Store"] = answer({{"id", id("门店")},
                           {"name", plain("门店名称")},
                           {"contactPerson", plain("联系人")},
                           {"phone", plain("手机号，列表中只显示首尾")},
                           {"region", plain("行政区划")},
                           {"regionName", plain("行政区划名称")},
                           {"address", plain("门店详细地址")},
                           {"brand", plain("所属品牌")},
                           {"repairs", boolean("是否涉及维修业务")},
                           {"productTypes", array_of("销售产品类型", plain("类型"))},
                           {"productTypesZh", array_of("销售产品类型名称", plain("类型"))},
                           {"licence", id("营业执照")},
                           {"status", plain("状态：active 营业中，suspended 已停用")},
                           {"statusZh", plain("状态名称")},
                           {"staff", {{"type", "integer"}, {"title", "员工数"}}},
                           maybe("members", array_of("员工", member)),
                           {"version", plain("版本")},
                           {"createdAt", time("登记时间")},
                           {"updatedAt", time("更新时间")}});
    out["Partner"] = answer({{"id", id("往来单位")},
                             {"name", plain("名称")},
                             maybe("uscc", plain("统一社会信用代码")),
                             {"kinds", array_of("类型：supplier 供应商，buyer 采购商", plain("类型"))},
                             {"kindsZh", array_of("类型名称", plain("类型"))},
                             maybe("region", plain("地区")),
                             maybe("regionName", plain("地区名称")),
                             maybe("contact", plain("联系人，列表中只显示姓")),
                             maybe("phone", plain("电话，列表中只显示首尾")),
                             maybe("email", plain("电子邮箱，列表中只显示首字")),
                             {"registered", boolean("是否已入驻平台")},
                             maybe("registeredName", plain("与名称不同的登记名称")),
                             maybe("lastDealing", time("最近往来")),
                             maybe("similar", array_of("名称相近的往来单位", plain("名称"))),
                             {"version", plain("版本")},
                             {"createdAt", time("登记时间")},
                             {"updatedAt", time("更新时间")}});
}

}  // namespace yiguan::api
