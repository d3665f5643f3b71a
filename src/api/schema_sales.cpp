// Schemas of sales, returns and customers: what components/schemas holds of them.
#include "api/schema.hpp"

namespace yiguan::api {

using namespace schema;

void add_sale_schemas(json::object& out) {
    const auto piece = [](std::vector<Field> more) {
        std::vector<Field> fields{maybe("slot", plain("vehicle、battery、charger")),
                                  maybe("code", plain("追溯码")),
                                  maybe("tail", plain("码尾号")),
                                  maybe("product", plain("产品名称")),
                                  maybe("productId", id("产品备案")),
                                  maybe("maker", plain("生产企业")),
                                  maybe("model", plain("型号"))};
        for (auto& field : more) fields.push_back(std::move(field));
        return answer(std::move(fields));
    };
    const auto scanned =
        piece({{"text", plain("扫到的编码")}, maybe("status", plain("状态")), maybe("statusZh", plain("状态名称"))});
    const auto allowed = answer({{"maker", plain("生产企业")},
                                 {"uscc", plain("统一社会信用代码")},
                                 {"model", plain("型号")},
                                 maybe("edition", Schema{{"type", "integer"}, {"title", "版本"}})});
    const auto problem = answer({maybe("slot", plain("vehicle、battery、charger")),
                                 maybe("text", plain("扫到的编码")),
                                 {"field", plain("不符的项目")},
                                 {"expected", plain("应是")},
                                 {"found", plain("扫到")},
                                 maybe("allowed", array_of("允许清单", allowed)),
                                 {"code", plain("错误代码")},
                                 {"detail", plain("说明")},
                                 {"stop", boolean("召回、冻结或作废，停止销售")}});
    const auto slots = answer({maybe("vehicle", scanned), maybe("battery", scanned), maybe("charger", scanned)});
    out["SaleCheck"] =
        answer({{"slots", slots},
                {"items", array_of("各编码", scanned)},
                {"allowed",
                 answer({maybe("battery", array_of("电池", allowed)), maybe("charger", array_of("充电器", allowed))})},
                {"problems", array_of("不符之处", problem)},
                {"warnings", array_of("提醒", problem)},
                {"complete", boolean("齐全且没有问题")}});
    out["StoreSale"] = answer({{"id", id("销售单")},
                               {"number", plain("单号")},
                               {"type", plain("销售类型")},
                               {"typeZh", plain("销售类型名称")},
                               {"state", plain("状态")},
                               {"stateZh", plain("状态名称")},
                               maybe("store", id("门店")),
                               {"storeName", plain("门店名称，没有门店时为企业名称")},
                               {"soldAt", time("销售时间")},
                               {"createdAt", time("登记时间")},
                               {"clerk", plain("店员")},
                               maybe("customer", answer({{"id", id("顾客信息表")},
                                                         {"state", plain("waiting、filled、erased")},
                                                         {"name", plain("脱敏姓名")},
                                                         {"phone", plain("脱敏电话")}})),
                               {"remark", plain("备注")},
                               {"programme", plain("以旧换新活动")},
                               maybe("oldItem", answer({{"kind", plain("种类")}, {"text", plain("编码")}})),
                               {"codes", array_of("三码", piece({maybe("warrantyUntil", plain("质保到期")),
                                                                 maybe("returned", boolean("已退"))}))},
                               {"additions", array_of("追加销售信息", answer({{"name", plain("名称")},
                                                                              {"value", plain("内容")},
                                                                              {"by", plain("操作人")},
                                                                              {"at", time("时间")}}))},
                               {"receiptUrl", plain("销售凭证")},
                               {"publicUrl", plain("公开页面")},
                               {"version", plain("版本")}});
    out["SaleReturn"] = answer({{"id", id("退货单")},
                                {"number", plain("单号")},
                                maybe("sale", id("销售单")),
                                maybe("saleNumber", plain("销售单号")),
                                maybe("store", id("门店")),
                                maybe("storeName", plain("门店名称")),
                                {"source", plain("来源")},
                                {"sourceZh", plain("来源名称")},
                                {"state", plain("状态")},
                                {"stateZh", plain("状态名称")},
                                {"disposition", plain("处置")},
                                {"dispositionZh", plain("处置名称")},
                                {"reason", plain("原因")},
                                {"remark", plain("判定说明")},
                                {"quantity", integer("件数", 1, 1000)},
                                {"codes", array_of("产品", piece({}))},
                                {"returnedAt", time("退货时间")},
                                {"createdAt", time("登记时间")},
                                {"createdBy", plain("操作人")},
                                maybe("judgedBy", plain("判定人")),
                                maybe("judgedAt", time("判定时间")),
                                {"version", plain("版本")}});
    out["CustomerForm"] = answer({{"id", id("顾客信息表")},
                                  {"state", plain("waiting、filled、erased")},
                                  {"stateZh", plain("状态名称")},
                                  {"filled", boolean("已填写")},
                                  {"masked", answer({{"name", plain("脱敏姓名")}, {"phone", plain("脱敏电话")}})},
                                  {"needs", array_of("需要填写的信息", plain("字段"))},
                                  {"expiresAt", time("填写期限")},
                                  {"createdAt", time("创建时间")},
                                  {"createdBy", plain("操作人")},
                                  maybe("purgeAt", time("自动删除时间")),
                                  maybe("erasedAt", time("删除时间")),
                                  maybe("url", plain("顾客填写的网址，只在新建时")),
                                  maybe("qr", plain("二维码 SVG，只在新建时")),
                                  maybe("name", plain("脱敏姓名")),
                                  maybe("phone", plain("脱敏电话")),
                                  maybe("sale", id("销售单")),
                                  maybe("saleNumber", plain("销售单号")),
                                  maybe("boughtAt", time("购买时间")),
                                  maybe("products", plain("所购产品")),
                                  maybe("codes", array_of("产品", piece({}))),
                                  maybe("warrantyUntil", plain("质保到期")),
                                  maybe("recalled", boolean("有产品被召回"))});
    const auto by_type = answer({{"bundle", array_of("捆绑销售", plain("值"))},
                                 {"single", array_of("单品销售", plain("值"))},
                                 {"trade_in", array_of("以旧换新", plain("值"))}});
    out["SaleRules"] = answer(
        {{"version", plain("版本，0 为内置规则")},
         {"customerFields", by_type},
         {"codeFamilies", by_type},
         {"customerDays", integer("顾客信息保存天数", 30, 3650)},
         {"programmes", array_of("以旧换新活动", answer({{"name", plain("活动名称")},
                                                         {"from", plain("开始日期")},
                                                         {"to", plain("结束日期")},
                                                         {"products", array_of("产品备案", id("产品备案"))}}))}});
}

}  // namespace yiguan::api
