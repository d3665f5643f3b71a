#include "api/moves.hpp"

#include <fmt/format.h>

#include <array>
#include <functional>
#include <map>
#include <stdexcept>
#include <thread>

#include "api/assembling.hpp"
#include "api/selling.hpp"

namespace yiguan::testing {
namespace {

json::object must(const http::Answer& answer, const std::string& what) {
    if (answer.status / 100 != 2) throw std::runtime_error(fmt::format("{}: {} {}", what, answer.status, answer.body));
    return answer.body.empty() ? json::object{} : object_of(answer);
}
json::object do_as(Party& party, const std::string& method, const std::string& path, const json::object& body = {}) {
    return must(send_as(party, method, path, body), method + " " + path);
}

std::string digits_in(const std::string& words, std::size_t count) {
    std::string run;
    for (const char c : words) {
        run = c >= '0' && c <= '9' ? run + c : std::string();
        if (run.size() == count) return run;
    }
    throw std::runtime_error("no code in: " + words);
}

/// 十二 is 12.
int chinese_number(std::string_view words) {
    constexpr std::array<std::string_view, 10> digits{"零", "一", "二", "三", "四", "五", "六", "七", "八", "九"};
    int tens = 0, last = -1;
    for (std::size_t at = 0; at + 3 <= words.size(); at += 3) {
        const auto one = words.substr(at, 3);
        if (one == "十")
            tens = last < 0 ? 1 : last, last = 0;
        else
            last = static_cast<int>(std::ranges::find(digits, one) - digits.begin());
    }
    return tens * 10 + std::max(last, 0);
}

// An open box with one of two pieces in it; the other one is packed by the call.
Prepared of_box(const DeclaredOperation& op, Story& s) {
    static int number = 0;
    const auto code = fmt::format("OA-BOX-{:04}", ++number);
    const auto made = do_as(s.producer, "POST", "/api/v1/production", {{"product", s.product}, {"quantity", "2"}});
    const auto box =
        do_as(s.producer, "POST", "/api/v1/boxes", {{"code", code}, {"product", s.product}, {"expected", "5"}});
    std::string path = op.path;
    if (const auto at = path.find("{id}"); at != path.npos) path.replace(at, 4, text(box, "id"));
    const json::object first{{"codes", json::array{json::string(text(made, "firstCode"))}}};
    do_as(s.producer, "POST", "/api/v1/boxes/" + text(box, "id") + "/pieces", first);
    auto party = std::make_unique<Party>(s.server);
    party->sign_in(maker.login, password);
    std::optional<json::object> body;
    if (op.id == "packRanges")
        body = {{"product", s.product},
                {"perBox", "1"},
                {"firstBox", code + "-1"},
                {"firstCode", text(made, "lastCode")},
                {"lastCode", text(made, "lastCode")}};
    else if (op.id == "packPieces")
        body = {{"codes", json::array{json::string(text(made, "lastCode"))}}};
    else if (op.id == "movePieces")
        body = first;
    else if (op.id == "setBoxState")
        body = {{"state", "closed"}};
    else if (op.has_json_body())
        body = json::object{};
    return {std::move(party), std::move(path), std::move(body)};
}

// A drum of which the call cuts the half.
Prepared of_drum(const DeclaredOperation& op, Story& s) {
    auto goods = cable_goods(s);
    std::string path = op.path;
    if (const auto at = path.find("{id}"); at != path.npos) path.replace(at, 4, text(goods.drum(0, "0", "100"), "id"));
    const auto piece = goods.texts(1, "0", "50");
    std::optional<json::object> body;
    if (op.id == "addDrum")
        body = piece;
    else if (op.has_json_body())
        body = json::object{{"pieces", json::array{piece}}};
    return {std::move(goods.party), std::move(path), std::move(body)};
}

// Goods of four pieces that went out to the seller, or are about to; documents about them.
Prepared of_trade(const DeclaredOperation& op, Story& s) {
    const auto made = do_as(s.producer, "POST", "/api/v1/production",
                            {{"product", s.product}, {"quantity", "4"}, {"activate", true}});
    const json::array texts{json::string(text(made, "firstCode") + "-" + text(made, "lastCode"))};
    const auto as = [&](const Company& company) {
        auto party = std::make_unique<Party>(s.server);
        party->sign_in(company.login, password);
        return party;
    };
    // Who has stores says which.
    const auto at_store = [](Party& party, json::object body) {
        const auto stores = party.must_get("/api/v1/stores?mine=true&status=active");
        for (const auto& store : stores.at("items").as_array()) body["store"] = store.at("id");
        return body;
    };
    auto producer = as(maker), seller = as(shop);
    auto order = at_store(*producer, {{"type", "b2b"}, {"buyerUscc", shop.uscc}, {"texts", texts}});
    if (op.id == "addStockOut") return {std::move(producer), op.path, std::move(order)};
    if (op.id == "sendStockOut") order["draft"] = true;
    const auto out = do_as(*producer, "POST", "/api/v1/stock-outs", order);
    std::string path = op.path;
    const auto fill = [&](std::string_view name, const std::string& value) {
        if (const auto at = path.find(name); at != path.npos) path.replace(at, name.size(), value);
    };
    std::optional<json::object> body;
    if (op.has_json_body()) body = op.example();
    if (path.starts_with("/api/v1/stock-outs")) {
        fill("{id}", text(out, "id"));
        return {std::move(producer), std::move(path), std::move(body)};
    }
    fill("{number}", text(out, "number"));
    if (op.id == "findNote") return {std::move(seller), std::move(path), {}};
    if (op.id == "addStockIn") {
        body = at_store(*seller, {{"type", "purchase"}, {"texts", texts}});
        return {std::move(seller), op.path, std::move(body)};
    }
    const auto note = at_store(*seller, {{"note", out.at("note").at("url")}});
    if (op.id == "receiveNote") return {std::move(seller), op.path, note};
    const auto in = do_as(*seller, "POST", "/api/v1/stock-ins/by-note", note);
    if (op.path.starts_with("/api/v1/stocktakes")) {
        auto place = at_store(*seller, {});
        if (op.id == "startStocktake") return {std::move(seller), op.path, std::move(place)};
        const auto take = do_as(*seller, "POST", "/api/v1/stocktakes", place);
        fill("{id}", text(take, "id"));
        if (op.id == "countScans") body = json::object{{"texts", texts}};
        return {std::move(seller), std::move(path), std::move(body)};
    }
    fill("{id}", text(in, "id"));
    if (op.id == "answerDifference") {
        do_as(*seller, "POST", "/api/v1/stock-ins/" + text(in, "id") + "/differences",
              {{"differences", json::array{json::object{{"kind", "less"}, {"quantity", "1"}}}}});
        fill("{row}", "1");
        return {std::move(producer), std::move(path), std::move(body)};
    }
    return {std::move(seller), std::move(path), std::move(body)};
}

std::string user_of(Party& party) {
    return text(party.must_get("/api/v1/sessions/current"), "user");
}
std::string membership_of(Party& party) {
    return text(party.must_get("/api/v1/sessions/current"), "membership");
}

// A store or a partner of its own, in the state that the call needs.
Prepared of_store(const DeclaredOperation& op, Story& s) {
    const bool store = op.path.starts_with("/api/v1/stores");
    const auto path = (store ? "/api/v1/stores/" : "/api/v1/partners/") + (store ? new_store(s) : new_partner(s));
    if (op.id == "resumeStore") do_as(s.producer, "POST", path + "/suspension", {{"reason", "装修"}});
    if (op.id == "invitePartner")
        do_as(s.producer, "PATCH", path, json::object{{"phone", fresh_phone()}, {"version", "1"}});
    auto party = std::make_unique<Party>(s.server);
    party->sign_in(maker.login, password);
    const auto rest = op.path.find('/', op.path.find("{id}"));
    return {std::move(party), path + (rest == op.path.npos ? "" : op.path.substr(rest)), op.example()};
}

Prepared of_shop(const DeclaredOperation& op, Story& s) {
    if (op.id == "registerShop") {
        auto person = shop_person(s);
        auto body = shop_of(*person.party);
        return {std::move(person.party), op.path, std::move(body)};
    }
    auto party = std::make_unique<Party>(s.server);
    auto body = op.example();
    const auto phone = fresh_phone();
    body["phone"] = phone;
    body["phoneCode"] = phone_code(s, *party, phone, "register");
    return {std::move(party), op.path, std::move(body)};
}

Prepared of_application(const DeclaredOperation& op, Story& s) {
    const bool decided = op.id == "cancelApplication";
    auto a = applicant(s, decided ? Approved::yes : Approved::no);
    const auto path = "/api/v1/applications/" + a.application;
    const auto target = path + op.path.substr(op.path.rfind('/'));
    if (op.id == "releaseApplication") {
        do_as(s.admin, "POST", target);
        return {{}, target, {}};
    }
    auto body = op.example();
    if (op.id == "assignApplication") body["user"] = user_of(s.admin);
    return {op.id == "withdrawApplication" ? std::move(a.party) : nullptr, target, std::move(body)};
}

Prepared of_organisation(const DeclaredOperation& op, Story& s) {
    auto a = applicant(s, Approved::yes);
    const auto path = "/api/v1/organisations/" + a.organisation;
    auto body = op.example();
    if (op.id == "transferOrganisation") {
        body["successor"] = applicant(s, Approved::yes).company.uscc;
        return {std::move(a.party), path + "/transfers", std::move(body)};
    }
    if (op.id == "resumeOrganisation") do_as(s.admin, "POST", path + "/suspensions", {{"reason", "待查"}});
    return {{}, path + op.path.substr(op.path.rfind('/')), std::move(body)};
}

Prepared of_template(const DeclaredOperation& op, Story& s) {
    const auto made =
        do_as(s.admin, "POST", "/api/v1/templates", {{"base", "B.1"}, {"nameZh", "示例模板"}, {"nameEn", "Example"}});
    const auto path = "/api/v1/templates/" + text(made, "id");
    auto body = op.example();
    if (op.id == "retireTemplate")
        do_as(s.admin, "POST", path + "/publications", {{"version", made.at("version")}});
    else
        body["version"] = made.at("version");
    return {{}, path + op.path.substr(op.path.rfind('/')), std::move(body)};
}

Prepared of_member(const DeclaredOperation& op, Story& s) {
    auto a = applicant(s, Approved::yes);
    const auto path = "/api/v1/members/" + membership_of(*member(s, *a.party, "recorder"));
    if (op.id == "changeMember") return {std::move(a.party), path, op.example()};
    if (op.id == "suspendMember") return {std::move(a.party), path + "/suspensions", op.example()};
    do_as(*a.party, "POST", path + "/suspensions", {{"reason", "已离职"}});
    return {std::move(a.party), path + "/suspensions", {}};
}

Prepared of_invitation(const DeclaredOperation& op, Story& s) {
    auto stranger = std::make_unique<Party>(s.server);
    if (op.id == "withdrawInvitation") {
        const auto made = do_as(s.admin, "POST", "/api/v1/invitations", {{"role", "first_reviewer"}});
        return {{}, "/api/v1/invitations/" + text(made, "id"), {}};
    }
    json::object body{{"token", invited(s.admin, "first_reviewer")}};
    if (op.id == "acceptInvitation") {
        body["login"] = fresh_company().login;
        body["password"] = password;
        body["name"] = "王五";
    }
    return {std::move(stranger), op.path, std::move(body)};
}

Prepared of_phone(const DeclaredOperation& op, Story& s) {
    auto account = phoned(s);
    auto stranger = std::make_unique<Party>(s.server);
    if (op.id == "makePhoneCode")
        return {std::move(account.party), op.path, json::object{{"phone", account.phone}, {"purpose", "reset_key"}}};
    if (op.id == "signInByPhone" || op.id == "resetPassword") {
        const bool reset = op.id == "resetPassword";
        json::object body{{"phone", account.phone},
                          {"code", phone_code(s, *stranger, account.phone, reset ? "reset_password" : "sign_in")}};
        if (reset) body["newPassword"] = "another-good-one-26";
        return {std::move(stranger), op.path, std::move(body)};
    }
    if (op.id == "changePhone") {
        const auto phone = fresh_phone();
        const auto code = phone_code(s, *account.party, phone, "bind_phone");
        return {std::move(account.party), op.path, json::object{{"phone", phone}, {"code", code}}};
    }
    json::object with_code{{"code", phone_code(s, *account.party, account.phone, "reset_key")}};
    if (op.id == "makeKey") return {std::move(account.party), op.path, std::move(with_code)};
    const auto key = text(do_as(*account.party, "POST", "/api/v1/keys", with_code), "id");
    return {std::move(account.party), "/api/v1/keys/" + key, {}};
}

Prepared of_import(const DeclaredOperation& op, Story& s) {
    static int number = 0;
    auto party = std::make_unique<Party>(s.server);
    party->sign_in(maker.login, password);
    const auto model = fmt::format("IMPORT-{}", ++number);
    auto job = imported(*party, {model, ""});
    const auto path = "/api/v1/imports/" + text(job, "id") + op.path.substr(op.path.rfind('/'));
    auto body = op.example();
    if (op.id == "confirmImport") body["version"] = job.at("version");
    return {std::move(party), path, std::move(body)};
}

}  // namespace

std::string import_file(const std::vector<std::string>& models) {
    std::string out = "产品名称,产品类型,规格型号,执行标准,出厂/型式检验报告\n";
    for (const auto& model : models) out += "电动自行车,整车," + model + ",GB 17761-2024,R-77\n";
    return out;
}

json::object import_in(Party& party, const std::string& id, const std::string& state) {
    json::object job;
    for (int tries = 0; tries < 400; ++tries) {
        job = party.must_get("/api/v1/imports/" + id);
        if (text(job, "state") == state) break;
        std::this_thread::sleep_for(std::chrono::milliseconds(25));
    }
    return job;
}

json::object imported(Party& party, const std::vector<std::string>& models) {
    const auto made = party.send("POST", "/api/v1/imports" + std::string(import_query), import_file(models),
                                 {{"Content-Type", "text/csv"}, {"X-CSRF-Token", party.csrf()}});
    const auto job = must(made, "uploadImport");
    if (job.at("repeated").as_bool()) return party.must_get("/api/v1/imports/" + text(job, "id"));
    return import_in(party, text(job, "id"), "ready");
}

http::Answer send_as(Party& party, const std::string& method, const std::string& path, const json::object& body) {
    http::Headers headers;
    if (!party.csrf().empty()) headers.emplace_back("X-CSRF-Token", party.csrf());
    if (method == "DELETE") return party.send(method, path, "", std::move(headers));
    headers.emplace_back("Content-Type", "application/json");
    return party.send(method, path, json::serialize(body), std::move(headers));
}

Company fresh_company() {
    static int number = 7600;
    ++number;
    return {fmt::format("第{}家送审有限公司", number), some_uscc(number), "某市某路1号", "020-70000000",
            fmt::format("applicant-{}", number)};
}

std::string fresh_phone() {
    static int number = 0;
    return fmt::format("137{:08}", 60'000'000 + ++number);
}

Applicant applicant(Story& story, Approved approved) {
    Applicant a{.party = std::make_unique<Party>(story.server), .company = fresh_company()};
    Party stranger = story.stranger();
    a.organisation = text(stranger.must_post("/api/v1/organisations", registration(a.company, "producer")), "id");
    a.party->sign_in(a.company.login, password);
    a.application = text(a.party->must_get("/api/v1/organisations/" + a.organisation), "application");
    if (approved == Approved::yes)
        do_as(story.admin, "POST", "/api/v1/applications/" + a.application + "/decisions", {{"decision", "approve"}});
    return a;
}

std::string invited(Party& by, const std::string& role) {
    const auto made = do_as(by, "POST", "/api/v1/invitations", {{"role", role}, {"name", "王五"}});
    const auto link = text(made, "link");
    return link.substr(link.find('#') + 1);
}

std::unique_ptr<Party> member(Story& story, Party& by, const std::string& role) {
    const auto login = fresh_company().login;
    Party stranger = story.stranger();
    do_as(stranger, "POST", "/api/v1/invitations/acceptances",
          {{"token", invited(by, role)}, {"login", login}, {"password", password}, {"name", "王五"}});
    auto party = std::make_unique<Party>(story.server);
    party->sign_in(login, password);
    return party;
}

Phoned phoned(Story& story) {
    const auto company = fresh_company();
    auto body = registration(company, "producer");
    const auto phone = fresh_phone();
    body["password"] = given_password;
    body["phone"] = phone;  // the operator knows whom he registers: no code
    const auto made = story.admin.must_post("/api/v1/organisations", body);
    do_as(story.admin, "POST", "/api/v1/organisations/" + text(made, "id") + "/reviews", {{"decision", "approve"}});
    auto party = std::make_unique<Party>(story.server);
    party->sign_in(company.login, given_password);
    party->change_password(given_password, password);
    return {std::move(party), phone, company.login};
}

Phoned shop_person(Story& story) {
    auto party = std::make_unique<Party>(story.server);
    const auto phone = fresh_phone();
    do_as(*party, "POST", "/api/v1/shop-accounts",
          {{"phone", phone},
           {"phoneCode", phone_code(story, *party, phone, "register")},
           {"name", "张晓云"},
           {"password", "lv8car"}});
    party->sign_in(phone, "lv8car");
    return {std::move(party), phone, phone};
}

json::object shop_of(Party& person) {
    static unsigned side = 40;  // a licence of its own
    const auto company = fresh_company();
    const auto licence = person.send("POST", "/api/v1/documents?purpose=licence", png(++side),
                                     {{"Content-Type", "image/png"}, {"X-CSRF-Token", person.csrf()}});
    return {{"uscc", company.uscc},
            {"organisationName", company.name},
            {"licence", text(must(licence, "upload"), "id")},
            {"confirmed", true},  // a grey square: nothing to be read, and reading takes seconds
            {"store", json::object{{"name", "天河路店"},
                                   {"contactPerson", "张晓云"},
                                   {"phone", "13800138000"},
                                   {"region", "440106"},
                                   {"address", "天河路 1 号"},
                                   {"brand", "绿源"},
                                   {"repairs", true},
                                   {"productTypes", json::array{"vehicle", "battery", "charger"}}}}};
}

std::string message_to(Story& story, const std::string& phone, const std::string& key) {
    for (int tries = 0; tries < 200; ++tries) {
        const auto outbox = story.admin.must_get("/api/v1/outbox?limit=100");
        for (const auto& item : outbox.at("items").as_array())
            if (text(item.as_object(), "template") == key &&
                text(item.as_object(), "to").ends_with(phone.substr(phone.size() - 4)) &&
                item.as_object().contains("body"))
                return text(item.as_object(), "body");
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    return {};
}

json::object captcha(Party& party) {
    const auto made = party.must_get("/api/v1/captchas");
    const auto question = text(made, "question");
    const auto plus = question.find("加"), end = question.find("等于");
    const int sum = chinese_number(std::string_view(question).substr(0, plus)) +
                    chinese_number(std::string_view(question).substr(plus + 3, end - plus - 3));
    return {{"token", made.at("token")}, {"answer", std::to_string(sum)}};
}

std::string phone_code(Story& story, Party& party, const std::string& phone, const std::string& purpose) {
    json::object body{{"phone", phone}, {"purpose", purpose}};
    if (party.csrf().empty()) body["captcha"] = captcha(party);
    do_as(party, "POST", "/api/v1/phone-codes", body);
    return digits_in(message_to(story, phone, "phone_code"), 6);
}

std::optional<Prepared> prepared(const DeclaredOperation& op, Story& s) {
    using Way = Prepared (*)(const DeclaredOperation&, Story&);
    static const std::map<std::string, Way, std::less<>> ways{{"claimApplication", of_application},
                                                              {"releaseApplication", of_application},
                                                              {"assignApplication", of_application},
                                                              {"decideApplication", of_application},
                                                              {"withdrawApplication", of_application},
                                                              {"cancelApplication", of_application},
                                                              {"transferOrganisation", of_organisation},
                                                              {"suspendOrganisation", of_organisation},
                                                              {"resumeOrganisation", of_organisation},
                                                              {"deregisterOrganisation", of_organisation},
                                                              {"saveTemplateDraft", of_template},
                                                              {"publishTemplate", of_template},
                                                              {"retireTemplate", of_template},
                                                              {"openShopAccount", of_shop},
                                                              {"registerShop", of_shop},
                                                              {"changeStore", of_store},
                                                              {"setStoreStaff", of_store},
                                                              {"suspendStore", of_store},
                                                              {"resumeStore", of_store},
                                                              {"changePartner", of_store},
                                                              {"invitePartner", of_store},
                                                              {"changeMember", of_member},
                                                              {"suspendMember", of_member},
                                                              {"restoreMember", of_member},
                                                              {"withdrawInvitation", of_invitation},
                                                              {"lookUpInvitation", of_invitation},
                                                              {"acceptInvitation", of_invitation},
                                                              {"makePhoneCode", of_phone},
                                                              {"signInByPhone", of_phone},
                                                              {"resetPassword", of_phone},
                                                              {"changePhone", of_phone},
                                                              {"confirmImport", of_import},
                                                              {"repairImport", of_import},
                                                              {"cancelImport", of_import},
                                                              {"makeKey", of_phone},
                                                              {"revokeKey", of_phone}};
    if (op.id == "switchMembership") {
        auto a = applicant(s);
        const auto mine = membership_of(*a.party);
        return Prepared{std::move(a.party), op.path, json::object{{"membership", mine}}};
    }
    if (op.id == "undoProduction") {
        const auto made = do_as(s.producer, "POST", "/api/v1/production", {{"product", s.product}, {"quantity", "2"}});
        auto party = std::make_unique<Party>(s.server);
        party->sign_in(maker.login, password);
        return Prepared{std::move(party), "/api/v1/production/" + text(made, "id") + "/undo", json::object{}};
    }
    if (op.path.starts_with("/api/v1/assemblies") && op.id != "checkAssembly" && op.id != "listBareVehicles") {
        auto goods = assembly_goods(s);
        std::string path = op.path;
        if (const auto at = path.find("{id}"); at != path.npos) path.replace(at, 4, text(assembled(goods), "id"));
        std::optional<json::object> body;
        if (op.has_json_body()) body = op.id == "assemble" ? goods.texts() : json::object{{"reason", "更换电池"}};
        return Prepared{std::move(goods.party), std::move(path), std::move(body)};
    }
    if (auto of_shop = prepared_sale(op, s)) return of_shop;
    if (op.path == "/api/v1/stock-outs/{id}" || op.path.starts_with("/api/v1/stock-outs/{id}/") ||
        op.id == "addStockOut" || op.id == "findNote" || op.id == "addStockIn" ||
        op.path.starts_with("/api/v1/stock-ins/") || op.path.starts_with("/api/v1/stocktakes/") ||
        op.id == "startStocktake")
        return of_trade(op, s);
    if (op.path.starts_with("/api/v1/drums") && op.id != "listDrums") return of_drum(op, s);
    if (op.path.starts_with("/api/v1/boxes/") && op.id != "suggestBox") return of_box(op, s);
    if (op.id == "repairQuality") {  // a product without report gets one
        static int number = 0;
        const auto product = published_product(s.producer, s.admin);
        const auto report = do_as(s.producer, "POST", "/api/v1/certificates",
                                  {{"type", "type_test_report"}, {"number", fmt::format("OA-REPAIR-{}", ++number)}});
        auto party = std::make_unique<Party>(s.server);
        party->sign_in(maker.login, password);
        return Prepared{
            std::move(party), "/api/v1/quality/issues/productReport/repairs",
            json::object{{"objects", json::array{json::string(product)}}, {"certificate", text(report, "id")}}};
    }
    if (op.id == "closeItem" || op.id == "correctItem") {
        static int number = 0;
        const json::object fields{{"serialNumber", fmt::format("CLOSED-{:06}", ++number)}};
        const auto made = do_as(s.producer, "POST", "/api/v1/items",
                                {{"product", s.product}, {"rows", json::array{json::object{{"fields", fields}}}}});
        auto party = std::make_unique<Party>(s.server);
        party->sign_in(maker.login, password);
        const auto id = text(made.at("items").at(0).as_object(), "id");
        if (op.id == "correctItem")
            return Prepared{std::move(party), "/api/v1/items/" + id + "/corrections",
                            json::object{{"fields", {{"serialNumber", fmt::format("RIGHT-{:06}", number)}}},
                                         {"reason", "误"},
                                         {"version", "0"}}};
        return Prepared{std::move(party), "/api/v1/items/" + id + "/close", json::object{}};
    }
    if (op.id == "closeAlias") {
        const auto made = do_as(s.producer, "POST", "/api/v1/aliases",
                                {{"code", s.code(s.million, Story::sold_at)}, {"kind", "own"}, {"text", "CLOSED-ONE"}});
        auto party = std::make_unique<Party>(s.server);
        party->sign_in(maker.login, password);
        return Prepared{std::move(party), "/api/v1/aliases/" + text(made, "id") + "/close", json::object{}};
    }
    const auto found = ways.find(op.id);
    if (found == ways.end()) return std::nullopt;
    return found->second(op, s);
}

}  // namespace yiguan::testing
