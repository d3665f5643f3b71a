#include "api/assembling.hpp"

#include <map>

#include "api/moves.hpp"

namespace yiguan::testing {
namespace {

std::string model(Story& story, Party& party, const std::string& picture, json::object filing, json::object fields) {
    fields["inspectionReport"] = "R-1";
    if (filing.at("template") != "B.1") fields["inspectionBody"] = "检测中心", fields["brand"] = "粤行";
    filing["fields"] = std::move(fields);
    filing["pictures"] = json::array{json::string(picture)};
    const auto id = text(party.must_post("/api/v1/products", filing), "id");
    story.admin.must_post("/api/v1/products/" + id + "/reviews", json::object{{"decision", "approve"}});
    return id;
}

}  // namespace

std::string another_piece(Party& party, const std::string& product, const std::string& key, const std::string& number) {
    json::object fields;
    if (key == "frameNumber")
        fields = {{"inspectionConclusion", "合格"}, {"batteryNumber", "B"}, {"chargerNumber", "C"}};
    const auto made = party.must_post(
        "/api/v1/items", json::object{{"product", product},
                                      {"productionDate", "2026-06-01"},
                                      {"fields", std::move(fields)},
                                      {"rows", json::array{json::object{{"fields", json::object{{key, number}}}}}}});
    return text(made.at("items").at(0).as_object(), "code");
}

AssemblyGoods assembly_goods(Story& story) {
    auto made = applicant(story, Approved::yes);
    AssemblyGoods goods{.party = std::move(made.party), .organisation = made.organisation, .login = made.company.login};
    Party& party = *goods.party;
    const auto picture = upload(party, png(20));
    goods.battery_product = model(story, party, picture, {{"template", "D.1"}, {"unit", "CAT-04-03"}},
                                  {{"productName", "蓄电池"},
                                   {"productType", "蓄电池"},
                                   {"model", "YD4812"},
                                   {"standard", "GB 43854-2024"},
                                   {"modelCode", "00"},
                                   {"batteryType", "铅酸"},
                                   {"voltage", "48"},
                                   {"capacity", "12"},
                                   {"mass", "3.5"},
                                   {"length", "320"},
                                   {"width", "130"},
                                   {"height", "90"}});
    goods.charger_product = model(story, party, picture, {{"template", "D.2"}, {"unit", "CAT-04-02"}},
                                  {{"productName", "充电器"},
                                   {"productType", "充电器"},
                                   {"model", "YC4802"},
                                   {"standard", "GB 42296-2022"},
                                   {"modelCode", "00"},
                                   {"batteryType", "铅酸"},
                                   {"chargeCurrent", "2"},
                                   {"transitionCurrent", "2"},
                                   {"floatVoltage", "2"},
                                   {"cutoffVoltage", "2"}});
    const auto allowed = [&](const char* name) {
        return json::array{json::object{{"uscc", made.company.uscc}, {"model", name}}};
    };
    goods.vehicle_product = model(
        story, party, picture,
        {{"template", "B.3"}, {"unit", "CAT-04-01"}, {"batteries", allowed("YD4812")}, {"chargers", allowed("YC4802")}},
        {{"productName", "电动自行车"}, {"productType", "整车"}, {"model", "TDT-1"}, {"standard", "GB 17761-2024"}});
    goods.frame = "YG26-000001", goods.battery = "BAT-000001", goods.charger = "CHG-000001";
    goods.frame_code = another_piece(party, goods.vehicle_product, "frameNumber", goods.frame);
    goods.battery_code = another_piece(party, goods.battery_product, "factorySerial", goods.battery);
    goods.charger_code = another_piece(party, goods.charger_product, "factorySerial", goods.charger);
    return goods;
}

json::object assembled(AssemblyGoods& goods) {
    return goods.party->must_post("/api/v1/assemblies", goods.texts());
}

json::object CableGoods::texts(std::size_t n, const std::string& start, const std::string& end) const {
    return {{"code", codes.at(n)}, {"number", front + std::to_string(n)}, {"startMark", start}, {"endMark", end}};
}

json::object CableGoods::drum(std::size_t n, const std::string& start, const std::string& end) {
    return party->must_post("/api/v1/drums", texts(n, start, end));
}

CableGoods cable_goods(Story& story) {
    // One maker of each story: an address may not register many.
    struct Maker {
        std::string login, product;
    };
    static std::map<const Story*, Maker> makers;
    static int number = 0;
    if (!makers.contains(&story)) {
        auto made = applicant(story, Approved::yes);
        makers[&story] = {made.company.login, model(story, *made.party, upload(*made.party, png(20)),
                                                    {{"template", "B.1"}, {"unit", "CAT-01-03"}},
                                                    {{"productName", "电缆"},
                                                     {"productType", "低压电力电缆"},
                                                     {"model", "YJV 4x25"},
                                                     {"standard", "GB/T 12706.1"}})};
    }
    const Maker& known = makers.at(&story);
    CableGoods goods{.party = std::make_unique<Party>(story.server),
                     .login = known.login,
                     .front = "P" + std::to_string(++number) + "-",
                     .codes = {}};
    goods.party->sign_in(known.login, password);
    for (int i = 0; i < 3; ++i)
        goods.codes.push_back(text(
            goods.party->must_post("/api/v1/production", json::object{{"product", known.product}, {"quantity", "1"}}),
            "firstCode"));
    return goods;
}

}  // namespace yiguan::testing
