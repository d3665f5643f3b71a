// Data templates that are made and edited on this node (ECO-25, X7): drafts, published editions, retirement.
//
// A published edition never changes, and what was filed on it keeps it: a new edition changes no filing.
#pragma once
#include "catalog/catalog.hpp"

namespace yiguan::catalog {

/// Stored as these numbers.
enum class TemplateState : std::uint8_t {
    draft = 0,      ///< Never published.
    published = 1,  ///< Its newest edition is for filing.
    retired = 2,    ///< No new filings; what was filed on it stays.
};
std::string_view name(TemplateState state);
std::string_view name_zh(TemplateState state);

/// A template as the operator works on it.
struct TemplateInfo {
    std::string id;           ///< "C.1", or "B.1" once it was edited here.
    std::int64_t number = 0;  ///< In the transparency log.
    std::string base;         ///< What it was made from; "" for none.
    TemplateState state = TemplateState::draft;
    std::int64_t edition = 0;         ///< The newest published one; 0: none.
    std::int64_t version = 1;         ///< Grows with every change; an update names the one it read.
    std::optional<Template> draft{};  ///< The next edition.
    UtcMs updated_at;
};

inline constexpr std::size_t template_fields_max = 150, template_count_max = 1000;

/// One edition, however it stands; null: there is none. The object lives as long as the program. Cost: none for
/// edition 1 of a built-in template, else one indexed read.
const Template* find_template(db::Tx& tx, std::string_view id, std::int64_t edition);
/// By Template::ref().
const Template* find_template(db::Tx& tx, std::string_view ref);
/// The edition that this organisation files on now; null: none, retired, or assigned to others.
const Template* template_for(db::Tx& tx, std::string_view id, OrgId org);
/// The newest published edition, retired or not; null for an unknown template and one that is only a draft.
const Template* newest_template(db::Tx& tx, std::string_view id);
/// The built-in edition 1; null else. For what has no database.
const Template* builtin_template(std::string_view ref);

/// What a person may choose from: built-in ones, and those made here that are published and open to the organisation.
/// `all`: every one with its state, of who manages templates (forbidden).
struct TemplateEntry {
    const Template* newest = nullptr;    ///< Null for one that is only a draft.
    std::optional<TemplateInfo> info{};  ///< Empty for a built-in one that was never edited.
};
Result<std::vector<TemplateEntry>> list_templates(db::Tx& tx, const auth::Actor& actor, bool all);
/// not_found.
Result<TemplateEntry> read_template(db::Tx& tx, const auth::Actor& actor, std::string_view id);

/// The body of a draft: {"nameZh","nameEn","pictureRequired"?,"organisations"?,"fields":[Field...]}; fields as
/// GET /api/v1/templates/{id} writes them. Everything wrong is collected; completeness is asked at publication.
Result<Template> decode_template(const json::object& body);
/// The same back: what is stored, and what decode_template() reads.
json::object encode_content(const Template& tmpl);

/// A template made here, with its first draft: a copy of `base`, or of B.1 without one. template_unknown at "/base".
Result<TemplateInfo> make_template(db::Tx& tx, const auth::Actor& actor, std::string_view base, std::string name_zh,
                                   std::string name_en);
/// Replaces the draft; makes one for the next edition of a published or built-in template (`version` is 0 for one that
/// was never edited). conflict at "/version".
Result<TemplateInfo> save_draft(db::Tx& tx, const auth::Actor& actor, std::string_view id, std::int64_t version,
                                Template draft);
/// Makes the draft the next edition. It must hold what the national data requirement asks of every product (NAT-22,
/// NAT-50, NAT-53, NAT-55): invalid for each field that lacks or differs. wrong_state without a draft.
Result<TemplateInfo> publish_template(db::Tx& tx, const auth::Actor& actor, std::string_view id, std::int64_t version);
/// No new filings on it any more, with a reason; wrong_state unless published. Built-in templates are not retired.
Result<TemplateInfo> retire_template(db::Tx& tx, const auth::Actor& actor, std::string_view id,
                                     std::string_view reason);
/// What publish_template() demands of a draft: the national fields, as the built-in template has them that it was made
/// from.
Result<void> require_publishable(const Template& draft, std::string_view base);

struct TemplateEdition {
    std::int64_t edition = 0;
    UtcMs published_at;  ///< Null time of built-in editions.
    UserId published_by;
    const Template* tmpl = nullptr;
};
/// Newest first, the built-in one last.
Result<std::vector<TemplateEdition>> template_editions(db::Tx& tx, const auth::Actor& actor, std::string_view id);

}  // namespace yiguan::catalog
