// registry/registry_json.hpp: what a stranger sends to register an organisation. Oracles: a password never reaches an
// error; what is taken is showable and is read the same from our own encoding.
#include "registry/registry_json.hpp"

#include <algorithm>

#include "auth/auth.hpp"
#include "auth/password.hpp"
#include "core/text.hpp"
#include "fuzz/harness.hpp"

namespace {

using namespace yiguan;
using fuzz::require;

constexpr std::string_view secret = "Kormoran-7391-\xE7\xBF\xA0\xE9\xB8\x9F";

bool holds(const Error& error, std::string_view text) {
    const auto in = [&](const std::string& part) { return part.find(text) != std::string::npos; };
    return in(error.detail) || in(error.value) || in(error.field) || in(error.pointer) ||
           std::ranges::any_of(error.others, [&](const Error& other) { return holds(other, text); });
}

void check_text(const std::string& text, std::size_t chars_max, bool multiline = false) {
    require(trim(text) == text && is_utf8(text) && utf8_length(text) <= chars_max && !has_control(text, multiline),
            "a text that was taken breaks its rule");
}

void check_org(const registry::OrgData& d) {
    for (const auto* text : {&d.name, &d.address, &d.contact}) {
        require(!text->empty(), "a required text is empty");
        check_text(*text, 200);
    }
    require(keys::Uscc::parse(d.uscc.text()).has_value(), "a credit code that is none");
    for (const auto* text : {&d.name_en, &d.postcode, &d.vendor_code, &d.legal_person, &d.legal_person_phone,
                             &d.contact_person, &d.contact_phone, &d.fax, &d.email, &d.website})
        if (*text) check_text(**text, 254);
    if (d.remark) check_text(*d.remark, 500, true);
    if (d.website)
        require(d.website->starts_with("http://") || d.website->starts_with("https://"),
                "a link that is no web address");
    for (const auto* text : {&d.website, &d.email})
        if (*text)
            require((*text)->find_first_of("<>\" ") == std::string::npos, "an address that could leave its attribute");
}

/// What the organisation is shown of itself, as the body of a resubmission.
json::object resubmission(const registry::OrgData& data) {
    registry::Org org{.data = data};
    json::object all = registry::encode_own(org), body;
    for (const char* key :
         {"name", "uscc", "address", "contact", "nameEn", "postcode", "vendorCode", "legalPerson", "legalPersonPhone",
          "contactPerson", "contactPhone", "fax", "email", "website", "remark", "capital", "licence"})
        if (const auto* value = all.if_contains(key)) body[key] = *value;
    return body;
}

void check_data(const registry::OrgData& data) {
    check_org(data);
    const auto body = resubmission(data);
    const auto again = registry::decode_org_data(body);
    require(again.has_value(), "what we show of an organisation is refused when it comes back");
    require(resubmission(again.value()) == body, "an organisation is not read as it was shown");
}

void check_registration(json::object body) {
    const auto registration = registry::decode_registration(body);
    if (registration.has_value()) {
        const auto& r = registration.value();
        check_data(r.org);
        require(!r.kinds.empty() && (r.kinds.bits() >> registry::org_kind_count) == 0, "a kind that there is not");
        const auto login = auth::parse_login(r.login);
        require(login.has_value() && login.value() == r.login, "a login that is not canonical");
        require(auth::check_password(r.login, r.password).has_value(), "a weak password was taken");
        require(!r.org.licence, "a stranger names a document");
    } else {
        fuzz::require_showable(registration.error());
    }

    // The same with a password that stands nowhere else: good and too weak, and one that is no text.
    body.erase("password");
    if (json::serialize(body).find("Kormoran") != std::string::npos) return;
    for (const json::value& password : {json::value(secret), json::value(std::string(secret.substr(0, 9))),
                                        json::value(std::string(secret) + "\x01"), json::value(json::array{secret})}) {
        body["password"] = password;
        const auto result = registry::decode_registration(body);
        if (result.has_error()) require(!holds(result.error(), "Kormoran"), "a password reached an error");
    }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto body = parse_json_object({reinterpret_cast<const char*>(data), size});
    if (body.has_error()) return 0;
    check_registration(body.value());
    const auto org = registry::decode_org_data(body.value());
    if (org.has_value())
        check_data(org.value());
    else
        fuzz::require_showable(org.error());
    const auto review = registry::decode_review(body.value());
    if (review.has_error()) {
        fuzz::require_showable(review.error());
    } else {
        check_text(review.value().reason, 500, true);
        require(review.value().decision == registry::Decision::approve || !review.value().reason.empty(),
                "a rejection without reason");
    }
    return 0;
}
