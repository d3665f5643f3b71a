// One operation of the API, declared once: the router entry, the check of rights, the limits, /openapi.json and the
// page /open all come from this.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/dispatch.hpp"
#include "api/schema.hpp"

namespace yiguan::api {

/// Who may call an operation at all. What they may see or change of it is the service's to decide.
class Who {
public:
    static Who anybody() { return Who(false, std::nullopt); }
    static Who signed_in() { return Who(true, std::nullopt); }
    static Who with(auth::Permission permission) { return Who(true, permission); }

    bool needs_user() const { return needs_user_; }
    std::optional<auth::Permission> permission() const { return permission_; }
    /// Code::unauthenticated, Code::forbidden.
    Result<void> check(const auth::Actor& actor) const;

private:
    Who(bool needs_user, std::optional<auth::Permission> permission)
        : needs_user_(needs_user), permission_(permission) {}
    bool needs_user_;
    std::optional<auth::Permission> permission_;
};

struct QueryParameter {
    std::string_view name;
    std::string_view zh;
    Schema schema;
};
/// ?cursor= and ?limit= of every list.
std::vector<QueryParameter> paging(std::vector<QueryParameter> others = {});

struct RequestBody {
    Schema schema{};
    json::value example{};
    std::size_t bytes_max = 4096;
    std::vector<std::string_view> media = {"application/json"};
};

struct Answer {
    int status = 200;
    std::string_view zh;
    Schema schema{};  ///< Empty: no JSON.
    std::string_view media = "application/json";
};

/// What becomes of Idempotency-Key.
enum class Repeat : std::uint8_t {
    kept,        ///< A write: its answer is kept, and given again to the same request with the same key.
    not_needed,  ///< Reads, and ending a session: twice is the same as once.
    secret,      ///< The answer holds a secret, which is never stored: the key is ignored.
};

struct Operation {
    http::Method method;
    std::string path;
    std::string id;        ///< operationId
    std::string_view tag;  ///< Chinese; groups the page.
    std::string_view zh, en;
    Who who;
    std::vector<QueryParameter> query{};
    std::optional<RequestBody> body{};
    Answer answer;
    std::vector<Code> errors{};  ///< Beside those that follow from the rest, see all_errors().
    Repeat repeat = Repeat::not_needed;
    std::optional<Limit> limit{};  ///< See limit_of().
    Csrf csrf = Csrf::required;
    /// Also for an account whose password somebody else chose: until it has chosen one itself it may do nothing else
    /// (C-20).
    bool before_password_change = false;
    /// One of the two: a step for the dispatcher, or the whole answer (public pages, which have no actor).
    std::function<Result<Step>(Services&, const http::Request&)> run{};
    std::function<void(Services&, const http::Request&, http::ResponderPtr)> serve{};
};

/// False for the methods that only read: GET and OPTIONS.
bool changes(const Operation& operation);
/// What a request counts as: as declared, else what follows from who may call: pages for everybody's operations, reads
/// and writes of the account for the others.
Limit limit_of(const Operation& operation);
/// `errors`, and those of its rights, limits, body, paging and idempotency; by status, then as declared.
std::vector<Code> all_errors(const Operation& operation);
std::vector<std::string_view> path_names(std::string_view path);

/// OpenAPI 3.1. The limits in force stand in x-rate-limit.
json::object openapi(const std::vector<Operation>& operations, std::string_view base_url,
                     const LimitSettings& limits = {});
/// The same for people: an HTML page without script.
std::string open_page(const std::vector<Operation>& operations);

// ---- the declarations, one file per resource

std::vector<Operation> account_operations();          // accounts.cpp: sessions, passwords, first administrator
std::vector<Operation> phone_account_operations();    // phone_accounts.cpp: captchas, codes to phones, one's own data
std::vector<Operation> member_operations();           // members.cpp: roles, members, invitations
std::vector<Operation> key_operations();              // keys.cpp: interface keys
std::vector<Operation> organisation_operations();     // organisations.cpp
std::vector<Operation> application_operations();      // applications.cpp: applications of every kind, their review
std::vector<Operation> help_operations();             // help.cpp: whom to ask, how codes are marked
std::vector<Operation> region_operations();           // regions.cpp: administrative divisions
std::vector<Operation> shop_operations();             // shops.cpp: accounts of shop people, shops that register themselves
std::vector<Operation> store_operations();            // stores.cpp
std::vector<Operation> partner_operations();          // partners.cpp: suppliers and buyers
std::vector<Operation> document_operations();         // documents.cpp
std::vector<Operation> licence_operations();          // licences.cpp: licences read, letters, samples
std::vector<Operation> product_operations();          // products.cpp: filings
std::vector<Operation> model_operations();            // models.cpp: catalogue, rules and codes of models
std::vector<Operation> product_history_operations();  // product_history.cpp: versions and editions of filings
std::vector<Operation> template_operations();         // templates.cpp
std::vector<Operation> certificate_operations();      // certificates.cpp: certificates, sections, disclosure
std::vector<Operation> code_operations();             // codes.cpp: blocks, packages, one code
std::vector<Operation> assembly_operations();         // assemblies.cpp: vehicle, battery and charger
std::vector<Operation> box_operations();              // boxes.cpp: what is packed in which box
std::vector<Operation> drum_operations();             // drums.cpp: drums of cable, what is cut from them
std::vector<Operation> production_operations();       // production.cpp: what was made, piece by piece, undone
std::vector<Operation> empty_code_operations();       // empty_codes.cpp: 空码率, 作废空码
std::vector<Operation> alias_operations();            // aliases.cpp: further texts for a code, and asking by them
std::vector<Operation> batch_operations();            // batches.cpp: what was bound, and how complete it is
std::vector<Operation> dossier_operations();          // dossiers.cpp, dossier_*.cpp: what makers say of batches
std::vector<Operation> trace_code_operations();       // trace_codes.cpp: codes of products, brands
std::vector<Operation> event_operations();            // events.cpp: bind, activate, ship, receive, sell
std::vector<Operation> store_sale_operations();       // store_sales.cpp: sales of stores, their rules
std::vector<Operation> customer_operations();         // customers.cpp: whom stores sold to
std::vector<Operation> sale_return_operations();      // sale_returns.cpp: what came back
std::vector<Operation> trace_operations();            // trace.cpp: trace graph, reach of a recall, mass balance
std::vector<Operation> bundle_operations();           // bundles.cpp: the proof of one code's history
std::vector<Operation> message_operations();          // messages.cpp: messages, settings of users, outbox
std::vector<Operation> oversight_operations();        // oversight.cpp: audit trail, calendar
std::vector<Operation> log_operations();              // log.cpp: the transparency log
std::vector<Operation> open_operations();             // open.cpp: pages and scans
std::vector<Operation> console_operations();          // console.cpp: the console's page and files
std::vector<Operation> epcis_operations();            // epcis.cpp: the REST binding of EPCIS 2.0
std::vector<Operation> system_operations();     // system.cpp: health, readiness, metrics, the API's own description
std::vector<Operation> filing_operations();     // filings.cpp: what an enterprise files of itself
std::vector<Operation> import_operations();     // imports.cpp: spreadsheets read, repaired, stored
std::vector<Operation> quality_operations();    // quality.cpp: what is wrong with the data, and what is ignored of it
std::vector<Operation> stock_in_operations();   // stock_ins.cpp: what is scanned, stock-in, differences
std::vector<Operation> stock_out_operations();  // stock_outs.cpp: stock-out, transfers, dispatch notes
std::vector<Operation> stock_operations();      // stock.cpp: stock, stocktake
std::vector<Operation> workbench_operations();  // workbench.cpp: what waits for the caller
std::vector<Operation> all_operations();

}  // namespace yiguan::api
