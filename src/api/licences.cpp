// What the registration wizard needs before there is an account: a licence read, letters to sign, samples to look at.
#include <fmt/format.h>
#include <signal.h>

#include <map>
#include <mutex>

#include "api/operation.hpp"
#include "core/text.hpp"
#include "keys/uscc.hpp"
#include "print/letter.hpp"
#include "print/samples.hpp"
#include "proof/hash.hpp"
#include "registry/purposes.hpp"
#include "registry/registry.hpp"
#include "registry/shops.hpp"
#include "vision/licence.hpp"

namespace yiguan::api {
namespace {

// ---- licences

/// The rules of a licence, but as large as a photo may be: nothing of it is stored.
registry::Purpose readable() {
    auto purpose = registry::purpose("licence");
    for (auto& rule : purpose.kinds) rule.bytes_max = purpose.pick_bytes_max;
    return purpose;
}

/// In a child process; what it says is taken as text from outside.
Result<Step> read_in_child(Services& services, std::string_view picture) {
    const std::vector<std::string> arguments{"read-licence"};
    const auto outcome = vision::run_child(services.reader, arguments, picture);
    using End = vision::ChildOutcome::End;
    if (outcome.end == End::failed && outcome.status == 3)
        return Error{Code::overloaded, "", "本服务器没有安装文字识别所需的数据，请手工填写"};
    // Reading only helps: a picture that takes too long on a busy machine may still be the licence.
    constexpr int killed_at_the_limit = 128 + SIGKILL;
    if (outcome.end == End::timed_out || outcome.status == killed_at_the_limit) {
        const json::object unread{
            {"rule", "unread"}, {"ok", nullptr}, {"message", "未能在限时内读出执照内容，请手工填写"}};
        return Step{ok({{"fields", json::object{}}, {"checks", json::array{unread}}})};
    }
    auto said = parse_json_object(outcome.output);
    auto fields = said.has_value() ? vision::decode_fields(said.value()) : std::nullopt;
    if (outcome.end != End::finished || !fields)
        return Error{Code::document_damaged, "", "图片无法识别，请换一张清楚、端正的图片，或手工填写", "营业执照"};
    return Step{ok(vision::encode(*fields, vision::check_fields(*fields)))};
}

Result<Step> read_stored(Services& services, const json::object& body) {
    Violations violations;
    ObjectReader reader(body, violations);
    const auto id = reader.id<DocumentId>("document", "营业执照");
    reader.finish();
    TRY_VOID(violations.result());
    return Step{ReadThen{[&services, id](db::Tx& tx, const auth::Actor& actor) -> Result<Step> {
        const auto document = registry::find_document(tx, id);
        const bool own = document && !actor.anonymous() &&
                         (document->org ? actor.org == document->org : registry::is_own_upload(tx, actor, *document));
        if (!document || (!own && !auth::may_everywhere(actor, auth::Permission::read_organisation)))
            return Error{Code::document_unknown, "/document", "引用的文件不存在，或不属于本企业", "营业执照"};
        if (auto fits = registry::check_fits(readable(), document->file); fits.has_error()) {
            Error error = fits.error();
            error.pointer = "/document";
            return error;
        }
        return Step{Offload{[&services, file = document->file]() -> Result<Step> {
                                const auto stored = services.documents.open(file.sha256, file.media_type);
                                if (!stored) return Error{Code::document_unknown, "/document", "引用的文件已丢失"};
                                std::string bytes(static_cast<std::size_t>(stored->size()), '\0');
                                stored->read(0, bytes);
                                return read_in_child(services, bytes);
                            },
                            Lane::reading}};
    }}};
}

// POST /api/v1/licences: {"document"}, or the picture itself, which is not stored.
Result<Step> read_licence(Services& services, const http::Request& request) {
    if (request.header("Content-Type").starts_with("application/json")) {
        TRY(const auto body, json_body(request));
        return read_stored(services, body);
    }
    TRY_VOID(registry::check_file(readable(), as_bytes(request.body)));
    return Step{Offload{[&services, picture = std::string(request.body)] { return read_in_child(services, picture); },
                        Lane::reading}};
}

// ---- letters

std::string letter_number(const print::Letter& letter, const print::LetterFacts& facts) {
    auto text = fmt::format("{}\n{}\n{}\n{}\n", letter.type, letter.edition, facts.uscc, facts.name);
    for (const auto& brand : facts.brands) text += brand + "\n";
    const auto hash = proof::digest(proof::Suite::sha256, text);
    auto hex = to_hex(std::span(hash).first(6));
    for (char& c : hex) c = to_upper(c);
    return fmt::format("CN{}-{}-{}", to_upper(letter.type.front()), letter.edition, hex);
}

Result<print::LetterFacts> letter_facts(const http::Request& request) {
    Violations violations;
    print::LetterFacts facts;
    const auto take = [&](std::string_view name, std::string_view zh, std::size_t chars_max) {
        auto text = std::string(trim(request.query_param(name).value_or("")));
        if (utf8_length(text) > chars_max || !is_utf8(text) || has_control(text, false)) {
            violations.add({.code = Code::too_long,
                            .pointer = "/" + std::string(name),
                            .detail = fmt::format("{}不能超过 {} 个字", zh, chars_max),
                            .field = std::string(zh)});
            text.clear();
        }
        return text;
    };
    facts.name = take("name", "企业名称", 100);
    facts.uscc = take("uscc", "统一社会信用代码", 60);
    const auto brands = take("brands", "品牌", 300);
    for (std::size_t at = 0; at < brands.size();) {
        const auto end = std::min(brands.find(',', at), brands.size());
        if (const auto brand = trim(std::string_view(brands).substr(at, end - at)); !brand.empty())
            facts.brands.emplace_back(brand);
        at = end + 1;
    }
    TRY_VOID(violations.result());
    if (!facts.uscc.empty()) {
        const auto code = keys::Uscc::parse(facts.uscc);
        if (code.has_error())
            return Error{code.error().code, "/uscc", code.error().detail, "统一社会信用代码", facts.uscc};
        facts.uscc = code.value().text();
    }
    return facts;
}

// GET /api/v1/letters/{file}?name=&uscc=&brands=: without a name that of the organisation that is signed in.
Result<Step> letter(Services&, const http::Request& request) {
    const auto file = request.path_param("file");
    const auto* letter = file.ends_with(".pdf") ? print::find_letter(file.substr(0, file.size() - 4)) : nullptr;
    if (!letter) return Error{Code::not_found, "", "没有这种承诺书"};
    TRY(auto facts, letter_facts(request));
    return Step{
        ReadThen{[letter, facts = std::move(facts)](db::Tx& tx, const auth::Actor& actor) mutable -> Result<Step> {
            if (facts.name.empty() && facts.uscc.empty() && !actor.anonymous()) {
                if (const auto org = registry::get_org(tx, actor.org); org.has_value()) {
                    facts.name = org.value().data.name;
                    facts.uscc = org.value().data.uscc.text();
                }
            }
            return Step{Offload{[letter, facts = std::move(facts)]() mutable -> Result<Step> {
                facts.number = letter_number(*letter, facts);
                http::Response response{.content_type = "application/pdf",
                                        .body = print::render_pdf(print::letter_document(*letter, facts))};
                response.headers.emplace_back("Cache-Control", "private, no-cache");
                response.headers.emplace_back("Content-Security-Policy", "sandbox; default-src 'none'");
                response.headers.emplace_back(
                    "Content-Disposition",
                    "attachment; filename*=UTF-8''" + percent_encode(letter->zh + "承诺书-" + facts.number + ".pdf"));
                return Step{std::move(response)};
            }}};
        }}};
}

// GET /api/v1/letters
Result<Step> list_letters(Services&, const http::Request&) {
    json::array items;
    for (const auto& one : print::letters())
        items.push_back(json::object{{"type", one.type},
                                     {"typeZh", one.zh},
                                     {"typeEn", one.en},
                                     {"title", one.title},
                                     {"edition", one.edition},
                                     {"url", "/api/v1/letters/" + one.type + ".pdf"}});
    return Step{ok(json::object{{"items", std::move(items)}})};
}

// ---- samples

// GET /api/v1/samples/{file}: drawn when first asked for.
Result<Step> sample(Services&, const http::Request& request) {
    auto file = request.path_param("file");
    if (!file.ends_with(".png")) return Error{Code::not_found, "", "没有这个样例"};
    file.remove_suffix(4);
    const auto& all = print::samples();
    const auto found = std::ranges::find(all, file, &print::Sample::name);
    if (found == all.end()) return Error{Code::not_found, "", "没有这个样例"};
    return Step{Offload{[name = found->name]() -> Result<Step> {
        static std::mutex mutex;
        static std::map<std::string_view, std::string> drawn;
        const std::lock_guard lock(mutex);
        auto& png = drawn[name];
        if (png.empty()) png = print::draw_sample(name).value();
        http::Response response{.content_type = "image/png", .body = png};
        response.headers.emplace_back("Cache-Control", "public, max-age=86400");
        return Step{std::move(response)};
    }}};
}

}  // namespace

std::vector<Operation> licence_operations() {
    using namespace schema;
    return {
        {.method = http::Method::post,
         .path = "/api/v1/licences",
         .id = "readLicence",
         .tag = "文件",
         .zh = "识别营业执照：正文为图片本身（不保存），或已上传文件的编号；给出每项的可信度和核对结果",
         .en = "Reads a business licence: the body is the picture, which is not stored, or names an uploaded document.",
         .who = Who::anybody(),
         .body = {{.schema = object({{"document", id("已上传的营业执照")}}),
                   .example = {{"document", "1"}},
                   .bytes_max = registry::purpose("licence").pick_bytes_max,
                   .media = {"application/json", "image/jpeg", "image/png", "image/gif"}}},
         .answer = {200, "识别结果",
                    answer(
                        {{"fields", free_object("uscc、name、legalPerson、address、type、capital、established、scope，"
                                                "各有 value 与 confidence")},
                         {"checks", list("核对", free_object("rule、ok、message"), 10)}})},
         .errors = {Code::document_type, Code::document_damaged, Code::document_unknown},
         .limit = Limit::readings,
         .run = read_licence},
        {.method = http::Method::get,
         .path = "/api/v1/letters",
         .id = "listLetters",
         .tag = "文件",
         .zh = "承诺书的种类，每种企业类型一份",
         .en = "Commitment letters, one for each type of company.",
         .who = Who::anybody(),
         .answer = {200, "承诺书", answer({{"items", list("承诺书", free_object("种类与地址"), 20)}})},
         .run = list_letters},
        {.method = http::Method::get,
         .path = "/api/v1/letters/{file}",
         .id = "getLetter",
         .tag = "文件",
         .zh = "承诺书 PDF，如 vehicle.pdf，供打印、签字、盖章",
         .en = "A commitment letter to print, sign and seal, such as vehicle.pdf.",
         .who = Who::anybody(),
         .query = {{"name", "企业名称，默认为登录企业的", text("企业名称", 100)},
                   {"uscc", "统一社会信用代码", text("统一社会信用代码", 60)},
                   {"brands", "品牌，逗号分隔", text("品牌", 300)}},
         .answer = {.zh = "承诺书", .media = "application/pdf"},
         .errors = {Code::not_found, Code::too_long, Code::uscc_length, Code::uscc_character, Code::uscc_check},
         .limit = Limit::readings,
         .run = letter},
        {.method = http::Method::get,
         .path = "/api/v1/samples/{file}",
         .id = "getSample",
         .tag = "文件",
         .zh = "图片样例，如 licence.png",
         .en = "A drawn sample of what to upload, such as licence.png.",
         .who = Who::anybody(),
         .answer = {.zh = "样例图片", .media = "image/png"},
         .errors = {Code::not_found},
         .run = sample},
    };
}

}  // namespace yiguan::api
