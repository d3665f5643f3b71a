// 门店管理 (P49): the stores of one's organisation, and who works there.
#include "registry/stores.hpp"
#include <algorithm>

#include "api/dossier_json.hpp"
#include "api/operation.hpp"
#include "api/schema_stores.hpp"
#include "auth/contacts.hpp"
#include "core/text.hpp"

namespace yiguan::api {
namespace {

using registry::Phones;
using registry::Store;
using registry::StoreId;

/// Who may change stores sees the telephone whole, where one store is looked at.
json::object one_store(db::Tx& tx, const auth::Actor& actor, const Store& store) {
    const bool manages = auth::may(actor, auth::Permission::change_organisation);
    auto out = registry::encode(store, manages ? Phones::whole : Phones::masked);
    json::array members;
    for (const auto id : store.staff) {
        const auto member = auth::find_membership(tx, id);
        if (!member) continue;
        members.push_back({{"id", to_string(id)},
                           {"name", auth::contact_of(tx, member->user).name},
                           {"role", auth::name(member->role)},
                           {"roleZh", auth::name_zh(member->role)},
                           {"status", auth::name(member->status)}});
    }
    out["members"] = std::move(members);
    return out;
}

struct StoreFilter {
    std::string text, region;
    std::optional<registry::StoreStatus> status;
    bool mine = false;
};
Result<StoreFilter> store_filter(const http::Request& request) {
    StoreFilter filter;
    TRY(filter.text, search_text(request, "name", "门店名称"));
    filter.region = std::string(request.query_param("region").value_or(""));
    if (filter.region.size() > 6 || !std::ranges::all_of(filter.region, is_digit))
        return Error{
            .code = Code::invalid, .pointer = "/region", .detail = "地区应是行政区划代码的前几位", .field = "地区"};
    if (const auto status = request.query_param("status")) {
        filter.status = registry::parse_store_status(*status);
        if (!filter.status)
            return Error{.code = Code::invalid, .pointer = "/status", .detail = "没有这种状态", .field = "状态"};
    }
    if (const auto mine = request.query_param("mine")) {
        filter.mine = *mine == "true";
        if (!filter.mine && *mine != "false")
            return Error{
                .code = Code::invalid, .pointer = "/mine", .detail = "应是 true 或 false", .field = "本人的门店"};
    }
    return filter;
}

// GET /api/v1/stores?name=&region=&status=&mine=: an organisation has some hundred at most.
Result<Step> list_stores(Services&, const http::Request& request) {
    TRY(const auto cursor, cursor_of(request));
    TRY(const int limit, limit_of(request));
    TRY(auto filter, store_filter(request));
    return Step{Read{
        [cursor, limit, filter = std::move(filter)](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
            if (!actor.org) return Error{Code::forbidden, "", "门店列表只对企业的成员开放"};
            auto all = filter.mine ? registry::stores_of(tx, actor) : registry::list_stores(tx, actor.org);
            std::erase_if(all, [&](const Store& s) {
                return s.name.find(filter.text) == s.name.npos || !s.region.starts_with(filter.region) ||
                       (filter.status && s.status != *filter.status);
            });
            json::object out{{"total", all.size()}};
            json::array items;
            for (const auto& store : all) {
                if (store.id.value <= cursor) continue;
                if (items.size() == static_cast<std::size_t>(limit)) {
                    out["nextCursor"] = items.back().as_object().at("id");
                    break;
                }
                items.push_back(registry::encode(store, Phones::masked));
            }
            out["items"] = std::move(items);
            return ok(std::move(out));
        }}};
}

// POST /api/v1/stores
Result<Step> add_store(Services&, const http::Request& request) {
    TRY(const auto body, json_body(request));
    TRY(auto data, registry::decode_store(body));
    return Step{Write{[data = std::move(data)](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto made, registry::add_store(tx, actor, data));
        return created("/api/v1/stores/" + to_string(made.id), one_store(tx, actor, made));
    }}};
}

// GET /api/v1/stores/{id}
Result<Step> get_store(Services&, const http::Request& request) {
    TRY(const auto id, path_id<StoreId>(request, "id"));
    return Step{Read{[id](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto store, registry::read_store(tx, actor, id));
        return ok(one_store(tx, actor, store));
    }}};
}

// PATCH /api/v1/stores/{id}: the fields that are named, with the version that was read.
Result<Step> change_store(Services&, const http::Request& request) {
    TRY(const auto id, path_id<StoreId>(request, "id"));
    TRY(auto body, json_body(request));
    TRY(const auto version, take_version(body));
    return Step{
        Write{[id, version, body = std::move(body)](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
            TRY(const auto before, registry::read_store(tx, actor, id));
            TRY(const auto data, registry::decode_store_change(body, before));
            TRY(const auto store, registry::change_store(tx, actor, id, version, data));
            return ok(one_store(tx, actor, store));
        }}};
}

// PUT /api/v1/stores/{id}/staff {"staff":[membership],"version"}
Result<Step> set_staff(Services&, const http::Request& request) {
    TRY(const auto id, path_id<StoreId>(request, "id"));
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader in(body, violations);
    const auto version = in.integer("version", "版本", 1, INT64_MAX);
    std::vector<auth::MembershipId> staff;
    if (const json::array* list = in.array("staff", "员工"))
        for (const json::value& one : *list) {
            const auto* text = one.if_string();
            const auto member =
                text ? parse_id_as<auth::MembershipId>(std::string_view(text->data(), text->size())) : std::nullopt;
            if (member)
                staff.push_back(*member);
            else
                in.violation(Code::wrong_type, "staff", "员工", "员工应以成员编号列出");
        }
    in.finish();
    TRY_VOID(violations.result());
    return Step{
        Write{[id, version, staff = std::move(staff)](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
            TRY(const auto store, registry::set_store_staff(tx, actor, id, version, staff));
            return ok(one_store(tx, actor, store));
        }}};
}

// POST /api/v1/stores/{id}/suspension {"reason"}
Result<Step> suspend_store(Services&, const http::Request& request) {
    TRY(const auto id, path_id<StoreId>(request, "id"));
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader in(body, violations);
    auto reason = in.text("reason", "停用原因", {.chars_max = 200});
    in.finish();
    TRY_VOID(violations.result());
    return Step{Write{[id, reason = std::move(reason)](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto store, registry::suspend_store(tx, actor, id, reason));
        return ok(one_store(tx, actor, store));
    }}};
}

// POST /api/v1/stores/{id}/resumption
Result<Step> resume_store(Services&, const http::Request& request) {
    TRY(const auto id, path_id<StoreId>(request, "id"));
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader in(body, violations);
    in.finish();
    TRY_VOID(violations.result());
    return Step{Write{[id](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto store, registry::resume_store(tx, actor, id));
        return ok(one_store(tx, actor, store));
    }}};
}

std::vector<schema::Field> all_maybe(std::vector<schema::Field> fields) {
    for (auto& field : fields) field.required = false;
    return fields;
}

}  // namespace

std::vector<schema::Field> store_fields() {
    using namespace schema;
    return {{"name", text("门店名称", registry::store_name_chars)},
            {"contactPerson", text("联系人", 50)},
            {"phone", text("手机号", 30)},
            {"region", text("行政区划，六位，到区县", 6)},
            {"address", text("门店详细地址", 200)},
            {"brand", text("所属品牌", registry::store_brand_chars)},
            {"repairs", boolean("是否涉及维修业务")},
            {"productTypes", list("销售产品类型：电动自行车、电池、充电器、电动摩托车、头盔",
                                  choice("销售产品类型", {"vehicle", "battery", "charger", "motorcycle", "helmet"}),
                                  registry::store_product_count)},
            {"licence", id("营业执照，本企业的文件")}};
}

json::object store_example() {
    return {{"name", "天河路店"},
            {"contactPerson", "张晓云"},
            {"phone", "13800138000"},
            {"region", "440106"},
            {"address", "天河路 1 号"},
            {"brand", "绿源"},
            {"repairs", true},
            {"productTypes", json::array{"vehicle", "battery", "charger"}},
            {"licence", "1"}};
}

std::vector<Operation> store_operations() {
    using namespace schema;
    const auto look = Who::with(auth::Permission::read_organisation);
    const auto manage = Who::with(auth::Permission::change_organisation);
    auto changes = all_maybe(store_fields());
    changes.push_back({"version", integer("读取时的版本", 1, INT64_MAX)});
    return {
        {.method = http::Method::get,
         .path = "/api/v1/stores",
         .id = "listStores",
         .tag = "门店",
         .zh = "本企业的门店，先登记的在前；手机号只显示首尾",
         .en = "The stores of one's organisation, oldest first, with telephones masked.",
         .who = look,
         .query = paging({{"name", "门店名称中的文字", text("门店名称", 100)},
                          {"region", "行政区划代码的前几位", text("地区", 6)},
                          {"status", "只看此状态", choice("状态", {"active", "suspended"})},
                          {"mine", "true：只看本人可以办理业务的门店", choice("本人的门店", {"true", "false"})}}),
         .answer = {200, "一页门店", page_of("Store")},
         .errors = {Code::too_long},
         .run = list_stores},
        {.method = http::Method::post,
         .path = "/api/v1/stores",
         .id = "addStore",
         .tag = "门店",
         .zh = "新增门店，立即可用；企业须已通过审核",
         .en = "Adds a store, which works at once.",
         .who = manage,
         .body = {{.schema = object(store_fields()), .example = store_example(), .bytes_max = 8192}},
         .answer = {201, "门店", ref("Store")},
         .errors = {Code::conflict, Code::org_not_approved, Code::document_unknown, Code::document_type},
         .repeat = Repeat::kept,
         .run = add_store},
        {.method = http::Method::get,
         .path = "/api/v1/stores/{id}",
         .id = "getStore",
         .tag = "门店",
         .zh = "一个门店及其员工",
         .en = "One store with its staff.",
         .who = look,
         .answer = {200, "门店", ref("Store")},
         .errors = {Code::not_found},
         .run = get_store},
        {.method = http::Method::patch,
         .path = "/api/v1/stores/{id}",
         .id = "changeStore",
         .tag = "门店",
         .zh = "修改门店中列出的项目，每次修改留存一版",
         .en = "Changes the fields that are named; every version is kept.",
         .who = manage,
         .body = {{.schema = object(changes), .example = {{"brand", "爱玛"}, {"version", "1"}}, .bytes_max = 8192}},
         .answer = {200, "门店", ref("Store")},
         .errors = {Code::not_found, Code::conflict, Code::org_not_approved, Code::document_unknown,
                    Code::document_type},
         .repeat = Repeat::kept,
         .run = change_store},
        {.method = http::Method::put,
         .path = "/api/v1/stores/{id}/staff",
         .id = "setStoreStaff",
         .tag = "门店",
         .zh = "设置门店的员工：列入任一门店的成员只能在列有他的门店办理业务，企业管理员和质量安全总监不受限",
         .en = "Who works there: whoever is staff of some store works in those stores alone.",
         .who = manage,
         .body = {{.schema = object({{"staff", list("员工，成员编号", id("成员"), registry::store_staff_max)},
                                     {"version", integer("读取时的版本", 1, INT64_MAX)}}),
                   .example = {{"staff", json::array{}}, {"version", "1"}},
                   .bytes_max = 16 * 1024}},
         .answer = {200, "门店", ref("Store")},
         .errors = {Code::not_found, Code::conflict, Code::org_not_approved},
         .repeat = Repeat::kept,
         .run = set_staff},
        {.method = http::Method::post,
         .path = "/api/v1/stores/{id}/suspension",
         .id = "suspendStore",
         .tag = "门店",
         .zh = "停用门店：不能再入库、出库、销售",
         .en = "Suspends a store: nothing goes in or out there any more.",
         .who = manage,
         .body = {{.schema = object({{"reason", text("停用原因", 200)}}), .example = {{"reason", "装修"}}}},
         .answer = {200, "门店", ref("Store")},
         .errors = {Code::not_found, Code::wrong_state, Code::org_not_approved, Code::conflict},
         .repeat = Repeat::kept,
         .run = suspend_store},
        {.method = http::Method::post,
         .path = "/api/v1/stores/{id}/resumption",
         .id = "resumeStore",
         .tag = "门店",
         .zh = "恢复停用的门店",
         .en = "Resumes a suspended store.",
         .who = manage,
         .body = {{.schema = object({}), .example = json::object{}}},
         .answer = {200, "门店", ref("Store")},
         .errors = {Code::not_found, Code::wrong_state, Code::org_not_approved, Code::conflict},
         .repeat = Repeat::kept,
         .run = resume_store},
    };
}

}  // namespace yiguan::api
