// 导入: files are uploaded as the raw body, read in the background (imports/worker.hpp), looked at, repaired,
// confirmed.
#include "api/operation.hpp"
#include "core/text.hpp"
#include "imports/imports_json.hpp"
#include "registry/documents.hpp"
#include "sheet/write.hpp"

namespace yiguan::api {
namespace {

using imports::ImportId;
using imports::Job;

constexpr std::string_view xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

http::Response spreadsheet(std::string bytes, const std::string& name) {
    http::Response response;
    response.body = std::move(bytes);
    response.content_type = xlsx;
    response.headers.emplace_back("Content-Disposition", "attachment; filename*=UTF-8''" + percent_encode(name));
    response.headers.emplace_back("Cache-Control", "private, no-cache");
    return response;
}

// GET /api/v1/import-kinds
Result<Step> list_import_kinds(Services&, const http::Request&) {
    return Step{Read{[](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        json::array items;
        for (const auto& kind : imports::list_kinds(tx, actor)) items.push_back(imports::encode(*kind));
        return ok({{"items", std::move(items)}});
    }}};
}

// GET /api/v1/import-kinds/{kind}/template
Result<Step> get_import_template(Services&, const http::Request& request) {
    return Step{
        ReadThen{[id = std::string(request.path_param("kind"))](db::Tx& tx, const auth::Actor& actor) -> Result<Step> {
            auto kind = imports::find_kind(tx, actor, id);
            if (!kind) return Error{Code::not_found, "", "没有这种导入，或本企业不能使用"};
            return Step{Offload{[kind = std::move(kind)]() -> Result<Step> {
                std::string bytes;
                sheet::write_template(kind->columns(), [&](std::string_view piece) { bytes += piece; });
                return Step{spreadsheet(std::move(bytes), kind->columns().name + "-导入模板.xlsx")};
            }}};
        }}};
}

// POST /api/v1/imports?kind=&unit=&submit=&name=, body = the file.
Result<Step> upload_import(Services&, const http::Request& request) {
    imports::Upload file{.kind = request.query_param("kind").value_or(""),
                         .unit = request.query_param("unit").value_or(""),
                         .file_name = {}};
    if (file.kind.empty())
        return Error{.code = Code::missing_field, .pointer = "/kind", .detail = "须选择导入类型", .field = "导入类型"};
    const auto submit = request.query_param("submit").value_or("false");
    if (submit != "true" && submit != "false")
        return Error{.code = Code::invalid, .pointer = "/submit", .detail = "应为 true 或 false", .field = "提交审核"};
    file.submit = submit == "true";
    const std::string name = request.query_param("name").value_or("");
    if (!is_utf8(name) || has_control(name, false) || utf8_length(name) > 255)
        return Error{
            .code = Code::too_long, .pointer = "/name", .detail = "文件名过长或含有不允许的字符", .field = "文件名"};
    file.file_name = name;
    if (request.body.empty()) return Error{Code::sheet_empty, "", "文件没有内容"};
    return Step{ReadThen{[file = std::move(file), bytes = std::string(request.body)](
                             db::Tx& tx, const auth::Actor& actor) mutable -> Result<Step> {
        TRY_VOID(imports::may_upload(tx, actor, file));
        return Step{Offload{[file = std::move(file), bytes = std::move(bytes)]() mutable -> Result<Step> {
            auto sha256 = sheet::content_hash(bytes);
            return Step{Write{[file = std::move(file), bytes = std::move(bytes), sha256 = std::move(sha256)](
                                  db::Tx& write, const auth::Actor& who) mutable -> Result<http::Response> {
                file.bytes = bytes;
                TRY(const auto uploaded, imports::upload(write, who, file, sha256));
                auto out = imports::encode(uploaded.job);
                out["repeated"] = uploaded.repeated;
                return created("/api/v1/imports/" + to_string(uploaded.job.id), std::move(out));
            }}};
        }}};
    }}};
}

// GET /api/v1/imports?kind=&state=&cursor=&limit=
Result<Step> list_imports(Services&, const http::Request& request) {
    TRY(const auto cursor, cursor_of(request));
    TRY(const int limit, limit_of(request));
    imports::Filter filter{.kind = request.query_param("kind").value_or("")};
    if (!is_utf8(filter.kind) || utf8_length(filter.kind) > 40)
        return Error{.code = Code::too_long, .pointer = "/kind", .detail = "没有这种导入", .field = "导入类型"};
    if (const auto text = request.query_param("state")) {
        filter.state = imports::parse_state(*text);
        if (!filter.state)
            return Error{.code = Code::invalid, .pointer = "/state", .detail = "没有这种状态", .field = "状态"};
    }
    return Step{Read{
        [cursor, limit, filter = std::move(filter)](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
            TRY(const auto found, imports::list_jobs(tx, actor, filter, ImportId{cursor}, limit + 1));
            return page_of(
                found, limit, [](const Job& job) { return imports::encode(job); },
                [](const Job& last, const Job&) { return to_string(last.id); });
        }}};
}

Result<Step> get_import(Services&, const http::Request& request) {
    TRY(const auto id, path_id<ImportId>(request, "id"));
    return Step{Read{[id](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto job, imports::read_job(tx, actor, id));
        auto out = imports::encode(job);
        const auto kind = imports::find_kind(tx, actor, job.kind);
        if (auto columns = imports::encode_columns(job, kind.get()); !columns.empty())
            out["columns"] = std::move(columns);
        if (kind) out["kindName"] = kind->columns().name;
        return ok(std::move(out));
    }}};
}

// GET /api/v1/imports/{id}/rows?state=&cursor=&limit=
Result<Step> list_import_rows(Services&, const http::Request& request) {
    TRY(const auto id, path_id<ImportId>(request, "id"));
    TRY(const auto cursor, cursor_of(request));
    TRY(const int limit, limit_of(request));
    std::optional<imports::RowState> state;
    if (const auto text = request.query_param("state")) {
        state = imports::parse_row_state(*text);
        if (!state) return Error{.code = Code::invalid, .pointer = "/state", .detail = "没有这种状态", .field = "状态"};
    }
    return Step{Read{[=](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto job, imports::read_job(tx, actor, id));
        TRY(const auto found, imports::list_rows(tx, actor, id, state, cursor, limit + 1));
        return page_of(
            found, limit, [&](const imports::Row& row) { return imports::encode(row, job); },
            [](const imports::Row& last, const imports::Row&) { return std::to_string(last.index); });
    }}};
}

// PATCH /api/v1/imports/{id}/cells
Result<Step> repair_cells(Services& services, const http::Request& request) {
    TRY(const auto id, path_id<ImportId>(request, "id"));
    TRY(const auto body, json_body(request));
    TRY(auto cells, imports::decode_repairs(body));
    return Step{Write{
        [&services, id, cells = std::move(cells)](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
            TRY(const auto job, imports::read_job(tx, actor, id));
            const auto kind = imports::find_kind(tx, actor, job.kind);
            if (!kind) return Error{Code::wrong_state, "", "此类导入已停用"};
            TRY(const auto repairs, imports::with_columns(cells, *kind));
            TRY(const auto repaired, imports::repair(tx, actor, id, repairs, &services.directory));
            json::array rows;
            for (const auto& row : repaired.rows) rows.push_back(imports::encode(row, repaired.job));
            return ok({{"import", imports::encode(repaired.job)}, {"items", std::move(rows)}});
        }}};
}

// POST /api/v1/imports/{id}/confirmation {"version"}
Result<Step> confirm_import(Services&, const http::Request& request) {
    TRY(const auto id, path_id<ImportId>(request, "id"));
    TRY(const auto body, json_body(request));
    TRY(const auto version, imports::decode_version(body));
    return Step{Write{[id, version](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto job, imports::confirm(tx, actor, id, version));
        return ok(imports::encode(job));
    }}};
}

using Move = Result<Job> (*)(db::Tx&, const auth::Actor&, ImportId);
template <Move move>
Result<Step> move_import(Services&, const http::Request& request) {
    TRY(const auto id, path_id<ImportId>(request, "id"));
    TRY(const auto body, json_body(request));
    Violations violations;
    ObjectReader(body, violations).finish();
    TRY_VOID(violations.result());
    return Step{Write{[id](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        TRY(const auto job, move(tx, actor, id));
        return ok(imports::encode(job));
    }}};
}

// GET /api/v1/imports/{id}/wrong-rows
Result<Step> get_wrong_rows(Services& services, const http::Request& request) {
    TRY(const auto id, path_id<ImportId>(request, "id"));
    return Step{ReadThen{[&services, id](db::Tx& tx, const auth::Actor& actor) -> Result<Step> {
        TRY(const auto job, imports::read_job(tx, actor, id));
        TRY_VOID(imports::list_rows(tx, actor, id, imports::RowState::wrong, 0, 1));
        const auto dot = job.file_name.rfind('.');
        return Step{Offload{[&services, id, actor, name = job.file_name.substr(0, dot)]() -> Result<Step> {
            std::string bytes;
            TRY_VOID(
                imports::write_wrong_rows(services.db, actor, id, [&](std::string_view piece) { bytes += piece; }));
            return Step{spreadsheet(std::move(bytes), (name.empty() ? "导入" : name) + "-错误数据.xlsx")};
        }}};
    }}};
}

Operation import_move(std::string path, std::string id, std::string_view zh, std::string_view en,
                      decltype(Operation::run) run) {
    return {.method = http::Method::post,
            .path = std::move(path),
            .id = std::move(id),
            .tag = "导入",
            .zh = zh,
            .en = en,
            .who = Who::with(auth::Permission::file_product),
            .body = {{.schema = schema::object({}), .example = json::object(), .bytes_max = 1024}},
            .answer = {200, "导入任务", schema::ref("Import")},
            .errors = {Code::not_found, Code::wrong_state, Code::conflict, Code::org_not_approved},
            .repeat = Repeat::kept,
            .run = std::move(run)};
}

Schema state_choice(std::string_view title, int count, std::string_view (*name)(int)) {
    json::array names;
    for (int i = 0; i < count; ++i) names.emplace_back(name(i));
    return Schema{{"type", "string"}, {"title", title}, {"enum", std::move(names)}};
}
std::string_view job_state(int i) {
    return imports::name(static_cast<imports::State>(i));
}
std::string_view row_state(int i) {
    return imports::name(static_cast<imports::RowState>(i));
}

}  // namespace

std::vector<Operation> import_operations() {
    using namespace schema;
    const auto who = Who::with(auth::Permission::file_product);
    const auto items_of = [](std::string_view name) {
        return answer({{"items", Schema{{"type", "array"}, {"items", ref(name)}}}});
    };
    return {
        {.method = http::Method::get,
         .path = "/api/v1/import-kinds",
         .id = "listImportKinds",
         .tag = "导入",
         .zh = "本企业可以导入的表格及其各列",
         .en = "What the organisation can import, with the columns of each.",
         .who = who,
         .answer = {200, "导入类型", items_of("ImportKind")},
         .run = list_import_kinds},
        {.method = http::Method::get,
         .path = "/api/v1/import-kinds/{kind}/template",
         .id = "getImportTemplate",
         .tag = "导入",
         .zh = "导入模板：带填写说明、下拉选项和示例的 .xlsx 文件",
         .en = "The empty spreadsheet, with explanations, lists to choose from and an example.",
         .who = who,
         .answer = {.zh = "表格", .media = xlsx},
         .errors = {Code::not_found},
         .run = get_import_template},
        {.method = http::Method::post,
         .path = "/api/v1/imports",
         .id = "uploadImport",
         .tag = "导入",
         .zh = "上传要导入的表格，正文就是文件内容；读取和检查在后台进行，确认之前不保存任何数据",
         .en = "The body is the file. It is read in the background; nothing is stored before it is confirmed.",
         .who = who,
         .query = {{"kind", "导入类型，见 /api/v1/import-kinds", text("导入类型", 40)},
                   {"unit", "产品单元，类型没有默认值时必填", text("产品单元", 40)},
                   {"submit", "true：导入后提交审核，否则存为草稿", choice("提交审核", {"true", "false"})},
                   {"name", "原文件名", text("文件名", 255)}},
         .body = {{.schema = {},
                   .bytes_max = imports::file_bytes_max,
                   .media = {xlsx, "text/csv", "application/octet-stream"}}},
         .answer = {201, "导入任务；同一文件再次上传时是原来的任务", ref("Import")},
         .errors = {Code::template_unknown, Code::unit_unknown, Code::picture_required, Code::org_not_approved,
                    Code::conflict, Code::sheet_empty, Code::missing_field, Code::invalid, Code::too_long},
         .repeat = Repeat::kept,
         .run = upload_import},
        {.method = http::Method::get,
         .path = "/api/v1/imports",
         .id = "listImports",
         .tag = "导入",
         .zh = "本企业的导入任务，新的在前",
         .en = "The imports of the organisation, newest first.",
         .who = who,
         .query = paging({{"kind", "只看此类型", text("导入类型", 40)},
                          {"state", "只看此状态", state_choice("状态", imports::state_count, job_state)}}),
         .answer = {200, "一页导入任务", page_of("Import")},
         .errors = {Code::too_long},
         .run = list_imports},
        {.method = http::Method::get,
         .path = "/api/v1/imports/{id}",
         .id = "getImport",
         .tag = "导入",
         .zh = "一个导入任务的状态与进度",
         .en = "One import, how far it is, and its columns.",
         .who = who,
         .answer = {200, "导入任务", ref("Import")},
         .errors = {Code::not_found},
         .run = get_import},
        {.method = http::Method::get,
         .path = "/api/v1/imports/{id}/rows",
         .id = "listImportRows",
         .tag = "导入",
         .zh = "各行的内容、错误和变更，按文件中的顺序",
         .en = "The rows in the order of the file: cells, what is wrong, what differs from what is stored.",
         .who = who,
         .query = paging({{"state", "只看此状态的行", state_choice("状态", imports::row_state_count, row_state)}}),
         .answer = {200, "一页数据行", page_of("ImportRow")},
         .errors = {Code::not_found, Code::wrong_state},
         .run = list_import_rows},
        {.method = http::Method::patch,
         .path = "/api/v1/imports/{id}/cells",
         .id = "repairImport",
         .tag = "导入",
         .zh = "修改单元格，所在的行立即重新检查",
         .en = "Repairs cells; their rows are checked again at once.",
         .who = who,
         .body = {{.schema = object({{"cells", list("单元格",
                                                    object({{"row", integer("行", 1, imports::rows_max)},
                                                            {"column", text("列", 40)},
                                                            maybe("text", text("内容", 4000))}),
                                                    imports::repairs_max)}}),
                   .example = {{"cells",
                                json::array{json::object{{"row", 1}, {"column", "model"}, {"text", "TDT001Z"}}}}},
                   .bytes_max = 512 * 1024}},
         .answer = {200, "重新检查的行",
                    answer({{"import", ref("Import")},
                            {"items", Schema{{"type", "array"}, {"items", ref("ImportRow")}}}})},
         .errors = {Code::not_found, Code::wrong_state, Code::conflict, Code::org_not_approved, Code::out_of_bounds},
         .repeat = Repeat::kept,
         .run = repair_cells},
        {.method = http::Method::post,
         .path = "/api/v1/imports/{id}/confirmation",
         .id = "confirmImport",
         .tag = "导入",
         .zh = "确认导入：新增和变更的行在后台保存，错误的行留下",
         .en = "What is new or changed is stored in the background; what is wrong stays.",
         .who = who,
         .body = {{.schema = object({{"version", integer("读取时的版本", 1, INT64_MAX)}}),
                   .example = {{"version", "3"}},
                   .bytes_max = 1024}},
         .answer = {200, "导入任务", ref("Import")},
         .errors = {Code::not_found, Code::wrong_state, Code::conflict, Code::org_not_approved},
         .repeat = Repeat::kept,
         .run = confirm_import},
        import_move("/api/v1/imports/{id}/cancellation", "cancelImport", "取消导入；已保存的行不变",
                    "Ends an import; what is stored already stays.", move_import<imports::cancel>),
        import_move("/api/v1/imports/{id}/retry", "retryImport", "失败的导入从中断处继续",
                    "A failed import goes on where it ended.", move_import<imports::retry>),
        {.method = http::Method::get,
         .path = "/api/v1/imports/{id}/wrong-rows",
         .id = "getWrongRows",
         .tag = "导入",
         .zh = "错误的行，与原文件相同的 .xlsx 文件，最后一列是错误原因",
         .en = "The rows that are wrong as a spreadsheet like the file, with the reasons in its last column.",
         .who = who,
         .answer = {.zh = "表格", .media = xlsx},
         .errors = {Code::not_found, Code::wrong_state},
         .run = get_wrong_rows},
    };
}

}  // namespace yiguan::api
