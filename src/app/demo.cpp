// The demonstration: for each of the nine product categories of the first official list a producer and a seller, a
// product filed on template B.1 (an e-bike on B.3, with its battery and charger), a million codes, and a story from
// binding to the first scans. Everything goes through the same services as real input; names are invented.
#include <fmt/format.h>

#include <atomic>

#include "app/commands.hpp"
#include "app/demo_picture.hpp"
#include "app/node.hpp"
#include "app/reserved_port.hpp"
#include "catalog/catalog.hpp"
#include "core/text.hpp"
#include "events/events.hpp"
#include "keys/keys.hpp"
#include "print/print.hpp"
#include "registry/registry.hpp"

namespace yiguan::app {
namespace {

constexpr std::string_view demo_password = "yiguan-demo-2026";
constexpr std::int64_t codes_per_product = 400'000;
constexpr std::int64_t day_ms = 86'400'000;

struct Story {
    const char* unit;  // of the catalogue
    const char* slug;  // of the logins
    const char* region;
    const char* producer;
    const char* producer_address;
    const char* producer_area;  // of telephone numbers
    const char* seller;
    const char* seller_region;
    const char* seller_address;
    const char* seller_area;
    const char* product;
    const char* model;
    const char* standard;
    const char* ccc;  // "" where the category is under a production licence instead
    const char* prefix;
};

constexpr Story stories[] = {
    {"CAT-01-03", "cable", "440600", "佛山一线通电缆有限公司（演示）", "广东省佛山市南海区狮山镇兴业路8号", "0757",
     "广州明达电工器材商行（演示）", "440100", "广东省广州市白云区石井大道66号", "020", "挤包绝缘低压电力电缆",
     "YJV 0.6/1kV 3×25+1×16", "GB/T 12706.1-2020", "", "DL26-"},
    {"CAT-02-03", "gas", "442000", "中山暖厨燃气具有限公司（演示）", "广东省中山市东凤镇同安大道12号", "0760",
     "深圳安家厨卫商店（演示）", "440300", "广东省深圳市龙岗区布吉街道中兴路5号", "0755", "家用燃气灶具", "JZT-B60",
     "GB 16410-2020", "2025012408000121", "ZJ26-"},
    {"CAT-03-01", "detector", "440300", "深圳先觉安防科技有限公司（演示）", "广东省深圳市宝安区福海街道桥和路30号",
     "0755", "东莞平安消防器材店（演示）", "441900", "广东省东莞市南城街道鸿福路77号", "0769", "家用可燃气体探测器",
     "JT-XJ01", "GB 15322.2-2019", "2025081801000233", "TC26-"},
    {"CAT-04-01", "ebike", "320200", "无锡行远电动车有限公司（演示）", "江苏省无锡市锡山区安镇大成路9号", "0510",
     "广州好骑电动车行（演示）", "440100", "广东省广州市天河区棠下街道中山大道188号", "020", "电动自行车", "TDT-XY26Z",
     "GB 17761-2024", "2025011119000456", "XY26"},
    {"CAT-05-01", "helmet", "330300", "温州护顶安全用品有限公司（演示）", "浙江省温州市瓯海区梧田街道3号", "0577",
     "杭州工安劳保用品店（演示）", "330100", "浙江省杭州市余杭区良渚街道古墩路21号", "0571", "普通型安全帽", "HD-Y3",
     "GB 2811-2019", "", "AQM26-"},
    {"CAT-06-02", "plywood", "371300", "临沂沂木板业有限公司（演示）", "山东省临沂市兰山区义堂镇工业园2号", "0539",
     "济南良材建材经营部（演示）", "370100", "山东省济南市历城区工业北路40号", "0531", "难燃胶合板", "18 mm 1220×2440",
     "GB 18580-2017", "", "JHB26-"},
    {"CAT-07-01", "blockboard", "320300", "徐州本源木业有限公司（演示）", "江苏省徐州市邳州市官湖镇8号", "0516",
     "南京居正装饰材料店（演示）", "320100", "江苏省南京市江宁区秣陵街道15号", "025", "普通细木工板", "17 mm E0",
     "GB 18580-2017", "", "XMG26-"},
    {"CAT-08-01", "rebar", "130200", "唐山铁骨冷轧带肋钢筋有限公司（演示）", "河北省唐山市丰南区钱营镇1号", "0315",
     "石家庄筑基建材有限公司（演示）", "130100", "河北省石家庄市长安区胜利北街90号", "0311",
     "普通钢筋混凝土用冷轧带肋钢筋", "CRB550 Φ8", "GB 13788-2024", "", "LZ26-"},
    {"CAT-09-02", "rope", "320600", "南通力索钢丝绳有限公司（演示）", "江苏省南通市海门区常乐镇6号", "0513",
     "上海起重索具经营部（演示）", "310000", "上海市宝山区友谊路120号", "021", "阻旋转钢丝绳", "35W×7 Φ16 1960",
     "GB/T 8918-2006", "", "GSS26-"},
};

// A credit code with a right check character: 91 (enterprise), region, a body that says what it is for.
keys::Uscc demo_uscc(std::string_view region, int number) {
    const std::string body = fmt::format("91{}MA5D{:04}X", region, number);
    for (const char check : std::string_view("0123456789ABCDEFGHJKLMNPQRTUWXY"))
        if (auto uscc = keys::Uscc::parse(body + check); uscc.has_value()) return uscc.value();
    throw std::logic_error("no check character fits " + body);
}

template <class T>
T must(Result<T> result) {
    if (result.has_error())
        throw std::logic_error(fmt::format("the demonstration was refused: {} {} {}", result.error().pointer,
                                           result.error().field, result.error().detail));
    return std::move(result).value();
}

struct Told {
    std::string product, code;
};

class Teller {
public:
    /// @param clock  The time the story is told in; moved along as it goes on.
    Teller(Node& node, std::atomic<std::int64_t>& clock)
        : node_(node), db_(node.database()), clock_(clock), hash_(auth::hash_password(demo_password)) {}

    void platform() {
        days_ago(60);
        db_.write_now([&](db::Tx& tx) {
            const auto token = auth::setup_token(tx);
            if (!token) throw std::logic_error("an administrator exists already");
            admin_ = {.user = must(auth::first_admin(tx, *token, "admin", hash_)),
                      .org = {},
                      .roles = auth::Roles().with(auth::Role::platform_admin)};
            const auto bureau =
                organisation(tx, admin_, "示例市场监督管理局（演示）", demo_uscc("440000", 9000),
                             "广东省广州市天河区黄埔大道363号", "020-12315", registry::OrgKind::regulator, 0, "bureau");
            // The account of the highest permission sees what is hidden; other regulators see that something is.
            must(auth::add_user(tx, {.login = "top-regulator",
                                     .password_hash = hash_,
                                     .org = bureau.org,
                                     .roles = auth::Roles().with(auth::Role::top_regulator)}));
        });
    }

    Told tell(const Story& story, int number) {
        auth::Actor maker, seller;
        const std::int64_t category = std::int64_t{1} << (story.unit[5] - '1');  // of "CAT-04-01"
        days_ago(45);
        db_.write_now([&](db::Tx& tx) {
            const auth::Actor stranger;
            maker = organisation(tx, stranger, story.producer, demo_uscc(story.region, number), story.producer_address,
                                 fmt::format("{}-8100{:04}", story.producer_area, number), registry::OrgKind::producer,
                                 category, fmt::format("{}-maker", story.slug));
            seller = organisation(tx, stranger, story.seller, demo_uscc(story.seller_region, 5000 + number),
                                  story.seller_address, fmt::format("{}-6200{:04}", story.seller_area, number),
                                  registry::OrgKind::seller, category, fmt::format("{}-shop", story.slug));
        });
        const std::string png = demo_picture(number);
        const auto file = must(node_.documents().put(as_bytes(png)));
        const bool is_vehicle = catalog::catalogue().find_unit(story.unit)->family == catalog::Family::vehicle;
        const auto product = db_.write_now([&](db::Tx& tx) {
            const auto picture = must(registry::add_document(tx, maker, file)).id;
            return is_vehicle ? file_models(tx, maker, story, picture)
                              : publish(tx, maker, "B.1", story.unit, fields_of(story), picture, {});
        });
        const auto block = db_.write_now([&](db::Tx& tx) {
            return must(codes::apply_for_codes(tx, maker, node_.domain(), {product, codes_per_product}));
        });
        node_.directory().add(block);
        flow(story, block, maker, seller, number);

        const std::string code = node_.directory().text(block, block.first + 7);
        for (int scan = 0; scan < 2; ++scan) {
            days_ago(2 - scan);
            db_.read_now([&](db::Tx& tx) {
                std::string page;
                node_.resolver().page(tx, *node_.directory().place(code), code, {}, page);
            });
        }
        return {story.product, code};
    }

private:
    auth::Actor organisation(db::Tx& tx, const auth::Actor& by, std::string_view name, const keys::Uscc& uscc,
                             std::string_view address, std::string_view contact, registry::OrgKind kind,
                             std::int64_t categories, std::string_view login) {
        const auto made = must(registry::register_org(tx, by,
                                                      {.org = {.name = std::string(name),
                                                               .uscc = uscc,
                                                               .address = std::string(address),
                                                               .contact = std::string(contact),
                                                               .categories = categories},
                                                       .kinds = registry::OrgKinds().with(kind),
                                                       .login = std::string(login),
                                                       .password_hash = hash_}));
        must(registry::review_org(tx, admin_, made.org, registry::Decision::approve, ""));
        // Whom somebody else registered would have to choose a password first; the printed one is to work at once.
        if (!by.anonymous()) must(auth::change_password(tx, {.user = made.user}, made.user, hash_));
        return {.user = made.user, .org = made.org, .roles = auth::find_user(tx, made.user)->roles};
    }

    static json::object fields_of(const Story& story) {
        json::object fields{{"productName", story.product},
                            {"productType", catalog::catalogue().find_unit(story.unit)->name_zh},
                            {"model", story.model},
                            {"standard", story.standard},
                            {"inspectionReport", "出厂检验合格，报告编号 CJ-2026-0311"},
                            {"warrantyPeriod", "12 个月"},
                            {"manual", "使用前请阅读随附说明书；请勿改装"}};
        if (story.ccc[0] != '\0') fields["cccCertificate"] = story.ccc;
        return fields;
    }

    // A vehicle with the battery and charger that it is sold with, each a model of its own (EBM-24).
    ProductId file_models(db::Tx& tx, const auth::Actor& maker, const Story& story, DocumentId picture) {
        const auto model = [&](catalog::Family family, std::string_view unit, json::object more,
                               catalog::Extras extras) {
            auto fields = fields_of(story);
            fields["inspectionBody"] = "国家轻型电动车质量检验检测中心（演示）";
            fields["brand"] = "行远";
            for (auto& [key, value] : more) fields[key] = value;
            extras.reports.push_back({.number = "GB-2026-0311",
                                      .body = "国家轻型电动车质量检验检测中心（演示）",
                                      .standard = std::string(fields.at("standard").as_string()),
                                      .date = to_string(beijing_date({tx.now().value - 30 * day_ms})),
                                      .document = picture});
            return publish(tx, maker, catalog::templates().find_family(family)->id, unit, fields, picture,
                           std::move(extras));
        };
        model(catalog::Family::battery, "CAT-04-03",
              {{"productName", "电动自行车用锂离子蓄电池"},
               {"productType", "电动自行车用蓄电池"},
               {"model", "XY-4812"},
               {"standard", "GB 43854-2024"},
               {"modelCode", "01"},
               {"batteryType", "锂电"},
               {"voltage", "48"},
               {"capacity", "12"},
               {"mass", "3.6"},
               {"length", "320"},
               {"width", "130"},
               {"height", "90"}},
              {});
        model(catalog::Family::charger, "CAT-04-02",
              {{"productName", "电动自行车用充电器"},
               {"productType", "电动自行车用充电器"},
               {"model", "XY-C4802"},
               {"standard", "GB 42296-2022"},
               {"modelCode", "01"},
               {"batteryType", "锂电"},
               {"chargeCurrent", "2"},
               {"transitionCurrent", "0.5"},
               {"floatVoltage", "54.6"},
               {"cutoffVoltage", "54.6"}},
              {});
        const std::string uscc(must(registry::get_org(tx, maker.org)).data.uscc.text());
        catalog::Extras extras;
        for (const char* colour : {"白色", "黑色"})
            extras.styles.push_back({"标准款", colour, picture, picture, picture});
        extras.batteries.push_back({uscc, "XY-4812"});
        extras.chargers.push_back({uscc, "XY-C4802"});
        return model(catalog::Family::vehicle, story.unit, {{"conformityNumber", "HGZ-XY26-0001"}}, std::move(extras));
    }

    ProductId publish(db::Tx& tx, const auth::Actor& maker, std::string_view tmpl, std::string_view unit,
                      const json::object& fields, DocumentId picture, catalog::Extras extras) {
        auto values = must(
            catalog::read_fields(*catalog::templates().find(tmpl), catalog::Step::filing, fields, nullptr, tx.now()));
        const auto product = must(catalog::file_product(tx, maker,
                                                        {.template_id = std::string(tmpl),
                                                         .unit_id = std::string(unit),
                                                         .values = std::move(values),
                                                         .pictures = {picture},
                                                         .extras = std::move(extras)}));
        must(catalog::review_product(tx, admin_, product.id, catalog::Review::approve, ""));
        return product.id;
    }

    // 200 000 bound and 150 000 activated, 100 000 shipped, 50 000 received, a few sold; every second maker and every
    // third shop open part of their flow.
    void flow(const Story& story, const codes::Block& block, const auth::Actor& maker, const auth::Actor& seller,
              int number) {
        const auto range = [&](std::int64_t n) {
            return std::vector<codes::CodeRange>{{block.id, block.first, block.first + n - 1}};
        };
        const auto today = [&] { return to_string(beijing_date(db_.now())); };
        const auto happens = [&](int ago, auto fact) {
            days_ago(ago);
            db_.write_now([&](db::Tx& tx) { must(fact(tx)); });
        };
        happens(30, [&](db::Tx& tx) {
            json::object fields{{"productionDate", today()},
                                {"factoryNumber", json::object{{"prefix", story.prefix}, {"first", "000001"}}}};
            if (catalog::catalogue().find_unit(story.unit)->family == catalog::Family::vehicle)
                for (const auto& [key, value] :
                     {std::pair("inspectionConclusion", "合格"), std::pair("batteryNumber", "随车配置，见电池铭牌"),
                      std::pair("chargerNumber", "随车配置，见充电器铭牌"), std::pair("styleName", "标准款"),
                      std::pair("bodyColour", "白色")})
                    fields[key] = value;
            return events::commission(tx, maker, range(200'000), {.fields = std::move(fields), .open = {}});
        });
        happens(29, [&](db::Tx& tx) { return events::activate(tx, maker, range(150'000)); });
        happens(21, [&](db::Tx& tx) {
            events::FieldInput shipping{.fields = {{"saleTime", today()}}, .open = json::array{}};
            if (number % 2 == 0) shipping.open = json::array{"saleTime", "buyerName"};
            return events::ship(tx, maker, range(100'000), shipping,
                                std::string(must(registry::get_org(tx, seller.org)).data.uscc.text()));
        });
        happens(14, [&](db::Tx& tx) {
            events::FieldInput receiving{.fields = {{"supplierName", story.producer}, {"purchaseTime", today()}},
                                         .open = json::array{}};
            if (number % 3 == 1)
                receiving.open =
                    json::array{"sellerName", "sellerAddress", "sellerContact", "supplierName", "purchaseTime"};
            return events::receive(tx, seller, range(50'000), receiving);
        });
        for (int item = 0; item < 3; ++item)
            happens(3, [&](db::Tx& tx) {
                const auto c = block.first + 7 + item * 11;
                return events::sell(
                    tx, seller, {{block.id, c, c}},
                    {.fields = {{"customerName", "王女士"}, {"soldTime", today()}}, .open = json::array{}});
            });
    }

    void days_ago(int days) { clock_ = utc_now().value - days * day_ms; }

    Node& node_;
    db::Database& db_;
    std::atomic<std::int64_t>& clock_;
    std::string hash_;
    auth::Actor admin_;
};

const db::Statement any_org_sql{"demo.any_org", "select org_id from org order by org_id limit 1"};
const db::Statement any_user_sql{"demo.any_user", "select user_id from app_user order by user_id limit 1"};

}  // namespace

int demo(const Values& values) {
    std::atomic<std::int64_t> clock = utc_now().value;
    auto opened = Node::open(values, Purpose::command, [&clock] { return UtcMs{clock}; });
    if (opened.has_error()) {
        fmt::print(stderr, "{}\n", opened.error().detail);
        return 1;
    }
    Node& node = *opened.value();
    if (node.database().read_now(
            [](db::Tx& tx) { return tx.query(any_org_sql).next() || tx.query(any_user_sql).next(); })) {
        fmt::print("数据库中已有数据，未装入演示数据。\n");
        return 0;
    }
    Teller teller(node, clock);
    teller.platform();
    std::vector<Told> told;
    int number = 0;
    for (const Story& story : stories) told.push_back(teller.tell(story, ++number));
    node.scans().settle();
    node.database().checkpoint();

    fmt::print("\n演示数据已装入：{} 类产品，{} 个追溯码。\n\n登录（密码均为 {}）：\n", told.size(),
               static_cast<std::int64_t>(told.size()) * codes_per_product, demo_password);
    fmt::print("  {:<16} 平台管理员\n  {:<16} 监管（可见存在，不可见未公开内容）\n  {:<16} 最高权限监管\n", "admin",
               "bureau", "top-regulator");
    for (const Story& story : stories)
        fmt::print("  {:<16} {}\n  {:<16} {}\n", fmt::format("{}-maker", story.slug), story.producer,
                   fmt::format("{}-shop", story.slug), story.seller);
    if (values.text("base-url").empty() && ReservedPort::of(values.text("listen"))) {
        fmt::print("\n每类产品一个码（端口由系统在启动服务时选定，地址以启动时的为准）：\n");
        for (const Told& t : told) fmt::print("  E={}  {}\n", t.code, t.product);
        return 0;
    }
    fmt::print("\n每类产品一个可扫的码：\n");
    for (const Told& t : told) fmt::print("  {}  {}\n", node.resolver().address(t.code), t.product);
    const std::string address = node.resolver().address(told[3].code);
    fmt::print("\n用手机扫描（{}）：\n{}\n打开：{}\n", told[3].product, print::to_terminal(must(print::qr(address))),
               address);
    return 0;
}

}  // namespace yiguan::app
