#include "api/selling.hpp"

#include <fmt/format.h>

#include <map>

namespace yiguan::testing {
namespace {

// One maker and one shop of each story: an address may not register many.
struct Trading {
    AssemblyGoods goods;
    Company shop;
};

Company a_shop(Story& story) {
    const auto company = fresh_company();
    Party stranger = story.stranger();
    const auto id = text(stranger.must_post("/api/v1/organisations", registration(company, "seller")), "id");
    const auto application = text(story.admin.must_get("/api/v1/organisations/" + id), "application");
    story.admin.must_post("/api/v1/applications/" + application + "/decisions", json::object{{"decision", "approve"}});
    return company;
}

Trading& trading(Story& story) {
    static std::map<const Story*, Trading> all;
    auto known = all.find(&story);
    if (known == all.end()) known = all.emplace(&story, Trading{assembly_goods(story), a_shop(story)}).first;
    return known->second;
}

std::string new_form(Party& shop) {
    return text(shop.must_post("/api/v1/customer-forms", json::object{{"needs", json::array{"name", "phone"}}}), "id");
}

void fill_form(Party& shop, const std::string& id) {
    const auto answer = send_as(shop, "PUT", "/api/v1/customer-forms/" + id,
                                json::object{{"name", "张三丰"}, {"phone", "13900139001"}});
    if (answer.status != 200) throw std::runtime_error(answer.body);
}

}  // namespace

ShopGoods shop_goods(Story& story) {
    static int number = 0;
    auto& [goods, seller] = trading(story);
    const auto n = fmt::format("{:06}", ++number + 500);
    ShopGoods out{.shop = std::make_unique<Party>(story.server),
                  .vehicle = another_piece(*goods.party, goods.vehicle_product, "frameNumber", "YG26-" + n),
                  .battery = another_piece(*goods.party, goods.battery_product, "factorySerial", "BAT-" + n),
                  .charger = another_piece(*goods.party, goods.charger_product, "factorySerial", "CHG-" + n)};
    out.shop->sign_in(seller.login, password);
    for (const auto& code : {out.vehicle, out.battery, out.charger}) {
        const json::array codes{json::string(code)};
        goods.party->must_post("/api/v1/activations", json::object{{"codes", codes}});
        goods.party->must_post("/api/v1/shipments", json::object{{"codes", codes},
                                                                 {"buyerUscc", seller.uscc},
                                                                 {"fields", json::object{{"saleTime", "2026-06-10"}}}});
        out.shop->must_post(
            "/api/v1/receipts",
            json::object{{"codes", codes},
                         {"fields", json::object{{"supplierName", "供货商"}, {"purchaseTime", "2026-06-12"}}}});
    }
    return out;
}

json::object sold(ShopGoods& goods) {
    return goods.shop->must_post("/api/v1/store-sales", goods.bundle());
}

std::optional<Prepared> prepared_sale(const DeclaredOperation& op, Story& s) {
    std::string path = op.path;
    std::optional<json::object> body;
    if (op.has_json_body()) body = op.example();
    const auto with_id = [&](const std::string& id) {
        if (const auto at = path.find("{id}"); at != path.npos) path.replace(at, 4, id);
    };
    const bool of_customer = op.path.starts_with("/api/v1/customer-forms") ||
                             op.path.starts_with("/api/v1/customers") || op.id == "showCustomerForm";
    const bool of_sale = op.path.starts_with("/api/v1/store-sales"), of_return = op.path.starts_with("/api/v1/returns");
    if (!of_customer && !of_sale && !of_return) return std::nullopt;
    if (op.method == "GET" && op.path.find('{') == op.path.npos) return std::nullopt;
    auto goods = shop_goods(s);
    if (op.id == "addSale" || op.id == "checkSale") {
        body = goods.bundle();
    } else if (of_sale && op.path.find("{id}") != op.path.npos) {
        with_id(text(sold(goods), "id"));
    } else if (op.id == "addReturn" || op.id == "getReturn" || op.id == "judgeReturn") {
        sold(goods);
        const json::object given{{"texts", json::array{json::string(goods.battery)}},
                                 {"source", "customer"},
                                 {"reason", "无法充电"},
                                 {"disposition", "inspect"}};
        if (op.id == "addReturn")
            body = given;
        else
            with_id(text(goods.shop->must_post("/api/v1/returns", given), "id"));
    } else if (op.id == "showCustomerForm") {
        const auto url =
            text(goods.shop->must_post("/api/v1/customer-forms", json::object{{"needs", json::array{"name"}}}), "url");
        path = url.substr(url.find("/k/"));
    } else if (of_customer && op.path.find("{id}") != op.path.npos) {
        const auto id = new_form(*goods.shop);
        if (op.path.starts_with("/api/v1/customers")) fill_form(*goods.shop, id);
        with_id(id);
    }
    return Prepared{std::move(goods.shop), std::move(path), std::move(body)};
}

}  // namespace yiguan::testing
