// The filings of an enterprise beside its products: 企业备案, 供货能力备案, 生产能力备案 (FIL-01..10). Forms are data
// (data/filing_forms.json); the review is the one of every application.
#pragma once
#include "catalog/sections.hpp"
#include "ledger/check.hpp"
#include "review/review.hpp"

namespace yiguan::catalog {

using FilingId = Id<struct FilingTag>;

enum class FilingKind : std::uint8_t {
    enterprise = 1,  ///< 企业备案, mandatory (FIL-02)
    supply = 2,      ///< 供货能力备案
    production = 3,  ///< 生产能力备案
};
inline constexpr FilingKind filing_kinds[] = {FilingKind::enterprise, FilingKind::supply, FilingKind::production};
std::string_view name(FilingKind kind);     ///< "enterprise"
std::string_view name_zh(FilingKind kind);  ///< 企业备案
std::optional<FilingKind> parse_filing_kind(std::string_view name);
review::Kind application_kind(FilingKind kind);

/// The form of a filing; its fields are all of Step::filing. @throws as templates().
const Template& filing_form(FilingKind kind);

struct Filing {
    FilingId id;
    OrgId org;
    FilingKind kind = FilingKind::enterprise;
    review::State state = review::State::draft;
    FieldValues values;                   ///< As last saved or submitted.
    std::optional<FieldValues> approved;  ///< As last approved (已颁发): what others get to see.
    std::int64_t version = 0;             ///< 0: nothing was saved yet.
    UtcMs updated_at{};
};

/// The organisation's filing; an empty one if nothing was saved. No right is checked.
Filing find_filing(db::Tx& tx, OrgId org, FilingKind kind);

/// What was issued of the filing that this section shows: empty for other sections, and before an approval. No right is
/// checked: for section_state().
std::optional<FieldValues> issued_filing(db::Tx& tx, OrgId org, Section section);
std::optional<FilingKind> filing_of(Section section);

struct FilingInput {
    FieldValues values;  ///< From read_fields(filing_form(kind), Step::filing, ...).
    Submit submit = Submit::no;
    std::optional<std::int64_t> version{};  ///< The one that was read; Code::conflict if it is not the stored one.
};
/// Saves a filing of the actor's organisation, and submits it if asked. An approved one can be changed: what was
/// approved stands until the new one is. Code::forbidden, Code::wrong_state while it is under review,
/// Code::missing_field of an incomplete one that is submitted, Code::conflict.
Result<Filing> save_filing(db::Tx& tx, const auth::Actor& actor, FilingKind kind, const FilingInput& input);

/// The organisation's filing for whoever may read its registration: itself, reviewers and regulators in their reach.
/// Regulators get what was approved. Code::forbidden, Code::unauthenticated.
Result<Filing> read_filing(db::Tx& tx, const auth::Actor& actor, OrgId org, FilingKind kind);

/// Compares filings and their history with the transparency log. One Chinese sentence per defect.
std::vector<std::string> check_filings(db::Tx& tx, const ledger::LogCheck& log);

}  // namespace yiguan::catalog
