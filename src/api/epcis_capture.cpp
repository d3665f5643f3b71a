// POST /epcis/capture and /epcis/events: events from outside, as documents or one by one; the jobs of /epcis/capture.
#include "events/capture.hpp"

#include <fmt/format.h>

#include "api/epcis.hpp"
#include "api/epcis_answer.hpp"
#include "api/epcis_problem.hpp"
#include "core/text.hpp"
#include "epcis/json.hpp"

namespace yiguan::api {
namespace {

using events::ErrorBehaviour;

// Parsing at most so much is done where the request arrived; more would keep other requests waiting.
constexpr std::size_t parsed_inline_bytes_max = 256 * 1024;

Result<ErrorBehaviour> behaviour_of(const http::Request& request) {
    const auto text = trim(request.header("GS1-Capture-Error-Behaviour"));
    if (text.empty() || text == "rollback") return ErrorBehaviour::rollback;
    if (text == "proceed") return ErrorBehaviour::proceed;
    return Error{.code = Code::epcis_validation,
                 .pointer = "",
                 .detail = "GS1-Capture-Error-Behaviour 只能是 rollback 或 proceed",
                 .field = "GS1-Capture-Error-Behaviour",
                 .value = shorten(text, 40)};
}

std::string_view name(ErrorBehaviour behaviour) {
    return behaviour == ErrorBehaviour::proceed ? "proceed" : "rollback";
}

// The body is lent by the request, which lives until it is answered.
template <class Decode>
Result<Step> decoded(std::string_view body, Decode decode) {
    if (body.size() > parsed_inline_bytes_max) return Step{Offload{std::move(decode)}};
    return decode();
}

Result<Step> capture_document(Services& services, const http::Request& request) {
    TRY(const auto terms, terms_of(request, Offer::json_or_xml));
    TRY(const Media media, body_media(request));
    TRY(const auto behaviour, behaviour_of(request));
    epcis::ReadOptions options{.now = services.db.now(),
                               .on_bad_event = behaviour == ErrorBehaviour::proceed
                                                   ? epcis::OnBadEvent::set_aside
                                                   : epcis::OnBadEvent::refuse_document,
                               .namespaces = terms.namespaces};
    return decoded(request.body, [&services, body = request.body, media, behaviour, options]() -> Result<Step> {
        TRY(auto document, is_xml(media) ? epcis::read_xml(body, options) : epcis::read_json(body, options));
        return Step{Write{[&services, behaviour, prepared = events::prepare(services.names, std::move(document))](
                              db::Tx& tx, const auth::Actor& actor) mutable -> Result<http::Response> {
            TRY(const auto captured, events::capture(tx, services.names, actor, prepared, behaviour));
            http::Response response{.status = 202};
            response.headers.emplace_back("Location", fmt::format("/epcis/capture/{}", captured.job.id));
            add_version_headers(response);
            return response;
        }}};
    });
}

Result<Step> capture_event(Services& services, const http::Request& request) {
    TRY(const auto terms, terms_of(request, Offer::json_or_xml));
    TRY(const Media media, body_media(request));
    epcis::ReadOptions options{.now = services.db.now(), .namespaces = terms.namespaces};
    return decoded(request.body, [&services, body = request.body, media, terms, options]() -> Result<Step> {
        epcis::Document document;
        TRY(auto event, is_xml(media) ? epcis::read_xml_event(body, options) : epcis::read_json_event(body, options));
        document.events.push_back(std::move(event));
        document.count = 1;
        return Step{Write{[&services, terms, prepared = events::prepare(services.names, std::move(document))](
                              db::Tx& tx, const auth::Actor& actor) mutable -> Result<http::Response> {
            TRY(auto logged, events::capture_one(tx, services.names, actor, prepared));
            TRY_VOID(spell_lists(tx, services.names, std::span(&logged, 1), terms.lists));
            auto response = epcis_answer(terms, event_document(logged, tx.now(), terms));
            response.status = 201;
            response.headers.emplace_back("Location", "/epcis/events/" + percent_encode(logged.identity));
            return response;
        }}};
    });
}

// ---- jobs

json::object encode(const events::CaptureJob& job) {
    json::object out{{"captureID", std::to_string(job.id)}, {"createdAt", iso_utc(job.created_at)}};
    if (job.finished_at) out["finishedAt"] = iso_utc(*job.finished_at);
    out["running"] = job.running;
    out["success"] = job.success;
    out["captureErrorBehaviour"] = name(job.behaviour);
    out["errors"] = epcis_problems(job.errors);
    return out;
}

// EPCISCaptureJob of the OpenAPI file: attributes.
std::string encode_xml(const events::CaptureJob& job) {
    auto object = encode(job);
    std::string out =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<epcis:EPCISCaptureJob xmlns:epcis=\"urn:epcglobal:epcis:xsd:2\"";
    std::string errors;
    for (const auto& [key, value] : object) {
        if (value.is_array()) {
            for (const auto& error : value.get_array()) {
                errors += "<error>";
                for (const auto& [name, text] : error.as_object()) {
                    errors.append("<").append(name).append(">");
                    append_html(errors, text.is_string() ? std::string(text.get_string()) : json::serialize(text));
                    errors.append("</").append(name).append(">");
                }
                errors += "</error>";
            }
            continue;
        }
        out.append(" ").append(key).append("=\"");
        append_html(out, value.is_string() ? std::string(value.get_string()) : json::serialize(value));
        out += '"';
    }
    return out + "><errors>" + errors + "</errors></epcis:EPCISCaptureJob>\n";
}

Result<Step> list_jobs(Services& services, const http::Request& request) {
    TRY(const auto terms, terms_of(request, Offer::json));
    TRY(auto asked, PageRequest::of(request));
    return Step{Read{
        [&services, terms, asked = std::move(asked)](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
            TRY(const auto place, asked.open(services, actor, tx.now()));
            auto jobs = events::list_jobs(tx, actor.org, place.position.a, static_cast<int>(asked.per_page) + 1);
            json::array out;
            for (const auto& job : std::span(jobs).first(std::min<std::size_t>(jobs.size(), asked.per_page)))
                out.push_back(encode(job));
            auto response = epcis_answer(terms, json::serialize(out));
            if (jobs.size() > asked.per_page)
                asked.add_next(response, services, actor, tx.now(),
                               {.position = {.a = jobs[asked.per_page - 1].id, .begun = true}});
            return response;
        }}};
}

Result<Step> get_job(Services&, const http::Request& request) {
    TRY(const auto terms, terms_of(request, Offer::json_or_xml));
    const auto id = parse_id(request.path_param("captureID"));
    if (!id) return no_such("captureID");
    return Step{Read{[terms, id = *id](db::Tx& tx, const auth::Actor& actor) -> Result<http::Response> {
        const auto job = events::find_job(tx, actor.org, id);
        if (!job) return no_such("captureID");
        return epcis_answer(terms, is_xml(terms.media) ? encode_xml(*job) : json::serialize(encode(*job)));
    }}};
}

json::object example_event() {
    return {{"type", "ObjectEvent"},
            {"action", "OBSERVE"},
            {"bizStep", "shipping"},
            {"disposition", "in_transit"},
            {"epcList", json::array{"urn:epc:id:sgtin:0614141.107346.2018"}},
            {"eventTime", "2026-06-10T08:00:00+08:00"},
            {"eventTimeZoneOffset", "+08:00"},
            {"readPoint", json::object{{"id", "urn:epc:id:sgln:0614141.07346.1234"}}}};
}

}  // namespace

std::vector<Operation> epcis_capture_operations() {
    using namespace schema;
    using auth::Permission;
    const auto media =
        std::vector<std::string_view>{"application/json", "application/ld+json", "application/xml", "text/xml"};
    const std::vector<Code> refusals{
        Code::epcis_validation,    Code::epcis_capture_limit,    Code::epcis_exists,
        Code::malformed_json,      Code::unsupported_media_type, Code::not_acceptable,
        Code::bad_request,         Code::org_not_approved,       Code::codes_not_held,
        Code::codes_not_yours,     Code::codes_not_bound,        Code::codes_already_bound,
        Code::codes_not_active,    Code::codes_already_active,   Code::codes_not_in_transit,
        Code::codes_not_addressed, Code::codes_not_in_stock,     Code::codes_overlap,
        Code::codes_outside_block, Code::too_many_ranges,        Code::code_forged,
        Code::wrong_state};
    auto event = example_event();
    json::object document{{"@context", json::array{json::string(epcis::epcis_context)}},
                          {"type", "EPCISDocument"},
                          {"schemaVersion", "2.0"},
                          {"creationDate", "2026-06-10T08:00:00+08:00"},
                          {"epcisBody", json::object{{"eventList", json::array{event}}}}};
    event["@context"] = json::array{json::string(epcis::epcis_context)};
    const std::size_t bytes_max = epcis::CaptureLimits{}.document_bytes;
    return {
        {.method = http::Method::post,
         .path = "/epcis/capture",
         .id = "captureDocument",
         .tag = epcis_tag,
         .zh = "采集一份 EPCIS 文件（JSON-LD，XML 1.2、2.0），全部或逐个入库",
         .en = "Captures an EPCISDocument or EPCISQueryDocument; GS1-Capture-Error-Behaviour: rollback or proceed.",
         .who = Who::with(Permission::capture_events),
         .body = {{.schema = free_object("EPCISDocument"),
                   .example = std::move(document),
                   .bytes_max = bytes_max,
                   .media = media}},
         .answer = {202, "已入库，Location 为采集任务"},
         .errors = refusals,
         .limit = Limit::captures,
         .run = capture_document},
        epcis_get("/epcis/capture", "listCaptureJobs", "采集任务，新的在前", "Capture jobs, newest first.",
                  Permission::capture_events, {200, "采集任务", list("采集任务", ref("CaptureJob"), 1000)}, list_jobs,
                  epcis_paging()),
        epcis_get("/epcis/capture/{captureID}", "getCaptureJob", "一个采集任务", "One capture job.",
                  Permission::capture_events, {200, "采集任务", ref("CaptureJob")}, get_job),
        {.method = http::Method::post,
         .path = "/epcis/events",
         .id = "captureEvent",
         .tag = epcis_tag,
         .zh = "采集一个事件",
         .en = "Captures one event.",
         .who = Who::with(Permission::capture_events),
         .body = {{.schema = free_object("EPCIS 事件"),
                   .example = std::move(event),
                   .bytes_max = bytes_max,
                   .media = media}},
         .answer = {201, "事件", free_object("EPCIS 事件")},
         .errors = refusals,
         .limit = Limit::captures,
         .run = capture_event},
    };
}

}  // namespace yiguan::api
