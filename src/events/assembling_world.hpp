// A maker of vehicles with a battery and a charger of its own, and the battery of a supplier; for tests of the room.
#pragma once
#include "events/assemblies.hpp"
#include "events/production_world.hpp"

namespace yiguan::events::testing {

class AssemblingWorld : public ProductionWorld {
protected:
    void SetUp() override {
        ProductionWorld::SetUp();
        directory_.emplace(*keys_, "0128");
        names_.emplace(*directory_, "https://trace.example.cn");
        supplier_ =
            write([&](db::Tx& tx) { return organisation(tx, "远途电池厂", registry::OrgKind::producer, "supplier"); });
        battery_ = model("D.1", "CAT-04-03", "YD4812", maker_, battery_fields("01"));
        charger_ = model("D.2", "CAT-04-02", "YC4802", maker_, charger_fields("01"));
        supplied_ = model("D.1", "CAT-04-03", "YT6020", supplier_, battery_fields("02"));
        catalog::Extras extras;
        extras.batteries = {{uscc_of(maker_), "yd4812", 0}, {uscc_of(supplier_), "YT6020", 0}};
        extras.chargers = {{uscc_of(maker_), "YC4802", 0}};
        vehicle_ = model("B.3", "CAT-04-01", "TDT-1", maker_,
                         {{"productName", "电动自行车"},
                          {"productType", "整车"},
                          {"standard", "GB 17761-2024"},
                          {"inspectionBody", "检测中心"},
                          {"inspectionReport", "R-1"}},
                         extras);
    }

    static json::object battery_fields(std::string_view code) {
        return {{"productName", "蓄电池"},
                {"productType", "蓄电池"},
                {"standard", "GB 43854-2024"},
                {"brand", "粤行"},
                {"inspectionReport", "R-1"},
                {"inspectionBody", "检测中心"},
                {"modelCode", code},
                {"batteryType", "铅酸"},
                {"voltage", "48"},
                {"capacity", "12"},
                {"mass", "3.5"},
                {"length", "320"},
                {"width", "130"},
                {"height", "90"}};
    }
    static json::object charger_fields(std::string_view code) {
        return {{"productName", "充电器"},  {"productType", "充电器"},   {"standard", "GB 42296-2022"},
                {"brand", "粤行"},          {"inspectionReport", "R-1"}, {"inspectionBody", "检测中心"},
                {"modelCode", code},        {"batteryType", "铅酸"},     {"chargeCurrent", "2"},
                {"transitionCurrent", "2"}, {"floatVoltage", "2"},       {"cutoffVoltage", "2"}};
    }
    std::string uscc_of(const auth::Actor& actor) {
        return db_->read_now(
            [&](db::Tx& tx) { return std::string(registry::find_org(tx, actor.org)->data.uscc.text()); });
    }
    ProductId model(std::string_view tmpl, std::string_view unit, std::string_view model, const auth::Actor& maker,
                    json::object fields, const catalog::Extras& extras = {}) {
        fields["model"] = model;
        return write([&](db::Tx& tx) {
            const auto& form = *catalog::templates().find(tmpl);
            const catalog::NewFiling filing{
                .template_id = std::string(tmpl),
                .unit_id = std::string(unit),
                .values = must(catalog::read_fields(form, catalog::Step::filing, fields, nullptr, tx.now())),
                .pictures = {picture(tx, maker)},
                .extras = extras};
            const auto filed = must(catalog::file_product(tx, maker, filing));
            return must(catalog::review_product(tx, admin_, filed.id, catalog::Review::approve, "")).id;
        });
    }

    /// One piece, bound and with its number.
    codes::CodeAt piece(ProductId product, std::string_view key, std::string_view number) {
        return piece(maker_, product, key, number);
    }
    codes::CodeAt piece(const auth::Actor& maker, ProductId product, std::string_view key, std::string_view number) {
        auto input = of(0);
        input.product = product;
        input.activate = true;
        if (product == vehicle_)
            input.input.fields = {{"inspectionConclusion", "合格"}, {"batteryNumber", "B"}, {"chargerNumber", "C"}};
        input.pieces = {{.code = {}, .fields = {{key, number}}}};
        const auto bound = must(write([&](db::Tx& tx) { return bind_pieces(tx, maker, rules_, input); }));
        return bound.items.front().code;
    }
    codes::CodeAt a_vehicle(std::string_view frame) { return piece(vehicle_, "frameNumber", frame); }
    codes::CodeAt a_battery(std::string_view serial) { return piece(battery_, "factorySerial", serial); }
    codes::CodeAt a_charger(std::string_view serial) { return piece(charger_, "factorySerial", serial); }
    static std::vector<CodeRange> one(const codes::CodeAt& code) { return {{code.block, code.counter, code.counter}}; }

    std::string text(const codes::CodeAt& code) {
        return db_->read_now([&](db::Tx& tx) {
            directory_->refresh(tx);
            return directory_->text(must(codes::get_block(tx, code.block)), code.counter);
        });
    }
    std::optional<codes::Segment> state(const codes::CodeAt& code) {
        return db_->read_now([&](db::Tx& tx) { return codes::find_segment(tx, code.block, code.counter); });
    }
    Result<Assembly> link(const auth::Actor& actor, std::string vehicle, std::string battery, std::string charger) {
        return write([&](db::Tx& tx) {
            directory_->refresh(tx);
            return assemble(tx, *names_, actor, {std::move(vehicle), std::move(battery), std::move(charger)});
        });
    }
    Result<Assembly> link(std::string vehicle, std::string battery, std::string charger) {
        return link(maker_, std::move(vehicle), std::move(battery), std::move(charger));
    }
    Result<Assembly> unlink(AssemblyId id, std::string_view reason = "换电池") {
        return write([&](db::Tx& tx) { return undo_assembly(tx, *names_, maker_, id, reason); });
    }
    std::vector<Assembly> listed(const AssemblyFilter& filter = {}) { return listed(maker_, filter); }
    std::vector<Assembly> listed(const auth::Actor& actor, const AssemblyFilter& filter = {}) {
        return must(db_->read_now([&](db::Tx& tx) { return list_assemblies(tx, actor, filter, {}, 100); }));
    }
    static std::vector<std::string> pointers(const Error& error) {
        std::vector<std::string> all{error.pointer};
        for (const Error& other : error.others) all.push_back(other.pointer);
        return all;
    }

    std::optional<codes::Directory> directory_;
    std::optional<Names> names_;
    auth::Actor supplier_;
    ProductId vehicle_, battery_, charger_, supplied_;
};

}  // namespace yiguan::events::testing
