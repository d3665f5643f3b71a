#include "imports/imports_json.hpp"

#include <fmt/format.h>

#include "core/text.hpp"
#include "imports/layout.hpp"

namespace yiguan::imports {
namespace {

std::string_view name(sheet::Kind kind) {
    constexpr std::string_view names[] = {"text", "number", "date", "option", "code"};
    return names[static_cast<std::size_t>(kind)];
}

json::object encode_column(const sheet::Column& column) {
    json::object out{{"id", column.id},
                     {"name", column.name},
                     {"kind", name(column.kind)},
                     {"required", column.required},
                     {"rule", column.explanation()}};
    if (!column.options.empty()) {
        json::array options;
        for (const auto& option : column.options) options.emplace_back(option.value);
        out["options"] = std::move(options);
    }
    return out;
}

// Of the column, or null for the row as a whole.
json::value place(std::size_t column) {
    return column == no_column ? json::value(nullptr) : json::value(static_cast<std::int64_t>(column));
}

}  // namespace

json::object encode(const Job& job) {
    json::object out{{"id", to_string(job.id)},
                     {"kind", job.kind},
                     {"unit", job.unit},
                     {"submit", job.submit},
                     {"fileName", job.file_name},
                     {"fileBytes", job.file_bytes},
                     {"sha256", job.sha256},
                     {"state", name(job.state)},
                     {"stateZh", name_zh(job.state)},
                     {"total", job.total},
                     {"done", job.done},
                     {"fresh", job.fresh},
                     {"changed", job.changed},
                     {"same", job.same},
                     {"wrong", job.wrong},
                     {"stored", job.stored},
                     {"hasRows", job.has_rows()},
                     {"canRetry", job.can_retry()},
                     {"version", std::to_string(job.version)},
                     {"createdAt", iso_utc(job.created_at)},
                     {"updatedAt", iso_utc(job.updated_at)}};
    if (!job.problem.empty()) out["problem"] = job.problem;
    if (job.finished_at) out["finishedAt"] = iso_utc(*job.finished_at);
    return out;
}

json::object encode(const Row& row, const Job& job) {
    const auto match = decode_layout(job.layout);
    json::array cells, findings, changes, mended;
    for (const auto& cell : in_order(decode_cells(row.cells), match)) {
        if (!cell.mended.empty() && !cell.precision_lost)
            mended.push_back({{"column", place(cells.size())}, {"written", cell.mended}});
        cells.emplace_back(cell.text);
    }
    for (const Finding& one : row.findings)
        findings.push_back({{"column", place(one.column)}, {"code", info(one.code).name}, {"rule", one.rule}});
    for (const Change& one : row.changes) changes.push_back({{"column", place(one.column)}, {"before", one.before}});
    json::object out{{"row", row.index},
                     {"number", row.number},
                     {"state", name(row.state)},
                     {"cells", std::move(cells)},
                     {"findings", std::move(findings)},
                     {"changes", std::move(changes)}};
    if (!mended.empty()) out["mended"] = std::move(mended);
    if (row.state == RowState::stored) out["object"] = std::to_string(row.object);
    return out;
}

json::object encode(const Kind& kind) {
    json::array columns;
    for (const auto& column : kind.columns().columns) columns.push_back(encode_column(column));
    json::object out{{"id", kind.id()},
                     {"name", kind.columns().name},
                     {"reference", kind.reference()},
                     {"canSubmit", kind.can_submit()},
                     {"asksUnit", kind.asks_unit()},
                     {"columns", std::move(columns)}};
    if (!kind.default_unit().empty()) out["unit"] = kind.default_unit();
    return out;
}

json::array encode_columns(const Job& job, const Kind* kind) {
    json::array columns;
    if (kind && kind->reference() == job.reference) {
        for (const auto& column : kind->columns().columns) columns.push_back(encode_column(column));
    } else {
        for (const ColumnName& column : columns_of(job))
            columns.push_back(
                {{"id", column.id}, {"name", column.name}, {"kind", "text"}, {"required", false}, {"rule", ""}});
    }
    return columns;
}

Result<std::int64_t> decode_version(const json::object& body) {
    Violations violations;
    ObjectReader in(body, violations);
    const std::int64_t version = in.integer("version", "版本", 1, INT64_MAX);
    in.finish();
    TRY_VOID(violations.result());
    return version;
}

Result<std::vector<NamedRepair>> decode_repairs(const json::object& body) {
    Violations violations;
    ObjectReader in(body, violations);
    std::vector<NamedRepair> out;
    const json::array* cells = in.array("cells", "单元格");
    in.finish();
    if (cells && (cells->empty() || cells->size() > repairs_max))
        in.violation(Code::out_of_bounds, "cells", "单元格", fmt::format("一次修改 1 至 {} 格", repairs_max));
    for (std::size_t i = 0; cells && i < std::min(cells->size(), repairs_max); ++i) {
        const std::string at = fmt::format("/cells/{}", i);
        const auto* cell = (*cells)[i].if_object();
        if (!cell) {
            violations.add({Code::wrong_type, at, "单元格应为对象", "单元格"});
            continue;
        }
        ObjectReader one(*cell, violations, at);
        NamedRepair repair;
        repair.row = one.integer("row", "行", 1, static_cast<std::int64_t>(rows_max));
        repair.column = one.text("column", "列", {.chars_max = 40});
        repair.text = one.optional_text("text", "内容", {.chars_max = 4000, .multiline = true}).value_or("");
        one.finish();
        out.push_back(std::move(repair));
    }
    TRY_VOID(violations.result());
    return out;
}

Result<std::vector<CellRepair>> with_columns(const std::vector<NamedRepair>& repairs, const Kind& kind) {
    Violations violations;
    std::vector<CellRepair> out;
    for (std::size_t i = 0; i < repairs.size(); ++i) {
        const std::size_t column = kind.columns().column(repairs[i].column);
        if (column == no_column)
            violations.add({Code::out_of_bounds, fmt::format("/cells/{}/column", i), "没有这一列", "列",
                            shorten(repairs[i].column, 40)});
        out.push_back({repairs[i].row, column, repairs[i].text});
    }
    TRY_VOID(violations.result());
    return out;
}

}  // namespace yiguan::imports
