#include "api/goods_schema.hpp"

#include "catalog/goods.hpp"

namespace yiguan::api {

Schema goods_schema() {
    using namespace schema;
    json::array currencies;
    for (const std::string_view one : catalog::currencies) currencies.emplace_back(one);
    return object(
        {maybe("netContent", text("净含量，大于 0 的数字，提交时必填", 20)),
         maybe("netUnit", text("净含量单位，提交时必填", 10)),
         maybe("shelfLife", text("保质期，天数或“永久”，提交时必填", 10)),
         maybe("category", text("产品分类，提交时必填", 60)), maybe("brand", text("品牌名称，提交时必填", 60)),
         maybe("commonName", text("通用名称，提交时必填", 60)),
         maybe("description", text("产品描述，提交时必填", 1000)),
         maybe("confidential", boolean("是否保密，默认否；保密时只有本企业和最高权限监管看到商品信息")),
         maybe("inProduction", boolean("是否在产，默认是")), maybe("launchDate", date("上市时间")),
         maybe("price", text("企业定价，数字，小数点后最多 2 位", 20)),
         maybe("currency",
               Schema{{"type", "string"}, {"title", "币种，填写定价时必填"}, {"enum", std::move(currencies)}}),
         maybe("priceUnit", text("计价单位", 10)), maybe("standard", text("执行标准", 100)),
         maybe("storage", text("贮存条件", 200)), maybe("commissioned", boolean("是否受委托加工，默认否")),
         maybe("clientName", text("委托企业名称，受委托加工时必填", 100)),
         maybe("clientAddress", text("委托企业地址，受委托加工时必填", 200))});
}

}  // namespace yiguan::api
