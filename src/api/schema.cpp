#include "api/schema.hpp"

#include "api/schema_stores.hpp"

#include "codes/codes.hpp"
#include "mint/mint.hpp"

namespace yiguan::api {
namespace schema {
namespace {

Schema properties_of(std::vector<Field> fields) {
    json::object properties;
    json::array required;
    for (auto& field : fields) {
        if (field.required) required.push_back(json::string(field.name));
        properties[field.name] = std::move(field.schema);
    }
    Schema out{{"type", "object"}, {"properties", std::move(properties)}};
    if (!required.empty()) out["required"] = std::move(required);
    return out;
}

}  // namespace

Field maybe(std::string_view name, Schema schema) {
    return {name, std::move(schema), false};
}

Schema text(std::string_view title, std::int64_t chars_max) {
    return {{"type", "string"}, {"title", title}, {"minLength", 1}, {"maxLength", chars_max}};
}

Schema choice(std::string_view title, std::initializer_list<std::string_view> values) {
    json::array all;
    for (const auto value : values) all.push_back(json::string(value));
    return {{"type", "string"}, {"title", title}, {"enum", std::move(all)}};
}

Schema integer(std::string_view title, std::int64_t min, std::int64_t max) {
    return {{"type", json::array{"integer", "string"}},
            {"title", title},
            {"minimum", min},
            {"maximum", max},
            {"pattern", "^-?[0-9]+$"}};
}

Schema id(std::string_view title) {
    return {{"type", json::array{"string", "integer"}},
            {"title", title},
            {"minimum", 1},
            {"pattern", "^[0-9]+$"},
            {"format", "id"}};
}

Schema boolean(std::string_view title) {
    return {{"type", "boolean"}, {"title", title}};
}

Schema date(std::string_view title) {
    return {{"type", "string"}, {"title", title}, {"format", "date"}};
}

Schema time(std::string_view title) {
    return {{"type", "string"}, {"title", title}, {"format", "date-time"}};
}

Schema list(std::string_view title, Schema item, std::int64_t items_max) {
    return {{"type", "array"}, {"title", title}, {"items", std::move(item)}, {"maxItems", items_max}};
}

Schema free_object(std::string_view title) {
    return {{"type", "object"}, {"title", title}};
}

Schema ref(std::string_view name) {
    return {{"$ref", "#/components/schemas/" + std::string(name)}};
}

Schema object(std::vector<Field> fields) {
    auto out = properties_of(std::move(fields));
    out["additionalProperties"] = false;
    return out;
}

Schema answer(std::vector<Field> fields) {
    return properties_of(std::move(fields));
}

Schema page_of(std::string_view name) {
    return answer({{"items", {{"type", "array"}, {"items", ref(name)}}},
                   maybe("nextCursor", {{"type", "string"}, {"title", "下一页的 cursor，没有下一页时不出现"}}),
                   maybe("total", {{"type", "integer"}, {"title", "符合条件的条数，至多数到 100000"}}),
                   maybe("totalIsAbout", {{"type", "boolean"}, {"title", "true：实际比 total 多"}})});
}

Schema one_form(std::string_view forms, std::vector<Field> fields) {
    auto out = properties_of(std::move(fields));
    out["allOf"] = json::array{ref(forms)};
    out["unevaluatedProperties"] = false;
    return out;
}

Schema extended(std::string_view name, std::vector<Field> fields) {
    auto out = properties_of(std::move(fields));
    out["allOf"] = json::array{ref(name)};
    return out;
}

Schema plain(std::string_view title) {
    return {{"type", "string"}, {"title", title}};
}
Schema array_of(std::string_view title, Schema item) {
    return {{"type", "array"}, {"title", title}, {"items", std::move(item)}};
}

}  // namespace schema

using namespace schema;

json::object shared_schemas() {
    const auto violation = answer({{"pointer", plain("JSON 指针，指向有问题的内容")},
                                   maybe("field", plain("字段的中文名")),
                                   maybe("value", plain("被拒绝的值，已缩短")),
                                   {"rule", plain("规则，一句中文")},
                                   {"code", plain("错误码")}});
    const auto org_kind = choice("企业类型", {"producer", "seller", "regulator", "platform_operator",
                                              "commissioning_party", "commissioned_party", "certification_body",
                                              "professional_body", "association", "online_shop", "buyer"});
    const auto range = object({{"block", id("码段")},
                               {"first", integer("首号", 0, mint::counter_max)},
                               {"last", integer("末号", 0, mint::counter_max)}});
    auto range_form = range, code_form = Schema{}, codes_form = Schema{}, ranges_form = Schema{};
    range_form.erase("additionalProperties");
    code_form = answer({{"firstCode", text("首码", 200)}, {"lastCode", text("末码", 200)}});
    codes_form = answer({{"codes", list("追溯码", text("追溯码", 200), 10'000)}});
    ranges_form = answer({{"ranges", list("区间", ref("CodeRange"), 2'000)}});
    range_form["title"] = "码段中的区间";
    code_form["title"] = "首码与末码之间";
    codes_form["title"] = "逐个列出";
    ranges_form["title"] = "多个区间";

    json::object out;
    out["Problem"] = answer({{"type", plain("/problems/<错误码>")},
                             {"title", plain("错误")},
                             {"status", {{"type", "integer"}}},
                             {"detail", plain("说明")},
                             {"requestId", plain("请求编号")},
                             {"errors", array_of("每处错误", violation)}});
    out["Session"] = answer({{"user", id("用户")},
                             {"login", plain("用户名")},
                             {"roles", array_of("角色", plain("角色"))},
                             {"permissions", array_of("权限", plain("权限"))},
                             maybe("name", plain("姓名")),
                             maybe("phone", plain("手机号，只显示前三后四位")),
                             maybe("organisation", id("企业")),
                             maybe("organisationName", plain("企业名称")),
                             maybe("organisationStatus", plain("企业状态")),
                             maybe("organisationTrial", boolean("试用中：尚未经过审核")),
                             maybe("organisationKinds", array_of("企业类型", plain("企业类型"))),
                             maybe("membership", id("当前身份")),
                             maybe("memberships", array_of("可切换的身份", free_object("身份"))),
                             maybe("csrfToken", plain("随会话 Cookie 修改数据时放入 X-CSRF-Token")),
                             maybe("mustChangePassword", boolean("须先修改密码才能进行其他操作")),
                             {"expires", time("有效期至")}});
    out["CaptchaAnswer"] = object({{"token", text("验证码编号", 400)}, {"answer", text("图形验证码", 20)}});
    const auto scope = object(
        {maybe("regions", list("地区范围：行政区划代码的前 2、4 或 6 位，不填为全部", text("行政区划代码", 6), 50)),
         maybe("categories", list("品类范围，不填为全部", text("产品类别", 6), 50)),
         maybe("ownOnly", boolean("仅本人填报的数据"))});
    out["Scope"] = scope;
    out["Member"] = answer({{"id", id("成员")},
                            {"user", id("用户")},
                            {"login", plain("用户名")},
                            {"name", plain("姓名")},
                            maybe("phone", plain("手机号，只显示前三后四位")),
                            {"role", plain("角色")},
                            {"roleZh", plain("角色名称")},
                            {"scope", ref("Scope")},
                            maybe("lastSignIn", time("最近登录")),
                            {"status", choice("状态", {"active", "suspended"})},
                            {"statusZh", plain("状态名称")}});
    out["Invitation"] = answer({{"id", id("邀请")},
                                maybe("link", plain("邀请链接，只在创建时给出")),
                                {"role", plain("角色")},
                                {"roleZh", plain("角色名称")},
                                {"scope", ref("Scope")},
                                maybe("name", plain("姓名")),
                                maybe("phone", plain("手机号，只显示前三后四位")),
                                {"status", choice("状态", {"open", "accepted", "withdrawn", "expired"})},
                                {"statusZh", plain("状态名称")},
                                {"createdAt", time("邀请时间")},
                                {"expires", time("有效期至")}});
    out["Key"] = answer({{"id", id("密钥")},
                         maybe("key", plain("密钥，只在创建时给出")),
                         {"createdAt", time("创建时间")},
                         {"expires", time("有效期至")},
                         maybe("revokedAt", time("停用时间")),
                         maybe("lastUsed", plain("最近使用日期")),
                         {"status", choice("状态", {"active", "revoked", "expired"})},
                         {"statusZh", plain("状态名称")}});
    out["Organisation"] = answer({{"id", id("企业")},
                                  {"name", plain("企业名称")},
                                  {"uscc", plain("统一社会信用代码")},
                                  {"address", plain("生产/注册地址")},
                                  {"contact", plain("联系方式")},
                                  {"kinds", array_of("企业类型", org_kind)},
                                  {"status", plain("状态")},
                                  {"statusName", plain("状态名称")},
                                  maybe("statusZh", plain("状态名称")),
                                  maybe("regionCode", plain("行政区域")),
                                  maybe("regionName", plain("行政区域名称")),
                                  maybe("productTypes", array_of("产品类型", plain("产品类型"))),
                                  maybe("categories", array_of("产品品类", plain("产品品类"))),
                                  maybe("brands", array_of("品牌", plain("品牌"))),
                                  maybe("introduction", free_object("企业介绍")),
                                  maybe("application", id("注册申请")),
                                  maybe("successor", id("承接企业")),
                                  maybe("predecessors", array_of("所承接的企业", id("企业"))),
                                  maybe("version", id("版本"))});
    out["Application"] = answer({{"id", id("申请")},
                                 {"number", plain("单号")},
                                 {"kind", plain("申请类型")},
                                 {"kindZh", plain("申请类型名称")},
                                 {"object", free_object("申请的对象")},
                                 maybe("organisation", id("申请企业")),
                                 {"organisationName", plain("申请企业名称")},
                                 {"regionName", plain("行政区域名称")},
                                 {"state", plain("状态")},
                                 {"stateZh", plain("状态名称")},
                                 {"round", {{"type", "integer"}, {"title", "第几次提交"}}},
                                 {"version", id("版本")},
                                 maybe("submitted", time("提交时间")),
                                 maybe("due", time("时限")),
                                 {"overdue", boolean("已超时")},
                                 maybe("claimedBy", free_object("领取人，仅内部可见")),
                                 maybe("queue", free_object("排队位置与预计完成时间")),
                                 maybe("reason", plain("审批意见")),
                                 maybe("settings", free_object("审核设置，仅内部可见")),
                                 maybe("decided", time("审核时间")),
                                 maybe("notes", array_of("批注", free_object("批注"))),
                                 maybe("history", array_of("经过", free_object("一步"))),
                                 maybe("content", free_object("申请内容")),
                                 maybe("before", free_object("现在的内容")),
                                 maybe("checks", array_of("机器核验", free_object("核验")))});
    out["Document"] = answer({{"id", id("文件")},
                              {"sha256", plain("内容的 SHA-256")},
                              {"mediaType", plain("类型")},
                              {"kind", plain("类型，如 png")},
                              {"bytes", {{"type", "integer"}, {"title", "字节数"}}},
                              maybe("width", {{"type", "integer"}, {"title", "宽（像素）"}}),
                              maybe("height", {{"type", "integer"}, {"title", "高（像素）"}}),
                              maybe("name", plain("文件名")),
                              maybe("purpose", plain("用途")),
                              {"createdAt", time("上传时间")},
                              maybe("warnings", array_of("可改进之处", plain("一句中文")))});
    out["DocumentPurpose"] =
        answer({{"purpose", plain("用途")},
                {"purposeZh", plain("用途名称")},
                {"purposeEn", plain("英文名称")},
                {"kinds", array_of("接受的类型", free_object("类型与大小"))},
                {"kindsZh", plain("接受的类型，如 JPG、PNG")},
                {"bytesMax", {{"type", "integer"}, {"title", "最大字节数"}}},
                maybe("pickBytesMax", {{"type", "integer"}, {"title", "可选取并压缩的最大字节数"}}),
                maybe("sideRecommended", {{"type", "integer"}, {"title", "建议的最小边长（像素）"}}),
                maybe("countMax", {{"type", "integer"}, {"title", "最多个数"}}),
                {"samples", array_of("样例图片", free_object("地址与名称"))},
                {"hints", array_of("提示", plain("一句中文"))}});
    out["ShownField"] = answer({{"key", plain("字段")},
                                {"nameZh", plain("中文名")},
                                {"nameEn", plain("英文名")},
                                {"group", plain("分组")},
                                {"state", choice("可见性", {"shown", "withheld", "missing"})},
                                maybe("value", plain("值，仅在可见时"))});
    out["Template"] = answer({{"id", plain("模板")},
                              {"nameZh", plain("中文名")},
                              {"nameEn", plain("英文名")},
                              {"forFiling", boolean("可用于备案")},
                              {"pictureRequired", boolean("必须有图片")},
                              maybe("edition", {{"type", "integer"}, {"title", "版次"}}),
                              maybe("custom", boolean("本平台定制")),
                              maybe("goods", free_object("商品信息")),
                              maybe("family", choice("型号类别", {"none", "vehicle", "battery", "charger"})),
                              maybe("state", plain("状态")),
                              maybe("stateZh", plain("状态名称")),
                              maybe("draft", boolean("有未发布的草稿")),
                              maybe("version", plain("版本")),
                              maybe("organisations", array_of("适用企业", id("企业"))),
                              maybe("fields", array_of("字段", free_object("字段的定义")))});
    out["Category"] = answer({{"id", plain("类别")},
                              {"nameZh", plain("中文名")},
                              {"nameEn", plain("英文名")},
                              {"units", array_of("产品单元", free_object("产品单元"))}});
    out["Product"] =
        answer({{"id", id("产品备案")},
                {"organisation", id("企业")},
                {"template", plain("数据模板")},
                {"unit", plain("产品单元")},
                {"name", plain("产品名称")},
                {"status", plain("状态")},
                {"statusZh", plain("状态名称")},
                {"version", id("版本")},
                {"fields", array_of("填报内容", ref("ShownField"))},
                {"pictures", array_of("图片", id("文件"))},
                maybe("organisationName", plain("企业名称")),
                maybe("templateEdition", {{"type", "integer"}, {"title", "模板版次"}}),
                maybe("edition", {{"type", "integer"}, {"title", "版次，变更时升"}}),
                maybe("revision", {{"type", "integer"}, {"title", "订正次数"}}),
                maybe("tracedBatches", {{"type", "integer"}, {"title", "已追溯批次数量，自己的备案列表中"}}),
                maybe("activatedAt", time("商品追溯码激活时间，只给本企业")),
                maybe("activatedGtin", plain("激活时的商品条码，与备案现有的不同时给出")),
                maybe("unitName", plain("产品单元名称")),
                maybe("category", plain("品类")),
                maybe("categoryName", plain("品类名称")),
                maybe("model", plain("规格型号")),
                maybe("video", id("产品视频")),
                maybe("attachments", array_of("附件", free_object("附件"))),
                maybe("extension", array_of("扩展信息", free_object("扩展信息"))),
                maybe("links", array_of("相关链接", free_object("链接"))),
                maybe("family", choice("型号类别", {"none", "vehicle", "battery", "charger"})),
                maybe("styles", array_of("款式照片", free_object("款式"))),
                maybe("reports", array_of("检测报告", free_object("检测报告"))),
                maybe("batteries", array_of("允许电池型号", free_object("允许电池型号"))),
                maybe("chargers", array_of("允许充电器型号", free_object("允许充电器型号"))),
                maybe("otherParty", free_object("委托生产的另一方")),
                maybe("certificates", array_of("证书", free_object("证书"))),
                maybe("application", id("备案申请")),
                maybe("applicationNumber", plain("备案申请单号")),
                maybe("pendingApplication", id("进行中的订正、变更或停用申请"))});
    out["Certificate"] = answer({{"id", id("证书")},
                                 {"type", plain("证书类型")},
                                 {"typeZh", plain("证书类型名称")},
                                 {"state", choice("状态", {"valid", "expiring", "expired", "no_end"})},
                                 {"stateZh", plain("状态名称")},
                                 maybe("withheld", boolean("true：未公开，只知道有")),
                                 maybe("organisation", id("企业")),
                                 maybe("name", plain("证书名称")),
                                 maybe("number", plain("证书编号")),
                                 maybe("issuer", plain("签发机构")),
                                 maybe("validFrom", plain("有效期起")),
                                 maybe("validTo", plain("有效期止")),
                                 maybe("daysLeft", {{"type", "integer"}, {"title", "剩余天数"}}),
                                 maybe("documents", array_of("证书文件", id("文件"))),
                                 maybe("products", array_of("关联产品", id("产品备案"))),
                                 maybe("public", boolean("是否公开")),
                                 maybe("version", plain("版本"))});
    add_production_schemas(out);
    add_store_schemas(out);
    add_trade_schemas(out);
    add_sale_schemas(out);
    out["Workbench"] = answer(
        {{"todos", array_of("待办", answer({{"key", plain("待办")},
                                            {"zh", plain("中文名")},
                                            {"count", {{"type", "integer"}, {"title", "件数"}}},
                                            {"page", plain("控制台页面")}}))},
         {"figures",
          array_of("关键数字", answer({{"key", plain("数字")}, {"zh", plain("中文名")}, {"value", plain("值")}}))},
         {"days",
          array_of("近七天，早的在前",
                   answer({{"day", date("日期")}, {"bound", plain("绑码数量")}, {"shipped", plain("出库数量")}}))},
         {"guide", array_of("首次使用的步骤，全部完成后为空", answer({{"key", plain("步骤")},
                                                                      {"zh", plain("中文名")},
                                                                      {"done", boolean("已完成")},
                                                                      {"page", plain("控制台页面")}}))}});
    out["Filing"] = answer({{"kind", plain("备案种类")},
                            {"kindZh", plain("备案种类的中文名")},
                            {"required", boolean("必须办理")},
                            {"state", plain("状态")},
                            {"stateZh", plain("状态的中文名")},
                            {"issued", boolean("已颁发")},
                            {"version", plain("版本")},
                            maybe("updatedAt", time("更新时间")),
                            maybe("application", id("最近的申请")),
                            maybe("form", ref("Template")),
                            maybe("fields", free_object("填报内容")),
                            maybe("approved", free_object("已颁发的内容"))});
    const auto number = [](std::string_view title) { return Schema{{"type", "integer"}, {"title", title}}; };
    const auto column = answer({{"id", plain("列")},
                                {"name", plain("列名")},
                                {"kind", plain("内容：text、number、date、option、code")},
                                {"required", boolean("必填")},
                                {"rule", plain("填写要求")},
                                maybe("options", array_of("可选内容", plain("选项")))});
    out["ImportKind"] = answer({{"id", plain("导入类型")},
                                {"name", plain("名称")},
                                {"reference", plain("版次")},
                                {"canSubmit", boolean("可以直接提交审核")},
                                {"asksUnit", boolean("须选择产品单元")},
                                maybe("unit", plain("默认的产品单元")),
                                {"columns", array_of("各列", column)}});
    out["Import"] = answer({{"id", id("导入任务")},
                            {"kind", plain("导入类型")},
                            maybe("kindName", plain("导入类型的名称")),
                            {"unit", plain("产品单元")},
                            {"submit", boolean("导入后提交审核")},
                            {"fileName", plain("文件名")},
                            {"fileBytes", number("字节数")},
                            {"sha256", plain("文件的 SHA-256")},
                            {"state", plain("状态")},
                            {"stateZh", plain("状态名称")},
                            {"total", number("总行数")},
                            {"done", number("已检查的行数")},
                            {"fresh", number("新增")},
                            {"changed", number("变更")},
                            {"same", number("相同")},
                            {"wrong", number("错误")},
                            {"stored", number("已导入")},
                            {"hasRows", boolean("可查看各行")},
                            {"canRetry", boolean("失败后可以重试")},
                            {"version", plain("版本")},
                            {"createdAt", time("上传时间")},
                            {"updatedAt", time("更新时间")},
                            maybe("finishedAt", time("结束时间")),
                            maybe("problem", plain("失败的原因")),
                            maybe("repeated", boolean("同一文件此前已上传")),
                            maybe("columns", array_of("各列", column))});
    const Schema place{{"type", json::array{"integer", "null"}}, {"title", "列的序号，空为整行"}};
    out["ImportRow"] =
        answer({{"row", number("序号，从 1 起")},
                {"number", number("表格中的行号")},
                {"state", plain("状态")},
                {"cells", array_of("各列的内容", plain("单元格"))},
                {"findings",
                 array_of("错误", answer({{"column", place}, {"code", plain("错误码")}, {"rule", plain("规则")}}))},
                {"changes", array_of("变更", answer({{"column", place}, {"before", plain("原来的内容")}}))},
                maybe("mended", array_of("由码段还原的追溯码",
                                         answer({{"column", place}, {"written", plain("表格中留下的内容")}}))),
                maybe("object", plain("导入后的编号"))});
    out["CodeRange"] = range;
    out["CodeSelection"] = Schema{{"type", "object"},
                                  {"title", "指明追溯码的四种方式之一"},
                                  {"oneOf", json::array{range_form, code_form, codes_form, ranges_form}}};
    out["Code"] = answer({maybe("code", plain("追溯码")),
                          maybe("address", plain("查询地址")),
                          {"verdict", plain("结论 V1 至 V7")},
                          maybe("status", plain("状态")),
                          maybe("statusZh", plain("状态名称")),
                          maybe("scanCount", {{"type", "integer"}, {"title", "查询次数"}}),
                          maybe("fields", array_of("信息", ref("ShownField"))),
                          maybe("chain", array_of("流向", free_object("一步"))),
                          maybe("recognised", array_of("可能的码制", free_object("码制")))});
    out["Event"] = answer({{"eventID", id("事件")},
                           {"type", plain("EPCIS 事件类型")},
                           {"action", plain("EPCIS action")},
                           {"bizStep", plain("业务步骤")},
                           {"bizStepZh", plain("业务步骤名称")},
                           {"disposition", plain("状态")},
                           {"organisation", id("企业")},
                           {"count", integer("码的数量", 1, codes::quantity_max)},
                           maybe("eventTime", time("发生时间")),
                           maybe("recordTime", time("记录时间")),
                           maybe("ranges", array_of("区间", ref("CodeRange"))),
                           maybe("consignee", id("收货企业")),
                           maybe("fields", array_of("填报内容", ref("ShownField")))});
    out["Subscription"] = answer({{"subscriptionID", plain("订阅")},
                                  {"queryName", plain("命名查询")},
                                  {"dest", plain("接收地址")},
                                  {"createdAt", time("创建时间")},
                                  maybe("lastNotifiedAt", time("最近一次送达")),
                                  maybe("initialRecordTime", time("从何时记录的事件开始")),
                                  {"epcFormat", plain("编码的写法")},
                                  maybe("stream", boolean("有新事件时即通知")),
                                  maybe("schedule", free_object("时间表")),
                                  maybe("reportIfEmpty", boolean("没有新事件也通知")),
                                  {"signed", boolean("消息带签名")},
                                  {"state", choice("状态", {"active", "failing"})},
                                  {"waiting", {{"type", "integer"}, {"title", "等待投递"}}},
                                  {"dead", {{"type", "integer"}, {"title", "投递失败"}}},
                                  maybe("lastError", plain("最近的错误"))});
    out["Delivery"] = answer({{"id", id("消息")},
                              {"state", choice("状态", {"waiting", "dead"})},
                              {"attempts", {{"type", "integer"}, {"title", "已尝试次数"}}},
                              {"events", {{"type", "integer"}, {"title", "事件数"}}},
                              {"createdAt", time("产生时间")},
                              {"dueAt", time("下次投递")},
                              {"lastError", plain("最近的错误")}});
    out["Message"] = answer({{"id", id("消息")},
                             {"kind", plain("review、account、certificate、party、warning 或 system")},
                             {"kindZh", plain("类型")},
                             {"title", plain("标题")},
                             {"text", plain("内容")},
                             maybe("object", free_object("有关的对象：type 与 id")),
                             {"at", time("时间")},
                             {"read", boolean("已读")}});
    out["OutboxMessage"] = answer({{"id", id("消息")},
                                   {"channel", plain("sms 或 email")},
                                   {"channelZh", plain("渠道")},
                                   {"to", plain("收件人，部分隐去")},
                                   {"template", plain("模板")},
                                   {"templateZh", plain("模板名称")},
                                   {"state", plain("waiting、sent 或 dead")},
                                   {"stateZh", plain("状态")},
                                   {"attempts", {{"type", "integer"}, {"title", "已尝试次数"}}},
                                   {"at", time("提交时间")},
                                   maybe("organisation", id("企业")),
                                   maybe("due", time("下次发送")),
                                   maybe("sentAt", time("发出时间")),
                                   maybe("error", plain("最近一次失败的原因")),
                                   maybe("body", plain("正文，仅本地网关"))});
    out["AuditRow"] = answer({{"id", id("记录")},
                              {"at", time("时间")},
                              maybe("user", id("用户")),
                              maybe("userName", plain("用户名")),
                              maybe("organisation", id("企业")),
                              {"action", plain("操作")},
                              {"actionZh", plain("操作名称")},
                              {"objectType", plain("对象类型")},
                              {"object", plain("对象编号")},
                              maybe("detail", plain("说明")),
                              maybe("before", free_object("修改前")),
                              maybe("after", free_object("修改后")),
                              {"address", plain("客户端地址，企业只见网段")},
                              {"requestId", plain("请求编号")}});
    out["CalendarYear"] = answer({{"year", {{"type", "integer"}}},
                                  {"declared", boolean("节假日已公布")},
                                  {"version", plain("版本，修改时带回")},
                                  {"days", array_of("节假日与调休上班日", free_object("day、working、name"))}});
    out["CaptureJob"] = answer({{"captureID", plain("采集任务")},
                                {"createdAt", time("开始时间")},
                                maybe("finishedAt", time("完成时间")),
                                {"running", boolean("正在采集")},
                                {"success", boolean("没有错误")},
                                {"captureErrorBehaviour", choice("出错时", {"rollback", "proceed"})},
                                {"errors", array_of("错误", free_object("问题"))}});
    return out;
}

}  // namespace yiguan::api
