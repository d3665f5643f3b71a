// A shop that has vehicles, batteries and chargers of a maker, on both engines: for the tests of sales.
#pragma once
#include "events/assembling_world.hpp"
#include "registry/stores.hpp"
#include "trade/returns.hpp"
#include "trade/sale_parts.hpp"

namespace yiguan::trade::testing {

using codes::CodeAt;
using codes::Status;
using events::Slot;
using events::testing::must;

class SaleWorld : public events::testing::AssemblingWorld {
protected:
    void SetUp() override {
        AssemblingWorld::SetUp();
        shop_uscc_ = uscc_of(shop_);
        refresh();
    }
    void TearDown() override {
        EXPECT_THAT(sale_defects(), ::testing::IsEmpty());
        AssemblingWorld::TearDown();
    }
    std::vector<std::string> sale_defects() {
        return db_->read_now([](db::Tx& tx) {
            const auto log = ledger::check_logs(tx);
            auto found = check_sales(tx, log);
            for (const auto& one : events::check_assemblies(tx)) found.push_back(one);
            return found;
        });
    }
    void refresh() {
        db_->read_now([&](db::Tx& tx) { directory_->refresh(tx); });
    }

    /// Shipped by its maker and taken in by the shop; what is linked with a vehicle comes along.
    void to_shop(const CodeAt& code) { to_shop(maker_, code); }
    void to_shop(const auth::Actor& maker, const CodeAt& code) {
        write([&](db::Tx& tx) {
            must(events::ship(tx, maker, one(code), shipping(), shop_uscc_));
            must(events::receive(tx, shop_, one(code), receiving()));
        });
        refresh();
    }
    CodeAt vehicle_in_shop(std::string_view frame) { return brought(a_vehicle(frame)); }
    CodeAt battery_in_shop(std::string_view serial) { return brought(a_battery(serial)); }
    CodeAt charger_in_shop(std::string_view serial) { return brought(a_charger(serial)); }
    CodeAt brought(const CodeAt& code) {
        to_shop(code);
        return code;
    }
    struct Three {
        CodeAt vehicle, battery, charger;
    };
    Three three(std::string_view number) {
        const std::string n(number);
        return {vehicle_in_shop("YG26-" + n), battery_in_shop("BAT-" + n), charger_in_shop("CHG-" + n)};
    }
    std::vector<std::string> texts(const Three& t) { return {text(t.battery), text(t.charger), text(t.vehicle)}; }

    NewSale bundle(std::vector<std::string> texts, SaleType type = SaleType::bundle) {
        return {.call = {.type = type, .texts = std::move(texts)}};
    }
    Result<Sale> sell(const NewSale& sale) { return sell(shop_, sale); }
    Result<Sale> sell(const auth::Actor& actor, const NewSale& sale) {
        return write([&](db::Tx& tx) { return sell_in_store(tx, *names_, actor, sale); });
    }
    SaleCheck checked(const SaleCall& call) {
        return must(db_->read_now([&](db::Tx& tx) { return check_sale(tx, *names_, shop_, call); }));
    }
    Result<Return> give_back(const NewReturn& input) {
        return write([&](db::Tx& tx) { return take_back(tx, *names_, shop_, input); });
    }
    Status status(const CodeAt& code) { return state(code)->state.status; }
    std::vector<Sale> sold(const SaleFilter& filter = {}) { return sold(shop_, filter); }
    std::vector<Sale> sold(const auth::Actor& actor, const SaleFilter& filter) {
        return must(db_->read_now([&](db::Tx& tx) { return list_sales(tx, actor, filter, {}, 100); }));
    }
    registry::StoreId a_store(std::string name) {
        return write([&](db::Tx& tx) {
            return must(registry::add_store(tx, shop_,
                                            {.name = std::move(name),
                                             .contact_person = "李四",
                                             .phone = "13800138000",
                                             .region = "440106",
                                             .address = "某路 1 号",
                                             .brand = "粤行",
                                             .repairs = false,
                                             .product_types = 7,
                                             .licence = picture(tx, shop_)}))
                .id;
        });
    }
    void put_in(registry::StoreId store, const CodeAt& code) {
        write([&](db::Tx& tx) {
            auto event = event_at(tx.now(), store, "urn:test:" + std::to_string(tx.next_id<EventId>().value));
            event.biz_step = "storing";
            event.epcs.epcs = {uri_of(tx, *names_, code)};
            must(log_event(tx, *names_, shop_, std::move(event)));
        });
    }
    void happen(const CodeAt& code, std::string_view step, std::string_view disposition) {
        write([&](db::Tx& tx) {
            auto event = event_at(tx.now(), {}, "urn:test:" + std::to_string(tx.next_id<EventId>().value));
            event.biz_step = step;
            event.disposition = disposition;
            event.epcs.epcs = {uri_of(tx, *names_, code)};
            must(log_event(tx, *names_, shop_, std::move(event)));
        });
    }
    NewForm a_form(std::vector<std::string> needs) {
        return write([&](db::Tx& tx) { return must(add_customer_form(tx, shop_, {}, std::move(needs))); });
    }
    Result<Customer> fill(const std::string& token, const json::object& fields) {
        return write([&](db::Tx& tx) { return fill_customer_form(tx, token, fields); });
    }
    events::Logged logged(const events::EventKey& key) {
        return db_->read_now([&](db::Tx& tx) { return events::load(tx, *names_, std::array{key}); }).at(0);
    }
    static const json::object& person() {
        static const json::object all{{"name", "张三丰"},
                                      {"phone", "138 0013 8000"},
                                      {"idNumber", "11010519491231002x"},
                                      {"region", "440106"},
                                      {"address", "某小区 3 栋"}};
        return all;
    }

    std::string shop_uscc_;
};

}  // namespace yiguan::trade::testing
