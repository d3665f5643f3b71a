// Filings of vehicles, batteries and chargers for tests of the room.
#pragma once
#include "catalog/applications.hpp"
#include "catalog/check.hpp"
#include "catalog/test_world.hpp"
#include "ledger/check.hpp"

namespace yiguan::catalog::testing {

class ModelsTest : public CatalogTest {
protected:
    void SetUp() override {
        CatalogTest::SetUp();
        report_ = given_document(maker_, 'd');
    }
    json::object battery(std::string_view code, std::string_view model = "YD4812") const {
        return {{"template", "D.1"},
                {"unit", "CAT-04-03"},
                {"fields",
                 {{"productName", "电动自行车用蓄电池"},
                  {"productType", "蓄电池"},
                  {"model", model},
                  {"standard", "GB 43854-2024"},
                  {"inspectionReport", "R-1"},
                  {"inspectionBody", "检测中心"},
                  {"brand", "粤行"},
                  {"modelCode", code},
                  {"batteryType", "锂离子"},
                  {"voltage", "48"},
                  {"capacity", "12"},
                  {"mass", "3.5"},
                  {"length", "320"},
                  {"width", "130"},
                  {"height", "90"}}},
                {"pictures", json::array{to_string(picture_)}}};
    }
    json::object charger(std::string_view code) const {
        auto out = battery(code, "YC4802");
        out["template"] = "D.2";
        out["unit"] = "CAT-04-02";
        auto& fields = out["fields"].as_object();
        for (const char* key : {"voltage", "capacity", "mass", "length", "width", "height"}) fields.erase(key);
        for (const char* key : {"chargeCurrent", "transitionCurrent", "floatVoltage", "cutoffVoltage"})
            fields[key] = "2";
        return out;
    }
    json::object vehicle(std::string_view tmpl = "B.3") const {
        auto out = body(tmpl);
        out["unit"] = "CAT-04-01";
        out["fields"].as_object()["inspectionBody"] = "检测中心";
        out["fields"].as_object()["brand"] = "粤行";
        return out;
    }
    json::object report(std::string_view number, bool open = true) const {
        return {{"number", number},     {"body", "检测中心"}, {"standard", "GB 17761-2024"},
                {"date", "2026-01-05"}, {"public", open},     {"document", to_string(report_)}};
    }
    json::object style(std::string_view name, std::string_view colour) const {
        const std::string id = to_string(picture_);
        return {{"name", name}, {"colour", colour}, {"pictures", {{"front", id}, {"leftFront", id}, {"leftRear", id}}}};
    }
    static json::object with(json::object out, std::string_view key, std::string_view value) {
        out["fields"].as_object()[key] = value;
        return out;
    }
    Result<review::Application> amend(const Product& product, Amendment amendment, const json::object& text,
                                      std::string_view contact = {}) {
        return write([&](db::Tx& tx) -> Result<review::Application> {
            TRY(const auto filing, decode_filing(text, clock_, finder(tx)));
            return propose(tx, maker_, product.id, stored_version(tx, product.id), amendment, filing, "理由", contact);
        });
    }
    Result<review::Application> approve(review::ApplicationId id) {
        return write([&](db::Tx& tx) { return review::decide(tx, admin_, id, {}); });
    }
    static std::string at(const Error& error) { return error.pointer + " " + error.detail; }
    std::vector<std::string> broken() {
        return write([&](db::Tx& tx) { return check_records(tx, ledger::check_logs(tx)); });
    }

    DocumentId report_;
};

}  // namespace yiguan::catalog::testing
