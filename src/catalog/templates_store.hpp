// SQL of templates; private to the room.
#pragma once
#include "catalog/templates.hpp"

namespace yiguan::catalog::store {

enum class TemplateAction : std::uint8_t { make, save, publish, retire };

struct TemplateVersion {
    std::int64_t number = 0, version = 0;
    UtcMs changed_at;
    UserId changed_by;
    TemplateAction act{};
    std::string content;
};
/// What the transparency log says of it.
std::string content_of(const TemplateVersion& version);

void insert(db::Tx& tx, const TemplateInfo& info);
/// Everything that can change, if the stored version is info.version - 1. False: it is not.
bool update(db::Tx& tx, const TemplateInfo& info);
std::optional<TemplateInfo> find_info(db::Tx& tx, std::string_view id);
std::vector<TemplateInfo> all_infos(db::Tx& tx);
void insert_edition(db::Tx& tx, std::string_view id, std::int64_t edition, std::string_view content, UserId by);
struct EditionRow {
    std::int64_t edition = 0;
    std::string content;
    UtcMs published_at;
    UserId published_by;
};
std::optional<EditionRow> find_edition(db::Tx& tx, std::string_view id, std::int64_t edition);
/// What a template of this node was made from; "" for none, and for one that there is not.
std::string base_of(db::Tx& tx, std::string_view id);
/// Of a built-in template its own, of a copy that of what it was copied from: no edition changes it.
Family family_of(db::Tx& tx, std::string_view id);
std::vector<EditionRow> editions_of(db::Tx& tx, std::string_view id);
void insert_history(db::Tx& tx, const TemplateVersion& version);
std::vector<TemplateVersion> template_history_after(db::Tx& tx, std::int64_t number, std::int64_t version, int limit);
/// Of the log's number; nothing when the template is gone.
std::optional<TemplateInfo> find_info_by_number(db::Tx& tx, std::int64_t number);

}  // namespace yiguan::catalog::store
