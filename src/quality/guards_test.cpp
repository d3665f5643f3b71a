// 逻辑校验: the table of what cannot be said, whoever says it and in whichever way. Each refusal names the field and
// the rule in Chinese, where it stands, and changes nothing.
#include <gmock/gmock.h>

#include "catalog/certificates.hpp"
#include "dossier/dossier.hpp"
#include "dossier/reports.hpp"
#include "epcis/json.hpp"
#include "events/capture.hpp"
#include "events/production.hpp"
#include "events/test_world.hpp"
#include "ledger/check.hpp"

namespace yiguan::quality {
namespace {

using catalog::CertificateType;
using codes::CodeRange;
using db::Tx;
using events::FieldInput;
using events::testing::must;
using ::testing::HasSubstr;

struct Case {
    std::string name;  // rows of the requirements, and what is attempted
    Code code;
    std::string pointer, field;
    std::vector<std::string> says;  // parts of the sentence
    std::function<Result<void>(Tx&)> attempt;
};

template <class T>
Result<void> forget(Result<T> result) {
    if (result.has_error()) return result.error();
    return outcome::success();
}

// Codes by where they are: 0.. free, 100.. bound, 200.. active, 300.. in transit to the shop, 400.. in stock there,
// 500.. sold.
class Guards : public events::testing::World {
protected:
    void SetUp() override {
        World::SetUp();
        write([&](Tx& tx) {
            second_maker_ = organisation(tx, "二号电缆厂", registry::OrgKind::producer, "maker2");
            ccc_ = certify(tx, CertificateType::ccc, "2026010105001", "2026-10-01", "2026-11-15");
            certify(tx, CertificateType::production_licence, "XK06-001-00001", "2026-09-01", "2026-11-10");
            shop_uscc_ = registry::find_org(tx, shop_.org)->data.uscc.text();
            must(events::commission(tx, maker_, range(100, 599), binding()));
            must(events::activate(tx, maker_, range(200, 599)));
            must(events::ship(tx, maker_, range(300, 599), shipping(), shop_uscc_));
            must(events::receive(tx, shop_, range(400, 599), receiving()));
            must(events::sell(tx, shop_, range(500, 599), selling()));
            dossier_ = must(given_dossier(tx, whole_dossier()));
            report_ = must(add_report(tx, "2026-11-02"));
            other_product_ = file(tx, second_maker_);
        });
    }
    catalog::Certificate certify(Tx& tx, CertificateType type, std::string number, std::string from, std::string to) {
        return must(catalog::add_certificate(tx, maker_,
                                             {.type = type,
                                              .cert_name = "证书",
                                              .number = std::move(number),
                                              .issuer = "认证中心",
                                              .valid_from = std::move(from),
                                              .valid_to = std::move(to),
                                              .documents = {},
                                              .products = {product_}}));
    }

    // ---- what is attempted

    Result<void> bind(Tx& tx, const std::vector<CodeRange>& codes, json::object change) {
        auto input = binding();
        for (auto& [key, value] : change)
            if (value.is_null())
                input.fields.erase(key);
            else
                input.fields[key] = value;
        return forget(events::commission(tx, maker_, codes, input));
    }
    Result<void> made_on(Tx& tx, std::string_view day) { return bind(tx, range(0, 9), {{"productionDate", day}}); }
    static FieldInput with(FieldInput input, std::string_view key, json::value value) {
        input.fields[key] = std::move(value);
        return input;
    }
    Result<void> ship(Tx& tx, const std::vector<CodeRange>& codes, const FieldInput& input, const auth::Actor& by) {
        return forget(events::ship(tx, by, codes, input, shop_uscc_));
    }
    Result<void> produce(Tx& tx, events::ProductionInput input) {
        input.product = product_;
        return forget(events::record_production(tx, maker_, {.domain = domain_, .quota = {}}, input));
    }
    Result<void> pieces(Tx& tx, std::vector<std::string> serials, Date day = {2026, 11, 1}) {
        events::ProductionInput input{
            .product = product_, .batch_number = "P1", .production_date = day, .ranges = {}, .pieces = {}, .input = {}};
        for (auto& serial : serials) input.pieces.push_back({.code = {}, .fields = {{"serialNumber", serial}}});
        return forget(events::bind_pieces(tx, maker_, {.domain = domain_, .quota = {}}, input));
    }
    Result<void> capture(Tx& tx, const auth::Actor& by, epcis::Event event, std::string_view day) {
        codes::Directory directory(*keys_, "0128");
        directory.add(block_);
        const events::Names names(directory, "https://trace.example.cn");
        for (std::string& epc : event.epcs.epcs)
            if (epc != container) epc = names.uri(block_, block_.first + std::stoll(epc));
        event.event_time = beijing_midnight(parse_date(day).value());
        event.offset_minutes = 480;
        epcis::Document document;
        document.count = 1;
        document.events.push_back(std::move(event));
        auto prepared = events::prepare(names, std::move(document));
        return forget(events::capture(tx, names, by, prepared, events::ErrorBehaviour::rollback));
    }
    static epcis::Event object_event(std::string step, std::string disposition, std::string offset,
                                     epcis::Action action = epcis::Action::observe) {
        epcis::Event event;
        event.type = epcis::EventType::object;
        event.action = action;
        event.biz_step = std::move(step);
        event.disposition = std::move(disposition);
        event.epcs.epcs = {std::move(offset)};
        return event;
    }
    static constexpr std::string_view container = "urn:epc:id:sscc:0614141.1234567890";
    static epcis::Event packing(std::vector<std::string> offsets) {
        epcis::Event event;
        event.type = epcis::EventType::aggregation;
        event.action = epcis::Action::add;
        event.biz_step = "packing";
        event.parent_id = container;
        event.epcs.epcs = std::move(offsets);
        return event;
    }
    static epcis::Event transformation(std::vector<epcis::QuantityElement> in,
                                       std::vector<epcis::QuantityElement> out) {
        epcis::Event event;
        event.type = epcis::EventType::transformation;
        event.input_quantities = std::move(in);
        event.output_quantities = std::move(out);
        return event;
    }
    static epcis::QuantityElement amount(double value, std::string unit, int of) {
        return {"urn:epc:class:lgtin:0614141.07734" + std::to_string(of) + ".L1", value, std::move(unit)};
    }

    json::object whole_dossier() const {
        return {{"product", to_string(product_)},
                {"number", "A26"},
                {"purchases", json::array{json::object{{"supplier", "铜厂"},
                                                       {"material", "铜杆"},
                                                       {"lots", "S1"},
                                                       {"total", "100"},
                                                       {"used", "40.5"},
                                                       {"unit", "kg"},
                                                       {"date", "2026-10-20"}}}},
                {"production", json::object{{"date", "2026-11-01"}, {"quantity", "20"}, {"unit", "盘"}}},
                {"sales", json::array{json::object{
                              {"seller", "明达商行"}, {"region", "440100"}, {"quantity", "12"}, {"unit", "盘"}}}}};
    }
    Result<dossier::Dossier> given_dossier(Tx& tx, const json::object& body) {
        TRY(const auto content, dossier::decode(body, tx.now()));
        return dossier::add(tx, maker_, content);
    }
    /// The dossier with one member of one part replaced.
    Result<void> dossier_with(std::string_view part, std::string_view key, json::value value) {
        auto body = whole_dossier();
        if (key.empty())
            body[part] = std::move(value);
        else if (body[part].is_array())
            body[part].as_array()[0].as_object()[key] = std::move(value);
        else
            body[part].as_object()[key] = std::move(value);
        return forget(dossier::decode(body, clock_));
    }
    Result<void> changed_dossier(Tx& tx, std::string_view part, std::string_view key, json::value value) {
        auto body = whole_dossier();
        if (key.empty())
            body[part] = std::move(value);
        else
            body[part].as_object()[key] = std::move(value);
        TRY(const auto content, dossier::decode(body, clock_));
        return forget(dossier::update(tx, maker_, dossier_.id, dossier_.version, content));
    }
    Result<dossier::Report> add_report(Tx& tx, std::string_view date) {
        const json::object body{
            {"dossier", to_string(dossier_.id)},
            {"date", date},
            {"items", json::array{json::object{{"name", "绝缘电阻"}, {"result", "合格"}, {"passed", true}}}}};
        TRY(const auto data, dossier::decode_report(body, tx.now()));
        return dossier::add_report(tx, maker_, data);
    }
    Result<void> certificate(Tx& tx, json::object change) {
        json::object body{{"type", "ccc"},
                          {"number", "2026010105002"},
                          {"validFrom", "2026-01-01"},
                          {"validTo", "2027-01-01"},
                          {"products", json::array{to_string(product_)}}};
        for (auto& [key, value] : change) body[key] = value;
        TRY(const auto data, catalog::decode_certificate(body));
        return forget(catalog::add_certificate(tx, maker_, data));
    }

    std::vector<Case> cases();

    auth::Actor second_maker_;
    catalog::Certificate ccc_;
    std::string shop_uscc_;
    dossier::Dossier dossier_;
    dossier::Report report_;
    ProductId other_product_;
};
YIGUAN_BOTH_ENGINES(Guards);

// clang-format off
std::vector<Case> Guards::cases() {
    using enum Code;
    const std::string made = "/fields/productionDate", event = "/epcisBody/eventList/0";
    return {
        // ---- binding and production: days
        {"ECO-43 made tomorrow", future_date, made, "生产日期", {"不能晚于"}, [&](Tx& tx) { return made_on(tx, "2026-11-22"); }},
        {"ECO-43 no day", missing_field, made, "生产日期", {"必须填写"}, [&](Tx& tx) { return bind(tx, range(0, 9), {{"productionDate", nullptr}}); }},
        {"ECO-43 a day that there is not", bad_date, made, "生产日期", {}, [&](Tx& tx) { return made_on(tx, "2026-02-30"); }},
        {"GDP-63 made before the CCC certificate began", invalid, made, "生产日期", {"2026-09-15", "CCC", "2026010105001", "2026-10-01 至 2026-11-15"}, [&](Tx& tx) { return made_on(tx, "2026-09-15"); }},
        {"GDP-63 made after the licence ended", invalid, made, "生产日期", {"2026-11-12", "工业产品生产许可证", "XK06-001-00001", "2026-09-01 至 2026-11-10"}, [&](Tx& tx) { return made_on(tx, "2026-11-12"); }},
        {"GDP-63 made after both ended", invalid, made, "生产日期", {"有效期"}, [&](Tx& tx) { return made_on(tx, "2026-11-18"); }},
        {"GDP-63 made after the certificate was revoked", invalid, made, "生产日期", {"CCC", "2026-10-01 至 2026-10-20"},
         [&](Tx& tx) {
             auto data = ccc_.data;
             data.valid_to = "2026-10-20";
             must(catalog::update_certificate(tx, maker_, ccc_.id, ccc_.version, data));
             return made_on(tx, "2026-11-01");
         }},
        {"GDP-63 今日生产 outside the certificate", invalid, made, "生产日期", {"CCC"}, [&](Tx& tx) { return produce(tx, {.production_date = {2026, 9, 15}, .quantity = 5, .ranges = {}, .pieces = {}, .input = {}}); }},
        {"GDP-63 pieces outside the certificate", invalid, made, "生产日期", {"CCC"}, [&](Tx& tx) { return pieces(tx, {"SN-0001"}, {2026, 9, 15}); }},
        {"ECO-43 今日生产 of tomorrow", future_date, made, "生产日期", {"不能晚于"}, [&](Tx& tx) { return produce(tx, {.production_date = {2026, 11, 22}, .quantity = 5, .ranges = {}, .pieces = {}, .input = {}}); }},
        {"NAT-53 commissioned before it was made", invalid, event, "事件时间", {"2026-10-31", "不能早于生产日期 2026-11-01"},
         [&](Tx& tx) {
             auto e = object_event("commissioning", "encoded", "0", epcis::Action::add);
             e.context.emplace_back("y", epcis::yiguan_namespace);
             e.ilmd = {{"y:productionDate", "2026-11-01"}, {"y:factoryNumber", "X1"}};
             return capture(tx, maker_, e, "2026-10-31");
         }},
        {"GDP-63 captured: made outside the certificate", invalid, event, "生产日期", {"CCC", "2026010105001"},
         [&](Tx& tx) {
             auto e = object_event("commissioning", "encoded", "0", epcis::Action::add);
             e.context.emplace_back("y", epcis::yiguan_namespace);
             e.ilmd = {{"y:productionDate", "2026-09-15"}, {"y:factoryNumber", "X1"}};
             return capture(tx, maker_, e, "2026-11-02");
         }},
        // ---- binding: numbers and codes
        {"ECO-43 no factory number", missing_field, "/fields/factoryNumber", "出厂编号", {"必须填写"}, [&](Tx& tx) { return bind(tx, range(0, 9), {{"factoryNumber", nullptr}}); }},
        {"ECO-30 more pieces than numbers", out_of_bounds, "/fields/factoryNumber/first", "起始流水号", {"不够"}, [&](Tx& tx) { return bind(tx, range(0, 99), {{"factoryNumber", json::object{{"prefix", "A"}, {"first", "1"}}}}); }},
        {"ECO-30 a running number of letters", wrong_type, "/fields/factoryNumber/first", "起始流水号", {"数字"}, [&](Tx& tx) { return bind(tx, range(0, 9), {{"factoryNumber", json::object{{"prefix", "A"}, {"first", "1a"}}}}); }},
        {"ECO-30 bound twice", codes_already_bound, "", "", {"已绑定"}, [&](Tx& tx) { return bind(tx, range(95, 100), {}); }},
        {"ECO-30 more codes than applied for", codes_outside_block, "/last", "", {"码段", "序号从 0 到 999"}, [&](Tx& tx) { return bind(tx, range(995, 1000), {}); }},
        {"ECO-30 the same code twice", codes_overlap, "", "", {"同一个码"}, [&](Tx& tx) { return bind(tx, {range(0, 5).front(), range(5, 9).front()}, {}); }},
        {"ECO-30 a field of another step", template_field_stage, "/fields/buyerName", "", {"环节"}, [&](Tx& tx) { return bind(tx, range(0, 9), {{"buyerName", "某人"}}); }},
        {"EBM-71 void what is bound", codes_already_bound, "/ranges", "序号区间", {"已绑定"}, [&](Tx& tx) { return forget(events::void_free_codes(tx, maker_, block_.id, range(99, 100))); }},
        {"EBM-45 the same serial in two rows", conflict, "/rows/1/fields/serialNumber", "序列号", {"与第 1 行重复"}, [&](Tx& tx) { return pieces(tx, {"SN-0001", "SN-0001"}); }},
        {"EBM-45 a serial that another piece has", conflict, "/rows/0/fields/serialNumber", "序列号", {"另一件"},
         [&](Tx& tx) {
             must(pieces(tx, {"SN-0009"}));
             return pieces(tx, {"SN-0009"});
         }},
        // ---- activation
        {"NAT-53 activate what is free", codes_not_bound, "", "", {"尚未绑定"}, [&](Tx& tx) { return forget(events::activate(tx, maker_, range(0, 5))); }},
        {"NAT-53 activate twice", codes_already_active, "/codes", "追溯码", {"已激活"}, [&](Tx& tx) { return forget(events::activate(tx, maker_, range(200, 205))); }},
        {"NAT-53 activate what another made", codes_not_held, "/codes", "追溯码", {"本企业"}, [&](Tx& tx) { return forget(events::activate(tx, second_maker_, range(100, 105))); }},
        // ---- shipping
        {"NAT-53 ship what is not active", codes_not_active, "/codes", "追溯码", {"未激活"}, [&](Tx& tx) { return ship(tx, range(100, 105), shipping(), maker_); }},
        {"NAT-53 ship what is on its way", codes_not_held, "/codes", "追溯码", {"不能发货"}, [&](Tx& tx) { return ship(tx, range(300, 305), shipping(), maker_); }},
        {"NAT-53 ship what another holds", codes_not_held, "/codes", "追溯码", {"不由本企业持有"}, [&](Tx& tx) { return ship(tx, range(400, 405), shipping(), maker_); }},
        {"NAT-53 ship what is sold", codes_not_held, "/codes", "追溯码", {"已售", "不能发货"}, [&](Tx& tx) { return forget(events::ship(tx, shop_, range(500, 505), shipping(), std::nullopt)); }},
        {"NAT-53 shipped before it was made", invalid, "/fields/saleTime", "销售时间", {"2026-10-31", "不能早于生产日期 2026-11-01"}, [&](Tx& tx) { return ship(tx, range(200, 205), with(shipping(), "saleTime", "2026-10-31"), maker_); }},
        {"NAT-53 shipped tomorrow", future_date, "/fields/saleTime", "销售时间", {"不能晚于"}, [&](Tx& tx) { return ship(tx, range(200, 205), with(shipping(), "saleTime", "2026-11-23"), maker_); }},
        {"NAT-53 shipped on no day", missing_field, "/fields/saleTime", "销售时间", {"必须填写"},
         [&](Tx& tx) {
             auto input = shipping();
             input.fields.erase("saleTime");
             return ship(tx, range(200, 205), input, maker_);
         }},
        {"NAT-53 shipped to a wrong credit code", uscc_check, "/buyerUscc", "购方统一社会信用代码", {"校验"}, [&](Tx& tx) { return forget(events::ship(tx, maker_, range(200, 205), shipping(), "91440101MA5A00013R")); }},
        {"NAT-53 shipped to oneself", invalid, "/buyerUscc", "购方统一社会信用代码", {"不能是本企业"}, [&](Tx& tx) { return forget(events::ship(tx, maker_, range(200, 205), shipping(), std::string(registry::find_org(tx, maker_.org)->data.uscc.text()))); }},
        {"NAT-53 captured: shipped before it was made", invalid, event, "事件时间", {"2026-10-31", "不能早于生产日期 2026-11-01"}, [&](Tx& tx) { return capture(tx, maker_, object_event("shipping", "in_transit", "200"), "2026-10-31"); }},
        // ---- receiving
        {"NAT-55 receive what was not shipped", codes_not_in_transit, "/codes", "追溯码", {"不在途"}, [&](Tx& tx) { return forget(events::receive(tx, shop_, range(200, 205), receiving())); }},
        {"NAT-55 receive what was shipped to another", codes_not_addressed, "/codes", "追溯码", {"其他企业"}, [&](Tx& tx) { return forget(events::receive(tx, other_shop_, range(300, 305), receiving())); }},
        {"NAT-55 receive twice", codes_not_in_transit, "/codes", "追溯码", {"不在途"}, [&](Tx& tx) { return forget(events::receive(tx, shop_, range(400, 405), receiving())); }},
        {"NAT-55 received before it was shipped", invalid, "/fields/purchaseTime", "采购时间", {"2026-11-09", "不能早于上一环节（发货）的日期"}, [&](Tx& tx) { return forget(events::receive(tx, shop_, range(300, 305), with(receiving(), "purchaseTime", "2026-11-09"))); }},
        {"NAT-55 received before it was made", invalid, "/fields/purchaseTime", "采购时间", {"2026-10-31", "不能早于生产日期"}, [&](Tx& tx) { return forget(events::receive(tx, shop_, range(300, 305), with(receiving(), "purchaseTime", "2026-10-31"))); }},
        {"NAT-55 received tomorrow", future_date, "/fields/purchaseTime", "采购时间", {"不能晚于"}, [&](Tx& tx) { return forget(events::receive(tx, shop_, range(300, 305), with(receiving(), "purchaseTime", "2026-11-23"))); }},
        {"NAT-55 captured: received before it was shipped", invalid, event, "事件时间", {"2026-11-09", "不能早于上一环节（发货）"}, [&](Tx& tx) { return capture(tx, shop_, object_event("receiving", "in_progress", "300"), "2026-11-09"); }},
        // ---- selling
        {"NAT-55 sell what was not received", codes_not_held, "/codes", "追溯码", {"不由本企业持有"}, [&](Tx& tx) { return forget(events::sell(tx, shop_, range(300, 305), selling())); }},
        {"NAT-55 sell twice", codes_not_in_stock, "/codes", "追溯码", {"已售", "不能销售"}, [&](Tx& tx) { return forget(events::sell(tx, shop_, range(500, 505), selling())); }},
        {"NAT-55 sold before it was received", invalid, "/fields/soldTime", "售出时间", {"2026-11-11", "不能早于上一环节（入库）的日期 2026-11-12"}, [&](Tx& tx) { return forget(events::sell(tx, shop_, range(400, 405), with(selling(), "soldTime", "2026-11-11"))); }},
        {"NAT-55 sold before it was made", invalid, "/fields/soldTime", "售出时间", {"2026-10-31", "不能早于生产日期"}, [&](Tx& tx) { return forget(events::sell(tx, shop_, range(400, 405), with(selling(), "soldTime", "2026-10-31"))); }},
        {"NAT-55 sold tomorrow", future_date, "/fields/soldTime", "售出时间", {"不能晚于"}, [&](Tx& tx) { return forget(events::sell(tx, shop_, range(400, 405), with(selling(), "soldTime", "2026-11-23"))); }},
        {"NAT-55 captured: sold before it was received", invalid, event, "事件时间", {"2026-11-11", "不能早于上一环节（入库）的日期 2026-11-12"}, [&](Tx& tx) { return capture(tx, shop_, object_event("retail_selling", "retail_sold", "400"), "2026-11-11"); }},
        {"NAT-55 captured: destroyed before it was made", invalid, event, "事件时间", {"不能早于生产日期 2026-11-01"}, [&](Tx& tx) { return capture(tx, maker_, object_event("destroying", "destroyed", "200"), "2026-10-30"); }},
        // ---- what is in a container goes with it
        {"NAT-01 captured: a container shipped before its contents were made", invalid, event, "事件时间", {"2026-10-31", "不能早于生产日期 2026-11-01"},
         [&](Tx& tx) {
             must(capture(tx, maker_, packing({"210"}), "2026-11-02"));
             return capture(tx, maker_, object_event("shipping", "in_transit", std::string(container)), "2026-10-31");
         }},
        {"NAT-01 captured: a container received before its contents were shipped", invalid, event, "事件时间", {"2026-11-09", "不能早于上一环节（发货）"},
         [&](Tx& tx) {
             must(capture(tx, maker_, packing({"210"}), "2026-11-02"));
             must(ship(tx, range(210, 210), shipping(), maker_));
             return capture(tx, shop_, object_event("receiving", "in_progress", std::string(container)), "2026-11-09");
         }},
        // ---- what stands between two moves
        {"NAT-55 sold before it was received, packed since", invalid, event, "事件时间", {"2026-11-11", "不能早于上一环节（入库）的日期 2026-11-12"},
         [&](Tx& tx) {
             must(capture(tx, shop_, packing({"410"}), "2026-11-13"));
             must(capture(tx, shop_, object_event("inspecting", "in_progress", "410"), "2026-11-14"));
             return capture(tx, shop_, object_event("retail_selling", "retail_sold", "410"), "2026-11-11");
         }},
        {"NAT-55 sold before it was received, noted since", invalid, "/fields/soldTime", "售出时间", {"不能早于上一环节（入库）的日期 2026-11-12"},
         [&](Tx& tx) {
             must(capture(tx, shop_, object_event("inspecting", "in_progress", "420"), "2026-11-13"));
             return forget(events::sell(tx, shop_, range(420, 421), with(selling(), "soldTime", "2026-11-11")));
         }},
        {"NAT-55 received before the last of two shipments, one cancelled", invalid, "/fields/purchaseTime", "采购时间", {"不能早于上一环节（发货）的日期"},
         [&](Tx& tx) {
             must(capture(tx, maker_, object_event("void_shipping", "in_progress", "330"), "2026-11-11"));
             must(ship(tx, range(330, 330), with(shipping(), "saleTime", "2026-11-08"), maker_));
             return forget(events::receive(tx, shop_, range(330, 330), with(receiving(), "purchaseTime", "2026-11-07")));
         }},
        // ---- packing and transformation
        {"NAT-01 pack what is sold", wrong_state, event, "追溯码", {"已售", "装入容器"}, [&](Tx& tx) { return capture(tx, shop_, packing({"500"}), "2026-11-16"); }},
        {"NAT-01 pack what went elsewhere", codes_not_held, event, "追溯码", {"不由本企业持有"}, [&](Tx& tx) { return capture(tx, maker_, packing({"400"}), "2026-11-16"); }},
        {"NAT-01 pack what is free", codes_not_bound, event, "追溯码", {"尚未绑定"}, [&](Tx& tx) { return capture(tx, maker_, packing({"0"}), "2026-11-16"); }},
        {"NAT-01 more came out than went in", invalid, event, "产出数量", {"12 KGM", "不能大于投入数量合计 10 KGM"}, [&](Tx& tx) { return capture(tx, maker_, transformation({amount(4, "KGM", 1), amount(6000, "GRM", 2)}, {amount(12, "KGM", 3)}), "2026-11-16"); }},
        {"NAT-01 cut lengths over the drum", invalid, event, "产出数量", {"600 MTR", "500 MTR"}, [&](Tx& tx) { return capture(tx, maker_, transformation({amount(500, "MTR", 1)}, {amount(0.3, "KMT", 2), amount(300, "MTR", 3)}), "2026-11-16"); }},
        // ---- dossiers: days and amounts
        {"GDP-29 used more than bought", out_of_bounds, "/purchases/0/used", "使用量", {"不能大于进货总量"}, [&](Tx&) { return dossier_with("purchases", "used", "100.000001"); }},
        {"GDP-31 sold more than made", out_of_bounds, "/sales", "销售数量", {"21 盘", "不能大于加工数量 20 盘"}, [&](Tx&) { return dossier_with("sales", "quantity", "21"); }},
        {"GDP-30 expired before it was made", invalid, "/production/expiry", "有效日期", {"必须晚于生产日期"}, [&](Tx&) { return dossier_with("production", "expiry", "2026-10-31"); }},
        {"GDP-30 made tomorrow", future_date, "/production/date", "生产日期", {"不能晚于今天"}, [&](Tx&) { return dossier_with("production", "date", "2026-11-22"); }},
        {"GDP-29 bought after it was made", invalid, "/purchases/0/date", "进货日期", {"不能晚于生产日期"}, [&](Tx&) { return dossier_with("purchases", "date", "2026-11-02"); }},
        {"GDP-29 bought tomorrow", future_date, "/purchases/0/date", "进货日期", {"不能晚于今天"}, [&](Tx&) { return dossier_with("purchases", "date", "2026-11-22"); }},
        {"GDP-29 less than nothing bought", wrong_type, "/purchases/0/total", "进货总量", {"不小于 0"}, [&](Tx&) { return dossier_with("purchases", "total", "-1"); }},
        {"GDP-30 more made than can be counted", wrong_type, "/production/quantity", "加工数量", {"12 位"}, [&](Tx&) { return dossier_with("production", "quantity", "9999999999999"); }},
        {"GDP-38 a lot between two marks that is none", invalid, "/purchases/0/lots", "进货批次号", {"“/”"}, [&](Tx&) { return dossier_with("purchases", "lots", "S1//S2"); }},
        {"GDP-31 sold to a place that there is not", invalid, "/sales/0/region", "省份及城市", {"没有"}, [&](Tx&) { return dossier_with("sales", "region", "990000"); }},
        {"GDP-35 the whole story with a gap", missing_field, "/whole", "AI智能分析", {"还缺", "供应商名称"},
         [&](Tx&) {
             auto body = whole_dossier();
             body["purchases"] = json::array();
             body["whole"] = true;
             return forget(dossier::decode(body, clock_));
         }},
        {"GDP-28 a number twice", conflict, "/number", "生产批次号", {"已有"}, [&](Tx& tx) { return forget(given_dossier(tx, whole_dossier())); }},
        {"GDP-44 another number once codes carry it", wrong_state, "/number", "生产批次号", {"不能更改"}, [&](Tx& tx) { return changed_dossier(tx, "number", "", "A27"); }},
        {"GDP-44 another product", invalid, "/product", "产品", {"不能更改"}, [&](Tx& tx) { return changed_dossier(tx, "product", "", json::string(to_string(other_product_))); }},
        {"C-39 made after it was inspected", invalid, "/production/date", "生产日期", {"2026-11-03", "检验日期 2026-11-02"}, [&](Tx& tx) { return changed_dossier(tx, "production", "date", "2026-11-03"); }},
        {"C-39 inspected before it was made", invalid, "/date", "检验日期", {"2026-10-31", "不能早于该批次的生产日期 2026-11-01"}, [&](Tx& tx) { return forget(add_report(tx, "2026-10-31")); }},
        {"C-39 a report moved before it was made", invalid, "/date", "检验日期", {"不能早于"},
         [&](Tx& tx) {
             auto data = report_.data;
             data.date = "2026-10-31";
             return forget(dossier::update_report(tx, maker_, report_.id, report_.version, data));
         }},
        {"C-39 inspected tomorrow", future_date, "/date", "检验日期", {"不能晚于今天"}, [&](Tx& tx) { return forget(add_report(tx, "2026-11-22")); }},
        // ---- certificates
        {"GDP-63 ends before it begins", invalid, "/validTo", "有效期止", {"不能早于有效期起"}, [&](Tx& tx) { return certificate(tx, {{"validTo", "2025-12-31"}}); }},
        {"GDP-63 a number twice", conflict, "/number", "证书编号", {"同编号"}, [&](Tx& tx) { return certificate(tx, {{"number", "2026010105001"}}); }},
        {"GDP-63 a product of another", invalid, "/products/0", "关联产品", {"本企业"}, [&](Tx& tx) { return certificate(tx, {{"products", json::array{to_string(other_product_)}}}); }},
    };
}
// clang-format on

TEST_P(Guards, WhatCannotBeIsRefusedWithFieldAndRule) {
    const auto all = cases();
    EXPECT_GE(all.size(), 60u);
    for (const Case& c : all) {
        SCOPED_TRACE(c.name);
        const auto result = write([&](Tx& tx) { return c.attempt(tx); });
        if (!result.has_error()) {
            ADD_FAILURE() << "accepted";
            continue;
        }
        std::vector<Error> errors{result.error()};
        errors.insert(errors.end(), result.error().others.begin(), result.error().others.end());
        const auto found = std::ranges::find(errors, c.pointer, &Error::pointer);
        if (found == errors.end()) {
            ADD_FAILURE() << "points to " << errors.front().pointer << ": " << errors.front().detail;
            continue;
        }
        EXPECT_EQ(info(found->code).name, info(c.code).name) << found->detail;
        EXPECT_EQ(c.field.empty() ? c.field : found->field, c.field);
        EXPECT_FALSE(found->detail.empty());
        for (const auto& part : c.says) EXPECT_THAT(found->detail, HasSubstr(part));
        EXPECT_TRUE(std::ranges::any_of(found->detail, [](char c) { return static_cast<unsigned char>(c) >= 0xE4; }))
            << "not Chinese: " << found->detail;
    }
    EXPECT_THAT(defects(), ::testing::IsEmpty());
    EXPECT_FALSE(segment(0).has_value()) << "what was refused changed nothing";
}

// What comes late, or on the same day, is no contradiction: event times are compared, by the day.
TEST_P(Guards, WhatMayBeIsTaken) {
    const std::vector<std::pair<std::string, std::function<Result<void>(Tx&)>>> taken{
        {"made on the first day of the certificate", [&](Tx& tx) { return made_on(tx, "2026-10-01"); }},
        {"shipped on the day it was made",
         [&](Tx& tx) { return ship(tx, range(200, 205), with(shipping(), "saleTime", "2026-11-01"), maker_); }},
        {"shipped on another day, after a shipment that was cancelled",
         [&](Tx& tx) -> Result<void> {
             TRY_VOID(capture(tx, maker_, object_event("void_shipping", "in_progress", "320"), "2026-11-11"));
             return ship(tx, range(320, 320), with(shipping(), "saleTime", "2026-11-08"), maker_);
         }},
        {"received on the day it was shipped",
         [&](Tx& tx) {
             return forget(
                 events::receive(tx, shop_, range(300, 305), with(receiving(), "purchaseTime", "2026-11-10")));
         }},
        {"sold on the day it was received",
         [&](Tx& tx) {
             return forget(events::sell(tx, shop_, range(400, 405), with(selling(), "soldTime", "2026-11-12")));
         }},
        {"captured late",
         [&](Tx& tx) { return capture(tx, shop_, object_event("receiving", "in_progress", "310"), "2026-11-10"); }},
        {"as much came out as went in",
         [&](Tx& tx) {
             return capture(tx, maker_, transformation({amount(500, "MTR", 1)}, {amount(0.5, "KMT", 2)}), "2026-11-16");
         }},
        {"pieces of what was weighed",
         [&](Tx& tx) {
             return capture(tx, maker_, transformation({amount(5, "KGM", 1)}, {amount(900, "", 2)}), "2026-11-17");
         }},
        {"inspected on the day it was made", [&](Tx& tx) { return forget(add_report(tx, "2026-11-01")); }},
        {"another certificate holds",
         [&](Tx& tx) {
             certify(tx, CertificateType::production_licence, "XK06-001-00002", "2026-11-11", "");
             return made_on(tx, "2026-11-12");
         }},
    };
    for (const auto& [name, attempt] : taken) {
        SCOPED_TRACE(name);
        // Undone again, so that one does not depend on another.
        const auto result = write([&](Tx& tx) -> Result<void> {
            TRY_VOID(attempt(tx));
            return Error{Code::internal_fault, "", "taken"};
        });
        EXPECT_EQ(result.error().detail, "taken");
    }
}

// GDP-63, C-29: who names another's codes is refused as a stranger, and not told of its certificates.
TEST_P(Guards, C29_ARefusalDoesNotTellOfTheCertificatesOfOthers) {
    const auto refused = write([&](Tx& tx) {
        auto input = binding();
        input.fields["productionDate"] = "2026-09-15";
        return forget(events::commission(tx, second_maker_, range(0, 9), input));
    });
    EXPECT_EQ(refused.error().code, Code::codes_not_yours);
    EXPECT_THAT(refused.error().detail, ::testing::Not(HasSubstr("2026010105001")));
    EXPECT_TRUE(refused.error().others.empty());
}

// GDP-63: what has no end ends last.
TEST_P(Guards, TheSentenceNamesTheCertificateThatEndsLast) {
    const auto refused = write([&](Tx& tx) {
        certify(tx, CertificateType::production_licence, "XK06-001-00009", "2026-11-20", "");
        return made_on(tx, "2026-11-18");
    });
    EXPECT_THAT(refused.error().detail, HasSubstr("XK06-001-00009"));
    EXPECT_THAT(refused.error().detail, HasSubstr("2026-11-20 至 长期"));
}

// Days of others are not told.
TEST_P(Guards, C29_ARefusalDoesNotTellTheShippersDay) {
    const auto refused = write([&](Tx& tx) {
        return forget(events::receive(tx, shop_, range(300, 305), with(receiving(), "purchaseTime", "2026-11-09")));
    });
    EXPECT_THAT(refused.error().detail, ::testing::Not(HasSubstr("2026-11-10")));
}

}  // namespace
}  // namespace yiguan::quality
