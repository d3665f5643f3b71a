#include "dossier/reports.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "auth/auth.hpp"
#include "core/text.hpp"
#include "dossier/partners_json.hpp"
#include "dossier/records.hpp"
#include "registry/purposes.hpp"
#include "registry/registry.hpp"

namespace yiguan::dossier {
namespace {

constexpr auto manage_reports = auth::Permission::bind_codes;

Item read_item(const json::object& o, Violations& violations, std::string pointer) {
    ObjectReader in(o, violations, std::move(pointer));
    Item item{.name = in.text("name", "检验项名称", {.chars_max = 100}),
              .standard = in.optional_text("standard", "检验依据", {.chars_max = 100}).value_or(""),
              .requirement = in.optional_text("requirement", "标准要求", {.chars_max = 200}).value_or(""),
              .result = in.text("result", "检验结果", {.chars_max = 200})};
    if (!in.has("passed")) in.violation(Code::missing_field, "passed", "单项结论", "单项结论必须填写");
    item.passed = in.boolean("passed", "单项结论", false);
    in.finish();
    return item;
}

Result<void> check_report(db::Tx& tx, OrgId org, const ReportData& data) {
    if (!data.document) return outcome::success();
    auto document = registry::require_document_for(tx, data.document, org, registry::purpose("report"));
    if (document.has_value()) return outcome::success();
    Error error = document.error();
    error.pointer = "/document";
    error.field = "检验报告文件";
    return error;
}

Error before_production(std::string_view date, std::string_view made) {
    return {.code = Code::invalid,
            .pointer = "/date",
            .detail = fmt::format("检验日期 {} 不能早于该批次的生产日期 {}", date, made),
            .field = "检验日期",
            .value = std::string(date)};
}

/// A batch is not inspected before it is made.
Result<void> check_day(const Dossier& dossier, const ReportData& data) {
    const std::string& made = dossier.content.production.date;
    if (data.date.empty() || made.empty() || data.date >= made) return outcome::success();
    return before_production(data.date, made);
}

Error no_report() {
    return {Code::not_found, "", "没有这份检验报告"};
}

Result<store::ReportRow> own_report(db::Tx& tx, const auth::Actor& actor, ReportId id) {
    TRY_VOID(auth::require(actor, manage_reports));
    auto found = store::find_any(tx, id);
    if (!found || found->deleted || found->report.org != actor.org ||
        read(tx, actor, found->report.data.dossier).has_error())
        return no_report();
    TRY_VOID(registry::require_approved(tx, actor.org));
    return std::move(*found);
}

std::string value_at(const json::object& o, std::string_view key) {
    return std::string(o.at(key).as_string());
}

json::array items_json(const std::vector<Item>& items) {
    json::array out;
    for (const Item& i : items)
        out.push_back(json::object{{"name", i.name},
                                   {"standard", i.standard},
                                   {"requirement", i.requirement},
                                   {"result", i.result},
                                   {"passed", i.passed}});
    return out;
}

}  // namespace

bool Report::passed() const {
    return std::ranges::all_of(data.items, &Item::passed);
}

Result<ReportData> decode_report(const json::object& body, UtcMs now) {
    Violations violations;
    ObjectReader in(body, violations);
    ReportData d{.dossier = in.id<DossierId>("dossier", "批次"),
                 .number = in.optional_text("number", "报告编号", {.chars_max = 80}).value_or(""),
                 .body = in.optional_text("body", "检验机构", {.chars_max = 100}).value_or("")};
    if (const auto text = in.optional_text("date", "检验日期", {.chars_max = 40}))
        if (const auto day = in.take("date", "检验日期", parse_date(*text))) d.date = to_string(*day);
    if (d.date > to_string(beijing_date(now)))
        in.violation(Code::future_date, "date", "检验日期", "检验日期不能晚于今天", d.date);
    if (const json::array* list = in.array("items", "检验项")) {
        if (list->empty()) in.violation(Code::missing_field, "items", "检验项", "至少填写一个检验项");
        if (list->size() > items_max)
            in.violation(Code::too_long, "items", "检验项", fmt::format("检验项最多 {} 项", items_max));
        for (std::size_t i = 0; i < std::min(list->size(), items_max); ++i) {
            const auto pointer = fmt::format("/items/{}", i);
            if ((*list)[i].is_object())
                d.items.push_back(read_item((*list)[i].get_object(), violations, pointer));
            else
                violations.add(
                    {.code = Code::wrong_type, .pointer = pointer, .detail = "每个检验项应是对象", .field = "检验项"});
        }
    }
    d.document = in.optional_id<DocumentId>("document", "检验报告文件").value_or(DocumentId{});
    in.finish();
    TRY_VOID(violations.result());
    return d;
}

json::object encode_data(const ReportData& d) {
    json::object out{
        {"dossier", to_string(d.dossier)}, {"number", d.number}, {"body", d.body}, {"items", items_json(d.items)}};
    if (!d.date.empty()) out["date"] = d.date;
    if (d.document) out["document"] = to_string(d.document);
    return out;
}

json::object encode(const Report& r) {
    auto out = encode_data(r.data);
    out["id"] = to_string(r.id);
    out["passed"] = r.passed();
    out["version"] = std::to_string(r.version);
    out["createdAt"] = iso_utc(r.created_at);
    out["updatedAt"] = iso_utc(r.updated_at);
    return out;
}

std::string to_stored(const ReportData& d) {
    return json::serialize(json::object{{"dossier", d.dossier.value},
                                        {"number", d.number},
                                        {"body", d.body},
                                        {"date", d.date},
                                        {"items", items_json(d.items)},
                                        {"document", d.document.value}});
}

ReportData report_from_stored(std::string_view text) {
    const json::value value = json::parse(json::string_view(text.data(), text.size()));
    const json::object& o = value.as_object();
    ReportData d{.dossier = DossierId{o.at("dossier").to_number<std::int64_t>()},
                 .number = value_at(o, "number"),
                 .body = value_at(o, "body"),
                 .date = value_at(o, "date")};
    for (const auto& one : o.at("items").as_array()) {
        const auto& i = one.as_object();
        d.items.push_back({.name = value_at(i, "name"),
                           .standard = value_at(i, "standard"),
                           .requirement = value_at(i, "requirement"),
                           .result = value_at(i, "result"),
                           .passed = i.at("passed").as_bool()});
    }
    d.document = DocumentId{o.at("document").to_number<std::int64_t>()};
    return d;
}

Result<Report> add_report(db::Tx& tx, const auth::Actor& actor, const ReportData& data) {
    TRY_VOID(auth::require(actor, manage_reports));
    TRY_VOID(registry::require_approved(tx, actor.org));
    store::lock(tx, data.dossier, actor.org);
    const auto dossier = read(tx, actor, data.dossier);
    if (dossier.has_error() || dossier.value().org != actor.org)
        return Error{.code = Code::not_found, .pointer = "/dossier", .detail = "没有这个批次档案", .field = "批次"};
    if (!completeness_of(dossier.value().content).complete())
        return Error{.code = Code::wrong_state,
                     .pointer = "/dossier",
                     .detail = "只能为已完成追溯的批次添加检验报告，请先补全该批次的追溯信息",
                     .field = "批次"};
    TRY_VOID(check_day(dossier.value(), data));
    TRY_VOID(check_report(tx, actor.org, data));
    const store::ReportRow row{.report = {.id = tx.next_id<ReportId>(),
                                          .org = actor.org,
                                          .data = data,
                                          .created_at = tx.now(),
                                          .updated_at = tx.now()},
                               .content = to_stored(data)};
    store::insert(tx, row);
    record(tx, actor, store::Kind::report, store::Act::add, row.report.id.value, 1, row.content);
    return row.report;
}

Result<Report> update_report(db::Tx& tx, const auth::Actor& actor, ReportId id, std::int64_t version,
                             const ReportData& data) {
    TRY(auto row, own_report(tx, actor, id));
    const Error stale{Code::conflict, "/version", "检验报告已被他人修改，请刷新后重试"};
    if (row.report.version != version) return stale;
    if (row.report.data.dossier != data.dossier)
        return Error{
            .code = Code::invalid, .pointer = "/dossier", .detail = "检验报告所属的批次不能更改", .field = "批次"};
    store::lock(tx, data.dossier, actor.org);
    TRY(const auto dossier, read(tx, actor, data.dossier));
    TRY_VOID(check_day(dossier, data));
    TRY_VOID(check_report(tx, actor.org, data));
    row.report.data = data;
    row.report.version += 1;
    row.report.updated_at = tx.now();
    row.content = to_stored(data);
    if (!store::update(tx, row)) return stale;
    record(tx, actor, store::Kind::report, store::Act::update, id.value, row.report.version, row.content);
    return row.report;
}

namespace {

bool take_away(db::Tx& tx, const auth::Actor& actor, store::ReportRow row) {
    row.report.version += 1;
    row.report.updated_at = tx.now();
    row.deleted = true;
    if (!store::update(tx, row)) return false;
    record(tx, actor, store::Kind::report, store::Act::remove, row.report.id.value, row.report.version, row.content);
    return true;
}

}  // namespace

Result<void> remove_report(db::Tx& tx, const auth::Actor& actor, ReportId id) {
    TRY(auto row, own_report(tx, actor, id));
    if (!take_away(tx, actor, std::move(row))) return Error{Code::conflict, "", "检验报告已被他人修改，请刷新后重试"};
    return outcome::success();
}

void remove_reports(db::Tx& tx, const auth::Actor& actor, DossierId dossier) {
    for (;;) {
        const auto page = store::reports_of(tx, dossier, {}, 100);
        if (page.empty()) return;
        for (const Report& report : page)
            if (!take_away(tx, actor, {.report = report, .content = to_stored(report.data), .dossier = dossier}))
                throw db::Fault(db::Fault::Kind::other, "a report changed in the transaction that read it");
    }
}

Result<Report> read_report(db::Tx& tx, const auth::Actor& actor, ReportId id) {
    TRY_VOID(auth::require(actor, auth::Permission::read_codes));
    auto found = store::find_any(tx, id);
    if (!found || found->deleted || read(tx, actor, found->report.data.dossier).has_error()) return no_report();
    return std::move(found->report);
}

Result<ReportPage> list_reports(db::Tx& tx, const auth::Actor& actor, std::optional<DossierId> dossier, ReportId before,
                                int limit) {
    TRY_VOID(auth::require(actor, auth::Permission::read_codes));
    if (dossier) {
        TRY_VOID(read(tx, actor, *dossier));
    }
    ReportPage page{.items = dossier ? store::reports_of(tx, *dossier, before, limit + 1)
                                     : store::reports(tx, actor.org, actor.scope.own_only ? actor.user : UserId{},
                                                      before, limit + 1),
                    .next = {}};
    if (page.items.size() > static_cast<std::size_t>(limit)) {
        page.items.pop_back();
        page.next = page.items.back().id;
    }
    return page;
}

std::vector<Report> reports_of(db::Tx& tx, DossierId dossier) {
    return store::reports_of(tx, dossier, {}, 100);
}

}  // namespace yiguan::dossier
