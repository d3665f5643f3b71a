#include "api/form_pages.hpp"

#include "api/captcha.hpp"
#include "api/code_texts.hpp"
#include "codes/aliases.hpp"
#include "core/log.hpp"
#include "keys/keys.hpp"
#include "proof/hash.hpp"

namespace yiguan::api {

std::optional<std::string> code_in(const codes::Directory& directory, std::string_view text) {
    if (directory.is_ours(text)) return std::string(text);
    const auto ecode = keys::parse_ecode(text);
    if (ecode.has_error()) return std::nullopt;
    std::string code = ecode.value().text();
    return directory.is_ours(code) ? std::optional(std::move(code)) : std::nullopt;
}

std::vector<codes::CodeAt> codes_meant(db::Tx& tx, const codes::Directory& directory, const std::string& text) {
    std::vector<codes::CodeAt> out;
    if (const auto code = code_in(directory, text)) {
        if (const auto placed = directory.place(*code)) out.push_back({placed->block, placed->counter});
    } else if (const auto forms = codes::alias_forms(text); !forms.empty()) {
        for (const auto& alias : codes::find_public_aliases(tx, forms)) out.push_back(alias.code);
    }
    return out;
}

lookup::View view_of(const http::Request& request) {
    if (request.query.empty()) return {};
    return {.lang = request.query_param("lang") == "en" ? lookup::Lang::en : lookup::Lang::zh,
            .large = request.query_param("e") == "1"};
}

http::Response html_page(int status, std::string body) {
    http::Response response{.status = status, .content_type = "text/html; charset=utf-8", .body = std::move(body)};
    response.headers.emplace_back("Content-Security-Policy", lookup::form_security_policy);
    return response;
}

http::Response see_other(std::string to) {
    http::Response response{.status = 303, .content_type = "text/html; charset=utf-8"};
    response.headers.emplace_back("Location", std::move(to));
    return response;
}

lookup::FormCaptcha new_captcha_of(Services& services, std::string error) {
    auto made = make_captcha(services.secrets, services.db.now());
    return {.token = std::move(made.token),
            .png_base64 = proof::base64(made.png),
            .question = std::move(made.question),
            .error = std::move(error)};
}

std::string without_returns(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i)
        if (text[i] != '\r' || i + 1 == text.size() || text[i + 1] != '\n') out += text[i];
    return out;
}

void read_page(Services& services, std::shared_ptr<http::Responder> responder, UniqueFunction<void(db::Tx&)> work) {
    const auto busy = [responder] {
        auto response = html_page(503, lookup::render_message(503, "系统繁忙", "请稍后再试一次"));
        response.headers.emplace_back("Retry-After", "1");
        responder->send(std::move(response));
    };
    const bool queued = services.db.read([work = std::move(work)](db::Tx& tx) mutable { work(tx); },
                                         [busy](std::exception_ptr fault) {
                                             try {
                                                 std::rethrow_exception(fault);
                                             } catch (const std::exception& e) {
                                                 log::error("page_fault", {{"what", e.what()}});
                                             }
                                             busy();
                                         });
    if (!queued) busy();
}

}  // namespace yiguan::api
