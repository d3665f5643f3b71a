#include "api/operations.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "api/moves.hpp"

namespace yiguan::testing {
namespace {

std::string upper(std::string_view text) {
    std::string out(text);
    for (char& c : out) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return out;
}

bool has_type(const json::value& value, std::string_view type) {
    if (type == "string") return value.is_string();
    if (type == "integer") return value.is_int64() || value.is_uint64();
    if (type == "boolean") return value.is_bool();
    if (type == "array") return value.is_array();
    if (type == "object") return value.is_object();
    if (type == "null") return value.is_null();
    return false;
}

std::string_view view(const json::value& text) {
    return {text.as_string().data(), text.as_string().size()};
}

}  // namespace

bool DeclaredOperation::has_json_body() const {
    const auto* body = declaration.if_contains("requestBody");
    return body && body->at("content").as_object().contains("application/json");
}

json::object DeclaredOperation::schema() const {
    return declaration.at("requestBody").at("content").at("application/json").at("schema").as_object();
}

json::object DeclaredOperation::example() const {
    return declaration.at("requestBody").at("content").at("application/json").at("example").as_object();
}

int DeclaredOperation::good_status() const {
    for (const auto& [status, answer] : declaration.at("responses").as_object())
        if (status.starts_with("2") || status.starts_with("3")) return std::stoi(std::string(status));
    throw std::runtime_error(id + " declares no success");
}

Declared::Declared(http::Client& client) {
    const auto answer = client.get("/openapi.json");
    if (answer.status != 200) throw std::runtime_error(fmt::format("/openapi.json: {}", answer.status));
    document_ = object_of(answer);
    for (const auto& [path, methods] : document_.at("paths").as_object())
        for (const auto& [method, declaration] : methods.as_object())
            operations_.push_back({std::string(view(declaration.at("operationId"))), upper(method), std::string(path),
                                   declaration.as_object()});
}

const DeclaredOperation& Declared::operation(std::string_view id) const {
    const auto found = std::ranges::find(operations_, id, &DeclaredOperation::id);
    if (found == operations_.end()) throw std::runtime_error(fmt::format("no operation {}", id));
    return *found;
}

json::object Declared::resolve(const json::object& schema) const {
    const auto* ref = schema.if_contains("$ref");
    if (!ref) return schema;
    const auto name = view(*ref).substr(std::string_view("#/components/schemas/").size());
    return document_.at("components").at("schemas").at(name).as_object();
}

std::vector<Declared::Property> Declared::properties(const DeclaredOperation& operation) const {
    std::vector<Property> out;
    const auto take = [&](const json::object& schema) {
        const auto* required = schema.if_contains("required");
        if (const auto* properties = schema.if_contains("properties"))
            for (const auto& [name, of] : properties->as_object())
                out.push_back({std::string(name), resolve(of.as_object()),
                               required && std::ranges::find(required->as_array(), json::value(name)) !=
                                               required->as_array().end()});
    };
    const auto schema = operation.schema(), example = operation.example();
    take(schema);
    if (const auto* all = schema.if_contains("allOf"))
        for (const auto& part : all->as_array()) {
            const auto forms = resolve(part.as_object());
            for (const auto& form : forms.at("oneOf").as_array())
                if (std::ranges::all_of(form.at("required").as_array(),
                                        [&](const json::value& name) { return example.contains(view(name)); }))
                    take(form.as_object());
        }
    return out;
}

std::string Declared::complaint(const json::value& value, const json::object& given, const std::string& at) const {
    const auto schema = resolve(given);
    if (const auto* all = schema.if_contains("allOf"))
        for (const auto& part : all->as_array())
            if (auto wrong = complaint(value, part.as_object(), at); !wrong.empty()) return wrong;
    if (const auto* type = schema.if_contains("type")) {
        const bool fits = type->is_string() ? has_type(value, view(*type))
                                            : std::ranges::any_of(type->as_array(), [&](const json::value& one) {
                                                  return has_type(value, view(one));
                                              });
        if (!fits) return at + " has another type: " + json::serialize(value);
    }
    if (const auto* choices = schema.if_contains("enum"))
        if (std::ranges::find(choices->as_array(), value) == choices->as_array().end())
            return at + " is none of the choices: " + json::serialize(value);
    if (schema.contains("pattern") && value.is_string() &&
        view(value).find_first_not_of("-0123456789") != view(value).npos)
        return at + " is no number: " + json::serialize(value);
    if (const auto* items = schema.if_contains("items"))
        for (std::size_t i = 0; i < value.as_array().size(); ++i)
            if (auto wrong = complaint(value.as_array()[i], items->as_object(), fmt::format("{}/{}", at, i));
                !wrong.empty())
                return wrong;
    if (!value.is_object()) return {};
    if (const auto* required = schema.if_contains("required"))
        for (const auto& name : required->as_array())
            if (!value.as_object().contains(view(name))) return at + " has no " + std::string(view(name));
    if (const auto* properties = schema.if_contains("properties"))
        for (const auto& [name, of] : properties->as_object())
            if (const auto* member = value.as_object().if_contains(name))
                if (auto wrong = complaint(*member, of.as_object(), at + "/" + std::string(name)); !wrong.empty())
                    return wrong;
    return {};
}

namespace {

// Numbers that nothing else in the story has.
std::string unused(std::string_view front) {
    static int number = 0;
    return fmt::format("{}{}", front, ++number);
}

std::string first_or_new(Story& story, const std::string& list, std::string (*make)(Story&)) {
    const auto found = story.producer.must_get(list);
    const auto& items = found.at("items").as_array();
    return items.empty() ? make(story) : std::string(items.at(0).at("id").as_string());
}

std::string id_for(const DeclaredOperation& operation, Story& story) {
    if (operation.method == "DELETE") return "1";  // what is there stays for the others
    if (operation.path.starts_with("/api/v1/sellers")) return first_or_new(story, "/api/v1/sellers", new_seller);
    if (operation.path.starts_with("/api/v1/batch-reports"))
        return first_or_new(story, "/api/v1/batch-reports", new_report);
    if (operation.path.starts_with("/api/v1/sales-orders"))
        return first_or_new(story, "/api/v1/sales-orders", new_order);
    if (operation.path.starts_with("/api/v1/stores")) return first_or_new(story, "/api/v1/stores", new_store);
    if (operation.id == "invitePartner") return new_partner(story);  // one that nobody has invited
    if (operation.path.starts_with("/api/v1/partners")) return first_or_new(story, "/api/v1/partners", new_partner);
    return first_or_new(story, "/api/v1/dossiers?stage=complete", new_dossier);
}

}  // namespace

void activate(Story& story) {
    if (!story.producer.must_get("/api/v1/products/" + story.product).contains("activatedAt"))
        story.producer.must_post("/api/v1/products/" + story.product + "/trace-code",
                                 json::object{{"confirmed", true}});
}

std::string new_dossier(Story& story) {
    return text(
        story.producer.must_post(
            "/api/v1/dossiers",
            json::object{
                {"product", story.product},
                {"number", unused("OA-")},
                {"purchases", json::array{json::object{{"supplier", "钢厂"},
                                                       {"material", "钢管"},
                                                       {"lots", "S1"},
                                                       {"total", "10"},
                                                       {"used", "5"},
                                                       {"unit", "kg"}}}},
                {"production", json::object{{"date", "2026-06-01"}, {"quantity", "10"}}},
                {"sales", json::array{json::object{{"seller", "明达商行"}, {"region", "440100"}, {"quantity", "5"}}}}}),
        "id");
}

std::string new_seller(Story& story) {
    return text(story.producer.must_post("/api/v1/sellers", json::object{{"name", unused("商行")},
                                                                         {"region", "440100"},
                                                                         {"address", "天河区"},
                                                                         {"phone", "020-80000000"},
                                                                         {"contact", "陈某"}}),
                "id");
}

std::string new_order(Story& story) {
    return text(
        story.producer.must_post("/api/v1/sales-orders", json::object{{"number", unused("DD-")}, {"region", "440100"}}),
        "id");
}

std::string new_report(Story& story) {
    return text(
        story.producer.must_post(
            "/api/v1/batch-reports",
            json::object{
                {"dossier", new_dossier(story)},
                {"items", json::array{json::object{{"name", "绝缘电阻"}, {"result", "合格"}, {"passed", true}}}}}),
        "id");
}

std::string new_store(Story& story) {
    return text(story.producer.must_post("/api/v1/stores", json::object{{"name", unused("门店")},
                                                                        {"contactPerson", "张晓云"},
                                                                        {"phone", "13800138000"},
                                                                        {"region", "440106"},
                                                                        {"address", "天河路 1 号"},
                                                                        {"brand", "绿源"},
                                                                        {"repairs", false},
                                                                        {"productTypes", json::array{"vehicle"}},
                                                                        {"licence", upload(story.producer, png(20))}}),
                "id");
}

std::string new_partner(Story& story) {
    return text(story.producer.must_post("/api/v1/partners",
                                         json::object{{"name", unused("往来单位")}, {"kinds", json::array{"buyer"}}}),
                "id");
}

std::string new_ignore(Story& story) {
    return text(
        story.producer.must_post("/api/v1/quality/ignores",
                                 json::object{{"issue", "boundLate"}, {"object", unused("9")}, {"reason", "已核对"}}),
        "id");
}

json::object filled(const DeclaredOperation& operation, Story& story, const std::string& document) {
    auto body = operation.example();
    if (body.contains("product")) body["product"] = story.product;
    if (body.contains("block")) {
        body["block"] = story.thousand;
        body["first"] = std::to_string(story.thousand_first + 900);
        body["last"] = std::to_string(story.thousand_first + 900);
    }
    if (operation.id == "packRanges")
        body["firstCode"] = body["lastCode"] = story.code(story.thousand, 900);  // free ones are not packed
    if (operation.id == "readLicence") body["document"] = document;
    if (operation.id == "addAlias") body["code"] = story.code(story.million, Story::sold_at);
    if (operation.id == "voidCodes") {
        const auto last = std::to_string(story.thousand_first + 999);
        body["ranges"] = json::array{json::object{{"first", last}, {"last", last}}};
    }
    if (operation.id == "bindItems") {
        static int number = 0;  // a serial number is one item's
        const json::object fields{{"serialNumber", fmt::format("SN-{:06}", ++number)}};
        body["rows"] = json::array{json::object{{"fields", fields}}};
    }
    // Moves that would end the story: refused for want of a reason.
    if (operation.id == "suspendOrganisation" || operation.id == "deregisterOrganisation" ||
        operation.id == "cancelApplication")
        body.erase("reason");
    if (operation.id == "addDossier") body["number"] = unused("OA-");
    // The number of a batch whose page was looked at stays.
    if (operation.id == "updateDossier")
        body["number"] = text(story.producer.must_get("/api/v1/dossiers/" + id_for(operation, story)), "number");
    if (operation.id == "addQualityIgnore") body["object"] = unused("9");
    if (operation.id == "addSalesOrder" || operation.id == "updateSalesOrder") body["number"] = unused("DD-");
    // Of a store that is not there, whether the caller has stores or not.
    if (operation.id == "checkSale" || operation.id == "addSale" || operation.id == "addCustomerForm" ||
        operation.id == "addReturn")
        body["store"] = "9";
    if (operation.id == "addStore") {
        body["name"] = unused("门店");
        body["licence"] = document;
    }
    if (operation.id == "addPartner") body["name"] = unused("往来单位");
    if (operation.id == "registerShop") body["uscc"] = maker.uscc;  // is registered: 409
    if (operation.id == "addBrand") body["name"] = unused("品牌");
    if (operation.id == "addSeller" || operation.id == "updateSeller") body["name"] = unused("商行");
    if (operation.path.starts_with("/api/v1/batch-reports"))
        body["dossier"] =
            operation.id == "updateBatchReport"
                ? text(story.producer.must_get("/api/v1/batch-reports/" + id_for(operation, story)), "dossier")
                : first_or_new(story, "/api/v1/dossiers?stage=complete", new_dossier);
    if (body.contains("pictures")) body["pictures"] = json::array{json::string(document)};
    return body;
}

std::string filled_path(const DeclaredOperation& operation, Story& story, const std::string& document,
                        const std::string& event_path) {
    if (operation.path == "/api/v1/events/{home}/{id}") return event_path;
    std::string path = operation.path;
    const auto fill = [&](std::string_view name, const std::string& value) {
        if (const auto at = path.find(name); at != std::string::npos) path.replace(at, name.size(), value);
    };
    if (path.find("{code}") != std::string::npos) fill("{code}", story.code(story.thousand, 3));
    if (path.starts_with("/api/v1/members"))
        fill("{id}", text(story.producer.must_get("/api/v1/sessions/current"), "membership"));
    if (path.starts_with("/api/v1/organisations")) fill("{id}", story.producer.organisation());
    if (path.starts_with("/api/v1/applications"))
        fill("{id}",
             text(story.producer.must_get("/api/v1/organisations/" + story.producer.organisation()), "application"));
    if (path.starts_with("/api/v1/products")) fill("{id}", story.product);
    if (path.starts_with("/api/v1/blocks")) fill("{id}", story.thousand);
    if (path.starts_with("/api/v1/batches/"))
        fill("{id}",
             std::string(
                 json::parse(story.producer.get("/api/v1/batches").body).at("items").at(0).at("id").as_string()));
    if (path.starts_with("/api/v1/imports/")) fill("{id}", text(imported(story.producer, {"IMPORT", ""}), "id"));
    if (path.starts_with("/api/v1/import-kinds")) fill("{kind}", "B.1");
    if (path.starts_with("/api/v1/quality/ignores") || path.starts_with("/api/v1/feedback")) fill("{id}", "9");
    if (path == "/s" && operation.method == "GET") path += "?code=" + story.code(story.thousand, 3);
    if (path.starts_with("/s/")) fill("{token}", "9");
    if (path.starts_with("/f/")) fill("{number}", "FK20261122-222222");
    if (path.starts_with("/api/v1/quality/issues")) fill("{key}", "boundLate");
    if (path == "/api/v1/dossier-vouchers")
        return path + "?ids=" + first_or_new(story, "/api/v1/dossiers?stage=complete", new_dossier);
    if (path == "/api/v1/product-symbols") {
        activate(story);
        return path + "?ids=" + story.product;
    }
    if (path == "/api/v1/dossier-names") return path + "?kind=supplier";
    if (path.starts_with("/api/v1/dossiers/") || path.starts_with("/api/v1/sellers/") ||
        path.starts_with("/api/v1/batch-reports/") || path.starts_with("/api/v1/sales-orders/") ||
        path.starts_with("/api/v1/stores/") || path.starts_with("/api/v1/partners/"))
        fill("{id}", id_for(operation, story));
    if (path.starts_with("/01/")) {
        const auto found = story.producer.must_get("/api/v1/dossiers/" + id_for(operation, story));
        fill("{gtin}", text(found, "gtin"));
        fill("{batch}", text(found, "number"));
    }
    if (path.starts_with("/api/v1/filings")) fill("{kind}", "enterprise");
    if (path.starts_with("/api/v1/templates")) fill("{id}", "B.1");
    if (path.starts_with("/api/v1/certificates")) fill("{id}", "1");
    if (path.starts_with("/api/v1/sections")) fill("{key}", "introduction");
    if (path.starts_with("/epcis")) {
        fill("{eventType}", "ObjectEvent");
        fill("{bizStep}", "shipping");
        fill("{disposition}", "in_transit");
        fill("{epc}", "urn:epc:id:sgtin:0614141.107346.999");
        fill("{bizLocation}", "urn:epc:id:sgln:0614141.00777.9");
        fill("{readPoint}", "urn:epc:id:sgln:0614141.00777.9");
        for (const auto* nothing : {"{captureID}", "{eventID}", "{queryName}", "{subscriptionID}", "{token}"})
            fill(nothing, "9");
    }
    if (path.starts_with("/api/v1/subscriptions")) {
        fill("{id}", "9");
        fill("{delivery}", "9");
    }
    if (path.starts_with("/app/") || path.starts_with("/m/")) {
        fill("{page}", "products");
        fill("{item}", "9");
        fill("{part}", "versions");
        fill("{file}", "none.js");
    }
    if (path.starts_with("/log/")) {
        fill("{log}", "0-01");
        fill("{index}", "0");
        // The first hash of the tree; the longer forms name tiles that a small log does not have.
        if (operation.id == "logTile2") path = "/log/0-01/tile/0/000.p/1";
        fill("{level}", "0");
        for (const auto* part : {"{a}", "{b}", "{c}", "{d}"}) fill(part, "x001");
        fill("{e}", "001");
    }
    for (const auto* pieces :
         {"/api/v1/production", "/api/v1/items", "/api/v1/aliases", "/api/v1/assemblies", "/api/v1/boxes",
          "/api/v1/drums", "/api/v1/store-sales", "/api/v1/customer-forms", "/api/v1/customers", "/api/v1/returns",
          "/api/v1/stock-outs", "/api/v1/stock-ins", "/api/v1/stocktakes"})
        if (path.starts_with(pieces)) fill("{id}", "9");
    if (path.starts_with("/api/v1/messages") || path.starts_with("/api/v1/outbox")) fill("{id}", "9");
    fill("{row}", "1");
    fill("{number}", "CK20261122-999999");
    fill("{key}", "columns.products");
    fill("{year}", "2027");
    if (path.starts_with("/k/")) fill("{token}", "9");
    if (path.starts_with("/documents") || path.starts_with("/api/v1/documents")) fill("{id}", document);
    if (path.starts_with("/api/v1/letters")) fill("{file}", "vehicle.pdf");
    if (path.starts_with("/api/v1/samples")) fill("{file}", "licence.png");
    return path;
}

}  // namespace yiguan::testing
