// Filings, corrections (订正) and changes (变更) as applications of the review engine, and requests for templates.
#pragma once
#include "catalog/catalog.hpp"
#include "review/review.hpp"

namespace yiguan::catalog {

enum class Amendment : std::uint8_t {
    correction,  ///< 订正: the edition stays, what it says is put right (C-18).
    change,      ///< 变更: the next edition; codes bound before keep showing theirs.
};

/// Proposes to correct or change a published filing of the actor's organisation, or puts such a proposal right that was
/// sent back. A draft (Submit::no) may be edited further (EBM-48). What stands changes when it is approved.
/// `contact`: of the platform, named where a locked field of a model is touched (EBM-39, EBM-47, EBM-57).
/// @return wrong_state (not published), conflict (`version`, or another proposal is under way), template_unknown (a
///         correction stays on its template), invalid (a correction does not change the other party, a locked field of
///         a model), errors of a filing.
Result<review::Application> propose(db::Tx& tx, const auth::Actor& actor, ProductId id, std::int64_t version,
                                    Amendment amendment, const NewFiling& filing, std::string_view reason,
                                    std::string_view contact = {});

/// What asks for a published filing of the actor's organisation to be taken away (ECO-29); whether codes are bound is
/// for the caller to look at. @return not_found, wrong_state, conflict (another application is under way),
/// missing_field.
Result<review::NewApplication> disabling_of(db::Tx& tx, const auth::Actor& actor, ProductId id,
                                            std::string_view reason);

/// Opens the application of a filing that was just submitted, or the next round of it.
Result<void> apply_for_review(db::Tx& tx, const auth::Actor& actor, const Product& product);
/// The application of a filing that is under review; for one from before there were applications it is made.
Result<review::Application> open_application(db::Tx& tx, const Product& product);

/// Filings from before there were applications get theirs, so that reviewers see them: at most `limit` before `before`
/// (null: from the newest); the last one looked at, nothing at the end. For the start of the server.
std::optional<ProductId> adopt_filings(db::Tx& tx, ProductId before, int limit);

/// ECO-25: no template fits, the operator is asked for one.
struct TemplateRequest {
    std::string title;
    std::string items;  ///< The data items, in words.
    std::vector<DocumentId> documents;
};
Result<TemplateRequest> decode_template_request(const json::object& body);
Result<review::Application> request_template(db::Tx& tx, const auth::Actor& actor, const TemplateRequest& request);

/// Of a filing: the newest application, and that of a correction or change which is under way.
struct ProductApplications {
    std::optional<review::Application> filing;
    std::optional<review::ApplicationId> pending;
};
ProductApplications applications_of(db::Tx& tx, ProductId id);

}  // namespace yiguan::catalog
