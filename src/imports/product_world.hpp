// A maker of vehicles, batteries and chargers with published models and codes, for tests of product uploads. What is
// stored agrees with the log at every end.
#pragma once
#include <gmock/gmock.h>

#include "codes/check.hpp"
#include "codes/directory.hpp"
#include "codes/items.hpp"
#include "events/production.hpp"
#include "imports/test_world.hpp"
#include "ledger/check.hpp"
#include "mint/mint.hpp"

namespace yiguan::imports::testing {

class ProductWorld : public ImportTest {
protected:
    void SetUp() override {
        ImportTest::SetUp();
        keys_.emplace(mint::KeyFile::load_or_create(folder_.path() / "keys").value());
        domain_ = write([&](db::Tx& tx) { return codes::ensure_domain(tx, "0128", *keys_); }).value();
        directory_.emplace(*keys_, "0128");
        options_.directory = &*directory_;
    }
    void TearDown() override {
        read([&](db::Tx& tx) {
            const auto log = ledger::check_logs(tx);
            EXPECT_THAT(codes::check_records(tx, log), ::testing::IsEmpty());
            EXPECT_THAT(events::check_productions(tx, log), ::testing::IsEmpty());
        });
    }

    json::object vehicle(std::string_view model = "TDT001Z") const {
        auto out = body("B.3");
        auto& fields = out["fields"].as_object();
        fields["model"] = model;
        fields["inspectionBody"] = "检测中心";
        return out;
    }
    json::object battery(std::string_view type = "锂电", std::string_view model = "YD4812",
                         std::string_view code = "00") const {
        return part("D.1", "CAT-04-03", type, model, code,
                    {"voltage", "capacity", "mass", "length", "width", "height"});
    }
    json::object charger(std::string_view model = "YC4802") const {
        return part("D.2", "CAT-04-02", "锂电", model, "01",
                    {"chargeCurrent", "transitionCurrent", "floatVoltage", "cutoffVoltage"});
    }

    /// Codes of a product, which the directory knows.
    codes::Block given_codes(const auth::Actor& actor, ProductId product, std::int64_t quantity) {
        const auto block = write([&](db::Tx& tx) {
                               return codes::apply_for_codes(tx, actor, domain_, {product, quantity});
                           }).value();
        directory_->add(block);
        return block;
    }
    std::string code(const codes::Block& block, std::int64_t offset) const {
        return directory_->text(block, block.first + offset);
    }

    static std::vector<std::string> vehicle_header() {
        return {"整车编码(车架号)", "电动机编号", "车身颜色",  "生产日期(格式:2024/1/1)", "车辆制造商", "产品型号",
                "合格证编号",       "追溯码",     "控制器编号"};
    }
    /// The n-th vehicle of a file.
    static std::vector<std::string> vehicle_line(int n, const std::string& trace, const std::string& day = "2026/1/5") {
        return {fmt::format("YG26{:06}", n),
                fmt::format("DJ26{:06}", n),
                "白色",
                day,
                "甲公司",
                "TDT001Z",
                fmt::format("HGZ26{:06}", n),
                trace,
                fmt::format("KZ26{:06}", n)};
    }
    static std::vector<std::string> battery_header() {
        return {"工厂内部序列号", "料号",     "生产日期", "生产企业",     "电池型号",
                "蓄电池类型",     "型号版本", "追溯码",   "电池溯源编码", "序列号"};
    }
    static std::vector<std::string> battery_line(int n, const std::string& trace) {
        return {fmt::format("SN26{:06}", n),
                "BAT-4812",
                "2026/1/5",
                "甲公司",
                "YD4812",
                "锂电",
                "",
                trace,
                "MA5A00013-26-00",
                fmt::format("ABCDEFG1AAG15{:06}", n)};
    }
    Job given_file(const std::string& kind, const std::vector<std::string>& header, Lines lines) {
        lines.insert(lines.begin(), header);
        return given_import(sheet::testing::simple(lines), {.kind = kind, .unit = {}, .file_name = {}});
    }
    Job given_vehicles(Lines lines) { return given_file("EB-PRODUCT", vehicle_header(), std::move(lines)); }
    Job given_batteries(Lines lines) { return given_file("BAT-PRODUCT", battery_header(), std::move(lines)); }

    /// "<row of the file> <column>: <rule>" of everything that is wrong.
    std::vector<std::string> wrong(const Job& job) {
        std::vector<std::string> out;
        const auto names = columns_of(job);
        for (const Row& row : rows(job.id, RowState::wrong))
            for (const Finding& one : row.findings)
                out.push_back(fmt::format("{} {}: {}", row.number,
                                          one.column == no_column ? "" : names.at(one.column).id, one.rule));
        return out;
    }
    std::vector<codes::Item> items() {
        return read([&](db::Tx& tx) { return codes::list_items(tx, {.org = maker_.org}, {}, {}, 500); });
    }
    std::vector<events::Production> productions() {
        return read([&](db::Tx& tx) { return events::list_productions(tx, maker_, {}, {}, 100); }).value();
    }
    std::optional<codes::Segment> segment(const codes::Block& block, std::int64_t offset) {
        return read([&](db::Tx& tx) { return codes::find_segment(tx, block.id, block.first + offset); });
    }

    db::testing::TemporaryDirectory folder_;
    std::optional<mint::KeyFile> keys_;
    DomainId domain_;
    std::optional<codes::Directory> directory_;

private:
    json::object part(std::string_view tmpl, std::string_view unit, std::string_view type, std::string_view model,
                      std::string_view code, std::initializer_list<std::string_view> numbers) const {
        json::object fields{{"productName", "电动自行车配件"},
                            {"productType", "配件"},
                            {"model", model},
                            {"standard", "GB 43854-2024"},
                            {"inspectionReport", "R"},
                            {"inspectionBody", "检测中心"},
                            {"brand", "粤行"},
                            {"modelCode", code},
                            {"batteryType", type}};
        for (const std::string_view number : numbers) fields[number] = "12";
        return {{"template", tmpl},
                {"unit", unit},
                {"fields", std::move(fields)},
                {"pictures", json::array{to_string(picture_)}}};
    }
};

}  // namespace yiguan::imports::testing
