#include "support/world.hpp"

#include <fmt/format.h>
#include <png.h>

#include <stdexcept>
#include <vector>

namespace yiguan::testing {
namespace {

[[noreturn]] void unexpected(std::string_view what, const http::Answer& answer) {
    throw std::runtime_error(fmt::format("{}: {} {}", what, answer.status, answer.body.substr(0, 2000)));
}

}  // namespace

Party::Party(const Server& server, Party& before)
    : client_(std::make_unique<http::Client>("127.0.0.1", server.port())),
      csrf_(before.csrf_),
      organisation_(before.organisation_) {
    client_->cookies() = before.client_->cookies();
}

void Party::sign_in(const std::string& login, const std::string& secret) {
    const auto answer =
        client_->post_json("/api/v1/sessions", json::serialize(json::object{{"login", login}, {"password", secret}}));
    if (answer.status != 201) unexpected("sign in as " + login, answer);
    const auto session = object_of(answer);
    csrf_ = text(session, "csrfToken");
    if (session.contains("organisation")) organisation_ = text(session, "organisation");
}

void Party::change_password(const std::string& present, const std::string& wanted) {
    const auto answer = client_->request("PUT", "/api/v1/sessions/current/password",
                                         {{"Content-Type", "application/json"}, {"X-CSRF-Token", csrf_}},
                                         json::serialize(json::object{{"password", present}, {"newPassword", wanted}}));
    if (answer.status != 200) unexpected("change the password", answer);
    csrf_ = text(object_of(answer), "csrfToken");
}

http::Answer Party::get(std::string_view target, http::Headers headers) {
    return client_->request("GET", target, headers);
}

http::Answer Party::send(std::string_view method, std::string_view target, std::string_view body,
                         http::Headers headers) {
    return client_->request(method, target, headers, body);
}

http::Answer Party::post(std::string_view target, const json::value& body) {
    http::Headers headers;
    if (!csrf_.empty()) headers.emplace_back("X-CSRF-Token", csrf_);
    auto answer = client_->post_json(target, json::serialize(body), std::move(headers));
    // A registration signs a stranger in, so that he can upload; who registers several stays a stranger.
    if (csrf_.empty() && target == "/api/v1/organisations") client_->cookies().clear();
    return answer;
}

json::object Party::must_get(std::string_view target) {
    const auto answer = get(target);
    if (answer.status != 200) unexpected(fmt::format("GET {}", target), answer);
    return object_of(answer);
}

json::object Party::must_post(std::string_view target, const json::value& body) {
    const auto answer = post(target, body);
    if (answer.status != 200 && answer.status != 201) unexpected(fmt::format("POST {}", target), answer);
    return object_of(answer);
}

json::object object_of(const http::Answer& answer) {
    boost::system::error_code error;
    const auto value = json::parse(answer.body, error);
    if (error || !value.is_object()) unexpected("not a JSON object", answer);
    return value.as_object();
}

std::string text(const json::object& object, std::string_view key) {
    const auto* found = object.if_contains(key);
    if (!found) throw std::runtime_error(fmt::format("no {} in {}", key, json::serialize(object)));
    if (!found->is_string()) return json::serialize(*found);
    return {found->get_string().data(), found->get_string().size()};
}

std::string uscc(std::string_view first17) {
    constexpr std::string_view alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    std::size_t sum = 0, weight = 1;
    for (const char c : first17) {
        sum += alphabet.find(c) * weight;
        weight = weight * 3 % 31;
    }
    return std::string(first17) + alphabet[(31 - sum % 31) % 31];
}

std::string some_uscc(int number) {
    return uscc(fmt::format("91440101MA{:07}", number));
}

std::string png(unsigned side) {
    std::vector<unsigned char> pixels(std::size_t{side} * side * 3);
    for (std::size_t i = 0; i < pixels.size(); ++i) pixels[i] = static_cast<unsigned char>(i * 37);
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    image.width = image.height = side;
    image.format = PNG_FORMAT_RGB;
    png_alloc_size_t size = 0;
    if (!png_image_write_to_memory(&image, nullptr, &size, 0, pixels.data(), 0, nullptr))
        throw std::runtime_error(image.message);
    std::string out(size, '\0');
    if (!png_image_write_to_memory(&image, out.data(), &size, 0, pixels.data(), 0, nullptr))
        throw std::runtime_error(image.message);
    out.resize(size);
    return out;
}

Party first_admin(const Server& server) {
    Party admin(server);
    admin.must_post("/api/v1/setup",
                    json::object{{"token", server.setup_token()}, {"login", "root-admin"}, {"password", password}});
    admin.sign_in("root-admin", password);
    return admin;
}

json::object registration(const Company& c, std::string_view kind) {
    return {{"name", c.name},
            {"uscc", c.uscc},
            {"address", c.address},
            {"contact", c.contact},
            {"kinds", json::array{json::string(kind)}},
            {"login", c.login},
            {"password", password}};
}

Party join(const Server& server, Party& admin, const Company& company, std::string_view kind) {
    Party stranger(server);
    // Regulators are registered by the administrator; producers and sellers register themselves.
    Party& registrar = kind == "regulator" ? admin : stranger;
    auto body = registration(company, kind);
    if (kind == "regulator") body["password"] = given_password;
    const auto made = registrar.must_post("/api/v1/organisations", body);
    admin.must_post("/api/v1/organisations/" + text(made, "id") + "/reviews", json::object{{"decision", "approve"}});
    Party party(server);
    party.sign_in(company.login, kind == "regulator" ? given_password : password);
    if (kind == "regulator") party.change_password(given_password, password);
    return party;
}

json::object b1_filing_fields() {
    return {{"productName", "电动自行车"},
            {"productType", "整车"},
            {"model", "TDT-YG26Z"},
            {"standard", "GB 17761-2024"},
            {"cccCertificate", "2026011119000001"},
            {"inspectionReport", "型式检验报告 GX-2026-0017"},
            {"gtin", "6901234567892"},
            {"warrantyPeriod", "24 个月"},
            {"productionLicence", "XK06-001-00001"},
            {"manual", "充电时请勿覆盖充电器"}};
}

json::object filing(const json::object& fields, const std::string& picture) {
    return {{"template", "B.1"},
            {"unit", "CAT-05-01"},
            {"fields", fields},
            {"pictures", json::array{json::string(picture)}}};
}

std::string upload(Party& party, const std::string& bytes) {
    const auto answer =
        party.send("POST", "/api/v1/documents", bytes, {{"Content-Type", "image/png"}, {"X-CSRF-Token", party.csrf()}});
    if (answer.status != 201) unexpected("upload", answer);
    return text(object_of(answer), "id");
}

std::string published_product(Party& producer, Party& admin) {
    const auto product =
        text(producer.must_post("/api/v1/products", filing(b1_filing_fields(), upload(producer, png()))), "id");
    admin.must_post("/api/v1/products/" + product + "/reviews", json::object{{"decision", "approve"}});
    return product;
}

std::string block_of_codes(Party& producer, const std::string& product, std::int64_t quantity) {
    return text(producer.must_post("/api/v1/blocks",
                                   json::object{{"product", product}, {"quantity", std::to_string(quantity)}}),
                "id");
}

json::object range(const std::string& block, std::int64_t first, std::int64_t last) {
    return {{"block", block}, {"first", std::to_string(first)}, {"last", std::to_string(last)}};
}

json::object command(json::object which, json::object fields) {
    which["fields"] = std::move(fields);
    return which;
}

json::object binding_fields(std::string_view date, std::string_view prefix, std::string_view first) {
    return {{"productionDate", json::string(date)},
            {"factoryNumber", json::object{{"prefix", json::string(prefix)}, {"first", json::string(first)}}}};
}

json::object shipping_fields() {
    return {{"saleTime", "2026-06-10"},
            {"buyerName", "某某购方"},
            {"buyerAddress", "某市某路一号"},
            {"buyerContact", "020-10000001"}};
}

json::object receiving_fields() {
    return {{"supplierName", "某某供应商"}, {"purchaseTime", "2026-06-12"}};
}

json::object selling_fields() {
    return {{"customerName", "某某客户"}, {"soldTime", "2026-06-18T10:30:00+08:00"}};
}

}  // namespace yiguan::testing
