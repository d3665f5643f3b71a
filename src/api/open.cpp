// The public pages: the search box, and what a scan shows. The hot path of the whole platform: plain callbacks, no
// session, on SQLite answered where the request arrived.
#include <fmt/format.h>

#include "api/code_texts.hpp"
#include "api/coding.hpp"
#include "api/form_pages.hpp"
#include "api/operation.hpp"
#include "codes/aliases.hpp"
#include "core/log.hpp"
#include "core/text.hpp"
#include "dossier/dossier.hpp"
#include "keys/keys.hpp"
#include "lookup/batch_page.hpp"
#include "lookup/verify_page.hpp"
#include "print/print.hpp"
#include "registry/registry.hpp"

namespace yiguan::api {
namespace {

http::Response page(int status, std::string body, std::string_view policy = lookup::page_security_policy) {
    http::Response response{.status = status, .content_type = "text/html; charset=utf-8", .body = std::move(body)};
    response.headers.emplace_back("Content-Security-Policy", policy);
    return response;
}

http::Response redirect(std::string to) {
    http::Response response{.status = 303, .content_type = "text/plain; charset=utf-8"};
    response.headers.emplace_back("Location", std::move(to));
    return response;
}

void busy(http::Responder& responder) {
    auto response = page(503, lookup::render_message(503, "系统繁忙", "请稍后再试一次"));
    response.headers.emplace_back("Retry-After", "1");
    responder.send(std::move(response));
}

void log_scan_fault(const std::exception_ptr& fault) {
    try {
        std::rethrow_exception(fault);
    } catch (const std::exception& e) {
        log::error("scan_fault", {{"what", e.what()}});
    }
}

// Several producers use the text: whose product it is, who asks knows.
std::string choose_maker(db::Tx& tx, const std::string& text, const std::vector<codes::Alias>& found,
                         const lookup::View& view) {
    const bool en = view.lang == lookup::Lang::en;
    std::vector<lookup::PageLink> links;
    for (const auto& alias : found) {
        const auto org = registry::find_org(tx, alias.org);
        if (!org) continue;
        links.push_back({"/c/" + percent_encode(text) + "?of=" + to_string(alias.org) + (en ? "&lang=en" : "") +
                             (view.large ? "&e=1" : ""),
                         org->data.name});
    }
    return en ? lookup::render_choice("Several producers use this number",
                                      "Choose the producer named on the product, or scan its code", links, view.lang)
              : lookup::render_choice("不止一家企业使用这个编号", "请按产品上的生产企业选择，或扫描产品上的追溯码",
                                      links, view.lang);
}

// ?with= of a vehicle's page: the battery or charger at hand, by its code or another text for it.
std::optional<std::string> with_of(const http::Request& request) {
    if (request.query.empty()) return std::nullopt;
    auto with = request.query_param("with");
    if (with) *with = std::string(trim(*with));
    if (with && with->empty()) with.reset();
    return with;
}
// Something else than a code of this node: perhaps another text for one, a frame number say.
void scan_alias(Services& services, const http::Request& request, http::ResponderPtr responder) {
    const std::string text(request.path_param("code"));
    const auto view = view_of(request);
    const auto of = request.query_param("of");
    auto forms = codes::alias_forms(text);
    if (forms.empty()) return responder->send(page(404, services.resolver.unknown_page(text, view)));
    if (const auto wait = services.limits->take(Limit::aliases, request.network, request.received_us); wait > 0)
        return responder->send(services.limits->refusal(Limit::aliases, wait, request.id));
    const std::shared_ptr<http::Responder> shared(std::move(responder));
    const bool queued = services.db.read(
        [&services, shared, view, text, of, with = with_of(request), forms = std::move(forms)](db::Tx& tx) {
            auto found = codes::find_public_aliases(tx, forms);
            if (of) std::erase_if(found, [&](const codes::Alias& alias) { return to_string(alias.org) != *of; });
            if (found.empty()) return shared->send(page(404, services.resolver.unknown_page(text, view)));
            if (found.size() > 1) return shared->send(page(200, choose_maker(tx, text, found, view)));
            std::string body;
            const auto given = with ? codes_meant(tx, services.directory, *with) : std::vector<codes::CodeAt>();
            services.resolver.alias_page(tx, found.front().code, found.front().text, view, body,
                                         with ? &given : nullptr);
            shared->send(page(200, std::move(body)));
        },
        [shared](std::exception_ptr fault) {
            log_scan_fault(fault);
            busy(*shared);
        });
    if (!queued) busy(*shared);
}

void compare(Services& services, const http::Request& request, const codes::PlacedCode& placed, std::string code,
             std::string with, http::ResponderPtr responder) {
    if (const auto wait = services.limits->take(Limit::aliases, request.network, request.received_us); wait > 0)
        return responder->send(services.limits->refusal(Limit::aliases, wait, request.id));
    const std::shared_ptr<http::Responder> shared(std::move(responder));
    const bool queued = services.db.read(
        [&services, shared, placed, view = view_of(request), code = std::move(code),
         with = std::move(with)](db::Tx& tx) {
            std::string body;
            services.resolver.check_page(tx, placed, code, codes_meant(tx, services.directory, with), view, body);
            shared->send(page(200, std::move(body)));
        },
        [shared](std::exception_ptr fault) {
            log_scan_fault(fault);
            busy(*shared);
        });
    if (!queued) busy(*shared);
}

void scan(Services& services, const http::Request& request, http::ResponderPtr responder) {
    const std::string_view text = request.path_param("code");
    const auto view = view_of(request);
    std::optional<std::string> code = code_in(services.directory, text);
    if (!code) return scan_alias(services, request, std::move(responder));
    std::string body = request.take_buffer();
    const auto placed = services.directory.place(*code);
    if (!placed) {
        services.resolver.forged_page(*code, view, body);
        return responder->send(page(404, std::move(body)));
    }
    if (auto with = with_of(request)) return compare(services, request, *placed, *code, *with, std::move(responder));
    if (request.method != http::Method::head && services.resolver.page_from_memory(*placed, *code, view, body))
        return responder->send(page(200, std::move(body)));
    const auto recording = request.method == http::Method::head ? lookup::Recording::no : lookup::Recording::yes;
    const std::shared_ptr<http::Responder> shared(std::move(responder));
    const bool queued = services.db.read(
        [&services, shared, view, recording, placed = *placed, code = *std::move(code),
         body = std::move(body)](db::Tx& tx) mutable {
            services.resolver.page(tx, placed, code, view, body, recording);
            shared->send(page(200, std::move(body)));
        },
        [shared](std::exception_ptr fault) {
            log_scan_fault(fault);
            busy(*shared);
        });
    if (!queued) busy(*shared);
}

void home(Services& services, const http::Request& request, http::ResponderPtr responder) {
    const auto view = view_of(request);
    // /?E=<code> stands on old labels; /?q= is the search box.
    for (const char* name : {"E", "q"})
        if (const auto text = request.query_param(name); text && !trim(*text).empty()) {
            const std::string given = name[0] == 'E' ? "E=" + *text : *text;
            const auto code = code_in(services.directory, given);
            std::string to = "/c/" + percent_encode(code ? *code : trim(*text));
            if (view.lang == lookup::Lang::en) to += "?lang=en";
            if (view.large) to += view.lang == lookup::Lang::en ? "&e=1" : "?e=1";
            return responder->send(redirect(std::move(to)));
        }
    responder->send(page(200, lookup::render_home(view.lang, view.large, services.resolver.host())));
}

// C-39: what the public saw is not taken away again. Written behind the page, once for each batch.
void note_query(Services& services, dossier::DossierId id) {
    services.db.write([id](db::Tx& tx) { return dossier::note_queried(tx, id), true; },
                      [](const db::WriteOutcome& outcome) {
                          try {
                              if (outcome.fault) std::rethrow_exception(outcome.fault);
                          } catch (const std::exception& e) {
                              log::error("scan_fault", {{"what", e.what()}});
                          }
                      });
}

// The page of a batch trace code or a product trace code (GDP-26), whose address is a GS1 Digital Link.
void link_page(Services& services, const http::Request& request, http::ResponderPtr responder) {
    const auto view = view_of(request);
    const auto gtin = keys::Gtin::parse(request.path_param("gtin"));
    const std::string batch(request.path_param("batch"));
    const auto text = batch.empty() ? fmt::format("(01){}", request.path_param("gtin"))
                                    : fmt::format("(01){}(10){}", request.path_param("gtin"), batch);
    if (gtin.has_error() || !is_utf8(batch) || has_control(batch, false))
        return responder->send(page(404, services.resolver.unknown_page(text, view)));
    const bool scanned = request.method != http::Method::head;
    const std::shared_ptr<http::Responder> shared(std::move(responder));
    const bool queued = services.db.read(
        [&services, shared, view, gtin = gtin.value(), batch, text, scanned](db::Tx& tx) {
            const std::string host(services.resolver.host());
            const auto linked =
                batch.empty() ? dossier::product_of_gtin(tx, gtin.text()) : dossier::of_gtin(tx, gtin.text(), batch);
            std::optional<std::string> body;
            if (linked.several) {
                body = lookup::contested_page(text, view.lang, view.large, host);
            } else if (linked.dossier) {
                body = lookup::batch_page(tx, *linked.dossier, text, linked.contested, view.lang, view.large, host);
                if (scanned && !dossier::was_queried(tx, linked.dossier->id)) note_query(services, linked.dossier->id);
            } else if (linked.product) {
                body = lookup::product_page(tx, *linked.product, text, view.lang, view.large, host);
            } else if (batch.empty()) {
                body = lookup::empty_page(text, view.lang, view.large, host);
            }
            if (body)
                shared->send(page(200, *std::move(body)));
            else
                shared->send(page(404, services.resolver.unknown_page(text, view)));
        },
        [shared](std::exception_ptr fault) {
            try {
                std::rethrow_exception(fault);
            } catch (const std::exception& e) {
                log::error("scan_fault", {{"what", e.what()}});
            }
            busy(*shared);
        });
    if (!queued) busy(*shared);
}

void qr_svg(Services& services, const http::Request& request, http::ResponderPtr responder) {
    const auto code = code_in(services.directory, request.path_param("code"));
    if (!code || !services.directory.place(*code))
        return responder->send(http::problem({Code::code_forged, "", "不是本平台发出的码"}, request.id));
    const auto symbol = print::qr(services.resolver.address(*code));
    if (symbol.has_error()) return responder->send(http::problem(symbol.error(), request.id));
    responder->send({.status = 200,
                     .content_type = "image/svg+xml",
                     .body = print::to_svg(symbol.value(), {.title = services.resolver.address(*code)})});
}

// The page says nothing of the code that its address does not; whether there is a proof, its script finds out.
void verify_page(Services& services, const http::Request& request, http::ResponderPtr responder) {
    const std::string_view text = request.path_param("code");
    const auto view = view_of(request);
    const auto code = code_in(services.directory, text);
    if (!code) return responder->send(page(404, services.resolver.unknown_page(text, view)));
    if (!services.directory.place(*code)) {
        std::string body;
        services.resolver.forged_page(*code, view, body);
        return responder->send(page(404, std::move(body)));
    }
    const std::string host(services.resolver.host());
    responder->send(page(
        200, lookup::render_verify({.lang = view.lang, .large = view.large, .code = *code, .official_address = host}),
        lookup::verify_security_policy));
}

void verify_script(Services&, const http::Request& request, http::ResponderPtr responder) {
    const auto& script = lookup::verify_script();
    const bool gzip = takes_coding(request.header("Accept-Encoding"), "gzip");
    http::Response response{.content_type = "text/javascript; charset=utf-8",
                            .body = std::string(gzip ? script.gzipped : script.bytes)};
    if (gzip) response.headers.emplace_back("Content-Encoding", "gzip");
    response.headers.emplace_back("Vary", "Accept-Encoding");
    response.headers.emplace_back("Cache-Control", "public, max-age=31536000, immutable");
    responder->send(std::move(response));
}

}  // namespace

// Pages have no actor: they show to everybody what is public.
std::vector<Operation> open_operations() {
    using namespace schema;
    const std::vector<QueryParameter> view{{"lang", "en：英文", choice("语言", {"zh", "en"})},
                                           {"e", "1：大字版", choice("大字版", {"1"})}};
    auto code_view = view;
    code_view.push_back({"with", "手中电池或充电器的追溯码或编号，与车辆登记的核对", text("电池或充电器", 300)});
    code_view.push_back({"of", "企业，查的不是追溯码而不止一家企业使用时", id("企业")});
    // One page under two addresses: the one printed on labels, and the one that the search box leads to.
    const auto code_page = [&code_view](std::string path, std::string_view id, std::string_view zh,
                                        std::string_view en) {
        return Operation{.method = http::Method::get,
                         .path = std::move(path),
                         .id = std::string(id),
                         .tag = "查询",
                         .zh = zh,
                         .en = en,
                         .who = Who::anybody(),
                         .query = code_view,
                         .answer = {.zh = "网页", .media = "text/html"},
                         .errors = {Code::not_found},
                         .serve = scan};
    };
    auto link_view = view;
    link_view.push_back({"11", "生产日期，YYMMDD，不读取", text("生产日期", 6)});
    auto search = view;
    search.push_back({"q", "追溯码或印在标签上的地址", Schema{{"type", "string"}}});
    search.push_back({"E", "追溯码，旧标签", Schema{{"type", "string"}}});
    return {
        {.method = http::Method::get,
         .path = "/",
         .id = "home",
         .tag = "查询",
         .zh = "查询页",
         .en = "The search box; ?q= leads on to the code's page.",
         .who = Who::anybody(),
         .query = search,
         .answer = {.zh = "网页", .media = "text/html"},
         .serve = home},
        code_page("/E={code}", "scanLabel", "扫码，标签上的地址", "What a scan of the label shows."),
        code_page("/c/{code}", "scan", "一个追溯码的网页", "The page of a code."),
        {.method = http::Method::get,
         .path = "/01/{gtin}/10/{batch}",
         .id = "batchPage",
         .tag = "查询",
         .zh = "批次追溯码的网页：产品和批次公开的信息",
         .en = "The page of a batch trace code, a GS1 Digital Link of GTIN and batch number.",
         .who = Who::anybody(),
         .query = link_view,
         .answer = {.zh = "网页", .media = "text/html"},
         .errors = {Code::not_found},
         .serve = link_page},
        {.method = http::Method::get,
         .path = "/01/{gtin}",
         .id = "productPage",
         .tag = "查询",
         .zh = "商品追溯码的网页：产品公开的信息",
         .en = "The page of a product trace code, a GS1 Digital Link of the GTIN.",
         .who = Who::anybody(),
         .query = view,
         .answer = {.zh = "网页", .media = "text/html"},
         .errors = {Code::not_found},
         .serve = link_page},
        {.method = http::Method::get,
         .path = "/c/{code}/qr.svg",
         .id = "qrSymbol",
         .tag = "查询",
         .zh = "追溯码的二维码",
         .en = "The QR symbol of a code.",
         .who = Who::anybody(),
         .answer = {.zh = "图形", .media = "image/svg+xml"},
         .errors = {Code::code_forged},
         .serve = qr_svg},
        {.method = http::Method::get,
         .path = "/verify/{code}",
         .id = "verifyPage",
         .tag = "查询",
         .zh = "在浏览器里核对一个追溯码的记录",
         .en = "The page that checks the proof of a code's history in the browser.",
         .who = Who::anybody(),
         .query = view,
         .answer = {.zh = "网页", .media = "text/html"},
         .errors = {Code::not_found},
         .serve = verify_page},
        {.method = http::Method::get,
         .path = lookup::verify_script().path,
         .id = "verifyScript",
         .tag = "查询",
         .zh = "上述网页的脚本；地址随内容而变",
         .en = "The script of that page; its address changes with its contents.",
         .who = Who::anybody(),
         .answer = {.zh = "脚本", .media = "text/javascript"},
         .serve = verify_script},
    };
}

}  // namespace yiguan::api
