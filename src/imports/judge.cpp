#include "imports/judge.hpp"

#include <algorithm>

#include "auth/api_keys.hpp"
#include "auth/auth.hpp"
#include "auth/memberships.hpp"
#include "imports/layout.hpp"
#include "imports/mending.hpp"
#include "sheet/diff.hpp"

namespace yiguan::imports {
namespace {

/// Job::actor as he may act for this organisation now; he may have signed out since.
std::optional<auth::Actor> actor_of(db::Tx& tx, const Job& job) {
    const auto user = auth::find_user(tx, job.actor);
    if (!user || user->status != auth::UserStatus::active) return std::nullopt;
    for (const auto& member : auth::memberships_of(tx, job.actor)) {
        if (member.org != job.org) continue;
        if (member.status != auth::MembershipStatus::active) return std::nullopt;
        return auth::Actor{.user = job.actor,
                           .org = job.org,
                           .roles = auth::effective_roles(member.role, auth::organisation_roles(tx, job.org)),
                           .scope = member.scope,
                           .membership = member.id};
    }
    auto actor = auth::find_actor(tx, job.actor);
    return actor && actor->org == job.org ? actor : std::nullopt;
}

std::vector<Finding> own_findings(const sheet::CheckedRow& checked) {
    std::vector<Finding> out;
    for (const auto& error : checked.errors) out.push_back({error.column, error.code, error.rule});
    return out;
}

bool fits_layout(const sheet::Match& match, const sheet::Template& columns) {
    return match.columns.size() == columns.columns.size() && match.shifts.size() == columns.columns.size();
}

bool names(const std::vector<Finding>& findings, std::size_t column) {
    return std::ranges::find(findings, column, &Finding::column) != findings.end();
}

// What the cells lack already is not said twice.
void add_findings(std::vector<Finding> more, Row& row) {
    for (Finding& one : more)
        if (one.column == no_column ? row.findings.empty() : !names(row.findings, one.column))
            row.findings.push_back(std::move(one));
}

std::size_t key_column(const sheet::Template& columns) {
    const auto at = std::ranges::find(columns.columns, true, &sheet::Column::key);
    return at == columns.columns.end() ? no_column : static_cast<std::size_t>(at - columns.columns.begin());
}

void compare(const Setting& setting, const std::vector<std::string>& values, const std::optional<Stored>& stored,
             Row& row) {
    row.object = row.version = 0;
    row.changes.clear();
    if (stored && !stored->taken.empty()) {
        row.findings.push_back({key_column(setting.kind->columns()), Code::conflict, stored->taken});
    } else if (stored) {
        row.object = stored->object;
        row.version = stored->version;
        for (std::size_t t = 0; t < values.size(); ++t)
            if (!values[t].empty() && values[t] != stored->values[t]) row.changes.push_back({t, stored->values[t]});
        if (!row.changes.empty() && !stored->locked.empty())
            row.findings.push_back({key_column(setting.kind->columns()), Code::wrong_state, stored->locked});
    }
    // To submit what is stored changes it, whatever its cells say.
    const bool submits = setting.task.submit && stored && stored->locked.empty();
    row.state = !row.findings.empty()             ? RowState::wrong
                : !stored                         ? RowState::fresh
                : row.changes.empty() && !submits ? RowState::same
                                                  : RowState::changed;
}

}  // namespace

Result<Setting> setting_of(db::Tx& tx, const Job& job, auth::Actor actor, const codes::Directory* directory) {
    TRY(auto org, registry::require_approved(tx, job.org));
    auto kind = find_kind(tx, actor, job.kind);
    if (!kind) return Error{Code::forbidden, "", "上传人或确认人已没有此项权限，或此类导入已停用"};
    const bool fits = kind->reference() == job.reference &&
                      (!job.has_rows() || fits_layout(decode_layout(job.layout), kind->columns()));
    if (!fits) return Error{Code::conflict, "", "数据模板已有新版，请下载新模板后重新上传"};
    return Setting{{std::move(actor), std::move(org), job.unit, job.submit, tx.now(), directory}, std::move(kind)};
}

Result<Setting> setting_of(db::Tx& tx, const Job& job, const codes::Directory* directory) {
    TRY_VOID(registry::require_approved(tx, job.org));
    auto actor = actor_of(tx, job);
    if (!actor) return Error{Code::forbidden, "", "上传人或确认人的账号已停用或不再属于本企业"};
    return setting_of(tx, job, std::move(*actor), directory);
}

sheet::CheckedRow check(const Setting& setting, const sheet::Match& match, const Row& row) {
    const auto cells = in_order(decode_cells(row.cells), match);
    auto checked = sheet::check_row(setting.kind->columns(), cells, match.shifts, beijing_date(setting.task.now),
                                    static_cast<std::uint32_t>(row.number));
    explain(cells, checked);
    return checked;
}

void judge(db::Tx& tx, const Setting& setting, std::span<sheet::CheckedRow> checked, std::span<Row> rows) {
    std::vector<Kind::Asked> asked;
    asked.reserve(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        rows[i].findings = own_findings(checked[i]);
        add_findings(setting.kind->prepare(setting.task, checked[i].values), rows[i]);
        asked.push_back({sheet::row_key(setting.kind->columns(), checked[i]), checked[i].values});
    }
    auto known = setting.kind->look_up(tx, setting.task, asked);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        add_findings(std::move(known[i].findings), rows[i]);
        compare(setting, checked[i].values, known[i].stored, rows[i]);
    }
}

void count(Job& job, std::optional<RowState> before, RowState after) {
    const auto counter = [&](RowState state) -> std::int64_t& {
        switch (state) {
            case RowState::fresh:
                return job.fresh;
            case RowState::changed:
                return job.changed;
            case RowState::same:
                return job.same;
            case RowState::wrong:
                return job.wrong;
            case RowState::stored:
                break;
        }
        return job.stored;
    };
    if (before) --counter(*before);
    ++counter(after);
}

}  // namespace yiguan::imports
