#include "api/schema.hpp"

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
                   maybe("nextCursor", {{"type", "string"}, {"title", "下一页的 cursor，没有下一页时不出现"}})});
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

}  // namespace schema

namespace {

using namespace schema;

Schema plain(std::string_view title) {
    return {{"type", "string"}, {"title", title}};
}
Schema array_of(std::string_view title, Schema item) {
    return {{"type", "array"}, {"title", title}, {"items", std::move(item)}};
}

}  // namespace

json::object shared_schemas() {
    const auto violation = answer({{"pointer", plain("JSON 指针，指向有问题的内容")},
                                   maybe("field", plain("字段的中文名")),
                                   maybe("value", plain("被拒绝的值，已缩短")),
                                   {"rule", plain("规则，一句中文")},
                                   {"code", plain("错误码")}});
    const auto org_kind = choice("企业类型", {"producer", "seller", "regulator", "platform_operator"});
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
                             maybe("organisation", id("企业")),
                             maybe("csrfToken", plain("随会话 Cookie 修改数据时放入 X-CSRF-Token")),
                             maybe("mustChangePassword", boolean("须先修改密码才能进行其他操作")),
                             {"expires", time("有效期至")}});
    out["Organisation"] = answer({{"id", id("企业")},
                                  {"name", plain("企业名称")},
                                  {"uscc", plain("统一社会信用代码")},
                                  {"address", plain("生产/注册地址")},
                                  {"contact", plain("联系方式")},
                                  {"kinds", array_of("企业类型", org_kind)},
                                  {"status", plain("状态")},
                                  {"statusName", plain("状态名称")}});
    out["Document"] = answer({{"id", id("文件")},
                              {"sha256", plain("内容的 SHA-256")},
                              {"mediaType", plain("类型")},
                              {"bytes", {{"type", "integer"}, {"title", "字节数"}}},
                              {"createdAt", time("上传时间")}});
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
                              maybe("fields", array_of("字段", free_object("字段的定义")))});
    out["Category"] = answer({{"id", plain("类别")},
                              {"nameZh", plain("中文名")},
                              {"nameEn", plain("英文名")},
                              {"units", array_of("产品单元", free_object("产品单元"))}});
    out["Product"] = answer({{"id", id("产品备案")},
                             {"organisation", id("企业")},
                             {"template", plain("数据模板")},
                             {"unit", plain("产品单元")},
                             {"name", plain("产品名称")},
                             {"status", plain("状态")},
                             {"statusZh", plain("状态名称")},
                             {"version", id("版本")},
                             {"fields", array_of("填报内容", ref("ShownField"))},
                             {"pictures", array_of("图片", id("文件"))}});
    out["Block"] = answer({{"id", id("码段")},
                           {"nsi", plain("编码体系标识")},
                           {"epoch", {{"type", "integer"}, {"title", "密钥周期"}}},
                           {"first", integer("首号", 0, mint::counter_max)},
                           {"last", integer("末号", 0, mint::counter_max)},
                           {"count", integer("数量", 1, codes::quantity_max)},
                           {"bound", integer("已绑定", 0, codes::quantity_max)},
                           {"active", integer("已激活", 0, codes::quantity_max)},
                           {"organisation", id("企业")},
                           {"product", id("产品备案")},
                           {"createdAt", time("申请时间")}});
    out["Segment"] = answer({{"first", integer("首号", 0, mint::counter_max)},
                             {"last", integer("末号", 0, mint::counter_max)},
                             {"batch", id("批次")},
                             {"status", plain("状态")},
                             {"statusZh", plain("状态名称")},
                             maybe("holder", id("持有企业，仅本企业与最高监管可见")),
                             maybe("event", id("最后的事件")),
                             maybe("consignee", id("收货企业"))});
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
