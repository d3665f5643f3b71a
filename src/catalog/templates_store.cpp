#include "catalog/templates_store.hpp"

#include <stdexcept>

namespace yiguan::catalog::store {
namespace {

const db::Statement insert_sql{"catalog.insert_template", R"sql(
    INSERT INTO template (template_id, number, base, state, edition, version, draft, updated_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8))sql"};

const db::Statement update_sql{"catalog.update_template", R"sql(
    UPDATE template SET state = $3, edition = $4, version = $5, draft = $6, updated_at = $7
     WHERE template_id = $1 AND version = $2)sql"};

const db::Statement find_sql{"catalog.find_template", R"sql(
    SELECT template_id, number, base, state, edition, version, draft, updated_at
      FROM template WHERE template_id = $1)sql"};

const db::Statement find_by_number_sql{"catalog.find_template_by_number", R"sql(
    SELECT template_id, number, base, state, edition, version, draft, updated_at
      FROM template WHERE number = $1)sql"};

const db::Statement all_sql{"catalog.all_templates", R"sql(
    SELECT template_id, number, base, state, edition, version, draft, updated_at
      FROM template ORDER BY number)sql",
                            db::Statement::Plan::small_scan};

const db::Statement insert_edition_sql{"catalog.insert_template_edition", R"sql(
    INSERT INTO template_edition (template_id, edition, content, published_at, published_by)
    VALUES ($1, $2, $3, $4, $5))sql"};

const db::Statement find_edition_sql{"catalog.find_template_edition", R"sql(
    SELECT edition, content, published_at, published_by
      FROM template_edition WHERE template_id = $1 AND edition = $2)sql"};

const db::Statement editions_sql{"catalog.template_editions", R"sql(
    SELECT edition, content, published_at, published_by
      FROM template_edition WHERE template_id = $1 ORDER BY edition DESC)sql"};

const db::Statement insert_history_sql{"catalog.insert_template_history", R"sql(
    INSERT INTO template_history (number, version, changed_at, changed_by, act, content)
    VALUES ($1, $2, $3, $4, $5, $6))sql"};

const db::Statement history_after_sql{"catalog.template_history_after", R"sql(
    SELECT number, version, changed_at, changed_by, act, content
      FROM template_history WHERE (number, version) > ($1, $2) ORDER BY number, version LIMIT $3)sql"};

std::string draft_text(const TemplateInfo& info) {
    return info.draft ? json::serialize(encode_content(*info.draft)) : std::string();
}

TemplateInfo info_of(db::Rows& rows) {
    TemplateInfo info{.id = rows.get<std::string>(0),
                      .number = rows.integer(1),
                      .base = rows.get<std::string>(2),
                      .state = rows.get<TemplateState>(3),
                      .edition = rows.integer(4),
                      .version = rows.integer(5),
                      .updated_at = rows.get<UtcMs>(7)};
    if (const auto text = rows.text(6); !text.empty()) {
        auto draft = decode_template(json::parse({text.data(), text.size()}).as_object());
        if (draft.has_error()) throw std::runtime_error("the stored draft of a template cannot be read");
        info.draft = std::move(draft).value();
        info.draft->id = info.id;
        info.draft->edition = info.edition + 1;
    }
    return info;
}

EditionRow edition_of(db::Rows& rows) {
    return {.edition = rows.integer(0),
            .content = rows.get<std::string>(1),
            .published_at = rows.get<UtcMs>(2),
            .published_by = rows.get<UserId>(3)};
}

const db::Statement base_sql{"catalog.template_base", "SELECT base FROM template WHERE template_id = $1"};

std::optional<TemplateInfo> one(db::Tx& tx, db::Rows given) {
    std::optional<TemplateInfo> found;
    {
        db::Rows rows = std::move(given);
        if (!rows.next()) return std::nullopt;
        found = info_of(rows);
    }
    if (found->draft) found->draft->family = family_of(tx, found->id);
    return found;
}

}  // namespace

std::string base_of(db::Tx& tx, std::string_view id) {
    auto rows = tx.query(base_sql, id);
    return rows.next() ? rows.get<std::string>(0) : std::string();
}

Family family_of(db::Tx& tx, std::string_view id) {
    std::string at(id);
    while (!at.empty()) {  // ends: a copy is younger than what it was made from
        if (const Template* builtin = builtin_template(at)) return builtin->family;
        at = base_of(tx, at);
    }
    return Family::none;
}

void insert(db::Tx& tx, const TemplateInfo& info) {
    tx.execute(insert_sql, info.id, info.number, info.base, info.state, info.edition, info.version, draft_text(info),
               info.updated_at);
}

bool update(db::Tx& tx, const TemplateInfo& info) {
    return tx.execute(update_sql, info.id, info.version - 1, info.state, info.edition, info.version, draft_text(info),
                      info.updated_at) == 1;
}

std::optional<TemplateInfo> find_info(db::Tx& tx, std::string_view id) {
    return one(tx, tx.query(find_sql, id));
}

std::optional<TemplateInfo> find_info_by_number(db::Tx& tx, std::int64_t number) {
    return one(tx, tx.query(find_by_number_sql, number));
}

std::vector<TemplateInfo> all_infos(db::Tx& tx) {
    std::vector<TemplateInfo> found;
    {
        auto rows = tx.query(all_sql);
        while (rows.next()) found.push_back(info_of(rows));
    }
    for (TemplateInfo& info : found)
        if (info.draft) info.draft->family = family_of(tx, info.id);
    return found;
}

void insert_edition(db::Tx& tx, std::string_view id, std::int64_t edition, std::string_view content, UserId by) {
    tx.execute(insert_edition_sql, id, edition, content, tx.now(), by);
}

std::optional<EditionRow> find_edition(db::Tx& tx, std::string_view id, std::int64_t edition) {
    auto rows = tx.query(find_edition_sql, id, edition);
    if (!rows.next()) return std::nullopt;
    return edition_of(rows);
}

std::vector<EditionRow> editions_of(db::Tx& tx, std::string_view id) {
    auto rows = tx.query(editions_sql, id);
    std::vector<EditionRow> found;
    while (rows.next()) found.push_back(edition_of(rows));
    return found;
}

void insert_history(db::Tx& tx, const TemplateVersion& v) {
    tx.execute(insert_history_sql, v.number, v.version, v.changed_at, v.changed_by, v.act, v.content);
}

std::vector<TemplateVersion> template_history_after(db::Tx& tx, std::int64_t number, std::int64_t version, int limit) {
    auto rows = tx.query(history_after_sql, number, version, limit);
    std::vector<TemplateVersion> found;
    while (rows.next())
        found.push_back({.number = rows.integer(0),
                         .version = rows.integer(1),
                         .changed_at = rows.get<UtcMs>(2),
                         .changed_by = rows.get<UserId>(3),
                         .act = rows.get<TemplateAction>(4),
                         .content = rows.get<std::string>(5)});
    return found;
}

}  // namespace yiguan::catalog::store
